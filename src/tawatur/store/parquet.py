"""Posts as Parquet files: one a batch of evidence, later one of many batches, written by DuckDB, read back as posts.

The columns are the fields of a Post, and with them `folded` (the text folded, for searching), `received_at` (when the
batch came), and of posts that have a number sign or a tag, null for others: `found` (the tags that count), `is_marked`
(of each whether the platform takes it for one), `too_long` (words that were no tags), `author` (its number, below 0
where nobody is named), `traits` and `carried` (what voices are told apart by; a watch leaves them to the merge).
What a file is made from stands in its metadata, so that a file that lies in the wrong place, or was made by another
version, is known before it is read.

How records get into DuckDB was measured on 20,000 posts, a post: columns of numpy (columns.py) 5 µs, of which 1.5 put
the records into columns; JSON Lines in a temporary file and read_json 8 µs; executemany 250 µs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import Any, cast

import duckdb
import numpy as np
from numpy.typing import NDArray

from tawatur import durable
from tawatur.errors import StoreError
from tawatur.evidence import Batch
from tawatur.posts import HELD_AT_ONCE, EvidenceRef, Metrics, Post, PostColumns, Reference, Said
from tawatur.store.columns import READ_AT_ONCE, ColumnReader, as_objects, make_query, read_traits
from tawatur.voices.traits import TraitReader, Traits, unpack

VERSION = 3
"""Of the columns and of how records are read into them: a file of another version is made anew from its evidence."""

_REFERENCE = "STRUCT(post_id VARCHAR, handle VARCHAR)"
COLUMNS = {
    "platform": "VARCHAR",
    "post_id": "VARCHAR",
    "text": "VARCHAR",
    "posted_at": "TIMESTAMPTZ",
    "account_id": "VARCHAR",
    "handle": "VARCHAR",
    "display_name": "VARCHAR",
    "bio": "VARCHAR",
    "role": "VARCHAR",
    "url": "VARCHAR",
    "language": "VARCHAR",
    "tags": "VARCHAR[]",
    "urls": "VARCHAR[]",
    "media": "VARCHAR[]",
    "repost_of": _REFERENCE,
    "quote_of": _REFERENCE,
    "reply_to": _REFERENCE,
    "metrics": "STRUCT(reposts BIGINT, likes BIGINT, replies BIGINT, quotes BIGINT, views BIGINT)",
    "is_public": "BOOLEAN",
    "edited_at": "TIMESTAMPTZ",
    "evidence": "STRUCT(record_id VARCHAR, pointer VARCHAR, captured_at TIMESTAMPTZ, level VARCHAR)",
    "folded": "VARCHAR",
    "found": "VARCHAR[]",
    "is_marked": "BOOLEAN[]",
    "too_long": "INTEGER",
    "author": "BIGINT",
    "traits": "VARCHAR",
    "carried": "STRUCT(post_id VARCHAR, handle VARCHAR, is_cut BOOLEAN)",
    "received_at": "TIMESTAMPTZ",
}
POST_COLUMNS = tuple(field.name for field in fields(Post))
# As read back: times as microseconds, because fetching a TIMESTAMPTZ as a datetime needs one more package (pytz).
_SELECTED_AS = {
    "posted_at": "epoch_us(posted_at)",
    "metrics": "metrics.reposts, metrics.likes, metrics.replies, metrics.quotes, metrics.views",
    "edited_at": "epoch_us(edited_at)",
    "evidence": (
        "evidence.record_id, evidence.pointer, epoch_us(coalesce(evidence.captured_at, received_at)), evidence.level"
    ),
}
SELECTED = ", ".join(_SELECTED_AS.get(name, name) for name in POST_COLUMNS)
VOICED = "platform, post_id, text, epoch_us(posted_at), account_id, handle, urls, media, repost_of"


def _key(value: str) -> str:
    """SQL of a number for an id or a name of a platform: equal within a question, never kept; 0 for none."""
    return f"CASE WHEN coalesce({value}, '') = '' THEN 0 ELSE hash(platform, {value}) END"


SELECTED_TRAITS = f"""
hash(platform, post_id) AS key,
{_key("coalesce(nullif(account_id, ''), lower(handle))")} AS author,
{_key("lower(handle)")} AS handle,
account_id IS NOT NULL AS has_id,
carried IS NOT NULL AS is_repost,
{_key("carried.post_id")} AS carried,
{_key("carried.handle")} AS carried_handle,
coalesce(carried.is_cut, false) AS is_cut,
-- Only of ASCII letters is it certain that they are the same in lower case here and in Python.
CASE WHEN handle IS NULL OR strlen(handle) = length(handle) THEN traits END AS traits
"""
ROWS_AT_ONCE = 20_480  # of one row group: merging 400,000 posts takes 370 MB, with DuckDB's own 122,880 it takes 600
SUFFIX = ".parquet"
_PATTERN_SIGN = re.compile(r"[*?\[]")
_HELD = re.compile(r"([0-9]{8,12}-[0-9a-f]{16}) ([0-9a-f]{64}) ([0-9]{1,12})")
_NAME = re.compile(r"([0-9]{8,12})-(?:([0-9]{8,12})-)?[0-9a-f]{16}\.")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


_IS_WITHOUT = "found IS NOT NULL AND traits IS NULL"

Rows = tuple[int, int]
"""The first row of some, and the first after them."""


@dataclass(frozen=True, slots=True)
class Held:
    """The posts of one batch in a file: segment of the evidence, root of the batch (hex), how many rows."""

    segment: str
    root: str
    posts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What a file of posts was made from, as its metadata says.

    Attributes:
        held: the batches, in the order of their rows.
        version: VERSION of the program that wrote it.
    """

    held: tuple[Held, ...]
    version: int

    @property
    def posts(self) -> int:
        """How many rows."""
        return sum(each.posts for each in self.held)

    @property
    def name(self) -> str:
        """Of the file: that of the segment; for several the first seq, the last one, and a digest of what is held."""
        if len(self.held) == 1:
            return f"{self.held[0].segment}{SUFFIX}"
        numbers = sorted((each.segment.partition("-")[0] for each in self.held), key=int)
        digest = sha256(self._listed().encode("ascii")).hexdigest()
        return f"{numbers[0]}-{numbers[-1]}-{digest[:16]}{SUFFIX}"

    def rows(self) -> Iterator[tuple[Held, Rows]]:
        """Each batch, and which rows are its."""
        first = 0
        for each in self.held:
            yield each, (first, first + each.posts)
            first += each.posts

    def as_metadata(self) -> dict[str, str]:
        """As it stands in the file."""
        if len(self.held) == 1:
            return {"tawatur": str(self.version), "segment": self.held[0].segment, "root": self.held[0].root}
        return {"tawatur": str(self.version), "held": self._listed()}

    def _listed(self) -> str:
        return "\n".join(f"{each.segment} {each.root} {each.posts}" for each in self.held)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A file of posts, and the batches (segments) whose rows in it do not count: another file holds them."""

    path: Path
    made: Made
    left_out: frozenset[str] = frozenset()

    @property
    def rows_left_out(self) -> tuple[Rows, ...]:
        """Their rows."""
        return tuple(rows for held, rows in self.made.rows() if held.segment in self.left_out)


def may_hold(name: str, numbers: Collection[int]) -> bool:
    """Whether a file of this name, whatever is in it now, may have been made from one of some batches (by seq)."""
    match = _NAME.match(name)
    return match is not None and any(int(match[1]) <= number <= int(match[2] or match[1]) for number in numbers)


def write(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    posts: Iterable[Post] | Iterable[PostColumns] | PostColumns,
    *,
    batch: Batch,
    reader: ColumnReader,
    has_traits: bool = True,
) -> Made:
    """Write the posts of one batch as a file that appears whole and synced, or not at all; what it was made from.

    Args:
        connection: of an in-memory database; nothing stays in it.
        posts: each with its evidence.
        reader: of what is kept beside them.
        has_traits: False leaves what voices are told apart by to whoever asks for it first, or merges the file.

    Raises: StoreError when it cannot be written (no room, no right).
    """
    temporary = durable.unfinished(path)
    made = Made(held=(Held(batch.segment, batch.root, 0),), version=VERSION)
    parts: list[Path] = []
    try:
        with _writing(temporary, path):
            in_parts = _in_parts(posts)
            read = partial(reader.read, received_at=batch.at, has_traits=has_traits)
            first, second = next(in_parts), next(in_parts, None)
            count = len(first)
            if second is not None:
                count = 0
                for part in chain((first, second), in_parts):
                    parts.append(durable.unfinished(path.with_suffix(f".{len(parts)}{path.suffix}")))
                    _copy_columns(connection, read(part), parts[-1], made)
                    count += len(part)
            durable.before("write", temporary)
            if parts:
                _copy(connection, f"SELECT * FROM {scan(parts)}", temporary, made)
            else:
                _copy_columns(connection, read(first), temporary, made)
            durable.publish(temporary, path)
    finally:
        for part_path in parts:
            _remove(part_path)
    return replace(made, held=(replace(made.held[0], posts=count),))


def merge(
    connection: duckdb.DuckDBPyConnection,
    parts: Sequence[Part],
    temporary: Path,
    *,
    erased: Sequence[str] = (),
    is_stopped: Callable[[], bool] = lambda: False,
) -> Made:
    """Write the rows of files as one file, in their order, and read it again; what it was made from.

    What voices are told apart by is then in all of them.

    It has no name yet: whoever asked for it publishes it (`durable.publish`) or throws it away.

    Args:
        connection: of an in-memory database; nothing stays in it.
        temporary: where it is written.
        erased: ids of records whose posts are not taken over.
        is_stopped: asked now and then whether to end.

    Raises: StoreError when it cannot be written, or does not hold what it should; nothing is then left of it.
    """
    scanned = f"{scan([part.path for part in parts])} AS row"
    where = leave_out([part.rows_left_out for part in parts])
    gone: list[tuple[int, int]] = []
    with _writing(temporary, temporary), ExitStack() as filled:
        if erased:
            gone = connection.execute(
                f"SELECT file_index, file_row_number FROM {scanned} WHERE list_contains(?, evidence.record_id)",
                [list(erased)],
            ).fetchall()
            where += f" AND coalesce(evidence.record_id NOT IN ({', '.join(map(_quote, erased))}), true)"
        made = Made(
            version=VERSION,
            held=tuple(
                replace(
                    held, posts=rows[1] - rows[0] - sum(at == number and rows[0] <= row < rows[1] for at, row in gone)
                )
                for number, part in enumerate(parts)
                for held, rows in part.made.rows()
                if held.segment not in part.left_out
            ),
        )
        durable.before("write", temporary)
        connection.execute("SET threads = 1")  # two hold twice as much to keep the order, and take longer
        try:
            paths = _fill_traits(connection, [part.path for part in parts], filled, is_stopped)
            _copy(connection, f"SELECT * FROM {scan(paths)} {where}", temporary, made)
        finally:
            connection.execute("RESET threads")
        for columns, source in (("* EXCLUDE (traits, carried)", scanned), ("*", scan(paths))):
            rows = f"SELECT count(*), sum(hash(row)::HUGEINT) FROM (SELECT {columns} FROM"
            wanted = connection.execute(f"{rows} {source} {where}) AS row").fetchone()
            found = connection.execute(f"{rows} {scan([temporary])}) AS row").fetchone()
            if found != wanted or found is None or found[0] != made.posts:
                raise OSError(None, f"what was written is not what was read: {found} instead of {wanted}")
    return made


def _fill_traits(
    connection: duckdb.DuckDBPyConnection, paths: Sequence[Path], filled: ExitStack, is_stopped: Callable[[], bool]
) -> list[Path]:
    """The files, and in place of those without traits others with them, which are gone when `filled` is closed."""
    without = connection.execute(f"SELECT DISTINCT file_index FROM {scan(paths)} WHERE {_IS_WITHOUT}").fetchall()
    found = list(paths)
    reader = TraitReader()
    for (number,) in without:
        if is_stopped():
            raise OSError(None, "it was stopped")
        found[number] = durable.unfinished(paths[number].with_name(f"filled-{paths[number].name}"))
        filled.callback(_remove, found[number])
        rows = add_traits(connection, f"SELECT *, file_row_number AS place FROM {scan([paths[number]])}", reader)
        _copy(connection, f"SELECT * EXCLUDE (place) FROM ({rows}) ORDER BY place", found[number], None)
    return found


def add_traits(connection: duckdb.DuckDBPyConnection, rows: str, reader: TraitReader) -> str:
    """SQL of rows (SQL; each with its `place`) with what voices are told apart by, where it was not read before.

    It holds until the next such question on this connection.
    """
    connection.execute(f"SELECT place, text, tags, urls, media, repost_of FROM ({rows}) WHERE {_IS_WITHOUT}")
    places: list[int] = []
    traits: list[str] = []
    carried: list[str | None] = []
    while read := connection.fetchmany(READ_AT_ONCE):
        said = [
            Said(text, tuple(tags), tuple(urls), tuple(media), _make_reference(repost_of))
            for _, text, tags, urls, media, repost_of in read
        ]
        more = read_traits(reader, said)
        places += [row[0] for row in read]
        traits += more[0]
        carried += more[1]
    if not places:
        return rows
    arrays = {"place": np.array(places, np.int64), "traits": as_objects(traits), "carried": as_objects(carried)}
    _register(connection, "filled", arrays)
    return (
        "SELECT had.* REPLACE (coalesce(had.traits, filled.traits) AS traits, "
        f"coalesce(had.carried, filled.carried::JSON::{COLUMNS['carried']}) AS carried) "
        f"FROM ({rows}) AS had LEFT JOIN filled ON filled.place = had.place"
    )


def _register(connection: duckdb.DuckDBPyConnection, name: str, arrays: Mapping[str, NDArray[Any]]) -> None:
    connection.execute("SET GLOBAL pandas_analyze_sample = 0")
    connection.register(name, arrays)


@contextmanager
def _writing(temporary: Path, path: Path) -> Iterator[None]:
    """What fails while a file is written leaves nothing of it, and says which file it was."""
    try:
        yield
    except RuntimeError as error:
        _remove(temporary)
        raise_interrupt(error)
        raise
    except (OSError, duckdb.Error) as error:
        _remove(temporary)
        msg = (
            f"{path}: posts cannot be written ({_first_line(error)}). Their evidence is kept: make room or give the "
            "right to write, and import again."
        )
        raise StoreError(msg) from error


def _in_parts(posts: Iterable[Post] | Iterable[PostColumns] | PostColumns) -> Iterator[PostColumns]:
    """Posts in columns, each part of as many as are held at once; one without posts where there are none.

    A batch may be a page of a million.
    """
    if isinstance(posts, PostColumns):
        yield posts
        return
    remaining: Iterator[Post | PostColumns] = iter(posts)
    first = next(remaining, None)
    if isinstance(first, Post):
        yield from PostColumns.in_parts(chain((first,), cast("Iterator[Post]", remaining)), size=HELD_AT_ONCE)
        return
    held = PostColumns.made(0) if first is None else first
    part: PostColumns
    for part in cast("Iterator[PostColumns]", remaining):
        if len(held) + len(part) > HELD_AT_ONCE and len(held):
            yield held
            held = part
        else:
            held.extend(part)
    yield held


def _copy_columns(
    connection: duckdb.DuckDBPyConnection, arrays: Mapping[str, NDArray[Any]], path: Path, made: Made
) -> None:
    _register(connection, "written", arrays)
    try:
        _copy(connection, make_query("written", COLUMNS), path, made)
    finally:
        connection.unregister("written")


def _copy(connection: duckdb.DuckDBPyConnection, query: str, path: Path, made: Made | None) -> None:
    """Write rows as a file; one that is read once and removed says nothing of what it was made from."""
    metadata = "" if made is None else f", KV_METADATA {_quote_mapping(made.as_metadata())}"
    connection.execute(
        f"COPY ({query}) TO {_quote(path)} "
        f"(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE {ROWS_AT_ONCE}{metadata})"
    )


def connect() -> duckdb.DuckDBPyConnection:
    """An in-memory database that reads and writes files of posts."""
    connection = duckdb.connect(config={"autoinstall_known_extensions": "false"})
    connection.execute("LOAD parquet")  # it is built in; DuckDB 1.4 knows its settings only then
    connection.execute("SET GLOBAL parquet_metadata_cache = true")
    return connection


def read_made(connection: duckdb.DuckDBPyConnection, paths: Sequence[Path]) -> dict[Path, Made | str]:
    """What each file was made from, or, for one that is none of ours, why it cannot be read."""
    if not paths:
        return {}
    try:
        return _read_made(connection, paths)
    except duckdb.Error as error:
        if len(paths) == 1:
            return {paths[0]: _first_line(error)}
    half = len(paths) // 2  # one bad file fails the whole question: find it by halves
    return read_made(connection, paths[:half]) | read_made(connection, paths[half:])


def _read_made(connection: duckdb.DuckDBPyConnection, paths: Sequence[Path]) -> dict[Path, Made | str]:
    names = [str(path) for path in paths]
    listed = _list(paths)
    values: dict[str, dict[str, str]] = {name: {} for name in names}
    for name, key, value in connection.execute(
        f"SELECT file_name, decode(key), decode(value) FROM parquet_kv_metadata({listed}) "
        "WHERE decode(key) IN ('tawatur', 'segment', 'root', 'held')"
    ).fetchall():
        values[name][key] = value
    rows = dict(connection.execute(f"SELECT file_name, num_rows FROM parquet_file_metadata({listed})").fetchall())
    return {path: _parse_made(values[name], rows[name]) for path, name in zip(paths, names, strict=True)}


def _parse_made(values: Mapping[str, str], rows: int) -> Made | str:
    version = values.get("tawatur", "")
    listed = values.get("held", f"{values.get('segment')} {values.get('root')} {rows}")
    held = [_HELD.fullmatch(line) for line in listed.split("\n")]
    if not version.isdecimal() or not all(held):
        return "not written by tawatur"
    made = Made(held=tuple(Held(each[1], each[2], int(each[3])) for each in held if each), version=int(version))
    return made if made.posts == rows else f"{rows:,} posts where it says {made.posts:,}"


def scan(paths: Sequence[Path]) -> str:
    """SQL of a table that holds every capture in these files; an empty one of the same columns when there is none."""
    if paths:
        return f"read_parquet({_list(paths)})"
    empty = ", ".join(f"NULL::{kind} AS {name}" for name, kind in COLUMNS.items())
    return f"(SELECT {empty} WHERE false)"


def leave_out(rows: Sequence[Sequence[Rows]]) -> str:
    """SQL that leaves out some rows of the files of `scan`, in its order."""
    return "WHERE true" + "".join(
        f" AND NOT (file_index = {number} AND file_row_number >= {first} AND file_row_number < {end})"
        for number, each in enumerate(rows)
        for first, end in each
    )


def make_traits(columns: Mapping[str, NDArray[Any]]) -> Traits:
    """Traits from the columns SELECTED_TRAITS of some posts."""
    named = {name: column for name, column in columns.items() if name != "traits"}
    return Traits(**named, **unpack(columns["traits"].tolist()))


def make_post(row: Sequence[Any]) -> Post:
    """A post from a row of the columns SELECTED."""
    (platform, post_id, text, posted_at, account_id, handle, display_name, bio, role, url, language, tags, urls, media,
     repost_of, quote_of, reply_to, reposts, likes, replies, quotes, views, is_public, edited_at, record_id, pointer,
     captured_at, level) = row  # fmt: skip
    return Post(
        platform=platform,
        post_id=post_id,
        text=text,
        posted_at=_make_time(posted_at),
        account_id=account_id,
        handle=handle,
        display_name=display_name,
        bio=bio,
        role=role,
        url=url,
        language=language,
        tags=tuple(tags),
        urls=tuple(urls),
        media=tuple(media),
        repost_of=_make_reference(repost_of),
        quote_of=_make_reference(quote_of),
        reply_to=_make_reference(reply_to),
        metrics=Metrics(reposts=reposts, likes=likes, replies=replies, quotes=quotes, views=views),
        is_public=is_public,
        edited_at=_make_time(edited_at),
        evidence=EvidenceRef(record_id=record_id, pointer=pointer, captured_at=_make_time(captured_at), level=level),
    )


def make_voiced(row: Sequence[Any]) -> Post:
    """A post from a row of the columns VOICED: with what tells voices apart where it is known who is in step."""
    platform, post_id, text, posted_at, account_id, handle, urls, media, repost_of = row
    return Post(
        platform=platform,
        post_id=post_id,
        text=text,
        posted_at=_make_time(posted_at),
        account_id=account_id,
        handle=handle,
        urls=tuple(urls),
        media=tuple(media),
        repost_of=_make_reference(repost_of),
    )


def _make_time(microseconds: int | None) -> datetime | None:
    return None if microseconds is None else _EPOCH + timedelta(microseconds=microseconds)


def _make_reference(value: Mapping[str, Any] | None) -> Reference | None:
    return None if value is None else Reference(post_id=value["post_id"], handle=value["handle"])


def _list(paths: Iterable[Path]) -> str:
    """SQL of a list of files, by their very names: `*`, `?` and `[` would be patterns."""
    return "[" + ", ".join(_quote(_PATTERN_SIGN.sub(r"[\g<0>]", str(path))) for path in paths) + "]"


def raise_interrupt(error: RuntimeError) -> None:
    """Raise KeyboardInterrupt for what DuckDB makes of Ctrl-C in a query."""
    if str(error) == "Query interrupted":
        raise KeyboardInterrupt from error


def _quote(value: object) -> str:
    """A string literal of SQL."""
    return "'" + str(value).replace("'", "''") + "'"


def _quote_mapping(mapping: Mapping[str, str]) -> str:
    return "{" + ", ".join(f"{name}: {_quote(value)}" for name, value in mapping.items()) + "}"


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return  # an unfinished file is written over by the next try
