"""A real desk on a free port of this machine, for tests that talk to it as browsers and programs do."""

from __future__ import annotations

import gc
import http.client
import threading
import time
import warnings
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import uvicorn

from tawatur.desk.app import make_app
from tawatur.desk.security import Access, make_access
from tawatur.desk.settings import Settings

ZONE = "Asia/Damascus"


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")


@dataclass
class Served:
    """A running desk."""

    port: int
    access: Access
    app: object
    data: Path

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def workplace(self):
        return self.app.state.workplace

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        """One request; names of headers with _ for -."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, named)
        response = connection.getresponse()
        answer = Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
        connection.close()
        return answer

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, **headers)

    def post(self, path: str, form: dict[str, object] | None = None, **headers: str) -> Answer:
        """A form, with the token that a page of this desk sends."""
        headers.setdefault("X_CSRF_Token", self.access.csrf)
        headers.setdefault("Content_Type", "application/x-www-form-urlencoded")
        return self.ask("POST", path, urlencode(form or {}, doseq=True).encode(), **headers)

    def wait_for(self, condition, seconds: float = 90) -> None:
        end = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < end, "the desk did not get there in time"
            time.sleep(0.05)


@contextmanager
def serve(data: Path, *, lang: str = "ar", host: str = "127.0.0.1", port: int = 0):
    """A desk of a data folder, until the block ends."""
    import socket

    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    port = listener.getsockname()[1]
    access = make_access(host, port)
    app = make_app(data, access, default=Settings(lang=lang, zone=ZONE))
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical", timeout_graceful_shutdown=1, ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    served = Served(port, access, app, data)
    served.wait_for(lambda: server.started)
    try:
        yield served
    finally:
        server.should_exit = True
        thread.join(timeout=60)
        # A thread that still counts in C++ when Python ends takes the process with it. Other desks keep their boards.
        own = [app.state.workplace._watcher, *(each for each in threading.enumerate() if each.name == "making")]
        for behind in filter(None, own):
            behind.join(timeout=120)
        with warnings.catch_warnings():  # a browser may hold a connection when the server ends: no test's fault
            warnings.simplefilter("ignore", ResourceWarning)
            gc.collect()
