"""Evidence: bytes as they were received, kept before anything is parsed, with who, when, whence and a chain of hashes.

What it proves is said with every export (PROVES, DOES_NOT_PROVE). Formats: segments.py, custody.py; for people:
docs/evidence.md.
"""

from __future__ import annotations

from tawatur.evidence.archive import Evidence
from tawatur.evidence.checkpoints import sign_checkpoint
from tawatur.evidence.notes import Checkpoint
from tawatur.evidence.proofs import Proof, make_proofs
from tawatur.evidence.records import (
    CAPTURE,
    DOES_NOT_PROVE,
    LEVELS,
    PROVES,
    Batch,
    Erasure,
    Kept,
    Level,
    Measurement,
    Problem,
    ProblemKind,
    RecordId,
    Verification,
)
from tawatur.posts import evidence_label as label

__all__ = [
    "CAPTURE",
    "DOES_NOT_PROVE",
    "LEVELS",
    "PROVES",
    "Batch",
    "Checkpoint",
    "Erasure",
    "Evidence",
    "Kept",
    "Level",
    "Measurement",
    "Problem",
    "ProblemKind",
    "Proof",
    "RecordId",
    "Verification",
    "label",
    "make_proofs",
    "sign_checkpoint",
]
