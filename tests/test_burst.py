"""A burst of a hundred times the usual rate: the short form. TAWATUR_BURST=60 bursts for so many seconds (tests/burst.py)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.allow_hosts(["127.0.0.1"]),
    pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from Linux"),
]
SCRIPT = Path(__file__).with_name("burst.py")
SECONDS = float(os.environ.get("TAWATUR_BURST", "3"))
MOST_MB = (
    600  # on top of what a watch holds in calm: 100 MiB that wait, their records, a batch, digests (docs/watch.md)
)


def test_a_hundred_times_the_usual_rate_and_a_kill_in_it_lose_and_double_nothing():
    command = [sys.executable, str(SCRIPT), f"--seconds={SECONDS}", "--calm=3", f"--rate={100 if SECONDS > 3 else 40}"]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=1200)
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert result["burst"] / 3 < result["kept_before_the_kill"] < result["events"]
    assert result["calm_mb"] < result["peak_mb"] < result["calm_mb"] + MOST_MB
