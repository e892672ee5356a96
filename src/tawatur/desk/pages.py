"""Records -> HTML: templates, words, static files; the only place of the desk that writes a page."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from http import HTTPStatus
from importlib.resources import files
from typing import Any
from urllib.parse import quote, urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from tawatur import __version__
from tawatur.desk.messages import tell, tell_error
from tawatur.desk.settings import ZONES, Settings
from tawatur.errors import BusyError, InputError, TawaturError
from tawatur.markup import LTR_RUN, Clock, Words, first_strong, make_environment

SCREENS = ("board", "stories", "check", "timeline", "ledger", "sources")  # in the order of the navigation
ADDRESSES = {"board": "/"}
KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
FOLDERS = {".css": "templates", ".js": "templates", ".svg": "static", ".woff2": "data/fonts"}
MAX_AGE = 365 * 86_400


@cache
def _environment() -> Any:  # noqa: ANN401 - jinja2 is slow to import, and only the desk holds on to one
    environment = make_environment()
    environment.globals["static"] = static_url
    environment.filters["segment"] = lambda text: quote(text, safe="")  # one part of a path, slashes and all
    environment.filters["told"] = tell
    environment.filters["side_of"] = lambda text, side: first_strong(text) or side  # an isolate hides it from dir=auto
    return environment


def warm_up() -> None:
    """Read words and compile what the board is made of, so that the first page comes as quickly as the others."""
    words_of("ar")
    words_of("en")
    for name in ("desk/board.html", "desk/board_rows.html", "desk/frame.html", "desk/error.html"):
        _environment().get_template(name)
    for name in ("frame.css", "desk.css", "htmx.min.js", "desk.js", "desk.svg"):
        static_url(name)


@cache
def read_static(name: str) -> bytes | None:
    """A file that pages load, by its name; None when there is none."""
    suffix = name[name.rfind(".") :]
    if suffix not in KINDS or "/" in name or "\\" in name:
        return None
    for folder in (FOLDERS[suffix], "static"):
        file = files("tawatur")
        for part in folder.split("/"):
            file = file / part
        file = file / name
        if file.is_file():
            return file.read_bytes()
    return None


@cache
def static_url(name: str) -> str:
    """The address of a static file; another one when its content is another, so that browsers may keep it."""
    content = read_static(name)
    if content is None:
        raise InputError(f"{name}: no such static file")
    return f"/static/{name}?v={sha256(content).hexdigest()[:12]}"


def static_response(name: str) -> Response | None:
    """A static file as an answer; None when there is none."""
    content = read_static(name)
    if content is None:
        return None
    headers = {"cache-control": f"public, max-age={MAX_AGE}, immutable"}
    return Response(content, media_type=KINDS[name[name.rfind(".") :]], headers=headers)


@cache
def words_of(lang: str) -> Words:
    """What the desk says in a language."""
    return Words("en" if lang == "en" else "ar", "desk.tsv")


def render(
    request: Request,
    template: str,
    settings: Settings,
    values: Mapping[str, object] | None = None,
    *,
    status: int = 200,
    screen: str = "",
) -> HTMLResponse:
    """A page in the language and zone of who asks."""
    return HTMLResponse(render_text(request, template, settings, values, screen=screen), status)


def render_text(
    request: Request,
    template: str,
    settings: Settings,
    values: Mapping[str, object] | None = None,
    *,
    screen: str = "",
) -> str:
    """A page, or a part of one, as text."""
    words = words_of(settings.lang)
    given: dict[str, object] = {
        "t": words,
        "lang": settings.lang,
        "side": "rtl" if settings.lang == "ar" else "ltr",
        "layout": "desk/frame.html",
        "settings": settings,
        "clock": Clock(settings.zone, words),
        "zones": ZONES if settings.zone in ZONES else (settings.zone, *ZONES),
        "csrf": request.scope.get("tawatur.csrf", ""),
        "path": request.url.path,
        "here": _address_of(request) if request.method == "GET" else _came_from(request) or f"/{_screen_of(request)}",
        "screen": screen,
        "screens": [(name, ADDRESSES.get(name, f"/{name}")) for name in SCREENS],
        "news": request.app.state.workplace.news,
        "note": request.app.state.note,
        "version": __version__,
        "title": words(f"screen.{screen}") if screen else words("app"),
        **(values or {}),
    }
    text: str = _environment().get_template(template).render(given)
    return text


def _address_of(request: Request) -> str:
    """The path and query of a request as they were asked for: nothing in them is decoded."""
    path = quote(request.scope.get("raw_path", b"").decode("latin-1") or request.url.path, safe="%/:@!$&'()*+,;=~-._")
    return f"{path}?{request.url.query}" if request.url.query else path


def _screen_of(request: Request) -> str:
    """The screen that an address belongs to; "" for the board."""
    name = request.url.path.split("/")[1]
    return name if name in SCREENS else ""


def _came_from(request: Request) -> str | None:
    """The path of the page of ours from which somebody sent something; None where the browser does not say."""
    parts = urlsplit(request.headers.get("referer", ""))
    is_ours = parts.netloc == request.headers.get("host") and parts.path.startswith("/") and "csrf=" not in parts.query
    is_ours = is_ours and not parts.path.startswith("//")
    return parts.path + (f"?{parts.query}" if parts.query else "") if is_ours else None


def render_error(request: Request, settings: Settings, error: Exception, *, status: int | None = None) -> HTMLResponse:
    """What went wrong and what to do, as a page; as a part where a part was asked for."""
    code = status or (HTTPStatus.UNPROCESSABLE_ENTITY if isinstance(error, InputError) else HTTPStatus.CONFLICT)
    told = tell_error(error, settings.lang)
    if not isinstance(error, TawaturError):
        told = words_of(settings.lang)("error.fault", what=told)
    is_part = request.headers.get("hx-request") == "true"
    values: dict[str, object] = {
        "told": told,
        "title": words_of(settings.lang)("error"),
        "is_busy": isinstance(error, BusyError),
    }
    letters = Counter(unicodedata.bidirectional(character) for character in LTR_RUN.sub(" ", told))
    values["is_foreign"] = (
        settings.lang == "ar" and letters["L"] > letters["AL"]
    )  # of the pipeline, which speaks English
    template = "desk/error_part.html" if is_part else "desk/error.html"
    values["retry"] = _address_of(request) if is_part and request.method == "GET" else None
    values["back"] = (_came_from(request) or f"/{_screen_of(request)}") if request.method == "POST" else None
    return render(request, template, settings, values, status=int(code), screen=_screen_of(request))


def form_values(form: Mapping[str, object], *names: str) -> dict[str, str]:
    """The texts of a form; "" for what is missing or no text."""
    return {name: value if isinstance(value := form.get(name), str) else "" for name in names}
