"""Trends of a store: families scored, their rises found, joined to topics, and told with what they rest on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import blake2s
from itertools import pairwise

import numpy as np

from tawatur.hashtags import Family, fold
from tawatur.hashtags.families import read_tag
from tawatur.pipeline.board import Board, make_board, read_posts
from tawatur.pipeline.tagged import DAY, EPOCH, HOUR, MAX_TAG, Tagged, read_tagged, read_tags
from tawatur.posts import Post
from tawatur.store import Store
from tawatur.trends.activity import MEMORY_DAYS, Activity, find_outages, measure_activity
from tawatur.trends.episodes import QUIET_HOURS, Rise, Series, Wave, find_end, find_peak, find_rises
from tawatur.trends.false_shares import false_shares
from tawatur.trends.records import (
    WEEKDAYS,
    FamilyRise,
    HourCurve,
    Member,
    Precedent,
    State,
    Trend,
    Voices,
    Warning_,
    WaveTimes,
)
from tawatur.trends.statistic import (
    CHUNK,
    FLOOR,
    LEVEL_GAP_HOURS,
    SIZE,
    SLACK_HOURS,
    WEEKS_BACK,
    WINDOW_HOURS,
    Stopped,
    Strengths,
    measure_strengths,
)
from tawatur.trends.tails import log10_tail
from tawatur.trends.topics import Candidate, country_of, join_topics
from tawatur.trends.windows import Numbers, count_distinct, join_intervals, of_rows
from tawatur.voices import VoiceCount, count_voices

THRESHOLD = 5.0
MEMORY = 31 * DAY  # what a score looks back on at most: 4 weeks, an hour and a window of a day
GRID = 28 * DAY  # blocks of buckets are cut at multiples of it, so that many tags are scored at once
STEADY_POSTS, STEADY_MAX = 350, 800  # tags that can tell what the platform does: used 50 times a day for a week
WARMING, NO_WEEKS = 1, 15  # days after the first post
FEW_POSTS = 20
MOSTLY = 0.5  # of the accounts or voices: under it most were counted together
MAX_PRECEDENTS = 5
BARE = "a place of"
LEAST_LEVEL = 0.1  # voices an hour
MIN_WEEKS_BACK, MIN_DAYS_BACK = 2, 3  # occasions that make a tag one that returns
CURVE_HOURS = 72


@dataclass(frozen=True, slots=True)
class Trends:
    """Trends as known at a moment, the strongest first.

    Attributes:
        at: the end of the last closed bucket; None of an empty store.
        posts: that were read; left_out: what could not be counted, by reason.
        curves: id of a trend -> its voices by the hour.
    """

    trends: tuple[Trend, ...]
    at: datetime | None
    posts: int
    left_out: Counter[str]
    curves: Mapping[str, HourCurve] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Episode:
    """One trend before it is told: rows of families, and the buckets whose posts it is made of."""

    rows: tuple[int, ...]
    rises: tuple[Rise, ...]
    first: int
    end: int | None
    state: State
    returns: str | None = None
    q: float | None = None

    @property
    def start(self) -> int:
        return min([rise.start for rise in self.rises], default=self.first)

    @property
    def score(self) -> float | None:
        return max([rise.score for rise in self.rises], default=None)


_Counted = tuple[int | None, Voices, tuple[Warning_, ...]]  # accounts, voices, what limits them


def find_trends(store: Store, *, at: datetime | None = None) -> Trends:
    """The trends of a store, the strongest first.

    Args:
        at: those open at this moment, as it was known then: nothing posted later is looked at. None: all.

    The same posts give the same trends, in whatever order, files and parts they came.
    """
    tagged = read_tagged(store, at=at)
    if tagged is None or tagged.size == 0:
        return Trends((), None if tagged is None else tagged.until, 0 if tagged is None else tagged.posts, Counter())
    is_covered, _ = find_outages(tagged.totals, tagged.size, DAY)
    is_covered[: tagged.start] = False
    board = make_board(tagged, store, store.overrides(), is_covered)
    activity, strengths = measure_board(board)
    episodes = _find_episodes(board, strengths, activity)
    told = [number for number, episode in enumerate(episodes) if at is None or episode.end is None]
    trends = _tell(store, board, activity, episodes, told)
    curves = {trend.id: _draw_hours(board, episodes[number]) for number, trend in zip(told, trends, strict=True)}
    trends.sort(key=lambda trend: (-(trend.score or 0), -(trend.voices.high or trend.posts), trend.key, trend.id))
    return Trends(tuple(trends), tagged.until, tagged.posts, tagged.left_out, curves)


def _draw_hours(board: Board, episode: _Episode) -> HourCurve:
    """The last hours of a trend, to its end or to now."""
    end = board.tagged.size if episode.end is None else min(board.tagged.size, episode.end)
    first = end - CURVE_HOURS * HOUR
    rows = np.array(sorted(set(episode.rows)), np.int64)
    counted = count_distinct(board.events, rows, length=HOUR, first=first, size=CURVE_HOURS * HOUR)
    voices = counted[:, HOUR - 1 :: HOUR].sum(axis=0)
    return HourCurve(start=board.tagged.end_of(first - 1), voices=tuple(voices.tolist()))


def measure_board(board: Board) -> tuple[Activity, Strengths]:
    """What the platform does as a whole, and how surprising each family is."""
    activity = _measure_activity(board)
    return activity, _score(board, activity)


def _measure_activity(board: Board) -> Activity:
    """What the most used families say of the platform as a whole."""
    uses = np.bincount(board.events.row, minlength=len(board.families))
    often = np.flatnonzero(uses >= STEADY_POSTS)
    rows = np.sort(often[np.argsort(-uses[often], kind="stable")[:STEADY_MAX]])
    counts = count_distinct(board.events, rows, length=1, first=0, size=board.tagged.size)
    activity = measure_activity(counts, board.tagged.totals, day=DAY)
    activity.is_covered[: board.tagged.start] = False
    return activity


def _score(board: Board, activity: Activity) -> Strengths:
    """Strengths of every family, worked out only around the buckets in which it is over the gate."""
    islands = join_intervals([board.is_open], gap=MEMORY)
    size = board.tagged.size
    firsts = np.maximum(0, (islands.start - MEMORY) // GRID * GRID)
    ends = np.minimum(size, -(-islands.end // GRID) * GRID)
    parts: list[Strengths] = []
    for first, end in sorted(set(zip(firsts.tolist(), ends.tolist(), strict=True))):
        chosen = np.flatnonzero((firsts == first) & (ends == end))
        part = activity.part(first, end - first)
        for begin in range(0, chosen.size, CHUNK):
            of = chosen[begin : begin + CHUNK]
            windows = np.stack(
                [
                    count_distinct(board.events, islands.row[of], length=length, first=first, size=end - first)
                    for length in (max(1, round(hours * HOUR)) for hours in WINDOW_HOURS)
                ],
                axis=1,
            )
            strengths, _ = measure_strengths(windows[:, 0], day=DAY, windows=windows, activity=part)
            parts.append(_in_islands(strengths, islands.row[of], islands.start[of], islands.end[of], first))
    return _concatenate(parts)


def _in_islands(strengths: Strengths, rows: Numbers, starts: Numbers, ends: Numbers, first: int) -> Strengths:
    """Strengths with rows of families and buckets of tagged; of each row only its own island (blocks may overlap)."""
    bucket = strengths.bucket + first
    chosen = (bucket >= starts[strengths.tag]) & (bucket < ends[strengths.tag])
    stopped = strengths.stopped
    stopped_bucket = stopped.bucket + first
    kept = (stopped_bucket >= starts[stopped.tag]) & (stopped_bucket < ends[stopped.tag])
    return Strengths(
        tag=rows[strengths.tag[chosen]],
        bucket=bucket[chosen],
        raw=strengths.raw[chosen],
        normalised=strengths.normalised[chosen],
        window=strengths.window[chosen],
        voices=strengths.voices[chosen],
        level=strengths.level[chosen],
        stopped=Stopped(
            tag=rows[stopped.tag[kept]],
            bucket=stopped_bucket[kept],
            is_weekly=stopped.is_weekly[kept],
            raw=stopped.raw[kept],
            voices=stopped.voices[kept],
        ),
    )


def _concatenate(parts: Sequence[Strengths]) -> Strengths:
    if not parts:
        return measure_strengths(np.zeros((0, DAY), np.int64), day=DAY)[0]
    stopped = [part.stopped for part in parts]
    tag, bucket = np.concatenate([part.tag for part in parts]), np.concatenate([part.bucket for part in parts])
    order = np.lexsort((bucket, tag))
    stopped_tag = np.concatenate([part.tag for part in stopped])
    stopped_bucket = np.concatenate([part.bucket for part in stopped])
    stopped_order = np.lexsort((stopped_bucket, stopped_tag))
    return Strengths(
        tag=tag[order],
        bucket=bucket[order],
        raw=np.concatenate([part.raw for part in parts])[order],
        normalised=np.concatenate([part.normalised for part in parts])[order],
        window=np.concatenate([part.window for part in parts])[order],
        voices=np.concatenate([part.voices for part in parts])[order],
        level=np.concatenate([part.level for part in parts])[order],
        stopped=Stopped(
            tag=stopped_tag[stopped_order],
            bucket=stopped_bucket[stopped_order],
            is_weekly=np.concatenate([part.is_weekly for part in stopped])[stopped_order],
            raw=np.concatenate([part.raw for part in stopped])[stopped_order],
            voices=np.concatenate([part.voices for part in stopped])[stopped_order],
        ),
    )


# Episodes


def _find_episodes(board: Board, strengths: Strengths, activity: Activity) -> list[_Episode]:
    """Every trend and what is nearly one, in no order."""

    def by_hour(row: int) -> Series:
        counted = count_distinct(board.events, np.array([row]), length=HOUR, first=0, size=board.tagged.size)
        series: Series = counted[0].astype(np.float64)
        return series

    found = find_rises(strengths, by_hour, day=DAY, threshold=THRESHOLD)
    rises = [rise for rise in found if not _comes_back(board, rise)]
    shares = _false_shares(board, strengths)
    topics = join_topics([_candidate(board, rise) for rise in rises], day=DAY)
    episodes = []
    for topic in topics:
        of = tuple(rises[number] for number in topic)
        strongest = max(of, key=lambda rise: rise.raw)
        q = shares.get((strongest.row, strongest.at))
        episodes.append(_episode_of(board, activity, of, q))
    risen = {rise.row for rise in rises}
    up = {rise.row for rise in rises if rise.end is None}
    episodes += _find_candidates(board, strengths, up)
    episodes += _find_warming(board, by_hour, risen)
    episodes += _find_returning(board, strengths.stopped, rises, [rise for rise in found if rise not in rises])
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
    )


def _episode_of(board: Board, activity: Activity, rises: tuple[Rise, ...], q: float | None) -> _Episode:
    ends = [rise.end for rise in rises]
    end = None if None in ends else max(end for end in ends if end is not None)
    rows = tuple(dict.fromkeys(rise.row for rise in rises))
    episode = _Episode(rows, rises, min(map(_first_of, rises)), end, "ended", q=q)
    if end is not None:
        return episode
    _, has_fallen, _ = _peak_of(board, activity, episode)
    return replace(episode, state="peaked" if has_fallen else "started")


def _peak_of(board: Board, activity: Activity, episode: _Episode) -> tuple[int, bool, float]:
    """Bucket of the peak of an episode, whether it is behind, and voices of that hour; corrected for activity."""
    first = max(episode.first, episode.start - HOUR)
    size = (board.tagged.size if episode.end is None else episode.end) - first
    united = of_rows(board.events, episode.rows)
    series = count_distinct(united, np.array([0]), length=HOUR, first=first, size=size)[0].astype(np.float64)
    part = activity.part(first, size)
    peak, has_fallen = find_peak(series / (part.profile * np.maximum(1, part.surge)), hour=HOUR)
    return first + peak, has_fallen, float(series[peak])


def _find_candidates(board: Board, strengths: Strengths, up: set[int]) -> Iterator[_Episode]:
    """Families that reach the threshold on the last tick and wait for the next one to confirm it."""
    is_last = (strengths.bucket == board.tagged.size - 1) & (strengths.normalised >= THRESHOLD)
    for cell in np.flatnonzero(is_last).tolist():
        row = int(strengths.tag[cell])
        if row not in up:
            rise = Rise(
                row=row,
                start=board.tagged.size - 1,
                window=int(strengths.window[cell]),
                alerted=float(strengths.normalised[cell]),
                score=float(strengths.normalised[cell]),
                raw=float(strengths.raw[cell]),
                at=board.tagged.size - 1,
                level=float(strengths.level[cell]) / WINDOW_HOURS[strengths.window[cell]],
                waves=(Wave(start=board.tagged.size - 1, end=None),),
            )
            yield _Episode((row,), (rise,), _first_of(rise), None, "candidate")


def _find_warming(board: Board, by_hour: Callable[[int], Series], risen: set[int]) -> Iterator[_Episode]:
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
        yield _Episode((row,), (), max(start, opened - DAY + 1), end, "warming" if end is None else "ended")


def _find_returning(board: Board, stopped: Stopped, rises: Sequence[Rise], back: Sequence[Rise]) -> Iterator[_Episode]:
    """Families that would rise, did they not come back every day, or on the same day of the week.

    `back`: rises that the weeks after them showed to be of such a tag.
    """
    size = board.tagged.size
    known = {rise.row: rise for rise in reversed(back)}
    for row in np.union1d(stopped.tag, np.array(list(known), np.int64)).tolist():
        chosen = stopped.tag == row
        for rise in rises:
            if rise.row == row:
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
            yield _Episode(
                (row,), (), max(0, last - DAY + 1), None if is_up else last + 1, "returning", returns=returns
            )


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


# The posts and voices behind a tag


@dataclass(frozen=True, slots=True)
class TagVoices:
    """Who stands behind a tag: its family, the posts with any of its spellings, and their voices."""

    family: Family
    posts: tuple[Post, ...]
    count: VoiceCount


def find_voices(store: Store, tag: str, *, at: datetime | None = None) -> TagVoices | None:
    """The voices behind all posts of a tag's family up to a moment; None when nobody used it."""
    tagged = read_tagged(store, at=at)
    key = fold(tag)
    if tagged is None or not any(fold(each) == key for each in tagged.tags):
        return None
    board = make_board(tagged, store, store.overrides(), np.ones(tagged.size, np.bool_))
    row = next(
        number for number, family in enumerate(board.families) if any(fold(each) == key for each in family.members)
    )
    posts = np.unique(tagged.entry_post[board.entries([row], first=0, end=None)])
    read = tuple(post for _, part in read_posts(store, tagged, posts) for post in part)
    return TagVoices(board.families[row], read, count_voices(read, steps=board.steps))


def read_posts_behind(store: Store, tags: Sequence[str], *, since: datetime, until: datetime) -> Iterator[Post]:
    """The posts with any of some raw spellings between two moments, in order of time.

    It asks the store for these alone: an hour of 3 million posts takes well under a second.
    """
    keys = {fold(tag) for tag in tags}
    for post in store.posts_with_tags(tags, since=since, until=until):
        if any(fold(tag) in keys for tag, _ in read_tags(post.text, post.tags, post.platform) if len(tag) <= MAX_TAG):
            yield post


# Telling


def _tell(
    store: Store, board: Board, activity: Activity, episodes: Sequence[_Episode], told: Sequence[int]
) -> list[Trend]:
    said = [_what_it_says(board, episode) for episode in episodes]
    earlier = {number: _find_precedents(episodes, said, number) for number in told}
    wanted = sorted(set(told).union(*earlier.values()))
    entries = {
        number: board.entries(episodes[number].rows, first=episodes[number].first, end=episodes[number].end)
        for number in wanted
    }
    counted = _count_voices(store, board, {number: entries[number] for number in wanted})
    trends = []
    for number in told:
        precedents = tuple(
            _tell_precedent(
                board, activity, episodes[other], before=episodes[number], voices=counted[other][1].headline
            )
            for other in earlier[number]
        )
        told_one = _tell_one(
            board, activity, episodes[number], entries[number], counted=counted[number], precedents=precedents
        )
        trends.append(told_one)
    return trends


def _tell_precedent(
    board: Board, activity: Activity, episode: _Episode, *, before: _Episode, voices: int | None
) -> Precedent:
    """What an earlier trend was, told beside the one that it came before."""
    peak, _, at_peak = _peak_of(board, activity, episode)
    family = board.families[episode.rows[0]]
    return Precedent(
        key=family.key,
        label=family.label,
        lag_hours=round((before.start - episode.start) / HOUR, 2),
        voices=voices,
        started_at=board.tagged.end_of(episode.start),
        peaked_at=board.tagged.end_of(peak) if episode.state in {"peaked", "ended"} else None,
        peak_voices=round(at_peak),
        duration_hours=None if episode.end is None else round((episode.end - episode.start) / HOUR, 2),
    )


def _count_voices(store: Store, board: Board, entries_of: dict[int, Numbers]) -> dict[int, _Counted]:
    """Accounts, voices and what limits them, of each episode."""
    tagged = board.tagged
    posts_of = {episode: np.unique(tagged.entry_post[entries]) for episode, entries in entries_of.items()}
    every = np.unique(np.concatenate([np.empty(0, np.int64), *posts_of.values()]))
    read: dict[int, Post] = {}
    for numbers, part in read_posts(store, tagged, every):
        read.update(zip(numbers, part, strict=True))
    counted: dict[int, _Counted] = {}
    for episode, chosen in posts_of.items():
        count = count_voices((read[number] for number in chosen.tolist()), steps=board.steps)
        without = int(tagged.is_stand_in[chosen].sum())
        if without == chosen.size:
            counted[episode] = None, Voices(low=None, headline=None, high=None), ("no-authors",)
            continue
        warnings: tuple[Warning_, ...] = ("some-without-author",) if without else ()
        voices = Voices(low=count.low, headline=count.headline, high=count.high)
        counted[episode] = count.accounts, voices, (*warnings, *_what_merged(count))
    return counted


def _what_merged(count: VoiceCount) -> Iterator[Warning_]:
    """What most of a number's accounts or voices were counted together for."""
    if count.v1 < MOSTLY * count.accounts:
        yield "mostly-copies"
    if count.v2 < MOSTLY * count.v1:
        yield "in-step"
    if count.v3 < MOSTLY * count.v2:
        yield "word-salad" if any(flood.kind == "word-salad" for flood in count.floods) else "same-minute"


def _tell_one(
    board: Board,
    activity: Activity,
    episode: _Episode,
    entries: Numbers,
    *,
    counted: _Counted,
    precedents: tuple[Precedent, ...],
) -> Trend:
    tagged = board.tagged
    posts = np.unique(tagged.entry_post[entries])
    families = [board.families[row] for row in episode.rows]
    keys = {family.key for family in families}
    accounts, voices, warnings = counted
    has_score = bool(episode.rises)
    peak, _, at_peak = _peak_of(board, activity, episode) if has_score else (0, False, 0.0)
    level = sum(rise.level for rise in episode.rises)
    moments = tagged.moments[posts]
    score = episode.score
    return Trend(
        id=_make_id(board, episode),
        key=families[0].key,
        label=families[0].label,
        families=tuple(family.key for family in families),
        members=_members_of(tagged, entries),
        siblings=tuple(sorted({key for family in families for key in family.siblings} - keys)),
        place=next((family.place for family in families if family.place), None),
        slogan=next((family.slogan for family in families if family.slogan), None),
        state=episode.state,
        score=None if score is None else round(score, 3),
        started_at=tagged.end_of(episode.start) if has_score and episode.state != "candidate" else None,
        peaked_at=tagged.end_of(peak) if episode.state in {"peaked", "ended"} and has_score else None,
        ended_at=None if episode.end is None else tagged.end_of(episode.end - 1),
        posts=int(posts.size),
        accounts=accounts,
        voices=voices,
        precedents=precedents,
        warnings=(*_warnings_of(board, activity, episode, int(posts.size)), *warnings),
        first_at=EPOCH + timedelta(microseconds=int(moments.min())) if moments.size else None,
        excess_an_hour=round(max(0.0, at_peak - level), 2) if has_score else None,
        q=None if episode.q is None else float(f"{episode.q:.3g}"),
        waves=_waves_of(tagged, episode),
        rises=tuple(
            FamilyRise(
                key=board.families[rise.row].key,
                label=board.families[rise.row].label,
                started_at=tagged.end_of(rise.start),
                score=round(rise.score, 3),
            )
            for rise in sorted(episode.rises, key=lambda rise: (rise.start, board.families[rise.row].key))
        ),
        returns=episode.returns,
    )


def _make_id(board: Board, episode: _Episode) -> str:
    keys = [board.families[rise.row].key for rise in episode.rises if rise.start == episode.start]
    key = min(keys, default=board.families[episode.rows[0]].key)
    start = board.tagged.end_of(episode.start if episode.rises else episode.first)
    named = f"{key} {start.isoformat()} {episode.returns or ''}"
    return blake2s(named.encode(), digest_size=6).hexdigest()


def _members_of(tagged: Tagged, entries: Numbers) -> tuple[Member, ...]:
    counts = np.bincount(tagged.entry_tag[entries], minlength=len(tagged.tags))
    members = [
        Member(
            tag=tagged.tags[tag], posts=int(counts[tag]), layer="platform" if tag in tagged.platform_tags else "textual"
        )
        for tag in np.flatnonzero(counts).tolist()
    ]
    return tuple(sorted(members, key=lambda member: (-member.posts, member.tag)))


def _waves_of(tagged: Tagged, episode: _Episode) -> tuple[WaveTimes, ...]:
    """The waves of all families of a topic, those that overlap taken for one."""
    waves = sorted(
        (wave for rise in episode.rises for wave in rise.waves),
        key=lambda wave: (wave.start, wave.end or tagged.size + 1),
    )
    joined: list[Wave] = []
    for wave in waves:
        before = joined[-1] if joined else None
        if before is not None and (before.end is None or wave.start <= before.end):
            end = None if before.end is None or wave.end is None else max(before.end, wave.end)
            joined[-1] = replace(before, end=end)
        else:
            joined.append(wave)
    return tuple(
        WaveTimes(
            started_at=tagged.end_of(wave.start), ended_at=None if wave.end is None else tagged.end_of(wave.end - 1)
        )
        for wave in joined
    )


def _warnings_of(board: Board, activity: Activity, episode: _Episode, posts: int) -> Iterator[Warning_]:
    age = episode.start - board.tagged.start
    if not episode.rises and episode.returns is None:
        yield "no-history"
    if age < WARMING * DAY:
        yield "warming"
    if age < NO_WEEKS * DAY and episode.returns is None:
        yield "no-weekly-memory"
    if not activity.is_known[min(episode.start, board.tagged.size - 1)]:
        yield "coverage-unknown"
    if posts < FEW_POSTS:
        yield "few-posts"


def _find_precedents(episodes: Sequence[_Episode], said: Sequence[tuple[set[str], set[str]]], number: int) -> list[int]:
    """Earlier trends that say the same of another place, then those of the same place; the last ones first."""
    episode = episodes[number]
    if not episode.rises:
        return []
    places, templates = said[number]
    found: list[tuple[int, int, int]] = []
    for other, earlier in enumerate(episodes):
        if not earlier.rises or earlier.state == "candidate" or earlier.start >= episode.start:
            continue
        is_same_place = not places.isdisjoint(said[other][0])
        if is_same_place or not templates.isdisjoint(said[other][1]):
            found.append((is_same_place, episode.start - earlier.start, other))
    return [other for _, _, other in sorted(found)[:MAX_PRECEDENTS]]


def _what_it_says(board: Board, episode: _Episode) -> tuple[set[str], set[str]]:
    """Places of an episode's families, and what they say of them; a bare place (#حمص) says its country's name.

    So a city that rises has the other cities of its country that rose before it as precedents (#حلب, #حماة).
    """
    families = [board.families[row] for row in episode.rows]
    readings = [read_tag(family.members[0]) for family in families]
    templates = {reading.template for reading in readings if reading.template}
    templates |= {family.slogan for family in families if family.slogan}
    templates |= {
        f"{BARE} {country_of()[family.place]}"
        for family, reading in zip(families, readings, strict=True)
        if family.place in country_of() and not reading.template
    }
    return {family.place for family in families if family.place}, templates
