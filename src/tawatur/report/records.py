"""The record of a roundup: blocks of sentences, each tied to the evidence that it rests on.

The types hold the promise of the product. A sentence without evidence cannot be built; quoted words are a range of a
stored post and never a string; our own words bear no quotation marks, so nothing else can look like a quote.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Literal, get_args
from urllib.parse import quote as percent_encode

from tawatur.arabic.display import make_showable
from tawatur.arabic.tokens import QUOTE_MARKS, Span, tokenize
from tawatur.claims.grouping import ClaimGroup
from tawatur.errors import InputError
from tawatur.forecasts import Direction
from tawatur.markup import rebuild_url
from tawatur.notebook import show_text
from tawatur.posts import Origin, Post, PostId, evidence_label
from tawatur.statements.marks import pair_marks
from tawatur.timeline.map import Mention
from tawatur.trends.records import Trend
from tawatur.voices.spread import Spread

Language = Literal["ar", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
BlockKind = Literal[
    "headline", "lead", "precedents", "speaker", "continuation", "other_side", "numbers", "forecasts", "context",
    "unknowns", "method",
]  # fmt: skip
PieceKind = Literal["text", "slur", "mention", "phone", "plate", "house", "elision"]
MaskKind = Literal["slur", "mention", "phone", "plate", "house"]
IdCheck = Literal["matches", "does not match", "not available"]
Key = tuple[Origin, PostId]

MARKS: dict[Language, tuple[str, str]] = {"ar": ("«", "»"), "en": ("“", "”")}
INNER_MARKS: dict[Language, tuple[tuple[str, str], ...]] = {
    "ar": (("“", "”"), ("‹", "›")),
    "en": (("«", "»"), ("‹", "›")),
}
ELISION = "[…]"
PLACEHOLDERS: dict[MaskKind, dict[Language, str]] = {
    "slur": {"ar": "[لفظ محجوب]", "en": "[slur withheld]"},
    "mention": {"ar": "[حساب]", "en": "[account]"},
    "phone": {"ar": "[رقم هاتف]", "en": "[phone number]"},
    "plate": {"ar": "[رقم لوحة]", "en": "[plate number]"},
    "house": {"ar": "[رقم منزل]", "en": "[house number]"},
}
HEADINGS: dict[BlockKind, dict[Language, str]] = {
    "other_side": {"ar": "الطرف الآخر", "en": "The other side"},
    "numbers": {"ar": "الأرقام", "en": "The numbers"},
    "forecasts": {"ar": "التوقعات", "en": "Forecasts"},
    "unknowns": {"ar": "ما لا نعرفه", "en": "What we do not know"},
    "method": {"ar": "المنهج", "en": "Method"},
}
LISTS: frozenset[BlockKind] = frozenset({"numbers", "forecasts", "unknowns", "method"})  # each sentence is an item
_ONE_LINE = {ord(end): " " for end in "\n\r\v\f\x85\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}"}
_ESCAPED = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))
_LINE_END = re.compile(r"(?:\\n)+(?=[\s#@]|$)|(?:\\n){2,}")
_SET_OFF = re.compile(r"(?<=[^\W_])[ \t]+([.,،؛;:!?؟])(?=\s|$)")
_SET_BEHIND = re.compile("(?<=[\u0621-\u064a])[ \t]+([،؛])(?=[\u0621-\u064a])")  # word ،word
_OWN_WORDS_BEAR_NO = frozenset(QUOTE_MARKS) | {"\n", "\r"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Our own words, with their spaces; without quotation marks and line breaks."""

    text: str

    def __post_init__(self) -> None:
        marks = sorted(_OWN_WORDS_BEAR_NO & set(self.text))
        if marks:
            raise InputError(f"our own words {self.text!r} bear {marks}: quoted words are a Quote, never text")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mask:
    """One token of a quote that is shown as a placeholder; offsets index the post's text."""

    start: int
    end: int
    kind: MaskKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A run of a quote as it is shown.

    Attributes:
        text: safe to show (no controls, line ends as spaces), still to be escaped.
        kind: "text", or what the placeholder `text` stands for.
        span: what it shows of the post's text.
    """

    text: str
    kind: PieceKind
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A range of a stored post.

    Attributes:
        post: as stored; its text is where the words come from.
        start, end: code points of `post.text`, end exclusive.
        elided: ranges inside it that are left out, each shown as […]; in order.
        masks: tokens shown as a placeholder; in order.
    """

    post: Post
    start: int
    end: int
    elided: tuple[Span, ...] = ()
    masks: tuple[Mask, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end <= len(self.post.text):
            raise InputError(
                f"quote [{self.start}:{self.end}] of post {self.post.key}, which has {len(self.post.text)} characters"
            )
        if not self.text.strip():
            raise InputError(f"quote [{self.start}:{self.end}] of post {self.post.key} holds nothing but space")
        holes = sorted([*self.elided, *((mask.start, mask.end) for mask in self.masks)])
        edges = [self.start, *(edge for hole in holes for edge in hole), self.end]
        if edges != sorted(edges) or any(start >= end for start, end in holes):
            raise InputError(f"elisions and masks {holes} do not lie in order inside [{self.start}:{self.end}]")

    @property
    def key(self) -> Key:
        """The post's key."""
        return self.post.key

    @property
    def text(self) -> str:
        """The whole range, verbatim."""
        return self.post.text[self.start : self.end]

    def pieces(self, language: Language) -> Iterator[Piece]:
        """What is shown between the outer marks, in order.

        Line ends become spaces; controls and invisible direction marks are taken out; quotation marks inside become
        the inner marks of the language, and one that nothing pairs is not shown. The range itself stays whole.
        """
        drawn = self._inner_marks(language)
        holes: list[tuple[int, int, PieceKind]] = [(*span, "elision") for span in self.elided]
        holes += [(mask.start, mask.end, mask.kind) for mask in self.masks]
        position = self.start
        for start, end, kind in [*sorted(holes), (self.end, self.end, "text")]:
            if position < start:
                written = "".join(drawn.get(at, self.post.text[at]) for at in range(position, start))
                yield Piece(text=_flatten(written), kind="text", span=(position, start))
            if kind == "elision":
                yield Piece(text=ELISION, kind=kind, span=(start, end))
            elif kind != "text":
                yield Piece(text=PLACEHOLDERS[kind][language], kind=kind, span=(start, end))
            position = end

    def shown(self, language: Language) -> str:
        """The pieces as one line of text, without the outer marks."""
        return " ".join("".join(piece.text for piece in self.pieces(language)).split(" ")).strip()

    def _inner_marks(self, language: Language) -> dict[int, str]:
        """Position of each quotation mark in the range -> what is shown for it."""
        line = self.text.translate(_ONE_LINE)  # a line end closes no quotation here: the quote is shown as one line
        tokens = tokenize(line)
        marks = pair_marks(line, tokens)
        drawn = {self.start + at: "" for at, character in enumerate(line) if character in QUOTE_MARKS}
        drawn |= {self.start + tokens[at].start: "" for at in marks.strays}
        for span in marks.spans:
            opening, closing = self.start + tokens[span.opening].start, self.start
            closing += tokens[span.closing].start if span.is_closed else len(line)
            is_cut = any(start <= opening < end or start <= closing < end for start, end in self.elided)
            if span.is_closed and not is_cut:
                drawn[opening], drawn[closing] = INNER_MARKS[language][min(span.depth, 1)]
            else:
                drawn[opening] = drawn[closing] = ""
        doubled = [token.start + self.start for token in tokens if token.text == "''"]
        return drawn | {at + 1: "" for at in doubled if at in drawn}


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """The permalink of a post; `is_private`: without the handle of its author."""

    post: Post
    is_private: bool = False

    def __post_init__(self) -> None:
        if not self.url:
            kind = "permalink without a handle" if self.is_private else "permalink"
            raise InputError(f"post {self.post.key} has no {kind}")

    @property
    def url(self) -> str:
        """The address."""
        return (anonymous_url(self.post) if self.is_private else self.post.url) or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hashtag:
    """A tag as a post has it, with its #."""

    post: Post
    text: str

    def __post_init__(self) -> None:
        bare = self.text.removeprefix("#")
        if not self.text.startswith("#") or (self.text not in self.post.text and bare not in self.post.tags):
            raise InputError(f"tag {self.text!r} does not stand in post {self.post.key}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Handle:
    """The handle of a public account, without @; shown with it, from left to right."""

    handle: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A time as our words give it.

    Attributes:
        at: aware; zone: IANA name of the zone it is shown in.
        text: as the sentence says it (الساعة 20:00 بتوقيت دمشق).
        check: of the post's time against the time in its id; "not available" where the id carries none.
    """

    at: datetime
    zone: str
    text: str
    check: IdCheck = "not available"

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise InputError(f"time {self.at} without a zone")


Part = Words | Quote | Link | Hashtag | Handle | Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence and the ids of the evidence records that it rests on; a sentence without evidence is refused."""

    parts: tuple[Part, ...]
    evidence: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.parts:
            raise InputError("a sentence without words")
        if not self.evidence or not all(self.evidence):
            raise InputError(
                f"no evidence for the sentence {[str(getattr(each, 'text', each)) for each in self.parts]}"
            )
        for part in self.parts:
            if isinstance(part, (Quote, Link, Hashtag)):
                held = part.post.evidence
                if held is None or held.record_id not in self.evidence:
                    raise InputError(f"the sentence shows post {part.post.key} and does not rest on its evidence")

    def text(self, language: Language) -> str:
        """The sentence as one line, links left out."""
        return " ".join("".join(_part_text(part, language) for part in self.parts).split(" ")).strip()

    @property
    def quotes(self) -> tuple[Quote, ...]:
        """The ranges that it quotes."""
        return tuple(part for part in self.parts if isinstance(part, Quote))

    @property
    def links(self) -> tuple[Link, ...]:
        """The permalinks that stand with it."""
        return tuple(part for part in self.parts if isinstance(part, Link))


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Sentences of one purpose, at least one."""

    kind: BlockKind
    sentences: tuple[Sentence, ...]

    def __post_init__(self) -> None:
        if not self.sentences:
            raise InputError(f"a {self.kind} block without sentences")


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Somebody who is quoted.

    Attributes:
        label: as the first sentence introduces him ("الصحفي سامر نادر"; "حساب" for a private person).
        name, role, handle: None where the data does not say, and all of them for a private person.
        gender: for agreement; None when nothing shows it.
        country: ISO 3166-1 alpha-2; from the directory only.
        is_public: has a public role or is an organisation.
        posts: keys of all his posts among the given, oldest first.
        quoted: keys of those that are quoted.
        sides: the camps whose words he uses, as (conflict, side) of data/camps.tsv.
        relays: (key, whom it names) of the quoted posts that pass on somebody else's words.
    """

    label: str
    name: str | None
    role: str | None
    handle: str | None
    gender: Literal["m", "f"] | None
    country: str | None
    is_public: bool
    is_organisation: bool
    posts: tuple[Key, ...]
    quoted: tuple[Key, ...]
    sides: tuple[tuple[str, str], ...] = ()
    relays: tuple[tuple[Key, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number that posts give.

    Attributes:
        quote: the first post that gives it, from its hedge to its unit.
        low, high, relation, unit: as `arabic.find_quantities` reads it.
        speakers: labels of the independent speakers who give it, the first first; `voices`: how many.
        is_alone: the number stands in no other speaker's post, in any language.
    """

    quote: Quote
    low: Decimal | None
    high: Decimal | None
    relation: str
    unit: str
    speakers: tuple[str, ...]
    voices: int
    is_alone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Foretold:
    """A forecast in its speaker's own words.

    Attributes:
        quote: the clause that is to come true; readings: what its window may cover, each a range of the post.
        window_words: as said; None when none are.
        start, end: aware UTC, counted from the post; None when open or unknown.
        likelihood_words: as said; None when none are.
        source: whose words the speaker passes on; None where they are his own.
    """

    speaker: str
    quote: Quote
    window_words: str | None
    start: datetime | None
    end: datetime | None
    is_vague: bool
    readings: tuple[Quote, ...]
    likelihood_words: str | None
    direction: Direction
    source: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Caveat:
    """One thing that is not known, with the check that says so.

    Attributes:
        code: which check: no trace (neither link nor time), undated, unlinked,
            id-time, one-camp, single-source, unverified, private (names withheld), unnamed (none known), conflict,
            slur (withheld), tricks (hidden characters or page code in a post),
            excerpt (a long post that is not quoted whole);
            of a trend "trend " and its warning, and "trend unseen" (copies that nothing shows).
        sentence: as the roundup prints it in its block "unknowns".
    """

    code: str
    sentence: Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """How the roundup was made: a measurement over the given posts, repeatable from them.

    Attributes:
        given, used: posts given (after joining captures of one post), and quoted.
        accounts, voices: authors, and independent ones after reposts and near-copies are joined with their originals.
        passed_over: reason -> posts that are not quoted and why.
        rejected: reason -> records that could not be read.
        platforms: platform -> posts.
        digest: SHA-256 of the sorted keys of all given posts, hex.
        root: of the evidence, as the caller gives it; None when not given.
        measurement: id of the evidence record that holds these counts; None when they are not kept.
        told: of a trend, (event, number as told or "", voices) of the claims that the roundup counts.
    """

    given: int
    used: int
    accounts: int
    voices: int
    passed_over: tuple[tuple[str, int], ...]
    rejected: tuple[tuple[str, int], ...]
    platforms: tuple[tuple[str, int], ...]
    first: datetime | None
    last: datetime | None
    digest: str
    version: str
    root: str | None
    made_at: datetime | None
    measurement: str | None = None
    told: tuple[tuple[str, str, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """Voices over time: those that posted in each step, each once a step.

    Attributes:
        start: of the first step, aware UTC; every step is as long as `step`.
        voices, posts: of each step; where no post names its author, distinct texts stand in for voices.
    """

    start: datetime
    step: timedelta
    voices: tuple[int, ...]
    posts: tuple[int, ...]

    @property
    def end(self) -> datetime:
        """The end of the last step."""
        return self.start + len(self.voices) * self.step


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """A precedent of the trend: a tag as a post has it, when it began to rise, how long before, in how many voices.

    Attributes:
        peak_voices: of its highest hour; None while that may still come, or where voices are unknown.
        duration_hours: to its end; None while it is up. Both None of what an earlier version measured.
    """

    tag: Hashtag
    started_at: datetime
    lag_hours: float
    voices: int | None
    peak_voices: int | None = None
    duration_hours: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rising:
    """The trend that a roundup is about, as it was measured.

    Attributes:
        asked: as the user wrote the tag; tag: as posts write it most often.
        spellings: the most used tags of the topic, each as a post has it, that one first; `trend.members` are all.
        at: "as known then"; None when the trend is told as the whole archive shows it.
        first, last: of the posts that are counted.
        stored: all posts in the store up to `at`, under any tag.
        measurement: id of the evidence record that holds trend, curve and the digest of the posts.
        override: why an editor leads with a trend that is mostly copies; None for any other.
        spread: how the copies among all its posts spread; None of what an earlier version measured.
    """

    trend: Trend
    asked: str
    tag: Hashtag
    spellings: tuple[Hashtag, ...]
    earlier: tuple[Earlier, ...]
    curve: Curve
    at: datetime | None
    first: datetime
    last: datetime
    stored: int
    measurement: str
    override: str | None = None
    spread: Spread | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """What the pictures of a roundup show beside its curve.

    Attributes:
        places: named by the posts that could be quoted, with the authors who name each: mentions, not events.
        groups: what these posts say has happened, by first appearance.
        spread: who copied whom among all posts; None when that is not known.
        handles: account -> its handle, of the speakers who may be named; nobody else is.
    """

    places: tuple[Mention, ...] = ()
    groups: tuple[ClaimGroup, ...] = ()
    spread: Spread | None = None
    handles: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Roundup:
    """A sourced report from chosen posts.

    Attributes:
        title: the headline as one line.
        zone: IANA name of the zone in which times are shown.
        about: what it is about, as asked or as most posts are tagged; None when neither says.
        blocks: in reading order. A "continuation" goes on with the "speaker" block before it, in one paragraph.
        caveats: as the block "unknowns" prints them, and that of words left out as "method" does.
        rising: the trend that it is about; None when it was composed from chosen posts.
        headlines: others that an editor may choose instead.
        glance: what its pictures show.
    """

    title: str
    language: Language
    zone: str
    about: str | None
    blocks: tuple[Block, ...]
    speakers: tuple[Speaker, ...]
    numbers: tuple[Number, ...]
    forecasts: tuple[Foretold, ...]
    caveats: tuple[Caveat, ...]
    method: Method
    rising: Rising | None = None
    headlines: tuple[Sentence, ...] = ()
    glance: Glance = field(default_factory=Glance)

    def _repr_html_(self) -> str:
        """Its text with the records that each paragraph rests on, as a notebook shows it."""
        records = dict.fromkeys(record for sentence in self.sentences for record in sentence.evidence)
        number = {record: at for at, record in enumerate(records, start=1)}
        shown = [
            (
                " ".join(sentence.text(self.language) for sentence in sentences),
                sorted({number[record] for sentence in sentences for record in sentence.evidence}),
            )
            for kind, sentences in paragraphs(self)
            if kind != "headline"
        ]
        return show_text(self.title, shown, [evidence_label(record) for record in records], lang=self.language)

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """All sentences in reading order."""
        return tuple(sentence for block in self.blocks for sentence in block.sentences)

    @property
    def speaker_of(self) -> dict[Key, Speaker]:
        """Key of each post that is quoted as somebody's words -> who says it."""
        return {key: speaker for speaker in self.speakers for key in speaker.quoted}


def paragraphs(roundup: Roundup) -> Iterator[tuple[BlockKind, tuple[Sentence, ...]]]:
    """The sentences by paragraph: a continuation stands in the paragraph of its speaker, as a reader reads it."""
    open_kind: BlockKind | None = None
    gathered: list[Sentence] = []
    for block in roundup.blocks:
        goes_on = block.kind == "continuation" and open_kind in {"speaker", "other_side"}
        if open_kind is not None and not goes_on:
            yield open_kind, tuple(gathered)
            gathered = []
        open_kind = open_kind if goes_on else block.kind
        gathered += block.sentences
    if open_kind is not None:
        yield open_kind, tuple(gathered)


def plain_text(roundup: Roundup) -> str:
    """The roundup as text: a paragraph a block; each permalink alone on the line behind its paragraph, or its item."""
    lines: list[str] = []
    last: BlockKind | None = None
    for kind, sentences in paragraphs(roundup):
        heading = HEADINGS.get(kind, {}).get(roundup.language)
        if heading and kind != last:
            lines.append(f"{heading}\n")
        told = [(sentence,) for sentence in sentences] if kind in LISTS else [sentences]
        for each in told:
            text = " ".join(sentence.text(roundup.language) for sentence in each)
            lines.append("\n".join([text, *link_urls(each)]))
        lines[-1] += "\n"
        last = kind
    return "\n".join(lines)


def link_urls(sentences: Iterable[Sentence]) -> tuple[str, ...]:
    """The permalinks that stand with sentences, each once; none that a browser may not open."""
    urls = (rebuild_url(link.url) for sentence in sentences for link in sentence.links)
    return tuple(dict.fromkeys(url for url in urls if url))


def shown_url(post: Post, speaker: Speaker | None) -> str | None:
    """The permalink of a post as a roundup may show it: without the handle of who is not named in it; None for none."""
    url = post.url if speaker is not None and speaker.is_public else anonymous_url(post)
    return rebuild_url(url) if url else None


def anonymous_url(post: Post) -> str | None:
    """A permalink that does not show the author's handle; None where the platform has none.

    X: /i/status/ and the id. Bluesky: the author's DID stands in the at:// address. Others: none.
    """
    if post.platform == "x" and post.post_id.isascii() and post.post_id.isdigit():
        return f"https://x.com/i/status/{post.post_id}"
    if post.platform == "bluesky" and post.post_id.startswith("at://did:"):
        did, _, rest = post.post_id.removeprefix("at://").partition("/")
        return (
            f"https://bsky.app/profile/{percent_encode(did, safe=':')}/post/{percent_encode(rest.rsplit('/', 1)[-1])}"
        )
    return None


def _part_text(part: Part, language: Language) -> str:
    if isinstance(part, Quote):
        opening, closing = MARKS[language]
        return f"{opening}{part.shown(language)}{closing}"
    if isinstance(part, Link):
        return ""
    return f"@{part.handle}" if isinstance(part, Handle) else part.text


def _flatten(text: str) -> str:
    """Safe text on one line; a run of spaces is one, and none stands before a comma or a full stop.

    What archives leave escaped (&amp;, a line end as a backslash and an n) is shown as it was posted.
    """
    for written, meant in _ESCAPED:
        text = text.replace(written, meant)
    shown = _SET_OFF.sub(r"\1", _SET_BEHIND.sub(r"\1 ", make_showable(_LINE_END.sub(" ", text)).text))
    words: Sequence[str] = shown.split()
    if not words:
        return " " if shown else ""
    return (" " if shown[:1].isspace() else "") + " ".join(words) + (" " if shown[-1:].isspace() else "")
