"""The desk's voices directory: a CSV file of what it knows of accounts."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path

from tawatur.errors import InputError
from tawatur.report.choose import DirectoryEntry, read_directory

MAX_BYTES = 5 * 2**20
COLUMNS = ("handle", "name", "role", "gender", "country", "name_en", "role_en")


def read_directory_file(path: Path) -> tuple[DirectoryEntry, ...]:
    """The entries of a UTF-8 CSV file, separated by commas, semicolons or tabs.

    Its header names handle, and any of name, role, gender (m or f), country, name_en, role_en, in any order.

    Raises: InputError, with the line, for a file or row that cannot be used.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}). Name the directory with --directory.") from error
    if len(data) > MAX_BYTES:
        raise InputError(f"{path}: more than {MAX_BYTES:,} bytes; a directory has one row an account")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(f"{path}, line {line}: not UTF-8. Save the table as “CSV UTF-8”.") from error
    header_line = text.partition("\n")[0]
    reader = csv.reader(StringIO(text, newline=""), delimiter=max(",;\t", key=header_line.count))
    rows: list[dict[str, str]] = []
    places: list[str] = []
    header: list[str] = []
    try:
        for cells in reader:
            place = f"{path}, line {reader.line_num}"
            if not any(cell.strip() for cell in cells):
                continue
            if not header:
                header = _read_header(cells, place)
                continue
            if len(cells) > len(header):
                raise InputError(f"{place}: {len(cells)} cells under {len(header)} columns; quote cells with commas")
            rows.append(dict(zip(header, cells, strict=False)))
            places.append(place)
    except csv.Error as error:
        raise InputError(f"{path}, line {reader.line_num}: {error}") from error
    return read_directory(rows, places)


def _read_header(cells: list[str], place: str) -> list[str]:
    header = [cell.strip().lower() for cell in cells]
    unknown = [name for name in header if name not in COLUMNS]
    if "handle" not in header or unknown or len(set(header)) < len(header):
        seen = ", ".join(header)
        raise InputError(
            f"{place}: columns seen: {seen}. Wanted: handle, and any of {', '.join(COLUMNS[1:])}, each once."
        )
    return header
