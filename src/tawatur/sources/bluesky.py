"""Bluesky: events of Jetstream (both envelopes) and of tap, and posts as its API gives them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from urllib.parse import quote

import msgspec

from tawatur.errors import UnreadableRecordError
from tawatur.posts import NO_METRICS, EvidenceRef, Metrics, Post, PostColumns, PostId, Reference, time_from_id
from tawatur.sources.base import Framing, IsAsked, ReadColumns, Received, Rejected
from tawatur.sources.fields import check_depth, decode_json, has_nul, read_count, read_id, read_text
from tawatur.sources.values import Place, as_list, as_object, describe, read_post_time, read_stream_time, unique

POST = "app.bsky.feed.post"
REPOST = "app.bsky.feed.repost"
# A client's clock may be wrong. 144 real posts: TID and createdAt lie 55.8 s apart at most, and a server saw the post
# 31.8 s after its TID at most; what is dated later than this after a server saw it was not written then.
CLOCK_TOLERANCE = timedelta(minutes=10)
_DID = re.compile(r"did:[a-z]{1,20}:[A-Za-z0-9._:%\-]{1,200}", re.ASCII)
_HANDLE = re.compile(r"(?:[A-Za-z0-9\-]{1,63}\.){1,10}[A-Za-z0-9\-]{1,63}", re.ASCII)
_RKEY = re.compile(r"[A-Za-z0-9._~:\-]{1,512}", re.ASCII)  # atproto.com/specs/record-key
_DID_AND_RKEY = re.compile(f"{_DID.pattern}/{_RKEY.pattern}", re.ASCII)  # no DID has a stroke
_POST_URI = re.compile(
    r"at://(?P<author>[^/\s]{1,253})/app\.bsky\.feed\.post/(?P<rkey>[A-Za-z0-9._~:\-]{1,512})", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Bluesky:
    """Posts of Bluesky, in any of the shapes that tools save: the shape of each record is told by its own fields.

    `post_id` is the at:// address. `posted_at` is `createdAt` as the author's client set it, unless a server saw the
    post more than ten minutes before that: then it is the server's time. Where `createdAt` is missing or has no zone it
    is the time in the record key, then the server's. (How `createdAt` and the key agree is a check of the evidence.)
    An update of a post is a new version, edited when Jetstream saw it. A repost is a post of its own with `repost_of`;
    from Jetstream it has no text, from a feed it has the text of the post. A quoted or answered post is a reference.
    """

    name: str = "bluesky"
    title: str = "Bluesky: Jetstream events, tap records, API posts and pages"
    framing: Framing = "line"

    def recognise(self, sample: bytes) -> float:
        """1 for the envelope of an event, 0.9 for posts of the API."""
        if b"network.bsky.jetstream" in sample or (b'"did:' in sample and b'"time_us"' in sample):
            return 1.0
        return 0.9 if b"app.bsky." in sample and b'"did:' in sample else 0.0

    def parse(self, received: Received) -> Iterator[Post | Rejected]:
        """Read the posts of one event, page or post."""
        start = Place(received)
        try:
            value = decode_json(received.data)
        except UnreadableRecordError as error:
            yield start.reject(error.reason, error.problem)
            return
        if isinstance(value, dict) and ("commit" in value or "payload" in value):
            yield _read_item(start, value)  # an event: nothing to open
            return
        left: list[tuple[Place, Any]] = [(start, value)]
        while left:  # a list of our own, not recursion: threads are as deep as a stranger likes
            at, value = left.pop()
            inner = list(_open(at, value))
            if inner:
                left.extend(reversed(inner))
            elif any(isinstance(as_object(value).get(key), list) for key in ("posts", "feed")):
                yield at.pass_over("empty-page", "a page without posts")
            elif value != [] or at.pointer:
                yield _read_item(at, value)

    def read_columns(self, records: Sequence[bytes], is_asked: IsAsked | None = None) -> ReadColumns:
        """The posts of events of Jetstream as nearly all are: what `_read_item` checks, the decoder does."""
        events: list[_Head] = []
        numbers: list[int] = []
        unasked: list[int] = []
        for number, data in enumerate(records):
            head = _read_head(data)
            if head is None:
                continue
            if is_asked is None or is_asked(head[5], head[2].record.text):
                events.append(head)
                numbers.append(number)
            else:
                unasked.append(number)
        return ReadColumns(_read_rest(events), numbers, unasked)


SOURCE = Bluesky()


class _Parent(msgspec.Struct, gc=False):
    uri: str | None = None


class _Reply(msgspec.Struct, gc=False):
    parent: _Parent | None = None


class _Record(msgspec.Struct, gc=False):
    text: str
    createdAt: str  # noqa: N815 - as it stands there
    langs: list[str] = []
    facets: Any = None
    tags: Any = None
    embed: Any = None
    reply: _Reply | None = None


class _Commit(msgspec.Struct, gc=False):
    operation: Literal["create"]
    collection: Literal["app.bsky.feed.post"]
    rkey: str
    record: _Record


class _Event(msgspec.Struct, gc=False):
    did: str
    time_us: int
    commit: _Commit
    payload: None = None
    type: None = msgspec.field(name="$type", default=None)


class _Payload(_Commit, gc=False):
    did: str
    time: str
    type: Literal["network.bsky.jetstream.subscribeEvents#commit"] = msgspec.field(name="$type")


class _Message(msgspec.Struct, gc=False):
    payload: _Payload


_EVENT, _MESSAGE = msgspec.json.Decoder(_Event), msgspec.json.Decoder(_Message)
# The account, where the event stands in the record, what it says, when it was made and seen, its language.
_Head = tuple[str, str, _Commit, int, int, str | None]
_TOLERANCE = CLOCK_TOLERANCE // timedelta(microseconds=1)


def _read_head(data: bytes) -> _Head | None:
    """What an event of Jetstream cannot be without, as nearly all are; None for all else."""
    try:
        check_depth(data)
        if b'"commit":' in data:
            event = _EVENT.decode(data)
            did, seen, commit, pointer = event.did, read_stream_time(event.time_us), event.commit, "/commit"
        else:
            commit = _MESSAGE.decode(data).payload
            did, seen, pointer = commit.did, read_stream_time(commit.time), "/payload"
    except (msgspec.MsgspecError, UnreadableRecordError, UnicodeDecodeError, RecursionError):
        return None
    record = commit.record
    created = read_stream_time(record.createdAt)
    if (
        seen is None
        or created is None
        or created > seen + _TOLERANCE
        or has_nul(data)
        or not _DID_AND_RKEY.fullmatch(f"{did}/{commit.rkey}")
    ):
        return None
    language = record.langs[0] if record.langs else None
    if language is not None and not language.strip():
        language = next(filter(read_text, record.langs), None)
    return did, pointer, commit, created, seen, language


def _read_rest(events: Sequence[_Head]) -> PostColumns:
    """The posts without their evidence."""
    if not events:
        return PostColumns.made(0)
    dids, pointers, commits, created, seen, languages = map(list, zip(*events, strict=True))
    records = [commit.record for commit in commits]
    tags, urls, media, quoted = map(list, zip(*map(_read_some_parts, records, dids), strict=True))
    return PostColumns.made(
        len(events),
        platform=["bluesky"] * len(events),
        post_id=[f"at://{did}/{POST}/{commit.rkey}" for did, commit in zip(dids, commits, strict=True)],
        text=[record.text for record in records],
        posted_at=created,
        account_id=dids,
        url=[f"https://bsky.app/profile/{did}/post/{commit.rkey}" for did, commit in zip(dids, commits, strict=True)],
        language=languages,
        tags=tags,
        urls=urls,
        media=media,
        quote_of=quoted,
        reply_to=[None if record.reply is None else _read_parent(record.reply) for record in records],
        is_public=[True] * len(events),
        pointer=pointers,
        captured_at=seen,
    )


def _read_parent(reply: _Reply) -> Reference | None:
    uri = reply.parent.uri if reply.parent is not None else None
    return Reference(post_id=PostId(uri)) if uri and uri.strip() else None


def _read_some_parts(record: _Record, did: str) -> _Parts:
    if record.embed is None and record.facets is None and record.tags is None:
        return _NOTHING  # of most posts
    parts = {name: value for name in _PARTS if (value := getattr(record, name)) is not None}
    return _read_parts(parts, None, text=record.text, did=did)


# Tags, links, media and the quoted post.
_Parts = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], Reference | None]
_NOTHING: _Parts = (), (), (), None
_PARTS = ("facets", "tags", "embed")


def _open(at: Place, value: Any) -> Iterator[tuple[Place, Any]]:
    """The items of a list, page or thread; nothing for a single item."""
    if isinstance(value, list):
        yield from ((at.down(index), item) for index, item in enumerate(value))
        return
    page = as_object(value)
    for key in ("posts", "feed"):
        yield from ((at.down(key, index), item) for index, item in enumerate(as_list(page.get(key))))
    if isinstance(page.get("thread"), dict):
        yield at.down("thread"), page["thread"]
    if "parent" in page or "replies" in page:  # a thread: what it answers, itself, its answers
        if isinstance(page.get("parent"), dict):
            yield at.down("parent"), page["parent"]
        if isinstance(page.get("post"), dict):
            yield at.down("post"), page["post"]
        yield from ((at.down("replies", index), item) for index, item in enumerate(as_list(page.get("replies"))))


def _read_item(at: Place, value: Any) -> Post | Rejected:
    item = as_object(value)
    kind = read_text(item.get("$type")) or ""
    if isinstance(item.get("payload"), dict):
        return _read_event_v2(at.down("payload"), item["payload"])
    if kind.startswith("network.bsky.jetstream"):
        return _read_event_v2(at, item)
    if isinstance(item.get("commit"), dict):
        seen = read_post_time(item.get("time_us"))
        return _read_commit(at.down("commit"), item["commit"], item.get("did"), seen)
    if item.get("type") == "record" and isinstance(item.get("record"), dict):  # tap
        commit = item["record"]
        return _read_commit(at.down("record"), commit, commit.get("did"), None)
    if str(item.get("kind")) in {"identity", "account"} or item.get("type") == "identity":
        return at.pass_over("account-event", "an event of an account, not of a post")
    if kind == "error":
        message = f"the stream ended here: {item.get('error')!s:.80}; events may be missing after it"
        return at.pass_over("stream-error", message)
    if _is_tombstone(item):
        return _pass_tombstone(at, item)
    if isinstance(item.get("post"), dict):
        return _read_feed_item(at, item)
    if isinstance(item.get("record"), dict) and "uri" in item:
        return _read_view(at, item)
    wanted = "looked for an event (commit, payload), a page (posts, feed, thread) or a post (uri and record)"
    return at.reject("not-bluesky", f"{describe(value)}: {wanted}")


def _is_tombstone(view: dict[str, Any]) -> bool:
    kind = str(view.get("$type"))
    return (
        kind.endswith(("#notFoundPost", "#blockedPost")) or view.get("notFound") is True or view.get("blocked") is True
    )


def _pass_tombstone(at: Place, view: dict[str, Any]) -> Rejected:
    return at.pass_over("tombstone", f"{view.get('uri')!s:.200} is deleted or hidden")


def _read_event_v2(at: Place, event: dict[str, Any]) -> Post | Rejected:
    kind = (read_text(event.get("$type")) or "").rpartition("#")[2]
    if kind == "commit":
        return _read_commit(at, event, event.get("did"), read_post_time(event.get("time")))
    if kind in {"identity", "account", "sync", "info"}:
        return at.pass_over("account-event", f"an event of kind {kind}, not of a post")
    return at.reject("not-bluesky", f"an event of unknown kind {kind:.40}")


def _read_commit(at: Place, commit: dict[str, Any], did: Any, seen: datetime | None) -> Post | Rejected:
    """A record that an account made, changed or deleted. tap says `action` where Jetstream says `operation`."""
    operation = commit.get("operation", commit.get("action"))
    collection = read_text(commit.get("collection")) or ""
    if operation == "delete":
        return at.pass_over("deletion", f"a record of {collection:.80} was deleted")
    if collection not in {POST, REPOST}:
        return at.pass_over("other-record", f"a record of {collection:.80}, not a post")
    rkey = read_text(commit.get("rkey"))
    if not (isinstance(did, str) and _DID.fullmatch(did) and rkey and _RKEY.fullmatch(rkey)):
        return at.reject("no-id", f"no address of the post: did {did!r:.80}, rkey {commit.get('rkey')!r:.80}")
    record = commit.get("record")
    if not isinstance(record, dict):
        return at.reject("no-text", f"operation {operation!r:.20} without a record")
    uri = f"at://{did}/{collection}/{rkey}"
    if collection == POST:
        return _make_post(at, record, uri, {"did": did}, seen, is_update=operation == "update", captured_at=seen)
    subject = read_text(as_object(record.get("subject")).get("uri"))
    if not subject:
        return at.reject("no-id", "a repost that does not say of what (subject.uri)")
    posted_at = _choose_time(record, uri, seen)
    if posted_at is None:
        return at.reject("no-time", _NO_TIME)
    return Post(
        platform="bluesky",
        post_id=PostId(uri),
        text="",
        posted_at=posted_at,
        account_id=did,
        repost_of=Reference(post_id=PostId(subject)),
        is_public=True,
        evidence=at.evidence(captured_at=seen),
    )


def _read_feed_item(at: Place, item: dict[str, Any]) -> Post | Rejected:
    """A post in a feed: itself, or the repost that brought it there."""
    parent = as_object(as_object(item.get("reply")).get("parent"))
    post = _read_view(at.down("post"), item["post"], answered=as_object(parent.get("author")))
    reason = as_object(item.get("reason"))
    if isinstance(post, Rejected) or not str(reason.get("$type")).endswith("#reasonRepost"):
        return post
    by = as_object(reason.get("by"))
    did = read_text(by.get("did"))
    if not (did and _DID.fullmatch(did)):
        return at.reject("no-id", f"a repost by nobody (reason.by.did is {by.get('did')!r:.80})")
    posted_at = read_post_time(reason.get("indexedAt"))
    if posted_at is None:
        return at.reject("no-time", f"a repost without a time (reason.indexedAt is {reason.get('indexedAt')!r:.80})")
    # Older answers do not give the repost's own address. What it reposts names it then: an account reposts a post once.
    uri = read_text(reason.get("uri")) or f"at://{did}/{REPOST}?subject={quote(post.post_id, safe='')}"
    return Post(
        platform="bluesky",
        post_id=PostId(uri),
        text=post.text,
        posted_at=posted_at,
        account_id=did,
        handle=_read_handle(by),
        display_name=read_text(by.get("displayName")),
        bio=read_text(by.get("description")),
        language=post.language,
        tags=post.tags,
        urls=post.urls,
        media=post.media,
        repost_of=Reference(post_id=post.post_id, handle=post.handle),
        is_public=True,
        evidence=at.evidence(),
    )


def _read_view(at: Place, view: dict[str, Any], answered: dict[str, Any] | None = None) -> Post | Rejected:
    if _is_tombstone(view):
        return _pass_tombstone(at, view)
    author = as_object(view.get("author"))
    match = _POST_URI.fullmatch(read_text(view.get("uri")) or "")
    if match is None:
        return at.reject("no-id", f"uri is {view.get('uri')!r:.200}, not the address of a post")
    did = read_text(author.get("did")) or match["author"]
    record = as_object(view.get("record"))
    return _make_post(
        at,
        record,
        f"at://{did}/{POST}/{match['rkey']}",
        {**author, "did": did},
        read_post_time(view.get("indexedAt")),
        view=view,
        answered=answered,
    )


_NO_TIME = "no posting time (looked for record.createdAt, the time in the record key, the time a server saw it)"


def _choose_time(record: dict[str, Any], uri: str, seen: datetime | None) -> datetime | None:
    created = read_post_time(record.get("createdAt"))
    if created is None:
        created = time_from_id("bluesky", PostId(uri))
    if created is None or (seen is not None and created > seen + CLOCK_TOLERANCE):
        return seen
    return created


def _make_post(
    at: Place,
    record: dict[str, Any],
    uri: str,
    author: dict[str, Any],
    seen: datetime | None,
    *,
    is_update: bool = False,
    captured_at: datetime | None = None,
    view: dict[str, Any] | None = None,
    answered: dict[str, Any] | None = None,
) -> Post | Rejected:
    text = record.get("text")
    if not isinstance(text, str):
        return at.reject("no-text", f"record.text is {text!r:.60}")
    posted_at = _choose_time(record, uri, seen)
    if posted_at is None:
        return at.reject("no-time", _NO_TIME)
    return _build(
        at.evidence(captured_at),
        did=author["did"],
        uri=uri,
        text=text,
        posted_at=posted_at,
        language=next((code for code in as_list(record.get("langs")) if read_text(code)), None),
        record=record,
        author=author,
        edited_at=seen if is_update else None,
        view=view,
        answered=answered,
    )


def _build(
    evidence: EvidenceRef,
    *,
    did: str,
    uri: str,
    text: str,
    posted_at: datetime,
    language: str | None,
    record: dict[str, Any],
    author: dict[str, Any] | None = None,
    edited_at: datetime | None = None,
    view: dict[str, Any] | None = None,
    answered: dict[str, Any] | None = None,
) -> Post:
    """A post of what was read of it; `record`: the parts that only some posts have, among others."""
    handle = _read_handle(author) if author else None
    tags, urls, media, quoted = _read_parts(record, view, text=text, did=did)
    parent = read_text(as_object(as_object(record["reply"]).get("parent")).get("uri")) if "reply" in record else None
    return Post(
        platform="bluesky",
        post_id=PostId(uri),
        text=text,
        posted_at=posted_at,
        account_id=did,
        handle=handle,
        display_name=read_text(author.get("displayName")) if author else None,
        bio=read_text(author.get("description")) if author else None,
        url=f"https://bsky.app/profile/{handle or did}/post/{uri.rpartition('/')[2]}",
        language=language,
        tags=tags,
        urls=urls,
        media=media,
        quote_of=quoted,
        reply_to=Reference(post_id=PostId(parent), handle=_read_handle(answered or {})) if parent else None,
        metrics=_read_metrics(view) if view else NO_METRICS,
        is_public=True,
        edited_at=edited_at,
        evidence=evidence,
    )


def _read_parts(record: dict[str, Any], view: dict[str, Any] | None, *, text: str, did: str) -> _Parts:
    tags, urls = _read_facets(record, text) if "facets" in record or "tags" in record else ((), [])
    if not view and "embed" not in record:
        return tags, unique(urls), (), None
    shown = _unfold_embed(as_object(view.get("embed"))) if view else []  # as the API resolves it
    stored = _unfold_embed(as_object(record.get("embed")))
    media = (shown and _read_media(shown, did)) or _read_media(stored, did)
    both = shown + stored
    return tags, unique([*urls, *_read_links(both)]), media, _read_quote(both)


def _read_metrics(view: dict[str, Any]) -> Metrics:
    return Metrics(
        reposts=read_count(view.get("repostCount")),
        likes=read_count(view.get("likeCount")),
        replies=read_count(view.get("replyCount")),
        quotes=read_count(view.get("quoteCount")),
    )


def _read_handle(author: dict[str, Any]) -> str | None:
    handle = read_text(author.get("handle"))
    return handle if handle and handle != "handle.invalid" and _HANDLE.fullmatch(handle) else None


def _read_facets(record: dict[str, Any], text: str) -> tuple[tuple[str, ...], list[str]]:
    """Tags and links in the order of the text, then the tags that the record has beside it.

    A feature is told by its own field: clients write $type in many ways. A facet counts UTF-8 bytes; a tag feature that
    does not name its tag is read from these bytes of the text.
    """
    facets = [facet for facet in as_list(record.get("facets")) if isinstance(facet, dict)]
    tags: list[str] = []
    urls: list[str] = []
    encoded: bytes | None = None
    for facet in sorted(facets, key=_first_byte):
        for feature in map(as_object, as_list(facet.get("features"))):
            if address := read_text(feature.get("uri")):
                urls.append(address)
            elif tag := read_text(feature.get("tag")) or read_text(feature.get("hashtag")):
                tags.append(_bare(tag))
            elif str(feature.get("$type")).lower().endswith("tag"):
                encoded = text.encode() if encoded is None else encoded
                tags += [_bare(word) for word in _cut_bytes(encoded, facet).split() if word.startswith(_HASHES)]
    tags += [_bare(tag) for tag in as_list(record.get("tags")) if read_text(tag)]
    return unique(tag for tag in tags if tag), urls


_HASHES = ("#", "\N{FULLWIDTH NUMBER SIGN}")


def _bare(tag: str) -> str:
    return tag.strip().lstrip("".join(_HASHES))


def _first_byte(facet: dict[str, Any]) -> int:
    return read_count(as_object(facet.get("index")).get("byteStart")) or 0


def _cut_bytes(encoded: bytes, facet: dict[str, Any]) -> str:
    end = read_count(as_object(facet.get("index")).get("byteEnd")) or 0
    return encoded[_first_byte(facet) : end].decode("utf-8", errors="ignore")


def _unfold_embed(embed: dict[str, Any]) -> list[dict[str, Any]]:
    """The embed, and the two halves of one that has a record and media."""
    if not embed:
        return []
    return [embed, embed["media"]] if isinstance(embed.get("media"), dict) else [embed]


def _read_links(embeds: list[dict[str, Any]]) -> list[str]:
    addresses = [address for embed in embeds for address in as_list(embed.get("links"))]
    addresses += [as_object(embed.get("external")).get("uri") for embed in embeds]
    return [address for address in addresses if read_text(address)]


def _read_quote(embeds: list[dict[str, Any]]) -> Reference | None:
    """The quoted post. An embedded feed, list or starter pack is none."""
    for embed in embeds:
        if "record" not in embed:
            continue
        record = as_object(embed["record"])
        for inner in (record, as_object(record.get("record"))):
            if _POST_URI.fullmatch(read_text(inner.get("uri")) or ""):
                return Reference(post_id=PostId(inner["uri"]), handle=_read_handle(as_object(inner.get("author"))))
    return None


_SEEN = frozenset({"images", "playlist", "video"})


def _read_media(embeds: list[dict[str, Any]], did: str) -> tuple[str, ...]:
    """Addresses of pictures and videos; a bare record names only the content, whose address is made from it."""
    media: list[str] = []
    for embed in embeds:
        if embed.keys().isdisjoint(_SEEN):
            continue
        for image in map(as_object, as_list(embed.get("images"))):
            if address := read_text(image.get("fullsize")):
                media.append(address)
            elif content := _read_content_id(image.get("image")):
                media.append(f"https://cdn.bsky.app/img/feed_fullsize/plain/{did}/{content}@jpeg")
        if address := read_text(embed.get("playlist")):
            media.append(address)
        elif content := _read_content_id(embed.get("video")):
            media.append(f"https://video.bsky.app/watch/{quote(did, safe='')}/{content}/playlist.m3u8")
    return unique(media)


def _read_content_id(blob: Any) -> str | None:
    content = as_object(blob)
    name = read_id(as_object(content.get("ref")).get("$link")) or read_id(content.get("cid"))
    return name if name and name.isascii() and name.isalnum() else None
