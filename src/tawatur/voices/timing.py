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
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

MEMORY = 28 * 86_400  # seconds
TAU = 60  # seconds within which two posts are in step
OCCASION = 600  # seconds: what is closer together is one occasion
MIN_OCCASIONS, MIN_THINGS = 3, 2
MAX_CHANCE = 1e-6
AROUND = 1_800  # seconds by which chance could have moved a post
MAX_CHANCE_OF_PAIRS = 0.05
MAX_PARTNERS = 8  # of one post and thing, the last ones: in a crowd those in step stand side by side often enough
MAX_POSTS = 200  # of one account, the last ones
_SLOTS = 1 << 20
_JUDGED_AT = frozenset(
    {3, 4, 5, 6, 8, 10, 13, 16, 20, 25, 32, 50, 80, 130, 200}
)  # tens of minutes met: seldom, later on

_Kept = tuple[float, frozenset[int], str]  # time, things, post id


@dataclass(frozen=True, slots=True, kw_only=True)
class InStep:
    """Two accounts that post in step, as far as was known when it was found.

    Attributes:
        one, other: their numbers.
        occasions: on which they did, at least ten minutes apart; things: how many different ones they shared then.
        chance: that posts strewn evenly over the memory share so many moments.
        post_ids: two of each occasion, in order of time.
    """

    one: int
    other: int
    occasions: int
    things: int
    chance: float
    post_ids: tuple[str, ...]


class CoTiming:
    """Finds, post by post, which accounts have become pairs that post in step.

    A counter of fixed size proposes pairs; what both posted in the last 28 days decides. So two pairs that share a cell
    of the counter cost time and change nothing.
    """

    def __init__(self) -> None:
        self._posts: dict[int, list[_Kept]] = {}
        self._things: dict[str, int] = {}
        self._users: Counter[int] = Counter()
        self._recent: dict[int, dict[int, float]] = {}  # thing -> accounts of the last minute, the last one last
        self._minute: deque[tuple[float, int, int]] = deque()
        self._counts, self._older = bytearray(_SLOTS), bytearray(_SLOTS)
        self._first: float | None = None
        self._turned = 0.0
        self._tens = -1
        self._met: set[int] = set()  # cells counted in these ten minutes

    def add(self, account: int, things: Sequence[str], at: float, post_id: str) -> Iterator[InStep]:
        """The accounts that turn out to be in step with this one.

        Args:
            account: a number; things: keys of what the post shares with others; at: seconds since 1970, of no earlier
                post than the last one.
        """
        self._move(at)
        numbers = [self._things.setdefault(thing, len(self._things)) for thing in dict.fromkeys(things)]
        own = self._posts.setdefault(account, [])
        if len(own) == MAX_POSTS:
            del own[: MAX_POSTS // 4]
        partners: dict[int, None] = {}
        for number in numbers:
            if not any(number in each for _, each, _ in own):
                self._users[number] += 1
            self._minute.append((at, number, account))
            recent = self._recent.get(number)
            if recent is None:
                self._recent[number] = {account: at}
                continue
            recent.pop(account, None)
            partners.update(dict.fromkeys(islice(reversed(recent), MAX_PARTNERS)))
            recent[account] = at
        own.append((at, frozenset(numbers), post_id))
        for partner in partners:
            if self._is_due(account, partner) and (found := self._judge(account, partner, at)) is not None:
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
            self._older, self._counts, self._turned = self._counts, bytearray(_SLOTS), at
        if (tens := int(at // OCCASION)) != self._tens:
            self._tens = tens
            self._met.clear()

    def _is_due(self, one: int, other: int) -> bool:
        """Count a meeting of two accounts, once in ten minutes; True when it is time to look at them."""
        low, high = sorted((one, other))
        cell = ((low * 0x9E3779B1 ^ high * 0x85EBCA6B) >> 7) % _SLOTS
        if cell in self._met:
            return False
        self._met.add(cell)
        self._counts[cell] = min(255, self._counts[cell] + 1)
        return self._counts[cell] + self._older[cell] in _JUDGED_AT

    def _judge(self, one: int, other: int, at: float) -> InStep | None:
        since = max(at - MEMORY, self._first or 0.0)
        posts, others = (each[bisect_left(each, (since,)) :] for each in (self._posts[one], self._posts[other]))
        near, shared = 0, set[int]()
        met: list[tuple[float, str, str]] = []
        for moment, things, post_id in posts:
            begin = bisect_left(others, (moment - AROUND,))
            for their, of_other, other_id in others[begin : bisect_left(others, (moment + AROUND,))]:
                if common := things & of_other:
                    near += 1
                    if abs(moment - their) <= TAU:
                        shared |= common
                        (_, earlier), (last, later) = sorted(((moment, post_id), (their, other_id)))
                        met.append((last, earlier, later))
        met.sort()
        occasions: list[tuple[float, str, str]] = []
        for each in met:
            if not occasions or each[0] >= occasions[-1][0] + OCCASION:
                occasions.append(each)
        if len(occasions) < MIN_OCCASIONS or len(shared) < MIN_THINGS:
            return None
        uses, of_other_uses = (Counter(thing for _, things, _ in each for thing in things) for each in (posts, others))
        span = max(at - since, OCCASION)
        expected = sum(uses[thing] * of_other_uses[thing] for thing in uses.keys() & of_other_uses) * 2 * TAU / span
        chance = poisson_tail(len(occasions), expected)
        users = max(self._users[thing] for thing in shared)
        by_hour = poisson_tail(len(occasions), near * TAU / AROUND) * users * (users - 1) / 2
        if chance >= MAX_CHANCE or by_hour >= MAX_CHANCE_OF_PAIRS:
            return None
        return InStep(
            one=one,
            other=other,
            occasions=len(occasions),
            things=len(shared),
            chance=chance,
            post_ids=tuple(post_id for _, *both in occasions for post_id in both),
        )


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
