"""The page of a checked article: one self-contained HTML file that needs no server and asks for nothing.

The text stands as it was given; what was found stands beside it. Spans overlap and nest in any way, so the text is
cut at every border and each piece names the statements and findings that cover it (`data-s`, `data-f`): the small
script only ever adds a class to pieces. Without the script, links between cards and pieces do the same.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Literal

from tawatur.arabic.display import JOINERS, make_showable
from tawatur.arabic.tokens import Span
from tawatur.check.conflicts import STATE_WORDS
from tawatur.check.records import SEVERITIES, Checked, Finding, Severity, SpeakerRow, TimelineEvent
from tawatur.forecasts import Forecast, Window
from tawatur.markup import (
    LTR_RUN,
    Clock,
    Direction,
    Lang,
    Words,
    make_environment,
    make_policy,
    make_style,
    read_template,
)
from tawatur.statements import Statement
from tawatur.statements.spans import SpanIndex

HUES = 8  # colours of speakers in check.css; the ninth speaker has the first colour again, and his own letter
MOST = 300  # findings, forecasts, claims on one page: with 3,032 findings Chromium took 28 s to open it
MOST_EVENTS = 60  # dots and bars that a drawing of the timeline has room for
FAR = 90  # code points between a speaker's name and his cue from which a reader has to look for the name
SNIPPET = 72  # code points of a span quoted in a card
LONG = 120  # code points from which a finding's span is underlined with a thin line
NAME = 28  # code points of a name in a link inside a line of the article
_WORD_TAIL = 40  # a number mark is put behind the word it falls in, but never further than this


def render_check(checked: Checked, *, lang: Lang = "ar", title: str, note: str | None = None, version: str) -> str:
    """The page of a checked article as HTML text, fonts, style and script inside.

    `lang` is the language of the page; the article keeps its own. `note` is shown as a banner (an invented example).

    Raises: InputError if `checked.zone` is not a zone that this machine knows.
    """
    style, script = make_style("frame.css", "check.css"), read_template("check.js")
    return make_environment().get_template("check.html").render(
        layout="frame.html", **check_values(checked, Words(lang), title=title, note=note, version=version),
        style=style, script=script, policy=make_policy(style, script),
    )  # fmt: skip


def check_values(
    checked: Checked, words: Words, *, title: str, note: str | None = None, version: str
) -> dict[str, object]:
    """What check.html shows of an article, whatever the layout around it.

    Raises: InputError if `checked.zone` is not a zone that this machine knows.
    """
    lang = words.lang
    counts = [(severity, sum(f.severity == severity for f in checked.findings)) for severity in SEVERITIES]
    checked, left_out = _leave_out(checked)
    clock = make_clock(checked, words)
    speakers = _Speakers(checked, words)
    paragraphs = _lay_out_text(checked, words, speakers)
    pieces = (piece for paragraph in paragraphs for run in paragraph.runs for piece in run.pieces)
    return {
        "t": words,
        "lang": lang,
        "side": "rtl" if lang == "ar" else "ltr",
        "title": title,
        "note": note,
        "version": version,
        "clock": clock,
        "speakers": speakers,
        "statements": checked.statements,
        "paragraphs": paragraphs,
        "anchors": {piece.target for piece in pieces if piece.kind == "at"},
        "cards": [_card(checked, number, lang) for number in range(1, len(checked.findings) + 1)],
        "counts": counts,
        "left_out": left_out,
        "stripped": make_showable(checked.text).stripped,
        "drawing": _draw_timeline(checked, words, clock, speakers) if checked.timeline else None,
        "events": _event_rows(checked, lang, clock, speakers),
        "untimed": _untimed(checked, speakers),
        "forecasts": _forecast_rows(checked, words, clock, speakers),
        "claims": _claim_rows(checked, words, clock, speakers),
    }


def _leave_out(checked: Checked) -> tuple[Checked, int]:
    """What of a very long article a browser can show at once, and how many findings, events… that leaves out.

    The findings come most important first, so those left out are the least.
    """
    shown = replace(
        checked,
        findings=checked.findings[:MOST],
        timeline=checked.timeline[:MOST_EVENTS],
        forecasts=checked.forecasts[:MOST],
        claims=checked.claims[:MOST],
    )
    parts = ("findings", "timeline", "forecasts", "claims")
    return shown, sum(len(getattr(checked, part)) - len(getattr(shown, part)) for part in parts)


# --- times, speakers ----------------------------------------------------------------------------------------------


def make_clock(checked: Checked, words: Words) -> Clock:
    """The clock of a page: in the zone of the check."""
    times = [event.start for event in checked.timeline] + [t for row in checked.speakers for t in row.said_at]
    return Clock(checked.zone, words, times)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """How one speaker is shown: a letter and one of eight colours, never the colour alone; `target`: id of his row."""

    letter: str
    css: str
    name: str
    target: str


class _Speakers:
    """The tag of every statement's speaker, and the rows of the table."""

    def __init__(self, checked: Checked, words: Words) -> None:
        letters = words("letters")
        has_nobody = any(row.name is None for row in checked.speakers)
        self.nobody = Tag(
            letter=words("unattributed.mark"),
            css="h0",
            name=words("unattributed"),
            target="speaker-0" if has_nobody else "speakers",
        )
        self.table: list[tuple[Tag, SpeakerRow]] = []
        self.by_statement = [self.nobody] * len(checked.statements)
        self._quotes = [statement.quote_span for statement in checked.statements]
        self._statements = SpanIndex(self._quotes)
        self.named = 0
        for row in checked.speakers:
            tag = self.nobody
            if row.name is not None:
                again, place = divmod(self.named, len(letters))
                self.named += 1
                tag = Tag(
                    letter=letters[place] + (str(again + 1) if again else ""),
                    css=f"h{(self.named - 1) % HUES + 1}",
                    name=row.name,
                    target=f"speaker-{self.named}",
                )
            self.table.append((tag, row))
            for statement in row.statements:
                self.by_statement[statement] = tag

    def of_span(self, spans: Sequence[Span]) -> Tag | None:
        """The speaker of the shortest statement that a span stands in; else of one that stands in the span."""
        for span in spans:
            touching = self._statements.touching(span)
            around = [number for number in touching if self._quotes[number][1] >= span[1]]
            within = [number for number in around if self._quotes[number][0] <= span[0]]
            if touching:
                return self.by_statement[(within or touching)[0]]
        return None


# --- the text, cut at every border --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One thing in a line of the article.

    Attributes:
        kind: "text"; "hidden" (characters that cannot be shown: `text` names them); "at" (an anchor);
            "ref" (number of a finding), "who" (letter of a speaker), "carry" (back to where the speaker is named).
        text: what to show, safe; the template escapes it.
        css: class names.
        target: id of an anchor, fragment of a link.
        label: what a link says to a screen reader.
        statements, findings: numbers of what covers a text, shortest span first, with a space between them.
    """

    kind: Literal["text", "hidden", "at", "ref", "who", "carry"]
    text: str = ""
    css: str = ""
    target: str = ""
    label: str = ""
    statements: str = ""
    findings: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Pieces in one direction: a link or a handle is its own left-to-right run, however it is cut."""

    is_ltr: bool
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """One line of the text as given; `is_link` when nothing but a link stands in it."""

    direction: Direction
    is_link: bool
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class _Mark:
    """A stretch of the text that something is to be shown on."""

    kind: Literal["statement", "finding", "cue", "name"]
    index: int
    start: int
    end: int


def _lay_out_text(checked: Checked, words: Words, speakers: _Speakers) -> tuple[Paragraph, ...]:
    """The article paragraph by paragraph, cut at every border of a statement, finding, cue, name or link."""
    text = checked.text
    fit = _Fitter(text)
    marks: list[_Mark] = []
    before: defaultdict[int, list[Piece]] = defaultdict(list)  # stands in front of the text that begins there
    after: defaultdict[int, list[Piece]] = defaultdict(list)  # stands behind the text that ends there
    anchors: dict[str, int] = {}

    def put_mark(kind: Literal["statement", "finding", "cue", "name"], index: int, span: Span | None) -> _Mark | None:
        fitted = fit(span) if span is not None else None
        if fitted is None:
            return None
        mark = _Mark(kind, index, *fitted)
        marks.append(mark)
        return mark

    for number, finding in enumerate(checked.findings, start=1):
        word = words(f"severity.{finding.severity}")
        for place, span in enumerate(finding.spans, start=1):
            mark = put_mark("finding", number, span)
            if mark is None:
                continue
            anchors[f"f{number}-{place}"] = mark.start
            label = words("ref", severity=word, number=number)
            after[fit.word_end(mark.end)].append(
                Piece(kind="ref", text=str(number), css=finding.severity, target=f"f{number}", label=label)
            )
    for index, statement in enumerate(checked.statements):
        tag = speakers.by_statement[index]
        cue = put_mark("cue", index, statement.cue_span)
        named = put_mark("name", index, statement.speaker_span)
        if named:
            anchors[f"n{named.start}"] = named.start
        quoted = put_mark("statement", index, statement.quote_span)
        if quoted:
            anchors[f"s{index + 1}"] = quoted.start
            label = words("who", name=make_showable(tag.name).text)
            before[quoted.start].append(Piece(kind="who", text=tag.letter, css=tag.css, target=tag.target, label=label))
        if named and cue and is_carried(text, statement):
            name = shorten(statement.speaker_mention or statement.speaker or "", NAME)
            label = words("carry", name=name)
            after[fit.word_end(cue.end)].insert(
                0, Piece(kind="carry", text=name, css=tag.css, target=f"n{named.start}", label=label)
            )
    for name, span in _other_anchors(checked):
        fitted = fit(span)
        if fitted:
            anchors[name] = fitted[0]
    for name, place in anchors.items():
        before[place].insert(0, Piece(kind="at", target=name))

    severities = {number: finding.severity for number, finding in enumerate(checked.findings, start=1)}
    painter = _Painter(text=text, tags=tuple(speakers.by_statement), severities=severities)
    cuts = sorted({*before, *after, *(mark.start for mark in marks), *(mark.end for mark in marks)})
    mark_index = SpanIndex([(mark.start, mark.end) for mark in marks])
    paragraphs = []
    for start, end in _paragraph_spans(text):
        inside = [marks[number] for number in sorted(mark_index.touching((start, end)))]
        borders = cuts[bisect_right(cuts, start) : bisect_left(cuts, end)]
        segments = _cut((start, end), fit, inside, borders)
        paragraphs.append(_lay_out_paragraph((start, end), painter, segments, before, after))
    return tuple(paragraphs)


def is_carried(text: str, statement: Statement) -> bool:
    """Whether a reader has to look back for the speaker: the verb has no subject, or the name is far from it."""
    if statement.cue_span is None or statement.speaker_span is None:
        return False
    name_end, cue_start = statement.speaker_span[1], statement.cue_span[0]
    if name_end > cue_start:
        return False
    between = text[name_end:cue_start]
    return "carried" in statement.rule or len(between) > FAR or len(between.splitlines()) > 1


def _other_anchors(checked: Checked) -> Iterator[tuple[str, Span]]:
    """Places that the tables link to: timeline events, forecasts, claims."""
    for number, event in enumerate(checked.timeline, start=1):
        if event.spans:
            yield f"t{number}", event.spans[0]
    for number, forecast in enumerate(checked.forecasts, start=1):
        yield f"fc{number}", forecast.span
    for number, claim in enumerate(checked.claims, start=1):
        yield f"c{number}", claim.span


class _Fitter:
    """Moves the ends of a span to where the text can be cut: inside a paragraph, never between a letter and its marks.

    A mark cut off from its letter would be drawn on nothing, and each piece of a pile of marks would count as short.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.settled = list(range(len(text) + 1))  # the nearest place at or behind this one where a cut is clean
        kinds = {character: _kind_in_pile(character) for character in set(text)}
        run_end, has_mark = len(text), False  # of the run of marks, joiners, hidden characters that `place` stands in
        for place in range(len(text) - 1, -1, -1):
            kind = kinds[text[place]]
            if kind == "mark":
                has_mark = True
            elif kind == "base":
                run_end, has_mark = place, False
            if has_mark:
                self.settled[place] = run_end

    def __call__(self, span: Span) -> Span | None:
        """The span as it can be marked; the letter beside it when it holds only spaces; None in an empty text."""
        text, size = self.text, len(self.text)
        start, end = (min(max(place, 0), size) for place in span)
        while start < end and text[start].isspace():
            start += 1
        while start < end and text[end - 1].isspace():
            end -= 1
        if start >= end:
            start, end = self._beside(start)
            if start == end:
                return None
        end = self.settled[end]
        first = self.settled[start]
        while first < end and text[first].isspace():
            first += 1
        if first < end:
            return first, end
        while start > 0 and self.settled[start] != start:  # nothing but marks: show them on their letter
            start -= 1
        return (start + 1 if text[start].isspace() else start), end

    def word_end(self, place: int) -> int:
        """Where the word that `place` falls in ends: a number mark inside a word would tear its letters apart."""
        text = self.text
        end = place
        while end < len(text) and end - place < _WORD_TAIL and end > 0 and _joins(text[end - 1]) and _joins(text[end]):
            end += 1
        return self.settled[end]

    def _beside(self, place: int) -> Span:
        left = place
        while left > 0 and self.text[left - 1].isspace():
            left -= 1
        if left:
            return left - 1, left
        right = place
        while right < len(self.text) and self.text[right].isspace():
            right += 1
        return right, min(right + 1, len(self.text))


def _kind_in_pile(character: str) -> Literal["mark", "joiner", "base"]:
    """What a character is to a pile of marks on a letter."""
    if unicodedata.category(character) in {"Mn", "Me"}:
        return "mark"
    return "joiner" if character in JOINERS or _is_hidden(character) else "base"


def _is_hidden(character: str) -> bool:
    return (
        unicodedata.category(character).startswith("C")
        and not character.isspace()
        and not make_showable(character).text
    )


def _joins(character: str) -> bool:
    """Whether a character belongs to the word that it stands in."""
    return character.isalnum() or character == "_" or unicodedata.category(character) in {"Mn", "Me", "Cf"}


def _paragraph_spans(text: str) -> list[Span]:
    """Where each line that is not empty begins and ends, its line break left out."""
    spans: list[Span] = []
    start = 0
    for line in text.splitlines(keepends=True):
        content = line.splitlines()[0]
        if content.strip():
            spans.append((start, start + len(content)))
        start += len(line)
    return spans


@dataclass(frozen=True, slots=True)
class _Segment:
    """Text between two borders, what covers it, and which left-to-right run it belongs to (None: none)."""

    start: int
    end: int
    marks: tuple[_Mark, ...]
    run: int | None


def _cut(paragraph: Span, fit: _Fitter, inside: Sequence[_Mark], cuts: Sequence[int]) -> list[_Segment]:
    """The segments of one paragraph, in order, covering it without gap or overlap.

    `inside` are the marks that touch the paragraph, `cuts` the borders in it.
    """
    start, end = paragraph
    runs = [
        (fit.settled[start + match.start()], fit.settled[start + match.end()])
        for match in LTR_RUN.finditer(fit.text[start:end])
    ]
    borders = sorted({start, end, *cuts, *(b for run in runs for b in run if b < end)})
    coming = sorted(inside, key=lambda mark: mark.start, reverse=True)
    covering: list[_Mark] = []
    segments: list[_Segment] = []
    run = 0
    for left, right in pairwise(borders):
        while coming and coming[-1].start <= left:
            covering.append(coming.pop())
        covering = [mark for mark in covering if right <= mark.end]
        while run < len(runs) and runs[run][1] < right:
            run += 1
        is_in_run = run < len(runs) and runs[run][0] <= left
        segments.append(_Segment(left, right, tuple(covering), run if is_in_run else None))
    return segments


@dataclass(frozen=True, slots=True, kw_only=True)
class _Painter:
    """Turns a segment into a piece: its classes and the numbers of what covers it."""

    text: str
    tags: tuple[Tag, ...]
    severities: dict[int, Severity]

    def piece(self, segment: _Segment) -> Piece:
        covering = sorted(segment.marks, key=lambda mark: (mark.end - mark.start, mark.index))
        statements = [mark.index for mark in covering if mark.kind == "statement"]
        findings = list(dict.fromkeys(mark.index for mark in covering if mark.kind == "finding"))
        css: list[str] = []
        if statements:  # the innermost statement gives the underlay, the one around it a line above
            css += ["q", self.tags[statements[0]].css]
            css += [f"in-{self.tags[statements[1]].css}"] if len(statements) > 1 else []
        else:
            spoken = [mark for mark in covering if mark.kind in {"cue", "name"}]
            css += [spoken[0].kind, self.tags[spoken[0].index].css] if spoken else []
        if findings:
            # A finding about a whole statement is not about these words: one that is decides how they look.
            lengths = {mark.index: mark.end - mark.start for mark in covering if mark.kind == "finding"}
            close = [number for number in findings if lengths[number] <= LONG]
            css += ["f", min((self.severities[number] for number in close or findings), key=SEVERITIES.index)]
            css += [] if close else ["long"]
        raw = self.text[segment.start : segment.end]
        shown = make_showable(raw).text
        return Piece(
            kind="text" if shown or not findings else "hidden",
            text=shown if shown or not findings else name_characters(raw),
            css=" ".join(css),
            statements=" ".join(str(index + 1) for index in statements),
            findings=" ".join(map(str, findings)),
        )


def _lay_out_paragraph(
    paragraph: Span,
    painter: _Painter,
    segments: Sequence[_Segment],
    before: dict[int, list[Piece]],
    after: dict[int, list[Piece]],
) -> Paragraph:
    runs: list[tuple[int | None, list[Piece]]] = []

    def add(run: int | None, pieces: Iterable[Piece]) -> None:
        if not runs or runs[-1][0] != run:
            runs.append((run, []))
        runs[-1][1].extend(pieces)

    previous: int | None = None
    for place, segment in enumerate(segments):
        # What stands between two pieces belongs to a run only when both do.
        shared = segment.run if place and segment.run == previous else None
        if place:
            add(shared, after.get(segment.start, ()))
        add(shared, before.get(segment.start, ()))
        add(segment.run, (painter.piece(segment),))
        previous = segment.run
    add(None, after.get(paragraph[1], ()))
    alone = "".join(painter.text[s.start : s.end] for s in segments if s.run is None)
    return Paragraph(
        direction=_direction(painter.text[slice(*paragraph)], alone),
        is_link=not alone.strip(),
        runs=tuple(Run(is_ltr=run is not None, pieces=tuple(pieces)) for run, pieces in runs if pieces),
    )


def _direction(text: str, without_runs: str) -> Direction:
    """The direction of a paragraph: Arabic where any Arabic stands in it; a bare link keeps the side of the others."""
    if any(unicodedata.bidirectional(character) in {"R", "AL"} for character in text):
        return "rtl"
    return "ltr" if any(character.isalpha() for character in without_runs) else "rtl"


def name_characters(text: str) -> str:
    """The code points of characters that cannot be shown; the first three.

    >>> name_characters("\N{RIGHT-TO-LEFT OVERRIDE}")
    'U+202E'
    """
    names = " ".join(f"U+{ord(character):04X}" for character in text[:3]) or "…"
    return names + (f" +{len(text) - 3}" if len(text) > 3 else "")


# --- cards and tables ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One finding as the page shows it; `snippets`: the words of each span and the fragment of its place."""

    number: int
    finding: Finding
    message: str
    action: str
    snippets: tuple[tuple[str, str], ...]


def _card(checked: Checked, number: int, lang: Lang) -> Card:
    finding = checked.findings[number - 1]
    message, action = (
        (finding.message_ar, finding.action_ar) if lang == "ar" else (finding.message_en, finding.action_en)
    )
    snippets = tuple(
        (shorten(checked.text[slice(*span)]), f"f{number}-{place}") for place, span in enumerate(finding.spans, start=1)
    )
    return Card(number=number, finding=finding, message=message, action=action, snippets=snippets)


def shorten(text: str, limit: int = SNIPPET) -> str:
    """A stretch of the article for a card: on one line, safe to show, cut between two words when it is long.

    >>> shorten("one  two   three", 8)
    'one two…'
    """
    shown = " ".join(make_showable(text[: 8 * limit]).text.split())
    if not shown:
        return name_characters(text)
    if len(shown) <= limit:
        return shown
    head = shown[: limit + 1]
    return (head.rsplit(" ", 1)[0] if " " in head else head[:limit]) + "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRow:
    """One line of the timeline as a list."""

    event: TimelineEvent
    label: str
    when: str
    target: str
    tag: Tag | None


def _event_rows(checked: Checked, lang: Lang, clock: Clock, speakers: _Speakers) -> list[EventRow]:
    return [
        EventRow(
            event=event,
            label=_event_label(event, lang),
            when=_window_words(clock, event.start, event.end) if event.end else clock.moment(event.start),
            target=f"t{number}",
            tag=speakers.of_span(event.spans),
        )
        for number, event in enumerate(checked.timeline, start=1)
    ]


def _event_label(event: TimelineEvent, lang: Lang) -> str:
    return event.label_ar if lang == "ar" else event.label_en


def _window_words(clock: Clock, start: datetime | None, end: datetime | None) -> str:
    if start and end:
        return clock.words("window.between", start=clock.moment(start), end=clock.moment(end))
    if start:
        return clock.words("window.from", start=clock.moment(start))
    return clock.words("window.until", end=clock.moment(end)) if end else clock.words("window.open")


def _untimed(checked: Checked, speakers: _Speakers) -> list[tuple[Tag, list[tuple[str, str]]]]:
    """Statements that no time is known for, by speaker: (speaker, [(first words, fragment of their place)])."""
    timed = SpanIndex([span for event in checked.timeline if event.kind == "statement" for span in event.spans])
    dated = {claim.statement for claim in checked.claims if claim.said_at is not None}
    by_tag: dict[Tag, list[tuple[str, str]]] = {}
    for index, statement in enumerate(checked.statements):
        if index not in dated and not timed.touching(statement.quote_span):
            words = (shorten(statement.quote), f"s{index + 1}")
            by_tag.setdefault(speakers.by_statement[index], []).append(words)
    return list(by_tag.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastRow:
    """One forecast as the page shows it; `is_plain` when there is nothing to say of it but its words."""

    forecast: Forecast
    is_plain: bool
    tag: Tag
    window: str
    anchor: str
    target: str


def _forecast_rows(checked: Checked, words: Words, clock: Clock, speakers: _Speakers) -> list[ForecastRow]:
    tags = dict(zip(checked.statements, speakers.by_statement, strict=True))
    return [
        _forecast_row(
            forecast,
            f"fc{number}",
            tags.get(forecast.statement) or speakers.of_span([forecast.span]) or speakers.nobody,
            words,
            clock,
        )
        for number, forecast in enumerate(checked.forecasts, start=1)
    ]


def _forecast_row(forecast: Forecast, target: str, tag: Tag, words: Words, clock: Clock) -> ForecastRow:
    window = forecast.window
    return ForecastRow(
        forecast=forecast,
        is_plain=not (window.words or forecast.likelihood_words or len(forecast.readings) > 1),
        tag=tag,
        window=_forecast_window(window, words, clock),
        anchor=words(f"anchor.{window.anchor}") if window.words and window.anchor != "unknown" else "",
        target=target,
    )


def _forecast_window(window: Window, words: Words, clock: Clock) -> str:
    if window.start or window.end:
        return _window_words(clock, window.start, window.end)
    return words("anchor.unknown") if window.anchor == "unknown" and window.words else words("window.open")


def _claim_rows(
    checked: Checked, words: Words, clock: Clock, speakers: _Speakers
) -> list[dict[str, str | bool | Tag | None]]:
    return [
        {
            "place": claim.place,
            "state": STATE_WORDS[claim.state][words.lang == "en"],
            "is_future": claim.is_future,
            "actor": claim.actor,
            "tag": speakers.by_statement[claim.statement] if claim.statement is not None else None,
            "speaker": claim.speaker,
            "when": clock.moment(claim.said_at) if claim.said_at else None,
            "words": shorten(checked.text[slice(*claim.span)]),
            "target": f"c{number}",
        }
        for number, claim in enumerate(checked.claims, start=1)
    ]


# --- the timeline -------------------------------------------------------------------------------------------------

WIDTH = 820.0  # units of the drawing; about one pixel each on a desktop
_SIDE = 24.0  # room at both ends of the axis
_LETTER = 7.4  # measured: the widest mean advance of 13 px Plex Sans Arabic, so that no box is too small
_LANE = 30.0
_BAR_LANE = 46.0
_LABEL = 44  # code points of a label before it is cut: from the middle of the axis it still fits on either side
_MOST_TICKS = 6
_STEPS = tuple(timedelta(minutes=m) for m in (5, 15, 30, 60, 120, 180, 360, 720)) + tuple(
    timedelta(days=d) for d in (1, 2, 3, 7, 14, 30, 61, 91, 182, 365, 730, 1825, 3650, 36500)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """One mark of the axis; `day` is None where it would repeat or touch the one before."""

    x: float
    time: str | None
    day: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """An instant: a dot with the speaker's letter, its label beside it."""

    x: float
    y: float
    text_x: float
    anchor: Literal["start", "end"]
    time: str
    label: str
    tag: Tag | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A window: a bar under the axis, hatched when it is assumed."""

    x: float
    y: float
    width: float
    text_x: float
    anchor: Literal["start", "end"]
    label: str
    is_assumed: bool
    tag: Tag | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """The timeline, ready to be written as SVG."""

    width: float
    height: float
    axis_y: float
    left: float
    right: float
    ticks: tuple[Tick, ...]
    dots: tuple[Dot, ...]
    bars: tuple[Bar, ...]


def _draw_timeline(checked: Checked, words: Words, clock: Clock, speakers: _Speakers) -> Drawing:
    """Instants above a left-to-right axis, windows below it, each in the first lane where its label has room.

    The earliest instant stands highest and labels run to the right, so the line from a dot down to the axis crosses
    no label that begins later.
    """
    instants = sorted((e for e in checked.timeline if e.end is None), key=lambda event: event.start)
    windows = sorted((e for e in checked.timeline if e.end is not None), key=lambda event: event.start)
    scale = _Scale.of(checked.timeline)
    lanes = _Lanes()
    placed = []
    for event in reversed(instants):  # the latest first, in the lane nearest to the axis
        x = scale.x(event.start)
        label = _cut_label(_event_label(event, words.lang))
        time = f"{clock.local(event.start):%H:%M}"
        size = (len(label) + len(time) + 2) * _LETTER
        flips = x + 16 + size > WIDTH
        box = (x - 16 - size, x + 14) if flips else (x - 14, x + 16 + size)
        placed.append((event, x, label, time, flips, lanes.take(*box)))
    axis_y = 22.0 + _LANE * lanes.count
    dots = tuple(
        Dot(
            x=x, y=axis_y - 22 - _LANE * lane, text_x=x - 16 if flips else x + 16, anchor="end" if flips else "start",
            time=time, label=label, tag=speakers.of_span(event.spans),
        )
        for event, x, label, time, flips, lane in reversed(placed)
    )  # fmt: skip
    below = _Lanes()
    bars: list[Bar] = []
    for event in windows:
        left, right = scale.x(event.start), scale.x(event.end or event.start)
        label = _cut_label(_event_label(event, words.lang))
        size = len(label) * _LETTER
        flips = left + size > WIDTH
        lane = below.take(min(left, right - size) if flips else left, max(right, left + (0 if flips else size)))
        bars.append(
            Bar(
                x=left, y=axis_y + 66 + _BAR_LANE * lane, width=max(right - left, 3.0),
                text_x=right if flips else left, anchor="end" if flips else "start", label=label,
                is_assumed=event.is_assumed, tag=speakers.of_span(event.spans),
            )
        )  # fmt: skip
    height = axis_y + 46 + (_BAR_LANE * below.count + 6 if bars else 0)
    return Drawing(
        width=WIDTH, height=height, axis_y=axis_y, left=_SIDE / 2, right=WIDTH - _SIDE / 2,
        ticks=_ticks(scale, clock), dots=dots, bars=tuple(bars),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Scale:
    """Times to places on the axis."""

    start: datetime
    end: datetime

    @classmethod
    def of(cls, events: Sequence[TimelineEvent]) -> _Scale:
        first = min(event.start for event in events)
        last = max(max(event.start, event.end or event.start) for event in events)
        room = max((last - first) / 50, timedelta(minutes=20) if first == last else timedelta(minutes=1))
        return cls(first - room, last + room)

    def x(self, time: datetime) -> float:
        share = (time - self.start) / (self.end - self.start)
        return round(_SIDE + share * (WIDTH - 2 * _SIDE), 1)


class _Lanes:
    """Rows that boxes are put in so that none touches another."""

    def __init__(self) -> None:
        self.boxes: list[list[tuple[float, float]]] = []

    @property
    def count(self) -> int:
        return len(self.boxes)

    def take(self, left: float, right: float) -> int:
        """The first row with room between `left` and `right`."""
        for number, row in enumerate(self.boxes):
            if all(right + 6 < first or last + 6 < left for first, last in row):
                row.append((left, right))
                return number
        self.boxes.append([(left, right)])
        return len(self.boxes) - 1


def _ticks(scale: _Scale, clock: Clock) -> tuple[Tick, ...]:
    length = scale.end - scale.start
    step = next((step for step in _STEPS if length / step <= _MOST_TICKS), _STEPS[-1])
    midnight = clock.local(scale.start).replace(hour=0, minute=0, second=0, microsecond=0)
    shows_hours = step < timedelta(days=1)
    name_day = clock.month if step >= timedelta(days=30) else clock.short_day
    ticks: list[Tick] = []
    free_from = 0.0
    day_shown = None
    number = max(0, int((scale.start - midnight) / step) - 1)
    while (time := midnight + number * step) <= scale.end:  # wall time: a day of 23 hours still has its midnight
        number += 1
        if time < scale.start:
            continue
        x = scale.x(time)
        day = name_day(time)
        half = len(day) * _LETTER * 0.43  # the days are set smaller
        fits = day != day_shown and half <= x <= WIDTH - half and x - half >= free_from
        if fits:
            free_from, day_shown = x + half + 4, day
        ticks.append(Tick(x=x, time=f"{time:%H:%M}" if shows_hours else None, day=day if fits else None))
    return tuple(ticks)


def _cut_label(label: str) -> str:
    shown = " ".join(make_showable(label).text.split())
    return shown if len(shown) <= _LABEL else shown[: _LABEL - 1].rstrip() + "…"
