"""Read a clock time: an hour, a stretch between two hours."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tawatur.arabic.folding import fold_word
from tawatur.arabic.lexicon import words
from tawatur.arabic.numerals import AND, ordinals
from tawatur.arabic.tense import Tense
from tawatur.arabic.timepoints.base import (
    DAY,
    HOURS,
    MINUTE,
    OF,
    TO,
    Point,
)
from tawatur.arabic.timepoints.days import DayReader
from tawatur.arabic.timewords import ARTICLE, Match

_NOON = 12
_MINUTES = 60
_LAST_NIGHT_HOUR = 5
_AT = frozenset(map(fold_word, "في عند تمام بتمام حوالي نحو قرابة وفي قبل بعد".split()))
_DASHES = frozenset({"-", "\N{EN DASH}", "\N{EM DASH}"})
_PROCLITICS = "وفبل"
_AGED = tuple(map(fold_word, "طفل أطفال عمر عمره عمرها سن فتى فتاة صبي ابن ابنة رضيع".split()))
_AND_THE_MINUTE = fold_word("والدقيقة")
_SECOND = fold_word("الثانية")  # 5 أمتار في الثانية
_THE_ONE = fold_word("الواحدة")
_SPOKEN_MINUTES = {fold_word("ونص"): 30, fold_word("وتلت"): 20}  # of the street; bare نص is a text
_ZONE_WORDS = frozenset(map(fold_word, "بتوقيت توقيت".split()))
_LOCAL_ZONE = (fold_word("بالتوقيت"), fold_word("المحلي"))
_FEMININE_ENDS = tuple("ه ي".split())  # folded
_EXCEPT = fold_word("إلا")
_MINUTE_WORDS = frozenset(map(fold_word, "دقيقة دقائق".split()))
_CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})(?::(\d{2}))?(?![\d:/])")


@dataclass(frozen=True, slots=True)
class _Clock:
    hour: int
    minute: int
    stop: int
    day_shift: int = 0
    zone: tzinfo | None = None
    day: Point | None = None
    is_joined: bool = False
    has_half: bool = False


class ClockReader(DayReader):
    """Reads clock times."""

    def _hours(self, day: date, first: int, last: int, stop: int, *, is_joined: bool = False) -> Point:
        return Point(
            start=self.at(day, first),
            end=self.at(day, last) if last > first else self.at(day, last) + MINUTE,
            kind="period" if last > first else "instant",
            rule="part-of-day",
            stop=stop,
            is_joined=is_joined,
            takes_clock=last > first,
        )

    def _day_after_part(self, index: int, lean: Tense | None) -> Point | None:
        day = self.read_day(index, lean)
        if day is None or day.is_joined or day.kind != "day":
            return None
        night = self.match("weekday", day.stop)  # ليل الخميس - الجمعة
        dash = day.stop < len(self.tokens) and self.tokens[day.stop].text in {"-", "/"}
        if dash and night is None and (night := self.match("weekday", day.stop + 1)) is not None:
            return replace(day, stop=night.stop)
        return day

    def _clock_point(self, clock: _Clock, lean: Tense | None) -> Point:
        """A clock time: of the day that it names, else of the anchor's day, or the one that the tense asks for."""
        day = clock.day.start.date() if clock.day else self.today
        moment = self._in_zone(day + clock.day_shift * DAY, clock.hour, clock.minute, clock.zone)
        if clock.day is None:
            if lean == "past" and moment > self.anchor:
                moment -= DAY
            elif lean == "future" and moment + MINUTE <= self.anchor:
                moment += DAY
        return self._instant(moment, "clock", clock.stop, is_joined=clock.is_joined)

    def _in_zone(self, day: date, hour: int, minute: int, zone: tzinfo | None) -> datetime:
        """A clock time in a zone that the text names, by the clock of the anchor's zone."""
        if zone is None:
            return self.at(day, hour, minute)
        days, hour = divmod(hour, HOURS)
        moment = datetime.combine(day + days * DAY, time(hour, minute), tzinfo=zone)
        return moment.astimezone(self.anchor.tzinfo)

    def _read_clock(self, index: int, lean: Tense | None, *, after_dash: bool = False) -> _Clock | None:
        """الساعة الثامنة والنصف مساء بتوقيت دمشق من يوم الجمعة, 20:43, 8 مساء, الثامنة مساء, في الثامنة."""
        named = self.match("clock", index)
        at = named.stop if named else index
        at += named is not None and self.fold_at(at) == ":"
        read = self._read_hour(at, is_named=named is not None, after_dash=after_dash)
        if read is None:
            return None
        hour, minute, stop, has_minutes = read
        if not has_minutes:
            after_hour = stop
            minute, stop = self._read_minutes(stop)
            has_minutes = stop > after_hour and self.fold_at(at) in ordinals()
        if minute < 0:
            hour, minute = (hour - 1) % HOURS, minute + _MINUTES
        half = self._read_half_day(stop)
        day: Point | None = None
        if half is not None:
            stop = half.stop
        elif self.fold_at(stop) == OF:  # من مساء الخميس
            part = self.match("part", stop + 1)
            found = self._day_after_part(part.stop, lean) if part else None
            half = self.match("half day", stop + 1) if found else None
            if found is not None:
                day, stop = found, found.stop
        if named is None and half is None and not has_minutes and not self._is_hour_alone(index, stop, lean):
            return None
        if named is None and half is None and self._is_measure(stop):
            return None
        day_shift = 0
        if half is not None:
            hour, day_shift = _hour_of_day(hour, half.value)
        zone, stop = self._read_zone(stop)
        if day is None:
            day, stop = self._read_day_of_clock(stop, lean)
            if zone is None:
                zone, stop = self._read_zone(stop)
        is_joined = named.is_joined if named else self.tokens[index].fold.startswith("و")
        return _Clock(hour, minute, stop, day_shift, zone, day, is_joined, has_half=half is not None)

    def _is_hour_alone(self, index: int, stop: int, lean: Tense | None) -> bool:
        """في الثامنة, عند الخامسة: an hour when nothing or a day follows; السابعة may be of anything (من عمره)."""
        if self.fold_at(index - 1) not in _AT or not self._is_feminine_hour(index):
            return False
        if any(self.fold_at(at).lstrip(_PROCLITICS).startswith(_AGED) for at in range(index - 4, index - 1)):
            return False  # طفل في السادسة
        if self._read_day_of_clock(stop, lean)[0] is not None:
            return True
        after = self.tokens[stop] if stop < len(self.tokens) else None
        return self.fold_at(index) != _SECOND and (after is None or not after.is_word)

    def read_clock_range(
        self, index: int, lean: Tense | None, *, is_between: bool = False, day: date | None = None
    ) -> Point | None:
        """من 5 إلى 6 مساء, بين الساعة 4 و5 مساء اليوم: the second hour tells the half of the day and the day.

        `day` is that of the words before it. A second hour may be bare after a first one that is certain (1:30 إلى 3);
        two bare ones are hours only with a day and by their gender (غدا من الخامسة إلى السابعة).
        """
        named = self.match("clock", index)
        at = named.stop if named else index
        hour = self._read_hour(at, is_named=True)
        if hour is None:
            return None
        minute, stop = (hour[1], hour[2]) if hour[3] else self._read_minutes(hour[2])
        half = self._read_half_day(stop)
        stop = half.stop if half else stop
        is_dash = stop < len(self.tokens) and self.tokens[stop].text in _DASHES
        is_linked = is_dash or self.fold_at(stop) in TO or (is_between and self.fold_at(stop) == AND)
        is_certain = named is not None or half is not None or hour[3]
        last = self._read_clock(stop + is_linked, lean, after_dash=is_dash)
        if last is None and (is_certain or self._is_feminine_hour(at)):
            last = self._read_bare_hour(stop + is_linked, lean, is_certain=is_certain, has_day=day is not None)
        if last is None or (last.is_joined if is_linked else not (is_between and last.is_joined)):
            return None
        first_hour, last_hour = hour[0], last.hour
        if half is not None:
            first_hour, _ = _hour_of_day(first_hour, half.value)
            if not last.has_half and last_hour + _NOON > first_hour >= _NOON > last_hour:
                last_hour += _NOON  # من 1 بعد الظهر إلى 4
        elif first_hour + _NOON <= last_hour and first_hour <= _NOON:
            first_hour += _NOON
        first_day = last.day.start.date() if last.day else day or self.today
        start = self._in_zone(first_day, first_hour, minute, last.zone)
        end = self._in_zone(first_day + last.day_shift * DAY, last_hour, last.minute, last.zone)
        if start >= end and half is not None and last_hour < _NOON <= first_hour:
            end += DAY  # من السابعة مساء إلى السادسة صباحا
        if start >= end:
            return None
        is_joined = named.is_joined if named else self.fold_at(index).startswith(AND)
        return Point(start=start, end=end, kind="period", rule="clock-range", stop=last.stop, is_joined=is_joined)

    def _read_bare_hour(self, index: int, lean: Tense | None, *, is_certain: bool, has_day: bool) -> _Clock | None:
        """The hour that ends a range whose first hour is one: 3, السابعة من الغد."""
        hour = self._read_hour(index, is_named=True)
        if hour is None or not (is_certain or self._is_feminine_hour(index)):
            return None
        day, stop = self._read_day_of_clock(hour[2], lean)
        if not is_certain and day is None and not has_day:
            return None
        after = self.tokens[stop] if stop < len(self.tokens) else None
        if after is not None and (after.text == "%" or (after.is_word and after.fold not in words("preposition"))):
            return None  # من 1:30 إلى 3 ملايين
        return _Clock(hour[0], hour[1], stop, day=day, is_joined=self.fold_at(index).startswith(AND))

    def _is_feminine_hour(self, index: int) -> bool:
        """الخامسة, والسادسة: an ordinal in the gender of the hour."""
        ordinal = self.read_ordinal(index) or self.read_ordinal(index, is_joined=True)
        is_one = self.fold_at(index).removeprefix(AND) == _THE_ONE
        return is_one or (ordinal is not None and self.fold_at(index).endswith(_FEMININE_ENDS) and ordinal[0] <= _NOON)

    def _is_measure(self, stop: int) -> bool:
        """1.30 مليون, 20:43 is a clock; what a counted noun follows is none."""
        return self.numerals.word(stop) is not None

    def _read_day_of_clock(self, index: int, lean: Tense | None) -> tuple[Point | None, int]:
        at = index
        at += self.fold_at(at) in {OF, "في"}
        if at < len(self.tokens) and self.tokens[at].text in {",", "\N{ARABIC COMMA}"}:
            dated = self.read_date(at + 1, lean)  # 19:00 ، 2016-12-22
            return (None, index) if dated is None or dated.kind != "day" else (dated, dated.stop)
        day = self.read_day(at, lean)
        if day is None or day.is_joined or day.kind != "day":
            part = self.match("part", at)
            day = self._day_after_part(part.stop, lean) if part and at > index else None
        return (None, index) if day is None else (day, day.stop)

    def _read_hour(self, index: int, *, is_named: bool, after_dash: bool = False) -> tuple[int, int, int, bool] | None:
        """Hour, minute, the token after them, whether the minutes are written in figures."""
        if not 0 <= index < len(self.tokens):
            return None
        token = self.tokens[index]
        if token.kind == "number":
            found = _CLOCK.match(self.text, token.start)
            if found is not None and (":" in found[0] or is_named):
                hour, minute = int(found[1]), int(found[2])
                is_clock = hour <= HOURS and minute < _MINUTES
                is_glued = token.start > 0 and (
                    self.text[token.start - 1] in ":/.-" or self.text[token.start - 1].isalnum()
                )
                return (hour, minute, self._stop_at(index, found.end()), True) if is_clock and not is_glued else None
        if self._is_feminine_hour(index):
            ordinal = self.read_ordinal(index) or self.read_ordinal(index, is_joined=True)
            return (1, 0, index + 1, False) if ordinal is None else (ordinal[0], 0, ordinal[1], False)
        numeral = self.numerals.read(index, after_dash=after_dash)
        if numeral is None or numeral.low != int(numeral.low) or numeral.low != numeral.high:
            return None
        if not 0 <= numeral.low <= HOURS or (not is_named and not numeral.figures.isdigit() and numeral.article):
            return None
        if numeral.figures and not numeral.figures.isdigit():
            return None
        if not is_named and numeral.low > _NOON:
            return None
        return int(numeral.low), 0, numeral.stop, False

    def _read_minutes(self, index: int) -> tuple[int, int]:
        """والنصف, إلا ربعا, و20 دقيقة, والنصف إلا خمس دقائق: minutes and the token after them."""
        word = self.numerals.word(index)
        minutes, stop = 0, index
        if word is not None and word.kind == "fraction" and word.conjunction and word.value < 1:
            minutes, stop = int(word.value * _MINUTES), index + 1
        elif self.fold_at(index) == _AND_THE_MINUTE and (ordinal := self.read_ordinal(index + 1)) is not None:
            minutes, stop = ordinal
        elif self.fold_at(index) in _SPOKEN_MINUTES:
            minutes, stop = _SPOKEN_MINUTES[self.fold_at(index)], index + 1
        if self.fold_at(stop) == _EXCEPT:
            less = self._read_minutes_less(stop + 1)
            return (minutes, stop) if less is None else (minutes - less[0], less[1])
        if stop > index:
            return minutes, stop
        is_apart = self.fold_at(index) == AND
        numeral = self.numerals.read(index + is_apart)
        if numeral is None or numeral.conjunction == is_apart or numeral.is_fraction:
            return 0, index
        if self.fold_at(numeral.stop) in _MINUTE_WORDS:
            return int(numeral.low) % _MINUTES, numeral.stop + 1
        is_spoken = not numeral.figures and 1 <= numeral.low < _MINUTES and self._is_feminine_hour(index - 1)
        if is_spoken and self._read_half_day(numeral.stop) is not None:
            return int(numeral.low), numeral.stop  # السابعة وخمس وثلاثين مساء
        return 0, index

    def _read_minutes_less(self, index: int) -> tuple[int, int] | None:
        """ربعا, الثلث, خمس دقائق: what is taken from the hour."""
        folded = self.fold_at(index).removeprefix(ARTICLE)
        for form in (folded, folded.removesuffix("ا")):
            fraction = self.numerals.fraction(form)
            if fraction is not None:
                return int(fraction * _MINUTES), index + 1
        numeral = self.numerals.read(index)
        if numeral is None or numeral.is_fraction or self.fold_at(numeral.stop) not in _MINUTE_WORDS:
            return None
        return int(numeral.low) % _MINUTES, numeral.stop + 1

    def _read_half_day(self, index: int) -> Match | None:
        this = self.match("this", index)
        half = self.match("half day", this.stop if this else index + (self.fold_at(index) == "في"))
        return None if half is None or half.is_joined else half

    def _read_zone(self, index: int) -> tuple[tzinfo | None, int]:
        if (self.fold_at(index), self.fold_at(index + 1)) == _LOCAL_ZONE:
            return None, index + 2
        if self.fold_at(index) not in _ZONE_WORDS:
            return None, index
        zone = self.match("zone", index + 1)
        if zone is None:
            return None, index
        try:
            return ZoneInfo(zone.value), zone.stop
        except (ZoneInfoNotFoundError, ValueError):  # a machine without time zone data: the anchor's zone is used
            return None, zone.stop


def _hour_of_day(hour: int, half: str) -> tuple[int, int]:
    """An hour of twelve as one of twenty-four, and the days it is shifted by.

    >>> _hour_of_day(8, "pm"), _hour_of_day(12, "am"), _hour_of_day(12, "night"), _hour_of_day(2, "night")
    ((20, 0), (0, 0), (0, 1), (2, 0))
    """
    if hour > _NOON:
        return hour, 0
    match half:
        case "am":
            return (0 if hour == _NOON else hour), 0
        case "noon":
            return (hour if hour >= 10 else hour + _NOON), 0
        case "night":
            if hour == _NOON:
                return 0, 1
            return (hour if hour <= _LAST_NIGHT_HOUR else hour + _NOON), 0
        case _:
            return (hour if hour == _NOON else hour + _NOON), 0
