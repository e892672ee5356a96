"""What rises: the board, its rows alone for a page that is open, and what editors decide about families."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from tawatur.desk.drawings import Spark, draw_spark, draw_threads
from tawatur.desk.glances import draw_mentioned, draw_strongest
from tawatur.desk.pages import render, words_of
from tawatur.desk.settings import Settings, read_moment, read_settings
from tawatur.desk.workplace import Pending, Workplace
from tawatur.errors import InputError
from tawatur.hashtags import fold
from tawatur.pipeline.kept_boards import KeptBoard
from tawatur.trends.records import HourCurve, Trend
from tawatur.trends.wording import (
    LEFT_OUT,
    RETURNS,
    STATES,
    WARNINGS,
    Said,
    strength_words,
    tell_lag,
    tell_precedent,
)

router = APIRouter(include_in_schema=False)

RISING = frozenset({"started", "candidate", "warming", "peaked"})
SORTS = ("strength", "voices", "posts", "start")
SHOWN = ("open", "all", "ended", "returning", "muted")
ROWS_AT_ONCE = 50  # shown; a button at their end shows as many more
MAX_ROWS = 1_000
MAX_TAG = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One trend as the board shows it; the words in the language of who asks.

    Attributes:
        precedents: of each its tag, how long before, and all that is told of it.
    """

    trend: Trend
    spark: Spark | None
    curve: HourCurve | None
    threads: tuple[str, ...]
    strength: str | None
    state: str
    warnings: tuple[str, ...]
    precedents: tuple[tuple[str, str, str], ...]
    is_muted: bool
    is_amplified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a board was asked for. `show` "": what rises; where nothing does, all that rose before."""

    q: str = ""
    show: str = ""
    sort: str = "strength"
    at: str = ""
    rows: int = ROWS_AT_ONCE


def read_asked(query: Mapping[str, str]) -> Asked:
    """What an address asks of the board; what it asks wrongly is as if it were not asked."""
    show, sort, rows = query.get("show", ""), query.get("sort", ""), query.get("rows", "")
    return Asked(
        q=query.get("q", "")[:MAX_TAG],
        show=show if show in SHOWN else "",
        sort=sort if sort in SORTS else "strength",
        at=query.get("at", "").strip(),
        rows=min(MAX_ROWS, max(ROWS_AT_ONCE, int(rows[:6]))) if rows.isascii() and rows.isdigit() else ROWS_AT_ONCE,
    )


@router.get("/")
def board(request: Request) -> Response:
    """The board."""
    settings = read_settings(request, request.app.state.default)
    values = _values(request, settings)
    return render(request, "desk/board.html", settings, values, status=_status_of(values), screen="board")


@router.get("/board/rows")
def rows(request: Request) -> Response:
    """Its rows alone, for a page that is open."""
    settings = read_settings(request, request.app.state.default)
    values = {**_values(request, settings), "is_part": True}
    return render(request, "desk/board_rows.html", settings, values, status=_status_of(values), screen="board")


def _status_of(values: Mapping[str, object]) -> int:
    return HTTPStatus.UNPROCESSABLE_ENTITY if values["is_mistaken"] else HTTPStatus.OK


def _values(request: Request, settings: Settings) -> dict[str, object]:
    workplace: Workplace = request.app.state.workplace
    asked = read_asked(request.query_params)
    moment, mistake = None, None
    try:
        moment = read_moment(asked.at, settings) if asked.at.strip() else None
    except InputError as error:  # the filters stay, to be put right
        mistake = str(error)
    kept, pending = workplace.board if mistake is None else None, None
    if moment is not None and workplace.has_posts():
        made = workplace.board_at(moment)
        pending = made if isinstance(made, Pending) else None
        kept = made.older if isinstance(made, Pending) else made
    with workplace.database() as desk:
        decisions = desk.overrides()
    with workplace.shelf() as shelf:
        mutes = shelf.mutes()
    is_quiet = not asked.show and kept is not None and not _choose(kept.found.trends, Asked(show="open"), mutes)
    asked = replace(asked, show=asked.show or ("all" if is_quiet else "open"))
    chosen = _choose(kept.found.trends, asked, mutes) if kept is not None else []
    return {
        "is_part": False,
        "is_quiet": is_quiet,
        "asked": asked,
        "kept": kept,
        "rows": [_row(trend, kept, settings, mutes) for trend in chosen[: asked.rows]] if kept is not None else [],
        "found": len(chosen),
        "most": MAX_ROWS,
        "next_rows": asked.rows + ROWS_AT_ONCE,
        "course": draw_strongest(chosen, kept, settings) if kept is not None else None,
        "map": draw_mentioned(kept, settings) if kept is not None else None,
        "styles": ["pictures.css"],
        "mutes": mutes,
        "decisions": decisions,
        "state": _state_of(workplace, kept) if mistake is None else "failed",
        "seconds": pending.seconds if pending is not None else None,
        "is_mistaken": mistake is not None,
        "problem": mistake or workplace.board_error,
        "is_making": workplace.is_making,
        "left_out": _left_out(kept, settings) if kept is not None else [],
        "shows": SHOWN,
        "sorts": SORTS,
    }


def _state_of(workplace: Workplace, kept: KeptBoard | None) -> Literal["empty", "loading", "failed", "quiet", "ready"]:
    if kept is not None:
        return "ready" if kept.found.trends else "quiet"
    if workplace.board_error:
        return "failed"
    return "loading" if workplace.has_posts() else "empty"


def find_row(request: Request, settings: Settings, tag: str) -> Row | None:
    """The strongest row of the board that has a tag, one called by it before all others; None where none has."""
    workplace: Workplace = request.app.state.workplace
    kept, key = workplace.board, fold(tag)
    if kept is None:
        return None
    having = [trend for trend in kept.found.trends if any(fold(member.tag) == key for member in trend.members)]
    own = [trend for trend in having if key in {fold(trend.label), trend.key}]
    with workplace.shelf() as shelf:
        mutes = shelf.mutes()
    return next((_row(trend, kept, settings, mutes) for trend in (*own, *having)), None)


def _row(trend: Trend, kept: KeptBoard, settings: Settings, mutes: dict[str, str]) -> Row:
    def say(words: Said) -> str:
        return words[1] if settings.lang == "en" else words[0]

    curve = kept.found.curves.get(trend.id)
    strength = strength_words(trend.score)
    return Row(
        trend=trend,
        curve=curve,
        spark=draw_spark(curve.voices, is_mirrored=settings.is_mirrored) if curve else None,
        threads=draw_threads(trend.voices.headline),
        strength=say(strength) if strength else None,
        state=say(RETURNS[trend.returns] if trend.returns else STATES[trend.state]),
        warnings=tuple(say(WARNINGS[each]) for each in trend.warnings if each in WARNINGS),
        precedents=tuple(
            (each.label, tell_lag(each, settings.lang), tell_precedent(each, settings.lang))
            for each in trend.precedents
        ),
        is_muted=trend.key in mutes,
        is_amplified=not {"mostly-copies", "in-step"}.isdisjoint(trend.warnings),
    )


def _choose(trends: Iterable[Trend], asked: Asked, mutes: Mapping[str, str]) -> list[Trend]:
    wanted = fold(asked.q.strip().lstrip("#")) if asked.q.strip() else ""
    plain = asked.q.strip().lstrip("#")

    def is_wanted(trend: Trend) -> bool:
        if (trend.key in mutes) != (asked.show == "muted"):
            return False
        if asked.show == "open" and trend.state not in RISING:
            return False
        if asked.show in {"ended", "returning"} and trend.state != asked.show:
            return False
        tags = [member.tag for member in trend.members]
        return not plain or any(plain in tag or (wanted and wanted in fold(tag)) for tag in [trend.label, *tags])

    found = [trend for trend in trends if is_wanted(trend)]
    if asked.sort == "voices":
        found.sort(key=lambda trend: -(trend.voices.headline or 0))
    elif asked.sort == "posts":
        found.sort(key=lambda trend: -trend.posts)
    elif asked.sort == "start":
        found.sort(key=lambda trend: trend.started_at or datetime.min.replace(tzinfo=UTC), reverse=True)
    return found


def _left_out(kept: KeptBoard, settings: Settings) -> list[str]:
    column = 1 if settings.lang == "en" else 0
    return [
        f"{LEFT_OUT[reason][column]}: {number}" for reason, number in kept.found.left_out.items() if reason in LEFT_OUT
    ]


# What editors decide


@router.post("/families/{kind}")
def decide(
    request: Request,
    kind: Literal["merge", "split", "rename"],
    tag: Annotated[list[str], Form(default_factory=list)],
    label: Annotated[str, Form()] = "",
) -> Response:
    """Count families as one, or apart, or call one by another name; `families undo` and the board take it back."""
    settings = read_settings(request, request.app.state.default)
    words = words_of(settings.lang)
    tags = [each.strip().lstrip("#")[:MAX_TAG] for each in tag if each.strip().lstrip("#")]
    if len(tags) < (2 if kind == "merge" else 1):
        raise InputError(words("board.merge.few"))
    if kind == "rename" and not label.strip():
        raise InputError(words("board.rename.empty"))
    workplace: Workplace = request.app.state.workplace
    with workplace.database() as desk:
        desk.add_override(kind, tags, label=label.strip()[:MAX_TAG] if kind == "rename" else None)
    workplace.tell()
    return RedirectResponse("/", 303)


@router.post("/decisions/undo")
def undo(request: Request, number: Annotated[int, Form()]) -> Response:
    """Take back one decision about families."""
    workplace: Workplace = request.app.state.workplace
    with workplace.database() as desk:
        undone = desk.undo_override(number)
    if undone is None:
        settings = read_settings(request, request.app.state.default)
        raise InputError(words_of(settings.lang)("board.undo.none"))
    workplace.tell()
    return RedirectResponse("/", 303)


@router.post("/mutes")
def mute(
    request: Request, key: Annotated[str, Form()], muted: Annotated[int, Form()], label: Annotated[str, Form()] = ""
) -> Response:
    """Leave a family out of the board, or show it again."""
    workplace: Workplace = request.app.state.workplace
    with workplace.shelf() as shelf:
        if muted:
            shelf.mute(key[:MAX_TAG], label[:MAX_TAG] or key[:MAX_TAG], now=datetime.now(UTC))
        else:
            shelf.unmute(key)
    workplace.news += 1
    return RedirectResponse("/", 303)
