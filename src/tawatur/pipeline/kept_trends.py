"""The trends of a data folder, kept in it, so that who asks again while nothing changed is answered at once."""

from __future__ import annotations

import logging
from hashlib import sha256
from pathlib import Path

import msgspec

from tawatur import __version__
from tawatur.arabic.gazetteer import own_places
from tawatur.durable import unfinished, write_new
from tawatur.store.desk_db import DeskDatabase
from tawatur.trends.records import Trends

log = logging.getLogger(__name__)

FILE = "trends.json"


class _Kept(msgspec.Struct, frozen=True):
    made_from: str
    found: Trends


def made_from(data: Path) -> str | None:
    """A digest of what trends are made from: files of posts, decisions about families, own places; None without posts.

    Two boards of the same digest are the same board; it costs no more than a listing of the folder.
    """
    found = sorted((path.name, path.stat()) for path in (data / "posts").glob("*.parquet"))
    if not found:
        return None
    files = [f"{name} {status.st_size} {status.st_mtime_ns}" for name, status in found]
    decided: list[str] = []
    if (data / "desk.db").is_file():
        desk = DeskDatabase(data / "desk.db", writable=False)
        try:
            decided = [repr(override) for override in desk.overrides()]
        finally:
            desk.close()
    own = [f"{name} {entries!r}" for name, entries in sorted(own_places().items())]
    return sha256("\n".join([__version__, *files, *decided, *own]).encode("utf-8")).hexdigest()


def read_kept_trends(data: Path) -> Trends | None:
    """The trends of all posts of a data folder, where they are known already; None where they must be found."""
    try:
        kept = msgspec.json.decode((data / FILE).read_bytes(), type=_Kept)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):  # none, or cut short, or of another tawatur
        return None
    return kept.found if kept.made_from == made_from(data) else None


def forget_kept_trends(data: Path) -> None:
    """Remove what is kept, and what of it was being written when a process ended, for an erasure."""
    for path in (data / FILE, unfinished(data / FILE)):
        path.unlink(missing_ok=True)


def keep_trends(data: Path, found: Trends, digest: str) -> None:
    """Keep what was found in all posts; `digest`: of what it was made from, as `made_from` gives it.

    Beside the posts, without the lock: the file is replaced as a whole, and says itself what it was made from.
    """
    try:
        write_new(data / FILE, [msgspec.json.encode(_Kept(made_from=digest, found=found))])
    except OSError as error:  # a folder that may only be read
        log.info("trends not kept file=%s reason=%s", data / FILE, error)
