"""The tags of one post that count, each once: what the platform gives, then what stands in the text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tawatur.hashtags.extraction import Layer, Rule, extract, signed_words
from tawatur.hashtags.folding import fold
from tawatur.posts import Origin

MAX_TAG = 140  # characters; what is longer fits in no post of the platforms that made hashtags
RULES: dict[Origin, Rule] = {"bluesky": "bluesky", "mastodon": "mastodon"}  # of all others X's
MAX_WORDS = 200_000  # with a number sign, remembered with their tags

_Read = tuple[str, Layer, str]  # a spelling, its layer, its key


def read_tags(text: str | None, platform_tags: Sequence[str], origin: Origin) -> Iterator[tuple[str, Layer]]:
    """The tags of one post in order, each spelling as written: what the platform gives, and what only a reader sees.

    Where the platform gives none, its rule says what it would have taken.
    """
    yield from ((tag.lstrip("#"), "platform") for tag in platform_tags)
    for tag, layer in _extract(text, RULES.get(origin, "x")) if text else ():
        yield tag, "textual" if platform_tags else layer


def _extract(text: str, rule: Rule) -> Iterator[tuple[str, Layer]]:
    return ((tag.text, tag.layer) for tag in extract(text, rule=rule))


@dataclass(frozen=True, slots=True)
class Entries:
    """The tags that count of one post, of spellings that fold alike the first.

    Attributes:
        tags: as written.
        marked: of each whether the platform takes it for a tag.
        too_long: how many were too long to be tags.
    """

    tags: tuple[str, ...]
    marked: tuple[bool, ...]
    too_long: int


def choose_entries(text: str | None, platform_tags: Sequence[str], origin: Origin) -> Entries:
    """The entries of one post, read by itself: what an `EntryReader` must come to."""
    return _choose((tag, layer, _key_of(tag)) for tag, layer in read_tags(text, platform_tags, origin))


class EntryReader:
    """Reads the entries of many posts; few words make up most of a stream, and each is read once.

    No rule looks beyond a blank, so that a word has the same tags alone as in its text.
    """

    def __init__(self) -> None:
        self._words: dict[tuple[Rule | None, str], tuple[_Read, ...]] = {}
        self._few: dict[tuple[Rule, str | None, str | None], Entries] = {}  # of most posts: one tag, one word at most

    def read(self, text: str, platform_tags: Sequence[str], origin: Origin) -> Entries:
        """The entries of one post."""
        rule = RULES.get(origin, "x")
        words = signed_words(text)
        if len(words) > 1 or len(platform_tags) > 1:
            return self._read(rule, words, platform_tags)
        key = rule, platform_tags[0] if platform_tags else None, words[0] if words else None
        entries = self._few.get(key)
        if entries is None:
            entries = self._read(rule, words, platform_tags)
            if len(self._few) < MAX_WORDS:
                self._few[key] = entries
        return entries

    def _read(self, rule: Rule, words: Sequence[str], platform_tags: Sequence[str]) -> Entries:
        found: list[_Read] = []
        for tag in platform_tags:
            found += self._read_word(None, tag)
        for word in words:
            read = self._read_word(rule, word)
            found += [(tag, "textual", key) for tag, _, key in read] if platform_tags else read
        return _choose(found)

    def _read_word(self, rule: Rule | None, word: str) -> tuple[_Read, ...]:
        read = self._words.get((rule, word))
        if read is None:
            tags = read_tags(None, [word], "x") if rule is None else _extract(word, rule)
            read = tuple((tag, layer, _key_of(tag)) for tag, layer in tags)
            if len(self._words) < MAX_WORDS:
                self._words[rule, word] = read
        return read


def _key_of(tag: str) -> str:
    return fold(tag) if len(tag) <= MAX_TAG else ""


def _choose(read: Iterable[_Read]) -> Entries:
    chosen: dict[str, tuple[str, bool]] = {}
    too_long = 0
    for tag, layer, key in read:
        if key:
            chosen.setdefault(key, (tag, layer == "platform"))
        else:
            too_long += len(tag) > MAX_TAG
    return Entries(
        tuple(tag for tag, _ in chosen.values()), tuple(is_marked for _, is_marked in chosen.values()), too_long
    )
