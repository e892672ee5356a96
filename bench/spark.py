"""How many posts a second Apache Spark counts as exact cells, beside DuckDB with the same SQL text on the same files.

    python bench/spark.py                                          # 1,000,000 invented posts on local[2], 3 minutes
    python bench/spark.py --posts 3000000 --master spark://HOST:7077

A cell is a folded tag and a minute, with its posts and distinct authors. Counted are the posts of JSON Lines, which the
workers read by the kernel, and of the data folder that `tawatur import` makes of them. By the clock, the best of three
jobs of one session: the first one also compiles, and starting Java is not counted. All three must find the same cells.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

from generate import write_posts

JOBS = 3
MINUTE_US = 60_000_000


def measure(count: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds of the best of some jobs, and what all of them found."""
    took, results = [], set()
    for _ in range(JOBS):
        began = perf_counter()
        results.add(tuple(count()))
        took.append(perf_counter() - began)
    (found,) = results
    return min(took), found


def main() -> None:
    """Print one line each."""
    import duckdb

    from tawatur.engine.spark import read_posts, start_session
    from tawatur.engine.sql import COUNT_CELLS

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", type=int, default=1_000_000)
    parser.add_argument("--master", default="local[2]")
    arguments = parser.parse_args()
    whole = f"SELECT count(*), sum(posts), sum(authors) FROM ({COUNT_CELLS})"
    with tempfile.TemporaryDirectory() as name:
        path, data = Path(name, "posts.jsonl"), Path(name, "data")
        write_posts(path, arguments.posts)
        subprocess.run([sys.executable, "-m", "tawatur", "import", str(path), "--data", str(data), "-q"], check=True)
        connection = duckdb.connect()
        connection.execute(
            f"CREATE VIEW events AS SELECT epoch_us(posted_at) // {MINUTE_US} AS minute, author, unnest(found) AS tag "
            f"FROM read_parquet('{data}/posts/*.parquet')"
        )
        ours, cells = measure(lambda: connection.execute(whole).fetchone())
        print(f"{'DuckDB, data folder':<20} {arguments.posts / ours:>11,.0f} posts/s  1.0 times  {cells[0]:,} cells")
        with start_session(arguments.master, {"spark.driver.memory": "4g"}) as session:
            for title, given in (("Spark, data folder", data), ("Spark, JSON Lines", path)):
                posts, _ = read_posts(session, [str(given)])
                posts.createOrReplaceTempView("posts")
                session.sql(
                    f"SELECT unix_micros(posted_at) DIV {MINUTE_US} AS minute, author, explode(found) AS tag FROM posts"
                ).createOrReplaceTempView("events")
                seconds, found = measure(lambda: session.sql(whole).collect()[0])
                if found != cells:
                    raise SystemExit(f"{title}: {found} instead of {cells}")
                speed, times = arguments.posts / seconds, seconds / ours
                print(f"{title:<20} {speed:>11,.0f} posts/s {times:>4.1f} times  {found[0]:,} cells")


if __name__ == "__main__":
    main()
