"""What act a word may tell of: its verb, the verb of its noun, the acts of `data/acts.tsv`; and what words say nothing.

Arabic words are read by the table of attested verbs, English ones without their endings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import product

from tawatur.arabic.folding import fold_word
from tawatur.arabic.lexicon import words
from tawatur.arabic.nouns import nouns
from tawatur.arabic.tables import read_table
from tawatur.arabic.tokens import Token
from tawatur.arabic.verbs import joinable_forms, read_verb
from tawatur.check.denials import bare_word, stem_of
from tawatur.claims.assertion import STILL

SHORTEST = 3  # letters of a word that says something
LONG_PLURAL = 4  # letters of a word that may end in that of a plural

ANY = frozenset(map(fold_word, "أي أية أحد حدا أيا حتى any anybody anyone anything ever yet even".split()))
EMPTY = frozenset(
    map(fold_word, "تم يتم تتم كان كانت يكن تكن يكونوا نكن تكون يكون جرى يجر تجر بعد وجود حدوث وقوع حصول صحة ما "
                   "أنباء الأنباء تقارير خبر شائعات".split())
)  # fmt: skip
ENGLISH_EMPTY = frozenset(
    "the a an of to in on at by for from with its his her their our my it he she they we i you this that these those "
    "any some all had has have was were is are be been being having did do does not no never said says say would will "
    "about into up out off over nobody none there also still only just more".split()
)
_ENDINGS = tuple(map("".join, product(("", "ت", "وا", "ا", "تا", "نا", "ون", "ان", "ن"), ("", "ه", "ها", "هم"))))
_PERSONS = frozenset("يتنا")
_PLURALS = ("ات", "ون", "ين", "ان", "ا")


@cache
def denial_forms() -> frozenset[str]:
    """Folded verbs and nouns that deny (نفى, نافيا, تكذيب)."""
    past = joinable_forms(words("denial verb"))
    return past | frozenset(map(fold_word, "نافيا نافية نافين ونافيا نفي ونفي منكرا مكذبا تكذيب".split()))


def keys_at(tokens: Sequence[Token], at: int) -> frozenset[str]:
    """The acts that a word may be of: the word itself, the verbs it may be of, its act in the table."""
    own = _own_keys(tokens[at].text, tokens[at].fold)
    return own | {act for act, sign in acts_at(tokens, at, own) if sign == "+"}


@lru_cache(maxsize=1 << 14)
def _own_keys(text: str, fold: str) -> frozenset[str]:
    """The word itself and the verbs that it may be of."""
    if text[:1].isascii():
        key = _english_key(text.lower())
        return frozenset({key} if len(key) >= SHORTEST and key not in ENGLISH_EMPTY else ())
    stem = _stem_of(text, fold)
    return lemmas_of(fold) | ({f"={stem}"} if stem else frozenset())


@lru_cache(maxsize=1 << 14)
def may_be_opposite(text: str, fold: str) -> bool:
    """Whether the table knows a word as the opposite of an act, whatever follows it."""
    return any(sign == "-" for key in _own_keys(text, fold) for _, sign, _ in _classes().get(key, ()))


def acts_at(tokens: Sequence[Token], at: int, own: Iterable[str]) -> set[tuple[str, str]]:
    """(act, sign) of the table for a word with these readings."""
    following = tokens[at + 1].fold if at + 1 < len(tokens) else ""
    return {
        (act, sign)
        for key in own
        for act, sign, needed in _classes().get(key, ())
        if not needed or following in needed or (following[:1] in needed and len(following) > SHORTEST)
    }


@cache
def _classes() -> dict[str, tuple[tuple[str, str, frozenset[str]], ...]]:
    found: dict[str, tuple[tuple[str, str, frozenset[str]], ...]] = {}
    for row in read_table("acts"):
        needed = frozenset(map(fold_word, row["with"].split())) - {"-"}
        for word in row["words"].split():
            fold = fold_word(word)
            for key in {_english_key(word)} if word.isascii() else {fold, f"={_stem_of(word, fold)}"}:
                found[key] = (*found.get(key, ()), (row["act"], row["sign"], needed))
    return found


@dataclass(frozen=True, slots=True)
class _Verbs:
    """Folded lemmas of Arabic verbs: by the past, by the present without its first letter, by verbal noun."""

    pasts: frozenset[str]
    presents: dict[str, tuple[str, ...]]
    nouns: dict[str, tuple[str, ...]]


@cache
def _verbs() -> _Verbs:
    pasts: set[str] = set()
    presents: dict[str, tuple[str, ...]] = {}
    found: dict[str, tuple[str, ...]] = {}
    for row in read_table("attested_verbs"):
        lemma = fold_word(row["lemma"])
        pasts.add(lemma)
        for present in row["presents"].split():
            stem = fold_word(present)[1:]
            presents[stem] = (*presents.get(stem, ()), lemma)
        for noun in row["nouns"].split():
            form = fold_word(noun)
            if _is_participle(form):
                continue
            found[form] = (*found.get(form, ()), lemma)
    return _Verbs(frozenset(pasts), presents, found)


def unjoined(fold: str) -> str:
    """A folded word without the "and" before it."""
    return fold[1:] if fold[:1] in {"و", "ف"} else fold


def _is_participle(noun: str) -> bool:
    """Who does it or what it is done to (قاصف, مقصوف), and not the deed (مغادره)."""
    is_doer = len(noun) == SHORTEST + 1 and noun[1] == "ا" and not noun.endswith("ه")
    return is_doer or (noun.startswith("م") and not noun.endswith("ه"))


@lru_cache(maxsize=1 << 14)
def may_be_verb(fold: str) -> bool:
    """Whether a folded word may be a form of a verb, also behind a joined "and", and not only its noun."""
    verbs = _verbs()
    for form in {fold, unjoined(fold)}:
        for ending in _ENDINGS:
            stem = form.removesuffix(ending)
            if not form.endswith(ending) or len(stem) < SHORTEST:
                continue
            is_past = stem in verbs.pasts or f"{stem}ي" in verbs.pasts
            if is_past or (stem[:1] in _PERSONS and any(each in verbs.presents for each in _full(stem[1:]))):
                return True
    return False


@lru_cache(maxsize=1 << 14)  # a text says the same words again and again
def lemmas_of(fold: str) -> frozenset[str]:
    """The folded lemmas of the verbs that a folded Arabic word may be a form or the noun of.

    >>> sorted(lemmas_of("وانسحابهم") & lemmas_of("ينسحبوا"))
    ['انسحب']
    """
    verbs = _verbs()
    found: set[str] = set()
    for form in {fold, unjoined(fold) if len(fold) > SHORTEST else fold}:
        for ending in _ENDINGS:
            stem = form.removesuffix(ending)
            if not form.endswith(ending) or len(stem) < SHORTEST:
                continue
            found.update(each for each in (stem, f"{stem}ي") if each in verbs.pasts)
            if stem[:1] in _PERSONS and len(stem) > SHORTEST - (not ending):
                found.update(lemma for each in _full(stem[1:]) for lemma in verbs.presents.get(each, ()))
    for form in {bare_word(fold), stem_of(fold)}:
        found.update(verbs.nouns.get(form, ()))
        found.update(each for each in _first_forms(form) if each in verbs.pasts)
    return frozenset(found)


def _full(stem: str) -> tuple[str, ...]:
    """A present without its first letter, given back what it loses behind لم (ينهر: ينهار, يبق: يبقى)."""
    return (stem, f"{stem}ي", f"{stem}و", *(f"{stem[:-1]}{weak}{stem[-1:]}" for weak in "اوي"))


def _first_forms(noun: str) -> Iterator[str]:
    """The verb of three letters that a verbal noun may be of: قصف, هروب, عوده, ذهاب."""
    root = noun.removesuffix("ه")
    yield root
    if len(root) == SHORTEST + 1 and root[2] in "وا":
        yield f"{root[:2]}{root[3]}"
    if len(root) == SHORTEST and root[1] in "وي":
        yield f"{root[0]}ا{root[2]}"


@cache
def _singulars() -> dict[str, str]:
    """Folded singular or plural -> folded singular of the nouns that news counts."""
    forms = ((form, noun.singular) for noun in nouns().values() for form in (noun.singular, *noun.plurals))
    return {fold_word(form): fold_word(singular) for form, singular in forms}


def token_stem(token: Token) -> str:
    """What a word says, to be compared; empty for one that says nothing of its own."""
    return _stem_of(token.text, token.fold) if token.is_word else ""


@lru_cache(maxsize=1 << 14)
def _stem_of(text: str, fold: str) -> str:
    if text[:1].isascii():
        word = text.lower().removesuffix("'s").removesuffix("’s")
        key = _english_key(word)
        return "" if word in ENGLISH_EMPTY or key in ENGLISH_EMPTY or len(key) < SHORTEST else key
    bare = bare_word(fold)
    whole = fold.removeprefix("و").removeprefix("ال")
    shortest = SHORTEST - ("ال" in fold[:3])  # السد
    silent = words("preposition") | words("adverb") | words("time") | words("complementizer") | EMPTY | ANY | STILL
    is_silent = not silent.isdisjoint({fold, fold[1:], fold if "ال" in fold[:3] else bare})  # الماء is no ما
    if (
        is_silent
        or _singulars().get(whole) in words("time unit")
        or len(bare) < shortest
        or read_verb(fold) is not None
    ):
        return ""
    if whole in _singulars():
        return _singulars()[whole].removesuffix("ه")  # بيوت has no ب before it
    stem = stem_of(fold)
    singular = _singulars().get(stem) or _singulars().get(bare)
    if singular is None:
        singular = next(
            (stem.removesuffix(each) for each in _PLURALS if stem.endswith(each) and len(stem) > LONG_PLURAL), stem
        )
    return singular.removesuffix("ه")


@cache
def _irregular() -> dict[str, str]:
    return {form: row["verb"] for row in read_table("english_forms") for form in (row["verb"], *row["forms"].split())}


def _english_key(word: str) -> str:
    """An English word without its ending, the same for a verb and its noun.

    >>> _english_key("withdrew") == _english_key("withdrawal"), _english_key("evacuated") == _english_key("evacuation")
    (True, True)
    """
    word = _irregular().get(word, word)
    for ending in (
        "ations",
        "ation",
        "ions",
        "ion",
        "ments",
        "ment",
        "ings",
        "ing",
        "ated",
        "ates",
        "ate",
        "ed",
        "es",
        "s",
        "e",
    ):
        if word.endswith(ending) and len(word) - len(ending) > SHORTEST - 1:
            word = word[: -len(ending)]
            break
    return word[:-1] if len(word) > SHORTEST and word[-1:] == word[-2:-1] else word


def is_present(fold: str) -> bool:
    """Whether a folded word may be a verb in the present."""
    return fold[:1] in _PERSONS and any(each in _verbs().presents for each in _full(fold[1:]))


def keys_of(tokens: Sequence[Token], at: int) -> frozenset[str]:
    """What a word may be a form of; nothing for one that says nothing of its own."""
    return keys_at(tokens, at) if token_stem(tokens[at]) else frozenset()


def may_be_act(token: Token) -> bool:
    """Whether an Arabic word may be a form or the noun of a verb, or tells an act of the table."""
    return not lemmas_of(token.fold).isdisjoint(_verbs().pasts) or f"={token_stem(token)}" in _classes()
