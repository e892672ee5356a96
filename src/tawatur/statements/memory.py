"""Who speaks when the verb names nobody: the subjects that a text has had so far."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tawatur.arabic.lexicon import is_family_name, words
from tawatur.arabic.verbs import VerbForm
from tawatur.statements.mentions import REFLEXIVE, Mention, looks_like_given_name
from tawatur.statements.reading import Reading
from tawatur.statements.speakers import MAX_CARRY_SENTENCES, Speaker, mention_before
from tawatur.statements.subjects import SubjectReader

_TRANSITIVE = frozenset("طمأن أبلغ أخبر نصح حذر ذكّر طالب ناشد سأل خاطب هنأ حث دعا اتهم وصف انتقد أدان استنكر".split())
_OF_THEM = frozenset({"عنه", "عنها", "عنهم", "عنهما"})
MAX_PARAGRAPH = 2000  # tokens that a speaker is looked for in; ten times the longest paragraph of the gold texts
EXPLICIT, RESOLVED, CARRIED_NEAR, CARRIED_FAR, GUESSED = 0.95, 0.9, 0.85, 0.7, 0.55


@dataclass(frozen=True, slots=True)
class Attribution:
    """The speaker of a cue, the mention that tells so, how sure (0 to 1), and by which rule."""

    speaker: Speaker | None
    mention: Mention | None
    confidence: float
    rule: str


class Memory:
    """The subjects of one text in its order, as far as it has been read.

    Attributes:
        acting: (token, who, whether he speaks there) of every subject.
        speaker_of: cue token -> its speaker, None when it is unattributed.
    """

    def __init__(self, reading: Reading, subjects: SubjectReader) -> None:
        self.reading = reading
        self.subjects = subjects
        self.acting: list[tuple[int, Speaker, bool]] = []
        self.speaker_of: dict[int, Speaker | None] = {}
        # The people named in full in the sentence that begins at `_named_since`, as far as it has been looked at.
        self._named: list[Speaker] = []
        self._named_since = self._named_until = -1

    def note_subject(self, index: int) -> None:
        """Remember the subject of a sentence of narration that begins here, for verbs that leave it out later."""
        if index in self.reading.closed_span_of:
            return
        position = index
        while position < len(self.reading.tokens) and not self.reading.tokens[position].is_word:
            if self.reading.cues.is_boundary(position):
                return
            position += 1
        while position < len(self.reading.tokens) and self.subjects.is_lead_in(position):
            position += 1
        for start in (position, position + 1):
            if (
                start >= len(self.reading.tokens)
                or self.reading.cues.is_boundary(start)
                or not self.subjects.may_be_subject(start)
            ):
                if start < len(self.reading.tokens) and self.subjects.starts_adjunct(self.reading.tokens[start]):
                    return
                continue
            limit = min(len(self.reading.tokens), start + 40)
            mention = self.subjects.read_mention(start, limit)
            mention = self.reading.with_companions(mention, limit) if mention is not None else None
            if mention is not None and mention.kind != "document" and not self._is_same_again(mention):
                self.acting.append((start, self.reading.directory.find(mention), False))
                return

    def spoke_here(self, index: int, speaker: Speaker) -> bool:
        """Whether somebody spoke in this paragraph before the verb at `index`."""
        for at in range(index - 1, max(-1, index - MAX_PARAGRAPH), -1):
            if self.reading.tokens[at].kind == "newline":
                return False
            if self.speaker_of.get(at) is speaker:
                return True
        return False

    def explicit_subject(self, index: int, form: VerbForm, limit: int) -> Mention | None:
        """The subject that stands with the verb: after it, or before it."""
        if form.kind == "verbal noun":
            return self.subjects.relayed_subject(index) or self.subjects.subject_of_clause(index)
        if form.verb.lemma == "نقل":
            relayed = next((at for at in range(index + 1, limit) if self.reading.tokens[at].fold == "عن"), None)
            return self.subjects.parse_subject(relayed + 1, limit) if relayed is not None else None
        if form.kind == "participle":
            return None
        if form.verb.lemma == "نشر" and (page := self.subjects.page_behind(index, limit)) is not None:
            return page
        owner = self.subjects.owner_before(index)
        if owner is not None and not self.subjects.clashes(form, owner):
            return owner
        after = None
        if (
            form.number == "singular"
            or self.reading.tokens[min(index + 1, len(self.reading.tokens) - 1)].kind == "handle"
        ):
            after = self.subjects.parse_subject(index + 1, limit)
            if after is not None and self.subjects.clashes(form, after):
                after = None
        if after is None:
            return self.subjects.subject_before(index)
        is_bare_handle = after.handle is not None and after.name == after.handle.strip("@") and after.first > index + 1
        if after.kind == "document" or is_bare_handle:
            return self.subjects.subject_before(index) or after
        if not self.subjects.is_sure(after):
            before = self.subjects.subject_before(index)
            if before is not None and self.subjects.is_sure(before):
                return before  # القبطان وجه نداء: the object looks like a name
        if form.verb.lemma in _TRANSITIVE and after.kind in {"collective", "organisation"} and self._carry(index, form):
            return None  # وطمأن الأهالي إلى أن: whom he told, not who spoke
        return after

    def note_cue_subject(self, index: int, form: VerbForm) -> None:
        """A reporting verb that introduces nothing countable still tells who acts (دعا الرئيس إلى…)."""
        if form.kind not in {"past", "present"} or not self.reading.cues.starts_clause(index):
            return
        limit = next(
            (
                at
                for at in range(index + 1, min(len(self.reading.tokens), index + 40))
                if self.reading.cues.is_boundary(at)
            ),
            index + 1,
        )
        mention = self.subjects.parse_subject(index + 1, min(limit, index + 12)) if form.number == "singular" else None
        if (
            mention is not None
            and not self.subjects.clashes(form, mention)
            and (
                self.reading.is_full(mention)
                or mention.kind != "person"
                or mention.is_definite
                or looks_like_given_name(self.reading.tokens[mention.first])
            )
        ):
            self.acting.append((index, self._with_gender(self.reading.directory.find(mention), form), False))

    def _with_gender(self, speaker: Speaker, form: VerbForm) -> Speaker:
        """A verb before its subject shows the subject's gender."""
        if (
            form.number == "singular"
            and form.kind in {"past", "present"}
            and speaker.number == "singular"
            and not speaker.role
        ):
            speaker.gender = form.gender
        return speaker

    def attribute(self, index: int, form: VerbForm, explicit: Mention | None) -> Attribution:
        """Who speaks at a cue: its explicit subject, or the subject that it continues."""
        if explicit is not None and not self._is_same_again(explicit):
            if explicit.kind == "person" and explicit.role is None and form.kind in {"past", "present"}:
                explicit = replace(explicit, gender=form.gender)  # the verb knows better than a guess by name
            speaker = self._with_gender(self.reading.directory.find(explicit), form)
            if form.number == "singular" and speaker.number == "singular" and explicit.head in {"مصادر", "اوساط"}:
                speaker.gender = "f"
            self.acting.append((index, speaker, True))
            rule = "explicit" if speaker.name == explicit.name else "resolved"
            return Attribution(speaker, explicit, EXPLICIT if rule == "explicit" else RESOLVED, rule)
        carried = self._carry(index, form)
        if carried is None:
            return Attribution(None, None, 0.0, "unattributed")
        speaker, confidence = carried
        self.acting.append((index, speaker, True))
        return Attribution(speaker, mention_before(speaker, index), confidence, "carried")

    def _is_same_again(self, explicit: Mention) -> bool:
        """وأبرز المتحدث ذاته: "the same speaker", by a noun that nobody bears, is who spoke last."""
        following = self.reading.tokens[explicit.end : explicit.end + 1]
        is_same = bool(following) and following[0].fold in REFLEXIVE and explicit.is_definite
        return is_same and not self.reading.directory.knows(explicit)

    def goes_on(self, index: int, form: VerbForm) -> Speaker | None:
        """Who spoke in this paragraph and is meant by a verb without a subject; None when nobody surely is."""
        carried = self._carry(index, form)
        if carried is None or carried[1] < CARRIED_FAR or not self.spoke_here(index, carried[0]):
            return None
        return carried[0]

    def _carry(self, index: int, form: VerbForm) -> tuple[Speaker, float] | None:
        """The subject that a verb without one continues; None when nobody near agrees."""
        here = self.reading.sentence_number[index]
        recent = self._recent(here)
        is_participle = form.kind in {"participle", "verbal noun"}
        if is_participle:
            recent = [entry for entry in recent if self.reading.sentence_number[entry[0]] == here] or recent[-2:]
        if form.verb.lemma == "قال" and form.kind == "verbal noun":
            if (of_whom := self._relayed_of(index)) is not None:  # ونقلت عنها الوكالة قولها: who spoke before
                before = [entry[1] for entry in self._recent(here) if entry[0] < of_whom - 1 and entry[1].agrees(form)]
                return (before[-1], CARRIED_NEAR) if before else None
            inside = [entry for entry in recent if self.reading.sentence_number[entry[0]] == here]
            return (inside[-1][1], CARRIED_NEAR) if inside else None
        if form.number != "singular":
            acting = [
                entry
                for entry in recent
                if entry[1].agrees(form) and here - self.reading.sentence_number[entry[0]] <= 2
            ]
            return (acting[-1][1], CARRIED_NEAR) if acting else self._carry_from_mentions(index, form)
        ordered = list(reversed(recent))
        if form.verb.stance == "continuation":
            ordered.sort(key=lambda entry: not entry[2])
        if not any(self.reading.sentence_number[at] == here and speaker.agrees(form) for at, speaker, _ in recent):
            named = self._named_in_sentence(index, form)
            if named is not None:
                return named, CARRIED_FAR
        for rank, (at, speaker, _) in enumerate(ordered):
            if not speaker.agrees(form):
                continue
            far = here - self.reading.sentence_number[at]
            confidence = CARRIED_NEAR if far <= 1 and rank == 0 else CARRIED_FAR if rank <= 1 else GUESSED
            return speaker, confidence
        return self._carry_from_mentions(index, form)

    def _relayed_of(self, index: int) -> int | None:
        """The token of عنه or عنها before a verbal noun in its sentence; None without one."""
        start = self.reading.sentence_start(index)
        return next((at for at in range(index - 1, start, -1) if self.reading.tokens[at].fold in _OF_THEM), None)

    def _recent(self, here: int) -> list[tuple[int, Speaker, bool]]:
        """The subjects of the last sentences, oldest first."""
        first = len(self.acting)
        while first and here - self.reading.sentence_number[self.acting[first - 1][0]] <= MAX_CARRY_SENTENCES:
            first -= 1
        return self.acting[first:]

    def _named_in_sentence(self, index: int, form: VerbForm) -> Speaker | None:
        """The first person named in full earlier in the sentence of a joined verb or a participle, if he agrees."""
        start = self.reading.sentence_start(index)
        if index - start < 3:
            return None
        if self._named_since != start:
            self._named_since = self._named_until = start
            self._named = []
        while self._named_until < index:
            position = self._named_until
            self._named_until += 1
            if self.reading.may_start_mention(position) and position not in self.reading.closed_span_of:
                mention = self.reading.read_mention(position, index)
                is_person = mention is not None and mention.kind == "person"
                if mention is not None and is_person and (self.reading.is_full(mention) or self._is_surname(mention)):
                    before = self.reading.tokens[position - 1].fold if position > start else ""
                    if before not in words("preposition"):
                        self._named.append(self.reading.directory.find(mention))
                    self._named_until = max(position + 1, mention.end)
        return next((speaker for speaker in self._named if speaker.agrees(form)), None)

    def _is_surname(self, mention: Mention) -> bool:
        """حذفت المهيري التدوينة: one word that names somebody of the text."""
        token = self.reading.tokens[mention.first]
        return mention.end == mention.first + 1 and token.fold in self.reading.name_words and is_family_name(token.fold)

    def _carry_from_mentions(self, index: int, form: VerbForm) -> tuple[Speaker, float] | None:
        """Nobody who acts agrees, or several are meant: the nearest ones mentioned who agree; people first."""
        here = self.reading.sentence_number[index]
        reach = 2 if form.number == "singular" else MAX_CARRY_SENTENCES
        best: tuple[bool, int, Speaker] | None = None
        for last, speaker in self.reading.directory.before(index):
            if here - self.reading.sentence_number[min(last, len(self.reading.tokens) - 1)] > reach:
                break
            if not speaker.agrees(form) or speaker.kind == "document":
                continue
            rank = (speaker.kind in {"person", "collective", "anonymous"}, last, speaker)
            if best is None or rank[:2] > best[:2]:
                best = rank
        if best is None:
            return None
        far = here - self.reading.sentence_number[best[1]]
        return best[2], (CARRIED_NEAR if far <= 1 else CARRIED_FAR) if form.number != "singular" else GUESSED
