"""What an editor must know: the findings on the bundled, invented article, and how they follow its text."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stories import GOLDEN

from tawatur.check import CODES, Checked, Finding, check_article
from tawatur.check.article import read_article
from tawatur.cli import main
from tawatur.posts import Post, PostId

EXAMPLE = (files("tawatur") / "data" / "example.txt").read_text(encoding="utf-8")
CLEAN = """عمّان - قال وزير المياه سامر الحاج، الثلاثاء، إن مخزون السدود بلغ نصف سعتها.
وأضاف في مؤتمر صحفي: «الموسم جيد والضخ منتظم»، مشيرا إلى أن الصيانة ستبدأ الأسبوع المقبل.
من جهتها، قالت المهندسة رنا العطار إن شبكة المدينة «جُددت بالكامل». وأكد مصدر في البلدية أن الأسعار لن تتغير.
"""


def found(checked: Checked, code: str) -> list[Finding]:
    return [finding for finding in checked.findings if finding.code == code]


def shown(checked: Checked, finding: Finding) -> list[str]:
    return [checked.text[slice(*span)] for span in finding.spans]


@pytest.fixture(scope="module")
def example() -> Checked:
    return check_article(EXAMPLE)


def test_the_conflict_comes_first_with_both_voices_and_their_times(example: Checked) -> None:
    first = example.findings[0]
    assert first.code == "conflict.state"
    assert first.severity == "error"
    for told in ("مرجانة", "15:20", "16:04", "بلا وقت", "رانية الدوسكي", "نبض الجسر"):
        assert told in first.message_ar
    assert "دخول مدينة #مرجانة" in shown(example, first)


@pytest.mark.parametrize(
    ("code", "told"),
    [
        pytest.param("unsourced.number", "أكثر من 25 نقطة", id="number"),
        pytest.param("unsourced.speaker", "كنعان الطواش: 5 تصريحات", id="speaker-without-link"),
        pytest.param("handle.glued", "@rania_mithalMar وفي الرابط @rania_mithal", id="handle"),
        pytest.param("link.time", "يطابق «Mar 14»", id="id-time"),
        pytest.param("quote.unclosed", "8 علامات فتح و7 علامات إغلاق", id="marks"),
        pytest.param("typo.complementizer", "وأوضح أم", id="typo"),
        pytest.param("stance.no_likelihood", "ورجح", id="likelihood"),
        pytest.param("spelling.variants", "مرجانة / مرجانه", id="spelling"),
        pytest.param("digits.mixed", "٤٨", id="digits"),
        pytest.param("forecast.scope", "مفاوضات تجري", id="forecast"),
    ],
)
def test_the_example_has_what_its_story_has(example: Checked, code: str, told: str) -> None:
    messages = [finding.message_ar for finding in found(example, code)]
    assert any(told in message for message in messages), messages


def test_a_forecast_gives_every_reading_of_its_scope(example: Checked) -> None:
    readings = [forecast.readings for forecast in example.forecasts if len(forecast.readings) > 1]
    assert [[reading.event for reading in each] for each in readings] == [
        ["وفيها مفاوضات تجري خلال ٤٨ ساعة", "لتسليمها دون قتال"]
    ]


def test_the_likelihood_is_found_where_it_stands(example: Checked) -> None:
    finding = found(example, "stance.no_likelihood")[0]
    assert shown(example, finding) == ["ورجح", "الاحتمال الأرجح"]
    assert "وأعتبر" in finding.message_ar


def test_every_code_has_words_in_both_languages(example: Checked) -> None:
    for code in CODES.values():
        assert all((code.title_ar, code.title_en, code.action_ar, code.action_en))
    for finding in example.findings:
        assert finding.code in CODES
        assert finding.severity == CODES[finding.code].severity
        assert all((finding.message_ar, finding.message_en))
        assert finding.spans


def test_a_clean_article_has_no_error() -> None:
    checked = check_article(CLEAN)
    assert [finding for finding in checked.findings if finding.severity == "error"] == []
    assert len(checked.statements) == 5


def test_another_city_moves_the_conflict() -> None:
    checked = check_article(EXAMPLE.replace("مرجانة", "إدلب").replace("مرجانه", "ادلب"))
    assert "إدلب" in checked.findings[0].message_ar
    assert checked.findings[0].code == "conflict.state"
    assert checked.zone == "Asia/Damascus"


def test_another_name_is_the_speaker() -> None:
    checked = check_article(EXAMPLE.replace("كنعان الطواش", "وائل السرحان").replace("الطواش", "السرحان"))
    assert Counter(statement.speaker for statement in checked.statements)["وائل السرحان"] == 5


def test_another_number_is_the_unsourced_one() -> None:
    checked = check_article(EXAMPLE.replace("أكثر من 25 نقطة", "نحو 300 نقطة"))
    assert any("نحو 300 نقطة" in finding.message_ar for finding in found(checked, "unsourced.number"))


def test_another_id_no_longer_matches_the_date() -> None:
    old = found(check_article(EXAMPLE), "link.time")[0].evidence[0].rsplit("/", maxsplit=1)[-1]
    moved = str(int(old) + (3 * 24 * 3600 * 1000 << 22))
    checked = check_article(EXAMPLE.replace(old, moved))
    assert any("2019-03-17" in finding.message_ar for finding in found(checked, "link.date"))


def test_another_owner_of_a_link_is_an_error() -> None:
    checked = check_article(EXAMPLE.replace("x.com/nabd_aljisr_mithal", "x.com/someone_else"))
    assert len(found(checked, "link.owner")) == 1


def test_a_bluesky_link_by_did_contradicts_no_handle():
    # The DID was taken for a handle: a right link was an error, and the statement's handle became "@did:plc:…".
    text = (
        "وقال سامر نادر @samer_nader1: «وصلت الحافلات إلى ساحة المدينة».\n"
        "https://bsky.app/profile/did:plc:invented/post/3lcl6ypvm4s2c\n"
    )
    checked = check_article(text)
    assert found(checked, "link.owner") == []
    (statement,) = checked.statements
    assert (statement.handle, statement.url) == (
        "@samer_nader1",
        "https://bsky.app/profile/did:plc:invented/post/3lcl6ypvm4s2c",
    )


def test_a_post_from_the_future_is_impossible() -> None:
    checked = check_article(EXAMPLE, now=datetime(2018, 1, 1, tzinfo=UTC))
    assert len(found(checked, "link.impossible")) == 2


def test_an_advance_told_in_order_by_dated_voices_is_no_conflict() -> None:
    without_lead = EXAMPLE.replace("دخول مدينة #مرجانة", "التحرك").replace("السيطرة على أكثر من 25 نقطة تفتيش", "الضغط")
    assert found(check_article(without_lead), "conflict.state") == []


def test_two_sources_with_two_counts_are_a_conflict() -> None:
    text = "قال مصدر طبي إن 12 قتيلا سقطوا في حلب. وقالت الشرطة إن 19 قتيلا سقطوا في حلب."
    messages = [finding.message_ar for finding in found(check_article(text), "conflict.number")]
    assert messages
    assert "12" in messages[0]
    assert "19" in messages[0]


def test_counts_that_allow_each_other_are_no_conflict() -> None:
    text = "قال مصدر طبي إن أكثر من 12 قتيلا سقطوا في حلب. وقالت الشرطة إن 19 قتيلا سقطوا في حلب."
    assert found(check_article(text), "conflict.number") == []


def test_a_sectarian_term_is_found_alone_and_political_epithets_are_not() -> None:
    text = "وكتب نادر: «يهرب النصيريون والشبيحة إلى جبل العلويين»"
    checked = check_article(text)
    assert [shown(checked, finding) for finding in found(checked, "language.slur")] == [["النصيريون"]]


def test_voices_of_both_camps_are_balanced() -> None:
    one = "وكتب نادر: «الثوار على الأبواب ونظام الأسد يسقط»\nوكتب سامي: «الثوار دخلوا المدينة صباح اليوم»\n"
    other = "وكتب هادي: «الجيش العربي السوري يصد المجموعات الإرهابية»\n"
    assert len(found(check_article(one), "balance.one_camp")) == 1
    assert found(check_article(one + other), "balance.one_camp") == []


@given(st.text(max_size=300))
def test_any_text_can_be_checked(text: str) -> None:
    checked = check_article(text)
    for finding in checked.findings:
        for start, end in finding.spans:
            assert 0 <= start <= end <= len(text)


def test_findings_survive_json() -> None:
    from tawatur.records_json import finding_records, statement_records

    article = read_article(EXAMPLE, published_at=None, zone=None)
    for record in (*finding_records(check_article(EXAMPLE), "en"), *statement_records(article)):
        assert json.loads(json.dumps(record, ensure_ascii=False)) == record


@pytest.mark.parametrize(
    "said",
    ["يوم الخميس 5 كانون الأول/ديسمبر 2024 عند الساعة 20:00 بتوقيت دمشق", "الخميس 5 ديسمبر 2024"],
    ids=["day-and-clock", "day"],
)
def test_a_date_with_its_clock_is_the_date_of_the_post(said: str) -> None:
    # Each quote of a roundup bears day and clock, and the check said that the text gives no date.
    text = f"وكتب سامر نادر {said}: «الطريق إلى السوق مغلق منذ الصباح».\nhttps://x.com/samer_nader1/status/1864716497341362317"
    found = [each for each in check_article(text).findings if each.code in {"link.time", "link.date"}]
    assert [each.code for each in found] == ["link.time"]
    assert "matches" in found[0].message_en


def test_an_english_date_with_the_day_first_is_compared() -> None:
    text = (
        "Samer Nader wrote on X at 17:00 UTC on Friday, 6 December 2024: “The road to the market is closed”.\n"
        "https://x.com/samer_nader1/status/1864716497341362317"
    )
    assert "link.date" in {each.code for each in check_article(text).findings}


def test_the_zone_that_a_text_states_wins() -> None:
    # عمّان stands for Jordan's capital and reads like the country: times of a Jordanian roundup were told in Muscat's.
    text = "وكتب سامر نادر عند الساعة 19:00 بتوقيت عمّان: «وصلت القافلة من عمان».\nhttps://x.com/samer_nader1/status/1864716497341362317"
    assert any("Amman time" in each.message_en for each in check_article(text).findings)


NADIR = "قال الوزير نادر الخطيب: «فُتح الطريق». "


@pytest.mark.parametrize(
    ("code", "text", "told"),
    [
        pytest.param("stance.continuation", NADIR + "وأضاف الدكتور سعد البرقاوي: «لن يكون الفاعل فردا».", "وأضاف",
                     id="somebody-new-adds"),
        pytest.param("stance.continuation", "وتابعت النائبة هدى الغرباوي: «سنعود إلى المجلس غدا».", "وتابعت",
                     id="nobody-before"),
        pytest.param("stance.continuation", "Minister Karim Nasr said: “The road is open.”\n\nLina Haddad added: “We saw nothing of it.”",
                     "added", id="english"),
        pytest.param("stance.changed", "وأكد الوزير نادر الخطيب: «هل يعرف أحد متى تنتهي الأزمة؟»", "وأكد", id="question"),
        pytest.param("stance.changed", "وأوضح الوزير نادر الخطيب: «أعتقد أن الطريق سيفتح غدا».", "أعتقد", id="guess"),
        pytest.param("stance.changed", "وشدد المدير سامر نادر على أن المحطة ربما تعود إلى العمل.", "ربما", id="perhaps"),
        pytest.param("stance.asserting", "وأكد الطبيب سامر نادر أن 12 قتيلا وصلوا إلى المستشفى.", "12 قتيلا", id="stressed-number"),
        pytest.param("stance.distancing", "وزعم الوزير نادر الخطيب أن الطريق مفتوح.", "وزعم", id="doubt"),
        pytest.param("stance.distancing", "وادعى الوزير نادر الخطيب أن الطريق مفتوح.", "وادعى", id="alleges"),
        pytest.param("number.single_source", "وقال الطبيب سامر نادر إن 12 قتيلا وصلوا إلى المستشفى.", "12 قتيلا", id="one-source"),
        pytest.param("number.single_source", "وقال الطبيب سامر نادر: «قتل 12 شخصا في الحريق».", "12 شخصا", id="people-killed"),
        pytest.param("number.single_source", "“At least 12 people were killed,” said Samer Nader.", "12 people", id="english"),
        pytest.param("stance.asserting", "Samer Nader insisted that 12 people were killed in the fire.", "12 people", id="english-stress"),
        pytest.param("stance.factive", "Samer Nader explained that 12 people were killed in the fire.", "explained", id="english-fact"),
        pytest.param("quote.elision", "وقال الوزير نادر الخطيب: «لم […] يفتح الطريق إلى المدينة».", "لم", id="negation-cut"),
        pytest.param("quote.elision", "وقال الوزير نادر الخطيب: «نعلن أن [...] يفتح الطريق».", "الفاعل محذوف", id="subject-cut"),
        pytest.param("quote.elision", "وقال الوزير نادر الخطيب: «فتحنا الطريق (…) المدينة منذ الفجر».", "فاعل أو نفي", id="inside-a-clause"),
    ],
)  # fmt: skip
def test_a_draft_that_says_more_than_its_quotes_is_told(code: str, text: str, told: str) -> None:
    checked = check_article(text)
    findings = found(checked, code)
    assert len(findings) == 1, [finding.code for finding in checked.findings]
    assert told in findings[0].message_ar


@pytest.mark.parametrize(
    ("code", "text"),
    [
        pytest.param("stance.continuation", NADIR + "وأضاف: «سنفتح غيره». وأضاف الخطيب: «قريبا».", id="the-same-man"),
        pytest.param("stance.continuation", NADIR + "وأضاف الوزير أن العمل مستمر.", id="by-his-office"),
        pytest.param("stance.continuation", NADIR + "وقالت النائبة هدى الغرباوي: «لا نعلم».", id="a-new-one-says"),
        pytest.param("stance.continuation", NADIR + "وأضافت الوزارة 20 حافلة إلى الخط.", id="adds-buses"),
        pytest.param("stance.changed", "وتساءل الوزير نادر الخطيب: «هل يعرف أحد متى تنتهي الأزمة؟»", id="asked"),
        pytest.param("stance.changed", "وقال الوزير نادر الخطيب: «ربما يفتح الطريق غدا».", id="neutral"),
        pytest.param("stance.changed", "وأكد الوزير نادر الخطيب: «فتحنا الطريق. هل رأيتم ذلك؟»", id="statement-and-question"),
        pytest.param("stance.changed", "وأكد الوزير نادر الخطيب أنه قد فتح الطريق.", id="qad-with-past"),
        pytest.param("stance.asserting", "وأكد الطبيب سامر نادر أن 12 قتيلا وصلوا. وقالت الشرطة إن 12 قتيلا سقطوا.", id="two-give-it"),
        pytest.param("stance.asserting", "وقال الطبيب سامر نادر إن 12 قتيلا وصلوا إلى المستشفى.", id="neutral-number"),
        pytest.param("stance.distancing", "وقال شاب يدعى سامر نادر إن الطريق مفتوح.", id="is-called"),
        pytest.param("number.single_source", "قال الطبيب سامر نادر إن 12 قتيلا وصلوا. وقالت الشرطة إن 12 قتيلا سقطوا.", id="two-sources"),
        pytest.param("number.single_source", "قال الطبيب سامر نادر إن 12 قتيلا وصلوا. وقالت الشرطة إن 12 شخصا قتلوا.", id="two-units"),
        pytest.param("number.single_source", "بحسب سامر نادر: «12 قتيلا وصلوا إلى المستشفى»، ولم يرد هذا الرقم في غيره من المنشورات.",
                     id="the-text-says-so"),
        pytest.param("number.single_source", "وقال الوزير نادر الخطيب إن 12 وزيرا حضروا الاجتماع.", id="no-victims"),
        pytest.param("quote.elision", "وقال الوزير نادر الخطيب: «فتحنا الطريق […]».", id="at-the-end"),
        pytest.param("quote.elision", "وقال الوزير نادر الخطيب: «فتحنا الطريق، […] وعادت الحافلات».", id="at-a-comma"),
        pytest.param("quote.elision", "وقال الوزير نادر الخطيب: «فتحنا الطريق […] لكن الحافلات لم تعد».", id="before-but"),
        pytest.param("quote.elision", "قائمة المواد […] تتبع لاحقا.", id="no-quote"),
    ],
)  # fmt: skip
def test_a_fair_draft_is_left_alone(code: str, text: str) -> None:
    assert [finding.message_en for finding in found(check_article(text), code)] == []


def test_a_headline_credits_the_number_that_it_quotes() -> None:
    def codes(headline: str) -> set[str]:
        return {each.code for each in check_article(f"{headline}\n\nغرقت المدرسة القديمة في حي السوق.").findings}

    assert "unsourced.number" not in codes("السيول: «12 وفاة» بحسب الدفاع المدني")
    assert "unsourced.number" not in codes("#Flood: “12 dead”, according to the civil defence")
    assert "unsourced.number" in codes("السيول: 12 وفاة في الوادي")
    assert "unsourced.number" in codes("السيول: «12 وفاة» في الوادي")


def test_the_golden_roundups_have_none_of_the_faults_of_a_draft() -> None:
    codes = {"stance.continuation", "stance.changed", "stance.asserting", "stance.distancing", "quote.elision",
             "number.single_source"}  # fmt: skip
    for path in sorted(GOLDEN.glob("*/roundup.*.txt")):
        checked = check_article(path.read_text(encoding="utf-8"))
        assert [(path.parent.name, each.message_en) for each in checked.findings if each.code in codes] == []


def test_tolls_without_their_place_are_held_against_that_of_the_lead() -> None:
    text = (
        "ارتفع عدد قتلى السيول في مدينة درنة إلى 5200 قتيل.\n"
        "وأفاد الهلال الأحمر بأن «عدد الوفيات تجاوز 11 ألفا».\nوقال مسعف: «انتشلنا 40 جثة».\n"
    )
    message = found(check_article(text), "conflict.number")[0].message_ar
    assert "5200" in message
    assert "11 ألفا" in message
    assert "40" not in message


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("قتل 12 شخصا في حلب.\nوقالت الشرطة: «قتل في زلزال عام 2023 نحو 4000 شخص».\n", id="another-year"),
        pytest.param("قتل 12 شخصا في حلب.\nوقالت الشرطة: «قتل 4 أشخاص في حماة».\n", id="another-place"),
        pytest.param("قتل 12 شخصا في حلب، ثم ارتفع العدد من 12 قتيلا إلى 19 قتيلا.\n", id="one-sentence"),
        pytest.param("قتل 12 شخصا في حلب.\nوتوقع طبيب أن يرتفع العدد إلى 30 قتيلا.\n", id="future"),
    ],
)
def test_tolls_of_other_times_and_places_are_no_conflict(text: str) -> None:
    assert found(check_article(text), "conflict.number") == []


@pytest.mark.parametrize(
    ("lead", "denial"),
    [
        (
            "قدم رئيس الوزراء استقالته مساء الثلاثاء.",
            "قال النائب سامي حداد: «ما يشاع عن استقالته لا أساس له من الصحة».",
        ),
        ("استقال وزير المالية من منصبه.", "قال النائب سامي حداد: «لا صحة لأنباء استقالة الوزير»."),
        ("انسحب المنتخب من البطولة.", "وكتب سامي حداد: «أخبار انسحابنا عارية عن الصحة»."),
        ("وقع النادي عقدا مع اللاعب سالم الكعبي.", "ونفى وكيل اللاعب الخبر جملة وتفصيلا."),
    ],
)
def test_what_the_text_asserts_and_a_speaker_denies_is_told(lead: str, denial: str) -> None:
    findings = found(check_article(f"{lead}\n{denial}\n"), "conflict.denial")
    assert len(findings) == 1
    assert lead[:20] in findings[0].message_ar


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("قال النائب سامي حداد إن رئيس الوزراء قدم استقالته.\nونفى مكتبه الخبر.\n", id="both-attributed"),
        pytest.param("عاد رئيس الوزراء إلى مكتبه.\nوقال نائبه: «لا صحة لأنباء استقالته».\n", id="not-asserted"),
        pytest.param("قدم رئيس الوزراء استقالته.\nونفى مكتبه الأنباء عن سفره.\n", id="another-matter"),
        pytest.param("وصل الخبر إلى مكتبه، وقدم الوزير استقالته.\nوقالت زوجته: «أخبار استقالته أفرحتنا».\n", id="no-denial"),
    ],
)  # fmt: skip
def test_a_denial_of_something_else_is_none_of_the_text(text: str) -> None:
    assert found(check_article(text), "conflict.denial") == []


@pytest.mark.parametrize("date", ["26 أكتوبر", "26 تشرين الأول", "26 Oct"])
def test_a_day_glued_to_a_handle_is_read_as_the_date(date: str) -> None:
    link = "https://x.com/khalid_press/status/1982448419599298617"  # invented: 2025-10-26T14:05:10Z
    checked = check_article(f"وكتب الصحفي خالد عبد الرحيم @khalid_press{date}: «وصلنا إلى المدينة»\n{link}\n")
    assert len(found(checked, "handle.glued")) == 1
    assert found(checked, "link.owner") == []
    assert "matches" in found(checked, "link.time")[0].message_en


def test_another_number_behind_a_handle_is_another_account() -> None:
    link = "https://x.com/khalid_press/status/1982448419599298617"
    checked = check_article(f"وكتب الصحفي خالد عبد الرحيم @khalid_press26: «وصلنا إلى المدينة»\n{link}\n")
    assert len(found(checked, "link.owner")) == 1


def test_what_is_denied_is_no_part_of_a_name() -> None:
    checked = check_article("ونفى وكيل اللاعب عمر الحسني الخبر، مؤكدا أن موكله «مستمر مع فريقه».")
    assert checked.statements[-1].speaker == "عمر الحسني"


LINK = "https://x.com/samer_n/status/1859598941549494279"
POST = "فتحنا الطريق إلى المدينة منذ الفجر، ولم تدخل أي قافلة حتى الآن، والجسر مغلق أمام الشاحنات"


def _stored(text: str, *, quote: str) -> list[tuple[str, str]]:
    """What is found in an article that quotes a stored post."""
    post = Post(platform="x", post_id=PostId("1859598941549494279"), text=text, handle="samer_n")
    article = f"وقال الصحفي سامر نادر @samer_n: «{quote}».\n{LINK}\n"
    codes = {"quote.altered", "quote.elision"}
    return [
        (each.code, each.message_ar) for each in check_article(article, posts=[post]).findings if each.code in codes
    ]


@pytest.mark.parametrize(
    "quote",
    [
        pytest.param(POST, id="whole"),
        pytest.param("فتحنا الطريق إلى المدينة منذ الفجر", id="a-range"),
        pytest.param("فَتَحنا الطريق الى المدينة منذ الفجر", id="spelling"),
        pytest.param("فتحنا الطريق إلى المدينة منذ الفجر، […] والجسر مغلق أمام [حساب]", id="a-placeholder"),
    ],
)
def test_a_quotation_that_is_in_the_stored_post_is_not_called_altered(quote: str) -> None:
    assert [code for code, _ in _stored(POST, quote=quote) if code == "quote.altered"] == []


@pytest.mark.parametrize("mask", ["و[لفظ محجوب]", "وال[لفظ محجوب]"])
def test_a_word_masked_behind_its_clitic_is_no_altered_quotation(mask: str) -> None:
    # A story with a masked slur could never be published: its quotation was called altered, and it is locked.
    post = "وصلنا إلى المدينة منذ الفجر والأوغاد يهربون الآن إلى الساحل"
    assert _stored(post, quote=post.replace("والأوغاد", mask)) == []
    assert [code for code, _ in _stored(post, quote=post.replace("والأوغاد", f"لم {mask}"))] == ["quote.altered"]


def test_a_quotation_without_the_overrides_of_the_stored_post_is_not_called_altered() -> None:
    # A post with an override between two numbers could be quoted, and never published.
    override = "\N{RIGHT-TO-LEFT OVERRIDE}"
    post = f"وصلت إلى المدينة 05{override}12 شاحنة منذ الفجر"
    for quote in (post, post.replace(override, "")):
        assert [code for code, _ in _stored(post, quote=quote) if code == "quote.altered"] == []
    assert [code for code, _ in _stored(post, quote=post.replace(f"05{override}12", "0521"))] == ["quote.altered"]


@pytest.mark.parametrize(
    ("quote", "told"),
    [
        pytest.param("فتحنا المعبر إلى المدينة منذ الفجر", "«المعبر»، وفي المنشور المحفوظ «الطريق»", id="another-word"),
        pytest.param("فتحنا الطريق إلى المدينة قبل منذ الفجر", "«قبل»", id="a-word-more"),
        pytest.param("فتحنا إلى المدينة منذ الفجر", "«فتحنا الطريق إلى»", id="a-word-less"),
        pytest.param("والجسر مغلق أمام الشاحنات، […] فتحنا الطريق إلى المدينة", "المحفوظ «فتحنا", id="another-order"),
    ],
)
def test_a_quotation_with_other_words_than_the_stored_post_is_an_error(quote: str, told: str) -> None:
    ((code, message),) = [each for each in _stored(POST, quote=quote) if each[0] == "quote.altered"]
    assert told in message
    assert CODES[code].severity == "error"


@pytest.mark.parametrize("row", ["{own}\n{other}", "{other}\n{own}", "{other} {own}"])
def test_a_quotation_may_be_of_any_post_that_its_sentence_links_and_of_no_other(row: str) -> None:
    # A number stood with the link of who gave it first and of whose words it was told in: one of them was an error.
    other = "https://x.com/lina_q/status/1859598941549494280"
    posts = [
        Post(platform="x", post_id=PostId("1859598941549494279"), text=POST, handle="samer_n"),
        Post(platform="x", post_id=PostId("1859598941549494280"), text="وصلت القافلة إلى أطراف المدينة فجرا"),
    ]
    links = row.format(own=LINK, other=other)

    def altered(quote: str, links: str = links) -> int:
        article = f"وقال الصحفي سامر نادر: «{quote}».\n{links}\nوبقي الطريق مغلقا حتى المساء.\n"
        return sum(each.code == "quote.altered" for each in check_article(article, posts=posts).findings)

    assert [altered(quote) for quote in ("فتحنا الطريق إلى المدينة", "وصلت القافلة إلى أطراف المدينة")] == [0, 0]
    assert altered("فتحنا المعبر إلى المدينة") == 1
    assert altered("وصلت القافلة إلى أطراف المدينة", f"{LINK}\nثم عاد الهدوء.\n{other}") == 1


def test_a_negation_that_is_left_out_is_known_from_the_stored_post() -> None:
    quote = "فتحنا الطريق إلى المدينة منذ الفجر، […] والجسر مغلق أمام الشاحنات"
    assert _stored(POST, quote=quote) == [("quote.elision", "حُذف من الاقتباس نفي: «ولم تدخل أي قافلة حتى الآن»")]
    assert _stored(POST.replace("ولم تدخل", "ودخلت"), quote=quote) == []


def test_check_compares_with_the_posts_of_the_data_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paste, article, data = tmp_path / "posts.jsonl", tmp_path / "article.txt", tmp_path / "data"
    paste.write_text(
        json.dumps({"platform": "x", "id": "1859598941549494279", "text": POST, "author_handle": "samer_n",
                    "created_at": "2024-11-21T14:05:00Z"}, ensure_ascii=False), encoding="utf-8")  # fmt: skip
    article.write_text(f"وقال الصحفي سامر نادر: «فتحنا المعبر إلى المدينة منذ الفجر».\n{LINK}\n", encoding="utf-8")
    with pytest.raises(SystemExit) as imported:
        main(["import", str(paste), "--data", str(data)])
    with pytest.raises(SystemExit) as checked:
        main(["check", str(article), "--data", str(data)])
    assert (imported.value.code, checked.value.code) == (0, 4)
    assert "quote.altered" in capsys.readouterr().out


def test_the_city_of_a_later_paragraph_is_the_one_told_of() -> None:
    text = (
        "تمكن مقاتلو الفصائل من اقتحام أحياء الفاشر الجنوبية.\nوقال الناشط سامي حداد: «القوات لم تدخل المدينة بعد».\n"
    )
    message = found(check_article(text), "conflict.state")[0].message_ar
    assert "سامي حداد" in message
    assert "«القوات لم تدخل المدينة بعد»" in message


def test_a_tag_overruns_no_city() -> None:
    assert found(check_article("اجتاح وسم #بيروت_تحت_القصف المنصات اللبنانية مساء الأحد."), "unsourced.claim") == []


def test_counts_are_sourced_by_a_record_that_a_line_below_names() -> None:
    lead = (
        "صعد الوسم في 40 منشورا وراءها 30 حسابا.\n\nبلغ عدد الضحايا «12 وفاة» بحسب 14 صوتا، بعد «9 وفيات» بحسب صوتين.\n"
    )
    text = f"صعود وسم في 40 منشورا\n\n{lead}"
    assert len(found(check_article(text), "unsourced.number")) >= 5
    assert len(found(check_article(text), "conflict.number")) == 0  # of one paragraph
    held = f"{text}\nسجل ما أُحصي: EV-ABCDEFGHIJ.\n"
    assert found(check_article(held), "unsourced.number") == []
    assert len(found(check_article(held.replace("وسم في 40", "وسم في 41", 1)), "unsourced.number")) == 1
    assert len(found(check_article(f"{held}وانتشر 300 جندي في المدينة.\n"), "unsourced.number")) == 1


def test_tolls_told_beside_how_many_give_each_are_no_conflict_of_the_article() -> None:
    text = "«12 وفاة» بحسب 14 صوتا\n\nبلغ عدد الضحايا «9 وفيات» بحسب 17 صوتا.\n\nEV-ABCDEFGHIJ\n"
    assert found(check_article(text), "conflict.number") == []
    assert len(found(check_article(text.replace("EV-", "")), "conflict.number")) == 1
    glossed = "Toll: «9 وفيات» (9 dead), by 17 voices, before that «3 وفيات» (3 dead), by 2 voices.\n\nEV-ABCDEFGHIJ\n"
    assert found(check_article(f"Story\n\n{glossed}"), "unsourced.number") == []
    assert len(found(check_article(f"Story\n\n{glossed.replace('(9 dead)', '9 dead')}"), "unsourced.number")) == 1


def test_a_letter_joined_to_a_word_that_is_not_shown_is_no_altered_quotation() -> None:
    text = "وصل الجيران والأقارب إلى المدينة منذ الصباح"
    assert _stored(text, quote="وصل الجيران و[لفظ محجوب] إلى المدينة منذ الصباح") == []
    (altered,) = _stored(text, quote="وصل الجيران من [لفظ محجوب] إلى المدينة منذ الصباح")
    assert altered[0] == "quote.altered"


def test_bodies_that_were_counted_are_a_toll() -> None:
    text = "خلف الزلزال 14 قتيلا في تازة.\nوقالت الناشطة سعاد حداد: «أحصينا 22 جثة».\n"
    assert len(found(check_article(text), "conflict.number")) == 1


def test_a_figure_that_somebody_gives_with_a_noun_is_attributed() -> None:
    text = "وسجلت وزارة الصحة 12 وفاة جديدة.\nوتحدثت مصادر محلية عن سقوط 30 قتيلا.\n"
    assert found(check_article(text), "unsourced.number") == []


def test_the_resistance_of_another_country_is_no_camp_here() -> None:
    voices = "وكتب نادر: «المقاومة على الأبواب»\nوكتب سامي: «المقاومة تتقدم»\n"
    assert len(found(check_article(voices + "من غزة."), "balance.one_camp")) == 1
    assert found(check_article(voices + "من صنعاء في اليمن."), "balance.one_camp") == []


def test_what_is_deemed_likely_of_the_past_is_no_forecast() -> None:
    checked = check_article("ورجح الوزير السابق زياد بارود أن «الجيش أنهى انتشاره في 30 موقعا».")
    assert checked.forecasts == ()


@pytest.mark.parametrize(
    "text",
    [
        "قال الخبير هاني توفيق: «الدولار هيوصل 60 جنيها خلال شهرين».",
        "وتوقع الخبير هاني توفيق استقرار السعر خلال شهرين.",
        "قال الخبير هاني توفيق إن القرار تأخر، متوقعا استقرار السعر خلال شهرين.",
    ],
)
def test_forecasts_in_dialect_and_with_a_noun_are_read(text: str) -> None:
    (forecast,) = check_article(text).forecasts
    assert (forecast.statement.speaker, forecast.window.words) == ("هاني توفيق", "خلال شهرين")
    assert forecast.is_measurable


def test_a_site_is_the_same_by_the_first_word_of_its_name() -> None:
    text = "استعاد الجيش القصر الجمهوري في الخرطوم.\nوقالت الإعلامية سعاد حداد: «القوات لا تزال تطوق القصر».\n"
    message = found(check_article(text), "conflict.state")[0].message_ar
    assert "سعاد حداد (بلا وقت): على أبوابها" in message  # "still" denies nothing


def test_who_is_killed_in_one_line_and_alive_in_another_is_told() -> None:
    text = "سيطرت الكتائب على المعسكر وقتل آمر الجهاز ليث الككلي.\nوقال المدون سامي حداد: «الككلي حي يرزق».\n"
    assert len(found(check_article(text), "conflict.denial")) == 1
    assert found(check_article(text.replace("«الككلي حي", "«الوزير حي")), "conflict.denial") == []


@pytest.mark.parametrize("that", ["أم", "إم", "آن", "أنن"])
def test_a_mistyped_that_is_found_behind_the_verb_and_behind_its_subject(that: str) -> None:
    for text in (f"وأوضح {that} «المدينة بخير وأهلها بأمان».", f"وأوضح سامي حداد {that} «المدينة بخير وأهلها بأمان»."):
        assert len(found(check_article(text), "typo.complementizer")) == 1


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("وأعتبر سامي حداد أن «المدينة بخير».", "واعتبر"),
        ("وإستبعد سامي حداد أن «تسقط المدينة».", "واستبعد"),
        ("وأعلن ليث حداد الخبر. واكد سامي حداد أن «المدينة بخير».", "وأكد"),
    ],
)
def test_hamzas_of_verbs(text: str, right: str) -> None:
    (finding,) = found(check_article(text), "typo.hamza")
    assert f"«{right}»" in finding.message_ar


@pytest.mark.parametrize(
    "text", ["واكد سامي حداد ان «المدينة بخير». واضاف ان «الامر انتهى».", "وأشار سامي حداد إلى أنه أعلن الخبر."]
)
def test_who_writes_no_hamza_at_all_is_not_told_so_each_time(text: str) -> None:
    assert found(check_article(text), "typo.hamza") == []


@pytest.mark.parametrize(
    "second",
    [
        pytest.param("وقال الناطق باسم الجيش العميد هاني توفيق: «قواتنا استعادت بارا فجر اليوم».", id="our-forces"),
        pytest.param("وقال الصحفي سامي الحداد إن بارا تحت سيطرة الجيش.", id="the-army"),
    ],
)
def test_a_place_in_two_hands_is_a_conflict(second: str) -> None:
    text = f"استولت قوات الدعم السريع على مدينة بارا.\n{second}"
    assert len(found(check_article(text), "conflict.state")) == 1


def test_two_names_of_one_side_are_no_conflict() -> None:
    text = "استولت قوات المعارضة على مدينة بارا.\nوقال الصحفي سامي الحداد إن بارا تحت سيطرة الثوار."
    assert found(check_article(text), "conflict.state") == []


def test_a_part_that_is_more_than_the_whole_is_a_conflict() -> None:
    text = "قال سامي الحداد: «قُتل 60 جنديا».\nوقالت هدى المصري: «عدد القتلى 9 لا أكثر»."
    assert len(found(check_article(text), "conflict.number")) == 1
    assert found(check_article(text.replace("60 جنديا", "6 جنود")), "conflict.number") == []


ENGLISH = """Opposition fighters have captured Dar Nun, east of Aleppo, as the tag #DarNun climbed.
Sami Haddad @sami_hd wrote: "Our forces are on the way to Dar Nun."
Colonel Hani Tawfiq explained that "Dar Nun will fall within two days".
Hala Murad, a resident, said the Aleppo highway is open. State television reported that the Aleppo highway had been closed.
"""


def test_an_english_draft_is_read_as_an_arabic_one() -> None:
    checked = check_article(ENGLISH)
    codes = [finding.code for finding in checked.findings]
    for code in ("conflict.state", "conflict.access", "unsourced.claim", "stance.factive", "forecast.window"):
        assert codes.count(code) == 1, code
    assert [claim.state for claim in checked.claims] == ["controlled", "approaching", "controlled"]
    assert [forecast.window.words for forecast in checked.forecasts] == ["within two days"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "The tag entered the trending list in Aleppo. Fans stormed the pitch in Aleppo.", id="no-fighters"
        ),
        pytest.param("Prices fell in Aleppo as the army left.", id="prices"),
        pytest.param("The army vowed to capture Aleppo.", id="vow"),
        pytest.param("Police captured Hassan Qasim in Aleppo.", id="a-person"),
    ],
)
def test_english_words_that_tell_no_state_of_a_place(text: str) -> None:
    assert [claim for claim in check_article(text).claims if not claim.is_future] == []


@pytest.mark.parametrize(
    ("second", "code"),
    [
        pytest.param("وكتبت هدى المصري: «الآليات على أطراف سراقب ولم تدخلها».", "conflict.state", id="not-entered-it"),
        pytest.param("وقالت هدى المصري: «الرتل عند مدخل سراقب الشمالي».", "conflict.state", id="at-the-entrance"),
        pytest.param("وقالت هدى المصري إن الشهداء 4 حتى اللحظة.", "conflict.number", id="total-of-a-toll"),
    ],
)
def test_accounts_that_differ_from_the_lead(second: str, code: str) -> None:
    text = f"دخل رتل عسكري مدينة سراقب واستشهد 31 فلسطينيا.\n{second}"
    assert len(found(check_article(text), code)) == 1


def test_what_is_taken_is_not_what_is_advanced_on_behind_it() -> None:
    text = "سيطرت القوات المشتركة على بلدة مرجانة وتقدمها نحو مدينة حلب مستمر."
    claims = check_article(text).claims
    assert [(claim.place, claim.state) for claim in claims] == [("حلب", "approaching")]  # before, حلب was taken


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param(
            "وذكر ناشطون أن المدير استقال أمس، وهو ما نفاه رئيس المجلس سامي الحداد بقوله: «المدير على رأس عمله».",
            ["المدير استقال أمس", "وهو ما نفاه رئيس المجلس سامي الحداد بقوله"],
            id="which-he-denied",
        ),
        pytest.param(
            "وقال المتحدث هاني توفيق إن «القاضي لن يحضر الجلسة».\nونفت هدى المصري ذلك جملة وتفصيلا.",
            ["القاضي لن يحضر الجلسة", "ونفت هدى المصري ذلك جملة وتفصيلا"],
            id="denied-that",
        ),
        pytest.param(
            "وبحسب مصدر قضائي، فإن «القاضي تعرض لضغوط».\nونفت وزارة العدل، في بيان، تعرض القاضي لأي ضغوط.",
            ["القاضي تعرض لضغوط", "ونفت وزارة العدل، في بيان، تعرض القاضي لأي ضغوط"],
            id="by-its-words",
        ),
        pytest.param(
            "وبحسب النقابة فإن «المصنع صرف 30 عاملا أمس».\nونفت إدارة المصنع صرف أي عامل.",
            ["المصنع صرف 30 عاملا أمس", "ونفت إدارة المصنع صرف أي عامل"],
            id="not-one-of-those-counted",
        ),
        pytest.param(
            "وكتب سامي الحداد: «نقص حاد في القرية، ولا توضيح من أحد!».\nونفت وزارة المياه في بيان وجود نقص حاد، وأكدت أن الضخ مستمر.",
            ["نقص حاد في القرية، ولا توضيح من أحد!", "ونفت وزارة المياه في بيان وجود نقص حاد، وأكدت أن الضخ مستمر"],
            id="there-is-none",
        ),
        pytest.param(
            "شهدت القرية نقص المياه أمس.\nونفت وزارة المياه في بيان وجود أي نقص.",
            ["شهدت القرية نقص المياه أمس", "ونفت وزارة المياه في بيان وجود أي نقص"],
            id="there-is-none-of-what-the-text-tells",
        ),
    ],
)
def test_what_one_says_and_another_denies_is_a_conflict(text: str, told: list[str]) -> None:
    checked = check_article(text)
    (finding,) = found(checked, "conflict.denial")
    assert shown(checked, finding) == told


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "ونفى الوزير ارتفاع أسعار الخبز.\nوقالت هدى المصري إن أسعار البنزين ارتفعت أمس.", id="other-prices"
        ),
        pytest.param("وقالت هدى المصري إن الوزير لم يستقل من منصبه.\nونفى الوزير استقالته من منصبه.", id="both-deny"),
        pytest.param(
            "وقالت هدى المصري: «لا نعاني من نقص في المياه».\nونفت الوزارة وجود نقص في المياه.", id="both-know-of-none"
        ),
        pytest.param(
            "هل يرحل الحداد عن نادي الميناء؟\nكتب سامي: «وصل اليوم».\nثم نفت إدارة النادي النبأ، وقالت إنه باق.",
            id="asked",
        ),
        pytest.param("وقد يحدث نقص في القرية.\nونفت الوزارة وجود نقص.", id="what-may-be"),
        pytest.param("ونفى الوزير سامي الحداد استقالته من منصبه، قائلا إنه باق.", id="denied-alone"),
    ],
)
def test_a_denial_of_something_else_is_no_conflict(text: str) -> None:
    assert found(check_article(text), "conflict.denial") == []


def test_an_english_tag_names_the_city_that_its_voices_tell_of() -> None:
    text = (
        "The hashtag #Aleppo rose after rebel fighters began entering the city.\n"
        "Sami Haddad (@sami_hd) wrote: “Aleppo has not fallen. The rebels are at the gates!”"
    )
    assert {"conflict.state", "unsourced.claim"} <= {finding.code for finding in check_article(text).findings}


def test_a_handle_is_held_against_all_links_that_stand_below_its_paragraph():
    links = [f"https://x.com/{name}/status/18647164973413623{at}" for at, name in enumerate(("huda_s", "adil_w"), 10)]
    text = "كتبت هدى سلامة @huda_s: «وصلت المياه إلى الحي»، بينما كتب عادل وهبي @adil_w: «الحي جاف تماما».\n"
    for order in (links, links[::-1]):
        assert "link.owner" not in {each.code for each in check_article(text + "\n".join(order)).findings}
    wrong = text + "https://x.com/somebody/status/1864716497341362310"
    assert "link.owner" in {each.code for each in check_article(wrong).findings}


def test_a_date_of_one_statement_is_none_of_the_next() -> None:
    text = (
        "A post at 19:28 UTC on Tuesday, 28 April 2015 said: “Toll of the valley passes 5000”. Huda Salama wrote at "
        "07:49 on Saturday: “At least two dead”.\n"
        "https://x.com/i/status/593134747527720961\nhttps://x.com/i/status/591871571557396481"
    )
    assert "link.date" not in {each.code for each in check_article(text).findings}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param(
            "ونفى مدير الصحة، سامي الحداد، تسجيل أي وفيات بالحمى.\nوأكدت هدى المصري أن ثلاثة أشخاص توفوا بالحمى.",
            ["وفيات", "ثلاثة أشخاص توفوا"],
            id="denied-and-counted",
        ),
        pytest.param(
            "وقالت الشرطة إنه لم تُسجل أي إصابات في الحريق.\nوأكد شهود أن خمسة أشخاص أصيبوا بجروح.",
            ["إصابات", "خمسة أشخاص أصيبوا"],
            id="none-and-five",
        ),
        pytest.param(
            "ونفى مدير المصنع، سامي الحداد، تسجيل أي وفاة.\nوقالت هدى المصري إن حارسين اثنين لقيا حتفهما.",
            ["وفاة", "حارسين اثنين"],
            id="two-met-their-death",
        ),
        pytest.param(
            "بغداد – نفى مدير الصحة، سامي الحداد، وجود أي وفيات بالحمى.\nوأكدت هدى المصري أن ستة أشخاص توفوا في كركوك.",
            ["وفيات", "ستة أشخاص توفوا"],
            id="written-elsewhere",
        ),
    ],
)
def test_victims_of_whom_somebody_says_that_there_are_none_are_a_conflict(text: str, told: list[str]) -> None:
    checked = check_article(text)
    (finding,) = found(checked, "conflict.denial")
    assert [part in whole or whole in part for part, whole in zip(shown(checked, finding), told, strict=True)] == [
        True
    ] * 2


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("أصيب خمسة أشخاص في حريق المصنع.\nونفى المدير وقوع إصابات أخرى.", id="no-others"),
        pytest.param("ونفى المحافظ سقوط قتلى في الوادي.\nوقال المحافظ إن قتيلا سقط في حادث سير.", id="one-mouth"),
        pytest.param("ونفى المدير وقوع إصابات في حلب.\nوقال شهود إن خمسة أشخاص أصيبوا في حمص.", id="two-cities"),
        pytest.param("ونفى المدير وقوع إصابات.\nوقال شهود إنهم يخشون وقوع إصابات.", id="feared"),
        pytest.param("ونفى المدير وقوع قتلى في صفوف الشرطة.\nوقال شهود إن أربعة متظاهرين قتلوا.", id="of-some-only"),
        pytest.param(
            "وقالت هدى المصري إن اللقاح لم يسبب أي وفاة.\nوقال شهود إن ثلاث وفيات سجلت بين غير الملقحين.",
            id="among-others",
        ),
    ],
)
def test_victims_of_something_else_are_no_conflict(text: str) -> None:
    assert found(check_article(text), "conflict.denial") == []


@pytest.mark.parametrize(
    ("second", "codes"),
    [
        pytest.param(
            "في المقابل قال قائد الكتيبة سامي الحداد إن حمص تحت سيطرة قواته.", ["conflict.state"], id="against"
        ),
        pytest.param("وأضاف القائد سامي الحداد أن حمص تحت سيطرة قواته.", [], id="one-side"),
        pytest.param("في المقابل قال قائد الكتيبة سامي الحداد إن حماة تحت سيطرة قواته.", [], id="another-city"),
    ],
)
def test_two_who_hold_one_place_with_their_own_men_are_a_conflict(second: str, codes: list[str]) -> None:
    checked = check_article(f"وأعلن اللواء السابع أنه سيطر على حمص.\n{second}")
    assert [finding.code for finding in checked.findings if finding.code.startswith("conflict")] == codes


def test_a_speaker_who_puts_his_own_toll_right_contradicts_nobody() -> None:
    own = "وقالت هدى سلامة إن الحريق أوقع ستة قتلى.\nوقالت هدى سلامة إن عدد القتلى ثمانية."
    assert found(check_article(own), "conflict.number") == []
    other = own.replace("\nوقالت هدى سلامة", "\nوقال عادل وهبي")
    assert len(found(check_article(other), "conflict.number")) == 1


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "ارتفع عدد القتلى إلى 41 قتيلا بعد أن كان 27 قتيلا.\nوقالت هدى المصري إن عدد القتلى 27.", id="since-grown"
        ),
        pytest.param(
            "The death toll rose to 34 from 21, the ministry said.\nHuda Salama put the toll at 21.",
            id="grown-in-english",
        ),
        pytest.param(
            "وقالت هدى المصري إن 12 شخصا قتلوا.\nوقال سامي الحداد إن المستشفى استقبل أربعة قتلى.",
            id="taken-in-by-one-house",
        ),
    ],
)
def test_a_number_that_grew_or_tells_of_a_part_is_no_conflict(text: str) -> None:
    assert found(check_article(text), "conflict.number") == []


def test_what_is_open_to_some_and_shut_to_others_is_no_conflict() -> None:
    text = "وقال عادل وهبي إن المطار أعيد فتحه أمام الرحلات الداخلية.\nوقالت هدى سلامة إن المطار لم يفتح أمام الرحلات "
    assert found(check_article(f"{text}الدولية."), "conflict.access") == []
    assert len(found(check_article(f"{text}الداخلية."), "conflict.access")) == 1


def test_a_lie_is_no_verb_of_denial() -> None:
    text = "وقال عادل وهبي: «سنقف قريبا أمام أكبر جائحة في تاريخ البلاد أو أمام أكبر كذبة في التاريخ»."
    assert found(check_article(text), "conflict.denial") == []


def test_borders_with_two_countries_are_two() -> None:
    text = "وقال عادل وهبي إن الحدود مع الأردن لم تغلق.\nوقالت هدى سلامة إن الحدود مع العراق أغلقت."
    assert found(check_article(text), "conflict.access") == []
    assert len(found(check_article(text.replace("العراق", "الأردن")), "conflict.access")) == 1


def test_who_has_not_withdrawn_does_not_contradict_who_stands_at_the_gates() -> None:
    text = "وقال عادل وهبي إن الثوار على أبواب حمص.\nوقالت هدى سلامة إن الجيش لم ينسحب من حمص."
    assert found(check_article(text), "conflict.state") == []
