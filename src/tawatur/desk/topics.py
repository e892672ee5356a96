"""A topic: what the board knows of it at once; its report, and who stands behind it, as soon as they are made."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from tawatur.desk.board import find_row
from tawatur.desk.pages import render, words_of
from tawatur.desk.settings import Settings, read_moment, read_settings
from tawatur.desk.workplace import Pending, Workplace
from tawatur.errors import InputError
from tawatur.markup import Lang, Words
from tawatur.pipeline import AmplifiedError, TagVoices, UnknownTagError, find_voices, report_trend
from tawatur.report.as_page import roundup_values
from tawatur.report.profiles import DirectoryEntry
from tawatur.report.records import Roundup
from tawatur.trends.wording import REASONS

router = APIRouter(include_in_schema=False)

MAX_TAG = 200
SHOWN, MOST = 5, 60  # merges and chains: shown at once, and listed


@router.get("/topics/{tag:path}/report")
def report(request: Request, tag: str, at: str = "") -> Response:
    """Its roundup as it would be published."""
    settings = read_settings(request, request.app.state.default)
    tag = tag[:MAX_TAG].lstrip("#")
    try:
        workplace: Workplace = request.app.state.workplace
        moment = read_moment(at, settings) if at else None
        made = make_roundup(request, tag, moment, settings.lang, people=workplace.people())
        roundup = workplace.made_soon(*made)
    except AmplifiedError:
        return ask_why(request, settings, tag=tag, at=at, story_lang=settings.lang)
    except UnknownTagError as error:
        raise InputError(say_unknown(error, tag, words_of(settings.lang))) from error
    if isinstance(roundup, Pending):
        return tell_pending(request, settings, roundup, "topic.making", "topic.making.how")
    values = roundup_values(roundup, words_of(settings.lang), is_mirrored=settings.is_mirrored)
    return render(request, "roundup.html", settings, {**values, "layout": "desk/bare.html"})


def say_unknown(error: UnknownTagError, tag: str, words: Words) -> str:
    """That no trend has a tag, in the reader's words, with the nearest tags."""
    key = "topic.unknown.posts" if error.posts else "topic.unknown"
    told = [words(key, tag=f"#{tag}", n=error.posts)]
    if error.nearest:
        told.append(words("topic.unknown.near", near=words("list.and").join(error.nearest)))
    return " ".join(told)


def tell_pending(request: Request, settings: Settings, pending: Pending[Any], title_key: str, how_key: str) -> Response:
    """That a part of a page is being made, and for how long; it asks again by itself."""
    values = {"title_key": title_key, "how_key": how_key, "seconds": pending.seconds}
    values["css"] = "" if title_key == "topic.voices.making" else "panel "  # the voices have a panel around them
    return render(request, "desk/making.html", settings, values)


def read_roundup(request: Request, tag: str, at: datetime | None, lang: Lang) -> Roundup:
    """The roundup of a tag's strongest trend, made once. Raises: as `report_trend`."""
    workplace: Workplace = request.app.state.workplace
    return workplace.made_once(*make_roundup(request, tag, at, lang))


def make_roundup(
    request: Request, tag: str, at: datetime | None, lang: Lang, *, people: tuple[DirectoryEntry, ...] = ()
) -> tuple[tuple[object, ...], Callable[[], Roundup]]:
    """Under which name a roundup is kept, and how it is made."""
    workplace: Workplace = request.app.state.workplace
    zone = zone_of_world(request)

    def make() -> Roundup:
        now = datetime.now(UTC).replace(microsecond=0)
        with workplace.writing() as store:
            found = workplace.known_trends(at)
            return report_trend(
                store, tag, at=at, directory=people, zone=zone, language=lang, now=now, found=found
            ).roundup

    return ("report", tag, at, lang, people), make


def zone_of_world(request: Request) -> str | None:
    """UTC in the invented world, whose towns may bear the names of real ones; None: that of the places named."""
    return "UTC" if request.app.state.note else None


def ask_why(request: Request, settings: Settings, *, tag: str, at: str, story_lang: str) -> Response:
    """That a tag is mostly copies, and a field for the reason why it leads a story all the same."""
    is_part = request.headers.get("hx-request") == "true"
    values = {"tag": tag, "at": at, "story_lang": story_lang, "title": f"#{tag}"}
    values |= {"layout": "desk/bare.html"} if is_part else {}
    return render(request, "desk/topic_copies.html", settings, values, screen="board")


@router.get("/topics/{tag:path}/voices")
def voices(request: Request, tag: str, at: str = "") -> Response:
    """Who stands behind it: accounts, voices with bounds, why accounts count as one, who copied whom."""
    settings = read_settings(request, request.app.state.default)
    tag = tag[:MAX_TAG].lstrip("#")
    workplace: Workplace = request.app.state.workplace
    found = workplace.made_soon(*make_voices(request, tag, read_moment(at, settings) if at else None))
    if isinstance(found, Pending) and found.older is None:
        return tell_pending(request, settings, found, "topic.voices.making", "topic.voices.how")
    is_older = isinstance(found, Pending)
    found = found.older if isinstance(found, Pending) else found
    column = 1 if settings.lang == "en" else 0
    values = {
        "found": found,
        "is_older": is_older,
        "tag": tag,
        "at": at,
        "reasons": {reason: words[column] for reason, words in REASONS.items()},
        "shown": SHOWN,
        "most": MOST,
    }
    return render(request, "desk/voices.html", settings, values)


@router.get("/topics/{tag:path}")  # behind its parts: a tag may hold a slash
def show(request: Request, tag: str, at: str = "") -> Response:
    """The topic; its report and voices come behind."""
    settings = read_settings(request, request.app.state.default)
    tag = tag[:MAX_TAG].lstrip("#")
    values = {
        "tag": tag,
        "at": at,
        "row": find_row(request, settings, tag),
        "title": f"#{tag}",
        "styles": ["pictures.css", "roundup.css"],
    }
    return render(request, "desk/topic.html", settings, values, screen="board")


def read_voices(request: Request, tag: str, at: datetime | None) -> TagVoices | None:
    """Who stands behind a tag, counted once; None when nobody used it."""
    workplace: Workplace = request.app.state.workplace
    return workplace.made_once(*make_voices(request, tag, at))


def make_voices(
    request: Request, tag: str, at: datetime | None
) -> tuple[tuple[object, ...], Callable[[], TagVoices | None]]:
    """Under which name the voices of a tag are kept, and how they are counted."""
    workplace: Workplace = request.app.state.workplace

    def make() -> TagVoices | None:
        with workplace.reading() as store:
            return find_voices(store, tag, at=at)

    return ("voices", tag, at), make
