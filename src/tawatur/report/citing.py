"""The evidence of a roundup as a numbered list: what the small numbers behind its sentences lead to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tawatur.markup import rebuild_url
from tawatur.posts import Post, evidence_label
from tawatur.report.records import Link, Quote, Roundup, Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """One evidence record that sentences rest on.

    Attributes:
        number: from 1, in the order in which readers meet it.
        record_id: SHA-256 of the record, hex; label: as people are shown it (EV-…).
        level: E0 to E4; None where no quoted or linked post stands in the record.
        captured_at: aware UTC; None where the data does not say.
        urls: permalinks shown for its posts, without the handle of a private person.
        is_measurement: it holds what was counted, not posts; measured: over how many.
    """

    number: int
    record_id: str
    label: str
    level: str | None
    captured_at: datetime | None
    urls: tuple[str, ...]
    is_measurement: bool
    measured: int


def cite(roundup: Roundup) -> dict[str, Citation]:
    """The records that a roundup rests on, by id, in the order of their numbers."""
    shown: dict[str, Post] = {}
    urls: dict[str, list[str]] = {}
    for sentence in roundup.sentences:
        for part in sentence.parts:
            if isinstance(part, (Quote, Link)) and part.post.evidence is not None:
                record_id = part.post.evidence.record_id
                shown.setdefault(record_id, part.post)
                if isinstance(part, Link):
                    urls.setdefault(record_id, []).extend(url for url in [rebuild_url(part.url)] if url)
    ids = dict.fromkeys(record_id for sentence in roundup.sentences for record_id in sentence.evidence)
    measured = {roundup.method.measurement: roundup.method.given}
    if roundup.rising is not None:
        measured[roundup.rising.measurement] = roundup.rising.trend.posts
    citations = {}
    for number, record_id in enumerate(ids, start=1):
        held = shown[record_id].evidence if record_id in shown else None
        citations[record_id] = Citation(
            number=number,
            record_id=record_id,
            label=evidence_label(record_id),
            level=held.level if held else None,
            captured_at=held.captured_at if held else None,
            urls=tuple(dict.fromkeys(urls.get(record_id, ()))),
            is_measurement=record_id in measured,
            measured=measured.get(record_id, 0),
        )
    return citations


def citations_behind(sentence: Sentence, citations: dict[str, Citation]) -> list[Citation]:
    """What a sentence rests on, by number."""
    return sorted((citations[record_id] for record_id in sentence.evidence), key=lambda each: each.number)
