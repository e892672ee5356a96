"""`doctor` finds what is broken, says what to do, and leaves everything as it was."""

from __future__ import annotations

import json
import shutil
from importlib import metadata
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from tawatur.cli import cli
from tawatur.pipeline import examining, import_files, open_store
from tawatur.pipeline.examining import Check, examine_folder, examine_output, examine_packages, examine_python
from tawatur.store.lock import WriterLock

POSTS = "".join(
    json.dumps({"platform": "x", "id": str(1864716497341362317 + number), "text": f"خبر مختلق {number}"}) + "\n"
    for number in range(20)
)


@pytest.fixture
def data(tmp_path):
    posts = tmp_path / "posts.jsonl"
    posts.write_text(POSTS, encoding="utf-8")
    store, _ = open_store(tmp_path / "data")
    with store:
        import_files([posts], store)
    return tmp_path / "data"


def by_name(checks) -> dict[str, Check]:
    return {check.name: check for check in checks}


def test_a_whole_folder_is_well(data):
    before = {path: path.read_bytes() for path in data.rglob("*") if path.is_file() and path.name != "lock"}
    found = by_name(examine_folder(data))
    assert found.keys() == {"data", "disk", "lock", "evidence", "posts", "desk.db"}
    assert {check.state for check in found.values()} == {"ok"}
    assert "20" in found["posts"].found_en
    assert {path: path.read_bytes() for path in before} == before


def test_a_folder_that_is_not_there_is_well_and_is_not_made(tmp_path):
    found = by_name(examine_folder(tmp_path / "deep" / "data"))
    assert (found["data"].state, found["disk"].state) == ("ok", "ok")
    assert not (tmp_path / "deep").exists()


def test_changed_evidence_fails_and_names_the_file(data):
    (segment,) = (data / "evidence" / "raw").iterdir()
    content = bytearray(segment.read_bytes())
    content[len(content) // 2] ^= 1
    segment.write_bytes(content)
    check = by_name(examine_folder(data))["evidence"]
    assert check.state == "fail"
    assert segment.name in check.found_en
    assert "evidence verify" in check.action_en


def test_missing_posts_are_a_warning_because_an_import_makes_them_anew(data):
    next((data / "posts").glob("*.parquet")).unlink()
    assert by_name(examine_folder(data))["posts"].state == "warn"


def test_a_writer_is_named(data, monkeypatch):
    lock = WriterLock(data)
    try:
        check = by_name(examine_folder(data))["lock"]
    finally:
        lock.release()
    assert check.state == "warn"
    assert "process" in check.found_en


@pytest.mark.parametrize("content", [b"no database at all, but long enough to be read", b""], ids=["text", "empty"])
def test_a_damaged_database_fails_and_an_empty_one_does_not(data, content):
    for path in data.glob("desk.db*"):
        path.unlink()
    (data / "desk.db").write_bytes(content)
    check = by_name(examine_folder(data))["desk.db"]
    assert check.state == ("fail" if content else "ok")


@pytest.mark.parametrize(("free", "state"), [(10 * 2**30, "ok"), (2**30, "warn"), (2**20, "fail")])
def test_room_on_the_disk(tmp_path, monkeypatch, free, state):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=free))
    assert by_name(examine_folder(tmp_path))["disk"].state == state


@pytest.mark.parametrize(("version", "state"), [((3, 10), "fail"), ((3, 11), "ok"), ((3, 14), "ok")])
def test_python(version, state):
    assert examine_python(version).state == state


def test_packages_are_compared_with_what_is_asked_for(monkeypatch):
    asked = [
        "duckdb<3,>=1.4", "numpy>=1.26,<3", "missing (>=1)", "old<2,>=1; extra == 'docx'",
        "backport>=1; python_version < '3.4'", "jinja2>=3.1,<4",
    ]  # fmt: skip
    versions = {"duckdb": "1.4.0", "numpy": "3.0.0rc1", "jinja2": "3.0"}

    def version(name: str) -> str:
        try:
            return versions[name]
        except KeyError as error:
            raise metadata.PackageNotFoundError(name) from error

    monkeypatch.setattr(examining.metadata, "requires", lambda name: asked)
    monkeypatch.setattr(examining.metadata, "version", version)
    states = {check.name: check.state for check in examine_packages()}
    assert states == {
        "package duckdb": "ok", "package numpy": "warn", "package missing": "fail", "package jinja2": "warn",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("environment", "state"),
    [
        ({"VTE_VERSION": "7200", "TERM": "xterm-256color"}, "ok"),
        ({"VTE_VERSION": "5202"}, "warn"),
        ({"VTE_VERSION": "\N{ARABIC-INDIC DIGIT SEVEN}x"}, "warn"),
        ({"TERM": "xterm-256color"}, "warn"),
        ({"TERM": "mlterm"}, "ok"),
        ({}, "warn"),
    ],
)
def test_terminals_that_turn_arabic_are_told_from_others(environment, state):
    found = by_name(examine_output(environment, encoding="UTF-8", is_terminal=True))
    assert (found["encoding"].state, found["terminal"].state) == ("ok", state)


def test_a_locale_without_arabic_is_a_warning():
    found = by_name(examine_output({}, encoding="ANSI_X3.4-1968", is_terminal=False))
    assert (found["encoding"].state, found["terminal"].state) == ("warn", "ok")


def test_every_check_that_is_not_well_says_what_to_do(data):
    (data / "desk.db").write_bytes(b"x" * 5000)
    next((data / "posts").glob("*.parquet")).unlink()
    for check in [*examine_folder(data), *examine_output({}, encoding="cp1256", is_terminal=True)]:
        assert check.state == "ok" or (check.action_ar and check.action_en), check


def test_the_command_exits_1_when_something_is_broken_and_0_when_not(data):
    run = CliRunner()
    well = run.invoke(cli, ["doctor", "--data", str(data), "--json"], standalone_mode=False)
    assert well.return_value is None
    names = [json.loads(line)["name"] for line in well.stdout.splitlines()]
    assert {"python", "tables", "fonts", "zones", "evidence", "terminal", "chromium"} <= set(names)
    (data / "desk.db").write_bytes(b"x" * 5000)
    broken = run.invoke(cli, ["doctor", "--data", str(data), "--lang", "en"], standalone_mode=False)
    assert broken.return_value == 1
    assert "✗ fail  desk.db" in broken.stdout
    assert "→ Move it aside" in broken.stdout
