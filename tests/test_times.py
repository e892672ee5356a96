"""Times: windows counted from one moment, in the words of news and of the street."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from growth import count_steps
from hypothesis import given
from hypothesis import strategies as st

from tawatur.arabic import find_times
from tawatur.arabic.tables import read_table

ANCHOR = datetime.fromisoformat("2024-12-05T20:00:00+03:00")  # a Thursday
ARABIC_INDIC = str.maketrans("0123456789", "".join(chr(0x0660 + digit) for digit in range(10)))
PERSIAN = str.maketrans("0123456789", "".join(chr(0x06F0 + digit) for digit in range(10)))


def find_longest(text, anchor=ANCHOR):
    """The window that says most of the text; the tests of one expression read this one."""
    return max(find_times(text, anchor), key=lambda window: window.span[1] - window.span[0])


def show(moment):
    return f"{moment:%Y-%m-%dT%H:%M}" if moment else None


@pytest.mark.parametrize(
    ("text", "start", "end", "kind"),
    [
        pytest.param("خلال ٧٢ ساعة", "2024-12-05T20:00", "2024-12-08T20:00", "deadline", id="within-figures"),
        pytest.param("في غضون ثلاثة أيام", "2024-12-05T20:00", "2024-12-08T20:00", "deadline", id="within-words"),
        pytest.param(
            "خلال اليومين القادمين", "2024-12-05T20:00", "2024-12-07T20:00", "deadline", id="within-dual-adjective"
        ),
        pytest.param(
            "خلال الساعات الـ48 المقبلة",
            "2024-12-05T20:00",
            "2024-12-07T20:00",
            "deadline",
            id="within-definite-figures",
        ),
        pytest.param(
            "خلال الـ48 ساعة القادمة",
            "2024-12-05T20:00",
            "2024-12-07T20:00",
            "deadline",
            id="within-article-before-number",
        ),
        pytest.param(
            "خلال 24 إلى 48 ساعة", "2024-12-05T20:00", "2024-12-07T20:00", "deadline", id="within-range-of-hours"
        ),
        pytest.param(
            "خلال ما بين 24 و72 ساعة", "2024-12-05T20:00", "2024-12-08T20:00", "deadline", id="within-between-hours"
        ),
        pytest.param("خلال نصف ساعة", "2024-12-05T20:00", "2024-12-05T20:30", "deadline", id="within-half-hour"),
        pytest.param("خلال شهر", "2024-12-05T20:00", "2025-01-05T20:00", "deadline", id="within-month"),
        pytest.param(
            "خلال مدة أقصاها 48 ساعة", "2024-12-05T20:00", "2024-12-07T20:00", "deadline", id="within-at-most"
        ),
        pytest.param("في أقل من 48 ساعة", "2024-12-05T20:00", "2024-12-07T20:00", "deadline", id="within-less-than"),
        pytest.param("مهلة 48 ساعة", "2024-12-05T20:00", "2024-12-07T20:00", "deadline", id="within-notice"),
        pytest.param(
            "خلال الساعات الـ24 الماضية", "2024-12-04T20:00", "2024-12-05T20:00", "period", id="within-past-adjective"
        ),
        pytest.param(
            "نفذ الطيران 20 غارة خلال 24 ساعة", "2024-12-04T20:00", "2024-12-05T20:00", "period", id="within-past-verb"
        ),
        pytest.param(
            "قال القائد إن قواته سيطرت على 5 قرى خلال 24 ساعة",
            "2024-12-04T20:00",
            "2024-12-05T20:00",
            "period",
            id="within-past-verb-in-clause",
        ),
        pytest.param(
            "مقتل 5 مدنيين خلال 24 ساعة", "2024-12-04T20:00", "2024-12-05T20:00", "period", id="within-past-noun"
        ),
        pytest.param(
            "ستدخل القوات المدينة خلال 72 ساعة",
            "2024-12-05T20:00",
            "2024-12-08T20:00",
            "deadline",
            id="within-future-verb",
        ),
        pytest.param(
            "أكد أن الجيش سيدخل المدينة في غضون 24 ساعة",
            "2024-12-05T20:00",
            "2024-12-06T20:00",
            "deadline",
            id="within-future-verb-after-past-speech",
        ),
        pytest.param(
            "سيطرت القوات على القرية وستدخل المدينة خلال 72 ساعة",
            "2024-12-05T20:00",
            "2024-12-08T20:00",
            "deadline",
            id="within-future-verb-wins-when-nearer",
        ),
        pytest.param(
            "على أن تقدم تقريرها خلال أسبوعين",
            "2024-12-05T20:00",
            "2024-12-19T20:00",
            "deadline",
            id="within-subjunctive-is-not-past",
        ),
        pytest.param(
            "سقوط النظام خلال 72 ساعة",
            "2024-12-05T20:00",
            "2024-12-08T20:00",
            "deadline",
            id="within-no-verb-is-future",
        ),
        pytest.param("خلال الشهر المقبل", "2025-01-01T00:00", "2025-02-01T00:00", "deadline", id="within-next-month"),
        pytest.param(
            "خلال شهر كانون الثاني", "2025-01-01T00:00", "2025-02-01T00:00", "deadline", id="within-named-month"
        ),
        pytest.param("خلال العام 2025", "2025-01-01T00:00", "2026-01-01T00:00", "deadline", id="within-year"),
        pytest.param("خلال أيام", "2024-12-05T20:00", None, "vague", id="vague-within-days"),
        pytest.param("خلال الساعات القادمة", "2024-12-05T20:00", None, "vague", id="vague-hours-ahead"),
        pytest.param("سقط 20 قتيلا خلال الساعات الماضية", None, "2024-12-05T20:00", "vague", id="vague-hours-past"),
        pytest.param("خلال بضعة أيام", "2024-12-05T20:00", "2024-12-14T20:00", "vague", id="vague-few-days"),
        pytest.param("قريبا", "2024-12-05T20:00", None, "vague", id="vague-soon"),
        pytest.param("مؤخرا", None, "2024-12-05T20:00", "vague", id="vague-lately"),
        pytest.param("الفترة المقبلة", "2024-12-05T20:00", None, "vague", id="vague-period-ahead"),
        pytest.param("قبل أيام", None, "2024-12-05T20:00", "vague", id="vague-days-ago"),
        pytest.param("بعد أيام", "2024-12-05T20:00", None, "vague", id="vague-after-days"),
        pytest.param("في الأسابيع المقبلة", "2024-12-05T20:00", None, "vague", id="vague-weeks"),
        pytest.param("بحلول نهاية العام", "2024-12-05T20:00", "2025-01-01T00:00", "deadline", id="by-end-of-year"),
        pytest.param("بحلول الجمعة", "2024-12-05T20:00", "2024-12-07T00:00", "deadline", id="by-weekday-is-the-next"),
        pytest.param("بحلول منتصف الشهر", "2024-12-05T20:00", "2024-12-16T00:00", "deadline", id="by-middle-of-month"),
        pytest.param("بحلول عام 2030", "2024-12-05T20:00", "2031-01-01T00:00", "deadline", id="by-year"),
        pytest.param("في موعد أقصاه الجمعة", "2024-12-05T20:00", "2024-12-07T00:00", "deadline", id="by-latest-date"),
        pytest.param("مع حلول الليل", "2024-12-05T20:00", "2024-12-06T18:00", "deadline", id="by-nightfall"),
        pytest.param("مع نهاية العام", "2024-12-05T20:00", "2025-01-01T00:00", "deadline", id="with-end-of-year"),
        pytest.param("قبل نهاية الشهر", "2024-12-05T20:00", "2025-01-01T00:00", "deadline", id="before-end-of-month"),
        pytest.param("قبل يوم الأحد", "2024-12-05T20:00", "2024-12-08T00:00", "deadline", id="before-weekday"),
        pytest.param("لن تعود قبل الصيف", "2024-12-05T20:00", "2025-06-01T00:00", "deadline", id="before-summer"),
        pytest.param(
            "ستعود في مدة لا تتجاوز 48 ساعة", "2024-12-05T20:00", "2024-12-07T20:00", "deadline", id="in-at-most"
        ),
        pytest.param("قبل منتصف الليل", "2024-12-05T20:00", "2024-12-06T00:00", "deadline", id="before-midnight"),
        pytest.param("حتى 20 كانون الثاني 2025", "2024-12-05T20:00", "2025-01-21T00:00", "deadline", id="until-date"),
        pytest.param("حتى نهاية الأسبوع", "2024-12-05T20:00", "2024-12-09T00:00", "deadline", id="until-end-of-week"),
        pytest.param("حتى الآن", None, "2024-12-05T20:00", "period", id="until-now"),
        pytest.param("بعد ساعتين", "2024-12-05T22:00", "2024-12-05T22:01", "instant", id="later-hours"),
        pytest.param("بعد ساعة ونصف", "2024-12-05T21:30", "2024-12-05T21:31", "instant", id="later-hour-and-half"),
        pytest.param("بعد ثلاثة أيام", "2024-12-08T00:00", "2024-12-09T00:00", "day", id="later-days"),
        pytest.param("بعد أسبوع", "2024-12-12T00:00", "2024-12-13T00:00", "day", id="later-week"),
        pytest.param("بعد شهر ونصف", "2025-01-20T00:00", "2025-01-21T00:00", "day", id="later-month-and-half"),
        pytest.param("قبل ساعتين", "2024-12-05T18:00", "2024-12-05T18:01", "instant", id="ago-hours"),
        pytest.param("قبل ربع ساعة", "2024-12-05T19:45", "2024-12-05T19:46", "instant", id="ago-quarter-hour"),
        pytest.param("قبل ثلاثة أيام", "2024-12-02T00:00", "2024-12-03T00:00", "day", id="ago-days"),
        pytest.param("قبل عام", "2023-12-05T00:00", "2023-12-06T00:00", "day", id="ago-year"),
        pytest.param("منذ ٦٠ عاماً", "1964-12-05T20:00", "2024-12-05T20:00", "period", id="since-years"),
        pytest.param("منذ نصف قرن", "1974-12-05T20:00", "2024-12-05T20:00", "period", id="since-half-century"),
        pytest.param("منذ عام 1963", "1963-01-01T00:00", "2024-12-05T20:00", "period", id="since-year"),
        pytest.param("منذ أمس", "2024-12-04T00:00", "2024-12-05T20:00", "period", id="since-yesterday"),
        pytest.param("منذ 27 تشرين الثاني", "2024-11-27T00:00", "2024-12-05T20:00", "period", id="since-date"),
        pytest.param("منذ شهر آذار الماضي", "2024-03-01T00:00", "2024-12-05T20:00", "period", id="since-named-month"),
        pytest.param("اعتبارا من الأحد", "2024-12-08T00:00", None, "period", id="starting-from"),
        pytest.param("بقية الأسبوع", "2024-12-05T20:00", "2024-12-09T00:00", "period", id="rest-of-week"),
        pytest.param("آخر 24 ساعة", "2024-12-04T20:00", "2024-12-05T20:00", "period", id="last-hours"),
        pytest.param("الأيام الثلاثة الماضية", "2024-12-02T20:00", "2024-12-05T20:00", "period", id="last-three-days"),
        pytest.param("اليومين المقبلين", "2024-12-05T20:00", "2024-12-07T20:00", "deadline", id="next-two-days"),
        pytest.param("السنوات العشر الماضية", "2014-12-05T20:00", "2024-12-05T20:00", "period", id="last-ten-years"),
        pytest.param("اليوم", "2024-12-05T00:00", "2024-12-06T00:00", "day", id="today"),
        pytest.param("غدا", "2024-12-06T00:00", "2024-12-07T00:00", "day", id="tomorrow"),
        pytest.param("بكرا", "2024-12-06T00:00", "2024-12-07T00:00", "day", id="tomorrow-dialect"),
        pytest.param("أمس", "2024-12-04T00:00", "2024-12-05T00:00", "day", id="yesterday"),
        pytest.param("مبارح", "2024-12-04T00:00", "2024-12-05T00:00", "day", id="yesterday-dialect"),
        pytest.param("أول أمس", "2024-12-03T00:00", "2024-12-04T00:00", "day", id="before-yesterday"),
        pytest.param("اول امبارح", "2024-12-03T00:00", "2024-12-04T00:00", "day", id="before-yesterday-dialect"),
        pytest.param("بعد غد", "2024-12-07T00:00", "2024-12-08T00:00", "day", id="after-tomorrow"),
        pytest.param("الليلة", "2024-12-05T18:00", "2024-12-06T06:00", "period", id="tonight"),
        pytest.param("الليلة الماضية", "2024-12-04T18:00", "2024-12-05T06:00", "period", id="last-night"),
        pytest.param("الليلة البارحة", "2024-12-04T18:00", "2024-12-05T06:00", "period", id="last-night-dialect"),
        pytest.param("مساء أمس", "2024-12-04T16:00", "2024-12-05T00:00", "period", id="yesterday-evening"),
        pytest.param("هذا الصباح", "2024-12-05T05:00", "2024-12-05T12:00", "period", id="this-morning"),
        pytest.param("غدا صباحا", "2024-12-06T05:00", "2024-12-06T12:00", "period", id="tomorrow-morning"),
        pytest.param("بكرة الصبح", "2024-12-06T05:00", "2024-12-06T12:00", "period", id="tomorrow-morning-dialect"),
        pytest.param("بعد ظهر اليوم", "2024-12-05T12:00", "2024-12-05T18:00", "period", id="afternoon-today"),
        pytest.param(
            "ليل الخميس - الجمعة", "2024-12-05T18:00", "2024-12-06T06:00", "period", id="night-between-weekdays"
        ),
        pytest.param(
            "اليوم الخميس 5 كانون الأول",
            "2024-12-05T00:00",
            "2024-12-06T00:00",
            "day",
            id="today-with-weekday-and-date",
        ),
        pytest.param("يوم الثلاثاء", "2024-12-03T00:00", "2024-12-04T00:00", "day", id="weekday-bare"),
        pytest.param("الخميس", "2024-12-05T00:00", "2024-12-06T00:00", "day", id="weekday-bare-of-today"),
        pytest.param("الجمعة المقبل", "2024-12-06T00:00", "2024-12-07T00:00", "day", id="weekday-next"),
        pytest.param("يوم الأحد الماضي", "2024-12-01T00:00", "2024-12-02T00:00", "day", id="weekday-last"),
        pytest.param("الخميس الماضي", "2024-11-28T00:00", "2024-11-29T00:00", "day", id="weekday-last-of-today"),
        pytest.param("الجمعة الجاي", "2024-12-06T00:00", "2024-12-07T00:00", "day", id="weekday-dialect"),
        pytest.param(
            "سيصل الوفد يوم الأحد", "2024-12-08T00:00", "2024-12-09T00:00", "day", id="weekday-after-future-verb"
        ),
        pytest.param(
            "وصل الوفد يوم الأحد", "2024-12-01T00:00", "2024-12-02T00:00", "day", id="weekday-after-past-verb"
        ),
        pytest.param(
            "الأسبوع المقبل يوم الجمعة", "2024-12-13T00:00", "2024-12-14T00:00", "day", id="weekday-of-next-week"
        ),
        pytest.param("الأسبوع الماضي", "2024-11-25T00:00", "2024-12-02T00:00", "period", id="week-last"),
        pytest.param("هذا الأسبوع", "2024-12-02T00:00", "2024-12-09T00:00", "period", id="week-this"),
        pytest.param("الأسبوع الجاي", "2024-12-09T00:00", "2024-12-16T00:00", "period", id="week-next-dialect"),
        pytest.param("الشهر الماضي", "2024-11-01T00:00", "2024-12-01T00:00", "period", id="month-last"),
        pytest.param("الشهر المقبل", "2025-01-01T00:00", "2025-02-01T00:00", "period", id="month-next"),
        pytest.param("العام الجاري", "2024-01-01T00:00", "2025-01-01T00:00", "period", id="year-current"),
        pytest.param("شباط 1982", "1982-02-01T00:00", "1982-03-01T00:00", "period", id="month-levant-with-year"),
        pytest.param(
            "كانون الأول/ديسمبر 2024", "2024-12-01T00:00", "2025-01-01T00:00", "period", id="month-both-names"
        ),
        pytest.param("جويلية 1962", "1962-07-01T00:00", "1962-08-01T00:00", "period", id="month-maghreb"),
        pytest.param(
            "في آب 2013", "2013-08-01T00:00", "2013-09-01T00:00", "period", id="month-ambiguous-after-preposition"
        ),
        pytest.param("في تموز الماضي", "2024-07-01T00:00", "2024-08-01T00:00", "period", id="month-last-of-that-name"),
        pytest.param("12/2024", "2024-12-01T00:00", "2025-01-01T00:00", "period", id="month-in-figures"),
        pytest.param("٥ كانون الأول ٢٠٢٤", "2024-12-05T00:00", "2024-12-06T00:00", "day", id="date-levant"),
        pytest.param("27 تشرين الثاني", "2024-11-27T00:00", "2024-11-28T00:00", "day", id="date-no-year-near"),
        pytest.param("20 كانون الثاني", "2025-01-20T00:00", "2025-01-21T00:00", "day", id="date-no-year-near-ahead"),
        pytest.param("15 آذار", "2024-03-15T00:00", "2024-03-16T00:00", "day", id="date-no-year-far"),
        pytest.param(
            "سيجتمعون في 15 آذار", "2025-03-15T00:00", "2025-03-16T00:00", "day", id="date-no-year-after-future-verb"
        ),
        pytest.param(
            "الثامن من كانون الأول/ديسمبر 2024", "2024-12-08T00:00", "2024-12-09T00:00", "day", id="date-ordinal"
        ),
        pytest.param(
            "السابع والعشرين من تشرين الثاني الماضي",
            "2024-11-27T00:00",
            "2024-11-28T00:00",
            "day",
            id="date-ordinal-tens",
        ),
        pytest.param("18 دجنبر 2024", "2024-12-18T00:00", "2024-12-19T00:00", "day", id="date-morocco"),
        pytest.param("5 جويلية 1962", "1962-07-05T00:00", "1962-07-06T00:00", "day", id="date-maghreb-french"),
        pytest.param(
            "السبت الموافق 20 / 6 / 2020م", "2020-06-20T00:00", "2020-06-21T00:00", "day", id="date-corresponding"
        ),
        pytest.param("5-12-2024", "2024-12-05T00:00", "2024-12-06T00:00", "day", id="date-dashes"),
        pytest.param("٥/١٢/٢٠٢٤", "2024-12-05T00:00", "2024-12-06T00:00", "day", id="date-slashes-arabic-indic"),
        pytest.param("8/12/24", "2024-12-08T00:00", "2024-12-09T00:00", "day", id="date-two-digit-year"),
        pytest.param("5.12.2024", "2024-12-05T00:00", "2024-12-06T00:00", "day", id="date-dots"),
        pytest.param("12/25/2024", "2024-12-25T00:00", "2024-12-26T00:00", "day", id="date-month-first"),
        pytest.param("2024-12-05", "2024-12-05T00:00", "2024-12-06T00:00", "day", id="date-iso"),
        pytest.param("2024-12-05T18:00:00Z", "2024-12-05T21:00", "2024-12-05T21:01", "instant", id="date-iso-time"),
        pytest.param("يوم 15", "2024-12-15T00:00", "2024-12-16T00:00", "day", id="date-day-of-month"),
        pytest.param("12 كانون الثاني، 2025", "2025-01-12T00:00", "2025-01-13T00:00", "day", id="date-after-comma"),
        pytest.param("3 جمادى الآخرة 1446", "2024-12-04T00:00", "2024-12-05T00:00", "day", id="hijri-date"),
        pytest.param("1 محرم 1446هـ", "2024-07-07T00:00", "2024-07-08T00:00", "day", id="hijri-date-era"),
        pytest.param("رمضان المقبل", "2025-03-01T00:00", "2025-03-30T00:00", "period", id="hijri-month-next"),
        pytest.param("27 رجب", "2025-01-27T00:00", "2025-01-28T00:00", "day", id="hijri-date-no-year"),
        pytest.param("رأس السنة", "2025-01-01T00:00", "2025-01-02T00:00", "day", id="feast"),
        pytest.param(
            "عيد الأضحى 2025", "2025-06-06T00:00", "2025-06-10T00:00", "period", id="feast-hijri-in-gregorian-year"
        ),
        pytest.param("الربع الأول من 2025", "2025-01-01T00:00", "2025-04-01T00:00", "period", id="quarter"),
        pytest.param("الربع الأخير من العام", "2024-10-01T00:00", "2025-01-01T00:00", "period", id="quarter-last"),
        pytest.param("النصف الثاني من العام الماضي", "2023-07-01T00:00", "2024-01-01T00:00", "period", id="half-year"),
        pytest.param("النصف الثاني من كانون الثاني", "2025-01-16T00:00", "2025-02-01T00:00", "period", id="half-month"),
        pytest.param(
            "الأسبوع الأول من كانون الثاني", "2025-01-01T00:00", "2025-01-08T00:00", "period", id="week-of-month"
        ),
        pytest.param("مطلع العام المقبل", "2025-01-01T00:00", "2025-02-01T00:00", "period", id="edge-early-year"),
        pytest.param("منتصف العام المقبل", "2025-06-15T00:00", "2025-07-16T00:00", "period", id="edge-mid-year"),
        pytest.param("أواخر تشرين الثاني", "2024-11-21T00:00", "2024-12-01T00:00", "period", id="edge-late-month"),
        pytest.param("نهاية الأسبوع", "2024-12-06T00:00", "2024-12-09T00:00", "period", id="edge-end-of-week"),
        pytest.param("نهاية يوم الأحد", "2024-12-01T18:00", "2024-12-02T00:00", "period", id="edge-end-of-day"),
        pytest.param("صيف 2025", "2025-06-01T00:00", "2025-09-01T00:00", "period", id="season"),
        pytest.param("ثمانينيات القرن الماضي", "1980-01-01T00:00", "1990-01-01T00:00", "period", id="decade"),
        pytest.param("القرن التاسع عشر", "1800-01-01T00:00", "1900-01-01T00:00", "period", id="century"),
        pytest.param("الساعة الثامنة مساء", "2024-12-05T20:00", "2024-12-05T20:01", "instant", id="clock-words"),
        pytest.param("الساعة 20:43", "2024-12-05T20:43", "2024-12-05T20:44", "instant", id="clock-figures"),
        pytest.param("20:43 بتوقيت دمشق", "2024-12-05T20:43", "2024-12-05T20:44", "instant", id="clock-zone"),
        pytest.param(
            "الساعة 20:43 بتوقيت غرينتش", "2024-12-05T23:43", "2024-12-05T23:44", "instant", id="clock-other-zone"
        ),
        pytest.param("الساعة العاشرة والنصف صباحا", "2024-12-05T10:30", "2024-12-05T10:31", "instant", id="clock-half"),
        pytest.param("الثامنة إلا ربعا مساء", "2024-12-05T19:45", "2024-12-05T19:46", "instant", id="clock-quarter-to"),
        pytest.param(
            "الساعة الثانية عشرة ليلا", "2024-12-06T00:00", "2024-12-06T00:01", "instant", id="clock-midnight"
        ),
        pytest.param(
            "الساعة الثامنة من مساء أمس", "2024-12-04T20:00", "2024-12-04T20:01", "instant", id="clock-then-day"
        ),
        pytest.param("غدا عند الساعة 10 صباحا", "2024-12-06T10:00", "2024-12-06T10:01", "instant", id="day-then-clock"),
        pytest.param("من 5 إلى 6 مساء", "2024-12-05T17:00", "2024-12-05T18:00", "period", id="clock-range"),
        pytest.param(
            "من الساعة السابعة مساء إلى الساعة السادسة صباحا",
            "2024-12-05T19:00",
            "2024-12-06T06:00",
            "period",
            id="clock-range-over-midnight",
        ),
        pytest.param(
            "من 27 تشرين الثاني إلى 8 كانون الأول",
            "2024-11-27T00:00",
            "2024-12-09T00:00",
            "period",
            id="range-of-dates",
        ),
        pytest.param(
            "بين 27 نوفمبر و8 ديسمبر 2024", "2024-11-27T00:00", "2024-12-09T00:00", "period", id="range-between-dates"
        ),
        pytest.param(
            "من 5 إلى 8 ديسمبر", "2024-12-05T00:00", "2024-12-09T00:00", "period", id="range-of-days-in-month"
        ),
        pytest.param("5-8 ديسمبر 2024", "2024-12-05T00:00", "2024-12-09T00:00", "period", id="range-with-dash"),
        pytest.param("من الجمعة إلى الأحد", "2024-11-29T00:00", "2024-12-02T00:00", "period", id="range-of-weekdays"),
        pytest.param("بين عامي 2011 و2020", "2011-01-01T00:00", "2021-01-01T00:00", "period", id="range-of-years"),
        pytest.param("2011-2020", "2011-01-01T00:00", "2021-01-01T00:00", "period", id="range-of-years-dash"),
        pytest.param("الآن", "2024-12-05T20:00", "2024-12-05T20:01", "instant", id="now"),
    ],
)
def test_an_expression_becomes_its_window(text, start, end, kind):
    window = find_longest(text)
    assert (show(window.start), show(window.end), window.kind) == (start, end, kind)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("مارس الضغط على الحكومة", id="verb-not-march"),
        pytest.param("اليوم العالمي للصحافة", id="world-day"),
        pytest.param("من خلال يومين من العمل", id="through-not-within"),
        pytest.param("بعد ثلاثة أيام من المعارك", id="counted-from-an-event"),
        pytest.param("استمرت لمدة ثلاثة أيام", id="bare-length"),
        pytest.param("قتل 5 مدنيين", id="count-of-people"),
        pytest.param("من 30 إلى 40 قتيلا", id="number-range-of-people"),
        pytest.param("كل يوم جمعة", id="every-friday"),
        pytest.param("الثلاثاء الأسود", id="black-tuesday"),
        pytest.param("https://example.com/2024-12-05", id="link"),
        pytest.param("#حمص_اليوم", id="hashtag"),
        pytest.param("@user2024", id="handle"),
        pytest.param("31/2/2024", id="impossible-date"),
        pytest.param("الإصدار 1.2.3", id="version"),
        pytest.param("منذ ذلك الحين", id="since-then"),
        pytest.param("في أب الأسرة", id="father-not-august"),
        pytest.param("بعد 99999999 سنة", id="year-too-far"),
    ],
)
def test_what_is_no_time_gives_none(text):
    assert find_times(text, ANCHOR) == []


@pytest.mark.parametrize(
    ("text", "is_past"),
    [
        pytest.param("وزعت الجمعية 500 سلة خلال أسبوع", True, id="feminine-verb"),
        pytest.param("غرق 12 مهاجرا خلال أسبوع", True, id="verb-or-noun-before-a-number"),
        pytest.param("عالج المستشفى 70 حالة خلال 3 أيام", True, id="masculine-verb"),
        pytest.param("يخشون غرق المدينة خلال أسبوع", False, id="the-noun-that-is-feared"),
        pytest.param("تعهد الوزير بصرف الرواتب خلال أسبوع", False, id="a-promise-is-of-the-future"),
        pytest.param("طالب المحتجون بإقالة المدير خلال 48 ساعة", False, id="a-demand-is-of-the-future"),
        pytest.param("نقلا عن الوزير: يصلون خلال أسبوع", False, id="citing-is-no-dual-verb"),
    ],
)
def test_the_verb_of_the_clause_tells_on_which_side_a_length_of_time_lies(text, is_past):
    window = find_longest(text)
    assert (window.end <= ANCHOR) is is_past


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        pytest.param(
            "غدا من الثامنة صباحا إلى الثانية ظهرا", "2024-12-06T08:00", "2024-12-06T14:00", id="day-then-hours"
        ),
        pytest.param("من الخامسة إلى السابعة من الغد", "2024-12-06T05:00", "2024-12-06T07:00", id="hours-then-day"),
        pytest.param("الجمعة 2-3 مساء", "2024-11-29T14:00", "2024-11-29T15:00", id="glued-hours-are-no-date"),
        pytest.param("الجمعة 20", "2024-12-20T00:00", "2024-12-21T00:00", id="weekday-and-its-number"),
        pytest.param("أسبوع 15 ديسمبر", "2024-12-09T00:00", "2024-12-16T00:00", id="week-of-a-day"),
        pytest.param(
            "الأسبوع المقبل من الثلاثاء إلى الخميس", "2024-12-10T00:00", "2024-12-13T00:00", id="days-of-a-week"
        ),
        pytest.param("بعد يوم واحد وساعتين", "2024-12-06T22:00", "2024-12-06T22:01", id="several-units"),
        pytest.param("عشر دقائق قبل منتصف الليل", "2024-12-05T23:50", "2024-12-05T23:51", id="before-a-clock"),
        pytest.param("رمضان 2024", "2024-03-11T00:00", "2024-04-10T00:00", id="hijri-month-gregorian-year"),
        pytest.param("بين الخامس عشر والتاسع عشر من ديسمبر", "2024-12-15T00:00", "2024-12-20T00:00", id="ordinal-days"),
        pytest.param("في وقت لاحق من هذا الأسبوع", "2024-12-05T20:00", "2024-12-09T00:00", id="later-this-week"),
    ],
)
def test_combined_expressions_become_one_window(text, start, end):
    window = find_longest(text)
    assert (show(window.start), show(window.end)) == (start, end)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("بمعدل 5 أمتار في الثانية", id="per-second"),
        pytest.param("طفل في السادسة", id="age"),
        pytest.param("أيام الجمعة", id="fridays"),
        pytest.param("30 تموز من كل عام", id="every-year"),
        pytest.param("عاد بعد خمس سنوات", id="counted-from-the-story"),
    ],
)
def test_what_names_no_time_of_its_own_gives_none(text):
    assert find_times(text, ANCHOR) == []


def test_the_nth_friday_is_no_date():
    (window,) = find_times("الجمعة الخامسة من الحراك", ANCHOR)
    assert window.rule == "weekday"


def test_the_rule_of_a_deadline_names_it():
    assert find_longest("خلال 72 ساعة").rule == "within"


def test_spans_leave_out_the_conjunction_and_keep_the_preposition():
    text = "وغدا يصلون بحلول المساء وفي الأيام المقبلة"
    assert [text[slice(*window.span)] for window in find_times(text, ANCHOR)] == [
        "غدا",
        "بحلول المساء",
        "في الأيام المقبلة",
    ]


def test_the_times_of_a_passage_come_in_order():
    text = "بدأت العملية يوم الأربعاء 27 تشرين الثاني، وأكد مساء أمس أن القوات ستدخل المدينة خلال ٧٢ ساعة."
    found = [(window.rule, show(window.start)) for window in find_times(text, ANCHOR)]
    assert found == [
        ("date", "2024-11-27T00:00"),
        ("part-of-day", "2024-12-04T16:00"),
        ("within", "2024-12-05T20:00"),
    ]


def test_a_month_from_its_last_day_ends_on_the_last_day_of_the_next():
    anchor = datetime(2025, 1, 31, 12, tzinfo=UTC)
    assert show(find_longest("خلال شهر", anchor).end) == "2025-02-28T12:00"


def test_hours_are_elapsed_time_and_days_are_of_the_calendar():
    berlin = datetime(2025, 3, 29, 20, tzinfo=ZoneInfo("Europe/Berlin"))  # clocks go forward in the night
    assert show(find_longest("خلال 24 ساعة", berlin).end) == "2025-03-30T21:00"
    assert show(find_longest("خلال يومين", berlin).end) == "2025-03-31T20:00"


def test_before_dawn_tonight_is_the_night_that_is_running():
    anchor = datetime(2024, 12, 5, 2, tzinfo=UTC)
    assert show(find_longest("الليلة", anchor).start) == "2024-12-04T18:00"


def test_times_are_in_the_zone_of_the_anchor():
    window = find_longest("الساعة 20:43 بتوقيت غرينتش")
    assert window.start.utcoffset() == timedelta(hours=3)


def test_an_anchor_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="no time zone"):
        find_times("غدا", datetime(2024, 12, 5))  # noqa: DTZ001 - the very mistake


@pytest.mark.parametrize(
    "piece",
    [
        pytest.param("1", id="digits-in-one-row"),
        pytest.param("1 ", id="digits-apart"),
        pytest.param("1-", id="digits-and-dashes"),
        pytest.param("ألف و500 ", id="joined-numbers"),
        pytest.param("خلال ", id="within"),
        pytest.param("قبل بعد ", id="before-after"),
        pytest.param("يوم ", id="days"),
        pytest.param("من الجمعة إلى ", id="open-ranges"),
        pytest.param("كانون الأول/", id="months-and-slashes"),
        pytest.param("ساعة و", id="hours-and"),
    ],
)
def test_reading_time_grows_with_the_length_only(piece):
    short, long = (count_steps(lambda text=piece * repeats: find_times(text, ANCHOR)) for repeats in (200, 2_000))
    assert long <= 12 * short  # ten times the text; a quadratic reader takes a hundred times as many steps


def expressions():
    """Words of time, of numbers and of nothing, glued and apart."""
    words = [row["expression"] for row in read_table("time_words")]
    words += [row["word"] for row in read_table("numbers")]
    words += [row["name"] for table in ("months", "holidays") for row in read_table(table)]
    words += [
        "5",
        "12",
        "2024",
        "1446",
        "5/12/2024",
        "2011-2024",
        "20:43",
        "99999999999",
        "31",
        "29",
        "0",
        "-",
        "/",
        "(",
    ]
    words += ["بتوقيت دمشق"]
    words += "من إلى هـ م الموافق سيدخل سيطرت أن . ، و % #حمص".split()
    return st.lists(st.sampled_from(words), min_size=1, max_size=10).flatmap(
        lambda chosen: st.sampled_from([" ", "", " و", "\n"]).map(lambda glue: glue.join(chosen))
    )


ANCHORS = st.one_of(
    st.just(ANCHOR),
    st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=14)), timezone(timedelta(hours=-12))])),
)


@given(st.one_of(st.text(), expressions()), ANCHORS)
def test_any_text_gives_ordered_windows_that_end_after_they_start(text, anchor):
    reached = 0
    for window in find_times(text, anchor):
        start, end = window.span
        assert reached <= start < end <= len(text)
        assert text[start:end].strip()
        assert window.start is not None or window.end is not None
        assert window.start is None or window.end is None or window.start < window.end
        assert all(moment is None or moment.tzinfo is anchor.tzinfo for moment in (window.start, window.end))
        reached = end


@given(expressions())
def test_the_script_of_the_digits_does_not_matter(text):
    assert find_times(text.translate(ARABIC_INDIC), ANCHOR) == find_times(text, ANCHOR)
    assert find_times(text.translate(PERSIAN), ANCHOR) == find_times(text, ANCHOR)


def test_an_uprising_named_for_a_season_is_no_time() -> None:
    assert find_times("لم تعرف البلاد ذلك قبل الربيع العربي", ANCHOR) == []
