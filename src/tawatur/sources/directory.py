"""The desk's voices directory: a CSV or YAML file of what it knows of accounts."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec

from tawatur.errors import InputError
from tawatur.report.profiles import DirectoryEntry, read_directory
from tawatur.sources.own_tables import read_own_table

MAX_BYTES = 5_000_000
_ALIAS = re.compile(r"(?m)(?:^|[\s:\[,-])[&*][A-Za-z0-9_]")
COLUMNS = ("handle", "name", "role", "gender", "country", "name_en", "role_en")


def read_directory_file(path: Path) -> tuple[DirectoryEntry, ...]:
    """The entries of a UTF-8 file: CSV (separated by commas, semicolons or tabs), or YAML (a list of mappings).

    Its columns are handle, and any of name, role, gender (m or f), country, name_en, role_en, in any order.

    Raises: InputError, with the line or the entry, for a file or row that cannot be used.
    """
    if path.suffix.lower() in {".yaml", ".yml"}:
        return _read_yaml(path)
    rows = read_own_table(path, needed=COLUMNS[:1], optional=COLUMNS[1:], option="--directory")
    return read_directory([row for row, _ in rows], [where for _, where in rows])


def _read_yaml(path: Path) -> tuple[DirectoryEntry, ...]:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise InputError(f"{path}: over {MAX_BYTES:,} bytes; a directory of so many accounts should be a CSV file")
        text = path.read_text(encoding="utf-8-sig")
        if _ALIAS.search(text):  # a few lines of them can unfold to gigabytes
            raise InputError(f"{path}: anchors and aliases (&name, *name) are not read; write each entry out")
        rows = msgspec.yaml.decode(text, type=list[dict[str, str | None]], strict=False) if text.strip() else []
    except (OSError, UnicodeError) as error:
        raise InputError(f"{path}: cannot be read ({error}); --directory takes a UTF-8 file") from error
    except msgspec.DecodeError as error:
        raise InputError(
            f"{path}: {error}; write a list: - handle: …, with name, role, gender, country below"
        ) from error
    unknown = sorted({column for row in rows for column in row} - set(COLUMNS))
    if unknown:
        raise InputError(f"{path}: unknown {', '.join(unknown)}; known: {', '.join(COLUMNS)}")
    places = [f"{path}, entry {number}" for number in range(1, len(rows) + 1)]
    return read_directory([{name: value or "" for name, value in row.items()} for row in rows], places)
