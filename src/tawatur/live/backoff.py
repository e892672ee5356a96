"""How long to wait before trying again."""

from __future__ import annotations

import random
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

LONGEST_ASKED = 900.0  # seconds; a server that asks for more is asked again sooner


@dataclass(slots=True)
class Backoff:
    """Exponential backoff with full jitter (M. Brooker, "Exponential Backoff And Jitter", 2015).

    Attributes:
        first: the longest first pause, seconds; doubled each time up to `longest`.
    """

    first: float = 1.0
    longest: float = 60.0
    failures: int = 0

    def reset(self) -> None:
        """Begin anew: it works again."""
        self.failures = 0

    def wait(self, stop: threading.Event, *, asked: float | None = None) -> None:
        """Wait, but not when `stop` is set; `asked`: seconds that the server asks for, at least waited."""
        pause = random.uniform(0, min(self.longest, self.first * 2 ** min(self.failures, 16)))  # noqa: S311 - no secret
        self.failures += 1
        stop.wait(pause + min(LONGEST_ASKED, max(0.0, asked or 0.0)))


def read_retry_after(value: str | None) -> float | None:
    """Seconds from now of a Retry-After header (RFC 9110, 10.2.3: seconds or a date); None for none."""
    if not value or not value.isascii() or len(value) > 40:
        return None
    if value.isdecimal():
        return float(value) if len(value) < 7 else None
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return max(0.0, (moment - datetime.now(UTC)).total_seconds()) if moment.tzinfo is not None else None
