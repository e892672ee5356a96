"""The published form of a roundup: one self-contained HTML file without script, to read, print and keep."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from tawatur.arabic.display import make_showable
from tawatur.markup import (
    Clock,
    Direction,
    Words,
    first_strong,
    inline,
    make_environment,
    make_policy,
    make_style,
    mark_runs,
)
from tawatur.posts import Post
from tawatur.report import records
from tawatur.report.citing import citations_behind, cite
from tawatur.report.drawing import NARROW, WIDE, Drawing, Mark, Row, draw_curve, find_marks, table_rows
from tawatur.report.records import (
    HEADINGS,
    LISTS,
    MARKS,
    BlockKind,
    Handle,
    Hashtag,
    Link,
    Part,
    Quote,
    Rising,
    Roundup,
    Sentence,
    Speaker,
    link_urls,
    paragraphs,
)
from tawatur.report.wording import check_time

if TYPE_CHECKING:  # slow to import; `tawatur --help` must not wait for it
    from markupsafe import Markup

MAX_NUMBERS = 8  # behind one sentence; one that rests on more says how many more
_QUOTING = frozenset({"speaker", "other_side"})
_AFTER_QUOTE = re.compile(r"[\s.,;،؛…]*")
_LANGUAGE = re.compile(r"[a-z]{2,3}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Who and when under a quoted post.

    Attributes:
        name: as the roundup names the speaker; handle: None for a private person.
        time: local, in words, and for a machine; None for a post without a time.
        check: key of the words about its time and the time in its id; None where there is none to compare.
    """

    name: str
    handle: str | None
    time: str | None
    iso: str | None
    check: str | None
    urls: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One block of text: a paragraph, an item of a list, or quoted words set off.

    Attributes:
        cite: permalink of the quoted post.
        direction, language: of quoted words; language None where the platform does not say.
        source: under the last words of a post; None elsewhere.
    """

    kind: Literal["p", "item", "quote"]
    html: Markup
    cite: str | None = None
    direction: Direction | None = None
    language: str | None = None
    source: Source | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Blocks of one kind that stand together, each block a tuple of lines; `heading` is None in the running text."""

    kind: BlockKind
    heading: str | None
    blocks: tuple[tuple[Line, ...], ...]

    @property
    def is_list(self) -> bool:
        """Whether each line is an item."""
        return self.kind in LISTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """The curve of a trend as the page shows it, drawn for desktops and for phones.

    Attributes:
        description: what the drawing shows, for who cannot see it; counted: what the columns count.
        marks: (mark, its time in words, for a machine); rows: (time in words, step).
    """

    title: str
    description: str
    step: str
    zone: str
    counted: str
    wide: Drawing
    narrow: Drawing
    marks: tuple[tuple[Mark, str, str], ...]
    rows: tuple[tuple[str, Row], ...]


def render_page(roundup: Roundup, *, note: str | None = None) -> str:
    """A roundup as HTML text, fonts and style inside; `note` is shown as a banner (an invented example).

    Raises: InputError if `roundup.zone` is not a zone that this machine knows.
    """
    words = Words(roundup.language)
    clock = Clock(roundup.zone, words)
    side: Direction = "rtl" if roundup.language == "ar" else "ltr"
    drawer = _Drawer(roundup, words, clock, side)
    style = make_style("frame.css", "roundup.css")
    headline, *sections = drawer.sections()
    captured = [each.captured_at for each in drawer.citations.values() if each.captured_at]
    kept_by = roundup.method.made_at or max(captured, default=None)
    return make_environment().get_template("roundup.html").render(
        t=words, lang=roundup.language, side=side, title=roundup.title, note=note, version=roundup.method.version,
        headline=headline.blocks[0][0].html, sections=sections, citations=list(drawer.citations.values()),
        figure=_make_figure(roundup.rising, words, clock) if roundup.rising else None,
        proves=words("proves", time=_utc(kept_by)) if kept_by else None,
        style=style, script=None, policy=make_policy(style), utc=_utc,
    )  # fmt: skip


def _make_figure(rising: Rising, words: Words, clock: Clock) -> Figure:
    curve = rising.curve
    marks = find_marks(rising)
    is_named = rising.trend.accounts is not None
    counted = words("curve.voices" if is_named else "curve.texts")
    told = []
    for mark in marks:
        tag = f" {mark.tag.text}" if mark.tag else ""
        told.append(f"{mark.number}: {words(f'curve.{mark.kind}')}{tag}, {clock.moment(mark.at)}")
    highest = max(range(len(curve.voices)), key=lambda number: curve.voices[number])
    top = f"{counted}: {curve.voices[highest]}, {clock.moment(curve.start + highest * curve.step)}"
    hours = int(curve.step.total_seconds()) // 3600
    return Figure(
        title=words("curve.title" if is_named else "curve.title.unnamed"),
        description=". ".join([*told, top]),
        step=words("curve.step.hour") if hours == 1 else words("curve.step.hours", n=hours),
        zone=clock.title,
        counted=counted,
        wide=draw_curve(curve, marks, clock, width=WIDE),
        narrow=draw_curve(curve, marks, clock, width=NARROW),
        marks=tuple((mark, clock.moment(mark.at), clock.iso(mark.at)) for mark in marks),
        rows=tuple((clock.moment(row.start), row) for row in table_rows(curve)),
    )


def _utc(time: datetime) -> str:
    return f"{time.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


class _Drawer:
    """Sentences to HTML: every string of a record goes through `mark_runs` or `inline`."""

    def __init__(self, roundup: Roundup, words: Words, clock: Clock, side: Direction) -> None:
        self.roundup = roundup
        self.words = words
        self.clock = clock
        self.side: Direction = side
        self.citations = cite(roundup)
        self.speakers: dict[records.Key, Speaker] = {
            key: speaker for speaker in roundup.speakers for key in speaker.quoted
        }

    def sections(self) -> Iterator[Section]:
        """The headline first; then the sections in reading order."""
        open_kind: BlockKind | None = None
        blocks: list[tuple[Line, ...]] = []
        for kind, sentences in paragraphs(self.roundup):
            if open_kind is not None and kind != open_kind:
                yield self._section(open_kind, blocks)
                blocks = []
            open_kind = kind
            blocks.append(tuple(self._lines(kind, sentences)))
        if open_kind is not None:
            yield self._section(open_kind, blocks)

    def _section(self, kind: BlockKind, blocks: Sequence[tuple[Line, ...]]) -> Section:
        heading = HEADINGS.get(kind, {}).get(self.roundup.language)
        return Section(kind=kind, heading=heading, blocks=tuple(blocks))

    def _lines(self, kind: BlockKind, sentences: Sequence[Sentence]) -> Iterator[Line]:
        if kind not in _QUOTING:
            for sentence in sentences:
                html = self._run(sentence.parts) + self._numbers(sentence)
                yield Line(kind="item" if kind in LISTS else "p", html=html)
            return
        urls = link_urls(sentences)
        for number, sentence in enumerate(sentences):
            parts = [part for part in sentence.parts if not isinstance(part, Link)]
            at = next((at for at, part in enumerate(parts) if isinstance(part, Quote)), None)
            quote = parts[at] if at is not None else None
            if at is None or not isinstance(quote, Quote) or not self._ends_with(parts[at + 1 :]):
                yield Line(kind="p", html=self._run(parts) + self._numbers(sentence))
                continue
            if at:
                yield Line(kind="p", html=self._run(parts[:at]))
            is_last = number == len(sentences) - 1 or not sentences[number + 1].quotes
            yield Line(
                kind="quote",
                html=self._marked(quote) + self._run(parts[at + 1 :]) + self._numbers(sentence),
                cite=next(iter(urls), None),
                direction=first_strong(quote.text) or self.side,
                language=self._language(quote.post),
                source=self._source(quote.post, urls) if is_last else None,
            )

    def _ends_with(self, parts: Sequence[Part]) -> bool:
        """Whether nothing but the sentence's stop stands behind its quotation."""
        return all(isinstance(part, records.Words) and _AFTER_QUOTE.fullmatch(part.text) for part in parts)

    def _run(self, parts: Sequence[Part]) -> Markup:
        """Parts as one run of text."""
        from markupsafe import Markup

        html = Markup("")
        for part in parts:
            if isinstance(part, Quote):
                opening, closing = MARKS[self.roundup.language]
                direction = first_strong(part.text) or self.side
                language = self._language(part.post)
                tag = Markup('<bdi dir="{}" lang="{}">') if language else Markup('<bdi dir="{}">')
                html += Markup('<span class="said">{}{}').format(opening, tag.format(direction, language))
                html += self._pieces(part) + Markup("</bdi>{}</span>").format(closing)
            elif isinstance(part, Handle):
                handle = make_showable(part.handle).text
                html += Markup('<bdi dir="ltr" class="handle">@{}</bdi>').format(handle)
            elif isinstance(part, Hashtag):
                html += inline(part.text)
            elif not isinstance(part, Link):
                html += mark_runs(part.text, self.side)
        return html

    def _marked(self, quote: Quote) -> Markup:
        """Quoted words set off: their marks stand in their own direction."""
        from markupsafe import Markup

        opening, closing = MARKS[self.roundup.language]
        return Markup("{}{}{}").format(opening, self._pieces(quote), closing)

    def _pieces(self, quote: Quote) -> Markup:
        """The words between the marks; what stands for a word that is not shown is marked as ours."""
        from markupsafe import Markup

        html = Markup("")
        for number, piece in enumerate(pieces := list(quote.pieces(self.roundup.language))):
            text = piece.text.lstrip() if not number else piece.text
            text = text.rstrip() if number == len(pieces) - 1 else text
            if piece.kind == "text":
                html += mark_runs(text)
            else:
                title = self.words(f"piece.{piece.kind}")
                html += Markup('<span class="ours {}" title="{}">{}</span>').format(piece.kind, title, text)
        return html

    def _numbers(self, sentence: Sentence) -> Markup:
        """The small numbers behind a sentence, each a link into the list of evidence."""
        from markupsafe import Markup

        held = citations_behind(sentence, self.citations)
        more = len(held) - MAX_NUMBERS
        html = Markup("").join(
            Markup('<sup><a href="#ev-{}" aria-label="{}">{}</a></sup>').format(
                each.number, self.words("evidence.ref", n=each.number, label=each.label), each.number
            )
            for each in held[:MAX_NUMBERS]
        )
        rest = Markup('<sup><a href="#evidence" aria-label="{}">+{}</a></sup>')
        return html + (rest.format(self.words("evidence.more", n=more), more) if more > 0 else Markup(""))

    def _language(self, post: Post) -> str | None:
        is_known = post.language and post.language != "und" and _LANGUAGE.fullmatch(post.language)
        return post.language if is_known else None

    def _source(self, post: Post, urls: tuple[str, ...]) -> Source:
        speaker = self.speakers.get(post.key)
        check = check_time(post)
        return Source(
            name=(speaker.name or speaker.label) if speaker else "",
            handle=speaker.handle if speaker else None,
            time=self.clock.moment(post.posted_at) if post.posted_at else None,
            iso=self.clock.iso(post.posted_at) if post.posted_at else None,
            check={"matches": "time.matches", "does not match": "time.differs"}.get(check),
            urls=urls,
        )
