"""Developments: what several authors of a crowd tell alike, each in words of his own."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

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
    """

    posts: tuple[Post, ...]
    voices: int
    is_one: bool


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
    holders: dict[str, list[int]] = defaultdict(list)
    for at, post in enumerate(posts):
        for word in stems[post.key]:
            holders[word].append(at)
    weights = [rarity.sum(stems[post.key]) for post in posts]
    near = [_near(at, stems[post.key], holders, weights, rarity) for at, post in enumerate(posts)]
    names = [author_of[post.key] for post in posts]
    left = set(range(len(posts)))
    found: list[Development] = []
    while left:
        voices = {at: len({names[other] for other in near[at] & left} | {names[at]}) for at in left}
        best = min(left, key=lambda at: (-voices[at], at))
        if voices[best] < 2:
            break
        members = sorted((near[best] & left) | {best})
        left.difference_update(members)
        held = Counter(word for at in members for word in stems[posts[at].key])
        core = [rarity.of(word) for word, count in held.items() if count >= IN_MOST * len(members)]
        is_one = len(core) >= SHARED and sum(core) >= DISTINCT * len(core)
        found.append(Development(posts=tuple(posts[at] for at in members), voices=voices[best], is_one=is_one))
    return tuple(found)


def _near(
    at: int, own: frozenset[str], holders: Mapping[str, Sequence[int]], weights: Sequence[float], rarity: Rarity
) -> set[int]:
    """The posts that tell what one tells."""
    shared: Counter[int] = Counter()
    weight: dict[int, float] = defaultdict(float)
    for word in sorted(own):
        for other in holders.get(word, ()):
            if other != at:
                shared[other] += 1
                weight[other] += rarity.of(word)
    return {
        other
        for other, count in shared.items()
        if count >= SHARED
        and weight[other] >= OF_SHORTER * min(weights[at], weights[other])
        and weight[other] >= OF_LONGER * max(weights[at], weights[other])
    }
