"""Who said what in the English paragraphs of a text: said, told, wrote, added, according to; with marks or without.

English newsrooms put the speaker before the verb, behind it after a quotation, or behind "according to"; these shapes
are read and no others. A pronoun or a verb alone continues the speaker before it; a surname is the full name before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from tawatur.arabic.tables import read_table
from tawatur.arabic.tokens import Span, Token
from tawatur.statements.embeds import lines_of_post
from tawatur.statements.marks import MarkSpan
from tawatur.statements.records import Form, Statement

MIN_WORDS = 4  # Latin words of a paragraph that is read as English
MIN_OWN = 2  # Latin words around a quotation, one of them a verb of saying
MIN_SHARE = 0.8  # of its words that are Latin
MIN_OWN_SHARE = 0.5  # of those around a quotation: who speaks may have an Arabic name
MAX_NAMING = 16  # words of one naming of a speaker; a longer run is narration
MAX_SENTENCE = 300  # tokens; a longer run without an end is cut
MIN_CLAUSE = 3  # words of reported speech without marks
NAMED, CONTINUED = 0.9, 0.7  # confidence

_CUES = frozenset(
    "said says say told tells wrote writes tweeted posted reposted added adds warned warns argued argues claimed "
    "claims stated states insisted insists noted notes announced explained explains replied replies confirmed confirms "
    "denied estimated predicted predicts acknowledged admitted stressed asked declared suggested recalled "
    "believes thinks commented concluded responded complained promised vowed joked reported reports continued "
    "continues conceded concedes cautioned cautions maintained maintains emphasised emphasized reiterated remarked "
    "asserted alleged contended contends lamented quipped scoffed fumed mused exclaimed shouted countered retorted "
    "hinted hints".split()
)
_ALSO_NOUNS = frozenset("reports claims notes estimates".split())  # rejected reports that: no verb
_NOT_TO_BE = frozenset({"not", "to", "for"})  # asked not to be named
_IS_TITLED = frozenset("headline title hashtag headed titled called dubbed".split())  # a name in marks follows
_JOINS = frozenset({"and", "but", "then"})
_FINITE = frozenset("would will had has have was were is are could can may might must should did does do been".split())
MAX_SUBJECT = 9  # tokens of a subject between "said" and its verb, where "that" is left out
MAX_DATE = 4  # tokens of a date behind a handle (Dec 5, 2024)
MAX_OPENING = 8  # tokens before the name in a sentence that tells what somebody did
_FIGURE_CUES = frozenset("put puts recorded counted registered documented reported reports confirmed".split())
_TOTALS = frozenset("toll figure number count total".split())  # local officials put the death toll at
_GOES_ON = frozenset({"continued", "continues"})  # before marks or a colon; "that" behind them is "that year"
_WENT_ON = ("went", "on", "to")  # he went on to say
_BEFORE_SPEECH = frozenset({",", ":"})
_FRAMES = _CUES | {"according"}
_GOING_ON = frozenset("adding saying noting warning arguing insisting stressing telling writing claiming".split())
_BARE = frozenset("said says say added adds warned warns insisted insists claimed claims believes thinks".split())
_TELLS = frozenset({"told", "tells"})
_BOUNDS = frozenset({("at", "least"), ("at", "most")})
_PASSIVE = frozenset("was were is are be been being to".split())
_PRONOUNS = frozenset("he she they it who".split())
_THING = "it"
_POSTS = frozenset("post tweet thread account".split())  # the post added: whoever spoke before
_ARTICLES = frozenset({"the", "a", "an"})
_SOME = frozenset({"a", "an", "one", "another"})
_ACCOUNTS = frozenset("charge claim allegation accusation figure suggestion report version".split())
_IRREGULAR = frozenset("gave took met held left made went sent put told spoke".split())  # pasts without -ed
_LEADING = frozenset(
    "and but while as however meanwhile later then also so yet earlier separately though although whereas".split()
)
_TRAILING = frozenset(
    "has had have also later then previously reportedly earlier once repeatedly went on to would will did only simply "
    "merely just".split()
)
_DAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday yesterday today".split())
_ENDS_NAMING = (
    frozenset("in on at after during when while before by from via who that to late early adding as".split()) | _DAYS
)
_STARTS_CLAUSE = frozenset(
    "the a an he she they it we i there this that these those his her their its our my no not all some many most more "
    "nobody everyone if when".split()
)
_ABBREVIATIONS = frozenset("dr mr mrs ms prof gen col lt sgt capt st sen rep gov rev hon no vs jr sr".split())
_PARTICLES = frozenset("de la di da van der den von bin bint ibn al el ben abu ould".split())
_INSTITUTIONS = frozenset(
    "ministry agency council university company party army union office police organization organisation "
    "committee commission association group bank court government parliament airport airline hospital institute "
    "centre center network front force forces nations news times post observatory watch television tv radio media "
    "crescent cross".split()
)
_DOCUMENTS = frozenset("statement report communique release bulletin study".split())
_OF_DOCUMENTS = frozenset(
    "new joint official written recent short brief latest separate preliminary internal leaked confidential".split()
)
_ISSUED_BY = frozenset({"by", "from"})
_ISSUED = frozenset("issued released published posted signed circulated".split())
_ANOTHER = frozenset("another one".split())
_ORDERED = frozenset("another other first second third fourth fifth sixth".split())
_END = frozenset(".!?")
_THREE_WORDS = re.compile("[A-Za-z]{1,20} [a-z]{1,20} [A-Za-z]")


@dataclass(frozen=True, slots=True)
class _Naming:
    """Who is named: name and where it stands, role and handle; a pronoun has no name."""

    name: str
    span: Span
    role: str | None = None
    handle: str | None = None
    is_person: bool = True


@dataclass(frozen=True, slots=True)
class _Saying:
    """Somebody says something: who, as named here (None: not named), by which verb (None: by none)."""

    person: _Naming
    naming: _Naming | None = None
    cue: int | None = None


@cache
def _roles() -> frozenset[str]:
    """English nouns of roles, from the glosses of `data/speakers.tsv` and from `data/roles.tsv`."""
    glosses = (row["gloss"] for row in read_table("speakers") if row["kind"] == "role" and row["gloss"])
    parts = (part.split() for gloss in glosses for part in gloss.lower().split(","))
    public = (row["english"].split() + row["other_english"].split() for row in read_table("roles"))
    return frozenset(part[-1] for part in parts if part).union(*public)


def english_paragraphs(text: str, tokens: Sequence[Token], marks: Sequence[MarkSpan] = ()) -> list[tuple[int, int]]:
    """Token ranges of the paragraphs that are written in English, in text order, whatever is quoted in them.

    A verb right behind a quotation is enough (“…”, says أحمد): a headline may have no other word of its own.
    """
    if _THREE_WORDS.search(text) is None:
        return []
    quoted = {at for mark in marks if mark.is_closed and not mark.depth for at in range(mark.opening, mark.closing)}
    closed = {mark.closing for mark in marks if mark.is_closed and not mark.depth}
    found = []
    start = 0
    for end in [at for at, token in enumerate(tokens) if token.kind == "newline"] + [len(tokens)]:
        inside = [at for at in range(start, end) if tokens[at].is_word]
        own = [at for at in inside if at not in quoted]
        is_framed = len(own) < len(inside) and any(tokens[at].text.lower() in _FRAMES for at in own)
        words = own if is_framed else inside
        latin = sum(tokens[at].text[:1].isascii() for at in words)
        share, fewest = (MIN_OWN_SHARE, MIN_OWN) if is_framed else (MIN_SHARE, MIN_WORDS)
        is_around_english = sum(tokens[at].text[:1].isascii() for at in own) >= MIN_OWN_SHARE * len(own)
        is_headline = any(tokens[at].text.lower() in _CUES and not closed.isdisjoint((at - 1, at - 2)) for at in own)
        if is_headline or (latin >= fewest and latin >= share * len(words) and is_around_english):
            found.append((start, end))
        start = end + 1
    return found


def read_english(
    text: str, tokens: Sequence[Token], marks: Sequence[MarkSpan], paragraphs: Sequence[tuple[int, int]]
) -> tuple[list[Statement], list[Statement]]:
    """The statements of the English paragraphs, in the order in which their verbs stand; and what is ascribed there."""
    reader = _Reader(text, tokens, {mark.opening: mark for mark in marks if mark.depth == 0})
    read_until = 0
    for start, end in paragraphs:
        if tokens[start].start < read_until:
            continue  # a later line of a post
        read_until = reader.read_headed(start, end)
        begin = next((at for at in range(start, end) if tokens[at].start >= read_until), end)
        for first, last in reader.sentences(begin, end):
            reader.read_sentence(first, last)
    return reader.statements, reader.ascribed


class _Reader:
    """One pass over the English paragraphs of a text."""

    def __init__(self, text: str, tokens: Sequence[Token], mark_at: dict[int, MarkSpan]) -> None:
        self.text = text
        self.tokens = tokens
        self.mark_at = mark_at
        self.statements: list[Statement] = []
        self.ascribed: list[Statement] = []
        self._closing_at = {mark.closing: mark for mark in mark_at.values()}
        self._last: dict[bool, _Naming] = {}  # whether it is a person -> the last one who spoke
        self._speaker: _Naming | None = None  # the last of both
        self._by_word: dict[str, _Naming] = {}  # word of a name -> the last one who bears it
        self._claimed: set[int] = set()  # opening marks that belong to a statement

    def _word(self, index: int) -> str:
        return self.tokens[index].text.lower()

    def sentences(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Token ranges of sentences; a full stop inside marks ends one only where nobody is named behind it."""
        first = position = start
        while position < end:
            mark = self.mark_at.get(position)
            if mark is not None:
                position = min(mark.closing, end - 1)
                before = self.tokens[position - 1].text
                following = self.tokens[position + 1] if position + 1 < end else None
                is_asked = before != "." and any(self._is_cue(at) for at in range(position + 1, min(position + 6, end)))
                if (
                    before in _END
                    and following is not None
                    and (_is_capital(following) or position + 1 in self.mark_at)
                    and not is_asked
                ):
                    yield first, position + 1
                    first = position + 1
            elif self.tokens[position].text in _END and self._ends(position, end):
                yield first, position + 1
                first = position + 1
            position += 1
            if position - first > MAX_SENTENCE:
                yield first, min(position, end)
                first = position
        if first < end:
            yield first, end

    def _ends(self, position: int, end: int) -> bool:
        token = self.tokens[position]
        if position + 1 < end and self.tokens[position + 1].start == token.end and self.tokens[position + 1].is_word:
            return False
        before = self.tokens[position - 1] if position else None
        is_short = (
            before is not None and before.is_word and (len(before.text) == 1 or before.text.lower() in _ABBREVIATIONS)
        )
        return token.text != "." or not is_short

    def _is_cue(self, index: int) -> bool:
        token = self.tokens[index]
        if not token.is_word:
            return False
        before = tuple(map(self._word, range(max(0, index - len(_WENT_ON)), index)))
        if before == _WENT_ON and token.text.lower() in {"say", "add", "warn"}:
            return True
        following = self._word(index + 1) if index + 1 < len(self.tokens) else ""
        if token.text.lower() == "went" and following == "on":
            return index + 2 >= len(self.tokens) or not self.tokens[index + 2].is_word
        if token.text.lower() not in _CUES or (token.text == "asked" and following in _NOT_TO_BE):
            return False
        previous = self._word(index - 1) if index else ""
        if token.text.lower() in _ALSO_NOUNS and (previous.endswith("ed") or previous in _ARTICLES):
            return False
        return previous not in _PASSIVE

    def read_headed(self, start: int, end: int) -> int:
        """A paragraph headed by somebody with his handle and a colon, or by a handle and marks: where his words end.

        0 for another paragraph.
        """
        colon = next((at for at in range(start, min(end, start + MAX_NAMING)) if self.tokens[at].text == ":"), None)
        if colon is None or any(self._is_cue(at) or at in self.mark_at for at in range(start, colon)):
            return 0
        at = next((at for at in range(start, colon) if self.tokens[at].kind == "handle"), None)
        behind = range(colon if at is None else at + 1, colon)
        is_date = len(behind) <= MAX_DATE and any(self.tokens[each].kind == "number" for each in behind)
        if at is None or not (is_date or not any(self.tokens[each].is_word for each in behind)):
            return 0
        naming = self._part(start, at + 1)
        mark = self.mark_at.get(colon + 1)
        span = lines_of_post(self.text, self.tokens[colon].end) if mark is None else None
        if naming is None or (mark is None and span is None):
            return 0
        saying = _Saying(self._enter(naming), naming)
        if span is not None:
            self._add(span, "unquoted", saying)
            return span[1]
        return self.tokens[mark.closing - 1].end if mark is not None and self._add_marked(mark, saying, end) else 0

    def read_sentence(self, first: int, last: int) -> None:
        """The statements of one sentence."""
        position = first
        after_quote: int | None = None  # the closing mark of the last quotation
        while position < last:
            mark = self.mark_at.get(position)
            word = self._word(position)
            if mark is not None:
                after_quote = min(mark.closing, last)
                position = after_quote
            elif word == "according" and position + 1 < last and self._word(position + 1) == "to":
                self._read_according(first, position, last)
            elif self._is_cue(position):
                self._read_cue(first, position, last, after_quote)
            elif word in _FIGURE_CUES and self._word(position - 1 if position else 0) not in _PASSIVE:
                self._read_figures(first, position, last)
            elif word == ":" and position + 1 in self.mark_at:
                self._read_colon(first, position, last)
            elif word in _GOING_ON and self._speaker is not None:
                self._read_content(position, last, _Saying(self._speaker, None, position))
            position += 1
        self._read_rest(first, last)
        if not self.statements or self.statements[-1].quote_span[1] < self.tokens[first].start:
            self._note_subject(first, last)

    def _read_colon(self, first: int, colon: int, last: int) -> None:
        """Rosa Amato (@rosa) was less polite: “…”: who heads the sentence, where marks behind a colon have no verb."""
        mark = self.mark_at[colon + 1]
        is_speech = self._count(mark.opening + 1, mark.closing) > MIN_CLAUSE
        if not is_speech or mark.opening in self._claimed or any(map(self._is_cue, range(first, colon))):
            return
        head = range(first, min(colon, first + MAX_NAMING))
        handle = next((at for at in head if self.tokens[at].kind == "handle"), None)
        if handle is not None:
            naming = self._part(first, handle + 1)
        else:
            end = first
            while end < colon and self._continues_name(end, colon):
                end += 1
            naming = self._part(first, end) if end - first > 1 else None
            stop = next((at for at in range(end + 1, colon) if self.tokens[at].text == ","), colon)
            if naming is not None and self._word(end) == "," and self._is_title(end + 1, stop):
                naming = replace(naming, role=naming.role or self._slice(end + 1, stop))
        if naming is not None and naming.is_person:
            self._add_marked(mark, _Saying(self._enter(naming), naming), last)

    def _note_subject(self, first: int, last: int) -> None:
        """Salome Kuparadze disagreed. “…,” she said: who acts at the head of a sentence that quotes nobody."""
        for at in range(first, min(first + MAX_OPENING, last - 2)):
            token = self.tokens[at]
            if not token.is_word or self._word(at) in _ENDS_NAMING:
                return
            end = at
            while end < last and self._continues_name(end, last):
                end += 1
            if end - at > 1 and end < last and _is_lower(self.tokens[end], ",") and at not in self.mark_at:
                naming = self._part(first, end)
                if naming is not None and naming.is_person and " " in naming.name:
                    self._enter(naming)
                return

    def _read_rest(self, first: int, last: int) -> None:
        """A quotation behind another of the same sentence ("…," said A, "…"), or one that is a sentence alone."""
        spoke = self.statements[-1] if self.statements else None
        for opening in range(first, last):
            mark = self.mark_at.get(opening)
            if mark is None or opening in self._claimed or spoke is None or self._speaker is None:
                continue
            near = self.tokens[first - 1].start if first else 0
            is_here = spoke.quote_span[1] >= self.tokens[first].start
            is_alone = (
                opening == first and mark.closing >= last - 2 and spoke.cue_span and spoke.cue_span[1] >= near - 200
            )
            if (is_here or is_alone) and self._count(opening + 1, mark.closing) > MIN_CLAUSE:
                self._add_marked(mark, _Saying(self._speaker), last)

    def _read_cue(self, first: int, cue: int, last: int, after_quote: int | None) -> None:
        start = first if after_quote is None else after_quote + 1
        start = next((at + 1 for at in range(cue - 1, start - 1, -1) if self.tokens[at].text in {":", ";"}), start)
        while start < cue and not self.tokens[start].is_word and self.tokens[start].kind != "handle":
            start += 1
        quoted = None if after_quote is None else self._closing_at.get(after_quote)
        if quoted is not None and quoted.opening > first and self._word(quoted.opening - 1) in _IS_TITLED:
            self._claimed.add(quoted.opening)
            quoted, start = None, first
        if quoted is not None and quoted.opening not in self._claimed and cue - start <= MAX_NAMING:
            naming = self._naming(start, cue) if start < cue else self._naming_behind(cue + 1, last)
            if naming is None and start == cue:
                naming = self._speaker
            is_apposed = naming is not None and naming.role is not None and self._word(cue - 1) == ","
            if naming is not None and (start == cue or is_apposed or not self._has_comma(start, cue)):
                self._add_marked(quoted, _Saying(self._enter(naming), naming, cue), last)
                return
        if self._word(cue - 1) in _JOINS and self._speaker is not None and self._spoke_since(first):
            self._read_content(cue, last, _Saying(self._speaker, None, cue))  # claimed that … and warned that
            return
        if self._word(cue) in _BARE and self._word(cue - 1) == "," and self._read_inverted(first, cue, last):
            return
        naming = self._acting(first, cue) if self._word(cue - 1) in _JOINS else self._naming(start, cue)
        if naming is None:
            return
        saying = _Saying(self._enter(naming), naming, cue)
        if not self._read_content(cue, last, saying) and not self._read_clause_before(first, cue, last, saying):
            self._ascribe(cue, last, saying)

    def _read_inverted(self, first: int, cue: int, last: int) -> bool:
        """Not so fast, said the harbour master: who said so stands behind the verb, and the sentence ends there."""
        behind = self._naming_behind(cue + 1, last)
        end = next((at for at in range(cue + 1, last) if self.tokens[at].text in _END | {","}), last)
        if (
            behind is None
            or self._word(first) in _PRONOUNS
            or end < last - 1
            or any(map(self._is_visible, range(end, last)))
        ):
            return False
        if self._word(cue + 1) in _STARTS_CLAUSE - _ARTICLES or self._has_finite_verb(cue + 1, last):
            return False
        return self._add_clause(first, cue - 1, _Saying(self._enter(behind), behind, cue), form="indirect")

    def _acting(self, first: int, cue: int) -> _Naming | None:
        """In a statement, the port authority rejected the strike and said …: the subject of the first verb."""
        start = first
        if self._word(first) in _ENDS_NAMING:
            start = next((at + 1 for at in range(first, cue) if self.tokens[at].text == ","), cue)
        for at in range(start + 1, min(cue, start + MAX_NAMING)):
            if self.tokens[at].text == ",":
                return None
            if (
                self._is_cue(at)
                or self._word(at) in _IRREGULAR
                or (_is_lower(self.tokens[at]) and self._word(at).endswith("ed"))
            ):
                return self._part(start, at)
        return None

    def _spoke_since(self, first: int) -> bool:
        """Whether somebody has been quoted in the sentence that begins at a token."""
        return bool(self.statements) and self.statements[-1].quote_span[0] >= self.tokens[first].start

    def _has_comma(self, start: int, end: int) -> bool:
        return any(self.tokens[at].text == "," for at in range(start, end))

    def _read_content(self, cue: int, last: int, saying: _Saying) -> bool:
        """What stands behind a verb: marks, a clause after "that", words after a colon, a clause without "that"."""
        behind = cue
        for position in range(cue + 1, min(last, cue + MAX_NAMING)):
            mark = self.mark_at.get(position)
            token = self.tokens[position]
            if position <= behind:
                continue
            if behind > cue and self._is_cue(position):
                return False  # writing under the headline “…”, said: who said it is read there
            if mark is not None and self._word(position - 1) in _IS_TITLED:
                self._claimed.add(mark.opening)
                behind = mark.closing  # writing under the headline “…”
                continue
            if mark is not None:
                previous = self.tokens[position - 1]
                is_speech = previous.text in {":", ","} or self._count(position + 1, mark.closing) > MIN_CLAUSE
                return is_speech and self._add_marked(mark, saying, last)
            if token.text == ":":
                following = self.mark_at.get(position + 1)
                if following is not None:
                    return self._add_marked(following, saying, last)
                return self._add_clause(position + 1, last, saying, form="unquoted")
            if token.is_word and token.text.lower() == "that" and self._word(cue) not in _GOES_ON:
                following = self.mark_at.get(position + 1)
                if following is not None and following.closing >= last - 2:
                    return self._add_marked(following, saying, last)
                return self._add_clause(position + 1, last, saying, form="indirect")
            is_bare = self._word(cue) in _BARE and position == cue + 1
            if is_bare and token.is_word and (token.text.lower() in _STARTS_CLAUSE or _is_capital(token)):
                return token.text.lower() not in _DAYS and self._add_clause(position, last, saying, form="indirect")
            if is_bare and _is_lower(token) and self._has_finite_verb(position, last):
                return self._add_clause(position, last, saying, form="indirect")  # said rescue work would resume
            is_told = (
                self._word(cue) in _TELLS
                and token.text.lower() in _PRONOUNS - {"who"}
                and self._word(position - 1) != ","
            )
            if is_told and self._has_finite_verb(position, last):
                return self._add_clause(position, last, saying, form="indirect")  # told the radio they had left
            if is_bare and token.kind == "number" and position + 1 < last and self.tokens[position + 1].is_word:
                return self._add_clause(position, last, saying, form="indirect")  # said 41 people were killed
        return False

    def _has_finite_verb(self, start: int, last: int) -> bool:
        """Whether a noun phrase begins here and its verb follows: rescue work would resume."""
        is_bound = (self._word(start), self._word(start + 1) if start + 1 < last else "") in _BOUNDS
        if self._word(start) in _ENDS_NAMING | _LEADING and not is_bound:
            return False
        for at in range(start + 1, min(start + MAX_SUBJECT, last)):
            if self._word(at) in _FINITE:
                return True
            if (
                not self.tokens[at].is_word
                and self.tokens[at].kind != "number"
                and self.tokens[at - 1].kind != "number"
            ):
                return False
        return False

    def _read_figures(self, first: int, cue: int, last: int) -> None:
        """The Red Crescent put the toll at 57: a number that somebody gives without a clause."""
        naming = self._naming(first, cue) if cue > first else None
        is_total = not _TOTALS.isdisjoint(map(self._word, range(cue + 1, min(cue + 4, last))))
        if naming is not None and naming.name and (is_total or naming.name[:1].isupper()):
            self._ascribe(cue, last, _Saying(naming, naming, cue))

    def _ascribe(self, cue: int, last: int, saying: _Saying) -> None:
        """What stands behind a verb with an object, where it gives a number."""
        end = next((at for at in range(cue + 1, last) if self.tokens[at].text in {";", ","} | _END), last)
        has_number = any(token.kind == "number" for token in self.tokens[cue + 1 : end])
        if self._word(cue) in _FIGURE_CUES and has_number:
            self.ascribed.append(self._statement(self._span(cue + 1, end), "indirect", saying, rule="noun.explicit"))

    def _read_clause_before(self, first: int, cue: int, last: int, saying: _Saying) -> bool:
        """The plane was late, the company said."""
        is_last = all(
            not token.is_word or token.text.lower() in _ENDS_NAMING for token in self.tokens[cue + 1 : cue + 2]
        )
        comma = next((at for at in range(cue - 1, first, -1) if self.tokens[at].text == ","), None)
        if is_last and comma is not None and saying.naming and self.tokens[comma].start < saying.naming.span[0]:
            is_aside = self._count(first, comma) < MIN_CLAUSE and cue + 2 < last and self.tokens[cue + 1].text == ","
            start, end = (cue + 2, last) if is_aside else (first, comma)  # New rules, she said, would take effect
            return self._add_clause(start, end, saying, form="indirect")
        return False

    def _read_according(self, first: int, position: int, last: int) -> None:
        naming = self._owner_of_document(position + 2, last)
        naming = naming or self._naming_behind(position + 2, last, ends_at=frozenset())
        if naming is None:
            return
        saying = _Saying(self._enter(naming), naming, position)
        if any(self.tokens[at].is_word for at in range(first, position)):
            mark = self.mark_at.get(first)
            if mark is not None and mark.closing >= position - 2:
                self._add_marked(mark, saying, last)
            else:
                self._add_clause(first, position, saying, form="indirect")
            return
        comma = next((at for at in range(position + 2, last) if self.tokens[at].text in _BEFORE_SPEECH), None)
        if comma is None:
            return
        mark = self.mark_at.get(comma + 1)
        if mark is not None and (self.tokens[comma].text == ":" or mark.closing >= last - 2):
            self._add_marked(mark, saying, last)
        else:
            self._add_clause(comma + 1, last, saying, form="indirect")

    def _owner_of_document(self, start: int, last: int) -> _Naming | None:
        """Whose document it is: a ministry statement, a report by the Red Cross; None where it names nobody."""
        end = next((at for at in range(start, last) if not self.tokens[at].is_word), last)
        noun = next((at for at in range(start, min(end, start + MAX_SUBJECT)) if self._word(at) in _DOCUMENTS), None)
        if noun is None or any(self._word(at) in _ENDS_NAMING for at in range(start, noun)):
            return None
        first = next((at for at in range(start, noun) if self._word(at) not in _ARTICLES | _OF_DOCUMENTS), noun)
        if first < noun and (self._word(noun - 1) in _INSTITUTIONS or _is_capital(self.tokens[noun - 1])):
            return self._part(first, noun)
        by = next((at for at in range(noun + 1, end) if self._word(at) in _ISSUED_BY), None)
        is_issued = by is not None and (by == noun + 1 or self._word(noun + 1) in _ISSUED)
        return self._naming_behind(by + 1, last, ends_at=frozenset()) if by is not None and is_issued else None

    # -- who -----------------------------------------------------------------------------------------------------

    def _naming_behind(self, start: int, last: int, ends_at: frozenset[str] = _ENDS_NAMING) -> _Naming | None:
        """The naming behind a verb, with its apposition: said passenger Helen Marlowe, a nurse."""
        end = start
        while end < last and self.tokens[end].text not in _BEFORE_SPEECH and end not in self.mark_at:
            if self.tokens[end].text in _END and self._ends(end, last):
                break
            if self.tokens[end].is_word and self.tokens[end].text.lower() in ends_at:
                break
            end += 1
        naming = self._part(start, end)
        if naming is None or naming.role is not None or end >= last or self.tokens[end].text != ",":
            return naming
        named = self._name_behind(end + 1, last) if self._word(start) in _SOME else None
        if named is not None:
            return _Naming(self._slice(*named) or "", self._span(*named), naming.name)
        stop = next((at for at in range(end + 1, last) if self.tokens[at].text in {",", ".", ":"}), last)
        role = self._slice(end + 1, stop) if self._is_title(end + 1, stop) else None
        return _Naming(naming.name, naming.span, role, naming.handle, naming.is_person)

    def _name_behind(self, start: int, last: int) -> tuple[int, int] | None:
        """Said one driver, Giorgos, 44: words with a capital letter up to the next comma or the end."""
        end = start
        while end < last and self._continues_name(end, last):
            end += 1
        is_last = end >= last or self.tokens[end].text in {",", ".", ";"}
        return (start, end) if start < end and is_last and _is_capital(self.tokens[start]) else None

    def _naming(self, start: int, cue: int) -> _Naming | None:
        """The naming before a verb: the last part between commas, with an apposition if a comma stands at the verb."""
        end = cue
        while end > start and self.tokens[end - 1].is_word and self._word(end - 1) in _TRAILING:
            end -= 1
        titles = [mark for mark in self.mark_at.values() if start <= mark.opening < mark.closing < end]
        commas = [
            at
            for at in range(start, end)
            if self.tokens[at].text == "," and not any(mark.opening < at < mark.closing for mark in titles)
        ]
        if not commas or commas[-1] != end - 1:
            return self._part(commas[-1] + 1 if commas else start, end)
        edges = [start - 1, *commas]
        parts = [(left + 1, right) for left, right in pairwise(edges)][-2:]
        is_frame = [self._word(left) in _ENDS_NAMING and right < end - 1 for left, right in parts]
        named = [None if frame else self._part(*part) for frame, part in zip(is_frame, parts, strict=True)]
        if len(parts) == 1 or named[0] is None:
            return named[-1]
        if self._word(parts[1][0]) in {"who", "which", "whose"} or self._word(parts[1][0]).endswith("ing"):
            return named[0]
        other = named[1]
        if other is not None and other.is_person and self._is_title(*parts[0]):
            return _Naming(other.name, other.span, self._slice(*parts[0]), other.handle)
        role = named[0].role or (self._slice(*parts[1]) if self._is_title(*parts[1]) else None)
        return _Naming(named[0].name, named[0].span, role, named[0].handle, named[0].is_person)

    def _is_title(self, start: int, end: int) -> bool:
        """A noun phrase that names no person: the airport's director, Her husband, mayor of the town."""
        if end - start > MAX_NAMING or start >= end or not self.tokens[start].is_word:
            return False
        first = self._word(start)
        is_role = any(self._word(at) in _roles() for at in range(start, end))
        return first in _ARTICLES or first in {"his", "her", "their", "its"} or is_role

    def _part(self, start: int, end: int) -> _Naming | None:
        """One noun phrase: a person with his role, an institution, somebody unnamed; None where nobody is named."""
        while start < end and (not self._is_visible(start) or self._word(start) in _LEADING):
            start += 1
        handle = next((at for at in range(start, end) if self.tokens[at].kind == "handle"), None)
        stop = end if handle is None else handle
        while stop > start and not (self.tokens[stop - 1].is_word or self.tokens[stop - 1].kind == "number"):
            stop -= 1
        if handle is not None and stop == start:
            account = self.tokens[handle].text
            return _Naming(account.strip("@"), self._span(handle, handle + 1), handle=account)
        if stop == start or stop - start > MAX_NAMING:
            return None
        written = None if handle is None else self.tokens[handle].text
        is_post = stop - start == 2 and self._word(start) == "the" and self._word(start + 1) in _POSTS
        if is_post and self._speaker is not None:
            return self._continued("they", start)
        if stop - start == 2 and self._word(start) in _ANOTHER and self._word(start + 1) in _POSTS - {"account"}:
            return _Naming("", self._span(start, stop), is_person=False)  # another post said: nobody is named
        if self._word(start) in _PRONOUNS:
            return self._continued(self._word(start), start) if stop - start == 1 else None
        run = self._run_of_names(start, stop)
        if self._word(start) in _ENDS_NAMING:  # In a second post Adeyemi said
            is_at_verb = run is not None and run[1] == stop and handle is None
            return _Naming(self._slice(*run) or "", self._span(*run)) if run is not None and is_at_verb else None
        before = self._word(run[0] - 1) if run is not None and run[0] > start else ""
        if run is not None and before not in _ARTICLES:
            role = self._slice(start, run[0])
            return _Naming(self._slice(*run) or "", self._span(*run), role, written)
        if self._word(start) in _ARTICLES:
            start += 1
        if start == stop:
            return None
        return _Naming(self._slice(start, stop) or "", self._span(start, stop), None, written, is_person=False)

    def _is_visible(self, index: int) -> bool:
        return self.tokens[index].is_word or self.tokens[index].kind == "handle"

    def _run_of_names(self, start: int, stop: int) -> tuple[int, int] | None:
        """The last run of capitalised words of a phrase, if a person's name; titles at its front belong to the role."""
        end = stop
        while end > start and not _is_capital(self.tokens[end - 1]):
            end -= 1
        first = end
        while first > start and self._continues_name(first - 1, end):
            first -= 1
        while first < end and (not _is_capital(self.tokens[first]) or self._word(first) in _ARTICLES | _ORDERED):
            first += 1
        titled = [at for at in range(first, end) if self._word(at) in _roles() or self._word(at) in _ABBREVIATIONS]
        if titled:
            first = titled[-1] + 1
        while first < end and not self.tokens[first].is_word:
            first += 1
        is_institution = any(self._word(at) in _INSTITUTIONS for at in range(first, stop))
        return (first, end) if first < end and not is_institution else None

    def _continues_name(self, index: int, end: int) -> bool:
        token = self.tokens[index]
        if token.text == "-" and 0 < index < end - 1:
            following = self.tokens[index + 1]
            return following.start == token.end and _is_capital(following)
        if token.text == ".":
            before = self.tokens[index - 1] if index else None
            return before is not None and (before.text.lower() in _ABBREVIATIONS or len(before.text) == 1)
        return _is_capital(token) or (token.text.lower() in _PARTICLES and index < end - 1)

    def _continued(self, pronoun: str, at: int) -> _Naming | None:
        """Whom a pronoun means: the last person who spoke, or the last institution for "it"."""
        found = self._speaker if pronoun in {"they", "who"} else self._last.get(pronoun != _THING)
        return None if found is None else _Naming(found.name, self._span(at, at + 1), None, None, found.is_person)

    def _enter(self, naming: _Naming) -> _Naming:
        """The speaker under the fullest name; the last one who spoke from now on."""
        words = naming.name.split()
        if not words:
            return naming
        known = self._by_word.get(words[0])
        if known is None or not set(words) <= set(known.name.split()):
            known = None
        elif _ORDERED & set(known.name.lower().split()) - set(map(str.lower, words)):  # an account, a second account
            known = None
        person = naming if known is None else _Naming(
            known.name, known.span, known.role or naming.role, known.handle or naming.handle, known.is_person
        )  # fmt: skip
        self._speaker = self._last[person.is_person] = person
        self._by_word.update(dict.fromkeys(person.name.split(), person))
        return person

    # -- what ----------------------------------------------------------------------------------------------------

    def _count(self, start: int, end: int) -> int:
        return sum(token.is_word or token.kind == "number" for token in self.tokens[start:end])

    def _span(self, start: int, end: int) -> Span:
        return self.tokens[start].start, self.tokens[end - 1].end

    def _slice(self, start: int, end: int) -> str | None:
        while end > start and not self.tokens[end - 1].is_word:
            end -= 1
        return self.text[slice(*self._span(start, end))] if end > start else None

    def _add_marked(self, mark: MarkSpan, saying: _Saying, last: int) -> bool:
        if mark.opening in self._claimed:
            return False
        self._claimed.add(mark.opening)
        end = mark.closing if mark.is_closed else min(mark.closing, last)
        while end > mark.opening + 1 and self.tokens[end - 1].text == ",":
            end -= 1
        if end <= mark.opening + 1:
            return False
        self._add(self._span(mark.opening + 1, end), "quoted", saying)
        return True

    def _add_clause(self, start: int, end: int, saying: _Saying, *, form: Form) -> bool:
        for at in range(start, end):
            is_other = self.tokens[at].text == "," and at + 1 < end and self._word(at + 1) in _GOING_ON | {"according"}
            is_judged = self.tokens[at].text == "," and at + 2 < end and self._word(at + 1) in {"a", "an"}
            is_other = is_other or (is_judged and self._word(at + 2) in _ACCOUNTS)  # , a charge the ministry denies
            is_joined = at + 2 < end and self._word(at) in _JOINS and self._word(at + 2) == "that"
            if is_other or (is_joined and self._is_cue(at + 1)) or self.tokens[at].text == ";":
                end = at
                break
        while end > start and not (self.tokens[end - 1].is_word or self.tokens[end - 1].kind != "punctuation"):
            end -= 1
        while start < end and self.tokens[start].kind == "punctuation":
            start += 1
        if self._count(start, end) < MIN_CLAUSE:
            return False
        inner = [self.mark_at[at] for at in range(start, end) if at in self.mark_at and self.mark_at[at].closing <= end]
        self._claimed.update(mark.opening for mark in inner)
        marked = sum(self.tokens[mark.closing - 1].end - self.tokens[mark.opening].start for mark in inner)
        self._add(self._span(start, end), "mixed" if inner and form == "indirect" else form, saying, marked)
        return True

    def _add(self, span: Span, form: Form, saying: _Saying, marked: int = 0) -> None:
        self.statements.append(self._statement(span, form, saying, marked))

    def _statement(
        self, span: Span, form: Form, saying: _Saying, marked: int = 0, rule: str | None = None
    ) -> Statement:
        person, naming = saying.person, saying.naming
        verb = self.tokens[saying.cue] if saying.cue is not None else None
        mention = naming or person
        is_named = naming is not None and naming.name == self.text[slice(*naming.span)]
        return Statement(
            quote=self.text[slice(*span)],
            quote_span=span,
            form=form,
            direct=form in {"quoted", "unquoted"} or 2 * marked >= span[1] - span[0],
            speaker=person.name or None,
            speaker_mention=mention.name or None,
            speaker_span=mention.span if mention.name else None,
            role=person.role,
            handle=person.handle,
            cue=verb.text if verb else None,
            cue_span=(verb.start, verb.end) if verb else None,
            rule=rule or ("english.named" if is_named else "english.continued"),
            confidence=NAMED if is_named else CONTINUED if person.name else 0.0,
        )


def _is_lower(token: Token, *others: str) -> bool:
    """A word in small letters, or one of the other marks."""
    return (token.is_word and token.text[:1].islower()) or token.text in others


def _is_capital(token: Token) -> bool:
    """A capitalised word, or one in letters that have no case: a name in Arabic inside an English sentence."""
    return token.is_word and token.text[:1].isalpha() and not token.text[:1].islower()
