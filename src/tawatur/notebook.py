"""What a notebook shows of a record (`_repr_html_`): a small table or a text.

No script, no style, nothing that is loaded: what a stranger wrote goes through `markup.inline`, which strips direction
controls, escapes and isolates it. In the language of TAWATUR_LANG, as on the command line.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

from tawatur.markup import Direction, Lang, Words, inline, write_utc

if TYPE_CHECKING:  # slow to import, and few programs show a record
    from markupsafe import Markup

MOST_ROWS = 20
MOST_CHARACTERS = 300  # of a cell

Cell = str | int | float | datetime | None


def language() -> Lang:
    """The language of what is shown: TAWATUR_LANG, else Arabic."""
    return "en" if os.environ.get("TAWATUR_LANG") == "en" else "ar"


def show_table(title: str, head: Sequence[str], rows: Iterable[Sequence[Cell]], *, count: int, lang: Lang) -> str:
    """A table under a title as HTML; the first 20 of `count` rows, and how many that leaves out."""
    from markupsafe import Markup

    side: Direction = "ltr" if lang == "en" else "rtl"
    lines = [Markup("<tr>{}</tr>").format(_join(Markup("<th>{}</th>").format(name) for name in head))] if head else []
    lines += [
        Markup("<tr>{}</tr>").format(_join(Markup("<td>{}</td>").format(_show(cell)) for cell in row))
        for row in islice(rows, MOST_ROWS)
    ]
    more = Markup("<p>{}</p>").format(f"+{count - MOST_ROWS:,}") if count > MOST_ROWS else ""
    return Markup('<div lang="{}" dir="{}"><p><b>{}</b></p><table>{}</table>{}</div>').format(
        lang, side, inline(cut(title)), _join(lines), more
    )


def show_text(title: str, paragraphs: Sequence[tuple[str, Sequence[int]]], notes: Sequence[str], *, lang: Lang) -> str:
    """Paragraphs under a title as HTML, behind each the numbers of the notes that it rests on; the notes below."""
    from markupsafe import Markup

    side: Direction = "ltr" if lang == "en" else "rtl"
    shown = _join(
        Markup("<p>{} <sup>{}</sup></p>").format(inline(text, side), " ".join(map(str, numbers)))
        for text, numbers in paragraphs[:MOST_ROWS]
    )
    left = len(paragraphs) - MOST_ROWS
    more = Markup("<p>{}</p>").format(f"+{left:,}") if left > 0 else ""
    below = Markup(" · ").join(
        Markup('<bdi dir="ltr">{} {}</bdi>').format(number, note)
        for number, note in enumerate(notes[: 5 * MOST_ROWS], start=1)
    )
    return Markup('<div lang="{}" dir="{}"><p><b>{}</b></p>{}{}<p><small>{}</small></p></div>').format(
        lang, side, inline(cut(title), side), shown, more, below
    )


def words_of(lang: Lang) -> Words:
    """What the tables say, in a language."""
    return Words(lang, "desk.tsv")


def cut(text: str) -> str:
    """A text of at most 300 characters, on one line."""
    line = " ".join(text[: 4 * MOST_CHARACTERS].split())
    return line if len(line) <= MOST_CHARACTERS else f"{line[:MOST_CHARACTERS]}…"


def _show(cell: Cell) -> Markup:
    from markupsafe import Markup

    if cell is None:
        return Markup("&mdash;")
    if isinstance(cell, str):
        return inline(cut(cell))
    told = write_utc(cell) if isinstance(cell, datetime) else f"{cell:,}" if isinstance(cell, int) else f"{cell:.1f}"
    return Markup('<bdi dir="ltr">{}</bdi>').format(told)


def _join(parts: Iterable[Markup]) -> Markup:
    from markupsafe import Markup

    return Markup().join(parts)
