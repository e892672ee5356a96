"""Inputs, one file a format: bytes in, text or records out.

`files.InputFile` opens a file and cuts it into records, `detect` says which source reads them, `Source.parse` gives the
posts of one record.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Final

from tawatur.errors import InputError
from tawatur.sources.base import Received, Rejected, Source

__all__ = ["Received", "Rejected", "Source", "all_sources", "detect", "find_source"]

# The modules that hold a SOURCE, or SOURCES that read one format in two framings; in the order in which they are listed
# to users. Imported on first use: reading an article needs none of them.
MODULES: Final[tuple[str, ...]] = (
    *("posts_jsonl", "x_v1", "x_v2", "x_web", "bluesky", "mastodon", "telegram", "feeds", "warc", "tables", "paste"),
)


@cache
def all_sources() -> tuple[Source, ...]:
    """Every source, in the order in which they are listed to users."""
    modules = [import_module(f"tawatur.sources.{name}") for name in MODULES]
    return tuple(source for module in modules for source in getattr(module, "SOURCES", None) or (module.SOURCE,))


def find_source(name: str) -> Source:
    """The source that `--source` names.

    Raises: InputError when there is none of this name.
    """
    for source in all_sources():
        if source.name == name:
            return source
    raise InputError(f"--source {name}: no such source. Known: {_names(all_sources())}.")


def detect(sample: bytes, name: str) -> Source:
    """The source that recognises the start of a file (`files.InputFile.sample`) most surely.

    Raises: InputError when none does, or two do equally; `name` is how its message calls the file.
    """
    scored = [(source.recognise(sample), source) for source in all_sources()]
    best = max((score for score, _ in scored), default=0.0)
    found = [source for score, source in scored if score == best and score > 0]
    if len(found) == 1:
        return found[0]
    if found:
        raise InputError(f"{name}: could be {_names(found)}. Say which with --source.")
    start = ascii(sample[:60])[2:-1]
    raise InputError(
        f"{name}: of no known format (starts with {start}). Looked for: {_names(all_sources())}; --source names one."
    )


def _names(sources: list[Source] | tuple[Source, ...]) -> str:
    return ", ".join(f"{source.name} ({source.title})" for source in sources)
