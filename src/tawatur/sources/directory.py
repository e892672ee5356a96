"""The desk's voices directory: a CSV or YAML file of what it knows of accounts."""

from __future__ import annotations

from pathlib import Path

from tawatur.errors import InputError
from tawatur.report.profiles import DirectoryEntry, read_directory
from tawatur.sources.own_tables import read_own_table

MAX_BYTES = 5_000_000
_NOTHING = frozenset({"", "~", "null", "Null", "NULL"})
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
    except (OSError, UnicodeError) as error:
        raise InputError(f"{path}: cannot be read ({error}); --directory takes a UTF-8 file") from error
    rows = _read_entries(path, text)
    unknown = sorted({column for row in rows for column in row} - set(COLUMNS))
    if unknown:
        raise InputError(f"{path}: unknown {', '.join(unknown)[:300]}; known: {', '.join(COLUMNS)}")
    places = [f"{path}, entry {number}" for number in range(1, len(rows) + 1)]
    return read_directory(rows, places)


def _read_entries(path: Path, text: str) -> list[dict[str, str]]:
    """A YAML list of mappings of text, from the parser's events: its composer recurses, and deep nesting ends Python.

    Raises: InputError, with the line, for anything else.
    """
    import yaml  # type: ignore[import-untyped]

    rows: list[dict[str, str]] = []
    open_, key = 0, None  # how many collections are open: 1 in the list, 2 in an entry
    try:
        for event in yaml.parse(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader)):
            kind, line = type(event), event.start_mark.line + 1
            is_scalar = kind is yaml.ScalarEvent
            if kind is yaml.AliasEvent or getattr(event, "anchor", None):
                raise InputError(f"{path}, line {line}: anchors and aliases (&name, *name) are not read; write it out")
            if (kind is yaml.SequenceStartEvent and open_ == 0) or (kind is yaml.MappingStartEvent and open_ == 1):
                open_ += 1
                if open_ == 2:
                    rows.append({})
            elif kind in {yaml.SequenceEndEvent, yaml.MappingEndEvent}:
                open_ -= 1
            elif open_ == 2 and is_scalar and key is None:
                key = event.value
            elif open_ == 2 and is_scalar and key is not None:
                rows[-1][key] = "" if event.implicit[0] and event.value in _NOTHING else event.value
                key = None
            elif kind not in {yaml.StreamStartEvent, yaml.StreamEndEvent, yaml.DocumentStartEvent,
                              yaml.DocumentEndEvent} and not (is_scalar and not event.value):  # fmt: skip
                raise InputError(f"{path}, line {line}: write a list: - handle: …, with name, role, country below")
    except yaml.YAMLError as error:
        raise InputError(f"{path}: {str(error)[:300]}; write a list: - handle: …, with name, role below") from error
    return rows
