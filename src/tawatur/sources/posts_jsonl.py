"""tawatur's own JSON Lines: one post a line, the fields of `posts.Post` under flat names.

Only `id` and `text` must be there, and `created_at` where the platform's id carries no time. Fields with other names
are left alone: research data sets keep their labels beside them. `platform` is "x" where a line does not name one. The
text is taken as it stands (no entities are read in it).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final, TypeVar, cast, get_args

import msgspec

from tawatur.errors import UnreadableRecordError
from tawatur.posts import (
    NO_METRICS,
    Metrics,
    Origin,
    Post,
    PostColumns,
    PostId,
    Reference,
    time_from_id,
    to_microseconds,
)
from tawatur.sources.base import Framing, IsAsked, ReadColumns, Received, Rejected
from tawatur.sources.fields import (
    decode_each,
    decode_struct,
    is_possible_time,
    read_count,
    read_id,
    read_text,
    read_time,
    sample_values,
)
from tawatur.sources.values import read_stream_time
from tawatur.sources.x_fields import permalink, written_repost

_ORIGINS: Final = frozenset(get_args(Origin))
_OWN: Final = frozenset({"platform", "author_handle", "repost_of_handle", "author_name", "repost_of_id"})
_COUNTS: Final = ("reposts", "likes", "replies", "quotes", "views")
_NO_COUNTS: Final = (None,) * len(_COUNTS)
_REFERENCES: Final = ("repost_of", "quote_of", "reply_to")
_NO_LIST: Final[tuple[str, ...]] = ()
_LISTS: Final = ("tags", "urls", "media")
T = TypeVar("T")


class PostsSource:
    """Reads what `format_post` writes."""

    name = "posts"
    title = "tawatur's JSON Lines: id, created_at, text, author_id, author_handle …"
    framing: Framing = "line"

    def recognise(self, sample: bytes) -> float:
        """1 for our own field names, 0.8 for only id, text and created_at beside an author."""
        values = [value for value in sample_values(sample) if {"id", "text", "created_at"} <= value.keys()]
        if not values or any({"id_str", "edit_history_tweet_ids", "public_metrics"} & value.keys() for value in values):
            return 0.0
        return 1.0 if any(_OWN & value.keys() for value in values) else 0.8 if "author_id" in values[0] else 0.5

    def parse(self, received: Received) -> Iterator[Post | Rejected]:
        """The post of a line, or the posts of a list."""
        heads: list[_Head] = []
        found: list[str | Rejected] = []  # the pointer of each that is a post
        for pointer, line in decode_each(received.data, _LINE):
            try:
                if isinstance(line, UnreadableRecordError):
                    raise line
                heads.append(_read_head(line))
            except UnreadableRecordError as error:
                found.append(received.reject(error.reason, error.problem, pointer=pointer))
            else:
                found.append(pointer)
        posts = iter(_read_rest(heads).posts())
        for each in found:
            yield each if isinstance(each, Rejected) else replace(next(posts), evidence=received.evidence(each))

    def read_columns(self, records: Sequence[bytes], is_asked: IsAsked | None = None) -> ReadColumns:
        """The posts of lines that hold one each."""
        numbers: list[int] = []
        unasked: list[int] = []
        heads: list[_Head] = []
        for number, data in enumerate(records):
            try:
                head = _read_head(decode_struct(data, _LINE))
            except UnreadableRecordError:
                continue
            if is_asked is None or is_asked(read_text(head[0].language), head[0].text):
                heads.append(head)
                numbers.append(number)
            else:
                unasked.append(number)
        posts = _read_rest(heads)
        posts.pointer = [""] * len(heads)
        return ReadColumns(posts, numbers, unasked)


SOURCE: Final = PostsSource()


class _Line(msgspec.Struct, gc=False):
    """A line, each field whatever it is."""

    platform: Any = "x"
    id: Any = None
    text: Any = None
    created_at: Any = None
    author_id: Any = None
    author_handle: Any = None
    author_name: Any = None
    author_bio: Any = None
    author_role: Any = None
    url: Any = None
    language: Any = None
    tags: Any = None
    urls: Any = None
    media: Any = None
    repost_of_id: Any = None
    repost_of_handle: Any = None
    quote_of_id: Any = None
    quote_of_handle: Any = None
    reply_to_id: Any = None
    reply_to_handle: Any = None
    reposts: Any = None
    likes: Any = None
    replies: Any = None
    quotes: Any = None
    views: Any = None
    is_public: Any = None
    edited_at: Any = None


_LINE: Final = msgspec.json.Decoder(_Line)


_Head = tuple[_Line, Origin, PostId, int | None]  # what a post cannot be without: and its time in microseconds


def _read_head(line: _Line) -> _Head:
    """Raises: UnreadableRecordError."""
    named = line.platform
    platform = cast("Origin", named if isinstance(named, str) and named in _ORIGINS else "other")
    post_id = cast("PostId | None", read_id(line.id))
    if post_id is None:
        raise UnreadableRecordError("no-id", f"no usable id (saw {ascii(line.id)[:60]})")
    if len(post_id) > 18 and _is_x_id(platform, post_id) and (len(post_id) > 19 or int(post_id) >= 2**63):
        raise UnreadableRecordError("bad-id", f"post id {post_id[:60]}: more than 63 bits")
    if not isinstance(line.text, str):
        raise UnreadableRecordError("no-text", f"no text (saw {ascii(line.text)[:40]})")
    return line, platform, post_id, _read_posted_at(line.created_at, platform, post_id)


def _is_x_id(platform: Origin, post_id: PostId) -> bool:
    return platform == "x" and post_id.isascii() and post_id.isdigit()


def _read_rest(heads: Sequence[_Head]) -> PostColumns:
    """The posts without their evidence. What none of them has takes no time."""
    if not heads:
        return PostColumns.made(0)
    lines, platforms, ids, times = map(list, zip(*heads, strict=True))
    written = dict(zip(_Line.__struct_fields__, zip(*map(msgspec.structs.astuple, lines), strict=True), strict=True))

    def read(name: str, read_value: Callable[[Any], T], otherwise: T) -> list[T]:
        values = written[name]
        if values.count(None) == len(values):
            return [otherwise] * len(values)
        return [otherwise if value is None else read_value(value) for value in values]

    def refer(name: str) -> list[Reference | None]:
        named, handles = read(f"{name}_id", read_id, None), read(f"{name}_handle", _read_handle, None)
        return [
            Reference(post_id=cast("PostId | None", post_id), handle=handle) if post_id or handle else None
            for post_id, handle in zip(named, handles, strict=True)
        ]

    handles = read("author_handle", _read_handle, None)
    counts = zip(*(read(name, read_count, None) for name in _COUNTS), strict=True)
    return PostColumns.made(
        len(lines),
        platform=platforms,
        post_id=ids,
        text=list(written["text"]),
        posted_at=times,
        account_id=read("author_id", read_id, None),
        handle=handles,
        display_name=read("author_name", read_text, None),
        bio=read("author_bio", read_text, None),
        role=read("author_role", read_text, None),
        url=[
            link or (permalink(handle, post_id) if _is_x_id(platform, post_id) else None)
            for link, handle, platform, post_id in zip(
                read("url", _read_link, None), handles, platforms, ids, strict=True
            )
        ],
        language=read("language", read_text, None),
        repost_of=[
            reference or (written_repost(text) if platform == "x" else None)
            for reference, text, platform in zip(refer("repost_of"), written["text"], platforms, strict=True)
        ],
        quote_of=refer("quote_of"),
        reply_to=refer("reply_to"),
        metrics=[
            NO_METRICS if each == _NO_COUNTS else Metrics(**dict(zip(_COUNTS, each, strict=True))) for each in counts
        ],
        is_public=read("is_public", _read_flag, None),
        edited_at=read("edited_at", _read_moment, None),
        **{name: read(name, _read_list, _NO_LIST) for name in _LISTS},
    )


def _read_posted_at(created: Any, platform: Origin, post_id: PostId) -> int | None:
    """In microseconds; None for a paste without a time. Raises: UnreadableRecordError."""
    posted_at = read_stream_time(created) if isinstance(created, str) else None
    if posted_at is not None:  # as nearly all are written
        return posted_at
    moment = read_time(created) or time_from_id(platform, post_id)
    if moment is None and platform != "paste":
        raise UnreadableRecordError("no-time", f"no posting time (created_at is {ascii(created)[:40]})")
    if moment is not None and not is_possible_time(moment):
        raise UnreadableRecordError("absurd-time", f"posted at {moment:%Y-%m-%d}, which cannot be")
    return to_microseconds(moment)


def format_post(post: Post) -> dict[str, Any]:
    """A post as a line of this format (to be written as JSON): what it does not know is left out.

    Its evidence is left out too: the line will be evidence itself where it is read.
    """
    written: dict[str, Any] = {
        "platform": post.platform,
        "id": post.post_id,
        "created_at": _write_time(post.posted_at),
        "text": post.text,
        "author_id": post.account_id,
        "author_handle": post.handle,
        "author_name": post.display_name,
        "author_bio": post.bio,
        "author_role": post.role,
        "url": post.url,
        "language": post.language,
    }
    written |= {name: list(getattr(post, name)) or None for name in _LISTS}
    for name in _REFERENCES:
        if (reference := getattr(post, name)) is not None:
            written |= {f"{name}_id": reference.post_id, f"{name}_handle": reference.handle}
    written |= {name: getattr(post.metrics, name) for name in _COUNTS}
    written["is_public"] = post.is_public
    written["edited_at"] = _write_time(post.edited_at)
    return {name: value for name, value in written.items() if value is not None}


def _write_time(moment: datetime | None) -> str | None:
    return moment.isoformat().replace("+00:00", "Z") if moment is not None else None


def _read_flag(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _read_moment(value: Any) -> int | None:
    return to_microseconds(read_time(value))


def _read_handle(value: Any) -> str | None:
    handle = read_id(value)
    return handle.removeprefix("@") or None if handle else None


def _read_list(value: Any) -> tuple[str, ...]:
    return tuple(entry for entry in value if isinstance(entry, str) and entry) if isinstance(value, list) else ()


def _read_link(value: Any) -> str | None:
    """An address that a browser may open; None for any other (javascript:, a path)."""
    link = read_id(value)
    return link if link and link.lower().startswith(("https://", "http://")) else None
