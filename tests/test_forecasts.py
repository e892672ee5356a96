"""Forecasts: what is to come, by when, how likely the speaker calls it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawatur.arabic.tokens import tokenize
from tawatur.forecasts import Forecast, read_forecasts, read_forecasts_in, read_post_forecasts
from tawatur.statements import read_statements

SAID_AT = datetime(2024, 12, 5, 17, tzinfo=UTC)
WORDS = st.sampled_from(
    "قال سامر الحاج إن ستدخل القوات المدينة لن تدخل خلال 72 ساعة تمهيدا لدخول الأرجح قد غدا ، . « » والأخير هو رجح أن".split()
)
PASSAGES = st.lists(WORDS, max_size=50).map(" ".join)


def forecasts(text: str, said_at: datetime | None = SAID_AT) -> list[Forecast]:
    return read_forecasts(read_statements(text), said_at)


def only(text: str, said_at: datetime | None = SAID_AT) -> Forecast:
    found = forecasts(text, said_at)
    assert len(found) == 1, found
    return found[0]


def test_a_deadline_counts_from_when_it_was_said() -> None:
    window = only("قال سامر الحاج إن القوات ستدخل المدينة خلال 72 ساعة.").window
    assert (window.start, window.end) == (SAID_AT, SAID_AT + timedelta(hours=72))
    assert (window.words, window.anchor) == ("خلال 72 ساعة", "article")


def test_a_deadline_counts_from_the_post_where_a_link_tells_its_time() -> None:
    text = "وكتب سامر الحاج: «القوات ستدخل المدينة خلال 72 ساعة»\nhttps://x.com/samer/status/1864716497341362317"
    window = only(text).window
    assert window.anchor == "post"
    assert window.end is not None
    assert window.end.isoformat(timespec="seconds") == "2024-12-08T17:00:32+00:00"


def test_without_a_date_the_words_of_a_deadline_stay_and_its_times_are_not_known() -> None:
    forecast = only("قال سامر الحاج إن القوات ستدخل المدينة خلال 72 ساعة.", None)
    window = forecast.window
    assert (window.start, window.end, window.anchor, window.words) == (None, None, "unknown", "خلال 72 ساعة")
    assert forecast.is_measurable


def test_a_deadline_before_a_purpose_has_two_readings() -> None:
    text = "قال سامر الحاج إن تحركات تجري خلال 72 ساعة تمهيدا لدخول المدينة."
    readings = [reading.event for reading in only(text).readings]
    assert readings == ["تحركات تجري خلال 72 ساعة", "لدخول المدينة"]


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        pytest.param("قال سامر الحاج إن القوات ستدخل المدينة غدا.", "will happen", id="will"),
        pytest.param("قال سامر الحاج إن القوات لن تدخل المدينة قبل الجمعة.", "will not happen", id="will-not"),
    ],
)
def test_the_direction_is_that_of_the_verb(text: str, direction: str) -> None:
    assert only(text).direction == direction


def test_likelihood_is_kept_as_said() -> None:
    text = "قال سامر الحاج إن من المرجح أن تدخل القوات المدينة في الساعات القادمة."
    forecast = only(text)
    assert forecast.likelihood_words == "من المرجح"
    assert not forecast.is_measurable  # "the coming hours" have no end


def test_what_has_happened_is_no_forecast() -> None:
    assert forecasts("قال سامر الحاج إن القوات دخلت المدينة أمس.") == []


@given(PASSAGES)
def test_every_forecast_is_a_range_of_its_statement(text: str) -> None:
    for forecast in forecasts(text):
        start, end = forecast.statement.quote_span
        assert start <= forecast.span[0] < forecast.span[1] <= end
        assert text[slice(*forecast.span)] == forecast.event
        for reading in forecast.readings:
            assert text[slice(*reading.span)] == reading.event
        if forecast.window.span is not None:
            assert text[slice(*forecast.window.span)] == forecast.window.words


@given(PASSAGES)
def test_words_cut_once_for_all_statements_give_the_same_forecasts(text: str) -> None:
    statements = read_statements(text)
    assert read_forecasts_in(text, tokenize(text), statements, SAID_AT) == read_forecasts(statements, SAID_AT)


@pytest.mark.parametrize(
    ("words", "hours"),
    [
        ("خلال يومين إلى ثلاثة", 72),
        ("خلال يومين أو ثلاثة أيام", 72),
        ("خلال أسبوع أو أسبوعين", 14 * 24),
        ("خلال ساعتين إلى أربع ساعات", 4),
        ("في أجل أقصاه يومان", 48),
    ],
)
def test_the_deadline_of_a_range_is_its_longer_end(words: str, hours: int) -> None:
    said_at = datetime(2024, 12, 5, 17, tzinfo=UTC)
    (forecast,) = read_forecasts(read_statements(f"قال سامي حداد: «ستسقط المدينة {words} دون قتال»."), said_at)
    assert forecast.window.words == words
    assert forecast.window.end == said_at + timedelta(hours=hours)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("قال سامي الحداد: «نتوقع إعادة فتح المعبر صباح الغد».", "صباح الغد", id="we-expect"),
        pytest.param("قالت الحركة: «نمهل الحكومة 72 ساعة».", "72 ساعة", id="ultimatum"),
        pytest.param("قال سامي الحداد: «النادي بيعلن خلال 72 ساعة».", "خلال 72 ساعة", id="dialect"),
        pytest.param(
            "قال سامي الحداد إن المحصول ينزل الأسواق منتصف الشهر المقبل.", "منتصف الشهر المقبل", id="next-month"
        ),
        pytest.param(
            "قال سامي الحداد إن الحكومة ستتدخل قبل متم الشهر الجاري.", "قبل متم الشهر الجاري", id="end-in-the-maghreb"
        ),
        pytest.param("قال سامي الحداد إن السعر سيرتفع قبل رمضان.", "قبل رمضان", id="feast"),
        pytest.param("Sami Haddad said the crossing will reopen within 72 hours.", "within 72 hours", id="english"),
        pytest.param("Sami Haddad said that fuel would run out by Friday.", "by Friday", id="would"),
    ],
)
def test_the_deadline_of_a_forecast_of_unknown_date(text: str, words: str) -> None:
    assert [forecast.window.words for forecast in read_forecasts(read_statements(text), None)] == [words]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("قال سامي الحداد إن الجيش سيطر على البلدة قبل يومين.", id="past"),
        pytest.param("Sami Haddad said the army had entered the town within two days.", id="english-past"),
        pytest.param("Sami Haddad said 12 people were hurt in two days of fighting.", id="how-long"),
        pytest.param("قال سامي الحداد إن الفيلم يحكي ما جرى في 14 يناير 2026.", id="a-date"),
    ],
)
def test_what_was_is_no_forecast(text: str) -> None:
    assert read_forecasts(read_statements(text), None) == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("تعليق دوام المدارس في المدينة ليوم غد الأحد", id="verbal-noun"),
        pytest.param("الجامعة: سيتم إلغاء الاختبارات المقررة يوم غد", id="will-be-done"),
        pytest.param("وزارة التربية: ستعطل المدارس غدا", id="verb"),
        pytest.param("تعليم المدينة يعلن #تعليق_الدراسة يوم غد الإثنين في المدارس المتضررة", id="tag"),
        pytest.param("الاتحاد يعلق عضوية البلد لحين تسليم السلطة خلال 60 يوما", id="until"),
        pytest.param("Schools will be closed tomorrow", id="english"),
    ],
)
def test_a_measure_that_a_post_announces_is_no_forecast(text: str) -> None:
    # A roundup told the closing of schools under "Forecasts".
    assert read_post_forecasts(text, datetime(2024, 12, 5, 20, tzinfo=UTC)) == []


@pytest.mark.parametrize(
    "text",
    [
        "نتوقع تعليق الدراسة غدا",
        "سيؤدي إغلاق الطريق إلى أزمة خلال يومين",
        "سيصل الموج إلى الساحل غدا",
        "The river will rise tomorrow",
    ],
)
def test_what_is_expected_or_follows_from_a_measure_is_a_forecast(text: str) -> None:
    assert len(read_post_forecasts(text, datetime(2024, 12, 5, 20, tzinfo=UTC))) == 1


def test_what_the_speaker_will_do_is_to_come_and_what_he_asked_is_not() -> None:
    text = "وقال المدرب سامي الحداد: «سأستقيل خلال يومين. لو سألنا الجمهور لوافق»."
    events = [forecast.event for forecast in read_forecasts(read_statements(text), None)]
    assert events == ["سأستقيل خلال يومين"]


@pytest.mark.parametrize(
    ("text", "words", "end"),
    [
        ("«الهدنة لن تدوم أكثر من 48 ساعة»", "أكثر من 48 ساعة", "2024-12-07T20:00"),
        ("«الأزمة عابرة ولن تستمر أكثر من يومين»", "أكثر من يومين", "2024-12-08T00:00"),
        ("«ستصل السفن مع دخول الربيع»", "مع دخول الربيع", "2025-06-01T00:00"),
    ],
)
def test_what_will_not_last_longer_is_over_by_then(text: str, words: str, end: str) -> None:
    said_at = datetime(2024, 12, 5, 20, tzinfo=UTC)
    (forecast,) = read_forecasts(read_statements(f"وقال سامي الحداد: {text}."), said_at)
    assert (forecast.window.words, forecast.direction, forecast.is_measurable) == (words, "will happen", True)
    assert forecast.window.end is not None
    assert abs(forecast.window.end - datetime.fromisoformat(f"{end}+00:00")) <= timedelta(days=1)


def test_what_did_not_last_longer_is_no_forecast() -> None:
    text = "وقال سامي الحداد: «الهدنة لم تصمد أكثر من 48 ساعة»."
    assert read_forecasts(read_statements(text), None) == []


@pytest.mark.parametrize("words", ["قبل انطلاق الموسم الجديد", "فور إغلاق السوق", "قبل تشكيل حكومة جديدة"])
def test_an_event_without_a_date_is_told_as_a_deadline_that_cannot_be_scored(words: str) -> None:
    (forecast,) = read_forecasts(read_statements(f"وقال سامي الحداد إن اللاعب سيوقع {words}."), None)
    assert (forecast.window.words, forecast.window.is_vague, forecast.is_measurable) == (words, True, False)
