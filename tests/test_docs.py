"""The documents say what the program does: findings, README commands, outputs, and the Python example."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

import docs

ROOT = Path(__file__).resolve().parent.parent
READMES = ("README.md", "README.ar.md")


def blocks(name: str, language: str) -> list[str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def test_the_documents_are_what_the_program_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["docs.py", "--check"])
    assert docs.main() == 0


@pytest.mark.parametrize("name", READMES)
def test_the_commands_of_the_readme_run(name: str, tmp_path: Path) -> None:
    lines = [line for block in blocks(name, "sh") for line in block.splitlines() if line.startswith("./tawatur ")]
    assert lines
    for line in lines:
        words = shlex.split(line, comments=True)[1:]
        result = subprocess.run(
            [sys.executable, "-m", "tawatur", *words], capture_output=True, cwd=tmp_path, check=False, timeout=120
        )
        expected = 4 if words[0] == "check" else 0  # the article contradicts itself, and the README says so
        assert result.returncode == expected, result.stderr.decode()
        assert not result.stderr.startswith(b"Traceback")
    for page in ("example.html", "roundup.html"):
        assert (tmp_path / page).read_text(encoding="utf-8").startswith("<!doctype html>")


def test_the_python_example_of_the_readme_runs(tmp_path: Path) -> None:
    (example,) = blocks("README.md", "python")
    article = (ROOT / "src/tawatur/data/example.txt").read_bytes()
    (tmp_path / "article.txt").write_bytes(article)
    result = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", example], capture_output=True, cwd=tmp_path, check=False, timeout=120
    )
    assert result.returncode == 0, result.stderr.decode()
    assert result.stdout.decode().startswith("error conflict.state ")
