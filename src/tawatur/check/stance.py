"""Verbs that say more than the words they stand before: of likelihood, of fact, of stress, of doubt, of going on."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from tawatur.arabic.folding import fold_word
from tawatur.arabic.lexicon import words
from tawatur.arabic.tokens import Span
from tawatur.arabic.verbs import Stance, read_verb
from tawatur.check.article import Article
from tawatur.check.codes import make_finding
from tawatur.check.conflicts import Figure
from tawatur.check.records import Finding
from tawatur.claims import EventClaim
from tawatur.claims.grouping import TOLLS
from tawatur.statements import Statement

# Of the asserting verbs those that stress what is said; the others deny or promise (نفى، تعهد).
_STRESSING = frozenset("أكد شدد جزم أصر أقسم".split())
# Of the explaining verbs those that take what is said for a fact.
_FACTIVE = frozenset("أوضح بين أبان كشف لفت أشار نوه نبه أقر اعترف لاحظ".split())
# Of those of going on, the ones that are no everyday verbs too (أعاد, زاد).
_GOING_ON = frozenset("أضاف تابع أردف واصل أكمل استطرد استدرك استرسل ختم اختتم".split())
_ENGLISH: dict[str, Stance] = {
    "added": "continuation", "adds": "continuation", "insisted": "asserting", "insists": "asserting",
    "stressed": "asserting", "claimed": "distancing", "claims": "distancing", "explained": "explaining",
    "explains": "explaining", "noted": "explaining", "notes": "explaining", "acknowledged": "explaining",
    "admitted": "explaining",
}  # fmt: skip
_STOPS = re.compile('[.!…؛][\\s"”»]')
_ONE_QUESTION = re.compile('[؟?][\\s"”»!.]*$')
_HEDGE_WITHIN = 5  # words: what comes later hedges a part of the sentence, not the whole
_NAMED_WITHIN = 60  # characters between a verb and the name
# A text that says so itself needs no telling: our own roundups, and drafts that follow them.
_SAYS_ALONE = re.compile(
    "لم يرد هذا الرقم|مصدر واحد|no other [^.]{1,40} gives this number|single source", re.IGNORECASE
)


def find_stance_problems(article: Article, events: Sequence[EventClaim]) -> Iterator[Finding]:
    """رجح over words without likelihood; أوضح, explained over a claim that nobody verified."""
    unverified = sorted([claim.span[0] for claim in article.claims] + [each.span[0] for each in article.forecasts])
    told = sorted([*unverified, *(each.span[0] for each in events if each.modality == "certain")])
    with_likelihood = [forecast for forecast in article.forecasts if forecast.likelihood_words]
    for statement in article.statements:
        verb = read_verb(fold_word(statement.cue)) if statement.cue and statement.cue_span else None
        if statement.cue_span is None:
            continue
        if verb is None:
            if _stance(statement) == "explaining" and _holds(statement, told):
                yield _factive(statement, statement.cue_span)
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
            yield _factive(statement, statement.cue_span)


def _factive(statement: Statement, cue: Span) -> Finding:
    return make_finding(
        "stance.factive",
        (cue,),
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


def find_continuations(article: Article) -> Iterator[Finding]:
    """وأضاف فلان for somebody new: a reader looks for his first words and finds another's.

    New is who is named in full, none of it before: who is called by his office or by one name has been met already.
    """
    first: dict[str, int] = {}
    for token in article.tokens:
        first.setdefault(token.fold, token.start)
    spoken: set[str] = set()
    is_known = True  # who spoke last; where the text does not tell, it may have been him
    for statement in sorted(article.statements, key=lambda each: (each.cue_span or each.quote_span)[0]):
        speaker, cue, named = statement.speaker, statement.cue_span, statement.speaker_span
        if "nested" in statement.rule:
            continue
        if speaker and speaker not in spoken and is_known and cue and named and _goes_on(statement):
            name = [] if speaker.startswith("ال") else speaker.split()
            is_near = 0 <= (named[0] - cue[1] if named[0] > cue[0] else cue[0] - named[1]) <= _NAMED_WITHIN
            is_new = all(first.get(fold_word(word), named[0]) >= named[0] for word in name)
            if is_near and is_new and len(name) > 1:
                yield make_finding(
                    "stance.continuation",
                    (cue, named),
                    f"«{statement.cue}» ولم يُنقل قبله كلام لـ{speaker}",
                    f"«{statement.cue}», but nothing of {speaker} is quoted before",
                )
        is_known = speaker is not None
        if speaker is not None:
            spoken.add(speaker)


def find_changed_stance(article: Article) -> Iterator[Finding]:
    """A question or a guess under a verb of stress or of fact; a verb of doubt, the article's own judgement."""
    for statement in article.statements:
        stance, cue = _stance(statement), statement.cue_span
        if cue is None or stance is None:
            continue
        if stance == "distancing" and not _is_called(article, statement, cue):
            yield make_finding(
                "stance.distancing",
                (cue,),
                f"«{statement.cue}» يعني أن التقرير يشك في الكلام",
                f"«{statement.cue}» says that the article doubts the words",
            )
        elif _is_one_of(statement, _FACTIVE) or _is_stressing(statement):
            if _is_question(statement):
                kind_ar, kind_en, spans = "سؤال", "a question", (cue, statement.quote_span)
            elif (hedge := _hedge(article, statement)) is not None:
                shown = article.text[slice(*hedge)]
                kind_ar, kind_en, spans = f"ظن لا يقين «{shown}»", f"a guess («{shown}»)", (cue, hedge)
            else:
                continue
            yield make_finding(
                "stance.changed",
                spans,
                f"«{statement.cue}» والكلام المنقول {kind_ar}",
                f"«{statement.cue}», but the quoted words are {kind_en}",
            )


def find_single_sources(article: Article, figures: Sequence[Figure], events: Sequence[EventClaim]) -> Iterator[Finding]:
    """Counts of victims, arms and the like that one speaker alone gives; apart, those under a verb of stress."""
    tolls = {each.quantity.span: each.event for each in events if each.quantity and each.event in TOLLS}
    counted = [
        each for each in figures
        if each.statement is not None and (each.unit in words("conflict unit") or each.quantity.span in tolls)
    ]  # fmt: skip

    def amount(figure: Figure) -> tuple[object, ...]:
        counts = tolls.get(figure.quantity.span) or figure.unit  # 40 people killed are 40 dead
        return counts, figure.quantity.low, figure.quantity.high

    givers: dict[tuple[object, ...], set[str | None]] = {}
    for figure in counted:
        givers.setdefault(amount(figure), set()).add(_giver(article, figure))
    told = {amount(each) for each in counted if _is_said_to_be_alone(article, each)}
    alone: dict[str, dict[tuple[object, ...], Figure]] = {}
    for figure in counted:
        speaker = _giver(article, figure)
        if speaker is not None and givers[amount(figure)] == {speaker} and amount(figure) not in told:
            alone.setdefault(speaker, {}).setdefault(amount(figure), figure)
    for speaker, held in alone.items():
        shown = "، ".join(f"«{article.text[slice(*each.quantity.span)]}»" for each in held.values())
        yield make_finding(
            "number.single_source",
            tuple(each.quantity.span for each in held.values()),
            f"{shown}: لا يذكره في النص إلا {speaker}",
            f"{shown}: given by {speaker} alone",
        )
        for figure in held.values():
            statement = article.statements[figure.statement or 0]
            if _is_stressing(statement) and statement.cue_span:
                number = article.text[slice(*figure.quantity.span)]
                yield make_finding(
                    "stance.asserting",
                    (statement.cue_span, figure.quantity.span),
                    f"«{statement.cue}» لرقم لا يذكره غير {speaker}: «{number}»",
                    f"«{statement.cue}» for a number that {speaker} alone gives: «{number}»",
                )


def _is_one_of(statement: Statement, lemmas: frozenset[str]) -> bool:
    verb = read_verb(fold_word(statement.cue or ""))
    return verb is not None and verb.verb.lemma in lemmas


def _goes_on(statement: Statement) -> bool:
    return _is_one_of(statement, _GOING_ON) or _ENGLISH.get((statement.cue or "").lower()) == "continuation"


def _is_called(article: Article, statement: Statement, cue: Span) -> bool:
    """Whether the verb is يُدعى "is called", which without its marks is written as يدّعي "alleges"."""
    following = article.token_from(cue[1])
    is_present = fold_word(statement.cue or "").lstrip("وف")[:1] in {"ي", "ت"}
    return is_present and (following is None or following.fold not in words("complementizer"))


def _stance(statement: Statement) -> Stance | None:
    if statement.cue is None:
        return None
    verb = read_verb(fold_word(statement.cue))
    return verb.verb.stance if verb else _ENGLISH.get(statement.cue.lower())


def _is_stressing(statement: Statement) -> bool:
    return _is_one_of(statement, _STRESSING) or _ENGLISH.get((statement.cue or "").lower()) == "asserting"


def _is_question(statement: Statement) -> bool:
    """Whether the quoted words are one question and nothing else."""
    return bool(statement.direct and _ONE_QUESTION.search(statement.quote) and not _STOPS.search(statement.quote))


def _hedge(article: Article, statement: Statement) -> Span | None:
    """The word at the front of the quoted words that makes a guess of them; None when there is none."""
    front = [token for token in article.tokens_of(statement) if token.is_word][:_HEDGE_WITHIN]
    return next(((token.start, token.end) for token in front if token.fold in words("hedge")), None)


def _giver(article: Article, figure: Figure) -> str | None:
    return article.statements[figure.statement].speaker if figure.statement is not None else None


def _is_said_to_be_alone(article: Article, figure: Figure) -> bool:
    start, end = figure.quantity.span
    line = article.text.rfind("\n", 0, start) + 1, article.text.find("\n", end)
    return _SAYS_ALONE.search(article.text, line[0], line[1] if line[1] >= 0 else len(article.text)) is not None
