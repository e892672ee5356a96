"""The folded tags of a text, in pure Python: what every engine must come to; and the buckets that all count by."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tawatur.hashtags import extract, fold

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
BUCKET = timedelta(minutes=15)
FIRST_POSSIBLE = datetime(2006, 3, 21, tzinfo=UTC)  # the first post of the oldest platform that is read
SLACK = timedelta(days=1)  # a post is not captured earlier than this before it was posted


def tag_keys(text: str, folded: dict[str, str] | None = None) -> set[str]:
    """The folded hashtags of a text: platform's and reader's, each once; what folds to nothing is none.

    `folded` remembers spellings between calls: few of them make up most of a stream.
    """
    folded = {} if folded is None else folded
    written = {tag.text for tag in extract(text)}
    folded |= {tag: fold(tag) for tag in written if tag not in folded}
    return {folded[tag] for tag in written} - {""}
