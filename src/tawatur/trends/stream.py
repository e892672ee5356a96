"""Trends of a stream, one closed bucket at a time, in bounded memory; the same as of all its posts at once."""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from struct import Struct
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tawatur.errors import InputError
from tawatur.trends.activity import MEMORY_DAYS, SURGE_RANGE, Activity, ExpectedDay, expect_day, is_collected
from tawatur.trends.counts import WindowCounts
from tawatur.trends.episodes import QUIET_HOURS, QUIET_SHARE, SURE, WAVE_HOURS
from tawatur.trends.false_shares import false_shares
from tawatur.trends.statistic import (
    CHUNK,
    MIN_DAY,
    MIN_HOUR,
    WINDOW_HOURS,
    Strengths,
    find_usual,
    measure_strengths,
    normalise,
)
from tawatur.trends.windows import count_distinct, sort_events

LATE_DAYS = 2  # how late a post may be
# The longest look back: 4 weeks, the hour before, the day a late post belongs to and the days it may be late by.
KEPT_DAYS = 28 + 1 + LATE_DAYS + 1
MOST_LIGHT = 200  # uses of a tag under the gate in all kept days; of more it may be steady, and is kept whole

_USE = Struct("<qI")  # of a tag: voice and bucket

Voice = Hashable
Kind = Literal["start", "wave", "end"]
_HOUR, _DAY = WINDOW_HOURS.index(1), WINDOW_HOURS.index(24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What happened to a tag.

    Attributes:
        tag: of the stream.
        kind: a trend starts, comes back within 48 hours, or has ended.
        bucket: the confirming tick; of an end the first bucket of the quiet.
        told_at: the tick that tells it: of an end, 12 hours after `bucket`.
        score: S* at the tick; None at an end.
        q: share of false alerts among tests as surprising at this tick (Benjamini and Hochberg, 1995); None at an end,
            and after a late post, when the other tests of that tick are no longer known.
    """

    tag: str
    kind: Kind
    bucket: int
    told_at: int
    score: float | None = None
    q: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """What a late post makes of its tag: `changes` stand for all that was told of it at `since` or later."""

    tag: str
    since: int
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Up:
    """An episode: level an hour, peak and highest: its excess since the start and since the wave's, loud: its last."""

    start: int
    level: float
    peak: float
    highest: float
    loud: int
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """How much a stream remembers: tags kept whole, uses of light ones, voices of the last day, bytes of its arrays."""

    whole_tags: int
    light_uses: int
    voices: int
    bytes: int


class TrendStream:
    """Counts voices and finds trends, bucket by bucket.

    Given the same events in the same buckets, the changes are those that the batch has (`count_distinct`,
    `measure_strengths`, `find_rises`): tests/test_stream.py holds one against the other.

    State: of a tag that ever had 5 voices in a day, 32 to 33 days of four windows (13 kB at 96 buckets a day, 51 kB
    more once one of them had over 255 voices), its voices of the last day, and 12 bytes for each use of the last three
    days; of any other tag at most 200 such uses, and not its name. Tags that nobody used for so long are forgotten.
    Tags and voices are told apart by their hashes of 64 bits.

    Args:
        first: number of the first bucket, counted from any midnight.
        day: buckets a day.
        threshold: S* that starts a trend on two ticks running, or with 3 more on one.
    """

    def __init__(self, *, first: int = 0, day: int = 96, threshold: float = 5.0) -> None:
        if day < 24 or day % 24:
            raise InputError(f"{day} buckets a day: give a multiple of 24")
        self._day, self._threshold = day, threshold
        self._lengths = [max(1, round(hours * day / 24)) for hours in WINDOW_HOURS]
        self._base = first // day * day  # the bucket in column 0
        self._first = self._next = first
        size = (KEPT_DAYS + 1) * day
        self._windows = WindowCounts(len(WINDOW_HOURS), size)
        self._maxima = np.zeros((0, KEPT_DAYS + 1))
        self._ring = np.zeros((0, day), np.int32)  # voices by the bucket of the day in which they were last there
        self._last: list[dict[int, int]] = []
        self._uses: list[bytearray] = []  # while posts may be late, in the order of their buckets
        self._used: dict[int, list[int]] = {}  # rows by the buckets of the last day that they were used in
        self._rows: dict[str, int] = {}
        self._free: list[int] = []
        self._light: dict[int, bytes] = {}  # by the hash of the tag: its uses
        self._totals = np.zeros(size, np.int64)
        self._has_totals = True
        self._profile, self._surge = np.ones(size), np.ones(size)
        self._is_covered, self._is_known = np.zeros(size, np.bool_), np.zeros(size, np.bool_)
        self._expected: ExpectedDay | None = None
        self._up: dict[int, _Up] = {}
        self._before: dict[int, float] = {}  # S* of the last tick, of rows that had any
        self._checkpoints: deque[tuple[int, dict[int, _Up], dict[int, float]]] = deque(maxlen=LATE_DAYS + 1)

    @property
    def next_bucket(self) -> int:
        """The number of the bucket that the next `tick` closes."""
        return self._next

    def tick(self, voices: Mapping[str, Iterable[Voice]], *, posts: int | None = None) -> tuple[Change, ...]:
        """Close a bucket and tell what it changed, by tag.

        Args:
            voices: who used each tag in it, in any order, with or without repeats.
            posts: collected in it, of whatever tag; None when unknown (no outage is then seen).
        """
        bucket = self._next
        if bucket % self._day == 0:
            self._begin_day()
        column = bucket - self._base
        self._next += 1
        self._expire(bucket)
        for tag, each in voices.items():
            hashes = {*map(hash, each)}
            if tag in self._rows:
                self._add(self._rows[tag], hashes, bucket)
            elif hashes:
                self._add_light(tag, hashes, bucket)
        for number, length in enumerate(self._lengths):
            cells = np.arange(bucket - length + 1, bucket + 1) % self._day
            self._windows.write(slice(None), number, column, self._ring[:, cells].sum(axis=1))
        self._watch_platform(column, posts)
        return tuple(self._find_changes(column))

    def add_late(self, events: Iterable[tuple[str, Voice, int]]) -> tuple[list[Revision], int]:
        """Add uses of tags in buckets that are closed; what the platform did then is not revised.

        Args:
            events: tag, voice and bucket number.

        Returns: what it makes of each tag that is or was watched, and how many events were too late (over two days).
        """
        oldest = max(self._next - LATE_DAYS * self._day, self._first)
        first: dict[str, int] = {}
        too_late = 0
        for tag, voice, bucket in events:
            if bucket >= self._next:
                raise InputError(f"bucket {bucket} is not closed: the next tick closes {self._next}")
            if bucket < oldest:
                too_late += 1
                continue
            first[tag] = min(bucket, first.get(tag, bucket))
            if tag in self._rows:
                self._add_use(self._rows[tag], hash(voice), bucket)
            elif (hash(voice), bucket) not in _unpack(uses := self._light.get(hash(tag), b"")):
                self._light[hash(tag)] = uses + _USE.pack(hash(voice), bucket)
        revisions = []
        for tag, since in sorted(first.items()):
            if tag not in self._rows:
                if not self._is_over_gate(tag):
                    continue
                self._promote(tag)
            else:
                self._recount(tag, since)
            revisions.append(self._replay(tag, since // self._day * self._day))
        return revisions, too_late

    @property
    def up(self) -> dict[str, int]:
        """The tags whose trend has started and not ended, each with the bucket of its start."""
        tags = {row: tag for tag, row in self._rows.items()}
        return {tags[row]: each.start for row, each in sorted(self._up.items()) if each.is_open}

    def is_whole(self, tag: str) -> bool:
        """Whether a tag is kept whole: whether it can rise."""
        return tag in self._rows

    @property
    def kept(self) -> Kept:
        """What is remembered now."""
        return Kept(
            whole_tags=len(self._rows),
            light_uses=sum(map(len, self._light.values())) // _USE.size,
            voices=sum(map(len, self._last)),
            bytes=self._windows.nbytes + self._maxima.nbytes + self._ring.nbytes + sum(map(len, self._uses)),
        )

    # Counting

    def _begin_day(self) -> None:
        day = self._day
        for uses in self._uses:
            del uses[: _find(uses, self._next - (LATE_DAYS + 1) * day)]
        if self._next - self._base >= self._totals.size:
            self._windows.shift(day)
            for array in (self._totals, self._profile, self._surge, self._is_covered, self._is_known):
                array[..., :-day] = array[..., day:]
                array[..., -day:] = 0
            self._maxima[:, :-1] = self._maxima[:, 1:]
            self._maxima[:, -1] = 0
            self._base += day
            self._forget()
        column = self._next - self._base
        self._checkpoints.append((self._next, dict(self._up), dict(self._before)))
        self._expected = None
        if column >= MEMORY_DAYS * day:
            memory = slice(column - MEMORY_DAYS * day, column)
            self._expected = expect_day(self._windows.read(slice(None), 0, memory), self._is_covered[memory], day=day)

    def _forget(self) -> None:
        """Let go of tags that nobody used in all kept days."""
        for tag, row in list(self._rows.items()):
            if not self._windows.read(np.array([row]), 0, slice(None)).any():
                del self._rows[tag]
                self._free.append(row)
                self._maxima[row] = 0
        for key, uses in list(self._light.items()):
            if _USE.unpack_from(uses)[1] < self._base:  # nearly in order of time
                kept = b"".join(_USE.pack(*use) for use in _unpack(uses) if use[1] >= self._base)
                if kept:
                    self._light[key] = kept
                else:
                    del self._light[key]

    def _expire(self, bucket: int) -> None:
        """Voices that were last there a day before are no longer in any window."""
        gone = bucket - self._day
        for row in self._used.pop(gone, ()):
            last, uses = self._last[row], self._uses[row]
            for voice, _ in _unpack(bytes(uses[_find(uses, gone) : _find(uses, gone + 1)])):
                if last.get(voice) == gone:
                    del last[voice]
        self._ring[:, bucket % self._day] = 0

    def _add(self, row: int, voices: set[int], bucket: int) -> None:
        last, ring = self._last[row], self._ring[row]
        before = [last[voice] % self._day for voice in voices if voice in last]
        if before:
            np.subtract.at(ring, before, 1)
        ring[bucket % self._day] += len(voices)
        last.update(dict.fromkeys(voices, bucket))
        self._uses[row] += b"".join(_USE.pack(voice, bucket) for voice in voices)
        self._used.setdefault(bucket, []).append(row)

    def _add_use(self, row: int, voice: int, bucket: int) -> None:
        """Add a late use, once, in its place among the others; the row is then counted anew."""
        uses, use = self._uses[row], (voice, bucket)
        first, end = _find(uses, bucket), _find(uses, bucket + 1)
        if use not in _unpack(bytes(uses[first:end])):
            uses[end:end] = _USE.pack(*use)
            if bucket >= self._next - self._day:
                self._used.setdefault(bucket, []).append(row)

    def _add_light(self, tag: str, voices: set[int], bucket: int) -> None:
        key = hash(tag)
        uses = self._light[key] = self._light.get(key, b"") + b"".join(_USE.pack(voice, bucket) for voice in voices)
        number = len(uses) // _USE.size
        if number >= MIN_HOUR:
            now = {voice for voice, at in _unpack(uses) if at > bucket - self._day}
            if len(now) >= MIN_HOUR or number > MOST_LIGHT:
                self._promote(tag)

    def _is_over_gate(self, tag: str) -> bool:
        """Whether a light tag has enough voices now, or had them when the oldest late post may have been posted."""
        uses = list(_unpack(self._light[hash(tag)]))
        if len(uses) > MOST_LIGHT:
            return True
        if len(uses) < MIN_HOUR:
            return False
        size = (LATE_DAYS + 1) * self._day
        counted = self._count(uses, first=self._next - size, size=size)
        return bool((counted[_HOUR] >= MIN_HOUR).any() or (counted[_DAY] >= MIN_DAY).any())

    def _count(self, uses: Iterable[tuple[int, int]], *, first: int, size: int) -> NDArray[np.int64]:
        """(windows, size): distinct voices of uses, in the windows that end with each of `size` buckets."""
        listed = list(uses)
        numbers: dict[int, int] = {}
        voice = np.array([numbers.setdefault(each, len(numbers)) for each, _ in listed], np.int64)
        bucket = np.array([each for _, each in listed], np.int64)
        events, only = sort_events(np.zeros(len(listed), np.int64), voice, bucket), np.zeros(1, np.int64)
        return np.concatenate(
            [count_distinct(events, only, length=length, first=first, size=size) for length in self._lengths]
        )

    def _promote(self, tag: str) -> None:
        """Keep a tag whole from now on."""
        if not self._free:
            grown = max(64, len(self._windows) // 4)
            self._free = list(range(len(self._windows) + grown - 1, len(self._windows) - 1, -1))
            self._windows.grow(grown)
            self._maxima, self._ring = (
                np.concatenate((array, np.zeros((grown, *array.shape[1:]), array.dtype)))
                for array in (self._maxima, self._ring)
            )
            self._last += [{} for _ in range(grown)]
            self._uses += [bytearray() for _ in range(grown)]
        row = self._rows[tag] = self._free.pop()
        uses = [use for use in _unpack(self._light.pop(hash(tag))) if use[1] >= self._base]
        uses.sort(key=lambda use: use[1])
        kept = [use for use in uses if use[1] >= self._next - (LATE_DAYS + 1) * self._day]
        self._uses[row] = bytearray().join(_USE.pack(*use) for use in kept)
        for bucket in {bucket for _, bucket in kept if bucket >= self._next - self._day}:
            self._used.setdefault(bucket, []).append(row)
        self._windows.clear(row)
        self._set_windows(row, self._base, uses)
        self._set_last(row, uses)

    def _set_windows(self, row: int, since: int, uses: Iterable[tuple[int, int]]) -> None:
        """Write the counts of a row from a bucket on, from all uses of these buckets and the day before."""
        counts = self._count(uses, first=since, size=self._next - since)
        column = slice(since - self._base, self._next - self._base)
        self._windows.write(np.array([row]), slice(None), column, counts[None])

    def _set_last(self, row: int, uses: Iterable[tuple[int, int]]) -> None:
        """Who was last there when, from all uses of the last day or more."""
        last: dict[int, int] = {}
        for voice, bucket in uses:
            if bucket > self._next - 1 - self._day:
                last[voice] = max(bucket, last.get(voice, bucket))
        self._last[row] = last
        self._ring[row] = 0
        for bucket in last.values():
            self._ring[row, bucket % self._day] += 1

    def _recount(self, tag: str, since: int) -> None:
        row = self._rows[tag]
        uses = list(_unpack(bytes(self._uses[row])))
        self._set_windows(row, since, uses)
        self._set_last(row, uses)

    # Scoring

    def _watch_platform(self, column: int, posts: int | None) -> None:
        """Note whether collecting worked in this bucket, and how much more than usual everybody posted."""
        is_covered, is_known = True, False
        if posts is None:
            self._has_totals = False
        elif self._has_totals:
            self._totals[column] = posts
            before = self._totals[max(0, column - MEMORY_DAYS * self._day) : column]
            is_covered, is_known = is_collected(before, posts, day=self._day)
        profile, surge = 1.0, 1.0
        if self._expected is not None:
            profile = float(self._expected.profile[column % self._day])
            if is_covered:
                counts = self._windows.read(self._expected.steady, 0, column)[:, None]
                surge = float(np.clip(self._expected.find_surge(counts, np.array([profile])), *SURGE_RANGE)[0])
        self._is_covered[column], self._is_known[column] = is_covered, is_known
        self._profile[column], self._surge[column] = profile, surge

    def _activity(self, size: int) -> Activity:
        return Activity(
            profile=self._profile[:size],
            surge=self._surge[:size],
            is_covered=self._is_covered[:size],
            is_known=self._is_known[:size],
        )

    def _measure(self, rows: NDArray[np.intp], size: int, since: int) -> Strengths:
        """Raw strengths of rows (their places in `rows` for tags) in the columns from `since` on."""
        windows = self._windows.read(rows, slice(None), slice(size))
        activity = self._activity(size)
        return measure_strengths(windows[:, 0], day=self._day, windows=windows, activity=activity, since=since)[0]

    def _find_changes(self, column: int) -> Iterator[Change]:
        now = self._windows.read(slice(None), slice(None), column)
        is_open = (now[:, _HOUR] >= MIN_HOUR) | (now[:, _DAY] >= MIN_DAY)
        rows = np.flatnonzero(is_open & self._is_covered[column])
        scores: dict[int, tuple[float, float]] = {}  # S* and the level an hour
        q: dict[int, float] = {}
        raws: list[tuple[int, float]] = []
        today = column // self._day
        for begin in range(0, rows.size, CHUNK):
            chosen = rows[begin : begin + CHUNK]
            strengths = self._measure(chosen, column + 1, column)
            found = chosen[strengths.tag]
            self._maxima[found, today] = np.maximum(self._maxima[found, today], strengths.raw)  # a row is there once
            normalised = normalise(strengths.raw, find_usual(self._maxima[found, :today]))
            level = strengths.level / np.array(WINDOW_HOURS)[strengths.window]
            raws += zip(found.tolist(), strengths.raw.tolist(), strict=True)
            scores.update(zip(found.tolist(), zip(normalised.tolist(), level.tolist(), strict=True), strict=True))
        if raws:
            shares = false_shares(np.array([raw for _, raw in raws]), tests=rows.size)
            q = {row: share for (row, _), share in zip(raws, shares.tolist(), strict=True)}
        tags = {row: tag for tag, row in self._rows.items() if row in self._up or row in scores}
        for row in sorted(tags, key=lambda row: tags[row]):
            yield from self._step(tags[row], row, column, scores.get(row), self._before.get(row), q.get(row))
        self._before = {row: score for row, (score, _) in scores.items()}

    def _step(  # noqa: PLR0917 - one tick of one tag
        self,
        tag: str,
        row: int,
        column: int,
        scored: tuple[float, float] | None,
        before: float | None,
        q: float | None,
    ) -> Iterator[Change]:
        """What a bucket changes for one tag."""
        bucket = column + self._base
        voices, up = float(self._windows.read(np.array([row]), _HOUR, column)[0]), self._up.get(row)
        quiet, wave = round(QUIET_HOURS * self._day / 24), round(WAVE_HOURS * self._day / 24)
        if up is not None:
            excess = max(0.0, voices - up.level)
            if up.is_open:
                highest = max(up.highest, excess)
                loud = bucket if excess > QUIET_SHARE * highest else up.loud
                up = replace(up, highest=highest, loud=loud, is_open=bucket - loud < quiet)
                if not up.is_open:
                    yield Change(tag=tag, kind="end", bucket=up.loud + 1, told_at=bucket)
            elif bucket > up.loud + quiet + wave:
                up = None
        if scored is not None and (up is None or (not up.is_open and bucket > up.loud + quiet)):
            score, level = scored
            is_second = before is not None and score + before >= 2 * self._threshold
            if score >= self._threshold + SURE or is_second:
                if up is None:
                    excess = max(0.0, voices - level)
                    up = _Up(start=bucket, level=level, peak=0.0, highest=excess, loud=bucket, is_open=True)
                    yield Change(tag=tag, kind="start", bucket=bucket, told_at=bucket, score=score, q=q)
                elif voices - up.level > QUIET_SHARE * up.peak:
                    up = replace(up, highest=max(0.0, voices - up.level), loud=bucket, is_open=True)
                    yield Change(tag=tag, kind="wave", bucket=bucket, told_at=bucket, score=score, q=q)
        if up is None:
            self._up.pop(row, None)
        else:
            self._up[row] = replace(up, peak=max(up.peak, voices - up.level))

    def _replay(self, tag: str, since: int) -> Revision:
        """Find the changes of one tag again from a midnight on."""
        row, size = self._rows[tag], self._next - self._base
        _, ups, earlier = next((each for each in self._checkpoints if each[0] == since), (since, {}, {}))
        self._up.pop(row, None)
        if row in ups:
            self._up[row] = ups[row]
        column = max(0, since - self._base)
        strengths = self._measure(np.array([row]), size, column)
        days = strengths.bucket // self._day
        self._maxima[row, column // self._day :] = 0
        np.maximum.at(self._maxima[row], days, strengths.raw)
        usual = [find_usual(self._maxima[row : row + 1, :number])[0] for number in days.tolist()]
        normalised = normalise(strengths.raw, np.array(usual)) if usual else strengths.raw
        level = strengths.level / np.array(WINDOW_HOURS)[strengths.window]
        scores = dict(
            zip(strengths.bucket.tolist(), zip(normalised.tolist(), level.tolist(), strict=True), strict=True)
        )
        changes: list[Change] = []
        before = earlier.get(row)
        for at in range(column, size):
            if at % self._day == 0:
                self._set_checkpoint(at + self._base, row, before)
            changes += self._step(tag, row, at, scores.get(at), before, None)
            before = scores[at][0] if at in scores else None
        self._before.pop(row, None)
        if before is not None:
            self._before[row] = before
        return Revision(tag=tag, since=since, changes=tuple(changes))

    def _set_checkpoint(self, midnight: int, row: int, before: float | None) -> None:
        for at, ups, earlier in self._checkpoints:
            if at == midnight:
                ups.pop(row, None)
                earlier.pop(row, None)
                if row in self._up:
                    ups[row] = self._up[row]
                if before is not None:
                    earlier[row] = before


def _unpack(uses: bytes) -> Iterator[tuple[int, int]]:
    """Voice and bucket of each use."""
    return _USE.iter_unpack(uses)


def _find(uses: bytearray, bucket: int) -> int:
    """Where the uses of a bucket, or of a later one, begin among uses in the order of their buckets."""
    numbers = range(len(uses) // _USE.size)
    return _USE.size * bisect_left(numbers, bucket, key=lambda at: _USE.unpack_from(uses, at * _USE.size)[1])
