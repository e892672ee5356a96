"""The desk put together: routes by screen behind one gate, and what it says when something goes wrong."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from tawatur import __version__
from tawatur.desk import (
    api,
    articles,
    board,
    erasing,
    events,
    ledger,
    receiver,
    records,
    sources,
    stories,
    timelines,
    topics,
)
from tawatur.desk.pages import render_error, static_response, warm_up, words_of
from tawatur.desk.security import Access, Gate
from tawatur.desk.settings import COOKIE, Settings, read_settings
from tawatur.desk.workplace import Workplace
from tawatur.errors import TawaturError
from tawatur.pipeline.demonstrating import invented_label

log = logging.getLogger(__name__)

YEAR = 365 * 86_400


def make_app(data: Path, access: Access, *, default: Settings) -> FastAPI:
    """The desk of a data folder, ready to be served; it does nothing until it is."""
    workplace = Workplace(data)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:  # noqa: ARG001 - the framework's signature
        warm_up()
        workplace.start()
        yield
        workplace.close()

    app = FastAPI(
        title="tawatur", version=__version__, openapi_url="/api/openapi.json", docs_url=None, redoc_url=None,
        lifespan=lifespan, description="The records of the command line, from a data folder.",
    )  # fmt: skip
    app.state.workplace = workplace
    app.state.access = access
    app.state.default = default
    app.state.note = invented_label(data)
    app.state.is_stopping = lambda: False  # whoever serves the desk says when open streams should end
    for part in (
        board, topics, stories, articles, timelines, ledger, sources, records, erasing, receiver, events, api,
    ):  # fmt: skip
        app.include_router(part.router)

    @app.get("/static/{name}", include_in_schema=False)
    def static(name: str) -> Response:
        found = static_response(name)
        if found is None:
            raise HTTPException(404)
        return found

    @app.post("/settings", include_in_schema=False)
    async def choose(request: Request) -> Response:
        async with request.form(max_files=0) as given:
            form = {name: value for name, value in given.items() if isinstance(value, str)}
        chosen = read_settings(request, default).changed(form)
        back = form.get("back", "/")
        answer = RedirectResponse(back if back.startswith("/") and not back.startswith(("//", "/\\")) else "/", 303)
        answer.set_cookie(COOKIE, chosen.as_cookie(), max_age=YEAR, httponly=True, samesite="strict", path="/")
        return answer

    @app.exception_handler(TawaturError)
    async def tell_error(request: Request, error: TawaturError) -> Response:
        return _answer(request, error)

    @app.exception_handler(HTTPException)
    async def tell_status(request: Request, error: HTTPException) -> Response:
        return _answer(request, error, status=error.status_code)

    @app.exception_handler(RequestValidationError)
    async def tell_invalid(request: Request, error: RequestValidationError) -> Response:
        """What is wrong where, never the value: a stranger's text that may not even be writable as JSON."""
        wrong = "; ".join(f"{'.'.join(map(str, each['loc'][1:]))}: {each['msg']}" for each in error.errors())
        return _answer(request, HTTPException(422, wrong), status=422)

    @app.exception_handler(Exception)
    async def tell_fault(request: Request, error: Exception) -> Response:
        log.error("fault path=%s", request.url.path, exc_info=error)
        return _answer(request, error, status=500)

    app.add_middleware(GZipMiddleware, minimum_size=1_000)
    app.add_middleware(Gate, access=access)
    return app


def _answer(request: Request, error: Exception, *, status: int | None = None) -> Response:
    """What went wrong, for a person or for a program."""
    if request.url.path.startswith("/api/"):
        return JSONResponse({"error": error.detail if isinstance(error, HTTPException) else str(error)}, status or 422)
    settings = read_settings(request, request.app.state.default)
    if isinstance(error, HTTPException):
        error = TawaturError(words_of(settings.lang).get(f"error.{error.status_code}", str(error.detail)))
    return render_error(request, settings, error, status=status)
