"""The curve of a trend as a drawing: voices of each step as bars, and numbered marks for what a reader must see."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from tawatur.markup import Clock
from tawatur.report.records import Curve, Earlier, Hashtag, Rising

WIDE, NARROW = 640, 285  # units, about one pixel each: a drawing of its own for phones keeps its letters readable
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
    """The curve, ready to be written as SVG; time runs from left to right.

    Attributes:
        area: path of the bars; ticks: (x, name of the day or None); levels: (y, voices).
    """

    width: int
    height: int
    left: float
    right: float
    top: float
    base: float
    area: str
    ticks: tuple[tuple[float, str | None], ...]
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


def draw_curve(curve: Curve, marks: tuple[Mark, ...], clock: Clock, *, width: int) -> Drawing:
    """The drawing in a width of so many units."""
    left, right, base = float(_LEFT), float(width - _RIGHT), float(HEIGHT - _BOTTOM)
    highest = max(1, *curve.voices)
    size = (right - left) / len(curve.voices)

    def x_of(at: datetime) -> float:
        return round(left + (right - left) * ((at - curve.start) / (curve.end - curve.start)), 1)

    def y_of(voices: float) -> float:
        return round(base - (base - _TOP) * voices / highest, 1)

    steps = " ".join(
        f"V{y_of(voices)}H{round(left + size * (number + 1), 1)}" for number, voices in enumerate(curve.voices)
    )
    return Drawing(
        width=width,
        height=HEIGHT,
        left=left,
        right=right,
        top=float(_TOP),
        base=base,
        area=f"M{left} {base}{steps}V{base}Z",
        ticks=tuple(_name_days(curve, clock, (left, right), x_of)),
        levels=tuple((y_of(level), level) for level in sorted({highest, highest // 2} - {0})),
        marks=tuple(_place(marks, (left, right), x_of)),
    )


def _place(
    marks: tuple[Mark, ...], sides: tuple[float, float], x_of: Callable[[datetime], float]
) -> Iterator[PlacedMark]:
    """Marks above the bars; one that would cover another stands a lane higher, or aside of its moment."""
    lanes: list[list[tuple[Mark, float]]] = [[] for _ in range(_LANES)]
    for mark in marks:
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
) -> Iterator[tuple[float, str | None]]:
    """A tick at each local midnight, as far apart as their names need; no more ticks than names when they are many."""
    day = timedelta(days=1)
    midnight = clock.local(curve.start).replace(hour=0, minute=0, second=0, microsecond=0) + day
    fits = max(1, int((sides[1] - sides[0]) // _LABEL))
    every = max(1, -(-((curve.end - curve.start) // day + 1) // fits))
    number = 0
    while (at := midnight + number * every * day) < curve.end:  # wall time: a day of 23 hours has its midnight
        x = x_of(at)
        is_inside = sides[0] + _LABEL / 2 - 12 <= x <= sides[1] - _LABEL / 2 + 12
        yield x, clock.short_day(at) if is_inside else None
        number += 1


def table_rows(curve: Curve) -> tuple[Row, ...]:
    """The steps in which anybody posted."""
    return tuple(
        Row(start=curve.start + number * curve.step, voices=voices, posts=posts)
        for number, (voices, posts) in enumerate(zip(curve.voices, curve.posts, strict=True))
        if posts
    )
