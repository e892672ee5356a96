"""`tawatur watch` against servers of this machine that do wrong what real ones do wrong; all posts are invented."""

from __future__ import annotations

import json
import sys
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from hashlib import sha256
from pathlib import Path

import pytest
from live_servers import event_v1, event_v2, invented_text, micro, rising_world, sending, serving
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tawatur.errors import InputError
from tawatur.live.backoff import Backoff, read_retry_after
from tawatur.live.jetstream import MAX_FRAME, Jetstream
from tawatur.live.records import Frames
from tawatur.live.wanted import make_wanted
from tawatur.live.websocket import RECEIVED, Messages
from tawatur.pipeline import find_trends, open_store
from tawatur.pipeline.watching import watch
from tawatur.store import Store

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])
EVERYTHING = make_wanted()


def now() -> datetime:
    return datetime.now(UTC)


class Counted:
    """A feed that stops the watch when it has handed over so many frames."""

    def __init__(self, feed, frames, stop):
        self._feed, self._left, self._stop = feed, frames, stop
        self.name, self.source = feed.name, feed.source

    def read(self, cursor, stop):
        for item in self._feed.read(cursor, stop):
            yield item
            self._left -= len(getattr(item, "data", ()))
            if self._left <= 0:
                self._stop.set()


def run(data: Path, url: str, *, dids=(), **more):
    """Watch one Jetstream."""
    return run_feed(data, Jetstream(url, dids, Backoff(first=0.01, longest=0.05)), **more)


def run_feed(data: Path, feed, *, until_frames: int = 0, seconds: float = 20, wanted=EVERYTHING, **more):
    """Watch a feed until it has handed over so many frames, or an alert, or the time is over."""
    stop = threading.Event()
    alerts, notices = [], []

    def on_alert(alert):
        alerts.append(alert)
        if not until_frames:
            stop.set()

    store, _ = open_store(data)
    with store:
        summary = watch(
            [Counted(feed, until_frames or sys.maxsize, stop)], store, wanted=wanted, stop=stop,
            until=now() + timedelta(seconds=seconds), on_alert=on_alert, on_notice=notices.append, **more,
        )  # fmt: skip
    return summary, alerts, notices


def texts(data: Path) -> list[str]:
    with Store(data) as store:
        return [post.text for post in store.posts()]


def evidence(data: Path) -> list[bytes]:
    with Store(data) as store:
        assert store.evidence.verify().problems == ()
        return [each for batch in store.evidence.batches() for _, each in store.evidence.records(batch)]


def posts_of(count: int, *, first: int = 0, at: datetime | None = None) -> list[dict]:
    at = at or now() - timedelta(minutes=1)
    return [
        event_v1(number, f"منشور {number}", at + timedelta(milliseconds=number), account=number)
        for number in range(first, first + count)
    ]


def test_what_rises_is_told_at_the_tick_with_its_voices(tmp_path):
    with serving(sending(rising_world(now()))) as server:
        summary, alerts, _ = run(tmp_path, server.url)
    (alert,) = alerts
    assert (alert.kind, set(alert.tags)) == ("start", {"حمص", "حِمص"})
    assert alert.score >= 5
    assert 5 <= alert.voices_low <= alert.voices <= alert.accounts <= 14
    assert alert.told_at - alert.started_at <= timedelta(minutes=15), "also when days come in a second"
    with Store(tmp_path) as store:
        (trend,) = [each for each in find_trends(store).trends if each.state in {"started", "peaked", "candidate"}]
    assert trend.key == alert.key
    assert summary.posts == len(texts(tmp_path))


@pytest.mark.parametrize("at_once", [1, 7, 10_000])
def test_frames_taken_together_give_what_they_give_one_by_one(tmp_path, at_once):
    moment = datetime(2026, 3, 4, 12, tzinfo=UTC)
    frames = [json.dumps(event, ensure_ascii=False).encode() for event in rising_world(moment)]
    odd = [b"{", json.dumps({"did": "did:plc:x", "kind": "identity", "identity": {}}).encode(), frames[2], frames[30]]
    page = json.loads(frames[3])["commit"]["record"] | {"langs": ["en"]}
    odd.append(
        json.dumps(json.loads(frames[4]) | {"commit": json.loads(frames[4])["commit"] | {"record": page}}).encode()
    )
    frames[20:20] = odd

    class Saved:
        name, source = "saved", "bluesky"

        def read(self, _cursor, _stop):
            for first in range(0, len(frames), at_once):
                part = frames[first : first + at_once]
                times = [json.loads(each).get("time_us") for each in part if each != b"{"]
                last = max((time for time in times if time), default=None)
                yield Frames(part, last and datetime.fromtimestamp(last / 1e6, UTC), str(first))

    class Then(datetime):
        @classmethod
        def now(cls, tz=None):
            return moment.astimezone(tz)

    stop, alerts = threading.Event(), []
    store, _ = open_store(tmp_path)
    with pytest.MonkeyPatch.context() as patched, store:
        patched.setattr("tawatur.pipeline.watching.datetime", Then)
        summary = watch(
            [Saved()], store, wanted=make_wanted(languages=["ar"]), stop=stop, on_alert=alerts.append,
            on_notice=lambda _: None,
        )  # fmt: skip
        posts = [(post.post_id, post.text, post.posted_at, post.evidence.record_id) for post in store.posts()]
    (alert,) = alerts
    told = (alert.kind, alert.label, alert.started_at, alert.told_at, alert.score, alert.voices, alert.posts)
    counted = {name: value for name, value in summary.as_json().items() if name != "seconds"}
    assert counted["rejected"] == {"not-json": 1}
    assert counted["passed_over"] == {"account-event": 1}
    assert (counted["repeated"], counted["unwanted"]) == (2, 1)
    found = (sha256(repr((posts, evidence(tmp_path), told)).encode()).hexdigest(), counted)
    TOGETHER.append(found)
    assert TOGETHER[0] == found


TOGETHER = []  # what the first of these runs gave


def test_frames_that_only_the_library_understands_are_read_in_order(tmp_path):
    events = [json.dumps(event, ensure_ascii=False) for event in posts_of(40)]

    def session(connection, _fake):
        for number, event in enumerate(events):
            if number == 5:
                connection.ping()
            if number >= 20 and number % 3 == 0:
                connection.send(iter([event[:30], event[30:]]))  # in two frames
            else:
                connection.send(event)
        for _ in connection:
            pass

    with serving(session) as server:
        summary, _, notices = run(tmp_path, server.url, until_frames=40)
    assert texts(tmp_path) == [f"منشور {number}" for number in range(40)]
    assert (summary.posts, [notice.kind for notice in notices]) == (40, ["connected"])


def test_what_nobody_takes_is_left_to_the_server(monkeypatch):
    # How much of it the server may send meanwhile is the kernel's: 50 MB and more where buffers grow.
    monkeypatch.setattr("tawatur.live.websocket.HELD", 1_000)
    count, size = 500, 100_000

    def session(connection, _fake):
        for _ in range(count):
            connection.send("x" * size)

    with serving(session) as server, connect(server.url, compression=None, create_connection=Messages) as connection:
        time.sleep(0.5)
        first = connection.take(1)
        taken = len(first)
        assert sum(len(message) for message, _ in first) < RECEIVED + size
        with suppress(ConnectionClosed):
            while True:
                taken += len(connection.take(1))
    assert taken == count


def test_what_is_over_the_budget_of_alerts_is_counted_and_said_to_be(tmp_path):
    moment, stop, alerts = now(), threading.Event(), []
    events = rising_world(moment)
    for number in range(18):  # another city in the same half hour
        at = moment - timedelta(hours=2) + timedelta(minutes=1.5 * number)
        events.append(event_v1(300_000 + number, invented_text(300_000 + number, "حلب"), at, account=300 + number))
    events.sort(key=lambda event: event["time_us"])

    def on_alert(alert):
        alerts.append(alert)
        if len(alerts) == 2:
            stop.set()

    store, _ = open_store(tmp_path)
    with serving(sending(events)) as server, store:
        summary = watch(
            [Jetstream(server.url, (), Backoff(first=0.01, longest=0.05))], store, wanted=EVERYTHING, stop=stop,
            until=now() + timedelta(seconds=20), on_alert=on_alert, on_notice=lambda _: None, most_a_day=1,
        )  # fmt: skip
    assert {alert.label for alert in alerts} == {"حمص", "حلب"}
    assert sorted(alert.is_over_budget for alert in alerts) == [False, True]
    assert (summary.alerts, summary.over_budget) == (1, 1)


def test_one_text_of_many_accounts_rings_no_bell(tmp_path):
    events = rising_world(now())
    for event in events:
        if "حمص" in event["commit"]["record"]["text"] or "حِمص" in event["commit"]["record"]["text"]:
            event["commit"]["record"]["text"] = "النص نفسه من الجميع بلا كلمة زائدة ولا ناقصة اليوم وغدا #حمص"
    with serving(sending(events)) as server:
        _, alerts, _ = run(tmp_path, server.url, seconds=6)
    assert alerts == []


def test_what_rose_before_the_start_is_told_as_up_already(tmp_path):
    events = rising_world(now())
    with serving(sending(events)) as server:
        run(tmp_path, server.url)
        _, alerts, _ = run(tmp_path, server.url, seconds=8)
    assert [(alert.kind, alert.label) for alert in alerts] == [("open", "حمص")]


def test_a_connection_that_breaks_is_made_anew_and_nothing_is_lost_or_doubled(tmp_path):
    events = posts_of(30)
    with serving(
        sending(events[:10], stays=False),
        (503, {}, b""),
        sending(events[:20], stays=False, replays=True),
        sending(events, replays=True),
    ) as server:
        summary, _, notices = run(tmp_path, server.url, until_frames=60, seconds=8)
    assert sorted(texts(tmp_path)) == sorted(f"منشور {number}" for number in range(30))
    assert len(evidence(tmp_path)) == 30
    assert summary.repeated > 0
    assert [notice.kind for notice in notices].count("disconnected") == 3
    assert "cursor" not in server.asked[0]
    assert int(server.asked[2]["cursor"][0]) == events[9]["time_us"] - 5_000_000


def test_the_next_start_goes_on_from_the_cursor_and_keeps_nothing_twice(tmp_path):
    events = posts_of(30)
    with serving(sending(events[:20]), sending(events, replays=True)) as server:
        run(tmp_path, server.url, until_frames=20)
        summary, _, _ = run(tmp_path, server.url, until_frames=30)
        assert int(server.asked[1]["cursor"][0]) == events[19]["time_us"] - 5_000_000
    assert (summary.repeated, summary.posts) == (20, 10)
    assert len(evidence(tmp_path)) == len(texts(tmp_path)) == 30


def test_wrong_frames_are_kept_counted_and_in_nobodys_way(tmp_path):
    good = posts_of(3)
    wrong = [
        *("{", "[]", "null", '"text"', "\x00", '{"kind": "commit", "commit": 7}', '{"time_us": "soon"}', "[" * 100_000),
        *(b"\xff\xfe", b"", '{"time_us": 1e400}', '{"time_us": -5, "payload": {"seq": true}}'),
        {**good[0], "time_us": 2**62},
        {"did": "did:plc:x", "time_us": good[0]["time_us"], "kind": "identity", "identity": {}},
    ]
    with serving(sending([good[0], *wrong, *good[1:]])) as server:
        summary, _, _ = run(tmp_path, server.url, until_frames=len(wrong) + 3)
    assert sorted(set(texts(tmp_path))) == [f"منشور {number}" for number in range(3)]
    assert summary.rejected.total() >= 8
    assert summary.passed_over == {"account-event": 1}
    with Store(tmp_path) as store:
        assert int(store.desk.cursor(server.url) or 0) == good[2]["time_us"]
    assert b"\xff\xfe" in evidence(tmp_path)


def test_times_out_of_order_and_clocks_that_are_wrong_lose_no_post_and_move_no_cursor_back(tmp_path):
    at = now() - timedelta(minutes=5)
    events = [
        event_v1(1, "أول", at, account=1),
        event_v1(2, "قديم", at - timedelta(seconds=3), account=2),
        event_v1(3, "من سنة", at, account=3, created=at - timedelta(days=365)),
        event_v1(4, "من الغد", at, account=4, created=at + timedelta(days=1)),
        event_v1(5, "ثان", at - timedelta(seconds=1), account=5),
    ]
    with serving(sending(events)) as server:
        summary, _, _ = run(tmp_path, server.url, until_frames=5)
    assert sorted(texts(tmp_path)) == sorted(["أول", "قديم", "من سنة", "من الغد", "ثان"])
    assert summary.left_out == {"too-late": 1}
    with Store(tmp_path) as store:
        assert store.desk.cursor(server.url) == str(micro(at))


def test_a_cursor_that_the_server_no_longer_has_is_a_gap_that_is_told(tmp_path):
    before, after = posts_of(2, at=now() - timedelta(hours=50)), posts_of(2, first=5)
    with serving(sending(before), sending(after)) as server:
        run(tmp_path, server.url, until_frames=2)
        summary, _, notices = run(tmp_path, server.url, until_frames=2)
    (gap,) = [notice for notice in notices if notice.kind == "gap"]
    assert (micro(gap.since), micro(gap.until)) == (before[-1]["time_us"], after[0]["time_us"])
    assert summary.gaps == 1


def test_v2_goes_on_from_its_sequence_and_tells_what_is_too_old(tmp_path):
    events = [event_v2(number, f"منشور {number}", now(), account=number) for number in range(100, 110)]
    info = {"$type": "message", "payload": {"$type": "x#info", "name": "OutdatedCursor", "message": "from 100"}}
    slow = {"$type": "error", "error": "ConsumerTooSlow", "message": "behind"}
    with serving(
        sending([info, *events[:5], slow], stays=False), (400, {}, b'{"error":"CursorTooOld"}'), sending(events)
    ) as server:
        summary, _, notices = run(tmp_path, server.url_v2, until_frames=17)
    assert sorted(texts(tmp_path)) == [f"منشور {number}" for number in range(100, 110)]
    assert [asked.get("cursor") for asked in server.asked] == [None, ["104"], None]
    assert server.asked[0]["collections"] == ["app.bsky.feed.post"]
    assert summary.gaps == 2
    assert any("ConsumerTooSlow" in notice.message for notice in notices)


def test_a_server_that_asks_to_wait_is_waited_for(tmp_path):
    with serving((429, {"Retry-After": "1"}, b""), sending(posts_of(1))) as server:
        started = now()
        run(tmp_path, server.url, until_frames=1)
    assert now() - started >= timedelta(seconds=1)
    assert read_retry_after("Wed, 21 Oct 2015 07:28:00 GMT") == 0
    assert 50 < read_retry_after(format_datetime(now() + timedelta(minutes=1), usegmt=True)) <= 60
    assert [read_retry_after(each) for each in (None, "", "soon", "9" * 30, "Wed, 99 Oct 2015 07:28:00 GMT")] == [
        None
    ] * 5


def test_a_refusal_that_waiting_does_not_mend_ends_the_watch_with_its_reason(tmp_path):
    with serving((403, {}, b"not for you")) as server, pytest.raises(InputError, match=r"403 .not for you"):
        run(tmp_path, server.url, seconds=8)


def test_a_frame_that_is_too_long_does_not_stop_the_stream_for_ever(tmp_path):
    long = "{" + " " * MAX_FRAME + "}"
    with serving(*[sending([long])] * 3, sending(posts_of(1))) as server:
        summary, _, _ = run(tmp_path, server.url, until_frames=1)
    assert summary.gaps == 1
    assert texts(tmp_path) == ["منشور 0"]


def test_a_disk_that_refuses_ends_the_watch_and_acknowledges_nothing(tmp_path, monkeypatch):
    def refuse(*_args, **_more):
        raise InputError("no room")

    events = posts_of(5)
    with serving(sending(events), sending(events, replays=True)) as server:
        with monkeypatch.context() as patched:
            patched.setattr("tawatur.pipeline.watching.keep_columns", refuse)
            with pytest.raises(InputError, match="no room"):
                run(tmp_path, server.url, until_frames=5)
        with Store(tmp_path) as store:
            assert store.desk.cursor(server.url) is None
        run(tmp_path, server.url, until_frames=5)
    assert len(texts(tmp_path)) == 5


def test_only_what_is_wanted_is_kept(tmp_path):
    at = now()
    events = [
        event_v1(1, "وصل الخبر من وحماة الآن", at, account=1),
        event_v1(2, invented_text(2, "حُمص"), at, account=2),
        event_v1(3, "شيء آخر", at, account=3),
        event_v1(4, "about حماة", at, account=4, language="en"),
        event_v1(5, "حماه بلا لغة", at, account=5, language=None),
        event_v1(6, "مني", at, account=6),
    ]
    wanted = make_wanted(languages=["ar"], keywords=["حماة"], hashtags=["#حمص"], accounts=[events[5]["did"]])
    with serving(sending(events)) as server:
        summary, _, _ = run(tmp_path, server.url, until_frames=6, wanted=wanted)
    assert len(evidence(tmp_path)) == 4
    assert summary.unwanted == 2
    assert {"شيء آخر", "about حماة"}.isdisjoint(texts(tmp_path))


def test_accounts_are_asked_of_the_server(tmp_path):
    with serving(sending(posts_of(1))) as server:
        run(tmp_path, server.url, until_frames=1, dids=("did:plc:a", "did:plc:b"))
    assert server.asked[0]["wantedDids"] == ["did:plc:a", "did:plc:b"]
    assert server.asked[0]["maxMessageSizeBytes"] == [str(MAX_FRAME)]


@pytest.mark.parametrize("url", ["http://127.0.0.1/subscribe", "ws://", "ws://me:secret@127.0.0.1/subscribe"])
def test_what_is_no_address_of_a_jetstream_is_refused(url):
    with pytest.raises(InputError, match="no address"):
        Jetstream(url)


def test_pauses_grow_to_a_bound_and_differ():
    backoff, stop, pauses = Backoff(), threading.Event(), []
    stop.wait = pauses.append  # type: ignore[method-assign]
    for _ in range(200):
        backoff.wait(stop)
    assert max(pauses) <= 60
    assert pauses[0] <= 1
    assert len(set(pauses)) > 190


def trained() -> bytes:
    """A dictionary of zstd made of invented events."""
    samples = [json.dumps(event, ensure_ascii=False).encode() for event in posts_of(300)]
    return zstd.train_dict(samples, 4096).dict_content


def compressed(events: list[dict], dictionary: bytes) -> list[bytes]:
    known = zstd.ZstdDict(dictionary)
    return [zstd.compress(json.dumps(event, ensure_ascii=False).encode(), zstd_dict=known) for event in events]


def test_compressed_frames_of_v1_are_kept_as_the_text_that_they_hold(tmp_path):
    events, dictionary = posts_of(3), trained()
    frames = compressed(events, dictionary)
    bomb = zstd.compress(b" " * 10 * MAX_FRAME, zstd_dict=zstd.ZstdDict(dictionary))
    with serving(sending([frames[0], bomb, frames[1][:-3], b"\x28\xb5\x2f\xfd", *frames[1:]])) as server:
        feed = Jetstream(server.url, dictionary=dictionary)
        summary, _, _ = run_feed(tmp_path, feed, until_frames=6)
    assert server.asked[0]["compress"] == ["true"]
    assert sorted(texts(tmp_path)) == [f"منشور {number}" for number in range(3)]
    assert summary.rejected.total() == 3
    assert {json.dumps(event, ensure_ascii=False).encode() for event in events} <= set(evidence(tmp_path))
    assert bomb in evidence(tmp_path)


def test_v2_gives_its_dictionary_and_a_new_one_when_it_changed(tmp_path):
    events = [event_v2(number, f"منشور {number}", now(), account=number) for number in range(3)]
    dictionary = trained()
    old = (400, {}, b'{"error":"UnknownZstdDictionary"}')
    with serving(old, sending(compressed(events, dictionary))) as server:
        server.dictionary = dictionary
        run_feed(tmp_path, Jetstream(server.url_v2, dictionary=b""), until_frames=3)
    assert [asked["zstdDictionary"] for asked in server.asked] == [[str(zstd.ZstdDict(dictionary).dict_id)]] * 2
    assert server.given == 2
    assert len(texts(tmp_path)) == 3


def test_what_is_no_dictionary_is_refused(tmp_path):
    with pytest.raises(InputError, match="no dictionary"):
        Jetstream(dictionary=b"not one")
    with pytest.raises(InputError, match="v1 gives no dictionary"):
        Jetstream(dictionary=b"")
    with serving(sending([])) as server, pytest.raises(InputError, match="HTTP 404"):
        run_feed(tmp_path, Jetstream(server.url_v2, dictionary=b""), seconds=5)


@pytest.mark.parametrize("decided", ["before", "meanwhile"])
def test_what_an_editor_decided_about_families_holds_for_alerts(tmp_path, decided):
    events = rising_world(now(), accounts=16)
    for number, event in enumerate(event for event in events if event["commit"]["rkey"] >= "post000100000"):
        record = event["commit"]["record"]
        record["text"] = record["text"].replace("#حِمص", "#ساحة_الوادي").replace("#حمص", f"#ساحة_الوادي{number % 2}")
    store, _ = open_store(tmp_path)
    stop, alerts = threading.Event(), []

    def decide():
        store.desk.add_override("merge", ["ساحة_الوادي", "ساحة_الوادي0", "ساحة_الوادي1"])
        store.desk.add_override("rename", ["ساحة_الوادي1"], label="الساحة")

    def on_alert(alert):
        alerts.append(alert)
        stop.set()

    with serving(sending(events)) as server, store:
        if decided == "before":
            decide()
        watch(
            [Jetstream(server.url)], store, wanted=EVERYTHING, stop=stop, until=now() + timedelta(seconds=20),
            on_alert=on_alert, on_notice=lambda _: store.overrides() or decide(),
        )  # fmt: skip
    (alert,) = alerts
    assert (alert.label, len(alert.tags)) == ("الساحة", 2), "renamed by the name of a third tag of the family"


def test_an_alert_says_when_most_of_its_posts_are_copies(tmp_path):
    events = rising_world(now(), accounts=40)
    loud = [event for event in events if "حمص" in event["commit"]["record"]["text"]]
    loud += [event for event in events if "حِمص" in event["commit"]["record"]["text"]]
    for event in loud[:32]:
        event["commit"]["record"]["text"] = "النص نفسه من الجميع بلا كلمة زائدة ولا ناقصة اليوم وغدا #حمص"
    with serving(sending(events)) as server:
        _, (alert,), _ = run(tmp_path, server.url)
    assert "mostly-copies" in alert.warnings
    assert alert.voices < alert.accounts / 2
