"""`tawatur watch https://…` of RSS and Atom against a server of this machine; every outlet and item is invented."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from live_servers import serving_http
from test_watch import evidence, run_feed, texts
from test_watch_cli import start

from tawatur.errors import InputError
from tawatur.live.backoff import Backoff
from tawatur.live.records import Notice
from tawatur.live.web_feed import WebFeed
from tawatur.posts import Post
from tawatur.sources import find_source
from tawatur.sources.base import Received
from tawatur.store import Store

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])
URL_PATH, ASKED = "/أخبار.xml", "/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1.xml"
NOT_CHANGED = (304, {}, [])


def rss(*items: str, more: str = "") -> bytes:
    head = f"<title>صحيفة</title><link>https://paper.example/</link><language>ar</language>{more}"
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{"".join(items)}</channel></rss>'.encode()


def item(number: int, *, title: str = "خبر", at: datetime | None = None) -> str:
    at = at or datetime.now(UTC) - timedelta(minutes=10)
    return (
        f"<item><title>{title} {number}</title><guid isPermaLink='false'>{number}</guid>"
        f"<pubDate>{format_datetime(at)}</pubDate><description>نص #حمص</description></item>"
    )


def answer(body: bytes, **headers: str) -> tuple[int, dict[str, str], list[bytes]]:
    return 200, {name.replace("_", "-"): value for name, value in headers.items()}, [body]


def feed_of(server, path: str = URL_PATH) -> WebFeed:
    return WebFeed(server.base + path, Backoff(first=0.01, longest=0.05), every_seconds=0.02)


def asking(server, times: int, feed=None):
    """What a feed gives while it asks a server so many times."""
    feed, stop, given = feed or feed_of(server), threading.Event(), []
    wait = stop.wait
    stop.wait = lambda seconds=None: (len(server.asked) >= times and stop.set()) or wait(seconds)
    given.extend(feed.read(None, stop))
    return given


def parse(data: bytes):
    record = Received(data=data, record_id=sha256(data).hexdigest(), locator="feed.xml")
    return list(find_source("feed").parse(record))


def test_each_item_is_a_post_once_and_only_a_changed_feed_is_sent_and_kept(tmp_path):
    at = datetime.now(UTC) - timedelta(minutes=10)
    first, second = rss(item(1, at=at)), rss(item(2, at=at), item(1, at=at))
    touched = rss(item(2, at=at), item(1, at=at), more="<lastBuildDate>now</lastBuildDate>")
    answers = [
        answer(first, ETag='"one"', Last_Modified="Thu, 05 Dec 2024 17:00:00 GMT"),
        NOT_CHANGED, answer(first), answer(second), answer(touched), answer(rss(item(1, title="خبر مصحح", at=at))),
    ]  # fmt: skip
    with serving_http({ASKED: answers}) as server:
        summary, _, _ = run_feed(tmp_path, feed_of(server), until_frames=4)
    assert server.headers[1]["If-None-Match"] == '"one"'
    assert server.headers[1]["If-Modified-Since"] == "Thu, 05 Dec 2024 17:00:00 GMT"
    assert "If-None-Match" not in server.headers[0] | server.headers[3]
    assert [text.split("\n")[0] for text in texts(tmp_path)] == ["خبر مصحح 1", "خبر 2"]
    assert (summary.posts, summary.known) == (3, 3)
    assert len(evidence(tmp_path)) == 3, "that only the clock of the feed moved is nothing to keep"
    with Store(tmp_path) as store:
        (host,) = {post.account_id for post in store.posts()}
        assert {batch.level for batch in store.evidence.batches()} == {"E2"}
    assert host == "paper.example"


def test_the_next_start_asks_only_for_what_changed(tmp_path):
    with serving_http({ASKED: [answer(rss(item(1)), ETag='W/"a"'), NOT_CHANGED, answer(rss(item(2)))]}) as server:
        run_feed(tmp_path, feed_of(server), until_frames=1)
        run_feed(tmp_path, feed_of(server), until_frames=1)
    assert server.headers[1]["If-None-Match"] == 'W/"a"'
    assert len(texts(tmp_path)) == 2


def test_a_server_that_is_busy_is_left_alone_as_long_as_it_asks():
    busy = (429, {"Retry-After": "1"}, [])
    with serving_http({ASKED: [busy, (503, {}, []), answer(rss(item(1)))]}) as server:
        started = datetime.now(UTC)
        given = asking(server, 3)
    assert datetime.now(UTC) - started >= timedelta(seconds=1)
    assert [each.kind if isinstance(each, Notice) else "frame" for each in given] == [
        *("disconnected", "disconnected", "connected", "frame"),
    ]


@pytest.mark.parametrize("status", [410, 404, 403, 401])
def test_what_waiting_does_not_mend_ends_it(status):
    with serving_http({ASKED: [(status, {}, [])]}) as server, pytest.raises(InputError, match=str(status)):
        asking(server, 2)


def test_a_feed_that_moved_is_followed_but_not_to_where_a_stranger_must_not_lead():
    moved = (301, {"Location": "/new.xml"}, [])
    with serving_http({ASKED: [moved], "/new.xml": [answer(rss(item(1)))]}) as server:
        assert [each.data for each in asking(server, 2) if not isinstance(each, Notice)]
    for location, why in (("http://127.0.0.1:9/admin", "no https"), (ASKED, "more than 5 times")):
        sent = (302, {"Location": location}, [])
        with serving_http({ASKED: [sent]}) as server, pytest.raises(InputError, match=why):
            asking(server, 9)


def test_damaged_feeds_are_kept_counted_and_in_nobodys_way(tmp_path):
    broken = [
        rss(item(1))[:-40],  # cut off: its item can still be read
        b"<html><body>Service unavailable</body></html>",
        b"\xff\xfe\x00", b"", b"{}", b"<rss>" * 100_000,
        b'<!DOCTYPE rss [<!ENTITY a "' + b"x" * 1000 + b'"><!ENTITY b "' + b"&a;" * 1000 + b'">]><rss>&b;</rss>',
        b'<!DOCTYPE rss SYSTEM "file:///etc/passwd"><rss><channel><item><title>x</title></item></channel></rss>',
    ]  # fmt: skip
    with serving_http({ASKED: [*map(answer, broken), answer(rss(item(2)))]}) as server:
        summary, _, _ = run_feed(tmp_path, feed_of(server), until_frames=len(broken) + 1)
        process = start(tmp_path / "cli", f"{server.base}/missing.xml", "--for", "5s")
        _, errors = process.communicate(timeout=60)
    assert sorted(text.split("\n")[0] for text in texts(tmp_path)) == ["خبر 1", "خبر 2"]
    assert summary.rejected.keys() == {"damaged-feed", "not-a-feed", "no-id"}
    assert set(broken) <= set(evidence(tmp_path))
    assert process.returncode == 1
    assert "HTTP 404" in errors


def test_a_bomb_of_entities_costs_nothing():
    for opening in ("<!ENTITY", "<!ENTITY %"):
        found = parse(f'<!DOCTYPE r [{opening} a "b">]><rss><item><title>&a;</title></item></rss>'.encode())
        assert [each.reason for each in found] == ["not-a-feed"]
    wide = parse(b"<rss>" + b"<a>" * 50_000 + b"</rss>")
    assert all(not isinstance(each, Post) for each in wide)


@given(st.binary(max_size=400), st.integers(0, 400), st.integers(0, 60))
def test_whatever_bytes_stand_in_a_feed_they_are_read_without_a_fault(noise, place, cut):
    whole = rss(item(1, at=datetime(2024, 12, 5, tzinfo=UTC)))
    for data in (noise, whole[:place] + noise + whole[place:], whole[: len(whole) - cut]):
        for found in parse(data):
            assert isinstance(found, Post) or found.message


@pytest.mark.parametrize(
    ("written", "is_read"),
    [
        ("Thu, 05 Dec 2024 17:43:00 +0300", True), ("05 Dec 2024 17:43 GMT", True), ("2024-12-05T17:43:00Z", True),
        ("Thu, 05 Dec 2024 17:43:00 -0000", True), ("Thu, 05 Dec 2024 17:43:00", False), ("2024-12-05", False),
        ("Thu, 05 Dec 1924 17:43:00 GMT", False), ("31 Feb 2024 00:00 GMT", False), ("أمس", False),
        ("Fri, 31 Dec 9999 23:59:59 -2359", False),
    ],
)  # fmt: skip
def test_a_time_is_read_with_its_zone_or_not_at_all(written, is_read):
    (found,) = parse(rss(f"<item><title>خبر</title><guid>1</guid><pubDate>{written}</pubDate></item>"))
    assert isinstance(found, Post) == is_read


@pytest.mark.parametrize(
    "url",
    ["http://paper.example/feed", "https://", "https://me:secret@paper.example/f", "ftp://paper.example", "https://[/"],
)
def test_what_is_no_address_of_a_feed_is_refused_and_a_password_is_not_repeated(url):
    with pytest.raises(InputError) as caught:
        WebFeed(url)
    assert "secret" not in str(caught.value)


def test_a_cursor_that_is_none_of_ours_is_no_reason_to_stop():
    with serving_http({ASKED: [answer(rss(item(1)))]}) as server:
        for cursor in ("", "[]", "7", json.dumps(["a"]), "{"):
            stop = threading.Event()
            feed = feed_of(server).read(cursor, stop)
            assert isinstance(next(feed), Notice)
            assert next(feed).data
            feed.close()
