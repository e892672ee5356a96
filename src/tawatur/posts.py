"""Posts as captured, their permalinks, and the time that a platform wrote into a post's id."""

from __future__ import annotations

import re
from base64 import b32encode
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import MISSING, dataclass, fields
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import blake2b
from itertools import islice
from typing import Any, Literal, NamedTuple, NewType, Protocol, Self

from tawatur.arabic.tokens import INVISIBLE, Span
from tawatur.errors import InputError

PostId = NewType("PostId", str)
Platform = Literal["x", "bluesky", "mastodon", "telegram"]
Origin = Literal["x", "bluesky", "mastodon", "telegram", "facebook", "instagram", "paste", "other"]

# twitter-archive/snowflake, IdWorker.scala: twepoch, timestampLeftShift
X_EPOCH_MS = 1_288_834_974_657
X_TIME_SHIFT = 22
X_FIRST_SNOWFLAKE = 29_700_859_247  # the last sequential ids of November 2010 are smaller
MASTODON_TIME_SHIFT = 16  # mastodon, lib/mastodon/snowflake.rb: 48 bits of milliseconds, 16 of sequence
TID_ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"  # atproto.com/specs/tid: base32-sortable
TID_FIRST = "234567abcdefghij"  # the top bit is always 0
TID_TIME_SHIFT = 10
MAX_ID_BITS = 63
LABEL_CHARACTERS = 10
HELD_AT_ONCE = 20_000  # posts in memory as records while they are put into columns

_SECTIONS: dict[Platform, frozenset[str]] = {  # what stands in the place of a handle and is none
    "x": frozenset({"i", "i/web", "intent", "search", "hashtag", "home", "explore", "share"}),
    "telegram": frozenset({"c", "joinchat", "addstickers", "share", "proxy", "s"}),
    "bluesky": frozenset(),
    "mastodon": frozenset({"share"}),
}
_PERMALINK = re.compile(
    "https?://(?:www\\.|mobile\\.|m\\.)?(?:"
    "(?P<x>twitter\\.com|x\\.com)/(?P<x_handle>i/web|[A-Za-z0-9_]{1,50})/status(?:es)?/(?P<x_id>[0-9]{1,30})"
    "|bsky\\.app/profile/(?P<bluesky_handle>[A-Za-z0-9.:\\-]{1,100})/post/(?P<bluesky_id>[a-z0-9]{1,30})"
    "|t\\.me/(?:s/)?(?P<telegram_handle>[A-Za-z0-9_]{1,50})/(?P<telegram_id>[0-9]{1,20})"
    "|(?P<host>[a-z0-9.\\-]{3,100})/(?:@(?P<mastodon_handle>[a-z0-9_.\\-]{1,50}(?:@[a-z0-9.\\-]{3,100})?)/"
    "|users/(?P<mastodon_user>[a-z0-9_.\\-]{1,50})/statuses/)(?P<mastodon_id>[0-9]{15,30})"
    f')(?![A-Za-z0-9])(?:[/?#][^\\s<>"“”«»{INVISIBLE}]{{0,300}})?',
    re.IGNORECASE,
)
_BEHIND_LINK = frozenset(".,:;!?'*_~…،؛؟‘’[]{}")  # of the sentence around a link, where it ends with one


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """Another post that a post reposts, quotes or answers, as far as the data names it.

    Attributes:
        post_id: None when only the author is known ("RT @name: …").
        handle: of its author, without @; None when not said.
    """

    post_id: PostId | None = None
    handle: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Metrics:
    """How often a post was met at capture time; None where the platform did not say (None is not 0)."""

    reposts: int | None = None
    likes: int | None = None
    replies: int | None = None
    quotes: int | None = None
    views: int | None = None


NO_METRICS = Metrics()
"""Of a platform that says nothing of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceRef:
    """Where a post stands in the kept evidence.

    Attributes:
        record_id: SHA-256 of the record as received, 64 hex characters.
        pointer: JSON pointer of the post in the record (one page of a search holds 100 posts); "" for all of it.
        captured_at: aware UTC; when the tool that captured the record says it did, else when it came to this desk.
        level: E0 pasted text · E1 a third party's export · E2 fetched by this desk (specs/evidence.md).
    """

    record_id: str
    pointer: str = ""
    captured_at: datetime | None = None
    level: str = "E1"


def evidence_label(record_id: str) -> str:
    """A record's id as shown to people: EV- and the first 10 base32 characters (50 bits) of the digest.

    >>> evidence_label("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    'EV-4OYMIQUY7Q'
    """
    return f"EV-{b32encode(bytes.fromhex(record_id)).decode('ascii')[:LABEL_CHARACTERS]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One post by one account, as captured.

    Attributes:
        platform: where it was posted; "paste" for text that somebody typed in, "other" where the file does not say.
        post_id: unique on its platform, as text (X ids exceed 2**53). X: digits. Bluesky: the at:// address. Mastodon:
            `uri` (two servers give one post two ids). Telegram: chat id/message id. Paste: "paste-" and the digest.
        posted_at: aware UTC, as the platform says; None only for a paste that names no time and no link.
        text: exactly as captured (Mastodon: its HTML as plain text), never folded; all offsets index this string. Long
            posts whole. Of a repost: the text of the post that is reposted, where the record holds it.
        account_id: the platform's own id of the author; None when not given.
        handle: without @; display_name, bio: as the account gives them; role: as a paste or a directory gives it.
        url: the permalink, rebuilt from platform, handle and id; None when it cannot be.
        tags: hashtags as the platform reports them (or, where it reports none, as a paste or table gives them), raw,
            without #, in order.
        urls: links as the platform expands them; media: addresses or file names.
        repost_of, quote_of, reply_to: references; None when the post is none of these.
        is_public: False for what was written to few (a private chat, a followers-only post): it is kept, and a draft
            must not quote it unasked; None when the record does not say.
        edited_at: when this version was made; None for a first version.
        evidence: where the record is kept; None until it is.
    """

    platform: Origin
    post_id: PostId
    text: str
    posted_at: datetime | None = None
    account_id: str | None = None
    handle: str | None = None
    display_name: str | None = None
    bio: str | None = None
    role: str | None = None
    url: str | None = None
    language: str | None = None
    tags: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    media: tuple[str, ...] = ()
    repost_of: Reference | None = None
    quote_of: Reference | None = None
    reply_to: Reference | None = None
    metrics: Metrics = NO_METRICS
    is_public: bool | None = None
    edited_at: datetime | None = None
    evidence: EvidenceRef | None = None

    def __post_init__(self) -> None:
        for moment in (self.posted_at, self.edited_at):
            if moment is not None and moment.tzinfo is None:
                raise InputError(f"post {self.platform}/{self.post_id}: time {moment} without a zone")
        if not self.post_id:
            raise InputError(f"a post of {self.platform} without an id")

    @property
    def key(self) -> tuple[Origin, PostId]:
        """What makes two captures one post."""
        return self.platform, self.post_id

    @property
    def author(self) -> str | None:
        """What tells the author from all others on the platform: the account id, else the handle in lower case."""
        return author_of(self.account_id, self.handle)


class SaysSomething(Protocol):
    """What a post says, without who says it: a `Post`, or less of one. Fields as there."""

    @property
    def text(self) -> str: ...  # noqa: D102
    @property
    def tags(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def urls(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def media(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def repost_of(self) -> Reference | None: ...  # noqa: D102


class Said(NamedTuple):
    """The same where there is no record of the post."""

    text: str
    tags: tuple[str, ...]
    urls: tuple[str, ...]
    media: tuple[str, ...]
    repost_of: Reference | None


@dataclass(slots=True, kw_only=True)
class PostColumns:
    """Posts in columns, a list for each field of `Post`, all of one length: what many posts are read and written as.

    A stream of 10,000 posts a second leaves no time for a record of each. Times are microseconds since 1970; evidence
    is in its four parts.
    """

    platform: list[Origin]
    post_id: list[PostId]
    text: list[str]
    posted_at: list[int | None]
    account_id: list[str | None]
    handle: list[str | None]
    display_name: list[str | None]
    bio: list[str | None]
    role: list[str | None]
    url: list[str | None]
    language: list[str | None]
    tags: list[tuple[str, ...]]
    urls: list[tuple[str, ...]]
    media: list[tuple[str, ...]]
    repost_of: list[Reference | None]
    quote_of: list[Reference | None]
    reply_to: list[Reference | None]
    metrics: list[Metrics]
    is_public: list[bool | None]
    edited_at: list[int | None]
    record_id: list[str | None]
    pointer: list[str | None]
    captured_at: list[int | None]
    level: list[str | None]

    @classmethod
    def of(cls, posts: Sequence[Post]) -> Self:
        """The columns of some posts."""
        columns: dict[str, list[Any]] = {name: [getattr(post, name) for post in posts] for name in _AS_THEY_ARE}
        for name in ("posted_at", "edited_at"):
            columns[name] = [to_microseconds(getattr(post, name)) for post in posts]
        held = [post.evidence for post in posts]
        for name in ("record_id", "pointer", "level"):
            columns[name] = [None if each is None else getattr(each, name) for each in held]
        columns["captured_at"] = [None if each is None else to_microseconds(each.captured_at) for each in held]
        return cls(**columns)

    @classmethod
    def in_parts(cls, posts: Iterable[Post], *, size: int = HELD_AT_ONCE) -> Iterator[Self]:
        """The columns of any number of posts, each part of as many as are held at once."""
        remaining = iter(posts)
        while part := list(islice(remaining, size)):
            yield cls.of(part)

    @classmethod
    def made(cls, count: int, **columns: list[Any]) -> Self:
        """So many posts, of which only some columns are known; the others hold what `Post` has by default."""
        blank: dict[str, Any] = dict.fromkeys(COLUMN_NAMES) | _DEFAULTS
        return cls(**{name: columns[name] if name in columns else [blank[name]] * count for name in COLUMN_NAMES})

    def posts(self) -> list[Post]:
        """A record of each post."""
        return [
            Post(
                **dict(zip(_AS_THEY_ARE, values, strict=True)),
                posted_at=from_microseconds(posted_at),
                edited_at=from_microseconds(edited_at),
                evidence=None
                if record_id is None
                else EvidenceRef(
                    record_id=record_id,
                    pointer=pointer or "",
                    captured_at=from_microseconds(captured_at),
                    level=level or "E1",
                ),
            )
            for values, posted_at, edited_at, record_id, pointer, captured_at, level in zip(
                zip(*(getattr(self, name) for name in _AS_THEY_ARE), strict=True),
                self.posted_at,
                self.edited_at,
                self.record_id,
                self.pointer,
                self.captured_at,
                self.level,
                strict=True,
            )
        ]

    def __len__(self) -> int:
        return len(self.post_id)

    def said(self, numbers: Sequence[int]) -> list[Said]:
        """What some posts say, by their numbers from 0."""
        return [
            Said(self.text[number], self.tags[number], self.urls[number], self.media[number], self.repost_of[number])
            for number in numbers
        ]

    def take(self, numbers: Sequence[int]) -> Self:
        """Some posts, by their numbers from 0, in this order."""
        return type(self)(**{name: [*map(getattr(self, name).__getitem__, numbers)] for name in COLUMN_NAMES})

    def extend(self, more: Self) -> None:
        """Put other posts behind these."""
        for name in COLUMN_NAMES:
            getattr(self, name).extend(getattr(more, name))


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_AS_THEY_ARE = tuple(field.name for field in fields(Post) if field.name not in {"posted_at", "edited_at", "evidence"})
_DEFAULTS = {field.name: field.default for field in fields(Post) if field.default is not MISSING}
COLUMN_NAMES = tuple(field.name for field in fields(PostColumns))


def to_microseconds(moment: datetime | None) -> int | None:
    """A time as microseconds since 1970; None for None."""
    return None if moment is None else (moment - _EPOCH) // _MICROSECOND


def from_microseconds(moment: int | None) -> datetime | None:
    """The time that is so many microseconds after 1970; None for None."""
    return None if moment is None else _EPOCH + moment * _MICROSECOND


def author_of(account_id: str | None, handle: str | None) -> str | None:
    """What tells an author from all others on a platform: the account id, else the handle in lower case."""
    return account_id or (handle.lower() if handle else None)


def hash_of(*parts: str) -> int:
    """64 bits that stand for some text, never 0."""
    digest = blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little") or 1


def number_author(platform: Origin, author: str | None, said: str) -> int:
    """A number for the author of a post: 63 bits of a hash (of ten million, two are one by a chance of 5 in 10^6).

    Args:
        author: as `Post.author` has it.
        said: the folded text, which stands in where nobody is named; then the number is below 0.
    """
    return ~(hash_of("text", platform, said) >> 1) if author is None else _hash_author(platform, author)


@lru_cache(maxsize=1 << 16)  # who posts posts again
def _hash_author(platform: Origin, author: str) -> int:
    return hash_of("author", platform, author) >> 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Permalink:
    """A link to one post.

    Attributes:
        url: rebuilt from platform, handle and id; not the stranger's text.
        written: the link as it stands in the text; span: where.
        handle: without @, with its server where another one shows it (name@server); None when the link names a
            section (x.com/i/status/…) or a DID instead, which cannot be compared with a handle.
        account: what stands in the handle's place, whatever it is.
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
    account: str
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


def time_from_id(platform: Origin, post_id: PostId) -> datetime | None:
    """The time in a post's id; None where the platform's ids carry none, or this one cannot be read.

    >>> time_from_id("bluesky", PostId("at://did:plc:invented/app.bsky.feed.post/3lcl6ypvm4s2c")).year
    2024
    """
    last = PostId(post_id.rstrip("/").rsplit("/", maxsplit=1)[-1])
    try:
        if platform == "x":
            return time_from_x_id(last)
        if platform == "bluesky":
            return time_from_bluesky_id(last)
        if platform == "mastodon":
            return time_from_mastodon_id(last)
    except InputError:
        return None
    return None


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
        handle = match["mastodon_handle"] or match["mastodon_user"]
        platform, post_id = "mastodon", PostId(match["mastodon_id"])
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
    written = _without_punctuation(match.group())
    return Permalink(
        platform=platform,
        handle=None if handle.lower() in _SECTIONS[platform] or handle.lower().startswith("did:") else handle,
        post_id=post_id,
        url=url,
        written=written,
        span=(match.start(), match.start() + len(written)),
        posted_at=posted_at,
        account=handle,
        problem=problem,
    )


def _without_punctuation(link: str) -> str:
    """A link without what closes the sentence or the bracket around it; a bracket that it opened itself stays."""
    end = len(link)
    while link[end - 1] in _BEHIND_LINK or (link[end - 1] == ")" and link.count(")", 0, end) > link.count("(", 0, end)):
        end -= 1
    return link[:end]
