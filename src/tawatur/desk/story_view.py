"""A story as its page shows it: cards of posts, the draft with what can be changed in it, what stands in its way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from tawatur.arabic.display import make_showable
from tawatur.check.records import Finding
from tawatur.markup import Direction, Words, first_strong, mark_runs, rebuild_url
from tawatur.pipeline.stories import Story
from tawatur.posts import Post, evidence_label
from tawatur.report.drafts import Draft, DraftSentence
from tawatur.report.records import HEADINGS, LISTS, MARKS, BlockKind, Handle, Hashtag, Link, Moment, Quote, Speaker
from tawatur.report.records import Words as OwnWords
from tawatur.report.verb_choices import VerbChoice, find_choices, find_verb
from tawatur.report.wording import check_time

STANCES = ("neutral", "continuation", "explaining", "asserting", "opinion", "prediction", "distancing")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A part of a sentence: `text` of our own words to edit, `html` of all else."""

    kind: Literal["words", "quote", "other"]
    text: str = ""
    html: Markup | None = None
    direction: Direction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A number behind a sentence, and the record it leads to."""

    number: int
    record_id: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verbs:
    """The verb of a sentence, and those that could stand in its place by their stances."""

    word: str
    groups: tuple[tuple[str, tuple[VerbChoice, ...]], ...]
    is_allowed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One sentence of the draft."""

    sentence: DraftSentence
    parts: tuple[Shown, ...]
    references: tuple[Reference, ...]
    urls: tuple[str, ...]
    verbs: Verbs | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Blocks of one kind that stand together; `paragraphs`: sentences that do."""

    kind: BlockKind
    heading: str | None
    is_list: bool
    paragraphs: tuple[tuple[Line, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A post that could be quoted.

    Attributes:
        state: "quoted" in the draft, "hidden" by the editor, or neither.
        check: its time against the time in its id; stripped: characters that cannot be shown.
        copied_by: how many accounts repeat it.
    """

    post: Post
    key: str
    name: str
    role: str | None
    state: Literal["quoted", "hidden", "open"]
    is_wanted: bool
    record_id: str
    label: str
    url: str | None
    check: str
    stripped: int
    copied_by: int
    is_private: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that an editor should look at. `sentence`: id of the sentence it is about; None for the whole."""

    severity: Literal["error", "warning", "info"]
    message: str
    action: str
    sentence: str | None = None


def numbers_of(draft: Draft) -> dict[str, Reference]:
    """The records that a draft rests on, numbered as a reader meets them."""
    ids = dict.fromkeys(record for sentence in draft.sentences for record in sentence.evidence)
    return {
        record_id: Reference(number=number, record_id=record_id, label=evidence_label(record_id))
        for number, record_id in enumerate(ids, start=1)
    }


def show_draft(draft: Draft) -> list[Part]:
    """The draft in reading order; a continuation stands in the paragraph of its speaker."""
    references = numbers_of(draft)
    parts: list[tuple[BlockKind, list[list[Line]]]] = []
    before: DraftSentence | None = None
    for block in draft.blocks:
        lines = []
        for sentence in block.sentences:
            lines.append(_show_sentence(sentence, before, draft, references))
            before = sentence
        if not lines:
            continue
        goes_on = block.kind == "continuation" and parts and parts[-1][0] in {"speaker", "other_side"}
        if goes_on:
            parts[-1][1][-1] += lines
        elif parts and parts[-1][0] == block.kind:
            parts[-1][1].append(lines)
        else:
            parts.append((block.kind, [lines]))
    return [
        Part(
            kind=kind,
            heading=HEADINGS.get(kind, {}).get(draft.language),
            is_list=kind in LISTS,
            paragraphs=tuple(tuple(lines) for lines in paragraphs),
        )
        for kind, paragraphs in parts
    ]


def _show_sentence(
    sentence: DraftSentence, before: DraftSentence | None, draft: Draft, references: Mapping[str, Reference]
) -> Line:
    found = find_choices(sentence, before, draft.language)
    verbs = None
    if found is not None:
        place, choices = found
        groups = tuple((stance, tuple(each for each in choices if each.stance == stance)) for stance in STANCES)
        verbs = Verbs(
            word=place.word,
            groups=tuple((stance, group) for stance, group in groups if group),
            is_allowed=any(each.word == place.word and each.is_allowed for each in choices),
        )
    urls = [rebuild_url(part.url) for part in sentence.parts if isinstance(part, Link)]
    return Line(
        sentence=sentence,
        parts=tuple(_show_parts(sentence, draft)),
        references=tuple(sorted((references[each] for each in sentence.evidence), key=lambda each: each.number)),
        urls=tuple(url for url in urls if url),
        verbs=verbs,
    )


def _show_parts(sentence: DraftSentence, draft: Draft) -> Iterator[Shown]:
    side: Direction = "rtl" if draft.language == "ar" else "ltr"
    for part in sentence.parts:
        if isinstance(part, OwnWords):
            yield Shown(kind="words", text=make_showable(part.text).text)
        elif isinstance(part, Quote):
            opening, closing = MARKS[draft.language]
            html = Markup("{}").format(opening)
            for piece in part.pieces(draft.language):
                form = Markup("{}") if piece.kind == "text" else Markup('<span class="ours">{}</span>')
                html += form.format(mark_runs(piece.text) if piece.kind == "text" else piece.text)
            yield Shown(kind="quote", html=html + closing, direction=first_strong(part.text) or side)
        elif isinstance(part, Handle):
            handle = make_showable(part.handle).text
            yield Shown(kind="other", html=Markup('<bdi dir="ltr" class="handle">@{}</bdi>').format(handle))
        elif isinstance(part, (Hashtag, Moment)):
            yield Shown(kind="other", html=Markup("<bdi>{}</bdi>").format(mark_runs(part.text, side)))


def show_cards(story: Story) -> list[Card]:
    """The posts that could be quoted, oldest first."""
    quoted = {quote.key for sentence in story.draft.sentences for quote in sentence.quotes}
    hidden = set(story.brief.hidden)
    speakers = story.base.speaker_of
    cards = []
    for post in story.selection.originals:
        speaker = speakers.get(post.key)
        record_id = post.evidence.record_id if post.evidence else ""
        cards.append(
            Card(
                post=post,
                key=f"{post.platform}/{post.post_id}",
                name=_name_of(post, speaker),
                role=(speaker.role if speaker else None) or post.role,
                state="hidden" if post.key in hidden else "quoted" if post.key in quoted else "open",
                is_wanted=post.key in story.brief.wanted,
                record_id=record_id,
                label=evidence_label(record_id) if record_id else "",
                url=rebuild_url(post.url) if post.url else None,
                check=check_time(post),
                stripped=make_showable(post.text).stripped,
                copied_by=len(story.selection.copies.get(post.key, ())),
                is_private=speaker is not None and not speaker.is_public,
            )
        )
    return cards


def _name_of(post: Post, speaker: Speaker | None) -> str:
    """What the card calls an author: as the draft does; whom that does not name, as the post does, before its label."""
    named = speaker.name if speaker else None
    return named or post.display_name or (speaker.label if speaker else None) or post.handle or ""


def find_problems(story: Story, words: Words) -> list[Problem]:
    """What stands in the way of publishing, then what an editor should look at, most important first."""
    problems = [
        Problem(
            severity="error",
            message=words("draft.unsourced", words=_start_of(sentence)),
            action=words("draft.unsourced.do"),
            sentence=sentence.id,
        )
        for sentence in story.draft.unsourced
    ]
    if not any(block.kind == "headline" and block.sentences for block in story.draft.blocks):
        problems.append(Problem(severity="error", message=words("draft.headline"), action=words("draft.headline.do")))
    before: DraftSentence | None = None
    for sentence in story.draft.sentences:
        place = find_verb(sentence, story.draft.language)
        if place is not None and sentence.state != "made":
            found = find_choices(sentence, before, story.draft.language)
            choice = next((each for each in found[1] if each.word == place.word), None) if found else None
            if choice is not None and not choice.is_allowed:
                problems.append(
                    Problem(
                        severity="warning",
                        message=words("draft.verb", verb=choice.form),
                        action=words(f"need.{choice.needs}"),
                        sentence=sentence.id,
                    )
                )
        before = sentence
    quoted = {quote.key for sentence in story.draft.sentences for quote in sentence.quotes}
    unproved = [post for post in story.posts if post.key in quoted and not post.url and post.posted_at is None]
    if unproved:
        words_of_it = words("story.unproved", n=len(unproved), words=_shorten(unproved[0].text))
        problems.append(Problem(severity="warning", message=words_of_it, action=words("story.unproved.do")))
    checked = story.check()
    problems += [_problem_of(finding, words) for finding in checked.findings]
    order = {"error": 0, "warning": 1, "info": 2}
    return sorted(problems, key=lambda problem: order[problem.severity])


def _problem_of(finding: Finding, words: Words) -> Problem:
    is_english = words.lang == "en"
    return Problem(
        severity=finding.severity,
        message=finding.message_en if is_english else finding.message_ar,
        action=finding.action_en if is_english else finding.action_ar,
    )


def _start_of(sentence: DraftSentence) -> str:
    text = "".join(part.text for part in sentence.parts if isinstance(part, (OwnWords, Hashtag, Moment)))
    return _shorten(text)


def _shorten(text: str) -> str:
    shown = " ".join(text.split())
    return shown if len(shown) <= 60 else f"{shown[:60]}…"
