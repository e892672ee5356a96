"""The cards of findings, and the tables of events, forecasts and claims beside the article."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tawatur.check.codes import CODES
from tawatur.check.conflicts import STATE_WORDS
from tawatur.check.records import Checked, Finding, TimelineEvent
from tawatur.forecasts import Forecast, Window
from tawatur.markup import Clock, Lang, Words
from tawatur.page.fitting import shorten
from tawatur.page.speakers import Speakers, Tag
from tawatur.statements.spans import SpanIndex


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One finding as the page shows it.

    `title`: its kind in words; `snippets`: the words of each span and the fragment of its place.
    """

    number: int
    finding: Finding
    title: str
    message: str
    action: str
    snippets: tuple[tuple[str, str], ...]


def make_card(checked: Checked, number: int, lang: Lang) -> Card:
    """The card of a finding; `number` counts from 1."""
    finding = checked.findings[number - 1]
    message, action = (
        (finding.message_ar, finding.action_ar) if lang == "ar" else (finding.message_en, finding.action_en)
    )
    snippets = tuple(
        (shorten(checked.text[slice(*span)]), f"f{number}-{place}") for place, span in enumerate(finding.spans, start=1)
    )
    code = CODES.get(finding.code)
    title = finding.code if code is None else code.title_ar if lang == "ar" else code.title_en
    return Card(number=number, finding=finding, title=title, message=message, action=action, snippets=snippets)


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRow:
    """One line of the timeline as a list."""

    event: TimelineEvent
    label: str
    when: str
    target: str
    tag: Tag | None


def event_rows(checked: Checked, lang: Lang, clock: Clock, speakers: Speakers) -> list[EventRow]:
    """The timeline as a list, in the order of `checked.timeline`."""
    return [
        EventRow(
            event=event,
            label=event_label(event, lang),
            when=_window_words(clock, event.start, event.end) if event.end else clock.moment(event.start),
            target=f"t{number}",
            tag=speakers.of_span(event.spans),
        )
        for number, event in enumerate(checked.timeline, start=1)
    ]


def event_label(event: TimelineEvent, lang: Lang) -> str:
    """What an event is called in the language of the page."""
    return event.label_ar if lang == "ar" else event.label_en


def _window_words(clock: Clock, start: datetime | None, end: datetime | None) -> str:
    if start and end:
        return clock.words("window.between", start=clock.moment(start), end=clock.moment(end))
    if start:
        return clock.words("window.from", start=clock.moment(start))
    return clock.words("window.until", end=clock.moment(end)) if end else clock.words("window.open")


def untimed_rows(checked: Checked, speakers: Speakers) -> list[tuple[Tag, list[tuple[str, str]]]]:
    """Statements that no time is known for, by speaker: (speaker, [(first words, fragment of their place)])."""
    timed = SpanIndex([span for event in checked.timeline if event.kind == "statement" for span in event.spans])
    dated = {claim.statement for claim in checked.claims if claim.said_at is not None}
    by_tag: dict[Tag, list[tuple[str, str]]] = {}
    for index, statement in enumerate(checked.statements):
        if index not in dated and not timed.touching(statement.quote_span):
            words = (shorten(statement.quote), f"s{index + 1}")
            by_tag.setdefault(speakers.by_statement[index], []).append(words)
    return list(by_tag.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastRow:
    """One forecast as the page shows it; `is_plain` when there is nothing to say of it but its words."""

    forecast: Forecast
    is_plain: bool
    tag: Tag
    window: str
    anchor: str
    target: str


def forecast_rows(checked: Checked, words: Words, clock: Clock, speakers: Speakers) -> list[ForecastRow]:
    """The forecasts of the article, each with its speaker and the window it speaks of."""
    tags = dict(zip(checked.statements, speakers.by_statement, strict=True))
    return [
        _forecast_row(
            forecast,
            f"fc{number}",
            tags.get(forecast.statement) or speakers.of_span([forecast.span]) or speakers.nobody,
            words,
            clock,
        )
        for number, forecast in enumerate(checked.forecasts, start=1)
    ]


def _forecast_row(forecast: Forecast, target: str, tag: Tag, words: Words, clock: Clock) -> ForecastRow:
    window = forecast.window
    return ForecastRow(
        forecast=forecast,
        is_plain=not (window.words or forecast.likelihood_words or len(forecast.readings) > 1),
        tag=tag,
        window=_forecast_window(window, words, clock),
        anchor=words(f"anchor.{window.anchor}") if window.words and window.anchor != "unknown" else "",
        target=target,
    )


def _forecast_window(window: Window, words: Words, clock: Clock) -> str:
    if window.start or window.end:
        return _window_words(clock, window.start, window.end)
    return words("anchor.unknown") if window.anchor == "unknown" and window.words else words("window.open")


def claim_rows(
    checked: Checked, words: Words, clock: Clock, speakers: Speakers
) -> list[dict[str, str | bool | Tag | None]]:
    """The states of places that the article tells, a row each; `tag` is None outside every statement."""
    return [
        {
            "place": claim.place,
            "state": STATE_WORDS[claim.state][words.lang == "en"],
            "is_future": claim.is_future,
            "actor": claim.actor,
            "tag": speakers.by_statement[claim.statement] if claim.statement is not None else None,
            "speaker": claim.speaker,
            "when": clock.moment(claim.said_at) if claim.said_at else None,
            "words": shorten(checked.text[slice(*claim.span)]),
            "target": f"c{number}",
        }
        for number, claim in enumerate(checked.claims, start=1)
    ]
