"""How surprising a count is: three expectations, all of which must be beaten (specs/trends.md).

Compared with six other methods on two simulations with exact truth, ten volume series and two real streams; the weekly
baseline matters most (recall 0.99, without it 0.63).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from functools import cache
from typing import Any, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from tawatur.trends.activity import Activity, Flags, find_outages, measure_activity
from tawatur.trends.spread import MOST, measure_spreads
from tawatur.trends.tails import log10_tail

Counts = NDArray[np.integer]
Floats = NDArray[np.float64]

SIZE = 1 / MOST**2  # of the widest tag
WINDOW_HOURS = (0.25, 1, 6, 24)
LEVEL_GAP_HOURS = 6  # between the window and the days that its level is taken from
LEVEL_DAYS = 7
SLACK_HOURS = 1  # before and after the same time of another day
DAYS_BACK = 7
WEEKS_BACK = 4
MIN_WEEKS_FOR_SECOND = 3
FLOOR = 0.1  # added to what other days had, so that nothing is impossible
MIN_HOUR, MIN_DAY = 5, 6  # voices in 1 h, or in 24 h
# What a window must hold itself to surprise: at night 3 voices beside none look improbable and are nothing to tell.
MIN_VOICES = (MIN_HOUR, MIN_HOUR, MIN_DAY, MIN_DAY)
MIN_WHOLE = 0.9  # of a window of another day that was collected; else that day says nothing
MIN_EXCESS = 1.5  # times the level
LEAST = 2.0  # strengths under it are not worked out
CALM_DAYS = 14
CALM = 3.0  # a tag whose usual daily maximum is under it is calm: its strengths stay as they are
CALM_QUANTILE = 0.7
CHUNK = 128  # tags at a time
DAILY, WEEKLY = range(1, DAYS_BACK + 1), range(7, 7 * WEEKS_BACK + 1, 7)
NOTABLE = 5.0  # what would be an alert, if it did not come back every day or week, is told as returning
_WORTH = -(LEAST + np.log10(len(WINDOW_HOURS)))
_NOTABLE_TAIL = -(NOTABLE + np.log10(len(WINDOW_HOURS)))
_GRID_STEPS = 50  # means a factor of ten
_GRID = np.arange(-4, 7, 1 / _GRID_STEPS)  # log10


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """Columns with one row a cell, ordered by tag and bucket; these two are indexes."""

    tag: NDArray[np.int64]
    bucket: NDArray[np.int64]

    def take(self, rows: NDArray[np.bool_] | NDArray[np.intp]) -> Self:
        """Some of the rows, or all in another order."""
        return replace(self, **{name: column[rows] for name, column in self.columns().items()})

    def columns(self) -> dict[str, NDArray[Any]]:
        """Every column by its name."""
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: value for name, value in values.items() if isinstance(value, np.ndarray)}


Some = TypeVar("Some", bound=Cells)


def join_cells(parts: Sequence[Some]) -> Some:
    """The rows of all parts (at least one), ordered; what is no column is that of the first."""
    columns = {name: np.concatenate([getattr(part, name) for part in parts]) for name in parts[0].columns()}
    return replace(parts[0], **columns).take(np.lexsort((columns["bucket"], columns["tag"])))


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped(Cells):
    """Where only what comes back every day or every week stopped an alert.

    Attributes:
        is_weekly: it is the same hour of earlier weeks that had as much; else that of earlier days.
        raw: S by the level alone.
        voices: counted in the window that was most surprising by the level alone.
    """

    is_weekly: Flags
    raw: Floats
    voices: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Strengths(Cells):
    """Where counts surprise: the cells with S ≥ 2.

    Attributes:
        raw: S = -log10 p, p corrected for the number of windows.
        normalised: S*, divided by what is usual for the tag; the threshold applies to it.
        window: index into WINDOW_HOURS of the window that is most surprising.
        voices, level: counted and expected in that window.
        stopped: where the same hour of earlier days or weeks had as much.
    """

    raw: Floats
    normalised: Floats
    window: NDArray[np.int64]
    voices: Floats
    level: Floats
    stopped: Stopped


def measure_strengths(
    counts: Counts,
    *,
    day: int,
    totals: Counts | None = None,
    windows: NDArray[np.integer] | None = None,
    activity: Activity | None = None,
    since: int = 0,
) -> tuple[Strengths, Activity]:
    """Work out how surprising each window of each tag is.

    Args:
        counts: voices per bucket, (tags, buckets), the oldest first.
        day: buckets a day.
        totals: posts per bucket over everything collected, for coverage; None when unknown.
        windows: exact distinct voices, (tags, windows, buckets); None sums the buckets.
        activity: of these buckets, where it is known already; None measures it on these counts and totals.
        since: cells of earlier buckets are left out, which saves their work; `normalised` is then not normalised.
    """
    if activity is None:
        activity = measure_activity(counts, *find_outages(totals, counts.shape[1], day), day=day)
    scales = _Scales(activity, day)
    parts = [
        _measure_chunk(
            counts[first : first + CHUNK],
            None if windows is None else windows[first : first + CHUNK],
            first,
            scales=scales,
            is_covered=activity.is_covered,
            since=since,
        )
        for first in range(0, len(counts), CHUNK)
    ]
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)] if parts else [np.empty(0)] * 11
    tag, bucket, window = (column.astype(np.int64) for column in columns[:3])
    raw, voices, level = columns[3:6]
    stopped_tag, stopped_bucket = (column.astype(np.int64) for column in columns[6:8])
    stopped = Stopped(
        tag=stopped_tag,
        bucket=stopped_bucket,
        is_weekly=columns[8].astype(np.bool_),
        raw=columns[9],
        voices=columns[10],
    )
    strengths = Strengths(
        tag=tag,
        bucket=bucket,
        raw=raw,
        normalised=raw.copy() if since else _normalise(tag, bucket, raw, counts.shape[1], day),
        window=window,
        voices=voices,
        level=level,
        stopped=stopped,
    )
    return strengths, activity


class _Scales:
    """Expected activity over windows, the same for all tags: cumulated sums over buckets."""

    def __init__(self, activity: Activity, day: int) -> None:
        size = len(activity.profile)
        self.day = day
        self.lengths = lengths = [max(1, round(hours * day / 24)) for hours in WINDOW_HOURS]
        covered = activity.profile * activity.is_covered
        raised = covered * np.maximum(1, activity.surge)
        self.window = [_trailing(raised, length) for length in lengths]
        self.surge = np.maximum(1, activity.surge)
        there = np.ones(size)  # before the first bucket nothing is missing: a window cut there counts what it has
        self.is_whole = [
            _trailing(activity.is_covered, length) >= MIN_WHOLE * _trailing(there, length) for length in lengths
        ]
        gap, memory = round(LEVEL_GAP_HOURS * day / 24), LEVEL_DAYS * day
        ends = [np.maximum(0, np.arange(size) + 1 - length - gap) for length in lengths]
        self.spans = [(np.maximum(0, end - memory), end) for end in ends]
        total = np.concatenate(([0.0], np.cumsum(covered)))
        self.memory = [total[end] - total[start] for start, end in self.spans]


def _trailing(values: NDArray[np.generic], length: int) -> NDArray[np.float64]:
    """Sums over the last `length` cells of the last axis; fewer at the beginning."""
    total = np.concatenate((np.zeros((*values.shape[:-1], 1)), np.cumsum(values, axis=-1, dtype=np.float64)), axis=-1)
    size = values.shape[-1]
    start = np.maximum(0, np.arange(1, size + 1) - length)
    result: NDArray[np.float64] = total[..., 1:] - total[..., start]
    return result


def _measure_chunk(
    counts: Counts,
    windows: NDArray[np.integer] | None,
    first: int,
    *,
    scales: _Scales,
    is_covered: Flags,
    since: int,
) -> tuple[NDArray[np.generic], ...]:
    kept = counts * is_covered
    seen = [
        _trailing(kept, length) if windows is None else windows[:, number].astype(np.float64)
        for number, length in enumerate(scales.lengths)
    ]
    is_open = ((seen[WINDOW_HOURS.index(1)] >= MIN_HOUR) | (seen[-1] >= MIN_DAY)) & is_covered
    is_open[:, :since] = False
    sizes_of = 1 / measure_spreads(kept, is_covered, day=scales.day) ** 2
    total = np.concatenate((np.zeros((len(kept), 1)), np.cumsum(kept, axis=1, dtype=np.float64)), axis=1)
    best: dict[str, Floats] = {name: np.zeros(counts.shape) for name in ("raw", "window", "voices", "level")}
    stopped: list[tuple[NDArray[np.generic], ...]] = []
    for number in range(len(scales.lengths)):
        start, end = scales.spans[number]
        memory = scales.memory[number]
        has_memory = memory > 0
        before = total[:, end] - total[:, start]
        level = np.where(has_memory, (before + 0.5) * scales.window[number] / np.where(has_memory, memory, 1), 0)
        least = np.maximum(MIN_VOICES[number], MIN_EXCESS * level)
        rows, buckets = np.nonzero(is_open & has_memory & (seen[number] >= least))
        if not rows.size:
            continue
        voices = seen[number][rows, buckets]
        means = level[rows, buckets]
        own = sizes_of[rows, buckets // scales.day]
        sizes = np.minimum(before[rows, buckets] + 0.5, own)
        enough = voices >= _least_count(means, sizes)
        rows, buckets = rows[enough], buckets[enough]
        voices, means, sizes, own = voices[enough], means[enough], sizes[enough], own[enough]
        tail = log10_tail(voices, means, sizes)
        left = np.flatnonzero(tail <= _WORTH)
        by_level = -(tail + np.log10(len(scales.lengths)))
        for backs, pick in ((DAILY, _median), (WEEKLY, _second_largest)):
            past = _largest_around(
                seen[number], scales.is_whole[number], rows[left], buckets[left], backs=backs, day=scales.day
            )
            usual = pick(past)
            mean = np.where(np.isfinite(usual), scales.surge[buckets[left]] * usual + FLOOR, 0)
            known = left[mean > 0]
            of_day = log10_tail(voices[known], mean[mean > 0], own[known])
            tail[known] = np.maximum(tail[known], of_day)
            is_stopped = (by_level[left] >= NOTABLE) & (tail[left] > _NOTABLE_TAIL)
            at = left[is_stopped]
            stopped.append((rows[at], buckets[at], np.full(at.size, backs is WEEKLY), by_level[at], voices[at]))
            left = left[tail[left] <= _WORTH]
        tail = tail[left]
        strength = -(tail + np.log10(len(scales.lengths)))
        rows, buckets = rows[left], buckets[left]
        is_best = (strength >= LEAST) & (strength > best["raw"][rows, buckets])
        rows, buckets, left = rows[is_best], buckets[is_best], left[is_best]
        best["raw"][rows, buckets] = strength[is_best]
        best["window"][rows, buckets] = number
        best["voices"][rows, buckets] = voices[left]
        best["level"][rows, buckets] = means[left]
    rows, buckets = np.nonzero(best["raw"])
    chosen = [best[name][rows, buckets] for name in ("window", "raw", "voices", "level")]
    return rows + first, buckets, *chosen, *_choose_stopped(stopped, best["raw"], first)


def _choose_stopped(
    parts: list[tuple[NDArray[np.generic], ...]], raw: Floats, first: int
) -> tuple[NDArray[np.generic], ...]:
    """One row a cell: the window that surprises most by its level, where no other window is an alert after all."""
    if not parts:
        return (np.empty(0),) * 5
    rows, buckets, is_weekly, by_level, voices = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.lexsort((-by_level, buckets, rows))  # stable: what days stop comes before what weeks stop, too
    order = order[raw[rows[order], buckets[order]] < NOTABLE]
    cells = rows[order].astype(np.int64) * raw.shape[1] + buckets[order]
    _, begins = np.unique(cells, return_index=True)
    order = order[begins]
    return rows[order] + first, buckets[order], is_weekly[order], by_level[order], voices[order]


def _largest_around(
    seen: Floats, is_whole: Flags, rows: NDArray[np.intp], buckets: NDArray[np.intp], *, backs: range, day: int
) -> Floats:
    """(days back, cells): the largest count within an hour of the same time then, sorted; nan (last) where unknown."""
    slack = round(SLACK_HOURS * day / 24)
    past = np.full((len(backs), rows.size), np.nan)
    for number, back in enumerate(backs):
        for shift in (-slack, 0, slack):
            at = buckets - back * day + shift
            is_there = (at >= 0) & is_whole[np.maximum(0, at)]
            past[number, is_there] = np.fmax(past[number, is_there], seen[rows[is_there], at[is_there]])
    past.sort(axis=0)
    return past


def _median(past: Floats) -> Floats:
    known = np.isfinite(past).sum(axis=0)
    cells = np.arange(past.shape[1])
    result: Floats = (
        past[np.maximum(0, (known - 1) // 2), cells] + past[np.minimum(known // 2, len(past) - 1), cells]
    ) / 2
    return np.where(known > 0, result, np.nan)


def _second_largest(past: Floats) -> Floats:
    """The largest while fewer than three are known: one odd week must not hide the next."""
    known = np.isfinite(past).sum(axis=0)
    place = np.where(known >= MIN_WEEKS_FOR_SECOND, known - 2, np.maximum(0, known - 1))
    return np.where(known > 0, past[place, np.arange(past.shape[1])], np.nan)


def _least_count(means: Floats, sizes: Floats) -> Floats:
    """A count that is surely needed for a tail that is worth working out: a fast first sieve."""
    place = np.clip(np.floor((np.log10(means) - _GRID[0]) * _GRID_STEPS).astype(np.int64), 0, _GRID.size - 1)
    least = np.zeros(means.size)
    for size in np.unique(sizes):
        chosen = sizes == size
        least[chosen] = _critical(float(size))[place[chosen]]
    return least


@cache
def _critical(size: float) -> Floats:
    """For each mean of the grid, the smallest count whose tail is worth working out."""
    means = 10**_GRID
    low, high = np.zeros(means.size), np.full(means.size, 2.0)
    sizes = np.full(means.size, size)
    while (unmet := log10_tail(high, means, sizes) > _WORTH).any():
        high[unmet] *= 2
    while (high - low > 1).any():
        middle = np.floor((low + high) / 2)
        is_enough = log10_tail(middle, means, sizes) <= _WORTH
        high, low = np.where(is_enough, middle, high), np.where(is_enough, low, middle)
    return high


def _normalise(tag: NDArray[np.int64], bucket: NDArray[np.int64], raw: Floats, size: int, day: int) -> Floats:
    """S*: each S beside what was usual for the tag on the days before."""
    if not tag.size:
        return raw
    days = -(-size // day)
    tags, row = np.unique(tag, return_inverse=True)
    maxima = np.zeros((len(tags), days))
    np.maximum.at(maxima, (row, bucket // day), raw)
    usual = np.stack([find_usual(maxima[:, :number]) for number in range(days)], axis=1)
    return normalise(raw, usual[row, bucket // day])


def find_usual(maxima: Floats) -> Floats:
    """What S usually reaches on a day: the 0.7 quantile of each row's last 14 daily maxima; 0 where there are none."""
    if not maxima.shape[1]:
        return np.zeros(len(maxima))
    result: Floats = np.quantile(maxima[:, -CALM_DAYS:], CALM_QUANTILE, axis=1)
    return result


def normalise(raw: Floats, usual: Floats) -> Floats:
    """S* = 3 S / max(3, what S usually reaches)."""
    result: Floats = CALM * raw / np.maximum(CALM, usual)
    return result
