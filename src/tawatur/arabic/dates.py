"""Dates, clock times and durations as an Arabic newsroom writes them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Literal

from tawatur.arabic.counting import count_noun
from tawatur.arabic.digits import Digits, write_digits
from tawatur.arabic.months import MonthSystem, month_name
from tawatur.arabic.nouns import Case, find_noun
from tawatur.arabic.phrases import join_words
from tawatur.arabic.zones import city_of_zone, time_in_zone
from tawatur.errors import InputError

Unit = Literal["week", "day", "hour", "minute", "second"]

SECONDS_OF_UNIT: dict[Unit, int] = {"week": 604800, "day": 86400, "hour": 3600, "minute": 60, "second": 1}
_UNIT_NOUNS: dict[Unit, str] = {"week": "أسبوع", "day": "يوم", "hour": "ساعة", "minute": "دقيقة", "second": "ثانية"}
_WEEKDAYS = tuple("الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد".split())  # Monday first, as date.weekday()


def write_date(
    day: date, *, months: MonthSystem = "double", weekday: bool = False, year: bool = True, digits: Digits = "latin"
) -> str:
    """A date: "5 كانون الأول/ديسمبر 2024", with its day of the week when asked.

    `day` of a moment is that of a zone: give `time_in_zone(moment, zone).date()`.

    >>> write_date(date(2024, 12, 5), weekday=True), write_date(date(2024, 12, 5), months="gulf", year=False)
    ('الخميس 5 كانون الأول/ديسمبر 2024', '5 ديسمبر')
    """
    words = [_WEEKDAYS[day.weekday()]] if weekday else []
    words += [str(day.day), month_name(day.month, system=months)]
    words += [str(day.year)] if year else []
    return write_digits(" ".join(words), digits)


def write_time(moment: datetime, zone: str, *, digits: Digits = "latin") -> str:
    """A clock time with its zone: "الساعة 20:00 بتوقيت دمشق".

    Raises: InputError for a time without zone, or an unknown zone.
    """
    return f"الساعة {_clock(time_in_zone(moment, zone), digits)} بتوقيت {city_of_zone(zone)}"


def write_moment(moment: datetime, zone: str, *, months: MonthSystem = "double", digits: Digits = "latin") -> str:
    """A date and a clock time: "5 كانون الأول/ديسمبر 2024، الساعة 20:00 بتوقيت دمشق".

    Raises: InputError for a time without zone, or an unknown zone.
    """
    day = write_date(time_in_zone(moment, zone).date(), months=months, digits=digits)
    return f"{day}، {write_time(moment, zone, digits=digits)}"


def write_range(
    start: datetime,
    end: datetime,
    zone: str,
    *,
    months: MonthSystem = "double",
    dated: bool = True,
    digits: Digits = "latin",
) -> str:
    """A stretch of time: "بين 20:00 و20:43 بتوقيت دمشق، 5 كانون الأول/ديسمبر 2024"; over midnight each end is dated.

    Args:
        dated: whether the day of a range within one day is written.

    Raises: InputError for a time without zone, an unknown zone, or an end before the start.
    """
    first, last = time_in_zone(start, zone), time_in_zone(end, zone)
    if last < first:
        raise InputError(f"a range that ends ({end.isoformat()}) before it starts ({start.isoformat()}): swap the two")
    city = city_of_zone(zone)
    if first.date() == last.date():
        clocks = f"بين {_clock(first, digits)} و{_clock(last, digits)} بتوقيت {city}"
        return f"{clocks}، {write_date(first.date(), months=months, digits=digits)}" if dated else clocks
    same_year = first.year == last.year
    from_day = write_date(first.date(), months=months, year=not same_year, digits=digits)
    to_day = write_date(last.date(), months=months, digits=digits)
    return f"من {_clock(first, digits)} يوم {from_day} إلى {_clock(last, digits)} يوم {to_day} بتوقيت {city}"


def write_days(first: date, last: date, *, months: MonthSystem = "double", digits: Digits = "latin") -> str:
    """Days in a row, written once where they are equal: "من 3 إلى 5 كانون الأول/ديسمبر 2024".

    Raises: InputError for a last day before the first.
    """
    if last < first:
        raise InputError(f"days that end ({last}) before they start ({first}): swap the two")
    to_day = write_date(last, months=months, digits=digits)
    if first == last:
        return to_day
    if (first.year, first.month) == (last.year, last.month):
        return f"من {write_digits(str(first.day), digits)} إلى {to_day}"
    from_day = write_date(first, months=months, year=first.year != last.year, digits=digits)
    return f"من {from_day} إلى {to_day}"


def write_duration(
    length: timedelta,
    *,
    unit: Unit | None = None,
    parts: int = 2,
    case: Case = "genitive",
    digits: Digits = "latin",
) -> str:
    """How long, with counted nouns, ready to follow خلال, بعد or قبل: "72 ساعة", "يومين", "ساعة و43 دقيقة".

    Args:
        length: its sign does not matter; say بعد or قبل.
        unit: the one unit to write it in (72 ساعة, not 3 أيام); without it days, hours, minutes and seconds.
        parts: at most so many units, the largest ones that are not zero; what is left is rounded to the last.
        case: genitive after a preposition or a noun of time.

    >>> write_duration(timedelta(hours=72), unit="hour"), write_duration(timedelta(minutes=103))
    ('72 ساعة', 'ساعة و43 دقيقة')
    """
    counts = split_duration(length, parts) if unit is None else [(unit, count_units(length, unit))]
    if len(counts) == 1:
        of_unit, count = counts[0]
        return count_noun(count, _UNIT_NOUNS[of_unit], case=case, digits=digits)
    return join_words([_part(count, _UNIT_NOUNS[of_unit], case, digits) for of_unit, count in counts])


def count_units(length: timedelta, unit: Unit) -> int:
    """How many of a unit a duration is, rounded; its sign does not matter."""
    return round(abs(length).total_seconds() / SECONDS_OF_UNIT[unit])


def split_duration(length: timedelta, parts: int = 2) -> Sequence[tuple[Unit, int]]:
    """A duration as days, hours, minutes and seconds, at most `parts` of them, rounded to the last; never empty.

    >>> split_duration(timedelta(hours=49, minutes=40)), split_duration(timedelta(hours=23, minutes=59, seconds=59))
    ([('day', 2), ('hour', 2)], [('day', 1)])
    """
    units: tuple[Unit, ...] = ("day", "hour", "minute", "second")
    seconds = round(abs(length).total_seconds())
    largest = next((at for at, unit in enumerate(units) if seconds >= SECONDS_OF_UNIT[unit]), len(units) - 1)
    last = units[min(largest + max(parts, 1), len(units)) - 1]
    rest = round(seconds / SECONDS_OF_UNIT[last]) * SECONDS_OF_UNIT[last]
    counts: list[tuple[Unit, int]] = []
    for unit in units:
        count, rest = divmod(rest, SECONDS_OF_UNIT[unit])
        if count:
            counts.append((unit, count))
    return counts or [("second", 0)]


def _part(count: int, noun: str, case: Case, digits: Digits) -> str:
    """A part of a longer duration: one of it needs no "one" (ساعة و43 دقيقة)."""
    return find_noun(noun).in_singular(case) if count == 1 else count_noun(count, noun, case=case, digits=digits)


def _clock(moment: datetime, digits: Digits) -> str:
    return write_digits(f"{moment:%H:%M}", digits)
