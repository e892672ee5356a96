"""The desk's own places: a CSV file of names that our tables lack, or that it means otherwise."""

from __future__ import annotations

from pathlib import Path

from tawatur.arabic.gazetteer import Gazetteer, parse_place
from tawatur.sources.own_tables import read_own_table, read_own_text
from tawatur.timeline.map import Outlines, parse_outlines

COLUMNS = ("arabic", "name", "kind", "country", "latitude", "longitude", "zone")


def read_places_file(path: Path) -> list[tuple[str, Gazetteer]]:
    """The places of a UTF-8 CSV file, separated by commas, semicolons or tabs, for `tawatur.arabic.using_places`.

    Its header names arabic (the name; several spellings apart by |), name (in English), and any of kind, country,
    latitude, longitude, zone, in any order.

    Raises: InputError, with the line, for a file or row that cannot be used.
    """
    rows = read_own_table(path, needed=COLUMNS[:2], optional=COLUMNS[2:], option="--places")
    return [place for row, where in rows for place in parse_place(row, where)]


def read_outlines_file(path: Path) -> Outlines:
    """Coasts and borders of one's own, for `tawatur.timeline.map.using_outlines`.

    Raises: InputError, with the line, for a file that cannot be used.
    """
    return parse_outlines(read_own_text(path, "--data"), str(path))
