"""What a roundup is made of: the speakers of a selection, and what was read from their quoted posts."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import combinations

from tawatur.arabic.folding import fold_word
from tawatur.arabic.gazetteer import gazetteer, place_key
from tawatur.arabic.lexicon import KUNYA, STRONG_GIVEN_NAME, given_count, words
from tawatur.arabic.quantities import Quantity, find_quantities
from tawatur.arabic.tokens import Span, tokenize
from tawatur.arabic.zones import time_in_zone
from tawatur.check.conflicts import contradict, one_a_source
from tawatur.claims import Claim
from tawatur.forecasts import read_post_forecasts
from tawatur.posts import Post, time_from_id
from tawatur.report.choose import Selection, told_order
from tawatur.report.contents import is_misspelt, is_telling, own_claims
from tawatur.report.disputing import is_disputing
from tawatur.report.events import Happened
from tawatur.report.profiles import is_institution_handle
from tawatur.report.quoting import (
    MIN_WORDS,
    clause_around,
    cut_quotes,
    find_source,
    find_units,
    make_quote,
    reported_around,
)
from tawatur.report.records import (
    Foretold,
    Hashtag,
    Key,
    Language,
    Link,
    Number,
    Rising,
    anonymous_url,
)
from tawatur.report.relays import is_relayed, relayed_handle
from tawatur.report.wording import (
    AccountKind,
    Pieces,
    Voice,
    Wording,
    own_words,
)

CLAUSE_WORDS = 25  # of a quotation inside the lead
SHORT_CLAUSE = 14  # words; one as short tells the claim alone where the post has it
NUMBER_WORDS = 12
MAX_NUMBERS = 6
MAX_FORECASTS = 5
MAX_PLAIN = 2  # of them with neither a deadline nor a likelihood
MAX_TAGS = 3
HEAD_WORDS = 3  # that tell which clause is meant
_AND = "\N{ARABIC LETTER WAW}"
_CONDITIONS = frozenset(map(fold_word, "من أي أية إذا إن لو كل if unless whoever anyone any those".split()))
_REFERS = frozenset(
    f"{joined}{owner}" for joined in ("في", "من", "ب", "ل", "علي", "الي", "عن", "مع", "بعد", "قبل", "خلال", "عند")
    for owner in ("ها", "ه", "هم", "هما")
)  # fmt: skip
_ALEF, _HEH = "\N{ARABIC LETTER ALEF}", "\N{ARABIC LETTER HEH}"
_WRITTEN_WELL = frozenset({
    (_ALEF, "\N{ARABIC LETTER ALEF WITH HAMZA ABOVE}"), (_ALEF, "\N{ARABIC LETTER ALEF WITH HAMZA BELOW}"),
    (_ALEF, "\N{ARABIC LETTER ALEF WITH MADDA ABOVE}"), (_HEH, "\N{ARABIC LETTER TEH MARBUTA}"),
})  # fmt: skip
_SPELT = {  # letter -> it and what may be meant by it, for a pattern
    letter: f"[{letter}{''.join(sorted(well for bare, well in _WRITTEN_WELL if bare == letter))}]"
    for letter in (_ALEF, _HEH)
}
_JOINTS = frozenset({"لكن", "ولكن", "ثم", "كما", "but", "and"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What a roundup is about, as it was asked for and measured.

    `known`: handles with a public role, in lower case -> the name that the directory gives, "" for none.
    """

    language: Language
    about: str | None
    zone: str
    rising: Rising | None
    happened: Happened
    known: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A claim that a speaker makes (denied where he denies it; `read` as check reads it), and the words to tell it."""

    voice: Voice
    post: Post
    claim: Claim
    read: Claim
    clause: Span | None


Accounts = tuple[str, AccountKind, list[Told]]
"""A place as written, how its accounts stand to each other, one of each speaker."""


class Material:
    """The speakers and their quotations, claims, numbers and forecasts; nothing of it is a sentence yet."""

    def __init__(
        self, selection: Selection, wording: Wording, frame: Frame, *, named_first: Sequence[str] = ()
    ) -> None:
        """Read what a selection quotes; `named_first`: authors without a name, in the order in which they are met."""
        self.selection = selection
        self.named_first = named_first
        self.wording = wording
        self.language = frame.language
        self.zone = frame.zone
        self.rising = frame.rising
        self.asked = frame.about
        self.known = frame.known
        self.voices = self._voices()
        self.shown_handles = frozenset(
            post.handle.lower()
            for voice in self.voices
            if not voice.number
            for post in voice.chosen.posts
            if post.handle
        )
        self.quotes = {
            post.key: cut_quotes(post, self.shown_handles) for voice in self.voices for post in voice.chosen.posts
        }
        self.sources: dict[Key, str] = {}
        self.outlets: dict[Key, str] = {}
        for key, (first, *rest) in self.quotes.items():
            passed_on = find_source(first.post, (first.start, first.end))
            if passed_on is not None and not any(mask.end <= passed_on[1][0] for mask in first.masks):
                relayed = self.relayed(first.post) if is_relayed(first.post, first.start) else self.wording.another
                self.sources[key] = well_spelt(passed_on[0], self.selection.posts) if passed_on[0] else relayed
                if passed_on[0] and relayed != self.wording.another:
                    self.outlets[key] = relayed
                self.quotes[key] = [make_quote(first.post, passed_on[1], self.shown_handles), *rest]
        self.posts = sorted((post for voice in self.voices for post in voice.chosen.posts), key=told_order)
        self.platforms = sorted({post.platform for post in self.posts or selection.posts})
        self.tags = self._common_tags()
        self.claims = self._claims()
        self.about = self.asked or (self.tags[0].text if self.tags else None) or self._most_claimed()
        self.topic = self._topic()
        self.forecasts = [(voice, post, each) for voice in self.voices for post in voice.chosen.posts
                          for each in read_post_forecasts(post.text, self._said_at(post))]  # fmt: skip
        self.foretold = self._foretold()
        self.numbers = self._numbers()

    def _voices(self) -> list[Voice]:
        speakers = self.selection.speakers
        plain, disputed = self.selection.in_reading_order
        private = [each for each in (*plain, *disputed) if not each.profile.is_public]
        first = {author: at for at, author in enumerate(self.named_first)}
        private.sort(key=lambda each: first.get(each.author, len(first)))
        numbers = {each.author: at for at, each in enumerate(private, start=1)}
        kinds = {each.is_author_known: each.author for each in reversed(private)}
        another = numbers.keys() - kinds.values()
        voices = [
            Voice(
                chosen=each,
                number=number,
                label=self.wording.label(each, number),
                mention=self.wording.mention(each, 2 if each.author in another else min(number, 1)),
            )
            for each in speakers
            for number in [numbers.get(each.author, 0)]
        ]
        labels = Counter(voice.label for voice in voices)
        names = {voice.label: self._own_name(voice) for voice in voices}
        bearers = Counter(names[voice.label] for voice in voices)
        voices = [
            replace(voice, own_name=names[voice.label]) if bearers[names[voice.label]] == 1 else voice
            for voice in voices
        ]
        return [
            replace(voice, shows_handle=labels[voice.label] > 1 or not _reads_as_name(voice))
            if not voice.number and voice.chosen.profile.handle and voice.chosen.profile.name
            else voice
            for voice in voices
        ]

    @staticmethod
    def _own_name(voice: Voice) -> str:
        """The name that ends the label of somebody with a role; "" where the label is no role with a name."""
        profile = voice.chosen.profile
        names = (name for name in (profile.name_en, profile.name) if name and voice.mention.endswith(f" {name}"))
        return next(names, "") if profile.role and not voice.number else ""

    def relayed(self, post: Post) -> str:
        """Whose post is passed on: @handle of an institution, behind the name that the directory gives it.

        Another account where no public role is known.
        """
        handle = relayed_handle(post)
        if handle is None or not (handle.lower() in self.known or is_institution_handle(handle)):
            return self.wording.another
        return f"{self.known.get(handle.lower(), '')} @{handle}".lstrip()

    def _common_tags(self) -> list[Hashtag]:
        """The tag asked for, then those of most authors, as written most; one author's where he is half of all."""
        users: dict[str, set[str]] = defaultdict(set)
        forms: dict[str, Counter[str]] = defaultdict(Counter)
        holder: dict[str, Post] = {}
        for voice in self.voices:
            for post in voice.chosen.posts:
                for written in tags_of(post):
                    key = fold_word(written.strip("_"))
                    users[key].add(voice.chosen.author)
                    forms[key][written] += 1
                    holder.setdefault(written, post)
        ranked = sorted(users, key=lambda key: (-len(users[key]), -sum(forms[key].values()), key))
        wanted = fold_word(self.asked.lstrip("#")) if self.asked else None
        ranked.sort(key=lambda key: key != wanted)
        kept = [key for key in ranked if len(users[key]) > 1 or key == wanted][:MAX_TAGS]
        kept = kept or [key for key in ranked[:1] if 2 * len(users[key]) >= len(self.voices)]
        tags = []
        for key in kept:
            written = max(sorted(forms[key]), key=lambda form: forms[key][form])
            tags.append(Hashtag(post=holder[written], text=f"#{written}"))
        return tags

    def _claims(self) -> list[Told]:
        """Claims of the present and the past, in the order of their times."""
        found = []
        for voice in self.voices:
            for post in voice.chosen.posts:
                shown = [(quote.start, quote.end) for quote in self.quotes[post.key]]
                for claim in own_claims(post):
                    is_shown = any(start <= claim.span[0] and claim.span[1] <= end for start, end in shown)
                    if not is_shown:
                        continue
                    link = self.link(voice, post)
                    said_at = time_from_id(post.platform, post.post_id) if link is not None else None
                    clause = told_with(post, claim.span, CLAUSE_WORDS)
                    is_denied = is_disputing(tokenize(post.text[slice(*(clause or claim.span))]))
                    state = "denied" if is_denied and not claim.is_future else claim.state
                    read = replace(claim, speaker=f"{voice.chosen.author} {claim.speaker or ''}", said_at=said_at)
                    said = replace(read, state=state)
                    if state != "denied":  # a first clause may lack the word that denies
                        clause = told_with(post, claim.span, SHORT_CLAUSE) or clause
                    found.append(Told(voice=voice, post=post, claim=said, read=read, clause=clause))
        return [told for told in found if not told.claim.is_future]

    def _most_claimed(self) -> str | None:
        places = Counter(told.claim.place_key for told in self.claims)
        if not places:
            return None
        best = min(places, key=lambda key: (-places[key], key))
        return next(told.claim.place for told in self.claims if told.claim.place_key == best)

    def _topic(self) -> Pieces:
        if self.rising is not None:
            return [self.rising.tag]
        if self.about is None:
            return []
        tag = next((tag for tag in self.tags if fold_word(tag.text) == fold_word(self.about)), None)
        if tag is None and self.about.startswith("#"):
            tag = next(
                (Hashtag(post=post, text=f"#{written}") for post in self.posts for written in tags_of(post)
                 if fold_word(written) == fold_word(self.about.removeprefix("#"))), None)  # fmt: skip
        place = self.place_name(self.about.removeprefix("#"))
        if place is not None:
            return [place]
        return [tag] if tag is not None else [own_words(self.about)]

    def place_name(self, name: str) -> str | None:
        """A place as the language of the roundup writes it; None for what is no place."""
        entry = gazetteer().get(place_key(name.replace("_", " ")))
        if entry is None:
            return None
        return own_words(name.replace("_", " ")) if self.language == "ar" else entry.name

    def link(self, voice: Voice, post: Post) -> Link | None:
        """The permalink that may be shown; None where there is none."""
        is_private = bool(voice.number)
        url = anonymous_url(post) if is_private else post.url
        return Link(post=post, is_private=is_private) if url else None

    def _said_at(self, post: Post) -> datetime | None:
        """When a post was written, in the zone of the roundup: its "tomorrow" ends at midnight there."""
        return self.local(post.posted_at) if post.posted_at else None

    def _foretold(self) -> list[tuple[Voice, Foretold]]:
        ranked = sorted(self.forecasts, key=lambda each: (each[2].window.is_vague, each[2].likelihood_words is None))
        plain = 0
        seen: set[tuple[str, str]] = set()
        made: list[tuple[Voice, Foretold]] = []
        for voice, post, forecast in ranked:
            if len(made) == MAX_FORECASTS:
                break
            span = _inside(post, forecast.span)
            if span is None or (plain >= MAX_PLAIN and not is_telling(forecast)):
                continue
            source, first = self.sources.get(post.key), self.quotes[post.key][0]
            if source is not None and span[0] < first.start < span[1]:
                span = first.start, span[1]
            within = forecast.window.span
            is_bare = forecast.likelihood_words is None and (within is None or within[0] < span[0])
            if is_bare and _is_conditional(post, span):
                continue
            said = (voice.chosen.author, fold_word(forecast.event))
            if said in seen:
                continue
            seen.add(said)
            plain += not is_telling(forecast)
            window = forecast.window
            span = _without_joint(post, _with_antecedent(post, span))
            readings = [
                make_quote(post, _head(post, each.span, within), self.shown_handles) for each in forecast.readings
            ]
            made.append((voice, Foretold(
                speaker=voice.label, quote=make_quote(post, span, self.shown_handles), window_words=window.words,
                start=window.start, end=window.end, is_vague=window.is_vague,
                readings=tuple(readings) if len(readings) > 1 else (),
                likelihood_words=forecast.likelihood_words, direction=forecast.direction, source=source,
            )))  # fmt: skip
        return made

    def _numbers(self) -> list[tuple[Number, list[Voice]]]:
        groups: dict[tuple[str, str, str], list[tuple[Voice, Post, Quantity]]] = {}
        for post in self.posts:
            voice = self.voice_of(post)
            shown = [(quote.start, quote.end) for quote in self.quotes[post.key]]
            for quantity in find_quantities(post.text):
                unit = quantity.unit
                if unit is None or unit in words("time unit") or place_key(unit) in words("time unit"):
                    continue
                if not any(start <= quantity.span[0] and quantity.span[1] <= end for start, end in shown):
                    continue
                if self._is_foretold(post, quantity.span):
                    continue  # it stands with the forecasts
                key = (place_key(unit), str(quantity.low), str(quantity.high))
                groups.setdefault(key, []).append((voice, post, quantity))
        numbers: list[tuple[Number, list[Voice]]] = []
        for group in list(groups.values())[:MAX_NUMBERS]:
            voice, post, quantity = group[0]
            span = clause_around(post, quantity.span, NUMBER_WORDS, may_be_later=True)
            if span is None or any(held.quote.key == post.key and held.quote.end == span[1] for held, _ in numbers):
                continue  # the number alone says too little, and its sentence stands above
            span = _without_joint(post, span)
            givers = list({each.chosen.author: each for each, _, _ in group}.values())
            numbers.append((
                Number(
                    quote=make_quote(post, span, self.shown_handles),
                    low=quantity.low,
                    high=quantity.high,
                    relation=quantity.relation,
                    unit=quantity.unit or "",
                    speakers=tuple(each.label for each in givers),
                    voices=len(givers),
                    is_alone=not any(
                        _figures(post.text[slice(*quantity.span)]) & _figures(other.text)
                        for other in self.posts
                        if self.voice_of(other) not in givers
                    ),
                ),
                givers,
            ))  # fmt: skip
        return numbers

    def _is_foretold(self, post: Post, span: Span) -> bool:
        spans = [forecast.span for _, held, forecast in self.forecasts if held.key == post.key]
        return any(start <= span[0] < end for start, end in spans)

    def voice_of(self, post: Post) -> Voice:
        """Who wrote a quoted post."""
        return next(voice for voice in self.voices if post in voice.chosen.posts)

    def differing_places(self) -> list[Accounts]:
        """Places of which the accounts differ at one time, or not all bear one, each with one account a speaker."""
        by_place: dict[str, list[Told]] = {}
        for told in self.claims:
            by_place.setdefault(told.claim.place_key, []).append(told)
        differing = []
        for group in by_place.values():
            by_claim = {id(told.claim): told for told in group}
            best = [by_claim[id(claim)] for claim in one_a_source([told.claim for told in group])]
            denials = [told for told in group if told.claim.state == "denied" and told not in best]
            as_read = one_a_source([told.read for told in group])
            is_read_so = any(contradict(a, b) for a, b in combinations(as_read, 2) if a.speaker != b.speaker)
            if denials or is_read_so:
                best += denials
                by_read = {id(told.read): told for told in group}
                best += [told for claim in as_read if (told := by_read[id(claim)]) not in best]
            is_told_so = min(len({told.claim.state for told in best}), len({told.voice.chosen.author for told in best}))
            if is_told_so < 2 and not is_read_so:  # two states, by two authors
                continue
            pairs = [(a.claim, b.claim) for a, b in combinations(best, 2) if a.claim.speaker != b.claim.speaker]
            is_conflict = any(
                contradict(a, b) and ((a.said_at and b.said_at) or "denied" in {a.state, b.state}) for a, b in pairs
            )
            kind: AccountKind = "conflict" if is_conflict else "sequence"
            if not is_conflict and all(told.claim.said_at for told in best):
                continue  # they follow one another, and their times show it
            if not is_conflict and not all(told.post.posted_at for told in best):
                kind = "undated" if any(contradict(a, b) for a, b in pairs) else "beside"
            differing.append((best[0].claim.place, kind, sorted(best, key=lambda told: told_order(told.post))))
        return differing

    def shown_place(self, place: str) -> str:
        """A place as our words name it."""
        return self.place_name(place) or own_words(place)

    def local(self, at: datetime) -> datetime:
        """A time in the zone of the roundup."""
        return time_in_zone(at, self.zone)

    def is_cut(self, post: Post) -> bool:
        """Whether sentences of a post are not quoted."""
        end = self.quotes[post.key][-1].end
        is_elided = any(quote.elided for quote in self.quotes[post.key])
        return is_elided or any(unit.start >= end and unit.words >= MIN_WORDS for unit in find_units(post.text))

    def one_camp(self) -> list[Voice]:
        """At least two speakers of one side of a conflict where nobody speaks for another side."""
        by_conflict: dict[str, dict[str, list[Voice]]] = defaultdict(lambda: defaultdict(list))
        for voice in self.voices:
            for conflict, side in sorted(voice.chosen.sides):
                by_conflict[conflict][side].append(voice)
        for sides in by_conflict.values():
            (found, *others) = sides.values()
            if not others and len(found) > 1 and 2 * len(found) >= len(self.voices):
                return found
        return []


def _figures(text: str) -> frozenset[str]:
    """The figures and number words of a text, folded."""
    return frozenset(token.fold for token in tokenize(text) if token.kind == "number")


def tags_of(post: Post) -> list[str]:
    """The tags of a post as written, without #, in order: those in its text, else those that the platform names."""
    written = [token.text[1:] for token in tokenize(post.text) if token.kind == "hashtag" and token.text[0] == "#"]
    clean = [tag for tag in written if tag.isprintable()]
    return list(dict.fromkeys(clean or [tag for tag in post.tags if tag.isprintable() and " " not in tag]))


def well_spelt(name: str, posts: Sequence[Post]) -> str:
    """A name as our words give it: a word without its hamza as others of the posts write it, one with ه as most do."""
    bare = {fold_word(word) for word in name.split()}
    spelt = re.compile("|".join("".join(_SPELT.get(each, re.escape(each)) for each in word) for word in name.split()))
    near = (post.text for post in posts if spelt.search(post.text))  # most have none of its words in any spelling
    written = Counter(token.text for text in near for token in tokenize(text) if token.is_word and token.fold in bare)

    def best(word: str) -> str:
        forms = [form for form in written if _is_better(form, word)]
        likely = [form for form in forms if form[-1] == word[-1] or written[form] > written[word]]  # مياه is no مياة
        return max(likely, key=lambda form: (written[form], form), default=word)

    return " ".join(map(best, name.split()))


def _is_better(form: str, word: str) -> bool:
    """Whether a form is the word with a hamza or a ة that it lacks, and no slip (إستقالة)."""
    if form == word or len(form) != len(word) or is_misspelt(tokenize(form)):
        return False
    return all(own == other or (own, other) in _WRITTEN_WELL for own, other in zip(word, form, strict=True))


def told_with(post: Post, span: Span, limit: int) -> Span | None:
    """The words to tell a claim with: its sentence, its first clause, or what the post reports another to have said."""
    return clause_around(post, span, limit) or reported_around(post, span, limit)


def _is_conditional(post: Post, span: Span) -> bool:
    """Whether a clause foretells only what comes of something else (whoever leaves will be spared)."""
    first = next((token.fold for token in tokenize(post.text[slice(*span)]) if token.is_word), "")
    return not _CONDITIONS.isdisjoint({first, first.removeprefix("و"), first.removeprefix("ف")})


def _with_antecedent(post: Post, span: Span) -> Span:
    """A clause with the one before it, where it begins with a pronoun that only that one fills (…, وفيها تحركات)."""
    first = next((token.fold for token in tokenize(post.text[slice(*span)]) if token.is_word), "")
    unit = next((each for each in find_units(post.text) if each.start <= span[0] < each.end), None)
    if unit is None or _REFERS.isdisjoint({first, first.removeprefix("و")}):
        return span
    before = [comma for comma in unit.commas if comma <= span[0]]
    start = before[-2] if len(before) > 1 else unit.start
    while start < span[0] and post.text[start].isspace():
        start += 1
    return start, span[1]


def _head(post: Post, span: Span, window: Span | None) -> Span:
    """The first HEAD_WORDS of a clause that stand before its deadline, without a joint or a pronoun that refers back.

    Of «وفيها احتفال يبدأ خلال 72 ساعة» they are «احتفال يبدأ».
    """
    span = _without_joint(post, span)
    end = window[0] if window is not None and span[0] < window[0] < span[1] else span[1]
    tokens = [token for token in tokenize(post.text[span[0] : end]) if token.is_word]
    if tokens and not _REFERS.isdisjoint({tokens[0].fold, tokens[0].fold.removeprefix("و")}):
        tokens = tokens[1:]
    if not tokens:
        return span
    before = [token for token in tokenize(post.text[: span[0]]) if token.end <= span[0]][-1:]
    start = span[0] + tokens[0].start
    is_led_to = tokens[0].start == 0 and tokens[0].fold.startswith("ل")
    if is_led_to and before and before[0].is_word and before[0].fold.endswith("ا"):  # تمهيدا لدخول
        start = before[0].start
    return start, span[0] + tokens[:HEAD_WORDS][-1].end


def _without_joint(post: Post, span: Span) -> Span:
    """A clause without the word that only joins it to the one before (لكن الموج …, وسيصل …)."""
    tokens = tokenize(post.text[slice(*span)])
    if len(tokens) > MIN_WORDS and tokens[0].fold in _JOINTS:
        return span[0] + tokens[1].start, span[1]
    first = tokens[0] if len(tokens) > MIN_WORDS - 2 else None
    if first is not None and first.text[0] == _AND and _is_joined(first.fold[1:]):
        return span[0] + first.start + 1, span[1]
    return span


def _reads_as_name(voice: Voice) -> bool:
    """Whether a name is known for one where it stands in a sentence: an institution, or words of the name index."""
    profile = voice.chosen.profile
    first = fold_word((profile.name or "").split()[0])
    is_latin = first.isascii()
    return profile.is_organisation or is_latin or given_count(first) >= STRONG_GIVEN_NAME or first in KUNYA


def _is_joined(rest: str) -> bool:
    """Whether what follows a و is a word of its own: definite, a verb of the future or with و, a function word."""
    is_function = (
        rest in words("preposition") or rest in words("relative") or rest in {"اي", "كل", "معظم", "اكثر", "لن", "لم"}
    )
    return is_function or rest.startswith(("ال", "سي", "ست", "سن", "و"))


def _inside(post: Post, span: Span) -> Span | None:
    """A span cut to the sentence that it begins in: without a tag, a link or a stop behind it."""
    for unit in find_units(post.text):
        if unit.start <= span[0] < unit.end:
            return span[0], min(span[1], unit.end)
    return None
