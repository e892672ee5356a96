"""The published form of a roundup: one self-contained HTML file without script, to read, print and keep."""

from __future__ import annotations

from tawatur.markup import Clock, Direction, Words, make_environment, make_policy, make_style, write_utc
from tawatur.report.corrections import Correction
from tawatur.report.figures import make_figures
from tawatur.report.records import Roundup
from tawatur.report.sections import Drawer


def render_page(roundup: Roundup, *, note: str | None = None, correction: Correction | None = None) -> str:
    """A roundup as HTML text, fonts and style inside.

    Args:
        note: shown as a banner (an invented example).
        correction: of a version that takes the place of a published one: what it changes is told.

    Raises: InputError if `roundup.zone` is not a zone that this machine knows.
    """
    style = make_style("frame.css", "pictures.css", "roundup.css")
    return make_environment().get_template("roundup.html").render(
        layout="frame.html", **roundup_values(roundup, Words(roundup.language), note=note, correction=correction),
        style=style, script=None, policy=make_policy(style),
    )  # fmt: skip


def roundup_values(
    roundup: Roundup,
    words: Words,
    *,
    note: str | None = None,
    correction: Correction | None = None,
    is_mirrored: bool = False,
) -> dict[str, object]:
    """What roundup.html shows, whatever the layout around it; `words` in the language of the roundup.

    `is_mirrored`: time runs from right to left in its pictures.

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
        "figures": make_figures(roundup, words, clock, is_mirrored=is_mirrored),
        "proves": words("proves", time=write_utc(kept_by)) if kept_by else None,
    }
