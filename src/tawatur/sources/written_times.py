"""Times as people and spreadsheets write them, in Arabic and English; most of them name no zone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from tawatur.arabic.digits import to_latin_digits
from tawatur.arabic.folding import fold_word
from tawatur.arabic.months import read_month
from tawatur.arabic.tokens import tokenize
from tawatur.arabic.zones import zone_of_city
from tawatur.sources.fields import is_possible_time, read_time

_LONGEST = 80
_CLOCK = re.compile(
    r"(?<![\d:/.-])(\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d{1,9})?)?(?![\d:])\s{0,3}"
    r"(am\b|pm\b|a\.m\.|p\.m\.|صباحًا|صباحا|مساءً|مساء|ص\b|م\b)?"
)
# Abbreviations that mean one zone: RFC 5322, section 4.3 (for North America) and the tz database (for Europe and the
# Levant). Others (AST, GST …) mean several.
_HOURS = {
    "est": -5,
    "edt": -4,
    "cst": -6,
    "cdt": -5,
    "mst": -7,
    "mdt": -6,
    "pst": -8,
    "pdt": -7,
    "wet": 0,
    "west": 1,
    "cet": 1,
    "cest": 2,
    "eet": 2,
    "eest": 3,
    "msk": 3,
}
_ZONE = re.compile(rf"(?<=[\d\s])(?:utc|gmt|z|{'|'.join(_HOURS)})$|[+-]\d\d:?\d\d$")
_CITY = re.compile(r"\s(?:بتوقيت (\S{2,20})|([A-Z][a-z]{2,20}) time)$")
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})")
_MORNING = frozenset("am a.m. ص صباحا صباحًا".split())
_ENGLISH = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_ENGLISH_MONTH = re.compile(
    r"\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b"
)
_WEEKDAY = re.compile(r"\b(?:mon|tue(?:s)?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b,?")
_ARABIC_FILLERS = frozenset(
    map(fold_word, "الأحد الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت يوم الساعة في عند بتاريخ".split())
)
_ENGLISH_FILLERS = frozenset({"at", "on"})
_MARKS = frozenset("· ، , | •".split())

Order = Literal["dmy", "mdy"]


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A time that is written and cannot be placed.

    Attributes:
        reason: "no-zone", "no-clock" (a day without a time), "ambiguous-date" (5/12/2024) or "bad-time".
        message: what was seen, and what to do.
    """

    reason: str
    message: str


def read_written_time(written: str, zone: str | None, order: Order | None = None) -> datetime | Unplaced | None:
    """A time in UTC; None for what does not look like a time at all.

    Args:
        written: a whole cell or line.
        zone: IANA name in which a time without a zone is read.
        order: what 5/12/2024 is; without it only a day above 12 tells.

    >>> read_written_time("8:43 PM · Dec 5, 2024", "Asia/Damascus").isoformat()
    '2024-12-05T17:43:00+00:00'
    >>> read_written_time("2024-12-05 20:43:00", None).reason
    'no-zone'
    """
    written = written.strip()
    if len(written) > 2 * _LONGEST:
        return None
    written, stated = _without_city(written)
    zone = stated or zone
    if not 4 <= len(written) <= _LONGEST:
        return None
    exact = read_time(written)
    if exact is not None:
        return _check(exact, written)
    text = to_latin_digits(written).lower()
    zoned = _ZONE.search(text)
    text = text[: zoned.start()] if zoned else text
    clock = _CLOCK.search(text)
    rest = text[: clock.start()] + " " + text[clock.end() :] if clock else text
    day = _read_day(re.sub(r"(?<=\d)t\s*$", " ", rest.strip()).strip(" ·,،|•"), order)
    if day is None or isinstance(day, Unplaced):
        return day
    if clock is None:
        advice = "Add the time of day, or the link (an X link holds the time)."
        return Unplaced("no-clock", f"{written!r} names a day and no time of day. {advice}")
    try:
        moment = datetime(*day, *_read_clock(clock), tzinfo=UTC)
        if zoned:
            return _check(_shift(moment, zoned[0]), written)
        if zone is None:
            return Unplaced("no-zone", f"{written!r} names no zone. Say which one it is in: --tz Asia/Damascus")
        return _check(moment.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC), written)  # a clock on a wall, not UTC
    except (ValueError, OverflowError, OSError) as error:  # OSError: a zone's name that is a folder
        return Unplaced("bad-time", f"{written!r}: {error!s:.80}")


def _without_city(written: str) -> tuple[str, str | None]:
    """A time without the city that it names for its zone (بتوقيت دمشق, Damascus time), and the zone."""
    match = _CITY.search(written)
    zone = zone_of_city(match[1] or match[2]) if match else None
    return (written[: match.start()].strip(" ،,"), zone) if match and zone else (written, None)


def _check(moment: datetime, written: str) -> datetime | Unplaced:
    return moment if is_possible_time(moment) else Unplaced("bad-time", f"{written!r}: no post was made then")


def _shift(moment: datetime, zone: str) -> datetime:
    if zone[0] not in "+-":
        return moment - timedelta(hours=_HOURS.get(zone, 0))
    return datetime.fromisoformat(moment.isoformat()[:19] + zone).astimezone(UTC)


def _read_clock(clock: re.Match[str]) -> tuple[int, int, int]:
    hour, half = int(clock[1]), clock[4]
    if half is not None:
        if not 1 <= hour <= 12:
            raise ValueError(f"{clock[0]} is no time of day")
        hour = hour % 12 + (0 if half in _MORNING else 12)
    return hour, int(clock[2]), int(clock[3] or 0)


def _read_day(text: str, order: Order | None) -> tuple[int, int, int] | Unplaced | None:
    """Year, month, day; None when something else is written as well."""
    if match := _YEAR_FIRST.fullmatch(text):
        return int(match[1]), int(match[2]), int(match[3])
    if match := _YEAR_LAST.fullmatch(text):
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        if match[2] == "." or order == "dmy" or first > 12 or first == second:
            return year, second, first
        if order == "mdy" or second > 12:
            return year, first, second
        advice = "Say what comes first: --dates dmy or --dates mdy"
        return Unplaced("ambiguous-date", f"{text!r} is a day of month {first} or of month {second}. {advice}")
    month, text = _take_month(_WEEKDAY.sub(" ", text))
    numbers = []
    for token in text.split():
        bare = token.strip("".join(_MARKS))
        if bare.isascii() and bare.isdigit():
            numbers.append(int(bare))
        elif bare and bare not in _ENGLISH_FILLERS and fold_word(bare) not in _ARABIC_FILLERS:
            return None
    if month is None or len(numbers) != 2:
        return None
    day, year = sorted(numbers)
    return (year, month, day) if 1 <= day <= 31 and 1000 <= year <= 9999 else None


def _take_month(text: str) -> tuple[int | None, str]:
    """The month that a text names, and the text without it."""
    if match := _ENGLISH_MONTH.search(text):
        return _ENGLISH.index(match[0][:3]) + 1, text[: match.start()] + " " + text[match.end() :]
    tokens = tokenize(text)
    for index in range(len(tokens)):
        month = read_month(tokens, index)
        if month is not None and month.calendar == "gregorian":
            stop = tokens[month.stop - 1].end
            return month.number, text[: tokens[index].start] + " " + text[stop:]
    return None, text
