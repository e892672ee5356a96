"""Which ranges of a post can be quoted: whole sentences, without what only frames them."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil

from tawatur.arabic.folding import fold_word
from tawatur.arabic.gazetteer import is_place_word
from tawatur.arabic.lexicon import find_speaker_word, is_definite, words
from tawatur.arabic.stances import find_reporting_word
from tawatur.arabic.tokens import QUOTE_MARKS, Span, Token, tokenize
from tawatur.check.wording import slur_kind
from tawatur.posts import Post
from tawatur.report.disputing import is_disputing
from tawatur.report.records import Mask, MaskKind, Quote
from tawatur.report.relays import is_relayed, quoted_tokens
from tawatur.statements import read_statements

MIN_WORDS = 4  # of a post; fewer are an exclamation, not a statement
MAX_QUOTE = 45  # words in one quotation; a longer post goes on in the next ("وأضاف")
SHORT_TAIL = 10  # words; what is left of a sentence is not quoted alone when it has fewer
MARKED_BODY = 2  # words of a public body's short name
BODIES = frozenset({"قوي"})  # قوى الحرية والتغيير: the speaker words lack it, "strong" is written alike
MAX_SOURCE = 9  # words that name whom a post passes on
FRAME_WORDS = 3  # before a bar: whose desk, what kind of news
LONGEST_SENTENCE = 90  # words without any comma; beyond, the rest is left out, marked […]
MAX_QUOTED = 130  # words of one post; the permalink leads to the rest
LONGEST_FUNCTION_WORD = 4  # letters of an English word that a tag may complete: in #city, hits #city
_DESCRIBING = tuple("able al ed ern ful ible ic ing ish ive less ly ous".split())  # ends of English words before a noun
_CALLS = frozenset("read watch more details live".split())  # in capitals, before a link
_TELLING = frozenset("tells told by via from with to".split())  # before the handle of who is told or tells
_DETERMINERS = frozenset("a an her his its our the their this".split())
_SENTENCE_ENDS = frozenset(".؟!?؛…。")
_QUESTION = frozenset("؟?")
_COMMAS = frozenset("،,;")
_PHONE = re.compile(r"(?<![\w+])(?:\+|00)?\d(?:[ \-]?\d){8,13}(?!\w)")  # 9 digits or more, in groups or not
_PLATE = re.compile(
    r"(?i:\b(?:(?:licen[cs]e|number|registration)\s+(?:plates?|number)|plates?\s+(?:reading|number|no\.?))\b\W{1,3}"
    r"(?:(?:is|of|reading)\W{1,2})?)"
    r"(?P<it>(?:[A-Z]{1,4}[ -]?)?\d[A-Z\d]{1,6}(?:[ -][A-Z\d]{1,4})?)\b"
    r"|(?:رقم اللوحة|رقم لوحتها|لوح(?:ة|ات|تها) (?:ال)?سيار(?:ة|ته|تها)|تحمل (?:ال)?لوح(?:ة|ات)|نمرة السيارة)"
    r"\s*(?:رقم|هي)?\s*:?\s*(?P<ar>(?:[\u0621-\u064a] ){0,3}\d[\d/ -]{1,9}\d)"
)
_HOUSE = re.compile(
    r"(?i:\b(?:house|flat|apartment|apt\.?)\s+(?:no\.?|number|#)\s*)(?P<it>\d{1,5}[A-Za-z]?)\b"
    r"|(?:منزل|بيت|البيت|المنزل|شقة|فيلا|عمارة)\s+رقم\s*:?\s*(?P<ar>\d{1,5})"
    r"|شارع\s+\d+\W{1,3}(?:منزل|بيت)\s+(?P<kw>\d{1,4})"
    r"|(?<![\w.,])(?P<en>\d{1,5})(?=\s+(?:[A-Z][\w'’]+\s+){1,3}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Blvd|Boulevard)\b)"
)
_PRIVATE: tuple[tuple[re.Pattern[str], MaskKind], ...] = ((_PLATE, "plate"), (_HOUSE, "house"))
_OPENINGS = frozenset("([{«“„‹")
_BULLETS = frozenset("•‣◦●○▪▫■□◾◽◼◻►▶🔹🔸🔷🔶")
_CUT = re.compile(r"(?:\s?\.\.\.|…)\s*(?:http|$)")
_PROCLITICS = frozenset("و ف ب ل ك".split())
_JOINED_PREPOSITIONS = frozenset({"ب", "ل"})  # set off by a tatweel: بـ #حمص
_URGENT, _MORE_URGENT = "عاجل", frozenset({"جدا", "وهام", "ومهم"})
_LOOSE_TO = " ل "  # of whom somebody told it, written apart (المحافظ ل قناة الوادي)
_GOING_ON = frozenset({"و", "ف"})
_JOINED_STARTS = frozenset({"لكن", "ولكن", "ثم", "كما", "بل", "but", "and"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One sentence of a post.

    Attributes:
        start, end: in the post's text, without what only frames it.
        words: how many words it has; tags in the sentence count, tags behind it do not.
        commas: positions behind its commas, where it can be cut.
        is_ended: punctuation or the end of the text closes it, so that another sentence can follow on the same line.
        is_cut: it breaks off: dots stand right behind its last word and nothing, or a link, behind them.
    """

    start: int
    end: int
    words: int
    commas: tuple[int, ...]
    is_ended: bool
    is_cut: bool


def find_units(text: str) -> list[Unit]:
    """The sentences of a post that can be quoted, in order; links, tags behind them and leading mentions left out.

    Of a post that passes on another account's words and adds its own, only its own.
    """
    return [unit for run in quoted_tokens(tokenize(text)) for unit in _units_of(text, run)]


def _units_of(text: str, tokens: Sequence[Token]) -> list[Unit]:
    units: list[Unit] = []
    first = 0
    for at in range(len(tokens) + 1):
        token = tokens[at] if at < len(tokens) else None
        is_end = (
            token is None or token.kind in {"newline", "link"} or _ends_sentence(tokens, at) or _is_bullet(tokens, at)
        )
        if not is_end:
            continue
        unit = _make_unit(text, tokens[first : at + 1] if token and _is_stop(token) else tokens[first:at])
        if unit is not None:
            units.append(unit)
        first = at + 1
    return units


def _is_stop(token: Token) -> bool:
    return token.kind == "punctuation" and token.text in _SENTENCE_ENDS


def _is_bullet(tokens: Sequence[Token], at: int) -> bool:
    """A mark before an item of a list; a star is one where spaces stand around it, and none in *word* or 3*4."""
    if tokens[at].text in _BULLETS:
        return True
    if tokens[at].text != "*" or (at and tokens[at - 1].end == tokens[at].start):
        return False
    last = at
    while last + 1 < len(tokens) and tokens[last + 1].text == "*" and tokens[last + 1].start == tokens[last].end:
        last += 1
    return last + 1 < len(tokens) and tokens[last + 1].start > tokens[last].end


def heads_a_list(text: str) -> bool:
    """Whether a sentence of a post only names what its list gives (The roads that are shut: • … • …).

    >>> heads_a_list("Shut: • the old road • the bridge"), heads_a_list("The bridge is shut • The road is open")
    (True, False)
    """
    tokens = [token for token in tokenize(text) if token.kind != "newline"]
    return any(tokens[at - 1].text == ":" and _is_bullet(tokens, at) for at in range(1, len(tokens)))


def _ends_sentence(tokens: Sequence[Token], at: int) -> bool:
    """A stop that no other stop and no closing mark follows; a dot between letters or behind one letter is none."""
    if not _is_stop(tokens[at]):
        return False
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    if following is not None and following.start == tokens[at].end:
        return False
    previous = tokens[at - 1] if at else None
    is_initial = previous is not None and previous.is_word and len(previous.fold) == 1 and tokens[at].text == "."
    return not (is_initial and previous is not None and previous.end == tokens[at].start)


def _make_unit(text: str, tokens: Sequence[Token]) -> Unit | None:
    kept = _without_labels(list(tokens))
    is_ended = bool(kept) and _is_stop(kept[-1])
    while kept and (_only_frames(kept[-1], is_first=False) or kept[-1].kind == "handle" or _is_trailing_tag(kept)):
        if _is_stop(kept[-1]):
            is_ended = True
        del kept[-1]
    kept = _without_loose_end(kept, tokens)
    kept = [*kept, *_asking(tokens, kept)]
    if kept and all(token.kind == "hashtag" or not _is_content(token) for token in kept):
        return None
    count = sum(_is_content(token) for token in kept)
    if not count:
        return None
    return Unit(
        start=kept[0].start,
        end=_with_marks(text, kept[-1].end),
        words=count,
        commas=tuple(token.end for token in kept[:-1] if token.text in _COMMAS),
        is_ended=is_ended,
        is_cut=_CUT.match(text, kept[-1].end) is not None,
    )


def _without_loose_end(kept: list[Token], tokens: Sequence[Token]) -> list[Token]:
    """Without what only leads to the handle or the link behind it: ", source tells" @name, "READ" link, "عبر" @name."""
    following = next((token for token in tokens if kept and token.start >= kept[-1].end), None)
    if len(kept) > MIN_WORDS and kept[-1].text.isupper() and kept[-1].fold in _CALLS:
        return kept[:-1]
    if following is None or following.kind != "handle" or len(kept) <= MIN_WORDS:
        return kept
    comma = max((at for at, token in enumerate(kept) if token.text in _COMMAS), default=0)
    if kept[-1].fold in _TELLING and comma >= MIN_WORDS and len(kept) - comma <= FRAME_WORDS + 1:
        return kept[:comma]
    while len(kept) > MIN_WORDS and kept[-1].fold in words("preposition") | _TELLING:
        kept = kept[:-1]
    return kept


def _without_labels(kept: list[Token]) -> list[Token]:
    """Without what only opens a post: a word or two before a bar, marks, handles, tags before other tags, عاجل."""
    bars = [at for at, token in enumerate(kept[: FRAME_WORDS + 1]) if token.text.strip("|") == "" and at]
    if bars and bars[-1] + 1 < len(kept):
        kept = kept[bars[-1] + 1 :]
    while kept:
        following = kept[1].fold if len(kept) > 1 else ""
        is_urgent = kept[0].fold == _URGENT and following not in _MORE_URGENT  # it opens a post with or without a mark
        is_hashtag = kept[0].kind == "hashtag"
        behind = 0
        if kept[0].fold == "breaking" and following == "news":
            behind = 2
        elif is_urgent or is_hashtag or kept[0].fold in words("label"):
            behind = next((at for at, token in enumerate(kept) if at and token.kind != "punctuation"), len(kept))
            is_label = is_urgent or (kept[0].fold.strip("#") in words("label") and (behind > 1 or is_hashtag))
            is_list = is_hashtag and behind < len(kept) and kept[behind].kind == "hashtag"
            behind = behind if is_label or is_list else 0
        if behind:
            del kept[:behind]
        elif kept[0].kind == "handle" or _only_frames(kept[0], is_first=True):
            del kept[0]
        else:
            break
    return kept


def _asking(tokens: Sequence[Token], kept: Sequence[Token]) -> Sequence[Token]:
    """What stands from the words to the last mark of a question, or the ! or … directly behind them.

    Without its mark a question reads as a statement.
    """
    rest = [token for token in tokens if kept and token.start >= kept[-1].end]
    asked = max((at for at, token in enumerate(rest) if token.text in _QUESTION), default=-1)
    if asked < 0 and rest and rest[0].text == "…" and rest[0].start == kept[-1].end:
        return rest[:1]  # the platform or the author cut the sentence there
    if asked < 0 and rest and rest[0].start == kept[-1].end:
        asked = next((at for at, token in enumerate(rest) if token.text != "!"), len(rest)) - 1
    return rest[: asked + 1]


def _with_marks(text: str, end: int) -> int:
    """The end of a word with the vowel marks that the token left outside."""
    while end < len(text) and unicodedata.category(text[end]) == "Mn":
        end += 1
    return end


def _is_content(token: Token) -> bool:
    return token.kind in {"word", "number", "hashtag"}


def _only_frames(token: Token, *, is_first: bool) -> bool:
    """Bullets, stops and pictures at an edge; brackets and marks belong to the words inside them."""
    if token.kind != "punctuation":
        return False
    if is_first:
        return token.text not in _OPENINGS
    return token.text not in ")]}%٪$€£"


def _is_trailing_tag(kept: Sequence[Token]) -> bool:
    """Whether the last token is a tag behind the sentence, and no word of it (إلى #حمص)."""
    if kept[-1].kind != "hashtag":
        return False
    if len(kept) == 1:
        return True
    before = kept[-2]
    if before.text.isascii() and before.kind == "word":  # English writes tags as words of the sentence
        if before.fold.endswith(_DESCRIBING) and len(kept) > 2 and kept[-3].fold in _DETERMINERS:
            return False  # in the massive #earthquake
        return len(before.fold) > LONGEST_FUNCTION_WORD and before.fold not in words("needs a word behind")
    if not before.is_word or before.kind == "hashtag":
        return True
    needs_more = before.fold in words("preposition") | _JOINED_PREPOSITIONS or before.fold.removeprefix("ال") in words(
        "place word"
    )
    return not needs_more and ("_" in kept[-1].text or is_place_word(before.fold) or before.fold.startswith("ال"))


def word_count(units: Iterable[Unit]) -> int:
    """How many words sentences have."""
    return sum(unit.words for unit in units)


def cut_quotes(post: Post, shown_handles: frozenset[str] = frozenset()) -> list[Quote]:
    """The quotations of a post in order, each at most MAX_QUOTE words where its sentences allow, MAX_QUOTED in all.

    A sentence that no stop ends is not run together with the next line.
    """
    ranges: list[tuple[Span, int]] = []
    last_ended = False
    for unit in find_units(post.text):
        for span, count in _parts(post.text, unit):
            if (
                ranges
                and last_ended
                and ranges[-1][1] + count <= MAX_QUOTE
                and _is_near(post.text, ranges[-1][0], span)
            ):
                ranges[-1] = ((ranges[-1][0][0], span[1]), ranges[-1][1] + count)
            else:
                ranges.append((span, count))
            last_ended = False
        last_ended = unit.is_ended
    quotes, total = [], 0
    for (start, end), count in ranges:
        if total and total + count > MAX_QUOTED:
            break
        if total and count < 3:
            continue  # a word alone on its line
        total += count
        quotes.append(make_quote(post, (start, end), shown_handles))
    return quotes


def _is_near(text: str, before: Span, span: Span) -> bool:
    """Whether nothing but marks of the sentence stands between two ranges: no link, no line of tags."""
    between = text[before[1] : span[0]]
    return not any(character.isalnum() for character in between) and "#" not in between


def _parts(text: str, unit: Unit) -> list[tuple[Span, int]]:
    """A sentence whole, or cut behind commas into parts of about equal length, each at most MAX_QUOTE words or so."""
    if unit.words <= MAX_QUOTE + SHORT_TAIL:
        return [((unit.start, unit.end), unit.words)]
    count = _WordCount(text, unit)
    target = unit.words / ceil(unit.words / MAX_QUOTE)
    parts: list[tuple[Span, int]] = []
    start = unit.start
    for comma in unit.commas:
        ahead, rest = count.between(start, comma), count.between(comma, unit.end)
        if rest < SHORT_TAIL or ahead < target * 0.75:
            continue
        if _may_begin(text, comma) or ahead > LONGEST_SENTENCE - MAX_QUOTE:
            parts.append((_trimmed(text, start, comma), ahead))
            start = comma
    return [*parts, (_trimmed(text, start, unit.end), count.between(start, unit.end))]


def _may_begin(text: str, position: int) -> bool:
    """Whether a part can begin behind this comma: with a joined word, so that no subject is cut from its verb."""
    token = next(iter(tokenize(text[position : position + 60])), None)
    return token is not None and token.is_word and (token.fold[:1] in _GOING_ON or token.fold in _JOINED_STARTS)


class _WordCount:
    """How many words lie between two positions of a sentence, read once."""

    def __init__(self, text: str, unit: Unit) -> None:
        inside = tokenize(text[unit.start : unit.end])
        self.starts = [unit.start + token.start for token in inside if _is_content(token)]

    def between(self, start: int, end: int) -> int:
        """The words that begin in [start, end)."""
        return bisect_left(self.starts, end) - bisect_left(self.starts, start)


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and (text[start].isspace() or text[start] in _COMMAS):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in _COMMAS):
        end -= 1
    return start, end


def make_quote(post: Post, span: Span, shown_handles: frozenset[str] = frozenset()) -> Quote:
    """A range of a post, with slurs, handles and private numbers masked; what goes on without a stop is elided.

    Of cars and houses anybody's numbers are masked, of telephones those of accounts that are not named.

    Args:
        shown_handles: handles in lower case that may be shown: those of public speakers.
    """
    start, end = span
    tokens = tokenize(post.text[start:end])
    masks = []
    for token in tokens:
        place = (start + token.start, start + token.end)
        if token.is_word and slur_kind(token.fold) is not None:
            masks.append(Mask(start=place[0] + _joined_letters(token), end=place[1], kind="slur"))
        elif token.kind == "hashtag" and any(slur_kind(part) for part in token.fold.strip("#").split("_")):
            masks.append(Mask(start=place[0], end=place[1], kind="slur"))
        elif token.kind == "handle" and token.text.strip("@\N{FULLWIDTH COMMERCIAL AT}").lower() not in shown_handles:
            masks.append(Mask(start=place[0], end=place[1], kind="mention"))
        elif token.kind == "link":
            masks.append(Mask(start=place[0], end=place[1], kind="mention"))
    if (post.handle or "").lower() not in shown_handles:  # a number that a public body gives is for the public
        masks += [Mask(start=start + found.start(), end=start + found.end(), kind="phone") for found in _PHONE.finditer(
            post.text[start:end])]  # fmt: skip
    for pattern, kind in _PRIVATE:
        for found in pattern.finditer(post.text[start:end]):
            masks.append(Mask(start=start + found.start(found.lastgroup or 0), end=start + found.end(), kind=kind))
    masks = _apart(masks)
    content = [token for token in tokens if _is_content(token)]
    elided: tuple[Span, ...] = ()
    if len(content) > LONGEST_SENTENCE:
        cut = start + content[LONGEST_SENTENCE - 1].end
        elided = ((cut, end),)
        masks = [mask for mask in masks if mask.end <= cut]
    return Quote(post=post, start=start, end=end, elided=elided, masks=tuple(masks))


def _apart(masks: Iterable[Mask]) -> list[Mask]:
    """Masks in order, without those that begin inside another."""
    kept: list[Mask] = []
    for mask in sorted(masks, key=lambda mask: (mask.start, -mask.end)):
        if not kept or mask.start >= kept[-1].end:
            kept.append(mask)
    return kept


def _joined_letters(token: Token) -> int:
    """How many letters in front of a slur are prepositions and conjunctions: they tell who did what, and stay."""
    count = 0
    while count < 2 and token.text[count] in _PROCLITICS and slur_kind(fold_word(token.text[count + 1 :])) is not None:
        count += 1
    return count


def find_source(post: Post, span: Span) -> tuple[str | None, Span] | None:
    """Whom a range of a post passes on, and the range of his words (وزير الداخلية فلان: «…»); None when nobody.

    Who is named with a role or as an institution, before a colon: what any person said stays inside the quotation. The
    name is None of another account (RT @name: …), whose handle is not shown.
    """
    named = _find_named(post, span)
    if named is None and is_relayed(post, span[0]):
        return None, span
    return named


def _find_named(post: Post, span: Span) -> tuple[str, Span] | None:
    tokens = tokenize(post.text[slice(*span)])
    colon = next((at for at, token in enumerate(tokens[: MAX_SOURCE + 1]) if token.text == ":"), 0)
    head, rest = tokens[:colon], tokens[colon + 1 :]
    is_marked = len(head) > 2 and head[0].text in QUOTE_MARKS and head[-1].text in QUOTE_MARKS
    if is_marked:
        head = head[1:-1]  # “الدفاع المدني”: …
    if not head or any(token.kind not in {"word", "hashtag"} for token in head):
        return None
    if sum(_is_content(token) for token in rest) < MIN_WORDS:
        return None
    name = " ".join(" ".join(token.text.lstrip("#").split("_")).strip() for token in head)
    name = name.replace(_LOOSE_TO, _LOOSE_TO.rstrip())
    words_of = [token.fold for token in tokenize(name) if token.is_word]
    found = find_speaker_word(words_of[0]) if words_of else None
    is_body = len(words_of) > 1 and words_of[0] in BODIES
    is_document = found is not None and found[0].kind == "document"  # ارقام الطوارئ: 112
    is_body = is_body or (is_marked and len(words_of) <= MARKED_BODY and is_definite(words_of[0]))  # “المرافق”: …
    is_named = is_body or (found is not None and not is_document and (len(words_of) > 1 or found[1]))
    if not is_named or len(words_of) > MAX_SOURCE or not name.isprintable() or set(name) & set(QUOTE_MARKS):
        return None
    first = rest[0].fold
    if first.startswith("ي") or (first.startswith("ت") and find_reporting_word(first) is not None):
        return None  # what he does, told by the post (وزير الداخلية: يدعو إلى …)
    marked = [at for at, token in enumerate(rest) if token.text in QUOTE_MARKS]
    if marked == [0, len(rest) - 1]:  # his words stand between marks already
        return name, (span[0] + rest[1].start, span[0] + rest[-2].end)
    return name, (span[0] + rest[0].start, span[1])


def clause_around(post: Post, span: Span, limit: int, *, may_be_later: bool = False) -> Span | None:
    """The sentence that holds a span, or its first clause, when it has at most `limit` words; None otherwise.

    A later clause alone could lose its subject or its negation, and who is quoted in it; `may_be_later` takes it when
    its first word is joined to what stands before (ووصل ارتفاع المياه …), which a verb with its own subject usually is.
    """
    for unit in find_units(post.text):
        if not unit.start <= span[0] < unit.end:
            continue
        if unit.words <= limit and span[1] <= unit.end:
            return unit.start, unit.end
        count = _WordCount(post.text, unit)
        for comma in unit.commas:
            is_short = span[1] < comma and count.between(unit.start, comma) <= limit
            if is_short and _may_begin(post.text, comma) and not _denies(post.text[comma : unit.end]):
                return _trimmed(post.text, unit.start, comma)
        if may_be_later:
            starts = [comma for comma in unit.commas if comma <= span[0] and _may_begin(post.text, comma)]
            end = next((comma for comma in unit.commas if comma > span[1]), unit.end)
            if starts and count.between(starts[-1], end) <= limit:
                return _trimmed(post.text, starts[-1], end)
    return None


def _denies(text: str) -> bool:
    """Whether words that are left out deny something: what they deny may be what is quoted."""
    return is_disputing(tokenize(text))


def is_subordinate(post: Post, span: Span) -> bool:
    """Whether a range of a post hangs on a word before it (…, بعدما أعلنت المعارضة …; … after the army said …)."""
    before = [token for token in tokenize(post.text[: span[0]]) if token.is_word][-2:]
    folds = [token.fold for token in before]
    return bool(words("subordinate").intersection([folds[-1] if folds else "", " ".join(folds)]))


def reported_around(post: Post, span: Span, limit: int) -> Span | None:
    """What a post reports somebody to have said, with the verb and the name; None when the span is no part of it.

    It is whole although it is not the whole sentence (… أعلنت المعارضة أنها في طريقها إلى المدينة).
    """
    for statement in read_statements(post.text):
        if statement.cue_span is None or statement.speaker_span is None:
            continue
        whole = (statement.cue_span[0], statement.quote_span[1])
        named_inside = whole[0] <= statement.speaker_span[0] and statement.speaker_span[1] <= whole[1]
        if not named_inside or not (statement.quote_span[0] <= span[0] and span[1] <= statement.quote_span[1]):
            continue
        for unit in find_units(post.text):
            if unit.start <= whole[0] < unit.end and _WordCount(post.text, unit).between(*whole) <= limit:
                return whole[0], min(whole[1], unit.end)
    return None
