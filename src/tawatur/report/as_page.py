"""The published form of a roundup: one self-contained HTML file without script, to read, print and keep."""

from __future__ import annotations

from dataclasses import dataclass

from tawatur.markup import Clock, Direction, Words, make_environment, make_policy, make_style, write_utc
from tawatur.report.corrections import Correction
from tawatur.report.drawing import NARROW, WIDE, Drawing, Mark, Row, draw_curve, find_marks, table_rows
from tawatur.report.records import Rising, Roundup
from tawatur.report.sections import Drawer


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """The curve of a trend as the page shows it, drawn for desktops and for phones.

    Attributes:
        description: what the drawing shows, for who cannot see it; counted: what the columns count.
        marks: (mark, its time in words, for a machine); rows: (time in words, step).
    """

    title: str
    description: str
    step: str
    zone: str
    counted: str
    wide: Drawing
    narrow: Drawing
    marks: tuple[tuple[Mark, str, str], ...]
    rows: tuple[tuple[str, Row], ...]


def render_page(roundup: Roundup, *, note: str | None = None, correction: Correction | None = None) -> str:
    """A roundup as HTML text, fonts and style inside.

    Args:
        note: shown as a banner (an invented example).
        correction: of a version that takes the place of a published one: what it changes is told.

    Raises: InputError if `roundup.zone` is not a zone that this machine knows.
    """
    style = make_style("frame.css", "roundup.css")
    return make_environment().get_template("roundup.html").render(
        layout="frame.html", **roundup_values(roundup, Words(roundup.language), note=note, correction=correction),
        style=style, script=None, policy=make_policy(style),
    )  # fmt: skip


def roundup_values(
    roundup: Roundup, words: Words, *, note: str | None = None, correction: Correction | None = None
) -> dict[str, object]:
    """What roundup.html shows, whatever the layout around it; `words` in the language of the roundup.

    Raises: InputError if `roundup.zone` is not a zone that this machine knows.
    """
    clock = Clock(roundup.zone, words)
    side: Direction = "rtl" if roundup.language == "ar" else "ltr"
    drawer = Drawer(roundup, words, clock, side)
    headline, *sections = drawer.sections()
    captured = [each.captured_at for each in drawer.citations.values() if each.captured_at]
    kept_by = roundup.method.made_at or max(captured, default=None)
    return {
        "t": words,
        "lang": roundup.language,
        "side": side,
        "title": roundup.title,
        "note": note,
        "correction": correction,
        "version": roundup.method.version,
        "headline": headline.blocks[0][0].html,
        "sections": sections,
        "others": [each.text(roundup.language) for each in roundup.headlines],
        "citations": list(drawer.citations.values()),
        "figure": _make_figure(roundup.rising, words, clock) if roundup.rising else None,
        "proves": words("proves", time=write_utc(kept_by)) if kept_by else None,
    }


def _make_figure(rising: Rising, words: Words, clock: Clock) -> Figure:
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
    hours = int(curve.step.total_seconds()) // 3600
    return Figure(
        title=words("curve.title" if is_named else "curve.title.unnamed"),
        description=". ".join([*told, top]),
        step=words("curve.step.hour") if hours == 1 else words("curve.step.hours", n=hours),
        zone=clock.title,
        counted=counted,
        wide=draw_curve(curve, marks, clock, width=WIDE),
        narrow=draw_curve(curve, marks, clock, width=NARROW),
        marks=tuple((mark, clock.moment(mark.at), clock.iso(mark.at)) for mark in marks),
        rows=tuple((clock.moment(row.start), row) for row in table_rows(curve)),
    )
