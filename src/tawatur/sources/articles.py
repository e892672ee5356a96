"""Articles as files: plain text in any Unicode, or HTML."""

from __future__ import annotations

import codecs
import re
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tawatur.errors import InputError

MAX_BYTES = 20 * 2**20  # an article, not an archive
MAX_PROBED = 2048  # characters looked at to tell UTF-16
MAX_LOST = 0.05  # of the characters: a text in another encoding loses every Arabic letter, a damaged one a few
_BLOCKS = frozenset((0x00, 0x06))
_HTML_START = re.compile(
    rb"^\s*(?:<!doctype\s+html|<html|<head|<body|<article|<\?xml[^>]{0,200}>\s*<html)", re.IGNORECASE
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


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
        return _read_html(name, data)
    text, notes = _decode(name, data)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        msg = f"{name}: empty. Give a text or HTML file with the article, or paste it on standard input."
        raise InputError(msg)
    return ArticleInput(name=name, text=text, notes=notes)


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


def _decode(name: str, data: bytes) -> tuple[str, tuple[str, ...]]:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            text = data.decode(encoding, errors="replace")
            break
    else:
        unmarked = _find_utf16(data)
        if unmarked is None:
            return _decode_bytes(name, data)
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


def _decode_bytes(name: str, data: bytes) -> tuple[str, tuple[str, ...]]:
    """UTF-8, though a few bytes of it be broken; else Windows-1256 where its high bytes are Arabic letters.

    Raises: InputError when it is neither.
    """
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError as error:
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


def _read_html(name: str, data: bytes) -> ArticleInput:
    import trafilatura

    document: Any = trafilatura.bare_extraction(
        data, favor_recall=True, include_comments=False, include_tables=False, with_metadata=True
    )
    text = (document.text or "").strip() if document is not None else ""
    if document is None or not text:
        msg = f"{name}: no article found in this HTML. Save the page again, or paste its text on standard input."
        raise InputError(msg)
    return ArticleInput(
        name=name,
        text=text,
        title=document.title or None,
        published_at=_read_date(document.date),
        notes=() if document.date else ("the page gives no date",),
    )


def _read_date(written: str | None) -> datetime | None:
    try:
        return datetime.strptime(written or "", "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        return None
