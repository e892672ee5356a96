"""A data folder: evidence, posts made from it, the desk's database, and the lock of their one writer."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from tawatur.durable import sync_folder
from tawatur.errors import StoreError
from tawatur.evidence import CAPTURE, Batch, Erasure, Evidence
from tawatur.hashtags import Override
from tawatur.posts import Post
from tawatur.store import parquet
from tawatur.store.desk_db import DeskDatabase
from tawatur.store.lock import WriterLock
from tawatur.store.post_files import PostFiles

log = logging.getLogger(__name__)


class Store(PostFiles):
    """A data folder, opened for reading by anybody, for writing by one process at a time.

    Opening for writing makes the folder where it is missing. Use it as a context manager, or `close` it.

    Args:
        path: the folder.
        writable: take the lock; without it nothing is written, and a missing folder is an error.

    Where the same records were kept twice, read in two ways (another source, another column map), the last reading is
    the one that counts: a wrong import is put right by importing again.

    Attributes:
        path: the folder.
        evidence: what everything else is made from.
        desk: the desk's own tables.
        missing: batches that have no usable file of posts: not written before a kill, damaged, or of another version.
            A writer makes them with `rebuild`; a reader reads without them.
        is_outdated: some of them are of another version.
        set_aside: files in posts/ that are none of ours, or are damaged; moved to posts/aside by a writer.

    Raises: StoreError when another process writes to it, or it cannot be used.
    """

    def __init__(self, path: Path | str, *, writable: bool = False) -> None:
        self.path = Path(path)
        self.writable = writable
        super().__init__({}, folder=self.path / "posts")
        self._lock: WriterLock | None = None
        self._desk: DeskDatabase | None = None
        if not writable and not self.path.is_dir():
            msg = f"{self.path}: no such data folder. `tawatur import FILES…` makes one; --data names another."
            self.close()
            raise StoreError(msg)
        try:
            if writable:
                self._posts.mkdir(parents=True, exist_ok=True)
                self._lock = WriterLock(self.path)
        except OSError as error:
            self.close()
            msg = f"{self.path}: cannot be written to ({error.strerror}). Choose another folder with --data."
            raise StoreError(msg) from error
        try:
            self.evidence = Evidence(self.path / "evidence", writable=writable)
            self._look_at_posts()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close every file and let another writer in; a second call does nothing."""
        if self._desk is not None:
            self._desk.close()
            self._desk = None
        super().close()
        if self._lock is not None:
            self._lock.release()

    @property
    def desk(self) -> DeskDatabase:
        """desk.db, opened when it is first asked for."""
        if self._desk is None:
            self._desk = DeskDatabase(self.path / "desk.db", writable=self.writable)
        return self._desk

    # Files of posts

    def _look_at_posts(self) -> None:
        """Compare posts/ with the evidence: which files can be read, which are missing, which are none of ours."""
        if self.writable:
            for unfinished in self._posts.glob(".*.unfinished"):  # what a killed writer left
                unfinished.unlink()
        files = sorted(self._posts.glob("*.parquet")) if self._posts.is_dir() else []
        made = parquet.read_made(self._connection, files)
        batches = {batch.segment: batch for batch in self.evidence.batches() if batch.action == CAPTURE}
        current = {batch.root: batch for batch in batches.values()}
        self._readable = {}  # by the root of the batch
        self._are_views_old = True
        set_aside: list[tuple[Path, str]] = []
        self.is_outdated = False
        for path in files:
            found = made[path]
            batch = batches.get(path.stem)
            if isinstance(found, str):
                set_aside.append((path, found))
            elif batch is None or found.segment != batch.segment or found.root != batch.root:
                set_aside.append((path, "made from evidence that is not in this folder"))
            elif batch is current[batch.root] and found.version == parquet.VERSION:
                self._readable[batch.root] = path
            elif batch is current[batch.root]:
                self.is_outdated = True
        self.missing = tuple(batch for root, batch in current.items() if root not in self._readable)
        self.set_aside = tuple(self._set_aside(path, why) for path, why in set_aside)
        if self.is_outdated and not self.writable:
            log.warning(
                "%s: the posts of %d imports were written by another version of tawatur and are not read; "
                "the next `tawatur import` makes them anew from the evidence",
                self.path, len(self.missing),
            )  # fmt: skip

    def _set_aside(self, path: Path, why: str) -> tuple[Path, str]:
        if not self.writable:
            log.warning("not read file=%s reason=%s", path, why)
            return path, why
        folder = self._posts / "aside"
        folder.mkdir(exist_ok=True)
        number = 0
        while (target := folder / f"{path.stem}.{number}{path.suffix}").exists():
            number += 1
        path.replace(target)
        log.info("set aside file=%s to=%s reason=%s", path, target, why)
        return target, why

    def has_posts(self, batch: Batch) -> bool:
        """Whether the posts of a batch can be read."""
        return self._readable.get(batch.root) == self._path_of(batch)

    def _path_of(self, batch: Batch) -> Path:
        return self._posts / f"{batch.segment}.parquet"

    def save_posts(self, batch: Batch, posts: Iterable[Post]) -> None:
        """Write the posts of a batch (each with its evidence), in place of those that were written of it before.

        Raises: StoreError when they cannot be written; the evidence is kept all the same.
        """
        path = self._path_of(batch)
        parquet.write(self._connection, path, posts, batch=batch)
        self._readable[batch.root] = path
        self._are_views_old = True

    def rebuild(self, parse: Callable[[Store, Batch], Iterable[Post]], *, everything: bool = False) -> int:
        """Make the missing files of posts from the evidence; how many were made.

        Args:
            parse: the posts of a batch.
            everything: make every file anew, also those that can be read.

        Raises: StoreError when they cannot be written.
        """
        batches = self.missing
        if everything:
            captures = (batch for batch in self.evidence.batches() if batch.action == CAPTURE)
            batches = tuple({batch.root: batch for batch in captures}.values())
        for batch in batches:
            self.save_posts(batch, parse(self, batch))
        self.missing = ()
        return len(batches)

    def erase(
        self,
        record_ids: Sequence[str],
        parse: Callable[[Store, Batch], Iterable[Post]],
        *,
        reason: str,
        actor: str | None = None,
    ) -> tuple[Erasure, ...]:
        """Erase records from the evidence, and from every file of posts that was made from it.

        The files of posts go first and are made anew last: wherever a crash comes, none is left that holds a post of an
        erased record, and the next writer makes what is missing.

        Args:
            parse: the posts of a batch.

        Raises: InputError, EvidenceError as `Evidence.erase`; StoreError when posts cannot be written.
        """
        holding = self.evidence.find_batches(record_ids)
        names = {batch.segment for batch in holding}
        for folder in (self._posts, self._posts / "aside"):
            for path in folder.glob("*.parquet"):
                if path.name.partition(".")[0] in names:
                    path.unlink()
        sync_folder(self._posts)
        self._readable = {root: path for root, path in self._readable.items() if path.stem not in names}
        self._are_views_old = True
        try:
            return self.evidence.erase(record_ids, reason=reason, actor=actor)
        finally:
            current = {batch.root: batch for batch in self.evidence.batches() if batch.action == CAPTURE}
            for batch in current.values():
                if batch.segment in names:
                    self.save_posts(batch, parse(self, batch))

    def overrides(self) -> list[Override]:
        """What editors decided about families, in the order they did; [] where there is no desk.db yet."""
        if self._desk is None and not (self.path / "desk.db").exists():
            return []
        return self.desk.overrides()
