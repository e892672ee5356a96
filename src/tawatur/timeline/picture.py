"""A time line as one SVG picture: claims by place and event along the time axis, and a map of the places mentioned.

Time runs from left to right in either language, unless mirrored; a contradiction is marked by a sign and a dashed edge,
never by colour alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from math import sqrt
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

from tawatur.arabic.display import isolate
from tawatur.arabic.zones import city_of_zone
from tawatur.claims.grouping import ClaimGroup
from tawatur.svg import LETTER, PLAIN, Palette, Pen, Picture, element
from tawatur.timeline.map import Mention, map_body, map_note
from tawatur.timeline.wording import Lang, describe, event_word, place_word, voices_word

WIDTH = 1000
EDGE = 24
LABELS = 0.4  # of the width: the column of words; a narrow picture has them above their lines
STACKED = 480  # units: a picture that is narrower
ROW, STACKED_ROW, HEADING = 22, 36, 30
MAX_ROWS = 60
FAR_OUT = 1  # times the span of eight tenths of the claims: what lies further does not stretch the axis
TICK = 72  # units that the name of a day takes
_WORDS = 13  # size
_MARK = "\N{NOT EQUAL TO}"
_STEPS = tuple(timedelta(hours=hours) for hours in (1, 3, 6, 12, 24, 48, 96, 168, 336, 720, 2160, 4320, 8760))


def draw_timeline(
    groups: Sequence[ClaimGroup],
    *,
    title: str,
    zone: str,
    lang: Lang,
    width: int = WIDTH,
    palette: Palette = PLAIN,
    margin: float = EDGE,
    is_mirrored: bool = False,
    has_map: bool = True,
    is_quoting: bool = True,
    most_rows: int = MAX_ROWS,
) -> Picture:
    """The picture of groups with a time; those that do not fit are counted below it.

    Args:
        title: what was asked for; "" where the page around it says so.
        zone: IANA name; days and hours of the axis are of this zone.
        is_quoting: a point says the words of its claim when one points at it.
        most_rows: that are drawn; the places and events with most voices come first.
    """
    dated = [group for group in groups if group.first_at is not None]
    lanes = _lanes(dated, lang, most_rows)
    shown = [group for _, lane in lanes for group in lane]
    left_out = len(groups) - len(shown)
    sheet = _Sheet(Pen(lang, palette=palette, is_mirrored=is_mirrored, margin=margin), width)
    pen = sheet.pen
    y: float = margin
    body: list[str] = []
    if title:
        body.append(pen.text(title, sheet.start_x, y + 14, size=20, weight="600"))
        y += 26
    scale = _Scale(shown, zone, sheet) if shown else None
    if scale is not None:
        body += scale.axis(y, y + 34 + sum(HEADING + sheet.row * len(lane) for _, lane in lanes))
        y += 34
        for name, lane in lanes:
            body.append(pen.text(name, sheet.start_x, y + 18, size=14, weight="600"))
            y += HEADING
            for group in lane:
                body += _row(group, y, scale, is_quoting=is_quoting)
                y += sheet.row
    beyond = sum(scale.is_beyond(group.first_at) for group in shown if group.first_at) if scale else 0
    notes = _notes(pen, zone, left_out, beyond)
    if has_map:
        mentions = [Mention(place=group.place, voices=group.voices) for group in groups if group.place]
        drawn, height = map_body(mentions, y + EDGE, width, pen)
        if drawn:
            body += drawn
            y += EDGE + height
            notes.append(map_note(lang))
    label = pen.say(f"الخط الزمني: {title}", f"Timeline: {title}") if title else pen.say("خط زمني", "Timeline")
    return Picture(body=tuple(body), width=width, height=y + margin / 2, label=label, notes=tuple(notes), pen=pen)


class _Sheet:
    """Where things stand: words where the language begins, the axis beside them; or, in a narrow picture, below."""

    def __init__(self, pen: Pen, width: int) -> None:
        self.pen = pen
        left, right = pen.margin, width - pen.margin
        is_right = pen.lang == "ar"
        self.is_stacked = width < STACKED
        self.row = STACKED_ROW if self.is_stacked else ROW
        self.start_x = right if is_right else left
        self.inset = self.start_x + (-10 if is_right else 10)
        words = 0 if self.is_stacked else LABELS * width
        spare = 12  # for the points at the ends
        self.chart = (left + spare, right - words - spare) if is_right else (left + words + spare, right - spare)
        self.letters = int(((right - left if self.is_stacked else words) - 10) / (_WORDS * LETTER))


def _lanes(groups: Sequence[ClaimGroup], lang: Lang, most_rows: int) -> list[tuple[tuple[str, str], list[ClaimGroup]]]:
    """Groups by place and event under a name, the lanes with most voices first, at most `most_rows` rows in all."""

    def key(group: ClaimGroup) -> tuple[str, str, str]:
        return group.place.name if group.place else "", group.event, group.about or ""

    lanes = [list(lane) for _, lane in groupby(sorted(groups, key=key), key=key)]
    lanes.sort(key=lambda lane: (-sum(group.voices for group in lane), key(lane[0])))
    kept: list[list[ClaimGroup]] = []
    rows = 0
    for lane in lanes:
        if rows + len(lane) > most_rows and kept:
            continue
        ordered = sorted(lane, key=lambda group: (group.first_at is None, group.first_at, group.id))[:most_rows]
        rows += len(ordered)
        kept.append(ordered)
    return [(_lane_name(lane[0], lang), lane) for lane in kept]


def _lane_name(group: ClaimGroup, lang: Lang) -> tuple[str, str]:
    place = group.place
    where = (place_word(place) if lang == "ar" else place.name) if place else "—"
    return where, f" · {event_word(group.event, group.about, lang)}"  # a name may run against the line


class _Scale:
    def __init__(self, groups: Sequence[ClaimGroup], zone: str, sheet: _Sheet) -> None:
        self.zone = ZoneInfo(zone)
        self.sheet = sheet
        times = [moment for group in groups for moment in (group.first_at, group.last_at) if moment]
        first, last = _bulk(times)
        spare = max((last - first) * 0.04, timedelta(minutes=30))
        self.first, self.last = first - spare, last + spare

    def x(self, moment: datetime) -> float:
        """Where a moment stands; at the edge what lies beyond the axis."""
        share = (moment - self.first) / (self.last - self.first)
        return self.sheet.pen.along(*self.sheet.chart, min(max(share, 0.0), 1.0))

    def is_beyond(self, moment: datetime) -> bool:
        """Whether a moment lies before or after the axis."""
        return not self.first <= moment <= self.last

    def axis(self, top: float, bottom: float) -> Iterator[str]:
        """Upright lines at round times of the zone, with their names above."""
        span = self.last - self.first
        pen = self.sheet.pen
        left, right = self.sheet.chart
        fits = max(2, int((right - left) / TICK))
        step = next((step for step in _STEPS if span / step <= fits), timedelta(days=3650))
        local = self.first.astimezone(self.zone)
        tick = local.replace(hour=0, minute=0, second=0, microsecond=0)
        while tick <= self.last:
            if tick >= self.first:
                x = self.x(tick)
                form = "%H:%M" if step < timedelta(days=1) and tick.hour else "%Y-%m-%d"
                yield element("line", x1=x, y1=float(top + 18), x2=x, y2=float(bottom), stroke=pen.palette.line)
                name = f"{tick:{form}}"
                half = 11 * LETTER * len(name) / 2
                middle = min(max(x, left + half - 12), right - half + 12)
                yield pen.text(name, middle, top + 12, size=11, fill=pen.palette.pale, anchor="middle", ltr=True)
            tick += step


def _bulk(times: Sequence[datetime]) -> tuple[datetime, datetime]:
    """Where the axis begins and ends: with the first and last moment, unless few of them lie far from all others."""
    ordered = sorted(times)
    low, high = ordered[len(ordered) // 10], ordered[-1 - len(ordered) // 10]
    reach = FAR_OUT * max(high - low, timedelta(hours=6))
    return max(ordered[0], low - reach), min(ordered[-1], high + reach)


def _row(group: ClaimGroup, y: float, scale: _Scale, *, is_quoting: bool) -> Iterator[str]:
    first, last = group.first_at, group.last_at
    if first is None or last is None:
        return
    sheet, pen = scale.sheet, scale.sheet.pen
    is_disputed = bool(group.contradictions)
    colour = pen.palette.warn if is_disputed else pen.palette.accent
    begin, end = scale.x(first), scale.x(last)
    middle = y + (sheet.row - 10 if sheet.is_stacked else sheet.row / 2)
    size = min(4 + sqrt(group.voices), 9)
    dash = {"stroke_dasharray": "4 3"} if is_disputed or group.modality != "certain" else {}
    if abs(end - begin) > 1:
        yield element("line", x1=begin, y1=middle, x2=end, y2=middle, stroke=colour, stroke_width=3, **dash)
    fill = pen.palette.ground if group.polarity == "denied" or group.modality == "future" else colour
    title = element("title", escape(isolate(group.claims[0].text))) if is_quoting else ""
    yield element("circle", title, cx=begin, cy=middle, r=size, fill=fill, stroke=colour, stroke_width=2)
    told = describe(group, pen.lang) or event_word(group.event, None, pen.lang)
    voices = f" ({voices_word(group.voices, pen.lang)})"
    mark = f"{_MARK} " if is_disputed else ""
    fits = sheet.letters - len(mark) - len(voices)
    words = [f"{mark}{told if len(told) <= fits else told[: fits - 1] + '…'}{voices}"]
    if scale.is_beyond(first):  # a piece of its own: inside Arabic words a date is drawn the wrong way round
        words = [f"{words[0]} ", f"{first.astimezone(scale.zone):%Y-%m-%d}"]
    yield pen.text(
        words, sheet.inset, y + (14 if sheet.is_stacked else 16), size=_WORDS, fill=colour if is_disputed else None
    )


def _notes(pen: Pen, zone: str, left_out: int, beyond: int) -> list[str]:
    where = city_of_zone(zone, lang=pen.lang)
    notes = [
        pen.say(
            f"الأوقات بتوقيت {where}. النقطة أول ظهور، وعرضها بعدد الأصوات. "
            f"{_MARK} ادعاء ينقضه آخر؛ الفارغة نفي أو توقع.",
            f"Times in {where}. A point is a first appearance, sized by voices. "
            f"{_MARK} another claim excludes it; hollow: denied or foretold.",
        )
    ]
    if beyond:
        notes.append(
            pen.say(
                f"خارج المحور {beyond}: عند طرفه، وتاريخه مكتوب.",
                f"{beyond} beyond the axis: at its edge, with the date.",
            )
        )
    if left_out:
        notes.append(
            pen.say(
                f"لم يُرسم {left_out}: بلا وقت، أو لضيق المكان.",
                f"{left_out} not drawn: without a time, or for want of room.",
            )
        )
    return notes
