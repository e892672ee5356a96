"""What of a post can meet other posts (its letters, links, media, tags, and whose words it carries) as numbers.

From these alone it is known which posts nobody interacts with (`quiet`), and who posts in step, without a look at any
text. Links, tags and names are 64 bits of a hash: a chance of 3 in 10^6 that any two of ten million are one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from tawatur.posts import Post, SaysSomething, hash_of
from tawatur.voices.copies import BANDS, MIN_LETTERS, SHINGLE, cut_blocks, hash_texts
from tawatur.voices.letters import LetterReader
from tawatur.voices.links import shared_links, shared_media
from tawatur.voices.reposts import Repost, read_repost
from tawatur.voices.tags import MAX_WORDS, TagReader

Numbers = NDArray[np.int64]
Hashes = NDArray[np.uint64]
Flags = NDArray[np.bool_]

PACKED = BANDS // 2  # numbers of 64 bits that hold the bands of a text
_OF_SEVERAL = ("shared_post", "shared", "tag_post", "tag")  # columns with no, one or several rows a post
DIGITS = 16  # of a number in a packed text
_MIX = np.uint64(0x9E3779B97F4A7C15)  # 2^64 / golden ratio


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """Of each post, one row; 0 stands for none.

    Attributes:
        key: of the post; author, handle: of its author and of his handle. has_id: the author is known by an id, not by
            the handle.
        is_repost: it carries another one's words.
        carried, carried_handle: key of the post that a repost carries, and of the handle that it names.
        is_cut: a repost that ends before its text does.
        opening: of the first letters of its text, or the carried one; 0 for a text that is too short to be a copy.
        bands: (posts, bands): near-duplicates have one in common.
        shared_post, shared: number of a post, and key of a link or medium in it.
        tag_post, tag: the same of the tags by which posts can be in step.
    """

    key: Hashes
    author: Hashes
    handle: Hashes
    has_id: Flags
    is_repost: Flags
    carried: Hashes
    carried_handle: Hashes
    is_cut: Flags
    opening: Hashes
    bands: NDArray[np.uint32]
    shared_post: Numbers
    shared: Hashes
    tag_post: Numbers
    tag: Hashes

    @classmethod
    def join(cls, parts: Iterable[Self], size: int) -> Self:
        """The traits of at most `size` posts that are read in several parts, one at least.

        Columns have their room from the start: parts, kept and joined, leave holes of half a gigabyte in what a
        program holds that reads ten million posts.
        """
        columns: dict[str, NDArray[Any]] = {}
        several: dict[str, list[NDArray[Any]]] = {name: [] for name in _OF_SEVERAL}
        start = 0
        for part in parts:
            end = start + part.key.size
            for name in (field.name for field in fields(cls)):
                column = getattr(part, name)
                if name in several:
                    several[name].append((column + start).astype(np.int32) if name.endswith("_post") else column)
                    continue
                if name not in columns:
                    columns[name] = np.empty((size, *column.shape[1:]), column.dtype)
                columns[name][start:end] = column
            start = end
        whole = {name: np.concatenate(several.pop(name)) for name in _OF_SEVERAL}
        return cls(**{name: column[:start] for name, column in columns.items()}, **whole)

    def take(self, order: Numbers) -> Self:
        """The same posts in another order: `order` holds each number once."""
        place = np.empty_like(order)
        place[order] = np.arange(order.size)
        columns = {field.name: getattr(self, field.name) for field in fields(self)}
        for name in columns:
            if columns[name].shape[:1] == order.shape and name not in _OF_SEVERAL:
                columns[name] = columns[name][order]
        for name in ("shared", "tag"):
            post = place[columns[f"{name}_post"]]
            by_post = np.argsort(post, kind="stable")
            columns |= {f"{name}_post": post[by_post], name: columns[name][by_post]}
        return type(self)(**columns)


@dataclass(frozen=True, slots=True, kw_only=True)
class TextTraits:
    """What posts say, without who says it and where: what is kept beside each post.

    Attributes:
        reposts: what each carries of another one.
        numbers: (posts, 1 + PACKED): the opening as `Traits` has it, and the bands two by two.
        shared, tags: of each post.
    """

    reposts: list[Repost | None]
    numbers: Hashes
    shared: list[list[int]]
    tags: list[list[int]]

    def pack(self) -> Iterator[str]:
        """One text a post, of hexadecimal digits: its numbers, how many tags it has, these, and what it shares."""
        numbers = self.numbers.astype(">u8").tobytes().hex()
        width = DIGITS * self.numbers.shape[1]
        for number, (shared, tags) in enumerate(zip(self.shared, self.tags, strict=True)):
            keys = "".join([f"{key:016x}" for key in (*tags, *shared)])
            yield f"{numbers[number * width : (number + 1) * width]}{len(tags):016x}{keys}"


def unpack(packed: Sequence[str]) -> dict[str, Any]:
    """The columns of `Traits` that `TextTraits.pack` put into texts."""
    numbers = np.frombuffer(bytes.fromhex("".join(packed)), ">u8").astype(np.uint64)
    sizes = np.array([len(each) for each in packed], np.int64) // DIGITS
    starts = np.cumsum(sizes) - sizes
    post = np.repeat(np.arange(sizes.size), sizes)
    place = np.arange(numbers.size) - np.repeat(starts, sizes)
    tags = numbers[starts + 1 + PACKED].astype(np.int64)
    is_tag = (place >= 2 + PACKED) & (place < (2 + PACKED + tags)[post])
    is_shared = place >= (2 + PACKED + tags)[post]
    bands = numbers[starts[:, None] + np.arange(1, 1 + PACKED)]
    return {
        "opening": numbers[starts],
        "bands": _unpack_bands(bands),
        "tag_post": post[is_tag],
        "tag": numbers[is_tag],
        "shared_post": post[is_shared],
        "shared": numbers[is_shared],
    }


class TraitReader:
    """Reads the traits of posts, many at once: about 500 is fast."""

    def __init__(self) -> None:
        self._letters = LetterReader()
        self._tags = TagReader()
        self._hash_tag = lru_cache(maxsize=MAX_WORDS)(lambda tag: hash_of("tag", tag))

    def read_texts(self, posts: Sequence[SaysSomething]) -> TextTraits:
        """What some posts say, in their order; the same in whatever parts they come."""
        reposts = [read_repost(post) for post in posts]
        texts = self._letters.read(
            post.text if repost is None else repost.text for post, repost in zip(posts, reposts, strict=True)
        )
        long = [number for number, text in enumerate(texts) if len(text) >= MIN_LETTERS]
        found = np.zeros((len(posts), 1 + PACKED), np.uint64)
        at = 0
        for block in cut_blocks([texts[number] for number in long], len):
            shingles, keys = hash_texts(block)
            numbers = long[at : at + len(block)]
            at += len(block)
            openings = [own[:MIN_LETTERS:SHINGLE][: MIN_LETTERS // SHINGLE] for own in shingles]
            found[numbers, 0] = _hash_openings(np.stack(openings))
            high = keys >> np.uint64(32)
            found[numbers, 1:] = high[:, :PACKED] << np.uint64(32) | high[:, PACKED:]
        return TextTraits(
            reposts=reposts,
            numbers=found,
            shared=[[hash_of("shared", key) for key in shared_keys(post)] for post in posts],
            tags=[[self._hash_tag(tag) for tag in self._tags.read(post)] for post in posts],
        )

    def read(self, posts: Sequence[Post]) -> Traits:
        """The traits of some posts, in their order; the same in whatever parts they come."""
        said = self.read_texts(posts)
        both = list(zip(posts, said.reposts, strict=True))
        return Traits(
            key=_column(hash_of("post", post.platform, post.post_id) for post in posts),
            author=_column(hash_of("author", post.platform, post.author) if post.author else 0 for post in posts),
            handle=_column(
                hash_of("handle", post.platform, post.handle.lower()) if post.handle else 0 for post in posts
            ),
            has_id=np.array([post.account_id is not None for post in posts], np.bool_),
            is_repost=np.array([repost is not None for repost in said.reposts], np.bool_),
            carried=_column(
                hash_of("post", post.platform, repost.post_id) if repost and repost.post_id else 0
                for post, repost in both
            ),
            carried_handle=_column(
                hash_of("handle", post.platform, repost.handle) if repost and repost.handle else 0
                for post, repost in both
            ),
            is_cut=np.array([repost is not None and repost.is_cut for repost in said.reposts], np.bool_),
            opening=said.numbers[:, 0],
            bands=_unpack_bands(said.numbers[:, 1:]),
            shared_post=np.array([number for number, keys in enumerate(said.shared) for _ in keys], np.int64),
            shared=_column(key for keys in said.shared for key in keys),
            tag_post=np.array([number for number, keys in enumerate(said.tags) for _ in keys], np.int64),
            tag=_column(key for keys in said.tags for key in keys),
        )


def _unpack_bands(packed: Hashes) -> NDArray[np.uint32]:
    """The bands of texts, (texts, bands), from two by two in 64 bits."""
    return np.concatenate((packed >> np.uint64(32), packed), axis=1).astype(np.uint32)


def shared_keys(post: SaysSomething) -> list[str]:
    """Keys of the links and media of a post, each once."""
    if not post.urls and not post.media and "://" not in post.text:
        return []  # most posts
    return list(dict.fromkeys([*shared_links(post), *shared_media(post)]))


def _hash_openings(shingles: NDArray[np.uint32]) -> Hashes:
    """64 bits, never 0, for the shingles that make up the first letters of each text."""
    found = np.ones(len(shingles), np.uint64)
    for column in shingles.T:
        found = (found ^ column) * _MIX
        found ^= found >> np.uint64(29)
    return found | np.uint64(1)


def _column(values: Iterable[int]) -> Hashes:
    return np.array(list(values), np.uint64)
