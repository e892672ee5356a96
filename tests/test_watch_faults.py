"""`tawatur watch` on machines that are full, closed, busy or confused: what it says, and that nothing is lost or doubled."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from live_servers import event_v1, sending, serving
from test_watch import Counted, evidence, posts_of, run, texts

from tawatur.live.jetstream import Jetstream
from tawatur.live.records import Frames
from tawatur.live.wanted import make_wanted
from tawatur.pipeline import open_store, watching
from tawatur.store import Store

pytestmark = [
    pytest.mark.allow_hosts(["127.0.0.1"]),
    pytest.mark.skipif(not hasattr(os, "fork"), reason="limits and users of POSIX"),
]
ROOT = Path(__file__).resolve().parent.parent
SMALL = 60_000  # bytes that a file may have


def watch(data: Path, url: str, seconds: int, **more) -> tuple[int, str]:
    """Exit code and standard error of the command."""
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src"), "TAWATUR_LANG": "en", "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "tawatur", "watch", url, "--for", f"{seconds}s", "--data", str(data)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120, **more)
    return done.returncode, done.stderr


def test_a_disk_that_is_full_ends_the_watch_with_its_reason_and_the_next_start_goes_on(tmp_path):
    events = posts_of(400)
    open_store(tmp_path / "data")[0].close()

    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (SMALL, resource.RLIM_INFINITY))

    with serving(sending(events, replays=True)) as server:
        code, errors = watch(tmp_path / "data", server.url, 6, preexec_fn=limit)
        assert code == 1, errors
        assert "make room" in errors.lower(), errors
        assert "Move it aside" not in errors
        assert "Traceback" not in errors
        with Store(tmp_path / "data") as store:
            assert store.desk.cursor(server.url) is None, "nothing of it is acknowledged"
            assert store.evidence.verify().problems == ()
        run(tmp_path / "data", server.url, until_frames=400)
    assert len(texts(tmp_path / "data")) == len(evidence(tmp_path / "data")) == 400


def test_a_folder_that_may_not_be_written_is_named(tmp_path):
    closed = Path("/proc") if os.geteuid() == 0 else tmp_path  # root may write everywhere else
    tmp_path.chmod(0o555)
    code, errors = watch(closed / "data", "ws://127.0.0.1:9/subscribe", 5)
    tmp_path.chmod(0o755)
    assert code == 1
    assert f"{closed / 'data'}: cannot be written to" in errors
    assert "Traceback" not in errors


def test_a_second_writer_is_told_who_writes(tmp_path):
    store, _ = open_store(tmp_path)
    with store:
        code, errors = watch(tmp_path, "ws://127.0.0.1:9/subscribe", 5)
    assert code == 1
    assert str(os.getpid()) in errors
    assert "Traceback" not in errors


def test_a_clock_that_goes_back_a_day_loses_nothing_and_moves_no_cursor_back(tmp_path, monkeypatch):
    at = datetime.now(UTC) - timedelta(minutes=5)
    events = [event_v1(n, f"منشور {n}", at + timedelta(seconds=n)) for n in range(60)]
    cursors = []

    class Back(datetime):
        asked = 0

        @classmethod
        def now(cls, tz=None):
            Back.asked += 1
            return datetime.now(tz) - timedelta(days=Back.asked > 20)

    for module in ("pipeline.watching", "evidence.archive", "live.jetstream"):
        monkeypatch.setattr(f"tawatur.{module}.datetime", Back)
    with serving(sending(events, pause=0.005), sending(events, replays=True)) as server:
        for frames in (60, 1):  # then some again, from five seconds before the cursor on
            stop = threading.Event()
            store, _ = open_store(tmp_path)
            with store:
                watching.watch(
                    [Counted(Jetstream(server.url), frames, stop)], store, wanted=make_wanted(), stop=stop,
                    on_alert=print, on_notice=repr, keep_seconds=0.05,
                )  # fmt: skip
                cursors.append(store.desk.cursor(server.url))
    assert Back.asked > 20
    assert len(texts(tmp_path)) == len(evidence(tmp_path)) == 60
    assert cursors == [str(events[-1]["time_us"])] * 2


def test_of_a_burst_no_more_is_held_than_the_queue_has_room_for(tmp_path):
    seen, ahead = [], []
    at = datetime.now(UTC)

    class Burst:
        name, source = "burst", "posts"

        def read(self, _cursor, _stop):
            for number in range(6 * watching.QUEUED):
                ahead.append(number - len(seen))
                post = f'{{"platform":"x","id":"{number}","created_at":"{at.isoformat()}","text":"x{number}"}}'
                yield Frames((post.encode(),), at, str(number))

    class Slow:
        def language_test(self):
            return None

        def choose(self, posts, _read_tags):
            seen.extend(posts.post_id)
            return [True] * len(posts)

    store, _ = open_store(tmp_path)
    with store:
        watching.watch([Burst()], store, wanted=Slow(), stop=threading.Event(), on_alert=print, on_notice=print)
        assert store.count() == 6 * watching.QUEUED
        assert store.desk.cursor("burst") == str(6 * watching.QUEUED - 1)
    assert watching.QUEUED / 2 < max(ahead) <= watching.QUEUED + 2
