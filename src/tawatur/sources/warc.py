"""Web archives: WARC files, plain or packed, and WACZ packages. Posts come out of the answers that pages are made from.

A record of evidence is one WARC record as it stands: its header, the HTTP header, the body. Of records that are no page
and no data (pictures, scripts, requests) the headers alone are kept.
"""

from __future__ import annotations

import io
import re
import sys
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from email.errors import MessageError
from email.parser import BytesHeaderParser
from http.client import HTTPException, HTTPResponse
from typing import Any, Final

from tawatur.posts import Post
from tawatur.sources import all_sources
from tawatur.sources.base import Cut, Framing, Received, Rejected, Source
from tawatur.sources.fields import is_possible_time, read_time

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

MAX_HEAD: Final = 64 * 2**10  # bytes of a header; browsers and servers stop at 8 to 64 KiB
MAX_BODY: Final = 32 * 2**20  # bytes of a body once it is unpacked
_TORN: Final = {"torn": "yes"}  # option of the record in which a file ends
_READ_AS: Final = frozenset({"x-v1", "x-v2", "x-web", "bluesky", "mastodon", "feed"})
_SURE: Final = 0.5  # how surely a body must be of a format to be read as it
_KEPT: Final = ("json", "html", "xml")
_LENGTH: Final = re.compile(rb"(?im)^content-length:[ \t]*([0-9]{1,15})[ \t]*\r?$")
_TYPE: Final = re.compile(rb"(?im)^warc-type:[ \t]*([a-z]{1,20})[ \t]*\r?$")
_CONTENT_TYPE: Final = re.compile(rb"(?im)^content-type:[ \t]*([^\r\n]{1,200})")
_START: Final = re.compile(rb"WARC/1\.[01]\r?\n")
_END_OF_HEAD: Final = re.compile(rb"\r?\n\r?\n")


class WarcSource:
    """Posts of X, Bluesky, Mastodon and feeds, in the answers that a web archive holds.

    A body is read by the adapter that recognises it; `captured_at` is the date of the WARC record. A page of HTML is
    kept and gives no post: what a browser draws is not what a platform says.
    """

    name = "warc"
    title = "web archives (WARC, WACZ) with answers of X, Bluesky, Mastodon, or feeds"
    framing: Framing = "own"

    def recognise(self, sample: bytes) -> float:
        """1 for a file that begins with a WARC record."""
        return 1.0 if _START.match(sample) else 0.0

    def cut(self, chunks: Iterable[bytes], limit: int) -> Iterator[Cut]:
        """The records of a file in order, numbered from 1; of one that is neither page nor data, its headers.

        What does not begin as a record ends the file: nothing says where the next one begins.
        """
        stream = _Stream(chunks)
        number = 0
        while head := stream.read_head():
            number += 1
            length = _LENGTH.search(head)
            if not _START.match(head) or length is None:
                yield Cut(number, head[:MAX_HEAD])
                return
            size = int(length[1])
            start = stream.read(min(size, MAX_HEAD))
            rest = size - len(start)
            if len(start) < min(size, MAX_HEAD):
                yield Cut(number, head + start, _TORN)
            elif not _is_kept(head, start):
                end = _END_OF_HEAD.search(start)
                yield Cut(number, head + (start[: end.end()] if end else b""), {} if stream.skip(rest) else _TORN)
            elif len(head) + size > limit:
                yield Cut(number, None)
                stream.skip(rest)
            else:
                body = stream.read(rest)
                yield Cut(number, head + start + body, {} if len(body) == rest else _TORN)

    def parse(self, received: Received) -> Iterator[Post | Rejected]:
        """Read the posts of the answer that a record holds."""
        head, block = _split(received.data)
        if not _START.match(head) or not _LENGTH.search(head):
            yield received.reject("not-warc", f"starts with {received.data[:40]!a}; the rest of the file is not read")
            return
        if received.options.get("torn"):
            yield received.reject("bad-answer", "the file ends inside this record")
            return
        fields = BytesHeaderParser().parsebytes(head.partition(b"\n")[2])
        address = str(fields.get("WARC-Target-URI") or "")[:2_000]
        if not _is_kept(head, block) or not block:
            kind = _TYPE.search(head)
            message = f"a record of the type {kind[1].decode() if kind else 'unknown'} without page or data"
            yield received.reject("no-page", f"{message} ({address:.200})", is_loss=False)
            return
        try:
            body = _read_body(block, is_http=(_TYPE.search(head) or (b"", b""))[1].lower() == b"response")
        except (HTTPException, MessageError, zlib.error, zstd.ZstdError, ValueError, OSError, EOFError) as error:
            yield received.reject("bad-answer", f"{address:.200}: an answer that cannot be read ({error!s:.200})")
            return
        source = _find_source(body)
        if source is None:
            yield received.reject(
                "page-without-posts", f"{address:.200}: no format of posts that is known", is_loss=False
            )
            return
        captured_at = _read_date(fields.get("WARC-Date"))
        inner = replace(received, data=body, locator=address or received.locator, options={})
        for result in source.parse(inner):
            if isinstance(result, Post) and result.evidence is not None:
                moment = captured_at or result.evidence.captured_at
                yield replace(result, evidence=replace(result.evidence, captured_at=moment))
            else:
                yield result


SOURCE: Final = WarcSource()


class _Stream:
    """Chunks as a stream of which little is held."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self._held = b""

    def _more(self) -> bool:
        chunk = next(self._chunks, b"")
        self._held += chunk
        return bool(chunk)

    def read_head(self) -> bytes:
        """Up to the empty line behind a header, or the first MAX_HEAD bytes; b"" at the end of the file."""
        while True:
            self._held = self._held.lstrip(b"\r\n")
            end = _END_OF_HEAD.search(self._held)
            if end or len(self._held) > MAX_HEAD or not self._more():
                break
        size = end.end() if end else MAX_HEAD
        head, self._held = self._held[:size], self._held[size:]
        return head

    def read(self, size: int) -> bytes:
        """So many bytes, fewer at the end of the file."""
        parts, missing = [], size
        while missing > 0:
            part, self._held = self._held[:missing], self._held[missing:]
            parts.append(part)
            missing -= len(part)
            if missing and not self._more():
                break
        return b"".join(parts)

    def skip(self, size: int) -> bool:
        """Go on behind so many bytes; whether there were so many."""
        while size > 0:
            passed = min(size, len(self._held))
            self._held = self._held[passed:]
            size -= passed
            if size and not self._more():
                return False
        return True


def _split(data: bytes) -> tuple[bytes, bytes]:
    end = _END_OF_HEAD.search(data)
    return (data[: end.end()], data[end.end() :]) if end else (data, b"")


def _is_kept(head: bytes, block: bytes) -> bool:
    """Whether a record is an answer (or a resource) of text that may hold posts."""
    kind = _TYPE.search(head)
    if kind is None or kind[1].lower() not in {b"response", b"resource"}:
        return False
    where = head if kind[1].lower() == b"resource" else _split(block[:MAX_HEAD])[0]
    found = _CONTENT_TYPE.search(where)
    return found is not None and any(word in found[1].decode("latin-1").lower() for word in _KEPT)


class _Answer:
    """What HTTPResponse takes for a socket."""

    def __init__(self, block: bytes) -> None:
        self._file = io.BytesIO(block)

    def makefile(self, *_: Any) -> io.BytesIO:
        return self._file


def _read_body(block: bytes, *, is_http: bool) -> bytes:
    """The body of an answer, without its chunks and its compression. Raises: ValueError for one beyond bounds."""
    if not is_http:
        return block
    response = HTTPResponse(_Answer(block))  # type: ignore[arg-type]
    response.begin()
    coding = (response.headers.get("Content-Encoding") or "").strip().lower()
    packed = _split(block)[1]
    if response.chunked:
        with suppress(HTTPException, ValueError):  # many archives keep a body whole and its header
            packed = response.read(MAX_BODY + 1)
    if coding in {"", "identity"} or packed[:1] in {b"{", b"["}:  # the same of its packing
        body = packed
    elif coding in {"gzip", "x-gzip", "deflate"}:
        body = zlib.decompressobj(47 if coding != "deflate" or packed[:1] == b"\x78" else -15).decompress(
            packed, MAX_BODY + 1
        )
    elif coding == "zstd":
        with zstd.ZstdFile(io.BytesIO(packed)) as file:
            body = file.read(MAX_BODY + 1)
    else:
        raise ValueError(f"its Content-Encoding {coding!r:.40} is not read; archive the page without it")
    if len(body) > MAX_BODY:
        raise ValueError(f"more than {MAX_BODY:,} bytes once it is unpacked")
    return bytes(body)


def _find_source(body: bytes) -> Source | None:
    sample = body[: 64 * 2**10]
    scored = [(source.recognise(sample), source) for source in all_sources() if source.name in _READ_AS]
    score, best = max(scored, key=lambda pair: pair[0])
    return best if score >= _SURE else None


def _read_date(written: Any) -> datetime | None:
    moment = read_time(str(written)) if written else None
    return moment if moment is not None and is_possible_time(moment) else None
