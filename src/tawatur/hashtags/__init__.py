"""Hashtags in a post; spellings, clitics and slogans grouped into families."""

from tawatur.hashtags.extraction import Hashtag, Layer, Rule, extract
from tawatur.hashtags.families import Families, Family, group_families, is_of_any_news
from tawatur.hashtags.folding import fold
from tawatur.hashtags.overrides import Override, OverrideKind, apply_overrides

__all__ = [
    "Families",
    "Family",
    "Hashtag",
    "Layer",
    "Override",
    "OverrideKind",
    "Rule",
    "apply_overrides",
    "extract",
    "fold",
    "group_families",
    "is_of_any_news",
]
