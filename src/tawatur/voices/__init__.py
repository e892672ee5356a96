"""Reposts, near-duplicates, shared links and media: how many independent voices stand behind posts, and why."""

from tawatur.voices.counting import count_voices
from tawatur.voices.merging import Placement, VoiceMerger, time_order
from tawatur.voices.records import Chain, Link, Merge, Reason, VoiceCount

__all__ = ["Chain", "Link", "Merge", "Placement", "Reason", "VoiceCount", "VoiceMerger", "count_voices", "time_order"]
