"""Mastodon: statuses as its API gives them, and events of its streams; HTML as the text that people saw."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from tawatur.errors import UnreadableRecordError
from tawatur.posts import Metrics, Post, PostId, Reference
from tawatur.sources.base import Framing, Received, Rejected
from tawatur.sources.fields import decode_json, read_count, read_id, read_text
from tawatur.sources.html_text import html_to_text, read_address
from tawatur.sources.values import Place, as_list, as_object, describe, read_post_time, unique

_STATUS_KEYS = (b'"spoiler_text"', b'"reblogs_count"', b'"favourites_count"', b'"visibility"', b'"acct"', b'"reblog"')
_PUBLIC = {"public": True, "unlisted": True, "private": False, "direct": False}
_STREAM_POSTS = frozenset({"update", "status.update"})


@dataclass(frozen=True, slots=True)
class Mastodon:
    """Statuses of Mastodon and of what speaks its API, one, a list, one a line, a search answer, or a stream's events.

    `post_id` is `uri`: two servers give one status two ids. The handle is whole (name@server), also where the server
    that was asked left its own name out; it is the account's id too, since account ids differ from server to server.
    A content warning stands first in the text: the author wrote it. A boost is a post of its own with `repost_of`, and
    has text, tags and links of what it boosts. `in_reply_to_id` is an id of the server that was asked: it becomes an
    address only within one account's thread on its own server, else only the answered account is known.
    """

    name: str = "mastodon"
    title: str = "Mastodon: statuses, lists of them, search answers, streaming events"
    framing: Framing = "line"

    def recognise(self, sample: bytes) -> float:
        """By the keys of a status: 0.95 for most of them, in a stream's payload as well."""
        plain = sample.replace(b'\\"', b'"')
        return 0.95 if sum(key in plain for key in _STATUS_KEYS) >= 4 else 0.0

    def parse(self, received: Received) -> Iterator[Post | Rejected]:
        """Read the statuses of one record."""
        start = Place(received)
        try:
            value = decode_json(received.data)
        except UnreadableRecordError as error:
            yield start.reject(error.reason, error.problem)
            return
        statuses = value if isinstance(value, list) else as_object(value).get("statuses")
        if isinstance(statuses, list):
            place = start if isinstance(value, list) else start.down("statuses")
            for index, status in enumerate(statuses):
                yield _read_item(place.down(index), status)
        else:
            yield _read_item(start, value)


SOURCE = Mastodon()


def _read_item(at: Place, value: Any) -> Post | Rejected:
    item = as_object(value)
    event = item.get("event")
    if isinstance(event, str):
        if event not in _STREAM_POSTS:
            reason = "deletion" if event == "delete" else "stream-event"
            return at.pass_over(reason, f"an event {event:.40}, not a status")
        payload = item.get("payload")
        try:
            status = decode_json(payload.encode()) if isinstance(payload, str) else payload
        except (UnreadableRecordError, UnicodeEncodeError) as error:
            return at.reject("not-json", f"the payload of an event {event:.40}: {error!s:.200}")
        return _read_status(at, as_object(status))  # no pointer leads into a text
    return _read_status(at, item) if item else at.reject("not-mastodon", f"{describe(value)}; looked for a status")


def _read_status(at: Place, status: dict[str, Any]) -> Post | Rejected:
    boosted = as_object(status.get("reblog"))
    shown = boosted or status
    if not isinstance(shown.get("content"), str):
        return at.reject("no-text", f"{describe(shown)}; looked for content")
    uri = read_id(status.get("uri"))
    if uri is None:
        return at.reject(
            "no-id", f"uri is {status.get('uri')!r:.80}: without it a status has another id on each server"
        )
    posted_at = read_post_time(status.get("created_at"))
    if posted_at is None:
        return at.reject("no-time", f"created_at is {status.get('created_at')!r:.80}")
    account = as_object(status.get("account"))
    handle = _read_handle(account)
    quoted = _read_quote(shown)
    body = html_to_text(shown["content"], has_quote=quoted is not None)
    warning = read_text(shown.get("spoiler_text"))
    return Post(
        platform="mastodon",
        post_id=PostId(uri),
        text="\n\n".join(part for part in (warning, body.text) if part),
        posted_at=posted_at,
        account_id=handle.lower() if handle else None,
        handle=handle,
        display_name=read_text(account.get("display_name")),
        bio=html_to_text(account["note"]).text or None if read_text(account.get("note")) else None,
        url=read_address(status.get("url")),
        language=read_id(shown.get("language")),
        tags=unique(name for tag in as_list(shown.get("tags")) if (name := read_text(as_object(tag).get("name")))),
        urls=body.links,
        media=unique(
            address
            for item in map(as_object, as_list(shown.get("media_attachments")))
            if (address := read_text(item.get("remote_url")) or read_text(item.get("url")))
        ),
        repost_of=_refer(boosted) if boosted else None,
        quote_of=None if boosted else quoted,
        reply_to=None if boosted else _read_reply(status, account, uri, handle),
        metrics=Metrics()  # the numbers of a boost are those of the status that it boosts
        if boosted
        else Metrics(
            reposts=read_count(status.get("reblogs_count")),
            likes=read_count(status.get("favourites_count")),
            replies=read_count(status.get("replies_count")),
            quotes=read_count(status.get("quotes_count")),
        ),
        is_public=_PUBLIC.get(str(status.get("visibility"))),
        edited_at=None if boosted else read_post_time(status.get("edited_at")),
        evidence=at.evidence(),
    )


def _read_handle(account: dict[str, Any]) -> str | None:
    """name@server; the server of an account of the asked server itself stands in its address."""
    name = read_id(account.get("acct")) or read_id(account.get("username"))
    if name is None or "@" in name:
        return name.lstrip("@") if name else None
    for key in ("uri", "url"):
        try:
            server = urlsplit(read_address(account.get(key)) or "").netloc
        except ValueError:  # "http://[": no address at all
            continue
        if server:
            return f"{name}@{server}"
    return name


def _refer(status: dict[str, Any]) -> Reference:
    uri = read_id(status.get("uri"))
    return Reference(post_id=PostId(uri) if uri else None, handle=_read_handle(as_object(status.get("account"))))


def _read_quote(status: dict[str, Any]) -> Reference | None:
    """`quote` is {state, quoted_status} since Mastodon 4.4, the quoted status itself with other servers."""
    quoted = as_object(status.get("quote"))
    if not quoted:
        return None
    return _refer(as_object(quoted.get("quoted_status")) if "state" in quoted else quoted)


def _read_reply(status: dict[str, Any], account: dict[str, Any], uri: str, handle: str | None) -> Reference | None:
    parent, answered = read_id(status.get("in_reply_to_id")), read_id(status.get("in_reply_to_account_id"))
    if parent is None:
        return None
    if answered is not None and answered == read_id(account.get("id")):
        own = read_id(status.get("id"))
        is_own_server = own is not None and uri.endswith(f"/{own}")
        thread = PostId(uri[: -len(own)] + parent) if own and is_own_server else None
        return Reference(post_id=thread, handle=handle)
    for mention in map(as_object, as_list(status.get("mentions"))):
        if answered is not None and read_id(mention.get("id")) == answered:
            return Reference(handle=_read_handle(mention))
    return Reference()
