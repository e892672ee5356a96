"""Posts in columns as DuckDB takes them: arrays of numpy under a name, and the query that makes table columns of them.

Text goes as it is, times as microseconds, and what only some posts have (lists, references, counts) as JSON, which
DuckDB reads. Null stays apart from a reference of nulls.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from functools import lru_cache
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from tawatur.arabic.folding import TextFolder
from tawatur.hashtags.characters import FULLWIDTH_SIGN
from tawatur.hashtags.entries import EntryReader
from tawatur.posts import NO_METRICS, Metrics, PostColumns, SaysSomething, author_of, number_author, to_microseconds
from tawatur.voices.reposts import Repost
from tawatur.voices.traits import TraitReader

READ_AT_ONCE = 512  # texts folded at once, and posts whose traits are read
_UNKNOWN, _NO_COUNT = np.iinfo(np.int64).min, -1  # in place of a time or a number
_TEXTS = (
    *("platform", "post_id", "text", "account_id", "handle", "display_name", "bio", "role", "url", "language"),
    *("record_id", "pointer", "level"),
)
_TIMES = ("posted_at", "edited_at", "captured_at")
_LISTS = ("tags", "urls", "media")
_REFERENCES = ("repost_of", "quote_of", "reply_to")
_FLAGS = {None: -1, False: 0, True: 1}
_EMPTY: dict[str, object] = dict.fromkeys(_LISTS, ()) | dict.fromkeys(_REFERENCES) | {"metrics": NO_METRICS}
_BESIDE = ("found", "is_marked", "traits", "carried")
_encoder = msgspec.json.Encoder()
_FEW = 8  # tags of a post; what is remembered of more takes memory without end


def make_query(name: str, kinds: Mapping[str, str]) -> str:
    """SQL that makes columns (name -> type) of the arrays of a `ColumnReader`, registered as `name`."""
    made = {each: f"{each}::JSON::{kinds[each]}" for each in (*_REFERENCES, "carried")}
    made |= {each: f"coalesce({each}::JSON::{kinds[each]}, [])" for each in _LISTS}
    unknown = ", ".join(f"'{field.name}': NULL" for field in fields(Metrics))
    made["metrics"] = f"coalesce(metrics::JSON::{kinds['metrics']}, {{{unknown}}})"
    made |= {each: _time_of(each) for each in (*_TIMES, "received_at")}
    made["is_public"] = "CASE is_public WHEN 1 THEN true WHEN 0 THEN false END"
    made |= {each: f"{each}::JSON::{kinds[each]}" for each in ("found", "is_marked")}
    made |= {"too_long": f"nullif(too_long, {_NO_COUNT})", "author": f"nullif(author, {_UNKNOWN})"}
    made["evidence"] = (
        "CASE WHEN record_id IS NOT NULL THEN {'record_id': record_id, 'pointer': pointer, "
        f"'captured_at': {_time_of('captured_at')}, 'level': level}} END"
    )
    return f"SELECT {', '.join(f'{made.get(each, each)} AS {each}' for each in kinds)} FROM {name}"


def _time_of(name: str) -> str:
    return f"make_timestamptz(nullif({name}, {_UNKNOWN}))"


class ColumnReader:
    """Makes the arrays of posts; words that it met in one batch it knows in the next."""

    def __init__(self) -> None:
        self._folder = TextFolder()
        self._entries = EntryReader()
        self._traits = TraitReader()

    def read(self, posts: PostColumns, *, received_at: datetime, has_traits: bool = True) -> dict[str, NDArray[Any]]:
        """The arrays of posts, with those of what is read from them (`folded`, and what trends are made from).

        What voices are told apart by takes as long as all else: without `has_traits` it is read later (`read_traits`).
        DuckDB must take them for what they are: `SET GLOBAL pandas_analyze_sample = 0`, or it guesses from a few.
        """
        folded: list[str] = []
        for first in range(0, len(posts), READ_AT_ONCE):
            folded += self._folder.fold(posts.text[first : first + READ_AT_ONCE])
        arrays: dict[str, NDArray[Any]] = {name: as_objects(getattr(posts, name)) for name in _TEXTS}
        arrays |= {name: _as_times(getattr(posts, name)) for name in _TIMES}
        arrays |= {name: as_objects(_encode_each(getattr(posts, name), empty)) for name, empty in _EMPTY.items()}
        arrays |= self._read_beside(posts, folded, has_traits=has_traits)
        return {
            **arrays,
            "is_public": np.array([_FLAGS[each] for each in posts.is_public], np.int8),
            "folded": as_objects(folded),
            "received_at": np.full(len(posts), to_microseconds(received_at), np.int64),
        }

    def _read_beside(self, posts: PostColumns, folded: Sequence[str], *, has_traits: bool) -> dict[str, NDArray[Any]]:
        """The tags that count, the author's number, and what voices are told apart by; nothing where no tag can be."""
        numbers = [
            number
            for number, (text, tags) in enumerate(zip(posts.text, posts.tags, strict=True))
            if tags or "#" in text or FULLWIDTH_SIGN in text
        ]
        count = len(posts)
        found: dict[str, list[str | None]] = {name: [None] * count for name in _BESIDE}
        too_long, author = [_NO_COUNT] * count, [_UNKNOWN] * count
        if has_traits:
            read = read_traits(self._traits, posts.said(numbers))
            for number, packed, carried in zip(numbers, *read, strict=True):
                found["traits"][number], found["carried"][number] = packed, carried
        written, marked, read_entries = found["found"], found["is_marked"], self._entries.read
        for number in numbers:
            platform = posts.platform[number]
            entries = read_entries(posts.text[number], posts.tags[number], platform)
            written[number], marked[number] = _encode_words(entries.tags), _encode_words(entries.marked)
            too_long[number] = entries.too_long
            named = author_of(posts.account_id[number], posts.handle[number])
            author[number] = number_author(platform, named, folded[number])
        return {name: as_objects(values) for name, values in found.items()} | {
            "too_long": np.array(too_long, np.int32),
            "author": np.array(author, np.int64),
        }


def _encode_words(values: tuple[str, ...] | tuple[bool, ...]) -> str:
    """JSON of the tags of a post, or of what is said of each; that of few is remembered."""
    return _encode_few(values) if len(values) <= _FEW else _encoder.encode(values).decode()


@lru_cache(maxsize=1 << 14)
def _encode_few(values: tuple[str, ...] | tuple[bool, ...]) -> str:
    return _encoder.encode(values).decode()


def read_traits(reader: TraitReader, posts: Sequence[SaysSomething]) -> tuple[list[str], list[str | None]]:
    """What voices are told apart by, as it is kept: traits, and JSON of what each carries of another post."""
    packed: list[str] = []
    carried: list[str | None] = []
    for first in range(0, len(posts), READ_AT_ONCE):
        read = reader.read_texts(posts[first : first + READ_AT_ONCE])
        packed += read.pack()
        carried += map(_encode_carried, read.reposts)
    return packed, carried


def as_objects(values: list[Any]) -> NDArray[np.object_]:
    """The values as they are."""
    array = np.empty(len(values), np.object_)
    array[:] = values
    return array


def _as_times(values: list[int | None]) -> NDArray[np.int64]:
    return np.array([_UNKNOWN if each is None else each for each in values], np.int64)


def _encode_each(values: Iterable[object], empty: object) -> list[str | None]:
    """JSON of each value; None for an empty one."""
    return [None if each is empty or each == empty else _encoder.encode(each).decode() for each in values]


def _encode_carried(repost: Repost | None) -> str | None:
    if repost is None:
        return None
    return _encoder.encode({"post_id": repost.post_id, "handle": repost.handle, "is_cut": repost.is_cut}).decode()
