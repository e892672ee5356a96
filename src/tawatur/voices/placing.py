"""The voices of many posts at once: what a `VoiceMerger` says of each, at a fraction of the work."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tawatur.posts import Post, PostId
from tawatur.voices.merging import Posted, VoiceMerger, Words
from tawatur.voices.quiet import Choice, choose
from tawatur.voices.reposts import read_repost
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
        read: the posts of some numbers, in their order; asked for those alone whose words may be like another one's.
    """
    choice = choose(traits)
    author, account = np.unique(traits.author, return_inverse=True)
    first = np.full(author.size, at.size)
    np.minimum.at(first, account, np.arange(at.size))
    account = first[account]  # an author's number is that of his first post
    heard = _hear(traits, choice, read)
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


class _Named(NamedTuple):
    """A post whose names are numbers."""

    platform: str
    post_id: PostId
    author: str | None
    account_id: str | None
    handle: str | None
    posted_at: datetime | None = None


def _hear(traits: Traits, choice: Choice, read: Callable[[Numbers], Iterable[Post]]) -> _Heard:
    heard = _Heard()
    merger = VoiceMerger(steps=())
    names: list[int] = []  # of each node of the merger
    joined = 0
    numbers = np.flatnonzero(choice.is_heard | choice.is_introduced)
    named = _name(traits, choice, numbers, read)
    for number, placement in zip(numbers.tolist(), merger.hear(named), strict=True):
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


def _name(
    traits: Traits, choice: Choice, numbers: Numbers, read: Callable[[Numbers], Iterable[Post]]
) -> Iterator[tuple[Posted, Words | None]]:
    """Posts as a merger takes them, named by their traits; only what may be like other words is read."""
    posts = iter(read(np.flatnonzero(choice.is_read)))
    begins, ends = (np.searchsorted(traits.shared_post, numbers, side=side).tolist() for side in ("left", "right"))
    key, author, handle, carried, carried_handle = (
        [_digits(value) for value in column[numbers].tolist()]
        for column in (traits.key, traits.author, traits.handle, traits.carried, traits.carried_handle)
    )
    shared = [str(value) for value in traits.shared.tolist()]
    flags = (choice.is_heard, choice.is_read, traits.has_id, traits.opening == 0)
    for at, (is_heard, is_read, has_id, is_slight) in enumerate(
        zip(*(flag[numbers].tolist() for flag in flags), strict=True)
    ):
        post = _Named("", PostId(key[at] or ""), author[at], author[at] if has_id else None, handle[at])
        if not is_heard:
            yield post, None
            continue
        said = next(posts) if is_read else None
        repost = read_repost(said) if said is not None else None
        if repost is not None:
            of, by = carried[at] or repost.post_id, carried_handle[at] or repost.handle
            repost = replace(repost, post_id=None if of is None else PostId(of), handle=by)
        things = shared[begins[at] : ends[at]]
        yield post, Words(said=said, is_slight=is_slight, repost=repost, shared=things)


def _digits(value: int) -> str | None:
    return f"{value:x}" if value else None


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
