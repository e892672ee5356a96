"""Time zones by the city that stands for them in news: بتوقيت دمشق, Damascus time."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Literal, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tawatur.arabic.folding import fold_word
from tawatur.arabic.months import MonthSystem
from tawatur.arabic.tables import read_table
from tawatur.errors import InputError

Lang = Literal["ar", "en"]


@cache
def _cities() -> dict[str, dict[Lang, str]]:
    return {row["zone"]: {"ar": row["arabic"], "en": row["english"]} for row in read_table("zones")}


def city_of_zone(zone: str, *, lang: Lang = "ar") -> str:
    """The city by which news names a zone; the one in the zone's own name when `data/zones.tsv` lacks it.

    >>> city_of_zone("America/New_York"), city_of_zone("America/New_York", lang="en"), city_of_zone("Asia/Baku")
    ('واشنطن', 'Washington', 'Baku')
    """
    known = _cities().get(zone)
    return known[lang] if known else zone.rsplit("/", maxsplit=1)[-1].replace("_", " ")


def months_of_zone(zone: str) -> MonthSystem:
    """The month names that newsrooms of a zone write alone: تشرين الثاني in Amman, نوفمبر in Kuwait.

    >>> months_of_zone("Asia/Amman"), months_of_zone("Asia/Kuwait"), months_of_zone("UTC")
    ('levant', 'gulf', 'gulf')
    """
    return _months().get(zone, "gulf")


@cache
def _months() -> dict[str, MonthSystem]:
    return {row["zone"]: cast("MonthSystem", row["months"]) for row in read_table("zones") if row["months"]}


@cache
def _zones() -> dict[str, str]:
    named = ((city, zone) for zone, cities in _cities().items() for city in cities.values())
    return {fold_word(city): zone for city, zone in named}


def zone_of_city(city: str) -> str | None:
    """The zone that news names by a city; None for a city that stands for none.

    >>> zone_of_city("عمّان"), zone_of_city("Muscat"), zone_of_city("Springfield")
    ('Asia/Amman', 'Asia/Muscat', None)
    """
    return _zones().get(fold_word(city))


def time_in_zone(moment: datetime, zone: str) -> datetime:
    """A moment by the clocks of a zone.

    Raises: InputError for a time without zone, or a zone that the time zone database lacks.
    """
    if moment.tzinfo is None:
        raise InputError(f"{moment.isoformat()} has no time zone: give an aware time")
    try:
        return moment.astimezone(ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InputError(f"no time zone {zone[:60]!r}: give an IANA name such as Asia/Damascus or UTC") from error
