"""Read a day: by its name, by its date, by its feast."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache

from tawatur.arabic.folding import fold_word
from tawatur.arabic.hijri import hijri_day, hijri_year_month
from tawatur.arabic.lexicon import words
from tawatur.arabic.months import Calendar, Month, read_month
from tawatur.arabic.numerals import AND, ordinals
from tawatur.arabic.tables import read_table
from tawatur.arabic.tense import Tense
from tawatur.arabic.timepoints.base import (
    COMMAS,
    COMMON_ERAS,
    DAY,
    DAY_CLASSES,
    FIRST_YEAR,
    HIJRI_ERAS,
    LAST_HIJRI_YEAR,
    LAST_YEAR,
    MONTH_WORD,
    MONTHS,
    OF,
    THAT,
    TO,
    WEEK_DAYS,
    Point,
    Year,
    choose_date,
    longest,
)
from tawatur.arabic.timepoints.periods import PeriodReader
from tawatur.arabic.timewords import ARTICLE, Match

NIGHT_ENDS = 5  # before five o'clock "tonight" is the night that is running
_TWO_DIGIT_PIVOT = 50  # 5/12/24 is 2024, 5/12/87 is 1987
_NOT_TODAY = frozenset(
    map(fold_word, "التالي العالمي الوطني السابق نفسه ذاته الدولي الواحد الموعود المشؤوم المقبل القادم".split())
)
_CORRESPONDING = frozenset(map(fold_word, "الموافق الموافقة المصادف بتاريخ تاريخ".split()))
_ISO = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?(Z|[+\-]\d{2}:?\d{2})?)?(?![\d\-/])"
)
_YEAR_FIRST = re.compile(r"(\d{4})( ?/ ?|\.)(\d{1,2})\2(\d{1,2})(?![\d/\-])")
_DAY_FIRST = re.compile(r"(\d{1,2})( ?[/\-] ?|\.)(\d{1,2})\2(\d{4}|\d{2})(?![\d/\-])")
_DAY_MONTH = re.compile(r"(\d{1,2})/(\d{1,2})(?![\d/\-])")


_DAY_WORD = "يوم"
_DAYS_WORD = fold_word("أيام")
_AGAIN_AND_AGAIN = frozenset(map(fold_word, "أيام كل وكل ليالي".split()))
_TELLS_NO_DAY = frozenset({"-", "\N{EN DASH}", "\N{EM DASH}", "%", "\N{ARABIC PERCENT SIGN}", "$", "+", "/", "\\"})
_JOINERS = frozenset(map(fold_word, "و أو بين حتى الموافق".split()))
_EVE = fold_word("عشية")


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


@cache
def holiday_words() -> frozenset[str]:
    """Folded first words of feasts and of their eves."""
    return frozenset(_holidays()) | {_EVE, f"و{_EVE}"}


@cache
def _bare_weekdays() -> dict[str, int]:
    """Folded weekday, with its article or without -> 0 for Monday."""
    found = {}
    for row in read_table("time_words"):
        if row["class"] == "weekday":
            word = fold_word(row["expression"])
            found[word] = found[word.removeprefix(ARTICLE)] = int(row["value"])
    return found


class DayReader(PeriodReader):
    """Reads days and dates."""

    def read_day(self, index: int, lean: Tense | None, *, in_time: bool = False) -> Point | None:
        """A day by its name, its date or its feast, without the hour."""
        points: list[Point | None] = []
        if self.starts_number(index):
            points += [
                self.read_date(index, lean, in_time=in_time),
                self._read_nth_weekday(index, lean),
                self._read_nth_day_of_feast(index, lean),
            ]
        if not self.classes_at(index).isdisjoint(DAY_CLASSES):
            points += [
                self._read_relative_day(index, lean),
                self._read_weekday(index, lean),
                self._read_named_day(index, lean),
                self._read_day_of_week(index),
                self._read_first_day(index, lean),
                self._read_days(index, lean),
                self._read_week_of_day(index, lean),
            ]
        points.append(self._read_holiday(index, lean))
        if self.fold_at(index).removeprefix("و") == _EVE:
            points.append(self._read_eve(index, lean))
        return longest(points)

    def _read_eve(self, index: int, lean: Tense | None) -> Point | None:
        """عشية عيد الميلاد, عشية 8 كانون الأول: the day before; عشية الخميس may be the evening itself."""
        day = self.read_date(index + 1, lean) if self.starts_number(index + 1) else self._read_holiday(index + 1, lean)
        if day is None:
            return None
        before = day.start.date() - DAY
        return self._day_point(before, "eve", day.stop, is_joined=self.fold_at(index) != _EVE)

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
        is_other_day = after in _NOT_TODAY or after in ordinals() or self.fold_at(index - 1) in THAT
        if day.value == "0" and is_other_day and self.fold_at(index).endswith("اليوم"):
            return None
        point = self._day_point(self.today + int(day.value) * DAY, "relative-day", day.stop, is_joined=day.is_joined)
        return self._with_apposition(point, lean)

    def _read_tonight(self, index: int, tonight: Match) -> Point | None:
        evening = self.today - DAY if self.anchor.hour < NIGHT_ENDS else self.today
        stop = tonight.stop
        before = self.match("last", stop)
        after = self.match("next", stop)
        yesterday = self.match("day", stop)
        if yesterday is not None and yesterday.value == "-1":
            before = yesterday  # الليلة البارحة
        if before is not None:
            evening, stop = self.today - abs(int(before.value)) * DAY, before.stop
        elif after is not None:
            evening, stop = self.today + DAY, after.stop
        elif self.fold_at(index - 1) in THAT:
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
        if self.fold_at(link) in _CORRESPONDING or (link < len(self.tokens) and self.tokens[link].text in COMMAS):
            link += 1
        link += self.fold_at(link) == "في"
        dated = self.read_date(link, lean, in_time=link > stop and self.fold_at(link - 1) in _CORRESPONDING)
        if dated is None or dated.is_joined:
            return self._read_number_of_weekday(point, lean) or replace(point, stop=stop)
        stop = dated.stop
        if self.fold_at(link - 1) == "(" and link > point.stop and self.fold_at(stop) == ")":
            stop += 1
        return replace(dated, stop=stop, is_joined=point.is_joined, rule="date")

    def _read_number_of_weekday(self, point: Point, lean: Tense | None) -> Point | None:
        """الأربعاء 27, الخميس في الحادي والعشرين: the nearest such day of a month that is that weekday."""
        if point.rule != "weekday":
            return None
        at = point.stop + (self.fold_at(point.stop) == "في")
        day = self.read_day_number(at)
        if day is None or day[3] or self.numerals.word(at) is not None:
            return None
        if at == point.stop and self.tokens[at].kind != "number":
            return None  # الجمعة الخامسة من الحراك: the fifth one
        after = self.tokens[day[1]] if day[1] < len(self.tokens) else None
        if after is not None and after.is_word and after.fold not in words("preposition") | TO | _JOINERS:
            return None  # الجمعة 15 قتيلا, الجمعة 2 مساء
        if after is not None and after.text in _TELLS_NO_DAY:
            return None  # الجمعة 2-3 مساء, الجمعة 5%
        months = [self.add_months(self.today.replace(day=1), shift) for shift in (-2, -1, 0, 1, 2)]
        days = []
        for month in months:
            found = month + (day[0] - 1) * DAY
            if found.month == month.month and found.weekday() == point.start.weekday():
                days.append(found)
        chosen = choose_date(days, self.today, lean)
        return None if chosen is None else self._day_point(chosen, "date", day[1], is_joined=point.is_joined)

    def _read_first_day(self, index: int, lean: Tense | None) -> Point | None:
        """غرة رمضان 1447, فاتح ماي, أول يناير: the first of the month."""
        first = self.match("first day", index)
        if first is None:
            return None
        named = first.stop + (self.fold_at(first.stop) == MONTH_WORD and first.value == "month")
        month = read_month(self.tokens, named)
        if month is None or month.is_joined:
            return None
        day, stop = self._finish_day_month(month, 1, lean)
        rule = "hijri-date" if month.calendar == "hijri" else "date"
        return None if day is None else self._day_point(day, rule, stop, is_joined=first.is_joined)

    def _read_days(self, index: int, lean: Tense | None) -> Point | None:
        """يومي 24 و25 أكتوبر, أيام 10 و11 و12 ديسمبر: days in a row of one month."""
        named = self.match("on the days", index)
        if named is None:
            return None
        numbers: list[int] = []
        at = named.stop
        for _ in range(WEEK_DAYS):
            at += bool(numbers) and self.fold_at(at) == AND
            dated = self.read_date(at, lean)
            if dated is not None:
                first = dated.start.date() - len(numbers) * DAY
                if numbers and [first.day + shift for shift in range(len(numbers))] == numbers:
                    return self._period(first, dated.end.date(), "days", dated.stop, is_joined=named.is_joined)
                return None
            day = self.read_day_number(at)
            if day is None:
                return None
            numbers.append(day[0])
            at = day[1]
        return None

    def _read_week_of_day(self, index: int, lean: Tense | None) -> Point | None:
        """أسبوع 15 سبتمبر: the week that the day is in."""
        unit = self.match("unit one", index)
        if unit is None or unit.value != "week" or unit.is_definite or not self.starts_number(unit.stop):
            return None
        day = self.read_date(unit.stop, lean)
        if day is None or day.is_joined or day.kind != "day":
            return None
        monday = day.start.date() - day.start.weekday() * DAY
        return self._period(monday, monday + WEEK_DAYS * DAY, "week-of", day.stop, is_joined=unit.is_joined)

    def _read_nth_day_of_feast(self, index: int, lean: Tense | None) -> Point | None:
        """ثاني أيام عيد الأضحى, أول أيام رمضان: a day of a feast or of a month."""
        number = ordinals().get(self.fold_at(index))
        if number is None or self.fold_at(index + 1) != _DAYS_WORD:
            return None
        at = index + 2 + (self.fold_at(index + 2) == MONTH_WORD)
        whole = self._read_holiday(at, lean) or self._read_month(at, lean, in_time=True)
        if whole is None or whole.is_joined:
            return None
        day = whole.start.date() + (number - 1) * DAY
        is_feast = whole.rule == "holiday"  # a feast may be kept longer than its official days
        return self._day_point(day, "nth-day", whole.stop) if is_feast or day < whole.end.date() else None

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
        if self.match("proper day", weekday.stop) is not None or self.match("except", index - 1) is not None:
            return None
        if self.fold_at(index - 1) in _AGAIN_AND_AGAIN:
            return None  # أيام الجمعة
        day, stop = self._resolve_weekday(int(weekday.value), weekday.stop, lean, is_this=this is not None)
        is_joined = (named or this or weekday).is_joined
        point = self._day_point(day, "weekday", stop, is_joined=is_joined)
        second = self.match("weekday", stop)
        if named is not None and self._is_dual(index) and second is not None and second.is_joined:
            following, stop = self._resolve_weekday(int(second.value), second.stop, lean, is_this=False)
            if following == day + DAY:  # يومي السبت والأحد
                return self._period(day, following + DAY, "weekdays", stop, is_joined=is_joined)
        return self._with_apposition(point, lean)

    def _is_dual(self, index: int) -> bool:
        return self.fold_at(index).endswith("يومي")

    def _read_nth_weekday(self, index: int, lean: Tense | None) -> Point | None:
        """أول جمعة من كانون الثاني, ثاني يوم أحد في آذار: that day of the month, if the month has it."""
        number = ordinals().get(self.fold_at(index))
        at = index + 1 + (self.fold_at(index + 1) == _DAY_WORD)
        weekday = _bare_weekdays().get(self.fold_at(at))
        if number is None or weekday is None or self.fold_at(at + 1) not in {OF, "في"}:
            return None
        month = self._read_month(at + 2, lean, in_time=True) or self._read_relative_unit(at + 2, in_edge=False)
        if month is None or (month.end - month.start).days not in range(28, 32):
            return None
        first = month.start.date()
        day = first + ((weekday - first.weekday()) % WEEK_DAYS + (number - 1) * WEEK_DAYS) * DAY
        return self._day_point(day, "nth-weekday", month.stop) if day < month.end.date() else None

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
        second = self.match("weekday", stop)  # الأربعاء والخميس المقبلين
        if second is not None and second.is_joined:
            if self.match("next", second.stop) is not None:
                return next_day, stop
            if self.match("last", second.stop) is not None:
                return last_day, stop
        week = self._read_relative_unit(stop + (self.fold_at(stop) == OF), in_edge=False)
        if week is not None and not week.is_joined and week.end - week.start == WEEK_DAYS * DAY:
            return week.start.date() + weekday * DAY, week.stop
        current = self.match("current", stop)
        if current is not None or is_this:
            return monday + weekday * DAY, current.stop if current else stop
        if lean == "future":
            return self.today + ahead * DAY, stop
        return self.today - ((-ahead) % WEEK_DAYS) * DAY, stop

    def _read_day_of_week(self, index: int) -> Point | None:
        """الأسبوع المقبل يوم الجمعة."""
        week = self._read_relative_unit(index, in_edge=False)
        if week is None or week.end - week.start != WEEK_DAYS * DAY:
            return None
        named = self.match("on the day", week.stop)
        weekday = self.match("weekday", named.stop if named else week.stop)
        if weekday is None or weekday.is_joined or weekday.has_preposition:
            return None
        day = week.start.date() + int(weekday.value) * DAY
        return self._day_point(day, "weekday", weekday.stop, is_joined=week.is_joined)

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
        if numeral is None or not numeral.figures.isdigit() or numeral.low > 31:
            return None
        if self.tokens[index].kind != "number" or self.match("unit many", numeral.stop) is not None:
            return None
        after = self.tokens[numeral.stop] if numeral.stop < len(self.tokens) else None
        if after is not None and after.kind == "word" and after.fold.endswith("ا"):
            return None  # a counted noun: يوم 15 قتيلا
        months = [self.add_months(self.today.replace(day=1), shift) for shift in (-1, 0, 1)]
        day = self._nearest([(m.year, m.month, int(numeral.low)) for m in months], lean, "gregorian")
        return None if day is None else self._day_point(day, "day-of-month", numeral.stop)

    def _read_holiday(self, index: int, lean: Tense | None) -> Point | None:
        for rest, calendar, month, day, days in _holidays().get(self.fold_at(index), ()):
            stop = index + 1 + len(rest)
            if any(self.fold_at(index + 1 + at) != word for at, word in enumerate(rest)):
                continue
            year = self.read_year(stop, in_time=False)
            if year is not None:
                first, stop = self._feast_of_year(year, calendar, month, day), year.stop
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

    def _feast_of_year(self, year: Year, calendar: Calendar, month: int, day: int) -> date:
        """A feast by its own calendar's year, or a hijri feast by the Gregorian year it falls in."""
        if calendar in {year.calendar, "gregorian"}:
            return self._calendar_day(calendar, year.number, month, day)
        first_year = hijri_year_month(date(year.number, 1, 1))[0]
        days = [hijri_day(first_year + shift, month, day) for shift in (0, 1)]
        return next((found for found in days if found.year == year.number), days[0])

    def read_date(
        self, index: int, lean: Tense | None, *, in_time: bool = False, after_dash: bool = False
    ) -> Point | None:
        """A date in figures (5/12/2024) or with the name of its month (5 كانون الأول 2024)."""
        if not 0 <= index < len(self.tokens):
            return None
        if self.tokens[index].kind == "number":
            figures = self._read_date_in_figures(index, lean, in_time=in_time)
            if figures is not None:
                return figures
        return self._read_date_with_month(index, lean, after_dash=after_dash)

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
            if len(found[4]) == 2:
                year += 2000 if year < _TWO_DIGIT_PIVOT else 1900
            if month > MONTHS >= day:
                day, month = month, day
            return self._figures_point(year, month, day, self._stop_at(index, found.end()))
        found = _DAY_MONTH.match(self.text, start) if in_time else None
        if found is not None:
            day, month = int(found[1]), int(found[2])
            if month > MONTHS >= day:
                day, month = month, day
            nearest, stop = self._resolve_day_month("gregorian", month, day, self._stop_at(index, found.end()), lean)
            return None if nearest is None else self._day_point(nearest, "date", stop)
        return None

    def _figures_point(self, year: int, month: int, day: int, stop: int) -> Point | None:
        calendar: Calendar = "hijri" if year < LAST_HIJRI_YEAR else "gregorian"
        stop += self.fold_at(stop) in (HIJRI_ERAS if calendar == "hijri" else COMMON_ERAS)
        if not 1 <= month <= MONTHS or year < FIRST_YEAR or year > LAST_YEAR:
            return None
        return self._day_point(self._calendar_day(calendar, year, month, day), "date", stop)

    def _iso_point(self, iso: re.Match[str], index: int) -> Point | None:
        year, month, day = int(iso[1]), int(iso[2]), int(iso[3])
        stop = self._stop_at(index, iso.end())
        if iso[4] is None:
            return self._figures_point(year, month, day, stop)
        if not FIRST_YEAR <= year <= LAST_YEAR:
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

    def _read_date_with_month(self, index: int, lean: Tense | None, *, after_dash: bool) -> Point | None:
        day = self.read_day_number(index, after_dash=after_dash)
        if day is None:
            return None
        number, stop, is_ordinal, is_joined = day
        linked = stop
        has_of = self.fold_at(stop) == OF
        if has_of:
            linked += 1
        elif stop < len(self.tokens) and self.tokens[stop].text in {"/", "-", "."}:
            linked += 1
        linked += self.fold_at(linked) == MONTH_WORD
        month = read_month(self.tokens, linked)
        if month is not None and not month.is_joined:
            if is_ordinal and not has_of and not month.is_clear:
                return None
            found, stop = self._finish_day_month(month, number, lean)
        elif has_of or self.tokens[index].kind == "number":
            period = self._read_relative_unit(stop + has_of, in_edge=has_of)
            if period is None or (period.end - period.start).days not in range(28, 32):
                return None
            found, stop = period.start.date().replace(day=number), period.stop
        else:
            return None
        rule = "hijri-date" if month is not None and month.calendar == "hijri" else "date"
        return None if found is None else self._day_point(found, rule, stop, is_joined=is_joined)

    def _finish_day_month(self, month: Month, day: int, lean: Tense | None) -> tuple[date | None, int]:
        """The date of a day and a month, by its year or by what stands instead of one."""
        year = self._read_year_of_month(month.stop)
        if year is not None and month.calendar in {year.calendar, "gregorian"}:
            return self._calendar_day(month.calendar, year.number, month.number, day), year.stop
        if year is not None:  # 10 رمضان 2024
            return self._feast_of_year(year, month.calendar, month.number, day), year.stop
        period = self._read_relative_year(month.stop)
        if period is not None and month.calendar == "gregorian":
            return date(period.start.year, month.number, day), period.stop
        return self._resolve_day_month(month.calendar, month.number, day, month.stop, lean)

    def _resolve_day_month(
        self, calendar: Calendar, month: int, day: int, stop: int, lean: Tense | None
    ) -> tuple[date | None, int]:
        """A date without a year, by the modifier after it, by the tense, or the nearest one."""
        if not 1 <= month <= MONTHS:
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
