"""Wording: slurs, one camp only, forecasts and their readings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cache

from tawatur.arabic.folding import fold_word
from tawatur.arabic.tables import read_table
from tawatur.arabic.tokens import Span, Token
from tawatur.check.article import Article
from tawatur.check.codes import make_finding
from tawatur.check.records import Finding
from tawatur.forecasts import Forecast
from tawatur.forecasts.ledger import make_entry

_PROCLITICS = ("", "و", "ف", "ب", "ل", "ك", "ال", "وال", "بال", "فال", "كال", "لل", "ولل")
MIN_VOICES_FOR_BALANCE = 2


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
def _camps() -> dict[str, list[tuple[tuple[str, ...], str, str, frozenset[str]]]]:
    """First folded word of a term -> (all its words, conflict, side, countries where it has that meaning)."""
    camps: dict[str, list[tuple[tuple[str, ...], str, str, frozenset[str]]]] = {}
    for row in read_table("camps"):
        terms = tuple(map(fold_word, row["term"].split()))
        camps.setdefault(terms[0], []).append((terms, row["conflict"], row["side"], frozenset(row["where"].split())))
    return camps


def find_balance(article: Article) -> Iterator[Finding]:
    """At least two speakers whose words are of one side of a conflict, and nobody of the other."""
    sides: dict[tuple[str, str], dict[str, Span]] = {}
    countries = frozenset(place.country for place in article.places if place.country)
    speakers = set()
    for statement in article.statements:
        if statement.speaker is None or "nested" in statement.rule:
            continue
        speakers.add(statement.speaker)
        for conflict, side, span in find_camps(article.tokens_of(statement), countries):
            sides.setdefault((conflict, side), {}).setdefault(statement.speaker, span)
    for (conflict, side), voices in sides.items():
        others = {who for (name, other), named in sides.items() if name == conflict and other != side for who in named}
        if len(voices) < MIN_VOICES_FOR_BALANCE or others:
            continue
        each_shown = [f"{who} «{article.text[slice(*span)]}»" for who, span in voices.items()]
        rest = len(speakers) - len(voices)
        yield make_finding(
            "balance.one_camp",
            tuple(voices.values()),
            f"ألفاظ المتحدثين من طرف واحد: {'، '.join(each_shown)}"
            + (f"؛ ولا يظهر من كلام {rest} آخرين طرف" if rest > 2 else ""),
            f"the speakers' words are of one side ({side}): {', '.join(each_shown)}",
        )


def find_camps(tokens: Sequence[Token], countries: frozenset[str] = frozenset()) -> Iterator[tuple[str, str, Span]]:
    """(conflict, side, span) of each term of the table, with clitics on its first word.

    `countries`: that the text names; none tells nothing.
    """
    for at, token in enumerate(tokens):
        for first in _without_clitics(token.fold):
            for terms, conflict, side, where in _camps().get(first, ()):
                following = tokens[at : at + len(terms)]
                if where and countries and where.isdisjoint(countries):
                    continue  # المقاومة of Yemen
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
        kept_as = make_entry(forecast, text=article.text, name="").id
        window_ar = f"{window_ar} (رمزه في سجل التوقعات: {kept_as})"
        window_en = f"{window_en} (in the ledger: {kept_as})"
        spans = (
            (forecast.window.span, *(reading.span for reading in forecast.readings))
            if forecast.window.span
            else (forecast.span,)
        )
        if len(forecast.readings) > 1:
            readings = [f"({n}) «{each.event}»" for n, each in enumerate(forecast.readings, start=1)]
            yield make_finding(
                "forecast.scope",
                spans,
                f"{speaker}: «{forecast.window.words}» قد تعني {'؛ '.join(readings)}. {window_ar}",
                f"{speaker}: «{forecast.window.words}» may cover {'; '.join(readings)}. {window_en}",
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
