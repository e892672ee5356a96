"""A roundup while an editor works on it: the same parts, but a sentence may still lack its evidence.

Quoted words stay a range of a stored post and cannot be typed; of a sentence an editor changes the words that are ours,
the evidence it rests on, or takes it out. What lacks evidence is named, and no roundup is made of it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from typing import Any, Literal, cast

from tawatur.errors import InputError
from tawatur.posts import Post
from tawatur.report.records import (
    LISTS,
    Block,
    BlockKind,
    Handle,
    Hashtag,
    Key,
    Language,
    Link,
    Mask,
    Moment,
    Part,
    Quote,
    Roundup,
    Sentence,
    Words,
)

State = Literal["made", "edited", "added"]
MAX_WORDS = 2_000  # characters of our own words in one part
_OPENING = frozenset("([/-")  # what follows stands against it
_STAND_IN = "0" * 64  # evidence of a sentence that has none, while its text is checked


class UnfinishedError(InputError):
    """A draft that is no roundup yet; the message names the first thing that is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftSentence:
    """One sentence; `evidence` may be empty. `id`: the same as long as it says the same thing of the same posts."""

    id: str
    parts: tuple[Part, ...]
    evidence: tuple[str, ...]
    state: State = "made"

    @property
    def quotes(self) -> tuple[Quote, ...]:
        """The ranges that it quotes."""
        return tuple(part for part in self.parts if isinstance(part, Quote))

    @property
    def is_sourced(self) -> bool:
        """Whether it rests on evidence, and on that of every post it shows."""
        shown = {
            part.post.evidence.record_id if part.post.evidence else ""
            for part in self.parts
            if isinstance(part, (Quote, Link, Hashtag))
        }
        return bool(self.evidence) and shown <= set(self.evidence)


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftBlock:
    """Sentences of one purpose."""

    kind: BlockKind
    sentences: tuple[DraftSentence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The blocks in reading order, and the ids of sentences that an editor took out."""

    language: Language
    blocks: tuple[DraftBlock, ...]
    removed: frozenset[str] = field(default_factory=frozenset)

    @property
    def sentences(self) -> tuple[DraftSentence, ...]:
        """All sentences in reading order."""
        return tuple(sentence for block in self.blocks for sentence in block.sentences)

    @property
    def unsourced(self) -> tuple[DraftSentence, ...]:
        """Those that lack evidence."""
        return tuple(sentence for sentence in self.sentences if not sentence.is_sourced)

    def sentence(self, sentence_id: str) -> DraftSentence:
        """The sentence of an id. Raises: InputError when there is none."""
        found = next((each for each in self.sentences if each.id == sentence_id), None)
        if found is None:
            raise InputError(f"sentence {sentence_id!r} is not in this draft any more")
        return found


def draft_of(roundup: Roundup) -> Draft:
    """A roundup as a draft."""
    seen: set[str] = set()
    blocks = []
    for at, block in enumerate(roundup.blocks):
        sentences = []
        for place, sentence in enumerate(block.sentences):
            before = sum(each.kind == block.kind for each in roundup.blocks[:at])
            made = _make_id(block.kind, sentence, place=f"{before} {place}")
            number = 1
            while made in seen:
                number += 1
                made = f"{made.partition('-')[0]}-{number}"
            seen.add(made)
            sentences.append(DraftSentence(id=made, parts=sentence.parts, evidence=sentence.evidence))
        blocks.append(DraftBlock(kind=block.kind, sentences=tuple(sentences)))
    return Draft(language=roundup.language, blocks=tuple(blocks))


def _make_id(kind: BlockKind, sentence: Sentence, *, place: str) -> str:
    """From what it quotes; of what quotes nothing from its words in a list, else from where it stands."""
    quotes = [f"{quote.key} {quote.start} {quote.end}" for quote in sentence.quotes]
    said = quotes or ([str(getattr(part, "text", "")) for part in sentence.parts] if kind in LISTS else [place])
    if kind == "headline":
        said = []  # there is one, whatever it quotes
    return sha256("\n".join([kind, *said]).encode("utf-8", "surrogatepass")).hexdigest()[:10]


def as_roundup(draft: Draft, base: Roundup, *, is_for_check: bool = False) -> Roundup:
    """The draft as a roundup; `base` is what was composed from the same posts: its method, numbers, forecasts.

    Args:
        is_for_check: take sentences without evidence, too: the result is to be read, never to be shown.

    Raises: UnfinishedError when a sentence lacks evidence, or the headline is missing.
    """
    if draft.unsourced and not is_for_check:
        raise UnfinishedError(f"{len(draft.unsourced)} sentences rest on no evidence")
    blocks = [
        Block(kind=block.kind, sentences=tuple(map(_as_sentence, block.sentences)))
        for block in draft.blocks
        if block.sentences
    ]
    headline = next((block.sentences[0] for block in blocks if block.kind == "headline"), None)
    if headline is None:
        raise UnfinishedError("the draft has no headline")
    quoted = {quote.key for sentence in draft.sentences for quote in sentence.quotes}
    kinds = {block.kind for block in blocks}
    return replace(
        base,
        title=headline.text(draft.language),
        blocks=tuple(blocks),
        speakers=tuple(speaker for speaker in base.speakers if quoted & set(speaker.quoted)),
        numbers=base.numbers if "numbers" in kinds else (),
        forecasts=base.forecasts if "forecasts" in kinds else (),
    )


def _as_sentence(sentence: DraftSentence) -> Sentence:
    evidence = list(sentence.evidence)
    if not sentence.is_sourced:
        shown = [part.post.evidence for part in sentence.parts if isinstance(part, (Quote, Link, Hashtag))]
        evidence += [each.record_id for each in shown if each and each.record_id not in evidence]
    return Sentence(parts=sentence.parts, evidence=tuple(evidence) or (_STAND_IN,))


def merge(new: Draft, old: Draft, *, hidden: Collection[Key] = ()) -> Draft:
    """What was composed anew, with the editor's work on the draft before: words changed, sentences added, taken out.

    `hidden`: posts that are left out: what quotes them goes, whoever wrote around it. Nothing else of an editor's is
    lost: what has no place any more stands at the end of its block.
    """
    known = {sentence.id for sentence in new.sentences}
    gone = set(hidden)
    own: dict[str, DraftSentence] = {}
    behind: dict[str, list[DraftSentence]] = {}  # id, or "KIND end", -> what an editor's sentences stand behind
    for block in old.blocks:
        last: str | None = None
        for sentence in block.sentences:
            if any(quote.key in gone for quote in sentence.quotes):
                continue
            if sentence.state == "edited":
                own[sentence.id] = sentence
            is_homeless = sentence.state == "edited" and sentence.id not in known
            if sentence.state == "added" or is_homeless:
                behind.setdefault(last or f"{block.kind} end", []).append(sentence)
            elif sentence.id in known:
                last = sentence.id

    def take(block: DraftBlock) -> Iterator[DraftSentence]:
        for sentence in block.sentences:
            if sentence.id not in old.removed:
                yield own.get(sentence.id, sentence)
            yield from behind.pop(sentence.id, [])
        yield from behind.pop(f"{block.kind} end", [])

    blocks = [DraftBlock(kind=block.kind, sentences=tuple(take(block))) for block in new.blocks]
    rest = [sentence for sentences in behind.values() for sentence in sentences]
    if rest:  # their whole block is gone: they go on behind the lead
        at = next((at for at, block in enumerate(blocks) if block.kind in {"lead", "context"}), 0)
        blocks[at] = replace(blocks[at], sentences=(*blocks[at].sentences, *rest))
    return replace(new, blocks=tuple(blocks), removed=old.removed)


# What an editor does


def set_words(draft: Draft, sentence_id: str, texts: Sequence[str]) -> Draft:
    """Our own words of a sentence, each part's in order; what lies between (quotes, tags, times) stays.

    Raises: InputError for another number of parts, words that bear quotation marks, or a sentence that is gone.
    """

    def change(sentence: DraftSentence) -> DraftSentence:
        own = [at for at, part in enumerate(sentence.parts) if isinstance(part, Words)]
        if len(own) != len(texts):
            raise InputError(f"sentence {sentence_id}: {len(texts)} texts for {len(own)} parts of its own words")
        parts = list(sentence.parts)
        for at, text in zip(own, texts, strict=True):
            old, words = parts[at], clean_words(text)
            runs_on = at + 1 < len(parts) and isinstance(old, Words) and _needs_space(words, old.text)
            parts[at] = Words(text=f"{words} " if runs_on else words)
        made = tuple(part for part in parts if not isinstance(part, Words) or part.text)
        if not any(isinstance(part, (Words, Quote)) and part.text.strip() for part in made):
            raise InputError(f"sentence {sentence_id}: nothing is left of it; take it out instead")
        if tuple(parts) == sentence.parts:
            return sentence
        return replace(sentence, parts=tuple(parts), state="added" if sentence.state == "added" else "edited")

    return _change(draft, sentence_id, change)


def _needs_space(words: str, old: str) -> bool:
    """Whether words typed up to the tag or quote behind them ran into it; a lone و or ب belongs to what follows."""
    if not old.endswith(" ") or words[-1:] in {"", " "} or words[-1] in _OPENING:
        return False
    return len(words.rsplit(maxsplit=1)[-1]) > 1


def clean_words(text: str) -> str:
    """An editor's words on one line. Raises: InputError when they are too long."""
    if len(text) > MAX_WORDS:
        raise InputError(f"{len(text)} characters in one sentence: more than {MAX_WORDS}")
    inner = " ".join(text.replace("\N{NO-BREAK SPACE}", " ").split())
    if not inner:
        return " " if text else ""
    return (" " if text[0].isspace() else "") + inner + (" " if text[-1].isspace() else "")


def set_evidence(draft: Draft, sentence_id: str, evidence: Sequence[str], *, known: Collection[str]) -> Draft:
    """What a sentence rests on. Raises: InputError for a record that is none of the story's."""
    foreign = [each for each in evidence if each not in known]
    if foreign:
        raise InputError(f"record {foreign[0][:16]} is none of this story's")
    return _change(
        draft,
        sentence_id,
        lambda sentence: replace(
            sentence,
            evidence=tuple(dict.fromkeys(evidence)),
            state="added" if sentence.state == "added" else "edited",
        ),
    )


def rest_on(draft: Draft, record: str, *, instead: str) -> Draft:
    """The draft with one evidence record in the place of another, in every sentence that rests on it."""

    def change(sentence: DraftSentence) -> DraftSentence:
        return replace(sentence, evidence=tuple(record if each == instead else each for each in sentence.evidence))

    return _change_each(draft, change)


def remove(draft: Draft, sentence_id: str) -> Draft:
    """Without one sentence."""
    draft.sentence(sentence_id)
    return replace(
        draft,
        blocks=tuple(
            replace(block, sentences=tuple(each for each in block.sentences if each.id != sentence_id))
            for block in draft.blocks
        ),
        removed=draft.removed | {sentence_id},
    )


def add(draft: Draft, after: str, text: str, *, new_id: str, evidence: Sequence[str] = ()) -> Draft:
    """With a sentence of the editor's own behind another one; it rests on nothing until evidence is given.

    Raises: InputError for words that bear quotation marks.
    """
    draft.sentence(after)
    made = DraftSentence(
        id=new_id, parts=(Words(text=clean_words(text).strip() or "…"),), evidence=tuple(evidence), state="added"
    )
    blocks = []
    for block in draft.blocks:
        sentences: list[DraftSentence] = []
        for sentence in block.sentences:
            sentences.append(sentence)
            if sentence.id == after:
                sentences.append(made)
        blocks.append(replace(block, sentences=tuple(sentences)))
    return replace(draft, blocks=tuple(blocks))


def _change(draft: Draft, sentence_id: str, change: Callable[[DraftSentence], DraftSentence]) -> Draft:
    draft.sentence(sentence_id)
    return _change_each(draft, lambda each: change(each) if each.id == sentence_id else each)


def _change_each(draft: Draft, change: Callable[[DraftSentence], DraftSentence]) -> Draft:
    return replace(
        draft, blocks=tuple(replace(block, sentences=tuple(map(change, block.sentences))) for block in draft.blocks)
    )


def differences(old: Draft, new: Draft) -> list[tuple[str | None, str | None]]:
    """What changed, sentence by sentence: (before, after) as lines; None where it was not there before, or is gone."""
    before = {sentence.id: _line(sentence, old.language) for sentence in old.sentences}
    after = {sentence.id: _line(sentence, new.language) for sentence in new.sentences}
    found: list[tuple[str | None, str | None]] = []
    for sentence_id in dict.fromkeys([*before, *after]):
        was, now = before.get(sentence_id), after.get(sentence_id)
        if was != now:
            found.append((was, now))
    return found


def title_of(draft: Draft) -> str:
    """The headline as one line; "" without one."""
    found = next((block.sentences[0] for block in draft.blocks if block.kind == "headline" and block.sentences), None)
    return _line(found, draft.language) if found else ""


def _line(sentence: DraftSentence, language: Language) -> str:
    return _as_sentence(sentence).text(language)


def withhold(record: Mapping[str, Any], gone: Collection[Key], words: str) -> dict[str, Any]:
    """The record of a draft without what it says of erased posts.

    Args:
        gone: keys of the posts; words: that stand in the place of a sentence that quoted or linked one.
    """

    def change(sentence: Mapping[str, Any]) -> dict[str, Any]:
        parts = [dict(part) for part in sentence["parts"]]
        erased = [part for part in parts if "post" in part and tuple(part["post"]) in gone]
        if any(part["kind"] != "tag" for part in erased):
            return {**sentence, "parts": [{"kind": "words", "text": words}]}
        for part in erased:
            part["kind"] = "words"
            del part["post"]
        return {**sentence, "parts": parts}

    blocks = [{**block, "sentences": [change(each) for each in block["sentences"]]} for block in record["blocks"]]
    return {**record, "blocks": blocks}


# As JSON


def draft_record(draft: Draft) -> dict[str, Any]:
    """A draft as JSON types; posts by their keys."""
    return {
        "language": draft.language,
        "removed": sorted(draft.removed),
        "blocks": [
            {
                "kind": block.kind,
                "sentences": [
                    {
                        "id": sentence.id,
                        "state": sentence.state,
                        "evidence": list(sentence.evidence),
                        "parts": [_part_record(part) for part in sentence.parts],
                    }
                    for sentence in block.sentences
                ],
            }
            for block in draft.blocks
        ],
    }


def read_draft(record: Mapping[str, Any], posts: Iterable[Post]) -> Draft:
    """A draft from its record and the posts of its story. Raises: InputError when a post is missing."""
    by_key = {post.key: post for post in posts}
    return Draft(
        language=record["language"],
        removed=frozenset(record["removed"]),
        blocks=tuple(
            DraftBlock(
                kind=block["kind"],
                sentences=tuple(
                    DraftSentence(
                        id=sentence["id"],
                        state=sentence["state"],
                        evidence=tuple(sentence["evidence"]),
                        parts=tuple(_read_part(part, by_key) for part in sentence["parts"]),
                    )
                    for sentence in block["sentences"]
                ),
            )
            for block in record["blocks"]
        ),
    )


def _part_record(part: Part) -> dict[str, Any]:
    if isinstance(part, Words):
        return {"kind": "words", "text": part.text}
    if isinstance(part, Quote):
        return {
            "kind": "quote",
            "post": list(part.key),
            "start": part.start,
            "end": part.end,
            "elided": [list(span) for span in part.elided],
            "masks": [[mask.start, mask.end, mask.kind] for mask in part.masks],
        }
    if isinstance(part, Link):
        return {"kind": "link", "post": list(part.post.key), "private": part.is_private}
    if isinstance(part, Hashtag):
        return {"kind": "tag", "post": list(part.post.key), "text": part.text}
    if isinstance(part, Handle):
        return {"kind": "handle", "handle": part.handle}
    return {"kind": "time", "at": part.at.isoformat(), "zone": part.zone, "text": part.text, "check": part.check}


def _read_part(record: Mapping[str, Any], posts: Mapping[Key, Post]) -> Part:
    def post() -> Post:
        key = cast("Key", tuple(record["post"]))
        if key not in posts:
            raise InputError(f"post {key[0]}/{key[1]}: not in the data folder any more; the draft quotes it")
        return posts[key]

    kind = record["kind"]
    if kind == "words":
        return Words(text=record["text"])
    if kind == "quote":
        return Quote(
            post=post(),
            start=record["start"],
            end=record["end"],
            elided=tuple((start, end) for start, end in record["elided"]),
            masks=tuple(Mask(start=start, end=end, kind=why) for start, end, why in record["masks"]),
        )
    if kind == "link":
        return Link(post=post(), is_private=record["private"])
    if kind == "tag":
        return Hashtag(post=post(), text=record["text"])
    if kind == "handle":
        return Handle(handle=record["handle"])
    return Moment(
        at=datetime.fromisoformat(record["at"]), zone=record["zone"], text=record["text"], check=record["check"]
    )
