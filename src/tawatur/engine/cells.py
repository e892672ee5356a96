"""Posts in the form of our own JSON Lines counted without reading each in Python: exact cells of a tag and a minute.

The kernel (`hashtags.extract` and `hashtags.fold`, post by post) says what the result is; `count_cells` comes to the
same one at many times its speed. DuckDB decodes the lines and cuts out the words with a number sign, and the kernel
reads each distinct word once: no rule looks beyond a blank (`hashtags.extraction`), so that a word has the same tags
alone as in its text.

A file that holds a line which DuckDB would read otherwise than `sources.posts_jsonl` does (or not at all) is counted by
the kernel: slower, and never differently. One thing cannot be seen: of a field that stands twice in a line DuckDB
takes the first, the source the last. No program that writes JSON from records repeats one.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, get_args

import duckdb
import numpy as np
from numpy.typing import NDArray

from tawatur.engine.kernel import EPOCH, tag_keys
from tawatur.engine.sql import COUNT_CELLS, TAGGED_WORDS
from tawatur.errors import InputError
from tawatur.posts import Origin, Post
from tawatur.sources.base import Rejected
from tawatur.sources.fields import FIRST_TIME, LAST_TIME
from tawatur.sources.files import InputFile
from tawatur.sources.posts_jsonl import SOURCE

log = logging.getLogger(__name__)

MEMORY: Final = "600MB"  # beyond it DuckDB works on disk
MAX_LINE: Final = 16 * 2**20  # bytes of one post; a longer one is counted by the kernel

# -- what DuckDB is asked --------------------------------------------------------------------------------------------

_FIELDS: Final = ("id", "platform", "created_at", "text", "author_id", "author_handle")
# What both read in one way. All else is rare, and left to the kernel.
_PLAIN_ID: Final = "[0-9]{1,18}|[12][0-9]{18}|[A-Za-z]+[-:./_@][!-~]{1,400}"
_PLAIN_HANDLE: Final = "@?[A-Za-z_][A-Za-z0-9_.@-]{0,99}"
_PLAIN_TIME: Final = (
    "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-2][0-9]:[0-5][0-9]:[0-5][0-9](?:\\.[0-9]{1,6})?(?:Z|[+-][0-2][0-9]:[0-5][0-9])"
)
_FOUND: Final = f"""
CREATE TEMP TABLE found AS
SELECT
    CASE WHEN is_plain THEN minute END AS minute,
    author,
    {TAGGED_WORDS} AS written
FROM (
    SELECT
        text,
        epoch_us(TRY_CAST(created_at AS TIMESTAMPTZ)) // 60000000 AS minute,
        CASE
            WHEN author_id IS NOT NULL THEN coalesce(platform, 'x') || ' ' || author_id
            ELSE coalesce(platform, 'x') || ' ' || lower(ltrim(author_handle, '@'))
        END AS author,
        coalesce(regexp_full_match(id, $plain_id) AND regexp_full_match(created_at, $plain_time), false)
        AND minute >= $first AND minute < $last
        AND text IS NOT NULL
        AND CASE WHEN text ^@ '{{' OR text ^@ '[' THEN NOT json_valid(text) ELSE true END
        AND list_contains($platforms, coalesce(platform, 'x'))
        AND CASE
            WHEN author_id IS NOT NULL THEN regexp_full_match(author_id, $plain_id)
            WHEN author_handle IS NOT NULL
            THEN regexp_full_match(author_handle, $plain_handle) AND author_handle NOT IN ('true', 'false')
            ELSE true
        END
        AS is_plain
    FROM read_json($path, columns = $columns, format = 'newline_delimited', ignore_errors = true,
                   maximum_object_size = $max_line)
)
WHERE text IS NULL OR contains(text, '#') OR contains(text, '\uff03')
"""
_EVENTS: Final = """
CREATE TEMP VIEW events AS
SELECT tag, minute, author
FROM (SELECT minute, author, written[1] AS written FROM found WHERE len(written) = 1)
JOIN spellings USING (written)
UNION ALL
SELECT tag, minute, author FROM (
    SELECT DISTINCT post, tag, minute, author
    FROM (SELECT rowid AS post, minute, author, unnest(written) AS written FROM found WHERE len(written) > 1)
    JOIN spellings USING (written)
)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """How many posts and distinct authors each tag has in each minute; cells of no post are left out.

    Attributes:
        tags: folded tags, sorted.
        tag: int32, (cells,): index in `tags`; cells are in order of tag, then minute.
        minute: int64, (cells,): minutes since 1970, UTC.
        posts: int64, (cells,): posts with the tag; one that comes twice counts twice (the store deduplicates).
        authors: int64, (cells,): distinct accounts behind them, by platform; posts without an account add none.
        counted_by: "sql", or "kernel" where a line of the file is one that DuckDB would read otherwise.
    """

    tags: tuple[str, ...]
    tag: NDArray[np.int32]
    minute: NDArray[np.int64]
    posts: NDArray[np.int64]
    authors: NDArray[np.int64]
    counted_by: Literal["sql", "kernel"]

    def as_dict(self) -> dict[tuple[str, int], tuple[int, int]]:
        """(tag, minute) -> (posts, authors), for few cells."""
        rows = zip(self.tag.tolist(), self.minute.tolist(), self.posts.tolist(), self.authors.tolist(), strict=True)
        return {(self.tags[tag], minute): (posts, authors) for tag, minute, posts, authors in rows}


def count_cells_of(posts: Iterable[Post]) -> Cells:
    """The cells of posts, read one by one: the definition. A post without a time has no minute and is left out."""
    count: Counter[tuple[str, int]] = Counter()
    folded: dict[str, str] = {}
    authors: dict[tuple[str, int], set[tuple[str, str]]] = {}
    for post in posts:
        if post.posted_at is None:
            continue
        minute = int((post.posted_at - EPOCH).total_seconds() // 60)
        for key in tag_keys(post.text, folded):
            count[key, minute] += 1
            behind = authors.setdefault((key, minute), set())
            if post.author is not None:
                behind.add((post.platform, post.author))
    tags = tuple(sorted({key for key, _ in count}))
    order = sorted(count)
    number = {tag: at for at, tag in enumerate(tags)}
    return Cells(
        tags=tags,
        tag=np.array([number[tag] for tag, _ in order], dtype=np.int32),
        minute=np.array([minute for _, minute in order], dtype=np.int64),
        posts=np.array([count[cell] for cell in order], dtype=np.int64),
        authors=np.array([len(authors[cell]) for cell in order], dtype=np.int64),
        counted_by="kernel",
    )


def count_cells(path: Path | str, *, threads: int | None = None, memory: str = MEMORY) -> Cells:
    """The cells of a file of our own JSON Lines (plain or .gz): those that `count_cells_of` gives for its posts.

    Args:
        threads: of DuckDB; None for one a core.
        memory: that DuckDB may take (it works on disk beyond); the result is held beside it.

    Raises: InputError when there is no such file.
    """
    path = Path(path)
    if not path.is_file():
        raise InputError(f"{path}: no such file")
    settings: dict[str, Any] = {
        "autoinstall_known_extensions": "false", "memory_limit": memory, "preserve_insertion_order": False,
    }  # fmt: skip
    with duckdb.connect(config=settings | ({"threads": threads} if threads else {})) as connection:
        if not _find(connection, path):
            log.info("counted by the kernel file=%s", path)
            return count_cells_of(read_posts(path))
        written = connection.execute("SELECT DISTINCT unnest(written) FROM found").fetchnumpy()
        tags = _add_spellings(connection, next(iter(written.values())).tolist())
        connection.execute(_EVENTS)
        columns = connection.execute(COUNT_CELLS).fetchnumpy()
    return Cells(
        tags=tags,
        tag=np.asarray(columns["tag"], dtype=np.int32),
        minute=np.asarray(columns["minute"], dtype=np.int64),
        posts=np.asarray(columns["posts"], dtype=np.int64),
        authors=np.asarray(columns["authors"], dtype=np.int64),
        counted_by="sql",
    )


def read_posts(path: Path) -> Iterable[Post]:
    """The posts of a file of our own JSON Lines; what gives none is passed over (an import counts it)."""
    with InputFile(path) as opened:
        for received in opened.records(SOURCE):
            if isinstance(received, Rejected):
                continue
            yield from (result for result in SOURCE.parse(received) if isinstance(result, Post))


def _find(connection: duckdb.DuckDBPyConnection, path: Path) -> bool:
    """Fill the table `found`; whether every line was one that DuckDB reads as the source does."""
    try:
        connection.execute(
            _FOUND,
            {
                "path": _literal(path),
                "columns": dict.fromkeys(_FIELDS, "VARCHAR"),
                "plain_id": _PLAIN_ID,
                "plain_time": _PLAIN_TIME,
                "plain_handle": _PLAIN_HANDLE,
                "platforms": list(get_args(Origin)),
                "first": int(FIRST_TIME.timestamp()) // 60,
                "last": int(LAST_TIME.timestamp()) // 60,
                "max_line": MAX_LINE,
            },
        )
    except duckdb.Error as error:
        log.info("not read by DuckDB file=%s error=%s", path, error)
        return False
    ((others,),) = connection.execute("SELECT count(*) FROM found WHERE minute IS NULL").fetchall()
    return not others


def _literal(path: Path) -> str:
    """A path that stands for itself, whatever signs of patterns it has."""
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in str(path))


def _add_spellings(connection: duckdb.DuckDBPyConnection, written: Sequence[str]) -> tuple[str, ...]:
    """Fill the table `spellings` (written, tag): each distinct spelling read once by the kernel. Returns: the tags."""
    words: list[str] = []
    keys: list[str] = []
    for each in written:
        for key in tag_keys(each):
            words.append(each)
            keys.append(key)
    tags = tuple(sorted({*keys}))
    number = {tag: at for at, tag in enumerate(tags)}
    connection.execute(
        "CREATE TEMP TABLE spellings AS SELECT unnest($written) AS written, unnest($tags)::INTEGER AS tag",
        {"written": words, "tags": [*map(number.__getitem__, keys)]},
    )
    return tags
