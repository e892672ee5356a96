"""An import that ends badly, run by tests/test_import_crash.py in its own process: DATA FILE PLACE OCCURRENCE HOW.

After each batch it saves a cursor, as a stream does, and says on standard output how many records are acknowledged.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
import threading
from pathlib import Path
from time import sleep

from tawatur import durable
from tawatur.errors import TawaturError
from tawatur.pipeline import importing

STREAM = "invented"


def name_place(step: str, path: Path) -> str:
    """Where a step is taken: the folder of the data folder that the file lies in, and the step."""
    parts = path.parts
    where = next(word for word in ("evidence", "posts", "desk.db") if word in parts)
    return f"{where}:{step}"


def end(how: str, path: Path, data: bytes) -> None:
    """Leave the step half done and end, or make it fail."""
    if how == "kill":
        if data:
            with path.open("ab") as file:
                file.write(data[: len(data) // 2])
        elif path.is_file() and path.name.endswith(".unfinished"):
            os.truncate(path, path.stat().st_size // 2)  # what was written and not synced may be lost in part
        os.kill(os.getpid(), signal.SIGKILL)
    elif how == "kill-inside":  # while DuckDB writes the file
        threading.Thread(target=kill_when_there, args=(path,), daemon=True).start()
    elif how == "full":
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, resource.RLIM_INFINITY))


def kill_when_there(path: Path) -> None:
    """Kill this process as soon as a file exists."""
    while not path.exists():
        sleep(0)
    os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    """Import, and end where the arguments say."""
    data, file, place, occurrence, how = sys.argv[1:]
    if how == "nobody" and os.geteuid() == 0:  # root may write everywhere
        os.setgroups([])
        os.setuid(65534)
    importing.BATCH_RECORDS = 40
    left = int(occurrence)

    def hook(step: str, path: Path, chunk: bytes) -> None:
        nonlocal left
        if left <= 0 and how == "kill-inside":
            sleep(60)  # the file is there now, and not yet synced: the thread kills
        if name_place(step, path.relative_to(data)) == place:
            left -= 1
            if left == 0:
                os.write(1, b"inside\n")
                end(how, path, chunk)

    try:
        store, _ = importing.open_store(data)

        def acknowledge(_opened: object, summary: importing.ImportSummary) -> None:
            store.desk.save_cursor(STREAM, str(summary.records))
            os.write(1, f"{summary.records}\n".encode())

        durable.hooks.append(hook)
        importing.import_files([Path(file)], store, progress=acknowledge)
    except TawaturError as error:
        sys.exit(f"{type(error).__name__}: {error}")


if __name__ == "__main__":
    main()
