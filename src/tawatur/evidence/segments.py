r"""Segments: many records in one file, byte for byte as received, each in a frame that a person can read.

    tawatur-segment 1
    record 0 34 <SHA-256 of the record>
    {"id":"1","text":"…"}                      34 bytes as received, whatever they are, then one line feed
    record 1 0 <SHA-256 of the record>
                                               an empty record
    index 2
    <SHA-256> 92 34                            digest, offset of its first byte in this file, length
    <SHA-256> 205 0
    end <offset of the index line> <RFC 6962 root over the digests>

By hand: `tail -c +$((92 + 1)) FILE | head -c 34 | sha256sum`.
The lengths, not the line feeds, say where a record ends: a record may hold anything, also text that looks like a frame.
A segment is a function of its records, so a damaged one is compared with what it must have been, to the byte.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from mmap import mmap
from pathlib import Path
from typing import BinaryIO, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tawatur.errors import EvidenceError
from tawatur.evidence.merkle import make_root

SUFFIX = ".records"
FIRST_LINE = b"tawatur-segment 1\n"
OUR_NAME = re.compile(rf"\.?([0-9]{{8,12}})-[0-9a-f]{{16}}{re.escape(SUFFIX)}(\.unfinished)?")
"""What a segment of ours is called: group 1 is its seq, group 2 is there while it is unfinished."""
MAX_RECORD = 64 * 1024 * 1024  # bytes
_END = re.compile(rb"end ([0-9]{1,16}) ([0-9a-f]{64})\n")
_INDEX = re.compile(rb"index ([0-9]{1,12})\n")
_ENTRY = re.compile(rb"([0-9a-f]{64}) ([0-9]{1,16}) ([0-9]{1,8})\n")
_FRAME = re.compile(rb"record [0-9]{1,12} ([0-9]{1,8}) ([0-9a-f]{64})\n")
_LONGEST_END = 100
_CHUNK = 1 << 20
_POWERS = 10 ** np.arange(1, 19)
_OPEN_FLAGS = (
    os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
)  # a link is not followed, a pipe in the place of a file does not block


class Entry(NamedTuple):
    """One line of the index: digest (32 bytes), offset of the record's first byte, length."""

    digest: bytes
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Index:
    """What a segment says it holds.

    Attributes:
        entries: in order; root: over their digests, hex, computed; offset: of the index line.
    """

    entries: tuple[Entry, ...]
    root: str
    offset: int


def make_frame(position: int, length: int, digest: bytes) -> bytes:
    """The line before a record."""
    return f"record {position} {length} {digest.hex()}\n".encode("ascii")


def lay_out(digests: Sequence[bytes], lengths: Sequence[int]) -> Index:
    """Where each record lies in a segment of records with these digests and lengths."""
    sizes = np.array(lengths, np.int64)
    frames = len(make_frame(0, 0, b"")) - 2 + 64 + _count_digits(np.arange(sizes.size)) + _count_digits(sizes)
    ends = len(FIRST_LINE) + np.cumsum(frames + sizes + 1)
    entries = tuple(map(Entry, digests, (ends - sizes - 1).tolist(), lengths))
    return Index(entries, make_root(digests).hex(), int(ends[-1]) if entries else len(FIRST_LINE))


def _count_digits(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.searchsorted(_POWERS, numbers, side="right") + 1


def encode_index(index: Index) -> bytes:
    """The index and the end line."""
    lines = [f"{digest.hex()} {offset} {length}\n" for digest, offset, length in index.entries]
    return f"index {len(lines)}\n{''.join(lines)}end {index.offset} {index.root}\n".encode("ascii")


def encode(records: Sequence[bytes], index: Index) -> Iterator[bytes]:
    """The segment of records, in chunks of about 1 MiB or one record; of an erased record its `blank` is written."""
    chunk = [FIRST_LINE]
    size = 0
    for position, (data, (digest, _, length)) in enumerate(zip(records, index.entries, strict=True)):
        chunk += (make_frame(position, length, digest), data, b"\n")
        size += length
        if size >= _CHUNK:
            yield b"".join(chunk)
            chunk, size = [], 0
    chunk.append(encode_index(index))
    yield b"".join(chunk)


def open_file(path: Path) -> BinaryIO:
    """Open a regular file for reading. Raises: OSError; EvidenceError for a link, a folder, a pipe."""
    kind = describe_kind(path.lstat().st_mode)
    if kind != "a file":
        msg = f"{path.name}: {kind} where a file was kept"
        raise EvidenceError(msg)
    return os.fdopen(os.open(path, _OPEN_FLAGS), "rb")


def describe_kind(mode: int) -> str:
    """What a thing in a folder is, for people."""
    if stat.S_ISREG(mode):
        return "a file"
    if stat.S_ISLNK(mode):
        return "a symbolic link"
    return "a folder" if stat.S_ISDIR(mode) else "a pipe or device"


def read_index(file: BinaryIO) -> Index:
    """The index at the end of a segment. Raises: EvidenceError when there is none that can be read; OSError."""
    return _parse_index(*_read_index_lines(file))


def find_records(file: BinaryIO, prefix: str) -> Index | None:
    """The index of a segment when it has a record whose hex id starts so; None when it has none.

    Looks at the bytes before reading them: 3 million records are passed over in about 0.1 s.
    Raises: EvidenceError when there is no index that can be read; OSError.
    """
    lines, offset = _read_index_lines(file)
    return _parse_index(lines, offset) if b"\n" + prefix.encode("ascii") in lines else None


def find_index(data: mmap | bytes) -> Index:
    """The index of a damaged segment, wherever in it the index stands now. Raises: EvidenceError."""
    offset = data.rfind(b"\nindex ") + 1
    return _parse_index(data[offset : data.rfind(b"\nend ") + 1], offset)


def find_remains(path: Path, digests: Collection[str]) -> Iterator[tuple[int, int]]:
    """Where records of some digests (hex) lie in what a crash left of a segment, perhaps cut: offset, length.

    Raises: OSError.
    """
    data = path.read_bytes()
    for match in _FRAME.finditer(data):
        length = min(int(match[1]), len(data) - match.end())
        if match[2].decode("ascii") in digests and length:
            yield match.end(), length


def _read_index_lines(file: BinaryIO) -> tuple[bytes, int]:
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - _LONGEST_END))
    offset, end = _find_end(file.read(_LONGEST_END), size)
    file.seek(offset)
    return file.read(end - offset), offset


def _find_end(tail: bytes, size: int) -> tuple[int, int]:
    """Where the index and the end line begin, from the last bytes of a file of `size` bytes."""
    at = tail.rfind(b"end ")
    line = _END.fullmatch(tail[max(at, 0) :])
    end = size - len(tail) + at
    if line is None or int(line[1]) > end:
        msg = "no end line that can be read"
        raise EvidenceError(msg)
    return int(line[1]), end


def _parse_index(data: bytes, offset: int) -> Index:
    first = _INDEX.match(data)
    if first is None:
        msg = "no index where its end line says"
        raise EvidenceError(msg)
    entries: list[Entry] = []
    at = first.end()
    while at < len(data):
        line = _ENTRY.match(data, at)
        if line is None:
            msg = f"index entry {len(entries)} cannot be read"
            raise EvidenceError(msg)
        entries.append(Entry(bytes.fromhex(line[1].decode("ascii")), int(line[2]), int(line[3])))
        at = line.end()
    if len(entries) != int(first[1]):
        msg = f"{len(entries)} index entries where it says {int(first[1])}"
        raise EvidenceError(msg)
    return Index(tuple(entries), make_root(entry.digest for entry in entries).hex(), offset)


def blank(length: int) -> bytes:
    """What stands in a segment in place of a record that was erased: as many zero bytes."""
    return bytes(length)


def true_digest(data: bytes, digest: bytes, erased: Collection[bytes]) -> bytes:
    """The digest of what stands in the place of a record; of an erased one that is blank, its own."""
    return digest if digest in erased and data == blank(len(data)) else sha256(data).digest()


def read_entry(file: BinaryIO, entry: Entry) -> bytes:
    """One record, checked. Raises: EvidenceError when its bytes are not those of its digest; OSError."""
    file.seek(entry.offset)
    data = file.read(entry.length)
    found = sha256(data).digest()
    if found != entry.digest:
        msg = f"a record of SHA-256 {entry.digest.hex()} was kept, and {found.hex()} is there"
        raise EvidenceError(msg)
    return data
