"""Places by name: cities from GeoNames, countries from CLDR, and a hand-written table of what they lack.

153 of 339 single-word Syrian place names have an ordinary reading (حمص chickpeas, الباب the door), so a word is a
place only with evidence: a tag, a place word before it, a preposition of place, or another place close by. What is
known of the common ones is in homographs.tsv. Of places that share a name (طرابلس) the text decides: by the other
places and nationalities that it names, else by their size.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from typing import Literal, NamedTuple

from tawatur.arabic.folding import fold_word
from tawatur.arabic.gazetteer import (
    SMALL_TOWN,
    Gazetteer,
    PlaceIndex,
    built_in_index,
    current_index,
    gazetteer,
    is_doubtful,
    place_key,
)
from tawatur.arabic.lexicon import STRONG_GIVEN_NAME, given_count, is_family_name, words
from tawatur.arabic.segments import is_ordinary_word
from tawatur.arabic.tables import read_table
from tawatur.arabic.tokens import Span, Token, tokenize
from tawatur.arabic.verbs import read_verb

GREAT_CITY = 400_000  # people; of a smaller one the letters are those of another word, where they make one
LARGE_CITY = 100_000  # people; a smaller one whose name is a word too needs more than a preposition
CLOSE = 4  # tokens between a doubtful place and a sure one that supports it
_PROCLITICS = frozenset("و ف ب ل ك".split())
_ARTICLE = "ال"
_HAMZA_ABOVE = "\N{ARABIC LETTER ALEF WITH HAMZA ABOVE}"
_SITE_KINDS = {"شارع": "street", "حي": "quarter", "حاره": "quarter"}
_ON = fold_word("على")
_OF_THE_FAITH = "الدين"
_HOLD_REACH = 4  # words from what is held back to its verb
_STOPS = frozenset(".؟!؛?\n")
_IN_TAG = re.compile("[^_0-9]+")
_MAX_NAME = 4  # words of a name in a tag


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One place named in a text.

    Attributes:
        span: the name as written, without tag sign and clitics.
        key: the name folded, for comparing; of a place that no table knows too.
        name: usual English spelling; the Arabic name where no table knows the place.
        kind: city, country, region, site, quarter, street, road, sea, strait, lake or river; "unknown" where no table
            knows it.
        country: ISO 3166-1 alpha-2; None when unknown or over several countries.
        source: "geonames" | "tawatur" | "own" (of a user's file) | "text" (a place word or a tag in the text says so).
    """

    span: Span
    key: str
    name: str
    kind: str
    country: str | None
    latitude: float | None
    longitude: float | None
    source: str


class _Homograph(NamedTuple):
    is_place: bool  # when nothing around it tells
    is_place_behind_in: bool
    is_only_behind_town: bool
    has_hamza_below: bool  # it is written so, and with the hamza above it is another word

    @property
    def is_word(self) -> bool:
        """Whether it is an ordinary word unless something says that it is a place."""
        return not (self.is_place or self.is_place_behind_in)

    against: frozenset[str]


@cache
def _homographs() -> dict[str, _Homograph]:
    return {
        fold_word(row["word"]): _Homograph(
            row["reads"] == "place",
            row["reads"] == "in",
            row["reads"] == "town",
            row["word"].startswith("\N{ARABIC LETTER ALEF WITH HAMZA BELOW}"),
            frozenset(map(fold_word, row["against"].split())),
        )
        for row in read_table("homographs")
    }


def reads_as_word(folded: str) -> bool:
    """Whether a name of a place is an ordinary word unless something says that it is the place (المدينة, السلام)."""
    homograph = _homographs().get(folded)
    return homograph is not None and homograph.is_word


@cache
def nationalities() -> dict[str, str]:
    """Folded adjective of nationality, masculine, feminine and plural -> ISO country (لبناني: LB)."""
    adjectives: dict[str, str] = {}
    for key, entries in built_in_index().names.items():
        if entries[0].kind != "country" or " " in key:
            continue
        bare = key.removeprefix(_ARTICLE)
        stem = bare.removesuffix("ا").removesuffix("ي").removesuffix("ه").removesuffix("ي")
        for adjective in (f"{stem}ي", f"{stem}يه", f"{stem}يون", f"{stem}يين"):
            adjectives.setdefault(adjective, entries[0].country)
            adjectives.setdefault(f"{_ARTICLE}{adjective}", entries[0].country)
    return adjectives


def is_common(key: str, entries: Sequence[Gazetteer]) -> bool:
    """Whether a folded name that the tables know is more often an ordinary word."""
    return reads_as_word(key) or bool(entries and entries[0].is_ordinary)


def find_places(text: str) -> list[Place]:
    """The places of a text in order; spans do not overlap. Own places: `using_places`."""
    return find_places_in(tokenize(text))


Verdict = Literal["place", "near", "no"]  # near: a place only with a sure one close by


class _Found(NamedTuple):
    """A name at a token: its entries, its length in tokens, and what its own words say."""

    position: int
    length: int
    key: str
    span: Span
    entries: tuple[Gazetteer, ...]
    verdict: Verdict
    local: Place | None = None


def find_places_in(tokens: Sequence[Token]) -> list[Place]:
    """As find_places, on tokens that are there already."""
    index = current_index()
    found: list[_Found] = []
    folds = {token.fold for token in tokens}
    local = _introduced(tokens, folds, index)
    names = {fold: begun for fold in folds if (begun := _names_begun_by(fold, index))}
    beginning = {*names, *local, *filter(_site_word, folds)}
    reached = 0
    for position, token in enumerate(tokens):
        if position < reached or not (token.fold in beginning or token.kind == "hashtag"):
            continue
        if token.kind == "hashtag":
            in_tag = list(_from_tag(tokens, position, index))
            if in_tag:
                found += in_tag
                reached = position + 1
                continue
        name = _read_place(tokens, position, names.get(token.fold, ()), index) or _read_site(tokens, position)
        if name is None and token.fold.lstrip("#") in local:
            place = _from_introduction(token, local)
            if place is not None:
                name = _Found(position, 1, place.key, place.span, (), "place", place)
        if name is not None:
            found.append(name)
            reached = position + name.length
    towns = {name.key for name in found if name.position and _is_town_word(tokens[name.position - 1])}
    kept = [name for at, name in enumerate(found) if name.verdict == "place" or _is_supported(tokens, found, at, towns)]
    is_plain = all(len(name.entries) == 1 for name in kept)
    countries = Counter[str]() if is_plain else _countries(tokens, kept)
    places = []
    for name in kept:
        if name.local is None:
            places.append(make_place(_choose(name.entries, countries), name.key, name.span))
        elif name.local.kind != "unknown" and len(countries) == 1:
            places.append(replace(name.local, country=next(iter(countries)) or None))
        else:
            places.append(name.local)
    return places


def _is_town_word(token: Token) -> bool:
    return token.fold.removeprefix(_ARTICLE).lstrip("وبلف") in words("town")


def _is_supported(tokens: Sequence[Token], found: Sequence[_Found], at: int, towns: set[str]) -> bool:
    """Whether a doubtful place is placed like one, and a sure one stands close by or the text calls it a town."""
    name = found[at]
    previous = tokens[name.position - 1] if name.position else None
    is_joined = tokens[name.position].fold[:1] == "و"
    if name.key in towns and previous is not None and previous.fold in words("preposition"):
        return True
    if not (is_joined or (previous is not None and (previous.fold in words("towards") or _is_of_place(previous)))):
        return False
    is_word = name.length == 1 and is_common(name.key, name.entries)
    is_indefinite = is_word and not name.key.startswith(_ARTICLE)
    for other in (*found[max(at - 1, 0) : at], *found[at + 1 : at + 2]):
        first, second = sorted((name, other))
        between = tokens[first.position + first.length : second.position]
        if is_word and tokens[other.position].kind == "hashtag" and name.position < other.position:
            continue  # من الشهداء #سيول_الكويت: what a post is about, not where it stands
        if is_indefinite and second is other and not between and tokens[other.position].fold[:1] != "و":
            continue  # سيول الأردن are the floods of Jordan, جامعة الكويت is its university
        reach = 0 if is_joined and other.position < name.position else CLOSE
        if other.verdict == "place" and len(between) <= reach and not any(token.text in _STOPS for token in between):
            return True
    return False


def _countries(tokens: Sequence[Token], found: Iterable[_Found]) -> Counter[str]:
    """How often each country is named: by itself, by a place that only it has, by an adjective."""
    countries = Counter(name.entries[0].country for name in found if len(name.entries) == 1)
    by_adjective = nationalities()
    countries.update(by_adjective[token.fold] for token in tokens if token.fold in by_adjective)
    return countries


def _choose(entries: tuple[Gazetteer, ...], countries: Counter[str]) -> Gazetteer:
    """The entry in the country that the text names most; the first of equals."""
    return max(entries, key=lambda entry: countries[entry.country]) if len(entries) > 1 else entries[0]


def _introduced(tokens: Sequence[Token], folds: set[str], index: PlaceIndex) -> dict[str, str]:
    """Names that no table knows and that the text itself calls a town (مدينة مرجانة, مدينة #مرجانة).

    `folds` are the folded words of the text.

    Returns: folded name, with a proclitic or without -> folded name.
    """
    names = set()
    towns = {fold for fold in folds if fold.removeprefix("ال").lstrip("وبلف") in words("town")}
    for previous, token in pairwise(tokens):
        if previous.fold not in towns:
            continue
        body = token.fold.lstrip("#")
        if token.kind == "hashtag" and "_" not in body:
            names.add(body)
        elif token.is_word and _may_be_name(token) and not previous.fold.startswith("ال"):
            names.add(body)
    unknown = [name for name in sorted(names) if name not in index.names]
    forms = {name: name for name in unknown}
    for name in unknown:
        joined = [f"لل{name[2:]}"] if name.startswith("ال") else []
        for form in [*joined, *(proclitic + name for proclitic in _PROCLITICS)]:
            if _without(form, 1) == name:
                forms.setdefault(form, name)
    return forms


def _from_introduction(token: Token, local: dict[str, str]) -> Place | None:
    """A word or tag that the text has introduced as a town, with a proclitic or without."""
    if token.kind not in {"word", "hashtag"}:
        return None
    fold = token.fold.lstrip("#")
    bare = local[fold]
    start = token.start + (token.kind == "hashtag") + (len(fold) - len(bare))
    return Place(
        span=(start, token.end), key=place_key(bare), name=token.text[start - token.start :], kind="unknown",
        country=None, latitude=None, longitude=None, source="text",
    )  # fmt: skip


def _read_place(
    tokens: Sequence[Token], position: int, names: Sequence[tuple[int, str, int]], index: PlaceIndex
) -> _Found | None:
    """The place at a token, one of the `names` that its word may begin."""
    token = tokens[position]
    if not token.is_word:
        return None
    for clitics, bare, length in names:
        following = tokens[position + 1 : position + length]
        if position + length > len(tokens) or not all(word.is_word for word in following):
            continue
        key = " ".join([bare, *(word.fold for word in following)])
        entries = index.names.get(key)
        if entries is None or (length == 1 and token.fold in words("place word")):
            continue
        verdict = _judge(tokens, (position, position + length), clitics, bare, entries[0])
        if verdict == "no":
            return None
        start = token.start + (len(token.fold) - len(bare) if clitics < 2 or not bare.startswith(_ARTICLE) else 1)
        span = (start, tokens[position + length - 1].end)
        return _Found(position, length, key, span, entries, verdict)
    return None


def _read_site(tokens: Sequence[Token], position: int) -> _Found | None:
    """A street, quarter, square, camp or bridge that no table knows, by the word before its name (شارع الدبلان)."""
    token = tokens[position]
    bare = _site_word(token.fold)
    following = tokens[position + 1] if position + 1 < len(tokens) else None
    if not bare or following is None or not following.is_word or not following.fold.startswith(_ARTICLE):
        return None
    if len(following.fold) < 5 or following.fold in gazetteer() or following.fold in words("no name of a site"):
        return None
    length = _name_length(tokens, position + 1)
    end = tokens[position + length]
    span = (token.start + len(token.fold) - len(bare), end.end)
    key = " ".join([bare, *(word.fold for word in tokens[position + 1 : position + 1 + length])])
    written = (word.text for word in tokens[position + 1 : position + 1 + length])
    name = " ".join([token.text[len(token.fold) - len(bare) :], *written])
    kind = _SITE_KINDS.get(bare, "site")
    place = Place(
        span=span, key=key, name=name, kind=kind, country=None, latitude=None, longitude=None, source="text"
    )  # fmt: skip
    return _Found(position, 1 + length, key, span, (), "place", place)


def _name_length(tokens: Sequence[Token], position: int) -> int:
    """How many words the name has that a bridge bears (جسر البحر الميت: two); 1 for a name that no table knows."""
    index = current_index()
    for length in index.lengths.get(tokens[position].fold, ()):
        named = tokens[position : position + length]
        if len(named) == length and " ".join(word.fold for word in named) in index.names:
            return length
    return 1


def _site_word(fold: str) -> str:
    """A word for a street, a quarter, a square, without a proclitic; empty for another word."""
    bare = fold if fold in words("named site") or fold[:1] not in _PROCLITICS else fold[1:]
    return bare if bare in words("named site") else ""


def _names_begun_by(fold: str, index: PlaceIndex) -> list[tuple[int, str, int]]:
    """(clitics, first word without them, number of words) of every name that a folded word may begin."""
    if fold in words("preposition"):
        return []
    lengths = index.lengths
    names = []
    for clitics in range(3):
        bare = _without(fold, clitics)
        if bare is None:
            if clitics == 1 and len(fold) == 3 and fold[0] in _PROCLITICS:  # وتل تمر, وأم درمان
                names += [(1, fold[1:], length) for length in lengths.get(fold[1:], ()) if length > 1]
            break
        names += [(clitics, bare, length) for length in lengths.get(bare, ())]
    return names


def _without(fold: str, clitics: int) -> str | None:
    """A folded word without 0, 1 or 2 proclitics; لل gives back the article; None when nothing is left to take off."""
    if clitics == 0:
        return fold
    if fold.startswith("لل") and len(fold) > 4:
        return f"ال{fold[2:]}" if clitics == 1 else None
    if fold[:1] in _PROCLITICS and len(fold) > 3:
        return fold[1:] if clitics == 1 else _without(fold[1:], 1)
    return None


def _judge(tokens: Sequence[Token], name: tuple[int, int], clitics: int, bare: str, entry: Gazetteer) -> Verdict:
    """What the words around a name (a range of tokens) say of its being a place."""
    position, end = name
    previous = tokens[position - 1] if position else None
    following = tokens[end] if end < len(tokens) else None
    head = previous.fold.removeprefix(_ARTICLE) if previous is not None and clitics == 0 else ""
    if head in words("body named for a place"):
        return "no"  # صحيفة نيويورك تايمز, حركة أحرار الشام
    if following is not None and following.fold in words("ends the name of a body"):
        return "no"
    is_small = entry.population < GREAT_CITY and not entry.is_own
    if clitics and end - position == 1 and is_small and is_ordinary_word(tokens[position].fold):
        return "no"  # فرقة is a team, not "and Raqqa"
    homograph = _homographs().get(bare)
    is_word = reads_as_word(bare)
    if homograph is not None and homograph.has_hamza_below and tokens[position].text[-len(bare) :][:1] == _HAMZA_ABOVE:
        return "no"  # أب is a father, إب the town
    if homograph is not None and homograph.is_only_behind_town and head not in words("place word"):
        return "no"
    if entry.is_own or (_is_held(tokens, position, clitics) and not is_word):
        return "place"
    if end - position > 1:
        return "no" if _is_name_of_person(tokens, end) else "place"
    if homograph is not None and homograph.against:
        around = tokens[max(position - CLOSE, 0) : position + 1 + CLOSE]
        if any(token.fold in homograph.against for token in around):
            return "no"
    if head in words("place word"):
        return "place"
    is_word_too = homograph is not None or entry.is_ordinary
    is_known = homograph is not None or entry.population >= LARGE_CITY
    if is_word_too and is_known and not clitics and not is_word and _is_dateline(tokens, position, end):
        return "place"
    if is_word_too and not clitics and _is_described(tokens, position, bare, following):
        return "no"
    is_towards = previous is not None and previous.fold in words("towards")
    if homograph is not None and homograph.is_place:
        return "near" if not bare.startswith(_ARTICLE) and _opens_genitive(following) else "place"
    if is_word_too:
        return _judge_word(previous, tokens[position].fold, bare, following, entry)
    if entry.kind == "country":
        return "place"
    if entry.is_village and not is_towards:
        return "near"
    count = given_count(tokens[position].fold)
    is_person = count >= STRONG_GIVEN_NAME or (count > 0 and entry.population < SMALL_TOWN)
    return "place" if is_towards or not is_person else "no"


def _is_name_of_person(tokens: Sequence[Token], end: int) -> bool:
    """Whether a region named for a man is the man, by the family name behind it (صلاح الدين بيطار)."""
    following = tokens[end] if end < len(tokens) else None
    if following is None or tokens[end - 1].fold != _OF_THE_FAITH or following.fold in words("preposition"):
        return False
    return is_family_name(following.fold) and following.fold not in gazetteer()


def _judge_word(previous: Token | None, written: str, bare: str, following: Token | None, entry: Gazetteer) -> Verdict:
    """As _judge, of a name that is more often an ordinary word; `written` with its clitics."""
    homograph = _homographs().get(bare)
    if written != bare:
        is_in_it = written.removeprefix("و").startswith("ب") and homograph is not None and homograph.is_place_behind_in
        return "place" if is_in_it and ends_phrase(following, is_definite=bare.startswith(_ARTICLE)) else "near"
    if previous is None:
        return "near"
    is_large = not entry.is_ordinary or (homograph is None and entry.population >= LARGE_CITY)
    if _is_of_place(previous) and is_large:
        return "near" if _opens_genitive(following) else "place"
    is_in = homograph.is_place_behind_in if homograph is not None else is_large
    if previous.fold in words("in a place") and is_in:
        is_joined = following is not None and following.fold[:1] == "و"  # في معان وإنقاذ عائلة
        return "place" if is_joined or ends_phrase(following, is_definite=bare.startswith(_ARTICLE)) else "near"
    if bare.startswith(_ARTICLE) or entry.is_ordinary or (entry.kind == "city" and reads_as_word(bare)):
        return "near"
    return "place" if previous.fold in words("towards") and ends_phrase(following) else "near"


def _is_dateline(tokens: Sequence[Token], position: int, end: int) -> bool:
    """Whether a name opens a line and a colon or a dash follows (معان: …)."""
    is_first = position == 0 or tokens[position - 1].kind == "newline"
    return is_first and end < len(tokens) and tokens[end].text in {":", "-", "–", "—", "/"}


def _is_held(tokens: Sequence[Token], position: int, clitics: int) -> bool:
    """Whether a word is what somebody takes or holds (سيطر على الباب, السيطرة على الباب)."""
    if clitics or position < 2 or tokens[position - 1].fold != _ON:
        return False
    return any(
        token.fold in words("hold on a place") for token in tokens[max(position - _HOLD_REACH, 0) : position - 1]
    )


def _is_described(tokens: Sequence[Token], position: int, bare: str, following: Token | None) -> bool:
    """Whether a definite word is one that an adjective tells apart, or is an adjective itself.

    الحي الشمالي is a quarter, الظروف القاهرة are circumstances; in غادر الوزير القاهرة it is what a verb is done to.
    """
    previous = tokens[position - 1] if position else None
    if not bare.startswith(_ARTICLE):
        return False
    if following is not None and following.fold.startswith(_ARTICLE):
        adjective = following.fold.removeprefix(_ARTICLE)
        is_part = previous is not None and previous.fold in words("part of a place") | words("of a place")
        if adjective in words("tells one of many") and not is_part:
            return True  # not in أحياء الفاشر الجنوبية
    if previous is None or not previous.is_word or not previous.fold.startswith(_ARTICLE) or len(previous.fold) < 5:
        return False
    fold = previous.fold
    is_place_noun = fold.removeprefix(_ARTICLE) in words("place word") or fold in gazetteer()
    is_adjective = fold.endswith(("ي", "يه"))
    before = tokens[position - 2] if position > 1 else None
    if before is not None and (_is_of_place(before) or read_verb(before.fold) is not None):
        return False
    return not (is_place_noun or is_adjective or fold in words("time") or fold in words("relative"))


def ends_phrase(following: Token | None, *, is_definite: bool = False) -> bool:
    """Whether nothing that could belong to a common noun follows; و and another place may (على صور والنبطية).

    What belongs to a definite noun bears the article; an adjective of nationality belongs to places.
    """
    if following is None or not following.is_word or following.fold in words("preposition"):
        return True
    if following.fold in words("time") or following.fold in words("towards") or following.fold in nationalities():
        return True
    if is_definite:
        return not following.fold.startswith(_ARTICLE)
    return following.fold[:1] == "و" and following.fold[1:] in gazetteer()


def _is_of_place(token: Token) -> bool:
    """Whether a word is mostly followed by the place that it is of (سقوط, أهالي)."""
    return token.fold in words("of a place") or token.fold[1:] in words("of a place")


def _opens_genitive(following: Token | None) -> bool:
    """Whether a definite noun follows, so that a bare noun before it is "… of the …" (حلب البقر)."""
    if following is None or not following.is_word or not following.fold.startswith(_ARTICLE):
        return False
    fold = following.fold
    is_adjective = fold.endswith(("ي", "يه")) or fold.removeprefix(_ARTICLE) in words("beside a place")
    return not (is_adjective or fold in words("time") or fold in words("relative") or fold in words("adverb"))


def _may_be_name(token: Token) -> bool:
    fold = token.fold
    is_function = fold in words("preposition") or fold in words("adverb") or fold in words("relative")
    is_adjective = fold.endswith(("يه", "ي")) or fold in words("adjective")
    return not is_function and not is_adjective and len(fold) > 2


def _from_tag(tokens: Sequence[Token], position: int, index: PlaceIndex) -> Iterator[_Found]:
    """The places that the parts of a tag name (#حمص, #سيول_معان); a tag after a place word is one too (مدينة #س)."""
    token, previous = tokens[position], tokens[position - 1] if position else None
    is_told = previous is not None and (
        previous.fold.removeprefix(_ARTICLE) in words("place word") or _is_of_place(previous)
    )
    parts = list(_IN_TAG.finditer(token.text, 1))
    folds = [fold_word(part.group()) for part in parts]
    at = 0
    while at < len(parts):
        length = next((n for n in range(min(_MAX_NAME, len(parts) - at), 0, -1) if _in_tag(folds, at, n, index)), 0)
        if length:
            key, offset = _in_tag(folds, at, length, index) or ("", 0)
            span = (token.start + parts[at].start() + offset, token.start + parts[at + length - 1].end())
            entries = index.names[key]
            is_bare_word = length == len(parts) == 1 and reads_as_word(key) and entries[0].kind != "site"
            is_bare_word = is_bare_word and not (is_told or entries[0].is_own)
            yield _Found(position, 1, key, span, entries, "near" if is_bare_word else "place")
        at += length or 1


def _in_tag(folds: Sequence[str], at: int, length: int, index: PlaceIndex) -> tuple[str, int] | None:
    """The name that `length` parts of a tag from `at` on are, and how many letters of a proclitic stand before it."""
    written = " ".join(folds[at : at + length])
    is_whole = length == len(folds)
    for clitics in range(1 if is_whole else 2):
        key = _without(written, clitics)
        key = index.joined.get(key, key) if key else None
        entries = index.names.get(key) if key else None
        if key is None or entries is None or is_doubtful(key, entries[0]):
            continue
        others = {*folds[:at], *folds[at + length :]}
        homograph = _homographs().get(key)
        is_word = homograph is not None and (homograph.is_word or not homograph.against.isdisjoint(others))
        before, after = folds[at - 1] if at else "", folds[at + length] if at + length < len(folds) else ""
        is_alone = is_whole or entries[0].is_own or length > 1 or before.removeprefix(_ARTICLE) in words("place word")
        is_name = is_alone or not (is_word or before in words("body named for a place") or _is_person(before, key))
        is_word_too = (homograph is not None or entries[0].is_ordinary) and not key.startswith(_ARTICLE)
        if is_name and (is_alone or not (is_word_too and after.startswith(_ARTICLE) and after not in gazetteer())):
            return key, clitics
    return None


def _is_person(before: str, key: str) -> bool:
    """Whether the part before a name in a tag makes it a person's (#احمد_الكوفي)."""
    return given_count(before) >= STRONG_GIVEN_NAME and (key.startswith(_ARTICLE) or given_count(key) > 0)


def make_place(entry: Gazetteer, key: str, span: Span) -> Place:
    """An entry that was found at a span under a name, with the table that it is from."""
    return Place(
        span=span,
        key=place_key(key),
        name=entry.name,
        kind=entry.kind,
        country=entry.country or None,
        latitude=entry.latitude,
        longitude=entry.longitude,
        source="own" if entry.is_own else "geonames" if entry.population and entry.kind == "city" else "tawatur",
    )
