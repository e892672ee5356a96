"""How long 1 MB of news takes, beside the least work anybody could do on it.

    python bench/read.py

Text: the invented gold passages, repeated to 1 MB. Alternative in the same run: one pass of `re.findall` for words,
which every reader of text needs at least. Prints seconds of processor time (best of three) and the ratio.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING

from tawatur.check import check_article
from tawatur.check.article import read_article
from tawatur.page import render_check
from tawatur.statements import read_statements

if TYPE_CHECKING:
    from collections.abc import Callable

GOLD = Path(__file__).resolve().parent.parent / "tests" / "gold" / "statements"
SIZE = 1_000_000


def corpus() -> str:
    """1 MB of UTF-8 text."""
    passages = [
        json.loads(line)["text"]
        for path in sorted(GOLD.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    text = "\n".join(passages)
    while len(text.encode()) < SIZE:
        text = f"{text}\n{text}"
    return text.encode()[:SIZE].decode("utf-8", "ignore")


def best(work: Callable[[], object]) -> float:
    """Seconds of processor time of the fastest of three runs."""
    times = []
    for _ in range(3):
        started = process_time()
        work()
        times.append(process_time() - started)
    return min(times)


def main() -> None:
    """Print one line a task."""
    text = corpus()
    words = best(lambda: re.findall(r"\w+", text))
    print(f"re.findall words  {words:7.3f} s")
    checked = check_article(text)
    tasks = (
        ("read_statements", lambda: read_statements(text)),
        ("tawatur read", lambda: read_article(text, published_at=None, zone=None)),
        ("tawatur check", lambda: check_article(text)),
        ("its page", lambda: render_check(checked, title="1 MB", version="0")),
    )
    for name, work in tasks:
        seconds = best(work)
        print(f"{name:<17} {seconds:7.3f} s  {seconds / words:5.0f} times re.findall")


if __name__ == "__main__":
    main()
