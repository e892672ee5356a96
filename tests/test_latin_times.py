"""Times to come in English words: what bounds them, and what is no time."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawatur.arabic.latin_times import find_latin_times

THURSDAY = datetime(2024, 12, 5, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("within 72 hours", "2024-12-08T20"),
        ("in the next two weeks", "2024-12-19T20"),
        ("in a month", "2025-01-05T20"),
        ("by the end of the hour", "2024-12-05T21"),
        ("before next hour", "2024-12-05T21"),
        ("by the end of the day", "2024-12-06T00"),
        ("by the end of the week", "2024-12-09T00"),
        ("before the end of the month", "2025-01-01T00"),
        ("before next month", "2025-01-01T00"),
        ("by the end of next year", "2026-01-01T00"),
        ("by Friday", "2024-12-07T00"),
        ("before Friday", "2024-12-06T00"),
        ("on Monday", "2024-12-10T00"),
        ("tomorrow", "2024-12-07T00"),
        ("until December 15", "2024-12-16T00"),
        ("by 3 January", "2025-01-04T00"),
        ("by 2026", "2026-01-01T00"),
        ("next week", "2024-12-16T00"),
        ("in less than two weeks", "2024-12-19T20"),
        ("by mid-April", "2025-04-16T00"),
        ("before the end of February", "2025-03-01T00"),
        ("by the end of December", "2025-01-01T00"),
        ("before the new year", "2025-01-01T00"),
    ],
)
def test_when_a_deadline_ends(text: str, end: str) -> None:
    (window,) = find_latin_times(text, (0, len(text)), THURSDAY)
    assert window.end == datetime.fromisoformat(f"{end}:00:00+00:00")
    assert text[slice(*window.span)] == text


@pytest.mark.parametrize("text", ["soon", "in the coming days", "any moment now"])
def test_words_without_a_bound_are_vague(text: str) -> None:
    (window,) = find_latin_times(text, (0, len(text)), THURSDAY)
    assert (window.kind, window.end) == ("vague", None)


@pytest.mark.parametrize("text", ["in the last two days", "on Facebook", "by hand", "before the storm", "February 31"])
def test_what_is_no_time_to_come(text: str) -> None:
    assert find_latin_times(text, (0, len(text)), THURSDAY) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("the town will fall in no more than 48 hours", "in no more than 48 hours"),
        ("the strike would last no longer than 48 hours", "no longer than 48 hours"),
        ("the surgery took no more than 48 hours", None),
    ],
)
def test_no_more_than_a_length_of_time_is_a_deadline_of_what_is_to_come(text: str, words: str | None) -> None:
    windows = find_latin_times(text, (0, len(text)), THURSDAY)
    assert [text[slice(*window.span)] for window in windows] == ([words] if words else [])
    assert all(window.end == datetime(2024, 12, 7, THURSDAY.hour, tzinfo=UTC) for window in windows)


WORDS = st.lists(
    st.sampled_from(
        "in by before the end of next 9999 3 hours years week Friday December 31 2099 tomorrow soon".split()
    ),
    max_size=12,
)


@given(WORDS)
def test_spans_never_overlap_and_windows_are_no_further_back_than_now(written: list[str]) -> None:
    text = " ".join(written)
    windows = find_latin_times(text, (0, len(text)), THURSDAY)
    assert all(a.span[1] <= b.span[0] for a, b in pairwise(windows))
    assert all(window.end is None or window.end > datetime(2024, 12, 5, tzinfo=UTC) for window in windows)
