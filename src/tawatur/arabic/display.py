"""Make a stranger's text safe to show: the one way from stored text to a screen.

Measured: without isolation `2024-12-05` reads `05-12-2024` in a right-to-left line, and a single U+202E turned a
count of 12 into 21. ZWNJ and ZWJ are spelling and stay.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

FIRST_STRONG_ISOLATE = "\N{FIRST STRONG ISOLATE}"
LEFT_TO_RIGHT_ISOLATE = "\N{LEFT-TO-RIGHT ISOLATE}"
POP_DIRECTIONAL_ISOLATE = "\N{POP DIRECTIONAL ISOLATE}"
MAX_MARKS = 6  # combining marks kept on one base: more is only ever drawn over the neighbours

JOINERS = frozenset({"\N{ZERO WIDTH NON-JOINER}", "\N{ZERO WIDTH JOINER}"})
# Format characters that are drawn: number, year and verse signs (Unicode, PropList: Prepended_Concatenation_Mark).
NUMBER_SIGNS = frozenset(map(chr, (*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD)))
_KEPT = frozenset("\n\t") | JOINERS | NUMBER_SIGNS
_CONTROL_CATEGORIES = {"Cc", "Cf", "Cs", "Co", "Cn"}  # controls, invisible formats, lone surrogates, unassigned
_MARK_CATEGORIES = {"Mn", "Me"}
# Of the scripts of most texts here, what is always shown: a text of nothing else is not looked at letter by letter.
_PLAIN = frozenset("\n\t") | {
    character
    for character in map(chr, range(0x2100))
    if unicodedata.category(character) not in _CONTROL_CATEGORIES | _MARK_CATEGORIES
}


# What a text has no honest use for: overrides of direction, tag characters outside of a flag, controls; and the markup
# of pages. Marks and isolates of direction are not among it: keyboards and platforms write them.
_TRICKS = re.compile(
    "[\u202d\u202e\x00-\x08\x0b\x0e-\x1f\x7f]|(?<![\U0001f3f4\U000e0020-\U000e007e])[\U000e0000-\U000e007f]"
    "|<\\s{0,3}/?\\s{0,3}(?:script|img|iframe|svg|object|embed|style|link|meta|form|input|a\\s|!--)"
    "|javascript:",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Text that is safe to place in a page or a terminal, and whether anything had to be taken out.

    Attributes:
        text: what to show; still to be escaped by the page's own template.
        stripped: how many invisible or stacked characters were taken out.
    """

    text: str
    stripped: int


def make_showable(text: str) -> Shown:
    """Take out what can reorder, hide or overdraw other text: controls, bidi and tag characters, piles of marks.

    >>> make_showable("12\N{RIGHT-TO-LEFT OVERRIDE}34")
    Shown(text='1234', stripped=1)
    """
    if _PLAIN.issuperset(text):
        return Shown(text=text, stripped=0)
    kept: list[str] = []
    marks = 0
    for character in text:
        category = unicodedata.category(character)
        if category in _CONTROL_CATEGORIES and character not in _KEPT:
            continue
        if category in _MARK_CATEGORIES:
            marks += 1
            if marks > MAX_MARKS:
                continue
        elif character not in JOINERS:  # drawn as nothing: marks behind it still pile up on the letter before
            marks = 0
        kept.append(character)
    shown = "".join(kept)
    return Shown(text=shown, stripped=len(text) - len(shown))


def is_tricky(text: str) -> bool:
    """Whether a text bears what would mislead or run where it is not made safe: overrides, piles of marks, page markup.

    >>> is_tricky("12\N{RIGHT-TO-LEFT OVERRIDE}34"), is_tricky("خبر\N{RIGHT-TO-LEFT MARK} عاجل")
    (True, False)
    """
    return _TRICKS.search(text) is not None or _has_piled_marks(text)


def _has_piled_marks(text: str) -> bool:
    run = 0
    for character in "" if _PLAIN.issuperset(text) else text:
        run = run + 1 if unicodedata.category(character) in _MARK_CATEGORIES else 0
        if run > MAX_MARKS:
            return True
    return False


def isolate(text: str, *, left_to_right: bool = False) -> str:
    """Safe text wrapped in a bidi isolate, for a terminal line that mixes directions.

    `left_to_right` is for handles, links, ISO dates and hashes, which must keep their order.
    """
    opening = LEFT_TO_RIGHT_ISOLATE if left_to_right else FIRST_STRONG_ISOLATE
    flat = " ".join(make_showable(text).text.splitlines())  # an isolate ends with its paragraph
    return f"{opening}{flat}{POP_DIRECTIONAL_ISOLATE}"
