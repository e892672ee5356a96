"""Feeds joined to the store: frames -> evidence -> posts, cursors behind them, and alerts at each closed bucket.

Every feed reads in a thread of its own into one bounded queue; all that is written is written here. A cursor is saved
when everything before it is on the disk, so that after a kill the feed gives again what was not.
"""

from __future__ import annotations

import gc
import threading
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import islice
from queue import Empty, Full, Queue
from time import monotonic
from typing import Any

from tawatur.hashtags.entries import read_tags
from tawatur.live.records import AlertKind, Feed, Frames, LiveAlert, Notice
from tawatur.live.wanted import Wanted
from tawatur.pipeline.compacting import Background
from tawatur.pipeline.importing import BATCH_BYTES, BATCH_RECORDS, keep_columns
from tawatur.pipeline.live_trends import LiveTrends
from tawatur.posts import Post, PostColumns, from_microseconds, to_microseconds
from tawatur.sources import find_source
from tawatur.sources.base import Received, Rejected, Source, read_columns
from tawatur.store import Store

QUEUED = 100  # times that a feed may hand over, 1 MiB each, before the server waits
KEEP_SECONDS = 60.0  # a batch is one file of evidence and one of posts; until it is kept, the cursor stays behind it
IDLE_SECONDS = 5.0  # a feed that sent nothing for so long has nothing to send: its clock is ours
# Digests: what comes twice after a connection was made anew, or in another frame, is kept once. After a kill these are
# a batch whose cursor was not saved, and the five seconds that Jetstream is asked for again at 16,000 events a second.
REMEMBERED = 100_000
OLDEST = timedelta(days=3)  # Jetstream gives 36 hours again
EXAMPLES = 5
COLLECTED = 50_000  # objects
LEVEL = "E2"  # fetched by this desk

OnAlert = Callable[[LiveAlert], None]
OnNotice = Callable[[Notice], None]
OnKept = Callable[["WatchSummary"], None]


@dataclass(slots=True, kw_only=True)
class WatchSummary:
    """What a watch received and kept.

    Attributes:
        frames: received; repeated: of these known already; unwanted: left out by the choice of posts.
        posts: kept; known: that came before in another frame (a feed shows its last items at each change), kept only
            beside a new one. passed_over, rejected: what gave no post, by reason; a rejected frame is kept as evidence.
        examples: the first ones of what was rejected.
        left_out: posts that are kept and count in no trend, by reason.
        batches: of evidence. connections, gaps: how many were made, how many were found.
        merged: files of posts of the days before that became part of larger ones.
        alerts: told; over_budget: left out because so many were not wanted.
        failed: why feeds are not read any more although others are.
        seconds: until the end. is_interrupted: ended by Ctrl-C.
    """

    frames: int = 0
    repeated: int = 0
    unwanted: int = 0
    posts: int = 0
    known: int = 0
    passed_over: Counter[str] = field(default_factory=Counter)
    rejected: Counter[str] = field(default_factory=Counter)
    examples: list[Rejected] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    batches: int = 0
    connections: int = 0
    gaps: int = 0
    merged: int = 0
    alerts: int = 0
    over_budget: int = 0
    failed: list[str] = field(default_factory=list)
    seconds: float = 0.0
    is_interrupted: bool = False

    def as_json(self) -> dict[str, Any]:
        """The same as JSON types."""
        names = (
            *("frames", "repeated", "unwanted", "posts", "known", "batches", "connections", "gaps", "merged"),
            *("alerts", "over_budget", "passed_over", "rejected", "left_out", "failed"),
        )
        values = {name: getattr(self, name) for name in names}
        told = {
            name: dict(sorted(value.items())) if isinstance(value, Counter) else value for name, value in values.items()
        }
        return {**told, "seconds": round(self.seconds, 3), "interrupted": self.is_interrupted}


@dataclass(slots=True)
class _Reader:
    """A feed, and how far it is."""

    feed: Feed
    source: Source
    heard: float
    cursor: str | None = None
    saved: str | None = None
    at: datetime | None = None
    kept: list[bytes] = field(default_factory=list)
    digests: list[bytes] = field(default_factory=list)
    posts: PostColumns = field(default_factory=lambda: PostColumns.made(0))
    size: int = 0
    is_over: bool = False

    def pass_time(self, at: datetime | None) -> None:
        """Note when the server saw something."""
        if at is not None and (self.at is None or at > self.at):
            self.at = at


@dataclass(frozen=True, slots=True)
class _Ended:
    error: Exception | None


_Item = tuple[_Reader, Frames | Notice | _Ended]


@dataclass(frozen=True, slots=True)
class _Read:
    """What a feed handed over, read.

    Attributes:
        posts: of all frames in order; frame: the number of the one that holds each; is_wanted: whether each is.
        others: what else was in a frame, by its number.
    """

    posts: PostColumns
    frame: list[int]
    is_wanted: list[bool]
    others: dict[int, list[Rejected]]

    @property
    def lost(self) -> list[int]:
        """The numbers of frames that cannot be read."""
        return [number for number, others in self.others.items() if any(each.is_loss for each in others)]


def watch(
    feeds: Sequence[Feed],
    store: Store,
    *,
    wanted: Wanted,
    stop: threading.Event,
    until: datetime | None = None,
    on_alert: OnAlert,
    on_notice: OnNotice,
    keep_seconds: float = KEEP_SECONDS,
    most_a_day: int | None = None,
    guard: AbstractContextManager[object] | None = None,
    on_kept: OnKept | None = None,
) -> WatchSummary:
    """Read feeds until `stop` is set or a moment has come; what was received by then is kept.

    Args:
        store: open for writing.
        on_alert: called with each rise at the tick that tells it, after its posts were kept.
        on_notice: called with what happens to connections, and with every gap.
        keep_seconds: how often what was received is kept, at least.
        most_a_day: alerts in any 24 hours since the start; `on_alert` gets the others too, marked `is_over_budget`, and
            not their ends. None: all.
        guard: entered whenever the store is read or written, so that others may use it in between (a lock).
        on_kept: called with the summary so far, at the start and whenever something was kept; not to be changed.

    Raises: StoreError or InputError when nothing can be kept any more, and what a feed raises when none is left; the
        cursors are then those of what was kept.
    """
    made = _Watch(
        feeds, store, wanted, on_alert, on_notice, most_a_day=most_a_day, guard=guard or nullcontext(),
        on_kept=on_kept or (lambda _: None),
    )  # fmt: skip
    # What is read makes many objects and no cycles of them: to look for these after every 700 is a sixth of the time.
    thresholds = gc.get_threshold()
    gc.set_threshold(COLLECTED, *thresholds[1:])
    try:
        return made.run(stop, until, keep_seconds)
    finally:
        gc.set_threshold(*thresholds)


class _Watch:
    def __init__(
        self,
        feeds: Sequence[Feed],
        store: Store,
        wanted: Wanted,
        on_alert: OnAlert,
        on_notice: OnNotice,
        *,
        most_a_day: int | None,
        guard: AbstractContextManager[object],
        on_kept: OnKept,
    ) -> None:
        self._store, self._wanted = store, wanted
        self._on_alert, self._on_notice = on_alert, on_notice
        self._summary = WatchSummary()
        self._started = monotonic()
        self._readers = [_Reader(feed, find_source(feed.source), monotonic()) for feed in feeds]
        self._seen: dict[bytes, None] = {}  # digests of frames
        self._known: dict[int, None] = {}  # versions of posts
        self._is_asked = wanted.language_test()
        self._guard, self._on_kept = guard, on_kept
        self._background = Background(store)
        self._keep_seconds = self._keep_at = 0.0
        with guard:
            self._trends = LiveTrends(store, most_a_day=most_a_day)
            self._trends.remember(datetime.now(UTC))

    def run(self, stop: threading.Event, until: datetime | None, keep_seconds: float) -> WatchSummary:
        """See `watch`."""
        summary, started = self._summary, self._started
        queue: Queue[_Item] = Queue(QUEUED)
        threads = [self._start(reader, queue, stop) for reader in self._readers]
        self._keep_seconds, self._keep_at = keep_seconds, monotonic() + keep_seconds
        self._on_kept(summary)
        self._tell("open")
        failed: Exception | None = None
        try:
            while not stop.is_set() and (until is None or datetime.now(UTC) < until):
                for reader, item in _received(queue):
                    if isinstance(item, _Ended):
                        reader.is_over, failed = True, item.error or failed
                        if item.error is not None and not self._is_over():
                            summary.failed.append(str(item.error))
                            self._on_notice(Notice("disconnected", f"{item.error}; not read any more"))
                    else:
                        self._take(reader, item)
                if self._is_over():
                    break
                if monotonic() >= self._keep_at:
                    self._keep()
                self._close_buckets()
            summary.is_interrupted = stop.is_set()
        finally:
            stop.set()
            self._end(threads, queue)
        summary.left_out = self._trends.left_out
        summary.seconds = monotonic() - started
        if failed is not None and self._is_over():
            raise failed
        return summary

    def _start(self, reader: _Reader, queue: Queue[_Item], stop: threading.Event) -> threading.Thread:
        with self._guard:
            reader.cursor = reader.saved = self._store.desk.cursor(reader.feed.name)
            self._recognise(reader.feed.name)

        def hand_over(item: Frames | Notice | _Ended) -> bool:
            while True:
                try:
                    queue.put((reader, item), timeout=0.2)
                except Full:
                    if stop.is_set():
                        return False
                else:
                    return True

        def read() -> None:
            error: Exception | None = None
            try:
                for item in reader.feed.read(reader.saved, stop):
                    if not hand_over(item):
                        return  # and nothing after it either: the cursor must not pass over it
            except Exception as caught:  # noqa: BLE001 - raised again where the watch ends
                error = caught
            hand_over(_Ended(error))

        thread = threading.Thread(target=read, name=reader.feed.name, daemon=True)
        thread.start()
        return thread

    def _recognise(self, name: str) -> None:
        """Know the last records of a feed: it may give them again from the cursor on."""
        left = REMEMBERED
        last = []
        for batch in reversed(self._store.evidence.batches()):
            if left > 0 and batch.locator == name:
                left -= batch.records
                last.append(batch)
        for batch in reversed(last):
            self._seen |= dict.fromkeys(self._store.evidence.digests(batch))

    def _take(self, reader: _Reader, item: Frames | Notice) -> None:
        if isinstance(item, Notice):
            self._summary.connections += item.kind == "connected"
            self._summary.gaps += item.kind == "gap"
            self._on_notice(item)
            return
        reader.heard = monotonic()
        read = self._read(reader, item.data)
        if any(read.is_wanted):
            now = datetime.now(UTC)
            first_at = from_microseconds(read.posts.captured_at[read.is_wanted.index(True)]) or item.at or now
            self._trends.begin(max(now - OLDEST, min(now, first_at)))
        first, count = 0, len(item.data)
        while first < count:  # a bucket is told before what comes after it is counted, however fast that comes
            end, at = self._find_due(read, first, count)
            self._take_some(reader, item.data, read, range(first, end))
            reader.pass_time(item.at if end == count else at)
            if end < count and not self._close_buckets():
                self._take_some(reader, item.data, read, range(end, count))
                reader.pass_time(item.at)
                end = count
            first = end
        reader.cursor = item.cursor or reader.cursor
        if len(reader.kept) >= BATCH_RECORDS or reader.size >= BATCH_BYTES:
            self._keep()
        if item.at is not None and self._trends.is_due(item.at):
            self._close_buckets()

    def _read(self, reader: _Reader, data: Sequence[bytes]) -> _Read:
        read = read_columns(reader.source, data, self._is_asked)
        posts, frame = read.posts, read.numbers
        self._summary.unwanted += len(read.unasked)
        others: dict[int, list[Rejected]] = {}
        found: list[Post] = []
        for number in read.left(len(data)):
            record_id = sha256(data[number]).hexdigest()
            received = Received(data=data[number], record_id=record_id, locator=reader.feed.name, level=LEVEL)
            for result in reader.source.parse(received):
                if isinstance(result, Post):
                    found.append(result)
                    frame.append(number)
                else:
                    others.setdefault(number, []).append(result)
        if found:
            posts.extend(PostColumns.of(found))
            in_order = sorted(range(len(frame)), key=frame.__getitem__)
            posts, frame = posts.take(in_order), [frame[row] for row in in_order]
        return _Read(posts, frame, self._wanted.choose(posts, read_tags), others)

    def _find_due(self, read: _Read, first: int, count: int) -> tuple[int, datetime | None]:
        """Up to which frame from `first` on can be counted before a bucket is closed, and when that one was seen."""
        least = to_microseconds(self._trends.due_at)
        if least is None or count - first < 2:
            return count, None
        for number, seen in zip(read.frame, read.posts.captured_at, strict=True):
            if number >= first and seen is not None and seen >= least and number + 1 < count:
                return number + 1, from_microseconds(seen)
        return count, None

    def _take_some(self, reader: _Reader, data: Sequence[bytes], read: _Read, numbers: range) -> None:
        """Choose what is kept of some frames: those with a new post that is wanted, and those that cannot be read."""
        posts, seen, known = read.posts, self._seen, self._known
        versions = [*map(hash, zip(posts.platform, posts.post_id, posts.edited_at, posts.text, strict=True))]
        rows = range(bisect_left(read.frame, numbers.start), bisect_left(read.frame, numbers.stop))
        asked: dict[int, list[int]] = {}  # frame -> its posts that are wanted
        for row in rows:
            if read.is_wanted[row]:
                asked.setdefault(read.frame[row], []).append(row)
        lost = [number for number in read.lost if number in numbers]
        kept: dict[int, bytes] = {}
        repeated: set[int] = set()
        new: list[int] = []
        for number in sorted({*asked, *lost}) if lost else asked:
            digest = sha256(data[number]).digest()
            if digest in seen:
                repeated.add(number)
                continue
            found = []
            for row in asked.get(number, ()):
                if (version := versions[row]) in known:
                    self._summary.known += 1  # it came before in another frame
                else:
                    known[version] = None
                    found.append(row)
            if found or number in lost:
                seen[digest] = None
                kept[number] = digest
                new += found
        _forget(seen)
        _forget(known)
        self._summary.frames += len(numbers)
        self._summary.repeated += len(repeated)
        if not all(read.is_wanted):
            self._summary.unwanted += sum(not read.is_wanted[row] and read.frame[row] not in repeated for row in rows)
        self._summary.posts += len(new)
        for number in numbers if read.others else ():
            for other in read.others.get(number, ()) if number not in repeated else ():
                self._count(other)
        of_kept = [row for row in rows if read.frame[row] in kept]
        held = posts if len(of_kept) == len(posts) else posts.take(of_kept)
        held.record_id = [kept[read.frame[row]].hex() for row in of_kept]
        held.level = [LEVEL] * len(held)
        reader.kept += [data[number] for number in kept]
        reader.digests += kept.values()
        reader.size += sum(map(len, reader.kept[-len(kept) :])) if kept else 0
        reader.posts.extend(held)
        if new:
            self._trends.add(held if new == of_kept else posts.take(new), now=datetime.now(UTC))

    def _count(self, other: Rejected) -> None:
        """Count what gave no post."""
        if not other.is_loss:
            self._summary.passed_over[other.reason] += 1
            return
        self._summary.rejected[other.reason] += 1
        if len(self._summary.examples) < EXAMPLES:
            self._summary.examples.append(other)

    def _is_over(self) -> bool:
        return all(reader.is_over for reader in self._readers)

    def _keep(self) -> None:
        """Put on the disk what was received, and the cursors behind it."""
        with self._guard:
            for reader in self._readers:
                if reader.kept:
                    keep_columns(
                        reader.kept, reader.digests, reader.posts, self._store, reader.source, locator=reader.feed.name
                    )
                    self._summary.batches += 1
                    reader.kept, reader.digests, reader.posts, reader.size = [], [], PostColumns.made(0), 0
                if reader.cursor is not None and reader.cursor != reader.saved:
                    self._store.desk.save_cursor(reader.feed.name, reader.cursor)
                    reader.saved = reader.cursor
            self._background.step(datetime.now(UTC))
            self._summary.merged = self._background.merged
        self._keep_at = monotonic() + self._keep_seconds
        self._on_kept(self._summary)

    def _close_buckets(self) -> bool:
        """Close the buckets that are over, and tell what they changed; whether there were any."""
        moment = self._clock()
        if moment is None or not self._trends.is_due(moment):
            return False
        with self._guard:
            has_changes = self._trends.close(moment)
        if has_changes:
            self._keep()
            self._tell("start")
        return True

    def _clock(self) -> datetime | None:
        """Up to when everything came: the least of the feeds' own times; None before any of it is known."""
        now = datetime.now(UTC)
        moments = [
            min(now, reader.at) if monotonic() - reader.heard < IDLE_SECONDS and reader.at is not None else now
            for reader in self._readers
            if not reader.is_over
        ]
        if monotonic() - self._started < IDLE_SECONDS and any(reader.at is None for reader in self._readers):
            return None
        return min(moments, default=None)

    def _tell(self, kind: AlertKind) -> None:
        with self._guard:
            alerts = list(self._trends.tell(kind=kind))
        for alert in alerts:
            if alert.is_over_budget and alert.kind == "end":
                continue
            self._summary.alerts += not alert.is_over_budget
            self._summary.over_budget += alert.is_over_budget
            self._on_alert(alert)

    def _end(self, threads: Sequence[threading.Thread], queue: Queue[_Item]) -> None:
        """Take what is still in the queue, and keep it."""
        for thread in threads:
            thread.join(timeout=5)
        try:
            while True:
                reader, item = queue.get_nowait()
                if not isinstance(item, _Ended):
                    self._take(reader, item)
        except Empty:
            self._keep()
        finally:
            with self._guard:
                self._background.stop()
            self._summary.merged = self._background.merged


def _received(queue: Queue[_Item]) -> Iterator[_Item]:
    """What waits in a queue now; of an empty one what comes within a moment."""
    try:
        yield queue.get(timeout=0.2)
        for _ in range(queue.qsize()):
            yield queue.get_nowait()
    except Empty:
        return


def _forget(values: dict[Any, None]) -> None:
    """Of values in the order in which they came keep the last ones: at least REMEMBERED, at most twice as many."""
    if len(values) > 2 * REMEMBERED:
        for value in list(islice(values, len(values) - REMEMBERED)):
            del values[value]
