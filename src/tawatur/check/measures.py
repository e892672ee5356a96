"""Numbers of one thing that are given differently: a price, a share, a magnitude, how many there are.

Two numbers are compared only where their words name the same measure of the same thing (`data/measures.tsv`); what is
foretold, compared with, of another place or of another time is none of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import cache
from itertools import combinations, pairwise

from tawatur.arabic.folding import fold_word
from tawatur.arabic.gazetteer import place_key
from tawatur.arabic.lexicon import words
from tawatur.arabic.nouns import nouns
from tawatur.arabic.quantities import PERCENT, Quantity, find_quantities_in
from tawatur.arabic.segments import Token as Cut
from tawatur.arabic.segments import segment
from tawatur.arabic.tables import read_table
from tawatur.arabic.tense import word_tense
from tawatur.arabic.times import find_times_in
from tawatur.arabic.tokens import Span, Token
from tawatur.check.article import Article
from tawatur.claims.assertion import QAD, clause_around, read_assertion
from tawatur.claims.grouping import TOLLS, bounds
from tawatur.statements import Statement

MAX_COMPARED = 60  # numbers of one kind that are compared; more are a table
NEAR_NUMBER = 5  # words before a number in which "the figure" stands
SHORTEST_PLURAL = 4  # letters of a past of several, its ending included (رضوا)
SAME_STEM = 4  # letters that a verb and its verbal noun share at their start (انسحب، انسحاب)
MAX_WORDS = 12  # between what is measured and its number
SLACK = Decimal("0.02")  # of money: prices move while they are told
NOW = timedelta(days=1)  # a time further off than this is another time
_DEGREE = fold_word("درجة")
_COUNT = "count"
_RATE = "rate"
_MONEY = "money"
_AL = "ال"
_IN = fold_word("في")
_OF = frozenset(map(fold_word, ("في", "على", "ل")))
_UP_TO = frozenset({"le", "lt"})
_EXCHANGE = "exchange"
_NOT = frozenset({"لا", "وليس", "not"})
_ANYBODY = frozenset(map(fold_word, ("شخص", "فرد", "نسمة")))


@dataclass(frozen=True, slots=True)
class _Measure:
    name: str
    kinds: frozenset[str]
    is_general: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One number with what it measures.

    Attributes:
        giver: who gives it; None for the article itself, then `paragraph` tells where.
        measure: class of the table; None for a bare count (200 شاحنة).
        of: folded lemmas of what is measured, the first one first; empty where the words do not say.
        narrowed: words between the measure and its number that tell which (عيار 21, في القطاع الثالث); folded.
        said: all words of its clause; folded, without their article.
        span: from the word of the measure to the end of the number.
        refers_to: span of the number that "the figure" takes up; None where the words take up none.
    """

    quantity: Quantity
    giver: Statement | None
    paragraph: int
    kind: str
    measure: str | None
    of: tuple[str, ...]
    span: Span
    narrowed: frozenset[str]
    said: frozenset[str]
    places: frozenset[str]
    is_toll: bool
    refers_to: Span | None

    @property
    def mouth(self) -> tuple[object, ...]:
        """Two numbers of one mouth are no two accounts; whom the text does not name is told apart by his words."""
        if self.giver is None:
            return None, self.paragraph
        return (self.giver.speaker,) if self.giver.speaker else (self.giver.quote_span,)


def find_differing(
    article: Article, events: Mapping[Span, str], outgrown: Collection[Decimal]
) -> Iterator[list[Measured]]:
    """Numbers of one measure of which each excludes another that somebody else gives, in text order.

    Args:
        events: what has happened to those whom a number counts, by its span; two tolls are not compared here.
        outgrown: as `find_outgrown` gives them; they are compared with none.
    """
    by_kind: dict[tuple[str, str], list[Quantity]] = {}
    key = _COUNT, ""
    for quantity in find_quantities_in(article.text, article.tokens):
        unit = _unit(quantity)
        if unit == PERCENT or unit not in words("time unit"):
            if unit or not _is_bound_of_that(article, quantity):  # إنها لا تتخطى مليارا: of what was counted before
                kind = kind_of_unit(unit)
                key = kind, "" if kind == _COUNT else unit
            by_kind.setdefault(key, []).append(quantity)
    for (kind, _), quantities in by_kind.items():
        mouths = {article.giver(each.span[0]) or article.paragraph_of(each.span[0]) for each in quantities}
        if len(mouths) == 1:
            continue
        read = list(_read(article, quantities[:MAX_COMPARED], kind, events, outgrown))
        while read:
            first, *read = read
            group = [first, *(each for each in read if _is_same_thing(first, each))]
            apart = {
                each.span
                for a, b in combinations(group, 2)
                if a.mouth != b.mouth and not (a.is_toll and b.is_toll and a.measure == b.measure) and _exclude(a, b)
                for each in (a, b)
            }
            if apart:
                yield [each for each in group if each.span in apart]
                read = [each for each in read if each.span not in apart]


def find_outgrown(article: Article) -> frozenset[Decimal]:
    """Numbers that the text itself says are past (rose to 34 from 21, بعد أن كان 27) or wrong (18 لا 81)."""
    numbers = {at: Decimal(token.fold) for at, token in enumerate(article.tokens) if token.fold.isdecimal()}
    for quantity in find_quantities_in(article.text, article.tokens):
        if quantity.low is not None:
            numbers[article.token_number(quantity.span[0])] = quantity.low
    return frozenset(number for at, number in numbers.items() if _is_outgrown(article, at))


def _is_outgrown(article: Article, at: int) -> bool:
    if not at or article.tokens[at - 1].fold not in words("was") | _NOT | {"from", "من"}:
        return False
    first, _ = clause_around(article.tokens, at, at)
    before = [token.fold for token in article.tokens[first:at]]
    is_from = before[-1] in {"from", "من"} and not words("grows").isdisjoint(before)
    is_past = before[-1] in words("was") and not words("after").isdisjoint(before[-SHORTEST_PLURAL:])
    is_wrong = before[-1] in _NOT and before[-2:-1] != [] and before[-2].isdecimal()
    return is_from or is_past or is_wrong


def _unit(quantity: Quantity) -> str:
    return PERCENT if quantity.unit == PERCENT else place_key(quantity.unit or "")


def kind_of_unit(unit: str) -> str:
    """money, percent, measure or count."""
    if unit == PERCENT:
        return "percent"
    if unit == _DEGREE:
        return "measure"
    return _unit_kinds().get(unit, _COUNT)


@cache
def _unit_kinds() -> dict[str, str]:
    return {fold_word(noun.singular): noun.kind for noun in nouns().values() if noun.kind in {"money", "measure"}}


@cache
def _measures() -> dict[str, _Measure]:
    """Folded lemma -> what it measures."""
    found = {}
    for row in read_table("measures"):
        measure = _Measure(row["class"], frozenset(row["kinds"].split()), bool(row["general"]))
        found.update(dict.fromkeys(map(fold_word, row["words"].split()), measure))
    return found


def _read(
    article: Article,
    quantities: Sequence[Quantity],
    kind: str,
    events: Mapping[Span, str],
    outgrown: Collection[Decimal],
) -> Iterator[Measured]:
    """The numbers that the text asserts of now, with what they measure."""
    before: Measured | None = None
    for quantity in quantities:
        at = article.token_number(quantity.span[0])
        first, end = clause_around(article.tokens, at, at)
        polarity, modality = read_assertion(article.tokens, at, (first, end)) or ("denied", "future")
        is_told = polarity == "affirmed" and modality in {"certain", "reported"}
        is_told = is_told and not article.is_foretold(quantity.span[0])
        if not is_told or quantity.low in outgrown or is_of_another(article, first, at, end):
            continue
        clause = article.tokens[first].start, article.tokens[end - 1].end
        cuts = segment(article.text[clause[0] : quantity.span[0]])[-MAX_WORDS:]
        named = _named(cuts, kind, _unit(quantity)) or _shared_by(article, quantity, end, clause[0])
        if named is None and before and before.measure and _refers_back(article, before, quantity, cuts):
            named = before.measure, before.of, cuts[0].span[0]
        is_unnamed = named is None or named[:2] == (_COUNT, ())
        takes_up = before if before and is_unnamed and _takes_up(article, before, quantity, first, at) else None
        is_toll = events.get(quantity.span) in TOLLS
        if named is None and is_toll and quantity.unit is None:
            named = _COUNT, (), 0  # القتلى سبعة على الأقل
        if named is None and takes_up is None and (kind != _COUNT or quantity.unit is None):
            continue
        measure, of, start = named or (None, (), quantity.span[0] - clause[0])
        if takes_up is not None:
            measure, of = takes_up.measure, takes_up.of
        if kind == _COUNT:
            own = _unit(quantity) if _unit(quantity) not in _ANYBODY else ""
            of = tuple(dict.fromkeys(each for each in (*of, own, events.get(quantity.span, "")) if each))
        giver = article.giver(quantity.span[0])
        cue = giver.cue_span if giver is not None else None
        is_beside = cue is not None and article.paragraph_of(cue[0]) == article.paragraph_of(clause[0])
        said_from = min(cue[0], clause[0]) if cue is not None and is_beside else clause[0]  # صراف في صنعاء
        before = Measured(
            quantity=quantity,
            giver=giver,
            paragraph=article.paragraph_of(quantity.span[0]),
            kind=kind,
            measure=measure,
            of=of,
            span=(clause[0] + start, quantity.span[1]),
            narrowed=_narrowing(article, clause[0] + start, quantity.span[0]),
            said=frozenset(token.fold.removeprefix(_AL) for token in article.tokens[first:end]),
            places=frozenset(
                place.key
                for place in article.places
                if said_from <= place.span[0] < clause[1] and place.kind != "country"
            ),
            is_toll=is_toll,
            refers_to=takes_up.quantity.span if takes_up else None,
        )
        yield before


def is_of_another(article: Article, first: int, at: int, end: int) -> bool:
    """Whether a number is one of an earlier time, of a part, or what another is compared with."""
    clause = article.tokens[first:end]
    if any(token.fold in words("earlier value") for token in article.tokens[first:at]):
        return True
    if any(token.fold in words("likelihood") and token.fold not in QAD for token in article.tokens[first:at]):
        return True
    return any(
        time.start is not None and abs(time.start - article.anchor) > NOW
        for time in find_times_in(article.text, clause, article.anchor)
        if time.kind != "vague"
    )


def _named(cuts: Sequence[Cut], kind: str, unit: str) -> tuple[str, tuple[str, ...], int] | None:
    """(class, what it is of, offset) of the nearest word before a number that its unit can measure."""
    found: tuple[str, tuple[str, ...], int] | None = None
    for at in range(len(cuts) - 1, -1, -1):
        cut = cuts[at]
        lemma = fold_word(cut.lemma)
        is_currency = kind == _MONEY and lemma != unit and _unit_kinds().get(lemma) == _MONEY
        if is_currency and not {"ب", "ل"} & set(cut.proclitics):
            return _EXCHANGE, (lemma,), cut.span[0]
        measure = _measures().get(lemma)
        if measure is None or kind not in measure.kinds:
            continue
        of = _complement(cuts, at)
        if not measure.is_general:
            return measure.name, of, cut.span[0]
        if of and found is None:
            found = measure.name, of, cut.span[0]
    return found


def _shared_by(article: Article, quantity: Quantity, end: int, clause: int) -> tuple[str, tuple[str, ...], int] | None:
    """98% من السائقين انخرطوا في الإضراب: the rate of what that share of them has done; None for anything else."""
    at = article.token_number(quantity.span[1] - 1) + 1
    if _unit(quantity) != PERCENT or at >= end or article.tokens[at].fold != "من":
        return None
    verb = next((token for token in article.tokens[at + 2 : min(end, at + MAX_WORDS)] if _is_past(token)), None)
    if verb is None:
        return None
    return _RATE, (verb.fold.removesuffix("وا").removesuffix("ت"),), quantity.span[0] - clause


def _bare(lemma: str) -> str:
    """A lemma without an article that was left on it (الالتزام; the first letters of التزم are its own)."""
    return lemma.removeprefix(_AL) if lemma.startswith(_AL * 2) else lemma


def _is_past(token: Token) -> bool:
    is_plural = token.fold.endswith("وا") and len(token.fold) > SHORTEST_PLURAL
    return token.is_word and (is_plural or word_tense(token) == "past")


def _complement(cuts: Sequence[Cut], at: int) -> tuple[str, ...]:
    """What a measure is of: the genitive behind it (سعر صرف الدولار), or the noun behind its preposition."""
    behind = cuts[at + 1 : at + 4]
    if not behind or cuts[at].enclitics:
        return ()
    if _AL in cuts[at].proclitics:
        is_of = len(behind) > 1 and fold_word(behind[0].stem) in _OF
        return (fold_word(behind[1].lemma),) if is_of else ()
    of: list[str] = []
    for cut in behind:
        if fold_word(cut.stem) in words("preposition") or (of and _AL not in cut.proclitics):
            break
        of.append(fold_word(cut.lemma))
        if _AL in cut.proclitics:
            break
    return tuple(of)


def _narrowing(article: Article, start: int, end: int) -> frozenset[str]:
    """Numbers, and the noun behind "in", between a measure and its number; places are compared by themselves."""
    tokens = article.tokens_between(start, end)
    towns = [place.span for place in article.places if start <= place.span[0] < end]
    found = {token.fold for token in tokens if token.fold.isdigit()}
    for before, token in pairwise(tokens):
        if (
            before.fold in words("narrows") | {_IN}
            and token.is_word
            and not any(a <= token.start < b for a, b in towns)
        ):
            found.add(token.fold.removeprefix(_AL))
    return frozenset(found)


def _refers_back(article: Article, before: Measured, quantity: Quantity, cuts: Sequence[Cut]) -> bool:
    """Whether a verb takes up what the number before it measured (وقدّرها المهندس بـ 900 ألف)."""
    is_near = article.paragraph_of(quantity.span[0]) == before.paragraph
    return is_near and any(cut.enclitics and fold_word(cut.lemma) in words("estimate") for cut in cuts)


def _takes_up(article: Article, before: Measured, quantity: Quantity, first: int, at: int) -> bool:
    """Whether "the figure", with nothing that it is of, stands for the number before it (العدد لم يتجاوز 45 ألفا)."""
    if quantity.unit is not None and _unit(quantity) != _unit(before.quantity):
        return False
    if article.paragraph_of(quantity.span[0]) != before.paragraph:
        return False
    if _is_bound_of_that(article, quantity):
        return True
    for number in range(at - 1, max(first, at - NEAR_NUMBER) - 1, -1):
        if article.tokens[number].fold not in words("that number"):
            continue
        follows = article.tokens[number + 1].fold
        is_bare = follows in words("real") or not (follows.startswith(_AL) or follows in words("preposition") | {"of"})
        is_english = article.tokens[number].text.isascii()
        return is_bare and (not is_english or article.tokens[number - 1].fold in {"the", "that"})
    return False


def _is_bound_of_that(article: Article, quantity: Quantity) -> bool:
    """عدد الرحلات بلغ 43 رحلة، وقالت الإدارة إنها لم تتجاوز 20: a bound of what a pronoun stands for."""
    at = article.token_number(quantity.span[0])
    return at > 0 and quantity.relation in _UP_TO and article.tokens[at - 1].fold in words("that he")


def _is_same_thing(a: Measured, b: Measured) -> bool:
    """Whether two numbers measure one thing, at no two places."""
    if a.places and b.places and a.places.isdisjoint(b.places):
        return False
    if b.refers_to == a.quantity.span:
        return True
    if not (a.narrowed <= b.said and b.narrowed <= a.said):
        return False
    if a.kind == _COUNT:
        return _COUNT in {a.measure, b.measure} and _is_counted_alike(a, b)
    if a.measure != b.measure:
        return False
    shorter, longer = sorted((a.of, b.of), key=len)
    if a.measure == _RATE and any(is_same_stem(_bare(x), _bare(y)) for x in a.of for y in b.of):
        return True  # انخرطوا، نسبة الانخراط
    return set(shorter) <= set(longer)


def _is_counted_alike(a: Measured, b: Measured) -> bool:
    if not a.of or not b.of:
        return a.measure == b.measure  # الأعداد تجاوزت خمسين ألفا
    return not set(a.of).isdisjoint(b.of)


def _exclude(a: Measured, b: Measured) -> bool:
    """Whether two numbers cannot both be right; a bare count below a total may be a part of it."""
    first = bounds(a.quantity.low, a.quantity.high, a.quantity.relation)
    second = bounds(b.quantity.low, b.quantity.high, b.quantity.relation)
    is_taken_up = a.refers_to == b.quantity.span or b.refers_to == a.quantity.span
    if a.kind == _COUNT and a.measure is None and b.measure is None and not is_taken_up:
        return False  # 600 doctors march, a ward has three
    if a.kind == _COUNT and a.measure != b.measure:
        total, bare = (first, second) if a.measure == _COUNT else (second, first)
        return bare[0] > total[1]
    slack = 1 + SLACK if a.kind == _MONEY else 1
    return max(first[0], second[0]) > min(first[1], second[1]) * slack


def is_same_stem(a: str, b: str) -> bool:
    """Whether two stems are one word, or a verb and its verbal noun."""
    if a == b:
        return True
    common = next((at for at, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    return min(len(a), len(b)) > SAME_STEM and common >= SAME_STEM and abs(len(a) - len(b)) <= 1
