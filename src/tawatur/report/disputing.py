"""Words that deny or dispute something (data/disputes.tsv)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cache

from tawatur.arabic.folding import fold_word
from tawatur.arabic.tables import read_table
from tawatur.arabic.tokens import Token

_NOT = frozenset("not never isn't wasn't aren't ain't ليس ليست".split())  # no denial: it is not photoshopped
_SAID_OF = frozenset(map(fold_word, "عن حول بشأن أن بأن بخصوص of that about regarding claiming saying".split()))
_IS_SAID = frozenset(map(fold_word, "هي هو هذه كلها مجرد محض is are was were its it's just only all totally".split()))


@cache
def _phrases() -> dict[str, list[tuple[tuple[str, ...], bool]]]:
    """First word -> the phrases of denial, each with whether it must be said of something."""
    phrases: dict[str, list[tuple[tuple[str, ...], bool]]] = defaultdict(list)
    for row in read_table("disputes"):
        folded = tuple(map(fold_word, row["phrase"].split()))
        phrases[folded[0]].append((folded, row["of"] == "something"))
    return phrases


def find_dispute(tokens: Sequence[Token]) -> tuple[int, int] | None:
    """The words of denial (data/disputes.tsv) in a run of tokens, [first, end); None when there are none."""
    for at, token in enumerate(tokens):
        for first in {token.fold, token.fold[1:] if token.fold[:1] in {"و", "ف"} else token.fold}:
            for phrase, needs_thing in _phrases().get(first, ()):
                end = at + len(phrase)
                is_here = tuple(word.fold for word in tokens[at + 1 : end]) == phrase[1:]
                is_negated = any(word.fold in _NOT for word in tokens[max(0, at - 2) : at])
                if is_here and not is_negated and (not needs_thing or _is_said_of(tokens, at, end)):
                    return at, end
    return None


def _is_said_of(tokens: Sequence[Token], first: int, end: int) -> bool:
    """Whether a word for what is false says so of something: rumours of …, … are rumours."""
    behind = tokens[end].fold if end < len(tokens) else ""
    before = tokens[first - 1].fold if first else ""
    return behind in _SAID_OF or before in _IS_SAID


def is_disputing(tokens: Sequence[Token]) -> bool:
    """Whether words of denial stand in a text."""
    return find_dispute(tokens) is not None
