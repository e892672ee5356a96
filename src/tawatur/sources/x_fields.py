"""What the formats of X share: ids, text as people see it, permalinks, reposts written out as "RT @name:"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

import msgspec

from tawatur.errors import InputError, UnreadableRecordError
from tawatur.posts import PostId, Reference, time_from_x_id
from tawatur.sources.fields import is_possible_time, read_id, read_time

_HANDLE: Final = re.compile("[A-Za-z0-9_]{1,50}")
_WRITTEN_REPOST: Final = re.compile("RT @([A-Za-z0-9_]{1,50})(?![A-Za-z0-9_])")
_STATUS_LINK: Final = re.compile("https?://(?:www\\.|mobile\\.)?(?:twitter|x)\\.com/([A-Za-z0-9_]{1,50})/status")
# X's codes for posts of mentions, tags, media or links only, and for "undetermined"
_NO_LANGUAGE: Final = frozenset({"und", "zxx", "qam", "qct", "qht", "qme", "qst", "art"})


class Hashtag(msgspec.Struct):
    """A hashtag among `entities`, without #."""

    text: str | None = None


class Link(msgspec.Struct):
    """A link among `entities`, as X expands it."""

    expanded_url: str | None = None


class Medium(msgspec.Struct):
    """A picture, or the first picture of a video."""

    media_url_https: str | None = None
    expanded_url: str | None = None


class Entities(msgspec.Struct):
    """What X found in a text, in API v1.1 and in its web client."""

    hashtags: list[Hashtag] | None = None
    urls: list[Link] | None = None
    media: list[Medium] | None = None


def tags_of(*entities: Entities | None) -> tuple[str, ...]:
    """The hashtags of the first entities that there are, without #, in order."""
    for found in entities:
        if found is not None:
            return distinct([tag.text for tag in found.hashtags]) if found.hashtags else ()
    return ()


def links_of(*entities: Entities | None) -> tuple[str, ...]:
    """The expanded links of the first entities that there are."""
    for found in entities:
        if found is not None:
            return distinct([link.expanded_url for link in found.urls]) if found.urls else ()
    return ()


def media_of(*entities: Entities | None) -> tuple[str, ...]:
    """The addresses of the media of the first entities that have some."""
    for found in entities:
        if found is not None and found.media:
            return distinct([medium.media_url_https for medium in found.media])
    return ()


def read_x_id(*values: Any) -> PostId | None:
    """The first of `values` that is an id of X: digits, at most 63 bits; None when none is."""
    for value in values:
        written = read_id(value)
        if written and written.isascii() and written.isdigit() and len(written) <= 19 and int(written) < 2**63:
            return PostId(written)
    return None


def require_x_id(*values: Any) -> PostId:
    """As `read_x_id`. Raises: UnreadableRecordError("no-id" or "bad-id") when none of `values` is an id."""
    found = read_x_id(*values)
    if found is not None and int(found):
        return found
    seen = next((value for value in values if value is not None), None)
    if seen is None:
        raise UnreadableRecordError("no-id", "no post id")
    raise UnreadableRecordError("bad-id", f"post id {ascii(seen)[:60]}: not digits, or more than 63 bits")


def require_x_time(written: Any, post_id: PostId) -> datetime:
    """When a post was made: as the platform says, else as its id says.

    Raises: UnreadableRecordError: "no-time" when neither says it, "absurd-time" when it cannot be.
    """
    moment = read_time(written)
    if moment is None:
        try:
            moment = time_from_x_id(post_id)
        except InputError as error:
            message = f"no posting time (looked for created_at, saw {ascii(written)[:40]}; {error})"
            raise UnreadableRecordError("no-time", message) from error
    if not is_possible_time(moment):
        raise UnreadableRecordError("absurd-time", f"posted at {moment:%Y-%m-%d}, which cannot be")
    return moment


def edited_at(post_id: PostId, versions: Iterable[Any] | None) -> datetime | None:
    """When an edited post was made, from the ids of its versions; None for a first version."""
    ids = [found for value in versions or () if (found := read_x_id(value))]
    if not ids or post_id == min(ids, key=int):
        return None
    try:
        return time_from_x_id(post_id)
    except InputError:
        return None


def unescape(text: str) -> str:
    """Text of X's APIs as people see it: they escape &, < and > and nothing else. Offsets index what comes back."""
    if "&" not in text:
        return text
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def read_handle(value: Any) -> str | None:
    """A handle without @; None for what cannot be one."""
    if not isinstance(value, str):
        return None
    handle = value.removeprefix("@")
    return handle if _HANDLE.fullmatch(handle) else None


def read_language(value: Any) -> str | None:
    """A language tag; None where X says that it found no language."""
    return value if isinstance(value, str) and 2 <= len(value) <= 35 and value not in _NO_LANGUAGE else None


def written_repost(text: str) -> Reference | None:
    """The reference in "RT @name: …"; None for any other text."""
    found = _WRITTEN_REPOST.match(text) if text.startswith("RT @") else None
    return Reference(handle=found[1]) if found else None


def handle_in_link(url: Any) -> str | None:
    """The author in a link to a post of X; None where there is none."""
    found = _STATUS_LINK.match(url) if isinstance(url, str) else None
    return found[1] if found and found[1] != "i" else None


def make_reference(post_id: Any = None, handle: Any = None) -> Reference | None:
    """A reference to what is named; None when nothing is."""
    found, name = read_x_id(post_id), read_handle(handle)
    return Reference(post_id=found, handle=name) if found or name else None


def permalink(handle: str | None, post_id: PostId) -> str:
    """The address of a post; X resolves it without the handle too."""
    return f"https://x.com/{handle or 'i'}/status/{post_id}"


def distinct(values: Iterable[Any]) -> tuple[str, ...]:
    """The strings among `values` that say something, each once, in order."""
    return tuple(dict.fromkeys([value for value in values if isinstance(value, str) and value]))
