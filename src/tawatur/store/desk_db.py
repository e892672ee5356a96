"""desk.db: the small things that change, in SQLite: where each stream was read to, what was imported when, the ledger.

Posts and evidence are never here. A table is added by a new migration; an old one is never edited.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tawatur import durable
from tawatur.errors import StoreError
from tawatur.hashtags import Override, OverrideKind

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE cursors (
            source TEXT PRIMARY KEY,  -- a stream, as `tawatur watch` names it
            cursor TEXT NOT NULL,     -- as its platform gives it
            saved_at TEXT NOT NULL    -- RFC 3339, UTC
        ) STRICT""",
        """CREATE TABLE imports (
            import_id INTEGER PRIMARY KEY,
            started_at TEXT NOT NULL, -- RFC 3339, UTC
            summary TEXT NOT NULL     -- JSON: what the summary line of the run said
        ) STRICT""",
    ),
    (
        """CREATE TABLE overrides (
            number INTEGER PRIMARY KEY,
            made_at TEXT NOT NULL,    -- RFC 3339, UTC
            kind TEXT NOT NULL,       -- merge, split, rename
            tags TEXT NOT NULL,       -- JSON list, as written
            label TEXT,
            undone_at TEXT            -- RFC 3339, UTC; an undone one stays in the history
        ) STRICT""",
    ),
    (
        """CREATE TABLE ledger_history (
            change_number INTEGER PRIMARY KEY,
            uid TEXT NOT NULL UNIQUE,     -- SHA-256 of the change
            change TEXT NOT NULL,         -- JSON: `forecasts.ledger.change_record`
            kept_at TEXT NOT NULL         -- RFC 3339, UTC: when it came into this file (an import keeps its own time)
        ) STRICT""",
        """CREATE TRIGGER ledger_history_is_not_rewritten BEFORE UPDATE ON ledger_history
            BEGIN SELECT RAISE(ABORT, 'the history of forecasts is never rewritten'); END""",
        """CREATE TRIGGER ledger_history_is_not_deleted BEFORE DELETE ON ledger_history
            BEGIN SELECT RAISE(ABORT, 'the history of forecasts is never deleted'); END""",
    ),
    (
        """CREATE TABLE boards (
            name TEXT PRIMARY KEY,        -- "now": the last board that was made
            made_at TEXT NOT NULL,        -- RFC 3339, UTC
            made_from TEXT NOT NULL,      -- what of the data folder it was made from: compared, never read
            board TEXT NOT NULL           -- JSON: `pipeline.kept_boards`
        ) STRICT""",
        """CREATE TABLE mutes (
            key TEXT PRIMARY KEY,         -- of a family
            label TEXT NOT NULL,
            made_at TEXT NOT NULL         -- RFC 3339, UTC
        ) STRICT""",
        """CREATE TABLE story_versions (
            story TEXT NOT NULL,
            revision INTEGER NOT NULL,    -- from 1; the last one is the story
            made_at TEXT NOT NULL,        -- RFC 3339, UTC
            editor TEXT NOT NULL,         -- as they call themselves; "" when they do not
            note TEXT NOT NULL,           -- what was done, as a constant word
            draft TEXT NOT NULL,          -- JSON: `report.drafts`
            PRIMARY KEY (story, revision)
        ) STRICT""",
        """CREATE TABLE publications (
            story TEXT NOT NULL,
            number INTEGER NOT NULL,      -- from 1
            revision INTEGER NOT NULL,    -- of the story
            made_at TEXT NOT NULL,        -- RFC 3339, UTC
            title TEXT NOT NULL,
            sha256 TEXT NOT NULL,         -- of the page, hex
            page TEXT NOT NULL,           -- HTML, self-contained
            PRIMARY KEY (story, number)
        ) STRICT""",
        *(
            f"""CREATE TRIGGER {table}_are_not_{done} BEFORE {event} ON {table}
            BEGIN SELECT RAISE(ABORT, '{table} are never {done}'); END"""
            for table in ("story_versions", "publications")
            for event, done in (("UPDATE", "rewritten"), ("DELETE", "deleted"))
        ),
    ),
)
OVERRIDES_SINCE = 2  # tables of an older version, opened for reading, have none


class DeskDatabase:
    """The desk's own tables; one a process.

    Raises: StoreError when the file is no database, or was written by a newer tawatur.
    """

    def __init__(self, path: Path, *, writable: bool) -> None:
        self._path = path
        address = f"{path.absolute().as_uri()}?mode={'rwc' if writable else 'ro'}"
        try:
            self._connection = sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False)
            if writable:
                self._connection.execute("PRAGMA journal_mode = WAL")
                self._connection.execute("PRAGMA synchronous = FULL")  # a saved cursor survives a power cut
            self._migrate(writable=writable)
        except sqlite3.Error as error:
            name = getattr(error, "sqlite_errorname", None) or ""
            is_full = name.startswith(("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_CANTOPEN"))
            advice = "Make room or give the right to write" if is_full else "Move it aside"
            msg = f"{path}: cannot be opened as a database ({error}). {advice}: posts and evidence are not in it."
            raise StoreError(msg) from error

    def _migrate(self, *, writable: bool) -> None:
        (version,) = self._connection.execute("PRAGMA user_version").fetchone()
        if version > len(MIGRATIONS):
            msg = (
                f"{self._path}: written by a newer tawatur (tables of version {version}, this one knows "
                f"{len(MIGRATIONS)}). Update tawatur."
            )
            raise StoreError(msg)
        if not writable and version:
            self._version = version
            return
        if not writable:  # whoever opens it for writing has only just begun: nothing is in it
            self._connection.close()
            self._connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        self._version = len(MIGRATIONS)
        for number, statements in enumerate(MIGRATIONS[version:], start=version + 1):
            self._connection.execute("BEGIN IMMEDIATE")
            for statement in statements:
                self._connection.execute(statement)
            self._connection.execute(f"PRAGMA user_version = {number}")
            self._connection.execute("COMMIT")

    def cursor(self, source: str) -> str | None:
        """Where a stream was read to; None when it never was."""
        row = self._connection.execute("SELECT cursor FROM cursors WHERE source = ?", (source,)).fetchone()
        return row[0] if row else None

    def save_cursor(self, source: str, cursor: str) -> None:
        """Remember where a stream was read to, once everything before it is kept.

        Raises: StoreError when it cannot be written.
        """
        self._write(
            "INSERT OR REPLACE INTO cursors (source, cursor, saved_at) VALUES (?, ?, ?)",
            (source, cursor, datetime.now(UTC).isoformat()),
        )

    def record_import(self, started_at: datetime, summary: Mapping[str, Any]) -> None:
        """Remember what one import did. Raises: StoreError when it cannot be written."""
        self._write(
            "INSERT INTO imports (started_at, summary) VALUES (?, ?)",
            (started_at.isoformat(), json.dumps(summary, ensure_ascii=False)),
        )

    def imports(self) -> list[dict[str, Any]]:
        """The summaries of all imports with their `started_at`, oldest first."""
        rows = self._connection.execute("SELECT started_at, summary FROM imports ORDER BY import_id")
        return [{"started_at": started_at, **json.loads(summary)} for started_at, summary in rows]

    def ledger_changes(self) -> list[dict[str, Any]]:
        """Every change of the ledger in the order it was kept, as `forecasts.ledger.change_record` writes it.

        Raises: StoreError when the file cannot be read, or is of a tawatur without a ledger.
        """
        try:
            rows = self._connection.execute("SELECT change FROM ledger_history ORDER BY change_number").fetchall()
            return [json.loads(change) for (change,) in rows]
        except (sqlite3.Error, ValueError) as error:
            msg = f"{self._path}: the ledger cannot be read ({error})."
            raise StoreError(msg) from error

    def keep_ledger_changes(self, changes: Sequence[Mapping[str, Any]], *, after: int) -> None:
        """Add changes to the ledger, all of them or none.

        Args:
            after: how many there were when these were checked.

        Raises: StoreError when somebody else added to it meanwhile, or it cannot be written.
        """
        now = datetime.now(UTC).isoformat()
        try:
            with closing(self._connection.cursor()) as cursor:
                cursor.execute("BEGIN IMMEDIATE")
                ((number,),) = cursor.execute("SELECT count(*) FROM ledger_history").fetchall()
                if number != after:
                    msg = f"{self._path}: somebody else wrote to the ledger meanwhile. Nothing was changed; try again."
                    raise StoreError(msg)
                cursor.executemany(
                    "INSERT INTO ledger_history (uid, change, kept_at) VALUES (?, ?, ?)",
                    [(change["uid"], json.dumps(change, ensure_ascii=False), now) for change in changes],
                )
                durable.before("commit", self._path)
                cursor.execute("COMMIT")
        except sqlite3.Error as error:
            msg = f"{self._path}: cannot be written ({error}). The ledger is as it was."
            raise StoreError(msg) from error
        finally:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")

    def add_override(self, kind: OverrideKind, tags: Sequence[str], *, label: str | None = None) -> Override:
        """Keep what an editor decided about families. Raises: StoreError when it cannot be written."""
        self._write(
            "INSERT INTO overrides (made_at, kind, tags, label) VALUES (?, ?, ?, ?)",
            (datetime.now(UTC).isoformat(), kind, json.dumps(list(tags), ensure_ascii=False), label),
        )
        return self.overrides()[-1]

    def undo_override(self, number: int | None = None) -> Override | None:
        """Take back one decision, the last one without a number; None when there is no such one in force.

        Raises: StoreError when it cannot be written.
        """
        active = self.overrides()
        chosen = next((each for each in reversed(active) if number is None or each.number == number), None)
        if chosen is not None:
            self._write(
                "UPDATE overrides SET undone_at = ? WHERE number = ?",
                (datetime.now(UTC).isoformat(), str(chosen.number)),
            )
        return chosen

    def overrides(self) -> list[Override]:
        """The decisions in force, in the order they were made."""
        if self._version < OVERRIDES_SINCE:
            return []
        rows = self._connection.execute(
            "SELECT number, kind, tags, label FROM overrides WHERE undone_at IS NULL ORDER BY number"
        )
        return [
            Override(number=number, kind=kind, tags=tuple(json.loads(tags)), label=label)
            for number, kind, tags, label in rows
        ]

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Cursor]:
        """A transaction: all of it is kept, or nothing.

        Raises: StoreError when it cannot be written.
        """
        try:
            with closing(self._connection.cursor()) as cursor:
                cursor.execute("BEGIN IMMEDIATE")
                yield cursor
                durable.before("commit", self._path)
                cursor.execute("COMMIT")
        except sqlite3.Error as error:
            msg = f"{self._path}: cannot be written ({error}). What was imported until now is kept."
            raise StoreError(msg) from error
        finally:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")

    @contextmanager
    def erasing(self, table: str) -> Iterator[sqlite3.Cursor]:
        """A transaction in which a table that is never rewritten may be; what it held is then gone from the file, too.

        Raises: StoreError when it cannot be written.
        """
        name = f"{table}_are_not_rewritten"
        with self.writing() as cursor:
            ((trigger,),) = cursor.execute("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).fetchall()
            cursor.execute(f"DROP TRIGGER {name}")
            yield cursor
            cursor.execute(trigger)
        try:
            self._connection.execute("VACUUM")
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        except sqlite3.Error as error:
            msg = f"{self._path}: cannot be cleaned of what was erased ({error}). Stop the desk and try again."
            raise StoreError(msg) from error

    def rows(self, query: str, values: Sequence[str | int] = ()) -> list[tuple[Any, ...]]:
        """What a query of ours finds. Raises: StoreError when the file cannot be read."""
        try:
            return self._connection.execute(query, values).fetchall()
        except sqlite3.Error as error:
            msg = f"{self._path}: cannot be read ({error})."
            raise StoreError(msg) from error

    def _write(self, statement: str, values: tuple[str | None, ...]) -> None:
        with self.writing() as cursor:
            cursor.execute(statement, values)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()
