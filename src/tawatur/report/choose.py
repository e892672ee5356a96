"""Choose who is quoted: independent authors, public roles first, different in what they say, one dissenting if any."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from typing import Literal

from tawatur.arabic.agreement import feminine_role, gender_of_name
from tawatur.arabic.display import make_showable
from tawatur.arabic.folding import fold_word
from tawatur.arabic.gazetteer import place_key
from tawatur.arabic.lexicon import KUNYA, STRONG_GIVEN_NAME, find_speaker_word, given_count
from tawatur.arabic.quantities import find_quantities
from tawatur.arabic.tables import read_table
from tawatur.arabic.tokens import QUOTE_MARKS, Token, tokenize
from tawatur.check.wording import find_camps
from tawatur.claims import Claim, find_claims
from tawatur.errors import InputError
from tawatur.posts import Post
from tawatur.report.quoting import MIN_WORDS, find_units, word_count
from tawatur.report.records import Key
from tawatur.statements import Statement, read_statements
from tawatur.statements.mentions import guess_gender

Gender = Literal["m", "f"]

MAX_SPEAKERS = 6
MAX_POSTS = 3  # of one speaker
SHINGLE = 3  # words in a row that are compared
COPY_SHARE = 0.8  # of the shorter text's shingles that stand in the other: a copy
MIN_COPY = 5  # words; shorter texts are alike by chance
MAX_NAME = 40  # characters of a name
_TITLE_DOTS = frozenset("د. م. أ. ا.".split())
_LAST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectoryEntry:
    """What the desk knows of an account: a row of its voices directory.

    Attributes:
        handle: without @.
        name, role: in Arabic; name_en, role_en: for English roundups. None where the row is empty.
        gender: None where the row is empty; country: ISO 3166-1 alpha-2.
    """

    handle: str
    name: str | None = None
    role: str | None = None
    gender: Gender | None = None
    country: str | None = None
    name_en: str | None = None
    role_en: str | None = None


def read_directory(
    rows: Iterable[Mapping[str, str]], places: Iterable[str] | None = None
) -> tuple[DirectoryEntry, ...]:
    """Entries from rows with the columns handle, name, role, gender (m or f), country, name_en, role_en.

    `places` say where each row stands, for messages; by default its number.

    Raises: InputError for a row without a handle, a gender that is neither, or a handle that stands twice.
    """
    entries: dict[str, DirectoryEntry] = {}
    rows = list(rows)
    places = places or (f"directory, row {number}" for number in range(1, len(rows) + 1))
    for place, row in zip(places, rows, strict=True):
        cells = {column: (value or "").strip() for column, value in row.items() if column}
        handle = cells.get("handle", "").lstrip("@\N{FULLWIDTH COMMERCIAL AT}")
        if not handle:
            raise InputError(f"{place}: no handle (columns seen: {', '.join(cells)})")
        gender = cells.get("gender", "").lower() or None
        if gender not in {"m", "f", None}:
            raise InputError(f"{place}: gender {gender!r} of {handle}; write m, f or nothing")
        if handle.lower() in entries:
            raise InputError(f"{place}: {handle} stands twice; keep one row")
        optional = {name: cells.get(name) or None for name in ("name", "role", "country", "name_en", "role_en")}
        entries[handle.lower()] = DirectoryEntry(handle=handle, gender=gender, **optional)  # type: ignore[arg-type]
    return tuple(entries.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What is known of an author; name, role and handle also of private persons (who are shown without them).

    `is_known`: the desk's directory has the account.
    """

    name: str | None
    role: str | None
    handle: str | None
    gender: Gender | None
    country: str | None
    is_public: bool
    is_organisation: bool
    name_en: str | None = None
    role_en: str | None = None
    is_known: bool = False


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Who is quoted, and what became of every given post.

    Attributes:
        speakers: in the order of their first quoted posts; those without a time last.
        posts: all given posts, each once, oldest first.
        originals: those of them that are nobody's repost or copy and can be quoted.
        copies: key of an original -> authors who repeat it.
        accounts, voices: authors; and those left when reposts and copies are joined with their originals.
        passed_over: reason -> posts.
    """

    speakers: tuple[Chosen, ...]
    posts: tuple[Post, ...]
    originals: tuple[Post, ...]
    copies: Mapping[Key, frozenset[str]]
    accounts: int
    voices: int
    passed_over: tuple[tuple[str, int], ...]


def told_order(post: Post) -> tuple[datetime, str, str]:
    """Order of posts: by time, those without one last, then by key."""
    return post.posted_at or _LAST, post.platform, post.post_id


def choose(posts: Iterable[Post], directory: Sequence[DirectoryEntry] = ()) -> Selection:
    """Choose three to six speakers where the posts have so many, the same ones in any order of the posts."""
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
        if post.repost_of is not None:
            passed_over["repost"] += 1
            reference = post.repost_of
            source = by_id.get((post.platform, reference.post_id)) if reference.post_id else None
            if source is not None:
                copies[source.key].add(author)
                joined.setdefault(author, authors.of(source))
            elif reference.handle:
                joined.setdefault(author, authors.named(post.platform, reference.handle))
            continue
        reason = _not_quotable(post)
        if reason is not None:
            passed_over[reason] += 1
            continue
        original = known.find(post)
        if original is not None:
            passed_over["copy"] += 1
            if authors.of(original) != author:
                copies[original.key].add(author)
                joined.setdefault(author, authors.of(original))
            continue
        known.add(post)
        originals.append(post)
        has_own.add(author)
    everybody = {authors.of(post) for post in given}
    voices = {author if author in has_own else joined.get(author, author) for author in everybody}
    contents = {post.key: _content(post) for post in originals}
    candidates = _candidates(originals, contents, authors, directory)
    chosen = _pick(candidates, contents)
    passed_over["not chosen"] += sum(len(each.all_posts) for each in candidates) - sum(len(c.posts) for c in chosen)
    return Selection(
        speakers=tuple(sorted(chosen, key=lambda each: (told_order(each.posts[0]), each.author))),
        posts=tuple(given),
        originals=tuple(originals),
        copies={key: frozenset(names) for key, names in copies.items()},
        accounts=len(everybody),
        voices=len(voices),
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
        return f"post:{post.platform}:{post.post_id}"


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
    """Finds the earlier post that a post repeats: the words alone, without links, tags and mentions."""

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
    return tuple(token.fold for token in tokenize(text) if token.kind in {"word", "number"})


def _shingles(own: Sequence[str]) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(own[at : at + SHINGLE]) for at in range(max(1, len(own) - SHINGLE + 1)))


# -- who somebody is ---------------------------------------------------------------------------------------------------


@cache
def public_roles() -> dict[str, tuple[str, str, str, Gender]]:
    """Folded head noun without article -> (masculine, feminine, English, gender of this form)."""
    roles: dict[str, tuple[str, str, str, Gender]] = {}
    for row in read_table("roles"):
        entry = (row["masculine"], row["feminine"], row["english"])
        roles.setdefault(fold_word(row["masculine"]), (*entry, "m"))
        roles.setdefault(fold_word(row["feminine"]), (*entry, "f"))
    return roles


@cache
def _english_roles() -> dict[str, tuple[str, str, str]]:
    """English word in lower case -> (masculine, feminine, English)."""
    roles: dict[str, tuple[str, str, str]] = {}
    for row in read_table("roles"):
        for word in (row["english"], *row["other_english"].split()):
            roles.setdefault(word, (row["masculine"], row["feminine"], word))
    return roles


def role_head(role: str) -> tuple[str, str, str, Gender] | None:
    """The entry of the public role that a phrase begins with; None when it begins with none."""
    first = next((token.fold for token in tokenize(role) if token.is_word), "")
    roles = public_roles()
    return roles.get(first) or roles.get(first.removeprefix("ال"))


def make_profile(posts: Sequence[Post], entry: DirectoryEntry | None) -> Profile:
    """What is known of the author of `posts`: the directory first, then what the paste says, then his own bio."""
    written = next((name for post in posts if (name := _clean(post.display_name))), None)
    name = _clean(entry.name) if entry and entry.name else written
    handle = next((post.handle for post in posts if post.handle), None)
    pasted = next((role for post in posts if (role := _clean(post.role, MAX_NAME * 2))), None)
    from_bio = next((role for post in posts if post.bio and (role := _role_in(post.bio))), None)
    role = (_clean(entry.role, MAX_NAME * 2) if entry else None) or pasted or from_bio
    if name and role is None:
        name, role = _role_before(name)
    is_organisation = _is_organisation(name)
    head = role_head(role) if role else None
    role_en = (entry.role_en if entry else None) or (head[2] if head else None)
    name_tokens = [token for token in tokenize(name or "") if token.is_word]
    gender = entry.gender if entry else None
    if gender is None and is_organisation:
        gender = _organisation_gender(name_tokens)
    if gender is None and head is not None and head[3] == "f":
        gender = "f"
    if gender is None:
        gender = gender_of_name(name or "") or guess_gender(name_tokens)
    if gender is None and head is not None:
        gender = head[3]
    if role and head is not None and gender == "f" and head[3] == "m" and not is_organisation:
        role = _in_feminine(role)
    return Profile(
        name=name,
        role=role,
        handle=handle,
        gender=gender,
        country=entry.country if entry else None,
        is_public=bool(role) or is_organisation,
        is_organisation=is_organisation,
        name_en=entry.name_en if entry else None,
        role_en=role_en,
        is_known=entry is not None,
    )


def _role_before(name: str) -> tuple[str, str | None]:
    """A name without the public role that its owner writes before it, and that role (الصحفي سامر نادر)."""
    first, _, rest = name.partition(" ")
    english = _english_roles().get(first.lower())
    if english is not None and " " in rest and rest.istitle():
        return rest, english[0]
    given = fold_word(rest.partition(" ")[0])
    if " " in rest and role_head(first) is not None and (given_count(given) >= STRONG_GIVEN_NAME or given in KUNYA):
        return rest, first
    return name, None


def _in_feminine(role: str) -> str:
    """A role of a woman; as it stands where the table has no feminine of it."""
    try:
        return feminine_role(role)
    except InputError:
        return role


def _clean(text: str | None, longest: int = MAX_NAME) -> str | None:
    """A stranger's name or role as plain words: no marks, tags, links, pictures; None when nothing is left."""
    if not text:
        return None
    shown = make_showable(" ".join(text.split())).text
    kept = [token for token in tokenize(shown) if token.kind == "word" or token.text in {".", "-", "'"}]
    pieces: list[str] = []
    end = -1
    for token in kept:
        if set(token.text) & set(QUOTE_MARKS):
            continue
        if token.is_word and end >= 0 and (token.start > end or not pieces):
            pieces.append(" ")
        if token.is_word or (pieces and token.start == end):
            pieces.append(token.text)
            end = token.end
    clean = "".join(pieces).strip(" .-'")
    while clean[:2] in _TITLE_DOTS:  # د. سلمى: the role says what she is
        clean = clean[2:].lstrip()
    while len(clean) > longest:
        clean = clean.rpartition(" ")[0] if " " in clean else ""
    return clean or None


def _role_in(bio: str) -> str | None:
    """The first public role that a bio names at the start of one of its parts; its words up to six."""
    tokens = tokenize(make_showable(bio).text)
    starts = True
    for at, token in enumerate(tokens):
        if starts and token.is_word:
            if role_head(token.text) is not None:
                return _role_phrase(tokens[at:])
            english = _english_roles().get(token.fold)
            if english is not None:
                return english[0]
        starts = not token.is_word
        if token.text.isascii() and token.is_word and (english := _english_roles().get(token.fold)) is not None:
            return english[0]
    return None


def _role_phrase(tokens: Sequence[Token]) -> str:
    """A role and what belongs to it: صحفي سوري, مدير مستشفى …, باحث في الشأن الليبي."""
    phrase = [tokens[0].text]
    for token in tokens[1:6]:
        if not token.is_word or token.text.isascii() or token.fold[:1] == "و" or token.fold in {"من", "لدي", "مع"}:
            break
        phrase.append(token.text)
    while len(phrase) > 1 and fold_word(phrase[-1]) in {"في", "من", "لدي", "علي", "عن", "ل", "ب"}:
        phrase.pop()
    return " ".join(phrase)


def _is_organisation(name: str | None) -> bool:
    words_of = [token for token in tokenize(name or "") if token.is_word]
    if not words_of:
        return False
    found = find_speaker_word(words_of[0].fold)
    if found is not None and found[0].kind == "organisation" and len(words_of) > 1:
        return True
    return words_of[-1].fold in {"agency", "network", "news", "ministry", "observatory", "commission"}


def _organisation_gender(name: Sequence[Token]) -> Gender:
    found = find_speaker_word(name[0].fold) if name else None
    return found[0].gender if found is not None else "f"


# -- whom to take ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a post says, for telling posts apart: claims about places, counted things, camps, whether it disputes."""

    claims: frozenset[tuple[str, str]]
    numbers: frozenset[tuple[str, str]]
    sides: frozenset[tuple[str, str]]
    is_disputing: bool
    words: frozenset[str]


def own_claims(post: Post) -> list[Claim]:
    """The claims of a post, of the future too; `speaker` is whom the post itself names for one, "" for its author."""
    whole = Statement(
        quote=post.text, quote_span=(0, len(post.text)), form="unquoted", direct=True, speaker="", confidence=1.0
    )
    return find_claims(post.text, [whole, *read_statements(post.text)])


def _content(post: Post) -> Content:
    tokens = tokenize(post.text)
    return Content(
        claims=frozenset((claim.place_key, claim.state) for claim in own_claims(post)),
        numbers=frozenset((place_key(q.unit), str(q.low)) for q in find_quantities(post.text) if q.unit),
        sides=frozenset((conflict, side) for conflict, side, _ in find_camps(tokens)),
        is_disputing=is_disputing(tokens),
        words=frozenset(token.fold for token in tokens if token.is_word and len(token.fold) > 3),
    )


@cache
def _disputes() -> dict[str, list[tuple[str, ...]]]:
    phrases: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for row in read_table("disputes"):
        folded = tuple(map(fold_word, row["phrase"].split()))
        phrases[folded[0]].append(folded)
    return phrases


def is_disputing(tokens: Sequence[Token]) -> bool:
    """Whether words of denial stand in a post (data/disputes.tsv)."""
    for at, token in enumerate(tokens):
        for first in {token.fold, token.fold[1:] if token.fold[:1] in {"و", "ف"} else token.fold}:
            for phrase in _disputes().get(first, ()):
                if tuple(word.fold for word in tokens[at + 1 : at + len(phrase)]) == phrase[1:]:
                    return True
    return False


def _candidates(
    originals: Sequence[Post],
    contents: Mapping[Key, Content],
    authors: _Authors,
    directory: Sequence[DirectoryEntry],
) -> list[Chosen]:
    """Every author with quotable posts, oldest first."""
    entries = {entry.handle.lower(): entry for entry in directory}
    by_author: dict[str, list[Post]] = defaultdict(list)
    for post in originals:
        by_author[authors.of(post)].append(post)
    sides = {
        author: frozenset(side for post in posts for side in contents[post.key].sides)
        for author, posts in by_author.items()
    }
    camp_sizes = Counter(side for each in sides.values() for side in each)
    candidates = []
    for author, posts in by_author.items():
        entry = next((entries[name] for post in posts if (name := (post.handle or "").lower()) in entries), None)
        candidates.append(
            Chosen(
                author=author,
                profile=make_profile(posts, entry),
                posts=_best_posts(posts, contents),
                all_posts=tuple(posts),
                sides=sides[author],
                is_dissenting=len(by_author) > 1
                and (any(contents[post.key].is_disputing for post in posts) or _is_minority(sides[author], camp_sizes)),
            )
        )
    disputing = [each for each in candidates if each.is_dissenting]
    if len(disputing) == len(candidates):  # all dispute something: nobody is the other side
        candidates = [replace(each, is_dissenting=False) for each in candidates]
    return sorted(candidates, key=lambda each: (told_order(each.posts[0]), each.author))


def _is_minority(sides: frozenset[tuple[str, str]], sizes: Counter[tuple[str, str]]) -> bool:
    """Whether somebody speaks for a camp alone against at least two of the other."""
    for conflict, side in sides:
        others = [count for (name, other), count in sizes.items() if name == conflict and other != side]
        if others and max(others) > sizes[conflict, side]:
            return True
    return False


def _best_posts(posts: Sequence[Post], contents: Mapping[Key, Content]) -> tuple[Post, ...]:
    """Up to three posts of one author: the first, then those that add most, in the order of their times."""
    taken = [posts[0]]
    while len(taken) < min(MAX_POSTS, len(posts)):
        seen = frozenset[str]().union(*(contents[post.key].words for post in taken))
        rest = [post for post in posts if post not in taken]
        taken.append(max(rest, key=lambda post: (_weight(contents[post.key]), len(contents[post.key].words - seen))))
    return tuple(sorted(taken, key=told_order))


def _weight(content: Content) -> int:
    return 2 * len(content.claims) + len(content.numbers) + 2 * content.is_disputing


def _pick(candidates: Sequence[Chosen], contents: Mapping[Key, Content]) -> list[Chosen]:
    """All when they are few; else, one after another, whoever adds most: a public role, dissent, a camp, content."""
    if len(candidates) <= MAX_SPEAKERS:
        return list(candidates)
    taken: list[Chosen] = []
    rest = list(candidates)
    while len(taken) < MAX_SPEAKERS and rest:
        best = max(rest, key=lambda each: _gain(each, taken, contents))  # of equals the first
        taken.append(best)
        rest.remove(best)
    return taken


def _gain(candidate: Chosen, taken: Sequence[Chosen], contents: Mapping[Key, Content]) -> float:
    own = [contents[post.key] for post in candidate.posts]
    theirs = [contents[post.key] for each in taken for post in each.posts]
    seen_claims = frozenset[tuple[str, str]]().union(*(content.claims for content in theirs))
    seen_numbers = frozenset[tuple[str, str]]().union(*(content.numbers for content in theirs))
    seen_words = frozenset[str]().union(*(content.words for content in theirs))
    seen_sides = frozenset[tuple[str, str]]().union(*(each.sides for each in taken))
    claims = frozenset[tuple[str, str]]().union(*(content.claims for content in own))
    numbers = frozenset[tuple[str, str]]().union(*(content.numbers for content in own))
    words_of = frozenset[str]().union(*(content.words for content in own))
    roles = {each.profile.role for each in taken}
    gain = 4.0 * candidate.profile.is_public + 4.0 * candidate.profile.is_known
    gain += 6.0 * (candidate.is_dissenting and not any(each.is_dissenting for each in taken))
    gain += 2.0 * bool(candidate.sides - seen_sides) + 2.0 * min(2, len(claims - seen_claims))
    gain += min(2, len(numbers - seen_numbers)) + 1.0 * (candidate.profile.role not in roles)
    gain += len(words_of - seen_words) / max(1, len(words_of))
    gain += 1.0 * (candidate.posts[0].posted_at is not None) + 0.5 * (candidate.posts[0].url is not None)
    return gain


def digest_of(posts: Iterable[Post]) -> str:
    """SHA-256 of the sorted keys of posts, hex: what a measurement over them names."""
    lines = sorted(f"{post.platform}\t{post.post_id}" for post in posts)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
