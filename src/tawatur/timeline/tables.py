"""A time line for other programs: JSON Lines, CSV that no spreadsheet runs, GeoJSON of the places mentioned."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from tawatur.claims import EventClaim
from tawatur.claims.grouping import ClaimGroup
from tawatur.spreadsheet import write_csv
from tawatur.timeline.wording import Lang, describe, event_title, event_word

COLUMNS = (
    "id", "first_at", "last_at", "event", "about", "place", "country", "latitude", "longitude", "state", "low", "high",
    "relation", "unit", "polarity", "modality", "voices", "texts", "contradicts", "said", "speakers", "handles",
    "links", "evidence", "text",
)  # fmt: skip
NOTE = "Places that are mentioned, not places of events: a point stands for the place that a text names."


def group_record(group: ClaimGroup) -> dict[str, Any]:
    """One group as JSON types: its slots, its voices, every claim with who says it, what it excludes."""
    place, quantity = group.place, group.quantity
    return {
        "id": group.id,
        "event": group.event,
        "about": group.about,
        "place": place
        and {
            "name": place.name, "key": place.key, "kind": place.kind, "country": place.country,
            "latitude": place.latitude, "longitude": place.longitude, "source": place.source,
        },
        "state": group.state,
        "number": quantity
        and {
            "low": _plain(quantity.low), "high": _plain(quantity.high), "relation": quantity.relation,
            "unit": quantity.unit, "is_added": group.is_added,
        },
        "polarity": group.polarity,
        "modality": group.modality,
        "first_at": _moment(group.first_at),
        "last_at": _moment(group.last_at),
        "voices": group.voices,
        "texts": group.origins,
        "contradictions": [{"kind": each.kind, "other": each.other} for each in group.contradictions],
        "claims": [_claim_record(claim) for claim in group.claims],
    }  # fmt: skip


def _claim_record(claim: EventClaim) -> dict[str, Any]:
    return {
        "said_at": _moment(claim.said_at),
        "start": _moment(claim.start),
        "end": _moment(claim.end),
        "time_words": claim.time_words,
        "speaker": claim.speaker,
        "actor": claim.actor,
        "modality": claim.modality,
        "origin": claim.origin.name,
        "voice": claim.origin.voice,
        "handle": claim.origin.handle,
        "url": claim.origin.url,
        "evidence": claim.origin.evidence,
        "span": list(claim.span),
        "text": claim.text,
    }


def groups_csv(groups: Iterable[ClaimGroup], lang: Lang) -> str:
    """One row a group, with a header; cells that a spreadsheet would run begin with an apostrophe."""
    return write_csv(COLUMNS, (_row(group, lang) for group in groups))


def _row(group: ClaimGroup, lang: Lang) -> dict[str, object]:
    place, quantity = group.place, group.quantity
    return {
        "id": group.id,
        "first_at": _moment(group.first_at),
        "last_at": _moment(group.last_at),
        "event": event_word(group.event, None, lang),
        "about": group.about,
        "place": place.name if place else None,
        "country": place.country if place else None,
        "latitude": place.latitude if place else None,
        "longitude": place.longitude if place else None,
        "state": group.state,
        "low": _plain(quantity.low) if quantity else None,
        "high": _plain(quantity.high) if quantity else None,
        "relation": quantity.relation if quantity else None,
        "unit": quantity.unit if quantity else None,
        "polarity": group.polarity,
        "modality": group.modality,
        "voices": group.voices,
        "texts": group.origins,
        "contradicts": " ".join(each.other for each in group.contradictions),
        "said": describe(group, lang),
        "speakers": _joined(claim.speaker for claim in group.claims),
        "handles": _joined(claim.origin.handle for claim in group.claims),
        "links": _joined(claim.origin.url for claim in group.claims),
        "evidence": _joined(claim.origin.evidence for claim in group.claims),
        "text": group.claims[0].text,
    }


def write_geojson(groups: Sequence[ClaimGroup], lang: Lang) -> str:
    """A FeatureCollection (RFC 7946), a feature a group that names a place; geometry null where none is known."""
    return json.dumps(
        {"type": "FeatureCollection", "note": NOTE, "features": list(_features(groups, lang))},
        ensure_ascii=False, indent=1,
    ) + "\n"  # fmt: skip


def _features(groups: Sequence[ClaimGroup], lang: Lang) -> Iterator[dict[str, Any]]:
    for group in groups:
        place = group.place
        if place is None:
            continue
        has_point = place.latitude is not None and place.longitude is not None
        yield {
            "type": "Feature",
            "id": group.id,
            "geometry": {"type": "Point", "coordinates": [place.longitude, place.latitude]} if has_point else None,
            "properties": {
                "meaning": "mention, not event",
                "event": group.event,
                "title": event_title(group, lang),
                **{
                    name: value
                    for name, value in group_record(group).items()
                    if name
                    in {"about", "state", "number", "polarity", "modality", "first_at", "last_at", "voices", "texts"}
                },
                "place": place.name,
                "country": place.country,
                "contradicts": [each.other for each in group.contradictions],
                "links": [claim.origin.url for claim in group.claims if claim.origin.url],
            },
        }


def _joined(values: Iterable[str | None]) -> str:
    return " ; ".join(dict.fromkeys(value for value in values if value))


def _plain(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat().replace("+00:00", "Z") if moment else None
