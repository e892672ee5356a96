"""A time line as one SVG picture: claims by place and event along the time axis, and a map of the places mentioned.

Time runs from left to right in either language; a contradiction is marked by a sign and a dashed edge, never by colour
alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from itertools import groupby
from math import cos, radians, sqrt
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

from tawatur.arabic.display import isolate
from tawatur.arabic.places import Place
from tawatur.arabic.tables import read_table
from tawatur.arabic.zones import city_of_zone
from tawatur.claims.grouping import ClaimGroup
from tawatur.svg import ACCENT, INK, LINE, PALE, WARN, Pen, element, picture
from tawatur.timeline.wording import Lang, describe, event_word, place_word

WIDTH = 1000
LABELS = 400  # width of the column of words
EDGE = 24
ROW, HEADING = 22, 30
MAX_ROWS = 60
MAX_TEXT = 46  # characters of a row's words
MAP_HEIGHT = 420
MAX_NAMES = 18  # places named on the map; the others are points
LETTER, LINE_HEIGHT = 7, 13  # about the size of a letter of a name; names do not lie over each other
FAR_OUT = 1  # times the span of eight tenths of the claims: what lies further does not stretch the axis
MAPPED = 0.95  # of the voices: the map shows the places that hold so many, and what else falls into it
MIN_SPAN = 3.0  # degrees that a map shows at least
PAD = 0.15  # of the span, around the points
SOURCE = "Natural Earth 1:50m"
_MARK = "\N{NOT EQUAL TO}"
_STEPS = tuple(timedelta(hours=hours) for hours in (1, 3, 6, 12, 24, 48, 168, 720, 2160, 8760))


def draw_timeline(groups: Sequence[ClaimGroup], *, title: str, zone: str, lang: Lang) -> str:
    """The picture of groups with a time; those that do not fit are counted in it.

    Args:
        title: what was asked for.
        zone: IANA name; days and hours of the axis are of this zone.
    """
    dated = [group for group in groups if group.first_at is not None]
    lanes = _lanes(dated, lang)
    shown = [group for _, lane in lanes for group in lane]
    left_out = len(groups) - len(shown)
    pen = _Pen(lang)
    y: float = EDGE + 26
    body = [pen.text(title, pen.start_x, EDGE + 14, size=20, weight="600")]
    scale = _Scale(shown, zone, pen) if shown else None
    if scale is not None:
        body += scale.axis(y, y + 34 + sum(HEADING + ROW * len(lane) for _, lane in lanes))
        y += 34
        for name, lane in lanes:
            body.append(pen.text(name, pen.start_x, y + 18, size=14, weight="600"))
            y += HEADING
            for group in lane:
                body += _row(group, y, scale, pen)
                y += ROW
    beyond = sum(scale.is_beyond(group.first_at) for group in shown if group.first_at) if scale else 0
    notes = _notes(pen, zone, left_out, beyond)
    drawn, height = _map(groups, y + EDGE, pen)
    if drawn:
        body += drawn
        y += EDGE + height
        notes.append(
            pen.say(
                f"الخريطة: {SOURCE}، ملكية عامة؛ أماكن ذُكرت لا مواقع أحداث",
                f"Map: {SOURCE}, public domain; places mentioned, not events",
            )
        )
    for note in notes:
        y += 20
        body.append(pen.text(note, pen.start_x, y, size=12, fill=PALE))
    label = pen.say(f"الخط الزمني: {title}", f"Timeline: {title}")
    return picture(body, width=WIDTH, height=y + EDGE, label=label, pen=pen)


class _Pen(Pen):
    """The column of words stands where the language begins."""

    def __init__(self, lang: Lang) -> None:
        super().__init__(lang)
        self.start_x = WIDTH - EDGE if lang == "ar" else EDGE
        self.chart = (EDGE, WIDTH - LABELS - EDGE) if lang == "ar" else (LABELS + EDGE, WIDTH - EDGE)


def _lanes(groups: Sequence[ClaimGroup], lang: Lang) -> list[tuple[str, list[ClaimGroup]]]:
    """Groups by place and event under a name, the lanes with most voices first, at most MAX_ROWS rows in all."""

    def key(group: ClaimGroup) -> tuple[str, str, str]:
        return group.place.name if group.place else "", group.event, group.about or ""

    lanes = [list(lane) for _, lane in groupby(sorted(groups, key=key), key=key)]
    lanes.sort(key=lambda lane: (-sum(group.voices for group in lane), key(lane[0])))
    kept: list[list[ClaimGroup]] = []
    rows = 0
    for lane in lanes:
        if rows + len(lane) > MAX_ROWS and kept:
            continue
        ordered = sorted(lane, key=lambda group: (group.first_at is None, group.first_at, group.id))[:MAX_ROWS]
        rows += len(ordered)
        kept.append(ordered)
    return [(_lane_name(lane[0], lang), lane) for lane in kept]


def _lane_name(group: ClaimGroup, lang: Lang) -> str:
    place = group.place
    where = (place_word(place) if lang == "ar" else place.name) if place else "—"
    return f"{where} · {event_word(group.event, group.about, lang)}"


class _Scale:
    def __init__(self, groups: Sequence[ClaimGroup], zone: str, pen: _Pen) -> None:
        self.zone = ZoneInfo(zone)
        self.pen = pen
        times = [moment for group in groups for moment in (group.first_at, group.last_at) if moment]
        first, last = _bulk(times)
        spare = max((last - first) * 0.04, timedelta(minutes=30))
        self.first, self.last = first - spare, last + spare

    def x(self, moment: datetime) -> float:
        """Where a moment stands; at the edge what lies beyond the axis."""
        left, right = self.pen.chart
        share = (moment - self.first) / (self.last - self.first)
        return left + (right - left) * min(max(share, 0.0), 1.0)

    def is_beyond(self, moment: datetime) -> bool:
        """Whether a moment lies before or after the axis."""
        return not self.first <= moment <= self.last

    def axis(self, top: float, bottom: float) -> Iterator[str]:
        """Upright lines at round times of the zone, with their names above."""
        span = self.last - self.first
        step = next((step for step in _STEPS if span / step <= 8), timedelta(days=3650))
        local = self.first.astimezone(self.zone)
        tick = local.replace(hour=0, minute=0, second=0, microsecond=0)
        while tick <= self.last:
            if tick >= self.first:
                x = self.x(tick)
                form = "%H:%M" if step < timedelta(days=1) and tick.hour else "%Y-%m-%d"
                yield element("line", x1=x, y1=float(top + 18), x2=x, y2=float(bottom), stroke=LINE)
                yield self.pen.text(f"{tick:{form}}", x, top + 12, size=11, fill=PALE, anchor="middle", ltr=True)
            tick += step


def _bulk(times: Sequence[datetime]) -> tuple[datetime, datetime]:
    """Where the axis begins and ends: with the first and last moment, unless few of them lie far from all others."""
    ordered = sorted(times)
    low, high = ordered[len(ordered) // 10], ordered[-1 - len(ordered) // 10]
    reach = FAR_OUT * max(high - low, timedelta(hours=6))
    return max(ordered[0], low - reach), min(ordered[-1], high + reach)


def _row(group: ClaimGroup, y: float, scale: _Scale, pen: _Pen) -> Iterator[str]:
    first, last = group.first_at, group.last_at
    if first is None or last is None:
        return
    is_disputed = bool(group.contradictions)
    colour = WARN if is_disputed else ACCENT
    left, right = scale.x(first), scale.x(last)
    middle = y + ROW / 2
    size = min(4 + sqrt(group.voices), 9)
    dash = {"stroke_dasharray": "4 3"} if is_disputed or group.modality != "certain" else {}
    if right - left > 1:
        yield element("line", x1=left, y1=middle, x2=right, y2=middle, stroke=colour, stroke_width=3, **dash)
    fill = "#ffffff" if group.polarity == "denied" or group.modality == "future" else colour
    title = element("title", escape(isolate(group.claims[0].text)))
    yield element("circle", title, cx=left, cy=middle, r=size, fill=fill, stroke=colour, stroke_width=2)
    told = describe(group, pen.lang) or event_word(group.event, None, pen.lang)
    voices = pen.say(f"الأصوات {group.voices}", f"voices {group.voices}")
    mark = f"{_MARK} " if is_disputed else ""
    words = [f"{mark}{told if len(told) <= MAX_TEXT else told[:MAX_TEXT] + '…'} ({voices})"]
    if scale.is_beyond(first):  # a piece of its own: inside Arabic words a date is drawn the wrong way round
        words = [f"{words[0]} ", f"{first.astimezone(scale.zone):%Y-%m-%d}"]
    inset = -14 if pen.lang == "ar" else 14
    yield pen.text(words, pen.start_x + inset, y + 16, size=13, fill=WARN if is_disputed else INK)


def _notes(pen: _Pen, zone: str, left_out: int, beyond: int) -> list[str]:
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


@dataclass(frozen=True, slots=True)
class _Frame:
    west: float
    east: float
    south: float
    north: float
    top: float

    def at(self, longitude: float, latitude: float) -> tuple[float, float]:
        width = WIDTH - 2 * EDGE
        x = EDGE + (longitude - self.west) / (self.east - self.west) * width
        y = self.top + (self.north - latitude) / (self.north - self.south) * MAP_HEIGHT
        return x, y


def _map(groups: Sequence[ClaimGroup], top: float, pen: _Pen) -> tuple[list[str], float]:
    """The places of the groups on an equirectangular map; ([], 0) when none has a point on the table's countries."""
    voices: dict[str, tuple[Place, int]] = {}
    for group in groups:
        place = group.place
        if place is not None and place.latitude is not None and place.longitude is not None:
            _, known = voices.get(place.name, (place, 0))
            voices[place.name] = (place, known + group.voices)
    ordered = sorted(voices.values(), key=lambda each: (-each[1], each[0].name))
    frame = _frame(list(_mostly(ordered)), top)
    if frame is None:
        return [], 0
    frame_of = {"x": float(EDGE), "y": float(top), "width": float(WIDTH - 2 * EDGE), "height": float(MAP_HEIGHT)}
    paths = "".join(_path(ring, frame) for ring in _outlines() if _touches(ring, frame))
    drawn = [
        element("clipPath", element("rect", "", **frame_of), id="map"),
        element("rect", "", **frame_of, fill="#eef3f7"),
        element("path", clip_path="url(#map)", d=paths, fill="#ffffff", stroke="#9aa6b4", stroke_width=0.8),
    ]
    named: list[tuple[float, float, float]] = []  # middle, foot and half the width of each name
    for place, count in ordered:
        if place.longitude is None or place.latitude is None:
            continue
        x, y = frame.at(place.longitude, place.latitude)
        if not (EDGE <= x <= WIDTH - EDGE and top <= y <= top + MAP_HEIGHT):
            continue
        size = min(3 + sqrt(count), 16)
        drawn.append(element("circle", cx=x, cy=y, r=size, fill=ACCENT, fill_opacity="0.55", stroke=ACCENT))
        name = place_word(place) if pen.lang == "ar" else place.name
        foot, half = y - min(5 + sqrt(count), 18), LETTER * len(name) / 2
        is_free = all(abs(foot - other[1]) > LINE_HEIGHT or abs(x - other[0]) > half + other[2] for other in named)
        if len(named) < MAX_NAMES and is_free:
            named.append((x, foot, half))
            drawn.append(pen.text(name, x, foot, size=12, anchor="middle"))
    return drawn, MAP_HEIGHT


def _mostly(ordered: Sequence[tuple[Place, int]]) -> Iterator[Place]:
    """The places, most voices first, that together hold the most of them."""
    wanted, held = MAPPED * sum(count for _, count in ordered), 0
    for place, count in ordered:
        if held < wanted:
            yield place
        held += count


def _frame(places: Sequence[Place], top: float) -> _Frame | None:
    points = [(p.longitude, p.latitude) for p in places if p.longitude is not None and p.latitude is not None]
    points = [(x, y) for x, y in points if -18 <= x <= 64 and -2 <= y <= 43]  # the cut of tools/build_outlines.py
    if not points:
        return None
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    middle_x, middle_y = (west + east) / 2, (south + north) / 2
    stretch = (WIDTH - 2 * EDGE) / MAP_HEIGHT / cos(radians(middle_y))  # degrees of longitude to one of latitude
    half = max(MIN_SPAN, (north - south) * (1 + 2 * PAD), (east - west) * (1 + 2 * PAD) / stretch) / 2
    return _Frame(middle_x - half * stretch, middle_x + half * stretch, middle_y - half, middle_y + half, top)


@cache
def _outlines() -> tuple[tuple[tuple[float, float], ...], ...]:
    rings = []
    for row in read_table("outlines"):
        numbers = [int(number) / 100 for number in row["points"].split()]
        rings.append(tuple(zip(numbers[::2], numbers[1::2], strict=True)))
    return tuple(rings)


def _touches(ring: Iterable[tuple[float, float]], frame: _Frame) -> bool:
    xs, ys = zip(*ring, strict=True)
    return bool(min(xs) <= frame.east and max(xs) >= frame.west and min(ys) <= frame.north and max(ys) >= frame.south)


def _path(ring: Sequence[tuple[float, float]], frame: _Frame) -> str:
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in (frame.at(*point) for point in ring))
    return f"M{points}Z"
