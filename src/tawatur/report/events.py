"""What the posts of a trend tell together: which events by how many voices, who had the first first, which numbers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tawatur.arabic.folding import fold_word
from tawatur.arabic.tokens import Span
from tawatur.claims import EventClaim
from tawatur.claims.grouping import ClaimGroup, group_claims
from tawatur.posts import Post
from tawatur.report.quoting import clause_around, find_units, make_quote, word_count
from tawatur.report.records import Key
from tawatur.voices import count_voices

MAX_EVENTS = 3
MIN_VOICES = 3  # that make an event one of the trend
MAX_NUMBERS = 3  # of one kind of event
FIRST = 12  # claims of the main event that are looked at for one that can be quoted
CLAUSE_WORDS, MIN_CLAUSE = 25, 5
COUNTED = ("killed", "injured", "missing", "trapped", "displaced", "evacuated", "rescued", "arrested")
"""Events whose numbers are told, in this order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A number of an event: the first post that gives it and where, how many voices do, when the first did."""

    post: Post
    span: Span
    voices: int
    first_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """What the posts of a trend say has happened.

    Attributes:
        counted: (event, voices), the most told first.
        first: event, and the earliest clause on it as a range of its post; None when none can be quoted.
        numbers: event -> its numbers in order of time, those of most voices.
    """

    counted: tuple[tuple[str, int], ...] = ()
    first: tuple[str, Post, Span] | None = None
    numbers: tuple[tuple[str, tuple[Given, ...]], ...] = ()

    @property
    def told(self) -> tuple[tuple[str, str, int], ...]:
        """(event, number as told or "", voices): what was counted, for the record that is kept of it."""
        numbers = (
            (event, each.post.text[slice(*each.span)], each.voices) for event, given in self.numbers for each in given
        )
        return (*((event, "", voices) for event, voices in self.counted), *numbers)


def read_happened(posts: Sequence[Post], claims: Mapping[Key, Sequence[EventClaim]]) -> Happened:
    """What posts say has happened, where most of them place it; future, denied and far events are left out."""
    by_name = {f"{post.platform}/{post.post_id}": post for post in posts}
    wanted = [
        claim
        for post in posts
        for claim in claims.get(post.key, ())
        if claim.state != "denied" and claim.polarity == "affirmed" and claim.modality in {"certain", "reported"}
    ]
    countries = Counter(claim.place.country for claim in wanted if claim.place and claim.place.country)
    country = min(countries, key=lambda name: (-countries[name], name), default=None)
    by_event: dict[str, list[EventClaim]] = defaultdict(list)
    for claim in wanted:
        if claim.place is None or claim.place.country in {None, country}:
            by_event[claim.event].append(claim)

    def voices(said: Sequence[EventClaim]) -> int:
        return count_voices(by_name[name] for name in {claim.origin.name for claim in said}).v1

    if "flooding" in by_event:  # the rain that brought the flood is the same news
        by_event.pop("weather", None)
    counts = [(event, voices(said)) for event, said in sorted(by_event.items())]
    counted = tuple(sorted((each for each in counts if each[1] >= MIN_VOICES), key=lambda each: -each[1])[:MAX_EVENTS])
    numbers = []
    for event in COUNTED:
        said = [claim for claim in by_event.get(event, ()) if claim.quantity is not None and not claim.is_added]
        given = _numbers(group_claims(said, count_voices=voices), by_name)
        if given:
            numbers.append((event, given))
    return Happened(
        counted=counted,
        first=next((_first(event, by_event[event], by_name) for event, _ in counted if event != "weather"), None),
        numbers=tuple(numbers),
    )


def _first(event: str, said: Sequence[EventClaim], by_name: Mapping[str, Post]) -> tuple[str, Post, Span] | None:
    dated = sorted(
        (claim for claim in said if claim.said_at is not None),
        key=lambda claim: (str(claim.said_at), claim.origin.name, claim.span),
    )
    for claim in dated[:FIRST]:
        post = by_name[claim.origin.name]
        span = clause_around(post, claim.span, CLAUSE_WORDS)
        if span is None or make_quote(post, span).masks or post.text[span[1] - 1] in "؟?":
            continue
        if word_count(find_units(post.text[slice(*span)])) >= MIN_CLAUSE:
            return event, post, span
    return None


def _numbers(groups: Sequence[ClaimGroup], by_name: Mapping[str, Post]) -> tuple[Given, ...]:
    """The numbers of one event that more than one voice gives, at the place of which most voices give some."""
    of_place: dict[str, list[ClaimGroup]] = defaultdict(list)
    for group in groups:
        of_place[group.place.name if group.place else ""].append(group)
    if not of_place:
        return ()
    here = max(sorted(of_place), key=lambda name: sum(group.voices for group in of_place[name]))
    best = sorted(
        (group for group in of_place[here] if group.voices > 1),
        key=lambda group: (-group.voices, str(group.first_at), group.id),
    )[:MAX_NUMBERS]
    given = []
    for group in sorted(best, key=lambda group: (str(group.first_at), group.id)):
        words_of = Counter(_words(claim, by_name) for claim in group.claims)
        usual = min(words_of, key=lambda text: (not any(map(str.isalpha, text)), -words_of[text], text))
        claim = next(claim for claim in group.claims if _words(claim, by_name) == usual)
        if claim.quantity is not None and claim.quantity.unit and any(map(str.isalpha, usual)):
            post = by_name[claim.origin.name]
            given.append(Given(post=post, span=claim.quantity.span, voices=group.voices, first_at=group.first_at))
    return tuple(given)


def _words(claim: EventClaim, by_name: Mapping[str, Post]) -> str:
    """A number as it is written, folded; one with what it counts reads better than figures alone."""
    return fold_word(by_name[claim.origin.name].text[slice(*claim.quantity.span)]) if claim.quantity else ""
