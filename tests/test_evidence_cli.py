"""`tawatur evidence` as its user meets it. Records invented."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from tawatur.evidence import Evidence, label
from tawatur.evidence.check_proof import check

TEXT = '{"text": "قال شاهد متخيل إن الجسر سليم\N{RIGHT-TO-LEFT OVERRIDE}"}'.encode()
BYTES = b"\x1b[31mred\x00\xff"


def run(data: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "tawatur", "evidence", *arguments, "--data", str(data)],
        capture_output=True,
        env=os.environ | environment,
        check=False,
        timeout=120,
    )


@pytest.fixture
def data(tmp_path):
    evidence = Evidence(tmp_path / "evidence", writable=True)
    evidence.keep(
        [TEXT, BYTES, b"", b"x" * 100_000],
        source="x-v1",
        locator="homs\n\x1b[2J.ndjson",
        media_type="application/json",
        level="E1",
        options={"columns": "id,text"},
        at=datetime(2024, 12, 5, 17, 0, 32, tzinfo=UTC),
    )
    return tmp_path


def id_of(content: bytes) -> str:
    return sha256(content).hexdigest()


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        pytest.param(
            "en", ["E1 · a third party's export", "no later than 2024-12-05 17:00:32 UTC", "does not prove"], id="en"
        ),
        pytest.param("ar", ["E1 · ملف صدّره طرف ثالث", "في موعد أقصاه 2024-12-05 17:00:32 UTC", "لا يثبت"], id="ar"),
    ],
)
def test_show_tells_what_was_kept_when_and_what_it_proves(data, lang, told):
    result = run(data, "show", label(id_of(TEXT)), "--lang", lang, "--tz", "Asia/Damascus")
    out = result.stdout.decode()
    assert (result.returncode, result.stderr) == (0, b"")
    for words in (*told, label(id_of(TEXT)), id_of(TEXT), "20:00:32 Asia/Damascus", "columns = id,text", "الجسر سليم"):
        assert words in out
    batch = Evidence(data / "evidence").batches()[0]
    assert batch.hash in out


def test_the_command_that_show_prints_gives_the_digest(data):
    out = run(data, "show", id_of(BYTES), "--lang", "en").stdout.decode()
    command = next(line for line in out.splitlines() if line.startswith("by hand: ")).removeprefix("by hand: ")
    done = subprocess.run(["/bin/sh", "-c", command], cwd=data, capture_output=True, check=True)
    assert done.stdout.decode().split()[0] == id_of(BYTES)


def test_what_a_stranger_wrote_controls_no_terminal(data):
    for content in (TEXT, BYTES, b""):
        out = run(data, "show", id_of(content)).stdout.decode()
        assert not {"\x1b", "\x00", "\N{RIGHT-TO-LEFT OVERRIDE}"} & set(out)
        assert "homs [2J.ndjson" in out
    assert "1 invisible" in run(data, "show", id_of(TEXT), "--lang", "en").stdout.decode()


def test_a_long_record_is_shown_in_part_and_says_so(data):
    out = run(data, "show", id_of(b"x" * 100_000), "--lang", "en").stdout.decode()
    assert len(out) < 12_000
    assert "the record is longer (100,000 bytes); --raw" in out


def test_raw_is_the_bytes_as_received(data):
    for content in (TEXT, BYTES, b"", b"x" * 100_000):
        assert run(data, "show", id_of(content), "--raw").stdout == content


def test_json_has_the_record_its_custody_and_a_proof_that_holds(data):
    record = json.loads(run(data, "show", id_of(TEXT), "--json").stdout)
    assert record["record_id"] == id_of(TEXT)
    assert record["text"].encode() == TEXT
    assert record["captured_at"] == "2024-12-05T17:00:32Z"
    assert record["custody"]["source"] == "x-v1"
    assert check(record["proof"], TEXT, Evidence(data / "evidence").root()) is None
    assert "SHA-256" in check(record["proof"], BYTES)
    assert json.loads(run(data, "show", id_of(BYTES), "--json").stdout)["base64"] == "G1szMW1yZWQA/w=="


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        pytest.param(("show", "EV-AAAAAAAAAA"), 1, "no such record", id="unknown"),
        pytest.param(("show", "nonsense"), 1, "no record id", id="no-id"),
        pytest.param(("show", "0" * 64, "--raw", "--json"), 2, "either --raw or --json", id="both"),
        pytest.param(("show", "0" * 64, "--tz", "Mars/Base"), 2, "no such time zone", id="zone"),
        pytest.param(("verify", "--root", "abc"), 1, "64 hex", id="root"),
    ],
)
def test_wrong_usage_says_what_to_do(data, arguments, code, told):
    result = run(data, *arguments)
    assert result.returncode == code
    assert told in result.stderr.decode()
    assert result.stdout == b""


def test_no_evidence_is_a_failure(tmp_path):
    for arguments in (("show", "0" * 64), ("verify",)):
        result = run(tmp_path, *arguments)
        assert result.returncode == 1
        assert "no evidence here" in result.stderr.decode()


def test_verify_of_whole_evidence_prints_its_root(data):
    root = Evidence(data / "evidence").root()
    result = run(data, "verify", "--lang", "en")
    assert (result.returncode, result.stdout.decode()) == (0, f"evidence root: {root}\n")
    assert "1 batches, 4 records" in result.stderr.decode()
    assert run(data, "verify", "--root", root, "--quiet").stderr == b""
    found = json.loads(run(data, "verify", "--json").stdout)
    assert (found["root"], found["records"], found["problems"]) == (root, 4, [])


def test_verify_names_the_problem_on_one_line_and_exits_4(data):
    (segment,) = (data / "evidence" / "raw").iterdir()
    segment.write_bytes(segment.read_bytes().replace(b"[31mred", b"[31mrod"))
    for lang, word in (("en", "raw/"), ("ar", "تغيّر: raw/")):
        result = run(data, "verify", "--lang", lang)
        lines = result.stdout.decode().splitlines()
        assert (result.returncode, len(lines)) == (4, 2)
        assert lines[0].startswith(word)
        assert "record 1" in lines[0]
    (problem,) = json.loads(run(data, "verify", "--json").stdout)["problems"]
    assert (problem["kind"], problem["record"], problem["seq"]) == ("changed", 1, 1)
    damaged = run(data, "show", id_of(BYTES))
    assert (damaged.returncode, damaged.stdout) == (4, b"")
    assert run(data, "show", id_of(TEXT)).returncode == 0


def test_a_root_that_evidence_has_not_grown_from_exits_4(data):
    result = run(data, "verify", "--root", "0" * 64)
    assert result.returncode == 4
    assert "0" * 64 in result.stdout.decode()
