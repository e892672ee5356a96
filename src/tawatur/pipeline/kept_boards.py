"""The board of a data folder: its trends with their curves, kept so that it is there at once when a page asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import msgspec

from tawatur import __version__
from tawatur.pipeline.trends import Trends, find_trends
from tawatur.store import DeskDatabase, Store, StoryShelf

NOW = "now"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptBoard:
    """What rose, as it was when the board was made.

    Attributes:
        asked: the moment that was asked for; None: now.
        made_at: when it was made.
    """

    found: Trends
    asked: datetime | None
    made_at: datetime


def made_from(data: Path) -> str | None:
    """A digest of what a board is made from: files of posts, decisions about families; None without posts.

    Two boards of the same digest are the same board; it costs no more than a listing of the folder.
    """
    files = sorted(f"{path.name} {path.stat().st_size}" for path in (data / "posts").glob("*.parquet"))
    if not files:
        return None
    decided: list[str] = []
    if (data / "desk.db").is_file():
        desk = DeskDatabase(data / "desk.db", writable=False)
        try:
            decided = [repr(override) for override in desk.overrides()]
        finally:
            desk.close()
    return sha256("\n".join([__version__, *files, *decided]).encode("utf-8")).hexdigest()


def make_kept_board(data: Path, *, at: datetime | None = None) -> KeptBoard:
    """The board of a data folder. Raises: StoreError when it cannot be read."""
    with Store(data) as store:
        found = find_trends(store, at=at)
    return KeptBoard(found=found, asked=at, made_at=datetime.now(UTC))


def keep_board(shelf: StoryShelf, board: KeptBoard, digest: str) -> None:
    """Keep a board of now for the next start of the desk."""
    shelf.keep_board(NOW, msgspec.json.encode(board).decode("utf-8"), made_from=digest, now=board.made_at)


def read_board(shelf: StoryShelf) -> tuple[str, KeptBoard] | None:
    """The last board that was kept, with the digest it was made from; None when none, or of another version."""
    kept = shelf.board(NOW)
    if kept is None:
        return None
    try:
        return kept[0], msgspec.json.decode(kept[1], type=KeptBoard)
    except msgspec.ValidationError:  # written by a tawatur whose trends had other fields: it is made anew
        return None
