"""Tables that a desk writes for itself (its voices directory, its places): CSV with a header, read whole or refused."""

from __future__ import annotations

import csv
from collections.abc import Collection
from io import StringIO
from pathlib import Path

from tawatur.errors import InputError

MAX_BYTES = 5 * 2**20

Row = dict[str, str]


def read_own_table(
    path: Path, *, needed: Collection[str], optional: Collection[str], option: str
) -> list[tuple[Row, str]]:
    """The rows of a UTF-8 CSV file, separated by commas, semicolons or tabs, each with where it stands.

    Args:
        needed, optional: columns, which the header names in any order; a row may leave out the last ones.
        option: that names the file.

    Raises: InputError, with the line, for a file that cannot be used.
    """
    text = read_own_text(path, option)
    delimiter = max(",;\t", key=text.partition("\n")[0].count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[tuple[Row, str]] = []
    header: list[str] = []
    last = 0  # line at which the last row ended
    try:
        for cells in reader:
            where = f"{path}, line {reader.line_num}"
            last = reader.line_num
            if not any(cell.strip() for cell in cells):
                continue
            if not header:
                header = _read_header(cells, where, needed, optional)
                continue
            if len(cells) > len(header):
                raise InputError(f"{where}: {len(cells)} cells under {len(header)} columns; quote cells with commas")
            rows.append((dict(zip(header, map(str.strip, cells), strict=False)), where))
    except csv.Error as error:
        raise InputError(f"{path}, line {last + 1}: {error}. Save the table as “CSV UTF-8”.") from error
    if not header:
        raise InputError(f"{path}: empty. {option} takes a table whose first line names columns: {', '.join(needed)}.")
    return rows


def read_own_text(path: Path, option: str) -> str:
    """A UTF-8 text of a few megabytes at most; `option` names it. Raises: InputError, with the line."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}). Name the file with {option}.") from error
    if len(data) > MAX_BYTES:
        raise InputError(f"{path}: more than {MAX_BYTES:,} bytes; {option} takes a table that somebody wrote")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(f"{path}, line {line}: not UTF-8. Save the table as “CSV UTF-8”.") from error


def _read_header(cells: list[str], where: str, needed: Collection[str], optional: Collection[str]) -> list[str]:
    header = [cell.strip().lower() for cell in cells]
    if not set(needed) <= set(header) <= {*needed, *optional} or len(set(header)) < len(header):
        seen, wanted = ", ".join(header), ", ".join(needed)
        raise InputError(
            f"{where}: columns seen: {seen}. Wanted: {wanted}, and any of {', '.join(optional)}, each once."
        )
    return header
