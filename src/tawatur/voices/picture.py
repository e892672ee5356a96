"""Who had it first and through whom most copies came, as one SVG picture: a line for each account that was copied.

Time runs from left to right in either language, unless mirrored, from the first post of a chain on, as a logarithm:
copies come within minutes and for days. A point is what was taken in one place of that axis from the line's account.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from math import log, sqrt
from zoneinfo import ZoneInfo

from tawatur.arabic.zones import city_of_zone
from tawatur.svg import LETTER, PLAIN, Lang, Palette, Pen, Picture, element
from tawatur.voices.spread import Course, Line, Spread

WIDTH, EDGE = 1000, 24
LABELS = 0.4  # of the width: the column of words; a narrow picture has them above their lines
STACKED = 480  # units: a picture that is narrower
ROW, STACKED_ROW, HEADING, BETWEEN = 26, 38, 40, 14
MAX_NAME = 30  # characters
PLACE = 7  # units of the axis that one point stands for
_WORDS = 13  # size
_TICKS = (
    (timedelta(minutes=1), "دقيقة", "1 min"),
    (timedelta(minutes=10), "10 دقائق", "10 min"),
    (timedelta(hours=1), "ساعة", "1 h"),
    (timedelta(hours=6), "6 ساعات", "6 h"),
    (timedelta(days=1), "يوم", "1 day"),
    (timedelta(days=7), "7 أيام", "7 days"),
    (timedelta(days=30), "30 يوما", "30 days"),
    (timedelta(days=365), "سنة", "1 year"),
)


def draw_spread(
    spread: Spread,
    names: Mapping[str, str],
    *,
    title: str,
    zone: str,
    lang: Lang,
    width: int = WIDTH,
    palette: Palette = PLAIN,
    margin: float = EDGE,
    is_mirrored: bool = False,
) -> Picture:
    """The picture of the largest chains; those that do not fit are counted below it.

    Args:
        names: account -> what it is called; one that is not in it goes by its id.
        title: what was asked for; "" where the page around it says so.
        zone: IANA name, of the dates.
    """
    pen = Pen(lang, palette=palette, is_mirrored=is_mirrored, margin=margin)
    longest = max((at for each in spread.courses for line in each.lines for at, _ in line.copied), default=0.0)
    sheet = _Sheet(pen, names, max(longest, 60.0), width)
    y: float = margin
    body: list[str] = []
    if title:
        body.append(pen.text(title, sheet.start_x, y + 14, size=20, weight="600"))
        y += 26
    if spread.courses:
        body += [
            pen.text(name, x, y + 12, size=11, fill=palette.pale, anchor="middle") for x, name in sheet.ticks() if name
        ]
        y += 14
    for number, course in enumerate(spread.courses, start=1):
        body.append(sheet.heading(number, course, course.first_at.astimezone(ZoneInfo(zone)), y))
        y += HEADING
        body += sheet.rows(course.lines, y)
        y += sheet.row * len(course.lines) + BETWEEN
    label = (
        pen.say(f"من نقل عمن: {title}", f"Who copied whom: {title}")
        if title
        else pen.say("من نقل عمن", "Who copied whom")
    )
    notes = (*sheet.steps(spread), *_notes(pen, zone, spread))
    return Picture(body=tuple(body), width=width, height=y, label=label, notes=notes, pen=pen)


class _Sheet:
    """Where things stand: words where the language begins, the axis beside them; or, in a narrow picture, below."""

    def __init__(self, pen: Pen, names: Mapping[str, str], longest: float, width: int) -> None:
        self.pen = pen
        left, right = pen.margin, width - pen.margin
        is_right = pen.lang == "ar"
        self.is_stacked = width < STACKED
        self.row = STACKED_ROW if self.is_stacked else ROW
        self.start_x = right if is_right else left
        self._inset = self.start_x + (-12 if is_right else 12)
        self._names = names
        self._longest = longest
        words = 0 if self.is_stacked else LABELS * width
        self._left, self._right = (left + 12, right - words - 12) if is_right else (left + words + 12, right - 12)
        self._letters = int(((right - left if self.is_stacked else words) - 12) / (_WORDS * LETTER))

    def x(self, seconds: float) -> float:
        """Where a time behind the first post of a chain stands."""
        return self.pen.along(self._left, self._right, log(1 + seconds / 60) / log(1 + self._longest / 60))

    def ticks(self) -> Iterator[tuple[float, str]]:
        """Places of the axis and their names, far enough from each other; the first one has none."""
        last = self.x(0.0)
        yield last, ""
        for after, arabic, english in _TICKS:
            x = self.x(after.total_seconds())
            if after.total_seconds() <= self._longest and abs(x - last) > 58:
                last = x
                yield x, self.pen.say(arabic, english)

    def heading(self, number: int, course: Course, first: datetime, y: float) -> str:
        seen = self.pen.say(f"{number}. أول ظهور ", f"{number}. First seen ")
        told = (
            "" if self.is_stacked else self.pen.say(f" · الحسابات {course.accounts}", f" · accounts {course.accounts}")
        )
        told += self.pen.say(f" · النقول {course.copies}", f" · copies {course.copies}")
        size = 12 if self.is_stacked else 14
        return self.pen.text([seen, f"{first:%Y-%m-%d %H:%M}", told], self.start_x, y + 30, size=size, weight="600")

    def rows(self, lines: Sequence[Line], top: float) -> Iterator[str]:
        """The lines of a chain from `top` on."""
        colours, row = self.pen.palette, self.row
        for x, _ in self.ticks():
            yield element("line", x1=x, y1=top, x2=x, y2=top + row * len(lines), stroke=colours.line)
        at_row = row - ROW / 2
        middle = {line.name: top + row * number + at_row for number, line in enumerate(lines)}
        for number, line in enumerate(lines):
            y, begin = top + row * number + at_row, self.x(line.begins)
            colour = colours.warn if number == 0 else colours.accent
            is_account = line.name is not None or number == 0
            parent = middle.get(line.parent)
            if number and is_account and parent is not None and parent < y:
                yield element("line", x1=begin, y1=parent, x2=begin, y2=y, stroke=colours.border, stroke_width=1.5)
            if line.copied:
                end = self.x(line.copied[-1][0])
                yield element("line", x1=begin, y1=y, x2=end, y2=y, stroke=colour, stroke_opacity="0.35")
            if is_account:
                yield element("rect", x=begin - 5, y=y - 5, width=10.0, height=10.0, fill=colour)
            places: Counter[int] = Counter()
            for at, copies in line.copied:
                places[round(self.x(at) / PLACE)] += copies
            for place, copies in sorted(places.items()):
                size = min(2.5 + sqrt(copies), ROW / 2)
                title = element("title", self.pen.say(f"النقول {copies}", f"copies {copies}"))
                yield element("circle", title, cx=float(place * PLACE), cy=y, r=size, fill=colour, fill_opacity="0.6")
            foot = top + row * number + (15 if self.is_stacked else ROW / 2 + 5)
            yield self._words(line, foot, is_first=number == 0)

    def _words(self, line: Line, y: float, *, is_first: bool) -> str:
        number = line.copies
        copies = self.pen.say(f" · نُقل عنه {number}", f" · copied {number} times")
        first = [self.pen.say("الأول هنا: ", "first here: ")] if is_first else []
        if line.name is not None:
            label = self._label(line.name, self._letters - len(copies) - sum(map(len, first)))
        elif is_first:
            label = self.pen.say("بلا صاحب معروف", "no author named")
        else:
            label, copies = self.pen.say("غيرهم", "others"), copies.replace("عنه", "عنهم")
        return self.pen.text([*first, label, copies], self._inset, y, size=_WORDS)

    def _label(self, account: str, fits: int = MAX_NAME) -> str:
        label, fits = self._names.get(account, account), max(8, min(fits, MAX_NAME))
        return label if len(label) <= fits else f"{label[: fits - 1]}…"

    def steps(self, spread: Spread) -> Iterator[list[str]]:
        """Lines of words that name the accounts in step."""
        for accounts, number in spread.in_step:
            names = [piece for name in accounts for piece in (self._label(name), " · ")][:-1]
            more = [f" +{number - len(accounts)}"] if number > len(accounts) else []
            yield [self.pen.say("تنشر متزامنة مرة بعد مرة: ", "Repeatedly post in step: "), *names, *more]


def _notes(pen: Pen, zone: str, spread: Spread) -> Iterator[str]:
    yield pen.say(
        "كل سطر حساب نُقل عنه؛ المربع أول ما نشره، والدائرة نقول عنه. الزمن منذ أول ظهور، لوغاريتميا.",
        "Each line: an account that was copied; the square is its beginning, circles are copies. Logarithmic time.",
    )
    where = city_of_zone(zone, lang=pen.lang)
    yield pen.say(
        f"التواريخ بتوقيت {where}. الأصوات المستقلة بحسب ما نراه: {spread.voices} من {spread.of_accounts} حسابا. "
        "النقل دليل على مصدر مشترك لا على خداع.",
        f"Dates in {where}. Independent voices by what we can see: {spread.voices} of {spread.of_accounts} accounts. "
        "A copy tells of a common source, not of a deceit.",
    )
    if spread.left_out > 0:
        yield pen.say(f"سلاسل لم تُرسم: {spread.left_out}.", f"Chains not drawn: {spread.left_out}.")
