"""The trend statistic: tails, activity, strengths, alerts. All series are invented and seeded."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tawatur.errors import InputError
from tawatur.trends import find_alerts
from tawatur.trends.activity import measure_activity
from tawatur.trends.statistic import measure_strengths
from tawatur.trends.tails import log10_tail, log_gamma

DAY = 96


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
    activity = measure_activity(counts, totals, day=DAY)
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
