"""What the article, or somebody in it, says and somebody else in it denies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from tawatur.arabic.folding import fold_word
from tawatur.arabic.lexicon import words
from tawatur.arabic.tokens import Span, Token
from tawatur.arabic.verbs import joinable_forms, read_verb
from tawatur.check.article import Article
from tawatur.check.codes import make_finding
from tawatur.check.conflicts import who_says
from tawatur.check.measures import SAME_STEM, is_same_stem
from tawatur.check.records import Finding
from tawatur.claims.assertion import SENTENCE_ENDS, clause_around, ends_clause, read_assertion
from tawatur.statements import Statement

REACH = 8  # words between a verb of denial and what it denies (ونفى المتحدث باسم وزارة الدفاع الأنباء)
LONGEST = 160  # characters of an assertion that a finding shows
_ALIVE = tuple(tuple(map(fold_word, each.split())) for each in ("حي يرزق", "على قيد الحياة", "حية ترزق", "لا يزال حيا"))
NEAR_STATEMENT = 4  # characters between a statement and the denial of it
MAX_COMPARED = 50  # statements before a denial and behind it
FEWEST_WORDS = 2  # of a denial that another statement must share
SHARE = 0.6  # of them
LONGEST_DENIAL = 20  # words behind a verb of denial
_THIS = frozenset({"ذلك", "الامر"})
_EMPTY = frozenset(map(fold_word, "أي وجود صحة ما حدوث وقوع كل جميع أنباء".split()))
_EXISTENCE = frozenset(map(fold_word, "وجود حدوث وقوع حصول".split()))


def find_denials(article: Article) -> Iterator[Finding]:
    """What is called untrue by name (لا صحة لأنباء استقالته); then the news as a whole (نفى الخبر)."""
    told: set[str] = set()
    folds = {token.fold for token in article.tokens if token.is_word}
    has_rumours = any(bare_word(fold) in words("rumour") for fold in folds)
    beginning = folds & (_denials() | _denied_that() | {alive[0] for alive in _ALIVE})
    for at, token in enumerate(article.tokens):
        if not (has_rumours or token.fold in beginning):
            continue
        if _is_rumoured(article.tokens, at):
            stem = stem_of(token.fold)
            own = _asserted(article, stem) if stem not in told and _is_denied(article, at) else None
            told.add(stem)
            if own is not None and not _is_of_a_place(article, token):
                yield _finding(article, own, at)
        elif (dead := _said_alive(article, at)) is not None:
            yield _finding(article, dead, at)
        elif _refuses_it(token) and (refused := _said_before(article, at)) is not None:
            yield _finding(article, refused, at)
        elif token.fold in _denials() and not article.is_marked((token.start, token.end)):
            find = _said_before if _denies_this(article.tokens, at) else _asserted_by_another
            refused = find(article, at)
            if refused is not None:
                yield _finding(article, refused, at)
                continue
            lead = _lead(article)
            if lead is not None and lead[1] <= token.start and _denies_the_news(article.tokens, at):
                yield _finding(article, lead, at)


def _denies_this(tokens: Sequence[Token], at: int) -> bool:
    """ونفى العميد ذلك: what stands before, and nothing else."""
    for token in tokens[at + 1 : at + 1 + REACH]:
        if ends_clause(token) or token.fold in words("complementizer"):
            return False
        if token.fold in _THIS:
            return True
    return False


def _said_before(article: Article, at: int) -> Span | None:
    """The statement that stands just before a denial, in its line or at the end of the one before; None without."""
    start = article.tokens[clause_around(article.tokens, at, at)[0]].start
    giver = article.giver(article.tokens[at].start)
    if giver is not None and giver.quote_span[0] <= article.tokens[at].start:  # المنجم تلقى إنذارين لكن الشركة نفت ذلك
        told = article.tokens_between(giver.quote_span[0], article.tokens[at].start)
        return (told[0].start, told[-1].end) if len(told) > REACH - FEWEST_WORDS else None
    near = [
        each
        for each in article.statements_near(start, MAX_COMPARED)
        if each.quote_span[1] <= start + 1 and start - each.quote_span[1] <= NEAR_STATEMENT and each is not giver
    ]
    return max((each.quote_span for each in near), default=None)


def _asserted_by_another(article: Article, at: int) -> Span | None:
    """What somebody else says of the very thing that is denied (نفت الوزارة تعرض القاضي لضغوط): most of its words."""
    denied, is_of_existence = _denied_words(article.tokens, at)
    if is_of_existence and len(denied) == 1:
        return _asserted(article, denied[0], before=at)
    if len(denied) < FEWEST_WORDS:
        return None
    start = article.tokens[at].start
    near = article.statements_near(start, MAX_COMPARED)
    denying = next((each for each in near if each.cue_span and each.cue_span[0] == start), None)
    for statement in near:
        if statement.speaker is None or (denying is not None and statement.speaker == denying.speaker):
            continue
        if statement.quote_span[0] <= start < statement.quote_span[1]:
            continue
        said = {stem_of(token.fold) for token in _not_denied(article, statement) if token.is_word}
        said |= {stem.removesuffix("ا") for stem in said}  # فُصل 14 طبيبا, نفى فصل أي طبيب
        shared = [word for word in denied if any(is_same_stem(word, other) for other in said)]
        if len(shared) >= FEWEST_WORDS and SHARE * len(denied) <= len(shared):
            return statement.quote_span
    return None


def _denied_words(tokens: Sequence[Token], at: int) -> tuple[list[str], bool]:
    """Stems of what a verb of denial denies, up to the next verb of speech; whether it is said not to be (وجود كذا)."""
    found: list[str] = []
    is_of_existence = False
    for token in tokens[at + 1 : at + 1 + LONGEST_DENIAL]:
        if token.kind == "newline" or token.text in SENTENCE_ENDS | {":"} or token.fold in words("complementizer"):
            break
        form = read_verb(token.fold) if token.is_word else None
        if form is not None and form.kind == "participle":
            break
        if token.text in {"،", ","} and is_of_existence:
            break
        if token.is_word and stem_of(token.fold) in _EXISTENCE:
            found, is_of_existence = [], True  # what stands before is the subject
        elif token.text in {"،", ","}:
            found = []  # ونفت الوزارة، في بيان، تعرض القاضي …: what stands before is the subject
        elif token.is_word and token.fold not in words("preposition") and stem_of(token.fold) not in _EMPTY:
            found.append(stem_of(token.fold))
    return list(dict.fromkeys(found)), is_of_existence


def _not_denied(article: Article, statement: Statement) -> Iterator[Token]:
    """The words of the clauses of a statement that deny nothing themselves: a denial may say the same."""
    clause: list[Token] = []
    for token in (*article.tokens_of(statement), None):
        if token is not None and not ends_clause(token):
            clause.append(token)
            continue
        folds = {each.fold for each in clause} | {each.fold[1:] for each in clause if each.fold[:1] in {"و", "ف"}}
        if folds.isdisjoint(words("negation")) and folds.isdisjoint(_denials()):
            yield from clause
        clause = []


def _said_alive(article: Article, at: int) -> Span | None:
    """Where the article itself says that he died who is called alive here (الككلي حي يرزق); None elsewhere."""
    folds = tuple(token.fold for token in article.tokens[at : at + 3])
    if not any(folds[: len(alive)] == alive for alive in _ALIVE):
        return None
    first, _ = clause_around(article.tokens, at, at)
    named = {token.fold.removeprefix("و") for token in article.tokens[first:at] if len(token.fold) > SAME_STEM - 1}
    for near, token in enumerate(article.tokens):
        span = (token.start, token.end)
        if not token.is_word or token.fold.removeprefix("و") not in words("death") or article.is_quoted(span):
            continue
        if article.is_framed(span) or article.is_marked(span):
            continue
        start, end = clause_around(article.tokens, near, near)
        if not named.isdisjoint(other.fold for other in article.tokens[near + 1 : end]):
            return article.tokens[start].start, article.tokens[end - 1].end
    return None


def _asserted(article: Article, stem: str, before: int | None = None) -> Span | None:
    """The first clause in which the article says this word in its own voice as a fact; None without one.

    `before`: the token up to which it is looked for; to the end of the text without it.
    """
    for at, token in enumerate(article.tokens[:before]):
        if not token.is_word or not is_same_stem(stem, stem_of(token.fold)) or _is_rumoured(article.tokens, at):
            continue
        span = (token.start, token.end)
        if article.is_framed(span) or article.is_quoted(span) or article.is_marked(span):
            continue
        first, end = clause_around(article.tokens, at, at)
        if read_assertion(article.tokens, at, (first, end)) == ("affirmed", "certain"):
            return article.tokens[first].start, article.tokens[end - 1].end
    return None


def _is_rumoured(tokens: Sequence[Token], at: int) -> bool:
    """Whether a word is what a rumour is said to be about (ما يشاع عن X, أنباء X, شائعات حول X)."""
    before = at - 1
    if before >= 0 and tokens[before].fold in words("preposition"):
        before -= 1
    is_thing = tokens[at].is_word and tokens[at].fold not in words("preposition")
    return is_thing and before >= 0 and bare_word(tokens[before].fold) in words("rumour")


def _is_denied(article: Article, at: int) -> bool:
    """Whether the sentence of a rumour calls it untrue."""
    clause = clause_around(article.tokens, at, at)
    assertion = read_assertion(article.tokens, at, clause)
    return assertion is not None and assertion[0] == "denied"


def _is_of_a_place(article: Article, token: Token) -> bool:
    """Whether this denies the state of a place, which is told as a conflict about that place."""
    return any(
        claim.state == "denied" and claim.span[0] <= token.start and token.end <= claim.span[1]
        for claim in article.claims
    )


def _denies_the_news(tokens: Sequence[Token], at: int) -> bool:
    """Whether a verb of denial has "the news" for its object, and nothing says which."""
    for near in range(at + 1, min(at + REACH, len(tokens))):
        fold = tokens[near].fold
        if ends_clause(tokens[near]) or fold in words("complementizer"):
            return False
        if fold.startswith("ال") and bare_word(fold) in words("rumour"):
            return not any(
                not ends_clause(token) and token.text not in SENTENCE_ENDS and token.fold not in words("denied wholly")
                for token in tokens[near + 1 : near + 2]
            )
    return False


def _lead(article: Article) -> Span | None:
    """The beginning of the article when it speaks there in its own voice; None when somebody is named for it."""
    first = next((token for token in article.tokens if token.is_word), None)
    if first is None or article.is_framed((first.start, first.end)) or article.is_marked((first.start, first.end)):
        return None
    line = article.text[first.start : first.start + LONGEST].partition("\n")[0]
    if line.rstrip().endswith(("؟", "?")):
        return None  # a headline that asks tells nothing
    return first.start, first.start + len(line)


def _finding(article: Article, own: Span, at: int) -> Finding:
    first, end = clause_around(article.tokens, at, at)
    while end < len(article.tokens) and article.tokens[end].text in {"،", ","} and end - at < LONGEST_DENIAL:
        _, end = clause_around(article.tokens, end + 1, end + 1)  # ونفت الوزارة، في بيان، كذا
    denial = (article.tokens[first].start, article.tokens[end - 1].end)
    giver = article.giver(article.tokens[at].start)
    who_ar, who_en = who_says(article, giver) if giver else ("وفيه أيضا", "and also")
    own_ar, own_en = who_says(article, article.giver(own[0]))
    shown = [article.text[span[0] : min(span[1], span[0] + LONGEST)].replace("\n", " ") for span in (own, denial)]
    return make_finding(
        "conflict.denial",
        (own, denial),
        f"{own_ar}: «{shown[0]}»؛ {who_ar}: «{shown[1]}»",
        f"{own_en}: «{shown[0]}»; {who_en}: «{shown[1]}»",
    )


def bare_word(fold: str) -> str:
    """A folded noun without و, ف, ب, ل and the article."""
    if fold[:1] in {"و", "ف"} and len(fold) > 4:
        fold = fold[1:]
    if fold.startswith("لل"):
        return fold[2:]
    if fold[:1] in {"ب", "ل"} and len(fold) > 4 and fold not in words("rumour"):
        fold = fold[1:]
    return fold.removeprefix("ال")


def stem_of(fold: str) -> str:
    """A folded word without its proclitics, article and the pronoun of its owner.

    >>> stem_of("واستقالتها"), stem_of("الاستقاله")
    ('استقاله', 'استقاله')
    """
    bare = bare_word(fold)
    for owner in ("هما", "ها", "هم", "نا", "ه"):
        if len(bare) > len(owner) + SAME_STEM and bare.endswith(f"ت{owner}"):
            return f"{bare[: -len(owner) - 1]}ه"
        if len(bare) > len(owner) + SAME_STEM and bare.endswith(owner) and owner != "ه":
            return bare[: -len(owner)]
    return bare


def _refuses_it(token: Token) -> bool:
    """Whether a word is "he denied it": كذبة "a lie" folds as كذبه does."""
    return token.fold in _denied_that() and not token.text.endswith("\N{ARABIC LETTER TEH MARBUTA}")


@cache
def _denied_that() -> frozenset[str]:
    """Verbs of denial with what they deny as a pronoun (وهو ما نفاه المدير, الأمر الذي نفته الوزارة)."""
    return frozenset(map(fold_word, "نفاه نفته نفاها نفتها ينفيه تنفيه نفوه كذبه كذبته".split()))


@cache
def _denials() -> frozenset[str]:
    return joinable_forms(words("denial verb"))
