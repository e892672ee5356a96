"""What takes long is made behind the pages: they answer at once, show what was made before, and tell what went wrong."""

from __future__ import annotations

import json
import threading
from urllib.parse import quote

import pytest
from desk_server import serve

from tawatur.desk import workplace as workplace_module
from tawatur.desk.workplace import Pending
from tawatur.errors import InputError

pytestmark = [pytest.mark.enable_socket, pytest.mark.allow_hosts(["127.0.0.1"])]

TEXT = "انهار الجسر في حمص #حمص"


@pytest.fixture
def desk(tmp_path, monkeypatch):
    monkeypatch.setattr(workplace_module, "PATIENCE", 0.05)
    with serve(tmp_path / "data") as served:
        yield served


def bring(desk, *ids):
    folder = desk.workplace.new_folder()
    lines = (
        {"id": str(each), "created_at": f"2024-12-05T{each % 24:02}:00:00Z", "author_handle": f"a{each}", "text": TEXT}
        for each in ids
    )
    (folder / "posts.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    job = desk.workplace.start_import(folder, ["posts.jsonl"])
    desk.wait_for(lambda: job.state == "done")


def test_a_page_does_not_wait_for_what_takes_long_and_gets_it_when_it_is_there(desk):
    bring(desk, 1)
    may_end, calls = threading.Event(), []

    def make():
        calls.append(1)
        may_end.wait(20)
        return "made"

    first = desk.workplace.made_soon(("long",), make)
    news = desk.workplace.news
    assert isinstance(first, Pending)
    assert isinstance(desk.workplace.made_soon(("long",), make), Pending)
    may_end.set()
    desk.wait_for(lambda: desk.workplace.news > news)  # the pages are told
    assert desk.workplace.made_soon(("long",), make) == "made"
    assert len(calls) == 1


def test_what_was_made_before_is_shown_while_a_newer_one_is_made(desk):
    bring(desk, 1)
    assert desk.workplace.made_once(("long",), lambda: "older") == "older"
    bring(desk, 2)
    may_end = threading.Event()
    found = desk.workplace.made_soon(("long",), lambda: (may_end.wait(20), "newer")[1])
    assert isinstance(found, Pending)
    assert found.older == "older"
    may_end.set()
    desk.wait_for(lambda: desk.workplace.made_soon(("long",), lambda: "again") == "newer")


def test_what_cannot_be_made_is_told_once_and_tried_again(desk):
    bring(desk, 1)

    def fail():
        raise InputError("no such tag")

    def ask(make):
        found = desk.workplace.made_soon(("bad",), make)
        while isinstance(found, Pending):
            found = desk.workplace.made_soon(("bad",), make)
        return found

    with pytest.raises(InputError, match="no such tag"):
        ask(fail)
    assert ask(lambda: "now") == "now"


@pytest.mark.parametrize("part", ["/topics/حمص/voices", "/timeline/claims?topic=حمص", "/topics/حمص/report"])
def test_the_parts_of_a_page_say_that_they_are_being_made(desk, monkeypatch, part):
    bring(desk, *range(1, 30))
    path = quote(part, safe="/?=")
    with desk.workplace._slow:  # somebody else's is being made
        answer = desk.get(path, hx_request="true")
        assert answer.status == 200
        assert "bones" in answer.text
        assert f'hx-get="{path}"' in answer.text
    desk.wait_for(lambda: "bones" not in desk.get(path, hx_request="true").text)
