"""Exact distinct counts over sliding windows (specs/trends.md, "Streaming state").

Distinct counts do not add: somebody who is there in two buckets of a window is one. From events sorted by row, voice
and bucket, a voice is in the windows of `length` buckets that end from its event on until the window has passed, or its
next event takes over: +1 there, -1 here, and a running sum gives every count at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import prod

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
Integers = NDArray[np.int64] | NDArray[np.int32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Events:
    """Who was there when: one entry for each row, voice and bucket, sorted in this order, each once.

    Attributes:
        row: what was used (a family of tags), from 0.
        voice: who used it.
        bucket: when, from 0.
        next: the bucket in which the same voice used the same row again; far away when it never did.
    """

    row: Numbers
    voice: Numbers
    bucket: Numbers
    next: Numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Intervals:
    """Buckets in which something held: from `start` to before `end`, of each row; sorted by row and start."""

    row: Numbers
    start: Numbers
    end: Numbers


EVENTS_AT_ONCE = 1 << 20
_NEVER = np.iinfo(np.int64).max


def sort_by(*columns: Integers) -> Numbers:
    """The order of rows by their columns, the first one before all others; of equal rows the first stands first.

    As one number each, where they fit into 63 bits: a third of the time of `np.lexsort`.
    """
    if not columns[0].size:
        return np.empty(0, np.int64)
    lows = [int(column.min()) for column in columns]
    sizes = [int(column.max()) - low + 1 for column, low in zip(columns, lows, strict=True)]
    if prod(sizes) > _NEVER:
        return np.lexsort(columns[::-1])
    number = np.zeros(columns[0].size, np.int64)
    for column, low, size in zip(columns, lows, sizes, strict=True):
        number *= size
        number += np.subtract(column, low, dtype=np.int64)
    order: Numbers = np.argsort(number, kind="stable")
    return order


def sort_events(row: Numbers, voice: Numbers, bucket: Numbers) -> Events:
    """Events from their columns, in any order, with or without repeats."""
    order = sort_by(row, voice, bucket)
    row, voice, bucket = row[order], voice[order], bucket[order]
    is_new = np.ones(row.size, dtype=bool)
    is_new[1:] = (row[1:] != row[:-1]) | (voice[1:] != voice[:-1]) | (bucket[1:] != bucket[:-1])
    row, voice, bucket = row[is_new], voice[is_new], bucket[is_new]
    following = np.full(row.size, _NEVER)
    is_same = (row[1:] == row[:-1]) & (voice[1:] == voice[:-1])
    following[:-1][is_same] = bucket[1:][is_same]
    return Events(row=row, voice=voice, bucket=bucket, next=following)


def of_rows(events: Events, rows: Sequence[int]) -> Events:
    """The events of some rows, taken for one: a voice that used two of them is one voice."""
    parts = [slice(*np.searchsorted(events.row, [row, row + 1])) for row in rows]
    voice = np.concatenate([events.voice[part] for part in parts]) if parts else np.empty(0, np.int64)
    bucket = np.concatenate([events.bucket[part] for part in parts]) if parts else np.empty(0, np.int64)
    return sort_events(np.zeros(voice.size, np.int64), voice, bucket)


def count_distinct(events: Events, rows: Numbers, *, length: int, first: int, size: int) -> Numbers:
    """Distinct voices of each row in the `length` buckets that end with each of `size` buckets from `first` on.

    Returns: (rows, size), in the order of `rows`, which must rise.
    """
    begins, ends = np.searchsorted(events.row, rows), np.searchsorted(events.row, rows, side="right")
    counted = np.zeros((len(rows), size + 1), dtype=np.int64)
    for number, (begin, end) in enumerate(zip(begins.tolist(), ends.tolist(), strict=True)):
        bucket = events.bucket[begin:end]
        until = np.minimum(bucket + length, events.next[begin:end]) - first
        is_there = (until > 0) & (bucket < first + size)
        counted[number] += np.bincount(np.maximum(bucket[is_there] - first, 0), minlength=size + 1)
        counted[number] -= np.bincount(np.minimum(until[is_there], size), minlength=size + 1)
    result: Numbers = np.cumsum(counted, axis=1)[:, :size]
    return result


def find_at_least(events: Events, *, length: int, least: int) -> Intervals:
    """Where a row has at least so many distinct voices in the `length` buckets that end there.

    Works on events alone: of 57,527 buckets an archive may have posts in 525.
    """
    # Some rows at a time: sorting ten million events at once takes a gigabyte.
    firsts = events.row[np.arange(0, events.row.size, EVENTS_AT_ONCE)]
    cuts = np.append(np.unique(np.searchsorted(events.row, firsts)), events.row.size).tolist()
    parts = [
        _find_at_least(
            events.row[begin:end], events.bucket[begin:end], events.next[begin:end], length=length, least=least
        )
        for begin, end in pairwise(cuts)
    ]
    columns = (np.concatenate([np.empty(0, np.int64), *column]) for column in zip(*parts, strict=True))
    row, start, end = columns if parts else (np.empty(0, np.int64),) * 3
    return Intervals(row=row, start=start, end=end)


def _find_at_least(
    row: Numbers, bucket: Numbers, following: Numbers, *, length: int, least: int
) -> tuple[Numbers, Numbers, Numbers]:
    time = np.concatenate((bucket, np.minimum(bucket + length, following)))
    change = np.repeat(np.array((1, -1), np.int8), row.size)
    row = np.concatenate((row, row))
    order = sort_by(row, time)
    row, time = row[order], time[order]
    count = np.cumsum(change[order], dtype=np.int64)  # of each row the changes add up to 0: one sum serves all
    is_last = np.ones(row.size, dtype=bool)
    is_last[:-1] = (row[1:] != row[:-1]) | (time[1:] != time[:-1])
    row, time, count = row[is_last], time[is_last], count[is_last]
    chosen = np.flatnonzero(count >= least)  # never the last of its row, where the count is 0
    return row[chosen], time[chosen], time[chosen + 1]


def join_intervals(parts: Sequence[Intervals], *, gap: int) -> Intervals:
    """One interval for all that overlap, touch, or are at most `gap` buckets apart in the same row."""
    row = np.concatenate([part.row for part in parts])
    start = np.concatenate([part.start for part in parts])
    end = np.concatenate([part.end for part in parts])
    order = np.lexsort((start, row))
    row, start, end = row[order], start[order], end[order]
    if not row.size:
        return Intervals(row=row, start=start, end=end)
    # Rows are moved apart so far that nothing reaches from one into the next: one running maximum serves all.
    shift = row * (int(end.max()) + gap + 1)
    reach = np.maximum.accumulate(end + shift)
    is_new = np.ones(row.size, dtype=bool)
    is_new[1:] = (start + shift)[1:] > reach[:-1] + gap
    is_new[1:] |= row[1:] != row[:-1]
    begins = np.flatnonzero(is_new)
    lasts = np.append(begins[1:], row.size) - 1
    return Intervals(row=row[begins], start=start[begins], end=(reach - shift)[lasts])
