"""Who said what: cues, their content, their speakers, in one pass over the text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tawatur.arabic.folding import fold_word
from tawatur.arabic.lexicon import (
    KUNYA,
    STRONG_GIVEN_NAME,
    find_speaker_word,
    given_count,
    is_definite,
    is_family_name,
    looks_like_verb,
    words,
)
from tawatur.arabic.tokens import Kind, Span, Token, tokenize
from tawatur.arabic.verbs import VerbForm, read_verb, reporting_verbs
from tawatur.posts import find_permalinks
from tawatur.statements.cues import MAX_REACH, SHORT_MARKS, CueReader, Opener
from tawatur.statements.embeds import Embed, find_embeds
from tawatur.statements.marks import MarkSpan, pair_marks
from tawatur.statements.mentions import NAME_BEFORE_VERB, Mention, MentionReader, guess_gender, is_stop, looks_like_given_name
from tawatur.statements.records import Form, Statement
from tawatur.statements.speakers import MAX_CARRY_SENTENCES, Directory, Speaker, last_before

_ACCORDING = frozenset({"بحسب", "حسب", "وفق", "وفقا", "طبقا", "وبحسب", "وحسب", "ووفق", "ووفقا", "وطبقا", "فبحسب", "فوفق"})
_OWN_WORDS = ("قوله", "قولها", "قولهم", "قولهما", "وصفه", "وصفها", "وصفهم", "تعبيره", "تعبيرها", "تعبيرهم", "تصريحه", "تصريحها",
    "زعمه", "زعمها", "زعمهم", "كلامه", "كلامها", "رايه", "رايها", "رايهم", "تقديره", "تقديرها", "روايته", "روايتها")  # fmt: skip
_OWN = frozenset(_OWN_WORDS)
_WITH_PRONOUN = frozenset(
    "له لها لهم به بها بهم فيه فيها فيهم عليه عليها عليهم اليه اليها اليهم منه منها منهم عنه عنها عنهم معه معها معهم لديه لديها "
    "بما فيما مما عما لما خلالها خلاله فيهما عليهما بعدها قبلها".split()
)
_TRANSITIVE = frozenset("طمأن أبلغ أخبر نصح حذر ذكّر طالب ناشد سأل خاطب هنأ حث دعا اتهم وصف انتقد أدان استنكر".split())
_CUTTING_LEADS = frozenset(
    "كما ولكنه لكنه لكنها ولكنها لكنهما لكنهم ولكنهم فيما بينما ثم وبدوره بدوره وبدورها بدورها حيث وكان وكانت وقد غير بيد الا قبل ولكن لكن".split()
)
_SOMEBODY = frozenset({"احدهم", "احداهن", "احداهم", "اخر", "اخري", "بعضهم"})
_PASSIVE_LIKE = frozenset({"اعتقد", "توقع", "ظن", "زعم", "قدر", "رجح", "افترض", "ذكر", "نقل", "روى", "حكى"})
_APPEARS = frozenset({"جاء", "ورد"})
_FIGURES = frozenset("معلومات معطيات بيانات احصاءات احصاييات احصاييه ارقام انباء تقديرات تحقيق وثايق وثيقه".split())  # name nobody
_BUT = frozenset({"ولكنه", "لكنه", "لكنها", "ولكنها", "لكنهم", "ولكنهم", "لكنهما"})
_LEAD_IN = frozenset("لم لن لا ولم ولن ولا سوف بدوره بدورها بدورهم وبدوره وبدورها كما وقد قد وكان وكانت كان كانت اما واما فيما بينما ثم لكن ولكن حيث من ومن جهته جهتها جانبه جانبها جهتهم ناحيته ناحيتها هذا".split())
_IN_IT = frozenset({"فيها", "فيه", "فيهما", "خلالها", "خلاله", "عليه", "عليها"})
_CONTINUATION_ONLY = "continuation"
_NARRATION_AFTER_COMMA = frozenset({"وقد", "فيما", "بينما", "وذلك", "علما", "وهو", "وسط"})
_IN_MARKS_EDGE = " \t\n\r\N{NO-BREAK SPACE}"
_CONTENT_EDGE = " \t\n\r\N{NO-BREAK SPACE}،,؛;:"
EXPLICIT, RESOLVED, CARRIED_NEAR, CARRIED_FAR, GUESSED = 0.95, 0.9, 0.85, 0.7, 0.55
ATTRIBUTION_THRESHOLD = 0.5
_ANY_SUBJECT = VerbForm(verb=reporting_verbs()[0], kind="past", gender="m", number="singular")


class Extractor:
    """Reads the statements of one text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[Token] = tokenize(text)
        self.marks = pair_marks(text, self.tokens)
        self.cues = CueReader(text, self.tokens, self.marks)
        short = {
            span.opening: span.closing
            for span in self.marks.spans
            if span.is_closed and self.cues.word_count(span) <= SHORT_MARKS + 1
        }
        self.mentions = MentionReader(text, self.tokens, short)
        self.embeds = find_embeds(text)
        self.directory = Directory()
        self.subjects: list[tuple[int, Speaker, bool]] = []  # token, who, whether he speaks there
        self.statements: list[Statement] = []
        self.claimed: set[int] = set()  # opening tokens of quotations that are somebody's statement
        self.taken_until = 0  # tokens before this belong to a statement already
        self.sentence_number = self._number_sentences()
        self.closed_span_of = self._closed_spans()
        self.name_words: frozenset[str] = frozenset()  # of everybody named in full
        self._speaker_of: dict[int, Speaker | None] = {}

    def _number_sentences(self) -> list[int]:
        numbers, number = [], 0
        inside_until = -1
        for index in range(len(self.tokens)):
            numbers.append(number)
            span = self.cues.mark_at.get(index)
            if span is not None and span.is_closed and span.depth == 0:
                inside_until = max(inside_until, span.closing)
            if index >= inside_until and self.cues.is_boundary(index):
                number += 1
        return numbers

    def _closed_spans(self) -> dict[int, MarkSpan]:
        """Token -> the outermost closed quotation around it that is long enough to be speech."""
        inside: dict[int, MarkSpan] = {}
        for span in self.marks.spans:
            if span.is_closed and span.depth == 0 and self.cues.word_count(span) > SHORT_MARKS:
                for index in range(span.opening + 1, span.closing):
                    inside[index] = span
        return inside

    # -- the pass ----------------------------------------------------------------------------------------------

    def read(self) -> list[Statement]:
        """All statements in text order."""
        self._enter_mentions()
        embeds = list(self.embeds)
        skip_until = 0
        index = 0
        while index < len(self.tokens):
            token = self.tokens[index]
            while embeds and embeds[0].whole[0] <= token.start:
                embed = embeds.pop(0)
                self._add_embed(embed)
                skip_until = max(skip_until, embed.whole[1])
            if token.start < skip_until:
                index += 1
                continue
            self._note_subject(index)
            if token.is_word:
                if token.fold in _ACCORDING or token.fold in {"نقلا", "ونقلا"}:
                    self._read_according_to(index)
                elif self.cues.form(index) is not None:
                    self._read_cue(index)
            elif token.text == ":":
                self._read_colon(index)
            index += 1
        return self._with_links(sorted(self.statements, key=lambda statement: statement.quote_span))

    def _with_links(self, statements: list[Statement]) -> list[Statement]:
        """Statements with the permalink that stands behind them: on their line, or alone on the next."""
        links = find_permalinks(self.text)
        linked = list(statements)
        for link in links:
            start = self.text.rfind("\n", 0, link.span[0]) + 1
            if not self.text[start : link.span[0]].strip():
                end_of_paragraph = len(self.text[:start].rstrip())
                start = self.text.rfind("\n", 0, end_of_paragraph) + 1
            for number, statement in enumerate(linked):
                if start <= statement.quote_span[1] <= link.span[0] and statement.quote_span[1] > start and statement.url is None:
                    is_nested = "nested" in statement.rule
                    handle = f"@{link.handle}" if link.handle and not is_nested else statement.handle
                    linked[number] = replace(statement, url=link.url, handle=handle, handle_written=statement.handle)
        return linked

    def _enter_mentions(self) -> None:
        """Everybody named in the text, so that a short name finds the full one wherever that stands."""
        found: list[Mention] = []
        position = 0
        while position < len(self.tokens):
            token = self.tokens[position]
            mention = None
            form = self.cues.form(position)
            is_verb = form is not None and given_count(token.fold) < NAME_BEFORE_VERB and find_speaker_word(token.fold) is None
            if token.is_word and not is_verb and self._may_start_mention(position):
                mention = self._read_mention(position, min(len(self.tokens), position + MAX_REACH))
            if mention is not None and mention.kind == "person" and not self._is_full(mention):
                mention = None
            if mention is not None and (mention.kind in {"person", "collective"} or len(mention.name.split()) > 1):
                found.append(mention)
                position = max(mention.end, position + 1)
            else:
                position += 1
        self.directory.add_all(found)
        people = (speaker.words for speaker in self.directory.speakers if speaker.kind == "person")
        self.name_words = frozenset().union(*people)
        self.mentions.known_words = self.name_words

    def _is_full(self, mention: Mention) -> bool:
        if mention.role or mention.handle:
            return True
        parts = [fold_word(part) for part in mention.name.split()]
        known = [given_count(part) > 0 or is_family_name(part) or part in KUNYA for part in parts[:2]]
        return len(parts) > 1 and all(known)

    def _may_start_mention(self, index: int) -> bool:
        token = self.tokens[index]
        bare = self._without_conjunction(index)
        for fold in {token.fold, bare}:
            if fold in self.name_words:
                return True
            if find_speaker_word(fold) is not None or given_count(fold) >= STRONG_GIVEN_NAME:
                return True
        return False

    def _without_conjunction(self, index: int) -> str:
        fold = self.tokens[index].fold
        if fold[:1] not in {"و", "ف", "ل"} or len(fold) < 4 or given_count(fold) >= STRONG_GIVEN_NAME or fold in self.name_words:
            return fold
        bare = "ال" + fold[2:] if fold.startswith("لل") else fold[1:]
        is_known = is_definite(bare) or find_speaker_word(bare) is not None or given_count(bare) >= STRONG_GIVEN_NAME
        return bare if is_known and find_speaker_word(fold) is None else fold

    def _read_mention(self, index: int, limit: int) -> Mention | None:
        """The mention at a token, a conjunction in front of it taken off (والبعض, للرئيس التركي)."""
        token = self.tokens[index]
        if not token.is_word or self._without_conjunction(index) == token.fold or find_speaker_word(token.fold):
            return self.mentions.read(index, limit)
        is_article = token.fold.startswith("لل")
        start = token.start + 1
        text = self.text[start : token.end]
        bare = Token(Kind.WORD, start, token.end, text, self._without_conjunction(index))
        tokens = [bare, *self.tokens[index + 1 : limit]]
        short = {k - index: v - index for k, v in self.mentions.short_marks.items() if index <= k < limit}
        mention = MentionReader(self.text, tokens, short, self.name_words).read(0, len(tokens))
        if mention is None:
            return None
        name = f"ال{mention.name[1:]}" if is_article and mention.span[0] == start else mention.name
        return replace(mention, name=name, first=index, end=mention.end + index)

    # -- subjects ----------------------------------------------------------------------------------------------

    def _note_subject(self, index: int) -> None:
        """Remember the subject of a sentence of narration, for verbs that leave it out later."""
        is_start = index == 0 or self.sentence_number[index] != self.sentence_number[index - 1]
        if not is_start or index in self.closed_span_of:
            return
        position = index
        while position < len(self.tokens) and not self.tokens[position].is_word:
            if self.cues.is_boundary(position):
                return
            position += 1
        while position < len(self.tokens) and self._is_lead_in(position):
            position += 1
        for start in (position, position + 1):
            if start >= len(self.tokens) or self.cues.is_boundary(start) or not self._may_be_subject(start):
                if start < len(self.tokens) and self._starts_adjunct(self.tokens[start]):
                    return
                continue
            mention = self._read_mention(start, min(len(self.tokens), start + 40))
            if mention is not None and mention.kind != "document":
                self.subjects.append((start, self.directory.find(mention), False))
                return

    def _is_lead_in(self, position: int) -> bool:
        """Words before the verb of a sentence that do not change who acts: بدوره, كما, وقد, أما."""
        token = self.tokens[position]
        return token.fold in _LEAD_IN or token.text in {"،", ","} or token.is_word and token.fold in words("time")

    def _may_be_subject(self, index: int) -> bool:
        token = self.tokens[index]
        if token.kind is Kind.HANDLE:
            return True
        if not token.is_word or (read_verb(token.fold) is not None and given_count(token.fold) < NAME_BEFORE_VERB):
            return False
        bare = self._without_conjunction(index)
        if read_verb(bare) is not None and bare != token.fold:
            return False
        return self._may_start_mention(index)

    def _parse_subject(self, start: int, limit: int) -> Mention | None:
        """The explicit subject between a verb and what it introduces, adjuncts before it skipped."""
        position = start
        while position < limit:
            token = self.tokens[position]
            fold = token.fold
            if token.kind is Kind.HANDLE or token.kind is Kind.MARK:
                return self.mentions.read(position, limit)
            if not token.is_word:
                if token.text in {"(", ")"} or token.kind is Kind.NUMBER or token.text in {"،", ",", "-", "–", "—"}:
                    position += 1
                    continue
                return None
            if fold in {"وهو", "وهي", "وهم", "وهما"}:
                return None
            if self._is_count(position, limit):
                position += 1
                continue
            if fold in words("time") or fold in words("adverb") and fold not in {"بعض", "كل", "جميع"}:
                position += 1
                continue
            if self._starts_adjunct(token):
                position = self._after_adjunct(position, limit)
                continue
            form = self.cues.form(position)
            if form is not None and form.kind in {"participle", "verbal noun"} and not looks_like_given_name(token):
                return None
            if fold in words("relative") or fold in words("complementizer"):
                return None
            if fold in _SOMEBODY and position + 1 < limit:
                named = self._name_of_somebody(position + 1, limit)
                if named is not None:
                    return named
            mention = self._read_mention(position, limit)
            return mention if mention is None or position == start or self._is_sure(mention) else None
        return None

    def _name_of_somebody(self, start: int, limit: int) -> Mention | None:
        """أحدهم، فلان، or أحدهم ويدعى فلان: the name that follows."""
        for position in range(start, min(start + 10, limit)):
            token = self.tokens[position]
            if token.fold in words("complementizer") or token.text == ":":
                return None
            if token.fold.removeprefix("و") in {"يدعي", "تدعي", "اسمه", "اسمها", "يسمي"} and position + 1 < limit:
                return self._read_mention(position + 1, limit)
            if token.text == "،" and position + 1 < limit and looks_like_given_name(self.tokens[position + 1]):
                return self._read_mention(position + 1, limit)
        return None

    def _is_count(self, position: int, limit: int) -> bool:
        """A number before the noun (ثلاثة مصادر, نحو 200 معلمة)."""
        token = self.tokens[position]
        following = self.tokens[position + 1] if position + 1 < limit else None
        if following is not None and following.fold == "من":
            return False  # ثلاثة من السكان: the number is part of the name
        if token.kind is Kind.NUMBER or token.fold in words("count"):
            return following is not None and not is_definite(following.fold)
        is_before_number = following is not None and (following.kind is Kind.NUMBER or following.fold in words("count"))
        return is_before_number and token.fold in {"نحو", "حوالي", "قرابه", "زهاء", "اكثر"}

    def _is_sure(self, mention: Mention) -> bool:
        """Away from its verb, a subject must show itself: by a title, two names, a handle, or somebody known."""
        if mention.handle or mention.role or mention.head is not None and find_speaker_word(self.tokens[mention.first].fold):
            return True
        parts = mention.name.split()
        if len(parts) > 1 and all(given_count(fold_word(part)) or is_family_name(fold_word(part)) for part in parts[:2]):
            return True
        return self.directory.knows(mention)

    def _starts_adjunct(self, token: Token) -> bool:
        fold = token.fold
        if fold in words("preposition"):
            return True
        if given_count(fold) >= STRONG_GIVEN_NAME or find_speaker_word(fold) is not None:
            return False
        if fold.startswith(("لل", "بال")) and len(fold) > 4:
            return True
        if fold[:1] in {"ل", "ب"} and len(fold) > 3:
            bare = fold[1:]
            return (
                bare in words("adjunct")
                or bare in words("outlet")
                or find_speaker_word(bare) is not None
                or given_count(bare) >= STRONG_GIVEN_NAME
                or is_definite(bare)
            )
        return fold in {"ل", "لـ", "ب", "بـ"}

    def _after_adjunct(self, start: int, limit: int) -> int:
        """Where a prepositional phrase ends: its noun, genitives and adjectives, nested phrases left to the caller."""
        position = start + 1
        token = self.tokens[start]
        if token.fold in _WITH_PRONOUN:
            return position
        is_glued = token.fold not in words("preposition") and token.fold not in {"ل", "لـ", "ب", "بـ"}
        closed = is_glued and (token.fold.startswith(("لل", "بال")) or token.fold[1:] in words("outlet"))
        seen_noun = is_glued
        while position < limit:
            current = self.tokens[position]
            if current.kind is Kind.MARK:
                span = self.cues.mark_at.get(position)
                if span is None or not span.is_closed or span.closing >= limit:
                    return position
                position = span.closing + 1
                closed = seen_noun = True
                continue
            if not current.is_word:
                return position if current.kind is not Kind.NUMBER else position + 1
            fold = current.fold
            if fold in words("preposition") or fold in words("adverb") or self.cues.form(position) is not None and seen_noun:
                return position
            speaker = find_speaker_word(fold)
            if seen_noun:
                is_fresh_person = speaker is not None and fold not in {"اخر", "اخري", "ثالث", "ثالثه"} and speaker[0].kind in {"role", "anonymous", "collective"}
                if is_fresh_person and (closed or not is_definite(fold)):
                    return position
                if closed and not is_definite(fold) and fold not in words("time"):
                    return position
                if looks_like_given_name(current) and closed:
                    return position
            seen_noun = True
            closed = closed or is_definite(fold) or fold.endswith(("ته", "تها", "تهم", "به", "ها")) or fold in words("outlet")
            position += 1
        return position

    # -- a cue and its content ---------------------------------------------------------------------------------

    def _read_cue(self, index: int) -> None:
        form = self.cues.form(index)
        if form is None or index in self._speaker_of:
            return
        token = self.tokens[index]
        opener = self.cues.opener(index)
        inside = self._statement_around(index)
        if form.kind == "verbal noun" and self._is_own_words(index):
            return
        if opener is None:
            if not inside:
                self._read_after_quote(index, form)
                self._note_cue_subject(index, form)
            return
        if inside is not None:
            self._read_nested(index, form, opener, inside)
            return
        if opener.mark is not None and opener.mark.opening in self.claimed:
            return
        if not self._may_be_cue(index, form, opener):
            self._read_after_quote(index, form)
            return
        if self._read_after_quote(index, form) and opener.kind == "clause" and opener.at - index > 12:
            return
        if form.verb.lemma in _APPEARS:
            explicit = self._document_owner(index, opener.at)
            if explicit is None and not self._appears_in_own(index):
                return
        else:
            explicit = self._explicit_subject(index, form, opener.at)
        if explicit is None and token.fold in {"وبين", "بين"} and opener.at - index > 3:
            return
        speaker, mention, confidence, rule = self._attribute(index, form, explicit)
        span, content_form, direct = self._content(index, form, opener)
        if span is not None and any(abs(span[0] - known.quote_span[0]) < 4 for known in self.statements[-4:]):
            return  # the verb before it introduced the same words (وردت … بالقول)
        is_impersonal = form.kind == "present" and form.verb.lemma in _PASSIVE_LIKE and explicit is None
        if span is None or is_impersonal and (speaker is None or confidence < CARRIED_FAR or not self._spoke_here(index, speaker)):
            return
        self._add(
            span, content_form, direct, index, index, speaker, mention, confidence, f"{opener.kind}.{rule}",
        )  # fmt: skip
        if opener.mark is not None:
            self.claimed.add(opener.mark.opening)

    def _spoke_here(self, index: int, speaker: Speaker) -> bool:
        """Whether somebody spoke in this paragraph before the verb at `index`."""
        for at in range(index - 1, -1, -1):
            if self.tokens[at].kind is Kind.NEWLINE:
                return False
            if self._speaker_of.get(at) is speaker:
                return True
        return False

    def _may_be_cue(self, index: int, form: VerbForm, opener: Opener) -> bool:
        """Whether the word is a verb here: it begins a clause, or a subject stands before it."""
        if form.kind == "participle":
            return opener.kind != "colon" or opener.at - index <= 8
        if form.kind == "verbal noun" or self.cues.starts_clause(index):
            return True
        if index + 1 < len(self.tokens) and self.tokens[index + 1].fold in _IN_IT:
            return True  # تغريدة قال فيها
        if form.number == "singular":
            after = self._parse_subject(index + 1, min(opener.at, index + 25))
            if after is not None and after.first <= index + 2 and self._is_sure(after) and not self._clashes(form, after):
                return True
        return self._subject_before(index) is not None

    def _is_own_words(self, index: int) -> bool:
        """حسب قوله, على حد قولها: who speaks was said before."""
        previous = self.tokens[index - 1] if index else None
        return previous is not None and (previous.fold in _ACCORDING or previous.fold in {"حد"})

    def _statement_around(self, index: int) -> Statement | None:
        start = self.tokens[index].start
        for statement in reversed(self.statements[-6:]):
            if statement.quote_span[0] <= start < statement.quote_span[1]:
                return statement
        return None

    def _read_nested(self, index: int, form: VerbForm, opener: Opener, outer: Statement) -> None:
        """Somebody else's statement inside a statement: only with its own subject in the text."""
        if self.tokens[min(opener.content, len(self.tokens) - 1)].start >= outer.quote_span[1]:
            return
        if form.kind == "participle" or form.number != "singular" and form.kind != "past":
            return
        explicit = self._explicit_subject(index, form, opener.at)
        if explicit is None or form.has_object:
            return
        speaker = self.directory.find(explicit)
        if outer.speaker == speaker.name:
            return
        span, content_form, direct = self._content(index, form, opener, end_limit=outer.quote_span[1])
        if span is None or span[1] - span[0] < 8:
            return
        self._add(span, content_form, direct, index, index, speaker, explicit, EXPLICIT - 0.1, f"{opener.kind}.nested")

    # -- subjects of cues --------------------------------------------------------------------------------------

    def _explicit_subject(self, index: int, form: VerbForm, limit: int) -> Mention | None:
        """The subject that stands with the verb: after it, or before it."""
        if form.kind == "verbal noun":
            return self._relayed_subject(index)
        if form.verb.lemma == "نقل":
            relayed = next((at for at in range(index + 1, limit) if self.tokens[at].fold == "عن"), None)
            return self._parse_subject(relayed + 1, limit) if relayed is not None else None
        if form.kind == "participle":
            return None
        after = None
        if form.number == "singular" or self.tokens[min(index + 1, len(self.tokens) - 1)].kind is Kind.HANDLE:
            after = self._parse_subject(index + 1, limit)
            if after is not None and self._clashes(form, after):
                after = None
        if after is None:
            return self._subject_before(index)
        is_bare_handle = after.handle is not None and after.name == after.handle.strip("@") and after.first > index + 1
        if after.kind == "document" or is_bare_handle:
            return self._subject_before(index) or after
        if not self._is_sure(after):
            before = self._subject_before(index)
            if before is not None and self._is_sure(before):
                return before  # القبطان وجه نداء: the object looks like a name
        if form.verb.lemma in _TRANSITIVE and after.kind in {"collective", "organisation"} and self._carry(index, form):
            return None  # وطمأن الأهالي إلى أن: whom he told, not who spoke
        return after

    def _clashes(self, form: VerbForm, mention: Mention) -> bool:
        """A masculine verb before a feminine person, or the other way round, is not her verb."""
        if mention.gender is None or mention.kind != "person" or mention.number != "singular":
            return False
        is_shown = mention.role is not None or mention.head is not None
        if mention.gender == form.gender or not is_shown:
            return False
        if form.gender == "f" and mention.role is not None:  # وقالت عضو التنسيقية لطيفة…: the title is not inflected
            first = next((token for token in self.tokens[mention.first : mention.end] if token.start == mention.span[0]), None)
            return first is None or guess_gender([first]) != "f"
        return mention.head != "عضو"

    def _appears_in_own(self, index: int) -> bool:
        """وجاء في تغريدته, جاء فيه: the document is somebody's who was named before."""
        following = self.tokens[index + 1 : index + 3]
        if following and following[0].fold in _IN_IT:
            return True
        return len(following) == 2 and following[0].fold == "في" and following[1].fold.endswith(("ه", "ها", "هم"))

    def _document_owner(self, index: int, limit: int) -> Mention | None:
        """وجاء في بيان الوزارة, في تقرير لمنظمة…: whose document it is; the document itself when it names nobody."""
        if index + 2 >= limit or self.tokens[index + 1].fold != "في":
            return None
        position = index + 2
        noun = self.tokens[position].fold
        if noun.endswith(("ته", "تها", "تهم", "نه", "نها", "نهم", "ره", "رها")) and find_speaker_word(noun) is None:
            return None
        for at in range(position + 1, min(limit, position + 10)):
            token = self.tokens[at]
            bare = self._without_conjunction(at)
            is_owner = find_speaker_word(bare) is not None and token.fold not in words("time")
            if is_owner or looks_like_given_name(token) or token.kind is Kind.HANDLE:
                owner = self._read_mention(at, limit)
                if owner is not None and owner.kind != "document":
                    return owner
        return self._read_mention(position, limit)

    def _relayed_subject(self, index: int) -> Mention | None:
        """نقلت الوكالة عن الوزير قوله: the speaker after عن."""
        for at in range(index - 1, max(-1, index - 30), -1):
            token = self.tokens[at]
            if self.cues.is_boundary(at):
                return None
            if token.fold == "عن" and at + 1 < index:
                return self._read_mention(at + 1, index)
        return None

    def _subject_before(self, index: int) -> Mention | None:
        """A subject before its verb: الوزير قال, أما فلان فكتب, وكان فلان قد أعلن, الذي قال."""
        form = self.cues.form(index)
        start = self._clause_start(index)
        if index and self.tokens[index - 1].fold in {"وهو", "وهي", "وهم", "وهما", "وهن"}:
            return None
        if form is not None and form.proclitics:
            is_topic = form.proclitics == ("ف",) and any(self.tokens[at].fold in {"اما", "واما"} for at in range(start, index))
            if not is_topic:
                return None
        position = start
        while position < index:
            token = self.tokens[position]
            if token.kind is Kind.HANDLE or token.kind is Kind.MARK and position in self.mentions.short_marks:
                mention = self.mentions.read(position, index)
                return mention if mention is not None and self._reaches(mention.end, index) else None
            if not token.is_word or token.fold in words("adverb") or token.fold in words("time") or token.fold in _LEAD_IN:
                position += 1
                continue
            if token.fold in words("complementizer"):
                position += 1
                continue
            if self._starts_adjunct(token) or token.fold[1:] in words("preposition") and token.fold[:1] in {"و", "ف"}:
                position = self._after_adjunct(position, index)
                continue
            mention = self._read_mention(position, index)
            if mention is None or not self._reaches(mention.end, index):
                return None
            is_weak = mention.kind == "person" and mention.head is None and not self._is_sure(mention)
            return None if is_weak and len(mention.name.split()) == 1 else mention
        return None

    def _is_lead(self, position: int) -> bool:
        return self.tokens[position].fold in {"كان", "وكان", "كانت", "وكانت", "اما", "ان", "وان"}

    def _clause_start(self, index: int) -> int:
        position = index
        while position > 0 and index - position < 40:
            previous = self.tokens[position - 1]
            if self.cues.is_boundary(position - 1) or previous.text in {"؛", ":"}:
                break
            if previous.text in {"،", ","}:
                head = self.tokens[position - 2] if position > 1 else None
                following = self.tokens[position]
                is_apposition = following.fold in {"الذي", "التي"} or position == index
                if not is_apposition and head is not None:
                    break
            if previous.kind is Kind.MARK and (position - 1) not in self.mentions.short_marks:
                is_short_end = any(closing == position - 1 for closing in self.mentions.short_marks.values())
                if not is_short_end:
                    break
            if previous.fold in words("complementizer") or previous.fold in {"فيما", "بينما", "لكن", "ولكن", "حيث", "اذ", "كما"}:
                break
            position -= 1
        return position

    def _reaches(self, end: int, index: int) -> bool:
        """Only particles, adverbs and adjuncts stand between a subject and its verb."""
        position = end
        while position < index:
            token = self.tokens[position]
            if token.text in {"،", ",", "(", ")", "-", "–"} or token.kind is Kind.NUMBER:
                position += 1
                continue
            if not token.is_word:
                return False
            if token.fold in words("adverb") or token.fold in words("time") or token.fold in {"الذي", "التي", "الذين", "قد"}:
                position += 1
                continue
            if self._starts_adjunct(token):
                position = self._after_adjunct(position, index)
                continue
            return False
        return True

    def _note_cue_subject(self, index: int, form: VerbForm) -> None:
        """A reporting verb that introduces nothing countable still tells who acts (دعا الرئيس إلى…)."""
        if form.kind not in {"past", "present"} or not self.cues.starts_clause(index):
            return
        limit = next((at for at in range(index + 1, min(len(self.tokens), index + 40)) if self.cues.is_boundary(at)), index + 1)
        mention = self._parse_subject(index + 1, min(limit, index + 12)) if form.number == "singular" else None
        if mention is not None and mention.kind != "document" and not self._clashes(form, mention) and (
            self._is_full(mention) or mention.kind != "person" or mention.is_definite or looks_like_given_name(self.tokens[mention.first])
        ):
            self.subjects.append((index, self._with_gender(self.directory.find(mention), form), False))

    def _with_gender(self, speaker: Speaker, form: VerbForm) -> Speaker:
        """A verb before its subject shows the subject's gender."""
        if form.number == "singular" and form.kind in {"past", "present"} and speaker.number == "singular" and not speaker.role:
            speaker.gender = form.gender
        return speaker

    # -- attribution -------------------------------------------------------------------------------------------

    def _attribute(
        self, index: int, form: VerbForm, explicit: Mention | None
    ) -> tuple[Speaker | None, Mention | None, float, str]:
        """The speaker of a cue, the mention that tells so, how sure, and by which rule."""
        if explicit is not None:
            speaker = self._with_gender(self.directory.find(explicit), form)
            if form.number == "singular" and speaker.number == "singular" and explicit.head in {"مصادر", "اوساط"}:
                speaker.gender = "f"
            self.subjects.append((index, speaker, True))
            rule = "explicit" if speaker.name == explicit.name else "resolved"
            return speaker, explicit, EXPLICIT if rule == "explicit" else RESOLVED, rule
        carried = self._carry(index, form)
        if carried is None:
            return None, None, 0.3, "unattributed"
        speaker, confidence = carried
        self.subjects.append((index, speaker, True))
        mention = max((m for m in speaker.mentions if m.first < index), key=lambda m: m.first, default=None)
        return speaker, mention, confidence, "carried"

    def _carry(self, index: int, form: VerbForm) -> tuple[Speaker, float] | None:
        """The subject that a verb without one continues; None when nobody near agrees."""
        here = self.sentence_number[index]
        recent = [(at, speaker, spoke) for at, speaker, spoke in self.subjects if here - self.sentence_number[at] <= MAX_CARRY_SENTENCES]
        is_participle = form.kind == "participle" or (form.kind == "verbal noun")
        if is_participle:
            recent = [entry for entry in recent if self.sentence_number[entry[0]] == here] or recent[-2:]
        if form.verb.lemma == "قال" and form.kind == "verbal noun":
            acting = [entry[1] for entry in recent if self.sentence_number[entry[0]] == here]
            return (acting[-1], CARRIED_NEAR) if acting else None
        if form.number != "singular":
            acting = [entry for entry in recent if entry[1].agrees(form) and here - self.sentence_number[entry[0]] <= 2]
            return (acting[-1][1], CARRIED_NEAR) if acting else self._carry_from_mentions(index, form)
        ordered = list(reversed(recent))
        if form.verb.stance == _CONTINUATION_ONLY:
            ordered.sort(key=lambda entry: not entry[2])
        if not any(self.sentence_number[at] == here and speaker.agrees(form) for at, speaker, _ in recent):
            inside = self._named_in_sentence(index, form)
            if inside is not None:
                return inside, CARRIED_FAR
        for rank, (at, speaker, spoke) in enumerate(ordered):
            if not speaker.agrees(form):
                continue
            far = here - self.sentence_number[at]
            confidence = CARRIED_NEAR if far <= 1 and rank == 0 else CARRIED_FAR if rank <= 1 else GUESSED
            return speaker, confidence
        return self._carry_from_mentions(index, form)

    def _named_in_sentence(self, index: int, form: VerbForm) -> Speaker | None:
        """The first person named in full earlier in the sentence of a joined verb or a participle, if he agrees."""
        here = self.sentence_number[index]
        start = index
        while start > 0 and self.sentence_number[start - 1] == here:
            start -= 1
        if index - start < 3:
            return None
        position = start
        while position < index:
            if self._may_start_mention(position) and position not in self.closed_span_of:
                mention = self._read_mention(position, index)
                if mention is not None and mention.kind == "person" and self._is_full(mention):
                    before = self.tokens[position - 1].fold if position > start else ""
                    speaker = self.directory.find(mention)
                    if before not in words("preposition") and speaker.agrees(form):
                        return speaker
                    position = max(position + 1, mention.end)
                    continue
            position += 1
        return None

    def _carry_from_mentions(self, index: int, form: VerbForm) -> tuple[Speaker, float] | None:
        """Nobody who acts agrees, or several are meant: the nearest ones mentioned who agree; people first."""
        here = self.sentence_number[index]
        best: tuple[bool, int, Speaker] | None = None
        for speaker in self.directory.speakers:
            if not speaker.agrees(form) or speaker.kind == "document":
                continue
            last = last_before(speaker, index)
            reach = 2 if form.number == "singular" else MAX_CARRY_SENTENCES
            if last is None or here - self.sentence_number[min(last, len(self.tokens) - 1)] > reach:
                continue
            rank = (speaker.kind in {"person", "collective", "anonymous"}, last, speaker)
            if best is None or rank[:2] > best[:2]:
                best = rank
        if best is None:
            return None
        far = here - self.sentence_number[best[1]]
        return best[2], (CARRIED_NEAR if far <= 1 else CARRIED_FAR) if form.number != "singular" else GUESSED

    # -- content -----------------------------------------------------------------------------------------------

    def _content(
        self, index: int, form: VerbForm, opener: Opener, end_limit: int | None = None
    ) -> tuple[Span | None, Form, bool]:
        """Span of the content of an opener, its form, and whether it is direct speech."""
        limit = len(self.tokens)
        if end_limit is not None:
            limit = next((at for at in range(opener.at, limit) if self.tokens[at].start >= end_limit), limit)
        if opener.kind == "marks" and opener.mark is not None:
            return self._marked_content(index, form, opener.mark, limit)
        start = opener.content
        while start < limit and self.tokens[start].text in {":", "،", ",", "-", "؛"}:
            start += 1
        if start >= limit:
            return None, "indirect", False
        if opener.kind == "stray":
            stray = next(at for at in self.marks.strays if at > opener.at)
            span = self._trim(self.tokens[start].start, self.tokens[stray].start)
            return span, "unquoted", True
        if opener.kind == "colon":
            end = self._end_of_direct(start, limit)
            return self._trim(self.tokens[start].start, self._start_of(end)), "unquoted", True
        first = self.cues.mark_at.get(start)
        if first is not None:
            after = first.closing + 1
            if not first.is_closed or self._is_misplaced(first, form) is not None:
                return self._marked_content(index, form, first, limit)
            if self._ends_after(after, limit):
                self.claimed.add(first.opening)
                return self._marked_content(index, form, first, limit)
        end = self._end_of_clause(start, limit)
        while end - start > 4 and self.tokens[end - 1].kind is Kind.HASHTAG and self.tokens[end - 2].kind is Kind.HASHTAG:
            end -= 2 if self.tokens[end - 3].kind is not Kind.HASHTAG else 1  # tags after the clause are the post's
        span = self._trim(self.tokens[start].start, self._start_of(end))
        if span is None:
            return None, "indirect", False
        marked = self._marked_length(span)
        content_form: Form = "mixed" if marked else "indirect"
        for mark in self.marks.spans:
            if span[0] <= self.tokens[mark.opening].start < span[1]:
                self.claimed.add(mark.opening)
        return span, content_form, 2 * marked >= span[1] - span[0]

    def _start_of(self, index: int) -> int:
        return self.tokens[index].start if index < len(self.tokens) else len(self.text)

    def _marked_length(self, span: Span) -> int:
        total = 0
        for mark in self.marks.spans:
            if mark.depth or not mark.is_closed:
                continue
            start, end = self.tokens[mark.opening].start, self.tokens[mark.closing].end
            total += max(0, min(end, span[1]) - max(start, span[0]))
        return total

    def _ends_after(self, after: int, limit: int) -> bool:
        """Whether nothing of the clause follows a quotation."""
        if after >= limit:
            return True
        token = self.tokens[after]
        if not token.is_word:
            return token.kind is not Kind.MARK
        if token.fold in _ACCORDING or self.cues.form(after) is not None and self.cues.starts_clause(after):
            return True
        return token.fold in {"كما", "فيما", "بينما", "وذلك", "وقد", "علي"}

    def _marked_content(
        self, index: int, form: VerbForm, mark: MarkSpan, limit: int
    ) -> tuple[Span | None, Form, bool]:
        start = self.tokens[mark.opening].end
        if mark.is_closed:
            cut = self._is_misplaced(mark, form)
            end = self._start_of(cut) if cut is not None else self.tokens[mark.closing].start
            return self._trim(start, end, _IN_MARKS_EDGE if cut is None else _CONTENT_EDGE), "quoted" if cut is None else "unquoted", True
        end_token = min(mark.closing, limit)
        for position in range(mark.opening + 1, end_token):
            if self.tokens[position].kind is Kind.LINK:
                end_token = position
                break
            after_comma = self.tokens[position - 1].text in {"،", ","}
            if position > mark.opening + 3 and self._cuts(position, after_comma=after_comma) and self.cues.opener(position):
                end_token = self.cues.lead_start(position)
                break
        return self._trim(start, self._start_of(end_token), _CONTENT_EDGE), "quoted", True

    def _is_misplaced(self, mark: MarkSpan, form: VerbForm) -> int | None:
        """The token where a quotation really ends whose closing mark was set too late.

        A participle of saying that agrees with the speaker and takes a clause (، معلنة أن) is the reporter's word, not
        the speaker's; a verb without subject that agrees with it stands with it.
        """
        participle = None
        for position in range(mark.opening + 4, mark.closing):
            inner = self.cues.form(position)
            if inner is None or inner.kind != "participle" or inner.gender != form.gender or inner.number != form.number:
                continue
            after_comma = self.tokens[position - 1].text in {"،", ","}
            opener = self.cues.opener(position)
            if after_comma and opener is not None and opener.kind == "clause" and opener.at - position <= 3:
                participle = position
                break
        if participle is None:
            return None
        for position in range(mark.opening + 4, participle):
            inner = self.cues.form(position)
            if inner and inner.kind == "past" and inner.proclitics[:1] == ("و",) and inner.gender == form.gender:
                opener = self.cues.opener(position)
                if opener is not None and opener.kind == "clause" and opener.at == position + 1:
                    return position
        return participle - 1

    def _end_of_clause(self, start: int, limit: int) -> int:
        """The token that ends a clause of indirect speech."""
        position = start
        while position < limit:
            token = self.tokens[position]
            if token.kind is Kind.LINK or token.kind is Kind.NEWLINE and not self._is_soft_wrap(position):
                return position
            if self.cues.ends_sentence(position):
                return position
            span = self.cues.mark_at.get(position)
            if span is not None and span.is_closed and span.closing < limit:
                position = span.closing + 1
                continue
            if span is not None and not span.is_closed and position > start:
                limit = min(limit, span.closing)
            if position in self.marks.strays and position + 1 < limit and self.cues.is_boundary(position + 1):
                return position
            if position > start and self._cuts(position, after_comma=self.tokens[position - 1].text in {"،", ",", "؛"}):
                end = self.cues.lead_start(position) if self.cues.form(position) else position
                if end > start:
                    return end
            position += 1
        return limit

    def _is_soft_wrap(self, newline: int) -> bool:
        """A line broken inside a sentence: a preposition or conjunction cannot end one."""
        if newline == 0 or newline + 1 >= len(self.tokens) or len(self.tokens[newline].text) > 1:
            return False
        previous = self.tokens[newline - 1]
        return previous.is_word and (previous.fold in words("preposition") or previous.fold in {"اجل", "ان", "التي", "الذي", "او"})

    def _cuts(self, position: int, *, after_comma: bool) -> bool:
        """Whether the reporter's own words begin at a token inside reported speech."""
        token = self.tokens[position]
        if not token.is_word:
            return False
        following = self.tokens[position + 1] if position + 1 < len(self.tokens) else None
        if token.fold in {"بحسب", "حسب", "وفق", "وفقا", "طبقا"} and following is not None and following.is_word:
            return following.fold in _OWN or self._names_speaker(position)
        if token.fold == "علي" and following is not None and following.fold == "حد":
            return True
        if after_comma and token.fold in _NARRATION_AFTER_COMMA - {"وهو", "وسط"}:
            return token.fold in {"وقد", "وذلك"} and token.fold == "وقد" or self._leads_to_cue(position)
        if after_comma and token.fold == "في" and following is not None and following.fold == "اشاره":
            return True
        if after_comma and token.fold.startswith("وقد") and looks_like_verb(token.fold) and len(token.fold) > 4 and token.fold[3:4] == "ت":
            return True  # وقدتفاعل: the space forgotten
        form = self.cues.form(position)
        if form is None or token.fold in {"بين", "عقب", "عبر", "ضمن"}:
            return False
        if form.kind == "participle":
            return after_comma and (self.cues.opener(position) is not None or not looks_like_given_name(token)) and following is not None
        if form.kind == "verbal noun":
            return False
        opener = self.cues.opener(position)
        if not self.cues.starts_clause(position):
            return False
        lead = self.tokens[self.cues.lead_start(position)]
        has_lead = lead is not token and lead.fold in _CUTTING_LEADS
        if lead.fold in _BUT and form.kind == "past":
            return True
        is_joined = form.proclitics[:1] in {("و",), ("ف",), ("ل",)}
        if opener is not None and (is_joined or has_lead or after_comma):
            is_relative = self.tokens[position - 1].fold in words("relative") and not has_lead
            if is_relative:
                return False
            if form.kind == "present" and not form.proclitics and not has_lead:
                return after_comma and opener.kind == "clause" and self._parse_subject(position + 1, opener.at) is not None
            return opener.kind != "clause" or opener.at - position < 40
        return after_comma and is_joined and form.kind == "past" and token.fold not in {"وعد", "ورد", "وبين", "وحمل"} and (
            form.proclitics[:1] == ("و",) and form.verb.stance != "neutral"
        )

    def _leads_to_cue(self, position: int) -> bool:
        return any(
            self.cues.form(at) is not None and self.cues.opener(at) is not None
            for at in range(position + 1, min(position + 8, len(self.tokens)))
        )

    def _end_of_direct(self, start: int, limit: int) -> int:
        """The token that ends direct speech without marks: the paragraph, or a sentence that the reporter begins."""
        position = start
        while position < limit:
            token = self.tokens[position]
            if token.kind in {Kind.NEWLINE, Kind.LINK} or position in self.marks.strays:
                return position
            if any(embed.whole[0] <= token.start < embed.whole[1] for embed in self.embeds):
                return position
            span = self.cues.mark_at.get(position)
            if span is not None and span.is_closed and span.closing < limit:
                position = span.closing + 1
                continue
            if self.cues.ends_sentence(position) and self._reporter_begins(position + 1):
                return position
            if token.text in {"،", ","} and self._cuts_direct(position + 1):
                return position
            if token.fold in _ACCORDING and position + 1 < limit and self.tokens[position + 1].fold in _OWN:
                return position
            position += 1
        return limit

    def _cuts_direct(self, position: int) -> bool:
        """After a comma inside direct speech: only a participle or a joined verb with a clause or marks of its own."""
        if position >= len(self.tokens):
            return False
        token = self.tokens[position]
        if token.fold in {"بحسب", "وفق", "وفقا", "حسب"}:
            return position + 1 < len(self.tokens) and (self.tokens[position + 1].fold in _OWN or self._names_speaker(position))
        form = self.cues.form(position)
        if form is None or form.kind == "present":
            return False
        return (form.kind == "participle" or bool(form.proclitics)) and self.cues.opener(position) is not None

    def _reporter_begins(self, position: int) -> bool:
        """Whether the sentence at `position` is the reporter's: it begins with a cue, or leads to one at once."""
        while position < len(self.tokens) and not self.tokens[position].is_word:
            if self.cues.is_boundary(position):
                return True
            position += 1
        for at in range(position, min(position + 4, len(self.tokens))):
            form = self.cues.form(at)
            if form is None:
                continue
            if form.kind in {"past", "present"} and self.cues.starts_clause(at) and self.cues.opener(at) is not None:
                return True
        token = self.tokens[position] if position < len(self.tokens) else None
        return token is not None and token.fold in {"اما", "وكان", "وكانت", "يذكر", "ويذكر", "يشار", "ويشار", "وياتي", "وتاتي", "وجاء", "وجاءت", "دون"}

    def _trim(self, start: int, end: int, edge: str = _CONTENT_EDGE) -> Span | None:
        while start < end and self.text[start] in edge:
            start += 1
        while end > start and self.text[end - 1] in edge:
            end -= 1
        return (start, end) if end > start else None

    # -- other ways to attribute -------------------------------------------------------------------------------

    def _read_after_quote(self, index: int, form: VerbForm) -> bool:
        """«…»، قال فلان: a quotation before its verb."""
        if form.kind not in {"past", "present"} or form.has_object:
            return False
        lead = self.cues.lead_start(index)
        position = lead - 1
        while position >= 0 and self.tokens[position].text in {"،", ",", "-", "–", "—", "."}:
            position -= 1
        if position < 0 or lead - 1 - position > 2:
            return False
        token = self.tokens[position]
        span = next((mark for mark in self.marks.spans if mark.is_closed and mark.depth == 0 and mark.closing == position), None)
        if token.kind is not Kind.MARK or span is None or span.opening in self.claimed:
            return False
        if self.cues.word_count(span) <= SHORT_MARKS or form.proclitics and form.proclitics[0] == "و":
            return False
        limit = next((at for at in range(index + 1, len(self.tokens)) if self.cues.is_boundary(at) or self.tokens[at].text in {":"} or at in self.cues.mark_at and at not in self.mentions.short_marks), len(self.tokens))
        mention = self._parse_subject(index + 1, limit)
        if mention is not None and self._clashes(form, mention):
            mention = None
        speaker, named, confidence, rule = self._attribute(index, form, mention)
        start, end = self.tokens[span.opening].end, self.tokens[span.closing].start
        content = self._trim(start, end, _IN_MARKS_EDGE)
        if content is None:
            return False
        self._add(content, "quoted", True, index, index, speaker, named, confidence, f"after.{rule}")
        self.claimed.add(span.opening)
        return True

    def _names_speaker(self, index: int) -> bool:
        """Whether بحسب at a token is followed by somebody who can speak, and not by a plan or a rule."""
        return self._according_mention(index) is not None

    def _according_mention(self, index: int) -> Mention | None:
        position = index + 1
        limit = min(len(self.tokens), index + 30)
        if position >= limit:
            return None
        token = self.tokens[position]
        if token.fold in {"ما", "لما"}:
            verb = next((at for at in range(position + 1, min(position + 3, limit)) if self.cues.form(at)), None)
            return self._parse_subject(verb + 1, self._phrase_limit(verb + 1, limit)) if verb is not None else None
        if token.fold in {"قول", "تعبير", "وصف", "تصريح", "تصريحات", "روايه", "افاده", "راي"}:
            position += 1
        elif token.fold in {"عن"}:
            position += 1
        limit = self._phrase_limit(position, limit)
        if position >= limit:
            return None
        if self.tokens[position].kind is Kind.MARK:
            return self.mentions.read(position, limit)
        bare = self._without_conjunction(position)
        is_named = bare in self.name_words or self.tokens[position].fold in self.name_words
        is_noun = find_speaker_word(bare) is not None or find_speaker_word(self.tokens[position].fold) is not None
        if not (is_noun or is_named or given_count(bare) >= STRONG_GIVEN_NAME or self.tokens[position].kind is Kind.HANDLE or bare in words("outlet")):
            return None
        mention = self._read_mention(position, limit)
        is_figures = mention is not None and mention.kind == "document" and mention.head in _FIGURES
        if is_figures and not any(find_speaker_word(word.fold) for word in self.tokens[position + 1 : mention.end] if mention):
            return None
        return mention

    def _phrase_limit(self, start: int, limit: int) -> int:
        for at in range(start, limit):
            if self.cues.is_boundary(at):
                return at
        return limit

    def _read_according_to(self, index: int) -> None:
        """حسب / وفق / نقلا عن + somebody: the clause before it or, at the start of a sentence, after it."""
        if self._statement_around(index) is not None:
            return
        mention = self._according_mention(index)
        if mention is None:
            return
        begins = self._begins_sentence(index)
        if self.tokens[index].fold in {"نقلا", "ونقلا"} and not begins:
            return
        speaker = self.directory.find(mention)
        if begins:
            start = mention.end
            while start < len(self.tokens) and self.tokens[start].text not in {"،", ",", ":"}:
                if self.cues.is_boundary(start) or start - mention.end > 25:
                    return
                if self.tokens[start].fold in {"فان", "ان"}:
                    break
                start += 1
            start += 1
            while start < len(self.tokens) and (self.tokens[start].fold in {"فان", "فانه", "فانها", "ان"} or self.tokens[start].text == ","):
                start += 1
            if start >= len(self.tokens):
                return
            mark = self.cues.mark_at.get(start)
            if mark is not None and mark.is_closed and self._ends_after(mark.closing + 1, len(self.tokens)):
                span = self._trim(self.tokens[mark.opening].end, self.tokens[mark.closing].start)
                content_form: Form = "quoted"
                self.claimed.add(mark.opening)
            else:
                span = self._trim(self.tokens[start].start, self._start_of(self._end_of_clause(start, len(self.tokens))))
                content_form = "indirect"
        else:
            span, content_form = self._clause_before(index)
        if span is None or span[1] - span[0] < 12:
            return
        direct = content_form == "quoted"
        self._add(span, content_form, direct, index, index, speaker, mention, RESOLVED, "according.explicit")
        self.subjects.append((index, speaker, True))

    def _begins_sentence(self, index: int) -> bool:
        if index == 0:
            return True
        position = index - 1
        while position >= 0 and not self.tokens[position].is_word and not self.cues.is_boundary(position):
            position -= 1
        return position < 0 or self.cues.is_boundary(position)

    def _clause_before(self, index: int) -> tuple[Span | None, Form]:
        """The sentence before بحسب, from its start or from the end of the last statement in it."""
        position = index - 1
        while position >= 0 and self.tokens[position].text in {"،", ",", "-"}:
            position -= 1
        end_token = position
        closing = next((m for m in self.marks.spans if m.is_closed and m.closing == end_token and m.depth == 0), None)
        if closing is not None and self.cues.word_count(closing) > SHORT_MARKS and closing.opening not in self.claimed:
            self.claimed.add(closing.opening)
            return self._trim(self.tokens[closing.opening].end, self.tokens[closing.closing].start), "quoted"
        start = end_token
        number = self.sentence_number[min(index, len(self.tokens) - 1)]
        while start > 0 and self.sentence_number[start - 1] == number:
            start -= 1
        while start <= end_token and not self.tokens[start].is_word and self.tokens[start].kind not in {Kind.NUMBER, Kind.HASHTAG, Kind.MARK}:
            start += 1
        if start > end_token:
            return None, "indirect"
        span = (self.tokens[start].start, self.tokens[end_token].end)
        for statement in self.statements:
            if statement.quote_span[0] < span[1] and statement.quote_span[1] > span[0]:
                return None, "indirect"  # said already by somebody
        return span, "indirect"

    def _read_colon(self, colon: int) -> None:
        """Words in marks after a colon that no reporting verb introduced: whoever acts in the sentence says them."""
        self._read_name_and_colon(colon)
        mark = self.cues.mark_at.get(colon + 1)
        if mark is None or self.cues.word_count(mark) <= SHORT_MARKS or mark.opening in self.claimed:
            return
        if colon in self.closed_span_of or any(opener.mark is mark for opener in self.cues.openers_before(colon)):
            return
        before = self.tokens[colon - 1] if colon else None
        if before is not None and (before.fold in words("naming") or before.fold.removeprefix("ال") in words("naming")):
            return
        here = self.sentence_number[colon]
        acting = [entry for entry in self.subjects if self.sentence_number[entry[0]] == here]
        if not acting:
            return
        speaker = acting[-1][1]
        span, form, direct = self._marked_content(colon, _ANY_SUBJECT, mark, len(self.tokens))
        if span is None:
            return
        mention = max((m for m in speaker.mentions if m.first < colon), key=lambda m: m.first, default=None)
        self._add(span, form, direct, None, colon, speaker, mention, CARRIED_FAR, "colon.subject")
        self.claimed.add(mark.opening)
        self.subjects.append((colon, speaker, True))

    def _read_name_and_colon(self, colon: int) -> None:
        """فلان: «…» at the start of a line, with no verb."""
        start = colon
        while start > 0 and self.tokens[start - 1].kind is not Kind.NEWLINE and colon - start < 14:
            start -= 1
        if start > 0 and self.tokens[start - 1].kind is not Kind.NEWLINE or start == colon:
            return
        following = colon + 1
        mark = self.cues.mark_at.get(following)
        if mark is None or self.cues.word_count(mark) <= SHORT_MARKS or mark.opening in self.claimed:
            return
        if any(self.cues.form(at) is not None and self.cues.opener(at) is not None for at in range(start, colon)):
            return
        mention = self._read_mention(start, colon) if self.tokens[start].kind in {Kind.WORD, Kind.HANDLE} else None
        if mention is None or mention.end < colon - 1:
            return
        speaker = self.directory.find(mention)
        span = self._trim(self.tokens[mark.opening].end, self.tokens[min(mark.closing, len(self.tokens) - 1)].start, _IN_MARKS_EDGE)
        if span is None:
            return
        self._add(span, "quoted", True, None, colon, speaker, mention, RESOLVED, "name.colon")
        self.claimed.add(mark.opening)
        self.subjects.append((start, speaker, True))

    def _add_embed(self, embed: Embed) -> None:
        self.statements.append(
            Statement(
                quote=self.text[slice(*embed.content)],
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

    # -- the record --------------------------------------------------------------------------------------------

    def _add(
        self,
        span: Span,
        form: Form,
        direct: bool,  # noqa: FBT001 - internal
        cue: int | None,
        at: int,
        speaker: Speaker | None,
        mention: Mention | None,
        confidence: float,
        rule: str,
    ) -> None:
        known = speaker if speaker is not None and confidence >= ATTRIBUTION_THRESHOLD else None
        cue_token = self.tokens[cue] if cue is not None else None
        self._speaker_of[at] = known
        self.statements.append(
            Statement(
                quote=self.text[slice(*span)],
                quote_span=span,
                form=form,
                direct=direct,
                speaker=known.name if known else None,
                speaker_mention=mention.name if known and mention else None,
                speaker_span=mention.span if known and mention else None,
                role=known.role if known else None,
                handle=known.handle if known else None,
                cue=cue_token.text if cue_token else None,
                cue_span=(cue_token.start, cue_token.end) if cue_token else None,
                rule=rule,
                confidence=confidence if known else 0.0,
            )
        )
