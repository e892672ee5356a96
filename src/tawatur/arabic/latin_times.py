"""Find the times to come that English words name: within 72 hours, by the end of the week, before Friday, soon."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

from tawatur.arabic.times import TimeKind, TimeWindow
from tawatur.arabic.tokens import Span

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_MID = timedelta(days=15)  # to the end of the 15th
_WEEK_DAYS = 7
_MONTHS = 12
_LONGEST = 10_000  # of any unit: beyond, it is no deadline
_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30,
}  # fmt: skip
_WEEKDAYS = {
    name: number
    for number, name in enumerate("monday tuesday wednesday thursday friday saturday sunday".split())
}  # fmt: skip
_MONTH_NAMES = {
    name: number
    for number, name in enumerate(
        "january february march april may june july august september october november december".split(), start=1
    )
}  # fmt: skip
_UNIT = "(?P<unit>hour|day|week|month|year)"
_WEEKDAY = f"(?P<weekday>{'|'.join(_WEEKDAYS)})"
_MONTH = f"(?P<month>{'|'.join(_MONTH_NAMES)})"
_N = f"(?P<number>[0-9]{{1,4}}|{'|'.join(_NUMBERS)})"
_S = "[ \\t\\r\\n]{1,3}"
_LEAD = f"(?:(?P<lead>by|before|until|till|no later than){_S})"
_NO_MORE = f"(?:no|not){_S}(?:more|longer){_S}than"
_LESS = f"(?:(?:less{_S}than|under|{_NO_MORE}|at{_S}most){_S})"
_WILL_LAST = re.compile("\\b(?:will|would|shall|should|can|could|may|might)(?: [a-z]{1,15}){1,3} $", re.IGNORECASE)
_FURTHEST = 60  # characters before a length of time in which "will last" stands
_Edges = tuple[datetime | None, datetime | None, TimeKind, str]


def _of(pattern: str) -> re.Pattern[str]:
    return re.compile(f"\\b{pattern}\\b", re.IGNORECASE)


def find_latin_times(text: str, span: Span, anchor: datetime) -> list[TimeWindow]:
    """The times to come that stand in a span of a text, in order; spans do not overlap.

    They are counted from `anchor`, aware, as in `find_times`: weeks run from Monday to Sunday; what is to come true by
    a day may do so on that day, what is to come true before it may not.

    >>> from datetime import UTC
    >>> window = find_latin_times("It falls within 72 hours", (0, 24), datetime(2024, 12, 5, 20, tzinfo=UTC))[0]
    >>> window.kind, window.end.isoformat()
    ('deadline', '2024-12-08T20:00:00+00:00')
    """
    found: list[TimeWindow] = []
    for pattern, read in _RULES:
        for match in pattern.finditer(text, *span):
            if any(each.span[0] < match.end() and match.start() < each.span[1] for each in found):
                continue
            try:
                start, end, kind, rule = read(match, anchor)
            except (OverflowError, ValueError):  # a day that no calendar has, a time that is none to come
                continue
            found.append(TimeWindow(span=match.span(), start=start, end=end, kind=kind, rule=rule))
    return sorted(found, key=lambda window: window.span)


def _midnight(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def _months_on(moment: datetime, months: int) -> datetime:
    """The first day of the month so many months on."""
    years, month = divmod(moment.month - 1 + months, _MONTHS)
    return _midnight(moment).replace(year=moment.year + years, month=month + 1, day=1)


def _period(unit: str, anchor: datetime, ahead: int) -> tuple[datetime, datetime]:
    """The hour, day, week, month or year of the anchor (ahead 0) or the next one."""
    if unit == "hour":
        hour = anchor.replace(minute=0, second=0, microsecond=0) + ahead * _HOUR
        return hour, hour + _HOUR
    today = _midnight(anchor)
    if unit == "day":
        return today + ahead * _DAY, today + (ahead + 1) * _DAY
    if unit == "week":
        monday = today - today.weekday() * _DAY + ahead * _WEEK_DAYS * _DAY
        return monday, monday + _WEEK_DAYS * _DAY
    months = 1 if unit == "month" else _MONTHS
    first = _months_on(anchor, ahead * months if unit == "month" else ahead * _MONTHS + 1 - anchor.month)
    return first, _months_on(first, months)


def _within(match: re.Match[str], anchor: datetime) -> _Edges:
    number = _NUMBERS.get(match["number"].lower()) or int(match["number"])
    if number > _LONGEST:
        raise OverflowError(number)
    unit = match["unit"].lower()
    if unit in {"month", "year"}:
        months = number * (1 if unit == "month" else _MONTHS)
        end = _months_on(anchor, months + 1) - _DAY
        end = anchor.replace(year=end.year, month=end.month, day=min(anchor.day, end.day))
    else:
        end = anchor + number * {"hour": _HOUR, "day": _DAY, "week": _WEEK_DAYS * _DAY}[unit]
    return anchor, end, "deadline", "within"


def _by_period(match: re.Match[str], anchor: datetime) -> _Edges:
    """By the end of the month; before next year; next week."""
    is_next = (match["which"] or "").lower() in {"next", "coming"}
    start, end = _period(match["unit"].lower(), anchor, int(is_next))
    lead = (match["lead"] or "").lower()
    if match["end"]:
        return anchor, end, "deadline", "by"
    if lead == "before":
        return anchor, start if is_next else end, "deadline", "before"
    return (anchor, end, "deadline", "by") if lead else (max(anchor, start), end, "period", "this")


def _at_most(match: re.Match[str], anchor: datetime) -> _Edges:
    """Will hold out no more than 48 hours; ValueError where the words are of no time to come (it took no more than)."""
    if _WILL_LAST.search(match.string, max(0, match.start() - _FURTHEST), match.start()) is None:
        raise ValueError(match[0])
    return _within(match, anchor)


def _by_day(match: re.Match[str], anchor: datetime) -> _Edges:
    """By Friday, before December 15, tomorrow."""
    parts = match.groupdict()
    today = _midnight(anchor)
    if parts.get("weekday"):
        ahead = (_WEEKDAYS[parts["weekday"].lower()] - today.weekday()) % _WEEK_DAYS
        day = today + ahead * _DAY
    elif parts.get("month"):
        year = int(parts["year"]) if parts["year"] else anchor.year
        day = today.replace(year=year, month=_MONTH_NAMES[parts["month"].lower()], day=int(parts["date"]))
        if not parts["year"] and day < today:
            day = day.replace(year=year + 1)
    else:
        day = today + (match["near"].lower() == "tomorrow") * _DAY
    lead = (match["lead"] or "").lower()
    if lead == "before":
        return anchor, day, "deadline", "before"
    return (anchor, day + _DAY, "deadline", "by") if lead else (day, day + _DAY, "day", "day")


def _by_part(match: re.Match[str], anchor: datetime) -> _Edges:
    """By mid-April, before the end of February, before the new year: up to the 15th or the end, which count."""
    if not match["month"]:
        return anchor, _months_on(anchor, _MONTHS + 1 - anchor.month), "deadline", "before"
    ahead = (_MONTH_NAMES[match["month"].lower()] - anchor.month) % _MONTHS
    is_mid = match["part"].lower().startswith(("mid", "the middle"))
    for months in (ahead, ahead + _MONTHS):
        end = _months_on(anchor, months) + _MID if is_mid else _months_on(anchor, months + 1)
        if end > anchor:
            break
    return anchor, end, "deadline", "by"


def _by_year(match: re.Match[str], anchor: datetime) -> _Edges:
    year = int(match["year"])
    first = _months_on(anchor, _MONTHS * (year - anchor.year) + 1 - anchor.month)
    if match["word"].lower() == "in":
        return first, _months_on(first, _MONTHS), "period", "year"
    return anchor, first, "deadline", match["word"].lower()


def _vague(_match: re.Match[str], anchor: datetime) -> _Edges:
    return anchor, None, "vague", "vague future"


_RULES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], datetime], _Edges]], ...] = (
    (
        _of(
            f"(?:within|in|over|during|inside){_S}(?:the{_S})?(?:(?:next|coming|following){_S})?{_LESS}?{_N}{_S}{_UNIT}s?"
        ),
        _within,
    ),
    (_of(f"the{_S}(?:next|coming){_S}{_N}{_S}{_UNIT}s?"), _within),
    (_of(f"{_NO_MORE}{_S}{_N}{_S}{_UNIT}s?"), _at_most),
    (
        _of(f"(?:in|over|within|during){_S}the{_S}(?:coming|next){_S}(?:few{_S})?(?:hours|days|weeks|months|years)"),
        _vague,
    ),
    (_of("(?:soon|shortly|imminently|in the near future|any (?:day|moment|time) now)"), _vague),
    (
        _of(f"{_LEAD}?(?:at{_S})?(?P<end>the{_S}end{_S}of{_S})(?:(?P<which>the|this|next|coming){_S})?{_UNIT}"),
        _by_period,
    ),
    (_of(f"{_LEAD}?(?:later{_S})?(?P<end>)(?P<which>this|next|coming){_S}{_UNIT}"), _by_period),
    (_of(f"{_LEAD}?(?:(?:on|next|this|coming){_S})?{_WEEKDAY}"), _by_day),
    (_of(f"{_LEAD}?(?:on{_S})?{_MONTH}{_S}(?P<date>[0-9]{{1,2}})(?:,?{_S}(?P<year>20[0-9]{{2}}))?"), _by_day),
    (_of(f"{_LEAD}?(?:on{_S})?(?P<date>[0-9]{{1,2}}){_S}{_MONTH}(?:,?{_S}(?P<year>20[0-9]{{2}}))?"), _by_day),
    (_of(f"{_LEAD}(?P<part>mid-|mid{_S}|the{_S}(?:middle|end){_S}of{_S}){_MONTH}"), _by_part),
    (_of(f"{_LEAD}the{_S}(?P<part>)(?P<month>)new{_S}year"), _by_part),
    (_of(f"{_LEAD}?(?P<near>tomorrow|tonight)"), _by_day),
    (_of(f"(?P<word>by|before|in){_S}(?P<year>20[0-9]{{2}})"), _by_year),
)
