"""What editors keep in desk.db: boards, muted families, stories in all their versions, published pages.

A version is never rewritten and a published page never changes: the database itself refuses it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from tawatur.errors import InputError
from tawatur.store.desk_db import DeskDatabase


class StaleRevisionError(InputError):
    """Somebody else saved the story meanwhile; `current` is what stands now. Nothing was written."""

    def __init__(self, current: Version) -> None:
        super().__init__(f"story {current.story}: saved meanwhile as revision {current.revision}")
        self.current = current


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One saved state of a story; `draft` as JSON types (`report.drafts.draft_record`); `note`: what was done."""

    story: str
    revision: int
    made_at: datetime
    editor: str
    note: str
    draft: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """A published page; `number` from 1, `revision` of the story it was made from, `sha256` of the page, hex."""

    story: str
    number: int
    revision: int
    made_at: datetime
    title: str
    sha256: str


class StoryShelf:
    """The stories of a data folder, in its open database."""

    def __init__(self, desk: DeskDatabase) -> None:
        self._desk = desk

    # Stories

    def save(
        self, story: str, draft: dict[str, Any], *, base: int, editor: str = "", note: str, now: datetime
    ) -> Version:
        """Keep a new version on top of revision `base` (0: a new story).

        Raises: StaleRevisionError when another version stands on top; StoreError when it cannot be written.
        """
        made = Version(story=story, revision=base + 1, made_at=now, editor=editor, note=note, draft=draft)
        with self._desk.writing() as cursor:
            row = cursor.execute("SELECT max(revision) FROM story_versions WHERE story = ?", (story,)).fetchone()
            if (row[0] or 0) != base:
                current = self.version(story, row[0] or 0)
                raise StaleRevisionError(current) if current else InputError(f"story {story}: there is no such story")
            cursor.execute(
                "INSERT INTO story_versions (story, revision, made_at, editor, note, draft) VALUES (?, ?, ?, ?, ?, ?)",
                (story, made.revision, now.isoformat(), editor, note, json.dumps(draft, ensure_ascii=False)),
            )
        return made

    def version(self, story: str, revision: int | None = None) -> Version | None:
        """A version, the last one without a number; None when there is none."""
        condition = "AND revision = ?" if revision is not None else ""
        values: tuple[str | int, ...] = (story,) if revision is None else (story, revision)
        rows = self._desk.rows(
            "SELECT story, revision, made_at, editor, note, draft FROM story_versions "
            f"WHERE story = ? {condition} ORDER BY revision DESC LIMIT 1",
            values,
        )
        return _version(rows[0]) if rows else None

    def versions(self, story: str) -> list[Version]:
        """All versions of a story, the newest first."""
        query = (
            "SELECT story, revision, made_at, editor, note, draft FROM story_versions WHERE story = ? "
            "ORDER BY revision DESC"
        )
        return [_version(row) for row in self._desk.rows(query, (story,))]

    def stories(self) -> list[Version]:
        """The last version of every story, the last saved first."""
        query = (
            "SELECT story, revision, made_at, editor, note, draft FROM story_versions AS v WHERE revision = "
            "(SELECT max(revision) FROM story_versions WHERE story = v.story) ORDER BY made_at DESC"
        )
        return [_version(row) for row in self._desk.rows(query)]

    # Published pages

    def publish(self, story: str, revision: int, *, title: str, page: str, now: datetime) -> Publication:
        """Keep a page for good. Raises: StoreError when it cannot be written."""
        digest = sha256(page.encode("utf-8")).hexdigest()
        with self._desk.writing() as cursor:
            row = cursor.execute("SELECT count(*) FROM publications WHERE story = ?", (story,)).fetchone()
            made = Publication(
                story=story, number=row[0] + 1, revision=revision, made_at=now, title=title, sha256=digest
            )
            cursor.execute(
                "INSERT INTO publications (story, number, revision, made_at, title, sha256, page) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                (story, made.number, revision, now.isoformat(), title, digest, page),
            )
        return made

    def publications(self, story: str) -> list[Publication]:
        """The published pages of a story, the newest first."""
        query = (
            "SELECT story, number, revision, made_at, title, sha256 FROM publications WHERE story = ? "
            "ORDER BY number DESC"
        )
        return [
            Publication(
                story=row[0], number=row[1], revision=row[2], made_at=datetime.fromisoformat(row[3]), title=row[4],
                sha256=row[5],
            )
            for row in self._desk.rows(query, (story,))
        ]  # fmt: skip

    def page(self, story: str, number: int) -> str | None:
        """A published page; None when there is none."""
        rows = self._desk.rows("SELECT page FROM publications WHERE story = ? AND number = ?", (story, number))
        return rows[0][0] if rows else None

    # Erasures

    def rewrite(self, change: Callable[[dict[str, Any]], dict[str, Any]]) -> list[str]:
        """Change the drafts of all versions for an erasure, and forget the kept boards; the stories that changed.

        The one exception to "never rewritten": what has to be erased must not stay in an old version.
        Raises: StoreError when it cannot be written.
        """
        changed: dict[str, None] = {}
        with self._desk.erasing("story_versions") as cursor:
            cursor.execute("DELETE FROM boards")
            rows = cursor.execute("SELECT rowid, story, draft FROM story_versions").fetchall()
            for row, story, draft in rows:
                record = json.loads(draft)
                made = change(record)
                if made != record:
                    changed[story] = None
                    text = json.dumps(made, ensure_ascii=False)
                    cursor.execute("UPDATE story_versions SET draft = ? WHERE rowid = ?", (text, row))
        return list(changed)

    def pages_with(self, texts: Sequence[str]) -> list[tuple[str, int]]:
        """Story and number of the published pages that hold any of some texts."""
        rows = self._desk.rows("SELECT story, number, page FROM publications ORDER BY story, number")
        return [(story, number) for story, number, page in rows if any(text in page for text in texts)]

    # Boards, muted families

    def keep_board(self, name: str, board: str, *, made_from: str, now: datetime) -> None:
        """Keep the last board of a name in place of the one before."""
        with self._desk.writing() as cursor:
            cursor.execute(
                "INSERT OR REPLACE INTO boards (name, made_at, made_from, board) VALUES (?, ?, ?, ?)",
                (name, now.isoformat(), made_from, board),
            )

    def board(self, name: str) -> tuple[str, str] | None:
        """(what it was made from, the board as JSON); None when there is none."""
        rows = self._desk.rows("SELECT made_from, board FROM boards WHERE name = ?", (name,))
        return rows[0] if rows else None

    def mute(self, key: str, label: str, *, now: datetime) -> None:
        """Leave a family out of the board until it is unmuted."""
        with self._desk.writing() as cursor:
            cursor.execute(
                "INSERT OR REPLACE INTO mutes (key, label, made_at) VALUES (?, ?, ?)", (key, label, now.isoformat())
            )

    def unmute(self, key: str) -> None:
        """Show a family again."""
        with self._desk.writing() as cursor:
            cursor.execute("DELETE FROM mutes WHERE key = ?", (key,))

    def mutes(self) -> dict[str, str]:
        """Key -> label of the muted families, the first muted first."""
        return dict(self._desk.rows("SELECT key, label FROM mutes ORDER BY made_at"))


def _version(row: tuple[Any, ...]) -> Version:
    story, revision, made_at, editor, note, draft = row
    return Version(
        story=story, revision=revision, made_at=datetime.fromisoformat(made_at), editor=editor, note=note,
        draft=json.loads(draft),
    )  # fmt: skip
