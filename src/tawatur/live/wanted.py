"""Which posts of a feed are wanted."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from tawatur.arabic.folding import fold_word
from tawatur.hashtags import fold
from tawatur.posts import Post

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

    def has(self, post: Post, tags: Iterable[tuple[str, object]]) -> bool:
        """Whether a post is wanted; `tags`: its tags in any spelling, read where they matter."""
        if self.languages and not self._is_in_language(post):
            return False
        if not (self.keywords or self.hashtags or self.accounts):
            return True
        author = {(post.account_id or "").casefold(), (post.handle or "").casefold()}
        if not self.accounts.isdisjoint(author):
            return True
        if self.hashtags and any(fold(tag) in self.hashtags for tag, _ in tags):
            return True
        return self.keywords is not None and self.keywords.search(_in_words(post.text)) is not None

    def _is_in_language(self, post: Post) -> bool:
        if post.language:
            return re.split("[-_]", post.language, maxsplit=1)[0].casefold() in self.languages
        return "ar" in self.languages and _ARABIC.search(post.text) is not None


def make_wanted(
    *,
    languages: Iterable[str] = (),
    keywords: Iterable[str] = (),
    hashtags: Iterable[str] = (),
    accounts: Iterable[str] = (),
) -> Wanted:
    """The choice that words of a user make; empty words are left out.

    >>> from tawatur.posts import Post, PostId
    >>> wanted = make_wanted(keywords=["حماه"])
    >>> wanted.has(Post(platform="x", post_id=PostId("1"), text="أنباء من وحماة"), ())
    True
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
