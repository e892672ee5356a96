"""The scorer of trends and the worlds it scores: what it counts, and that a seed gives one world. All invented."""

from __future__ import annotations

from unittest.mock import patch

import numpy as np
import pytest

import score_trends
import trend_worlds
from tawatur.trends import statistic
from trend_worlds import DAY, Event, World


def make_world(events, *, campaigns=()):
    counts = np.zeros((5, 20 * DAY), np.int64)
    return World(
        name="tiny", counts=counts, totals=None, start=10 * DAY, budget=1, events=tuple(events),
        campaigns=frozenset(campaigns),
    )  # fmt: skip


def test_alerts_are_right_repeated_or_false():
    onset = 12 * DAY
    event = Event(row=1, first=onset - 1, last=onset + 192, echo=onset + 300)
    world = make_world([event], campaigns=[3])
    alerts = [(1, onset + 3), (1, onset + 250), (1, onset - 2), (2, onset), (3, onset)]
    assert score_trends.judge(world, alerts) == (1.0, 0.2, 45.0)
    assert score_trends.judge(world, [(1, onset + 193)]) == (0.0, 0.0, -15.0)


def test_a_seed_gives_one_world_and_another_seed_another():
    one, again, other = (trend_worlds.simulate(seed, tags=500, days=30) for seed in (5, 5, 6))
    assert np.array_equal(one.counts, again.counts)
    assert one.events == again.events
    assert not np.array_equal(one.counts, other.counts)


@pytest.mark.parametrize("is_rough", [False, True])
def test_planted_events_are_found_and_what_a_part_gives_is_seen(is_rough):
    world = trend_worlds.simulate(11, tags=500, days=56, is_rough=is_rough)
    found = score_trends.score(world)
    assert found.recall > 85
    without = score_trends.score_variant(world, score_trends.VARIANTS["without the weeks"])
    assert without.false_per_day > found.false_per_day
    assert statistic._second_largest is not score_trends._nothing_known  # put back


def test_every_variant_replaces_what_exists():
    for name, patches in score_trends.VARIANTS.items():
        for module, attribute, value in patches:
            with patch.object(module, attribute, value):
                assert getattr(module, attribute) is value, name
