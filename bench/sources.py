"""How fast each source reads posts, beside the least work anybody could do on the same bytes.

    python bench/sources.py

Records: the invented samples of tests/sources, repeated to about 20,000 posts (small ones: real posts of X are two to
three times as long). Measured in the same run, processor time, best of three: the source's `parse` (records in, Post
out), its decoding alone where it decodes into structs, `json.loads` of the same records and msgspec decoding them to
plain objects. Prints posts a second a core and the ratios of times.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING

import msgspec

from tawatur.posts import Post
from tawatur.sources import all_sources
from tawatur.sources.base import Received
from tawatur.sources.files import InputFile

if TYPE_CHECKING:
    from collections.abc import Callable

    from tawatur.sources import Source

SAMPLES = Path(__file__).resolve().parent.parent / "tests" / "sources"
POSTS = 20_000


def good_records(path: Path, source: Source) -> list[Received]:
    """The records of a sample that give posts and nothing else."""
    with InputFile(path) as file:
        records = [record for record in file.records(source) if isinstance(record, Received)]
    return [record for record in records if all(isinstance(result, Post) for result in source.parse(record))]


def time_each(work: Callable[[Received], object], records: list[Received]) -> float:
    """Processor seconds for all records, of the fastest of three runs."""
    times = []
    for _ in range(3):
        started = process_time()
        for record in records:
            work(record)
        times.append(process_time() - started)
    return min(times)


def main() -> None:
    """Print one line a sample."""
    print(f"{'sample':<28} {'posts/s':>9} {'decoded/s':>10} {'MB/s':>6} {'to json.loads':>14} {'to msgspec':>11}")
    for source in all_sources():
        decoder = getattr(sys.modules[type(source).__module__], "_DECODER", None)
        for path in sorted(SAMPLES.glob(f"{source.name}.*json*")):
            records = good_records(path, source)
            posts = sum(len(list(source.parse(record))) for record in records)
            if not posts:
                continue
            records *= POSTS // posts + 1
            posts *= POSTS // posts + 1
            parse = time_each(lambda record, source=source: list(source.parse(record)), records)
            decode = (
                time_each(lambda record, decoder=decoder: decoder.decode(record.data), records) if decoder else None
            )
            loads = time_each(lambda record: json.loads(record.data), records)
            plain = time_each(lambda record: msgspec.json.decode(record.data), records)
            decoded = f"{posts / decode:,.0f}" if decode is not None else "-"
            size = sum(len(record.data) for record in records) / 1e6
            rates = f"{posts / parse:>9,.0f} {decoded:>10} {size / parse:>6.0f}"
            print(f"{path.name:<28} {rates} {parse / loads:>14.2f} {parse / plain:>11.2f}")


if __name__ == "__main__":
    main()
