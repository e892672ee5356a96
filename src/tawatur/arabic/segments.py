"""Cut words into proclitics, stem and enclitics, with the lemma of the stem.

Every way of cutting a word is tried; the stem is looked up among particles, nouns, verbs, names and places, and the
best known reading wins: a known word is not cut (وزير), a common one goes before a rare one. Deterministic; no model.
The neighbours decide only what a word cannot show itself: whether فهم is "so they", whether كتب is "books".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from tawatur.arabic.folding import fold_word
from tawatur.arabic.gazetteer import is_place_word
from tawatur.arabic.lexicon import STRONG_GIVEN_NAME, given_count, is_family_name
from tawatur.arabic.nouns import nouns
from tawatur.arabic.tables import read_table
from tawatur.arabic.tokens import Span, tokenize
from tawatur.arabic.tokens import Token as TextToken
from tawatur.arabic.verbs import SHADDA, written_forms

ARTICLE = "ال"
_MARKS = re.compile("[\u064b-\u0652\u0670\u0640\u200c-\u200f\u061c\u202a-\u202e\u2066-\u2069]")
_ALEFS = str.maketrans(
    {
        "\N{ARABIC LETTER ALEF WITH HAMZA ABOVE}": "ا",
        "\N{ARABIC LETTER ALEF WITH HAMZA BELOW}": "ا",
        "\N{ARABIC LETTER ALEF WITH MADDA ABOVE}": "ا",
        "\N{ARABIC LETTER ALEF WASLA}": "ا",
        "\N{ARABIC LETTER ALEF MAKSURA}": "ي",
    }
)
_SHORTEST_STEM = 2
_CONJUNCTIONS = ("و", "ف")
_PREPOSITIONS = ("ب", "ل", "ك")
_FUTURE = "س"
_LAM = "ل"
_ASKING = "\N{ARABIC LETTER ALEF WITH HAMZA ABOVE}"
_ASKED = frozenset("لم لا ليس لست فلا ولا ولم فلم وليس".split())
_TEH = "ت"
_NISBA = "ي"
_TEH_MARBUTA = "\N{ARABIC LETTER TEH MARBUTA}"
_HAMZA = "\N{ARABIC LETTER HAMZA}"
_SEATS = ("\N{ARABIC LETTER YEH WITH HAMZA ABOVE}", "\N{ARABIC LETTER WAW WITH HAMZA ABOVE}")
_PRONOUNS = tuple("هما كما هم هن ها كم كن نا ني ه ك ي".split())
_WEAK_PRONOUNS = frozenset("ه ك ي نا كم كن ني كما".split())  # also ends of stems: only with a stem that is known
_OBJECTS = frozenset("هما كما هم هن ها كم كن نا ني ه ك".split())
_FIRST_OBJECTS = tuple("ك ه ها هم كم ني نا".split())
_OF_SPEECH = frozenset("ك ي كم كن كما".split())
_ALONE = frozenset("هم هن هما هي هو".split())  # pronouns that stand alone: only و and ف go before them

Pos = str  # "particle" | "noun" | "verb" | "name" | "" unknown

_WHOLE = 90  # a common word as it stands
_CUT = 85  # a common word behind clitics; one less for each
_RARE = 60
_RARE_CUT = 46
_WITH_ARTICLE = 70  # what stands behind an article that is written in full, known or not
_UNKNOWN = 40
_ADDRESSED = 30  # news hardly says "your"; مشترك is "common", not "your buyer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One word of a text, cut.

    Attributes:
        span: the whole word in the text, clitics included.
        proclitics: what is written in front, in order: و ف, س, ب ل ك, ال (behind ل too, without its alef).
        stem: the word itself, its last letter given back (استيلائها: استيلاء, مدينتهم: مدينة).
        enclitics: pronouns written behind, in order.
        lemma: dictionary form of the stem: past of a verb, singular of a noun; the stem itself where no table knows it.
    """

    span: Span
    proclitics: tuple[str, ...]
    stem: str
    enclitics: tuple[str, ...]
    lemma: str


class _Entry(NamedTuple):
    lemma: str
    pos: Pos
    is_common: bool
    bonus: int = 0  # over another reading of the same word


class _Cut(NamedTuple):
    proclitics: tuple[str, ...]
    stem: str  # as written
    enclitics: tuple[str, ...]


class _Reading(NamedTuple):
    score: float
    cut: _Cut
    lemma: str
    pos: Pos


def light(word: str) -> str:
    """A word without marks, with one alef and one yeh; teh marbuta and the seats of hamza stay.

    >>> light("أنباءٌ")
    'انباء'
    """
    return _MARKS.sub("", word).translate(_ALEFS)


def segment(text: str) -> list[Token]:
    """The words of a text in order, each cut; numbers, marks, links and handles are left out, a tag is not cut.

    >>> [(token.proclitics, token.stem, token.enclitics, token.lemma) for token in segment("بعد استيلائها")]
    [((), 'بعد', (), 'بعد'), ((), 'استيلاء', ('ها',), 'استيلاء')]
    """
    tokens = [token for token in tokenize(text) if token.kind not in {"link", "handle", "mark", "newline"}]
    found = []
    seen: dict[str, list[_Reading]] = {}
    for at, token in enumerate(tokens):
        if token.kind == "hashtag":
            body = token.text[1:]
            found.append(Token(span=(token.start, token.end), proclitics=(), stem=body, enclitics=(), lemma=body))
        elif token.is_word:
            best = _best(tokens, at, seen)
            found.append(
                Token(
                    span=(token.start, token.end),
                    proclitics=best.cut.proclitics,
                    stem=best.cut.stem,
                    enclitics=best.cut.enclitics,
                    lemma=best.lemma,
                )
            )
    return found


def _best(tokens: Sequence[TextToken], at: int, seen: dict[str, list[_Reading]]) -> _Reading:
    word = _MARKS.sub("", tokens[at].text)
    before = light(tokens[at - 1].text) if at and tokens[at - 1].is_word else ""
    after = light(tokens[at + 1].text) if at + 1 < len(tokens) and tokens[at + 1].is_word else ""
    readings = seen.get(word)
    if readings is None:
        readings = seen[word] = _readings(word)
    return max(readings, key=lambda reading: reading.score + _fit(reading, before, after))


def _fit(reading: _Reading, before: str, after: str) -> float:
    """What the neighbours add: a noun after a preposition, a verb after قد or لم, "so they" before a verb."""
    bare = before[1:] if before[:1] in _CONJUNCTIONS and before not in _prepositions() else before
    if reading.pos == "verb":
        if bare in _prepositions() and not reading.cut.proclitics:
            return -12
        is_after_name = given_count(fold_word(bare)) >= STRONG_GIVEN_NAME or is_family_name(fold_word(bare))
        return 6 if bare in _verb_particles() or (is_after_name and bare not in _particles()) else 0
    if reading.pos == "noun":
        return 3 if bare in _prepositions() else -8 if bare in _verb_particles() else 0
    if reading.pos == "particle" and reading.cut.proclitics and reading.cut.stem in _ALONE:
        entry = _lexicon_entry(after)
        is_clause = after[:1] in {"ي", "ت"} and entry is not None and entry.pos == "verb"
        return 12 if is_clause else 0
    if reading.pos == "name" and reading.cut.stem.startswith(ARTICLE) and given_count(fold_word(before)) >= _SOME:
        return 30  # بشار الأسد: a surname, though الأسد is a lion too
    if reading.pos == "name" and light(reading.cut.stem) == "باسم" and after.startswith(ARTICLE):
        return -12  # in the name of
    if reading.pos == "particle" and light(reading.cut.stem) == "قد" and reading.cut.proclitics:
        entry = _lexicon_entry(after)
        return 12 if entry is not None and entry.pos == "verb" else 0
    return 0


@cache
def _particles_that(column: str, value: str) -> frozenset[str]:
    return frozenset(light(row["word"]) for row in read_table("particles") if row[column] == value)


def _prepositions() -> frozenset[str]:
    return _particles_that("before", "noun")


def _verb_particles() -> frozenset[str]:
    return _particles_that("before", "verb")


# -- cutting ---------------------------------------------------------------------------------------------------------


def _cuts(word: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """(proclitics, rest) in every way the letters allow; the word whole comes first."""
    plain = light(word)
    heads: list[tuple[tuple[str, ...], int]] = [((), 0)]
    if plain[:1] in _CONJUNCTIONS:
        heads.append(((plain[0],), 1))
    if word[:1] == _ASKING and plain[1:] in _ASKED:
        yield (_ASKING,), word[1:]
        heads = [((_ASKING, plain[1]), 2)] if plain[1] in _CONJUNCTIONS else []
    for head, at in heads:
        rest = plain[at:]
        yield head, word[at:]
        if rest.startswith(ARTICLE):
            yield (*head, ARTICLE), word[at + 2 :]
        if rest[:1] == _FUTURE and rest[1:2] in {"ي", "ت", "ن", "ا"}:
            yield (*head, _FUTURE), word[at + 1 :]
        if rest == "لله":
            yield (*head, _LAM), "الله"
        if rest[:1] in _PREPOSITIONS:
            yield (*head, rest[0]), word[at + 1 :]
            if rest[1:].startswith(ARTICLE):
                yield (*head, rest[0], ARTICLE), word[at + 3 :]
            if rest.startswith(_LAM + _LAM):
                yield (*head, _LAM, ARTICLE), word[at + 2 :]  # للفرقة
                yield (*head, _LAM, ARTICLE), word[at + 1 :]  # للجنة


def _pronoun_cuts(rest: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """(stem as written, pronouns) in every way; without a pronoun first."""
    yield rest, ()
    for pronoun in _PRONOUNS:
        stem = rest.removesuffix(pronoun)
        if stem == rest or len(stem) < _SHORTEST_STEM:
            continue
        yield stem, (pronoun,)
        if pronoun not in _OBJECTS:
            continue
        for first in _FIRST_OBJECTS:
            inner = stem.removesuffix(first)
            if inner != stem and len(inner) > _SHORTEST_STEM:
                yield inner, (first, pronoun)


def _restored(stem: str) -> Iterator[str]:
    """What a stem before a pronoun may be when it stands alone, the likeliest first."""
    if stem.endswith(_TEH):
        yield stem[:-1] + _TEH_MARBUTA
    if stem.endswith(_SEATS):
        yield stem[:-1] + _HAMZA
    if stem.endswith("ا") and len(stem) > _SHORTEST_STEM:
        yield stem[:-1] + "\N{ARABIC LETTER ALEF MAKSURA}"
    if stem.endswith("و"):
        yield f"{stem}ا"
    yield stem


def _readings(word: str) -> list[_Reading]:
    found = []
    for proclitics, rest in _cuts(word):
        if len(rest) < _SHORTEST_STEM and proclitics:
            continue
        for written, enclitics in _pronoun_cuts(rest):
            for stem in _restored(written) if enclitics else (written,):
                found += _read(_Cut(proclitics, stem, enclitics), written)
    lone = _lone_preposition(word)
    if lone is not None:
        found.append(lone)
    if not found:
        found.append(_Reading(0, _Cut((), word, ()), word, ""))
    return found


def _lone_preposition(word: str) -> _Reading | None:
    """ب or ل with nothing but a pronoun: به, لها, ولهم."""
    plain = light(word)
    head = (plain[0],) if plain[:1] in _CONJUNCTIONS and len(plain) > _SHORTEST_STEM else ()
    rest = word[len(head) :]
    if light(rest)[:1] in {"ب", "ل"} and rest[1:] in _PRONOUNS:
        return _Reading(_CUT + 6, _Cut(head, rest[0], (rest[1:],)), rest[0], "particle")
    return None


def _read(cut: _Cut, written: str) -> list[_Reading]:
    """How well one cut reads, once for each word that its stem may be; nothing when it cannot be."""
    proclitics, stem, enclitics = cut
    plain = light(stem)
    has_article = ARTICLE in proclitics
    clitics = len(proclitics) + len(enclitics)
    if has_article and (enclitics or plain.startswith(ARTICLE)):
        return []
    readings = []
    for entry in _entries(stem):
        if not _agrees(cut, written, entry, plain):
            continue
        if entry.is_common:
            score = (_CUT - clitics) if clitics else _WHOLE
        else:
            score = (_RARE_CUT - clitics) if clitics else _RARE
        if enclitics and entry.pos == "noun" and enclitics[-1] in _OF_SPEECH:
            score -= _ADDRESSED
        if has_article:
            score = max(score, _WITH_ARTICLE) + (2 if entry.is_common else 1)
        readings.append(_Reading(score + entry.bonus, cut, entry.lemma, entry.pos))
    if readings:
        return readings
    unknown = _unknown(cut, written, plain)
    return [unknown] if unknown else []


def _agrees(cut: _Cut, written: str, entry: _Entry, plain: str) -> bool:
    """Whether a word of this kind takes these clitics."""
    proclitics, stem, enclitics = cut
    last = proclitics[-1] if proclitics else ""
    if entry.pos == "verb":
        if last in {"ب", "ك", ARTICLE} or (enclitics and enclitics[-1] == "ي"):
            return False
        if last in {_FUTURE, _LAM} and not _is_present(plain):
            return False
        if stem.endswith(_TEH_MARBUTA):
            return False
        return not (enclitics and stem.endswith("وا") and not plain.endswith("وا"))
    if last == _FUTURE or "ني" in enclitics or len(enclitics) > 1:
        return entry.pos == "particle" and "ني" in enclitics
    if entry.pos == "particle":
        if stem == "ان" and last == "ك":  # كان
            return False
        if last == ARTICLE or (last in _PREPOSITIONS and plain in _particles_that("behind", "no preposition")):
            return False
        return not enclitics or plain in _particles_that("takes", "pronoun")
    if entry.pos == "name":
        return not enclitics
    is_lengthened = stem != written and stem.endswith("وا")
    return not is_lengthened and not (enclitics and stem == written and stem.endswith(_TEH_MARBUTA))


def _is_present(plain: str) -> bool:
    return plain[:1] in {"ي", "ت", "ن", "ا"}


def _unknown(cut: _Cut, written: str, plain: str) -> _Reading | None:
    """A word that no table knows: what its shape says."""
    proclitics, stem, enclitics = cut
    if len(plain) < 3 or (enclitics and stem != next(_restored(written))):
        return None
    if len(enclitics) > 1 or (enclitics and enclitics[0] in _WEAK_PRONOUNS and enclitics[0] != "ه"):
        return None
    last = proclitics[-1] if proclitics else ""
    lemma = _guess_singular(stem)
    if last == ARTICLE:
        return _Reading(_WITH_ARTICLE - len(proclitics), cut, lemma, "noun")
    if last in {_FUTURE, "ك", "ف"}:
        return _Reading(_UNKNOWN - 6 - len(enclitics), cut, lemma, "")
    score = _UNKNOWN + {"": 0, "و": 2, "ب": -2, "ل": -3}.get(last, -4)
    if enclitics:
        score += 4 if enclitics[0] != "ه" or stem.endswith(_TEH_MARBUTA) else -1
    return _Reading(score, cut, lemma, "")


_SOUND_ENDINGS = tuple("تين تان ون ين ان".split())


def _guess_singular(stem: str) -> str:
    if len(stem) > 4 and stem.endswith("ية"):
        return stem[:-1]
    if len(stem) > 5 and stem.endswith("ات"):
        return stem[:-2] + _TEH_MARBUTA
    for ending in _SOUND_ENDINGS[2:4]:
        if len(stem) > 5 and stem.endswith(ending):
            return stem.removesuffix(ending)
    return stem


def is_ordinary_word(word: str) -> bool:
    """Whether a word, without its article, is a noun, a form of a common verb or a particle.

    >>> is_ordinary_word("الباب"), is_ordinary_word("سراقب")
    (True, False)
    """
    plain = light(word)
    bare = plain.removeprefix(ARTICLE) if len(plain) > len(ARTICLE) + 1 else plain
    verb = _verb_index().get(plain)
    is_verb = verb is not None and verb.is_common
    noun = _noun(bare, bare)
    return is_verb or plain in _particles() or (noun is not None and noun.is_common)


# -- looking up ------------------------------------------------------------------------------------------------------


def _lexicon_entry(plain: str) -> _Entry | None:
    return next(iter(_entries(plain)), None)


def _entries(stem: str) -> Iterator[_Entry]:
    """What a stem may be."""
    plain = light(stem)
    particle = _particles().get(stem) or _particles().get(plain)
    if particle is not None and stem not in _VERBS_OF_PARTICLES:
        yield _Entry(particle, "particle", is_common=True, bonus=8)
    noun = None if _is_article(stem, plain) else _noun(_MARKS.sub("", stem), plain)
    if noun is not None:
        yield noun
    verb = _verb_index().get(plain)
    if verb is not None:
        yield verb
    folded = fold_word(stem)
    if is_place_word(folded):
        yield _Entry(stem, "name", is_common=True, bonus=1)
    elif given_count(folded) >= STRONG_GIVEN_NAME:
        yield _Entry(stem, "name", is_common=given_count(folded) >= _MANY and not stem.endswith("ه"))
    elif plain.startswith(ARTICLE) and is_family_name(folded):
        yield _Entry(stem, "name", is_common=_noun(plain[2:], plain[2:]) is None)


_VERBS_OF_PARTICLES = frozenset({"كان"})  # كأن is written with its hamza
_SOME = 10  # bearers in the index
_MANY = 60  # bearers in the index


@cache
def _particles() -> dict[str, str]:
    """Particle -> lemma."""
    rows = [(row["word"], row["lemma"] or row["word"]) for row in read_table("particles")]
    return {light(word): lemma for word, lemma in reversed(rows)} | dict(rows)


@cache
def _noun_index() -> dict[str, str]:
    """Listed noun in every given or broken form, as written and with one alef -> lemma; a singular goes first."""
    counted, listed = list(nouns().values()), list(read_table("nouns"))
    pairs = [(noun.singular, noun.singular) for noun in counted]
    pairs += [(row["singular"], row["singular"]) for row in listed]
    pairs += [(form, noun.singular) for noun in counted for forms in noun.every_form() for form in forms]
    pairs += [(form, row["singular"]) for row in listed for form in row["plurals"].split()]
    pairs += _role_nouns()
    for row in read_table("adjectives"):
        masculine = row["word"]
        forms = (masculine, row["feminine"] or masculine + _TEH_MARBUTA, row["plural"])
        pairs += [(form, masculine) for form in forms if form]
    index: dict[str, str] = {}
    for spell in (str, light):
        for form, lemma in pairs:
            index.setdefault(spell(form), lemma)
    return index


def _role_nouns() -> Iterator[tuple[str, str]]:
    """Nouns that head speakers; a plural goes to the singular with its gloss and gender."""
    singular: dict[tuple[str, str], str] = {}
    rows = list(read_table("speakers"))
    for row in rows:
        if row["number"] == "singular":
            singular.setdefault((row["gloss"], row["gender"]), row["word"])
    for row in rows:
        own = row["word"] if row["number"] == "singular" else None
        if not row["word"].endswith("ه"):  # the table has some as they are mistyped
            yield row["word"], own or singular.get((row["gloss"], row["gender"]), row["word"])


@cache
def _derived_nouns() -> dict[str, _Entry]:
    """Participles and verbal nouns of the attested verbs, as written and with one alef; of common verbs: common."""
    common = _common_verbs()
    entries = [
        _Entry(noun, "noun", row["lemma"] in common)
        for row in read_table("attested_verbs")
        for noun in row["nouns"].split()
    ]
    entries.sort(key=lambda entry: not entry.is_common)
    index: dict[str, _Entry] = {}
    for entry in entries:
        index.setdefault(entry.lemma, entry)
    for entry in entries:
        index.setdefault(entry.lemma.translate(_ALEFS), entry)
    return index


def _is_article(stem: str, plain: str) -> bool:
    """Whether a word begins with the article rather than with the hamza of a plural (السنة, not ألسنة)."""
    return plain.startswith(ARTICLE) and stem.startswith(ARTICLE) and _starts_with_hamza().get(plain, False)


@cache
def _starts_with_hamza() -> dict[str, bool]:
    """Listed plurals in أل -> True."""
    forms = (form for row in (*read_table("nouns"), *read_table("counted_nouns")) for form in row["plurals"].split())
    return {light(form): True for form in forms if form.startswith("أل")}


def _noun(written: str, plain: str) -> _Entry | None:
    """A noun or adjective in any of its forms; one that agrees in its hamza goes first (إخطارات, not أخطار)."""
    listed, derived = _noun_index(), _derived_nouns()
    for form in dict.fromkeys((written, plain)):
        for stem in _singulars(form):
            if stem in listed:
                is_accusative = form.endswith("ا") and not listed[stem].endswith("ا")
                bonus = 2 if stem == form and not is_accusative else 0 if is_accusative else 1
                return _Entry(listed[stem], "noun", is_common=True, bonus=bonus)
            if stem in derived:
                return derived[stem]
    for ending in (_NISBA, _NISBA + _TEH_MARBUTA):
        base = plain.removesuffix(ending)
        if base != plain and len(base) > _SHORTEST_STEM:
            for stem in (base, base + _TEH_MARBUTA, base[:-1] + _HAMZA if base.endswith(_SEATS) else base):
                if stem in listed or stem in derived:
                    return _Entry(written.removesuffix(_TEH_MARBUTA), "noun", is_common=False, bonus=2)
    return None


def _singulars(plain: str) -> Iterator[str]:
    """The forms a noun may be the plural, dual, feminine, construct or accusative of, itself first."""
    yield plain
    if len(plain) < 4:
        return
    if plain.endswith("آت"):
        yield plain[:-2] + "أة"
    elif plain.endswith("ات"):
        yield plain[:-2] + _TEH_MARBUTA
        yield plain[:-2]
    elif plain.endswith(("تان", "تين")):
        yield plain[:-3] + _TEH_MARBUTA
        yield plain[:-2]
    elif plain.endswith(("ون", "ين", "ان")):
        yield plain[:-2]
        yield f"{plain[:-2]}ي"
    elif plain.endswith(("تا", "تي")):
        yield plain[:-2] + _TEH_MARBUTA
    if plain.endswith(("و", "ا")) or (plain.endswith("ي") and plain.startswith("م")):
        yield plain[:-1]  # مسلحو, مقاتلي; but وطني is an adjective
    if plain.endswith(_TEH_MARBUTA):
        yield plain[:-1]
    if plain.endswith(_SEATS):
        yield plain[:-1] + _HAMZA


@cache
def _common_verbs() -> dict[str, int]:
    """Lemma -> rank among the common verbs."""
    return {row["lemma"]: rank for rank, row in enumerate(read_table("common_verbs"))}


@cache
def _verb_index() -> dict[str, _Entry]:
    """Every written form of every verb, without clitics -> entry; common verbs first, then those of large families."""
    common = _common_verbs()
    rows = [
        (common.get(row["lemma"], len(common)), -int(row["family"]), row["lemma"], row["presents"].split())
        for row in read_table("attested_verbs")
    ]
    listed = {lemma for _, _, lemma, _ in rows}
    rows += [(common.get(row["lemma"], len(common)), 0, row["lemma"].replace(SHADDA, ""), [row["present"]])
             for row in read_table("verbs") if row["lemma"] not in listed]  # fmt: skip
    index: dict[str, _Entry] = {}
    for of_addressed in (False, True):  # news speaks of a third person: تخلوا is "they gave up", not "you empty"
        for rank, _, lemma, presents in sorted(rows):
            entry = _Entry(lemma, "verb", is_common=rank < len(common))
            for present in presents:
                for form in written_forms(lemma, present, of_addressed=of_addressed):
                    index.setdefault(form.translate(_ALEFS), entry)
    return index
