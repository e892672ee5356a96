"""The article paragraph by paragraph, cut at every border of a statement, finding, cue, name or link."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from tawatur.arabic.display import make_showable
from tawatur.arabic.tokens import Span
from tawatur.check.records import SEVERITIES, Checked, Severity
from tawatur.markup import LTR_RUN, Direction, Words
from tawatur.page.fitting import Fitter, name_characters, paragraph_spans, shorten
from tawatur.page.speakers import Speakers, Tag
from tawatur.statements import Statement
from tawatur.statements.spans import SpanIndex

FAR = 90  # code points between a speaker's name and his cue from which a reader has to look for the name
LONG = 120  # code points from which a finding's span is underlined with a thin line
NAME = 28  # code points of a name in a link inside a line of the article


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


def lay_out_text(checked: Checked, words: Words, speakers: Speakers) -> tuple[Paragraph, ...]:
    """The article paragraph by paragraph, cut at every border of a statement, finding, cue, name or link."""
    text = checked.text
    fit = Fitter(text)
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
    for start, end in paragraph_spans(text):
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


@dataclass(frozen=True, slots=True)
class _Segment:
    """Text between two borders, what covers it, and which left-to-right run it belongs to (None: none)."""

    start: int
    end: int
    marks: tuple[_Mark, ...]
    run: int | None


def _cut(paragraph: Span, fit: Fitter, inside: Sequence[_Mark], cuts: Sequence[int]) -> list[_Segment]:
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
