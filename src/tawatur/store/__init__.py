"""The data folder: posts as Parquet made from evidence, the desk's database, one writer at a time.

DATA/
  lock                     held by the one writer; its process id
  evidence/                raw bytes as received (tawatur.evidence): everything else can be made from it
  readers                  held by whoever reads: what a merged file replaced stays until they end
  posts/SEGMENT.parquet    the posts of one batch of evidence
  posts/FROM-TO-….parquet  of several batches, merged when their day is over
  posts/aside/             files that were found in posts/ and are damaged or none of ours
  desk.db                  cursors of streams, what was imported, changes of families, the ledger of forecasts, boards,
                           stories in all their versions, published pages
"""

from tawatur.store.desk_db import DeskDatabase
from tawatur.store.merging import Merge
from tawatur.store.post_files import PostFiles
from tawatur.store.store import Store, check_folder
from tawatur.store.stories import Publication, StaleRevisionError, StoryShelf, Version

__all__ = [
    "DeskDatabase", "Merge", "PostFiles", "Publication", "StaleRevisionError", "Store", "StoryShelf", "Version",
    "check_folder",
]  # fmt: skip
