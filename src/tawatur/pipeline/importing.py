"""The steps joined: files are cut into records, records kept as evidence, evidence read into posts, posts stored.

A file's records are kept in batches that are cut by count and size alone, so that the same file gives the same batches
whenever it comes: what is already here is recognised by its Merkle root and not written again, and an import that was
killed is finished by running it again. Of a file that grew, the whole batches are known; its last one is kept once more
with what is new. Evidence then holds those records twice, and posts are counted once: they are deduplicated on reading.
"""

from __future__ import annotations

import logging
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import compress, islice
from pathlib import Path
from time import perf_counter
from typing import Any, cast

from tawatur.errors import InputError, StoreError, UnreadableRecordError
from tawatur.evidence import Batch, Level
from tawatur.evidence import label as label_of
from tawatur.evidence.custody import clean_options
from tawatur.evidence.segments import MAX_RECORD
from tawatur.pipeline.compacting import compact
from tawatur.posts import Post, PostColumns
from tawatur.sources import detect, find_source
from tawatur.sources.base import ExplainingSource, Reading, Received, Rejected, Source, parse_parts
from tawatur.sources.files import InputFile
from tawatur.store import Store

log = logging.getLogger(__name__)

BATCH_RECORDS = 20_000  # a batch is one fsync and one Parquet file: at 40,000 posts/s half a second is lost to a kill
BATCH_BYTES = 16 * 2**20  # what is held in memory while a batch is filled
PREVIEWED_RECORDS = 50  # looked at for a preview before it is said that there are no posts
EXAMPLES = 5  # places that a summary names for each reason
MEDIA_TYPES = {
    "line": "application/x-ndjson",
    "body": "application/octet-stream",
    "row": "text/csv",
    "own": "application/json",
}
GUESS = 0.3  # a source less sure than this (any prose is perhaps a paste) is believed only where nothing else is likely
_DATA_SUFFIXES = (".jsonl", ".ndjson", ".json", ".csv", ".tsv", ".tab", ".gz", ".zst", ".zip")

Progress = Callable[[InputFile, "ImportSummary"], None]
OnRejected = Callable[[Rejected], None]
OnPost = Callable[[Post, Batch], None]


@dataclass(slots=True, kw_only=True)
class ImportSummary:
    """What one import read, kept and lost.

    Attributes:
        files: that were opened and recognised; records: cut from them; posts: read from the records, each capture.
        new: posts that were not in the store before; known: captures of posts that were, or that came twice.
        passed_over: what is no post by its nature (deletions, service messages), counted by reason.
        rejected: what was lost, counted by reason.
        examples: the first places of each reason, at most EXAMPLES.
        batches: kept now; batches_known: that were kept before; rebuilt: posts files made anew from old evidence.
        merged: files of posts, of many batches, that became part of larger ones.
        seconds: until now.
        is_interrupted: stopped by Ctrl-C; what is counted is kept.
    """

    files: int = 0
    records: int = 0
    posts: int = 0
    new: int = 0
    passed_over: Counter[str] = field(default_factory=Counter)
    rejected: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[Rejected]] = field(default_factory=dict)
    batches: int = 0
    batches_known: int = 0
    rebuilt: int = 0
    merged: int = 0
    seconds: float = 0.0
    is_interrupted: bool = False

    @property
    def known(self) -> int:
        """Captures of posts that the store had, or that came twice."""
        return self.posts - self.new

    def count(self, rejected: Rejected) -> None:
        """Count one loss, or one thing passed over."""
        if not rejected.is_loss:
            self.passed_over[rejected.reason] += 1
            return
        self.rejected[rejected.reason] += 1
        examples = self.examples.setdefault(rejected.reason, [])
        if len(examples) < EXAMPLES:
            examples.append(rejected)

    def as_json(self) -> dict[str, Any]:
        """The same as JSON types."""
        return {
            "files": self.files,
            "records": self.records,
            "posts": self.posts,
            "new": self.new,
            "known": self.known,
            "passed_over": dict(sorted(self.passed_over.items())),
            "rejected": dict(sorted(self.rejected.items())),
            "batches": self.batches,
            "batches_known": self.batches_known,
            "rebuilt": self.rebuilt,
            "merged": self.merged,
            "seconds": round(self.seconds, 3),
            "interrupted": self.is_interrupted,
        }


def open_store(path: Path | str) -> tuple[Store, int]:
    """Open a data folder for writing, with every file of posts that was missing made anew; and how many were.

    Raises: StoreError when another process writes to it, or it cannot be used.
    """
    store = Store(path, writable=True)
    try:
        return store, store.rebuild(read_batch)
    except BaseException:
        store.close()
        raise


def import_files(
    paths: Sequence[Path | None],
    store: Store,
    *,
    source: str | None = None,
    options: Mapping[str, str] | None = None,
    level: Level | None = None,
    is_strict: bool = False,
    progress: Progress | None = None,
    on_rejected: OnRejected | None = None,
    on_post: OnPost | None = None,
) -> ImportSummary:
    """Bring the posts of files into a store; a file that was imported before changes nothing.

    Args:
        paths: files, or folders that are walked in order of name; None is standard input.
        store: open for writing.
        source: name of the format; None recognises each file by its content.
        options: what reading the files needs beside their bytes (column map, zone), kept with the evidence.
        level: evidence level of what comes in; None: E0 of pasted text, E1 of all else.
        is_strict: stop at the first loss; what came before it is kept.
        progress: called after each batch.
        on_rejected: called with everything that gave no post.
        on_post: called with each post and the batch that holds its record.

    Returns: what was read and lost; losses never stop the import unless `is_strict`.
    Raises: InputError when a named file does not exist; UnreadableRecordError when `is_strict`; StoreError when the
        store cannot be written to.
    """
    started, started_at = perf_counter(), datetime.now(UTC)
    summary = ImportSummary()
    fixed = find_source(source) if source is not None else None
    found = find_files(paths)
    before, first = store.count(), len(store.evidence.batches()) + 1

    def count(result: int | Rejected) -> None:
        if isinstance(result, int):
            summary.posts += result
            return
        summary.count(result)
        if on_rejected is not None:
            on_rejected(result)
        if is_strict and result.is_loss:
            raise UnreadableRecordError(result.reason, result.message, path=Path(result.locator), line=result.line)

    try:
        for path, is_named in found:
            _import_file(
                path, store, summary, source=fixed, options=options or {}, level=level, is_named=is_named, count=count,
                progress=progress, on_post=on_post,
            )  # fmt: skip
        summary.merged = _merge(store, since=first)
    except KeyboardInterrupt:
        summary.is_interrupted = True
    summary.new = store.count() - before
    summary.seconds = perf_counter() - started
    store.desk.record_import(started_at, summary.as_json())
    return summary


def _merge(store: Store, *, since: int) -> int:
    """Merge the files of a long import; how many there were. Where that fails they stay as they are."""
    try:
        return compact(store, since=since).merged
    except StoreError as error:
        log.warning("the files of this import are not merged: %s", error)
        return 0


def _import_file(
    path: Path | None,
    store: Store,
    summary: ImportSummary,
    *,
    source: Source | None,
    options: Mapping[str, str],
    level: Level | None,
    is_named: bool,
    count: Callable[[int | Rejected], None],
    progress: Progress | None,
    on_post: OnPost | None,
) -> None:
    name = str(path) if path is not None else "<stdin>"
    is_loss = is_named or name.lower().endswith(_DATA_SUFFIXES)  # a picture beside the posts is no lost post
    try:
        opened = InputFile(path)
    except InputError as error:
        count(_reject("unreadable-file", error, name, is_loss=is_loss))
        return
    with opened:
        try:
            may_guess = is_named and (path is None or path.suffix == ".txt")
            chosen = source or _detect(opened, options, may_guess=may_guess)
        except InputError as error:
            count(_reject("unknown-format", error, name, is_loss=is_loss))
            return
        summary.files += 1
        captured_as = level or ("E0" if chosen.name == "paste" else "E1")
        received = _take_received(opened.records(chosen), options=options, level=captured_as, count=count)
        for records in cut_batches(received):
            is_known = keep_records(records, store, chosen, count=count, on_post=on_post)
            summary.records += len(records)
            summary.batches += not is_known
            summary.batches_known += is_known
            if progress is not None:
                progress(opened, summary)


def _detect(opened: InputFile, options: Mapping[str, str], *, may_guess: bool) -> Source:
    """The source that recognises a file. Raises: InputError when none does, or none but by a guess that may not be."""
    if "columns" in options:  # who says what the columns mean says that it is a table
        return find_source("table-jsonl" if opened.sample.lstrip()[:1] in {b"{", b"["} else "table")
    sample = opened.sample
    try:
        source = detect(sample, opened.name)
    except InputError:
        found = ((each, other) for other in opened.other_samples() if (each := _find_sure(other, opened.name)))
        known = next(found, None)
        if known is None:
            raise
        source, sample = known
    if not may_guess and source.recognise(sample) < GUESS:
        raise InputError(
            f"{opened.name}: of no known format; only perhaps {source.name} ({source.title}). --source {source.name} "
            "reads it so."
        )
    return source


def _find_sure(sample: bytes, name: str) -> Source | None:
    """The source that recognises a sample and does not only guess; None when none does."""
    try:
        source = detect(sample, name)
    except InputError:
        return None
    return source if source.recognise(sample) >= GUESS else None


def _reject(reason: str, error: InputError, name: str, *, is_loss: bool) -> Rejected:
    return Rejected(reason=reason, message=str(error).removeprefix(f"{name}: "), locator=name, is_loss=is_loss)


def _take_received(
    records: Iterable[Received | Rejected],
    *,
    options: Mapping[str, str],
    level: Level,
    count: Callable[[Rejected], None],
) -> Iterator[Received]:
    """What can be kept, with the options and level of the import; what cannot be, or was not even cut, is counted."""
    read: Mapping[str, str] | None = None
    merged: Mapping[str, str] = {}
    problem = ""
    for record in records:
        if isinstance(record, Rejected):
            count(record)
            continue
        if record.options is not read and record.options != read:
            read, merged, problem = record.options, {**record.options, **options}, ""
            try:
                clean_options(merged)
            except InputError as error:
                problem = str(error)
        if problem:
            count(record.reject("options-too-long", problem))
        elif len(record.data) > MAX_RECORD:
            count(
                record.reject("record-too-long", f"{len(record.data):,} bytes in one record, more than {MAX_RECORD:,}")
            )
        elif merged or level != record.level:
            yield replace(record, options=merged, level=level)
        else:
            yield record


def keep_records(
    records: Sequence[Received],
    store: Store,
    source: Source,
    *,
    count: Callable[[int | Rejected], None],
    on_post: OnPost | None = None,
) -> bool:
    """Keep records as one batch of evidence, then read them and store their posts; whether all was here before.

    What this returned from survives a kill. Records that are here already are read again all the same, so that the
    same input gives the same report.

    Args:
        records: of one origin, options and level; at least one.
        count: called with so many posts as they are read, and each record that gave none.
        on_post: called with each post and this batch.

    Raises: StoreError and InputError when they cannot be written.
    """
    first = records[0]
    batch = _keep(
        [record.data for record in records], [bytes.fromhex(record.record_id) for record in records], store, source,
        locator=first.locator, level=first.level, options=first.options,
    )  # fmt: skip

    def choose(results: Iterable[Post | Rejected]) -> Iterator[Post]:
        for result in results:
            held = result.evidence if isinstance(result, Post) else None
            if held and store.evidence.is_erased(held.record_id):
                message = f"{label_of(held.record_id)} was erased on request and stays so"
                count(Rejected(reason="erased", message=message, locator=first.locator, is_loss=False))
            elif isinstance(result, Rejected):
                count(result)
            else:
                count(1)
                if on_post is not None:
                    on_post(result, batch)
                yield result

    def read() -> Iterator[PostColumns]:
        for part in parse_parts(source, records):
            if not isinstance(part, PostColumns):
                yield from PostColumns.in_parts(choose(part))
            elif on_post is None and not any(map(store.evidence.is_erased, filter(None, part.record_id))):
                count(len(part))
                yield part
            else:
                yield from PostColumns.in_parts(choose(part.posts()))

    is_known = store.has_posts(batch)
    if is_known:
        for _ in read():
            pass
    else:
        store.save_posts(batch, read())
    return is_known


def keep_columns(
    records: Sequence[bytes],
    digests: Sequence[bytes],
    posts: PostColumns,
    store: Store,
    source: Source,
    *,
    locator: str,
) -> None:
    """Keep records that this desk fetched, and their posts, which are read already, as `keep_records` does.

    Args:
        digests: SHA-256 of each record; posts: with their evidence.

    Raises: StoreError and InputError when they cannot be written.
    """
    batch = _keep(records, digests, store, source, locator=locator, level="E2", options={})
    if not store.has_posts(batch):
        is_left = [record_id is None or not store.evidence.is_erased(record_id) for record_id in posts.record_id]
        left = posts if all(is_left) else posts.take([*compress(range(len(posts)), is_left)])
        store.save_posts(batch, left, has_traits=False)


def _keep(
    records: Sequence[bytes],
    digests: Sequence[bytes],
    store: Store,
    source: Source,
    *,
    locator: str,
    level: str,
    options: Mapping[str, str],
) -> Batch:
    return store.evidence.keep(
        records,
        source=source.name,
        locator=locator.encode("utf-8", "backslashreplace").decode("utf-8"),  # a file name may be any bytes
        media_type=MEDIA_TYPES[source.framing],
        level=level,  # type: ignore[arg-type]  # `Evidence.keep` checks the word
        options=options,
        digests=digests,
    )


def find_files(paths: Sequence[Path | None]) -> list[tuple[Path | None, bool]]:
    """The files to import, in order, and whether each was named itself (True) or found in a folder (False).

    Raises: InputError when a named path does not exist, or a folder holds no file.
    """
    found: list[tuple[Path | None, bool]] = []
    for path in paths:
        if path is None or not path.is_dir():
            if path is not None and not path.exists():
                raise InputError(f"{path}: no such file. Nothing was imported.")
            found.append((path, True))
            continue
        inside = sorted(_walk(path))
        if not inside and is_data_folder(path):
            raise InputError(f"{path}: a data folder of tawatur, not posts to import. --data {path} works with it.")
        if not inside:
            raise InputError(f"{path}: a folder without files. Nothing was imported.")
        found += [(file, False) for file in inside]
    return found


def _walk(folder: Path) -> Iterator[Path]:
    """The files of a folder and of those in it; hidden ones and data folders, which hold what was imported, are not."""
    for inside, folders, names in os.walk(folder):
        if is_data_folder(Path(inside)):
            folders.clear()
            continue
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (path for name in names if not name.startswith(".") and (path := Path(inside, name)).is_file())


def is_data_folder(folder: Path) -> bool:
    """Whether a folder is one that `--data` names."""
    return (folder / "evidence" / "custody.jsonl").is_file()


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """How the start of a file would be read.

    Attributes:
        source: the format it is read as.
        posts, rejected: of its first records.
        readings: what each part of its first record was read as; empty for a format that leaves nothing to guess.
    """

    source: Source
    posts: tuple[Post, ...]
    rejected: tuple[Rejected, ...]
    readings: tuple[Reading, ...] = ()


def preview_file(
    path: Path | None, *, source: str | None = None, options: Mapping[str, str] | None = None, count: int = 3
) -> Preview:
    """Read the start of a file as an import would, until `count` posts are there, and keep nothing.

    Raises: InputError when it cannot be opened or is of no known format.
    """
    with InputFile(path) as opened:
        may_guess = path is None or path.suffix == ".txt"
        chosen = find_source(source) if source is not None else _detect(opened, options or {}, may_guess=may_guess)
        posts: list[Post] = []
        rejected: list[Rejected] = []
        readings: tuple[Reading, ...] = ()
        received = _take_received(opened.records(chosen), options=options or {}, level="E1", count=rejected.append)
        for number, record in enumerate(islice(received, PREVIEWED_RECORDS)):
            if number == 0 and hasattr(chosen, "explain"):
                readings = cast("ExplainingSource", chosen).explain(record)
            for result in chosen.parse(record):
                if isinstance(result, Post):
                    posts.append(result)
                else:
                    rejected.append(result)
                if len(posts) >= count:
                    return Preview(source=chosen, posts=tuple(posts), rejected=tuple(rejected), readings=readings)
        return Preview(source=chosen, posts=tuple(posts), rejected=tuple(rejected), readings=readings)


def cut_batches(records: Iterable[Received]) -> Iterator[list[Received]]:
    """Records in lists that become one batch each: of one file and one set of options, by count and by bytes.

    The cuts depend on the records alone, so that the same file is cut in the same way every time.
    """
    batch: list[Received] = []
    size = 0
    for record in records:
        if batch and (record.locator, record.options) != (batch[0].locator, batch[0].options):
            yield batch
            batch, size = [], 0
        batch.append(record)
        size += len(record.data)
        if len(batch) >= BATCH_RECORDS or size >= BATCH_BYTES:  # now, not when a next one comes: a stream may wait
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def read_batch(store: Store, batch: Batch) -> Iterator[PostColumns]:
    """The posts of a batch that is kept; what gives no post was reported when it came and is left out."""
    source = find_source(batch.source)
    options = dict(batch.options)
    received = (
        Received(data=data, record_id=record_id, locator=batch.locator, options=options, level=batch.level)
        for record_id, data in store.evidence.records(batch)
    )
    for part in parse_parts(source, received):
        if isinstance(part, PostColumns):
            yield part
        else:
            yield from PostColumns.in_parts(result for result in part if isinstance(result, Post))
