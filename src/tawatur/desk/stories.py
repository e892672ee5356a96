"""The story: posts come in, a checked draft goes out; what an editor does to it is kept version by version."""

from __future__ import annotations

import json
import secrets
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, Request
from fastapi import Path as PathPart
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from tawatur import __version__
from tawatur.desk.messages import tell, tell_error
from tawatur.desk.pages import form_values, render, render_text, words_of
from tawatur.desk.settings import Settings, is_zone, read_moment, read_settings
from tawatur.desk.story_view import find_problems, numbers_of, show_cards, show_draft
from tawatur.desk.topics import ask_why, say_unknown, zone_of_world
from tawatur.desk.uploads import MAX_FILES, safe_name, save_uploads
from tawatur.desk.workplace import Workplace, without_folder
from tawatur.errors import InputError
from tawatur.markup import Clock, Lang, Words
from tawatur.pipeline import AmplifiedError, UnknownTagError, gather_posts
from tawatur.pipeline.composing import Given
from tawatur.pipeline.publishing import publish_roundup
from tawatur.pipeline.stories import (
    Brief,
    Story,
    choose_again,
    count_again,
    introduce,
    keys_of,
    open_story,
    start_story,
    start_trend_story,
    story_record,
)
from tawatur.report.drafts import Draft, add, differences, remove, set_evidence, set_words
from tawatur.report.exports import FORMS, export
from tawatur.report.profiles import read_directory
from tawatur.report.verb_choices import put_verb
from tawatur.sources.base import Rejected
from tawatur.store import StaleRevisionError, Version

router = APIRouter(include_in_schema=False)

MAX_PASTE = 4 * 2**20  # bytes of the field
MAX_EDITS = 200
MAX_REASON = 300
MAX_NUMBER = 10**9  # of a version; the database takes no more than 64 bits
SHOWN_LOSSES = 5
ENDINGS = {"txt": "txt", "html": "html", "md": "md", "json": "json", "wordpress": "wp.html", "docx": "docx",
           "jsonld": "jsonld", "atom": "atom", "csv": "csv"}  # fmt: skip
TYPES = {
    "txt": "text/plain", "html": "text/html", "md": "text/markdown", "json": "application/json",
    "wordpress": "text/html", "jsonld": "application/ld+json", "atom": "application/atom+xml", "csv": "text/csv",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}  # fmt: skip


@router.get("/stories")
def shelf(request: Request) -> Response:
    """The stories, and the page on which a new one begins."""
    settings = read_settings(request, request.app.state.default)
    workplace: Workplace = request.app.state.workplace
    with workplace.shelf() as kept:
        stories = [(version, len(kept.publications(version.story))) for version in kept.stories()]
    titles = {version.story: _title_of(version) for version, _ in stories}
    values = {"stories": stories, "titles": titles, "styles": ["story.css"]}
    return render(request, "desk/stories.html", settings, values, screen="stories")


@router.post("/stories/new")
async def begin(request: Request) -> Response:
    """A new story from what was pasted, dropped or linked, or from a tag that rises."""
    settings = read_settings(request, request.app.state.default)
    workplace: Workplace = request.app.state.workplace
    folder = workplace.new_folder()
    try:
        async with request.form(max_files=MAX_FILES, max_part_size=MAX_PASTE) as form:
            given = form_values(form, "text", "about", "zone", "lang", "tag", "at", "why")
            uploads = [each for each in form.getlist("files") if isinstance(each, UploadFile)]
            names = await save_uploads(uploads, folder)
        return await run_in_threadpool(_begin, request, settings, given, folder, names)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _begin(request: Request, settings: Settings, given: dict[str, str], folder: Path, names: list[str]) -> Response:
    workplace: Workplace = request.app.state.workplace
    words = words_of(settings.lang)
    now = datetime.now(UTC).replace(microsecond=0)
    zone = given["zone"] if is_zone(given["zone"]) else None
    language: Lang = "en" if given["lang"] == "en" else "ar"
    losses: list[Rejected] = []
    with workplace.writing() as store:
        if given["tag"].strip():
            at = read_moment(given["at"], settings) if given["at"] else None
            try:
                brief, draft = start_trend_story(
                    store, given["tag"], at=at, zone=zone or zone_of_world(request), language=language, now=now,
                    found=workplace.known_trends(at), lead_anyway=given["why"][:MAX_REASON], people=workplace.people(),
                )  # fmt: skip
            except AmplifiedError:
                return ask_why(request, settings, tag=given["tag"], at=given["at"], story_lang=language)
            except UnknownTagError as error:
                raise InputError(say_unknown(error, given["tag"], words)) from error
        else:
            inputs = [str(folder / name) for name in names]
            if given["text"].strip():
                paste = folder / safe_name(f"{words('story.pasted')}.txt", taken=names)
                paste.write_text(given["text"].replace("\r\n", "\n"), encoding="utf-8")
                inputs.append(str(paste))
            if not inputs:
                raise InputError(words("story.empty"))
            gathered = gather_posts(inputs, store, on_rejected=lambda each: losses.append(without_folder(each, folder)))
            if not gathered.posts:
                raise InputError(_say_nothing(gathered, losses, words))
            about = given["about"].strip() or None
            brief, draft = start_story(
                gathered, store, about=about, zone=zone, language=language, now=now, people=workplace.people()
            )
    workplace.tell()
    story = secrets.token_hex(6)
    with workplace.shelf() as kept:
        kept.save(story, story_record(brief, draft), base=0, editor=settings.editor, note="begun", now=now)
    return RedirectResponse(f"/stories/{story}", 303)


def _say_nothing(given: Given, losses: list[Rejected], words: Words) -> str:
    """Why nothing could be read, in the reader's words where we have them, what it is about behind them."""
    told: list[str] = []
    for each in losses:
        why = words.get(f"reason.{each.reason}.do", words.get(f"reason.{each.reason}", tell(each.message, words.lang)))
        told += [f"{why} ({each.locator})"] if each.is_loss and len(told) < SHOWN_LOSSES else []
    told += [f"{words('story.link.missing')} {link}" for link in (*given.missing, *given.unknown)][:SHOWN_LOSSES]
    return " · ".join([words("story.nothing"), *dict.fromkeys(told)])


def _load(request: Request, story: str, revision: int | None = None) -> Version:
    workplace: Workplace = request.app.state.workplace
    with workplace.shelf() as kept:
        version = kept.version(story, revision)
    if version is None:
        raise HTTPException(404)
    return version


def _open(workplace: Workplace, version: Version) -> Story:
    with workplace.reading() as store:
        return open_story(version.draft, store)


def _title_of(version: Version) -> str:
    return str(version.draft.get("title") or version.draft["brief"].get("about") or version.story)


# The page


@router.get("/stories/{story}")
def show(request: Request, story: str) -> Response:
    """The story as it stands, to work on."""
    settings = read_settings(request, request.app.state.default)
    version = _load(request, story)
    opened = _open(request.app.state.workplace, version)
    values = _values(request, settings, version, opened)
    return render(request, "desk/story.html", settings, values, screen="stories")


def _values(request: Request, settings: Settings, version: Version, opened: Story) -> dict[str, object]:
    workplace: Workplace = request.app.state.workplace
    with workplace.shelf() as kept:
        published = kept.publications(version.story)
    cards = show_cards(opened)
    problems = find_problems(opened, words_of(settings.lang))
    return {
        "title": _title_of(version),
        "version": __version__,
        "clock": Clock(opened.base.zone, words_of(settings.lang)),
        "saved": version,
        "saved_time": f"{version.made_at.astimezone(_zone(settings)):%H:%M:%S}",
        "story": opened,
        "parts": show_draft(opened.draft),
        "draft_side": "rtl" if opened.draft.language == "ar" else "ltr",
        "cards": cards,
        "people": {entry.handle.lower(): entry for entry in opened.brief.people},
        "references": list(numbers_of(opened.draft).values()),
        "sources": _sources(opened),
        "problems": problems,
        "errors": sum(problem.severity == "error" for problem in problems),
        "quotes": sum(len(sentence.quotes) for sentence in opened.draft.sentences),
        "published": published,
        "forms": FORMS,
        "styles": ["story.css"],
        "scripts": ["story.js"],
    }


def _sources(opened: Story) -> list[tuple[str, str]]:
    """(record, who) of what a sentence of the editor's own may rest on."""
    found = [(card.record_id, card.name) for card in show_cards(opened)]
    return [*found, *((record, "") for record in (opened.brief.measurement,) if record)]


# Changes


@router.post("/stories/{story}/edits")
async def edit(request: Request, story: str) -> Response:
    """What an editor did, on top of a revision: kept, or refused with what somebody else did meanwhile."""
    settings = read_settings(request, request.app.state.default)
    try:
        body = json.loads(await request.body())
        base, edits, is_forced = int(body["revision"]), list(body["edits"])[:MAX_EDITS], bool(body.get("force"))
        if not 0 <= base <= MAX_NUMBER:
            raise HTTPException(422)
        json.dumps(edits, ensure_ascii=False).encode()  # half a surrogate pair could be neither kept nor shown
    except (ValueError, KeyError, TypeError, RecursionError, OverflowError) as error:
        raise HTTPException(422) from error
    return await run_in_threadpool(_edit, request, settings, story, base, edits, is_forced=is_forced)


def _edit(
    request: Request, settings: Settings, story: str, base: int, edits: list[Any], *, is_forced: bool
) -> Response:
    workplace: Workplace = request.app.state.workplace
    current = _load(request, story)
    opened = _open(workplace, current)
    is_stale = base != current.revision
    if is_stale and not is_forced:
        before = _load(request, story, base)
        if _touch_the_same(before, current, edits):
            return _tell_conflict(request, settings, current, opened, edits)
    try:
        brief, draft, is_whole = _apply(opened, edits)
        if brief != opened.brief:
            with workplace.writing() as store:
                brief, draft = count_again(opened, brief, draft, store)
    except (InputError, KeyError, TypeError, ValueError) as error:
        return JSONResponse({"error": tell_error(error, settings.lang), "revision": current.revision}, 422)
    if draft == opened.draft and brief == opened.brief:
        return JSONResponse({"revision": current.revision, "same": True})
    now = datetime.now(UTC)
    try:
        with workplace.shelf() as kept:
            saved = kept.save(
                story, story_record(brief, draft), base=current.revision, editor=settings.editor,
                note=str(edits[0].get("op", "words"))[:20], now=now,
            )  # fmt: skip
    except StaleRevisionError as error:  # between our look and our save
        return _tell_conflict(request, settings, error.current, _open(workplace, error.current), edits)
    changed = replace(opened, draft=draft) if brief == opened.brief else _open(workplace, saved)
    values = _values(request, settings, saved, changed)
    answer: dict[str, object] = {
        "revision": saved.revision,
        "saved": words_of(settings.lang)("story.saved", time=f"{now.astimezone(_zone(settings)):%H:%M:%S}"),
        "version": words_of(settings.lang)("version.n", n=saved.revision),
        "checks": render_text(request, "desk/story_checks.html", settings, values),
        "merged": is_stale,
        "unsourced": [sentence.id for sentence in changed.draft.unsourced],
    }
    if is_whole or is_stale:
        there = {sentence.id for sentence in opened.draft.sentences}
        added = [sentence.id for sentence in changed.draft.sentences if sentence.state == "added"]
        answer["added"] = next((each for each in added if each not in there), None)
        answer["draft"] = render_text(request, "desk/story_draft.html", settings, values)
        answer["cards"] = render_text(request, "desk/story_cards.html", settings, values)
    return JSONResponse(answer)


def _zone(settings: Settings) -> ZoneInfo:
    return ZoneInfo(settings.zone)


def _apply(opened: Story, edits: list[Any]) -> tuple[Brief, Draft, bool]:
    """The story with some edits; whether more than words changed, so that the page must be drawn anew."""
    brief, draft, is_whole = opened.brief, opened.draft, False
    if not edits:
        raise InputError("no edits")
    for each in edits:
        kind = each["op"]
        if kind == "words":
            draft = set_words(draft, each["sentence"], [str(text) for text in each["texts"]])
            continue
        is_whole = True
        if kind == "remove":
            draft = remove(draft, each["sentence"])
        elif kind == "add":
            draft = add(draft, each["after"], str(each["text"]), new_id=f"own-{secrets.token_hex(4)}")
        elif kind == "evidence":
            draft = set_evidence(draft, each["sentence"], [str(one) for one in each["records"]], known=opened.records)
        elif kind == "verb":
            sentences = list(draft.sentences)
            at = next((at for at, one in enumerate(sentences) if one.id == each["sentence"]), None)
            if at is None:
                raise InputError("this sentence is gone")
            texts = put_verb(sentences[at], str(each["verb"]), sentences[at - 1] if at else None, draft.language)
            draft = set_words(draft, each["sentence"], texts)
        elif kind == "who":
            told = {name: str(each.get(name, ""))[:MAX_REASON] for name in ("name", "role", "gender")}
            author = next((post for post in opened.posts if f"{post.platform}/{post.post_id}" == each["post"]), None)
            (entry,) = read_directory([{"handle": (author.handle if author else None) or "", **told}])
            brief, draft = introduce(replace(opened, brief=brief, draft=draft), entry)
        elif kind in {"want", "hide", "free"}:
            keys = keys_of([str(one) for one in each["posts"]], opened)
            wanted, hidden = set(brief.wanted) - keys, set(brief.hidden) - keys
            wanted |= keys if kind == "want" else set()
            hidden |= keys if kind == "hide" else set()
            brief, draft = choose_again(replace(opened, brief=brief, draft=draft), wanted=wanted, hidden=hidden)
        else:
            raise InputError(f"an edit {str(kind)[:20]!r} is not known")
    return brief, draft, is_whole


def _touch_the_same(before: Version, current: Version, edits: list[Any]) -> bool:
    """Whether an edit is of a sentence that somebody else changed since."""

    def sentences(version: Version) -> dict[str, Any]:
        return {one["id"]: one for block in version.draft["draft"]["blocks"] for one in block["sentences"]}

    was, stands = sentences(before), sentences(current)
    for each in edits:
        touched = each.get("sentence") or each.get("after") if isinstance(each, dict) else None
        if touched is not None and was.get(touched) != stands.get(touched):
            return True
    return False


def _tell_conflict(request: Request, settings: Settings, current: Version, opened: Story, edits: list[Any]) -> Response:
    """409: what stands now and what was to be kept, side by side; nothing was written."""
    try:
        _, mine, _ = _apply(opened, edits)
        pairs = differences(opened.draft, mine)
    except (InputError, KeyError, TypeError, ValueError):  # a sentence that is gone
        pairs = []
    values = {"pairs": pairs, "current": current}
    dialog = render_text(request, "desk/story_conflict.html", settings, values)
    return JSONResponse({"conflict": dialog, "revision": current.revision, "can_force": bool(pairs)}, 409)


# Versions


@router.get("/stories/{story}/versions")
def versions(request: Request, story: str, revision: int | None = None) -> Response:
    """All versions, and what one changed against the one before."""
    settings = read_settings(request, request.app.state.default)
    workplace: Workplace = request.app.state.workplace
    with workplace.shelf() as kept:
        found = kept.versions(story)
        published = kept.publications(story)
    if not found:
        raise HTTPException(404)
    chosen = next((each for each in found if each.revision == revision), found[0])
    earlier = next((each for each in found if each.revision == chosen.revision - 1), None)
    changed: list[tuple[str | None, str | None]] = []
    if earlier is not None:
        changed = differences(_open(workplace, earlier).draft, _open(workplace, chosen).draft)
    values = {
        "versions": found, "chosen": chosen, "changed": changed, "published": published, "story_id": story,
        "title": _title_of(found[0]), "styles": ["story.css"],
    }  # fmt: skip
    return render(request, "desk/versions.html", settings, values, screen="stories")


@router.post("/stories/{story}/restore")
def restore(
    request: Request, story: str, revision: Annotated[int, Form(le=MAX_NUMBER)], base: Annotated[int, Form()]
) -> Response:
    """An earlier version on top of all others."""
    settings = read_settings(request, request.app.state.default)
    wanted = _load(request, story, revision)
    workplace: Workplace = request.app.state.workplace
    with workplace.shelf() as kept:
        kept.save(story, wanted.draft, base=base, editor=settings.editor, note="restored", now=datetime.now(UTC))
    return RedirectResponse(f"/stories/{story}", 303)


# Out


@router.get("/stories/{story}/export/{form}")
def give(request: Request, story: str, form: str) -> Response:
    """The story in one of the forms of `compose`, to keep."""
    if form not in FORMS:
        raise HTTPException(404)
    opened = _open(request.app.state.workplace, _load(request, story))
    content = export(opened.roundup(), form, note=request.app.state.note)
    headers = {"content-disposition": f'attachment; filename="{story}.{ENDINGS.get(form, form)}"'}
    return Response(content, media_type=TYPES.get(form, "application/octet-stream"), headers=headers)


@router.post("/stories/{story}/publish")
async def publish(request: Request, story: str) -> Response:
    """The page as it stands, for good. Refused while a sentence lacks evidence, or a check fails."""
    settings = read_settings(request, request.app.state.default)
    async with request.form(max_files=0) as form:
        given = form_values(form, "revision", "why")
    return await run_in_threadpool(_publish, request, settings, story, given["revision"], given["why"])


def _publish(request: Request, settings: Settings, story: str, revision: str, why: str) -> Response:
    workplace: Workplace = request.app.state.workplace
    words = words_of(settings.lang)
    current = _load(request, story)
    if revision != str(current.revision):
        raise InputError(words("publish.stale"))
    opened = _open(workplace, current)
    errors = [problem for problem in find_problems(opened, words) if problem.severity == "error"]
    if errors:
        raise InputError(words("publish.errors", n=len(errors), first=errors[0].message))
    roundup = replace(opened.roundup(), headlines=())  # the editor has chosen one
    with workplace.writing() as store:
        made = publish_roundup(
            roundup, store, story, why=why.strip() or None, note=request.app.state.note,
            now=datetime.now(UTC).replace(microsecond=0), revision=current.revision,
        ).publication  # fmt: skip
    return RedirectResponse(f"/published/{story}/{made.number}", 303)


@router.get("/published/{story}/{number}")
def published(request: Request, story: str, number: Annotated[int, PathPart(le=MAX_NUMBER)]) -> Response:
    """A published page, as it was published: its own policy holds, and none of the desk."""
    workplace: Workplace = request.app.state.workplace
    with workplace.shelf() as kept:
        page = kept.page(story, number)
    if page is None:
        raise HTTPException(404)
    policy = page.partition('http-equiv="Content-Security-Policy" content="')[2].partition('"')[0]
    policy = policy.replace("&#39;", "'") or "default-src 'none'"
    return HTMLResponse(page, headers={"content-security-policy": f"{policy}; frame-ancestors 'none'"})
