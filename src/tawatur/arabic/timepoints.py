"""Read one calendar expression where it stands: a day, a date, a clock time, a month, a year, a part of one."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import cache
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tawatur.arabic.folding import fold_word
from tawatur.arabic.hijri import hijri_day, hijri_month, hijri_year_month
from tawatur.arabic.months import Calendar, Month, read_month
from tawatur.arabic.numerals import NumeralReader, ordinals
from tawatur.arabic.tables import read_table
from tawatur.arabic.tense import Tense
from tawatur.arabic.timewords import ARTICLE, Match, match_words
from tawatur.arabic.tokens import Kind, Token

PointKind = Literal["instant", "day", "period"]

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
WEEK_DAYS = 7
NIGHT_ENDS = 5  # before five o'clock "tonight" is the night that is running
NEAR_DAYS = 92  # a date without a year is the nearest one within a quarter, else the last one
LAST = "last"
_FIRST_YEAR = 1000
_LAST_YEAR = 2200
_LAST_HIJRI_YEAR = 1600
_TWO_DIGIT_PIVOT = 50  # 5/12/24 is 2024, 5/12/87 is 1987
_NOON = 12
_HOURS = 24
_MINUTES = 60
_LAST_NIGHT_HOUR = 5
_MONTHS = 12
_FEW_DAYS = 10  # of a month: its beginning, its middle
_LAST_WORDS = frozenset(map(fold_word, ("الأخير", "الأخيرة")))
_NOT_TODAY = frozenset(
    map(fold_word, "التالي العالمي الوطني السابق نفسه ذاته الدولي الواحد الموعود المشؤوم المقبل القادم".split())
)
_THAT = frozenset(map(fold_word, ("ذلك", "ذاك", "نفس", "تلك", "طوال", "طيلة", "كامل")))
_OF = "من"
_IN = frozenset(map(fold_word, ("في", "من", "عند", "على", "حوالي", "نحو", "تمام", "بتمام")))
_COMMAS = frozenset({"\N{ARABIC COMMA}", ",", "-", "(", "\N{EN DASH}"})
_CORRESPONDING = frozenset(map(fold_word, ("الموافق", "الموافقة", "المصادف", "بتاريخ", "تاريخ")))
_NIGHT = frozenset(map(fold_word, ("الليل", "الليلة", "ليل")))
_MIDDAY = fold_word("النهار")
_CENTURY = fold_word("القرن")
_MONTH_WORD = fold_word("شهر")
_HIJRI_ERAS = frozenset(map(fold_word, ("هـ", "ه", "هجري", "هجرية", "للهجرة")))
_COMMON_ERAS = frozenset(map(fold_word, ("م", "ميلادي", "ميلادية", "للميلاد")))
_ZONE_WORDS = frozenset(map(fold_word, ("بتوقيت", "توقيت")))
_LOCAL_ZONE = (fold_word("بالتوقيت"), fold_word("المحلي"))
_EXCEPT = fold_word("إلا")
_MINUTE_WORDS = frozenset(map(fold_word, ("دقيقة", "دقائق")))
_ISO = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?(Z|[+\-]\d{2}:?\d{2})?)?(?![\d\-/])"
)
_YEAR_FIRST = re.compile(r"(\d{4})([/.])(\d{1,2})\2(\d{1,2})(?![\d/\-])")
_DAY_FIRST = re.compile(r"(\d{1,2})([/.\-])(\d{1,2})\2(\d{4}|\d{2})(?![\d/\-])")
_DAY_MONTH = re.compile(r"(\d{1,2})/(\d{1,2})(?![\d/\-])")
_CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})(?::(\d{2}))?(?![\d:/])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A calendar expression.

    Attributes:
        start, end: aware, in the zone of the anchor, end exclusive.
        stop: index of the first token after it.
        by_end: where "by" it ends, when that is not `end` (by the middle of the month: its 15th).
        before_end: where "before" it ends, when that is not `start` (before the end of the year: its last day).
        is_joined: it begins with و.
        takes_clock: a clock time may follow it.
    """

    start: datetime
    end: datetime
    kind: PointKind
    rule: str
    stop: int
    by_end: datetime | None = None
    before_end: datetime | None = None
    is_joined: bool = False
    takes_clock: bool = False


@dataclass(frozen=True, slots=True)
class _Clock:
    hour: int
    minute: int
    stop: int
    day_shift: int = 0
    zone: tzinfo | None = None
    day: Point | None = None
    is_joined: bool = False


@dataclass(frozen=True, slots=True)
class _Year:
    number: int
    stop: int
    calendar: Calendar = "gregorian"


@cache
def _holidays() -> dict[str, list[tuple[tuple[str, ...], Calendar, int, int, int]]]:
    """Folded first word -> (further words, calendar, month, day, days), the longest first."""
    found: dict[str, list[tuple[tuple[str, ...], Calendar, int, int, int]]] = {}
    for row in read_table("holidays"):
        first, *rest = map(fold_word, row["name"].split())
        calendar: Calendar = "hijri" if row["calendar"] == "hijri" else "gregorian"
        found.setdefault(first, []).append(
            (tuple(rest), calendar, int(row["month"]), int(row["day"]), int(row["days"]))
        )
    for names in found.values():
        names.sort(key=lambda name: -len(name[0]))
    return found


def holiday_words() -> frozenset[str]:
    """Folded first words of feasts."""
    return frozenset(_holidays())


class PointReader:
    """Reads the calendar expressions of one text, seen from one moment.

    Every method takes the index of a token and gives what begins there, or None. `lean` is the side of the anchor on
    which a day or month without a year is looked for. Dates out of the range of `datetime` raise OverflowError or
    ValueError; the caller of `read` is to take them as "nothing here".
    """

    def __init__(self, text: str, tokens: Sequence[Token], anchor: datetime, numerals: NumeralReader) -> None:
        self.text = text
        self.tokens = tokens
        self.anchor = anchor
        self.today = anchor.date()
        self.numerals = numerals

    def fold_at(self, index: int) -> str:
        """The folded token; "" outside of the text."""
        return self.tokens[index].fold if 0 <= index < len(self.tokens) else ""

    def match(self, name: str, index: int) -> Match | None:
        return match_words(name, self.tokens, index)

    def at(self, day: date, hour: int = 0, minute: int = 0) -> datetime:
        """A moment by the clock of the anchor's zone; hour 24 and more is of the next day."""
        days, hour = divmod(hour, _HOURS)
        return datetime.combine(day + days * DAY, time(hour, minute), tzinfo=self.anchor.tzinfo)

    def read(self, index: int, lean: Tense | None, *, in_time: bool = False) -> Point | None:
        """The longest expression at a token. `in_time`: a word of time stands before it (منذ 2011, نهاية آب)."""
        readers: tuple[Callable[[int, Tense | None, bool], Point | None], ...] = (
            self._read_day_or_clock,
            self._read_part_of_day,
            self._read_period,
            self._read_edge,
        )
        best: Point | None = None
        for reader in readers:
            point = reader(index, lean, in_time)
            if point is not None and (best is None or point.stop > best.stop):
                best = point
        return best

    # Days

    def _day_point(self, day: date, rule: str, stop: int, *, is_joined: bool = False) -> Point:
        return Point(
            start=self.at(day),
            end=self.at(day + DAY),
            kind="day",
            rule=rule,
            stop=stop,
            is_joined=is_joined,
            takes_clock=True,
        )

    def _read_day_or_clock(self, index: int, lean: Tense | None, in_time: bool) -> Point | None:  # noqa: FBT001
        clock = self._read_clock(index, lean)
        day = self.read_day(index, lean, in_time=in_time)
        if day is not None and day.takes_clock:
            day = self._with_hours(day, lean)
        if clock is not None and (day is None or clock.stop > day.stop):
            return self._clock_point(clock, lean)
        return day

    def read_day(self, index: int, lean: Tense | None, *, in_time: bool = False) -> Point | None:
        """A day by its name, its date or its feast, without the hour."""
        best: Point | None = None
        for point in (
            self._read_relative_day(index, lean),
            self._read_weekday(index, lean),
            self._read_named_day(index, lean),
            self.read_date(index, lean, in_time=in_time),
            self._read_holiday(index, lean),
        ):
            if point is not None and (best is None or point.stop > best.stop):
                best = point
        return best

    def _read_relative_day(self, index: int, lean: Tense | None) -> Point | None:
        this = self.match("this", index)
        tonight = self.match("tonight", this.stop if this else index)
        if tonight is not None:
            point = self._read_tonight(index, tonight)
            return point if point is None or this is None else replace(point, is_joined=this.is_joined)
        day = self.match("day", index)
        if day is None:
            return None
        after = self.fold_at(day.stop)
        if day.value == "0" and self.fold_at(index).endswith("اليوم"):
            if after in _NOT_TODAY or after in ordinals() or self.fold_at(index - 1) in _THAT:
                return None
        point = self._day_point(
            self.today + int(day.value) * DAY, "relative-day", day.stop, is_joined=day.is_joined
        )
        return self._with_apposition(point, lean)

    def _read_tonight(self, index: int, tonight: Match) -> Point | None:
        evening = self.today - DAY if self.anchor.hour < NIGHT_ENDS else self.today
        stop = tonight.stop
        before = self.match("last", stop)
        after = self.match("next", stop)
        if before is not None:
            evening, stop = self.today - DAY, before.stop
        elif after is not None:
            evening, stop = self.today + DAY, after.stop
        elif self.fold_at(index - 1) in _THAT:
            return None
        return Point(
            start=self.at(evening, 18),
            end=self.at(evening, 30),
            kind="period",
            rule="night",
            stop=stop,
            is_joined=tonight.is_joined,
            takes_clock=True,
        )

    def _with_apposition(self, point: Point, lean: Tense | None) -> Point:
        """أمس الأربعاء, الخميس 5 كانون الأول, الخميس الموافق 5/12/2024: the date wins, the weekday is its shadow."""
        stop = point.stop
        weekday = self.match("weekday", stop)
        if weekday is not None and not weekday.is_joined and not weekday.has_preposition:
            stop = weekday.stop
        link = stop
        if self.fold_at(link) in _CORRESPONDING or (link < len(self.tokens) and self.tokens[link].text in _COMMAS):
            link += 1
        link += self.fold_at(link) == "في"
        dated = self.read_date(link, lean, in_time=link > stop and self.fold_at(link - 1) in _CORRESPONDING)
        if dated is None or dated.is_joined:
            return replace(point, stop=stop)
        stop = dated.stop
        if self.fold_at(link - 1) == "(" and link > point.stop and self.fold_at(stop) == ")":
            stop += 1
        return replace(dated, stop=stop, is_joined=point.is_joined, rule="date")

    def _read_weekday(self, index: int, lean: Tense | None) -> Point | None:
        first = index
        named = self.match("on the day", index)
        if named is not None:
            first = named.stop
        this = self.match("this", first)
        if this is not None:
            first = this.stop
        weekday = self.match("weekday", first)
        if weekday is None or (first > index and (weekday.is_joined or weekday.has_preposition)):
            return None
        day, stop = self._resolve_weekday(int(weekday.value), weekday.stop, lean, is_this=this is not None)
        is_joined = (named or this or weekday).is_joined
        point = self._day_point(day, "weekday", stop, is_joined=is_joined)
        return self._with_apposition(point, lean)

    def _resolve_weekday(self, weekday: int, stop: int, lean: Tense | None, *, is_this: bool) -> tuple[date, int]:
        """The day and the token after its modifier. Bare: today or the last one; after a future verb the next."""
        ahead = (weekday - self.today.weekday()) % WEEK_DAYS
        next_day = self.today + (ahead or WEEK_DAYS) * DAY
        last_day = self.today - ((-ahead) % WEEK_DAYS or WEEK_DAYS) * DAY
        monday = self.today - self.today.weekday() * DAY
        if (after := self.match("next", stop)) is not None:
            return next_day + (int(after.value) - 1) * WEEK_DAYS * DAY, after.stop
        if (before := self.match("last", stop)) is not None:
            return last_day - (int(before.value) - 1) * WEEK_DAYS * DAY, before.stop
        if self.fold_at(stop) == _OF:
            week = self._read_relative_unit(stop + 1, in_edge=False)
            if week is not None and week.end - week.start == WEEK_DAYS * DAY:
                return week.start.date() + weekday * DAY, week.stop
        current = self.match("current", stop)
        if current is not None or is_this:
            return monday + weekday * DAY, current.stop if current else stop
        if lean == "future":
            return self.today + ahead * DAY, stop
        return self.today - ((-ahead) % WEEK_DAYS) * DAY, stop

    def _read_named_day(self, index: int, lean: Tense | None) -> Point | None:
        """يوم 15, بتاريخ 5/12/2024, يوم أمس: a day after the word day."""
        named = self.match("on the day", index)
        if named is None:
            return None
        first = named.stop
        relative = self.match("day", first)
        point: Point | None
        if relative is not None and not relative.is_joined:
            point = self._read_relative_day(first, lean)
        else:
            point = self.read_date(first, lean, in_time=True) or self._read_holiday(first, lean)
        if point is None:
            point = self._read_day_of_month(first, lean)
        return None if point is None else replace(point, is_joined=named.is_joined)

    def _read_day_of_month(self, index: int, lean: Tense | None) -> Point | None:
        """The bare 15 of يوم 15: of the month in which it is nearest."""
        numeral = self.numerals.read(index)
        if numeral is None or not numeral.figures.isdigit() or numeral.low > 31:  # noqa: PLR2004 - days of a month
            return None
        if self.tokens[index].kind is not Kind.NUMBER or self.match("unit many", numeral.stop) is not None:
            return None
        after = self.tokens[numeral.stop] if numeral.stop < len(self.tokens) else None
        if after is not None and after.kind is Kind.WORD and after.fold.endswith("ا"):
            return None  # a counted noun: يوم 15 قتيلا
        months = [self._add_months(self.today.replace(day=1), shift) for shift in (-1, 0, 1)]
        day = self._nearest([(m.year, m.month, int(numeral.low)) for m in months], lean, "gregorian")
        return None if day is None else self._day_point(day, "day-of-month", numeral.stop)

    def _read_holiday(self, index: int, lean: Tense | None) -> Point | None:
        for rest, calendar, month, day, days in _holidays().get(self.fold_at(index), ()):
            stop = index + 1 + len(rest)
            if any(self.fold_at(index + 1 + at) != word for at, word in enumerate(rest)):
                continue
            year = self.read_year(stop, in_time=False)
            if year is not None and year.calendar == calendar:
                first, stop = self._calendar_day(calendar, year.number, month, day), year.stop
            else:
                found, stop = self._resolve_day_month(calendar, month, day, stop, lean)
                if found is None:
                    return None
                first = found
            point = self._day_point(first, "holiday", stop)
            if days == 1:
                return point
            return replace(point, end=self.at(first + days * DAY), kind="period", takes_clock=False)
        return None

    # Dates

    def read_date(
        self, index: int, lean: Tense | None, *, in_time: bool = False, after_dash: bool = False
    ) -> Point | None:
        """A date in figures (5/12/2024) or with the name of its month (5 كانون الأول 2024)."""
        if not 0 <= index < len(self.tokens):
            return None
        if self.tokens[index].kind is Kind.NUMBER:
            figures = self._read_date_in_figures(index, lean, in_time=in_time)
            if figures is not None:
                return figures
        return self._read_date_with_month(index, lean, after_dash=after_dash)

    def _stop_at(self, index: int, end: int) -> int:
        """Index of the first token that begins at `end` or after it."""
        while index < len(self.tokens) and self.tokens[index].start < end:
            index += 1
        return index

    def _read_date_in_figures(self, index: int, lean: Tense | None, *, in_time: bool) -> Point | None:
        start = self.tokens[index].start
        if start > 0 and (self.text[start - 1].isalnum() or self.text[start - 1] in "-/.:+_"):
            return None
        iso = _ISO.match(self.text, start)
        if iso is not None:
            return self._iso_point(iso, index)
        found = _YEAR_FIRST.match(self.text, start)
        if found is not None:
            year, month, day = int(found[1]), int(found[3]), int(found[4])
            return self._figures_point(year, month, day, self._stop_at(index, found.end()))
        found = _DAY_FIRST.match(self.text, start)
        if found is not None:
            day, month, year = int(found[1]), int(found[3]), int(found[4])
            if len(found[4]) == 2:  # noqa: PLR2004 - two figures
                year += 2000 if year < _TWO_DIGIT_PIVOT else 1900
            if month > _MONTHS >= day:
                day, month = month, day
            return self._figures_point(year, month, day, self._stop_at(index, found.end()))
        found = _DAY_MONTH.match(self.text, start) if in_time else None
        if found is not None:
            nearest, stop = self._resolve_day_month(
                "gregorian", int(found[2]), int(found[1]), self._stop_at(index, found.end()), lean
            )
            return None if nearest is None else self._day_point(nearest, "date", stop)
        return None

    def _figures_point(self, year: int, month: int, day: int, stop: int) -> Point | None:
        calendar: Calendar = "hijri" if year < _LAST_HIJRI_YEAR else "gregorian"
        stop += self.fold_at(stop) in (_HIJRI_ERAS if calendar == "hijri" else _COMMON_ERAS)
        if not 1 <= month <= _MONTHS or year < _FIRST_YEAR or year > _LAST_YEAR:
            return None
        return self._day_point(self._calendar_day(calendar, year, month, day), "date", stop)

    def _iso_point(self, iso: re.Match[str], index: int) -> Point | None:
        year, month, day = int(iso[1]), int(iso[2]), int(iso[3])
        stop = self._stop_at(index, iso.end())
        if iso[4] is None:
            return self._figures_point(year, month, day, stop)
        if not _FIRST_YEAR <= year <= _LAST_YEAR:
            return None
        zone = self.anchor.tzinfo
        if iso[7] == "Z":
            zone = UTC
        elif iso[7]:
            digits = iso[7][1:].replace(":", "")
            offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
            zone = timezone(-offset if iso[7][0] == "-" else offset)
        moment = datetime(year, month, day, int(iso[4]), int(iso[5]), tzinfo=zone)
        return self._instant(moment.astimezone(self.anchor.tzinfo), "iso", stop)

    def _instant(self, moment: datetime, rule: str, stop: int, *, is_joined: bool = False) -> Point:
        return Point(
            start=moment,
            end=moment + MINUTE,
            kind="instant",
            rule=rule,
            stop=stop,
            by_end=moment,
            is_joined=is_joined,
        )

    def _read_date_with_month(self, index: int, lean: Tense | None, *, after_dash: bool) -> Point | None:
        day = self.read_day_number(index, after_dash=after_dash)
        if day is None:
            return None
        number, stop, is_ordinal, is_joined = day
        linked = stop
        has_of = self.fold_at(stop) == _OF
        if has_of:
            linked += 1
        elif stop < len(self.tokens) and self.tokens[stop].text in {"/", "-", "."}:
            linked += 1
        linked += self.fold_at(linked) == _MONTH_WORD
        month = read_month(self.tokens, linked)
        if month is not None and not month.is_joined:
            if is_ordinal and not has_of and not month.is_clear:
                return None
            found, stop = self._finish_day_month(month, number, lean)
        elif has_of:
            period = self._read_relative_unit(stop + 1, in_edge=True)
            if period is None or (period.end - period.start).days not in range(28, 32):
                return None
            found, stop = period.start.date().replace(day=number), period.stop
        else:
            return None
        rule = "hijri-date" if month is not None and month.calendar == "hijri" else "date"
        return None if found is None else self._day_point(found, rule, stop, is_joined=is_joined)

    def read_day_number(self, index: int, *, after_dash: bool = False) -> tuple[int, int, bool, bool] | None:
        """The number of a day, the token after it, whether it is an ordinal, whether و joins it."""
        ordinal = self.read_ordinal(index)
        if ordinal is not None:
            return ordinal[0], ordinal[1], True, False
        numeral = self.numerals.read(index, after_dash=after_dash)
        if numeral is None or numeral.low != numeral.high or numeral.low != int(numeral.low):
            return None
        if not 1 <= numeral.low <= 31 or numeral.is_fraction:  # noqa: PLR2004 - days of a month
            return None
        return int(numeral.low), numeral.stop, numeral.article and not numeral.figures, numeral.conjunction

    def read_ordinal(self, index: int) -> tuple[int, int] | None:
        """الأول, الثاني عشر, الخامس والعشرون: its number and the token after it."""
        folded = self.fold_at(index)
        number = ordinals().get(folded)
        if number is None or not folded.startswith(ARTICLE):
            return None
        ten = self.numerals.word(index + 1)
        if ten is not None and ten.kind == "ten" and not ten.conjunction and not ten.article:
            return number + 10, index + 2
        if ten is not None and ten.kind == "tens" and ten.conjunction and ten.article:
            return number + int(ten.value), index + 2
        return number, index + 1

    def _finish_day_month(self, month: Month, day: int, lean: Tense | None) -> tuple[date | None, int]:
        """The date of a day and a month, by its year or by what stands instead of one."""
        year = self.read_year(month.stop, in_time=False)
        if year is not None and (year.calendar == month.calendar or month.calendar == "gregorian"):
            return self._calendar_day(month.calendar, year.number, month.number, day), year.stop
        if self.fold_at(month.stop) == _OF:
            period = self._read_relative_unit(month.stop + 1, in_edge=False)
            if period is not None and (period.end - period.start).days > 364:  # noqa: PLR2004 - a year
                return date(period.start.year, month.number, day), period.stop
        return self._resolve_day_month(month.calendar, month.number, day, month.stop, lean)

    def _resolve_day_month(
        self, calendar: Calendar, month: int, day: int, stop: int, lean: Tense | None
    ) -> tuple[date | None, int]:
        """A date without a year, by the modifier after it, by the tense, or the nearest one."""
        if not 1 <= month <= _MONTHS:
            return None, stop
        if (after := self.match("next", stop)) is not None:
            lean, stop = "future", after.stop
        elif (before := self.match("last", stop)) is not None:
            lean, stop = "past", before.stop
        elif (current := self.match("current", stop)) is not None:
            return self._calendar_day(calendar, self._this_year(calendar), month, day), current.stop
        this_year = self._this_year(calendar)
        years = [(year, month, day) for year in (this_year - 1, this_year, this_year + 1)]
        return self._nearest(years, lean, calendar), stop

    def _this_year(self, calendar: Calendar) -> int:
        return self.today.year if calendar == "gregorian" else hijri_year_month(self.today)[0]

    def _nearest(self, dates: Sequence[tuple[int, int, int]], lean: Tense | None, calendar: Calendar) -> date | None:
        days = []
        for year, month, day in dates:
            try:
                days.append(self._calendar_day(calendar, year, month, day))
            except ValueError:
                continue  # no 29 February in this year, no 31st in this month
        return choose_date(days, self.today, lean)

    def _calendar_day(self, calendar: Calendar, year: int, month: int, day: int) -> date:
        return hijri_day(year, month, day) if calendar == "hijri" else date(year, month, day)

    def read_year(self, index: int, *, in_time: bool) -> _Year | None:
        """2024, عام 2024, من عام 2024, 1446 هـ; words only after the word year."""
        at = index
        at += self.fold_at(at) == _OF
        named = self.match("unit one", at)
        is_named = named is not None and named.value == "year"
        if named is not None and is_named:
            at = named.stop
        elif at > index and not in_time and self.tokens[at - 1].fold == _OF and not self._is_year_figures(at):
            return None
        numeral = self.numerals.read(at)
        if numeral is None or numeral.low != numeral.high or numeral.low != int(numeral.low):
            return None
        if numeral.conjunction and not in_time:
            return None
        if not is_named and not (numeral.figures.isdigit() and len(numeral.figures) == 4):  # noqa: PLR2004 - a year
            return None
        year, stop = int(numeral.low), numeral.stop
        if not _FIRST_YEAR <= year <= _LAST_YEAR or (numeral.figures and not numeral.figures.isdigit()):
            return None
        era = self.fold_at(stop)
        is_hijri = era in _HIJRI_ERAS or (year < _LAST_HIJRI_YEAR and era not in _COMMON_ERAS)
        stop += era in _HIJRI_ERAS or era in _COMMON_ERAS
        return _Year(year, stop, "hijri" if is_hijri else "gregorian")

    def _is_year_figures(self, index: int) -> bool:
        return 0 <= index < len(self.tokens) and re.fullmatch(r"\d{4}", self.tokens[index].text) is not None

    # Parts of the day, clocks

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
        hour = _NOON if self.fold_at(edge.stop) == _MIDDAY else _HOURS
        day = self._day_after_part(stop, lean)
        stop = day.stop if day else stop
        moment = self.at(day.start.date() if day else self.today, hour)
        return self._instant(moment, "midnight" if hour == _HOURS else "noon", stop, is_joined=edge.is_joined)

    def _with_hours(self, day: Point, lean: Tense | None) -> Point:
        """A day with the clock time or the half of the day after it (غدا صباحا, الجمعة عند الساعة الثامنة مساء)."""
        at = day.stop
        if at < len(self.tokens) and self.tokens[at].text in _COMMAS:
            at += 1
        at += self.fold_at(at) in _IN
        clock = self._read_clock(at, lean)
        if clock is not None and clock.day is None and not clock.is_joined:
            hour = clock.hour
            if day.start.hour >= _NOON > hour > 0 and not clock.day_shift and day.kind == "period":
                hour += _NOON  # مساء الجمعة الساعة الثامنة
            moment = self._in_zone(day.start.date() + clock.day_shift * DAY, hour, clock.minute, clock.zone)
            return self._instant(moment, "clock", clock.stop, is_joined=day.is_joined)
        part = self.match("part", day.stop) or self.match("half day", day.stop)
        if day.kind == "day" and part is not None and not part.is_joined:
            first, last = self._half_day_hours(self.fold_at(day.stop), part)
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
        days, hour = divmod(hour, _HOURS)
        moment = datetime.combine(day + days * DAY, time(hour, minute), tzinfo=zone)
        return moment.astimezone(self.anchor.tzinfo)

    def _read_clock(self, index: int, lean: Tense | None) -> _Clock | None:
        """الساعة الثامنة والنصف مساء بتوقيت دمشق من يوم الجمعة, 20:43, 8 مساء, الثامنة مساء."""
        named = self.match("clock", index)
        at = named.stop if named else index
        read = self._read_hour(at, is_named=named is not None)
        if read is None:
            return None
        hour, minute, stop, has_minutes = read
        if not has_minutes:
            minute, stop = self._read_minutes(stop)
        if minute < 0:
            hour, minute = (hour - 1) % _HOURS, minute + _MINUTES
        half = self._read_half_day(stop)
        day: Point | None = None
        if half is not None:
            stop = half.stop
        elif self.fold_at(stop) == _OF:  # من مساء الخميس
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

    def _is_measure(self, stop: int) -> bool:
        """1.30 مليون, 20:43 is a clock; what a counted noun follows is none."""
        return self.numerals.word(stop) is not None

    def _read_day_of_clock(self, index: int, lean: Tense | None) -> tuple[Point | None, int]:
        at = index
        at += self.fold_at(at) in {_OF, "في"}
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
        if token.kind is Kind.NUMBER:
            found = _CLOCK.match(self.text, token.start)
            if found is not None and (":" in found[0] or is_named):
                hour, minute = int(found[1]), int(found[2])
                is_clock = hour <= _HOURS and minute < _MINUTES
                is_glued = token.start > 0 and (self.text[token.start - 1] in ":/.-" or self.text[token.start - 1].isalnum())
                return (hour, minute, self._stop_at(index, found.end()), True) if is_clock and not is_glued else None
        ordinal = self.read_ordinal(index)
        if ordinal is not None and token.fold.endswith(("ه", "ي")) and ordinal[0] <= _NOON:
            return ordinal[0], 0, ordinal[1], False
        if token.fold == "الواحده":
            return 1, 0, index + 1, False
        numeral = self.numerals.read(index)
        if numeral is None or numeral.low != int(numeral.low) or numeral.low != numeral.high:
            return None
        if not 0 <= numeral.low <= _HOURS or (not is_named and not numeral.figures.isdigit() and numeral.article):
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
        numeral = self.numerals.read(index)
        if numeral is not None and numeral.conjunction and self.fold_at(numeral.stop) in _MINUTE_WORDS:
            return int(numeral.low) % _MINUTES, numeral.stop + 1
        return 0, index

    def _read_half_day(self, index: int) -> Match | None:
        half = self.match("half day", index)
        if half is None and self.fold_at(index) == "في":
            half = self.match("half day", index + 1)
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

    # Months, years, weeks and their parts

    def _period(self, start: date, end: date, rule: str, stop: int, *, is_joined: bool = False) -> Point:
        return Point(
            start=self.at(start), end=self.at(end), kind="period", rule=rule, stop=stop, is_joined=is_joined
        )

    def _read_period(self, index: int, lean: Tense | None, in_time: bool) -> Point | None:  # noqa: FBT001
        best: Point | None = None
        for point in (
            self._read_month(index, lean, in_time=in_time),
            self._read_year_period(index, in_time=in_time),
            self._read_relative_unit(index, in_edge=False),
            self._read_part_of_period(index, lean),
            self._read_week_of_month(index, lean),
            self._read_season(index),
            self._read_decade(index),
        ):
            if point is not None and (best is None or point.stop > best.stop):
                best = point
        return best

    def _read_month(self, index: int, lean: Tense | None, *, in_time: bool) -> Point | None:
        is_named = self.fold_at(index) in {_MONTH_WORD, "وشهر", "بشهر", "لشهر"}
        first = index + is_named
        month = read_month(self.tokens, first)
        if month is None or (is_named and month.is_joined):
            return self._read_numbered_month(first, lean) if is_named else None
        year = self.read_year(month.stop, in_time=False)
        has_modifier = any(self.match(name, month.stop) for name in ("next", "last", "current"))
        if not (month.is_clear or in_time or is_named or year or has_modifier):
            return None
        return self._month_point(month, lean, year)

    def _month_point(self, month: Month, lean: Tense | None, year: _Year | None) -> Point | None:
        if year is not None and (year.calendar == month.calendar or month.calendar == "gregorian"):
            start, end = self._month_bounds(month.calendar, year.number, month.number)
            stop = year.stop
        else:
            first, stop = None, month.stop
            if self.fold_at(month.stop) == _OF:
                period = self._read_relative_unit(month.stop + 1, in_edge=False)
                if period is not None and (period.end - period.start).days > 364:  # noqa: PLR2004 - a year
                    first, stop = date(period.start.year, month.number, 1), period.stop
            if first is None:
                first, stop = self._resolve_month(month, lean)
            if first is None:
                return None
            number = first.year if month.calendar == "gregorian" else hijri_year_month(first)[0]
            start, end = self._month_bounds(month.calendar, number, month.number)
        rule = "hijri-month" if month.calendar == "hijri" else "month"
        return self._period(start, end, rule, stop, is_joined=month.is_joined)

    def _resolve_month(self, month: Month, lean: Tense | None) -> tuple[date | None, int]:
        """A month without a year: the running one counts as near, also for a month that is to come or is over."""
        stop = month.stop
        this_year = self._this_year(month.calendar)
        bounds = [self._month_bounds(month.calendar, this_year + shift, month.number) for shift in (-1, 0, 1)]
        if (after := self.match("next", stop)) is not None:
            return next((start for start, _ in bounds if start > self.today), None), after.stop
        if (before := self.match("last", stop)) is not None:
            return next((start for start, end in reversed(bounds) if end <= self.today), None), before.stop
        if (current := self.match("current", stop)) is not None:
            return bounds[1][0], current.stop
        running = next((start for start, end in bounds if start <= self.today < end), None)
        if running is not None:
            return running, stop
        return choose_date([start for start, _ in bounds], self.today, lean), stop

    def _read_numbered_month(self, index: int, lean: Tense | None) -> Point | None:
        """شهر 12, شهر 3/2025 is left alone."""
        numeral = self.numerals.read(index)
        if numeral is None or not numeral.figures.isdigit() or not 1 <= numeral.low <= _MONTHS:
            return None
        month = Month("gregorian", int(numeral.low), numeral.stop, is_clear=True)
        return self._month_point(month, lean, self.read_year(numeral.stop, in_time=False))

    def _month_bounds(self, calendar: Calendar, year: int, month: int) -> tuple[date, date]:
        if calendar == "hijri":
            return hijri_month(year, month)
        start = date(year, month, 1)
        return start, self._add_months(start, 1)

    def _add_months(self, day: date, months: int) -> date:
        years, month = divmod(day.month - 1 + months, _MONTHS)
        return date(day.year + years, month + 1, 1)

    def _read_year_period(self, index: int, *, in_time: bool) -> Point | None:
        named = self.match("unit one", index) or self._dual_years(index)
        is_named = named is not None and named.value == "year"
        if not is_named and not in_time:
            return None
        if self.fold_at(index) == _OF:
            return None
        is_dual = named is not None and self.match("unit one", index) is None
        year = self.read_year(named.stop if named and is_dual else index, in_time=True)
        if year is None:
            return None
        start, end = self._year_bounds(year)
        is_joined = named.is_joined if named and is_named else self.fold_at(index).startswith("و")
        return self._period(start, end, "year", year.stop, is_joined=is_joined)

    def _dual_years(self, index: int) -> Match | None:
        return Match("year", index + 1) if self.fold_at(index) in {"عامي", "سنتي"} else None

    def _year_bounds(self, year: _Year) -> tuple[date, date]:
        if year.calendar == "hijri":
            return hijri_month(year.number, 1)[0], hijri_month(year.number + 1, 1)[0]
        return date(year.number, 1, 1), date(year.number + 1, 1, 1)

    def _read_relative_unit(self, index: int, *, in_edge: bool) -> Point | None:
        """الأسبوع الماضي, هذا العام, الشهر المقبل; in_edge: the bare الشهر is this one."""
        this = self.match("this", index)
        unit = self.match("unit one", this.stop if this else index)
        if unit is None or not unit.is_definite or (this is not None and unit.is_joined):
            return None
        shift, stop = 0, unit.stop
        if (after := self.match("next", stop)) is not None:
            shift, stop = int(after.value), after.stop
        elif (before := self.match("last", stop)) is not None:
            shift, stop = -int(before.value), before.stop
        elif (current := self.match("current", stop)) is not None:
            stop = current.stop
        elif this is None and not in_edge:
            return None
        bounds = self._unit_bounds(unit.value, shift)
        if bounds is None:
            return None
        rule = f"{'next' if shift > 0 else 'last' if shift < 0 else 'this'}-{unit.value}"
        return self._period(*bounds, rule, stop, is_joined=(this or unit).is_joined)

    def _unit_bounds(self, unit: str, shift: int) -> tuple[date, date] | None:
        today = self.today
        match unit:
            case "day":
                return (today, today + DAY) if shift == 0 else None
            case "week":
                monday = today - today.weekday() * DAY + shift * WEEK_DAYS * DAY
                return monday, monday + WEEK_DAYS * DAY
            case "month":
                first = self._add_months(today, shift)
                return first, self._add_months(first, 1)
            case "year":
                return date(today.year + shift, 1, 1), date(today.year + shift + 1, 1, 1)
            case "decade" | "century":
                years = 10 if unit == "decade" else 100
                first_year = today.year // years * years + shift * years
                return date(first_year, 1, 1), date(first_year + years, 1, 1)
        return None

    def _read_part_of_period(self, index: int, lean: Tense | None) -> Point | None:
        """الربع الأول من 2025, النصف الثاني من العام الماضي, الثلث الأخير من الشهر."""
        part = self.match("quarter", index)
        if part is None:
            return None
        count = int(part.value)
        ordinal = self.read_ordinal(part.stop)
        if self.fold_at(part.stop) in _LAST_WORDS:
            number, stop = count, part.stop + 1
        elif ordinal is not None and ordinal[0] <= count:
            number, stop = ordinal
        else:
            return None
        whole = self._unit_bounds("year", 0)
        at = stop + (self.fold_at(stop) in {_OF, "ل", "في"})
        period = self._read_relative_unit(at, in_edge=True)
        year = self._read_year_period(at, in_time=True)
        month = self._read_month(at, lean, in_time=True) if at > stop else None
        found = next((point for point in (year, period, month) if point is not None and not point.is_joined), None)
        if found is not None:
            whole, stop = (found.start.date(), found.end.date()), found.stop
        elif count == 3:  # noqa: PLR2004 - a third of nothing named
            return None
        if whole is None:
            return None
        start, end = _divide(*whole, count, number)
        name = {4: "quarter", 3: "third", 2: "half"}[count]
        return self._period(start, end, name, stop, is_joined=part.is_joined)

    def _read_week_of_month(self, index: int, lean: Tense | None) -> Point | None:
        """الأسبوع الأول من كانون الثاني: its days 1 to 7."""
        unit = self.match("unit one", index)
        if unit is None or not unit.is_definite or unit.value not in {"week", "day"}:
            return None
        ordinal = self.read_ordinal(unit.stop)
        is_last = self.fold_at(unit.stop) in _LAST_WORDS
        if ordinal is None and not is_last:
            return None
        stop = unit.stop + 1 if ordinal is None else ordinal[1]
        if self.fold_at(stop) != _OF:
            return None
        whole = (
            self._read_month(stop + 1, lean, in_time=True)
            or self._read_relative_unit(stop + 1, in_edge=True)
            or self._read_year_period(stop + 1, in_time=True)
        )
        if whole is None:
            return None
        days = WEEK_DAYS if unit.value == "week" else 1
        start, end = whole.start.date(), whole.end.date()
        first = end - days * DAY if ordinal is None else start + (ordinal[0] - 1) * days * DAY
        if not start <= first < end:
            return None
        return self._period(first, min(first + days * DAY, end), "week-of", whole.stop, is_joined=unit.is_joined)

    def _read_season(self, index: int) -> Point | None:
        this = self.match("this", index)
        season = self.match("season", this.stop if this else index)
        if season is None:
            return None
        month, stop = int(season.value), season.stop
        first = month % _MONTHS  # winter begins in the December before its year
        year = self.read_year(stop, in_time=False)
        if year is not None and year.calendar == "gregorian":
            start = self._add_months(date(year.number, 1, 1), first - 1)
            return self._period(start, self._add_months(start, 3), "season", year.stop, is_joined=season.is_joined)
        starts = [self._add_months(date(self.today.year + shift, 1, 1), first - 1) for shift in (-1, 0, 1, 2)]
        modifier = self.match("next", stop) or self.match("last", stop) or self.match("current", stop)
        if (self.fold_at(season.stop - 1).startswith(ARTICLE) is False and this is None) or (
            modifier is None and this is None
        ):
            return None
        if self.match("next", stop) is not None:
            start = next(day for day in starts if day > self.today)
        elif self.match("last", stop) is not None:
            start = next(day for day in reversed(starts) if self._add_months(day, 3) <= self.today)
        else:
            start = next((day for day in starts if self._add_months(day, 3) > self.today), starts[1])
        stop = modifier.stop if modifier else stop
        return self._period(start, self._add_months(start, 3), "season", stop, is_joined=(this or season).is_joined)

    def _read_decade(self, index: int) -> Point | None:
        decade = self.match("decade", index)
        if decade is None:
            return None
        century = self.today.year // 100 * 100
        first, stop = century + int(decade.value), decade.stop
        if first > self.today.year:
            first -= 100
        at = stop + (self.fold_at(stop) == _OF)
        if self.fold_at(at) == _CENTURY:
            whole = self._read_relative_unit(at, in_edge=True)
            if self.fold_at(at + 1) in {"العشرين", "العشرون"}:
                first, stop = 1900 + int(decade.value), at + 2
            elif whole is not None:
                first, stop = whole.start.year + int(decade.value), whole.stop
        return self._period(date(first, 1, 1), date(first + 10, 1, 1), "decade", stop, is_joined=decade.is_joined)

    # Edges

    def _read_edge(self, index: int, lean: Tense | None, in_time: bool) -> Point | None:  # noqa: FBT001, ARG002
        """مطلع العام المقبل, منتصف كانون الثاني, نهاية 2024, أواخر الشهر."""
        edge = self.match("edge", index)
        if edge is None:
            return None
        best: Point | None = None
        for point in (
            self._read_relative_unit(edge.stop, in_edge=True),
            self._read_month(edge.stop, lean, in_time=True),
            self._read_year_period(edge.stop, in_time=True),
            self._read_part_of_period(edge.stop, lean),
            self._read_season(edge.stop),
            self._read_decade(edge.stop),
        ):
            if point is not None and not point.is_joined and (best is None or point.stop > best.stop):
                best = point
        if best is None:
            return None
        return self._edge_of(best, edge)

    def _edge_of(self, whole: Point, edge: Match) -> Point:
        first, end = whole.start.date(), whole.end.date()
        days = (end - first).days
        if days <= 1:
            hours = {"early": (0, 6), "mid": (9, 15), "late": (18, 24)}[edge.value]
            point = self._hours(first, *hours, whole.stop, is_joined=edge.is_joined)
            late = edge.value == "late"
            return replace(point, rule="edge", takes_clock=False, before_end=whole.end if late else None)
        bounds = _edge_days(first, end)[edge.value]
        middle = first + timedelta(days=days // 2)
        if days in range(28, 32):
            middle = first + timedelta(days=15)
        marks = {"early": (first + DAY, first), "mid": (middle, bounds[0]), "late": (end, end)}
        by_end, before_end = marks[edge.value]
        return replace(
            self._period(*bounds, "edge", whole.stop, is_joined=edge.is_joined),
            by_end=self.at(by_end),
            before_end=self.at(before_end),
        )


def _edge_days(first: date, end: date) -> dict[str, tuple[date, date]]:
    """First day and end of the beginning, the middle and the end of a period; each is at most 31 days of a year."""
    days = (end - first).days
    if days <= WEEK_DAYS:
        few, middle = 2, (2, 4)
        late = 3
    elif days <= 31:  # noqa: PLR2004 - a month
        few, middle = _FEW_DAYS, (_FEW_DAYS, 2 * _FEW_DAYS)
        late = days - 2 * _FEW_DAYS
    elif days <= 366:  # noqa: PLR2004 - a year
        few, late = 31, 31
        middle = ((days - 31) // 2 - 2, (days - 31) // 2 + 29)  # of a year: 15 June to 15 July
    else:
        few = late = days // 3
        middle = (days // 3, days - days // 3)
    return {
        "early": (first, first + timedelta(days=few)),
        "mid": (first + timedelta(days=middle[0]), first + timedelta(days=middle[1])),
        "late": (end - timedelta(days=late), end),
    }


def choose_date(days: Sequence[date], today: date, lean: Tense | None) -> date | None:
    """Which of the dates of different years is meant.

    A verb in the future asks for the next one, a verb in the past for the last one. Without either it is the nearest
    within a quarter, since news writes out the year of what is far; else the last one.

    >>> choose_date([date(2023, 12, 8), date(2024, 12, 8)], date(2024, 12, 5), None).year
    2024
    """
    if not days:
        return None
    past = max((day for day in days if day <= today), default=None)
    future = min((day for day in days if day >= today), default=None)
    if lean == "future":
        return future or past
    if lean == "past":
        return past or future
    nearest = min(days, key=lambda day: abs(day - today))
    if abs(nearest - today).days <= NEAR_DAYS:
        return nearest
    return past or nearest


def _divide(start: date, end: date, count: int, number: int) -> tuple[date, date]:
    """Part `number` of `count` equal ones; whole months where the period is a year, else days."""
    days = (end - start).days
    if start.day == 1 and start.month == 1 and days in {365, 366}:
        months = _MONTHS // count

        def first_of(part: int) -> date:
            years, month = divmod(part * months, _MONTHS)
            return date(start.year + years, month + 1, 1)

        return first_of(number - 1), first_of(number)
    cuts = [start + timedelta(days=round(days * part / count)) for part in range(count + 1)]
    return cuts[number - 1], cuts[number]


@cache
def _part_hours() -> dict[str, tuple[int, int]]:
    hours = {}
    for row in read_table("time_words"):
        if row["class"] == "part":
            first, last = map(int, row["value"].split("-"))
            hours[fold_word(row["expression"])] = (first, last)
    return hours


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
            return (hour if hour >= 10 else hour + _NOON), 0  # noqa: PLR2004 - 10 and 11 ظهرا are before noon
        case "night":
            if hour == _NOON:
                return 0, 1
            return (hour if hour <= _LAST_NIGHT_HOUR else hour + _NOON), 0
        case _:
            return (hour if hour == _NOON else hour + _NOON), 0

