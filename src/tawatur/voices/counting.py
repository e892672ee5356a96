"""The voices of a set of posts, with every merge and who copied whom."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from tawatur.groups import Groups
from tawatur.posts import Post, PostId
from tawatur.voices.floods import find_floods
from tawatur.voices.merging import VoiceMerger, time_order
from tawatur.voices.records import Chain, Flood, Link, Merge, Reason, Step, VoiceCount


def count_voices(posts: Iterable[Post], *, steps: Iterable[Step] | None = None, is_listed: bool = True) -> VoiceCount:
    """How many independent voices stand behind some posts, with bounds and reasons.

    The same for the same posts in any order. Of two versions of one post the last edited one is read.

    Args:
        steps: accounts known to post in step, from more posts than these; they hold from the moment they were known.
            None: they are looked for among these posts alone.
        is_listed: False for the numbers alone: without merges, chains and steps.

    >>> count_voices([]).v1
    0
    """
    versions: dict[tuple[str, PostId], Post] = {}
    for post in posts:
        known = versions.get(post.key)
        if known is None or _version(known) < _version(post):
            versions[post.key] = post
    ordered = sorted(versions.values(), key=time_order)
    steps = None if steps is None else tuple(steps)
    merger = VoiceMerger(steps=steps)
    placements = list(merger.add_all(ordered))
    voices = [merger.current(placement.voice) for placement in placements]
    v1 = [merger.current_v1(placement.v1) for placement in placements]
    links = [placement.links for placement in placements]
    counting = {number: voices[number] for number, placement in enumerate(placements) if placement.counts}
    floods = find_floods([post for post, found in zip(ordered, links, strict=True) if not _is_repost(found)])
    found = [step for place in placements for step in place.steps] if steps is None else steps
    in_step, steps_here = _list_in_step(ordered, _known_by_last(ordered, found)) if is_listed else ([], ())
    return VoiceCount(
        posts=len(ordered),
        reposts=sum(map(_is_repost, links)),
        accounts=merger.accounts,
        stand_ins=merger.stand_ins,
        v1=len({v1[number] for number in counting}),
        v2=len(set(counting.values())),
        v3=_count_floods_once(floods, ordered, counting),
        merges=_largest_first([*_list_merges(ordered, links), *in_step], ordered) if is_listed else (),
        chains=_list_chains(ordered, v1, links) if is_listed else (),
        steps=steps_here,
        floods=floods,
    )


def _is_repost(links: Iterable[Link]) -> bool:
    return any(link.reason == "repost" for link in links)


def _known_by_last(posts: Sequence[Post], steps: Iterable[Step]) -> list[Step]:
    last = max((post.posted_at for post in posts if post.posted_at is not None), default=None)
    return [step for step in steps if last is not None and step.known_at <= last]


def _list_in_step(posts: Sequence[Post], steps: Iterable[Step]) -> tuple[list[Merge], tuple[Step, ...]]:
    """Accounts of these posts that are in step, also through others; and the steps that connect them."""
    groups = Groups[str]()
    own: dict[str, list[int]] = defaultdict(list)
    for number, post in enumerate(posts):
        if post.author is not None:
            own[_name(post.platform, post.author)].append(number)
    for step in steps:
        groups.join(*(_name(step.platform, account) for account in step.accounts))
    members: dict[str, list[int]] = defaultdict(list)
    for name, numbers in own.items():
        members[groups.find(name)] += numbers
    connected = {group: sorted(numbers) for group, numbers in members.items() if len(_accounts(posts, numbers)) > 1}
    here = tuple(step for step in steps if groups.find(_name(step.platform, step.accounts[0])) in connected)
    return [_merge(posts, "in-step", numbers) for numbers in connected.values()], here


def _name(platform: str, account: str) -> str:
    return f"{platform} {account}"


def _count_floods_once(floods: Iterable[Flood], posts: Sequence[Post], voices: Mapping[int, int]) -> int:
    """Voices of the posts that count (number of the post -> voice), all those of one flood taken for one."""
    of_author: dict[str, set[int]] = defaultdict(set)
    for number, voice in voices.items():
        of_author[posts[number].author or ""].add(voice)
    groups = Groups[int]()
    for flood in floods:
        first, *others = sorted(set[int]().union(*(of_author[account] for account in flood.accounts))) or [-1]
        for other in others:
            groups.join(first, other)
    return len({groups.find(voice) for voice in voices.values()})


def _version(post: Post) -> tuple[bool, float, int, str]:
    edited = post.edited_at
    return edited is not None, edited.timestamp() if edited is not None else 0.0, len(post.text), post.text


def _list_merges(posts: Sequence[Post], links: Sequence[tuple[Link, ...]]) -> Iterator[Merge]:
    """Posts that are connected by one reason, where they are of several accounts."""
    place = {post.post_id: number for number, post in reversed(list(enumerate(posts)))}
    sources: dict[str, int] = {}  # numbers of what connects posts without being one of them
    groups: dict[Reason, Groups[int]] = defaultdict(Groups)
    for number, found in enumerate(links):
        for link in found:
            before = place.get(link.of_post_id) if link.of_post_id is not None else None
            if before is None:
                before = sources.setdefault(_source(link), len(posts) + len(sources))
            groups[link.reason].join(number, before)
    for reason, grouped in groups.items():
        for joined in grouped.joined():
            numbers = [number for number in joined if number < len(posts)]
            if len(_accounts(posts, numbers)) > 1:
                yield _merge(posts, reason, numbers)


def _merge(posts: Sequence[Post], reason: Reason, numbers: Sequence[int]) -> Merge:
    named = tuple(account for account in _accounts(posts, numbers) if account is not None)
    return Merge(reason=reason, post_ids=tuple(posts[number].post_id for number in numbers), accounts=named)


def _largest_first(merges: Iterable[Merge], posts: Sequence[Post]) -> tuple[Merge, ...]:
    place = {post.post_id: number for number, post in reversed(list(enumerate(posts)))}

    def size(merge: Merge) -> tuple[int, int, int, str]:
        return -len(merge.accounts), -len(merge.post_ids), place[merge.post_ids[0]], merge.reason

    return tuple(sorted(merges, key=size))


def _source(link: Link) -> str:
    """What reposts of a post that is not there have in common."""
    return f"post {link.of_post_id}" if link.of_post_id is not None else f"account {link.of_account}"


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
