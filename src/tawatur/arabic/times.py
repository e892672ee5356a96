"""Find the times of a text: days, dates, periods and deadlines, as windows counted from one moment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import ClassVar, Literal

from tawatur.arabic.folding import fold_word
from tawatur.arabic.lexicon import words
from tawatur.arabic.months import month_words
from tawatur.arabic.numerals import NumeralReader, after_first_letter, number_words, ordinals
from tawatur.arabic.tense import Tense, Tenses
from tawatur.arabic.timepoints import DAY, THAT, Point, PointReader, holiday_words
from tawatur.arabic.timewords import Match, bare_first_words, first_words
from tawatur.arabic.tokens import Span, Token, tokenize

TimeKind = Literal["instant", "day", "period", "deadline", "vague"]

_MONTHS = 12
_CLOCK_UNITS = {"second": timedelta(seconds=1), "minute": timedelta(minutes=1), "hour": timedelta(hours=1)}
_DAY_UNITS = {"day": 1, "night": 1, "week": 7}
_MONTH_UNITS = {"month": 1, "year": 12, "decade": 120, "century": 1200}
_MONTH_DAYS = 30  # of half a month
_HALVES_OF_MONTH = 2
_LONGEST_AMOUNT = Decimal(100_000)
_NUMBER = "number"  # a rule that may begin with one
_AND = "و"
_OF = "من"
_IN = frozenset(map(fold_word, "في وفي فى".split()))
_TO = frozenset(map(fold_word, "إلى حتى لغاية ولغاية وحتى وإلى".split()))
_BETWEEN = frozenset(map(fold_word, "بين مابين وبين".split()))
_EVERY = frozenset(map(fold_word, "كل وكل بكل".split()))
_CONJUNCTIONS = frozenset("و ف".split())
_ONE = frozenset(map(fold_word, "واحد واحدة".split()))
_FEW = frozenset(map(fold_word, "بضع بضعة".split()))
_BEFORE_BY = _IN | frozenset(map(fold_word, "مع ومع قبل إلى".split()))
_COUNTED_FROM = frozenset(map(fold_word, "من على".split()))
_SEVERAL = frozenset(map(fold_word, "عدة بعض عشرات مئات آلاف".split()))
_FEW_WORDS = frozenset(map(fold_word, "القليلة المعدودة القلائل العديدة القصيرة الطويلة".split()))
_DASHES = frozenset({"-", "\N{EN DASH}", "\N{EM DASH}"})
_UNITS_BY_SIZE = ("second", "minute", "hour", "night", "day", "week", "month", "year", "decade", "century")
_LATER = frozenset(map(fold_word, "لاحق لاحقا".split()))
_BOTH_NEXT = frozenset(map(fold_word, "المقبلين القادمين المقبلان القادمان".split()))
_EXCEEDED = frozenset(map(fold_word, "تتجاوز يتجاوز تتعدى يتعدى على عن".split()))
_GIVES_NOTICE = tuple(map(fold_word, "أمهل يمهل تمهل نمهل سيمهل ستمهل".split()))
_NOTICE_WORDS = 6  # between the verb and the length of time
_WILL_NOT = frozenset({"لن", "ولن", "فلن"})
_LASTING_WORDS = 8  # between لن and the length of time
_COMING = frozenset(map(fold_word, ("دخول", "قدوم")))
_NOW_WORDS = frozenset(map(fold_word, "الآن اليوم هلق هلأ تاريخه لحظة".split()))
_STARTS = (
    *("day", "tonight", "part", "weekday", "edge", "vague future", "vague past", "now", "stretch", "within", "by"),
    *("until", "before", "after", "since", "starting", "from", "with", "last n", "quarter", "season", "decade"),
    *(
        "more than",
        "clock",
        "dual years",
        "on the day",
        "on the days",
        "first day",
        "this",
        "rest",
        "unit one",
        "unit two",
        "unit many",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeWindow:
    """A time that a text gives.

    Attributes:
        span: the words of it, without a conjunction before them.
        start, end: aware, in the zone of the anchor; end is exclusive; None where it is open.
        kind: "instant" (a minute), "day", "period", "deadline" (something is to come true by its end), "vague" (the
            words give no exact bound; those that they give are kept).
        rule: the rule that read it (within, by, before, ago, weekday, month, ...).
    """

    span: Span
    start: datetime | None
    end: datetime | None
    kind: TimeKind
    rule: str


@dataclass(frozen=True, slots=True)
class _Reading:
    start: datetime | None
    end: datetime | None
    kind: TimeKind
    rule: str
    stop: int
    first: int | None = None  # token at which it begins, when that is before its trigger


@dataclass(frozen=True, slots=True)
class _Duration:
    """A length of time: ثلاثة أيام, ساعة ونصف, أيام (low and high None), الساعات الـ48 القادمة.

    Attributes:
        side: what an adjective says of it: "future", "past" or None.
        rest: smaller units that و joins to it (يوم واحد وساعتين), each with its amount.
        is_definite: it bears the article, so it is a certain one (الساعات القادمة).
    """

    low: Decimal | None
    high: Decimal | None
    unit: str
    stop: int
    is_definite: bool = False
    side: Tense | None = None
    rest: tuple[tuple[Decimal, str], ...] = ()

    @property
    def smallest_unit(self) -> str:
        """The unit that tells how exact it is."""
        return self.rest[-1][1] if self.rest else self.unit


def find_times(text: str, anchor: datetime) -> list[TimeWindow]:
    """The times of a text, in order; spans do not overlap.

    `anchor` is when the text was said; relative times are counted from it and given in its zone. Weeks run from
    Monday to Sunday. A bare weekday is today or the last one, and the next one after a verb in the future.

    Raises: ValueError when `anchor` has no zone.

    >>> window = find_times("خلال 72 ساعة", datetime.fromisoformat("2024-12-05T20:00:00+03:00"))[0]
    >>> window.kind, window.end.isoformat()
    ('deadline', '2024-12-08T20:00:00+03:00')
    """
    return find_times_in(text, tokenize(text), anchor)


def find_times_in(text: str, tokens: Sequence[Token], anchor: datetime) -> list[TimeWindow]:
    """As find_times, on tokens of the text that are there already; only what stands in them is found."""
    if anchor.tzinfo is None or anchor.utcoffset() is None:
        raise ValueError(f"anchor {anchor.isoformat()} has no time zone; give an aware datetime")
    if not any(map(_is_trigger, tokens)):
        return []
    return _Finder(text, tokens, anchor).find()


@cache
def _triggers() -> frozenset[str]:
    """Folded words at which a time may begin."""
    return first_words(*_STARTS) | month_words() | holiday_words() | frozenset(number_words()) | frozenset(ordinals())


def _is_trigger(token: Token) -> bool:
    if token.kind == "word":
        return token.fold in _triggers() or token.fold[-1:].isdigit()
    return token.kind == "number"


class _Finder:
    def __init__(self, text: str, tokens: Sequence[Token], anchor: datetime) -> None:
        self.tokens = tokens
        self.anchor = anchor
        self.numerals = NumeralReader(text, tokens)
        self.points = PointReader(text, tokens, anchor, self.numerals)
        self.tenses = Tenses(self.tokens)
        self.match = self.points.match
        self.fold_at = self.points.fold_at

    def find(self) -> list[TimeWindow]:
        found: list[TimeWindow] = []
        index = reached = 0
        while index < len(self.tokens):
            reading = self._read(index) if _is_trigger(self.tokens[index]) else None
            if reading is None:
                index += 1
                continue
            first = index if reading.first is None else reading.first
            span = self._span(max(first, reached), reading.stop)
            found.append(
                TimeWindow(span=span, start=reading.start, end=reading.end, kind=reading.kind, rule=reading.rule)
            )
            index = reached = reading.stop
        return found

    def _span(self, first: int, stop: int) -> Span:
        token = self.tokens[first]
        start = after_first_letter(token) if self._has_conjunction(token) else token.start
        return start, self.tokens[stop - 1].end

    def _has_conjunction(self, token: Token) -> bool:
        """Whether the first letter is "and" before a word of time (وغدا, و5 كانون الأول; not فجر)."""
        if token.kind != "word" or token.fold[0] not in _CONJUNCTIONS or token.fold in bare_first_words():
            return False
        return token.fold[1:] in _triggers() or token.fold[-1].isdigit()

    def _read(self, index: int) -> _Reading | None:
        """The longest reading that begins at a token, of equals that of the first rule."""
        classes = self.points.classes_at(index)
        best: _Reading | None = None
        for rule, needed in self._RULES:
            if classes.isdisjoint(needed) and not (_NUMBER in needed and self.points.starts_number(index)):
                continue
            try:
                reading = rule(self, index)
            except (OverflowError, ValueError):  # a date that the calendar lacks, a year that datetime lacks
                continue
            if reading is not None and (best is None or reading.stop > best.stop):
                best = reading
        try:
            point = self._read_point(index)
        except (OverflowError, ValueError):
            point = None
        if point is not None and (best is None or point.stop > best.stop):
            best = point
        if best is None or (best.start is not None and best.end is not None and best.start > best.end):
            return None
        return best

    # Arithmetic

    def _move(self, duration: _Duration, amount: Decimal, sign: int) -> datetime:
        """The anchor moved by a length of time, of which `amount` is the low or the high bound."""
        moment = _shift(self.anchor, sign * amount, duration.unit)
        for smaller, unit in duration.rest:
            moment = _shift(moment, sign * smaller, unit)
        return moment

    # Lengths of time

    def _read_duration(self, index: int) -> _Duration | None:
        """A length of time at a token, with the words that limit it and the adjectives of time after it."""
        at = index
        for _ in range(2):  # مدة لا تتجاوز, نحو
            about = self.match("about", at)
            if about is None or about.is_joined:
                break
            at = about.stop
        duration = self._read_length(at) or (self._read_definite_unit(at) if at > index else None)
        if duration is None:
            return None
        duration = self._add_smaller(duration)
        return self._read_adjectives(duration)

    def _unit(self, index: int) -> tuple[Match, str] | None:
        for number in ("one", "two", "many"):
            unit = self.match(f"unit {number}", index)
            if unit is not None:
                return unit, number
        return None

    def _read_length(self, index: int) -> _Duration | None:
        if self.fold_at(index) == "ال":
            index += 1
        if self.fold_at(index) in _SEVERAL:
            return self._read_several(index)
        found = self._unit(index)
        if found is not None and not found[0].is_joined:
            bare = self._read_bare_unit(*found)
            if bare is not None:
                return self._up_to(bare)
        numeral = self.numerals.read(index)
        if numeral is None or numeral.conjunction:
            return None
        low, high, stop = numeral.low, numeral.high, numeral.stop
        link = self.fold_at(stop)
        is_dash = stop < len(self.tokens) and self.tokens[stop].text in _DASHES
        if link in _TO or link in {"او", _AND} or is_dash:
            second = self.numerals.read(stop + 1, after_dash=is_dash)
            if second is not None and second.high > high:
                high, stop = second.high, second.stop
        elif self.fold_at(index - 1) in _BETWEEN:
            second = self.numerals.read(stop)
            if second is not None and second.conjunction and second.high > high:
                high, stop = second.high, second.stop
        found = self._unit(stop)
        if found is None or found[0].is_joined or found[0].has_preposition or found[1] == "two":
            return None
        unit, _ = found
        if unit.is_definite and not numeral.is_fraction and not numeral.is_band:
            return None
        half, stop = self._half_after(unit.stop)
        return _Duration(low + half, high + half, unit.value, stop, is_definite=numeral.article)

    def _read_definite_unit(self, index: int) -> _Duration | None:
        """The الشهر of لا تتجاوز الشهر: one of it."""
        unit = self.match("unit one", index)
        if unit is None or not unit.is_definite or unit.is_joined or unit.has_preposition:
            return None
        if self.fold_at(index - 1) not in _EXCEEDED:
            return None
        return _Duration(Decimal(1), Decimal(1), unit.value, unit.stop)

    def _read_several(self, index: int) -> _Duration | None:
        """عدة أيام, عشرات السنين: without a bound."""
        found = self._unit(index + 1)
        if found is None or found[1] != "many":
            return None
        return _Duration(None, None, found[0].value, found[0].stop)

    def _half_after(self, index: int) -> tuple[Decimal, int]:
        """ونصف, ونصف الساعة: what it adds, and the token after it."""
        word = self.numerals.word(index)
        if word is None or word.kind != "fraction" or not word.conjunction:
            return Decimal(0), index
        stop = index + 1
        again = self.match("unit one", stop)
        return word.value, again.stop if again is not None and not again.is_joined else stop

    def _read_bare_unit(self, unit: Match, number: str) -> _Duration | None:
        """يومين, شهر ونصف, الأيام الثلاثة, الساعات الـ48, أيام."""
        if number == "many":
            if unit.is_definite:
                counted = self.numerals.read(unit.stop)
                few = self.match("at most", unit.stop)
                if counted is not None and (counted.article or counted.figures) and not counted.is_band:
                    return _Duration(counted.low, counted.high, unit.value, counted.stop, is_definite=True)
                stop = few.stop if few is not None else unit.stop
                if self.fold_at(stop) in _FEW_WORDS:
                    stop += 1
                return _Duration(None, None, unit.value, stop, is_definite=True)
            return _Duration(None, None, unit.value, unit.stop)
        if number == "one" and unit.is_definite:
            return None  # الساعة, اليوم: a point in time, not a length
        amount = Decimal(1 if number == "one" else 2)
        stop = unit.stop
        if number == "one" and self.fold_at(stop) in _ONE:
            stop += 1
        elif number == "one" and unit.value == "year" and self.tokens[unit.stop - 1].fold.endswith("ا") is False:
            following = self.numerals.read(stop)
            if following is not None and following.low > 1000 and not following.conjunction:  # عام 2011
                return None
        half, stop = self._half_after(stop)
        return _Duration(amount + half, amount + half, unit.value, stop, is_definite=unit.is_definite)

    def _up_to(self, duration: _Duration) -> _Duration:
        """يومين إلى ثلاثة, شهرين أو ثلاثة أشهر, أسبوع أو أسبوعين: the second amount is the high bound."""
        at = duration.stop + 1
        if duration.high is None or self.fold_at(duration.stop) not in _TO | {"او"}:
            return duration
        second = self._unit(at)
        if second is not None and second[1] in {"one", "two"} and not second[0].is_joined:
            high, stop, unit = Decimal(2 if second[1] == "two" else 1), second[0].stop, second[0].value
        else:
            numeral = self.numerals.read(at)
            if numeral is None or numeral.conjunction:
                return duration
            named = self._unit(numeral.stop)
            is_named = named is not None and not named[0].is_joined and not named[0].is_definite
            high, stop = numeral.high, named[0].stop if named is not None and is_named else numeral.stop
            unit = named[0].value if named is not None and is_named else duration.unit
        is_more = unit == duration.unit and high > duration.high
        return replace(duration, high=high, stop=stop) if is_more else duration

    def _add_smaller(self, duration: _Duration) -> _Duration:
        """ساعة و20 دقيقة, شهرين ويوم واحد وساعتين: each unit smaller than the one before it."""
        if duration.low is None or duration.high is None:
            return duration
        for _ in _UNITS_BY_SIZE:
            smaller = self._read_smaller(duration.stop)
            if smaller is None:
                break
            amount, unit, stop = smaller
            if _UNITS_BY_SIZE.index(unit) >= _UNITS_BY_SIZE.index(duration.smallest_unit):
                break
            duration = replace(duration, rest=(*duration.rest, (amount, unit)), stop=stop)
        return duration

    def _read_smaller(self, index: int) -> tuple[Decimal, str, int] | None:
        """و20 دقيقة, وساعتين, ويوم واحد: amount, unit and the token after it."""
        is_apart = self.fold_at(index) == _AND
        bare = self._unit(index)
        if bare is not None and bare[0].is_joined and not bare[0].is_definite and bare[1] != "many":
            stop = bare[0].stop
            return Decimal(2 if bare[1] == "two" else 1), bare[0].value, stop + (self.fold_at(stop) in _ONE)
        numeral = self.numerals.read(index + is_apart)
        if numeral is None or numeral.conjunction == is_apart or numeral.low != numeral.high:
            return None
        found = self._unit(numeral.stop)
        if found is None or found[0].is_definite or found[0].is_joined or found[1] == "two":
            return None
        return numeral.low, found[0].value, found[0].stop

    def _read_adjectives(self, duration: _Duration) -> _Duration:
        """The words after a length of time: القادمة, الماضية, من الآن, على الأكثر."""
        for _ in range(3):
            stop = duration.stop
            if (after := self.match("next", stop)) is not None and after.value == "1":
                duration = replace(duration, side="future", stop=after.stop)
            elif (before := self.match("last", stop) or self.match("recent", stop)) is not None:
                duration = replace(duration, side="past", stop=before.stop)
            elif (ago := self.match("ago after", stop)) is not None and not ago.is_joined:
                duration = replace(duration, side="past", stop=ago.stop)
            elif (most := self.match("at most", stop)) is not None and not most.is_joined:
                duration = replace(duration, stop=most.stop)
            else:
                break
        return duration

    # Rules

    def _lean(self, index: int) -> Tense | None:
        return self.tenses.at(index)

    def _read_vague(self, index: int) -> _Reading | None:
        """قريبا, مؤخرا, الفترة المقبلة, الآن."""
        for name, first in (("vague future", index), ("vague past", index)):
            vague = self.match(name, first)
            if vague is None and self.fold_at(index) in _IN:
                continue
            later = self._read_later_in(vague) if vague is not None and name == "vague future" else None
            if later is not None:
                return later
            if vague is not None and not self._is_counted_from_event(vague.stop):
                is_future = name == "vague future"
                start, end = (self.anchor, None) if is_future else (None, self.anchor)
                return _Reading(start, end, "vague", name.replace(" ", "-"), vague.stop)
        now = self.match("now", index)
        if now is not None and self.fold_at(index - 1) not in THAT:
            return _Reading(self.anchor, self.anchor + timedelta(minutes=1), "instant", "now", now.stop)
        stretch = self.match("stretch", index)
        if stretch is not None:
            return self._read_stretch(stretch)
        return None

    def _read_later_in(self, vague: Match) -> _Reading | None:
        """في وقت لاحق من هذا الأسبوع, لاحقا اليوم: from now to its end."""
        if self.fold_at(vague.stop - 1) not in _LATER:
            return None
        point = self.points.read(vague.stop + (self.fold_at(vague.stop) in {_OF, "في"}), None)
        if point is None or point.is_joined or not point.start <= self.anchor < point.end:
            return None
        return _Reading(self.anchor, point.end, "period", "rest", point.stop)

    def _read_stretch(self, stretch: Match) -> _Reading | None:
        if (after := self.match("next", stretch.stop)) is not None:
            return _Reading(self.anchor, None, "vague", "vague-future", after.stop)
        before = self.match("last", stretch.stop) or self.match("recent", stretch.stop)
        if before is not None:
            return _Reading(None, self.anchor, "vague", "vague-past", before.stop)
        return None

    def _read_within(self, index: int) -> _Reading | None:
        """خلال 72 ساعة, في غضون أسبوع, خلال الأيام الماضية, خلال الشهر المقبل."""
        within = self.match("within", index)
        if within is None or self.fold_at(index - 1) == _OF:
            return None
        first = index - 1 if self.fold_at(index - 1) in _IN else None
        at = within.stop
        is_past = False
        if (last := self.match("last n", at)) is not None:
            at, is_past = last.stop, True
        at += self.fold_at(at) == "ما" and self.fold_at(at + 1) in _BETWEEN
        at += self.fold_at(at) in _BETWEEN
        point = self.points.read(at, self._lean(index), in_time=True)
        duration = self._read_duration(at)
        if duration is not None and (point is None or point.stop <= duration.stop):
            side: Tense = duration.side or ("past" if is_past else self._lean(index) or "future")
            reading = self._within(duration, side)
            return replace(reading, first=first)
        if point is None or point.is_joined:
            return self._read_within_stretch(at, first)
        kind: TimeKind = "deadline" if point.end > self.anchor and point.kind != "instant" else point.kind
        if self._lean(index) == "past" and point.start < self.anchor:
            kind = "period"
        return _Reading(point.start, point.end, kind, "within", point.stop, first)

    def _read_within_stretch(self, at: int, first: int | None) -> _Reading | None:
        stretch = self.match("stretch", at)
        reading = self._read_stretch(stretch) if stretch is not None else None
        return replace(reading, first=first) if reading is not None else None

    def _within(self, duration: _Duration, side: Tense) -> _Reading:
        is_future = side == "future"
        rule = "within" if is_future else "within-past"
        is_vague = duration.low is None or (duration.high is not None and duration.low * 2 < duration.high)
        if duration.high is None:
            start, end = (self.anchor, None) if is_future else (None, self.anchor)
            return _Reading(start, end, "vague", rule, duration.stop)
        if is_future:
            end = self._move(duration, duration.high, 1)
            is_vague = is_vague and self._is_few(duration)
            return _Reading(self.anchor, end, "vague" if is_vague else "deadline", rule, duration.stop)
        start = self._move(duration, duration.high, -1)
        return _Reading(start, self.anchor, "period", rule, duration.stop)

    def _read_lasting(self, index: int) -> _Reading | None:
        """لن تدوم الهدنة أكثر من 48 ساعة: over by then."""
        more = self.match("more than", index)
        if more is None:
            return None
        before = [self.fold_at(at) for at in range(max(0, index - _LASTING_WORDS), index)]
        will_not = next((at for at, fold in enumerate(before) if fold in _WILL_NOT), len(before))
        if words("lasts").isdisjoint(before[will_not:]):
            return None
        duration = self._read_length(more.stop)
        if duration is None or duration.high is None:
            return None
        return replace(self._within(duration, "future"), rule="lasting")

    def _is_few(self, duration: _Duration) -> bool:
        """بضعة أيام is a band; "24 to 72 hours" has a bound."""
        return any(token.fold in _FEW for token in self.tokens[max(0, duration.stop - 4) : duration.stop])

    def _future_point(self, index: int, at: int) -> Point | None:
        """A point after a word of deadline: to come, unless a verb in the past stands by."""
        lean: Tense = "past" if self._lean(index) == "past" else "future"
        point = self.points.read(at, lean, in_time=True) or self.points.read_coming_part(at)
        if point is None and lean == "future":
            point = self.points.read_coming_season(at)
        return None if point is None or point.is_joined else point

    def _read_by(self, index: int) -> _Reading | None:
        """بحلول نهاية العام, حتى الجمعة, لغاية 15 كانون الثاني."""
        by = self.match("by", index)
        until = self.match("until", index)
        found = by or until
        if found is None:
            return None
        rule = "by" if by is not None else "until"
        first = index - 1 if self.fold_at(index - 1) in _BEFORE_BY else None
        now = self.match("now", found.stop) or self._match_today(found.stop)
        if rule == "until" and now is not None:
            return _Reading(None, self.anchor, "period", rule, now.stop)
        point = self._future_point(index, found.stop)
        if point is not None:
            return self._deadline(point.by_end or point.end, rule, point.stop, first)
        duration = self._read_duration(found.stop) if by is not None else None  # في أجل أقصاه يومان
        return replace(self._within(duration, "future"), first=first) if duration is not None else None

    def _match_today(self, index: int) -> Match | None:
        day = self.match("day", index)
        return day if day is not None and day.value == "0" else None

    def _deadline(self, end: datetime, rule: str, stop: int, first: int | None = None) -> _Reading:
        if end > self.anchor:
            return _Reading(self.anchor, end, "deadline", rule, stop, first)
        return _Reading(None, end, "period", rule, stop, first)

    def _is_counted_from_event(self, stop: int) -> bool:
        """Whether a length of time is counted from something else than now (بعد ثلاثة أيام من المعارك)."""
        if self.fold_at(stop) not in _COUNTED_FROM:
            return False
        after = self.fold_at(stop + 1)
        return after not in _NOW_WORDS and bool(after)

    def _read_before(self, index: int) -> _Reading | None:
        """قبل ساعتين, قبل الجمعة, قبل نهاية العام."""
        before = self.match("before", index)
        if before is None or before.has_preposition or self._is_day_or_part(index):
            return None
        has_by = self.match("by", before.stop) is not None or self.fold_at(before.stop) in _COMING
        at = before.stop + has_by
        point = self._future_point(index, at)
        duration = self._read_duration(before.stop)
        if duration is not None and not duration.is_definite and (point is None or point.stop <= duration.stop):
            if self._is_counted_from_event(duration.stop):
                return None
            if duration.low is None:
                return _Reading(None, self.anchor, "vague", "ago", duration.stop)
            return self._offset(duration, -1, "ago")
        if point is None:
            return None
        return self._deadline(point.before_end or point.start, "before", point.stop)

    def _is_day_or_part(self, index: int) -> bool:
        """بعد غد, قبل أمس, بعد ظهر: the word is a part of the name of a day or of a part of one."""
        return self.match("day", index) is not None or self.match("part", index) is not None

    def _offset(self, duration: _Duration, sign: int, rule: str) -> _Reading:
        """A length of time from now: a minute when it is counted in hours, else a day."""
        low = duration.low if duration.low is not None else Decimal(0)
        high = duration.high if duration.high is not None else low
        start = self._move(duration, low, sign)
        end = self._move(duration, high, sign)
        start, end = min(start, end), max(start, end)
        if duration.smallest_unit in _CLOCK_UNITS:
            kind: TimeKind = "instant" if low == high else "period"
            return _Reading(start, end + timedelta(minutes=1), kind, rule, duration.stop)
        last = self.points.at(end.date() + DAY)
        return _Reading(self.points.at(start.date()), last, "day" if low == high else "period", rule, duration.stop)

    def _read_after(self, index: int) -> _Reading | None:
        """بعد يومين, بعد أيام, بعد الجمعة."""
        after = self.match("after", index)
        if after is None or after.has_preposition or self._is_day_or_part(index):
            return None
        point = self.points.read(after.stop, self._lean(index), in_time=True)
        at = after.stop + (self.fold_at(after.stop) in _BETWEEN)
        duration = self._read_duration(at)
        if duration is not None and not duration.is_definite and (point is None or point.stop <= duration.stop):
            if self._is_counted_from_event(duration.stop) or self._lean(index) == "past":
                return None  # عاد بعد خمس سنوات: counted from what the story tells
            if duration.low is None:
                return _Reading(self.anchor, None, "vague", "later", duration.stop)
            return self._offset(duration, 1, "later")
        if point is None or point.is_joined:
            return None
        return _Reading(point.by_end or point.end, None, "period", "after", point.stop)

    def _read_since(self, index: int) -> _Reading | None:
        """منذ ٦٠ عاما, منذ عام 1963, منذ أمس."""
        since = self.match("since", index)
        if since is None:
            return None
        point = self.points.read(since.stop, "past", in_time=True)
        duration = self._read_duration(since.stop)
        if duration is not None and (point is None or point.stop <= duration.stop):
            if duration.low is None or duration.high is None:
                return _Reading(None, self.anchor, "vague", "since", duration.stop)
            return _Reading(self._move(duration, duration.high, -1), self.anchor, "period", "since", duration.stop)
        now = self.match("now", since.stop)
        if now is not None:
            return _Reading(self.anchor, None, "period", "since", now.stop)
        if point is None or point.is_joined:
            return None
        end = self.anchor if point.start < self.anchor else None
        return _Reading(point.start, end, "period", "since", point.stop)

    def _read_starting(self, index: int) -> _Reading | None:
        """اعتبارا من الأحد: open to the future."""
        starting = self.match("starting", index)
        if starting is None:
            return None
        now = self.match("now", starting.stop)
        if now is not None:
            return _Reading(self.anchor, None, "period", "starting", now.stop)
        point = self.points.read(starting.stop, self._lean(index) or "future", in_time=True)
        if point is None or point.is_joined:
            return None
        return _Reading(point.start, None, "period", "starting", point.stop)

    def _read_with(self, index: int) -> _Reading | None:
        """مع نهاية العام, مع حلول الجمعة: a deadline."""
        with_ = self.match("with", index)
        if with_ is None:
            return None
        by = self.match("by", with_.stop)
        is_edge = self.match("edge", with_.stop) is not None
        if by is None and not is_edge:
            return None
        point = self._future_point(index, by.stop if by else with_.stop)
        if point is None:
            return None
        return self._deadline(point.by_end or point.end, "by", point.stop)

    def _read_rest(self, index: int) -> _Reading | None:
        """بقية الأسبوع, ما تبقى من العام: from now to its end."""
        rest = self.match("rest", index)
        if rest is None:
            return None
        point = self.points.read_rest(rest.stop)
        if point is None or not point.start <= self.anchor < point.end:
            return None
        return _Reading(self.anchor, point.end, "period", "rest", point.stop)

    # Ranges and points

    def _read_range(self, index: int) -> _Reading | None:
        """من الجمعة إلى الأحد, بين 27 تشرين الثاني و8 كانون الأول, بين عامي 2011 و2024."""
        opener = self.match("from", index)
        if opener is None or opener.has_preposition:
            return None
        now = self.match("now", opener.stop)
        if now is None and not self.points.begins(opener.stop):
            return None
        is_between = self.tokens[opener.stop - 1].fold in _BETWEEN
        lean = self._lean(index)
        clocks = self.points.read_clock_range(opener.stop, lean, is_between=is_between)
        if clocks is not None:
            return _Reading(clocks.start, clocks.end, "period", "range", clocks.stop)
        first: Point | None
        if now is not None:
            first = Point(start=self.anchor, end=self.anchor, kind="instant", rule="now", stop=now.stop)
        else:
            first = self.points.read(opener.stop, lean, in_time=True)
        second: Point | None = None
        if first is not None:
            second = self._second_point(first.stop, lean, is_between=is_between)
        if first is None or second is None:
            return self._read_day_range(opener.stop, lean, is_between=is_between)
        return self._range(first, second)

    def _second_point(self, at: int, lean: Tense | None, *, is_between: bool) -> Point | None:
        if at < len(self.tokens) and (self.fold_at(at) in _TO or self.tokens[at].text in _DASHES):
            point = self.points.read(at + 1, lean, in_time=True)
            return None if point is None or point.is_joined else point
        if not is_between:
            return None
        if self.fold_at(at) == _AND:
            return self.points.read(at + 1, lean, in_time=True)
        point = self.points.read(at, lean, in_time=True)
        return point if point is not None and point.is_joined else None

    def _range(self, first: Point, second: Point) -> _Reading | None:
        end = second.start if second.kind == "instant" else second.end
        start = first.start
        if first.rule == second.rule == "weekday" and self.fold_at(second.stop - 1) in _BOTH_NEXT:
            monday = self.anchor.date() - self.anchor.weekday() * DAY  # من الأحد إلى الخميس المقبلين
            start = self.points.at(monday + first.start.weekday() * DAY)
            start += 7 * DAY if start.date() <= self.anchor.date() else 0 * DAY
            end = start + ((second.start.weekday() - start.weekday()) % 7 + 1) * DAY
        if first.kind == "day" and second.kind == "day" and start >= end and first.rule == "weekday":
            start -= 7 * DAY  # من الجمعة إلى الأحد
        if start >= end:
            return None
        return _Reading(start, end, "period", "range", second.stop)

    def _read_day_range(self, index: int, lean: Tense | None, *, is_between: bool) -> _Reading | None:
        """من 5 إلى 8 كانون الأول, 5-8 كانون الأول: the first is a bare day of the second one's month."""
        day = self.points.read_day_number(index)
        if day is None:
            return None
        number, stop = day[0], day[1]
        is_dash = stop < len(self.tokens) and self.tokens[stop].text in _DASHES
        is_linked = self.fold_at(stop) in _TO or is_dash or (is_between and self.fold_at(stop) == _AND)
        second = self.points.read_date(stop + 1 if is_linked else stop, lean, after_dash=is_dash)
        if second is None or not (is_linked or (is_between and second.is_joined)):
            return None
        start = second.start.replace(day=number)
        return _Reading(start, second.end, "period", "range", second.stop) if start < second.start else None

    def _read_adjective(self, index: int) -> _Reading | None:
        """الساعات القادمة, اليومين الماضيين, آخر 24 ساعة: a length of time that an adjective ties to now."""
        last = self.match("last n", index)
        duration = self._read_duration(last.stop if last else index)
        if duration is None:
            return self._read_rolling_hour(index)
        side = duration.side or ("past" if last is not None and duration.low is not None else None)
        if side is None and duration.low is not None and not duration.is_definite:
            counted = self._read_before_clock(duration) or self._read_notice(index, duration)
            if counted is not None:
                return counted
        if side is None or (not duration.is_definite and duration.low is None):
            return None
        reading = self._within(duration, side)
        rule = "next" if side == "future" else "last"
        return replace(reading, rule=rule, first=index - 1 if self.fold_at(index - 1) in _IN else None)

    def _read_before_clock(self, duration: _Duration) -> _Reading | None:
        """عشر دقائق قبل الثامنة, ساعتين بعد منتصف الليل: counted from a clock time."""
        word = self.match("before", duration.stop) or self.match("after", duration.stop)
        if word is None or word.is_joined or word.has_preposition or duration.unit not in _CLOCK_UNITS:
            return None
        point = self.points.read_clock_time(word.stop, self._lean(duration.stop))
        if point is None or point.is_joined or duration.low is None:
            return None
        sign = -1 if self.match("before", duration.stop) is not None else 1
        start = _shift(point.start, sign * duration.low, duration.unit)
        return _Reading(start, start + timedelta(minutes=1), "instant", "clock", point.stop)

    def _read_notice(self, index: int, duration: _Duration) -> _Reading | None:
        """أمهل المسلحين 48 ساعة: a deadline that is given to somebody."""
        for at in range(index - 1, max(-1, index - 1 - _NOTICE_WORDS), -1):
            token = self.tokens[at]
            if not token.is_word or self.numerals.starts_number(at):
                return None
            if token.fold.lstrip("وف").startswith(_GIVES_NOTICE):
                return replace(self._within(duration, "future"), rule="notice")
        return None

    def _read_rolling_hour(self, index: int) -> _Reading | None:
        """الساعة القادمة, الساعة الأخيرة."""
        unit = self.match("unit one", index)
        if unit is None or not unit.is_definite or unit.value not in _CLOCK_UNITS:
            return None
        step = Decimal(1)
        if (after := self.match("next", unit.stop)) is not None:
            return _Reading(self.anchor, _shift(self.anchor, step, unit.value), "deadline", "next", after.stop)
        before = self.match("last", unit.stop) or self.match("recent", unit.stop)
        if before is not None:
            return _Reading(_shift(self.anchor, -step, unit.value), self.anchor, "period", "last", before.stop)
        return None

    def _read_point(self, index: int) -> _Reading | None:
        if not self.points.begins(index):
            return None
        lean = self._lean(index)
        if self.fold_at(index - 1) in _EVERY:
            return None  # كل يوم جمعة comes again and again
        in_time = self.fold_at(index - 1) in _IN and self._is_whole_year(index)
        point = self.points.read(index, lean, in_time=in_time)
        if point is not None and (self.fold_at(point.stop), self.fold_at(point.stop + 1)) == (_OF, "كل"):
            return None  # 30 تموز من كل عام
        hours = self.points.read_clock_range(index, lean) if self.points.begins_clock(index) else None
        if hours is not None and (point is None or hours.stop > point.stop):
            point = hours
        if point is None:
            return self._read_day_range(index, lean, is_between=False)
        week_days = self._read_days_of_week(point)
        if week_days is not None:
            return week_days
        second = self._second_point(point.stop, lean, is_between=False)
        ranged = self._range(point, second) if second is not None and second.kind == point.kind else None
        if ranged is not None:
            return ranged
        day_range = self._read_day_range(index, lean, is_between=False)
        if day_range is not None and day_range.stop > point.stop:
            return day_range
        return _Reading(point.start, point.end, point.kind, point.rule, point.stop)

    def _read_days_of_week(self, week: Point) -> _Reading | None:
        """الأسبوع المقبل من الأربعاء إلى الجمعة."""
        if week.kind != "period" or week.end - week.start != 7 * DAY or self.match("from", week.stop) is None:
            return None
        days = self._read_range(week.stop)
        if days is None or days.start is None or days.end is None or days.end - days.start > 7 * DAY:
            return None
        start = week.start + days.start.weekday() * DAY
        return _Reading(start, start + (days.end - days.start), "period", "range", days.stop)

    def _is_whole_year(self, index: int) -> bool:
        """في 2011 is a year, unless a counted noun may follow (في 2011 منزلا)."""
        numeral = self.numerals.read(index)
        if numeral is None:
            return True
        after = self.tokens[numeral.stop] if numeral.stop < len(self.tokens) else None
        return after is None or after.kind != "word" or not after.fold.endswith("ا")

    # Each rule with the classes of words at which it may begin.
    _RULES: ClassVar[tuple[tuple[Callable[[_Finder, int], _Reading | None], frozenset[str]], ...]] = (
        (_read_vague, frozenset({"vague future", "vague past", "now", "stretch"})),
        (_read_within, frozenset({"within"})),
        (_read_by, frozenset({"by", "until"})),
        (_read_before, frozenset({"before"})),
        (_read_after, frozenset({"after"})),
        (_read_since, frozenset({"since"})),
        (_read_starting, frozenset({"starting"})),
        (_read_with, frozenset({"with"})),
        (_read_rest, frozenset({"rest"})),
        (_read_range, frozenset({"from"})),
        (_read_lasting, frozenset({"more than"})),
        (_read_adjective, frozenset({"last n", "about", "unit one", "unit two", "unit many", _NUMBER})),
    )


def _shift(moment: datetime, amount: Decimal, unit: str) -> datetime:
    """A moment moved by an amount: hours by elapsed time, days and longer by the calendar."""
    if abs(amount) > _LONGEST_AMOUNT:
        raise OverflowError(amount)
    step = _CLOCK_UNITS.get(unit)
    if step is not None:
        return (moment.astimezone(UTC) + float(amount) * step).astimezone(moment.tzinfo)
    if unit in _DAY_UNITS:
        return moment + float(amount * _DAY_UNITS[unit]) * DAY
    months = amount * _MONTH_UNITS[unit]
    whole = int(months)
    return _add_months(moment, whole) + float(months - whole) * _MONTH_DAYS * DAY


def _add_months(moment: datetime, months: int) -> datetime:
    """The same day of another month, or its last day (31 January and a month: 28 February)."""
    years, month = divmod(moment.month - 1 + months, _MONTHS)
    first = date(moment.year + years, month + 1, 1)
    following = date(first.year + (first.month == _MONTHS), first.month % _MONTHS + 1, 1)
    day = min(moment.day, (following - first).days)
    return moment.replace(year=first.year, month=first.month, day=day)
