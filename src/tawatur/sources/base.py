"""What every source is: a format that is recognised by its content and read record by record into posts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Literal, NamedTuple, Protocol, runtime_checkable

from tawatur.posts import EvidenceRef, Permalink, Post, PostColumns

Framing = Literal["line", "body", "row", "own"]
"""How a file of the format is cut into records: a line each, the whole file, the rows of a table, or
as the source itself cuts it (`CuttingSource`).

A file of a "line" format that holds one JSON value over many lines (an indented page, a list of posts) is given whole,
as a body: `parse` of such a format reads a list as well as one object.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One record as received, kept as evidence before it comes here.

    Attributes:
        data: verbatim bytes (a line without its line end, a body, a row with its inner line ends).
        record_id: SHA-256 of `data`, hex.
        locator: the file or address it came from, for messages.
        line: its first line in the file, from 1; None for a body.
        options: what reading it needs beside the bytes, kept with the batch. Of a table: "header", its first row as
            text, and "delimiter" (files.py), and whatever column map the user gives.
        level: evidence level of what is read from it.
    """

    data: bytes
    record_id: str
    locator: str
    line: int | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    level: str = "E1"

    def evidence(self, pointer: str = "", *, captured_at: datetime | None = None) -> EvidenceRef:
        """The reference of a post that stands at a JSON pointer of this record; `captured_at` where it is known."""
        return EvidenceRef(record_id=self.record_id, pointer=pointer, captured_at=captured_at, level=self.level)

    def reject(self, reason: str, message: str, *, pointer: str = "", is_loss: bool = True) -> Rejected:
        """This record, or what stands at a pointer in it, as one that gives no post."""
        return Rejected(
            reason=reason, message=message, locator=self.locator, line=self.line, pointer=pointer, is_loss=is_loss
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A record, or a part of one, that gives no post.

    Attributes:
        reason: a short constant word under which such losses are counted ("not-json", "no-time", "no-id").
        message: what was seen and what was looked for.
        locator, line, pointer: where.
        is_loss: False for what is no post by its nature (a deletion, a service message, a tombstone): counted as passed
            over, exit code 0.
        link: the post that a bare link names (reason "link-without-text"): it is no loss when that post is among the
            other inputs, and `compose` chooses it then.
    """

    reason: str
    message: str
    locator: str
    line: int | None = None
    pointer: str = ""
    is_loss: bool = True
    link: Permalink | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How one part of a record was read, for a preview: nothing is guessed in silence.

    Attributes:
        field: what it was read as ("text", "time", "handle" …); "" for what was not used.
        origin: the column, or the line of a paste; "" for a field that nothing gives.
        value: what stands there, as it is.
    """

    field: str
    origin: str
    value: str


@dataclass(frozen=True, slots=True)
class Cut:
    """One record as a source of the framing "own" cuts it.

    Attributes:
        line: where it begins, from 1.
        data: its bytes as they stand in the file; None for one that is longer than the limit, which is not held.
        options: what reading it needs beside the bytes (its chat).
    """

    line: int
    data: bytes | None
    options: Mapping[str, str] = field(default_factory=dict)


class Source(Protocol):
    """One input format.

    Attributes:
        name: as `--source` takes it, for example "x-v2".
        title: what it is, for lists and messages.
        framing: how its files are cut into records.
    """

    name: str
    title: str
    framing: Framing

    def recognise(self, sample: bytes) -> float:
        """How surely the first 64 KiB of a (decompressed) file are of this format: 0 no, 1 certain."""

    def parse(self, received: Received) -> Iterator[Post | Rejected]:
        """Read the posts of one record, in order. Never raises on any bytes: what cannot be read is Rejected."""


IsAsked = Callable[[str | None, str], bool]
"""Whether a post in a language (as it names it, if it does) and with a text is asked for."""


class ReadColumns(NamedTuple):
    """Posts of records that were read many at once.

    Attributes:
        posts: in the order of the records; numbers: of the record of each.
        unasked: numbers of the records whose post is not asked for.
    """

    posts: PostColumns
    numbers: list[int]
    unasked: list[int]

    def left(self, count: int) -> list[int]:
        """The numbers of those of `count` records that were not read."""
        read = {*self.numbers, *self.unasked}
        return [number for number in range(count) if number not in read] if len(read) < count else []


@runtime_checkable
class ColumnSource(Source, Protocol):
    """A source of streams, whose records are nearly all alike: these are read many at once, into columns."""

    def read_columns(self, records: Sequence[bytes], is_asked: IsAsked | None = None) -> ReadColumns:
        """The posts of records that hold one each and are as nearly all are, if they are asked for.

        They are what `parse` gives, but for the record's id and level, which the caller knows. Never raises on any
        bytes: what is left is for `parse`.
        """


def read_columns(source: Source, records: Sequence[bytes], is_asked: IsAsked | None = None) -> ReadColumns:
    """The same of any source: of most of them nothing is read so."""
    if isinstance(source, ColumnSource):
        return source.read_columns(records, is_asked)
    return ReadColumns(PostColumns.made(0), [], [])


def parse_parts(source: Source, records: Iterable[Received]) -> Iterator[PostColumns | Iterator[Post | Rejected]]:
    """What `source.parse` gives of each record, in order: in columns where all records of a part were read so."""
    remaining = iter(records)
    while part := list(islice(remaining, READ_AT_ONCE)):
        columns, numbers, _ = read_columns(source, [record.data for record in part])
        columns.record_id = [part[number].record_id for number in numbers]
        columns.level = [part[number].level for number in numbers]
        yield columns if len(numbers) == len(part) else _parse_left(source, part, numbers, columns)


def _parse_left(
    source: Source, part: Sequence[Received], numbers: Sequence[int], columns: PostColumns
) -> Iterator[Post | Rejected]:
    read = dict(zip(numbers, columns.posts(), strict=True))
    for number, record in enumerate(part):
        if number in read:
            yield read[number]
        else:
            yield from source.parse(record)


def parse_each(source: Source, records: Iterable[Received]) -> Iterator[Post | Rejected]:
    """What `source.parse` gives of each record, in order."""
    for part in parse_parts(source, records):
        yield from part.posts() if isinstance(part, PostColumns) else part


READ_AT_ONCE = 1_000  # records: enough that what is done once for all of them is nothing for each


class CuttingSource(Source, Protocol):
    """A source of the framing "own"."""

    def cut(self, chunks: Iterable[bytes], limit: int) -> Iterator[Cut]:
        """The records of a file from its bytes, each held only while it is cut; never raises on any bytes."""


class ExplainingSource(Source, Protocol):
    """A source that has to guess what is what (a table, a paste), and says what it guessed."""

    def explain(self, received: Received) -> tuple[Reading, ...]:
        """What each part of a record was read as; never raises on any bytes."""
