"""How much a tag's days differ from one another: the width of what is usual for it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tawatur.trends.activity import HOURS, MEMORY_DAYS, SMOOTHING, Flags

Floats = NDArray[np.float64]

# As shares of the expected count. A tag that nothing is known of has the most, what specs/trends.md gives to all. 0.45
# finds two more of sim1's 150 events at threshold 5 and doubles the false alerts of rough worlds (docs/trends.md).
MOST, LEAST = 0.5, 0.3
STEP = 0.025  # spreads are rounded up to it: few values, whose critical counts are worked out once
SPREAD_DAYS = 14
PRIOR_HOURS = 100.0  # hours that each are as sure as an hour of many voices: so much weighs MOST
MAX_MISS = 3.0  # times what was expected: one hour that missed by more says no more


def measure_spreads(counts: NDArray[np.integer], is_covered: Flags, *, day: int) -> Floats:
    """The spread of each tag on each day, from the days before it: (tags, days), days begun counted.

    Each hour of the last 14 days is held against the mean of the same hour of the seven days before it. What it misses
    by beyond chance, squared and as a share of that mean, is averaged; hours of which much was expected weigh most
    (the weights of iterated least squares for a negative binomial), and a prior stands for the hours that say little.

    Args:
        counts: voices per bucket, (tags, buckets), 0 where nothing was collected; the first bucket begins a day.
        is_covered: of each bucket.
        day: buckets a day.
    """
    tags, size = counts.shape
    whole = size // day
    by_hour = counts[:, : whole * day].reshape(tags, whole, HOURS, day // HOURS).sum(axis=3, dtype=np.float64)
    has_hour: Flags = np.all(is_covered[: whole * day].reshape(whole, HOURS, day // HOURS), axis=2)
    by_hour *= has_hour
    known = _sum_before(has_hour[None].astype(np.float64), MEMORY_DAYS)[0, :whole]
    usual = _sum_before(by_hour, MEMORY_DAYS)[:, :whole] / np.maximum(1, known)
    left, middle, right = SMOOTHING
    usual = left * np.roll(usual, 1, axis=2) + middle * usual + right * np.roll(usual, -1, axis=2)
    weight = (usual * MOST**2 / (1 + usual * MOST**2)) ** 2 * (has_hour & (known >= MEMORY_DAYS - 1))
    miss = ((by_hour - usual) ** 2 - usual) / np.where(usual > 0, usual, 1) ** 2
    total = (weight * np.minimum(miss, MAX_MISS**2)).sum(axis=2)
    variance = (PRIOR_HOURS * MOST**2 + _sum_before(total, SPREAD_DAYS)) / (
        PRIOR_HOURS + _sum_before(weight.sum(axis=2), SPREAD_DAYS)
    )
    spread = np.sqrt(np.clip(variance, LEAST**2, MOST**2))
    result: Floats = np.minimum(MOST, np.ceil(np.round(spread / STEP, 6)) * STEP)
    return result[:, : -(-size // day)]


def _sum_before(values: Floats, length: int) -> Floats:
    """(rows, days + 1, …): sums over the `length` days before each day, the one after the last among them.

    Each sum adds the same numbers in the same order, wherever the days begin: a stream has what a batch has.
    """
    padding = np.zeros((values.shape[0], length, *values.shape[2:]))
    views = np.lib.stride_tricks.sliding_window_view(np.concatenate((padding, values), axis=1), length, axis=1)
    result: Floats = sum((views[..., number] for number in range(length)), np.zeros(views.shape[:-1]))
    return result
