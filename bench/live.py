"""What `tawatur watch` takes: events of a real WebSocket on this machine, kept as evidence, stored, counted and scored.

python bench/live.py stream --events N                # as fast as they are taken; --kept 0.02: a filter keeps one of 50
python bench/live.py stream --events N --rate R --hours 30  # R a second: the share of a core, how late alerts are
python bench/live.py posts --events N                 # normalised posts (tawatur's own JSON Lines) without the network
python bench/live.py tags --tags N                    # what the trends of N tags hold in memory, and cost at a tick

All events are invented. Beside each rate stands what decoding the same bytes alone gives, and the ratio to it. Seconds
of the processor are those of the watching process, all its threads; the server is a process of its own. Of each event
is said which part takes how much of them: all but the last, of the thread that everything goes through.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from tawatur.evidence import Evidence
from tawatur.hashtags.families import read_tag
from tawatur.live.jetstream import Jetstream
from tawatur.live.records import Feed, Frames, LiveAlert
from tawatur.live.wanted import make_wanted
from tawatur.pipeline import open_store, watching
from tawatur.pipeline.live_trends import GRACE, LiveTrends
from tawatur.pipeline.watching import watch
from tawatur.posts import Post, PostColumns, PostId
from tawatur.store import Store
from tawatur.store.columns import ColumnReader

WORDS = "جسر ساحة مطر سوق مدرسة قافلة طريق نهر جبل ميناء حديقة قطار مصنع بيدر نافذة شارع مخبز ورشة".split()
FIRST_LOUD = 12  # hours: what rises is told when there is something to compare it with
TOLD = 512  # events between two notes of the server on when it sent them
# Of 144 real events 62 answer another post, 42 embed something, 21 have facets.
ANSWERS, EMBEDS, FACETS, TAGGED = 0.43, 0.29, 0.15, 0.5
PARTS: tuple[tuple[Any, str, str], ...] = (
    (watching, "read_columns", "reading"),
    (LiveTrends, "add", "tags_and_counts"),
    (LiveTrends, "close", "scores"),
    (Evidence, "keep", "evidence"),
    (ColumnReader, "read", "columns"),
    (Store, "save_posts", "files"),
)


def make_events(count: int, kept: float, hours: float) -> Iterator[tuple[datetime, bytes]]:
    """Events of Jetstream v1 with their times; from the twelfth hour on another tag rises every hour."""
    span = timedelta(hours=hours)
    chance = random.Random(1)
    start = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - span
    for number in range(count):
        at = start + span * (number / count)
        hour = (at - start) // timedelta(hours=1)
        is_loud = hour >= FIRST_LOUD and chance.random() < 40 * hours / count
        tag = f"حدث_{hour}" if is_loud else f"وسم_{int(chance.paretovariate(1.1))}"
        text = " ".join(chance.choices(WORDS, k=9)) + (f" #{tag}" if is_loud or chance.random() < TAGGED else "")
        record: dict[str, Any] = {
            "$type": "app.bsky.feed.post", "createdAt": f"{at:%Y-%m-%dT%H:%M:%S.%f}Z", "text": text,
            "langs": ["ar" if is_loud or chance.random() < kept else "en"],
        }  # fmt: skip
        uri = f"at://did:plc:{chance.randrange(20_000):024d}/app.bsky.feed.post/post{chance.randrange(count):09d}"
        if chance.random() < ANSWERS:
            record["reply"] = {"parent": {"cid": "bafy", "uri": uri}, "root": {"cid": "bafy", "uri": uri}}
        if chance.random() < EMBEDS:
            card = {"uri": "https://news.example/article", "title": text[:40], "description": ""}
            record["embed"] = {"$type": "app.bsky.embed.external", "external": card}
        if chance.random() < FACETS:
            feature = {"$type": "app.bsky.richtext.facet#link", "uri": "https://news.example/article"}
            record["facets"] = [{"index": {"byteStart": 0, "byteEnd": 8}, "features": [feature]}]
        commit = {
            "operation": "create", "collection": "app.bsky.feed.post", "rkey": f"post{number:09d}", "record": record
        }  # fmt: skip
        did = f"did:plc:{number if is_loud else chance.randrange(20_000):024d}"
        event = {"did": did, "time_us": int(at.timestamp() * 1e6), "kind": "commit", "commit": commit}
        yield at, json.dumps(event, ensure_ascii=False).encode()


def serve(count: int, kept: float, hours: float, rate: float) -> None:
    """Send the events to whoever connects, then say when each part of them was sent; frames are made before."""
    from websockets.server import ServerProtocol

    parts: list[tuple[float, bytes]] = []
    made = list(make_events(count, kept, hours))
    for first in range(0, count, TOLD):
        frames = []
        for _, data in made[first : first + TOLD]:
            head = bytes([len(data)]) if len(data) < 126 else b"\x7e" + len(data).to_bytes(2, "big")
            frames.append(b"\x81" + head + data)
        parts.append((made[min(first + TOLD, count) - 1][0].timestamp(), b"".join(frames)))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        print(listening.getsockname()[1], flush=True)
        connection, _ = listening.accept()
        protocol = ServerProtocol()
        protocol.receive_data(connection.recv(65536))
        (request,) = protocol.events_received()
        protocol.send_response(protocol.accept(request))  # type: ignore[arg-type]
        for data in protocol.data_to_send():
            connection.sendall(data)
        sending = threading.Lock()

        def answer() -> None:
            while read := connection.recv(65536):
                protocol.receive_data(read)
                with sending:
                    for data in protocol.data_to_send():  # pongs
                        connection.sendall(data)

        threading.Thread(target=answer, daemon=True).start()
        sent, began = [], time.time()
        for number, (until, data) in enumerate(parts):
            if rate:
                time.sleep(max(0.0, began + number * TOLD / rate - time.time()))
            sent.append((until, time.time()))
            with sending:
                connection.sendall(data)
        print(json.dumps(sent), flush=True)
        sys.stdin.read()


def stream(given: argparse.Namespace) -> dict[str, Any]:
    """Watch a server's events."""
    words = [sys.executable, __file__, "serve", "--events", given.events, "--kept", given.kept]
    words += ["--rate", given.rate, "--hours", given.hours]
    with subprocess.Popen(map(str, words), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        assert server.stdin is not None
        url = f"ws://127.0.0.1:{server.stdout.readline().strip()}/subscribe"
        figures, told = run(Jetstream(url), given.events, make_wanted(languages=["ar"]))
        sent = json.loads(server.stdout.readline())
        server.stdin.close()
    late = []
    for alert, at in told:
        moment = (alert.told_at + GRACE).timestamp()
        late.append(at - next(when for until, when in sent if until >= moment))
    late.sort()
    data = [data for _, data in make_events(min(given.events, 50_000), given.kept, given.hours)]
    figures |= compare(data, figures["events_per_processor_second"])
    if late:
        figures |= {"alerts": len(late), "alert_late_p50_s": round(late[len(late) // 2], 2)}
        figures["alert_late_p99_s"] = round(late[int(0.99 * (len(late) - 1))], 2)
    return figures


def run(feed: Feed, events: int, wanted: Any) -> tuple[dict[str, Any], list[tuple[LiveAlert, float]]]:  # noqa: ANN401
    """Watch a feed until it has given so many frames."""
    read_tag("حمص")  # the tables are read before the clock starts
    stop, told = threading.Event(), list[tuple[LiveAlert, float]]()

    class Counted:
        name, source = feed.name, feed.source

        def read(self, cursor: str | None, stopped: threading.Event) -> Iterator[Any]:
            left = events
            for item in feed.read(cursor, stopped):
                yield item
                left -= len(item.data) if isinstance(item, Frames) else 0
                if left <= 0:
                    return

    with tempfile.TemporaryDirectory() as folder:
        store, _ = open_store(folder)
        with store:
            processor, thread, started = time.process_time(), time.thread_time(), time.time()
            with clocked() as spent:
                summary = watch(
                    [Counted()], store, wanted=wanted, stop=stop,
                    on_alert=lambda alert: told.append((alert, time.time())), on_notice=lambda _: None,
                )  # fmt: skip
            processor, seconds = time.process_time() - processor, time.time() - started
            thread = time.thread_time() - thread
            spent |= {"what_is_new": thread - sum(spent.values()), "other_threads": processor - thread}
            assert summary.frames == events, summary
            assert summary.posts == store.count()
            assert store.evidence.verify().problems == ()
    figures = {
        "events": events,
        "kept": summary.posts,
        "wall_seconds": round(seconds, 1),
        "events_per_second": round(events / seconds),
        "events_per_processor_second": round(events / processor),
        "share_of_a_core": round(processor / seconds, 3),
        "microseconds_an_event": {part: round(each / events * 1e6, 2) for part, each in spent.items()},
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    return figures, told


@contextmanager
def clocked() -> Iterator[dict[str, float]]:
    """Seconds of the processor by part, of this thread; of a part within another they are the inner one's alone."""
    spent, inner = dict.fromkeys((part for _, _, part in PARTS), 0.0), [0.0]

    def clock(work: Callable[..., Any], part: str) -> Callable[..., Any]:
        def call(*words: object, **more: object) -> object:
            inner.append(0.0)
            began = time.thread_time()
            try:
                return work(*words, **more)
            finally:
                took = time.thread_time() - began
                spent[part] += took - inner.pop()
                inner[-1] += took

        return call

    with ExitStack() as undone:
        for owner, name, part in PARTS:
            undone.callback(setattr, owner, name, getattr(owner, name))
            setattr(owner, name, clock(getattr(owner, name), part))
        yield spent


def compare(data: list[bytes], rate: float) -> dict[str, Any]:
    """What decoding the same bytes alone gives."""
    started = time.process_time()
    for each in data:
        msgspec.json.decode(each)
    decoded = len(data) / (time.process_time() - started)
    return {"decoded_per_processor_second": round(decoded), "times_decoding_alone": round(decoded / rate, 1)}


def posts(given: argparse.Namespace) -> dict[str, Any]:
    """Watch normalised posts."""
    chance = random.Random(1)
    start = datetime.now(UTC) - timedelta(hours=2)
    made = []
    for number in range(given.events):
        at = start + timedelta(hours=1.9) * (number / given.events)
        tag = f"وسم_{int(chance.paretovariate(1.1))}"
        post = {
            "platform": "x", "id": str(number), "created_at": at.isoformat(),
            "author_id": str(chance.randrange(20_000)), "language": "ar",
            "text": f"{' '.join(chance.choices(WORDS, k=9))} #{tag}",
        }  # fmt: skip
        made.append((at, json.dumps(post, ensure_ascii=False).encode()))

    class Normalised:
        name, source = "normalised", "posts"

        def read(self, _cursor: str | None, _stop: threading.Event) -> Iterator[Frames]:
            for first in range(0, len(made), TOLD):
                part = made[first : first + TOLD]
                yield Frames([data for _, data in part], part[-1][0], None)

    figures, _ = run(Normalised(), given.events, make_wanted())
    return figures | compare([data for _, data in made[:50_000]], figures["events_per_processor_second"])


def tags(given: argparse.Namespace) -> dict[str, Any]:
    """Two days of rare tags, each used once or twice, and some thousands that many use."""
    read_tag("حمص")
    chance = random.Random(1)
    start = datetime(2026, 1, 1, tzinfo=UTC)
    ticks: list[float] = []

    def resident() -> float:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize() / 1e6

    with tempfile.TemporaryDirectory() as folder:
        store, _ = open_store(folder)
        with store:
            trends = LiveTrends(store)
            for number in range(100_000):  # what is remembered of spellings is bounded: it is not the tags' share
                trends.add(PostColumns.of([_post(number, start, f"قبل_{number:x}")]), now=start)
            before = resident()
            trends.begin(start)
            for number in range(2 * given.tags):
                at = start + timedelta(days=2) * (number / (2 * given.tags))
                rare = number if number % 2 else int(chance.paretovariate(0.8)) % given.common
                trends.add(PostColumns.of([_post(number, at, f"وسم_{rare:x}_{number % 2}")]), now=at)
                if trends.is_due(at):
                    began = time.process_time()
                    trends.close(at)
                    ticks.append(time.process_time() - began)
            held = resident() - before
    ticks.sort()
    kept = trends.kept
    return {
        "tags": given.tags, "held_mb": round(held), "mb_per_million_tags": round(held * 1e6 / given.tags),
        "light_uses": kept.light_uses, "whole_tags": kept.whole_tags,
        "tick_ms_p50": round(ticks[len(ticks) // 2] * 1e3),
        "tick_ms_p99": round(ticks[int(0.99 * (len(ticks) - 1))] * 1e3),
    }  # fmt: skip


def _post(number: int, at: datetime, tag: str) -> Post:
    return Post(
        platform="bluesky", post_id=PostId(str(number)), text="", tags=(tag,), posted_at=at,
        account_id=str(hash(tag) % 200_000 if number % 2 else number % 3001),
    )  # fmt: skip


def main() -> None:
    """Run one of them, and print one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["stream", "posts", "tags", "serve"])
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--kept", type=float, default=1.0)
    parser.add_argument("--rate", type=float, default=0.0)
    parser.add_argument("--hours", type=float, default=2.0, help="of the stream's own clock")
    parser.add_argument("--tags", type=int, default=1_000_000)
    parser.add_argument("--common", type=int, default=3_000)
    given = parser.parse_args()
    if given.what == "serve":
        serve(given.events, given.kept, given.hours, given.rate)
        return
    print(json.dumps({"stream": stream, "posts": posts, "tags": tags}[given.what](given)))


if __name__ == "__main__":
    main()
