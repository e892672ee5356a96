"""Numbers of one thing that are given differently, and those that only look so. All texts are invented."""

from __future__ import annotations

import pytest

from tawatur.check import check_article


def conflicts(text: str) -> list[list[str]]:
    findings = [finding for finding in check_article(text).findings if finding.code == "conflict.number"]
    return [[text[slice(*span)] for span in finding.spans] for finding in findings]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param(
            "ارتفع ثمن كيس الطحين إلى 90 درهما في سوق الوادي.\nوقال رئيس الغرفة سامي البنا إن ثمن الكيس لا يتعدى 60 درهما.",
            ["ثمن كيس الطحين إلى 90 درهما", "ثمن الكيس لا يتعدى 60 درهما"],
            id="price",
        ),
        pytest.param(
            "قالت رئيسة اللجنة هالة مراد إن نسبة المشاركة بلغت 31 بالمائة.\nوأفاد مرصد النور بأن نسبة المشاركة لم تتجاوز 19%.",
            ["المشاركة بلغت 31 بالمائة", "المشاركة لم تتجاوز 19%"],
            id="share",
        ),
        pytest.param(
            "قال المحافظ سامي البنا إن سعر الصرف مستقر عند 700 ليرة.\nوقالت الخبيرة هالة مراد إن الدولار بلغ 900 ليرة.",
            ["الصرف مستقر عند 700 ليرة", "الدولار بلغ 900 ليرة"],
            id="exchange",
        ),
        pytest.param(
            "خرج إلى الساحة نحو 20 ألف متظاهر.\nوقالت الشرطة إن عدد المتظاهرين لم يزد على 3 آلاف شخص.",
            ["نحو 20 ألف متظاهر", "عدد المتظاهرين لم يزد على 3 آلاف شخص"],
            id="crowd",
        ),
        pytest.param(
            "قال العمدة سامي البنا إن الأضرار تُقدر بـ 4 ملايين دولار، فيما قدّرتها المهندسة هالة مراد بـ 900 ألف دولار.",
            ["الأضرار تُقدر بـ 4 ملايين دولار", "فيما قدّرتها المهندسة هالة مراد بـ 900 ألف دولار"],
            id="pronoun",
        ),
        pytest.param(
            "ضرب زلزال بقوة 5.8 درجات منطقة الوادي.\nوأعلن مرصد النور أن قوة الهزة بلغت 5.2 درجات.",
            ["بقوة 5.8 درجات", "قوة الهزة بلغت 5.2 درجات"],
            id="strength",
        ),
        pytest.param(
            "قال الدفاع المدني إنه أنقذ 43 شخصا.\nوقالت البلدية إن عدد من تم إنقاذهم 12 شخصا.",
            ["43 شخصا", "عدد من تم إنقاذهم 12 شخصا"],
            id="rescued",
        ),
        pytest.param(
            "أعلن الاتحاد أن الحفل حضره 30 ألف زائر، بينما ذكرت صحف محلية أن العدد الحقيقي لم يتجاوز 12 ألفا.",
            ["30 ألف زائر", "العدد الحقيقي لم يتجاوز 12 ألفا"],
            id="the-number",
        ),
        pytest.param(
            "وكان الاتحاد قد أعلن أن الحفل حضره 30 ألف زائر، فيما قدرت الشرطة العدد بـ 50 ألفا.",
            ["30 ألف زائر", "العدد بـ 50 ألفا"],
            id="the-number-is-larger",
        ),
        pytest.param(
            "About 40 ships wait outside, according to the tracker SeaEye. A port official, Hala Murad, put the figure at 15.",
            ["About 40 ships", "15"],
            id="the-figure",
        ),
        pytest.param(
            "خلف الحريق ما لا يقل عن 12 قتيلا، وفق ما أعلنته البلدية، فيما تحدث ناشطون عن حصيلة تتجاوز 20 قتيلا.",
            ["ما لا يقل عن 12 قتيلا", "تتجاوز 20 قتيلا"],
            id="above-who-were-counted",
        ),
        pytest.param(
            "At least 12 people were killed, the Red Cross said, while hospital staff put the death toll at 19.",
            ["At least 12 people", "death toll at 19"],
            id="toll-put-at",
        ),
        pytest.param(
            "ذكرت صحيفة الساحل أن قيمة الصفقة 9 ملايين درهم. وقال وكيله سامي البنا إن القيمة لا تتعدى 5 ملايين درهم.",
            ["الصفقة 9 ملايين درهم", "لا تتعدى 5 ملايين درهم"],
            id="the-value",
        ),
        pytest.param(
            "قدّر المنظمون عدد الحاضرين بـ900 معلم، وقال سامي البنا: «لن نعود قبل الصيف». وقدّرتهم البلدية بـ200 معلم.",
            ["عدد الحاضرين بـ900 معلم", "وقدّرتهم البلدية بـ200 معلم"],
            id="pronoun-in-the-next-sentence",
        ),
    ],
)
def test_two_numbers_for_one_measure_are_told(text: str, told: list[str]) -> None:
    assert conflicts(text) == [told]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "قال سامي البنا إن سعر صرف الدولار 700 ليرة.\nوقالت هالة مراد إن سعر صرف اليورو 900 ليرة.", id="two-things"
        ),
        pytest.param(
            "وتبلغ قيمة الصفقة 9 ملايين درهم.\nوقال وكيله سامي البنا إن القيمة لم تتجاوز 5 ملايين درهم.",
            id="the-value-of-another-paragraph",
        ),
        pytest.param(
            "بلغ عدد المحتجين 900 معلم، بحسب النقابة.\nوقالت هالة مراد إن المدرسة تعمل بأربعة معلمين.\n"
            "وقال سامي البنا إن 20 معلما نُقلوا.",
            id="parts-beside-a-total",
        ),
        pytest.param(
            "قال سامي البنا إن نسبة المشاركة بلغت 31%.\nوقالت هالة مراد إن نسبة البطالة بلغت 12%.", id="two-shares"
        ),
        pytest.param(
            "قال سامي البنا إن نسبة المشاركة بلغت 31%.\nوقالت هالة مراد إن نسبة المشاركة كانت 45% في الدورة السابقة.",
            id="earlier",
        ),
        pytest.param(
            "قال سامي البنا إن سعر الكيس 60 درهما.\nورجحت هالة مراد أن يبلغ سعر الكيس 90 درهما خلال شهر.", id="foretold"
        ),
        pytest.param(
            "قال سامي البنا إن عدد الزوار بلغ 3 آلاف زائر.\nوقالت هالة مراد إن المعرض استقبل 400 زائر من القرية.",
            id="part",
        ),
        pytest.param(
            "قال سامي البنا إن سعر الكيس في حمص 60 درهما.\nوقالت هالة مراد إن سعر الكيس في حلب 90 درهما.",
            id="two-places",
        ),
        pytest.param(
            "قال الاتحاد إن الحفل حضره 30 ألف زائر، وذكرت صحف محلية أن الرقم القياسي 12 ألفا.", id="a-record-is-another"
        ),
        pytest.param(
            "أعلن الاتحاد أن الحفل حضره 30 ألف زائر.\nوقالت الشرطة إن العدد المطلوب من الحراس 200.",
            id="number-of-others",
        ),
        pytest.param(
            "أعلنت البلدية مقتل ما لا يقل عن 12 شخصا، فيما أحصى ناشطون أكثر من 11 قتيلا.", id="bounds-that-agree"
        ),
        pytest.param("أرسلت البلدية 10 شاحنات.\nوقالت هالة مراد إن الجمعية أرسلت 5 شاحنات.", id="two-counts"),
        pytest.param("قال سامي البنا إن عدد الشاحنات 40 شاحنة، وإن عدد الشاحنات العائدة 55 شاحنة.", id="one-mouth"),
    ],
)
def test_numbers_of_two_things_are_no_conflict(text: str) -> None:
    assert conflicts(text) == []


@pytest.mark.parametrize(
    ("text", "count"),
    [
        pytest.param("بلغت نسبة المشاركة 31% في الوادي.", 1, id="share-of-nobody"),
        pytest.param("قالت هالة مراد إن نسبة المشاركة بلغت 31%.", 0, id="share-of-a-speaker"),
        pytest.param("استمر الحفل 3 ساعات في الوادي.", 0, id="time"),
        pytest.param(
            "Crews dug all night, the mayor said, while hospital staff put the death toll at 19.", 0, id="put-at"
        ),
    ],
)
def test_a_number_that_nobody_gives_is_told(text: str, count: int) -> None:
    assert [finding.code for finding in check_article(text).findings].count("unsourced.number") == count


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param(
            "وقال مصدر محلي إن عدد الحافلات المعطلة بلغ 70 حافلة، في حين قالت الشركة إنها لم تتعد 15 حافلة.",
            ["عدد الحافلات المعطلة بلغ 70 حافلة", "لم تتعد 15 حافلة"],
            id="it-did-not-exceed",
        ),
        pytest.param(
            "وبلغت الديون ستة مليارات دينار بحسب النقابة، وقالت وزارة المالية إنها لا تتخطى مليارين ونصف المليار.",
            ["الديون ستة مليارات دينار", "لا تتخطى مليارين ونصف المليار"],
            id="without-the-currency",
        ),
        pytest.param(
            "وقالت هالة مراد إن 90 في المئة من العمال التزموا بالإضراب.\n"
            "وأكدت الشركة أن نسبة الالتزام بالإضراب لم تتعد 40 في المئة.",
            ["90 في المئة", "نسبة الالتزام بالإضراب لم تتعد 40 في المئة"],
            id="share-and-rate",
        ),
    ],
)
def test_a_bound_of_what_was_counted_before_is_held_against_it(text: str, told: list[str]) -> None:
    assert conflicts(text) == [told]
