"""Who said what: properties of every reading, and the cases that a reader of a report would notice first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawatur.arabic.tokens import tokenize
from tawatur.statements import Statement, read_ascribed, read_statements
from tawatur.statements.marks import pair_marks

ALPHABET = 'ابتجحدرسعقلمنهويىةأإآء ،.:\n"“”«»()@#_5٧aB؟-—قال وأضاف أن إن'
ARABIC_TEXT = st.text(st.sampled_from(ALPHABET), max_size=300)
WORDS = st.sampled_from(
    [
        "قال",
        "وأضاف",
        "أن",
        "إن",
        "«",
        "»",
        "“",
        "”",
        ":",
        ".",
        "،",
        "\n",
        "الوزير",
        "سامر الحاج",
        "وزارة",
        "@abc",
        "بحسب",
    ]
)
SENTENCES = st.lists(WORDS, max_size=60).map(" ".join)


def only(text: str) -> Statement:
    statements = read_statements(text)
    assert len(statements) == 1, statements
    return statements[0]


@given(st.one_of(ARABIC_TEXT, SENTENCES, st.text(max_size=200)))
def test_every_statement_is_a_range_of_the_text(text: str) -> None:
    for statement in read_statements(text):
        start, end = statement.quote_span
        assert 0 <= start < end <= len(text)
        assert text[start:end] == statement.quote
        for span in (statement.cue_span, statement.speaker_span):
            assert span is None or 0 <= span[0] < span[1] <= len(text)
        assert 0 <= statement.confidence <= 1
        assert (statement.speaker is None) == (statement.confidence == 0)


@given(st.one_of(ARABIC_TEXT, SENTENCES))
def test_reading_twice_gives_the_same(text: str) -> None:
    assert read_statements(text) == read_statements(text)


@given(SENTENCES)
def test_statements_come_in_text_order(text: str) -> None:
    spans = [statement.quote_span for statement in read_statements(text)]
    assert spans == sorted(spans)


@pytest.mark.parametrize(
    ("text", "speaker", "quote", "form"),
    [
        pytest.param(
            "قال وزير المياه سامر الحاج إن السد ممتلئ.", "سامر الحاج", "السد ممتلئ", "indirect", id="verb-first"
        ),
        pytest.param(
            "وزير المياه سامر الحاج قال إن السد ممتلئ.", "سامر الحاج", "السد ممتلئ", "indirect", id="subject-first"
        ),
        pytest.param(
            "«السد ممتلئ حتى حافته اليوم»، يقول سامر الحاج.",
            "سامر الحاج",
            "السد ممتلئ حتى حافته اليوم",
            "quoted",
            id="after",
        ),
        pytest.param("أما المهندس سامر الحاج فكتب: السد ممتلئ", "سامر الحاج", "السد ممتلئ", "unquoted", id="topic"),
        pytest.param(
            "وبحسب سامر الحاج، فإن السد ممتلئ منذ أسبوع.",
            "سامر الحاج",
            "السد ممتلئ منذ أسبوع",
            "indirect",
            id="according-before",
        ),
        pytest.param(
            "السد ممتلئ منذ أسبوع، بحسب مصدر محلي.",
            "مصدر محلي",
            "السد ممتلئ منذ أسبوع",
            "indirect",
            id="according-after",
        ),
        pytest.param(
            "نقلت الإذاعة عن سامر الحاج قوله إن السد ممتلئ.", "سامر الحاج", "السد ممتلئ", "indirect", id="relayed"
        ),
        pytest.param("قال مصدر أمني إن السد ممتلئ.", "مصدر أمني", "السد ممتلئ", "indirect", id="anonymous"),
        pytest.param("وأكدت وزارة المياه أن السد ممتلئ.", "وزارة المياه", "السد ممتلئ", "indirect", id="institution"),
        pytest.param(
            'كتبت المغردة "نوف": "السد ممتلئ والحمد لله"', "نوف", "السد ممتلئ والحمد لله", "quoted", id="name-in-marks"
        ),
        pytest.param(
            'وقال سامر samer_h_77@ في تغريدته "السد ممتلئ حتى حافته"',
            "سامر",
            "السد ممتلئ حتى حافته",
            "quoted",
            id="rtl-handle",
        ),
        pytest.param("وأوضح أم السد ممتلئ سامر", None, "السد ممتلئ سامر", "indirect", id="mistyped-complementizer"),
    ],
)
def test_a_statement_is_given_to_its_speaker(text: str, speaker: str | None, quote: str, form: str) -> None:
    statement = only(text)
    assert (statement.speaker, statement.quote, statement.form) == (speaker, quote, form)


def test_a_verb_without_subject_continues_the_speaker_before_it() -> None:
    text = "قال وزير المياه سامر الحاج إن السد ممتلئ. وأضاف أن المطر مستمر، مؤكدا أن القرى آمنة."
    assert [statement.speaker for statement in read_statements(text)] == ["سامر الحاج"] * 3


def test_a_feminine_verb_is_not_given_to_a_man() -> None:
    text = "قالت الطبيبة هناء البرغوثي إن الدواء متوفر. وقال الصيدلي رامي عودة إن المخزون قليل. وأضافت أن الشحنة في الطريق."
    assert [statement.speaker for statement in read_statements(text)] == ["هناء البرغوثي", "رامي عودة", "هناء البرغوثي"]


def test_a_short_name_is_the_full_one() -> None:
    text = "قال الباحث كنعان الطواش إن الطريق مفتوح. وتابع الطواش أن الميناء مغلق."
    assert [statement.speaker for statement in read_statements(text)] == ["كنعان الطواش"] * 2


def test_impersonal_frames_and_scare_quotes_are_no_statements() -> None:
    text = "ويذكر أن المهرجان تأسس قبل عشر سنوات. ويشار إلى أن «ليلة الموج» تقام كل صيف على منصة «الساحل»."
    assert read_statements(text) == []


def test_nominal_complements_are_no_statements() -> None:
    assert read_statements("أكد الوزير سامر الحاج أهمية المشروع ودعا إلى الإسراع في تنفيذه.") == []


def test_an_unclosed_quotation_ends_with_its_paragraph() -> None:
    text = "وقالت هناء البرغوثي: “الطريق مغلق منذ الفجر\nوذهب الناس إلى بيوتهم."
    assert only(text).quote == "الطريق مغلق منذ الفجر"


def test_a_permalink_binds_to_the_statement_before_it_and_its_handle_wins() -> None:
    text = "وكتب سامر الحاج @samer_hDec 5: «السد ممتلئ حتى حافته»\nhttps://x.com/samer_h/status/1864716497341362317"
    statement = only(text)
    assert statement.url == "https://x.com/samer_h/status/1864716497341362317"
    assert (statement.handle, statement.handle_written) == ("@samer_h", "@samer_hDec")


def test_an_embedded_post_is_a_statement_of_its_account() -> None:
    text = "تفاعل مغردون مع الخبر.\n\nيا رب سلّم أهل الوادي\n— نوف (@nouf_mithal) December 14, 2019"
    statement = only(text)
    assert (statement.speaker, statement.handle, statement.quote) == ("نوف", "@nouf_mithal", "يا رب سلّم أهل الوادي")


def test_a_post_is_a_statement_of_its_author() -> None:
    first, *rest = read_statements("قال الوزير سامر الحاج إن السد ممتلئ", author="نوف")
    assert (first.speaker, first.direct) == ("نوف", True)
    assert [statement.speaker for statement in rest] == ["سامر الحاج"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("قال " * 40_000, id="verbs"),
        pytest.param("«" * 100_000, id="opening-marks"),
        pytest.param("«قال» " * 20_000, id="short-quotes"),
        pytest.param("@" * 100_000 + "a", id="at-signs"),
        pytest.param("(" * 50_000 + "قال:", id="brackets"),
        pytest.param("— " * 50_000, id="dashes"),
        pytest.param("وقال سامر إن " * 15_000, id="chain"),
        pytest.param("https://x.com/a/status/1 " * 8_000, id="links"),
        pytest.param("وزير " * 40_000, id="titles"),
        pytest.param("\N{ARABIC FATHA}" * 100_000, id="marks-only"),
    ],
)
def test_adversarial_text_is_read_to_its_end(text: str) -> None:
    # a rule that looks back or ahead without bound would run for hours on these
    assert isinstance(read_statements(text), list)


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        pytest.param(
            "وقال سامي الحداد وهدى المصري إن الطريق مغلق منذ الصباح.",
            "سامي الحداد وهدى المصري",
            id="two-after-the-verb",
        ),
        pytest.param(
            "المسؤولان سامي الحداد وليث المصري قالا إن الطريق مغلق منذ الصباح.",
            "سامي الحداد وليث المصري",
            id="two-before-a-dual-verb",
        ),
        pytest.param(
            "وصل سامي الحداد وليث المصري إلى دمشق. وأعلنا أن الطريق مغلق منذ الصباح.",
            "سامي الحداد وليث المصري",
            id="two-carried-to-a-dual-verb",
        ),
        pytest.param(
            "وقال الوزير سامي الحداد ونظيره التركي ماهر العلي إن الطريق مغلق منذ الصباح.",
            "سامي الحداد ونظيره التركي ماهر العلي",
            id="a-minister-and-his-counterpart",
        ),
        pytest.param(
            "وقال سامي الحداد وكيل الوزارة إن الطريق مغلق منذ الصباح.",
            "سامي الحداد",
            id="a-title-that-begins-with-waw",
        ),
        pytest.param(
            "وقال أحدهم، وهو طبيب يدعى سامي، إن الطريق مغلق منذ الصباح.",
            "سامي",
            id="one-of-them-a-doctor-named",
        ),
        pytest.param(
            "وقال أحدهم، ميسر الخباز، إن الطريق مغلق منذ الصباح.",
            "ميسر الخباز",
            id="one-of-them-between-commas",
        ),
        pytest.param(
            "ونسبت الوكالة إلى مصدر أمني قوله إن الطريق مغلق منذ الصباح.",
            "مصدر أمني",
            id="ascribed-to",
        ),
        pytest.param(
            "ونقلت الوكالة عن مصدر أمني قوله إلى قناة محلية إن الطريق مغلق منذ الصباح.",
            "مصدر أمني",
            id="relayed-from-somebody-who-spoke-to",
        ),
        pytest.param(
            "وقالت الشيخة موزة محمد علي إن الطريق مغلق منذ الصباح.",
            "موزة محمد علي",
            id="ali-the-name-before-the-clause",
        ),
        pytest.param(
            "وأرجع مدير الشركة بلال القميري الأزمة إلى «نقص الوقود في كل محطات المدينة».",
            "بلال القميري",
            id="object-behind-the-name",
        ),
        pytest.param(
            "وأضافت د. تماضر ود الشيخ @tamadur_sd “دموعي ما وقفت”.",
            "تماضر ود الشيخ",
            id="short-speech-behind-a-handle",
        ),
        pytest.param(
            "وأعلن وزيرا الدفاع سالم الخطيب والداخلية أحمد البكري أن الهدنة بدأت صباح اليوم.",
            "سالم الخطيب وأحمد البكري",
            id="two-offices-under-one-dual",
        ),
        pytest.param(
            "ورأى دبلوماسي أوروبي، تحدث شريطة عدم الكشف عن هويته، أن الملف لم يغلق بعد.",
            "دبلوماسي أوروبي",
            id="remark-between-commas",
        ),
        pytest.param(
            "واكتفت هيئة الأسواق بالقول إن التداول عاد إلى طبيعته بعد الظهر.",
            "هيئة الأسواق",
            id="who-only-said",
        ),
        pytest.param(
            "وبحسب مصدرين في السوق، عاد التداول إلى طبيعته بعد الظهر.",
            "مصدرين في السوق",
            id="two-sources-behind-according-to",
        ),
        pytest.param(
            "وقال الوزير سامي الحداد كلاما مقتضبا. ولم يستبعد أن يعود التداول غدا.",
            "سامي الحداد",
            id="does-not-rule-out",
        ),
        pytest.param(
            "وأقسم والده، الشيخ ضيف الله المساعفة: «ابني لم يأخذ مخالفة في حياته».",
            "ضيف الله المساعفة",
            id="his-father-is-a-man",
        ),
        pytest.param(
            "وقال كبير محللي الحبوب في الشركة أندري سيزوف إن السوق ستهدأ في الربيع.",
            "أندري سيزوف",
            id="chief-of-analysts",
        ),
        pytest.param(
            "لكن ربة منزل من حي السلام تدعى أم هاشم قالت: «بحثت أسبوعا عن كيلو سكر».",
            "أم هاشم",
            id="called-so-behind-her-quarter",
        ),
    ],
)
def test_the_speaker_is_given_as_a_whole(text: str, speaker: str) -> None:
    assert only(text).speaker == speaker


def test_the_one_who_is_called_is_the_speaker_and_his_name_no_verb() -> None:
    statement = only("وقال أحدهم ويدعى سامي إن الطريق مغلق منذ الصباح.")
    assert (statement.speaker, statement.cue) == (
        "سامي",
        "وقال",
    )


def test_i_said_names_nobody() -> None:
    statements = read_statements("قلت إن الطريق مغلق منذ الصباح.")
    assert all(statement.speaker is None for statement in statements)


def test_the_object_of_a_feminine_verb_is_not_its_subject() -> None:
    said, asked = read_statements(
        "وقالت هيام الشدراوي إن النتيجة واضحة للجميع. واستغربت الكلام عن التزوير، مؤكدة أن الصندوق هو الحكم."
    )
    assert said.speaker == asked.speaker == "هيام الشدراوي"


def test_each_of_two_office_holders_is_known_afterwards() -> None:
    _, alone = read_statements(
        "وأعلن وزيرا الطاقة مشعل الدهيمان والمالية راشد البوعينين أن القرار سيؤجل. وقال البوعينين إن الموازنة تحتمل ذلك."
    )
    assert alone.speaker == "راشد البوعينين"


def test_the_reporter_goes_on_behind_what_somebody_confirmed() -> None:
    text = "وقال الوزير سامي الحداد إن السفينة تفرغ حمولتها، وهو ما أكده مدير الميناء."
    assert only(text).quote.endswith("حمولتها")


def test_another_speaker_behind_but_ends_what_was_said() -> None:
    first, second = read_statements(
        "وقالت سلمى الحداد إن الموسم سيعوض ما فات، لكن جارها سامي المصري يقول إن السياح لن يأتوا هذا العام."
    )
    assert (first.speaker, first.quote) == (
        "سلمى الحداد",
        "الموسم سيعوض ما فات",
    )
    assert second.speaker == "سامي المصري"


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("وعلّق الناشط علي حمادة ٢٧ نوفمبر: «لن تصمد الهدنة طويلا»", "علي حمادة"),
        ("وكتب علي منصور: «لن تصمد الهدنة طويلا»", "علي منصور"),
        ("وكتب المحلل علي زغلولي على حسابه: «لن تصمد الهدنة طويلا»", "علي زغلولي"),
        ("وعلق محمد علي الخبر بقوله: «لن تصمد الهدنة طويلا»", "محمد"),
        ("وعلق سامي حداد علي القرار: «لن تصمد الهدنة طويلا»", "سامي حداد"),
    ],
)
def test_ali_with_dots_is_a_name_where_it_can_be_one(text: str, speaker: str) -> None:
    assert read_statements(text)[-1].speaker == speaker


@pytest.mark.parametrize(
    "second",
    [
        "ومضى يقول إن «الحرب ستعود»",
        "وراح يؤكد أن «الحرب ستعود»",
        "وزاد العميد القاعدي: «الحرب ستعود»",
        "وتابع د. القاعدي: «الحرب ستعود»",
        "وأوضح المسؤول ذاته أن «الحرب ستعود»",
        "وختم القاعدي سلسلته بتأكيد أن «الحرب ستعود»",
        "وأنهى القاعدي حديثه بالقول: «الحرب ستعود»",
    ],
)
def test_who_goes_on_is_the_one_who_spoke(second: str) -> None:
    statements = read_statements(f"قال المحلل العسكري صالح القاعدي إن الهدنة لن تصمد. {second}.")
    assert [statement.speaker for statement in statements] == ["صالح القاعدي", "صالح القاعدي"]


@pytest.mark.parametrize(
    "beside",
    [
        "، بينما قدرتها هيئة المسح الأميركية بـ6.1 درجات",
        " فيما تتحدث مصادر محلية عن قوة أكبر",
        " في حين ذكرت وزارة الصحة رقما آخر",
    ],
)
def test_what_another_one_says_is_not_put_into_the_first_mouth(beside: str) -> None:
    statement = read_statements(f"وقال المعهد الوطني إن قوة الهزة بلغت 5.8 درجات{beside}.")[0]
    assert statement.quote == "قوة الهزة بلغت 5.8 درجات"


@pytest.mark.parametrize(
    ("text", "speaker", "content"),
    [
        ("وتحدثت مصادر محلية عن سقوط 30 قتيلا.", "مصادر محلية", "سقوط 30 قتيلا"),
        ("وسجلت وزارة الصحة 12 وفاة جديدة.", "وزارة الصحة", "12 وفاة جديدة"),
        ("وقدّر الدفاع المدني عدد المفقودين بنحو 200 شخص.", "الدفاع المدني", "عدد المفقودين بنحو 200 شخص"),
        ("وتوقع الخبير استقرار السعر خلال شهرين.", "الخبير", "استقرار السعر خلال شهرين"),
        ("قالت الوزيرة سعاد حداد إن القرار تأخر، متوقعة استقرار السعر.", "سعاد حداد", "استقرار السعر"),
    ],
)
def test_what_a_verb_with_a_noun_ascribes_to_somebody(text: str, speaker: str, content: str) -> None:
    tokens = tokenize(text)
    _, ascribed = read_ascribed(text, tokens, pair_marks(text, tokens))
    assert [(each.speaker, each.quote) for each in ascribed] == [(speaker, content)]


@pytest.mark.parametrize(
    "text",
    [
        "«المدينة بخير وأهلها في أمان تام»، على حد قول الناشط سامي حداد.",
        "سامي حداد، وهو صحفي سوري، قال: «المدينة بخير وأهلها في أمان تام»",
        "وقال الدكتور/ سامي حداد: «المدينة بخير وأهلها في أمان تام»",
        "وأعاد الصحفي سامي حداد نشر الصورة معلقا: «المدينة بخير وأهلها في أمان تام»",
        "وذهب المحلل سامي حداد إلى القول إن «المدينة بخير وأهلها في أمان تام»",
        "وشارك الناشط سامي حداد مقطعا مصورا وعلق عليه: «المدينة بخير وأهلها في أمان تام»",
    ],
)
def test_ways_in_which_a_roundup_names_who_speaks(text: str) -> None:
    assert [statement.speaker for statement in read_statements(text)] == ["سامي حداد"]


@pytest.mark.parametrize("post", ["منشور آخر", "تغريدة أخرى"])
def test_another_post_is_nobody_who_speaks(post: str) -> None:
    # "آخر" was the speaker of what "another post" said.
    text = f"وجاء في {post} عند الساعة 22:58: «وصلت المياه إلى البيوت القديمة».\n\nوكتب سامر نادر في {post}: «عادت الكهرباء إلى الحي»."
    assert [each.speaker for each in read_statements(text) if each.speaker] == ["سامر نادر"]


@pytest.mark.parametrize(
    ("text", "speaker", "quote"),
    [
        pytest.param(
            "على حد قول جمعية التجار، فإن «الأسواق مفتوحة ولن تقفل أبدا».",
            "جمعية التجار",
            "الأسواق مفتوحة ولن تقفل أبدا",
            id="as-put-at-the-start",
        ),
        pytest.param(
            "وبحسب ما أورده الموقع نقلا عن مصدر قضائي، فإن «القاضي لم يحضر الجلسة الأولى».",
            "مصدر قضائي",
            "القاضي لم يحضر الجلسة الأولى",
            id="whom-an-outlet-cites",
        ),
        pytest.param(
            "ومن المتوقع، وفق مصدر بلدي، أن تعود المياه في غضون 24 ساعة.",
            "مصدر بلدي",
            "تعود المياه في غضون 24 ساعة",
            id="clause-behind-the-source",
        ),
        pytest.param(
            "وكتب النائب السابق سامي الحداد @sami_hd\n«لا ماء ولا كهرباء منذ أسبوع»",
            "سامي الحداد",
            "لا ماء ولا كهرباء منذ أسبوع",
            id="marks-in-the-next-line",
        ),
        pytest.param(
            "وأعاد الناشط هاني توفيق نشر تغريدة للنائبة هدى المصري قالت فيها: «لا ماء ولا كهرباء منذ أسبوع».",
            "هدى المصري",
            "لا ماء ولا كهرباء منذ أسبوع",
            id="whose-post-is-repeated",
        ),
        pytest.param(
            "وكان قد نُشر على صفحة «أهل الوادي» أن الجسر مقطوع أمام المارة.",
            "صفحة «أهل الوادي»",
            "الجسر مقطوع أمام المارة",
            id="on-a-page",
        ),
        pytest.param(
            "وسجل الحداد، في ختام حديثه، أن الاستيراد لم يحل المشكل.", "الحداد", "الاستيراد لم يحل المشكل", id="notes"
        ),
        pytest.param(
            "وأوضح المكلف بالإعلام لدى الحماية المدنية سامي الحداد أن البحث مستمر.",
            "سامي الحداد",
            "البحث مستمر",
            id="in-charge-of",
        ),
        pytest.param(
            "وقال محامي الضحية، رائد الحداد: «موكلتي لم تُنصف أبدا».",
            "رائد الحداد",
            "موكلتي لم تُنصف أبدا",
            id="name-that-is-a-rank",
        ),
        pytest.param(
            "كشف مصدر في إدارة النادي، طلب عدم ذكر اسمه، أن الفحص سيجري غدا.",
            "مصدر في إدارة النادي",
            "الفحص سيجري غدا",
            id="source-in-an-institution",
        ),
        pytest.param(
            "«البلدة محاصرة من ثلاث جهات»، هكذا وصفت الصحفية هدى المصري المشهد.",
            "هدى المصري",
            "البلدة محاصرة من ثلاث جهات",
            id="so-she-described",
        ),
        pytest.param(
            "وأعلنت إدارة المطار إلغاء الرحلات، في حين قالت وزارة النقل إن الحركة عادية.",
            "وزارة النقل",
            "الحركة عادية",
            id="a-clause-of-its-own",
        ),
        pytest.param(
            "وجاء في منشور آخر: «لا ماء ولا كهرباء منذ أسبوع».", None, "لا ماء ولا كهرباء منذ أسبوع", id="another-post"
        ),
        pytest.param(
            "كتب الناشط سامي باحكيم على منصة إكس:\n«لا ماء ولا كهرباء منذ أسبوع»",
            "سامي باحكيم",
            "لا ماء ولا كهرباء منذ أسبوع",
            id="no-byline-before-marks",
        ),
        pytest.param(
            "وقال المتحدث باسم الهيئة هدى المصري للصحافيين: «النتائج غدا قبل الظهر».",
            "هدى المصري",
            "النتائج غدا قبل الظهر",
            id="title-that-is-not-inflected",
        ),
        pytest.param(
            "بلغ سعر الكيلو 40 ليرة، حسبما أفاد تجار.", "تجار", "بلغ سعر الكيلو 40 ليرة", id="as-traders-told"
        ),
        pytest.param(
            "وزعمت قناة محلية أن الجسر سقط، غير أن مسؤولا محليا نفى ذلك وقال إن الجسر سليم.",
            "مسؤولا محليا",
            "الجسر سليم",
            id="but-that-an-official",
        ),
        pytest.param(
            "«لا ماء ولا كهرباء منذ أسبوع»، هذا ما قاله رئيس البلدية سامي الحداد.",
            "سامي الحداد",
            "لا ماء ولا كهرباء منذ أسبوع",
            id="this-is-what-he-said",
        ),
        pytest.param(
            "هدى المصري (@huda_m): رجعنا ع البيت وما لقينا شي، مين بيعوضنا؟",
            "هدى المصري",
            "رجعنا ع البيت وما لقينا شي، مين بيعوضنا؟",
            id="name-handle-colon",
        ),
        pytest.param(
            "وأعلنت الفصائل المسلحة أنها على مشارف المدينة #المدينة_تنزف",
            "الفصائل المسلحة",
            "على مشارف المدينة",
            id="a-slogan-is-the-posts",
        ),
        pytest.param(
            "وتسائل مدونون: لماذا لا تُفتح الطريق؟", "مدونون", "لماذا لا تُفتح الطريق؟", id="misspelt-wondering"
        ),
        pytest.param(
            "بدأت فصائل محلية دخول المدينة. وأعلنت الفصائل أنها في طريقها إلى الميناء.",
            "فصائل محلية",
            "في طريقها إلى الميناء",
            id="no-noun-behind-an-adjective",
        ),
        pytest.param(
            "قال سامي الحداد إن الطريق سالك.\nوذُكر أن الجسر مقطوع أمام المارة.",
            None,
            "الجسر مقطوع أمام المارة",
            id="passive",
        ),
    ],
)
def test_who_said_it_in_the_ways_of_newsrooms(text: str, speaker: str | None, quote: str) -> None:
    statement = read_statements(text)[-1]
    assert (statement.speaker, statement.quote) == (speaker, quote)


def test_the_foremost_of_what_was_written_is_no_verb() -> None:
    text = "رصدت «نبض الوادي» أبرز ما كُتب تحت الوسم:\n\nسامي الحداد (@sami_hd) – 14 يناير 2026: «لا ماء ولا كهرباء منذ أسبوع»."
    assert [statement.speaker for statement in read_statements(text)] == ["سامي الحداد"]


def test_what_an_expert_expects_is_no_part_of_his_name() -> None:
    text = "وتوقع الخبير استقرار السعر حتى نهاية العام. وأضاف أن الطلب ضعيف."
    assert [statement.speaker for statement in read_statements(text)] == ["الخبير"]


def test_a_role_behind_a_preposition_keeps_its_article() -> None:
    text = "وفي تغريدة للصحفية هدى المصري قالت فيها: «لا ماء ولا كهرباء منذ أسبوع»."
    assert [(each.speaker, each.role) for each in read_statements(text)] == [("هدى المصري", "الصحفية")]


def test_a_mother_is_named_by_her_son_and_no_conjunction_is_mistyped() -> None:
    statement = read_statements("وقالت أم خالد، وهي نازحة من البلدة: «مشينا سبعة كيلومترات تحت المطر».")[0]
    assert (statement.speaker, statement.quote) == ("أم خالد", "مشينا سبعة كيلومترات تحت المطر")


def test_a_remark_on_the_source_of_a_threat_is_no_second_speaker() -> None:
    text = "وتوعد الشيخ سامي الحداد، وفق ما نقلت عنه شبكة محلية، بأن «الأمور ستُحسم قبل الجمعة»."
    assert [statement.speaker for statement in read_statements(text)] == ["سامي الحداد"]


@pytest.mark.parametrize(
    "text",
    [
        "وأفادت لجنة الطوارئ بمقتل 6 مدنيين وإصابة 15 آخرين.",
        "وأفادت لجنة الطوارئ، حسبما نقلته الإذاعة المحلية، بمقتل 6 مدنيين.",
    ],
)
def test_what_a_body_reports_with_a_noun_is_ascribed_to_it(text: str) -> None:
    tokens = tokenize(text)
    _, ascribed = read_ascribed(text, tokens, pair_marks(text, tokens))
    assert [each.speaker for each in ascribed] == ["لجنة الطوارئ"]


def test_what_somebody_else_denies_ends_what_was_said() -> None:
    text = "وزعمت قناة محلية أن الجسر سقط، غير أن مسؤولا محليا نفى ذلك وقال إن الجسر سليم."
    assert read_statements(text)[0].quote == "الجسر سقط"


def test_a_tag_that_the_clause_needs_stays_in_it() -> None:
    assert only("وأعلنت الفصائل المسلحة أنها دخلت إلى #مدينة_حمص").quote == "دخلت إلى #مدينة_حمص"


@pytest.mark.parametrize(
    ("named", "speaker"),
    [
        ("بيان الوزارة", "الوزارة"),
        ("بيان لوزارة الصحة", "وزارة الصحة"),
        ("بيان صادر عن وزارة الصحة", "وزارة الصحة"),
        ("بيانات وزارة الصحة", "وزارة الصحة"),
        ("بيان مقتضب، ثم حضر المدير سامي الحداد", "بيان مقتضب"),
        ("دراسة حول المزارعين", "دراسة"),
    ],
)
def test_a_document_speaks_for_whoever_issued_it(named: str, speaker: str) -> None:
    assert read_statements(f"انتشر المرض في البلدة، وفق {named}.")[0].speaker == speaker


def test_a_quotation_that_the_speaker_stands_in_the_middle_of_is_all_his() -> None:
    text = (
        "«لا أدري من أعلن القرار في تلك الليلة»، يقول البقال سامي الحداد، وهو أب لثلاثة، «أغلقت الدكان وعدت إلى البيت»."
    )
    assert [(each.speaker, each.quote) for each in read_statements(text)] == [
        ("سامي الحداد", "لا أدري من أعلن القرار في تلك الليلة"),
        ("سامي الحداد", "أغلقت الدكان وعدت إلى البيت"),
    ]


@pytest.mark.parametrize(
    ("named", "speaker"),
    [
        ("أرقام جمعها المرصد السوري", "المرصد السوري"),
        ("تقديرات أولية نشرتها غرفة التجارة", "غرفة التجارة"),
        ("حصيلة أعلنها جهاز الإسعاف", "جهاز الإسعاف"),
    ],
)
def test_figures_are_said_by_whoever_gave_them(named: str, speaker: str) -> None:
    assert [each.speaker for each in read_statements(f"ارتفع عدد المصابين في البلدة، وفق {named}.")] == [speaker]


def test_what_an_agency_relays_of_somebody_named_before_is_hers() -> None:
    text = (
        "ورأت المحامية هدى المصري أن الحكم متسرع.\nونقلت عنها وكالة «الوادي» قولها: «سنطعن في الحكم أمام محكمة أعلى».\n"
        "وسألها القاضي: «وأين الشهود الآن يا أستاذة؟»، فأجابت: «كلهم في الخارج منذ سنة»."
    )
    assert [each.speaker for each in read_statements(text)] == ["هدى المصري", "هدى المصري", "القاضي", "هدى المصري"]


def test_a_title_and_a_full_name_before_a_colon_speak() -> None:
    text = "المهندس سامي الحداد: الجسر لن يُفتح هذا الأسبوع\nالطقس في البلدة: غائم جزئيا مع رياح خفيفة"
    assert [(each.speaker, each.quote) for each in read_statements(text)] == [
        ("سامي الحداد", "الجسر لن يُفتح هذا الأسبوع")
    ]


def test_the_reporter_takes_over_where_somebody_comes_back_on_his_words() -> None:
    text = (
        "وأوضح المهندس سامي الحداد: الجسر متين. إلا أنه عاد وأقر، ردا على سؤال من الصحيفة، بأن الجسر يحتاج إلى ترميم."
    )
    assert [(each.speaker, each.quote) for each in read_statements(text)] == [
        ("سامي الحداد", "الجسر متين"),
        ("سامي الحداد", "الجسر يحتاج إلى ترميم"),
    ]


def test_who_goes_further_than_that_bears_no_comparative_for_a_name() -> None:
    text = "وقال الباحث سامي الحداد إن السد آمن. ويذهب الحداد أبعد من ذلك، إذ يعتقد أن المدينة لا تحتاج إلى سد."
    assert [each.speaker for each in read_statements(text)] == ["سامي الحداد", "سامي الحداد"]


@pytest.mark.parametrize(
    ("start", "name"),
    [
        ("وقال العامل يوسف بنعطية إن", "يوسف بنعطية"),
        ("وحذر المنسق جورج كينلي من أن", "جورج كينلي"),
        ("وقالت القابلة زهرة شودان إن", "زهرة شودان"),
    ],
)
def test_a_surname_that_begins_like_a_preposition_stays_with_its_name(start: str, name: str) -> None:
    assert [each.speaker for each in read_statements(f"{start} الطريق إلى القرية مقطوع.")] == [name]


def test_the_name_of_an_institution_goes_on_to_the_handle_behind_it() -> None:
    # The port authority of a town that no table knows was not read, and its words were given to who spoke before.
    text = (
        "كتبت الصحفية ليلى النوري @layla_n: «أكثر من 40 شاحنة تنتظر».\n\n"
        "بدورها، قالت هيئة ميناء مرجانة @port_marjana عند الساعة 06:10: «أوقفنا دخول السفن وخروجها من الميناء»."
    )
    last = read_statements(text)[-1]
    assert (last.speaker, last.handle) == ("هيئة ميناء مرجانة", "@port_marjana")


def test_each_statement_of_a_paragraph_has_its_own_of_as_many_links() -> None:
    text = "كتبت هدى سلامة: «وصلت المياه إلى الحي»، بينما كتب عادل وهبي: «الحي جاف تماما».\n"
    links = [f"https://x.com/{name}/status/18647164973413623{at}" for at, name in enumerate(("huda_s", "adil_w"), 10)]
    assert [each.url for each in read_statements(text + "\n".join(links))] == links
    assert [each.url for each in read_statements(text + links[0])] == [links[0]] * 2
    three = text.replace("الحي جاف تماما».", "الحي جاف تماما»، فيما كتب سامي مراد @sami_m: «الجسر مغلق».")
    two = [links[1], "https://x.com/sami_m/status/1864716497341362312"]
    assert [each.url for each in read_statements(three + "\n".join(two))] == [None, None, two[1]]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "أعلنت الحكومة مقتل سبعة جنود، لكن مصدرين محليين أكدا لموقع «الوادي» أن العدد تجاوز العشرين.",
            [("مصدرين محليين", "العدد تجاوز العشرين")],
        ),
        ("لكن مسعفين اثنين قالا إن الطريق مقطوع.", [("مسعفين اثنين", "الطريق مقطوع")]),
        ("وصرح كاتب عام النقابة، الهادي الجريدي، بأن العمال غادروا.", [("الهادي الجريدي", "العمال غادروا")]),
        ("وأكد أمين عام الوزارة، سامي الحداد، أن الدواء متوفر.", [("سامي الحداد", "الدواء متوفر")]),
        ("وبحسب بيان النقابة أغلق المعمل أبوابه منذ أسبوع.", [("النقابة", "أغلق المعمل أبوابه منذ أسبوع")]),
    ],
)
def test_two_behind_but_a_general_secretary_and_a_clause_without_its_comma(
    text: str, told: list[tuple[str, str]]
) -> None:
    assert [(each.speaker, each.quote) for each in read_statements(text)] == told
