"""Arabic itself: folding, words, verbs, numbers, times, places; every result points back into the original text."""

from tawatur.arabic.places import Place, find_places

__all__ = ["Place", "find_places"]
