"""Articles as files: plain text in any Unicode, Markdown, HTML, or Word."""

from __future__ import annotations

import codecs
import re
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from tawatur.errors import InputError
from tawatur.sources.main_text import find_article, parse_html
from tawatur.sources.word_files import is_word_file, read_word_text

MAX_BYTES = 20 * 2**20  # an article, not an archive
MAX_TAGS = 100_000  # of a page; a long article with its site has 10,000, and finding it takes 75 µs an element
MAX_PROBED = 2048  # characters looked at to tell UTF-16
MAX_LOST = 0.05  # of the characters: a text in another encoding loses every Arabic letter, a damaged one a few
_BLOCKS = frozenset((0x00, 0x06))
_HTML_START = re.compile(
    rb"^\s*(?:<!doctype\s+html|<html|<head|<body|<article|<\?xml[^>]{0,200}>\s*<html)", re.IGNORECASE
)
# Encodings of one byte a letter, in which old pages of the region stand; what a stranger wrote is no codec to run.
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*(windows-125[0-8]|iso-8859-(?:[1-9]|15))(?![0-9])", re.IGNORECASE)
_EVIDENCE_NOTE = re.compile(r"\[\^[0-9]{1,6}\]: EV-[A-Z2-7]{10} ")
_LINE_SYNTAX = re.compile(r"^(?:#{1,6}[ \t]+|(?:>[ \t]?){1,9}|[ \t]{0,9}[-*+][ \t]+)|\\$")
_IN_LINE = re.compile(
    r"\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|\[\^[A-Za-z0-9_-]{1,40}\]"
    r"|!?\[(?P<words>[^\[\]]{0,500})\]\((?P<url>https?://[^\s()<>]{1,1000})(?:[ \t]{1,9}\"[^\"]{0,200}\")?\)"
    r"|<(?P<address>https?://[^\s<>]{1,1000})>"
    r"|\*{1,3}|`"
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


_NO_TEXT = {  # beginnings of files that hold an article in a form that is not read
    b"%PDF": "a PDF", b"\xd0\xcf\x11\xe0": "an old Word file (.doc)", b"{\\rtf": "an RTF file",
    b"PK\x03\x04": "an archive", b"\x89PNG": "a picture", b"\xff\xd8\xff": "a picture", b"GIF8": "a picture",
    b"RIFF": "a picture or sound",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleInput:
    """The text of an article and what its file says of it.

    Attributes:
        name: file name, or <stdin>.
        text: the article; of HTML, its main text.
        title: of HTML that has one; None else.
        published_at: aware UTC midnight of the date that HTML gives; None when it gives none.
        notes: what the user should know of how it was read (a guessed encoding, replaced bytes).
    """

    name: str
    text: str
    title: str | None = None
    published_at: datetime | None = None
    notes: tuple[str, ...] = ()


def read_article_input(source: str) -> ArticleInput:
    """Read a file, or standard input for "-".

    Raises: InputError when it is missing, unreadable, too large, empty, or no text.
    """
    name, data = _read_bytes(source)
    if len(data) > MAX_BYTES:
        msg = f"{name}: more than {MAX_BYTES // 2**20} MB, too much for an article. Split it, or check the name."
        raise InputError(msg)
    if name.lower().endswith((".html", ".htm", ".xhtml")) or _HTML_START.match(data[:600]):
        return read_page(name, data)
    kind = next((told for start, told in _NO_TEXT.items() if data.startswith(start)), None)
    notes: tuple[str, ...] = ()
    if is_word_file(data):
        text = read_word_text(name, data)
    elif kind is not None:
        raise InputError(
            f"{name}: {kind}, not text. Save the article as Word (.docx), text or HTML, or paste its text."
        )
    else:
        text, notes = _decode(name, data)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        msg = f"{name}: empty. Give a text, Word or HTML file with the article, or paste it on standard input."
        raise InputError(msg)
    if name.lower().endswith((".md", ".markdown")):
        text = _read_markdown(text)
    return ArticleInput(name=name, text=text, notes=notes)


def _read_markdown(text: str) -> str:
    """The words of Markdown: without its syntax, a link behind the words that bear it, our own footnotes left out."""
    lines = (line for line in text.split("\n") if not _EVIDENCE_NOTE.match(line))
    return "\n".join(_IN_LINE.sub(_unwrap, _LINE_SYNTAX.sub("", line)) for line in lines).rstrip("\n") + "\n"


def _unwrap(match: re.Match[str]) -> str:
    if match["escaped"]:
        return match["escaped"]
    if match["url"]:
        return f"{match['words']} {match['url']}".strip()
    return match["address"] or ""


def _read_bytes(source: str) -> tuple[str, bytes]:
    if source == "-" and sys.stdin is None:
        msg = "<stdin>: closed. Give a .txt or .html file."
        raise InputError(msg)
    if source == "-":
        return "<stdin>", sys.stdin.buffer.read(MAX_BYTES + 1)
    path = Path(source)
    try:
        with path.open("rb") as file:
            return path.name, file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        msg = f"{source}: no such file. Give a .txt or .html file, or - for standard input."
        raise InputError(msg) from error
    except IsADirectoryError as error:
        msg = f"{source}: a folder. Give one article; `for f in {source}/*.txt` runs over many."
        raise InputError(msg) from error
    except OSError as error:
        msg = f"{source}: cannot be read ({error.strerror})."
        raise InputError(msg) from error


def _decode(name: str, data: bytes, *, declared: str | None = None) -> tuple[str, tuple[str, ...]]:
    """The text, and what the user should know of how it was read; `declared` is tried on what is not UTF-8.

    Raises: InputError when it is no text.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            text = data.decode(encoding, errors="replace")
            break
    else:
        unmarked = _find_utf16(data)
        if unmarked is None:
            return _decode_bytes(name, data, declared)
        text = data.decode(unmarked, errors="replace")
    lost = text.count("\N{REPLACEMENT CHARACTER}")
    return text, (f"{lost} unreadable bytes replaced",) if lost else ()


def _find_utf16(data: bytes) -> str | None:
    """The UTF-16 without a mark that a text is in; None when it is not.

    Every second byte is then that of a block, Arabic (06) or Latin (00): bytes that other texts lack.
    """
    start = data[: 2 * MAX_PROBED]
    for first, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        blocks = start[first::2]
        if blocks and sum(byte in _BLOCKS for byte in blocks) > 0.8 * len(blocks):
            return encoding
    return None


def _find_charset(data: bytes) -> str | None:
    """The eight-bit encoding that a page declares; None without one, and for UTF-8, which shows by itself."""
    declared = _CHARSET.search(data[:MAX_PROBED])
    return declared[1].decode() if declared else None


def _decode_bytes(name: str, data: bytes, declared: str | None) -> tuple[str, tuple[str, ...]]:
    """UTF-8, else as declared; UTF-8 of which a few bytes are broken; Windows-1256 where its high bytes are Arabic.

    Raises: InputError when it is neither.
    """
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError as error:
        if declared:
            return data.decode(declared, errors="replace"), ()
        text = data.decode("utf-8", errors="replace")
        lost = text.count("\N{REPLACEMENT CHARACTER}")
        if lost < MAX_LOST * len(text):
            return text, (f"not UTF-8 at byte {error.start}: {lost} unreadable places replaced",)
        guess = data.decode("cp1256", errors="replace")
        arabic = sum("\u0621" <= character <= "\u064a" for character in guess)
        if arabic > 0.7 * sum(byte >= 0x80 for byte in data) and b"\0" not in data:
            return guess, ("not UTF-8: read as Windows-1256",)
        msg = f"{name}: not text ({lost:,} bytes from {error.start} on are no UTF-8). Save the article as text or HTML."
        raise InputError(msg) from error


def read_page(name: str, data: bytes) -> ArticleInput:
    """The text of an HTML page; of a page of ours the article, word for word."""
    if (tags := data.count(b"<")) > MAX_TAGS:
        msg = f"{name}: a page of {tags:,} tags, too many for an article. Paste its text on standard input."
        raise InputError(msg)
    html, notes = _decode(name, data, declared=_find_charset(data))
    root = parse_html(html)
    own = _read_own_page(root) if root is not None else None
    if own is not None:
        return ArticleInput(name=name, text=own[1], title=own[0])
    page = find_article(root) if root is not None else None
    if page is None or not page.text:
        msg = f"{name}: no article found in this HTML. Save the page again, or paste its text on standard input."
        raise InputError(msg)
    return ArticleInput(
        name=name,
        text=page.text,
        title=page.title,
        published_at=page.published_at,
        notes=(*notes, *(() if page.published_at else ("the page gives no date",))),
    )


def _read_own_page(tree: Any) -> tuple[str, str] | None:
    """Title and text of a roundup that tawatur made, as `report.records.plain_text` gives it; None for other pages.

    Other pages are cleaned by guesses, which here would drop times and links. The evidence list stands outside of the
    article, the numbers that lead to it are left out.
    """
    made_by = tree.xpath('//head/meta[@name="generator"]/@content')
    articles = tree.xpath('//article[@id="article" and contains(@class, "roundup")]')
    if not articles or not any(each.startswith("tawatur ") for each in made_by):
        return None

    def text_of(element: Any) -> str:
        return " ".join("".join(element.xpath(".//text()[not(ancestor::sup)]")).split())

    def links_in(element: Any) -> list[str]:
        behind = map(text_of, element.xpath('.//p[@class="permalink"]'))
        return list(dict.fromkeys([*element.xpath('.//span[@class="said"]//a/@href'), *behind]))

    lines: list[str] = []
    for element in articles[0].xpath('.//h1 | .//h2 | .//ul | .//div[@class="told"]'):
        if element.tag == "ul":
            lines.append("\n".join("\n".join([text_of(item), *links_in(item)]) for item in element.xpath("./li")))
            continue
        told = element.xpath('.//p[not(@class="permalink")]') if element.tag == "div" else [element]
        lines.append("\n".join([" ".join(map(text_of, told)), *links_in(element)]))
    return text_of(articles[0].xpath(".//h1")[0]), "\n\n".join(lines) + "\n"
