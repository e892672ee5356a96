"""Choose who is quoted: independent authors, public roles first, different in what they say, one dissenting if any."""

from __future__ import annotations

import hashlib
import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from tawatur.arabic.folding import fold_word
from tawatur.arabic.tokens import tokenize
from tawatur.claims import EventClaim
from tawatur.errors import InputError
from tawatur.posts import Post
from tawatur.report.contents import (
    FEW,
    FULL,
    Content,
    TopicWords,
    find_outgrown,
    find_topic,
    is_same_name,
    read_contents,
)
from tawatur.report.denials import find_denied, find_dissent, is_above
from tawatur.report.developments import Development, find_developments
from tawatur.report.profiles import DirectoryEntry, Profile, make_profile
from tawatur.report.quoting import MIN_WORDS, find_units, word_count
from tawatur.report.records import Key
from tawatur.report.relays import quoted_tokens

MAX_SPEAKERS = FEW
MAX_POSTS = 3  # of one speaker
SHINGLE = 3  # words in a row that are compared
COPY_SHARE = 0.8  # of the shorter text's shingles that stand in the other: a copy
OUTGROWN = 8.0  # off the weight of a post that gives a toll which others have passed
PUBLIC = 10.0  # for a public role: more than any development weighs
OFFICIAL = 4.0  # for a denial by who has one
DISSENT = 6.0  # for who disputes what others tell, where nobody is taken who does
ALIKE, MOST_ALIKE = 2.0, 6.0  # for each doubling of the authors who tell a development; at most
REPEATED = 8.0  # off a post of a development that is quoted already: what is trivial goes before it
MIN_ALIKE = 3  # of them; two may be of one mind by chance
TO_THE_POINT = 2.0  # by the share of its words that others of the development use too
FIRST = 1.0  # for the first who tells it in his own words
DENIED, BESIDE = 4.0, 3.0  # off what few tell and somebody denies; for what a post that is taken denies
SPARED = 2.0  # by how much less somebody else may tell a development whose teller is wanted for another
PASSED_ON, OUTDONE = 1.5, 3.0  # off a repost; and where somebody among the given tells it in his own words
SAME_WORDS, LONG_AGO = 0.6, timedelta(hours=1)  # of two posts' stems, for one to be the other's; and how much later
LATE, LATEST = 0.5, 3.0  # off a post, for each hour after the first of its development; at most
POINTING = 6.0  # off a post that points at a film, pictures or an article, or breaks off
SAME_FIGURES = 3.0  # off a post whose figures all stand in posts that are taken
HEARD = 2.0  # off a post that passes on whom a post that is taken passes on
TRIVIAL = 2.0  # off one without a source that tells nothing of what happened to people, homes or roads where many do
MISSPELT = 1.0  # off a post with a slip that every editor corrects
LONG, LAST_PART = timedelta(days=2), 0.85  # of posts that span so long one of the last part is quoted
LATE_PLACES = 3  # that are left when one of them is sought: the last two are for who disputes, and for what he disputes
MIN_COPY = 5  # words; shorter texts are alike by chance
WEATHER = frozenset({"weather", "flooding"})  # events that are colour where few tell of them
_LAST = datetime.max.replace(tzinfo=UTC)
_BY_POST = "post:"  # an author of whom nothing is known but the post


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A speaker with the posts that are quoted of him, oldest first.

    Attributes:
        all_posts: all his quotable posts among the given.
        sides: (conflict, side) of the camps whose words he uses.
        is_dissenting: his words deny or dispute what others say, or he alone speaks for the other camp.
    """

    author: str
    profile: Profile
    posts: tuple[Post, ...]
    all_posts: tuple[Post, ...]
    sides: frozenset[tuple[str, str]]
    is_dissenting: bool

    @property
    def is_author_known(self) -> bool:
        """Whether his posts say by whom they are: of posts that do not, two may be of one person."""
        return not self.author.startswith(_BY_POST)


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Who is quoted, and what became of every given post.

    Attributes:
        speakers: in the order of their first quoted posts; those without a time last.
        posts: all given posts, each once, oldest first.
        originals: those of them that are nobody's repost or copy and can be quoted.
        copies: key of an original -> authors who repeat it.
        claims: key of an original -> what it says has happened.
        dissenting: originals that deny or dispute what others tell, also those that are not quoted.
        denials: key of an original -> those that deny what it tells.
        overruled: originals whose toll is above the one that a denial leaves standing.
        developments: what several authors tell alike, the most told first; denials stand in none of a claim.
        accounts, voices: authors; and those left when reposts and copies are joined with their originals.
        passed_over: reason -> posts.
    """

    speakers: tuple[Chosen, ...]
    posts: tuple[Post, ...]
    originals: tuple[Post, ...]
    copies: Mapping[Key, frozenset[str]]
    claims: Mapping[Key, tuple[EventClaim, ...]]
    dissenting: frozenset[Key]
    denials: Mapping[Key, frozenset[Key]]
    overruled: frozenset[Key]
    developments: tuple[Development, ...]
    accounts: int
    voices: int
    passed_over: tuple[tuple[str, int], ...]

    @property
    def in_reading_order(self) -> tuple[tuple[Chosen, ...], tuple[Chosen, ...]]:
        """Who tells, the weather late and what is disputed first last; and who disputes, with what else is disputed."""
        contrary = [each for each in self.speakers if each.is_dissenting]
        disputed: list[Chosen] = []
        for each in contrary:
            keys = {post.key for post in each.posts}
            denied = [other for other in self.speakers if not other.is_dissenting and other not in disputed
                      if any(self.denials.get(post.key, frozenset()) & keys for post in other.posts)]  # fmt: skip
            disputed += [*denied, each]
        plain = [each for each in self.speakers if each not in disputed]
        plain.sort(key=lambda each: self.accounts > MAX_SPEAKERS and all(map(self._is_colour, each.posts)))
        while disputed and not disputed[0].is_dissenting:  # what is disputed first ends the one, who disputes it begins
            plain.append(disputed.pop(0))
        return tuple(plain), tuple(disputed)

    def _is_colour(self, post: Post) -> bool:
        """Whether a post tells of nothing but the weather, and few tell it."""
        is_shared = any(post in each.posts for each in self.developments if each.voices >= MIN_ALIKE)
        events = {claim.event for claim in self.claims[post.key]}
        return not is_shared and bool(events) and events <= WEATHER


def told_order(post: Post) -> tuple[datetime, str, str]:
    """Order of posts: by time, those without one last, then by key."""
    return post.posted_at or _LAST, post.platform, post.post_id


@dataclass(frozen=True, slots=True)
class Survey:
    """What was read of some posts: a selection of which nobody is chosen yet, and what each post weighs."""

    selection: Selection
    weigher: _Weigher


def choose(
    posts: Iterable[Post], directory: Sequence[DirectoryEntry] = (), *, wanted: Collection[Key] = ()
) -> Selection:
    """Choose three to six speakers where the posts have so many, the same ones in any order of the posts.

    `wanted`: keys of posts that an editor asks for; each is quoted, also beyond six speakers, if it can be.
    """
    return choose_from(survey(posts), directory, wanted=wanted)


def survey(posts: Iterable[Post]) -> Survey:
    """Read posts for `choose_from`."""
    given = _join_captures(posts)
    authors = _Authors(given)
    passed_over: Counter[str] = Counter()
    originals: list[Post] = []
    copies: dict[Key, set[str]] = defaultdict(set)
    joined: dict[str, str] = {}  # author -> author whose words he only repeats
    has_own: set[str] = set()
    known = _Copies()
    by_id = {post.key: post for post in given}
    for post in given:
        author = authors.of(post)
        reference = post.repost_of
        source = by_id.get((post.platform, reference.post_id)) if reference and reference.post_id else None
        if reference is not None and source is None and reference.handle:
            joined.setdefault(author, authors.named(post.platform, reference.handle))
        if source is not None:
            passed_over["repost"] += 1
            copies[source.key].add(author)
            joined.setdefault(author, authors.of(source))
            continue
        reason = _not_quotable(post)
        if reason is not None:
            passed_over[reason] += 1
            continue
        original = known.find(post)
        if original is not None:
            passed_over["copy" if reference is None else "repost"] += 1
            if authors.of(original) != author:
                copies[original.key].add(author)
                joined.setdefault(author, authors.of(original))
            continue
        known.add(post)
        originals.append(post)  # a repost stands for the original that is not among the given
        if reference is None:
            has_own.add(author)
    everybody = {authors.of(post) for post in given}
    voices = {author if author in has_own else joined.get(author, author) for author in everybody}
    contents, claims = read_contents(originals)
    author_of = {post.key: authors.of(post) for post in originals}
    topic = find_topic(originals, contents, author_of)
    developments = _developments(originals, contents, author_of)
    denied = find_denied(originals, contents, author_of)
    dissenting = find_dissent(originals, contents, author_of, topic) | denied.keys()
    weigher = _Weigher(
        contents, topic, frozenset(key for key in dissenting if not topic.is_elsewhere(contents[key])),
        find_outgrown(originals, contents, author_of),
        {key: len(names) for key, names in copies.items()}, developments, author_of,
        {key: frozenset(denial for denial, told in denied.items() if key in told)
         for key in frozenset[Key]().union(*denied.values())},
        _find_late(originals, developments) - find_outgrown(originals, contents, author_of) - dissenting,
    )  # fmt: skip
    one_each = {each.posts[0].key: each for each in developments.values()}  # hashing one hashes all of its posts
    selection = Selection(
        speakers=(),
        posts=tuple(given),
        originals=tuple(originals),
        copies={key: frozenset(names) for key, names in copies.items()},
        claims=claims,
        dissenting=weigher.dissenting,
        denials=weigher.denials,
        overruled=frozenset(
            key for denial, told in denied.items() for key in told if is_above(contents[key], contents[denial])
        ),
        developments=tuple(sorted(one_each.values(), key=lambda each: -each.voices)),
        accounts=len(everybody),
        voices=len(voices),
        passed_over=tuple(passed_over.items()),
    )
    return Survey(selection, weigher)


def choose_from(
    read: Survey,
    directory: Sequence[DirectoryEntry] = (),
    *,
    wanted: Collection[Key] = (),
    told: Collection[Key] = (),
) -> Selection:
    """Choose speakers as `choose` does; of a crowd nobody is quoted with a post that is `told` before them."""
    selection = read.selection
    agreed = frozenset(toll for key in told for toll in read.weigher.contents[key].tolls)
    weigher = replace(read.weigher, agreed=agreed)
    candidates = _candidates(selection.originals, weigher, directory)
    is_crowd = len(candidates) > MAX_SPEAKERS
    kept = {*wanted, *weigher.dissenting}  # who disputes stands where disputes stand
    before = [post for post in selection.originals if is_crowd and post.key in told and post.key not in kept]
    if before:
        left = [post for post in selection.originals if post not in before]
        candidates = _candidates(left, weigher, directory)
    chosen = _pick(
        [_with_wanted(each, wanted) for each in candidates] if wanted else candidates, weigher, wanted, before
    )
    passed_over = Counter(dict(selection.passed_over))
    passed_over["not chosen"] += len(before) + sum(len(each.all_posts) for each in candidates)
    passed_over["not chosen"] -= sum(len(each.posts) for each in chosen)
    return replace(
        selection,
        speakers=tuple(sorted(chosen, key=lambda each: (told_order(each.posts[0]), each.author))),
        passed_over=tuple(sorted((reason, count) for reason, count in passed_over.items() if count)),
    )


def _join_captures(posts: Iterable[Post]) -> list[Post]:
    """Each post once, oldest first: of several captures the longest text, then the one with evidence of lowest id."""
    best: dict[Key, Post] = {}
    for post in posts:
        if post.evidence is None:
            raise InputError(f"post {post.platform}/{post.post_id}: its evidence is not kept; import it first")
        known = best.get(post.key)
        if known is None or _capture_order(post) < _capture_order(known):
            best[post.key] = post
    return sorted(best.values(), key=told_order)


def _capture_order(post: Post) -> tuple[int, str, str, str]:
    held = post.evidence
    return -len(post.text), held.record_id if held else "", held.pointer if held else "", repr(post)


class _Authors:
    """One name for each author: an account id where one is given, joined with his handle."""

    def __init__(self, posts: Iterable[Post]) -> None:
        self._by_handle: dict[tuple[str, str], str] = {}
        for post in posts:
            if post.account_id and post.handle:
                at = (_network(post), post.handle.lower())
                self._by_handle[at] = min(self._by_handle.get(at, post.account_id), post.account_id)

    def named(self, platform: str, handle: str) -> str:
        """The author behind a handle."""
        return f"{platform}:{self._by_handle.get((platform, handle.lower()), handle.lower())}"

    def of(self, post: Post) -> str:
        """The author of a post; of a paste without a handle his name, else the post itself."""
        if post.handle:
            return self.named(_network(post), post.handle)
        if post.account_id:
            return f"{_network(post)}:{post.account_id}"
        if post.display_name and fold_word(post.display_name).strip():
            return f"name:{' '.join(fold_word(post.display_name).split())}"
        return f"{_BY_POST}{post.platform}:{post.post_id}"


def _network(post: Post) -> str:
    """Where a handle belongs; one that is typed into a paste is taken as one of X, the usual case."""
    return "x" if post.platform in {"paste", "x"} else post.platform


def _not_quotable(post: Post) -> str | None:
    """Why nothing of a post can be quoted; None when something can."""
    if post.is_public is False:
        return "not public"
    if not post.text.strip():
        return "empty"
    units = find_units(post.text)
    if not units:
        tokens = tokenize(post.text)
        return "only tags" if any(token.kind == "hashtag" for token in tokens) else "only links"
    return "too short" if word_count(units) < MIN_WORDS else None


class _Copies:
    """Finds the earlier post that a post repeats: the quotable words alone, without links, tags and mentions."""

    def __init__(self) -> None:
        self._posts: list[tuple[Post, frozenset[tuple[str, ...]], tuple[str, ...]]] = []
        self._holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
        self._whole: dict[tuple[str, ...], Post] = {}

    def add(self, post: Post) -> None:
        """Keep a post to compare later ones with."""
        own = _words_of(post.text)
        shingles = _shingles(own)
        for shingle in shingles:
            self._holders[shingle].append(len(self._posts))
        self._posts.append((post, shingles, own))
        self._whole.setdefault(own, post)

    def find(self, post: Post) -> Post | None:
        """The earliest kept post whose words it repeats; None when there is none."""
        own = _words_of(post.text)
        if own in self._whole:
            return self._whole[own]
        if len(own) < MIN_COPY:
            return None
        shingles = _shingles(own)
        shared: Counter[int] = Counter(holder for shingle in shingles for holder in self._holders.get(shingle, ()))
        for holder in sorted(shared):
            kept, theirs, words_of = self._posts[holder]
            longer = max(len(shingles), len(theirs))
            if len(words_of) >= MIN_COPY and shared[holder] >= COPY_SHARE * longer:
                return kept
        return None


def _words_of(text: str) -> tuple[str, ...]:
    runs = quoted_tokens(tokenize(text))
    return tuple(token.fold for run in runs for token in run if token.kind in {"word", "number"})


def _shingles(own: Sequence[str]) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(own[at : at + SHINGLE]) for at in range(max(1, len(own) - SHINGLE + 1)))


# -- whom to take ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Told:
    """What the posts that are taken tell together."""

    told: frozenset[tuple[str, str]]
    numbers: frozenset[tuple[str, str]]
    tolls: frozenset[tuple[str, Decimal]]
    words: frozenset[str]
    developments: tuple[Development, ...]
    foretells: bool
    is_disputed: bool
    authors: frozenset[str]
    keys: frozenset[Key]
    sources: tuple[frozenset[str], ...]
    figures: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Weigher:
    """What a post adds to a roundup: what it says, how much of the topic it tells, how many tell it too.

    `denials`: post -> the posts that deny what it tells; `late`: those of the last part of a long time that several
    tell alike; `agreed`: tolls that are told already.
    """

    contents: Mapping[Key, Content]
    topic: TopicWords
    dissenting: frozenset[Key]
    outgrown: frozenset[Key]
    copies: Mapping[Key, int]
    developments: Mapping[Key, Development]
    author_of: Mapping[Key, str]
    denials: Mapping[Key, frozenset[Key]]
    late: frozenset[Key] = frozenset()
    agreed: frozenset[tuple[str, Decimal]] = frozenset()

    def disputing(self) -> frozenset[Key]:
        """The posts that dispute something, and not only give the toll that is told as it stands."""
        return frozenset(
            key for key in self.dissenting if not (tolls := self.contents[key].tolls) or not tolls <= self.agreed
        )

    def read(self, taken: Iterable[Post]) -> _Told:
        """What some posts tell together."""
        posts = list(taken)
        contents = [self.contents[post.key] for post in posts]
        return _Told(
            told=frozenset(each for content in contents for each in content.told),
            numbers=frozenset(each for content in contents for each in content.numbers),
            tolls=frozenset(each for content in contents for each in content.tolls),
            words=frozenset(each for content in contents for each in content.words),
            developments=tuple(self.developments[post.key] for post in posts if post.key in self.developments),
            foretells=any(content.foretells for content in contents),
            is_disputed=any(post.key in self.dissenting for post in posts),
            authors=frozenset(self.author_of[post.key] for post in posts),
            keys=frozenset(post.key for post in posts),
            figures=frozenset[str]().union(*(content.figures for content in contents)),
            sources=tuple(content.source for content in contents if content.source),
        )

    def weigh(self, post: Post, taken: _Told) -> float:
        """What a post adds to those that are taken."""
        content = self.contents[post.key]
        is_grown = any(
            all(value < new for event, value in taken.tolls if event == about) for about, new in content.tolls
        )
        weight = 1.5 * min(2, len(content.told - taken.told)) + 0.5 * min(2, len(content.numbers - taken.numbers))
        weight += 6.0 * self.topic.salience(content, taken.words) + 1.0 * is_grown
        weight += 2.0 * (content.foretells and not taken.foretells)
        weight += min(3.0, math.log2(1 + self.copies.get(post.key, 0)))
        weight += len(content.words - taken.words) / max(FULL, len(content.words))
        weight += self._weigh_development(post, taken, is_grown=is_grown) - OUTGROWN * (post.key in self.outgrown)
        if post.key in self.dissenting:
            is_agreeing = bool(content.tolls) and content.tolls <= self.agreed
            weight += -REPEATED if is_agreeing else DISSENT * (not taken.is_disputed)
        weight -= MISSPELT * content.is_misspelt
        weight -= PASSED_ON * (post.repost_of is not None and not content.is_sourced)
        if post.key in self.denials:
            weight += self._weigh_denied(post, taken)
        weight -= HEARD * sum(is_same_name(content.source, each) for each in taken.sources)
        weight -= SAME_FIGURES * (bool(content.figures) and content.figures <= taken.figures)
        weight -= TRIVIAL * (self.topic.is_grave and not (content.is_grave or content.is_sourced))
        weight += 1.0 * content.is_sourced - 4.0 * content.reaction - 1.0 * min(2, content.masked)
        return weight - 4.0 * self.topic.is_elsewhere(content) - POINTING * (content.is_teaser or content.is_mixed)

    def denied(self, denial: Key) -> frozenset[Key]:
        """The posts that a post denies."""
        return frozenset(key for key, denials in self.denials.items() if denial in denials)

    def _weigh_denied(self, post: Post, taken: _Told) -> float:
        """Of what somebody denies: more beside its denial, once; less where few tell it."""
        denials = self.denials[post.key] & taken.keys
        if denials:
            is_told = any(self.denials.get(key, frozenset()) & denials for key in taken.keys)
            return -REPEATED if is_told else BESIDE
        return -DENIED * self._is_alone(post)

    def _is_alone(self, post: Post) -> bool:
        """Whether fewer than MIN_ALIKE tell what a post tells."""
        return post.key not in self.developments or self.developments[post.key].voices < MIN_ALIKE

    def _weigh_development(self, post: Post, taken: _Told, *, is_grown: bool) -> float:
        """For how many tell it too; less for who comes late, and for who only passes on what others tell themselves."""
        development = self.developments.get(post.key)
        if development is None:
            return 0.0
        if development in taken.developments:
            return 0.0 if is_grown else -REPEATED
        weight = 0.0
        if development.voices >= MIN_ALIKE:
            stems = self.contents[post.key].stems
            weight += min(MOST_ALIKE, ALIKE * math.log2(development.voices)) + FIRST * (
                next(development.own(), None) == post
            )
            weight += TO_THE_POINT * len(stems & development.shared) / max(1, len(stems))
        first = development.posts[0].posted_at
        if first is not None and post.posted_at is not None and post.key not in self.late:
            weight -= min(LATEST, LATE * (post.posted_at - first).total_seconds() / 3600)
        is_outdone = post.repost_of is not None and any(
            self.author_of[each.key] not in taken.authors for each in development.own()
        )
        return weight - OUTDONE * is_outdone


def _developments(
    originals: Sequence[Post], contents: Mapping[Key, Content], author_of: Mapping[Key, str]
) -> dict[Key, Development]:
    """The development of each post that tells what others tell, denials apart; prayers and calls tell nothing."""
    telling = [post for post in originals if 2 * contents[post.key].reaction < 1]
    found: dict[Key, Development] = {}
    for is_denial in (False, True):
        posts = [post for post in telling if bool(contents[post.key].disputes) == is_denial]
        stems = {post.key: contents[post.key].stems for post in posts}
        found |= {post.key: each for each in find_developments(posts, stems, author_of) for post in each.posts}
    return found


def _find_late(originals: Sequence[Post], developments: Mapping[Key, Development]) -> frozenset[Key]:
    """The posts of the last part of a long time on the one thing that MIN_ALIKE tell; none of a short one."""
    dated = [(post, post.posted_at) for post in originals if post.posted_at is not None]
    if not dated or dated[-1][1] - dated[0][1] < LONG:
        return frozenset()
    start = dated[0][1] + LAST_PART * (dated[-1][1] - dated[0][1])
    return frozenset(
        post.key for post, at in dated
        if at >= start and post.key in developments and developments[post.key].voices >= MIN_ALIKE
        if developments[post.key].is_one
    )  # fmt: skip


def _candidates(originals: Sequence[Post], weigher: _Weigher, directory: Sequence[DirectoryEntry]) -> list[Chosen]:
    """Every author with quotable posts, oldest first."""
    entries = {entry.handle.lower(): entry for entry in directory}
    by_author: dict[str, list[Post]] = defaultdict(list)
    for post in originals:
        by_author[weigher.author_of[post.key]].append(post)
    sides = {
        author: frozenset(side for post in posts for side in weigher.contents[post.key].sides)
        for author, posts in by_author.items()
    }
    camp_sizes = Counter(side for each in sides.values() for side in each)
    is_crowd = len(by_author) > MAX_SPEAKERS
    candidates = []
    for author, posts in by_author.items():
        entry = next((entries[name] for post in posts if (name := (post.handle or "").lower()) in entries), None)
        denials = [post for post in posts if post.key in weigher.dissenting]
        profile = make_profile(posts, entry)
        told = denials if denials and is_crowd else posts
        candidates.append(
            Chosen(
                author=author,
                profile=profile,
                posts=_best_posts(told, weigher, is_crowd=is_crowd, is_public=profile.is_public or entry is not None),
                all_posts=tuple(posts),
                sides=sides[author],
                is_dissenting=len(by_author) > 1 and (bool(denials) or _is_minority(sides[author], camp_sizes)),
            )
        )
    if all(each.is_dissenting for each in candidates):  # all dispute something: nobody is the other side
        candidates = [replace(each, is_dissenting=False) for each in candidates]
    return sorted(candidates, key=lambda each: (told_order(each.posts[0]), each.author))


def _is_minority(sides: frozenset[tuple[str, str]], sizes: Counter[tuple[str, str]]) -> bool:
    """Whether somebody speaks for a camp alone against at least two of the other."""
    for conflict, side in sides:
        others = [count for (name, other), count in sizes.items() if name == conflict and other != side]
        if others and max(others) > sizes[conflict, side]:
            return True
    return False


def _best_posts(posts: Sequence[Post], weigher: _Weigher, *, is_crowd: bool, is_public: bool) -> tuple[Post, ...]:
    """The posts of one author that add most, in the order of their times.

    Of few authors, whom somebody chose, the first and up to two more; of a crowd the most telling, and a second, which
    tells of an event, only of those who have a public role.
    """
    if not is_crowd:
        taken = [posts[0]]
        most = MAX_POSTS
    else:
        nothing = weigher.read(())
        taken = [max(posts, key=lambda post: weigher.weigh(post, nothing))]  # of equals the first
        most = MAX_POSTS - 1 if is_public else 1
    while len(taken) < min(most, len(posts)):
        told = weigher.read(taken)
        rest = [post for post in posts if post not in taken and (not is_crowd or weigher.contents[post.key].told)]
        if not rest:
            break  # a headline without its article
        taken.append(max(rest, key=lambda post: weigher.weigh(post, told)))
    return tuple(sorted(taken, key=told_order))


def _with_wanted(candidate: Chosen, wanted: Collection[Key]) -> Chosen:
    """A candidate whose wanted posts are quoted, too."""
    quoted = {post.key for post in candidate.posts}
    posts = [post for post in candidate.all_posts if post.key in quoted or post.key in wanted]
    return replace(candidate, posts=tuple(sorted(posts, key=told_order)))


def _pick(
    candidates: Sequence[Chosen], weigher: _Weigher, wanted: Collection[Key], before: Sequence[Post] = ()
) -> list[Chosen]:
    """All when they are few; else, one after another, whoever adds most: a public role, dissent, a camp, content.

    Who has no public role is quoted with the post that adds most to those taken, and to the posts told `before`.
    """
    if len(candidates) <= MAX_SPEAKERS:
        return list(candidates)
    taken = [each for each in candidates if any(post.key in wanted for post in each.posts)]
    rest = [each for each in candidates if each not in taken]
    places = MAX_SPEAKERS
    while len(taken) < places and rest:
        quoted = [post for each in taken for post in each.posts]
        is_disputed = any(post.key in weigher.dissenting for post in quoted)
        told = replace(weigher.read([*before, *quoted]), is_disputed=is_disputed)
        if places - len(taken) <= 2 and not is_disputed and not _with_one_of(weigher.disputing(), rest):
            taken = _with_a_denial(taken, weigher)
        offers = _offers(rest, weigher, told, places=places - len(taken))
        gains = [_gain(each, taken, weigher, told) for each in offers]
        offer = offers[gains.index(max(gains))]  # of equals the first
        offer = _spare(offer, rest, weigher, told, least=sorted(gains)[-MAX_SPEAKERS:][0])
        rest = [each for each in rest if each.author != offer.author]
        at = _who_wrote_it_first(offer, taken, weigher)
        if at is not None:
            taken[at[0]] = _with_wanted(taken[at[0]], {at[1].key})
            places -= 1
            continue
        denials = frozenset[Key]().union(*(weigher.denials.get(post.key, ()) for post in offer.posts))
        if not denials or denials & told.keys:
            taken.append(offer)
            continue
        denial = _find_denial(denials, rest, weigher, told)
        if denial is not None and len(taken) + 2 <= places:  # what is denied never stands without its denial
            taken += [offer, denial]
            rest = [each for each in rest if each.author != denial.author]
    return taken


def _with_a_denial(taken: Sequence[Chosen], weigher: _Weigher) -> list[Chosen]:
    """Those who are taken; the first of a crowd who also denies something is quoted with that instead."""
    quoted = list(taken)
    for at, each in enumerate(taken):
        denials = [post for post in each.all_posts if post.key in weigher.disputing()]
        if denials and len(each.posts) == 1 and not each.profile.is_public:
            quoted[at] = replace(each, posts=(denials[0],), is_dissenting=True)
            break
    return quoted


def _offers(rest: Sequence[Chosen], weigher: _Weigher, told: _Told, *, places: int) -> list[Chosen]:
    """Everybody with the post that adds most; the last two places are for who disputes, and for what he disputes."""
    denied = [keys for denial in told.keys if not (keys := weigher.denied(denial)) & told.keys]
    beside = [each for keys in denied if len({weigher.author_of[key] for key in keys}) >= MIN_ALIKE
              for each in _with_one_of(keys, rest)]  # fmt: skip
    if beside:
        return beside
    if places <= LATE_PLACES and not weigher.late & told.keys:
        late = _with_one_of(weigher.late - weigher.denials.keys(), rest)
        late = [each for each in late if weigher.weigh(each.posts[0], told) > 0]
        if late:
            return late
    offers = [_offer(each, weigher, told) for each in rest]
    disputing = [replace(each, is_dissenting=True) for each in _with_one_of(weigher.disputing(), rest)]
    return disputing if disputing and places <= 2 and not told.is_disputed else offers


def _with_one_of(keys: frozenset[Key], rest: Sequence[Chosen]) -> list[Chosen]:
    """Those who have one of some posts, quoted with it."""
    return [replace(each, posts=(post,)) for each in rest for post in each.all_posts if post.key in keys]


def _spare(offer: Chosen, rest: Sequence[Chosen], weigher: _Weigher, told: _Told, *, least: float) -> Chosen:
    """Who tells the development of an offer almost as well, where its author is wanted for another; else the offer.

    An outlet often tells several first, and is quoted with one of them. `least`: what makes a post wanted.
    """
    (post, *more) = offer.posts
    development = weigher.developments.get(post.key)
    if development is None or more:
        return offer
    others = [each for each in offer.all_posts if weigher.developments.get(each.key) != development]
    if max((weigher.weigh(each, told) for each in others), default=-math.inf) < least:
        return offer
    same = _with_one_of(frozenset(each.key for each in development.posts), rest)
    spare = [replace(each, is_dissenting=offer.is_dissenting) for each in same if each.author != offer.author]
    best = max(spare, key=lambda each: weigher.weigh(each.posts[0], told), default=offer)
    return best if weigher.weigh(best.posts[0], told) >= weigher.weigh(post, told) - SPARED else offer


def _who_wrote_it_first(offer: Chosen, taken: Sequence[Chosen], weigher: _Weigher) -> tuple[int, Post] | None:
    """The place in `taken` of who wrote the words of an offer long before it, and his post; None where nobody did.

    "Tomorrow" of the evening is today in a copy of the night.
    """
    (post, *more) = offer.posts
    development = weigher.developments.get(post.key)
    if development is None or more or post.posted_at is None:
        return None
    own = weigher.contents[post.key].stems
    for earlier in development.posts:
        stems = weigher.contents[earlier.key].stems
        is_same = len(own & stems) >= SAME_WORDS * max(1, len(own | stems))
        if earlier.posted_at is None or post.posted_at - earlier.posted_at < LONG_AGO or not is_same:
            continue
        author = weigher.author_of[earlier.key]
        at = next((at for at, each in enumerate(taken) if each.author == author and len(each.posts) == 1), None)
        if at is not None:
            return at, earlier
    return None


def _find_denial(keys: frozenset[Key], rest: Sequence[Chosen], weigher: _Weigher, told: _Told) -> Chosen | None:
    """Of those who are left the one with the weightiest of some denials, quoted with it; None when none has any."""
    offers = [replace(each, is_dissenting=True) for each in _with_one_of(keys, rest)]
    return max(offers, key=lambda each: _gain(each, (), weigher, told), default=None)


def _offer(candidate: Chosen, weigher: _Weigher, told: _Told) -> Chosen:
    """A candidate of a crowd with the post that adds most to what is told; of a public one as he is."""
    if len(candidate.all_posts) == 1 or candidate.profile.is_public or len(candidate.posts) > 1:
        return candidate
    best = max(candidate.all_posts, key=lambda post: weigher.weigh(post, told))  # of equals the first
    is_denial, was_denial = (post.key in weigher.dissenting for post in (best, candidate.posts[0]))
    return replace(candidate, posts=(best,), is_dissenting=is_denial or (candidate.is_dissenting and not was_denial))


def _gain(candidate: Chosen, taken: Sequence[Chosen], weigher: _Weigher, told: _Told) -> float:
    seen_sides = frozenset[tuple[str, str]]().union(*(each.sides for each in taken))
    roles = [each.profile.role for each in taken]
    is_denial = any(post.key in weigher.dissenting for post in candidate.posts)
    gain = (PUBLIC + OFFICIAL * is_denial) * candidate.profile.is_public + 4.0 * candidate.profile.is_known
    gain += DISSENT * (candidate.is_dissenting and not is_denial and not any(each.is_dissenting for each in taken))
    gain += 2.0 * bool(candidate.sides - seen_sides) - 1.0 * min(3, roles.count(candidate.profile.role))
    gain += max(weigher.weigh(post, told) for post in candidate.posts)
    return gain + 1.0 * (candidate.posts[0].posted_at is not None) + 0.5 * (candidate.posts[0].url is not None)


def digest_of(posts: Iterable[Post]) -> str:
    """SHA-256 of the sorted keys of posts, hex: what a measurement over them names."""
    lines = sorted(f"{post.platform}\t{post.post_id}" for post in posts)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
