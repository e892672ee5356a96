"""What a feed hands over, and what is told of it."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

NoticeKind = Literal["connected", "disconnected", "gap"]
AlertKind = Literal["start", "wave", "open", "end"]


@dataclass(frozen=True, slots=True)
class Frames:
    """Messages as received, in order: one, or all that had come by then.

    Attributes:
        data: verbatim bytes of each.
        at: when the server says it saw the last one, aware; None when it does not say.
        cursor: where to go on once these are kept; None when it is not known.
    """

    data: Sequence[bytes]
    at: datetime | None = None
    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that happened to a connection.

    Attributes:
        message: one line for people, in English; it holds no secret.
        since, until: of a gap, between which moments posts may be missing; None where it is not known.
    """

    kind: NoticeKind
    message: str
    since: datetime | None = None
    until: datetime | None = None


class Feed(Protocol):
    """One connection, or one thing asked again and again.

    Attributes:
        name: under which its cursor is kept; shown to people and kept as the locator of evidence, so without secrets.
        source: name of the source that reads its frames.
    """

    name: str
    source: str

    def read(self, cursor: str | None, stop: threading.Event) -> Iterator[Frames | Notice]:
        """Messages from a cursor on, for ever, until `stop` is set; connections are made anew when they end.

        Raises: InputError for what trying again does not mend (no such place, no right to read it).
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveAlert:
    """A family of tags that rises, or no longer does.

    Attributes:
        id: of the episode: the same when it is told again.
        kind: it starts, comes back within 48 hours, was up when watching began, has ended.
        key, label: of the family; label without the sign.
        tags: its spellings, the one of most posts first.
        started_at: end of the confirming bucket of 15 minutes; told_at: end of the one that tells it.
        score: S* of its accounts at that tick; None at an end, or where a late post revised it.
        posts, accounts: from 24 hours before the start until now; voices: independent ones among these, voices_low: the
            lower bound. At an end those of the start.
        warnings: as `tawatur trends` gives them.
        is_over_budget: there were as many alerts already as are wanted a day, or stronger ones are to be expected.
    """

    id: str
    kind: AlertKind
    key: str
    label: str
    tags: tuple[str, ...]
    started_at: datetime
    told_at: datetime
    score: float | None
    posts: int
    accounts: int
    voices: int
    voices_low: int
    warnings: tuple[str, ...] = ()
    is_over_budget: bool = False
