"""CSV that a spreadsheet shows and never runs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from tawatur.arabic.display import make_showable

# OWASP, CSV Injection: what a cell must not begin with; full-width forms are folded by some spreadsheets.
_FORMULA_STARTS = tuple(
    "=+-@\t\r\n\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}\N{FULLWIDTH HYPHEN-MINUS}\N{FULLWIDTH COMMERCIAL AT}"
)


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would run a cell with this text; space in front of it does not help."""
    return text.startswith(_FORMULA_STARTS) or text.lstrip().startswith(_FORMULA_STARTS)


def safe_cell(value: object) -> str:
    """A cell that is only ever text or a number of ours: one line, safe to show; "" for None.

    >>> safe_cell("=1+1"), safe_cell(-3), safe_cell(None)
    ("'=1+1", '-3', '')
    """
    if value is None:
        return ""
    if not isinstance(value, str):
        return str(value)
    flat = " ".join(make_showable(" ".join(value.split())).text.split())
    return f"'{flat}" if is_formula(flat) else flat


def write_csv(columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> str:
    """A header and a row each, as RFC 4180 has it, every cell safe."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([safe_cell(row[name]) for name in columns] for row in rows)
    return out.getvalue()
