"""One text, read once: its words, its marks, its sentences, everybody named in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

from tawatur.arabic.folding import fold_word
from tawatur.arabic.lexicon import (
    KUNYA,
    STRONG_GIVEN_NAME,
    find_speaker_word,
    given_count,
    is_definite,
    is_family_name,
)
from tawatur.arabic.tokens import INVISIBLE, Span, Token
from tawatur.statements.cues import MAX_REACH, SHORT_MARKS, CueReader
from tawatur.statements.embeds import find_embeds
from tawatur.statements.marks import Marks, MarkSpan
from tawatur.statements.mentions import (
    NAME_BEFORE_VERB,
    TITLE_ABBREVIATIONS,
    Mention,
    MentionReader,
    dual_head,
    tell_ali,
)
from tawatur.statements.speakers import Directory

PAIR = 2
MAX_COMPANIONS = 6  # people named as one speaker; a longer row is a list
CONTENT_EDGE = f" \t\n\r\N{NO-BREAK SPACE}،,؛;:{INVISIBLE}"


class Reading:
    """What every step looks at; nothing in it changes once it is built, but the directory of speakers.

    Attributes:
        text, tokens, marks, cues, mentions, embeds: the text and its readers.
        sentence_number: of each token; sentence_starts: the first tokens of all sentences.
        closed_span_of: token -> the closed quotation around it that is long enough to be speech.
        closing_at: closing token -> its outermost closed quotation.
        directory: everybody named.
        name_words: folded words of the names given in full.
    """

    def __init__(self, text: str, tokens: Sequence[Token], marks: Marks) -> None:
        self.text = text
        self.tokens = tokens = tell_ali(tokens)
        self.marks = marks
        self.cues = CueReader(text, self.tokens, self.marks)
        short = {
            span.opening: span.closing
            for span in self.marks.spans
            if span.is_closed and self.cues.word_count(span) <= SHORT_MARKS + 1
        }
        self.mentions = MentionReader(text, self.tokens, short)
        self.embeds = find_embeds(text)
        self.directory = Directory()
        self.name_words: frozenset[str] = frozenset()
        self._bare_folds: dict[str, str] = {}
        self._starters: dict[str, bool] = {}
        ends = self._sentence_ends()
        self.sentence_number = list(accumulate((at in ends for at in range(len(tokens) - 1)), initial=0))
        self._starts = [0, *(at + 1 for at in sorted(ends))]
        self.sentence_starts = frozenset(self._starts)
        self.closed_span_of = self._closed_spans()
        self.closing_at = {span.closing: span for span in self.marks.spans if span.is_closed and span.depth == 0}
        self._enter_mentions()

    def _sentence_ends(self) -> frozenset[int]:
        """The boundaries that stand in no closed quotation."""
        closed = (span for span in self.marks.spans if span.is_closed and span.depth == 0)
        return self.cues.boundaries.difference(*(range(span.opening, span.closing) for span in closed))

    def sentence_start(self, index: int) -> int:
        """The first token of the sentence of a token."""
        return self._starts[self.sentence_number[index]]

    def _closed_spans(self) -> dict[int, MarkSpan]:
        """Token -> the outermost closed quotation around it that is long enough to be speech."""
        inside: dict[int, MarkSpan] = {}
        for span in self.marks.spans:
            if span.is_closed and span.depth == 0 and self.cues.word_count(span) > SHORT_MARKS:
                for index in range(span.opening + 1, span.closing):
                    inside[index] = span
        return inside

    def _enter_mentions(self) -> None:
        """Everybody named in the text, so that a short name finds the full one wherever that stands."""
        found: list[Mention] = []
        position = joined_until = 0
        while position < len(self.tokens):
            token = self.tokens[position]
            mention = None
            if token.is_word and self.may_start_mention(position) and not self._is_verb(position):
                mention = self.read_mention(position, min(len(self.tokens), position + MAX_REACH))
            if mention is not None and mention.kind == "person" and not self.is_full(mention):
                mention = None
            if mention is not None and (mention.kind in {"person", "collective"} or len(mention.name.split()) > 1):
                found.append(mention)
                if mention.first >= joined_until:
                    together = self.with_companions(mention, len(self.tokens))
                    if together is not mention:
                        found.append(together)
                        joined_until = together.end
                is_pair = dual_head(token.fold) is not None  # each of the two is somebody too
                position = position + 1 if is_pair else max(mention.end, position + 1)
            else:
                position += 1
        self.directory.add_all(found)
        people = (speaker.words for speaker in self.directory.speakers if speaker.kind == "person")
        self.name_words = frozenset().union(*people)
        self.mentions.known_words = self.name_words
        self._bare_folds, self._starters = {}, {}  # what a word may be hangs on the names

    def _is_verb(self, index: int) -> bool:
        fold = self.tokens[index].fold
        is_name = given_count(fold) >= NAME_BEFORE_VERB or find_speaker_word(fold) is not None
        return self.cues.form(index) is not None and not is_name

    def is_full(self, mention: Mention) -> bool:
        """Whether a mention names somebody in full: with a role, a handle, or two words that are names."""
        if mention.role or mention.handle:
            return True
        first_two = [fold_word(part) for part in mention.name.split()[:2]]
        known = [given_count(part) > 0 or is_family_name(part) or part in KUNYA for part in first_two]
        return len(known) > 1 and all(known)

    def may_start_mention(self, index: int) -> bool:
        """Whether a token can begin the naming of somebody."""
        token = self.tokens[index]
        if token.fold in TITLE_ABBREVIATIONS:
            following = self.tokens[index + 1] if index + 1 < len(self.tokens) else None
            return following is not None and following.text in {".", "/"} and following.start == token.end
        if token.fold not in self._starters:
            bare = self.without_conjunction(index)
            self._starters[token.fold] = self._is_naming(token.fold) or self._is_naming(bare)
        if self._starters[token.fold]:
            return True
        following = self.tokens[index + 1] if index + 1 < len(self.tokens) else None
        return following is not None and is_definite(following.fold) and dual_head(token.fold) is not None

    def _is_naming(self, fold: str) -> bool:
        is_word_of_speakers = find_speaker_word(fold) is not None or given_count(fold) >= STRONG_GIVEN_NAME
        return is_word_of_speakers or fold in self.name_words

    def without_conjunction(self, index: int) -> str:
        """The folded token without و, ف or ل in front, where what is left is a known word."""
        fold = self.tokens[index].fold
        if fold not in self._bare_folds:
            self._bare_folds[fold] = self._bare_fold(fold)
        return self._bare_folds[fold]

    def _bare_fold(self, fold: str) -> str:
        if (
            fold[:1] not in {"و", "ف", "ل"}
            or len(fold) < 4
            or given_count(fold) >= STRONG_GIVEN_NAME
            or fold in self.name_words
        ):
            return fold
        bare = "ال" + fold[2:] if fold.startswith("لل") else fold[1:]
        is_known = is_definite(bare) or find_speaker_word(bare) is not None or given_count(bare) >= STRONG_GIVEN_NAME
        return bare if is_known and find_speaker_word(fold) is None else fold

    def read_mention(self, index: int, limit: int) -> Mention | None:
        """The mention at a token, a conjunction in front of it taken off (والبعض, للرئيس التركي)."""
        token = self.tokens[index]
        if not token.is_word or self.without_conjunction(index) == token.fold or find_speaker_word(token.fold):
            return self.mentions.read(index, limit)
        is_article = token.fold.startswith("لل")
        start = token.start + 1
        text = self.text[start : token.end]
        bare = Token("word", start, token.end, text, self.without_conjunction(index))
        tokens = [bare, *self.tokens[index + 1 : limit]]
        closings = self.mentions.short_marks
        short = {at - index: closings[at] - index for at in range(index, limit) if at in closings}
        mention = MentionReader(self.text, tokens, short, self.name_words).read(0, len(tokens))
        if mention is None:
            return None
        name = f"ال{mention.name[1:]}" if is_article and mention.span[0] == start else mention.name
        role = f"ال{mention.role[1:]}" if is_article and mention.role else mention.role
        return replace(mention, name=name, role=role, first=index, end=mention.end + index)

    def with_companions(self, mention: Mention, limit: int) -> Mention:
        """Everybody joined to a person by و (سامي الحداد وهدى المصري) as one speaker; the mention itself if alone."""
        if mention.kind != "person" or not (self.is_full(mention) or mention.head is not None):
            return mention
        group = [mention]
        limit = min(limit, mention.end + MAX_REACH)
        while group[-1].end < limit and len(group) < MAX_COMPANIONS:
            other = self._read_companion(group[-1].end, limit)
            if other is None:
                break
            group.append(other)
        if len(group) == 1:
            return mention
        span = (mention.span[0], group[-1].span[1])
        return Mention(
            name=self.text[slice(*span)],
            span=span,
            kind="collective",
            gender="f" if all(one.gender == "f" for one in group) else "m",
            number="dual" if len(group) == PAIR else "plural",
            first=mention.first,
            end=group[-1].end,
            role=mention.role,
        )

    def _read_companion(self, index: int, limit: int) -> Mention | None:
        """The person named behind و at a token; None when the letter is the word's own or a verb follows it."""
        token = self.tokens[index]
        bare = token.fold[1:]
        if not token.is_word or token.fold[:1] != "و" or self.without_conjunction(index) != bare:
            return None
        if self.cues.form(index) is not None and given_count(bare) < NAME_BEFORE_VERB:
            return None
        other = self.read_mention(index, limit)
        is_person = other is not None and other.kind == "person" and other.number == "singular"
        return other if other is not None and is_person and (self.is_full(other) or other.head is not None) else None

    def start_of(self, index: int) -> int:
        """Where a token begins; the end of the text for the token after the last."""
        return self.tokens[index].start if index < len(self.tokens) else len(self.text)

    def trim(self, start: int, end: int, edge: str = CONTENT_EDGE) -> Span | None:
        """The span without what only frames it; None when nothing is left."""
        while start < end and self.text[start] in edge:
            start += 1
        while end > start and self.text[end - 1] in edge:
            end -= 1
        return (start, end) if end > start else None

    def phrase_limit(self, start: int, limit: int) -> int:
        """The first boundary in a range of tokens; its end when there is none."""
        for at in range(start, limit):
            if self.cues.is_boundary(at):
                return at
        return limit

    def begins_sentence(self, index: int) -> bool:
        """Whether nothing but marks stands before a token in its sentence."""
        if index == 0:
            return True
        position = index - 1
        while position >= 0 and not self.tokens[position].is_word and not self.cues.is_boundary(position):
            position -= 1
        return position < 0 or self.cues.is_boundary(position)
