"""English counterparts of what `arabic` writes: counted nouns, lists, quotations, dates, clock times, durations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from tawatur.arabic.counting import exact_number
from tawatur.arabic.dates import Unit, count_units, split_duration
from tawatur.arabic.nouns import find_noun
from tawatur.arabic.zones import city_of_zone, time_in_zone
from tawatur.errors import InputError

_MONTHS = tuple(
    "January February March April May June July August September October November December".split()
)  # not strftime: it follows the locale of the machine
_WEEKDAYS = tuple("Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split())
_IRREGULAR = {
    "person": "people", "child": "children", "wife": "wives", "foot": "feet", "axis": "axes", "crisis": "crises",
    "spokesperson": "spokespeople", "aircraft": "aircraft", "headquarters": "headquarters", "barracks": "barracks",
    "lebanese": "Lebanese", "sudanese": "Sudanese", "km": "km", "kg": "kg", "yuan": "yuan", "-fold": "-fold",
}  # fmt: skip
_SIBILANTS = ("s", "x", "z", "ch", "sh")
_VOWELS = frozenset("aeiou")
_MARKS = (("“", "”"), ("‘", "’"), ('"', '"'), ("«", "»"))


def gloss_of_noun(noun: str) -> str:
    """The English of an Arabic counted noun, in the singular.

    Raises: InputError for a noun that `data/counted_nouns.tsv` lacks.

    >>> gloss_of_noun("حاجز")
    'checkpoint'
    """
    return find_noun(noun).gloss.split(",")[0].split(" (")[0]


def plural(noun: str) -> str:
    """The plural of an English noun or noun phrase: of its last word, or of the one before "of" or "on".

    >>> plural("policeman"), plural("piece of evidence"), plural("city"), plural("voice")
    ('policemen', 'pieces of evidence', 'cities', 'voices')
    """
    words = noun.split(" ")
    at = next((place - 1 for place, word in enumerate(words) if place and word in {"of", "on"}), -1)
    words[at] = _plural_word(words[at])
    return " ".join(words)


def _plural_word(word: str) -> str:
    lower = word.lower()
    if lower in _IRREGULAR:
        return _IRREGULAR[lower]
    if lower.endswith("man") and lower not in {"german", "roman", "human", "shaman", "toman"}:
        return f"{word[:-3]}men"
    if lower.endswith("y") and lower[-2:-1] not in _VOWELS:
        return f"{word[:-1]}ies"
    return f"{word}es" if lower.endswith(_SIBILANTS) else f"{word}s"


def count_noun(number: Decimal | float, noun: str) -> str:
    """A number with its English noun: "1 checkpoint", "40,000 checkpoints", "2.5 kilometres".

    Raises: InputError for what is no finite number.
    """
    value = exact_number(number)
    figures = f"{value:,f}"
    if "." in figures:
        figures = figures.rstrip("0").removesuffix(".")
    return f"{figures} {noun if value == 1 else plural(noun)}"


def join_words(words: Sequence[str]) -> str:
    """A list without a comma before "and": "Homs, Aleppo and Hama"; "" of none."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def quote(text: str) -> str:
    """Somebody's words between marks that they do not have themselves, the words untouched; “ ” when they have all."""
    pairs = (pair for pair in _MARKS if not set(pair) & set(text))
    opening, closing = next(pairs, _MARKS[0])
    return f"{opening}{text}{closing}"


def write_date(day: date, *, weekday: bool = False, year: bool = True) -> str:
    """A date: "5 December 2024", "Thursday 5 December 2024"."""
    words = [_WEEKDAYS[day.weekday()]] if weekday else []
    words += [str(day.day), _MONTHS[day.month - 1]]
    return " ".join([*words, str(day.year)] if year else words)


def write_time(moment: datetime, zone: str) -> str:
    """A clock time with its zone: "20:00 Damascus time", "17:00 UTC".

    Raises: InputError for a time without zone, or an unknown zone.
    """
    return f"{time_in_zone(moment, zone):%H:%M} {_zone(zone)}"


def write_moment(moment: datetime, zone: str) -> str:
    """A date and a clock time: "5 December 2024, 20:00 Damascus time"."""
    return f"{write_date(time_in_zone(moment, zone).date())}, {write_time(moment, zone)}"


def write_range(start: datetime, end: datetime, zone: str, *, dated: bool = True) -> str:
    """A stretch of time: "between 20:00 and 20:43 Damascus time, 5 December 2024"; over midnight each end is dated.

    Raises: InputError for a time without zone, an unknown zone, or an end before the start.
    """
    first, last = time_in_zone(start, zone), time_in_zone(end, zone)
    if last < first:
        raise InputError(f"a range that ends ({end.isoformat()}) before it starts ({start.isoformat()}): swap the two")
    if first.date() == last.date():
        clocks = f"between {first:%H:%M} and {last:%H:%M} {_zone(zone)}"
        return f"{clocks}, {write_date(first.date())}" if dated else clocks
    from_day = write_date(first.date(), year=first.year != last.year)
    return f"from {first:%H:%M} on {from_day} to {last:%H:%M} on {write_date(last.date())}, {_zone(zone)}"


def write_duration(length: timedelta, *, unit: Unit | None = None, parts: int = 2) -> str:
    """How long: "72 hours" with a unit, else the largest units: "1 hour and 43 minutes". The sign does not matter."""
    counts = split_duration(length, parts) if unit is None else [(unit, count_units(length, unit))]
    return join_words([count_noun(count, of_unit) for of_unit, count in counts])


def _zone(zone: str) -> str:
    return "UTC" if zone == "UTC" else f"{city_of_zone(zone, lang='en')} time"
