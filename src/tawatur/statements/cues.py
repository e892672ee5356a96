"""Find what introduces reported speech: a reporting verb and what opens its content."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import Literal

from tawatur.arabic.lexicon import (
    KUNYA,
    STRONG_GIVEN_NAME,
    find_speaker_word,
    given_count,
    is_definite,
    looks_like_verb,
    words,
)
from tawatur.arabic.tokens import Token
from tawatur.arabic.verbs import VerbForm, joinable_forms, read_and_verb, read_verb
from tawatur.statements.marks import Marks, MarkSpan

OpenerKind = Literal["clause", "marks", "colon", "stray"]

MAX_REACH = 70  # tokens between a verb and what it introduces; titles of 30 words are real
MAX_PARENTHESIS = 25  # tokens between the commas of a remark on the speaker
SHORT_MARKS = 3  # words; 63% of strings in marks in Arabic news are names, titles and scare quotes of up to three
_SAYING = frozenset({"قال"})
# Folded forms that are far more often another word; they count only where a clause or colon follows closely.
_AMBIGUOUS = words("rarely a verb")
_IMPERSONAL = frozenset({"يذكر", "ويذكر", "يشار", "ويشار", "تجدر", "وتجدر", "يقال", "ويقال", "قيل", "وقيل"})
_WITHHELD = frozenset({"ذكر", "الكشف", "الافصاح", "عدم", "كشف"})  # طلب عدم ذكر اسمه
_TAKES_SPEECH = frozenset("قال كتب غرد علق أضاف أردف تابع زاد رد أجاب ختم صاح هتف تهكم سخر".split())
_ASKING = frozenset({"تساءل", "سأل", "استفسر"})
_QUESTIONS = frozenset({"لماذا", "هل", "كيف", "متي", "اين", "كم", "ماذا", "عما", "اليس"})
_IS_CALLED = frozenset({"يدعي", "تدعي"})  # يدعى سامي; with أن behind it: claims
_WENT_ROUND = "تردد"  # ما تردد عن: what is rumoured; else "she repeats"
_RULE_OUT = "استبعد"
_NOT = frozenset({"لم", "ولم", "لا", "ولا"})  # ولم يستبعد أن: he thinks it possible
# A verb right behind one of these begins a clause of its own (وأعلنت الإدارة …، في حين قالت الوزارة إن …).
_ANOTHER_CLAUSE = frozenset("حيث فيما بينما كما لكن ولكن لكنه لكنها ولكنه ثم حين وبينما".split())
_IN_REPLY = "ردا"
_BUT = frozenset({"لكن", "ولكن"})
MAX_BESIDE = 8  # tokens behind "but" in which the verb of another speaker stands
_AGAIN = "أعاد"
_PUBLISHING = frozenset({"نشر", "تغريد", "النشر", "التغريد", "تداول", "مشاركه"})
MAX_REPOSTED = 8  # tokens between أعاد and نشر
_FOREMOST = frozenset({"ابرز", "وابرز"})  # أبرز ما كُتب: the foremost of it; else "he stressed"
_MISTYPED_AN = "ام"  # م beside ن on the keyboard: وأوضح أم الساعات القادمة
_SENTENCE_END = frozenset(".؟!?\N{ARABIC FULL STOP}")
_LEADS = words("lead")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opener:
    """What opens the content of a cue.

    Attributes:
        kind: clause (أن/إن), marks, colon (direct speech without marks), stray (closed by a mark that nothing opened).
        at: token index of the complementizer, opening mark or colon; the content starts at `content`.
        mark: the quotation, for kind "marks".
        complementizer: folded form of the complementizer, for kind "clause".
    """

    kind: OpenerKind
    at: int
    content: int
    mark: MarkSpan | None = None
    complementizer: str | None = None


class CueReader:
    """Reads cues of one text; results are kept for the life of the reader, one text.

    Attributes:
        boundaries: the tokens that end a paragraph or a sentence, and links.
    """

    def __init__(self, text: str, tokens: Sequence[Token], marks: Marks) -> None:
        self.text = text
        self.tokens = tokens
        self.marks = marks
        self.mark_at = {span.opening: span for span in marks.spans}
        counted = (token.kind in {"word", "hashtag", "number", "handle"} for token in tokens)
        self._words_before = list(accumulate(counted, initial=0))
        self._forms = self._read_forms()
        self._openers: dict[int, Opener | None] = {}
        self._strays = frozenset(marks.strays)
        self._first_newline = next((at for at, token in enumerate(tokens) if token.kind == "newline"), len(tokens))
        self._sentence_ends = frozenset(
            at for at, token in enumerate(tokens) if token.text in _SENTENCE_END and self._is_full_stop(at)
        )
        self.boundaries = self._sentence_ends.union(
            at for at, token in enumerate(tokens) if token.kind in {"newline", "link"}
        )

    def _read_forms(self) -> list[VerbForm | None]:
        verbs = {fold: read_verb(fold) for fold in {token.fold for token in self.tokens if token.kind == "word"}}
        return [
            None if (form := verbs.get(token.fold)) is None else self._read_form(index, form)
            for index, token in enumerate(self.tokens)
        ]

    def _read_form(self, index: int, form: VerbForm | None) -> VerbForm | None:
        """What a word that may be a reporting verb is where it stands."""
        token = self.tokens[index]
        if token.fold[-4:] in _IS_CALLED and self._is_before_name(index):
            return None
        if (
            form is not None
            and token.fold == _WENT_ROUND
            and index
            and self.tokens[index - 1].fold in {"ما", "عما", "مما"}
        ):
            return None
        if form is not None and form.verb.lemma == "ورد" and not form.proclitics and not self._is_in_document(index):
            form = read_and_verb(token.fold)  # وردت: and she replied
        is_foremost = token.fold in _FOREMOST and self._is_before(index, "ما")
        if form is None or is_foremost or (token.fold in _PUBLISHING and self._is_of_reposting(index)):
            return None
        if token.fold.removeprefix("و") == _IN_REPLY and self._is_before(index, "علي"):
            return None  # واعترف، ردا على سؤال، بأن
        if form.kind == "participle":
            is_noun = form.gender == "f" or form.number != "singular"
            is_cue = (
                is_noun and index > 0 and self.tokens[index - 1].text in {"،", ","} and self._is_before_clause(index)
            )
            return None if is_noun and not is_cue and find_speaker_word(token.fold) is not None else form
        return None if "\N{ARABIC FATHATAN}" in token.text[-2:] else form  # فردا is no verb

    def reposts(self, index: int) -> bool:
        """أعاد فلان نشر تغريدة: he says nothing himself."""
        form = self._forms[index]
        following = (token.fold for token in self.tokens[index + 1 : index + MAX_REPOSTED])
        return form is not None and form.verb.lemma == _AGAIN and not _PUBLISHING.isdisjoint(following)

    def _is_of_reposting(self, index: int) -> bool:
        """Whether نشر is what somebody does again (أعاد فلان نشر …)."""
        before = (read_verb(token.fold) for token in self.tokens[max(0, index - MAX_REPOSTED) : index])
        return any(form is not None and form.verb.lemma == _AGAIN for form in before)

    def _is_before_name(self, index: int) -> bool:
        following = self.tokens[index + 1] if index + 1 < len(self.tokens) else None
        return following is not None and given_count(following.fold) >= STRONG_GIVEN_NAME

    def _is_before_clause(self, index: int) -> bool:
        """أن follows at once, or after one preposition: مذكرة بأن, مذكرة إلى أن."""
        folds = [token.fold for token in self.tokens[index + 1 : index + 3]]
        return any(fold in words("complementizer") for fold in folds)

    def _is_in_document(self, index: int) -> bool:
        following = self.tokens[index + 1] if index + 1 < len(self.tokens) else None
        return following is not None and following.fold in {"في", "فيه", "فيها", "علي"}

    def word_count(self, span: MarkSpan) -> int:
        """Words between two marks."""
        return self._words_before[span.closing] - self._words_before[span.opening + 1]

    def form(self, index: int) -> VerbForm | None:
        """The reporting verb at a token, or None."""
        return self._forms[index]

    def is_passive(self, index: int) -> bool:
        """Whether a past verb is written as a passive (وذُكر أن, أُعلن أن): nobody is its subject."""
        form = self._forms[index]
        if form is None or form.kind != "past":
            return False
        first = len(form.proclitics)
        return self.tokens[index].text[first + 1 : first + 2] == "\N{ARABIC DAMMA}"

    def ends_sentence(self, index: int) -> bool:
        """A full stop, question or exclamation mark that ends a sentence (not ‥, not د. and not 1.5)."""
        return index in self._sentence_ends

    def _is_full_stop(self, index: int) -> bool:
        token = self.tokens[index]
        following = self.text[token.end : token.end + 1]
        previous = self.tokens[index - 1] if index else None
        if token.text == ".":
            if following == "." or (previous is not None and previous.text == "." and previous.end == token.start):
                return False
            if previous is not None and previous.is_word and len(previous.fold) == 1 and previous.fold in "دماشص":
                return False
            if following and following.isdigit():
                return False
        return True

    def is_boundary(self, index: int) -> bool:
        """A new paragraph, a link or the end of a sentence."""
        return index in self.boundaries

    def starts_clause(self, index: int) -> bool:
        """Whether the verb at `index` begins a clause: after punctuation, with و or ف, or after a leading particle."""
        form = self._forms[index]
        if form is None:
            return False
        if form.proclitics or form.kind == "participle" or index == 0:
            return True
        previous = self.tokens[index - 1]
        is_ruled_in = form.verb.lemma == _RULE_OUT and previous.fold in _NOT
        return not previous.is_word or previous.fold in _LEADS or is_ruled_in

    def lead_start(self, index: int) -> int:
        """Where the clause of the verb at `index` begins, its leading particles taken along."""
        start = index
        while start > 0 and self.tokens[start - 1].is_word and self.tokens[start - 1].fold in _LEADS:
            start -= 1
        return start

    # -- what a verb introduces --------------------------------------------------------------------------------

    def opener(self, index: int) -> Opener | None:
        """What the verb at `index` introduces; None when it introduces nothing that counts."""
        if index not in self._openers:
            self._openers[index] = None  # guards against reading itself again
            self._openers[index] = self._find_opener(index)
        return self._openers[index]

    def openers_before(self, index: int) -> list[Opener]:
        """What the verbs shortly before a token introduce."""
        return [found for at in range(max(0, index - MAX_REACH), index) if (found := self.opener(at)) is not None]

    def _find_opener(self, index: int) -> Opener | None:
        form = self._forms[index]
        if form is None or (self.tokens[index].fold in _IMPERSONAL and not self._has_subject(index)):
            return None
        if self.tokens[index].fold in _AMBIGUOUS and not self.starts_clause(index) and not self._is_close(index):
            return None
        if index + 1 < len(self.tokens) and self.tokens[index + 1].fold in _WITHHELD:
            return None  # رفضت ذكر اسمها
        if self.reposts(index):
            return None
        if form.verb.lemma == "كتب" and index == 0 and len(self.tokens) > 1 and self.tokens[1].text == ":":
            return None  # a byline
        in_brackets: Opener | None = None
        prepositions = set(form.verb.prepositions)
        limit = min(len(self.tokens), index + MAX_REACH)
        position = index + 1
        while position < limit:
            token = self.tokens[position]
            if token.kind in {"newline", "link"}:
                return in_brackets or self._in_next_line(index, position)
            if token.kind == "mark":
                span = self.mark_at.get(position)
                if span is None:
                    position += 1
                    continue
                opener = self._opens_marks(index, position, span)
                if opener:
                    return opener
                if not span.is_closed:
                    return None
                position = span.closing + 1
                continue
            if token.text == "(":
                bracketed = self._in_brackets(position)
                if bracketed is not None and (position == index + 1 or self._forms[position - 1] is not None):
                    return bracketed
                in_brackets = in_brackets or bracketed
            if token.text == ":":
                is_byline = form.verb.lemma == "كتب" and index < self._first_newline
                is_last = position + 1 < limit and self.tokens[position + 1].kind == "newline"
                if is_byline and is_last and position + 2 not in self.mark_at:
                    return None
                return self._after_colon(position)
            if self.ends_sentence(position):
                return in_brackets or self._stray_opener(index, position)
            if token.is_word:
                if token.fold in _BUT and self.tokens[position - 1].text == "،" and self._has_verb_behind(position):
                    return in_brackets  # أعلنت الحكومة مقتل 22 جنديا، لكن مصدرين أكدا أن
                if form.verb.lemma in _ASKING and token.fold in _QUESTIONS and position - index <= 12:
                    return Opener(kind="clause", at=position, content=position, complementizer=token.fold)
                is_mother = self._is_before_name(position)  # وقالت أم خالد
                if token.fold == _MISTYPED_AN and position == index + 1 and form.verb.takes_clause and not is_mother:
                    return Opener(kind="clause", at=position, content=position + 1, complementizer=token.fold)
                if token.fold in words("complementizer"):
                    if self._is_complement(index, position, prepositions, form):
                        return Opener(kind="clause", at=position, content=position + 1, complementizer=token.fold)
                else:
                    other = self._forms[position]
                    if other is not None and position > index:
                        verdict = self._meets_verb(index, position, other)
                        if verdict == "stop":
                            return in_brackets
                        if verdict == "merge":
                            prepositions |= other.verb.prepositions
            position += 1
        return None

    def _is_before(self, index: int, fold: str) -> bool:
        return index + 1 < len(self.tokens) and self.tokens[index + 1].fold == fold

    def _has_verb_behind(self, index: int) -> bool:
        behind = self._forms[index + 1 : index + 1 + MAX_BESIDE]
        return any(form is not None and form.kind in {"past", "present"} for form in behind)

    def _in_next_line(self, index: int, newline: int) -> Opener | None:
        """وكتب فلان @handle, and in the next line «…»: his words; only of posts, and marks open the line."""
        mark = self.mark_at.get(newline + 1)
        form = self._forms[index]
        if mark is None or form is None or form.verb.lemma not in _TAKES_SPEECH or newline - index > MAX_PARENTHESIS:
            return None
        is_first = index == 0 or self.tokens[index - 1].kind == "newline"
        is_speech = is_first and mark.is_closed and self.word_count(mark) > SHORT_MARKS
        return Opener(kind="marks", at=newline + 1, content=newline + 2, mark=mark) if is_speech else None

    def _has_subject(self, index: int) -> bool:
        following = self.tokens[index + 1] if index + 1 < len(self.tokens) else None
        return following is not None and following.is_word and find_speaker_word(following.fold) is not None

    def _is_close(self, index: int) -> bool:
        """For forms that are often other words: a subject noun or the content follows at once."""
        following = self.tokens[index + 1 : index + 2]
        return bool(following) and (
            following[0].text == ":"
            or find_speaker_word(following[0].fold) is not None
            or given_count(following[0].fold) >= STRONG_GIVEN_NAME
            or following[0].fold in words("complementizer")
            or following[0].kind == "handle"
        )

    def _opens_marks(self, index: int, position: int, span: MarkSpan) -> Opener | None:
        """Whether marks hold the words of the cue, and not a name, a title or a platform."""
        previous = self.tokens[position - 1]
        is_long = self.word_count(span) > SHORT_MARKS
        if previous.is_word and (
            previous.fold in words("naming") or previous.fold.removeprefix("ال") in words("naming")
        ):
            return None
        if not is_long:
            is_introduced = previous.text == ":" or (position == index + 1 and not self._leads_on(span))
            is_introduced = is_introduced or (self._takes_speech(index) and self._stands_alone(span, previous))
            if not is_introduced:
                return None
        if previous.is_word and not span.is_closed and self.word_count(span) == 0:
            return None
        return Opener(kind="marks", at=position, content=position + 1, mark=span)

    def _takes_speech(self, index: int) -> bool:
        form = self._forms[index]
        return form is not None and form.verb.lemma in _TAKES_SPEECH

    def _stands_alone(self, span: MarkSpan, previous: Token) -> bool:
        """وأضاف فلان، «انتهى الأمر».: behind a comma or a handle, and the sentence ends: speech, however short."""
        after = self.tokens[span.closing + 1] if span.closing + 1 < len(self.tokens) else None
        is_last = after is None or after.kind in {"newline", "link"} or after.text in _SENTENCE_END
        if after is not None and after.text == "،" and span.closing + 2 < len(self.tokens):
            is_last = self.tokens[span.closing + 2].fold in {"وفق", "وفقا", "بحسب", "حسب"}
        is_apart = previous.text in {"،", ","} or previous.kind == "handle"
        return span.is_closed and is_last and is_apart and self.word_count(span) > 1

    def _leads_on(self, span: MarkSpan) -> bool:
        """After short marks right behind the verb: a colon or more marks follow, so the first held a name."""
        for token in self.tokens[span.closing + 1 : span.closing + 12]:
            if token.text == ":" or token.kind == "mark":
                return True
            if token.text in _SENTENCE_END or token.kind == "newline":
                return False
            if token.fold in words("complementizer"):
                return True
        return False

    def _after_colon(self, colon: int) -> Opener | None:
        position = colon + 1
        while position < len(self.tokens) and self.tokens[position].text in {"-", "–", "—", ":"}:
            position += 1
        if position < len(self.tokens) and self.tokens[position].kind == "newline":
            position += 1
        if position >= len(self.tokens):
            return None
        token = self.tokens[position]
        if token.kind == "mark" and position in self.mark_at:
            mark = self.mark_at[position]
            after = self.tokens[mark.closing + 1] if mark.closing + 1 < len(self.tokens) else None
            if after is not None and after.text == ":" and self.word_count(mark) <= SHORT_MARKS:
                return self._after_colon(mark.closing + 1)
            return Opener(kind="marks", at=position, content=position + 1, mark=mark)
        if token.text == "(":
            closing = self._closing_bracket(position)
            if closing is not None and closing - position > SHORT_MARKS:
                span = MarkSpan(opening=position, closing=closing, is_closed=True, depth=0)
                return Opener(kind="marks", at=position, content=position + 1, mark=span)
        if token.fold in words("complementizer") and not token.fold.startswith("لان"):
            return Opener(kind="clause", at=position, content=position + 1, complementizer=token.fold)
        if token.kind in {"link", "newline"}:
            return None
        return Opener(kind="colon", at=colon, content=position)

    def _in_brackets(self, opening: int) -> Opener | None:
        """Brackets used as quotation marks: enough words, and the clause ends with them."""
        closing = self._closing_bracket(opening)
        if closing is None or closing - opening <= SHORT_MARKS + 1:
            return None
        after = self.tokens[closing + 1] if closing + 1 < len(self.tokens) else None
        if (after is not None and after.is_word and self._forms[closing + 1] is None) or (
            after is not None and after.text == ":"
        ):
            return None
        span = MarkSpan(opening=opening, closing=closing, is_closed=True, depth=0)
        return Opener(kind="marks", at=opening, content=opening + 1, mark=span)

    def _closing_bracket(self, opening: int) -> int | None:
        depth = 0
        for position in range(opening, len(self.tokens)):
            token = self.tokens[position]
            if token.kind == "newline":
                return None
            depth += (token.text == "(") - (token.text == ")")
            if depth == 0:
                return position
        return None

    def _stray_opener(self, index: int, end: int) -> Opener | None:
        """Direct speech after a comma whose closing mark nothing opened: قال فندي في تغريدة، قد يحدث … “."""
        stray = next((at for at in range(index + 1, min(end + 13, len(self.tokens))) if at in self._strays), None)
        if stray is None or any(self.tokens[at].kind == "newline" for at in range(index, stray)):
            return None
        for position in range(index + 1, stray):
            if self.tokens[position].text in {"،", ","}:
                return Opener(kind="stray", at=position, content=position + 1)
        return None

    def _is_complement(self, index: int, position: int, prepositions: set[str], form: VerbForm) -> bool:
        """Whether أن/إن at `position` opens the clause of the verb at `index`."""
        fold = self.tokens[position].fold
        previous = self.tokens[position - 1]
        if fold.startswith("لان") or form.has_object or not form.verb.takes_clause:
            return False
        if fold.startswith("بان"):
            return True
        if previous.fold in {"الي", "علي", "من", "عن", "في", "ل"}:
            return previous.fold in prepositions or self._is_ali(position - 1)
        if form.verb.needs_preposition and position > index + 1:
            return False
        if previous.is_word and previous.fold in words("subordinator"):
            return position == index + 1
        return True

    def _is_parenthesis(self, position: int) -> bool:
        """ورأى دبلوماسي، تحدث شريطة عدم الكشف عن هويته، أن: the clause behind the second comma is not this verb's."""
        for at in range(position + 1, min(len(self.tokens), position + MAX_PARENTHESIS)):
            token = self.tokens[at]
            if token.text in {":", "؛"} or token.kind in {"mark", "newline"} or self.ends_sentence(at):
                return False
            if token.fold in words("complementizer"):
                return self.tokens[at - 1].text == "،"
        return False

    def _is_ali(self, position: int) -> bool:
        """محمد علي, بنت علي: the name, written with dots, behind a name."""
        before = self.tokens[position - 1].fold if position else ""
        is_name = given_count(before) >= STRONG_GIVEN_NAME or before in KUNYA
        return self.tokens[position].text == "علي" and is_name

    def _meets_verb(self, index: int, position: int, other: VerbForm) -> str:
        """What another reporting verb between a cue and its content means: "merge", "stop" or "pass"."""
        token, previous = self.tokens[position], self.tokens[position - 1]
        after_comma = previous.text in {"،", ",", "؛"}
        if self.tokens[min(position + 1, len(self.tokens) - 1)].fold in _WITHHELD:
            return "pass"
        if other.kind == "participle":
            if other.verb.lemma in _SAYING:
                return "merge"
            if token.fold in _AMBIGUOUS and not after_comma:
                return "pass"
            return "stop" if after_comma or (self.opener(position) is None and position - index > 12) else "merge"
        if other.kind == "verbal noun":
            return "merge" if other.proclitics else "stop"
        if other.kind == "present" and not other.proclitics and other.verb.lemma in _SAYING and position - index <= 6:
            return "merge"
        if previous.fold in words("relative") or (token.fold in _AMBIGUOUS and not other.proclitics):
            return "pass"
        if not other.proclitics and previous.fold in _ANOTHER_CLAUSE:
            return "stop"
        is_remark = previous.text == "،" and not other.proclitics and self._is_parenthesis(position)
        if is_remark and self.opener(position) is None:
            return "pass"
        if (other.proclitics and other.proclitics[0] in {"و", "ف"}) or not previous.is_word:
            if looks_like_verb(token.fold) or is_definite(token.fold):
                return "stop"
            return "pass"
        return "pass"


def gives_figures(fold: str) -> bool:
    """Whether a folded word is a verb that gives figures and introduces no clause (قدر، أحصى، سجل)."""
    bare = next((fold.removesuffix(owner) for owner in ("ها", "هم") if fold.endswith(owner)), fold)
    return bare in _figure_verbs()


@cache
def _figure_verbs() -> frozenset[str]:
    return joinable_forms(words("figure verb"))
