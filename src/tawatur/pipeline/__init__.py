"""The steps joined; the only modules that know them all.

importing       files -> records -> evidence -> posts in the store
watching        live feeds -> the same, and alerts; live_trends: what rises in them
composing       files and links -> chosen posts -> a roundup
reporting       a tag -> its trend -> the posts behind it -> a roundup
checking        a roundup, or a text that names one's record -> what is wrong with it, its counts too
stories         chosen posts or a trend -> a draft in versions; publishing: a roundup -> a page kept for good
tagged          the store -> its posts by their tags, in columns
near_tags       a tag that nobody used -> those that are written nearly so
board           tagged posts -> families and voices
spark_trends    posts beyond one machine -> the same trends
trends          the board -> scores -> episodes -> trends, as telling tells them; the voices and the posts behind a tag
kept_trends     trends kept in the data folder, and after a large import found at once (preparing); kept_boards: with
                places, for the desk
timelines       posts and articles -> claims -> groups of the same claim
forecasting     forecasts -> the ledger
compacting      small files of posts -> larger ones
levels          captures of a post -> the evidence level that they reach together
erasing         records, on request -> gone from evidence, posts and drafts
normalising     other tools' tables -> the same with folded text, tags and clusters
demonstrating   an invented world -> all of it
examining       the program, a data folder, a terminal -> what is well and what is not
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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
    from tawatur.pipeline.reporting import AmplifiedError, Reported, UnknownTagError, report_trend
    from tawatur.pipeline.trends import TagVoices, find_trends, find_voices, read_posts_behind
    from tawatur.trends.records import Trends

__all__ = [
    "AmplifiedError",
    "Given",
    "ImportSummary",
    "OnRejected",
    "Progress",
    "Reported",
    "TagVoices",
    "Trends",
    "UnknownTagError",
    "compose_roundup",
    "cut_batches",
    "find_files",
    "find_trends",
    "find_voices",
    "gather_posts",
    "import_files",
    "keep_records",
    "open_store",
    "preview_file",
    "read_batch",
    "read_posts_behind",
    "report_trend",
]

# A command starts without what it does not need: each module is read when the first of its names is asked for.
_NAMES = {
    "composing": "Given compose_roundup gather_posts",
    "importing": (
        "ImportSummary OnRejected Progress cut_batches find_files import_files keep_records open_store preview_file "
        "read_batch"
    ),
    "reporting": "AmplifiedError Reported UnknownTagError report_trend",
    "trends": "TagVoices Trends find_trends find_voices read_posts_behind",
}


def __getattr__(name: str) -> object:
    for module, names in _NAMES.items():
        if name in names.split():
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
