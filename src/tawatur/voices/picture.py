"""Who had it first and through whom most copies came, as one SVG picture: a line for each account that was copied.

Time runs from left to right in either language, from the first post of a chain on, as a logarithm: copies come within
minutes and for days. A point is what was taken in one place of that axis from the account of its line.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log, sqrt
from zoneinfo import ZoneInfo

from tawatur.arabic.zones import city_of_zone
from tawatur.posts import Post
from tawatur.svg import ACCENT, LINE, PALE, WARN, Lang, Pen, element, picture
from tawatur.voices.graph import handles_of
from tawatur.voices.records import Chain, VoiceCount

WIDTH, LABELS, EDGE = 1000, 330, 24
ROW, HEADING, BETWEEN = 26, 40, 14
MAX_CHAINS, MAX_SOURCES, MAX_STEPS = 8, 6, 8
MAX_NAME = 30  # characters
PLACE = 7  # units of the axis that one point stands for
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


@dataclass(frozen=True, slots=True)
class _Line:
    """An account that was copied: who (None: several who were copied seldom), since when, by whom, and when."""

    name: str | None
    begins: float  # seconds behind the first post of the chain
    parent: str | None
    copied: tuple[float, ...]


def draw_chains(posts: Sequence[Post], count: VoiceCount, *, title: str, zone: str, lang: Lang) -> str:
    """The picture of the largest chains; those that do not fit are counted in it.

    Args:
        title: what was asked for.
        zone: IANA name, of the dates.
    """
    times: dict[str, datetime] = {post.post_id: post.posted_at for post in posts if post.posted_at is not None}
    timed = [chain for chain in count.chains if chain.origin in times and chain.links]
    shown = [(chain, _lines(chain, times)) for chain in timed[:MAX_CHAINS]]
    longest = max((at for _, lines in shown for line in lines for at in line.copied), default=0.0)
    sheet = _Sheet(Pen(lang), handles_of(posts), max(longest, 60.0))
    y: float = EDGE + 26
    body = [sheet.pen.text(title, sheet.start_x, EDGE + 14, size=20, weight="600")]
    if shown:
        body += [
            sheet.pen.text(name, x, y + 12, size=11, fill=PALE, anchor="middle") for x, name in sheet.ticks() if name
        ]
        y += 14
    for number, (chain, lines) in enumerate(shown, start=1):
        body.append(sheet.heading(number, chain, times[chain.origin].astimezone(ZoneInfo(zone)), y))
        y += HEADING
        body += sheet.rows(lines, y)
        y += ROW * len(lines) + BETWEEN
    for note in (*sheet.steps(count), *_notes(sheet.pen, zone, count, len(count.chains) - len(shown))):
        body.append(sheet.pen.text(note, sheet.start_x, y + 14, size=12, fill=PALE))
        y += 20
    label = sheet.pen.say(f"من نقل عمن: {title}", f"Who copied whom: {title}")
    return picture(body, width=WIDTH, height=y + EDGE, label=label, pen=sheet.pen)


def _lines(chain: Chain, times: Mapping[str, datetime]) -> list[_Line]:
    """The origin of a chain and those whom most took it from, in order of time; the rest as one line."""
    begin = times[chain.origin]
    begins: dict[str, float] = {}
    source: dict[str, str | None] = {}
    taken: dict[str | None, list[float]] = {chain.origin_account: []}
    seen: set[tuple[str, str | None]] = set()
    for link in chain.links:
        at = times.get(link.post_id)
        if at is None or (link.post_id, link.of_account) in seen or link.account == link.of_account:
            continue
        seen.add((link.post_id, link.of_account))
        seconds = max(0.0, (at - begin).total_seconds())
        taken.setdefault(link.of_account, []).append(seconds)
        if link.account is not None and link.account not in begins:
            begins[link.account], source[link.account] = seconds, link.of_account
    most = [name for name, _ in Counter({name: len(copied) for name, copied in taken.items()}).most_common()]
    kept = [chain.origin_account, *(name for name in most if name not in {None, chain.origin_account})][:MAX_SOURCES]
    begins[chain.origin_account or ""] = 0.0
    lines = [
        _Line(name, begins.get(name or "", 0.0), source.get(name or ""), tuple(sorted(taken[name]))) for name in kept
    ]
    lines = [lines[0], *sorted(lines[1:], key=lambda line: (line.begins, line.name or ""))]
    rest = sorted(at for name, copied in taken.items() if name not in kept for at in copied)
    return [*lines, _Line(None, rest[0], None, tuple(rest))] if rest else lines


class _Sheet:
    """Where things stand: words where the language begins, the axis beside them."""

    def __init__(self, pen: Pen, handles: Mapping[str, str], longest: float) -> None:
        self.pen = pen
        self.start_x = WIDTH - EDGE if pen.lang == "ar" else EDGE
        self._inset = self.start_x + (-14 if pen.lang == "ar" else 14)
        self._handles = handles
        self._longest = longest
        self._left, self._right = (EDGE + 10, WIDTH - LABELS) if pen.lang == "ar" else (LABELS, WIDTH - EDGE - 10)

    def x(self, seconds: float) -> float:
        """Where a time behind the first post of a chain stands."""
        return self._left + (self._right - self._left) * log(1 + seconds / 60) / log(1 + self._longest / 60)

    def ticks(self) -> Iterator[tuple[float, str]]:
        """Places of the axis and their names, far enough from each other; the first one has none."""
        last = self.x(0.0)
        yield last, ""
        for after, arabic, english in _TICKS:
            x = self.x(after.total_seconds())
            if after.total_seconds() <= self._longest and x - last > 58:
                last = x
                yield x, self.pen.say(arabic, english)

    def heading(self, number: int, chain: Chain, first: datetime, y: float) -> str:
        seen = self.pen.say(f"{number}. أول ظهور ", f"{number}. First seen ")
        told = self.pen.say(f" · الحسابات {chain.accounts}", f" · accounts {chain.accounts}")
        told += self.pen.say(f" · النقول {len(chain.links)}", f" · copies {len(chain.links)}")
        return self.pen.text([seen, f"{first:%Y-%m-%d %H:%M}", told], self.start_x, y + 30, size=14, weight="600")

    def rows(self, lines: Sequence[_Line], top: float) -> Iterator[str]:
        for x, _ in self.ticks():
            yield element("line", x1=x, y1=top, x2=x, y2=top + ROW * len(lines), stroke=LINE)
        middle = {line.name: top + ROW * number + ROW / 2 for number, line in enumerate(lines)}
        for number, line in enumerate(lines):
            y, begin = top + ROW * number + ROW / 2, self.x(line.begins)
            colour = WARN if number == 0 else ACCENT
            is_account = line.name is not None or number == 0
            parent = middle.get(line.parent)
            if number and is_account and parent is not None and parent < y:
                yield element("line", x1=begin, y1=parent, x2=begin, y2=y, stroke=LINE, stroke_width=1.5)
            if line.copied:
                end = self.x(line.copied[-1])
                yield element("line", x1=begin, y1=y, x2=end, y2=y, stroke=colour, stroke_opacity="0.35")
            if is_account:
                yield element("rect", x=begin - 5, y=y - 5, width=10.0, height=10.0, fill=colour)
            for place, copies in sorted(Counter(round(self.x(at) / PLACE) for at in line.copied).items()):
                size = min(2.5 + sqrt(copies), ROW / 2)
                title = element("title", self.pen.say(f"النقول {copies}", f"copies {copies}"))
                yield element("circle", title, cx=float(place * PLACE), cy=y, r=size, fill=colour, fill_opacity="0.6")
            yield self._words(line, y, is_first=number == 0)

    def _words(self, line: _Line, y: float, *, is_first: bool) -> str:
        copies = self.pen.say(f" · نُقل عنه {len(line.copied)}", f" · copied {len(line.copied)} times")
        if line.name is not None:
            label = self._label(line.name)
        elif is_first:
            label = self.pen.say("بلا صاحب معروف", "no author named")
        else:
            label, copies = self.pen.say("غيرهم", "others"), copies.replace("عنه", "عنهم")
        first = [self.pen.say("أول من نشر هنا: ", "first here: ")] if is_first else []
        return self.pen.text([*first, label, copies], self._inset, y + 5, size=13)

    def _label(self, account: str) -> str:
        handle = self._handles.get(account)
        label = f"@{handle}" if handle else account
        return label if len(label) <= MAX_NAME else f"{label[:MAX_NAME]}…"

    def steps(self, count: VoiceCount) -> Iterator[list[str]]:
        """Lines of words that name the accounts in step."""
        for merge in [merge for merge in count.merges if merge.reason == "in-step"][:MAX_STEPS]:
            shown = merge.accounts[:MAX_SOURCES]
            names = [piece for name in shown for piece in (self._label(name), " · ")][:-1]
            more = [f" +{len(merge.accounts) - len(shown)}"] if len(merge.accounts) > len(shown) else []
            yield [self.pen.say("تنشر متزامنة مرة بعد مرة: ", "Repeatedly post in step: "), *names, *more]


def _notes(pen: Pen, zone: str, count: VoiceCount, left_out: int) -> Iterator[str]:
    yield pen.say(
        "كل سطر حساب نُقل عنه؛ المربع أول ما نشره، والدائرة نقول عنه. الزمن منذ أول ظهور، لوغاريتميا.",
        "Each line: an account that was copied; the square is its beginning, circles are copies. Logarithmic time.",
    )
    where = city_of_zone(zone, lang=pen.lang)
    yield pen.say(
        f"التواريخ بتوقيت {where}. الأصوات المستقلة بحسب ما نراه: {count.headline} من {count.accounts} حسابا. "
        "النقل دليل على مصدر مشترك لا على خداع.",
        f"Dates in {where}. Independent voices by what we can see: {count.headline} of {count.accounts} accounts. "
        "A copy tells of a common source, not of a deceit.",
    )
    if left_out > 0:
        yield pen.say(f"سلاسل لم تُرسم: {left_out}.", f"Chains not drawn: {left_out}.")
