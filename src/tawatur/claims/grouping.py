"""Claims that say the same, who stands behind each, and which of them cannot stand together.

Two claims are the same only when their slots agree: event, what it happens to, place, polarity, whether it is of the
future, state, time, and a number that allows the same values. Every result is that of the set of claims: their order,
and in how many parts they came, changes nothing.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache
from itertools import combinations, pairwise
from typing import Literal

from tawatur.arabic.folding import fold_word
from tawatur.arabic.places import Place
from tawatur.arabic.quantities import Quantity
from tawatur.arabic.tables import read_table
from tawatur.claims.records import STATE_RANK, EventClaim, Modality, Polarity, State

EPISODE_GAP = timedelta(days=3)  # a longer silence about an event at a place: what comes after it is another one
SLACK = timedelta(hours=1)  # numbers told closer together are of one moment
APPROXIMATE = Decimal("0.1")  # of an approximate number, on either side
MAX_COMPARED = 200  # groups of one event at one place that are compared with each other
# Numbers that add up to one for an event at a place; of rescues, arrests or raids two numbers are two events.
TOLLS = frozenset({"killed", "injured", "missing", "displaced", "trapped"})
_OUTSIDE: frozenset[State] = frozenset({"announced", "approaching", "at the gates"})
_ANYBODY = ("شخص", "حالة", "نفس", "روح", "فرد", "إنسان")
_NEVER = datetime.max.replace(tzinfo=UTC)

ContradictionKind = Literal["state", "number", "denial"]
Bounds = tuple[Decimal, Decimal]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """That a group cannot stand together with another.

    Attributes:
        kind: "state" (it lay behind later, or other sources say so without a time), "number" (bounds that exclude each
            other at one time, or a count of the dead that falls), "denial".
        other: id of the other group.
    """

    kind: ContradictionKind
    other: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimGroup:
    """Claims that say the same.

    Attributes:
        id: of the slots and the first appearance; the same for the same claims.
        event, about, place, state, polarity: as in the claims.
        modality: the firmest of its claims; "future" groups hold nothing else.
        low, high, relation, unit: of the number as it is told most exactly; None without one.
        first_at, last_at: of the claims' times; None when none is known.
        claims: by time, then origin.
        voices: independent voices behind it; origins: texts.
        contradictions: by kind and other group.
    """

    id: str
    event: str
    about: str | None
    place: Place | None
    state: State | None
    polarity: Polarity
    modality: Modality
    quantity: Quantity | None
    is_added: bool
    first_at: datetime | None
    last_at: datetime | None
    claims: tuple[EventClaim, ...]
    voices: int
    origins: int
    contradictions: tuple[Contradiction, ...]


def count_names(claims: Sequence[EventClaim]) -> int:
    """Independent voices as far as names tell: who is named, else whose account it is, else the text."""
    return len({claim.origin.voice or claim.speaker or claim.origin.name for claim in claims})


def group_claims(
    claims: Iterable[EventClaim], *, count_voices: Callable[[Sequence[EventClaim]], int] = count_names
) -> list[ClaimGroup]:
    """Groups of claims that say the same, by first appearance, with their contradictions.

    Args:
        claims: each once; a claim that stands twice is one.
        count_voices: how many independent voices stand behind some claims.
    """
    matters: dict[tuple[str, ...], list[EventClaim]] = defaultdict(list)
    for claim in sorted(set(claims), key=_order):
        matters[_matter(claim)].append(claim)
    groups: list[ClaimGroup] = []
    for matter in matters.values():
        for episode in _episodes(matter):
            groups += _mark_contradictions([_make(cell, count_voices) for cell in _cells(episode)])
    return sorted(groups, key=lambda group: (group.first_at or _NEVER, _order(group.claims[0]), group.id))


def states_exclude(a: State, a_at: datetime | None, b: State, b_at: datetime | None) -> bool:
    """Whether two states cannot both describe one place, and no times explain them.

    An advance that is told in its order is no contradiction; without both times it cannot be known to be one. Who is on
    the way to a place may stand at its gates: of what is told before an entry, nothing excludes the rest.
    """
    if a == b or {a, b} <= _OUTSIDE:
        return False
    if a in STATE_RANK and b in STATE_RANK:
        if a_at and b_at:
            earlier, later = (a, b) if a_at <= b_at else (b, a)
            return STATE_RANK[earlier] > STATE_RANK[later]
        return True
    return "denied" in {a, b} or not (a_at and b_at)


def bounds(lowest: Decimal | None, highest: Decimal | None, relation: str) -> Bounds:
    """What values a number allows; an approximate one a tenth on either side."""
    endless = Decimal("Infinity")
    low = lowest if lowest is not None else -endless
    high = highest if highest is not None else endless
    if relation in {"gt", "ge"}:
        high = endless
    if relation in {"lt", "le"}:
        low = -endless
    if relation == "approx" and low == high:
        return low * (1 - APPROXIMATE), high * (1 + APPROXIMATE)
    return low, high


def _order(claim: EventClaim) -> tuple[object, ...]:
    return (
        claim.at or _NEVER, claim.origin.name, claim.span, claim.event, claim.speaker or "", claim.text,
        repr(claim.quantity), claim.state or "", repr(claim),
    )  # fmt: skip


def _matter(claim: EventClaim) -> tuple[str, ...]:
    """What two claims must share to be compared at all; a place by its name in the tables, whatever its spelling."""
    place = claim.place
    return claim.event, claim.about or "", place.name if place else "", (place.country or "") if place else ""


def _episodes(claims: Sequence[EventClaim]) -> list[list[EventClaim]]:
    """Claims in order of time, cut where nothing is told for EPISODE_GAP; undated ones stand in the only one."""
    dated = [claim for claim in claims if claim.at is not None]
    undated = [claim for claim in claims if claim.at is None]
    episodes: list[list[EventClaim]] = [[dated[0]]] if dated else []
    for before, claim in pairwise(dated):
        if before.at and claim.at and claim.at - before.at > EPISODE_GAP:
            episodes.append([])
        episodes[-1].append(claim)
    if undated and len(episodes) == 1:
        episodes[0] += undated
    elif undated:
        episodes.append(undated)
    return episodes


def _cells(episode: Sequence[EventClaim]) -> list[list[EventClaim]]:
    """Claims of one event with the same slots; a number that is told loosely joins the one exact number it allows."""
    cells: dict[tuple[object, ...], list[EventClaim]] = defaultdict(list)
    loose: list[tuple[tuple[object, ...], Bounds, EventClaim]] = []
    slots: tuple[object, ...]
    for claim in episode:
        slots = (claim.state, claim.polarity, claim.modality == "future", claim.is_added)
        if claim.quantity is None:
            cells[(*slots, None)].append(claim)
            continue
        limits = bounds(claim.quantity.low, claim.quantity.high, claim.quantity.relation)
        if claim.quantity.relation == "eq":
            cells[(*slots, limits)].append(claim)
        else:
            loose.append((slots, limits, claim))
    exact = sorted((key for key in cells if key[-1] is not None), key=str)[:MAX_COMPARED]
    joined: dict[tuple[object, ...], list[EventClaim]] = defaultdict(list)
    for slots, limits, claim in loose:
        fitting = [
            key
            for key in exact
            if key[:-1] == slots and _allows(limits, key[-1]) and _is_near(claim, cells[key])  # type: ignore[arg-type]
        ]
        joined[fitting[0] if len(fitting) == 1 else (*slots, limits)].append(claim)
    for key, claims in joined.items():
        cells[key] = [*cells.get(key, ()), *claims]
    return [sorted(cell, key=_order) for cell in cells.values()]


def _allows(limits: Bounds, exact: Bounds) -> bool:
    return limits[0] <= exact[0] <= limits[1]


def _is_near(claim: EventClaim, exact: Sequence[EventClaim]) -> bool:
    times = [each.at for each in exact if each.at and each.quantity and each.quantity.relation == "eq"]
    return claim.at is None or not times or min(times) - SLACK <= claim.at <= max(times) + SLACK


_FIRMEST: tuple[Modality, ...] = ("certain", "reported", "possible", "future")


def _make(cell: Sequence[EventClaim], count_voices: Callable[[Sequence[EventClaim]], int]) -> ClaimGroup:
    first = cell[0]
    times = [claim.at for claim in cell if claim.at is not None]
    quantities = [claim.quantity for claim in cell if claim.quantity is not None]
    exact = [quantity for quantity in quantities if quantity.relation == "eq"] or quantities
    units = Counter(each.unit for each in exact)
    quantity = min(
        exact, key=lambda each: (each.unit is None, -units[each.unit], each.unit or "", repr(each)), default=None
    )
    named = "\n".join(
        map(str, (*_matter(first), first.state, first.polarity, first.modality == "future", times[:1],
                  quantity and (quantity.low, quantity.high, quantity.relation), first.is_added))
    )  # fmt: skip
    return ClaimGroup(
        id=f"c{hashlib.sha256(named.encode()).hexdigest()[:12]}",
        event=first.event,
        about=first.about,
        place=min(
            (c.place for c in cell if c.place), key=lambda place: (place.latitude is None, repr(place)), default=None
        ),
        state=first.state,
        polarity=first.polarity,
        modality=min((claim.modality for claim in cell), key=_FIRMEST.index),
        quantity=quantity,
        is_added=first.is_added,
        first_at=min(times, default=None),
        last_at=max(times, default=None),
        claims=tuple(cell),
        voices=count_voices(cell),
        origins=len({claim.origin.name for claim in cell}),
        contradictions=(),
    )


def _mark_contradictions(groups: Sequence[ClaimGroup]) -> list[ClaimGroup]:
    found: dict[str, set[tuple[ContradictionKind, str]]] = defaultdict(set)
    ordered = sorted(groups, key=lambda group: (group.first_at or _NEVER, group.id))
    for a, b in combinations(ordered[:MAX_COMPARED], 2):
        kind = _contradict(a, b)
        if kind is not None:
            found[a.id].add((kind, b.id))
            found[b.id].add((kind, a.id))
    marked = []
    for group in ordered:
        others = (Contradiction(kind=kind, other=other) for kind, other in sorted(found[group.id]))
        marked.append(replace(group, contradictions=tuple(others)))
    return marked


def _contradict(a: ClaimGroup, b: ClaimGroup) -> ContradictionKind | None:
    """How two groups of one event exclude each other; `a` appeared first. None when they do not."""
    if "future" in {a.modality, b.modality} or _same_source(a, b):
        return None
    if a.state is not None and b.state is not None:
        if "denied" in {a.state, b.state}:
            return "denial" if a.state != b.state else None
        return "state" if states_exclude(a.state, a.last_at, b.state, b.first_at) else None
    if a.polarity != b.polarity:
        return "denial"
    if a.event not in TOLLS or a.polarity == "denied" or a.is_added or b.is_added:
        return None
    if a.quantity is None or b.quantity is None:
        return None
    return "number" if tolls_exclude(a.quantity, a.first_at, b.quantity, b.first_at) else None


def tolls_exclude(a: Quantity, a_at: datetime | None, b: Quantity, b_at: datetime | None) -> bool:
    """Whether two tolls of one event exclude each other; one that has grown by the time of `b` does not."""
    first, second = bounds(a.low, a.high, a.relation), bounds(b.low, b.high, b.relation)
    if not _count_alike(a, b) or max(first[0], second[0]) <= min(first[1], second[1]):
        return False
    has_grown = a_at and b_at and b_at > a_at + SLACK and second[0] > first[1]
    return not has_grown  # it may still be repeated as it was


def _count_alike(a: Quantity, b: Quantity) -> bool:
    """Whether two numbers count the same: people of one word, or all of them; two women are some of nine dead."""
    units = {fold_word(each.unit) if each.unit else "" for each in (a, b)}
    return len(units) == 1 or units <= _everybody()


def counts_everybody(unit: str | None) -> bool:
    """Whether a counted noun, or none, leaves nobody out: two women are some of nine dead."""
    return (fold_word(unit) if unit else "") in _everybody()


@cache
def _everybody() -> frozenset[str]:
    """Counted nouns that leave nobody out, folded: those that say the event by themselves, and people in general."""
    own = (word for row in read_table("events") if row["form"] == "unit" for word in row["words"].split())
    return frozenset({"", *map(fold_word, (*own, *_ANYBODY))})


def _same_source(a: ClaimGroup, b: ClaimGroup) -> bool:
    """Whether one text alone says both: two figures of one report are two figures, not two accounts."""
    names = {(claim.origin.name, claim.speaker) for group in (a, b) for claim in group.claims}
    return len(names) == 1
