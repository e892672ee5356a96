"""What changes the story: claims about one place or one number that cannot stand together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, islice

from tawatur.arabic.gazetteer import gazetteer, place_key
from tawatur.arabic.lexicon import words
from tawatur.arabic.quantities import Quantity, find_quantities_in
from tawatur.arabic.tokens import Span
from tawatur.check.article import Article
from tawatur.check.codes import make_finding
from tawatur.check.records import Finding
from tawatur.claims import STATE_RANK, Claim, State
from tawatur.claims.grouping import bounds, states_exclude

STATE_WORDS: dict[State, tuple[str, str]] = {
    "announced": ("أُعلن التوجه إليها", "announced"),
    "approaching": ("في الطريق إليها", "approaching"),
    "at the gates": ("على أبوابها", "at the gates"),
    "entering": ("بدأ دخولها", "entering"),
    "partly held": ("جزء منها تحت السيطرة", "partly held"),
    "controlled": ("تحت السيطرة", "controlled"),
    "lost": ("فُقدت السيطرة عليها", "lost"),
    "withdrawn": ("انسحاب منها", "withdrawn from"),
    "denied": ("نفي", "denied"),
}
MAX_COMPARED = 200  # numbers of one unit that are compared with each other; a list longer than that is a table
MAX_NEARNESS = 120  # characters between a number and the place it is about


def find_conflicts(article: Article, figures: Sequence[Figure]) -> Iterator[Finding]:
    """Places whose states differ between the article and its voices, or between voices; then numbers."""
    by_place: dict[str, list[Claim]] = {}
    for claim in article.claims:
        if not claim.is_future and (claim.statement is not None or not article.is_marked(claim.span)):
            by_place.setdefault(claim.place_key, []).append(claim)
    for claims in by_place.values():
        telling = one_a_source(claims)
        if _disagree(telling):
            yield _state_conflict(article, telling)
    yield from _number_conflicts(article, figures)


def one_a_source(claims: Sequence[Claim]) -> list[Claim]:
    """Of each source its strongest claim; the article's own first, then by time, then as they stand.

    What a dated speaker is quoted for again without his link (in a headline) is no other account.
    """
    best: dict[tuple[str | None, str | None], Claim] = {}
    for claim in claims:
        key = (claim.speaker, claim.said_at.isoformat() if claim.said_at else None)
        known = best.get(key)
        if known is None or STATE_RANK.get(claim.state, -1) > STATE_RANK.get(known.state, -1):
            best[key] = claim
    dated = {(claim.speaker, claim.state) for claim in claims if claim.said_at and claim.speaker}
    own = [claim for claim in best.values() if claim.said_at or (claim.speaker, claim.state) not in dated]
    return sorted(own, key=_told_first)


def _told_first(claim: Claim) -> tuple[bool, bool, float, int]:
    """Order of accounts: the article's own, then the dated ones by time, then the others as they stand."""
    moment = claim.said_at.timestamp() if claim.said_at else 0.0
    return claim.speaker is not None, claim.said_at is None, moment, claim.span[0]


def _disagree(claims: Sequence[Claim]) -> bool:
    return any(contradict(a, b) for a, b in combinations(claims, 2) if a.speaker != b.speaker)


def contradict(a: Claim, b: Claim) -> bool:
    """Whether two claims of different sources cannot both describe one moment, and no times explain them."""
    return states_exclude(a.state, a.said_at, b.state, b.said_at)


def _state_conflict(article: Article, claims: Sequence[Claim]) -> Finding:
    place = claims[0].place
    parts_ar, parts_en = [], []
    for claim in claims:
        state_ar, state_en = STATE_WORDS[claim.state]
        words_of = article.text[slice(*claim.span)].replace("\n", " ")
        who_ar, who_en = _who(article, claim.statement)
        when_ar = f"الساعة {article.local(claim.said_at):%H:%M}" if claim.said_at else "بلا وقت"
        when_en = f"at {article.local(claim.said_at):%H:%M}" if claim.said_at else "undated"
        parts_ar.append(f"{who_ar} ({when_ar}): {state_ar} «{words_of}»")
        parts_en.append(f"{who_en} ({when_en}): {state_en} «{words_of}»")
    zone_ar = f" (التوقيت: {article.zone_name('ar')})" if any(claim.said_at for claim in claims) else ""
    zone_en = f" (times: {article.zone_name('en')})" if any(claim.said_at for claim in claims) else ""
    evidence = tuple(
        dict.fromkeys(
            url for claim in claims if claim.statement is not None and (url := article.statements[claim.statement].url)
        )
    )
    is_attributed = all(
        any(article.statements[number].speaker for number in article.around(claim.span[0])) for claim in claims
    )
    is_told = is_attributed and _says_so(article, claims[0].place_key)
    return make_finding(
        "conflict.told" if is_told else "conflict.state",
        tuple(claim.span for claim in claims),
        f"الروايات عن {place} لا تتفق{zone_ar}: " + "؛ ".join(parts_ar),
        f"The accounts of {place} do not agree{zone_en}: " + "; ".join(parts_en),
        evidence=evidence,
    )


def _says_so(article: Article, key: str) -> bool:
    """Whether the article itself says that its accounts of a place differ (ولا تتفق الروايات عن حمص)."""
    for at, token in enumerate(article.tokens):
        if token.fold not in words("accounts") or article.is_quoted((token.start, token.end)):
            continue
        start = article.text.rfind("\n", 0, token.start) + 1
        around = [word for word in article.tokens[max(0, at - 4) : at + 6] if word.start >= start]
        if not any(word.fold in words("differ") for word in around):
            continue
        if any(key in {place_key(word.fold), place_key(word.fold.lstrip("#"))} for word in around):
            return True  # by the word: behind "about", حمص alone may be chickpeas
        entry = gazetteer().get(key)
        if entry is not None and entry.name in article.text[around[0].start : around[-1].end]:
            return True
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number with what it counts and who gives it; `statement` None for the article itself."""

    quantity: Quantity
    statement: int | None
    place: str | None

    @property
    def unit(self) -> str:
        """What it counts, folded."""
        return place_key(self.quantity.unit or "")

    @property
    def amount(self) -> tuple[object, ...]:
        """Unit, least and most: the same of two figures that give one number."""
        return self.unit, self.quantity.low, self.quantity.high


def read_figures(article: Article) -> list[Figure]:
    """The numbers of an article that count something other than time."""
    figures = []
    for quantity in find_quantities_in(article.text, article.tokens):
        if (
            quantity.unit is None
            or quantity.unit in words("time unit")
            or place_key(quantity.unit) in words("time unit")
        ):
            continue
        position = quantity.span[0]
        around = article.around(position)
        near = [
            (abs(place.span[0] - position), place.key)
            for place in article.places_near(position, MAX_NEARNESS)
            if "\n" not in article.text[min(place.span[0], position) : max(place.span[1], quantity.span[1])]
        ]
        close = min(near, default=None)
        figures.append(
            Figure(
                quantity=quantity,
                statement=around[0] if around else None,
                place=close[1] if close else None,
            )
        )
    return figures


def _number_conflicts(article: Article, figures: Sequence[Figure]) -> Iterator[Finding]:
    by_unit: dict[str, list[Figure]] = {}
    for figure in figures:
        unit = figure.unit
        if unit in words("conflict unit"):
            by_unit.setdefault(unit, []).append(figure)
    for group in by_unit.values():
        yield from islice(_disagreeing(article, group[:MAX_COMPARED]), 1)


def _disagreeing(article: Article, figures: Sequence[Figure]) -> Iterator[Finding]:
    """A finding for each two figures of one unit that cannot both be right."""
    for a, b in combinations(figures, 2):
        same_source = a.statement == b.statement and a.statement is not None
        if same_source or (a.place and b.place and a.place != b.place):
            continue
        low_a, high_a = bounds(a.quantity.low, a.quantity.high, a.quantity.relation)
        low_b, high_b = bounds(b.quantity.low, b.quantity.high, b.quantity.relation)
        if max(low_a, low_b) <= min(high_a, high_b):
            continue
        spans: tuple[Span, ...] = (a.quantity.span, b.quantity.span)
        shown = [article.text[slice(*span)] for span in spans]
        who = [_who(article, each.statement) for each in (a, b)]
        yield make_finding(
            "conflict.number",
            spans,
            f"{who[0][0]}: «{shown[0]}»، و{who[1][0]}: «{shown[1]}»",
            f"{who[0][1]}: «{shown[0]}»; {who[1][1]}: «{shown[1]}»",
        )


def _who(article: Article, statement: int | None) -> tuple[str, str]:
    if statement is None:
        return "النص نفسه", "the article itself"
    inner = article.statements[statement]
    around = [article.statements[number] for number in article.around(inner.quote_span[0])]
    outer = next((each.speaker for each in around if each.speaker and _holds(each.quote_span, inner.quote_span)), None)
    name_ar, name_en = inner.speaker or "قائل غير معروف", inner.speaker or "an unknown speaker"
    return (f"{outer} نقلا عن {name_ar}", f"{outer} citing {name_en}") if outer else (name_ar, name_en)


def _holds(outer: Span, inner: Span) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1] and outer != inner
