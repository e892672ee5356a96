"""Arabic itself: folding, words, verbs, numbers, times, places; every result points back into the original text."""

from tawatur.arabic.counting import count_noun
from tawatur.arabic.gazetteer import using_places
from tawatur.arabic.people import Person, find_people
from tawatur.arabic.places import Place, find_places
from tawatur.arabic.quantities import Quantity, find_quantities
from tawatur.arabic.segments import Token, segment
from tawatur.arabic.times import TimeWindow, find_times

__all__ = [
    "Person",
    "Place",
    "Quantity",
    "TimeWindow",
    "Token",
    "count_noun",
    "find_people",
    "find_places",
    "find_quantities",
    "find_times",
    "segment",
    "using_places",
]
