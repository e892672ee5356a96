"""Where reported words begin and end."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from tawatur.arabic.lexicon import find_speaker_word, looks_like_verb, words
from tawatur.arabic.tokens import INVISIBLE, Span
from tawatur.arabic.verbs import VerbForm
from tawatur.statements.cues import Opener, gives_figures
from tawatur.statements.marks import MarkSpan
from tawatur.statements.mentions import looks_like_given_name
from tawatur.statements.reading import CONTENT_EDGE, Reading
from tawatur.statements.records import Form
from tawatur.statements.subjects import SubjectReader

ACCORDING = words("according to")
OWN = words("own words")
_CUTTING_LEADS = words("cutting lead")
_BUT = frozenset({"ولكنه", "لكنه", "لكنها", "ولكنها", "لكنهم", "ولكنهم", "لكنهما"})
BUT_THAT = frozenset({("غير", "ان"), ("الا", "ان"), ("بيد", "ان")})
_WHILE = frozenset({("في", "حين"), ("قبل", "ان")})
_NARRATION_AFTER_COMMA = frozenset({"وقد", "فيما", "بينما", "وذلك", "علما", "وهو", "وسط"})
IN_MARKS_EDGE = f" \t\n\r\N{NO-BREAK SPACE}{INVISIBLE}"


@dataclass(frozen=True, slots=True)
class Content:
    """The words that somebody is reported to have said: where, in which form, and whether they are his own."""

    span: Span
    form: Form
    direct: bool


class ContentReader:
    """Reads contents in one text; `claimed` holds the opening tokens of quotations that are somebody's statement."""

    def __init__(self, reading: Reading, subjects: SubjectReader) -> None:
        self.reading = reading
        self.subjects = subjects
        self.claimed: set[int] = set()
        self._strays = frozenset(reading.marks.strays)
        self._embed_starts = {embed.whole[0] for embed in reading.embeds}
        self._outer = [mark for mark in reading.marks.spans if mark.depth == 0 and mark.is_closed]
        self._outer_starts = [reading.tokens[mark.opening].start for mark in self._outer]

    def content(self, form: VerbForm, opener: Opener, end_limit: int | None = None) -> Content | None:
        """What an opener opens; None when nothing follows it."""
        limit = len(self.reading.tokens)
        if end_limit is not None:
            limit = next((at for at in range(opener.at, limit) if self.reading.tokens[at].start >= end_limit), limit)
        if opener.kind == "marks" and opener.mark is not None:
            return self.marked_content(form, opener.mark, limit)
        start = opener.content
        while start < limit and self.reading.tokens[start].text in {":", "،", ",", "-", "؛"}:
            start += 1
        if start >= limit:
            return None
        if opener.kind == "stray":
            stray = next(at for at in self.reading.marks.strays if at > opener.at)
            return self._make(self.reading.tokens[start].start, self.reading.tokens[stray].start, "unquoted")
        if opener.kind == "colon":
            end = self._end_of_direct(start, limit)
            return self._make(self.reading.tokens[start].start, self.reading.start_of(end), "unquoted")
        first = self.reading.cues.mark_at.get(start)
        if first is not None:
            after = first.closing + 1
            if not first.is_closed or self._is_misplaced(first, form) is not None:
                return self.marked_content(form, first, limit)
            if self.ends_after(after, limit):
                self.claimed.add(first.opening)
                return self.marked_content(form, first, limit)
        end = self.end_of_clause(start, limit)
        while (
            end - start > 4
            and self.reading.tokens[end - 1].kind == "hashtag"
            and self.reading.tokens[end - 2].kind == "hashtag"
        ):
            is_last_pair = self.reading.tokens[end - 3].kind != "hashtag"
            end -= 2 if is_last_pair else 1  # tags after the clause are the post's
        if end - start > 2 and self._is_slogan(end - 1):
            end -= 1
        span = self.reading.trim(self.reading.tokens[start].start, self.reading.start_of(end))
        if span is None:
            return None
        marked = self._marked_length(span)
        content_form: Form = "mixed" if marked else "indirect"
        for position in range(start, min(end, len(self.reading.tokens))):
            if position in self.reading.cues.mark_at:
                self.claimed.add(position)
        return Content(span, content_form, 2 * marked >= span[1] - span[0])

    def _is_slogan(self, at: int) -> bool:
        """على مشارف المدينة #المدينة_تنزف: a tag of several words behind a clause that needs none."""
        token, before = self.reading.tokens[at], self.reading.tokens[at - 1]
        is_part = before.fold in words("preposition") or before.fold.removeprefix("ال") in words("tag word")
        return token.kind == "hashtag" and "_" in token.text and before.is_word and not is_part

    def _make(self, start: int, end: int, form: Form, edge: str = CONTENT_EDGE) -> Content | None:
        """Direct speech between two places, without what only frames it; None when nothing is left."""
        span = self.reading.trim(start, end, edge)
        return Content(span, form, direct=True) if span is not None else None

    def _marked_length(self, span: Span) -> int:
        total = 0
        at = max(0, bisect_right(self._outer_starts, span[0]) - 1)
        for mark in self._outer[at:]:
            start, end = self.reading.tokens[mark.opening].start, self.reading.tokens[mark.closing].end
            if start >= span[1]:
                break
            total += max(0, min(end, span[1]) - max(start, span[0]))
        return total

    def ends_after(self, after: int, limit: int) -> bool:
        """Whether nothing of the clause follows a quotation."""
        if after >= limit:
            return True
        token = self.reading.tokens[after]
        if not token.is_word:
            return token.kind != "mark"
        if token.fold in ACCORDING or (
            self.reading.cues.form(after) is not None and self.reading.cues.starts_clause(after)
        ):
            return True
        return token.fold in {"كما", "فيما", "بينما", "وذلك", "وقد", "علي"}

    def marked_content(self, form: VerbForm, mark: MarkSpan, limit: int) -> Content | None:
        """The words between marks; up to the reporter's next words where the marks were set wrongly."""
        start = self.reading.tokens[mark.opening].end
        if mark.is_closed:
            cut = self._is_misplaced(mark, form)
            end = self.reading.start_of(cut) if cut is not None else self.reading.tokens[mark.closing].start
            if cut is None:
                return self._make(start, end, "quoted", IN_MARKS_EDGE)
            return self._make(start, end, "unquoted")
        end_token = min(mark.closing, limit)
        for position in range(mark.opening + 1, end_token):
            if self.reading.tokens[position].kind == "link":
                end_token = position
                break
            after_comma = self.reading.tokens[position - 1].text in {"،", ","}
            if (
                position > mark.opening + 3
                and self._cuts(position, after_comma=after_comma)
                and self.reading.cues.opener(position)
            ):
                end_token = self.reading.cues.lead_start(position)
                break
        return self._make(start, self.reading.start_of(end_token), "quoted")

    def _is_misplaced(self, mark: MarkSpan, form: VerbForm) -> int | None:
        """The token where a quotation really ends whose closing mark was set too late.

        A participle of saying that agrees with the speaker and takes a clause (، معلنة أن) is the reporter's word, not
        the speaker's; a verb without subject that agrees with it stands with it.
        """
        if self._is_post(mark):
            return None
        participle = None
        for position in range(mark.opening + 4, mark.closing):
            inner = self.reading.cues.form(position)
            if (
                inner is None
                or inner.kind != "participle"
                or inner.gender != form.gender
                or inner.number != form.number
            ):
                continue
            after_comma = self.reading.tokens[position - 1].text in {"،", ","}
            opener = self.reading.cues.opener(position)
            if after_comma and opener is not None and opener.kind == "clause" and opener.at - position <= 3:
                participle = position
                break
        if participle is None:
            return None
        for position in range(mark.opening + 4, participle):
            inner = self.reading.cues.form(position)
            if inner and inner.kind == "past" and inner.proclitics[:1] == ("و",) and inner.gender == form.gender:
                opener = self.reading.cues.opener(position)
                if opener is not None and opener.kind == "clause" and opener.at == position + 1:
                    return position
        return participle - 1

    def _is_post(self, mark: MarkSpan) -> bool:
        """Whether a link alone on the next line follows: what stands between the marks is a post, whole."""
        behind = [token.kind for token in self.reading.tokens[mark.closing + 1 : mark.closing + 4]]
        return "link" in behind and "newline" in behind and "word" not in behind

    def end_of_clause(self, start: int, limit: int) -> int:
        """The token that ends a clause of indirect speech."""
        position = start
        while position < limit:
            token = self.reading.tokens[position]
            if token.kind == "link" or (token.kind == "newline" and not self._is_soft_wrap(position)):
                return position
            if self.reading.cues.ends_sentence(position):
                return position
            span = self.reading.cues.mark_at.get(position)
            if span is not None and span.is_closed and span.closing < limit:
                position = span.closing + 1
                continue
            if span is not None and not span.is_closed and position > start:
                limit = min(limit, span.closing)
            if position in self._strays and position + 1 < limit and self.reading.cues.is_boundary(position + 1):
                return position
            if position > start and self._cuts(
                position, after_comma=self.reading.tokens[position - 1].text in {"،", ",", "؛"}
            ):
                end = self.reading.cues.lead_start(position) if self.reading.cues.form(position) else position
                if end > start:
                    return end
            position += 1
        return limit

    def _is_soft_wrap(self, newline: int) -> bool:
        """A line broken inside a sentence: a preposition or conjunction cannot end one."""
        if newline == 0 or newline + 1 >= len(self.reading.tokens) or len(self.reading.tokens[newline].text) > 1:
            return False
        previous = self.reading.tokens[newline - 1]
        return previous.is_word and (
            previous.fold in words("preposition") or previous.fold in {"اجل", "ان", "التي", "الذي", "او"}
        )

    def _cuts(self, position: int, *, after_comma: bool) -> bool:
        """Whether the reporter's own words begin at a token inside reported speech."""
        token = self.reading.tokens[position]
        if not token.is_word:
            return False
        following = self.reading.tokens[position + 1] if position + 1 < len(self.reading.tokens) else None
        if token.fold in {"بحسب", "حسب", "وفق", "وفقا", "طبقا"} and following is not None and following.is_word:
            return following.fold in OWN or self.subjects.names_speaker(position)
        if token.fold == "علي" and following is not None and following.fold == "حد":
            return True
        if self._is_beside(position):
            return True
        if after_comma and token.fold in _NARRATION_AFTER_COMMA - {"وهو", "وسط"}:
            return (token.fold in {"وقد", "وذلك"} and token.fold == "وقد") or self._leads_to_cue(position)
        if after_comma and self._turns_away(position):
            return True
        is_remark = token.fold in {"وهو", "الامر"} and following is not None and following.fold in {"ما", "الذي"}
        third = min(position + 2, len(self.reading.tokens) - 1)
        if after_comma and is_remark and self.reading.cues.form(third) is not None:
            return True  # ، وهو ما أكده الوزير
        if after_comma and token.fold == "في" and following is not None and following.fold == "اشاره":
            return True
        if (
            after_comma
            and token.fold.startswith("وقد")
            and looks_like_verb(token.fold)
            and len(token.fold) > 4
            and token.fold[3:4] == "ت"
        ):
            return True  # وقدتفاعل: the space forgotten
        form = self.reading.cues.form(position)
        if form is None or token.fold in {"بين", "عقب", "عبر", "ضمن"}:
            return False
        if form.kind == "participle":
            return (
                after_comma
                and (self.reading.cues.opener(position) is not None or not looks_like_given_name(token))
                and following is not None
            )
        if form.kind == "verbal noun":
            return False
        if after_comma and self.reading.cues.reposts(position):
            return True
        opener = self.reading.cues.opener(position)
        if not self.reading.cues.starts_clause(position):
            return False
        lead = self.reading.tokens[self.reading.cues.lead_start(position)]
        has_lead = lead is not token and lead.fold in _CUTTING_LEADS
        if lead.fold in _BUT and form.kind == "past":
            return True
        is_joined = form.proclitics[:1] in {("و",), ("ف",), ("ل",)}
        if opener is not None and (is_joined or has_lead or after_comma):
            is_relative = self.reading.tokens[position - 1].fold in words("relative") and not has_lead
            if is_relative:
                return False
            if form.kind == "present" and not form.proclitics and not has_lead:
                return (
                    after_comma
                    and opener.kind == "clause"
                    and self.subjects.parse_subject(position + 1, opener.at) is not None
                )
            return opener.kind != "clause" or opener.at - position < 40
        return (
            after_comma
            and is_joined
            and form.kind == "past"
            and token.fold not in {"وعد", "ورد", "وبين", "وحمل"}
            and (form.proclitics[:1] == ("و",) and form.verb.stance != "neutral")
        )

    def _turns_away(self, position: int) -> bool:
        """، لكن جارها يقول إن; ، في حين اكتفت الهيئة بالقول إن; ، قبل أن يصحح الناطق أن: another one speaks."""
        token = self.reading.tokens[position]
        following = self.reading.tokens[position + 1] if position + 1 < len(self.reading.tokens) else None
        if following is None or not following.is_word:
            return False
        if token.fold in {"لكن", "ولكن"}:
            is_somebody = self.subjects.may_be_subject(position + 1) or find_speaker_word(following.fold) is not None
            return is_somebody and self._leads_to_cue(position)
        is_while = (token.fold, following.fold) in _WHILE | BUT_THAT
        return is_while and self._leads_to_cue(position)

    def _is_beside(self, position: int) -> bool:
        """بينما قدرتها هيئة المسح بكذا, فيما تتحدث مصادر عن كذا: what somebody else says, set beside this."""
        token = self.reading.tokens[position]
        at = position + 2 if token.fold == "في" else position + 1
        if at >= len(self.reading.tokens) or token.fold not in {"بينما", "فيما", "في"}:
            return False
        form = self.reading.cues.form(at)
        is_verb = form is not None and form.kind in {"past", "present"}
        is_verb = is_verb or gives_figures(self.reading.tokens[at].fold)
        if (token.fold == "في" and self.reading.tokens[at - 1].fold != "حين") or not is_verb:
            return False
        other = self.subjects.parse_subject(at + 1, min(at + 12, len(self.reading.tokens)))
        return other is not None and self.subjects.is_sure(other)

    def _leads_to_cue(self, position: int) -> bool:
        return any(
            self.reading.cues.form(at) is not None and self.reading.cues.opener(at) is not None
            for at in range(position + 1, min(position + 8, len(self.reading.tokens)))
        )

    def _end_of_direct(self, start: int, limit: int) -> int:
        """The token that ends direct speech without marks: the paragraph, or a sentence that the reporter begins."""
        position = start
        while position < limit:
            token = self.reading.tokens[position]
            if token.kind in {"newline", "link"} or position in self._strays:
                return position
            if token.start in self._embed_starts:
                return position
            span = self.reading.cues.mark_at.get(position)
            if span is not None and span.is_closed and span.closing < limit:
                position = span.closing + 1
                continue
            if self.reading.cues.ends_sentence(position) and self._reporter_begins(position + 1):
                return position
            if token.text in {"،", ","} and self._cuts_direct(position + 1):
                return position
            if token.fold in ACCORDING and position + 1 < limit and self.reading.tokens[position + 1].fold in OWN:
                return position
            position += 1
        return limit

    def _cuts_direct(self, position: int) -> bool:
        """After a comma inside direct speech: only a participle or a joined verb with a clause or marks of its own."""
        if position >= len(self.reading.tokens):
            return False
        token = self.reading.tokens[position]
        if token.fold in {"بحسب", "وفق", "وفقا", "حسب"}:
            return position + 1 < len(self.reading.tokens) and (
                self.reading.tokens[position + 1].fold in OWN or self.subjects.names_speaker(position)
            )
        form = self.reading.cues.form(position)
        if form is None or form.kind == "present":
            return False
        return (form.kind == "participle" or bool(form.proclitics)) and self.reading.cues.opener(position) is not None

    def _reporter_begins(self, position: int) -> bool:
        """Whether the sentence at `position` is the reporter's: it begins with a cue, or leads to one at once."""
        while position < len(self.reading.tokens) and not self.reading.tokens[position].is_word:
            if self.reading.cues.is_boundary(position):
                return True
            position += 1
        for at in range(position, min(position + 4, len(self.reading.tokens))):
            form = self.reading.cues.form(at)
            if form is None:
                continue
            if (
                form.kind in {"past", "present"}
                and self.reading.cues.starts_clause(at)
                and self.reading.cues.opener(at) is not None
            ):
                return True
        token = self.reading.tokens[position] if position < len(self.reading.tokens) else None
        return token is not None and token.fold in {
            "اما",
            "وكان",
            "وكانت",
            "يذكر",
            "ويذكر",
            "يشار",
            "ويشار",
            "وياتي",
            "وتاتي",
            "وجاء",
            "وجاءت",
            "دون",
        }
