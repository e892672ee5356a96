"""How many posts a second become exact cells: posts and distinct authors of each folded tag in each minute.

    python bench/kernel.py                        # 3,000,000 invented posts of about 450 bytes, 3 minutes
    python bench/kernel.py --posts 200000
    python bench/kernel.py posts.jsonl            # our own JSON Lines

Each row is a process of its own, after the file was read once: posts a second by the clock and of processor time, the
peak of memory, and the ratio to ours. `loop` decodes each line (orjson), cuts tags by one short regular expression and
counts in a Counter and a set; `DuckDB alone` does the same in one statement. Neither folds a
spelling, looks at what stands before a sign, or says what it could not read. `kernel` is our definition, post by post;
ours must give the same cells (checked on the first lines, before anything is measured).
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
from collections import Counter
from itertools import islice
from pathlib import Path
from time import perf_counter, process_time

from generate import write_posts

CHECKED = 50_000  # lines that the kernel counts too
TASKS = ("tawatur", "loop", "DuckDB alone", "kernel")


def count_with_loop(path: Path) -> int:
    """What one writes first: decode, cut, count. How many cells."""
    import re

    from orjson import loads

    sign = re.compile(r"#(\w+)")
    posts: Counter[tuple[str, str]] = Counter()
    authors: set[tuple[str, str, str]] = set()
    with path.open("rb") as file:
        for line in file:
            post = loads(line)
            minute, author = post["created_at"][:16], post["author_id"]
            for tag in set(sign.findall(post["text"])):
                posts[tag, minute] += 1
                authors.add((tag, minute, author))
    of_cell = Counter((tag, minute) for tag, minute, _ in authors)
    assert of_cell.keys() == posts.keys()
    return len(posts)


def count_with_duckdb(path: Path) -> int:
    """The same in one statement of SQL. How many cells."""
    import duckdb

    cells = duckdb.execute(
        "SELECT tag, minute, count(*), count(DISTINCT author_id) FROM ("
        "SELECT left(created_at, 16) AS minute, author_id, "
        "unnest(list_distinct(regexp_extract_all(text, '#[\\p{L}\\p{M}\\p{N}_]+'))) AS tag "
        "FROM read_json(?, columns = ?, format = 'newline_delimited')) GROUP BY tag, minute",
        [str(path), dict.fromkeys(("created_at", "text", "author_id"), "VARCHAR")],
    ).fetchnumpy()
    return len(cells["tag"])


def run(task: str, path: Path) -> None:
    """One task in this process; prints what it took as JSON."""
    from tawatur.engine.cells import count_cells, count_cells_of, read_posts

    clock, processor = perf_counter(), process_time()
    if task == "tawatur":
        cells = len(count_cells(path).tag)
    elif task == "kernel":
        cells = len(count_cells_of(read_posts(path)).tag)
    else:
        cells = count_with_loop(path) if task == "loop" else count_with_duckdb(path)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps([perf_counter() - clock, process_time() - processor, peak, cells]))


def check(path: Path) -> None:
    """Ours and the kernel's cells of the first lines are the same."""
    from tawatur.engine.cells import count_cells, count_cells_of, read_posts

    with tempfile.TemporaryDirectory() as folder:
        part = Path(folder, "part.jsonl")
        with path.open("rb") as whole, part.open("wb") as file:
            file.writelines(islice(whole, CHECKED))
        found = count_cells(part)
        assert found.counted_by == "sql", "the file has lines that only the kernel reads"
        assert found.as_dict() == count_cells_of(read_posts(part)).as_dict()


def main() -> None:
    """Print one line a task."""
    parser = argparse.ArgumentParser()
    parser.add_argument("file", nargs="?", type=Path, help="posts as JSON Lines; none: invented posts")
    parser.add_argument("--posts", type=int, default=3_000_000)
    parser.add_argument("--task", choices=TASKS, help="run one task in this process and print JSON")
    parser.add_argument("--tasks", default="tawatur,loop,DuckDB alone", help="in this order, a comma between them")
    arguments = parser.parse_args()
    if arguments.task:
        run(arguments.task, arguments.file)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = arguments.file or Path(folder, "invented.jsonl")
        if arguments.file is None:
            write_posts(path, arguments.posts)
        with path.open("rb") as file:
            count = sum(1 for _ in file)
        print(f"{count:,} posts, {path.stat().st_size / count:,.0f} bytes each")
        check(path)
        ours = None
        for task in arguments.tasks.split(","):
            command = [sys.executable, __file__, "--task", task, str(path)]
            printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            clock, processor, peak, cells = json.loads(printed)
            ours = ours or (clock, processor)
            print(
                f"{task:<13} {count / clock:>9,.0f} posts/s, {count / processor:>9,.0f} a second of processor time, "
                f"peak {peak:,.0f} MB, {clock / ours[0]:.2f} times our time by the clock, {processor / ours[1]:.2f} of "
                f"processor time, {cells:,} cells"
            )


if __name__ == "__main__":
    main()
