"""The receiver of Zeeschuimer's button "to 4CAT": what the browser add-on collected comes here and is imported.

The add-on speaks to a 4CAT server (digitalmethodsinitiative/zeeschuimer, popup/interface.js): it posts NDJSON to
/api/import-dataset/ with the platform in a header, then asks /api/check-query/ each second until it says "done". It
reads an answer while it comes in, so that it must be short and whole; it looks the name under `datasource` up among its
own platforms; and it takes all that is "done" for a success, so that a failed import is another status. It is another
origin and knows no token of a page: it must be called by the address that holds this run's token
(`sources.receiver_address`).
"""

from __future__ import annotations

import re
import shutil
from datetime import UTC, datetime

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from tawatur.desk.settings import read_settings
from tawatur.desk.workplace import Job, Workplace

router = APIRouter(include_in_schema=False)

READ = frozenset({"twitter.com", "x.com"})  # platforms of the add-on that a source here reads
UNKNOWN = "Unknown platform or source format"  # the add-on looks for these words


@router.post("/api/import-dataset/")
async def take(request: Request) -> Response:
    """NDJSON to disk as it comes, then an import of it; the key by which the add-on asks how it goes."""
    platform = request.headers.get("x-zeeschuimer-platform", "")
    if platform not in READ:
        return JSONResponse({"error": UNKNOWN}, 404)
    workplace: Workplace = request.app.state.workplace
    folder = workplace.new_folder()
    name = f"zeeschuimer-{re.sub('[^a-z0-9.]', '', platform)}-{datetime.now(UTC):%Y%m%dT%H%M%S}.ndjson"
    try:
        with (folder / name).open("wb") as file:
            async for chunk in request.stream():
                await run_in_threadpool(file.write, chunk)
        if not (folder / name).stat().st_size:
            shutil.rmtree(folder, ignore_errors=True)
            return JSONResponse({"error": "empty upload"}, 422)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    job = workplace.start_import(folder, [name], platform=platform)
    return JSONResponse({"status": "queued", "key": job.id, "url": _page(request)})


@router.get("/api/check-query/")
def check(request: Request, key: str = "") -> Response:
    """How an import goes."""
    workplace: Workplace = request.app.state.workplace
    job = workplace.job(key)
    if job is None:
        return JSONResponse({"error": "unknown key"}, 404)
    if job.state == "failed":
        return JSONResponse({"error": job.error}, 500)
    return JSONResponse(_tell(request, job))


def _tell(request: Request, job: Job) -> dict[str, object]:
    summary = job.summary
    rows = summary.posts if summary else 0
    if job.state == "done" and summary is not None:
        lost = summary.rejected.total()
        status = f"{rows} posts, {summary.new} of them new" + (f", {lost} records could not be read" if lost else "")
    else:
        status = f"{rows} posts read"
    return {
        "status": status,
        "query": "",
        "rows": rows,
        "key": job.id,
        "done": job.state == "done",
        "path": "",
        "empty": job.state == "done" and not rows,
        "progress": round(job.read / job.size, 3) if job.size else 1,
        "url": _page(request),
        "datasource": job.platform,
        "language": read_settings(request, request.app.state.default).lang,
    }


def _page(request: Request) -> str:
    """The screen on which a person sees the same; by the desk's own name."""
    port = request.app.state.access.port
    return f"http://localhost:{port}/sources" if port else "http://localhost/sources"
