"""Articles and posts -> forecasts -> the ledger of a data folder."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tawatur.errors import InputError, StoreError
from tawatur.forecasts.ledger import (
    Change,
    Entry,
    Ledger,
    change_record,
    dating_of,
    entry_record,
    make_change,
    make_entry,
    read_change,
)
from tawatur.forecasts.reading import read_forecasts, read_post_forecasts
from tawatur.posts import Post
from tawatur.statements import read_statements
from tawatur.store import DeskDatabase


class DeskLedger:
    """The ledger of a data folder, open: what it says, and the only way to add to it.

    Attributes:
        ledger: everything kept until now.
    """

    def __init__(self, desk: DeskDatabase, now: Callable[[], datetime]) -> None:
        self._desk = desk
        self._now = now
        self.ledger = Ledger()
        for record in desk.ledger_changes():
            self.ledger.add(read_change(record))

    def make(self, kind: str, forecast: str, body: dict[str, object]) -> Change:
        """A change of now; later than all that the forecast has."""
        standing = self.ledger.standing(forecast)
        at = self._now()
        if standing is not None and standing.changes[-1].at >= at:
            at = standing.changes[-1].at + timedelta(microseconds=1)  # a clock that stood still, or was set back
        return make_change(kind, forecast, body, at)  # type: ignore[arg-type]  # `Ledger.add` checks the word

    def keep(self, changes: Iterable[Change]) -> int:
        """Check changes against the rules and keep those that are new, all or none; how many were.

        Raises: InputError for what the rules refuse; StoreError when it cannot be written.
        """
        before = len(self.ledger.changes)
        new = [change for change in changes if self.ledger.add(change)]
        if new:
            self._desk.keep_ledger_changes([change_record(change) for change in new], after=before)
        return len(new)

    def keep_entries(self, entries: Iterable[Entry]) -> KeptEntries:
        """Add forecasts; date the windows of those that are there and that nothing dated until now."""
        given = list({entry.id: entry for entry in entries}.values())
        standing = {entry.id: self.ledger.standing(entry.id) for entry in given}
        new = [entry for entry in given if standing[entry.id] is None]
        dated = [
            entry
            for entry in given
            if (known := standing[entry.id]) and known.entry.is_undated and entry.end and not known.resolutions
        ]
        self.keep(
            [
                *(self.make("added", entry.id, entry_record(entry)) for entry in new),
                *(self.make("dated", entry.id, dating_of(entry)) for entry in dated),
            ]
        )
        return KeptEntries(new=tuple(new), dated=tuple(dated), known=len(given) - len(new) - len(dated))

    def take(self, records: Iterable[tuple[str, object]]) -> TakenHistory:
        """Import the lines of an export: (place, decoded line); what cannot be taken is counted with its reason."""
        new: list[Change] = []
        known = 0
        rejected: list[tuple[str, str]] = []
        before = len(self.ledger.changes)
        for place, record in records:
            try:
                change = read_change(record)
                if self.ledger.add(change):
                    new.append(change)
                else:
                    known += 1
            except InputError as error:
                rejected.append((place, str(error)))
        if new:
            self._desk.keep_ledger_changes([change_record(change) for change in new], after=before)
        return TakenHistory(new=len(new), known=known, rejected=tuple(rejected))


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptEntries:
    """What adding forecasts did: new ones, known ones whose window got its date, and how many others were known."""

    new: tuple[Entry, ...]
    dated: tuple[Entry, ...]
    known: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenHistory:
    """What an import of a history did: new changes, known ones, (place, why) of those refused."""

    new: int
    known: int
    rejected: tuple[tuple[str, str], ...]


@contextmanager
def open_ledger(
    data: Path | str, *, writable: bool, now: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> Iterator[DeskLedger]:
    """The ledger of a data folder; opened for writing, the folder is made where it is missing.

    Other programs may write posts meanwhile: the ledger's file has locks of its own.

    Raises: StoreError when it cannot be opened.
    """
    path = Path(data) / "desk.db"
    try:
        if writable:
            path.parent.mkdir(parents=True, exist_ok=True)
        elif not path.is_file():
            raise StoreError(f"{data}: no ledger here. `tawatur ledger add ARTICLE` makes one; --data names another.")
    except OSError as error:
        raise StoreError(
            f"{data}: cannot be written to ({error.strerror}). Choose another folder with --data."
        ) from error
    desk = DeskDatabase(path, writable=True)  # an older file gets its table, whoever opens it
    try:
        yield DeskLedger(desk, now)
    finally:
        desk.close()


def entries_of_article(name: str, text: str, published_at: datetime | None) -> list[Entry]:
    """The forecasts that an article quotes."""
    return [
        make_entry(forecast, text=text, name=name, said_at=published_at)
        for forecast in read_forecasts(read_statements(text), published_at)
    ]


def entries_of_post(post: Post) -> list[Entry]:
    """The forecasts of a post: its author's own, and those it quotes; none of a repost, whose author says nothing."""
    if post.repost_of is not None:
        return []
    found = [
        *read_post_forecasts(post.text, post.posted_at),
        *read_forecasts(read_statements(post.text), post.posted_at),
    ]
    author = post.display_name or post.handle or post.author
    return [
        make_entry(
            forecast, text=post.text, name=f"{post.platform}/{post.post_id}", author=author, handle=post.handle,
            said_at=post.posted_at, url=post.url, evidence=post.evidence.record_id if post.evidence else None,
        )
        for forecast in found
    ]  # fmt: skip
