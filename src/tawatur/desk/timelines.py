"""The timeline: what posts say has happened, over time, with the picture and the forms of `tawatur timeline`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from fastapi import APIRouter, Request
from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.responses import Response

from tawatur.check.article import zone_of
from tawatur.claims.grouping import ClaimGroup
from tawatur.desk.pages import render, words_of
from tawatur.desk.settings import Settings, read_moment, read_settings
from tawatur.desk.topics import tell_pending
from tawatur.desk.workplace import Pending, Workplace
from tawatur.errors import InputError
from tawatur.markup import Clock
from tawatur.pipeline.timelines import Timeline, make_timeline, read_timeline_posts
from tawatur.svg import NARROW, THEMED
from tawatur.timeline import read_topic
from tawatur.timeline.picture import draw_timeline
from tawatur.timeline.tables import groups_csv, write_geojson
from tawatur.timeline.wording import describe, event_word, place_word

router = APIRouter(include_in_schema=False)

MAX_TOPIC = 200
MAX_GROUPS = 150
MAX_DRAWN = 24  # rows of the picture; all that is listed below it, or in the table
DRAWN = 960  # units of the picture's width on a desktop


@router.get("/timeline")
def show(request: Request) -> Response:
    """The screen; the claims come behind."""
    settings = read_settings(request, request.app.state.default)
    query = request.query_params
    values = {name: query.get(name, "")[:MAX_TOPIC] for name in ("topic", "since", "until")}
    workplace: Workplace = request.app.state.workplace
    asked = {
        **values,
        "is_asked": bool(values["topic"].strip()),
        "has_posts": workplace.has_posts(),
        "query": query,
        "styles": ["pictures.css"],
    }
    return render(request, "desk/timeline.html", settings, asked, screen="timeline")


@router.get("/timeline/claims")
def claims(request: Request) -> Response:
    """The claims of a topic: picture and table."""
    settings = read_settings(request, request.app.state.default)
    workplace: Workplace = request.app.state.workplace
    made = workplace.made_soon(*_make(request, settings))
    if isinstance(made, Pending) and made.older is None:
        return tell_pending(request, settings, made, "timeline.making", "timeline.making.how")
    found = made.older if isinstance(made, Pending) else made
    if found is None:
        raise HTTPException(404)
    groups = found.groups[:MAX_GROUPS]
    zone = zone_of(tuple(group.place for group in found.groups if group.place))
    drawn = Markup()
    notes: tuple[object, ...] = ()
    for width, name in ((DRAWN, "wide"), (NARROW, "narrow")):
        picture = draw_timeline(
            found.groups,
            title="",
            zone=zone,
            lang=settings.lang,
            width=width,
            palette=THEMED,
            margin=2,
            is_mirrored=settings.is_mirrored,
            most_rows=MAX_DRAWN,
        )
        drawn += Markup(picture.inline(name))  # noqa: S704 - element() escapes every string itself
        notes = picture.notes
    values = {
        "found": found,
        "is_older": isinstance(made, Pending),
        "groups": [_row(group, settings) for group in groups],
        "left_out": len(found.groups) - len(groups),
        "drawn": drawn,
        "notes": notes,
        "clock": Clock(zone, words_of(settings.lang)),
        "query": request.url.query,
    }
    return render(request, "desk/timeline_claims.html", settings, values)


def _row(group: ClaimGroup, settings: Settings) -> Mapping[str, object]:
    first = group.claims[0]
    return {
        "group": group,
        "place": place_word(group.place) if group.place and settings.lang == "ar" else group.place and group.place.name,
        "event": event_word(group.event, group.about, settings.lang),
        "said": describe(group, settings.lang),
        "speaker": first.speaker or first.origin.voice or first.origin.name,
        "record": first.origin.evidence,
        "url": first.origin.url,
    }


_FORMS: Mapping[str, tuple[str, Callable[[Timeline, Settings], str]]] = {
    "csv": ("text/csv", lambda found, settings: groups_csv(found.groups, settings.lang)),
    "geojson": ("application/geo+json", lambda found, settings: write_geojson(found.groups, settings.lang)),
    "svg": (
        "image/svg+xml",
        lambda found, settings: draw_timeline(
            found.groups,
            title=words_of(settings.lang)("timeline.all"),
            zone=zone_of(tuple(group.place for group in found.groups if group.place)),
            lang=settings.lang,
        ).as_file(),
    ),
}


@router.get("/timeline/export/{form}")
def give(request: Request, form: str) -> Response:
    """The same as a table, a map or a picture, to keep."""
    if form not in _FORMS:
        raise HTTPException(404)
    settings = read_settings(request, request.app.state.default)
    kind, write = _FORMS[form]
    headers = {"content-disposition": f'attachment; filename="timeline.{form}"'}
    workplace: Workplace = request.app.state.workplace
    found = workplace.made_once(*_make(request, settings))
    return Response(write(found, settings), media_type=kind, headers=headers)


def _make(request: Request, settings: Settings) -> tuple[tuple[object, ...], Callable[[], Timeline]]:
    query = request.query_params
    since, until = _moment(query.get("since", ""), settings), _moment(query.get("until", ""), settings, is_end=True)
    if since is not None and until is not None and since >= until:
        raise InputError(words_of(settings.lang)("timeline.turned"))
    return make_soon(request, query.get("topic", "").strip()[:MAX_TOPIC], since, until)


def read_timeline(request: Request, topic: str, since: datetime | None, until: datetime | None) -> Timeline:
    """What is said to have happened, grouped once; a topic "" is everything."""
    workplace: Workplace = request.app.state.workplace
    return workplace.made_once(*make_soon(request, topic, since, until))


def make_soon(
    request: Request, topic: str, since: datetime | None, until: datetime | None
) -> tuple[tuple[object, ...], Callable[[], Timeline]]:
    """Under which name a timeline is kept, and how it is made."""
    workplace: Workplace = request.app.state.workplace

    def make() -> Timeline:
        with workplace.reading() as store:
            posts = read_timeline_posts(store, since=since, until=until)
            return make_timeline(posts, topic=read_topic(topic) if topic else None, since=since, until=until)

    return ("timeline", topic, since, until), make


def _moment(written: str, settings: Settings, *, is_end: bool = False) -> datetime | None:
    return read_moment(written, settings, is_end=is_end) if written else None
