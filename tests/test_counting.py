"""A counted noun reads as an editor writes it: every category, case, gender and kind of ending."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawatur import arabic
from tawatur.arabic.agreement import agree_adjective, feminine_role
from tawatur.arabic.counting import count_noun, plural_category, subject_agreement, write_number
from tawatur.arabic.digits import to_latin_digits
from tawatur.arabic.folding import fold_word
from tawatur.arabic.nouns import nouns
from tawatur.arabic.quantities import find_quantities
from tawatur.arabic.tables import read_table
from tawatur.errors import InputError

SINGULARS = sorted(nouns())
ADJECTIVES = [row["word"] for row in read_table("adjectives")]


def case(*, id: str, **values: object):  # noqa: A002 - pytest's own name for it
    """A case whose values are named: two Arabic literals side by side are shown in swapped order."""
    return pytest.param(*values.values(), id=id)


# Each line was read aloud: tamyiz of 3-10 (genitive plural), 11-99 (accusative singular), 100 and 1000 (genitive
# singular), and again after hundreds by the last two figures.
PHRASES = """
1 حاجز: حاجز واحد
2 حاجز: حاجزان
3 حاجز: 3 حواجز
10 حاجز: 10 حواجز
11 حاجز: 11 حاجزا
12 حاجز: 12 حاجزا
40 حاجز: 40 حاجزا
99 حاجز: 99 حاجزا
100 حاجز: 100 حاجز
101 حاجز: 101 حاجز
102 حاجز: 102 حاجز
103 حاجز: 103 حواجز
110 حاجز: 110 حواجز
111 حاجز: 111 حاجزا
200 حاجز: 200 حاجز
1000 حاجز: 1000 حاجز
1003 حاجز: 1003 حواجز
40000 حاجز: 40000 حاجز
0 حاجز: 0 حاجز
1 ساعة: ساعة واحدة
2 ساعة: ساعتان
5 ساعة: 5 ساعات
72 ساعة: 72 ساعة
1 يوم: يوم واحد
2 يوم: يومان
7 يوم: 7 أيام
30 يوم: 30 يوما
3 دقيقة: 3 دقائق
43 دقيقة: 43 دقيقة
3 ثانية: 3 ثوان
15 ثانية: 15 ثانية
2 سنة: سنتان
13 سنة: 13 سنة
14 عام: 14 عاما
4 شهر: 4 أشهر
6 أسبوع: 6 أسابيع
3 ليلة: 3 ليال
3 قتيل: 3 قتلى
17 قتيل: 17 قتيلا
2 قتيل: قتيلان
9 جريح: 9 جرحى
21 مصاب: 21 مصابا
4 مصاب: 4 مصابين
3 مدني: 3 مدنيين
25 مدني: 25 مدنيا
2 مدني: مدنيان
5 شهيد: 5 شهداء
8 ضحية: 8 ضحايا
50 ضحية: 50 ضحية
3 مراسل: 3 مراسلين
2 ناشط: ناشطان
6 ناشط: 6 ناشطين
2 ناشطة: ناشطتان
6 ناشطة: 6 ناشطات
11 ناشطة: 11 ناشطة
3 محام: 3 محامين
1 محام: محام واحد
11 محام: 11 محاميا
2 قاض: قاضيان
4 قاض: 4 قضاة
20 قاض: 20 قاضيا
7 امرأة: 7 نساء
12 امرأة: 12 امرأة
10 طفل: 10 أطفال
15 طفل: 15 طفلا
280000 نازح: 280000 نازح
1500 لاجئ: 1500 لاجئ
16 لاجئ: 16 لاجئا
3 أخ: 3 إخوة
3 دبابة: 3 دبابات
14 دبابة: 14 دبابة
2 طائرة: طائرتان
5 صاروخ: 5 صواريخ
45 صاروخ: 45 صاروخا
2 قذيفة: قذيفتان
9 قذيفة: 9 قذائف
3 لواء: 3 ألوية
11 لواء: 11 لواء
2 لواء: لواءان
4 غارة: 4 غارات
18 اشتباك: 18 اشتباكا
3 هجوم: 3 هجمات
5 مدينة: 5 مدن
13 مدينة: 13 مدينة
3 قرية: 3 قرى
22 قرية: 22 قرية
2 قرية: قريتان
6 حي: 6 أحياء
11 حي: 11 حيا
3 مستشفى: 3 مستشفيات
11 مستشفى: 11 مستشفى
2 مستشفى: مستشفيان
4 مبنى: 4 مبان
2 مبنى: مبنيان
3 بئر: 3 آبار
1 بئر: بئر واحدة
5 كيلومتر: 5 كيلومترات
20 كيلومتر: 20 كيلومترا
2.5 كيلومتر: 2.5 كيلومتر
0.5 طن: 0.5 طن
3 طن: 3 أطنان
100 دولار: 100 دولار
3 دولار: 3 دولارات
11 دولار: 11 دولارا
3 ليرة: 3 ليرات
11 يورو: 11 يورو
2 يورو: 2 يورو
3 منشور: 3 منشورات
11 منشور: 11 منشورا
2 تغريدة: تغريدتان
8 تغريدة: 8 تغريدات
12 حساب: 12 حسابا
300 حساب: 300 حساب
2 صوت: صوتان
7 صوت: 7 أصوات
26 صوت: 26 صوتا
3 وسم: 3 وسوم
11 وسم: 11 وسما
3 رواية: 3 روايات
3 جزء: 3 أجزاء
11 جزء: 11 جزءا
11 شيء: 11 شيئا
3 سؤال: 3 أسئلة
2 رأس: رأسان
""".strip().splitlines()

WITH_MORE_WORDS = """
1 صوت مستقل: صوت مستقل واحد
2 صوت مستقل: صوتان مستقلان
3 صوت مستقل: 3 أصوات مستقلة
11 صوت مستقل: 11 صوتا مستقلا
100 صوت مستقل: 100 صوت مستقل
3 مراسل محلي: 3 مراسلين محليين
3 ناشطة محلية: 3 ناشطات محليات
9 غارة جوية: 9 غارات جوية
3 حساب آخر: 3 حسابات أخرى
1 غارة جوي: غارة جوية واحدة
2 غارة جوي: غارتان جويتان
9 غارة جوي: 9 غارات جوية
12 مسؤول سابق: 12 مسؤولا سابقا
4 خبير عسكري: 4 خبراء عسكريين
3 فصيل موال: 3 فصائل موالية
11 مسلح موال: 11 مسلحا مواليا
2 حاجز تفتيش: حاجزا تفتيش
3 حاجز تفتيش: 3 حواجز تفتيش
40 حاجز تفتيش: 40 حاجز تفتيش
2 قذيفة هاون: قذيفتا هاون
3 مقطع فيديو: 3 مقاطع فيديو
11 مقطع فيديو: 11 مقطع فيديو
3 مراسل حرب: 3 مراسلي حرب
2 مراسل حرب: مراسلا حرب
11 محام دفاع: 11 محامي دفاع
""".strip().splitlines()


def split(line: str) -> tuple[Decimal, str, str]:
    asked, _, expected = line.partition(": ")
    number, _, noun = asked.partition(" ")
    return Decimal(number), noun, expected


@pytest.mark.parametrize("line", PHRASES, ids=[f"line-{number}" for number in range(len(PHRASES))])
def test_a_counted_noun_reads_as_it_is_written(line):
    number, noun, expected = split(line)
    assert count_noun(number, noun) == expected


@pytest.mark.parametrize("line", WITH_MORE_WORDS, ids=[f"line-{number}" for number in range(len(WITH_MORE_WORDS))])
def test_what_stands_with_the_noun_agrees_or_belongs_to_it(line):
    number, noun, expected = split(line)
    assert count_noun(number, noun) == expected


@pytest.mark.parametrize(
    ("number", "noun", "where", "expected"),
    [
        case(number=1, noun="حاجز", where="accusative", expected="حاجزا واحدا", id="one-accusative"),
        case(number=1, noun="ساعة", where="accusative", expected="ساعة واحدة", id="one-feminine-accusative"),
        case(number=2, noun="يوم", where="genitive", expected="يومين", id="after-two-days"),
        case(number=2, noun="ساعة", where="accusative", expected="ساعتين", id="two-hours-accusative"),
        case(number=2, noun="صوت مستقل", where="genitive", expected="صوتين مستقلين", id="two-with-adjective"),
        case(number=2, noun="حاجز تفتيش", where="genitive", expected="حاجزي تفتيش", id="two-in-construct"),
        case(number=3, noun="مراسل", where="nominative", expected="3 مراسلين", id="few-stays-genitive"),
        case(number=11, noun="حاجز", where="genitive", expected="11 حاجزا", id="many-stays-accusative"),
        case(number=1, noun="محام", where="accusative", expected="محاميا واحدا", id="defective-accusative"),
    ],
)
def test_the_case_shows_in_one_and_two(number, noun, where, expected):
    assert count_noun(number, noun, case=where) == expected


@pytest.mark.parametrize(
    ("number", "where", "expected"),
    [
        case(number=1000, where="nominative", expected="ألف شخص", id="thousand"),
        case(number=2000, where="nominative", expected="ألفا شخص", id="two-thousand"),
        case(number=2000, where="genitive", expected="ألفي شخص", id="two-thousand-genitive"),
        case(number=3000, where="nominative", expected="3 آلاف شخص", id="few-thousand"),
        case(number=40000, where="nominative", expected="40 ألف شخص", id="many-thousand"),
        case(number=280000, where="nominative", expected="280 ألف شخص", id="hundreds-of-thousands"),
        case(number=1500, where="nominative", expected="1500 شخص", id="no-half-thousands"),
        case(number=1500000, where="nominative", expected="1.5 مليون شخص", id="million-and-a-half"),
        case(number=3000000, where="nominative", expected="3 ملايين شخص", id="few-million"),
        case(number=2000000, where="nominative", expected="مليونا شخص", id="two-million"),
        case(number=7000000000, where="nominative", expected="7 مليارات شخص", id="thousand-millions"),
        case(number=1234567, where="nominative", expected="1234567 شخصا", id="not-round"),
        case(number=999, where="nominative", expected="999 شخصا", id="small"),
    ],
)
def test_round_thousands_are_written_in_words_when_asked(number, where, expected):
    assert count_noun(number, "شخص", case=where, scale="words") == expected


def test_figures_are_the_newsrooms_own():
    assert count_noun(72, "ساعة", digits="arabic-indic") == "٧٢ ساعة"
    assert count_noun(Decimal("2.5"), "طن", digits="arabic-indic") == "٢٫٥ طن"


def test_a_minus_stands_on_the_side_of_its_number():
    assert count_noun(-5, "درجة") == "\N{LEFT-TO-RIGHT MARK}-5 درجات"
    assert count_noun(-1, "درجة") == "\N{LEFT-TO-RIGHT MARK}-1 درجة"
    assert count_noun(-2, "درجة") == "\N{LEFT-TO-RIGHT MARK}-2 درجة"


def test_zeros_after_the_point_do_not_change_the_form():
    assert count_noun(Decimal("3.0"), "ساعة") == count_noun(3, "ساعة") == count_noun(3.0, "ساعة") == "3 ساعات"


@pytest.mark.parametrize("number", [float("nan"), float("inf"), Decimal("1e30"), Decimal("1e-999999"), "many"])
def test_what_cannot_be_counted_is_refused(number):
    with pytest.raises(InputError):
        count_noun(number, "حاجز")


def test_an_unknown_noun_is_refused():
    with pytest.raises(InputError, match=r"data/counted_nouns.tsv"):
        count_noun(3, "زعنون")


@pytest.mark.parametrize(
    ("number", "noun", "expected"),
    [
        case(number=1, noun="حساب", expected=("m", "singular"), id="one"),
        case(number=2, noun="حساب", expected=("m", "dual"), id="two"),
        case(number=3, noun="حساب", expected=("f", "singular"), id="few-things"),
        case(number=11, noun="حساب", expected=("m", "singular"), id="many-things"),
        case(number=100, noun="تغريدة", expected=("f", "singular"), id="hundred-feminine"),
        case(number=3, noun="ناشط", expected=("m", "plural"), id="few-people"),
        case(number=12, noun="ناشطة", expected=("f", "plural"), id="many-women"),
    ],
)
def test_a_verb_takes_its_agreement_from_the_counted_noun(number, noun, expected):
    assert subject_agreement(number, noun) == expected


# -- categories ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("category", "numbers"),
    [
        # The samples of Unicode CLDR for ar.
        ("zero", "0 0.0"),
        ("one", "1 1.0"),
        ("two", "2 2.0"),
        ("few", "3 10 103 110 1003 3.0 10.0 1003.0"),
        ("many", "11 26 111 1011 11.0 99.0 1011.0"),
        ("other", "100 102 200 202 300 1000 10000 1000000 0.1 0.9 1.1 1.7 10.1 100.0 1000000.0"),
    ],
)
def test_the_categories_are_those_of_cldr(category, numbers):
    assert {plural_category(Decimal(number)) for number in numbers.split()} == {category}
    assert {plural_category(-Decimal(number)) for number in numbers.split()} == {category}


@given(st.integers(0, 10**15), st.integers(1, 10**12))
def test_only_the_last_two_figures_of_a_larger_number_count(hundreds, rest):
    number = 100 * (hundreds + 1) + rest % 100
    category = plural_category(number)
    assert category == {True: "few", False: "other"}[3 <= rest % 100 <= 10] or (rest % 100 >= 11 and category == "many")


@given(st.integers(-(10**15), 10**15))
def test_figures_say_the_number(number):
    shown = write_number(number).removeprefix("\N{LEFT-TO-RIGHT MARK}")
    assert int(shown) == number
    assert to_latin_digits(write_number(abs(number), digits="arabic-indic")) == str(abs(number))


@given(st.integers(0, 10**9), st.sampled_from(SINGULARS), st.sampled_from(["nominative", "genitive", "accusative"]))
def test_every_noun_can_be_counted_by_every_number(number, noun, where):
    phrase = count_noun(number, noun, case=where)
    assert phrase == " ".join(phrase.split())
    if number > 2:
        assert phrase.startswith(f"{number} ")
        assert phrase == count_noun(number, noun)


@given(st.integers(1, 10**6), st.sampled_from(SINGULARS), st.sampled_from(ADJECTIVES))
def test_an_adjective_follows_the_noun_alone(number, noun, adjective):
    alone = count_noun(number, noun)
    both = count_noun(number, f"{noun} {adjective}")
    assert both.startswith(alone.removesuffix(" واحد").removesuffix(" واحدة"))
    assert len(both.split()) == len(alone.split()) + 1


@given(st.integers(3, 10**6), st.sampled_from(["حاجز", "ساعة", "قتيل", "مدينة", "نازح", "دبابة", "صاروخ", "منشور"]))
def test_what_is_written_is_read_back(number, noun):
    quantity = find_quantities(f"سقط {count_noun(number, noun)} في المدينة")[0]
    assert (quantity.low, fold_word(quantity.unit or "")) == (number, fold_word(noun))


# -- agreement -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "forms"),
    [
        # m, f, two m, two f, men, women, things
        case(word="مستقل", forms="مستقل مستقلة مستقلان مستقلتان مستقلون مستقلات مستقلة", id="regular"),
        case(word="جديد", forms="جديد جديدة جديدان جديدتان جدد جديدات جديدة", id="broken-plural"),
        case(word="آخر", forms="آخر أخرى آخران أخريان آخرون أخريات أخرى", id="other"),
        case(word="موال", forms="موال موالية مواليان مواليتان موالون مواليات موالية", id="defective"),
        case(word="المحلي", forms="المحلي المحلية المحليان المحليتان المحليون المحليات المحلية", id="with-article"),
    ],
)
def test_an_adjective_agrees(word, forms):
    asked = [
        ("m", "singular", True),
        ("f", "singular", True),
        ("m", "dual", True),
        ("f", "dual", True),
        ("m", "plural", True),
        ("f", "plural", True),
        ("m", "plural", False),
    ]
    written = [agree_adjective(word, gender=gender, number=number, is_human=human) for gender, number, human in asked]
    assert written == forms.split()


def test_an_adjective_shows_its_case():
    assert agree_adjective("مستقل", gender="m", case="accusative") == "مستقلا"
    assert agree_adjective("المستقل", gender="m", case="accusative") == "المستقل"
    assert agree_adjective("محلي", gender="m", number="plural", case="genitive") == "محليين"
    assert agree_adjective("جديد", gender="m", number="plural", case="accusative") == "جددا"
    assert agree_adjective("آخر", gender="f", number="dual", case="genitive") == "أخريين"
    assert agree_adjective("الموال", gender="m") == "الموالي"


def test_an_unknown_adjective_is_refused():
    with pytest.raises(InputError, match=r"data/adjectives.tsv"):
        agree_adjective("زعنون", gender="m")


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        case(role="ناشط", expected="ناشطة", id="noun"),
        case(role="الناشط", expected="الناشطة", id="article"),
        case(role="الناشط الإعلامي", expected="الناشطة الإعلامية", id="with-its-adjective"),
        case(role="الصحفي السوري", expected="الصحفية السورية", id="nisba"),
        case(role="رئيس الوزراء", expected="رئيسة الوزراء", id="what-belongs-to-it-stays"),
        case(role="المتحدث باسم الجيش", expected="المتحدثة باسم الجيش", id="what-follows-stays"),
        case(role="محلل سياسي", expected="محللة سياسية", id="indefinite"),
        case(role="محام", expected="محامية", id="defective"),
        case(role="القاضي", expected="القاضية", id="defective-with-article"),
        case(role="الإعلامية", expected="الإعلامية", id="feminine-already"),
    ],
)
def test_a_role_is_written_of_a_woman(role, expected):
    assert feminine_role(role) == expected


def test_a_role_without_a_known_feminine_is_refused():
    with pytest.raises(InputError, match=r"data/speakers.tsv"):
        feminine_role("العقيد")


# -- the contract ----------------------------------------------------------------------------------------------


def test_the_contract_has_it():
    assert arabic.count_noun(3, "حاجز") == "3 حواجز"


@pytest.mark.shared
def test_the_shared_items_are_written_as_they_have_them(shared):
    lines = (shared / "data" / "arabic" / "items" / "generation.jsonl").read_text(encoding="utf-8").splitlines()
    items = [item for item in map(json.loads, lines) if "noun" in item]
    assert len(items) >= 40
    assert [item["id"] for item in items if count_noun(item["number"], item["noun"]) != item["expected"]] == []


def test_a_nisba_agrees_though_no_table_has_it():
    assert count_noun(2, "صاروخ باليستي") == "صاروخان باليستيان"
    assert count_noun(3, "صاروخ باليستي") == "3 صواريخ باليستية"
    assert count_noun(11, "صاروخ باليستي") == "11 صاروخا باليستيا"
    assert count_noun(3, "مواطن ليبي") == "3 مواطنين ليبيين"
    assert count_noun(2, "بند اتفاقية") == "بندا اتفاقية"  # of another gender: it belongs to the noun
    assert count_noun(2, "منزل جندي") == "منزلا جندي"
