"""The trend statistic: tails, activity, strengths, alerts. All series are invented and seeded."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tawatur.errors import InputError
from tawatur.trends import Alert, find_alerts
from tawatur.trends.activity import find_outages, measure_activity
from tawatur.trends.alerts import keep_budget
from tawatur.trends.episodes import QUIET_SHARE, find_end
from tawatur.trends.false_shares import false_shares
from tawatur.trends.records import Precedent
from tawatur.trends.statistic import measure_strengths
from tawatur.trends.tails import log10_tail, log_gamma
from tawatur.trends.topics import Candidate, join_topics
from tawatur.trends.wording import tell_precedent

DAY = 96
ACTIVE = np.repeat([7.0, 5, 4, 3, 3, 3, 4, 5, 7, 9, 11, 13, 14, 14, 14, 14, 15, 16, 18, 19, 19, 17, 14, 10], 4)


def background(tags=40, days=16, rate=1.0, seed=7):
    """Counts of tags that only do what they always do: more by day than by night."""
    generator = np.random.default_rng(seed)
    hours = 1 + 0.8 * np.sin(np.arange(days * DAY) * 2 * np.pi / DAY)
    return generator.poisson(rate * hours, size=(tags, days * DAY))


def test_log_gamma_is_that_of_the_standard_library():
    from math import lgamma

    values = np.array([0.5, 1, 1.5, 2, 4, 10.5, 300, 1e5])
    assert log_gamma(values) == pytest.approx([lgamma(value) for value in values], rel=1e-12, abs=1e-12)


@given(
    st.integers(0, 400),
    st.floats(1e-4, 300),
    st.sampled_from([0.5, 1.5, 2.5, 3.5, 4.0]),
)
@settings(deadline=None)
def test_the_tail_is_the_sum_of_its_terms(count, mean, size):
    share = mean / (mean + size)
    term, below = (1 - share) ** size, 0.0
    for number in range(count):
        below += term
        term *= (number + size) / (number + 1) * share
    above = 0.0
    for number in range(count, count + 20_000):
        if term < above * 1e-17:
            break
        above += term
        term *= (number + size) / (number + 1) * share
    assume(above > 1e-280)  # smaller ones are no floats that can be summed
    expected = np.log10(above if above < 0.5 else 1 - below)
    tail = log10_tail(np.array([float(count)]), np.array([mean]), np.array([size]))[0]
    assert tail == pytest.approx(expected, rel=1e-6, abs=1e-6)


def test_tails_far_under_the_smallest_float_are_told():
    tail = log10_tail(np.array([5_000.0]), np.array([0.1]), np.array([4.0]))
    assert -9_000 < tail[0] < -5_000


def test_tags_that_do_what_they_always_do_raise_no_alert():
    assert find_alerts(background(), start=8 * DAY) == []


@pytest.mark.parametrize("onset", [9 * DAY, 11 * DAY + 40, 14 * DAY + 90])
def test_a_rise_is_found_within_the_hour_and_once(onset):
    counts = background()
    counts[5, onset : onset + 30] += 25
    alerts = find_alerts(counts, start=8 * DAY)
    assert [alert.tag for alert in alerts] == [5]
    assert onset <= alerts[0].bucket <= onset + 4


def test_what_comes_every_day_or_every_week_at_that_hour_is_no_trend():
    counts = background(days=36)
    counts[1, 40::DAY] += 30
    counts[2, 40 :: 7 * DAY] += 30
    late = find_alerts(counts, start=30 * DAY)
    assert [alert for alert in late if alert.tag in {1, 2}] == []


def test_an_outage_raises_no_alert_and_neither_does_its_end():
    counts = background(tags=60, rate=3.0)
    counts[:, 10 * DAY : 10 * DAY + 20] = 0
    totals = counts.sum(axis=0)
    assert find_alerts(counts, start=8 * DAY, totals=totals) == []
    activity = measure_activity(counts, *find_outages(totals, counts.shape[1], DAY), day=DAY)
    assert not activity.is_covered[10 * DAY : 10 * DAY + 20].any()
    assert activity.is_covered[: 10 * DAY].all()


def test_a_surge_of_the_whole_platform_is_no_trend():
    counts = background(tags=60, rate=3.0)
    counts[:, 12 * DAY : 12 * DAY + 8] *= 2
    assert find_alerts(counts, start=8 * DAY, totals=counts.sum(axis=0)) == []


@given(st.integers(0, 8 * DAY), st.integers(1, 30))
@settings(max_examples=20, deadline=None)
def test_what_comes_later_changes_nothing_before(cut_after, size):
    counts = background(tags=6, days=16, seed=size)
    counts[2, 9 * DAY : 9 * DAY + 12] += size
    cut = 8 * DAY + cut_after
    whole = measure_strengths(counts, day=DAY, totals=counts.sum(axis=0))[0]
    part = measure_strengths(counts[:, :cut], day=DAY, totals=counts[:, :cut].sum(axis=0))[0]
    before = whole.bucket < cut
    for name in ("tag", "bucket", "raw", "normalised", "window", "voices", "level"):
        assert np.array_equal(getattr(whole, name)[before], getattr(part, name))


def test_tags_in_another_order_have_the_same_alerts():
    counts = background()
    counts[[3, 30], 10 * DAY : 10 * DAY + 20] += 20
    order = np.random.default_rng(1).permutation(len(counts))
    straight = {(alert.tag, alert.bucket) for alert in find_alerts(counts, start=8 * DAY)}
    turned = {(int(order[alert.tag]), alert.bucket) for alert in find_alerts(counts[order], start=8 * DAY)}
    assert straight == turned
    assert {tag for tag, _ in straight} == {3, 30}


@pytest.mark.parametrize(
    ("counts", "bucket"),
    [
        pytest.param(np.zeros(5, int), timedelta(minutes=15), id="one-dimension"),
        pytest.param(np.zeros((2, 5), int), timedelta(minutes=7), id="no-part-of-an-hour"),
        pytest.param(np.zeros((2, 5), int), timedelta(hours=2), id="longer-than-an-hour"),
    ],
)
def test_counts_of_a_wrong_shape_are_refused(counts, bucket):
    with pytest.raises(InputError):
        find_alerts(counts, bucket=bucket)


@pytest.mark.parametrize("shape", [(0, 0), (0, 100), (3, 0), (1, 1), (2, 97)])
def test_few_or_no_counts_give_no_alert(shape):
    assert find_alerts(np.zeros(shape, int)) == []


STRENGTHS = st.lists(st.floats(0, 30), min_size=1, max_size=30)


@given(STRENGTHS, st.integers(0, 500))
def test_a_share_of_false_alerts_is_by_its_definition_the_least_that_would_let_it_pass(raw, more):
    tests = len(raw) + more
    found = false_shares(np.array(raw), tests=tests)
    p = sorted(10**-each for each in raw)
    for each, share in zip(raw, found.tolist(), strict=True):
        allowed = [tests * level / rank for rank, level in enumerate(p, start=1) if level >= 10**-each]
        assert share == pytest.approx(min(1.0, *allowed))


@pytest.mark.parametrize(
    ("lag", "peak", "lasted", "arabic", "english"),
    [
        pytest.param(26, 8, 30, "قبله بـ26 ساعة، ذروته 8 أصوات في الساعة، دام 30 ساعة",
                     "26 hours earlier, peak 8 voices an hour, lasted 30 hours", id="hours"),
        pytest.param(144.2, 11, 2, "قبله بـ6 أيام، ذروته 11 صوتا في الساعة، دام ساعتين",
                     "6 days earlier, peak 11 voices an hour, lasted 2 hours", id="days-and-a-dual"),
        pytest.param(2.1, 2, 0.75, "قبله بساعتين، ذروته صوتان في الساعة، دام أقل من ساعة",
                     "2 hours earlier, peak 2 voices an hour, lasted less than an hour", id="two-voices"),
        pytest.param(1.75, 2, 31.75, "قبله بنحو ساعتين، ذروته صوتان في الساعة، دام نحو 32 ساعة",
                     "about 2 hours earlier, peak 2 voices an hour, lasted about 32 hours", id="rounded-up"),
        pytest.param(0.5, None, None, "قبله بأقل من ساعة، لم ينته بعد",
                     "less than an hour earlier, still up", id="still-up"),
    ],
)  # fmt: skip
def test_a_precedent_is_told_with_counted_nouns(lag, peak, lasted, arabic, english):
    start = datetime(2024, 11, 30, 12, tzinfo=UTC)
    precedent = Precedent(
        key="حلب", label="حلب", lag_hours=lag, voices=80, started_at=start, peaked_at=start if peak else None,
        peak_voices=peak or 5, duration_hours=lasted,
    )  # fmt: skip
    assert (tell_precedent(precedent, "ar"), tell_precedent(precedent, "en")) == (arabic, english)


@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 20 * DAY), st.floats(5, 30)), max_size=80), st.integers(0, 4)
)
def test_a_budget_of_alerts_holds_in_any_24_hours_and_looks_at_nothing_later(triples, most):
    alerts = [Alert(tag=tag, bucket=bucket, score=score) for tag, bucket, score in triples]
    kept = keep_budget(alerts, most_a_day=most, day=DAY)
    for alert in kept:
        assert sum(alert.bucket - DAY < each.bucket <= alert.bucket for each in kept) <= most
    early = [alert for alert in alerts if alert.bucket < 10 * DAY]
    assert keep_budget(early, most_a_day=most, day=DAY) == [alert for alert in kept if alert.bucket < 10 * DAY]


def test_a_budget_keeps_the_strong_alert_that_follows_many_weak_ones():
    scores = np.random.default_rng(1).uniform(5, 6, 14 * DAY // 6).tolist()
    weak = [Alert(tag=number, bucket=number * 6, score=score) for number, score in enumerate(scores)]
    strong = Alert(tag=1_000, bucket=14 * DAY + 1, score=30.0)
    assert strong in keep_budget([*weak, strong], most_a_day=3, day=DAY)


def test_alerts_within_a_budget_are_some_of_all():
    counts = background(days=20)
    for tag in range(12):
        counts[tag, 12 * DAY + 3 * tag : 12 * DAY + 3 * tag + 20] += 15 + tag
    everything = find_alerts(counts, start=8 * DAY)
    kept = find_alerts(counts, start=8 * DAY, most_a_day=4)
    assert len(everything) == 12
    assert len(kept) == 4
    assert set(kept) <= set(everything)


@pytest.mark.parametrize("hours", [3, 6])
def test_the_day_of_everybody_that_moves_and_stays_there_is_no_trend(hours):
    counts = background(tags=80, days=40, rate=2.0)
    moved = counts.copy()
    moved[:, 30 * DAY :] = counts[:, 30 * DAY - hours * 4 : -hours * 4]  # as in Ramadan: up later, and asleep later
    moved[7, 33 * DAY + 90 : 34 * DAY + 20] += 25
    moved[8, 37 * DAY + 30 : 37 * DAY + 50] += 25
    alerts = find_alerts(moved, start=25 * DAY, totals=moved.sum(axis=0))
    assert [alert.tag for alert in alerts] == [7, 8]


@pytest.mark.parametrize(("hours", "most"), [(2, 0), (4, 0), (6, 6)])
def test_one_country_whose_day_moves_by_some_hours_raises_few_alerts_and_only_on_its_first_days(hours, most):
    generator = np.random.default_rng(3)
    rate = np.tile(3 * ACTIVE / ACTIVE.mean(), (80, 40))
    rate[:20, 30 * DAY :] = np.roll(rate, hours * 4, axis=1)[:20, 30 * DAY :]
    counts = generator.poisson(rate * np.repeat(np.exp(0.15 * generator.standard_normal((80, 40))), DAY, axis=1))
    alerts = find_alerts(counts, start=25 * DAY, totals=counts.sum(axis=0))
    assert len(alerts) <= most
    assert all(30 * DAY <= alert.bucket < 32 * DAY for alert in alerts)


def plain_end(series, at, level, quiet):
    """Bucket by bucket: the first loud one, or the start, that more than so many quiet ones follow."""
    highest, louds = 0.0, []
    for bucket in range(at, len(series)):
        excess = max(0.0, series[bucket] - level)
        highest = max(highest, excess)
        if excess > QUIET_SHARE * highest:
            louds.append(bucket)
    edges = [at, *louds, len(series)]
    return next((one + 1 for one, other in pairwise(edges) if other - one > quiet), None)


@given(st.lists(st.sampled_from([0, 0, 0, 0, 0, 0, 1, 5, 9]), max_size=400), st.integers(0, 20), st.integers(1, 9))
def test_a_rise_ends_with_the_first_long_quiet(values, at, quiet):
    series = np.array([0.0] * at + values)
    for level in (0.0, 1.5):
        assert find_end(series, at, level=level, quiet=quiet) == plain_end(series, at, level, quiet)


def test_a_tag_that_says_only_that_there_is_news_joins_no_topic():
    # A fifth of the posts told under a flood's tag were of another country's: both had risen with عاجل.
    def candidate(key, voices, *, is_of_any_news=False):
        return Candidate(
            key=key, place=None, start=0, end=None, voices=np.arange(voices), is_of_any_news=is_of_any_news
        )

    flood, breaking, other = candidate("flood", 20), candidate("عاجل", 10, is_of_any_news=True), candidate("rain", 10)
    assert join_topics([flood, other], day=DAY) == [(0, 1)]
    assert join_topics([flood, breaking], day=DAY) == [(0,), (1,)]
