"""Find the places that English words name: those of the tables, and others that the words around show to be one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from tawatur.arabic.gazetteer import Gazetteer, gazetteer
from tawatur.arabic.places import Place, make_place
from tawatur.arabic.tokens import Span, Token

LONGEST_NAME = 4  # words
LARGE = 50_000  # people: such a town is meant wherever its name stands
_IN = frozenset("in near toward towards outside inside into around from to besieging besieged".split())
_OF = "of"
_BEFORE_OF = frozenset(
    "city town village outskirts edge gates district districts suburb suburbs countryside centre center streets east "
    "west north south port siege fall".split()
)
_TOWNS = frozenset({"city", "town", "village"})
_BEHIND = frozenset("airport highway road crossing".split())
_SIDES = frozenset("east west north south northeast northwest southeast southwest".split())
_NO_PLACES = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december english arabic french ramadan parliament congress x twitter facebook telegram "
    "instagram i god he she they we it his her our the".split()
)


@cache
def _english_names() -> dict[str, tuple[str, Gazetteer]]:
    """English name in small letters -> the key of its Arabic name, and the entry; the first of two is the likelier."""
    found: dict[str, tuple[str, Gazetteer]] = {}
    for key, entry in gazetteer().items():
        if entry.name and entry.name.isascii():
            found.setdefault(entry.name.lower(), (key, entry))
    return found


def find_latin_places(tokens: Sequence[Token]) -> list[Place]:
    """The places of some English words, in order; spans do not overlap.

    A name with a capital letter is a place when a table has it, or when words somewhere in the text say so (in X, the
    outskirts of X, X airport, X, east of …); of small towns with a single name, only then.

    >>> from tawatur.arabic.tokens import tokenize
    >>> [place.key for place in find_latin_places(tokenize("They left Aleppo. Fighters are near Dar Nun."))]
    ['حلب', 'dar nun']
    """
    runs = list(_runs(tokens))
    names = {_name(tokens, run) for run in runs}
    shown = {_name(tokens, run) for run in runs if _is_shown(tokens, run)}
    if any(token.text.lower() in _TOWNS and before.text.lower() == "the" for before, token in pairwise(tokens)):
        shown |= {token.text[1:] for token in tokens if token.kind == "hashtag" and token.text[1:] in names}
    places = []
    for run in runs:
        known = _known_part(tokens, run)
        is_alone = known is not None and known[1] - known[0] == 1
        if known is not None and is_alone and not _is_large(known[2][1]) and _name(tokens, run) not in shown:
            continue  # Adam is a town too
        if known is not None:
            first, end, (key, entry) = known
            places.append(make_place(entry, key, (tokens[first].start, _end(tokens[end - 1]))))
        elif _name(tokens, run) in shown:
            places.append(_unknown(_name(tokens, run), (tokens[run[0]].start, _end(tokens[run[1] - 1]))))
    places += [place for token in tokens if (place := _in_tag(token, shown)) is not None]
    return sorted(places, key=lambda place: place.span)


def _in_tag(token: Token, shown: set[str]) -> Place | None:
    """The place that an English tag names (#Aleppo)."""
    name = token.text[1:]
    if token.kind != "hashtag" or not name.isascii():
        return None
    known = _english_names().get(name.lower())
    span = (token.start + 1, token.end)
    if known is not None and (_is_large(known[1]) or name in shown):
        return make_place(known[1], known[0], span)
    return _unknown(name, span) if name in shown else None


def _unknown(name: str, span: Span) -> Place:
    return Place(
        span=span, key=name.lower(), name=name, kind="unknown", country=None, latitude=None, longitude=None,
        source="text",
    )  # fmt: skip


def _bare(token: Token) -> str:
    return token.text.removesuffix("'s").removesuffix("\N{RIGHT SINGLE QUOTATION MARK}s")


def _end(token: Token) -> int:
    return token.start + len(_bare(token))


def _name(tokens: Sequence[Token], run: tuple[int, int]) -> str:
    return " ".join(_bare(token) for token in tokens[slice(*run)])


def _is_capital(token: Token) -> bool:
    is_word = token.is_word and token.text[:1].isascii() and token.text[:1].isupper()
    return is_word and token.text.lower() not in _NO_PLACES


def _runs(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Ranges of words with a capital letter that stand side by side."""
    start = None
    for at, token in enumerate([*tokens, None]):
        is_owner = start is not None and _bare(tokens[at - 1]) != tokens[at - 1].text
        if start is not None and (token is None or not _is_capital(token) or at - start == LONGEST_NAME or is_owner):
            yield start, at
            start = None
        if start is None and token is not None and _is_capital(token):
            start = at


def _known_part(tokens: Sequence[Token], run: tuple[int, int]) -> tuple[int, int, tuple[str, Gazetteer]] | None:
    """The longest part of a run that a table has; a single word inside a longer name is a person's more often."""
    first, end = run
    whole = _english_names().get(_name(tokens, run).lower())
    if whole is not None:
        return first, end, whole
    for length in range(end - first - 1, 1, -1):
        for start in range(first, end - length + 1):
            found = _english_names().get(_name(tokens, (start, start + length)).lower())
            if found is not None:
                return start, start + length, found
    return None


def _is_large(entry: Gazetteer) -> bool:
    return entry.kind == "country" or entry.population > LARGE


def _is_shown(tokens: Sequence[Token], run: tuple[int, int]) -> bool:
    """Whether the words around a name say that it is a place."""
    first, end = run
    before = [token.text.lower() for token in tokens[max(0, first - 2) : first]]
    behind = [token.text.lower() for token in tokens[end : end + 3]]
    if before[-1:] and before[-1] in _IN:
        return True
    if before[-1:] == [_OF] and before[0] in _BEFORE_OF:
        return True
    is_described = behind[:1] == [","] and len(behind) > LONGEST_NAME - 2 and behind[1] in _SIDES and behind[2] == _OF
    return is_described or bool(behind[:1] and behind[0] in _BEHIND)
