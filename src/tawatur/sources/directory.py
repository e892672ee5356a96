"""The desk's voices directory: a CSV file of what it knows of accounts."""

from __future__ import annotations

from pathlib import Path

from tawatur.report.profiles import DirectoryEntry, read_directory
from tawatur.sources.own_tables import read_own_table

COLUMNS = ("handle", "name", "role", "gender", "country", "name_en", "role_en")


def read_directory_file(path: Path) -> tuple[DirectoryEntry, ...]:
    """The entries of a UTF-8 CSV file, separated by commas, semicolons or tabs.

    Its header names handle, and any of name, role, gender (m or f), country, name_en, role_en, in any order.

    Raises: InputError, with the line, for a file or row that cannot be used.
    """
    rows = read_own_table(path, needed=COLUMNS[:1], optional=COLUMNS[1:], option="--directory")
    return read_directory([row for row, _ in rows], [where for _, where in rows])
