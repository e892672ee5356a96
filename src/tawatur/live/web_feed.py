"""RSS and Atom feeds of the web, asked again and again whether they changed."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from urllib.parse import quote, urljoin, urlsplit

from tawatur.errors import InputError
from tawatur.live.backoff import Backoff
from tawatur.live.http import BROKEN, Answer, Refused, Server, read_loss
from tawatur.live.records import Frames, Notice

EVERY_SECONDS = 300.0  # what feed readers usually take; an alert comes at the quarter of an hour
MOST_REDIRECTS = 5
MAX_VALIDATOR = 500  # characters of an ETag that is sent back
REDIRECTS = frozenset({301, 302, 303, 307, 308})
NOT_CHANGED, GONE = 304, 410


@dataclass(slots=True)
class WebFeed:
    """One feed, each version of it kept whole as it came.

    Args:
        url: https://…, or http://… on this machine.

    Raises: InputError for an address that is none.
    """

    url: str
    backoff: Backoff = field(default_factory=lambda: Backoff(first=10.0, longest=1800.0))
    every_seconds: float = EVERY_SECONDS
    source: str = "feed"
    name: str = field(init=False)

    def __post_init__(self) -> None:
        _split(self.url)
        self.name = self.url

    def read(self, cursor: str | None, stop: threading.Event) -> Iterator[Frames | Notice]:
        """Versions of the feed; the cursor is what tells the last one apart. See `Feed.read`.

        Nothing is asked for again while it is down: a feed shows its last items, and what fell out of it meanwhile
        nobody gives.
        """
        last = _read_cursor(cursor)
        is_connected = False
        while not stop.is_set():
            asked: float | None = None
            try:
                answer = self._ask(last)
                if not is_connected:
                    yield Notice("connected", f"{self.name}: answers")
                    is_connected = True
                self.backoff.reset()
                if answer is not None:
                    version = _Version.of(answer)
                    is_new, last = version.digest != last.digest, version
                    if is_new:
                        yield Frames((answer.body,), datetime.now(UTC), last.as_cursor())
                stop.wait(self.every_seconds)
                continue
            except (Refused, *BROKEN) as error:
                is_gone = isinstance(error, Refused) and error.status == GONE
                told = "is gone for good (HTTP 410). Watch something else." if is_gone else f"refused with {error}"
                asked, why = read_loss(error, f"{self.name}: {told}")
            is_connected = False
            yield Notice("disconnected", f"{self.name}: {why}; trying again")
            self.backoff.wait(stop, asked=asked)

    def _ask(self, last: _Version) -> Answer | None:
        """The feed; None when it is the last version still.

        Raises: Refused, what BROKEN names, and InputError where it is sent to what may not be asked.
        """
        url, headers = self.url, last.as_headers()
        for _ in range(MOST_REDIRECTS + 1):
            base, path = _split(url)
            try:
                return Server(base).fetch(path, headers=headers)
            except Refused as error:
                if error.status == NOT_CHANGED:
                    return None
                if error.status not in REDIRECTS or not error.location:
                    raise
                target = urljoin(url, error.location)
                if urlsplit(target).scheme != "https" and urlsplit(target).netloc != urlsplit(self.url).netloc:
                    # a stranger does not decide what is asked of this machine
                    raise InputError(f"{self.name}: it sends us to {target!r:.200}, which is no https") from error
                url = target
        raise InputError(f"{self.name}: it sends us on more than {MOST_REDIRECTS} times")


@dataclass(frozen=True, slots=True)
class _Version:
    etag: str = ""
    modified: str = ""
    digest: str = ""

    @classmethod
    def of(cls, answer: Answer) -> _Version:
        etag, modified = (
            each if len(each) <= MAX_VALIDATOR and each.isascii() and each.isprintable() else ""
            for each in (answer.etag, answer.modified)
        )
        return cls(etag, modified, sha256(answer.body).hexdigest())

    def as_headers(self) -> dict[str, str]:
        """RFC 9110, 13.1: send it only when it is another one."""
        headers = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: value for name, value in headers.items() if value}

    def as_cursor(self) -> str:
        return json.dumps([self.etag, self.modified, self.digest])


def _read_cursor(cursor: str | None) -> _Version:
    try:
        etag, modified, digest = json.loads(cursor or "")
        return _Version(str(etag), str(modified), str(digest))
    except (ValueError, TypeError):
        return _Version()


def _split(url: str) -> tuple[str, str]:
    """Server and path of an address, as they are sent. Raises: InputError for one that is none."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = f":{parts.port}" if parts.port else ""
    except ValueError as error:
        raise InputError(f"{url!r:.200}: no address of a feed ({error}). Write it as https://HOST/PATH.") from error
    if parts.username or parts.password:
        raise InputError("an address with a password in it: it would be kept with the evidence. Give one without.")
    base = f"{parts.scheme}://{f'[{host}]' if ':' in host else host}{port}"
    Server(base)
    sent = "/%:@!$&'()*+,;=~-._"
    path = quote(parts.path or "/", safe=sent)
    return base, f"{path}?{quote(parts.query, safe=sent + '?')}" if parts.query else path
