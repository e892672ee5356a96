"""From the store to a board: which post has which tags, which tags are one family, whose voice each post is.

Order without a circle (specs/trends.md): fold, families by their words, gate on accounts, voices of what is over it,
families by their voices.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import islice

import numpy as np

from tawatur.hashtags import Family, Layer, Override, Rule, apply_overrides, extract, fold, group_families
from tawatur.posts import Origin, Post, PostId
from tawatur.store import Store
from tawatur.store.store import TagRow
from tawatur.trends.statistic import MIN_DAY, MIN_HOUR
from tawatur.trends.windows import Events, Intervals, Numbers, find_at_least, join_intervals, sort_events
from tawatur.voices import VoiceMerger

BUCKET = timedelta(minutes=15)
BUCKET_US = BUCKET // timedelta(microseconds=1)
DAY = timedelta(days=1) // BUCKET
HOUR = DAY // 24
FIRST_POSSIBLE = datetime(2006, 3, 21, tzinfo=UTC)  # the first post of the oldest platform that is read
SLACK = timedelta(days=1)  # a post is not captured earlier than this before it was posted
MAX_TAG = 140  # characters; what is longer fits in no post of the platforms that made hashtags
MAX_VOICED_TAGS = 5  # a post with more adds a voice only to its first tag: hijackers list all that trend
KEYS_AT_ONCE = 500_000
POSTS_AT_ONCE = 5_000
RULES: dict[Origin, Rule] = {"bluesky": "bluesky", "mastodon": "mastodon"}  # of all others X's
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Tagged:
    """What was read, in columns. An entry is one tag of one post; spellings that fold alike are one tag of it.

    Attributes:
        keys: platform and id of each post with tags, by time; moments: microseconds since 1970; buckets: from `first`.
        authors: a number for each author, or for the text that stands in where nobody is named (`is_stand_in`).
        entry_post, entry_tag: indexes into keys and tags, by post; entry_adds: whether it may add a voice.
        tags: raw spellings; platform_tags: indexes of those that a platform marks.
        first: number of the first bucket since 1970, at midnight (UTC); start: first bucket with a post, from `first`.
        size: closed buckets from `first`; until: the end of the last one.
        totals: posts of each closed bucket, with tags and without.
        posts: all that were read; left_out: what could not be counted, by reason.
    """

    keys: list[tuple[Origin, PostId]]
    moments: Numbers
    buckets: Numbers
    authors: Numbers
    is_stand_in: np.ndarray[tuple[int], np.dtype[np.bool_]]
    entry_post: Numbers
    entry_tag: Numbers
    entry_adds: np.ndarray[tuple[int], np.dtype[np.bool_]]
    tags: list[str]
    platform_tags: set[int]
    first: int
    start: int
    size: int
    totals: Numbers
    posts: int
    left_out: Counter[str] = field(default_factory=Counter)

    def end_of(self, bucket: int) -> datetime:
        """When a bucket ends; bucket -1 ends where the first one starts."""
        return EPOCH + (self.first + bucket + 1) * BUCKET

    @property
    def until(self) -> datetime:
        """The end of the last closed bucket."""
        return self.end_of(self.size - 1)

    def counts(self) -> dict[str, int]:
        """Raw tag -> posts."""
        return dict(zip(self.tags, np.bincount(self.entry_tag, minlength=len(self.tags)).tolist(), strict=True))


def read_tags(text: str | None, platform_tags: Sequence[str], origin: Origin) -> Iterator[tuple[str, Layer]]:
    """The tags of one post in order, each spelling as written: what the platform gives, and what only a reader sees.

    Where the platform gives none, its rule says what it would have taken.
    """
    yield from ((tag.lstrip("#"), "platform") for tag in platform_tags)
    for tag in extract(text, rule=RULES.get(origin, "x")) if text else ():
        yield tag.text, "textual" if platform_tags else tag.layer


class _Folding:
    """Folds each spelling once."""

    def __init__(self) -> None:
        self._keys: dict[str, str] = {}

    def __call__(self, tag: str) -> str:
        key = self._keys.get(tag)
        if key is None:
            self._keys[tag] = key = fold(tag)
        return key


def read_tagged(store: Store, *, at: datetime | None = None) -> Tagged | None:
    """The posts of a store up to a moment, by their tags; None when it has no post with a time.

    Args:
        at: the last moment; buckets that end later are open: their posts count and no state changes. None: all posts,
            and the bucket of the last one is closed.
    """
    return _collect(store.tag_rows(at), at)


def _collect(rows: Iterable[TagRow], at: datetime | None) -> Tagged | None:
    folding = _Folding()
    left_out: Counter[str] = Counter()
    first_us = (FIRST_POSSIBLE - EPOCH) // timedelta(microseconds=1)
    slack_us = SLACK // timedelta(microseconds=1)
    tag_ids: dict[str, int] = {}
    author_ids: dict[tuple[str, ...], int] = {}
    platform_tags: set[int] = set()
    keys: list[tuple[Origin, PostId]] = []
    moments: list[int] = []
    authors: list[int] = []
    stand_ins: list[bool] = []
    entry_post: list[int] = []
    entry_tag: list[int] = []
    entry_adds: list[bool] = []
    all_buckets: Counter[int] = Counter()
    posts = 0
    for moment, platform, post_id, account_id, handle, given, text, folded, captured in rows:
        posts += 1
        if moment is None:
            left_out["no-time"] += 1
            continue
        if moment < first_us or moment > captured + slack_us:
            left_out["impossible-time"] += 1
            continue
        all_buckets[moment // BUCKET_US] += 1
        seen: set[str] = set()
        for tag, layer in read_tags(text, given or (), platform) if given or text else ():
            if len(tag) > MAX_TAG:
                left_out["long-tag"] += 1
                continue
            key = folding(tag)
            if not key or key in seen:
                continue
            seen.add(key)
            number = tag_ids.setdefault(tag, len(tag_ids))
            if layer == "platform":
                platform_tags.add(number)
            entry_post.append(len(keys))
            entry_tag.append(number)
        if not seen:
            continue
        entry_adds += [True] * len(seen) if len(seen) <= MAX_VOICED_TAGS else [True] + [False] * (len(seen) - 1)
        author = account_id or (handle.lower() if handle else None)
        stand_ins.append(author is None)
        named = (platform, author) if author is not None else ("", platform, folded or "")
        authors.append(author_ids.setdefault(named, len(author_ids)))
        keys.append((platform, post_id))
        moments.append(moment)
    if not all_buckets:
        return None
    first = min(all_buckets) // DAY * DAY
    last = max(all_buckets)
    # Past a month of nothing no state changes any more: an `at` far from the posts costs no memory.
    end = last + 1 if at is None else min((at - EPOCH) // BUCKET, last + 31 * DAY)
    size = max(0, end - first)
    totals = np.zeros(size, np.int64)
    for bucket, number in all_buckets.items():
        if bucket - first < size:
            totals[bucket - first] = number
    times = np.array(moments, np.int64)
    return Tagged(
        keys=keys,
        moments=times,
        buckets=times // BUCKET_US - first,
        authors=np.array(authors, np.int64),
        is_stand_in=np.array(stand_ins, np.bool_),
        entry_post=np.array(entry_post, np.int64),
        entry_tag=np.array(entry_tag, np.int64),
        entry_adds=np.array(entry_adds, np.bool_),
        tags=list(tag_ids),
        platform_tags=platform_tags,
        first=first,
        start=min(all_buckets) - first,
        size=size,
        totals=totals,
        posts=posts,
        left_out=left_out,
    )


@dataclass(frozen=True, slots=True)
class Board:
    """Tagged posts with the families of their tags and the voices behind them.

    Attributes:
        families: the one with most posts first; row numbers of `events` index it.
        row_of: of each entry of the tagged posts, its family.
        events: voices of the families over the gate, in closed buckets that were collected.
        is_open: where a family is over the gate by its voices.
    """

    tagged: Tagged
    families: list[Family]
    row_of: Numbers
    events: Events
    is_open: Intervals
    _by_row: Numbers

    def entries(self, rows: Iterable[int], *, first: int, end: int | None) -> Numbers:
        """Entries of some families in buckets from `first` to before `end` (None: to the last post)."""
        rows_in_order = self.row_of[self._by_row]
        parts = [self._by_row[slice(*np.searchsorted(rows_in_order, [row, row + 1]))] for row in sorted(set(rows))]
        entries = np.concatenate([np.empty(0, np.int64), *parts])
        buckets = self.tagged.buckets[self.tagged.entry_post[entries]]
        chosen = (buckets >= first) & (buckets < end if end is not None else True)
        result: Numbers = np.sort(entries[chosen])
        return result


def find_open(events: Events, *, gap: int = 0) -> Intervals:
    """Where enough voices are there for a count to be tested: 5 in an hour, or 6 in a day."""
    by_hour = find_at_least(events, length=HOUR, least=MIN_HOUR)
    by_day = find_at_least(events, length=DAY, least=MIN_DAY)
    return join_intervals([by_hour, by_day], gap=gap)


def make_board(
    tagged: Tagged,
    store: Store,
    overrides: Sequence[Override],
    is_covered: np.ndarray[tuple[int], np.dtype[np.bool_]],
) -> Board:
    """Families, gate and voices. `is_covered`: of each closed bucket; posts of the others are in no window."""
    counts = tagged.counts()
    by_words = group_families(counts)
    rows = _rows_of(apply_overrides(by_words, overrides, counts), tagged)
    is_usable = tagged.entry_adds & (tagged.buckets[tagged.entry_post] < tagged.size)
    is_usable[is_usable] = is_covered[tagged.buckets[tagged.entry_post[is_usable]]]
    open_rows = np.unique(find_open(_events(tagged, rows, tagged.authors, is_usable)).row)
    is_gated = np.isin(rows, open_rows)

    voices, is_voice = _find_voices(store, tagged, np.unique(tagged.entry_post[is_gated]))
    gated_tags = np.unique(tagged.entry_tag[is_gated])
    by_voices = _join_by_voices(by_words, {tagged.tags[tag] for tag in gated_tags.tolist()}, tagged, voices, counts)
    families = apply_overrides(by_voices, overrides, counts)
    rows = _rows_of(families, tagged)
    is_usable &= np.isin(tagged.entry_tag, gated_tags) & is_voice[tagged.entry_post]
    events = _events(tagged, rows, voices, is_usable)
    return Board(tagged, families, rows, events, find_open(events), np.argsort(rows, kind="stable"))


def _rows_of(families: Sequence[Family], tagged: Tagged) -> Numbers:
    row = {tag: number for number, family in enumerate(families) for tag in family.members}
    by_tag = np.array([row[tag] for tag in tagged.tags], np.int64)
    return by_tag[tagged.entry_tag] if tagged.tags else np.empty(0, np.int64)


def _events(
    tagged: Tagged, rows: Numbers, voices: Numbers, chosen: np.ndarray[tuple[int], np.dtype[np.bool_]]
) -> Events:
    post = tagged.entry_post[chosen]
    return sort_events(rows[chosen], voices[post], tagged.buckets[post])


def _find_voices(
    store: Store, tagged: Tagged, posts: Numbers
) -> tuple[Numbers, np.ndarray[tuple[int], np.dtype[np.bool_]]]:
    """Of each post, its voice by the merges known when it was posted, and whether it counts as one.

    Posts not asked for have the voice -1 and do not count.
    """
    voices = np.full(len(tagged.keys), -1, np.int64)
    is_voice = np.zeros(len(tagged.keys), np.bool_)
    merger = VoiceMerger()
    for numbers, read in read_posts(store, tagged, posts):
        placements = list(merger.add_all(read))
        voices[numbers] = [placement.voice for placement in placements]
        is_voice[numbers] = [placement.counts for placement in placements]
    return voices, is_voice


def read_posts(store: Store, tagged: Tagged, posts: Numbers) -> Iterator[tuple[list[int], list[Post]]]:
    """Some posts with their numbers, in the order in which voices merge, many at a time."""
    for begin in range(0, posts.size, KEYS_AT_ONCE):
        part = posts[begin : begin + KEYS_AT_ONCE]
        index = {tagged.keys[number]: number for number in part.tolist()}
        since, until = (EPOCH + timedelta(microseconds=int(tagged.moments[number])) for number in part[[0, -1]])
        found = store.posts_of_keys(list(index), since=since, until=until)
        while read := list(islice(found, POSTS_AT_ONCE)):
            yield [index[post.key] for post in read], read


def _join_by_voices(
    families: list[Family], tags: set[str], tagged: Tagged, voices: Numbers, counts: Mapping[str, int]
) -> list[Family]:
    """Families with those joined that differ by an article or a letter and are used by the same voices (level 3)."""
    users: dict[str, set[int]] = {tag: set() for tag in tags}
    chosen = voices[tagged.entry_post] >= 0
    pairs = np.unique(np.stack((tagged.entry_tag[chosen], voices[tagged.entry_post[chosen]])), axis=1)
    for tag, voice in pairs.T.tolist():
        users.setdefault(tagged.tags[tag], set()).add(voice)
    of_tag = {tag: number for number, family in enumerate(families) for tag in family.members}
    joined: dict[int, int] = {}
    for group in group_families({tag: counts[tag] for tag in tags}, voices=users):
        first, *others = sorted({of_tag[tag] for tag in group.members})
        joined.update(dict.fromkeys(others, first))
    result = dict(enumerate(families))
    for other, first in sorted(joined.items()):
        family, merged = result[first], result.pop(other)
        members = sorted((*family.members, *merged.members), key=lambda tag: (-counts[tag], tag))
        siblings = (set(family.siblings) | set(merged.siblings)) - {family.key, merged.key}
        result[first] = replace(family, members=tuple(members), siblings=tuple(sorted(siblings)))
    return sorted(result.values(), key=lambda family: (-sum(counts[tag] for tag in family.members), family.key))
