"""The pictures of a roundup: the curve of its trend, the places named, what is told, who copied whom."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from tawatur.claims.grouping import ClaimGroup
from tawatur.markup import Clock, Words
from tawatur.report.drawing import Mark, Row, find_marks, lay_out, paint, table_rows
from tawatur.report.records import Rising, Roundup
from tawatur.svg import NARROW, PLAIN, THEMED, WIDE, Palette, Pen, Picture
from tawatur.timeline.map import draw_map, find_mapped
from tawatur.timeline.picture import draw_timeline
from tawatur.voices.picture import draw_spread
from tawatur.voices.spread import Spread

if TYPE_CHECKING:
    from markupsafe import Markup

MAX_GROUPS = 14  # of the timeline: those of most voices
MIN_GROUPS = 2
MIN_COPIES = 3  # of a chain, to be worth a drawing
MAX_COURSES = 3

Kind = Literal["curve", "map", "timeline", "chains"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One picture, as a page or an export shows it.

    Attributes:
        said: beside the title: the length of a step, the zone, which way time runs.
        draw: (width in units, colours) -> the drawing.
        marks: of the curve, (mark, its time in words, for a machine); rows: (time in words, step).
        counted: what its columns count.
    """

    kind: Kind
    title: str
    said: tuple[str, ...]
    draw: Callable[[int, Palette], Picture]
    marks: tuple[tuple[Mark, str, str], ...] = ()
    rows: tuple[tuple[str, Row], ...] = ()
    counted: str = ""

    @property
    def plain(self) -> Picture:
        """The drawing for an export: on its own ground, with its notes."""
        return self.draw(WIDE, PLAIN)

    @property
    def description(self) -> str:
        """What it shows, for who cannot see it."""
        label = self.plain.label
        return label if label.startswith(self.title) else f"{self.title}. {label}"

    @property
    def drawn(self) -> Markup:
        """The drawing for desktops and the one for phones, in the colours of the page; its style shows one of them."""
        from markupsafe import Markup

        parts = (self.draw(width, THEMED).inline(name) for width, name in ((WIDE, "wide"), (NARROW, "narrow")))
        return Markup("\n").join(Markup(part) for part in parts)  # noqa: S704 - element() escapes every string itself


def make_figures(roundup: Roundup, words: Words, clock: Clock, *, is_mirrored: bool = False) -> tuple[Figure, ...]:
    """The pictures that a roundup has something for, the curve first.

    Args:
        is_mirrored: time runs from right to left.
    """
    return tuple(_make(roundup, words, clock, is_mirrored=is_mirrored))


def _make(roundup: Roundup, words: Words, clock: Clock, *, is_mirrored: bool) -> Iterator[Figure]:
    axis = words("axis.mirrored" if is_mirrored else "axis")
    if roundup.rising:
        yield _curve(roundup.rising, words, clock, axis, is_mirrored=is_mirrored)
    language, glance = roundup.language, roundup.glance

    if find_mapped(glance.places):
        yield Figure(
            kind="map", title=words("map.title"), said=(),
            draw=lambda width, palette: draw_map(glance.places, lang=language, width=width, palette=palette),
        )  # fmt: skip
    groups = _most_told(glance.groups)
    if len(groups) >= MIN_GROUPS:
        yield Figure(
            kind="timeline", title=words("told.title"), said=(axis, clock.title),
            draw=lambda width, palette: draw_timeline(
                groups, title="", zone=roundup.zone, lang=language, width=width, palette=palette, margin=2,
                is_mirrored=is_mirrored, has_map=False, is_quoting=False,
            ),
        )  # fmt: skip
    spread = _largest(glance.spread)
    if spread is not None:
        handles = dict(glance.handles)
        unnamed = [name for name in spread.names if name not in handles]
        names = {name: f"@{handle}" for name, handle in handles.items()}
        names |= {name: words("account.numbered", n=number) for number, name in enumerate(unnamed, start=1)}
        yield Figure(
            kind="chains", title=words("chains.title"), said=(axis,),
            draw=lambda width, palette: draw_spread(
                spread, names, title="", zone=roundup.zone, lang=language, width=width, palette=palette, margin=2,
                is_mirrored=is_mirrored,
            ),
        )  # fmt: skip


def _most_told(groups: tuple[ClaimGroup, ...]) -> list[ClaimGroup]:
    """The claims with a time that most voices tell; those of one voice only where there are no others."""
    dated = [group for group in groups if group.first_at is not None]
    shared = [group for group in dated if group.voices > 1]
    best = sorted(
        shared if len(shared) >= MIN_GROUPS else dated, key=lambda group: (-group.voices, str(group.first_at), group.id)
    )[:MAX_GROUPS]
    return [group for group in dated if group in best]


def _largest(spread: Spread | None) -> Spread | None:
    """The chains that are worth a drawing; None when none is."""
    if spread is None:
        return None
    courses = tuple(course for course in spread.courses if course.copies >= MIN_COPIES)[:MAX_COURSES]
    left = spread.left_out + len(spread.courses) - len(courses)
    return replace(spread, courses=courses, left_out=left) if courses else None


def _curve(rising: Rising, words: Words, clock: Clock, axis: str, *, is_mirrored: bool) -> Figure:
    curve = rising.curve
    marks = find_marks(rising)
    is_named = rising.trend.accounts is not None
    counted = words("curve.voices" if is_named else "curve.texts")
    told = []
    for mark in marks:
        tag = f" {mark.tag.text}" if mark.tag else ""
        told.append(f"{mark.number}: {words(f'curve.{mark.kind}')}{tag}, {clock.moment(mark.at)}")
    highest = max(range(len(curve.voices)), key=lambda number: curve.voices[number])
    top = f"{counted}: {curve.voices[highest]}, {clock.moment(curve.start + highest * curve.step)}"
    title = words("curve.title" if is_named else "curve.title.unnamed")
    label = ". ".join([title, *told, top])
    hours = int(curve.step.total_seconds()) // 3600
    step = words("curve.step.hour") if hours == 1 else words("curve.step.hours", n=hours)

    def draw(width: int, palette: Palette) -> Picture:
        drawing = lay_out(curve, marks, clock, width=width, is_mirrored=is_mirrored)
        return paint(drawing, clock, Pen(words.lang, palette=palette), label=label)

    return Figure(
        kind="curve",
        title=title,
        said=(step, axis, clock.title),
        draw=draw,
        marks=tuple((mark, clock.moment(mark.at), clock.iso(mark.at)) for mark in marks),
        rows=tuple((clock.moment(row.start), row) for row in table_rows(curve)),
        counted=counted,
    )
