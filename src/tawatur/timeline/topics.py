"""What a time line is asked for: a place with all that lies in it, a tag with its spellings, or words."""

from __future__ import annotations

from dataclasses import dataclass

from tawatur.arabic.folding import fold_word
from tawatur.arabic.gazetteer import Gazetteer, gazetteer, place_key
from tawatur.arabic.places import find_places_in
from tawatur.arabic.tokens import tokenize
from tawatur.claims import EventClaim
from tawatur.hashtags.families import read_tag


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What is wanted.

    Attributes:
        text: as asked.
        place: entry of the place named; None when it names none.
        tag: family key of the tag; None when it is none.
        words: folded words that a text must all have; empty for a place or a tag.
    """

    text: str
    place: Gazetteer | None = None
    tag: str | None = None
    words: frozenset[str] = frozenset()

    def is_in(self, text: str) -> bool:
        """Whether a text may tell of it. Of a place every text may: a claim says its place itself."""
        if self.place is not None:
            return True
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
        return Topic(text=wanted, place=place)
    return Topic(text=wanted, words=frozenset(token.fold for token in tokenize(wanted) if token.is_word))
