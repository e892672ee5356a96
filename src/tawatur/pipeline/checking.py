"""Check of a text of ours: its counts, beside those that were counted for it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from tawatur.check import check_article, find_record_names
from tawatur.check.records import Checked
from tawatur.errors import EvidenceError, InputError
from tawatur.pipeline.composing import counts_of
from tawatur.posts import Post, evidence_label
from tawatur.report.records import Roundup, plain_text
from tawatur.store import Store

MAX_RECORDS = 20  # evidence records of one text that are looked up
Counts = dict[str, dict[str, object]]
"""Label of an evidence record -> the counts that it holds (given, accounts, voices, used)."""


def check_roundup(roundup: Roundup, posts: Sequence[Post] = ()) -> Checked:
    """What `check` finds in a roundup as it stands: also a count that an editor typed over."""
    method = roundup.method
    counts = {evidence_label(method.measurement): counts_of(method)} if method.measurement else {}
    return check_article(plain_text(roundup), zone=roundup.zone, posts=posts, counts=counts)


def read_counts(text: str, folder: Path) -> Counts:
    """What the records of a data folder hold that a text names for its counts; without those that are not at hand."""
    labels = find_record_names(text)
    if not labels or not (folder / "evidence").is_dir():
        return {}
    counts: Counts = {}
    with Store(folder) as store:
        for label in labels[:MAX_RECORDS]:
            with suppress(InputError, EvidenceError, ValueError):
                held = json.loads(store.evidence.read(label).data)
                if held.get("measurement") == "roundup":
                    counts[label] = held["result"]
    return counts
