"""How a text puts what it tells: as a fact, as a rumour, as possible, as to come, as untrue, or not at all.

What is asked, wished, supposed or made a condition (إذا، لو، في حال) is told by nobody, and so no claim.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from tawatur.arabic.folding import fold_word
from tawatur.arabic.lexicon import words
from tawatur.arabic.tables import read_table
from tawatur.arabic.tokens import Token
from tawatur.arabic.verbs import read_verb
from tawatur.claims.records import Modality, Polarity

NEAR = 60  # words of a clause on either side: a text without a full stop has no end
SENTENCE_ENDS = frozenset(".؟!?؛")
CLAUSE_ENDS = SENTENCE_ENDS | frozenset("،,:|/()")
FURTHEST = 12  # words before a claim in which something may bear on it
_REACH = {  # words behind a mark that it bears on
    "unasserted": 6, "condition": 8, "possible": 6, "reported": 6, "future": 10, "refuted": 12,
}  # fmt: skip
_MODALITIES: tuple[tuple[str, Modality], ...] = (("possible", "possible"), ("reported", "reported"))
_PARTICLES = frozenset(map(fold_word, "لم لا لن ليس ليست لايوجد no not never nobody none".split()))
_LACKS = frozenset(map(fold_word, "عدم غير بدون دون بلا without".split()))
_DENIALS = frozenset(
    map(fold_word, "نفى نفت ينفي تنفي نفي نافيا نافية كذب كذبت فند فندت denied denies denying deny".split())
)
_SAID = frozenset(map(fold_word, "صحة أنباء الأنباء ما خبر أخبار شائعات الشائعات إشاعات تقارير مزاعم".split()))
STILL = frozenset({"يزال", "تزال", "يزالون", "زال", "زالت", "زالوا", "ينفك", "برح"})  # لا تزال, ما زالت: no negation
_BEING = frozenset(map(fold_word, "وجود تسجيل وقوع حدوث حصول سقوط".split()))
_IN = fold_word("في")
_THAT = frozenset(map(fold_word, "أن وأن بأن".split()))
_ENDING = fold_word("إنهاء")
QAD = frozenset({"قد", "وقد", "فقد"})
_PRESENT = frozenset("ي ت".split())


@dataclass(frozen=True, slots=True)
class _Marks:
    single: Mapping[str, str]
    phrases: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]


@cache
def _marks() -> _Marks:
    single: dict[str, str] = {}
    phrases: dict[str, tuple[tuple[tuple[str, ...], str], ...]] = {}
    for row in read_table("events"):
        folded = tuple(fold_word(each) for each in row["words"].split())
        if row["form"] == "mark":
            single.update(dict.fromkeys(folded, row["event"]))
        elif row["form"] == "mark phrase":
            phrases[folded[0]] = (*phrases.get(folded[0], ()), (folded, row["event"]))
    return _Marks(single, phrases)


def mark_of(fold: str) -> str | None:
    """What a folded word makes of a claim behind it (`data/events.tsv`); None when it is no mark."""
    return _marks().single.get(fold)


def ends_clause(token: Token) -> bool:
    """Whether a clause ends before this token."""
    return token.text in CLAUSE_ENDS or token.kind in {"newline", "link"}


def clause_around(tokens: Sequence[Token], first: int, last: int) -> tuple[int, int]:
    """The clause around tokens `first` to `last`, as token positions, end exclusive."""
    start, end = first, last + 1
    while start > max(0, first - NEAR) and not ends_clause(tokens[start - 1]):
        start -= 1
    while end < min(len(tokens), last + NEAR) and not ends_clause(tokens[end]):
        end += 1
    return start, end


def read_assertion(tokens: Sequence[Token], first: int, clause: tuple[int, int]) -> tuple[Polarity, Modality] | None:
    """Polarity and modality of what begins at token `first` of a clause; None for what nobody asserts."""
    start, end = clause
    if start and tokens[start].fold in _BEING and tokens[start - 1].text in {"،", ","}:
        start = _sentence_start(tokens, start - 1)  # ونفى الوزير، سامي حداد، وجود أي وفيات
    before = [token for token in tokens[max(start, first - FURTHEST) : first] if token.is_word]
    marks = set(_bearing(before, tokens[first].fold))
    is_asked = end < len(tokens) and tokens[end].text in {"؟", "?"}
    if is_asked or marks & {"unasserted", "condition"}:
        return None
    is_denied = bool(marks & {"denied", "refuted"}) or _is_refuted_behind(tokens, first + 1, end)
    polarity: Polarity = "denied" if is_denied else "affirmed"
    fold = tokens[first].fold
    is_future = fold[:1] == "س" and fold[1:2] in "يتن" and len(fold) > 4 and read_verb(fold) is None
    is_future = is_future and fold not in words("not future")
    future = words("purpose or future") | words("will be")
    is_near_future = any(token.fold in future for token in before[-_REACH["unasserted"] :])
    if is_future or "future" in marks or is_near_future or _is_headed_by_warning(tokens, start):
        return polarity, "future"
    for mark, modality in _MODALITIES:
        if mark in marks:
            return polarity, modality
    return polarity, "certain"


def _sentence_start(tokens: Sequence[Token], at: int) -> int:
    """The token behind the last end of a sentence before `at`, no further than a mark can reach."""
    start = at
    while start > max(0, at - FURTHEST) and tokens[start - 1].text not in SENTENCE_ENDS | {":"}:
        if tokens[start - 1].kind in {"newline", "link"}:
            break
        start -= 1
    return start


def _bearing(before: Sequence[Token], first: str) -> list[str]:
    """The marks before a claim that bear on it; `first` is its folded first word."""
    found = []
    for number, token in enumerate(before):
        following = before[number + 1].fold if number + 1 < len(before) else first
        phrase = _phrase_at(before, number, first)
        bare = token.fold[1:] if token.fold[:1] in {"و", "ف"} else ""
        mark = phrase or mark_of(token.fold) or mark_of(bare)
        if mark is None or (token.fold in QAD and following[:1] not in _PRESENT):
            continue  # قد with a past verb asserts
        if following in STILL:
            continue
        if token.fold == _ENDING and not token.text.endswith("\N{ARABIC LETTER HAMZA}"):
            continue  # أنها folds as إنهاء does
        distance = len(before) - number
        between = [each.fold for each in before[number + 1 :]]
        reach = _negation_reach(token.fold, bare, between) if mark == "denied" else _REACH.get(mark, 0)
        if distance <= reach:
            found.append(mark)
    return found


def _phrase_at(before: Sequence[Token], number: int, first: str) -> str | None:
    """What a phrase that begins at a word before a claim makes of it (في حال, لا صحة); not one that the claim ends."""
    for fold in (before[number].fold, before[number].fold[1:]):
        for phrase, mark in _marks().phrases.get(fold, ()):
            following = [each.fold for each in before[number + 1 : number + len(phrase)]]
            if tuple(following) == phrase[1:] and not (number + len(phrase) == len(before) and first in _STANDS_ALONE):
                return mark
    return None


_STANDS_ALONE = frozenset(map(fold_word, "طوارئ الطوارئ".split()))  # في حالة طوارئ is a state of affairs


def _is_refuted_behind(tokens: Sequence[Token], at: int, end: int) -> bool:
    """Whether the rest of a clause calls it untrue (… عار عن الصحة)."""
    for position in range(at, end):
        if tokens[position].fold in _THAT:
            return False  # وأن ما يتداول عار عن الصحة: that is another matter
        for phrase, mark in _marks().phrases.get(tokens[position].fold, ()):
            following = tuple(each.fold for each in tokens[position : position + len(phrase)])
            if mark == "untrue" and following == phrase:
                return True
    return False


def _is_headed_by_warning(tokens: Sequence[Token], start: int) -> bool:
    """Whether a clause stands behind the head of a warning or forecast (تنبيه متقدم من الأرصاد: هطول أمطار)."""
    if start < 2 or tokens[start - 1].text not in {":", "|"}:
        return False
    head = clause_around(tokens, start - 2, start - 2)
    words_of = [token for token in tokens[head[0] : head[1]] if token.is_word][:FURTHEST]
    return any(mark_of(token.fold) == "future" for token in words_of)


def _negation_reach(fold: str, bare: str, between: Sequence[str]) -> int:
    """Words behind a negation that it still denies; an end (انتهاء حالة الطوارئ) and ما deny the next word alone."""
    forms = {fold, bare}
    if forms & _DENIALS:
        if not _SAID.isdisjoint(between):
            return FURTHEST
        if not _BEING.isdisjoint(between[-2:]):
            return FURTHEST  # نفى المتحدث باسم الوزارة تسجيل أي وفيات
        return 0 if _IN in between else 5  # نفت تأخرها في التنبيه بالأمطار denies the delay
    return 3 if forms & _PARTICLES else 2 if forms & _LACKS else 1
