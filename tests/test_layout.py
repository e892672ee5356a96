"""The shape of the repository: names, encodings, tables, docstrings, sizes."""

from __future__ import annotations

import ast
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "tawatur"
TABLES = sorted(SOURCE.rglob("*.tsv"))
MODULES = sorted(SOURCE.rglob("*.py"))
MAX_LINES = 1200

BINARY = frozenset(
    {".warc", ".woff2", ".png", ".jpg", ".gif", ".ico", ".pdf", ".whl", ".gz", ".zip", ".parquet", ".pyc"}
)
# Other people's words are kept as they were written, letter by letter.
KEPT_AS_WRITTEN = frozenset({".jsonl", ".txt", ".html"})


def rows(table: Path) -> list[list[str]]:
    """The header and the records of a table, comments left out (read_table reads it so)."""
    lines = table.read_text(encoding="utf-8").split("\n")
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def public_definitions(module: ast.Module) -> Iterator[ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef]:
    """The functions and classes that a module offers."""
    for node in module.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_"):
            yield node


def test_file_names_are_ascii(repository_files):
    names = [ascii(str(path.relative_to(ROOT))) for path in repository_files]
    assert [name for name in names if "\\" in name] == []


def test_text_files_are_utf8_nfc_with_unix_line_ends(repository_files):
    wrong = []
    for path in repository_files:
        if path.suffix in BINARY:
            continue
        content = path.read_bytes()
        name = str(path.relative_to(ROOT))
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError as error:
            wrong.append(f"{name}: not UTF-8 at byte {error.start}")
            continue
        if path.suffix not in KEPT_AS_WRITTEN:
            if not unicodedata.is_normalized("NFC", text):
                wrong.append(f"{name}: not NFC")
            if "\r" in text:
                wrong.append(f"{name}: carriage returns")
    assert wrong == []


def test_there_are_tables():
    assert TABLES


@pytest.mark.parametrize("table", TABLES, ids=lambda path: path.stem)
def test_a_table_has_a_header_and_rectangular_rows(table):
    header, *records = rows(table)
    assert len(set(header)) == len(header)
    assert all(name.isidentifier() and name.isascii() for name in header), header
    assert records
    assert [record for record in records if len(record) != len(header)] == []


@pytest.mark.parametrize("table", sorted((SOURCE / "data").glob("*.tsv")), ids=lambda path: path.stem)
def test_a_cell_of_a_word_table_has_no_spaces_around_it(table):
    assert [cell for record in rows(table) for cell in record if cell != cell.strip()] == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_a_module_and_what_it_offers_are_documented(path):
    module = ast.parse(path.read_text(encoding="utf-8"))
    undocumented = [node.name for node in public_definitions(module) if not ast.get_docstring(node)]
    assert ast.get_docstring(module)
    assert undocumented == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_a_module_can_be_held_in_ones_head(path):
    lines = path.read_text(encoding="utf-8").count("\n")
    assert lines <= MAX_LINES
