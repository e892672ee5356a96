"""One kept record over any screen: the bytes as received, what they were read as, how they are kept, if they hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from tawatur.desk.pages import render
from tawatur.desk.settings import read_settings
from tawatur.desk.workplace import Workplace
from tawatur.evidence import Kept
from tawatur.evidence import label as label_of
from tawatur.evidence.segments import SUFFIX
from tawatur.markup import rebuild_url, show_raw
from tawatur.posts import Post, time_from_id
from tawatur.report.wording import check_time

router = APIRouter(include_in_schema=False)

MAX_BYTES = 8_000  # of a record that are shown
MAX_POSTS = 20
MAX_ID = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class PostIn:
    """A post that a record holds, with the times that are known of it."""

    post: Post
    url: str | None
    id_time: datetime | None
    check: str


@router.get("/evidence/{record}")
def show(request: Request, record: str) -> Response:
    """A record, as a page; without the frame around it where it is opened over another screen."""
    settings = read_settings(request, request.app.state.default)
    workplace: Workplace = request.app.state.workplace
    with workplace.reading() as store:
        kept = store.evidence.read(record[:MAX_ID])
        found = store.posts("evidence.record_id = ?", (kept.record_id,))
        posts = [
            PostIn(
                post=post,
                url=rebuild_url(post.url) if post.url else None,
                id_time=time_from_id(post.platform, post.post_id),
                check=check_time(post),
            )
            for post in islice(found, MAX_POSTS)
        ]
        more = sum(1 for _ in found)
    raw, unseen = show_raw(kept.data[:MAX_BYTES])
    file = f"evidence/raw/{kept.batch.segment}{SUFFIX}"
    values = {
        "kept": kept,
        "label": label_of(kept.record_id),
        "raw": raw,
        "unseen": unseen,
        "is_cut": len(kept.data) > MAX_BYTES,
        "posts": posts,
        "more": more,
        "file": file,
        "by_hand": f"tail -c +{kept.offset + 1} {file} | head -c {kept.length} | sha256sum",
        "is_measurement": kept.batch.action == "measure",
        "title": label_of(kept.record_id),
        "layout": "desk/bare.html" if request.headers.get("hx-request") == "true" else "desk/frame.html",
    }
    return render(request, "desk/evidence.html", settings, values)


@router.get("/evidence/{record}/raw")
def raw(request: Request, record: str) -> Response:
    """The bytes as received, to keep; never shown by the browser."""
    workplace: Workplace = request.app.state.workplace
    with workplace.reading() as store:
        kept: Kept = store.evidence.read(record[:MAX_ID])
    if kept.erasure:
        raise HTTPException(410)
    name = f"{label_of(kept.record_id)}.bin"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(kept.data, media_type="application/octet-stream", headers=headers)


@router.post("/evidence/verify")
def verify(request: Request) -> Response:
    """Everything read again and compared with custody."""
    settings = read_settings(request, request.app.state.default)
    workplace: Workplace = request.app.state.workplace
    if not workplace.has_posts():
        raise HTTPException(404)
    with workplace.reading() as store:
        found = store.evidence.verify()
    return render(request, "desk/verified.html", settings, {"found": found})
