"""The steps joined; the only modules that know them all.

importing   files -> records -> evidence -> posts in the store
composing   files and links -> chosen posts -> a roundup
demonstrating   an invented world -> all of it
examining   the program, a data folder, a terminal -> what is well and what is not
"""

from tawatur.pipeline.composing import Given, compose_roundup, gather_posts
from tawatur.pipeline.importing import (
    ImportSummary,
    OnRejected,
    Progress,
    cut_batches,
    find_files,
    import_files,
    keep_records,
    open_store,
    preview_file,
    read_batch,
)

__all__ = [
    "Given",
    "ImportSummary",
    "OnRejected",
    "Progress",
    "compose_roundup",
    "cut_batches",
    "find_files",
    "gather_posts",
    "import_files",
    "keep_records",
    "open_store",
    "preview_file",
    "read_batch",
]
