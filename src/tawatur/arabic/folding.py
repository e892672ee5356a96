"""Fold Arabic spelling so that variants of one word compare equal, with the way back to the original text.

The rules are those measured on 11,065 real Arabic hashtags: format characters, marks and tatweel go; every alef is a
bare alef; final ya, hamza on ya and dotless ya are one letter; ta marbuta is heh; digits are 0-9; case is folded.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

_LETTERS = {
    "\N{ARABIC LETTER ALEF WITH HAMZA ABOVE}": "ا",
    "\N{ARABIC LETTER ALEF WITH HAMZA BELOW}": "ا",
    "\N{ARABIC LETTER ALEF WITH MADDA ABOVE}": "ا",
    "\N{ARABIC LETTER ALEF WASLA}": "ا",
    "\N{ARABIC LETTER ALEF MAKSURA}": "ي",
    "\N{ARABIC LETTER FARSI YEH}": "ي",
    "\N{ARABIC LETTER YEH WITH HAMZA ABOVE}": "ي",
    "\N{ARABIC LETTER WAW WITH HAMZA ABOVE}": "و",
    "\N{ARABIC LETTER KEHEH}": "ك",
    "\N{ARABIC LETTER SWASH KAF}": "ك",
    "\N{ARABIC LETTER TEH MARBUTA}": "ه",
    "\N{ARABIC LETTER AE}": "ه",
    "\N{ARABIC LETTER HEH GOAL}": "ه",
    "\N{ARABIC LETTER HEH DOACHASHMEE}": "ه",
    "\N{ARABIC LETTER HAMZA}": "",
    "\N{ARABIC TATWEEL}": "",
}


@lru_cache(maxsize=4096)
def fold_character(character: str) -> str:
    """What one character becomes: another one, several (ligatures), or nothing.

    >>> fold_character("\N{ARABIC LETTER TEH MARBUTA}") == "\N{ARABIC LETTER HEH}"
    True
    """
    folded = []
    for part in unicodedata.normalize("NFKC", character):
        if unicodedata.category(part) == "Nd":
            folded.append(str(unicodedata.digit(part)))
        else:  # casefold gives one letter or, for some Latin and Greek ones, letters and marks
            folded += (_LETTERS.get(letter, letter) for letter in part.casefold() if not _is_dropped(letter))
    return "".join(folded)


def _is_dropped(character: str) -> bool:
    return unicodedata.category(character) in {"Mn", "Me", "Cf"}


class _FoldTable(dict[int, str]):
    """What `str.translate` asks: half the time of a call a character (3.2 against 6.8 µs a real post)."""

    def __missing__(self, code_point: int) -> str:
        folded = fold_character(chr(code_point))
        if len(self) < MAX_REMEMBERED:
            self[code_point] = folded
        return folded


MAX_REMEMBERED = 4096  # characters; no text has more that matter, and hostile text has all of Unicode
_FOLDED = _FoldTable()


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """A folded text and where each of its characters stood.

    Attributes:
        text: the folded text.
        index: for each character of `text`, the code point index of its source in the original; never decreases.
    """

    text: str
    index: tuple[int, ...]

    def original_span(self, start: int, end: int, original: str) -> tuple[int, int]:
        """The span of the original that a folded span came from, with the marks that follow its last letter."""
        if start >= end:
            at = self.index[start] if start < len(self.index) else len(original)
            return at, at
        last = self.index[end - 1] + 1
        while last < len(original) and not fold_character(original[last]) and not original[last].isspace():
            last += 1
        return self.index[start], last

    def folded_position(self, position: int) -> int:
        """The first folded character that came from `position` of the original or from after it."""
        return bisect_left(self.index, position)


def fold(text: str) -> Folded:
    """Fold a text and keep, for each character, the index it came from.

    >>> fold("أَحمد").text
    'احمد'
    """
    characters: list[str] = []
    index: list[int] = []
    for position, character in enumerate(text):
        folded = fold_character(character)
        characters.append(folded)
        index.extend([position] * len(folded))
    return Folded(text="".join(characters), index=tuple(index))


def fold_word(word: str) -> str:
    """The folded text alone, for comparing words.

    >>> fold_word("حماة") == fold_word("حماه")
    True
    """
    return word.translate(_FOLDED)


class TextFolder:
    """Folds many texts at once as `fold_word` does one, by arrays of code points: in half the time."""

    _DROPPED, _SEVERAL = 0x110000, 0x110001  # behind the last code point; 0 stands for what was not looked up yet

    def __init__(self) -> None:
        self._folded = np.zeros(self._DROPPED, np.uint32)  # pages that no text touches are never made

    def fold(self, texts: Sequence[str]) -> list[str]:
        """The folded texts.

        >>> TextFolder().fold(["حماة", "أَحمد"]) == [fold_word("حماة"), fold_word("أَحمد")]
        True
        """
        if not texts:
            return []
        ends = np.cumsum([len(text) for text in texts])
        codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
        folded = self._folded[codes]
        if not folded.all():
            for code in np.unique(codes[folded == 0]).tolist():
                self._learn(code)
            folded = self._folded[codes]
        kept = folded < self._DROPPED
        places = np.concatenate(([0], np.cumsum(kept)))[ends].tolist()
        letters = folded[kept].tobytes().decode("utf-32-le", "surrogatepass")
        found = [letters[start:end] for start, end in zip([0, *places[:-1]], places, strict=True)]
        several = np.flatnonzero(folded == self._SEVERAL)
        for number in np.unique(np.searchsorted(ends, several, side="right")).tolist():  # ligatures and the like
            found[number] = fold_word(texts[number])
        return found

    def _learn(self, code: int) -> None:
        character = fold_character(chr(code))
        self._folded[code] = ord(character) if len(character) == 1 else self._SEVERAL if character else self._DROPPED
