"""Digits of every script that Arabic news uses, as numbers."""

from __future__ import annotations

import unicodedata
from typing import Literal

Script = Literal["latin", "arabic-indic", "persian"]

Digits = Literal["latin", "arabic-indic"]

_LATIN = frozenset("0123456789")
_ARABIC_INDIC_ZERO = 0x0660
_SEPARATORS = {",": "\N{ARABIC THOUSANDS SEPARATOR}", ".": "\N{ARABIC DECIMAL SEPARATOR}"}
_FIRST_DIGITS: dict[int, Script] = {0x30: "latin", 0x0660: "arabic-indic", 0x06F0: "persian"}


def digit_script(character: str) -> Script | None:
    """Which set a digit belongs to; None for anything that is not one of the three sets.

    >>> digit_script("7"), digit_script("\N{ARABIC-INDIC DIGIT SEVEN}"), digit_script("x")
    ('latin', 'arabic-indic', None)
    """
    code = ord(character)
    return next((script for first, script in _FIRST_DIGITS.items() if first <= code < first + 10), None)


def to_latin_digits(text: str) -> str:
    """The text with every decimal digit written 0-9 and Arabic separators written , and . instead.

    >>> to_latin_digits("\N{ARABIC-INDIC DIGIT SEVEN}\N{ARABIC-INDIC DIGIT TWO}")
    '72'
    """
    text = text.replace("\N{ARABIC THOUSANDS SEPARATOR}", ",").replace("\N{ARABIC DECIMAL SEPARATOR}", ".")
    return "".join(str(unicodedata.decimal(character)) if character.isdecimal() else character for character in text)


def write_digits(text: str, script: Digits) -> str:
    """The text with its 0-9 in the digits that a newsroom has chosen; a point and a comma between digits follow.

    >>> to_latin_digits(write_digits("12.5", "arabic-indic")), write_digits("12.5", "latin")
    ('12.5', '12.5')
    """
    if script == "latin":
        return text
    written = []
    for at, character in enumerate(text):
        if character in _LATIN:
            written.append(chr(_ARABIC_INDIC_ZERO + int(character)))
        elif character in _SEPARATORS and text[at - 1 : at] in _LATIN and text[at + 1 : at + 2] in _LATIN:
            written.append(_SEPARATORS[character])
        else:
            written.append(character)
    return "".join(written)
