"""Streams whose rises are known: simulations, volume series, and a real stream with planted events.

The two simulations here are invented and seeded; `plain` is of the same kind as ../shared's sim1 (its tags vary from
day to day by a sixth), `rough` has tags that vary by half, drift and have two hours of each day when they are loud.
"""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import numpy as np
from numpy.typing import NDArray

DAY = 96  # buckets of 15 minutes
HOUR = DAY // 24
BUCKET_SECONDS = 900
USED = 20  # accounts a bucket, summed: rows of the German stream that were used less are left out
EARLIEST, LATEST = -1, 192  # buckets after the onset in which an alert finds an event
PROFILE = (7, 5, 4, 3, 3, 3, 4, 5, 7, 9, 11, 13, 14, 14, 14, 14, 15, 16, 18, 19, 19, 17, 14, 10)  # uses by hour

Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A rise that should be found: from `first` to `last` an alert of its row is right, to `echo` a repetition."""

    row: int
    first: int
    last: int
    echo: int


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """One stream and what is known of it.

    Attributes:
        counts: voices (or accounts), (tags, buckets).
        totals: posts of each bucket; None where the counts are not all that was collected.
        start: the first bucket that is judged.
        budget: other alerts allowed a day.
        campaigns: rows whose alerts are neither right nor false.
    """

    name: str
    counts: Counts
    totals: Counts | None
    start: int
    budget: float
    events: tuple[Event, ...]
    campaigns: frozenset[int] = frozenset()

    @property
    def days(self) -> float:
        """Days that are judged."""
        return (self.counts.shape[1] - self.start) / DAY


def read_simulation(path: Path, *, of: str = "V") -> World:
    """A simulation as ../shared/data/trends has it (README there); of: V voices, A accounts."""
    content = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))["meta"]
    with np.load(path.with_suffix(".npz")) as arrays:
        counts, totals = arrays[of].astype(np.int64), arrays["N"].sum(axis=0)
    is_event = {True: [], False: []}
    for planted in content["events"]:
        is_event[planted["type"].startswith("event_")].append(planted)
    events = tuple(
        Event(
            row=event["tag"],
            first=event["onset"] + EARLIEST,
            last=event["onset"] + LATEST,
            echo=event["onset"] + LATEST + round(2 * HOUR * event["dur"]),
        )
        for event in is_event[True]
    )
    campaigns = frozenset(event["tag"] for event in is_event[False])
    name = f"{path.stem} {of}"
    return World(
        name=name, counts=counts, totals=totals, start=content["start"], budget=1, events=events, campaigns=campaigns
    )


def read_volumes(folder: Path) -> World:
    """Numenta's volume series on one grid, each with its labelled windows; the first 15% are history only."""
    names, rows = [], []
    for path in sorted(folder.glob("Twitter_volume_*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows.append([(_seconds_of(row["timestamp"]), int(float(row["value"]))) for row in csv.DictReader(file)])
        names.append(path.name)
    origin = min(series[0][0] for series in rows) // BUCKET_SECONDS * BUCKET_SECONDS
    size = int((max(series[-1][0] for series in rows) - origin) // BUCKET_SECONDS) + 1
    counts = np.zeros((len(rows), size), np.int64)
    for number, series in enumerate(rows):
        times, values = np.array(series).T
        np.add.at(counts[number], ((times - origin) // BUCKET_SECONDS).astype(int), values.astype(int))
    start = int(0.15 * size)
    labelled = json.loads((folder / "combined_windows.json").read_text(encoding="utf-8"))
    events = []
    for number, name in enumerate(names):
        for window in labelled[f"realTweets/{name}"]:
            first, last = ((_seconds_of(stamp) - origin) / BUCKET_SECONDS for stamp in window)
            if last > start:
                events.append(Event(row=number, first=int(np.ceil(first)), last=int(last), echo=int(last)))
    return World(name="NAB", counts=counts, totals=None, start=start, budget=0.3, events=tuple(events))


def _seconds_of(stamp: str) -> float:
    return datetime.fromisoformat(stamp).replace(tzinfo=UTC).timestamp()


def read_german(path: Path, *, seed: int = 5, planted: int = 150) -> World:
    """The German election stream (hashtags, links, domains and pictures; accounts a bucket) with planted events.

    What really happened in it is not known, so events are planted on a sample of its rows and on rows that were never
    used; every other alert counts against the budget, whatever it is.
    """
    kinds = ("url_id", "hashtag_id", "domain_id", "phash_id")
    table = duckdb.read_parquet(str(path))
    moments = table.project("CAST(floor(timestamp / 900) AS BIGINT)").fetchnumpy()
    bucket = next(iter(moments.values()))
    origin, size = int(bucket.min()), int(bucket.max() - bucket.min()) + 1
    columns = table.fetchnumpy()
    account = np.unique(columns["account_id"].astype(str), return_inverse=True)[1]
    totals = np.bincount(bucket - origin, minlength=size)
    rows = []
    for kind in kinds:
        values = np.ma.asarray(columns[kind])
        is_there = ~np.ma.getmaskarray(values)
        cells = np.unique(np.stack((values.data[is_there], bucket[is_there] - origin, account[is_there])), axis=1)
        objects, row = np.unique(cells[0], return_inverse=True)
        counts = np.zeros((len(objects), size), np.int64)
        np.add.at(counts, (row, cells[1]), 1)
        rows.append(counts[counts.sum(axis=1) >= USED])
    generator = np.random.default_rng(seed)
    counts = np.concatenate((*rows, np.zeros((planted // 2, size), np.int64)))
    fresh = np.arange(len(counts) - planted // 2, len(counts))
    chosen = np.concatenate((fresh, generator.choice(fresh[0], planted - fresh.size, replace=False)))
    by_day = totals[: size // DAY * DAY].reshape(-1, DAY).sum(axis=0)
    start, profile = 15 * DAY, _smooth(by_day)
    events = [
        _plant(counts, row, generator, Strength(least=1.5, most=20), start=start, profile=profile)
        for row in chosen.tolist()
    ]
    return World(name="German", counts=counts, totals=totals, start=start, budget=8, events=tuple(events))


def _smooth(by_bucket: NDArray[np.number]) -> NDArray[np.float64]:
    """Of each bucket of the day the share that is expected, 1 on average."""
    smooth = np.convolve(np.concatenate((by_bucket[-4:], by_bucket, by_bucket[:4])), np.ones(9) / 9, mode="valid")
    result: NDArray[np.float64] = smooth / smooth.mean()
    return result


@dataclass(frozen=True, slots=True, kw_only=True)
class Strength:
    """Voices a bucket at the peak of an event: between `least` and `most` (log scale), and `over` on top."""

    least: float
    most: float
    over: float = 0.0


def _plant(
    counts: Counts,
    row: int,
    generator: np.random.Generator,
    strength: Strength,
    *,
    start: int,
    profile: NDArray[np.float64],
) -> Event:
    """Add an event: a rise of minutes to hours, and a slower fall."""
    size = counts.shape[1]
    rise = generator.choice([1, 2, 4, 8, 24, 48])
    fall = generator.choice([4, 12, 24, 48]) * HOUR
    peak = strength.least * (strength.most / strength.least) ** generator.random() + strength.over
    at = int(generator.integers(start, size - 2 * DAY))
    after = np.arange(size - at)
    shape = np.where(after < rise, (after + 1) / rise, np.exp(-np.maximum(0, after - rise) / (fall / 3)))
    shape[after > rise + 2 * fall] = 0
    added = generator.poisson(peak * shape * profile[np.arange(at, size) % DAY])
    counts[row, at:] += added
    onset = at + int(np.flatnonzero(added)[0]) if added.any() else at
    return Event(row=row, first=onset + EARLIEST, last=onset + LATEST, echo=onset + LATEST + 2 * int(fall))


def simulate(seed: int, *, tags: int = 3_000, days: int = 56, is_rough: bool = False) -> World:
    """Invented counts with exact truth, the same for the same seed.

    Of each tag: a level (a power law), the platform's hours moved by its country, days and hours that vary (hours
    hang together), some that return daily, weekly or every second week; surges and outages of the platform; events on
    new tags, on used ones and on those of a place that rose before.
    """
    generator = np.random.default_rng(seed)
    size, start = days * DAY, days // 2 * DAY
    profile = _smooth(np.repeat(np.array(PROFILE, float), HOUR))
    weekday = generator.uniform(0.92, 1.08, 7)
    level = np.sort(np.minimum(60_000, 8 * generator.pareto(0.95, tags) + 6))[::-1] / DAY
    country = generator.choice([-4, 0, 4, 8, 12], tags, p=[0.1, 0.4, 0.2, 0.15, 0.15])
    day_spread = generator.uniform(0.15, 0.45, tags) if is_rough else generator.uniform(0.1, 0.28, tags)
    hour_spread = generator.uniform(0.15, 0.4, tags) if is_rough else generator.uniform(0.1, 0.25, tags)
    surge = np.ones(size)
    for first in generator.integers(start, size - DAY, 8):
        surge[first : first + generator.integers(4, 10)] = generator.uniform(1.5, 2.2)
    for first in generator.integers(start, size - DAY, 2):
        surge[first : first + generator.integers(5, 12)] = 0
    drift = np.zeros(size)
    if is_rough:  # from one day on, everybody is up four hours later (as in Ramadan)
        drift[start + 10 * DAY :] = 16
    kinds = np.zeros(tags, np.int64)
    middle = generator.permutation(np.arange(20, tags // 3))
    for kind, of in enumerate((middle[:20], middle[20:40], middle[40:46]), start=1):
        kinds[of] = kind
    counts = np.zeros((tags, size), np.int64)
    at = np.arange(size)
    for tag in range(tags):
        days_of = np.exp(day_spread[tag] * generator.standard_normal(days) - day_spread[tag] ** 2 / 2)
        hours_of = _wander(generator, size // HOUR, 0.65) * hour_spread[tag]
        rate = (
            level[tag]
            * profile[(at + country[tag] - drift).astype(int) % DAY]
            * weekday[at // DAY % 7]
            * np.repeat(days_of, DAY)
            * np.repeat(np.exp(hours_of), HOUR)
        )
        if kinds[tag]:
            every = (0, 1, 7, 14)[kinds[tag]]
            phase, clock = generator.integers(0, every), generator.integers(0, DAY)
            times = generator.uniform(6, 40) * np.exp(0.25 * generator.standard_normal(days))
            for day in range(phase, days, every):
                rate += level[tag] * times[day] * np.exp(-0.5 * ((at - day * DAY - clock) / (2 * HOUR)) ** 2)
        counts[tag] = generator.poisson(rate * surge)
    free = np.flatnonzero(kinds == 0)
    chosen = generator.permutation(free[free >= 8])[:150]
    events = []
    for number, tag in enumerate(chosen.tolist()):
        base = 0.0
        if number < 80:
            counts[tag] = 0
        elif number < 130:
            base = float(counts[tag, :start].mean())
        else:  # it rose before
            for before in (10, 20):
                first = start - before * DAY
                counts[tag, first : first + 24] += generator.poisson(generator.uniform(3, 40), 24)
        strength = Strength(least=2.5, most=100, over=base)
        events.append(_plant(counts, tag, generator, strength, start=start, profile=profile))
    totals = counts.sum(axis=0)
    name = f"{'rough' if is_rough else 'plain'} {seed}"
    return World(name=name, counts=counts, totals=totals, start=start, budget=tags / 6_000, events=tuple(events))


def _wander(generator: np.random.Generator, size: int, memory: float) -> NDArray[np.float64]:
    """A series of mean 0 and variance 1 whose neighbours hang together."""
    shocks = generator.standard_normal(size) * np.sqrt(1 - memory**2)
    shocks[0] = generator.standard_normal()
    powers = memory ** np.arange(40)
    return np.convolve(shocks, powers)[:size]
