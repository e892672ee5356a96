"""Mastodon's streams and X's filtered stream against servers of this machine; all posts and tokens are invented."""

from __future__ import annotations

import json
import logging
import time
from datetime import UTC, datetime, timedelta

import pytest
from live_servers import serving_http, sse, status_of
from test_watch import evidence, run_feed, texts

from tawatur.errors import InputError
from tawatur.live.backoff import Backoff
from tawatur.live.feeds import make_feed
from tawatur.live.http import MAX_LINE, Server
from tawatur.live.mastodon import Mastodon
from tawatur.live.x_search import PATH as SEARCH
from tawatur.live.x_search import XSearch
from tawatur.live.x_stream import PATH, XStream
from tawatur.store import Store

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])
SECRET = "token-that-nobody-may-see"  # noqa: S105 - invented
PUBLIC, TIMELINE, INSTANCE = "/api/v1/streaming/public", "/api/v1/timelines/public", "/api/v2/instance"
EVENTS = {"Content-Type": "text/event-stream"}


def quick() -> Backoff:
    return Backoff(first=0.01, longest=0.05)


def statuses(count: int, *, first: int = 0) -> list[dict]:
    at = datetime.now(UTC) - timedelta(minutes=5)
    return [status_of(n, f"منشور {n}", at + timedelta(seconds=n)) for n in range(first, first + count)]


def mastodon(base: str, tag: str | None = None) -> Mastodon:
    return Mastodon(Server(base, SECRET), tag, quick())


def test_statuses_of_a_stream_are_kept_and_all_else_in_it_is_nothing(tmp_path):
    one, two, three = statuses(3)
    edited = {**one, "content": "<p>منشور معدل</p>", "edited_at": "2026-01-01T00:00:00.000Z"}
    split = json.dumps(two).encode()
    stream = [
        b":thump\n\n", sse("update", one), sse("delete", "123"), b"data: {}\n\n", sse("update", "{"), b"nonsense\n",
        b"event: update\r\ndata: " + split[:-1] + b"\r\ndata: " + split[-1:] + b"\r\n\r\n",
        sse("status.update", edited), sse("update", "x" * (MAX_LINE + 10)), b"\xff\xfe\n", sse("update", three), 30.0,
    ]  # fmt: skip
    with serving_http({PUBLIC: [(200, EVENTS, stream)]}) as server:
        summary, _, _ = run_feed(tmp_path, mastodon(server.base), until_frames=6)
    assert sorted(texts(tmp_path)) == ["منشور 1", "منشور 2", "منشور معدل"]
    assert summary.rejected.total() == 2
    with Store(tmp_path) as store:
        assert {batch.level for batch in store.evidence.batches()} == {"E2"}


def test_what_came_while_nobody_listened_is_asked_for_and_a_break_loses_nothing(tmp_path):
    all_of_them = statuses(6)
    answers = {
        PUBLIC: [
            (200, EVENTS, [sse("update", each) for each in all_of_them[:2]]),  # and it breaks
            (503, {}, []),
            (200, EVENTS, [sse("update", all_of_them[5]), 30.0]),
        ],
        TIMELINE: [
            (200, {}, [json.dumps(all_of_them[3:1:-1]).encode()]),
            (200, {}, [json.dumps([all_of_them[4]]).encode()]),
            (200, {}, [b"[]"]),
        ],
    }
    with serving_http(answers) as server:
        _, _, notices = run_feed(tmp_path, mastodon(server.base), until_frames=5)
    assert sorted(texts(tmp_path)) == [f"منشور {n}" for n in range(6)]
    assert [asked["min_id"] for asked in server.times(TIMELINE)] == [[all_of_them[n]["id"]] for n in (1, 3, 4)]
    assert [notice.kind for notice in notices].count("disconnected") == 2


def test_the_next_start_of_a_stream_goes_on_after_the_last_status(tmp_path):
    first, second = statuses(2)
    answers = {
        "/api/v1/streaming/hashtag": [(200, EVENTS, [sse("update", first), 30.0])],
        "/api/v1/timelines/tag/%D8%AD%D9%85%D8%B5": [(200, {}, [json.dumps([second]).encode()]), (200, {}, [b"[]"])],
    }
    with serving_http(answers) as server:
        run_feed(tmp_path, mastodon(server.base, "حمص"), until_frames=1)
        run_feed(tmp_path, mastodon(server.base, "حمص"), until_frames=2)
    assert server.times("/api/v1/streaming/hashtag")[0] == {"tag": ["حمص"]}
    assert sorted(texts(tmp_path)) == ["منشور 0", "منشور 1"]


def test_a_stream_that_is_silent_is_left_at_once_when_the_watch_ends(tmp_path):
    with serving_http({PUBLIC: [(200, EVENTS, [b":\n", 30.0])]}) as server:
        started = time.monotonic()
        run_feed(tmp_path, mastodon(server.base), seconds=1)
    assert time.monotonic() - started < 25  # it would be silent for 30


@pytest.mark.parametrize(("status", "wait"), [(429, 1.0), (503, 0.0)])
def test_a_server_that_is_busy_is_asked_again_after_its_time(tmp_path, status, wait):
    answers = {
        PUBLIC: [(status, {"Retry-After": str(int(wait))}, []), (200, EVENTS, [sse("update", statuses(1)[0]), 9.0])]
    }
    with serving_http(answers) as server:
        started = time.monotonic()
        run_feed(tmp_path, mastodon(server.base), until_frames=1)
    assert time.monotonic() - started >= wait
    assert texts(tmp_path) == ["منشور 0"]


@pytest.mark.parametrize("status", [301, 401, 403, 404])
def test_a_refusal_ends_it_and_no_token_is_told_or_sent_elsewhere(tmp_path, status, caplog):
    caplog.set_level(logging.DEBUG)
    with serving_http({"/stolen": [(200, {}, [])]}) as other:
        refusal = (status, {"Location": f"{other.base}/stolen"}, [SECRET.encode()])
        with serving_http({PUBLIC: [refusal]}) as server, pytest.raises(InputError, match=f"HTTP {status}") as raised:
            run_feed(tmp_path, mastodon(server.base), seconds=9)
    assert other.asked == []
    assert {authorization for _, _, authorization in server.asked} == {f"Bearer {SECRET}"}
    assert SECRET not in str(raised.value) + repr(mastodon(server.base)) + caplog.text


def test_a_server_that_names_a_strange_host_for_its_streams_gets_no_token_there(tmp_path):
    named = {"configuration": {"urls": {"streaming": "wss://elsewhere.example"}}}
    answers = {INSTANCE: [(200, {}, [json.dumps(named).encode()])]}
    with serving_http(answers) as server, pytest.raises(InputError, match=r"elsewhere\.example"):
        run_feed(tmp_path, mastodon(server.base), seconds=9)


def x_line(number: int, text: str) -> bytes:
    post = {
        "data": {
            "id": str(1864716497341362317 + number), "text": text, "author_id": "7", "lang": "ar",
            "created_at": "2024-12-05T17:00:32.000Z", "edit_history_tweet_ids": [str(1864716497341362317 + number)],
        },
        "includes": {"users": [{"id": "7", "username": "someone", "name": "Someone"}]},
        "matching_rules": [{"id": "1", "tag": ""}],
    }  # fmt: skip
    return json.dumps(post).encode() + b"\r\n"


def test_the_stream_of_x_is_kept_and_every_break_is_a_gap(tmp_path):
    reset = str(int(time.time()) + 2)
    answers = {
        PATH: [
            (200, {}, [b"\r\n", x_line(1, "أول"), b'{"errors":[{"title":"x"}]}\r\n', b'{"data":']),
            (429, {"x-rate-limit-reset": reset}, []),
            (200, {}, [b"\r\n", x_line(1, "أول"), x_line(2, "ثان"), 30.0]),
        ]
    }
    with serving_http(answers) as server:
        feed = XStream(Server(server.base, SECRET), quick())
        summary, _, notices = run_feed(tmp_path, feed, until_frames=4)
    assert time.time() >= int(reset)
    assert sorted(texts(tmp_path)) == ["أول", "ثان"]
    assert len(evidence(tmp_path)) - summary.rejected.total() == 2
    assert [notice.kind for notice in notices].count("gap") == 1
    assert server.asked[0][2] == f"Bearer {SECRET}"


def x_page(*numbers: int, more: str | None = None) -> bytes:
    page = [json.loads(x_line(number, f"منشور {number}")) for number in numbers]
    meta = {"result_count": len(numbers)} | ({"newest_id": page[0]["data"]["id"]} if page else {})
    data = [each["data"] for each in page]
    found = {"data": data, "includes": page[0]["includes"]} if page else {}
    return json.dumps(found | {"meta": meta | ({"next_token": more} if more else {})}).encode()


def test_a_search_of_x_asks_for_what_is_new_and_takes_every_page_before_it_goes_on(tmp_path):
    base = 1864716497341362317
    answers = {
        SEARCH: [
            (200, {}, [x_page(1, more="old")]),
            (200, {}, [x_page(4, 3, more="b")]),
            (503, {}, []),
            (200, {}, [x_page(4, 3, more="b")]),
            (200, {}, [x_page(2)]),
            (200, {}, [b'{"meta": {"newest_id": 7, "next_token": {}}, "data": 3}']),
            (200, {}, [x_page()]),
        ]
    }
    with serving_http(answers) as server:
        feed = XSearch(Server(server.base, SECRET), "#حمص lang:ar", quick(), every_seconds=0.01)
        run_feed(tmp_path, feed, until_frames=6)
        assert sorted(texts(tmp_path)) == [f"منشور {n}" for n in (1, 2, 3, 4)]
        asked = [(each.get("since_id"), each.get("next_token")) for each in server.times(SEARCH)]
    one, four = [str(base + 1)], [str(base + 4)]
    assert asked[:6] == [(None, None), (one, None), (one, ["b"]), (one, None), (one, ["b"]), (four, None)]
    assert server.times(SEARCH)[0]["query"] == ["#حمص lang:ar"]
    with Store(tmp_path) as store:
        assert store.desk.cursor(feed.name) == four[0]


def test_a_search_whose_last_post_is_too_old_tells_the_gap_and_begins_anew(tmp_path):
    answers = {SEARCH: [(200, {}, [x_page(1)]), (400, {}, []), (200, {}, [x_page(9)]), (200, {}, [x_page()])]}
    with serving_http(answers) as server:
        feed = XSearch(Server(server.base, SECRET), "حمص", quick(), every_seconds=0.01)
        summary, _, _ = run_feed(tmp_path, feed, until_frames=3)
    assert summary.gaps == 1
    assert len(texts(tmp_path)) == 2


def test_sources_are_named_and_their_tokens_come_from_the_environment(monkeypatch):
    monkeypatch.setenv("TAWATUR_MASTODON_TOKEN", SECRET)
    monkeypatch.delenv("TAWATUR_X_TOKEN", raising=False)
    feed = make_feed("mastodon:social.example/tags/#حمص", accounts=())
    assert feed.name == "mastodon:https://social.example/tags/حمص"
    assert feed.server.token == SECRET
    for name in ("x-stream", "x-search:حمص"):
        with pytest.raises(InputError, match="TAWATUR_X_TOKEN"):
            make_feed(name, accounts=())
    for base in ("http://social.example", "https://me:pass@social.example", "social.example/path", "https://"):
        with pytest.raises(InputError, match="no address of a server"):
            make_feed(f"mastodon:{base}", accounts=())
    with pytest.raises(InputError, match="characters that no token has"):
        make_feed("x-stream", accounts=(), token="a\r\nX-Header: b")  # noqa: S106 - invented
