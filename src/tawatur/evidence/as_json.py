"""Kept records as JSON, for the command line and the desk."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from tawatur.evidence.archive import Evidence
from tawatur.evidence.proofs import make_proofs
from tawatur.evidence.records import DOES_NOT_PROVE, PROVES, Kept
from tawatur.posts import evidence_label
from tawatur.records_json import plain


def kept_record(evidence: Evidence, kept: Kept) -> dict[str, Any]:
    """A record with its custody line and proof; `text`, or `base64` of what is no UTF-8; neither when `erased`."""
    try:
        content: dict[str, Any] = {"text": kept.data.decode("utf-8"), "base64": None}
    except UnicodeDecodeError:
        content = {"text": None, "base64": b64encode(kept.data).decode("ascii")}
    erased = None
    if kept.erasure:
        content = {"text": None, "base64": None}
        erased = {"at": plain(kept.erasure.at), "actor": kept.erasure.actor, "reason": kept.erasure.reason,
                  "custody_line": kept.erasure.seq}  # fmt: skip
    custody = plain(kept.batch)
    return {
        "record_id": kept.record_id,
        "label": evidence_label(kept.record_id),
        "captured_at": custody["at"],
        "level": kept.batch.level,
        "position": kept.position,
        "offset": kept.offset,
        "bytes": kept.length,
        **content,
        "erased": erased,
        "custody": custody,
        "proof": plain(next(make_proofs(evidence, [kept]))),
        "proves": PROVES.format(time=custody["at"]),
        "does_not_prove": DOES_NOT_PROVE,
    }
