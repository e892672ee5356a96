"""Everything tawatur raises on purpose.

TawaturError
├── InputError               the user can fix it (a file, an option, a value)
│   └── UnreadableRecordError    one record of an input; counted by reason, never fatal on its own
├── EvidenceError            kept evidence does not verify
├── StoreError               a data folder cannot be used: no room, damaged
│   └── BusyError                another program writes to it
└── MissingExtraError        an optional extra is not installed
"""

from __future__ import annotations

import sys
from pathlib import Path


class TawaturError(Exception):
    """Base of every error that tawatur raises on purpose; its text is fit to be shown to a user."""


class InputError(TawaturError):
    """Something the user gave cannot be used; the message says where, what was seen and what to do."""


class UnreadableRecordError(InputError):
    """One record of an input cannot be read.

    Attributes:
        reason: a short constant word under which such records are counted.
        problem: what was seen, without the place.
        path: the file, or None for standard input.
        line: line number from 1, or None when the input has no lines.
    """

    def __init__(self, reason: str, message: str, *, path: Path | None = None, line: int | None = None) -> None:
        where = f"{path or '<stdin>'}" + (f", line {line}" if line is not None else "")
        super().__init__(f"{where}: {message}")
        self.reason = reason
        self.problem = message
        self.path = path
        self.line = line


class EvidenceError(TawaturError):
    """Kept evidence is not as it was kept, or somebody else writes to it."""


class StoreError(TawaturError):
    """A data folder cannot be used; the message says why, and what is kept all the same."""


class BusyError(StoreError):
    """Another program writes to a data folder, and only one may; the message names it."""


class MissingExtraError(TawaturError):
    """A feature needs an optional dependency; the message names the extra, and the command that installs it here."""

    def __init__(self, needs: str, extra: str | None = None) -> None:
        told = f" (the extra tawatur[{extra}]): {how_to_install(*packages_of(extra))}" if extra else ""
        super().__init__(f"{needs}{told}")


def packages_of(extra: str) -> tuple[str, ...]:
    """What an extra asks for, as pip reads it."""
    from importlib import metadata  # noqa: PLC0415 - slow to import, and seldom needed

    try:
        asked = metadata.requires("tawatur") or ()
    except metadata.PackageNotFoundError:
        asked = ()
    split = (each.partition(";") for each in asked)
    found = tuple(name.strip() for name, _, when in split if f"extra == '{extra}'" in when.replace('"', "'"))
    return found or (f"tawatur[{extra}]",)


def how_to_install(*packages: str) -> str:
    """The command that installs packages for the Python that runs, which need not be the one that `pip` belongs to."""
    return " ".join([f'"{sys.executable}" -m pip install', *(f'"{each}"' for each in packages)])
