"""A real cluster of Spark on the loopback address: a standalone master and two workers of one core."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from time import monotonic, sleep

LOOPBACK = "127.0.0.1"
START_SECONDS = 120
SETTINGS = {
    "spark.driver.host": LOOPBACK,
    "spark.driver.bindAddress": LOOPBACK,
    "spark.executor.memory": "512m",
    "spark.executor.cores": "1",
    "spark.pyspark.python": sys.executable,
    # Small parts, so that a small job has many of them.
    "spark.sql.files.maxPartitionBytes": "256k",
    "spark.sql.shuffle.partitions": "3",
}


def find_problem() -> str | None:
    """Why Spark cannot run here; None where it can."""
    for name in ("pyspark", "pyarrow", "pandas"):
        if find_spec(name) is None:
            return f"no {name} (pip install 'tawatur[spark]')"
    if shutil.which("java") is None:
        return "no Java (apt-get install openjdk-17-jre-headless)"
    return None


@dataclass(frozen=True)
class Cluster:
    """Attributes: master: its address; workers: their process ids."""

    master: str
    workers: tuple[int, ...]

    def executors(self) -> set[int]:
        """Process ids of what runs jobs: children of the workers."""
        found = set()
        for folder in Path("/proc").iterdir():
            try:
                if folder.name.isdecimal():
                    after_name = (folder / "stat").read_text().rpartition(")")[2].split()
                    command = (folder / "cmdline").read_bytes()
                    if int(after_name[1]) in self.workers and b"CoarseGrainedExecutorBackend" in command:
                        found.add(int(folder.name))
            except (OSError, ValueError):
                continue  # ended meanwhile
        return found


@contextmanager
def run_cluster(folder: Path) -> Iterator[Cluster]:
    """A cluster that is up, ended with all its processes."""
    processes: list[subprocess.Popen[bytes]] = []
    try:
        master = _start(
            folder, "master", f"org.apache.spark.deploy.master.Master --host {LOOPBACK} --port 0 --webui-port 0"
        )
        processes.append(master)
        said = await_line(folder / "master.log", master, r"Starting Spark master at (spark://\S+)")
        for number in (1, 2):
            worker = _start(
                folder, f"worker{number}",
                "org.apache.spark.deploy.worker.Worker --cores 1 --memory 768M --webui-port 0 "
                f"--host {LOOPBACK} --work-dir {folder / f'work{number}'} {said}",
            )  # fmt: skip
            processes.append(worker)
        for number in (1, 2):
            await_line(folder / f"worker{number}.log", processes[number], "(Successfully registered) with master")
        yield Cluster(said, tuple(process.pid for process in processes[1:]))
    finally:
        for process in reversed(processes):
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
            process.wait()


def _start(folder: Path, name: str, command: str) -> subprocess.Popen[bytes]:
    import pyspark

    home = Path(pyspark.__file__).parent
    environment = {
        **os.environ,
        "SPARK_HOME": str(home),
        "SPARK_LOCAL_IP": LOOPBACK,
        "SPARK_DAEMON_MEMORY": "256m",
        "SPARK_DAEMON_JAVA_OPTS": "-XX:+UseSerialGC",
    }
    with (folder / f"{name}.log").open("wb") as log:
        return subprocess.Popen(
            [str(home / "bin" / "spark-class"), *command.split()],
            env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip


def await_line(log: Path, process: subprocess.Popen[bytes], pattern: str) -> str:
    """What a program says when it is ready."""
    end = monotonic() + START_SECONDS
    while monotonic() < end and process.poll() is None:
        if found := re.search(pattern, log.read_text(encoding="utf-8", errors="replace")):
            return found[1]
        sleep(0.05)
    raise RuntimeError(f"{log.stem} did not start: {log.read_text(encoding='utf-8', errors='replace')[-500:]}")
