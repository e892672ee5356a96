"""Where a reader stands in a nested record, and what may stand there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from tawatur.posts import EvidenceRef
from tawatur.sources.base import Received, Rejected
from tawatur.sources.fields import FIRST_TIME, LAST_TIME, MAX_TIME, is_possible_time, read_time


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a record: the record and a JSON pointer."""

    received: Received
    pointer: str = ""

    def down(self, *keys: str | int) -> Place:
        """The place of a member of the value here."""
        return Place(self.received, self.pointer + "".join(f"/{key}" for key in keys))

    def reject(self, reason: str, message: str, *, is_loss: bool = True) -> Rejected:
        """What stands here gives no post."""
        return self.received.reject(reason, message, pointer=self.pointer, is_loss=is_loss)

    def pass_over(self, reason: str, message: str) -> Rejected:
        """What stands here is no post by its nature."""
        return self.reject(reason, message, is_loss=False)

    def evidence(self, captured_at: datetime | None = None) -> EvidenceRef:
        """The reference of a post that stands here."""
        return self.received.evidence(self.pointer, captured_at=captured_at)


def as_object(value: Any) -> dict[str, Any]:
    """The value when it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def as_list(value: Any) -> list[Any]:
    """The value when it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def read_post_time(value: Any) -> datetime | None:
    """As `read_time`; None too for a time at which no post can have been made."""
    moment = read_time(value)
    return moment if moment is not None and is_possible_time(moment) else None


def read_stream_time(value: str | int) -> int | None:
    """As `read_post_time`, in microseconds since 1970, of what streams write: microseconds, or ISO 8601 with a zone.

    None too for what is written otherwise, and may still be a time.
    """
    if isinstance(value, int):
        return value if _MICROSECONDS <= value < _LAST else None
    try:
        moment = datetime.fromisoformat(value) if len(value) <= MAX_TIME else _EPOCH
    except ValueError:
        return None
    if moment.tzinfo is None or value[:1].isalpha():
        return None
    found = (moment - _EPOCH) // _MICROSECOND
    return found if _FIRST <= found < _LAST else None


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_MICROSECONDS = 10**14  # a number from here on counts them (`read_time`)
_FIRST, _LAST = (FIRST_TIME - _EPOCH) // _MICROSECOND, (LAST_TIME - _EPOCH) // _MICROSECOND


def unique(values: Iterable[str]) -> tuple[str, ...]:
    """Each value once, in the order of first appearance."""
    return tuple(dict.fromkeys(values))


def describe(value: Any) -> str:
    """A value as a message shows it: what an object has, how long a list is, the start of anything else."""
    if isinstance(value, dict):
        return f"an object with {', '.join(f'{key:.30}' for key in list(value)[:6])}" if value else "an empty object"
    return f"{value!r:.60}" if not isinstance(value, list) else f"a list of {len(value)}"
