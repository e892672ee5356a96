"""Trends and voices as a person likes to read them: numbers first, Arabic last (specs/desk.md, "Terminal")."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from tawatur.trends.wording import FLOODS, REASONS, RETURNS, STATES, WARNINGS, strength_words, tell_precedent
from tawatur.voices.graph import handles_of

if TYPE_CHECKING:
    from tawatur.pipeline import TagVoices
    from tawatur.posts import Post
    from tawatur.terminal import Printer
    from tawatur.trends.records import Trend
    from tawatur.voices import Chain, Step, VoiceCount

MAX_LABEL = 60  # characters of a tag in a table
MAX_MERGES, MAX_STEPS, MAX_FLOODS, MAX_CHAINS, MAX_NAMED = 10, 5, 5, 5, 6
MAX_PRECEDENTS = 2


class TrendText:
    """Lines for one output, one language and one time zone (None: UTC)."""

    def __init__(self, printer: Printer, zone: str | None) -> None:
        self._printer = printer
        self._zone = ZoneInfo(zone) if zone else UTC
        self._zone_name = zone or "UTC"

    def _say(self, words: tuple[str, str]) -> str:
        return words[0] if self._printer.lang == "ar" else words[1]

    def _when(self, moment: datetime | None) -> str:
        return f"{moment.astimezone(self._zone):%Y-%m-%d %H:%M}" if moment is not None else "-"

    def trend_lines(self, trends: Sequence[Trend]) -> Iterator[str]:
        """A table, and below it what limits its numbers."""
        if not trends:
            return
        header = (
            "#", "S*", self._say(("أصوات", "voices")), self._say(("حسابات", "accounts")),
            self._say(("منشورات", "posts")), f"{self._say(('البداية', 'started'))} ({self._zone_name})",
            self._say(("الحال", "state")), self._say(("القوة", "strength")), self._say(("الوسم", "tag")),
        )  # fmt: skip
        rows = [header, *(self._row(number, trend) for number, trend in enumerate(trends, start=1))]
        widths = [max(_width(row[column]) for row in rows) for column in range(len(header) - 1)]
        for row in rows:
            numbers = [_pad(cell, width, left=True) for cell, width in zip(row[:5], widths[:5], strict=True)]
            words = [self._isolated(_pad(cell, width)) for cell, width in zip(row[5:8], widths[5:], strict=True)]
            yield "  ".join((*numbers, *words, self._printer.shown(row[8]))).rstrip()
        yield from self._precedent_lines(trends)
        yield from self._warning_lines(trends)

    def _row(self, number: int, trend: Trend) -> tuple[str, ...]:
        more = len(trend.families) - 1
        state = RETURNS[trend.returns] if trend.returns else STATES[trend.state]
        return (
            str(number),
            f"{trend.score:.1f}" if trend.score is not None else "-",
            _number(trend.voices.headline),
            _number(trend.accounts),
            str(trend.posts),
            self._when(trend.started_at),
            self._say(state),
            self._say(strength_words(trend.score) or ("-", "-")),
            f"#{_shortened(trend.label)}" + (f" +{more}" if more else ""),
        )

    def _isolated(self, text: str) -> str:
        return self._printer.shown(text) + " " * (len(text) - len(text.rstrip()))

    def _precedent_lines(self, trends: Sequence[Trend]) -> Iterator[str]:
        """The best precedents of each trend, by its number in the table."""
        if any(trend.precedents for trend in trends):
            yield ""
            yield self._say(("ما صعد من قبل:", "What rose before:"))
        for number, trend in enumerate(trends, start=1):
            for each in trend.precedents[:MAX_PRECEDENTS]:
                told = self._printer.shown(tell_precedent(each, self._printer.lang))
                yield f"  {number:>3}  {self._printer.shown(f'#{_shortened(each.label)}')}: {told}"

    def _warning_lines(self, trends: Sequence[Trend]) -> Iterator[str]:
        rows: dict[str, list[str]] = {}
        for number, trend in enumerate(trends, start=1):
            for warning in trend.warnings:
                rows.setdefault(warning, []).append(str(number))
        if rows:
            yield ""
        for name, words in WARNINGS.items():
            if name in rows:
                which = self._say(("الكل", "all")) if len(rows[name]) == len(trends) else ", ".join(rows[name])
                yield f"! {which}: {self._say(words)}"

    def voice_lines(self, tag: str, found: TagVoices) -> Iterator[str]:
        """A tag and its family, and who stands behind it."""
        yield self._printer.shown(f"#{tag.lstrip('#')}")
        members = " ".join(f"#{member}" for member in found.family.members)
        yield f"  {self._say(('الصيغ', 'spellings'))}: {self._printer.shown(members[:400])}"
        yield from self.count_lines(found.posts, found.count)

    def count_lines(self, posts: Iterable[Post], count: VoiceCount) -> Iterator[str]:
        """How many voices stand behind some posts, why they are no more, and who copied whom."""
        handles = handles_of(posts)
        if count.stand_ins == count.accounts:
            yield f"  {self._say(('المنشورات', 'posts'))}: {count.posts}"
            yield f"  ! {self._say(WARNINGS['no-authors'])}"
            return
        yield (
            f"  {self._say(('المنشورات', 'posts'))}: {count.posts} "
            f"({self._say(('منها معاد نشره', 'reposts'))}: {count.reposts})"
        )
        yield f"  {self._say(('الحسابات', 'accounts'))}: {count.accounts}"
        yield (
            f"  {self._say(('أصوات مستقلة بحسب ما نراه', 'independent voices by what we can see'))}: {count.headline}"
            f" ({self._say(('الحد الأدنى', 'lower bound'))}: {count.low} · "
            f"{self._say(('الحد الأعلى', 'upper bound'))}: {count.high})"
        )
        if count.stand_ins:
            yield f"  ! {self._say(WARNINGS['some-without-author'])}: {count.stand_ins}"
        if count.merges:
            yield ""
            yield self._say(("ما جمع في صوت واحد، ولماذا:", "What was counted as one, and why:"))
        for merge in count.merges[:MAX_MERGES]:
            names = self._names(merge.accounts, handles)
            yield f"  {len(merge.accounts):>5}  {self._say(REASONS[merge.reason])}: {names}"
        yield from self._more(len(count.merges) - MAX_MERGES)
        for step in count.steps[:MAX_STEPS]:
            yield f"         {self._step(step, handles)}"
        yield from self._more(len(count.steps) - MAX_STEPS)
        if count.floods:
            yield ""
            yield self._say(("ما يعده الحد الأدنى صوتا واحدا:", "What the lower bound counts as one:"))
        for flood in count.floods[:MAX_FLOODS]:
            yield f"  {len(flood.accounts):>5}  {self._say(FLOODS[flood.kind])}, {self._when(flood.start)}"
        yield from self._more(len(count.floods) - MAX_FLOODS)
        if count.chains:
            yield ""
            yield self._say(("من نشر أولا، وعمن نقل أكثر الناس:", "Who had it first, and whom most copied:"))
        for chain in count.chains[:MAX_CHAINS]:
            yield f"  {chain.accounts:>5}  {self._chain(chain, handles)}"
        yield from self._more(len(count.chains) - MAX_CHAINS)

    def _name(self, account: str, handles: Mapping[str, str]) -> str:
        """An account as a person knows it: by its handle where any post gives one."""
        return self._printer.shown(f"@{handles[account]}" if account in handles else account, left_to_right=True)

    def _names(self, accounts: Sequence[str], handles: Mapping[str, str]) -> str:
        names = ", ".join(self._name(account, handles) for account in accounts[:MAX_NAMED])
        more = len(accounts) - MAX_NAMED
        return f"{names} +{more}" if more > 0 else names

    def _step(self, step: Step, handles: Mapping[str, str]) -> str:
        """What shows that two accounts post in step."""
        names = " · ".join(self._name(account, handles) for account in step.accounts)
        how_often = self._say(
            (
                f"الشيء نفسه في دقيقة واحدة، مرات ذلك {step.occasions}، والأشياء {step.things}",
                f"the same within a minute on {step.occasions} occasions, {step.things} things",
            )
        )
        return f"{names}: {how_often}, p = {step.chance:.1g}, {self._when(step.known_at)}"

    def _chain(self, chain: Chain, handles: Mapping[str, str]) -> str:
        origin = self._name(chain.origin_account or chain.origin, handles)
        if chain.common_link is None:
            return f"{self._say(('أولها', 'first'))}: {origin}"
        link = self._name(chain.common_link, handles)
        return (
            f"{self._say(('أولها', 'first'))}: {origin} · {self._say(('نقل أكثرها عن', 'most copied'))}: {link} "
            f"({chain.copies})"
        )

    def _more(self, left: int) -> Iterator[str]:
        if left > 0:
            yield f"  … {self._say((f'و{left} غيرها؛ --json يعطيها كلها', f'and {left} more; --json gives all'))}"


def _shortened(label: str) -> str:
    return label if len(label) <= MAX_LABEL else f"{label[:MAX_LABEL]}…"


def _number(value: int | None) -> str:
    return "-" if value is None else str(value)


def _width(text: str) -> int:
    """Cells that a text takes in a terminal: marks take none, wide letters two."""
    return sum(
        0
        if unicodedata.category(character) in {"Mn", "Me", "Cf"}
        else 2
        if unicodedata.east_asian_width(character) in "WF"
        else 1
        for character in text
    )


def _pad(text: str, width: int, *, left: bool = False) -> str:
    space = " " * (width - _width(text))
    return space + text if left else text + space
