"""`tawatur watch` as a process: what it prints, how it ends, how it goes on; everything is invented."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from live_servers import event_v1, rising_world, sending, serving
from lxml import etree

from tawatur.errors import MissingExtraError
from tawatur.live.backoff import Backoff
from tawatur.live.outlets import AtomFile, Notices, Webhook
from tawatur.store import Store

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])
ROOT = Path(__file__).resolve().parent.parent
ATOM = "{http://www.w3.org/2005/Atom}"


def start(data: Path, *words: str) -> subprocess.Popen[str]:
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src"), "PYTHONUNBUFFERED": "1", "TAWATUR_LANG": "en"}
    return subprocess.Popen(
        [sys.executable, "-W", "error::ResourceWarning", "-m", "tawatur", "watch", *words, "--data", str(data)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment,
    )  # fmt: skip


@contextmanager
def receiving(*statuses: int):
    """A webhook's receiver that answers with these, the last one for ever; yields the bodies."""
    left, bodies = list(statuses), []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            bodies.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(left.pop(0) if len(left) > 1 else left[0])
            self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, *_arguments):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/secret-path", bodies
    server.shutdown()
    server.server_close()
    thread.join()


def test_an_alert_is_printed_written_and_sent_and_ctrl_c_ends_it_cleanly(tmp_path):
    data, feed = tmp_path / "data", tmp_path / "alerts.atom"
    with serving(sending(rising_world(datetime.now(UTC)))) as server, receiving(500, 200) as (hook, bodies):
        process = start(data, server.url, "--json", "--feed", str(feed), "--webhook", hook)
        lines = iter(process.stdout.readline, "")
        alert = next(each for line in lines if (each := json.loads(line))["event"] == "alert")
        deadline = time.monotonic() + 60
        while len(bodies) < 2 and time.monotonic() < deadline:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        rest, errors = process.communicate(timeout=120)
    assert process.returncode == 130, errors
    summary = json.loads(rest.splitlines()[-1])
    assert summary["event"] == "summary"
    assert summary["interrupted"]
    assert summary["posts"] == 348 + 14 + 1
    assert alert["label"] == "حمص"
    assert bodies[0] == bodies[1] == {name: value for name, value in alert.items() if name != "event"}
    assert "secret-path" not in errors
    (entry,) = etree.fromstring(feed.read_bytes()).findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == "#حمص rises"
    with Store(data) as store:
        assert store.evidence.verify().problems == ()
        assert store.count() == summary["posts"]


def test_what_cannot_be_read_ends_with_exit_code_3_and_is_named(tmp_path):
    with serving(sending(['{"kind": "commit"']), (403, {}, b"")) as server:
        process = start(tmp_path, server.url, "--for", "4s")
        out, errors = process.communicate(timeout=60)
        assert process.returncode == 3
        assert out == ""
        assert "not-json" in errors
        refused = start(tmp_path, server.url, "--for", "9s")
        _, errors = refused.communicate(timeout=60)
    assert refused.returncode == 1
    assert "HTTP 403" in errors


def test_a_source_that_fails_leaves_the_others_and_the_exit_code_says_so(tmp_path):
    event = event_v1(1, "منشور", datetime.now(UTC))
    with serving(sending([event])) as good, serving((404, {}, b"")) as bad:
        process = start(tmp_path, good.url, bad.url, "--for", "4s")
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "HTTP 404" in errors
    with Store(tmp_path) as store:
        assert store.count() == 1


@pytest.mark.parametrize(
    "words",
    [
        ["nowhere"],
        ["jetstream", "--for", "soon"],
        ["jetstream", "--for", "1h", "--until", "2030-01-01"],
        ["jetstream", "--account", "a.handle"],
        ["jetstream", "--until", "tomorrow"],
    ],
    ids="-".join,
)
def test_wrong_words_are_refused_before_anything_is_asked(words, tmp_path):
    process = start(tmp_path / "data", *words)
    process.communicate(timeout=60)
    assert process.returncode == 2
    assert not (tmp_path / "data").exists()


def test_a_file_that_is_no_feed_of_ours_is_not_overwritten(tmp_path):
    path = tmp_path / "mine.xml"
    for content in ("<feed/>", "my notes", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'):
        path.write_text(content, encoding="utf-8")
        process = start(tmp_path / "data", "jetstream", "--feed", str(path))
        _, errors = process.communicate(timeout=60)
        assert (process.returncode, path.read_text(encoding="utf-8")) == (1, content), errors


def test_the_atom_file_keeps_earlier_alerts_each_once_and_at_most_a_hundred(tmp_path):
    path = tmp_path / "alerts.atom"

    def write(target: Path, chunks: list[bytes]) -> None:
        target.write_bytes(b"".join(chunks))

    for run in range(2):
        atom = AtomFile(path, write=write)
        for number in range(60 + 80 * run):
            at = datetime(2024, 12, 5, tzinfo=UTC) + timedelta(minutes=number)
            atom.add(entry_id=str(number), title=f"<b>\x00#{number}", summary="", updated=at, tags=("حمص\u202e",))
    ids = [entry.findtext(f"{ATOM}id") for entry in etree.fromstring(path.read_bytes()).findall(f"{ATOM}entry")]
    assert len(ids) == len(set(ids)) == 100
    assert ids[0] == "urn:tawatur:watch:139"
    assert "\u202e" not in path.read_text(encoding="utf-8")


def test_a_webhook_is_followed_nowhere_and_its_failure_is_told_without_its_address():
    failures = []
    with receiving(302) as (url, bodies):
        hook = Webhook(url, on_failure=failures.append)
        hook.send({"label": "حمص"})
        hook.close()
    assert len(bodies) == 3
    assert "HTTP 302" in failures[0]
    assert "secret" not in failures[0]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of what apprise imports
def test_a_notice_is_handed_to_apprise_and_its_failure_names_no_address():
    pytest.importorskip("apprise")
    failures = []
    with receiving(200) as (url, bodies):
        notices = Notices(url.replace("http:", "json:"), on_failure=failures.append)
        notices.send("#حمص\u202e يصعد", "أصوات 12")
        notices.close()
    (body,) = bodies
    assert (body["title"], body["message"], failures) == ("#حمص يصعد", "أصوات 12", [])
    with receiving(500) as (url, _):
        quick = Backoff(first=0.01, longest=0.01)
        notices = Notices(url.replace("http:", "json:"), on_failure=failures.append, backoff=quick)
        notices.send("#حمص", "")
        notices.close()
    assert "not delivered" in failures[0]
    assert "secret" not in failures[0]


def test_a_service_of_notices_that_nobody_knows_is_refused_without_its_address(tmp_path):
    pytest.importorskip("apprise")
    process = start(tmp_path / "data", "jetstream", "--notify", "nobody://secret@nowhere")
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "nobody:…" in errors
    assert "secret" not in errors
    assert not (tmp_path / "data").exists()


def test_without_apprise_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "apprise", None)
    with pytest.raises(MissingExtraError, match=r"tawatur\[notify\]"):
        Notices("gnome://", on_failure=print)
