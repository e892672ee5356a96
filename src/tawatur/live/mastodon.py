"""Mastodon: its streams of server-sent events, and its timelines for what came while nobody listened."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlsplit

from tawatur.errors import InputError
from tawatur.live.backoff import Backoff
from tawatur.live.http import BROKEN, Refused, Server, read_loss
from tawatur.live.records import Frames, Notice
from tawatur.posts import MASTODON_TIME_SHIFT

PAGE = 40  # statuses: the most that a timeline gives
MOST_PAGES = 50  # after a break; a server allows 300 questions in five minutes
EVENTS = frozenset({b"update", b"status.update"})


@dataclass(slots=True)
class Mastodon:
    """Public statuses of one server, or those with one tag.

    Args:
        server: with the token of an account there, which most servers ask for.
        tag: without the sign; None for everything public.
    """

    server: Server
    tag: str | None = None
    backoff: Backoff = field(default_factory=Backoff)
    source: str = "mastodon"
    name: str = field(init=False)

    def __post_init__(self) -> None:
        self.name = f"mastodon:{self.server.base}" + (f"/tags/{self.tag}" if self.tag else "")

    def read(self, cursor: str | None, stop: threading.Event) -> Iterator[Frames | Notice]:
        """Statuses after a cursor, the server's id of the last one: first what was missed, then the stream."""
        place = int(cursor) if cursor is not None and _is_id(cursor) else None
        while not stop.is_set():
            asked: float | None = None
            try:
                with self._streaming().stream(*self._stream_path(), stop) as lines:
                    yield Notice("connected", f"{self.name}: connected")
                    for item, here in self._missed(place, stop):
                        place = here
                        yield item
                    for data in _read_events(lines):
                        self.backoff.reset()
                        number = _id_of(data)
                        place = max(place or 0, number) if number is not None else place
                        yield Frames((data,), _time_of(number), None if place is None else str(place))
                why = "the server closed the connection"
            except (Refused, *BROKEN) as error:
                hint = "" if self.server.token else ". It may want a token: docs/watch.md"
                asked, why = read_loss(error, f"{self.name}: refused with {error}{hint}")
            if stop.is_set():
                return
            yield Notice("disconnected", f"{self.name}: {why}; trying again")
            self.backoff.wait(stop, asked=asked)

    def _stream_path(self) -> tuple[str, list[tuple[str, str]]]:
        if self.tag is None:
            return "/api/v1/streaming/public", []
        return "/api/v1/streaming/hashtag", [("tag", self.tag)]

    def _streaming(self) -> Server:
        """The server that streams: the same, or one below it that it names.

        Raises: InputError when it names another one: a token is not handed on.
        """
        try:
            found = _object(_decode(self.server.get("/api/v2/instance", [])))
        except Refused as error:
            if not error.is_final:
                raise
            found = {}  # what only speaks the same protocol streams itself
        address = _object(_object(found.get("configuration")).get("urls")).get("streaming")
        named = urlsplit(address) if isinstance(address, str) else None
        own = urlsplit(self.server.base)
        if named is None or named.netloc in {"", own.netloc}:
            return self.server
        if not (named.hostname or "").endswith(f".{own.hostname}"):
            raise InputError(f"{self.name}: its streams are at {named.hostname!r:.80}, and its token is not sent there")
        return replace(self.server, base=f"{own.scheme}://{named.netloc}")

    def _missed(self, place: int | None, stop: threading.Event) -> Iterator[tuple[Frames | Notice, int]]:
        """Pages of a timeline after a place, the oldest first; a gap where there are more than can be asked for."""
        if place is None:
            return
        path = f"/api/v1/timelines/tag/{quote(self.tag, safe='')}" if self.tag else "/api/v1/timelines/public"
        for _ in range(MOST_PAGES):
            body = self.server.get(path, [("min_id", str(place)), ("limit", str(PAGE))])
            statuses = _decode(body)
            ids = [number for status in (statuses if isinstance(statuses, list) else []) if (number := _own_id(status))]
            if not ids or max(ids) <= place or stop.is_set():
                return
            place = max(ids)
            yield Frames((body,), _time_of(place), str(place)), place
        since = _time_of(place)
        yield Notice("gap", f"{self.name}: more was posted than {MOST_PAGES} pages", since, datetime.now(UTC)), place


def _read_events(lines: Iterator[bytes]) -> Iterator[bytes]:
    """The data of each event that holds a status (WHATWG HTML, 9.2.6: fields, comments, an empty line ends)."""
    kind, data = b"", list[bytes]()
    for line in lines:
        name, _, value = line.rstrip(b"\r\n").partition(b":")
        value = value.removeprefix(b" ")
        if not name and not value and line.strip() == b"":
            if kind in EVENTS and data:
                yield b"\n".join(data)
            kind, data = b"", []
        elif name == b"event":
            kind = value
        elif name == b"data" and len(data) < 100:
            data.append(value)


def _decode(data: bytes) -> Any:  # noqa: ANN401 - a stranger's JSON
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


def _object(value: Any) -> dict[str, Any]:  # noqa: ANN401 - a stranger's JSON
    return value if isinstance(value, dict) else {}


def _id_of(data: bytes) -> int | None:
    return _own_id(_decode(data))


def _own_id(status: Any) -> int | None:  # noqa: ANN401 - a stranger's JSON
    number = _object(status).get("id")
    if not isinstance(number, str) or not _is_id(number):
        return None
    at = _time_of(int(number))
    return int(number) if at is not None and at <= datetime.now(UTC) + timedelta(days=1) else None


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 20


def _time_of(number: int | None) -> datetime | None:
    """The time in a status id; None for ids of other servers' kinds (Pleroma's are words)."""
    if number is None:
        return None
    try:
        return datetime.fromtimestamp((number >> MASTODON_TIME_SHIFT) / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None
