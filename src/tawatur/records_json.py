"""Records as the command line prints them with --json: the fields of the public contract, times in RFC 3339."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, is_dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from tawatur.check.records import Checked


def plain(value: Any) -> Any:  # noqa: ANN401 - any record, any JSON type
    """A record, or any value in one, as JSON types; times in UTC."""
    if is_dataclass(value) and not isinstance(value, type):
        return {name: plain(each) for name, each in asdict(value).items()}
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(each) for each in value]
    return value


def statement_records(checked: Checked) -> Iterator[dict[str, Any]]:
    """One record a statement, with the claims and the first forecast that stand in it."""
    for number, statement in enumerate(checked.statements):
        record = plain(statement)
        record["claims"] = [plain(claim) for claim in checked.claims if claim.statement == number]
        forecasts = [plain(forecast) for forecast in checked.forecasts if forecast.statement == statement]
        for forecast in forecasts:
            del forecast["statement"]
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
