"""Pair quotation marks as Arabic news writes them: mixed, reversed, glued, nested and unbalanced.

12.6% of real articles with marks are unbalanced, so a mark is read by its shape *and* by what stands around it, and
the end of a paragraph closes what is still open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from tawatur.arabic.tokens import INVISIBLE, Token

_OPENING = frozenset("“«‹„\N{LEFT SINGLE QUOTATION MARK}")
_CLOSING = frozenset("”»›\N{RIGHT SINGLE QUOTATION MARK}")
_BEFORE_OPENING = frozenset(" \t\n\r\N{NO-BREAK SPACE}(:،,-–—[\N{ARABIC TATWEEL}\N{RIGHT-TO-LEFT MARK}") | _OPENING
_AFTER_CLOSING = frozenset(" \t\n\r\N{NO-BREAK SPACE}.,،؛;:!؟?)]…-–—\N{RIGHT-TO-LEFT MARK}") | _CLOSING
_FAMILIES = ("“”„", "«»", "‹›", '"', "'", "‘’")
_FAMILY = {mark: family for family in _FAMILIES for mark in family} | {"''": "'"}
_APOSTROPHE = "\N{RIGHT SINGLE QUOTATION MARK}"
MAX_DEPTH = 8  # open quotations that a closing mark is compared with
MAX_JOINED = 1500  # characters that a quotation over several paragraphs may have to be repaired across them


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkSpan:
    """Text between two marks.

    Attributes:
        opening: token index of the opening mark.
        closing: token index of the closing mark; of the token after the last one inside, if none closes.
        is_closed: whether a mark closes it.
        depth: 0 for the outermost.
    """

    opening: int
    closing: int
    is_closed: bool
    depth: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """All paired marks of a text, by opening token, and the closing marks that nothing opens."""

    spans: tuple[MarkSpan, ...]
    strays: tuple[int, ...]


class _Pairing:
    """The state of one pass: a stack of open marks per paragraph."""

    def __init__(self, text: str, tokens: Sequence[Token]) -> None:
        self.text = text
        self.tokens = tokens
        self.stack: list[int] = []
        self.spans: list[MarkSpan] = []
        self.strays: list[int] = []

    def opens_by_context(self, token: Token) -> bool:
        """Something that can precede an opening mark precedes, and a word follows."""
        return self._before(token) in _BEFORE_OPENING and not self._is_after_free(token)

    def closes_by_context(self, token: Token) -> bool:
        """A word precedes, and something that can follow a closing mark follows."""
        return self._before(token) not in " \t\n\r\N{NO-BREAK SPACE}(:" and self._is_after_free(token)

    def _before(self, token: Token) -> str:
        """The visible character before a mark; a space at the start of the text."""
        at = token.start - 1
        while at >= 0 and self.text[at] in INVISIBLE:
            at -= 1
        return self.text[at] if at >= 0 else " "

    def _is_after_free(self, token: Token) -> bool:
        at = token.end
        while at < len(self.text) and self.text[at] in INVISIBLE:
            at += 1
        return at == len(self.text) or self.text[at] in _AFTER_CLOSING

    def read_paragraph(self, marks: Sequence[int], end: int) -> None:
        """Pair the marks (token indices) of one paragraph that ends before token `end`."""
        for position, index in enumerate(marks):
            following = marks[position + 1] if position + 1 < len(marks) else None
            self._read_mark(index, following)
        for depth, opening in enumerate(self.stack):
            self.spans.append(MarkSpan(opening=opening, closing=end, is_closed=False, depth=depth))
        self.stack.clear()

    def _read_mark(self, index: int, following: int | None) -> None:
        token = self.tokens[index]
        if token.text == "'" and not self._is_single_quote(token, following):
            return
        if self._is_apostrophe(token):
            return
        if not self.stack:
            if self._is_stray(token, following):
                self.strays.append(index)
            else:
                self.stack.append(index)
            return
        same = self._find_open(token)
        if same is None:
            if token.text in _CLOSING and self.closes_by_context(token):
                same = len(self.stack) - 1  # “…» : one habit of mixed marks
            else:
                self.stack.append(index)
                return
        if self._nests(token, following):
            self.stack.append(index)
            return
        del self.stack[same + 1 :]
        opening = self.stack.pop()
        self.spans.append(MarkSpan(opening=opening, closing=index, is_closed=True, depth=len(self.stack)))

    def _is_apostrophe(self, token: Token) -> bool:
        """workers’ union: behind a Latin letter, with no single quotation open."""
        if token.text != _APOSTROPHE:
            return False
        before = self._before(token)
        return before.isascii() and before.isalpha() and self._find_open(token) is None

    def _find_open(self, token: Token) -> int | None:
        """Where in the stack the nearest open mark of the same family is; None when none of the last is of it."""
        family = _FAMILY[token.text]
        for at in range(len(self.stack) - 1, max(0, len(self.stack) - MAX_DEPTH) - 1, -1):
            if _FAMILY[self.tokens[self.stack[at]].text] == family:
                return at
        return None

    def _is_single_quote(self, token: Token, following: int | None) -> bool:
        """An apostrophe is a quotation mark only when it pairs."""
        if self.stack and self.tokens[self.stack[-1]].text == "'":
            return self.closes_by_context(token)
        return self.opens_by_context(token) and following is not None and self.tokens[following].text == "'"

    def _is_stray(self, token: Token, following: int | None) -> bool:
        """With nothing open: the paragraph's last mark, or one that closes by shape and place before an opening."""
        if not self._is_after_free(token):
            return False
        if following is None:
            return True
        after = self.tokens[following]
        closes = token.text in _CLOSING and self.closes_by_context(token)
        return closes and after.text in _OPENING and self.opens_by_context(after)

    def _nests(self, token: Token, following: int | None) -> bool:
        """With the same family open: whether this mark opens a quotation inside."""
        if token.text in _CLOSING or (following is None and token.text not in _OPENING):
            return False
        opener = self.tokens[self.stack[-1]]
        if opener.end == token.start:  # ""doubled
            return not self._is_after_free(token)
        if not self.opens_by_context(token):
            return False
        return token.text in _OPENING or self.opens_by_context(opener)


def pair_marks(text: str, tokens: Sequence[Token]) -> Marks:
    """Every quotation of a text, outermost and nested, in text order."""
    pairing = _Pairing(text, tokens)
    marks: list[int] = []
    for index, token in enumerate(tokens):
        if token.kind == "mark":
            marks.append(index)
        elif token.kind == "newline" and marks:
            pairing.read_paragraph(marks, index)
            marks = []
    pairing.read_paragraph(marks, len(tokens))
    spans, strays = _join_paragraphs(tokens, sorted(pairing.spans, key=lambda span: span.opening), pairing.strays)
    return Marks(spans=tuple(spans), strays=tuple(strays))


def _join_paragraphs(
    tokens: Sequence[Token], spans: list[MarkSpan], strays: list[int]
) -> tuple[list[MarkSpan], list[int]]:
    """An open quotation whose closing mark stands at the end of a later paragraph, with no other mark between."""
    if not strays:
        return spans, strays
    events = sorted([(span.opening, span) for span in spans] + [(stray, None) for stray in strays], key=lambda e: e[0])
    joined: dict[int, int] = {}
    for (_, span), (stray, other) in pairwise(events):
        if span is None or other is not None or span.is_closed or span.depth:
            continue
        between = tokens[span.closing : stray]
        is_near = tokens[stray].start - tokens[span.opening].start <= MAX_JOINED
        if is_near and not any(token.kind in {"link", "handle"} for token in between):
            joined[span.opening] = stray
    repaired = [
        replace(span, closing=joined[span.opening], is_closed=True) if span.opening in joined else span
        for span in spans
    ]
    used = frozenset(joined.values())
    return repaired, [stray for stray in strays if stray not in used]
