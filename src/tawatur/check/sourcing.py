"""Who stands behind what: numbers and claims that nobody is quoted for, speakers, links, handles, times in ids."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from tawatur.arabic.folding import fold_word
from tawatur.arabic.times import find_times
from tawatur.arabic.tokens import Span
from tawatur.check.article import Article
from tawatur.check.codes import make_finding
from tawatur.check.conflicts import STATE_WORDS, Figure
from tawatur.check.records import Finding
from tawatur.posts import Permalink
from tawatur.statements import Statement

POSTING = frozenset(map(fold_word, ("كتب", "غرد", "علق", "نشر", "دوّن", "قال")))
_MONTHS = {name: number for number, name in enumerate(
    ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1)}  # fmt: skip
_MONTH_NEXT = re.compile("[ \\t]{0,3}(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)")
_DAY_NEXT = re.compile("[ \\t]{0,3}([0-9]{1,2})(?![0-9])")
_ENGLISH_DATE = re.compile(
    "(?P<month>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\\.?[ \\t]{1,3}(?P<day>[0-9]{1,2})"
    "(?:,?[ \\t]{1,3}(?P<year>20[0-9]{2}))?(?![0-9])"
)
_DAY_FIRST = re.compile(
    "(?<![0-9])(?P<day>[0-9]{1,2})[ \\t]{1,3}(?P<month>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}"
    "\\.?,?[ \\t]{1,3}(?P<year>20[0-9]{2})(?![0-9])"
)
_CREDITED = re.compile('[»”"],?[ \t](?:بحسب|وفق|حسب|according to) ')  # behind quoted words
AT_SIGNS = "@\N{FULLWIDTH COMMERCIAL AT}"
NEAR_HANDLE = 48  # characters behind a handle in which a date is that post's date


def find_unsourced_numbers(
    article: Article, figures: Iterable[Figure], counted: Collection[Figure]
) -> Iterator[Finding]:
    """Numbers that count something, outside every statement and outside its sentence's attribution.

    `counted` (of `find_counted`) are sourced by the evidence record that the article names, and in the headline where
    the text repeats them; a headline also credits what it quotes («12 وفاة» بحسب الدفاع المدني).
    """
    headline_end = article.text.find("\n")
    below = {each.amount for each in counted if each.quantity.span[0] > headline_end}
    for figure in figures:
        span = figure.quantity.span
        if figure.statement is not None or article.is_framed(span):
            continue
        if figure.amount in below if span[0] < headline_end else figure in counted:
            continue
        if span[0] < headline_end and _CREDITED.search(article.text, span[1], headline_end):
            continue
        shown = article.text[slice(*span)]
        yield make_finding(
            "unsourced.number", (span,), f"«{shown}» لا يُنسب إلى أحد", f"«{shown}» is not attributed to anybody"
        )


def find_unsourced_claims(article: Article) -> Iterator[Finding]:
    """What the article itself says of a place, with nobody behind it."""
    for claim in article.claims:
        if claim.statement is not None or claim.is_future or article.is_framed(claim.span):
            continue
        shown = article.text[slice(*claim.span)].replace("\n", " ")
        state_ar, state_en = STATE_WORDS[claim.state]
        yield make_finding(
            "unsourced.claim",
            (claim.span,),
            f"{claim.place}: {state_ar}، «{shown}»، بلا مصدر ولا وقت",
            f"{claim.place}: {state_en}, «{shown}», without a source or a time",
        )


def find_unsourced_speakers(article: Article) -> Iterator[Finding]:
    """Speakers of posts without a link, where others have one or they bear a handle; then words that nobody owns."""
    by_speaker: dict[str, list[Statement]] = {}
    for statement in article.statements:
        if statement.speaker is not None and "nested" not in statement.rule:
            by_speaker.setdefault(statement.speaker, []).append(statement)
    for speaker, statements in by_speaker.items():
        if any(each.url or each.date_text for each in statements):
            continue
        is_poster = any(each.handle for each in statements)
        is_among_posts = bool(article.links) and any(each.direct for each in statements) and _posts(statements)
        if not (is_poster or is_among_posts):
            continue
        count = len(statements)
        yield make_finding(
            "unsourced.speaker",
            tuple(each.quote_span for each in statements),
            f"{speaker}: {_count_ar(count)} بلا رابط، فلا وقت لكلامه",
            f"{speaker}: {count} statement{'s' if count > 1 else ''} without a link, so without a time",
        )
    for statement in article.statements:
        if statement.speaker is None:
            yield make_finding(
                "unsourced.statement",
                (statement.cue_span or statement.quote_span, statement.quote_span),
                f"لا يُعرف من قال بعد «{statement.cue or ''}»",
                f"the text does not tell who speaks after «{statement.cue or ''}»",
            )


def _posts(statements: list[Statement]) -> bool:
    return any(fold_word(each.cue or "").lstrip("وف") in POSTING - {"قال"} for each in statements)


def _count_ar(count: int) -> str:
    """Statements counted in Arabic: تصريح واحد, تصريحان, 5 تصريحات, 12 تصريحا."""
    if count == 1:
        return "تصريح واحد"
    if count == 2:
        return "تصريحان"
    return f"{count} تصريحات" if count <= 10 else f"{count} تصريحا"


def find_link_problems(article: Article, now: datetime | None) -> Iterator[Finding]:
    """Handle against link, date against id, and the time that each id carries."""
    before: _SaidDate | None = None
    for link in article.links:
        statement = next(
            (each for each in article.statements if each.url == link.url and "nested" not in each.rule), None
        )
        yield from _owner(article, link, statement)
        said = _said_date(article, link, statement)
        yield from _time(article, link, said, before, now)
        before = said or before


def _written_handle(article: Article, link: Permalink, statement: Statement | None) -> tuple[str, Span] | None:
    """The handle that the text gives for the post of a link, and where."""
    if statement is not None and statement.handle_written:
        at = article.text.rfind(statement.handle_written, 0, link.span[0])
        return (statement.handle_written.strip(AT_SIGNS), (at, at + len(statement.handle_written))) if at >= 0 else None
    return None


def _listed_with(article: Article, link: Permalink) -> list[Permalink]:
    """A link with those that nothing but space sets apart from it: below a paragraph that tells of several posts."""
    at = article.links.index(link)
    first = last = at
    while first and not article.text[article.links[first - 1].span[1] : article.links[first].span[0]].strip():
        first -= 1
    while last + 1 < len(article.links) and not (
        article.text[article.links[last].span[1] : article.links[last + 1].span[0]].strip()
    ):
        last += 1
    return list(article.links[first : last + 1])


def _owner(article: Article, link: Permalink, statement: Statement | None) -> Iterator[Finding]:
    written = _written_handle(article, link, statement)
    if written is None or link.handle is None:
        return
    name, span = written
    if name.lower() == link.handle.lower():
        return
    links = _listed_with(article, link)
    above = article.text.rfind("\n\n", 0, links[0].span[0])
    told = [each for each in article.statements if above < each.quote_span[0] < links[0].span[0]]
    is_of_another = len({each.speaker for each in told}) > 1 and span[0] < above  # told elsewhere, of one of several
    if is_of_another or name.lower() in {(each.handle or "").lower() for each in links}:
        return
    spans = (span, link.span)
    tail = name[len(link.handle) :] if name.lower().startswith(link.handle.lower()) else ""
    if tail[:3].lower() in _MONTHS or not tail.isascii() or _day_glued(article, link, tail, span[1]) is not None:
        yield make_finding(
            "handle.glued",
            spans,
            f"في النص @{name} وفي الرابط @{link.handle}: التصق التاريخ بالمعرّف",
            f"@{name} in the text, @{link.handle} in the link: the date is glued to the handle",
            evidence=(link.url,),
        )
        return
    yield make_finding(
        "link.owner",
        spans,
        f"في النص @{name} وفي الرابط @{link.handle}",
        f"@{name} in the text, @{link.handle} in the link",
        evidence=(link.url,),
    )


def _time(
    article: Article, link: Permalink, said: _SaidDate | None, before: _SaidDate | None, now: datetime | None
) -> Iterator[Finding]:
    """The time in an id against the date said for its post; else against the date of the post before it."""
    if link.problem:
        yield make_finding(
            "link.impossible", (link.span,), f"رقم المنشور {link.post_id} غير صالح", link.problem, evidence=(link.url,)
        )
        return
    if link.posted_at is None:
        return
    local = article.local(link.posted_at)
    when = f"{local:%Y-%m-%d %H:%M:%S}"
    utc = f"{link.posted_at:%Y-%m-%d %H:%M:%S}"
    if now is not None and link.posted_at > now:
        yield make_finding(
            "link.impossible",
            (link.span,),
            f"رقم المنشور {link.post_id} يعطي وقتا في المستقبل: {utc} غرينتش",
            f"post id {link.post_id} gives a time in the future: {utc} UTC",
            evidence=(link.url,),
        )
        return
    zone_ar, zone_en = article.zone_name("ar"), article.zone_name("en")
    if said is None:
        same = before if before is not None and (before.agrees(local) or before.agrees(link.posted_at)) else None
        shown = article.text[slice(*same.span)] if same else ""
        more_ar = f"؛ يطابق «{shown}» المذكور للمنشور الذي قبله" if same else ""
        more_en = f"; matches «{shown}» of the post before it" if same else ""
        yield make_finding(
            "link.time",
            (link.span, same.span) if same else (link.span,),
            f"نُشر في {when} بتوقيت {zone_ar} ({utc} غرينتش)؛ النص لا يذكر له تاريخا{more_ar}",
            f"posted {when} {zone_en} time ({utc} UTC); the text gives it no date{more_en}",
            evidence=(link.url,),
        )
        return
    span = said.span
    shown = article.text[slice(*span)]
    if said.agrees(local) or said.agrees(link.posted_at):
        yield make_finding(
            "link.time",
            (link.span, span),
            f"نُشر في {when} بتوقيت {zone_ar} ({utc} غرينتش)؛ يطابق «{shown}»",
            f"posted {when} {zone_en} time ({utc} UTC); matches «{shown}»",
            evidence=(link.url,),
        )
    else:
        yield make_finding(
            "link.date",
            (span, link.span),
            f"النص يقول «{shown}» والرقم يقول {when} بتوقيت {zone_ar} ({utc} غرينتش)",
            f"the text says «{shown}», the id says {when} {zone_en} time ({utc} UTC)",
            evidence=(link.url,),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _SaidDate:
    """A date as the text gives it; `year` None when it gives none."""

    year: int | None
    month: int
    day: int
    span: Span

    def agrees(self, moment: datetime) -> bool:
        return (moment.month, moment.day) == (self.month, self.day) and self.year in {None, moment.year}


def _said_date(article: Article, link: Permalink, statement: Statement | None) -> _SaidDate | None:
    """The date that the text gives for a post before its words: glued to the handle, in English, or in Arabic."""
    if statement is None:
        return None
    first = statement.quote_span[0]
    before = (each.quote_span[1] for each in article.statements if each.quote_span[1] <= first)
    start = max(article.text.rfind("\n", 0, first) + 1, *before, 0)  # a date before another's words is of those
    head = article.text[start:first]
    written = _written_handle(article, link, statement)
    if written is not None and link.handle is not None and written[0].lower().startswith(link.handle.lower()):
        name, (_, end) = written
        tail = name[len(link.handle) :]
        month = _MONTHS.get(tail.lower())
        day = _DAY_NEXT.match(article.text, end, end + NEAR_HANDLE)
        if month is not None and day is not None:
            return _SaidDate(year=None, month=month, day=int(day[1]), span=(end - 3, day.end()))
        glued = _day_glued(article, link, tail, end)
        if glued is not None:
            return glued
    english = _ENGLISH_DATE.search(head) or _DAY_FIRST.search(head)
    if english is not None:
        year = int(english["year"]) if english["year"] else None
        span = (start + english.start(), start + english.end())
        return _SaidDate(year=year, month=_MONTHS[english["month"].lower()], day=int(english["day"]), span=span)
    if link.posted_at is None:
        return None
    return _arabic_date(article, link.posted_at, head, start)


def _day_glued(article: Article, link: Permalink, tail: str, end: int) -> _SaidDate | None:
    """The date whose day is glued to a handle that ends at `end` (@aman26 أكتوبر, @aman5 Dec); None when it is none."""
    if not (tail.isascii() and tail.isdigit() and len(tail) <= 2) or link.posted_at is None:
        return None
    start = end - len(tail)
    month = _MONTH_NEXT.match(article.text, end, end + NEAR_HANDLE)
    if month is not None:
        return _SaidDate(year=None, month=_MONTHS[month[1].lower()], day=int(tail), span=(start, month.end()))
    line = article.text[start : end + NEAR_HANDLE].partition("\n")[0]
    said = _arabic_date(article, link.posted_at, line, start)
    return said if said is not None and said.span[0] == start else None


def _arabic_date(article: Article, posted_at: datetime, text: str, start: int) -> _SaidDate | None:
    """The first day with its date in some words of the article, which begin at `start`."""
    for window in find_times(text, article.local(posted_at)):
        words_of = text[slice(*window.span)]
        has_year = re.search("[0-9\u0660-\u0669]{4}", words_of) is not None
        is_day = window.kind == "day" and any(character.isdigit() for character in words_of)
        if window.start is not None and (is_day or (window.kind == "instant" and has_year)):  # a clock alone is no date
            said = article.local(window.start)
            span = (start + window.span[0], start + window.span[1])
            return _SaidDate(year=said.year if has_year else None, month=said.month, day=said.day, span=span)
    return None
