"""What both languages of a roundup share: who is told, when, and how parts become a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Literal, Protocol

from tawatur.arabic.folding import fold_word
from tawatur.arabic.tokens import QUOTE_MARKS
from tawatur.arabic.zones import time_in_zone
from tawatur.forecasts import says_the_future
from tawatur.hashtags import fold as fold_tag
from tawatur.posts import Post, time_from_id
from tawatur.report.choose import Chosen
from tawatur.report.profiles import Gender
from tawatur.report.records import (
    Block,
    BlockKind,
    Earlier,
    Foretold,
    Handle,
    Hashtag,
    IdCheck,
    Method,
    Moment,
    Number,
    Part,
    Quote,
    Rising,
    Sentence,
    Words,
)

Manner = Literal["neutral", "asserting", "likely", "prediction", "ruling out", "warning", "continuation"]
Pieces = list[str | Part]
AccountKind = Literal["conflict", "undated", "beside", "sequence"]
"""Accounts of a place: they exclude each other; they would at one time, and not all bear one; they agree, and not all
bear one; they follow one another, and not all have a link that shows it."""
Rank = Literal["given", "among the highest", "highest", "highest told"]
FEWEST_FOUND = 3  # voices that tell one thing: of so many some are missed, in words that do not show it
LIKELY = frozenset(map(fold_word, "أرجح نرجح المرجح الأرجح يرجح".split()))
OPENING = 5  # words of a quotation that show how it is meant
LONG_WINDOW = timedelta(days=3)
DAY = timedelta(days=1)
MOST = 0.8  # of what was collected: a wave that fills so much says nothing of when
NEAR = timedelta(hours=2)  # between waves that are told as one
MAX_WAVES = 3  # that are told
WEEK = timedelta(days=7)  # in which a weekday alone tells a day
ID_TOLERANCE = timedelta(minutes=1)  # between the time a record gives and the time in the id


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """A speaker as the sentences tell of him.

    Attributes:
        number: of a private account among the private ones, from 1; 0 for everybody else.
        label: as lists and records name him, each by a name of his own; mention: as sentences do.
        own_name: of the label, without a role; "" where he has no role or another speaker has this name.
        shows_handle: the label alone does not read as a name, or two speakers share it: the handle always stands by it.
    """

    chosen: Chosen
    number: int
    label: str
    mention: str
    own_name: str = ""
    shows_handle: bool = False

    @property
    def name(self) -> Pieces:
        """The label, with the handle where it is needed to tell who is meant."""
        return self._with_handle(self.mention)

    @property
    def again(self) -> Pieces:
        """How sentences name one whom they have named before."""
        return self._with_handle(self.short)

    def _with_handle(self, name: str) -> Pieces:
        handle = self.chosen.profile.handle
        return [name, " ", Handle(handle=handle)] if self.shows_handle and handle else [name]

    @property
    def short(self) -> str:
        """The name without the role, for one whose role has been told."""
        return self.mention[self.mention.rfind(self.own_name) :] if self.own_name else self.mention

    @property
    def gender(self) -> Gender:
        """For agreement: the masculine where nothing shows it, as Arabic has it; an account is masculine."""
        return "m" if self.number else self.chosen.profile.gender or "m"


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """One account of what happened: who gives it, when, in which words.

    Attributes:
        tells_day, tells_year, tells_zone: whether its time is told with them, or the reader knows them already.
        tells_platform: the quoted posts are of several.
        source: whom the post passes on, as it names him (الدفاع المدني: «…»); `quote` is then his words alone.
        is_back: it is older than what was quoted last.
        is_again: its speaker has been told before, and another one since.
        outlet: who wrote so, where the post only reposts it: @handle of an institution, behind its name; or another.
        author_turn: how often he who wrote what the post reposts has been told before: then his handle is known.
        opens: it is the first sentence of the roundup: nothing joins it to what stands before.
        about: the event that it disputes, or "reports", where what it disputes does not stand before it; else "".
    """

    voice: Voice
    post: Post
    quote: Quote
    tells_day: bool = True
    tells_year: bool = True
    tells_zone: bool = True
    tells_platform: bool = False
    source: str | None = None
    outlet: str | None = None
    is_back: bool = False
    is_again: bool = False
    author_turn: int = 0
    opens: bool = False
    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Toll:
    """A number that posts of a trend give for one kind of event, in the words of the first that gives it.

    Attributes:
        voices: independent ones who give it; first_at: when the first did, None when it does not say.
        tells_day: the day of that time is not the one told before.
        meant: in words of another language, (relation, number) to tell beside them; None where they are understood.
        place: whose people it counts; None for those of the country.
        ended: who tells later that all of them are found; None where nobody does.
    """

    quote: Quote
    voices: int
    first_at: datetime | None
    tells_day: bool
    meant: tuple[str, int] | None = None
    place: str | None = None
    ended: Telling | None = None

    @property
    def bare_relation(self) -> str:
        """How a figure is meant that is quoted without its words: "gt" of 5000 in "tops 5000"; "" of others."""
        return self.meant[0] if self.meant and not any(map(str.isalpha, self.quote.text)) else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What quoted posts are about.

    Attributes:
        place: as our words name it; nothing where no place is asked about.
        tags: those that quoted posts bear; `all_bear`: every one of them bears one; `bear`: how many do.
        window: the first and the last time of the given posts; None where none is known.
        told_year: that the reader was told already, with the zone; None before any time is told.
        is_second: the news stand before it.
    """

    place: Pieces
    tags: Sequence[Hashtag]
    all_bear: bool
    bear: int
    window: tuple[datetime, datetime] | None = None
    told_year: int | None = None
    is_second: bool = False


def first_of_many(tolls: Sequence[Toll]) -> Toll | None:
    """The toll of a sentence that is told with how many at least give it; None where few give any."""
    return next((toll for toll in tolls if toll.voices >= FEWEST_FOUND), None)


def predicts(text: str) -> bool:
    """Whether quoted words begin with the future: what is quoted was foretold by him who says it, not only about it."""
    return says_the_future(" ".join(text.split()[:OPENING]))


class Wording(Protocol):
    """Everything that a roundup says in its own words, in one language; parts are joined by `build`."""

    @property
    def another(self) -> str:
        """Whose words somebody passes on, where his handle is all that is known of him."""

    def day_names(self, at: datetime) -> tuple[str, str]:
        """The day of a moment as its text has it, without the year, and its weekday alone."""

    def label(self, chosen: Chosen, number: int) -> str:
        """How later mentions name a speaker."""

    def mention(self, chosen: Chosen, number: int) -> str:
        """How sentences name a speaker; of accounts without a name the first, then others."""

    def headline_quote(self, voice: Voice, quote: Quote, source: str | None = None) -> Pieces:
        """Who: his words; `source`: whom the post passes on, by name."""

    def headline_conflict(self, place: str, platforms: Sequence[str]) -> Pieces:
        """That the accounts of a place differ."""

    def headline_topic(self, topic: Pieces, platforms: Sequence[str]) -> Pieces:
        """What is said about a topic."""

    def headline_rising(self, rising: Rising, platforms: Sequence[str]) -> Pieces:
        """That a tag rose, with how many voices."""

    def headline_event(self, rising: Rising, event: str, voices: int) -> Pieces:
        """How many voices tell of an event under a tag."""

    def lead_rising(self, rising: Rising, platforms: Sequence[str], *, is_second: bool = False) -> list[Pieces]:
        """Since when it rose and how that is known; who stands behind it; its peak.

        `is_second`: what happened stands before it, with platform, zone and year.
        """

    def first_told(self, event: str, telling: Telling, lag_hours: float | None = None) -> Pieces:
        """What the first post says of the event behind a trend; `lag_hours`: how long its tag was up by then."""

    def events(self, counted: Sequence[tuple[str, int]], *, has_voices: bool) -> Pieces:
        """How many voices tell of which kinds of events; posts where their authors, and so the voices, are unknown."""

    def headline_toll(
        self,
        rising: Rising,
        event: str,
        quote: Quote,
        source: str | None,
        platforms: Sequence[str],
        *,
        names_event: bool,
    ) -> Pieces:
        """The toll of a trend by whom its posts name for it; `names_event`: the quoted words say what they count."""

    def headline_told(
        self,
        rising: Rising,
        quote: Quote,
        source: str | None,
        platforms: Sequence[str],
        *,
        is_one: bool = False,
    ) -> Pieces:
        """What voices of a trend tell alike, or one post, in the words of one, by whom he names for it."""

    def most_told(self, telling: Telling, voices: int, first_at: datetime | None = None, *, has_voices: bool) -> Pieces:
        """What most tell alike, in the words of one, how many at least, and when the first did if before him."""

    def highest_toll(
        self, event: str, telling: Telling, voices: int, rank: Rank, *, has_voices: bool, is_second: bool = False
    ) -> Pieces:
        """The highest toll in a post's own words, and how many voices at least give the number.

        `rank`: "given" where no other is; "highest told" where a higher one stands in another language.
        `is_second`: what most tell alike stands before it, with how many at least they are.
        """

    def tolls(self, event: str, tolls: Sequence[Toll], *, is_part: bool, has_voices: bool) -> Pieces:
        """The numbers of one kind of event, the last and highest first; `is_part`: of some of the people alone."""

    def tolls_apart(self, event: str, tolls: Sequence[Toll], *, has_voices: bool) -> Pieces:
        """Two tolls of one event, given at about one time, that exclude each other."""

    def precedents(self, rising: Rising) -> Pieces:
        """What rose before it; only where something did."""

    def method_rising(self, rising: Rising) -> list[Pieces]:
        """What was asked, over which posts, and the measurement that holds it."""

    def lead_posts(self, posts: Sequence[Post], given: int, platforms: Sequence[str], about: About) -> Pieces:
        """How many posts were given, which are quoted, when they were published, about what."""

    def accounts(self, kind: AccountKind, place: str, told: Sequence[Telling], *, opens: bool = False) -> Pieces:
        """The accounts of one place beside each other; `opens`: they are the first sentence of the roundup."""

    def introduction(self, telling: Telling, manner: Manner, turn: int, *, is_first: bool, is_contrast: bool) -> Pieces:
        """Who says it, when, and his words."""

    def continuation(self, voice: Voice, quote: Quote, manner: Manner, turn: int) -> Pieces:
        """The next part of the same post."""

    def later_post(self, telling: Telling, turn: int) -> Pieces:
        """A later post of the same speaker."""

    def nothing_to_quote(self) -> Pieces:
        """That no post of a trend has a sentence to quote."""

    def no_other_side(self) -> Pieces:
        """That nobody among the given posts disagrees."""

    def number(self, number: Number, givers: Sequence[Voice]) -> Pieces:
        """A number, who gives it, how many."""

    def numbers_differ(self) -> Pieces:
        """That the numbers of one thing differ."""

    def forecast(self, foretold: Foretold, voice: Voice, deadline: Quote | None = None) -> Pieces:
        """A forecast in its speaker's words, its window and its readings; of one told above its `deadline` alone."""

    def caveat(self, code: str, about: Sequence[str]) -> Pieces:
        """What is not known, by the check that says so."""

    def method(
        self, method: Method, topic: Pieces, rising: Rising | None = None, *, has_authors: bool = True
    ) -> list[Pieces]:
        """How the roundup was made, of a trend or not; `has_authors`: the posts say whose they are."""


_RENAMED = datetime(2023, 7, 24, tzinfo=UTC)


def is_told_by_days(start: datetime, end: datetime) -> bool:
    """Whether a window of chosen posts is so long that its days alone tell it."""
    return end - start > LONG_WINDOW


def platform_then(platform: str, at: datetime | None) -> str:
    """What a platform was at a time: "twitter" for "x" before its name and logo changed; now, where no time is known.

    Source of the date: its owner announced the name on 23 July 2023, and the site bore it from the 24th.
    """
    return "twitter" if platform == "x" and at is not None and at < _RENAMED else platform


def risen(rising: Rising) -> tuple[datetime, datetime | None, datetime | None]:
    """Start, end and peak of a rise as they are told: none behind the last post measured; None where it has none.

    The trend counts whole buckets, and the last one goes on when nothing is left to count.
    """
    trend, last = rising.trend, rising.last
    start = min(trend.started_at or trend.first_at or rising.first, last)
    end = min(trend.ended_at, last) if trend.ended_at else None
    return start, end if end != start else None, min(trend.peaked_at, last) if trend.peaked_at else None


def told_waves(rising: Rising) -> tuple[tuple[datetime, datetime | None], ...]:
    """Start and end of each wave of a rise as they are told; none where its peak alone says when it was at its height.

    That is where one wave of more than a day fills most of what was collected, or there are too many. A last wave of
    more than a day that the end of the collection cuts has no end.
    """
    start, end, peak = risen(rising)
    last = rising.last
    if end is None or rising.trend.started_at is None:
        return ((start, end),)
    waves: list[tuple[datetime, datetime]] = []
    for each in rising.trend.waves:
        began, ended = each.started_at, min(each.ended_at or last, last)
        if waves and began - waves[-1][1] < NEAR:
            began = waves.pop()[0]
        if began < ended:
            waves.append((began, ended))
    waves = waves or [(start, end)]
    (began, ended), *more = waves
    if peak and (len(waves) > MAX_WAVES or (not more and ended - began > max(DAY, MOST * (last - rising.first)))):
        return ()
    is_cut = bool(more) and waves[-1][1] == last and last - waves[-1][0] > DAY
    return (*waves[:-1], (waves[-1][0], None if is_cut else waves[-1][1]))


def overlaps(earlier: Earlier) -> bool:
    """Whether a trend that began before was still up when this one began."""
    return earlier.duration_hours is None or earlier.duration_hours > earlier.lag_hours


def has_kin(rising: Rising) -> bool:
    """Whether tags were counted with the one told that are more than other spellings of it."""
    return len({fold_tag(member.tag) for member in rising.trend.members}) > 1


def shown_spellings(rising: Rising) -> tuple[tuple[Hashtag, ...], int]:
    """The tags that were counted with the one asked for, one that differs only in case once; and how many more."""
    asked = f"#{rising.asked.lstrip('#')}".casefold()
    once = {tag.text.casefold(): tag for tag in reversed(rising.spellings) if tag.text.casefold() != asked}
    members = {f"#{member.tag}".casefold() for member in rising.trend.members}
    return tuple(reversed(once.values())), len(members - {asked, *once})


def own_words(text: str) -> str:
    """Words of a user or a post inside our own: no marks, no line ends."""
    return " ".join("".join(character for character in text if character not in QUOTE_MARKS).split())


def build(pieces: Iterable[str | Part], evidence: Iterable[str]) -> Sentence:
    """A sentence from strings and parts; strings that stand together are one part."""
    parts: list[Part] = []
    for piece in pieces:
        if not isinstance(piece, str):
            parts.append(piece)
        elif piece and parts and isinstance(parts[-1], Words):
            parts[-1] = Words(text=parts[-1].text + piece)
        elif piece:
            parts.append(Words(text=piece))
    return Sentence(parts=tuple(parts), evidence=tuple(dict.fromkeys(evidence)))


def ends_a_day(at: datetime) -> bool:
    """Whether a deadline, in local time, is the end of a day."""
    return (at.hour, at.minute) == (0, 0)


def check_time(post: Post) -> IdCheck:
    """Whether the time of a post is the one in its id, to the minute."""
    held = time_from_id(post.platform, post.post_id)
    if held is None or post.posted_at is None:
        return "not available"
    return "matches" if abs(held - post.posted_at) <= ID_TOLERANCE else "does not match"


def moment(post: Post, zone: str, text: str) -> Moment:
    """The time of a post as our words give it."""
    at = post.posted_at
    if at is None:
        raise ValueError("a post without a time")
    return Moment(at=at, zone=zone, text=text, check=check_time(post))


_DATED: frozenset[BlockKind] = frozenset({"forecasts", "method"})  # where a date stands for itself


def say_days_once(blocks: Sequence[Block], wording: Wording) -> tuple[Block, ...]:
    """The blocks with each day in full once, and by its weekday then and in the week behind it.

    Only where no two days share a weekday.
    """
    moments = [part.at for block in blocks if block.kind not in _DATED for each in block.sentences
               for part in each.parts if isinstance(part, Moment)]  # fmt: skip
    days = {wording.day_names(at) for at in moments}
    if len({weekday for _, weekday in days}) < len(days):
        return tuple(blocks)
    told: dict[str, datetime] = {}

    def shorten(part: Part) -> Part:
        if not isinstance(part, Moment):
            return part
        full, weekday = wording.day_names(part.at)
        is_known = full in told or any(timedelta(0) < part.at - at < WEEK for at in told.values())
        if full in part.text and not is_known:
            told[full] = part.at
        return replace(part, text=part.text.replace(full, weekday)) if is_known else part

    return tuple(
        block if block.kind in _DATED else replace(block, sentences=tuple(
            replace(sentence, parts=tuple(map(shorten, sentence.parts))) for sentence in block.sentences
        ))
        for block in blocks
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """How times are told: in which zone, and whether one day holds them all."""

    zone: str
    posts: tuple[Post, ...]

    @property
    def last(self) -> datetime | None:
        """The last known time of the posts."""
        return max((post.posted_at for post in self.posts if post.posted_at), default=None)

    def local(self, at: datetime) -> datetime:
        """A time in the zone of the roundup."""
        return time_in_zone(at, self.zone)
