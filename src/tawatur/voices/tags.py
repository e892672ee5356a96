"""The tags of a post by which its author can be in step with others."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from tawatur.hashtags import Rule, extract, fold
from tawatur.hashtags.extraction import signed_words
from tawatur.posts import SaysSomething
from tawatur.voices.letters import MAX_TEXT

MAX_WORDS = 100_000  # with number signs, remembered with their tags
MAX_TAGS = 5  # of a post, that can be in step: hijackers list all that trend


class TagReader:
    """Reads tags; few spellings make up most of a stream, and each is read once.

    Args:
        rule: whose rule decides what is a tag.
    """

    def __init__(self, rule: Rule = "x") -> None:
        self._rule: Rule = rule
        self._folded: dict[str, str] = {}
        self._words: dict[str, tuple[str, ...]] = {}  # word with a number sign -> its tags

    def read(self, post: SaysSomething) -> list[str]:
        """The folded tags of a post, the first few."""
        found: dict[str, None] = {}
        for tag in islice(post.tags or self.read_text(post.text[:MAX_TEXT]), MAX_TAGS):
            key = self._folded.get(tag)
            if key is None:
                key = fold(tag)
                if len(self._folded) < MAX_WORDS:
                    self._folded[tag] = key
            found[key] = None
        return list(found)

    def read_text(self, text: str) -> Iterator[str]:
        """The tags of a text in order; each word with a sign is read once."""
        for word in signed_words(text):
            tags = self._words.get(word)
            if tags is None:
                tags = tuple(tag.text for tag in extract(word, rule=self._rule))
                if len(self._words) < MAX_WORDS:
                    self._words[word] = tags
            yield from tags
