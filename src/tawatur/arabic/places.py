"""Places by name: cities of the region from GeoNames, and a hand-written table of what it lacks.

153 of 339 single-word Syrian place names have an ordinary reading (حمص chickpeas, الباب the door), so a word is a
place only with evidence: a tag, a place word before it, a preposition of place, or another place close by.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from tawatur.arabic.folding import fold_word
from tawatur.arabic.lexicon import STRONG_GIVEN_NAME, given_count, words
from tawatur.arabic.tables import read_table
from tawatur.arabic.tokens import Kind, Span, Token, tokenize

SMALL_TOWN = 30_000  # people; a smaller town whose name is also a person's needs a place word before it
_PROCLITICS = frozenset("و ف ب ل ك".split())
MOVED_TAG = re.compile("[_0-9]+")


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One place named in a text.

    Attributes:
        span: the name as written, without tag sign and clitics.
        key: the name folded, for comparing; of a place that no table knows too.
        name: usual English spelling; the Arabic name where no table knows the place.
        kind: city, country, region or site; "unknown" where no table knows it.
        country: ISO 3166-1 alpha-2; None when unknown or over several countries.
        source: "geonames" | "tawatur" | "text" (a place word or a tag in the text says that it is one).
    """

    span: Span
    key: str
    name: str
    kind: str
    country: str | None
    latitude: float | None
    longitude: float | None
    source: str


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
        has_position = known is not None and known.country == row["country"]
        entries[key] = Gazetteer(
            name=row["name"],
            kind=row["kind"],
            country=row["country"],
            zone=row["zone"],
            latitude=known.latitude if known and has_position else None,
            longitude=known.longitude if known and has_position else None,
            population=known.population if known else 0,
        )
    return entries


@cache
def _lengths_by_first_word() -> dict[str, tuple[int, ...]]:
    """First folded word of a name -> numbers of words that names so beginning have, the longest first."""
    lengths: dict[str, set[int]] = {}
    for key in gazetteer():
        name = key.split()
        lengths.setdefault(name[0], set()).add(len(name))
    return {word: tuple(sorted(numbers, reverse=True)) for word, numbers in lengths.items()}


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


def find_places(text: str) -> list[Place]:
    """The places of a text in order; spans do not overlap."""
    return find_places_in(tokenize(text))


def find_places_in(tokens: Sequence[Token]) -> list[Place]:
    """As find_places, on tokens that are there already."""
    found: list[Place] = []
    local = _introduced(tokens)
    position = 0
    while position < len(tokens):
        place, length = _read_place(tokens, position)
        if place is None and tokens[position].fold.lstrip("#") in local:
            place = _from_introduction(tokens[position], local)
        if place is not None:
            found.append(place)
        position += max(length, 1)
    return found


def _introduced(tokens: Sequence[Token]) -> dict[str, str]:
    """Names that no table knows and that the text itself calls a town (مدينة مرجانة, مدينة #مرجانة).

    Returns: folded name, with a proclitic or without -> folded name.
    """
    names = set()
    towns = words("town")
    for previous, token in pairwise(tokens):
        if previous.fold.removeprefix("ال").lstrip("وبلف") not in towns:
            continue
        body = token.fold.lstrip("#")
        if token.kind is Kind.HASHTAG and "_" not in body:
            names.add(body)
        elif token.is_word and _may_be_name(token) and not previous.fold.startswith("ال"):
            names.add(body)
    unknown = [name for name in sorted(names) if name not in gazetteer()]
    forms = {name: name for name in unknown}
    for name in unknown:
        joined = [f"لل{name[2:]}"] if name.startswith("ال") else []
        for form in [*joined, *(proclitic + name for proclitic in _PROCLITICS)]:
            if _without(form, 1) == name:
                forms.setdefault(form, name)
    return forms


def _from_introduction(token: Token, local: dict[str, str]) -> Place | None:
    """A word or tag that the text has introduced as a town, with a proclitic or without."""
    if token.kind not in {Kind.WORD, Kind.HASHTAG}:
        return None
    fold = token.fold.lstrip("#")
    bare = local[fold]
    start = token.start + (token.kind is Kind.HASHTAG) + (len(fold) - len(bare))
    return Place(
        span=(start, token.end), key=place_key(bare), name=token.text[start - token.start :], kind="unknown",
        country=None, latitude=None, longitude=None, source="text",
    )  # fmt: skip


def _read_place(tokens: Sequence[Token], position: int) -> tuple[Place | None, int]:
    token = tokens[position]
    if token.kind is Kind.HASHTAG:
        return _from_tag(tokens, position), 1
    if not token.is_word:
        return None, 1
    names = _names_begun_by(token.fold)
    if not names or token.fold in words("place word") or token.fold in words("preposition"):
        return None, 1
    previous = tokens[position - 1] if position else None
    after_place_word = previous is not None and previous.fold.removeprefix("ال") in words("place word")
    for clitics, bare, length in names:
        following = tokens[position + 1 : position + length]
        if position + length > len(tokens) or not all(word.is_word for word in following):
            continue
        key = " ".join([bare, *(word.fold for word in following)])
        entry = gazetteer().get(key)
        if entry is None:
            continue
        if length == 1 and not _has_evidence(tokens, position, clitics, entry, after_place_word=after_place_word):
            return None, 1
        start = token.start + (len(token.fold) - len(bare) if clitics < 2 or not bare.startswith("ال") else 1)
        return _make(entry, key, (start, tokens[position + length - 1].end)), length
    return None, 1


def _names_begun_by(fold: str) -> list[tuple[int, str, int]]:
    """(clitics, first word without them, number of words) of every name that a folded word may begin."""
    lengths = _lengths_by_first_word()
    names = []
    for clitics in range(3):
        bare = _without(fold, clitics)
        if bare is None:
            break
        names += [(clitics, bare, length) for length in lengths.get(bare, ())]
    return names


def _without(fold: str, clitics: int) -> str | None:
    """A folded word without 0, 1 or 2 proclitics; لل gives back the article; None when nothing is left to take off."""
    if clitics == 0:
        return fold
    if fold.startswith("لل") and len(fold) > 4:
        return f"ال{fold[2:]}" if clitics == 1 else None
    if fold[:1] in _PROCLITICS and len(fold) > 3:
        return fold[1:] if clitics == 1 else _without(fold[1:], 1)
    return None


def _has_evidence(
    tokens: Sequence[Token], position: int, clitics: int, entry: Gazetteer, *, after_place_word: bool
) -> bool:
    if after_place_word or entry.kind == "country":
        return True
    token = tokens[position]
    previous = tokens[position - 1] if position else None
    if token.fold in words("homograph"):
        return previous is not None and previous.fold in words("towards") and clitics == 0
    has_preposition = previous is not None and previous.fold in words("towards")
    count = given_count(token.fold)
    is_person = count >= STRONG_GIVEN_NAME or (count > 0 and entry.population < SMALL_TOWN)
    return has_preposition or not is_person


def _may_be_name(token: Token) -> bool:
    fold = token.fold
    is_function = fold in words("preposition") or fold in words("adverb") or fold in words("relative")
    is_adjective = fold.endswith(("يه", "ي")) or fold in words("adjective")
    return not is_function and not is_adjective and len(fold) > 2


def _from_tag(tokens: Sequence[Token], position: int) -> Place | None:
    """A tag that is a place's name as a whole; a tag after a place word is one too (مدينة #س)."""
    token = tokens[position]
    body = token.fold.lstrip("#")
    entry = gazetteer().get(body) or gazetteer().get(MOVED_TAG.sub(" ", body).strip())
    span = (token.start + 1, token.end)
    if entry is not None:
        return _make(entry, MOVED_TAG.sub(" ", body).strip(), span)
    return None


def _make(entry: Gazetteer, key: str, span: Span) -> Place:
    return Place(
        span=span,
        key=place_key(key),
        name=entry.name,
        kind=entry.kind,
        country=entry.country or None,
        latitude=entry.latitude,
        longitude=entry.longitude,
        source="geonames" if entry.population and entry.kind == "city" else "tawatur",
    )
