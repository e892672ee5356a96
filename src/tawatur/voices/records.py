"""What counting voices gives: numbers with their bounds, every merge with its reason, and who copied whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tawatur.posts import PostId

Reason = Literal["repost", "near-duplicate", "same-url", "same-media"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """Posts of several accounts that are counted as one, for one reason.

    Attributes:
        reason: "repost", "near-duplicate", "same-url" or "same-media".
        post_ids: in order of time; the first is the earliest among these posts.
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
        v2: v1 without accounts that repeatedly post in step; None: not measured.
        v3: v2 without floods within a minute and without meaningless texts; None: not measured.
        merges: every reason for which accounts were counted as one, the largest first.
        chains: who copied whom, one for each voice of several accounts, the largest first.
    """

    posts: int
    reposts: int
    accounts: int
    stand_ins: int
    v1: int
    v2: int | None
    v3: int | None
    merges: tuple[Merge, ...]
    chains: tuple[Chain, ...]

    @property
    def headline(self) -> int:
        """The number to print: v2 where it is measured, else v1, which can only be larger."""
        return self.v1 if self.v2 is None else self.v2

    @property
    def low(self) -> int | None:
        """The lower bound; None as long as it is not measured."""
        return self.v3

    @property
    def high(self) -> int:
        """The upper bound: every account a voice of its own."""
        return self.accounts
