"""Score the trend statistic on streams whose rises are known, and without each of its parts.

    python tools/score_trends.py             # every world that is here
    python tools/score_trends.py --ablate    # and without each part, and with what else was tried (about 15 minutes)
    python tools/score_trends.py --ablate --write  # the same into docs/trends.md
    python tools/score_trends.py --seed 101  # two simulations that nobody has looked at

Worlds: sim1 on voices and accounts, NAB's volume series and the German stream with planted events (from
../shared, where it is), and two simulations of tools/trend_worlds.py (`plain`, `rough`; --seed for fresh ones).

Columns of each world: recall at threshold 5 and false alerts a day there; recall at the budget of false alerts (1 a day
on sim1, 0.3 on NAB, 8 other alerts on the German stream, 0.5 on the others, which have half the tags). Percentages.
"""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

import trend_worlds
from tawatur.trends import activity, episodes, spread, statistic
from tawatur.trends.episodes import Series, find_rises
from tawatur.trends.statistic import measure_strengths
from trend_worlds import DAY, HOUR, World

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("TAWATUR_SHARED") or ROOT.parent / "shared") / "data"
PAGE = ROOT / "docs" / "trends.md"
TABLE = re.compile(r"(?<=<!-- output: python tools/score_trends.py --ablate -->\n).*?(?=\n\n)", re.DOTALL)
THRESHOLD = 5.0
THRESHOLDS = np.geomspace(2.1, 21, 47)


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Of one world; recalls in percent.

    Attributes:
        recall, false_per_day: at threshold 5. delay: median minutes from the onset to the alert.
        recall_at_budget: the best of any threshold that keeps within the world's budget; 0 where none does.
    """

    recall: float
    false_per_day: float
    delay: float
    recall_at_budget: float


def simulations(plain: int, rough: int) -> dict[str, Callable[[], World]]:
    """The invented worlds of two seeds."""
    return {
        "plain": partial(trend_worlds.simulate, plain),
        "rough": partial(trend_worlds.simulate, rough, is_rough=True),
    }


def worlds(shared: Path = SHARED) -> dict[str, Callable[[], World]]:
    """Name and maker of each world that is here."""
    found: dict[str, Callable[[], World]] = {}
    simulation, volumes = shared / "trends" / "sim1", shared / "trends" / "nab"
    if simulation.with_suffix(".npz").is_file():
        found["sim1 voices"] = partial(trend_worlds.read_simulation, simulation)
        found["sim1 accounts"] = partial(trend_worlds.read_simulation, simulation, of="A")
    if volumes.is_dir():
        found["NAB"] = partial(trend_worlds.read_volumes, volumes)
    for german in (shared / "coordination").glob("german_elections_*.parquet"):
        found["German"] = partial(trend_worlds.read_german, german)
    return found | simulations(2, 3)


def guarded(shared: Path) -> Iterator[tuple[str, Path]]:
    """The worlds with floors, each with the file that stands for it; those made by chance may differ with numpy."""
    files = {
        "sim1 voices": shared / "trends" / "sim1.npz",
        "sim1 accounts": shared / "trends" / "sim1.npz",
        "NAB": shared / "trends" / "nab" / "combined_windows.json",
    }
    return ((name, path) for name, path in files.items() if path.is_file())


def score(world: World) -> Score:
    """Measure strengths once, and judge the alerts of every threshold."""
    strengths, now = measure_strengths(world.counts, day=DAY, totals=world.totals)
    ones = np.ones(HOUR)
    by_row: dict[int, Series] = {}

    def by_hour(row: int) -> Series:
        if row not in by_row:
            by_row[row] = np.convolve(world.counts[row] * now.is_covered, ones)[: world.counts.shape[1]]
        return by_row[row]

    def judged(threshold: float) -> tuple[float, float, float]:
        rises = find_rises(strengths, by_hour, day=DAY, start=world.start, threshold=threshold)
        return judge(world, [(rise.row, rise.start) for rise in rises])

    recall, false, delay = judged(THRESHOLD)
    best, low, high = 0.0, 0, len(THRESHOLDS)
    while low < high:  # fewer false alerts the higher the threshold: where the budget begins to hold
        middle = (low + high) // 2
        if judged(THRESHOLDS[middle])[1] > world.budget:
            low = middle + 1
        else:
            high = middle
    for threshold in THRESHOLDS[low : low + 5]:
        best = max(best, judged(threshold)[0])
    return Score(recall=100 * recall, false_per_day=false, delay=delay, recall_at_budget=100 * best)


def judge(world: World, alerts: list[tuple[int, int]]) -> tuple[float, float, float]:
    """Share of events found, false alerts a day, median delay in minutes."""
    events = {row: [event for event in world.events if event.row == row] for row in {e.row for e in world.events}}
    found: dict[tuple[int, int], int] = {}
    false = 0
    for row, bucket in alerts:
        near = [event for event in events.get(row, ()) if event.first <= bucket <= event.echo]
        hit = next((event for event in near if bucket <= event.last), None)
        if hit is not None:
            found.setdefault((row, hit.first), bucket - hit.first)
        elif not near and row not in world.campaigns:
            false += 1
    delay = float(np.median(list(found.values()))) if found else 0.0
    minutes = (delay + trend_worlds.EARLIEST) * trend_worlds.BUCKET_SECONDS / 60
    return len(found) / len(world.events), false / world.days, minutes


# Without each part, and with others in its place

Patch = tuple[object, str, object]


def _one_spread(share: float) -> Patch:
    def measure(counts: NDArray[np.integer], _: object, *, day: int) -> NDArray[np.float64]:
        return np.full((len(counts), -(-counts.shape[1] // day)), share)

    return statistic, "measure_spreads", measure


def _nothing_known(past: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.full(past.shape[1], np.nan)


def _largest(past: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.nanmax(np.vstack((past, np.full(past.shape[1], -1.0))), axis=0)


def _not_normalised(_: object, __: object, raw: NDArray[np.float64], *_rest: object) -> NDArray[np.float64]:
    return raw.copy()


VARIANTS: dict[str, tuple[Patch, ...]] = {
    "as it is": (),
    "as specified": (
        _one_spread(0.5),
        (statistic, "MIN_VOICES", (0, 0, 0, 0)),
        (statistic, "MIN_WHOLE", 0.0),
    ),
    "without own spread (0.5 for all)": (_one_spread(0.5),),
    "without voices of the window itself": ((statistic, "MIN_VOICES", (0, 0, 0, 0)),),
    "without leaving out gaps": ((statistic, "MIN_WHOLE", 0.0),),
    "without the days": ((statistic, "_median", _nothing_known),),
    "without the weeks": ((statistic, "_second_largest", _nothing_known),),
    "without the level's excess (1.5 x)": ((statistic, "MIN_EXCESS", 0.0),),
    "without hours of the platform": ((activity, "STEADY_TAGS", (10**9, 400)),),
    "without surges": ((activity, "SURGE_RANGE", (1.0, 1.0)),),
    "without what is usual for the tag": ((statistic, "_normalise", _not_normalised),),
    "one tick is enough": ((episodes, "SURE", 0.0),),
    "without the 15 minutes": ((statistic, "MIN_VOICES", (10**9, 5, 6, 6)),),
    "without the day's window": ((statistic, "MIN_VOICES", (5, 5, 6, 10**9)),),
    "tried: spread 0.30-0.45": ((spread, "MOST", 0.45),),
    "tried: spread 0.20-0.50": ((spread, "LEAST", 0.2),),
    "tried: spread 0.30-0.80": ((spread, "MOST", 0.8),),
    "tried: prior of 25 hours": ((spread, "PRIOR_HOURS", 25.0),),
    "tried: largest of four weeks": ((statistic, "_second_largest", _largest),),
    "tried: usual = 0.9 quantile": ((statistic, "CALM_QUANTILE", 0.9),),
    "tried: usual = median": ((statistic, "CALM_QUANTILE", 0.5),),
    "tried: one tick 1 over": ((episodes, "SURE", 1.0),),
    "tried: 3 voices in 15 minutes": ((statistic, "MIN_VOICES", (3, 5, 6, 6)),),
}


def score_variant(world: World, patches: tuple[Patch, ...]) -> Score:
    """The score with some parts replaced."""
    with ExitStack() as stack:
        for module, name, value in patches:
            stack.enter_context(patch.object(module, name, value))
        return score(world)


def table(names: Iterable[str], made: Mapping[str, World]) -> Iterator[str]:
    """A line a variant, three numbers a world."""
    yield f"| | {' | '.join(made)} |"
    yield "|---|" + "---|" * len(made)
    for name in names:
        scores = [score_variant(world, VARIANTS[name]) for world in made.values()]
        cells = (f"{each.recall:.1f} {each.false_per_day:.2f} **{each.recall_at_budget:.1f}**" for each in scores)
        yield f"| {name} | {' | '.join(cells)} |"


def main(argv: list[str] | None = None) -> None:
    """Print a table of recall at 5, false alerts a day and recall at the budget; write it when asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ablate", action="store_true", help="without each part, and with what else was tried")
    parser.add_argument("--write", action="store_true", help="put the table into docs/trends.md as well")
    parser.add_argument("--seed", type=int, help="only simulations of this seed, as specified and as it is")
    args = parser.parse_args(argv)
    chosen = worlds() if args.seed is None else simulations(args.seed, args.seed)
    names = VARIANTS if args.ablate else ["as it is"] if args.seed is None else ["as it is", "as specified"]
    made = {name: make() for name, make in chosen.items()}
    lines = []
    for line in table(names, made):
        print(line, flush=True)
        lines.append(line)
    if args.write:
        written = TABLE.sub(lambda _: "\n".join(lines), PAGE.read_text(encoding="utf-8"))
        PAGE.write_text(written, encoding="utf-8")


if __name__ == "__main__":
    main()
