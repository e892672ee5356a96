"""Signed checkpoints and inclusion proofs: what holds is accepted by other tools, what was altered is not. Invented."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from base64 import b64decode
from contextlib import suppress
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from tawatur.errors import EvidenceError, InputError
from tawatur.evidence import Evidence, make_proofs, sign_checkpoint
from tawatur.evidence.check_proof import check, climb
from tawatur.evidence.merkle import make_levels, make_path
from tawatur.evidence.notes import NoteError, parse_checkpoint, split_note
from tawatur.evidence.proofs import proof_checker
from tawatur.evidence.signing import SigningKey, is_signed_by, open_key, parse_public_key
from tawatur.records_json import plain

NOW = datetime(2024, 12, 5, 17, 0, 32, tzinfo=UTC)
# golang.org/x/mod/sumdb/note, note_test.go: keys and a note that Go wrote.
GO_PUBLIC = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_SEED = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
GO_TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
GO_SIGNED = "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
# The example of c2sp.org/tlog-checkpoint.
C2SP = (
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
    "— example.com/behind-the-sofa "
    "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
)


@pytest.fixture
def evidence(tmp_path) -> Evidence:
    evidence = Evidence(tmp_path / "evidence", writable=True)
    for number in range(5):
        records = [b"%d of %d" % (each, number) for each in range(number * 3 + 1)]
        evidence.keep(records, source="x-v1", locator="a.ndjson", media_type="text/plain", level="E1", at=NOW)
    return evidence


def prove(evidence: Evidence, content: bytes, **options: str) -> dict:
    (proof,) = make_proofs(evidence, [evidence.read(sha256(content).hexdigest())], **options)
    return json.loads(json.dumps(plain(proof)))


def test_a_note_is_what_go_writes_and_go_is_read():
    key = SigningKey("PeterNeumann", b64decode(GO_SEED)[1:])
    note = f"{GO_TEXT}\n— PeterNeumann {GO_SIGNED}\n"
    assert key.sign(GO_TEXT) == note
    assert str(key.public) == GO_PUBLIC
    assert is_signed_by(note.encode(), [parse_public_key(GO_PUBLIC)])


def test_the_checkpoint_of_the_specification_is_read():
    checkpoint = parse_checkpoint(C2SP.encode())
    assert (checkpoint.origin, checkpoint.size) == ("example.com/behind-the-sofa", 20852163)
    assert bytes.fromhex(checkpoint.root) == b64decode("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=")


@given(st.data())
def test_a_note_with_any_altered_byte_is_not_signed(data):
    note = bytearray(f"{GO_TEXT}\n— PeterNeumann {GO_SIGNED}\n".encode())
    at = data.draw(st.integers(0, len(note) - 1))
    note[at] ^= data.draw(st.integers(1, 255))
    assert not is_signed_by(bytes(note), [parse_public_key(GO_PUBLIC)])


def test_unknown_signatures_are_ignored_and_a_false_known_one_spoils_the_note():
    known, other = SigningKey("a", b"1" * 32), SigningKey("b", b"2" * 32)
    line = other.sign("text\n").rpartition("\n\n")[2]
    assert is_signed_by((known.sign("text\n") + line).encode(), [known.public])
    assert not is_signed_by(other.sign("text\n").encode(), [known.public])
    false = known.sign("other\n").rpartition("\n\n")[2]
    assert not is_signed_by((other.sign("text\n") + false).encode(), [known.public, other.public])


@given(st.binary(max_size=200) | st.text(alphabet="a\n— =+1A", max_size=60).map(str.encode))
def test_no_bytes_make_reading_a_note_fail_otherwise(data):
    for read in (split_note, parse_checkpoint):
        with suppress(NoteError):
            read(data)
    assert not is_signed_by(data, [parse_public_key(GO_PUBLIC)])


@given(st.lists(st.binary(max_size=20), min_size=1, max_size=70), st.data())
def test_an_audit_path_is_the_one_of_pymerkle_and_leads_to_the_root(leaves, data):
    number = data.draw(st.integers(0, len(leaves) - 1))
    levels = make_levels(leaves)
    path = [each.hex() for each in make_path(levels, number)]
    branch = {"index": number, "size": len(leaves), "path": path}
    assert climb(leaves[number], branch) == levels[-1][0].hex()
    tree = InmemoryTree(algorithm="sha256")
    for leaf in leaves:
        tree.append_entry(leaf)
    theirs = tree.prove_inclusion(number + 1, len(leaves)).serialize()
    assert [each for each in theirs["path"] if each != levels[0][number].hex()] == [
        each for each in path if each != levels[0][number].hex()
    ]
    wrong = data.draw(st.sampled_from(["entry", "index", "path", "longer"]))
    if wrong == "entry":
        assert climb(leaves[number] + b"!", branch) != levels[-1][0].hex()
    elif wrong == "longer":
        assert climb(leaves[number], branch | {"path": [*path, path[0] if path else "00" * 32]}) is None
    elif wrong == "path" and path:
        assert climb(leaves[number], branch | {"path": path[:-1]}) != levels[-1][0].hex()
    elif wrong == "index":
        assert climb(leaves[number], branch | {"index": len(leaves)}) is None


def test_a_checkpoint_is_signed_once_a_head_and_a_later_one_covers_more(evidence, tmp_path):
    first, path = sign_checkpoint(evidence, tmp_path / "keys", origin="example.org/desk")
    assert path.name == "000005.txt"
    assert (first.origin, first.size, first.root) == ("example.org/desk", 5, evidence.root())
    assert sign_checkpoint(evidence, tmp_path / "keys") == (first, path)
    evidence.keep([b"later"], source="x-v1", locator="a", media_type="text/plain", level="E1", at=NOW)
    assert sign_checkpoint(evidence, tmp_path / "keys")[0].size == 6
    found = evidence.verify()
    assert (found.problems, found.checkpoints, found.signatures) == ((), 2, 2)


def test_openssl_accepts_the_signature(evidence, tmp_path):
    made, _ = sign_checkpoint(evidence, tmp_path / "keys")
    public = parse_public_key((evidence.folder / "keys/desk.pub").read_text(encoding="utf-8"))
    pem = Ed25519PublicKey.from_public_bytes(public.data).public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    text, (signature,) = split_note(made.note.encode())
    for name, content in (("pub.pem", pem), ("text", text.encode()), ("signature", signature.data)):
        (tmp_path / name).write_bytes(content)
    command = "openssl pkeyutl -verify -pubin -inkey pub.pem -rawin -in text -sigfile signature"
    done = subprocess.run(command.split(), cwd=tmp_path, capture_output=True, check=False)
    assert b"Signature Verified Successfully" in done.stdout, done.stderr


def test_the_key_is_for_its_owner_alone_and_stays_out_of_the_evidence(evidence, tmp_path):
    sign_checkpoint(evidence, tmp_path / "keys")
    path = tmp_path / "keys" / "desk.key"
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    secret = path.read_text(encoding="utf-8").strip().rpartition("+")[2].encode()
    assert not [each for each in evidence.folder.rglob("*") if each.is_file() and secret in each.read_bytes()]
    path.chmod(0o640)
    with pytest.raises(InputError, match="chmod 600"):
        sign_checkpoint(evidence, tmp_path / "keys")


def test_a_key_of_another_name_and_a_damaged_key_are_refused(tmp_path):
    open_key(tmp_path / "keys", name="example.org/desk")
    with pytest.raises(InputError, match="signs as example"):
        open_key(tmp_path / "keys", name="example.org/other")
    with pytest.raises(InputError, match="no space"):
        open_key(tmp_path / "other", name="two words")
    path = tmp_path / "keys" / "desk.key"
    path.write_text(path.read_text(encoding="utf-8").replace("desk", "disk"), encoding="utf-8")
    with pytest.raises(InputError, match="no signing key"):
        open_key(tmp_path / "keys")


def cut_newest(folder: Path, count: int) -> None:
    """What an attacker does who leaves a shorter archive in which every hash fits."""
    custody = folder / "custody.jsonl"
    lines = custody.read_bytes().splitlines(keepends=True)
    for line in lines[-count:]:
        (folder / "raw" / f"{json.loads(line)['segment']}.records").unlink()
    custody.write_bytes(b"".join(lines[:-count]))


def test_a_cut_archive_is_found_by_its_checkpoint_and_nothing_more_is_signed(evidence, tmp_path):
    sign_checkpoint(evidence, tmp_path / "keys")
    cut_newest(evidence.folder, 2)
    shorter = Evidence(evidence.folder, writable=True)
    (problem,) = shorter.verify().problems
    assert (problem.kind, problem.file) == ("truncated", "custody.jsonl")
    shorter.keep([b"other"], source="x-v1", locator="a", media_type="text/plain", level="E1", at=NOW)
    shorter.keep([b"and other"], source="x-v1", locator="a", media_type="text/plain", level="E1", at=NOW)
    (problem,) = shorter.verify().problems
    assert (problem.kind, problem.file) == ("changed", "custody.jsonl")
    with pytest.raises(EvidenceError, match="nothing was signed"):
        sign_checkpoint(shorter, tmp_path / "keys")


def test_an_archive_signed_anew_with_another_key_is_found_by_the_key(evidence, tmp_path):
    sign_checkpoint(evidence, tmp_path / "keys")
    noted = (evidence.folder / "keys/desk.pub").read_text(encoding="utf-8").strip()
    assert evidence.verify(key=noted).problems == ()
    for path in (evidence.folder / "checkpoints/000005.txt", evidence.folder / "keys/desk.pub"):
        path.unlink()
    sign_checkpoint(evidence, tmp_path / "forged")
    assert evidence.verify().problems == ()
    (problem,) = evidence.verify(key=noted).problems
    assert (problem.kind, problem.file) == ("changed", "checkpoints/000005.txt")
    with pytest.raises(InputError, match="no public key"):
        evidence.verify(key="desk+00000000+AAAA")


@given(st.data())
def test_any_altered_byte_of_a_checkpoint_is_named(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("signed")
    evidence = Evidence(folder / "evidence", writable=True)
    evidence.keep([b"one"], source="x-v1", locator="a", media_type="text/plain", level="E1", at=NOW)
    _, path = sign_checkpoint(evidence, folder / "keys")
    note = bytearray(path.read_bytes())
    at = data.draw(st.integers(0, len(note) - 1))
    note[at] ^= data.draw(st.integers(1, 255))
    path.write_bytes(bytes(note))
    assert evidence.verify().problems


def test_every_record_has_a_proof_that_holds_for_it_alone(evidence, tmp_path):
    sign_checkpoint(evidence, tmp_path / "keys")
    for number in range(5):
        for each in range(number * 3 + 1):
            content = b"%d of %d" % (each, number)
            proof = prove(evidence, content)
            assert check(proof, content, evidence.root()) is None
            assert "SHA-256" in (check(proof, content + b"!") or "")
            assert "leads to" in (check(proof, content, "0" * 64) or "")
            assert parse_checkpoint(proof["checkpoint"].encode()).root == evidence.root()


def test_a_proof_with_anything_changed_does_not_hold(evidence, tmp_path):
    sign_checkpoint(evidence, tmp_path / "keys")
    content = b"4 of 3"
    proof = prove(evidence, content)
    earlier = proof["custody_line"].replace("2024-12-05", "2024-12-04")
    assert "custody line" in (check(proof | {"custody_line": earlier}, content) or "")
    assert "batch" in (check(proof | {"batch": proof["batch"] | {"index": 3}}, content) or "")
    other = proof["checkpoint"].replace("\n5\n", "\n4\n")
    assert "checkpoint" in (check(proof | {"checkpoint": other}, content) or "")


def test_a_record_kept_after_the_checkpoint_is_proved_under_the_root_of_today(evidence, tmp_path):
    sign_checkpoint(evidence, tmp_path / "keys")
    evidence.keep([b"later"], source="x-v1", locator="a", media_type="text/plain", level="E1", at=NOW)
    proof = prove(evidence, b"later")
    assert proof["checkpoint"] is None
    assert check(proof, b"later", evidence.root()) is None
    assert prove(evidence, b"0 of 1")["custody"]["size"] == 5


def test_a_record_is_proved_under_the_root_that_a_report_printed(evidence):
    root = evidence.root()
    evidence.keep([b"later"], source="x-v1", locator="a", media_type="text/plain", level="E1", at=NOW)
    assert check(prove(evidence, b"0 of 1", root=root), b"0 of 1", root) is None
    with pytest.raises(InputError, match="after the root"):
        prove(evidence, b"later", root=root)
    with pytest.raises(InputError, match="never had"):
        prove(evidence, b"later", root="0" * 64)


def run(data: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "tawatur", "evidence", *arguments, "--data", str(data)],
        capture_output=True,
        env=os.environ | {"TAWATUR_LANG": "en"},
        check=False,
        timeout=120,
    )


def test_a_reader_checks_a_proof_with_python_alone(evidence, tmp_path):
    signed = run(tmp_path, "checkpoint", "--origin", "example.org/desk")
    assert signed.returncode == 0, signed.stderr
    assert signed.stdout.startswith(b"example.org/desk\n5\n")
    assert b"example.org/desk+" in signed.stderr
    content = b"4 of 3"
    proof = run(tmp_path, "prove", sha256(content).hexdigest())
    for name, data in (("proof.json", proof.stdout), ("record", content), ("check_proof.py", proof_checker())):
        (tmp_path / name).write_bytes(data)
    command = [sys.executable, "-I", "-S", "check_proof.py", "proof.json", "record"]
    done = subprocess.run([*command, evidence.root()], cwd=tmp_path, capture_output=True, check=False)
    assert done.stdout.startswith(f"holds: SHA-256 {sha256(content).hexdigest()} was kept".encode()), done.stderr
    (tmp_path / "record").write_bytes(b"5 of 3")
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"does not hold" in done.stderr
    verified = run(tmp_path, "verify", "--json")
    assert (json.loads(verified.stdout)["checkpoints"], json.loads(verified.stdout)["signatures"]) == (1, 1)


def test_without_the_extra_checkpoints_are_compared_and_their_signatures_said_to_be_unchecked(evidence, tmp_path):
    sign_checkpoint(evidence, tmp_path / "keys")
    hidden = "import sys; sys.modules['cryptography'] = None; from tawatur.cli import main; main(sys.argv[1:])"
    command = [sys.executable, "-c", hidden, "evidence"]
    done = subprocess.run(
        [*command, "verify", "--lang", "en", "--data", str(tmp_path)], capture_output=True, check=False
    )
    assert (done.returncode, done.stderr.count(b"1 checkpoints (signatures not checked)")) == (0, 1), done.stderr
    done = subprocess.run([*command, "checkpoint", "--data", str(tmp_path)], capture_output=True, check=False)
    assert done.returncode == 1
    assert b"(the extra tawatur[sign]): " in done.stderr
