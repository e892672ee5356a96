"""What a data folder brings of its own for every command: places.csv and outlines.tsv, where they are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tawatur.arabic.gazetteer import using_places
from tawatur.sources.own_places import read_outlines_file, read_places_file
from tawatur.timeline.map import using_outlines

PLACES, OUTLINES = "places.csv", "outlines.tsv"


@contextmanager
def using_own_ground(folder: Path, *, places: Path | None = None) -> Iterator[None]:
    """Let every reader know the folder's places and every map be drawn on its outlines, until the block ends.

    Args:
        places: the file of places instead of the folder's.

    Raises: InputError, with the line, for a file that cannot be used.
    """
    with ExitStack() as known:
        if places is not None or (folder / PLACES).is_file():
            known.enter_context(using_places(read_places_file(places or folder / PLACES)))
        if (folder / OUTLINES).is_file():
            known.enter_context(using_outlines(read_outlines_file(folder / OUTLINES)))
        yield
