"""The nouns that news counts, in every form they are written in: singular, dual and plural, by case."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from tawatur.arabic.folding import fold_word
from tawatur.arabic.tables import read_table
from tawatur.arabic.verbs import Gender
from tawatur.errors import InputError

Case = Literal["nominative", "genitive", "accusative"]
NounKind = Literal["person", "group", "arms", "event", "place", "time", "money", "measure", "document"]

ARTICLE = "ال"
_ALEF = "ا"
_NO_TANWIN_ENDS = tuple("ة ى ا أ اء".split())  # نقطة, مستشفى, خطأ, لواء: no alef in the accusative
_LEFT_UNJOINED = frozenset("ادذرزوةى")  # no letter joins what follows: جزء, جزءا, but شيء, شيئا
_HAMZA = "\N{ARABIC LETTER HAMZA}"
_HAMZA_SEAT = "\N{ARABIC LETTER YEH WITH HAMZA ABOVE}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Noun:
    """One counted noun.

    Attributes:
        singular: as in a dictionary; the nominative of a defective noun may be given either way (محامي, محام).
        plurals: the usual one first; a sound masculine plural in -ون; empty when it has none (كم, يورو).
        gloss: in English, the usual word first.
        ending: "defective" loses its final yeh without the article; "fixed" has one form whatever the case.
        given_dual: nominative; "" where the rule makes it.
    """

    singular: str
    plurals: tuple[str, ...]
    gender: Gender
    kind: NounKind
    gloss: str = ""
    ending: Literal["", "defective", "fixed"] = ""
    given_dual: str = ""

    @property
    def is_human(self) -> bool:
        """Whether its plural takes the agreement of people (3 مراسلين محليين), not of things (3 حواجز جديدة)."""
        return self.kind == "person"

    def in_singular(self, case: Case = "nominative") -> str:
        """The indefinite singular.

        >>> find_noun("محامي").in_singular("accusative"), find_noun("جزء").in_singular("accusative")
        ('محاميا', 'جزءا')
        """
        if self.ending == "fixed":
            return self.singular
        if self.ending == "defective":
            stem = self.singular.removesuffix("ي")
            return f"{stem}يا" if case == "accusative" else stem
        if case != "accusative" or self.singular.endswith(_NO_TANWIN_ENDS):
            return self.singular
        return _before_vowel(self.singular) + _ALEF

    def in_dual(self, case: Case = "nominative", *, is_construct: bool = False) -> str | None:
        """The dual, without its nun before the noun it belongs to (حاجزا تفتيش); None when the noun has none.

        >>> find_noun("مستشفى").in_dual(), find_noun("ملجأ").in_dual("genitive")
        ('مستشفيان', 'ملجأين')
        """
        if not self.plurals:
            return None
        if case == "nominative":
            whole = self.given_dual or _dual(self.singular, self.ending == "defective", "ان")
        elif self.given_dual:
            whole = f"{self.given_dual[:-2]}ين"
        else:
            whole = _dual(self.singular, self.ending == "defective", "ين")
        return whole[:-1] if is_construct else whole

    def in_plural(self, case: Case = "nominative", *, is_construct: bool = False) -> str | None:
        """The usual plural; a sound masculine one by case, without its nun before what it belongs to.

        >>> find_noun("مراسل").in_plural(), find_noun("مراسل").in_plural("genitive"), find_noun("سجن").in_plural()
        ('مراسلون', 'مراسلين', 'سجون')
        """
        return _in_case(self.plurals[0], self, case, is_construct=is_construct) if self.plurals else None

    def every_form(self) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
        """All written forms without article: of the singular, of every plural, of the dual."""
        cases: tuple[Case, ...] = ("nominative", "accusative", "genitive")
        singular = [self.singular, *map(self.in_singular, cases)]
        plural = [_in_case(each, self, case) for each in self.plurals for case in cases]
        dual = [form for form in map(self.in_dual, cases) if form is not None]
        return tuple(dict.fromkeys(singular)), tuple(dict.fromkeys(plural)), tuple(dict.fromkeys(dual))


def _before_vowel(word: str) -> str:
    """A word that takes a suffix beginning with a vowel: its final hamza gets a seat if the letter before it joins."""
    if not word.endswith(_HAMZA) or len(word) < 2 or word[-2] in _LEFT_UNJOINED:
        return word
    return word[:-1] + _HAMZA_SEAT


def _dual(singular: str, is_defective: bool, suffix: str) -> str:  # noqa: FBT001 - private, two places
    if is_defective:
        return f"{singular.removesuffix('ي')}ي{suffix}"
    if singular.endswith("ة"):
        return f"{singular[:-1]}ت{suffix}"
    if singular.endswith("ى"):
        return f"{singular[:-1]}ي{suffix}"
    if singular.endswith("أ") and suffix.startswith(_ALEF):
        return f"{singular[:-1]}آ{suffix[1:]}"
    return _before_vowel(singular) + suffix


def _in_case(plural: str, noun: Noun, case: Case, *, is_construct: bool = False) -> str:
    stem = plural.removesuffix("ون")
    if plural != stem and stem == noun.in_singular():  # a sound plural; سجون and قرون are broken ones
        ending = "ون" if case == "nominative" else "ين"
        return stem + (ending[0] if is_construct else ending)
    if case != "accusative" or plural.endswith((*_NO_TANWIN_ENDS, "ات")):
        return plural
    if f"{plural}ي" in noun.plurals:  # defective: ثوان, ثواني
        return f"{plural}ي"
    return plural if is_construct or _is_diptote(plural) else _before_vowel(plural) + _ALEF


def _is_diptote(plural: str) -> bool:
    """Whether a broken plural takes no tanwin: its alef stands third, before two letters or more (or a doubled one).

    >>> _is_diptote("حواجز"), _is_diptote("صواريخ"), _is_diptote("مواد"), _is_diptote("رجال")
    (True, True, True, False)
    """
    return plural[2:3] == _ALEF and (len(plural) in {5, 6} or (len(plural) == 4 and plural.startswith("م")))


@cache
def nouns() -> dict[str, Noun]:
    """Every noun of `data/counted_nouns.tsv` by its singular, in the order of the table."""
    return {
        row["singular"]: Noun(
            singular=row["singular"],
            plurals=tuple(row["plurals"].split()),
            gender=row["gender"],  # type: ignore[arg-type]  # the table is ours; test_nouns checks its columns
            kind=row["kind"],  # type: ignore[arg-type]
            gloss=row["gloss"],
            ending=row["ending"],  # type: ignore[arg-type]
            given_dual=row["dual"],
        )
        for row in read_table("counted_nouns")
    }


@cache
def _by_fold() -> dict[str, Noun]:
    folded: dict[str, Noun] = {}
    for noun in nouns().values():
        folded.setdefault(fold_word(noun.singular), noun)
    return folded


def find_noun(word: str) -> Noun:
    """The noun with this singular, however its hamza and marks are typed.

    Raises: InputError for a word that is no singular of the table; it names the singular when it is another form.

    >>> find_noun("إعلامى").singular
    'إعلامي'
    """
    noun = nouns().get(word) or _by_fold().get(fold_word(word))
    if noun is not None:
        return noun
    wanted = {fold_word(word), fold_word(word).removeprefix(ARTICLE)}
    other = next(
        (each for each in nouns().values() for forms in each.every_form() if wanted & set(map(fold_word, forms))), None
    )
    todo = (
        f"give its singular without article, {other.singular!r}"
        if other
        else "add its singular, plural and gender there, or count another noun"
    )
    raise InputError(f"no noun {word!r} in data/counted_nouns.tsv: {todo}")
