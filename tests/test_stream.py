"""Trends bucket by bucket are those of all buckets at once. All events are invented and seeded."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tawatur.errors import InputError
from tawatur.trends.activity import find_outages, measure_activity
from tawatur.trends.counts import WindowCounts
from tawatur.trends.episodes import find_rises
from tawatur.trends.statistic import WINDOW_HOURS, measure_strengths
from tawatur.trends.stream import LATE_DAYS, TrendStream
from tawatur.trends.windows import count_distinct, sort_events

DAY = 24  # buckets of an hour: the rules are the same, and four weeks take a second
DAYS = 38
EXPLORE = (Phase.explicit, Phase.reuse, Phase.generate)  # shrinking a month of events takes hours


def make_events(seed, bursts, *, tags=4, steady=0, days=DAYS):
    """Uses of tags by invented voices, as (tag, voice, bucket); bursts: tag, first bucket, length, voices a bucket."""
    generator = np.random.default_rng(seed)
    size = days * DAY
    counts = generator.poisson(generator.choice([0.02, 0.3, 1.5], (tags, 1)), (tags, size))
    counts[0, 20::DAY] += 9  # every day
    counts[1, 20 :: 7 * DAY] += 15  # every week
    for tag, first, length, voices in bursts:
        counts[tag, first : first + length] += voices
    if steady:
        hours = 1 + 0.7 * np.sin(np.arange(size) * 2 * np.pi / DAY)
        counts = np.concatenate((counts, generator.poisson(4 * hours, (steady, size))))
    return [
        (tag, int(voice), bucket)
        for tag, bucket in zip(*(axis.tolist() for axis in np.nonzero(counts)), strict=True)
        for voice in generator.integers(0, 60, counts[tag, bucket])
    ]


def batch(events, *, size, totals=None, first=0, activity=None):
    """Changes of each tag by the functions that look at everything at once."""
    tags = sorted({tag for tag, _, _ in events})
    columns = np.array([(tags.index(tag), voice, bucket - first) for tag, voice, bucket in events], np.int64)
    sorted_events = sort_events(*columns.reshape(-1, 3).T)
    rows = np.arange(len(tags))
    lengths = [max(1, round(hours * DAY / 24)) for hours in WINDOW_HOURS]
    windows = np.stack(
        [count_distinct(sorted_events, rows, length=length, first=0, size=size) for length in lengths], axis=1
    )
    if activity is None:
        activity = measure_activity(windows[:, 0], *find_outages(totals, windows.shape[2], DAY), day=DAY)
    strengths, _ = measure_strengths(windows[:, 0], day=DAY, windows=windows, activity=activity)
    changes = defaultdict(list)
    for rise in find_rises(strengths, lambda row: windows[row, 1].astype(float), day=DAY):
        for number, wave in enumerate(rise.waves):
            changes[tags[rise.row]].append(("wave" if number else "start", wave.start + first))
            if wave.end is not None:
                changes[tags[rise.row]].append(("end", wave.end + first))
    return dict(changes)


def by_bucket(events):
    found = defaultdict(lambda: defaultdict(list))
    for tag, voice, bucket in events:
        found[bucket][tag].append(voice)
    return found


def stream(events, *, size, totals=None, late=(), every=7):
    """Changes of each tag bucket by bucket; late: numbers of events that come a while after their bucket."""
    held = [events[number] for number in sorted(late)]
    waiting = by_bucket([event for number, event in enumerate(events) if number not in late])
    trends = TrendStream(day=DAY)
    told = defaultdict(list)
    for bucket in range(size):
        posts = None if totals is None else int(totals[bucket])
        for change in trends.tick(waiting[bucket], posts=posts):
            told[change.tag].append(change)
        if bucket % every == every - 1 or bucket == size - 1:
            due = [event for event in held if event[2] <= bucket]
            held = [event for event in held if event[2] > bucket]
            revisions, too_late = trends.add_late(due)
            assert too_late == 0
            for revision in revisions:
                kept = [change for change in told[revision.tag] if change.told_at < revision.since]
                told[revision.tag] = [*kept, *revision.changes]
    return {tag: [(each.kind, each.bucket) for each in changes] for tag, changes in told.items() if changes}, trends


BURSTS = st.lists(
    st.tuples(st.integers(0, 3), st.integers(3, DAYS * DAY - 1), st.integers(1, 30), st.integers(1, 40)), max_size=6
)


@given(st.integers(0, 5), BURSTS)
@settings(max_examples=6, deadline=None, phases=EXPLORE)
def test_bucket_by_bucket_it_is_the_same(seed, bursts):
    events = make_events(seed, bursts)
    size = DAYS * DAY
    told, _ = stream(events, size=size)
    assert told == batch(events, size=size)


@given(st.integers(0, 5), BURSTS, st.randoms(use_true_random=False))
@settings(max_examples=5, deadline=None, phases=EXPLORE)
def test_late_posts_change_their_tags_to_what_they_would_have_been(seed, bursts, chance):
    events = make_events(seed, bursts)
    size = DAYS * DAY
    late = set(chance.sample(range(len(events)), len(events) // 5))
    assert stream(events, size=size, late=late)[0] == batch(events, size=size)


def test_tags_of_many_hundred_voices_are_the_same_also_after_late_posts():
    generator = np.random.default_rng(3)
    size = 12 * DAY
    events = make_events(3, [(2, 5 * DAY, 6, 20)], days=12)
    for tag, first, length in ((1, 6 * DAY, 5), (3, 9 * DAY + 4, 8)):
        events += [
            (tag, int(voice), bucket)
            for bucket in range(first, first + length)
            for voice in generator.choice(900, 260 + 10 * (bucket - first), replace=False)
        ]
    events.sort(key=lambda event: event[2])
    told, trends = stream(events, size=size)
    assert told == batch(events, size=size)
    assert trends._windows._place.max() >= 1, "two tags with more than a byte holds"
    late = set(generator.choice(len(events), len(events) // 6, replace=False).tolist())
    assert stream(events, size=size, late=late)[0] == told


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("write"), st.integers(0, 5), st.integers(0, 2), st.integers(0, 7), st.integers(0, 70_000)),
        st.tuples(st.just("column"), st.integers(0, 2), st.integers(0, 7), st.integers(0, 2**31 - 301)),
        st.tuples(st.sampled_from(["clear"]), st.integers(0, 5)),
        st.tuples(st.sampled_from(["shift", "grow"]), st.integers(1, 3)),
    ),
    max_size=30,
)


@given(STEPS)
@settings(deadline=None)
def test_counts_in_bytes_are_those_of_a_plain_array(steps):
    counts, plain = WindowCounts(3, 8), np.zeros((6, 3, 8), np.int64)
    counts.grow(6)
    for name, *given_values in steps:
        if name == "write":
            row, window, bucket, value = given_values
            chosen = np.array([row % len(plain)])
            counts.write(chosen, slice(None), slice(bucket, None), np.full((1, 3, 8 - bucket), value))
            counts.write(chosen, window, bucket, np.array([value // 2]))
            plain[chosen[0], :, bucket:] = value
            plain[chosen[0], window, bucket] = value // 2
        elif name == "column":
            window, bucket, value = given_values
            values = np.arange(len(plain)) * 100 % 400 + (value if value > 10**6 else 0)
            counts.write(slice(None), window, bucket, values)
            plain[:, window, bucket] = values
        elif name == "clear":
            counts.clear(given_values[0])
            plain[given_values[0]] = 0
        elif name == "shift":
            counts.shift(given_values[0])
            plain = np.concatenate((plain[..., given_values[0] :], np.zeros((len(plain), 3, given_values[0]))), axis=2)
        else:
            counts.grow(given_values[0])
            plain = np.concatenate((plain, np.zeros((given_values[0], 3, 8))))
        rows = np.arange(len(plain))[::-1]
        assert len(counts) == len(plain)
        assert (counts.read(slice(None), slice(None), slice(None)) == plain).all()
        assert (counts.read(rows, 1, slice(2, 5)) == plain[rows, 1, 2:5]).all()
        assert (counts.read(rows[:2], slice(None), 7) == plain[rows[:2], :, 7]).all()


def test_the_hours_surges_and_gaps_of_the_platform_are_the_same():
    events = make_events(2, [(2, 20 * DAY, 10, 25), (3, 30 * DAY + 5, 9, 30)], steady=20)
    size = DAYS * DAY
    events = [event for event in events if not 25 * DAY + 8 <= event[2] < 25 * DAY + 14]  # nothing was collected
    totals = np.bincount([bucket for _, _, bucket in events], minlength=size) * 3
    told, _ = stream(events, size=size, totals=totals)
    assert told == batch(events, size=size, totals=totals)
    assert {2, 3} <= set(told)


def test_the_number_of_the_first_bucket_moves_everything():
    events = make_events(1, [(2, 20 * DAY, 10, 25)])
    size, first = DAYS * DAY, 1_000 * DAY
    waiting = by_bucket(events)
    trends = TrendStream(first=first, day=DAY)
    told = [change for bucket in range(size) for change in trends.tick(waiting[bucket])]
    moved = batch([(tag, voice, bucket + first) for tag, voice, bucket in events], size=size, first=first)
    assert [(each.kind, each.bucket) for each in told if each.tag == 2] == moved[2]
    assert trends.next_bucket == first + size


def test_what_is_kept_is_bounded():
    trends = TrendStream(day=DAY)
    generator = np.random.default_rng(4)
    sizes = []
    for bucket in range(80 * DAY):
        new = {f"tag{bucket}-{number}": [number] for number in range(3)}  # ever new tags, used once
        busy = {"busy": generator.integers(0, 10**9, 8).tolist()}  # ever new voices
        passing = {f"day{bucket // DAY}": range(6)} if bucket % DAY == 3 else {}
        trends.tick(new | busy | passing)
        if bucket % (10 * DAY) == 0:
            sizes.append(trends.kept)
    late = [size for number, size in enumerate(sizes) if number * 10 > 40]
    assert max(size.whole_tags for size in late) <= 34
    assert max(size.light_uses for size in late) <= 34 * 3 * DAY
    assert max(size.voices for size in late) <= 8 * DAY + 12
    assert len({size.bytes for size in late}) == 1


def test_a_tag_that_nobody_used_is_not_remembered():
    trends = TrendStream(day=DAY)
    for _ in range(40 * DAY):  # until it would be forgotten
        assert trends.tick({"nobody": []}) == ()
    assert trends.add_late([("nobody", 1, 40 * DAY - 1)]) == ([], 0)
    assert trends.kept.light_uses == 1


def test_a_post_that_is_too_late_is_counted_and_left_out():
    trends = TrendStream(day=DAY)
    for _ in range(10 * DAY):
        trends.tick({})
    revisions, too_late = trends.add_late([("a", 1, 10 * DAY - LATE_DAYS * DAY - 1), ("a", 1, 10 * DAY - 1)])
    assert (revisions, too_late) == ([], 1)
    with pytest.raises(InputError, match="not closed"):
        trends.add_late([("a", 1, 10 * DAY)])


def test_a_day_of_too_few_buckets_is_refused():
    with pytest.raises(InputError):
        TrendStream(day=7)
