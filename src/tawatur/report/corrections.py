"""What a correction changes: a published roundup beside the one that takes its place, paragraph by paragraph."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher

from tawatur.report.records import HEADINGS, Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One paragraph that is other now: `before` None for a new one, `after` None for one that is gone."""

    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """Why a published roundup was published again, and what changed.

    Attributes:
        number: of the new version, from 2.
        earlier: (number, when it was published, SHA-256 of its page) of the versions before, the first first.
    """

    number: int
    why: str
    changes: tuple[Change, ...]
    earlier: tuple[tuple[int, datetime, str], ...]


def find_changes(before: str, after: str, language: Language) -> tuple[Change, ...]:
    """The paragraphs that differ between two texts of a roundup, up to their method (which always differs)."""
    old, new = _paragraphs(before, language), _paragraphs(after, language)
    changes: list[Change] = []
    for kind, first, last, begin, end in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        gone: Sequence[str | None] = old[first:last]
        come: Sequence[str | None] = new[begin:end]
        size = max(len(gone), len(come))
        pairs = zip([*gone, *[None] * (size - len(gone))], [*come, *[None] * (size - len(come))], strict=True)
        changes += [Change(before=was, after=now) for was, now in pairs]
    return tuple(changes)


def _paragraphs(text: str, language: Language) -> list[str]:
    lines = [" ".join(line.split()) for line in text.splitlines()]
    told = [line for line in lines if line]
    method = HEADINGS["method"][language]
    return told[: told.index(method)] if method in told else told
