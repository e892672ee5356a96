"""Imports and watches that are killed again and again while they write, and what is then in the data folder.

python tests/killed.py import|watch --kills 50 --seconds 60

One run works on one data folder for at least so many seconds. Its worker is killed (SIGKILL) at moments that chance
chooses among those in which it writes, and started again. Small files of posts are merged all the while. The worker notes in shared memory which step of writing it is
in, and 0 when a batch is done: what stands there after its death proves where it died. The disk is slow (each step waits
some milliseconds), so that kills fall into every step and not only into the longest one. After each kill what was
acknowledged must be there; at the end everything, once, and the evidence verified. Prints one line of JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from mmap import mmap
from pathlib import Path
from typing import Any

from children import Tell, start_child
from live_servers import event_v1, micro, sending, serving

from tawatur import durable
from tawatur.live.jetstream import Jetstream
from tawatur.live.wanted import make_wanted
from tawatur.pipeline import import_files, importing, open_store, watching
from tawatur.pipeline.compacting import Background
from tawatur.store import Store, merging

BATCH = 60  # records
SLOW = 0.006  # seconds that a step waits at most
A_FILE = 1000  # records
A_KILL = 300  # records of a run for each kill
WAIT = 0.3  # seconds at most from the worker's first word to the kill
START = datetime(2026, 1, 1, tzinfo=UTC)
PLACES = ["", *(f"{where}:{step}" for where in ("evidence", "posts", "desk.db") for step in (
    "write", "fsync", "rename", "fsync-folder", "append", "fsync-append", "remove", "commit"))]  # fmt: skip


def event(number: int) -> dict[str, Any]:
    """An invented event; ten a second by its clock."""
    return event_v1(
        number, f"منشور {number} #وسم_{number % 50}", START + number * timedelta(seconds=0.1), account=number
    )


def serve(events: int, pause: float) -> None:
    """A Jetstream that begins at the cursor and rests `pause` seconds behind each event, until its input is closed."""
    with serving(sending([event(number) for number in range(events)], replays=True, pause=pause)) as server:
        print(server.url, flush=True)
        sys.stdin.read()


def note_steps(data: Path, place: mmap) -> None:
    """Write into shared memory which step a process is in; the disk is slow."""
    chance = random.Random(os.getpid())

    def hook(step: str, path: Path, _data: bytes) -> None:
        where = next(word for word in ("evidence", "posts", "desk.db") if word in path.relative_to(data).parts)
        if threading.current_thread() is not threading.main_thread():
            return  # a merge that nobody knows yet
        place[0] = PLACES.index(f"{where}:{step}")
        time.sleep(chance.uniform(0, SLOW))

    def note(keep: Callable[..., Any]) -> Callable[..., Any]:
        def noted(*words: Any, **more: Any) -> Any:
            try:
                return keep(*words, **more)
            finally:
                place[0] = 0

        return noted

    durable.hooks.append(hook)
    importing.keep_records, watching.keep_columns = note(importing.keep_records), note(watching.keep_columns)


def work_import(data: Path, files: list[Path], tell: Tell) -> None:
    """Import all files, telling first and after each batch how many records are kept."""
    merging.LEAST_OF_IMPORT = 2
    tell(look(data, "")[0])
    store, _ = open_store(data)
    with store:
        for number, file in enumerate(files):
            import_files([file], store, progress=lambda _file, now, before=number * A_FILE: tell(before + now.records))


class MergedAtOnce(Background):
    """Merges what was kept today, too, again and again."""

    def step(self, now: datetime) -> None:
        """See `Background`."""
        self._planned = None
        super().step(now + timedelta(days=1))


def work_watch(data: Path, url: str, tell: Tell) -> None:
    """Watch for ever, telling first how many records are kept."""
    watching.Background = MergedAtOnce
    kept, passed = look(data, url)
    assert kept >= passed, "the cursor is before what is kept"
    tell(kept)
    store, _ = open_store(data)
    with store:
        watching.watch(
            [Jetstream(url)], store, wanted=make_wanted(), stop=threading.Event(), on_alert=lambda _: None,
            on_notice=lambda _: None, keep_seconds=0.05,
        )  # fmt: skip


def ask(question: Callable[[], Any]) -> Any:
    """An answer from a process of its own, so that this one never opens a store."""

    def work(_tell: Tell) -> None:
        Path(name).write_text(json.dumps(question()), encoding="utf-8")

    with tempfile.NamedTemporaryFile() as file:
        name = file.name
        child, receive = start_child(work)
        _, status = os.waitpid(child, 0)
        os.close(receive)
        assert status == 0, "a check after a kill failed"
        return json.loads(Path(name).read_text(encoding="utf-8"))


def look(data: Path, name: str) -> tuple[int, int]:
    """Records that are kept, and the number of records that the cursor says are; before anything is repaired."""
    if not (data / "evidence" / "custody.jsonl").exists():
        return 0, 0
    with Store(data) as store:
        kept = sum(batch.records for batch in store.evidence.batches())
        cursor = store.desk.cursor(name) if (data / "desk.db").exists() else None
    passed = 0 if cursor is None else (int(cursor) - micro(START)) // 100_000 + 1
    return kept, passed


def check_end(data: Path, records: int) -> dict[str, Any]:
    """Everything is there, once."""
    with Store(data) as store:
        problems = store.evidence.verify().problems
        batches = store.evidence.batches()
        ids = [digest for batch in batches for digest in store.evidence.digests(batch)]
        captures = store.connect().execute("SELECT count(*) FROM captures").fetchone()
        found = (len(ids), len(set(ids)), store.count(), captures[0], len(store.missing), len(store.set_aside))
        assert problems == (), problems
        assert found == (records, records, records, records, 0, 0), (records, found)
    return {"batches": len(batches), "lost_and_found": len(list((data / "evidence" / "lost+found").glob("*")))}


def main() -> None:
    """One run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=["import", "watch", "serve"])
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--events", type=int)
    given = parser.parse_args()
    if given.kind == "serve":
        serve(given.events, given.seconds / given.events)
        return
    importing.BATCH_RECORDS = watching.BATCH_RECORDS = BATCH  # in every worker: the same files give the same batches
    chance = random.Random(given.seed)
    records = (given.kills * A_KILL // A_FILE + 2) * A_FILE
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        if given.kind == "import":
            files = []
            for first in range(0, records, A_FILE):
                files.append(Path(folder) / f"{first:09}.jsonl")
                lines = [json.dumps(event(number)) for number in range(first, first + A_FILE)]
                files[-1].write_text("\n".join(lines) + "\n", encoding="utf-8")
            result = run(given, chance, data, records, lambda tell: work_import(data, files, tell), "")
        else:
            command = [sys.executable, __file__, "serve", "--events", str(records), "--seconds", str(given.seconds)]
            with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
                url = server.stdout.readline().strip()
                try:
                    result = run(given, chance, data, records, lambda tell: work_watch(data, url, tell), url)
                finally:
                    server.stdin.close()
    print(json.dumps(result))


def run(  # noqa: PLR0917 - of `main` alone
    given: argparse.Namespace,
    chance: random.Random,
    data: Path,
    records: int,
    work: Callable[[Tell], None],
    name: str,
) -> dict[str, Any]:
    """Kill and start again, then let it come to its end."""
    place = mmap(-1, 1)
    died: Counter[str] = Counter()
    seconds, acknowledged = 0.0, 0
    steps = [
        *(f"evidence:{step}" for step in durable.STEPS),
        *(f"posts:{step}" for step in (*durable.STEPS[:4], "remove")),
    ]
    aims = [PLACES.index(each) for each in (*steps, *(["desk.db:commit"] if name else []))]

    def noted(tell: Tell) -> None:
        note_steps(data, place)
        work(tell)

    while died.total() < given.kills or seconds < given.seconds:
        place[0] = 0
        started = time.monotonic()
        child, receive = start_child(noted)
        with os.fdopen(receive, "rb") as told:
            kept = int(told.readline())
            assert kept >= acknowledged, f"{acknowledged} acknowledged, {kept} kept"
            time.sleep(chance.uniform(0, max(WAIT, 2 * given.seconds / given.kills)))
            aim, since = chance.choice(aims), time.monotonic()
            while place[0] != aim and (not place[0] or time.monotonic() < since + 0.3):
                if os.waitpid(child, os.WNOHANG) != (0, 0) or time.monotonic() > since + 60:
                    raise AssertionError("the worker has nothing to write: too few records for so many kills")
                time.sleep(0.0002)
            os.kill(child, signal.SIGKILL)
            acknowledged = max(acknowledged, kept, *(int(line) for line in told.read().split()))
        _, status = os.waitpid(child, 0)
        seconds += time.monotonic() - started
        assert os.WIFSIGNALED(status), "the worker ended by itself: too few records for so many kills"
        died[PLACES[place[0]]] += 1
    child, receive = start_child(work)
    deadline = time.monotonic() + 600
    while ask(lambda: look(data, name))[0] < records and time.monotonic() < deadline:
        time.sleep(0.5)
    if name:
        os.kill(child, signal.SIGKILL)  # a watch has no end; what it still writes is finished by the next writer
    os.waitpid(child, 0)
    os.close(receive)

    def finish() -> dict[str, Any]:
        open_store(data)[0].close()
        return check_end(data, records)

    mid_write = died.total() - died[""]
    return {
        "kind": given.kind, "kills": died.total(), "mid_write": mid_write, "seconds": round(seconds, 1),
        "records": records, "acknowledged_before_the_end": acknowledged, **ask(finish), "died_in": dict(died.most_common()),
    }  # fmt: skip


if __name__ == "__main__":
    main()
