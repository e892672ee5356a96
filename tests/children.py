"""Forked children that tell what they did and die, or kill themselves, in the middle of it."""

from __future__ import annotations

import os
import random
import signal
import traceback
from collections.abc import Callable
from pathlib import Path

Tell = Callable[[object], None]


def start_child(work: Callable[[Tell], None]) -> tuple[int, int]:
    """Run `work(tell)` in a process of its own: its id, and the handle where it tells its words, one a line."""
    receive, send = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.close(receive)
            work(lambda word: os.write(send, f"{word}\n".encode()) and None)
            status = 0
        except BaseException:  # noqa: BLE001 - a forked process must not go on as its parent
            traceback.print_exc()
        finally:
            os._exit(status)
    os.close(send)
    return child, receive


def run_child(work: Callable[[Tell], None]) -> tuple[int, list[str]]:
    """The same until its end: its wait status, and what it told before."""
    child, receive = start_child(work)
    with os.fdopen(receive, "rb") as file:
        told = file.read().decode().split()
    return os.waitpid(child, 0)[1], told


def kill_in(
    step: str | None, occurrence: int, chance: random.Random, tell: Tell, *, blanked: bytes = b""
) -> Callable[[str, Path, bytes], None]:
    """A hook of `durable` that leaves a step half done and kills its process.

    Args:
        step: None for any.
        occurrence: which of these steps, from 1.
        blanked: what stands where an erasure writes zeros.
    """
    left = [occurrence]

    def hook(now: str, path: Path, data: bytes) -> None:
        if step not in {None, now}:
            return
        left[0] -= 1
        if left[0]:
            return
        if now == "blank":
            with path.open("r+b") as file:
                file.seek(path.read_bytes().index(blanked))
                file.write(data[: chance.randint(0, len(data))])
        elif data:
            with path.open("ab") as file:
                file.write(data[: chance.randint(0, len(data))])
        tell(f"in:{now}")
        os.kill(os.getpid(), signal.SIGKILL)

    return hook
