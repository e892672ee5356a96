"""The data folder as the desk uses it: many read, one writes, and work that takes long goes on behind the pages."""

from __future__ import annotations

import logging
import secrets
import shutil
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from contextvars import copy_context
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Any, Generic, Literal, TypeVar, cast

import msgspec

from tawatur.errors import InputError, TawaturError
from tawatur.live.records import Feed, LiveAlert, Notice
from tawatur.live.wanted import Wanted
from tawatur.pipeline import ImportSummary, import_files, open_store
from tawatur.pipeline.kept_boards import KeptBoard, keep_board, make_kept_board, read_board
from tawatur.pipeline.kept_trends import made_from
from tawatur.pipeline.watching import WatchSummary
from tawatur.pipeline.watching import watch as read_feeds
from tawatur.report.profiles import DirectoryEntry
from tawatur.sources.base import Rejected
from tawatur.sources.directory import read_directory_file
from tawatur.sources.files import InputFile
from tawatur.store import DeskDatabase, Store, StoryShelf
from tawatur.trends.records import Trends

log = logging.getLogger(__name__)

PEOPLE = "people.csv"  # in the data folder: the table of `compose --directory`
LOOKS_EVERY = 3.0  # seconds between two looks at whether somebody else (`tawatur import`, `watch`) brought posts
MAX_JOBS = 30  # that are remembered
MAX_EXAMPLES = 5  # rejected records shown of a job
MOST_REST = 300.0  # seconds between two boards of posts that come without end
KEEPS_EVERY = 20.0  # seconds between two times that what came live is kept
MAX_HELD = 8  # uploads that wait for a person
MAX_TOLD = 8  # alerts, and notices of connections, shown of a watch
KEPT_MADE = 24  # reports, timelines, boards as of another moment

PATIENCE = 1.0  # seconds that a page waits for what is made behind it, before it says so

Made = TypeVar("Made")
JobState = Literal["waiting", "running", "done", "failed"]


@dataclass(slots=True, kw_only=True)
class Job:
    """One import that somebody asked for.

    Attributes:
        names: of the files as given; size: bytes of all; read: of these.
        platform: as the browser add-on names it that sent them; None for files that a person gave.
        summary: None until the first batch is kept; error: why it failed, in words.
    """

    id: str
    names: tuple[str, ...]
    size: int
    at: datetime
    platform: str | None = None
    state: JobState = "waiting"
    read: int = 0
    summary: ImportSummary | None = None
    error: str | None = None
    rejected: list[Rejected] = field(default_factory=list)

    @property
    def is_in_vain(self) -> bool:
        """Whether it is done, and nothing of it could be read."""
        return self.state == "done" and self.summary is not None and not self.summary.posts


@dataclass(slots=True, kw_only=True)
class Watch:
    """Posts that come in live, until somebody stops it or the desk ends.

    Attributes:
        sources: as they were named; choice: what was asked of posts, in words of the form.
        summary: what came until now; None until the sources are opened.
        alerts, notices: the last ones, the newest first; error: why it ended on its own.
    """

    sources: tuple[str, ...]
    choice: tuple[str, ...]
    at: datetime
    stop: threading.Event = field(default_factory=threading.Event)
    is_over: bool = False
    summary: WatchSummary | None = None
    alerts: deque[LiveAlert] = field(default_factory=lambda: deque(maxlen=MAX_TOLD))
    notices: deque[tuple[datetime, Notice]] = field(default_factory=lambda: deque(maxlen=MAX_TOLD))
    error: str | None = None


def without_folder(rejected: Rejected, folder: Path) -> Rejected:
    """The same with the file called as it was given: the folder in which it waits says nothing to anybody."""
    locator, message = (text.replace(f"{folder}/", "") for text in (rejected.locator, rejected.message))
    return replace(rejected, locator=locator, message=message)


@dataclass(slots=True, kw_only=True)
class Pending(Generic[Made]):
    """What is being made behind the pages.

    Attributes:
        since: of `monotonic`; older: what was made of the posts as they were before; None when nothing was.
        error: why it could not be made, until somebody was told.
    """

    whole: tuple[object, ...]
    since: float
    is_done: threading.Event = field(default_factory=threading.Event)
    older: Made | None = None
    error: Exception | None = None

    @property
    def seconds(self) -> int:
        """For how long."""
        return int(monotonic() - self.since)


class Workplace:
    """What all requests share. Its methods may be called from any thread.

    Args:
        data: the data folder; it need not exist yet.

    Attributes:
        data: the folder.
        news: counts what a page may want to know; pages wait for it to grow.
        watch: the sources that are watched, or were last; None when none ever were.
    """

    def __init__(self, data: Path) -> None:
        self.data = data
        self.news = 0
        self.board: KeptBoard | None = None
        self.board_error: str | None = None
        self.is_making = False
        self._made_from: str | None = None
        self._rests_until = 0.0  # while posts keep coming, half of the time is left to others
        self._writing = threading.Lock()
        self._desk_lock = threading.Lock()
        self._desk: DeskDatabase | None = None
        self._jobs: dict[str, Job] = {}
        self._held: dict[str, tuple[Path, tuple[str, ...]]] = {}
        self._made: dict[tuple[object, ...], object] = {}
        self._making = threading.Lock()
        self._locks: dict[tuple[object, ...], threading.Lock] = {}
        self._pending: dict[tuple[object, ...], Pending[Any]] = {}
        self._rests: dict[tuple[object, ...], float] = {}
        self._slow = threading.Lock()  # what takes long is made one after another
        self._wanted = threading.Event()
        self._is_closing = threading.Event()
        self._watcher: threading.Thread | None = None
        self.watch: Watch | None = None
        self._watching: threading.Thread | None = None
        self._watched: Store | None = None

    # What is there

    @contextmanager
    def reading(self) -> Iterator[Store]:
        """The posts and evidence as they stand. Raises: StoreError when there is no folder yet."""
        with Store(self.data) as store:
            yield store

    @contextmanager
    def writing(self) -> Iterator[Store]:
        """The same, to write to; whoever comes second waits. Raises: BusyError when another program writes.

        While the desk itself watches sources, what it writes through is used by turns.
        """
        with self._writing:
            if self._watched is not None:
                yield self._watched
                return
            store, _ = open_store(self.data)
            with store:
                yield store

    @contextmanager
    def shelf(self) -> Iterator[StoryShelf]:
        """The stories; the folder is made where it is missing."""
        with self.database() as desk:
            yield StoryShelf(desk)

    @contextmanager
    def database(self) -> Iterator[DeskDatabase]:
        """desk.db, one request at a time: it has a lock of its own, beside that of posts and evidence."""
        with self._desk_lock:
            if self._desk is None:
                self.data.mkdir(parents=True, exist_ok=True)
                self._desk = DeskDatabase(self.data / "desk.db", writable=True)
            yield self._desk

    def people(self) -> tuple[DirectoryEntry, ...]:
        """What the desk knows of accounts: people.csv of the data folder, then what editors said in stories.

        Raises: InputError for a file that cannot be read.
        """
        file = self.data / PEOPLE
        known = {entry.handle.lower(): entry for entry in read_directory_file(file)} if file.is_file() else {}
        if (self.data / "desk.db").is_file():
            with self.shelf() as shelf:
                stories = shelf.stories()
            for version in reversed(stories):  # of two, what was said last holds
                told = msgspec.convert(version.draft["brief"].get("people", ()), tuple[DirectoryEntry, ...])
                known |= {entry.handle.lower(): entry for entry in told}
        return tuple(known.values())

    def has_posts(self) -> bool:
        """Whether anything was ever imported."""
        return (self.data / "evidence" / "custody.jsonl").is_file()

    def tell(self) -> None:
        """Let the pages know that something changed."""
        self.news += 1
        self._wanted.set()

    # The board, made behind the pages

    def start(self) -> None:
        """Show the board that was kept, and keep it in step with the folder from now on."""
        if self._watcher is None:
            context = copy_context()  # own places (`--places`) hold in it
            self._watcher = threading.Thread(target=context.run, args=(self._keep_in_step,), name="board", daemon=True)
            self._watcher.start()

    def close(self) -> None:
        """Stop looking, and close what is open."""
        self._is_closing.set()
        self._wanted.set()
        self.stop_watch()
        for folder, _ in self._held.values():
            shutil.rmtree(folder, ignore_errors=True)
        if self._watching is not None:
            self._watching.join(timeout=15)
        if self._watcher is not None:
            self._watcher.join(timeout=10)
        with self._desk_lock:
            if self._desk is not None:
                self._desk.close()
                self._desk = None

    def _keep_in_step(self) -> None:
        if (self.data / "desk.db").is_file():
            with self.shelf() as shelf:
                kept = read_board(shelf)
            if kept is not None:
                self._made_from, self.board = kept
                self.news += 1
        self._renew_posts()
        while not self._is_closing.is_set():
            is_asked = self._wanted.is_set()
            self._wanted.clear()
            try:
                if is_asked or monotonic() >= self._rests_until:
                    self._look()
            except Exception as error:
                if not isinstance(error, TawaturError):
                    log.exception("the board cannot be made")
                self.is_making = False
                if self.board_error != str(error):
                    self.board_error = str(error)
                    self.news += 1
            self._wanted.wait(LOOKS_EVERY)

    def _renew_posts(self) -> None:
        """Make posts that another version wrote anew from the evidence; what cannot be is told where it is read."""
        with suppress(TawaturError):
            with self.reading() as store:
                is_outdated = store.is_outdated
            if is_outdated:
                with self.writing():
                    self.news += 1

    def _look(self) -> None:
        digest = made_from(self.data)
        if digest is None or digest == self._made_from:
            return
        self.is_making = True
        self.news += 1
        began = monotonic()
        made = make_kept_board(self.data)
        self.board, self._made_from, self.board_error = made, digest, None
        self._rests_until = monotonic() + min(MOST_REST, monotonic() - began)
        self.is_making = False
        self.news += 1
        with self.shelf() as shelf:
            keep_board(shelf, made, digest)

    def board_at(self, moment: datetime) -> KeptBoard | Pending[KeptBoard]:
        """The board as it was known at a moment; it is made behind the pages."""
        return self.made_soon(("board", moment), lambda: make_kept_board(self.data, at=moment))

    def known_trends(self, moment: datetime | None) -> Trends | None:
        """The trends of the board, where it is of the posts as they are now; None: they have to be found."""
        if moment is not None or self.board is None or self._made_from != made_from(self.data):
            return None
        return self.board.found

    def made_once(self, key: tuple[object, ...], make: Callable[[], Made]) -> Made:
        """What `make` gives, made once as long as posts and families stay as they are, however many ask meanwhile."""
        whole = (made_from(self.data), *key)
        with self._making:
            lock = self._locks.setdefault(whole, threading.Lock())
        with lock:
            if whole not in self._made:
                try:
                    made = make()
                except BaseException:
                    with self._making:
                        self._locks.pop(whole, None)  # what cannot be made leaves nothing behind
                    raise
                with self._making:
                    while len(self._made) >= KEPT_MADE:
                        oldest = next(iter(self._made))
                        self._made.pop(oldest)
                        self._locks.pop(oldest, None)
                    self._made[whole] = made
                return made
            return cast("Made", self._made[whole])

    def made_soon(self, key: tuple[object, ...], make: Callable[[], Made]) -> Made | Pending[Made]:
        """As `made_once`, behind the pages: what is made within `PATIENCE`, else that it is being made.

        The pages are told when it is there. Raises: as `make`, once.
        """
        whole = (made_from(self.data), *key)
        with self._making:
            if whole in self._made:
                return cast("Made", self._made[whole])
            pending = self._pending.get(key)
            is_new = pending is None
            if pending is None:
                older = next((made for each, made in reversed(self._made.items()) if each[1:] == key), None)
                pending = Pending(whole=whole, since=monotonic(), older=older)
                if older is not None and monotonic() < self._rests.get(key, 0.0):
                    return pending  # posts keep coming: half of the time is left to others
                self._pending[key] = pending
        if is_new:
            arguments = (self._make_behind, pending, key, make)
            threading.Thread(target=copy_context().run, args=arguments, name="making", daemon=True).start()
            pending.is_done.wait(PATIENCE)
        if not pending.is_done.is_set():
            return pending
        with self._making:
            self._pending.pop(key, None)
        if pending.error is not None:
            raise pending.error
        return cast("Made", self._made[pending.whole]) if pending.whole in self._made else pending

    def _make_behind(self, pending: Pending[Made], key: tuple[object, ...], make: Callable[[], Made]) -> None:
        try:
            with self._slow:
                made = self.made_once(key, make)
            with self._making:  # the posts may have changed meanwhile: what was asked for is of what was there
                self._made.setdefault(pending.whole, made)
        except Exception as error:
            if not isinstance(error, TawaturError):
                log.exception("cannot be made key=%s", key[0])
            pending.error = error
        finally:
            if len(self._rests) >= KEPT_MADE:
                self._rests.clear()
            self._rests[key] = monotonic() + min(MOST_REST, monotonic() - pending.since)
            pending.is_done.set()
            self.news += 1

    # Imports

    def jobs(self) -> list[Job]:
        """What was imported since the desk started, the newest first."""
        return list(reversed(self._jobs.values()))

    def job(self, job_id: str) -> Job | None:
        """One of them; None when it is not known."""
        return self._jobs.get(job_id)

    def new_folder(self) -> Path:
        """An empty folder for files that come in; whoever asks removes it."""
        return Path(tempfile.mkdtemp(prefix="tawatur-desk-"))

    def hold(self, folder: Path, names: Sequence[str]) -> str:
        """Keep files until somebody says how they are to be read; the name under which they are. Few are kept."""
        name = secrets.token_hex(8)
        self._held[name] = folder, tuple(names)
        while len(self._held) > MAX_HELD:
            shutil.rmtree(self._held.pop(next(iter(self._held)))[0], ignore_errors=True)
        return name

    def held(self, name: str, *, takes: bool = False) -> tuple[Path, tuple[str, ...]] | None:
        """Folder and names of held files; None when they are not known. `takes`: they are held no more."""
        return self._held.pop(name, None) if takes else self._held.get(name)

    def start_import(
        self,
        folder: Path,
        names: Sequence[str],
        *,
        platform: str | None = None,
        source: str | None = None,
        options: Mapping[str, str] | None = None,
    ) -> Job:
        """Import the files of a folder behind the pages, as an import has `source` and `options`; then remove it."""
        paths = [folder / name for name in names]
        job = Job(
            id=secrets.token_hex(8), names=tuple(names), size=sum(path.stat().st_size for path in paths),
            at=datetime.now(UTC), platform=platform,
        )  # fmt: skip
        while len(self._jobs) >= MAX_JOBS:
            self._jobs.pop(next(iter(self._jobs)))
        self._jobs[job.id] = job
        self.news += 1
        arguments = (self._import, job, folder, paths, source, options)
        threading.Thread(target=copy_context().run, args=arguments, name=f"import {job.id}", daemon=True).start()
        return job

    def _import(
        self, job: Job, folder: Path, paths: Sequence[Path], source: str | None, options: Mapping[str, str] | None
    ) -> None:
        read: dict[str, int] = {}

        def progress(opened: InputFile, summary: ImportSummary) -> None:
            read[opened.name] = opened.read
            job.read, job.summary = min(job.size, sum(read.values())), summary
            self.news += 1

        def reject(rejected: Rejected) -> None:
            if rejected.is_loss and len(job.rejected) < MAX_EXAMPLES:
                job.rejected.append(without_folder(rejected, folder))

        try:
            with self.writing() as store:
                job.state = "running"
                self.news += 1
                job.summary = import_files(
                    list(paths), store, source=source, options=options, progress=progress, on_rejected=reject
                )
            job.read, job.state = job.size, "done"
        except (TawaturError, OSError) as error:
            job.error, job.state = str(error).replace(f"{folder}/", ""), "failed"
        except Exception as error:
            log.exception("import failed job=%s", job.id)
            job.error, job.state = f"{type(error).__name__}: {error}", "failed"
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            self.tell()

    # Watching

    def start_watch(self, feeds: Sequence[Feed], wanted: Wanted, *, choice: Sequence[str] = ()) -> Watch:
        """Read feeds behind the pages from where each was read to last. Raises: InputError while others are read."""
        if self.watch is not None and not self.watch.is_over:
            raise InputError("sources are being watched already: stop that first")
        watch = Watch(sources=tuple(feed.name for feed in feeds), choice=tuple(choice), at=datetime.now(UTC))
        self.watch = watch
        self.news += 1
        arguments = (self._read_live, watch, feeds, wanted)
        self._watching = threading.Thread(target=copy_context().run, args=arguments, name="watch", daemon=True)
        self._watching.start()
        return watch

    def stop_watch(self) -> None:
        """Keep what came until now, and ask for no more; a second call does nothing."""
        if self.watch is not None and not self.watch.is_over:
            self.watch.stop.set()
            self.news += 1

    def _read_live(self, watch: Watch, feeds: Sequence[Feed], wanted: Wanted) -> None:
        def on_alert(alert: LiveAlert) -> None:
            watch.alerts.appendleft(alert)
            self.news += 1

        def on_notice(notice: Notice) -> None:
            watch.notices.appendleft((datetime.now(UTC), notice))
            self.news += 1

        def on_kept(summary: WatchSummary) -> None:
            watch.summary = summary
            self.news += 1

        try:
            with self._writing:
                self._watched, _ = open_store(self.data)
            read_feeds(
                feeds, self._watched, wanted=wanted, stop=watch.stop, on_alert=on_alert, on_notice=on_notice,
                keep_seconds=KEEPS_EVERY, guard=self._writing, on_kept=on_kept,
            )  # fmt: skip
        except (TawaturError, OSError) as error:
            watch.error = str(error)
        except Exception as error:
            log.exception("watch failed sources=%s", watch.sources)
            watch.error = f"{type(error).__name__}: {error}"
        finally:
            with self._writing:
                if self._watched is not None:
                    self._watched.close()
                    self._watched = None
            watch.is_over = True
            self.tell()
