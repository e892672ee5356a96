"""The evidence folder: keep records on arrival, read them again, verify that nothing changed.

    evidence/
      raw/00000042-1f3a….records   segments: many records in one file (segments.py)
      custody.jsonl                one line a batch, chained by hashes (custody.py)
      lost+found/                  what a crash left half done; nothing is deleted

A batch is acknowledged when its custody line is on the disk. Before that come, in this order: the segment written under
another name, synced, renamed, its folder synced. So a crash leaves at most one unfinished file, one segment without its
line, or one torn line, and opening for writing puts them aside. An erasure is a custody line first, then the bytes are
written over; what a crash left of that is finished on opening. One process writes at a time: the store holds the lock.
"""

from __future__ import annotations

import json
import logging
import re
from base64 import b32decode
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

from tawatur import __version__
from tawatur.durable import append_line, blank_out, cut, sync_file, sync_folder, unfinished, write_new
from tawatur.errors import EvidenceError, InputError
from tawatur.evidence import custody, segments
from tawatur.evidence.custody import LineError, parse_line
from tawatur.evidence.merkle import make_root
from tawatur.evidence.records import (
    CAPTURE,
    ERASE,
    LEVELS,
    MEASURE,
    Batch,
    Erasure,
    Kept,
    Level,
    Measurement,
    RecordId,
    Verification,
    why,
)
from tawatur.evidence.verifying import gather_erasures, verify
from tawatur.posts import LABEL_CHARACTERS
from tawatur.posts import evidence_label as label

log = logging.getLogger(__name__)

RAW, LOST = "raw", "lost+found"
MEASUREMENT_SOURCE = "measurement"
ERASED_A_LINE = 200  # records of one custody line, so that its options stay far below their bound
MAX_REASON = 500  # characters
MIN_PREFIX = 6  # hex characters; shorter ones are typing mistakes more often than ids
_LABEL = re.compile(f"EV-([A-Z2-7]{{{LABEL_CHARACTERS}}})")
_HEX = re.compile(f"[0-9a-f]{{{MIN_PREFIX},64}}")
_LABEL_HEX = LABEL_CHARACTERS * 5 // 4  # whole hex characters that a label fixes
_ADVICE = "Run `tawatur evidence verify`; restore the folder from a copy."


class Evidence:
    """An evidence folder.

    Args:
        folder: the folder itself (DATA/evidence); made when `writable`.
        writable: finish or undo what a crash left, then take new records.

    Attributes:
        recovered: what opening for writing finished or put aside, one sentence each.

    Raises: InputError when there is no such folder or it cannot be written; EvidenceError when custody does not hold
        together, so that nothing is added to a broken chain.
    """

    def __init__(self, folder: Path, *, writable: bool = False) -> None:
        self.folder = folder
        self.writable = writable
        self.recovered: tuple[str, ...] = ()
        self._raw = folder / RAW
        self._custody = folder / custody.FILE
        self._batches: list[Batch] = []
        self._latest: dict[str, Batch] = {}  # by root: the last batch of the same records
        self._erased: dict[bytes, Erasure] = {}  # by digest
        self._blanked: dict[str, str] = {}  # by segment: what its file's digest is since records of it were erased
        self._size = 0  # bytes of custody.jsonl that were read or written
        self._broken = ""
        if writable:
            try:
                self._open_for_writing()
            except OSError as error:
                msg = f"{folder}: cannot be opened for writing ({why(error)}). Check the folder's owner and free space."
                raise InputError(msg) from error
        elif not folder.is_dir():
            msg = f"{folder}: no evidence here. Name the data folder with --data, or import something first."
            raise InputError(msg)

    def keep(
        self,
        records: Sequence[bytes],
        *,
        source: str,
        locator: str,
        media_type: str,
        level: Level,
        options: Mapping[str, str] | Iterable[tuple[str, str]] = (),
        actor: str | None = None,
        at: datetime | None = None,
        digests: Sequence[bytes] | None = None,
    ) -> Batch:
        """Keep records as received, in one batch that is on the disk when this returns.

        The same records again, to be read in the same way (source and options), give the batch of the first time, and
        nothing is written: its level and time are those of the first time. To be read in another way they are a new
        batch, which takes the place of the old one where posts are made. No records at all are a batch, too. Of a
        record that was erased before, zeros are kept.

        Args:
            at: when they were received, aware; None means now.
            actor: who runs the program; None means nobody was named.
            digests: SHA-256 of each record, where it was made on arrival; None makes it here.

        Raises: InputError for a record beyond 64 MiB, options or words beyond bounds, a disk that is full or may not
            be written (nothing of the batch is then kept); EvidenceError when custody was changed by somebody else.
        """
        return self._keep(
            records,
            action=CAPTURE,
            source=source,
            locator=locator,
            media_type=media_type,
            level=level,
            options=options,
            actor=actor,
            at=at,
            digests=digests,
        )

    def batches(self) -> tuple[Batch, ...]:
        """Every batch, oldest first. Raises: EvidenceError when custody does not hold together."""
        self._load()
        return tuple(self._batches)

    def records(self, batch: Batch) -> Iterator[tuple[RecordId, bytes]]:
        """The records of a batch in order, verbatim, each checked against its digest and all against the batch's root.

        Those that were erased are left out. Raises: EvidenceError when a byte is not as it was kept.
        """
        with _opened(self._raw, batch) as file:
            for entry in _checked_index(segments.read_index(file), batch).entries:
                if entry.digest not in self._erased:
                    yield RecordId(entry.digest.hex()), segments.read_entry(file, entry)

    def read(self, record_id: str) -> Kept:
        """One record by its id, its label (EV-…), or the first 6 or more characters of its id.

        Raises: InputError when there is none or more than one; EvidenceError when it is not as it was kept.
        """
        prefix, is_label = _read_id(record_id)
        found: dict[str, tuple[Batch, int, segments.Entry]] = {}
        unreadable = 0
        for batch in self.batches():
            try:
                with _opened(self._raw, batch) as file:
                    index = segments.find_records(file, prefix)
                    entries = _checked_index(index, batch).entries if index else ()
            except EvidenceError:
                unreadable += 1
                continue
            for position, entry in enumerate(entries):
                digest = entry.digest.hex()
                if digest.startswith(prefix) and (not is_label or label(digest) == record_id.strip().upper()):
                    found.setdefault(digest, (batch, position, entry))
            if len(prefix) == 64 and found:
                break
        if len(found) != 1:
            raise _no_one(record_id, sorted(found), unreadable)
        ((digest, (batch, position, entry)),) = found.items()
        erasure = self._erased.get(entry.digest)
        with _opened(self._raw, batch) as file:
            data = b"" if erasure else segments.read_entry(file, entry)
        return Kept(
            record_id=RecordId(digest), data=data, length=entry.length, batch=batch, position=position,
            offset=entry.offset, erasure=erasure,
        )  # fmt: skip

    def measure(self, name: str, parameters: Mapping[str, Any], post_ids: Iterable[str], result: Any) -> Measurement:  # noqa: ANN401 - any JSON
        """Keep a measurement that sentences rest on, as a record of its own. Equal measurements are one record.

        Args:
            parameters, result: JSON types; times and decimals become text.
            post_ids: of the posts that were measured, in any order.

        Raises: InputError for values that are no JSON, and as `keep`.
        """
        ids = sorted(set(post_ids))
        digest = sha256("\n".join(ids).encode("utf-8", "surrogatepass")).hexdigest()
        content = {
            "measurement": name,
            "parameters": dict(parameters),
            "posts": len(ids),
            "post_ids_sha256": digest,
            "result": result,
        }
        try:
            text = json.dumps(content, default=_as_text, sort_keys=True, allow_nan=False, separators=(",", ":"))
        except (TypeError, ValueError, RecursionError) as error:
            msg = f"measurement {name!r}: its parameters or result are no JSON ({error}). Give numbers, text and lists."
            raise InputError(msg) from error
        data = text.encode("ascii")
        self._keep(
            [data],
            action=MEASURE,
            source=MEASUREMENT_SOURCE,
            locator=name,
            media_type="application/json",
            level="E0",  # the lowest: a measurement says nothing of how its posts came to us
        )
        stored = json.loads(data)
        return Measurement(
            record_id=RecordId(sha256(data).hexdigest()),
            name=name,
            parameters=stored["parameters"],
            posts=len(ids),
            post_ids_sha256=digest,
            result=stored["result"],
        )

    def erasure(self, record_id: str) -> Erasure | None:
        """Who erased a record, when and why; None when nobody did. `record_id`: 64 hex characters."""
        self._load()
        return self._erased.get(bytes.fromhex(record_id))

    def is_erased(self, record_id: str) -> bool:
        """The same, of what was known when this was opened or written to last: for one record after another."""
        return bool(self._erased) and bytes.fromhex(record_id) in self._erased

    def erasures(self) -> tuple[Erasure, ...]:
        """Every erasure, oldest first."""
        return tuple(custody.read_erasure(batch) for batch in self.batches() if batch.action == ERASE)

    def sha256_of(self, batch: Batch) -> str:
        """The digest that a batch's segment must have: that of its line, or of the erasure since."""
        return self._blanked.get(batch.segment, batch.sha256)

    def find_batches(self, record_ids: Iterable[str]) -> tuple[Batch, ...]:
        """The batches that hold any of some records (64 hex characters each), oldest first.

        Raises: EvidenceError when one of them is not as it was kept.
        """
        wanted = {bytes.fromhex(each) for each in record_ids}
        found = tuple(batch for batch in self.batches() if batch.records and self._find_entries(batch, wanted))
        for batch in found:
            self._digest_blanked(batch, ())
        return found

    def erase(self, record_ids: Iterable[str], *, reason: str, actor: str | None = None) -> tuple[Erasure, ...]:
        """Write zeros over records, wherever they were kept, after a custody line has said so; the new erasures.

        Their digests stay: the root of every batch, the evidence root, checkpoints and proofs all hold as before. The
        same bytes that come again are kept as zeros. A crash before the line leaves everything as it was; one after it
        is made good when evidence is opened for writing. Copies elsewhere (backups, exports, what the disk keeps of
        blocks that were written over) are not reached.

        Args:
            record_ids: 64 hex characters each; those that were erased before are passed over.

        Raises: InputError for an unknown record, no reason or one beyond MAX_REASON characters; EvidenceError when a
            segment is not as it was kept, so that no damage is hidden by an erasure. Nothing is then erased.
        """
        self._check_writable()
        if not reason.strip() or len(reason) > MAX_REASON:
            raise InputError(f"an erasure needs a reason of 1 to {MAX_REASON} characters; {len(reason)} were given")
        wanted = [digest for digest in map(bytes.fromhex, dict.fromkeys(record_ids)) if digest not in self._erased]
        made = []
        for start in range(0, len(wanted), ERASED_A_LINE):
            chosen = wanted[start : start + ERASED_A_LINE]
            places = {batch: found for batch in self._batches if (found := self._find_entries(batch, set(chosen)))}
            lengths = {entry.digest: entry.length for entries in places.values() for entry in entries}
            if missing := [digest.hex() for digest in chosen if digest not in lengths]:
                raise InputError(f"{missing[0][:16]}…: no such record in this evidence. Nothing was erased.")
            files = {batch.segment: self._digest_blanked(batch, entries) for batch, entries in places.items()}
            batch = self._keep(
                [],
                action=ERASE,
                source="erasure",
                locator=", ".join(label(digest.hex()) for digest in chosen),
                media_type="application/x-empty",
                level="E0",
                options=custody.erasure_options(reason.strip(), lengths, files),
                actor=actor,
            )
            self._blank(places, {digest.hex() for digest in chosen})
            made.append(custody.read_erasure(batch))
        return tuple(made)

    def _find_entries(self, batch: Batch, digests: Collection[bytes]) -> list[segments.Entry]:
        with _opened(self._raw, batch) as file:
            if not any(segments.find_records(file, digest.hex()) for digest in digests):
                return []
            index = _checked_index(segments.read_index(file), batch)
        return [entry for entry in index.entries if entry.digest in digests]

    def _digest_blanked(self, batch: Batch, entries: Sequence[segments.Entry]) -> str:
        """The digest that a segment will have once these records are erased."""
        with _opened(self._raw, batch) as file:
            data = bytearray(file.read())
            if sha256(data).hexdigest() != self.sha256_of(batch):
                raise EvidenceError("not as it was kept; nothing is erased in it")
        for entry in entries:
            data[entry.offset : entry.offset + entry.length] = segments.blank(entry.length)
        return sha256(data).hexdigest()

    def _blank(self, places: Mapping[Batch, Sequence[segments.Entry]], digests: Collection[str]) -> None:
        try:
            lost = self.folder / LOST  # the segments last: by them it is known whether all was done
            for path in sorted(lost.iterdir()) if lost.is_dir() else ():
                if found := [*segments.find_remains(path, digests)]:
                    blank_out(path, found)
            for batch, entries in places.items():
                blank_out(_segment_path(self._raw, batch), [(entry.offset, entry.length) for entry in entries])
        except OSError as error:
            self._broken = f"an erasure could not be finished ({why(error)})"
            msg = f"{self.folder}: {self._broken}. It is in custody, and opening for writing finishes it: try again."
            raise EvidenceError(msg) from error

    def verify(
        self, *, expect_root: str | None = None, key: str | None = None, authorities: Path | None = None
    ) -> Verification:
        """Read everything again and compare it with custody.

        Args:
            expect_root: an evidence root noted elsewhere (a printed report): evidence must have grown from it. Without
                one, a cut of the newest custody lines together with their segments cannot be seen.
            key: the public key that must have signed the checkpoints, noted elsewhere; None takes that of the archive.
            authorities: PEM file of the certificates that time stamps must lead to; None reads only what was stamped.
        """
        return verify(self.folder, expect_root=expect_root, key=key, authorities=authorities)

    def root(self) -> str:
        """The evidence root printed in reports: RFC 6962 root over the custody lines, hex. Capture times are in it."""
        return make_root(self.lines()).hex()

    def lines(self) -> list[bytes]:
        """The custody lines as they stand, without their line ends: the entries of the tree behind the root."""
        self._load()
        if not self._size:
            return []
        with segments.open_file(self._custody) as file:
            return file.read(self._size).split(b"\n")[:-1]

    def digests(self, batch: Batch) -> list[bytes]:
        """The digests of a batch's records in order: the entries of the tree behind its root.

        Raises: EvidenceError when they are not those of custody.
        """
        with _opened(self._raw, batch) as file:
            return [entry.digest for entry in _checked_index(segments.read_index(file), batch).entries]

    def _keep(
        self,
        records: Sequence[bytes],
        *,
        action: str,
        source: str,
        locator: str,
        media_type: str,
        level: Level,
        options: Mapping[str, str] | Iterable[tuple[str, str]] = (),
        actor: str | None = None,
        at: datetime | None = None,
        digests: Sequence[bytes] | None = None,
    ) -> Batch:
        self._check_writable()
        moment = at or datetime.now(UTC)
        if moment.tzinfo is None or level not in LEVELS:
            msg = f"evidence: time {moment.isoformat()} without a zone, or level {level!r:.80} not one of E0 to E4"
            raise InputError(msg)
        lengths = [len(data) for data in records]
        if max(lengths, default=0) > segments.MAX_RECORD:
            number = next(number for number, length in enumerate(lengths) if length > segments.MAX_RECORD)
            msg = f"{locator!r:.200}, record {number}: {lengths[number]:,} bytes, more than {segments.MAX_RECORD:,}"
            raise InputError(msg)
        values: dict[str, Any] = {
            "seq": len(self._batches) + 1,
            "at": moment.astimezone(UTC),
            "actor": custody.clean_word("actor", actor or "desk"),
            "tool": f"tawatur {__version__}",
            "action": action,
            "source": custody.clean_word("source", source),
            "options": custody.clean_options(options),
            "locator": custody.clean_locator(locator),
            "level": level,
            "media_type": custody.clean_word("media type", media_type),
            "records": len(records),
            "bytes": sum(lengths),
            "prev": self._batches[-1].hash if self._batches else custody.FIRST_PREV,
        }
        digests = [sha256(data).digest() for data in records] if digests is None else digests
        index = segments.lay_out(digests, lengths)
        if not self._erased.keys().isdisjoint(digests):
            records = [
                segments.blank(len(data)) if digest in self._erased else data
                for digest, data in zip(digests, records, strict=True)
            ]
        known = self._latest.get(index.root)
        if known and (known.action, known.source, known.options) == (action, values["source"], values["options"]):
            if not _segment_path(self._raw, known).is_file():
                msg = f"{RAW}/{known.segment}{segments.SUFFIX}: kept as batch {known.seq}, and gone. {_ADVICE}"
                raise EvidenceError(msg)
            return known
        values |= {"root": index.root, "segment": custody.name_segment(values["seq"], index.root)}
        return self._write(records, index, values)

    def _write(self, records: Sequence[bytes], index: segments.Index, values: dict[str, Any]) -> Batch:
        path = self._raw / f"{values['segment']}{segments.SUFFIX}"
        if path.exists() or path.is_symlink():
            msg = f"{RAW}/{path.name}: a file stands where the next segment belongs; another process writes here, or "
            raise EvidenceError(msg + "somebody put it there. Move it away and open the evidence again.")
        digest = sha256()

        def hashed() -> Iterator[bytes]:
            for chunk in segments.encode(records, index):
                digest.update(chunk)
                yield chunk

        try:
            write_new(path, hashed())
            line, line_hash = custody.encode_line({**values, "sha256": digest.hexdigest()})
            size = append_line(self._custody, line, size=self._size)
        except FileExistsError as error:
            self._broken = str(error)
            if f'"{path.stem}"'.encode("ascii") not in self._custody.read_bytes():
                path.unlink(missing_ok=True)
            msg = f"{error}. One process writes at a time; nothing of this batch was kept."
            raise EvidenceError(msg) from error
        except BaseException as error:
            self._undo(path)
            if not isinstance(error, OSError):
                raise
            msg = (
                f"{values['locator']}: {len(records):,} records could not be kept ({why(error)}). Nothing of them was "
            )
            raise InputError(f"{msg}written; make room or allow writing in {self.folder}, and import again.") from error
        batch = parse_line(line)
        self._size = size
        self._remember(batch)
        log.info("kept batch=%d records=%d bytes=%d hash=%s", batch.seq, batch.records, batch.bytes, line_hash)
        return batch

    def _undo(self, path: Path) -> None:
        try:
            if self._custody.exists() and self._custody.stat().st_size > self._size:
                cut(self._custody, self._size)
            for leftover in (unfinished(path), path):
                leftover.unlink(missing_ok=True)
        except OSError as error:
            self._broken = f"a failed write could not be undone ({why(error)})"

    def _check_writable(self) -> None:
        if not self.writable:
            msg = f"{self.folder}: opened for reading only"
            raise EvidenceError(msg)
        if self._broken:
            msg = f"{self.folder}: {self._broken}. Close tawatur and start it again: it puts aside what is half done."
            raise EvidenceError(msg)

    def _remember(self, batch: Batch) -> None:
        self._batches.append(batch)
        if batch.action != ERASE:
            self._latest[batch.root] = batch
            return
        erased, blanked = gather_erasures([batch])
        self._erased |= erased
        self._blanked |= blanked

    def _load(self) -> None:
        # Only what was appended since the last time is read; a line without its end is still being written.
        try:
            with segments.open_file(self._custody) as file:
                file.seek(self._size)
                data = file.read()
                size = file.tell()
        except FileNotFoundError:
            data, size = b"", 0
        except OSError as error:
            msg = f"{self._custody}: cannot be read ({why(error)}). Check the owner of the data folder."
            raise InputError(msg) from error
        if size < self._size:
            msg = f"{custody.FILE}: {size:,} bytes where {self._size:,} were. {_ADVICE}"
            raise EvidenceError(msg)
        lines = data.split(b"\n")[:-1]
        for line in lines:
            self._remember(self._follow(line))
            self._size += len(line) + 1

    def _follow(self, line: bytes) -> Batch:
        number = len(self._batches) + 1
        prev = self._batches[-1].hash if self._batches else custody.FIRST_PREV
        try:
            batch = parse_line(line)
        except LineError as error:
            msg = f"{custody.FILE}, line {number}: {error}. {_ADVICE}"
            raise EvidenceError(msg) from error
        if batch.seq != number or batch.prev != prev:
            msg = (
                f"{custody.FILE}, line {number}: seq {batch.seq} after hash {batch.prev[:16]}…, expected seq {number} "
            )
            raise EvidenceError(f"{msg}after {prev[:16]}…. {_ADVICE}")
        return batch

    def _open_for_writing(self) -> None:
        self._raw.mkdir(parents=True, exist_ok=True)
        if self._raw.is_symlink():
            msg = f"{self._raw}: a symbolic link where a folder was made. Put the folder itself there."
            raise EvidenceError(msg)
        self._load()
        self._mend_last_line()
        self._put_aside_strays()
        self._finish_erasure()
        if self._size:  # a line that was written, and perhaps not synced, counts from now on
            sync_file(self._custody)
        for folder in (self._raw, self.folder, self.folder.parent):
            sync_folder(folder)
        for sentence in self.recovered:
            log.warning("evidence recovered: %s", sentence)

    def _finish_erasure(self) -> None:
        """Blank what the last line says is erased and a crash left; nothing is kept before that is done."""
        if not self._batches or self._batches[-1].action != ERASE:
            return
        erasure = custody.read_erasure(self._batches[-1])
        left = {}
        for batch in self._batches:
            if batch.segment in erasure.segments:
                with _opened(self._raw, batch) as file:
                    if sha256(file.read()).hexdigest() != erasure.segments[batch.segment]:
                        left[batch] = self._find_entries(batch, erasure.records)
        if left:
            self._blank(left, {digest.hex() for digest in erasure.records})
            self._recover(f"{custody.FILE}, line {erasure.seq}: an erasure was broken off and is finished now")

    def _mend_last_line(self) -> None:
        if not self._custody.exists():
            return
        with segments.open_file(self._custody) as file:
            file.seek(self._size)
            torn = file.read()
        if not torn:
            return
        number = len(self._batches) + 1
        try:
            batch = self._follow(torn)
        except EvidenceError:
            batch = None
        cut(self._custody, self._size)
        if batch and _segment_path(self._raw, batch).is_file():
            self._size = append_line(self._custody, torn, size=self._size)
            self._remember(batch)
            self._recover(f"{custody.FILE}, line {number}: its line end was missing and is there now")
            return
        place = self._find_place(f"{custody.FILE}.line-{number}")
        write_new(place, [torn])
        self._recover(f"{custody.FILE}, line {number}: torn, {len(torn)} bytes moved to {LOST}/{place.name}")

    def _put_aside_strays(self) -> None:
        named = {f"{batch.segment}{segments.SUFFIX}" for batch in self._batches}
        number = len(self._batches) + 1
        strays = sorted(path for path in self._raw.iterdir() if path.name not in named)
        ours = [(path, match) for path in strays if (match := segments.OUR_NAME.fullmatch(path.name))]
        for path, match in ours:  # looked at before any is moved; what is not ours stays, and `verify` names it
            if not match[2] and int(match[1]) != number:  # a crash leaves no other segment than the next
                msg = f"{RAW}/{path.name}: no custody line, and {custody.FILE} ends with line {number - 1}: it was cut "
                raise EvidenceError(f"{msg}or the segment put there. Restore {custody.FILE}, or move the segment away.")
        for path, _ in ours:
            place = self._find_place(path.name.removeprefix("."))
            path.rename(place)
            self._recover(f"{RAW}/{path.name}: never acknowledged, moved to {LOST}/{place.name}")

    def _find_place(self, name: str) -> Path:
        lost = self.folder / LOST
        lost.mkdir(exist_ok=True)
        place, number = lost / name, 1
        while place.exists() or place.is_symlink():
            number += 1
            place = lost / f"{name}.{number}"
        return place

    def _recover(self, sentence: str) -> None:
        self.recovered = (*self.recovered, sentence)


@contextmanager
def _opened(raw: Path, batch: Batch) -> Iterator[BinaryIO]:
    """The segment of a batch; whatever fails while it is read says which segment it was."""
    try:
        with segments.open_file(_segment_path(raw, batch)) as file:
            yield file
    except (OSError, EvidenceError) as error:
        msg = f"{RAW}/{batch.segment}{segments.SUFFIX} (batch {batch.seq}): {why(error)}. {_ADVICE}"
        raise EvidenceError(msg) from error


def _segment_path(raw: Path, batch: Batch) -> Path:
    return raw / f"{batch.segment}{segments.SUFFIX}"


def _checked_index(index: segments.Index, batch: Batch) -> segments.Index:
    if index.root != batch.root:
        msg = f"its records have the root {index.root}, custody says {batch.root}"
        raise EvidenceError(msg)
    return index


def _read_id(written: str) -> tuple[str, bool]:
    """The hex prefix that an id fixes, and whether it is a label."""
    text = written.strip()
    if match := _LABEL.fullmatch(text.upper()):
        return b32decode(match[1] + "=" * (-len(match[1]) % 8)).hex()[:_LABEL_HEX], True
    if _HEX.fullmatch(text.lower()):
        return text.lower(), False
    msg = f"{written!r:.100}: no record id. Give a label (EV- and {LABEL_CHARACTERS} characters) or {MIN_PREFIX} to 64 "
    raise InputError(f"{msg}hex characters.")


def _no_one(written: str, found: list[str], unreadable: int) -> InputError:
    hidden = f" {unreadable} segments could not be read: run `tawatur evidence verify`." if unreadable else ""
    if found:
        shown = ", ".join(digest[:16] for digest in found[:5])
        return InputError(f"{written}: {len(found)} records start so ({shown}…). Give more characters.{hidden}")
    return InputError(f"{written}: no such record in this evidence. Check the id and --data.{hidden}")


def _as_text(value: object) -> str:
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, Decimal):
        return str(value)
    msg = f"{type(value).__name__} {value!r:.80}"
    raise TypeError(msg)
