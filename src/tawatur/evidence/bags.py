"""BagIt bags (RFC 8493): files with their SHA-256 in a manifest that plain `sha256sum -c` reads; a folder or a zip."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Self

from tawatur.durable import unfinished
from tawatur.errors import InputError
from tawatur.evidence.records import why

PAYLOAD = "data"
_DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"


@dataclass(frozen=True, slots=True)
class Member:
    """A file of a bag: its path within the bag, length in bytes, SHA-256 in hex."""

    path: str
    size: int
    sha256: str


class Bag:
    """A bag that appears under its name whole, or not at all: `with Bag(path, at) as bag: bag.add(...)`.

    Args:
        path: of the bag: a zip when it ends so, or else a folder; nothing may be there yet.
        at: when it is made; dates in the bag are this one.

    Attributes:
        payload: what was added, in order.

    Raises: InputError when something is there, or it cannot be written.
    """

    def __init__(self, path: Path, at: datetime) -> None:
        self.path = path
        self.at = at
        self.payload: list[Member] = []
        self.info: list[tuple[str, str]] = []
        self._temporary = unfinished(path)
        self._zip: zipfile.ZipFile | None = None
        if path.exists() or path.is_symlink():
            raise InputError(f"{path}: there is something here already. Give a new name with -o.")
        try:
            self._remove()
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.suffix.lower() == ".zip":
                self._zip = zipfile.ZipFile(self._temporary, "x", zipfile.ZIP_DEFLATED)
            else:
                self._temporary.mkdir()
        except OSError as error:
            raise self._cannot(error) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._write_tags()
            if self._zip is not None:
                self._zip.close()
            if kind is None:
                self._temporary.rename(self.path)
            else:
                self._remove()
        except OSError as failed:
            self._remove()
            raise self._cannot(failed) from failed

    def add(self, path: str, chunks: Iterable[bytes]) -> Member:
        """Add a file to the payload, `path` within it: ASCII, without control characters."""
        try:
            member = self._write(f"{PAYLOAD}/{path}", chunks)
        except OSError as error:
            raise self._cannot(error) from error
        self.payload.append(member)
        return member

    def _write(self, path: str, chunks: Iterable[bytes]) -> Member:
        digest, size = sha256(), 0
        if self._zip is not None:
            entry = zipfile.ZipInfo(f"{self.path.stem}/{path}", self.at.timetuple()[:6])
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            opened = self._zip.open(entry, "w", force_zip64=True)
        else:
            place = self._temporary / path
            place.parent.mkdir(parents=True, exist_ok=True)
            opened = place.open("xb")
        with opened as file:
            for chunk in chunks:
                file.write(chunk)
                digest.update(chunk)
                size += len(chunk)
        return Member(path, size, digest.hexdigest())

    def _write_tags(self) -> None:
        info = [
            ("Bagging-Date", self.at.date().isoformat()),
            ("Payload-Oxum", f"{sum(each.size for each in self.payload)}.{len(self.payload)}"),
            *self.info,
        ]
        tags = {
            "bagit.txt": _DECLARATION,
            "bag-info.txt": "".join(f"{name}: {value}\n" for name, value in info),
            "manifest-sha256.txt": _manifest(self.payload),
        }
        members = [self._write(name, [text.encode("utf-8")]) for name, text in tags.items()]
        self._write("tagmanifest-sha256.txt", [_manifest(members).encode("utf-8")])

    def _remove(self) -> None:
        if self._temporary.is_dir():
            shutil.rmtree(self._temporary)
        else:
            self._temporary.unlink(missing_ok=True)

    def _cannot(self, error: OSError) -> InputError:
        return InputError(f"{self.path}: cannot be written ({why(error)}). Choose another place with -o.")


def _manifest(members: Iterable[Member]) -> str:
    return "".join(f"{each.sha256}  {each.path}\n" for each in members)
