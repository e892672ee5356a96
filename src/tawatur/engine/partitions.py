"""What Spark's workers run on their part of the posts: lines into posts, posts into tags, posts into files.

Each function takes and gives Arrow record batches, as `mapInArrow` hands them over. A worker needs Python, pyarrow and
msgspec; this package is sent to it. Importing this raises MissingExtraError without pyarrow or pyspark.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from io import BytesIO
from typing import Any

from tawatur.arabic.folding import fold_word
from tawatur.engine.kernel import EPOCH, choose_tags
from tawatur.errors import MissingExtraError
from tawatur.posts import Origin, Post
from tawatur.sources.base import Received, Rejected
from tawatur.sources.posts_jsonl import SOURCE

try:
    import pyarrow as pa
    from pyarrow import parquet
    from pyspark import TaskContext
except ModuleNotFoundError as error:
    raise MissingExtraError(f"the Spark engine needs {error.name}", "spark") from error

MAX_LINE = 16 * 2**20  # bytes; as `sources.files.Limits`
SPELLINGS = 500_000  # folded ones that a worker remembers
_MICROSECOND = timedelta(microseconds=1)

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
        "folded": _TEXT,
        "received_at": _TIME,
    }
)
"""Of the columns of a store's files, those that trends are made from."""
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
        "traits": _TEXT,  # then they are read from the posts
        "carried": pa.struct({"post_id": _TEXT, "handle": _TEXT, "is_cut": pa.bool_()}),
    }
)
_FOUND = {"found": _TEXTS, "too_long": pa.int32(), "author": _TEXT, "lost": _TEXT}
TAGGED = pa.schema([*POSTS, *(pa.field(name, kind) for name, kind in _FOUND.items())])
"""POSTS, and what the kernel makes of each.

found: the spellings of its tags that count; too_long: words that were too long for tags. author: what tells its author
from all others (who is not named: its folded text). lost: of a line that gives no post why, with "-" before it where
that is no loss; `post_id` numbers it then, and `platform` is empty.
"""


def read_lines(received_at: datetime, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Lines of our own JSON Lines (a column `value` of bytes) as TAGGED."""
    context = TaskContext.get()
    part = context.partitionId() if context is not None else 0  # its lines are numbered apart from those of all others
    reader = _Reader()
    number = 0
    for batch in batches:
        posts: list[Post] = []
        lost: list[tuple[str, str]] = []
        for line in batch.column("value").to_pylist():
            number += 1
            for result in _read_line(line):
                if isinstance(result, Post):
                    posts.append(result)
                else:
                    lost.append((f"{part}:{number}", result))
        yield reader.tag(_columns_of(posts, received_at), lost)


def read_rows(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Rows of POSTS as TAGGED."""
    reader = _Reader()
    for batch in batches:
        yield reader.tag(dict(zip(POSTS.names, (batch.column(name) for name in POSTS.names), strict=True)), ())


def pack(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Rows of POSTS as files of posts (columns `file`, bytes, and `posts`): one a batch, what is not in POSTS null."""
    for batch in batches:
        if not batch.num_rows:
            continue
        columns = [batch.column(name).cast(POSTS.field(name).type) for name in POSTS.names]
        columns += [pa.nulls(batch.num_rows, field.type) for field in UNUSED]
        table = pa.Table.from_arrays(columns, schema=pa.schema([*POSTS, *UNUSED]))
        file = BytesIO()
        parquet.write_table(table, file, compression="zstd", compression_level=1)
        size = pa.array([batch.num_rows], pa.int32())
        yield pa.RecordBatch.from_pydict({"file": pa.array([file.getvalue()], pa.binary()), "posts": size})


def _read_line(line: bytes | None) -> Iterator[Post | str]:
    """The posts of a line, or why it gives none."""
    if line is None or not line or line.isspace():
        return
    data = line.removesuffix(b"\r").removeprefix(codecs.BOM_UTF8)
    if len(data) > MAX_LINE:
        yield "line-too-long"
        return
    for result in SOURCE.parse(Received(data=data, record_id=sha256(data).hexdigest(), locator="")):
        yield (result.reason if result.is_loss else f"-{result.reason}") if isinstance(result, Rejected) else result


def _columns_of(posts: list[Post], received_at: datetime) -> dict[str, pa.Array]:
    references = [post.repost_of for post in posts]
    evidence = [post.evidence for post in posts]
    return {
        **{
            name: pa.array([getattr(post, name) for post in posts], POSTS.field(name).type)
            for name in ("platform", "post_id", "text", "account_id", "handle", "url", "tags", "urls", "media")
        },
        "posted_at": _times([post.posted_at for post in posts]),
        "repost_of": pa.StructArray.from_arrays(
            [
                pa.array([each and each.post_id for each in references], _TEXT),
                pa.array([each and each.handle for each in references], _TEXT),
            ],
            fields=list(_REFERENCE),
            mask=pa.array([each is None for each in references], pa.bool_()),
        ),
        "edited_at": _times([post.edited_at for post in posts]),
        "evidence": pa.StructArray.from_arrays(
            [
                pa.array([each and each.record_id for each in evidence], _TEXT),
                pa.array([each and each.pointer for each in evidence], _TEXT),
                _times([each.captured_at if each else None for each in evidence]),
                pa.array([each and each.level for each in evidence], _TEXT),
            ],
            fields=list(_EVIDENCE),
        ),
        # Only what stands in for an author is looked at.
        "folded": pa.array([None if post.author else fold_word(post.text) for post in posts], _TEXT),
        "received_at": _times([received_at] * len(posts)),
    }


def _times(moments: list[datetime | None]) -> pa.Array:
    microseconds = [None if moment is None else (moment - EPOCH) // _MICROSECOND for moment in moments]
    return pa.array(microseconds, pa.int64()).view(_TIME)


class _Reader:
    """Adds the kernel's columns; remembers spellings, of which few make up most of a stream."""

    def __init__(self) -> None:
        self._folded: dict[str, str] = {}

    def tag(self, columns: dict[str, pa.Array], lost: Iterable[tuple[str, str]]) -> pa.RecordBatch:
        """A batch of TAGGED: posts, and after them the lines that gave none."""
        found: list[list[str]] = []
        too_long: list[int] = []
        authors: list[str] = []
        names = ("platform", "text", "tags", "account_id", "handle", "folded")
        for platform, text, tags, account, handle, folded in zip(
            *(columns[name].to_pylist() for name in names), strict=True
        ):
            spellings, longer = self._choose(platform, text, tags)
            found.append(spellings)
            too_long.append(longer)
            author = account or (handle.lower() if handle else None)
            authors.append(f"{platform} {author}" if author else f" {platform} {folded or ''}")
        arrays = [columns[name].cast(POSTS.field(name).type) for name in POSTS.names]
        arrays += [pa.array(found, _TEXTS), pa.array(too_long, pa.int32()), pa.array(authors, _TEXT)]
        arrays.append(pa.nulls(len(found), _TEXT))
        batch = pa.RecordBatch.from_arrays(arrays, schema=TAGGED)
        lost = list(lost)
        if not lost:
            return batch
        rows = [{"platform": "", "post_id": number, "lost": reason} for number, reason in lost]
        others = pa.RecordBatch.from_pylist(rows, schema=TAGGED)
        return pa.Table.from_batches([batch, others]).combine_chunks().to_batches()[0]

    def _choose(self, platform: Origin, text: str, tags: Any) -> tuple[list[str], int]:  # noqa: ANN401 - Arrow's list
        if len(self._folded) > SPELLINGS:
            self._folded.clear()
        return choose_tags(text, tags or (), platform, self._folded)
