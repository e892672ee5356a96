"""A map of the places that texts mention, as SVG: mentions, not events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from math import cos, hypot, radians, sqrt

from tawatur.arabic.places import Place
from tawatur.arabic.tables import read_table
from tawatur.errors import InputError
from tawatur.svg import LETTER, PLAIN, Lang, Palette, Pen, Picture, element
from tawatur.timeline.wording import place_word

MAPPED = 0.95  # of the voices: the map shows the places that hold so many, and what else falls into it
MIN_SPAN = 6.0  # degrees that a map shows at least
PAD = 0.15  # of the span, around the points
SOURCE = "Natural Earth 1:50m"
NAME, LINE_HEIGHT = 12, 18  # size of a name, and of its line with what hangs below: names never lie over each other
NAME_ROOM = 55  # units of width to each name that is written; the other places are points
FINEST = 1.0  # units: points of a coast that lie closer to each other are one
MAX_SIZE = 16
_AREAS = frozenset({"country", "region"})  # their middle is no place that anybody named

Point = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A place and how many voices mention it."""

    place: Place
    voices: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlines:
    """Coasts and borders: rings of (longitude, latitude) that close themselves; `source`: None for those we bring."""

    rings: tuple[tuple[Point, ...], ...]
    source: str | None = None

    @property
    def box(self) -> tuple[float, float, float, float]:
        """West, east, south and north of all."""
        xs, ys = zip(*(point for ring in self.rings for point in ring), strict=True)
        return min(xs), max(xs), min(ys), max(ys)


_own: ContextVar[Outlines | None] = ContextVar("_own", default=None)


@contextmanager
def using_outlines(outlines: Outlines) -> Iterator[None]:
    """Let every map be drawn on these until the block ends."""
    token = _own.set(outlines)
    try:
        yield
    finally:
        _own.reset(token)


def parse_outlines(text: str, where: str) -> Outlines:
    """Own outlines for `using_outlines`, in the form of tools/build_outlines.py; their first line names the source.

    Raises: InputError, with the line, for what cannot be read.
    """
    lines = text.splitlines()
    source = lines[0].removeprefix("#").strip() if lines and lines[0].startswith("#") else ""
    rings = []
    for number, line in enumerate(lines, start=1):
        if line and not line.startswith(("#", "country\t")):
            try:
                rings.append(_read_ring(line.split("\t")[1]))
            except (ValueError, IndexError) as error:
                raise InputError(
                    f"{where}, line {number}: {line[:40]!r} is no ring; write a name, a tab, and longitudes and "
                    "latitudes in turn in hundredths of a degree"
                ) from error
    if not rings or not source:
        raise InputError(f"{where}: no rings, or no first line that names their source behind a #")
    return Outlines(rings=tuple(rings), source=source)


def _read_ring(points: str) -> tuple[Point, ...]:
    numbers = [int(number) / 100 for number in points.split()]
    ring = tuple(zip(numbers[::2], numbers[1::2], strict=True))
    if len(ring) < 3:
        raise ValueError(points)
    return ring


@dataclass(frozen=True, slots=True)
class _Frame:
    """What a map shows, and where it stands."""

    west: float
    east: float
    south: float
    north: float
    left: float
    top: float
    width: float
    height: float

    def at(self, longitude: float, latitude: float) -> Point:
        """Where a point stands inside the map."""
        x = (longitude - self.west) / (self.east - self.west) * self.width
        y = (self.north - latitude) / (self.north - self.south) * self.height
        return x, y


def find_mapped(mentions: Iterable[Mention]) -> list[Mention]:
    """Those that have a point on our outlines, each place once, most voices first."""
    voices: dict[str, tuple[Place, int]] = {}
    west, east, south, north = _outlines().box
    for mention in mentions:
        place = mention.place
        if place.longitude is None or place.latitude is None or place.kind in _AREAS:
            continue
        if west <= place.longitude <= east and south <= place.latitude <= north:
            _, known = voices.get(place.name, (place, 0))
            voices[place.name] = (place, known + mention.voices)
    ordered = sorted(voices.values(), key=lambda each: (-each[1], each[0].name))
    return [Mention(place=place, voices=count) for place, count in ordered]


def draw_map(
    mentions: Iterable[Mention], *, lang: Lang, width: int, palette: Palette = PLAIN, margin: float = 0
) -> Picture:
    """The map of some places; an empty one of those of which `find_mapped` gives none."""
    pen = Pen(lang, palette=palette, margin=margin)
    mapped = find_mapped(mentions)
    body, height = map_body(mapped, 0, width, pen)
    named = "، ".join if lang == "ar" else ", ".join
    told = named(f"{_name(each.place, lang)} ({each.voices})" for each in mapped[:8])
    label = pen.say(f"خريطة الأماكن المذكورة، وأمام كل منها عدد الأصوات: {told}", f"Map of places, with voices: {told}")
    return Picture(body=tuple(body), width=width, height=height, label=label, notes=(map_note(lang),), pen=pen)


def map_note(lang: Lang) -> str:
    """What the map is made of, and what a point on it is."""
    own = _outlines().source
    if own is not None:
        said = "الخريطة: " if lang == "ar" else "Map: "
        source = f"{said}{own}"
    else:
        source = f"الحدود: {SOURCE}، ملكية عامة." if lang == "ar" else f"Borders: {SOURCE}, public domain."
    if lang == "ar":
        return f"أماكن ذُكرت لا مواقع أحداث، ومساحة الدائرة بعدد الأصوات. {source}"
    return f"Places mentioned, not events; circles by voices. {source}"


def map_body(mentions: Iterable[Mention], top: float, width: int, pen: Pen) -> tuple[list[str], float]:
    """The places on an equirectangular map, and its height; ([], 0) when none has a point on our outlines."""
    ordered = find_mapped(mentions)
    room = width - 2 * pen.margin
    height = float(min(420, round(room * (0.44 if width > 600 else 0.8))))
    frame = _frame(list(_mostly(ordered)), pen.margin, top, room, height)
    if frame is None:
        return [], 0
    paths = "".join(_path(ring, frame) for ring in _outlines().rings if _touches(ring, frame))
    colours = pen.palette
    inside = [
        element("rect", width=room, height=height, fill=colours.sea),
        element("path", d=paths, fill=colours.land, stroke=colours.border, stroke_width=0.8),
    ]
    names: list[str] = []
    named: list[tuple[float, float, float]] = []  # middle, foot and half the width of each name
    for mention in ordered:
        place = mention.place
        x, y = frame.at(place.longitude or 0, place.latitude or 0)
        if not (0 <= x <= room and 0 <= y <= height):
            continue
        size = min(3 + sqrt(mention.voices), MAX_SIZE)
        colour = colours.accent
        inside.append(element("circle", cx=x, cy=y, r=size, fill=colour, fill_opacity="0.5", stroke=colour))
        name = _name(place, pen.lang)
        half = NAME * LETTER * len(name) / 2 + 2
        middle = min(max(x, half), room - half)
        for foot in (y - size - 4, y + size + NAME):
            is_free = all(abs(foot - up) > LINE_HEIGHT or abs(middle - at) > half + wide for at, up, wide in named)
            if is_free and len(named) < room / NAME_ROOM and NAME <= foot <= height - 3:
                named.append((middle, foot, half))
                names.append(
                    pen.text(
                        name, middle, foot, size=NAME, anchor="middle", name="place", stroke=colours.land,
                        stroke_width=3, paint_order="stroke",
                    )
                )  # fmt: skip
                break
    # A picture of its own clips what lies beyond the frame, without a name that another map could have, too.
    box = element(
        "svg", "".join([*inside, *names]), x=frame.left, y=top, width=room, height=height,
        viewBox=f"0 0 {room:g} {height:g}",
    )  # fmt: skip
    edge = element("rect", x=frame.left, y=top, width=room, height=height, fill="none", stroke=colours.line)
    return [box, edge], height


def _name(place: Place, lang: Lang) -> str:
    return place_word(place) if lang == "ar" else place.name


def _mostly(ordered: Sequence[Mention]) -> Iterator[Place]:
    """The places, most voices first, that together hold the most of them."""
    wanted, held = MAPPED * sum(each.voices for each in ordered), 0
    for each in ordered:
        if held < wanted:
            yield each.place
        held += each.voices


def _frame(places: Sequence[Place], left: float, top: float, width: float, height: float) -> _Frame | None:
    points = [(p.longitude, p.latitude) for p in places if p.longitude is not None and p.latitude is not None]
    if not points:
        return None
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    middle_x, middle_y = (west + east) / 2, (south + north) / 2
    stretch = width / height / cos(radians(middle_y))  # degrees of longitude to one of latitude
    half = max(MIN_SPAN, (north - south) * (1 + 2 * PAD), (east - west) * (1 + 2 * PAD) / stretch) / 2
    sides = middle_x - half * stretch, middle_x + half * stretch, middle_y - half, middle_y + half
    return _Frame(*sides, left, top, width, height)


def _outlines() -> Outlines:
    return _own.get() or _built_in()


@cache
def _built_in() -> Outlines:
    return Outlines(rings=tuple(_read_ring(row["points"]) for row in read_table("outlines")))


def _touches(ring: Iterable[Point], frame: _Frame) -> bool:
    xs, ys = zip(*ring, strict=True)
    return bool(min(xs) <= frame.east and max(xs) >= frame.west and min(ys) <= frame.north and max(ys) >= frame.south)


def _path(ring: Sequence[Point], frame: _Frame) -> str:
    """A coast as fine as the map can show it."""
    kept: list[Point] = []
    for longitude, latitude in ring:
        x, y = frame.at(longitude, latitude)
        point = min(max(x, -frame.width), 2 * frame.width), min(max(y, -frame.height), 2 * frame.height)
        if not kept or hypot(point[0] - kept[-1][0], point[1] - kept[-1][1]) >= FINEST:
            kept.append(point)
    return "M" + " ".join(f"{x:.1f},{y:.1f}" for x, y in kept) + "Z" if len(kept) > 2 else ""
