"""Cut src/tawatur/data/outlines.tsv: the countries of the Middle East and North Africa as lines to draw.

    npm pack world-atlas@2.0.2
    python tools/build_outlines.py world-atlas-2.0.2.tgz

Natural Earth 1:50m, public domain, through world-atlas (ISC; see NOTICE). Borders are Natural Earth's: the table is
replaceable, and every picture names its source. One line a ring: country, then longitudes and latitudes in turn, in
hundredths of a degree. Rings smaller than a few pixels of any picture are left out.
"""

from __future__ import annotations

import json
import sys
import tarfile
from collections.abc import Iterator
from itertools import accumulate, pairwise
from pathlib import Path

OUT = Path(__file__).parent.parent / "src/tawatur/data/outlines.tsv"
MEMBER = "package/countries-50m.json"
WEST, EAST, SOUTH, NORTH = -18.0, 64.0, -2.0, 43.0
SMALLEST = 0.02  # square degrees

Point = tuple[float, float]


def main(package: str) -> None:
    """Write the table."""
    with tarfile.open(package) as archive:
        member = archive.extractfile(MEMBER)
        if member is None:
            sys.exit(f"{package}: no {MEMBER}; give world-atlas-2.0.2.tgz")
        atlas = json.load(member)
    arcs = _decode(atlas)
    lines = []
    for country in atlas["objects"]["countries"]["geometries"]:
        for ring in _rings(country, arcs):
            cut = _clip(ring)
            if len(cut) > 3 and abs(_area(cut)) >= SMALLEST:
                numbers = dict.fromkeys((round(x * 100), round(y * 100)) for x, y in cut)
                points = " ".join(f"{x} {y}" for x, y in numbers)
                lines.append(f"{country['properties']['name']}\t{points}")
    lines.sort()
    head = (
        "# Natural Earth 1:50m (public domain), through world-atlas 2.0.2 (ISC), cut by tools/build_outlines.py.\n"
        "# points: longitude latitude … in hundredths of a degree; a ring closes itself.\n"
    )
    OUT.write_text(f"{head}country\tpoints\n" + "\n".join(lines) + "\n", encoding="utf-8")
    sys.stderr.write(f"{len(lines)} rings, {OUT.stat().st_size:,} bytes\n")


def _decode(atlas: dict) -> list[list[Point]]:
    """The arcs of a TopoJSON file in degrees (TopoJSON specification, 2.1.3: delta-encoded, then scaled)."""
    (scale_x, scale_y), (left, bottom) = atlas["transform"]["scale"], atlas["transform"]["translate"]
    decoded = []
    for arc in atlas["arcs"]:
        xs, ys = accumulate(x for x, _ in arc), accumulate(y for _, y in arc)
        decoded.append([(x * scale_x + left, y * scale_y + bottom) for x, y in zip(xs, ys, strict=True)])
    return decoded


def _rings(country: dict, arcs: list[list[Point]]) -> Iterator[list[Point]]:
    polygons = {"Polygon": [country.get("arcs")], "MultiPolygon": country.get("arcs")}.get(country.get("type"), [])
    for polygon in polygons:
        for ring in polygon:
            points: list[Point] = []
            for number in ring:  # ~n is arc n backwards
                arc = arcs[number] if number >= 0 else arcs[~number][::-1]
                points += arc[1:] if points else arc
            yield points


def _clip(ring: list[Point]) -> list[Point]:
    """The part of a ring inside the frame, edge by edge (Sutherland and Hodgman 1974)."""
    for axis, limit, sign in ((0, WEST, 1), (0, EAST, -1), (1, SOUTH, 1), (1, NORTH, -1)):
        kept: list[Point] = []
        for before, point in pairwise([*ring[-1:], *ring]):
            was_in, is_in = (sign * (each[axis] - limit) >= 0 for each in (before, point))
            if was_in != is_in:
                share = (limit - before[axis]) / (point[axis] - before[axis])
                other = before[1 - axis] + share * (point[1 - axis] - before[1 - axis])
                kept.append((limit, other) if axis == 0 else (other, limit))
            if is_in:
                kept.append(point)
        ring = kept
    return ring


def _area(ring: list[Point]) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise([*ring, ring[0]])) / 2


if __name__ == "__main__":
    main(sys.argv[1])
