"""The steps joined; the only modules that know them all.

importing   files -> records -> evidence -> posts in the store
"""

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
    "ImportSummary",
    "OnRejected",
    "Progress",
    "cut_batches",
    "find_files",
    "import_files",
    "keep_records",
    "open_store",
    "preview_file",
    "read_batch",
]
