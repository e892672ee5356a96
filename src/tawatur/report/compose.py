"""Compose a roundup from chosen posts: what is told, in which order, on which evidence."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import combinations

from tawatur import __version__
from tawatur.arabic.digits import Digits
from tawatur.arabic.display import is_tricky
from tawatur.arabic.folding import fold_word
from tawatur.arabic.gazetteer import gazetteer, place_key
from tawatur.arabic.lexicon import words
from tawatur.arabic.places import find_places
from tawatur.arabic.quantities import find_quantities
from tawatur.arabic.tokens import Span, tokenize
from tawatur.check.article import zone_of
from tawatur.claims.grouping import bounds
from tawatur.claims.posts import claims_of_post
from tawatur.errors import InputError
from tawatur.posts import Post
from tawatur.report.choose import Selection, choose_from, digest_of, survey, told_order
from tawatur.report.contents import FEW, share_a_word
from tawatur.report.denials import WITHIN
from tawatur.report.disputing import is_disputing
from tawatur.report.events import (
    COUNTED,
    HEADLINE_WORDS,
    MIN_VOICES,
    Given,
    Happened,
    find_disputes,
    find_most_told,
    find_retold,
    is_written_in,
    read_happened,
)
from tawatur.report.glance import read_glance
from tawatur.report.material import Accounts, Frame, Material, tags_of, told_with
from tawatur.report.profiles import DirectoryEntry, is_institution, outlets
from tawatur.report.quoting import (
    MIN_WORDS,
    clause_around,
    find_source,
    find_units,
    is_subordinate,
    make_quote,
    word_count,
)
from tawatur.report.records import (
    Block,
    BlockKind,
    Caveat,
    Foretold,
    Hashtag,
    Key,
    Language,
    Link,
    Method,
    Number,
    Quote,
    Rising,
    Roundup,
    Sentence,
    Speaker,
)
from tawatur.report.relays import is_relayed, is_verbatim
from tawatur.report.wording import (
    LIKELY,
    About,
    Clock,
    Manner,
    Pieces,
    Rank,
    Telling,
    Toll,
    Voice,
    Wording,
    build,
    check_time,
    is_told_by_days,
    predicts,
    risen,
    say_days_once,
)
from tawatur.report.wording_ar import ArabicWording, definite
from tawatur.report.wording_en import EnglishWording

_BETWEEN_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])|[_#]")  # of a tag
_OF_MANY: frozenset[BlockKind] = frozenset({"lead", "context", "numbers", "forecasts"})  # blocks that quote many posts
MAX_HEADLINES = 4  # that an editor may choose instead
MAX_TOLD = 4  # accounts of one place in the lead
LATE_ONSET = timedelta(hours=2)  # a tag that rose so long before its event rose for something else: a race, a feast
MAX_PLACES = 3  # whose differing accounts the lead tells
ASSERTING = frozenset(map(fold_word, "أؤكد نؤكد وأؤكد ونؤكد أشدد نشدد أجزم نجزم مؤكدا مؤكدين".split()))
_RULING_OUT = frozenset(map(fold_word, "أستبعد نستبعد مستبعدا".split()))
Measure = Callable[[Method, Sequence[Post]], tuple[str, str]]
"""What was counted, over which posts -> the id of the evidence record that holds it, and the evidence root."""
_EACH = "شخص", "people"  # behind a number that is read alone
_WARNING = frozenset(map(fold_word, "أحذر نحذر تحذير محذرا محذرين".split()))


def compose(
    posts: Iterable[Post],
    *,
    about: str | None = None,
    directory: Sequence[DirectoryEntry] = (),
    zone: str | None = None,
    language: Language = "ar",
    digits: Digits = "latin",
    now: datetime | None = None,
    root: str | None = None,
    rejected: Iterable[str] = (),
    measure: Measure | None = None,
    rising: Rising | None = None,
    wanted: Collection[Key] = (),
) -> Roundup:
    """A roundup from just these posts; the same one in any order of them.

    Args:
        posts: each with its evidence; captures of one post are joined.
        about: a tag (#…), a place or a few words; by default the tag or place that most independent posts name.
        directory: what the desk knows of accounts; it wins over what posts say of themselves.
        zone: IANA name of the zone of times; by default of the place asked about, else of those named most, else UTC.
        now: when the roundup is made; only printed.
        root: root of the evidence, as its store gives it; only printed.
        rejected: the reason of each record that could not be read, one a record; counted in the method box.
        measure: keeps what was counted; sentences about all posts then rest on this one record, not on each post's.
        rising: the trend that the posts stand behind; headline and lead then tell of it, on its own measurement.
        wanted: keys of posts that an editor wants to be quoted.

    Of a trend from which nothing can be quoted it tells what was counted, and that nothing was found to quote.

    Raises: InputError when a post has no evidence, or, without a trend, nothing can be quoted from any of them.
    """
    read = survey(posts)
    happened = Happened()
    if rising is not None:
        seen = read.selection
        most_told = find_most_told(seen.developments, seen.dissenting | seen.denials.keys(), seen.voices)
        happened = replace(
            read_happened(_standing(seen), seen.claims, languages=(language,)),
            most_told=most_told,
            retold=find_retold(seen.developments, most_told) if most_told is not None else None,
        )
    selection = choose_from(read, directory, wanted=wanted, told=happened.lead_keys(language))
    if not selection.speakers and rising is None:
        told = ", ".join(f"{count} {reason}" for reason, count in selection.passed_over) or "no posts given"
        raise InputError(f"nothing to quote: {told}; give posts with a sentence of their own")
    places = {post.key: find_places(post.text) for post in selection.posts}
    zone = zone or _zone_of_topic(about) or zone_of(tuple(place for found in places.values() for place in found))
    clock = Clock(zone=zone, posts=tuple(post for each in selection.speakers for post in each.posts))
    wording: Wording
    wording = ArabicWording(clock=clock, digits=digits) if language == "ar" else EnglishWording(clock=clock)
    method = Method(
        given=len(selection.posts),
        used=len({post.key for each in selection.speakers for post in each.posts}),
        accounts=selection.accounts,
        voices=selection.voices,
        passed_over=selection.passed_over,
        rejected=tuple(sorted(Counter(rejected).items())),
        platforms=tuple(sorted(Counter(post.platform for post in selection.posts).items())),
        first=min((post.posted_at for post in selection.posts if post.posted_at), default=None),
        last=max((post.posted_at for post in selection.posts if post.posted_at), default=None),
        digest=digest_of(selection.posts),
        version=__version__,
        root=root,
        made_at=now,
    )
    if rising is not None:  # its own measurement counted all posts behind it, with links and pictures
        left = rising.trend.posts - method.given
        method = replace(
            method,
            given=rising.trend.posts,
            accounts=rising.trend.accounts or method.accounts,
            voices=rising.trend.voices.headline or method.voices,
            passed_over=(*method.passed_over, *((("not read", left),) if left > 0 else ())),
        )
    if rising is not None:
        method = replace(method, told=happened.told)
    known = {entry.handle.lower(): _named(entry, language)
             for entry in (*outlets().values(), *directory)
             if entry.role or is_institution(entry.name) or entry.handle.lower() in outlets()}  # fmt: skip
    frame = Frame(language=language, about=about, zone=zone, rising=rising, happened=happened, known=known)
    first = _Composer(Material(selection, wording, frame), method, frame).in_order()
    material = Material(selection, wording, frame, named_first=first)
    method = _with_quoted(method, _Composer(material, method, frame).compose())
    if measure is not None:
        measurement, root = measure(method, selection.posts)
        method = replace(method, measurement=measurement, root=root)
    roundup = _Composer(material, method, frame).compose()
    return replace(roundup, glance=read_glance(selection, places, rising))


def _with_quoted(method: Method, roundup: Roundup) -> Method:
    """The method with all posts counted that a roundup quotes, in its lead and its numbers too."""
    used = len({quote.key for sentence in roundup.sentences for quote in sentence.quotes})
    more = used - method.used
    left = ((reason, count - more if reason == "not chosen" else count) for reason, count in method.passed_over)
    return replace(method, used=used, passed_over=tuple(each for each in left if each[1] > 0))


class _Composer:
    """One roundup on its way: the blocks that are made of its material, in reading order."""

    def __init__(self, material: Material, method: Method, frame: Frame) -> None:
        self.read = material
        self.method = method
        self.wording = material.wording
        self.language = frame.language
        self.zone = frame.zone
        self.rising = frame.rising
        self.happened = frame.happened
        self.has_voices = self.rising is None or self.rising.trend.voices.headline is not None
        self.told_day: date | None = None  # the day, the year and the zone that the reader was told last
        self.told_year: int | None = None
        self.is_zone_told = False
        self.is_opened = False
        self.quoted_at: datetime | None = None  # the time of the post that was quoted last
        self.turn = 0
        self.authors_told: Counter[str] = Counter()
        self.told_posts: list[Post] = []
        self.told_last: tuple[Voice, Post] | None = None

    def compose(self) -> Roundup:
        """The roundup."""
        places = self.read.differing_places()
        headline, telling = self._headline(places)
        opening = self._opening(telling)
        before: list[Voice] = []
        blocks = [Block(kind="headline", sentences=(headline,))]
        if opening is not None:  # the news first, then what was measured
            blocks += self._quoted(*opening, "speaker", before, opens=True)
            before.append(opening[0])
        blocks += self._lead(places, is_second=opening is not None)
        in_order, contrary, aside = self._parts()
        for voice, post in self._by_the_clock(in_order, contrary, aside):
            if opening is None or post != opening[1]:
                blocks += self._quoted(voice, post, "speaker", before)
                before.append(voice)
        for at, voice in enumerate(contrary):
            is_other = voice.chosen.is_dissenting and (at == 0 or not contrary[at - 1].chosen.is_dissenting)
            for number, post in enumerate(each for each in voice.chosen.posts if (voice, each) not in aside):
                is_answer = is_other and not number
                blocks += self._quoted(voice, post, "other_side", before, is_contrast=is_answer)
                before.append(voice)
        if not self.read.voices:
            blocks.append(
                Block(kind="context", sentences=(build(self.wording.nothing_to_quote(), self._everything()),))
            )
        elif not contrary:
            sides = tuple(self._other_side(is_told=any(kind == "conflict" for _, kind, _ in places)))
            blocks += [Block(kind="other_side", sentences=sides)] if sides else []
        numbers = () if self._is_told_in_lead() else tuple(self._number_sentences())
        if numbers:
            blocks.append(Block(kind="numbers", sentences=numbers))
        if self.read.foretold:
            lines = tuple(
                build(self.wording.forecast(each, voice, self._deadline_of(each)), [_record(each.quote.post)])
                for voice, each in self.read.foretold
                if each.end is not None or not self._is_shown(each.quote)  # what has no deadline stands above
            )
            blocks += [Block(kind="forecasts", sentences=lines)] if lines else []
        caveats = tuple(self._caveats(places))
        unknown = tuple(caveat.sentence for caveat in caveats if caveat.code != "excerpt")
        blocks += [Block(kind="unknowns", sentences=unknown)] if unknown else []
        made = self.wording.method(self.method, self.read.topic, self.rising, has_authors=self.has_authors)
        lines = (
            *(caveat.sentence for caveat in caveats if caveat.code == "excerpt"),
            *(build(line, self._everything()) for line in made),
        )
        blocks.append(Block(kind="method", sentences=(*self._asked(), *lines)))
        return Roundup(
            title=headline.text(self.language),
            language=self.language,
            zone=self.zone,
            about=self.read.about,
            blocks=say_days_once(list(map(self._linked, blocks)), self.wording),
            speakers=tuple(map(self._speaker_record, [*in_order, *contrary])),
            numbers=tuple(number for number, _ in self.read.numbers),
            forecasts=tuple(each for _, each in self.read.foretold),
            caveats=caveats,
            method=self.method,
            rising=self.rising,
            headlines=self._other_headlines(places),
        )

    def _linked(self, block: Block) -> Block:
        """A block with the permalink of each post behind the sentence that quotes it, where a paragraph quotes many."""
        if block.kind not in _OF_MANY:
            return block
        return replace(block, sentences=tuple(map(self._with_links, block.sentences)))

    def _with_links(self, sentence: Sentence) -> Sentence:
        linked = {link.post.key for link in sentence.links}
        links = self._links_to(quote.post for quote in sentence.quotes if quote.key not in linked)
        return replace(sentence, parts=(*sentence.parts, *links))

    def _links_to(self, posts: Iterable[Post]) -> list[Link]:
        """The permalinks of posts, each once, as far as they may be shown."""
        once = {post.key: post for post in posts}.values()
        links = (self.read.link(self._teller(post), post) for post in once)
        return [link for link in links if link is not None]

    def _aside(self, voice: Voice) -> list[Post]:
        """What somebody who disputes tells beside that, of a crowd: it stands with the other news."""
        posts, dissenting = voice.chosen.posts, self.read.selection.dissenting
        is_beside = self.read.selection.accounts > FEW and any(post.key in dissenting for post in posts)
        return [post for post in posts if is_beside and voice.chosen.is_dissenting and post.key not in dissenting]

    def _by_the_clock(
        self, voices: Sequence[Voice], contrary: Sequence[Voice], aside: Sequence[tuple[Voice, Post]]
    ) -> list[tuple[Voice, Post]]:
        """What these voices tell, and what others tell `aside`, each post at its time; what is disputed ends it."""
        answers = {post.key for voice in contrary for post in voice.chosen.posts}
        denials = self.read.selection.denials
        told = [*((voice, post) for voice in voices for post in voice.chosen.posts), *aside]
        return sorted(
            told, key=lambda each: (bool(denials.get(each[1].key, frozenset()) & answers), told_order(each[1]))
        )

    def _opening(self, telling: Telling | None) -> tuple[Voice, Post] | None:
        """Whose post is told first, of chosen posts: the one that the headline quotes; None where it quotes none."""
        if telling is None or self.rising is not None or telling.post not in telling.voice.chosen.posts:
            return None
        return None if telling.voice.chosen.is_dissenting else (telling.voice, telling.post)

    def _deadline_of(self, foretold: Foretold) -> Quote | None:
        """The words of a deadline, where those of its forecast stand whole above; None where they do not."""
        text, words_of = foretold.quote.post.text, foretold.window_words
        start = text.find(words_of, foretold.quote.start, foretold.quote.end) if words_of else -1
        if start < 0 or words_of is None or not self._is_shown(foretold.quote):
            return None
        return make_quote(foretold.quote.post, (start, start + len(words_of)), self.read.shown_handles)

    def _is_shown(self, words_of: Quote) -> bool:
        """Whether what a forecast quotes stands whole in what its speaker is quoted with."""
        return any(
            quote.start <= words_of.start and words_of.end <= quote.end
            and not any(start < words_of.end and words_of.start < end for start, end in quote.elided)
            for quote in self.read.quotes.get(words_of.key, ())
        )  # fmt: skip

    @property
    def has_authors(self) -> bool:
        """Whether the posts say whose they are, so that accounts and independent voices can be counted."""
        if self.rising is not None:
            return self.rising.trend.accounts is not None and self.has_voices
        return any(post.handle or post.account_id or post.display_name for post in self.read.selection.posts)

    def in_order(self) -> list[str]:
        """The authors as the reader meets them: accounts without a name are numbered so."""
        told: list[Post] = []
        if self.rising is None:  # else the lead names nobody
            places = self.read.differing_places()
            opening = self._opening(self._headline(places)[1])
            told = [opening[1]] if opening else []
            told += [
                quote.post for block in self._lead(places) for each in block.sentences for quote in each.quotes
            ]  # fmt: skip
        plain, contrary, aside = self._parts()
        told += [post for _, post in self._by_the_clock(plain, contrary, aside)]
        author_of = {post.key: voice.chosen.author for voice in self.read.voices for post in voice.chosen.posts}
        return list(dict.fromkeys(author_of[post.key] for post in told if post.key in author_of))

    def _parts(self) -> tuple[list[Voice], list[Voice], list[tuple[Voice, Post]]]:
        """Who tells, who disputes, and what they tell beside that."""
        voice_of = {voice.chosen.author: voice for voice in self.read.voices}
        plain, contrary = ([voice_of[each.author] for each in part] for part in self.read.selection.in_reading_order)
        return plain, contrary, [(voice, post) for voice in contrary for post in self._aside(voice)]

    def _everything(self) -> list[str]:
        """What counts and absences rest on: the kept measurement, else the records of all given posts."""
        if self.method.measurement is not None:
            return [
                self.method.measurement,
                *(_record(part.post) for part in self.read.topic if isinstance(part, Hashtag)),
            ]
        shown = [self.rising.tag.post] if self.rising is not None else []  # of all its posts a story takes some
        return sorted({_record(post) for post in (*self.read.selection.posts, *shown)})

    def _headline(self, places: Sequence[Accounts]) -> tuple[Sentence, Telling | None]:
        """The headline, and whose words it is where it quotes."""
        return next(self._headlines(places))

    def _headlines(self, places: Sequence[Accounts]) -> Iterator[tuple[Sentence, Telling | None]]:
        """What could stand as a headline, the best first: a rise, a conflict, short clauses of speakers, the topic."""
        if self.rising is not None:
            yield from ((sentence, None) for sentence in self._headline_toll(self.rising))
            if self._is_headed_by_most_told(places) and self.happened.most_told is not None:
                post, span, _ = self.happened.most_told
                source, words_of = _named_source(post, span)
                quote = make_quote(post, words_of, self.read.shown_handles)
                pieces = self.wording.headline_told(self.rising, quote, source, self.read.platforms)
                yield build(pieces, [_record(post), *self._counted(), _record(self.rising.tag.post)]), None
            yield from ((sentence, None) for sentence in self._headline_first_toll(self.rising))
            yield from ((sentence, None) for sentence in self._headline_events(of_people=True))
            yield self._measured(self.wording.headline_rising(self.rising, self.read.platforms)), None
        for place, kind, told in places:
            if kind == "conflict":
                records = [_record(each.post) for each in told]
                yield (
                    build(
                        self.wording.headline_conflict(self.read.shown_place(place), self.read.platforms),
                        records,
                    ),
                    None,
                )
        yield from ((sentence, None) for sentence in self._headline_events(of_people=False))
        for voice, post, span in self._earliest():
            source, words_of = find_source(post, span) or (None, span)
            is_nobodys = source is None and (voice.number or is_relayed(post, span[0]))
            if is_nobodys or (voice.number and self.rising is not None):
                continue  # what one account of nobody known says is no headline
            quote = make_quote(post, words_of, self.read.shown_handles)
            if not quote.masks:
                telling = Telling(voice=voice, post=post, quote=quote, source=source)
                yield build(self.wording.headline_quote(voice, quote, source), [_record(post)]), telling
        yield build(self.wording.headline_topic(self.read.topic, self.read.platforms), self._everything()), None

    def _headline_events(self, *, of_people: bool) -> Iterator[Sentence]:
        """Which events voices of a trend tell of: those that happen to people, which are news, or the others."""
        for event, voices in self._told_events():
            if self.rising is not None and (event in COUNTED) == of_people:
                pieces = self.wording.headline_event(self.rising, self._name(event), voices)
                yield build(pieces, [*self._counted(), _record(self.rising.tag.post)])

    def _headline_toll(self, rising: Rising) -> Iterator[Sentence]:
        """The highest toll that stands, where at least MIN_VOICES give it, and enough of all tell of its event."""
        toll = self.happened.toll_in(self.language)
        if toll is not None and self._is_headed_by_toll():
            name, given = self.happened.name(toll[0]), toll[1]
            quote = make_quote(given.post, given.span, self.read.shown_handles)
            source = _named_source(*given.clause)[0] if given.clause else None
            pieces = self.wording.headline_toll(
                rising, name, quote, source, self.read.platforms, names_event=given.names_event
            )
            yield build(pieces, [_record(given.post), *self._counted(), _record(rising.tag.post)])

    def _headline_first_toll(self, rising: Rising) -> Iterator[Sentence]:
        """The highest toll as one post tells it, where enough tell of its event and fewer than MIN_VOICES give it."""
        toll = self._leading_toll()
        if toll is not None and toll.voices < MIN_VOICES and toll.clause is not None:
            post, span = toll.clause
            source, words_of = _named_source(post, span)
            words_of = _with_number(post, words_of, toll)
            quote = make_quote(post, words_of, self.read.shown_handles)
            if quote.text and word_count(find_units(quote.text)) <= HEADLINE_WORDS:
                pieces = self.wording.headline_told(rising, quote, source, self.read.platforms, is_one=True)
                yield build(pieces, [_record(post), *self._counted(), _record(rising.tag.post)])

    def _is_headed_by_toll(self) -> bool:
        toll = self._leading_toll()
        return toll is not None and toll.voices >= MIN_VOICES

    def _leading_toll(self) -> Given | None:
        """The highest toll, where enough of all tell of its event; one death is less news than what more tell alike."""
        toll = self.happened.toll_in(self.language)
        if toll is None or not self.happened.is_led_by(toll[0], self.read.selection.voices):
            return None
        alike = self.happened.most_told
        return None if toll[1].low == 1 and alike is not None and alike[2] > toll[1].voices else toll[1]

    def _is_headed_by_most_told(self, places: Sequence[Accounts]) -> bool:
        """Whether what most tell alike stands in the headline: no toll does, and no accounts conflict."""
        is_conflict = any(kind == "conflict" for _, kind, _ in places)
        return self.happened.most_told is not None and not (is_conflict or self._is_headed_by_toll())

    def _other_headlines(self, places: Sequence[Accounts]) -> tuple[Sentence, ...]:
        """A few more, one a speaker and no two alike."""
        first, *rest = self._headlines(places)
        seen = {first[0].text(self.language), first[1].voice.label if first[1] else ""}
        others: list[Sentence] = []
        for sentence, telling in rest:
            names = {sentence.text(self.language), telling.voice.label if telling else ""} - {""}
            if not names & seen:
                others.append(sentence)
                seen |= names
        return (*others[: MAX_HEADLINES - 1], *others[-1:]) if len(others) > MAX_HEADLINES else tuple(others)

    def _earliest(self) -> Iterable[tuple[Voice, Post, Span]]:
        """Short clauses to lead with: of the earliest claims, then first sentences, news before slogans."""
        for told in sorted(self.read.claims, key=lambda each: told_order(each.post)):
            span = told_with(told.post, told.claim.span, HEADLINE_WORDS)
            if span is not None and not (told.voice.chosen.is_dissenting or is_subordinate(told.post, span)):
                yield told.voice, told.post, span
        openings: list[tuple[Voice, Post, Span]] = []
        for voice in self.read.voices:
            if voice.chosen.is_dissenting:
                continue
            post = voice.chosen.posts[0]
            for unit in find_units(post.text)[:2]:
                whole = (unit.start, unit.end)
                source, words_of = _named_source(post, whole)
                is_short = source is not None and word_count(find_units(post.text[slice(*words_of)])) <= HEADLINE_WORDS
                span = whole if is_short else clause_around(post, (unit.start, unit.start + 1), HEADLINE_WORDS)
                if span is not None and unit.words >= MIN_WORDS:
                    openings.append((voice, post, span))
        telling = {voice.chosen.author for voice, post, span in openings if self._is_news(post, span)}
        yield from sorted(openings, key=lambda each: (each[0].number > 0, each[0].chosen.author not in telling))

    def _is_news(self, post: Post, span: Span) -> bool:
        """Whether a clause tells that something has happened, or gives a number, and is no slogan and no call."""
        return bool(find_quantities(post.text[slice(*span)])) or any(
            claim.polarity == "affirmed" and claim.modality in {"certain", "reported"}
            for claim in self.read.selection.claims.get(post.key, ())
            if span[0] <= claim.span[0] < span[1]
        )

    def _measured(self, pieces: Pieces) -> Sentence:
        """A sentence that rests on the measurement of the trend, and on the posts of the tags that it shows."""
        assert self.rising is not None  # noqa: S101 - said by every caller
        tags = [_record(piece.post) for piece in pieces if isinstance(piece, Hashtag)]
        return build(pieces, [self.rising.measurement, *tags])

    def _asked(self) -> Iterable[Sentence]:
        """What was asked of the store, where a trend was."""
        return map(self._measured, self.wording.method_rising(self.rising)) if self.rising else ()

    def _lead(self, places: Sequence[Accounts], *, is_second: bool = False) -> Iterable[Block]:
        """The lead; of a trend its news stand first, then its rise and its counts, then the trends before it."""
        if self.rising is None:
            is_conflict = not is_second and any(kind == "conflict" for _, kind, _ in places[:MAX_PLACES])
            news = tuple(self._accounts(places, opens=True)) if is_conflict else ()
            context = self._context(is_second=is_second or is_conflict)
            rest = () if is_conflict else tuple(self._accounts(places))
            yield Block(kind="context" if is_second else "lead", sentences=(*news, context, *rest))
            return
        news = tuple(self._news())
        rise = self.wording.lead_rising(self.rising, self.read.platforms, is_second=bool(news))
        risen, counted = map(self._measured, rise)
        yield Block(kind="lead", sentences=(*news, risen, *self._events(), counted))
        if self.rising.earlier:
            yield Block(kind="precedents", sentences=(self._measured(self.wording.precedents(self.rising)),))
        accounts = tuple(self._accounts(places))
        if accounts:
            yield Block(kind="context", sentences=accounts)
        self.told_day = None  # the first speaker is told with his day

    def _news(self) -> Iterable[Sentence]:
        """What happened, of a trend: what most tell alike, and its toll."""
        is_second = False
        if self._is_headed_by_most_told(self.read.differing_places()) and self.happened.most_told is not None:
            post, span, voices = self.happened.most_told
            first = post
            if self.happened.retold is not None:  # the words of the headline are read already
                post, span, first = self.happened.retold
            telling = replace(self._tell_clause(post, span), opens=not self.is_opened)
            self.is_opened = True
            if not (first.posted_at and post.posted_at and first.posted_at < post.posted_at):
                first = post
            first_at = first.posted_at if first != post else None
            pieces = self.wording.most_told(telling, voices, first_at, has_voices=self.has_voices)
            yield build([*pieces, *self._links_to([post, first])], [_record(post), _record(first), *self._counted()])
            is_second = True
        toll = self.happened.toll_in(self.language)
        if toll is not None and toll[1].clause is not None:
            event, given, is_highest = self.happened.name(toll[0]), *toll[1:]
            is_only = sum(len(numbers) for name, numbers in self.happened.numbers if name == toll[0]) == 1
            rank: Rank = "given" if is_only else "highest" if is_highest else "highest told"
            if rank == "highest" and not self.happened.is_above_all(toll[0], given):
                rank = "among the highest"
            telling = replace(self._tell_clause(*toll[1].clause), opens=not self.is_opened)
            self.is_opened = True
            pieces = self.wording.highest_toll(
                event, telling, given.voices, rank, has_voices=self.has_voices, is_second=is_second
            )
            yield build(pieces, [_record(telling.post), *self._counted()])

    def _events(self) -> Iterable[Sentence]:
        """What was first told of a trend, and how many tell of what."""
        if self.rising is None:
            return
        self.is_zone_told, self.told_year = True, self.read.local(self.rising.first).year
        known = self.rising.trend.peaked_at or self.rising.last
        if self.happened.first is not None and (self.happened.first[1].posted_at or known) < known:
            event, post, span = self.happened.first
            telling = self._tell_clause(post, span)
            start, *_ = risen(self.rising)
            is_late = self.rising.trend.started_at and post.posted_at and post.posted_at - start >= LATE_ONSET
            lag = (post.posted_at - start).total_seconds() / 3600 if is_late and post.posted_at else None
            pieces = self.wording.first_told(self._name(event), telling, lag)
            yield build(pieces, [_record(post), self.rising.measurement, *self._counted()])
        counted = [(self._name(event), voices) for event, voices in self._told_events()]
        if counted:
            yield build(self.wording.events(counted, has_voices=self.has_voices), self._counted())

    def _name(self, event: str) -> str:
        """The event as it is called; where the highest toll is one death, that."""
        name, tolls = self.happened.name(event), [each for named, each in self.happened.numbers if named == event]
        is_one = tolls and all(given.low == 1 for each in tolls for given in each)
        return "one died" if name == "died" and is_one else name

    def _told_events(self) -> Iterator[tuple[str, int]]:
        """The events that voices are counted for, but what the tag itself names: that many tell of it says nothing."""
        if self.rising is not None:
            tag = self.rising.tag
            named = replace(tag.post, text=_BETWEEN_WORDS.sub(" ", tag.text), tags=())
            events = {claim.event for claim in claims_of_post(named)}
            events |= {"flooding"} if "weather" in events else set()
            yield from (each for each in self.happened.counted if each[0] not in events)

    def _tell_clause(self, post: Post, span: Span) -> Telling:
        """A clause of any post of a trend; of one that passes on somebody's words with his name, his words alone."""
        source, words_of = find_source(post, span) or (None, span)
        quote = make_quote(post, words_of if source else span, self.read.shown_handles)
        outlet = self.read.relayed(post) if is_relayed(post, span[0]) else None
        return self._with_author(replace(self._tell(self._teller(post), post, quote, source), outlet=outlet))

    def _with_author(self, telling: Telling) -> Telling:
        """A telling with how often its reader has met him who wrote what its post reposts."""
        self.told_posts.append(telling.post)
        author = telling.outlet or telling.source or ""
        if "@" not in author or not is_verbatim(telling.post):
            return telling
        self.authors_told[author] += 1
        return replace(telling, author_turn=self.authors_told[author] - 1)

    def _other_side(self, *, is_told: bool) -> Iterable[Sentence]:
        """Where nobody who is quoted disputes anything: tolls that exclude each other, or that there is no such voice.

        Nothing where others deny something, or the lead tells of accounts that conflict (`is_told`).
        """
        selection = self.read.selection
        is_denied, apart = find_disputes(selection.originals, selection.claims)
        if apart is not None:
            event, *given = apart
            self.told_day = None
            tolls = [self._toll(each) for each in given]
            told = [post for toll, each in zip(tolls, given, strict=True) for post in _posts_of(toll, each)]
            records = [*map(_record, told), *self._counted()]
            pieces = self.wording.tolls_apart(self.happened.name(event), tolls, has_voices=self.has_voices)
            yield build([*pieces, *self._links_to(told)], records)
        elif not (is_denied or is_told or selection.dissenting or any(_disputes(post) for post in selection.originals)):
            yield build(self.wording.no_other_side(), self._everything())

    def _counted(self) -> list[str]:
        """The record of what was counted over all posts, else the posts."""
        return [self.method.measurement] if self.method.measurement else self._everything()

    def _teller(self, post: Post) -> Voice:
        """The voice of any post: of the speakers, or one that is not named."""
        known = next((voice for voice in self.read.voices if post in voice.chosen.all_posts), None)
        return known or replace(self.read.voices[0], number=1, label="", mention="", shows_handle=False)

    def _context(self, *, is_second: bool) -> Sentence:
        """Which posts are told of, and when they were published."""
        posts = self.read.posts
        place = self.read.topic if not any(isinstance(piece, Hashtag) for piece in self.read.topic) else []
        bear = [post for post in posts if any(_bears(post, tag) for tag in self.read.tags)]
        first, last = self.method.first, self.method.last
        window = (first, last) if first is not None and last is not None else None
        about = About(place=place, tags=self.read.tags, all_bear=len(bear) == len(posts), bear=len(bear), window=window,
                      told_year=self.told_year, is_second=is_second)  # fmt: skip
        pieces = self.wording.lead_posts(posts, self.method.given, self.read.platforms, about)
        if window is not None:
            days = {self.read.local(at).date() for at in window}
            self.is_zone_told |= not is_told_by_days(*window)
            self.told_year = self.read.local(window[1]).year
            self.told_day = days.pop() if len(days) == 1 else None
        return build(pieces, [*self._everything(), *map(_record, posts)])

    def _accounts(self, places: Sequence[Accounts], *, opens: bool = False) -> Iterable[Sentence]:
        """What is told of each place of which the accounts exclude each other; `opens`: the roundup begins with it."""
        for at, (place, kind, told) in enumerate(places[:MAX_PLACES]):
            once = {(each.post.key, each.clause): each for each in reversed(told)}
            tellings = [
                self._tell(each.voice, each.post, make_quote(each.post, each.clause, self.read.shown_handles))
                for each in sorted(once.values(), key=lambda each: told_order(each.post))
                if each.clause is not None
            ][:MAX_TOLD]
            if kind in {"beside", "sequence"} or len(tellings) < 2:
                tellings = []  # they stand below
            pieces = self.wording.accounts(kind, self.read.shown_place(place), tellings, opens=opens and not at)
            yield build(pieces, [_record(each.post) for each in told])

    def _tell(self, voice: Voice, post: Post, quote: Quote, source: str | None = None) -> Telling:
        """A telling with as much of its time as the reader does not know yet."""
        is_mixed = len(self.read.platforms) > 1
        if post.posted_at is None:
            return Telling(voice=voice, post=post, quote=quote, source=source, tells_platform=is_mixed)
        day = self.read.local(post.posted_at).date()
        telling = Telling(
            voice=voice, post=post, quote=quote, source=source, tells_day=day != self.told_day,
            tells_year=day.year != self.told_year, tells_zone=not self.is_zone_told,
            tells_platform=is_mixed,
        )  # fmt: skip
        self.told_day, self.told_year, self.is_zone_told = day, day.year, True
        return telling

    def _quoted(
        self,
        voice: Voice,
        post: Post,
        kind: BlockKind,
        before: Sequence[Voice],
        *,
        is_contrast: bool = False,
        opens: bool = False,
    ) -> Iterator[Block]:
        """A paragraph of a post: its speaker with his first words, then what he goes on with.

        Args:
            opens: it is the first of the roundup.
            before: who has been quoted, in order: the last of them goes on, another one is told again.
        """
        record = [_record(post)]
        quotes = self.read.quotes[post.key]
        about = ""
        if is_contrast and not self._is_answer(voice, post):
            is_contrast, about = False, self._denied(post)
        self.told_last = voice, post
        source = self.read.sources.get(post.key)
        is_back = post.posted_at is not None and self.quoted_at is not None and post.posted_at < self.quoted_at
        if is_back and len({self.read.local(each.posted_at).date() for each in self.read.posts if each.posted_at}) > 1:
            self.told_day = None
        self.quoted_at = post.posted_at
        telling = replace(
            self._tell(voice, post, quotes[0], source), outlet=self.read.outlets.get(post.key), is_back=is_back
        )
        telling = self._with_author(telling)
        if before and before[-1] is voice and not is_contrast:
            pieces = self.wording.later_post(telling, before.count(voice) - 1)
        else:
            manner = "neutral" if is_contrast or source else self._manner(quotes[0])
            telling = replace(telling, is_again=voice in before, opens=opens, about=about)
            pieces = self.wording.introduction(telling, manner, self.turn, is_first=not before, is_contrast=is_contrast)
            self.turn += 1
        made = [pieces]
        for turn, quote in enumerate(quotes[1:]):
            manner = self._manner(quote)
            made.append(
                self.wording.continuation(voice, quote, "continuation" if manner == "neutral" else manner, turn)
            )
        link = self.read.link(voice, post)
        if link is not None:
            made[-1] = [*made[-1], link]
        yield Block(kind=kind, sentences=(build(made[0], record),))
        if made[1:]:
            yield Block(kind="continuation", sentences=tuple(build(each, record) for each in made[1:]))

    def _is_answer(self, voice: Voice, post: Post) -> bool:
        """Whether a post answers what was told just before it: denies it, or speaks for the other camp."""
        if self.told_last is None:
            return False
        other, told = self.told_last
        camps = dict(other.chosen.sides)
        is_other_camp = any(camps.get(conflict, side) != side for conflict, side in voice.chosen.sides)
        is_near = self.read.selection.accounts <= FEW and share_a_word(post, told)  # as it was found to dispute
        return is_other_camp or is_near or post.key in self.read.selection.denials.get(told.key, frozenset())

    def _denied(self, post: Post) -> str:
        """What a post denies that nobody told just before it: the one event that it and news of that day tell of.

        Else reports: the dead of another week are others.
        """
        claims = self.read.selection.claims
        events = {claim.event for claim in claims.get(post.key, ())}
        near = (other for other in self.told_posts if _is_near(other, post))
        is_told = any(claim.event in events for other in near for claim in claims.get(other.key, ()))
        return self.happened.name(events.pop()) if len(events) == 1 and is_told else "reports"

    def _manner(self, quote: Quote) -> Manner:
        """The stance that the quoted words themselves show; neutral where they show none."""
        tokens = [token for token in tokenize(quote.text) if token.is_word]
        opening = {token.fold for token in tokens[:6]}
        if opening & _RULING_OUT:
            return "ruling out"
        if opening & _WARNING:
            return "warning"
        if opening & ASSERTING:
            return "asserting"
        within = [
            forecast
            for _, post, forecast in self.read.forecasts
            if post.key == quote.key and quote.start <= forecast.span[0] < quote.end
        ]
        leads = any(forecast.span[0] - quote.start <= 3 for forecast in within)
        if leads and any(forecast.likelihood_words for forecast in within) and opening & LIKELY:
            return "likely"
        return "prediction" if leads and predicts(quote.text) else "neutral"

    def _tolls(self) -> Iterable[Sentence]:
        """The numbers of a trend, by the event that they count; voices behind each."""
        for event, given in self.happened.numbers:
            self.told_day = None
            tolls = [self._toll(each) for each in reversed(given)]
            ends = [each.ended[0] for each in given if each.ended]
            told = [post for toll, each in zip(tolls, reversed(given), strict=True) for post in _posts_of(toll, each)]
            records = [*(_record(post) for post in (*told, *ends)), *self._counted()]
            pieces = self.wording.tolls(
                self.happened.name(event), tolls, is_part=given[0].is_part, has_voices=self.has_voices
            )
            yield build([*pieces, *self._links_to(told)], records)

    def _is_told_in_lead(self) -> bool:
        """Whether all numbers of a trend are one toll, which its lead tells."""
        toll = self.happened.toll_in(self.language)
        return (
            toll is not None
            and toll[1].clause is not None
            and sum(len(given) for _, given in self.happened.numbers) == 1
        )

    def _toll(self, given: Given) -> Toll:
        """A number in the words of the first to give it, where they are those that most give it in."""
        day = self.read.local(given.first_at).date() if given.first_at else None
        first = replace(given, post=given.first[0], span=given.first[1])
        spans = [(each.post, each.span if each.is_part else _figure(each)) for each in (first, given)]
        texts = [post.text[slice(*span)] for post, span in spans]
        post, span = spans[0] if texts[0] == texts[1] else spans[1]
        quote = make_quote(post, span, self.read.shown_handles)
        is_new = day != self.told_day
        self.told_day = day or self.told_day
        is_bare = given.relation != "eq" and not any(map(str.isalpha, quote.text))  # 5000, of "tops 5000"
        is_foreign = (is_bare or not is_written_in(quote.text, self.language)) and given.low is not None
        return Toll(
            quote=quote, voices=given.voices, first_at=given.first_at, tells_day=is_new,
            meant=(given.relation, int(given.low)) if is_foreign and given.low is not None else None,
            place=self.read.shown_place(given.place) if given.place else None,
            ended=self._tell_clause(*given.ended) if given.ended else None,
        )  # fmt: skip

    def _number_sentences(self) -> Iterable[Sentence]:
        if self.rising is not None:
            yield from self._tolls()
            return
        for number, givers in self.read.numbers:
            posts = [post for voice in givers for post in voice.chosen.posts]
            yield build(self.wording.number(number, givers), [_record(number.quote.post), *map(_record, posts)])
        differing = _differing_numbers([number for number, _ in self.read.numbers])
        if differing:
            records = [_record(number.quote.post) for number in differing]
            yield build(self.wording.numbers_differ(), records)

    def _caveats(self, places: Sequence[Accounts]) -> Iterable[Caveat]:
        """What is not known, each by the check that says so."""
        every = [_record(post) for post in self.read.posts]

        def caveat(code: str, records: Sequence[str], about: Iterable[str] = ()) -> Caveat:
            sentence = build(self.wording.caveat(code, list(dict.fromkeys(about))), records)
            return Caveat(code=code, sentence=sentence)

        if self.rising is not None:
            warnings = self.rising.trend.warnings
            limits = [code for code in warnings if code != "no-weekly-memory" or "warming" in warnings]
            for code in (*(["unseen"] if self.has_authors else []), *limits):
                pieces = self.wording.caveat(f"trend {code}", [])
                yield Caveat(code=f"trend {code}", sentence=self._measured(pieces))
        elif not self.has_authors:
            yield caveat("no authors", every)
        if every:
            yield caveat("unverified", every)
        told = [(voice, post) for voice in self.read.voices for post in voice.chosen.posts]
        undated = [(voice, post) for voice, post in told if post.posted_at is None]
        unlinked = [(voice, post) for voice, post in told if self.read.link(voice, post) is None]
        for code, met in (
            ("no trace", [each for each in undated if each in unlinked]),
            ("undated", [each for each in undated if each not in unlinked]),
            ("unlinked", [each for each in unlinked if each not in undated]),
            ("id-time", [(voice, post) for voice, post in told if check_time(post) == "does not match"]),
            (
                "slur",
                [(v, p) for v, p in told if any(m.kind == "slur" for q in self.read.quotes[p.key] for m in q.masks)],
            ),
            ("tricks", [(voice, post) for voice, post in told if is_tricky(post.text)]),
        ):
            if met:
                yield caveat(code, [_record(post) for _, post in met], [voice.short for voice, _ in met])
        cut = [(voice, post) for voice, post in told if self.read.is_cut(post)]
        if cut:
            yield caveat("excerpt", [_record(post) for _, post in cut], [voice.short for voice, _ in cut])
        conflicts = [each for each in places if each[1] == "conflict"]
        if conflicts:
            records = [_record(each.post) for _, _, group in conflicts for each in group]
            yield caveat("conflict", records, [self.read.shown_place(place) for place, _, _ in conflicts])
        partial = self.read.one_camp()
        if partial:
            yield caveat("one-camp", [_record(post) for voice in partial for post in voice.chosen.posts])
        if (
            self.rising is None
            and self.read.numbers
            and all(number.is_alone and number.voices == 1 for number, _ in self.read.numbers)
        ):
            yield caveat("single-source", [_record(number.quote.post) for number, _ in self.read.numbers])
        unnamed = [post for voice in self.read.voices if voice.number and voice.chosen.is_author_known
                   for post in voice.chosen.posts]  # fmt: skip
        withheld = [post for post in unnamed if post.handle or post.display_name]
        if unnamed:  # of who is known by an account number alone there is no name to withhold
            yield caveat("private" if withheld else "unnamed", [_record(post) for post in withheld or unnamed])

    def _speaker_record(self, voice: Voice) -> Speaker:
        profile, is_private = voice.chosen.profile, bool(voice.number)
        return Speaker(
            label=voice.label,
            name=None if is_private else profile.name,
            role=None if is_private else profile.role,
            handle=None if is_private else profile.handle,
            gender=None if is_private else profile.gender,
            country=profile.country,
            is_public=not is_private,
            is_organisation=profile.is_organisation,
            posts=tuple(post.key for post in voice.chosen.all_posts),
            quoted=tuple(post.key for post in voice.chosen.posts),
            sides=tuple(sorted(voice.chosen.sides)),
            relays=tuple(
                (post.key, named[post.key])
                for post in voice.chosen.posts
                for named in (self.read.sources, self.read.outlets)
                if post.key in named
            ),
        )


def _with_number(post: Post, span: Span, given: Given) -> Span:
    """A clause up to the comma behind its number, where what is left tells it and what goes is no denial of it."""
    text = post.text[slice(*span)]
    ends = [each.span[1] for each in find_quantities(text) if each.low == given.low]
    commas = [at for at, character in enumerate(text) if ends and at >= ends[0] and character in "،,;؛"]
    if not commas or is_disputing(tokenize(text[commas[0] :])):
        return span
    return span if len(text[: commas[0]].split()) < MIN_WORDS else (span[0], span[0] + commas[0])


def _is_near(one: Post, other: Post) -> bool:
    """Whether two posts may tell of one event by their times."""
    return not (one.posted_at and other.posted_at) or abs(one.posted_at - other.posted_at) <= WITHIN


def _posts_of(toll: Toll, given: Given) -> tuple[Post, Post]:
    """The post that gave a number first, as a sentence says, and the one whose words tell it."""
    return given.first[0], toll.quote.post


def _figure(given: Given) -> Span:
    """The words of a number without those that say what it counts, where they read as the same number alone."""
    start, end = given.span
    tokens = tokenize(given.post.text[start:end])
    for token in tokens:
        figure = given.post.text[start : start + token.end]
        (read, *more) = find_quantities(f"{figure} {_EACH[figure.isascii()]}") or (None,)
        if read is not None and not more and (read.low, read.relation) == (given.low, given.relation):
            return start, start + token.end
    return given.span


def _named(entry: DirectoryEntry, language: Language) -> str:
    """How the desk's directory names an account, with its role; "" where it gives no name."""
    if language == "ar":
        role, name = definite(entry.role or ""), entry.name
    else:
        role, name = entry.role_en or "", entry.name_en or entry.name
    return f"{role} {name}".strip() if name else ""


def _named_source(post: Post, span: Span) -> tuple[str | None, Span]:
    """Whom a clause passes on, by name, and the range of his words; None and the clause where it names nobody."""
    source, words_of = find_source(post, span) or (None, span)
    return (source, words_of) if source else (None, span)


def _standing(selection: Selection) -> list[Post]:
    """The originals without those whose toll somebody denies."""
    return [post for post in selection.originals if post.key not in selection.overruled]


def _disputes(post: Post) -> bool:
    """Whether a post says of anything at all that it is untrue: then it is not said that none does."""
    return is_disputing(tokenize(post.text))


def _zone_of_topic(about: str | None) -> str | None:
    """The zone of the place asked about; None when it is no place with one."""
    entry = gazetteer().get(place_key((about or "").removeprefix("#").replace("_", " ")))
    return entry.zone or None if entry is not None else None


def _record(post: Post) -> str:
    return post.evidence.record_id if post.evidence else ""


def _bears(post: Post, tag: Hashtag) -> bool:
    key = fold_word(tag.text.lstrip("#").strip("_"))
    return any(fold_word(written.strip("_")) == key for written in tags_of(post))


def _differing_numbers(numbers: Sequence[Number]) -> list[Number]:
    """Numbers of one unit, by different speakers, that cannot all be right."""
    for a, b in combinations(numbers, 2):
        if place_key(a.unit) != place_key(b.unit) or set(a.speakers) & set(b.speakers):
            continue
        (low_a, high_a), (low_b, high_b) = (bounds(each.low, each.high, each.relation) for each in (a, b))
        if place_key(a.unit) in words("conflict unit") and max(low_a, low_b) > min(high_a, high_b):
            return [a, b]
    return []
