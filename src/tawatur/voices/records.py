"""What counting voices gives: numbers with their bounds, every merge with its reason, and who copied whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from tawatur.posts import PostId

Reason = Literal["repost", "near-duplicate", "same-url", "same-media", "in-step"]
FloodKind = Literal["same-minute", "word-salad"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """Posts of several accounts that are counted as one, for one reason.

    Attributes:
        reason: "repost", "near-duplicate", "same-url", "same-media" or "in-step".
        post_ids: in order of time; the first is the earliest among these posts. Of accounts in step: what they posted.
        accounts: `Post.author` of each, in order of their first post; without those of posts that name no author.
    """

    reason: Reason
    post_ids: tuple[PostId, ...]
    accounts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One post that carries what another one had before: an arrow of the graph of who copied whom.

    Attributes:
        post_id, account: of the copy; account None where the post names no author.
        of_post_id, of_account: of the earliest post that is known to have had it; None where only the other is known
            (a repost of a post that is not among these names its author at most, by handle).
    """

    reason: Reason
    post_id: PostId
    account: str | None
    of_post_id: PostId | None
    of_account: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Two accounts that repeatedly posted the same thing within a minute of one another.

    Attributes:
        accounts: `Post.author` of both.
        known_at: when that showed, aware, UTC.
        occasions: on which they did in the 28 days before, at least ten minutes apart.
        things: how many different tags, texts, links and media they shared then.
        chance: that posts strewn evenly over that time share so many moments.
        post_ids: two of each occasion, in order of time.
    """

    platform: str
    accounts: tuple[str, str]
    known_at: datetime
    occasions: int
    things: int
    chance: float
    post_ids: tuple[PostId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Flood:
    """Posts that V3 counts as one voice for how they look together.

    Attributes:
        kind: "same-minute" (many accounts, each within a minute of the last) or "word-salad" (texts share no word).
        accounts: `Post.author` of each, in order of their first post.
        start, end: of the first and the last post; aware, UTC; None where no post has a time.
    """

    kind: FloodKind
    accounts: tuple[str, ...]
    start: datetime | None
    end: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """One voice that several accounts carry.

    Attributes:
        origin: the earliest of its posts; it may itself have been taken from a place that is not among these posts.
        origin_account: its author; None where the post names none.
        common_link: through whom most copies came (a handle, where only reposts name that account); None where no copy
            says so. copies: how many.
        accounts: how many accounts carry the voice.
        links: every copy and repost, in order of time.
    """

    origin: PostId
    origin_account: str | None
    common_link: str | None
    copies: int
    accounts: int
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceCount:
    """How many independent voices stand behind some posts, by what can be seen: accounts >= v1 >= v2 >= v3.

    Attributes:
        posts: distinct posts; reposts: how many of them are reposts.
        accounts: distinct authors. stand_ins: how many of these are texts that stand in for authors, because their
            posts name none (posts with one text count as one).
        v1: voices when reposts and copies (text, link, medium) are counted with their origin.
        v2: v1 with accounts that repeatedly post in step counted as one.
        v3: v2 with each flood within a minute, and texts that share no word, counted as one.
        merges: every reason for which accounts were counted as one, the largest first.
        steps: accounts in step, of both of which posts are counted; floods: what v3 counts as one.
        chains: who copied whom, one for each voice of several accounts, the largest first.
    """

    posts: int
    reposts: int
    accounts: int
    stand_ins: int
    v1: int
    v2: int
    v3: int
    merges: tuple[Merge, ...]
    chains: tuple[Chain, ...]
    steps: tuple[Step, ...] = ()
    floods: tuple[Flood, ...] = ()

    @property
    def headline(self) -> int:
        """The number to print."""
        return self.v2

    @property
    def low(self) -> int:
        """The lower bound."""
        return self.v3

    @property
    def high(self) -> int:
        """The upper bound: every account a voice of its own."""
        return self.accounts
