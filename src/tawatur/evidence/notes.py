"""Signed notes and the checkpoints written as such: C2SP signed-note and tlog-checkpoint (c2sp.org).

    desk/5f0c1e0b7a5d9c31            origin: which log this is, also the name of its key
    42                               size: custody lines
    CsUYapGGPo4dkMgIAUqom/Xa…=       base64 of the RFC 6962 root over them

    — desk/5f0c1e0b7a5d9c31 Az3grlgt…

Reading needs no cryptography; making and checking a signature does (signing.py).
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from dataclasses import dataclass

MAX_NOTE = 64 * 1024  # bytes; ours have some 250
_SIGNATURE = re.compile("— (?P<name>[^\\s+]+) (?P<data>[A-Za-z0-9+/=]+)")
_SIZE = re.compile("0|[1-9][0-9]{0,15}")
_NAME = re.compile("[^\\s+\\x00-\\x1f]{1,200}")


class NoteError(ValueError):
    """A text is no signed note, or no checkpoint; says what is wrong with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """One signature line: name of the key, its id (4 bytes), the signature."""

    name: str
    key_id: bytes
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """The head of the tree over custody at one size, as it was signed.

    Attributes:
        origin: which log it is of.
        size: custody lines; root: over them, hex.
        note: the whole note.
    """

    origin: str
    size: int
    root: str
    note: str


def is_name(name: str) -> bool:
    """Whether a name may name a key (no space, no plus, not empty) and stand in the first line of a checkpoint."""
    return _NAME.fullmatch(name) is not None


def make_note(text: str, signatures: list[Signature]) -> str:
    """The note of a text that ends with a line feed."""
    lines = [f"— {each.name} {b64encode(each.key_id + each.data).decode('ascii')}\n" for each in signatures]
    return f"{text}\n{''.join(lines)}"


def split_note(data: bytes) -> tuple[str, list[Signature]]:
    """The text of a note and its signatures, none of which is checked here. Raises: NoteError."""
    try:
        note = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NoteError("no UTF-8") from error
    if len(data) > MAX_NOTE or re.search("[\\x00-\\x09\\x0b-\\x1f]", note):
        raise NoteError(f"{len(data):,} bytes or control characters where a signed note was")
    text, blank, tail = note.rpartition("\n\n")
    if not blank or not tail.endswith("\n"):
        raise NoteError("no signature lines")
    signatures = []
    for line in tail[:-1].split("\n"):
        match = _SIGNATURE.fullmatch(line)
        try:
            decoded = b64decode(match["data"], validate=True) if match else b""
        except (Base64Error, ValueError):  # ValueError: letters that are not ASCII
            decoded = b""
        if match is None or len(decoded) < 5:
            raise NoteError(f"no signature line: {line!r:.80}")
        signatures.append(Signature(name=match["name"], key_id=decoded[:4], data=decoded[4:]))
    return f"{text}\n", signatures


def checkpoint_text(origin: str, size: int, root: bytes) -> str:
    """What is signed: origin, size, root."""
    return f"{origin}\n{size}\n{b64encode(root).decode('ascii')}\n"


def parse_checkpoint(data: bytes) -> Checkpoint:
    """The checkpoint of a note; its signatures are not checked here. Raises: NoteError."""
    text, _ = split_note(data)
    lines = text[:-1].split("\n")
    if len(lines) < 3 or not all(lines):
        raise NoteError(f"{len(lines)} lines where origin, size and root were")
    try:
        root = b64decode(lines[2], validate=True)
    except (Base64Error, ValueError):
        root = b""
    if not _SIZE.fullmatch(lines[1]) or len(root) != 32:
        raise NoteError(f"size {lines[1]!r:.40}, root {lines[2]!r:.80}")
    return Checkpoint(origin=lines[0], size=int(lines[1]), root=root.hex(), note=data.decode("utf-8"))
