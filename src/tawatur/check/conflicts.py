"""What changes the story: claims about one place or one number that cannot stand together."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from tawatur.arabic.folding import fold_word
from tawatur.arabic.gazetteer import gazetteer, place_key
from tawatur.arabic.lexicon import words
from tawatur.arabic.places import Place
from tawatur.arabic.quantities import PERCENT, Quantity, find_quantities_in
from tawatur.arabic.tokens import Span
from tawatur.check.access import find_access_conflicts
from tawatur.check.article import Article
from tawatur.check.codes import make_finding
from tawatur.check.measures import find_differing, find_outgrown
from tawatur.check.records import Finding
from tawatur.claims import STATE_RANK, Claim, EventClaim, State
from tawatur.claims.assertion import clause_around
from tawatur.claims.grouping import APPROXIMATE, TOLLS, states_exclude, tolls_exclude
from tawatur.claims.records import FAR
from tawatur.posts import LABEL_CHARACTERS
from tawatur.statements import Statement

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
NEAR_ACTOR = 24  # characters around a claim in which a word with "our" tells whose side it is of
MAX_COMPARED = 100  # tolls of one event that are compared with each other; a list longer than that is a table
_Mouth = tuple[Statement | None, int | None]  # who gives a number, else the paragraph of the article's own
_EVIDENCE = re.compile(rf"\bEV-[A-Z2-7]{{{LABEL_CHARACTERS}}}\b")
LONGEST_GLOSS = 30  # characters from a closing mark to a number in brackets behind it
_BEHIND_MARK = re.compile('[»”"] ?[(][^()\\n]*$')
_COUNT = re.compile(r"\b(?:[0-9][0-9,]{0,12}|one)(?: (?:independent|different))? (?:post|voice|account)s?\b")
_BEFORE_ENTRY: frozenset[State] = frozenset({"announced", "approaching", "at the gates"})
_LED = 3  # words behind a word that narrows, of which one must be told of the others too
_DATELINE = re.compile(r" ?(?:[-\u2013\u2014(]|\u0640{1,3} )")  # behind the place where an article was written
_NAMED_AFTER = frozenset(map(fold_word, "شارع مستشفى جامعة نادي".split()))  # of a street or house, and no place itself
_OWN_POSTS = re.compile(r"(?:يستند (?:هذا )?التقرير إلى|[Tt]his report draws on) $")  # what a text says of itself
_YEARS = re.compile("[12][0-9]{3}|[\u0661\u0662][\u0660-\u0669]{3}|سنوات|سنين|أعوام|عقود|عقدين|عامين|سنتين")


def find_conflicts(article: Article, events: Sequence[EventClaim], counted: Collection[Figure]) -> Iterator[Finding]:
    """Places whose states differ between the article and its voices, or between voices; then tolls.

    `counted`: figures that are told beside each other with how many give each: no toll of the article's own.
    """
    by_place: dict[str, list[Claim]] = {}
    for claim in article.claims:
        if not claim.is_future and (claim.statement is not None or not article.is_marked(claim.span)):
            by_place.setdefault(claim.place_key, []).append(claim)
    for claims in by_place.values():
        telling = one_a_source(claims)
        if _disagree(telling) or _have_two_holders(article, telling) or _hold_it_both(article, telling):
            yield _state_conflict(article, telling)
    yield from _number_conflicts(article, events, counted)
    yield from _victims_denied(article, events)
    for accounts in find_access_conflicts(article):
        told = [(each.giver, each.span) for each in accounts]
        yield told_differently("conflict.access", article, told)


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


def _have_two_holders(article: Article, claims: Sequence[Claim]) -> bool:
    """Whether one account gives a place to the army or the government of a country, another to those who fight it.

    Other names of fighters are not compared: two of them may be one (الثوار and المعارضة). Of two dated accounts the
    later one may tell of a change.
    """
    held = [(claim, holder) for claim in claims if claim.state == "controlled" and (holder := _holder(article, claim))]
    return any(
        a.speaker != b.speaker
        and words("state force").isdisjoint(holder_a) != words("state force").isdisjoint(holder_b)
        and not (a.said_at and b.said_at)
        for (a, holder_a), (b, holder_b) in combinations(held, 2)
    )


def _hold_it_both(article: Article, claims: Sequence[Claim]) -> bool:
    """أعلن اللواء أنه سيطر على البلدة، وفي المقابل قال قائد الكتيبة إن البلدة بيد قواته: each says it is his.

    A word that sets one account against the other must stand between them: two of one side may both speak so.
    """
    own = [claim for claim in claims if claim.state == "controlled" and _is_his_own(article, claim)]
    return any(
        a.speaker != b.speaker and not (a.said_at and b.said_at) and are_set_against(article, a.span, b.span)
        for a, b in combinations(own, 2)
    )


def _is_his_own(article: Article, claim: Claim) -> bool:
    """Whether a speaker says of himself or his men that they hold a place."""
    if claim.statement is None or claim.speaker is None or claim.actor is not None:
        return False
    statement = article.statements[claim.statement]
    first = article.token_number(statement.quote_span[0])
    before = article.tokens[first - 1].fold if first else ""
    is_himself = before.removeprefix("ب") in words("that he") and claim.span[0] == statement.quote_span[0]
    around = article.tokens_between(claim.span[0] - NEAR_ACTOR, claim.span[1] + NEAR_ACTOR)
    return is_himself or any(token.fold in words("his men") for token in around)


def are_set_against(article: Article, a: Span, b: Span) -> bool:
    """Whether words between two accounts set one against the other (في المقابل، لكن، بينما)."""
    first, second = sorted((a, b))
    return any(token.fold in words("against") for token in article.tokens_between(first[1], second[0]))


def _holder(article: Article, claim: Claim) -> frozenset[str]:
    """Folded words of who holds a place: who is said to, or the speaker's own side (قواتنا); empty when unknown."""
    start, end = claim.span
    around = [token for token in article.tokens_between(start - NEAR_ACTOR, end + NEAR_ACTOR) if token.is_word]
    named = claim.actor or ""
    if claim.statement is not None and any(token.fold.endswith("نا") for token in around):
        statement = article.statements[claim.statement]
        named = f"{statement.role or ''} {statement.speaker or ''}"
    return frozenset(fold_word(word).removeprefix("ب") for word in named.split())


def contradict(a: Claim, b: Claim) -> bool:
    """Whether two claims of different sources cannot both describe one moment, and no times explain them."""
    if "denied" in {a.state, b.state} and not {a.state, b.state}.isdisjoint(_BEFORE_ENTRY):
        return False  # the army has not withdrawn, the others stand at the gates
    return states_exclude(a.state, a.said_at, b.state, b.said_at)


def _state_conflict(article: Article, claims: Sequence[Claim]) -> Finding:
    place = claims[0].place
    parts_ar, parts_en = [], []
    for claim in claims:
        state_ar, state_en = STATE_WORDS[claim.state]
        words_of = article.text[slice(*claim.span)].replace("\n", " ")
        who_ar, who_en = who_says(article, None if claim.statement is None else article.statements[claim.statement])
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
        if quantity.unit is None or (
            quantity.unit != PERCENT and not words("time unit").isdisjoint({quantity.unit, place_key(quantity.unit)})
        ):
            continue
        around = article.around(quantity.span[0])
        figures.append(Figure(quantity=quantity, statement=around[0] if around else None))
    return figures


def find_counted(article: Article, figures: Iterable[Figure]) -> list[Figure]:
    """Counts of posts, accounts and voices, and the quoted numbers in their lines, where an evidence record is named.

    One record (EV-…) named anywhere is enough, as a method box names it; its contents are not looked up. On how many
    posts a text draws it says itself.
    """
    own = [each for each in figures if each.statement is None]
    if _EVIDENCE.search(article.text) is None:
        return [each for each in own if _OWN_POSTS.search(article.text, 0, each.quantity.span[0])]
    counts = [each for each in own if each.unit in words("measured unit")]
    places = [each.quantity.span[0] for each in counts] + [each.start() for each in _COUNT.finditer(article.text)]
    lines = set(map(article.paragraph_of, places))
    told = (each for each in own if _is_quoted_or_glossed(article, each.quantity.span) and each not in counts)
    return [*counts, *(each for each in told if article.paragraph_of(each.quantity.span[0]) in lines)]


def _is_quoted_or_glossed(article: Article, span: Span) -> bool:
    """Whether a number stands between marks, or in brackets right behind them: what words of another language mean."""
    before = article.text[max(0, span[0] - LONGEST_GLOSS) : span[0]]
    return article.is_marked(span) or _BEHIND_MARK.search(before) is not None


def _number_conflicts(article: Article, events: Sequence[EventClaim], counted: Collection[Figure]) -> Iterator[Finding]:
    """A finding for each toll of which two accounts exclude each other, with all that do."""
    tolls: dict[str, list[tuple[_Mouth, EventClaim]]] = {}
    starts = {each.quantity.span[0] for each in counted}
    outgrown = find_outgrown(article)
    for event in (_as_part(article, _as_dead(_as_counted(event))) for event in events):
        if event.quantity and event.quantity.low in outgrown:
            continue
        is_told = event.polarity == "affirmed" and event.modality != "future" and not event.is_added
        if event.event in TOLLS and is_told and event.quantity and event.quantity.span[0] not in starts:
            giver = article.giver(event.quantity.span[0])
            mouth: _Mouth = (giver, None) if giver else (None, article.paragraph_of(event.span[0]))
            tolls.setdefault(event.event, []).append((mouth, event))
    known: set[Span] = set()
    for told in tolls.values():
        pairs = combinations(told[:MAX_COMPARED], 2)
        apart = {
            each
            for a, b in pairs
            if not _is_one_mouth(a[0], b[0]) and _numbers_exclude(article, a[1], b[1])
            for each in (a, b)
        }
        if apart:
            shown = [(each[0][0], each[1].span) for each in told if each in apart]
            known.update(each[1].quantity.span for each in apart if each[1].quantity)
            yield told_differently("conflict.number", article, shown)
    held = {event.quantity.span: event.event for event in events if event.quantity}
    for differing in find_differing(article, held, outgrown):
        measured = [each for each in differing if each.quantity.span[0] not in starts]
        if len(measured) > 1 and not known.issuperset(each.quantity.span for each in measured):
            yield told_differently("conflict.number", article, [(each.giver, each.span) for each in measured])


def _victims_denied(article: Article, events: Sequence[EventClaim]) -> Iterator[Finding]:
    """Victims of whom somebody says that there are none (نفى تسجيل أي وفاة) and somebody else that there are."""
    told = [event for event in events if event.event in TOLLS and event.modality in {"certain", "reported"}]
    told = [event for event in told if not event.is_added and not _is_of_more(article, event)]
    known: set[str] = set()
    for denied in (event for event in told if event.polarity == "denied" and event.quantity is None):
        mouth = _mouth(article, denied)
        for other in told:
            if (
                other.polarity == "denied"
                or other.quantity is None
                or other.event != denied.event
                or other.event in known
            ):
                continue
            if (
                _mouth(article, other) != mouth
                and not _are_apart(_place(article, denied), _place(article, other))
                and _is_near(denied, other)
                and not _are_narrowed_apart(article, denied, other)
            ):
                known.add(other.event)
                first, second = sorted((denied, other), key=lambda event: event.span)
                accounts = [(article.giver(event.span[0]), event.span) for event in (first, second)]
                yield told_differently("conflict.denial", article, accounts)


def _mouth(article: Article, event: EventClaim) -> str | int:
    """Who tells of an event: the speaker, else the paragraph of the article's own voice."""
    giver = article.giver(event.span[0])
    return giver.speaker if giver is not None and giver.speaker else article.paragraph_of(event.span[0])


def _are_narrowed_apart(article: Article, denied: EventClaim, other: EventClaim) -> bool:
    """Whether one of two tells of some only, whom the other does not name (بين غير الملقحين, في صفوف الشرطة)."""
    if _is_received(article, denied):
        return True
    for event, against in ((denied, other), (other, denied)):
        at = article.token_number(event.span[1] - 1)
        _, end = clause_around(article.tokens, at, at)
        led = next((near for near in range(at + 1, end) if article.tokens[near].fold in words("narrows")), None)
        if led is None:
            continue
        first, last = clause_around(article.tokens, *[article.token_number(against.span[0])] * 2)
        said = {token.fold.removeprefix("ال") for token in article.tokens[first:last]}
        if said.isdisjoint(
            token.fold.removeprefix("ال") for token in article.tokens[led + 1 : min(end, led + 1 + _LED)]
        ):
            return True
    return False


def _is_of_more(article: Article, event: EventClaim) -> bool:
    """أي إصابات أخرى, وفيات جديدة: none beside those told."""
    at = article.token_number(event.span[1] - 1)
    return any(token.fold in words("further") for token in article.tokens[at : at + 3])


def _is_near(a: EventClaim, b: EventClaim) -> bool:
    return not (a.start and b.start and abs(a.start - b.start) > FAR)


def _as_counted(event: EventClaim) -> EventClaim:
    """At least 37 dead are 37 who were counted: whoever says more than 50 counts others; any other event as it is."""
    quantity = event.quantity
    if quantity is None or quantity.low is None or quantity.relation != "ge":
        return event
    return replace(event, quantity=replace(quantity, high=quantity.low * (1 + APPROXIMATE), relation="range"))


def _as_dead(event: EventClaim) -> EventClaim:
    """Bodies that were counted as that many dead or more (أحصينا 22 جثة); any other event as it is."""
    if (
        event.event != "recovered"
        or event.quantity is None
        or place_key(event.quantity.unit or "") not in words("body")
    ):
        return event
    return replace(event, event="killed", quantity=replace(event.quantity, relation="ge", high=None, unit=None))


def _as_part(article: Article, event: EventClaim) -> EventClaim:
    """Those whom one house took in as that many or more (استقبل المستشفى أربعة قتلى); any other event as it is."""
    quantity = event.quantity
    if quantity is None or not _is_received(article, event):
        return event
    return replace(event, quantity=replace(quantity, relation="ge", high=None))


def _is_received(article: Article, event: EventClaim) -> bool:
    at = article.token_number(event.span[0])
    first, _ = clause_around(article.tokens, at, at)
    return any(token.fold in words("receives") for token in article.tokens[first : at + 1])


def _numbers_exclude(article: Article, a: EventClaim, b: EventClaim) -> bool:
    """Whether two tolls from different mouths cannot both be right, and neither place nor time explains them."""
    if a.quantity is None or b.quantity is None or _are_apart(_place(article, a), _place(article, b)):
        return False
    if not _is_near(a, b):
        return False
    years = [_YEARS.findall(event.time_words or "") for event in (a, b)]
    if years[0] != years[1]:  # في زلزال عام 2023, خلال السنوات العشر الماضية
        return False
    tolls = (a.quantity, a.said_at), (b.quantity, b.said_at)
    first, second = reversed(tolls) if a.said_at and b.said_at and b.said_at < a.said_at else tolls
    return tolls_exclude(*first, *second)


def _is_one_mouth(a: _Mouth, b: _Mouth) -> bool:
    """Whether one speaker gives both, who may put his own number right."""
    return a == b or (
        a[0] is not None and b[0] is not None and a[0].speaker is not None and a[0].speaker == b[0].speaker
    )


def _place(article: Article, event: EventClaim) -> Place | None:
    """Where an event was; None for where the article was written (مقديشو - نفى …) or after what a house is named."""
    if event.place is None:
        return None
    start, end = event.place.span
    before = article.token_before(start)
    opens_line = not article.text[article.text.rfind("\n", 0, start) + 1 : start].strip()
    is_dateline = opens_line and _DATELINE.match(article.text, end) is not None
    return None if is_dateline or (before is not None and before.fold in _NAMED_AFTER) else event.place


def _are_apart(a: Place | None, b: Place | None) -> bool:
    """Whether two places are two; a country holds its towns, and may only be part of a name (شبكة أطباء السودان)."""
    if a is None or b is None or a.key == b.key:
        return False
    return a.country != b.country or "country" not in {a.kind, b.kind}


def told_differently(code: str, article: Article, told: Sequence[tuple[Statement | None, Span]]) -> Finding:
    """A finding for accounts that exclude each other, each with who gives it and its words."""
    parts_ar, parts_en = [], []
    for giver, span in told:
        who_ar, who_en = who_says(article, giver)
        shown = article.text[slice(*span)].replace("\n", " ")
        parts_ar.append(f"{who_ar}: «{shown}»")
        parts_en.append(f"{who_en}: «{shown}»")
    spans = tuple(span for _, span in told)
    return make_finding(code, spans, "؛ ".join(parts_ar), "; ".join(parts_en))


def who_says(article: Article, inner: Statement | None) -> tuple[str, str]:
    """Who gives a statement, in Arabic and English, with whom he cites; the article itself for None."""
    if inner is None:
        return "النص نفسه", "the article itself"
    around = [article.statements[number] for number in article.around(inner.quote_span[0])]
    outer = next((each.speaker for each in around if each.speaker and _holds(each.quote_span, inner.quote_span)), None)
    name_ar, name_en = inner.speaker or "قائل غير معروف", inner.speaker or "an unknown speaker"
    return (f"{outer} نقلا عن {name_ar}", f"{outer} citing {name_en}") if outer else (name_ar, name_en)


def _holds(outer: Span, inner: Span) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1] and outer != inner
