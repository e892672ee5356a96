"""Read the tab-separated tables under `data/`: one header line, `#` comments, one record a line."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files


def read_table(name: str) -> Iterator[dict[str, str]]:
    """The rows of `data/NAME.tsv` as {column: value}; missing trailing cells are empty."""
    lines = (files("tawatur") / "data" / f"{name}.tsv").read_text(encoding="utf-8").split("\n")
    header, *rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    for row in rows:
        row.extend([""] * (len(header) - len(row)))
        yield dict(zip(header, row, strict=True))
