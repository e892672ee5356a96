"""Find the quantities of a text: how many, of what, and how exactly it is said."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import Literal

from tawatur.arabic.folding import fold_word
from tawatur.arabic.lexicon import words
from tawatur.arabic.months import read_month
from tawatur.arabic.nouns import nouns
from tawatur.arabic.numerals import (
    AND,
    ARTICLE,
    ONE,
    Numeral,
    NumeralReader,
    after_first_letter,
    english_number,
    ordinals,
    partitive_fractions,
)
from tawatur.arabic.tables import read_table
from tawatur.arabic.tokens import Span, Token, tokenize
from tawatur.arabic.verbs import read_verb

Relation = Literal["eq", "gt", "ge", "lt", "le", "approx", "range"]
NounForm = Literal["singular", "dual", "plural"]

PERCENT = "%"
_PERCENT_SIGNS = frozenset({"%", "\N{ARABIC PERCENT SIGN}", "\N{FULLWIDTH PERCENT SIGN}"})
_PERCENT_WORDS = frozenset(map(fold_word, "بالمئة بالمائة".split()))
_HUNDRED_WORDS = frozenset(map(fold_word, "المئة المائة".split()))
_CURRENCY_SIGNS = {"$": "دولار", "€": "يورو", "£": "جنيه"}
_DASHES = frozenset({"-", "\N{EN DASH}", "\N{EM DASH}", "\N{MINUS SIGN}"})
_TO = frozenset(map(fold_word, "إلى حتى لـ الي".split()))
_OR = frozenset(map(fold_word, "أو أم".split()))
_FROM = frozenset(map(fold_word, "من ومن".split()))
_BETWEEN = frozenset(map(fold_word, "بين وبين مابين".split()))
_TWO = frozenset(map(fold_word, "اثنان اثنين اثنتان اثنتين".split()))
_THEIR_NUMBER = frozenset(map(fold_word, "عددهم عددها عدده عددهن أعمارهم أعمارهن أعمارها عمره عمرها".split()))
_OTHERS = frozenset(map(fold_word, "آخرون آخرين آخر أخرى آخران أخريات منهم كلهم".split()))
_FINALS = frozenset(map(fold_word, "النهائي نهائي النهائى نهائى الأخير الأخيرة".split()))
_VERB_ENDS = tuple("وا كم هم".split())  # حفظكم, قتلوا: never a counted noun that the table lacks
_NOT_NOUN_STARTS = tuple("سي ست ال".split())
_SOUND_ENDS = tuple("ون ين".split())
_NOT_DUALS = frozenset(map(fold_word, "إخوان الإخوان".split()))  # the Brotherhood, not two brothers
_CONJUNCTIONS = tuple("و ف".split())
_PREPOSITIONS = tuple("ب ل".split())
_IN = frozenset("في ب".split())
_ZEROS = frozenset("0\N{ARABIC-INDIC DIGIT ZERO}\N{EXTENDED ARABIC-INDIC DIGIT ZERO}")
_OF = "من"
_WHAT = "ما"
_LONGEST_PHRASE = 5  # words, of data/quantity_words.tsv
_NEAR = 6  # tokens between "عدد القتلى" or "ارتفع" and its number
_ADJECTIVES = 2  # between the noun and "at least"
_YEARS = range(1900, 2101)
_YEAR_DIGITS = 4
_LONGEST_COUNT = 9  # figures without a separator; more are telephone numbers
_FIRST_ACCUSATIVE = 11
_LAST_ACCUSATIVE = 99
_TEN = 10
_SHORTEST_NOUN = 3
_FRACTION_PLACES = 6  # a third has no end
_LASTING = frozenset(map(fold_word, "لمدة مدة ولمدة بمدة".split()))
_WHOLE = frozenset(map(fold_word, "كامل كاملة كاملا".split()))
_BEFORE_ENGLISH_YEAR = frozenset("in since until by of from year during before after".split())
_ENGLISH_TOTALS = {
    "toll": "قتيل", "deaths": "قتيل", "dead": "قتيل", "fatalities": "قتيل", "injuries": "جريح", "injured": "جريح",
    "wounded": "جريح", "missing": "مفقود",
}  # fmt: skip
_TO_A_TOTAL = frozenset(
    (
        "to at past tops topped passes passed surpasses surpassed reaches reached hits hit now is rises rose climbs"
        " climbed jumps jumped grows grew crosses crossed exceeds exceeded"
    ).split()
)
_BEYOND_A_TOTAL = frozenset(
    "past tops topped passes passed surpasses surpassed crosses crossed exceeds exceeded".split()
)
_NEAR_TOTAL = 8  # words between what is counted and how many they are by now
_ENGLISH_WORDS = 4  # between a number and its English noun, the noun inside
_ENDS_ENGLISH_PHRASE = frozenset(
    (
        "a an and are as at be been but by for from had has have if in into is it its of on or said say says since so"
        " that than their there they this to was were when where which while who will with within would"
    ).split()
)
_OF_MEASURE = " measure"
_NEGATIONS = frozenset("لا لم لن".split())
_HALVED_KINDS = frozenset({"time", "measure", "money"})
_FUNCTION_CLASSES = ("preposition", "adverb", "complementizer", "subordinator", "relative", "narration", "time")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A quantity that a text gives.

    Attributes:
        span: from the words that limit it (أكثر من) to the counted noun, or to "at least" after it.
        low, high: its bounds; None where it is open. An approximate number keeps low = high; a vague one is a band.
        relation: "gt", "ge", "lt", "le" as said; "approx" for نحو and for bands; "range" for two bounds.
        unit: the singular of the counted noun, "%" for a percentage; None when the text names none.
    """

    span: Span
    low: Decimal | None
    high: Decimal | None
    relation: Relation
    unit: str | None


@dataclass(frozen=True, slots=True)
class _Noun:
    lemma: str
    form: NounForm
    kind: str
    is_definite: bool = False


@dataclass(frozen=True, slots=True)
class _Unit:
    """The counted noun (or sign) after a number, and the token after it."""

    lemma: str
    stop: int
    end_at: int
    is_known: bool
    kind: str = ""
    start_at: int | None = None  # of a sign that stands before its number
    relation: Relation | None = None  # 5000+ dead, toll crosses 5000


def find_quantities(text: str) -> list[Quantity]:
    """The quantities of a text, in order; spans do not overlap.

    Years, dates, clock times, ids, scores and figures inside links, handles and hashtags are not quantities.

    >>> [(str(q.low), q.relation, q.unit) for q in find_quantities("أكثر من 280 ألف نازح")]
    [('280000', 'gt', 'نازح')]
    """
    return find_quantities_in(text, tokenize(text))


def find_quantities_in(text: str, tokens: Sequence[Token]) -> list[Quantity]:
    """As find_quantities, on tokens of the text that are there already; only what stands in them is found."""
    return _Finder(text, tokens).find()


# Tables


@cache
def _nouns() -> dict[str, _Noun]:
    """Folded form, with article or without, -> noun. A plural wins over a dual of the same spelling (بلدان)."""
    found: dict[str, _Noun] = {}
    forms = [(noun, noun.every_form()) for noun in nouns().values()]
    numbers: tuple[NounForm, ...] = ("singular", "plural", "dual")
    for position, number in enumerate(numbers):
        for noun, written in forms:
            for form in map(fold_word, written[position]):
                entry = _Noun(noun.singular, number, noun.kind)
                found.setdefault(form, entry)
                found.setdefault(ARTICLE + form, replace(entry, is_definite=True))
    return found


@cache
def _dual_triggers() -> dict[str, tuple[_Noun, bool]]:
    """Folded dual with its proclitics -> the noun and whether و stands before it."""
    triggers: dict[str, tuple[_Noun, bool]] = {}
    for form, noun in _nouns().items():
        if noun.form != "dual" or form in _NOT_DUALS:
            continue
        bare = form.removeprefix(ARTICLE) if noun.is_definite else form
        for prefix in ("", *_CONJUNCTIONS):
            triggers.setdefault(prefix + form, (noun, bool(prefix)))
            for preposition in _PREPOSITIONS:
                joined = f"ل{bare}" if noun.is_definite and preposition == "ل" else form
                triggers.setdefault(prefix + preposition + joined, (noun, bool(prefix)))
    names = _phrases("alone").relations
    return {
        form: trigger
        for form, trigger in triggers.items()
        if form not in names and (form not in _nouns() or _nouns()[form].form == "dual")
    }


@dataclass(frozen=True, slots=True)
class _Phrases:
    """The phrases of one position, and the words at which a search for them may begin."""

    relations: dict[str, str]
    anchors: frozenset[str]


@cache
def _phrases(position: str) -> _Phrases:
    rows = [row for row in read_table("quantity_words") if row["position"] == position]
    relations = {" ".join(map(fold_word, row["phrase"].split())): row["relation"] for row in rows}
    edge = -1 if position == "before" else 0
    return _Phrases(relations, frozenset(phrase.split()[edge] for phrase in relations))


@cache
def _limiting_words() -> frozenset[str]:
    """Folded last words of the phrases that limit a number; labels are nouns and may be counted."""
    relations = _phrases("before").relations
    return frozenset(phrase.split()[-1] for phrase, relation in relations.items() if relation not in {"label", "year"})


@cache
def _countries() -> frozenset[str]:
    """Folded names of countries: 25 ليبيا is no count of Libyans."""
    return frozenset(fold_word(row["arabic"]) for row in read_table("places") if row["kind"] == "country")


@cache
def _spans_of_one() -> dict[str, tuple[str, bool]]:
    """Folded singular of a unit of time, ل before it or not -> the noun, and whether ل is there."""
    spans: dict[str, tuple[str, bool]] = {}
    for form, noun in _nouns().items():
        if noun.kind == "time" and noun.form == "singular" and not noun.is_definite:
            spans.setdefault(form, (noun.lemma, False))
            spans.setdefault(f"ل{form}", (noun.lemma, True))
    return spans


@cache
def _english_units() -> dict[str, str]:
    """Folded English word -> the Arabic noun that it is counted as."""
    return {row["word"]: row["singular"] for row in read_table("english_units")}


@cache
def _short_units() -> dict[str, str]:
    """Folded abbreviation of a measure -> the noun (كلم: كيلومتر)."""
    return {fold_word(row["short"]): row["singular"] for row in read_table("short_units")}


@cache
def _function_words() -> frozenset[str]:
    return frozenset().union(*map(words, _FUNCTION_CLASSES))


# The finder


class _Finder:
    def __init__(self, text: str, tokens: Sequence[Token]) -> None:
        self.text = text
        self.tokens = tokens
        self.numerals = NumeralReader(text, tokens)
        self.nouns = _nouns()

    def find(self) -> list[Quantity]:
        duals = _dual_triggers()
        spans_of_one = _spans_of_one()
        found: list[Quantity] = []
        following = reached = 0
        for index, token in enumerate(self.tokens):
            if index < following or token.kind not in {"word", "number"}:
                continue
            if self.numerals.starts_number(index):
                quantity, following = self._read_number(index, reached)
            elif token.fold in duals:
                quantity, following = self._read_dual(index, reached)
            elif token.fold in spans_of_one:
                quantity, following = self._read_span_of_one(index)
            else:
                continue
            if quantity is not None and quantity.span[0] >= reached:
                found.append(quantity)
                reached = quantity.span[1]
        return found

    def fold_at(self, index: int) -> str:
        """The folded token; "" outside of the text."""
        return self.tokens[index].fold if 0 <= index < len(self.tokens) else ""

    def noun_at(self, index: int) -> _Noun | None:
        if not 0 <= index < len(self.tokens) or self.tokens[index].kind != "word":
            return None
        return self.nouns.get(self.tokens[index].fold)

    # One number

    def _read_number(self, index: int, reached: int) -> tuple[Quantity | None, int]:
        chain = self._chain_stop(index)
        if chain:
            return None, chain
        numeral = self.numerals.read(index)
        if numeral is None:
            return self._read_one(index, reached)
        if self._continues_figures(index, reached):
            return None, numeral.stop
        part = partitive_fractions().get(self.fold_at(index))
        if part is not None and numeral.stop == index + 1 and self.fold_at(index + 1).startswith(ARTICLE):
            numeral = replace(numeral, low=part, high=part, is_fraction=True)  # خمس السكان, but خمس قرى
        if self._is_ordinal(index, numeral):
            return None, numeral.stop
        is_article = self.fold_at(index - 1) in {"a", "an"} and bool(english_number(self.tokens[index]))
        before = self._relation_before(index - is_article)  # more than a dozen
        first = numeral.start_at if before is None else before[1]
        ranged = self._read_range(index, numeral)
        last = ranged[1] if ranged else numeral
        unit = self._read_unit(last) or self._read_unit_after_bracket(index, last)
        unit = unit or self._read_english_total(first, last)
        if english_number(self.tokens[index]) and not self._counts_in_english(numeral, unit):
            return None, last.stop
        if self._is_no_count(index, last, unit, has_relation=before is not None):
            return None, last.stop
        if ranged and ranged[2] is not None:
            first = ranged[2]
        if numeral.is_fraction and unit is None:
            fraction = self._read_noun_and_fraction(index, numeral)
            return fraction, numeral.stop
        low, high = numeral.low, last.high
        if ranged:
            low = self._shared_scale(numeral, last)
        elif unit is not None or not numeral.is_point_unclear:
            low = high = self._with_clear_point(numeral, unit, low)
            high = numeral.high if numeral.is_band else low
        if low > high:
            return None, last.stop
        stop, end_at = last.stop, last.end_at
        lemma = None
        if unit is not None:
            stop, end_at, lemma = unit.stop, unit.end_at, unit.lemma
            first = first if unit.start_at is None else min(first, unit.start_at)
            half = self._read_half_after(unit)
            if half is not None and not numeral.is_band:
                low, high, stop, end_at = low + half[0], high + half[0], half[1], half[2]
        else:
            lemma, first = self._unit_before(index, numeral, first)
        after = self._relation_after(stop)
        if after is not None:
            stop, end_at = after[1], after[2]
        relation = (before[0] if before else None) or (after[0] if after else None) or (unit.relation if unit else None)
        if relation is not None and relation.endswith(_OF_MEASURE):
            is_measure = unit is not None and (unit.lemma == PERCENT or unit.kind in _HALVED_KINDS)
            relation = relation.removesuffix(_OF_MEASURE) if is_measure else None
            first = first if is_measure else numeral.start_at  # تحت 18 سنة, but تحت 3 منازل is a place
        is_band = numeral.is_band or last.is_band
        start = first if first >= reached else numeral.start_at
        return self._make(
            (start, end_at),
            low=low,
            high=high,
            relation=relation,
            unit=lemma,
            is_range=ranged is not None,
            is_band=is_band,
        ), stop

    def _make(
        self,
        span: Span,
        *,
        low: Decimal,
        high: Decimal,
        relation: str | None,
        unit: str | None,
        is_range: bool = False,
        is_band: bool = False,
    ) -> Quantity:
        low, high = _plain(low), _plain(high)
        match relation:
            case "gt" | "ge":
                return Quantity(span=span, low=low, high=None, relation=relation, unit=unit)
            case "lt" | "le":
                return Quantity(span=span, low=None, high=high, relation=relation, unit=unit)
        kind: Relation = "range" if is_range else "approx" if is_band or relation == "approx" else "eq"
        return Quantity(span=span, low=low, high=high, relation=kind, unit=unit)

    def _with_clear_point(self, numeral: Numeral, unit: _Unit | None, value: Decimal) -> Decimal:
        """1.200 before people or things is 1200, before a measure or a percentage 1.2."""
        if not numeral.is_point_unclear or unit is None or unit.lemma == PERCENT or unit.kind == "measure":
            return value
        return value * 1000

    def _chain_stop(self, index: int) -> int:
        """The token after 5-12-2024 or a telephone number in pieces; 0 when there is no such chain."""
        at, links = index, 0
        while at + 2 < len(self.tokens) and self.tokens[at].kind == "number":
            dash, after = self.tokens[at + 1], self.tokens[at + 2]
            is_glued = dash.start == self.tokens[at].end and after.start == dash.end
            if dash.text not in _DASHES or after.kind != "number" or not is_glued:
                break
            at, links = at + 2, links + 1
        return at + 1 if links > 1 else 0

    def _continues_figures(self, index: int, reached: int) -> bool:
        """A further piece of a telephone number (+963 944 123 456), whose first piece was no number."""
        if index == 0 or self.tokens[index].kind != "number" or self.tokens[index - 1].kind != "number":
            return False
        before = self.tokens[index - 1]
        return before.start >= reached and self.tokens[index].start == before.end + 1

    def _is_ordinal(self, index: int, numeral: Numeral) -> bool:
        """الثاني عشر, الخامس والعشرين, القرن العشرين: not a count."""
        if self.fold_at(index - 1) in ordinals() or self.fold_at(index - 2) in ordinals():
            word = self.numerals.word(index)
            if word is not None and word.kind in {"ten", "tens"}:
                return True
        if self._relation_before(index) is not None:
            return False
        if not numeral.article or numeral.figures or numeral.is_band or numeral.is_fraction:
            return False
        before = self.noun_at(index - 1)
        if before is not None and before.form == "plural":
            return False
        after = self.noun_at(numeral.stop)
        return after is None or after.is_definite

    def _read_one(self, index: int, reached: int) -> tuple[Quantity | None, int]:
        """حاجز واحد; ساعة ونصف reaches here by its fraction."""
        word = self.numerals.word(index)
        noun = self.noun_at(index - 1)
        if word is None or noun is None or noun.form != "singular" or noun.is_definite or word.kind != "one":
            return None, index + 1
        if word.conjunction or word.article or word.preposition:
            return None, index + 1
        return self._read_with_noun_before(index, ONE, noun.lemma, index + 1, reached)

    def _read_noun_and_fraction(self, index: int, numeral: Numeral) -> Quantity | None:
        """ساعة ونصف: one hour and a half."""
        noun = self.noun_at(index - 1)
        if noun is None or noun.form != "singular" or noun.is_definite or noun.kind not in _HALVED_KINDS:
            return None
        if not numeral.conjunction:
            return None
        quantity, _ = self._read_with_noun_before(index, ONE + numeral.low, noun.lemma, numeral.stop, 0)
        return quantity

    def _read_with_noun_before(
        self, index: int, value: Decimal, lemma: str, stop: int, reached: int
    ) -> tuple[Quantity | None, int]:
        before = self._relation_before(index - 1)
        if before is not None and before[0].endswith(_OF_MEASURE):
            before = None
        first = before[1] if before else self.tokens[index - 1].start
        after = self._relation_after(stop)
        end_at = self.tokens[stop - 1].end
        if after is not None:
            stop, end_at = after[1], after[2]
        relation = (before[0] if before else None) or (after[0] if after else None)
        if first < reached:
            return None, stop
        return self._make((first, end_at), low=value, high=value, relation=relation, unit=lemma), stop

    def _read_dual(self, index: int, reached: int) -> tuple[Quantity | None, int]:
        noun, is_joined = _dual_triggers()[self.tokens[index].fold]
        if index and not is_joined and self.tokens[index - 1].end == reached and self.noun_at(index - 1) is not None:
            return None, index + 1  # طائرتين مسيرتين: an adjective, in the dual as its noun
        token = self.tokens[index]
        before = self._relation_before(index, has_verb=False)
        if before is not None and before[0].endswith(_OF_MEASURE):
            is_measure = noun.kind in _HALVED_KINDS
            before = (before[0].removesuffix(_OF_MEASURE), before[1]) if is_measure else None
        first = before[1] if before else after_first_letter(token) if is_joined else token.start
        unit = _Unit(noun.lemma, index + 1, token.end, is_known=True, kind=noun.kind)
        value = Decimal(2)
        stop, end_at = unit.stop, unit.end_at
        half = self._read_half_after(unit)
        if half is not None:
            value, stop, end_at = value + half[0], half[1], half[2]
        elif self.fold_at(stop) in _TWO:
            end_at = self.tokens[stop].end
            stop += 1
        after = self._relation_after(stop)
        if after is not None:
            stop, end_at = after[1], after[2]
        relation = (before[0] if before else None) or (after[0] if after else None)
        start = first if first >= reached else token.start
        return self._make((start, end_at), low=value, high=value, relation=relation, unit=noun.lemma), stop

    def _read_span_of_one(self, index: int) -> tuple[Quantity | None, int]:
        """لمدة أسبوع, يوم كامل: one of it, though no number is said."""
        stop = index + 1
        is_whole = self.fold_at(stop) in _WHOLE
        if not is_whole and self.fold_at(index - 1) not in _LASTING:
            return None, stop
        stop += is_whole
        after = self.numerals.word(stop)
        if (after is not None and (after.kind in {"fraction", "one"})) or self._is_year_after(stop):
            return None, stop
        token = self.tokens[index]
        lemma, is_prefixed = _spans_of_one()[token.fold]
        start = after_first_letter(token) if is_prefixed else token.start
        return self._make((start, self.tokens[stop - 1].end), low=ONE, high=ONE, relation=None, unit=lemma), stop

    def _is_year_after(self, index: int) -> bool:
        """لمدة عام 2024: the noun names the year."""
        return index < len(self.tokens) and self.tokens[index].kind == "number"

    def _read_half_after(self, unit: _Unit) -> tuple[Decimal, int, int] | None:
        """ثلاث ساعات ونصف الساعة: what it adds, the token and the place after it."""
        word = self.numerals.word(unit.stop)
        if word is None or word.kind != "fraction" or not word.conjunction or unit.kind not in _HALVED_KINDS:
            return None
        stop = unit.stop + 1
        noun = self.noun_at(stop)
        if noun is not None and noun.lemma == unit.lemma:
            stop += 1
        elif noun is not None or self.fold_at(stop).startswith(ARTICLE):
            return None
        return word.value, stop, self.tokens[stop - 1].end

    # Ranges

    def _read_range(self, index: int, low: Numeral) -> tuple[str, Numeral, int | None] | None:
        """The second number of a range, and where the range begins if a word opens it (بين, من)."""
        if low.is_band or low.is_fraction:
            return None
        opener = self.fold_at(index - 1)
        at = low.stop
        link = self.fold_at(at)
        if opener in _BETWEEN:
            return self._read_between(index, low)
        if link in _TO or link in _OR or (at < len(self.tokens) and self.tokens[at].text in _DASHES):
            is_dash = self.tokens[at].text in _DASHES
            high = self.numerals.read(at + 1, after_dash=is_dash)
            if high is None or high.conjunction or high.is_fraction or high.high <= self._shared_scale(low, high):
                return None
            if link in _OR and high.is_band:
                return None
            is_from = opener in _FROM
            if link in _TO and self._is_change(index):
                return None
            start = self.tokens[index - 1].start if is_from and self._relation_before(index) is None else None
            return "to", high, start
        return None

    def _read_between(self, index: int, low: Numeral) -> tuple[str, Numeral, int | None] | None:
        at = low.stop
        link = self.fold_at(at)
        opens_at = index - 2 if self.fold_at(index - 2) == _WHAT else index - 1
        start = self.tokens[opens_at].start
        if link in _TO or link == AND or (at < len(self.tokens) and self.tokens[at].text in _DASHES):
            high = self.numerals.read(at + 1, after_dash=True)
        else:
            high = self.numerals.read(at)
            if high is None or not high.conjunction:
                noun = self.noun_at(at)
                high = self.numerals.read(at + 1) if noun is not None and not noun.is_definite else None
                if high is not None and not high.conjunction:
                    return None
        if high is None or high.is_fraction or high.high < self._shared_scale(low, high):
            return None
        return "between", high, start

    def _shared_scale(self, low: Numeral, high: Numeral) -> Decimal:
        """The lower bound: in من 3 إلى 5 آلاف it shares the scale of the upper one."""
        shares = low.scale == ONE and high.scale > ONE and high.coefficient is not None and low.low < high.coefficient
        return low.low * high.scale if shares else low.low

    def _is_change(self, index: int) -> bool:
        """ارتفع من 30 إلى 40: two numbers, not a range."""
        changes = _phrases("near").relations
        for at in range(index - 1, max(-1, index - 1 - _NEAR), -1):
            token = self.tokens[at]
            if token.kind in {"punctuation", "newline"}:
                return False
            if "change" in {changes.get(token.fold), changes.get(token.fold[1:])}:
                return True
        return False

    # What is no count

    def _is_no_count(self, index: int, numeral: Numeral, unit: _Unit | None, *, has_relation: bool) -> bool:
        if self._is_part_of_date(index, numeral) or (numeral.is_fraction and self.fold_at(numeral.stop) in _FINALS):
            return True
        if self._is_english_year(index, numeral) or self._is_for(index, numeral):
            return True
        is_counted = unit is not None and unit.is_known
        has_article = numeral.article or self.fold_at(index - 1) == ARTICLE
        if (
            has_article
            and unit is None
            and numeral.scale == ONE
            and not has_relation
            and not self._follows_plural(index)
        ):
            return True  # اللقب الـ14: an ordinal
        if not numeral.figures:
            return False
        if is_counted and self.fold_at(index - 1) != "الساعه":
            return False
        labels = _phrases("before").relations
        if labels.get(self.fold_at(index - 1)) in {"label", "year"}:
            return True
        before = self.tokens[index - 1] if index else None
        is_figure = self.fold_at(index - 1) in _TO_A_TOTAL and self.fold_at(index - 2) in words("that number")
        if before is not None and before.kind == "word" and before.text.isascii() and unit is None and not is_figure:
            return True  # COVID 19, December 14
        if before is not None and before.kind in {"handle", "hashtag", "link"} and unit is None:
            return True  # @nameDec 5
        if self._is_list_number(index, numeral) or self._is_score(index, numeral):
            return True
        if len(numeral.figures) > 1 and numeral.figures[0] in _ZEROS and numeral.figures.isdigit():
            return True
        if unit is not None and unit.lemma == PERCENT:
            return False
        return len(numeral.figures) > _LONGEST_COUNT or (_is_year(numeral) and not has_relation)

    def _is_english_year(self, index: int, numeral: Numeral) -> bool:
        """In 2018 people: figures of a year behind an English word that a year follows."""
        return _is_year(numeral) and self.fold_at(index - 1) in _BEFORE_ENGLISH_YEAR

    def _is_for(self, index: int, numeral: Numeral) -> bool:
        """$100K 4 victims: a 2 or 4 right behind another number is the word to or for."""
        before = self.tokens[index - 1] if index else None
        is_behind = before is not None and before.text[0].isascii() and before.text[0].isdigit()
        return is_behind and numeral.figures in {"2", "4"}

    def _is_part_of_date(self, index: int, numeral: Numeral) -> bool:
        stop = numeral.stop
        month = read_month(self.tokens, stop) or (
            read_month(self.tokens, stop + 1) if self._links_month(stop) else None
        )
        if month is not None and (month.is_clear or month.calendar == "gregorian" or numeral.figures):
            return numeral.low == int(numeral.low) and numeral.low <= 31
        if _phrases("after").relations.get(self.fold_at(stop)) in {"clock", "era"}:
            return bool(numeral.figures) or numeral.low <= 12
        if numeral.figures.isdigit() and len(numeral.figures) == _YEAR_DIGITS:
            return any((m := read_month(self.tokens, index - back)) is not None and m.stop == index for back in (1, 2))
        return False

    def _links_month(self, stop: int) -> bool:
        return self.fold_at(stop) in {_OF, "/", "-", "."} or self.fold_at(stop) == "شهر"

    def _follows_plural(self, index: int) -> bool:
        noun = self.noun_at(index - 1)
        return noun is not None and noun.form == "plural" and noun.is_definite

    def _is_list_number(self, index: int, numeral: Numeral) -> bool:
        """1- or 2. or 3) at the head of a line."""
        is_first = index == 0 or self.tokens[index - 1].kind == "newline"
        if not is_first or numeral.stop >= len(self.tokens):
            return False
        after = self.tokens[numeral.stop]
        return after.text in {*_DASHES, ".", ")", ":"} and after.start == numeral.end_at

    def _is_score(self, index: int, numeral: Numeral) -> bool:
        """2-1: figures on both sides of a dash that are no range."""
        for dash, other in ((numeral.stop, numeral.stop + 1), (index - 1, index - 2)):
            if not 0 <= dash < len(self.tokens) or not 0 <= other < len(self.tokens):
                continue
            is_mark = self.tokens[dash].text in _DASHES or self.tokens[dash].text == "/"
            if is_mark and self.tokens[other].kind == "number":
                return True
        first = index
        return any(self.tokens[at].text in _DASHES for at in range(first + 1, min(numeral.stop, first + 3)))

    # Units

    def _read_unit(self, numeral: Numeral) -> _Unit | None:
        at = numeral.stop
        if at >= len(self.tokens):
            return self._sign_before(numeral)
        token = self.tokens[at]
        if token.text in _PERCENT_SIGNS or token.fold in _PERCENT_WORDS:
            return _Unit(PERCENT, at + 1, token.end, is_known=True)
        if token.fold in _IN and self.fold_at(at + 1) in _HUNDRED_WORDS:
            return _Unit(PERCENT, at + 2, self.tokens[at + 1].end, is_known=True)
        if token.text in _CURRENCY_SIGNS:
            return _Unit(_CURRENCY_SIGNS[token.text], at + 1, token.end, is_known=True, kind="money")
        sign = self._sign_before(numeral)
        if sign is not None:
            return sign
        if token.text == "+" and token.start == numeral.end_at and numeral.figures and numeral.stop == at:
            unit = self._read_unit(replace(numeral, stop=at + 1))
            return replace(unit, relation="gt") if unit is not None else None
        if token.kind != "word":
            return None
        if token.text.isascii():
            return self._read_english_unit(at)
        if token.fold == _OF:
            return self._read_partitive(at + 1)
        if numeral.is_fraction and _phrases("near").relations.get(token.fold) == "total":
            at += 1
        return self._read_counted(at, numeral)

    def _read_english_unit(self, at: int) -> _Unit | None:
        """19 people, 44 young Palestinian men, 2 million of the displaced: in an English sentence."""
        for stop in range(at, min(at + _ENGLISH_WORDS, len(self.tokens))):
            token = self.tokens[stop]
            if token.kind != "word" or not token.text.isascii():
                return None
            if token.fold in {"percent", "pc"} or (token.fold == "cent" and self.fold_at(stop - 1) == "per"):
                return _Unit(PERCENT, stop + 1, token.end, is_known=True)
            lemma = _english_units().get(token.fold)
            if lemma is not None:
                noun = self.nouns.get(fold_word(lemma))
                return _Unit(lemma, stop + 1, token.end, is_known=True, kind=noun.kind if noun else "")
            if token.fold in _ENDS_ENGLISH_PHRASE and not (stop == at and token.fold == "of"):
                return None
        return None

    def _counts_in_english(self, numeral: Numeral, unit: _Unit | None) -> bool:
        """Whether an English number word counts something: "one" is often a pronoun, "two of the dead" are some."""
        is_some = self.fold_at(numeral.stop) == "of" and not numeral.is_band and numeral.scale == ONE
        return unit is not None and not is_some

    def _read_english_total(self, start: int, numeral: Numeral) -> _Unit | None:
        """Death toll rises to 449, injuries now at more than 183; `start`: where the number begins, with its hedge."""
        at = numeral.stop - 1
        while at >= 0 and self.tokens[at].start >= start:
            at -= 1
        if self.fold_at(at) not in _TO_A_TOTAL:
            return None
        for token in reversed(self.tokens[max(0, at - _NEAR_TOTAL) : at]):
            if token.kind in {"punctuation", "newline"}:
                return None
            if token.fold in _ENGLISH_TOTALS:
                lemma = _ENGLISH_TOTALS[token.fold]
                relation: Relation | None = "gt" if self.fold_at(at) in _BEYOND_A_TOTAL else None
                return _Unit(lemma, numeral.stop, numeral.end_at, is_known=True, relation=relation)
        return None

    def _read_unit_after_bracket(self, index: int, numeral: Numeral) -> _Unit | None:
        """عدد (٧) أشخاص: how Gulf authorities write a number."""
        if self.fold_at(index - 1) != "(" or self.fold_at(numeral.stop) != ")":
            return None
        unit = self._read_unit(replace(numeral, stop=numeral.stop + 1))
        if unit is None or not unit.is_known or unit.start_at is not None:
            return None
        return replace(unit, start_at=self.tokens[index - 1].start)

    def _sign_before(self, numeral: Numeral) -> _Unit | None:
        """$500 and %70, as right-to-left lines have it."""
        first = numeral.start_at - 1
        if first < 0:
            return None
        sign = self.text[first]
        if sign in _CURRENCY_SIGNS:
            return _Unit(
                _CURRENCY_SIGNS[sign], numeral.stop, numeral.end_at, is_known=True, kind="money", start_at=first
            )
        if sign in _PERCENT_SIGNS and not (first > 0 and self.text[first - 1].isdigit()):
            return _Unit(PERCENT, numeral.stop, numeral.end_at, is_known=True, start_at=first)
        return None

    def _read_partitive(self, at: int) -> _Unit | None:
        """200 من المدنيين, آلاف من عناصر التنظيم."""
        noun = self.noun_at(at)
        if noun is None or noun.form == "dual":
            return None
        if not noun.is_definite and not (noun.form == "plural" and self.fold_at(at + 1).startswith(ARTICLE)):
            return None  # من عناصر التنظيم is definite by what follows
        return _Unit(noun.lemma, at + 1, self.tokens[at].end, is_known=True, kind=noun.kind)

    def _read_counted(self, at: int, numeral: Numeral) -> _Unit | None:
        if at >= len(self.tokens) or self.tokens[at].kind != "word":
            return None
        token = self.tokens[at]
        takes_definite = numeral.is_band or numeral.is_fraction or numeral.low != int(numeral.low)
        noun = self.nouns.get(token.fold)
        abbreviated = _short_units().get(token.fold)
        if abbreviated is not None:
            return _Unit(abbreviated, at + 1, token.end, is_known=True, kind="measure")
        if noun is not None and noun.form != "dual":
            if noun.is_definite and not takes_definite:
                return None
            return _Unit(noun.lemma, at + 1, token.end, is_known=True, kind=noun.kind)
        fraction = partitive_fractions()
        if noun is not None or token.fold in fraction or self.numerals.word(at) is not None:
            return None
        lemma = self._guess_lemma(token, numeral, takes_definite=takes_definite)
        return None if lemma is None else _Unit(lemma, at + 1, token.end, is_known=False)

    def _guess_lemma(self, token: Token, numeral: Numeral, *, takes_definite: bool) -> str | None:
        """The lemma of a noun that the table lacks, by the form that its number asks for; None for other words."""
        folded = token.fold
        if (
            numeral.is_fraction
            and not folded.startswith(ARTICLE)
            and not self.fold_at(numeral.stop + 1).startswith(ARTICLE)
        ):
            return None
        written = _bare(token.text)
        if folded.startswith(ARTICLE):
            if not takes_definite:
                return None
            folded, written = folded[2:], written[2:]
        if len(folded) < _SHORTEST_NOUN or not _is_arabic(folded) or self._is_function_word(folded):
            return None
        below_hundred = int(numeral.high) % 100
        wants_accusative = _FIRST_ACCUSATIVE <= below_hundred <= _LAST_ACCUSATIVE
        has_accusative = written.endswith("ا") and not written.endswith("يا")
        if folded[0] in "وفبلك" and not (wants_accusative and has_accusative):
            return None
        if numeral.is_band or numeral.high <= _TEN:
            return _singular(written)
        if wants_accusative and written.endswith("ا"):
            return written[:-1]
        return written

    def _is_function_word(self, folded: str) -> bool:
        if folded in _function_words() or folded in _OTHERS or folded in _countries():
            return True
        if _phrases("near").relations.get(folded) == "total":
            return True
        if folded in _limiting_words() or folded in ordinals() or folded.endswith(_VERB_ENDS):
            return True
        return read_verb(folded) is not None or folded.startswith(_NOT_NOUN_STARTS)

    def _unit_before(self, index: int, numeral: Numeral, first: int) -> tuple[str | None, int]:
        """الأسرى الثلاثة, عدد القتلى 15: the noun that stands before its number."""
        noun = self.noun_at(index - 1)
        if noun is not None and numeral.article and self._follows_plural(index):
            return noun.lemma, min(first, self.tokens[index - 1].start)
        if noun is not None and noun.form != "singular" and not noun.is_definite and self.fold_at(index) in _TWO:
            return noun.lemma, min(first, self.tokens[index - 1].start)  # فلسطينيين اثنين
        totals = _phrases("near").relations
        for at in range(index - 1, max(-1, index - 1 - _NEAR), -1):
            token = self.tokens[at]
            if token.kind != "word":
                break
            if totals.get(token.fold.removeprefix(AND).removeprefix(ARTICLE)) == "total":
                noun = self.noun_at(at + 1)
                return (noun.lemma if noun else None), first
        return None, first

    # Words that limit

    def _relation_before(self, index: int, *, has_verb: bool = True) -> tuple[str, int] | None:
        """The relation that the words right before a token state, and where they begin."""
        phrases = _phrases("before")
        with_subject = self._relation_of_verb(index) if has_verb else None
        if with_subject is not None:
            return with_subject
        if self.fold_at(index - 1) in _THEIR_NUMBER:
            index -= 1
        if self.fold_at(index - 1) not in phrases.anchors and self.fold_at(index - 1)[1:] not in phrases.anchors:
            return None
        for length in range(_LONGEST_PHRASE, 0, -1):
            first = index - length
            if first < 0:
                continue
            before = self.tokens[first:index]
            if any(token.kind != "word" for token in before):
                continue
            phrase = " ".join(token.fold for token in before if length == 1 or token.fold not in _THEIR_NUMBER)
            relation = phrases.relations.get(phrase)
            start = before[0].start
            if relation is None and phrase[0] in "وف":
                relation = phrases.relations.get(phrase[1:])
                start = after_first_letter(before[0])
            if relation is not None:
                return None if relation in {"label", "year"} else (relation, start)
        return None

    def _relation_of_verb(self, index: int) -> tuple[str, int] | None:
        """تجاوز عدد القتلى 100, لم تتخط قيمة الصفقة مليون دولار: the verb's subject, a magnitude, stands between."""
        near = _phrases("near").relations
        if self.fold_at(index - 1) in _function_words():
            return None  # تجاوز عدد المشاركين في 3 مدن
        for at in range(index - 2, max(-1, index - 2 - _NEAR), -1):
            if self.tokens[at].kind != "word" or self.tokens[at + 1].kind != "word":
                return None
            if self.numerals.starts_number(at) or self.numerals.starts_number(at + 1):
                return None
            folded = self.fold_at(at)
            verb = folded if folded in near else folded[1:] if folded[0] in "وف" else ""
            if near.get(verb) != "exceed":
                continue
            if near.get(self.fold_at(at + 1)) not in {"magnitude", "total"}:
                return None
            is_negated = self.fold_at(at - 1).lstrip("وف") in _NEGATIONS if at else False
            first = self.tokens[at - is_negated]
            start = after_first_letter(first) if first.fold[0] in "وف" and first.fold not in near else first.start
            return ("le" if is_negated else "gt"), start
        return None

    def _relation_after(self, stop: int) -> tuple[str, int, int] | None:
        """The relation stated after the noun (على الأقل), the token and the place after its words."""
        phrases = _phrases("after")
        for first in range(stop, stop + 1 + _ADJECTIVES):
            if first >= len(self.tokens) or self.tokens[first].kind != "word":
                return None
            if self.tokens[first].fold not in phrases.anchors:
                if self.tokens[first].fold in _function_words() or self.numerals.starts_number(first):
                    return None
                continue
            for length in range(_LONGEST_PHRASE, 0, -1):
                relation = phrases.relations.get(" ".join(t.fold for t in self.tokens[first : first + length]))
                if relation is not None and relation not in {"clock", "era"}:
                    last = min(first + length, len(self.tokens))
                    return relation, last, self.tokens[last - 1].end
        return None


def _is_year(numeral: Numeral) -> bool:
    """Whether the figures may be those of a year of our time."""
    return numeral.figures.isdigit() and len(numeral.figures) == _YEAR_DIGITS and int(numeral.low) in _YEARS


def _plain(value: Decimal) -> Decimal:
    """The same value without trailing zeros and without an exponent.

    >>> _plain(Decimal("1500000.0")), _plain(Decimal("1.50"))
    (Decimal('1500000'), Decimal('1.5'))
    """
    if value == int(value):
        return Decimal(int(value))
    return round(value, _FRACTION_PLACES).normalize()


def _bare(written: str) -> str:
    """A word without marks, tatweel and format characters, its letters as they are."""
    return "".join(
        letter
        for letter in written
        if letter != "\N{ARABIC TATWEEL}" and unicodedata.category(letter) not in {"Mn", "Me", "Cf"}
    )


def _is_arabic(folded: str) -> bool:
    return all("\N{ARABIC LETTER HAMZA}" <= letter <= "\N{ARABIC LETTER YEH}" for letter in folded)


def _singular(plural: str) -> str:
    """The singular of a regular plural; other plurals as they are.

    >>> _singular("مروحيات"), _singular("حجارة")
    ('مروحية', 'حجارة')
    """
    if len(plural) > _SHORTEST_NOUN + 1:
        if plural.endswith("ات"):
            return f"{plural[:-2]}ة"
        if plural.endswith(_SOUND_ENDS):
            return plural[:-2]
    return plural
