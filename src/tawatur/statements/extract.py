"""Who said what: cues, their content, their speakers, in one pass over the text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from tawatur.arabic.lexicon import words
from tawatur.arabic.tense import word_tense
from tawatur.arabic.tokens import Span, Token
from tawatur.arabic.verbs import VerbForm, reporting_verbs
from tawatur.posts import Permalink, find_permalinks
from tawatur.statements.contents import ACCORDING, BUT_THAT, IN_MARKS_EDGE, Content, ContentReader
from tawatur.statements.cues import MAX_REACH, SHORT_MARKS, Opener, gives_figures
from tawatur.statements.embeds import Embed, lines_of_post
from tawatur.statements.english import english_paragraphs, read_english
from tawatur.statements.marks import Marks
from tawatur.statements.memory import CARRIED_FAR, EXPLICIT, RESOLVED, Attribution, Memory
from tawatur.statements.mentions import Mention
from tawatur.statements.reading import PAIR, Reading
from tawatur.statements.records import Form, Statement
from tawatur.statements.spans import SpanIndex
from tawatur.statements.speakers import mention_before
from tawatur.statements.subjects import AS_TOLD, IN_IT, SubjectReader

_PASSIVE_LIKE = frozenset({"اعتقد", "توقع", "ظن", "زعم", "قدر", "رجح", "افترض", "ذكر", "نقل", "روى", "حكى"})
_APPEARS = frozenset({"جاء", "ورد"})
_RELAYED = frozenset({"نقلا", "ونقلا"})
_AS_TOLD = frozenset({"حسبما", "كما"})
_THE_WORDS = {  # that point to the words before them
    "هذا": ("ما",),
    "بهذه": ("الكلمات", "العباره", "العبارات"),
    "بتلك": ("الكلمات", "العباره", "العبارات"),
    "هكذا": ("ما",),
}
_BESIDES = frozenset({"فيما", "بينما", "حيث", "لكن", "ولكن"})
ATTRIBUTION_THRESHOLD = 0.5
NESTED = EXPLICIT - 0.1
MIN_NESTED = 8  # characters; shorter nested clauses are set phrases
MAX_LEAD = 4  # words before "according to" that only lead on to its clause (ومن المتوقع)
MAX_DATE = 4  # tokens of a date behind a handle (Dec 5, 2024)
MAX_SUBJECT = 12  # tokens behind a verb in which its subject begins
_BEFORE_NOUN = frozenset({"عن", "من", "ب"})
_WITH_OBJECT = frozenset({"أعلن", "أكد", "نفى", "أورد", "ذكر", "كشف", "سجل"})
_ANY_SUBJECT = VerbForm(verb=reporting_verbs()[0], kind="past", gender="m", number="singular")


class Extractor:
    """Reads the statements of one text."""

    def __init__(self, text: str, tokens: Sequence[Token], marks: Marks) -> None:
        self.reading = Reading(text, tokens, marks)
        self.subjects = SubjectReader(self.reading)
        self.contents = ContentReader(self.reading, self.subjects)
        self.memory = Memory(self.reading, self.subjects)
        self.statements: list[Statement] = []
        self.ascribed: list[Statement] = []

    def read(self) -> list[Statement]:
        """All statements in text order."""
        embeds = self.reading.embeds[::-1]
        in_english = self._english_paragraphs()
        english = in_english[::-1]
        english_until = skip_until = 0
        turns = self._turns()
        for index, token in enumerate(self.reading.tokens):
            while embeds and embeds[-1].whole[0] <= token.start:
                embed = embeds.pop()
                self._add_embed(embed)
                skip_until = max(skip_until, embed.whole[1])
            if english and english[-1][0] <= index:
                english_until = english.pop()[1]
            if index < english_until or token.start < skip_until:
                continue
            if index in self.reading.sentence_starts or index in turns:
                self.memory.note_subject(index)
            if token.is_word:
                if token.fold in ACCORDING | AS_TOLD | _RELAYED or self._is_as_put(index):
                    self._read_according_to(index)
                elif self.reading.cues.form(index) is not None:
                    self._read_cue(index)
                elif gives_figures(token.fold):
                    self._ascribe(index, None)
            elif token.text == ":":
                self._read_colon(index)
        spoken, ascribed = read_english(self.reading.text, self.reading.tokens, self.reading.marks.spans, in_english)
        self.statements += spoken
        self.ascribed += ascribed
        return self._with_links(sorted(self.statements, key=lambda statement: statement.quote_span))

    def _turns(self) -> frozenset[int]:
        """غير أن مصدرا عسكريا نفى ذلك وقال: the tokens behind "but that", where another one may begin to act."""
        folds = [token.fold for token in self.reading.tokens]
        return frozenset(at + 2 for at, pair in enumerate(pairwise(folds)) if pair in BUT_THAT and at + 2 < len(folds))

    def _english_paragraphs(self) -> list[tuple[int, int]]:
        """Token ranges of paragraphs in English, but for those of embedded posts."""
        posts = SpanIndex([embed.whole for embed in self.reading.embeds])
        tokens = self.reading.tokens
        return [
            (first, last)
            for first, last in english_paragraphs(self.reading.text, tokens, self.reading.marks.spans)
            if not posts.touching((tokens[first].start, tokens[last - 1].end))
        ]

    def _with_links(self, statements: list[Statement]) -> list[Statement]:
        """Statements with the permalink that stands behind them: on their line, or alone on the next."""
        text, embeds = self.reading.text, self.reading.embeds
        linked = list(statements)
        by_end = sorted(range(len(statements)), key=lambda number: statements[number].quote_span[1])
        ends = [statements[number].quote_span[1] for number in by_end]
        reached = 0  # statements that end before it have met a link
        for link, *more in _group_links(text):
            start = text.rfind("\n", 0, link.span[0]) + 1
            if not text[start : link.span[0]].strip():
                end_of_paragraph = start
                while end_of_paragraph > 0 and text[end_of_paragraph - 1].isspace():
                    end_of_paragraph -= 1
                start = text.rfind("\n", 0, end_of_paragraph) + 1
                at = bisect_right(embeds, start, key=lambda embed: embed.content[1]) - 1
                if at >= 0 and start < embeds[at].whole[1]:
                    start = embeds[at].content[0]  # behind the clock of a post
            first = max(bisect_right(ends, start), reached)
            reached = bisect_right(ends, link.span[0])
            told = [number for number in by_end[first:reached] if "nested" not in linked[number].rule]
            own = _pair({number: linked[number] for number in told}, [link, *more])
            for number in by_end[first:reached]:
                statement = linked[number]
                if statement.url is None and (own is None or number in own or number not in told):
                    is_nested = "nested" in statement.rule
                    its = (own or {}).get(number, link)
                    handle = f"@{its.handle}" if its.handle and not is_nested else statement.handle
                    linked[number] = replace(statement, url=its.url, handle=handle, handle_written=statement.handle)
        return linked

    def _read_cue(self, index: int) -> None:
        form = self.reading.cues.form(index)
        if form is None or index in self.memory.speaker_of:
            return
        token = self.reading.tokens[index]
        opener = self.reading.cues.opener(index)
        inside = self._statement_around(index)
        if form.kind == "verbal noun" and self._is_own_words(index):
            return
        if opener is None:
            if not inside:
                is_behind = self._read_after_quote(index, form)
                self.memory.note_cue_subject(index, form)
                if not is_behind:
                    self._ascribe(index, form)
            return
        if inside is not None:
            self._read_nested(index, form, opener, inside)
            return
        around = self.reading.closed_span_of.get(index)
        if around is not None and opener.at > around.closing:
            return  # «لا أحد يعرف من أعلن القرار»، يقول سامي، «…»: a verb of what is quoted opens nothing outside it
        if opener.mark is not None and opener.mark.opening in self.contents.claimed:
            return
        if not self._may_be_cue(index, form, opener):
            self._read_after_quote(index, form)
            return
        if self._read_after_quote(index, form) and opener.kind == "clause" and opener.at - index > 12:
            return
        if form.verb.lemma in _APPEARS:
            explicit = self.subjects.owner_before(index) or self.subjects.document_owner(index, opener.at)
            is_told = explicit is not None or self.subjects.is_in_another_post(index)
            if not is_told and not self.subjects.appears_in_own(index):
                return
        else:
            explicit = self.memory.explicit_subject(index, form, opener.at)
        if explicit is None and token.fold in {"وبين", "بين"} and opener.at - index > 3:
            return
        attribution = self.memory.attribute(index, form, explicit)
        if explicit is None and self.reading.cues.is_passive(index):
            attribution = Attribution(None, None, 0.0, "passive")
        content = self.contents.content(form, opener)
        if content is None or any(abs(content.span[0] - known.quote_span[0]) < 4 for known in self.statements[-4:]):
            return  # nothing there, or the verb before it introduced the same words (وردت … بالقول)
        is_impersonal = form.kind == "present" and form.verb.lemma in _PASSIVE_LIKE and explicit is None
        if is_impersonal and not self._has_named_speaker(index, attribution):
            return
        self._add(content, replace(attribution, rule=f"{opener.kind}.{attribution.rule}"), at=index, cue=index)
        if opener.mark is not None:
            self.contents.claimed.add(opener.mark.opening)

    def _ascribe(self, index: int, form: VerbForm | None) -> None:
        """Keep what a verb with a noun ascribes to its subject: تحدثت مصادر عن 30 قتيلا, سجلت الوزارة 12 وفاة.

        A forecast may continue somebody who spoke in this paragraph (متوقعة استقرار السعر). `form` is None for a verb
        that gives figures and introduces no clause.
        """
        start = index + 1
        limit = min(len(self.reading.tokens), index + MAX_REACH)
        end = self.contents.end_of_clause(start, limit)
        speaker, mention = None, None
        is_verb = form is None or (form.kind in {"past", "present"} and self.reading.cues.starts_clause(index))
        if is_verb and start < end:
            mention = self.subjects.parse_subject(start, min(end, start + MAX_SUBJECT))
            if mention is not None and mention.kind != "document" and self.subjects.is_sure(mention):
                speaker, start = self.reading.directory.find(mention), self._after_remark(mention.end, end)
        elif form is not None and form.kind in {"past", "present"} and not form.proclitics:
            mention = self.subjects.subject_before(index)  # غير أن المستشفى تحدث عن 16 قتيلا
            if mention is not None and mention.kind != "document" and self.subjects.is_sure(mention):
                speaker = self.reading.directory.find(mention)
        if speaker is None and form is not None and form.verb.stance == "prediction" and not form.has_object:
            speaker = self.memory.goes_on(index, form)
        if form is not None and not self._takes_noun(form, start):
            return
        while start < end and self.reading.tokens[start].fold in _BEFORE_NOUN:
            start += 1
        span = self.reading.trim(self.reading.tokens[start].start, self.reading.start_of(end)) if start < end else None
        if speaker is None or span is None:
            return
        verb = self.reading.tokens[index]
        self.ascribed.append(
            Statement(
                quote=self.reading.text[slice(*span)],
                quote_span=span,
                form="indirect",
                direct=False,
                speaker=speaker.name,
                speaker_mention=mention.name if mention else None,
                speaker_span=mention.span if mention else None,
                role=speaker.role,
                handle=speaker.handle,
                cue=verb.text,
                cue_span=(verb.start, verb.end),
                rule="noun.explicit" if mention else "noun.carried",
                confidence=RESOLVED,
            )
        )

    def _after_remark(self, start: int, end: int) -> int:
        """The token behind a remark on the source between commas (، حسبما نقلته الإذاعة،); `start` without one."""
        tokens = self.reading.tokens
        if start + 1 >= end or tokens[start].text != "،" or tokens[start + 1].fold not in ACCORDING | _AS_TOLD:
            return start
        return next((at + 1 for at in range(start + 1, end) if tokens[at].text == "،"), start)

    def _takes_noun(self, form: VerbForm, start: int) -> bool:
        """Whether what begins here can be what a verb tells: an object, of these verbs only, or behind "about"."""
        fold = self.reading.tokens[start].fold if start < len(self.reading.tokens) else ""
        is_glued = fold[:1] == "ب" and "ب" in form.verb.prepositions  # أفادت اللجنة بمقتل
        is_behind = fold in _BEFORE_NOUN or is_glued
        return is_behind or form.verb.stance == "prediction" or form.verb.lemma in _WITH_OBJECT

    def _has_named_speaker(self, index: int, attribution: Attribution) -> bool:
        """Whether ويتوقع أن… continues somebody who spoke in this paragraph, and is not "it is expected that"."""
        speaker = attribution.speaker
        return speaker is not None and attribution.confidence >= CARRIED_FAR and self.memory.spoke_here(index, speaker)

    def _may_be_cue(self, index: int, form: VerbForm, opener: Opener) -> bool:
        """Whether the word is a verb here: it begins a clause, or a subject stands before it."""
        if form.kind == "participle":
            return opener.kind != "colon" or opener.at - index <= 8
        if form.kind == "verbal noun" or self.reading.cues.starts_clause(index):
            return True
        is_verb = form.kind in {"past", "present"} and not form.has_object  # معاد نشره: 1 is a count
        if is_verb and self.reading.tokens[index + 1].text == ":" and opener.at <= index + 2:
            return True  # … قالت: «…»
        if index + 1 < len(self.reading.tokens) and self.reading.tokens[index + 1].fold in IN_IT:
            return True  # تغريدة قال فيها
        if form.number == "singular":
            after = self.subjects.parse_subject(index + 1, min(opener.at, index + 25))
            if (
                after is not None
                and after.first <= index + 2
                and self.subjects.is_sure(after)
                and not self.subjects.clashes(form, after)
            ):
                return True
        return self.subjects.subject_before(index) is not None

    def _is_own_words(self, index: int) -> bool:
        """حسب قوله, على حد قولها: who speaks was said before."""
        previous = self.reading.tokens[index - 1] if index else None
        return previous is not None and (previous.fold in ACCORDING or previous.fold == "حد")

    def _statement_around(self, index: int) -> Statement | None:
        start = self.reading.tokens[index].start
        for statement in reversed(self.statements[-6:]):
            if statement.quote_span[0] <= start < statement.quote_span[1]:
                return statement
        return None

    def _read_nested(self, index: int, form: VerbForm, opener: Opener, outer: Statement) -> None:
        """Somebody else's statement inside a statement: only with its own subject in the text."""
        if self.reading.tokens[min(opener.content, len(self.reading.tokens) - 1)].start >= outer.quote_span[1]:
            return
        if form.kind == "participle" or (form.number != "singular" and form.kind != "past"):
            return
        explicit = self.memory.explicit_subject(index, form, opener.at)
        if explicit is None or form.has_object:
            return
        speaker = self.reading.directory.find(explicit)
        if outer.speaker == speaker.name:
            return
        content = self.contents.content(form, opener, end_limit=outer.quote_span[1])
        if content is None or content.span[1] - content.span[0] < MIN_NESTED:
            return
        self._add(content, Attribution(speaker, explicit, NESTED, f"{opener.kind}.nested"), at=index, cue=index)

    def _read_after_quote(self, index: int, form: VerbForm) -> bool:
        """«…»، قال فلان: a quotation before its verb."""
        points_back = index > 1 and self._points_back(index)
        if form.kind not in {"past", "present"} or (form.has_object and not points_back):
            return False
        lead = index - 2 if points_back else self.reading.cues.lead_start(index)
        position = lead - 1
        while position >= 0 and self.reading.tokens[position].text in {"،", ",", "-", "–", "—", "."}:
            position -= 1
        if position < 0 or lead - 1 - position > 2:
            return False
        if (
            not points_back
            and lead != index
            and self.reading.tokens[lead].fold in _BESIDES
            and self.reading.cues.opener(index) is not None
        ):
            return False  # «…»، فيما أكد البقال أن: a clause of its own
        token = self.reading.tokens[position]
        span = self.reading.closing_at.get(position)
        if token.kind != "mark" or span is None or span.opening in self.contents.claimed:
            return False
        if self.reading.cues.word_count(span) <= SHORT_MARKS or (form.proclitics and form.proclitics[0] == "و"):
            return False
        limit = next(
            (
                at
                for at in range(index + 1, len(self.reading.tokens))
                if self.reading.cues.is_boundary(at)
                or self.reading.tokens[at].text == ":"
                or (at in self.reading.cues.mark_at and at not in self.reading.mentions.short_marks)
            ),
            len(self.reading.tokens),
        )
        mention = self.subjects.parse_subject(index + 1, limit)
        if mention is not None and self.subjects.clashes(form, mention):
            mention = None
        attribution = self.memory.attribute(index, form, mention)
        start, end = self.reading.tokens[span.opening].end, self.reading.tokens[span.closing].start
        inner = self.reading.trim(start, end, IN_MARKS_EDGE)
        if inner is None:
            return False
        content = Content(inner, "quoted", direct=True)
        self._add(content, replace(attribution, rule=f"after.{attribution.rule}"), at=index, cue=index)
        self.contents.claimed.add(span.opening)
        return True

    def _points_back(self, index: int) -> bool:
        """«…»، هذا ما قاله فلان; «…»، بهذه الكلمات علق فلان."""
        before = tuple(token.fold for token in self.reading.tokens[index - 2 : index])
        return before[1] in _THE_WORDS.get(before[0], ())

    def _read_according_to(self, index: int) -> None:
        """حسب / وفق / نقلا عن + somebody: the clause before it or, at the start of a sentence, after it."""
        if self._statement_around(index) is not None:
            return
        mention = self.subjects.according_mention(index)
        if mention is None:
            return
        begins = self.reading.begins_sentence(index - 1 if self._is_as_put(index) else index)
        if self.reading.tokens[index].fold in _RELAYED and not begins:
            return
        if not begins and self._is_remark(index, mention.end):
            return
        if begins:
            mention = self._relayed_by(mention) or mention
        speaker = self.reading.directory.find(mention)
        if begins:
            start = mention.end
            is_verb_next = start < len(self.reading.tokens) and self._is_past_verb(start)
            while (
                not is_verb_next
                and start < len(self.reading.tokens)
                and self.reading.tokens[start].text not in {"،", ",", ":"}
            ):
                if self.reading.cues.is_boundary(start) or start - mention.end > 25:
                    return
                if self.reading.tokens[start].fold in {"فان", "ان"}:
                    break
                start += 1
            start += not is_verb_next
            while start < len(self.reading.tokens) and (
                self.reading.tokens[start].fold in {"فان", "فانه", "فانها", "ان"}
                or self.reading.tokens[start].text == ","
            ):
                start += 1
            if start >= len(self.reading.tokens):
                return
            mark = self.reading.cues.mark_at.get(start)
            if (
                mark is not None
                and mark.is_closed
                and self.contents.ends_after(mark.closing + 1, len(self.reading.tokens))
            ):
                span = self.reading.trim(self.reading.tokens[mark.opening].end, self.reading.tokens[mark.closing].start)
                content_form: Form = "quoted"
                self.contents.claimed.add(mark.opening)
            else:
                span = self.reading.trim(
                    self.reading.tokens[start].start,
                    self.reading.start_of(self.contents.end_of_clause(start, len(self.reading.tokens))),
                )
                content_form = "indirect"
        elif (said := self._clause_behind(index, mention.end)) is not None:
            span, content_form = said, "indirect"
        else:
            span, content_form = self._clause_before(index)
        if span is None or span[1] - span[0] < 12:
            return
        content = Content(span, content_form, direct=content_form == "quoted")
        self._add(content, Attribution(speaker, mention, RESOLVED, "according.explicit"), at=index, cue=index)
        self.memory.acting.append((index, speaker, True))

    def _is_past_verb(self, index: int) -> bool:
        """وبحسب النقابة فُصل 14 طبيبا: what is told follows without a comma."""
        token = self.reading.tokens[index]
        return token.is_word and word_tense(token) == "past" and self.reading.cues.form(index) is None

    def _is_remark(self, index: int, end: int) -> bool:
        """وتوعد فلان، وفق ما نقلت عنه شبكة، بأن …: the verb before it has its words behind it."""
        cues = self.reading.cues
        start = max(self.reading.sentence_start(index), index - MAX_REACH)
        openers = (cues.opener(at) for at in range(start, index) if cues.form(at))
        return any(opener is not None and opener.at >= end for opener in openers)

    def _relayed_by(self, outlet: Mention) -> Mention | None:
        """وبحسب ما أورده الموقع نقلا عن مصدر: whom the outlet cites; None when it cites nobody."""
        following = [token.fold for token in self.reading.tokens[outlet.end : outlet.end + 2]]
        if len(following) < PAIR or following[0] not in _RELAYED or following[1] != "عن":
            return None
        start = outlet.end + 2
        return self.reading.read_mention(start, self.reading.phrase_limit(start, len(self.reading.tokens)))

    def _is_as_put(self, index: int) -> bool:
        """على حد قول فلان."""
        return self.reading.tokens[index].fold == "حد" and index > 0 and self.reading.tokens[index - 1].fold == "علي"

    def _clause_behind(self, index: int, end: int) -> Span | None:
        """ومن المتوقع، وفق مصدر، أن …: the clause behind the second comma, where next to nothing stands before."""
        tokens = self.reading.tokens
        start = self.reading.sentence_start(index)
        if (
            index - start > 2 * MAX_LEAD
            or any(self.reading.cues.form(at) for at in range(start, index))
            or end + 2 >= len(tokens)
            or tokens[end].text not in {"،", ","}
        ):
            return None
        if tokens[end + 1].fold not in words("complementizer"):
            return None
        return self.reading.trim(
            tokens[end + 2].start, self.reading.start_of(self.contents.end_of_clause(end + 2, len(tokens)))
        )

    def _clause_before(self, index: int) -> tuple[Span | None, Form]:
        """The sentence before بحسب, from its start or from the end of the last statement in it."""
        position = index - 2 if self._is_as_put(index) else index - 1
        while position >= 0 and self.reading.tokens[position].text in {"،", ",", "-"}:
            position -= 1
        end_token = position
        closing = self.reading.closing_at.get(end_token)
        if (
            closing is not None
            and self.reading.cues.word_count(closing) > SHORT_MARKS
            and closing.opening not in self.contents.claimed
        ):
            self.contents.claimed.add(closing.opening)
            return self.reading.trim(
                self.reading.tokens[closing.opening].end, self.reading.tokens[closing.closing].start
            ), "quoted"
        start = min(end_token, self.reading.sentence_start(index))
        while (
            start <= end_token
            and not self.reading.tokens[start].is_word
            and self.reading.tokens[start].kind not in {"number", "hashtag", "mark"}
        ):
            start += 1
        if start > end_token:
            return None, "indirect"
        span = (self.reading.tokens[start].start, self.reading.tokens[end_token].end)
        for statement in self.statements[-40:]:
            if statement.quote_span[0] < span[1] and statement.quote_span[1] > span[0]:
                return None, "indirect"  # said already by somebody
        return span, "indirect"

    def _read_colon(self, colon: int) -> None:
        """Words in marks after a colon that no reporting verb introduced: whoever acts in the sentence says them."""
        self._read_name_and_colon(colon)
        mark = self.reading.cues.mark_at.get(colon + 1)
        if mark is None or self.reading.cues.word_count(mark) <= SHORT_MARKS or mark.opening in self.contents.claimed:
            return
        if colon in self.reading.closed_span_of or any(
            opener.mark is mark for opener in self.reading.cues.openers_before(colon)
        ):
            return
        before = self.reading.tokens[colon - 1] if colon else None
        if before is not None and (before.fold in words("naming") or before.fold.removeprefix("ال") in words("naming")):
            return
        here = self.reading.sentence_number[colon]
        acting = [entry for entry in self.memory.acting if self.reading.sentence_number[entry[0]] == here]
        if not acting:
            return
        speaker = acting[-1][1]
        content = self.contents.marked_content(_ANY_SUBJECT, mark, len(self.reading.tokens))
        if content is None:
            return
        mention = mention_before(speaker, colon)
        self._add(content, Attribution(speaker, mention, CARRIED_FAR, "colon.subject"), at=colon, cue=None)
        self.contents.claimed.add(mark.opening)
        self.memory.acting.append((colon, speaker, True))

    def _read_name_and_colon(self, colon: int) -> None:
        """فلان: «…» at the start of a line, with no verb; without marks where his handle stands there."""
        start = colon
        while start > 0 and self.reading.tokens[start - 1].kind != "newline" and colon - start < 14:
            start -= 1
        if start > 0 and self.reading.tokens[start - 1].kind != "newline":
            return
        while start < colon and self.reading.tokens[start].kind not in {"word", "handle"}:
            start += 1  # an emoji
        if start == colon:
            return
        following = colon + 1
        mark = self.reading.cues.mark_at.get(following)
        if mark is not None and (
            self.reading.cues.word_count(mark) <= SHORT_MARKS or mark.opening in self.contents.claimed
        ):
            return
        if any(
            self.reading.cues.form(at) is not None and self.reading.cues.opener(at) is not None
            for at in range(start, colon)
        ):
            return
        mention = self.reading.read_mention(start, colon)
        if mention is None or (mark is None and mention.handle is None and not self._is_named_fully(mention, colon)):
            return
        between = self.reading.tokens[mention.end : colon]
        is_date = mention.handle is not None and any(token.kind == "number" for token in between[:MAX_DATE])
        if len(between) > (MAX_DATE if is_date else 1) or (mark is None and between and not is_date):
            return
        speaker = self.reading.directory.find(mention)
        if mark is None and mention.handle is not None:
            span = lines_of_post(self.reading.text, self.reading.tokens[colon].end)
        elif mark is None:
            span = self.reading.trim(self.reading.tokens[colon].end, self.reading.start_of(self._end_of_line(colon)))
        else:
            closing = self.reading.tokens[min(mark.closing, len(self.reading.tokens) - 1)].start
            span = self.reading.trim(self.reading.tokens[mark.opening].end, closing, IN_MARKS_EDGE)
            self.contents.claimed.add(mark.opening)
        if span is None:
            return
        content = Content(span, "unquoted" if mark is None else "quoted", direct=True)
        self._add(content, Attribution(speaker, mention, RESOLVED, "name.colon"), at=colon, cue=None)
        self.memory.acting.append((start, speaker, True))

    def _end_of_line(self, index: int) -> int:
        tokens = self.reading.tokens
        return next((at for at in range(index, len(tokens)) if tokens[at].kind in {"newline", "link"}), len(tokens))

    def _is_named_fully(self, mention: Mention, colon: int) -> bool:
        """الراصد الجوي سامي حداد: الغبار …: a title and two names right before a colon, and a clause behind it."""
        tokens = self.reading.tokens
        is_full = mention.kind == "person" and mention.role is not None and len(mention.name.split()) > 1
        words_behind = sum(token.is_word for token in tokens[colon + 1 : self._end_of_line(colon)])
        return is_full and mention.end == colon and tokens[mention.first].kind == "word" and words_behind > SHORT_MARKS

    def _add_embed(self, embed: Embed) -> None:
        self.statements.append(
            Statement(
                quote=self.reading.text[slice(*embed.content)],
                quote_span=embed.content,
                form="unquoted",
                direct=True,
                speaker=embed.name,
                speaker_mention=embed.name,
                speaker_span=embed.name_span,
                handle=embed.handle,
                rule="embed",
                confidence=EXPLICIT,
                date_text=embed.date or None,
            )
        )

    def _add(self, content: Content, attribution: Attribution, *, at: int, cue: int | None) -> None:
        """Keep a statement; below the threshold nobody is named."""
        is_sure = attribution.speaker is not None and attribution.confidence >= ATTRIBUTION_THRESHOLD
        speaker = attribution.speaker if is_sure else None
        mention = attribution.mention if is_sure else None
        verb = self.reading.tokens[cue] if cue is not None else None
        self.memory.speaker_of[at] = speaker
        self.statements.append(
            Statement(
                quote=self.reading.text[slice(*content.span)],
                quote_span=content.span,
                form=content.form,
                direct=content.direct,
                speaker=speaker.name if speaker else None,
                speaker_mention=mention.name if mention else None,
                speaker_span=mention.span if mention else None,
                role=speaker.role if speaker else None,
                handle=speaker.handle if speaker else None,
                cue=verb.text if verb else None,
                cue_span=(verb.start, verb.end) if verb else None,
                rule=attribution.rule,
                confidence=attribution.confidence if speaker else 0.0,
            )
        )


def _pair(told: Mapping[int, Statement], links: Sequence[Permalink]) -> dict[int, Permalink] | None:
    """Which of several links each statement of a paragraph has, by its number; None where all have the first.

    As many links as statements stand in the order of those; of fewer each is his whose handle it bears.
    """
    if len(told) == len(links):
        return dict(zip(told, links, strict=True))
    if len(links) < 2 or len({statement.speaker for statement in told.values()}) < 2:
        return None
    owners = {(link.handle or "").lower(): link for link in reversed(links)}
    named = {
        number: (statement.handle or "").strip("@\N{FULLWIDTH COMMERCIAL AT}").lower()
        for number, statement in told.items()
    }
    return {number: owners[name] for number, name in named.items() if name and name in owners}


def _group_links(text: str) -> list[list[Permalink]]:
    """The permalinks of a text, those together that nothing but space sets apart."""
    groups: list[list[Permalink]] = []
    for link in find_permalinks(text):
        if groups and not text[groups[-1][-1].span[1] : link.span[0]].strip():
            groups[-1].append(link)
        else:
            groups.append([link])
    return groups
