"""Who an author is: what the desk's directory knows of him, else what the paste, his name and his bio say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from tawatur.arabic.agreement import feminine_role, gender_of_name
from tawatur.arabic.display import make_showable
from tawatur.arabic.folding import fold_word
from tawatur.arabic.lexicon import KUNYA, STRONG_GIVEN_NAME, find_speaker_word, given_count
from tawatur.arabic.tables import read_table
from tawatur.arabic.tokens import QUOTE_MARKS, Token, tokenize
from tawatur.errors import InputError
from tawatur.posts import Post
from tawatur.statements.mentions import guess_gender

Gender = Literal["m", "f"]

MAX_NAME = 40  # characters of a name
MAX_ROLE = 4  # words of a role that stands before a name
_BEHIND = re.compile(r"\s{0,3}[،,|]\s{0,3}|\s[-–—]\s")  # between a name and the role behind it
_ENDS_INSTITUTION = frozenset(
    "agency network news ministry observatory commission times tribune gazette herald newspaper police breaking "
    "نيوز تايمز برس".split()
)
_BEGINS_OUTLET = frozenset({"اخبار"})
_HANDLE_NOUNS = tuple("news breaking times tribune gazette herald police ministry newspaper".split())
_NOT_OF_HANDLES = frozenset("my no not fake bad good great best old hard happy end the fan love our your some".split())
_OF_NAMES = frozenset({"الدين", "الله"})  # أمير الدين is a name
_TITLE_DOTS = frozenset("د. م. أ. ا.".split())


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


@cache
def outlets() -> Mapping[str, DirectoryEntry]:
    """Handle on X in lower case -> a well-known outlet, agency or public body, of `data/outlets.tsv`."""
    return {entry.handle.lower(): entry for entry in read_directory(read_table("outlets"))}


def _outlet_of(post: Post) -> DirectoryEntry | None:
    """The outlet that a post is of; a handle typed into a paste is taken as one of X."""
    return outlets().get((post.handle or "").lower()) if post.platform in {"x", "paste"} else None


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
    """What is known of the author of `posts`: the directory, `outlets`, then what the paste says, then his own bio."""
    is_known = entry is not None
    outlet = None if entry else next(filter(None, map(_outlet_of, posts)), None)
    entry = entry or outlet
    written = next((name for post in posts if (name := _clean(post.display_name))), None)
    name = _clean(entry.name) if entry and entry.name else written
    handle = next((post.handle for post in posts if post.handle), None)
    pasted = next((role for post in posts if (role := _clean(post.role, MAX_NAME * 2))), None)
    from_bio = next((role for post in posts if post.bio and (role := _role_in(post.bio))), None)
    role = (_clean(entry.role, MAX_NAME * 2) if entry else None) or pasted or from_bio
    if name and role is None:
        behind = _role_behind(next((post.display_name for post in posts if post.display_name), None))
        name, role = behind if behind and not entry else _role_before(name)
    is_organisation = outlet is not None or (is_institution(name) if name else is_institution_handle(handle or ""))
    head = role_head(role) if role else None
    role_en = (entry.role_en if entry else None) or (head[2] if head else None)
    name_tokens = [token for token in tokenize(name or "") if token.is_word]
    gender = entry.gender if entry else None
    if gender is None and is_organisation:
        gender = _organisation_gender(name_tokens) if name_tokens else "m"  # حساب @valleynews
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
        is_known=is_known,
    )


def _role_before(name: str) -> tuple[str, str | None]:
    """A name without the public role that its owner writes before it, and that role.

    The role may have several words (المحلل السياسي سامر نادر, وزير الخارجية …, Senior reporter Jane Doe).
    """
    written = name.split(" ")
    ends = range(1, min(MAX_ROLE, len(written) - 2) + 1)  # a name has two words
    for end in ends:
        english = _english_roles().get(written[end - 1].lower())
        if english is not None and all(word.isascii() for word in written) and " ".join(written[end:]).istitle():
            return " ".join(written[end:]), english[0]
    if role_head(written[0]) is None:
        return name, None
    for end in ends:
        given, before = fold_word(written[end]), written[end - 1]
        is_after_definite = end > 1 and before.startswith("ال") and given_count(given) > 0
        is_office = given == "باسم" and (role_head(before) or ("",) * 3)[2] == "spokesperson"  # الناطق باسم الحكومة
        if is_office or not (is_after_definite or _begins_name(given)):
            continue
        is_phrase = end == 1 or (before.startswith("ال") and before not in _OF_NAMES)
        return (" ".join(written[end:]), " ".join(written[:end])) if is_phrase else (name, None)
    return name, None


def _begins_name(fold: str) -> bool:
    return given_count(fold) >= STRONG_GIVEN_NAME or fold in KUNYA


def _role_behind(written: str | None) -> tuple[str, str] | None:
    """The name and the public role that stands behind it after a mark (سامر نادر، محلل سياسي); None without one."""
    parts = _BEHIND.split(written or "", maxsplit=1)
    name, role = (_clean(parts[0]), _clean(parts[1], MAX_NAME * 2)) if len(parts) == 2 else (None, None)
    is_role = role is not None and (role_head(role) is not None or role.split()[-1].lower() in _english_roles())
    if not name or not role or not is_role or " " not in name:
        return None
    english = _english_roles().get(role.split()[-1].lower())
    return name, english[0] if english else role


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


def is_institution(name: str | None) -> bool:
    """Whether a name says that it is one of an institution or a news outlet."""
    words_of = [token for token in tokenize(name or "") if token.is_word]
    if not words_of:
        return False
    found = find_speaker_word(words_of[0].fold)
    if found is not None and found[0].kind == "organisation" and len(words_of) > 1:
        return True
    return len(words_of) > 1 and (words_of[-1].fold in _ENDS_INSTITUTION or words_of[0].fold in _BEGINS_OUTLET)


def is_institution_handle(handle: str) -> bool:
    """Whether a handle says itself that its owner is an institution or a news outlet.

    >>> [is_institution_handle(handle) for handle in ("ValleyNews", "valleynews", "Valley_Police", "SPABreaking")]
    [True, True, True, True]
    >>> [is_institution_handle(handle) for handle in ("samer_nader", "news", "goodtimes", "MyNews", "FakeValleyNews")]
    [False, False, False, False, False]
    """
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[_.\d]+", " ", handle)
    parts = spaced.lower().split()
    ending = next((noun for noun in _HANDLE_NOUNS if parts and parts[-1].endswith(noun)), None)
    if ending is None:
        return False
    before = [*parts[:-1], parts[-1].removesuffix(ending)]
    joined = "".join(before)
    return len(joined) > 1 and not any(part in _NOT_OF_HANDLES for part in before) and not joined.startswith("fake")


def _organisation_gender(name: Sequence[Token]) -> Gender:
    found = find_speaker_word(name[0].fold) if name else None
    return found[0].gender if found is not None else "f"
