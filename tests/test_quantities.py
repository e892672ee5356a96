"""Quantities: how many, of what, how exactly; and the figures that count nothing."""

from __future__ import annotations

from decimal import Decimal

import pytest
from growth import count_steps
from hypothesis import given
from hypothesis import strategies as st

from tawatur.arabic import find_quantities
from tawatur.arabic.tables import read_table

ARABIC_INDIC = str.maketrans("0123456789", "".join(chr(0x0660 + digit) for digit in range(10)))
PERSIAN = str.maketrans("0123456789", "".join(chr(0x06F0 + digit) for digit in range(10)))


def number(written):
    return None if written is None else Decimal(written)


@pytest.mark.parametrize(
    ("text", "low", "high", "relation", "unit"),
    [
        pytest.param("5 مدنيين", "5", "5", "eq", "مدني", id="figures"),
        pytest.param("٦٠ عاماً", "60", "60", "eq", "عام", id="figures-arabic-indic"),
        pytest.param("۷۲ ساعة", "72", "72", "eq", "ساعة", id="figures-persian"),
        pytest.param("1,200 منزل", "1200", "1200", "eq", "منزل", id="figures-thousands-comma"),
        pytest.param("١٬٢٠٠ قتيل", "1200", "1200", "eq", "قتيل", id="figures-thousands-arabic"),
        pytest.param("10 000 نازح", "10000", "10000", "eq", "نازح", id="figures-thousands-space"),
        pytest.param("1.200 قتيل", "1200", "1200", "eq", "قتيل", id="figures-thousands-point-before-people"),
        pytest.param("2.375 مليار دولار", "2375000000", "2375000000", "eq", "دولار", id="figures-point-before-scale"),
        pytest.param("٧٫٥ ملايين ليرة", "7500000", "7500000", "eq", "ليرة", id="figures-decimal-arabic"),
        pytest.param("الـ72 ساعة", "72", "72", "eq", "ساعة", id="figures-with-article"),
        pytest.param("عدد (٧) أشخاص", "7", "7", "eq", "شخص", id="figures-in-brackets"),
        pytest.param("16شخصا", "16", "16", "eq", "شخص", id="figures-glued-to-noun"),
        pytest.param("ثلاثة حواجز", "3", "3", "eq", "حاجز", id="words-unit"),
        pytest.param("خمس قرى", "5", "5", "eq", "قرية", id="words-feminine"),
        pytest.param("أحد عشر جنديا", "11", "11", "eq", "جندي", id="words-teen"),
        pytest.param("اثنتا عشرة غارة", "12", "12", "eq", "غارة", id="words-teen-feminine"),
        pytest.param("خمسة وعشرون جنديا", "25", "25", "eq", "جندي", id="words-tens"),
        pytest.param("إحدى وعشرون مدينة", "21", "21", "eq", "مدينة", id="words-one-and-tens"),
        pytest.param("مئة وخمسون دبابة", "150", "150", "eq", "دبابة", id="words-hundred-and"),
        pytest.param("خمسمائة دولار", "500", "500", "eq", "دولار", id="words-hundred-old-spelling"),
        pytest.param("ثلاث مئة قتيل", "300", "300", "eq", "قتيل", id="words-hundred-apart"),
        pytest.param("مئتا قتيل", "200", "200", "eq", "قتيل", id="words-two-hundred"),
        pytest.param("مائتي قتيل", "200", "200", "eq", "قتيل", id="words-two-hundred-oblique"),
        pytest.param("ألف جندي", "1000", "1000", "eq", "جندي", id="words-thousand"),
        pytest.param("خمسة آلاف وثلاثمئة وعشرون لاجئا", "5320", "5320", "eq", "لاجئ", id="words-thousands-and"),
        pytest.param("ألفا جندي", "2000", "2000", "eq", "جندي", id="words-two-thousand-construct"),
        pytest.param("ألفي عنصر", "2000", "2000", "eq", "عنصر", id="words-two-thousand"),
        pytest.param("أربعون ألفا", "40000", "40000", "eq", None, id="words-thousand-accusative"),
        pytest.param("مليونا نازح", "2000000", "2000000", "eq", "نازح", id="words-two-million"),
        pytest.param("تلات ساعات", "3", "3", "eq", "ساعة", id="words-dialect"),
        pytest.param("280 ألف نازح", "280000", "280000", "eq", "نازح", id="mixed-thousand"),
        pytest.param("3 ملايين و64 ألف نازح", "3064000", "3064000", "eq", "نازح", id="mixed-million-and-thousand"),
        pytest.param("ألف و500 مقاتل", "1500", "1500", "eq", "مقاتل", id="mixed-word-then-figures"),
        pytest.param("9 آلاف و500 عنصر", "9500", "9500", "eq", "عنصر", id="mixed-scale-and-rest"),
        pytest.param("مليون ونصف المليون لاجئ", "1500000", "1500000", "eq", "لاجئ", id="half-of-scale"),
        pytest.param(
            "مليار ونصف مليار دولار", "1500000000", "1500000000", "eq", "دولار", id="half-of-scale-indefinite"
        ),
        pytest.param("نصف مليون دولار", "500000", "500000", "eq", "دولار", id="half-before-scale"),
        pytest.param("ربع مليون لاجئ", "250000", "250000", "eq", "لاجئ", id="quarter-before-scale"),
        pytest.param("ساعة ونصف", "1.5", "1.5", "eq", "ساعة", id="half-after-noun"),
        pytest.param("ساعتين ونصف الساعة", "2.5", "2.5", "eq", "ساعة", id="half-after-dual"),
        pytest.param("ثلاث ساعات ونصف", "3.5", "3.5", "eq", "ساعة", id="half-after-counted"),
        pytest.param("نصف المدينة", "0.5", "0.5", "eq", "مدينة", id="fraction-of-a-thing"),
        pytest.param("ثلثا مساحة البلاد", "0.666667", "0.666667", "eq", "مساحة", id="fraction-thirds"),
        pytest.param("خمس السكان", "0.2", "0.2", "eq", "ساكن", id="fraction-fifth-before-definite"),
        pytest.param("ثلاثة أرباع السكان", "0.75", "0.75", "eq", "ساكن", id="fraction-three-quarters"),
        pytest.param("حاجزان", "2", "2", "eq", "حاجز", id="dual-nominative"),
        pytest.param("قتيلين", "2", "2", "eq", "قتيل", id="dual-oblique"),
        pytest.param("دبابتان", "2", "2", "eq", "دبابة", id="dual-feminine"),
        pytest.param("ساعتين", "2", "2", "eq", "ساعة", id="dual-time"),
        pytest.param("قتيلان اثنان", "2", "2", "eq", "قتيل", id="dual-with-two"),
        pytest.param("وجنديين", "2", "2", "eq", "جندي", id="dual-joined"),
        pytest.param("فلسطينيين اثنين", "2", "2", "eq", "فلسطيني", id="two-after-a-sound-plural"),
        pytest.param("حاجز واحد", "1", "1", "eq", "حاجز", id="one-after-noun"),
        pytest.param("الأسرى الثلاثة", "3", "3", "eq", "أسير", id="noun-before-article-number"),
        pytest.param("الساعات الـ48", "48", "48", "eq", "ساعة", id="noun-before-article-figures"),
        pytest.param("ارتفع عدد القتلى إلى 15", "15", "15", "eq", "قتيل", id="noun-of-total"),
        pytest.param("تسعة من الجنود", "9", "9", "eq", "جندي", id="partitive"),
        pytest.param("عشرات الآلاف من شبيحة النظام", "10000", "99999", "approx", "شبيح", id="partitive-construct"),
        pytest.param("40% من الأراضي", "40", "40", "eq", "%", id="percent-sign"),
        pytest.param("٧٫٥٪", "7.5", "7.5", "eq", "%", id="percent-arabic-sign"),
        pytest.param("%40", "40", "40", "eq", "%", id="percent-sign-before"),
        pytest.param("70 بالمئة من المدينة", "70", "70", "eq", "%", id="percent-word"),
        pytest.param("سبعين في المائة", "70", "70", "eq", "%", id="percent-words"),
        pytest.param("500$", "500", "500", "eq", "دولار", id="money-sign-after"),
        pytest.param("$500 مليون", "500000000", "500000000", "eq", "دولار", id="money-sign-before"),
        pytest.param("عشرات القتلى", "10", "99", "approx", "قتيل", id="band-tens"),
        pytest.param("مئات المدنيين", "100", "999", "approx", "مدني", id="band-hundreds"),
        pytest.param("آلاف اليمنيين", "1000", "9999", "approx", "يمني", id="band-thousands"),
        pytest.param("عشرات الآلاف من النازحين", "10000", "99999", "approx", "نازح", id="band-tens-of-thousands"),
        pytest.param("مئات الآلاف", "100000", "999999", "approx", None, id="band-hundreds-of-thousands"),
        pytest.param("بضعة آلاف من المقاتلين", "3000", "9999", "approx", "مقاتل", id="band-few-thousand"),
        pytest.param("بضعة أشخاص", "3", "9", "approx", "شخص", id="band-few"),
        pytest.param("نحو 300 قتيل", "300", "300", "approx", "قتيل", id="about"),
        pytest.param("قرابة 280 ألف نازح", "280000", "280000", "approx", "نازح", id="about-near"),
        pytest.param("5 قتلى تقريبا", "5", "5", "approx", "قتيل", id="about-after"),
        pytest.param("أكثر من 280 ألف نازح", "280000", None, "gt", "نازح", id="more-than"),
        pytest.param("يفوق 30 ألفا", "30000", None, "gt", None, id="more-than-verb"),
        pytest.param("ما يزيد على 300 عنصر", "300", None, "gt", "عنصر", id="more-than-exceeds"),
        pytest.param("تجاوز الـ100", "100", None, "gt", None, id="more-than-exceeded"),
        pytest.param("يفوق المليون", "1000000", None, "gt", None, id="more-than-definite-scale"),
        pytest.param("أقل من 50 شخصا", None, "50", "lt", "شخص", id="less-than"),
        pytest.param("لا يقل عن 15 قتيلا", "15", None, "ge", "قتيل", id="at-least"),
        pytest.param("ما لا يقل عن ثلاثين قتيلا", "30", None, "ge", "قتيل", id="at-least-what"),
        pytest.param("على الأقل 5 قتلى", "5", None, "ge", "قتيل", id="at-least-before"),
        pytest.param("15 قتيلا مدنيا على الأقل", "15", None, "ge", "قتيل", id="at-least-after-adjective"),
        pytest.param("20 شخصا أو أكثر", "20", None, "ge", "شخص", id="or-more"),
        pytest.param("لا يتجاوز 20 شخصا", None, "20", "le", "شخص", id="at-most"),
        pytest.param("لا يتجاوز عددهم 50", None, "50", "le", None, id="at-most-their-number"),
        pytest.param("ما لا يزيد على 50 عنصرا", None, "50", "le", "عنصر", id="at-most-what"),
        pytest.param("ما يصل إلى 500 مقاتل", None, "500", "le", "مقاتل", id="up-to"),
        pytest.param("ما بين 30 و40 مقاتلا", "30", "40", "range", "مقاتل", id="range-between"),
        pytest.param("من 30 إلى 40 قتيلا", "30", "40", "range", "قتيل", id="range-from-to"),
        pytest.param("35 إلى 40 دبابة", "35", "40", "range", "دبابة", id="range-to"),
        pytest.param("30-40 صاروخا", "30", "40", "range", "صاروخ", id="range-dash"),
        pytest.param("3 أو 4 قتلى", "3", "4", "range", "قتيل", id="range-or"),
        pytest.param("بين 3 و5 آلاف مقاتل", "3000", "5000", "range", "مقاتل", id="range-shared-scale"),
        pytest.param("بين خمسة وستة آلاف جندي", "5000", "6000", "range", "جندي", id="range-words-shared-scale"),
        pytest.param("ما بين مليون ومليوني شخص", "1000000", "2000000", "range", "شخص", id="range-own-scales"),
        pytest.param("30 إلى 40 بالمئة", "30", "40", "range", "%", id="range-percent"),
        pytest.param("3 ألوية", "3", "3", "eq", "لواء", id="unit-broken-plural"),
        pytest.param("7 مقاتلين", "7", "7", "eq", "مقاتل", id="unit-sound-plural-oblique"),
        pytest.param("11 بئرا", "11", "11", "eq", "بئر", id="unit-accusative"),
        pytest.param("19 رمزا", "19", "19", "eq", "رمز", id="unit-unknown-accusative"),
        pytest.param("6 غطاسين", "6", "6", "eq", "غطاس", id="unit-unknown-sound-plural"),
        pytest.param("٧ مَدَنيِّينَ", "7", "7", "eq", "مدني", id="marks"),
    ],
)
def test_a_quantity_is_read(text, low, high, relation, unit):
    (quantity,) = find_quantities(text)
    assert (quantity.low, quantity.high, quantity.relation, quantity.unit) == (
        number(low),
        number(high),
        relation,
        unit,
    )


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("20:43", id="clock"),
        pytest.param("الساعة 8 مساء", id="clock-word"),
        pytest.param("الساعة الثامنة", id="clock-ordinal"),
        pytest.param("عام 2011", id="year-named"),
        pytest.param("في 2011 خرج الناس", id="year-bare"),
        pytest.param("ديسمبر 2024", id="year-of-month"),
        pytest.param("5 كانون الأول", id="date-with-month"),
        pytest.param("5-12-2024", id="date-in-figures"),
        pytest.param("5/12/2024", id="date-with-slashes"),
        pytest.param("20 / 6 / 2020", id="date-with-spaced-slashes"),
        pytest.param("الخامس والعشرين من ديسمبر", id="date-ordinal"),
        pytest.param("فاز الفريق 2-1", id="score"),
        pytest.param("القرار 2254", id="resolution-number"),
        pytest.param("هاتف 0933123456", id="telephone"),
        pytest.param("+963 944 123 456", id="telephone-in-pieces"),
        pytest.param("123456789012", id="long-id"),
        pytest.param("الإصدار 1.2.3", id="version"),
        pytest.param("طائرة Su-24", id="model-name"),
        pytest.param("طريق M5", id="road-name"),
        pytest.param("COVID 19", id="after-latin-word"),
        pytest.param("منصور @amansourajaDec 5: “الهروب", id="after-handle"),
        pytest.param("1- أكد الوزير", id="list-number"),
        pytest.param("2️⃣ أكد", id="keycap"),
        pytest.param("القرن العشرين", id="century"),
        pytest.param("اللقب الـ14", id="ordinal-with-article"),
        pytest.param("أثناء جائحة", id="during-is-not-two"),
        pytest.param("شرب مية باردة", id="water-is-not-hundred"),
        pytest.param("ميتا أعلنت", id="meta-is-not-two-hundred"),
        pytest.param("يوم الاثنين", id="monday-is-not-two"),
        pytest.param("البلدان العربية", id="countries-is-not-two"),
        pytest.param("المدنيين", id="civilians-may-be-plural"),
        pytest.param("نصف النهائي", id="semifinal"),
        pytest.param("النصف الأول", id="first-half"),
        pytest.param("https://example.com/280", id="link"),
        pytest.param("@user280", id="handle"),
        pytest.param("#حمص_280", id="hashtag"),
    ],
)
def test_what_counts_nothing_gives_none(text):
    assert find_quantities(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "قتل 5 وأصيب 12 بجروح",
            "5|12",
            id="without-nouns",
        ),
        pytest.param(
            "سقط نحو 300 قتيل في 3 قرى",
            "نحو 300 قتيل|3 قرى",
            id="with-relation-and-noun",
        ),
        pytest.param(
            "قتيلين و3 جرحى",
            "قتيلين|3 جرحى",
            id="dual-then-figures",
        ),
        pytest.param(
            "ارتفع من 30 إلى 40 قتيلا",
            "30|40 قتيلا",
            id="a-change-is-two-numbers",
        ),
        pytest.param(
            "15 قتيلا مدنيا على الأقل",
            "15 قتيلا مدنيا على الأقل",
            id="relation-after-adjective",
        ),
        pytest.param(
            "وأكثر من 50 جريحا",
            "أكثر من 50 جريحا",
            id="conjunction-left-out",
        ),
        pytest.param(
            "بلغت $500 مليون",
            "$500 مليون",
            id="sign-kept",
        ),
        pytest.param(
            "طائرتين مسيرتين",
            "طائرتين",
            id="dual-adjective-is-not-counted",
        ),
        pytest.param(
            "ألف قتيل ومئة جريح",
            "ألف قتيل|مئة جريح",
            id="noun-ends-the-number",
        ),
    ],
)
def test_spans_reach_from_the_limit_to_the_noun(text, expected):
    assert [text[slice(*quantity.span)] for quantity in find_quantities(text)] == expected.split("|")


@pytest.mark.parametrize(
    "piece",
    [
        pytest.param("1", id="digits-in-one-row"),
        pytest.param("1 ", id="digits-apart"),
        pytest.param("1-", id="digits-and-dashes"),
        pytest.param("1,", id="digits-and-commas"),
        pytest.param("خمسة ", id="units"),
        pytest.param("وخمسة ", id="joined-units"),
        pytest.param("مليون ", id="scales"),
        pytest.param("ألف و500 ", id="joined-numbers"),
        pytest.param("بين 5 و", id="open-ranges"),
        pytest.param("لا يقل عن ", id="limits"),
        pytest.param("عدد ", id="totals"),
    ],
)
def test_reading_time_grows_with_the_length_only(piece):
    short, long = (count_steps(lambda text=piece * repeats: find_quantities(text)) for repeats in (200, 2_000))
    assert long <= 12 * short  # ten times the text; a quadratic reader takes a hundred times as many steps


def test_the_table_of_nouns_has_each_noun_once():
    nouns = [row["singular"] for row in read_table("counted_nouns")]
    assert len(nouns) == len(set(nouns))


def expressions():
    """Number words, nouns, limits and figures, glued and apart."""
    words = [row["word"] for row in read_table("numbers")]
    words += [row["phrase"] for row in read_table("quantity_words")]
    nouns = list(read_table("counted_nouns"))[::6]
    words += [row["singular"] for row in nouns] + [plural for row in nouns for plural in row["plurals"].split()]
    words += [
        "5",
        "12",
        "2024",
        "1,200",
        "1.5",
        "1.200",
        "10",
        "000",
        "99999999999999999",
        "0933",
        "20:43",
        "2-1",
        "%",
        "$",
    ]
    words += ["في المئة"]
    words += "و من إلى بين أو - / ( ) . ، ال ديسمبر #حمص @abc".split()
    return st.lists(st.sampled_from(words), min_size=1, max_size=10).flatmap(
        lambda chosen: st.sampled_from([" ", "", " و", "\n"]).map(lambda glue: glue.join(chosen))
    )


@given(st.one_of(st.text(), expressions()))
def test_any_text_gives_ordered_quantities_with_low_at_most_high(text):
    reached = 0
    for quantity in find_quantities(text):
        start, end = quantity.span
        assert reached <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip() != ""
        assert quantity.low is not None or quantity.high is not None
        assert quantity.low is None or quantity.high is None or quantity.low <= quantity.high
        reached = end


@given(expressions())
def test_the_script_of_the_digits_does_not_matter(text):
    assert find_quantities(text.translate(ARABIC_INDIC)) == find_quantities(text)
    assert find_quantities(text.translate(PERSIAN)) == find_quantities(text)


@pytest.mark.parametrize(
    ("text", "low", "high", "relation", "unit"),
    [
        pytest.param("At least 19 people were killed", "19", None, "ge", "شخص", id="at-least"),
        pytest.param("more than 2 million people", "2000000", None, "gt", "شخص", id="scale"),
        pytest.param("44 young Palestinian men arrested", "44", "44", "eq", "رجل", id="adjectives-between"),
        pytest.param("12 dead", "12", "12", "eq", "قتيل", id="what-stands-for-a-noun"),
        pytest.param("about 1,500 homes", "1500", "1500", "approx", "منزل", id="about"),
        pytest.param("20 percent of the homes", "20", "20", "eq", "%", id="percent"),
        pytest.param("30-40 houses", "30", "40", "range", "منزل", id="range"),
        pytest.param("Death toll rises to 449", "449", "449", "eq", "قتيل", id="what-it-rises-to"),
        pytest.param("death toll in the city tops 1,200", "1200", None, "gt", "قتيل", id="what-it-tops"),
        pytest.param("Toll crosses 5000 after the quake", "5000", None, "gt", "قتيل", id="what-it-crosses"),
        pytest.param("5000+ dead", "5000", None, "gt", "قتيل", id="plus-sign"),
        pytest.param("Two dead after an explosion", "2", "2", "eq", "قتيل", id="word"),
        pytest.param("twenty-five people", "25", "25", "eq", "شخص", id="hyphen"),
        pytest.param("three thousand five hundred dead", "3500", "3500", "eq", "قتيل", id="words"),
        pytest.param("more than a dozen dead", "12", None, "gt", "قتيل", id="dozen"),
        pytest.param("two dozen homes", "24", "24", "eq", "منزل", id="two-dozen"),
        pytest.param("Dozens dead", "10", "99", "approx", "قتيل", id="dozens"),
        pytest.param("tens of thousands of people", "10000", "99999", "approx", "شخص", id="tens-of-thousands"),
    ],
)
def test_an_english_number_has_the_unit_of_an_arabic_one(text, low, high, relation, unit):
    (quantity,) = find_quantities(text)
    assert (quantity.low, quantity.high, quantity.relation, quantity.unit) == (
        number(low),
        number(high),
        relation,
        unit,
    )


@pytest.mark.parametrize(
    "text",
    [
        "In 2018 people fled",
        "Day 5 of the floods",
        "COVID 19",
        "December 14, 2024",
        "moved to 12",
        "the toll. Gate to 7",
    ],
)
def test_english_figures_that_count_nothing_give_none(text):
    assert find_quantities(text) == []


def test_every_english_unit_is_a_noun_that_is_counted():
    known = {row["singular"] for row in read_table("counted_nouns")} | {row["singular"] for row in read_table("nouns")}
    assert {row["singular"] for row in read_table("english_units")} <= known


@pytest.mark.parametrize("text", ["one of the dead", "No one was hurt", "a Two-Year-Old boy", "One day two came by"])
def test_an_english_number_word_that_counts_no_people_or_things_is_no_number_of_them(text):
    assert not [each for each in find_quantities(text) if each.unit != "يوم"]


@pytest.mark.parametrize(
    ("text", "low", "unit"),
    [
        pytest.param("paid €38m for it", 38_000_000, "يورو", id="millions"),
        pytest.param("worth $2.5bn", 2_500_000_000, "دولار", id="billions"),
        pytest.param("a fine of £40k was paid", 40_000, "جنيه", id="thousands"),
    ],
)
def test_money_with_the_letters_of_a_scale_is_as_much_as_they_say(text: str, low: int, unit: str) -> None:
    (quantity,) = find_quantities(text)
    assert (quantity.low, quantity.high, quantity.unit) == (low, low, unit)


@pytest.mark.parametrize("text", ["the 38m line", "€38mx", "a €B40m ship", "version 2.5b"])
def test_letters_behind_figures_without_a_currency_are_no_scale(text: str) -> None:
    assert find_quantities(text) == []
