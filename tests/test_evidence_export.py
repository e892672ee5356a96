"""`evidence export`: bags that other tools verify, metadata that names every file, a page that is inert. Invented."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import bagit
import pytest
from lxml import html

from tawatur.errors import EvidenceError, InputError
from tawatur.evidence import Evidence, sign_checkpoint
from tawatur.evidence.exporting import export_all, export_records

NOW = datetime(2024, 12, 5, 17, 0, 32, tzinfo=UTC)
HOSTILE = (
    '{"text": "قال شاهد متخيل <script>alert(1)</script> <img src=x onerror=alert(1)>\N{RIGHT-TO-LEFT OVERRIDE}"}'
).encode()
RECORDS = [HOSTILE, b"\x00\xff\x1b[2J", b"", b"plain"]


@pytest.fixture
def evidence(tmp_path) -> Evidence:
    evidence = Evidence(tmp_path / "desk" / "evidence", writable=True)
    evidence.keep(RECORDS, source="x-v1", locator="حمص <b>.ndjson", media_type="application/json", level="E1", at=NOW)
    evidence.keep([b"pasted"], source="paste", locator="-", media_type="text/plain", level="E0", at=NOW)
    return evidence


def id_of(content: bytes) -> str:
    return sha256(content).hexdigest()


def check_sums(bag: Path) -> None:
    for manifest in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        done = subprocess.run(
            ["/usr/bin/env", "sha256sum", "--strict", "-c", manifest], cwd=bag, capture_output=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
    named = {line.split("  ")[1] for line in (bag / "manifest-sha256.txt").read_text(encoding="utf-8").splitlines()}
    assert named == {path.relative_to(bag).as_posix() for path in (bag / "data").rglob("*") if path.is_file()}
    oxum = f"{sum((bag / name).stat().st_size for name in named)}.{len(named)}"
    assert f"Payload-Oxum: {oxum}\n" in (bag / "bag-info.txt").read_text(encoding="utf-8")
    assert (bag / "bagit.txt").read_bytes() == b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"


def read_crate(bag: Path) -> dict[str, dict]:
    crate = json.loads((bag / "data/ro-crate-metadata.json").read_text(encoding="utf-8"))
    return {each["@id"]: each for each in crate["@graph"]}


def check_crate(bag: Path) -> None:
    entities = read_crate(bag)
    files = {path.relative_to(bag / "data").as_posix() for path in (bag / "data").rglob("*") if path.is_file()}
    assert {part["@id"] for part in entities["./"]["hasPart"]} == files - {"ro-crate-metadata.json"}
    for name in files - {"ro-crate-metadata.json"}:
        content = (bag / "data" / name).read_bytes()
        assert (entities[name]["sha256"], entities[name]["contentSize"]) == (id_of(content), str(len(content)))

    def references(value: object):
        if isinstance(value, dict):
            if value.keys() == {"@id"} and not value["@id"].startswith("https://"):
                yield value["@id"]
            value = list(value.values())
        if isinstance(value, list):
            for each in value:
                yield from references(each)

    for entity in entities.values():
        assert set(references(list(entity.values()))) <= entities.keys()
    assert {"name", "description", "datePublished", "license"} <= entities["./"].keys()
    software = [each for each in entities.values() if each["@type"] in {"SoftwareApplication", "ComputerLanguage"}]
    assert all({"url", "version"} <= each.keys() for each in software)  # RO-Crate 1.2 asks for both


def test_a_bag_of_records_is_verified_by_sha256sum_and_each_proof_by_python_alone(evidence, tmp_path):
    sign_checkpoint(evidence, tmp_path / "keys")
    bag = tmp_path / "bag"
    export_records(evidence, [id_of(each) for each in RECORDS] * 2, bag)
    check_sums(bag)
    check_crate(bag)
    assert {path.name for path in (bag / "data/records").iterdir()} == {id_of(each) for each in RECORDS}
    for each in RECORDS:
        assert (bag / "data/records" / id_of(each)).read_bytes() == each
        done = subprocess.run(
            [
                sys.executable,
                "-I",
                "check_proof.py",
                f"proofs/{id_of(each)}.json",
                f"records/{id_of(each)}",
                evidence.root(),
            ],
            cwd=bag / "data",
            capture_output=True,
            check=False,
        )
        assert done.stdout.startswith(b"holds: "), done.stderr
    assert (bag / "data/checkpoints/000002.txt").read_bytes() == (
        evidence.folder / "checkpoints/000002.txt"
    ).read_bytes()
    action = read_crate(bag)["#batch-1"]
    assert action["endTime"] == "2024-12-05T17:00:32Z"
    assert {each["@id"] for each in action["result"]} == {f"records/{id_of(each)}" for each in RECORDS}


def test_the_bag_is_valid_for_the_reader_of_the_library_of_congress(evidence, tmp_path):
    for name, make in (
        ("some", lambda to: export_records(evidence, [id_of(b"plain")], to)),
        ("all", lambda to: export_all(evidence, to)),
    ):
        make(tmp_path / name)
        assert bagit.Bag(str(tmp_path / name)).is_valid()


def test_a_zip_holds_the_same_bag_in_one_folder(evidence, tmp_path):
    export_records(evidence, [id_of(b"plain"), id_of(HOSTILE)], tmp_path / "quotes.zip")
    with zipfile.ZipFile(tmp_path / "quotes.zip") as packed:
        packed.extractall(tmp_path / "opened")
    assert [path.name for path in (tmp_path / "opened").iterdir()] == ["quotes"]
    check_sums(tmp_path / "opened" / "quotes")
    check_crate(tmp_path / "opened" / "quotes")


def test_a_whole_archive_is_verified_from_its_bag(evidence, tmp_path):
    sign_checkpoint(evidence, tmp_path / "desk" / "keys")
    bag = tmp_path / "bag"
    export_all(evidence, bag)
    check_sums(bag)
    check_crate(bag)
    found = Evidence(bag / "data/evidence").verify(expect_root=evidence.root())
    assert (found.problems, found.records, found.checkpoints) == ((), 5, 1)
    assert not [path for path in bag.rglob("*") if path.name == "desk.key"]


def test_a_sealed_bag_has_no_byte_of_the_record_and_proves_it_once_it_is_shown(evidence, tmp_path):
    bag = tmp_path / "bag"
    export_records(evidence, [id_of(HOSTILE)], bag, sealed=True)
    check_sums(bag)
    check_crate(bag)
    assert not (bag / "data/records").exists()
    assert not [path for path in bag.rglob("*") if path.is_file() and "شاهد".encode() in path.read_bytes()]
    (tmp_path / "shown").write_bytes(HOSTILE)
    command = [sys.executable, "-I", "check_proof.py", f"proofs/{id_of(HOSTILE)}.json", str(tmp_path / "shown")]
    assert subprocess.run(command, cwd=bag / "data", capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_the_page_shows_what_was_kept_and_nothing_in_it_acts(evidence, tmp_path, lang):
    export_records(evidence, [id_of(each) for each in RECORDS], tmp_path / "bag", lang=lang)
    text = (tmp_path / "bag/data/proof.html").read_text(encoding="utf-8")
    page = html.fromstring(text)
    assert not page.xpath(
        "//script | //img | //iframe | //object | //form | //@onerror | //b[contains(text(), '.ndjson')]"
    )
    assert not [url for url in page.xpath("//@href | //@src") if not url.startswith(("#", "data:"))]
    assert not re.findall(r"url\((?!data:)", text)
    shown = page.text_content()
    for words in ("<script>alert(1)</script>", "RIGHT-TO-LEFT OVERRIDE", id_of(HOSTILE), evidence.root(), "E1"):
        assert words in shown
    assert "\N{RIGHT-TO-LEFT OVERRIDE}" not in text
    assert ("does not prove" if lang == "en" else "لا يثبت") in shown


def test_nothing_is_written_over_and_a_failed_export_leaves_nothing(evidence, tmp_path):
    (tmp_path / "there").mkdir()
    with pytest.raises(InputError, match="something here already"):
        export_records(evidence, [id_of(b"plain")], tmp_path / "there")
    segment = evidence.folder / "raw" / f"{evidence.batches()[0].segment}.records"
    segment.write_bytes(segment.read_bytes().replace(b"plain", b"plane"))
    before = sorted(tmp_path.iterdir())
    for make in (
        lambda: export_records(evidence, [id_of(b"plain")], tmp_path / "new"),
        lambda: export_all(evidence, tmp_path / "new.zip"),
    ):
        with pytest.raises(EvidenceError):
            make()
    assert sorted(tmp_path.iterdir()) == before


def run(data: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "tawatur", "evidence", "export", *arguments, "--data", str(data)],
        capture_output=True,
        env=os.environ | {"TAWATUR_LANG": "en"},
        check=False,
        timeout=120,
    )


def test_the_command_exports_and_says_how_to_check(evidence, tmp_path):
    done = run(tmp_path / "desk", id_of(b"plain"), "-o", str(tmp_path / "bag"))
    assert done.returncode == 0, done.stderr
    assert b"1 records of 1 batches" in done.stderr
    check_sums(tmp_path / "bag")
    for wrong in (("-o", "x"), ("--all", id_of(b"plain"), "-o", "x"), ("--all", "--sealed", "-o", "x")):
        assert run(tmp_path / "desk", *wrong).returncode == 2
    assert run(tmp_path / "desk", "0" * 64, "-o", str(tmp_path / "x")).returncode == 1
    assert not (tmp_path / "x").exists()
