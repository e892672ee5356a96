"""A data folder: evidence, posts made from it, the desk's database, and the lock of their one writer."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from tawatur import durable
from tawatur.errors import StoreError
from tawatur.evidence import CAPTURE, Batch, Erasure, Evidence
from tawatur.hashtags import Override
from tawatur.posts import Post, PostColumns
from tawatur.store import parquet
from tawatur.store.columns import ColumnReader
from tawatur.store.desk_db import DeskDatabase
from tawatur.store.lock import ReadersMark, WriterLock, look_for_readers
from tawatur.store.merging import Merge, Small, group
from tawatur.store.post_files import PostFiles

log = logging.getLogger(__name__)


def check_folder(path: Path) -> None:
    """Raises: StoreError where no data folder is."""
    if not path.is_dir():
        msg = f"{path}: no such data folder. `tawatur import FILES…` makes one; --data names another."
        raise StoreError(msg)


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
        if not writable:
            check_folder(self.path)
        super().__init__({}, folder=self.path / "posts")
        self._lock: WriterLock | ReadersMark | None = None
        self._made: dict[Path, parquet.Made] = {}  # of the files that count
        self._live: dict[
            str, tuple[Path, str]
        ] = {}  # by the root of a batch: file and segment that its posts are read from
        self._replaced: list[Path] = []  # files that others stand for
        self._desk: DeskDatabase | None = None
        self._columns: ColumnReader | None = None
        try:
            if writable:
                self._posts.mkdir(parents=True, exist_ok=True)
                self._lock = WriterLock(self.path)
            else:
                self._lock = ReadersMark(self.path)
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
        files = sorted(self._posts.glob(f"*{parquet.SUFFIX}")) if self._posts.is_dir() else []
        made = parquet.read_made(self._connection, files)
        batches = {batch.segment: batch for batch in self.evidence.batches() if batch.action == CAPTURE}
        current = {batch.root: batch for batch in batches.values()}
        set_aside: list[tuple[Path, str]] = []
        usable: dict[Path, parquet.Made] = {}
        outdated: dict[Path, parquet.Made] = {}
        for path in files:
            found = made[path]
            if isinstance(found, str):
                set_aside.append((path, found))
            elif path.name != found.name or not all(
                each.segment in batches and batches[each.segment].root == each.root for each in found.held
            ):
                set_aside.append((path, "made from evidence that is not in this folder"))
            elif found.version == parquet.VERSION:
                usable[path] = found
            elif any(current[each.root].segment == each.segment for each in found.held):
                outdated[path] = found
        self.is_outdated = bool(outdated)
        # The batches of a merged one are made anew one by one.
        self._replaced = [path for path, found in outdated.items() if len(found.held) > 1]
        self._choose(usable, current)
        self.missing = tuple(batch for root, batch in current.items() if root not in self._live)
        self.set_aside = tuple(self._set_aside(path, why) for path, why in set_aside)
        if self.writable:
            self.remove_replaced()
        if self.is_outdated and not self.writable:
            log.warning(
                "%s: the posts of %d imports were written by another version of tawatur and are not read; "
                "the next `tawatur import` makes them anew from the evidence",
                self.path, len(self.missing),
            )  # fmt: skip

    def _choose(self, usable: Mapping[Path, parquet.Made], current: Mapping[str, Batch]) -> None:
        """Let each batch be read from one file: of several that hold it, from the one that holds most."""
        self._made, self._live, self._are_views_old = {}, {}, True
        for path, made in sorted(usable.items(), key=lambda each: (-len(each[1].held), each[0])):
            chosen = {
                each.root: (path, each.segment)
                for each in made.held
                if each.root not in self._live and current[each.root].segment == each.segment
            }
            if chosen:
                self._made[path] = made
                self._live |= chosen
            else:
                self._replaced.append(path)

    def _list_files(self) -> Mapping[Path, tuple[parquet.Rows, ...]]:
        return {path: self._part(path).rows_left_out for path in self._made}

    def _part(self, path: Path) -> parquet.Part:
        made = self._made[path]
        left_out = (each.segment for each in made.held if self._live.get(each.root) != (path, each.segment))
        return parquet.Part(path=path, made=made, left_out=frozenset(left_out))

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
        return self._live.get(batch.root, (None, ""))[1] == batch.segment

    def save_posts(
        self,
        batch: Batch,
        posts: Iterable[Post] | Iterable[PostColumns] | PostColumns,
        *,
        has_traits: bool = True,
    ) -> None:
        """Write the posts of a batch (each with its evidence), in place of those that were written of it before.

        Without `has_traits` what voices are told apart by is read when somebody asks for it, or merges the file.

        Raises: StoreError when they cannot be written; the evidence is kept all the same.
        """
        path = self._posts / f"{batch.segment}{parquet.SUFFIX}"
        before, _ = self._live.get(batch.root, (path, ""))
        self._columns = self._columns or ColumnReader()
        self._made[path] = parquet.write(
            self._connection, path, posts, batch=batch, reader=self._columns, has_traits=has_traits
        )
        self._live[batch.root] = path, batch.segment
        self._are_views_old = True
        if before != path and len(self._part(before).left_out) == len(self._made[before].held):
            del self._made[before]
            self._replaced.append(before)

    def rebuild(
        self, parse: Callable[[Store, Batch], Iterable[Post] | Iterable[PostColumns]], *, everything: bool = False
    ) -> int:
        """Make the missing files of posts from the evidence; how many were made.

        Args:
            parse: the posts of a batch.
            everything: make every file anew, also those that can be read.

        Raises: StoreError when they cannot be written.
        """
        batches = self.missing
        if everything:
            durable.remove(path for path, made in self._made.items() if len(made.held) > 1)
            self._made, self._live = {}, {}
            captures = (batch for batch in self.evidence.batches() if batch.action == CAPTURE)
            batches = tuple({batch.root: batch for batch in captures}.values())
        for batch in batches:
            self.save_posts(batch, parse(self, batch))
        self.missing = ()
        return len(batches)

    # Merging

    @property
    def files(self) -> dict[Path, int]:
        """The files that posts are read from, each with its bytes. Raises: StoreError for one that is gone."""
        try:
            return {path: path.stat().st_size for path in self._made}
        except OSError as error:
            msg = (
                f"{error.filename}: a file of posts cannot be read ({error.strerror}). The next `tawatur import` makes "
                "it anew from the evidence."
            )
            raise StoreError(msg) from error

    def plan_merges(self, *, now: datetime, since: int | None = None) -> list[Merge]:
        """Which small files of posts are to become one: of days (UTC) that are over.

        Args:
            since: seq of the first batch of an import that is over: its files, too.

        Raises: StoreError when a file is gone.
        """
        batches, sizes = self.evidence.batches(), self.files
        small = []
        for path, made in self._made.items():
            numbers = [int(each.segment.partition("-")[0]) for each in made.held]
            at = batches[max(numbers) - 1].at
            small.append(Small(part=self._part(path), size=sizes[path], first=min(numbers), at=at))
        return [
            Merge(small=each, temporary=durable.unfinished(self._posts / f"merged-{each[0].part.path.name}"))
            for each in group(small, today=now.astimezone(UTC).date(), since=since)
        ]

    def adopt(self, merge: Merge) -> bool:
        """Read a merged file from now on, and remove those it was made from; False when they changed meanwhile.

        The merged file is then thrown away. Raises: StoreError when it cannot be named or they cannot be removed.
        """
        made, parts = merge.made, merge.parts
        is_fitting = all(part.path in self._made and self._part(part.path) == part for part in parts)
        try:
            if made is None or not is_fitting or not merge.temporary.exists():
                durable.remove([merge.temporary])
                return False
            path = self._posts / made.name
            durable.publish(merge.temporary, path)
            for part in parts:
                del self._made[part.path]
            self._made[path] = made
            self._live |= {each.root: (path, each.segment) for each in made.held}
            self._are_views_old = True
            self._replaced += [part.path for part in parts if part.path != path]
            self.remove_replaced()
        except OSError as error:
            msg = f"{self._posts}: merged posts cannot be put in place ({error.strerror}). No post is lost by it."
            raise StoreError(msg) from error
        return True

    def remove_replaced(self) -> int:
        """Remove files that others stand for, if nobody reads; how many there still are."""
        if self._replaced:
            try:
                with look_for_readers(self.path) as is_read:
                    if not is_read:
                        durable.remove(self._replaced)
                        self._replaced = []
            except OSError as error:  # they are read by nobody and in nobody's way
                log.warning("replaced files of posts stay folder=%s reason=%s", self._posts, error.strerror)
        return len(self._replaced)

    def erase(self, record_ids: Sequence[str], *, reason: str, actor: str | None = None) -> tuple[Erasure, ...]:
        """Erase records from the evidence, and from every file of posts that was made from it.

        The files of posts go first (they lose their names) and are made anew last, from what they hold of other
        records: wherever a crash comes, none is left that holds a post of an erased record, and the next writer makes
        what is missing.

        Raises: InputError, EvidenceError as `Evidence.erase`; StoreError when posts cannot be written.
        """
        numbers = {batch.seq for batch in self.evidence.find_batches(record_ids)}
        hidden = list(self._hide(numbers))
        try:
            return self.evidence.erase(record_ids, reason=reason, actor=actor)
        finally:
            erased = [each for each in record_ids if self.evidence.is_erased(each)]
            for part in hidden:
                self._write_without(part, erased)

    def _hide(self, numbers: set[int]) -> Iterator[parquet.Part]:
        """Take their names from the files made from some batches (by seq); remove others that may hold their posts."""
        parts = [
            self._part(path)
            for path, made in self._made.items()
            if any(int(each.segment.partition("-")[0]) in numbers for each in made.held)
        ]
        named = {part.path for part in parts}
        durable.remove(self._posts.glob(".*.unfinished"))  # what another thread is merging is not taken (`adopt`)
        for folder in (self._posts, self._posts / "aside"):
            files = [path for path in folder.glob(f"*{parquet.SUFFIX}") if path not in named]
            durable.remove(path for path in files if parquet.may_hold(path.name, numbers))
        for part in parts:
            path = durable.unfinished(part.path)
            part.path.replace(path)
            del self._made[part.path]
            yield dataclasses.replace(part, path=path)
        durable.sync_folder(self._posts)
        self._live = {root: (path, segment) for root, (path, segment) in self._live.items() if path not in named}
        self._are_views_old = True

    def _write_without(self, part: parquet.Part, erased: Sequence[str]) -> None:
        """Write a file that was hidden anew, without the posts of some records."""
        temporary = durable.unfinished(self._posts / f"without{part.path.name}")
        made = parquet.merge(self._connection, [part], temporary, erased=erased)
        path = self._posts / made.name
        durable.publish(temporary, path)
        durable.remove([part.path])
        self._made[path] = made
        self._live |= {each.root: (path, each.segment) for each in made.held}
        self._are_views_old = True

    def overrides(self) -> list[Override]:
        """What editors decided about families, in the order they did; [] where there is no desk.db yet."""
        if self._desk is None and not (self.path / "desk.db").exists():
            return []
        return self.desk.overrides()
