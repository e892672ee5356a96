"""The page as HTML text, and the values that its template shows."""

from __future__ import annotations

from dataclasses import replace

from tawatur.arabic.display import make_showable
from tawatur.check.records import SEVERITIES, Checked
from tawatur.markup import Clock, Lang, Words, make_environment, make_policy, make_style, read_template
from tawatur.page.drawing import draw_timeline
from tawatur.page.speakers import Speakers
from tawatur.page.tables import claim_rows, event_rows, forecast_rows, make_card, untimed_rows
from tawatur.page.text import lay_out_text

MOST = 300  # findings, forecasts, claims on one page: with 3,032 findings Chromium took 28 s to open it
MOST_EVENTS = 60  # dots and bars that a drawing of the timeline has room for


def render_check(checked: Checked, *, lang: Lang = "ar", title: str, note: str | None = None, version: str) -> str:
    """The page of a checked article as HTML text, fonts, style and script inside.

    `lang` is the language of the page; the article keeps its own. `note` is shown as a banner (an invented example).

    Raises: InputError if `checked.zone` is not a zone that this machine knows.
    """
    style, script = make_style("frame.css", "check.css"), read_template("check.js")
    return make_environment().get_template("check.html").render(
        layout="frame.html", **check_values(checked, Words(lang), title=title, note=note, version=version),
        style=style, script=script, policy=make_policy(style, script),
    )  # fmt: skip


def check_values(
    checked: Checked, words: Words, *, title: str, note: str | None = None, version: str
) -> dict[str, object]:
    """What check.html shows of an article, whatever the layout around it.

    Raises: InputError if `checked.zone` is not a zone that this machine knows.
    """
    lang = words.lang
    counts = [(severity, sum(f.severity == severity for f in checked.findings)) for severity in SEVERITIES]
    checked, left_out = _leave_out(checked)
    clock = make_clock(checked, words)
    speakers = Speakers(checked, words)
    paragraphs = lay_out_text(checked, words, speakers)
    pieces = (piece for paragraph in paragraphs for run in paragraph.runs for piece in run.pieces)
    return {
        "t": words,
        "lang": lang,
        "side": "rtl" if lang == "ar" else "ltr",
        "title": title,
        "note": note,
        "version": version,
        "clock": clock,
        "speakers": speakers,
        "statements": checked.statements,
        "paragraphs": paragraphs,
        "anchors": {piece.target for piece in pieces if piece.kind == "at"},
        "cards": [make_card(checked, number, lang) for number in range(1, len(checked.findings) + 1)],
        "counts": counts,
        "left_out": left_out,
        "stripped": make_showable(checked.text).stripped,
        "drawing": draw_timeline(checked, words, clock, speakers) if checked.timeline else None,
        "events": event_rows(checked, lang, clock, speakers),
        "untimed": untimed_rows(checked, speakers),
        "forecasts": forecast_rows(checked, words, clock, speakers),
        "claims": claim_rows(checked, words, clock, speakers),
    }


def _leave_out(checked: Checked) -> tuple[Checked, int]:
    """What of a very long article a browser can show at once, and how many findings, events… that leaves out.

    The findings come most important first, so those left out are the least.
    """
    shown = replace(
        checked,
        findings=checked.findings[:MOST],
        timeline=checked.timeline[:MOST_EVENTS],
        forecasts=checked.forecasts[:MOST],
        claims=checked.claims[:MOST],
    )
    parts = ("findings", "timeline", "forecasts", "claims")
    return shown, sum(len(getattr(checked, part)) - len(getattr(shown, part)) for part in parts)


def make_clock(checked: Checked, words: Words) -> Clock:
    """The clock of a page: in the zone of the check."""
    times = [event.start for event in checked.timeline] + [t for row in checked.speakers for t in row.said_at]
    return Clock(checked.zone, words, times)
