"""X: recent search of API v2, asked again and again for what is new."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tawatur.errors import InputError
from tawatur.live.backoff import Backoff
from tawatur.live.http import BROKEN, Refused, Server, read_loss
from tawatur.live.records import Frames, Notice
from tawatur.live.x_stream import FIELDS

PATH = "/2/tweets/search/recent"
EVERY_SECONDS = 60.0  # each question costs posts of the account's quota, and a quarter of an hour allows 450
MOST_PAGES = 30
PAGE = 100
MAX_QUERY = 4096  # characters; X's own limit depends on the account, and it says so


@dataclass(slots=True)
class XSearch:
    """Posts of the last seven days that a query finds, each page kept as it came.

    Args:
        server: with a bearer token.
        query: as X's search takes it: `#حمص lang:ar -is:retweet`.
        every_seconds: between two questions.
    """

    server: Server
    query: str
    backoff: Backoff = field(default_factory=lambda: Backoff(first=5.0))
    every_seconds: float = EVERY_SECONDS
    source: str = "x-v2"
    name: str = field(init=False)

    def __post_init__(self) -> None:
        if not self.query.strip() or len(self.query) > MAX_QUERY:
            raise InputError(
                "x-search: no query, or one that is too long. Write x-search:QUERY, as X's search takes it."
            )
        if not self.server.token:
            raise InputError("x-search: X asks for a bearer token: TAWATUR_X_TOKEN, or --token-file")
        self.name = f"{self.server.base}{PATH}?query={self.query}"

    def read(self, cursor: str | None, stop: threading.Event) -> Iterator[Frames | Notice]:
        """Pages after a cursor, the id of the newest post that was found; see `Feed.read`."""
        newest = cursor
        is_connected = False
        while not stop.is_set():
            asked: float | None = None
            try:
                for item in self._new_pages(newest, stop):
                    if not is_connected:
                        yield Notice("connected", f"{self.name}: answers")
                        is_connected = True
                    if isinstance(item, Frames):
                        newest = item.cursor or newest
                        self.backoff.reset()
                    yield item
                stop.wait(self.every_seconds)
                continue
            except (Refused, *BROKEN) as error:
                is_old = isinstance(error, Refused) and error.status == 400 and newest is not None
                if is_old:  # X searches seven days: an older id is refused
                    yield Notice("gap", f"{self.name}: what came after post {newest} is no longer searched there")
                    newest = None
                    continue
                asked, why = read_loss(error, f"{self.name}: refused with {error}")
            is_connected = False
            yield Notice("disconnected", f"{self.name}: {why}; trying again")
            self.backoff.wait(stop, asked=asked)

    def _new_pages(self, since: str | None, stop: threading.Event) -> Iterator[Frames | Notice]:
        """All pages of one question; X gives the newest posts first, so only the last page moves the cursor."""
        asked = [("query", self.query), ("max_results", str(PAGE)), *FIELDS]
        if since is not None:
            asked.append(("since_id", since))
        token: str | None = None
        newest = since
        for number in range(MOST_PAGES):
            body = self.server.get(PATH, asked if token is None else [*asked, ("next_token", token)])
            meta = _meta(body)
            newest = _newer(newest, meta.get("newest_id"))
            found = meta.get("next_token")
            # the first question is for now, not for a week
            token = found if isinstance(found, str) and found and since is not None else None
            is_last = token is None or number == MOST_PAGES - 1
            if token is not None and is_last:
                yield Notice("gap", f"{self.name}: more was posted than {MOST_PAGES} pages", None, datetime.now(UTC))
            yield Frames((body,), datetime.now(UTC), newest if is_last else since)
            if is_last or stop.is_set():
                return


def _meta(body: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    meta = answer.get("meta") if isinstance(answer, dict) else None
    return meta if isinstance(meta, dict) else {}


def _newer(one: str | None, other: Any) -> str | None:  # noqa: ANN401 - a stranger's JSON
    if not isinstance(other, str) or not other.isascii() or not other.isdecimal() or len(other) > 19:
        return one
    return other if one is None or int(other) > int(one) else one
