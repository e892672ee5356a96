"""RSS and Atom: the items of a feed as posts of the outlet that publishes them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html import unescape
from html.entities import html5
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

from tawatur.posts import Post, PostId
from tawatur.sources.base import Framing, Received, Rejected
from tawatur.sources.fields import is_possible_time, read_id, read_text
from tawatur.sources.html_text import html_to_text, read_address
from tawatur.sources.values import Place, read_post_time, unique

MAX_BYTES = 16 * 2**20  # the largest feeds of news sites have some hundred kB
MAX_NAME = 200  # characters of a title of a feed
_LOOKED_AT = 4096
_ROOT = re.compile(rb"<(?:[A-Za-z][\w.-]{0,30}:)?(rss|feed|RDF)[\s>]")
_NAMED = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,31};)")
_OF_XML = frozenset({b"amp;", b"lt;", b"gt;", b"quot;", b"apos;"})
_IS_UNIQUE = re.compile(r"(?:https?://|urn:|tag:)")
_TIMES = ("pubDate", "published", "issued", "date", "created")
_CHANGES = ("updated", "modified")
_BODIES = ("encoded", "content", "description", "summary")


@dataclass(frozen=True, slots=True)
class Feed:
    """RSS 0.9x, 1.0 and 2.0 and Atom; damaged feeds as far as they can be read.

    An item is a post of the outlet: the host of the feed's site (of an aggregator, that of the item's `source`), so
    that all its items are one voice. Its text is the title and the longest that the feed gives of the article.
    Categories are no hashtags; hashtags stand in the text. An item without a time cannot be placed and is rejected.
    The pointer of an item is its number in the feed.
    """

    name: str = "feed"
    title: str = "RSS and Atom feeds"
    framing: Framing = "body"

    def recognise(self, sample: bytes) -> float:
        """By the element that everything stands in."""
        start = sample.lstrip(b"\xef\xbb\xbf \t\r\n")[:_LOOKED_AT]
        root = _ROOT.search(start) if start.startswith(b"<") else None
        if root is None or (root[1] != b"rss" and b"/Atom" not in start and b"rss" not in start):
            return 0.0
        return 0.95

    def parse(self, received: Received) -> Iterator[Post | Rejected]:
        """Read the items of one feed."""
        start = Place(received)
        try:
            root, problem = _parse(received.data)
        except ValueError as error:
            yield start.reject("not-a-feed", str(error))
            return
        outlet = _read_outlet(root)
        number = -1
        for number, item in enumerate(root.iter("{*}item", "{*}entry")):
            yield _read_item(start.down("items", number), item, outlet)
        if problem:
            yield start.reject("damaged-feed", f"{problem}; {number + 1} items could be read, others may be missing")
        elif number < 0:
            yield start.pass_over("empty-feed", "a feed without items")


SOURCE = Feed()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outlet:
    host: str | None
    title: str | None
    language: str | None


def _parse(data: bytes) -> tuple[Any, str]:
    """The root of a feed, and what is wrong with it ("" when nothing is). Raises: ValueError when it is none."""
    if len(data) > MAX_BYTES:
        raise ValueError(f"{len(data):,} bytes, more than {MAX_BYTES:,}")
    if b"<!ENTITY" in data:  # no feed needs its own entities; bombs do
        raise ValueError("it declares entities of its own, which no feed needs")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False, load_dtd=False)
    try:
        root = etree.fromstring(_NAMED.sub(_number_entity, data), parser)
    except (etree.LxmlError, ValueError) as error:
        raise ValueError(f"no XML: {str(error) or type(error).__name__:.200}") from error
    if root is None or _local(root) not in {"rss", "feed", "RDF"}:
        raise ValueError(f"{'no element' if root is None else _local(root):.60}; looked for rss, feed or RDF")
    errors = parser.error_log.filter_from_fatals()
    return root, f"line {errors[0].line}: {errors[0].message:.200}" if len(errors) else ""


def _number_entity(match: re.Match[bytes]) -> bytes:
    """HTML's names for characters, which XML does not know, by their numbers."""
    if match[1] in _OF_XML:
        return match[0]
    return "".join(f"&#{ord(each)};" for each in html5.get(match[1].decode(), "")).encode() or match[0]


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _child(element: Any, *names: str) -> str | None:
    """The text of the first child that has one of these names and says something."""
    for name in names:
        for found in element.iterchildren(f"{{*}}{name}", name):
            if text := read_text("".join(found.itertext())):
                return text.strip()
    return None


def _read_outlet(root: Any) -> _Outlet:
    channel = next(root.iterchildren("{*}channel", "channel"), root)
    language = _child(channel, "language") or root.get("{http://www.w3.org/XML/1998/namespace}lang")
    title = _child(channel, "title")
    return _Outlet(
        host=_host(_link(channel)),
        title=unescape(title)[:MAX_NAME] if title else None,
        language=read_id(language),
    )


def _host(address: str | None) -> str | None:
    try:
        return (urlsplit(address or "").hostname or "").removeprefix("www.") or None
    except ValueError:  # "https://[": no address at all
        return None


def _link(element: Any) -> str | None:
    """The page that a feed or an item is about: RSS writes it as text, Atom in `href`."""
    for link in element.iterchildren("{*}link", "link"):
        if link.get("rel", "alternate") == "alternate":
            address = read_address((link.get("href") or link.text or "").strip())
            if address:
                return address
    return None


def _read_item(at: Place, item: Any, outlet: _Outlet) -> Post | Rejected:
    link = _link(item)
    source = next((each for each in item.iterchildren("source") if read_address(each.get("url"))), None)
    host = _host(source.get("url")) if source is not None else outlet.host or _host(link)
    written = read_id(_child(item, "guid", "id")) or read_id(link)
    if written is None or (host is None and not _IS_UNIQUE.match(written)):
        return at.reject("no-id", "neither guid, id nor link tells this item from others")
    times = [_read_time(_child(item, name)) for name in (*_TIMES, *_CHANGES)]
    posted_at = next((moment for moment in times if moment is not None), None)
    if posted_at is None:
        return at.reject("no-time", f"no time with its zone (looked for {', '.join((*_TIMES, *_CHANGES))})")
    changed_at = next((moment for moment in times[len(_TIMES) :] if moment is not None), None)
    title = _read_title(item)
    body = html_to_text(max((_markup(item, name) for name in _BODIES), key=len))

    if not title and not body.text:
        return at.reject("no-text", "an item without title and text")
    return Post(
        platform="other",
        post_id=PostId(written if _IS_UNIQUE.match(written) else f"{host}/{written}"),
        text=f"{title}\n\n{body.text}".strip(),
        posted_at=posted_at,
        account_id=host,
        display_name=read_text(source.text) if source is not None else outlet.title,
        url=link,
        language=outlet.language,
        urls=body.links,
        media=unique(
            address
            for each in item.iterdescendants("{*}enclosure", "enclosure", "{*}content", "{*}thumbnail")
            if (address := read_address(each.get("url")))
        ),
        is_public=True,
        edited_at=changed_at if changed_at is not None and changed_at > posted_at else None,
        evidence=at.evidence(),
    )


def _read_title(item: Any) -> str:
    """One line; RSS does not say whether it is HTML, and tags in it are rare and shown as they are."""
    element = next(item.iterchildren("{*}title", "title"), None)
    if element is not None and element.get("type") in {"html", "xhtml"}:
        return " ".join(html_to_text(_markup(item, "title")).text.split())
    return " ".join(unescape(_child(item, "title") or "").split())


def _markup(item: Any, name: str) -> str:
    """What a child holds as HTML: escaped text as it stands, XHTML written out."""
    found = item.iterchildren(f"{{*}}{name}", name)
    element = next((each for each in found if each.get("url") is None), None)  # a picture's is no text
    if element is None:
        return ""
    if len(element):
        return "".join(etree.tostring(each, encoding="unicode") for each in element)
    text = element.text or ""
    return text.replace("&", "&amp;").replace("<", "&lt;") if element.get("type") == "text" else text


def _read_time(written: str | None) -> datetime | None:
    """RFC 822 as RSS has it, ISO 8601 as Atom has it; None without a zone, and for what no post can have."""
    if not written or len(written) > 60:
        return None
    moment = read_post_time(written)
    if moment is not None:
        return moment
    try:
        found = parsedate_to_datetime(written)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if found.tzinfo is None and written.rstrip().endswith("-0000"):
        found = found.replace(tzinfo=UTC)  # RFC 5322, 3.3: it is UTC, and the local zone is not told
    if found.tzinfo is None:
        return None
    try:
        found = found.astimezone(UTC)
    except OverflowError:
        return None
    return found if is_possible_time(found) else None
