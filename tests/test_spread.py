"""What is usual for a tag: how wide its days differ, and what days with gaps say. All series are invented and seeded."""

from __future__ import annotations

import numpy as np

from tawatur.trends import find_alerts
from tawatur.trends.spread import LEAST, MOST, STEP, measure_spreads

DAY = 96


def make_counts(rate, *, tags=30, days=30, spread=0.0, seed=3):
    """Poisson counts, more by day than by night, whose days differ by a share."""
    generator = np.random.default_rng(seed)
    hours = 1 + 0.8 * np.sin(np.arange(days * DAY) * 2 * np.pi / DAY)
    each_day = np.exp(spread * generator.standard_normal((tags, days)))
    return generator.poisson(rate * hours * np.repeat(each_day, DAY, axis=1))


def spreads_of(counts):
    return measure_spreads(counts, np.ones(counts.shape[1], bool), day=DAY)


def test_a_steady_tag_has_the_least_and_a_wild_one_the_most_spread():
    steady, wild = spreads_of(make_counts(10.0)), spreads_of(make_counts(10.0, spread=0.8))
    assert (steady[:, -1] <= LEAST + 2 * STEP).all()
    assert (wild[:, -1] == MOST).mean() > 0.9


def test_of_a_tag_that_was_hardly_used_nothing_is_known():
    assert (spreads_of(make_counts(0.02)) == MOST).all()


def test_a_spread_is_of_the_days_before_and_none_of_those_after():
    counts = make_counts(5.0)
    changed = counts.copy()
    changed[:, 20 * DAY :] *= 7
    assert np.array_equal(spreads_of(counts)[:, :21], spreads_of(changed)[:, :21])


def test_hours_that_were_not_collected_make_no_tag_wild():
    counts = make_counts(10.0)
    is_covered = np.ones(counts.shape[1], bool)
    is_covered[22 * DAY : 23 * DAY + 40] = False
    holed = measure_spreads(counts * is_covered, is_covered, day=DAY)
    assert (holed[:, -1] <= LEAST + 2 * STEP).all()


def test_days_that_were_not_collected_are_no_quiet_days_to_compare_with():
    counts = make_counts(6.0, tags=60)
    counts[:20, 40::DAY] += 150  # some return every day at that hour
    for back in (1, 2, 4, 6, 7, 14, 21):  # of the days that the last ones are compared with most miss that hour
        counts[:, (29 - back) * DAY + 30 : (29 - back) * DAY + 70] = 0
    totals = counts.sum(axis=0)
    assert find_alerts(counts, start=29 * DAY, totals=totals) == []
    # and were they silence, not a gap, it would be a rise
    assert {alert.tag for alert in find_alerts(counts, start=29 * DAY)} >= set(range(20))


def test_four_voices_beside_none_at_night_are_no_trend_at_any_threshold():
    counts = np.zeros((3, 30 * DAY), int)
    counts[:, 48::DAY] = 8  # noon
    counts[1, 27 * DAY + 4 : 27 * DAY + 6] = 2
    counts[2, 27 * DAY + 4 : 27 * DAY + 8] = 4
    assert {alert.tag for alert in find_alerts(counts, start=26 * DAY, threshold=2.0)} == {2}
