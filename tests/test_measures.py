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
        pytest.param("أرسلت البلدية 10 شاحنات.\nوقالت هالة مراد إن الجمعية أرسلت 5 شاحنات.", id="two-counts"),
        pytest.param("قال سامي البنا إن عدد الشاحنات 40 شاحنة، وإن عدد الشاحنات العائدة 55 شاحنة.", id="one-mouth"),
    ],
)
def test_numbers_of_two_things_are_no_conflict(text: str) -> None:
    assert conflicts(text) == []
