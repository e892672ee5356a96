"""Live sources watched by the desk itself, and what it says while another program holds the folder; posts invented."""

from __future__ import annotations

import json
import shutil
import threading
from datetime import UTC, datetime

import pytest
from desk_fixtures import desk, open_page, world  # noqa: F401 - fixtures
from desk_server import serve
from live_servers import rising_world, sending, serving
from playwright.sync_api import expect

from tawatur.store import Store

pytestmark = pytest.mark.browser

TAG = "عاصفة_مرجانة"
PASTE = "سامر الحاج @samer_h\nالطريق مغلق منذ الصباح والناس ينتظرون\nhttps://x.com/samer_h/status/1889195158533050368"
PATIENT = 120_000


def test_a_watch_is_started_seen_and_stopped_while_the_desk_writes_by_turns(open_page, tmp_path, monkeypatch):
    monkeypatch.setattr("tawatur.desk.workplace.KEEPS_EVERY", 0.2)
    events = rising_world(datetime.now(UTC))
    with serving(sending(events)) as server, serve(tmp_path / "data") as fresh:
        page = open_page("/sources", served=fresh, lang="en")
        page.set_default_timeout(PATIENT)
        board = open_page("/?show=all", served=fresh, lang="en")
        board.set_default_timeout(PATIENT)
        page.click("details.watch summary")
        page.fill("#watched", f"{server.url}\n{server.url}")
        page.fill('input[name="tags"]', "#حمص، يوم_1")
        page.click("details.watch button.main")
        expect(page.locator("#state .chip.started")).to_be_visible(timeout=PATIENT)
        expect(page.locator("#state")).to_contain_text("connected", timeout=PATIENT)
        assert page.locator("#state .code").first.inner_text() == server.url  # one line twice is one source
        assert "حمص يوم_1" in page.locator("#state").inner_text()
        # What came is on the board of a page that was open before, and in its alerts.
        expect(board.locator("tr.topic").first).to_be_visible(timeout=PATIENT)
        expect(page.locator("#state .alerts")).to_contain_text("حمص", timeout=PATIENT)
        # Stories and reports are written meanwhile.
        story = open_page("/stories", served=fresh, lang="en")
        story.set_default_timeout(PATIENT)
        story.fill("#text", PASTE)
        story.click("main button.main")
        story.wait_for_selector("#draft .sentence")
        report = json.loads(fresh.get("/api/report/%D8%AD%D9%85%D8%B5").body)
        assert report["blocks"], report
        assert not fresh.workplace.watch.is_over
        page.click("#stop-watch")
        fresh.wait_for(lambda: fresh.workplace.watch.is_over)
        expect(page.locator("#stop-watch")).to_have_count(0, timeout=PATIENT)
        expect(page.locator("#state")).to_contain_text("Stopped", timeout=PATIENT)
        with Store(fresh.data, writable=True) as store:  # the lock is free again
            assert store.desk.cursor(fresh.workplace.watch.sources[0]) is not None
            assert store.count() > 100


def test_names_of_no_source_are_refused_and_nothing_is_asked(tmp_path):
    with serve(tmp_path / "data") as fresh:
        for wrong in ("nowhere", "jetstream\nfile:///etc/passwd", "  "):
            answer = fresh.post("/sources/watch", {"sources": wrong})
            assert answer.status == 422, wrong
        assert fresh.workplace.watch is None
        assert not (fresh.data / "lock").exists()


def test_only_one_watch_runs_and_it_ends_with_the_desk(tmp_path):
    with serving(sending([])) as server:
        with serve(tmp_path / "data") as fresh:
            assert fresh.post("/sources/watch", {"sources": server.url}).status == 303
            assert fresh.post("/sources/watch", {"sources": server.url}).status == 422
            watch = fresh.workplace.watch
            fresh.wait_for(lambda: watch.summary is not None and watch.summary.connections)
        assert watch.is_over
        assert not [thread for thread in threading.enumerate() if thread.name == "watch"]
        Store(tmp_path / "data", writable=True).close()


def test_while_another_program_writes_a_report_says_what_can_be_done_and_comes_when_asked_again(
    open_page, tmp_path, world
):
    folder = tmp_path / "data"
    shutil.copytree(world, folder)
    with serve(folder) as busy:
        busy.wait_for(lambda: busy.workplace.board is not None, 60)
        with Store(folder, writable=True):
            page = open_page(f"/topics/{TAG}", served=busy, lang="en")
            page.set_default_timeout(PATIENT)
            expect(page.locator("#report [role=alert]")).to_contain_text("only one may", timeout=PATIENT)
            assert page.locator('#report .busy a[href="/sources"]').is_visible()
            expect(page.locator("#voices dd").first).to_be_visible(timeout=PATIENT)  # what only reads goes on
        page.click("#report .busy button")
        expect(page.locator("#report article.roundup")).to_be_visible(timeout=PATIENT)
