"""Check an article that anybody wrote: what changes the story first, then what is unsourced, altered, malformed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from tawatur.check.acts import find_acts_denied
from tawatur.check.article import Article, read_article
from tawatur.check.codes import CODES, ORDER, Code
from tawatur.check.conflicts import STATE_WORDS, find_conflicts, find_counted, read_figures
from tawatur.check.counts import find_changed_counts, find_record_names
from tawatur.check.denials import find_denials
from tawatur.check.form import (
    find_elisions,
    find_mark_problems,
    find_mixed_digits,
    find_spacing,
    find_spelling_variants,
    find_typos,
)
from tawatur.check.records import SEVERITIES, Checked, Finding, Severity, SpeakerRow, TimelineEvent
from tawatur.check.sourcing import (
    find_link_problems,
    find_unsourced_claims,
    find_unsourced_numbers,
    find_unsourced_speakers,
)
from tawatur.check.stance import find_changed_stance, find_continuations, find_single_sources, find_stance_problems
from tawatur.check.stored import find_altered_quotes
from tawatur.check.values import find_values_told_apart
from tawatur.check.wording import find_balance, find_forecasts, find_slurs
from tawatur.posts import Post

__all__ = [
    "CODES",
    "SEVERITIES",
    "Checked",
    "Code",
    "Finding",
    "Severity",
    "SpeakerRow",
    "TimelineEvent",
    "check_article",
    "find_record_names",
]


def check_article(
    text: str,
    *,
    published_at: datetime | None = None,
    zone: str | None = None,
    now: datetime | None = None,
    posts: Collection[Post] = (),
    counts: Mapping[str, Mapping[str, object]] | None = None,
) -> Checked:
    """Read an article and find what an editor must know before publishing it.

    Args:
        published_at: when the article appeared; None when that is not known. Forecasts without a link count from it.
        zone: IANA name for showing times; by default that of the places the article names most, else UTC.
        posts: stored ones; quotations that link to one of them are compared with it.
        counts: label of an evidence record (EV-…) -> what it counted; counts of the text are compared with it.
        now: posts later than this are called impossible; None skips that test.

    Returns: everything that was read, with the findings in the order of the documented list.
    """
    article = read_article(text, published_at=published_at, zone=zone)
    figures = read_figures(article)
    counted = find_counted(article, figures)
    events = article.events()
    conflicts = [*find_conflicts(article, events, counted), *find_denials(article)]
    conflicts += find_acts_denied(article, conflicts)
    conflicts += find_values_told_apart(article, conflicts)
    findings = [
        *conflicts,
        *find_unsourced_numbers(article, figures, counted),
        *find_unsourced_claims(article),
        *find_unsourced_speakers(article),
        *find_link_problems(article, now),
        *find_mark_problems(article),
        *_cuts(article, posts),
        *find_changed_counts(article, counts or {}),
        *find_typos(article),
        *find_stance_problems(article, events),
        *find_continuations(article),
        *find_changed_stance(article),
        *find_single_sources(article, figures, events),
        *find_slurs(article),
        *find_balance(article),
        *find_spelling_variants(article),
        *find_mixed_digits(article),
        *find_spacing(article),
        *find_forecasts(article),
    ]
    return Checked(
        text=text,
        zone=article.zone,
        statements=article.statements,
        claims=article.claims,
        forecasts=article.forecasts,
        findings=tuple(sorted(findings, key=lambda finding: (ORDER[finding.code], finding.spans[0]))),
        speakers=_speaker_rows(article),
        timeline=_timeline(article),
        links=tuple((link.span, link.url) for link in article.links),
    )


def _cuts(article: Article, posts: Collection[Post]) -> list[Finding]:
    """What is wrong with words of a quotation and what it leaves out; the stored post knows better than the text."""
    stored = list(find_altered_quotes(article, posts))
    known = {finding.spans[0] for finding in stored}
    by_text = (each for each in find_elisions(article) if not any(a <= each.spans[0][0] < b for a, b in known))
    return [*stored, *by_text]


def _speaker_rows(article: Article) -> tuple[SpeakerRow, ...]:
    rows: dict[str | None, list[int]] = {}
    for number, statement in enumerate(article.statements):
        rows.setdefault(statement.speaker, []).append(number)
    result = []
    for name, numbers in rows.items():
        statements = [article.statements[number] for number in numbers]
        own = [each for each in statements if "nested" not in each.rule]
        links = [link for each in own if (link := article.link_of(each)) is not None]
        result.append(
            SpeakerRow(
                name=name,
                role=next((each.role for each in statements if each.role), None),
                handle=next((each.handle for each in statements if each.handle), None) if name else None,
                statements=tuple(numbers),
                urls=tuple(dict.fromkeys(link.url for link in links)),
                said_at=tuple(sorted({link.posted_at for link in links if link.posted_at})),
            )
        )
    return tuple(result)


def _timeline(article: Article) -> tuple[TimelineEvent, ...]:
    """Dated posts, and the windows of forecasts; a window without an anchor is drawn from the last dated post."""
    events = []
    for link in article.links:
        statement = next(
            (each for each in article.statements if each.url == link.url and "nested" not in each.rule), None
        )
        if link.posted_at is None or statement is None:
            continue
        states = [
            claim
            for claim in article.claims
            if not claim.is_future and statement.quote_span[0] <= claim.span[0] < statement.quote_span[1]
        ]
        told = [f"{claim.place} {STATE_WORDS[claim.state][0]}" for claim in states]
        told_en = [f"{claim.place} {STATE_WORDS[claim.state][1]}" for claim in states]
        who = statement.speaker or f"@{link.handle or '?'}"
        events.append(
            TimelineEvent(
                kind="statement",
                start=link.posted_at,
                end=None,
                label_ar=f"{who}: {'، '.join(dict.fromkeys(told))}" if told else who,
                label_en=f"{who}: {', '.join(dict.fromkeys(told_en))}" if told_en else who,
                is_assumed=False,
                spans=(statement.quote_span, *(claim.span for claim in states)),
            )
        )
    dated = [event.start for event in events]
    for forecast in article.forecasts:
        window = forecast.window
        if window.words is None or window.span is None or window.is_vague:
            continue
        start, end = window.start, window.end
        is_assumed = window.anchor == "unknown" or len(forecast.readings) > 1
        if window.anchor == "unknown" and dated:
            start, end = _assume(article, window.words, max(dated))
        if start is None or end is None:
            continue
        events.append(
            TimelineEvent(
                kind="window",
                start=start,
                end=end,
                label_ar=f"{forecast.statement.speaker or '؟'}: {window.words}",
                label_en=f"{forecast.statement.speaker or '?'}: {window.words}",
                is_assumed=is_assumed,
                spans=(window.span, forecast.span),
            )
        )
    return tuple(sorted(events, key=lambda event: (event.start, event.kind)))


def _assume(article: Article, words: str, anchor: datetime) -> tuple[datetime | None, datetime | None]:
    """The window that time words would give if they were counted from `anchor`."""
    from tawatur.arabic.times import find_times  # noqa: PLC0415

    window = next(iter(find_times(words, article.local(anchor))), None)
    if window is None or window.end is None:
        return None, None
    start = window.start or anchor
    return (start, window.end) if window.end - start < timedelta(days=3650) else (None, None)
