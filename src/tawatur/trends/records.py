"""A trend as it is told: one episode of a topic, with everything that its number rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from tawatur.hashtags import Layer
from tawatur.notebook import MOST_ROWS, Cell, language, show_table, words_of
from tawatur.trends.wording import STATES, WARNINGS, strength_words

State = Literal["warming", "candidate", "started", "peaked", "ended", "returning"]
Warning_ = Literal[
    "warming",
    "no-history",
    "no-weekly-memory",
    "coverage-unknown",
    "no-authors",
    "some-without-author",
    "few-posts",
    "mostly-copies",
    "in-step",
    "same-minute",
    "word-salad",
]
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One spelling. `posts`: of the trend with it; `layer`: "platform" where the platform marks it, at least once."""

    tag: str
    posts: int
    layer: Layer


@dataclass(frozen=True, slots=True, kw_only=True)
class Voices:
    """Independent voices: the number to print and its bounds; None where no post names its author."""

    low: int | None
    headline: int | None
    high: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Precedent:
    """An earlier trend that says the same of another place, or is about the same place.

    Only what was declared a trend is one: a candidate, something warming or returning is not.

    Attributes:
        lag_hours: from start to start.
        voices: independent voices of all of it; None where nobody is named.
        started_at: the end of its confirming bucket.
        peaked_at: the end of its highest hour; None while it may still rise. peak_voices: counted in its highest hour.
        duration_hours: from its start to the quiet that ended it; None while it is up.
    """

    key: str
    label: str
    lag_hours: float
    voices: int | None
    started_at: datetime
    peaked_at: datetime | None
    peak_voices: int
    duration_hours: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveTimes:
    """One wave of a trend; `ended_at` None while it is up."""

    started_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HourCurve:
    """Independent voices in each of some hours; `start`: of the first one."""

    start: datetime
    voices: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyRise:
    """When one family of a topic rose; score: its highest S*."""

    key: str
    label: str
    started_at: datetime
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """One episode of a topic; times are ends of 15-minute buckets (when it could be known), aware, UTC.

    Attributes:
        id: the same as long as the family that rose first did so at the same time.
        key, label, place, slogan: of the family with most voices; families: keys of all, that one first.
        members: spellings, the most used first; siblings: families that say the same of other places, never summed.
        state: warming (nothing to compare with yet), candidate (one tick over the threshold), started, peaked, ended,
            or returning (comes back every day or week: `returns`).
        score: the highest S*; None where there is none (warming, returning).
        started_at, peaked_at, ended_at: None where it did not yet, or cannot be said.
        posts, accounts, voices: of the posts with any of its tags from `first_at` to the end, each post, account and
            voice once; accounts None where no post names its author.
        precedents: the earlier trends of its kind, the best first.
        warnings: what limits this number, as constant words.
        first_at: the first post that is counted.
        excess_an_hour: voices an hour over what was expected, at the peak.
        q: share of false alerts among all tests of that tick as surprising as this one or more (Benjamini and
            Hochberg, 1995); None without score.
        waves: rises of the same trend; rises: of each of its families.
        returns: "day", or the weekday (UTC) on which it returns; None for all others.
    """

    id: str
    key: str
    label: str
    families: tuple[str, ...]
    members: tuple[Member, ...]
    siblings: tuple[str, ...]
    place: str | None
    slogan: str | None
    state: State
    score: float | None
    started_at: datetime | None
    peaked_at: datetime | None
    ended_at: datetime | None
    posts: int
    accounts: int | None
    voices: Voices
    precedents: tuple[Precedent, ...] = ()
    warnings: tuple[Warning_, ...] = ()
    first_at: datetime | None
    excess_an_hour: float | None = None
    q: float | None = None
    waves: tuple[WaveTimes, ...] = ()
    rises: tuple[FamilyRise, ...] = ()
    returns: str | None = None

    def _repr_html_(self) -> str:
        """What is known of it, as a notebook shows it."""
        lang = language()
        words = words_of(lang)
        column = lang == "en"
        head, row = trend_row(self)
        facts: list[tuple[Cell, Cell]] = [
            *list(zip(head, row, strict=True))[1:],
            (words("topic.spellings"), " ".join(f"#{member.tag}" for member in self.members)),
            (words("board.before"), " ".join(f"#{each.label}" for each in self.precedents) or None),
            *(("", WARNINGS[each][column]) for each in self.warnings if each in WARNINGS),
        ]
        return show_table(f"#{self.label}", (), facts, count=len(facts), lang=lang)


@dataclass(frozen=True, slots=True)
class Trends:
    """Trends as known at a moment, the strongest first.

    Attributes:
        at: the end of the last closed bucket; None of an empty store.
        posts: that were read; left_out: what could not be counted, by reason.
        curves: id of a trend -> its voices by the hour.
        over_budget: tags of trends whose start was over the budget of alerts, the strongest first.
    """

    trends: tuple[Trend, ...]
    at: datetime | None
    posts: int
    left_out: Mapping[str, int]
    curves: Mapping[str, HourCurve] = field(default_factory=dict)
    over_budget: tuple[str, ...] = ()

    def _repr_html_(self) -> str:
        """The strongest of them, as a notebook shows them."""
        lang = language()
        words = words_of(lang)
        title = words("notebook.trends", n=len(self.trends), posts=f"{self.posts:,}")
        read = [trend_row(trend) for trend in self.trends[:MOST_ROWS]]
        head, rows = read[0][0] if read else (), [row for _, row in read]
        return show_table(title, head, rows, count=len(self.trends), lang=lang)


def trend_row(trend: Trend) -> tuple[tuple[str, ...], tuple[Cell, ...]]:
    """Names of columns and what stands in them for a trend, in the language of notebooks."""
    lang = language()
    words = words_of(lang)
    column = lang == "en"
    strength = strength_words(trend.score)
    low, high = trend.voices.low, trend.voices.high
    bounds = words("board.bounds", low=low, high=high) if low is not None and high is not None else None
    head = ("tag", "state", "strength", "posts", "accounts", "voices")
    return (
        (*(words(f"board.{name}") for name in head), "", words("board.since")),
        (
            f"#{trend.label}", STATES[trend.state][column], strength[column] if strength else None, trend.posts,
            trend.accounts, trend.voices.headline, bounds, trend.started_at,
        ),
    )  # fmt: skip
