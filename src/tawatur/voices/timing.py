"""Accounts that repeatedly post in step: the same thing within a minute, on several occasions, more than by chance.

Co-timing tells of a common source (an outlet's accounts, a party's, a network run by one hand), not of a deceit.
Graphs of co-timed accounts: Pacheco et al., "Uncovering coordinated networks on social media", ICWSM 2021. The two
tests of chance are ours, and both must be passed:

- over the whole memory: as if each account had strewn its posts evenly over it. Two that posted a thing n_u and n_v
  times share λ = Σ n_u n_v 2τ/T moments then.
- around the hour: as if each had posted up to half an hour earlier or later than it did. Two who live-post one debate
  share many minutes by chance, and no more than that. Times the pairs of accounts that use the thing: of 200 who follow
  a match, 19,900 pairs try their luck.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tawatur.trends.windows import Integers, sort_by

MEMORY = 28 * 86_400  # seconds
TAU = 60  # seconds within which two posts are in step
OCCASION = 600  # seconds: what is closer together is one occasion
MIN_OCCASIONS, MIN_THINGS = 3, 2
MAX_CHANCE = 1e-6
AROUND = 1_800  # seconds by which chance could have moved a post
MAX_CHANCE_OF_PAIRS = 0.05
MAX_PARTNERS = 8  # of one post and thing, the last ones: in a crowd those in step stand side by side often enough
MAX_POSTS = 200  # of one account, the last ones
_JUDGED_AT = frozenset(
    {3, 4, 5, 6, 8, 10, 13, 16, 20, 25, 32, 50, 80, 130, 200}
)  # tens of minutes met: seldom, later on
USES_AT_ONCE = 1 << 19  # of things, by accounts
SLOTS = 1 << 24
_MIX = np.uint64(0x9E3779B97F4A7C15)  # 2^64 / golden ratio
_HELD = 4_096  # accounts whose posts are held as lists while pairs are judged

_Numbers = NDArray[np.int64]
_Kept = tuple[float, frozenset[int], Any]  # time, things, post


@dataclass(frozen=True, slots=True, kw_only=True)
class InStep:
    """Two accounts that post in step, as far as was known when it was found.

    Attributes:
        one, other: their numbers.
        occasions: on which they did, at least ten minutes apart; things: how many different ones they shared then.
        chance: that posts strewn evenly over the memory share so many moments.
        posts: two of each occasion, in order of time.
    """

    one: int
    other: int
    occasions: int
    things: int
    chance: float
    posts: tuple[Any, ...]


class CoTiming:
    """Finds, post by post, which accounts have become pairs that post in step.

    Pairs are counted by the tens of minutes in which they met; what both posted in the last 28 days decides.
    `find_in_step` finds the same in columns.
    """

    def __init__(self) -> None:
        self._posts: dict[int, list[_Kept]] = {}
        self._things: dict[str, int] = {}
        self._used: set[tuple[int, int]] = set()  # account, thing
        self._users: Counter[int] = Counter()
        self._recent: dict[int, dict[int, float]] = {}  # thing -> accounts of the last minute, the last one last
        self._minute: deque[tuple[float, int, int]] = deque()
        self._counts, self._older = Counter[tuple[int, int]](), Counter[tuple[int, int]]()
        self._first: float | None = None
        self._turned = 0.0
        self._tens = -1
        self._met: set[tuple[int, int]] = set()  # pairs counted in these ten minutes

    def add(self, account: int, things: Sequence[str], at: float, post: object) -> Iterator[InStep]:
        """The accounts that turn out to be in step with this one.

        Args:
            account: a number; things: keys of what the post shares with others; at: seconds since 1970, of no earlier
                post than the last one.
        """
        self._move(at)
        numbers = [self._things.setdefault(thing, len(self._things)) for thing in dict.fromkeys(things)]
        own = self._posts.setdefault(account, [])
        if len(own) == MAX_POSTS + MAX_POSTS // 4:
            del own[: MAX_POSTS // 4 + 1]
        partners: set[int] = set()
        for number in numbers:
            if (account, number) not in self._used:
                self._used.add((account, number))
                self._users[number] += 1
            self._minute.append((at, number, account))
            recent = self._recent.get(number)
            if recent is None:
                self._recent[number] = {account: at}
                continue
            recent.pop(account, None)
            partners.update(islice(reversed(recent), MAX_PARTNERS))
            recent[account] = at
        own.append((at, frozenset(numbers), post))
        since = max(at - MEMORY, self._first or 0.0)
        for partner in sorted(partners):
            if self._is_due(account, partner):
                both = own[-MAX_POSTS:], self._posts[partner][-MAX_POSTS:]
                found = judge(account, partner, *both, since=since, at=at, users_of=self._users.__getitem__)
                if found is not None:
                    yield found

    def _move(self, at: float) -> None:
        """Forget what is over a minute ago, and begin new counts when their time has come."""
        minute, since = self._minute, at - TAU
        while minute and minute[0][0] < since:
            _, number, account = minute.popleft()
            recent = self._recent.get(number)
            if recent is not None and recent.get(account, at) < since:
                del recent[account]
                if not recent:
                    del self._recent[number]
        if self._first is None:
            self._first = self._turned = at
        if at - self._turned >= MEMORY:
            self._older, self._counts, self._turned = self._counts, Counter(), at
        if (tens := int(at // OCCASION)) != self._tens:
            self._tens = tens
            self._met.clear()

    def _is_due(self, one: int, other: int) -> bool:
        """Count a meeting of two accounts, once in ten minutes; True when it is time to look at them."""
        pair = (one, other) if one < other else (other, one)
        if pair in self._met:
            return False
        self._met.add(pair)
        self._counts[pair] += 1
        return self._counts[pair] + self._older[pair] in _JUDGED_AT


def judge(
    one: int,
    other: int,
    posts: Sequence[_Kept],
    others: Sequence[_Kept],
    *,
    since: float,
    at: float,
    users_of: Callable[[int], int],
) -> InStep | None:
    """Whether two accounts are in step by their last posts, in order of time; None when they are not.

    Args:
        since: nothing earlier counts; at: now.
        users_of: how many accounts used a thing so far.
    """
    posts, others = (each[bisect_left(each, (since,)) :] for each in (posts, others))
    near, shared = 0, set[int]()
    met: list[tuple[float, Any, Any]] = []
    for moment, things, post in posts:
        begin = bisect_left(others, (moment - AROUND,))
        for their, of_other, other_post in others[begin : bisect_left(others, (moment + AROUND,))]:
            if common := things & of_other:
                near += 1
                if abs(moment - their) <= TAU:
                    shared |= common
                    (_, earlier), (last, later) = sorted(((moment, post), (their, other_post)))
                    met.append((last, earlier, later))
    met.sort()
    occasions: list[tuple[float, Any, Any]] = []
    for each in met:
        if not occasions or each[0] >= occasions[-1][0] + OCCASION:
            occasions.append(each)
    if len(occasions) < MIN_OCCASIONS or len(shared) < MIN_THINGS:
        return None
    uses, of_other_uses = (Counter(thing for _, things, _ in each for thing in things) for each in (posts, others))
    span = max(at - since, OCCASION)
    expected = sum(uses[thing] * of_other_uses[thing] for thing in uses.keys() & of_other_uses) * 2 * TAU / span
    chance = poisson_tail(len(occasions), expected)
    users = max(map(users_of, shared))
    by_hour = poisson_tail(len(occasions), near * TAU / AROUND) * users * (users - 1) / 2
    if chance >= MAX_CHANCE or by_hour >= MAX_CHANCE_OF_PAIRS:
        return None
    return InStep(
        one=one,
        other=other,
        occasions=len(occasions),
        things=len(shared),
        chance=chance,
        posts=tuple(post for _, *both in occasions for post in both),
    )


def find_in_step(
    account: Integers, at: NDArray[np.float64], entry_post: Integers, entry_thing: Integers
) -> Iterator[tuple[int, InStep]]:
    """The pairs that `CoTiming` finds, with the number of the post by which each turns out, in order; in columns.

    Args:
        account: of each post, in order of time, a number from 0; at: seconds since 1970.
        entry_post, entry_thing: what each post shares with others: numbers of posts and things, each pair once.

    Yields: the post's number, and the pair; its `posts` are numbers of posts. A pair may come several times.
    """
    if not entry_post.size:
        return
    order = sort_by(entry_thing, entry_post)
    post, thing = entry_post[order], entry_thing[order]
    del order
    later, earlier = _meet_often(account[post], at[post], thing)
    if not later.size:
        return
    by, other = (post[each].astype(np.int64) for each in (later, earlier))
    one, other = (account[each].astype(np.int64) for each in (by, other))
    due = _find_due(by, np.minimum(one, other), np.maximum(one, other), at)
    if not due.size:
        return
    posts = _PostsOf(account, at, entry_post, entry_thing, np.union1d(one[due], other[due]))
    by_user = sort_by(thing, account[post])
    is_first = np.ones(by_user.size, np.bool_)
    is_first[1:] = (np.diff(thing[by_user]) != 0) | (np.diff(account[post][by_user]) != 0)
    first_use = np.sort(by_user[is_first])
    used, first_by = thing[first_use], post[first_use]
    del by_user, is_first, first_use, post, thing
    begin_at = float(at[0])
    due = due[np.lexsort((other[due], by[due]))]
    for number, mine, theirs in zip(by[due].tolist(), one[due].tolist(), other[due].tolist(), strict=True):

        def users_of(shared: int, until: int = number) -> int:
            begin, end = np.searchsorted(used, np.array((shared, shared + 1), used.dtype))  # others are copied
            return int(np.searchsorted(first_by[begin:end], first_by.dtype.type(until), side="right"))

        now = float(at[number])
        found = judge(
            mine, theirs, posts.until(mine, number), posts.until(theirs, number),
            since=max(now - MEMORY, begin_at), at=now, users_of=users_of,
        )  # fmt: skip
        if found is not None:
            yield number, found


def _meet_often(account: Integers, at: NDArray[np.float64], thing: Integers) -> tuple[_Numbers, _Numbers]:
    """The `_meetings` of the pairs that met as often as a pair must that is looked at, and of few others.

    Some things at a time, and pairs counted in slots that several may share: most meet by chance, once, and all
    meetings of ten million posts take a gigabyte.
    """
    cuts = np.append(np.unique(np.searchsorted(thing, thing[::USES_AT_ONCE])), thing.size).tolist()
    met = np.zeros(SLOTS, np.uint8)
    parts = []
    for begin, end in pairwise(cuts):
        later, earlier = _meetings(account[begin:end], at[begin:end], thing[begin:end])
        later, earlier = (later + begin).astype(np.int32), (earlier + begin).astype(np.int32)
        slot, many = np.unique(_slot_of(account[later], account[earlier]), return_counts=True)
        met[slot] = np.minimum(met[slot] + many, 255)
        parts.append((later, earlier))
    least = min(_JUDGED_AT)
    often = [
        (later[is_often].astype(np.int64), earlier[is_often].astype(np.int64))
        for later, earlier in parts
        if (is_often := met[_slot_of(account[later], account[earlier])] >= least).any()
    ]
    empty = np.empty(0, np.int64)
    return (
        np.concatenate([empty, *(later for later, _ in often)]),
        np.concatenate([empty, *(earlier for _, earlier in often)]),
    )


def _slot_of(one: Integers, other: Integers) -> _Numbers:
    """A number below SLOTS for a pair of accounts, in either order."""
    mixed = np.minimum(one, other).astype(np.uint64) * _MIX ^ np.maximum(one, other).astype(np.uint64)
    mixed = (mixed ^ mixed >> np.uint64(29)) * _MIX
    return (mixed >> np.uint64(64 - SLOTS.bit_length() + 1)).astype(np.int64)


def _meetings(account: Integers, at: NDArray[np.float64], thing: Integers) -> tuple[_Numbers, _Numbers]:
    """Of uses by thing and order: each use with the last one of each of the 8 other accounts within the minute before.

    Returns: numbers of uses, the later ones and the earlier ones.
    """
    size = thing.size
    again = np.full(size, size)  # where the same account uses the same thing next
    order = np.lexsort((np.arange(size), account, thing))
    is_same = (thing[order][1:] == thing[order][:-1]) & (account[order][1:] == account[order][:-1])
    again[order[:-1][is_same]] = order[1:][is_same]
    found = np.zeros(size, np.int8)
    rest = np.arange(1, size)
    parts: list[tuple[_Numbers, _Numbers]] = [(rest[:0], rest[:0])]
    back = 0
    while rest.size:
        back += 1
        rest = rest[rest >= back]
        before = rest - back
        is_near = (thing[before] == thing[rest]) & (at[before] >= at[rest] - TAU)
        rest, before = rest[is_near], before[is_near]
        is_partner = (account[before] != account[rest]) & (again[before] >= rest)
        parts.append((rest[is_partner], before[is_partner]))
        found[rest[is_partner]] += 1
        rest = rest[found[rest] < MAX_PARTNERS]
    return np.concatenate([later for later, _ in parts]), np.concatenate([earlier for _, earlier in parts])


def _find_due(by: _Numbers, low: _Numbers, high: _Numbers, at: NDArray[np.float64]) -> _Numbers:
    """Which meetings are those at which a pair is looked at."""
    pair = low * (int(high.max()) + 1) + high
    order = np.lexsort((by, pair))
    tens = (at[by] // OCCASION).astype(np.int64)
    is_new = np.ones(order.size, np.bool_)
    is_new[1:] = (np.diff(pair[order]) != 0) | (np.diff(tens[order]) != 0)
    order = order[is_new]
    many = np.diff(np.append(np.flatnonzero(np.diff(pair[order], prepend=-1)), order.size))
    order = order[np.repeat(many >= min(_JUDGED_AT), many)]  # most pairs meet by chance, once
    if not order.size:
        return order
    turns = [float(at[0])]
    while (following := int(np.searchsorted(at, turns[-1] + MEMORY))) < at.size:
        turns.append(float(at[following]))
    turn = np.searchsorted(turns, at[by[order]], side="right")
    begins = np.flatnonzero((np.diff(pair[order], prepend=-1) != 0) | (np.diff(turn, prepend=-1) != 0))
    sizes = np.diff(np.append(begins, order.size))
    older = np.zeros(begins.size, np.int64)
    follows = (pair[order[begins[1:]]] == pair[order[begins[:-1]]]) & (turn[begins[1:]] == turn[begins[:-1]] + 1)
    older[1:][follows] = sizes[:-1][follows]
    count = np.arange(order.size) - np.repeat(begins - older, sizes) + 1
    return order[np.isin(count, list(_JUDGED_AT))]


class _PostsOf:
    """The posts of some accounts with their things, as `judge` takes them."""

    def __init__(
        self, account: Integers, at: NDArray[np.float64], entry_post: Integers, entry_thing: Integers, wanted: _Numbers
    ) -> None:
        self._at = at
        chosen = np.flatnonzero(np.isin(account, wanted))
        self._posts = chosen[np.argsort(account[chosen], kind="stable")]
        self._wanted, begins = np.unique(account[self._posts], return_index=True)
        self._begins = np.append(begins, self._posts.size)
        is_wanted = np.isin(entry_post, chosen)
        order = np.argsort(entry_post[is_wanted], kind="stable")
        self._entry_post, self._entry_thing = entry_post[is_wanted][order], entry_thing[is_wanted][order]
        self._of = lru_cache(maxsize=_HELD)(self._read)

    def _read(self, account: int) -> list[_Kept]:
        place = int(np.searchsorted(self._wanted, account))
        posts = self._posts[self._begins[place] : self._begins[place + 1]]
        begins, ends = (np.searchsorted(self._entry_post, posts, side=side).tolist() for side in ("left", "right"))
        return [
            (moment, frozenset(self._entry_thing[begin:end].tolist()), number)
            for moment, begin, end, number in zip(self._at[posts].tolist(), begins, ends, posts.tolist(), strict=True)
        ]

    def until(self, account: int, post: int) -> list[_Kept]:
        """The last posts of an account, up to one of anybody's."""
        held = self._of(account)
        end = bisect_left(held, post + 1, key=lambda each: each[2])
        return held[max(0, end - MAX_POSTS) : end]


def poisson_tail(count: int, expected: float) -> float:
    """P[X ≥ count] of a Poisson variable, for count > 0; 1.0 where no less was expected.

    >>> round(poisson_tail(3, 0.1), 6)
    0.000155
    """
    if expected >= count:
        return 1.0
    if expected <= 0:
        return 0.0
    term = math.exp(count * math.log(expected) - expected - math.lgamma(count + 1))
    total = 0.0
    while term > total * 1e-12:
        total += term
        count += 1
        term *= expected / count
    return total
