"""Quotations beside the stored posts that they are from: other words than the post's, a negation cut out."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import chain, pairwise

from tawatur.arabic.display import make_showable
from tawatur.arabic.lexicon import words
from tawatur.arabic.tokens import Span, Token, tokenize
from tawatur.check.article import Article
from tawatur.check.codes import make_finding
from tawatur.check.records import Finding
from tawatur.posts import Post

FEWEST = 3  # words of a quotation that can be compared
SHOWN = 6  # words of a difference
LONGEST_CLITIC = 4  # letters that may stand against a mask: of والكلاب only the noun is masked, و[لفظ محجوب]
_LEFT_OUT = re.compile(r"[\[(][^\])\n]{1,40}[\])]")  # […], or what stands for a word that is not shown
_NEGATIONS = frozenset("no not never nobody none without cannot".split())

Segment = tuple[Span, list[Token]]


def find_altered_quotes(article: Article, posts: Collection[Post]) -> Iterator[Finding]:
    """Direct quotations that stand in none of the stored posts they are linked to, or leave out a negation."""
    by_key: dict[tuple[str, str], list[str]] = {}
    for post in posts:
        # as it is, and as a roundup shows it: without what turns or hides letters
        shown = dict.fromkeys((post.text, make_showable(post.text).text))
        by_key.setdefault((post.platform, post.post_id), []).extend(shown)
    for statement in article.statements:
        link = article.link_of(statement)
        texts = by_key.get((link.platform, link.post_id)) if link is not None else None
        if link is None or texts is None or statement.form != "quoted" or "nested" in statement.rule:
            continue
        segments = list(_segments(article.text, statement.quote_span))
        if sum(len(tokens) for _, tokens in segments) < FEWEST:
            continue
        read = [_content(tokenize(text)) for text in texts]
        beside = [by_key.get((each.platform, each.post_id), ()) for each in article.links_beside(statement)]
        others = (_content(tokenize(text)) for of_post in beside for text in of_post if text not in texts)
        wholes = chain(read, others)
        found = next(((places, whole) for whole in wholes if (places := _find(segments, whole)) is not None), None)
        if found is None:
            yield _altered(segments, read, link.url)
            continue
        places, stored = found
        for ((before, _), (after, _)), ((_, end), (start, _)) in zip(pairwise(segments), pairwise(places), strict=True):
            denied = next((token.text for token in stored[end:start] if _is_negation(token)), None)
            if denied is not None:
                yield make_finding(
                    "quote.elision",
                    ((before[1], after[0]),),
                    f"حُذف من الاقتباس نفي: «{_shown(stored[end:start])}»",
                    f"a negation is left out of the quotation: «{_shown(stored[end:start])}»",
                    evidence=(link.url,),
                )


def _segments(text: str, span: Span) -> Iterator[Segment]:
    """The runs of a quotation between what it leaves out; of a word masked in part, the rest is left out, too."""
    start = span[0]
    for hole in (*_LEFT_OUT.finditer(text, *span), None):
        end = hole.start() if hole else span[1]
        tokens = _content(tokenize(text[start:end]))
        if tokens and hole and _is_clitic(tokens[-1]) and start + tokens[-1].end == end:
            tokens = tokens[:-1]
        if tokens and start > span[0] and _is_clitic(tokens[0]) and not tokens[0].start:
            tokens = tokens[1:]
        if tokens:
            yield (start, end), tokens
        start = hole.end() if hole else end


def _is_clitic(token: Token) -> bool:
    return token.kind == "word" and len(token.text) <= LONGEST_CLITIC


def _content(tokens: Iterable[Token]) -> list[Token]:
    return [token for token in tokens if token.kind in {"word", "number", "hashtag"}]


def _folds(tokens: Iterable[Token]) -> list[str]:
    return [token.fold.strip("#_") for token in tokens]


def _find(segments: Sequence[Segment], post: Sequence[Token]) -> list[tuple[int, int]] | None:
    """Where the runs of a quotation stand in a post, in order, as token positions; None when one does not."""
    folded = _folds(post)
    places: list[tuple[int, int]] = []
    at = 0
    for _, tokens in segments:
        wanted = _folds(tokens)
        found = next((p for p in range(at, len(folded) - len(wanted) + 1) if folded[p : p + len(wanted)] == wanted), -1)
        if found < 0:
            return None
        at = found + len(wanted)
        places.append((found, at))
    return places


def _altered(segments: Sequence[Segment], posts: Sequence[Sequence[Token]], url: str) -> Finding:
    """The first run that stands in no capture of the post, and where it leaves the nearest one."""
    missing = (each for each in segments if all(_find([each], post) is None for post in posts))
    span, tokens = next(missing, segments[0])
    matchers = [(SequenceMatcher(None, _folds(tokens), _folds(post), autojunk=False), post) for post in posts]
    matcher, post = max(matchers, key=lambda each: each[0].ratio())
    first, last, start, end = next(
        (places for kind, *places in matcher.get_opcodes()
         if kind in {"replace", "delete"} or (kind == "insert" and 0 < places[0] < len(tokens))),
        (0, len(tokens), 0, len(post)),  # each run stands in the post, in another order
    )  # fmt: skip
    if first == last:  # the post has more words here
        first, last, start, end = first - 1, first + 1, start - 1, end + 1
    said, stored = _shown(tokens[first:last]), _shown(post[start:end])
    return make_finding(
        "quote.altered",
        ((span[0] + tokens[first].start, span[0] + tokens[last - 1].end),),
        f"في الاقتباس «{said}»، وفي المنشور المحفوظ «{stored}»",
        f"the quotation has «{said}», the stored post «{stored}»",
        evidence=(url,),
    )


def _is_negation(token: Token) -> bool:
    forms = {token.fold, token.fold[1:] if token.fold[:1] in {"و", "ف"} else token.fold}
    return not forms.isdisjoint(words("negation") | _NEGATIONS) or token.fold.endswith("n't")


def _shown(tokens: Sequence[Token]) -> str:
    kept = " ".join(token.text for token in tokens[:SHOWN])
    return f"{kept} …" if len(tokens) > SHOWN else kept
