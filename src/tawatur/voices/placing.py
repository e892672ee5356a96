"""The voices of many posts at once: what a `VoiceMerger` says of each, at a fraction of the work."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tawatur.posts import Post
from tawatur.voices.merging import VoiceMerger
from tawatur.voices.quiet import choose
from tawatur.voices.timing import InStep, find_in_step
from tawatur.voices.traits import Flags, Numbers, Traits


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Where posts stand when they are posted, one row each.

    Attributes:
        voice: a number, equal for posts of one voice by the merges known then, accounts in step among them; -1 for a
            repost of which nothing more is known.
        counts: as `Placement` has it.
        steps: accounts that turn out to be in step, in order, with the number of the post by which it shows; `one` and
            `other` are the first posts of theirs.
    """

    voice: Numbers
    counts: Flags
    steps: tuple[tuple[int, InStep], ...]


def place_posts(traits: Traits, at: NDArray[np.float64], read: Callable[[Numbers], Iterable[Post]]) -> Placed:
    """The voices of posts, as a `VoiceMerger` finds them that is given every one.

    Args:
        traits: of the posts, in `time_order`, each once. at: when they were posted, seconds since 1970.
        read: the posts of some numbers, in their order.
    """
    choice = choose(traits)
    author, account = np.unique(traits.author, return_inverse=True)
    first = np.full(author.size, at.size)
    np.minimum.at(first, account, np.arange(at.size))
    account = first[account]  # an author's number is that of his first post
    heard = _hear(np.flatnonzero(choice.is_heard | choice.is_introduced), choice.is_heard, read)
    voice = np.where(choice.counts, 2 * account, -1)
    counts = choice.counts.copy()
    voice[heard.posts], counts[heard.posts] = heard.voices, heard.counts
    found = _find_steps(traits, at, account, heard)
    tree = _Tree()
    steps: list[tuple[int, InStep]] = []
    joins = iter([*heard.joins, (at.size, 0, 0)])
    join = next(joins)
    for number, step in [*found, (at.size, None)]:
        while join[0] <= number and join[0] < at.size:
            tree.join(*join[1:], since=join[0])
            join = next(joins)
        if step is not None and tree.join(2 * step.one, 2 * step.other, since=number):
            steps.append((number, step))
    tree.read(voice)
    return Placed(voice=voice, counts=counts, steps=tuple(steps))


@dataclass(slots=True)
class _Heard:
    """What a merger said of the posts that it was given.

    Attributes:
        posts, voices, counts, likeness: of each its number, its voice before steps, whether it counts, and a number for
            the texts that are like its own (-1: none).
        joins: number of a post, and the two voices that it made one. A voice goes by twice the number of the first post
            of its oldest account; by one more where that is an account that a repost names and nobody saw.
    """

    posts: list[int] = field(default_factory=list)
    voices: list[int] = field(default_factory=list)
    counts: list[bool] = field(default_factory=list)
    likeness: list[int] = field(default_factory=list)
    joins: list[tuple[int, int, int]] = field(default_factory=list)


def _hear(numbers: Numbers, is_heard: Flags, read: Callable[[Numbers], Iterable[Post]]) -> _Heard:
    heard = _Heard()
    merger = VoiceMerger(steps=())
    names: list[int] = []  # of each node of the merger
    joined = 0
    marked = zip(read(numbers), is_heard[numbers].tolist(), strict=True)
    for number, placement in zip(numbers.tolist(), merger.hear(marked), strict=True):
        if merger.nodes > len(names):  # the author first, then an origin that nobody saw
            is_new = merger.author == len(names)
            names += [2 * number + (not is_new), 2 * number + 1][: merger.nodes - len(names)]
        heard.joins += [(number, names[one], names[other]) for one, other in merger.joins[joined:]]
        joined = len(merger.joins)
        if placement is not None:
            heard.posts.append(number)
            heard.voices.append(names[placement.v1])
            heard.counts.append(placement.counts)
            heard.likeness.append(-1 if placement.text is None else placement.text)
    return heard


def _find_steps(traits: Traits, at: NDArray[np.float64], account: Numbers, heard: _Heard) -> list[tuple[int, InStep]]:
    """Every pair of accounts in step, by the posts that are no reposts and name an author."""
    own = np.flatnonzero(~traits.is_repost & (traits.author != 0))
    place = np.full(at.size, -1)
    place[own] = np.arange(own.size)
    posts, likeness = np.array(heard.posts, np.int64), np.array(heard.likeness, np.int64)
    has_text = likeness >= 0
    post = place[np.concatenate((traits.shared_post, traits.tag_post, posts[has_text]))]
    thing = np.concatenate((traits.shared, traits.tag, likeness[has_text].astype(np.uint64)))
    post, thing = post[post >= 0], thing[post >= 0]
    _, number, many = np.unique(thing, return_inverse=True, return_counts=True)
    is_shared = many[number] > 1
    pairs = np.unique(np.stack((post[is_shared], number[is_shared])), axis=1)
    found = find_in_step(account[own], at[own], pairs[0], pairs[1])
    return [(int(own[by]), _renumber(step, own)) for by, step in found]


def _renumber(step: InStep, own: Numbers) -> InStep:
    return InStep(
        one=step.one,
        other=step.other,
        occasions=step.occasions,
        things=step.things,
        chance=step.chance,
        posts=tuple(own[list(step.posts)].tolist()),
    )


class _Tree:
    """Voices that became one, each from a post on; a voice that is gone is left under the older one."""

    def __init__(self) -> None:
        self._older: dict[int, int] = {}
        self._since: dict[int, int] = {}

    def join(self, one: int, other: int, *, since: int) -> bool:
        """Make two voices one from a post on, of no lower number than the last one; False where they were one."""
        left, gone = sorted((self._root(one, since), self._root(other, since)))
        if left == gone:
            return False
        self._older[gone], self._since[gone] = left, since
        return True

    def _root(self, voice: int, number: int) -> int:
        while voice in self._older and self._since[voice] <= number:
            voice = self._older[voice]
        return voice

    def read(self, voices: Numbers) -> None:
        """Put in the place of each post's voice what it was when it was posted."""
        gone = np.fromiter(self._older, np.int64, len(self._older))
        for number in np.flatnonzero(np.isin(voices, gone)).tolist():
            voices[number] = self._root(int(voices[number]), number)
