"""Tags counted as one: spellings, clitics, and slogans about one place.

Levels (specs/hashtags.md): 1 one folded key · 2 articles and clitics of tags of several words · 3 one word with and
without the article, or one letter apart, when the same voices use both · 4 a place and a slogan class in any
order; so too a name that no table knows.
Families that say the same of other places are siblings: linked, never summed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import overload

from tawatur.arabic.folding import fold_word
from tawatur.arabic.gazetteer import PlaceIndex, built_in_index, current_index, gazetteer, place_key
from tawatur.arabic.lexicon import words
from tawatur.arabic.places import nationalities
from tawatur.arabic.tables import read_table
from tawatur.groups import Groups
from tawatur.hashtags.characters import HASH_SIGNS
from tawatur.hashtags.folding import fold, fold_part, is_spelled

MIN_JACCARD = 0.25  # specs/hashtags.md, level 3: of single words with and without article about a quarter differ
MIN_SHARED_VOICES = 3
MIN_STEM = 3  # letters that must be left when an article or clitic goes
MAX_NAME_WORDS = 4
MAX_PHRASE_WORDS = 3
LARGE_CITY = 100_000  # people; a smaller one may be an ordinary word unless another tag names it beside a slogan
ARTICLE = "ال"
CLITICS = ("و", "ب", "ل")
_ON = "على"  # a link; folded it is the name Ali, which is none
_LINKS = frozenset(map(fold_word, "و في من إلى تحت عن أجل لأجل".split())) | {_ON}
_PLACE_WORDS = frozenset(map(fold_word, "مدينة محافظة بلدة قرية ريف منطقة".split()))
_NOW_WORDS = frozenset(map(fold_word, "الآن اليوم عاجل".split()))
WEAK = frozenset({"generic", "battle"})  # what says nothing of its own beside another slogan (معركة تحرير حمص)
# Words for kinds of places are names of small towns too (ميدان); in a tag they are the word.
_KINDS = frozenset(map(fold_word, "ميدان الميدان ساحة الساحة شارع الشارع جسر الجسر سوق السوق جامع الجامع".split()))
_PARTS = re.compile("[_\u00b7\u30fb]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Tags that are counted as one.

    Attributes:
        key: the same for the same members in any order.
        label: the most frequent spelling, without the sign.
        members: raw tags as given, the most frequent first.
        siblings: keys of families that say the same of another place; linked, never summed.
        place: English name of the place it is about; None when it names none, or a word that is a place only perhaps.
        slogan: class of what it says of the place (`data/slogans.tsv`); None when it says nothing or something else.
    """

    key: str
    label: str
    members: tuple[str, ...]
    siblings: tuple[str, ...] = ()
    place: str | None = None
    slogan: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TagReading:
    """What the words of one tag say.

    Attributes:
        key: equal for tags of one family (level 2 and 4).
        place: key of the place named; None when there is none.
        slogan: class of the slogan about it.
        template: what is said of the place, for siblings; None when nothing is.
    """

    key: str
    place: str | None = None
    slogan: str | None = None
    template: str | None = None


@cache
def _slogans() -> dict[str, str]:
    """Folded form -> class, with and without the article; the first class that has a form keeps it.

    Forms that the table writes come before those that its verbs make.
    """
    classes: dict[str, str] = {}
    rows = list(read_table("slogans"))
    for row in rows:
        for form in row["forms"].split():
            key = fold_part(form)
            for spelling in (key, f"{ARTICLE}{key}"):
                classes.setdefault(spelling, row["class"])
    for row in rows:
        for verb in row["verbs"].split():
            for form in _inflect(*verb.split("/")):
                classes.setdefault(fold_part(form), row["class"])
    return classes


def _inflect(past: str, present: str) -> Iterator[str]:
    """The forms of a verb that stand in tags: it does, will do, did; they did, we did; do (also as it is misspelt)."""
    stem = present[1:]
    yield from (f"{prefix}{stem}" for prefix in ("ي", "ت", "ن", "سي", "ست", "سن"))
    yield from (f"{past}{ending}" for ending in ("", "ت", "وا", "نا"))
    yield from (f"{front}{stem}{ending}" for front in ("ا", "") for ending in ("وا", "و"))


def _names() -> dict[str, str]:
    """Folded name of a place without spaces, in Arabic and (countries, large cities) in English -> its key."""
    return _names_of(current_index())


@cache
def _names_of(index: PlaceIndex) -> dict[str, str]:
    names: dict[str, str] = {}
    # Other names of one place are that place (أمريكا، أميركا، الولايات المتحدة), under the shortest of them.
    one: dict[tuple[object, ...], str] = {}
    for key, entry in sorted(index.likeliest.items(), key=lambda item: len(item[0])):
        one.setdefault((entry.name, entry.country, entry.latitude, entry.longitude), place_key(key))
    chief = {
        key: one[entry.name, entry.country, entry.latitude, entry.longitude] for key, entry in index.likeliest.items()
    }
    for key, entry in index.likeliest.items():
        if entry.kind == "country" or entry.population >= LARGE_CITY:
            names.setdefault(fold(entry.name.replace(" ", "")), chief[key])
    for key in index.likeliest:
        if len(key) >= MIN_STEM and key not in _KINDS:
            names[fold(key.replace(" ", ""))] = chief[key]
    for row in read_table("place_aliases"):
        place = fold_word(row["place"])
        names[fold(row["alias"].replace(" ", ""))] = chief.get(place, place)
    return names


@cache
def _countries() -> dict[str, str]:
    """ISO country -> its key among the names of places."""
    countries: dict[str, str] = {}
    for key, entry in built_in_index().likeliest.items():
        if entry.kind == "country":
            countries.setdefault(entry.country, _names_of(built_in_index()).get(fold(key.replace(" ", "")), key))
    return countries


def read_tag(tag: str) -> TagReading:
    """Take a tag apart: place, slogan, or its words.

    >>> read_tag("#تحرير_مدينة_حمص").key == read_tag("#حمص_تتحرر").key
    True
    """
    written = unicodedata.normalize("NFKC", tag.lstrip(HASH_SIGNS))
    if _PARTS.search(written) is None:
        return _read_word(fold(tag))
    parts = [part for part in _PARTS.split(written) if part]
    words = [word for part in parts if (word := _ON if is_spelled(part, _ON) else fold_part(part))]
    if len(words) <= 1:
        return _read_word(fold(tag))
    places, rest = _take_places(words)
    rest = _join_phrases(rest)
    said = [word for word in rest if word not in _LINKS]
    telling = [word for word in said if _class_of(word) != "generic"]
    telling = [word for word in telling if word not in _NOW_WORDS and _class_of(word) not in WEAK] or telling
    if not places:
        places, telling = _take_nation(telling)
    classes = [_class_of(word) for word in telling]
    if places and not telling:
        return _read_bare(places, said)
    if places and all(classes):
        slogan = "+".join(sorted({each for each in classes if each}))
        return TagReading(key=f"{_joined(places)}:{slogan}", place=places[0], slogan=slogan, template=slogan)
    plain = [_bare(word) for word in said]
    if not places:
        return _read_name(telling) or TagReading(key="".join(plain) or fold(tag))
    template = "".join(plain)
    return TagReading(key=f"{_joined(places)}:{template}", place=places[0], template=template)


def is_of_any_news(tag: str) -> bool:
    """Whether a tag says nothing but that there is news.

    >>> is_of_any_news("#عاجل_الآن"), is_of_any_news("#BreakingNews"), is_of_any_news("#أخبار_حمص")
    (True, True, False)
    """
    said = [part for part in _PARTS.split(tag.lstrip(HASH_SIGNS)) if part]
    return bool(said) and all(fold_word(part) in words("news tag") for part in said)


def _join_phrases(words: list[str]) -> list[str]:
    """Words that are one slogan together as one, without their articles (قلوبنا مع، إعادة الإعمار)."""
    joined: list[str] = []
    at = 0
    while at < len(words):
        for length in range(min(MAX_PHRASE_WORDS, len(words) - at), 1, -1):
            phrase = "".join(word.removeprefix(ARTICLE) for word in words[at : at + length])
            if phrase in _slogans():
                joined.append(phrase)
                at += length
                break
        else:
            joined.append(words[at])
            at += 1
    return joined


def _take_nation(telling: list[str]) -> tuple[list[str], list[str]]:
    """The country that an adjective names beside slogans (الثورة السورية), and the slogans; no place for anything else.

    Beside other words the adjective says whose they are, and the tag is about them (المنتخب السعودي).
    """
    nations = [word for word in telling if word in nationalities()]
    slogans = [word for word in telling if word not in nationalities()]
    if len(nations) != 1 or not slogans or not all(_class_of(word) not in {None, "generic"} for word in slogans):
        return [], telling
    country = _countries().get(nationalities()[nations[0]])
    return ([fold(country)], slogans) if country else ([], telling)


def _joined(places: list[str]) -> str:
    """Several places in one tag are the same in any order (زلزال_سوريا_وتركيا)."""
    return "+".join(sorted(places))


def _read_name(telling: list[str]) -> TagReading | None:
    """A slogan about one name that no table knows (#نارنجة_تتحرر, #تحرير_نارنجة); None for anything else."""
    names = [word for word in telling if not _class_of(word) and word not in _NOW_WORDS]
    classes = {_class_of(word) for word in telling} - {None, "generic"} - WEAK
    if len(names) != 1 or not classes:
        return None
    slogan = "+".join(sorted(each for each in classes if each))
    return TagReading(key=f"{_bare(names[0])}:{slogan}", slogan=slogan, template=slogan)


def _read_word(key: str) -> TagReading:
    """One word, or several without a sign between them (#تحريرحمص)."""
    names = _names()
    place = names.get(key)
    if place is not None:
        return TagReading(key=fold(place), place=place)
    for cut in range(MIN_STEM, len(key) - MIN_STEM + 1):
        left, right = key[:cut], key[cut:]
        for name, said in ((left, right), (right, left)):
            if name not in names:
                continue
            slogan = _class_of(said)
            if slogan and slogan != "generic":
                place = names[name]
                return TagReading(key=f"{fold(place)}:{slogan}", place=place, slogan=slogan, template=slogan)
    return TagReading(key=key)


def _read_bare(places: list[str], said: list[str]) -> TagReading:
    """A place with words that say nothing of it (مدينة حمص), or only what kind of event (معركة حمص)."""
    other = [word for word in said if word not in _PLACE_WORDS]
    place = _joined(places)
    if not other:
        return TagReading(key=place, place=places[0])
    template = "".join(map(_bare, other))
    return TagReading(key=f"{place}:{template}", place=places[0], slogan=None, template=template)


def _class_of(word: str) -> str | None:
    classes = _slogans()
    return classes.get(word) or next(
        (
            classes[word[1:]]
            for clitic in CLITICS
            if word.startswith(clitic) and len(word) > MIN_STEM and word[1:] in classes
        ),
        None,
    )


def _take_places(words: list[str]) -> tuple[list[str], list[str]]:
    """The keys of the places that a tag's words name, in order, and the words left over."""
    places, rest = [], []
    at = 0
    while at < len(words):
        for length in range(min(MAX_NAME_WORDS, len(words) - at), 0, -1):
            place = _place_of("".join(words[at : at + length]), is_single=length == 1)
            if place is not None:
                places.append(fold(place))
                at += length
                break
        else:
            rest.append(words[at])
            at += 1
    return list(dict.fromkeys(places)), rest


def _place_of(name: str, *, is_single: bool) -> str | None:
    names = _names()
    if is_single and _class_of(name) is not None:
        return None
    if name in names:
        return names[name]
    if name[:1] in CLITICS and len(name) > MIN_STEM + 1:
        return names.get(name[1:])
    return None


def _bare(word: str) -> str:
    """A word of a tag of several, without article and clitic."""
    for clitic in (*CLITICS, ""):
        beginning = f"{clitic}{ARTICLE}"
        if word.startswith(beginning) and len(word) >= len(beginning) + MIN_STEM:
            return word[len(beginning) :]
    if word.startswith(f"ل{ARTICLE[1:]}") and len(word) >= MIN_STEM + 2:
        return word[2:]
    if word[:1] in CLITICS and len(word) > MIN_STEM:
        return word[1:]
    return word


def group_families(counts: Mapping[str, int], *, voices: Mapping[str, Iterable[object]] | None = None) -> list[Family]:
    """Group raw tags into families.

    Args:
        counts: raw tag (with or without the sign) -> posts.
        voices: raw tag -> who used it; without it level 3 is left out.

    Returns: families, the one with most posts first; every tag is a member of exactly one. The order of `counts` does
    not matter.
    """
    return list(Families(counts, voices=voices))


class Families(Sequence[Family]):
    """What `group_families` gives, each family made when it is asked for: of 100,000 tags few rise.

    Attributes:
        row_of: raw tag -> the place of its family.
    """

    def __init__(self, counts: Mapping[str, int], *, voices: Mapping[str, Iterable[object]] | None = None) -> None:
        self._counts = counts
        self._readings = readings = dict[str, TagReading]()
        groups = Groups[int]()
        by_fold: dict[str, int] = {}
        by_key: dict[str, int] = {}
        for number, tag in enumerate(sorted(counts)):
            readings[tag] = reading = read_tag(tag)
            for first in (by_fold.setdefault(fold(tag), number), by_key.setdefault(reading.key, number)):
                if first != number:
                    groups.join(first, number)
        if voices is not None:
            numbers = {tag: number for number, tag in enumerate(readings)}
            for one, other in _same_voices(readings, voices):
                groups.join(numbers[one], numbers[other])
        members: dict[int, list[str]] = {}
        for number, tag in enumerate(readings):
            members.setdefault(groups.find(number), []).append(tag)
        for tags in members.values():
            tags.sort(key=lambda tag: (-counts[tag], tag))
        self._members = sorted(
            members.values(), key=lambda tags: (-sum(counts[tag] for tag in tags), self._reading_of(tags).key)
        )
        self.row_of = {tag: row for row, tags in enumerate(self._members) for tag in tags}
        self._named = {reading.place for reading in readings.values() if reading.place and reading.template}
        self._keys_of: dict[str, set[str]] = {}  # template -> keys of the families that have it
        for tag, reading in readings.items():
            if reading.template is not None:
                key = self._reading_of(self._members[self.row_of[tag]]).key
                self._keys_of.setdefault(reading.template, set()).add(key)

    def __len__(self) -> int:
        return len(self._members)

    @overload
    def __getitem__(self, row: int) -> Family: ...

    @overload
    def __getitem__(self, row: slice) -> list[Family]: ...

    def __getitem__(self, row: int | slice) -> Family | list[Family]:
        if isinstance(row, slice):
            return [self._make(tags) for tags in self._members[row]]
        return self._make(self._members[row])

    def _make(self, tags: list[str]) -> Family:
        reading = self._reading_of(tags)
        templates = {self._readings[tag].template for tag in tags} - {None}
        siblings = set[str]().union(*(self._keys_of[template] for template in templates if template))
        return Family(
            key=reading.key,
            label=tags[0].lstrip(HASH_SIGNS),
            members=tuple(tags),
            siblings=tuple(sorted(siblings - {reading.key})),
            place=_place_name(reading, self._named),
            slogan=reading.slogan,
        )

    def _reading_of(self, tags: list[str]) -> TagReading:
        """What a family says, of its tags in order: what its first slogan does, else its first tag."""
        if len(tags) > 1:
            return next((self._readings[tag] for tag in tags if self._readings[tag].slogan), self._readings[tags[0]])
        return self._readings[tags[0]]


def _place_name(reading: TagReading, named: set[str]) -> str | None:
    entry = gazetteer().get(reading.place or "")
    if entry is None:
        return None
    is_sure = reading.template is not None or reading.place in named or entry.population >= LARGE_CITY
    return entry.name if is_sure or entry.kind == "country" else None


def _same_voices(
    readings: Mapping[str, TagReading], voices: Mapping[str, Iterable[object]]
) -> Iterable[tuple[str, str]]:
    """Pairs of one-word tags, alike but for the article or one letter, that the same voices use (level 3)."""
    spelled: dict[str, list[str]] = {}
    for tag in readings:
        if "_" not in tag.strip("_"):
            spelled.setdefault(fold(tag), []).append(tag)
    alike = {key: found for key in sorted(spelled) if (found := sorted(_neighbours(key, spelled)))}
    users = {
        key: {voice for tag in spelled[key] for voice in voices.get(tag, ())}
        for key in {*alike, *chain(*alike.values())}
    }
    for key, others in alike.items():
        for other in others:
            shared = len(users[key] & users[other])
            if shared >= MIN_SHARED_VOICES and shared >= MIN_JACCARD * len(users[key] | users[other]):
                yield spelled[key][0], spelled[other][0]


def _neighbours(key: str, known: Mapping[str, object]) -> set[str]:
    """Known keys that are `key` without its article, or with one letter less or another one."""
    found = {key[:at] + key[at + 1 :] for at in range(len(key))} if len(key) > MIN_STEM else set()
    if key.startswith(ARTICLE) and len(key) >= len(ARTICLE) + MIN_STEM:
        found.add(key[len(ARTICLE) :])
    return {each for each in found if each in known and each != key}
