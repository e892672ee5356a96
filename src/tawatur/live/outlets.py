"""Where alerts go beside standard output: an Atom file, a webhook or a service of notices that was named."""

from __future__ import annotations

import json
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from datetime import datetime
from http.client import HTTPException
from pathlib import Path
from queue import Full, Queue
from typing import Any, Generic, TypeVar
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener
from xml.etree import ElementTree as ET

from tawatur import __version__
from tawatur.arabic.display import make_showable
from tawatur.errors import InputError, MissingExtraError
from tawatur.live.backoff import Backoff

NAMESPACE = "http://www.w3.org/2005/Atom"
FEED_ID = "urn:tawatur:watch"
MOST_ENTRIES = 100
MAX_FILE = 4 * 2**20  # bytes of a feed that is read again; ours has under 200 kB
TRIES, TIMEOUT_SECONDS, WAITING = 3, 10, 100
T = TypeVar("T")


class AtomFile:
    """A file of the last alerts as an Atom feed (RFC 4287), replaced as a whole at each of them.

    Entries of an earlier run are kept.

    Raises: InputError when the file is there and is no feed of ours: it is not overwritten.
    """

    def __init__(self, path: Path, *, write: Callable[[Path, list[bytes]], None]) -> None:
        self._path, self._write = path, write
        ET.register_namespace("", NAMESPACE)
        self._entries: list[ET.Element] = self._read()

    def _read(self) -> list[ET.Element]:
        if not self._path.exists():
            return []
        try:
            if self._path.stat().st_size > MAX_FILE:
                raise ValueError("too long")  # noqa: TRY301 - one message for all that is not ours
            data = self._path.read_bytes()
            if b"<!" in data:  # ours has no document type: nothing can be expanded
                raise ValueError("a document type")  # noqa: TRY301
            feed = ET.fromstring(data)  # noqa: S314 - without a document type there are no entities
            if feed.findtext(f"{{{NAMESPACE}}}id") != FEED_ID:
                raise ValueError("another id")  # noqa: TRY301
        except (OSError, ValueError, ET.ParseError) as error:
            msg = (
                f"{self._path}: there is a file that is no feed of `tawatur watch` ({error}). Name another with --feed."
            )
            raise InputError(msg) from error
        return feed.findall(f"{{{NAMESPACE}}}entry")

    def add(self, *, entry_id: str, title: str, summary: str, updated: datetime, tags: tuple[str, ...]) -> None:
        """Put an alert on top; one with the same id is replaced. Raises: OSError."""
        entry = ET.Element(_name("entry"))
        _add(entry, "id", f"{FEED_ID}:{entry_id}")
        _add(entry, "title", title)
        _add(entry, "updated", f"{updated:%Y-%m-%dT%H:%M:%SZ}")
        _add(entry, "summary", summary)
        for tag in tags:
            ET.SubElement(entry, _name("category"), {"term": make_showable(tag).text})
        others = [each for each in self._entries if each.findtext(_name("id")) != f"{FEED_ID}:{entry_id}"]
        self._entries = [entry, *others][:MOST_ENTRIES]
        feed = ET.Element(_name("feed"))
        _add(feed, "id", FEED_ID)
        _add(feed, "title", "tawatur watch")
        _add(feed, "updated", f"{updated:%Y-%m-%dT%H:%M:%SZ}")
        _add(ET.SubElement(feed, _name("author")), "name", "tawatur")
        _add(feed, "generator", "tawatur")
        feed.extend(self._entries)
        self._write(self._path, [b'<?xml version="1.0" encoding="utf-8"?>\n', ET.tostring(feed, encoding="utf-8")])


def _name(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _add(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, _name(name)).text = make_showable(text).text


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:  # noqa: ANN401 - what the library hands over
        """Go nowhere that was not named."""


class _Outlet(ABC, Generic[T]):
    """Hands alerts over from a thread of its own: a slow receiver keeps nobody waiting.

    Args:
        name: for messages; it holds no secret.
        on_failure: called with why an alert was not delivered.
    """

    def __init__(self, name: str, *, on_failure: Callable[[str], None], backoff: Backoff | None = None) -> None:
        self._name, self._on_failure, self._backoff = name, on_failure, backoff or Backoff(longest=10)
        self._queue: Queue[T | None] = Queue(WAITING)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Send what waits, for at most as long as one try may take."""
        self._stop.set()  # no pauses any more
        try:
            self._queue.put_nowait(None)
        except Full:
            return
        self._thread.join(timeout=TIMEOUT_SECONDS)

    def _put(self, item: T) -> None:
        try:
            self._queue.put_nowait(item)
        except Full:
            self._on_failure(f"{self._name}: {WAITING} alerts wait already; one was not sent")

    def _run(self) -> None:
        while (item := self._queue.get()) is not None:
            problem: str | None = "not tried"
            for number in range(TRIES):
                if number:
                    self._backoff.wait(self._stop)
                problem = self._deliver(item)
                if problem is None:
                    self._backoff.reset()
                    break
            if problem is not None:
                self._on_failure(f"{self._name}: an alert was not delivered after {TRIES} tries ({problem})")

    @abstractmethod
    def _deliver(self, item: T) -> str | None:
        """None when it was taken, else why not."""


class Webhook(_Outlet[bytes]):
    """Alerts as JSON, one POST each.

    Args:
        url: http(s); never printed, for a webhook's address is its password.
        on_failure: called with why an alert was not delivered.

    Raises: InputError for an address that is none.
    """

    def __init__(self, url: str, *, on_failure: Callable[[str], None], backoff: Backoff | None = None) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise InputError("--webhook: no http or https address. Write it whole: https://HOST/PATH")
        self._url = url
        self._opener = build_opener(_NoRedirect)
        super().__init__(f"webhook {parts.hostname}", on_failure=on_failure, backoff=backoff)

    def send(self, record: Mapping[str, Any]) -> None:
        """Hand over one record; never waits."""
        self._put(json.dumps(record, ensure_ascii=False).encode())

    def _deliver(self, item: bytes) -> str | None:
        headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": f"tawatur/{__version__}"}
        request = Request(self._url, item, headers, method="POST")  # noqa: S310 - http(s) only, checked above
        try:
            with self._opener.open(request, timeout=TIMEOUT_SECONDS):
                return None
        except HTTPError as error:
            error.close()
            return f"HTTP {error.code}"
        except (OSError, HTTPException, ValueError) as error:
            return type(error).__name__


class Notices(_Outlet[tuple[str, str]]):
    """Alerts as notices of the desktop, or of any service that apprise knows.

    Args:
        url: of apprise (gnome://, macosx://, windows://, ntfy://TOPIC …); never printed, for most hold a password.
        on_failure: called with why an alert was not delivered.

    Raises: MissingExtraError without apprise; InputError for what it does not know, or cannot use on this machine.
    """

    def __init__(self, url: str, *, on_failure: Callable[[str], None], backoff: Backoff | None = None) -> None:
        try:
            import apprise  # noqa: PLC0415 - an extra, and slow to import
        except ImportError as error:
            raise MissingExtraError("notices need apprise", "notify") from error
        kind = url.partition(":")[0]
        self._apprise = apprise.Apprise()
        if not self._apprise.add(url):
            raise InputError(
                f"--notify {kind}:…: apprise does not know it, or cannot use it on this machine. Its list of services "
                "says what each needs (gnome:// wants PyGObject, dbus:// dbus-python)."
            )
        super().__init__(f"notices to {kind}", on_failure=on_failure, backoff=backoff)

    def send(self, title: str, text: str) -> None:
        """Hand over one alert; never waits."""
        self._put((make_showable(title).text, make_showable(text).text))

    def _deliver(self, item: tuple[str, str]) -> str | None:
        title, text = item
        return None if self._apprise.notify(title=title, body=text) else "apprise says why with its own logging"
