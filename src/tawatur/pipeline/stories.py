"""A story on the desk: chosen posts -> a roundup -> a draft that an editor works on, in versions that never change.

A version names its posts by the captures it was made from, and holds every part of every sentence, so that it reads the
same whatever is imported later. What the draft does not hold (method, numbers, forecasts) is composed again from them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import msgspec

from tawatur.arabic.digits import Digits
from tawatur.check.records import Checked
from tawatur.errors import InputError
from tawatur.pipeline.checking import check_roundup
from tawatur.pipeline.composing import Given, compose_roundup, counts_of, keep_counts
from tawatur.pipeline.reporting import gather_trend
from tawatur.posts import EvidenceRef, Origin, Post, PostId
from tawatur.report.choose import Selection, choose
from tawatur.report.compose import Measure, compose
from tawatur.report.drafts import (
    Draft,
    DraftSentence,
    as_roundup,
    draft_of,
    draft_record,
    merge,
    read_draft,
    rest_on,
    title_of,
    withhold,
)
from tawatur.report.profiles import DirectoryEntry
from tawatur.report.records import Key, Language, Method, Rising, Roundup, Words
from tawatur.report.verb_choices import find_verb
from tawatur.store import Store
from tawatur.trends.records import Trends

MAX_POSTS = 300  # of a story: each is read again when the story is opened, 3 ms a post
_ERASED = {
    "ar": "[كان هنا ما حُذف من الأدلة بناء على طلب في {at:%Y-%m-%d}]",
    "en": "[what stood here was erased from the evidence on request on {at:%Y-%m-%d}]",
}
OTHERS = 24  # posts of a trend that are offered beside those that are quoted: those with most copies


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """Which capture of a post a story was made from."""

    platform: Origin
    post_id: PostId
    evidence: EvidenceRef

    @property
    def key(self) -> Key:
        """Of the post."""
        return self.platform, self.post_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """What a story is made of beside its draft.

    Attributes:
        captures: the posts; wanted, hidden: keys of those that an editor wants quoted, and those left out.
        measurement, root: the evidence record of what was counted, and the evidence root then.
        rejected: reason of each record that could not be read, one an entry.
        tag: that it was started from; None for chosen posts.
        people: what the desk knows of the authors, where it knows more than the posts say.
    """

    captures: tuple[Capture, ...]
    about: str | None
    zone: str | None
    language: Language
    digits: Digits
    made_at: datetime
    measurement: str
    root: str
    rejected: tuple[str, ...] = ()
    wanted: tuple[Key, ...] = ()
    hidden: tuple[Key, ...] = ()
    tag: str | None = None
    rising: Rising | None = None
    people: tuple[DirectoryEntry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A version of a story, opened.

    Attributes:
        base: what was composed from its posts, before an editor changed it.
        selection: who could be quoted, who repeats whom, and why others cannot be.
    """

    brief: Brief
    draft: Draft
    base: Roundup
    selection: Selection
    posts: tuple[Post, ...]

    @property
    def records(self) -> frozenset[str]:
        """The evidence records that its sentences may rest on."""
        held = {post.evidence.record_id for post in self.posts if post.evidence}
        rising = {self.brief.rising.measurement} if self.brief.rising else set()
        return frozenset(held | {self.brief.measurement} | rising)

    def roundup(self) -> Roundup:
        """The draft as a roundup. Raises: UnfinishedError when it is none yet."""
        return as_roundup(self.draft, self.base)

    def check(self) -> Checked:
        """What an editor must know about the text as it stands."""
        return check_roundup(as_roundup(self.draft, self.base, is_for_check=True), self.posts)


def start_story(
    given: Given,
    store: Store,
    *,
    about: str | None = None,
    zone: str | None = None,
    language: Language = "ar",
    digits: Digits = "latin",
    now: datetime,
    tag: str | None = None,
    rising: Rising | None = None,
    people: Iterable[DirectoryEntry] = (),
) -> tuple[Brief, Draft]:
    """A new story from gathered posts; what was counted is kept in the store's evidence.

    `people`: what is known of accounts; those who wrote none of the posts are left out.

    Raises: InputError when nothing can be quoted, or there are too many posts.
    """
    if len({post.key for post in given.posts}) > MAX_POSTS:
        raise InputError(
            f"{len(given.posts):,} posts: a story is made of {MAX_POSTS} at most. Import them under Sources; the "
            "board then finds what rises in them."
        )
    authors = {post.handle.lower() for post in given.posts if post.handle}
    known = tuple(entry for entry in people if entry.handle.lower() in authors)
    roundup = compose_roundup(
        given, store, about=about, directory=known, zone=zone, language=language, digits=digits, now=now, rising=rising
    )
    method = roundup.method
    brief = Brief(
        captures=tuple(
            Capture(platform=post.platform, post_id=post.post_id, evidence=post.evidence)
            for post in given.posts
            if post.evidence is not None
        ),
        about=about,
        zone=zone,
        language=language,
        digits=digits,
        made_at=now,
        measurement=method.measurement or "",
        root=method.root or "",
        rejected=given.rejected,
        tag=tag,
        rising=rising,
        people=known,
    )
    return brief, draft_of(roundup)


def start_trend_story(
    store: Store,
    tag: str,
    *,
    at: datetime | None,
    zone: str | None,
    language: Language,
    now: datetime,
    found: Trends | None = None,
    lead_anyway: str | None = None,
    people: Sequence[DirectoryEntry] = (),
) -> tuple[Brief, Draft]:
    """A new story of the strongest trend of a tag: the posts that its roundup quotes, and others that many repeat.

    `lead_anyway` and what is raised are as in `report_trend`; `people` as in `start_story`.
    """
    behind = gather_trend(store, tag, at=at, directory=people, found=found, lead_anyway=lead_anyway)
    selection = choose(behind.given.posts, people)
    quoted = {post.key for each in selection.speakers for post in each.posts}
    others = sorted(
        (post for post in selection.originals if post.key not in quoted),
        key=lambda post: (-len(selection.copies.get(post.key, ())), post.platform, post.post_id),
    )[:OTHERS]
    taken = quoted | {post.key for post in others}
    posts = tuple(post for post in behind.given.posts if post.key in taken)
    return start_story(
        replace(behind.given, posts=posts), store, about=behind.rising.tag.text, zone=zone, language=language, now=now,
        tag=tag, rising=behind.rising, people=people,
    )  # fmt: skip


def open_story(record: Mapping[str, Any], store: Store) -> Story:
    """A version of a story with its posts; sentences that rest on an erased one say so in their place.

    Raises: InputError when a post is not in the store any more, or all of them were erased.
    """
    captures = msgspec.convert(record["brief"], Brief).captures
    gone = {each: erasure for each in captures if (erasure := store.evidence.erasure(each.evidence.record_id))}
    for capture, erasure in gone.items():
        record = withhold_records(record, {capture.evidence.record_id}, erasure.at)
    if gone and len(gone) == len(captures):
        raise InputError(f"all {len(gone)} posts of this story were erased on request; nothing is left to quote")
    brief = msgspec.convert(record["brief"], Brief)
    brief = replace(brief, captures=tuple(each for each in brief.captures if each not in gone))
    posts = tuple(_read_posts(brief, store))
    rising = brief.rising
    shown_by = [rising.tag, *rising.spellings, *(each.tag for each in rising.earlier)] if rising else []
    draft = read_draft(record["draft"], [*(tag.post for tag in shown_by), *posts])
    return Story(
        brief=brief, draft=draft, base=_compose(brief, posts), selection=choose(posts, brief.people), posts=posts
    )


def story_record(brief: Brief, draft: Draft) -> dict[str, Any]:
    """A version of a story as JSON types."""
    return {"title": title_of(draft), "brief": msgspec.to_builtins(brief), "draft": draft_record(draft)}


def withhold_records(record: Mapping[str, Any], erased: Collection[str], at: datetime) -> dict[str, Any]:
    """The record of a version without what was erased at a moment: quotes, headline, and posts that show a tag.

    Args:
        erased: ids of evidence records.
    """
    gone = {
        (each["platform"], each["post_id"])
        for each in record["brief"]["captures"]
        if each["evidence"]["record_id"] in erased
    }
    words = _ERASED[record["brief"]["language"]].format(at=at)
    draft = withhold(record["draft"], gone, words)
    headlines = [sentence["parts"] for block in draft["blocks"] if block["kind"] == "headline"
                 for sentence in block["sentences"]]  # fmt: skip
    is_withheld = any(part.get("text") == words for parts in headlines for part in parts)
    return {
        **record,
        "title": words if is_withheld else record["title"],
        "draft": draft,
        "brief": {**record["brief"], "rising": _withhold_tags(record["brief"]["rising"], erased)},
    }


def _withhold_tags(value: Any, erased: Collection[str]) -> Any:  # noqa: ANN401 - JSON
    """The record of a rise, in which a tag is shown by a post: of an erased one its tag alone is left."""
    if isinstance(value, list):
        return [_withhold_tags(each, erased) for each in value]
    if not isinstance(value, dict):
        return value
    post = value.get("post")
    if isinstance(post, dict) and (post.get("evidence") or {}).get("record_id") in erased:
        left = {name: post[name] for name in ("platform", "post_id", "posted_at", "evidence")}
        return {**value, "post": {**left, "text": value["text"]}}
    return {name: _withhold_tags(each, erased) for name, each in value.items()}


def choose_again(story: Story, *, wanted: Iterable[Key], hidden: Iterable[Key]) -> tuple[Brief, Draft]:
    """The story with other posts quoted or left out; what the editor wrote stays where its sentence stays.

    Raises: InputError when nothing is left to quote.
    """
    return _compose_again(
        story, replace(story.brief, wanted=tuple(sorted(set(wanted))), hidden=tuple(sorted(set(hidden))))
    )


def introduce(story: Story, entry: DirectoryEntry) -> tuple[Brief, Draft]:
    """The story with what an editor knows of an author: by name and role, or, of an entry without both, as before."""
    others = tuple(each for each in story.brief.people if each.handle.lower() != entry.handle.lower())
    people = (*others, entry) if entry.name or entry.role else others
    return _compose_again(story, replace(story.brief, people=people))


def count_again(before: Story, brief: Brief, draft: Draft, store: Store) -> tuple[Brief, Draft]:
    """A story whose posts were chosen anew, resting on what is counted in it now; as it is where that is the same.

    `before`: the story as it was counted last. Raises: StoreError when it cannot be written.
    """
    keep = keep_counts(store, brief.about, brief.zone, brief.language)

    def measure(method: Method, posts: Sequence[Post]) -> tuple[str, str]:
        is_same = counts_of(method) == counts_of(before.base.method)
        return (brief.measurement, brief.root) if is_same else keep(method, posts)

    base = _compose(brief, before.posts, measure)
    measurement, root = base.method.measurement or "", base.method.root or ""
    if measurement == brief.measurement:
        return brief, draft
    counted = replace(brief, measurement=measurement, root=root)
    return counted, _draft_again(base, rest_on(draft, measurement, instead=brief.measurement), counted)


def _compose_again(story: Story, brief: Brief) -> tuple[Brief, Draft]:
    return brief, _draft_again(_compose(brief, story.posts), story.draft, brief)


def _draft_again(base: Roundup, draft: Draft, brief: Brief) -> Draft:
    """The draft of what was composed anew, with what an editor did to the draft before."""
    made = draft_of(base)
    before = {sentence.id: sentence for sentence in draft.sentences}
    calm = replace(
        made,
        blocks=tuple(
            replace(
                block,
                sentences=tuple(
                    before[each.id] if each.id in before and _differ_in_verb(each, before[each.id], made) else each
                    for each in block.sentences
                ),
            )
            for block in made.blocks
        ),
    )
    return merge(calm, draft, hidden=brief.hidden)


def _differ_in_verb(one: DraftSentence, other: DraftSentence, draft: Draft) -> bool:
    """Whether two sentences differ in nothing but their verb and its link to the one before: both turn with that."""
    places = [find_verb(each, draft.language) for each in (one, other)]
    if places[0] is None or places[1] is None or len(one.parts) != len(other.parts):
        return False
    texts = []
    for sentence, place in ((one, places[0]), (other, places[1])):
        parts: list[object] = list(sentence.parts)
        part = sentence.parts[place.part]
        if isinstance(part, Words):
            before, behind = part.text[: place.start], part.text[place.end :]
            is_link = before in {"", "و"} or before.endswith("، ")  # بدورها، من جهته،: it turns with them, too
            parts[place.part] = behind if is_link else before + behind
        texts.append((parts, sentence.evidence))
    return texts[0] == texts[1]


def _compose(brief: Brief, posts: Sequence[Post], measure: Measure | None = None) -> Roundup:
    """`measure`: None for what was measured already."""
    hidden = frozenset(brief.hidden)
    return compose(
        [post for post in posts if post.key not in hidden],
        about=brief.about, zone=brief.zone, language=brief.language, digits=brief.digits, now=brief.made_at,
        rejected=brief.rejected, measure=measure or (lambda _method, _posts: (brief.measurement, brief.root)),
        rising=brief.rising, wanted=brief.wanted, directory=brief.people,
    )  # fmt: skip


def _read_posts(brief: Brief, store: Store) -> Iterable[Post]:
    wanted = {capture.key: capture for capture in brief.captures}
    found: dict[Key, Post] = {}
    for post in store.captures_of(list(wanted)):
        held, capture = post.evidence, wanted[post.key]
        if held is None or (held.record_id, held.pointer) != (capture.evidence.record_id, capture.evidence.pointer):
            continue
        found[post.key] = replace(post, evidence=capture.evidence)
    missing = [key for key in wanted if key not in found]
    if missing:
        raise InputError(
            f"{len(missing)} posts of this story are not in the data folder any more, {missing[0][0]}/{missing[0][1]} "
            "among them"
        )
    return [found[key] for key in wanted]


def keys_of(written: Collection[str], story: Story) -> set[Key]:
    """Posts of a story by `platform/id`, as pages name them; others are left out."""
    named = {f"{post.platform}/{post.post_id}": post.key for post in story.posts}
    return {named[each] for each in written if each in named}
