"""A roundup as an Atom feed (RFC 4287) of one entry: for feed readers and systems that take feeds in."""

from __future__ import annotations

from datetime import UTC, datetime
from xml.etree import ElementTree as ET

from tawatur.arabic.display import make_showable
from tawatur.markup import Clock, Direction, Words, make_environment
from tawatur.report.figures import make_figures
from tawatur.report.records import Hashtag, Roundup, link_urls
from tawatur.report.sections import Drawer

NAMESPACE = "http://www.w3.org/2005/Atom"
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # a feed must say when it was updated; this one does not know


def render_atom(roundup: Roundup, *, note: str | None = None) -> str:
    """A feed with the roundup as its entry: summary, whole text as HTML, its tags, a link to each post.

    Its id is that of the posts it was made from; a later roundup of the same posts is an update of the same entry.
    `note` is the subtitle (an invented example).

    Raises: InputError if `roundup.zone` is not a zone that this machine knows.
    """
    words = Words(roundup.language)
    side: Direction = "rtl" if roundup.language == "ar" else "ltr"
    clock = Clock(roundup.zone, words)
    drawer = Drawer(roundup, words, clock, side)
    _, *sections = drawer.sections()
    content = make_environment().get_template("entry.html").render(
        t=words, lang=roundup.language, side=side, sections=sections, citations=list(drawer.citations.values()),
        note=note, figures=make_figures(roundup, words, clock),
    )  # fmt: skip
    updated = _moment(roundup)
    feed = ET.Element("feed", {"xmlns": NAMESPACE, "xml:lang": roundup.language})
    _add(feed, "id", f"urn:sha256:{roundup.method.digest}")
    _add(feed, "title", roundup.title)
    _add(feed, "updated", updated)
    if note:
        _add(feed, "subtitle", note)
    _add(feed, "generator", "tawatur", version=roundup.method.version)
    entry = ET.SubElement(feed, "entry")
    _add(entry, "id", f"urn:sha256:{roundup.method.digest}#{roundup.language}")
    _add(entry, "title", roundup.title)
    _add(entry, "updated", updated)
    _add(ET.SubElement(entry, "author"), "name", "tawatur")
    lead = next((block for block in roundup.blocks if block.kind != "headline"), None)
    if lead is not None:
        _add(entry, "summary", " ".join(sentence.text(roundup.language) for sentence in lead.sentences))
    for tag in _tags(roundup):
        ET.SubElement(entry, "category", {"term": tag})
    for url in link_urls(roundup.sentences):
        ET.SubElement(entry, "link", {"rel": "via", "href": url})
    _add(entry, "content", content, type="html")
    ET.indent(feed, space="")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(feed, encoding="unicode")}\n'


def _add(parent: ET.Element, name: str, text: str, **attributes: str) -> None:
    ET.SubElement(parent, name, attributes).text = make_showable(text).text


def _moment(roundup: Roundup) -> str:
    """When it was made; of one that does not say, the time of its last post."""
    at = roundup.method.made_at or roundup.method.last or _NEVER
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _tags(roundup: Roundup) -> list[str]:
    tags = (part.text for sentence in roundup.sentences for part in sentence.parts if isinstance(part, Hashtag))
    return list(dict.fromkeys(make_showable(tag.removeprefix("#")).text for tag in tags))
