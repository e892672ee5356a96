"""Sources: files come in and are imported behind the page; what came, when, what was lost; the receiver's address."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from tawatur.desk.pages import render, words_of
from tawatur.desk.security import Access
from tawatur.desk.settings import is_zone, read_settings
from tawatur.desk.uploads import MAX_FILES, save_uploads
from tawatur.desk.workplace import Workplace
from tawatur.errors import InputError
from tawatur.evidence import Batch
from tawatur.live.feeds import make_feed
from tawatur.live.wanted import make_wanted
from tawatur.pipeline import preview_file
from tawatur.pipeline.importing import Preview
from tawatur.sources import all_sources

router = APIRouter(include_in_schema=False)

SHOWN_IMPORTS = 25
TABLES = (".csv", ".tsv", ".csv.gz", ".tsv.gz", ".csv.zst", ".tsv.zst")
FIELDS = ("text", "time", "id", "handle", "name", "url")  # that a person is asked for
MAX_WATCHED = 4_000  # characters of a field


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
    if await run_in_threadpool(_find_tables, folder, names):
        return RedirectResponse(f"/sources/tables/{workplace.hold(folder, names)}", 303)
    workplace.start_import(folder, names)
    return RedirectResponse("/sources", 303)


def _find_tables(folder: Path, names: Sequence[str]) -> list[tuple[str, Preview]]:
    """The tables of which it cannot be told which column holds the text and the time, with what is in them."""
    found = []
    for name in names:
        try:
            preview = preview_file(folder / name)
        except InputError:
            if not name.casefold().endswith(TABLES):
                continue
            try:
                preview = preview_file(folder / name, source="table")
            except InputError:
                continue
        if preview.source.name not in {"table", "table-jsonl"} or not preview.readings:
            continue
        if preview.rejected and all(each.reason == "not-utf8" for each in preview.rejected) and not preview.posts:
            continue  # no choice of columns makes it readable: the import says why
        read = {each.field for each in preview.readings if each.field and each.origin}
        if not {"text", "time"} <= read or not preview.posts:  # of times without a zone none can be read
            found.append((name, preview))
    return found


@router.get("/sources/tables/{held}")
def ask_columns(request: Request, held: str) -> Response:
    """Which column of a table means what, with what stands in it."""
    settings = read_settings(request, request.app.state.default)
    workplace: Workplace = request.app.state.workplace
    found = workplace.held(held)
    if found is None:
        raise HTTPException(404)
    tables = []
    for name, preview in _find_tables(*found):
        columns = [(each.origin, each.value) for each in preview.readings if each.origin]
        guessed = {each.field: each.origin for each in preview.readings if each.field and each.origin}
        tables.append((name, columns, guessed))
    values = {"tables": tables, "names": found[1], "held": held, "fields": FIELDS}
    return render(request, "desk/sources_tables.html", settings, values, screen="sources")


@router.post("/sources/tables/{held}")
async def take_columns(request: Request, held: str) -> Response:
    """Import the held files as a person says that they are to be read."""
    async with request.form(max_files=0) as form:
        given = {name: value for name, value in form.items() if isinstance(value, str)}
    await run_in_threadpool(_import_tables, request, held, given)
    return RedirectResponse("/sources", 303)


def _import_tables(request: Request, held: str, given: dict[str, str]) -> None:
    workplace: Workplace = request.app.state.workplace
    found = workplace.held(held)
    if found is None:
        raise HTTPException(404)
    folder, names = found
    zone = {"zone": given["zone"]} if is_zone(given.get("zone", "")) else {}
    asked: list[tuple[str, str, dict[str, str]]] = []
    for number, (name, preview) in enumerate(_find_tables(folder, names)):
        columns = ",".join(
            f"{field}={column}" for field in FIELDS if (column := given.get(f"{number}-{field}", "").strip())
        )
        options = {"columns": columns, **zone}
        if not preview_file(folder / name, source=preview.source.name, options=options).posts:
            settings = read_settings(request, request.app.state.default)
            raise InputError(words_of(settings.lang)("tables.none", name=name))
        asked.append((name, preview.source.name, options))
    if workplace.held(held, takes=True) is None:
        return  # somebody sent the same page twice
    for name, source, options in asked:
        own = workplace.new_folder()
        shutil.move(folder / name, own / name)
        workplace.start_import(own, [name], source=source, options=options)
    rest = [name for name in names if name not in {each for each, _, _ in asked}]
    if rest:
        workplace.start_import(folder, rest)
    else:
        shutil.rmtree(folder, ignore_errors=True)


@router.post("/sources/watch")
def watch(
    request: Request,
    sources: Annotated[str, Form()],
    *,
    language: Annotated[str, Form()] = "",
    words: Annotated[str, Form()] = "",
    tags: Annotated[str, Form()] = "",
    accounts: Annotated[str, Form()] = "",
) -> Response:
    """Read live sources behind the pages, as `tawatur watch` does, and write by turns with the desk."""
    told = words_of(read_settings(request, request.app.state.default).lang)
    names = tuple(dict.fromkeys(line.strip() for line in sources[:MAX_WATCHED].splitlines() if line.strip()))
    if not names:
        raise InputError(told("watch.none"))
    asked = {
        "language": [language.strip()] if language.strip() else [],
        "words": _listed(words),
        "tags": _listed(tags),
        "accounts": [each for part in _listed(accounts) for each in part.split()],
    }
    wanted = make_wanted(
        languages=asked["language"], keywords=asked["words"], hashtags=asked["tags"], accounts=asked["accounts"]
    )
    only = tuple(asked["accounts"]) if not (asked["words"] or asked["tags"]) else ()
    feeds = [make_feed(name, accounts=only) for name in names]
    choice = [told(f"watch.was.{name}", what=" ".join(what)) for name, what in asked.items() if what]
    workplace: Workplace = request.app.state.workplace
    workplace.start_watch(feeds, wanted, choice=choice)
    return RedirectResponse("/sources", 303)


@router.post("/sources/watch/stop")
def stop(request: Request) -> Response:
    """End it; what came until now is kept."""
    workplace: Workplace = request.app.state.workplace
    workplace.stop_watch()
    return RedirectResponse("/sources", 303)


def _listed(text: str) -> list[str]:
    return [each for part in re.split("[,،\n]", text[:MAX_WATCHED]) if (each := part.strip())]


def receiver_address(access: Access) -> str:
    """What goes into the field "4CAT server" of the browser add-on: a name of this machine that holds the token.

    The add-on cuts everything behind the name off; names under .localhost are this machine (RFC 6761).
    """
    return f"http://{access.token}.localhost" + (f":{access.port}" if access.port else "")


def _values(request: Request) -> dict[str, object]:
    workplace: Workplace = request.app.state.workplace
    values: dict[str, object] = {
        "jobs": workplace.jobs(),
        "watch": workplace.watch,
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
