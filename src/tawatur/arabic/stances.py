"""The closed table of words that a roundup reports with, each with its stance and what must hold before it is used."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from tawatur.arabic.folding import fold_word
from tawatur.arabic.tables import read_table
from tawatur.arabic.verbs import Stance, find_verb

Need = Literal["post", "same_speaker", "verified", "stress", "evaluation", "forecast", "editor", "count"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportingWord:
    """One word of the closed table.

    Attributes:
        word: the lemma of a verb (for `verbs.verb_form`), or a phrase as it is written.
        needs: what must hold: "post" the words were posted; "same_speaker" the sentence before quotes the same speaker;
            "verified" the claim is; "stress" the speaker stresses it, and it is no number from a single source;
            "evaluation" the words are one; "forecast" they are one, and the ledger gets it; "editor" an editor chose
            the word by hand; "count" a count and its source stand beside it. None: nothing, it is neutral.
        clause: what opens an indirect clause (إن, إلى أن); "" when only quoted words follow.
        english: the past tense, or the phrase.
    """

    word: str
    stance: Stance
    kind: Literal["verb", "phrase"]
    needs: Need | None
    clause: str
    english: str


@cache
def reporting_words() -> tuple[ReportingWord, ...]:
    """The whole table of `data/reporting_words.tsv`, the usual word of each stance first."""
    return tuple(
        ReportingWord(
            word=row["word"],
            stance=row["stance"],  # type: ignore[arg-type]  # the table is ours; test_stances checks its columns
            kind=row["kind"],  # type: ignore[arg-type]
            needs=row["needs"] or None,  # type: ignore[arg-type]
            clause=row["clause"],
            english=row["english"],
        )
        for row in read_table("reporting_words")
    )


def verbs_of(stance: Stance) -> tuple[str, ...]:
    """The lemmas that a roundup may write for a stance, the usual one first.

    >>> verbs_of("asserting")
    ('أكد', 'شدد', 'جزم')
    """
    return tuple(each.word for each in reporting_words() if each.stance == stance and each.kind == "verb")


def find_reporting_word(word: str) -> ReportingWord | None:
    """The entry of a lemma or phrase, however its marks are typed; None when a roundup may not write it."""
    return next((each for each in reporting_words() if fold_word(each.word) == fold_word(word)), None)


def stance_of(word: str) -> Stance | None:
    """The stance of a reporting word: of the closed table, or of any verb that is read; None when it is neither.

    >>> stance_of("رجّح"), stance_of("على حد قوله"), stance_of("نفى"), stance_of("أكل")
    ('prediction', 'distancing', 'asserting', None)
    """
    found = find_reporting_word(word) or find_verb(word)
    return found.stance if found else None
