"""The words of time of `data/time_words.tsv`, ready to be matched where they stand in a text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from tawatur.arabic.folding import fold_word
from tawatur.arabic.tables import read_table
from tawatur.arabic.tokens import Token

ARTICLE = "ال"
_PROCLITICS = ("", *"و ف ب ل وب ول".split())
_CONJUNCTIONS = tuple("و ف".split())
_PREPOSITIONS = tuple("ب ل".split())
_SHORTEST_AFTER_PREPOSITION = 3
_MARGIN = 8  # tokens: more than any rule looks beyond a match


@dataclass(frozen=True, slots=True)
class Match:
    """An expression found at a token.

    Attributes:
        value: of the table.
        stop: index of the first token after it.
        is_joined: it begins with و or ف; has_preposition: with ب or ل.
        is_definite: a unit that bears the article (the other classes spell it out).
    """

    value: str
    stop: int
    is_joined: bool = False
    has_preposition: bool = False
    is_definite: bool = False


@dataclass(frozen=True, slots=True)
class _Entry:
    rest: tuple[str, ...]
    value: str
    is_joined: bool
    has_preposition: bool
    is_definite: bool


def _starts(first: str, *, takes_article: bool) -> list[tuple[str, str, bool]]:
    """(spelling, proclitics, is_definite) of a folded first word."""
    spellings = []
    bares = [(first, False)] + ([(ARTICLE + first, True)] if takes_article else [])
    for bare, is_definite in bares:
        for proclitics in _PROCLITICS:
            if proclitics.endswith(_PREPOSITIONS) and len(bare) < _SHORTEST_AFTER_PREPOSITION:
                continue
            spelling = proclitics + bare
            if proclitics.endswith("ل") and bare.startswith(ARTICLE):
                spelling = f"{proclitics}ل{bare[2:]}"
            spellings.append((spelling, proclitics, is_definite))
    return spellings


@cache
def _vocabulary() -> dict[str, dict[str, list[_Entry]]]:
    """Class -> folded first word with its proclitics -> expressions, the longest first."""
    vocabulary: dict[str, dict[str, list[_Entry]]] = {}
    for row in read_table("time_words"):
        first, *rest = map(fold_word, row["expression"].split())
        entries = vocabulary.setdefault(row["class"], {})
        takes_article = row["class"].startswith("unit")
        for spelling, proclitics, is_definite in _starts(first, takes_article=takes_article):
            entries.setdefault(spelling, []).append(
                _Entry(
                    tuple(rest),
                    row["value"],
                    proclitics.startswith(_CONJUNCTIONS),
                    proclitics.endswith(_PREPOSITIONS),
                    is_definite,
                )
            )
    for entries in vocabulary.values():
        for found in entries.values():
            found.sort(key=lambda entry: (-len(entry.rest), entry.is_joined, entry.has_preposition))
    return vocabulary


@cache
def word_classes() -> dict[str, frozenset[str]]:
    """Folded first word, proclitics and all, -> the classes of the expressions that it may begin."""
    classes: dict[str, set[str]] = {}
    for name, entries in _vocabulary().items():
        for spelling in entries:
            classes.setdefault(spelling, set()).add(name)
    return {spelling: frozenset(names) for spelling, names in classes.items()}


@cache
def first_words(*classes: str) -> frozenset[str]:
    """Every folded word, proclitics and all, that an expression of the classes may begin with."""
    return frozenset().union(*(_vocabulary()[name] for name in classes))


@cache
def bare_first_words() -> frozenset[str]:
    """The folded first words of all expressions, without proclitics."""
    return frozenset(fold_word(row["expression"].split()[0]) for row in read_table("time_words"))


class Matcher:
    """Matches the expressions of one text; the tokens are folded once."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        # Empty words at the end: an index a little out of the text, on either side, matches nothing.
        self.folds = [token.fold for token in tokens] + [""] * _MARGIN
        self._vocabulary = _vocabulary()

    def match(self, name: str, index: int) -> Match | None:
        """The longest expression of a class at a token; None when there is none."""
        entries = self._vocabulary[name].get(self.folds[index])
        if entries is None:
            return None
        for entry in entries:
            stop = index + 1 + len(entry.rest)
            if not entry.rest or tuple(self.folds[index + 1 : stop]) == entry.rest:
                return Match(entry.value, stop, entry.is_joined, entry.has_preposition, entry.is_definite)
        return None
