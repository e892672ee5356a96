"""Read a period: a month, a year, a week, a quarter, a season, a decade."""

from __future__ import annotations

import re
from datetime import date, timedelta

from tawatur.arabic.folding import fold_word
from tawatur.arabic.hijri import hijri_month, hijri_year_month
from tawatur.arabic.months import Calendar, Month, read_month
from tawatur.arabic.tense import Tense
from tawatur.arabic.timepoints.base import (
    DAY,
    FIRST_YEAR,
    LAST_HIJRI_YEAR,
    LAST_YEAR,
    MONTHS,
    OF,
    PERIOD_CLASSES,
    WEEK_DAYS,
    Point,
    ReaderBase,
    Year,
    choose_date,
    longest,
)
from tawatur.arabic.timewords import ARTICLE, Match

_FIRST_MODERN_YEAR = 1800  # of a bare pair of years
_MONTH_WORDS = frozenset("شهر وشهر بشهر لشهر".split())
_OF_OR_IN = frozenset("من ل في".split())
_LAST_WORDS = frozenset(map(fold_word, "الأخير الأخيرة".split()))
_CENTURY = fold_word("القرن")
_MONTH_YEAR = re.compile(r"(?:(\d{1,2})/(\d{4})|(\d{4})/(\d{1,2}))(?![\d/\-])")
_YEARS = re.compile("(\\d{4})[-\N{EN DASH}](\\d{4})(?![\\d/\\-])")


class PeriodReader(ReaderBase):
    """Reads periods."""

    def _read_period(self, index: int, lean: Tense | None, in_time: bool) -> Point | None:  # noqa: FBT001
        points = [self._read_month(index, lean, in_time=in_time), self._read_year_period(index, in_time=in_time)]
        if not self.classes_at(index).isdisjoint(PERIOD_CLASSES):
            points += [
                self._read_relative_unit(index, in_edge=False),
                self._read_part_of_period(index, lean),
                self._read_week_of_month(index, lean),
                self._read_season(index),
                self._read_decade(index),
                self._read_century(index),
            ]
        return longest(points)

    def _read_month(self, index: int, lean: Tense | None, *, in_time: bool) -> Point | None:
        if 0 <= index < len(self.tokens) and self.tokens[index].kind == "number":
            return self._read_month_in_figures(index)
        this = self.match("this", index)
        if this is not None:
            month = read_month(self.tokens, this.stop)
            return None if month is None or month.is_joined else self._month_point(month, lean, None)
        is_named = self.fold_at(index) in _MONTH_WORDS
        first = index + is_named
        month = read_month(self.tokens, first)
        if month is None or (is_named and month.is_joined):
            return self._read_numbered_month(first, lean) if is_named else None
        year = self._read_year_of_month(month.stop)
        has_modifier = any(self.match(name, month.stop) for name in ("next", "last", "current"))
        if not (month.is_clear or in_time or is_named or year or has_modifier):
            return None
        return self._month_point(month, lean, year)

    def _read_month_in_figures(self, index: int) -> Point | None:
        """12/2024, 2024/12."""
        start = self.tokens[index].start
        if start > 0 and (self.text[start - 1].isalnum() or self.text[start - 1] in "-/.:+_"):
            return None
        found = _MONTH_YEAR.match(self.text, start)
        if found is None:
            return None
        year, month = int(found[2] or found[3]), int(found[1] or found[4])
        if not 1 <= month <= MONTHS or not FIRST_YEAR <= year <= LAST_YEAR:
            return None
        calendar: Calendar = "hijri" if year < LAST_HIJRI_YEAR else "gregorian"
        return self._period(*self._month_bounds(calendar, year, month), "month", self._stop_at(index, found.end()))

    def _month_point(self, month: Month, lean: Tense | None, year: Year | None) -> Point | None:
        if year is not None and month.calendar in {year.calendar, "gregorian"}:
            start, end = self._month_bounds(month.calendar, year.number, month.number)
            stop = year.stop
        elif year is not None:  # رمضان 2024
            start, end = self._hijri_month_in(year.number, month.number)
            stop = year.stop
        else:
            first, stop = None, month.stop
            period = self._read_relative_year(month.stop)
            if period is not None:
                first, stop = date(period.start.year, month.number, 1), period.stop
            if first is None:
                first, stop = self._resolve_month(month, lean)
            if first is None:
                return None
            number = first.year if month.calendar == "gregorian" else hijri_year_month(first)[0]
            start, end = self._month_bounds(month.calendar, number, month.number)
        rule = "hijri-month" if month.calendar == "hijri" else "month"
        return self._period(start, end, rule, stop, is_joined=month.is_joined)

    def _read_relative_year(self, index: int) -> Point | None:
        """من العام المقبل, العام المقبل: the year after a month."""
        period = self._read_relative_unit(index + (self.fold_at(index) == OF), in_edge=False)
        return (
            period if period is not None and not period.is_joined and (period.end - period.start).days > 364 else None
        )

    def _hijri_month_in(self, year: int, month: int) -> tuple[date, date]:
        """The hijri month that begins in a Gregorian year, of two the first; in one that has none, the one before."""
        first_year = hijri_year_month(date(year, 1, 1))[0]
        bounds = [hijri_month(first_year + shift, month) for shift in (0, 1)]
        return next((found for found in bounds if found[0].year == year), bounds[0])

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
        if numeral is None or not numeral.figures.isdigit() or not 1 <= numeral.low <= MONTHS:
            return None
        month = Month("gregorian", int(numeral.low), numeral.stop, is_clear=True)
        return self._month_point(month, lean, self.read_year(numeral.stop, in_time=False))

    def _month_bounds(self, calendar: Calendar, year: int, month: int) -> tuple[date, date]:
        if calendar == "hijri":
            return hijri_month(year, month)
        start = date(year, month, 1)
        return start, self.add_months(start, 1)

    def _read_year_period(self, index: int, *, in_time: bool) -> Point | None:
        named = self.match("unit one", index) or self._dual_years(index)
        is_named = named is not None and named.value == "year"
        years = self._read_years_in_figures(index)
        if years is not None:
            return years
        if (not is_named and not in_time) or self.fold_at(index) == OF:
            return None
        is_dual = named is not None and self.match("unit one", index) is None
        year = self.read_year(named.stop if named and is_dual else index, in_time=True)
        if year is None:
            return None
        start, end = self._year_bounds(year)
        is_joined = named.is_joined if named and is_named else self.fold_at(index).startswith("و")
        return self._period(start, end, "year", year.stop, is_joined=is_joined)

    def _read_years_in_figures(self, index: int) -> Point | None:
        """2011-2024: two years that go up."""
        token = self.tokens[index] if 0 <= index < len(self.tokens) else None
        if token is None or token.kind != "number":
            return None
        found = _YEARS.match(self.text, token.start)
        if found is None or (token.start > 0 and self.text[token.start - 1] in "-/.+"):
            return None
        first, last = int(found[1]), int(found[2])
        if not _FIRST_MODERN_YEAR <= first < last <= LAST_YEAR:
            return None
        stop = self._stop_at(index, found.end())
        return self._period(date(first, 1, 1), date(last + 1, 1, 1), "range", stop)

    def _dual_years(self, index: int) -> Match | None:
        return self.match("dual years", index)

    def _year_bounds(self, year: Year) -> tuple[date, date]:
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
                first = self.add_months(today, shift)
                return first, self.add_months(first, 1)
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
        count = int(part.value.split()[0])
        ordinal = self.read_ordinal(part.stop)
        if self.fold_at(part.stop) in _LAST_WORDS:
            number, stop = count, part.stop + 1
        elif ordinal is not None and ordinal[0] <= count:
            number, stop = ordinal
        else:
            return None
        whole = self._unit_bounds("year", 0)
        at = stop + (self.fold_at(stop) in _OF_OR_IN)
        period = self._read_relative_unit(at, in_edge=True)
        year = self._read_year_period(at, in_time=True)
        month = self._read_month(at, lean, in_time=True) if at > stop else None
        found = next((point for point in (year, period, month) if point is not None and not point.is_joined), None)
        if found is not None:
            whole, stop = (found.start.date(), found.end.date()), found.stop
        elif count == 3 or part.value.endswith("year"):
            return None  # الثلث الأول of what; الثلاثي الأول is a trio unless it is of a year
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
        if self.fold_at(stop) != OF:
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
        first = month % MONTHS  # winter begins in the December before its year
        year = self.read_year(stop, in_time=False)
        if year is not None and year.calendar == "gregorian":
            start = self.add_months(date(year.number, 1, 1), first - 1)
            return self._period(start, self.add_months(start, 3), "season", year.stop, is_joined=season.is_joined)
        starts = [self.add_months(date(self.today.year + shift, 1, 1), first - 1) for shift in (-1, 0, 1, 2)]
        modifier = self.match("next", stop) or self.match("last", stop) or self.match("current", stop)
        if (self.fold_at(season.stop - 1).startswith(ARTICLE) is False and this is None) or (
            modifier is None and this is None
        ):
            return None
        if self.match("next", stop) is not None:
            start = next(day for day in starts if day > self.today)
        elif self.match("last", stop) is not None:
            start = next(day for day in reversed(starts) if self.add_months(day, 3) <= self.today)
        else:
            start = next((day for day in starts if self.add_months(day, 3) > self.today), starts[1])
        stop = modifier.stop if modifier else stop
        return self._period(start, self.add_months(start, 3), "season", stop, is_joined=(this or season).is_joined)

    def read_coming_season(self, index: int) -> Point | None:
        """The season that begins next, by its bare name behind "before" (قبل الصيف)."""
        season = self.match("season", index)
        if season is None or season.is_joined or not self.fold_at(season.stop - 1).startswith(ARTICLE):
            return None
        if self.fold_at(season.stop).startswith(ARTICLE):
            return None  # الربيع العربي
        first = int(season.value) % MONTHS
        starts = [self.add_months(date(self.today.year + shift, 1, 1), first - 1) for shift in (0, 1, 2)]
        start = next(day for day in starts if day > self.today)
        return self._period(start, self.add_months(start, 3), "season", season.stop, is_joined=False)

    def _read_decade(self, index: int) -> Point | None:
        decade = self.match("decade", index)
        if decade is None:
            return None
        century = self.today.year // 100 * 100
        first, stop = century + int(decade.value), decade.stop
        if first > self.today.year:
            first -= 100
        at = stop + (self.fold_at(stop) == OF)
        whole = self._read_century(at) or self._read_relative_unit(at, in_edge=False)
        if whole is not None and self.fold_at(at) == _CENTURY:
            first, stop = whole.start.year + int(decade.value), whole.stop
        return self._period(date(first, 1, 1), date(first + 10, 1, 1), "decade", stop, is_joined=decade.is_joined)

    def _read_century(self, index: int) -> Point | None:
        """القرن التاسع عشر, القرن العشرين: its hundred years by their first figures (1900-1999)."""
        unit = self.match("unit one", index)
        if unit is None or unit.value != "century" or not unit.is_definite:
            return None
        ordinal = self.read_ordinal(unit.stop)
        tens = self.numerals.word(unit.stop)
        if ordinal is not None:
            number, stop = ordinal
        elif tens is not None and tens.kind == "tens" and tens.article:
            number, stop = int(tens.value), unit.stop + 1
        else:
            return None
        first = (number - 1) * 100
        if not 1 <= number <= LAST_YEAR // 100:
            return None
        return self._period(
            date(max(first, 1), 1, 1), date(first + 100, 1, 1), "century", stop, is_joined=unit.is_joined
        )

    def read_rest(self, index: int) -> Point | None:
        """The period that "the rest of" stands before: the bare الأسبوع is this one."""
        return self._read_relative_unit(index, in_edge=True) or self._read_year_period(index, in_time=True)


def _divide(start: date, end: date, count: int, number: int) -> tuple[date, date]:
    """Part `number` of `count` equal ones; whole months where the period is a year, else days."""
    days = (end - start).days
    if start.day == 1 and start.month == 1 and days in {365, 366}:
        months = MONTHS // count

        def first_of(part: int) -> date:
            years, month = divmod(part * months, MONTHS)
            return date(start.year + years, month + 1, 1)

        return first_of(number - 1), first_of(number)
    cuts = [start + timedelta(days=days * part // count) for part in range(count + 1)]
    return cuts[number - 1], cuts[number]
