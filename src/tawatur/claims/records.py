"""What a claim is: the state of a place in a fight, and, for every kind of event, what somebody says has happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from tawatur.arabic.places import Place
from tawatur.arabic.quantities import Quantity
from tawatur.arabic.tokens import Span

State = Literal[
    "announced", "approaching", "at the gates", "entering", "partly held", "controlled", "lost", "withdrawn", "denied"
]
STATE_RANK: dict[State, int] = {
    "announced": 0, "approaching": 1, "at the gates": 2, "entering": 3, "partly held": 4, "controlled": 5,
}  # fmt: skip
FAR = timedelta(days=3)  # between an event and its telling: beyond, it is another story than what is told now
Polarity = Literal["affirmed", "denied"]
Modality = Literal["certain", "reported", "possible", "future"]


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
        modality: "reported" where the words keep their distance, "possible", "future" (a forecast, not a state), else
            "certain".
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
    modality: Modality = "certain"

    @property
    def is_future(self) -> bool:
        """Whether it is said of the future."""
        return self.modality == "future"


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The text in which a claim stands.

    Attributes:
        name: what tells it from other texts: platform and id of a post, the name of an article.
        voice: who stands behind it: the account, of a repost the one it repeats; None for an article.
        evidence: id of the record that holds it; None where it is not kept.
        handle: without @; None where there is none.
        url: permalink; None where there is none.
    """

    name: str
    voice: str | None = None
    evidence: str | None = None
    handle: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventClaim:
    """What somebody says has happened, is happening or will happen.

    Attributes:
        event: class of `data/events.tsv`; "control" for a state of a fight.
        about: what it happens to (school, road, bridge …), a class of the same table; None when the text does not say.
        place: where; None when neither the sentence nor a tag of the text says it.
        state: of a control claim; None of any other.
        quantity: how many; None when no number is given. is_added: it is said to come on top of an earlier number.
        polarity: "denied" for what is said not to be so.
        modality: "reported" where the words keep their distance (أنباء عن), "possible", "future"; else "certain".
        actor: who is said to do it; None when the text does not say.
        start, end: aware UTC, when it happened as said; None where the text does not say or nothing dates it.
        time_words: as written; None when there are none.
        said_at: aware UTC; None when nothing dates the text.
        span: its words in the text; text: the clause around them, as written.
        speaker: whom the text names for it; None when the text says it itself.
        origin: the text.
    """

    event: str
    about: str | None
    place: Place | None
    state: State | None
    quantity: Quantity | None
    is_added: bool
    polarity: Polarity
    modality: Modality
    actor: str | None
    start: datetime | None
    end: datetime | None
    time_words: str | None
    said_at: datetime | None
    span: Span
    text: str
    speaker: str | None
    origin: Origin

    @property
    def at(self) -> datetime | None:
        """When it stands on a time line: when it was said, or the event's own time where that lies days away."""
        if self.said_at is None or self.start is None:
            return self.said_at or self.start
        is_near = self.start - FAR <= self.said_at <= (self.end or self.start) + FAR
        return self.said_at if is_near else self.start
