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


def measure_activity(counts: NDArray[np.integer], totals: NDArray[np.integer] | None, *, day: int) -> Activity:
    """Measure what steady tags and totals say of each bucket, from that bucket and earlier ones alone.

    Args:
        counts: (tags, buckets), the oldest bucket first.
        totals: posts of each bucket over everything collected; None when unknown: all is taken for covered.
        day: buckets a day.
    """
    size = counts.shape[1]
    is_covered, is_known = _find_outages(totals, size, day)
    profile, surge = np.ones(size), np.ones(size)
    hour = np.arange(size) % day * HOURS // day
    days = size // day
    daily = counts[:, : days * day].reshape(len(counts), days, day).sum(axis=2)
    for number in range(MEMORY_DAYS, -(-size // day)):
        start, end = number * day, min((number + 1) * day, size)
        steady = _find_steady(daily[:, number - MEMORY_DAYS : number])
        if steady is None:
            continue
        memory = slice(start - MEMORY_DAYS * day, start)
        past = counts[steady, memory] * is_covered[memory]
        by_hour = past.reshape(len(steady), MEMORY_DAYS, HOURS, -1).sum(axis=(1, 3))
        shares = np.median(by_hour / by_hour.sum(axis=1, keepdims=True), axis=0)
        padded = np.concatenate((shares[-1:], shares, shares[:1]))
        smooth = np.convolve(padded, SMOOTHING, mode="valid")
        profile[start:end] = (smooth / smooth.mean())[hour[start:end]]
        level = past.sum(axis=1) / max(1, is_covered[memory].sum())
        expected = level[:, None] * profile[start:end]
        surge[start:end] = np.median((counts[steady, start:end] + 0.5) / (expected + 0.5), axis=0)
    surge = np.where(is_covered, np.clip(surge, *SURGE_RANGE), 1.0)
    return Activity(profile=profile, surge=surge, is_covered=is_covered, is_known=is_known)


def _find_steady(daily: NDArray[np.integer]) -> NDArray[np.intp] | None:
    """The tags used evenly over the days, the most used first; None when there are too few."""
    uses = daily.sum(axis=1)
    is_even = daily.max(axis=1) <= STEADY_SHARE * uses / MEMORY_DAYS
    steady = np.flatnonzero((uses >= STEADY_USES * MEMORY_DAYS) & is_even)
    if len(steady) < STEADY_TAGS[0]:
        return None
    return steady[np.argsort(-uses[steady], kind="stable")[: STEADY_TAGS[1]]]


def _find_outages(totals: NDArray[np.integer] | None, size: int, day: int) -> tuple[Flags, Flags]:
    if totals is None:
        return np.ones(size, dtype=bool), np.zeros(size, dtype=bool)
    memory = MEMORY_DAYS * day
    medians = np.zeros(size)
    for bucket in range(day, size):
        medians[bucket] = np.median(totals[max(0, bucket - memory) : bucket])
    is_known = medians > 0
    return ~is_known | (totals >= MIN_COVERAGE * medians), is_known
