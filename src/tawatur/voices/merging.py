"""Voices as they are known at each moment: posts in, in order of time; the voice of each out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice

from tawatur.posts import Post, PostId
from tawatur.voices.copies import MIN_LETTERS, CopyIndex, Match
from tawatur.voices.letters import LetterReader
from tawatur.voices.links import shared_links, shared_media
from tawatur.voices.records import Link, Reason
from tawatur.voices.reposts import Repost, read_repost

BATCH = 512  # posts whose texts are read at once
MAX_OPENINGS = 8  # texts remembered that open with the same letters ("عاجل: …" of one outlet)

Order = tuple[bool, datetime, str, str]
_LAST = datetime.max.replace(tzinfo=UTC)


def time_order(post: Post) -> Order:
    """The order in which voices merge: by time, ties by platform and id, posts without a time last."""
    return post.posted_at is None, post.posted_at or _LAST, post.platform, post.post_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Where a post stands when it is posted.

    Attributes:
        voice: the number of its voice, by the merges known then; `VoiceMerger.current` gives that of later moments.
        counts: False for a repost of what was there already: it belongs to the voice of its origin and is no sign of
            life of it. Distinct voices of the posts that count are never more than their accounts.
        links: what it was taken from, as far as can be seen.
    """

    voice: int
    counts: bool
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class _First:
    """Who had a text, link or medium first."""

    node: int
    post_id: PostId


class VoiceMerger:
    """Counts as one voice what came from one origin: connected accounts over copied texts, shared links and media.

    An account's own posts connect it with every account that had the same text, link or medium. Reposts connect nobody:
    a repost belongs to the voice of its origin. An origin that is not among the posts is stood for by the account that
    brought it first, as long as that account has no voice yet: so nobody can raise more voices than he has accounts
    by naming authors that do not exist, and nobody merges two voices by reposting both.

    Posts must come in `time_order`, each once. Nothing given out is ever taken back: the voice of a post, by the merges
    known when it was posted, depends on no later post.
    """

    def __init__(self) -> None:
        self._parents: list[int] = []
        self._names: list[str | None] = []  # of each node: its author, or the handle of an origin not seen yet
        self._accounts: dict[tuple[str, str], int] = {}
        self._handles: dict[tuple[str, str], int] = {}
        self._posts: dict[tuple[str, str], int] = {}  # whose words they are
        self._added: set[tuple[str, str]] = set()  # keys of the posts so far, without those that only reposts name
        self._unseen: set[int] = set()  # origins known by their reposts alone
        self._counted: set[int] = set()  # voices: roots that have a post which counts
        self._stands_for: dict[int, int] = {}  # unseen origin, a root -> the account that brought it
        self._texts: list[_First] = []
        self._openings: dict[str, list[tuple[str, int]]] = {}
        self._things: dict[str, _First] = {}
        self._reader = LetterReader()
        self._copies = CopyIndex()
        self.stand_ins = 0

    @property
    def accounts(self) -> int:
        """Distinct authors so far, with `stand_ins`: texts that stand in for the authors of posts that name none."""
        return len(self._accounts)

    def add(self, post: Post) -> Placement:
        """The voice of the next post. Many at once (`add_all`) are seven times as fast."""
        return next(self.add_all([post]))

    def add_all(self, posts: Iterable[Post]) -> Iterator[Placement]:
        """The voice of each of the next posts, in order; the same as one by one."""
        remaining = iter(posts)
        while batch := list(islice(remaining, BATCH)):
            reposts = [read_repost(post) for post in batch]
            texts = [repost.text if repost else post.text for post, repost in zip(batch, reposts, strict=True)]
            letters = self._reader.read(texts)
            matches = self._copies.add_all(self._new_texts(batch, reposts, letters))
            for post, repost, text, match in zip(batch, reposts, letters, matches, strict=True):
                yield self._place(post, text, match) if repost is None else self._follow(post, repost, text, match)

    def current(self, voice: int) -> int:
        """The number that a voice has by the merges known now; two voices that merged have the same."""
        root = self._find(voice)
        return self._find(self._stands_for[root]) if root in self._stands_for else root

    def _new_texts(self, batch: Sequence[Post], reposts: Sequence[Repost | None], letters: Sequence[str]) -> list[str]:
        """The letters of each post, "" for a repost whose origin was added: that one had them."""
        texts = []
        for post, repost, text in zip(batch, reposts, letters, strict=True):
            is_known = repost is not None and (post.platform, repost.post_id or "") in self._added
            texts.append("" if is_known else text)
            self._added.add(post.key)
        return texts

    def _place(self, post: Post, letters: str, match: Match) -> Placement:
        """A post of somebody's own: it connects its account with whoever had the same before."""
        node = self._account(post, letters)
        first = _First(node, post.post_id)
        links = [self._connect("near-duplicate", post, node, before) for before in self._earlier(match)]
        self._remember_text(match, letters, first)
        for reason, keys in _shared(post):
            earlier = [before for key in keys if (before := self._things.setdefault(key, first)) is not first]
            links += [self._connect(reason, post, node, before) for before in earlier]
        brought = self._posts.setdefault(post.key, node)
        self._union(brought, node)  # another node: a repost came before its origin, as clocks differ
        voice = self._find(node)
        self._count(voice)
        return Placement(voice=voice, counts=True, links=tuple(links))

    def _follow(self, post: Post, repost: Repost, letters: str, match: Match) -> Placement:
        """A repost: it belongs to the voice of its origin, or brings an origin that nobody saw before."""
        account = self._account(post, letters)
        carried = next(iter(self._earlier(match)), None) or self._opening_with(letters, repost)
        origin = self._origin(post, repost, carried)
        if origin is None:
            origin = self._new_node(repost.handle)
            self._unseen.add(origin)
            if repost.handle is not None:
                self._handles[post.platform, repost.handle] = origin
            if repost.post_id is not None:
                self._posts[post.platform, repost.post_id] = origin
        counts = self._bring(account, origin)
        of_post_id = repost.post_id
        if of_post_id is None and repost.via is None and carried and self._find(carried.node) == self._find(origin):
            of_post_id = carried.post_id
        of_account = self._names[origin] or repost.handle
        if repost.via is not None:
            via = self._handles.get((post.platform, repost.via))
            of_account = (self._names[via] if via is not None else None) or repost.via
        first = _First(origin, of_post_id or post.post_id)
        self._remember_text(match, letters, first)
        if (post.platform, repost.post_id) not in self._posts:
            for _, keys in _shared(post):
                for key in keys:
                    self._things.setdefault(key, first)
        self._posts.setdefault(post.key, origin)
        link = Link(
            reason="repost",
            post_id=post.post_id,
            account=self._names[account],
            of_post_id=of_post_id,
            of_account=of_account,
        )
        voice = self._find(account) if counts else self.current(origin)
        return Placement(voice=voice, counts=counts, links=(link,))

    def _origin(self, post: Post, repost: Repost, carried: _First | None) -> int | None:
        """Whose words a repost carries: by the post's id, else by the author's handle, else by the text."""
        if repost.post_id is not None:
            origin = self._posts.get((post.platform, repost.post_id))
            if origin is not None:
                return origin
        if repost.handle is not None:
            origin = self._handles.get((post.platform, repost.handle))
            if origin is not None:
                return origin
        return carried.node if carried is not None else None

    def _bring(self, account: int, origin: int) -> bool:
        """Let an account stand for an origin that has no post and nobody to stand for it; False where it needs none."""
        root = self._find(origin)
        if root in self._counted or root in self._stands_for:
            return False
        if self._find(account) in self._counted:
            self._stands_for[root] = account
        else:
            self._union(account, origin)
            self._count(self._find(account))
        return True

    def _account(self, post: Post, letters: str) -> int:
        """The node of a post's author, or of the text that stands in for one."""
        author = post.author
        if author is None:
            key = post.platform, f"text: {letters or post.text}"
            node = self._accounts.get(key)
            if node is None:
                node = self._accounts[key] = self._new_node(None)
                self.stand_ins += 1
            return node
        named = post.platform, (post.handle or "").lower()
        node = self._accounts.get((post.platform, author))
        if node is None:
            node = self._accounts[post.platform, author] = self._new_node(author)
        if post.handle:
            known = self._handles.setdefault(named, node)
            if known != node and (known in self._unseen or post.account_id is None):
                self._union(known, node)  # somebody reposted it before, or its id came with other posts
                self._unseen.discard(known)
                self._names[known] = self._names[node]
                self._handles[named] = node if post.account_id is not None else known
        return node

    def _earlier(self, match: Match) -> list[_First]:
        if match.text is None:
            return []
        return [self._texts[near] for near in (match.near if match.is_new else (match.text,))]

    def _remember_text(self, match: Match, letters: str, first: _First) -> None:
        if match.is_new and match.text is not None:
            self._texts.append(first)
            openings = self._openings.setdefault(letters[:MIN_LETTERS], [])
            if len(openings) < MAX_OPENINGS:
                openings.append((letters, match.text))

    def _opening_with(self, letters: str, repost: Repost) -> _First | None:
        """Who had the whole text of which a repost carries the beginning."""
        if not repost.is_cut or len(letters) < MIN_LETTERS:
            return None
        openings = self._openings.get(letters[:MIN_LETTERS], ())
        return next((self._texts[number] for text, number in openings if text.startswith(letters)), None)

    def _connect(self, reason: Reason, post: Post, node: int, before: _First) -> Link:
        self._union(before.node, node)
        return Link(
            reason=reason,
            post_id=post.post_id,
            account=self._names[node],
            of_post_id=before.post_id,
            of_account=self._names[before.node],
        )

    def _count(self, voice: int) -> None:
        self._counted.add(voice)
        self._stands_for.pop(voice, None)

    def _new_node(self, name: str | None) -> int:
        self._parents.append(len(self._parents))
        self._names.append(name)
        return len(self._parents) - 1

    def _find(self, node: int) -> int:
        parents = self._parents
        while parents[node] != node:
            parents[node] = node = parents[parents[node]]  # path halving (Tarjan and van Leeuwen, 1984)
        return node

    def _union(self, one: int, other: int) -> None:
        """Make two voices one, under the number of the older."""
        root, joined = sorted((self._find(one), self._find(other)))
        if root == joined:
            return
        self._parents[joined] = root
        stands = [stand for node in (root, joined) if (stand := self._stands_for.pop(node, None)) is not None]
        if root in self._counted or joined in self._counted:
            self._counted.discard(joined)
            self._counted.add(root)
        elif stands:
            self._stands_for[root] = stands[0]


def _shared(post: Post) -> tuple[tuple[Reason, list[str]], ...]:
    return ("same-url", shared_links(post)), ("same-media", shared_media(post))
