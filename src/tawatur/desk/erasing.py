"""Erasing on request: what would go and what would stay is told before a person confirms it; as `evidence erase`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import islice
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from tawatur.desk.pages import render, words_of
from tawatur.desk.settings import read_settings
from tawatur.desk.workplace import Workplace
from tawatur.errors import InputError
from tawatur.evidence import label as label_of
from tawatur.markup import rebuild_url
from tawatur.pipeline.erasing import Wanted, erase_records, find_of_authors, find_wanted
from tawatur.posts import Post
from tawatur.store import Store

router = APIRouter(include_in_schema=False)

MAX_ID = 80
MAX_REASON = 300
SHOWN_POSTS, SHOWN_RECORDS = 20, 12


def _record_alone(store: Store, record: str) -> Wanted:
    return find_wanted(store, [record])


def _every_capture(store: Store, record: str) -> Wanted:
    return find_wanted(store, [record, *find_wanted(store, [record]).other_captures])


def _whole_author(store: Store, record: str) -> Wanted:
    return find_of_authors(store, [record])


SCOPES: Mapping[str, Callable[[Store, str], Wanted]] = {
    "record": _record_alone,
    "captures": _every_capture,
    "author": _whole_author,
}


@router.get("/evidence/{record}/erase")
def ask(request: Request, record: str, scope: str = "captures") -> Response:
    """What would be erased, what would be left, and a field for the reason."""
    settings = read_settings(request, request.app.state.default)
    workplace: Workplace = request.app.state.workplace
    scope = scope if scope in SCOPES else "captures"
    with workplace.reading() as store:
        kept = store.evidence.read(record[:MAX_ID])
        wanted = SCOPES[scope](store, kept.record_id)
        shown = list(islice(store.captures_of(wanted.posts), SHOWN_POSTS))
    values = {
        "record": kept.record_id,
        "label": label_of(kept.record_id),
        "is_erased": kept.erasure is not None,
        "scope": scope,
        "scopes": list(SCOPES),
        "wanted": wanted,
        "posts": [(post, rebuild_url(post.url) if post.url else None) for post in _once(shown)],
        "labels": label_of,
        "shown": SHOWN_RECORDS,
        "title": words_of(settings.lang)("erase.title"),
    }
    return render(request, "desk/erase.html", settings, values)


def _once(posts: list[Post]) -> list[Post]:
    return list({post.key: post for post in posts}.values())


@router.post("/evidence/{record}/erase")
def erase(
    request: Request,
    record: str,
    *,
    scope: Annotated[str, Form()],
    reason: Annotated[str, Form()] = "",
    records: Annotated[int, Form()] = 0,
    sure: Annotated[str, Form()] = "",
) -> Response:
    """Erase it for good. Refused without a reason, unconfirmed, or when it has become more than what was shown."""
    settings = read_settings(request, request.app.state.default)
    words = words_of(settings.lang)
    if not reason.strip() or not sure or scope not in SCOPES:
        raise InputError(words("erase.unsure"))
    workplace: Workplace = request.app.state.workplace
    with workplace.writing() as store:
        wanted = SCOPES[scope](store, store.evidence.read(record[:MAX_ID]).record_id)
        if len(wanted.records) > records:
            raise InputError(words("erase.grown", n=len(wanted.records), was=records))
        done = erase_records(store, wanted, reason=reason.strip()[:MAX_REASON], actor=settings.editor or None)
    workplace.tell()
    values = {"done": done, "labels": label_of, "shown": SHOWN_RECORDS, "title": words("erase.done")}
    return render(request, "desk/erased.html", settings, values)
