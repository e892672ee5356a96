"""Trends found at the end of a large import, so that who asks first is answered at once."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from tawatur.pipeline.own_ground import using_own_ground
from tawatur.pipeline.trends import find_kept_trends
from tawatur.store import Store

log = logging.getLogger(__name__)

MIN_PREPARED = 100_000  # posts: of fewer, whoever asks waits a second or two
MAX_PREPARED = 5_000_000  # posts: to find the trends of more takes more memory than importing them (docs/scale.md)


def prepare_trends(folder: Path, *, new: int, on_begin: Callable[[], None] = lambda: None) -> bool:
    """Find and keep the trends of a data folder that an import brought most of its posts to.

    Only where at least half of all are new: all imports together then find as much as twice the last one. Not of so
    many that the import would take more memory for it.

    Args:
        new: posts that were not there before the import, which is over.
        on_begin: called before the work, when there is any.

    Returns: whether they are kept. Whatever stands in the way (a file of own places that cannot be read, too little
    memory, the user who does not want to wait) is told to who asks for trends, and is no failure of the import: this
    raises nothing.
    """
    if new < MIN_PREPARED:
        return False
    try:
        with using_own_ground(folder), Store(folder) as store:
            if store.count() > min(2 * new, MAX_PREPARED):
                return False
            on_begin()
            find_kept_trends(store)
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - what was imported is kept, and nobody asked yet
        log.info("trends not prepared folder=%s reason=%r", folder, error)
        return False
    return True
