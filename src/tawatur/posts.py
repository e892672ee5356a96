"""Permalinks, and the time that a platform wrote into a post's id."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal, NewType

from tawatur.arabic.tokens import Span
from tawatur.errors import InputError

PostId = NewType("PostId", str)
Platform = Literal["x", "bluesky", "mastodon", "telegram"]

# twitter-archive/snowflake, IdWorker.scala: twepoch, timestampLeftShift
X_EPOCH_MS = 1_288_834_974_657
X_TIME_SHIFT = 22
X_FIRST_SNOWFLAKE = 29_700_859_247  # the last sequential ids of November 2010 are smaller
MASTODON_TIME_SHIFT = 16  # mastodon, lib/mastodon/snowflake.rb: 48 bits of milliseconds, 16 of sequence
TID_ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"  # atproto.com/specs/tid: base32-sortable
TID_FIRST = "234567abcdefghij"  # the top bit is always 0
TID_TIME_SHIFT = 10
MAX_ID_BITS = 63

_SECTIONS: dict[Platform, frozenset[str]] = {  # what stands in the place of a handle and is none
    "x": frozenset({"i", "intent", "search", "hashtag", "home", "explore", "share"}),
    "telegram": frozenset({"c", "joinchat", "addstickers", "share", "proxy", "s"}),
    "bluesky": frozenset(),
    "mastodon": frozenset({"share"}),
}
_PERMALINK = re.compile(
    "https?://(?:www\\.|mobile\\.|m\\.)?(?:"
    "(?P<x>twitter\\.com|x\\.com)/(?P<x_handle>[A-Za-z0-9_]{1,50})/status(?:es)?/(?P<x_id>[0-9]{1,30})"
    "|bsky\\.app/profile/(?P<bluesky_handle>[A-Za-z0-9.:\\-]{1,100})/post/(?P<bluesky_id>[a-z0-9]{1,30})"
    "|t\\.me/(?:s/)?(?P<telegram_handle>[A-Za-z0-9_]{1,50})/(?P<telegram_id>[0-9]{1,20})"
    "|(?P<host>[a-z0-9.\\-]{3,100})/@(?P<mastodon_handle>[A-Za-z0-9_]{1,50})/(?P<mastodon_id>[0-9]{15,30})"
    ')(?![A-Za-z0-9])[^\\s<>"“”«»]{0,300}',
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Permalink:
    """A link to one post.

    Attributes:
        url: rebuilt from platform, handle and id; not the stranger's text.
        written: the link as it stands in the text; span: where.
        handle: without @; None when the link names a section instead (x.com/i/status/…).
        posted_at: aware UTC, from the id; None when the platform's ids carry no time or this one cannot be read.
        problem: why no time could be read although the platform has one; None otherwise.
    """

    platform: Platform
    handle: str | None
    post_id: PostId
    url: str
    written: str
    span: Span
    posted_at: datetime | None
    problem: str | None = None


def time_from_x_id(post_id: PostId) -> datetime:
    """Read the posting time that X wrote into a post id.

    Returns: aware UTC time, exact to the millisecond.
    Raises: InputError if `post_id` is not digits, predates X's snowflake ids, or has more than 63 bits.
    Source: twitter-archive/snowflake, IdWorker.scala (twepoch, timestampLeftShift).

    >>> time_from_x_id(PostId("1864716497341362317")).isoformat(timespec="milliseconds")
    '2024-12-05T17:00:32.380+00:00'
    """
    number = _read_number(post_id)
    if number < X_FIRST_SNOWFLAKE:
        msg = f"post id {post_id!r}: older than the ids that carry a time (November 2010)"
        raise InputError(msg)
    return _from_milliseconds((number >> X_TIME_SHIFT) + X_EPOCH_MS)


def time_from_mastodon_id(post_id: PostId) -> datetime:
    """Read the time in a Mastodon status id: set by the author's own server, to the millisecond.

    Raises: InputError if `post_id` is not digits or has more than 63 bits.
    """
    return _from_milliseconds(_read_number(post_id) >> MASTODON_TIME_SHIFT)


def time_from_bluesky_id(post_id: PostId) -> datetime:
    """Read the time in a Bluesky record key (TID): set by the author's client, to the microsecond.

    Raises: InputError if `post_id` is not 13 characters of the base32-sortable alphabet.

    >>> time_from_bluesky_id(PostId("3lcl6ypvm4s2c")).year
    2024
    """
    if len(post_id) != 13 or post_id[0] not in TID_FIRST or set(post_id) - set(TID_ALPHABET):
        msg = f"record key {post_id!r}: not a TID (13 characters of {TID_ALPHABET})"
        raise InputError(msg)
    number = 0
    for character in post_id:
        number = number * 32 + TID_ALPHABET.index(character)
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=number >> TID_TIME_SHIFT)


def _read_number(post_id: str) -> int:
    if not (post_id.isascii() and post_id.isdigit()):
        msg = f"post id {post_id!r}: not a number"
        raise InputError(msg)
    if len(post_id) > 19 or int(post_id).bit_length() > MAX_ID_BITS:
        msg = f"post id {post_id!r}: longer than any id of the platform"
        raise InputError(msg)
    return int(post_id)


def _from_milliseconds(milliseconds: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)


def find_permalinks(text: str) -> list[Permalink]:
    """Every permalink of a known platform in a text, in order."""
    return [_make_permalink(match) for match in _PERMALINK.finditer(text)]


def _make_permalink(match: re.Match[str]) -> Permalink:
    if match["x"]:
        platform: Platform = "x"
        handle, post_id = match["x_handle"], PostId(match["x_id"])
        url = f"https://{match['x'].lower()}/{handle}/status/{post_id}"
    elif match["bluesky_id"]:
        platform, handle, post_id = "bluesky", match["bluesky_handle"], PostId(match["bluesky_id"])
        url = f"https://bsky.app/profile/{handle}/post/{post_id}"
    elif match["telegram_id"]:
        platform, handle, post_id = "telegram", match["telegram_handle"], PostId(match["telegram_id"])
        url = f"https://t.me/{handle}/{post_id}"
    else:
        platform, handle, post_id = "mastodon", match["mastodon_handle"], PostId(match["mastodon_id"])
        url = f"https://{match['host'].lower()}/@{handle}/{post_id}"
    posted_at, problem = None, None
    try:
        if platform == "x":
            posted_at = time_from_x_id(post_id)
        elif platform == "bluesky":
            posted_at = time_from_bluesky_id(post_id)
        elif platform == "mastodon":
            posted_at = time_from_mastodon_id(post_id)
    except InputError as error:
        problem = str(error)
    return Permalink(
        platform=platform,
        handle=None if handle.lower() in _SECTIONS[platform] else handle,
        post_id=post_id,
        url=url,
        written=match.group(),
        span=match.span(),
        posted_at=posted_at,
        problem=problem,
    )
