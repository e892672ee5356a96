"""The timeline of an article: instants above a left-to-right axis, windows below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from tawatur.arabic.display import make_showable
from tawatur.check.records import Checked, TimelineEvent
from tawatur.markup import Clock, Words
from tawatur.page.speakers import Speakers, Tag
from tawatur.page.tables import event_label

WIDTH = 820.0  # units of the drawing; about one pixel each on a desktop
_SIDE = 24.0  # room at both ends of the axis
_LETTER = 7.4  # measured: the widest mean advance of 13 px Plex Sans Arabic, so that no box is too small
_LANE = 30.0
_BAR_LANE = 46.0
_LABEL = 44  # code points of a label before it is cut: from the middle of the axis it still fits on either side
_MOST_TICKS = 6
_STEPS = tuple(timedelta(minutes=m) for m in (5, 15, 30, 60, 120, 180, 360, 720)) + tuple(
    timedelta(days=d) for d in (1, 2, 3, 7, 14, 30, 61, 91, 182, 365, 730, 1825, 3650, 36500)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """One mark of the axis; `day` is None where it would repeat or touch the one before."""

    x: float
    time: str | None
    day: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """An instant: a dot with the speaker's letter, its label beside it."""

    x: float
    y: float
    text_x: float
    anchor: Literal["start", "end"]
    time: str
    label: str
    tag: Tag | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A window: a bar under the axis, hatched when it is assumed."""

    x: float
    y: float
    width: float
    text_x: float
    anchor: Literal["start", "end"]
    label: str
    is_assumed: bool
    tag: Tag | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """The timeline, ready to be written as SVG."""

    width: float
    height: float
    axis_y: float
    left: float
    right: float
    ticks: tuple[Tick, ...]
    dots: tuple[Dot, ...]
    bars: tuple[Bar, ...]


def draw_timeline(checked: Checked, words: Words, clock: Clock, speakers: Speakers) -> Drawing:
    """Instants above a left-to-right axis, windows below it, each in the first lane where its label has room.

    The earliest instant stands highest and labels run to the right, so the line from a dot down to the axis crosses
    no label that begins later.
    """
    instants = sorted((e for e in checked.timeline if e.end is None), key=lambda event: event.start)
    windows = sorted((e for e in checked.timeline if e.end is not None), key=lambda event: event.start)
    scale = _Scale.of(checked.timeline)
    lanes = _Lanes()
    placed = []
    for event in reversed(instants):  # the latest first, in the lane nearest to the axis
        x = scale.x(event.start)
        label = _cut_label(event_label(event, words.lang))
        time = f"{clock.local(event.start):%H:%M}"
        size = (len(label) + len(time) + 2) * _LETTER
        flips = x + 16 + size > WIDTH
        box = (x - 16 - size, x + 14) if flips else (x - 14, x + 16 + size)
        placed.append((event, x, label, time, flips, lanes.take(*box)))
    axis_y = 22.0 + _LANE * lanes.count
    dots = tuple(
        Dot(
            x=x, y=axis_y - 22 - _LANE * lane, text_x=x - 16 if flips else x + 16, anchor="end" if flips else "start",
            time=time, label=label, tag=speakers.of_span(event.spans),
        )
        for event, x, label, time, flips, lane in reversed(placed)
    )  # fmt: skip
    below = _Lanes()
    bars: list[Bar] = []
    for event in windows:
        left, right = scale.x(event.start), scale.x(event.end or event.start)
        label = _cut_label(event_label(event, words.lang))
        size = len(label) * _LETTER
        flips = left + size > WIDTH
        lane = below.take(min(left, right - size) if flips else left, max(right, left + (0 if flips else size)))
        bars.append(
            Bar(
                x=left, y=axis_y + 66 + _BAR_LANE * lane, width=max(right - left, 3.0),
                text_x=right if flips else left, anchor="end" if flips else "start", label=label,
                is_assumed=event.is_assumed, tag=speakers.of_span(event.spans),
            )
        )  # fmt: skip
    height = axis_y + 46 + (_BAR_LANE * below.count + 6 if bars else 0)
    return Drawing(
        width=WIDTH, height=height, axis_y=axis_y, left=_SIDE / 2, right=WIDTH - _SIDE / 2,
        ticks=_ticks(scale, clock), dots=dots, bars=tuple(bars),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Scale:
    """Times to places on the axis."""

    start: datetime
    end: datetime

    @classmethod
    def of(cls, events: Sequence[TimelineEvent]) -> _Scale:
        first = min(event.start for event in events)
        last = max(max(event.start, event.end or event.start) for event in events)
        room = max((last - first) / 50, timedelta(minutes=20) if first == last else timedelta(minutes=1))
        return cls(first - room, last + room)

    def x(self, time: datetime) -> float:
        share = (time - self.start) / (self.end - self.start)
        return round(_SIDE + share * (WIDTH - 2 * _SIDE), 1)


class _Lanes:
    """Rows that boxes are put in so that none touches another."""

    def __init__(self) -> None:
        self.boxes: list[list[tuple[float, float]]] = []

    @property
    def count(self) -> int:
        return len(self.boxes)

    def take(self, left: float, right: float) -> int:
        """The first row with room between `left` and `right`."""
        for number, row in enumerate(self.boxes):
            if all(right + 6 < first or last + 6 < left for first, last in row):
                row.append((left, right))
                return number
        self.boxes.append([(left, right)])
        return len(self.boxes) - 1


def _ticks(scale: _Scale, clock: Clock) -> tuple[Tick, ...]:
    length = scale.end - scale.start
    step = next((step for step in _STEPS if length / step <= _MOST_TICKS), _STEPS[-1])
    midnight = clock.local(scale.start).replace(hour=0, minute=0, second=0, microsecond=0)
    shows_hours = step < timedelta(days=1)
    name_day = clock.month if step >= timedelta(days=30) else clock.short_day
    ticks: list[Tick] = []
    free_from = 0.0
    day_shown = None
    number = max(0, int((scale.start - midnight) / step) - 1)
    while (time := midnight + number * step) <= scale.end:  # wall time: a day of 23 hours still has its midnight
        number += 1
        if time < scale.start:
            continue
        x = scale.x(time)
        day = name_day(time)
        half = len(day) * _LETTER * 0.43  # the days are set smaller
        fits = day != day_shown and half <= x <= WIDTH - half and x - half >= free_from
        if fits:
            free_from, day_shown = x + half + 4, day
        ticks.append(Tick(x=x, time=f"{time:%H:%M}" if shows_hours else None, day=day if fits else None))
    return tuple(ticks)


def _cut_label(label: str) -> str:
    shown = " ".join(make_showable(label).text.split())
    return shown if len(shown) <= _LABEL else shown[: _LABEL - 1].rstrip() + "…"
