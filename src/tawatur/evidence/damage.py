"""Name what happened to a segment: which record was changed, dropped, moved or put in, and at which byte.

The digests are in a segment three times: in its index, in its frames, and in the records themselves. Whichever list
still has the root that custody holds tells how the segment was, to the byte. Only when none has it (several places
were changed to fit each other) is the damage told by what the frames say of themselves.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from hashlib import sha256
from mmap import mmap

from tawatur.errors import EvidenceError
from tawatur.evidence import segments
from tawatur.evidence.records import Batch, Problem, ProblemKind
from tawatur.evidence.segments import Entry, Index, encode_index, lay_out, make_frame

MAX_NAMED = 20  # problems named in one segment; more are one cause
_FRAME = re.compile(rb"record ([0-9]{1,12}) ([0-9]{1,8}) ([0-9a-f]{64})\n")
_LONGEST_FRAME = 120


def name_damage(data: mmap | bytes, file: str, batch: Batch, erased: Collection[bytes] = ()) -> list[Problem]:
    """The problems of a segment that is not as custody has it; at least one, at most MAX_NAMED.

    Args:
        batch: with the digest that its file must have now; erased: digests of records that must be blank.
    """
    frames = _read_frames(data, erased)
    original = _find_original(data, frames, batch)
    damage = _Damage(data, file, batch, erased)
    if original is None:
        damage.tell_by_frames(frames)
    else:
        damage.tell_by_original(original)
    return damage.problems[:MAX_NAMED]


def _read_frames(data: mmap | bytes, erased: Collection[bytes]) -> list[tuple[Entry, bytes]]:
    """The frames that follow each other from the start: what each says of its record, and the record's true digest."""
    frames = []
    at = (
        len(segments.FIRST_LINE) if data[: len(segments.FIRST_LINE)] == segments.FIRST_LINE else data.find(b"record 0 ")
    )
    while at >= 0:
        match = _FRAME.match(data[at : at + _LONGEST_FRAME])
        if match is None:
            break
        start, length = at + match.end(), int(match[2])
        at = start + length + 1
        if at > len(data):
            break
        entry = Entry(bytes.fromhex(match[3].decode("ascii")), start, length)
        frames.append((entry, segments.true_digest(data[start : start + length], entry.digest, erased)))
    return frames


def _find_original(data: mmap | bytes, frames: list[tuple[Entry, bytes]], batch: Batch) -> Index | None:
    """How the segment was laid out; None when no list of digests in it has the root of custody."""
    lengths = [entry.length for entry, _ in frames]
    candidates = [
        lay_out([entry.digest for entry, _ in frames], lengths),
        lay_out([digest for _, digest in frames], lengths),
    ]
    try:
        index = segments.find_index(data)
    except EvidenceError:
        pass
    else:
        candidates.append(lay_out([entry.digest for entry in index.entries], [entry.length for entry in index.entries]))
    return next((each for each in candidates if each.root == batch.root), None)


class _Damage:
    def __init__(self, data: mmap | bytes, file: str, batch: Batch, erased: Collection[bytes]) -> None:
        self.data = data
        self.erased = erased
        self.file = file
        self.batch = batch
        self.problems: list[Problem] = []

    def _add(
        self, kind: ProblemKind, expected: str, found: str, record: int | None = None, offset: int | None = None
    ) -> None:
        self.problems.append(
            Problem(
                kind=kind,
                file=self.file,
                seq=self.batch.seq,
                record=record,
                offset=offset,
                expected=expected,
                found=found,
            )
        )

    def tell_by_frames(self, frames: list[tuple[Entry, bytes]]) -> None:
        """Without the original: which records contradict their own frame, and how many there are."""
        for number, (entry, digest) in enumerate(frames):
            if entry.digest != digest and len(self.problems) < MAX_NAMED:
                self._add("changed", f"SHA-256 {entry.digest.hex()}", digest.hex(), number, entry.offset)
        end = frames[-1][0].offset + frames[-1][0].length + 1 if frames else len(segments.FIRST_LINE)
        count, wanted = len(frames), self.batch.records
        if count < wanted and self.data.find(b"\nindex ", max(0, end - 1)) < 0:
            self._add(
                "truncated", f"{wanted} records", f"{count} whole ones, then {len(self.data) - end} bytes", count, end
            )
        elif count != wanted:
            kind: ProblemKind = "dropped" if count < wanted else "inserted"
            self._add(kind, f"{wanted} records", f"{count} frames in a row", min(count, wanted), end)
        elif not self.problems:
            found = f"records of another root, {lay_out([digest for _, digest in frames], [0] * count).root}"
            self._add("changed", f"records of the root {self.batch.root}", found)

    def tell_by_original(self, original: Index) -> None:
        """With the original: the first byte of every difference."""
        cursor = self._check_first_line(original)
        gaps: list[tuple[int, int, int]] = []  # record it stands before, start, end: bytes that no place has
        moved: list[int] = []
        for number, entry in enumerate(original.entries):
            if len(self.problems) >= MAX_NAMED:
                return
            frame = make_frame(number, entry.length, entry.digest)
            at = self.data.find(frame, cursor)
            if at < 0 and self.data.find(frame, 0, cursor) >= 0:
                moved.append(number)
            elif at < 0:
                cursor = self._check_unframed(original, number, cursor)
            else:
                if at > cursor:
                    gaps.append((number, cursor, at))
                cursor = self._check_record(original, number, at + len(frame))
        for number in moved:
            entry = original.entries[number]
            at = self.data.find(make_frame(number, entry.length, entry.digest))
            self._add("reordered", f"record {number} after record {number - 1}", "it stands before", number, at)
        sizes = sum(
            len(make_frame(number, e.length, e.digest)) + e.length + 1
            for number in moved
            for e in [original.entries[number]]
        )
        if sum(end - start for _, start, end in gaps) != sizes:  # a record that moved leaves a gap where it is now
            for number, start, end in gaps:
                self._add("inserted", f"record {number}", f"{end - start} bytes before it", number, start)
        self._check_index(original, cursor)
        if not self.problems:
            found = f"records as kept in a file of SHA-256 {sha256(self.data).hexdigest()}"
            self._add("changed", f"SHA-256 {self.batch.sha256} of the file", found)

    def _check_first_line(self, original: Index) -> int:
        size = len(segments.FIRST_LINE)
        first = self.data[:size]
        if first == segments.FIRST_LINE:
            return size
        if len(self.data) < size and segments.FIRST_LINE.startswith(first):
            self._add("truncated", "a segment", f"a file of {len(first)} bytes", offset=len(first))
            return len(first)
        at = next((at for at, (a, b) in enumerate(zip(first, segments.FIRST_LINE, strict=False)) if a != b), len(first))
        self._add("changed", "the line `tawatur-segment 1`", f"{first!r:.60}", offset=at)
        return max(0, self._find_next(original, -1, 0))

    def _check_unframed(self, original: Index, number: int, cursor: int) -> int:
        """A record whose frame is nowhere: its frame was changed, or the record, or both are gone."""
        entry = original.entries[number]
        after = self._find_next(original, number, cursor)
        end = after if after >= 0 else len(self.data)
        body = self.data[max(cursor, end - 1 - entry.length) : end - 1]
        if end == cursor:
            kind: ProblemKind = "truncated" if cursor >= len(self.data) else "dropped"
            self._add(kind, f"record {number} of {entry.length} bytes", "nothing", number, cursor)
        elif self._is_as_kept(body, entry):
            self._add("changed", "the frame of the record", f"{self.data[cursor : cursor + 60]!r:.90}", number, cursor)
        else:
            found = f"{end - cursor} bytes with neither its frame nor its digest"
            self._add("changed", f"SHA-256 {entry.digest.hex()}", found, number, cursor)
        return end

    def _check_record(self, original: Index, number: int, start: int) -> int:
        """A record whose frame is there; the offset after it."""
        entry = original.entries[number]
        end = start + entry.length
        if self._is_as_kept(self.data[start:end], entry):
            if self.data[end : end + 1] == b"\n":
                return end + 1
            after = self._find_next(original, number, end)
            self._add("changed", "a line feed after the record", f"{self.data[end : end + 1]!r}", number, end)
            return after if after >= 0 else end
        after = self._find_next(original, number, start)
        if after < 0 and end >= len(self.data):
            self._add("truncated", f"{entry.length} bytes", f"{len(self.data) - start} bytes", number, len(self.data))
            return len(self.data)
        stop = end if after < 0 else max(start, after - 1)
        found = f"{sha256(self.data[start:stop]).hexdigest()} of {stop - start} bytes"
        if entry.digest in self.erased:
            self._add("changed", "zeros where the record was erased", f"{found} (opening for writing blanks them)",
                      number, start)  # fmt: skip
            return after if after >= 0 else end + 1
        self._add("changed", f"SHA-256 {entry.digest.hex()} of {entry.length} bytes", found, number, start)
        return after if after >= 0 else end + 1

    def _is_as_kept(self, data: bytes, entry: Entry) -> bool:
        is_blank = entry.digest not in self.erased or data == segments.blank(len(data))
        return is_blank and segments.true_digest(data, entry.digest, self.erased) == entry.digest

    def _find_next(self, original: Index, number: int, start: int) -> int:
        """Where the next frame that is still there begins, or the index; -1 when there is neither."""
        following = original.entries[number + 1 : number + 1 + MAX_NAMED]
        for later, entry in enumerate(following, start=number + 1):
            at = self.data.find(make_frame(later, entry.length, entry.digest), start)
            if at >= 0:
                return at
        at = self.data.find(b"\nindex %d\n" % len(original.entries), max(0, start - 1))
        return at + 1 if at >= 0 else -1

    def _check_index(self, original: Index, cursor: int) -> None:
        wanted = encode_index(original)
        at = self.data.find(wanted, cursor)
        rest = self.data[cursor : cursor + len(wanted)]
        if at >= 0:
            after = at + len(wanted)
            if at > cursor:
                self._add("inserted", "the index", f"{at - cursor} bytes before it", offset=cursor)
            if after < len(self.data):
                self._add("inserted", "the end of the file", f"{len(self.data) - after} bytes more", offset=after)
        elif wanted.startswith(rest):
            found = f"the file ends {len(wanted) - len(rest)} bytes early"
            self._add("truncated", "index and end line", found, offset=len(self.data))
        else:
            offset = next(number for number, (a, b) in enumerate(zip(wanted, rest, strict=False)) if a != b)
            self._add(
                "changed", "index and end line as written", f"{rest[offset : offset + 40]!r}", offset=cursor + offset
            )
