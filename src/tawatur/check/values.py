"""Values that accounts of one act differ in: when it was (at 3am, at 11pm), how much was paid, how many there were.

What no word measures (`measures.py`) is compared by the clause that it stands in: two clauses of two mouths are of one
act when most words of the shorter stand in the other, as another form of the verb or as its noun too.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from tawatur.arabic.gazetteer import place_key
from tawatur.arabic.lexicon import words
from tawatur.arabic.quantities import find_quantities_in
from tawatur.arabic.times import find_times_in
from tawatur.arabic.tokens import Span
from tawatur.check.act_words import keys_of
from tawatur.check.acts import bounds_of_clause, is_told, mouth_of, names_own_speaker, touches, towns_in
from tawatur.check.article import Article
from tawatur.check.conflicts import are_set_against, told_differently
from tawatur.check.measures import SLACK, is_of_another, kind_of_unit
from tawatur.check.records import Finding
from tawatur.claims.grouping import bounds
from tawatur.statements import Statement

MAX_COMPARED = 40  # values of one unit
FEWEST = 2  # words that two clauses must share
SHARE = 1  # of the words of the shorter
LONGEST_LIMIT = 12  # characters of a limit that stands apart from its number (at least €7m)
_LIMITS = frozenset("least most than nearly almost up another about around over under".split())
APART = 60  # minutes between two times that are two
DAY = 24 * 60
_CLOCK_UNIT = "clock"
_CLOCK = re.compile(r"\b(1[0-2]|[1-9])(?:[:.]([0-5][0-9]))? ?([ap])\.?m\b|\b(noon|midnight)\b", re.IGNORECASE)
_NOON = {"noon": 12 * 60, "midnight": 0}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Value:
    """A value with its clause.

    Attributes:
        unit: what is compared: "clock", a currency, a counted noun.
        value: least and most; of a clock the minute of the day.
        clause, behind: for each word of it, and behind the value, what it may be a form of.
        speaker: the words that name him, where a pronoun of the clause means him; empty elsewhere.
        days: the days that the clause names.
    """

    unit: str
    value: tuple[Decimal, Decimal]
    clause: tuple[frozenset[str], ...]
    behind: tuple[frozenset[str], ...]
    speaker: frozenset[str]
    where: frozenset[str]
    days: frozenset[str]
    giver: Statement | None
    mouth: str | None
    span: Span


def find_values_told_apart(article: Article, known: Collection[Finding]) -> Iterator[Finding]:
    """Pairs of times, amounts and counts of one act that exclude each other; none that `known` findings tell of."""
    seen = {span for finding in known if finding.code.startswith("conflict") for span in finding.spans}
    by_unit: dict[str, list[_Value]] = {}
    for value in (*_amounts(article, seen), *_clocks(article)):
        by_unit.setdefault(value.unit, []).append(value)
    for unit, values in by_unit.items():
        told: set[Span] = set()
        for a, b in combinations(values[:MAX_COMPARED], 2):
            if {a.span, b.span} & told or not _is_one_act(a, b) or not _exclude(article, a, b):
                continue
            told |= {a.span, b.span}
            code = "conflict.time" if unit == _CLOCK_UNIT else "conflict.number"
            yield told_differently(code, article, [(each.giver, each.span) for each in (a, b)])


def _is_one_act(a: _Value, b: _Value) -> bool:
    if a.mouth == b.mouth or any(x and y and x.isdisjoint(y) for x, y in ((a.where, b.where), (a.days, b.days))):
        return False
    if a.behind and b.behind and not any(word & other for word in a.behind for other in b.behind):
        return False  # for the crane, for the boat
    shorter, longer = sorted((a, b), key=lambda each: len(each.clause))
    others = (*longer.clause, longer.speaker)
    shared = sum(any(not word.isdisjoint(other) for other in others) for word in shorter.clause)
    return shared >= FEWEST and shared >= SHARE * len(shorter.clause)


def _exclude(article: Article, a: _Value, b: _Value) -> bool:
    """Whether two values cannot both be right; of counts only where something sets one against the other."""
    (low, high), (other_low, other_high) = a.value, b.value
    if a.unit == _CLOCK_UNIT:
        apart = abs(low - other_low) % DAY
        return min(apart, DAY - apart) >= APART
    is_money = kind_of_unit(a.unit) == "money"
    slack = 1 + SLACK if is_money else 1
    is_apart = max(low, other_low) > min(high, other_high) * slack
    return is_apart and (is_money or are_set_against(article, a.span, b.span))


def _amounts(article: Article, seen: Collection[Span]) -> Iterator[_Value]:
    """Money and counts that the text tells of now, but for those of which findings tell."""
    for quantity in find_quantities_in(article.text, article.tokens):
        unit = place_key(quantity.unit or "")
        is_known = touches(seen, quantity.span)
        if not unit or is_known or unit in words("time unit") or kind_of_unit(unit) == "percent":
            continue
        before = article.tokens_between(quantity.span[0] - LONGEST_LIMIT, quantity.span[0])
        if not any(token.text.lower() in _LIMITS for token in before):
            yield from _value(article, unit, bounds(quantity.low, quantity.high, quantity.relation), quantity.span)


def _clocks(article: Article) -> Iterator[_Value]:
    """Times of the day."""
    for time in find_times_in(article.text, article.tokens, article.anchor):
        if time.kind == "instant" and time.start is not None and not article.text[slice(*time.span)].isascii():
            minute = Decimal(time.start.hour * 60 + time.start.minute)
            yield from _value(article, _CLOCK_UNIT, (minute, minute), time.span)
    for match in _CLOCK.finditer(article.text):
        hour, minutes, half, named = match.groups()
        minute = Decimal(
            _NOON[named.lower()] if named else (int(hour) % 12 + 12 * (half in "pP")) * 60 + int(minutes or 0)
        )
        yield from _value(article, _CLOCK_UNIT, (minute, minute), match.span())


def _value(article: Article, unit: str, value: tuple[Decimal, Decimal], span: Span) -> Iterator[_Value]:
    at = article.token_number(span[0])
    first, end = bounds_of_clause(article, at)
    if not is_told(article, at) or is_of_another(article, first, at, end):
        return
    own = range(at, article.token_number(span[1] - 1) + 1)
    clause = [keys_of(article.tokens, near) for near in range(first, end) if near not in own]
    clause += [frozenset({each.fold}) for each in article.tokens[first:at] if each.fold.isdigit()]  # عيار 21
    giver = article.giver(span[0])
    clause_span = article.tokens[first].start, article.tokens[end - 1].end
    times = find_times_in(article.text, article.tokens[first:end], article.anchor)
    yield _Value(
        unit=unit,
        value=value,
        clause=tuple(filter(None, clause)),
        speaker=names_own_speaker(article, giver, (first, end)),
        behind=tuple(filter(None, (keys_of(article.tokens, near) for near in range(own.stop, end)))),
        where=towns_in(article, giver, clause_span),
        days=frozenset(f"{each.start:%F}" for each in times if each.kind == "day" and each.start),
        giver=giver,
        mouth=mouth_of(article, at),
        span=span,
    )
