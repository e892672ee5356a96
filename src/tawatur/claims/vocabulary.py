"""The words by which news tells an event, what their numbers count, and what events are about (`data/events.tsv`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from tawatur.arabic.folding import fold_word
from tawatur.arabic.nouns import nouns
from tawatur.arabic.tables import read_table
from tawatur.arabic.verbs import conjugate


@dataclass(frozen=True, slots=True)
class Word:
    """What a word makes of a claim: class of event, what its number counts, things of which one must stand near."""

    event: str
    counts: str
    needs: frozenset[str]


_OWNERS = ("ه", "ها", "هم", "هما", "هن")
DROWNED = Word("killed", "people", frozenset())  # غرق: of a street a flood, of people their death


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The table, folded: words, phrases by their first word, counted units, things, and names that only sound so.

    `verbs`: those of the words that are a form of a verb and of nothing else.
    """

    single: Mapping[str, Word]
    phrases: Mapping[str, tuple[tuple[tuple[str, ...], Word], ...]]
    units: Mapping[str, Word]
    things: Mapping[str, str]
    names: frozenset[str]
    verbs: frozenset[str]


@cache
def vocabulary() -> Vocabulary:
    """The words of events, from `data/events.tsv`."""
    single: dict[str, Word] = {}
    phrases: dict[str, tuple[tuple[tuple[str, ...], Word], ...]] = {}
    units: dict[str, Word] = {}
    things: dict[str, str] = {}
    names: set[str] = set()
    verbs: set[str] = set()
    as_nouns: set[str] = set()
    for row in read_table("events"):
        word = Word(row["event"], row["counts"], frozenset(row["needs"].split()))
        folded = [fold_word(each) for each in row["words"].split()]
        if row["form"] in {"phrase", "english phrase"}:
            phrases[folded[0]] = (*phrases.get(folded[0], ()), (tuple(folded), word))
        elif row["form"] == "verb":
            for lemma in folded:
                for form in conjugate(lemma):
                    single.setdefault(form, word)
                    verbs.add(form)
        elif row["form"] == "noun":
            for noun in folded:
                stem = f"{noun[:-1]}ت" if noun.endswith("ه") else noun
                accusative = () if noun.endswith(("ه", "ا", "ات")) else (f"{noun}ا",)
                for form in (noun, f"ال{noun}", *accusative, *(f"{stem}{owner}" for owner in _OWNERS)):
                    single.setdefault(form, word)
                    as_nouns.add(form)
        elif row["form"] == "english":
            single.update(dict.fromkeys(folded, word))
        elif row["form"] == "unit":
            units.update(dict.fromkeys(folded, word))
        elif row["form"] == "thing":
            things.update(dict.fromkeys(folded, row["event"]))
        elif row["form"] == "name":
            names.add(" ".join(folded))
    return Vocabulary(single, phrases, units, things, frozenset(names), frozenset(verbs - as_nouns))


@cache
def people() -> frozenset[str]:
    """Folded singulars of nouns for people."""
    return frozenset(fold_word(noun.singular) for noun in nouns().values() if noun.is_human or noun.kind == "group")


def event_classes() -> frozenset[str]:
    """Every class of event that a claim can have."""
    rows = (
        row["event"] for row in read_table("events") if row["form"] in {"verb", "noun", "phrase", "unit", "english"}
    )
    return frozenset({"control", *rows})
