"""Answers over HTTP that go on for ever, line by line, and short ones; the token goes to the named server alone."""

from __future__ import annotations

import http.client
import socket
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from tawatur import __version__
from tawatur.errors import InputError
from tawatur.live.backoff import read_retry_after

MAX_LINE = 2**20  # bytes; a status of Mastodon may have thousands of characters and a page of emoji
MAX_BODY = 16 * 2**20
SILENT_SECONDS = 60.0  # Mastodon sends something every 15 seconds, X every 20
RETRIED = frozenset({408, 420, 425, 429, 500, 502, 503, 504})
BROKEN = (OSError, http.client.HTTPException)
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class Refused(Exception):  # noqa: N818 - an answer, not a fault of ours
    """A server answered, and not with what was asked for.

    Attributes:
        status: of HTTP.
        asked_seconds: how long it wants to be left alone; None when it does not say.
        location: where it sends us instead; None when it does not.
        is_final: waiting does not mend it.
    """

    def __init__(self, status: int, asked_seconds: float | None, location: str | None = None) -> None:
        super().__init__(f"HTTP {status}")
        self.location = location
        self.status = status
        self.asked_seconds = asked_seconds
        self.is_final = status not in RETRIED


def read_loss(error: Exception, refused: str) -> tuple[float | None, str]:
    """How long a server wants to be left alone, None when it does not say, and why its answer was lost.

    Raises: InputError with the message `refused` for a refusal that waiting does not mend.
    """
    if not isinstance(error, Refused):
        return None, f"no connection ({str(error) or type(error).__name__})"
    if error.is_final:
        raise InputError(refused) from error
    return error.asked_seconds, str(error)


@dataclass(frozen=True, slots=True)
class Answer:
    """A short answer and what it says of its own version (RFC 9110, 8.8), "" for what it does not say."""

    body: bytes
    etag: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True)
class Server:
    """Where to ask, and with which right.

    Attributes:
        base: https://HOST[:PORT]; http for this machine alone.
        token: sent as a bearer token; never part of a message.

    Raises: InputError for any other address.
    """

    base: str
    token: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        parts = urlsplit(self.base)
        is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
        if not is_safe or not parts.hostname or parts.username or parts.path or parts.query:
            raise InputError(f"{self.base!r:.200}: no address of a server. Write HOST, or https://HOST.")
        if self.token is not None and not (self.token.isascii() and self.token.isprintable()):
            raise InputError("the token holds characters that no token has. Give it as it was issued, on one line.")

    def get(self, path: str, parameters: list[tuple[str, str]]) -> bytes:
        """A short answer. Raises: Refused, and what BROKEN names."""
        return self.fetch(path, parameters).body

    def fetch(
        self, path: str, parameters: Sequence[tuple[str, str]] = (), headers: Mapping[str, str] | None = None
    ) -> Answer:
        """A short answer with its version. Raises: Refused, also for 304, and what BROKEN names."""
        with self._ask(path, parameters, headers) as (response, _):
            body = response.read(MAX_BODY + 1)
            if len(body) > MAX_BODY:
                raise http.client.HTTPException(f"an answer of more than {MAX_BODY:,} bytes")
            return Answer(body, response.getheader("ETag") or "", response.getheader("Last-Modified") or "")

    @contextmanager
    def stream(self, path: str, parameters: list[tuple[str, str]], stop: threading.Event) -> Iterator[Iterator[bytes]]:
        """The lines of an answer that goes on, of one longer than MAX_LINE its beginning.

        Raises: Refused, and what BROKEN names, also when nothing came for a minute.
        """
        with self._ask(path, parameters) as (response, link):
            over = threading.Event()
            watcher = threading.Thread(target=_close_at, args=(stop, over, link), daemon=True)
            watcher.start()
            try:
                yield _read_lines(response)
            finally:
                over.set()

    @contextmanager
    def _ask(
        self, path: str, parameters: Sequence[tuple[str, str]], more: Mapping[str, str] | None = None
    ) -> Iterator[tuple[http.client.HTTPResponse, socket.socket | None]]:
        parts = urlsplit(self.base)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        connection = kind(parts.hostname or "", parts.port, timeout=SILENT_SECONDS)
        headers = {"User-Agent": f"tawatur/{__version__}", "Accept": "*/*", **(more or {})}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        try:
            connection.request("GET", f"{path}?{urlencode(parameters)}" if parameters else path, headers=headers)
            link = connection.sock  # the connection lets go of it where the server will close it
            response = connection.getresponse()
            with response:
                if response.status != 200:  # a redirect too: the token goes nowhere else
                    raise Refused(response.status, _asked_seconds(response), response.getheader("Location"))
                yield response, link
        finally:
            connection.close()


def _asked_seconds(response: http.client.HTTPResponse) -> float | None:
    reset = response.getheader("x-rate-limit-reset") or ""  # X: seconds since 1970
    if reset.isascii() and reset.isdecimal() and len(reset) < 12:
        return max(0.0, int(reset) - time.time())
    return read_retry_after(response.getheader("Retry-After"))


def _close_at(stop: threading.Event, over: threading.Event, link: socket.socket | None) -> None:
    """End a connection that waits for its next line when everything stops."""
    while not over.wait(0.2):
        if stop.is_set() and link is not None:
            with suppress(OSError):
                link.shutdown(socket.SHUT_RDWR)
            return


def _read_lines(response: http.client.HTTPResponse) -> Iterator[bytes]:
    while line := response.readline(MAX_LINE):
        if not line.endswith(b"\n") and len(line) == MAX_LINE:
            while (rest := response.readline(MAX_LINE)) and not rest.endswith(b"\n"):
                pass
            yield line + b"\n"  # its beginning: it will be refused as what it is, and be counted
        elif line.endswith(b"\n"):  # one cut off by the end is no line
            yield line
