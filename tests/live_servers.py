"""Servers on this machine that speak what live sources speak, and do wrong what real ones do wrong. All invented."""

from __future__ import annotations

import json
import random
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.sync.server import ServerConnection, serve

Session = Callable[[ServerConnection, "FakeJetstream"], None]
HTTPAnswer = tuple[int, dict[str, str], Sequence[bytes | float]]
Refusal = tuple[int, dict[str, str], bytes]
WORDS = "جسر ساحة مطر سوق مدرسة قافلة طريق نهر جبل ميناء حديقة قطار مصنع بيدر نافذة شارع مخبز ورشة ملعب بستان".split()


class FakeJetstream:
    """A server that meets each connection with the next of its answers; the last one stays.

    Attributes:
        asked: the parameters of each connection, in order.
        dictionary: of zstd, which v2 gives; given: how often it did.
    """

    def __init__(self, answers: Sequence[Session | Refusal]) -> None:
        self.answers = list(answers)
        self.asked: list[dict[str, list[str]]] = []
        self.port = 0
        self.dictionary: bytes | None = None
        self.given = 0

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/subscribe"

    @property
    def url_v2(self) -> str:
        return f"ws://127.0.0.1:{self.port}/xrpc/network.bsky.jetstream.subscribeEvents"

    @property
    def cursor(self) -> int | None:
        """What the last connection asked for."""
        given = self.asked[-1].get("cursor")
        return int(given[0]) if given else None

    def refuse(self, _connection: ServerConnection, request: Request) -> Response | None:
        if request.path.endswith("getZstdDictionary"):
            self.given += 1
            status = HTTPStatus.OK if self.dictionary else HTTPStatus.NOT_FOUND
            return Response(status, status.phrase, Headers({"Connection": "close"}), self.dictionary or b"")
        self.asked.append(parse_qs(urlsplit(request.path).query))
        answer = self.answers[0]
        if callable(answer):
            return None
        if len(self.answers) > 1:
            self.answers.pop(0)
        status, headers, body = answer
        return Response(status, HTTPStatus(status).phrase, Headers(headers), body)

    def handle(self, connection: ServerConnection) -> None:
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        with suppress(ConnectionClosed):
            answer(connection, self)


@contextmanager
def serving(*answers: Session | Refusal) -> Iterator[FakeJetstream]:
    """A running server."""
    fake = FakeJetstream(answers)
    with serve(fake.handle, "127.0.0.1", 0, process_request=fake.refuse) as server:
        fake.port = server.socket.getsockname()[1]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield fake
        server.shutdown()
        thread.join(timeout=5)


def sending(
    events: Sequence[dict | str | bytes], *, stays: bool = True, replays: bool = False, pause: float = 0
) -> Session:
    """Send events, then stay silent until the client goes, or break off. `replays`: from the cursor on, as v1 does."""

    def session(connection: ServerConnection, fake: FakeJetstream) -> None:
        for event in events:
            if replays and isinstance(event, dict) and fake.cursor is not None and event["time_us"] < fake.cursor:
                continue
            time.sleep(pause)
            connection.send(json.dumps(event, ensure_ascii=False) if isinstance(event, dict) else event)
        if stays:
            for _ in connection:
                pass
        else:
            connection.socket.shutdown(socket.SHUT_RDWR)

    return session


def make_record(text: str, at: datetime, *, language: str | None = "ar") -> dict:
    return {
        "$type": "app.bsky.feed.post",
        "createdAt": f"{at:%Y-%m-%dT%H:%M:%S.%f}Z",
        "text": text,
        **({"langs": [language]} if language else {}),
    }


def event_v1(
    number: int, text: str, at: datetime, *, account: int = 0, created: datetime | None = None, **record
) -> dict:
    """An invented event of v1; `created`: by the client's clock."""
    return {
        "did": f"did:plc:{account:024d}",
        "time_us": micro(at),
        "kind": "commit",
        "commit": {
            "operation": "create",
            "collection": "app.bsky.feed.post",
            "rkey": f"post{number:09d}",
            "record": make_record(text, created or at, **record),
        },
    }


def event_v2(number: int, text: str, at: datetime, *, account: int = 0) -> dict:
    return {
        "$type": "message",
        "payload": {
            "$type": "network.bsky.jetstream.subscribeEvents#commit",
            "seq": number,
            "did": f"did:plc:{account:024d}",
            "time": f"{at:%Y-%m-%dT%H:%M:%S.%f}Z",
            "operation": "create",
            "collection": "app.bsky.feed.post",
            "rkey": f"post{number:09d}",
            "record": make_record(text, at),
        },
    }


def micro(moment: datetime) -> int:
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def invented_text(number: int, tag: str) -> str:
    """Words in no order, another text for each number."""
    chance = random.Random(number)
    return f"{' '.join(chance.choices(WORDS, k=9))} {number} #{tag}"


def rising_world(now: datetime, *, hours: int = 30, accounts: int = 14) -> list[dict]:
    """Everyday posts of some hours, and in the last but one hour accounts that all use one tag."""
    start = now - timedelta(hours=hours)
    events = []
    for quarter in range(hours * 4 - 4):
        at = start + timedelta(minutes=15 * quarter + 3)
        for number in range(3):
            serial = quarter * 10 + number
            events.append(event_v1(serial, invented_text(serial, f"يوم_{number}"), at, account=number))
    burst = now - timedelta(hours=2)
    for number in range(accounts):
        serial = 100_000 + number
        tag = ("حمص", "حِمص")[number % 2]
        at = burst + timedelta(minutes=2 * number)
        events.append(event_v1(serial, invented_text(serial, tag), at, account=100 + number))
    events.sort(key=lambda event: event["time_us"])
    events.append(event_v1(200_000, "صباح الخير", now, account=1))
    return events


class FakeHTTP:
    """A server of this machine; `answers` maps a path to what meets its next requests, the last one stays.

    Attributes:
        asked: path, parameters and Authorization of each request.
        headers: of each request, in the same order.
    """

    def __init__(self, answers: dict[str, list[HTTPAnswer]]) -> None:
        self.answers, self.asked = answers, []
        self.headers: list[dict[str, str]] = []
        self.base = ""

    def times(self, path: str) -> list[dict[str, list[str]]]:
        """The parameters of each request for a path."""
        return [parameters for asked, parameters, _ in self.asked if asked == path]


@contextmanager
def serving_http(answers: dict[str, list[HTTPAnswer]]) -> Iterator[FakeHTTP]:
    """A running HTTP server. An answer: status, headers, and the chunks of its body; a float is a pause."""
    fake = FakeHTTP(answers)
    over = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            parts = urlsplit(self.path)
            fake.asked.append((parts.path, parse_qs(parts.query), self.headers.get("Authorization")))
            fake.headers.append(dict(self.headers.items()))
            left = fake.answers.get(parts.path, [(404, {}, [])])
            status, headers, chunks = left.pop(0) if len(left) > 1 else left[0]
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            with suppress(OSError):
                for chunk in chunks:
                    if isinstance(chunk, float):
                        over.wait(chunk)
                    else:
                        self.wfile.write(chunk)

        def log_message(self, *_arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    fake.base = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield fake
    over.set()
    server.shutdown()
    server.server_close()
    thread.join(timeout=5)


def status_of(number: int, text: str, at: datetime, *, account: str = "someone") -> dict:
    """An invented status of Mastodon, with the id its server would give."""
    return {
        "id": str((micro(at) // 1000 << 16) + number),
        "uri": f"https://social.example/users/{account}/statuses/{number}",
        "url": f"https://social.example/@{account}/{number}",
        "created_at": f"{at:%Y-%m-%dT%H:%M:%S}.000Z",
        "account": {"id": "1", "username": account, "acct": account, "url": f"https://social.example/@{account}"},
        "content": f"<p>{text}</p>",
        "visibility": "public",
        "language": "ar",
        "reblog": None,
        "spoiler_text": "",
        "tags": [],
    }


def sse(event: str, data: dict | str) -> bytes:
    """An event of a stream."""
    written = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
    return f"event: {event}\ndata: {written}\n\n".encode()
