"""A roundup as JSON: the contract of specs/api.md, for programs."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from tawatur.arabic.display import make_showable
from tawatur.report.citing import cite
from tawatur.report.records import MARKS, Link, Quote, Rising, Roundup, Sentence, link_urls


def roundup_record(roundup: Roundup) -> dict[str, Any]:
    """A roundup as JSON types: title, blocks, speakers, numbers, forecasts, caveats, method, evidence.

    Of a trend also `trend`: what `trends --json` gives of it, its curve, and the record that holds both.

    Offsets count code points: `span` of a quote in the sentence's text, marks left out; `start` and `end` in the text
    of the post. Times are RFC 3339, UTC. `text` of a quote is what is shown; the post's own words are in the evidence.
    """
    language = roundup.language
    return {
        "title": make_showable(roundup.title).text,
        "language": language,
        "zone": roundup.zone,
        "about": _plain(roundup.about),
        "blocks": [
            {"kind": block.kind, "sentences": [_sentence(each, roundup) for each in block.sentences]}
            for block in roundup.blocks
        ],
        "speakers": [_plain(each) for each in roundup.speakers],
        "numbers": [_plain(each, language) for each in roundup.numbers],
        "forecasts": [_plain(each, language) for each in roundup.forecasts],
        "headlines": [_sentence(each, roundup) for each in roundup.headlines],
        "caveats": [{"code": each.code, **_sentence(each.sentence, roundup)} for each in roundup.caveats],
        "method": {
            **_plain(roundup.method),
            **{name: dict(getattr(roundup.method, name)) for name in ("passed_over", "rejected", "platforms")},
        },
        **({"trend": _rising(roundup.rising)} if roundup.rising else {}),
        "evidence": [
            {name: value for name, value in _plain(each).items() if name != "number"} for each in cite(roundup).values()
        ],
    }


def _rising(rising: Rising) -> dict[str, Any]:
    """The trend as `trends --json` gives it, with its curve and the record that holds both."""
    curve = rising.curve
    return {
        **_plain(rising.trend),
        "asked": _plain(rising.asked),
        "at": _plain(rising.at),
        "measurement": rising.measurement,
        "curve": {
            "start": _plain(curve.start),
            "step_seconds": int(curve.step.total_seconds()),
            "voices": list(curve.voices),
            "posts": list(curve.posts),
        },
    }


def _sentence(sentence: Sentence, roundup: Roundup) -> dict[str, Any]:
    text = sentence.text(roundup.language)
    opening, _ = MARKS[roundup.language]
    quotes, position = [], 0
    for quote in sentence.quotes:
        shown = quote.shown(roundup.language)
        start = text.index(opening + shown, position) + len(opening)
        position = start + len(shown)
        quotes.append({**_quote(quote, roundup.language), "span": [start, position]})
    return {
        "text": text,
        "evidence": list(sentence.evidence),
        "quotes": quotes,
        "links": list(link_urls([sentence])),
    }


def _quote(quote: Quote, language: str) -> dict[str, Any]:
    return {
        "platform": quote.post.platform,
        "post_id": quote.post.post_id,
        "start": quote.start,
        "end": quote.end,
        "text": quote.shown(language),  # type: ignore[arg-type]  # a language of the roundup
        "elided": [list(span) for span in quote.elided],
        "masks": [{"start": mask.start, "end": mask.end, "kind": mask.kind} for mask in quote.masks],
        "evidence": quote.post.evidence.record_id if quote.post.evidence else None,
    }


def _plain(value: Any, language: str = "ar") -> Any:  # noqa: ANN401 - any record
    """A record as JSON types, every string safe to show."""
    if isinstance(value, str):
        return make_showable(value).text
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, Quote):
        return _quote(value, language)
    if isinstance(value, Link):
        return value.url
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name), language) for field in fields(value)}
    if isinstance(value, (tuple, list)):
        return [_plain(each, language) for each in value]
    return value
