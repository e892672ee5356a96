"""Imports that are killed, or that the disk refuses, in every step: what was acknowledged is there, nothing is twice.

Each round imports an invented file in a process of its own, ends it inside a step, imports the file again to its end and
compares with an import that nobody disturbed. TAWATUR_KILLS=20 gives the long form: so many rounds a step.
"""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from tawatur import durable
from tawatur.errors import StoreError
from tawatur.pipeline import importing
from tawatur.posts import Post
from tawatur.store import Store

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="signals and limits of POSIX")

CHILD = Path(__file__).with_name("importing_child.py")
KILLS = int(os.environ.get("TAWATUR_KILLS", "1"))  # rounds a step
RECORDS, BATCH = 130, 40  # four batches, the last one a part
STREAM = "invented"
PLACES = [
    *(f"evidence:{step}" for step in ("write", "fsync", "rename", "fsync-folder", "append", "fsync-append")),
    *(f"posts:{step}" for step in ("write", "fsync", "rename", "fsync-folder")),
    "desk.db:commit",
]


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch):
    monkeypatch.setattr(importing, "BATCH_RECORDS", BATCH)
    yield
    durable.hooks.clear()


@pytest.fixture(scope="module")
def posts_file(tmp_path_factory) -> Path:
    """Invented posts; one line in twenty is not JSON, and one post comes twice."""
    path = tmp_path_factory.mktemp("posts") / "invented.jsonl"
    lines = []
    for number in range(RECORDS):
        post = {
            "platform": "x",
            "id": str(1864716497341362000 + (number if number != 77 else 7)),
            "created_at": f"2024-12-05T17:{number % 60:02}:00Z",
            "author_handle": f"someone{number % 9}",
            "text": f"خبر مختلق رقم {number} #الوادي",
        }
        lines.append(json.dumps(post) if number % 20 else "{not json")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def run(data: Path, file: Path, place: str, occurrence: int, how: str) -> tuple[int, list[str], str]:
    """Run the child; its return code, the lines it told, its standard error."""
    child = subprocess.run(
        [sys.executable, str(CHILD), str(data), str(file), place, str(occurrence), how],
        capture_output=True,
        check=False,
        timeout=120,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    return child.returncode, child.stdout.decode().split(), child.stderr.decode()


def without_times(posts) -> list[Post]:
    """Posts without the time at which they came here, which is the only thing that may differ."""
    return [replace(post, evidence=replace(post.evidence, captured_at=None)) for post in posts]


def finish(data: Path, file: Path) -> dict[str, object]:
    """Import the file to its end; everything that must be equal however often it was disturbed before."""
    store, _ = importing.open_store(data)
    with store:
        summary = importing.import_files([file], store)
        batches = store.evidence.batches()
        rows = store.connect().execute("SELECT count(*) FROM captures").fetchone()
        assert store.evidence.verify().problems == ()
        assert store.missing == store.set_aside == ()
        assert sorted(path.stem for path in (data / "posts").iterdir()) == sorted(batch.segment for batch in batches)
        return {
            "posts": without_times(store.posts()),
            "rows": rows,
            "roots": [batch.root for batch in batches],
            "records": [record for batch in batches for record in store.evidence.records(batch)],
            "rejected": summary.rejected,
            "read": (summary.files, summary.records, summary.posts),
        }


@pytest.fixture(scope="module")
def undisturbed(posts_file, tmp_path_factory) -> dict[str, object]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(importing, "BATCH_RECORDS", BATCH)
        return finish(tmp_path_factory.mktemp("undisturbed"), posts_file)


def check_acknowledged(data: Path, told: list[str]) -> None:
    """What the child told is there before anything is repaired, and no cursor is ahead of its records."""
    acknowledged = max((int(word) for word in told if word != "inside"), default=0)
    if not (data / "evidence" / "custody.jsonl").exists():
        assert acknowledged == 0
        return
    with Store(data) as store:
        kept = sum(batch.records for batch in store.evidence.batches())
        assert kept >= acknowledged
        if (data / "desk.db").exists():
            cursor = int(store.desk.cursor(STREAM) or 0)
            assert acknowledged <= cursor <= kept


@pytest.mark.parametrize(
    ("place", "how"),
    [*((place, "kill") for place in PLACES), ("posts:write", "kill-inside")],
    ids=lambda value: value.replace(":", "-"),
)
def test_a_kill_inside_any_step_loses_and_doubles_nothing(tmp_path, posts_file, undisturbed, place, how):
    kills: Counter[str] = Counter()
    for number in range(KILLS):
        data = tmp_path / str(number)
        code, told, problem = run(data, posts_file, place, number % 4 + 1 if KILLS > 1 else 2, how)
        assert code == -signal.SIGKILL, problem
        kills[told[-1]] += 1
        check_acknowledged(data, told)
        assert finish(data, posts_file) == undisturbed
    assert kills == {"inside": KILLS}


def test_many_kills_in_a_row_come_to_the_same_end(tmp_path, posts_file, undisturbed):
    for place in PLACES[:: 3 if KILLS == 1 else 1]:
        code, told, problem = run(tmp_path / "data", posts_file, place, 1, "kill")
        if code == 0:  # everything of this kind is done by now
            continue
        assert (code, told[-1]) == (-signal.SIGKILL, "inside"), problem
        check_acknowledged(tmp_path / "data", told)
    assert finish(tmp_path / "data", posts_file) == undisturbed


@pytest.mark.parametrize("place", ["evidence:write", "posts:write"], ids=["evidence", "posts"])
def test_a_file_system_that_takes_no_more_bytes_fails_with_a_message_and_loses_nothing(
    tmp_path, posts_file, undisturbed, place
):
    code, told, problem = run(tmp_path, posts_file, place, 2, "full")
    assert code == 1
    assert "inside" in told
    assert "Error: " in problem
    assert "make room" in problem
    assert "Traceback" not in problem
    check_acknowledged(tmp_path, told)
    assert finish(tmp_path, posts_file) == undisturbed


@pytest.mark.parametrize("place", [place for place in PLACES if place.startswith("posts")], ids=lambda place: place[6:])
def test_a_disk_that_refuses_a_step_of_the_posts_costs_nothing(tmp_path, posts_file, undisturbed, place):
    left = [2]

    def refuse(step, path, _data):
        if f"posts:{step}" == place and "posts" in path.relative_to(tmp_path).parts:
            left[0] -= 1
            if not left[0]:
                raise OSError(errno.ENOSPC, "No space left on device")

    store, _ = importing.open_store(tmp_path)
    with store:
        durable.hooks.append(refuse)
        with pytest.raises(StoreError, match="No space left on device"):
            importing.import_files([posts_file], store)
        durable.hooks.clear()
        assert importing.import_files([posts_file], store).batches_known == 1, "the one before the disk was full"
    assert finish(tmp_path, posts_file) == undisturbed


def test_a_folder_that_may_not_be_written_is_named(posts_file):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = folder / "posts.jsonl"
        file.write_bytes(posts_file.read_bytes())
        folder.chmod(0o555)
        code, told, problem = run(folder / "data", file, "posts:write", 1, "nobody")
        folder.chmod(0o755)
        assert (code, told) == (1, [])
        assert f"StoreError: {folder / 'data'}: cannot be written to" in problem
