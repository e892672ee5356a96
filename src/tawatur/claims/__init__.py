"""Claims that stand in statements, posts and narration: what is said to have happened, where, when, and by whom."""

from tawatur.claims.events import read_event_claims
from tawatur.claims.records import STATE_RANK, Claim, EventClaim, Modality, Origin, Polarity, State
from tawatur.claims.states import find_claims
from tawatur.claims.vocabulary import event_classes

__all__ = [
    "STATE_RANK",
    "Claim",
    "EventClaim",
    "Modality",
    "Origin",
    "Polarity",
    "State",
    "event_classes",
    "find_claims",
    "read_event_claims",
]
