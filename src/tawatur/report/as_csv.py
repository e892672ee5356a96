"""The quotes of a roundup as CSV: a row a quote, for tables and other tools."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from tawatur.posts import evidence_label
from tawatur.report.records import BlockKind, Quote, Roundup, shown_url
from tawatur.report.wording import check_time
from tawatur.spreadsheet import write_csv

COLUMNS = (
    "number", "block", "speaker", "name", "role", "handle", "platform", "post_id", "posted_at", "id_time", "url",
    "quote", "start", "end", "evidence", "record_id", "level", "captured_at",
)  # fmt: skip


def quotes_csv(roundup: Roundup) -> str:
    """One row a quoted range, in reading order, each once, with who says it, when, where, and its evidence.

    `quote` is what the roundup shows; `start` and `end` are code points of the post's text. Handles stand without @;
    a cell that a spreadsheet would run begins with an apostrophe.
    """
    return write_csv(COLUMNS, _rows(roundup))


def _rows(roundup: Roundup) -> Iterator[dict[str, object]]:
    speakers = roundup.speaker_of
    for number, (block, quote) in enumerate(_quotes(roundup), start=1):
        post, speaker = quote.post, speakers.get(quote.key)
        held = post.evidence
        yield {
            "number": number,
            "block": block,
            "speaker": speaker.label if speaker else None,
            "name": speaker.name if speaker else None,
            "role": speaker.role if speaker else None,
            "handle": speaker.handle if speaker else None,
            "platform": post.platform,
            "post_id": post.post_id,
            "posted_at": _moment(post.posted_at),
            "id_time": check_time(post),
            "url": shown_url(post, speaker),
            "quote": quote.shown(roundup.language),
            "start": quote.start,
            "end": quote.end,
            "evidence": evidence_label(held.record_id) if held else None,
            "record_id": held.record_id if held else None,
            "level": held.level if held else None,
            "captured_at": _moment(held.captured_at) if held else None,
        }


def _quotes(roundup: Roundup) -> Iterator[tuple[BlockKind, Quote]]:
    seen = set()
    for block in roundup.blocks:
        for quote in (quote for sentence in block.sentences for quote in sentence.quotes):
            place = (quote.key, quote.start, quote.end)
            if place not in seen:
                seen.add(place)
                yield block.kind, quote


def _moment(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z") if at else None
