"""Trends of posts as they come: what rises by its accounts, then whether independent voices stand behind it.

The stream counts accounts (bounded memory, one closed bucket at a time); a family that starts by them is told once
enough voices are counted among its posts in the store. `pipeline.trends` is the definition; this is the bell.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import blake2s
from itertools import islice
from typing import NamedTuple

from tawatur.engine.kernel import BUCKET, EPOCH, FIRST_POSSIBLE, SLACK
from tawatur.hashtags import Rule, extract, fold
from tawatur.hashtags.entries import MAX_TAG, RULES
from tawatur.hashtags.extraction import signed_words
from tawatur.hashtags.overrides import LiveKeys, Override
from tawatur.live.records import AlertKind, LiveAlert
from tawatur.pipeline.episodes import NO_WEEKS, WARMING
from tawatur.pipeline.tagged import DAY, HOUR, MAX_VOICED_TAGS
from tawatur.pipeline.telling import what_merged
from tawatur.pipeline.trends import read_posts_behind
from tawatur.posts import PostColumns, author_of
from tawatur.store import Store
from tawatur.trends import Change, TrendStream
from tawatur.trends.alerts import AlertBudget
from tawatur.trends.statistic import MIN_HOUR
from tawatur.trends.stream import KEPT_DAYS, LATE_DAYS, Kept
from tawatur.voices import count_voices

# A bucket stays open so long for what is on its way: of 144 real posts the last took 31.8 s.
GRACE = timedelta(seconds=30)
READ_AT_ONCE = 500  # posts of the store
MAX_WORD = 4 * MAX_TAG  # longer words are not remembered
SPELLINGS_DAYS = 3  # spellings that nobody used for so long are forgotten
_MICROSECOND = timedelta(microseconds=1)
_BUCKET, _FIRST = BUCKET // _MICROSECOND, (FIRST_POSSIBLE - EPOCH) // _MICROSECOND


def bucket_of(moment: datetime) -> int:
    """The number of the bucket since 1970 that a moment lies in."""
    return (moment - EPOCH) // BUCKET


def end_of(bucket: int) -> datetime:
    """When a bucket ends."""
    return EPOCH + (bucket + 1) * BUCKET


class _Found(NamedTuple):
    """The tags of a post: spellings, each with its family, and the families that it counts for.

    One with many tags counts only for its first.
    """

    spellings: tuple[tuple[str, str], ...]
    keys: tuple[str, ...]


@dataclass(slots=True)
class _Spellings:
    last: int = 0  # bucket
    posts: Counter[str] = field(default_factory=Counter)


class LiveTrends:
    """What rises now.

    Attributes:
        left_out: posts that could not be counted, by reason.
    """

    def __init__(self, store: Store, *, most_a_day: int | None = None) -> None:
        """`most_a_day`: alerts told in any 24 hours; the others say that they are over it. None: all are told."""
        self._store = store
        self._budget = None if most_a_day is None else AlertBudget(most_a_day, day=DAY)
        self._first_at: datetime | None = None
        self._due_at: datetime | None = None
        self._stream = TrendStream()
        self._overrides: list[Override] = []
        self._keys = LiveKeys()
        self._read_short = lru_cache(maxsize=1 << 16)(self._read_anew)
        self._read_overrides()
        self._voices: defaultdict[int, defaultdict[str, set[int]]] = defaultdict(lambda: defaultdict(set))  # by bucket
        self._posts: Counter[int] = Counter()
        self._late: set[tuple[str, int, int]] = set()
        # Most tags are used once: spellings are remembered of those that can rise, from an hour before they do.
        self._spellings: dict[str, _Spellings] = {}
        self._fresh: defaultdict[int, dict[str, dict[str, int]]] = defaultdict(dict)  # of the others, by bucket
        self._changes: dict[str, Change] = {}  # the last one of each family
        self._told: dict[str, LiveAlert] = {}  # up now
        self._ended: dict[str, int] = {}
        self.left_out: Counter[str] = Counter()

    @property
    def kept(self) -> Kept:
        """How much is remembered of tags."""
        return self._stream.kept

    @property
    def closed_until(self) -> datetime:
        """The end of the last closed bucket."""
        return end_of(self._stream.next_bucket - 1)

    @property
    def due_at(self) -> datetime | None:
        """When the next bucket can be closed; None before any has begun."""
        return self._due_at

    def begin(self, moment: datetime) -> None:
        """Let buckets begin with the one of a moment; nothing when they have begun: what nobody saw is not silence."""
        if self._first_at is None:
            self._first_at = moment
            self._stream = TrendStream(first=bucket_of(moment))
            self._due_at = end_of(self._stream.next_bucket) + GRACE

    def remember(self, now: datetime) -> None:
        """Take in what the store has of the last month: what is usual is known from the first tick on."""
        since = max(now - timedelta(days=KEPT_DAYS), FIRST_POSSIBLE)
        stored = self._store.posts("posted_at >= ? AND posted_at <= ?", (since, now))
        while part := list(islice(stored, READ_AT_ONCE)):
            first, last = part[0].posted_at, part[-1].posted_at
            if first is not None and last is not None:
                self.begin(first)
                self.add(PostColumns.of(part), now=now)
                self._close(last)

    def add(self, posts: PostColumns, *, now: datetime) -> None:
        """Count posts; one of a closed bucket counts when the next one closes."""
        last = (now + SLACK - EPOCH) // _MICROSECOND
        open_bucket = self._stream.next_bucket
        oldest = open_bucket - LATE_DAYS * DAY
        buckets, voices = self._posts, self._voices
        rows = zip(
            posts.platform, posts.text, posts.posted_at, posts.account_id, posts.handle, posts.tags, strict=True
        )  # fmt: skip
        for platform, text, posted_at, account_id, handle, tags in rows:
            if posted_at is None or not _FIRST <= posted_at <= last:
                self.left_out["no-time" if posted_at is None else "impossible-time"] += 1
                continue
            bucket = posted_at // _BUCKET
            if bucket < oldest:
                self.left_out["too-late"] += 1
                continue
            if bucket >= open_bucket:
                buckets[bucket] += 1
            words = signed_words(text)
            if not words and not tags:
                continue
            rule = RULES.get(platform, "x")
            found = self._read_word(words[0], rule) if len(words) == 1 and not tags else self._read(tags, words, rule)
            if not found.keys:
                continue
            self._count_spellings(found, max(open_bucket, bucket))
            voice = hash((platform, account_id or author_of(None, handle) or fold(text)))
            for key in found.keys:
                if bucket < open_bucket:
                    self._late.add((key, voice, bucket))
                else:
                    voices[bucket][key].add(voice)

    def _count_spellings(self, found: _Found, bucket: int) -> None:
        fresh = self._fresh[bucket]
        for tag, key in found.spellings:
            spellings = self._spellings.get(key)
            if spellings is not None:
                spellings.last = max(spellings.last, bucket)
                spellings.posts[tag] += 1
            elif (counted := fresh.get(key)) is not None:
                counted[tag] = counted.get(tag, 0) + 1
            else:
                fresh[key] = {tag: 1}

    def _read(self, tags: Sequence[str], words: Sequence[str], rule: Rule) -> _Found:
        """The tags of a post: those that a platform gives, and those of its words with a number sign."""
        read = [*(self._read_word(tag, None) for tag in tags), *(self._read_word(word, rule) for word in words)]
        return self._place(tag for each in read for tag, _ in each.spellings)

    def _read_word(self, word: str, rule: Rule | None) -> _Found:
        """The tags of a word with a number sign, or, without a rule, the tag that a platform gives."""
        return self._read_short(word, rule) if len(word) <= MAX_WORD else self._read_anew(word, rule)

    def _read_anew(self, word: str, rule: Rule | None) -> _Found:
        tags = [word.lstrip("#")] if rule is None else [tag.text for tag in extract(word, rule=rule)]
        return self._place(tag for tag in tags if len(tag) <= MAX_TAG)

    def _place(self, tags: Iterable[str]) -> _Found:
        spellings: dict[str, tuple[str, str]] = {}  # by what they fold to
        for tag in tags:
            folded = fold(tag)
            if folded and folded not in spellings:
                spellings[folded] = tag, self._keys.key_of(tag)
        keys = tuple(dict.fromkeys(key for _, key in spellings.values()))
        return _Found(tuple(spellings.values()), keys[:1] if len(spellings) > MAX_VOICED_TAGS else keys)

    def _read_overrides(self) -> None:
        """Take over what editors decided about families since the last time."""
        overrides = self._store.overrides()
        if overrides != self._overrides:
            self._overrides, self._keys = overrides, LiveKeys(overrides)
            self._read_short.cache_clear()

    def is_due(self, moment: datetime) -> bool:
        """Whether a bucket can be closed at a moment."""
        return self._due_at is not None and self._due_at <= moment

    def close(self, moment: datetime) -> bool:
        """Close the buckets that ended by a moment; whether `tell` may have something to tell.

        What editors decided meanwhile about families holds from the next post on: what was counted stays where it is.
        """
        self._close(moment - GRACE)
        self._read_overrides()
        return self._stream.up.keys() != self._told.keys()

    def tell(self, *, kind: AlertKind = "start") -> Iterator[LiveAlert]:
        """What changed since the last time: by family.

        The posts of closed buckets must be in the store: voices are counted there.

        Args:
            kind: "open" where what is up was up before.
        """
        told_at = self.closed_until
        now_up = self._stream.up
        for key in [key for key in self._told if key not in now_up]:
            self._ended[key] = self._stream.next_bucket
            yield replace(self._told.pop(key), kind="end", told_at=told_at, score=None)
        started = [
            alert
            for key, start in now_up.items()
            if key not in self._told
            and (alert := self._tell(key, "wave" if start < self._ended.get(key, start) else kind, start, told_at))
        ]
        started.sort(key=lambda alert: -(alert.score or 0.0))
        for alert in started:
            is_over = self._budget is not None and not self._budget.takes(self._stream.next_bucket, alert.score or 0.0)
            self._told[alert.key] = replace(alert, is_over_budget=is_over)
            yield self._told[alert.key]

    def _tell(self, key: str, kind: AlertKind, start: int, told_at: datetime) -> LiveAlert | None:
        """What stands behind a rise; None while too few voices do."""
        tags = tuple(tag for tag, _ in self._spellings[key].posts.most_common()) if key in self._spellings else ()
        if not tags:  # nobody used it for days
            return None
        count = count_voices(
            read_posts_behind(self._store, tags, since=end_of(start) - DAY * BUCKET, until=told_at + GRACE)
        )
        if count.headline < MIN_HOUR:
            return None
        age = end_of(start) - (self._first_at or end_of(start))
        warnings = [
            name for name, days in (("warming", WARMING), ("no-weekly-memory", NO_WEEKS)) if age < timedelta(days=days)
        ]
        change = self._changes.get(key)
        return LiveAlert(
            id=blake2s(f"{key} {start}".encode(), digest_size=6).hexdigest(),
            kind=kind,
            key=key,
            label=self._keys.labels.get(key, tags[0]),
            tags=tags,
            started_at=end_of(start),
            told_at=told_at,
            score=None if change is None or change.score is None else round(change.score, 2),
            posts=count.posts,
            accounts=count.accounts,
            voices=count.headline,
            voices_low=count.low,
            warnings=(*warnings, *what_merged(count)),
        )

    def _close(self, moment: datetime) -> None:
        while end_of(self._stream.next_bucket) <= moment:
            if self._late:
                late, self._late = self._late, set()
                for revision in self._stream.add_late(late)[0]:
                    self._changes |= {change.tag: change for change in revision.changes}
            bucket = self._stream.next_bucket
            changes = self._stream.tick(self._voices.pop(bucket, {}), posts=self._posts.pop(bucket, 0))
            self._changes |= {change.tag: change for change in changes}
            self._remember_spellings(bucket)
            self._due_at = end_of(self._stream.next_bucket) + GRACE
            if bucket % DAY == 0:
                self._forget(bucket)

    def _remember_spellings(self, bucket: int) -> None:
        """Keep the spellings of families that can rise since this bucket, also those of the hour before."""
        for key in [key for key in self._fresh.get(bucket, ()) if self._stream.is_whole(key)]:
            spellings = self._spellings.setdefault(key, _Spellings(bucket))
            for fresh in self._fresh.values():
                spellings.posts.update(fresh.pop(key, {}))
        self._fresh.pop(bucket - HOUR + 1, None)

    def _forget(self, bucket: int) -> None:
        old = bucket - SPELLINGS_DAYS * DAY
        up = self._stream.up
        for key in [key for key, each in self._spellings.items() if each.last < old and key not in up]:
            del self._spellings[key]
        self._changes = {key: change for key, change in self._changes.items() if change.bucket >= old or key in up}
        self._ended = {key: at for key, at in self._ended.items() if at >= old}
