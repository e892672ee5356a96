"""One writer a data folder, many readers: locks that the system lets go of when their process ends, however it ends."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tawatur.errors import BusyError

READERS = "readers"
_LOCKED_BYTE = 1 << 20  # Windows locks a range and hides it from readers: one far behind the process id


class WriterLock:
    """The right to write to a data folder, held until `release`.

    The file `lock` holds the process id of the last writer; it is the system's lock on it that counts, so that a file
    left by a killed process is in nobody's way.

    Raises: BusyError naming the process when another one (or this one, through another Store) holds it.
    """

    def __init__(self, folder: Path) -> None:
        path = folder / "lock"
        self._handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            _lock(self._handle)
        except OSError as error:
            written = os.pread(self._handle, 32, 0) if hasattr(os, "pread") else path.read_bytes()[:32]
            os.close(self._handle)
            holder = written.decode("ascii", "replace").strip()
            msg = (
                f"{folder}: process {holder or '(unknown)'} is writing to it, and only one may. Wait until it ends, "
                "or give another folder with --data."
            )
            raise BusyError(msg) from error
        (folder / READERS).touch()
        os.ftruncate(self._handle, 0)
        os.write(self._handle, f"{os.getpid()}\n".encode("ascii"))

    def release(self) -> None:
        """Let another writer in; a second call does nothing."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1


class ReadersMark:
    """Says, until `release`, that somebody reads: files that were there when it was made are not removed meanwhile.

    It keeps no writer out, and needs no right to write. Where there is no such lock (no writer was ever here, or a file
    system without locks) nothing is said.
    """

    def __init__(self, folder: Path) -> None:
        self._handle = -1
        with suppress(OSError):
            self._handle = os.open(folder / READERS, os.O_RDONLY)
            _lock_shared(self._handle)

    def release(self) -> None:
        """A second call does nothing."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1


@contextmanager
def look_for_readers(folder: Path) -> Iterator[bool]:
    """Whether anybody reads; as long as this lasts, nobody begins to."""
    handle = os.open(folder / READERS, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            _lock_alone(handle)
        except OSError:
            yield True
        else:
            yield False
    finally:
        os.close(handle)


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        os.lseek(handle, _LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        os.lseek(handle, 0, os.SEEK_SET)

    def _lock_shared(handle: int) -> None:
        # Windows' locks of this module are for one alone: each reader takes a byte, who removes takes all of them.
        os.lseek(handle, secrets.randbelow(_LOCKED_BYTE), os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_LOCK, 1)

    def _lock_alone(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, _LOCKED_BYTE)
else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _lock_shared(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_SH)

    def _lock_alone(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
