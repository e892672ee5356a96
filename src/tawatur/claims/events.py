"""Read what a text says has happened: deaths, floods, closures, strikes …, with place, number, time and who says it.

A word of `data/events.tsv` makes a claim; a number belongs to the nearest such word that counts its unit, a place to
the nearest claim of its clause. What is asked, wished or supposed is no claim; what is only named as a cause is none.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import cached_property

from tawatur.arabic.folding import fold_word
from tawatur.arabic.lexicon import words
from tawatur.arabic.places import Place, find_places_in
from tawatur.arabic.quantities import Quantity, find_quantities_in
from tawatur.arabic.times import TimeWindow, find_times_in
from tawatur.arabic.tokens import Span, Token, tokenize
from tawatur.claims.assertion import (
    CLAUSE_ENDS,
    NEAR,
    SENTENCE_ENDS,
    clause_around,
    ends_clause,
    mark_of,
    read_assertion,
)
from tawatur.claims.records import Claim, EventClaim, Origin, State
from tawatur.claims.states import ClaimReader, find_claims
from tawatur.claims.vocabulary import DROWNED, Word, people, vocabulary
from tawatur.claims.whereabouts import Whereabouts, last_word
from tawatur.posts import find_permalinks
from tawatur.statements import Statement
from tawatur.statements.spans import SpanIndex

REACH = 7  # words between a word of an event and what it is about, or the number that it counts
LONGEST_POST = 1000  # characters; a longer text is an article
MAX_CLAUSE = 240  # characters of a clause that a claim shows
_PROCLITICS = frozenset("و ف ب ل".split())
_PLANNED = frozenset({"closure", "reopening", "released", "ceasefire", "aid"})  # tomorrow's is told today
_NATURAL = frozenset({"weather", "flooding", "quake"})
_MEANT_FOR = frozenset({*_PLANNED, "weather", "flooding", "emergency"})  # what is told of a later time is foretold
_ABOUT_NOTHING = frozenset(
    {
        "killed",
        "injured",
        "missing",
        "arrested",
        "released",
        "found",
        "displaced",
        "weather",
        "quake",
        "clashes",
        "ceasefire",
        "emergency",
    }
)
_WITH_ACTOR = frozenset({"strike", "attack", "arrested", "released", "closure", "reopening"})
_ANY_TIME = datetime(2000, 1, 1, 12, tzinfo=UTC)  # only the words of a time are used when nothing dates the text
_RELATIVE = frozenset({"التي", "الذي"})
_NO_MORE = frozenset({"missing", "trapped"})  # what those are no more who are found or rescued
_MOVING = frozenset({"evacuated", "displaced", "rescued"})
_COMMENT = "تعليق"
_EVACUATION = fold_word("إجلاء")
_HONOURED = "أجل"  # الأجلاء, written with its hamza above
_CASE = fold_word("حالة")
_PERSON = "شخص"
_ONLY = frozenset({"الوحيد", "الوحيده"})
_BEFORE_NOUNS = frozenset(map(fold_word, ("على", "إلى", "في", "عن")))  # no verb follows
_BY_DROWNING = "غرقا"  # says how somebody died
_OF_THEM = frozenset({"منها", "منهم", "منهن"})
_TO = frozenset(map(fold_word, "إلى لـ ل الى بلغ to at above past tops passes surpasses reaches".split()))


def read_event_claims(
    text: str,
    statements: Sequence[Statement],
    *,
    origin: Origin,
    said_at: datetime | None = None,
    tokens: Sequence[Token] = (),
    places: Sequence[Place] | None = None,
    states: Sequence[Claim] | None = None,
) -> list[EventClaim]:
    """What a text says has happened, in text order; `speaker` is the innermost one it names.

    Args:
        statements: of this text. A statement of its author (`rule` "author") names nobody.
        origin: goes into every claim.
        said_at: aware; what stands without a permalink was said then.
        tokens, places, states: those of the text (`find_places_in`, `find_claims`), for a caller that has read them.
    """
    tokens = tokens or tokenize(text)
    return _Reader(text, tokens, statements, origin, said_at).read(places, states)


@dataclass(frozen=True, slots=True)
class _Found:
    """A claim as tokens: `first` to `last`, with the number that it counts."""

    first: int
    last: int
    word: Word
    about: str | None
    quantity: Quantity | None
    is_added: bool = False
    is_part: bool = False  # of the number before it

    @property
    def unit(self) -> str | None:
        """What its number counts."""
        return self.quantity.unit if self.quantity else None


class _Reader:
    def __init__(
        self,
        text: str,
        tokens: Sequence[Token],
        statements: Sequence[Statement],
        origin: Origin,
        said_at: datetime | None,
    ) -> None:
        self.text = text
        self.tokens = tokens
        self.statements = statements
        self.origin = origin
        self.said_at = said_at
        self.index = SpanIndex([statement.quote_span for statement in statements])
        self.links = {link.url: link.posted_at for link in find_permalinks(text)}
        self.starts = {token.start: at for at, token in enumerate(tokens)}
        self._actors: ClaimReader | None = None
        self.last_word = last_word(tokens)

    def read(self, named: Sequence[Place] | None, states: Sequence[Claim] | None) -> list[EventClaim]:
        """All claims in text order."""
        self.words_at = dict(self._words())
        named = find_places_in(self.tokens) if named is None else named
        places = [  # السيول is no Seoul, المطرية no town
            place for place in named if self.words_at.keys().isdisjoint(self._between(place.span))
        ]
        self.where = Whereabouts(self.tokens, places, is_post=len(self.text) <= LONGEST_POST)
        found = self._find()
        claims = self._control_claims(states)
        if found:
            claims += self._claims(found)
        return sorted(claims, key=lambda claim: (claim.span, claim.event))

    # -- words of events, and the numbers they count --------------------------------------------------------------

    def _find(self) -> list[_Found]:
        words_at = self.words_at
        quantities = []
        if words_at or any(token.kind == "number" for token in self.tokens):
            quantities = [
                self._with_listed(q) for q in find_quantities_in(self.text, self.tokens) if self._counts_something(q)
            ]
        found: list[_Found] = []
        taken: set[int] = set()
        number_at: set[int] = set()
        for quantity in quantities:
            span = self._tokens_of(quantity.span)
            number_at.update(range(span[0], span[1] + 1))
        words_at = {at: word for at, word in words_at.items() if at not in number_at}
        whole: _Found | None = None  # of which the numbers that follow tell parts
        for quantity in quantities:
            first, last = self._tokens_of(quantity.span)
            if whole is not None and self._is_part(first, last, found[-1]):
                found.append(
                    _Found(first, last, whole.word, whole.about, replace(quantity, unit=whole.unit), is_part=True)
                )
                continue
            unit = fold_word(quantity.unit or "")
            own = vocabulary().units.get(unit)
            near = self._word_for(quantity, first, last, words_at, taken)
            word = own or (words_at[near][0] if near is not None else None)
            if word is None and whole is not None and self._goes_on(whole, first, unit):
                word = whole.word  # تضرر 40 سيارة و3 منازل
            rescue = self._rescue_before(first) if word is not None and word.event in _NO_MORE else None
            if rescue is not None:
                word, near = self.words_at[rescue][0], rescue  # العثور على 4 مفقودين
                own = None
            if word is None or unit in words("time unit") or (first and self.tokens[first - 1].fold == "من"):
                continue  # من أسرة واحدة: whose they are, not how many
            begin = near if near is not None and near < first else first
            if near is not None and (own is None or words_at[near][0].event == own.event):
                taken.add(near)
            about = self._thing_of(unit)
            is_added = self._is_added(first, last, word, found)
            event = word.event
            if event == "flooding" and about == "people":
                word = DROWNED
            whole = _Found(begin, last, word, None if about == "people" else about, quantity, is_added)
            found.append(whole)
        for at, (word, length) in words_at.items():
            if at in taken or at in number_at:
                continue
            if word.event in _NO_MORE and self._rescue_before(at) is not None:
                continue
            about = self._about(at + length, word)
            if word.needs and about not in word.needs:
                continue
            is_drowning = word.event == "flooding" and word.counts == "people" and about == "people"
            meant = DROWNED if is_drowning else word
            only = self._only_one(at, at + length) if word.counts == "people" else None
            last = at + length - 1 + (only is not None)
            found.append(_Found(at, last, meant, None if about == "people" else about, only))
        return found

    def _only_one(self, first: int, end: int) -> Quantity | None:
        """The number of a word of an event that is called the only one (حالة الوفاة الوحيدة); None elsewhere."""
        if end >= len(self.tokens) or self.tokens[end].fold not in _ONLY:
            return None
        start = first - (first > 0 and self.tokens[first - 1].fold == _CASE)
        one = Decimal(1)
        unit = self.text[self.tokens[first].start : self.tokens[end - 1].end].removeprefix("ال")
        span = (self.tokens[start].start, self.tokens[end].end)
        return Quantity(span=span, low=one, high=one, relation="eq", unit=unit)

    def _words(self) -> Iterator[tuple[int, tuple[Word, int]]]:
        """(position, (word of the table, length in tokens)), one a token at most."""
        lexicon = vocabulary()
        before: Word | None = None  # of the word just before
        at = 0
        while at < len(self.tokens):
            token = self.tokens[at]
            length = 1
            if token.is_word or self._is_word_in_tag(at):
                fold = token.fold.lstrip("#")
                bare = fold[1:] if fold[:1] in _PROCLITICS and len(fold) > 3 else fold
                for joined in (fold, bare):
                    if joined.startswith("لل"):
                        bare = f"ال{joined[2:]}"
                word = None
                for form in () if fold == _BY_DROWNING else (fold, bare):
                    for phrase, meant in lexicon.phrases.get(form, ()):
                        following = tuple(each.fold for each in self.tokens[at + 1 : at + len(phrase)])
                        if following == phrase[1:]:
                            word, length = meant, len(phrase)
                            break
                    if word is None:
                        word = lexicon.single.get(form)
                    if word is not None:
                        break
                is_owner = before is not None and before.counts == "people" and word is not None and word.counts == "-"
                if (
                    word is not None and not is_owner and not self._is_cause(at) and not self._is_other_word(at)
                ):  # ضحايا السيول: the dead, not the flood
                    yield at, (word, length)
                    before = word
                else:
                    before = None
            else:
                before = None
            at += length

    def _is_word_in_tag(self, at: int) -> bool:
        """Whether a tag of one word stands for that word in its sentence (عدد #ضحايا السيول)."""
        token = self.tokens[at]
        if token.kind != "hashtag" or "_" in token.text or not 0 < at < self.last_word:
            return False
        return self.tokens[at - 1].is_word and not ends_clause(self.tokens[at + 1])

    def _is_cause(self, at: int) -> bool:
        """Whether what stands here is only named: as a cause, or as a kind of something else (موسم الأمطار).

        What is told of it behind is told all the same (آثار العاصفة التي ضربت المدينة).
        """
        behind = self.tokens[at + 1 : at + 5]
        if any(token.fold in _RELATIVE for token in behind) and not any(map(ends_clause, behind)):
            return False
        for number, token in enumerate(reversed(self.tokens[max(0, at - 3) : at])):
            if not token.is_word and token.kind != "hashtag":
                continue
            marks = {mark_of(form) for form in (token.fold, token.fold[1:], token.fold.removeprefix("ال"))}
            if "cause" in marks or ("kind" in marks and number == 0):
                return True
            if number == 0 and self.tokens[at].fold[:1] == "و":
                return False  # بسبب الأمطار ووفاة شاب
        return False

    def _is_other_word(self, at: int) -> bool:
        """Whether a word only looks like one of an event: in a name, a comment on something, those who are honoured."""
        token = self.tokens[at]
        following = [each.fold for each in self.tokens[at + 1 : at + 6]]
        pair = f"{token.fold.removeprefix('ال')} {following[0] if following else ''}"
        if pair in vocabulary().names or pair[1:] in vocabulary().names:
            return True
        if token.text.isascii() and following and mark_of(following[0]) == "headed":
            return True  # bombing suspects, earthquake relief
        if at and token.fold in vocabulary().verbs and self.tokens[at - 1].fold in _BEFORE_NOUNS:
            return True  # على متن طائرة: aboard, not those who died
        if token.fold.endswith(_COMMENT):
            return fold_word("على") in following
        return token.fold.endswith(_EVACUATION) and _HONOURED in token.text

    def _rescue_before(self, at: int) -> int | None:
        """The word just before that tells of finding or rescuing those named here; None without one."""
        for near in range(at - 1, max(-1, at - 6), -1):
            if ends_clause(self.tokens[near]):
                return None
            is_aim = self.tokens[near].fold[:1] == "ل"  # لإنقاذ محاصرين: they still are
            if near in self.words_at and self.words_at[near][0].event in {"found", "rescued"} and not is_aim:
                return near
        return None

    def _is_added(self, first: int, last: int, word: Word, found: Sequence[_Found]) -> bool:
        """Whether a number comes on top of an earlier one; 11 others hurt beside 7 dead are all the hurt there are."""
        if not any(mark_of(token.fold) == "added" for token in self.tokens[first : last + 2] if token.is_word):
            return False
        before = found[-1] if found else None
        is_beside = before is not None and before.word.counts == "people" and before.word.event != word.event
        return before is None or not is_beside or self._is_apart(before.last, first)

    def _with_listed(self, quantity: Quantity) -> Quantity:
        """A number of people with the single ones named beside it (طفلة وسيدتين: three); else as it is."""
        first, last = self._tokens_of(quantity.span)
        if quantity.relation != "eq" or quantity.low is None or fold_word(quantity.unit or "") not in people():
            return quantity
        start, end, more = quantity.span[0], quantity.span[1], 0
        if self.tokens[first].start < start and first and self.tokens[first - 1].fold in people():
            start, more = self.tokens[first - 1].start, 1
        following = self.tokens[last + 1] if last + 1 < len(self.tokens) else None
        if following is not None and following.fold[:1] == "و" and following.fold[1:] in people():
            end, more = following.end, more + 1
        if not more:
            return quantity
        count = quantity.low + more
        return replace(quantity, span=(start, end), low=count, high=count, unit=_PERSON)

    def _goes_on(self, before: _Found, first: int, unit: str) -> bool:
        """Whether a number of things is joined to the one right before it."""
        between = self.tokens[before.last + 1 : first]
        is_joined = self.tokens[first].fold[:1] == "و" if not between else [token.fold for token in between] == ["و"]
        return is_joined and before.word.counts == "things" and self._thing_of(unit) not in {None, "people"}

    def _is_part(self, first: int, last: int, before: _Found) -> bool:
        """Whether a bare number tells a part of the one before (12 وفاة، 7 منها في مأدبا و4 في معان)."""
        following = self.tokens[last + 1].fold if last + 1 < len(self.tokens) else ""
        if not self.tokens[last].text.lstrip("و").isdecimal() or before.quantity is None:
            return False
        if following in _OF_THEM:
            return first - before.last <= REACH
        is_joined = self.tokens[first].fold[:1] == "و" or self.tokens[first - 1].fold == "و"
        is_counted = before.unit is not None and first - before.last <= REACH
        return is_counted and is_joined and following == "في"

    def _counts_something(self, quantity: Quantity) -> bool:
        return quantity.unit != "%" and (quantity.low is not None or quantity.high is not None)

    def _between(self, span: Span) -> range:
        first, last = self._tokens_of(span)
        return range(first, last + 1)

    def _tokens_of(self, span: Span) -> tuple[int, int]:
        first = self.starts.get(span[0])
        if first is None:  # behind a clitic
            first = bisect_right(self.tokens, span[0], key=lambda token: token.start) - 1
        last = first
        while last + 1 < len(self.tokens) and self.tokens[last + 1].start < span[1]:
            last += 1
        return first, last

    def _word_for(
        self, quantity: Quantity, first: int, last: int, words_at: Mapping[int, tuple[Word, int]], taken: set[int]
    ) -> int | None:
        """The word of an event that a number belongs to: the nearest before it in its clause, else right after it."""
        unit = fold_word(quantity.unit or "")
        own = vocabulary().units.get(unit)
        kind = own.counts if own else "people" if self._thing_of(unit) == "people" else "things" if unit else ""
        if unit in words("time unit"):
            return None
        if unit == _CASE and last + 1 in words_at and words_at[last + 1][0].counts == "people":
            return last + 1  # 5 حالات وفاة
        before = words_at.get(first - 1)
        if before is not None and first - 1 not in taken and own is None and kind and before[0].counts == kind:
            return first - 1  # ينقذ شخصين كانا مفقودين
        for behind in (last + 1, last + 2):  # 23 شخصا عالقون, 40 مهاجرا غرقوا, 35 شخصا لقوا حتفهم
            if own is not None or behind >= len(self.tokens) or self.tokens[behind].fold.startswith(("و", "ال", "ب")):
                break
            if behind in words_at and words_at[behind][0].counts == kind:
                return behind
        reach = 2 * REACH if self._written_to(quantity) else REACH
        for at in range(first - 1, max(-1, first - reach - 1), -1):
            token = self.tokens[at]
            if token.text in SENTENCE_ENDS or token.kind == "newline":
                break
            if at in words_at and at not in taken:
                word, length = words_at[at]
                between = self.tokens[at + length : first]
                if any(each.text in CLAUSE_ENDS for each in between):
                    break
                is_told = any(each.fold in _TO or each.fold.startswith("لل") for each in between[-1:])
                is_told = is_told or self._written_to(quantity)
                if not is_told and any(near in self.where.place_at for near in range(at + length, first)):
                    break  # وفاة في معان 6 وفيات في مأدبا: that one has its place
                is_unknown = not between and word.counts == "people" and self._thing_of(unit) is None
                if kind and (word.counts in {kind, "any"} or is_unknown):  # العثور على 4 كنديين
                    return at
                if not kind and word.counts != "-" and (is_told or not between):
                    return at
        is_band = (
            None not in {quantity.low, quantity.high} and quantity.low != quantity.high
        )  # عشرات الآلاف من الشبيحة يهربون
        is_of = is_band and any(token.fold == "من" for token in self.tokens[first : last + 2])
        ahead = last + (REACH + 2 if is_of else 4)
        for at in range(last + 1, min(len(self.tokens), ahead) if own is None else 0):
            token = self.tokens[at]
            if token.text in CLAUSE_ENDS or token.kind == "newline":
                break
            counts = words_at[at][0].counts if at in words_at and at not in taken else "-"
            if counts != "-" and (
                (kind and counts in {kind, "any"}) or (is_of and counts == "people" and self._thing_of(unit) is None)
            ):
                return at
        return None

    def _written_to(self, quantity: Quantity) -> bool:
        """Whether a number is led to by what rises to it (إلى 12, لـ 7)."""
        before = self.text[max(0, quantity.span[0] - 4) : quantity.span[1]]
        return any(fold in _TO for fold in (token.fold for token in tokenize(before)))

    def _thing_of(self, folded: str) -> str | None:
        return "people" if folded in people() else vocabulary().things.get(folded)

    def _about(self, at: int, word: Word) -> str | None:
        """The class of the first thing named behind a word of an event in its clause; before it for a participle."""
        if word.event in _ABOUT_NOTHING and not word.needs:
            return None
        for near in range(at, min(at + REACH, len(self.tokens))):
            token = self.tokens[near]
            if token.text in CLAUSE_ENDS or token.kind == "newline":
                break
            if near in self.words_at and self.words_at[near][0].counts == "things" and token.fold[:1] == "و":
                break  # حرائق وسقوط أشجار على المركبات
            if token.kind != "word":
                continue
            thing = self._thing_word(token.fold)
            if thing is not None:
                return thing
        for token in self.tokens[max(0, at - 4) : max(0, at - 1)]:
            thing = self._thing_word(token.fold) if token.is_word else None
            if thing is not None and thing in word.needs:
                return thing
        return None

    def _thing_word(self, fold: str) -> str | None:
        for form in (fold, fold[1:] if fold[:1] in _PROCLITICS else fold, fold.removesuffix("هم").removesuffix("ها")):
            bare = form.removeprefix("ال")
            if form.startswith("لل"):
                bare = form[2:]
            thing = self._thing_of(bare) if len(bare) > 1 else None
            if thing is not None:
                return thing
        return None

    # -- claims -------------------------------------------------------------------------------------------------------

    def _claims(self, found: Sequence[_Found]) -> list[EventClaim]:
        ordered = sorted(found, key=lambda each: (each.first, each.last))
        firsts = [each.first for each in ordered]
        claims = []
        for number, each in enumerate(ordered):
            start, end = clause_around(self.tokens, each.first, each.last)
            asserted = read_assertion(self.tokens, each.first, (start, end))
            if asserted is None:
                continue
            polarity, modality = asserted
            after = number + 1
            while after < len(firsts) and self._shares_place(each, ordered[after]):
                after += 1
            following = firsts[after] if after < len(firsts) else len(self.tokens)
            said_at, speaker = self._said(self.tokens[each.first].start)
            window = self._time(start, end, said_at)
            is_planned = each.word.event in _MEANT_FOR and modality == "certain"
            if is_planned and said_at and window and window.start and window.start > said_at:
                modality = "future"  # تعليق الدراسة غدا
            span = (self.tokens[each.first].start, self.tokens[each.last].end)
            claims.append(
                EventClaim(
                    event=each.word.event,
                    about=each.about,
                    place=self.where.of_claim(
                        each.first,
                        each.last,
                        following=following,
                        is_part=each.is_part,
                        is_moving=each.word.event in _MOVING,
                    ),
                    state=None,
                    quantity=each.quantity,
                    is_added=each.is_added,
                    polarity=polarity,
                    modality=modality,
                    actor=self._actor(each) if each.word.event in _WITH_ACTOR else None,
                    start=_utc(window.start) if window and said_at else None,
                    end=_utc(window.end) if window and said_at else None,
                    time_words=self.text[slice(*window.span)] if window else None,
                    said_at=said_at,
                    span=span,
                    text=self._shown(start, end),
                    speaker=speaker,
                    origin=self.origin,
                )
            )
        return _without_doubles(claims)

    def _shares_place(self, found: _Found, other: _Found) -> bool:
        """Whether a place behind a later claim is that of this one too.

        مقتل ثلاثة وإصابة اثنين في معان; and of a flood that somebody died in: وفاة رجل في سيول الفحيحيل.
        """
        if other.first - found.last > NEAR:
            return False
        between = self.tokens[found.last + 1 : other.first]
        ends = [token for token in between if ends_clause(token)]
        is_caused = any(mark_of(token.fold) == "cause" for token in between[-3:])
        if ends and not (is_caused and len(ends) == 1 and ends[0].text in {"،", ","}):
            return False
        if other.word.event in _NATURAL and (found.word.event not in _NATURAL or not between):
            return True
        fold = self.tokens[other.first].fold
        is_joined = (fold[:1] == "و" and fold not in vocabulary().single) or (bool(between) and between[-1].fold == "و")
        return is_joined and not any(token.fold == "في" for token in between)

    def _control_claims(self, states: Sequence[Claim] | None) -> list[EventClaim]:
        claims: list[EventClaim] = []
        if not self.where.places:
            return claims
        by_span = {place.span: place for place in self.where.places}
        if states is None:
            states = find_claims(self.text, self.statements, tokens=self.tokens, places=self.where.places)
        for claim in states:
            if claim.place_span not in by_span:
                continue
            first, last = self._tokens_of(claim.span)
            start, end = clause_around(self.tokens, first, last)
            if claim.actor is None and (self._is_other(first, last) or not self._has_fighters(claim.state, first)):
                continue  # rain that enters a country takes it from nobody
            said_at, speaker = self._said(claim.span[0])
            window = self._time(start, end, said_at)
            claims.append(
                EventClaim(
                    event="control",
                    about=None,
                    place=by_span[claim.place_span],
                    state=claim.state,
                    quantity=None,
                    is_added=False,
                    polarity="denied" if claim.state == "denied" else "affirmed",
                    modality=claim.modality,
                    actor=claim.actor,
                    start=_utc(window.start) if window and said_at else None,
                    end=_utc(window.end) if window and said_at else None,
                    time_words=self.text[slice(*window.span)] if window else None,
                    said_at=said_at,
                    span=claim.span,
                    text=self._shown(start, end),
                    speaker=speaker,
                    origin=self.origin,
                )
            )
        return claims

    def _is_other(self, first: int, last: int) -> bool:
        """Whether a clause without fighters tells of rain, an evacuation, somebody lost: no place changes hands."""
        start, end = clause_around(self.tokens, first, last)
        own = any(at in self.words_at and self.words_at[at][0].event != "seized" for at in range(first, last + 1))
        return own or any(
            self.words_at[at][0].event in {"weather", "flooding"} for at in range(start, end) if at in self.words_at
        )

    def _has_fighters(self, state: State, at: int) -> bool:
        """Whether the text names a fighting body; for those who only go somewhere, whether their sentence does."""
        if state != "approaching":
            return bool(self._fighters)
        first, end = bisect_left(self._fighters, at - NEAR), bisect_right(self._fighters, at + NEAR)
        return any(not self._is_apart(at, fighter) for fighter in self._fighters[first:end])

    @cached_property
    def _fighters(self) -> list[int]:
        """The tokens that are fighting bodies."""
        bodies = words("fighting body")
        return [
            at
            for at, token in enumerate(self.tokens)
            if token.is_word
            and not bodies.isdisjoint((token.fold.removeprefix("و").removeprefix("ال"), token.fold[1:]))
        ]

    def _is_apart(self, at: int, other: int) -> bool:
        """Whether the end of a sentence or a line stands between two tokens, or too many words."""
        if abs(at - other) > NEAR:
            return True
        between = self.tokens[min(at, other) : max(at, other)]
        return any(token.text in SENTENCE_ENDS or token.kind == "newline" for token in between)

    def _said(self, position: int) -> tuple[datetime | None, str | None]:
        """When, and by whom as the text names him, what stands at a position was said."""
        said_at, speaker = self.said_at, None
        around = [self.statements[number] for number in self.index.covering(position)]
        named = next((each for each in around if each.rule != "author"), None)
        if named is not None:
            speaker = named.speaker
            url = next((each.url for each in around if each.url), None)
            said_at = (self.links.get(url) if url else None) or said_at
        return (_utc(said_at) if said_at else None), speaker

    def _time(self, start: int, end: int, said_at: datetime | None) -> TimeWindow | None:
        anchor = (said_at or _ANY_TIME).astimezone(self.where.zone)  # "today" is a day of the place
        times = find_times_in(self.text, self.tokens[start:end], anchor)
        return next((time for time in times if time.kind != "vague"), None) or next(iter(times), None)

    def _actor(self, found: _Found) -> str | None:
        if self._actors is None:
            self._actors = ClaimReader(self.text, self.tokens, ())
        return self._actors.actor(found.first)

    def _shown(self, start: int, end: int) -> str:
        text = " ".join(self.text[self.tokens[start].start : self.tokens[end - 1].end].split())
        return text if len(text) <= MAX_CLAUSE else f"{text[:MAX_CLAUSE].rsplit(' ', 1)[0]}…"


def _utc(moment: datetime | None) -> datetime | None:
    return moment.astimezone(UTC) if moment else None


def _without_doubles(claims: Sequence[EventClaim]) -> list[EventClaim]:
    """One claim for an event told twice in a clause: the one with a number, else the first."""
    kept: list[EventClaim] = []
    best: dict[tuple[object, ...], EventClaim] = {}
    for claim in claims:
        if claim.quantity is not None:
            kept.append(claim)
        key = (claim.event, claim.about, claim.place.key if claim.place else None, claim.text, claim.speaker)
        known = best.get(key)
        if known is None or (known.quantity is None and claim.quantity is not None):
            best[key] = claim
    kept += [claim for claim in best.values() if claim.quantity is None]
    return kept
