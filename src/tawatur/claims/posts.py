"""What a post says has happened."""

from __future__ import annotations

from tawatur.claims.events import read_event_claims
from tawatur.claims.records import EventClaim, Origin
from tawatur.posts import Post
from tawatur.statements import read_statements


def claims_of_post(post: Post) -> list[EventClaim]:
    """The claims of one post; a repost's stand behind the account that it repeats."""
    held, repeated = post.evidence, post.repost_of
    author = f"{post.platform}:{post.author}" if post.author else None
    voice = f"{post.platform}:{repeated.handle.lower()}" if repeated and repeated.handle else author
    origin = Origin(
        name=f"{post.platform}/{post.post_id}",
        voice=voice,
        evidence=held.record_id if held else None,
        handle=post.handle,
        url=post.url,
    )
    named = post.handle or post.display_name or post.author or post.post_id
    statements = read_statements(post.text, author=named)
    return read_event_claims(post.text, statements, origin=origin, said_at=post.posted_at)
