"""Writing that survives a crash: a file appears whole or not at all, a line is on the disk when the call returns.

The steps are write, fsync, rename, fsync of the folder (without it a rename may be lost with the power), and for a line
append and fsync. Measured with kill -9 in every step: tests/test_evidence_crash.py.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Literal

Step = Literal["write", "fsync", "rename", "fsync-folder", "append", "fsync-append", "remove", "blank", "commit"]
STEPS: tuple[Step, ...] = ("write", "fsync", "rename", "fsync-folder", "append", "fsync-append")
"""Those that writing takes; what was replaced is removed, "blank" is taken by an erasure, "commit" by a database."""

hooks: list[Callable[[Step, Path, bytes], None]] = []
"""Called before each step with its file and the bytes about to be written; empty but in tests, which stop there."""

_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)  # a link in the place of our file is not written through
_BINARY = getattr(os, "O_BINARY", 0)


def before(step: Step, path: Path, data: bytes = b"") -> None:
    """Call the hooks: before each step here, and before the steps that a database takes for us."""
    for hook in hooks:
        hook(step, path, data)


def unfinished(path: Path) -> Path:
    """Where a file is written before it gets its name: beside it, so that the rename stays on one file system."""
    return path.with_name(f".{path.name}.unfinished")


def write_new(path: Path, chunks: Iterable[bytes], *, mode: int = 0o644) -> None:
    """Write a file that appears under its name whole and synced, or not at all; a file of that name is replaced.

    Args:
        mode: who may read and write it, from its first byte on.

    Raises: OSError of the step that failed; what was written by then is removed where that is possible.
    """
    temporary = unfinished(path)
    try:
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _NO_FOLLOW | _BINARY, mode)
        with os.fdopen(handle, "wb") as file:
            for chunk in chunks:
                before("write", temporary, chunk)
                file.write(chunk)
        publish(temporary, path)
    except OSError:
        _remove(temporary)
        raise


def publish(temporary: Path, path: Path) -> None:
    """Sync a finished file (written by whomever, say DuckDB), give it its name, and sync the folder.

    Raises: OSError of the step that failed; the file then stands under one of the two names.
    """
    before("fsync", temporary)
    sync_file(temporary)
    before("rename", temporary)
    temporary.replace(path)
    before("fsync-folder", path.parent)
    sync_folder(path.parent)


def append_line(path: Path, line: bytes, *, size: int) -> int:
    """Append one line (without its line end) to a file of `size` bytes; the new size, when it is on the disk.

    Raises: OSError of the step that failed; FileExistsError when the file is longer or shorter than `size`: somebody
        else writes to it.
    """
    data = line + b"\n"
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | _NO_FOLLOW | _BINARY, 0o644)
    with os.fdopen(handle, "ab", buffering=0) as file:
        found = os.fstat(handle).st_size
        if found != size:
            msg = f"{path.name}: {found:,} bytes where {size:,} were left: another process writes to it"
            raise FileExistsError(msg)
        before("append", path, data)
        written = 0
        while written < len(data):
            written += file.write(data[written:])
        before("fsync-append", path)
        os.fsync(handle)
    if size == 0:  # perhaps a new file: its name, too, must be on the disk
        sync_folder(path.parent)
    return size + len(data)


def cut(path: Path, size: int) -> None:
    """Shorten a file to `size` bytes, on the disk when the call returns. Raises: OSError."""
    with path.open("rb+") as file:
        file.truncate(size)
        os.fsync(file.fileno())


def remove(paths: Iterable[Path]) -> None:
    """Remove files of one folder, on the disk when the call returns; those that are gone already are passed over.

    Raises: OSError.
    """
    folders = set()
    for path in paths:
        before("remove", path)
        path.unlink(missing_ok=True)
        folders.add(path.parent)
    for folder in folders:
        before("fsync-folder", folder)
        sync_folder(folder)


def blank_out(path: Path, places: Iterable[tuple[int, int]]) -> None:
    """Write zeros over parts of a file (offset, length), on the disk when the call returns.

    In place, so that no copy of what was there is left in a file that was replaced. Raises: OSError.
    """
    handle = os.open(path, os.O_WRONLY | _NO_FOLLOW | _BINARY)
    with os.fdopen(handle, "wb", buffering=0) as file:
        for offset, length in places:
            before("blank", path, bytes(length))
            file.seek(offset)
            while length:
                length -= file.write(bytes(length))  # noqa: PLW2901
        before("fsync", path)
        os.fsync(handle)


def sync_file(path: Path) -> None:
    """Put what was written to a file on the disk. Raises: OSError."""
    with path.open("rb+") as file:  # Windows syncs only what may be written
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Put the names in a folder on the disk. Raises: OSError."""
    if os.name == "nt":  # Windows has no handle of a folder to sync
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:  # it stays as an unfinished file, which opening again deals with
        return
