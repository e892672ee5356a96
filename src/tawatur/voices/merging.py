"""Voices as they are known at each moment: posts in, in order of time; the voice of each out."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Protocol

from tawatur.groups import Groups
from tawatur.posts import Post, PostId, SaysSomething
from tawatur.voices.copies import ALONE, MIN_LETTERS, TOO_SHORT, CopyIndex, Match
from tawatur.voices.letters import LetterReader
from tawatur.voices.links import shared_links, shared_media
from tawatur.voices.records import Link, Reason, Step
from tawatur.voices.reposts import Repost, read_repost
from tawatur.voices.tags import TagReader
from tawatur.voices.timing import CoTiming

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
        voice: the number of its voice, by the merges known then, those of accounts in step among them (V2);
            `VoiceMerger.current` gives that of later moments. v1: the same without those.
        counts: False for what was there already, a repost or a copy: it belongs to the voice of its origin and is no
            sign of life of it. Distinct voices of the posts that count are never more than their accounts.
        links: what it was taken from, as far as can be seen.
        steps: accounts that turn out, by this post, to post in step.
        text: the same number for all posts whose texts are copies of one; None for a repost, and a text too short.
    """

    voice: int
    v1: int
    counts: bool
    links: tuple[Link, ...] = ()
    steps: tuple[Step, ...] = ()
    text: int | None = None


class Posted(Protocol):
    """Who posted, where and when: a `Post`, or one whose names are others that tell as much apart. Fields as there."""

    @property
    def platform(self) -> str: ...  # noqa: D102
    @property
    def post_id(self) -> PostId: ...  # noqa: D102
    @property
    def posted_at(self) -> datetime | None: ...  # noqa: D102
    @property
    def author(self) -> str | None: ...  # noqa: D102
    @property
    def account_id(self) -> str | None: ...  # noqa: D102
    @property
    def handle(self) -> str | None: ...  # noqa: D102


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a merger compares of a post.

    Attributes:
        said: what is read; None for words that are known to be like those of no other post.
        is_slight: of those, whether they are a few letters.
        repost: what it carries of another post.
        shared: keys of its links and media; None: they are read.
        is_reposted: another post may name it as what it reposts. is_excerpted: or carry the beginning of its text.
        platform: where they stand; None: where the post does. Equal words without an author are one author's there.
    """

    said: SaysSomething | None
    is_slight: bool = False
    repost: Repost | None = None
    shared: Sequence[str] | None = None
    is_reposted: bool = True
    is_excerpted: bool = True
    platform: str | None = None

    def list_shared(self) -> Sequence[tuple[Reason, Sequence[str]]]:
        """The keys by what they are evidence of; those that are given go for links."""
        if self.shared is not None:
            return (("same-url", self.shared),) if self.shared else ()
        return () if self.said is None else _shared(self.said)


@dataclass(frozen=True, slots=True)
class _First:
    """Who had a text, link or medium first, and whose voice it was there: a copier's link is of his origin's voice."""

    node: int
    origin: int
    post_id: PostId


class VoiceMerger:
    """Counts as one voice what came from one origin; a voice is an account that has something of its own.

    A post that carries a text, link or medium that another account had before belongs to that origin's voice, like a
    repost, and does not join its account to it: who copies one text and writes another has a voice, and nobody makes
    one voice of two by copying both (docs/decisions/004). An account that wrote nothing but a few letters before it
    copied is joined: those are no words of its own. An origin that is not among the posts is stood for by the
    account that brought it first, as long as that account has no voice yet: so nobody can raise more voices than he
    has accounts by naming authors that do not exist. Accounts that post in step are one voice from then on.

    Posts must come in `time_order`, each once. Nothing given out is ever taken back: the voice of a post, by the merges
    known when it was posted, depends on no later post.

    Attributes:
        stand_ins: texts that stand in for the authors of posts that name none.
        author: the node of the last post's author. joins: the pairs of voices (v1) that became one, so far.
    """

    def __init__(self, *, steps: Iterable[Step] | None = None) -> None:
        """Begin without posts.

        Args:
            steps: accounts in step, each known from a moment on; None: they are looked for in the posts.
        """
        self._nodes = Groups[int]()  # V1
        self._joined = Groups[int]()  # V2: the same numbers, and accounts in step together
        self._names: list[str | None] = []  # of each node: its author, or the handle of an origin not seen yet
        self._accounts: dict[tuple[str, str], int] = {}
        self._absent: dict[tuple[str, str], int] = {}  # accounts known to be in step, without a post
        self._handles: dict[tuple[str, str], int] = {}
        self._posts: dict[tuple[str, str], int] = {}  # whose words they are
        self._added: set[tuple[str, str]] = set()  # keys of the posts so far, without those that only reposts name
        self._unseen: set[int] = set()  # origins known by their reposts alone
        self._counted: set[int] = set()  # voices: roots that have a post which counts
        self._stands_for: dict[int, int] = {}  # unseen origin, a root -> the account that brought it
        self._follows: dict[int, int] = {}  # account that copied before it said anything -> whose voice
        self._slight: set[int] = set()  # accounts that count by a few letters alone
        self._texts: list[_First] = []
        self._alike: list[int] = []  # of each text the first one that it is like
        self._openings: dict[str, list[tuple[str, int]]] = {}
        self._things: dict[str, _First] = {}
        self._reader = LetterReader()
        self._copies = CopyIndex()
        self._timing = CoTiming() if steps is None else None
        self._coming = deque(sorted(steps or (), key=lambda step: (step.known_at, step.accounts)))
        self._tags = TagReader()
        self.stand_ins = 0
        self.author = -1
        self.joins: list[tuple[int, int]] = []

    @property
    def accounts(self) -> int:
        """Distinct authors so far, with `stand_ins`: texts that stand in for the authors of posts that name none."""
        return len(self._accounts)

    @property
    def nodes(self) -> int:
        """Accounts so far, and origins that only reposts name; `author`, `joins` and `Placement.v1` number them."""
        return len(self._names)

    def add(self, post: Post) -> Placement:
        """The voice of the next post. Many at once (`add_all`) are seven times as fast."""
        return next(self.add_all([post]))

    def add_all(self, posts: Iterable[Post]) -> Iterator[Placement]:
        """The voice of each of the next posts, in order; the same as one by one."""
        heard = ((post, Words(said=post, repost=read_repost(post))) for post in posts)
        return (placement for placement in self.hear(heard) if placement is not None)

    def hear(self, posts: Iterable[tuple[Posted, Words | None]]) -> Iterator[Placement | None]:
        """As `add_all`; of a post without words only the author is noted, and nothing is said of it.

        That changes nothing for the others where it reposts one that came before it (`quiet`).
        """
        remaining = iter(posts)
        while batch := list(islice(remaining, BATCH)):
            compared = iter(self._compare([(post, words) for post, words in batch if words is not None]))
            for post, words in batch:
                if words is None:
                    self._account(post, None, "")
                    yield None
                    continue
                place = self._place if words.repost is None else self._follow
                yield place(post, words, *next(compared))

    def _compare(self, batch: Sequence[tuple[Posted, Words]]) -> Iterator[tuple[str, Match]]:
        """The letters of each post ("" where they need not be read), and where they stand among those before."""
        read = [(words.repost.text if words.repost else words.said.text) for _, words in batch if words.said]
        letters = iter(self._reader.read(read))
        texts = [next(letters) if words.said else None for _, words in batch]
        matches = iter(self._copies.add_all(self._new_texts(batch, texts)))
        for (_, words), text in zip(batch, texts, strict=True):
            if text is None:
                yield "", TOO_SHORT if words.is_slight else ALONE
            else:
                yield text, next(matches)

    def current(self, voice: int) -> int:
        """The number that a voice has by the merges known now; two voices that merged have the same."""
        return self._joined.find(self.current_v1(voice))

    def current_v1(self, voice: int) -> int:
        """The same without what merged because it is in step."""
        root = self._nodes.find(voice)
        return self._nodes.find(self._stands_for[root]) if root in self._stands_for else root

    def _new_texts(self, batch: Sequence[tuple[Posted, Words]], letters: Sequence[str | None]) -> list[str]:
        """The letters of each post that were read, "" for a repost whose origin was added: that one had them."""
        texts = []
        for (post, words), text in zip(batch, letters, strict=True):
            if text is not None:
                repost = words.repost
                is_known = repost is not None and (post.platform, repost.post_id or "") in self._added
                texts.append("" if is_known else text)
            if words.shared is None:  # who gives the keys gives no repost of what came before it
                self._added.add((post.platform, post.post_id))
        return texts

    def _place(self, post: Posted, words: Words, letters: str, match: Match) -> Placement:
        """A post that is no repost: of its account's own voice, or of that of whoever had the same before."""
        node = self._account(post, words, letters)
        self._learn_steps(post)
        shared = words.list_shared()
        earlier: list[tuple[Reason, _First]] = [("near-duplicate", before) for before in self._earlier(match)]
        earlier += [
            (reason, before) for reason, keys in shared for key in keys if (before := self._things.get(key)) is not None
        ]
        own = self._nodes.find(node)
        origin = node
        if earlier:
            origin = next((each.origin for _, each in earlier if self._nodes.find(each.origin) != own), node)
        brought = self._posts.setdefault((post.platform, post.post_id), origin) if words.is_reposted else origin
        if brought != origin:  # a repost came before its origin
            self._union(brought, origin)
        first = _First(node, origin, post.post_id)
        self._remember_text(words, match, letters, first)
        for _, keys in shared:
            for key in keys:
                self._things.setdefault(key, first)
        is_slight = match.text is None and not any(keys for _, keys in shared)
        counts = True
        if origin != node:
            if node in self._slight:  # what it wrote before were a few letters: no words of its own
                self._slight.discard(node)
                self._union(node, origin)
            self._follows.setdefault(node, origin)
            counts = self._bring(node, origin)
        elif is_slight and self._is_follower(node):
            origin, counts = self._follows[node], False  # a copier's few letters are no words of his own
            if brought == node and words.is_reposted:
                self._posts[post.platform, post.post_id] = origin  # nor does who passes them on give him a voice
        else:
            if not is_slight:
                self._slight.discard(node)
            elif self._nodes.find(node) not in self._counted:
                self._slight.add(node)
            self._count(self._nodes.find(node))
        return Placement(
            v1=(v1 := self._nodes.find(node) if counts else self.current_v1(origin)),
            steps=self._watch(post, words, node, match, shared),
            voice=self._joined.find(v1),
            counts=counts,
            text=None if match.text is None or match is ALONE else self._alike[match.text],
            links=tuple(
                Link(
                    reason=reason,
                    post_id=post.post_id,
                    account=self._names[node],
                    of_post_id=before.post_id,
                    of_account=self._names[before.node],
                )
                for reason, before in dict.fromkeys(earlier)
            )
            if earlier
            else (),
        )

    def _watch(
        self, post: Posted, words: Words, node: int, match: Match, shared: Sequence[tuple[Reason, Sequence[str]]]
    ) -> tuple[Step, ...]:
        """Accounts found to be in step by a post; they are one voice from now on."""
        if self._timing is None or words.said is None or post.author is None or post.posted_at is None:
            return ()
        things = [key for _, keys in shared for key in keys]
        if match.text is not None:
            things.append(f"text {self._alike[match.text]}")
        things += [f"#{tag}" for tag in self._tags.read(words.said)]
        found = []
        for step in self._timing.add(node, things, post.posted_at.timestamp(), post.post_id):
            if self._joined.join(step.one, step.other) is not None:
                one, other = (self._names[each] or "" for each in (step.one, step.other))
                found.append(
                    Step(
                        platform=post.platform,
                        accounts=(one, other),
                        known_at=post.posted_at,
                        occasions=step.occasions,
                        things=step.things,
                        chance=step.chance,
                        post_ids=step.posts,
                    )
                )
        return tuple(found)

    def _learn_steps(self, post: Posted) -> None:
        """Join the accounts whose being in step is known by the time of a post, whether they posted or not."""
        while self._coming and post.posted_at is not None and self._coming[0].known_at <= post.posted_at:
            step = self._coming.popleft()
            one, other = (self._node_of((step.platform, account)) for account in step.accounts)
            self._joined.join(one, other)

    def _is_follower(self, node: int) -> bool:
        """Whether an account has nothing of its own yet, and copied."""
        return node in self._follows and self._nodes.find(node) not in self._counted

    def _follow(self, post: Posted, words: Words, letters: str, match: Match) -> Placement:
        """A repost: it belongs to the voice of its origin, or brings an origin that nobody saw before."""
        repost = words.repost
        if repost is None:
            return self._place(post, words, letters, match)
        account = self._account(post, words, letters)
        self._learn_steps(post)
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
        if (
            of_post_id is None
            and repost.via is None
            and carried
            and self._nodes.find(carried.node) == self._nodes.find(origin)
        ):
            of_post_id = carried.post_id
        of_account = self._names[origin] or repost.handle
        if repost.via is not None:
            via = self._handles.get((post.platform, repost.via))
            of_account = (self._names[via] if via is not None else None) or repost.via
        first = _First(origin, origin, of_post_id or post.post_id)
        self._remember_text(words, match, letters, first)
        if (post.platform, repost.post_id) not in self._posts:
            for _, keys in words.list_shared():
                for key in keys:
                    self._things.setdefault(key, first)
        if words.is_reposted:
            self._posts.setdefault((post.platform, post.post_id), origin)
        link = Link(
            reason="repost",
            post_id=post.post_id,
            account=self._names[account],
            of_post_id=of_post_id,
            of_account=of_account,
        )
        v1 = self._nodes.find(account) if counts else self.current_v1(origin)
        return Placement(voice=self._joined.find(v1), v1=v1, counts=counts, links=(link,))

    def _origin(self, post: Posted, repost: Repost, carried: _First | None) -> int | None:
        """Whose words a repost carries: by the post's id, else by the author's handle, else by the text."""
        origin = None
        if repost.post_id is not None:
            origin = self._posts.get((post.platform, repost.post_id))
            if origin is not None:
                return origin
        if repost.handle is not None:
            origin = self._handles.get((post.platform, repost.handle))
            if origin is not None and not self._is_follower(origin):
                return origin
        return carried.origin if carried is not None else origin

    def _bring(self, account: int, origin: int) -> bool:
        """Let an account stand for an origin that has no post and nobody to stand for it; False where it needs none."""
        root = self._nodes.find(origin)
        if root in self._counted or root in self._stands_for:
            return False
        if origin in self._unseen and self._nodes.find(account) not in self._counted:
            self._union(account, origin)
        else:
            self._stands_for[root] = account
        self._count(self._nodes.find(account))
        return True

    def _account(self, post: Posted, words: Words | None, letters: str) -> int:
        """The node of a post's author, or of the text that stands in for one."""
        author = post.author
        if author is None:
            text = words.said.text if words is not None and words.said is not None else ""
            platform = post.platform if words is None or words.platform is None else words.platform
            key = platform, f"text: {letters or text}"
            node = self._accounts.get(key)
            if node is None:
                node = self._accounts[key] = self._new_node(None)
                self.stand_ins += 1
            self.author = node
            return node
        named = post.platform, (post.handle or "").lower()
        node = self._accounts.get((post.platform, author))
        if node is None:
            node = self._accounts[post.platform, author] = self._node_of((post.platform, author))
            self._absent.pop((post.platform, author), None)
        self.author = node
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

    def _remember_text(self, words: Words, match: Match, letters: str, first: _First) -> None:
        if match.is_new and match.text is not None and match is not ALONE:
            self._texts.append(first)
            self._alike.append(self._alike[match.near[0]] if match.near else match.text)
            openings = self._openings.setdefault(letters[:MIN_LETTERS], []) if words.is_excerpted else None
            if openings is not None and len(openings) < MAX_OPENINGS:
                openings.append((letters, match.text))

    def _opening_with(self, letters: str, repost: Repost) -> _First | None:
        """Who had the whole text of which a repost carries the beginning."""
        if not repost.is_cut or len(letters) < MIN_LETTERS:
            return None
        openings = self._openings.get(letters[:MIN_LETTERS], ())
        return next((self._texts[number] for text, number in openings if text.startswith(letters)), None)

    def _count(self, voice: int) -> None:
        self._counted.add(voice)
        self._stands_for.pop(voice, None)

    def _node_of(self, name: tuple[str, str]) -> int:
        """The node of an account by platform and author, whether it posted already or is only known to be in step."""
        node = self._accounts.get(name)
        if node is None:
            node = self._absent.get(name)
        if node is None:
            node = self._absent[name] = self._new_node(name[1])
        return node

    def _new_node(self, name: str | None) -> int:
        self._names.append(name)
        return len(self._names) - 1

    def _union(self, one: int, other: int) -> None:
        """Make two voices one, under the number of the older."""
        joined = self._nodes.join(one, other)
        if joined is None:
            return
        self.joins.append(joined)
        self._joined.join(one, other)
        left, gone = joined
        stands = [stand for node in joined if (stand := self._stands_for.pop(node, None)) is not None]
        if left in self._counted or gone in self._counted:
            self._counted.discard(gone)
            self._counted.add(left)
        elif stands:
            self._stands_for[left] = stands[0]


def _shared(post: SaysSomething) -> tuple[tuple[Reason, list[str]], ...]:
    if not post.urls and not post.media and "://" not in post.text:
        return ()  # most posts
    return ("same-url", shared_links(post)), ("same-media", shared_media(post))
