"""Claims that stand in statements and in narration: which place is in whose hands, which numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from tawatur.arabic.tokens import Span

State = Literal[
    "announced", "approaching", "at the gates", "entering", "partly held", "controlled", "lost", "withdrawn", "denied"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """That a place is in a state of a fight for it.

    Attributes:
        place, place_key: as written (without tag sign and clitics), and folded for comparison.
        state: see `State`; ordered by STATE_RANK where an order exists.
        span: the words of the claim; place_span: the place in them.
        actor: who is said to do it; None when the text does not say.
        statement: index of the statement it stands in; None when the article itself says it.
        speaker: who says it; None for the article itself.
        said_at: aware UTC, from the post's id; None when the text gives no time.
        is_future: said of the future: a forecast, not a state.
    """

    place: str
    place_key: str
    state: State
    span: Span
    place_span: Span
    actor: str | None
    statement: int | None
    speaker: str | None
    said_at: datetime | None
    is_future: bool = False
