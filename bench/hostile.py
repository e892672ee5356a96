"""What hostile input costs at most: processor time, peak memory, and that the good records beside it come through.

    PYTHONPATH=src:tests:bench python bench/hostile.py [CASE…]

Each case is generated as a stream and read by a process of its own; only bombs of some megabytes are stored.
"""

from __future__ import annotations

import contextlib
import gzip
import io
import json
import resource
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

GOOD = b'{"id":"%d","platform":"x","created_at":"2024-12-05T17:00:00Z","author_handle":"a","text":"invented"}\n'
MIB = 2**20
GIB = 2**30


def stream(*parts: Iterator[bytes] | bytes) -> Iterator[bytes]:
    """A good record, the parts, a good record."""
    yield GOOD % 1864716497341362001
    for part in parts:
        if isinstance(part, bytes):
            yield part
        else:
            yield from part
    yield b"\n" + GOOD % 1864716497341362002


def repeat(data: bytes, size: int) -> Iterator[bytes]:
    """So many bytes of one thing, in chunks."""
    chunk = data * max(1, MIB // len(data))
    for _ in range(size // len(chunk)):
        yield chunk


def bomb(pack: Callable[[bytes], bytes]) -> bytes:
    """One good record and a gigabyte of line feeds and spaces, packed, several times behind each other."""
    return pack(GOOD % 1864716497341362001) + pack(b" " * 64 * MIB + b"\n") * 16


def zipped() -> bytes:
    """A zip of good records and of one entry of four gigabytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("a.jsonl", GOOD % 1864716497341362001)
        with file.open("b.jsonl", "w", force_zip64=True) as entry:
            for chunk in repeat(b'{"a": 1}\n', 4 * GIB):
                entry.write(chunk)
    return made.getvalue()


CASES: dict[str, Callable[[], Iterator[bytes]]] = {
    "line of 1 GiB": lambda: stream(repeat(b"x", GIB)),
    "JSON line of 1 GiB": lambda: stream(b'{"text":"', repeat(b"x", GIB), b'"}'),
    "1 GiB of NUL": lambda: stream(repeat(b"\0", GIB)),
    "lines of 15 MiB": lambda: stream(*(part for _ in range(20) for part in (repeat(b"\xff", 15 * MIB), b"\n"))),
    "100,000 brackets, 200 lines": lambda: stream(repeat(b"[" * 100_000 + b"\n", 20 * MIB)),
    "invalid UTF-8, 2 million lines": lambda: stream(repeat(b'{"text":"\xed\xa0\x80\xff"}\n', 40 * MIB)),
    "table, quotes never closed": lambda: stream_of_table(repeat(b'"a,b\n', 20 * MIB)),
    "table, 1 GiB in one cell": lambda: stream_of_table(b'1,"', repeat(b"x" * 999 + b"\n", GIB)),
    "gzip bomb": lambda: iter([bomb(gzip.compress)]),
    "zstd bomb": lambda: iter([bomb(zstd.compress)]),
    "zip bomb": lambda: iter([zipped()]),
}


def stream_of_table(*parts: Iterator[bytes] | bytes) -> Iterator[bytes]:
    """A table with a good row first."""
    yield b"id,text,time,handle\n1864716497341362001,invented,2024-12-05T17:00:00Z,a\n"
    for part in parts:
        if isinstance(part, bytes):
            yield part
        else:
            yield from part


def measure(name: str) -> dict[str, object]:
    """Import a case; what it cost and gave."""
    with tempfile.TemporaryDirectory() as folder:
        is_file = name == "zip bomb"
        given = "-"
        if is_file:
            given = f"{folder}/bomb.zip"
            Path(given).write_bytes(b"".join(CASES[name]()))
        command = [sys.executable, "-m", "tawatur", "import", given, "--data", f"{folder}/data", "--json", "--quiet"]
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        with subprocess.Popen(
            [sys.executable, "-c", _RUN, *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        ) as child:
            assert child.stdin
            assert child.stdout
            size = 0
            try:
                for chunk in () if is_file else CASES[name]():
                    child.stdin.write(chunk)
                    size += len(chunk)
            except BrokenPipeError:  # it had read enough
                pass
            with contextlib.suppress(BrokenPipeError):
                child.stdin.close()
            told, peak = child.stdout.read().decode().rsplit("\n", 2)[:2]
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        summary = json.loads(told)
        seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return {
            "case": name, "given MiB": size // MIB, "seconds": round(seconds, 1), "peak MiB": int(peak) // 1024,
            "posts": summary["posts"], "rejected": summary["rejected"],
        }  # fmt: skip


_RUN = (
    "import resource, subprocess, sys\n"
    "subprocess.run(sys.argv[1:], check=False)\n"
    "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)\n"
)

if __name__ == "__main__":
    for chosen in sys.argv[1:] or CASES:
        print(json.dumps(measure(chosen)), flush=True)
