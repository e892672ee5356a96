"""Proofs that one record was in the evidence, for readers who have the record and not the archive.

Two audit paths (RFC 6962, section 2.1.1): from the record's digest to the root of its batch, which its custody line
holds; and from that line to the evidence root, which a checkpoint signs. check_proof.py follows them without tawatur.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from itertools import groupby

from tawatur.errors import InputError
from tawatur.evidence.archive import Evidence
from tawatur.evidence.checkpoints import newest_checkpoint
from tawatur.evidence.merkle import grow_roots, make_levels, make_path
from tawatur.evidence.records import Kept, RecordId

FORMAT = "tawatur-proof 1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """The way from one entry of a tree to its root.

    Attributes:
        index: number of the entry, from 0; size: of the tree.
        path: sibling hashes, hex, lowest first; root: hex.
    """

    index: int
    size: int
    path: tuple[str, ...]
    root: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """That a record was in the evidence.

    Attributes:
        format: FORMAT.
        record_id: SHA-256 of the record, hex.
        batch: from the record's digest to the root that its custody line holds.
        custody_line: verbatim, without its line end; it says who kept the record, when, and whence.
        custody: from that line to the evidence root.
        checkpoint: the signed note over that root; None when none was signed since.
    """

    format: str
    record_id: RecordId
    batch: Branch
    custody_line: str
    custody: Branch
    checkpoint: str | None


def make_proofs(evidence: Evidence, records: Iterable[Kept], *, root: str | None = None) -> Iterator[Proof]:
    """The proof of each record, under the newest checkpoint that covers it, or else under the root of today.

    The records of one batch should stand together: its tree is then made once.

    Args:
        root: prove under this evidence root, which a report printed, instead.

    Raises: InputError for a root that evidence never had, or had before the record was kept; EvidenceError when a
        batch is not as it was kept.
    """
    lines = evidence.lines()
    head = len(lines)
    if root is not None:
        head = next((size for size, each in enumerate(grow_roots(lines)) if each.hex() == root), -1)
        if head < 0:
            raise InputError(f"{root!r:.100}: evidence never had this root. Check it and --data.")
    checkpoint = newest_checkpoint(evidence.folder, lines, size=None if root is None else head)
    trees = {size: make_levels(lines[:size]) for size in {checkpoint.size if checkpoint else head, head}}
    for batch, together in groupby(records, key=lambda kept: kept.batch):
        if batch.seq > head:
            raise InputError(f"batch {batch.seq} was kept after the root {root} ({head} lines); leave --root out")
        levels = make_levels(evidence.digests(batch))
        covering = checkpoint if checkpoint and checkpoint.size >= batch.seq else None
        custody = _branch(trees[covering.size if covering else head], batch.seq - 1)
        for kept in together:
            yield Proof(
                format=FORMAT,
                record_id=kept.record_id,
                batch=_branch(levels, kept.position),
                custody_line=lines[batch.seq - 1].decode("utf-8"),
                custody=custody,
                checkpoint=covering.note if covering else None,
            )


def proof_checker() -> bytes:
    """The program that checks a proof with Python's standard library alone; it goes with every export."""
    return files("tawatur.evidence").joinpath("check_proof.py").read_bytes()


def _branch(levels: list[list[bytes]], index: int) -> Branch:
    path = tuple(each.hex() for each in make_path(levels, index))
    return Branch(index=index, size=len(levels[0]), path=path, root=levels[-1][0].hex())
