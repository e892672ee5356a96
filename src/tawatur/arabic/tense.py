"""Whether the clause around a word tells of the past or of the future."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Literal

from tawatur.arabic.folding import fold_word
from tawatur.arabic.lexicon import words
from tawatur.arabic.tables import read_table
from tawatur.arabic.tokens import Token

Tense = Literal["past", "future"]
_Mark = Literal["past", "future", "end"] | None  # end: of the clause

_CLAUSE_ENDS = frozenset(".!?:\N{ARABIC QUESTION MARK}\N{ARABIC SEMICOLON}\N{HORIZONTAL ELLIPSIS}")
_FUTURE_STARTS = tuple("سي ست سن".split())
_SHORTEST_FUTURE = 4
_I_WILL = "س\N{ARABIC LETTER ALEF WITH HAMZA ABOVE}"
_CONJUNCTIONS = tuple("و ف".split())
_BEFORE_PRESENT = frozenset(map(fold_word, "أن لا قد لن كي لكي حتى ألا سوف كانت كما التي".split()))


def _past_forms(verb: str) -> tuple[str, ...]:
    """Folded third person forms of a past verb.

    >>> _past_forms("نفى")
    ('نفي', 'نفت', 'نفوا', 'نفيا', 'نفتا')
    """
    folded = fold_word(verb)
    if folded.endswith("ي"):
        stem = folded[:-1]
        return folded, f"{stem}ت", f"{stem}وا", f"{folded}ا", f"{stem}تا"
    return folded, f"{folded}ت", f"{folded}وا", f"{folded}ا", f"{folded}تا"


@cache
def _marked_words() -> tuple[dict[str, Tense], frozenset[str]]:
    """Folded word -> the tense it sets, and the words that only look like a future verb."""
    tenses: dict[str, Tense] = {}
    not_future = set()
    for row in read_table("tense_words"):
        folded = fold_word(row["word"])
        match row["class"]:
            case "past verb":
                tenses.update(dict.fromkeys(_past_forms(row["word"]), "past"))
            case "past verb or noun":  # غرقت and غرقوا tell the past, غرق may be the drowning that is feared
                for form in _past_forms(row["word"])[1:3]:  # the dual is a noun too (ولدا, نقلا)
                    tenses.setdefault(form, "past")
            case "past":
                tenses[folded] = "past"
            case "past noun":
                continue
            case "future":
                tenses[folded] = "future"
            case _:
                not_future.add(folded)
    return tenses, frozenset(not_future)


@cache
def _before_numbers() -> frozenset[str]:
    """Folded words that tell the past before a number, be they verb or noun: غرق 12 مهاجرا."""
    return frozenset(fold_word(row["word"]) for row in read_table("tense_words") if row["class"] == "past verb or noun")


@cache
def _past_nouns() -> frozenset[str]:
    return frozenset(fold_word(row["word"]) for row in read_table("tense_words") if row["class"] == "past noun")


def word_tense(token: Token) -> Tense | None:
    """The tense that one word sets; None when it sets none.

    >>> from tawatur.arabic.tokens import tokenize
    >>> [word_tense(token) for token in tokenize("سيطرت وستدخل المدينة")]
    ['past', 'future', None]
    """
    tenses, not_future = _marked_words()
    folded = token.fold
    tense = tenses.get(folded)
    if tense is not None:
        return tense
    is_joined = folded.startswith(_CONJUNCTIONS)
    bare = folded[1:] if is_joined else folded
    if is_joined and bare in tenses:
        return tenses[bare]
    if bare.startswith(_FUTURE_STARTS) and len(bare) >= _SHORTEST_FUTURE and bare not in not_future:
        return "future"
    return "future" if token.text[is_joined:].startswith(_I_WILL) else None


class Tenses:
    """The tense around every token of a text, read on first use: one pass each way."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._passes: list[list[Tense | None]] = []

    def at(self, index: int) -> Tense | None:
        """The tense of the nearest verb before a token in its clause, else of the nearest after it.

        Where there is no verb, a noun that counts what has happened (مقتل, حصيلة) tells the past.
        """
        if not self._passes:
            verbs, nouns = self._marks()
            for marks in (verbs, nouns):
                self._passes += [_carry(marks), _carry(reversed(marks))[::-1]]
        return next((tenses[index] for tenses in self._passes if tenses[index] is not None), None)

    def _is_number(self, index: int) -> bool:
        return index < len(self._tokens) and self._tokens[index].kind == "number"

    def _marks(self) -> tuple[list[_Mark], list[_Mark]]:
        """What each token says of the tense: as a verb, as a noun."""
        complementizers = words("complementizer")
        past_nouns = _past_nouns()
        before_numbers = _before_numbers()
        seen: dict[str, Tense | None] = {}
        verbs: list[_Mark] = []
        nouns: list[_Mark] = []
        before = ""
        for at, token in enumerate(self._tokens):
            verb: _Mark = None
            if token.kind != "word":
                is_end = token.kind in {"newline", "mark"} or token.text in _CLAUSE_ENDS
                verb = "end" if is_end else None
            elif token.fold in complementizers:
                verb = "end"
            else:
                if token.text not in seen:
                    seen[token.text] = word_tense(token)
                verb = seen[token.text]
                if verb is None and token.fold in before_numbers and self._is_number(at + 1):
                    verb = "past"
                if verb == "past" and token.fold[0] == "ت" and before in _BEFORE_PRESENT:
                    verb = None  # أن تقدم is present, though تقدم alone may be past
            before = token.fold
            verbs.append(verb)
            nouns.append("past" if verb is None and before in past_nouns else "end" if verb == "end" else None)
        return verbs, nouns


def _carry(marks: Iterable[_Mark]) -> list[Tense | None]:
    carried: list[Tense | None] = []
    tense: Tense | None = None
    for mark in marks:
        tense = None if mark == "end" else mark or tense
        carried.append(tense)
    return carried
