"""What one account shuts and another opens, and accounts that agree. All texts are invented."""

from __future__ import annotations

import pytest

from tawatur.check import check_article


def conflicts(text: str) -> list[list[str]]:
    findings = [finding for finding in check_article(text).findings if finding.code == "conflict.access"]
    return [[text[slice(*span)] for span in finding.spans] for finding in findings]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param(
            "أُغلق معبر الوادي صباحا.\nوقالت وزارة الداخلية إن المعبر يعمل كالمعتاد.",
            ["أُغلق معبر الوادي", "المعبر يعمل كالمعتاد"],
            id="without-its-name",
        ),
        pytest.param(
            "أُغلق ميناء الوادي أمام السفن.\nوقال المدير سامي البنا: «الميناء يعمل بصورة اعتيادية».",
            ["أُغلق ميناء الوادي", "الميناء يعمل بصورة اعتيادية"],
            id="in-the-usual-way",
        ),
        pytest.param(
            "قال سامي البنا إن الطريق الدولي مقطوع.\nوقالت هالة مراد إن الطريق الدولي سالك أمام السيارات.",
            ["الطريق الدولي مقطوع", "الطريق الدولي سالك"],
            id="adjectives",
        ),
        pytest.param(
            "أعلنت إدارة المطار إغلاق مطار الوادي حتى إشعار آخر، في حين قالت وزارة النقل إن مطار الوادي أُعيد فتحه.",
            ["إغلاق مطار الوادي", "مطار الوادي أُعيد فتحه"],
            id="reopened",
        ),
        pytest.param(
            "أُغلق جسر الرمانة أمام المارة.\nونفت البلدية إغلاق جسر الرمانة.",
            ["أُغلق جسر الرمانة", "إغلاق جسر الرمانة"],
            id="denied",
        ),
        pytest.param(
            "قال سامي البنا إن الأبواب الخلفية كانت مقفلة.\nوردت هالة مراد بأن الأبواب جميعها كانت مفتوحة.",
            ["الأبواب الخلفية كانت مقفلة", "الأبواب جميعها كانت مفتوحة"],
            id="all-of-them",
        ),
    ],
)
def test_what_one_account_shuts_and_another_opens_is_told(text: str, told: list[str]) -> None:
    assert conflicts(text) == [told]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("أُغلق معبر الوادي صباحا.\nوقالت وزارة الداخلية إن معبر الرمانة مفتوح.", id="two-crossings"),
        pytest.param("أُغلق الطريق ساعتين.\nوقالت هالة مراد إن الطريق أُغلق ثم أُعيد فتحه.", id="one-after-the-other"),
        pytest.param("أُغلق معبر الوادي صباحا.\nوقال سامي البنا إن المعبر سيُعاد فتحه غدا.", id="to-come"),
        pytest.param("أُغلق معبر الوادي أمس.\nوقال سامي البنا إن معبر الوادي مفتوح اليوم.", id="two-days"),
        pytest.param("أُغلق معبر الوادي.\nوسأل سامي البنا: «هل المعبر مفتوح الآن أم لا؟»", id="asked"),
        pytest.param("فتح الجيش النار قرب معبر الوادي.\nوقال سامي البنا إن معبر الوادي مغلق.", id="fire"),
    ],
)
def test_accounts_that_may_both_be_right_are_no_conflict(text: str) -> None:
    assert conflicts(text) == []
