"""Posts that pass on somebody else's words by his handle: RT @name: …, “@name: …”, MT @name: …, … via @name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tawatur.arabic.tokens import QUOTE_MARKS, Token, tokenize
from tawatur.posts import Post

OWN_WORDS = 4  # beside those passed on: then they are what is quoted
_MARKERS = frozenset({"rt", "mt"})
_VIA = frozenset({"via", "عبر"})
_OPEN_A_CALL = frozenset("and for if this to with".split())  # RT @name if you agree


@dataclass(frozen=True, slots=True, kw_only=True)
class Relay:
    """Where a text passes on somebody's words.

    Attributes:
        handle: whose, without @, as written.
        marker: tokens [first, end) that say so, with the words behind them: nobody's own words.
        words: tokens [first, end) that are passed on.
    """

    handle: str
    marker: tuple[int, int]
    words: tuple[int, int]


def find_relay(tokens: Sequence[Token]) -> Relay | None:
    """The first relay of a text; None where it passes on nobody by handle.

    >>> relay = find_relay(tokenize("Dreadful. RT @channel: Nine people are missing"))
    >>> relay.handle, relay.words
    ('channel', (5, 9))
    """
    for at, token in enumerate(tokens):
        if token.kind != "handle" or not at:
            continue
        before = tokens[at - 1]
        following = tokens[at + 1] if at + 1 < len(tokens) else None
        handle = token.text.strip("@\N{FULLWIDTH COMMERCIAL AT}")
        has_colon = following is not None and following.text == ":"
        first = at + 2 if has_colon else at + 1
        if before.fold in _MARKERS and following is not None and following.fold not in _OPEN_A_CALL:
            return Relay(handle=handle, marker=(at - 1, len(tokens)), words=(first, len(tokens)))
        if before.text in QUOTE_MARKS and before.end == token.start and (has_colon or _is_capital(following)):
            marks = [end for end in range(first, len(tokens)) if tokens[end].text in QUOTE_MARKS]
            end = marks[-1] if marks else len(tokens)
            return Relay(handle=handle, marker=(at - 1, min(end + 1, len(tokens))), words=(first, end))
        if before.fold in _VIA and not any(each.is_word for each in tokens[at + 1 :] if each.kind == "word"):
            opening = at - 2 if at > 1 and tokens[at - 2].text == "(" else at - 1
            return Relay(handle=handle, marker=(0, len(tokens)), words=(0, opening))
    return None


def _is_capital(token: Token | None) -> bool:
    return token is not None and token.is_word and not token.text[:1].islower()


def quoted_tokens(tokens: Sequence[Token]) -> list[Sequence[Token]]:
    """The runs of a text's tokens that a quotation may be cut from: its author's own, else those that he passes on."""
    relay = find_relay(tokens)
    if relay is None:
        return [tokens]
    own = [tokens[: relay.marker[0]], tokens[relay.marker[1] :]]
    if sum(token.kind in {"word", "number"} for run in own for token in run) >= OWN_WORDS:
        return own
    return [tokens[slice(*relay.words)]]


def relayed_handle(post: Post) -> str | None:
    """Whose words a post passes on, without @; None where it does not say."""
    relay = find_relay(tokenize(post.text))
    if relay is not None:
        return relay.handle
    return post.repost_of.handle if post.repost_of is not None else None


def is_verbatim(post: Post) -> bool:
    """Whether what a post passes on stands in it as it was written: reposted or between marks, not MT and not via."""
    relay = find_relay(tokens := tokenize(post.text))
    if relay is None:
        return post.repost_of is not None
    return relay.words[0] > relay.marker[0] and tokens[relay.marker[0]].fold != "mt"


def is_relayed(post: Post, start: int) -> bool:
    """Whether the words of a post that begin at `start` are passed on from another account."""
    if post.repost_of is not None:
        return True
    tokens = tokenize(post.text)
    relay = find_relay(tokens)
    if relay is None or relay.handle.lower() == (post.handle or "").lower():
        return False
    words = tokens[slice(*relay.words)]
    return bool(words) and words[0].start <= start < words[-1].end
