"""Where what a text tells has happened: its places and those of its tags, and which of them belongs to a claim."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from functools import cache, cached_property
from zoneinfo import ZoneInfo

from tawatur.arabic.folding import fold_word
from tawatur.arabic.gazetteer import PlaceIndex, current_index, gazetteer
from tawatur.arabic.lexicon import words
from tawatur.arabic.places import Place, ends_phrase, make_place, reads_as_word
from tawatur.arabic.tokens import Token
from tawatur.claims.assertion import CLAUSE_ENDS, NEAR, SENTENCE_ENDS, clause_around
from tawatur.hashtags.families import read_tag

BACK = 20  # words from a claim back to its place
_INTO = frozenset(map(fold_word, "إلى نحو باتجاه صوب".split()))


def last_word(tokens: Sequence[Token]) -> int:
    """The last token that is a word or a number; -1 without any."""
    said = (at for at in range(len(tokens) - 1, -1, -1) if tokens[at].kind in {"word", "number"})
    return next(said, -1)


class Whereabouts:
    """The places of one text.

    Attributes:
        places: as they were found; place_at: by the token they stand at, with those that only the tags' country shows.
        of_tags: the one place that the tags name; None when they name none or several.
    """

    def __init__(self, tokens: Sequence[Token], places: Sequence[Place], *, is_post: bool) -> None:
        """`is_post`: the text is short enough for its tags to be about all of it."""
        self.tokens = tokens
        self.places = places
        self.is_post = is_post
        self.last_word = last_word(tokens)
        self.of_tags = self._tag_place()
        self.place_at = self._positions()

    def _positions(self) -> dict[int, Place]:
        """Token -> place; a tag inside a sentence names its place, one of a row of tags does not."""
        found: dict[int, Place] = {}
        starts = {token.start: at for at, token in enumerate(self.tokens)}
        for place in self.places:
            at = next((starts[place.span[0] - back] for back in range(3) if place.span[0] - back in starts), None)
            if at is not None:
                found[at] = place
        country = self.of_tags.country if self.of_tags else None
        for at, token in enumerate(self.tokens):
            if country and token.is_word and at not in found and (near := self._from_country(at, country)) is not None:
                found[at] = near
            elif token.kind == "hashtag":
                if self._is_in_row(at):
                    found.pop(at, None)
                elif at not in found and (named := self._place_of_tag(token)) is not None:
                    found[at] = named
        return found

    def _from_country(self, at: int, country: str) -> Place | None:
        """A word behind "in" that names a place of the country the tags are about: what it else means is not meant."""
        token = self.tokens[at]
        entry = gazetteer().get(token.fold)
        if entry is None or entry.country != country or token.fold in words("place word") | words("town"):
            return None
        if at == 0 or self.tokens[at - 1].fold not in words("towards"):
            return None
        following = self.tokens[at + 1] if at + 1 < len(self.tokens) else None
        if reads_as_word(token.fold) or not ends_phrase(following, is_definite=token.fold.startswith("ال")):
            return None  # في سماء مناطق السيول
        return make_place(entry, token.fold, (token.start, token.end))

    def _is_in_row(self, at: int) -> bool:
        """Whether a tag stands with other tags, or where nothing but tags and links follows; not behind "in"."""
        if at and self.tokens[at - 1].fold in words("towards") | words("town"):
            return False
        beside = {self.tokens[near].kind for near in (at - 1, at + 1) if 0 <= near < len(self.tokens)}
        return "hashtag" in beside or at > self.last_word

    def _tag_place(self) -> Place | None:
        """The one place that the tags of a text name: those that say something of it (#سيول_الأردن) first."""
        themed: dict[str, Place] = {}
        plain: dict[str, Place] = {}
        for token in self.tokens:
            if token.kind == "hashtag" and (place := self._place_of_tag(token)) is not None:
                reading = read_tag(token.text)
                (themed if reading.template or reading.slogan else plain).setdefault(place.key, place)
        for group in (themed, plain):
            countries = [place for place in group.values() if place.kind == "country"]
            for told in (list(group.values()), countries):
                if len(told) == 1:
                    return told[0]
            if group:
                return None
        return None

    def _is_in_place(self, at: int) -> bool:
        """Whether what stands here is said to be where something is: behind "in" or the word for a town, or with بـ."""
        before = self.tokens[at - 1].fold if at else ""
        return before in words("in a place") | words("place word") or self.tokens[at].fold[:1] == "ب"

    def _is_destination(self, at: int) -> bool:
        """Whether a place is where people were brought, not where it happened (إخلاء عائلة إلى معان)."""
        return any(token.fold in _INTO for token in self.tokens[max(0, at - 2) : at])

    def _place_of_tag(self, token: Token) -> Place | None:
        """The place that a tag names: the first of its parts that is one; of a tag in one piece, or foreign, any."""
        first = bisect_right(self.places, token.start, key=lambda place: place.span[0])
        inside = self.places[first] if first < len(self.places) and self.places[first].span[0] < token.end else None
        is_arabic = any(letter.isalpha() and not letter.isascii() for letter in token.text)
        if inside is None and "_" in token.text and is_arabic:
            return None  # of its parts, none is surely a place
        place = inside or _tag_places(token.text, current_index())
        return replace(place, span=(token.start, token.end)) if place else None

    def of_claim(
        self, first: int, last: int, *, following: int, is_part: bool = False, is_moving: bool = False
    ) -> Place | None:
        """The place of a claim: behind it before the next one, before it in its clause, in its sentence, in a tag.

        Args:
            first, last: its tokens; following: where the next claim begins that has a place of its own.
            is_part: its number is a part of another claim's.
            is_moving: it tells of people who go or are brought somewhere.
        """
        beyond = 0  # ends of clauses passed
        for at in range(first, min(len(self.tokens), last + NEAR)):
            token = self.tokens[at]
            is_over = token.text in SENTENCE_ENDS or token.text == "(" or token.kind == "newline"
            if is_over or (at >= following and at > last):
                break
            beyond += token.text in CLAUSE_ENDS and token.text != ":"
            if beyond > 1:
                break
            if beyond and not self._is_in_place(at):
                continue
            if self._may_be_at(at) and not (is_moving and self._is_destination(at)):
                return self.place_at[at]
        if is_part:
            return None  # a part is elsewhere than the whole
        for at in range(first - 1, max(-1, first - BACK), -1):
            token = self.tokens[at]
            if token.kind == "newline" or token.text in SENTENCE_ENDS:
                break
            if self._may_be_at(at):
                return self.place_at[at]
        if self.of_tags is not None and self.is_post:
            return self.of_tags  # of an article, a tag of one post is not the place of the next
        _, end = clause_around(self.tokens, first, last)  # مقتل ثلاثة وإصابة اثنين في حمص
        inside = (at for at in range(last, end) if at in self.place_at and not (is_moving and self._is_destination(at)))
        return next((self.place_at[at] for at in inside), None)

    @cached_property
    def zone(self) -> ZoneInfo:
        """The zone of the first place whose zone is known; UTC when there is none."""
        places = [*self.places, *(place for place in (self.of_tags,) if place)]
        entries = (gazetteer().get(place.key) for place in places)
        return ZoneInfo(next((entry.zone for entry in entries if entry is not None and entry.zone), "UTC"))

    def _may_be_at(self, at: int) -> bool:
        """Whether a place stands here, and of the country that the tags are about where they are about one."""
        place = self.place_at.get(at)
        about = self.of_tags if self.is_post else None
        if place is not None and at and self.tokens[at - 1].fold == "في":
            return True
        return place is not None and (about is None or not about.country or place.country in {about.country, None})


@cache
def _tag_places(written: str, index: PlaceIndex) -> Place | None:
    key = read_tag(written).place
    entry = index.likeliest.get(key) if key else None
    if key is None or entry is None:
        return None
    return make_place(entry, key, (0, 0))
