"""Digits of every script that Arabic news uses, as numbers."""

from __future__ import annotations

import unicodedata
from typing import Literal

Script = Literal["latin", "arabic-indic", "persian"]

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
