"""What copies of a text have in common: its letters, whatever the spelling.

Arrays of code points instead of strings and regular expressions: 4 to 5 times as fast, and every step is linear.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from tawatur.arabic.folding import fold_character, fold_word

MAX_TEXT = 20_000  # code points read of one text: X's longest posts have 25,000, and two that agree so far are copies
UNICODE = 0x110000

_UNKNOWN, _DROPPED, _SEVERAL = 0, UNICODE, UNICODE + 1  # in place of a folded code point; no text folds to U+0000
_LETTER, _WORD, _GRAPHIC, _SIGN = 1, 2, 4, 8  # a letter or digit · or _ · what a link is made of · opens a tag
_LINKS = tuple(np.frombuffer(start.encode("utf-32-le"), dtype=np.uint32) for start in ("http://", "https://"))
_PICTURE = "pic.twitter.com/"  # X writes this one without a scheme

_Codes = npt.NDArray[np.uint32]


class LetterReader:
    """Reads the letters of many texts at once; it looks up each character of Unicode once."""

    def __init__(self) -> None:
        self._folded = np.zeros(UNICODE, dtype=np.uint32)  # pages that no text touches are never made
        self._kinds = np.zeros(UNICODE, dtype=np.uint8)
        self._folded[0] = _DROPPED

    def read(self, texts: Iterable[str]) -> list[str]:
        """The folded letters and digits of each text, without links, mentions and hashtags.

        Copies are often told apart by links and tags alone. Spaces, punctuation, emoji, marks and invisible characters
        are gone, spelling is that of `arabic.folding`.

        >>> LetterReader().read(["قُـــتل ٣ أشخاص! 😢 https://example.org/a", "قتل 3 اشخاص #خبر"])
        ['قتل3اشخاص', 'قتل3اشخاص']
        """
        cut = [text[:MAX_TEXT].replace(_PICTURE, "http://") for text in texts]
        if not cut:
            return []
        ends = _ends(cut)
        folded = self._fold(_encode(cut))
        several = np.flatnonzero(folded == _SEVERAL)
        if len(several):  # ligatures and the like: their texts are folded one by one, and read again
            for number in np.unique(np.searchsorted(ends, several, side="right")).tolist():
                cut[number] = fold_word(cut[number])
            ends = _ends(cut)
            folded = self._fold(_encode(cut))
            folded[folded == _SEVERAL] = _DROPPED
        kept = folded != _DROPPED
        folded, ends = folded[kept], _count(kept)[ends]
        kept = self._is_text(folded)
        letters, ends = folded[kept].tobytes().decode("utf-32-le"), _count(kept)[ends]
        return [letters[start:end] for start, end in zip([0, *ends[:-1].tolist()], ends.tolist(), strict=True)]

    def _fold(self, codes: _Codes) -> _Codes:
        folded = self._folded[codes]
        if (folded == _UNKNOWN).any():
            for code in np.unique(codes[folded == _UNKNOWN]).tolist():
                self._learn(code)
            folded = self._folded[codes]
        return folded

    def _learn(self, code: int) -> None:
        character = fold_character(chr(code))
        if not any(part.isalnum() for part in character):  # an ellipsis becomes one full stop, not three
            character = character[:1]
        self._folded[code] = ord(character) if len(character) == 1 else _SEVERAL if character else _DROPPED
        if len(character) == 1:
            letter, sign = character.isalnum(), character in "#@"
            word = letter or character == "_"
            graphic = "!" <= character <= "~"
            self._kinds[ord(character)] = letter * _LETTER + word * _WORD + graphic * _GRAPHIC + sign * _SIGN

    def _is_text(self, folded: _Codes) -> npt.NDArray[np.bool_]:
        """Which of the folded characters are letters that are in no link, mention or tag."""
        kinds = self._kinds[folded]
        places = np.arange(len(folded), dtype=np.int32)
        # A tag is the run of word characters behind a sign: the last character that is no word character is that sign.
        before = np.maximum.accumulate(np.where(kinds & _WORD, 0, places))
        in_tag = (kinds[before] & _SIGN).astype(np.bool_)
        # A link runs from its scheme to the next character that links are not made of.
        before = np.maximum.accumulate(np.where(kinds & _GRAPHIC, -1, places))
        opened = np.full(len(folded), -1, dtype=np.int32)
        for start in _LINKS:
            found = _find(folded, start)
            opened[found] = found
        in_link = np.maximum.accumulate(opened) > before
        return (kinds & _LETTER).astype(np.bool_) & ~in_tag & ~in_link


def _ends(texts: list[str]) -> npt.NDArray[np.int32]:
    """The place behind the line end of each text."""
    return np.cumsum([len(text) + 1 for text in texts], dtype=np.int32)


def _encode(texts: list[str]) -> _Codes:
    """The code points of all texts, a line end behind each: it ends every link and tag."""
    return np.frombuffer("\n".join([*texts, ""]).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def _count(kept: npt.NDArray[np.bool_]) -> npt.NDArray[np.int32]:
    """How many are kept before each place, and at last in all."""
    counts = np.zeros(len(kept) + 1, dtype=np.int32)
    np.cumsum(kept, out=counts[1:])
    return counts


def _find(codes: _Codes, sought: _Codes) -> npt.NDArray[np.int64]:
    """Where a short sequence stands among many."""
    colons = np.flatnonzero(codes == sought[-3])  # the rarest of its characters
    starts = colons - (len(sought) - 3)
    starts = starts[(starts >= 0) & (starts + len(sought) <= len(codes))]
    for place, code in enumerate(sought.tolist()):
        starts = starts[codes[starts + place] == code]
    return starts
