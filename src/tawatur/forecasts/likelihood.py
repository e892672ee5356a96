"""From words of likelihood to a band of probability: assumed, from a documented table, never silently a number."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from tawatur.arabic.folding import fold_word
from tawatur.arabic.quantities import PERCENT, find_quantities
from tawatur.arabic.tables import read_table

SOURCE = "ICD 203 (US ODNI, 2015), D.6.e(2)(a)"
_HUNDRED = Decimal(100)
_LIKELY = frozenset(
    map(fold_word, "احتمال احتمالية الاحتمال نسبة بنسبة فرصة فرص بالتأكيد التأكد الثقة احتمالات".split())
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A probability that what is said comes true.

    Attributes:
        low, high: 0 to 1; equal where a number was stated.
        is_assumed: from words, by the table; False for a stated number.
    """

    low: float
    high: float
    is_assumed: bool

    @property
    def middle(self) -> float:
        """The middle of the band."""
        return (self.low + self.high) / 2


@cache
def _bands() -> dict[str, Band]:
    return {
        fold_word(row["words"]): Band(low=int(row["low"]) / 100, high=int(row["high"]) / 100, is_assumed=True)
        for row in read_table("likelihood")
    }


def band_of_words(likelihood_words: str | None) -> Band | None:
    """The band of the first word that the table has; None where no word has one.

    >>> band_of_words("من المرجح").low, band_of_words("ربما")
    (0.55, None)
    """
    found = (_bands().get(fold_word(word)) for word in (likelihood_words or "").split())
    return next((band for band in found if band is not None), None)


def stated_probability(text: str) -> Band | None:
    """The percentage that a text states as a probability (احتمال 70%, بنسبة 70 بالمئة); None where it states none."""
    words = {fold_word(word.strip('،,.؛:()«»"')) for word in text.split()}
    if words.isdisjoint(_LIKELY):
        return None
    for quantity in find_quantities(text):
        if quantity.unit == PERCENT and quantity.low is not None and quantity.high is not None:
            low, high = float(quantity.low / _HUNDRED), float(quantity.high / _HUNDRED)
            if 0 <= low <= high <= 1:
                return Band(low=low, high=high, is_assumed=False)
    return None
