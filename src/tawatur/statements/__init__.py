"""Who said what in an Arabic text: statements with their speakers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tawatur.arabic.tokens import Token, tokenize
from tawatur.statements.extract import Extractor
from tawatur.statements.marks import Marks, pair_marks
from tawatur.statements.records import Form, Statement

__all__ = ["Form", "Statement", "read_ascribed", "read_statements"]


def read_statements(
    text: str,
    *,
    author: str | None = None,
    said_at: datetime | None = None,  # noqa: ARG001 - part of the contract
    tokens: Sequence[Token] = (),
    marks: Marks | None = None,
) -> list[Statement]:
    """The statements of a text in text order.

    Args:
        author: when given, the text is a post of this author, and the post itself is the first statement.
        said_at: when it was posted; kept for callers that have it, nothing here depends on it.
        tokens, marks: those of the text, for a caller that has read them already.
    """
    tokens = tokens or tokenize(text)
    statements, _ = read_ascribed(text, tokens, marks or pair_marks(text, tokens))
    if author is None:
        return statements
    whole = Statement(
        quote=text, quote_span=(0, len(text)), form="unquoted", direct=True, speaker=author, speaker_mention=author,
        rule="author", confidence=1.0,
    )  # fmt: skip
    return [whole, *statements]


def read_ascribed(text: str, tokens: Sequence[Token], marks: Marks) -> tuple[list[Statement], list[Statement]]:
    """The statements of a text; and what a verb with a noun ascribes to somebody (سجلت الوزارة 12 وفاة).

    The second are nobody's words: they tell who stands behind a figure or a forecast, and are never quoted.
    """
    extractor = Extractor(text, tokens, marks)
    return extractor.read(), extractor.ascribed
