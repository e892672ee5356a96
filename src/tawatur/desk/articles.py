"""Read and check: an article comes in, the checked page goes out; nothing of it is kept."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.responses import Response

from tawatur import __version__
from tawatur.check import check_article
from tawatur.desk.messages import tell
from tawatur.desk.pages import form_values, render, words_of
from tawatur.desk.settings import Settings, is_zone, read_moment, read_settings
from tawatur.desk.uploads import save_uploads
from tawatur.errors import InputError
from tawatur.page import check_values
from tawatur.pipeline.checking import read_counts
from tawatur.sources.articles import ArticleInput, read_article_input

router = APIRouter(include_in_schema=False)

MAX_ARTICLE = 2 * 2**20  # characters; 1 MB takes two seconds
MAX_AGAIN = 200_000  # characters: a longer text does not come back with its page, to be changed and checked again


@router.get("/check")
def ask(request: Request) -> Response:
    """The page on which an article is pasted or dropped."""
    return render(request, "desk/check_ask.html", read_settings(request, request.app.state.default), screen="check")


@router.post("/check")
async def check(request: Request) -> Response:
    """The checked article."""
    settings = read_settings(request, request.app.state.default)
    folder = request.app.state.workplace.new_folder()
    try:
        async with request.form(max_files=1, max_part_size=4 * MAX_ARTICLE) as form:
            given = form_values(form, "text", "published", "zone")
            upload = form.get("file")
            names = await save_uploads([upload] if isinstance(upload, UploadFile) else [], folder)
        return await run_in_threadpool(_check, request, settings, given, [folder / name for name in names])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _check(request: Request, settings: Settings, given: dict[str, str], paths: list[Path]) -> Response:
    words = words_of(settings.lang)
    if paths:
        try:
            article = read_article_input(str(paths[0]))
        except InputError as error:
            why = tell(str(error).replace(f"{paths[0].parent}/", ""), words.lang)
            raise InputError(words("check.unreadable", why=why)) from error
        article = ArticleInput(
            name=paths[0].name, text=article.text, title=article.title, published_at=article.published_at
        )
    elif given["text"].strip():
        article = ArticleInput(name=words("check.pasted"), text=given["text"].replace("\r\n", "\n"))
    else:
        raise InputError(words("check.empty"))
    if len(article.text) > MAX_ARTICLE:
        raise InputError(words("check.long", n=len(article.text), most=MAX_ARTICLE))
    zone = given["zone"] if is_zone(given["zone"]) else None
    published_at = (
        read_moment(given["published"], replace(settings, zone="UTC"))
        if given["published"].strip()
        else article.published_at
    )
    counts = read_counts(article.text, request.app.state.workplace.data)
    checked = check_article(article.text, published_at=published_at, zone=zone, counts=counts)
    title = article.title or _first_line(article.text) or article.name
    values = check_values(checked, words, title=title, note=request.app.state.note, version=__version__)
    values |= {"styles": ["check.css"], "scripts": ["check.js"], "published": given["published"], "zone": given["zone"]}
    values["text"] = article.text if len(article.text) <= MAX_AGAIN else ""
    return render(request, "desk/checked.html", settings, values, screen="check")


def _first_line(text: str) -> str:
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return line if len(line) <= 90 else f"{line[:90]}…"
