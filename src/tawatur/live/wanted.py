"""Which posts of a feed are wanted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from tawatur.arabic.folding import fold_word
from tawatur.hashtags import fold
from tawatur.posts import Origin, PostColumns

MAX_KNOWN = 1_000  # words for languages, remembered
ReadTags = Callable[[str, Sequence[str], Origin], Iterable[tuple[str, object]]]
_GAP = re.compile(r"[\W_]+")
_ARABIC = re.compile("[\N{ARABIC LETTER HAMZA}-\N{ARABIC LETTER YEH}]")
# What is written together with the word behind it, folded.
_PROCLITICS = "(?:[وف])?(?:[بكل])?(?:ال|لل)?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A choice of posts: one of `languages` (if any are named), and one of the rest (if any of that is).

    Attributes:
        languages: primary subtags ("ar"). A post that names no language is Arabic when it has Arabic letters.
        keywords: words, or several in a row; folded, with proclitics (وبحمص), whole words.
        hashtags: in any spelling.
        accounts: handles or the platform's ids.
    """

    languages: frozenset[str] = frozenset()
    keywords: re.Pattern[str] | None = None
    hashtags: frozenset[str] = frozenset()
    accounts: frozenset[str] = frozenset()

    def language_test(self) -> Callable[[str | None, str], bool] | None:
        """Whether a post in a language (as it names it, if it does) with a text is wanted; None where all may be."""
        if not self.languages:
            return None
        known: dict[str, bool] = {}

        def is_wanted(language: str | None, text: str) -> bool:
            if not language:
                return "ar" in self.languages and _ARABIC.search(text) is not None
            if language not in known:
                if len(known) == MAX_KNOWN:  # words that strangers make up
                    known.clear()
                known[language] = re.split("[-_]", language, maxsplit=1)[0].casefold() in self.languages
            return known[language]

        return is_wanted

    def choose(self, posts: PostColumns, read_tags: ReadTags) -> list[bool]:
        """Which posts are wanted; `read_tags` reads the tags of one in any spelling, asked where they matter."""
        is_asked = self.language_test()
        chosen = [True] * len(posts) if is_asked is None else [*map(is_asked, posts.language, posts.text)]
        if not (self.keywords or self.hashtags or self.accounts):
            return chosen
        return [is_chosen and self._names(posts, number, read_tags) for number, is_chosen in enumerate(chosen)]

    def _names(self, posts: PostColumns, number: int, read_tags: ReadTags) -> bool:
        author = {(posts.account_id[number] or "").casefold(), (posts.handle[number] or "").casefold()}
        if not self.accounts.isdisjoint(author):
            return True
        text = posts.text[number]
        tags = read_tags(text, posts.tags[number], posts.platform[number]) if self.hashtags else ()
        if any(fold(tag) in self.hashtags for tag, _ in tags):
            return True
        return self.keywords is not None and self.keywords.search(_in_words(text)) is not None


def make_wanted(
    *,
    languages: Iterable[str] = (),
    keywords: Iterable[str] = (),
    hashtags: Iterable[str] = (),
    accounts: Iterable[str] = (),
) -> Wanted:
    """The choice that words of a user make; empty words are left out.

    >>> from tawatur.posts import PostColumns
    >>> posts = PostColumns.made(2, platform=["x", "x"], text=["أنباء من وحماة", "أنباء"])
    >>> make_wanted(keywords=["حماه"]).choose(posts, lambda *_: ())
    [True, False]
    """
    words = [folded for each in keywords if (folded := _in_words(each).strip())]
    pattern = f" {_PROCLITICS}(?:{'|'.join(map(re.escape, words))}) " if words else None
    return Wanted(
        languages=frozenset(word.strip().casefold() for word in languages if word.strip()),
        keywords=re.compile(pattern) if pattern else None,
        hashtags=frozenset(folded for each in hashtags if (folded := fold(each.strip()))),
        accounts=frozenset(each.strip().removeprefix("@").casefold() for each in accounts if each.strip()),
    )


def _in_words(text: str) -> str:
    return f" {_GAP.sub(' ', fold_word(text).casefold())} "
