"""Every form that a roundup can be written in, by its name."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence

from tawatur.report.as_atom import render_atom
from tawatur.report.as_csv import quotes_csv
from tawatur.report.as_json import roundup_record
from tawatur.report.as_jsonld import Verdict, roundup_jsonld
from tawatur.report.as_markdown import render_markdown
from tawatur.report.as_page import render_page
from tawatur.report.as_wordpress import render_wordpress
from tawatur.report.records import Roundup, plain_text

Render = Callable[[Roundup, str | None, Sequence[Verdict]], str | bytes]

# JSON-LD is pasted into a page's <script>: nothing in it may close one, or begin a comment.
_FORMS: Mapping[str, Render] = {
    "txt": lambda roundup, _note, _verdicts: plain_text(roundup),
    "html": lambda roundup, note, _verdicts: render_page(roundup, note=note),
    "md": lambda roundup, _note, _verdicts: render_markdown(roundup),
    "json": lambda roundup, _note, _verdicts: _json(roundup_record(roundup)) + "\n",
    "wordpress": lambda roundup, note, _verdicts: render_wordpress(roundup, note=note),
    "docx": lambda roundup, note, _verdicts: _docx(roundup, note),
    "jsonld": lambda roundup, note, verdicts: (
        _json(roundup_jsonld(roundup, note=note, verdicts=verdicts)).replace("<", "\\u003c") + "\n"
    ),
    "atom": lambda roundup, note, _verdicts: render_atom(roundup, note=note),
    "csv": lambda roundup, _note, _verdicts: quotes_csv(roundup),
}
FORMS = tuple(_FORMS)


def export(roundup: Roundup, form: str, *, note: str | None = None, verdicts: Sequence[Verdict] = ()) -> str | bytes:
    """A roundup in one of `FORMS`, whole, with its last line end; bytes for a Word document.

    Args:
        note: what a form made for readers says first (an invented example).
        verdicts: people's, for "jsonld"; the other forms hold none.

    Raises: MissingExtraError for "docx" without its extra; InputError for a verdict that fits no claim, or for a zone
        that this machine does not know.
    """
    return _FORMS[form](roundup, note, verdicts)


def _docx(roundup: Roundup, note: str | None) -> bytes:
    from tawatur.report.as_docx import render_docx  # noqa: PLC0415 - its extra may not be there

    return render_docx(roundup, note=note)


def _json(record: object) -> str:
    return json.dumps(record, ensure_ascii=False, indent=2)
