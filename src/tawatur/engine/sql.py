"""The SQL text that DuckDB and Spark both run: one definition of what is counted.

So that one text means the same to both: integer minutes instead of intervals, RANGE frames over integers, 6e0 for a
double (6.0 is a decimal number to Spark), NULLS LAST said wherever nulls are ordered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from tawatur.engine.kernel import BUCKET, EPOCH, FIRST_POSSIBLE, SLACK
from tawatur.trends.statistic import MIN_DAY, MIN_HOUR

_MICROSECOND = timedelta(microseconds=1)
BUCKET_US: Final = BUCKET // _MICROSECOND
BUCKET_MINUTES: Final = BUCKET // timedelta(minutes=1)

WHY: Final = f"""
CASE
    WHEN moment IS NULL THEN 'no-time'
    WHEN moment < {(FIRST_POSSIBLE - EPOCH) // _MICROSECOND} OR moment > known_at + {SLACK // _MICROSECOND}
    THEN 'impossible-time'
END
"""
"""Why a post cannot be counted, or null: by when it was posted (`moment`) and when it was known (`known_at`), both in
microseconds since 1970."""

COUNT_BUCKETS: Final = f"""
SELECT why, bucket, count(*) AS posts
FROM (
    SELECT why, CASE WHEN why IS NULL THEN CAST((moment - moment % {BUCKET_US}) / {BUCKET_US}e0 AS BIGINT) END AS bucket
    FROM (SELECT {WHY} AS why, moment FROM timed) AS judged
) AS placed
GROUP BY why, bucket
"""
"""`timed`, one row a post (moment, known_at): posts of each bucket since 1970, and of each reason to leave one out."""

COUNT_CELLS: Final = """
SELECT tag, minute, CAST(sum(posts) AS BIGINT) AS posts, count(author) AS authors
FROM (SELECT tag, minute, author, count(*) AS posts FROM events GROUP BY tag, minute, author) AS by_author
GROUP BY tag, minute
ORDER BY tag, minute
"""
"""`events`, one row a post and folded tag (tag, minute, author), as cells. An author that is not known is null, and
counts as a post only."""

COUNT_TAGS: Final = "SELECT tag, count(*) AS posts FROM entries GROUP BY tag"
"""`entries`, one row a post and spelling of a tag (tag), as posts of each spelling."""

FIND_GATED: Final = f"""
SELECT DISTINCT tag
FROM (
    SELECT
        tag,
        sum(authors) OVER (
            PARTITION BY tag ORDER BY minute RANGE BETWEEN {60 - BUCKET_MINUTES} PRECEDING AND CURRENT ROW
        ) AS in_hour,
        sum(authors) OVER (
            PARTITION BY tag ORDER BY minute RANGE BETWEEN {1440 - BUCKET_MINUTES} PRECEDING AND CURRENT ROW
        ) AS in_day
    FROM cells
) AS windows
WHERE in_hour >= {MIN_HOUR} OR in_day >= {MIN_DAY}
"""
"""`cells`, as COUNT_CELLS gives them of minutes at which buckets start: all tags that can be over the gate.

Authors of several buckets are added up, so that somebody may count twice: none is missed, and some are not over it.
"""

TAGGED_WORDS: Final = """
CASE
    WHEN contains(text, '\uff03') OR contains(replace(' ' || text, ' #', ' '), '#')
    THEN regexp_extract_all(text, '[^ \\t\\r\\n]*[#\uff03][^ \\t\\r\\n]*')
    ELSE regexp_extract_all(text, '#[^ \\t\\r\\n]+')
END
"""
"""Of a `text`, the words that have a number sign, in order, whole. Where each sign follows a blank, a third of the
time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """What is known of a whole collection of which only the posts that can be of a trend are at hand.

    Attributes:
        buckets: (why not counted, bucket since 1970, posts), as COUNT_BUCKETS gives them.
        tags: raw tag -> posts, as COUNT_TAGS gives them.
        too_long: tags that were too long to be any.
    """

    buckets: Sequence[tuple[str | None, int | None, int]]
    tags: Mapping[str, int]
    too_long: int
