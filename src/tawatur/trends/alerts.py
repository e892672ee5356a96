"""Where a trend starts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from tawatur.errors import InputError
from tawatur.trends.activity import Activity
from tawatur.trends.statistic import WINDOW_HOURS, Strengths, measure_strengths

DAY = timedelta(days=1)
SURE = 3.0  # over the threshold: one tick is enough
QUIET_HOURS = 12  # of little excess end a trend
QUIET_SHARE = 0.1  # of the peak's excess
WAVE_HOURS = 48  # a start so soon after the end is a second wave of the same trend


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """The start of a trend.

    Attributes:
        tag: row of the counts.
        bucket: column of the confirming tick.
        score: S* at that tick.
    """

    tag: int
    bucket: int
    score: float


def find_alerts(
    counts: NDArray[np.integer],
    *,
    bucket: timedelta = timedelta(minutes=15),
    start: int = 0,
    threshold: float = 5.0,
    totals: NDArray[np.integer] | None = None,
) -> list[Alert]:
    """The starts of trends, ordered by bucket.

    Args:
        counts: int, voices per bucket, (tags, buckets), the oldest bucket first. Windows are sums of buckets: a
            voice seen in two buckets of a window counts twice.
        bucket: length of a bucket; a day must be a multiple of it, and of an hour it must be a part.
        start: alerts are given from this bucket on; baselines use all before.
        threshold: S* that starts a trend on two ticks running, or with 3 more on one.
        totals: posts per bucket over everything collected; None when unknown (no outage is then seen).

    Raises: InputError for counts or totals of the wrong shape.
    """
    counts = np.asarray(counts)
    day = round(DAY / bucket)
    if counts.ndim != 2 or day < 24 or day % 24 or abs(DAY / bucket - day) > 1e-9:
        raise InputError(
            f"counts of shape {counts.shape} in buckets of {bucket}: give (tags, buckets), 1 to 60 minutes"
        )
    if totals is not None and np.asarray(totals).shape != counts.shape[1:]:
        raise InputError(f"totals of shape {np.asarray(totals).shape}: give one number for each of {counts.shape[1]}")
    strengths, activity = measure_strengths(counts, day=day, totals=None if totals is None else np.asarray(totals))
    return sorted(
        starts_of_trends(strengths, counts, activity, day=day, start=start, threshold=threshold),
        key=lambda alert: (alert.bucket, alert.tag),
    )


def starts_of_trends(
    strengths: Strengths, counts: NDArray[np.integer], activity: Activity, *, day: int, start: int, threshold: float
) -> list[Alert]:
    """One alert for each trend: a tag that is still up, or comes back within 48 h, has started already."""
    quiet, wave = round(QUIET_HOURS * day / 24), round(WAVE_HOURS * day / 24)
    hour = max(1, day // 24)
    alerts = []
    is_confirmed = _confirmed(strengths, start=start, threshold=threshold)
    for tag in np.unique(strengths.tag[is_confirmed]):
        rows = np.flatnonzero((strengths.tag == tag) & is_confirmed)
        by_hour = np.convolve(counts[tag] * activity.is_covered, np.ones(hour))[: counts.shape[1]]
        free_from = -1
        for row in rows:
            at = int(strengths.bucket[row])
            if at < free_from:
                continue
            alerts.append(Alert(tag=int(tag), bucket=at, score=float(strengths.normalised[row])))
            free_from = _end_of(by_hour, at, level=_level_an_hour(strengths, int(row)), quiet=quiet) + wave
    return alerts


def _confirmed(strengths: Strengths, *, start: int, threshold: float) -> NDArray[np.bool_]:
    """Cells that start a trend: this tick and the one before reach the threshold on average, or this one by far."""
    score = strengths.normalised
    is_confirmed = score >= threshold + SURE
    follows = (strengths.tag[1:] == strengths.tag[:-1]) & (strengths.bucket[1:] == strengths.bucket[:-1] + 1)
    is_confirmed[1:] |= follows & (score[1:] + score[:-1] >= 2 * threshold)
    result: NDArray[np.bool_] = is_confirmed & (strengths.bucket >= start)
    return result


def _level_an_hour(strengths: Strengths, row: int) -> float:
    return float(strengths.level[row]) / WINDOW_HOURS[strengths.window[row]]


def _end_of(by_hour: NDArray[np.float64], at: int, *, level: float, quiet: int) -> int:
    """The bucket at which a trend that started at `at` has ended: its excess was small for 12 hours."""
    excess = np.maximum(0, by_hour[at:] - level)
    is_quiet = excess <= QUIET_SHARE * np.maximum.accumulate(excess)
    run = 0
    for offset, calm in enumerate(is_quiet):
        run = run + 1 if calm else 0
        if run >= quiet:
            return at + offset
    return at + len(is_quiet)
