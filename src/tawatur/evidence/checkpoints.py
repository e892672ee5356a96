"""Checkpoints: signed heads of the tree over custody, one file a size, never two that contradict each other.

evidence/checkpoints/000042.txt    C2SP tlog-checkpoint over the first 42 custody lines
evidence/keys/desk.pub             the public keys that signed them, one a line, newest last
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from tawatur.durable import write_new
from tawatur.errors import EvidenceError, InputError, MissingExtraError
from tawatur.evidence import custody, segments
from tawatur.evidence.merkle import grow_roots
from tawatur.evidence.notes import MAX_NOTE, Checkpoint, NoteError, checkpoint_text, parse_checkpoint
from tawatur.evidence.records import Problem, why

if TYPE_CHECKING:  # which verifies through this module
    from tawatur.evidence.archive import Evidence

Trusted = TypeVar("Trusted")

FOLDER = "checkpoints"
MAX_STAMP = 1 << 20  # bytes
PUBLIC_KEYS = Path("keys") / "desk.pub"
_NAME = re.compile("([0-9]{6,12})\\.txt")


@dataclass(frozen=True, slots=True, kw_only=True)
class Heads:
    """What verification found of checkpoints.

    Attributes:
        checkpoints: that fit custody; signatures: of them, those whose signature was checked and is right; stamps:
            time stamps that are over such a checkpoint, and by the given authorities when some were given. None when
            the package for it is not installed.
    """

    checkpoints: int
    signatures: int | None
    stamps: int | None
    problems: tuple[Problem, ...]


def read_checkpoints(folder: Path) -> Iterator[tuple[str, Checkpoint | str]]:
    """Each checkpoint of an evidence folder with its file, by size; for one that cannot be read, why."""
    try:
        paths = sorted((folder / FOLDER).iterdir(), key=lambda path: (len(path.name), path.name))
    except FileNotFoundError:
        return
    for path in paths:
        match = _NAME.fullmatch(path.name)
        if match is None:
            continue
        file = f"{FOLDER}/{path.name}"
        try:
            with segments.open_file(path) as opened:
                found = parse_checkpoint(opened.read(MAX_NOTE + 1))
        except (OSError, EvidenceError) as error:
            yield file, why(error)
        except NoteError as error:
            yield file, str(error)
        else:
            yield file, found if found.size == int(match[1]) else f"a checkpoint of {found.size} lines"


def newest_checkpoint(folder: Path, lines: Sequence[bytes], *, size: int | None = None) -> Checkpoint | None:
    """The checkpoint of the most custody lines, or of just `size` lines, that fits them; None when there is none."""
    roots = list(grow_roots(lines))
    found = [each for _, each in read_checkpoints(folder) if isinstance(each, Checkpoint) and each.size < len(roots)]
    fitting = [each for each in found if roots[each.size].hex() == each.root and size in {None, each.size}]
    return max(fitting, key=lambda each: each.size, default=None)


def sign_checkpoint(evidence: Evidence, keys: Path, *, origin: str | None = None) -> tuple[Checkpoint, Path]:
    """Sign the head of the tree over custody as it stands; the checkpoint and its file.

    Nothing is written when this head was signed before.

    Args:
        evidence: opened for writing, so that no line is signed that is then undone.
        keys: the folder of the signing key, made when there is none (signing.open_key).
        origin: the name of a new key.

    Raises: MissingExtraError; InputError for a key that cannot be used, a file that cannot be written, or evidence
        without a line; EvidenceError when an earlier checkpoint says that lines were cut or changed since: a log never
        signs two heads that contradict each other.
    """
    from tawatur.evidence.signing import open_key  # noqa: PLC0415 - the package it needs is an extra

    lines = evidence.lines()
    if not lines:
        raise InputError(f"{evidence.folder}: nothing is kept here yet. Import something first.")
    problems = check_checkpoints(evidence.folder, lines).problems
    if problems:
        raise EvidenceError(f"nothing was signed. {problems[0]}")
    key = open_key(keys, name=origin)
    *_, root = grow_roots(lines)
    text = checkpoint_text(key.public.name, len(lines), root)
    note = key.sign(text)
    path = evidence.folder / FOLDER / f"{len(lines):06d}.txt"
    try:
        _publish_key(evidence.folder / PUBLIC_KEYS, str(key.public))
        if not path.exists():
            path.parent.mkdir(exist_ok=True)
            write_new(path, [note.encode("utf-8")])
        return parse_checkpoint(path.read_bytes()), path
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror}). Check the folder's owner and room.") from error


def _publish_key(path: Path, public: str) -> None:
    known = path.read_text(encoding="utf-8").split("\n") if path.exists() else []
    if public not in known:
        path.parent.mkdir(exist_ok=True)
        write_new(path, [f"{line}\n".encode() for line in (*filter(None, known), public)])


def check_checkpoints(
    folder: Path, lines: Sequence[bytes], *, key: str | None = None, authorities: Path | None = None
) -> Heads:
    """Compare every checkpoint with the custody lines, its signature with the key, its time stamp with both.

    Args:
        key: the public key that must have signed, noted elsewhere; None takes those of keys/desk.pub, which whoever can
            write the archive anew can write anew, too.
        authorities: PEM file of the certificates that time stamps must lead to; None reads only what was stamped.

    Raises: InputError for a `key` or `authorities` that are none; MissingExtraError for one of them without the package
        to check it.
    """
    roots = list(grow_roots(lines))
    problems: list[Problem] = []
    fitting: list[tuple[str, Checkpoint]] = []
    for file, found in read_checkpoints(folder):
        if isinstance(found, str):
            problems.append(_problem("changed", file, "a signed checkpoint", found))
        elif found.size >= len(roots):
            expected = f"{found.size} lines or more, as {file} was signed over"
            problems.append(_problem("truncated", custody.FILE, expected, f"{len(lines)} lines"))
        elif roots[found.size].hex() != found.root:
            expected = f"lines of the root {found.root}, as {file} was signed over"
            problems.append(_problem("changed", custody.FILE, expected, f"root {roots[found.size].hex()}"))
        else:
            fitting.append((file, found))
    signed = _unless_missing(_check_signatures, folder, fitting, key)
    stamped = _unless_missing(_check_stamps, folder, fitting, authorities)
    for checked in (signed, stamped):
        problems += checked[1] if checked else ()
    return Heads(
        checkpoints=len(fitting),
        signatures=signed[0] if signed else None,
        stamps=stamped[0] if stamped else None,
        problems=tuple(problems),
    )


def _unless_missing(
    check: Callable[[Path, list[tuple[str, Checkpoint]], Trusted | None], tuple[int, list[Problem]]],
    folder: Path,
    fitting: list[tuple[str, Checkpoint]],
    trusted: Trusted | None,
) -> tuple[int, list[Problem]] | None:
    """What a check found; None when its package is not installed and nobody asked for what only it can say."""
    try:
        return check(folder, fitting, trusted)
    except MissingExtraError:
        if trusted is not None:
            raise
        return None


def _check_stamps(
    folder: Path, fitting: Sequence[tuple[str, Checkpoint]], authorities: Path | None
) -> tuple[int, list[Problem]]:
    from tawatur.evidence.stamping import check_stamp, read_roots  # noqa: PLC0415 - the package is an extra

    roots = read_roots(authorities) if authorities else []
    stamped, problems = 0, []
    for file, each in fitting:
        name = f"{file.removesuffix('.txt')}.tsr"
        try:
            with segments.open_file(folder / name) as opened:
                check_stamp(each.note.encode("utf-8"), opened.read(MAX_STAMP), roots)
            stamped += 1
        except FileNotFoundError:
            continue
        except (OSError, EvidenceError) as error:
            problems.append(_problem("changed", name, f"a time stamp of {file}", why(error)))
    return stamped, problems


def _check_signatures(
    folder: Path, fitting: Sequence[tuple[str, Checkpoint]], key: str | None
) -> tuple[int, list[Problem]]:
    from tawatur.evidence.signing import is_signed_by, parse_public_key  # noqa: PLC0415 - the package is an extra

    if key is not None:
        keys = [parse_public_key(key)]
    elif not fitting:
        return 0, []
    else:
        try:
            with segments.open_file(folder / PUBLIC_KEYS) as file:
                text = file.read(MAX_NOTE).decode("utf-8", errors="replace")
            keys = [parse_public_key(line) for line in text.splitlines() if line]
        except (OSError, EvidenceError) as error:
            return 0, [_problem("dropped", PUBLIC_KEYS.as_posix(), "the keys that signed checkpoints", why(error))]
        except InputError as error:
            return 0, [_problem("changed", PUBLIC_KEYS.as_posix(), "public keys, one a line", str(error))]
    wanted = " or ".join(each.name for each in keys[:3])
    unsigned = [file for file, each in fitting if not is_signed_by(each.note.encode("utf-8"), keys)]
    return len(fitting) - len(unsigned), [
        _problem("changed", file, f"a signature by {wanted}", "none that is right") for file in unsigned
    ]


def _problem(kind: str, file: str, expected: str, found: str) -> Problem:
    return Problem(kind=kind, file=file, expected=expected, found=found)  # type: ignore[arg-type]
