"""Statements about the future: what is to happen, by when, how likely the speaker calls it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from tawatur.arabic.tokens import Span
from tawatur.statements import Statement

Direction = Literal["will happen", "will not happen", "may happen"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """When a forecast is to come true.

    Attributes:
        start, end: aware UTC, end exclusive; None when open or when the anchor is not known.
        words: the time words of the text (خلال ٧٢ ساعة); None when the text gives none.
        span: where these words stand; None when there are none.
        anchor: what the window is counted from: "post" (its permalink's time), "article", or "unknown".
        is_vague: the words bound nothing exactly (الساعات القادمة).
    """

    start: datetime | None
    end: datetime | None
    words: str | None
    span: Span | None
    anchor: Literal["post", "article", "unknown"]
    is_vague: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One way to read what falls inside the window (the movements, or the entry that they prepare)."""

    event: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """One forecast.

    Attributes:
        statement: the statement it stands in.
        event: the clause that is to come true, in the speaker's words.
        span: where that clause stands in the text.
        window: when; `window.words` is None for a forecast without a deadline (listed as vague, never scored).
        likelihood_words: as said (الأرجح, من المتوقع); None when the speaker gave none.
        direction: whether it is said to happen.
        is_measurable: event and a bounded deadline are there.
        readings: every reading of what the window covers; one when the scope is clear.
    """

    statement: Statement
    event: str
    span: Span
    window: Window
    likelihood_words: str | None
    direction: Direction
    is_measurable: bool
    readings: tuple[Reading, ...]
