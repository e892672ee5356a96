"""A number with the noun it counts, in the form that Arabic asks for: 3 حواجز, 11 حاجزا, 100 حاجز."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Literal

from tawatur.arabic.agreement import agree_adjective, agrees_by_form, is_adjective
from tawatur.arabic.digits import Digits, write_digits
from tawatur.arabic.nouns import Case, Noun, find_noun, nouns
from tawatur.arabic.verbs import Gender, Number
from tawatur.errors import InputError

PluralCategory = Literal["zero", "one", "two", "few", "many", "other"]
Scale = Literal["figures", "words"]

# The Arabic minus sign of CLDR (locale ar, numbers latn and arab): the mark keeps it on the side of its number.
_MINUS = {"latin": "\N{LEFT-TO-RIGHT MARK}-", "arabic-indic": "\N{ARABIC LETTER MARK}-"}
_YEH = "\N{ARABIC LETTER YEH}"
_ONE = Decimal(1)
_TWO = Decimal(2)
_SCALES = (
    # size, the step that news writes (1.5 million, but 1500), its noun
    (Decimal(10**9), Decimal("0.1"), Noun(singular="مليار", plurals=("مليارات",), gender="m", kind="measure")),
    (Decimal(10**6), Decimal("0.1"), Noun(singular="مليون", plurals=("ملايين",), gender="m", kind="measure")),
    (Decimal(10**3), Decimal(1), Noun(singular="ألف", plurals=("آلاف",), gender="m", kind="measure")),
)
_MAX_SCALED = 1000
_MAX_FIGURES = 28  # of a Decimal that computes without rounding
_MAX_EXPONENT = 18  # more figures than anything that news counts has; keeps what is written short


def plural_category(number: Decimal | float) -> PluralCategory:
    """The CLDR plural category of a number in Arabic; the sign does not matter, nor zeros after the point.

    Raises: InputError for what is no finite number.
    Source: Unicode CLDR, plural rules of ar.

    >>> [plural_category(number) for number in (0, 1, 2, 3, 11, 100, 102, 103, 111, Decimal("2.5"))]
    ['zero', 'one', 'two', 'few', 'many', 'other', 'other', 'few', 'many', 'other']
    """
    value = abs(exact_number(number))
    if value != value.to_integral_value():
        return "other"
    rest = int(value % 100)
    small: dict[Decimal, PluralCategory] = {Decimal(0): "zero", _ONE: "one", _TWO: "two"}
    return small.get(value) or ("few" if 3 <= rest <= 10 else "many" if rest >= 11 else "other")


def write_number(number: Decimal | float, *, digits: Digits = "latin") -> str:
    """A number in figures, without exponent, separators or idle zeros.

    >>> write_number(Decimal("40000.50")), write_number(1200)
    ('40000.5', '1200')
    """
    value = exact_number(number)
    figures = f"{abs(value):f}"
    if "." in figures:
        figures = figures.rstrip("0").removesuffix(".")
    return (_MINUS[digits] if value < 0 else "") + write_digits(figures, digits)


def count_noun(
    number: Decimal | float,
    noun: str,
    *,
    case: Case = "nominative",
    digits: Digits = "latin",
    scale: Scale = "figures",
) -> str:
    """A number with its counted noun: "حاجز واحد", "حاجزان", "3 حواجز", "11 حاجزا", "100 حاجز".

    Args:
        number: any finite number; a fraction is followed by the genitive singular (2.5 كيلومتر).
        noun: a singular of `data/counted_nouns.tsv`, alone, with an adjective of `data/adjectives.tsv` or of the
            form of a nisba, which agrees ("صوت مستقل"), or with the noun that it belongs to ("حاجز تفتيش").
        case: of the whole, from its place in the sentence; it shows in one and two (بعد يومين). What follows a figure
            has the case that the figure gives it.
        digits: the digits of the newsroom.
        scale: "words" writes round thousands, millions and thousand millions as news does (40 ألف حاجز).

    Raises: InputError for a noun that the table lacks, or no finite number.
    Source: the rules of tamyiz; categories of Unicode CLDR.

    >>> count_noun(3, "مراسل"), count_noun(2, "ساعة", case="genitive"), count_noun(11, "صوت مستقل")
    ('3 مراسلين', 'ساعتين', '11 صوتا مستقلا')
    """
    value = exact_number(number)
    head, _, tail = noun.strip().partition(" ")
    phrase = _Phrase(find_noun(head), tail)
    if scale == "words" and (scaled := _in_scale(value, phrase, case, digits)) is not None:
        return scaled
    if value == _ONE:
        return phrase.one(case)
    if value == _TWO and (dual := phrase.two(case)) is not None:
        return dual
    return f"{write_number(value, digits=digits)} {phrase.after_figures(value)}"


def subject_agreement(number: Decimal | float, noun: str) -> tuple[Gender, Number]:
    """Gender and number that a verb takes from a counted noun: 12 حسابا نشرت is plural, نشر 12 حسابا is not.

    The gender is that of the form written: few things are feminine (نشرت 3 حسابات), 11 of a masculine are not.
    `verb_form(..., gender=gender, number=number)` then knows the order.

    >>> subject_agreement(3, "حساب"), subject_agreement(11, "حساب"), subject_agreement(2, "ناشطة")
    (('f', 'singular'), ('m', 'singular'), ('f', 'dual'))
    """
    found = find_noun(noun.strip().partition(" ")[0])
    match plural_category(number):
        case "one":
            return found.gender, "singular"
        case "two" if found.plurals:
            return found.gender, "dual"
        case "few" if not found.is_human:
            return "f", "singular"
    return found.gender, "plural" if found.is_human else "singular"


class _Phrase:
    """A counted noun and what stands with it: an adjective that agrees, or a noun in the genitive that does not."""

    def __init__(self, noun: Noun, tail: str) -> None:
        self.noun = noun
        words = tail.split()
        count = 0
        while count < len(words) and self._is_adjective(words[count]):
            count += 1
        self.is_construct = bool(words) and count == 0
        self.adjectives = words[:count]
        self.rest = words[count:]

    def _is_adjective(self, word: str) -> bool:
        """Known, or a nisba of the noun's gender that is no noun itself (صاروخ باليستي, مواطن ليبي, but منزل جندي)."""
        if is_adjective(word) or not agrees_by_form(word, self.noun.gender):
            return is_adjective(word)
        noun = nouns().get(word)
        return noun is None or (self.noun.is_human and noun.ending != "defective")

    def _join(self, form: str, number: Number, case: Case, *more: str) -> str:
        agreeing = [
            agree_adjective(word, gender=self.noun.gender, number=number, case=case, is_human=self.noun.is_human)
            for word in self.adjectives
        ]
        return " ".join([form, *agreeing, *self.rest, *more])

    def _singular(self, case: Case) -> str:
        if self.is_construct and self.noun.ending == "defective":
            return f"{self.noun.in_singular()}{_YEH}"  # محامي دفاع
        return self.noun.in_singular("genitive" if self.is_construct else case)

    def one(self, case: Case) -> str:
        """The noun with "one" as its adjective: حاجز واحد, ساعة واحدة."""
        word = "واحدة" if self.noun.gender == "f" else "واحدا" if case == "accusative" else "واحد"
        return self._join(self._singular(case), "singular", case, word)

    def two(self, case: Case) -> str | None:
        dual = self.noun.in_dual(case, is_construct=self.is_construct)
        return self._join(dual, "dual", case) if dual is not None else None

    def after_figures(self, value: Decimal) -> str:
        """The form that a number in figures gives: few plural genitive, many singular accusative, else genitive."""
        match plural_category(value):
            case "few" if self.noun.plurals:
                plural = self.noun.in_plural("genitive", is_construct=self.is_construct)
                return self._join(plural or self.noun.singular, "plural", "genitive")
            case "many":
                return self._join(self._singular("accusative"), "singular", "accusative")
        return self._join(self._singular("genitive"), "singular", "genitive")


def _in_scale(value: Decimal, phrase: _Phrase, case: Case, digits: Digits) -> str | None:
    """40000 as 40 ألف حاجز; None when no scale fits without losing a figure."""
    for size, step, scale in _SCALES:
        count = value / size
        if not 1 <= abs(count) < _MAX_SCALED or count % step:
            continue
        counted = phrase.after_figures(size)
        if count == _ONE:
            return f"{scale.singular} {counted}"
        if count == _TWO:
            return f"{scale.in_dual(case, is_construct=True)} {counted}"
        is_few = plural_category(count) == "few"
        return f"{write_number(count, digits=digits)} {scale.plurals[0] if is_few else scale.singular} {counted}"
    return None


def exact_number(number: Decimal | float) -> Decimal:
    """A number as it is written, fit to be counted.

    Raises: InputError for what is no finite number of at most 18 figures before the point.
    """
    try:
        value = number if isinstance(number, Decimal) else Decimal(str(number))
    except (InvalidOperation, ValueError) as error:
        raise InputError(f"{str(number)[:40]!r} is no number: give a whole or decimal number") from error
    if not value.is_finite() or abs(value.adjusted()) > _MAX_EXPONENT or len(value.as_tuple().digits) > _MAX_FIGURES:
        raise InputError(f"{str(number)[:40]} cannot be counted: give a finite number of at most 18 figures")
    return value
