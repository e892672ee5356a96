"""Developments: what several authors of a crowd tell alike, each in words of his own."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

from tawatur.posts import Post
from tawatur.report.records import Key

SHARED = 3  # words that two posts on one development have in common, at least
OF_SHORTER, OF_LONGER = 0.5, 0.25  # of the weight of their words
IN_MOST = 0.75  # of the posts of a development that tells one thing
DISTINCT = 0.4  # weight that its words have on average: of 150 authors one in eight uses them
STEM = 5  # letters of a word that are compared: resigned, resignation
_PROCLITIC = re.compile(r"^[وفبلك](?=....)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Development:
    """Posts that tell alike, oldest first, at least two.

    Attributes:
        voices: their authors.
        is_one: SHARED words, rare ones, stand in most of the posts: all tell one thing, and not each a part of it.
        shared: stems that two posts or more have.
    """

    posts: tuple[Post, ...]
    voices: int
    is_one: bool
    shared: frozenset[str]

    def own(self) -> Iterator[Post]:
        """Those that are nobody's repost."""
        return (post for post in self.posts if post.repost_of is None)


def stem(word: str) -> str:
    """What of a folded word is compared: its first letters, without one that is joined to it.

    >>> stem("resigned") == stem("resignation"), stem("استقالته") == stem("باستقاله")
    (True, True)
    """
    return (word if word.isascii() else _PROCLITIC.sub("", word))[:STEM]


@dataclass(frozen=True, slots=True)
class Rarity:
    """How much a stem tells: 1 where one author uses it, 0 where all do, by the logarithm of the share."""

    authors: int
    users: Mapping[str, int]

    def of(self, word: str) -> float:
        """The weight of one stem."""
        return math.log(self.authors / self.users.get(word, 1)) / math.log(self.authors) if self.authors > 1 else 0.0

    def sum(self, stems: Collection[str]) -> float:
        """The weight of several."""
        return sum(self.of(word) for word in sorted(stems))


def read_rarity(stems: Mapping[Key, frozenset[str]], author_of: Mapping[Key, str]) -> Rarity:
    """How rare each stem is among the authors of some posts."""
    users: dict[str, set[str]] = defaultdict(set)
    for key, own in stems.items():
        for word in own:
            users[word].add(author_of[key])
    authors = len({author_of[key] for key in stems})
    return Rarity(authors, {word: len(names) for word, names in users.items()})


def find_developments(
    posts: Sequence[Post], stems: Mapping[Key, frozenset[str]], author_of: Mapping[Key, str]
) -> tuple[Development, ...]:
    """The developments that at least two authors tell of, the most told first, each post in one at most.

    Args:
        posts: oldest first, without copies of each other.
        stems: of the words of each post (`stem`).

    Each is one post with those that share SHARED stems with it and enough of the weight of both, the post that has most
    such authors first: a star, and no chain, along which the subject would drift.
    Source: leader clustering on the weights of inverse document frequency (Sparck Jones, 1972), by authors.
    """
    rarity = read_rarity(stems, author_of)
    near = _find_near([stems[post.key] for post in posts], rarity)
    names = [author_of[post.key] for post in posts]
    left = set(range(len(posts)))

    def count_voices(at: int) -> int:
        return len({names[other] for other in near[at] & left} | {names[at]})

    offers = [(-count_voices(at), at) for at in left]
    heapify(offers)
    found: list[Development] = []
    while offers:
        most, best = heappop(offers)
        if best not in left:
            continue
        voices = count_voices(best)
        if voices < 2:
            continue
        if voices != -most:  # others have been taken since; no post ever gains
            heappush(offers, (-voices, best))
            continue
        members = sorted((near[best] & left) | {best})
        left.difference_update(members)
        held = Counter(word for at in members for word in stems[posts[at].key])
        core = [rarity.of(word) for word, count in held.items() if count >= IN_MOST * len(members)]
        is_one = len(core) >= SHARED and sum(core) >= DISTINCT * len(core)
        shared = frozenset(word for word, count in held.items() if count > 1)
        found.append(Development(posts=tuple(posts[at] for at in members), voices=voices, is_one=is_one, shared=shared))
    return tuple(found)


def _find_near(stems: Sequence[frozenset[str]], rarity: Rarity) -> list[set[int]]:
    """For each post, given by its stems, the posts that tell what it tells.

    What two of them share weighs OF_LONGER of either at least, so it holds one of the rare stems without which less is
    left of each: only posts that have one in common are compared.
    Source: prefix filtering (Chaudhuri, Ganti & Kaushik, 2006).
    """
    weight_of = {word: rarity.of(word) for word in sorted(frozenset[str]().union(*stems))}
    weights = [rarity.sum(own) for own in stems]
    near: list[set[int]] = [set() for _ in stems]
    holders: dict[str, list[int]] = defaultdict(list)
    for at, own in enumerate(stems):
        rare = _rare_part(own, weight_of, OF_LONGER * weights[at])
        others = {other for word in rare for other in holders[word]}
        for word in rare:
            holders[word].append(at)
        for other in others:
            shared = own & stems[other]
            if len(shared) < SHARED:
                continue
            weight = sum(weight_of[word] for word in sorted(shared))
            low, high = sorted((weights[at], weights[other]))
            if weight >= OF_SHORTER * low and weight >= OF_LONGER * high:
                near[at].add(other)
                near[other].add(at)
    return near


def _rare_part(own: frozenset[str], weight_of: Mapping[str, float], enough: float) -> list[str]:
    """The rarest stems of a post, so many that those left out weigh less than `enough`."""
    ordered = sorted(own, key=lambda word: (weight_of[word], word))
    left_out = 0.0
    for at, word in enumerate(ordered):
        left_out += weight_of[word]
        if left_out >= enough:
            return ordered[at:]
    return []
