"""Month names of all Arab systems, Gregorian and hijri."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from tawatur.arabic.folding import fold_word
from tawatur.arabic.tables import read_table
from tawatur.arabic.tokens import Token

Calendar = Literal["gregorian", "hijri"]
MonthSystem = Literal["double", "levant", "gulf", "tunisia", "morocco"]

_SEPARATORS = {"/", "(", "-", "\N{EN DASH}"}
_MADDA = "\N{ARABIC LETTER ALEF WITH MADDA ABOVE}"
_PREFIXES = ("", *"و ل ب ول ف".split())
_CONJUNCTIONS = tuple("و ف".split())


@dataclass(frozen=True, slots=True)
class Month:
    """A month that a text names.

    Attributes:
        number: 1 to 12.
        stop: index of the first token after the name, or after both names (كانون الأول/ديسمبر).
        is_clear: the name is nothing but a month (ديسمبر, not مارس).
        is_joined: و stands before it.
    """

    calendar: Calendar
    number: int
    stop: int
    is_clear: bool
    is_joined: bool = False


@cache
def _names() -> dict[str, list[tuple[tuple[str, ...], Calendar, int, bool]]]:
    """Folded first word -> (further words, calendar, month, is_clear), the longest names first."""
    names: dict[str, list[tuple[tuple[str, ...], Calendar, int, bool]]] = {}
    for row in read_table("months"):
        first, *rest = map(fold_word, row["name"].split())
        calendar: Calendar = "hijri" if row["calendar"] == "hijri" else "gregorian"
        names.setdefault(first, []).append((tuple(rest), calendar, int(row["month"]), row["alone"] == "yes"))
    for readings in names.values():
        readings.sort(key=lambda reading: -len(reading[0]))
    return names


@cache
def _starts() -> dict[str, tuple[str, bool]]:
    """Folded first word with its proclitics -> (the bare word, whether و stands before it)."""
    starts: dict[str, tuple[str, bool]] = {}
    for prefix in _PREFIXES:
        for name in _names():
            starts.setdefault(prefix + name, (name, prefix.startswith(_CONJUNCTIONS)))
    return starts


def read_month(tokens: Sequence[Token], index: int) -> Month | None:
    """The month that is named at a token, with a second name for the same month; None when there is none.

    >>> from tawatur.arabic.tokens import tokenize
    >>> month = read_month(tokenize("كانون الأول/ديسمبر 2024"), 0)
    >>> month.number, month.stop
    (12, 4)
    """
    month = _read_name(tokens, index)
    if month is None or month.stop + 1 >= len(tokens) or tokens[month.stop].text not in _SEPARATORS:
        return month
    second = _read_name(tokens, month.stop + 1)
    if second is None or (second.calendar, second.number) != (month.calendar, month.number):
        return month
    stop = second.stop
    if tokens[month.stop].text == "(":
        if stop >= len(tokens) or tokens[stop].text != ")":
            return month
        stop += 1
    return Month(month.calendar, month.number, stop, is_clear=True, is_joined=month.is_joined)


def _read_name(tokens: Sequence[Token], index: int) -> Month | None:
    if not 0 <= index < len(tokens) or tokens[index].kind != "word":
        return None
    token = tokens[index]
    start = _starts().get(token.fold)
    if start is None:
        return None
    name, is_joined = start
    if name == "اب" and _MADDA not in token.text:
        return None  # a father; the month is written with madda
    for rest, calendar, number, is_clear in _names()[name]:
        stop = index + 1 + len(rest)
        if all(token.fold == word for token, word in zip(tokens[index + 1 : stop], rest, strict=False)) and stop <= len(
            tokens
        ):
            return Month(calendar, number, stop, is_clear, is_joined)
    return None


@cache
def month_words() -> frozenset[str]:
    """Every folded word, proclitics and all, that a month may begin with."""
    return frozenset(_starts())


@cache
def _written() -> dict[tuple[str, int], str]:
    """(system, month) -> the name that its newsrooms write."""
    return {
        (system, int(row["month"])): row["name"] for row in read_table("months") for system in row["system"].split()
    }


def month_name(month: int, *, system: MonthSystem = "double") -> str:
    """The Gregorian month as a newsroom writes it: "double" is that of the Levant with the international one.

    >>> month_name(12), month_name(1, system="tunisia"), month_name(8, system="morocco")
    ('كانون الأول/ديسمبر', 'جانفي', 'غشت')
    """
    if system == "double":
        return f"{_written()['levant', month]}/{_written()['gulf', month]}"
    return _written()[system, month]
