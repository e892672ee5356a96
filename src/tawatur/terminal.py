"""What the commands print: plain logical text for pipes, isolated and coloured text for a terminal."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from tawatur.arabic.display import isolate, make_showable
from tawatur.arabic.tokens import Span
from tawatur.check.article import Article
from tawatur.check.records import SEVERITIES, Checked, Finding, Severity
from tawatur.claims.grouping import ClaimGroup
from tawatur.forecasts.ledger import Standing
from tawatur.forecasts.scoring import MIN_SCORED, Scores
from tawatur.timeline.wording import describe, event_word, place_word

Lang = Literal["ar", "en"]
MAX_SNIPPET = 90  # characters of the text shown under a finding
_EXACT = ((360, len("2024")), (28, len("2024-12")), (1, len("2024-12-05")))  # days of a time -> what is shown of it
SEVERITY_WORDS: dict[Lang, dict[Severity, str]] = {
    "ar": {"error": "خطأ", "warning": "تنبيه", "info": "معلومة"},
    "en": {"error": "error", "warning": "warning", "info": "note"},
}
REMEMBERED = ("forecast.scope", "forecast.window")  # codes whose advice is to keep the forecast in the ledger
SEVERITY_SIGNS: dict[Severity, str] = {"error": "✗", "warning": "!", "info": "·"}
_COLOURS: dict[Severity, str] = {"error": "31;1", "warning": "33", "info": "36"}
_CHANGE_AR = {
    "added": "إضافة", "dated": "تأريخ المهلة", "criterion": "معيار", "resolved": "نتيجة", "undone": "إلغاء",
}  # fmt: skip
_STATUS_AR = {
    "vague": "بلا مهلة محددة",
    "open": "لم يُحسم",
    "resolved": "محسوم",
    "yes": "تحقق",
    "no": "لم يتحقق",
    "ambiguous": "ملتبس",
}
_DIRECTION_AR = {
    "will happen": "سيحدث",
    "will not happen": "لن يحدث",
    "may happen": "قد يحدث",
}
_FORM_AR = {"quoted": "اقتباس", "unquoted": "كلام مباشر", "indirect": "غير مباشر", "mixed": "مختلط"}


class Printer:
    """Turns records into lines for one kind of output.

    Args:
        is_terminal: isolate every foreign run, so that a bidi terminal keeps the columns.
        has_colour: emphasise severities.
    """

    def __init__(self, lang: Lang, *, is_terminal: bool, has_colour: bool) -> None:
        self.lang = lang
        self.is_terminal = is_terminal
        self.has_colour = has_colour

    def shown(self, text: str, *, left_to_right: bool = False) -> str:
        """Foreign text, safe on this output."""
        flat = " ".join(text.split())
        return isolate(flat, left_to_right=left_to_right) if self.is_terminal else make_showable(flat).text

    def _colour(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.has_colour else text

    def _say(self, arabic: str, english: str) -> str:
        return arabic if self.lang == "ar" else english

    def check_lines(self, checked: Checked, name: str) -> Iterator[str]:
        """The findings of an article, most important first."""
        counts = Counter(finding.severity for finding in checked.findings)
        speakers = sum(row.name is not None for row in checked.speakers)
        told = self._say("، ", ", ").join(
            f"{counts[severity]} {SEVERITY_WORDS[self.lang][severity]}" for severity in SEVERITIES if counts[severity]
        )
        yield self._say(
            f"{self.shown(name, left_to_right=True)}: التصريحات {len(checked.statements)}، المتحدثون {speakers}، "
            f"الملاحظات {len(checked.findings)}" + (f" ({told})" if told else ""),
            f"{self.shown(name, left_to_right=True)}: {len(checked.statements)} statements, {speakers} speakers, "
            f"{len(checked.findings)} findings" + (f" ({told})" if told else ""),
        )
        lines = [match.start() for match in re.finditer("\n", checked.text)]
        for number, finding in enumerate(checked.findings, start=1):
            yield ""
            yield from self._finding_lines(number, finding, checked.text, lines)

    def _finding_lines(self, number: int, finding: Finding, text: str, lines: Sequence[int]) -> Iterator[str]:
        sign = self._colour(SEVERITY_SIGNS[finding.severity], _COLOURS[finding.severity])
        word = self._colour(SEVERITY_WORDS[self.lang][finding.severity], _COLOURS[finding.severity])
        yield f"{number:>3} {sign} {finding.code}  {word}"
        yield f"      {self.shown(self._say(finding.message_ar, finding.message_en))}"
        snippets = [self._place(text, span, bisect_left(lines, span[0]) + 1) for span in finding.spans[:4]]
        more = len(finding.spans) - len(snippets)
        yield f"      {' | '.join(snippets)}" + (f" (+{more})" if more else "")
        yield f"      → {self.shown(self._say(finding.action_ar, finding.action_en))}"
        if finding.code in REMEMBERED:
            yield "        tawatur ledger add ARTICLE"

    def _place(self, text: str, span: Span, line: int) -> str:
        words = " ".join(text[slice(*span)].split())
        words = words if len(words) <= MAX_SNIPPET else f"{words[:MAX_SNIPPET].rsplit(' ', 1)[0]}…"
        return f"{self._say('سطر', 'line')} {line}: {self.shown(words)}"

    def read_lines(self, article: Article) -> Iterator[str]:
        """The statements of an article as a person likes to read them."""
        for number, statement in enumerate(article.statements, start=1):
            link = article.link_of(statement)
            posted_at = f"{article.local(link.posted_at):%Y-%m-%d %H:%M}" if link and link.posted_at else None
            speaker = (
                self.shown(statement.speaker) if statement.speaker else self._say("قائل غير معروف", "unattributed")
            )
            role = f" ({self.shown(statement.role)})" if statement.role else ""
            handle = f" {self.shown(statement.handle, left_to_right=True)}" if statement.handle else ""
            if statement.handle_written and statement.handle_written != statement.handle:
                written = self.shown(statement.handle_written, left_to_right=True)
                handle += f" ({self._say('في النص', 'in the text')} {written})"
            zone = f"{self._say('بتوقيت', 'in')} {article.zone_name(self.lang)}"
            when = f" · {self.shown(posted_at, left_to_right=True)} {zone}" if posted_at else ""
            cue = f" · {self.shown(statement.cue)}" if statement.cue else ""
            form = self._say(_FORM_AR[statement.form], statement.form)
            yield f"{number:>3} {self._colour(speaker, '1')}{role}{handle}{when}{cue} · {form}"
            yield f"      {self.shown(statement.quote)}"
            if statement.url:
                yield f"      {self.shown(statement.url, left_to_right=True)}"
            yield ""

    def timeline_lines(self, groups: Sequence[ClaimGroup], zone: str) -> Iterator[str]:
        """Groups of claims by time: numbers first, words last, contradictions marked with who is contradicted.

        The second line of each begins with its id.
        """
        numbers = {group.id: number for number, group in enumerate(groups, start=1)}
        local = ZoneInfo(zone)
        if groups:
            yield self._say(f"    الوقت ({zone})  أصوات/نصوص", f"    time ({zone})    voices/texts")
        for group in groups:
            when = _told_time(group, local)
            others = ",".join(str(numbers[each.other]) for each in group.contradictions if each.other in numbers)
            mark = self._colour(f" \N{NOT EQUAL TO}{others}", "33") if others else ""
            where = (
                self.shown(place_word(group.place) if self.lang == "ar" else group.place.name) if group.place else "-"
            )
            told = describe(group, self.lang)
            event = self.shown(event_word(group.event, group.about, self.lang))
            claim = group.claims[0]
            who = claim.speaker or (
                f"@{claim.origin.handle}" if claim.origin.handle else claim.origin.voice or claim.origin.name
            )
            counts = f"{group.voices:>4}/{group.origins:<4}"
            yield f"{numbers[group.id]:>3} {when} {counts}{mark} {where} · {event}" + (
                f": {self.shown(told)}" if told else ""
            )
            yield f"    {group.id}  {self.shown(who)}: {self.shown(_shortened(claim.text))}"

    def ledger_lines(self, standings: Sequence[Standing], zone: str) -> Iterator[str]:
        """Forecasts as they stand: id, window and outcome first, then who said what, its readings and criteria."""
        local = ZoneInfo(zone)

        def told(moment: datetime | None) -> str:
            return f"{moment.astimezone(local):%Y-%m-%d %H:%M}" if moment else "-"

        for standing in standings:
            entry = standing.entry
            status = standing.outcome or standing.status
            word = self._colour(_STATUS_AR[status] if self.lang == "ar" else status, "1")
            if not entry.is_measurable:
                window = self._say("بلا مهلة محددة", "no deadline")
            elif entry.is_undated:
                window = self._say("مهلة لا يُعرف من أين تُحسب", "a deadline that nothing dates")
            else:
                window = f"{told(entry.start)} … {told(entry.end)} {zone}"
            yield f"{entry.id}  {window}" if status == "vague" else f"{entry.id}  {window}  {word}"
            band = entry.probability
            likely = f" · {self.shown(entry.likelihood_words)}" if entry.likelihood_words else ""
            if band is not None:
                assumed = self._say("مفترض", "assumed") if band.is_assumed else self._say("مذكور", "stated")
                likely += f" [{band.low:.0%}-{band.high:.0%} {assumed}]"
            who = self.shown(entry.speaker) if entry.speaker else self._say("قائل غير معروف", "unattributed")
            window = f" · {self.shown(entry.window_words)}" if entry.window_words else ""
            direction = self._say(_DIRECTION_AR[entry.direction], entry.direction)
            yield f"      {who} · {direction}{window}{likely}"
            for number, reading in enumerate(entry.readings):
                sign = f"{number + 1}. " if len(entry.readings) > 1 else ""
                yield f"      {sign}{self.shown(_shortened(reading))}"
                criterion, resolution = standing.criteria.get(number), standing.resolutions.get(number)
                if criterion is not None:
                    late = entry.end is not None and criterion.at >= entry.end
                    note = self._say("، كُتب بعد المهلة", ", written after the window") if late else ""
                    name = f"{self._say('المعيار', 'criterion')}{note}"
                    yield f"         {told(criterion.at)} {name}: {self.shown(criterion.text)}"
                if resolution is not None:
                    outcome = self._say(_STATUS_AR[resolution.outcome], resolution.outcome)
                    sources = " ".join(self.shown(source, left_to_right=True) for source in resolution.sources)
                    yield f"         {told(resolution.at)} {outcome}: {sources}"

    def history_lines(self, standing: Standing, zone: str) -> Iterator[str]:
        """Every change of a forecast in order: when, its id, what it was."""
        for change in standing.changes:
            word = self._say(_CHANGE_AR[change.kind], change.kind)
            undone = "" if change.uid in standing.live else self._say(" (أُلغي)", " (undone)")
            reading, body = change.body.get("reading"), change.body
            which = self._say(f"القراءة {reading + 1}: ", f"reading {reading + 1}: ") if reading is not None else ""
            told = str(body.get("text") or body.get("end") or body.get("change", "")[:12])
            if change.kind == "resolved":
                told = " ".join([self._say(_STATUS_AR[body["outcome"]], body["outcome"]), *body["sources"]])
            at = change.at.astimezone(ZoneInfo(zone))
            yield f"      {at:%Y-%m-%d %H:%M:%S} {change.uid[:12]}  {word}{undone}  {which}{self.shown(told)}".rstrip()

    def score_lines(self, scores: Scores, source: str) -> Iterator[str]:
        """Scores: all together, then the speakers with enough forecasts, then what is not shown or not scored."""
        for score in (scores.total, *scores.speakers):
            name = self.shown(score.speaker) if score.speaker else self._say("الجميع", "all")
            rate = f"{score.hit_rate:.0%} [{score.low:.0%}-{score.high:.0%}]" if score.hit_rate is not None else "-"
            error = (
                f"{score.brier:.3f} [{score.brier_low:.3f}-{score.brier_high:.3f}] ({score.with_probability})"
                if score.brier is not None
                else "-"
            )
            yield (f"{score.hits:>4}/{score.scored:<4} {rate:>14}  Brier {error}  {name}")
        total = scores.total
        yield self._say(
            f"لم يُحسب: بلا مهلة محددة {total.vague}، بلا نتيجة بعد {total.open}، ملتبس {total.ambiguous}، "
            f"بلا اتجاه {total.hedged}؛ متحدثون دون {MIN_SCORED} توقعات محسوبة لا يُعرضون: {scores.hidden}",
            f"not scored: {total.vague} vague, {total.open} open, {total.ambiguous} ambiguous, {total.hedged} hedged; "
            f"speakers under {MIN_SCORED} scored forecasts, not shown: {scores.hidden}",
        )
        if total.late:
            yield self._say(
                f"محسوبة بمعيار كُتب بعد المهلة: {total.late}",
                f"scored by a criterion written after the window: {total.late}",
            )
        if total.assumed:
            yield self._say(
                f"احتمالات مفترضة من الألفاظ: {total.assumed}، وفق {source}",
                f"probabilities assumed from words: {total.assumed}, by {source}",
            )


def _told_time(group: ClaimGroup, zone: ZoneInfo) -> str:
    """When a group first appears, no more exactly than its words say it (the year of "last year"); 16 characters."""
    claim, moment, length = group.claims[0], group.first_at, len("2024-12-05 17:00")
    if moment is None:
        return "-".rjust(length)
    kept = length
    if moment == claim.start != claim.said_at and claim.end is not None:
        days = (claim.end - claim.start) / timedelta(days=1)
        kept = next((kept for least, kept in _EXACT if days >= least), length)
        if kept < length:
            moment += timedelta(hours=12)  # the same day in zones around that of the text
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"[:kept].ljust(length)


def _shortened(text: str) -> str:
    return text if len(text) <= MAX_SNIPPET else f"{text[:MAX_SNIPPET].rsplit(' ', 1)[0]}…"
