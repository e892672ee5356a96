"""Wording: verbs that say more than the quoted words, slurs, one camp only, forecasts and their readings."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cache

from tawatur.arabic.folding import fold_word
from tawatur.arabic.lexicon import words
from tawatur.arabic.tables import read_table
from tawatur.arabic.tokens import Span, Token
from tawatur.arabic.verbs import read_verb
from tawatur.check.article import Article
from tawatur.check.codes import make_finding
from tawatur.check.records import Finding
from tawatur.forecasts import Forecast
from tawatur.statements import Statement

_PROCLITICS = ("", "و", "ف", "ب", "ل", "ك", "ال", "وال", "بال", "فال", "كال", "لل", "ولل")
MIN_VOICES_FOR_BALANCE = 2


def find_stance_problems(article: Article) -> Iterator[Finding]:
    """رجح over words without likelihood; أوضح over a claim that nobody verified."""
    unverified = sorted([claim.span[0] for claim in article.claims] + [each.span[0] for each in article.forecasts])
    with_likelihood = [forecast for forecast in article.forecasts if forecast.likelihood_words]
    for statement in article.statements:
        verb = read_verb(fold_word(statement.cue)) if statement.cue and statement.cue_span else None
        if verb is None or statement.cue_span is None:
            continue
        if verb.verb.lemma == "رجح" and not _states_likelihood(article, statement):
            elsewhere = next(
                (each for each in with_likelihood if each.statement.speaker == statement.speaker is not None), None
            )
            spans: tuple[Span, ...] = (statement.cue_span,)
            extra_ar = extra_en = ""
            if elsewhere is not None and elsewhere.likelihood_words:
                at = article.text.find(elsewhere.likelihood_words, elsewhere.span[0])
                spans += ((at, at + len(elsewhere.likelihood_words)),) if at >= 0 else ()
                extra_ar = f"؛ عبارة الترجيح «{elsewhere.likelihood_words}» واردة تحت «{elsewhere.statement.cue}»"
                extra_en = (
                    f"; the words of likelihood «{elsewhere.likelihood_words}» stand under «{elsewhere.statement.cue}»"
                )
            yield make_finding(
                "stance.no_likelihood",
                spans,
                f"«{statement.cue}» ولا ترجيح في الكلام المنقول بعده{extra_ar}",
                f"«{statement.cue}», but the words quoted after it state no likelihood{extra_en}",
            )
        elif verb.verb.stance == "explaining" and _holds(statement, unverified):
            yield make_finding(
                "stance.factive",
                (statement.cue_span,),
                f"«{statement.cue}» يقدّم توقعا أو خبرا ميدانيا غير متحقق منه على أنه حقيقة",
                f"«{statement.cue}» presents a forecast or an unverified claim about the ground as fact",
            )


def _states_likelihood(article: Article, statement: Statement) -> bool:
    tokens = article.tokens_of(statement)
    if any(token.fold in words("likelihood") or token.fold in words("evidential") for token in tokens):
        return True
    first = next((token for token in tokens if token.is_word), None)
    is_subjunctive = first is not None and first.fold[:1] in {"ي", "ت"} and statement.form in {"indirect", "mixed"}
    return is_subjunctive or any(
        token.fold[:2] in {"سي", "ست"} and token.fold not in words("not future") for token in tokens
    )


def _holds(statement: Statement, places: Sequence[int]) -> bool:
    """Whether one of the places, in order, lies in the words of a statement."""
    start, end = statement.quote_span
    return bisect_left(places, start) < bisect_left(places, end)


@cache
def _slurs() -> dict[str, str]:
    """Every written form, with its proclitics, folded -> kind."""
    return {
        f"{proclitic}{fold_word(row['term'])}": row["kind"] for row in read_table("slurs") for proclitic in _PROCLITICS
    }


def slur_kind(folded: str) -> str | None:
    """What kind of slur a folded word is, with proclitics or without; None for any other word."""
    return _slurs().get(folded)


def find_slurs(article: Article) -> Iterator[Finding]:
    """Terms of the slur table, with clitics; the whole word is the span, so that it alone can be masked."""
    slurs = _slurs()
    for token in article.tokens:
        if token.fold not in slurs or not token.is_word:
            continue
        kind = slurs[token.fold]
        is_quoted = article.is_quoted((token.start, token.end))
        if kind == "dehumanising" and not is_quoted:
            continue
        where_ar = "داخل اقتباس" if is_quoted else "بصوت المحرر"
        where_en = "inside a quote" if is_quoted else "in the article's own voice"
        kind_ar = "لفظ طائفي" if kind == "sectarian" else "لفظ يحطّ من إنسانية جماعة"
        yield make_finding(
            "language.slur",
            ((token.start, token.end),),
            f"«{token.text}»: {kind_ar} {where_ar}",
            f"«{token.text}»: {kind} term {where_en}",
        )


@cache
def _camps() -> dict[str, list[tuple[tuple[str, ...], str, str]]]:
    """First folded word of a term -> (all its words, conflict, side)."""
    camps: dict[str, list[tuple[tuple[str, ...], str, str]]] = {}
    for row in read_table("camps"):
        terms = tuple(map(fold_word, row["term"].split()))
        camps.setdefault(terms[0], []).append((terms, row["conflict"], row["side"]))
    return camps


def find_balance(article: Article) -> Iterator[Finding]:
    """At least two speakers whose words are of one side of a conflict, and nobody of the other."""
    sides: dict[tuple[str, str], dict[str, Span]] = {}
    speakers = set()
    for statement in article.statements:
        if statement.speaker is None or "nested" in statement.rule:
            continue
        speakers.add(statement.speaker)
        for conflict, side, span in find_camps(article.tokens_of(statement)):
            sides.setdefault((conflict, side), {}).setdefault(statement.speaker, span)
    for (conflict, side), voices in sides.items():
        others = {who for (name, other), named in sides.items() if name == conflict and other != side for who in named}
        if len(voices) < MIN_VOICES_FOR_BALANCE or others:
            continue
        shown = "، ".join(f"{who} «{article.text[slice(*span)]}»" for who, span in voices.items())
        rest = len(speakers) - len(voices)
        yield make_finding(
            "balance.one_camp",
            tuple(voices.values()),
            f"ألفاظ المتحدثين من طرف واحد: {shown}" + (f"؛ ولا يظهر من كلام {rest} آخرين طرف" if rest > 2 else ""),
            f"the speakers' words are of one side ({side}): {shown}",
        )


def find_camps(tokens: Sequence[Token]) -> Iterator[tuple[str, str, Span]]:
    """(conflict, side, span) of each term of the table, with clitics on its first word."""
    for at, token in enumerate(tokens):
        for first in _without_clitics(token.fold):
            for terms, conflict, side in _camps().get(first, ()):
                following = tokens[at : at + len(terms)]
                if tuple(word.fold for word in following[1:]) == terms[1:]:
                    yield conflict, side, (token.start, following[-1].end)


def _without_clitics(fold: str) -> tuple[str, ...]:
    """A folded word as it stands, and without a proclitic; لل gives back the article."""
    if fold.startswith("لل"):
        return fold, f"ال{fold[2:]}"
    return (fold, fold[1:]) if fold[:1] in {"و", "ف", "ب", "ك", "ل"} and len(fold) > 3 else (fold,)


def find_forecasts(article: Article) -> Iterator[Finding]:
    """Forecasts with a deadline, those whose deadline has several readings first; the vague ones in one line."""
    vague: dict[str, list[Forecast]] = {}
    for forecast in article.forecasts:
        speaker = forecast.statement.speaker or "?"
        if forecast.window.words is None or forecast.window.is_vague:
            vague.setdefault(speaker, []).append(forecast)
            continue
        window_ar, window_en = _window_words(article, forecast)
        spans = (
            (forecast.window.span, *(reading.span for reading in forecast.readings))
            if forecast.window.span
            else (forecast.span,)
        )
        if len(forecast.readings) > 1:
            readings_ar = "؛ ".join(f"({n}) «{each.event}»" for n, each in enumerate(forecast.readings, start=1))
            yield make_finding(
                "forecast.scope",
                spans,
                f"{speaker}: «{forecast.window.words}» قد تعني {readings_ar}. {window_ar}",
                f"{speaker}: «{forecast.window.words}» may cover {readings_ar}. {window_en}",
            )
        else:
            yield make_finding(
                "forecast.window",
                spans,
                f"{speaker}: «{forecast.event}»، المهلة «{forecast.window.words}». {window_ar}",
                f"{speaker}: «{forecast.event}», deadline «{forecast.window.words}». {window_en}",
            )
    for speaker, forecasts in vague.items():
        shown = "؛ ".join(f"«{_shorten(each.event)}»" for each in forecasts[:6])
        likely = [each.likelihood_words for each in forecasts if each.likelihood_words]
        likely_ar = f"؛ درجة الاحتمال بلفظه: {'، '.join(f'«{each}»' for each in likely)}" if likely else ""
        likely_en = f"; likelihood as said: {', '.join(f'«{each}»' for each in likely)}" if likely else ""
        yield make_finding(
            "forecast.vague",
            tuple(each.span for each in forecasts),
            f"{speaker}: {shown}{likely_ar}",
            f"{speaker}: {shown}{likely_en}",
        )


def _shorten(event: str, limit: int = 60) -> str:
    event = " ".join(event.split())
    return event if len(event) <= limit else event[:limit].rsplit(" ", 1)[0] + "…"


def _window_words(article: Article, forecast: Forecast) -> tuple[str, str]:
    window = forecast.window
    if window.anchor == "unknown":
        return (
            "بداية المهلة غير معروفة: لا رابط للمنشور ولا تاريخ للمقال",
            "what it is counted from is not known: no link to the post, no date of the article",
        )
    start_ar, end_ar = _moment(article, window.start, "ar"), _moment(article, window.end, "ar")
    start_en, end_en = _moment(article, window.start, "en"), _moment(article, window.end, "en")
    return (
        f"من {start_ar} إلى {end_ar} بتوقيت {article.zone_name('ar')}",
        f"From {start_en} to {end_en}, {article.zone_name('en')} time",
    )


def _moment(article: Article, moment: datetime | None, lang: str) -> str:
    if moment is None:
        return "وقت مفتوح" if lang == "ar" else "an open time"
    return f"{article.local(moment):%Y-%m-%d %H:%M}"
