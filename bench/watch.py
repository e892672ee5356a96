"""How many events of a stream `tawatur watch` takes: read, kept as evidence, stored and counted; without the network.

python bench/watch.py --events N              # every event is kept
python bench/watch.py --events N --kept 0.02  # a filter keeps one of 50
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import tempfile
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from tawatur.live.records import Frame
from tawatur.live.wanted import make_wanted
from tawatur.pipeline import open_store
from tawatur.pipeline.watching import watch

WORDS = "جسر ساحة مطر سوق مدرسة قافلة طريق نهر جبل ميناء حديقة قطار مصنع بيدر نافذة شارع مخبز ورشة".split()


class Invented:
    """A feed of invented events of Jetstream v1, made before the clock starts."""

    name, source = "invented", "bluesky"

    def __init__(self, events: int, kept: float) -> None:
        chance = random.Random(1)
        start = datetime.now(UTC) - timedelta(hours=2)
        self._frames = []
        for number in range(events):
            at = start + timedelta(seconds=7000 * number / events)
            record = {
                "$type": "app.bsky.feed.post",
                "createdAt": at.isoformat(),
                "text": f"{' '.join(chance.choices(WORDS, k=9))} #وسم_{int(chance.paretovariate(1.1))}",
                "langs": ["ar" if chance.random() < kept else "en"],
            }
            commit = {
                "operation": "create", "collection": "app.bsky.feed.post", "rkey": f"post{number:09d}", "record": record
            }  # fmt: skip
            event = {
                "did": f"did:plc:{chance.randrange(20_000):024d}", "time_us": int(at.timestamp() * 1e6),
                "kind": "commit", "commit": commit,
            }  # fmt: skip
            self._frames.append(Frame(json.dumps(event, ensure_ascii=False).encode(), at, str(event["time_us"])))

    def read(self, _cursor: str | None, _stop: threading.Event) -> Iterator[Frame]:
        """All of them, as fast as they are taken."""
        yield from self._frames


def main() -> None:
    """Watch, and print one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=50_000)
    parser.add_argument("--kept", type=float, default=1.0)
    given = parser.parse_args()
    feed = Invented(given.events, given.kept)
    with tempfile.TemporaryDirectory() as folder:
        store, _ = open_store(folder)
        with store:
            started = time.process_time()
            summary = watch(
                [feed], store, wanted=make_wanted(languages=["ar"]), stop=threading.Event(),
                on_alert=print, on_notice=print,
            )  # fmt: skip
            seconds = time.process_time() - started
            assert summary.posts == store.count()
    figures = {
        "events": summary.frames,
        "kept": summary.posts,
        "events_per_processor_second": round(summary.frames / seconds),
        "wall_seconds": round(summary.seconds, 1),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
