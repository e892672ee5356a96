"""Episodes told as trends: their posts and voices counted, their precedents, what limits their numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from hashlib import blake2s

import numpy as np

from tawatur.engine.kernel import EPOCH
from tawatur.hashtags.families import read_tag
from tawatur.pipeline.board import Board, read_posts
from tawatur.pipeline.episodes import NO_WEEKS, WARMING, Episode, peak_of
from tawatur.pipeline.tagged import DAY, HOUR, Tagged
from tawatur.posts import Post
from tawatur.store import PostFiles
from tawatur.trends.activity import Activity
from tawatur.trends.episodes import Wave
from tawatur.trends.records import FamilyRise, Member, Precedent, Trend, Voices, Warning_, WaveTimes
from tawatur.trends.topics import country_of
from tawatur.trends.windows import Numbers
from tawatur.voices import VoiceCount, count_voices

FEW_POSTS = 20
MOSTLY = 0.5  # of the accounts or voices: under it most were counted together
MAX_PRECEDENTS = 5
BARE = "a place of"

_Counted = tuple[int | None, Voices, tuple[Warning_, ...]]  # accounts, voices, what limits them


def tell_trends(
    files: PostFiles, board: Board, activity: Activity, episodes: Sequence[Episode], told: Sequence[int]
) -> list[Trend]:
    """The trends of some episodes (`told`: their places in `episodes`), in that order."""
    said = [_what_it_says(board, episode) for episode in episodes]
    earlier = {number: _find_precedents(episodes, said, number) for number in told}
    wanted = sorted(set(told).union(*earlier.values()))
    entries = {
        number: board.entries(episodes[number].rows, first=episodes[number].first, end=episodes[number].end)
        for number in wanted
    }
    counted = _count_voices(files, board, entries)
    trends = []
    for number in told:
        precedents = tuple(
            _tell_precedent(
                board, activity, episodes[other], before=episodes[number], voices=counted[other][1].headline
            )
            for other in earlier[number]
        )
        told_one = _tell_one(
            board, activity, episodes[number], entries[number], counted=counted[number], precedents=precedents
        )
        trends.append(told_one)
    return trends


def _tell_precedent(
    board: Board, activity: Activity, episode: Episode, *, before: Episode, voices: int | None
) -> Precedent:
    """What an earlier trend was, told beside the one that it came before."""
    peak, _, at_peak = peak_of(board, activity, episode)
    family = board.families[episode.rows[0]]
    return Precedent(
        key=family.key,
        label=family.label,
        lag_hours=round((before.start - episode.start) / HOUR, 2),
        voices=voices,
        started_at=board.tagged.end_of(episode.start),
        peaked_at=board.tagged.end_of(peak) if episode.state in {"peaked", "ended"} else None,
        peak_voices=round(at_peak),
        duration_hours=None if episode.end is None else round((episode.end - episode.start) / HOUR, 2),
    )


def _count_voices(files: PostFiles, board: Board, entries_of: dict[int, Numbers]) -> dict[int, _Counted]:
    """Accounts, voices and what limits them, of each episode."""
    tagged = board.tagged
    posts_of = {episode: np.unique(tagged.entry_post[entries]) for episode, entries in entries_of.items()}
    every = np.unique(np.concatenate([np.empty(0, np.int64), *posts_of.values()]))
    read: dict[int, Post] = {}
    for numbers, part in read_posts(files, tagged, every, is_whole=False):
        read.update(zip(numbers, part, strict=True))
    counted: dict[int, _Counted] = {}
    for episode, chosen in posts_of.items():
        count = count_voices((read[number] for number in chosen.tolist()), steps=board.steps, is_listed=False)
        without = int(tagged.is_stand_in[chosen].sum())
        if without == chosen.size:
            counted[episode] = None, Voices(low=None, headline=None, high=None), ("no-authors",)
            continue
        warnings: tuple[Warning_, ...] = ("some-without-author",) if without else ()
        voices = Voices(low=count.low, headline=count.headline, high=count.high)
        counted[episode] = count.accounts, voices, (*warnings, *what_merged(count))
    return counted


def what_merged(count: VoiceCount) -> Iterator[Warning_]:
    """What most of a number's accounts or voices were counted together for."""
    if count.v1 < MOSTLY * count.accounts:
        yield "mostly-copies"
    if count.v2 < MOSTLY * count.v1:
        yield "in-step"
    if count.v3 < MOSTLY * count.v2:
        yield "word-salad" if any(flood.kind == "word-salad" for flood in count.floods) else "same-minute"


def _tell_one(
    board: Board,
    activity: Activity,
    episode: Episode,
    entries: Numbers,
    *,
    counted: _Counted,
    precedents: tuple[Precedent, ...],
) -> Trend:
    tagged = board.tagged
    posts = np.unique(tagged.entry_post[entries])
    families = [board.families[row] for row in episode.rows]
    keys = {family.key for family in families}
    accounts, voices, warnings = counted
    has_score = bool(episode.rises)
    peak, _, at_peak = peak_of(board, activity, episode) if has_score else (0, False, 0.0)
    level = sum(rise.level for rise in episode.rises)
    moments = tagged.moments[posts]
    score = episode.score
    return Trend(
        id=_make_id(board, episode),
        key=families[0].key,
        label=families[0].label,
        families=tuple(family.key for family in families),
        members=_members_of(tagged, entries),
        siblings=tuple(sorted({key for family in families for key in family.siblings} - keys)),
        place=next((family.place for family in families if family.place), None),
        slogan=next((family.slogan for family in families if family.slogan), None),
        state=episode.state,
        score=None if score is None else round(score, 3),
        started_at=tagged.end_of(episode.start) if has_score and episode.state != "candidate" else None,
        peaked_at=tagged.end_of(peak) if episode.state in {"peaked", "ended"} and has_score else None,
        ended_at=None if episode.end is None else tagged.end_of(episode.end - 1),
        posts=int(posts.size),
        accounts=accounts,
        voices=voices,
        precedents=precedents,
        warnings=(*_warnings_of(board, activity, episode, int(posts.size)), *warnings),
        first_at=EPOCH + timedelta(microseconds=int(moments.min())) if moments.size else None,
        excess_an_hour=round(max(0.0, at_peak - level), 2) if has_score else None,
        q=None if episode.q is None else float(f"{episode.q:.3g}"),
        waves=_waves_of(tagged, episode),
        rises=tuple(
            FamilyRise(
                key=board.families[rise.row].key,
                label=board.families[rise.row].label,
                started_at=tagged.end_of(rise.start),
                score=round(rise.score, 3),
            )
            for rise in sorted(episode.rises, key=lambda rise: (rise.start, board.families[rise.row].key))
        ),
        returns=episode.returns,
    )


def _make_id(board: Board, episode: Episode) -> str:
    keys = [board.families[rise.row].key for rise in episode.rises if rise.start == episode.start]
    key = min(keys, default=board.families[episode.rows[0]].key)
    start = board.tagged.end_of(episode.start if episode.rises else episode.first)
    named = f"{key} {start.isoformat()} {episode.returns or ''}"
    return blake2s(named.encode(), digest_size=6).hexdigest()


def _members_of(tagged: Tagged, entries: Numbers) -> tuple[Member, ...]:
    counts = np.bincount(tagged.entry_tag[entries], minlength=len(tagged.tags))
    members = [
        Member(
            tag=tagged.tags[tag], posts=int(counts[tag]), layer="platform" if tag in tagged.platform_tags else "textual"
        )
        for tag in np.flatnonzero(counts).tolist()
    ]
    return tuple(sorted(members, key=lambda member: (-member.posts, member.tag)))


def _waves_of(tagged: Tagged, episode: Episode) -> tuple[WaveTimes, ...]:
    """The waves of all families of a topic, those that overlap taken for one."""
    waves = sorted(
        (wave for rise in episode.rises for wave in rise.waves),
        key=lambda wave: (wave.start, wave.end or tagged.size + 1),
    )
    joined: list[Wave] = []
    for wave in waves:
        before = joined[-1] if joined else None
        if before is not None and (before.end is None or wave.start <= before.end):
            end = None if before.end is None or wave.end is None else max(before.end, wave.end)
            joined[-1] = replace(before, end=end)
        else:
            joined.append(wave)
    return tuple(
        WaveTimes(
            started_at=tagged.end_of(wave.start), ended_at=None if wave.end is None else tagged.end_of(wave.end - 1)
        )
        for wave in joined
    )


def _warnings_of(board: Board, activity: Activity, episode: Episode, posts: int) -> Iterator[Warning_]:
    age = episode.start - board.tagged.start
    if not episode.rises and episode.returns is None:
        yield "no-history"
    if age < WARMING * DAY:
        yield "warming"
    if age < NO_WEEKS * DAY and episode.returns is None:
        yield "no-weekly-memory"
    if not activity.is_known[min(episode.start, board.tagged.size - 1)]:
        yield "coverage-unknown"
    if posts < FEW_POSTS:
        yield "few-posts"


def _find_precedents(episodes: Sequence[Episode], said: Sequence[tuple[set[str], set[str]]], number: int) -> list[int]:
    """Earlier trends that say the same of another place, then those of the same place; the last ones first."""
    episode = episodes[number]
    if not episode.rises:
        return []
    places, templates = said[number]
    found: list[tuple[int, int, int]] = []
    for other, earlier in enumerate(episodes):
        if not earlier.rises or earlier.state == "candidate" or earlier.start >= episode.start:
            continue
        is_same_place = not places.isdisjoint(said[other][0])
        if is_same_place or not templates.isdisjoint(said[other][1]):
            found.append((is_same_place, episode.start - earlier.start, other))
    return [other for _, _, other in sorted(found)[:MAX_PRECEDENTS]]


def _what_it_says(board: Board, episode: Episode) -> tuple[set[str], set[str]]:
    """Places of an episode's families, and what they say of them; a bare place (#حمص) says its country's name.

    So a city that rises has the other cities of its country that rose before it as precedents (#حلب, #حماة).
    """
    families = [board.families[row] for row in episode.rows]
    readings = [read_tag(family.members[0]) for family in families]
    templates = {reading.template for reading in readings if reading.template}
    templates |= {family.slogan for family in families if family.slogan}
    templates |= {
        f"{BARE} {country_of()[family.place]}"
        for family, reading in zip(families, readings, strict=True)
        if family.place in country_of() and not reading.template
    }
    return {family.place for family in families if family.place}, templates
