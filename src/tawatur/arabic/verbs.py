"""Reporting verbs: every agreeing form, written with its subject or read for what it says of its subject.

The table is `data/verbs.tsv`. Which verbs are in it was read off the sentence-initial words of 39,774 news articles;
the classes of stance are those a newsroom uses (specification of the roundup). Forms are compared folded, so that
`اكد`, `أكَّد` and `أكد` are one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Literal

from tawatur.arabic.folding import fold_word
from tawatur.arabic.tables import read_table
from tawatur.errors import InputError

Stance = Literal["neutral", "continuation", "explaining", "asserting", "opinion", "prediction", "distancing", "crowd"]
Gender = Literal["m", "f"]
Number = Literal["singular", "dual", "plural"]
Kind = Literal["past", "present", "participle", "verbal noun"]
Person = Literal[1, 3]
Order = Literal["VS", "SV"]
Agreement = tuple[Person, Gender, Number]


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


_HAMZA_ENDS = tuple("أئؤء")
SHADDA = "\N{ARABIC SHADDA}"
_MIDDLES = tuple("و ي ا".split())
_THIRD = 3
_COMMON_NOUNS = frozenset(map(fold_word, "ابن مهنيين جين".split()))  # son, professionals, gene: never أبنّ, مهنئين, جئن
_HAMZA = "\N{ARABIC LETTER HAMZA}"
_WILL = "\N{ARABIC LETTER SEEN}"
_OBJECTS = ("ه", "ها", "هم")
_SUFFIX_OWNERS: tuple[tuple[str, Gender, Number], ...] = (
    ("هما", "m", "dual"),
    ("هم", "m", "plural"),
    ("هن", "f", "plural"),
    ("ها", "f", "singular"),
    ("ه", "m", "singular"),
)


def _is_doubled(present: str) -> bool:
    return present.endswith(SHADDA)


def _bare(written: str) -> str:
    return written.replace(SHADDA, "")


def _joined(stem: str, suffix: str) -> str:
    """A stem before a suffix of which the first letter may be its own last one (أعلن + ن: أعلنّ)."""
    return f"{stem}{SHADDA}{suffix[1:]}" if stem.endswith(suffix[:1]) else stem + suffix


def _past_forms(lemma: str, *, is_doubled: bool = False) -> dict[Agreement, str]:
    """The written past of a lemma; one that ends in a hamza is no defective verb (بدأ: بدأت).

    >>> " ".join(_past_forms("دعا").values())
    'دعا دعت دعوا دعوا دعتا دعون دعوت دعونا'
    """
    before_t = before_u = closed = (
        lemma  # the stem before ت, before وا, and before a suffix that begins with a consonant
    )
    dual = f"{lemma}ا"
    if lemma.endswith("أ"):
        before_u, dual = f"{lemma[:-1]}ؤ", f"{lemma[:-1]}آ"
    elif len(lemma) > 2 and lemma.endswith("اء"):
        before_u, closed = f"{lemma[:-1]}ؤ", f"{lemma[:-2]}ئ"
    elif len(lemma) > 2 and lemma.endswith("ي"):  # خشي
        before_u = lemma[:-1]
    elif len(lemma) > 2 and lemma.endswith(("ى", "ا")):
        before_t = before_u = lemma[:-1]
        closed = f"{lemma[:-1]}و" if lemma.endswith("ا") else f"{lemma[:-1]}ي"
        dual = f"{closed}ا"
    elif len(lemma) > 2 and lemma[-2] == "ا":  # hollow: قال, أضاف
        closed = f"{lemma[:-2]}{lemma[-1]}"
    elif is_doubled:
        closed = _bare(lemma) + _bare(lemma)[-1]
    return {
        (3, "m", "singular"): lemma,
        (3, "f", "singular"): f"{before_t}ت",
        (3, "m", "plural"): f"{before_u}وا",
        (3, "m", "dual"): dual,
        (3, "f", "dual"): f"{before_t}تا",
        (3, "f", "plural"): _joined(closed, "ن"),
        (1, "m", "singular"): _joined(closed, "ت"),
        (1, "m", "plural"): _joined(closed, "نا"),
    }


def _present_forms(present: str, lemma: str = "") -> dict[Agreement, str]:
    """The written present, from its ي- form; the lemma tells a hollow verb (قال: يقلن).

    >>> " ".join(_present_forms("يقول", "قال").values())
    'يقول تقول يقولون يقولان تقولان يقلن أقول نقول'
    """
    stem = _bare(present)[1:]
    before_u = before_a = women = stem
    if stem.endswith("أ"):
        before_u, before_a = f"{stem[:-1]}ؤ", f"{stem[:-1]}آ"
    elif stem.endswith("يء"):
        before_u = before_a = f"{stem[:-1]}ئ"
        women = f"{stem[:-2]}ئ"
    elif stem.endswith(("ى", "ي", "و", "ا")):
        before_u = stem[:-1]
        before_a = women = f"{stem[:-1]}ي" if stem.endswith("ى") else stem
    elif len(lemma) > 2 and lemma[-2] == "ا" and stem[-2] in _MIDDLES:
        women = f"{stem[:-2]}{stem[-1]}"
    elif _is_doubled(present):
        women = stem + stem[-1]
    dual = before_a + ("ن" if before_a.endswith("آ") else "ان")
    return {
        (3, "m", "singular"): f"ي{stem}",
        (3, "f", "singular"): f"ت{stem}",
        (3, "m", "plural"): f"ي{before_u}ون",
        (3, "m", "dual"): f"ي{dual}",
        (3, "f", "dual"): f"ت{dual}",
        (3, "f", "plural"): _joined(f"ي{women}", "ن"),
        (1, "m", "singular"): f"آ{stem[1:]}" if stem.startswith("أ") else f"أ{stem}",
        (1, "m", "plural"): f"ن{stem}",
    }


def _read_forms(written: dict[Agreement, str], hamza_stem: str) -> list[tuple[str, Gender, Number]]:
    """The third person folded, and the plural of a verb in -أ as it is mostly typed (بدأوا beside بدؤوا)."""
    forms = [
        (fold_word(form), gender, number) for (person, gender, number), form in written.items() if person == _THIRD
    ]
    if hamza_stem.endswith(_HAMZA_ENDS):
        ending = "ون" if hamza_stem.startswith("ي") else "وا"
        forms.append((fold_word(hamza_stem) + ending, "m", "plural"))
    return forms


def _participle_forms(participle: str) -> dict[Agreement, str]:
    """Circumstantial (accusative, indefinite) forms of a participle.

    >>> " ".join(_participle_forms("نافي").values())
    'نافيا نافية نافين نافيين نافيتين نافيات'
    """
    stem = participle.removesuffix("ي")
    return {
        (3, "m", "singular"): f"{participle}ا",
        (3, "f", "singular"): f"{participle}ة",
        (3, "m", "plural"): f"{stem}ين",
        (3, "m", "dual"): f"{participle}ين",
        (3, "f", "dual"): f"{participle}تين",
        (3, "f", "plural"): f"{participle}ات",
    }


def _before_suffix(noun: str) -> list[str]:
    """A folded noun as it is written before a pronoun: a final hamza takes the seat of its case (ادعائه, ادعاؤه)."""
    folded = fold_word(noun)
    return [folded, f"{folded}ي", f"{folded}و"] if noun.endswith(_HAMZA) else [folded]


_HOLLOW_TENTH = re.compile("است[\u0621-\u064a]ا[\u0621-\u064a]")


def conjugate(lemma: str) -> list[str]:
    """Folded past and present third person forms of a folded strong lemma, as far as they can be derived from it.

    >>> "يدخل" in conjugate("دخل"), "دخلت" in conjugate("دخل")
    (True, True)
    """
    past = _past_forms(f"{lemma[:-1]}ى" if lemma.endswith("ي") else lemma)
    stem = lemma[1:] if lemma.startswith("ا") and len(lemma) > 3 else lemma
    if _HOLLOW_TENTH.fullmatch(lemma):
        stem = f"{stem[:-2]}ي{stem[-1]}"  # استعاد, يستعيد
    present = _present_forms(f"ي{stem}", lemma)
    return [form for form, _, _ in (*_read_forms(past, lemma), *_read_forms(present, stem))]


def joinable_forms(lemmas: Iterable[str]) -> frozenset[str]:
    """What `conjugate` gives of folded lemmas, each form bare and behind و or ف.

    >>> {"نفت", "ونفت", "فنفت"} <= joinable_forms(["نفي"])
    True
    """
    forms = [form for lemma in lemmas for form in conjugate(lemma)]
    return frozenset(f"{joined}{form}" for joined in ("", "و", "ف") for form in forms)


def written_forms(lemma: str, present: str, *, of_addressed: bool = False) -> list[str]:
    """The written forms of a verb without clitics: past, present, and the shorter presents after لم and أن.

    `present` ends in a shadda when the verb is doubled. Forms of the second person only when `of_addressed`, and
    then no others.

    >>> [form for form in written_forms("رمى", "يرمي") if form.startswith("ير")]
    ['يرمي', 'يرمون', 'يرميان', 'يرمين', 'يرم', 'يرموا', 'يرميا']
    """
    is_doubled = _is_doubled(present)
    past = _past_forms(lemma, is_doubled=is_doubled)
    forms = list(past.values())
    closed = past[1, "m", "plural"].removesuffix("نا")
    presents = _present_forms(present, lemma)
    indicative = list(presents.values())
    plural, dual = presents[3, "m", "plural"], presents[3, "m", "dual"]
    stem = _bare(present)
    short = [stem[:-1]] if stem.endswith(("ى", "ي", "و", "ا")) else []
    if len(lemma) > 2 and lemma[-2] == "ا" and stem[-2] in _MIDDLES:
        short.append(stem[:-2] + stem[-1])
    subjunctive = [f"{plural[:-1]}ا", dual[:-1]]
    feminine = f"{plural.removesuffix('ون')}ين"
    others = [*indicative, *short, *subjunctive]
    second = [f"ت{form[1:]}" for form in (plural, *short, *subjunctive, feminine, feminine[:-1])]
    first = [prefix + form[1:] for form in short for prefix in ("أ", "ن")]
    if of_addressed:
        return [*(_joined(closed, suffix) for suffix in ("تم", "تما", "تن")), *second]
    return list(dict.fromkeys([*forms, *others, *first]))


@cache
def _rows() -> tuple[tuple[dict[str, str], Verb], ...]:
    return tuple((row, _verb(row)) for row in read_table("verbs"))


@cache
def reporting_verbs() -> tuple[Verb, ...]:
    """Every verb of the table that reports a speaker's words, in its order; crowd verbs (تصدر) report nobody's."""
    return tuple(verb for _, verb in _rows() if verb.stance != "crowd")


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
    rows = [(row, verb) for row, verb in _rows() if verb.stance != "crowd"]
    for row, verb in rows:  # تساءل is its own past, not سأل's present
        forms.setdefault(fold_word(row["lemma"]), VerbForm(verb=verb, kind="past", gender="m", number="singular"))
    for row, verb in rows:
        lemma, present = row["lemma"], row["present"]
        past = _past_forms(lemma, is_doubled=_is_doubled(present))
        tables: list[tuple[Kind, list[tuple[str, Gender, Number]]]] = [
            ("past", _read_forms(past, lemma)),
            ("present", _read_forms(_present_forms(present, lemma), present)),
        ]
        if row["participle"]:
            tables.append(("participle", _read_forms(_participle_forms(row["participle"]), "")))
        for kind, readings in tables:
            for form, gender, number in readings:
                forms.setdefault(form, VerbForm(verb=verb, kind=kind, gender=gender, number=number))
        if row["masdar"]:
            for noun, (suffix, gender, number) in product(_before_suffix(row["masdar"]), _SUFFIX_OWNERS):
                form = f"{noun}{suffix}"
                forms.setdefault(form, VerbForm(verb=verb, kind="verbal noun", gender=gender, number=number))
    saying = reporting_verbs()[0]
    for noun in _COMMON_NOUNS:
        forms.pop(noun, None)
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


def find_verb(lemma: str) -> Verb | None:
    """The verb of the table with this lemma, with marks or without; None when it has none.

    >>> find_verb("أوضح").stance, find_verb("أكل")
    ('explaining', None)
    """
    row = _row(lemma)
    return row[1] if row else None


def _row(lemma: str) -> tuple[dict[str, str], Verb] | None:
    """The row of a lemma: as written, else without marks (ذكّر is not ذكر), else folded."""
    spellings = (str, _bare, fold_word)
    return next(
        (row for spell in spellings for row in _rows() if spell(row[1].lemma) == spell(lemma)),
        None,
    )


def verb_form(
    lemma: str,
    *,
    gender: Gender,
    number: Number = "singular",
    person: Person = 3,
    order: Order = "VS",
    is_human: bool = True,
    kind: Kind = "past",
) -> str:
    """A verb as it stands with its subject, written without vowels.

    Args:
        lemma: of a verb of the table; a shadda in it is kept (بيّن: بيّنت).
        gender, number: of the subject (of the singular of a plural noun).
        order: "VS" the verb stands before its subject and is singular; "SV" it follows and agrees in full.
        is_human: whether the subject names people; a plural that does not is feminine singular (الوسوم تصدرت).
        kind: "past", "present", or "participle" (موضحا), which follows the subject whatever the order.

    Raises: InputError for a verb that the table lacks, or a form that it does not have.

    >>> verb_form("قال", gender="f", number="plural"), verb_form("قال", gender="f", number="plural", order="SV")
    ('قالت', 'قلن')
    """
    found = _row(lemma)
    if found is None:
        raise InputError(f"no verb {lemma!r} in data/verbs.tsv: add it there, or take another verb")
    row = found[0]
    if number == "plural" and not is_human:
        gender, number = "f", "singular"
    if order == "VS" and kind != "participle" and person == _THIRD:
        number = "singular"
    if person == 1:  # "I" and "we" have one gender and no dual
        gender, number = "m", ("singular" if number == "singular" else "plural")
    if kind == "past":
        forms = _past_forms(lemma, is_doubled=_is_doubled(row["present"]))
    elif kind == "present":
        forms = _present_forms(row["present"], row["lemma"])
    elif kind == "participle" and row["participle"]:
        forms = _participle_forms(row["participle"])
    else:
        forms = {}
    form = forms.get((person, gender, number))
    if form is None:
        raise InputError(f"no {kind} of {lemma!r} in data/verbs.tsv: fill its column there, or take another form")
    return form


def read_verb(folded: str) -> VerbForm | None:
    """What a folded word says as a reporting verb, its proclitics و ف ل س ب taken off; None when it is none.

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
    if folded[:1] == _WILL and len(folded) > 4:
        rest = forms.get(folded[1:])
        return _with_proclitic(rest, _WILL) if rest and rest.kind == "present" else None
    if folded[:1] == "ل" and len(folded) > 3:
        rest = forms.get(folded[1:])
        return _with_proclitic(rest, "ل") if rest and rest.kind == "present" else None
    if folded[:1] == "ب" and len(folded) > 4:
        rest = forms.get(folded[1:])
        return _with_proclitic(rest, "ب") if rest and rest.kind == "verbal noun" else None
    return None


@cache
def _first_person() -> frozenset[str]:
    written: list[str] = []
    for row, _ in _rows():
        past = _past_forms(row["lemma"], is_doubled=_is_doubled(row["present"]))
        present = _present_forms(row["present"], row["lemma"])
        written += (form for forms in (past, present) for (person, _, _), form in forms.items() if person == 1)
    return frozenset(map(fold_word, written))


def is_first_person(folded: str) -> bool:
    """Whether a folded word is "I" or "we" of a reporting verb and no form of the third person (قلت, نعتقد).

    >>> is_first_person("قلت"), is_first_person("قالت")
    (True, False)
    """
    return folded in _first_person() and folded not in _forms()


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
