"""What Spark's workers run on their part of the posts: lines into posts, posts into tags, posts into files.

Each function takes and gives Arrow record batches, as `mapInArrow` hands them over. A worker needs Python, pyarrow and
msgspec; this package is sent to it. Importing this raises MissingExtraError without pyarrow or pyspark.
"""

from __future__ import annotations

import codecs
import gc
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from typing import Any, Final

import msgspec

from tawatur.arabic.folding import fold_word
from tawatur.errors import MissingExtraError
from tawatur.hashtags.entries import Entries, EntryReader
from tawatur.posts import Post, PostColumns, author_of, number_author, to_microseconds
from tawatur.sources.base import Received, parse_parts
from tawatur.sources.files import StopReadingError
from tawatur.sources.posts_jsonl import SOURCE

try:
    import pyarrow as pa
    from pyarrow import parquet
    from pyspark import TaskContext
except ModuleNotFoundError as error:
    raise MissingExtraError(f"the Spark engine needs {error.name}", "spark") from error

from tawatur.engine import stores

_TEXT, _TEXTS, _TIME = pa.string(), pa.list_(pa.string()), pa.timestamp("us", "UTC")
_REFERENCE = pa.struct({"post_id": _TEXT, "handle": _TEXT})
_EVIDENCE = pa.struct({"record_id": _TEXT, "pointer": _TEXT, "captured_at": _TIME, "level": _TEXT})
_COUNTS = ("reposts", "likes", "replies", "quotes", "views")
POSTS = pa.schema(
    {
        "platform": _TEXT,
        "post_id": _TEXT,
        "text": _TEXT,
        "posted_at": _TIME,
        "account_id": _TEXT,
        "handle": _TEXT,
        "url": _TEXT,
        "tags": _TEXTS,
        "urls": _TEXTS,
        "media": _TEXTS,
        "repost_of": _REFERENCE,
        "edited_at": _TIME,
        "evidence": _EVIDENCE,
        "received_at": _TIME,
    }
)
"""Of the columns of a store's files, those that trends are made from and the records say."""
UNUSED = pa.schema(
    {
        "display_name": _TEXT,
        "bio": _TEXT,
        "role": _TEXT,
        "language": _TEXT,
        "quote_of": _REFERENCE,
        "reply_to": _REFERENCE,
        "metrics": pa.struct(dict.fromkeys(_COUNTS, pa.int64())),
        "is_public": pa.bool_(),
        "folded": _TEXT,
        "traits": _TEXT,  # then they are read from the posts
        "carried": pa.struct({"post_id": _TEXT, "handle": _TEXT, "is_cut": pa.bool_()}),
    }
)
_FOUND = {"found": _TEXTS, "is_marked": pa.list_(pa.bool_()), "too_long": pa.int32(), "author": pa.int64()}
KEPT = pa.schema([*POSTS, *(pa.field(name, kind) for name, kind in _FOUND.items())])
"""POSTS, and what a store's files hold of each beside it: the tags that count, and a number for its author."""
TAGGED = pa.schema([*KEPT, pa.field("lost", _TEXT)])
"""KEPT, and the lines that give no post.

lost: why, with "-" before it where that is no loss; `post_id` numbers the line then, and `platform` is empty. Of a file
that cannot be read (to its end) `url` and `post_id` are the address.
"""
_OWN_COLUMNS: Final = frozenset({"platform", "post_id", "text", "posted_at", "evidence", "received_at"})
_AS_THEY_ARE: Final = ("platform", "post_id", "text", "account_id", "handle", "url", "tags", "urls", "media")
_SAID: Final = ("platform", "text", "tags", "account_id", "handle")
_FLAT_COLUMNS: Final = frozenset({"id", "text"})


def choose_columns(names: Sequence[str], *, is_read: bool) -> tuple[str, ...] | None:
    """Which columns of a table are read: those of ours, or all where it has the fields of our JSON Lines; else None.

    Args:
        is_read: whether what this version reads from posts stands beside them: then it is not read again.
    """
    if _OWN_COLUMNS.issubset(names):
        wanted = KEPT if is_read and _FOUND.keys() <= {*names} else POSTS
        return tuple(name for name in wanted.names if name in names)
    return tuple(names) if _FLAT_COLUMNS.issubset(names) else None


def read_lines(received_at: datetime, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Lines of our own JSON Lines (a column `value` of bytes) as TAGGED."""
    reader = _Reader(received_at)
    for batch in batches:
        yield reader.tag_lines(batch.column("value").to_pylist())


def read_rows(received_at: datetime, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Rows of the columns that `choose_columns` gives as TAGGED."""
    reader = _Reader(received_at)
    for batch in batches:
        yield reader.tag_rows(batch)


def read_pieces(
    store: stores.Store,
    tasks: Sequence[Sequence[stores.Piece]],
    version: str,
    received_at: datetime,
    batches: Iterable[pa.RecordBatch],
) -> Iterator[pa.RecordBatch]:
    """What is in some pieces of files of a store as TAGGED; a column `id` says which of `tasks`.

    Tables that say `version` of their maker hold what the kernel reads from posts; that of others is read here.
    A file that is gone, refused or damaged gives what could be read of it, and a row that says so.
    """
    reader = _Reader(received_at)
    system = store.connect()
    for batch in batches:
        for number in batch.column("id").to_pylist():
            for piece in tasks[number]:
                try:
                    if not piece.name.endswith(".parquet"):
                        yield from map(reader.tag_lines, stores.read_lines(system, store, piece))
                        continue
                    names, made_by = stores.read_columns(system, store, piece.name)
                    if (columns := choose_columns(names, is_read=made_by == version)) is None:
                        yield reader.tag_nothing(piece.name, "other-table")
                    else:
                        yield from map(reader.tag_rows, stores.read_rows(system, store, piece, columns))
                except StopReadingError as stop:
                    yield reader.tag_nothing(piece.name, stop.reason)


def pack(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Rows of KEPT as files of posts (columns `file`, bytes, and `posts`): one a batch, what is not in KEPT null."""
    for batch in batches:
        if not batch.num_rows:
            continue
        columns = [batch.column(name).cast(KEPT.field(name).type) for name in KEPT.names]
        columns += [pa.nulls(batch.num_rows, field.type) for field in UNUSED]
        table = pa.Table.from_arrays(columns, schema=pa.schema([*KEPT, *UNUSED]))
        file = BytesIO()
        parquet.write_table(table, file, compression="zstd", compression_level=1)
        size = pa.array([batch.num_rows], pa.int32())
        yield pa.RecordBatch.from_pydict({"file": pa.array([file.getvalue()], pa.binary()), "posts": size})


def _receive(lines: Iterable[bytes | None], lost: list[str]) -> Iterator[Received]:
    """The lines that are read; of those that are too long why they are not is put into `lost`."""
    for line in lines:
        data = b"" if line is None else line.removesuffix(b"\r").removeprefix(codecs.BOM_UTF8)
        if line is None or len(data) > stores.MAX_LINE:
            lost.append("line-too-long")
        elif line and not line.isspace():
            yield Received(data=data, record_id=sha256(data).hexdigest(), locator="")


def _columns_of(posts: PostColumns, received_at: datetime) -> dict[str, pa.Array]:
    references = posts.repost_of
    columns = {name: pa.array(getattr(posts, name), POSTS.field(name).type) for name in _AS_THEY_ARE}
    return {
        **columns,
        **{name: _times(getattr(posts, name)) for name in ("posted_at", "edited_at")},
        "repost_of": pa.StructArray.from_arrays(
            [pa.array([each and each.post_id for each in references], _TEXT),
             pa.array([each and each.handle for each in references], _TEXT)],
            fields=list(_REFERENCE),
            mask=pa.array([each is None for each in references], pa.bool_()),
        ),
        "evidence": pa.StructArray.from_arrays(
            [pa.array(posts.record_id, _TEXT), pa.array(posts.pointer, _TEXT), _times(posts.captured_at),
             pa.array(posts.level, _TEXT)],
            fields=list(_EVIDENCE),
        ),
        "received_at": _times([to_microseconds(received_at)] * len(posts)),
    }  # fmt: skip


def _times(microseconds: list[int | None]) -> pa.Array:
    return pa.array(microseconds, pa.int64()).view(_TIME)


class _Reader:
    """Adds what the kernel makes of posts."""

    def __init__(self, received_at: datetime) -> None:
        gc.set_threshold(50_000, 20, 100)  # as the command line does: in a worker looking for garbage took a third
        self._entries = EntryReader()
        self._received_at = received_at
        context = TaskContext.get()
        self._part = context.partitionId() if context is not None else 0  # its lines are numbered apart from all others
        self._number = 0

    def tag_lines(self, lines: Iterable[bytes | None]) -> pa.RecordBatch:
        """Lines (None: one that is too long) as a batch of TAGGED: posts, and after them the lines that gave none."""
        posts = PostColumns.made(0)
        lost: list[str] = []
        for part in parse_parts(SOURCE, _receive(lines, lost)):
            if isinstance(part, PostColumns):
                posts.extend(part)
                continue
            found: list[Post] = []
            for result in part:
                if isinstance(result, Post):
                    found.append(result)
                else:
                    lost.append(result.reason if result.is_loss else f"-{result.reason}")
            posts.extend(PostColumns.of(found))
        numbers = range(self._number, self._number + len(lost))
        self._number += len(lost)
        said = zip(posts.platform, posts.text, posts.tags, posts.account_id, posts.handle, strict=True)
        return self._tag(
            _columns_of(posts, self._received_at),
            said,
            [
                {"platform": "", "post_id": f"{self._part}:{number}", "lost": reason}
                for number, reason in zip(numbers, lost, strict=True)
            ],
        )

    def tag_rows(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Rows of the columns that `choose_columns` gives as a batch of TAGGED."""
        names = batch.schema.names
        if not _OWN_COLUMNS.issubset(names):
            rows = ({name: value for name, value in row.items() if value is not None} for row in batch.to_pylist())
            return self.tag_lines([msgspec.json.encode(row, enc_hook=str) for row in rows])
        missing = {name: pa.nulls(batch.num_rows, POSTS.field(name).type) for name in POSTS.names if name not in names}
        columns = {name: missing[name] if name in missing else batch.column(name) for name in POSTS.names}
        if _FOUND.keys() <= {*names}:
            return _join(columns, [batch.column(name) for name in _FOUND], ())
        said = zip(*(columns[name].to_pylist() for name in _SAID), strict=True)
        return self._tag(columns, said, ())

    def tag_nothing(self, name: str, reason: str) -> pa.RecordBatch:
        """That a file gave nothing (more) as a batch of TAGGED."""
        columns = _columns_of(PostColumns.made(0), self._received_at)
        return self._tag(columns, (), [{"platform": "", "post_id": name, "url": name, "lost": reason}])

    def _tag(
        self, columns: dict[str, pa.Array], said: Iterable[tuple[Any, ...]], lost: Sequence[dict[str, str]]
    ) -> pa.RecordBatch:
        """Arrays of POSTS, and of each post what `_SAID` names, as a batch of TAGGED."""
        found: list[Entries] = []
        authors: list[int] = []
        for platform, text, tags, account, handle in said:
            found.append(self._entries.read(text, tags or (), platform))
            author = author_of(account, handle)
            authors.append(number_author(platform, author, fold_word(text) if author is None else ""))
        beside = ([each.tags for each in found], [each.marked for each in found], [each.too_long for each in found])
        arrays = [pa.array(values, kind) for values, kind in zip((*beside, authors), _FOUND.values(), strict=True)]
        return _join(columns, arrays, lost)


def _join(columns: dict[str, pa.Array], found: Sequence[pa.Array], lost: Sequence[dict[str, str]]) -> pa.RecordBatch:
    """Posts, what is read from them, and what gave none."""
    arrays = [*(columns[name] for name in POSTS.names), *found, pa.nulls(len(found[0]), _TEXT)]
    batch = pa.RecordBatch.from_arrays(
        [array.cast(field.type) for array, field in zip(arrays, TAGGED, strict=True)], schema=TAGGED
    )
    if not lost:
        return batch
    others = pa.RecordBatch.from_pylist(lost, schema=TAGGED)
    return pa.Table.from_batches([batch, others]).combine_chunks().to_batches()[0]
