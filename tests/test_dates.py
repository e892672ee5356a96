"""Dates, times and durations read as a newsroom writes them, in every month system and zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawatur import english
from tawatur.arabic.dates import (
    split_duration,
    write_date,
    write_days,
    write_duration,
    write_moment,
    write_range,
    write_time,
)
from tawatur.arabic.gazetteer import gazetteer
from tawatur.arabic.months import month_name
from tawatur.arabic.tables import read_table
from tawatur.arabic.times import find_times
from tawatur.arabic.zones import city_of_zone, time_in_zone
from tawatur.errors import InputError

DAMASCUS = "Asia/Damascus"
POSTED = datetime(2024, 12, 5, 17, 0, 32, tzinfo=UTC)
ZONES = [row["zone"] for row in read_table("zones")]
ARAB_COUNTRIES = frozenset("DZ BH KM DJ EG IQ JO KW LB LY MR MA OM PS QA SA SO SD SY TN AE YE".split())


@pytest.mark.parametrize(
    ("system", "expected"),
    [
        pytest.param("double", "5 كانون الأول/ديسمبر 2024", id="double"),
        pytest.param("levant", "5 كانون الأول 2024", id="levant"),
        pytest.param("gulf", "5 ديسمبر 2024", id="gulf"),
        pytest.param("tunisia", "5 ديسمبر 2024", id="tunisia"),
        pytest.param("morocco", "5 دجنبر 2024", id="morocco"),
    ],
)
def test_a_date_follows_the_month_system(system, expected):
    assert write_date(date(2024, 12, 5), months=system) == expected


@pytest.mark.parametrize(
    ("system", "names"),
    [
        (
            "levant",
            "كانون الثاني|شباط|آذار|نيسان|أيار|حزيران|تموز|آب|أيلول|تشرين الأول|تشرين الثاني|كانون الأول",
        ),
        ("gulf", "يناير|فبراير|مارس|أبريل|مايو|يونيو|يوليو|أغسطس|سبتمبر|أكتوبر|نوفمبر|ديسمبر"),
        ("tunisia", "جانفي|فيفري|مارس|أفريل|ماي|جوان|جويلية|أوت|سبتمبر|أكتوبر|نوفمبر|ديسمبر"),
        ("morocco", "يناير|فبراير|مارس|أبريل|ماي|يونيو|يوليوز|غشت|شتنبر|أكتوبر|نونبر|دجنبر"),
    ],
)
def test_every_system_has_its_twelve_months(system, names):
    assert [month_name(month, system=system) for month in range(1, 13)] == names.split("|")


def test_a_date_has_its_day_and_its_digits_when_asked():
    assert write_date(date(2024, 12, 5), weekday=True) == "الخميس 5 كانون الأول/ديسمبر 2024"
    assert write_date(date(2024, 12, 5), year=False) == "5 كانون الأول/ديسمبر"
    assert write_date(date(2024, 12, 5), digits="arabic-indic") == "٥ كانون الأول/ديسمبر ٢٠٢٤"
    assert english.write_date(date(2024, 12, 5), weekday=True) == "Thursday 5 December 2024"


def test_the_weekdays_begin_with_monday():
    week = [write_date(date(2024, 12, 2 + day), weekday=True, year=False).split()[0] for day in range(7)]
    assert week == "الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد".split()


def test_a_time_is_that_of_the_city_that_stands_for_its_zone():
    assert write_time(POSTED, DAMASCUS) == "الساعة 20:00 بتوقيت دمشق"
    assert write_time(POSTED, "UTC") == "الساعة 17:00 بتوقيت غرينتش"
    assert write_time(POSTED, "America/New_York") == "الساعة 12:00 بتوقيت واشنطن"
    assert write_time(POSTED, DAMASCUS, digits="arabic-indic") == "الساعة ٢٠:٠٠ بتوقيت دمشق"
    assert english.write_time(POSTED, DAMASCUS) == "20:00 Damascus time"
    assert english.write_time(POSTED, "UTC") == "17:00 UTC"


def test_the_day_is_that_of_the_zone():
    late = datetime(2024, 12, 5, 22, 30, tzinfo=UTC)
    assert write_moment(late, DAMASCUS) == "6 كانون الأول/ديسمبر 2024، الساعة 01:30 بتوقيت دمشق"
    assert english.write_moment(late, DAMASCUS) == "6 December 2024, 01:30 Damascus time"


def test_a_range_within_a_day_names_it_once():
    end = POSTED + timedelta(minutes=43)
    assert write_range(POSTED, end, DAMASCUS, dated=False) == "بين 20:00 و20:43 بتوقيت دمشق"
    assert write_range(POSTED, end, DAMASCUS) == "بين 20:00 و20:43 بتوقيت دمشق، 5 كانون الأول/ديسمبر 2024"
    assert english.write_range(POSTED, end, DAMASCUS) == "between 20:00 and 20:43 Damascus time, 5 December 2024"


def test_a_range_over_midnight_dates_both_ends():
    end = POSTED + timedelta(hours=10)
    expected = "من 20:00 يوم 5 كانون الأول/ديسمبر إلى 06:00 يوم 6 كانون الأول/ديسمبر 2024 بتوقيت دمشق"
    assert write_range(POSTED, end, DAMASCUS) == expected
    assert (
        english.write_range(POSTED, end, DAMASCUS)
        == "from 20:00 on 5 December to 06:00 on 6 December 2024, Damascus time"
    )


def test_a_range_over_new_year_has_both_years():
    start, end = datetime(2024, 12, 31, 12, tzinfo=UTC), datetime(2025, 1, 1, 12, tzinfo=UTC)
    assert "2024" in write_range(start, end, DAMASCUS)
    assert "2025" in write_range(start, end, DAMASCUS)
    assert "31 December 2024" in english.write_range(start, end, DAMASCUS)


def test_days_in_a_row_are_written_once_where_they_are_equal():
    assert write_days(date(2024, 12, 3), date(2024, 12, 5)) == "من 3 إلى 5 كانون الأول/ديسمبر 2024"
    assert write_days(date(2024, 12, 5), date(2024, 12, 5)) == "5 كانون الأول/ديسمبر 2024"
    assert write_days(date(2024, 11, 30), date(2024, 12, 5), months="gulf") == "من 30 نوفمبر إلى 5 ديسمبر 2024"


@pytest.mark.parametrize("end", [POSTED - timedelta(seconds=1), POSTED - timedelta(days=9)])
def test_a_range_that_ends_before_it_starts_is_refused(end):
    with pytest.raises(InputError, match="swap the two"):
        write_range(POSTED, end, DAMASCUS)
    with pytest.raises(InputError, match="swap the two"):
        english.write_range(POSTED, end, DAMASCUS)


def test_days_that_end_before_they_start_are_refused():
    with pytest.raises(InputError, match="swap the two"):
        write_days(date(2024, 12, 5), date(2024, 12, 4))


def test_a_time_without_zone_and_an_unknown_zone_are_refused():
    with pytest.raises(InputError, match="no time zone: give an aware time"):
        write_time(POSTED.replace(tzinfo=None), DAMASCUS)
    for zone in ("Asia/Homs", "../etc/passwd", "", "Asia"):
        with pytest.raises(InputError, match="IANA"):
            write_time(POSTED, zone)


@pytest.mark.parametrize(
    ("length", "expected", "in_english"),
    [
        pytest.param(timedelta(hours=1), "ساعة واحدة", "1 hour", id="one-hour"),
        pytest.param(timedelta(hours=2), "ساعتين", "2 hours", id="two-hours"),
        pytest.param(timedelta(hours=3), "3 ساعات", "3 hours", id="three-hours"),
        pytest.param(timedelta(hours=23), "23 ساعة", "23 hours", id="many-hours"),
        pytest.param(timedelta(days=1), "يوم واحد", "1 day", id="one-day"),
        pytest.param(timedelta(days=2), "يومين", "2 days", id="two-days"),
        pytest.param(timedelta(days=11), "11 يوما", "11 days", id="eleven-days"),
        pytest.param(timedelta(minutes=103), "ساعة و43 دقيقة", "1 hour and 43 minutes", id="hour-and-minutes"),
        pytest.param(timedelta(days=2, hours=2), "يومين وساعتين", "2 days and 2 hours", id="two-and-two"),
        pytest.param(timedelta(days=1, hours=1), "يوم وساعة", "1 day and 1 hour", id="one-and-one"),
        pytest.param(timedelta(seconds=0), "0 ثانية", "0 seconds", id="none"),
        pytest.param(-timedelta(minutes=5), "5 دقائق", "5 minutes", id="backwards"),
        pytest.param(timedelta(hours=23, minutes=59, seconds=59), "يوم واحد", "1 day", id="rounds-up-through-units"),
    ],
)
def test_a_duration_follows_its_preposition(length, expected, in_english):
    assert write_duration(length) == expected
    assert english.write_duration(length) == in_english


def test_a_duration_keeps_the_unit_that_it_is_asked_for():
    assert write_duration(timedelta(hours=72), unit="hour") == "72 ساعة"
    assert write_duration(timedelta(days=14), unit="week") == "أسبوعين"
    assert write_duration(timedelta(hours=2), unit="hour", case="nominative") == "ساعتان"
    assert write_duration(timedelta(hours=72), unit="hour", digits="arabic-indic") == "٧٢ ساعة"
    assert english.write_duration(timedelta(hours=72), unit="hour") == "72 hours"


@given(st.timedeltas(timedelta(0), timedelta(days=4000)), st.integers(1, 4))
def test_the_parts_of_a_duration_are_it_to_the_last_unit(length, parts):
    seconds = {"day": 86400, "hour": 3600, "minute": 60, "second": 1}
    counts = split_duration(length, parts)
    total = sum(count * seconds[unit] for unit, count in counts)
    assert 1 <= len(counts) <= parts
    assert abs(total - length.total_seconds()) <= max(86400 if parts == 1 else 3600 if parts == 2 else 60, 1) / 2 + 1


@given(st.dates(date(1950, 1, 1), date(2099, 12, 31)), st.sampled_from(["double", "levant", "gulf", "morocco"]))
def test_a_written_date_is_read_back(day, system):
    anchor = datetime(2024, 12, 5, 20, tzinfo=ZoneInfo(DAMASCUS))
    windows = find_times(f"وقع ذلك في {write_date(day, months=system)}", anchor)
    assert [window.start.astimezone(anchor.tzinfo).date() for window in windows if window.start] == [day]


# -- zones -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("zone", ZONES)
def test_every_zone_of_the_table_exists(zone):
    assert time_in_zone(POSTED, zone) == POSTED
    assert city_of_zone(zone, lang="en").isascii()


def test_every_zone_of_an_arab_place_has_its_city():
    zones = {entry.zone for entry in gazetteer().values() if entry.country in ARAB_COUNTRIES and entry.zone}
    assert len(zones) >= 20
    assert zones - set(ZONES) == set()


def test_a_zone_that_the_table_lacks_keeps_its_own_city():
    assert city_of_zone("America/Argentina/Buenos_Aires") == "Buenos Aires"
