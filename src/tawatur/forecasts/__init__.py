"""Statements about the future: read, remembered with their history, resolved against criteria, scored."""

from tawatur.forecasts.reading import (
    Direction,
    Forecast,
    Reading,
    Window,
    is_future_verb,
    read_forecasts,
    read_forecasts_in,
    read_post_forecasts,
    says_the_future,
)

__all__ = [
    "Direction",
    "Forecast",
    "Reading",
    "Window",
    "is_future_verb",
    "read_forecasts",
    "read_forecasts_in",
    "read_post_forecasts",
    "says_the_future",
]
