"""What import, trends, voices and a report cost at 10⁵, 10⁶, 10⁷ posts, each beside what else one could run.

    python bench/scale.py                                   # 100,000, 300,000 and 1,000,000 invented posts
    python bench/scale.py --posts 100000 10000000 --spark   # hours on a busy machine, 20 GB of disk
    python bench/scale.py --write                           # only docs/scale.md and its picture, from docs/scale.json

Every task is a process of its own. It prints seconds of processor time (of the process and all that it started), by the
clock, the peak of memory, and ratios to the alternatives of the same run; then keeps all that in docs/scale.json, draws
docs/pictures/scale.svg and writes the tables of docs/scale.md. Sizes that are not run again keep their rows.

The alternatives, on the same file: `wc -l`, which only reads; a loop with orjson and a Counter, and one
statement of DuckDB, which count tags by quarter of an hour (no folding, no families, no voices, no evidence, no word of
what could not be read); twarc-hashtags, where `twarc2` is installed, on 20,000 of these posts in X's format.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from time import perf_counter, sleep

import numpy as np
from generate import make_plan, write_posts

ROOT = Path(__file__).resolve().parent.parent
KEPT, PAGE, PICTURE = ROOT / "docs/scale.json", ROOT / "docs/scale.md", ROOT / "docs/pictures/scale.svg"
MARKED = re.compile(r"(?<=<!-- scale -->\n).*?(?=<!-- /scale -->)", re.DOTALL)
SIZES = (100_000, 300_000, 1_000_000)
LOOP, DUCKDB, WC, TWARC = "orjson + Counter", "DuckDB alone", "wc -l", "twarc-hashtags"
OURS = ("cells", "import", "trends first", "trends", "voices", "report", "trends on Spark", "trends on Spark, imported")
TITLES = {
    "cells": "exact cells of tags and minutes from JSON Lines",
    "import": "`import`: evidence, posts, trends",
    "trends first": "`trends` after it, and as long as nothing is new",
    "trends": "`trends`, found anew in all of the archive",
    "voices": "`voices` of the largest story",
    "report": "`report` of it, after `trends`",
    "trends on Spark": "`trends --engine spark`, from JSON Lines, `local[2]`",
    "trends on Spark, imported": "`trends --engine spark`, from a data folder, `local[2]`",
    LOOP: "orjson + Counter",
    DUCKDB: "DuckDB alone",
    WC: "`wc -l`",
    TWARC: "twarc-hashtags",
}
TWARC_MOST = 20_000  # posts: it takes 0.4 ms for each
CLOCK_TICKS, PAGE_MB = os.sysconf("SC_CLK_TCK"), os.sysconf("SC_PAGE_SIZE") / 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One task at one size: seconds of processor time and by the clock, peak of memory in MB."""

    posts: int
    task: str
    processor: float
    clock: float
    memory: float


def count_with_loop(path: Path) -> int:
    """Decode each line, cut at signs, count by tag and quarter of an hour. How many cells."""
    from orjson import loads

    counts: Counter[tuple[str, int]] = Counter()
    with path.open("rb") as file:
        for line in file:
            post = loads(line)
            bucket = int(datetime.fromisoformat(post["created_at"]).timestamp()) // 900
            counts.update((word[1:], bucket) for word in set(post["text"].split()) if word.startswith("#"))
    return len(counts)


def count_with_duckdb(path: Path) -> int:
    """The same in one statement of SQL. How many cells."""
    import duckdb

    ((cells,),) = duckdb.execute(
        "SELECT count(*) FROM (SELECT tag, epoch(created_at::TIMESTAMPTZ)::BIGINT // 900 AS bucket, count(*) FROM ("
        "SELECT created_at, unnest(list_distinct(regexp_extract_all(text, '(?:^|\\s)#(\\S+)', 1))) AS tag "
        "FROM read_json(?, columns = {created_at: 'VARCHAR', text: 'VARCHAR'}, format = 'newline_delimited')) "
        "GROUP BY tag, bucket)",
        [str(path)],
    ).fetchall()
    return int(cells)


def count_cells(path: Path) -> int:
    """Ours: folded tags, posts and distinct accounts by minute. How many cells."""
    from tawatur.engine.cells import count_cells as count

    return len(count(path).tag)


INSIDE = {LOOP: count_with_loop, DUCKDB: count_with_duckdb, "cells": count_cells}


def measure(task: str, posts: int, command: list[str], folder: Path) -> Row:
    """Run a program in a folder to its end and add up what it and all that it started took."""
    began = perf_counter()
    with tempfile.TemporaryFile() as errors:
        row = _measure(
            task, posts, subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=errors), began
        )
        if row is None:
            errors.seek(0)
            raise SystemExit(f"{task} failed: {errors.read().decode(errors='replace')[-2000:]}")
    return row


def _measure(task: str, posts: int, process: subprocess.Popen[bytes], began: float) -> Row | None:
    used: dict[int, float] = {}
    memory = 0.0
    while True:
        ended, status, usage = os.wait4(process.pid, os.WNOHANG)
        if ended:
            break
        held, memory = 0.0, max(memory, _peak(process.pid))
        for pid, seconds, size in _descendants(process.pid):
            used[pid], held = seconds, held + size
        memory = max(memory, held)
        sleep(0.02)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        return None
    own = usage.ru_utime + usage.ru_stime
    others = sum(seconds for pid, seconds in used.items() if pid != process.pid)
    return Row(
        posts=posts,
        task=task,
        processor=round(max(own, used.get(process.pid, 0) + others), 3),
        clock=round(perf_counter() - began, 3),
        memory=round(memory, 1),
    )


def _peak(pid: int) -> float:
    """The most memory that a process ever held, in MB; what its parent held when it was started is not counted."""
    try:
        found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text(encoding="utf-8"))
    except OSError:
        return 0.0
    return int(found[1]) / 1024 if found else 0.0


def _descendants(root: int) -> Iterator[tuple[int, float, float]]:
    """(process id, seconds of processor time, MB) of a process and all under it."""
    waiting = [root]
    while waiting:
        pid = waiting.pop()
        try:
            fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            for task in Path(f"/proc/{pid}/task").iterdir():
                waiting += map(int, (task / "children").read_text(encoding="utf-8").split())
        except OSError:
            continue
        yield (
            pid,
            (int(fields[11]) + int(fields[12])) / CLOCK_TICKS,
            int(fields[21]) * os.sysconf("SC_PAGE_SIZE") / 2**20,
        )


def write_for_twarc(path: Path, target: Path, posts: int) -> None:
    """The first of the same posts in the form of X's API v2, one a line."""
    with path.open(encoding="utf-8") as file, target.open("w", encoding="utf-8") as written:
        for line in islice(file, posts):
            post = json.loads(line)
            tweet = {name: post[name] for name in ("id", "text", "author_id", "created_at")}
            tweet["author"] = {"id": post["author_id"], "username": post["author_handle"]}
            tweet["entities"] = {"hashtags": [{"start": 0, "end": 1, "tag": tag} for tag in post["tags"]]}
            written.write(json.dumps(tweet, ensure_ascii=False) + "\n")


def run(posts: int, *, has_spark: bool) -> Iterator[Row]:
    """Every task on so many posts."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path, data = folder / "posts.jsonl", folder / "data"
        write_posts(path, posts)
        story = max(make_plan(posts).stories, key=lambda story: story.posts).tag
        ours = [sys.executable, "-m", "tawatur"]
        inside = [sys.executable, str(Path(__file__).resolve()), "--file", str(path), "--task"]
        yield measure(WC, posts, ["wc", "-l", str(path)], folder)
        for task in INSIDE:
            yield measure(task, posts, [*inside, task], folder)
        if twarc := shutil.which("twarc2"):
            tweets = min(posts, TWARC_MOST)
            write_for_twarc(path, folder / "v2.jsonl", tweets)
            command = [twarc, "--bearer-token", "none", "hashtags", "v2.jsonl", "tags.csv"]
            yield measure(TWARC, tweets, command, folder)
        yield measure("import", posts, [*ours, "import", str(path), "--data", str(data)], folder)
        trends = [*ours, "trends", "--json", "--data", str(data)]
        yield measure("trends first", posts, trends, folder)
        (data / "trends.json").unlink(missing_ok=True)
        yield measure("trends", posts, trends, folder)
        yield measure("voices", posts, [*ours, "voices", story, "--json", "--data", str(data)], folder)
        yield measure("report", posts, [*ours, "report", story, "--json", "--data", str(data)], folder)
        if has_spark:
            spark = [*trends[:-2], "--engine", "spark", "--master", "local[2]", "--conf", "spark.driver.memory=4g"]
            yield measure("trends on Spark", posts, [*spark, str(path)], folder)
            yield measure("trends on Spark, imported", posts, [*spark, str(data)], folder)


def find_exponent(rows: list[Row]) -> float | None:
    """How cost grows: processor time is posts to this power (least squares of logarithms); None of one size."""
    if len(rows) < 2:
        return None
    posts, seconds = (np.log([getattr(row, name) for row in rows]) for name in ("posts", "processor"))
    return float(np.polyfit(posts, np.maximum(seconds, np.log(0.01)), 1)[0])


def make_tables(kept: list[Row], machine: str) -> str:
    """The part of docs/scale.md that is measured."""
    sizes = sorted({row.posts for row in kept if row.task != TWARC})
    of = {(row.posts, row.task): row for row in kept}
    tasks = [task for task in (*OURS, LOOP, DUCKDB, WC) if any((size, task) in of for size in sizes)]
    lines = [
        f"Seconds of processor time and, in brackets, the peak of memory ({machine}):",
        "",
        f"| posts | {' | '.join(f'{size:,}' for size in sizes)} | grows with posts to the power of |",
        f"|---|{'---|' * len(sizes)}---|",
    ]
    for task in tasks:
        cells = [
            f"{row.processor:,.1f} ({row.memory:,.0f} MB)" if (row := of.get((size, task))) else "" for size in sizes
        ]
        exponent = find_exponent([of[size, task] for size in sizes if (size, task) in of])
        lines.append(
            f"| {TITLES[task]} | {' | '.join(cells)} | {'' if exponent is None or task == WC else f'{exponent:.2f}'} |"
        )
    largest = max(size for size in sizes if (size, "trends") in of)
    beside = {
        task: max((row for row in kept if row.task == task), key=lambda row: row.posts)
        for task in (LOOP, DUCKDB, TWARC, WC)
        if any(row.task == task for row in kept)
    }
    lines += [
        "",
        f"At {largest:,} posts, times the processor time that the alternatives take for as many:",
        "",
        f"| | posts a second | {' | '.join(TITLES[task] for task in beside)} |",
        f"|---|---|{'---|' * len(beside)}",
    ]
    for task in OURS:
        if row := of.get((largest, task)):
            each = row.processor / largest
            ratios = [f"{each / (max(0.002, other.processor) / other.posts):,.1f}" for other in beside.values()]
            lines.append(f"| {TITLES[task]} | {largest / row.processor:,.0f} | {' | '.join(ratios)} |")
    return "\n".join([*lines, ""])


def draw(kept: list[Row]) -> str:
    """Seconds of processor time by posts, both in powers of ten, as SVG."""
    from tawatur.svg import Pen, Picture, element

    pen = Pen("en")
    left, right, top, bottom = 56.0, 440.0, 24.0, 330.0
    posts, seconds = [row.posts for row in kept], [max(0.01, row.processor) for row in kept]
    first, last = np.floor(np.log10(min(posts))), np.ceil(np.log10(max(posts)))
    low, high = np.floor(np.log10(min(seconds))), np.ceil(np.log10(max(seconds)))

    def place(row_posts: float, row_seconds: float) -> tuple[float, float]:
        x = left + (right - left) * (np.log10(row_posts) - first) / (last - first)
        y = bottom - (bottom - top) * (np.log10(max(0.01, row_seconds)) - low) / (high - low)
        return float(x), float(y)

    body = []
    for power in range(int(low), int(high) + 1):
        _, y = place(10**first, 10.0**power)
        body.append(element("line", x1=left, y1=y, x2=right, y2=y, stroke=pen.palette.line))
        body.append(pen.text(f"{10.0**power:,g} s", left - 6, y + 4, size=11, anchor="end", fill=pen.palette.pale))
    for power in range(int(first), int(last) + 1):
        x, _ = place(10.0**power, 10**low)
        body.append(pen.text(f"{10**power:,}", x, bottom + 18, size=11, anchor="middle", fill=pen.palette.pale))
    labels = []
    for task in (*OURS, LOOP, DUCKDB, TWARC, WC):
        rows = sorted((row for row in kept if row.task == task), key=lambda row: row.posts)
        if not rows:
            continue
        points = [place(row.posts, row.processor) for row in rows]
        is_ours = task in OURS
        colour = pen.palette.accent if is_ours else pen.palette.pale
        told = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        dashes = {} if is_ours else {"stroke_dasharray": "4 3"}
        body.append(element("polyline", points=told, fill="none", stroke=colour, stroke_width=1.5, **dashes))
        body += [element("circle", cx=x, cy=y, r=2.5, fill=colour) for x, y in points]
        labels.append((points[-1][1], points[-1][0], task, colour))
    after = 0.0
    for y, x, task, colour in sorted(labels):
        after = max(y, after + 14)
        body.append(element("line", x1=x + 4, y1=y, x2=right + 14, y2=after, stroke=pen.palette.line))
        body.append(pen.text(task, right + 18, after + 4, size=11, fill=colour))
    notes = ("Seconds of processor time by number of posts, both in powers of ten; dashed: alternatives.",)
    return Picture(
        body=tuple(body), width=640, height=bottom + 30, label="Cost by number of posts", notes=notes, pen=pen
    ).as_file()


def write(kept: list[Row], machine: str) -> None:
    """The page and the picture."""
    PICTURE.write_text(draw(kept), encoding="utf-8")
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(MARKED.sub(lambda _: make_tables(kept, machine), page, count=1), encoding="utf-8")


def main() -> None:
    """Measure and keep, or only write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", type=int, nargs="+", default=SIZES)
    parser.add_argument("--spark", action="store_true", help="measure Spark too")
    parser.add_argument("--write", action="store_true", help="measure nothing")
    parser.add_argument("--task", choices=INSIDE, help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.task:
        print(INSIDE[arguments.task](arguments.file))
        return
    held = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {"machine": "", "rows": []}
    rows = {(row["posts"], row["task"]): Row(**row) for row in held["rows"]}
    if not arguments.write:
        import duckdb

        held["machine"] = (
            f"{os.cpu_count()} cores, Python {platform.python_version()}, DuckDB {duckdb.__version__}, "
            f"{datetime.now(UTC):%Y-%m-%d}"
        )
        for posts in arguments.posts:
            for row in run(posts, has_spark=arguments.spark):
                rows[row.posts, row.task] = row
                print(
                    f"{row.posts:>11,}  {row.task:<16} {row.processor:>9,.2f} s of processor time {row.clock:>9,.2f} "
                    f"by the clock {row.memory:>7,.0f} MB {row.posts / max(0.001, row.processor):>12,.0f} posts/s",
                    flush=True,
                )
        kept = [asdict(rows[key]) for key in sorted(rows)]
        KEPT.write_text(json.dumps({"machine": held["machine"], "rows": kept}, indent=1) + "\n", encoding="utf-8")
    write([rows[key] for key in sorted(rows)], held["machine"])


if __name__ == "__main__":
    main()
