"""The curve of a trend as a drawing: voices of each step as bars, and numbered marks for what a reader must see.

`Drawing` is where everything stands, for those who write it as SVG (here) or as a bitmap (as_docx).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Literal

from tawatur.markup import Clock
from tawatur.report.records import Curve, Earlier, Hashtag, Rising
from tawatur.svg import Pen, Picture, element

HEIGHT = 250
_LEFT, _RIGHT, _TOP, _BOTTOM = 40, 14, 50, 34
_LABEL = 100  # units that the longest name of a day takes (measured: 30 تشرين الثاني/نوفمبر)
_LANE = 19  # a mark is 16 high
_RADIUS = 8
_LANES = 2
_APART = 2 * _RADIUS + 2

MarkKind = Literal["onset", "peak", "precedent"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A moment of the trend: its number on the drawing and in the legend; `earlier` of a precedent.

    Attributes:
        is_drawn: False for what lies before the curve and stands in the legend alone.
    """

    number: int
    kind: MarkKind
    at: datetime
    earlier: Earlier | None
    is_drawn: bool

    @property
    def tag(self) -> Hashtag | None:
        """The tag of a precedent."""
        return self.earlier.tag if self.earlier else None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedMark:
    """A mark on the drawing; `at`: where its moment lies; `x` is aside of it where marks would cover each other."""

    mark: Mark
    at: float
    x: float
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """The curve; time runs from left to right, unless mirrored.

    Attributes:
        bars: (side where it begins, side where it ends, top) of each step; ticks: (x, day, whether its name has room);
            levels: (y, voices).
    """

    width: int
    height: int
    left: float
    right: float
    top: float
    base: float
    bars: tuple[tuple[float, float, float], ...]
    ticks: tuple[tuple[float, datetime, bool], ...]
    levels: tuple[tuple[float, int], ...]
    marks: tuple[PlacedMark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One step of the table that says the same as the drawing."""

    start: datetime
    voices: int
    posts: int


def find_marks(rising: Rising) -> tuple[Mark, ...]:
    """What is marked, in order of time: precedents, the onset, the peak."""
    found: list[tuple[datetime, MarkKind, Earlier | None]] = [
        (each.started_at, "precedent", each) for each in rising.earlier
    ]
    if rising.trend.started_at:
        found.append((rising.trend.started_at, "onset", None))
    if rising.trend.peaked_at:
        found.append((rising.trend.peaked_at, "peak", None))
    found.sort(key=lambda each: each[0])
    curve = rising.curve
    return tuple(
        Mark(number=number, kind=kind, at=at, earlier=earlier, is_drawn=curve.start <= at <= curve.end)
        for number, (at, kind, earlier) in enumerate(found, start=1)
    )


def lay_out(curve: Curve, marks: tuple[Mark, ...], clock: Clock, *, width: int, is_mirrored: bool = False) -> Drawing:
    """The drawing in a width of so many units."""
    left, right, base = float(_LEFT), float(width - _RIGHT), float(HEIGHT - _BOTTOM)
    highest = max(1, *curve.voices)

    def x_of(at: datetime) -> float:
        share = (at - curve.start) / (curve.end - curve.start)
        return round(left + (right - left) * (1 - share if is_mirrored else share), 1)

    def y_of(voices: float) -> float:
        return round(base - (base - _TOP) * voices / highest, 1)

    starts = [curve.start + number * curve.step for number in range(len(curve.voices) + 1)]
    return Drawing(
        width=width,
        height=HEIGHT,
        left=left,
        right=right,
        top=float(_TOP),
        base=base,
        bars=tuple(
            (x_of(start), x_of(end), y_of(voices))
            for (start, end), voices in zip(pairwise(starts), curve.voices, strict=True)
        ),
        ticks=tuple(_name_days(curve, clock, (left, right), x_of)),
        levels=tuple((y_of(level), level) for level in sorted({highest, highest // 2} - {0})),
        marks=tuple(_place(marks, (left, right), x_of)),
    )


def _place(
    marks: tuple[Mark, ...], sides: tuple[float, float], x_of: Callable[[datetime], float]
) -> Iterator[PlacedMark]:
    """Marks above the bars; one that would cover another stands a lane higher, or aside of its moment."""
    lanes: list[list[tuple[Mark, float]]] = [[] for _ in range(_LANES)]
    for mark in sorted(marks, key=lambda each: x_of(each.at)):
        if mark.is_drawn:
            lasts = [lane[-1][1] if lane else float("-inf") for lane in lanes]
            at = x_of(mark.at)
            free = next((number for number, last in enumerate(lasts) if at - last >= _APART), None)
            number = lasts.index(min(lasts)) if free is None else free
            lanes[number].append((mark, max(at, lasts[number] + _APART)))
    for number, lane in enumerate(lanes):
        limit = sides[1] - _RADIUS
        placed = []
        for mark, x in reversed(lane):
            placed.append(
                PlacedMark(mark=mark, at=x_of(mark.at), x=round(min(x, limit), 1), y=_TOP - 14 - _LANE * number)
            )
            limit = placed[-1].x - _APART
        yield from reversed(placed)


def _name_days(
    curve: Curve, clock: Clock, sides: tuple[float, float], x_of: Callable[[datetime], float]
) -> Iterator[tuple[float, datetime, bool]]:
    """A tick at each local midnight, as far apart as their names need; no more ticks than names when they are many."""
    day = timedelta(days=1)
    midnight = clock.local(curve.start).replace(hour=0, minute=0, second=0, microsecond=0) + day
    fits = max(1, int((sides[1] - sides[0]) // _LABEL))
    every = max(1, -(-((curve.end - curve.start) // day + 1) // fits))
    number = 0
    while (at := midnight + number * every * day) < curve.end:  # wall time: a day of 23 hours has its midnight
        x = x_of(at)
        is_inside = sides[0] + _LABEL / 2 - 12 <= x <= sides[1] - _LABEL / 2 + 12
        yield x, at, is_inside
        number += 1


def paint(drawing: Drawing, clock: Clock, pen: Pen, *, label: str) -> Picture:
    """The drawing as SVG.

    Args:
        label: what it shows, for who cannot see it.
    """
    left, right, top, base = drawing.left, drawing.right, drawing.top, drawing.base
    colours = pen.palette
    body = []
    for y, level in drawing.levels:
        body.append(_line(f"M{left} {y}H{right}", colours.line))
        body.append(
            pen.text(str(level), left - 6, y + 4, size=12, fill=colours.pale, anchor="end", ltr=True, name="level")
        )
    for x, day, is_named in drawing.ticks:
        body.append(_line(f"M{x} {top}V{base}", colours.line))
        if is_named:
            name = clock.short_day(day)
            body.append(pen.text(name, x, base + 20, size=12, fill=colours.pale, anchor="middle", name="day"))
    steps = " ".join(f"V{y}H{end}" for _, end, y in drawing.bars)
    body.append(
        element(
            "path", class_="area", d=f"M{drawing.bars[0][0]} {base}{steps}V{base}Z", fill=colours.accent,
            fill_opacity="0.75",
        )
    )  # fmt: skip
    body.append(element("path", d=f"M{left} {base}H{right}", stroke=colours.border, stroke_width=1.4, fill="none"))
    for each in drawing.marks:
        is_earlier = each.mark.kind == "precedent"
        dash = {"stroke_dasharray": "4 3"} if is_earlier else {}
        body.append(
            element(
                "path", d=f"M{each.x} {each.y}L{each.at} {top - 4}V{base}", fill="none", stroke_width=1.2,
                stroke=colours.border if is_earlier else colours.ink, **dash,
            )
        )  # fmt: skip
    for each in drawing.marks:
        fill = colours.pale if each.mark.kind == "precedent" else colours.ink
        body.append(element("circle", class_="mark", cx=each.x, cy=each.y, r=_RADIUS, fill=fill, stroke=colours.ground))
        number = str(each.mark.number)
        body.append(
            pen.text(number, each.x, each.y + 4, size=11, weight="600", fill=colours.ground, anchor="middle", ltr=True)
        )
    return Picture(body=tuple(body), width=drawing.width, height=drawing.height, label=label, notes=(), pen=pen)


def _line(path: str, colour: str) -> str:
    return element("path", d=path, stroke=colour, stroke_dasharray="2 4", fill="none")


def table_rows(curve: Curve) -> tuple[Row, ...]:
    """The steps in which anybody posted."""
    return tuple(
        Row(start=curve.start + number * curve.step, voices=voices, posts=posts)
        for number, (voices, posts) in enumerate(zip(curve.voices, curve.posts, strict=True))
        if posts
    )
