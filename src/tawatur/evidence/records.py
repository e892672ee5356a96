"""What evidence is made of: records and their ids, batches of records, measurements, problems."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, NewType

from tawatur.errors import EvidenceError

RecordId = NewType("RecordId", str)
"""64 hex characters: SHA-256 of the bytes as received."""

Level = Literal["E0", "E1", "E2", "E3", "E4"]
LEVELS: dict[Level, str] = {
    "E0": "pasted text",
    "E1": "a third party's export",
    "E2": "record fetched by us from an API or stream",
    "E3": "E2 and a web capture",
    "E4": "E3 and an independent second capture",
}
# Printed on every export, word for word.
PROVES = "These bytes were in this desk's possession no later than {time} and have not changed since."
DOES_NOT_PROVE = (
    "It does not prove that the platform showed them, that the named account wrote them, or that they are true."
)

CAPTURE, MEASURE, ERASE = "capture", "measure", "erase"
"""What a custody line says was done."""

ProblemKind = Literal["changed", "dropped", "reordered", "inserted", "truncated", "unreadable", "chain"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """One custody event: records that came together and lie in one segment file.

    Attributes:
        seq: its number, from 1; also its line in custody.jsonl.
        at: when the bytes were in our possession; aware, UTC.
        actor: who ran the program; "desk" when nobody was named.
        tool: program and version that wrote it.
        action: "capture"; "measure" for a measurement of ours; "erase" for an erasure, which has no records of its own.
        source: the adapter that reads the records ("x-v1").
        options: what the adapter needs to read them again (column map, header), in the order given; of an erasure
            what was erased (custody.py).
        locator: file name or address as the user gave it; of an absolute path the name alone.
        level: how they were captured (LEVELS).
        segment: name of the file in raw/, without its suffix.
        sha256: digest of the whole segment file, hex.
        root: RFC 6962 root over the records' digests (32 bytes each, in order), hex.
        records, bytes: how many, and how long together as received.
        prev: `hash` of the line before; 64 zeros in the first.
        hash: SHA-256 of this line up to its own hash, hex.
    """

    seq: int
    at: datetime
    actor: str
    tool: str
    action: str
    source: str
    options: tuple[tuple[str, str], ...]
    locator: str
    level: Level
    media_type: str
    segment: str
    sha256: str
    root: str
    records: int
    bytes: int
    prev: str
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """Records whose bytes were erased on request: their digests stay, so that all proofs hold.

    Attributes:
        seq, at, actor: of the custody line that says so.
        reason: as it was given.
        records: digest (32 bytes) -> length of the bytes that were there.
        segments: name of each segment that held one -> SHA-256 of the file since then, hex.
    """

    seq: int
    at: datetime
    actor: str
    reason: str
    records: Mapping[bytes, int]
    segments: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One record as it is kept.

    Attributes:
        data: verbatim bytes; none when they were erased.
        length: of the bytes as received.
        batch: its first capture.
        position: number in the batch, from 0; offset: of its first byte in the segment file.
        erasure: of its bytes; None when they are there.
    """

    record_id: RecordId
    data: bytes
    length: int
    batch: Batch
    position: int
    offset: int
    erasure: Erasure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """A number or table that sentences rest on: what was asked, of which posts, with what result.

    Attributes:
        record_id: of the record that holds it.
        posts: how many; post_ids_sha256: digest of their distinct ids, sorted and joined by line feeds, hex.
        result: as JSON types.
    """

    record_id: RecordId
    name: str
    parameters: Mapping[str, Any]
    posts: int
    post_ids_sha256: str
    result: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is not as it was kept.

    Attributes:
        file: path within the evidence folder.
        seq: of the batch, None when no batch is concerned; for custody.jsonl the line.
        record: number in the batch, from 0; None when it concerns the whole file.
        offset: byte offset in the file where it shows; None when it has no one place.
        expected, found: short words or digests for people.
    """

    kind: ProblemKind
    file: str
    seq: int | None = None
    record: int | None = None
    offset: int | None = None
    expected: str
    found: str

    def __str__(self) -> str:
        where = [self.file]
        if self.seq is not None:
            where.append(f"{'line' if self.file == 'custody.jsonl' else 'batch'} {self.seq}")
        if self.record is not None:
            where.append(f"record {self.record}")
        if self.offset is not None:
            where.append(f"byte {self.offset}")
        return f"{', '.join(where)}: {self.kind}: expected {self.expected}, found {self.found}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What `verify` looked at and found.

    Attributes:
        records, batches, bytes: that were found whole and unchanged; erased: records whose bytes were erased on request
            (nothing else of them is missing); they are not among `records`.
        root: evidence root over the custody lines as they stand, hex.
        checkpoints: that fit custody; signatures, stamps: right signatures and time stamps of them; None when the
            package that checks them is not installed.
        problems: in the order of the files; none when everything is as it was kept.
    """

    records: int
    erased: int
    batches: int
    bytes: int
    root: str
    checkpoints: int
    signatures: int | None
    stamps: int | None
    problems: tuple[Problem, ...]


def why(error: OSError | EvidenceError) -> str:
    """What went wrong, without the path on this machine that an OSError's own text holds: messages name the file."""
    return (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__
