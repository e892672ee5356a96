"""The two pictures beside the board: the course of the strongest trends, and the places that what rises mentions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from markupsafe import Markup

from tawatur.desk.drawings import COURSE_WIDTH, DASHES, draw_course
from tawatur.desk.pages import words_of
from tawatur.desk.settings import Settings
from tawatur.markup import Clock
from tawatur.pipeline.kept_boards import KeptBoard
from tawatur.svg import THEMED, Pen
from tawatur.timeline.map import draw_map, find_mapped, map_note
from tawatur.trends.records import Trend

SAME_DAYS = timedelta(hours=48)  # between the ends of curves of 72 hours, for them to stand in one picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """The drawing; `day`: of its beginning; `lines`: (number, tag, dashes, most voices in an hour) of each."""

    drawn: Markup
    day: str
    lines: tuple[tuple[int, str, str, int], ...]


def draw_strongest(shown: Sequence[Trend], kept: KeptBoard, settings: Settings) -> Course | None:
    """The first trend shown with those before it, then the next ones, as far as they are of the same days."""
    curves = kept.found.curves
    drawn = [trend for trend in shown if trend.id in curves]
    if not drawn or kept.found.at is None:
        return None
    first, *others = drawn
    labels = {each.label for each in first.precedents}
    before = [trend for trend in kept.found.trends if trend.label in labels and trend.id in curves]
    chosen = [first]
    for trend in [*before, *others]:
        is_near = abs(curves[trend.id].start - curves[first.id].start) < SAME_DAYS
        if is_near and trend not in chosen and len(chosen) < len(DASHES):
            chosen.append(trend)
    words = words_of(settings.lang)
    lines = tuple(
        (number, trend.label, dash, max(curves[trend.id].voices, default=0))
        for number, (trend, dash) in enumerate(zip(chosen, DASHES, strict=False), start=1)
    )
    told = [f"{number}: #{label}, {words('board.course.peak', n=highest)}" for number, label, _, highest in lines]
    picture = draw_course(
        [curves[trend.id] for trend in chosen],
        until=kept.found.at,
        clock=Clock(settings.zone, words),
        pen=Pen(settings.lang, palette=THEMED, is_mirrored=settings.is_mirrored),
        now="" if kept.asked else words("board.now"),
        label=". ".join([words("board.course"), words("board.course.what"), *told]),
    )
    begins = min(curves[trend.id].start for trend in chosen)
    return Course(
        drawn=Markup(picture.inline("one")),  # noqa: S704 - element() escapes every string itself
        day=words("board.course.from", day=Clock(settings.zone, words).day(begins)),
        lines=lines,
    )


def draw_mentioned(kept: KeptBoard, settings: Settings) -> tuple[Markup, str] | None:
    """The map and what is said below it; None where no place of the board has a point on it."""
    if not find_mapped(kept.places):
        return None
    picture = draw_map(kept.places, lang=settings.lang, width=COURSE_WIDTH, palette=THEMED)
    return Markup(picture.inline("one")), map_note(settings.lang)  # noqa: S704 - element() escapes every string itself
