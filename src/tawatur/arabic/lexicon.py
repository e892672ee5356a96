"""Closed word lists and the name index, folded, ready for lookup."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from tawatur.arabic.folding import fold_word
from tawatur.arabic.tables import read_table
from tawatur.arabic.verbs import Gender, Number

SpeakerKind = Literal["role", "organisation", "anonymous", "collective", "document"]

STRONG_GIVEN_NAME = 4  # people so named in the index; below, most entries are surnames or misspellings
ARTICLE = "ال"
_CHIEF = frozenset(map(fold_word, ("كبير", "كبيرة")))  # head a title; with the article they are "big"
_TWO = ("ان", "ين")
_THEIR = ("ها", "هم")  # her, their
KUNYA = frozenset(map(fold_word, ("أبو", "أبي", "أبا", "أم", "ابن", "بن", "بنت", "آل", "عبد", "ذو")))


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerWord:
    """A noun that can head the name of a speaker (وزير، وزارة، مصدر، ناشطون، بيان)."""

    gender: Gender
    number: Number
    kind: SpeakerKind


@cache
def _classes() -> dict[str, frozenset[str]]:
    classes: dict[str, set[str]] = {}
    for row in read_table("words"):
        classes.setdefault(row["class"], set()).add(fold_word(row["word"]))
    return {name: frozenset(members) for name, members in classes.items()}


@cache
def words(word_class: str) -> frozenset[str]:
    """The folded words of one class of `data/words.tsv`; KeyError for a class that the table does not have."""
    return _classes()[word_class]


@cache
def speaker_words() -> dict[str, SpeakerWord]:
    """Folded noun without article -> what it says of the speaker."""
    return {
        fold_word(row["word"]): SpeakerWord(
            gender=row["gender"],  # type: ignore[arg-type]  # our table; its columns are tested
            number=row["number"],  # type: ignore[arg-type]
            kind=row["kind"],  # type: ignore[arg-type]
        )
        for row in read_table("speakers")
    }


@cache
def _speaker_forms() -> dict[str, tuple[SpeakerWord, bool]]:
    """Folded form -> the noun behind it and whether it is definite: bare, with the article, dual, with a pronoun."""
    table = speaker_words()
    forms = {noun: (word, False) for noun, word in table.items()}
    for noun, word in table.items():
        if noun not in _CHIEF:
            forms.setdefault(f"{ARTICLE}{noun}", (word, True))
    singular = [(noun, word) for noun, word in table.items() if word.number == "singular"]
    for noun, word in singular:
        stem = f"{noun[:-1]}ت" if noun.endswith("ه") else noun
        if word.kind in {"role", "anonymous"} and len(stem) > 3:  # مصدرين, ساكنتان
            two = SpeakerWord(gender=word.gender, number="dual", kind=word.kind)
            for ending in _TWO:
                forms.setdefault(f"{stem}{ending}", (two, False))
    for noun, word in singular:
        stem = f"{noun[:-1]}ت" if noun.endswith("ه") else noun
        if word.kind == "role":  # نظيرها, محاميتهم
            for ending in _THEIR:
                forms.setdefault(f"{stem}{ending}", (word, True))
    return forms


@cache
def _names() -> dict[str, tuple[int, int]]:
    return {row["name"]: (int(row["given"]), int(row["family"])) for row in read_table("names")}


def given_count(folded: str) -> int:
    """How many people of the index bear this given name; 0 when it is none.

    >>> given_count("احمد") > 1000, given_count("حاجز")
    (True, 0)
    """
    return _names().get(folded, (0, 0))[0]


def is_family_name(folded: str) -> bool:
    """Whether the index has the word as a family name."""
    return _names().get(folded, (0, 0))[1] > 0


def find_speaker_word(folded: str) -> tuple[SpeakerWord, bool] | None:
    """The noun behind a folded word and whether it is definite; None when it can head no speaker.

    >>> word, is_definite = find_speaker_word("الوزيره")
    >>> word.gender, word.kind, is_definite
    ('f', 'role', True)
    """
    return _speaker_forms().get(folded)


def is_definite(folded: str) -> bool:
    """Whether a folded word bears the article (and is long enough for it to be one)."""
    return folded.startswith(ARTICLE) and len(folded) > 4


def looks_like_verb(folded: str) -> bool:
    """Whether a word with و or ف in front is more likely "and + verb" than a noun or a name.

    >>> looks_like_verb("واكد"), looks_like_verb("وليد")
    (True, False)
    """
    return given_count(folded) < STRONG_GIVEN_NAME and find_speaker_word(folded) is None
