"""Trends found at the end of a large import, so that who asks first is answered at once."""

from __future__ import annotations

import logging
from pathlib import Path

from tawatur.errors import TawaturError
from tawatur.pipeline.own_ground import using_own_ground
from tawatur.pipeline.trends import find_kept_trends
from tawatur.store import Store

log = logging.getLogger(__name__)

MIN_PREPARED = 100_000  # posts: of fewer, whoever asks waits a second or two
MAX_PREPARED = 5_000_000  # posts: to find the trends of more takes more memory than importing them (docs/scale.md)


def prepare_trends(folder: Path, *, new: int) -> bool:
    """Find and keep the trends of a data folder that an import brought most of its posts to.

    Only where at least half of all are new: all imports together then find as much as twice the last one. Not of so
    many that the import would take more memory for it.

    Args:
        new: posts that were not there before the import, which is over.

    Returns: whether they are kept. What stands in the way (a file of own places that cannot be read) is told to who
    asks, and is no failure of the import.
    """
    if new < MIN_PREPARED:
        return False
    try:
        with using_own_ground(folder), Store(folder) as store:
            if store.count() > min(2 * new, MAX_PREPARED):
                return False
            find_kept_trends(store)
    except TawaturError as error:
        log.info("trends not prepared folder=%s reason=%s", folder, error)
        return False
    return True
