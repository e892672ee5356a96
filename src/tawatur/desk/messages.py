"""What the program says in English, told to an Arabic reader: errors, notices, what does not verify."""

from __future__ import annotations

import re
from functools import cache

from tawatur.errors import TawaturError
from tawatur.markup import Lang, read_template

HOLE = "{}"
_VALUE = re.compile(r"\{(\d+)\}")
MAX_TOLD = 2_000  # characters; strangers' file names and values stand in messages
MAX_DEPTH = 3  # of messages inside messages


@cache
def message_table() -> tuple[tuple[str, str], ...]:
    """(English with a hole for each value, Arabic with {1}, {2}…), what says most first."""
    lines = [line for line in read_template("messages.tsv").splitlines() if line and not line.startswith("# ")]
    rows = [(english, arabic) for english, _, arabic in (line.partition("\t") for line in lines[1:])]
    return tuple(sorted(rows, key=lambda row: -len(row[0].replace(HOLE, ""))))


def tell(message: str, lang: Lang) -> str:
    """A message in the language of the reader; as it stands where the table does not know it."""
    return (_in_arabic(message[:MAX_TOLD]) or message) if lang == "ar" else message


def tell_error(error: BaseException, lang: Lang) -> str:
    """What an error says, in the language of the reader; the kind of one that nobody raised on purpose."""
    return tell(str(error), lang) if isinstance(error, TawaturError | OSError) else f"{type(error).__name__}: {error}"


def _in_arabic(message: str, depth: int = 0) -> str | None:
    for english, arabic in message_table():
        values = _values_of(message, english.split(HOLE))
        if values is not None:
            told = [(_in_arabic(value, depth + 1) if depth < MAX_DEPTH else None) or value for value in values]
            return "".join(
                told[int(part) - 1] if number % 2 else part for number, part in enumerate(_VALUE.split(arabic))
            )
    parts = [_in_arabic(part, MAX_DEPTH) for part in message.split(", ")] if depth and ", " in message else [None]
    return "، ".join(filter(None, parts)) if all(parts) else None


def _values_of(message: str, parts: list[str]) -> list[str] | None:
    """What stands between the fixed parts of a message, each part where it is found first; None: it is another."""
    if len(parts) == 1:
        return [] if message == parts[0] else None
    first, *inner, last = parts
    end = len(message) - len(last)
    if end < len(first) or not (message.startswith(first) and message.endswith(last)):
        return None
    values, at = [], len(first)
    for part in inner:
        found = message.find(part, at, end)
        if found < 0:
            return None
        values.append(message[at:found])
        at = found + len(part)
    return [*values, message[at:end]]
