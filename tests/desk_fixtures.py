"""What tests of the desk in a browser share: an invented world, a desk of it, a page that must stay without trouble."""

from __future__ import annotations

import shutil
from datetime import timedelta

import pytest
from desk_server import serve
from worlds import NOON, QUIET_TAGS, World, make_store

STORM = [["عاصفة_مرجانة"], ["عاصفة_مرجانه"], ["مرجانة"]]
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>"


@pytest.fixture(scope="session")
def world(tmp_path_factory):
    """A data folder with four quiet weeks and a story that is still rising; every post invented."""
    made = World(seed=7)
    made.background(NOON, 24, an_hour=8, tags=[*QUIET_TAGS, 'x"><script>alert(3)</script>'])
    made.burst(NOON + timedelta(days=23, hours=12), 11, 420, STORM)
    for number in range(40):
        made.post(
            NOON + timedelta(days=23, hours=14, seconds=number), ["عاصفة_مرجانة"], text=f"{HOSTILE} وصلنا إلى المدينة"
        )
    for number in range(6):
        made.post(
            NOON + timedelta(days=20, hours=number), ["حديث_البحر"], text="انهار الجسر القديم في حمص وقتل 3 أشخاص"
        )
    return make_store(tmp_path_factory.mktemp("world"), made.lines)


@pytest.fixture(scope="module")
def desk(world, tmp_path_factory):
    folder = tmp_path_factory.mktemp("desk") / "data"
    shutil.copytree(world, folder)
    with serve(folder) as served:
        served.wait_for(lambda: served.workplace.board is not None)
        yield served


@pytest.fixture
def open_page(browser, desk):
    """Opens a page; at the end nothing may have been logged, refused, asked for elsewhere, or popped up."""
    troubles: list[str] = []
    contexts = []

    def note(text):
        # A desk that a test stops, and answers that the page itself shows: the browser logs these on its own.
        if not any(part in text for part in ("net::ERR_", "Failed to fetch", "status of 409", "status of 422")):
            troubles.append(f"console: {text}")

    def open_(path, width=1280, lang="ar", served=desk, **options):
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        value = f"lang={lang}&zone=Asia%2FDamascus"
        context.add_cookies([{"name": "tawatur-settings", "value": value, "url": served.address}])
        page = context.new_page()
        page.on("console", lambda message: note(message.text))
        page.on("pageerror", lambda error: troubles.append(f"error: {error}"))
        page.on("dialog", lambda dialog: (troubles.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on("request", lambda r: r.url.startswith(served.address) or troubles.append(f"asked: {r.url[:80]}"))
        page.goto(served.address + path)
        page.evaluate("document.fonts.ready")
        return page

    yield open_
    for context in contexts:
        context.close()
    assert troubles == []
