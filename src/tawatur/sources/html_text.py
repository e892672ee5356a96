"""HTML of a post as the text that people saw."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from lxml.etree import HTMLParser, LxmlError

from tawatur.sources.fields import read_id
from tawatur.sources.values import unique

_PARAGRAPHS = frozenset("p div blockquote ul ol pre h1 h2 h3 h4 h5 h6 table".split())
_LINES = frozenset("br li tr hr".split())
_UNSEEN = frozenset("script style head title template noscript".split())
_SPACE = re.compile(r"[ \t\r\n\f]+")


@dataclass(frozen=True, slots=True)
class Body:
    """What a post shows.

    Attributes:
        text: paragraphs parted by an empty line; links whole, mentions and hashtags as written.
        links: addresses of links that are neither mention nor hashtag, each once.
    """

    text: str
    links: tuple[str, ...]


def html_to_text(html: str, *, has_quote: bool = False) -> Body:
    """The text and the links of a post's HTML.

    Mastodon hides parts of a long link (class "invisible"), which are read: the link is whole. Beside a real quote it
    hides the line "RE: link" (class "quote-inline"), which is left out then.
    """
    reader = _Reader(has_quote=has_quote)
    parser = HTMLParser(target=reader, encoding="utf-8", huge_tree=True, recover=True)
    try:
        parser.feed(html.encode("utf-8", errors="replace"))
        parser.close()
    except LxmlError:  # nothing in it is HTML; what was read before stands
        pass
    return Body(text=reader.read_text(), links=unique(reader.links))


class _Reader:
    """Takes the events of the parser, in order; depth costs nothing."""

    def __init__(self, *, has_quote: bool) -> None:
        self.links: list[str] = []
        self._parts: list[str] = []
        self._has_quote = has_quote
        self._unseen = 0  # open elements that show nothing, and all within them
        self._preformatted = 0

    def start(self, tag: Any, attributes: Any) -> None:
        classes = (attributes.get("class") or "").split()
        if self._unseen or tag in _UNSEEN or (self._has_quote and "quote-inline" in classes):
            self._unseen += tag not in {"br", "img", "hr", "input", "meta", "link", "wbr"}
        elif tag in _PARAGRAPHS:
            self._parts.append("\n\n")
            self._preformatted += tag == "pre"
        elif tag in _LINES:
            self._parts.append("\n")
        elif tag == "a":
            address = read_address(attributes.get("href"))
            if address and not {"mention", "hashtag"} & set(classes) and attributes.get("rel") != "tag":
                self.links.append(address)

    def end(self, tag: Any) -> None:
        if self._unseen:
            self._unseen -= tag not in {"br", "img", "hr", "input", "meta", "link", "wbr"}
        elif tag in _PARAGRAPHS:
            self._parts.append("\n\n")
            self._preformatted -= tag == "pre" and self._preformatted > 0

    def data(self, data: str) -> None:
        if not self._unseen:
            self._parts.append(data if self._preformatted else _SPACE.sub(" ", data))

    def close(self) -> None:
        return None

    def read_text(self) -> str:
        """Lines without space at their ends, at most one empty line between two."""
        lines = [line.strip(" ") for line in "".join(self._parts).split("\n")]
        kept: list[str] = []
        for line in lines:
            if line or (kept and kept[-1]):
                kept.append(line)
        return "\n".join(kept).strip("\n")


def read_address(value: Any) -> str | None:
    """A web address; None for anything else."""
    address = read_id(value)
    return address if address and address.startswith(("https://", "http://")) else None
