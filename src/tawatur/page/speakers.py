"""Who speaks on the page: the letter and the colour of every statement's speaker, and the rows of the table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tawatur.arabic.tokens import Span
from tawatur.check.records import Checked, SpeakerRow
from tawatur.markup import Words
from tawatur.statements.spans import SpanIndex

HUES = 8  # colours of speakers in check.css; the ninth speaker has the first colour again, and his own letter


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """How one speaker is shown: a letter and one of eight colours, never the colour alone; `target`: id of his row."""

    letter: str
    css: str
    name: str
    target: str


class Speakers:
    """The tag of every statement's speaker, and the rows of the table."""

    def __init__(self, checked: Checked, words: Words) -> None:
        letters = words("letters")
        has_nobody = any(row.name is None for row in checked.speakers)
        self.nobody = Tag(
            letter=words("unattributed.mark"),
            css="h0",
            name=words("unattributed"),
            target="speaker-0" if has_nobody else "speakers",
        )
        self.table: list[tuple[Tag, SpeakerRow]] = []
        self.by_statement = [self.nobody] * len(checked.statements)
        self._quotes = [statement.quote_span for statement in checked.statements]
        self._statements = SpanIndex(self._quotes)
        self.named = 0
        for row in checked.speakers:
            tag = self.nobody
            if row.name is not None:
                again, place = divmod(self.named, len(letters))
                self.named += 1
                tag = Tag(
                    letter=letters[place] + (str(again + 1) if again else ""),
                    css=f"h{(self.named - 1) % HUES + 1}",
                    name=row.name,
                    target=f"speaker-{self.named}",
                )
            self.table.append((tag, row))
            for statement in row.statements:
                self.by_statement[statement] = tag

    def of_span(self, spans: Sequence[Span]) -> Tag | None:
        """The speaker of the shortest statement that a span stands in; else of one that stands in the span."""
        for span in spans:
            touching = self._statements.touching(span)
            around = [number for number in touching if self._quotes[number][1] >= span[1]]
            within = [number for number in around if self._quotes[number][0] <= span[0]]
            if touching:
                return self.by_statement[(within or touching)[0]]
        return None
