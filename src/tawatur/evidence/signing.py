"""The desk's Ed25519 key, and signatures of notes by it.

Keys are written as Go's golang.org/x/mod/sumdb/note writes them, so that its tools sign and check here and there:
`PRIVATE+KEY+name+id+base64(0x01 || seed)` and `name+id+base64(0x01 || public key)`.
Importing this raises MissingExtraError without the package cryptography.
"""

from __future__ import annotations

import os
import re
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from tawatur.durable import sync_folder, write_new
from tawatur.errors import InputError, MissingExtraError
from tawatur.evidence.notes import NoteError, Signature, is_name, make_note, split_note

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
except ImportError as error:
    raise MissingExtraError("signing and checking signatures needs the package cryptography", "sign") from error

ED25519 = b"\x01"  # C2SP signed-note, signature types
KEY_FILE = "desk.key"
_PUBLIC = re.compile("(?P<name>[^\\s+]+)\\+(?P<id>[0-9a-f]{8})\\+(?P<data>[A-Za-z0-9+/=]+)")
_PRIVATE = re.compile(f"PRIVATE\\+KEY\\+{_PUBLIC.pattern}")


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key that checks notes: its name and 32 bytes."""

    name: str
    data: bytes

    @property
    def key_id(self) -> bytes:
        """4 bytes: SHA-256(name || 0x0A || 0x01 || key), cut."""
        return sha256(self.name.encode("utf-8") + b"\n" + ED25519 + self.data).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{b64encode(ED25519 + self.data).decode('ascii')}"


class SigningKey:
    """A key that signs notes: a name and a seed of 32 bytes, which no repr shows."""

    def __init__(self, name: str, seed: bytes) -> None:
        self._seed = seed
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = PublicKey(name, self._key.public_key().public_bytes_raw())

    def sign(self, text: str) -> str:
        """The note of a text. Raises: NoteError when it is none that a note may hold."""
        data = self._key.sign(text.encode("utf-8"))
        note = make_note(text, [Signature(name=self.public.name, key_id=self.public.key_id, data=data)])
        if split_note(note.encode("utf-8"))[0] != text:
            raise NoteError("a text that does not end with a line feed")
        return note

    def write_out(self) -> str:
        """The private key as text: to be kept, never printed."""
        seed = b64encode(ED25519 + self._seed).decode("ascii")
        return f"PRIVATE+KEY+{self.public.name}+{self.public.key_id.hex()}+{seed}"


def parse_public_key(text: str) -> PublicKey:
    """A public key from its line. Raises: InputError."""
    match = _PUBLIC.fullmatch(text.strip())
    data = _key_bytes(match["data"]) if match else None
    if match and data and PublicKey(match["name"], data).key_id.hex() == match["id"]:
        return PublicKey(match["name"], data)
    raise InputError(f"{text.strip()!r:.120}: no public key of ours (name+id+base64, as keys/desk.pub has it)")


def is_signed_by(data: bytes, keys: list[PublicKey]) -> bool:
    """Whether a note bears a signature of one of the keys, and no false one of any of them (C2SP signed-note)."""
    try:
        text, signatures = split_note(data)
    except NoteError:
        return False
    by_id = {(key.name, key.key_id): key for key in keys}
    known = [(by_id[each.name, each.key_id], each) for each in signatures if (each.name, each.key_id) in by_id]
    try:
        for key, signature in known:
            Ed25519PublicKey.from_public_bytes(key.data).verify(signature.data, text.encode("utf-8"))
    except (InvalidSignature, ValueError):
        return False
    return bool(known)


def open_key(folder: Path, *, name: str | None = None) -> SigningKey:
    """The desk's key in a folder (DATA/keys), readable by its owner alone; made when there is none.

    Args:
        name: of a new key, and the origin of its checkpoints; None makes one from the key itself.

    Raises: InputError when it cannot be read or written, is open to others, or has another name than the one given.
    """
    path = folder / KEY_FILE
    if name is not None and not is_name(name):
        raise InputError(f"--origin {name!r:.100}: no space, no plus; a name such as example.org/desk")
    try:
        if not path.exists():
            _make_key(path, name)
        if os.name != "nt" and path.stat().st_mode & 0o077:
            raise InputError(
                f"{path}: others may read the signing key. Run `chmod 600` on it; if they did, make a new one"
            )
        key = _parse_private_key(path)
    except OSError as error:
        raise InputError(
            f"{path}: the signing key cannot be used ({error.strerror}). Check the folder's owner."
        ) from error
    if name not in {None, key.public.name}:
        raise InputError(f"--origin {name}: this desk signs as {key.public.name}; move {path} away for a new key")
    return key


def _make_key(path: Path, name: str | None) -> None:
    seed = os.urandom(32)
    public = SigningKey("x", seed).public.data
    key = SigningKey(name or f"desk/{sha256(public).hexdigest()[:16]}", seed)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_new(path, [f"{key.write_out()}\n".encode()], mode=0o600)
    sync_folder(path.parent.parent)


def _parse_private_key(path: Path) -> SigningKey:
    match = _PRIVATE.fullmatch(path.read_text(encoding="utf-8", errors="replace").strip())
    seed = _key_bytes(match["data"]) if match else None
    if match and seed:
        key = SigningKey(match["name"], seed)
        if key.public.key_id.hex() == match["id"]:
            return key
    raise InputError(f"{path}: no signing key in it (PRIVATE+KEY+name+id+base64). Restore it from a copy.")


def _key_bytes(text: str) -> bytes | None:
    try:
        data = b64decode(text, validate=True)
    except Base64Error:
        return None
    return data[1:] if len(data) == 33 and data[:1] == ED25519 else None
