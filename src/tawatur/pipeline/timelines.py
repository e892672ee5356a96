"""Posts and articles -> what they say has happened -> groups of the same claim."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from tawatur.claims import EventClaim, Origin, read_event_claims
from tawatur.claims.grouping import ClaimGroup, group_claims
from tawatur.claims.posts import claims_of_post
from tawatur.errors import InputError
from tawatur.posts import Post
from tawatur.statements import read_statements
from tawatur.store import Store
from tawatur.timeline import Topic
from tawatur.voices import count_voices


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """What some texts say about a topic.

    Attributes:
        groups: claims that say the same, by first appearance.
        texts: read for it; claims: found and wanted; undated: of these, without any time.
        posts: that say any of it, by the name of the claims' origin.
    """

    groups: tuple[ClaimGroup, ...]
    texts: int
    claims: int
    undated: int
    posts: Mapping[str, Post]

    def only(self, claim: str) -> Timeline:
        """The same with the one group that has an id. Raises: InputError when none has it."""
        groups = tuple(group for group in self.groups if group.id == claim)
        if not groups:
            msg = f"{claim}: none of the {len(self.groups)} claims found here has this id; the table without it has all"
            raise InputError(msg)
        return replace(self, groups=groups)

    def posts_behind(self, group: ClaimGroup) -> tuple[Post, ...]:
        """The posts that say what a group says, in the order of its claims; none of an article's."""
        names = dict.fromkeys(claim.origin.name for claim in group.claims)
        return tuple(self.posts[name] for name in names if name in self.posts)


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenArticle:
    """An article to read beside the posts: its name, its text, when it appeared (None when not known)."""

    name: str
    text: str
    published_at: datetime | None


def make_timeline(
    posts: Iterable[Post],
    articles: Sequence[GivenArticle] = (),
    *,
    topic: Topic | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Timeline:
    """The claims of posts and articles about a topic, grouped.

    Args:
        topic: None takes every claim.
        since, until: when it was said, `until` exclusive; what nothing dates is left out when either is given.
    """
    claims: list[EventClaim] = []
    texts = 0
    telling: dict[str, Post] = {}
    for post in posts:
        if topic is None or topic.is_in(post.text):
            texts += 1
            found = claims_of_post(post)
            claims += found
            if found:
                telling[found[0].origin.name] = post

    def voices(said: Sequence[EventClaim]) -> int:
        """Of posts as `tawatur.voices` counts them; of an article everybody whom it names for the claim, or itself."""
        names = {claim.origin.name for claim in said}
        of_articles = {(each.origin.name, each.speaker) for each in said if each.origin.name not in telling}
        return count_voices(telling[name] for name in names if name in telling).headline + len(of_articles)

    for article in articles:
        if topic is None or topic.is_in(article.text):
            texts += 1
            claims += read_event_claims(
                article.text, read_statements(article.text), origin=Origin(name=article.name),
                said_at=article.published_at,
            )  # fmt: skip
    wanted = [claim for claim in claims if (topic is None or topic.holds(claim)) and _is_within(claim, since, until)]
    groups = group_claims(wanted, count_voices=voices)
    return Timeline(
        groups=tuple(groups),
        texts=texts,
        claims=len(wanted),
        undated=sum(claim.at is None for claim in wanted),
        posts={name: telling[name] for claim in wanted if (name := claim.origin.name) in telling},
    )


def read_timeline_posts(store: Store, *, since: datetime | None, until: datetime | None) -> Iterable[Post]:
    """The public posts of a store in a range of time, oldest first."""
    conditions, values = ["is_public IS DISTINCT FROM FALSE"], []
    for condition, value in (("posted_at >= ?", since), ("posted_at < ?", until)):
        if value is not None:
            conditions.append(condition)
            values.append(value)
    return store.posts(" AND ".join(conditions), values)


def _is_within(claim: EventClaim, since: datetime | None, until: datetime | None) -> bool:
    if since is None and until is None:
        return True
    if claim.said_at is None:
        return False
    return (since is None or claim.said_at >= since) and (until is None or claim.said_at < until)
