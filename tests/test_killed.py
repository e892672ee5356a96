"""Imports and watches that are killed while they write: nothing acknowledged is lost, nothing is there twice.

The short form; TAWATUR_KILLS=50 makes as many kills a run, over at least 60 seconds each (tests/killed.py says how).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.allow_hosts(["127.0.0.1"]),
    pytest.mark.skipif(not hasattr(os, "fork"), reason="the worker is forked"),
]
SCRIPT = Path(__file__).with_name("killed.py")
KILLS = int(os.environ.get("TAWATUR_KILLS", "4"))
SECONDS = 60 if KILLS > 20 else KILLS / 2


@pytest.mark.parametrize("kind", ["import", "watch"])
def test_killed_while_writing_nothing_acknowledged_is_lost_and_nothing_is_there_twice(kind):
    command = [sys.executable, str(SCRIPT), kind, "--kills", str(KILLS), "--seconds", str(SECONDS)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=1200)
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert result["kills"] >= KILLS
    assert result["seconds"] >= SECONDS
    assert result["mid_write"] >= 0.9 * result["kills"]
