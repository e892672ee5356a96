"""Evidence to hand over: a bag of records with their proofs, or of the whole archive.

What each file is, is said for machines (RO-Crate 1.2) and for people (a page without script or network).

    BAG/manifest-sha256.txt, bagit.txt, …     `sha256sum -c manifest-sha256.txt`
    BAG/data/proof.html                       what was kept, when, how to check it, what that proves
    BAG/data/ro-crate-metadata.json
    BAG/data/check_proof.py                   checks one proof with Python alone
    BAG/data/records/<SHA-256>                verbatim bytes; left out of a sealed export, and where they were erased
    BAG/data/proofs/<SHA-256>.json            proofs.py
    BAG/data/evidence/…                       of a whole archive, in place of records and proofs
    BAG/data/checkpoints/…, data/keys/desk.pub
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tawatur import __version__
from tawatur.errors import EvidenceError
from tawatur.evidence import custody, segments
from tawatur.evidence.archive import RAW, Evidence
from tawatur.evidence.bags import PAYLOAD, Bag, Member
from tawatur.evidence.checkpoints import FOLDER as CHECKPOINTS
from tawatur.evidence.checkpoints import PUBLIC_KEYS, newest_checkpoint, read_checkpoints
from tawatur.evidence.merkle import make_root
from tawatur.evidence.notes import Checkpoint
from tawatur.evidence.proof_page import render_proof_page
from tawatur.evidence.proofs import make_proofs, proof_checker
from tawatur.evidence.records import DOES_NOT_PROVE, ERASE, PROVES, Batch, Kept
from tawatur.markup import Lang, write_utc

_CHUNK = 1 << 20
_RIGHTS = "Rights in what was kept remain with those who wrote it. Kept and handed over as evidence."
_TYPES = {".html": "text/html", ".json": "application/json", ".jsonl": "application/jsonl", ".py": "text/x-python"}


def export_records(
    evidence: Evidence, record_ids: Sequence[str], target: Path, *, sealed: bool = False, lang: Lang = "ar"
) -> list[Kept]:
    """Write a bag of records with their proofs; what it holds.

    Args:
        record_ids: ids or labels; the same record named twice is in it once.
        target: a new folder, or a zip when it ends so.
        sealed: leave the bytes out: who has the bag can check them, once they are handed over, against its proofs.
        lang: of the page.

    Raises: InputError for an id that fits no record or several, or a place that cannot be written; EvidenceError when
        a record is not as it was kept. Nothing is then written.
    """
    records = {kept.record_id: kept for kept in map(evidence.read, record_ids)}
    ordered = sorted(records.values(), key=lambda kept: (kept.batch.seq, kept.position))
    lines = evidence.lines()
    checkpoint = newest_checkpoint(evidence.folder, lines)
    with _open_bag(target, ordered[-1].batch) as bag:
        proofs = list(make_proofs(evidence, ordered))
        bag.add(
            "proof.html",
            [render_proof_page(ordered, proofs, at=bag.at, is_sealed=sealed, lang=lang).encode("utf-8")],
        )
        bag.add("check_proof.py", [proof_checker()])
        captured: dict[str, list[str]] = {}
        for kept, proof in zip(ordered, proofs, strict=True):
            if not sealed and not kept.erasure:
                bag.add(f"records/{kept.record_id}", [kept.data])
                captured.setdefault(kept.batch.hash, []).append(f"records/{kept.record_id}")
            bag.add(f"proofs/{kept.record_id}.json", [json.dumps(asdict(proof), indent=1).encode("utf-8")])
        if checkpoint:
            _add_signed(bag, evidence.folder, [f"{CHECKPOINTS}/{checkpoint.size:06d}.txt"])
        media = {f"records/{kept.record_id}": kept.batch.media_type for kept in ordered}
        _add_crate(bag, list(dict.fromkeys(kept.batch for kept in ordered)), captured, media)
    return ordered


def export_all(evidence: Evidence, target: Path, *, lang: Lang = "ar") -> tuple[Batch, ...]:
    """Write a bag of the whole archive as it stands; its batches. `tawatur evidence verify --data BAG/data` reads it.

    Raises: InputError when a place cannot be written; EvidenceError when a segment is not there.
    """
    batches = evidence.batches()
    lines = evidence.lines()[: len(batches)]
    if not batches:
        raise EvidenceError(f"{evidence.folder}: nothing is kept here yet")
    with _open_bag(target, batches[-1]) as bag:
        page = render_proof_page((), (), at=bag.at, batches=batches, root=make_root(lines).hex(), lang=lang)
        bag.add("proof.html", [page.encode("utf-8")])
        bag.add("check_proof.py", [proof_checker()])
        captured = {}
        for batch in batches:
            path = f"{RAW}/{batch.segment}{segments.SUFFIX}"
            member = bag.add(f"evidence/{path}", _chunks(evidence.folder, path))
            if member.sha256 != evidence.sha256_of(batch):
                raise EvidenceError(f"{path}: not as it was kept. Run `tawatur evidence verify`.")
            captured[batch.hash] = [f"evidence/{path}"]
        bag.add(f"evidence/{custody.FILE}", [line + b"\n" for line in lines])
        signed = [
            file
            for file, each in read_checkpoints(evidence.folder)
            if isinstance(each, Checkpoint) and each.size <= len(lines)
        ]
        if signed:
            _add_signed(bag, evidence.folder, signed, into="evidence/")
        _add_crate(bag, batches, captured, {})
    return batches


def _open_bag(target: Path, newest: Batch) -> Bag:
    bag = Bag(target, datetime.now(UTC))
    bag.info = [
        ("Bag-Software-Agent", f"tawatur {__version__}"),
        ("External-Description", f"{PROVES.format(time=write_utc(newest.at))} {DOES_NOT_PROVE}"),
    ]
    return bag


def _add_signed(bag: Bag, folder: Path, files: Sequence[str], *, into: str = "") -> None:
    """Checkpoints, their time stamps where there are some, and the keys that signed them."""
    stamps = [f"{file.removesuffix('.txt')}.tsr" for file in files]
    for file in (*files, *stamps, PUBLIC_KEYS.as_posix()):
        if (folder / file).exists():
            bag.add(f"{into}{file}", _chunks(folder, file))


def _chunks(folder: Path, path: str) -> Iterator[bytes]:
    try:
        with segments.open_file(folder / path) as file:
            while chunk := file.read(_CHUNK):
                yield chunk
    except FileNotFoundError as error:
        raise EvidenceError(f"{path}: kept, and gone. Run `tawatur evidence verify`.") from error


def _add_crate(bag: Bag, batches: Sequence[Batch], captured: dict[str, list[str]], media: dict[str, str]) -> None:
    crate = _make_crate(bag, batches, captured, media)
    bag.add("ro-crate-metadata.json", [json.dumps(crate, ensure_ascii=False, indent=1).encode("utf-8")])


def _make_crate(
    bag: Bag, batches: Sequence[Batch], captured: dict[str, list[str]], media: dict[str, str]
) -> dict[str, Any]:
    """RO-Crate 1.2 metadata: the files of the payload, and one CreateAction a batch of custody.

    Args:
        captured: files that hold records, by the hash of their batch.
        media: media types of files that their ending does not tell.
    """
    newest = max(batch.at for batch in batches)
    files = [_file_entity(each, media) for each in bag.payload]
    actions = [
        {
            "@id": f"#batch-{batch.seq}",
            "@type": "DeleteAction" if batch.action == ERASE else "CreateAction",
            "name": f"Custody line {batch.seq}: {batch.records} records ({batch.action})",
            "description": f"level {batch.level}; received from {batch.locator}; root {batch.root}; hash {batch.hash}",
            "endTime": batch.at.isoformat().replace("+00:00", "Z"),
            "agent": {"@id": f"#actor-{number}"},
            "instrument": {"@id": "#tawatur"},
            "result": [{"@id": path} for path in captured.get(batch.hash, ())],
        }
        for batch in batches
        for number in [_actors(batches).index(batch.actor)]
    ]
    people = [
        {"@id": f"#actor-{number}", "@type": "Organization", "name": name}
        for number, name in enumerate(_actors(batches))
    ]
    return {
        "@context": "https://w3id.org/ro/crate/1.2/context",
        "@graph": [
            {
                "@id": "ro-crate-metadata.json",
                "@type": "CreativeWork",
                "conformsTo": {"@id": "https://w3id.org/ro/crate/1.2"},
                "about": {"@id": "./"},
            },
            {
                "@id": "./",
                "@type": "Dataset",
                "name": f"Evidence kept by tawatur, {len(batches)} custody lines",
                "description": f"{PROVES.format(time=write_utc(newest))} {DOES_NOT_PROVE}",
                "datePublished": bag.at.isoformat(timespec="seconds").replace("+00:00", "Z"),
                "license": {"@id": "#rights"},
                "hasPart": [{"@id": each["@id"]} for each in files],
                "mentions": [{"@id": each["@id"]} for each in actions],
            },
            {"@id": "#rights", "@type": "CreativeWork", "name": "Rights", "description": _RIGHTS},
            # No SoftwareApplication: RO-Crate asks for a url of one, and a bag promises nothing that is not in it.
            {"@id": "#tawatur", "@type": "CreativeWork", "name": "tawatur", "version": __version__},
            *people,
            *actions,
            *files,
        ],
    }


def _actors(batches: Sequence[Batch]) -> list[str]:
    return list(dict.fromkeys(batch.actor for batch in batches))


def _file_entity(member: Member, media: dict[str, str]) -> dict[str, Any]:
    path = member.path.removeprefix(f"{PAYLOAD}/")
    ending = f".{path.rpartition('.')[2]}" if "." in path else ""
    return {
        "@id": path,
        "@type": "File",
        "name": path.rpartition("/")[2],
        "contentSize": str(member.size),
        "encodingFormat": media.get(path)
        or _TYPES.get(ending, "text/plain" if ending in {".txt", ".pub"} else "application/octet-stream"),
        "sha256": member.sha256,
    }
