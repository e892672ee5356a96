"""Join words as Arabic writes them: proclitics, lists, quotation marks around words that are never changed."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from tawatur.arabic.nouns import ARTICLE
from tawatur.errors import InputError

AND = "\N{ARABIC LETTER WAW}"
_LAM = "\N{ARABIC LETTER LAM}"
_TATWEEL = "\N{ARABIC TATWEEL}"
_CONJUNCTIONS = frozenset({AND, "\N{ARABIC LETTER FEH}"})
_PREPOSITIONS = frozenset({"\N{ARABIC LETTER BEH}", _LAM, "\N{ARABIC LETTER KAF}"})
# Words that begin with the letters of the article and do not have it: mostly verbal nouns of form VIII of roots in lam.
_WITHOUT_ARTICLE = tuple(
    "التزام التقاء التقاط التماس التهاب التحاق التحام التفاف التفات التباس التجاء التواء التهام التئام".split()
)
# In the order of preference; the first pair of which the quoted words have neither mark is taken.
_MARKS = (("«", "»"), ("“", "”"), ('"', '"'), ("‹", "›"), ("„", "‟"))


def attach(proclitics: str, text: str) -> str:
    """A word with و, ف, ب, ل or ك in front, alone or in a row (ول, وب), written as one word.

    ل takes the alef of the article (للحكومة, للجنة). Before a hashtag, figures, a quotation mark or Latin letters a
    letter that joins is drawn out (لـ#حمص, بـ«...»); و stands as it is (و20:43).

    Raises: InputError for other letters, or when there is no word.

    >>> attach("ل", "الحكومة"), attach("و", "حلب"), attach("ل", "#حمص"), attach("ول", "اللجنة")
    ('للحكومة', 'وحلب', 'لـ#حمص', 'وللجنة')
    """
    if not text:
        raise InputError(f"no word to attach {proclitics!r} to")
    before, last = proclitics[:-1], proclitics[-1:]
    if before not in {"", *_CONJUNCTIONS} or last not in _CONJUNCTIONS | _PREPOSITIONS:
        raise InputError(f"{proclitics!r} is no proclitic: give a conjunction, a preposition, or the two in this order")
    if last == _LAM and text.startswith(ARTICLE) and not text.startswith(_WITHOUT_ARTICLE):
        rest = text.removeprefix(ARTICLE)
        return proclitics + (rest if rest.startswith(_LAM) else _LAM + rest)
    is_joined = unicodedata.bidirectional(text[0]) == "AL" and text[0].isalpha()
    return proclitics + ("" if is_joined or last == AND else _TATWEEL) + text


def join_words(words: Sequence[str]) -> str:
    """A list as Arabic writes it, with و before each but the first: "حمص وحلب وحماة"; "" of none.

    >>> join_words(["حمص", "حلب", "حماة"])
    'حمص وحلب وحماة'
    """
    return " ".join([*words[:1], *(attach(AND, word) for word in words[1:])])


def quote(text: str) -> str:
    """Somebody's words between marks, the words untouched.

    The marks are « » unless the words have one of the two (balanced or not); then the first of “ ”, " ", ‹ › and „ ‟
    that they do not have, so that what is quoted ends where it ends. Words that have all of them get « ».

    >>> quote("نحن «قريبون» منها")
    '“نحن «قريبون» منها”'
    """
    pairs = (pair for pair in _MARKS if not set(pair) & set(text))
    opening, closing = next(pairs, _MARKS[0])
    return f"{opening}{text}{closing}"
