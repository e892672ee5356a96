"""How long trends of a store take, and the posts behind one of them.

    python bench/trends.py                    # 3,000,000 invented posts (generate.py), 28 days: about 10 minutes
    python bench/trends.py --posts 300000
    python bench/trends.py --data DIR         # a data folder that is there already (nothing is written to it)

By the clock, and of processor time where another program runs beside it.
Beside them, in the same run and on the same posts: a loop that only decodes lines and counts tags by bucket (msgspec
and a Counter; neither folding nor families nor voices), and DuckDB alone doing the same over the Parquet files.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter, process_time
from typing import TypeVar

import msgspec
from generate import write_posts

from tawatur.pipeline import find_trends, import_files, open_store, read_posts_behind
from tawatur.pipeline.board import make_board
from tawatur.pipeline.tagged import read_tagged
from tawatur.pipeline.trends import measure_board
from tawatur.store import Store
from tawatur.trends.activity import find_outages

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Taken:
    """Seconds by the clock and of processor time."""

    clock: float
    processor: float

    def __str__(self) -> str:
        return f"{self.clock:>8.2f} s ({self.processor:.2f} of processor time)"


def timed(work: Callable[[], Result]) -> tuple[Taken, Result]:
    """How long it took, and what came back."""
    clock, processor = perf_counter(), process_time()
    result = work()
    return Taken(perf_counter() - clock, process_time() - processor), result


def count_lines(path: Path) -> Counter[tuple[str, int]]:
    """The least that anybody must do: decode, cut at signs, count by tag and bucket."""
    decode, counts = msgspec.json.Decoder().decode, Counter[tuple[str, int]]()
    with path.open("rb") as file:
        for line in file:
            post = decode(line)
            bucket = int(datetime.fromisoformat(post["created_at"]).timestamp()) // 900
            counts.update((word[1:], bucket) for word in set(post["text"].split()) if word.startswith("#"))
    return counts


def count_in_duckdb(store: Store) -> int:
    """The same, in SQL, over the store's files."""
    with store.connect() as connection:
        ((cells,),) = connection.execute(
            "SELECT count(*) FROM (SELECT tag, epoch_us(posted_at) // 900000000 AS bucket, count(*) FROM "
            "(SELECT posted_at, unnest(list_distinct(regexp_extract_all(text, '#(\\S+)', 1))) AS tag FROM captures) "
            "GROUP BY tag, bucket)"
        ).fetchall()
    return int(cells)


def measure(data: Path, path: Path | None) -> None:
    """Print one line a task."""
    with Store(data) as store:
        posts = store.count()
        if path is not None:
            loop, counted = timed(lambda: count_lines(path))
            print(f"{'loop: decode and count':<34} {loop}  {posts / loop.clock:>9,.0f} posts/s, {len(counted):,} cells")
        alone, cells = timed(lambda: count_in_duckdb(store))
        print(f"{'DuckDB alone':<34} {alone}  {posts / alone.clock:>9,.0f} posts/s, {cells:,} cells")
        read, tagged = timed(lambda: read_tagged(store))
        assert tagged is not None
        is_covered, is_known = find_outages(tagged.totals, tagged.size, 96)
        made, board = timed(lambda: make_board(tagged, store, (), is_covered))
        print(f"{'store -> tags':<34} {read}  {posts / read.clock:>9,.0f} posts/s")
        print(f"{'tags -> families, gate, voices':<34} {made}  {len(board.families):,} families")
        scored, _ = timed(lambda: measure_board(board, is_covered, is_known))
        rows = len(set(board.is_open.row.tolist()))
        print(f"{'scores':<34} {scored}  {rows:,} families over the gate x {tagged.size:,} buckets")
        whole, found = timed(lambda: find_trends(store))
        print(f"{'trends, all together':<34} {whole}  {posts / whole.clock:>9,.0f} posts/s, {len(found.trends)} trends")
        print(
            f"{'':<34} {whole.clock / alone.clock:>8.1f} times DuckDB alone"
            + (f", {whole.clock / loop.clock:.1f} the loop" if path else "")
        )
        trend = max((each for each in found.trends if each.started_at), key=lambda each: each.posts)
        tags = [member.tag for member in trend.members]
        for hours in (1, 24):
            since = trend.started_at
            assert since is not None
            runs = [
                timed(lambda: list(read_posts_behind(store, tags, since=since, until=since + timedelta(hours=hours))))  # noqa: B023 - called at once
                for _ in range(5)
            ]
            clock = statistics.median(taken.clock for taken, _ in runs)
            used = statistics.median(taken.processor for taken, _ in runs)
            what = f"posts behind a trend, {hours} h"
            print(
                f"{what:<34} {clock * 1000:>8.0f} ms ({used * 1000:.0f} of processor time)  {len(runs[0][1]):,} posts"
            )
    print(f"{'peak of memory':<34} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:>8,.0f} MB")


def main() -> None:
    """Make the posts where none are given, and measure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--posts", type=int, default=3_000_000)
    parser.add_argument("--data", type=Path, help="a data folder that is there already")
    arguments = parser.parse_args()
    if arguments.data is not None:
        measure(arguments.data, None)
        return
    with tempfile.TemporaryDirectory() as folder:
        path, data = Path(folder, "invented.jsonl"), Path(folder, "data")
        write_posts(path, arguments.posts)
        store, _ = open_store(data)
        with store:
            assert not import_files([path], store).rejected
        measure(data, path)


if __name__ == "__main__":
    main()
