"""Tables of posts from any tool: CSV, TSV or flat JSON Lines, with a map of columns that is shown before it is used."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, get_args

from tawatur.errors import InputError, UnreadableRecordError
from tawatur.posts import Metrics, Origin, Permalink, Post, PostId, Reference, find_permalinks, time_from_id
from tawatur.sources.base import Framing, Reading, Received, Rejected
from tawatur.sources.fields import decode_json, read_count, read_id, read_text, sample_values
from tawatur.sources.values import Place, unique
from tawatur.sources.written_times import Order, Unplaced, read_written_time

# What a column can be, and the usual names of it, the best first. Read in: 4CAT (X, Bluesky, Telegram, its own upload
# form), twarc-csv, twarc json2csv, pyMABED; the Arabic ones are what people write above their own tables.
# Letter case, spaces, - and _ do not count.
COLUMNS: dict[str, tuple[str, ...]] = {
    "text": (
        *("body", "text", "full_text", "message", "content", "tweet_text", "post_text", "tweet", "caption", "post"),
        *"النص|نص المنشور|نص التغريدة|المنشور|التغريدة|المحتوى|الرسالة".split("|"),
    ),
    "id": (
        *("id", "tweet_id", "post_id", "status_id", "message_id", "id_str", "content_id", "uri"),
        *"المعرف|المعرّف|معرف المنشور|معرف التغريدة|رقم المنشور".split("|"),
    ),
    "time": (
        *("unix_timestamp", "created_at", "parsed_created_at", "posted_at", "timestamp", "timestamp_share", "datetime"),
        *("created_utc", "created", "date_time", "share_time", "time", "date"),
        *"وقت النشر|تاريخ النشر|الوقت|التاريخ|التاريخ والوقت".split("|"),
    ),
    "handle": (
        *("author_username", "author.username", "user_screen_name", "screen_name", "handle", "username", "user_name"),
        *("account", "user", "author"),
        *"الحساب|اسم الحساب|المستخدم|اسم المستخدم|المعرّف على المنصة".split("|"),
    ),
    "name": (
        *("author_fullname", "author_display_name", "author.name", "author_name", "display_name", "full_name", "name"),
        *"الاسم|اسم صاحب الحساب|الاسم الكامل".split("|"),
    ),
    "account": ("author_id", "author.id", "user_id", "account_id"),
    "role": ("role", *"الصفة|الصفة المهنية|الوظيفة".split("|")),
    "bio": ("author_description", "author.description", "user_description", "bio", *"النبذة|نبذة".split("|")),
    "url": ("link", "url", "permalink", "tweet_url", "post_url", *"الرابط|رابط المنشور|رابط التغريدة".split("|")),
    "platform": ("platform", *"المنصة|المنصّة".split("|")),
    "language": ("language_guess", "lang", "language", "languages", "اللغة"),
    "tags": ("hashtags", "tags", *"الوسوم|الهاشتاغات|الهاشتاجات".split("|")),
    "urls": ("urls", "links", "الروابط"),
    "media": ("images", "videos", "media"),
    "reposts": ("retweet_count", "repost_count", "reblogs_count", "public_metrics.retweet_count", "reposts", "shares"),
    "likes": ("like_count", "favorite_count", "favourites_count", "public_metrics.like_count", "likes", "الإعجابات"),
    "replies": ("reply_count", "replies_count", "public_metrics.reply_count", "replies", "comments"),
    "quotes": ("quote_count", "public_metrics.quote_count", "quotes"),
    "views": ("impression_count", "public_metrics.impression_count", "view_count", "views", "المشاهدات"),
    "repost_id": ("referenced_tweets.retweeted.id", "repost_id"),
    "repost_handle": ("retweeted_user",),
    "quote_id": ("quote_tweet_id", "referenced_tweets.quoted.id", "quoted_post"),
    "quote_handle": ("quote_author", "quoted_user"),
    "reply_id": ("in_reply_to_status_id", "referenced_tweets.replied_to.id", "replied_to_post", "reply_id"),
    "reply_handle": ("replied_author", "in_reply_to_screen_name", "replied_to_user"),
}


@dataclass(frozen=True, slots=True)
class _Export:
    """The table of a tool whose column names mean something else elsewhere, known by its header.

    Attributes:
        signs: columns that only this table has together; columns: as COLUMNS, in place of it.
        post_id: finds the id in the link of a row; None where the link is not asked.
        zone: of times that are written without one.
    """

    platform: Origin
    signs: frozenset[str]
    columns: Mapping[str, tuple[str, ...]]
    post_id: re.Pattern[str] | None = None
    zone: str | None = None


_COUNTS = {"likes": ("likes",), "replies": ("comments",), "time": ("postcreated",), "handle": ("username",)}
# CrowdTangle, closed in 2024; its files remain. Times have the zone of whoever exported.
_EXPORTS = (
    _Export(
        platform="facebook",
        signs=frozenset({"facebookid", "postcreated", "message"}),
        columns=_COUNTS
        | {"text": ("message",), "name": ("pagename", "groupname"), "account": ("facebookid",), "url": ("url",)}
        | {"bio": ("pagedescription",), "urls": ("finallink", "link"), "reposts": ("shares",), "views": ("postviews",)},
        post_id=re.compile(
            r"https?://(?:[a-z]{1,10}\.)?facebook\.com/(?:[^?#]{1,300}/)?(?:posts|videos|photos|permalink|reel)/(?:[^/?#]{1,200}/)?([0-9]{1,30})"
            r"|https?://(?:[a-z]{1,10}\.)?facebook\.com/[^#]{0,300}[?&](?:story_fbid|fbid|v)=([0-9]{1,30})"
        ),
    ),
    _Export(
        platform="instagram",
        signs=frozenset({"account", "followersatposting", "postcreated", "description"}),
        columns=_COUNTS
        | {"text": ("description",), "name": ("account",), "url": ("url",), "media": ("photo",), "views": ("views",)},
        post_id=re.compile(
            r"https?://(?:www\.)?instagram\.com/(?:[^/?#]{1,100}/)?(?:p|reel|tv)/([A-Za-z0-9_-]{1,60})()"
        ),
    ),
    _Export(  # 4CAT's table of Telegram channels
        platform="telegram",
        signs=frozenset({"threadid", "chat", "messagenoforwards", "bodymarkdown"}),
        columns=COLUMNS
        | {"time": ("unix_timestamp", "timestamp"), "handle": ("author_username",), "name": ("author_name", "chat")}
        | {"account": ("author",), "reply_id": (), "repost_handle": ("author_forwarded_from_username",)}
        | {"urls": ("entities_linked",), "media": ("attachment_filename",)},
        zone="UTC",
    ),
)
_SHARES = frozenset({"objectid", "accountid", "contentid", "timestampshare"})  # CooRTweet: who shared what, and when
_TELEGRAM_ID = re.compile(r"(.{1,100})-([0-9]{1,20})")
_TELEGRAM_POST = re.compile(r"([A-Za-z][A-Za-z0-9_]{3,50})/([0-9]{1,20})", re.ASCII)
_WHOLE_LINK = re.compile(r"https?://\S{3,2000}")
_ADVICE = "Name it: --columns text=COLUMN,id=COLUMN,time=COLUMN,handle=COLUMN"
_ROUNDED = re.compile(r"\d(?:[.,]\d{0,20})?[eE]\+?\d{1,3}", re.ASCII)
_RETWEET = re.compile(r"RT @([A-Za-z0-9_]{1,50}):", re.ASCII)
_HANDLE = re.compile(r"@?[\w.\-]{1,100}(?:@[\w.\-]{1,100})?", re.ASCII)
_AT_URI = re.compile(r"at://(did:[^/\s]{1,200})/app\.bsky\.feed\.post/([A-Za-z0-9._~:\-]{1,64})", re.ASCII)
_SPLIT_TAGS = re.compile(r"[\s,;|\[\]\"'،]+")
_SPLIT_URLS = re.compile(r"[\s\[\]\"']+|[,;|](?=https?://)")


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of posts; which column is what comes from the user's map, else from its usual name.

    Options (all text): `header` and `delimiter` of the file; `columns` as the user gives it
    ("text=body,id=tweet_id"); `zone` in which times without one are read; `dates`, "dmy" or "mdy"; `platform`.

    The platform is that of the column or the option, else of the link, else of an at:// id; else "other". A row
    without an id takes that of its link, else one made of its handle, time and text, so that a row given twice is one
    post. An id that a spreadsheet rounded (1.86E+18) is never used: the link's is, or the row is refused. On X a time
    that cannot be placed, or none, gives way to the time in the id, which X itself set.
    """

    name: str
    title: str
    framing: Framing

    def recognise(self, sample: bytes) -> float:
        """0.3 where a text column is found and an id, time or account beside it: an adapter of its own is surer."""
        if self.framing == "row":
            line = sample.split(b"\n", 1)[0].removesuffix(b"\r")
            delimiter = max((b",", b";", b"\t"), key=line.count)
            header = split_row(line.decode("utf-8", "replace"), delimiter.decode()) or []
            names = header if delimiter in line and not line.lstrip().startswith((b"{", b"[")) else []
        else:
            first = next(iter(sample_values(sample, 1)), None)
            names = list(flatten(first[0] if isinstance(first, list) and first else first))
        if {_plain(name) for name in names} >= _SHARES:
            return 0.6
        found = map_columns(tuple(names), "")
        return 0.3 if "text" in found and found.keys() & {"id", "time", "handle", "url"} else 0.0

    def parse(self, received: Received) -> Iterator[Post | Rejected]:
        """Read the post of a row, or of each object of a JSON body."""
        start = Place(received)
        try:
            if self.framing == "row":
                yield _read_row(start, read_cells(received))
                return
            value = decode_json(received.data)
            if isinstance(value, list):
                for index, item in enumerate(value):
                    yield _read_row(start.down(index), flatten(item))
            else:
                yield _read_row(start, flatten(value))
        except UnreadableRecordError as error:
            yield start.reject(error.reason, error.problem)
        except InputError as error:  # the user's own map
            yield start.reject("bad-columns", str(error))

    def explain(self, received: Received) -> tuple[Reading, ...]:
        """Which column of a row was read as what, what was not used, and which fields have none."""
        try:
            cells = read_cells(received) if self.framing == "row" else flatten(decode_json(received.data))
            found = map_columns(tuple(cells), received.options.get("columns", ""))
        except InputError as error:
            return (Reading(field="", origin="", value=str(error)),)
        readings = [
            Reading(field=field, origin=column, value=cells.get(column, ""))
            for field, columns in found.items()
            for column in columns
        ]
        used = {column for columns in found.values() for column in columns}
        readings += [Reading(field="", origin=column, value=cells[column]) for column in cells if column not in used]
        missing = [field for field in ("text", "id", "time", "handle", "name", "url") if field not in found]
        return (*readings, *(Reading(field=field, origin="", value="") for field in missing))


SOURCES = (
    Table(name="table", title="a table of posts (CSV, TSV) with a map of columns", framing="row"),
    Table(name="table-jsonl", title="flat JSON Lines of posts with a map of columns", framing="line"),
)


@lru_cache(maxsize=64)
def map_columns(header: tuple[str, ...], given: str) -> Mapping[str, tuple[str, ...]]:
    """Field -> the columns it is read from, the first that is not empty counts.

    Args:
        header: names as they stand in the file.
        given: the user's map, "text=body,id=tweet_id"; a field named there is read from that column alone.

    Raises: InputError for a field or column that does not exist.

    >>> map_columns(("Tweet ID", "Body", "Created"), "time=Created")
    {'text': ('Body',), 'id': ('Tweet ID',), 'time': ('Created',)}
    """
    named: dict[str, tuple[str, ...]] = {}
    for field, column in check_fields(given):
        if column not in header:
            where = f"--columns {field}={column:.40}"
            raise InputError(f"{where}: no column {column!r:.40}. Columns: {', '.join(header)[:600]}.")
        named[field] = (column,)
    taken = {column for columns in named.values() for column in columns}
    free: dict[str, str] = {}
    for column in header:
        if column not in taken:
            free.setdefault(_plain(column), column)
    export = _find_export(header)
    usual = export.columns if export else COLUMNS
    found = {}
    for field in COLUMNS:
        names = usual.get(field, ())
        columns = named.get(field) or unique(free[_plain(name)] for name in names if _plain(name) in free)
        if columns:
            found[field] = columns
    return found


def check_fields(given: str) -> list[tuple[str, str]]:
    """Field and column of each pair of a user's map ("text=body,id=tweet_id"). Raises: InputError for no such field."""
    pairs = []
    for pair in filter(None, (part.strip() for part in given.split(","))):
        field, _, column = (part.strip() for part in pair.partition("="))
        if field not in COLUMNS:
            raise InputError(f"--columns {pair:.60}: no field {field!r:.40}. Fields: {', '.join(COLUMNS)}.")
        pairs.append((field, column))
    return pairs


def check_platform(written: str | None) -> None:
    """Raises: InputError for a platform that no post is from."""
    if written is not None and _origin(written) is None:
        raise InputError(f"--platform {written:.40}: no such platform. Platforms: {', '.join(get_args(Origin))}.")


@lru_cache(maxsize=64)
def _find_export(header: tuple[str, ...]) -> _Export | None:
    names = {_plain(name) for name in header}
    return next((export for export in _EXPORTS if export.signs <= names), None)


def _plain(name: str) -> str:
    return re.sub(r"[\s_\-\N{ZERO WIDTH NO-BREAK SPACE}]", "", name).lower()


def split_row(row: str, delimiter: str) -> list[str] | None:
    """The cells of one row (RFC 4180); None where a quoted cell is not closed, or is followed by text.

    >>> split_row('1,"a ""b"", c",', ",")
    ['1', 'a "b", c', '']
    """
    cells: list[str] = []
    at = 0
    while True:
        if row.startswith('"', at):
            parts = []
            while True:
                end = row.find('"', at + 1)
                if end < 0:
                    return None
                parts.append(row[at + 1 : end])
                at = end + 1
                if not row.startswith('"', at):
                    break
                parts.append('"')
            cells.append("".join(parts))
        else:
            end = row.find(delimiter, at)
            end = len(row) if end < 0 else end
            cells.append(row[at:end])
            at = end
        if at >= len(row):
            return cells
        if not row.startswith(delimiter, at):
            return None
        at += len(delimiter)


def read_cells(received: Received) -> dict[str, str]:
    """Column -> cell. Raises: UnreadableRecordError for a row that does not fit its header."""
    delimiter = received.options.get("delimiter") or ","
    header = split_row(received.options.get("header", ""), delimiter) or []
    try:
        row = received.data.decode("utf-8")
    except UnicodeDecodeError as error:
        message = f"byte {error.start} is not UTF-8: save the table as “CSV UTF-8”"
        raise UnreadableRecordError("not-utf8", message) from error
    cells = split_row(row, delimiter)
    if cells is None:
        raise UnreadableRecordError("bad-quotes", "a quoted cell is not closed, or text follows its closing quote")
    if len(cells) != len(header):
        message = f"{len(cells)} cells under {len(header)} columns: a {delimiter!r} in a cell without quotes?"
        raise UnreadableRecordError("bad-row", message)
    return {column.strip(): cell for column, cell in zip(header, cells, strict=True)}


def split_tags(cell: str) -> tuple[str, ...]:
    """The tags of one cell, without the sign, each once."""
    return unique(tag for part in _SPLIT_TAGS.split(cell) if (tag := part.lstrip("#")))


def flatten(value: Any) -> dict[str, str]:
    """The members of a JSON object as cells, those of an inner object under outer.inner."""
    if not isinstance(value, dict):
        return {}
    cells: dict[str, str] = {}
    for key, member in value.items():
        inner = member if isinstance(member, dict) else {"": member}
        for name, item in inner.items():
            column = f"{key}.{name}" if name else str(key)
            if isinstance(item, str):
                cells[column] = item
            elif isinstance(item, bool):
                cells[column] = "yes" if item else "no"
            elif isinstance(item, int | float):
                cells[column] = str(item)
            elif isinstance(item, list):
                cells[column] = ",".join(str(part) for part in item if isinstance(part, str | int))
            else:
                cells[column] = ""
    return cells


def _read_row(at: Place, cells: dict[str, str]) -> Post | Rejected:
    options = at.received.options
    columns = map_columns(tuple(cells), options.get("columns", ""))
    row = _Row(cells=cells, columns=columns)
    if "text" not in columns and {_plain(name) for name in cells} >= _SHARES:
        return _read_share(at, {_plain(name): cell.strip() for name, cell in cells.items()})
    if "text" not in columns:
        return at.reject("no-text", f"no column is known as text among {', '.join(cells)[:300] or 'none'}. {_ADVICE}")
    link = next(iter(find_permalinks(row.get("url") or "")), None)
    export = _find_export(tuple(cells))
    platform = export.platform if export else _read_platform(row, options, link)
    # A link of that platform, with its id.
    exported = export.post_id.match(row.get("url") or "") if export and export.post_id else None
    written_id = row.get("id") or (exported and (exported[1] or exported[2]))
    if written_id and _ROUNDED.fullmatch(written_id):
        if link is None:
            advice = "Import the file as the tool wrote it, or open it with this column as text"
            return at.reject("damaged-id", f"id {written_id:.40}: a spreadsheet rounded it. {advice}")
        written_id = None
    if platform == "telegram" and (match := _TELEGRAM_ID.fullmatch(written_id or "")):
        written_id = f"{match[1]}/{match[2]}"
    post_id = read_id(written_id) or (link.post_id if link else None)
    posted_at = _read_time(row, platform, post_id, options, export.zone if export else None)
    if isinstance(posted_at, Unplaced):
        return at.reject(posted_at.reason, posted_at.message)
    text = row.get("text") or ""
    if not text and post_id is None:
        return at.reject("empty-row", "neither text nor id nor link")
    handle = row.handle("handle") or (link.handle if link else None)
    if post_id is None:
        made_of = "\0".join((handle or "", posted_at.isoformat(), text))
        post_id = f"row-{hashlib.sha256(made_of.encode('utf-8', 'replace')).hexdigest()[:32]}"
    return Post(
        platform=platform,
        post_id=PostId(post_id),
        text=text,
        posted_at=posted_at,
        account_id=read_id(row.get("account")),
        handle=handle,
        display_name=row.get("name"),
        bio=row.get("bio"),
        role=row.get("role"),
        url=_make_url(platform, handle, post_id) or (exported.string if exported else link.url if link else None),
        language=read_id((row.get("language") or "").partition(",")[0]),
        tags=split_tags(row.get("tags") or ""),
        urls=row.addresses("urls"),
        media=row.addresses("media"),
        repost_of=_read_repost(row, platform, text),
        quote_of=row.reference("quote_id", "quote_handle"),
        reply_to=row.reference("reply_id", "reply_handle"),
        metrics=Metrics(
            reposts=read_count(row.get("reposts")),
            likes=read_count(row.get("likes")),
            replies=read_count(row.get("replies")),
            quotes=read_count(row.get("quotes")),
            views=read_count(row.get("views")),
        ),
        evidence=at.evidence(),
    )


def _read_share(at: Place, cells: Mapping[str, str]) -> Post | Rejected:
    """A row of CooRTweet's: an account shared an object (a link, a tag, another post, a text) in a post.

    The table has no text of the post, and a row for each object in it: each is a post of its own here, so that none is
    lost, under the id of the post and a digest of the object.
    """
    shared, written = cells["objectid"], cells["timestampshare"]
    account, content = read_id(cells["accountid"]), read_id(cells["contentid"])
    if not shared or account is None or content is None:
        return at.reject("empty-row", "no object, account or content id")
    if any(_ROUNDED.fullmatch(value) for value in (shared, content)):
        return at.reject(
            "damaged-id", f"id {content:.40} of {shared:.40}: a spreadsheet rounded it. Use the file as it was"
        )
    posted_at = read_written_time(written, at.received.options.get("zone") or "UTC")
    if not isinstance(posted_at, datetime):
        return at.reject("bad-time", f"{written!r:.60} is no time that is known")
    is_link, is_post = _WHOLE_LINK.fullmatch(shared), shared.isascii() and shared.isdigit()
    is_tag = len(shared) > 1 and shared.startswith("#") and len(shared.split()) == 1
    platform = _read_platform(_Row(cells=cells, columns={}), at.received.options, None)
    digest = hashlib.sha256(shared.encode("utf-8", "replace")).hexdigest()[:12]
    return Post(
        platform=platform,
        post_id=PostId(f"{content}#{digest}"),
        text="" if is_link or is_tag or is_post else shared,
        posted_at=posted_at,
        account_id=account,
        handle=account if _HANDLE.fullmatch(account) and not account.isdigit() else None,
        url=_make_url(platform, None, content),
        tags=(shared.removeprefix("#"),) if is_tag else (),
        urls=(shared,) if is_link else (),
        repost_of=Reference(post_id=PostId(shared)) if is_post else None,
        evidence=at.evidence(),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    cells: Mapping[str, str]
    columns: Mapping[str, tuple[str, ...]]

    def all(self, field: str) -> Iterator[str]:
        """The cells of a field that are not empty, text as it is, everything else without space around it."""
        for column in self.columns.get(field, ()):
            cell = self.cells.get(column, "").replace("\0", "")
            if cell.strip():
                yield cell if field == "text" else cell.strip()

    def get(self, field: str) -> str | None:
        return next(self.all(field), None)

    def handle(self, field: str) -> str | None:
        """The first cell that can be a handle: `author` is a handle with one tool and a name with another."""
        return next((cell.lstrip("@") for cell in self.all(field) if _HANDLE.fullmatch(cell)), None)

    def addresses(self, field: str) -> tuple[str, ...]:
        return unique(part for cell in self.all(field) for part in _SPLIT_URLS.split(cell) if part)

    def reference(self, id_field: str, handle_field: str) -> Reference | None:
        post_id, handle = read_id(self.get(id_field)), self.handle(handle_field)
        if post_id is not None and _ROUNDED.fullmatch(post_id):
            post_id = None
        return Reference(post_id=PostId(post_id) if post_id else None, handle=handle) if post_id or handle else None


def _origin(written: str) -> Origin | None:
    """The platform that a name stands for; None when it stands for none."""
    named = {"twitter": "x", "twitter.com": "x", "x.com": "x", "bsky": "bluesky", "إكس": "x", "تويتر": "x"}
    name = named.get(written.lower(), written.lower())
    return next((origin for origin in get_args(Origin) if origin == name), None)


def _read_platform(row: _Row, options: Mapping[str, str], link: Permalink | None) -> Origin:
    known = _origin(row.get("platform") or options.get("platform") or "")
    if known is not None:
        return known
    if link is not None:
        return link.platform
    if (row.get("id") or "").startswith("at://"):
        return "bluesky"
    return "x" if "retweeted_user" in row.cells or "retweet_or_quote_id" in row.cells else "other"


def _read_time(
    row: _Row, platform: Origin, post_id: str | None, options: Mapping[str, str], usual: str | None
) -> datetime | Unplaced:
    """The time of a row, or why there is none; `usual`: the zone that its tool writes times in."""
    order: Order | None = next((order for order in get_args(Order) if options.get("dates") == order), None)
    problem: Unplaced | None = None
    for written in row.all("time"):
        moment = read_written_time(written, options.get("zone") or usual, order)
        if moment is None:
            moment = Unplaced("bad-time", f"{written!r:.60} is no time that is known")
        if not isinstance(moment, Unplaced):
            return moment
        problem = problem or moment
    from_id = time_from_id(platform, PostId(post_id)) if platform == "x" and post_id else None
    return (
        from_id or problem or Unplaced("no-time", f"no time ({', '.join(row.columns.get('time', ())) or 'no column'})")
    )


def _make_url(platform: Origin, handle: str | None, post_id: str) -> str | None:
    """The permalink from the id. The link of the row is not used: tools write rounded ids into it (formats, 1b)."""
    if platform == "x" and post_id.isascii() and post_id.isdigit():
        return f"https://x.com/{handle or 'i'}/status/{post_id}"
    if platform == "telegram" and (match := _TELEGRAM_POST.fullmatch(post_id)):
        return f"https://t.me/{match[1]}/{match[2]}"
    if platform == "bluesky" and (match := _AT_URI.fullmatch(post_id)):
        return f"https://bsky.app/profile/{handle or match[1]}/post/{match[2]}"
    return None


def _read_repost(row: _Row, platform: Origin, text: str) -> Reference | None:
    said = row.reference("repost_id", "repost_handle")
    if said is not None:
        return said
    if (row.cells.get("tweet_type") or "") == "retweet":  # twarc json2csv
        original = read_id(row.cells.get("retweet_or_quote_id"))
        handle = read_text(row.cells.get("retweet_or_quote_screen_name"))
        return Reference(post_id=PostId(original) if original else None, handle=handle)
    match = _RETWEET.match(text) if platform == "x" else None
    return Reference(handle=match[1]) if match else None
