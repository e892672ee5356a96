"""What the commands print: plain logical text for pipes, isolated and coloured text for a terminal."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Literal

from tawatur.arabic.display import isolate, make_showable
from tawatur.arabic.tokens import Span
from tawatur.check.article import Article
from tawatur.check.records import SEVERITIES, Checked, Finding, Severity

Lang = Literal["ar", "en"]
MAX_SNIPPET = 90  # characters of the text shown under a finding
SEVERITY_WORDS: dict[Lang, dict[Severity, str]] = {
    "ar": {"error": "خطأ", "warning": "تنبيه", "info": "معلومة"},
    "en": {"error": "error", "warning": "warning", "info": "note"},
}
SEVERITY_SIGNS: dict[Severity, str] = {"error": "✗", "warning": "!", "info": "·"}
_COLOURS: dict[Severity, str] = {"error": "31;1", "warning": "33", "info": "36"}
_FORM_AR = {"quoted": "اقتباس", "unquoted": "كلام مباشر", "indirect": "غير مباشر", "mixed": "مختلط"}


class Printer:
    """Turns records into lines for one kind of output.

    Args:
        is_terminal: isolate every foreign run, so that a bidi terminal keeps the columns.
        has_colour: emphasise severities.
    """

    def __init__(self, lang: Lang, *, is_terminal: bool, has_colour: bool) -> None:
        self.lang = lang
        self.is_terminal = is_terminal
        self.has_colour = has_colour

    def shown(self, text: str, *, left_to_right: bool = False) -> str:
        """Foreign text, safe on this output."""
        flat = " ".join(text.split())
        return isolate(flat, left_to_right=left_to_right) if self.is_terminal else make_showable(flat).text

    def _colour(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.has_colour else text

    def _say(self, arabic: str, english: str) -> str:
        return arabic if self.lang == "ar" else english

    def check_lines(self, checked: Checked, name: str) -> Iterator[str]:
        """The findings of an article, most important first."""
        counts = Counter(finding.severity for finding in checked.findings)
        speakers = sum(row.name is not None for row in checked.speakers)
        told = self._say("، ", ", ").join(
            f"{counts[severity]} {SEVERITY_WORDS[self.lang][severity]}" for severity in SEVERITIES if counts[severity]
        )
        yield self._say(
            f"{self.shown(name, left_to_right=True)}: التصريحات {len(checked.statements)}، المتحدثون {speakers}، "
            f"الملاحظات {len(checked.findings)}" + (f" ({told})" if told else ""),
            f"{self.shown(name, left_to_right=True)}: {len(checked.statements)} statements, {speakers} speakers, "
            f"{len(checked.findings)} findings" + (f" ({told})" if told else ""),
        )
        lines = [match.start() for match in re.finditer("\n", checked.text)]
        for number, finding in enumerate(checked.findings, start=1):
            yield ""
            yield from self._finding_lines(number, finding, checked.text, lines)

    def _finding_lines(self, number: int, finding: Finding, text: str, lines: Sequence[int]) -> Iterator[str]:
        sign = self._colour(SEVERITY_SIGNS[finding.severity], _COLOURS[finding.severity])
        word = self._colour(SEVERITY_WORDS[self.lang][finding.severity], _COLOURS[finding.severity])
        yield f"{number:>3} {sign} {finding.code}  {word}"
        yield f"      {self.shown(self._say(finding.message_ar, finding.message_en))}"
        snippets = [self._place(text, span, bisect_left(lines, span[0]) + 1) for span in finding.spans[:4]]
        more = len(finding.spans) - len(snippets)
        yield f"      {' | '.join(snippets)}" + (f" (+{more})" if more else "")
        yield f"      → {self.shown(self._say(finding.action_ar, finding.action_en))}"

    def _place(self, text: str, span: Span, line: int) -> str:
        words = " ".join(text[slice(*span)].split())
        words = words if len(words) <= MAX_SNIPPET else f"{words[:MAX_SNIPPET].rsplit(' ', 1)[0]}…"
        return f"{self._say('سطر', 'line')} {line}: {self.shown(words)}"

    def read_lines(self, article: Article) -> Iterator[str]:
        """The statements of an article as a person likes to read them."""
        for number, statement in enumerate(article.statements, start=1):
            link = article.link_of(statement)
            posted_at = f"{article.local(link.posted_at):%Y-%m-%d %H:%M}" if link and link.posted_at else None
            speaker = (
                self.shown(statement.speaker) if statement.speaker else self._say("قائل غير معروف", "unattributed")
            )
            role = f" ({self.shown(statement.role)})" if statement.role else ""
            handle = f" {self.shown(statement.handle, left_to_right=True)}" if statement.handle else ""
            if statement.handle_written and statement.handle_written != statement.handle:
                written = self.shown(statement.handle_written, left_to_right=True)
                handle += f" ({self._say('في النص', 'in the text')} {written})"
            zone = f"{self._say('بتوقيت', 'in')} {article.zone_name(self.lang)}"
            when = f" · {self.shown(posted_at, left_to_right=True)} {zone}" if posted_at else ""
            cue = f" · {self.shown(statement.cue)}" if statement.cue else ""
            form = self._say(_FORM_AR[statement.form], statement.form)
            yield f"{number:>3} {self._colour(speaker, '1')}{role}{handle}{when}{cue} · {form}"
            yield f"      {self.shown(statement.quote)}"
            if statement.url:
                yield f"      {self.shown(statement.url, left_to_right=True)}"
            yield ""
