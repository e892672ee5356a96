"""Cut a text into words, marks, links and handles; every token points back into the text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Literal, get_args

from tawatur.arabic.folding import fold_word
from tawatur.arabic.tables import read_table

Span = tuple[int, int]  # code points of the text as given, end exclusive


# What a token is. No enum: looking up a member costs seven times a comparison, and every reader asks for every token.
Kind = Literal["word", "number", "hashtag", "handle", "link", "mark", "punctuation", "newline"]


QUOTE_MARKS = '"\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}\N{DOUBLE LOW-9 QUOTATION MARK}«»‹›'
_MARKS = "\u064b-\u065f\u0670\u06d6-\u06ed\u0640\u200c\u200d\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff\u00ad"
INVISIBLE = "\u200b\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
_LETTER = f"[^\\W\\d_{_MARKS}]"
# Alternatives never share a first character with a later one they could fail into, and every repetition is of a
# single class: matching time is linear in the text.
_TOKEN = re.compile(
    '(?P<link>(?i:https?://|www\\.|pic\\.twitter\\.com/|t\\.me/)[^\\s<>"“”«»]{1,2048})'
    f"|(?P<hashtag>[#\N{FULLWIDTH NUMBER SIGN}][\\w{_MARKS}]{{1,300}})"
    "|(?P<handle>[@\N{FULLWIDTH COMMERCIAL AT}][A-Za-z0-9_](?:[A-Za-z0-9_.\\-]{0,98}[A-Za-z0-9_])?)"
    "|(?P<rtl_handle>[A-Za-z0-9_]{2,60}@(?![A-Za-z0-9_]))"  # written name@ in a right-to-left line
    "|(?P<number>\\d(?:[\\d\u066b\u066c]|[.,:/](?=\\d)){0,40})"
    f"|(?P<word>{_LETTER}(?:[^\\W_]|[{_MARKS}]|_|(?<=[A-Za-z])['\u2019.\\-](?=[A-Za-z])){{0,200}})"
    "|(?P<newline>[\\n\\r\u2028\u2029]+)"
    f"|(?P<mark>[{QUOTE_MARKS}]|''|'|\u2018|\u2019)"
    f"|(?P<punctuation>[^\\s\\w{INVISIBLE}])"
)
_KINDS: dict[str | None, Kind] = {kind: kind for kind in get_args(Kind)} | {"rtl_handle": "handle"}
# What may be glued to a word: a link with its scheme, or behind a letter that no domain has; a handle behind such one.
_GLUED = re.compile(
    "https?://|(?<=[^\\x00-\\x7f])(?:(?:www\\.|pic\\.twitter\\.com/|t\\.me/)[A-Za-z0-9]|[A-Za-z0-9_]{2,60}@)",
    re.IGNORECASE,
)
_FIRST_BEYOND_ASCII = "\x80"
_ARABIC = "[\u0621-\u063a\u0641-\u064a]"
_WORD_WITH_FIGURES = re.compile(f"{_ARABIC}[{_MARKS}]{{0,20}}\\d")
_LETTER_AFTER_FIGURE = re.compile(f"(?<=\\d){_ARABIC}")
_FIGURE = re.compile(r"\d")
# A space is often left out between these and a number; other words with figures are names (فتاح2, إف16, كوفيد19).
_BEFORE_FIGURES = frozenset(
    map(
        fold_word,
        "إلى حتى من عن على في بين خلال قبل بعد منذ بعد حوالي نحو قرابة عام سنة يوم الساعة".split()
        + "الى وحتى ومن وفي بتاريخ عدد شهر تاريخ أكثر أقل تجاوز نسبة بنسبة زهاء بلغ بلغت مقتل وفاة إصابة".split(),
    )
)
_PROCLITICS_OF_FIGURES = frozenset(map(fold_word, "و ف ب ل ال لل بال وال وب ول فال كال".split()))


@cache
def _words_before_figures() -> frozenset[str]:
    """Folded words between which and a number a space is often left out: those above and the months."""
    return _BEFORE_FIGURES | {fold_word(row["name"]) for row in read_table("months") if " " not in row["name"]}


@dataclass(slots=True)  # frozen, it would take 0.9 µs to make, not 0.2: half the time of cutting a text
class Token:
    """One token: its kind, its place in the text, its written and its folded form; never changed."""

    kind: Kind
    start: int
    end: int
    text: str
    fold: str
    is_word: bool = field(init=False, repr=False)  # no property: it is asked ten times a token

    def __post_init__(self) -> None:
        self.is_word = self.kind == "word"


def tokenize(text: str) -> list[Token]:
    """The tokens of a text in order; spaces and invisible direction marks are left out.

    >>> [(str(token.kind), token.text) for token in tokenize("قال @abc: 20:43")]
    [('word', 'قال'), ('handle', '@abc'), ('punctuation', ':'), ('number', '20:43')]
    """
    folds: dict[str, str] = {}
    tokens: list[Token] = []
    position = 0
    has_figures = _WORD_WITH_FIGURES.search(text) is not None
    while position < len(text):
        position = _read_tokens(text, position, tokens, folds, has_figures=has_figures)
    return tokens


def _find_seam(word: str) -> int:
    """Where a number and a word were written as one (إلى17, بـ45مليون): the length of what comes first; 0 when nowhere.

    >>> _find_seam("إلى17"), _find_seam("و17شخصا"), _find_seam("فتاح2"), _find_seam("بدو9و9ون")
    (3, 3, 0, 0)
    """
    figure = _FIGURE.search(word)
    if figure is None or "_" in word:
        return 0
    before = fold_word(word[: figure.start()])
    if before in _words_before_figures():
        return figure.start()
    letter = _LETTER_AFTER_FIGURE.search(word)
    return letter.start() if letter is not None and before in _PROCLITICS_OF_FIGURES else 0


def _read_tokens(text: str, position: int, tokens: list[Token], folds: dict[str, str], *, has_figures: bool) -> int:
    """Add the tokens from a position on; where reading goes on, at what is glued to a word, or at the end."""
    for match in _TOKEN.finditer(text, position):
        kind = _KINDS[match.lastgroup]
        start, end = match.span()
        written = match.group()
        glued = None
        if kind == "word":
            if written[-1] < _FIRST_BEYOND_ASCII and (text[end : end + 1] in ":@" or "." in written):
                glued = _GLUED.search(text, start + 1, end + len("://"))
                written = text[start : glued.start()] if glued else written
            if written[-1] in INVISIBLE:
                written = written.rstrip(INVISIBLE)
            if has_figures and (seam := _find_seam(written)):
                written = written[:seam]
            end = start + len(written)
        folded = folds.get(written)
        if folded is None:
            folded = folds[written] = fold_word(written)
        tokens.append(Token(kind, start, end, written, folded))
        if end < match.end():
            return end
    return len(text)
