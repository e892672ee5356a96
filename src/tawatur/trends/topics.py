"""Families that rise together are one topic: of one place, or one inside the other (specs/hashtags.md, level 5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from tawatur.arabic.gazetteer import PlaceIndex, current_index, gazetteer
from tawatur.groups import Groups

TOGETHER_HOURS = 24  # between the starts of families of one topic
MIN_SHARED = 3  # voices that use both
MIN_CONTAINED = 0.5  # of the voices of a child use its parent too


def country_of() -> dict[str, str]:
    """English name of a place -> its country; of cities of one name that of the first in the gazetteer."""
    return _country_of(current_index())


@cache
def _country_of(index: PlaceIndex) -> dict[str, str]:
    return {entry.name: entry.country for entry in reversed(index.likeliest.values()) if entry.country}


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One family's rise. Times are buckets; `end` None while it is up; `voices`: of the rise, sorted, each once.

    `is_of_any_news`: its tag says nothing but that there is news (عاجل, breaking): it rises with every event at once.
    """

    key: str
    place: str | None
    start: int
    end: int | None
    voices: NDArray[np.int64]
    is_of_any_news: bool = False


def join_topics(candidates: Sequence[Candidate], *, day: int) -> list[tuple[int, ...]]:
    """Indexes of the candidates of each topic, the one with most voices first; topics by their first start.

    Two families of the same place join when they share voices. Any other family joins the one that at least half of its
    voices use too: one without a place joins any, one of a city joins its country. So nothing without a place
    ever holds two places together, and two cities meet only where their country's tag holds both. A tag of any news
    joins none: half of its voices tell of something else.
    """
    countries = {entry.name: entry.country for entry in gazetteer().values() if entry.kind == "country"}
    order = sorted(range(len(candidates)), key=lambda each: (candidates[each].start, candidates[each].key))

    def rank(number: int) -> tuple[int, str, int]:
        return -candidates[number].voices.size, candidates[number].key, candidates[number].start

    best: dict[int, tuple[float, tuple[int, str, int], int]] = {}
    for position, one in enumerate(order):
        for other in order[position + 1 :]:
            first, second = candidates[one], candidates[other]
            if second.start - first.start > TOGETHER_HOURS * day // 24:
                break
            if first.is_of_any_news or second.is_of_any_news:
                continue
            if first.end is not None and first.end <= second.start:
                continue
            shared = np.intersect1d(first.voices, second.voices, assume_unique=True).size
            if shared < MIN_SHARED:
                continue
            parent, child = sorted((one, other), key=rank)
            has_one_place = first.place is not None and first.place == second.place
            contained = shared / candidates[child].voices.size
            above, below = candidates[parent].place, candidates[child].place
            is_inside = contained >= MIN_CONTAINED and (
                below is None or (above in countries and countries[above] == country_of().get(below))
            )
            if has_one_place or is_inside:
                # one place before all else, then the parent that holds most, then the larger one
                chosen = (-float(has_one_place) - contained, rank(parent), parent)
                best[child] = min(best.get(child, chosen), chosen)
    groups = Groups[int]()
    for child, (_, _, parent) in best.items():
        groups.join(parent, child)
    topics: dict[int, list[int]] = {}
    for number in order:
        topics.setdefault(groups.find(number), []).append(number)
    return [tuple(sorted(members, key=rank)) for members in topics.values()]
