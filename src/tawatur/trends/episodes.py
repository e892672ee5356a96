"""When a tag's rise starts, peaks, ends and comes back (specs/trends.md, "Rules")."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tawatur.trends.statistic import WINDOW_HOURS, Strengths

Series = NDArray[np.float64]

SURE = 3.0  # over the threshold: one tick is enough
QUIET_HOURS = 12  # of little excess end a trend
LOOKED_AT = 16  # times the quiet that ends a trend, at first
QUIET_SHARE = 0.1  # of the peak's excess
WAVE_HOURS = 48  # a start so soon after the end is a second wave of the same trend
FALLEN_SHARE, FALLEN_HOURS = 0.6, 3  # under this share of the maximum for so long: the peak is behind


@dataclass(frozen=True, slots=True, kw_only=True)
class Wave:
    """One rise and fall, from its confirming tick to the first bucket of the quiet that ended it; None while up."""

    start: int
    end: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rise:
    """One episode of one row of counts; all times are buckets.

    Attributes:
        row: of the counts.
        start: the confirming tick.
        window: index into WINDOW_HOURS of the window that surprised most at the start.
        alerted: S* at the start; score: the highest S* until the end.
        raw, at: the highest S, and where.
        level: voices an hour that were expected at the start.
        waves: the first rise, and those that came within 48 hours after the end of the one before.
    """

    row: int
    start: int
    window: int
    alerted: float
    score: float
    raw: float
    at: int
    level: float
    waves: tuple[Wave, ...]

    @property
    def end(self) -> int | None:
        """Where the last wave ended; None while it is up."""
        return self.waves[-1].end


def find_rises(
    strengths: Strengths, by_hour: Callable[[int], Series], *, day: int, start: int = 0, threshold: float = 5.0
) -> list[Rise]:
    """Every episode of every row, by row and time.

    Args:
        by_hour: voices of the hour that ends with each closed bucket, of a row.
        day: buckets a day.
        start: episodes start from this bucket on.
        threshold: S* that starts one on two ticks running, or with SURE more on one.
    """
    quiet, wave = round(QUIET_HOURS * day / 24), round(WAVE_HOURS * day / 24)
    confirmed = np.flatnonzero(_confirmed(strengths, start=start, threshold=threshold))
    rises: list[Rise] = []
    for row in np.unique(strengths.tag[confirmed]).tolist():
        series = by_hour(row)
        open_from = -1  # the first bucket at which the wave before no longer is up
        found: list[Rise] = []
        for cell in confirmed[strengths.tag[confirmed] == row].tolist():
            at = int(strengths.bucket[cell])
            if at < open_from:
                continue
            is_wave = bool(found) and at < open_from + wave
            if is_wave and not is_loud(series, found[-1], at):  # only the window of a day remembers the wave before
                continue
            level = found[-1].level if is_wave else _level_an_hour(strengths, cell)
            end = find_end(series, at, level=level, quiet=quiet)
            open_from = len(series) if end is None else end + quiet
            if is_wave:
                found[-1] = replace(found[-1], waves=(*found[-1].waves, Wave(start=at, end=end)))
            else:
                found.append(_make_rise(strengths, cell, level=level, wave=Wave(start=at, end=end)))
        rises += [_with_highest(rise, strengths, len(series)) for rise in found]
    return rises


def is_loud(series: Series, rise: Rise, at: int) -> bool:
    """Whether the last hour has more than what is quiet after this rise."""
    peak = float((series[rise.start : at] - rise.level).max(initial=0))
    return float(series[at]) - rise.level > QUIET_SHARE * peak


def _make_rise(strengths: Strengths, cell: int, *, level: float, wave: Wave) -> Rise:
    return Rise(
        row=int(strengths.tag[cell]),
        start=wave.start,
        window=int(strengths.window[cell]),
        alerted=float(strengths.normalised[cell]),
        score=float(strengths.normalised[cell]),
        raw=float(strengths.raw[cell]),
        at=wave.start,
        level=level,
        waves=(wave,),
    )


def _with_highest(rise: Rise, strengths: Strengths, size: int) -> Rise:
    begin, end = np.searchsorted(strengths.tag, [rise.row, rise.row + 1])
    inside = strengths.bucket[begin:end]
    # the tick before confirms with this one, and may be the higher of the two
    cells = begin + np.flatnonzero((inside >= rise.start - 1) & (inside < (size if rise.end is None else rise.end)))
    if not cells.size:
        return rise
    highest = int(cells[np.argmax(strengths.raw[cells])])
    return replace(
        rise,
        score=max(rise.score, float(strengths.normalised[cells].max())),
        raw=float(strengths.raw[highest]),
        at=int(strengths.bucket[highest]),
    )


def _confirmed(strengths: Strengths, *, start: int, threshold: float) -> NDArray[np.bool_]:
    """Cells that start a trend: this tick and the one before reach the threshold on average, or this one by far."""
    score = strengths.normalised
    is_confirmed = score >= threshold + SURE
    follows = (strengths.tag[1:] == strengths.tag[:-1]) & (strengths.bucket[1:] == strengths.bucket[:-1] + 1)
    is_confirmed[1:] |= follows & (score[1:] + score[:-1] >= 2 * threshold)
    result: NDArray[np.bool_] = is_confirmed & (strengths.bucket >= start)
    return result


def _level_an_hour(strengths: Strengths, cell: int) -> float:
    return float(strengths.level[cell]) / WINDOW_HOURS[strengths.window[cell]]


def find_end(series: Series, at: int, *, level: float, quiet: int) -> int | None:
    """The first bucket of the quiet that ends what started at `at`; None while it is up.

    Quiet is when the excess stays at or under a tenth of its highest for 12 hours.
    """
    size = len(series) - at
    seen = 0
    while seen < size:  # most end within days, and an archive may span years: no later bucket changes where it ends
        seen = min(size, max(2 * seen, LOOKED_AT * quiet))
        excess = np.maximum(0, series[at : at + seen] - level)
        loud = np.flatnonzero(excess > QUIET_SHARE * np.maximum.accumulate(excess))
        ends = np.concatenate(([0], loud, [seen]))  # the start itself counts: nothing later can undo a quiet
        gaps = np.flatnonzero(np.diff(ends) > quiet)
        if gaps.size:
            return at + int(ends[gaps[0]]) + 1
    return None


def find_peak(series: Series, *, hour: int) -> tuple[int, bool]:
    """Where a series is highest (the first such bucket), and whether it has fallen since: 3 hours under 60% of it."""
    peak = int(np.argmax(series))
    is_low = series[peak + 1 :] < FALLEN_SHARE * series[peak]
    length = FALLEN_HOURS * hour
    runs = np.cumsum(np.concatenate(([0], is_low)))
    return peak, bool((runs[length:] - runs[:-length] >= length).any()) if len(runs) > length else False
