"""Posts read from Parquet files: one version of each, whole or in columns."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb
import numpy as np
from numpy.typing import NDArray

from tawatur.errors import StoreError
from tawatur.hashtags import Override
from tawatur.posts import Origin, Post, PostId
from tawatur.store import parquet
from tawatur.store.columns import READ_AT_ONCE
from tawatur.voices.traits import TraitReader, Traits

SLACK = timedelta(hours=1)  # between what two captures of a post say of when it was posted
FETCHED = 2_000  # rows held at a time while posts are read
TRAITS_AT_ONCE = 250_000  # posts: kept traits are texts of 200 bytes until they are numbers
FILE_SHIFT = 32  # a capture is numbered by its file, and its row in the lower bits
_NUMBER = f"file_index::BIGINT << {FILE_SHIFT} | file_row_number"

# Of all captures of one post, the version that is shown; SQL for Spark, too. Only what the records themselves say
# decides, never when or in which order they came here: the same files give the same posts however they were imported.
CHOSEN = """
    edited_at DESC NULLS LAST,
    evidence.captured_at DESC NULLS LAST,
    length(text) DESC,
    evidence.level DESC,
    evidence.record_id NULLS LAST,
    evidence.pointer NULLS LAST,
    text NULLS LAST,
    posted_at NULLS LAST,
    handle NULLS LAST,
    url NULLS LAST
"""
_POST = "hash(platform, post_id)"
_ORDER = "posted_at NULLS LAST, platform, post_id"
_HAS_TAG = "(list_has_any(tags, $tags) OR len(list_filter($tags, lambda tag: contains(text, tag))) > 0)"


class PostFiles:
    """Files of posts (`parquet.COLUMNS`) opened for reading. Use it as a context manager, or `close` it.

    Args:
        files: by any name that tells them apart.
        folder: they lie in, for messages.
    """

    def __init__(self, files: Mapping[str, Path], *, folder: Path) -> None:
        self._posts = folder
        self._files: dict[Path, tuple[parquet.Rows, ...]] = dict.fromkeys(files.values(), ())
        self._are_views_old = True
        self._connection = parquet.connect()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close every file; a second call does nothing."""
        self._connection.close()

    def release(self) -> None:
        """Give back the memory that DuckDB keeps between questions, and the holes that freed columns leave.

        Of ten million posts each is up to half a gigabyte.
        """
        self._connection.close()
        self._connection = parquet.connect()
        self._are_views_old = True
        if sys.platform == "linux" and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)):  # of glibc alone
            trim(0)

    def _make_views(self) -> None:
        if not self._are_views_old:
            return
        self._files = dict(sorted(self._list_files().items()))
        number = _NUMBER if self._files else "NULL::BIGINT"
        scanned = f"{parquet.scan(list(self._files))} {parquet.leave_out(list(self._files.values()))}"
        for name, query in (
            ("captures", f"SELECT * FROM {scanned}"),
            ("numbered_captures", f"SELECT *, {number} AS number FROM {scanned}"),
            ("numbered_posts", _choose_among("numbered_captures")),
            ("posts", "SELECT * EXCLUDE (number) FROM numbered_posts"),
        ):
            self._connection.execute(f"CREATE OR REPLACE VIEW {name} AS {query}")
        self._are_views_old = False

    def _list_files(self) -> Mapping[Path, tuple[parquet.Rows, ...]]:
        """The files, each with its rows that do not count."""
        return self._files

    def connect(self) -> duckdb.DuckDBPyConnection:
        """A connection with two views: `captures` (every row of every file) and `posts` (one version of each post).

        Columns: `parquet.COLUMNS`. It sees what is saved later through this store, too. Close it after use.
        """
        self._make_views()
        return self._connection.cursor()

    def posts(self, where: str = "true", parameters: Sequence[Any] = ()) -> Iterator[Post]:
        """The posts, one version each, by time, platform and id; those without a time last.

        Args:
            where: a condition of SQL on the columns, asked of the version shown: never a stranger's text, which goes
                into `parameters` (a ? each).
        """
        columns = f"SELECT {parquet.SELECTED} FROM"
        if where == "true":
            yield from self._read(f"{columns} posts ORDER BY {_ORDER}")
            return
        # Which versions meet the condition is asked first: few posts do, and only their captures are compared.
        candidates = (
            f"SELECT * FROM captures SEMI JOIN (SELECT platform, post_id FROM captures WHERE {where}) AS wanted "
            "USING (platform, post_id)"
        )
        yield from self._read(
            f"{columns} ({_choose(f'({candidates})')}) WHERE {where} ORDER BY {_ORDER}", [*parameters, *parameters]
        )

    def posts_of_rows(self, rows: NDArray[np.int64], *, is_whole: bool = True) -> Iterator[Post]:
        """Posts by where they stand (column `number` of the view `numbered_posts`), in the order asked for.

        Args:
            is_whole: False for posts with what tells voices apart where it is known who is in step: a third of the
                time.
        """
        columns, make = (parquet.SELECTED, parquet.make_post) if is_whole else (parquet.VOICED, parquet.make_voiced)
        with self.reading() as connection:
            connection.execute("SET threads = 1")  # it keeps up with whoever takes the posts, in half the memory
            try:
                connection.execute(f"SELECT {columns} FROM ({self._captures(connection, rows)}) ORDER BY place")
                while read := connection.fetchmany(FETCHED):
                    yield from map(make, read)
            finally:
                connection.execute("RESET threads")

    def traits_of_rows(self, rows: NDArray[np.int64]) -> Traits:
        """What voices are told apart by, of posts by where they stand, in the order asked for; all have a number sign.

        It was read when they were written or merged, or is read from the posts where it was not.
        """
        by_file = np.argsort(rows, kind="stable")
        found = Traits.join(self._kept_traits(rows[by_file]), rows.size)
        if found.key.size < rows.size:
            del found
            reader, posts = TraitReader(), self.posts_of_rows(rows)
            parts = iter(lambda: list(islice(posts, READ_AT_ONCE)), [])
            return Traits.join((reader.read(part) for part in parts), rows.size)
        if (by_file[1:] > by_file[:-1]).all():
            return found
        order = np.empty_like(by_file)
        order[by_file] = np.arange(rows.size)
        return found.take(order)

    def _kept_traits(self, rows: NDArray[np.int64]) -> Iterator[Traits]:
        """The traits that were kept, or are read from texts, some posts at a time, up to those that cannot be both."""
        reader = TraitReader()
        for begin in range(0, max(1, rows.size), TRAITS_AT_ONCE):
            with self.reading() as connection:
                captures = self._captures(connection, rows[begin : begin + TRAITS_AT_ONCE])
                columns = _fetch_traits(connection, captures)
                if not _has_all(columns["traits"]):
                    columns = _fetch_traits(connection, parquet.add_traits(connection, captures, reader))
                connection.unregister("wanted")
            if not _has_all(columns["traits"]):
                return
            yield parquet.make_traits(columns)
            del columns
        self.release()

    def posts_with_tags(self, tags: Sequence[str], *, since: datetime, until: datetime) -> Iterator[Post]:
        """Posts between two moments that may have one of some tags, in the order of `posts`.

        It stands in their text or in their platform's list. A longer tag that holds one is found, too: read the tags of
        each post to be sure. Only captures within an hour of the moments are compared: those of one post agree on when
        it was posted, but for what a platform rounds.

        Args:
            tags: raw spellings, without the sign.
        """
        # Captures with a tag are few: theirs and those of the same posts alone are read whole and compared.
        near = (
            f"WITH near AS MATERIALIZED (SELECT number, platform, post_id, {_HAS_TAG} AS has_tag "
            "FROM numbered_captures WHERE posted_at >= $first AND posted_at <= $last) "
            "SELECT number FROM near SEMI JOIN (FROM near WHERE has_tag) AS tagged USING (platform, post_id)"
        )
        wanted = {"tags": list(tags)}
        with self.reading() as connection:
            bounds = {"first": since - SLACK, "last": until + SLACK}
            numbers = connection.execute(near, bounds | wanted).fetchnumpy()["number"]
            if not numbers.size:
                return
            connection.execute(
                f"SELECT {parquet.SELECTED} FROM ({_choose(f'({self._captures(connection, numbers)})')}) "
                f"WHERE posted_at >= $since AND posted_at <= $until AND {_HAS_TAG} ORDER BY {_ORDER}",
                {"since": since, "until": until} | wanted,
            )
            while read := connection.fetchmany(FETCHED):
                yield from map(parquet.make_post, read)

    def _captures(self, connection: duckdb.DuckDBPyConnection, numbers: NDArray[np.int64]) -> str:
        """SQL of the captures of some numbers, with their `place` among these; only their files are opened."""
        files = list(self._files)
        held, file = np.unique(numbers >> FILE_SHIFT, return_inverse=True)
        wanted = {"wanted": file << FILE_SHIFT | numbers & (1 << FILE_SHIFT) - 1, "place": np.arange(numbers.size)}
        connection.register("wanted", wanted)
        scanned = parquet.scan([files[number] for number in held.tolist()])
        return f"SELECT captures.*, place FROM {scanned} AS captures JOIN wanted ON wanted = {_NUMBER}"

    def overrides(self) -> list[Override]:
        """What editors decided about families, in the order they did; [] of mere files."""
        return []

    def count(self) -> int:
        """How many posts there are, each counted once."""
        ((number,),) = self._fetch("SELECT count(*) FROM (SELECT DISTINCT platform, post_id FROM captures)")
        return int(number)

    def platforms(self) -> list[tuple[Origin, int, datetime | None, datetime | None]]:
        """Each platform with its posts, the first and the last time of posting; the one with most posts first."""
        query = (
            "SELECT platform, count(DISTINCT post_id), min(posted_at), max(posted_at) FROM captures GROUP BY platform "
            "ORDER BY 2 DESC, 1"
        )
        return self._fetch(query)

    def post(self, platform: Origin, post_id: PostId) -> Post | None:
        """One post; None when it is not here."""
        return next(self.posts("platform = ? AND post_id = ?", (platform, post_id)), None)

    def captures(self, platform: Origin, post_id: PostId) -> list[Post]:
        """Every capture of a post with the metrics of its time, the version shown first; [] when it is not here.

        A record that was kept in two batches (a file imported again after it grew) gives its capture once.
        """
        first = "row_number() OVER (PARTITION BY evidence.record_id, evidence.pointer ORDER BY received_at) = 1"
        return list(
            self._read(
                f"SELECT {parquet.SELECTED} FROM captures WHERE platform = ? AND post_id = ? QUALIFY {first} "
                f"ORDER BY {CHOSEN}",
                [platform, post_id],
            )
        )

    def captures_of(self, keys: Sequence[tuple[Origin, PostId]]) -> Iterator[Post]:
        """Every capture of some posts that are here, in no order."""
        query = (
            f"SELECT {parquet.SELECTED} FROM captures SEMI JOIN (SELECT unnest(?) AS platform, unnest(?) AS post_id) "
            "AS wanted USING (platform, post_id)"
        )
        return self._read(query, ([key[0] for key in keys], [key[1] for key in keys]))

    def captures_in(self, record_ids: Sequence[str]) -> Iterator[Post]:
        """Every capture that some records of evidence hold, in no order."""
        return self._read(
            f"SELECT {parquet.SELECTED} FROM captures SEMI JOIN (SELECT unnest(?) AS record_id) AS wanted "
            "ON captures.evidence.record_id = wanted.record_id",
            (record_ids,),
        )

    def captures_repeating(self, keys: Sequence[tuple[Origin, PostId]]) -> Iterator[Post]:
        """Every capture that reposts or quotes one of some posts, in no order."""
        return self._read(
            f"SELECT {parquet.SELECTED} FROM captures SEMI JOIN (SELECT unnest(?) AS platform, unnest(?) AS post_id) "
            "AS wanted ON captures.platform = wanted.platform "
            "AND wanted.post_id IN (captures.repost_of.post_id, captures.quote_of.post_id)",
            ([key[0] for key in keys], [key[1] for key in keys]),
        )

    def _read(self, query: str, parameters: Sequence[Any] = ()) -> Iterator[Post]:
        for row in self._rows(query, parameters):
            yield parquet.make_post(row)

    def _fetch(self, query: str) -> list[tuple[Any, ...]]:
        return list(self._rows(query, ()))

    def _rows(self, query: str, parameters: Sequence[Any]) -> Iterator[Any]:
        with self.reading() as connection:
            connection.execute(query, list(parameters))
            while rows := connection.fetchmany(FETCHED):
                yield from rows

    @contextmanager
    def reading(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection as `connect` gives it, closed at the end; a damaged file is a StoreError that names it."""
        connection = self.connect()
        try:
            yield connection
        except RuntimeError as error:
            parquet.raise_interrupt(error)
            raise
        except duckdb.IOException as error:
            msg = (
                f"{self._posts}: a file of posts is damaged ({error}). Move it away; the next `tawatur import` makes "
                "it anew from the evidence."
            )
            raise StoreError(msg) from error
        finally:
            connection.close()


def _fetch_traits(connection: duckdb.DuckDBPyConnection, captures: str) -> dict[str, NDArray[Any]]:
    return connection.execute(f"SELECT {parquet.SELECTED_TRAITS} FROM ({captures}) ORDER BY place").fetchnumpy()


def _has_all(column: NDArray[Any]) -> bool:
    return not np.ma.is_masked(column) and None not in column


def _choose(captures: str) -> str:
    """SQL of one version of each post, all captures compared."""
    return f"SELECT * FROM {captures} QUALIFY row_number() OVER (PARTITION BY platform, post_id ORDER BY {CHOSEN}) = 1"


def _choose_among(captures: str) -> str:
    """The same of a whole view: most posts have one capture, and only those with several are compared."""
    # By a hash: two posts that have one are compared for nothing.
    repeated = _choose(f"(SELECT * FROM {captures} SEMI JOIN repeated ON {_POST} = key)")
    return (
        f"WITH repeated AS MATERIALIZED (SELECT {_POST} AS key FROM {captures} GROUP BY key HAVING count(*) > 1) "
        f"SELECT * FROM {captures} ANTI JOIN repeated ON {_POST} = key UNION ALL ({repeated})"
    )
