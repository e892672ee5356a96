"""Defects of form: marks, typing errors, spellings, digits, spacing."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator

from tawatur.arabic.digits import Script, digit_script
from tawatur.arabic.folding import fold_word
from tawatur.arabic.gazetteer import place_key
from tawatur.arabic.lexicon import words
from tawatur.arabic.tokens import Span, Token
from tawatur.arabic.verbs import read_verb
from tawatur.check.article import Article
from tawatur.check.codes import make_finding
from tawatur.check.records import Finding
from tawatur.statements import Statement

_OPENING = "“«"
_CLOSING = "”»"
_SPACED_MARK = re.compile("(?<=[\u0621-\u064a]) (?=[،؛](?=[\u0621-\u064a]))[،؛]")
_ELISION = re.compile(r"[\[(]\s{0,3}(?:…|\.{3})\s{0,3}[\])]")
_BEFORE_BORDER = frozenset('،,.؛;:!?؟«“"‹…–—-')
_AFTER_BORDER = frozenset('،,.؛;:!?؟»”"›…–—-')
_GOES_ON = frozenset(map(fold_word, "لكن ثم بل كما أو لأن حيث إذ and but or because".split()))


def find_mark_problems(article: Article) -> Iterator[Finding]:
    """Quotations that are opened and not closed, or closed and not opened, with the counts of the whole text."""
    opening = sum(article.text.count(mark) for mark in _OPENING)
    closing = sum(article.text.count(mark) for mark in _CLOSING)
    count_ar = f"؛ في النص {opening} علامات فتح و{closing} علامات إغلاق" if opening != closing else ""
    count_en = f"; {opening} opening against {closing} closing marks in the text" if opening != closing else ""
    starts = [statement.quote_span[0] for statement in article.statements]
    for span in article.marks.spans:
        if span.is_closed or span.depth:
            continue
        token = article.tokens[span.opening]
        last = article.tokens[min(span.closing, len(article.tokens)) - 1]
        shown = article.text[token.end : token.end + 30].strip()
        after = bisect_left(starts, token.end)
        is_said = after < len(starts) and starts[after] <= token.end + 3
        speaker = article.statements[after].speaker if is_said else None
        who = f" {speaker}" if speaker else ""
        yield make_finding(
            "quote.unclosed",
            ((token.start, token.end), (last.start, last.end)),
            f"التنصيص الذي يبدأ بـ«{shown}…» لم يُغلق{f'، وهو كلام{who}' if who else ''}{count_ar}",
            f"the quotation that begins «{shown}…»{f' ({who.strip()})' if who else ''} is not closed{count_en}",
        )
    for stray in article.marks.strays:
        token = article.tokens[stray]
        shown = article.text[max(0, token.start - 30) : token.start].strip()
        yield make_finding(
            "quote.unopened",
            ((token.start, token.end),),
            f"علامة الإغلاق بعد «…{shown}» لا بداية لها{count_ar}",
            f"the closing mark after «…{shown}» has no opening mark{count_en}",
        )


def find_elisions(article: Article) -> Iterator[Finding]:
    """[…] in a quote that is not at the border of a clause: what is cut out may be a subject or a negation."""
    for match in _ELISION.finditer(article.text):
        span = match.span()
        if not article.is_marked(span) and not article.is_quoted(span):
            continue
        before, after = article.text[: span[0]].rstrip()[-1:], article.text[span[1] : span[1] + 9].lstrip()[:1]
        following = article.token_from(span[1])
        last = article.token_before(span[0])
        needs = last.fold if last is not None and last.is_word else ""
        is_negated, has_no_subject = needs in words("negation"), needs in words("complementizer")
        is_joined = following is not None and (following.fold[:1] in {"و", "ف"} or following.fold in _GOES_ON)
        is_border = before in _BEFORE_BORDER or after in _AFTER_BORDER or not after or is_joined
        if is_border and not is_negated and not has_no_subject:
            continue
        shown = article.text[max(0, span[0] - 25) : span[1] + 25].replace("\n", " ").strip()
        lost_ar, lost_en = "قد يسقط به فاعل أو نفي", "a subject or a negation may be in it"
        if is_negated:
            word = last.text if last else ""
            lost_ar, lost_en = f"ما ينفيه «{word}» محذوف", f"what «{word}» denies is left out"
        elif has_no_subject:
            lost_ar, lost_en = "الفاعل محذوف", "the subject is left out"
        yield make_finding(
            "quote.elision",
            (span,),
            f"حذف في وسط جملة «{shown}»: {lost_ar}",
            f"words left out inside a clause, «{shown}»: {lost_en}",
        )


_MISTYPED_THAT = frozenset({"أم", "إم", "آن", "أنن", "أان"})


def find_typos(article: Article) -> Iterator[Finding]:
    """أم, آن for أن before reported words; a hamza wrongly set on a verb (وأعتبر, وإعتبر) or missing (واكد)."""
    for statement in article.statements:
        if statement.cue_span is None:
            continue
        behind, before = article.token_from(statement.cue_span[1]), _last_word_before(article, statement)
        for token in (behind, before):
            if token is None or token.text not in _MISTYPED_THAT or token.end > statement.quote_span[0]:
                continue
            named = statement.speaker_span or (0, 0)
            if token.text == "أم" and named[0] <= token.start < named[1]:
                continue  # وقالت أم خالد
            start = statement.cue_span[0] if token is behind else token.start
            shown = article.text[start : token.end]
            yield make_finding(
                "typo.complementizer",
                ((start, token.end),),
                f"«{shown}»: كُتبت «{token.text}» والمقصود «أن»",
                f"«{shown}»: «{token.text}» is written, «أن» is meant",
            )
            break
    yield from _find_hamzas(article)


def _last_word_before(article: Article, statement: Statement) -> Token | None:
    token = article.token_before(statement.quote_span[0])
    while token is not None and not token.is_word and token.kind != "newline":
        token = article.token_before(token.start)
    return token if token is not None and token.is_word else None


def _find_hamzas(article: Article) -> Iterator[Finding]:
    """Reporting verbs outside quotations with a wrong first alef; a hamza is missed only where other verbs have one."""
    missing: list[Token] = []
    is_written = False
    for token in article.tokens:
        form = read_verb(token.fold) if token.is_word and not token.text[:2].isascii() else None
        if form is None or form.kind != "past" or article.is_quoted((token.start, token.end)):
            continue
        begins = token.text[len(form.proclitics) :][:1]
        if form.verb.lemma.startswith("ا") and begins in {"أ", "إ"}:
            yield _hamza(token, token.text.replace(begins, "ا", 1))
        elif form.verb.lemma.startswith("أ"):
            is_written = is_written or begins == "أ"
            if begins == "ا":
                missing.append(token)
    if is_written:
        yield from (_hamza(token, token.text.replace("ا", "أ", 1)) for token in missing)


def _hamza(token: Token, right: str) -> Finding:
    is_first_person = "أ" in token.text[:2]  # وأعتبر: "and I hold"
    return make_finding(
        "typo.hamza",
        ((token.start, token.end),),
        f"«{token.text}»: الصواب «{right}»" + (" للغائب" if is_first_person else ""),
        f"«{token.text}»: «{right}» is " + ("the third person" if is_first_person else "right"),
    )


def find_spelling_variants(article: Article) -> Iterator[Finding]:
    """Places, tags and speakers written in two ways."""
    spellings: dict[str, dict[str, Span]] = {}
    for place in article.places:
        _note(spellings, place.key, article.text[slice(*place.span)], place.span)
    for token in article.tokens:
        if token.kind == "hashtag":
            for match in re.finditer("[\u0621-\u064a\u064b-\u0652]+", token.text):
                span = (token.start + match.start(), token.start + match.end())
                _note(spellings, place_key(match.group()), match.group(), span)
    for statement in article.statements:
        if statement.speaker_mention and statement.speaker_span:
            _note(spellings, fold_word(statement.speaker_mention), statement.speaker_mention, statement.speaker_span)
    for forms in spellings.values():
        if len(forms) > 1:
            shown = " / ".join(forms)
            yield make_finding(
                "spelling.variants",
                tuple(forms.values()),
                f"كُتب الاسم بأكثر من صورة: {shown}",
                f"one name, written {shown}",
            )


def _note(spellings: dict[str, dict[str, Span]], key: str, written: str, span: Span) -> None:
    bare = "".join(c for c in written if unicodedata.category(c) not in {"Mn", "Cf"} and c != "\N{ARABIC TATWEEL}")
    if place_key(bare) == key:
        spellings.setdefault(key, {}).setdefault(bare, span)


def find_mixed_digits(article: Article) -> Iterator[Finding]:
    """Digits of two sets in one text; links, handles and tags do not count."""
    first: dict[Script, Span] = {}
    for token in article.tokens:
        if token.kind == "number":
            script = digit_script(token.text[0])
            if script is not None:
                first.setdefault(script, (token.start, token.end))
    if len(first) > 1:
        shown = " و".join(f"«{article.text[slice(*span)]}»" for span in first.values())
        shown_en = " and ".join(f"«{article.text[slice(*span)]}»" for span in first.values())
        yield make_finding(
            "digits.mixed", tuple(first.values()), f"أرقام بصورتين: {shown}", f"two kinds of digits: {shown_en}"
        )


def find_spacing(article: Article) -> Iterator[Finding]:
    """A space before a comma and none behind it (حمص ،عشرات)."""
    spans = tuple((match.start(), match.end()) for match in _SPACED_MARK.finditer(article.text))
    if spans:
        shown = article.text[max(0, spans[0][0] - 10) : spans[0][1] + 10].strip()
        yield make_finding(
            "punctuation.spacing",
            spans,
            f"فراغ قبل العلامة ولا فراغ بعدها: «{shown}»",
            f"a space before the mark and none after it: «{shown}»",
        )
