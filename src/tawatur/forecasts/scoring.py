"""How often forecasts came true: Brier scores where a probability is there, hit rates with intervals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

from tawatur.forecasts.ledger import Standing

MIN_SCORED = 5  # forecasts under which a speaker's score is not shown: it would say more of chance than of him
Z = 1.959963984540054  # of a 95% interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What came of some forecasts.

    Attributes:
        speaker: None for all together.
        scored, hits: with an outcome of yes or no, and of these as said.
        hit_rate: None without scored ones; low, high: its Wilson interval at 95%.
        with_probability: of the scored, with a probability; assumed: of these, from words by the table.
        late: of the scored, decided by a criterion that was written when the window had ended.
        brier: mean over these, 0 best, 1 worst, by the middle of each band; None without any.
        brier_low, brier_high: its bounds over the bands.
        open, ambiguous, hedged, vague: not scored: no outcome yet; no clear one; neither direction nor probability; no
            bounded deadline.
    """

    speaker: str | None
    scored: int
    hits: int
    hit_rate: float | None
    low: float | None
    high: float | None
    with_probability: int
    assumed: int
    late: int
    brier: float | None
    brier_low: float | None
    brier_high: float | None
    open: int
    ambiguous: int
    hedged: int
    vague: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """All forecasts together, the speakers with enough of them, and how many speakers are not shown."""

    total: Score
    speakers: tuple[Score, ...]
    hidden: int


def wilson_interval(hits: int, scored: int) -> tuple[float, float]:
    """The 95% interval of a rate. Source: Wilson 1927, JASA 22, 209-212.

    >>> [round(each, 3) for each in wilson_interval(7, 10)]
    [0.397, 0.892]
    """
    if not 0 <= hits <= scored or scored == 0:
        raise ValueError(f"{hits} of {scored}")
    rate, spread = hits / scored, Z * Z / scored
    middle = (rate + spread / 2) / (1 + spread)
    half = Z / (1 + spread) * sqrt(rate * (1 - rate) / scored + spread / (4 * scored))
    return max(0.0, middle - half), min(1.0, middle + half)


def brier(probability: float, *, happened: bool) -> float:
    """The squared error of one probability. Source: Brier 1950, Monthly Weather Review 78, 1-3, for one event.

    >>> brier(0.75, happened=True), brier(0.75, happened=False)
    (0.0625, 0.5625)
    """
    return (probability - happened) ** 2


def score_forecasts(standings: Iterable[Standing]) -> Scores:
    """The scores of all, and of each speaker with MIN_SCORED or more, best known first."""
    everything = list(standings)
    by_speaker: dict[str, list[Standing]] = defaultdict(list)
    for standing in everything:
        if standing.entry.speaker is not None:
            by_speaker[standing.entry.speaker].append(standing)
    scores = [_score(name, group) for name, group in by_speaker.items()]
    shown = [score for score in scores if score.scored >= MIN_SCORED]
    return Scores(
        total=_score(None, everything),
        speakers=tuple(sorted(shown, key=lambda score: (-score.scored, score.speaker or ""))),
        hidden=len(scores) - len(shown),
    )


def _score(speaker: str | None, standings: Iterable[Standing]) -> Score:
    counts = dict.fromkeys(("open", "ambiguous", "hedged", "vague"), 0)
    hits: list[bool] = []
    errors: list[tuple[float, float, float]] = []
    assumed = late = 0
    for standing in sorted(standings, key=lambda each: each.entry.id):  # sums of floats depend on their order
        entry, outcome = standing.entry, standing.outcome
        if standing.status == "vague":
            counts["vague"] += 1
        elif not entry.can_be_scored:
            counts["hedged"] += 1
        elif outcome is None:
            counts["open"] += 1
        elif outcome == "ambiguous":
            counts["ambiguous"] += 1
        else:
            late += any(entry.end and each.criterion.at >= entry.end for each in standing.resolutions.values())
            happened, band = outcome == "yes", entry.probability
            if band is not None:
                ends = [brier(band.low, happened=happened), brier(band.high, happened=happened)]
                errors.append((brier(band.middle, happened=happened), min(ends), max(ends)))
                assumed += band.is_assumed
            is_expected = entry.direction == "will happen" if band is None else band.middle > 0.5
            hits.append(is_expected == happened)
    low, high = wilson_interval(sum(hits), len(hits)) if hits else (None, None)
    return Score(
        speaker=speaker,
        scored=len(hits),
        hits=sum(hits),
        hit_rate=sum(hits) / len(hits) if hits else None,
        low=low,
        high=high,
        with_probability=len(errors),
        assumed=assumed,
        late=late,
        brier=_mean([middle for middle, _, _ in errors]),
        brier_low=_mean([least for _, least, _ in errors]),
        brier_high=_mean([most for _, _, most in errors]),
        **counts,
    )


def _mean(values: list[float]) -> float | None:
    return sum(values) / len(values) if values else None
