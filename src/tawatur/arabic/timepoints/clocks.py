"""Read an hour: a clock time, a part of the day."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tawatur.arabic.folding import fold_word
from tawatur.arabic.numerals import ordinals
from tawatur.arabic.tables import read_table
from tawatur.arabic.tense import Tense
from tawatur.arabic.timepoints.base import (
    COMMAS,
    DAY,
    HOURS,
    MINUTE,
    OF,
    Point,
)
from tawatur.arabic.timepoints.days import DayReader
from tawatur.arabic.timewords import ARTICLE, Match

_NOON = 12
_MINUTES = 60
_LAST_NIGHT_HOUR = 5
_IN = frozenset(map(fold_word, "في من عند على حوالي نحو تمام بتمام".split()))
_TO = frozenset(map(fold_word, "إلى حتى لغاية".split()))
_NIGHT = frozenset(map(fold_word, "الليل الليلة ليل".split()))
_MIDDAY = fold_word("النهار")
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


@cache
def _part_hours() -> dict[str, tuple[int, int]]:
    hours = {}
    for row in read_table("time_words"):
        if row["class"] == "part":
            first, last = map(int, row["value"].split("-"))
            hours[fold_word(row["expression"])] = (first, last)
    return hours


class ClockReader(DayReader):
    """Reads clock times and parts of the day."""

    def _read_day_or_clock(self, index: int, lean: Tense | None, in_time: bool) -> Point | None:  # noqa: FBT001
        has_clock = self.starts_number(index) or "clock" in self.classes_at(index)
        clock = self._read_clock(index, lean) if has_clock else None
        day = self.read_day(index, lean, in_time=in_time)
        if day is not None and day.takes_clock:
            day = self._with_hours(day, lean)
        if clock is not None and (day is None or clock.stop > day.stop):
            return self._clock_point(clock, lean)
        return day

    def _read_part_of_day(self, index: int, lean: Tense | None, in_time: bool) -> Point | None:  # noqa: FBT001, ARG002
        """مساء الجمعة, فجر اليوم, هذا الصباح, منتصف الليل."""
        this = self.match("this", index)
        part = self.match("part", this.stop if this else index)
        edge = self.match("edge", index)
        if edge is not None and edge.value == "mid" and self.fold_at(edge.stop) in {*_NIGHT, _MIDDAY}:
            return self._read_middle(edge, lean)
        if part is None:
            return None
        first, last = map(int, part.value.split("-"))
        is_joined = (this or part).is_joined
        if this is not None or self.match("current", part.stop) is not None:
            stop = part.stop if this else part.stop + 1
            return self._hours(self.today, first, last, stop, is_joined=is_joined)
        day = self._day_after_part(part.stop, lean)
        if day is None:
            return None
        start = day.start.date()
        point = self._hours(start, first, last, day.stop, is_joined=is_joined)
        return self._with_hours(point, lean)

    def read_coming_part(self, index: int) -> Point | None:
        """The bare الليل of "by night": its next beginning."""
        part = self.match("part", index)
        if part is None or not self.fold_at(index).startswith((ARTICLE, f"ل{ARTICLE[1:]}")):
            return None
        hour = int(part.value.split("-")[0])
        day = self.today if self.at(self.today, hour) > self.anchor else self.today + DAY
        return self._instant(self.at(day, hour), "part-of-day", part.stop)

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

    def _read_middle(self, edge: Match, lean: Tense | None) -> Point:
        """منتصف الليل is the end of the day that is named, else of today; منتصف النهار is noon."""
        stop = edge.stop + 1
        hour = _NOON if self.fold_at(edge.stop) == _MIDDAY else HOURS
        day = self._day_after_part(stop, lean)
        stop = day.stop if day else stop
        moment = self.at(day.start.date() if day else self.today, hour)
        return self._instant(moment, "midnight" if hour == HOURS else "noon", stop, is_joined=edge.is_joined)

    def _with_hours(self, day: Point, lean: Tense | None) -> Point:
        """A day with the clock time or the half of the day after it (غدا صباحا, الجمعة عند الساعة الثامنة مساء)."""
        at = day.stop
        if at < len(self.tokens) and self.tokens[at].text in COMMAS:
            at += 1
        at += self.fold_at(at) in _IN
        clock = self._read_clock(at, lean)
        if clock is not None and clock.day is None and not clock.is_joined:
            hour = clock.hour
            if day.start.hour >= _NOON > hour > 0 and not clock.day_shift and day.kind == "period":
                hour += _NOON  # مساء الجمعة الساعة الثامنة
            moment = self._in_zone(day.start.date() + clock.day_shift * DAY, hour, clock.minute, clock.zone)
            return self._instant(moment, "clock", clock.stop, is_joined=day.is_joined)
        named = day.stop + (self.fold_at(day.stop) == "في")
        part = self.match("part", named) or self.match("half day", named)
        if day.kind == "day" and part is not None and not part.is_joined:
            first, last = self._half_day_hours(self.fold_at(named), part)
            return self._hours(day.start.date(), first, last, part.stop, is_joined=day.is_joined)
        return day

    def _half_day_hours(self, folded: str, half: Match) -> tuple[int, int]:
        """Hours of صباحا: those of the part of the day that it is made from."""
        if "-" in half.value:
            first, last = map(int, half.value.split("-"))
            return first, last
        for form in (folded, folded.removesuffix("ا"), folded.removeprefix(ARTICLE)):
            hours = _part_hours().get(form)
            if hours is not None:
                return hours
        return {"am": (5, 12), "noon": (11, 15), "pm": (12, 24), "night": (18, 30)}[half.value]

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

    def _read_clock(self, index: int, lean: Tense | None) -> _Clock | None:
        """الساعة الثامنة والنصف مساء بتوقيت دمشق من يوم الجمعة, 20:43, 8 مساء, الثامنة مساء."""
        named = self.match("clock", index)
        at = named.stop if named else index
        at += named is not None and self.fold_at(at) == ":"
        read = self._read_hour(at, is_named=named is not None)
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
        if named is None and half is None and not has_minutes:
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
        return _Clock(hour, minute, stop, day_shift, zone, day, is_joined)

    def read_clock_range(self, index: int, lean: Tense | None, *, is_between: bool) -> Point | None:
        """من 5 إلى 6 مساء, بين الساعة 4 و5 مساء اليوم: the second hour tells the half of the day and the day."""
        named = self.match("clock", index)
        hour = self._read_hour(named.stop if named else index, is_named=True)
        if hour is None:
            return None
        minute, stop = (hour[1], hour[2]) if hour[3] else self._read_minutes(hour[2])
        half = self._read_half_day(stop)
        stop = half.stop if half else stop
        is_linked = self.fold_at(stop) in _TO or (is_between and self.fold_at(stop) == "و")
        if not is_linked and stop < len(self.tokens) and self.tokens[stop].text in {"-", "\N{EN DASH}"}:
            is_linked = self.tokens[stop].start != self.tokens[stop - 1].end
        last = self._read_clock(stop + is_linked, lean)
        if last is None or (last.is_joined if is_linked else not (is_between and last.is_joined)):
            return None
        first_hour = hour[0]
        if half is not None:
            first_hour, _ = _hour_of_day(first_hour, half.value)
        elif first_hour + _NOON <= last.hour and first_hour <= _NOON:
            first_hour += _NOON
        day = last.day.start.date() if last.day else self.today
        start = self._in_zone(day, first_hour, minute, last.zone)
        end = self._in_zone(day + last.day_shift * DAY, last.hour, last.minute, last.zone)
        if start >= end and half is not None and last.hour < _NOON <= first_hour:
            end += DAY  # من السابعة مساء إلى السادسة صباحا
        if start >= end:
            return None
        return Point(start=start, end=end, kind="period", rule="clock-range", stop=last.stop)

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

    def _read_hour(self, index: int, *, is_named: bool) -> tuple[int, int, int, bool] | None:
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
        ordinal = self.read_ordinal(index)
        if ordinal is not None and token.fold.endswith(_FEMININE_ENDS) and ordinal[0] <= _NOON:
            return ordinal[0], 0, ordinal[1], False
        if token.fold == "الواحده":
            return 1, 0, index + 1, False
        numeral = self.numerals.read(index)
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
        """والنصف, إلا ربعا, و20 دقيقة: minutes and the token after them."""
        word = self.numerals.word(index)
        if word is not None and word.kind == "fraction" and word.conjunction and word.value < 1:
            return int(word.value * _MINUTES + 0), index + 1
        if self.fold_at(index) == _EXCEPT:
            folded = self.fold_at(index + 1).removeprefix(ARTICLE)
            for form in (folded, folded.removesuffix("ا")):
                fraction = self.numerals.fraction(form)
                if fraction is not None:
                    return -int(fraction * _MINUTES), index + 2
            return 0, index
        is_apart = self.fold_at(index) == "و"
        numeral = self.numerals.read(index + is_apart)
        if numeral is None or numeral.conjunction == is_apart or self.fold_at(numeral.stop) not in _MINUTE_WORDS:
            return 0, index
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
