"""An article read once: what every rule of a check looks at."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from tawatur.arabic.places import Place, find_places_in, gazetteer
from tawatur.arabic.tokens import Span, Token, tokenize
from tawatur.claims import Claim, find_claims
from tawatur.forecasts import Forecast, read_forecasts
from tawatur.posts import Permalink, find_permalinks
from tawatur.statements import Statement, read_statements

ARABIC_COUNTRY_OF_ZONE = {
    "Asia/Damascus": "دمشق", "Asia/Beirut": "بيروت", "Asia/Amman": "عمّان", "Asia/Gaza": "غزة", "Asia/Hebron": "القدس",
    "Asia/Jerusalem": "القدس", "Asia/Baghdad": "بغداد", "Asia/Riyadh": "الرياض", "Asia/Aden": "صنعاء",
    "Asia/Muscat": "مسقط", "Asia/Dubai": "دبي", "Asia/Qatar": "الدوحة", "Asia/Bahrain": "المنامة",
    "Asia/Kuwait": "الكويت", "Africa/Cairo": "القاهرة", "Africa/Khartoum": "الخرطوم", "Africa/Tripoli": "طرابلس",
    "Africa/Tunis": "تونس", "Africa/Algiers": "الجزائر", "Africa/Casablanca": "الرباط", "UTC": "غرينتش",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A text with everything that was read in it; spans are code points of `text`.

    Attributes:
        zone: the zone of most places named (or the one asked for): times are shown in it.
        published_at: aware; None when nobody told.
    """

    text: str
    tokens: tuple[Token, ...]
    statements: tuple[Statement, ...]
    claims: tuple[Claim, ...]
    forecasts: tuple[Forecast, ...]
    places: tuple[Place, ...]
    links: tuple[Permalink, ...]
    zone: str
    published_at: datetime | None

    def local(self, moment: datetime) -> datetime:
        """A moment in the article's zone."""
        return moment.astimezone(ZoneInfo(self.zone))

    def zone_name(self, lang: str) -> str:
        """The zone by the city that stands for it."""
        city = self.zone.rsplit("/", maxsplit=1)[-1].replace("_", " ")
        return ARABIC_COUNTRY_OF_ZONE.get(self.zone, city) if lang == "ar" else city

    def is_quoted(self, span: Span) -> bool:
        """Whether a span lies in somebody's statement."""
        return any(each.quote_span[0] <= span[0] and span[1] <= each.quote_span[1] for each in self.statements)

    def link_of(self, statement: Statement) -> Permalink | None:
        """The permalink that stands with a statement; None when there is none."""
        return next((link for link in self.links if link.url == statement.url), None)


def read_article(text: str, *, published_at: datetime | None, zone: str | None) -> Article:
    """Read a text: statements, claims, forecasts, places, links."""
    tokens = tuple(tokenize(text))
    statements = tuple(read_statements(text))
    places = tuple(find_places_in(tokens))
    return Article(
        text=text,
        tokens=tokens,
        statements=statements,
        claims=tuple(find_claims(text, statements)),
        forecasts=tuple(read_forecasts(statements, published_at)),
        places=places,
        links=tuple(find_permalinks(text)),
        zone=zone or zone_of(places),
        published_at=published_at,
    )


def zone_of(places: tuple[Place, ...]) -> str:
    """The zone of the places named most; UTC when no place tells."""
    zones = Counter(entry.zone for place in places if (entry := gazetteer().get(place.key)) is not None and entry.zone)
    return max(zones, key=lambda zone: (zones[zone], zone)) if zones else "UTC"
