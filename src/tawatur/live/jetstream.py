"""Bluesky's Jetstream over a WebSocket: `/subscribe` (v1) and `network.bsky.jetstream.subscribeEvents` (v2)."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import msgspec
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus, InvalidURI
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from tawatur import __version__
from tawatur.errors import InputError
from tawatur.live.backoff import Backoff, read_retry_after
from tawatur.live.http import BROKEN, Refused, Server, read_loss
from tawatur.live.records import Frames, Notice
from tawatur.live.websocket import LONGEST, Messages
from tawatur.posts import to_microseconds

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

DEFAULT_URL = "wss://jetstream2.us-east.bsky.network/subscribe"
GET_DICTIONARY = "network.bsky.jetstream.getZstdDictionary"
V2 = "network.bsky.jetstream.subscribeEvents"
POST = "app.bsky.feed.post"
MAX_FRAME = LONGEST  # a post has 300 characters, and 144 real events have at most 4 kB
REWIND = timedelta(seconds=5)  # v1 counts in time, and events of one moment come out of order
SILENCE = timedelta(seconds=60)  # between two posts of all of Bluesky there is never as much
FUTURE = timedelta(days=1)  # a time farther ahead is nobody's clock
MAX_DIDS = 100  # in the address; of more the server sends everything, and they are chosen here
RETRIED = frozenset({408, 425, 429, 500, 502, 503, 504})
TOO_BIG = 1009  # RFC 6455, 7.4.1
PONG = 60  # seconds: in a burst the answer to a ping stands behind all posts that were sent before it


class _Payload(msgspec.Struct):
    seq: int | None = None
    time: datetime | None = None
    kind: str | None = msgspec.field(name="$type", default=None)
    message: str | None = None


class _Event(msgspec.Struct):
    """What is read of an event here: where it stands in the stream. `sources.bluesky` reads the rest."""

    time_us: int | None = None
    payload: _Payload | None = None
    kind: str | None = msgspec.field(name="$type", default=None)
    error: str | None = None
    message: str | None = None


_DECODER = msgspec.json.Decoder(_Event)


@dataclass(slots=True)
class Jetstream:
    """The posts of Bluesky as Jetstream sends them.

    Args:
        url: ws(s)://HOST/subscribe, or …/xrpc/network.bsky.jetstream.subscribeEvents; parameters in it are kept.
        dids: accounts to ask for; empty for all.
        dictionary: of zstd, by which frames are asked for compressed; b"" asks the server for its own (v2 has one to
            give, v1 does not); None asks for text. What is handed over is the text of a frame, always.

    Raises: InputError for an address that is none, and for bytes that are no dictionary.
    """

    url: str = DEFAULT_URL
    dids: Sequence[str] = ()
    backoff: Backoff = field(default_factory=Backoff)
    dictionary: bytes | None = None
    source: str = "bluesky"
    name: str = field(init=False)
    is_v2: bool = field(init=False)
    _zstd: zstd.ZstdDict | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme not in {"ws", "wss"} or not parts.hostname or parts.username:
            raise InputError(f"{self.url!r:.200}: no address of a Jetstream. Write it as {DEFAULT_URL}.")
        self.name = urlunsplit(parts._replace(query="", fragment=""))
        self.is_v2 = parts.path.endswith(V2)
        if self.dictionary:
            self._zstd = _read_dictionary(self.dictionary, self.name)
        elif self.dictionary is not None and not self.is_v2:
            msg = (
                f"{self.name}: v1 gives no dictionary. Name a file with --zstd: zstd_dictionary of Jetstream's source."
            )
            raise InputError(msg)

    def address(self, cursor: str | None) -> str:
        """The address with its parameters."""
        parts = urlsplit(self.url)
        given = parse_qsl(parts.query)
        names = {name for name, _ in given}
        asked = [("kinds", "commit"), ("collections", POST)] if self.is_v2 else [("wantedCollections", POST)]
        if len(self.dids) <= MAX_DIDS:
            asked += [("dids" if self.is_v2 else "wantedDids", did) for did in self.dids]
        asked.append(("maxMessageSizeBytes", str(MAX_FRAME)))
        if self._zstd is not None:
            asked.append(("zstdDictionary", str(self._zstd.dict_id)) if self.is_v2 else ("compress", "true"))
        if cursor is not None:
            asked.append(("cursor", cursor))
        query = urlencode(given + [pair for pair in asked if pair[0] not in names])
        return urlunsplit(parts._replace(query=query, fragment=""))

    def read(self, cursor: str | None, stop: threading.Event) -> Iterator[Frames | Notice]:
        """Events from a cursor on: of v1 microseconds since 1970, of v2 a sequence number. See `Feed.read`."""
        place = int(cursor) if cursor is not None and cursor.isascii() and cursor.isdecimal() else None
        too_big = 0
        while not stop.is_set():
            asked: float | None = None
            try:
                with self._connect(place) as connection:
                    yield Notice("connected", f"{self.name}: connected")
                    for item, here in self._frames(connection, place, stop):
                        place = here
                        self.backoff.reset()
                        yield item
                why = "stopped"
            except InvalidStatus as error:
                status, body = error.response.status_code, (error.response.body or b"")[:300].decode("utf-8", "replace")
                if status == 400 and place is not None and "CursorTooOld" in body:
                    yield Notice("gap", f"{self.name}: what came after event {place:,} is no longer kept there")
                    place = None
                    continue
                if (
                    status == 400
                    and "UnknownZstdDictionary" in body
                    and self.dictionary == b""
                    and self._zstd is not None
                ):
                    self._zstd = None  # it has a new one
                    continue
                if status not in RETRIED:
                    raise InputError(
                        f"{self.name}: refused with HTTP {status} ({body or 'no reason given'})"
                    ) from error
                asked = read_retry_after(error.response.headers.get("Retry-After"))
                why = f"HTTP {status}"
            except InvalidURI as error:
                raise InputError(f"{self.name}: {error}") from error
            except ConnectionClosed as error:
                why = f"the connection broke ({error})"
                too_big = too_big + 1 if error.sent is not None and error.sent.code == TOO_BIG else 0
                if too_big > 2:  # the same event again and again
                    yield Notice("gap", f"{self.name}: an event of more than {MAX_FRAME:,} bytes; going on from now")
                    place, too_big = None, 0
            except (Refused, *BROKEN, TimeoutError, InvalidHandshake) as error:
                asked, why = read_loss(error, f"{self.name}: no dictionary of zstd ({error})")
            if stop.is_set():
                return
            yield Notice("disconnected", f"{self.name}: {why}; trying again")
            self.backoff.wait(stop, asked=asked)

    def _connect(self, place: int | None) -> AbstractContextManager[Messages]:
        if self.dictionary == b"" and self._zstd is None:
            self._zstd = self._fetch_dictionary()
        if place is not None and not self.is_v2:
            place = max(0, place - REWIND // timedelta(microseconds=1))
        return connect(
            self.address(None if place is None else str(place)),
            subprotocols=[Subprotocol("xrpc.v1.json")] if self.is_v2 else None,
            user_agent_header=f"tawatur/{__version__}",
            open_timeout=20,
            close_timeout=2,
            max_size=MAX_FRAME,
            compression=None,  # frames of another form are not cut out at once; Jetstream has zstd for who wants less
            ping_timeout=PONG,
            create_connection=Messages,
        )  # type: ignore[return-value]  # it is what `create_connection` made

    def _fetch_dictionary(self) -> zstd.ZstdDict:
        parts = urlsplit(self.url)
        path = parts.path.removesuffix(V2) + GET_DICTIONARY
        scheme = "https" if parts.scheme == "wss" else "http"
        return _read_dictionary(Server(f"{scheme}://{parts.netloc}").get(path, []), self.name)

    def _frames(
        self, connection: Messages, place: int | None, stop: threading.Event
    ) -> Iterator[tuple[Frames | Notice, int | None]]:
        """What has come, and where the stream was read to with it; gaps between `place` and the first event."""
        resumed = place
        while not stop.is_set():
            texts, latest = [], None
            for data, is_text in connection.take(0.5):
                text = data if is_text else _decompress(data, self._zstd)
                event = _decode(text)
                at, here = self._stand(event)
                if resumed is not None and at is not None:
                    notice = self._find_gap(resumed, _from_microseconds(at))
                    resumed = None
                    if notice is not None:
                        yield notice, place
                if event.payload is not None and (event.payload.kind or "").endswith("#info"):
                    yield Notice("gap", f"{self.name}: {event.payload.message!s:.200}"), place
                if event.kind == "error":
                    yield Notice("disconnected", f"{self.name}: {event.error!s:.80}: {event.message!s:.200}"), place
                if here is not None and (place is None or here > place):
                    place = here
                if at is not None and (latest is None or at > latest):
                    latest = at
                texts.append(text)
            if texts:
                seen = None if latest is None else _from_microseconds(latest)
                yield Frames(texts, seen, None if place is None else str(place)), place

    def _stand(self, event: _Event) -> tuple[int | None, int | None]:
        """When the server saw an event (microseconds), and its place in the stream; None for what no clock can say."""
        latest = (time.time() + FUTURE.total_seconds()) * 1e6
        if not self.is_v2:
            number = event.time_us
            return (number, number) if number and 0 < number <= latest else (None, None)
        payload = event.payload or _Payload()
        has_zone = payload.time is not None and payload.time.tzinfo is not None
        at = to_microseconds(payload.time) if has_zone else None
        return (None if at is None or at > latest else at), payload.seq

    def _find_gap(self, place: int, at: datetime) -> Notice | None:
        """What is missing between the place that was asked for and the first event that came (v1 says nothing)."""
        if self.is_v2 or self.dids:
            return None
        since = _from_microseconds(place)
        if at <= since + SILENCE:
            return None
        return Notice("gap", f"{self.name}: nothing from {_told(since)} to {_told(at)}", since, at)


def _read_dictionary(data: bytes, name: str) -> zstd.ZstdDict:
    try:
        return zstd.ZstdDict(data)
    except ValueError as error:
        raise InputError(f"{name}: {len(data):,} bytes that are no dictionary of zstd ({error})") from error


def _decompress(data: bytes, dictionary: zstd.ZstdDict | None) -> bytes:
    """The text of a binary frame; the frame itself when it is not what was asked for (it is then kept and counted)."""
    if dictionary is None:
        return data
    try:
        reader = zstd.ZstdDecompressor(zstd_dict=dictionary)
        text = reader.decompress(data, max_length=MAX_FRAME + 1)
    except zstd.ZstdError:
        return data
    return text if reader.eof and len(text) <= MAX_FRAME else data


def _decode(data: bytes) -> _Event:
    try:
        return _DECODER.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _Event()


def _from_microseconds(number: int) -> datetime:
    return datetime.fromtimestamp(number / 1e6, UTC)


def _told(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"
