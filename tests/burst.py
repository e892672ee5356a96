"""A burst of a hundred times the usual rate into a watch that is killed in the middle of it, and what is then kept.

python tests/burst.py --rate 100 --times 100 --seconds 60 --calm 20

A Jetstream of this machine sends invented events: some calm seconds, the burst, and calm again. It goes by its clock and
no slower than the watch takes them; who takes nothing for some seconds is dropped, as real servers do, and gets what it
missed when it comes back with its cursor. The watch is killed (SIGKILL) in the middle of the burst and started again. At
the end every event must be there once, as evidence that verifies and as a post. Prints one line of JSON: beside it the
memory before the burst and at its height.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tawatur.live.jetstream import Jetstream
from tawatur.live.wanted import make_wanted
from tawatur.pipeline import open_store, watching
from tawatur.store import Store

AT_ONCE = 64 * 1024  # bytes
PATIENCE = 3.0  # seconds that the server waits for a client that takes nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Events by their numbers; times in microseconds since 1970 (start) and seconds."""

    start: int
    rate: float
    times: float
    calm: float
    seconds: float

    @property
    def before(self) -> int:
        """How many come before the burst, and after it."""
        return round(self.rate * self.calm)

    @property
    def burst(self) -> int:
        """How many come in it."""
        return round(self.rate * self.times * self.seconds)

    @property
    def events(self) -> int:
        """All."""
        return 2 * self.before + self.burst

    def offset(self, number: int) -> float:
        """When an event comes, in seconds."""
        if number < self.before:
            return number / self.rate
        if number < self.before + self.burst:
            return self.calm + (number - self.before) / (self.rate * self.times)
        return self.calm + self.seconds + (number - self.before - self.burst) / self.rate

    def frames(self, since: int) -> Iterator[tuple[float, bytes]]:
        """From a cursor on: when each event comes, and the frame of WebSocket that holds it."""
        for number in range(self.events):
            offset = self.offset(number)
            at = self.start + int(offset * 1e6)
            if at < since:
                continue
            text = f"منشور {number} في ساحة متخيلة عند جسر النهر #وسم_{number % 997}"
            created = datetime.fromtimestamp(at / 1e6, UTC)
            data = (
                f'{{"did":"did:plc:{number % 20_011:024d}","time_us":{at},"kind":"commit","commit":{{"operation":"create",'
                f'"collection":"app.bsky.feed.post","rkey":"post{number:09d}","record":{{"$type":"app.bsky.feed.post",'
                f'"createdAt":"{created:%Y-%m-%dT%H:%M:%S.%fZ}","text":"{text}","langs":["ar"]}}}}}}'
            ).encode()
            yield offset, b"\x81\x7e" + len(data).to_bytes(2, "big") + data


def serve(world: World) -> None:
    """Send the events to whoever connects, from the cursor on, until standard input is closed."""
    clock: list[float] = []  # it begins with the first connection
    with socket.create_server(("127.0.0.1", 0)) as listening:
        print(listening.getsockname()[1], flush=True)

        def accept() -> None:
            while True:
                connection, _ = listening.accept()
                threading.Thread(target=meet, args=(connection,), daemon=True).start()

        def meet(connection: socket.socket) -> None:
            from websockets.server import ServerProtocol

            protocol = ServerProtocol()
            with connection:
                protocol.receive_data(connection.recv(65536))
                (request,) = protocol.events_received()
                asked = parse_qs(urlsplit(request.path).query).get("cursor", ["0"])
                protocol.send_response(protocol.accept(request))
                sending = threading.Lock()

                def send(data: bytes) -> None:
                    with sending:
                        connection.sendall(data)

                def answer() -> None:
                    try:
                        while read := connection.recv(65536):
                            protocol.receive_data(read)
                            for data in protocol.data_to_send():
                                send(data)
                    except OSError:
                        return

                for data in protocol.data_to_send():
                    send(data)
                threading.Thread(target=answer, daemon=True).start()
                clock.append(time.monotonic())
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, _seconds(PATIENCE))
                try:
                    part = bytearray()
                    for offset, frame in world.frames(int(asked[0])):
                        wait = clock[0] + offset - time.monotonic()
                        if part and (wait > 0 or len(part) >= AT_ONCE):
                            send(part)
                            part = bytearray()
                        if wait > 0:
                            time.sleep(wait)
                        part += frame
                    send(part)
                    time.sleep(3600)
                except OSError:
                    return  # it took nothing for so long, or went

        threading.Thread(target=accept, daemon=True).start()
        sys.stdin.read()


def _seconds(value: float) -> bytes:
    """As the system's `struct timeval`."""
    return int(value).to_bytes(8, sys.byteorder) + int(value % 1 * 1e6).to_bytes(8, sys.byteorder)


def work(data: str, url: str, left: int) -> None:
    """Watch until so many posts are kept; tell each time what is, and how much memory is held."""
    store, _ = open_store(data)
    with store:
        stop = threading.Event()

        def on_kept(summary: watching.WatchSummary) -> None:
            kept = summary.posts
            told = {
                "kept": kept,
                "frames": summary.frames,
                "connections": summary.connections,
                "repeated": summary.repeated,
            }
            print(json.dumps({**told, "mb": _megabytes("VmRSS"), "peak_mb": _megabytes("VmHWM")}), flush=True)
            if kept >= left:
                stop.set()

        watching.watch(
            [Jetstream(url)], store, wanted=make_wanted(), stop=stop, on_alert=lambda _: None,
            on_notice=lambda _: None, keep_seconds=0.5, on_kept=on_kept,
        )  # fmt: skip


def _megabytes(name: str) -> float:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return round(next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:")) / 1024, 1)


def run(world: World) -> dict[str, Any]:
    """One burst."""
    numbers = [f"--{name}={getattr(world, name)}" for name in ("start", "rate", "times", "calm", "seconds")]
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        command = [sys.executable, __file__, *numbers, "--serve"]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
            url = f"ws://127.0.0.1:{server.stdout.readline().strip()}/subscribe"
            began, told = time.monotonic(), list[list[dict[str, Any]]]()
            acknowledged = kept = 0
            for is_killed in (True, False):
                words = ["--watch", str(data), url, str(world.events - kept)]
                with subprocess.Popen([sys.executable, __file__, *words], stdout=subprocess.PIPE, text=True) as child:
                    told.append([])
                    for line in child.stdout:
                        told[-1].append(json.loads(line))
                        acknowledged = kept + told[-1][-1]["kept"]
                        if is_killed and acknowledged > world.before + world.burst // 3:
                            os.kill(child.pid, signal.SIGKILL)
                            break
                assert child.returncode == (-signal.SIGKILL if is_killed else 0), child.returncode
                with Store(data) as store:  # before anything is repaired
                    kept = sum(batch.records for batch in store.evidence.batches())
                assert kept >= acknowledged, f"{acknowledged:,} acknowledged, {kept:,} kept"
            seconds = time.monotonic() - began
            server.stdin.close()
        with Store(data) as store:
            assert store.evidence.verify().problems == ()
            ids = [digest for batch in store.evidence.batches() for digest in store.evidence.digests(batch)]
            found = (len(ids), len(set(ids)), store.count(), len(store.missing))
            assert found == (world.events, world.events, world.events, 0), (world.events, found)
    calm = [each["mb"] for each in told[0] if 0 < each["kept"] <= world.before]
    last = [each[-1] for each in told]
    planned = 2 * world.calm + world.seconds
    return {
        "events": world.events, "burst": world.burst, "a_second": round(world.rate * world.times),
        "seconds": round(seconds, 1), "planned_seconds": planned, "calm_mb": calm[-1] if calm else None,
        "peak_mb": max(each["peak_mb"] for each in last), "connections": sum(each["connections"] for each in last),
        "repeated": sum(each["repeated"] for each in last), "kept_before_the_kill": acknowledged_of(told[0]),
    }  # fmt: skip


def acknowledged_of(told: list[dict[str, Any]]) -> int:
    """What a watch told last that it has kept."""
    return int(told[-1]["kept"])


def main() -> None:
    """One burst, and its figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--start", type=int)
    parser.add_argument("--rate", type=float, default=100)
    parser.add_argument("--times", type=float, default=100)
    parser.add_argument("--calm", type=float, default=20)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--serve", action="store_true")
    parser.add_argument("--watch", nargs=3)
    given = parser.parse_args()
    if given.watch:
        work(given.watch[0], given.watch[1], int(given.watch[2]))
        return
    start = given.start or int((time.time() - 3600) * 1e6)
    world = World(start=start, rate=given.rate, times=given.times, calm=given.calm, seconds=given.seconds)
    if given.serve:
        serve(world)
    else:
        print(json.dumps(run(world)))


if __name__ == "__main__":
    main()
