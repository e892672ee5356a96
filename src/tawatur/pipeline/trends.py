"""Trends of a store: families scored, their rises found and told; the voices and the posts behind a tag."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from tawatur.engine.sql import Whole
from tawatur.hashtags import Family, fold
from tawatur.hashtags.entries import MAX_TAG, read_tags
from tawatur.notebook import Cell, language, show_table, words_of
from tawatur.pipeline.board import Board, make_board, read_posts, without_collection
from tawatur.pipeline.episodes import Episode, find_episodes
from tawatur.pipeline.kept_trends import keep_trends, made_from, read_kept_trends
from tawatur.pipeline.tagged import DAY, HOUR, read_tagged
from tawatur.pipeline.telling import tell_trends
from tawatur.posts import Post
from tawatur.store import PostFiles, Store
from tawatur.trends import Alert
from tawatur.trends.activity import Activity, Flags, find_outages, measure_activity
from tawatur.trends.alerts import keep_budget
from tawatur.trends.records import HourCurve, Trends
from tawatur.trends.statistic import CHUNK, WINDOW_HOURS, Some, Strengths, join_cells, measure_strengths
from tawatur.trends.windows import Numbers, count_distinct, join_intervals, of_rows
from tawatur.trends.wording import REASONS
from tawatur.voices import VoiceCount, count_voices

MEMORY = 31 * DAY  # what a score looks back on at most: 4 weeks, an hour and a window of a day
GRID = 28 * DAY  # blocks of buckets are cut at multiples of it, so that many tags are scored at once
STEADY_POSTS, STEADY_MAX = 350, 800  # tags that can tell what the platform does: used 50 times a day for a week
CURVE_HOURS = 72


@without_collection()
def find_trends(
    files: PostFiles, *, at: datetime | None = None, most_a_day: int | None = None, whole: Whole | None = None
) -> Trends:
    """The trends of a store, the strongest first.

    Args:
        files: a store, or files that hold all posts of `whole` that can be of a trend.
        at: those open at this moment, as it was known then: nothing posted later is looked at. None: all.
        most_a_day: starts of trends in any 24 hours; the trends whose start is over it are left out. None: all.
        whole: what the files are a part of; None: they are everything.

    The same posts give the same trends, in whatever order, files and parts they came.
    """
    tagged = read_tagged(files, at=at, whole=whole)
    files.release()
    if tagged is None or tagged.size == 0:
        return Trends((), None, 0, {}) if tagged is None else Trends((), tagged.until, tagged.posts, tagged.left_out)
    is_covered, is_known = find_outages(tagged.totals, tagged.size, DAY)
    is_covered[: tagged.start] = False
    board = make_board(tagged, files, files.overrides(), is_covered)
    activity, strengths = measure_board(board, is_covered, is_known)
    episodes = find_episodes(board, strengths, activity)
    told = [number for number, episode in enumerate(episodes) if at is None or episode.end is None]
    trends = tell_trends(files, board, activity, episodes, told)
    curves = {trend.id: _draw_hours(board, episodes[number]) for number, trend in zip(told, trends, strict=True)}
    too_many = _over_budget(episodes, most_a_day)
    over = {trend.id for number, trend in zip(told, trends, strict=True) if number in too_many}
    trends.sort(key=lambda trend: (-(trend.score or 0), -(trend.voices.high or trend.posts), trend.key, trend.id))
    return Trends(
        trends=tuple(trend for trend in trends if trend.id not in over),
        at=tagged.until,
        posts=tagged.posts,
        left_out=tagged.left_out,
        curves=curves,
        over_budget=tuple(f"#{trend.label}" for trend in trends if trend.id in over),
    )


def find_kept_trends(store: Store) -> Trends:
    """What `find_trends` finds in all posts of a store: at once where it was found before and nothing changed since."""
    if (known := read_kept_trends(store.path)) is not None:
        return known
    digest = made_from(store.path)
    found = find_trends(store)
    # What was read without some posts is not what the next reader finds.
    if digest is not None and not store.missing and not store.set_aside and digest == made_from(store.path):
        keep_trends(store.path, found, digest)
    return found


def _over_budget(episodes: Sequence[Episode], most_a_day: int | None) -> set[int]:
    """The episodes whose start is one alert too many; what is not declared a trend (yet) is no alert."""
    if most_a_day is None:
        return set()
    alerts = [
        Alert(tag=number, bucket=episode.start, score=max(r.alerted for r in episode.rises if r.start == episode.start))
        for number, episode in enumerate(episodes)
        if episode.rises and episode.state != "candidate"
    ]
    kept = keep_budget(alerts, most_a_day=most_a_day, day=DAY)
    return {alert.tag for alert in alerts} - {alert.tag for alert in kept}


def _draw_hours(board: Board, episode: Episode) -> HourCurve:
    """The last hours of a trend, to its end or to now."""
    end = board.tagged.size if episode.end is None else min(board.tagged.size, episode.end)
    first = end - CURVE_HOURS * HOUR
    united = of_rows(board.events, sorted(set(episode.rows)))
    counted = count_distinct(united, np.zeros(1, np.int64), length=HOUR, first=first, size=CURVE_HOURS * HOUR)
    voices = counted[0, HOUR - 1 :: HOUR]
    return HourCurve(start=board.tagged.end_of(first - 1), voices=tuple(voices.tolist()))


def measure_board(board: Board, is_covered: Flags, is_known: Flags) -> tuple[Activity, Strengths]:
    """What the platform does as a whole, and how surprising each family is; the flags are of `find_outages`."""
    activity = _measure_activity(board, is_covered, is_known)
    return activity, _score(board, activity)


def _measure_activity(board: Board, is_covered: Flags, is_known: Flags) -> Activity:
    """What the most used families say of the platform as a whole."""
    uses = np.bincount(board.events.row, minlength=len(board.families))
    often = np.flatnonzero(uses >= STEADY_POSTS)
    rows = np.sort(often[np.argsort(-uses[often], kind="stable")[:STEADY_MAX]])
    counts = count_distinct(board.events, rows, length=1, first=0, size=board.tagged.size)
    return measure_activity(counts, is_covered, is_known, day=DAY)


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
            where = islands.row[of], islands.start[of], islands.end[of], first
            stopped = _in_islands(strengths.stopped, *where)
            parts.append(replace(_in_islands(strengths, *where), stopped=stopped))
    if not parts:
        return measure_strengths(np.zeros((0, DAY), np.int64), day=DAY)[0]
    return replace(join_cells(parts), stopped=join_cells([part.stopped for part in parts]))


def _in_islands(cells: Some, rows: Numbers, starts: Numbers, ends: Numbers, first: int) -> Some:
    """Cells with rows of families and buckets of tagged; of each row only its own island (blocks may overlap)."""
    bucket = cells.bucket + first
    chosen = (bucket >= starts[cells.tag]) & (bucket < ends[cells.tag])
    return replace(cells.take(chosen), tag=rows[cells.tag[chosen]], bucket=bucket[chosen])


@dataclass(frozen=True, slots=True)
class TagVoices:
    """Who stands behind a tag: its family, the posts with any of its spellings, and their voices."""

    family: Family
    posts: tuple[Post, ...]
    count: VoiceCount

    def _repr_html_(self) -> str:
        """The numbers and why accounts were counted as one, as a notebook shows them."""
        lang = language()
        words, count = words_of(lang), self.count
        merges = [
            (REASONS[each.reason][lang == "en"] if each.reason in REASONS else each.reason, len(each.accounts))
            for each in count.merges
        ]
        rows: list[tuple[Cell, Cell]] = [
            (words("board.posts"), count.posts),
            (words("board.accounts"), count.accounts),
            (words("board.voices"), count.headline),
            ("", words("board.bounds", low=count.low, high=count.high)),
            *merges,
        ]
        return show_table(f"#{self.family.label}", (), rows, count=len(rows), lang=lang)


def find_voices(store: Store, tag: str, *, at: datetime | None = None) -> TagVoices | None:
    """The voices behind all posts of a tag's family up to a moment; None when nobody used it."""
    tagged = read_tagged(store, at=at)
    key = fold(tag)
    if tagged is None or not any(fold(each) == key for each in tagged.tags):
        return None  # before the work of voices
    board = make_board(tagged, store, store.overrides(), np.ones(tagged.size, np.bool_))
    family = board.family_of(key)
    if family is None:
        return None
    members = set(family.members)
    numbers = [number for number, each in enumerate(tagged.tags) if each in members]
    posts = np.unique(tagged.entry_post[np.isin(tagged.entry_tag, numbers)])
    read = tuple(post for _, part in read_posts(store, tagged, posts) for post in part)
    return TagVoices(family, read, count_voices(read, steps=board.steps))


def read_posts_behind(store: Store, tags: Sequence[str], *, since: datetime, until: datetime) -> Iterator[Post]:
    """The posts with any of some raw spellings between two moments, in order of time.

    It asks the store for these alone: an hour of 3 million posts takes well under a second.
    """
    keys = {fold(tag) for tag in tags}
    for post in store.posts_with_tags(tags, since=since, until=until):
        if any(fold(tag) in keys for tag, _ in read_tags(post.text, post.tags, post.platform) if len(tag) <= MAX_TAG):
            yield post
