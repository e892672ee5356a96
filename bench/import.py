"""How many posts a second come through evidence, parsing and Parquet, beside a loop that only unpacks and decodes them.

    python bench/import.py                        # 1,000,000 invented posts, about 1 minute
    python bench/import.py --posts 50000
    python bench/import.py ../shared/data/posts/*.jsonl.gz

On one core. Prints posts a second (of processor time, and by the clock), the ratio to the loop (gzip and
`msgspec.json.decode` line by line, in the same run), the peak of memory, and what importing again takes.
"""

from __future__ import annotations

import argparse
import gzip
import os
import resource
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time

import msgspec
from generate import write_posts

from tawatur.pipeline import ImportSummary, import_files, open_store


def decode_only(paths: list[Path]) -> int:
    """The least that anybody must do: unpack, split into lines, decode."""
    decode, count = msgspec.json.Decoder().decode, 0
    for path in paths:
        with gzip.open(path) as file:
            for line in file:
                decode(line)
                count += 1
    return count


def measure(work: Callable[[], object]) -> tuple[float, float, object]:
    """Seconds of processor time, seconds by the clock, and what came back."""
    clock, processor = perf_counter(), process_time()
    result = work()
    return process_time() - processor, perf_counter() - clock, result


def main() -> None:
    """Print one line a task."""
    parser = argparse.ArgumentParser()
    parser.add_argument("files", nargs="*", type=Path, help=".jsonl.gz in our own format; none: invented posts")
    parser.add_argument("--posts", type=int, default=1_000_000)
    arguments = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    with tempfile.TemporaryDirectory() as folder:
        paths = arguments.files
        if not paths:
            paths = [Path(folder, "invented.jsonl.gz")]
            write_posts(paths[0], arguments.posts)
        least, clock, count = measure(lambda: decode_only(paths))
        print(
            f"{'decode only':<13} {count / least:>9,.0f} posts/s of processor time, {count / clock:>9,.0f} by the clock"
        )

        def run() -> ImportSummary:
            store, _ = open_store(Path(folder, "data"))
            with store:
                return import_files(paths, store)

        for name in ("import", "import again"):
            seconds, clock, summary = measure(run)
            assert isinstance(summary, ImportSummary)
            assert summary.posts == count
            assert not summary.rejected
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(
                f"{name:<13} {count / seconds:>9,.0f} posts/s of processor time, {count / clock:>9,.0f} by the clock, "
                f"{seconds / least:.1f} times decode only, {summary.new:,} new, peak {memory:,.0f} MB"
            )
        size = sum(path.stat().st_size for path in Path(folder, "data", "posts").iterdir())
        print(f"{'posts/':<13} {size / count:>9,.0f} bytes a post")


if __name__ == "__main__":
    main()
