"""Check the proof of one record, offline, with Python alone.

    python check_proof.py PROOF.json RECORD [ROOT]

ROOT is an evidence root that you noted elsewhere (a published report). Exit code 0: it holds; 1: it does not.
The signature under the checkpoint is checked with openssl; docs/evidence.md says how.
"""

from __future__ import annotations

import base64
import hashlib
import json
import sys
from pathlib import Path
from typing import Any


def climb(entry: bytes, branch: dict[str, Any]) -> str | None:
    """The root that an entry and its audit path give (RFC 9162, section 2.1.3.2)."""
    found = hashlib.sha256(b"\x00" + entry).digest()
    number, last = branch["index"], branch["size"] - 1
    for sibling in map(bytes.fromhex, branch["path"]):
        if last == 0:
            return None
        is_right = number % 2 == 1 or number == last
        found = hashlib.sha256(b"\x01" + (sibling + found if is_right else found + sibling)).digest()
        while is_right and number and number % 2 == 0:
            number, last = number // 2, last // 2
        number, last = number // 2, last // 2
    return found.hex() if last == 0 and 0 <= branch["index"] < branch["size"] else None


def check(proof: dict[str, Any], record: bytes, root: str | None = None) -> str | None:
    """What does not hold, as a sentence; None when everything does."""
    digest = hashlib.sha256(record).digest()
    line = proof["custody_line"].encode("utf-8")
    custody = json.loads(line)
    if digest.hex() != proof["record_id"]:
        return f"the record has SHA-256 {digest.hex()}, the proof is of {proof['record_id']}"
    if climb(digest, proof["batch"]) != custody["root"] or proof["batch"]["size"] != custody["records"]:
        return "the record was not in the batch of this custody line"
    if climb(line, proof["custody"]) != proof["custody"]["root"]:
        return "the custody line was not in the tree of this evidence root"
    if proof["checkpoint"]:
        _, size, signed = proof["checkpoint"].split("\n")[:3]
        if (int(size), base64.b64decode(signed).hex()) != (proof["custody"]["size"], proof["custody"]["root"]):
            return "the checkpoint is of another evidence root"
    if root and root.lower() != proof["custody"]["root"]:
        return f"the proof leads to the evidence root {proof['custody']['root']}, not to {root}"
    return None


if __name__ == "__main__":
    if len(sys.argv) not in {3, 4}:
        sys.exit(__doc__)
    given = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    if problem := check(given, Path(sys.argv[2]).read_bytes(), *sys.argv[3:]):
        sys.exit(f"does not hold: {problem!a}")
    told = json.loads(given["custody_line"])
    print(
        f"holds: SHA-256 {given['record_id']} was kept at {told['at']!a} by {told['actor']!a}, level {told['level']!a}"
    )
    print(f"evidence root {given['custody']['root']} over {given['custody']['size']} custody lines")
