"""Hashtags as a platform marks them, and beside them those that only a reader sees (و#حماة, #٢٠٢٤).

Rules: X, twitter-text (conformance/extract.yml) · Bluesky, bluesky-social/atproto packages/api rich-text · Mastodon,
app/models/tag.rb and its spec. Written anew from what their cases show; every scan is linear in the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from tawatur.arabic.tokens import Span
from tawatur.hashtags.characters import FULLWIDTH_SIGN, HASH_SIGNS, X_SPECIAL, class_of

Layer = Literal["platform", "textual"]
Rule = Literal["x", "bluesky", "mastodon"]

BLUESKY_MAX = 65  # characters; of its own cases 65 is taken, 66 is not
MASTODON_SEPARATORS = "\u00b7\u30fb\u200c"
MIN_DIGITS = 3  # a reader takes #2024 and #911 for tags, and #1 for a rank
# An address with a scheme, or a host with a path; Arabic letters and punctuation end it.
_ADDRESS = re.compile(
    "(?:https?://|www\\.|(?<![A-Za-z0-9.@-])(?:[A-Za-z0-9-]{1,63}\\.){1,9}[A-Za-z]{2,24}(?::[0-9]{1,5})?[/?])"
    "[A-Za-z0-9!*';:=+,.$/%\\[\\]\\-_~@|&?()#\u00c0-\u024f\u0400-\u04ff]*"
)

_SIGN = re.compile(f"[{HASH_SIGNS}]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hashtag:
    """One hashtag in a text.

    Attributes:
        text: as written, without the sign.
        span: code points of the text, with the sign.
        layer: "platform" when the platform's rule takes it; "textual" when only a reader does.
    """

    text: str
    span: Span
    layer: Layer


@dataclass(frozen=True, slots=True)
class _Classes:
    alone: re.Pattern[str]  # a text that is one tag of X
    run: re.Pattern[str]  # what X takes into a tag
    word: re.Pattern[str]  # what Mastodon does
    free: re.Pattern[str]  # what Bluesky does
    letter: re.Pattern[str]  # one letter or mark
    in_word: re.Pattern[str]  # one letter, mark, digit or special character


@cache
def _classes() -> _Classes:
    letters = class_of("letter", "mark")
    word = class_of("letter", "mark", "digit")
    return _Classes(
        alone=re.compile(
            f"[{HASH_SIGNS}](?![\ufe0f\u20e3])(?=[{class_of('digit')}{X_SPECIAL}]*[{letters}])([{word}{X_SPECIAL}]+)"
        ),
        run=re.compile(f"[{word}{X_SPECIAL}]+"),
        word=re.compile(f"[{word}_{MASTODON_SEPARATORS}]+"),
        free=re.compile(f"(?:[-_]|[^\\s\u00ad\u2060\u200a-\u200d\u20e2{class_of('punctuation')}#])+"),
        letter=re.compile(f"[{letters}]"),
        in_word=re.compile(f"[{word}{X_SPECIAL}]"),
    )


def extract(text: str, *, rule: Rule = "x") -> list[Hashtag]:
    """The hashtags of a text, in order, without overlap.

    Args:
        rule: whose rule decides what is a platform hashtag.

    >>> [(tag.text, tag.layer) for tag in extract("عن #حمص و#حماة")]
    [('حمص', 'platform'), ('حماة', 'textual')]
    """
    if rule == "x" and (alone := _classes().alone.fullmatch(text)):  # as a stream's words mostly are
        return [Hashtag(text=alone[1], span=alone.span(), layer="platform")]
    if _SIGN.search(text) is None:
        return []
    # every address has one of these two; to look for addresses is half of the work
    addresses = [match.span() for match in _ADDRESS.finditer(text)] if "." in text or "/" in text else []
    found = []
    end = at = 0
    for match in _SIGN.finditer(text):
        start = match.start()
        while at < len(addresses) and addresses[at][1] <= start:
            at += 1
        if start < end:
            continue
        in_address = at < len(addresses) and addresses[at][0] <= start
        tag = None if in_address and rule == "x" else _PLATFORM[rule](text, start)
        layer: Layer = "platform"
        if tag is None and not in_address:
            tag, layer = _read_textual(text, start), "textual"
        if tag is not None:
            end = start + 1 + len(tag)
            found.append(Hashtag(text=tag, span=(start, end), layer=layer))
    return found


def signed_words(text: str) -> list[str]:
    """What stands between blanks and has a number sign, in order: few of these are most of a stream.

    No rule looks beyond a blank, so that each has the same tags alone as in its text.

    >>> signed_words("عن #حمص و#حماة اليوم")
    ['#حمص', 'و#حماة']
    """
    if FULLWIDTH_SIGN in text:
        return [word for word in text.split(" ") if _SIGN.search(word)]
    words = []
    at = text.find("#")
    while at >= 0:
        end = text.find(" ", at)
        words.append(text[text.rfind(" ", 0, at) + 1 : end if end >= 0 else None])
        at = text.find("#", end) if end >= 0 else -1
    return words


def _read_x(text: str, start: int) -> str | None:
    classes = _classes()
    before = text[start - 1 : start]
    if before and before not in "\ufe0e\ufe0f" and (before == "&" or classes.in_word.match(before)):
        return None
    run = classes.run.match(text, start + 1)
    if run is None or run.group()[0] in "\ufe0f\u20e3" or not classes.letter.search(run.group()):
        return None
    if text[run.end() : run.end() + 1] in tuple(HASH_SIGNS) or text.startswith("://", run.end()):
        return None
    return run.group()


def _read_bluesky(text: str, start: int) -> str | None:
    if start and not text[start - 1].isspace():
        return None
    run = _classes().free.match(text, start + 1)
    if run is None or run.group()[0] in "-_\ufe0f" or run.group()[0].isdecimal():
        return None
    tag = run.group().rstrip("-_")
    return tag if len(tag) <= BLUESKY_MAX else None


def _read_mastodon(text: str, start: int) -> str | None:
    classes = _classes()
    before = text[start - 1 : start]
    if before and (before in "=/)_" or (classes.in_word.match(before) and before not in X_SPECIAL)):
        return None
    run = classes.word.match(text, start + 1)
    if run is None or run.group()[0] in MASTODON_SEPARATORS:
        return None
    tag = run.group().rstrip(MASTODON_SEPARATORS)
    has_separator = any(separator in tag[1:-1] for separator in f"_{MASTODON_SEPARATORS}")
    return tag if classes.letter.search(tag) or has_separator else None


_PLATFORM = {"x": _read_x, "bluesky": _read_bluesky, "mastodon": _read_mastodon}


def _read_textual(text: str, start: int) -> str | None:
    """What a reader takes for a tag: after a letter that is not Latin, or a number of at least three digits."""
    classes = _classes()
    before = text[start - 1 : start]
    if before == "&" or (before.isascii() and before.isalnum()):
        return None
    run = classes.run.match(text, start + 1)
    if run is None or run.group()[0] in "\ufe0f\u20e3" or text.startswith("://", run.end()):
        return None
    tag = run.group().rstrip("_")
    digits = sum(character.isdecimal() for character in tag)
    return tag if classes.letter.search(tag) or digits >= MIN_DIGITS else None
