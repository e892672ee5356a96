"""The record of one statement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tawatur.arabic.tokens import Span

Form = Literal["quoted", "unquoted", "indirect", "mixed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """Something somebody is reported to have said; spans are code points of the text as given, end exclusive.

    Attributes:
        quote, quote_span: the content alone, without the marks around it.
        form: quoted (all inside marks), unquoted (direct speech without marks), indirect (after أن/إن), mixed
            (a clause with words in marks).
        direct: at least half of the content is the speaker's own words.
        speaker: fullest name in the text; None when nobody can be named with enough confidence.
        speaker_mention, speaker_span: the naming nearest to the statement, and where it stands.
        role: as the text gives it; None when it does not.
        handle: of the permalink that follows, else as the text gives it; None when there is neither.
        handle_written: as the text gives it, where a permalink's handle replaced it in `handle`; None elsewhere.
        cue, cue_span: the verb with its clitics; None for an embedded post.
        url: the permalink that follows the statement; None when there is none.
        date_text: the date as an embedded post prints it; None elsewhere.
        rule: what decided, for example `clause.carried`.
        confidence: 0 to 1; 0 when the statement is unattributed.
    """

    quote: str
    quote_span: Span
    form: Form
    direct: bool
    speaker: str | None
    speaker_mention: str | None = None
    speaker_span: Span | None = None
    role: str | None = None
    handle: str | None = None
    handle_written: str | None = None
    cue: str | None = None
    cue_span: Span | None = None
    url: str | None = None
    date_text: str | None = None
    rule: str = ""
    confidence: float = 0.0
