"""Roads, crossings, airports … that are shut by one account and open by another (`data/access.tsv`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import combinations

from tawatur.arabic.folding import fold_word
from tawatur.arabic.lexicon import words
from tawatur.arabic.tables import read_table
from tawatur.arabic.times import find_times_in
from tawatur.arabic.tokens import Span
from tawatur.arabic.verbs import conjugate
from tawatur.check.article import Article
from tawatur.claims.assertion import clause_around, read_assertion
from tawatur.claims.grouping import SLACK
from tawatur.statements import Statement

MAX_COMPARED = 60  # accounts of things of one kind that are compared
BEFORE, BEHIND = 12, 4  # words between a state and the thing that it is of
LONGEST_NAME = 4  # words behind the thing that name it
_PROCLITICS = frozenset("و ف ب ل ك".split())
_CLOSED, _REOPENED = "closed", "reopened"
_BETWEEN = frozenset(map(fold_word, ("إلى", "بين", "مع")))
_NEAR = frozenset(map(fold_word, "قرب بالقرب أمام حول في على".split()))
_ALL = frozenset(map(fold_word, "كلها كله جميعها جميعه كافة".split()))
_TO = frozenset({fold_word("أمام"), "to", "for"})
_THE = frozenset({"the", "a", "an"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """That a thing is shut or open.

    Attributes:
        thing, name: folded noun, and the folded words that name it (معبر, {جابر}); empty for "the crossing".
        is_open: whether it is; what is denied is turned round.
        giver: who says so; None for the article itself.
        said_at: aware; None when the giver's words are not dated.
        whom: whom it is open or shut to, by the last word (أمام الرحلات الداخلية); empty where nobody is named.
    """

    thing: str
    name: frozenset[str]
    is_open: bool
    giver: Statement | None
    said_at: datetime | None
    whom: frozenset[str]
    time: tuple[datetime | None, datetime | None] | None
    span: Span


@dataclass(frozen=True, slots=True)
class _Table:
    single: Mapping[str, str]
    phrases: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]
    things: frozenset[str]


@cache
def _table() -> _Table:
    single: dict[str, str] = {}
    phrases: dict[str, tuple[tuple[tuple[str, ...], str], ...]] = {}
    things: set[str] = set()
    for row in read_table("access"):
        state, folded = row["state"], list(map(fold_word, row["words"].split()))
        if row["form"] == "phrase":
            phrases[folded[0]] = (*phrases.get(folded[0], ()), (tuple(folded), state))
        elif row["form"] == "thing":
            things.update(folded)
        elif row["form"] == "verb":
            single.update((form, state) for lemma in folded for form in conjugate(lemma))
        else:
            forms = (form for word in folded for form in (word, f"ال{word}", f"{word}ا", f"{word}ه", f"{word}ها"))
            single.update(dict.fromkeys(forms, state))
    return _Table(single, phrases, frozenset(things))


def tells_access(fold: str) -> bool:
    """Whether a folded word says by itself that something is open or shut."""
    return fold in _table().single


def find_access_conflicts(article: Article) -> Iterator[list[Account]]:
    """Accounts of one thing of which some say open and others shut, no times explaining it; in text order."""
    by_thing: dict[str, list[Account]] = {}
    for account in _read(article):
        by_thing.setdefault(account.thing, []).append(account)
    for accounts in by_thing.values():
        names = {account.name for account in accounts if account.name}
        is_one = all(a <= b or b <= a for a, b in combinations(names, 2))
        read = accounts[:MAX_COMPARED]
        while read:
            first, *read = read
            group = [first, *(each for each in read if _is_same(first.name, each.name, is_one=is_one))]
            apart = {each.span for a, b in combinations(group, 2) if _exclude(a, b) for each in (a, b)}
            if apart:
                told = {(each.giver and each.giver.speaker, each.is_open): each for each in reversed(group)}
                yield [each for each in group if each.span in apart and each in told.values()]
                read = [each for each in read if each.span not in apart]


def _is_same(a: frozenset[str], b: frozenset[str], *, is_one: bool) -> bool:
    """Whether two names are of one thing; a thing without a name is the one that the text names."""
    return is_one if not a or not b else a <= b or b <= a


def _exclude(a: Account, b: Account) -> bool:
    """Whether two accounts of different mouths cannot both be right of one time."""
    if a.whom and b.whom and a.whom.isdisjoint(b.whom):
        return False  # to flights at home, to flights abroad
    if a.is_open == b.is_open or (a.giver.speaker if a.giver else None) == (b.giver.speaker if b.giver else None):
        return False
    if a.said_at and b.said_at:
        return abs(a.said_at - b.said_at) <= SLACK
    return not (a.time and b.time) or a.time == b.time


def _read(article: Article) -> Iterator[Account]:
    """What the text says of things that are shut or open, but for what is foretold, asked or wished."""
    table = _table()
    folds = {_bare(fold) for fold in {token.fold for token in article.tokens if token.is_word}}
    if table.things.isdisjoint(folds):
        return
    until = 0
    for at, token in enumerate(article.tokens):
        found = _state(article, at) if at >= until and token.is_word else None
        if found is None or article.is_foretold(token.start):
            continue
        state, length = found
        first, end = clause_around(article.tokens, at, at)
        thing = _thing(article, at, length, first, end)
        if thing is None:
            continue
        asserted = read_assertion(article.tokens, at, (first, end))
        if asserted is None or asserted[1] not in {"certain", "reported"}:
            continue
        until = at + length
        is_sequel = any(each.fold in words("sequel") for each in article.tokens[first:end])
        if state == _REOPENED and is_sequel:
            continue
        name, last = _name(article, thing, end)
        giver = article.giver(token.start)
        link = article.link_of(giver) if giver else None
        yield Account(
            thing=_bare(article.tokens[thing].fold),
            name=name,
            is_open=(state != _CLOSED) == (asserted[0] == "affirmed"),
            giver=giver,
            said_at=link.posted_at if link else None,
            whom=_whom(article, at + length, end),
            time=_time(article, first, end),
            span=(
                article.tokens[min(at, thing)].start,
                article.tokens[max(at + length - 1, last)].end,
            ),
        )


def _state(article: Article, at: int) -> tuple[str, int] | None:
    """(state, length in tokens) of what begins at a token."""
    fold = article.tokens[at].fold
    for form in (fold, fold[1:] if fold[:1] in _PROCLITICS else fold):
        for phrase, state in _table().phrases.get(form, ()):
            following = tuple(token.fold for token in article.tokens[at + 1 : at + len(phrase)])
            if following == phrase[1:]:
                return state, len(phrase)
        if form in _table().single:
            return _table().single[form], 1
    return None


def _bare(fold: str) -> str:
    """A folded noun without its proclitics and article."""
    for form in (fold, fold[1:] if fold[:1] in _PROCLITICS else fold):
        bare = form.removeprefix("ال")
        if form.startswith("لل"):
            bare = form[2:]
        if bare in _table().things:
            return bare
    return fold


def _thing(article: Article, at: int, length: int, first: int, end: int) -> int | None:
    """The token of what is shut or open: right behind a deed, else before it in its clause."""
    behind = range(at + length, min(end, at + length + BEHIND))
    led = (near for near in behind if article.tokens[near].fold in words("preposition") | _NEAR)
    behind = range(behind.start, next(led, behind.stop))
    before = range(at - 1, max(first, at - BEFORE) - 1, -1)
    return next((near for near in (*behind, *before) if _bare(article.tokens[near].fold) in _table().things), None)


def _name(article: Article, thing: int, end: int) -> tuple[frozenset[str], int]:
    """The words that name a thing, and the last of them; in English they stand before it."""
    token = article.tokens[thing]
    if token.text.isascii():
        before = [each for each in article.tokens[max(0, thing - LONGEST_NAME) : thing] if each.is_word]
        named = []
        for each in reversed(before):
            if not each.text[:1].isupper() or each.fold in _THE:
                break
            named.append(each.fold)
        return frozenset(named), thing
    named, last = [], thing
    for at in range(thing + 1, min(end, thing + 1 + LONGEST_NAME)):
        following = article.tokens[at]
        is_led = following.fold in _BETWEEN and not named
        if following.kind not in {"word", "number"} or _state(article, at) is not None:
            break
        if following.fold in _ALL:
            break
        if following.fold in words("preposition") | words("time") | words("adverb") | _NEAR and not is_led:
            break
        if not is_led:
            if following.is_word and following.fold[:1] in {"ي", "ت"} and not following.fold.endswith(("ي", "ة", "ه")):
                break  # المعبر يعمل: a verb
            named.append(following.fold.removeprefix("ال"))
            last = at
        if not is_led and article.tokens[at - 1].fold in _BETWEEN:
            break
    return frozenset(named), last


def _whom(article: Article, first: int, end: int) -> frozenset[str]:
    """The last word of those to whom something is shut or open (أمام الرحلات الداخلية, to trucks); empty without."""
    said = [token for token in article.tokens[first:end] if token.is_word]
    led = next((at for at, token in enumerate(said) if token.fold in _TO), None)
    if led is None:
        return frozenset()
    behind = [token.fold for token in said[led + 1 : led + LONGEST_NAME]]
    return frozenset(behind[-1:])


def _time(article: Article, first: int, end: int) -> tuple[datetime | None, datetime | None] | None:
    """When a clause says that something was; None when it does not say."""
    time = next(iter(find_times_in(article.text, article.tokens[first:end], article.anchor)), None)
    return (time.start, time.end) if time else None
