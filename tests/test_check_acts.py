"""Acts that one account tells and another denies; every text is invented."""

from __future__ import annotations

import pytest

from tawatur.check import check_article

TOLD_AND_DENIED = [
    pytest.param(
        "وقال عادل وهبي إن المدفعية قصفت مدرسة في الحي.\nوقالت هدى سلامة إن المدفعية لم تقصف أي مدرسة.",
        id="verb-and-not",
    ),
    pytest.param(
        "وقال عادل وهبي إن الفصيل انسحب من القلعة.\nوقال القائد سامي الحداد: «لا انسحاب من القلعة».",
        id="verb-and-no-noun",
    ),
    pytest.param("وذكر عادل وهبي أن البلدية رفعت رسوم السوق.\nونفى المجلس رفع رسوم السوق.", id="verb-and-noun-denied"),
    pytest.param("وقال عادل وهبي إن الجسر انهار ليلا.\nوأكدت هدى سلامة أن الجسر لم ينهر.", id="short-behind-lam"),
    pytest.param("وقال عادل وهبي إن الحليب متوفر.\nوقالت هدى سلامة إن الحليب غير متوفر.", id="state-and-not"),
    pytest.param(
        "وقالت الشرطة إنها اعتقلت المغني سامي الحداد.\nوقالت هدى سلامة إن سامي الحداد ما زال طليقا.", id="held-and-free"
    ),
    pytest.param(
        "واتهم النائب عادل وهبي شركة الضياء بالتلوث.\nوقالت هدى سلامة إن شركة الضياء غير مسؤولة عن التلوث.",
        id="blamed-and-not-to-blame",
    ),
    pytest.param(
        "Mayor Adel Wahbi said rebel guns struck the school.\nA rebel officer, Sami Haddad, said they did not strike "
        "the school.",
        id="irregular-and-not",
    ),
    pytest.param(
        "Mayor Adel Wahbi said the brigade withdrew from the fort.\nThe brigade denied any withdrawal from the fort.",
        id="verb-and-denied-noun",
    ),
    pytest.param(
        "Police said they had arrested the singer.\nHer sister, Huda Salama, said the singer had not been arrested.",
        id="who-suffers-it-first",
    ),
    pytest.param(
        "وقال عادل وهبي إن المالك غادر لبنان.\nوقالت هدى سلامة إن موكلها لم يغادر لبنان.", id="his-own-lawyer"
    ),
    pytest.param(
        "وقال عادل وهبي إن السد انهار.\nوقالت هدى سلامة إن السد لم ينهر، إلا أن جزءا منه تصدع.", id="but-behind"
    ),
]
NOT_DENIED = [
    pytest.param(
        "وقال عادل وهبي إن الموازنة لم تقر.\nوقالت هدى سلامة إن اللجنة أقرت ثلاثة أبواب من الموازنة.", id="a-part-of-it"
    ),
    pytest.param(
        "وقال عادل وهبي إن المدفعية قصفت مدرسة في حمص.\nوقالت هدى سلامة إن المدفعية لم تقصف أي مدرسة في حلب.",
        id="places",
    ),
    pytest.param("وقال عادل وهبي إن الجسر انهار.\nوقالت هدى سلامة إن السوق لم ينهر.", id="another-thing"),
    pytest.param("وقال عادل وهبي إن الجسر انهار.\nوأضاف عادل وهبي أن الجسر لم ينهر كله.", id="one-mouth"),
    pytest.param("وقال عادل وهبي إن الجيش دخل القلعة.\nوقالت هدى سلامة إن الجيش لم يدخل سوى القلعة.", id="exceptive"),
    pytest.param("ونفى المجلس رفع رسوم السوق.\nوقالت هدى سلامة إن البلدية سترفع رسوم السوق.", id="to-come"),
    pytest.param("ونفى المجلس رفع رسوم السوق.\nونفت البلدية رفع رسوم السوق.", id="both-deny"),
    pytest.param(
        "The mayor, Adel Wahbi, said the council met the farmers.\nHuda Salama said the minister had not met the farmers.",
        id="another-doer",
    ),
    pytest.param(
        "Captain Sami Haddad said two boats capsized in Basra.\nThe navy said no boat capsized in Umm Qasr.", id="ports"
    ),
    pytest.param(
        "وقال مدير مطار حلب سامي الحداد إن المطار يستقبل الرحلات.\nوقال مدير مطار حمص عادل وهبي إن المطار لا يستقبل الرحلات.",
        id="two-airports",
    ),
    pytest.param(
        "The minister said the inquiry found no fault.\nHuda Salama said the inquiry found serious faults in another mill.",
        id="in-another",
    ),
    pytest.param(
        "Mayor Adel Wahbi said the guns struck the school.\nHuda Salama said the guns might strike the school.",
        id="may",
    ),
    pytest.param(
        "ودعا عادل وهبي الفصيل إلى الانسحاب من القلعة.\nوقالت هدى سلامة إن الفصيل لم ينسحب من القلعة.", id="called-for"
    ),
    pytest.param(
        "وقال عادل وهبي إن الانسحاب من القلعة شرط للهدنة.\nوقالت هدى سلامة إن الفصيل لم ينسحب من القلعة.",
        id="only-named",
    ),
    pytest.param(
        "وقال عادل وهبي إن البلدية رفعت رسوم السوق.\nوقالت هدى سلامة إن البلدية لم ترفع رسوم الموقف.",
        id="another-object",
    ),
    pytest.param("وقال عادل وهبي إن الجولة لم تفشل.\nوقالت هدى سلامة إن جولة سابقة فشلت.", id="earlier-one"),
    pytest.param(
        "وقال الممثل عادل وهبي إنه لم يعتزل التمثيل.\nوقالت الممثلة هدى سلامة إنها اعتزلت التمثيل.",
        id="each-of-himself",
    ),
    pytest.param(
        "وقال رئيس نادي الوفاق عادل وهبي إن النادي لم يوقع العقد.\nوأعلن نادي الاتحاد أنه وقع العقد.", id="another-club"
    ),
    pytest.param("وقال عادل وهبي إن المدرسة لم تقصف.\nوقالت هدى سلامة إن مدرسة مهجورة قصفت.", id="not-the-one-named"),
    pytest.param(
        "وقال عادل وهبي إن المتهم الأول لم يحضر الجلسة.\nوقالت هدى سلامة إن المتهم الثاني حضر الجلسة.", id="ranks"
    ),
    pytest.param(
        "وقال عادل وهبي إن رجاله لم يهاجموا القافلة.\nوقالت هدى سلامة إن مسلحين ملثمين هاجموا القافلة.", id="strangers"
    ),
    pytest.param("وذكر عادل وهبي أن شركة الطيران سرحت موظفين.\nونفت شركة الشحن تسريح أي موظف.", id="another-company"),
    pytest.param(
        "Adel Wahbi said the council no longer pays the subsidy.\nHuda Salama said the council paid the subsidy.",
        id="no-longer",
    ),
    pytest.param(
        "Adel Wahbi said his client denied stealing the boat.\nProsecutors charged him with stealing the boat.",
        id="charged",
    ),
    pytest.param(
        "Adel Wahbi called on the rebels to release the hostages.\nHuda Salama said the hostages had not been released.",
        id="to-release",
    ),
    pytest.param(
        "The mayor denied taking money from the oil lobby.\nHuda Salama said the mayor took money from the farm lobby.",
        id="another-giver",
    ),
    pytest.param(
        "Adel Wahbi said the mill was not damaged.\nHuda Salama said a crane near the mill was damaged.", id="near-it"
    ),
    pytest.param(
        "Adel Wahbi said the storm is not over in Puerto Rico.\nHuda Salama said the storm hit Puerto Rico.",
        id="not-over",
    ),
]


def denials(text: str) -> list[tuple[str, ...]]:
    findings = [each for each in check_article(text).findings if each.code == "conflict.denial"]
    return [tuple(text[slice(*span)] for span in each.spans) for each in findings]


@pytest.mark.parametrize("text", TOLD_AND_DENIED)
def test_what_one_tells_and_another_denies_is_one_conflict_with_both_accounts(text: str) -> None:
    ((first, second),) = denials(text)
    line, other = text.split("\n")
    assert first in line
    assert second in other


@pytest.mark.parametrize("text", TOLD_AND_DENIED)
def test_it_is_found_in_whichever_order_they_are_told(text: str) -> None:
    assert len(denials("\n".join(reversed(text.split("\n"))))) == 1


@pytest.mark.parametrize("text", NOT_DENIED)
def test_another_act_or_one_that_nobody_tells_is_no_conflict(text: str) -> None:
    assert denials(text) == []
