"""Compare evidence with its custody: every byte is read, and what is not as it was kept is named.

First custody.jsonl (its lines, their hashes, their order), then each segment, then what else lies in raw/, then the
checkpoints. Nothing outside evidence is consulted, so a cut of the newest lines together with their segments and
checkpoints leaves a whole, shorter archive: only a root or a key noted elsewhere shows it (`expect_root`, `key`).
"""

from __future__ import annotations

import re
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import BinaryIO

from tawatur.arabic.display import make_showable
from tawatur.errors import EvidenceError, InputError
from tawatur.evidence import custody, segments
from tawatur.evidence.checkpoints import check_checkpoints
from tawatur.evidence.custody import LineError, parse_line
from tawatur.evidence.damage import MAX_NAMED, name_damage
from tawatur.evidence.merkle import grow_roots, make_root
from tawatur.evidence.records import ERASE, Batch, Erasure, Problem, Verification, why

RAW = "raw"
GRACE_SECONDS = 1.0  # what a running writer has half done is looked at again after this long
_LONGEST_FRAME = 200
_CHUNK = 1 << 20


def verify(
    folder: Path, *, expect_root: str | None = None, key: str | None = None, authorities: Path | None = None
) -> Verification:
    """Read an evidence folder whole.

    Raises: InputError for an `expect_root` that is no root, a `key` or `authorities` that are none;
        MissingExtraError for one of these without the package that checks it; OSError never.
    """
    if expect_root is not None and not re.fullmatch("[0-9a-f]{64}", expect_root):
        msg = f"{expect_root!r:.100}: no evidence root; give the 64 hex characters that a report prints"
        raise InputError(msg)
    lines, tail, problems = _read_custody(folder)
    checked = _check_lines(lines)
    problems += checked.problems
    if tail:
        problems += _check_tail(folder, lines, tail)
    erased, blanked = gather_erasures(checked.batches)
    records = batches = size = gone = 0
    for batch in checked.batches:
        now = replace(batch, sha256=blanked.get(batch.segment, batch.sha256))
        found, lengths = _check_segment(folder / RAW / f"{batch.segment}{segments.SUFFIX}", now, erased)
        problems += found
        if not found:
            batches, gone = batches + 1, gone + len(lengths)
            records, size = records + batch.records - len(lengths), size + batch.bytes - sum(lengths)
    problems += _find_strays(folder, checked)
    root = make_root(lines).hex()
    if expect_root not in {None, root} and bytes.fromhex(expect_root or "") not in grow_roots(lines):
        problems.append(
            Problem(
                kind="truncated",
                file=custody.FILE,
                expected=f"lines that have grown from the root {expect_root}",
                found=f"{len(lines)} lines of the root {root}: lines were cut or written anew",
            )
        )
    heads = check_checkpoints(folder, lines, key=key, authorities=authorities)
    return Verification(
        records=records,
        erased=gone,
        batches=batches,
        bytes=size,
        root=root,
        checkpoints=heads.checkpoints,
        signatures=heads.signatures,
        stamps=heads.stamps,
        problems=(*problems, *heads.problems),
    )


def _read_custody(folder: Path) -> tuple[list[bytes], bytes, list[Problem]]:
    """The whole lines, what follows the last line end, and why custody could not be read."""
    try:
        with segments.open_file(folder / custody.FILE) as file:
            lines = file.read().split(b"\n")
    except FileNotFoundError:
        return [], b"", []
    except (OSError, EvidenceError) as error:
        found = why(error)
        problem = Problem(kind="unreadable", file=custody.FILE, expected="a file that can be read", found=found)
        return [], b"", [problem]
    return lines[:-1], lines[-1], []


@dataclass(frozen=True, slots=True, kw_only=True)
class _Checked:
    """Custody lines: the batches that can be relied on, in order; problems; seqs whose line is changed or missing."""

    batches: list[Batch] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    lost: set[int] = field(default_factory=set)


def _check_lines(lines: Sequence[bytes]) -> _Checked:
    parsed: list[Batch | LineError] = []
    for line in lines:
        try:
            parsed.append(parse_line(line))
        except LineError as error:
            parsed.append(error)
    present = {each.seq for each in parsed if isinstance(each, Batch)}
    newest = max(present, default=0)
    by_seq: dict[int, Batch] = {}
    checked = _Checked()
    problems = checked.problems
    offset = expected = highest = 0  # expected: the seq that a line in this place has
    for number, (line, each) in enumerate(zip(lines, parsed, strict=True), start=1):
        expected += 1
        if isinstance(each, LineError):
            if expected in present and expected <= newest:  # all lines are there without it
                expected -= 1
                problems.append(_at_line("inserted", number, offset, "no line", str(each)))
            else:
                checked.lost.add(expected)
                problems.append(_at_line("changed", number, offset, "the line as written", str(each)))
        elif each.seq in by_seq:
            expected -= 1
            problems.append(_at_line("inserted", number, offset, "one line a batch", f"batch {each.seq} again"))
        else:
            if each.seq < highest:
                problems.append(
                    _at_line("reordered", number, offset, f"batch {each.seq} before {highest}", "it follows")
                )
            highest = max(highest, each.seq)
            expected = highest
            by_seq[each.seq] = each
        offset += len(line) + 1
    for seq in sorted(set(_missing(present)) - checked.lost):
        problems.append(
            Problem(kind="dropped", file=custody.FILE, seq=seq, expected=f"the line of batch {seq}", found="none")
        )
        checked.lost.add(seq)
    for seq in sorted(by_seq):
        checked.batches.append(by_seq[seq])
        prev = by_seq[seq - 1].hash if seq - 1 in by_seq else custody.FIRST_PREV
        if (seq == 1 or seq - 1 in by_seq) and by_seq[seq].prev != prev:
            problems.append(
                Problem(kind="chain", file=custody.FILE, seq=seq, expected=f"prev {prev}", found=by_seq[seq].prev)
            )
    return checked


def _missing(present: set[int]) -> Iterator[int]:
    # A forged seq may be any number: the gaps are counted, and no more of them named than there are lines.
    expected = 1
    for seq in sorted(present):
        yield from range(expected, min(seq, expected + MAX_NAMED))
        expected = seq + 1


def _at_line(kind: str, number: int, offset: int, expected: str, found: str) -> Problem:
    return Problem(kind=kind, file=custody.FILE, seq=number, offset=offset, expected=expected, found=found)  # type: ignore[arg-type]


def _check_tail(folder: Path, lines: Sequence[bytes], tail: bytes) -> list[Problem]:
    """What follows the last line end: a writer's line in the making, or a line whose end is gone."""
    time.sleep(GRACE_SECONDS)
    later, rest, _ = _read_custody(folder)
    if len(later) > len(lines) or rest != tail:
        return []
    offset = sum(len(line) + 1 for line in lines)
    found = f"{len(tail)} bytes without a line end: cut, or torn by a crash (opening for writing mends it)"
    return [_at_line("truncated", len(lines) + 1, offset + len(tail), "a whole line", found)]


def _find_strays(folder: Path, checked: _Checked) -> list[Problem]:
    """What lies in raw/ without a custody line."""
    named = {f"{batch.segment}{segments.SUFFIX}" for batch in checked.batches}
    newest = max((batch.seq for batch in checked.batches), default=0)
    raw = folder / RAW
    try:
        strays = sorted(path for path in raw.iterdir() if path.name not in named)
    except FileNotFoundError:
        return []
    except OSError as error:
        return [Problem(kind="unreadable", file=RAW, expected="a folder that can be read", found=why(error))]
    matches = {path: segments.OUR_NAME.fullmatch(path.name) for path in strays}
    if any(matches.values()):
        time.sleep(GRACE_SECONDS)
        later = _read_custody(folder)[0][len(checked.batches) + len(checked.lost) :]
        strays = [path for path in strays if path.exists() or path.is_symlink()]
        strays = [path for path in strays if not any(f'"{path.stem}"'.encode() in line for line in later)]
    problems = []
    for path in strays:
        match = matches[path]
        name = f"{RAW}/{make_showable(ascii(path.name)[1:-1]).text:.200}"
        if match and match[2]:
            found = "an unfinished segment of a crash (opening for writing puts it aside)"
        elif match and int(match[1]) in checked.lost:
            continue  # its line is named already
        elif match and int(match[1]) > newest:
            expected = f"the line of segment {path.stem}"
            found = (
                "none: the end was cut, a writer stopped before it (opening for writing puts the segment aside), or "
            )
            problems.append(
                Problem(
                    kind="truncated", file=custody.FILE, seq=int(match[1]), expected=expected,
                    found=f"{found}the segment was put there",
                )
            )  # fmt: skip
            continue
        else:
            found = segments.describe_kind(path.lstat().st_mode)
        problems.append(Problem(kind="inserted", file=name, expected="segments of custody alone", found=found))
    return problems


def gather_erasures(batches: Iterable[Batch]) -> tuple[dict[bytes, Erasure], dict[str, str]]:
    """What was erased, by digest; and the digest that the file of each segment has had since, by its name."""
    erased: dict[bytes, Erasure] = {}
    blanked: dict[str, str] = {}
    for batch in batches:
        if batch.action == ERASE:
            erasure = custody.read_erasure(batch)
            erased |= dict.fromkeys(erasure.records, erasure)
            blanked |= erasure.segments
    return erased, blanked


def _check_segment(path: Path, batch: Batch, erased: Collection[bytes]) -> tuple[list[Problem], list[int]]:
    """The problems of a segment, and the lengths of the records in it that were erased."""
    name = f"{RAW}/{path.name}"
    try:
        with segments.open_file(path) as file:
            lengths = _read_whole(file, batch, erased)
            if lengths is not None:
                return [], lengths
            with _mapped(file) as data:
                return name_damage(data, name, batch, erased), []
    except FileNotFoundError:
        expected = f"a segment of {batch.records} records"
        return [Problem(kind="dropped", file=name, seq=batch.seq, expected=expected, found="no file")], []
    except EvidenceError as error:
        return [Problem(kind="changed", file=name, seq=batch.seq, expected="a file", found=str(error))], []
    except OSError as error:
        return [Problem(kind="unreadable", file=name, seq=batch.seq, expected="a file", found=why(error))], []


def _read_whole(file: BinaryIO, batch: Batch, erased: Collection[bytes]) -> list[int] | None:
    """The lengths of the erased records; None when the file, its records, or their root are not those of custody."""
    try:
        index = segments.read_index(file)
    except EvidenceError:
        return None
    file.seek(0)
    whole, position = sha256(), 0
    lengths: list[int] = []
    for entry in index.entries:
        gap = entry.offset - position
        if not 0 < gap <= _LONGEST_FRAME:
            return None
        whole.update(file.read(gap))
        data = file.read(entry.length)
        whole.update(data)
        if entry.digest in erased:
            lengths.append(entry.length)
            if data != segments.blank(entry.length):
                return None
        elif sha256(data).digest() != entry.digest:
            return None
        position = entry.offset + entry.length
    while chunk := file.read(_CHUNK):
        whole.update(chunk)
    is_whole = (
        whole.hexdigest() == batch.sha256
        and index.root == batch.root
        and len(index.entries) == batch.records
        and sum(entry.length for entry in index.entries) == batch.bytes
    )
    return lengths if is_whole else None


class _mapped:  # noqa: N801 - reads as what it is: with _mapped(file)
    """A file as bytes that are not read into memory; an empty file cannot be mapped."""

    def __init__(self, file: BinaryIO) -> None:
        self._map = mmap(file.fileno(), 0, access=ACCESS_READ) if file.seek(0, 2) else None

    def __enter__(self) -> mmap | bytes:
        return self._map if self._map is not None else b""

    def __exit__(self, *_: object) -> None:
        if self._map is not None:
            self._map.close()
