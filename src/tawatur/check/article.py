"""An article read once: what every rule of a check looks at."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from tawatur.arabic.gazetteer import gazetteer
from tawatur.arabic.latin_places import find_latin_places
from tawatur.arabic.places import Place, find_places_in
from tawatur.arabic.tokens import Span, Token, tokenize
from tawatur.arabic.zones import Lang, city_of_zone, zone_of_city
from tawatur.claims import Claim, EventClaim, Origin, find_claims, read_event_claims
from tawatur.forecasts import Forecast, read_forecasts_in
from tawatur.posts import Permalink, find_permalinks
from tawatur.statements import Statement, read_ascribed
from tawatur.statements.english import english_paragraphs
from tawatur.statements.marks import Marks, pair_marks
from tawatur.statements.spans import SpanIndex

_ANY_TIME = datetime(2000, 1, 1, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A text with everything that was read in it; spans are code points of `text`.

    Attributes:
        ascribed: what a verb with a noun ascribes to somebody (`read_ascribed`); nobody's words.
        zone: the zone of most places named (or the one asked for): times are shown in it.
        published_at: aware; None when nobody told.
    """

    text: str
    tokens: tuple[Token, ...]
    marks: Marks
    statements: tuple[Statement, ...]
    ascribed: tuple[Statement, ...]
    claims: tuple[Claim, ...]
    forecasts: tuple[Forecast, ...]
    places: tuple[Place, ...]
    links: tuple[Permalink, ...]
    zone: str
    published_at: datetime | None
    _quotes: SpanIndex = field(init=False, repr=False)
    _frames: SpanIndex = field(init=False, repr=False)
    _ascriptions: SpanIndex = field(init=False, repr=False)
    _marked: SpanIndex = field(init=False, repr=False)
    _foretold: SpanIndex = field(init=False, repr=False)
    _token_starts: list[int] = field(init=False, repr=False)
    _line_ends: list[int] = field(init=False, repr=False)
    _links: dict[str, Permalink] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        frames = [
            (min(each.cue_span[0], each.quote_span[0]), max(each.cue_span[1], each.quote_span[1]) + 1)
            for each in (*self.statements, *self.ascribed)
            if each.cue_span is not None
        ]
        put = object.__setattr__  # the indexes follow from the fields above
        put(self, "_quotes", SpanIndex([each.quote_span for each in self.statements]))
        put(self, "_frames", SpanIndex(frames))
        put(self, "_ascriptions", SpanIndex([each.quote_span for each in self.ascribed]))
        marked = [
            (self.tokens[span.opening].start, self.tokens[span.closing].end)
            for span in self.marks.spans
            if span.is_closed and not span.depth
        ]
        put(self, "_marked", SpanIndex(marked))
        put(self, "_foretold", SpanIndex([each.span for each in self.forecasts]))
        put(self, "_token_starts", [token.start for token in self.tokens])
        put(self, "_line_ends", [token.start for token in self.tokens if token.kind == "newline"])
        put(self, "_links", {link.url: link for link in reversed(self.links)})

    def events(self) -> list[EventClaim]:
        """What the article and those in it say has happened."""
        return read_event_claims(
            self.text, self.statements, origin=Origin(name="article"), said_at=self.published_at,
            tokens=self.tokens, places=self.places, states=self.claims,
        )  # fmt: skip

    def local(self, moment: datetime) -> datetime:
        """A moment in the article's zone."""
        return moment.astimezone(ZoneInfo(self.zone))

    def zone_name(self, lang: Lang) -> str:
        """The zone by the city that stands for it."""
        return city_of_zone(self.zone, lang=lang)

    def around(self, position: int) -> list[int]:
        """Numbers of the statements that hold a position, the innermost first."""
        return self._quotes.covering(position)

    def giver(self, position: int) -> Statement | None:
        """The innermost statement, or what is ascribed to somebody, at a position; None in the article's own voice."""
        around = self.around(position)
        if around:
            return self.statements[around[0]]
        ascribed = self._ascriptions.covering(position)
        return self.ascribed[ascribed[0]] if ascribed else None

    def is_quoted(self, span: Span) -> bool:
        """Whether a span lies in somebody's statement."""
        return any(span[1] <= self.statements[number].quote_span[1] for number in self.around(span[0]))

    def is_marked(self, span: Span) -> bool:
        """Whether a span lies between quotation marks: somebody's words, although the text may not tell whose."""
        return bool(self._marked.covering(span[0]))

    def is_framed(self, span: Span) -> bool:
        """Whether a span lies between a reporting verb and its words, or in them (an age, a count of speakers)."""
        return bool(self._frames.covering(span[0]))

    def token_number(self, position: int) -> int:
        """The number of the token that holds a position, or of the last one before it."""
        return max(0, bisect_right(self._token_starts, position) - 1)

    def token_from(self, position: int) -> Token | None:
        """The first token that starts at a position or after it."""
        at = bisect_left(self._token_starts, position)
        return self.tokens[at] if at < len(self.tokens) else None

    def token_before(self, position: int) -> Token | None:
        """The last token that starts before a position."""
        at = bisect_left(self._token_starts, position)
        return self.tokens[at - 1] if at else None

    def tokens_between(self, start: int, end: int) -> Sequence[Token]:
        """The tokens that start in a range of characters."""
        return self.tokens[bisect_left(self._token_starts, start) : bisect_left(self._token_starts, end)]

    def tokens_of(self, statement: Statement) -> Sequence[Token]:
        """The tokens of a statement's quote; their offsets are those of the article."""
        return self.tokens_between(*statement.quote_span)

    def statements_near(self, position: int, count: int) -> Sequence[Statement]:
        """The last so many statements that begin before a position, and as many behind it."""
        at = bisect_left(self.statements, position, key=lambda each: each.quote_span[0])
        return self.statements[max(0, at - count) : at + count]

    def paragraph_of(self, position: int) -> int:
        """The number of the line that holds a position."""
        return bisect_left(self._line_ends, position)

    @property
    def anchor(self) -> datetime:
        """When it was published, or any time where nobody told: then only how far times lie apart means something."""
        return self.published_at or _ANY_TIME

    def is_foretold(self, position: int) -> bool:
        """Whether what stands at a position is forecast, and not told."""
        return bool(self._foretold.covering(position))

    def link_of(self, statement: Statement) -> Permalink | None:
        """The permalink that stands with a statement; None when there is none."""
        return self._links.get(statement.url or "")

    def links_beside(self, statement: Statement) -> tuple[Permalink, ...]:
        """The permalink of a statement and those that stand in one row with it, behind it; none when it has none.

        A sentence that tells of several posts bears all their links, and its quotation may be of any.
        """
        behind = [at for at, link in enumerate(self.links) if link.url == statement.url]
        after = [at for at in behind if self.links[at].span[0] >= statement.quote_span[1]] or behind[-1:]
        if not after:
            return ()
        first = last = after[0]
        while first and not self._between(first - 1, first):
            first -= 1
        while last + 1 < len(self.links) and not self._between(last, last + 1):
            last += 1
        return self.links[first : last + 1]

    def _between(self, one: int, other: int) -> str:
        """The words and marks between two links of the text."""
        return self.text[self.links[one].span[1] : self.links[other].span[0]].strip()


def read_article(text: str, *, published_at: datetime | None, zone: str | None) -> Article:
    """Read a text: statements, claims, forecasts, places, links."""
    tokens = tuple(tokenize(text))
    marks = pair_marks(text, tokens)
    statements, ascribed = map(tuple, read_ascribed(text, tokens, marks))
    english = [token for a, b in english_paragraphs(text, tokens, marks.spans) for token in tokens[a : b + 1]]
    places = tuple(sorted([*find_places_in(tokens), *find_latin_places(english)], key=lambda place: place.span))
    return Article(
        text=text,
        tokens=tokens,
        marks=marks,
        statements=statements,
        ascribed=ascribed,
        claims=tuple(find_claims(text, statements, tokens=tokens, places=places)),
        forecasts=tuple(read_forecasts_in(text, tokens, (*statements, *ascribed), published_at)),
        places=places,
        links=tuple(find_permalinks(text)),
        zone=zone or zone_stated(text) or zone_of(places),
        published_at=published_at,
    )


_STATED = re.compile("بتوقيت[ \\t]{1,3}([\\w\N{ARABIC FATHATAN}-\N{ARABIC SUKUN}]{2,20})|([A-Z][a-z]{2,20}) time\\b")


def zone_stated(text: str) -> str | None:
    """The zone that a text itself names most (بتوقيت دمشق, Damascus time); None when it names none that is known.

    >>> zone_stated("عند الساعة 20:00 بتوقيت بيروت"), zone_stated("at 20:00 Damascus time")
    ('Asia/Beirut', 'Asia/Damascus')
    """
    stated = Counter(
        zone for match in _STATED.finditer(text) if (zone := zone_of_city(match[1] or match[2])) is not None
    )
    return max(stated, key=lambda zone: (stated[zone], zone)) if stated else None


def zone_of(places: tuple[Place, ...]) -> str:
    """The zone of the places named most; UTC when no place tells."""
    zones = Counter(entry.zone for place in places if (entry := gazetteer().get(place.key)) is not None and entry.zone)
    return max(zones, key=lambda zone: (zones[zone], zone)) if zones else "UTC"
