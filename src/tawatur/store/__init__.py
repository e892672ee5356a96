"""The data folder: posts as Parquet made from evidence, the desk's database, one writer at a time.

DATA/
  lock                     held by the one writer; its process id
  evidence/                raw bytes as received (tawatur.evidence): everything else can be made from it
  readers                  held by whoever reads: what a merged file replaced stays until they end
  posts/SEGMENT.parquet    the posts of one batch of evidence
  posts/FROM-TO-….parquet  of several batches, merged when their day is over
  posts/aside/             files that were found in posts/ and are damaged or none of ours
  trends.json              what `trends` found last, with a digest of what it was made from; made again when it is gone
  desk.db                  cursors of streams, what was imported, changes of families, the ledger of forecasts, boards,
                           stories in all their versions, published pages
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tawatur.store.desk_db import DeskDatabase
    from tawatur.store.merging import Merge
    from tawatur.store.post_files import PostFiles
    from tawatur.store.store import Store, check_folder
    from tawatur.store.stories import Publication, StaleRevisionError, StoryShelf, Version

__all__ = [
    "DeskDatabase", "Merge", "PostFiles", "Publication", "StaleRevisionError", "Store", "StoryShelf", "Version",
    "check_folder",
]  # fmt: skip

# A command starts without what it does not need: each module is read when the first of its names is asked for.
_NAMES = {
    "desk_db": "DeskDatabase",
    "merging": "Merge",
    "post_files": "PostFiles",
    "store": "Store check_folder",
    "stories": "Publication StaleRevisionError StoryShelf Version",
}


def __getattr__(name: str) -> object:
    for module, names in _NAMES.items():
        if name in names.split():
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
