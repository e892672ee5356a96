"""The voices of a set of posts, with every merge and who copied whom."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from tawatur.posts import Post, PostId
from tawatur.voices.merging import VoiceMerger, time_order
from tawatur.voices.records import Chain, Link, Merge, Reason, VoiceCount


def count_voices(posts: Iterable[Post]) -> VoiceCount:
    """How many independent voices stand behind some posts, with bounds and reasons.

    The same for the same posts in any order. Of two versions of one post the last edited one is read.

    >>> count_voices([]).v1
    0
    """
    versions: dict[tuple[str, PostId], Post] = {}
    for post in posts:
        known = versions.get(post.key)
        if known is None or _version(known) < _version(post):
            versions[post.key] = post
    ordered = sorted(versions.values(), key=time_order)
    merger = VoiceMerger()
    placements = list(merger.add_all(ordered))
    voices = [merger.current(placement.voice) for placement in placements]
    links = [placement.links for placement in placements]
    return VoiceCount(
        posts=len(ordered),
        reposts=sum(any(link.reason == "repost" for link in found) for found in links),
        accounts=merger.accounts,
        stand_ins=merger.stand_ins,
        v1=len({voice for voice, placement in zip(voices, placements, strict=True) if placement.counts}),
        v2=None,
        v3=None,
        merges=_list_merges(ordered, links),
        chains=_list_chains(ordered, voices, links),
    )


def _version(post: Post) -> tuple[bool, float, int, str]:
    edited = post.edited_at
    return edited is not None, edited.timestamp() if edited is not None else 0.0, len(post.text), post.text


def _list_merges(posts: Sequence[Post], links: Sequence[tuple[Link, ...]]) -> tuple[Merge, ...]:
    """Posts that are connected by one reason, where they are of several accounts."""
    place = {post.post_id: number for number, post in reversed(list(enumerate(posts)))}
    groups: dict[Reason, _Groups] = defaultdict(_Groups)
    for number, found in enumerate(links):
        for link in found:
            before = place.get(link.of_post_id) if link.of_post_id is not None else None
            groups[link.reason].join(number, before if before is not None else _source(link))
    merges = []
    for reason, grouped in groups.items():
        for numbers in grouped.members():
            accounts = _accounts(posts, numbers)
            if len(accounts) > 1:
                named = tuple(account for account in accounts if account is not None)
                post_ids = tuple(posts[number].post_id for number in numbers)
                merges.append((-len(accounts), -len(numbers), numbers[0], reason, named, post_ids))
    return tuple(
        Merge(reason=reason, post_ids=post_ids, accounts=named)
        for _, _, _, reason, named, post_ids in sorted(merges, key=lambda merge: merge[:4])
    )


def _source(link: Link) -> str:
    """What reposts of a post that is not there have in common."""
    return f"post {link.of_post_id}" if link.of_post_id is not None else f"account {link.of_account}"


class _Groups:
    """Connected numbers of posts; strings are what connects them without being a post."""

    def __init__(self) -> None:
        self._parents: dict[int | str, int | str] = {}

    def join(self, one: int | str, other: int | str) -> None:
        self._parents[self._find(one)] = self._find(other)

    def members(self) -> list[list[int]]:
        """The numbers of each group, in order."""
        members: dict[int | str, list[int]] = defaultdict(list)
        for entry in self._parents:
            if isinstance(entry, int):
                members[self._find(entry)].append(entry)
        return [sorted(numbers) for numbers in members.values()]

    def _find(self, entry: int | str) -> int | str:
        parents = self._parents
        parents.setdefault(entry, entry)
        while parents[entry] != entry:
            parents[entry] = entry = parents[parents[entry]]
        return entry


def _accounts(posts: Sequence[Post], numbers: Iterable[int]) -> list[str | None]:
    """The distinct authors of some posts, in order; None once for each post that names none."""
    accounts: list[str | None] = []
    seen: set[str] = set()
    for number in numbers:
        author = posts[number].author
        if author is None or author not in seen:
            accounts.append(author)
            seen.add(author or "")
    return accounts


def _list_chains(posts: Sequence[Post], voices: Sequence[int], links: Sequence[tuple[Link, ...]]) -> tuple[Chain, ...]:
    """Who copied whom in each voice that several accounts carry."""
    members: dict[int, list[int]] = defaultdict(list)
    for number, voice in enumerate(voices):
        members[voice].append(number)
    chains = []
    for numbers in members.values():
        accounts = _accounts(posts, numbers)
        if len(accounts) < 2:
            continue
        first = posts[numbers[0]]
        found = tuple(link for number in numbers for link in links[number])
        # dict.fromkeys: a post that took text and link from one account took them once; in order of time for ties
        taken = dict.fromkeys(
            (link.post_id, link.of_account) for link in found if link.of_account and link.of_account != link.account
        )
        most = Counter(of_account for _, of_account in taken).most_common(1)
        chains.append(
            Chain(
                origin=first.post_id,
                origin_account=first.author,
                common_link=most[0][0] if most else None,
                copies=most[0][1] if most else 0,
                accounts=len(accounts),
                links=found,
            )
        )
    return tuple(sorted(chains, key=lambda chain: -chain.accounts))
