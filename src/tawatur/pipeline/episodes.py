"""Episodes: rises of families joined to topics, and what is nearly a trend (candidate, warming, returning)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from tawatur.hashtags import is_of_any_news
from tawatur.pipeline.board import Board
from tawatur.pipeline.tagged import DAY, HOUR
from tawatur.trends.activity import MEMORY_DAYS, Activity
from tawatur.trends.episodes import (
    QUIET_HOURS,
    WAVE_HOURS,
    Rise,
    Series,
    Wave,
    find_end,
    find_peak,
    find_rises,
    is_loud,
)
from tawatur.trends.false_shares import false_shares
from tawatur.trends.records import WEEKDAYS, State
from tawatur.trends.statistic import (
    FLOOR,
    LEVEL_GAP_HOURS,
    SIZE,
    SLACK_HOURS,
    WEEKS_BACK,
    WINDOW_HOURS,
    Stopped,
    Strengths,
)
from tawatur.trends.tails import log10_tail
from tawatur.trends.topics import Candidate, join_topics
from tawatur.trends.windows import count_distinct, of_rows

THRESHOLD = 5.0
WARMING, NO_WEEKS = 1, 15  # days after the first post
LEAST_LEVEL = 0.1  # voices an hour
MIN_WEEKS_BACK, MIN_DAYS_BACK = 2, 3  # occasions that make a tag one that returns


@dataclass(frozen=True, slots=True)
class Episode:
    """One trend before it is told: rows of families, and the buckets whose posts it is made of.

    Attributes:
        rows: of the board's families. first, end: buckets, end exclusive; None while it is up.
        returns: "day" or the weekday on which it returns; q: as `Trend` has it.
    """

    rows: tuple[int, ...]
    rises: tuple[Rise, ...]
    first: int
    end: int | None
    state: State
    returns: str | None = None
    q: float | None = None

    @property
    def start(self) -> int:
        """The first bucket of its first rise; of one without rises that of its posts."""
        return min([rise.start for rise in self.rises], default=self.first)

    @property
    def score(self) -> float | None:
        """The highest S*; None without rises."""
        return max([rise.score for rise in self.rises], default=None)


def find_episodes(board: Board, strengths: Strengths, activity: Activity) -> list[Episode]:
    """Every trend and what is nearly one, in no order."""

    def by_hour(row: int) -> Series:
        counted = count_distinct(board.events, np.array([row]), length=HOUR, first=0, size=board.tagged.size)
        series: Series = counted[0].astype(np.float64)
        return series

    found = find_rises(strengths, by_hour, day=DAY, threshold=THRESHOLD)
    rises: list[Rise] = []
    back: list[Rise] = []
    for rise in found:
        (back if _comes_back(board, rise) else rises).append(rise)
    shares = _false_shares(board, strengths)
    topics = join_topics([_candidate(board, rise) for rise in rises], day=DAY)
    episodes = []
    for topic in topics:
        of = tuple(rises[number] for number in topic)
        strongest = max(of, key=lambda rise: rise.raw)
        q = shares.get((strongest.row, strongest.at))
        episodes.append(_episode_of(board, activity, of, q))
    risen = {rise.row for rise in rises}
    episodes += _find_candidates(board, strengths, by_hour, {rise.row: rise for rise in found})
    episodes += _find_warming(board, by_hour, risen)
    episodes += _find_returning(board, strengths.stopped, rises, back)
    return episodes


def _comes_back(board: Board, rise: Rise) -> bool:
    """Whether a rise that had no weeks before it to be compared with had as much in the weeks after it.

    Told only where two later weeks are known: the same test as by the weeks before, on data that `--at` has too.
    """
    if rise.start - board.tagged.start >= NO_WEEKS * DAY:
        return False
    slack = SLACK_HOURS * HOUR
    weeks = [rise.at + 7 * week * DAY for week in range(1, WEEKS_BACK + 1)]
    later = [at - rise.at for at in weeks if at + slack < board.tagged.size]
    if len(later) < MIN_WEEKS_BACK:
        return False
    for hours in WINDOW_HOURS:
        length, size = max(1, round(hours * HOUR)), later[-1] + slack + 1
        counts = count_distinct(board.events, np.array([rise.row]), length=length, first=rise.at, size=size)[0]
        around = sorted(int(max(counts[at + shift] for shift in (-slack, 0, slack))) for at in later)
        usual = np.array([around[-MIN_WEEKS_BACK] + FLOOR])
        tail = log10_tail(counts[:1].astype(np.float64), usual, np.array([SIZE]))[0]
        if -(tail + np.log10(len(WINDOW_HOURS))) >= THRESHOLD:
            return False
    return True


def _first_of(rise: Rise) -> int:
    """The first bucket of the window that surprised at the start."""
    return max(0, rise.start - max(1, round(WINDOW_HOURS[rise.window] * HOUR)) + 1)


def _candidate(board: Board, rise: Rise) -> Candidate:
    events = board.events
    begin, end = np.searchsorted(events.row, [rise.row, rise.row + 1])
    bucket = events.bucket[begin:end]
    chosen = (bucket >= _first_of(rise)) & (bucket < (board.tagged.size if rise.end is None else rise.end))
    family = board.families[rise.row]
    return Candidate(
        key=family.key,
        place=family.place,
        start=rise.start,
        end=rise.end,
        voices=np.unique(events.voice[begin:end][chosen]),
        is_of_any_news=is_of_any_news(family.label),
    )


def _episode_of(board: Board, activity: Activity, rises: tuple[Rise, ...], q: float | None) -> Episode:
    ends = [rise.end for rise in rises]
    end = None if None in ends else max(end for end in ends if end is not None)
    rows = tuple(dict.fromkeys(rise.row for rise in rises))
    episode = Episode(rows, rises, min(map(_first_of, rises)), end, "ended", q=q)
    if end is not None:
        return episode
    _, has_fallen, _ = peak_of(board, activity, episode)
    return replace(episode, state="peaked" if has_fallen else "started")


def peak_of(board: Board, activity: Activity, episode: Episode) -> tuple[int, bool, float]:
    """Bucket of the peak of an episode, whether it is behind, and voices of that hour; corrected for activity."""
    first = max(episode.first, episode.start - HOUR)
    size = (board.tagged.size if episode.end is None else episode.end) - first
    united = of_rows(board.events, episode.rows)
    series = count_distinct(united, np.array([0]), length=HOUR, first=first, size=size)[0].astype(np.float64)
    part = activity.part(first, size)
    peak, has_fallen = find_peak(series / (part.profile * np.maximum(1, part.surge)), hour=HOUR)
    return first + peak, has_fallen, float(series[peak])


def _find_candidates(
    board: Board, strengths: Strengths, by_hour: Callable[[int], Series], last_of: Mapping[int, Rise]
) -> Iterator[Episode]:
    """Families that reach the threshold on the last tick and wait for the next one to confirm it.

    Not those that are up, nor those whose last rise (`last_of`: row -> it) only the window of a day remembers.
    """
    last = board.tagged.size - 1
    is_last = (strengths.bucket == last) & (strengths.normalised >= THRESHOLD)
    for cell in np.flatnonzero(is_last).tolist():
        row = int(strengths.tag[cell])
        before = last_of.get(row)
        if before is not None and (before.end is None or _is_remembered(before, by_hour(row), last)):
            continue
        rise = Rise(
            row=row,
            start=last,
            window=int(strengths.window[cell]),
            alerted=float(strengths.normalised[cell]),
            score=float(strengths.normalised[cell]),
            raw=float(strengths.raw[cell]),
            at=last,
            level=float(strengths.level[cell]) / WINDOW_HOURS[strengths.window[cell]],
            waves=(Wave(start=last, end=None),),
        )
        yield Episode((row,), (rise,), _first_of(rise), None, "candidate")


def _is_remembered(rise: Rise, series: Series, at: int) -> bool:
    """Whether nothing new is loud at a bucket within the time in which a start is a wave of a rise."""
    since = (rise.end or 0) + (QUIET_HOURS + WAVE_HOURS) * HOUR
    return at < since and not is_loud(series, rise, at)


def _find_warming(board: Board, by_hour: Callable[[int], Series], risen: set[int]) -> Iterator[Episode]:
    """Families that were up before there was anything to compare them with, and have no score.

    On the first day that is all that can be told; later only what surprises beside the seven days that came after.
    """
    start = board.tagged.start
    unscored = start + LEVEL_GAP_HOURS * HOUR + 1
    is_first_day = board.tagged.size - start <= DAY
    seen = set(risen)
    for row, opened in zip(board.is_open.row.tolist(), board.is_open.start.tolist(), strict=True):
        if row in seen or opened >= unscored:
            continue
        seen.add(row)
        series = by_hour(row)
        since = series[unscored + HOUR - 1 : start + MEMORY_DAYS * DAY : HOUR]
        level = 0.0 if is_first_day else float(since.mean())
        highest, size = series[:unscored].max(keepdims=True), np.array([SIZE])
        if not is_first_day and log10_tail(highest, np.array([max(level, LEAST_LEVEL)]), size)[0] > -THRESHOLD:
            continue
        end = find_end(series, opened, level=level, quiet=QUIET_HOURS * HOUR)
        yield Episode((row,), (), max(start, opened - DAY + 1), end, "warming" if end is None else "ended")


def _find_returning(board: Board, stopped: Stopped, rises: Sequence[Rise], back: Sequence[Rise]) -> Iterator[Episode]:
    """Families that would rise, did they not come back every day, or on the same day of the week.

    `back`: rises that the weeks after them showed to be of such a tag.
    """
    size = board.tagged.size
    known = {rise.row: rise for rise in reversed(back)}
    rises_of: defaultdict[int, list[Rise]] = defaultdict(list)
    for rise in rises:
        rises_of[rise.row].append(rise)
    for row in np.union1d(stopped.tag, np.array(list(known), np.int64)).tolist():
        chosen = stopped.tag == row
        for rise in rises_of[row]:
            end = size if rise.end is None else rise.end + QUIET_HOURS * HOUR
            chosen &= ~((stopped.bucket >= rise.start) & (stopped.bucket < end))
        days: dict[bool, set[int]] = {True: set(), False: set()}
        for bucket, is_weekly in zip(stopped.bucket[chosen].tolist(), stopped.is_weekly[chosen].tolist(), strict=True):
            days[is_weekly].add((board.tagged.first + bucket) // DAY)
        weekdays = Counter((day + 3) % 7 for day in days[True])  # 1 January 1970 was a Thursday
        day, weeks = min(weekdays.items(), key=lambda item: (-item[1], item[0]), default=(0, 0))
        returns = "day" if len(days[False]) >= MIN_DAYS_BACK else WEEKDAYS[day] if weeks >= MIN_WEEKS_BACK else None
        if returns is None and row in known:
            returns = WEEKDAYS[((board.tagged.first + known[row].at) // DAY + 3) % 7]
        if returns is not None:
            last = max([*stopped.bucket[chosen].tolist(), *(rise.at for rise in back if rise.row == row)])
            is_up = last >= size - DAY
            yield Episode((row,), (), max(0, last - DAY + 1), None if is_up else last + 1, "returning", returns=returns)


def _false_shares(board: Board, strengths: Strengths) -> dict[tuple[int, int], float]:
    """Benjamini and Hochberg's q of every cell, by family and bucket: of all tests at the same tick."""
    change = np.zeros(board.tagged.size + 1, np.int64)
    np.add.at(change, np.minimum(board.is_open.start, board.tagged.size), 1)
    np.add.at(change, np.minimum(board.is_open.end, board.tagged.size), -1)
    tests = np.cumsum(change)
    order = np.argsort(strengths.bucket, kind="stable")
    row, bucket, raw = strengths.tag[order], strengths.bucket[order], strengths.raw[order]
    _, begins = np.unique(bucket, return_index=True)
    shares = [
        false_shares(raw[begin:end], tests=int(tests[bucket[begin]]))
        for begin, end in pairwise([*begins.tolist(), order.size])
    ]
    cells = zip(row.tolist(), bucket.tolist(), strict=True)
    return dict(zip(cells, np.concatenate([np.empty(0), *shares]).tolist(), strict=True))
