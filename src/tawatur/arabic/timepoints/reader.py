"""Read any calendar expression, and the beginning, middle and end of one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from tawatur.arabic.months import month_words
from tawatur.arabic.tense import Tense
from tawatur.arabic.timepoints.base import (
    DAY,
    DAY_CLASSES,
    PERIOD_CLASSES,
    WEEK_DAYS,
    Point,
    longest,
)
from tawatur.arabic.timepoints.days import holiday_words
from tawatur.arabic.timepoints.parts import BEFORE_PART, PartReader, half_of
from tawatur.arabic.timewords import ARTICLE, Match

_FEW_DAYS = 10  # of a month: its beginning, its middle
_PART_CLASSES = frozenset({"part", "this", "edge"})


class PointReader(PartReader):
    """Reads the calendar expressions of one text, seen from one moment."""

    def read(self, index: int, lean: Tense | None, *, in_time: bool = False) -> Point | None:
        """The longest expression at a token. `in_time`: a word of time stands before it (منذ 2011, نهاية آب)."""
        best: Point | None = None
        for reader in self._readers(index):
            point = reader(index, lean, in_time)
            if point is not None and (best is None or point.stop > best.stop):
                best = point
        return best

    def begins(self, index: int) -> bool:
        """Whether an expression may begin at the token; elsewhere there is nothing to read."""
        return bool(self._readers(index))

    def _readers(self, index: int) -> list[Callable[[int, Tense | None, bool], Point | None]]:
        """Those readers that can find anything at the token: the rest is not asked."""
        classes = self.classes_at(index)
        is_number = self.starts_number(index)
        readers: list[Callable[[int, Tense | None, bool], Point | None]] = []
        if is_number or not classes.isdisjoint(DAY_CLASSES) or self.fold_at(index) in holiday_words():
            readers.append(self._read_day_or_clock)
        if not classes.isdisjoint(_PART_CLASSES):
            readers.append(self._read_part_of_day)
        if is_number or not classes.isdisjoint(PERIOD_CLASSES) or self.fold_at(index) in month_words():
            readers.append(self._read_period)
        if "edge" in classes:
            readers.append(self._read_edge)
        return readers

    def _read_edge(self, index: int, lean: Tense | None, in_time: bool) -> Point | None:  # noqa: FBT001, ARG002
        """مطلع العام المقبل, منتصف كانون الثاني, نهاية 2024, أواخر الشهر."""
        edge = self.match("edge", index)
        if edge is None:
            return None
        whole = longest(
            [
                self._read_relative_unit(edge.stop, in_edge=True),
                self._read_month(edge.stop, lean, in_time=True),
                self._read_year_period(edge.stop, in_time=True),
                self._read_part_of_period(edge.stop, lean),
                self._read_season(edge.stop),
                self._read_decade(edge.stop),
                self._read_century(edge.stop),
                self._read_edge_day(edge.stop, lean),
                self._read_part_of_edge(index, edge.stop, lean),
            ]
        )
        return None if whole is None or whole.is_joined else self._edge_of(whole, edge)

    def _read_edge_day(self, index: int, lean: Tense | None) -> Point | None:
        """The day of نهاية يوم الأحد; a bare "first" before a day is something else (أول جمعة)."""
        if not self.fold_at(index).startswith(ARTICLE) and self.classes_at(index).isdisjoint({"on the day", "this"}):
            return None
        day = self.read_day(index, lean)
        return day if day is not None and day.kind == "day" else None

    def _read_part_of_edge(self, index: int, stop: int, lean: Tense | None) -> Point | None:
        """أواخر صباح الجمعة; without a day only after a preposition (في أول الليل, not صلاة آخر الليل)."""
        dated = self._read_part_of_day(stop, lean, True)  # noqa: FBT003 - as every reader of read()
        return dated or (self._read_bare_part(stop, day=self.today) if self.fold_at(index - 1) in BEFORE_PART else None)

    def _edge_of(self, whole: Point, edge: Match) -> Point:
        first, end = whole.start.date(), whole.end.date()
        days = (end - first).days
        if whole.rule == "part-of-day":
            return replace(half_of(whole, edge.value), rule="edge", is_joined=edge.is_joined)
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
    elif days <= 31:
        few, middle = _FEW_DAYS, (_FEW_DAYS, 2 * _FEW_DAYS)
        late = days - 2 * _FEW_DAYS
    elif days <= 366:
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
