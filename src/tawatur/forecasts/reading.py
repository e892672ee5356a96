"""Statements about the future: what is to happen, by when, how likely the speaker calls it.

Likelihood words are kept as said and never turned into a number here: without a band beside them readers agree on
their meaning in 32% of cases only.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise
from typing import Literal

from tawatur.arabic.folding import fold_word
from tawatur.arabic.gazetteer import is_place_word
from tawatur.arabic.latin_times import find_latin_times
from tawatur.arabic.lexicon import given_count, words
from tawatur.arabic.tense import word_tense
from tawatur.arabic.times import TimeWindow, find_times_in
from tawatur.arabic.tokens import Span, Token, tokenize
from tawatur.arabic.verbs import conjugate, read_verb
from tawatur.posts import find_permalinks
from tawatur.statements import Statement, read_statements

Direction = Literal["will happen", "will not happen", "may happen"]

_FUTURE_VERB = re.compile(
    "[وف]?س(?:ي|ت|ن|ا)[\u0621-\u064a]{2,14}"
)  # سيدخل, وستكون, سنرى; nouns are listed in words.tsv
_DIALECT = re.compile("[وف]?[هحب][يتن][\u0621-\u064a]{3}")  # هيوصل, حتنهار, بيعلن, beside a deadline only
_TENSE_WITHIN = 4  # tokens at the front of a clause in which its verb stands
_WILL = frozenset({"سوف", "وسوف", "فسوف"})
_WILL_NOT = frozenset({"لن", "ولن", "فلن"})
_MAY = frozenset(map(fold_word, ("قد", "وقد", "ربما", "وربما", "يحتمل", "لعل", "محتمل", "احتمال")))
_ABOUT_TO = frozenset(map(fold_word, ("يوشك", "توشك", "يوشكون", "أوشك", "أوشكت", "وشك")))
_RULE_OUT = "استبعد"
_UNLIKELY = frozenset(map(fold_word, ("مستبعد", "المستبعد", "يستبعد", "مستحيل")))
_PURPOSE = frozenset(map(fold_word, ("تمهيدا", "استعدادا", "بهدف", "بغية", "تحضيرا", "وصولا", "لغاية")))
_REFERS_BACK = frozenset(map(fold_word, ("والأخير", "الأخير", "وهو", "وهذا", "وذلك", "وهي", "والأول", "والثاني")))
_PREDICTS = frozenset("predicted predicts".split())
_WILL_EN = frozenset({"will", "shall", "i'll", "we'll", "they'll", "he'll", "she'll", "it'll"})
_WILL_NOT_EN = frozenset({"won't", "cannot", "never", "unlikely"})
_MAY_EN = frozenset("may might could would can".split())  # foretells beside a deadline only
_HOPED_EN = _MAY_EN | {"expected"}
_SET_TO = frozenset("expected set poised about going likely unlikely bound due".split())  # "to" follows
_LIKELY_EN = frozenset("likely unlikely probably certainly surely possibly perhaps".split())
_MEASURES = frozenset(  # what somebody decides and announces, and does not foretell
    map(fold_word, "تعليق تعطيل تأجيل إلغاء إغلاق تمديد إيقاف استئناف افتتاح حظر منع تنكيس".split())
)
_DECIDES = ("علق", "عطل", "أجل", "ألغى", "أغلق", "مدد", "أوقف", "استأنف", "افتتح", "حظر", "منع")  # lemmas
_MEASURES_EN = frozenset("closed cancelled canceled postponed suspended reopened extended".split())
_IS_DONE = frozenset(f"{future}{form}" for form in ("يتم", "تتم") for future in ("", "س", "وس", "و"))
_LIKELIHOOD_HEADS = frozenset(map(fold_word, ("من", "هو", "على")))
_UP_TO = frozenset(map(fold_word, ("قبل", "قبيل", "مع", "حتى", "بحلول", "عند", "فور", "بعد")))
_LONGEST_EVENT = 4  # words of the event behind it
_CLAUSE_END = frozenset("،,؛.؟!?")
_QUESTION = frozenset("؟?")
_SENTENCE_END = frozenset(".!\n") | _QUESTION
FAR = timedelta(days=3653)  # no post sets a deadline ten years off without a verb of the future
_ANY_TIME = datetime(2000, 5, 10, 12, tzinfo=UTC)  # for the words of a window alone; no feast is near


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """When a forecast is to come true.

    Attributes:
        start, end: aware UTC, end exclusive; None when open or when the anchor is not known.
        words: the time words of the text (خلال ٧٢ ساعة); None when the text gives none.
        span: where these words stand; None when there are none.
        anchor: what the window is counted from: "post" (its permalink's time), "article", or "unknown".
        is_vague: the words bound nothing exactly (الساعات القادمة).
    """

    start: datetime | None
    end: datetime | None
    words: str | None
    span: Span | None
    anchor: Literal["post", "article", "unknown"]
    is_vague: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One way to read what falls inside the window (the movements, or the entry that they prepare)."""

    event: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """One forecast.

    Attributes:
        statement: the statement it stands in.
        event: the clause that is to come true, in the speaker's words.
        span: where that clause stands in the text.
        window: when; `window.words` is None for a forecast without a deadline (listed as vague, never scored).
        likelihood_words: as said (الأرجح, من المتوقع); None when the speaker gave none.
        direction: whether it is said to happen.
        is_measurable: event and a bounded deadline are there.
        readings: every reading of what the window covers; one when the scope is clear.
    """

    statement: Statement
    event: str
    span: Span
    window: Window
    likelihood_words: str | None
    direction: Direction
    is_measurable: bool
    readings: tuple[Reading, ...]


def read_forecasts(statements: Iterable[Statement], said_at: datetime | None) -> list[Forecast]:
    """The forecasts in statements, in their order.

    Args:
        statements: their `quote_span`s say where the forecasts stand.
        said_at: when the statements without a permalink were made; None when that is not known. A statement with a
            permalink is counted from the time in its post id.
    """
    scopes = ((each, _Scope(each.quote, tokenize(each.quote), each.quote_span[0])) for each in statements)
    return _read(scopes, said_at)


def read_forecasts_in(
    text: str, tokens: Sequence[Token], statements: Iterable[Statement], said_at: datetime | None
) -> list[Forecast]:
    """As read_forecasts, for statements of one text whose tokens are there already."""
    starts = [token.start for token in tokens]
    scopes = (
        (each, _Scope(text, tokens[bisect_left(starts, each.quote_span[0]) : bisect_left(starts, each.quote_span[1])]))
        for each in statements
    )
    return _read(scopes, said_at)


def read_post_forecasts(text: str, said_at: datetime | None) -> list[Forecast]:
    """The forecasts that a post makes itself, without those that it reports; their speaker is "" for its author.

    A word of what may be is no forecast here: without a speaker's verb before it, only a deadline or words that say the
    future outright are. A question foretells nothing; nor does an announced measure (schools close tomorrow).
    """
    whole = Statement(quote=text, quote_span=(0, len(text)), form="unquoted", direct=True, speaker="", confidence=1.0)
    others = [each.quote_span for each in read_statements(text)]
    return [
        forecast
        for forecast in read_forecasts([whole], said_at)
        if (_is_near(forecast.window, said_at) or says_the_future(forecast.event))
        and not _is_asked(text, forecast.span)
        and not _is_announced(forecast)
        and not any(start < forecast.span[1] and forecast.span[0] < end for start, end in others)
    ]


def _is_near(window: Window, said_at: datetime | None) -> bool:
    """Whether there is a deadline, and not one so far off that the words are history (بعد مئة عام عادت …)."""
    if window.words is None or window.is_vague:
        return False
    return window.end is None or said_at is None or window.end - said_at <= FAR


def _is_announced(forecast: Forecast) -> bool:
    """Whether a clause tells of a measure that somebody has decided: no other word of the future, no word of doubt."""
    tokens = tokenize(forecast.event)
    if forecast.likelihood_words is not None or any(map(_expects, tokens)):
        return False
    if set(_MEASURES_EN) & {token.fold for token in tokens}:
        return True
    own = [part.removeprefix("و") for token in tokens if token.is_word or token.kind == "hashtag"
           for part in token.fold.strip("#").split("_")]  # fmt: skip
    ahead = [token.fold.removeprefix("و") for token in tokens if is_future_verb(token)]
    decided = _deciding()
    is_decided = any({fold, fold.removeprefix("ال")} & _MEASURES or fold.removeprefix("س") in decided for fold in own)
    return is_decided and all(fold in _IS_DONE or fold.removeprefix("س") in decided for fold in ahead)


@cache
def _deciding() -> frozenset[str]:
    """The folded forms of the verbs of a measure."""
    return frozenset(form for lemma in _DECIDES for form in conjugate(fold_word(lemma)))


def _is_asked(text: str, span: Span) -> bool:
    """Whether the sentence of a span ends with a question mark."""
    end = next((at for at in range(span[1] - 1, len(text)) if text[at] in _SENTENCE_END), None)
    return end is not None and text[end] in _QUESTION


@dataclass(frozen=True, slots=True)
class _Scope:
    """The words of one statement.

    Attributes:
        text, tokens: the tokens of its quote, and the text that their offsets index.
        offset: where that text begins in the article.
    """

    text: str
    tokens: Sequence[Token]
    offset: int = 0

    def place(self, span: Span) -> Span:
        """A span of the text in the article."""
        return span[0] + self.offset, span[1] + self.offset


def _read(scopes: Iterable[tuple[Statement, _Scope]], said_at: datetime | None) -> list[Forecast]:
    """The forecasts of all statements; of one that stands in several, the one in the shortest statement."""
    found: list[Forecast] = []
    seen: set[int] = set()
    for statement, scope in sorted(scopes, key=lambda each: each[0].quote_span[1] - each[0].quote_span[0]):
        new = [
            forecast
            for forecast in _read_statement(statement, scope, said_at)
            if seen.isdisjoint(range(forecast.span[0] - 2, forecast.span[0] + 3))
        ]
        found += new
        seen.update(forecast.span[0] for forecast in new)
    return sorted(found, key=lambda forecast: forecast.span)


@dataclass(frozen=True, slots=True)
class _Clause:
    first: int
    end: int


def _clauses(tokens: Sequence[Token]) -> Iterator[_Clause]:
    start = 0
    for index, token in enumerate(tokens):
        if token.text in _CLAUSE_END or token.kind == "newline":
            if index > start:
                yield _Clause(start, index)
            start = index + 1
    if len(tokens) > start:
        yield _Clause(start, len(tokens))


def is_future_verb(token: Token) -> bool:
    """Whether a word is a verb with the future سـ."""
    if not token.is_word or not _FUTURE_VERB.fullmatch(token.fold):
        return False
    bare = token.fold.lstrip("وف") if token.fold[0] != "س" else token.fold
    if bare[1] == "ا" and "سأ" in token.text[:3] and len(bare) > 4 and not bare.startswith("سال"):
        return True  # سأجتمع, سأستقيل; not سألنا
    if bare in words("not future") or is_place_word(bare) or given_count(bare) > 0:
        return False
    return bare[1] in "يتن" or read_verb(bare[1:]) is not None


def says_the_future(text: str) -> bool:
    """Whether a text speaks of the future outright: a verb with سـ, سوف, لن, a word of likelihood; not "about to"."""
    tokens = tokenize(text)
    return any(
        is_future_verb(token) or token.fold in _WILL | _WILL_NOT or token.fold in words("likelihood") - _MAY
        for token in tokens
    )


def _read_statement(statement: Statement, scope: _Scope, said_at: datetime | None) -> Iterator[Forecast]:
    links = find_permalinks(statement.url) if statement.url else []
    posted_at = links[0].posted_at if links else None
    anchor = posted_at or said_at
    anchor_kind: Literal["post", "article", "unknown"] = "post" if posted_at else "article" if said_at else "unknown"
    text, tokens, moment = scope.text, scope.tokens, anchor or _ANY_TIME
    times = [time for time in _times(text, tokens, moment) if _is_ahead(time, moment)]
    cue = read_verb(fold_word(statement.cue)) if statement.cue else None
    is_predicted = cue is not None and cue.verb.stance == "prediction"
    is_predicted = is_predicted or (statement.cue or "").lower() in _PREDICTS
    is_ruled_out = cue is not None and cue.verb.lemma == _RULE_OUT
    clauses = list(_clauses(tokens))
    marked = [(number, clause) for number, clause in enumerate(clauses) if _is_forecast(tokens, clause, times)]
    is_bare = statement.rule.startswith("noun") and not times  # a noun that is expected: without a time no forecast
    if not marked and is_predicted and clauses and not is_bare and not _is_past(tokens):
        marked = [(0, _Clause(clauses[0].first, clauses[-1].end))]
    for number, clause in marked:
        start = clauses[number - 1].first if number and tokens[clause.first].fold in _REFERS_BACK else clause.first
        end = clause.end
        while end > start + 1 and tokens[end - 1].kind == "mark":
            end -= 1
        span = (tokens[start].start, tokens[end - 1].end)
        inside = [each for each in times if span[0] <= each.span[0] < span[1]]
        time = next((each for each in inside if each.kind != "vague"), inside[0] if inside else None)
        if time is None and number and not _is_forecast(tokens, clauses[number - 1], ()):
            before = clauses[number - 1]
            time = next((each for each in times if tokens[before.first].start <= each.span[0] < span[0]), None)
        window = _window(scope, time, anchor_kind)
        if time is None and (event := _until_event(tokens, start, end)) is not None:
            part = tokens[event[0]].start, tokens[event[1] - 1].end
            window = replace(window, words=text[slice(*part)], span=scope.place(part))
        readings = tuple(
            Reading(event=text[slice(*part)], span=scope.place(part)) for part in _readings(tokens, start, end, time)
        )
        yield Forecast(
            statement=statement,
            event=text[slice(*span)],
            span=scope.place(span),
            window=window,
            likelihood_words=_likelihood(tokens[start : clause.end], text),
            direction=_direction(tokens[start : clause.end], is_ruled_out=is_ruled_out)
            if time is None or time.rule != "lasting"
            else "will happen",  # لن تدوم أكثر من يومين: it is over by then
            is_measurable=time is not None and not window.is_vague,
            readings=readings,
        )


def _times(text: str, tokens: Sequence[Token], anchor: datetime) -> list[TimeWindow]:
    """The times in some tokens, Arabic and English ones."""
    found = find_times_in(text, tokens, anchor)
    if any(token.is_word and token.text.isascii() for token in tokens):
        found = [*found, *find_latin_times(text, (tokens[0].start, tokens[-1].end), anchor)]
    return sorted(found, key=lambda time: time.span)


def _is_ahead(time: TimeWindow, anchor: datetime) -> bool:
    """Whether a time lies after the moment it is counted from."""
    return (time.end is None or time.end > anchor) and (
        time.start is None or time.start >= anchor or time.end is not None
    )


def _is_forecast(tokens: Sequence[Token], clause: _Clause, times: Sequence[TimeWindow]) -> bool:
    inside = tokens[clause.first : clause.end]
    folds = {token.fold for token in inside}
    if any(is_future_verb(token) for token in inside) or folds & (_WILL | _WILL_NOT | _ABOUT_TO):
        return True
    if any(token.fold in words("likelihood") and token.fold not in _MAY for token in inside):
        return True
    span = (inside[0].start, inside[-1].end)
    timed = [time for time in times if span[0] <= time.span[0] < span[1]]
    written = [token.text.isascii() for token in inside if token.is_word]
    if 2 * sum(written) > len(written):
        return _foretells(inside) or (bool(timed) and bool(folds & _HOPED_EN))
    if any(time.rule == "notice" for time in timed):
        return True  # نمهل الحكومة 72 ساعة
    if timed and any(_expects(token) for token in inside):
        return True
    is_ahead = any(time.kind in {"deadline", "vague"} or _is_next(tokens, time) for time in timed)
    return is_ahead and any(
        token.is_word and len(token.fold) > 3 and (token.fold[:1] in {"ي", "ت"} or _DIALECT.match(token.fold))
        for token in inside
    )


def _is_next(tokens: Sequence[Token], time: TimeWindow) -> bool:
    """Whether the words of a time say that it is to come, whatever it is counted from (منتصف الشهر المقبل)."""
    return any(
        token.fold in words("next") for token in tokens if time.span[0] <= token.start and token.end <= time.span[1]
    )


def _expects(token: Token) -> bool:
    """Whether a word is a verb of prediction in the present or of the speaker (نتوقع, يرجح)."""
    form = read_verb(token.fold) if token.is_word else None
    if form is None and token.is_word and token.fold[:1] in {"ن", "ا"}:
        form = read_verb(f"ي{token.fold[1:]}")
    return form is not None and form.verb.stance == "prediction" and form.kind == "present"


def _foretells(tokens: Sequence[Token]) -> bool:
    """Whether an English clause speaks of the future: will, won't, is expected to, is likely to."""
    folds = [token.fold for token in tokens]
    is_set = any(fold in _SET_TO and following == "to" for fold, following in pairwise(folds))
    return is_set or not (_WILL_EN | {"won't"}).isdisjoint(folds)


def _is_past(tokens: Sequence[Token]) -> bool:
    """Whether words under a verb of prediction begin by telling what has happened (رجح أن الجيش أنهى انتشاره)."""
    tenses = [word_tense(token) for token in tokens[:_TENSE_WITHIN] if token.is_word]
    return "past" in tenses and "future" not in tenses


def _window(scope: _Scope, time: TimeWindow | None, anchor: Literal["post", "article", "unknown"]) -> Window:
    if time is None:
        return Window(start=None, end=None, words=None, span=None, anchor=anchor, is_vague=True)
    is_known = anchor != "unknown"
    return Window(
        start=time.start.astimezone(UTC) if is_known and time.start else None,
        end=time.end.astimezone(UTC) if is_known and time.end else None,
        words=scope.text[slice(*time.span)],
        span=scope.place(time.span),
        anchor=anchor,
        is_vague=time.kind == "vague",
    )


def _until_event(tokens: Sequence[Token], start: int, end: int) -> tuple[int, int] | None:
    """قبل إغلاق الصناديق, مع عودة الطلاب: the words up to something to come without a date; None without them."""
    for at in range(start, end - 1):
        if tokens[at].fold not in _UP_TO or tokens[at + 1].fold.removeprefix("ال") not in words("turn"):
            continue
        stop = at + 2
        while stop < end and stop - at <= _LONGEST_EVENT and tokens[stop].is_word:
            if tokens[stop].fold in words("preposition") or word_tense(tokens[stop]) is not None:
                break
            if not tokens[stop].fold.startswith("ال") and tokens[stop - 1].fold.startswith("ال"):
                break
            stop += 1
        return (at, stop) if stop > at + 2 else None
    return None


def _readings(tokens: Sequence[Token], start: int, end: int, time: TimeWindow | None) -> list[Span]:
    """What a window may cover: all of its clause; and, where it stands before a purpose, the purpose too or not."""
    whole = (tokens[start].start, tokens[end - 1].end)
    if time is None:
        return [whole]
    purpose = next((at for at in range(start + 1, end) if tokens[at].fold in _PURPOSE and at + 1 < end), None)
    if purpose is None:
        return [whole]
    return [(tokens[start].start, tokens[purpose - 1].end), (tokens[purpose + 1].start, tokens[end - 1].end)]


def _likelihood(tokens: Sequence[Token], text: str) -> str | None:
    """The words that say how likely, as said, with the word that leads to them (من المرجح, هو الاحتمال الأرجح)."""
    at = [index for index, token in enumerate(tokens) if token.fold in words("likelihood") | _LIKELY_EN]
    if not at:
        return None
    first, last = at[0], at[0]
    while last + 1 in at:
        last += 1
    if first and tokens[first - 1].fold in _LIKELIHOOD_HEADS and tokens[first - 1].fold != "هو":
        first -= 1
    return text[tokens[first].start : tokens[last].end]


def _direction(tokens: Sequence[Token], *, is_ruled_out: bool) -> Direction:
    """Whether a clause says that it happens; what its speaker rules out (استبعد أن) he says will not."""
    folds = {token.fold for token in tokens}
    is_english_not = bool(folds & _WILL_NOT_EN) or ("not" in folds and bool(folds & (_WILL_EN | _MAY_EN)))
    if (folds & _WILL_NOT) or is_ruled_out or (folds & _UNLIKELY) or is_english_not:
        return "will not happen"
    is_sure = any(is_future_verb(token) for token in tokens) or bool(folds & _WILL_EN)
    return "may happen" if folds & (_MAY | _MAY_EN - {"would"}) and not is_sure else "will happen"
