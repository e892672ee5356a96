"""Files of posts as records: opened by content, decompressed as streams, cut by the framing of a source, within limits.

    with InputFile(Path("homs.ndjson.gz")) as file:
        source = detect(file.sample, file.name)
        for record in file.records(source):   # Received, or Rejected for what was not cut
            …

A record is the bytes of the file as they stand, without the line end. Two things are taken off before: compression, and
a byte order mark (a file in UTF-16 becomes UTF-8: it has no lines of bytes).
"""

from __future__ import annotations

import codecs
import gzip
import io
import re
import sys
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO, Final, cast

from tawatur.errors import InputError
from tawatur.sources.base import CuttingSource, Framing, Received, Rejected, Source
from tawatur.sources.fields import is_one_value

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

SAMPLE_SIZE: Final = 64 * 2**10
MAX_SAMPLE: Final = 2**20  # where the first line is longer: a format is known by the keys of a whole record
CHUNK_SIZE: Final = 2**18
MAX_SAMPLED: Final = 20  # files of a zip that are asked what it holds

_GZIP: Final = b"\x1f\x8b"
_ZSTD: Final = b"\x28\xb5\x2f\xfd"
_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
_OTHER_ARCHIVES: Final = {b"BZh": "bzip2", b"\xfd7zXZ\x00": "xz", b"7z\xbc\xaf\x27\x1c": "7z", b"Rar!": "rar"}
_UTF_16: Final = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_DATA_SUFFIXES: Final = (".jsonl", ".ndjson", ".json", ".csv", ".tsv", ".tab", ".txt", ".jsonld")
_NOT_DATA: Final = re.compile(r"(?:^|/)(?:__MACOSX/|\.)|/$")
_PACKED: Final = (_GZIP, _ZSTD, *_ZIP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a file may ask of this machine, in bytes unless said otherwise.

    Attributes:
        line: the longest line or row; a longer one is rejected and never held.
        body: the largest file that is read as one record.
        ratio: decompressed size to compressed size, from `free` on. Posts reach 20, repeated ones 100; a bomb 1,000.
        free: decompressed bytes that are always allowed.
        entries: files in a zip.
    """

    line: int = 16 * 2**20
    body: int = 256 * 2**20
    ratio: int = 200
    free: int = 64 * 2**20
    entries: int = 10_000


class StopReadingError(Exception):
    """The rest of a file, or of a file in a zip, cannot be read; its text says why."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


# What the standard library raises on a damaged zip, an encrypted entry (RuntimeError) and an unknown method.
_ZIP_ERRORS: Final = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError)


class InputFile(AbstractContextManager["InputFile"]):
    """A file of posts, or standard input, open for reading once.

    Attributes:
        name: as messages call it.
        size: bytes of the file as it stands on disk; None when that cannot be known (standard input).
        read: how many of them have been read: `read / size` is the progress of `records`.
        sample: its first 64 KiB, or its first line where that is longer (at most 1 MiB), decompressed and without byte
            order mark (of a zip: of its largest data file).
    """

    def __init__(self, path: Path | None, *, limits: Limits | None = None) -> None:
        """Open a file, or standard input for None.

        Raises: InputError when it is missing, unreadable or empty, a folder, an archive of another kind, a damaged zip,
            or a zip on standard input.
        """
        self.name = str(path) if path is not None else "<stdin>"
        self.limits = limits or Limits()
        self.size: int | None = None
        self.read = 0
        self._unpacked = 0
        self._zip: zipfile.ZipFile | None = None
        if path is not None and path.is_dir():
            raise InputError(f"{self.name}: a folder. Name the files in it.")
        try:
            self._stream: BinaryIO = path.open("rb") if path is not None else sys.stdin.buffer
            self._head = self._stream.read(SAMPLE_SIZE)
            if len(self._head) == SAMPLE_SIZE and b"\n" not in self._head:
                self._head += self._stream.readline(MAX_SAMPLE - SAMPLE_SIZE)
            self.size = path.stat().st_size if path is not None and path.is_file() else None
        except OSError as error:
            raise InputError(
                f"{self.name}: {error.strerror or error}. Check the name and your rights to it."
            ) from error
        try:
            self.sample = self._begin(is_stdin=path is None)
        except InputError:
            self.close()
            raise

    def _begin(self, *, is_stdin: bool) -> bytes:
        if not self._head:
            raise InputError(f"{self.name}: empty, nothing to read.")
        for magic, kind in _OTHER_ARCHIVES.items():
            if self._head.startswith(magic):
                raise InputError(f"{self.name}: a {kind} archive. Unpack it first, or pack it as gzip, zstd or zip.")
        if not self._head.startswith(_ZIP):
            return _take(_without_mark(decompress(self._head, io.BytesIO(self._head))))
        if is_stdin:
            raise InputError(f"{self.name}: a zip cannot be read from standard input. Save it and name the file.")
        try:
            self._zip = zipfile.ZipFile(self._stream)
        except _ZIP_ERRORS as error:
            raise InputError(f"{self.name}: a damaged zip ({error}). Fetch it again.") from error
        entries = self._entries(self._zip)
        if not entries:
            raise InputError(f"{self.name}: a zip without files.")
        return self._sample_entry(self._zip, _by_size(entries)[0])

    def other_samples(self) -> Iterator[bytes]:
        """Samples of the next files in a zip, in case that the largest is of no known format."""
        if self._zip is not None:
            for entry in _by_size(self._entries(self._zip))[1:MAX_SAMPLED]:
                yield self._sample_entry(self._zip, entry)

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        """Close the file."""
        self.close()

    def close(self) -> None:
        """Close the file; standard input stays open."""
        if self._stream is not sys.stdin.buffer:
            self._stream.close()

    def records(self, source: Source) -> Iterator[Received | Rejected]:
        """The records of the file, in order and once, as the framing of `source` cuts them.

        Of a zip: those of every file in it that `source` recognises; one that it does not is Rejected, as a loss when
        its name is that of data (.json, .csv …) and as passed over when it is not (a picture).
        """
        if self._zip is not None:
            yield from self._zip_records(self._zip, source)
            return
        raw: Any = io.BufferedReader(_Counted(self._head, self._stream, self), CHUNK_SIZE)
        yield from self._cut(decompress(self._head, raw), self.sample, source, self.name)

    def _bound(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        """Stop a file that unpacks to far more than it holds."""
        for chunk in chunks:
            self._unpacked += len(chunk)
            packed = self.read if self._zip is None else self.size or 0
            if self._unpacked > max(self.limits.free, self.limits.ratio * packed):
                message = f"unpacks to more than {self.limits.ratio} times its size; the rest was not read"
                raise StopReadingError("unpacks-too-large", message)
            yield chunk

    def _cut(self, chunks: Iterator[bytes], sample: bytes, source: Source, name: str) -> Iterator[Received | Rejected]:
        """Records of one stream, and at its end why it could not be read further."""
        text = _without_mark(self._bound(chunks))
        framing: Framing = "body" if source.framing == "line" and is_one_value(sample) else source.framing
        try:
            if framing == "body":
                yield from _read_body(text, name, self.limits.body)
            elif framing == "line":
                yield from _cut_lines(text, name, self.limits.line)
            elif framing == "own":
                yield from _cut_own(cast("CuttingSource", source), text, name, self.limits.line)
            else:
                yield from _cut_rows(text, name, self.limits.line)
        except StopReadingError as stop:
            yield _reject(stop.reason, str(stop), name)

    def _entries(self, archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
        return [entry for entry in archive.infolist() if not _NOT_DATA.search(entry.filename)]

    def _zip_records(self, archive: zipfile.ZipFile, source: Source) -> Iterator[Received | Rejected]:
        entries = self._entries(archive)
        is_package = any(map(_is_web_archive, entries))  # its lists and indexes name what the archive in it holds
        for entry in entries[: self.limits.entries]:
            name = f"{self.name}/{ascii(entry.filename)[1:-1]}"
            if is_package and not _is_web_archive(entry):
                yield _reject("other-file", "lists what the web archive beside it holds, not read", name, is_loss=False)
                continue
            sample = self._sample_entry(archive, entry)
            if not sample and entry.file_size:  # says why it cannot be read
                yield from self._cut(_read_entry(archive, entry), sample, source, name)
            elif sample.startswith(_PACKED):
                yield _reject("nested-archive", "an archive in a zip is not opened. Unpack the outer one.", name)
            elif source.recognise(sample) <= 0:
                message = f"not recognised as {source.name}, not read"
                yield _reject("other-file", message, name, is_loss=_is_data(entry))
            else:
                yield from self._cut(_read_entry(archive, entry), sample, source, name)
            self.read += entry.compress_size
        if len(entries) > self.limits.entries:
            message = f"{len(entries):,} files in the zip; those after the first {self.limits.entries:,} were not read"
            yield _reject("too-many-files", message, self.name)

    def _sample_entry(self, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
        return _take(_without_mark(_read_entry(archive, entry)))


def _by_size(entries: list[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    """The files of a zip as they are asked what the zip holds: web archives, data, the largest first."""
    return sorted(entries, key=lambda entry: (_is_web_archive(entry), _is_data(entry), entry.file_size), reverse=True)


def _is_web_archive(entry: zipfile.ZipInfo) -> bool:
    return entry.filename.lower().endswith((".warc", ".warc.gz"))


def _is_data(entry: zipfile.ZipInfo) -> bool:
    return entry.filename.lower().endswith(_DATA_SUFFIXES)


def _read_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    try:
        with archive.open(entry) as stream:
            if _is_web_archive(entry):  # packed a second time: WACZ keeps archives as they are found elsewhere
                packed = io.BufferedReader(cast("io.RawIOBase", stream), CHUNK_SIZE)
                yield from decompress(packed.peek(len(_ZSTD)), packed)
                return
            while chunk := stream.read(CHUNK_SIZE):
                yield chunk
    except _ZIP_ERRORS as error:
        raise StopReadingError("damaged-archive", f"cannot be unpacked: {error}") from error


def _take(chunks: Iterator[bytes]) -> bytes:
    """The first SAMPLE_SIZE bytes, or the first line; fewer where reading stops before (`records` will say why)."""
    taken = bytearray()
    try:
        for chunk in chunks:
            taken += chunk
            if len(taken) >= MAX_SAMPLE or (len(taken) >= SAMPLE_SIZE and b"\n" in taken):
                break
    except StopReadingError:
        pass
    first_line = taken.find(b"\n", 0, MAX_SAMPLE) + 1 or MAX_SAMPLE
    return bytes(taken[: max(SAMPLE_SIZE, first_line)])


# -- bytes in, bytes out ---------------------------------------------------------------------------------------


class _Counted(io.RawIOBase):
    """A stream that gives again what was read of it before, and counts what goes through it in `InputFile.read`."""

    def __init__(self, head: bytes, stream: BinaryIO, owner: InputFile) -> None:
        self._head = head
        self._stream = stream
        self._owner = owner

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        size = len(buffer)
        chunk, self._head = (self._head[:size], self._head[size:]) if self._head else (self._stream.read(size), b"")
        buffer[: len(chunk)] = chunk
        self._owner.read += len(chunk)
        return len(chunk)


def decompress(head: bytes, raw: BinaryIO) -> Iterator[bytes]:
    """Unpacked chunks of at most CHUNK_SIZE of a stream that starts with `head`; of one that is not packed, as it is.

    What comes before a damage comes out before StopReadingError is raised.
    """
    stream: Any = raw
    if head.startswith(_GZIP):
        stream = gzip.GzipFile(fileobj=raw)
    elif head.startswith(_ZSTD):
        stream = zstd.ZstdFile(raw)
    try:
        while chunk := stream.read1(CHUNK_SIZE):
            yield chunk
    except (zlib.error, zstd.ZstdError, EOFError, OSError) as error:
        reason = "unreadable-file" if stream is raw else "damaged-archive"
        raise StopReadingError(reason, f"reading stopped: {error}") from error


def _without_mark(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Chunks without the byte order mark of UTF-8; text in UTF-16 with its mark, as UTF-8 (lone surrogates kept)."""
    start = b""
    while len(start) < len(codecs.BOM_UTF8) and (chunk := next(chunks, b"")):
        start += chunk
    encoding = _UTF_16.get(start[:2])
    if encoding is None:
        yield start.removeprefix(codecs.BOM_UTF8)
        yield from chunks
        return
    decoder = codecs.getincrementaldecoder(encoding)("surrogatepass")
    try:
        for chunk in chain([start[2:]], chunks):
            yield decoder.decode(chunk).encode("utf-8", "surrogatepass")
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise StopReadingError("not-utf16", f"starts as UTF-16 and does not go on so: {error.reason}") from error


# -- bytes in, records out -------------------------------------------------------------------------------------


def _receive(data: bytes, name: str, line: int | None, options: dict[str, str] | None = None) -> Received:
    record_id = sha256(data).hexdigest()
    return Received(data=data, record_id=record_id, locator=name, line=line, options=options or {})


def _reject(reason: str, message: str, name: str, line: int | None = None, *, is_loss: bool = True) -> Rejected:
    return Rejected(reason=reason, message=message, locator=name, line=line, is_loss=is_loss)


def _read_body(chunks: Iterator[bytes], name: str, limit: int) -> Iterator[Received | Rejected]:
    body = bytearray()
    for chunk in chunks:
        body += chunk
        if len(body) > limit:
            yield _reject("file-too-long", f"more than {limit:,} bytes, to be read as one. Split it.", name)
            return
    yield _receive(bytes(body), name, None)


def number_lines(chunks: Iterator[bytes], limit: int) -> Iterator[tuple[int, bytes | None]]:
    """The lines of a stream with their numbers; None for one longer than `limit`, which is skipped and not held.

    What was read before a stream breaks off comes out before the break is raised.
    """
    number, rest, is_skipping = 1, b"", False
    broken: StopReadingError | None = None
    try:
        for chunk in chunks:
            if is_skipping:
                _, end, rest = chunk.partition(b"\n")
                if not end:
                    continue
                is_skipping, number = False, number + 1
                *complete, rest = rest.split(b"\n")
            else:
                *complete, rest = (rest + chunk).split(b"\n")
            for line in complete:
                yield number, line if len(line) <= limit else None
                number += 1
            if len(rest) > limit:
                yield number, None
                rest, is_skipping = b"", True
    except StopReadingError as stop:
        broken = stop
    if rest:
        yield number, rest
    if broken is not None:
        raise broken


def _too_long(name: str, number: int, limit: int) -> Rejected:
    return _reject("line-too-long", f"a line of more than {limit:,} bytes", name, number)


def _cut_lines(chunks: Iterator[bytes], name: str, limit: int) -> Iterator[Received | Rejected]:
    for number, line in number_lines(chunks, limit):
        if line is None:
            yield _too_long(name, number, limit)
        elif line and not line.isspace():
            yield _receive(line.removesuffix(b"\r"), name, number)


def _cut_own(source: CuttingSource, chunks: Iterator[bytes], name: str, limit: int) -> Iterator[Received | Rejected]:
    for cut in source.cut(chunks, limit):
        if cut.data is None:
            yield _too_long(name, cut.line, limit)
        else:
            yield _receive(cut.data, name, cut.line, dict(cut.options))


def _cut_rows(chunks: Iterator[bytes], name: str, limit: int) -> Iterator[Received | Rejected]:
    """The rows of a table after its header (RFC 4180: a quoted field may hold line ends).

    A quote that is never closed costs its own line: the lines after it are read one by one.
    """
    options: dict[str, str] = {}
    delimiter, size = b",", 0
    held: list[tuple[int, bytes]] = []  # the lines of a row whose quotes are open
    broken: StopReadingError | None = None
    try:
        for number, line in number_lines(chunks, limit):
            if line is None:
                yield _too_long(name, number, limit)
                continue
            if not held and (not line or line.isspace()):
                continue
            if not options and not held:
                if line[:4].lower() == b"sep=":  # what spreadsheets write above the header
                    continue
                delimiter = find_delimiter(line)
            is_open = _leaves_open(line, delimiter, is_open=bool(held))
            is_torn = is_open is None and bool(held)
            held.append((number, line))
            size += len(line)
            if is_open and size <= limit:
                continue
            if is_open or is_torn:
                yield from _salvage_rows(held, delimiter, name, options)
            elif not options:
                options = {"header": _join(held).decode("utf-8", "replace"), "delimiter": delimiter.decode()}
            else:
                yield _receive(_join(held), name, held[0][0], options)
            held, size = [], 0
    except StopReadingError as stop:
        broken = stop
    yield from _salvage_rows(held, delimiter, name, options)
    if broken is not None:
        raise broken


def _join(held: list[tuple[int, bytes]]) -> bytes:
    return b"\n".join(line for _, line in held).removesuffix(b"\r")


def _salvage_rows(
    held: list[tuple[int, bytes]], delimiter: bytes, name: str, options: dict[str, str]
) -> Iterator[Received | Rejected]:
    """The lines from an unclosed quote on, each as a row where its own quotes are closed."""
    for number, line in held:
        if _leaves_open(line, delimiter, is_open=False) or not options:
            yield _reject("unclosed-quote", "a quoted field that is never closed", name, number)
        elif line and not line.isspace():
            yield _receive(line.removesuffix(b"\r"), name, number, options)


def find_delimiter(header: bytes) -> bytes:
    """Comma, semicolon or tab: the one that stands most often in a table's header, outside quotes."""
    bare = re.sub(rb'"[^"]*"', b"", header)
    return max((b",", b";", b"\t"), key=bare.count)


def _leaves_open(line: bytes, delimiter: bytes, *, is_open: bool) -> bool | None:
    """Whether a quoted field goes on after this line; None where a quoted field is closed in the middle of a field.

    A quote opens only at the start of a field.
    """
    if b'"' not in line:
        return is_open
    opener = delimiter + b'"'
    position = 0
    if not is_open:
        is_open = line.startswith(b'"')
        position = 1 if is_open else 0
    while True:
        if is_open:
            position = line.find(b'"', position)
            if position < 0:
                return True
            if line[position + 1 : position + 2] == b'"':
                position += 2
                continue
            if line[position + 1 : position + 2] not in {b"", b"\r", delimiter}:
                return None
            is_open = False
        position = line.find(opener, position)
        if position < 0:
            return False
        position += len(opener)
        is_open = True
