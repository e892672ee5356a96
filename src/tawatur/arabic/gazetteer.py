"""The places that a reader knows: the tables, and those that a user adds; names folded, the likeliest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import cache, cached_property
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tawatur.arabic.folding import fold_word
from tawatur.arabic.tables import read_table
from tawatur.errors import InputError

SMALL_TOWN = 30_000  # people; a smaller town whose name is also a person's needs a place word before it
VILLAGE = 5_000  # people; of a smaller place something around its name must say that it is one
KINDS = frozenset("city country region site quarter street road sea strait lake river".split())
SHORTEST, LONGEST = 2, 80  # letters of an own place's name
_COLUMNS = ("arabic", "name", "kind", "country", "latitude", "longitude", "zone")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gazetteer:
    """One entry: English name, kind, ISO country (empty for regions over borders), IANA zone.

    `is_ordinary`: the Arabic name is an ordinary word too. `is_village`: of the city table, under 5,000 people.
    `is_own`: of a user's file; `arabic`: as it is written there, "" of the tables.
    """

    name: str
    kind: str
    country: str
    zone: str
    latitude: float | None = None
    longitude: float | None = None
    population: int = 0
    is_ordinary: bool = False
    is_village: bool = False
    is_own: bool = False
    arabic: str = ""


class PlaceIndex:
    """Folded Arabic name -> the places so named, the likeliest first; made once, then only read."""

    def __init__(self, names: Mapping[str, tuple[Gazetteer, ...]]) -> None:
        """An index of names that are folded already."""
        self.names = names
        lengths: dict[str, set[int]] = {}
        for key in names:
            name = key.split()
            lengths.setdefault(name[0], set()).add(len(name))
        # first folded word of a name -> numbers of words that names so beginning have, the longest first
        self.lengths = {word: tuple(sorted(numbers, reverse=True)) for word, numbers in lengths.items()}

    @cached_property
    def likeliest(self) -> dict[str, Gazetteer]:
        """Folded Arabic name -> its first entry, without those that the name alone does not show."""
        best = ((key, entries[0]) for key, entries in self.names.items())
        return {key: entry for key, entry in best if not is_doubtful(key, entry)}

    @cached_property
    def joined(self) -> dict[str, str]:
        """Names of several words without their spaces, as tags write them (حفرالباطن) -> the names."""
        return {key.replace(" ", ""): key for key in self.names if " " in key}

    def adding(self, entries: Iterable[tuple[str, Gazetteer]]) -> PlaceIndex:
        """An index that has these places too, before those it had under the same Arabic name."""
        names = dict(self.names)
        for arabic, entry in entries:
            key = fold_word(arabic)
            names[key] = (entry, *names.get(key, ()))
        return PlaceIndex(names)


_own: ContextVar[PlaceIndex | None] = ContextVar("_own", default=None)


def current_index() -> PlaceIndex:
    """The index that readers use here: that of the tables, or the one of `using_places`."""
    return _own.get() or built_in_index()


def own_places() -> dict[str, tuple[Gazetteer, ...]]:
    """The folded names that `using_places` brought or changed, with all that they can be; none without."""
    index = _own.get()
    if index is None:
        return {}
    built_in = built_in_index().names
    return {key: entries for key, entries in index.names.items() if built_in.get(key) != entries}


@contextmanager
def using_places(entries: Iterable[tuple[str, Gazetteer]]) -> Iterator[PlaceIndex]:
    """Let every reader know these places too (of `parse_place`) until the block ends."""
    token = _own.set(current_index().adding(entries))
    try:
        yield current_index()
    finally:
        _own.reset(token)


def parse_place(row: Mapping[str, str], where: str) -> list[tuple[str, Gazetteer]]:
    """An own place, once for each spelling of its Arabic name, for `using_places`.

    Args:
        row: arabic (spellings apart by `|`) and name; kind (city), country, latitude and longitude, zone (that of the
            country) may be empty or missing.
        where: what messages name: file and line.

    Raises: InputError for what no place can be.
    """
    cells = {column: row.get(column, "").strip() for column in _COLUMNS}
    spellings = [spelling.strip() for spelling in cells["arabic"].split("|")]
    if not all(spellings) or not cells["name"]:
        raise InputError(f"{where}: a place needs its Arabic and its English name")
    _check(spellings, cells, where)
    entry = _entry({**cells, "kind": cells["kind"] or "city"}, where, is_own=True)
    return [(spelling, replace(entry, arabic=spellings[0])) for spelling in spellings]


def _check(spellings: Iterable[str], row: Mapping[str, str], where: str) -> None:
    """What would never be found, or never be shown right. Raises: InputError."""
    for spelling in spellings:
        bare = fold_word(spelling).replace(" ", "")
        if len(bare) < SHORTEST or not bare.isalpha() or len(spelling) > LONGEST:
            raise InputError(
                f"{where}: arabic {spelling[:LONGEST]!r}: write a name of {SHORTEST} letters or more, "
                "letters and single spaces only; spellings apart by |"
            )
    if row["kind"] and row["kind"] not in KINDS:
        raise InputError(f"{where}: kind {row['kind']!r}: use one of {', '.join(sorted(KINDS))}, or leave it empty")
    if row["country"] and row["country"] not in country_zones():
        raise InputError(f"{where}: country {row['country']!r}: use two capital letters of ISO 3166-1 (SY), or none")
    if zone := row["zone"]:
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise InputError(f"{where}: zone {zone!r}: give an IANA name such as Asia/Damascus") from error


def _entry(row: Mapping[str, str], where: str, *, is_own: bool = False) -> Gazetteer:
    written = row["latitude"], row["longitude"]
    try:
        latitude, longitude = (float(degrees) if degrees else None for degrees in written)
    except ValueError as error:
        raise InputError(f"{where}: position {', '.join(map(repr, written))}: give decimal degrees") from error
    if (latitude is None) != (longitude is None) or not (
        latitude is None or longitude is None or (abs(latitude) <= 90 and abs(longitude) <= 180)
    ):
        raise InputError(
            f"{where}: position {', '.join(map(repr, written))}: give both (-90 to 90, -180 to 180) or none"
        )
    return Gazetteer(
        name=row["name"],
        kind=row["kind"],
        country=row["country"],
        zone=row.get("zone") or country_zones().get(row["country"], ""),
        latitude=latitude,
        longitude=longitude,
        is_own=is_own,
    )


@cache
def country_zones() -> dict[str, str]:
    """ISO country -> IANA zone of its capital."""
    return {row["country"]: row["zone"] for row in read_table("countries")}


@cache
def built_in_index() -> PlaceIndex:
    """The places of the tables; of one name the hand-written entries stand first, then the larger cities."""
    names: dict[str, list[Gazetteer]] = {}
    for row in read_table("places"):
        names.setdefault(fold_word(row["arabic"]), []).append(_entry(row, "places.tsv"))
    written_by_hand = set(names)
    for row in read_table("countries"):
        key = fold_word(row["arabic"])
        if key and key not in written_by_hand:
            names.setdefault(key, []).append(_entry({**row, "kind": "country"}, "countries.tsv"))
    for row in read_table("cities"):
        entry = Gazetteer(
            name=row["name"],
            kind="city",
            country=row["country"],
            zone=row["zone"],
            latitude=float(row["latitude"]),
            longitude=float(row["longitude"]),
            population=int(row["population"]),
            is_ordinary=bool(row["ordinary"]),
            is_village=int(row["population"]) < VILLAGE,
        )
        _add_city(names.setdefault(fold_word(row["arabic"]), []), entry)
    positions = {row["country"]: (row["latitude"], row["longitude"]) for row in read_table("countries")}
    for entries in names.values():
        entries[:] = [_with_position(entry, positions) for entry in entries]
    return PlaceIndex({key: tuple(entries) for key, entries in names.items()})


def _add_city(known: list[Gazetteer], city: Gazetteer) -> None:
    """A city beside the entries of its name; one of the same country only gives its position and its people."""
    for at, entry in enumerate(known):
        if entry.country == city.country and entry.kind == "city" and not entry.population:
            latitude, longitude = entry.latitude, entry.longitude
            known[at] = replace(
                city,
                name=entry.name,
                latitude=latitude if latitude is not None else city.latitude,
                longitude=longitude if longitude is not None else city.longitude,
                is_ordinary=False,
                is_village=False,
            )
            return
        if entry.kind in {"country", "region"}:
            return  # الجزيرة, تونس: the town of that name is meant by none
    known.append(city)


def _with_position(entry: Gazetteer, positions: Mapping[str, tuple[str, str]]) -> Gazetteer:
    latitude, longitude = positions.get(entry.country, ("", ""))
    if entry.kind != "country" or entry.latitude is not None or not latitude:
        return entry
    return replace(entry, latitude=float(latitude), longitude=float(longitude))


def gazetteer() -> dict[str, Gazetteer]:
    """Folded Arabic name -> the likeliest entry, without villages and small towns whose names are ordinary words."""
    return current_index().likeliest


def is_doubtful(key: str, entry: Gazetteer) -> bool:
    """Whether a folded name alone does not show this place: an ordinary word too, or a village of one word."""
    if entry.is_ordinary:
        return entry.population < SMALL_TOWN
    return entry.is_village and " " not in key


def is_place_word(folded: str) -> bool:
    """Whether a single folded word is the name of a place."""
    return folded in gazetteer()


def place_key(name: str) -> str:
    """The key under which spellings of one place compare equal: folded, `سورية` as `سوريا`.

    >>> place_key("حماه") == place_key("حماة")
    True
    """
    folded = fold_word(name)
    return {"سوريه": "سوريا", "الشام": "دمشق"}.get(folded, folded)
