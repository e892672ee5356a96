"""Hijri dates as Gregorian ones: the Umm al-Qura calendar where it is known, arithmetic elsewhere."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from tawatur.arabic.tables import read_table

FIRST_YEAR = 1343  # of the table; its 1 Muharram is FIRST_DAY
FIRST_DAY = date(1924, 8, 1)
MONTHS = 12
_EPOCH = 227014  # 15 July 622 Julian as ordinal: of the two epochs in use the closer to Umm al-Qura
_CYCLE_YEARS = 30
_MONTH_DAYS = 30


@cache
def _month_starts() -> tuple[date, ...]:
    """The first day of every month of the table, and the day after the last."""
    starts = [FIRST_DAY]
    for row in read_table("umm_al_qura"):
        for figure in row["months"]:
            length = int(figure) + (20 if figure in {"8", "9"} else 30)
            starts.append(starts[-1] + timedelta(days=length))
    return tuple(starts)


def hijri_month(year: int, month: int) -> tuple[date, date]:
    """The first day of a hijri month and the day after its last.

    Within 1343-1500 AH (1924-2077) these are the days of the Umm al-Qura calendar, the official one of Saudi Arabia;
    where a month begins by sighting, the announced day may be one later or earlier. Outside of that range the days are
    those of the civil (tabular) reckoning, which differs from the announced ones by up to two days.

    Raises: ValueError when there is no such month, OverflowError when `date` cannot hold it.
    Source: R. H. van Gent, The Umm al-Qura Calendar of Saudi Arabia, as in hijridate 2.6.0 (MIT); the civil reckoning
    after Reingold and Dershowitz, Calendrical Calculations.

    >>> hijri_month(1446, 9)[0].isoformat()
    '2025-03-01'
    """
    if year < 1 or not 1 <= month <= MONTHS:
        raise ValueError(f"no hijri month {month} of year {year}")
    starts = _month_starts()
    index = (year - FIRST_YEAR) * MONTHS + month - 1
    if 0 <= index < len(starts) - 1:
        return starts[index], starts[index + 1]
    after = (year, month + 1) if month < MONTHS else (year + 1, 1)
    return _civil_start(year, month), _civil_start(*after)


def _civil_start(year: int, month: int) -> date:
    leap_days = (3 + 11 * year) // _CYCLE_YEARS
    days_before_month = 29 * (month - 1) + month // 2
    return date.fromordinal(_EPOCH + 354 * (year - 1) + leap_days + days_before_month)


def hijri_day(year: int, month: int, day: int) -> date:
    """A hijri date as a Gregorian one; exact to the limits that `hijri_month` names.

    Raises: ValueError when the month has no such day.

    >>> hijri_day(1446, 6, 3).isoformat()
    '2024-12-04'
    """
    start, end = hijri_month(year, month)
    found = start + timedelta(days=day - 1)
    if not start <= found < end:
        raise ValueError(f"no day {day} in month {month} of hijri year {year}")
    return found


def hijri_year_month(day: date) -> tuple[int, int]:
    """The hijri year and month that a Gregorian day falls in.

    >>> hijri_year_month(date(2024, 12, 5))
    (1446, 6)
    """
    year = max(1, (day.toordinal() - _EPOCH) * _CYCLE_YEARS // 10631 + 1)
    months = [(y, month) for y in (year - 1, year, year + 1) if y > 0 for month in range(1, MONTHS + 1)]
    return max((pair for pair in months if hijri_month(*pair)[0] <= day), default=(1, 1))
