"""What the platform does as a whole: hours of the day, surges, and buckets in which nothing was collected."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

# specs/trends.md, "Platform activity"
STEADY_USES = 50  # a day
STEADY_SHARE = 1.6  # of an even share, on no day more
STEADY_TAGS = (15, 400)  # at least, at most
SURGE_RANGE = (0.4, 3.0)
MIN_COVERAGE = 0.02  # of the median of the trailing days
MIN_MEDIAN = 10  # posts a bucket; of fewer, an empty bucket is chance: at 1 a third of them are, at 10 one in 20,000
MEDIANS_AT_ONCE = 1_000
MEMORY_DAYS = 7
HOURS = 24
SMOOTHING = (0.25, 0.5, 0.25)


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """Of each bucket, what to expect of the platform; all arrays have one cell a bucket.

    Attributes:
        profile: expected share of the hour of the day, 1 on average; 1 where too few steady tags tell.
        surge: how much more than expected the steady tags have now; 1 where they do not tell.
        is_covered: False where collecting failed.
        is_known: False where the archive is too sparse to tell an outage from silence.
    """

    profile: Floats
    surge: Floats
    is_covered: Flags
    is_known: Flags

    def part(self, first: int, size: int) -> Activity:
        """Of `size` buckets from `first` on."""
        span = slice(first, first + size)
        return Activity(
            profile=self.profile[span],
            surge=self.surge[span],
            is_covered=self.is_covered[span],
            is_known=self.is_known[span],
        )


def measure_activity(counts: NDArray[np.integer], is_covered: Flags, is_known: Flags, *, day: int) -> Activity:
    """Measure what steady tags say of each bucket, from that bucket and earlier ones alone.

    Args:
        counts: (tags, buckets), the oldest bucket first.
        is_covered, is_known: of each bucket, as `find_outages` gives them.
        day: buckets a day.
    """
    size = counts.shape[1]
    profile, surge = np.ones(size), np.ones(size)
    for number in range(MEMORY_DAYS, -(-size // day)):
        start, end = number * day, min((number + 1) * day, size)
        memory = slice(start - MEMORY_DAYS * day, start)
        expected = expect_day(counts[:, memory], is_covered[memory], day=day)
        if expected is None:
            continue
        profile[start:end] = expected.profile[: end - start]
        surge[start:end] = expected.find_surge(counts[expected.steady, start:end], profile[start:end])
    surge = np.where(is_covered, np.clip(surge, *SURGE_RANGE), 1.0)
    return Activity(profile=profile, surge=surge, is_covered=is_covered, is_known=is_known)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedDay:
    """What the seven days before a day let one expect of it.

    Attributes:
        steady: rows of the tags that are used evenly.
        profile: expected share of each bucket, 1 on average.
        level: of each steady tag, uses a bucket.
    """

    steady: NDArray[np.intp]
    profile: Floats
    level: Floats

    def find_surge(self, counts: NDArray[np.integer], profile: Floats) -> Floats:
        """How much more than expected the steady tags have, of each bucket; counts: of theirs, (steady, buckets)."""
        expected = self.level[:, None] * profile
        result: Floats = np.median((counts + 0.5) / (expected + 0.5), axis=0)
        return result


def expect_day(counts: NDArray[np.integer], is_covered: Flags, *, day: int) -> ExpectedDay | None:
    """What seven days of counts, (tags, buckets), let one expect of the next; None when too few tags are steady."""
    steady = _find_steady(counts.reshape(len(counts), MEMORY_DAYS, day).sum(axis=2))
    if steady is None:
        return None
    past = counts[steady] * is_covered
    by_hour = past.reshape(len(steady), MEMORY_DAYS, HOURS, -1).sum(axis=(1, 3))
    shares = np.median(by_hour / by_hour.sum(axis=1, keepdims=True), axis=0)
    smooth = np.convolve(np.concatenate((shares[-1:], shares, shares[:1])), SMOOTHING, mode="valid")
    return ExpectedDay(
        steady=steady,
        profile=np.repeat(smooth / smooth.mean(), day // HOURS),
        level=past.sum(axis=1) / max(1, is_covered.sum()),
    )


def _find_steady(daily: NDArray[np.integer]) -> NDArray[np.intp] | None:
    """The tags used evenly over the days, the most used first; None when there are too few."""
    uses = daily.sum(axis=1)
    is_even = daily.max(axis=1) <= STEADY_SHARE * uses / MEMORY_DAYS
    steady = np.flatnonzero((uses >= STEADY_USES * MEMORY_DAYS) & is_even)
    if len(steady) < STEADY_TAGS[0]:
        return None
    return steady[np.argsort(-uses[steady], kind="stable")[: STEADY_TAGS[1]]]


def find_outages(totals: NDArray[np.integer] | None, size: int, day: int) -> tuple[Flags, Flags]:
    """`is_covered` and `is_known` of an Activity, from the posts of each bucket; None when they are unknown."""
    if totals is None:
        return np.ones(size, dtype=bool), np.zeros(size, dtype=bool)
    # A median is worked out only where it can reach MIN_MEDIAN: an archive may have posts in 1% of its buckets.
    memory = MEMORY_DAYS * day
    busy = np.concatenate(([0], np.cumsum(totals >= MIN_MEDIAN)))
    ends = np.arange(size)
    starts = np.maximum(0, ends - memory)
    candidates = np.flatnonzero((ends >= day) & (2 * (busy[ends] - busy[starts]) >= ends - starts))
    medians = np.zeros(size)
    for bucket in candidates[candidates < memory]:
        medians[bucket] = np.median(totals[:bucket])
    whole = candidates[candidates >= memory]
    if whole.size:
        views = np.lib.stride_tricks.sliding_window_view(totals, memory)
        for part in np.array_split(whole, -(-whole.size // MEDIANS_AT_ONCE)):
            medians[part] = np.median(views[part - memory], axis=1)
    is_known = medians >= MIN_MEDIAN
    return ~is_known | (totals >= MIN_COVERAGE * medians), is_known


def is_collected(before: NDArray[np.integer], total: int, *, day: int) -> tuple[bool, bool]:
    """What `find_outages` says of one bucket, from its posts and those of all buckets before it (at most 7 days)."""
    if before.size < day:
        return True, False
    median = float(np.median(before[-MEMORY_DAYS * day :]))
    is_known = median >= MIN_MEDIAN
    return not is_known or total >= MIN_COVERAGE * median, is_known
