"""What every reader of calendar expressions shares: the record, the tokens, the years."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from tawatur.arabic.folding import fold_word
from tawatur.arabic.hijri import hijri_year_month
from tawatur.arabic.months import Calendar
from tawatur.arabic.numerals import AND, Numeral, NumeralReader, ordinals
from tawatur.arabic.tense import Tense
from tawatur.arabic.timewords import ARTICLE, Matcher, word_classes
from tawatur.arabic.tokens import Token

PointKind = Literal["instant", "day", "period"]
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
WEEK_DAYS = 7
NEAR_DAYS = 92  # a date without a year is the nearest one within a quarter, else the last one
FIRST_YEAR = 1000
LAST_YEAR = 2200
LAST_HIJRI_YEAR = 1600
FIRST_SPOKEN_YEAR = 1900  # written out in words without the word year
LAST_SPOKEN_YEAR = 2100
HOURS = 24
MONTHS = 12
_NO_CLASSES: frozenset[str] = frozenset()
DAY_CLASSES = frozenset(
    {"clock", "day", "tonight", "this", "on the day", "on the days", "first day", "weekday", "unit one"}
)
PERIOD_CLASSES = frozenset({"unit one", "this", "quarter", "season", "decade", "dual years"})
THAT = frozenset(map(fold_word, "ذلك ذاك نفس تلك طوال طيلة كامل".split()))
OF = "من"
TO = frozenset(map(fold_word, "إلى حتى لغاية".split()))
COMMAS = frozenset({"\N{ARABIC COMMA}", ",", "-", "(", "\N{EN DASH}"})
MONTH_WORD = fold_word("شهر")
HIJRI_ERAS = frozenset(map(fold_word, "هـ ه هجري هجرية للهجرة".split()))
COMMON_ERAS = frozenset(map(fold_word, "م ميلادي ميلادية للميلاد".split()))


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
class Year:
    """A year and the token after it."""

    number: int
    stop: int
    calendar: Calendar = "gregorian"


class ReaderBase:
    """The tokens of one text and the moment they are seen from.

    Every method of the readers takes the index of a token and gives what begins there, or None. `lean` is the side of
    the anchor on which a day or month without a year is looked for. Dates out of the range of `datetime` raise
    OverflowError or ValueError; the caller of `PointReader.read` is to take them as "nothing here".
    """

    def __init__(self, text: str, tokens: Sequence[Token], anchor: datetime, numerals: NumeralReader) -> None:
        self.text = text
        self.tokens = tokens
        self.anchor = anchor
        self.today = anchor.date()
        self.numerals = numerals
        self._matcher = Matcher(tokens)
        self.match = self._matcher.match
        self._classes = word_classes()

    def fold_at(self, index: int) -> str:
        """The folded token; "" outside of the text."""
        return self._matcher.folds[index]

    def at(self, day: date, hour: int = 0, minute: int = 0) -> datetime:
        """A moment by the clock of the anchor's zone; hour 24 and more is of the next day."""
        days, hour = divmod(hour, HOURS)
        return datetime.combine(day + days * DAY, time(hour, minute), tzinfo=self.anchor.tzinfo)

    def starts_number(self, index: int) -> bool:
        """Whether a number or an ordinal may begin at the token."""
        if not 0 <= index < len(self.tokens):
            return False
        return self.numerals.starts_number(index) or self.tokens[index].fold in ordinals()

    def classes_at(self, index: int) -> frozenset[str]:
        """The classes of words of time that the token may begin."""
        return self._classes.get(self._matcher.folds[index], _NO_CLASSES)

    def _stop_at(self, index: int, end: int) -> int:
        """Index of the first token that begins at `end` or after it."""
        while index < len(self.tokens) and self.tokens[index].start < end:
            index += 1
        return index

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

    def _period(self, start: date, end: date, rule: str, stop: int, *, is_joined: bool = False) -> Point:
        return Point(start=self.at(start), end=self.at(end), kind="period", rule=rule, stop=stop, is_joined=is_joined)

    def read_ordinal(self, index: int, *, is_joined: bool = False) -> tuple[int, int] | None:
        """الأول, الثاني عشر, الخامس والعشرون: its number and the token after it; `is_joined`: with و before it."""
        folded = self.fold_at(index)
        if is_joined:
            if not folded.startswith(AND):
                return None
            folded = folded.removeprefix(AND)
        number = ordinals().get(folded)
        if number is None or not folded.startswith(ARTICLE):
            return None
        ten = self.numerals.word(index + 1)
        if ten is not None and ten.kind == "ten" and not ten.conjunction and not ten.article:
            return number + 10, index + 2
        if ten is not None and ten.kind == "tens" and ten.conjunction and ten.article:
            return number + int(ten.value), index + 2
        return number, index + 1

    def read_day_number(self, index: int, *, after_dash: bool = False) -> tuple[int, int, bool, bool] | None:
        """The number of a day, the token after it, whether it is an ordinal, whether و joins it."""
        ordinal = self.read_ordinal(index)
        if ordinal is not None:
            return ordinal[0], ordinal[1], True, False
        ordinal = self.read_ordinal(index, is_joined=True)
        if ordinal is not None:
            return ordinal[0], ordinal[1], True, True
        numeral = self.numerals.read(index, after_dash=after_dash)
        if numeral is None or numeral.low != numeral.high or numeral.low != int(numeral.low):
            return None
        if not 1 <= numeral.low <= 31 or numeral.is_fraction:
            return None
        return int(numeral.low), numeral.stop, numeral.article and not numeral.figures, numeral.conjunction

    def read_year(self, index: int, *, in_time: bool) -> Year | None:
        """2024, عام 2024, من عام 2024, 1446 هـ; in words after the word year or where a time is told (ألفين وعشرين)."""
        at = index
        at += self.fold_at(at) == OF
        named = self.match("unit one", at)
        is_named = named is not None and named.value == "year"
        if named is not None and is_named:
            at = named.stop
        elif at > index and not in_time and self.tokens[at - 1].fold == OF and not self._is_year_figures(at):
            return None
        numeral = self.numerals.read(at)
        if numeral is None or numeral.low != numeral.high or numeral.low != int(numeral.low):
            return None
        if numeral.conjunction and not in_time:
            return None
        is_figures = numeral.figures.isdigit() and len(numeral.figures) == 4
        if not is_named and not is_figures and not (in_time and self._is_year_in_words(numeral)):
            return None
        year, stop = int(numeral.low), numeral.stop
        if not FIRST_YEAR <= year <= LAST_YEAR or (numeral.figures and not numeral.figures.isdigit()):
            return None
        era = self.fold_at(stop)
        is_hijri = era in HIJRI_ERAS or (year < LAST_HIJRI_YEAR and era not in COMMON_ERAS)
        stop += era in HIJRI_ERAS or era in COMMON_ERAS
        return Year(year, stop, "hijri" if is_hijri else "gregorian")

    def _is_year_in_words(self, numeral: Numeral) -> bool:
        """ألفين وثمانية عشر; a round number that a word follows counts it (ألفي عام)."""
        if numeral.figures or numeral.is_band or not FIRST_SPOKEN_YEAR <= numeral.low <= LAST_SPOKEN_YEAR:
            return False
        after = self.tokens[numeral.stop] if numeral.stop < len(self.tokens) else None
        return numeral.low % 100 != 0 or after is None or after.kind != "word" or after.fold in TO

    def _is_year_figures(self, index: int) -> bool:
        return 0 <= index < len(self.tokens) and re.fullmatch(r"\d{4}", self.tokens[index].text) is not None

    def _read_year_of_month(self, index: int) -> Year | None:
        """The year after a month, after a comma too (12 يناير، 2016)."""
        if index + 1 < len(self.tokens) and self.tokens[index].text in {",", "\N{ARABIC COMMA}"}:
            is_year = self._is_year_figures(index + 1) or self.numerals.word(index + 1) is not None
            return self.read_year(index + 1, in_time=True) if is_year else None
        if self.numerals.word(index) is not None:
            return self.read_year(index, in_time=True)
        return self.read_year(index, in_time=False)

    def _this_year(self, calendar: Calendar) -> int:
        return self.today.year if calendar == "gregorian" else hijri_year_month(self.today)[0]

    def add_months(self, day: date, months: int) -> date:
        """The first day of the month that is so many months from that of a day."""
        years, month = divmod(day.month - 1 + months, MONTHS)
        return date(day.year + years, month + 1, 1)


def longest(points: Sequence[Point | None]) -> Point | None:
    """The point that goes on longest, of equals the first."""
    best: Point | None = None
    for point in points:
        if point is not None and (best is None or point.stop > best.stop):
            best = point
    return best


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
