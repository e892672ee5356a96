"""A tag that nobody used, or that rose in no trend, and those that are written nearly so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches

from tawatur.hashtags import fold
from tawatur.pipeline.tagged import read_tagged
from tawatur.store import Store

NEAREST = 5
COMPARED = 20_000  # tags that a wrong one is compared with, the most used first


@dataclass(frozen=True, slots=True, kw_only=True)
class NearTags:
    """A tag that was asked for, with its sign; how many posts have it in any spelling; the nearest others, so too."""

    asked: str
    posts: int
    nearest: tuple[str, ...]


def find_near_tags(store: Store, tag: str, *, at: datetime | None = None, rising: Sequence[str] = ()) -> NearTags:
    """The stored tags that are spelt nearly as one is.

    Args:
        at: only posts up to this moment.
        rising: tags of trends; they come first.
    """
    tagged = read_tagged(store, at=at)
    counts: Counter[str] = Counter()
    spelling: dict[str, str] = {}
    for written, number in sorted(tagged.counts().items(), key=lambda item: (-item[1], item[0])) if tagged else ():
        counts[fold(written)] += number
        spelling.setdefault(fold(written), written)
    key = fold(tag)
    up = {fold(each): each for each in reversed(rising)}
    near = get_close_matches(key, list(up), n=NEAREST, cutoff=0.5)
    others = [each for each, _ in counts.most_common(COMPARED)]
    near += [each for each in get_close_matches(key, others, n=NEAREST, cutoff=0.6) if each not in near and each != key]
    return NearTags(
        asked=f"#{tag.lstrip('#')}",
        posts=counts[key],
        nearest=tuple(f"#{up.get(each) or spelling[each]}" for each in near[:NEAREST]),
    )
