"""The same records as the command line's --json, for programs. Described by /api/openapi.json."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from pydantic import AwareDatetime, BaseModel, Field
from starlette.exceptions import HTTPException

from tawatur.check import CODES, check_article
from tawatur.check.article import read_article
from tawatur.desk.timelines import read_timeline
from tawatur.desk.topics import read_roundup, read_voices
from tawatur.desk.workplace import Workplace
from tawatur.evidence.as_json import kept_record
from tawatur.forecasts.scoring import score_forecasts
from tawatur.pipeline import find_trends
from tawatur.pipeline.checking import read_counts
from tawatur.pipeline.forecasting import open_ledger
from tawatur.pipeline.levels import level_records
from tawatur.pipeline.trends import find_kept_trends
from tawatur.records_json import (
    finding_records,
    plain,
    score_records,
    standing_record,
    statement_records,
    voices_record,
)
from tawatur.report.as_json import roundup_record
from tawatur.timeline.tables import group_record
from tawatur.trends.records import Trends

router = APIRouter(prefix="/api", tags=["records"])

Lang = Literal["ar", "en"]
Record = dict[str, Any]
At = Annotated[AwareDatetime | None, Query(description="As known at this moment; without it, all that is there.")]


class Text(BaseModel):
    """An article."""

    text: str = Field(max_length=900_000, description="As written, links included.")
    published: AwareDatetime | None = Field(default=None, description="When it appeared; deadlines count from it.")
    zone: str | None = Field(default=None, description="IANA name; by default that of the places named.")


def _workplace(request: Request) -> Workplace:
    workplace: Workplace = request.app.state.workplace
    return workplace


def _need_posts(request: Request) -> Workplace:
    workplace = _workplace(request)
    if not workplace.has_posts():
        raise HTTPException(404, "no posts in this data folder yet")
    return workplace


@router.get("/trends")
def trends(request: Request, at: At = None) -> list[Record]:
    """What rises, strongest first, as `tawatur trends --json`."""
    workplace = _need_posts(request)

    def make() -> Trends:
        with workplace.reading() as store:
            return find_trends(store, at=at) if at else find_kept_trends(store)

    if at is None and workplace.board is not None:
        return [plain(trend) for trend in workplace.board.found.trends]
    return [plain(trend) for trend in workplace.made_once(("trends", at), make).trends]


@router.get("/voices/{tag:path}")
def voices(request: Request, tag: str, at: At = None) -> Record:
    """Who stands behind a tag, as `tawatur voices TAG --json`."""
    _need_posts(request)
    found = read_voices(request, tag.lstrip("#"), at)
    if found is None:
        raise HTTPException(404, "nobody used this tag")
    return voices_record(found.family.key, found.family.members, found.count)


@router.get("/report/{tag:path}")
def report(request: Request, tag: str, at: At = None, lang: Lang = "ar") -> Record:
    """The roundup of a tag's strongest trend, as `tawatur report TAG --format json`."""
    _need_posts(request)
    return roundup_record(read_roundup(request, tag.lstrip("#"), at, lang))


@router.get("/timeline")
def timeline(
    request: Request, topic: str = "", since: AwareDatetime | None = None, until: AwareDatetime | None = None
) -> list[Record]:
    """What is said to have happened, as `tawatur timeline TOPIC --format json`."""
    _need_posts(request)
    return [group_record(group) for group in read_timeline(request, topic.strip(), since, until).groups]


@router.get("/ledger")
def ledger(request: Request, status: Literal["all", "open", "resolved", "vague"] = "all") -> list[Record]:
    """The forecasts that are remembered, as `tawatur ledger list --json`."""
    workplace = _workplace(request)
    if not (workplace.data / "desk.db").is_file():
        return []
    with open_ledger(workplace.data, writable=False) as desk:
        standings = desk.ledger.standings()
    return [standing_record(standing) for standing in standings if status in {"all", standing.status}]


@router.get("/ledger/score")
def score(request: Request) -> list[Record]:
    """How forecasts came out, all and by speaker, as `tawatur ledger score --json`."""
    workplace = _workplace(request)
    if not (workplace.data / "desk.db").is_file():
        return []
    with open_ledger(workplace.data, writable=False) as desk:
        return list(score_records(score_forecasts(desk.ledger.standings())))


@router.get("/families")
def families(request: Request) -> list[Record]:
    """What editors decided about families, as `tawatur families list --json`."""
    with _workplace(request).database() as desk:
        return [plain(change) for change in desk.overrides()]


@router.get("/codes")
def codes() -> list[Record]:
    """Every code that a check can give, as `tawatur codes --json`."""
    return [plain(code) for code in CODES.values()]


@router.get("/verify")
def verify(request: Request) -> Record:
    """All evidence read again and compared with custody, as `tawatur evidence verify --json`."""
    with _need_posts(request).reading() as store:
        record: Record = plain(store.evidence.verify())
    return record


@router.get("/evidence/{record}")
def evidence(request: Request, record: str) -> Record:
    """A kept record with its custody, as `tawatur evidence show ID --json`."""
    with _need_posts(request).reading() as store:
        kept = store.evidence.read(record)
        return kept_record(store.evidence, kept) | {"posts": level_records(store, kept)}


@router.post("/read")
def read(given: Text) -> list[Record]:
    """Who said what in an article, as `tawatur read FILE --json`. Needs the token, as a bearer."""
    article = read_article(given.text, published_at=given.published, zone=given.zone)
    return list(statement_records(article))


@router.post("/check")
def check(request: Request, given: Text, lang: Lang = "ar") -> list[Record]:
    """What an editor must know of an article, as `tawatur check FILE --json`. Needs the token, as a bearer."""
    counts = read_counts(given.text, _workplace(request).data)
    checked = check_article(given.text, published_at=given.published, zone=given.zone, counts=counts)
    return list(finding_records(checked, lang))
