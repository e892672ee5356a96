"""Posts that the lower bound counts as one voice: floods within minutes, and texts that have no word in common.

Neither is proof: an earthquake is a flood too. So V3 is a bound and never the number that is printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import cache

from tawatur.arabic.folding import fold_word
from tawatur.arabic.tables import read_table
from tawatur.arabic.tokens import tokenize
from tawatur.posts import Post
from tawatur.voices.records import Flood
from tawatur.voices.timing import poisson_tail

MIN_ACCOUNTS = 5
GAP = timedelta(minutes=1)
MAX_RUN = timedelta(minutes=10)  # what lasts longer is a conversation
HALF = timedelta(minutes=30)
MIN_SHARE = 0.5  # of the posts of the hour around
MAX_CHANCE = 1e-3

MIN_TEXTS, MAX_TEXTS = 8, 100  # authors' texts that are compared, the first ones
MIN_WORDS, MIN_LETTERS = 3, 4
MAX_ALIKE = 0.05  # of the pairs of texts; see docs/voices.md
MAX_TEXT = 2_000  # characters
_NO_WORDS = re.compile("https?://\\S+|[@#]\\S+")
_PREFIX = re.compile("^(?:[وف]?(?:ال|بال|كال|لل)|[وف](?=\\w{4}))")


def find_floods(posts: Sequence[Post]) -> tuple[Flood, ...]:
    """What the lower bound counts as one voice.

    Args:
        posts: in order of time, without reposts.
    """
    return (*_same_minute(posts), *_word_salad(posts))


def _same_minute(posts: Sequence[Post]) -> Iterator[Flood]:
    """Runs of posts, each within a minute of the last, that are half of what was posted in the hour around.

    Denser than that hour by more than chance: where a thousand post every hour, all are within a minute of another.
    """
    timed = [(post.posted_at, post.author) for post in posts if post.posted_at is not None and post.author is not None]
    times = [moment for moment, _ in timed]
    begin = before = after = 0
    for end in range(1, len(timed) + 1):
        if end < len(timed) and times[end] - times[end - 1] <= GAP:
            continue
        run = timed[begin:end]
        start, stop = times[begin], times[end - 1]
        begin = end
        accounts = tuple(dict.fromkeys(author for _, author in run))
        if len(accounts) < MIN_ACCOUNTS or stop - start > MAX_RUN:
            continue
        middle = start + (stop - start) / 2
        while times[before] < middle - HALF:
            before += 1
        after = max(after, end)
        while after < len(times) and times[after] <= middle + HALF:
            after += 1
        expected = (after - before) * ((stop - start + GAP) / (2 * HALF))
        if len(run) >= MIN_SHARE * (after - before) and poisson_tail(len(run), expected) < MAX_CHANCE:
            yield Flood(kind="same-minute", accounts=accounts, start=start, end=stop)


def _word_salad(posts: Sequence[Post]) -> Iterator[Flood]:
    """All authors, where their texts share next to no word.

    Elmas et al., "Ephemeral astroturfing attacks: the case of fake Twitter trends", EuroS&P 2021: words drawn from a
    lexicon and a tag. People who speak of one thing share words.
    """
    words: dict[str, frozenset[str]] = {}
    times: list[datetime] = []
    for post in posts:
        if post.author is None or post.author in words:
            continue
        found = content_words(post.text)
        if len(found) >= MIN_WORDS:
            words[post.author] = found
            if post.posted_at is not None:
                times.append(post.posted_at)
            if len(words) == MAX_TEXTS:
                break
    if len(words) < MIN_TEXTS:
        return
    texts = list(words.values())
    alike = sum(not one.isdisjoint(other) for number, one in enumerate(texts) for other in texts[:number])
    if alike <= MAX_ALIKE * len(texts) * (len(texts) - 1) / 2:
        named = tuple(dict.fromkeys(post.author for post in posts if post.author is not None))
        yield Flood(kind="word-salad", accounts=named, start=min(times, default=None), end=max(times, default=None))


def content_words(text: str) -> frozenset[str]:
    """The folded words of a text that say what it is about: no particles, links, mentions and tags, nothing short.

    >>> sorted(content_words("انهار الجسر في #مرجانة https://example.org/a"))
    ['انهار', 'جسر']
    """
    folded = (
        _PREFIX.sub("", token.fold) or token.fold
        for token in tokenize(_NO_WORDS.sub(" ", text[:MAX_TEXT]))
        if token.kind == "word" and len(token.fold) >= MIN_LETTERS and token.fold not in _particles()
    )
    return frozenset(folded)


@cache
def _particles() -> frozenset[str]:
    return frozenset(fold_word(row["word"]) for table in ("particles", "words") for row in read_table(table))
