"""A request that waits for the disk or for another one keeps nobody else waiting."""

from __future__ import annotations

import sqlite3
import threading

import pytest
from desk_server import serve

pytestmark = [pytest.mark.enable_socket, pytest.mark.allow_hosts(["127.0.0.1"])]

ARTICLE = "قال الخبير سامر الحاج: «ستنخفض المياه في مرجانة خلال 72 ساعة»."


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    with serve(tmp_path_factory.mktemp("desk") / "data") as served:
        assert served.post("/ledger/add", {"text": ARTICLE, "published": "2024-12-05"}).status == 303
        yield served


@pytest.mark.parametrize("what", ["criterion", "resolve", "undo", "add"])
def test_pages_come_while_somebody_waits_for_the_database(desk, what):
    with desk.workplace.database() as database:
        forecast = database.ledger_changes()[0]["forecast"]
    forms = {
        "resolve": {"outcome": "yes", "source": "https://example.org/river"},
        "criterion": {"text": "منسوب النهر عند الجسر دون مترين"},
        "undo": {},
        "add": {"text": ARTICLE.replace("72", "48"), "published": "2024-12-06"},
    }
    path = "/ledger/add" if what == "add" else f"/ledger/{forecast}/{what}"
    other = sqlite3.connect(desk.data / "desk.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    answers = []
    waiting = threading.Thread(target=lambda: answers.append(desk.post(path, forms[what]).status))
    waiting.start()
    try:
        for _ in range(20):
            assert desk.get("/check").status == 200
            assert desk.get("/static/desk.css").status == 200
        assert waiting.is_alive(), answers
    finally:
        other.execute("ROLLBACK")
        other.close()
        waiting.join(timeout=30)
    assert answers in ([303], [422]), answers
