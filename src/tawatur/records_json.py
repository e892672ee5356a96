"""Records as the command line prints them with --json: the fields of the public contract, times in RFC 3339."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from tawatur.check.article import Article
from tawatur.check.records import Checked
from tawatur.claims import Claim
from tawatur.forecasts import Forecast
from tawatur.forecasts.ledger import Standing, entry_record
from tawatur.forecasts.likelihood import SOURCE
from tawatur.forecasts.scoring import Scores
from tawatur.statements import Statement
from tawatur.voices import VoiceCount

_FORECAST_FIELDS = tuple(field for field in fields(Forecast) if field.name != "statement")


def plain(value: Any) -> Any:  # noqa: ANN401 - any record, any JSON type
    """A record, or any value in one, as JSON types; times in UTC."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(each) for each in value]
    return value


def statement_records(article: Article) -> Iterator[dict[str, Any]]:
    """One record a statement, with the claims of states, those of every event, and the forecasts that stand in it."""
    claims: dict[int | None, list[Claim]] = {}
    for claim in article.claims:
        claims.setdefault(claim.statement, []).append(claim)
    forecasts_of: dict[Statement, list[dict[str, Any]]] = {}
    for forecast in article.forecasts:
        told = {field.name: plain(getattr(forecast, field.name)) for field in _FORECAST_FIELDS}
        forecasts_of.setdefault(forecast.statement, []).append(told)
    events: dict[int, list[dict[str, Any]]] = {}
    for event in article.events():
        told = {name: value for name, value in plain(event).items() if name not in {"origin", "speaker"}}
        for number in article.around(event.span[0])[:1]:
            events.setdefault(number, []).append(told)
    for number, statement in enumerate(article.statements):
        record = plain(statement)
        record["claims"] = plain(claims.get(number, []))
        record["events"] = events.get(number, [])
        forecasts = forecasts_of.get(statement, [])
        record["forecast"] = forecasts[0] if forecasts else None
        record["forecasts"] = forecasts
        yield record


def finding_records(checked: Checked, lang: str) -> Iterator[dict[str, Any]]:
    """One record a finding; `message` and `action` in the language asked for, both languages beside them."""
    for finding in checked.findings:
        record = plain(finding)
        yield {
            "severity": finding.severity,
            "code": finding.code,
            "message": finding.message_ar if lang == "ar" else finding.message_en,
            "span": list(finding.spans[0]),
            "evidence": list(finding.evidence),
            "spans": record["spans"],
            "action": finding.action_ar if lang == "ar" else finding.action_en,
            "message_ar": finding.message_ar,
            "message_en": finding.message_en,
        }


def voices_record(key: str, members: Sequence[str], found: VoiceCount) -> dict[str, Any]:
    """Voices behind a family; where no post names its author, texts stood in, and accounts and voices are null."""
    count = plain(found)
    is_unnamed = found.stand_ins == found.accounts
    accounts = None if is_unnamed else found.accounts
    headline = None if is_unnamed else found.headline
    return {
        "key": key,
        "members": list(members),
        "posts": found.posts,
        "reposts": found.reposts,
        "accounts": accounts,
        "stand_ins": found.stand_ins,
        "voices": {"low": None if is_unnamed else found.v3, "headline": headline, "high": accounts},
        "v1": None if is_unnamed else found.v1,
        "v2": None if is_unnamed else found.v2,
        "v3": None if is_unnamed else found.v3,
        "merges": count["merges"],
        "steps": count["steps"],
        "floods": count["floods"],
        "chains": count["chains"],
    }


def score_records(scores: Scores) -> Iterator[dict[str, Any]]:
    """The scores of all forecasts, then of each speaker with enough of them."""
    yield {**plain(scores.total), "hidden_speakers": scores.hidden, "bands": SOURCE}
    yield from (plain(each) for each in scores.speakers)


def standing_record(standing: Standing) -> dict[str, Any]:
    """A forecast of the ledger as it stands."""
    return {
        **entry_record(standing.entry),
        "added_at": plain(standing.added_at),
        "status": standing.status,
        "outcome": standing.outcome,
        "can_be_scored": standing.entry.can_be_scored,
        "criteria": [
            {"reading": number + 1, "text": each.text, "at": plain(each.at)}
            for number, each in sorted(standing.criteria.items())
        ],
        "resolutions": [
            {
                "reading": number + 1, "outcome": each.outcome, "sources": list(each.sources), "note": each.note,
                "at": plain(each.at), "criterion": each.criterion.text, "criterion_at": plain(each.criterion.at),
            }
            for number, each in sorted(standing.resolutions.items())
        ],
    }  # fmt: skip
