"""Who disputes what others of a topic tell, and which of their posts a denial is about."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta

from tawatur.posts import Post
from tawatur.report.contents import FEW, Content, TopicWords, is_same_name
from tawatur.report.developments import Rarity, read_rarity
from tawatur.report.records import Key

TOPIC_SHARE = 0.1  # of the authors: a word that so many use belongs to the topic
SHARED_WORDS = 3  # that make a denial an answer to another post
SHARED_PART = 0.6  # of the words of a short denial
WITHIN = timedelta(days=1)  # from what is told to its denial; what is told after it may have happened since
MIN_SHARED = 2  # words that what is denied and a post have in common
TELLING = 0.25  # weight of a word that counts: of 400 authors one in five uses it
OF_DENIED, OF_LONG = 0.6, 0.3  # of the weight of what is denied; the less where it is RARE
ROOT = 4  # letters of a word that stand in another which is the same but for what is joined to it (سياح, سياحها)
RARE = 1.5  # in weight: a word that one author alone uses weighs 1


def find_dissent(
    posts: Sequence[Post], contents: Mapping[Key, Content], author_of: Mapping[Key, str], topic: TopicWords
) -> frozenset[Key]:
    """The posts that dispute what others of the topic tell; a denial of anything else is no dissent.

    It answers another author's post when it shares most of its words with it, or some and the event that it tells; or
    it speaks of the topic itself, in words that many use. Who blames a party that speaks among the posts itself answers
    it, too.
    """
    holders: dict[str, list[Key]] = defaultdict(list)
    for post in posts:
        if not contents[post.key].disputes:
            for word in contents[post.key].words:
                holders[word].append(post.key)
    authors = len(set(author_of.values()))
    speaking = {(contents[post.key].source, author_of[post.key]) for post in posts if contents[post.key].source}
    central = {word for word, share in topic.shares.items() if share >= max(2 / max(1, authors), TOPIC_SHARE)}
    found = set()
    for post in posts:
        own = contents[post.key]
        for denial in own.disputes if 2 * own.reaction < 1 else ():  # who calls on the reader disputes nothing
            shared = Counter(key for word in denial for key in holders[word] if author_of[key] != author_of[post.key])
            wanted = min(SHARED_WORDS, max(2, round(SHARED_PART * len(denial)))) if authors > FEW else 1
            is_answer = any(count >= wanted or own.denied & contents[key].told for key, count in shared.items())
            if is_answer or len(denial & central) >= 2:
                found.add(post.key)
        if any(
            author != author_of[post.key] and is_same_name(own.blamed, source) and not is_same_name(own.source, source)
            for source, author in speaking
        ):
            found.add(post.key)
    return frozenset(found)


def find_denied(
    posts: Sequence[Post], contents: Mapping[Key, Content], author_of: Mapping[Key, str]
) -> dict[Key, frozenset[Key]]:
    """Denial -> the posts of other authors that tell what it denies, in the day before it; only those that have any.

    A post tells it when it shares words with what is denied, rare ones or most of them; when it puts forces inside a
    place of which that is denied; or when its toll is above the one that the denial leaves standing.
    """
    rarity = read_rarity({post.key: contents[post.key].said for post in posts}, author_of)
    affirming = [post for post in posts if not contents[post.key].disputes]
    holders: dict[str, list[int]] = defaultdict(list)
    by_thing: dict[str | tuple[str, str], list[int]] = defaultdict(list)  # the events of tolls, the places of forces
    for at, post in enumerate(affirming):
        told = contents[post.key]
        for word in told.said:
            if rarity.of(word) >= TELLING:
                holders[word[:ROOT]].append(at)
        for event, _ in told.tolls:
            by_thing[event].append(at)
        for place in told.inside:
            by_thing[place].append(at)
    found: dict[Key, frozenset[Key]] = {}
    for post in posts:
        own = contents[post.key]
        if not own.disputes or 2 * own.reaction >= 1:
            continue
        roots = {word[:ROOT] for word in own.refuted}
        shared = Counter(at for root in roots for at in set(holders.get(root, ())))
        near = {at for at, count in shared.items() if count >= MIN_SHARED}
        things: list[str | tuple[str, str]] = [*own.denied, *(event for event, _ in own.denied)]
        for thing in things:
            near.update(by_thing.get(thing, ()))
        denied = frozenset(
            other.key
            for other in (affirming[at] for at in sorted(near))
            if author_of[other.key] != author_of[post.key] and _is_before(post, other)
            if _is_denied(contents[other.key], own, rarity)
        )
        if denied:
            found[post.key] = denied
    return found


def _is_denied(content: Content, denial: Content, rarity: Rarity) -> bool:
    shared = {
        word for word in denial.refuted
        if rarity.of(word) >= TELLING and any(_is_one_word(word, other) for other in content.said)
    }  # fmt: skip
    told = rarity.sum(shared)
    part = told / max(0.01, rarity.sum(denial.refuted))
    is_worded = len(shared) >= MIN_SHARED and (part >= OF_DENIED or (told >= RARE and part >= OF_LONG))
    return is_worded or bool(denial.denied & content.inside) or is_above(content, denial)


def _is_one_word(word: str, other: str) -> bool:
    short, long = sorted((word, other), key=len)
    return word == other or (len(short) >= ROOT and short in long)


def _is_before(denial: Post, other: Post) -> bool:
    if denial.posted_at is None or other.posted_at is None:
        return True
    return timedelta() <= denial.posted_at - other.posted_at <= WITHIN


def is_above(content: Content, denial: Content) -> bool:
    """Whether a toll is above the one that a denial of that event gives itself."""
    denied = {event for event, _ in denial.denied}
    is_elsewhere = content.countries and denial.countries and not content.countries & denial.countries
    return not is_elsewhere and any(
        event == other and event in denied and value > own
        for event, value in content.tolls
        for other, own in denial.tolls
    )
