"""Reposts, near-duplicates, shared links and media: how many independent voices stand behind posts, and why."""

from tawatur.voices.counting import count_voices
from tawatur.voices.merging import Placement, VoiceMerger, time_order
from tawatur.voices.records import Chain, Flood, Link, Merge, Reason, Step, VoiceCount

__all__ = [
    "Chain",
    "Flood",
    "Link",
    "Merge",
    "Placement",
    "Reason",
    "Step",
    "VoiceCount",
    "VoiceMerger",
    "count_voices",
    "time_order",
]
