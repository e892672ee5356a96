"""Drawings of the board: the last hours of a trend, several trends in one chart, threads that meet in a point."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log2

from tawatur.markup import Clock
from tawatur.svg import Pen, Picture, element
from tawatur.trends.records import HourCurve

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


def draw_spark(voices: Sequence[int], *, is_mirrored: bool = False) -> Spark | None:
    """The line of a curve; None without hours. Time runs from left to right, or `is_mirrored`."""
    if not voices:
        return None
    highest = max(1, *voices)
    size = (SPARK_WIDTH - 2 * _EDGE) / max(1, len(voices) - 1)
    base = SPARK_HEIGHT - _EDGE
    points = [
        (
            round(SPARK_WIDTH - _EDGE - size * at if is_mirrored else _EDGE + size * at, 1),
            round(base - (base - _EDGE) * count / highest, 1),
        )
        for at, count in enumerate(voices)
    ]
    line = "M" + "L".join(f"{x} {y}" for x, y in points)
    area = f"{line}L{points[-1][0]} {base}L{points[0][0]} {base}Z"
    return Spark(line=line, area=area, x=points[-1][0], y=points[-1][1], highest=max(voices))


COURSE_WIDTH, COURSE_HEIGHT = 320, 190
DASHES = ("none", "7 4", "2 3")  # of the lines: they differ without colour, too
_LEFT, _RIGHT, _TOP, _FOOT = 34, 12, 22, 26
_HOUR = timedelta(hours=1)
_DAY_NAME, _DAY_FIGURE, _NOW = 112.0, 22.0, 30.0  # units that a day takes with its month, and without; the word for now


def draw_course(
    curves: Sequence[HourCurve], *, until: datetime, clock: Clock, pen: Pen, now: str, label: str
) -> Picture:
    """The lines of up to three trends in the hours up to the end of the last; a number stands at the peak of each.

    Args:
        now: the word at the end of the axis, where it is `until`; "" for none.
    """
    end = max(curve.start + len(curve.voices) * _HOUR for curve in curves)
    start = end - max(len(curve.voices) for curve in curves) * _HOUR
    left, right, base = float(_LEFT), float(COURSE_WIDTH - _RIGHT), float(COURSE_HEIGHT - _FOOT)
    highest = max(1, *(max(curve.voices, default=0) for curve in curves))
    colours = pen.palette

    def x_of(at: datetime) -> float:
        return pen.along(left, right, (at - start) / (end - start))

    def y_of(voices: int) -> float:
        return base - (base - _TOP) * voices / highest

    body = []
    for level in sorted({highest, highest // 2} - {0}):
        y = y_of(level)
        body.append(element("line", x1=left, y1=y, x2=right, y2=y, stroke=colours.line, stroke_dasharray="2 4"))
        body.append(
            pen.text(f"{level:,}", left - 5, y + 4, size=11, fill=colours.pale, anchor="end", ltr=True, name="level")
        )
    edge = x_of(end)
    if now and until - end < _HOUR:
        anchor = "end" if (edge > left) == (pen.direction == "ltr") else "start"
        body.append(pen.text(now, edge, base + 18, size=11, anchor=anchor, weight="600", name="day"))
    taken = [(edge, _NOW)] if now else []
    named_month = 0
    for at in _midnights(start, end, clock):
        x = x_of(at)
        body.append(element("line", x1=x, y1=float(_TOP), x2=x, y2=base, stroke=colours.line, stroke_dasharray="2 4"))
        is_named = at.month != named_month  # the next days of the month are figures: their names would run together
        half = (_DAY_NAME if is_named else _DAY_FIGURE) / 2
        is_inside = half <= x <= COURSE_WIDTH - half
        if is_inside and all(abs(x - other) >= half + wide for other, wide in taken):
            taken.append((x, half))
            name = clock.short_day(at) if is_named else str(at.day)
            named_month = at.month
            body.append(pen.text(name, x, base + 18, size=11, fill=colours.pale, anchor="middle", name="day"))
    body.append(element("line", x1=left, y1=base, x2=right, y2=base, stroke=colours.border, stroke_width=1.4))
    peaks: list[tuple[float, float, int]] = []
    for number, (curve, dash) in enumerate(zip(curves, DASHES, strict=False)):
        colour = (colours.accent, colours.warn, colours.ink)[number]
        middles = [curve.start + _HOUR * (at + 0.5) for at in range(len(curve.voices))]
        shown = [
            (x_of(at), y_of(count), count) for at, count in zip(middles, curve.voices, strict=True) if start <= at < end
        ]
        if not shown:
            continue
        path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y, _ in shown)
        body.append(
            element("path", class_="line", d=path, fill="none", stroke=colour, stroke_width=2, stroke_dasharray=dash)
        )
        x, y, _ = max(shown, key=lambda each: each[2])
        peaks.append((x, y, number))
    for x, y, number in peaks:
        aside = sum(abs(x - other) < 18 and abs(y - over) < 18 for other, over, before in peaks if before < number)
        middle, foot = min(max(x + 17 * aside, left + 8), right - 8), max(y - 12, 9)
        colour = (colours.accent, colours.warn, colours.ink)[number]
        body.append(element("circle", class_="mark", cx=middle, cy=foot, r=8, fill=colour))
        mark = str(number + 1)
        body.append(
            pen.text(mark, middle, foot + 4, size=11, weight="600", fill=colours.ground, anchor="middle", ltr=True)
        )
    return Picture(body=tuple(body), width=COURSE_WIDTH, height=COURSE_HEIGHT, label=label, notes=(), pen=pen)


def _midnights(start: datetime, end: datetime, clock: Clock) -> Iterator[datetime]:
    """Each local midnight between two moments."""
    at = clock.local(start).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    while at < end:
        yield at
        at += timedelta(days=1)


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
