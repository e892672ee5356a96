"""The board of a data folder: its trends with curves and places, kept so that it is there at once when a page asks."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from tawatur.arabic.places import Place, find_places
from tawatur.pipeline.trends import CURVE_HOURS, find_kept_trends, find_trends, read_posts_behind
from tawatur.posts import Post
from tawatur.store import Store, StoryShelf
from tawatur.timeline.map import Mention
from tawatur.trends.records import Trends
from tawatur.voices import VoiceMerger, time_order

NOW = "now"
LOCATED_TRENDS, LOCATED_POSTS = 12, 200  # whose places are read, of each the latest posts: about a second together
LOCATED_VOICES = 2  # what one alone names may be misread, or be nowhere near the news


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptBoard:
    """What rose, as it was when the board was made.

    Attributes:
        asked: the moment that was asked for; None: now.
        made_at: when it was made.
        places: named in the latest posts of what rises, with the voices that name each: mentions, not events.
    """

    found: Trends
    asked: datetime | None
    made_at: datetime
    places: tuple[Mention, ...] = ()


def make_kept_board(data: Path, *, at: datetime | None = None) -> KeptBoard:
    """The board of a data folder. Raises: StoreError when it cannot be read."""
    with Store(data) as store:
        found = find_kept_trends(store) if at is None else find_trends(store, at=at)
        places = tuple(_find_places(store, found))
    return KeptBoard(found=found, asked=at, made_at=datetime.now(UTC), places=places)


def _find_places(store: Store, found: Trends) -> Iterator[Mention]:
    """The places that the latest posts of the strongest trends name, each with its voices, most voices first."""
    chosen = sorted(found.trends, key=lambda trend: trend.state in {"ended", "returning"})[:LOCATED_TRENDS]
    posts: dict[tuple[str, str], Post] = {}
    for trend in chosen:
        until = trend.ended_at or found.at
        if until is not None:
            tags = [member.tag for member in trend.members]
            read = read_posts_behind(store, tags, since=until - timedelta(hours=CURVE_HOURS), until=until)
            posts |= {post.key: post for post in deque(read, maxlen=LOCATED_POSTS)}
    ordered = sorted(posts.values(), key=time_order)
    voices: dict[str, set[int]] = defaultdict(set)
    named: dict[str, Place] = {}
    for post, placement in zip(ordered, VoiceMerger().add_all(ordered), strict=True):
        for place in find_places(post.text) if placement.counts else ():
            if place.longitude is not None:
                named.setdefault(place.name, place)
                voices[place.name].add(placement.voice)
    shared = [name for name in named if len(voices[name]) >= LOCATED_VOICES]
    for name in sorted(shared, key=lambda each: (-len(voices[each]), each)):
        yield Mention(place=named[name], voices=len(voices[name]))


def keep_board(shelf: StoryShelf, board: KeptBoard, digest: str) -> None:
    """Keep a board of now for the next start of the desk."""
    shelf.keep_board(NOW, msgspec.json.encode(board).decode("utf-8"), made_from=digest, now=board.made_at)


def read_board(shelf: StoryShelf) -> tuple[str, KeptBoard] | None:
    """The last board that was kept, with the digest it was made from; None when none, or of another version."""
    kept = shelf.board(NOW)
    if kept is None:
        return None
    try:
        return kept[0], msgspec.json.decode(kept[1], type=KeptBoard)
    except msgspec.ValidationError:  # written by a tawatur whose trends had other fields: it is made anew
        return None
