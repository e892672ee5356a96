"""How soon the desk's pages begin: by default with 1,000,000 invented posts.

    python bench/desk.py                          # about 6 minutes, most of them for the posts and the first board
    python bench/desk.py --posts 100000
    python bench/desk.py --data DIR               # a data folder that is there already

By the clock, until the first byte of the answer, asked over a connection of its own; and of the desk's processor time.
Asked three times over: when the board is there, while another one is made behind the pages, and with a board of 1,000
trends.
"""

from __future__ import annotations

import argparse
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote

from tawatur.pipeline import import_files, open_store
from tawatur.pipeline.kept_boards import keep_board, make_kept_board, read_board
from tawatur.pipeline.kept_trends import made_from
from tawatur.store import DeskDatabase, StoryShelf

SCREENS = ("/", "/?show=all", "/board/rows?show=all", "/sources", "/stories", "/check", "/ledger", "/timeline")
MANY = 1_000  # trends of a board
TIMES = 20


@dataclass
class Desk:
    """A running desk."""

    place: str
    process: subprocess.Popen[str]

    def ask(self, path: str, method: str = "GET", body: str | None = None, **headers: str) -> tuple[float, bytes]:
        """Seconds to the first byte, and the body as sent."""
        connection = HTTPConnection(self.place, timeout=600)
        began = time.perf_counter()
        connection.request(method, path, body, {"Accept-Encoding": "gzip", **headers})
        answer = connection.getresponse()
        first = time.perf_counter() - began
        content = answer.read()
        connection.close()
        assert answer.status in {200, 303}, (path, answer.status)
        return first, content

    def processor_seconds(self) -> float:
        """What the desk used until now."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / 100


@contextmanager
def running(data: Path) -> Iterator[Desk]:
    """`tawatur desk` of a data folder."""
    command = [sys.executable, "-m", "tawatur", "desk", "--port", "0", "--no-open", "--quiet", "--data", str(data)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield Desk(process.stdout.readline().strip().removeprefix("http://").rstrip("/"), process)
        finally:
            process.terminate()


def measure(desk: Desk, path: str, times: int = TIMES) -> None:
    """Print one line."""
    used = desk.processor_seconds()
    found = [desk.ask(path) for _ in range(times)]
    used = (desk.processor_seconds() - used) / times
    seconds = sorted(first for first, _ in found)
    print(
        f"{path:<28} {statistics.median(seconds) * 1000:>7.0f} ms, slowest {seconds[-1] * 1000:>6.0f} "
        f"({used * 1000:>4.0f} of processor time)  {len(found[0][1]) / 1000:>6.0f} kB"
    )


def measure_busy(desk: Desk, tag: str) -> None:
    """The board while another one is made, because of a decision about a family that is taken back afterwards."""
    csrf = re.search(r'data-csrf="(\w+)"', desk.ask("/", **{"Accept-Encoding": "identity"})[1].decode())
    assert csrf is not None
    form = {"X-CSRF-Token": csrf[1], "Content-Type": "application/x-www-form-urlencoded"}
    desk.ask("/families/rename", "POST", f"tag={quote(tag)}&label={quote(tag)}", **form)
    seconds: list[float] = []
    is_making, began = False, time.perf_counter()
    while len(seconds) < 200 and (is_making or not seconds or time.perf_counter() - began < 10):
        first, content = desk.ask("/", **{"Accept-Encoding": "identity"})
        is_making = b'class="making"' in content
        if is_making:
            seconds.append(first)
        time.sleep(0.1)
    page = desk.ask("/", **{"Accept-Encoding": "identity"})[1].decode()
    for number in re.findall(r'name="number" value="(\d+)"', page):
        desk.ask("/decisions/undo", "POST", f"number={number}", **form)
    seconds.sort()
    print(
        f"{'/ while a board is made':<28} {statistics.median(seconds) * 1000:>7.0f} ms, "
        f"slowest {seconds[-1] * 1000:>6.0f}, of 100 the 95th {seconds[int(len(seconds) * 0.95)] * 1000:.0f}"
    )


@contextmanager
def many_trends(data: Path) -> Iterator[None]:
    """The kept board with its trends repeated until there are very many of them; afterwards it is as before."""
    desk = DeskDatabase(data / "desk.db", writable=True)
    shelf = StoryShelf(desk)
    kept = read_board(shelf)
    assert kept is not None
    digest, board = kept
    trends = [
        replace(board.found.trends[number % len(board.found.trends)], id=f"{number}", key=f"{number}")
        for number in range(MANY)
    ]
    curve_of = [board.found.curves[trend.id] for trend in board.found.trends]
    curves = {trend.id: curve_of[int(trend.id) % len(curve_of)] for trend in trends}
    keep_board(shelf, replace(board, found=replace(board.found, trends=tuple(trends), curves=curves)), digest)
    try:
        yield
    finally:
        keep_board(shelf, board, digest)
        desk.close()


def measure_all(data: Path) -> None:
    """Print everything."""
    began = time.process_time()
    digest = made_from(data)
    assert digest is not None
    desk = DeskDatabase(data / "desk.db", writable=True)
    kept = read_board(StoryShelf(desk))
    if kept is None or kept[0] != digest:
        board = make_kept_board(data)
        keep_board(StoryShelf(desk), board, digest)
        print(f"board made and kept in {time.process_time() - began:.0f} s of processor time")
    else:
        board = kept[1]
    desk.close()
    assert board.found.trends, "no trend in these posts: nothing to show"
    tag = board.found.trends[0].label
    print(f"{board.found.posts:,} posts, {len(board.found.trends)} trends")
    with running(data) as served:
        first, _ = served.ask("/")
        print(f"{'/ of a desk that starts':<28} {first * 1000:>7.0f} ms")
        for path in (*SCREENS, f"/topics/{quote(tag)}"):
            measure(served, path)
        measure_busy(served, tag)
    with many_trends(data), running(data) as served:
        served.ask("/")
        print(f"with {MANY:,} trends")
        measure(served, "/")
        measure(served, "/?show=all")


def main() -> None:
    """Make the posts where none are given, and measure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--posts", type=int, default=1_000_000)
    parser.add_argument("--data", type=Path, help="a data folder that is there already; its board is made anew")
    arguments = parser.parse_args()
    if arguments.data is not None:
        measure_all(arguments.data)
        return
    with tempfile.TemporaryDirectory() as folder:
        path, data = Path(folder, "invented.jsonl"), Path(folder, "data")
        generate = Path(__file__).parent / "generate.py"
        subprocess.run([sys.executable, str(generate), str(arguments.posts), "-o", str(path)], check=True)
        store, _ = open_store(data)
        with store:
            assert not import_files([path], store).rejected
        path.unlink()
        measure_all(data)


if __name__ == "__main__":
    main()
