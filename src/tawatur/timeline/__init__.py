"""A place's states and numbers over time: who said what when, what excludes what; as table, JSON, CSV, GeoJSON, SVG."""

from tawatur.timeline.topics import Topic, read_topic
from tawatur.timeline.wording import describe, event_word

__all__ = ["Topic", "describe", "event_word", "read_topic"]
