"""Reposts: as the platform marks them, and as people and older archives write them out ("RT @name: …")."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tawatur.arabic.tokens import INVISIBLE
from tawatur.posts import PostId, SaysSomething

MAX_NESTED = 5  # "RT @a: RT @b: …": who carries a text and who carried it before
_CUT = ("…", "...")
_WRITTEN = re.compile(f"[\\s{INVISIBLE}]{{0,20}}RT @(?P<handle>[A-Za-z0-9_]{{1,50}})(?P<colon>\\s?:)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Repost:
    """What a repost carries, and whose it says it is.

    Attributes:
        post_id: of the origin; None where the data does not say.
        handle: of the origin's author, in lower case; None where it does not say.
        via: of whom it was taken, where that is not the origin ("RT @via: RT @handle: …"), in lower case.
        text: the carried text, without what says that it is a repost.
        is_cut: the text ends with an ellipsis; its last word is left out, as it may be half a word.
    """

    post_id: PostId | None
    handle: str | None
    via: str | None
    text: str
    is_cut: bool


def read_repost(post: SaysSomething) -> Repost | None:
    """What a post carries of another one; None when it is no repost.

    A repost is what the platform marks as one, or what opens with "RT @name:". Without the colon ("RT @name if you
    agree") it is one only if the platform says so: else these are somebody's own words.
    """
    text = post.text
    handles: list[str] = []
    at = 0
    while len(handles) < MAX_NESTED and (written := _WRITTEN.match(text, at)) is not None:
        if written["colon"] is None and (handles or post.repost_of is None):
            break
        handles.append(written["handle"].lower())
        at = written.end()
    reference = post.repost_of
    if reference is None and not handles:
        return None
    text = text[at:].strip()
    named = reference.handle.lower() if reference is not None and reference.handle else None
    is_cut = text.endswith(_CUT)
    return Repost(
        # the reference of a nested repost names the outer one, whose words these are not
        post_id=reference.post_id if reference is not None and len(handles) < 2 else None,
        handle=handles[-1] if handles else named,
        via=handles[-2] if len(handles) > 1 else None,
        text=" ".join(text.rsplit(maxsplit=1)[:-1]) if is_cut else text,
        is_cut=is_cut,
    )
