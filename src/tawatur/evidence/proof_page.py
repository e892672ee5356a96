"""The page of an export: what was kept, how anybody checks it, and what that proves; no script, no request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from tawatur import __version__
from tawatur.evidence.notes import parse_checkpoint
from tawatur.evidence.proofs import Proof
from tawatur.evidence.records import Batch, Kept
from tawatur.markup import Lang, Words, make_environment, make_policy, make_style, show_raw
from tawatur.posts import evidence_label

if TYPE_CHECKING:
    from markupsafe import Markup

MAX_BYTES = 20_000  # of a record that are shown; the file beside the page has all
MAX_ROWS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A record as the page shows it.

    Attributes:
        raw: its beginning, characters that cannot be seen by their names; unseen: how many there were.
    """

    kept: Kept
    label: str
    proof: Proof
    raw: Markup
    unseen: int
    is_cut: bool


def render_proof_page(
    records: Sequence[Kept],
    proofs: Sequence[Proof],
    *,
    at: datetime,
    batches: Sequence[Batch] = (),
    root: str | None = None,
    is_sealed: bool = False,
    lang: Lang = "ar",
) -> str:
    """The page of an export of records with their proofs, or of an archive of `batches` with its `root`."""
    words = Words(lang, "desk.tsv")
    style = make_style("frame.css", "roundup.css", "proof.css")
    cards = []
    for kept, proof in zip(records, proofs, strict=True):
        raw, unseen = show_raw(kept.data[:MAX_BYTES])
        label = evidence_label(kept.record_id)
        is_cut = len(kept.data) > MAX_BYTES
        cards.append(Card(kept=kept, label=label, proof=proof, raw=raw, unseen=unseen, is_cut=is_cut))
    signed = next((proof.checkpoint for proof in proofs if proof.checkpoint), None)
    return make_environment().get_template("proof.html").render(
        t=words, lang=lang, side="rtl" if lang == "ar" else "ltr", title=words("proof.title"), note=None,
        version=__version__, style=style, script=None, policy=make_policy(style), cards=cards,
        batches=batches[:MAX_ROWS], more=max(0, len(batches) - MAX_ROWS), root=root, at=at, is_sealed=is_sealed,
        signed=parse_checkpoint(signed.encode("utf-8")) if signed else None,
        newest=max(each.at for each in [*batches, *(kept.batch for kept in records)]),
    )  # fmt: skip
