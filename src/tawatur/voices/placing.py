"""The voices of many posts at once: what a `VoiceMerger` says of each, at a fraction of the work."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from tawatur.posts import Post, PostId
from tawatur.trends.windows import Integers, sort_by
from tawatur.voices.merging import Posted, VoiceMerger, Words
from tawatur.voices.quiet import Choice, choose
from tawatur.voices.reposts import read_repost
from tawatur.voices.timing import InStep, find_in_step
from tawatur.voices.traits import Flags, Hashes, Numbers, Traits

NAMED_AT_ONCE = 4_096  # posts


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
    author, place = np.unique(traits.author, return_inverse=True)
    first = np.full(author.size, at.size)
    np.minimum.at(first, place, np.arange(at.size))
    account = first.astype(np.int32)[place]  # an author's number is that of his first post
    named = _Named.of(traits, np.flatnonzero(choice.is_heard | choice.is_introduced))
    traits = replace(traits, bands=np.empty((0, 0), np.uint32))
    things = _Things.of(traits)
    del traits, author, place, first  # of ten million posts half a gigabyte
    heard = _hear(named, choice, read)
    del named
    posts = np.array(heard.posts)
    found = _find_steps(things, at, account, posts, np.array(heard.likeness))
    voice = np.where(choice.counts, 2 * account.astype(np.int64), -1)
    counts = choice.counts.copy()
    voice[posts], counts[posts] = np.array(heard.voices), np.array(heard.counts, np.bool_)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Named:
    """What a merger must know of some posts, in columns as `Traits` has them.

    Attributes:
        posts: their numbers. first_shared, end_shared: of each where its part of `shared` begins and ends.
        handle: 0, too, where none of these posts names it, and it is of one account alone.
        is_reposted: one of these posts reposts it.
    """

    posts: Numbers
    key: Hashes
    author: Hashes
    handle: Hashes
    carried: Hashes
    carried_handle: Hashes
    has_id: Flags
    is_slight: Flags
    is_reposted: Flags
    shared: Hashes
    first_shared: Numbers
    end_shared: Numbers

    @classmethod
    def of(cls, traits: Traits, posts: Numbers) -> Self:
        key, author, handle = traits.key[posts], traits.author[posts], traits.handle[posts]
        carried, carried_handle = traits.carried[posts], traits.carried_handle[posts]
        order = np.lexsort((author, handle))
        is_shared = (handle[order][1:] == handle[order][:-1]) & (author[order][1:] != author[order][:-1])
        asked = np.union1d(handle[order][1:][is_shared], carried_handle)
        return cls(
            posts=posts,
            key=key,
            author=author,
            handle=np.where(np.isin(handle, asked), handle, np.uint64(0)),
            carried=carried,
            carried_handle=carried_handle,
            has_id=traits.has_id[posts],
            is_slight=traits.opening[posts] == 0,
            is_reposted=np.isin(key, carried),
            shared=traits.shared,
            first_shared=np.searchsorted(traits.shared_post, posts),
            end_shared=np.searchsorted(traits.shared_post, posts, side="right"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Things:
    """What accounts can be in step by: of the posts that are no reposts and name an author, links, media and tags.

    Attributes:
        own: numbers of these posts. post, thing: place among them, and the number of a thing that stands there again.
    """

    own: NDArray[np.int32]
    post: NDArray[np.int32]
    thing: NDArray[np.int32]

    @classmethod
    def of(cls, traits: Traits) -> Self:
        own = np.flatnonzero(~traits.is_repost & (traits.author != 0)).astype(np.int32)
        place = np.full(traits.author.size, -1, np.int32)
        place[own] = np.arange(own.size, dtype=np.int32)
        posts, things = [], []
        first = 0
        for post, key in ((traits.shared_post, traits.shared), (traits.tag_post, traits.tag)):
            of = place[post]
            of, number = _number_repeated(of[of >= 0], key[of >= 0])
            posts.append(of)
            things.append(number + np.int32(first))
            first += int(number.max(initial=-1)) + 1
        return cls(own=own, post=np.concatenate(posts), thing=np.concatenate(things))


def _number_repeated(post: NDArray[np.int32], key: NDArray[Any]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """The posts whose key stands there several times, and a number for each such key."""
    order = np.argsort(key)
    key = key[order]
    is_new = np.ones(key.size, np.bool_)
    is_new[1:] = key[1:] != key[:-1]
    is_alone = is_new.copy()
    is_alone[:-1] &= is_new[1:]
    number = np.empty(key.size, np.int32)
    number[order] = np.cumsum(is_new, dtype=np.int32) - np.int32(1)
    is_shared = np.ones(key.size, np.bool_)
    is_shared[order[is_alone]] = False
    return post[is_shared], number[is_shared]


@dataclass(slots=True)
class _Heard:
    """What a merger said of the posts that it was given.

    Attributes:
        posts, voices, counts, likeness: of each its number, its voice before steps, whether it counts, and a number for
            the texts that are like its own (-1: none).
        joins: number of a post, and the two voices that it made one. A voice goes by twice the number of the first post
            of its oldest account; by one more where that is an account that a repost names and nobody saw.
    """

    posts: array[int] = field(default_factory=lambda: array("q"))
    voices: array[int] = field(default_factory=lambda: array("q"))
    counts: array[int] = field(default_factory=lambda: array("b"))
    likeness: array[int] = field(default_factory=lambda: array("q"))
    joins: list[tuple[int, int, int]] = field(default_factory=list)


class _Post(NamedTuple):
    """A post whose names are numbers."""

    platform: str
    post_id: PostId
    author: str | None
    account_id: str | None
    handle: str | None
    posted_at: datetime | None = None


def _hear(named: _Named, choice: Choice, read: Callable[[Numbers], Iterable[Post]]) -> _Heard:
    heard = _Heard()
    merger = VoiceMerger(steps=())
    names = array("q")  # of each node of the merger
    joined = 0
    for number, placement in zip(map(int, named.posts), merger.hear(_name(named, choice, read)), strict=True):
        if merger.nodes > len(names):  # the author first, then an origin that nobody saw
            is_new = merger.author == len(names)
            names.extend([2 * number + (not is_new), 2 * number + 1][: merger.nodes - len(names)])
        if len(merger.joins) > joined:
            heard.joins += [(number, names[one], names[other]) for one, other in merger.joins[joined:]]
            joined = len(merger.joins)
        if placement is not None:
            heard.posts.append(number)
            heard.voices.append(names[placement.v1])
            heard.counts.append(placement.counts)
            heard.likeness.append(-1 if placement.text is None else placement.text)
    return heard


def _name(
    named: _Named, choice: Choice, read: Callable[[Numbers], Iterable[Post]]
) -> Iterator[tuple[Posted, Words | None]]:
    """Posts as a merger takes them, named by their traits; only what may be like other words is read."""
    posts = iter(read(np.flatnonzero(choice.is_read)))
    for begin in range(0, named.posts.size, NAMED_AT_ONCE):
        part = slice(begin, begin + NAMED_AT_ONCE)
        names = (named.key, named.author, named.handle, named.carried, named.carried_handle)
        digits = ([_digits(value) for value in column[part].tolist()] for column in names)
        flags = (flag[named.posts[part]] for flag in (choice.is_heard, choice.is_read, choice.is_excerpted))
        own_flags = (flag[part] for flag in (named.has_id, named.is_slight, named.is_reposted))
        rest = (*flags, *own_flags, named.first_shared[part], named.end_shared[part])
        for (
            key, author, handle, carried, by,
            is_heard, is_read, is_excerpted, has_id, is_slight, is_reposted, first, end,
        ) in zip(*digits, *(column.tolist() for column in rest), strict=True):  # fmt: skip
            post = _Post("", PostId(key or ""), author, author if has_id else None, handle)
            if not is_heard:
                yield post, None
                continue
            said = next(posts) if is_read else None
            repost = read_repost(said) if said is not None else None
            if repost is not None:
                of = carried or repost.post_id
                repost = replace(repost, post_id=None if of is None else PostId(of), handle=by or repost.handle)
            shared = [str(value) for value in named.shared[first:end].tolist()] if first < end else []
            words = Words(
                said=said,
                is_slight=is_slight,
                repost=repost,
                shared=shared,
                is_reposted=is_reposted,
                is_excerpted=is_excerpted,
                platform=None if said is None else said.platform,
            )
            yield post, words
    next(posts, None)  # the reader comes to its end, and gives back what it holds


def _digits(value: int) -> str | None:
    return f"{value:x}" if value else None


def _find_steps(
    things: _Things, at: NDArray[np.float64], account: Integers, posts: Numbers, likeness: Numbers
) -> list[tuple[int, InStep]]:
    """Every pair of accounts in step. `likeness`: of some posts, a number for the texts that are like theirs, or -1."""
    own = things.own
    posts, likeness = posts[likeness >= 0], likeness[likeness >= 0]
    place = np.minimum(np.searchsorted(own, posts), max(0, own.size - 1))
    is_own = own[place] == posts if own.size else np.zeros(posts.size, np.bool_)
    post, number = _number_repeated(place[is_own].astype(np.int32), likeness[is_own])
    number += np.int32(int(things.thing.max(initial=-1)) + 1)
    post, number = np.concatenate((things.post, post)), np.concatenate((things.thing, number))
    del posts, likeness, place, is_own
    order = sort_by(post, number)
    post, number = post[order], number[order]
    is_new = np.ones(post.size, np.bool_)
    is_new[1:] = (post[1:] != post[:-1]) | (number[1:] != number[:-1])
    post, number = post[is_new], number[is_new]
    del order, is_new
    found = find_in_step(account[own], at[own], post, number)
    return [(int(own[by]), _renumber(step, own)) for by, step in found]


def _renumber(step: InStep, own: Integers) -> InStep:
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
