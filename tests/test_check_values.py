"""Times, amounts and counts of one act that accounts give differently; every text is invented."""

from __future__ import annotations

import pytest

from tawatur.check import check_article


def found(text: str) -> list[tuple[str, tuple[str, ...]]]:
    findings = [each for each in check_article(text).findings if each.code in {"conflict.time", "conflict.number"}]
    return [(each.code, tuple(text[slice(*span)] for span in each.spans)) for each in findings]


@pytest.mark.parametrize(
    ("text", "code", "told"),
    [
        pytest.param(
            "وقال عادل وهبي إن قطار البضائع وصل عند الثالثة فجرا.\nوقالت هدى سلامة إن قطار البضائع وصل عند السابعة مساء.",
            "conflict.time",
            ("الثالثة فجرا", "السابعة مساء"),
            id="arabic-times",
        ),
        pytest.param(
            "Captain Adel Wahbi said the cargo train arrived at 4am.\nHuda Salama said the cargo train arrived at 10pm.",
            "conflict.time",
            ("4am", "10pm"),
            id="english-times",
        ),
        pytest.param(
            "Mayor Adel Wahbi said the port had paid €12m for the crane.\nThe port's director, Huda Salama, said it paid "
            "€7 million for the crane.",
            "conflict.number",
            ("€12m", "€7 million"),
            id="amounts",
        ),
        pytest.param(
            "وقال عادل وهبي إن ثلاثة حراس أغلقوا بوابة المصنع، فيما قالت هدى سلامة إن سبعة حراس أغلقوا بوابة المصنع.",
            "conflict.number",
            ("ثلاثة حراس", "سبعة حراس"),
            id="counts-set-against",
        ),
    ],
)
def test_two_values_of_one_act_are_a_conflict(text: str, code: str, told: tuple[str, ...]) -> None:
    assert found(text) == [(code, told)]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "وقال عادل وهبي إن قطار البضائع وصل إلى حلب عند الثالثة فجرا.\n"
            "وقالت هدى سلامة إن قطار البضائع وصل إلى حمص عند السابعة مساء.",
            id="two-cities",
        ),
        pytest.param(
            "Adel Wahbi said the council paid $3 million for the north bridge.\n"
            "Huda Salama said the council paid $1 million for the south bridge.",
            id="two-bridges",
        ),
        pytest.param(
            "وقال عادل وهبي إن سعر غرام الذهب عيار 21 بلغ 60 دولارا.\n"
            "وقالت هدى سلامة إن سعر غرام الذهب عيار 24 بلغ 69 دولارا.",
            id="two-sorts",
        ),
        pytest.param(
            "وقال عادل وهبي إن نسبة الإنجاز بلغت 70 في المئة.\n"
            "وقالت هدى سلامة إن نسبة الإنجاز في القطاع الثالث بلغت 40 في المئة.",
            id="of-a-part",
        ),
        pytest.param(
            "وقال عادل وهبي إن سعر الدولار في عدن بلغ 1650 ريالا.\n"
            "وقال صراف في صنعاء، سامي الحداد، إن سعر الدولار بلغ 530 ريالا.",
            id="where-it-is-said",
        ),
        pytest.param(
            "Adel Wahbi said the cargo train arrived at 4am.\nHuda Salama said the mail boat arrived at 10pm.", id="two-things"
        ),
        pytest.param(
            "Adel Wahbi said the cargo train arrived at 4:00am.\nHuda Salama said the cargo train arrived at 4:20am.", id="near"
        ),
        pytest.param(
            "Adel Wahbi said the port paid at least €7m for the crane.\nHuda Salama said the port paid €9m for the crane.",
            id="at-least",
        ),
        pytest.param(
            "Adel Wahbi said the port paid €12m for the crane.\nHuda Salama said the port paid €7m for the tug boat.",
            id="for-another-thing",
        ),
        pytest.param(
            "وقال عادل وهبي إن ثلاثة حراس أغلقوا بوابة المصنع.\nوأضافت هدى سلامة أن سبعة حراس أغلقوا بوابة المصنع.",
            id="may-be-a-part",
        ),
        pytest.param(
            "Adel Wahbi said the cargo train arrived at 4am.\nHe later said the cargo train arrived at 10pm.", id="one-mouth"
        ),
    ],
)  # fmt: skip
def test_values_of_another_act_or_that_agree_are_no_conflict(text: str) -> None:
    assert found(text) == []
