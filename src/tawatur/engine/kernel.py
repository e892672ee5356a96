"""The tags of one post, in pure Python: what every engine must come to, and what Spark's workers run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from tawatur.hashtags import Layer, Rule, extract, fold
from tawatur.posts import Origin

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
BUCKET = timedelta(minutes=15)
FIRST_POSSIBLE = datetime(2006, 3, 21, tzinfo=UTC)  # the first post of the oldest platform that is read
SLACK = timedelta(days=1)  # a post is not captured earlier than this before it was posted
MAX_TAG = 140  # characters; what is longer fits in no post of the platforms that made hashtags
RULES: dict[Origin, Rule] = {"bluesky": "bluesky", "mastodon": "mastodon"}  # of all others X's


def tag_keys(text: str, folded: dict[str, str] | None = None) -> set[str]:
    """The folded hashtags of a text: platform's and reader's, each once; what folds to nothing is none.

    `folded` remembers spellings between calls: few of them make up most of a stream.
    """
    folded = {} if folded is None else folded
    written = {tag.text for tag in extract(text)}
    folded |= {tag: fold(tag) for tag in written if tag not in folded}
    return {folded[tag] for tag in written} - {""}


def read_tags(text: str | None, platform_tags: Sequence[str], origin: Origin) -> Iterator[tuple[str, Layer]]:
    """The tags of one post in order, each spelling as written: what the platform gives, and what only a reader sees.

    Where the platform gives none, its rule says what it would have taken.
    """
    yield from ((tag.lstrip("#"), "platform") for tag in platform_tags)
    for tag in extract(text, rule=RULES.get(origin, "x")) if text else ():
        yield tag.text, "textual" if platform_tags else tag.layer


def choose_tags(
    text: str, platform_tags: Sequence[str], origin: Origin, folded: dict[str, str] | None = None
) -> tuple[list[str], int]:
    """The spellings that count of one post, of those that fold alike the first; and how many were too long for tags.

    `folded`: as in `tag_keys`.
    """
    folded = {} if folded is None else folded
    chosen: dict[str, str] = {}
    too_long = 0
    for tag, _ in read_tags(text, platform_tags, origin):
        if len(tag) > MAX_TAG:
            too_long += 1
            continue
        key = folded[tag] if tag in folded else folded.setdefault(tag, fold(tag))
        if key:
            chosen.setdefault(key, tag)
    return list(chosen.values()), too_long
