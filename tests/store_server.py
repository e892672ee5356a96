"""An object store of its own on the loopback address: nanio, which speaks S3, checks signatures and keeps no settings."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from spark_cluster import LOOPBACK, await_line

ACCESS_KEY, SECRET_KEY = "tests-of-posts", "never-to-be-printed"


def find_problem() -> str | None:
    """Why no store can run here; None where one can."""
    missing = next((name for name in ("nanio", "aiofiles", "defusedxml") if find_spec(name) is None), None)
    return missing and f"no {missing} (pip install --no-deps 'nanio>=0.1.7,<0.2' aiofiles defusedxml)"


@contextmanager
def run_store(folder: Path) -> Iterator[Mapping[str, str]]:
    """A store whose buckets are the folders of `folder`. Gives the environment in which it is found."""
    environment = {**os.environ, "NANIO_ACCESS_KEY": ACCESS_KEY, "NANIO_SECRET_KEY": SECRET_KEY}
    log = folder / "nanio.log"
    with socket.create_server((LOOPBACK, 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "nanio", "serve", "--data-dir", str(folder), "--host", LOOPBACK]
    with log.open("wb") as written:
        process = subprocess.Popen(
            [*command, "--port", str(port), "--no-access-log"],
            env=environment, stdin=subprocess.DEVNULL, stdout=written, stderr=written, start_new_session=True,
        )  # fmt: skip
    try:
        address = await_line(log, process, r"running on (http://[0-9.]+:[0-9]+)")
        yield {
            "AWS_ENDPOINT_URL": address,
            "AWS_ACCESS_KEY_ID": ACCESS_KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
            "AWS_REGION": "us-east-1",
        }
    finally:
        process.kill()
        process.wait()
