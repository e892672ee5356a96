"""The blocks of a roundup as HTML: what the page, WordPress blocks and the feed show, each in its own frame."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from tawatur.arabic.display import make_showable
from tawatur.markup import Clock, Direction, Words, first_strong, inline, mark_runs, rebuild_url
from tawatur.posts import Post
from tawatur.report import records
from tawatur.report.citing import citations_behind, cite
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
    Roundup,
    Sentence,
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


class Drawer:
    """Sentences to HTML: every string of a record goes through `mark_runs` or `inline`."""

    def __init__(self, roundup: Roundup, words: Words, clock: Clock, side: Direction) -> None:
        self.roundup = roundup
        self.words = words
        self.clock = clock
        self.side: Direction = side
        self.citations = cite(roundup)
        self.speakers = roundup.speaker_of

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
        from markupsafe import Markup

        if kind not in _QUOTING:
            lines = [self._run(sentence.parts, is_linking=True) + self._numbers(sentence) for sentence in sentences]
            if kind in LISTS:
                yield from (Line(kind="item", html=html) for html in lines)
            else:  # one paragraph, as it is read
                yield Line(kind="p", html=Markup(" ").join(lines))
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

    def _run(self, parts: Sequence[Part], *, is_linking: bool = False) -> Markup:
        """Parts as one run of text; `is_linking`: quoted words lead to their post."""
        from markupsafe import Markup

        html = Markup("")
        links = {part.post.key: rebuild_url(part.url) for part in parts if isinstance(part, Link) and is_linking}
        for part in parts:
            if isinstance(part, Quote):
                opening, closing = MARKS[self.roundup.language]
                direction = first_strong(part.text) or self.side
                language = self._language(part.post)
                tag = Markup('<bdi dir="{}" lang="{}">') if language else Markup('<bdi dir="{}">')
                html += Markup('<span class="said">{}{}').format(opening, tag.format(direction, language))
                url = links.get(part.key)
                said = self._pieces(part)
                html += (
                    Markup('<a href="{}" rel="noopener nofollow ugc noreferrer">{}</a>').format(url, said)
                    if url
                    else said
                )
                html += Markup("</bdi>{}</span>").format(closing)
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
        """The small numbers behind a sentence, each a link into the list of evidence, isolated from its stop."""
        from markupsafe import Markup

        held = citations_behind(sentence, self.citations)
        more = len(held) - MAX_NUMBERS
        html = Markup("").join(
            Markup('<sup dir="ltr"><a href="#ev-{}" aria-label="{}">{}</a></sup>').format(
                each.number, self.words("evidence.ref", n=each.number, label=each.label), each.number
            )
            for each in held[:MAX_NUMBERS]
        )
        rest = Markup('<sup dir="ltr"><a href="#evidence" aria-label="{}">+{}</a></sup>')
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
