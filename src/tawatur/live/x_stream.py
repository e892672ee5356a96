"""X: the filtered stream of API v2. Which posts it sends is set by the rules of the project at X."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from tawatur.errors import InputError
from tawatur.live.backoff import Backoff
from tawatur.live.http import BROKEN, Refused, Server, read_loss
from tawatur.live.records import Frames, Notice

URL = "https://api.x.com"
PATH = "/2/tweets/search/stream"
POST_FIELDS = (
    *("created_at", "author_id", "lang", "entities", "note_tweet", "referenced_tweets", "public_metrics"),
    *("conversation_id", "in_reply_to_user_id", "edit_history_tweet_ids", "attachments"),
)
FIELDS = [
    ("tweet.fields", ",".join(POST_FIELDS)),
    ("expansions", "author_id,referenced_tweets.id,referenced_tweets.id.author_id,attachments.media_keys"),
    ("user.fields", "username,name,description,protected"),
    ("media.fields", "url,preview_image_url"),
]


@dataclass(slots=True)
class XStream:
    """The filtered stream; X gives nothing again, so every break is a gap.

    Args:
        server: with a bearer token.
    """

    server: Server
    backoff: Backoff = field(default_factory=lambda: Backoff(first=5.0))
    source: str = "x-v2"
    name: str = field(init=False)

    def __post_init__(self) -> None:
        self.name = f"{self.server.base}{PATH}"
        if not self.server.token:
            raise InputError("x-stream: X asks for a bearer token: TAWATUR_X_TOKEN, or --token-file")

    def read(self, cursor: str | None, stop: threading.Event) -> Iterator[Frames | Notice]:
        """Posts as they come; the cursor is the time of the last sign of life, for telling what is missing."""
        last = datetime.fromisoformat(cursor) if cursor is not None else None
        while not stop.is_set():
            asked: float | None = None
            try:
                with self.server.stream(PATH, FIELDS, stop) as lines:
                    yield Notice("connected", f"{self.name}: connected")
                    now = datetime.now(UTC)
                    if last is not None:
                        told = f"{last:%Y-%m-%d %H:%M:%S} to {now:%H:%M:%S} UTC"
                        yield Notice("gap", f"{self.name}: nothing from {told}", last, now)
                    last = now
                    for line in lines:
                        self.backoff.reset()
                        last = datetime.now(UTC)
                        if line.strip():
                            yield Frames((line.rstrip(b"\r\n"),), last, last.isoformat())
                why = "the server closed the connection"
            except (Refused, *BROKEN) as error:
                asked, why = read_loss(error, f"{self.name}: refused with {error}")
            if stop.is_set():
                return
            yield Notice("disconnected", f"{self.name}: {why}; trying again")
            self.backoff.wait(stop, asked=asked)
