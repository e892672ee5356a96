"""What the posts of a trend tell together: which events by how many voices, who had the first first, which numbers."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise

from tawatur.arabic.agreement import agrees_by_form
from tawatur.arabic.folding import fold_word
from tawatur.arabic.lexicon import words
from tawatur.arabic.nouns import ARTICLE
from tawatur.arabic.places import find_places
from tawatur.arabic.quantities import find_quantities
from tawatur.arabic.tokens import Span, Token, tokenize
from tawatur.arabic.verbs import read_verb
from tawatur.claims import EventClaim
from tawatur.claims.grouping import SLACK, TOLLS, ClaimGroup, counts_everybody, group_claims
from tawatur.claims.vocabulary import vocabulary
from tawatur.posts import Post
from tawatur.report.contents import is_misspelt
from tawatur.report.developments import SHARED, Development, stem
from tawatur.report.profiles import is_institution_handle, outlets
from tawatur.report.quoting import clause_around, find_source, find_units, make_quote, word_count
from tawatur.report.records import LANGUAGES, Key, Language
from tawatur.report.relays import is_relayed, relayed_handle
from tawatur.voices import count_voices

MAX_EVENTS = 3
MIN_VOICES = 3  # that make an event one of the trend
MAX_NUMBERS = 3  # of one kind of event
OUTNUMBERED = 4  # times as many voices that later give lower numbers: a number does not stand
SHORT = 2  # letters of words that tell nothing
MOSTLY_SHARED = 0.7  # of the words of a clause that others of its development use too
COPIED = 0.8  # of the words of two clauses that are the same: one voice
_ALEF = "\N{ARABIC LETTER ALEF}"
_ASIDE = re.compile(r"\s*[،,]{2,}")
_AMBIGUOUS = frozenset({"ضحية"})  # victims are also hurt
_EASTERN = frozenset("٠١٢٣٤٥٦٧٨٩")  # figures that go behind the others
_HERE = frozenset({"هنا", "here"})
_AGES = frozenset("yo yr yrs year years old aged".split())
MIN_TOLD, FEW = 2, 6  # voices that give a toll, where there are more posts than few
FIRST = 12  # claims of the main event that are looked at for one that can be quoted
CLAUSE_WORDS, MIN_CLAUSE = 25, 5
_NATURE = frozenset({"flooding", "weather", "quake"})
_VIOLENCE = frozenset({"control", "seized", "strike", "explosion", "attack", "clashes", "arrested"})
HEADLINE_SHARE = 0.03
"""Of all voices: what so many tell may head a roundup. In four archived rises of 158 to 512 voices what heads them
was told by 4 to 42 in 100, the most told beside it by 1 to 3."""
HEADLINE_WORDS = 14
COUNTED = ("killed", "injured", "missing", "found", "trapped", "displaced", "evacuated", "rescued", "arrested")
"""Events whose numbers are told, in this order."""
PASSING = frozenset({"missing", "found", "trapped"})
"""Of those the newest numbers are told: who was missing is found."""
ENDING = ("found", "rescued", "evacuated")
"""Events after which nobody is missing or trapped."""
MAX_NEWEST, STALE = 2, timedelta(hours=12)  # places of which they are told; older than the newest of all by more: none


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A number of an event.

    Attributes:
        post, span: where it is given; voices: how many give it; first_at: when the first did.
        first: the post, and the range of it, that gave it first.
        clause: a post and the range of it that tells the number with what happened; None when none can be quoted.
        names_event: its words say what is counted (12 dead, and not 12 people).
        low, relation: the number as `arabic.find_quantities` reads it.
        place: whose people it counts, as the post names it; at_place: its English name. None for the country.
        is_part: it counts some of them: tourists, people of one country.
        ended: a post, and the range of it that tells later that all of them are found; None where none does.
    """

    post: Post
    span: Span
    voices: int
    first_at: datetime | None
    first: tuple[Post, Span]
    clause: tuple[Post, Span] | None = None
    names_event: bool = False
    low: Decimal | None = None
    relation: str = "eq"
    place: str | None = None
    at_place: str | None = None
    is_part: bool = False
    ended: tuple[Post, Span] | None = None

    def is_told_in(self, language: Language) -> bool:
        """Whether its words, and the clause to quote, are written in a language; figures are in every one."""
        clause = self.clause[0].text[slice(*self.clause[1])] if self.clause else ""
        return is_written_in(self.post.text[slice(*self.span)], language) and is_written_in(clause, language)


def is_written_in(text: str, language: Language) -> bool:
    """Whether most letters of a text are Arabic, for "ar", or Latin, for "en"; one without letters is in both."""
    letters = [character for character in text if character.isalpha()]
    arabic = sum("\u0600" <= character <= "\u06ff" for character in letters)
    latin = sum(character.isascii() for character in letters)
    return not letters or 2 * (arabic if language == "ar" else latin) > len(letters)


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """What the posts of a trend say has happened.

    Attributes:
        counted: (event, voices), the most told first.
        first: event, and the earliest clause on it as a range of its post; None when none can be quoted.
        numbers: event -> its numbers, rising with time; a second line of an event counts some of its people.
        is_of_nature: more voices tell of a flood, a quake or a storm than of anything that people do to each other.
        most_told: what most voices tell alike (`find_most_told`); retold: in other words (`find_retold`).
        named: (event, the highest number of people that any post names of it, in whatever words).
    """

    counted: tuple[tuple[str, int], ...] = ()
    first: tuple[str, Post, Span] | None = None
    numbers: tuple[tuple[str, tuple[Given, ...]], ...] = ()
    is_of_nature: bool = False
    most_told: tuple[Post, Span, int] | None = None
    retold: tuple[Post, Span, Post] | None = None
    named: tuple[tuple[str, Decimal], ...] = ()

    def is_above_all(self, event: str, given: Given) -> bool:
        """Whether no post names a higher number, not even one that is vague (thousands) or that others have left."""
        return given.low is not None and dict(self.named).get(event, given.low) <= given.low

    def is_led_by(self, event: str, voices: int) -> bool:
        """Whether enough of all voices tell of an event for it to head the roundup."""
        return dict(self.counted).get(event, 0) >= HEADLINE_SHARE * voices

    def name(self, event: str) -> str:
        """The event as it is called: who nature killed has died (وفيات), and is no قتيل."""
        return "died" if event == "killed" and self.is_of_nature else event

    def toll_in(self, language: Language) -> tuple[str, Given, bool] | None:
        """The event that counts people, the highest of its numbers told in a language, and whether none is higher.

        None when none is given.
        """
        return next(
            ((event, one, one is given[-1]) for event, given in self.numbers if event in TOLLS
             for one in reversed(given) if one.is_told_in(language)), None)  # fmt: skip

    def lead_keys(self, language: Language) -> frozenset[Key]:
        """The posts whose words a lead tells: the toll, what most tell alike, the first to tell of the event."""
        toll = self.toll_in(language)
        posts = [toll[1].clause[0]] if toll is not None and toll[1].clause is not None else []
        posts += [each[0] for each in (self.most_told, self.retold) if each is not None]
        posts += [self.first[1]] if self.first is not None else []
        return frozenset(post.key for post in posts)

    @property
    def told(self) -> tuple[tuple[str, str, int], ...]:
        """(event, number as told or "", voices): what was counted, for the record that is kept of it."""
        numbers = (
            (event, each.post.text[slice(*each.span)], each.voices) for event, given in self.numbers for each in given
        )
        alike = [("alike", each[0].text[slice(*each[1])], each[2]) for each in [self.most_told] if each is not None]
        return (*((event, "", voices) for event, voices in self.counted), *numbers, *alike)


def read_happened(
    posts: Sequence[Post],
    claims: Mapping[Key, Sequence[EventClaim]],
    *,
    languages: Sequence[Language] = LANGUAGES,
) -> Happened:
    """What posts say has happened, where most of them place it; future, denied and far events are left out.

    `languages`: whose numbers are told before those of others.
    """
    by_name = {f"{post.platform}/{post.post_id}": post for post in posts}
    wanted = [
        claim
        for post in posts
        if not _is_bait(post, claims.get(post.key, ()))
        for claim in claims.get(post.key, ())
        if claim.state != "denied" and claim.polarity == "affirmed" and claim.modality in {"certain", "reported"}
    ]
    country = _most_named(wanted)[0]
    counting = [claim for claim in wanted if claim.event in COUNTED and claim.quantity is not None]
    counted_in, is_most = _most_named(counting)
    by_event: dict[str, list[EventClaim]] = defaultdict(list)
    for claim in wanted:
        if claim.place is None or not is_most or claim.place.country in {None, country}:
            by_event[claim.event].append(claim)

    def voices(said: Sequence[EventClaim]) -> int:
        return count_voices(by_name[name] for name in {claim.origin.name for claim in said}).v1

    if "flooding" in by_event:  # the rain that brought the flood is the same news
        by_event.pop("weather", None)
    counts = [(event, voices(said)) for event, said in sorted(by_event.items())]
    counted = tuple(sorted((each for each in counts if each[1] >= MIN_VOICES), key=lambda each: -each[1])[:MAX_EVENTS])
    numbers = []
    for event in COUNTED if is_most else ():  # numbers of several countries are no numbers of one event
        said = [claim for claim in by_event.get(event, ()) if claim.quantity is not None and not claim.is_added]
        said = [claim for claim in said if not _is_abroad(claim, by_name[claim.origin.name], counted_in)]
        lines = _numbers(said, by_name, voices, country, languages)
        if event in PASSING:
            lines = [(replace(given, ended=_find_end(given, by_event, by_name)),) for (given,) in lines]
        numbers += [(event, given) for given in lines]
    return Happened(
        counted=counted,
        first=next((_first(event, by_event[event], by_name) for event, _ in counted if event != "weather"), None),
        numbers=tuple(numbers),
        is_of_nature=_most(counts, _NATURE) > _most(counts, _VIOLENCE),
        named=_highest_named(posts, claims),
    )


def _is_bait(post: Post, claims: Sequence[EventClaim]) -> bool:
    """Whether a post gives no figure, names nobody and sends its reader to a link for all else (التفاصيل من هنا …).

    Links that gather clicks tell of whole families drowned; an outlet's link leads to its article.
    """
    handle = relayed_handle(post) or post.handle or ""
    if is_institution_handle(handle) or handle.lower() in outlets():
        return False
    told = [token for token in tokenize(post.text) if token.kind not in {"punctuation", "newline"}]
    if not any(after.kind == "link" and token.fold in _HERE for token, after in pairwise(told)):
        return False
    units = [(unit.start, unit.end) for unit in find_units(post.text)]
    is_figured = any(token.kind == "number" for span in units for token in tokenize(post.text[slice(*span)]))
    is_sourced = any(claim.speaker for claim in claims) or any(find_source(post, each) for each in units)
    return not (is_figured or is_sourced)


def _most_named(claims: Sequence[EventClaim]) -> tuple[str | None, bool]:
    """The country of most claims, None where none names any; and whether it is that of most that name one."""
    countries = Counter(claim.place.country for claim in claims if claim.place and claim.place.country)
    country = min(countries, key=lambda name: (-countries[name], name), default=None)
    return country, country is None or 2 * countries[country] > countries.total()


def _is_abroad(claim: EventClaim, post: Post, country: str | None) -> bool:
    """Whether a claim without a place stands in a post that names countries, and not the one of most."""
    named = {place.country for place in find_places(post.text) if place.country} if claim.place is None else set()
    return bool(named) and country is not None and country not in named


def _highest_named(
    posts: Sequence[Post], claims: Mapping[Key, Sequence[EventClaim]]
) -> tuple[tuple[str, Decimal], ...]:
    """Of each event that counts people the highest number that stands in a post on it, however it is put.

    None of those who were hurt as well (victims), of other people beside them, of an earlier day, and no age.
    """
    highest: dict[str, Decimal] = {}
    for post in posts:
        own = claims.get(post.key, ())
        events = {claim.event for claim in own} & TOLLS
        for quantity in find_quantities(post.text) if events else ():
            word = vocabulary().units.get(fold_word(quantity.unit or ""))
            of_event = word.event if word is not None else None
            if quantity.unit is None or quantity.low is None or not (of_event or counts_everybody(quantity.unit)):
                continue
            giving = [claim for claim in own if claim.quantity is not None and claim.quantity.span == quantity.span]
            is_other = bool(giving) and all(claim.at != claim.said_at for claim in giving)
            is_age = not _AGES.isdisjoint(fold_word(post.text[slice(*quantity.span)]).replace("-", " ").split())
            if is_other or is_age or quantity.unit in _AMBIGUOUS:
                continue
            counted = {claim.event for claim in giving} or events
            for event in events & ({of_event} if of_event else counted):
                highest[event] = max(quantity.low, highest.get(event, quantity.low))
    return tuple(sorted(highest.items()))


def _find_end(
    given: Given, by_event: Mapping[str, Sequence[EventClaim]], by_name: Mapping[str, Post]
) -> tuple[Post, Span] | None:
    """Where it is told later that those who were missing at a place, all of them, are found; None where it is not.

    Who says that they are all found goes before who counts them.
    """
    ends = [
        claim for event in ENDING for claim in by_event.get(event, ())
        if claim.said_at and given.first_at and claim.said_at > given.first_at
        if claim.place is not None and claim.place.name == given.at_place and _is_of_all(claim)
    ]  # fmt: skip
    whole = [claim for claim in ends if words("everybody") & {token.fold for token in tokenize(claim.text)}]
    return _best_clause(sorted(whole or ends, key=lambda claim: (str(claim.said_at), claim.origin.name)), by_name)


def _is_of_all(claim: EventClaim) -> bool:
    said = {token.fold for token in tokenize(claim.text)}
    return bool(said & (words("everybody") | words("everybody counted"))) and not said & words("some counted")


def _most(counts: Sequence[tuple[str, int]], events: frozenset[str]) -> int:
    return max((voices for event, voices in counts if event in events), default=0)


def find_most_told(
    developments: Sequence[Development], passed_over: Collection[Key], voices: int
) -> tuple[Post, Span, int] | None:
    """What most voices tell alike, as a short clause of one who can be quoted, with how many they are.

    None where fewer than HEADLINE_SHARE of all `voices` tell it. `passed_over`: posts that deny, or that are denied.
    """
    for development in developments:
        told = count_voices(development.posts).v1
        if told < max(MIN_VOICES, HEADLINE_SHARE * voices):
            return None
        if not development.is_one or any(post.key in passed_over for post in development.posts):
            continue
        clauses = [(post, span) for post in development.posts if (span := _first_clause(post)) is not None]
        if clauses:  # the first that names whose news it is, else the first that is well spelt and tells what all tell
            spelt = {word for post, span in clauses for word in _raw_words(post, span)}
            return *min(clauses, key=lambda clause: _count_faults(clause, development, spelt)), told
    return None


def find_retold(developments: Sequence[Development], told: tuple[Post, Span, int]) -> tuple[Post, Span, Post] | None:
    """What `find_most_told` gives, in other words of its development, and the first to tell it; None without any.

    Well spelt words that tell the same: the first that name whose news it is, else those that share most with it. Who
    opens with what came before (after his failure, …) comments on it.
    """
    post, span, _ = told
    development = next(each for each in developments if post in each.posts)
    own = _stems(post, span)
    spelt = {word for other in development.posts for word in _raw_words(other, (0, len(other.text)))}
    clauses = [(other, clause) for other in development.posts if (clause := _first_clause(other)) is not None]
    others = [
        (other, clause) for other, clause in clauses
        if _stems(other, clause) != own and len(_stems(other, clause) & own) >= SHARED
        if not (_count_loose(other, clause, spelt) or _opens_with_before(other, clause))
    ]  # fmt: skip
    best = min(others, default=None, key=lambda each: (find_source(*each) is None, -len(_stems(*each) & own)))
    return None if best is None else (*best, development.posts[0])


def _stems(post: Post, span: Span) -> frozenset[str]:
    return frozenset(stem(fold_word(word).removeprefix("ال")) for word in _raw_words(post, span) if len(word) > SHORT)


def _opens_with_before(post: Post, span: Span) -> bool:
    first = fold_word(next(iter(_raw_words(post, span)), ""))
    return first in words("preposition") or first in words("subordinate")


def _count_loose(post: Post, span: Span, spelt: Collection[str]) -> int:
    """Slips (`is_misspelt`), and words that others, of those in `spelt`, end with a ة for their ه."""
    loose = sum(word.endswith("ه") and f"{word[:-1]}ة" in spelt for word in _raw_words(post, span))
    return loose + _is_misspelt(post, span)


def _count_faults(
    clause: tuple[Post, Span], development: Development, spelt: Collection[str]
) -> tuple[bool, bool, int]:
    """Whether a clause names nobody, whether it says much that others do not tell, and its misspelt words.

    Misspelt is a slip (`is_misspelt`), and a word that another clause, of those in `spelt`, ends with a ة for its ه.
    """
    said = _stems(*clause)
    is_own = len(said & development.shared) < MOSTLY_SHARED * len(said)
    return find_source(*clause) is None, is_own, _count_loose(*clause, spelt)


def _raw_words(post: Post, span: Span) -> list[str]:
    return [token.text for token in tokenize(post.text[slice(*span)]) if token.is_word]


def _is_misspelt(post: Post, span: Span) -> bool:
    return is_misspelt(tokenize(post.text[slice(*span)]))


def _first_clause(post: Post) -> Span | None:
    """The first clause of a post in its author's own words, if it can head a roundup."""
    unit = next(iter(find_units(post.text)), None)
    span = clause_around(post, (unit.start, unit.start + 1), HEADLINE_WORDS) if unit else None
    if span is not None:
        asides = _ASIDE.search(post.text, *span)  # «استقالة وزير النقل ،،، المفروض …»: what follows is a comment
        span = (span[0], asides.start()) if asides else span
    if unit is None or span is None or unit.is_cut or is_relayed(post, span[0]):
        return None
    if word_count(find_units(post.text[slice(*span)])) < MIN_CLAUSE:
        return None
    return None if make_quote(post, span).masks or post.text[span[1] - 1] in "؟?…" else span


def find_disputes(
    posts: Sequence[Post], claims: Mapping[Key, Sequence[EventClaim]]
) -> tuple[bool, tuple[str, Given, Given] | None]:
    """Whether posts deny what others affirm; and two tolls, first given within SLACK, that exclude each other.

    Of a crowd each toll is one that MIN_TOLD voices give; of several pairs the one of most voices, with its event.
    """
    by_name = {f"{post.platform}/{post.post_id}": post for post in posts}
    groups = {each.id: each for each in group_claims(claim for post in posts for claim in claims.get(post.key, ()))}
    kinds = {(each.kind, group.id, each.other) for group in groups.values() for each in group.contradictions}
    least = MIN_TOLD if len(posts) > FEW else 1
    apart = []
    for kind, one, other in sorted(kinds):
        a, b = sorted((groups[one], groups[other]), key=lambda group: (str(group.first_at), group.id))
        is_told = kind == "number" and one < other and min(a.voices, b.voices) >= least
        if not (is_told and a.first_at and b.first_at and b.first_at - a.first_at <= SLACK):
            continue
        if not (_is_behind(a, b, groups) or any(_is_outnumbered(each, groups) for each in (a, b))):
            apart.append((a, b))
    best = max(apart, key=lambda pair: (pair[0].voices + pair[1].voices, pair[0].id), default=None)
    is_denied = any(kind == "denial" for kind, _, _ in kinds)
    if best is None:
        return is_denied, None
    first, second = (_earliest(group, by_name) for group in best)
    return is_denied, (best[0].event, first, second) if first and second else None


def _is_behind(a: ClaimGroup, b: ClaimGroup, groups: Mapping[str, ClaimGroup]) -> bool:
    """Whether the later of two tolls is one that the earlier had risen through: who gives it has not heard of more."""
    low = [group.quantity.low for group in (a, b) if group.quantity and group.quantity.low is not None]
    if len(low) < 2 or low[1] >= low[0]:
        return False
    return any(
        group.event == a.event and group.first_at and a.first_at and group.first_at < a.first_at
        and group.polarity == "affirmed" and group.quantity and group.quantity.low and group.quantity.low <= low[1]
        for group in groups.values()
    )  # fmt: skip


def _is_outnumbered(toll: ClaimGroup, groups: Mapping[str, ClaimGroup]) -> bool:
    """Whether too many later voices give lower numbers for a toll to stand."""
    low = toll.quantity.low if toll.quantity else None
    return low is not None and OUTNUMBERED * toll.voices <= sum(
        group.voices
        for group in groups.values()
        if group.event == toll.event and group.polarity == "affirmed" and group.quantity and group.quantity.low
        if group.quantity.low < low and group.first_at and toll.first_at and group.first_at > toll.first_at
    )


def _earliest(group: ClaimGroup, by_name: Mapping[str, Post]) -> Given | None:
    """The number of a group as its first claim gives it."""
    claim = group.claims[0]
    if claim.quantity is None:
        return None
    post = by_name[claim.origin.name]
    return Given(
        post=post, span=claim.quantity.span, voices=group.voices, first_at=group.first_at,
        first=(post, claim.quantity.span), low=claim.quantity.low, relation=claim.quantity.relation,
    )  # fmt: skip


def _first(event: str, said: Sequence[EventClaim], by_name: Mapping[str, Post]) -> tuple[str, Post, Span] | None:
    dated = sorted(
        (claim for claim in said if claim.said_at is not None),
        key=lambda claim: (str(claim.said_at), claim.origin.name, claim.span),
    )
    found = (_clause(claim, by_name) for claim in dated[:FIRST])
    return next(((event, *clause) for clause in found if clause is not None), None)


def _clause(claim: EventClaim, by_name: Mapping[str, Post]) -> tuple[Post, Span] | None:
    """The clause of a claim, with its number, as a range of its post; None when it cannot be quoted."""
    post = by_name[claim.origin.name]
    span = clause_around(post, claim.span, CLAUSE_WORDS)
    if span is None or make_quote(post, span).masks or post.text[span[1] - 1] in "؟?":
        return None
    if claim.quantity and not span[0] <= claim.quantity.span[0] < span[1]:
        return None
    return (post, span) if word_count(find_units(post.text[slice(*span)])) >= MIN_CLAUSE else None


def _best_clause(said: Sequence[EventClaim], by_name: Mapping[str, Post]) -> tuple[Post, Span] | None:
    """Of the clauses that give one number the one that tells it best; None when none can be quoted.

    First those that name whose number it is, then those that are not cut off and well spelt, then in words of others.
    """
    clauses = [(each, clause) for each in said if (clause := _clause(each, by_name)) is not None]
    words_of = [frozenset(map(stem, fold_word(post.text[slice(*span)]).split())) for _, (post, span) in clauses]
    users = Counter(word for each in words_of for word in each)

    def worth(at: int) -> tuple[bool, bool, bool, float]:
        claim, (post, span) = clauses[at]
        is_named = claim.speaker is not None or find_source(post, span) is not None
        own = words_of[at]
        is_whole = post.text[span[1] - 1] != "…"
        shared = round(sum(users[word] > 1 for word in own) / len(own), 1)
        return is_named, is_whole, not _is_misspelt(post, span), shared

    return clauses[max(range(len(clauses)), key=worth)][1] if clauses else None


def _numbers(
    said: Sequence[EventClaim],
    by_name: Mapping[str, Post],
    count: Callable[[Sequence[EventClaim]], int],
    country: str | None,
    languages: Sequence[Language],
) -> list[tuple[Given, ...]]:
    """The numbers of one event at the place of which most voices give some: those of all people, then of some of them.

    Those of all rise with time, and end with the highest that later posts leave standing; of a toll also when one voice
    alone gives it.
    """
    of_place: dict[str, list[EventClaim]] = defaultdict(list)
    for claim in said:
        if claim.at == claim.said_at and not _is_age(claim, by_name):  # what lies days back is another event
            of_place[_place_of(claim)].append(claim)
    if not of_place:
        return []
    if said[0].event in PASSING:
        return _newest(of_place, by_name, count)
    here = of_place[max(sorted(of_place), key=lambda name: count(of_place[name]))]
    is_toll = said[0].event in TOLLS and not _place_of(here[0])
    known: dict[Decimal, str] = {}  # numbers of everybody at other places, with when the first gave each
    for claim in said:
        if claim.at and claim.quantity and claim.quantity.low is not None and counts_everybody(claim.quantity.unit):
            known[claim.quantity.low] = min(str(claim.at), known.get(claim.quantity.low, str(claim.at)))
    lines = _lines(here, by_name, count, country, languages, is_toll=is_toll, known=known)
    earlier = _given_elsewhere(lines[0][-1], here, said) if is_toll and lines else []
    if not earlier:
        return lines
    lines = _lines([*here, *earlier], by_name, count, country, languages, is_toll=is_toll, known=known)
    return [tuple(replace(each, place=None) for each in line) for line in lines]


def _given_elsewhere(given: Given, here: Sequence[EventClaim], said: Sequence[EventClaim]) -> list[EventClaim]:
    """Claims of a part of the country that gave the highest number of the whole of it before anybody else did.

    As many had died in that town as in the whole country in the end: the number stood already.
    """
    return [
        claim
        for claim in said
        if claim not in here and claim.at == claim.said_at
        if claim.quantity
        and counts_everybody(claim.quantity.unit)
        and (claim.quantity.low, claim.quantity.relation) == (given.low, "eq")
        if given.first_at and claim.at and claim.at < given.first_at
    ]


def _newest(
    of_place: Mapping[str, Sequence[EventClaim]],
    by_name: Mapping[str, Post],
    count: Callable[[Sequence[EventClaim]], int],
) -> list[tuple[Given, ...]]:
    """Of each place the newest number that several voices give, and the newest that counts some of the people.

    Such a number falls as people are found: an older one, or a higher one, says nothing of now.
    """
    newest: list[Given] = []
    for claims in of_place.values():
        for told in _by_value(claims, by_name, count):
            shared = [each for each in told if each.voices > 1]
            newest += [max(shared, key=lambda each: each.first_at).given(by_name)] if shared else []
    last = max((each.first_at for each in newest if each.first_at), default=None)
    fresh = [each for each in newest if last and each.first_at and last - each.first_at <= STALE]
    fresh.sort(key=lambda each: str(each.first_at), reverse=True)
    lines = [[each for each in fresh if each.is_part == is_part] for is_part in (False, True)]
    return [(each,) for line, most in zip(lines, (MAX_NEWEST, 1), strict=True) for each in line[:most]]


def _lines(
    here: Sequence[EventClaim],
    by_name: Mapping[str, Post],
    count: Callable[[Sequence[EventClaim]], int],
    country: str | None,
    languages: Sequence[Language],
    *,
    is_toll: bool,
    known: Mapping[Decimal, str],
) -> list[tuple[Given, ...]]:
    """The numbers of everybody at one place, as they rise; and of some of the people the one of most voices."""
    everybody, some = _by_value(here, by_name, count)
    shared = [part for part in some if part.voices > 1]
    lines = (
        _rising(everybody, by_name, country, languages, is_toll=is_toll, known=known),
        sorted(shared, key=lambda part: (-part.voices, part.first_at))[:1],
    )
    given = (tuple(each.given(by_name) for each in line) for line in lines)
    return [line for line in given if line]


def _by_value(
    here: Sequence[EventClaim], by_name: Mapping[str, Post], count: Callable[[Sequence[EventClaim]], int]
) -> tuple[list[_Told], list[_Told]]:
    """The numbers of everybody, and those of some of the people, each with the claims that give it, oldest first."""
    everybody: dict[tuple[Decimal, Decimal | None], list[EventClaim]] = defaultdict(list)
    some: dict[tuple[Decimal, Decimal | None], list[EventClaim]] = defaultdict(list)
    for claim in sorted(here, key=lambda claim: (str(claim.at), claim.origin.name, claim.span)):
        quantity = claim.quantity
        if quantity is None or quantity.low is None or (quantity.unit is None and quantity.relation == "approx"):
            continue  # "thousands" alone counts nobody
        is_band = quantity.relation == "approx" and quantity.low != quantity.high
        value = (quantity.low, quantity.high if is_band else None)
        (some if _is_part(claim, by_name) else everybody)[value].append(claim)
    whole, parts = (
        [_Told.of(value, claims, count, by_name) for value, claims in each.items()] for each in (everybody, some)
    )
    return whole, parts


@dataclass(frozen=True, slots=True)
class _Told:
    """Claims that give one number; `place` is the country named first in the earliest of their posts."""

    value: Decimal
    voices: int
    first_at: str
    claims: Sequence[EventClaim]
    country: str | None
    is_band: bool

    @classmethod
    def of(
        cls,
        value: tuple[Decimal, Decimal | None],
        claims: Sequence[EventClaim],
        count: Callable[[Sequence[EventClaim]], int],
        by_name: Mapping[str, Post],
    ) -> _Told:
        """The number with its voices: who repeats a clause word for word adds none."""
        own: list[EventClaim] = []
        clauses: list[frozenset[str]] = []
        for claim in claims:
            clause = frozenset(fold_word(claim.text).split())
            is_copy = any(len(clause & other) >= COPIED * len(clause | other) for other in clauses)
            if len(clause) < MIN_CLAUSE or not is_copy:
                own.append(claim)
                clauses.append(clause)
        places = find_places(by_name[claims[0].origin.name].text)
        country = next((place.country for place in places if place.country), None)
        return cls(value[0], count(own), str(claims[0].at), claims, country, value[1] is not None)

    def given(self, by_name: Mapping[str, Post]) -> Given:
        """In the words that most give it in; with what it counts it reads better than in figures alone."""
        words_of = Counter(_words(claim, by_name) for claim in self.claims)
        claim = min(
            self.claims,
            key=lambda each: (
                not any(map(str.isalpha, _words(each, by_name))), each.quantity is None or each.quantity.unit is None,
                each.quantity is None or each.quantity.relation != "eq",
                not _EASTERN.isdisjoint(by_name[each.origin.name].text[slice(*_span_of(each, by_name))]),
                _count_bare(each, by_name), -words_of[_words(each, by_name)], not _names_event(each),
                _words(each, by_name), str(each.at),
            ),
        )  # fmt: skip
        assert claim.quantity is not None  # noqa: S101 - said by the caller
        post = by_name[claim.origin.name]
        return Given(
            post=post, span=_span_of(claim, by_name), voices=self.voices, first_at=self.claims[0].at,
            first=(by_name[self.claims[0].origin.name], _span_of(self.claims[0], by_name)),
            clause=_best_clause(self.claims, by_name),
            names_event=_names_event(claim) and any(map(str.isalpha, _words(claim, by_name))),
            low=claim.quantity.low, relation=claim.quantity.relation,
            place=_as_written(claim, by_name) if _place_of(claim) else None, at_place=_place_of(claim) or None,
            is_part=_is_part(claim, by_name),
        )  # fmt: skip


def _rising(
    told: Sequence[_Told],
    by_name: Mapping[str, Post],
    country: str | None,
    languages: Sequence[Language],
    *,
    is_toll: bool,
    known: Mapping[Decimal, str],
) -> list[_Told]:
    """The highest number that stands, behind lower ones that were told before it, MAX_NUMBERS in all.

    Of the lower ones the highest that each language gives goes first, then the next below it, so that no line leaps,
    then those in these languages of most voices. A number that was `known` of some place before more voices gave a
    lower one of the whole is repeated, and no rung: it counts that place, or was corrected.
    """

    def is_told_here(one: _Told) -> bool:
        return any(one.given(by_name).is_told_in(language) for language in languages)

    def is_stale(one: _Told, against: _Told | None = None) -> bool:
        """Whether more others had told of more before: who gives it has not heard of that. Without `against`."""
        higher = (other for other in told if other.first_at < one.first_at and other.value > one.value)
        return sum(other.voices for other in higher if other is not against) >= max(MIN_TOLD, one.voices + 1)

    def stands(one: _Told) -> bool:
        later = (each for each in told if each.first_at > one.first_at and each.value < one.value)
        return sum(each.voices for each in later if not is_stale(each, one)) < OUTNUMBERED * one.voices

    def is_repeat(one: _Told) -> bool:
        first = known.get(one.value, one.first_at)
        return any(
            first < each.first_at < one.first_at and each.value < one.value and each.voices > one.voices
            for each in told
        )

    def is_strong(one: _Told) -> bool:
        if one.voices > 1:
            return True
        units = {claim.quantity.unit for claim in one.claims if claim.quantity}
        return is_toll and not one.is_band and not units & _AMBIGUOUS and one.country in {None, country}

    standing = [each for each in told if is_strong(each) and stands(each) and not is_repeat(each)]
    if not standing:
        return []
    standing.sort(key=lambda each: (-each.value, -each.voices))
    last = standing[0]
    line = [last]
    highest = [
        next((each for each in standing if each.given(by_name).is_told_in(language)), last) for language in languages
    ]
    before = [each for each in standing if each.value < last.value and not is_stale(each)]
    before.sort(key=lambda each: (not is_told_here(each), -each.voices, -each.value))
    next_below = sorted(before, key=lambda each: (not is_told_here(each), -each.value))
    for each in (*highest, *next_below[:1], *before):
        fits = all((each.value < other.value) == (each.first_at < other.first_at) for other in line)
        if fits and each not in line and len(line) < MAX_NUMBERS:
            line.append(each)
    return sorted(line, key=lambda each: each.value)


def _is_part(claim: EventClaim, by_name: Mapping[str, Post]) -> bool:
    """Whether a number counts some of the people alone: tourists, or people of one country (15 Irish people)."""
    if claim.quantity is None or not counts_everybody(claim.quantity.unit):
        return True
    written = by_name[claim.origin.name].text[slice(*claim.quantity.span)]
    inner = written.split()[1:-1]
    return any(word.isascii() and word.isalpha() and word.istitle() for word in inner)


def _place_of(claim: EventClaim) -> str:
    """Where it counts: "" for the country as a whole, which is often not named."""
    place = claim.place
    return "" if place is None or place.kind == "country" else place.name


def _as_written(claim: EventClaim, by_name: Mapping[str, Post]) -> str:
    """The place of a claim as its post names it."""
    return by_name[claim.origin.name].text[slice(*claim.place.span)].lstrip("#") if claim.place else ""


def _names_event(claim: EventClaim) -> bool:
    """Whether the words of its number say what has happened to those whom it counts (12 dead, and not 12 people)."""
    return fold_word(claim.quantity.unit or "") in vocabulary().units if claim.quantity else False


def _is_age(claim: EventClaim, by_name: Mapping[str, Post]) -> bool:
    """Whether the number is somebody's age (a 16 yo)."""
    return bool(_AGES.intersection(_words(claim, by_name).replace("-", " ").split()))


def _words(claim: EventClaim, by_name: Mapping[str, Post]) -> str:
    """A number as it is written, folded."""
    return fold_word(by_name[claim.origin.name].text[slice(*_span_of(claim, by_name))])


def _count_bare(claim: EventClaim, by_name: Mapping[str, Post]) -> int:
    """Words of a number that begin with an alif and are no definite ones: of two spellings one may lack its hamza."""
    written = by_name[claim.origin.name].text[slice(*claim.quantity.span)].split() if claim.quantity else []
    return sum(word[0] == _ALEF and not word.startswith("ال") for word in written)


def _span_of(claim: EventClaim, by_name: Mapping[str, Post]) -> Span:
    """Where a number stands, without the bracket before it, with the nationality behind its noun (3 سياح فرنسيين)."""
    if claim.quantity is None:
        return claim.span
    start, end = claim.quantity.span
    text = by_name[claim.origin.name].text
    start = next((at for at in range(start, end) if text[at].isalnum()), start)
    behind = next(iter(tokenize(text[end:])), None)
    if claim.quantity.unit is None or behind is None or text[end : end + behind.start].strip(" "):
        return start, end
    return start, end + behind.end if _is_nisba(behind) else end


def _is_nisba(token: Token) -> bool:
    """Whether a word has the form of an indefinite nisba of people: فرنسي, فرنسيا, فرنسيين."""
    word = token.text.rstrip("\N{ARABIC FATHATAN}")
    bare = next((word.removesuffix(end) for end in ("ين", "ون", "ات", "ا") if word.endswith(end)), word)
    return not word.startswith(ARTICLE) and agrees_by_form(bare, "m") and read_verb(token.fold) is None
