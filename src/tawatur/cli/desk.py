"""`desk`: the browser desk."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

import click

from tawatur.cli.options import INTERRUPTED, OK, check_zone, data_option, lang_option, places_option, quiet_option
from tawatur.cli.output import say

PORT = 8765


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="Address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65_535), default=PORT, show_default=True,
    help="Port to listen on; 0 takes any free one.",
)  # fmt: skip
@click.option(
    "--allow-host", "allowed", multiple=True, metavar="NAME",
    help="Another name by which browsers reach this desk (behind a proxy); repeatable.",
)  # fmt: skip
@click.option("--open/--no-open", "opens", default=True, help="Open it in the browser. [default: open]")
@click.option("--tz", "zone", metavar="ZONE", default="UTC", show_default=True, help="Times are shown in this zone.")
@data_option
@lang_option
@places_option
@quiet_option
def desk(
    *, host: str, port: int, allowed: tuple[str, ...], opens: bool, zone: str, data: str, lang: str, quiet: bool
) -> int:
    """Serve the desk to the browser on this machine: board, stories, check, timeline, forecasts, sources.

    It works offline and asks nothing of any other machine but the live sources that you name on it. Who opens an
    address beyond this machine needs the token in the printed address. Ctrl-C stops it; what was saved is kept.
    """
    import socket

    import uvicorn

    from tawatur.desk.app import make_app
    from tawatur.desk.security import make_access
    from tawatur.desk.settings import Settings
    from tawatur.errors import InputError

    zone = check_zone(zone) or "UTC"
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(128)  # now, so that a browser that is opened waits for the server
    except OSError as error:
        listener.close()
        msg = (
            f"{host}:{port}: cannot be listened on ({error.strerror}). Is a desk running already? --port takes another."
        )
        raise InputError(msg) from error
    port = listener.getsockname()[1]
    access = make_access(host, port, more_hosts=frozenset(name.lower() for name in allowed))
    reached = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - compared
    named = allowed[0] if allowed else reached.get(host, f"[{host}]" if ":" in host else host)
    address = f"http://{named}:{port}/" + (f"?token={access.token}" if access.is_open else "")
    click.echo(address)
    if not quiet:
        say(lang, f"المكتب يعمل على {data}؛ Ctrl-C يوقفه.", f"The desk serves {data}; Ctrl-C stops it.")
    app = make_app(Path(data), access, default=Settings(lang=lang, zone=zone))  # type: ignore[arg-type]  # click's choices
    server = uvicorn.Server(
        uvicorn.Config(
            app, log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=2, ws="none"
        )
    )
    app.state.is_stopping = lambda: server.should_exit
    if opens:
        click.launch(address)
    code = OK
    try:
        server.run(sockets=[listener])
    except KeyboardInterrupt:
        code = INTERRUPTED
    if any(thread.daemon and thread.is_alive() for thread in threading.enumerate()):
        # What is still being made behind the pages counts in C++, out of which no thread may be torn when Python ends.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    return code
