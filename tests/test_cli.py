"""The command line as its user meets it: outputs, exit codes, messages."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

CLEAN = "قال وزير المياه سامر الحاج إن السد ممتلئ.\n"


def run(*arguments: str, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "tawatur", *arguments],
        input=stdin,
        capture_output=True,
        env=os.environ | environment,
        check=False,
        timeout=120,
    )


def test_check_of_the_example_fails_with_4_and_writes_the_page(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    result = run("check", "--example", "--html", str(page))
    assert result.returncode == 4
    assert "conflict.state" in result.stdout.decode()
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_check_of_a_clean_article_exits_0(tmp_path: Path) -> None:
    article = tmp_path / "clean.txt"
    article.write_text(CLEAN, encoding="utf-8")
    assert run("check", str(article)).returncode == 0


def test_read_prints_statements_from_standard_input() -> None:
    result = run("read", "-", stdin=CLEAN.encode())
    assert result.returncode == 0
    assert "سامر الحاج" in result.stdout.decode()
    assert "السد ممتلئ" in result.stdout.decode()


def test_read_json_has_the_fields_of_the_contract() -> None:
    record = json.loads(run("read", "-", "--json", stdin=CLEAN.encode()).stdout)
    wanted = {
        "quote", "quote_span", "form", "direct", "speaker", "speaker_mention", "speaker_span", "role", "handle", "cue",
        "cue_span", "url", "rule", "confidence", "claims", "forecast",
    }  # fmt: skip
    assert wanted <= record.keys()
    assert record["role"] == "وزير المياه"


def test_check_json_has_the_fields_of_the_contract() -> None:
    lines = run("check", "--example", "--json", "--lang", "en").stdout.decode().splitlines()
    records = [json.loads(line) for line in lines]
    assert {"severity", "code", "message", "span", "evidence"} <= records[0].keys()
    assert records[0]["code"] == "conflict.state"


def test_pipes_get_plain_text_without_isolates_or_colour() -> None:
    out = run("check", "--example").stdout.decode()
    assert not {"\x1b", "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"} & set(out)


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        pytest.param(("check",), 2, "ARTICLE", id="no-article"),
        pytest.param(("check", "missing.txt"), 1, "missing.txt: no such file", id="missing"),
        pytest.param(("check", "."), 1, "a folder", id="folder"),
        pytest.param(("check", "-"), 1, "empty", id="empty"),
        pytest.param(("check", "--example", "--tz", "Mars/Base"), 2, "no such time zone", id="zone"),
        pytest.param(("check", "--example", "--published", "yesterday"), 2, "not a date", id="date"),
        pytest.param(("check", "--example", "--open"), 2, "--html", id="open"),
        pytest.param(("nonsense",), 2, "nonsense", id="command"),
    ],
)
def test_wrong_use_says_what_to_do(arguments: tuple[str, ...], code: int, told: str) -> None:
    result = run(*arguments)
    assert result.returncode == code
    assert told in result.stderr.decode()
    assert "Traceback" not in result.stderr.decode()


def test_nothing_found_is_5_only_when_asked_for() -> None:
    assert run("read", "-", stdin="صباح الخير".encode()).returncode == 0
    assert run("read", "-", "--fail-if-empty", stdin="صباح الخير".encode()).returncode == 5


def test_bytes_that_are_not_text_are_refused() -> None:
    result = run("check", "-", stdin=b"\x89PNG\r\n\x1a\n\0\0\xff\xfe\0")
    assert result.returncode == 1
    assert "not text" in result.stderr.decode()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1256"])
def test_old_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    article = tmp_path / "old.txt"
    article.write_bytes(CLEAN.encode(encoding))
    assert "سامر الحاج" in run("read", str(article)).stdout.decode()


def test_html_is_read_as_its_article(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    body = "".join(f"<p>{CLEAN.strip()} وهذه فقرة طويلة بما يكفي لتكون خبرا رقم {n}.</p>" for n in range(6))
    page.write_text(
        f"<html lang=ar><head><title>خبر</title></head><body><nav>قائمة</nav><article><h1>خبر</h1>{body}</article></body></html>",
        encoding="utf-8",
    )
    assert "سامر الحاج" in run("read", str(page)).stdout.decode()


def test_help_lists_every_command() -> None:
    out = run("--help").stdout.decode()
    for command in ("read", "check", "codes"):
        assert command in out


def test_help_starts_without_the_slow_imports() -> None:
    code = "import sys, tawatur.cli; print([m for m in ('jinja2','lxml','numpy','duckdb','tawatur.statements') if m in sys.modules])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert result.stdout.decode().strip() == "[]"


def test_codes_lists_every_code() -> None:
    from tawatur.check import CODES

    out = run("codes", "--lang", "en").stdout.decode()
    assert all(code in out for code in CODES)
