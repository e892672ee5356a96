"""`report`: a tag -> its trend in a store -> the posts behind it -> a roundup that tells of both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from tawatur import __version__
from tawatur.arabic.digits import Digits
from tawatur.engine.kernel import EPOCH
from tawatur.errors import InputError
from tawatur.hashtags import fold
from tawatur.pipeline.composing import Given, compose_roundup
from tawatur.pipeline.near_tags import find_near_tags
from tawatur.pipeline.trends import find_kept_trends, find_trends, read_posts_behind
from tawatur.posts import Post
from tawatur.records_json import plain
from tawatur.report.profiles import DirectoryEntry
from tawatur.report.records import Curve, Earlier, Hashtag, Language, Rising, Roundup
from tawatur.store import Store
from tawatur.trends.records import Trend, Trends
from tawatur.voices import VoiceMerger, count_voices
from tawatur.voices.spread import find_spread

BEFORE = timedelta(days=1)  # of the curve, so that it shows what the trend rose from
MAX_BEFORE = timedelta(days=7)  # of the curve, for a precedent to stand on it
STEPS = tuple(timedelta(hours=hours) for hours in (1, 2, 3, 6, 12, 24, 168))
MAX_STEPS = 200  # of the curve: about one every four pixels of a desktop
MAX_SPELLINGS = 6
CAREFUL = frozenset("أ إ آ ؤ ئ ى ة".split())  # letters that many leave out of a tag
MAX_READ = 800  # posts that speakers are chosen from: reading one takes 6 ms


class UnknownTagError(InputError):
    """No trend has the tag; the message names the nearest tags that have one.

    Attributes:
        posts: that have the tag all the same; nearest: other tags, each with its sign.
    """

    def __init__(self, message: str, *, posts: int = 0, nearest: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.posts = posts
        self.nearest = tuple(nearest)


class AmplifiedError(InputError):
    """A trend that is mostly copies does not lead a roundup, unless an editor says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """A trend and the roundup of it. `read`: posts that stand behind the trend, `given`: those it was chosen from."""

    trend: Trend
    read: int
    given: int
    roundup: Roundup


def report_trend(
    store: Store,
    tag: str,
    *,
    at: datetime | None = None,
    directory: Sequence[DirectoryEntry] = (),
    zone: str | None = None,
    language: Language = "ar",
    digits: Digits = "latin",
    now: datetime | None = None,
    found: Trends | None = None,
    lead_anyway: str | None = None,
) -> Reported:
    """The roundup of the strongest trend that a tag belongs to, in any spelling of it.

    Args:
        store: open for writing: what is counted is kept in its evidence.
        at: of the trends open at this moment, as it was known then; None: of all in the store.
        found: the trends as `find_trends` gives them, where they are known; None: they are found.
        lead_anyway: an editor's reason to lead with a trend that is mostly copies; kept and printed.

    The same posts give the same roundup, in whatever order they came.

    Raises: UnknownTagError when no trend has the tag; AmplifiedError when it is mostly copies and nobody says why it
        should lead.
    """
    behind = gather_trend(store, tag, at=at, directory=directory, found=found, lead_anyway=lead_anyway)
    roundup = compose_roundup(
        behind.given, store, about=behind.rising.tag.text, directory=directory, zone=zone, language=language,
        digits=digits, now=now, rising=behind.rising,
    )  # fmt: skip
    return Reported(trend=behind.trend, read=behind.given.read, given=len(behind.given.posts), roundup=roundup)


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """A trend, what was measured of it, and the posts that a roundup of it is composed from."""

    trend: Trend
    rising: Rising
    given: Given


def gather_trend(
    store: Store,
    tag: str,
    *,
    at: datetime | None = None,
    directory: Sequence[DirectoryEntry] = (),
    found: Trends | None = None,
    lead_anyway: str | None = None,
) -> Behind:
    """The strongest trend that a tag belongs to, measured and with its posts, as for `report_trend`.

    Raises: UnknownTagError when no trend has the tag; AmplifiedError when it is mostly copies and nobody says why it
        should lead; InputError when its posts have no times or no tag.
    """
    found = found or (find_trends(store, at=at) if at else find_kept_trends(store))
    trend = _trend_of(found.trends, tag)
    if trend is None:
        raise _unknown(store, found.trends, tag, at)
    is_amplified = "mostly-copies" in trend.warnings
    if is_amplified and not (lead_anyway and lead_anyway.strip()):
        raise AmplifiedError(
            f"#{trend.label}: {trend.voices.headline} independent voices behind {trend.accounts} accounts, mostly "
            "copies: it leads no roundup. `tawatur voices` tells who copied whom; --lead-anyway REASON leads with it "
            "(the reason is kept and printed)"
        )
    override = " ".join((lead_anyway or "").split()) if is_amplified else None
    until = trend.ended_at - timedelta(microseconds=1) if trend.ended_at else at or found.at
    if trend.first_at is None or until is None:
        raise InputError(f"the trend of {tag} has no posts with a time")
    earlier = _find_earlier(store, trend)
    curve_from = _start_of_curve(trend, earlier)
    tags = [member.tag for member in trend.members]
    held = list(read_posts_behind(store, tags, since=curve_from, until=until))
    posts = _behind(trend, held)
    rising = _measure(
        store, trend, tag, held, earlier=earlier, at=at, start=curve_from, stored=found.posts, override=override
    )
    given = Given(posts=tuple(_readable(posts, directory)), read=len(posts), missing=(), unknown=(), rejected=())
    return Behind(trend=trend, rising=rising, given=given)


def _behind(trend: Trend, held: Iterable[Post]) -> list[Post]:
    """The posts that the trend counts."""
    first = trend.first_at or EPOCH
    return [post for post in held if post.posted_at is not None and post.posted_at >= first]


def _trend_of(trends: Iterable[Trend], tag: str) -> Trend | None:
    """The strongest trend with a tag: first of those whose family it is, then of those that it rose with."""
    key = fold(tag)
    if not key:
        return None
    having = [trend for trend in trends if any(fold(member.tag) == key for member in trend.members)]
    own = [trend for trend in having if key in {fold(trend.label), trend.key}]
    return next(iter([*own, *having]), None)


def _unknown(store: Store, trends: Sequence[Trend], tag: str, at: datetime | None) -> UnknownTagError:
    near = find_near_tags(store, tag, at=at, rising=[member.tag for trend in trends for member in trend.members])
    when = f" at {at.isoformat()}" if at is not None else ""
    if near.posts:
        told = f"{near.asked}: stands in {near.posts} posts and in no trend{when}; `tawatur voices` tells who used it"
    else:
        told = f"{near.asked}: no stored post has this tag{when}"
    next_step = "`tawatur trends` lists what rises in this data folder"
    if near.nearest:
        next_step = f"Nearest: {' '.join(near.nearest)}"
    return UnknownTagError(f"{told}. {next_step}", posts=near.posts, nearest=near.nearest)


def _find_earlier(store: Store, trend: Trend) -> tuple[Earlier, ...]:
    """The precedents, each with the first post that bears its tag."""
    earlier = []
    for precedent in trend.precedents:
        if trend.started_at is None:
            break
        start = trend.started_at - timedelta(hours=precedent.lag_hours)
        posts = read_posts_behind(store, [precedent.label], since=start - BEFORE, until=trend.started_at)
        tag = next(iter(_spellings(posts, [precedent.label])), None)
        if tag is not None:
            has_peak = precedent.peaked_at is not None and precedent.voices is not None
            earlier.append(
                Earlier(
                    tag=tag,
                    started_at=start,
                    lag_hours=precedent.lag_hours,
                    voices=precedent.voices,
                    peak_voices=precedent.peak_voices if has_peak else None,
                    duration_hours=precedent.duration_hours,
                )
            )
    return tuple(earlier)


def _spellings(posts: Iterable[Post], tags: Sequence[str]) -> Iterator[Hashtag]:
    """Each tag as the first post has it that writes it so, in the order of the tags."""
    holder: dict[str, Post] = {}
    wanted = set(tags)
    for post in posts:
        for tag in sorted(wanted):
            if f"#{tag}" in post.text or tag in post.tags:
                holder[tag] = post
                wanted.discard(tag)
        if not wanted:
            break
    return (Hashtag(post=holder[tag], text=f"#{tag}") for tag in tags if tag in holder)


def _start_of_curve(trend: Trend, earlier: Sequence[Earlier]) -> datetime:
    """A day before the trend, or the last precedents before it where they are near."""
    first = trend.first_at or EPOCH
    starts = [each.started_at - timedelta(hours=1) for each in earlier]
    return min([first - BEFORE, *(start for start in starts if first - start <= MAX_BEFORE)])


def _measure(
    store: Store,
    trend: Trend,
    asked: str,
    held: Sequence[Post],
    *,
    earlier: tuple[Earlier, ...],
    at: datetime | None,
    start: datetime,
    stored: int,
    override: str | None,
) -> Rising:
    """What is told of a trend, kept as one record of evidence; `held`: its posts and those right before."""
    posts = _behind(trend, held)
    curve = _draw_curve(held, start)
    times = [post.posted_at for post in posts if post.posted_at is not None]
    spellings = tuple(islice(_spellings(posts, [member.tag for member in trend.members]), MAX_SPELLINGS))
    named = [asked.lstrip("#"), trend.label]
    named = [trend.label] if fold(asked) != fold(trend.label) or _care(named[0]) <= _care(named[1]) else named
    label = next(_spellings(posts, named), None) or next(iter(spellings), None)
    if label is None:
        raise InputError(f"{asked}: none of the {len(posts)} posts of its trend writes its tag with a #")
    result = {"trend": plain(trend), "curve": plain(curve), "posts_before": len(held) - len(posts), "stored": stored}
    measurement = store.evidence.measure(
        "trend",
        {"tag": asked, "at": plain(at), "tool": f"tawatur {__version__}"}
        | ({"override": override} if override else {}),
        [f"{post.platform}:{post.post_id}" for post in posts],
        {**result, "curve": {**result["curve"], "step": curve.step.total_seconds()}},
    )
    return Rising(
        trend=trend,
        asked=asked,
        tag=label,
        spellings=(label, *(each for each in spellings if each.text != label.text))[:MAX_SPELLINGS],
        earlier=earlier,
        curve=curve,
        at=at,
        first=min(times),
        last=max(times),
        stored=stored,
        measurement=measurement.record_id,
        override=override,
        spread=find_spread(posts, count_voices(posts)),
    )


def _care(tag: str) -> int:
    """How many letters of a spelling are written out that others leave plain (الأردن, الاردن)."""
    return sum(letter in CAREFUL for letter in tag)


def _draw_curve(held: Sequence[Post], start: datetime) -> Curve:
    """Voices and posts of each step, voices by the merges known when they posted; the coarsest step that is needed."""
    times = [post.posted_at for post in held if post.posted_at is not None]
    step = next((step for step in STEPS if (max(times) - start) / step < MAX_STEPS - 1), STEPS[-1])
    first = EPOCH + (start - EPOCH) // step * step
    size = (max(times) - first) // step + 1
    voices: list[set[int]] = [set() for _ in range(size)]
    posts = [0] * size
    for post, placement in zip(held, VoiceMerger().add_all(held), strict=True):
        if post.posted_at is not None:
            number = (post.posted_at - first) // step
            posts[number] += 1
            if placement.counts:
                voices[number].add(placement.voice)
    return Curve(start=first, step=step, voices=tuple(map(len, voices)), posts=tuple(posts))


def _readable(posts: Sequence[Post], directory: Sequence[DirectoryEntry]) -> Sequence[Post]:
    """The posts that speakers are chosen from, in order of time: all when they are few.

    Else of each voice what it said first, then what it said second and so on, without reposts and copies; of equals
    those of the directory and those whom most posts follow.
    """
    if len(posts) <= MAX_READ:
        return posts
    merger = VoiceMerger()
    placed = list(merger.add_all(posts))
    voices = [merger.current(placement.voice) for placement in placed]
    sizes = Counter(voices)
    known = {entry.handle.lower() for entry in directory}
    said: Counter[int] = Counter()
    ranked: list[tuple[bool, int, int, int]] = []
    for number, (post, placement, voice) in enumerate(zip(posts, placed, voices, strict=True)):
        if placement.counts and not placement.links:
            ranked.append(((post.handle or "").lower() not in known, said[voice], -sizes[voice], number))
            said[voice] += 1
    return [posts[number] for *_, number in sorted(sorted(ranked)[:MAX_READ], key=lambda each: each[-1])]
