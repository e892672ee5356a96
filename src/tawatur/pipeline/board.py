"""From the store to a board: which post has which tags, which tags are one family, whose voice each post is.

Order without a circle (specs/trends.md): fold, families by their words, gate on accounts, voices of what is over it,
families by their voices.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from tawatur.engine.kernel import EPOCH
from tawatur.hashtags import Families, Family, Override, apply_overrides, fold, group_families
from tawatur.pipeline.tagged import DAY, HOUR, Indexes, Tagged
from tawatur.posts import Post
from tawatur.store import PostFiles
from tawatur.trends.statistic import MIN_DAY, MIN_HOUR
from tawatur.trends.windows import Events, Integers, Intervals, Numbers, find_at_least, join_intervals, sort_events
from tawatur.voices import Step
from tawatur.voices.placing import Placed, place_posts

ROWS_AT_ONCE = 100_000
POSTS_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Board:
    """Tagged posts with the families of their tags and the voices behind them.

    Attributes:
        families: at least those over the gate, the one with most posts first; row numbers of `events` index it.
        by_words: the families of all tags by their words alone, as nobody changed them.
        row_of: of each entry of the tagged posts, its family; -1 where that is not among `families`.
        events: voices of the families over the gate, in closed buckets that were collected.
        is_open: where a family is over the gate by its voices.
        steps: accounts found to post in step, by all posts over the gate.
    """

    tagged: Tagged
    families: list[Family]
    by_words: Families
    row_of: Numbers
    events: Events
    is_open: Intervals
    steps: tuple[Step, ...]
    _by_row: Numbers

    def family_of(self, key: str) -> Family | None:
        """The family of the tags with a folded key; None where nobody used one."""
        found = (family for family in self.families if any(fold(tag) == key for tag in family.members))
        tags = (tag for tag in self.by_words.row_of if fold(tag) == key)
        return next(found, None) or next((self.by_words[self.by_words.row_of[tag]] for tag in tags), None)

    def entries(self, rows: Iterable[int], *, first: int, end: int | None) -> Numbers:
        """Entries of some families in buckets from `first` to before `end` (None: to the last post)."""
        parts = [
            self._by_row[slice(*np.searchsorted(self.row_of, [row, row + 1], sorter=self._by_row))]
            for row in sorted(set(rows))
        ]
        entries = np.concatenate([np.empty(0, np.int64), *parts])
        buckets = self.tagged.buckets[self.tagged.entry_post[entries]]
        chosen = (buckets >= first) & (buckets < end if end is not None else True)
        result: Numbers = np.sort(entries[chosen])
        return result


def find_open(events: Events, *, gap: int = 0) -> Intervals:
    """Where enough voices are there for a count to be tested: 5 in an hour, or 6 in a day."""
    by_hour = find_at_least(events, length=HOUR, least=MIN_HOUR)
    by_day = find_at_least(events, length=DAY, least=MIN_DAY)
    return join_intervals([by_hour, by_day], gap=gap)


def make_board(
    tagged: Tagged,
    files: PostFiles,
    overrides: Sequence[Override],
    is_covered: np.ndarray[tuple[int], np.dtype[np.bool_]],
) -> Board:
    """Families, gate and voices. `is_covered`: of each closed bucket; posts of the others are in no window."""
    counts = tagged.counts()
    by_words = Families(counts)
    changed = apply_overrides(by_words, overrides, counts) if overrides else None
    rows = _rows_of(by_words.row_of if changed is None else _list_rows(changed), tagged)
    is_usable = tagged.entry_adds & (tagged.buckets[tagged.entry_post] < tagged.size)
    is_usable[is_usable] = is_covered[tagged.buckets[tagged.entry_post[is_usable]]]
    often = np.bincount(rows[is_usable], minlength=1) >= MIN_HOUR  # most families are used once or twice
    is_frequent = is_usable & often[np.minimum(rows, often.size - 1)]
    open_rows = np.unique(find_open(_events(tagged, rows, tagged.authors, is_frequent)).row)
    is_gated = np.isin(rows, open_rows)
    del rows, is_frequent

    with without_collection():
        voices, is_voice, steps = _find_voices(files, tagged, _distinct(tagged.entry_post[is_gated]))
    gated_tags = _distinct(tagged.entry_tag[is_gated])
    gated = {tagged.tags[tag] for tag in gated_tags.tolist()}
    known = list(by_words) if overrides else [by_words[row] for row in open_rows.tolist()]
    by_voices = _join_by_voices(known, gated, tagged, np.where(is_voice, voices, -1), counts)
    families = apply_overrides(by_voices, overrides, counts)
    rows = _rows_of(_list_rows(families), tagged)
    is_usable &= np.isin(tagged.entry_tag, gated_tags) & is_voice[tagged.entry_post]
    events = _events(tagged, rows, voices, is_usable)
    return Board(tagged, families, by_words, rows, events, find_open(events), steps, np.argsort(rows, kind="stable"))


def _distinct(numbers: Indexes) -> Indexes:
    """Each number once, in order. Of ten million in a hundredth of the time of `np.unique`."""
    is_there = np.zeros(int(numbers.max(initial=-1)) + 1, np.bool_)
    is_there[numbers] = True
    return np.flatnonzero(is_there).astype(np.int32)


def _list_rows(families: Sequence[Family]) -> dict[str, int]:
    return {tag: row for row, family in enumerate(families) for tag in family.members}


def _rows_of(row_of: Mapping[str, int], tagged: Tagged) -> Numbers:
    by_tag = np.array([row_of.get(tag, -1) for tag in tagged.tags], np.int64)
    return by_tag[tagged.entry_tag] if tagged.tags else np.empty(0, np.int64)


def _events(
    tagged: Tagged, rows: Numbers, voices: Integers, chosen: np.ndarray[tuple[int], np.dtype[np.bool_]]
) -> Events:
    post = tagged.entry_post[chosen]
    return sort_events(*(column.astype(np.int64) for column in (rows[chosen], voices[post], tagged.buckets[post])))


@contextmanager
def without_collection() -> Iterator[None]:
    """Python looks for no garbage that holds itself: what is kept of many posts has none, and to look costs a third."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _find_voices(
    files: PostFiles, tagged: Tagged, posts: Integers
) -> tuple[Numbers, np.ndarray[tuple[int], np.dtype[np.bool_]], tuple[Step, ...]]:
    """Of each post, its voice by the merges known when it was posted, and whether it counts as one; who is in step.

    Posts not asked for have the voice -1 and do not count, like reposts of what is there.
    """

    def read(numbers: Numbers) -> Iterator[Post]:
        return (post for _, part in read_posts(files, tagged, posts[numbers], is_whole=False) for post in part)

    placed = None
    if posts.size:
        files.release()
        placed = place_posts(files.traits_of_rows(tagged.rows[posts]), tagged.moments[posts] / 1e6, read)
    voices = np.full(tagged.rows.size, -1, np.int64)
    is_voice = np.zeros(tagged.rows.size, np.bool_)
    if placed is None:
        return voices, is_voice, ()
    voices[posts], is_voice[posts] = placed.voice, placed.counts
    return voices, is_voice, tuple(_name_steps(placed, read))


def _name_steps(placed: Placed, read: Callable[[Numbers], Iterable[Post]]) -> Iterator[Step]:
    """The accounts in step by their names, with the posts that show it."""
    named = [(number, step.one, step.other, *step.posts) for number, step in placed.steps]
    numbers = np.unique(np.array([number for each in named for number in each], np.int64))
    post_of = dict(zip(numbers.tolist(), read(numbers), strict=True))
    for (number, one, other, *shown), (_, step) in zip(named, placed.steps, strict=True):
        by = post_of[number]
        yield Step(
            platform=by.platform,
            accounts=(post_of[one].author or "", post_of[other].author or ""),
            known_at=by.posted_at or EPOCH,
            occasions=step.occasions,
            things=step.things,
            chance=step.chance,
            post_ids=tuple(post_of[each].post_id for each in shown),
        )


def read_posts(
    files: PostFiles, tagged: Tagged, posts: Integers, *, is_whole: bool = True
) -> Iterator[tuple[list[int], list[Post]]]:
    """Some posts with their numbers, in the order in which voices merge, many at a time; see `Store.posts_of_rows`."""
    for begin in range(0, posts.size, ROWS_AT_ONCE):
        part = posts[begin : begin + ROWS_AT_ONCE]
        found = zip(part.tolist(), files.posts_of_rows(tagged.rows[part], is_whole=is_whole), strict=True)
        while read := list(islice(found, POSTS_AT_ONCE)):
            numbers, held = zip(*read, strict=True)
            yield list(numbers), list(held)
        if posts.size > ROWS_AT_ONCE:
            files.release()


def _join_by_voices(
    families: list[Family], tags: set[str], tagged: Tagged, voices: Numbers, counts: Mapping[str, int]
) -> list[Family]:
    """Families with those joined that differ by an article or a letter and are used by the same voices (level 3).

    Args:
        voices: of each post; -1 where it does not count as one.
    """
    chosen = voices[tagged.entry_post] >= 0
    size = int(voices.max(initial=0)) + 1
    pairs = np.unique(tagged.entry_tag[chosen].astype(np.int64) * size + voices[tagged.entry_post[chosen]])
    used, begins = np.unique(pairs // size, return_index=True)
    parts = np.split(pairs % size, begins[1:])
    users = {tagged.tags[tag]: part for tag, part in zip(used.tolist(), parts, strict=False)}
    of_tag = {tag: number for number, family in enumerate(families) for tag in family.members}
    joined: dict[int, int] = {}
    for group in group_families({tag: counts[tag] for tag in tags}, voices=users):
        first, *others = sorted({of_tag[tag] for tag in group.members})
        joined.update(dict.fromkeys(others, first))
    result = dict(enumerate(families))
    for other, first in sorted(joined.items()):
        family, merged = result[first], result.pop(other)
        members = sorted((*family.members, *merged.members), key=lambda tag: (-counts[tag], tag))
        siblings = (set(family.siblings) | set(merged.siblings)) - {family.key, merged.key}
        result[first] = replace(family, members=tuple(members), siblings=tuple(sorted(siblings)))
    return sorted(result.values(), key=lambda family: (-sum(counts[tag] for tag in family.members), family.key))
