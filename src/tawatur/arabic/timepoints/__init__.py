"""Calendar expressions: a day, a date, a clock time, a month, a year, a part of one."""

from tawatur.arabic.timepoints.base import DAY, THAT, Point
from tawatur.arabic.timepoints.days import holiday_words
from tawatur.arabic.timepoints.reader import PointReader

__all__ = ["DAY", "THAT", "Point", "PointReader", "holiday_words"]
