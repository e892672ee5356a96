"""What a check finds: one record type for every finding, and the whole result of checking one article."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from tawatur.arabic.tokens import Span
from tawatur.claims import Claim
from tawatur.forecasts import Forecast
from tawatur.notebook import language, show_table, words_of
from tawatur.statements import Statement

Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that an editor must know about an article.

    Attributes:
        code: from the documented list (`tawatur.check.codes.CODES`), for example `conflict.state`.
        severity: error (do not publish as it stands; exit code 4), warning (decide), info (know).
        spans: every place in the text that the finding rests on, the most telling first; never empty.
        message_ar, message_en: what was found, with the values seen.
        action_ar, action_en: what to do about it.
        evidence: permalinks or ids that it rests on; empty when it rests on the text alone.
    """

    code: str
    severity: Severity
    spans: tuple[Span, ...]
    message_ar: str
    message_en: str
    action_ar: str
    action_en: str
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerRow:
    """One speaker of the article, for the table.

    Attributes:
        name: None for the statements that nobody could be named for.
        statements: indexes into `Checked.statements`.
        urls: permalinks that stand with his statements.
        said_at: times read from these permalinks, in order; empty when there is none.
    """

    name: str | None
    role: str | None
    handle: str | None
    statements: tuple[int, ...]
    urls: tuple[str, ...]
    said_at: tuple[datetime, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEvent:
    """One thing with a time: a dated statement (end None) or the window of a forecast.

    Attributes:
        kind: "statement" | "window".
        start, end: aware UTC; `end` None for an instant.
        label_ar, label_en: short, for example the speaker's name and the state he claims.
        is_assumed: the window's anchor or scope is not certain: drawn hatched.
        spans: places in the text.
    """

    kind: Literal["statement", "window"]
    start: datetime
    end: datetime | None
    label_ar: str
    label_en: str
    is_assumed: bool
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """An article and everything found in it.

    Attributes:
        text: the article as given; all spans index it.
        zone: IANA name of the zone in which times are shown.
        findings: most important first.
        links: (span in the text, url) of every permalink.
    """

    text: str
    zone: str
    statements: tuple[Statement, ...]
    claims: tuple[Claim, ...]
    forecasts: tuple[Forecast, ...]
    findings: tuple[Finding, ...]
    speakers: tuple[SpeakerRow, ...]
    timeline: tuple[TimelineEvent, ...]
    links: tuple[tuple[Span, str], ...] = field(default=())

    def _repr_html_(self) -> str:
        """The findings as a notebook shows them."""
        lang = language()
        words = words_of(lang)
        rows = (
            (
                words(f"severity.{each.severity}"),
                each.message_en if lang == "en" else each.message_ar,
                self.text[slice(*each.spans[0])],
                each.code,
            )
            for each in self.findings
        )
        head = (words("finding.severity"), words("finding.what"), words("finding.where"), words("finding.code"))
        title = words("notebook.checked", findings=len(self.findings), statements=len(self.statements))
        return show_table(title, head, rows, count=len(self.findings), lang=lang)
