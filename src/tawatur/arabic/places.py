"""Places by name: cities of the region from GeoNames, and a hand-written table of what it lacks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from tawatur.arabic.folding import fold_word
from tawatur.arabic.tables import read_table


@dataclass(frozen=True, slots=True, kw_only=True)
class Gazetteer:
    """One entry: English name, kind, ISO country (empty for regions over borders), IANA zone."""

    name: str
    kind: str
    country: str
    zone: str
    latitude: float | None = None
    longitude: float | None = None
    population: int = 0


@cache
def gazetteer() -> dict[str, Gazetteer]:
    """Folded Arabic name -> entry; the hand-written table wins."""
    entries: dict[str, Gazetteer] = {}
    for row in read_table("cities"):
        entries[fold_word(row["arabic"])] = Gazetteer(
            name=row["name"],
            kind="city",
            country=row["country"],
            zone=row["zone"],
            latitude=float(row["latitude"]),
            longitude=float(row["longitude"]),
            population=int(row["population"]),
        )
    for row in read_table("places"):
        key = fold_word(row["arabic"])
        known = entries.get(key)
        entries[key] = Gazetteer(
            name=row["name"],
            kind=row["kind"],
            country=row["country"],
            zone=row["zone"],
            latitude=known.latitude if known and known.country == row["country"] else None,
            longitude=known.longitude if known and known.country == row["country"] else None,
            population=known.population if known else 0,
        )
    return entries


def is_place_word(folded: str) -> bool:
    """Whether a single folded word is the name of a place."""
    return folded in gazetteer()
