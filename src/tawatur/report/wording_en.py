"""The roundup in English: plain agency prose around quotes that stay in their own language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tawatur.arabic.zones import city_of_zone
from tawatur.english import join_words
from tawatur.posts import Post, evidence_label
from tawatur.report.choose import Chosen
from tawatur.report.records import Earlier, Foretold, Handle, Hashtag, Method, Moment, Number, Quote, Rising
from tawatur.report.relays import is_verbatim
from tawatur.report.wording import (
    FEWEST_FOUND,
    WEEK,
    About,
    AccountKind,
    Clock,
    Manner,
    Pieces,
    Rank,
    Telling,
    Toll,
    Voice,
    ends_a_day,
    first_of_many,
    has_kin,
    is_told_by_days,
    moment,
    overlaps,
    own_words,
    platform_then,
    predicts,
    risen,
    shown_spellings,
    told_waves,
)
from tawatur.trends.wording import tell_hours

PLATFORMS = {
    "x": "X", "twitter": "Twitter", "bluesky": "Bluesky", "mastodon": "Mastodon", "telegram": "Telegram",
    "facebook": "Facebook", "instagram": "Instagram",
}  # fmt: skip
_ORDINALS = ("an", "another", "a third", "a fourth", "a fifth", "a sixth")  # account, or post without an author
ANOTHER = "another account"
_BY_PERSONS = ("wrote", "said")
_BY_ACCOUNTS = ("wrote", "posted")  # an account of nobody known does not speak
_CONTINUING = ("added", "also wrote", "also said")
_BY_MANNER: dict[Manner, str] = {
    "asserting": "stressed", "likely": "said", "prediction": "predicted", "ruling out": "ruled out",
    "warning": "warned",
}  # fmt: skip
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_EVENTS = {  # what posts of a trend tell of
    "control": "an advance or a takeover", "seized": "positions taken", "killed": "deaths", "died": "deaths",
    "one died": "a death",
    "injured": "injuries", "missing": "people missing", "displaced": "displacement", "evacuated": "evacuations",
    "rescued": "rescues", "recovered": "bodies recovered", "found": "missing people found",
    "trapped": "people trapped", "arrested": "arrests", "released": "releases", "destruction": "damage",
    "fire": "fire", "flooding": "flooding", "weather": "rain and storms", "quake": "an earthquake",
    "strike": "strikes", "explosion": "an explosion", "attack": "an attack", "clashes": "clashes",
    "closure": "closures", "reopening": "reopenings", "emergency": "an emergency", "ceasefire": "a ceasefire",
    "aid": "aid",
}  # fmt: skip
_SINGULAR = frozenset(
    (
        "one died",
        *"control displacement destruction fire flooding quake explosion attack emergency ceasefire aid".split(),
    )
)
_COUNTED = {  # what its numbers tell; and whom they count, behind "the"
    "killed": ("death toll", "dead"), "died": ("death toll", "dead"), "injured": ("number of injured", "injured"),
    "missing": ("number of missing", "missing"), "displaced": ("number of displaced", "displaced"),
    "evacuated": ("number of evacuated", "evacuated"), "rescued": ("number of rescued", "rescued"),
    "trapped": ("number of trapped", "trapped"), "arrested": ("number of arrested", "arrested"),
    "found": ("number of missing people found", "missing people found"),
}  # fmt: skip
_RELATIONS = {"gt": "more than ", "ge": "at least ", "lt": "less than ", "le": "at most ", "approx": "about "}
_REASONS = {
    "repost": "reposts",
    "not public": "not public", "copy": "copies of another post", "too short": "too short", "only tags": "tags only",
    "only links": "links only", "empty": "without text", "not chosen": "not chosen",
    "not read": "not read for choosing speakers",
}  # fmt: skip


COLLECTED = " in the posts collected"
TREND_CAVEATS = {
    "trend unseen": "Posts that were reworded, or coordinated elsewhere, are counted as independent voices.",
    "trend warming": "The rise began within the first 24 hours of collection; there is little to compare it with.",
    "trend no-history": "The tag was already busy when collection began; how strong the rise was is not known.",
    "trend no-weekly-memory": "The rise began within 15 days of collection; whether it returns weekly is not known.",
    "trend coverage-unknown": "The archive has gaps (no posts, or posts missed); they count as hours without posts.",
    "trend no-authors": "No post names its author, so distinct texts were counted and not accounts.",
    "trend some-without-author": "Some posts name no author; each distinct text among them is counted as an account.",
    "trend few-posts": "These counts rest on fewer than 20 posts.",
    "trend mostly-copies": "Most posts are copies; there are fewer than half as many independent voices as accounts.",
    "trend in-step": "Most accounts repeatedly posted within the same minute: a common source, perhaps an open one.",
    "trend same-minute": "Most voices came within a few minutes; the lower bound counts them as one.",
    "trend word-salad": "The texts share next to no word; the lower bound counts them as one voice.",
}  # by Trend.warnings


@dataclass(frozen=True, slots=True, kw_only=True)
class EnglishWording:
    """English sentences; see `Wording`."""

    clock: Clock

    @property
    def another(self) -> str:
        """Another account."""
        return "another account"

    def label(self, chosen: Chosen, number: int) -> str:
        """Journalist Samer Nader; a private person is an account."""
        profile = chosen.profile
        if number:
            return f"{_ordinal(number)} account"
        name = profile.name_en or profile.name
        if profile.is_organisation or not profile.role:
            return name or f"@{profile.handle}"
        role = profile.role_en or ""
        return " ".join(part for part in (role, name or f"@{profile.handle}") if part)

    def mention(self, chosen: Chosen, number: int) -> str:
        """An account, another account; the author of another post where two posts may be of one author."""
        if number < 2:
            return self.label(chosen, number)
        return ANOTHER if chosen.is_author_known else "the author of another post"

    @staticmethod
    def giver(voice: Voice) -> Pieces:
        """Who gives a number or a forecast: by name, or one of the accounts."""
        return ["an account"] if voice.number else voice.again

    def headline_quote(self, voice: Voice, quote: Quote, source: str | None = None) -> Pieces:
        """“…”, says journalist Samer Nader."""
        if source or not voice.number:
            return [quote, ", says ", *([source] if source else voice.name)]
        return [quote, f", says an account{self._on([quote.post.platform], quote.post.posted_at)}"]

    def headline_conflict(self, place: str, platforms: Sequence[str]) -> Pieces:
        """Conflicting accounts of Homs on X."""
        return [f"Conflicting accounts of {place}{self._on(platforms)}"]

    def headline_topic(self, topic: Pieces, platforms: Sequence[str]) -> Pieces:
        """What posts on X say about …."""
        return [f"What posts{self._on(platforms)} say", *([" about ", *topic] if topic else [])]

    def headline_rising(self, rising: Rising, platforms: Sequence[str]) -> Pieces:
        """Posts under #Homs surge on X, with at least 812 independent voices."""
        voices, on = rising.trend.voices.headline, self._on(platforms, rising.last)
        if voices is None:
            return [f"{_count(rising.trend.posts, 'post')} under ", rising.tag, on]
        surge = f" surge{on}," if rising.trend.started_at else on
        return ["Posts under ", rising.tag, f"{surge} with at least {_count(voices, 'independent voice')}"]

    def headline_event(self, rising: Rising, event: str, voices: int) -> Pieces:
        """#Homs: deaths reported by 73 independent voices."""
        noun = "different post" if rising.trend.voices.headline is None else "independent voice"
        joint = "in" if rising.trend.voices.headline is None else "by"
        return [rising.tag, f": {_EVENTS[event]} reported {joint} {_count(voices, noun)}"]

    def lead_rising(self, rising: Rising, platforms: Sequence[str], *, is_second: bool = False) -> list[Pieces]:
        """Use of #Homs in the posts collected was heaviest between … and …, and again …; accounts peaked at …."""
        start, end, peak = risen(rising)
        year = self.clock.local(start).year if is_second else None
        waves = told_waves(rising)
        when: Pieces = []
        for at, (began, ended) in enumerate(waves):
            known = year if at == 0 else self.clock.local(start).year
            when.append(", and again " if at else "")
            if ended:
                when += ["between ", *self._stretch(began, ended, " and ", told_year=known)]
            else:
                when += ["from ", self._at(began, with_zone=known is None, year=known)]
        if not waves and peak:
            when = ["at ", self._at(peak, with_zone=not is_second, year=year)]
        on = self._on(platforms, rising.last)
        told: Pieces = ["Posts under ", rising.tag, f"{on} appeared ", *when]
        if rising.trend.started_at:  # an archive cannot show what rose on the whole platform
            told = ["Use of ", rising.tag, f"{COLLECTED}{on.replace(' on ', ' from ', 1)} was heaviest ", *when]
        if peak and waves:
            most = "peaking" if rising.trend.accounts is None else "and the number of accounts posting peaked"
            told += [f", {most} at ", self._peak(peak, start, end)]
        return [[*told, "."], [self._behind(rising)]]

    def _peak(self, at: datetime, start: datetime, end: datetime | None) -> Moment:
        """A time between two that are told: its day only where they leave it open."""
        days = {self.clock.local(each).date() for each in (at, start, end or start)}
        if len(days) == 1:
            return Moment(at=at, zone=self.clock.zone, text=f"{self.clock.local(at):%H:%M}")
        if (end or start) - start < WEEK:
            clock = f"{self.clock.local(at):%H:%M} on {self.day_names(at)[1]}"
            return Moment(at=at, zone=self.clock.zone, text=clock)
        return self._at(at, with_zone=False, year=start.year)

    @staticmethod
    def _behind(rising: Rising) -> str:
        """Posts, accounts, voices and their bounds."""
        trend = rising.trend
        counted = f"This report draws on {_count(trend.posts, 'post')}"
        counted += " under this and related tags" if has_kin(rising) else ""
        if trend.accounts is None or trend.voices.headline is None:
            return f"{counted}; their authors are not known, so independent voices could not be counted."
        low = f" (lower bound {trend.voices.low})" if trend.voices.low != trend.voices.headline else ""
        accounts, voices = _count(trend.accounts, "account"), _count(trend.voices.headline, "independent voice")
        return f"{counted} by {accounts}, among them at least {voices}{low} with no visible link to each other."

    def first_told(self, event: str, telling: Telling, lag_hours: float | None = None) -> Pieces:
        """The earliest mention of flooding that we found came …: “…”; of one who is known, by whom."""
        lag = f", {tell_hours(lag_hours, 'en')} after use of the tag rose" if lag_hours else ""
        by: Pieces = [] if telling.voice.number else [" from ", *telling.voice.name]
        return [f"The earliest mention of {_EVENTS[event]} that we found came", *by, *self._when(telling),
                lag, *_citing(telling), ": ", telling.quote, "."]  # fmt: skip

    def events(self, counted: Sequence[tuple[str, int]], *, has_voices: bool) -> Pieces:
        """Flooding was reported by 49 independent voices, deaths by 39 and damage by 12."""
        (event, number), *rest = counted
        joint = "by" if has_voices else "in"
        whose = _count(number, "independent voice" if has_voices else "different post")
        were = "was" if event in _SINGULAR else "were"
        more = [f"{_EVENTS[name]} {joint} {count:,}" for name, count in rest]
        told = ", ".join([f"{_capital(_EVENTS[event])} {were} reported {joint} {whose}", *more[:-1]])
        return [" and ".join([told, *more[-1:]]), "."]

    def headline_toll(
        self,
        rising: Rising,
        event: str,
        quote: Quote,
        source: str | None,
        platforms: Sequence[str],
        *,
        names_event: bool,
    ) -> Pieces:
        """#Valley: “12 dead”, according to the civil defence; according to posts on X."""
        counted = "" if names_event else f"{_COUNTED[event][0]} "
        return [rising.tag, f": {counted}", quote, f", according to {source or self._posts_on(rising, platforms)}"]

    def headline_told(
        self,
        rising: Rising,
        quote: Quote,
        source: str | None,
        platforms: Sequence[str],
        *,
        is_one: bool = False,
    ) -> Pieces:
        """#Valley: “Transport minister resigns”, according to posts on X."""
        return [rising.tag, ": ", quote, f", according to {source or self._posts_on(rising, platforms, is_one=is_one)}"]

    def _posts_on(self, rising: Rising, platforms: Sequence[str], *, is_one: bool = False) -> str:
        return f"{'a post' if is_one else 'posts'}{self._on(platforms, rising.last)}"

    def most_told(self, telling: Telling, voices: int, first_at: datetime | None = None, *, has_voices: bool) -> Pieces:
        """A post at 21:53 said: “…”. The same news came from no fewer than 9 independent voices, the first …."""
        whose = f"came from {_found(voices, 'independent voice')}"
        if not has_voices:
            whose = f"stood in {_found(voices, 'different post')}"
        told: Pieces = [*self._told_by(telling), f". The same news {whose}"]
        if first_at is None:
            return [*told, "."]
        local, before = self.clock.local(first_at), telling.post.posted_at
        is_same = before is not None and self.clock.local(before).date() == local.date()
        clock = f"at {local:%H:%M}{'' if is_same else f' on {self._day(local, year=False)}'}"
        return [*told, ", the first ", Moment(at=first_at, zone=self.clock.zone, text=clock), "."]

    def highest_toll(
        self, event: str, telling: Telling, voices: int, rank: Rank, *, has_voices: bool, is_second: bool = False
    ) -> Pieces:
        """A post at 12:23 said: “…”. It was the highest death toll in the posts collected, given by …."""
        noun = "independent voice" if has_voices else "different post"
        whose = f"one {noun.removeprefix('different ')}" if voices == 1 else _found(voices, noun)
        if is_second and voices >= FEWEST_FOUND:
            whose = f"{_count(voices, noun)} that we found"
        what = _COUNTED[event][0]
        toll = {
            "given": f"This {what} was",
            "among the highest": f"It was among the highest figures for the {what}{COLLECTED},",
            "highest": f"It was the highest {what}{COLLECTED},",
            "highest told": f"It was the highest {what}{COLLECTED.replace('posts', 'English posts')},",
        }[rank]
        given = f"given {'by' if has_voices else 'in'} {whose}"
        return [*self._told_by(telling), f". {toll} {given}."]

    def _told_by(self, telling: Telling) -> Pieces:
        """A post at 12:23 said: “…”; Valley News (@…) wrote in a post reposted at 12:23, quoting …: “…”."""
        on = self._on([telling.post.platform], telling.post.posted_at) if telling.opens else ""
        who: Pieces = ["A post"] if telling.voice.number else [_capital(telling.voice.mention)]
        said: Pieces = ["said"] if telling.voice.number else _passes_on(telling) or ["wrote"]
        if telling.outlet and is_verbatim(telling.post):
            who = _author(telling)
            said = [f"wrote in {_which(telling)} post reposted"]
            if not who:
                when: Pieces = [on, *self._when(telling), f"{_comma(telling)} said"]
                return ["A post reposted", *when, *_quoting(telling), ": ", telling.quote]
        if on and telling.voice.number and not telling.outlet:
            platform = on.removeprefix(" on ")
            who, on = [f"{'An' if platform[0] in 'AEIOUX' else 'A'} {platform} post"], ""
        return [*who, " ", *said, on, *self._when(telling), *_quoting(telling), ": ", telling.quote]

    def tolls(self, event: str, tolls: Sequence[Toll], *, is_part: bool, has_voices: bool) -> Pieces:
        """The number of missing: “…”, according to at least 4 voices, the first at 12:20; before that “…”, ….

        Of those who are found since: ; later, a post said at 15:30: “…”.
        """
        pieces: Pieces = [f"Among the {_COUNTED[event][1]}: " if is_part else f"The {_COUNTED[event][0]}{_in(tolls)}: "]
        for at, toll in enumerate(tolls):
            pieces += [
                ", and " if at > 1 else "; before that, " if at else "",
                *self._given(event, toll, has_voices=has_voices, is_least=toll is first_of_many(tolls)),
            ]
            if toll.ended:
                first, *rest = self._told_by(toll.ended)
                pieces += ["; later, ", first.replace("A post", "a post") if isinstance(first, str) else first, *rest]
        return [*pieces, "."]

    def _given(self, event: str, toll: Toll, *, has_voices: bool, is_least: bool) -> Pieces:
        """A toll, by how many, and when the first gave it."""
        noun = "voice" if has_voices else "post"
        meant = ""
        bare = _RELATIONS.get(toll.bare_relation, "")
        if toll.meant and not bare:
            meant = f" ({_RELATIONS.get(toll.meant[0], '')}{toll.meant[1]:,} {_COUNTED[event][1]})"
        least = "at least " if is_least else ""
        pieces: Pieces = [
            bare,
            toll.quote,
            f"{meant}, according to {least}{f'one {noun}' if toll.voices == 1 else _count(toll.voices, noun)}",
        ]
        if toll.first_at is None:
            return pieces
        local = self.clock.local(toll.first_at)
        clock = f"at {local:%H:%M}{f' on {self._day(local, year=False)}' if toll.tells_day else ''}"
        first = ", the first " if toll.voices > 1 else " "
        return [*pieces, first, Moment(at=toll.first_at, zone=self.clock.zone, text=clock)]

    def tolls_apart(self, event: str, tolls: Sequence[Toll], *, has_voices: bool) -> Pieces:
        """Within an hour the death toll differed: “…”, according to 4 voices, the first at 20:00, and “…”, …."""
        pieces: Pieces = [f"Within an hour the {_COUNTED[event][0]}{_in(tolls)} differed: "]
        for at, toll in enumerate(tolls):
            is_least = toll is first_of_many(tolls)
            pieces += [", and " if at else "", *self._given(event, toll, has_voices=has_voices, is_least=is_least)]
        return [*pieces, "."]

    def precedents(self, rising: Rising) -> Pieces:
        """It came after #Aleppo, which …; it overlapped with #Hama, which …."""
        start, _, _ = risen(rising)
        over = [each for each in rising.earlier if not overlaps(each)]
        both = [each for each in rising.earlier if overlaps(each)]
        pieces: Pieces = ["The rise came after that of " if over else "The rise overlapped with that of "]
        for at, each in enumerate([*over, *both]):
            joint = "; it overlapped with that of " if over and at == len(over) else ", and that of " if at else ""
            pieces += [joint, each.tag, f", which began {self._earlier(each, start)}"]
        return [*pieces, "."]

    def _earlier(self, each: Earlier, start: datetime) -> str:
        """On Tuesday, 6 November and lasted 5 days; 20 hours earlier, with at least 229 independent voices.

        `start`: of the trend that is told; a day that it shares, and its year, are not told again.
        """
        first, began = self.clock.local(each.started_at), self.clock.local(start)
        told = f"{tell_hours(each.lag_hours, 'en')} earlier"
        if first.date() != began.date():
            told = f"on {self._day(first, year=first.year != began.year)}"
        if each.duration_hours is not None:
            told += f" and lasted {tell_hours(each.duration_hours, 'en')}"
        if each.voices is not None:
            told = f"{told}, with at least {_count(each.voices, 'independent voice')}"
        return told

    def method_rising(self, rising: Rising) -> list[Pieces]:
        """Asked for …; window …; measurement …."""
        tags: Pieces = []
        spellings, more = shown_spellings(rising)
        for at, tag in enumerate(spellings):
            tags += [", " if at else "; counted with it: ", tag]
        known: Pieces = [", as known ", self._at(rising.at)] if rising.at else []
        window: Pieces = ["Period covered: ", *self._stretch(rising.first, rising.last, " to ")]
        decisions: list[Pieces] = []
        label = evidence_label(rising.measurement)
        if rising.override:
            why = own_words(rising.override)
            decisions.append([f"Editor's decision: most posts are copies, and still they lead; reason: {why}."])
        return [
            ["Tag asked for: ", own_words(rising.asked), *known, *tags, f", and {more} more." if more > 0 else "."],
            [*window, f"; posts: {rising.trend.posts:,} of the {rising.stored:,} in the archive."],
            [f"Record of the measurement: {label}; SHA-256 begins {rising.measurement[:16]}."],
            *decisions,
        ]  # fmt: skip

    def _stretch(self, start: datetime, end: datetime, to: str, *, told_year: int | None = None) -> Pieces:
        """15:30 and 19:45 Damascus time on Monday, …; of two days the first is told with zone and year.

        `told_year`: that the reader knows already, with the zone.
        """
        first, last = self.clock.local(start), self.clock.local(end)
        is_new = told_year is None
        if first.date() == last.date():
            told = self._at(end, with_zone=is_new, year=told_year)
            return [Moment(at=start, zone=self.clock.zone, text=f"{first:%H:%M}"), to, told]
        since = self._at(start, with_zone=is_new, year=told_year)
        return [since, ",", to, self._at(end, with_zone=False, year=first.year)]

    def _at(self, at: datetime, *, with_zone: bool = True, year: int | None = None) -> Moment:
        local = self.clock.local(at)
        clock = f"{local:%H:%M} {self._zone()}" if with_zone else f"{local:%H:%M}"
        return Moment(at=at, zone=self.clock.zone, text=f"{clock} on {self._day(local, year=local.year != year)}")

    def lead_posts(self, posts: Sequence[Post], given: int, platforms: Sequence[str], about: About) -> Pieces:
        """This report draws on 69 posts on X about Homs, published between …, and quotes 6 of them, all under #Homs."""
        is_some = len(posts) < given
        pieces: Pieces = [f"This report draws on {_count(given, 'post')}{self._on(platforms)}"]
        if about.place:
            pieces += [" about ", *about.place]
        window = self._window(*about.window, told_year=about.told_year) if about.window else []
        told: Pieces = [*(self._tags(about.tags) if about.all_bear and not is_some else []), *window]
        pieces += [", published" if told else "", *told]
        if is_some:
            pieces.append(f"{',' if told else ''} and quotes {'one' if len(posts) == 1 else len(posts)} of them")
        if about.tags and not about.all_bear:
            pieces += [f", {'one' if len(posts) == 2 else 'some'} of them", *self._tags(about.tags)]
        elif about.tags and is_some:
            pieces += [{1: "", 2: ", both"}.get(len(posts), ", all"), *self._tags(about.tags)]
        return [*pieces, "."]

    def accounts(self, kind: AccountKind, place: str, told: Sequence[Telling], *, opens: bool = False) -> Pieces:  # noqa: ARG002 - it joins nothing
        """The accounts of Homs do not agree: …, while …."""
        opening = {
            "conflict": f"The accounts of {place} do not agree",
            "beside": f"There are several accounts of {place}",
            "sequence": f"The accounts of {place} followed one another",
            "undated": f"The accounts of {place} differ, and not all bear a time",
        }[kind]
        if not told:
            return [f"{opening}, as the quotes below show."]
        pieces: Pieces = [f"{opening}: "]
        joints = ("", ", while ", ", and ")
        for at, telling in enumerate(told):
            pieces += [joints[min(at, 2)], *telling.voice.name, " wrote"]
            pieces += [*self._when(telling), ", ", telling.quote]
        return [*pieces, "."]

    def introduction(self, telling: Telling, manner: Manner, turn: int, *, is_first: bool, is_contrast: bool) -> Pieces:  # noqa: ARG002 - the first and the next begin alike
        """Journalist Samer Nader (@…) wrote on X at 20:00 Damascus time: “…”; an account passed on words of …."""
        voice, profile = telling.voice, telling.voice.chosen.profile
        if voice.number:
            return self._by_account(telling, manner, turn, is_contrast=is_contrast)
        first, *rest = voice.again if telling.is_again else [voice.mention]
        joint = _joint(telling, is_contrast=is_contrast or bool(telling.about))
        opening = f"{joint}{first}" if joint else _capital(str(first))
        pieces: Pieces = [opening, *rest]
        if profile.handle and profile.name and not telling.is_again:
            pieces += [" (", Handle(handle=profile.handle), ")"]
        pieces += [" ", *(_passes_on(telling) or [_BY_MANNER.get(manner, _BY_PERSONS[turn % len(_BY_PERSONS)])])]
        return [*pieces, *self._where_and_when(telling), *_quoting(telling), ": ", telling.quote, "."]

    def _by_account(self, telling: Telling, manner: Manner, turn: int, *, is_contrast: bool) -> Pieces:
        """An account wrote at …: “…”; at …, another account posted: “…”; a post reposted at … said: “…”."""
        voice, source = telling.voice, telling.source or ""
        behind: Pieces = [*_quoting(telling), ": ", telling.quote, "."]
        where_and_when = self._where_and_when(telling)
        is_contrast = is_contrast or bool(telling.about)
        opening = _joint(telling, is_contrast=is_contrast)
        author = _author(telling)
        is_copy = source == ANOTHER and is_verbatim(telling.post)
        if author and is_verbatim(telling.post):
            return [opening, *author, f" wrote in {_which(telling)} post reposted", *where_and_when, *behind]
        if is_copy or not voice.chosen.is_author_known:
            post = "a post" if opening else "A post"
            when = [" reposted", *where_and_when, f"{_comma(telling)} said"] if is_copy else [" said", *where_and_when]
            return [opening, post, *when, *behind]
        turns = voice.number % 2 == 1 and voice.number > 1 and telling.post.posted_at is not None and not opening
        lemma = _BY_MANNER.get(manner, _BY_ACCOUNTS[turn % 2])
        said: Pieces = [" ", *(_passes_on(telling) or [lemma])]
        mention = "an account quoted above" if telling.is_again else voice.mention
        if turns:
            on, at = where_and_when[0], moment(telling.post, self.clock.zone, _capital(self._clock(telling)))
            return [at, ", ", mention, *said, on, *behind]
        return [opening + (mention if opening else _capital(mention)), *said, *where_and_when, *behind]

    def _where_and_when(self, telling: Telling) -> Pieces:
        on = self._on([telling.post.platform], telling.post.posted_at) if telling.tells_platform else ""
        return [on, *self._when(telling)]

    def continuation(self, voice: Voice, quote: Quote, manner: Manner, turn: int) -> Pieces:
        """He added: “…”."""
        lemma = _BY_MANNER.get(manner, _CONTINUING[turn % len(_CONTINUING)])
        return [f"{self._pronoun(voice)} {lemma}: ", quote, "."]

    def later_post(self, telling: Telling, turn: int) -> Pieces:
        """In a later post at 20:50, journalist Samer Nader added: “…”."""
        which = "a later" if telling.post.posted_at else "another"
        said = _passes_on(telling) or [_CONTINUING[turn % len(_CONTINUING)]]
        if telling.voice.number:
            return ["The same account ", *said, *self._when(telling), *_quoting(telling), ": ", telling.quote, "."]
        opening: Pieces = [f"In {which} post", *self._when(telling)]
        return [*opening, ", ", *telling.voice.again, " ", *said, *_quoting(telling), ": ", telling.quote, "."]

    def nothing_to_quote(self) -> Pieces:
        """That no post of a trend has a sentence to quote."""
        return ["None of the posts has a sentence that can be quoted, so this report gives counts only."]

    def no_other_side(self) -> Pieces:
        """That nobody among the given posts disagrees."""
        return ["No post that we read denies or disputes these reports."]

    def number(self, number: Number, givers: Sequence[Voice]) -> Pieces:
        """According to …: “…”; the same number is given by … and 2 other accounts."""
        named = [each.short for each in givers[1:] if not each.number]
        unnamed = sum(bool(each.number) for each in givers[1:])
        if unnamed:
            named.append("another account" if unnamed == 1 else f"{unnamed} other accounts")
        pieces: Pieces = ["According to ", *self.giver(givers[0]), ": ", number.quote]
        if named:
            return [*pieces, f"; the same number is given by {join_words(named)}."]
        return [*pieces, "; no other of the posts gives this number." if number.is_alone else "."]

    def numbers_differ(self) -> Pieces:
        """That the numbers of one thing differ."""
        return ["These numbers differ, and nothing in the posts settles which is right."]

    def forecast(self, foretold: Foretold, voice: Voice, deadline: Quote | None = None) -> Pieces:
        """… predicted: “…”; counted from the time of the post, the period ends …; of one told above its end."""
        said = "predicted" if predicts(foretold.quote.text) else "said"
        teller = "an account" if voice.number else voice.short
        giver = _capital(teller)
        if foretold.source:
            giver = f"{_capital(own_words(foretold.source))}, according to {teller},"
        pieces: Pieces = [giver, f" {said}: ", foretold.quote]
        if deadline is not None and foretold.end is not None and not foretold.is_vague:
            pieces = ["The period that ", f"{own_words(foretold.source)}, according to {teller}," if foretold.source
                      else teller, " gave, ", deadline, ", ends at ", self._deadline(foretold.end),
                      ", counted from the time of the post"]  # fmt: skip
            return [*pieces, *self._readings(foretold), "."]
        if foretold.window_words is None:
            return [*pieces, ", with no deadline."]
        if foretold.is_vague:
            return [*pieces, ", with no definite deadline."]
        if foretold.end is not None:
            pieces += ["; counted from the time of the post, the period ends at ", self._deadline(foretold.end)]
        else:
            pieces.append("; when the period begins is not known")
        return [*pieces, *self._readings(foretold), "."]

    @staticmethod
    def _readings(foretold: Foretold) -> Pieces:
        pieces: Pieces = []
        for at, reading in enumerate(foretold.readings):
            pieces += [" or to " if at else "; it is unclear whether this applies to ", reading]
        return pieces

    def caveat(self, code: str, about: Sequence[str]) -> Pieces:
        """What is not known, by the check that says so."""
        who = join_words(about)
        if code in TREND_CAVEATS:
            return [TREND_CAVEATS[code]]
        texts = {
            "no authors": "No post names its author; how many accounts and independent voices there are is not known.",
            "unverified": "What the posts say could not be verified independently.",
            "no trace": f"There is neither a link nor a time for the words of {who}.",
            "undated": f"The time of publication is not known for the words of {who}.",
            "unlinked": f"There is no link for the words of {who}.",
            "id-time": f"The time given for the words of {who} is not the one in the id of the post.",
            "one-camp": "The speakers whose side is clear are all on one side; we found no voice of the other.",
            "excerpt": f"The words of {who} are shortened here; the full text is kept in the evidence.",
            "single-source": "None of the numbers is given by more than one speaker.",
            "conflict": f"Nothing in the posts settles which account of {who} is right.",
            "private": "Accounts with no known public role are not named.",
            "unnamed": "The data give no names of the accounts that are quoted, only their numbers.",
            "slur": f"A slur was withheld in the words of {who}; the full text is kept in the evidence.",
            "tricks": f"The words of {who} bear hidden characters or page code, inert here and kept as they came.",
        }
        return [texts[code]]

    def method(
        self, method: Method, topic: Pieces, rising: Rising | None = None, *, has_authors: bool = True
    ) -> list[Pieces]:
        """How the roundup was made."""
        who = f"; authors: {method.accounts:,}; independent voices: {method.voices:,}" if has_authors else ""
        lines: list[Pieces] = [[f"Posts: {method.given:,}{who}; posts quoted: {method.used}."]]
        if method.passed_over:
            told = ", ".join(f"{_REASONS[reason]} ({count})" for reason, count in method.passed_over)
            lines.append([f"Posts not quoted: {told}."])
        if method.rejected:
            told = ", ".join(f"{reason} ({count})" for reason, count in method.rejected)
            lines.append([f"Records that could not be read: {told}."])
        about: Pieces = [" about ", *topic] if topic else []
        if rising is not None and has_kin(rising):
            about = [" under ", *topic, " and related tags"]
        lines.append(["The report does not cover all posts", *about, ", only those collected; quotes are verbatim."])
        if method.measurement is not None:
            lines.append([f"Record of the counts: {evidence_label(method.measurement)}."])
        root = f"; evidence root: {method.root}" if method.root else ""
        made = f"Made with tawatur {method.version}; digest of the posts: {method.digest[:10]}{root}"
        return [*lines, [f"{made}; times: {self._zone()}."]]

    # -- the parts of a sentence -----------------------------------------------------------------------------------

    @staticmethod
    def _pronoun(voice: Voice) -> str:
        if voice.number or voice.chosen.profile.is_organisation or voice.chosen.profile.gender is None:
            return "The post"
        return "She" if voice.gender == "f" else "He"

    def _on(self, platforms: Sequence[str], at: datetime | None = None) -> str:
        then = (platform_then(name, at or self.clock.last) for name in platforms)
        named = [PLATFORMS[name] for name in then if name in PLATFORMS]
        if not named or len(named) < len(platforms):
            return ""
        return f" on {' and '.join(named)}"

    @staticmethod
    def _tags(tags: Sequence[Hashtag]) -> Pieces:
        pieces: Pieces = []
        for at, tag in enumerate(tags):
            pieces += [" under " if not at else " and " if at == len(tags) - 1 else ", ", tag]
        return pieces

    def _zone(self) -> str:
        city = city_of_zone(self.clock.zone, lang="en")
        return "UTC" if self.clock.zone == "UTC" else f"{city} time"

    @staticmethod
    def _day(at: datetime, *, year: bool = True) -> str:
        return f"{_DAYS[at.weekday()]}, {at.day} {_MONTHS[at.month - 1]}{f' {at.year}' if year else ''}"

    def day_names(self, at: datetime) -> tuple[str, str]:
        """Friday, 9 November; Friday."""
        day = self._day(self.clock.local(at), year=False)
        return day, day.partition(",")[0]

    def _when(self, telling: Telling) -> Pieces:
        """Space and at 20:00, with the zone and the day where they are not known; nothing without a time."""
        if telling.post.posted_at is None:
            return []
        return [" ", moment(telling.post, self.clock.zone, self._clock(telling))]

    def _clock(self, telling: Telling) -> str:
        """At 20:00 Damascus time on Monday, …; nothing without a time."""
        if telling.post.posted_at is None:
            return ""
        at = self.clock.local(telling.post.posted_at)
        text = f"at {at:%H:%M}" + (f" {self._zone()}" if telling.tells_zone else "")
        return text + (f" on {self._day(at, year=telling.tells_year)}" if telling.tells_day else "")

    def _window(self, start: datetime, end: datetime, *, told_year: int | None = None) -> Pieces:
        if f"{self.clock.local(start):%Y-%m-%d %H:%M}" == f"{self.clock.local(end):%Y-%m-%d %H:%M}":
            return [" at ", self._at(start, with_zone=told_year is None, year=told_year)]
        if is_told_by_days(start, end):
            return [" between ", *self._days(start, end)]
        return [" between ", *self._stretch(start, end, " and ", told_year=told_year)]

    def _days(self, start: datetime, end: datetime) -> Pieces:
        """3 and 10 June 2019; what both days share is told behind the second."""
        first, last = self.clock.local(start), self.clock.local(end)
        told = f"{first.day}"
        if (first.year, first.month) != (last.year, last.month):
            told += f" {_MONTHS[first.month - 1]}{f' {first.year}' if first.year != last.year else ''}"
        until = f"{last.day} {_MONTHS[last.month - 1]} {last.year}"
        zone = self.clock.zone
        return [Moment(at=start, zone=zone, text=told), " and ", Moment(at=end, zone=zone, text=until)]

    def _deadline(self, end: datetime) -> Moment:
        is_midnight = ends_a_day(self.clock.local(end))
        at = self.clock.local(end - timedelta(minutes=1) if is_midnight else end)
        year = at.year != self.clock.local(self.clock.last or end).year
        day = self._day(at, year=year)
        return Moment(at=end, zone=self.clock.zone, text=f"the end of {day}" if is_midnight else f"{at:%H:%M} on {day}")


def _ordinal(number: int) -> str:
    return _ORDINALS[number - 1] if number <= len(_ORDINALS) else "another"


def _in(tolls: Sequence[Toll]) -> str:
    return f" in {tolls[0].place}" if tolls and tolls[0].place else ""


def _disputing(about: str) -> str:
    """By contrast, of what answers what stands before it; else what it is about."""
    if not about:
        return "By contrast"
    noun = _EVENTS.get(about, "").removeprefix("an ").removeprefix("a ")
    return f"On the {noun}" if noun and about != "control" else "Separately"


def _joint(telling: Telling, *, is_contrast: bool) -> str:
    """How what disputes, and what is older than what stands before it, begins."""
    return f"{_disputing(telling.about)}, " if is_contrast else "Earlier, " if telling.is_back else ""


def _comma(telling: Telling) -> str:
    """A comma behind a date with its year (on Tuesday, 28 April 2015, said)."""
    return "," if telling.post.posted_at and telling.tells_day and telling.tells_year else ""


def _author(telling: Telling) -> Pieces:
    """Valley News (@…), Valley News where it was told before, or the handle alone; nothing of one who is not named."""
    source = telling.outlet or telling.source or ""
    if "@" not in source:
        return []
    name, _, handle = source.rpartition("@")
    if name and telling.author_turn:
        return [name.strip()]
    return [f"{name}(", Handle(handle=handle), ")"] if name else [Handle(handle=handle)]


def _which(telling: Telling) -> str:
    """A post, or another of one whose post was told before."""
    return "another" if telling.author_turn else "a"


def _citing(telling: Telling) -> Pieces:
    """Space and citing …; nothing where the words are the post's own."""
    return [f", citing {telling.source}"] if telling.source else []


def _quoting(telling: Telling) -> Pieces:
    """, quoting …: whom a post names before its colon; nothing of another account."""
    source = telling.source or ANOTHER
    return [] if source == ANOTHER or "@" in source else [f", quoting {source}"]


def _passes_on(telling: Telling) -> Pieces:
    """How a speaker gives the words of another account; nothing where he gives others'."""
    if not telling.source or _quoting(telling):
        return []
    name, _, handle = telling.source.rpartition("@")
    if "@" in telling.source:
        return [f"reposted {name}", Handle(handle=handle)]
    return [f"reposted {ANOTHER}"]


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _found(number: int, noun: str) -> str:
    """How many were found to tell one thing: more may do so in words that do not show it."""
    return f"{'no fewer than ' if number >= FEWEST_FOUND else ''}{_count(number, noun)}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
