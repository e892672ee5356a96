"""The posts of a store by their tags, in columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise

import duckdb
import numpy as np
from numpy.typing import NDArray

from tawatur.engine.kernel import BUCKET, EPOCH
from tawatur.engine.sql import BUCKET_US, COUNT_BUCKETS, WHY, Whole
from tawatur.store import PostFiles
from tawatur.trends.windows import Numbers, sort_by

DAY = timedelta(days=1) // BUCKET
HOUR = DAY // 24
MAX_STRAY = 4  # posts: fewer than the voices that the gate asks of a rise
STRAY_DAYS = 28  # longer than any memory of the statistic
MAX_VOICED_TAGS = 5  # a post with more adds a voice only to its first tag: hijackers list all that trend

_TIMED = """
SELECT *, epoch_us(posted_at) AS moment, epoch_us(coalesce(evidence.captured_at, received_at)) AS known_at
FROM numbered_posts
WHERE $is_whole OR posted_at <= $until
"""
_TAGGED = f"""
CREATE TEMP TABLE tagged AS
SELECT number, moment, author, found, is_marked, too_long
FROM ({_TIMED})
WHERE ({WHY}) IS NULL AND len(found) + too_long > 0
ORDER BY moment, platform, post_id
"""
_SPELLINGS = """
CREATE TEMP TABLE spellings AS
SELECT row_number() OVER () - 1 AS number, tag, is_marked
FROM (
    SELECT tag, bool_or(is_marked) AS is_marked
    FROM (SELECT unnest(found) AS tag, unnest(is_marked) AS is_marked FROM tagged)
    GROUP BY tag
)
"""
_ENTRIES = """
SELECT post::INTEGER AS post, place::INTEGER AS place, number::INTEGER AS number
FROM (SELECT rowid AS post, unnest(found) AS tag, generate_subscripts(found, 1) AS place FROM tagged)
JOIN spellings USING (tag)
"""

_Flags = NDArray[np.bool_]
Indexes = NDArray[np.int32]


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
    buckets: Indexes
    authors: Indexes
    is_stand_in: _Flags
    entry_post: Indexes
    entry_tag: Indexes
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
        connection.execute(_TAGGED, limits)
        connection.execute(_SPELLINGS)
        posts = connection.execute("SELECT number, moment, author FROM tagged").fetchnumpy()
        ((too_long,),) = connection.execute("SELECT coalesce(sum(too_long), 0) FROM tagged").fetchall()
        tags = connection.execute("SELECT tag, is_marked FROM spellings ORDER BY number").fetchall()
        entry_post, entry_tag = _read_entries(connection)
    first = min(posts_of) // DAY * DAY
    last = max(posts_of)
    # Past a month of nothing no state changes any more: an `at` far from the posts costs no memory.
    end = last + 1 if at is None else min((at - EPOCH) // BUCKET, last + 31 * DAY)
    totals = np.zeros(max(0, end - first), np.int64)
    for bucket, number in posts_of.items():
        if bucket - first < totals.size:
            totals[bucket - first] = number
    # Posts whose words are no tags are left out; what is left is numbered anew.
    chosen, place, many = np.unique(entry_post, return_inverse=True, return_counts=True)
    entry_post = place.astype(np.int32)
    is_first = np.ones(entry_post.size, np.bool_)
    is_first[1:] = entry_post[1:] != entry_post[:-1]
    authors, moments = posts["author"][chosen], posts["moment"][chosen]
    too_long = too_long if whole is None else whole.too_long
    return Tagged(
        rows=posts["number"][chosen],
        moments=moments,
        buckets=(moments // BUCKET_US - first).astype(np.int32),
        authors=np.unique(authors, return_inverse=True)[1].astype(np.int32),
        is_stand_in=authors < 0,
        entry_post=entry_post,
        entry_tag=entry_tag,
        entry_adds=is_first | (many <= MAX_VOICED_TAGS)[entry_post],
        tags=[tag for tag, _ in tags],
        platform_tags={number for number, (_, is_marked) in enumerate(tags) if is_marked},
        first=first,
        start=_find_start(posts_of) - first,
        size=totals.size,
        totals=totals,
        posts=sum(number for _, _, number in counted),
        left_out=+Counter({why: number for why, _, number in counted if why} | {"long-tag": too_long}),
        whole_counts=None if whole is None else whole.tags,
    )


def _read_entries(connection: duckdb.DuckDBPyConnection) -> tuple[Indexes, Indexes]:
    """Of each entry the row of its post and the number of its tag, by post and place."""
    columns = connection.execute(_ENTRIES).fetchnumpy()
    order = sort_by(columns["post"], columns["place"])
    return columns["post"][order], columns["number"][order]


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
