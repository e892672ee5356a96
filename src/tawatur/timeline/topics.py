"""What a time line is asked for: a place with all that lies in it, a tag with its spellings, or words."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from tawatur.arabic.folding import fold_word
from tawatur.arabic.gazetteer import Gazetteer, current_index, gazetteer, place_key
from tawatur.arabic.places import find_places_in
from tawatur.arabic.tables import read_table
from tawatur.arabic.tokens import tokenize
from tawatur.claims import EventClaim
from tawatur.hashtags.families import read_tag

_FIRST = 3  # letters by which names are looked up
_BETWEEN_WORDS = re.compile(r"[\s_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What is wanted.

    Attributes:
        text: as asked.
        place: entry of the place named; None when it names none.
        tag: family key of the tag; None when it is none.
        words: folded words that a text must all have; empty for a place or a tag.
        names: folded words, without the article, of each name that the place, or a place of it, has anywhere, by the
            first letters of the longest (by none where it is shorter); empty for what is no place.
    """

    text: str
    place: Gazetteer | None = None
    tag: str | None = None
    words: frozenset[str] = frozenset()
    names: Mapping[str, Collection[tuple[str, ...]]] = field(default_factory=dict)

    def is_in(self, text: str) -> bool:
        """Whether a text may tell of it. Of a place: whether the letters of a name stand in it, be it in other words.

        That is seen in a small part of the time in which the claims of a text are read.
        """
        if self.place is not None:
            letters = _BETWEEN_WORDS.sub("", fold_word(text).lower())
            starts = {"", *(letters[at : at + _FIRST] for at in range(len(letters)))} & self.names.keys()
            return any(all(word in letters for word in name) for start in starts for name in self.names[start])
        if self.tag is not None:
            return any(read_tag(token.text).key == self.tag for token in tokenize(text) if token.kind == "hashtag")
        return self.words <= {token.fold.lstrip("#") for token in tokenize(text)}

    def is_about(self, text: str) -> bool:
        """As is_in, and a text about a place must name it, or a place of it, or a tag of it."""
        if self.place is None:
            return self.is_in(text)
        tokens = tokenize(text)
        tagged = (read_tag(token.text).place for token in tokens if token.kind == "hashtag")
        named = [(entry.name, entry.country) for key in tagged if key and (entry := gazetteer().get(key)) is not None]
        named += [(place.name, place.country or "") for place in find_places_in(tokens)]
        wanted = self.place
        return any(
            (name, country) == (wanted.name, wanted.country) or (wanted.kind == "country" and country == wanted.country)
            for name, country in named
        )

    def holds(self, claim: EventClaim) -> bool:
        """Whether a claim of such a text belongs to it."""
        if self.place is None:
            return True
        if claim.place is None:
            return False
        is_inside = self.place.kind == "country" and claim.place.country == self.place.country
        return is_inside or (claim.place.name, claim.place.country or "") == (self.place.name, self.place.country)


def _names_within(wanted: Gazetteer) -> Mapping[str, Collection[tuple[str, ...]]]:
    """The names, in Arabic and in English, of a place and of all that lies in a country, as `Topic.names` has them."""
    is_wide = wanted.kind == "country"
    written = set()
    for key, entries in current_index().names.items():
        for entry in entries:
            if entry.country == wanted.country and (is_wide or entry.name == wanted.name):
                written |= {key, entry.name}
    written |= {row["alias"] for row in read_table("place_aliases") if fold_word(row["place"]) in written}
    names: dict[str, set[tuple[str, ...]]] = {}
    for name in written:
        words = tuple(word.removeprefix("ال") for word in fold_word(name).lower().split())
        longest = max(words, key=len, default="")
        names.setdefault(longest[:_FIRST] if len(longest) >= _FIRST else "", set()).add(words)
    return names


def read_topic(text: str) -> Topic:
    """What somebody asks for: a tag when it begins with #, else a place in Arabic or English, else words.

    >>> read_topic("الأردن").place.name, read_topic("#سيول_الأردن").tag == read_topic("#سيول_الاردن").tag
    ('Jordan', True)
    """
    wanted = " ".join(text.split())
    if wanted.startswith(("#", "\N{FULLWIDTH NUMBER SIGN}")):
        return Topic(text=wanted, tag=read_tag(wanted).key)
    key = place_key(" ".join(map(fold_word, wanted.split())))
    place = gazetteer().get(key) or next(
        (entry for entry in gazetteer().values() if entry.name.casefold() == wanted.casefold()), None
    )
    if place is not None:
        return Topic(text=wanted, place=place, names=_names_within(place))
    return Topic(text=wanted, words=frozenset(token.fold for token in tokenize(wanted) if token.is_word))
