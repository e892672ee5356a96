"""Exact distinct counts over windows, against a plain count of sets. All events are invented."""

from __future__ import annotations

from unittest import mock

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawatur.trends import windows
from tawatur.trends.windows import (
    Intervals,
    count_distinct,
    find_at_least,
    join_intervals,
    of_rows,
    sort_by,
    sort_events,
)

EVENTS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 5), st.integers(0, 40)), max_size=60)


def make(triples):
    columns = np.array(triples, dtype=np.int64).reshape(-1, 3).T
    return sort_events(*columns)


def plain_count(triples, row, length, bucket):
    return len({voice for one, voice, at in triples if one == row and bucket - length < at <= bucket})


@given(EVENTS, st.sampled_from([1, 4, 24, 96]), st.integers(0, 20), st.integers(1, 45))
def test_windows_count_each_voice_once(triples, length, first, size):
    counted = count_distinct(make(triples), np.arange(4), length=length, first=first, size=size)
    expected = [[plain_count(triples, row, length, first + at) for at in range(size)] for row in range(4)]
    assert counted.tolist() == expected


@pytest.mark.parametrize("at_once", [1, 7, 1_000])
@given(EVENTS, st.sampled_from([1, 4, 24]), st.integers(1, 4))
def test_where_a_row_has_enough_voices(at_once, triples, length, least):
    with mock.patch.object(windows, "EVENTS_AT_ONCE", at_once):
        check_enough(triples, length, least)


def check_enough(triples, length, least):
    found = find_at_least(make(triples), length=length, least=least)
    held = {
        (row, bucket)
        for row, start, end in zip(found.row.tolist(), found.start.tolist(), found.end.tolist(), strict=True)
        for bucket in range(start, end)
    }
    expected = {
        (row, bucket) for row in range(4) for bucket in range(80) if plain_count(triples, row, length, bucket) >= least
    }
    assert held == expected


@given(EVENTS, st.randoms(use_true_random=False))
def test_the_order_of_events_and_repeats_change_nothing(triples, chance):
    mixed = [*triples, *triples[:5]]
    chance.shuffle(mixed)
    one, other = make(triples), make(mixed)
    assert all(np.array_equal(getattr(one, name), getattr(other, name)) for name in ("row", "voice", "bucket", "next"))


@given(EVENTS)
def test_rows_taken_for_one_count_a_voice_of_both_once(triples):
    united = of_rows(make(triples), [0, 2])
    counted = count_distinct(united, np.array([0]), length=4, first=0, size=45)[0]
    merged = [(0, voice, at) for row, voice, at in triples if row in {0, 2}]
    assert counted.tolist() == [plain_count(merged, 0, 4, at) for at in range(45)]


@pytest.mark.parametrize(("gap", "expected"), [(0, [(0, 1, 5), (0, 8, 9), (1, 2, 3)]), (3, [(0, 1, 9), (1, 2, 3)])])
def test_intervals_that_touch_or_lie_close_are_one(gap, expected):
    parts = [
        Intervals(row=np.array([0, 1]), start=np.array([3, 2]), end=np.array([5, 3])),
        Intervals(row=np.array([0, 0]), start=np.array([1, 8]), end=np.array([4, 9])),
    ]
    joined = join_intervals(parts, gap=gap)
    assert list(zip(joined.row.tolist(), joined.start.tolist(), joined.end.tolist(), strict=True)) == expected


@given(st.lists(st.tuples(*[st.integers(-(2**62), 2**62) | st.integers(-3, 3)] * 3), max_size=40))
def test_rows_are_sorted_by_one_number_as_by_their_columns(rows: list[tuple[int, int, int]]) -> None:
    columns = [np.array(column, np.int64) for column in zip(*rows, strict=True)] or [np.empty(0, np.int64)] * 3
    assert sort_by(*columns).tolist() == np.lexsort(columns[::-1]).tolist()
