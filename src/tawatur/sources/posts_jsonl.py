"""tawatur's own JSON Lines: one post a line, the fields of `posts.Post` under flat names.

Only `id` and `text` must be there, and `created_at` where the platform's id carries no time. Fields with other names
are left alone: research data sets keep their labels beside them. `platform` is "x" where a line does not name one. The
text is taken as it stands (no entities are read in it).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any, Final, cast, get_args

from tawatur.errors import UnreadableRecordError
from tawatur.posts import Metrics, Origin, Post, PostColumns, PostId, Reference, time_from_id, to_microseconds
from tawatur.sources.base import Framing, IsAsked, ReadColumns, Received, Rejected
from tawatur.sources.fields import (
    decode_json,
    is_possible_time,
    items_of,
    read_count,
    read_id,
    read_text,
    read_time,
    sample_values,
)
from tawatur.sources.x_fields import permalink, written_repost

_ORIGINS: Final = frozenset(get_args(Origin))
_OWN: Final = frozenset({"platform", "author_handle", "repost_of_handle", "author_name", "repost_of_id"})
_COUNTS: Final = dict.fromkeys(("reposts", "likes", "replies", "quotes", "views")).keys()  # in order, and a set
_UNKNOWN: Final = Metrics()
_REFERENCES: Final = ("repost_of", "quote_of", "reply_to")
_NAMED: Final = frozenset(f"{name}_{part}" for name in _REFERENCES for part in ("id", "handle"))
_LISTS: Final = ("tags", "urls", "media")
_FIELDS: Final = tuple(field.name for field in fields(Post) if field.name != "evidence")
_LANGUAGE, _TEXT = _FIELDS.index("language"), _FIELDS.index("text")


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
        try:
            value = decode_json(received.data)
        except UnreadableRecordError as error:
            yield received.reject(error.reason, error.problem)
            return
        for pointer, item in items_of(value):
            try:
                yield _read_post(item, received, pointer)
            except UnreadableRecordError as error:
                yield received.reject(error.reason, error.problem, pointer=pointer)

    def read_columns(self, records: Sequence[bytes], is_asked: IsAsked | None = None) -> ReadColumns:
        """The posts of lines that hold one each."""
        numbers: list[int] = []
        unasked: list[int] = []
        rows: list[tuple[Any, ...]] = []
        for number, data in enumerate(records):
            try:
                values = _read_values(decode_json(data))
            except UnreadableRecordError:
                continue
            if is_asked is None or is_asked(values[_LANGUAGE], values[_TEXT]):
                rows.append(values)
                numbers.append(number)
            else:
                unasked.append(number)
        columns: dict[str, list[Any]] = dict(zip(_FIELDS, map(list, zip(*rows, strict=True)), strict=False))
        for name in ("posted_at", "edited_at"):
            columns[name] = [to_microseconds(moment) for moment in columns.get(name, ())]
        return ReadColumns(PostColumns.made(len(rows), **columns, pointer=[""] * len(rows)), numbers, unasked)


SOURCE: Final = PostsSource()


def _read_post(item: Any, received: Received, pointer: str) -> Post:
    return Post(**dict(zip(_FIELDS, _read_values(item), strict=True)), evidence=received.evidence(pointer))


def _read_values(item: Any) -> tuple[Any, ...]:
    """The fields of a post but its evidence, in order (_FIELDS). Raises: UnreadableRecordError."""
    if not isinstance(item, dict):
        raise UnreadableRecordError("not-an-object", "no JSON object")
    named = item.get("platform", "x")
    platform = cast("Origin", named) if isinstance(named, str) and named in _ORIGINS else "other"
    post_id = read_id(item.get("id"))
    if post_id is None:
        raise UnreadableRecordError("no-id", f"no usable id (saw {ascii(item.get('id'))[:60]})")
    is_x_id = platform == "x" and post_id.isascii() and post_id.isdigit()
    if is_x_id and (len(post_id) > 19 or int(post_id) >= 2**63):
        raise UnreadableRecordError("bad-id", f"post id {post_id[:60]}: more than 63 bits")
    text = item.get("text")
    if not isinstance(text, str):
        raise UnreadableRecordError("no-text", f"no text (saw {ascii(text)[:40]})")
    posted_at = read_time(item.get("created_at")) or time_from_id(platform, PostId(post_id))
    if posted_at is None and platform != "paste":
        raise UnreadableRecordError("no-time", f"no posting time (created_at is {ascii(item.get('created_at'))[:40]})")
    if posted_at is not None and not is_possible_time(posted_at):
        raise UnreadableRecordError("absurd-time", f"posted at {posted_at:%Y-%m-%d}, which cannot be")
    handle = _read_handle(item.get("author_handle"))
    references: Iterable[Reference | None] = (None, None, None)
    if not _NAMED.isdisjoint(item):
        references = (_read_reference(item, name) for name in _REFERENCES)
    repost_of, quote_of, reply_to = references
    return (
        platform,
        PostId(post_id),
        text,
        posted_at,
        read_id(item.get("author_id")),
        handle,
        read_text(item.get("author_name")),
        read_text(item.get("author_bio")),
        read_text(item.get("author_role")),
        _read_link(item.get("url")) or (permalink(handle, PostId(post_id)) if is_x_id else None),
        read_text(item.get("language")),
        _read_list(item.get("tags")),
        _read_list(item.get("urls")),
        _read_list(item.get("media")),
        repost_of or (written_repost(text) if platform == "x" else None),
        quote_of,
        reply_to,
        _UNKNOWN if _COUNTS.isdisjoint(item) else Metrics(**{name: read_count(item.get(name)) for name in _COUNTS}),
        public if isinstance(public := item.get("is_public"), bool) else None,
        read_time(item.get("edited_at")),
    )


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


def _read_reference(item: dict[str, Any], name: str) -> Reference | None:
    post_id, handle = read_id(item.get(f"{name}_id")), _read_handle(item.get(f"{name}_handle"))
    return Reference(post_id=PostId(post_id) if post_id else None, handle=handle) if post_id or handle else None


def _read_handle(value: Any) -> str | None:
    handle = read_id(value)
    return handle.removeprefix("@") or None if handle else None


def _read_list(value: Any) -> tuple[str, ...]:
    return tuple(entry for entry in value if isinstance(entry, str) and entry) if isinstance(value, list) else ()


def _read_link(value: Any) -> str | None:
    """An address that a browser may open; None for any other (javascript:, a path)."""
    link = read_id(value)
    return link if link and link.lower().startswith(("https://", "http://")) else None
