"""The posts of a store by their tags, in columns: DuckDB reads and cuts, the kernel reads each distinct word once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from tawatur.engine.kernel import BUCKET, EPOCH, MAX_TAG, read_tags
from tawatur.engine.sql import BUCKET_US, COUNT_BUCKETS, TAGGED_WORDS, WHY, Whole
from tawatur.hashtags import fold
from tawatur.store import PostFiles
from tawatur.trends.windows import Numbers

DAY = timedelta(days=1) // BUCKET
HOUR = DAY // 24
MAX_STRAY = 4  # posts: fewer than the voices that the gate asks of a rise
STRAY_DAYS = 28  # longer than any memory of the statistic
MAX_VOICED_TAGS = 5  # a post with more adds a voice only to its first tag: hijackers list all that trend

_GIVEN, _ALONE, _BESIDE = 0, 1, 2  # a tag that the platform gives; a word of a text without, with such tags
_NO_KEY, _TOO_LONG = -1, -2  # in place of the number of a folded tag

_TIMED = """
SELECT *, epoch_us(posted_at) AS moment, epoch_us(coalesce(evidence.captured_at, received_at)) AS known_at
FROM numbered_posts
WHERE $is_whole OR posted_at <= $until
"""
_FOUND = f"""
CREATE TEMP TABLE found AS
SELECT
    number,
    moment,
    platform,
    post_id,
    coalesce(nullif(account_id, ''), nullif(handle, '')) AS author,
    nullif(account_id, '') IS NULL AS is_handle,
    CASE WHEN author IS NULL THEN folded END AS folded,
    tags,
    {TAGGED_WORDS} AS words
FROM ({_TIMED})
WHERE ({WHY}) IS NULL
    AND (len(tags) > 0 OR contains(text, '#') OR contains(text, '\uff03'))
"""
_WORDS = f"""
CREATE TEMP VIEW words AS
SELECT rowid AS post, platform, {_GIVEN} AS kind, unnest(tags) AS word, generate_subscripts(tags, 1) AS place
FROM found WHERE len(tags) > 0
UNION ALL
SELECT
    rowid, platform, CASE WHEN len(tags) > 0 THEN {_BESIDE} ELSE {_ALONE} END, unnest(words),
    generate_subscripts(words, 1)
FROM found WHERE len(words) > 0
"""
_DISTINCT = """
CREATE TEMP TABLE distinct_words AS
SELECT row_number() OVER () - 1 AS number, * FROM (SELECT DISTINCT platform, kind, word FROM words)
"""

_Flags = NDArray[np.bool_]


@dataclass(slots=True)
class Tagged:
    """What was read, in columns. An entry is one tag of one post; spellings that fold alike are one tag of it.

    Attributes:
        rows: of each post with tags, by time, its number for `PostFiles.posts_of_rows`. moments:
            microseconds since 1970.
        buckets: from `first`.
        authors: a number for each author, or for the text that stands in where nobody is named (`is_stand_in`).
        entry_post, entry_tag: indexes into rows and tags, by post; entry_adds: whether it may add a voice.
        tags: raw spellings; platform_tags: indexes of those that a platform marks.
        first: number of the first bucket since 1970, at midnight (UTC); start: where the collection starts
            (`_find_start`), from `first`.
        size: closed buckets from `first`; until: the end of the last one.
        totals: posts of each closed bucket, with tags and without.
        posts: all that were read; left_out: what could not be counted, by reason.
        whole_counts: as `Whole` has it; None where every post is here.
    """

    rows: Numbers
    moments: Numbers
    buckets: Numbers
    authors: Numbers
    is_stand_in: _Flags
    entry_post: Numbers
    entry_tag: Numbers
    entry_adds: _Flags
    tags: list[str]
    platform_tags: set[int]
    first: int
    start: int
    size: int
    totals: Numbers
    posts: int
    left_out: Counter[str] = field(default_factory=Counter)
    whole_counts: Mapping[str, int] | None = None

    def end_of(self, bucket: int) -> datetime:
        """When a bucket ends; bucket -1 ends where the first one starts."""
        return EPOCH + (self.first + bucket + 1) * BUCKET

    @property
    def until(self) -> datetime:
        """The end of the last closed bucket."""
        return self.end_of(self.size - 1)

    def counts(self) -> dict[str, int]:
        """Raw tag -> posts, over everything collected."""
        if self.whole_counts is not None:
            return dict(self.whole_counts)
        return dict(zip(self.tags, np.bincount(self.entry_tag, minlength=len(self.tags)).tolist(), strict=True))


def read_tagged(files: PostFiles, *, at: datetime | None = None, whole: Whole | None = None) -> Tagged | None:
    """The posts of a store up to a moment, by their tags; None when it has no post with a time.

    Args:
        whole: what the files are a part of; None: they are everything.
        at: the last moment; buckets that end later are open: their posts count and no state changes. None: all posts,
            and the bucket of the last one is closed.
    """
    limits = {"is_whole": at is None, "until": EPOCH if at is None else at}
    with files.reading() as connection:
        counted: Sequence[tuple[str | None, int | None, int]] = (
            connection.execute(f"WITH timed AS ({_TIMED}) {COUNT_BUCKETS}", limits).fetchall()
            if whole is None
            else whole.buckets
        )
        posts_of = {bucket: posts for why, bucket, posts in counted if why is None and bucket is not None}
        if not posts_of:
            return None
        connection.execute(_FOUND, limits)
        connection.execute(_WORDS)
        posts = _read_posts(connection)
        entries = _read_entries(connection, posts.ranks)
    first = min(posts_of) // DAY * DAY
    last = max(posts_of)
    # Past a month of nothing no state changes any more: an `at` far from the posts costs no memory.
    end = last + 1 if at is None else min((at - EPOCH) // BUCKET, last + 31 * DAY)
    totals = np.zeros(max(0, end - first), np.int64)
    for bucket, number in posts_of.items():
        if bucket - first < totals.size:
            totals[bucket - first] = number
    # Posts whose words are no tags are left out; what is left is numbered anew.
    chosen, entry_post, many = np.unique(entries.post, return_inverse=True, return_counts=True)
    is_first = np.ones(entry_post.size, np.bool_)
    is_first[1:] = entry_post[1:] != entry_post[:-1]
    too_long = entries.too_long if whole is None else whole.too_long
    return Tagged(
        rows=posts.rows[chosen],
        moments=posts.moments[chosen],
        buckets=posts.moments[chosen] // BUCKET_US - first,
        authors=posts.authors[chosen],
        is_stand_in=posts.is_stand_in[chosen],
        entry_post=entry_post,
        entry_tag=entries.tag,
        entry_adds=is_first | (many <= MAX_VOICED_TAGS)[entry_post],
        tags=entries.tags,
        platform_tags=entries.platform_tags,
        first=first,
        start=_find_start(posts_of) - first,
        size=totals.size,
        totals=totals,
        posts=sum(number for _, _, number in counted),
        left_out=+Counter({why: number for why, _, number in counted if why} | {"long-tag": too_long}),
        whole_counts=None if whole is None else whole.tags,
    )


def _find_start(posts_of: Mapping[int, int]) -> int:
    """The bucket from which the collection runs: the first one with a post, stray ones left aside.

    A few posts a month and more before all others (a clock that stood wrong, an old post that was reposted) say nothing
    of what is usual; taken for the start, they would make the first day of a collection a rise beside years of nothing.
    """
    posts = 0
    buckets = sorted(posts_of)
    start = buckets[0]
    for bucket, following in pairwise(buckets):
        posts += posts_of[bucket]
        if posts > MAX_STRAY:
            break
        if following - bucket > STRAY_DAYS * DAY:
            start = following
    return start


@dataclass(frozen=True, slots=True)
class _Posts:
    """Posts that may have tags, by time; `ranks`: of each row of the table `found`, its place here."""

    rows: Numbers
    moments: Numbers
    authors: Numbers
    is_stand_in: _Flags
    ranks: Numbers


@dataclass(frozen=True, slots=True)
class _Entries:
    """Tags of posts, by post and place; of spellings that fold alike the first. `too_long`: how many were no tags."""

    post: Numbers
    tag: Numbers
    tags: list[str]
    platform_tags: set[int]
    too_long: int


def _read_posts(connection: duckdb.DuckDBPyConnection) -> _Posts:
    columns = connection.execute(
        "SELECT rowid, number, moment, platform, author, is_handle, folded FROM found "
        "ORDER BY moment, platform, post_id"
    ).fetchnumpy()
    size = columns["rowid"].size
    ranks = np.empty(size, np.int64)
    ranks[columns["rowid"]] = np.arange(size)
    numbers: dict[tuple[str, ...], int] = {}
    authors = np.empty(size, np.int64)
    is_stand_in = np.zeros(size, np.bool_)
    listed = [_values(columns[name]) for name in ("platform", "author", "is_handle", "folded")]
    for at, (platform, author, is_handle, folded) in enumerate(zip(*listed, strict=True)):
        named: tuple[str, ...]
        if author is not None:
            named = platform, author.lower() if is_handle else author
        else:
            is_stand_in[at] = True
            named = "", platform, folded or ""
        authors[at] = numbers.setdefault(named, len(numbers))
    return _Posts(columns["number"], columns["moment"], authors, is_stand_in, ranks)


def _values(column: NDArray[Any]) -> list[Any]:
    """A column as a list, with None where it says nothing."""
    values: list[Any] = column.tolist()
    return values


def _number_of(spelling: str, keys: dict[str, int]) -> int:
    """The number of a spelling's key, which is added to `keys`; below 0 where it is no tag."""
    if len(spelling) > MAX_TAG:
        return _TOO_LONG
    key = fold(spelling)
    return keys.setdefault(key, len(keys)) if key else _NO_KEY


def _read_entries(connection: duckdb.DuckDBPyConnection, ranks: Numbers) -> _Entries:
    connection.execute(_DISTINCT)
    numbers: dict[str, int] = {}
    keys: dict[str, int] = {}
    key_of: list[int] = []  # of each tag
    read: list[int] = []  # the tags of one word after another
    marked: list[bool] = []  # whether the platform takes them for tags
    ends: list[int] = []
    words = connection.execute("SELECT platform, kind, word FROM distinct_words ORDER BY number").fetchall()
    for platform, kind, word in words:
        for spelling, layer in read_tags(None, [word], platform) if kind == _GIVEN else read_tags(word, (), platform):
            number = numbers.setdefault(spelling, len(numbers))
            if number == len(key_of):
                key_of.append(_number_of(spelling, keys))
            read.append(number)
            marked.append(layer == "platform" and kind != _BESIDE)
        ends.append(len(read))
    columns = connection.execute(
        "SELECT post, kind, place, number FROM words JOIN distinct_words USING (platform, kind, word)"
    ).fetchnumpy()
    post, end = ranks[columns["post"]], np.array(ends, np.int64)
    order = np.lexsort((columns["place"], columns["kind"], post))
    word = columns["number"][order]
    many = np.diff(end, prepend=0)[word]
    post = np.repeat(post[order], many)
    at = np.repeat(end[word] - np.cumsum(many), many) + np.arange(post.size)
    tag, is_marked = np.array(read, np.int64)[at], np.array(marked, np.bool_)[at]
    key = np.array(key_of, np.int64)[tag]
    too_long = int((key == _TOO_LONG).sum())
    has_key = key >= 0
    post, tag, key, is_marked = post[has_key], tag[has_key], key[has_key], is_marked[has_key]
    _, firsts = np.unique(post * (len(keys) + 1) + key, return_index=True)
    firsts.sort()
    post, tag, is_marked = post[firsts], tag[firsts], is_marked[firsts]
    used, tag = np.unique(tag, return_inverse=True)
    spellings = list(numbers)
    return _Entries(
        post=post,
        tag=tag,
        tags=[spellings[number] for number in used.tolist()],
        platform_tags=set(np.unique(tag[is_marked]).tolist()),
        too_long=too_long,
    )
