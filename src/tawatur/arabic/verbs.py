"""Reporting verbs: every agreeing form, and what each form says of its subject.

The table is `data/verbs.tsv`. Which verbs are in it was read off the sentence-initial words of 39,774 news articles;
the classes of stance are those a newsroom uses (specification of the roundup). Forms are compared folded, so that
`اكد`, `أكَّد` and `أكد` are one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from tawatur.arabic.folding import fold_word
from tawatur.arabic.tables import read_table

Stance = Literal["neutral", "continuation", "explaining", "asserting", "opinion", "prediction", "distancing"]
Gender = Literal["m", "f"]
Number = Literal["singular", "dual", "plural"]
Kind = Literal["past", "present", "participle", "verbal noun"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """One reporting verb.

    Attributes:
        lemma: third person masculine singular of the past, as in a dictionary.
        stance: what the choice of this verb says about the quoted words.
        takes_clause: a clause may follow after أن/إن; otherwise only words in marks or after a colon count.
        needs_preposition: أن does not follow away from the verb unless a preposition stands before it (دعا إلى أن).
        prepositions: folded prepositions that may stand before أن (أشار إلى أن).
    """

    lemma: str
    stance: Stance
    takes_clause: bool
    needs_preposition: bool
    prepositions: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class VerbForm:
    """What one written form may be.

    Attributes:
        gender, number: of the subject; number "singular" also stands before a plural subject (verb first).
        has_object: a pronoun is attached (اعتبره), so no clause follows directly.
        proclitics: letters in front of the verb, in order.
    """

    verb: Verb
    kind: Kind
    gender: Gender
    number: Number
    has_object: bool = False
    proclitics: tuple[str, ...] = ()


_DEFECTIVE_ENDS = ("ي", "ا")  # folded final radical: نفى, دعا
_HAMZA_ENDS = tuple("أئؤء")
_OBJECTS = ("ه", "ها", "هم")
_SUFFIX_OWNERS: tuple[tuple[str, Gender, Number], ...] = (
    ("هما", "m", "dual"),
    ("هم", "m", "plural"),
    ("هن", "f", "plural"),
    ("ها", "f", "singular"),
    ("ه", "m", "singular"),
)


def _past_forms(written: str) -> list[tuple[str, Gender, Number]]:
    """Folded third person past forms of a lemma; one that ends in a hamza is no defective verb (بدأ: بدأت).

    >>> [form for form, _, _ in _past_forms("دعا")]
    ['دعا', 'دعت', 'دعوا', 'دعيا', 'دعتا', 'دعين']
    """
    lemma = fold_word(written)
    is_defective = len(lemma) > 2 and lemma.endswith(_DEFECTIVE_ENDS) and not written.endswith(_HAMZA_ENDS)
    stem = lemma[:-1] if is_defective else lemma
    dual = f"{stem}يا" if is_defective else f"{stem}ا"
    is_hollow = len(lemma) > 2 and lemma[-2] == "ا" and not is_defective
    women = f"{stem}ين" if is_defective else f"{lemma[:-2]}{lemma[-1]}ن" if is_hollow else f"{lemma}ن"
    return [
        (lemma, "m", "singular"),
        (f"{stem}ت", "f", "singular"),
        (f"{stem}وا", "m", "plural"),
        (dual, "m", "dual"),
        (f"{stem}تا", "f", "dual"),
        (women, "f", "plural"),
    ]


def _present_forms(written: str) -> list[tuple[str, Gender, Number]]:
    """Folded third person present forms of a ي- form."""
    stem = fold_word(written)[1:]
    is_defective = stem.endswith(("ي", "و", "ا")) and not written.endswith(_HAMZA_ENDS)
    plural_stem = stem[:-1] if is_defective else stem
    dual_stem = stem
    return [
        (f"ي{stem}", "m", "singular"),
        (f"ت{stem}", "f", "singular"),
        (f"ي{plural_stem}ون", "m", "plural"),
        (f"ي{dual_stem}ان", "m", "dual"),
        (f"ت{dual_stem}ان", "f", "dual"),
    ]


def _participle_forms(participle: str) -> list[tuple[str, Gender, Number]]:
    """Circumstantial (accusative, indefinite) forms of a folded participle."""
    stem = participle.removesuffix("ي") if participle.endswith("ي") else participle
    return [
        (f"{participle}ا", "m", "singular"),
        (f"{participle}ه", "f", "singular"),
        (f"{stem}ين", "m", "plural"),
        (f"{participle}تين", "f", "dual"),
        (f"{participle}ات", "f", "plural"),
    ]


def conjugate(lemma: str) -> list[str]:
    """Folded past and present third person forms of a folded strong lemma, as far as they can be derived from it.

    >>> "يدخل" in conjugate("دخل"), "دخلت" in conjugate("دخل")
    (True, True)
    """
    past = [form for form, _, _ in _past_forms(lemma)]
    stem = lemma[1:] if lemma.startswith("ا") and len(lemma) > 3 else lemma
    present = [form for form, _, _ in _present_forms(f"ي{stem}")]
    return past + present


@cache
def reporting_verbs() -> tuple[Verb, ...]:
    """Every verb of the table, in its order."""
    return tuple(_verb(row) for row in read_table("verbs"))


def _verb(row: dict[str, str]) -> Verb:
    return Verb(
        lemma=row["lemma"],
        stance=row["stance"],  # type: ignore[arg-type]  # the table is ours; test_verbs checks the column
        takes_clause=row["takes"] in {"clause", "preposition"},
        needs_preposition=row["takes"] == "preposition",
        prepositions=frozenset(map(fold_word, row["prepositions"].split())),
    )


@cache
def _forms() -> dict[str, VerbForm]:
    """Folded form without proclitics -> reading; of two readings the first verb of the table wins."""
    forms: dict[str, VerbForm] = {}
    for row, verb in zip(
        read_table("verbs"), reporting_verbs(), strict=True
    ):  # تساءل is its own past, not سأل's present
        forms.setdefault(fold_word(row["lemma"]), VerbForm(verb=verb, kind="past", gender="m", number="singular"))
    for row, verb in zip(read_table("verbs"), reporting_verbs(), strict=True):
        tables: list[tuple[Kind, list[tuple[str, Gender, Number]]]] = [
            ("past", _past_forms(row["lemma"])),
            ("present", _present_forms(row["present"])),
        ]
        if row["participle"]:
            tables.append(("participle", _participle_forms(fold_word(row["participle"]))))
        for kind, readings in tables:
            for form, gender, number in readings:
                forms.setdefault(form, VerbForm(verb=verb, kind=kind, gender=gender, number=number))
        if row["masdar"]:
            noun = fold_word(row["masdar"])
            for suffix, gender, number in _SUFFIX_OWNERS:
                form = f"{noun}{suffix}"
                forms.setdefault(form, VerbForm(verb=verb, kind="verbal noun", gender=gender, number=number))
    saying = reporting_verbs()[0]
    forms["بالقول"] = VerbForm(verb=saying, kind="verbal noun", gender="m", number="singular", proclitics=("ب",))
    with_objects = {}
    for form, reading in forms.items():
        if reading.kind in {"past", "present"} and reading.number == "singular":
            stem = f"{form[:-1]}ا" if form.endswith("ي") else form
            for suffix in _OBJECTS:
                with_objects[f"{stem}{suffix}"] = VerbForm(
                    verb=reading.verb, kind=reading.kind, gender=reading.gender, number=reading.number, has_object=True
                )
    return with_objects | forms


def read_verb(folded: str) -> VerbForm | None:
    """What a folded word says as a reporting verb, its proclitics و ف ل taken off; None when it is none.

    A whole form wins over a form with a proclitic (وصف is "described", not "and lined up").

    >>> read_verb("واضاف").verb.lemma, read_verb("واضاف").proclitics
    ('أضاف', ('و',))
    """
    forms = _forms()
    if folded in forms:
        return forms[folded]
    if folded[:1] in {"و", "ف"}:
        rest = read_verb(folded[1:]) if len(folded) > 3 and folded[1:2] not in {"و", "ف"} else forms.get(folded[1:])
        return _with_proclitic(rest, folded[0]) if rest else None
    if folded[:1] == "ل" and len(folded) > 3:
        rest = forms.get(folded[1:])
        return _with_proclitic(rest, "ل") if rest and rest.kind == "present" else None
    if folded[:1] == "ب" and len(folded) > 4:
        rest = forms.get(folded[1:])
        return _with_proclitic(rest, "ب") if rest and rest.kind == "verbal noun" else None
    return None


def read_and_verb(folded: str) -> VerbForm | None:
    """A word read as "and" or "so" + verb, even where the whole word is another verb (وردت); None when it is not."""
    rest = _forms().get(folded[1:]) if folded[:1] in {"و", "ف"} else None
    return _with_proclitic(rest, folded[0]) if rest else None


def _with_proclitic(form: VerbForm, letter: str) -> VerbForm:
    return VerbForm(
        verb=form.verb,
        kind=form.kind,
        gender=form.gender,
        number=form.number,
        has_object=form.has_object,
        proclitics=(letter, *form.proclitics),
    )
