"""Small drawings of the board as numbers for SVG: the last hours of a trend, and threads that meet in a point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log2

SPARK_WIDTH, SPARK_HEIGHT = 144, 40
THREAD_WIDTH, THREAD_HEIGHT = 88, 22
MAX_THREADS = 15
_EDGE = 3.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Spark:
    """A line of voices by the hour, left to right; `area` under it, `x`, `y` of its last point."""

    line: str
    area: str
    x: float
    y: float
    highest: int


def draw_spark(voices: Sequence[int]) -> Spark | None:
    """The line of a curve; None without hours."""
    if not voices:
        return None
    highest = max(1, *voices)
    size = (SPARK_WIDTH - 2 * _EDGE) / max(1, len(voices) - 1)
    base = SPARK_HEIGHT - _EDGE
    points = [
        (round(_EDGE + size * at, 1), round(base - (base - _EDGE) * count / highest, 1))
        for at, count in enumerate(voices)
    ]
    line = "M" + "L".join(f"{x} {y}" for x, y in points)
    area = f"{line}L{points[-1][0]} {base}L{points[0][0]} {base}Z"
    return Spark(line=line, area=area, x=points[-1][0], y=points[-1][1], highest=max(voices))


def draw_threads(voices: int | None) -> tuple[str, ...]:
    """Paths of threads that meet in a point on the right: more voices, more threads, by powers of two; () for none.

    >>> len(draw_threads(1)), len(draw_threads(6)), len(draw_threads(700))
    (1, 5, 15)
    """
    if not voices:
        return ()
    number = min(MAX_THREADS, round(1.58 * log2(voices)) + 1)
    middle = THREAD_HEIGHT / 2
    ends = [middle] if number == 1 else [1 + (THREAD_HEIGHT - 2) * at / (number - 1) for at in range(number)]
    turn, meet = THREAD_WIDTH * 0.45, THREAD_WIDTH - 5
    return tuple(f"M1 {end:.1f}C{turn:.0f} {end:.1f} {turn + 12:.0f} {middle:g} {meet} {middle:g}" for end in ends)
