"""Sources: files come in and are imported behind the page; what came, when, what was lost; the receiver's address."""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request
from starlette.datastructures import UploadFile
from starlette.responses import RedirectResponse, Response

from tawatur.desk.pages import render, words_of
from tawatur.desk.security import Access
from tawatur.desk.settings import read_settings
from tawatur.desk.uploads import MAX_FILES, save_uploads
from tawatur.desk.workplace import Workplace
from tawatur.errors import InputError
from tawatur.evidence import Batch
from tawatur.sources import all_sources

router = APIRouter(include_in_schema=False)

SHOWN_IMPORTS = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """What came from one source: its records and batches, and when the last ones were kept."""

    name: str
    title: str
    records: int
    batches: int
    last_at: datetime
    is_pasted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """The posts of one platform: how many, the first and the last time of posting."""

    name: str
    posts: int
    first: datetime | None
    last: datetime | None


@router.get("/sources")
def show(request: Request) -> Response:
    """The screen."""
    settings = read_settings(request, request.app.state.default)
    return render(request, "desk/sources.html", settings, _values(request), screen="sources")


@router.get("/sources/state")
def state(request: Request) -> Response:
    """Its part that changes, for a page that is open."""
    settings = read_settings(request, request.app.state.default)
    return render(request, "desk/sources_state.html", settings, _values(request), screen="sources")


@router.post("/sources/files")
async def take(request: Request) -> Response:
    """Import what was dropped, behind the page."""
    settings = read_settings(request, request.app.state.default)
    workplace: Workplace = request.app.state.workplace
    folder = workplace.new_folder()
    names: list[str] = []
    try:
        async with request.form(max_files=MAX_FILES) as form:
            uploads = [each for each in form.getlist("files") if isinstance(each, UploadFile)]
            names = await save_uploads(uploads, folder)
    finally:
        if not names:
            shutil.rmtree(folder, ignore_errors=True)
    if not names:
        raise InputError(words_of(settings.lang)("sources.none"))
    workplace.start_import(folder, names)
    return RedirectResponse("/sources", 303)


def receiver_address(access: Access) -> str:
    """What goes into the field "4CAT server" of the browser add-on: a name of this machine that holds the token.

    The add-on cuts everything behind the name off; names under .localhost are this machine (RFC 6761).
    """
    return f"http://{access.token}.localhost" + (f":{access.port}" if access.port else "")


def _values(request: Request) -> dict[str, object]:
    workplace: Workplace = request.app.state.workplace
    values: dict[str, object] = {
        "jobs": workplace.jobs(),
        "address": receiver_address(request.app.state.access),
        "health": [],
        "platforms": [],
        "imports": [],
        "problems": [],
    }
    if not workplace.has_posts():
        return values
    with workplace.database() as desk:
        kept = list(reversed(desk.imports()))[:SHOWN_IMPORTS]
        values["imports"] = [(datetime.fromisoformat(each["started_at"]), each) for each in kept]
    values |= workplace.made_once(("sources",), lambda: _read_folder(workplace))
    return values


def _read_folder(workplace: Workplace) -> dict[str, object]:
    """What the folder holds; read once as long as it stays as it is."""
    with workplace.reading() as store:
        return {
            "health": _health(store.evidence.batches()),
            "platforms": [
                Platform(name=name, posts=posts, first=first, last=last)
                for name, posts, first, last in store.platforms()
            ],
            "problems": [f"{path.name}: {why}" for path, why in store.set_aside],
        }


def _health(batches: tuple[Batch, ...]) -> list[Health]:
    titles = {source.name: source.title for source in all_sources()}
    records: Counter[str] = Counter()
    kept: Counter[str] = Counter()
    last: dict[str, datetime] = {}
    for batch in batches:
        if batch.action != "capture":
            continue
        name = batch.source
        records[name] += batch.records
        kept[name] += 1
        last[name] = max(batch.at, last.get(name, batch.at))
    return [
        Health(
            name=name, title=titles.get(name, name), records=records[name], batches=kept[name], last_at=last[name],
            is_pasted=name == "paste",
        )
        for name in sorted(last, key=lambda name: last[name], reverse=True)
    ]  # fmt: skip
