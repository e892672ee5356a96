"""Where the text of an article can be cut, and what stands for characters that cannot be shown."""

from __future__ import annotations

import unicodedata
from typing import Literal

from tawatur.arabic.display import JOINERS, make_showable
from tawatur.arabic.tokens import Span

SNIPPET = 72  # code points of a span quoted in a card
_WORD_TAIL = 40  # a number mark is put behind the word it falls in, but never further than this


class Fitter:
    """Moves the ends of a span to where the text can be cut: inside a paragraph, never between a letter and its marks.

    A mark cut off from its letter would be drawn on nothing, and each piece of a pile of marks would count as short.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.settled = list(range(len(text) + 1))  # the nearest place at or behind this one where a cut is clean
        kinds = {character: _kind_in_pile(character) for character in set(text)}
        run_end, has_mark = len(text), False  # of the run of marks, joiners, hidden characters that `place` stands in
        for place in range(len(text) - 1, -1, -1):
            kind = kinds[text[place]]
            if kind == "mark":
                has_mark = True
            elif kind == "base":
                run_end, has_mark = place, False
            if has_mark:
                self.settled[place] = run_end

    def __call__(self, span: Span) -> Span | None:
        """The span as it can be marked; the letter beside it when it holds only spaces; None in an empty text."""
        text, size = self.text, len(self.text)
        start, end = (min(max(place, 0), size) for place in span)
        while start < end and text[start].isspace():
            start += 1
        while start < end and text[end - 1].isspace():
            end -= 1
        if start >= end:
            start, end = self._beside(start)
            if start == end:
                return None
        end = self.settled[end]
        first = self.settled[start]
        while first < end and text[first].isspace():
            first += 1
        if first < end:
            return first, end
        while start > 0 and self.settled[start] != start:  # nothing but marks: show them on their letter
            start -= 1
        return (start + 1 if text[start].isspace() else start), end

    def word_end(self, place: int) -> int:
        """Where the word that `place` falls in ends: a number mark inside a word would tear its letters apart."""
        text = self.text
        end = place
        while end < len(text) and end - place < _WORD_TAIL and end > 0 and _joins(text[end - 1]) and _joins(text[end]):
            end += 1
        return self.settled[end]

    def _beside(self, place: int) -> Span:
        left = place
        while left > 0 and self.text[left - 1].isspace():
            left -= 1
        if left:
            return left - 1, left
        right = place
        while right < len(self.text) and self.text[right].isspace():
            right += 1
        return right, min(right + 1, len(self.text))


def _kind_in_pile(character: str) -> Literal["mark", "joiner", "base"]:
    """What a character is to a pile of marks on a letter."""
    if unicodedata.category(character) in {"Mn", "Me"}:
        return "mark"
    return "joiner" if character in JOINERS or _is_hidden(character) else "base"


def _is_hidden(character: str) -> bool:
    return (
        unicodedata.category(character).startswith("C")
        and not character.isspace()
        and not make_showable(character).text
    )


def _joins(character: str) -> bool:
    """Whether a character belongs to the word that it stands in."""
    return character.isalnum() or character == "_" or unicodedata.category(character) in {"Mn", "Me", "Cf"}


def paragraph_spans(text: str) -> list[Span]:
    """Where each line that is not empty begins and ends, its line break left out."""
    spans: list[Span] = []
    start = 0
    for line in text.splitlines(keepends=True):
        content = line.splitlines()[0]
        if content.strip():
            spans.append((start, start + len(content)))
        start += len(line)
    return spans


def name_characters(text: str) -> str:
    """The code points of characters that cannot be shown; the first three.

    >>> name_characters("\N{RIGHT-TO-LEFT OVERRIDE}")
    'U+202E'
    """
    names = " ".join(f"U+{ord(character):04X}" for character in text[:3]) or "…"
    return names + (f" +{len(text) - 3}" if len(text) > 3 else "")


def shorten(text: str, limit: int = SNIPPET) -> str:
    """A stretch of the article for a card: on one line, safe to show, cut between two words when it is long.

    >>> shorten("one  two   three", 8)
    'one two…'
    """
    shown = " ".join(make_showable(text[: 8 * limit]).text.split())
    if not shown:
        return name_characters(text)
    if len(shown) <= limit:
        return shown
    head = shown[: limit + 1]
    return (head.rsplit(" ", 1)[0] if " " in head else head[:limit]) + "…"
