"""Where a trend starts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from tawatur.errors import InputError
from tawatur.trends.episodes import Series, find_rises
from tawatur.trends.statistic import measure_strengths

DAY = timedelta(days=1)
BUDGET_DAYS = 7


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
    most_a_day: int | None = None,
) -> list[Alert]:
    """The starts of trends, ordered by bucket.

    Args:
        counts: int, voices per bucket, (tags, buckets), the oldest bucket first. Windows are sums of buckets: a
            voice seen in two buckets of a window counts twice.
        bucket: length of a bucket; a day must be a multiple of it, and of an hour it must be a part.
        start: alerts are given from this bucket on; baselines use all before.
        threshold: S* that starts a trend on two ticks running, or with 3 more on one.
        totals: posts per bucket over everything collected; None when unknown (no outage is then seen).
        most_a_day: alerts in any 24 hours; None for all (`AlertBudget` tells which are kept).

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
    hour = np.ones(day // 24)

    def by_hour(tag: int) -> Series:
        return np.convolve(counts[tag] * activity.is_covered, hour)[: counts.shape[1]]

    rises = find_rises(strengths, by_hour, day=day, start=start, threshold=threshold)
    alerts = [Alert(tag=rise.row, bucket=rise.start, score=rise.alerted) for rise in rises]
    alerts.sort(key=lambda alert: (alert.bucket, alert.tag))
    return alerts if most_a_day is None else keep_budget(alerts, most_a_day=most_a_day, day=day)


def keep_budget(alerts: Sequence[Alert], *, most_a_day: int, day: int) -> list[Alert]:
    """The alerts that an `AlertBudget` takes, given in any order; `day`: buckets a day."""
    budget = AlertBudget(most_a_day, day=day)
    ordered = sorted(alerts, key=lambda each: (each.bucket, -each.score, each.tag))
    kept = [alert for alert in ordered if budget.takes(alert.bucket, alert.score)]
    return sorted(kept, key=lambda alert: (alert.bucket, alert.tag))


class AlertBudget:
    """At most so many alerts in any 24 hours, each taken or left out at once, by what came before it alone.

    The fewer places are left, the stronger an alert must be: with k left, stronger than the k strongest a day of the
    last seven days. So weak alerts do not take the place of a strong one that follows.
    """

    def __init__(self, most_a_day: int, *, day: int) -> None:
        """`most_a_day`: 0 takes none; `day`: buckets a day."""
        self._most, self._day = most_a_day, day
        self._taken: list[int] = []
        self._seen: list[tuple[int, float]] = []

    def takes(self, bucket: int, score: float) -> bool:
        """Whether the next alert is taken; they come in order of bucket, those of one bucket the strongest first."""
        self._taken = [each for each in self._taken if each > bucket - self._day]
        self._seen = [each for each in self._seen if each[0] > bucket - BUDGET_DAYS * self._day]
        left = self._most - len(self._taken)
        before = sorted((each for at, each in self._seen if at < bucket), reverse=True)
        self._seen.append((bucket, score))
        rank = left * BUDGET_DAYS
        is_taken = left > 0 and (len(before) < rank or score > before[rank - 1])
        if is_taken:
            self._taken.append(bucket)
        return is_taken
