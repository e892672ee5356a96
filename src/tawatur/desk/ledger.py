"""Forecasts that are remembered: what is due, criteria before outcomes, scores with intervals; a history that grows."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from tawatur.desk.pages import render, words_of
from tawatur.desk.settings import Settings, read_moment, read_settings
from tawatur.desk.workplace import Workplace
from tawatur.errors import EvidenceError, InputError
from tawatur.forecasts.ledger import Standing
from tawatur.forecasts.likelihood import SOURCE
from tawatur.forecasts.scoring import score_forecasts
from tawatur.markup import rebuild_url
from tawatur.pipeline.forecasting import DeskLedger, entries_of_article, open_ledger

router = APIRouter(include_in_schema=False)

SHOWN = ("all", "due", "open", "resolved", "vague")
MAX_ROWS = 200
MAX_TEXT = 1_000


@router.get("/ledger")
def show(request: Request, show: str = "all", q: str = "") -> Response:
    """The forecasts with their windows, readings, criteria and outcomes."""
    settings = read_settings(request, request.app.state.default)
    show = show if show in SHOWN else "all"
    standings = _standings(request)
    now = datetime.now(UTC)
    wanted = q.strip().casefold()[:MAX_TEXT]
    rows = [
        standing
        for standing in standings
        if (show in {"all", standing.status} or (show == "due" and standing.is_due(now)))
        and (
            not wanted
            or wanted in f"{standing.entry.speaker or ''} {standing.entry.event} {standing.entry.id}".casefold()
        )
    ]
    values = {
        "rows": sorted(rows, key=lambda each: (_rank(each, now), -each.added_at.timestamp()))[:MAX_ROWS],
        "standings": standings,
        "due": {standing.entry.id for standing in standings if standing.is_due(now)},
        "scores": score_forecasts(standings),
        "bands": SOURCE,
        "show": show,
        "q": q[:MAX_TEXT],
        "shows": SHOWN,
        "safe": rebuild_url,
    }
    return render(request, "desk/ledger.html", settings, values, screen="ledger")


def _rank(standing: Standing, now: datetime) -> int:
    """What asks for a decision first, what cannot be decided last."""
    return 0 if standing.is_due(now) else ("open", "resolved", "vague").index(standing.status) + 1


def _standings(request: Request) -> list[Standing]:
    workplace: Workplace = request.app.state.workplace
    if not (workplace.data / "desk.db").is_file():
        return []
    with open_ledger(workplace.data, writable=False) as desk:
        return desk.ledger.standings()


@router.post("/ledger/add")
def add(
    request: Request,
    text: Annotated[str, Form()],
    name: Annotated[str, Form()] = "",
    published: Annotated[str, Form()] = "",
) -> Response:
    """The forecasts of a pasted article, remembered; those that are known change nothing."""
    settings = read_settings(request, request.app.state.default)
    words = words_of(settings.lang)
    if not text.strip():
        raise InputError(words("check.empty"))
    published_at = read_moment(published, settings) if published else None
    entries = entries_of_article(
        name.strip()[:MAX_TEXT] or words("check.pasted"), text.replace("\r\n", "\n"), published_at
    )
    if not entries:
        raise InputError(words("ledger.none.found"))
    workplace: Workplace = request.app.state.workplace
    with open_ledger(workplace.data, writable=True) as desk:
        desk.keep_entries(entries)
    return RedirectResponse("/ledger", 303)


@router.post("/ledger/{forecast}/criterion")
def criterion(
    request: Request, forecast: str, text: Annotated[str, Form()], reading: Annotated[int, Form()] = 0
) -> Response:
    """What will decide about a forecast, written before its outcome."""
    workplace: Workplace = request.app.state.workplace
    told = " ".join(text.split())[:MAX_TEXT]
    with open_ledger(workplace.data, writable=True) as desk:
        _keep(desk, "criterion", forecast, {"reading": reading, "text": told})
    return RedirectResponse(f"/ledger#{forecast}", 303)


@router.post("/ledger/{forecast}/resolve")
def resolve(
    request: Request,
    forecast: str,
    *,
    outcome: Annotated[str, Form()] = "",
    source: Annotated[str, Form()] = "",
    reading: Annotated[str, Form()] = "",
    note: Annotated[str, Form()] = "",
) -> Response:
    """What came of it, by a person, with a source."""
    settings = read_settings(request, request.app.state.default)
    workplace: Workplace = request.app.state.workplace
    body = {
        "reading": int(reading) if reading.isdecimal() else 0,
        "outcome": outcome,
        "sources": [_check_source(request, settings, source.strip()[:MAX_TEXT])],
        "note": " ".join(note.split())[:MAX_TEXT],
    }
    with open_ledger(workplace.data, writable=True) as desk:
        _keep(desk, "resolved", forecast, body)
    return RedirectResponse(f"/ledger#{forecast}", 303)


@router.post("/ledger/{forecast}/undo")
def undo(request: Request, forecast: str) -> Response:
    """Take back the last change of a forecast, by a new line of its history."""
    workplace: Workplace = request.app.state.workplace
    with open_ledger(workplace.data, writable=True) as desk:
        target = desk.ledger.last_change(forecast)
        desk.keep([desk.make("undone", target.forecast, {"change": target.uid})])
    return RedirectResponse(f"/ledger#{forecast}", 303)


def _keep(desk: DeskLedger, kind: str, forecast: str, body: dict[str, object]) -> None:
    name = desk.ledger.find(forecast).entry.id
    desk.keep([desk.make(kind, name, body)])


def _check_source(request: Request, settings: Settings, source: str) -> str:
    """A source as the ledger keeps it: a link, or the id of a record that is here. Raises: InputError for neither."""
    if rebuild_url(source):
        return source
    workplace: Workplace = request.app.state.workplace
    if not workplace.has_posts():
        raise InputError(words_of(settings.lang)("ledger.source", given=source[:60]))
    try:
        with workplace.reading() as store:
            return str(store.evidence.read(source).record_id)
    except (InputError, EvidenceError) as error:
        raise InputError(words_of(settings.lang)("ledger.source", given=source[:60])) from error
