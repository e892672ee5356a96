"""How the work grows with the text, counted in steps of the interpreter and not in seconds: the same on every machine."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from types import FrameType


def processor_seconds(work: Callable[[], object]) -> float:
    """Of this process, the least of three runs: what one call costs in C (of a regular expression) is no step.

    Another program beside it takes nothing of them; a slower machine does, so a bound leaves ten times what is measured.
    """

    def once() -> float:
        started = time.process_time()
        work()
        return time.process_time() - started

    return min(once() for _ in range(3))


def count_steps(work: Callable[[], object]) -> int:
    """Calls that `work` makes, of Python functions and of built-in ones; each step of a generator is one."""
    steps = 0

    def note(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal steps
        steps += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(before)
    return steps
