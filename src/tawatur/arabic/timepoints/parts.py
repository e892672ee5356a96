"""Read a part of the day: the morning, the night, the first hours of one; and the hours that follow a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache

from tawatur.arabic.folding import fold_word
from tawatur.arabic.numerals import AND
from tawatur.arabic.tables import read_table
from tawatur.arabic.tense import Tense
from tawatur.arabic.timepoints.base import COMMAS, DAY, HOURS, Point
from tawatur.arabic.timepoints.clocks import ClockReader
from tawatur.arabic.timewords import ARTICLE, Match

_NOON = 12
_IN = frozenset(map(fold_word, "في من عند على حوالي نحو تمام بتمام".split()))
_NIGHT = frozenset(map(fold_word, "الليل الليلة ليل".split()))
_MIDDAY = fold_word("النهار")
BEFORE_PART = frozenset(map(fold_word, "في خلال وقت عند وفي أثناء".split()))
_PART_ALONE = frozenset(map(fold_word, "بعد وبعد".split()))  # بعد الظهر needs nothing before it
_NOT_BARE = frozenset(map(fold_word, "العصر الضحى السحر".split()))  # an age, two names


@cache
def _bare_parts() -> frozenset[str]:
    """Folded first words of the parts of the day that may stand alone: with the article, or بعد الظهر."""
    words = {fold_word(row["expression"].split()[0]) for row in read_table("time_words") if row["class"] == "part"}
    return frozenset(word for word in words if word.startswith(ARTICLE) and word not in _NOT_BARE) | {"بعد"}


@cache
def _part_hours() -> dict[str, tuple[int, int]]:
    hours = {}
    for row in read_table("time_words"):
        if row["class"] == "part":
            first, last = map(int, row["value"].split("-"))
            hours[fold_word(row["expression"])] = (first, last)
    return hours


class PartReader(ClockReader):
    """Reads parts of the day, and days with their hours."""

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
        early = self.match("early", part.stop)
        day = None if this else self._day_after_part(early.stop if early else part.stop, lean)
        if day is not None:
            point = self._hours(day.start.date(), first, last, day.stop, is_joined=is_joined)
            return self._with_hours(half_of(point, early.value) if early else point, lean)
        if this is not None or self.match("current", part.stop) is not None:
            stop = part.stop if this else part.stop + 1
            return self._with_hours(self._hours(self.today, first, last, stop, is_joined=is_joined), lean)
        return self._read_part_alone(index, part, lean)

    def _read_part_alone(self, index: int, part: Match, lean: Tense | None) -> Point | None:
        """في المساء, بعد الظهر, خلال الليل: of the anchor's day, or of the one that the tense asks for."""
        bare = self._read_bare_part(index, day=self.today)
        if bare is None:
            return None
        if self.fold_at(index - 1) not in BEFORE_PART and self.fold_at(index) not in _PART_ALONE:
            timed = self._with_hours(bare, lean)  # مساء 7, الظهر الساعة 12
            return timed if timed.kind == "instant" else None
        if bare.start > self.anchor and lean == "past":
            bare = replace(bare, start=bare.start - DAY, end=bare.end - DAY)
        elif bare.end <= self.anchor and lean == "future":
            bare = replace(bare, start=bare.start + DAY, end=bare.end + DAY)
        return self._with_hours(replace(bare, is_joined=part.is_joined), lean)

    def _read_bare_part(self, index: int, *, day: date) -> Point | None:
        """الصباح الباكر, المساء: a part of the day with its article and no day of its own."""
        part = self.match("part", index)
        if part is None or part.has_preposition or self.fold_at(index).removeprefix(AND) not in _bare_parts():
            return None
        first, last = map(int, part.value.split("-"))
        if last <= first:
            return None
        point = self._hours(day, first, last, part.stop, is_joined=part.is_joined)
        early = self.match("early", part.stop)
        return half_of(replace(point, stop=early.stop), early.value) if early else point

    def read_clock_time(self, index: int, lean: Tense | None) -> Point | None:
        """A clock time or midnight; a bare hour too (قبل الثامنة)."""
        clock = self._read_clock(index, lean)
        if clock is not None:
            return self._clock_point(clock, lean)
        edge = self.match("edge", index)
        if edge is not None and edge.value == "mid" and self.fold_at(edge.stop) in {*_NIGHT, _MIDDAY}:
            return self._read_middle(edge, lean)
        return None

    def begins_clock(self, index: int) -> bool:
        """Whether a clock time may begin at the token."""
        return self.starts_number(index) or "clock" in self.classes_at(index)

    def read_coming_part(self, index: int) -> Point | None:
        """The bare الليل of "by night": its next beginning."""
        part = self.match("part", index)
        if part is None or not self.fold_at(index).startswith((ARTICLE, f"ل{ARTICLE[1:]}")):
            return None
        hour = int(part.value.split("-")[0])
        day = self.today if self.at(self.today, hour) > self.anchor else self.today + DAY
        return self._instant(self.at(day, hour), "part-of-day", part.stop)

    def _read_middle(self, edge: Match, lean: Tense | None) -> Point:
        """منتصف الليل is the end of the day that is named, else of today; منتصف النهار is noon."""
        stop = edge.stop + 1
        hour = _NOON if self.fold_at(edge.stop) == _MIDDAY else HOURS
        tonight = self.match("tonight", stop)
        day = self._day_after_part(tonight.stop if tonight else stop, lean)
        stop = day.stop if day else tonight.stop if tonight else stop
        moment = self.at(day.start.date() if day else self.today, hour)
        return self._instant(moment, "midnight" if hour == HOURS else "noon", stop, is_joined=edge.is_joined)

    def _with_hours(self, day: Point, lean: Tense | None) -> Point:
        """A day with the clock time or the half of the day after it (غدا صباحا, الجمعة عند الساعة الثامنة مساء)."""
        at = day.stop
        if at < len(self.tokens) and self.tokens[at].text in COMMAS:
            at += 1
        opener = self.match("from", at)
        is_between = opener is not None and opener.value == "between"
        hours = self.read_clock_range(opener.stop if opener else at, lean, is_between=is_between, day=day.start.date())
        if hours is not None and not (hours.is_joined and opener is None):
            return replace(hours, is_joined=day.is_joined)
        for _ in range(2):  # في تمام الساعة
            at += self.fold_at(at) in _IN
        clock = self._read_clock(at, lean)
        if clock is not None and clock.day is None and not clock.is_joined:
            hour = clock.hour
            if day.start.hour >= _NOON > hour > 0 and not clock.day_shift and day.kind == "period":
                hour += _NOON  # مساء الجمعة الساعة الثامنة
            moment = self._in_zone(day.start.date() + clock.day_shift * DAY, hour, clock.minute, clock.zone)
            return self._instant(moment, "clock", clock.stop, is_joined=day.is_joined)
        named = day.stop
        named += named < len(self.tokens) and self.tokens[named].text in COMMAS and self.fold_at(named + 1) == "في"
        named += self.fold_at(named) == "في"
        edge = self.match("edge", named)
        bare = self._read_bare_part(edge.stop if edge else named, day=day.start.date())
        if day.kind == "day" and bare is not None and not bare.is_joined:
            bare = replace(half_of(bare, edge.value) if edge else bare, is_joined=day.is_joined)
            return self._with_hours(bare, lean)
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


def half_of(part: Point, edge: str) -> Point:
    """The first or the second half of a part of the day, or its middle third."""
    length = part.end - part.start
    start, end = {
        "early": (part.start, part.start + length / 2),
        "mid": (part.start + length / 3, part.end - length / 3),
        "late": (part.end - length / 2, part.end),
    }[edge]
    minutes = timedelta(minutes=1)
    return replace(part, start=start - start.minute * minutes, end=end - end.minute * minutes)
