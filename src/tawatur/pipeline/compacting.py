"""Small files of posts merged: when somebody asks, at the end of an import, and once a day behind a watch."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from time import perf_counter
from typing import Any

from tawatur.errors import StoreError
from tawatur.store import Merge, Store

log = logging.getLogger(__name__)

OnMerged = Callable[[int, int], None]
"""Called with the posts that were merged until now, and with those of all merges."""


@dataclass(slots=True, kw_only=True)
class CompactSummary:
    """What merging did.

    Attributes:
        files_before, files_after: that posts are read from; bytes_before, bytes_after: of these.
        merged: files that became part of larger ones; posts: in them.
        waiting: replaced files that somebody may still read; the next writer removes them.
        seconds: until now.
    """

    files_before: int
    files_after: int
    bytes_before: int
    bytes_after: int
    merged: int = 0
    posts: int = 0
    waiting: int = 0
    seconds: float = 0.0

    def as_json(self) -> dict[str, Any]:
        """The same as JSON types."""
        return {**asdict(self), "seconds": round(self.seconds, 3)}


def compact(
    store: Store,
    *,
    since: int | None = None,
    is_dry: bool = False,
    now: datetime | None = None,
    on_merged: OnMerged = lambda _posts, _all: None,
) -> CompactSummary:
    """Merge the small files of posts of the days that are over; evidence is not touched.

    Args:
        store: open for writing.
        since: seq of the first batch of an import that is over: its files are merged, too.
        is_dry: say what would be merged, and merge nothing; of `bytes_after` the files stand in that would be merged.
        now: the moment that says which day is not over.

    Raises: StoreError when a merged file cannot be written, or does not hold just what the small ones held. They are
        then read as before.
    """
    started = perf_counter()
    files, size = _measure(store)
    merges = store.plan_merges(now=now or datetime.now(UTC), since=since)
    summary = CompactSummary(files_before=files, files_after=files, bytes_before=size, bytes_after=size)
    posts = sum(merge.posts for merge in merges)
    for merge in merges:
        if not is_dry:
            merge.write()
            store.adopt(merge)
        summary.merged += len(merge.small)
        summary.posts += merge.posts
        on_merged(summary.posts, posts)
    if is_dry:
        summary.files_after -= summary.merged - len(merges)
    else:
        summary.files_after, summary.bytes_after = _measure(store)
        summary.waiting = store.remove_replaced()
    summary.seconds = perf_counter() - started
    return summary


def _measure(store: Store) -> tuple[int, int]:
    """How many files posts are read from, and their bytes."""
    sizes = store.files
    return len(sizes), sum(sizes.values())


class Background:
    """Merges once a day what the days before left, a thread beside work that must not wait.

    The thread writes files that nobody knows yet; the store is asked in `step` alone.

    Attributes:
        merged: files that became part of larger ones.
    """

    def __init__(self, store: Store) -> None:
        self.merged = 0
        self._store = store
        self._planned: date | None = None
        self._waiting: deque[Merge] = deque()
        self._merge: Merge | None = None
        self._thread: threading.Thread | None = None

    def step(self, now: datetime) -> None:
        """Take up what the thread has done, and let it go on; it never waits for it. Whoever writes calls it often."""
        if self._thread is not None and self._thread.is_alive():
            return
        if self._merge is not None:
            self._adopt(self._merge)
            self._merge = None
        if not self._waiting and self._planned != now.date():
            self._planned = now.date()
            self._plan(now)
        self._store.remove_replaced()
        if self._waiting:
            self._merge = self._waiting.popleft()
            self._thread = threading.Thread(target=self._write, args=(self._merge,), name="merge", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End what is not finished; nothing of it is left. The next watch, or the next day, begins it again."""
        self._waiting.clear()
        if self._thread is None or self._merge is None:
            return
        while self._thread.is_alive():
            self._merge.stop()
            self._thread.join(timeout=0.1)
        self._adopt(self._merge)
        self._merge = None

    def _plan(self, now: datetime) -> None:
        with _going_on():
            self._waiting.extend(self._store.plan_merges(now=now))

    def _write(self, merge: Merge) -> None:
        with _going_on():
            merge.write()

    def _adopt(self, merge: Merge) -> None:
        with _going_on():
            self.merged += len(merge.small) if self._store.adopt(merge) else 0


@contextmanager
def _going_on() -> Iterator[None]:
    """What cannot be merged stays as it is, and ends nothing beside it."""
    try:
        yield
    except StoreError as error:
        log.warning("small files of posts are not merged: %s", error)
