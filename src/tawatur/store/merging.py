"""Many small files of posts made one: those of a day that is over, and those of one long import.

A merged file is written under a name of no file, checked, synced and renamed; only then are the files that it was made
from removed, once nobody reads them. What counts is decided by what lies there: of two files that hold a batch, the one
that holds more batches does (`Store`). So a crash leaves the old files or the new one in force, never both, never none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from threading import Event

import duckdb

from tawatur.store import parquet

MOST_POSTS = 1_000_000
MOST_BYTES = 128 * 2**20  # of a merged file: an erasure writes it anew, in about two seconds
LEAST_OF_IMPORT = 8  # files of an import, or they wait until the day is over


@dataclass(frozen=True, slots=True, kw_only=True)
class Small:
    """A file that may be merged with others.

    Attributes:
        size: bytes; first: seq of its first batch; at: when its last batch came.
    """

    part: parquet.Part
    size: int
    first: int
    at: datetime

    @property
    def day(self) -> date:
        """In UTC."""
        return self.at.date()


@dataclass(slots=True, kw_only=True)
class Merge:
    """Files that become one.

    Attributes:
        small: the files.
        temporary: where the merged one is written; made: what it was made from, once it is.
    """

    small: tuple[Small, ...]
    temporary: Path
    made: parquet.Made | None = None
    _connection: duckdb.DuckDBPyConnection = field(default_factory=parquet.connect)
    _stopped: Event = field(default_factory=Event)

    @property
    def parts(self) -> tuple[parquet.Part, ...]:
        """The files with the rows that count."""
        return tuple(each.part for each in self.small)

    @property
    def size(self) -> int:
        """Bytes of all."""
        return sum(each.size for each in self.small)

    @property
    def posts(self) -> int:
        """Rows of all."""
        return sum(each.part.made.posts for each in self.small)

    def write(self) -> None:
        """Write the merged file; it has no name yet (`Store.adopt`). In any thread: only files that stay are read.

        Raises: StoreError when it cannot be written, or `stop` was called.
        """
        try:
            self.made = parquet.merge(self._connection, self.parts, self.temporary, is_stopped=self._stopped.is_set)
        finally:
            self._connection.close()

    def stop(self) -> None:
        """End a `write` that another thread is in."""
        self._stopped.set()
        with suppress(duckdb.Error):  # it has just ended by itself
            self._connection.interrupt()


def group(files: Sequence[Small], *, today: date, since: int | None = None) -> Iterator[tuple[Small, ...]]:
    """Which files are to be merged with each other: of one day, at most MOST_POSTS and MOST_BYTES together.

    What is larger than half of that stays as it is, so that no post is written again and again.

    Args:
        today: the day that is not over (UTC).
        since: the first batch of an import that is; None: there is none.
    """
    ready = [
        each
        for each in files
        if (each.day < today or (since is not None and each.first >= since))
        and (each.part.left_out or (each.part.made.posts <= MOST_POSTS // 2 and each.size <= MOST_BYTES // 2))
    ]
    ready.sort(key=lambda each: (each.day, each.first))
    for day, of_day in groupby(ready, key=lambda each: each.day):
        listed = list(of_day)
        if day >= today and len(listed) < LEAST_OF_IMPORT:
            continue
        chosen: list[Small] = []
        for each in listed:
            posts = each.part.made.posts + sum(other.part.made.posts for other in chosen)
            if posts > MOST_POSTS or each.size + sum(other.size for other in chosen) > MOST_BYTES:
                yield from _worth_it(chosen)
                chosen = []
            chosen.append(each)
        yield from _worth_it(chosen)


def _worth_it(chosen: Sequence[Small]) -> Iterator[tuple[Small, ...]]:
    if len(chosen) > 1 or any(each.part.left_out for each in chosen):
        yield tuple(chosen)
