"""Traps of the formats of Bluesky, Mastodon, Telegram, of tables and of pasted text. All posts here are invented."""

from __future__ import annotations

import gzip
import json
import time
import tracemalloc
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from urllib.parse import unquote

import pytest
from growth import processor_seconds
from hypothesis import given
from hypothesis import strategies as st

from tawatur.errors import InputError
from tawatur.pipeline import import_files, open_store, preview_file
from tawatur.posts import Post, Reference
from tawatur.sources import all_sources, detect, find_source
from tawatur.sources.base import Received, Rejected, parse_each, read_columns
from tawatur.sources.files import InputFile
from tawatur.sources.html_text import html_to_text
from tawatur.sources.tables import map_columns, split_row
from tawatur.sources.telegram import repair_escapes
from tawatur.sources.written_times import Unplaced, read_written_time

OURS = [
    source
    for source in all_sources()
    if source.name in {"bluesky", "mastodon", "telegram", "table", "table-jsonl", "paste"}
]
DID = "did:plc:inventedaaaaaaaaaaaaaaaa"
RKEY = "3lckx2abcde2a"
ZONE = "Asia/Damascus"


def receive(data, **options):
    data = data if isinstance(data, bytes) else json.dumps(data, ensure_ascii=False).encode()
    return Received(data=data, record_id=sha256(data).hexdigest(), locator="test", line=1, options=options)


def read(name, data, **options):
    return list(find_source(name).parse(receive(data, **options)))


def read_one(name, data, **options):
    (result,) = read(name, data, **options)
    return result


def without_evidence(results):
    return [replace(result, evidence=None) for result in results if isinstance(result, Post)]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                "did kind commit record uri text facets posts feed thread post reason by embed payload $type time_us operation "
                "collection rkey createdAt author reblog content account tags quote event messages chats list id type date "
                "date_unixtime text_entities reactions reply_to_message_id body created_at link".split()
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=25,
)


@pytest.mark.parametrize("source", OURS, ids=lambda source: source.name)
@given(value=JSON, chat=st.booleans())
def test_any_json_gives_posts_or_reasons(source, value, chat):
    options = {"chat_id": "1", "zone": "nowhere/../.."} if chat else {"header": "id,text,time", "delimiter": ","}
    results = list(source.parse(receive(json.dumps(value).encode(), **options)))
    assert all(isinstance(result, Post | Rejected) for result in results)


@pytest.mark.parametrize("source", OURS, ids=lambda source: source.name)
@given(text=st.text(max_size=200), zone=st.sampled_from(["", "Asia/Damascus", "x", "..", "\0"]))
def test_any_text_gives_posts_or_reasons(source, text, zone):
    options = {"header": "id,text,time,url", "delimiter": ",", "zone": zone}
    data = text.encode("utf-8", "surrogatepass")
    assert all(isinstance(result, Post | Rejected) for result in source.parse(receive(data, **options)))
    if hasattr(source, "explain"):
        source.explain(receive(data, **options))


# -- Bluesky ---------------------------------------------------------------------------------------------------


def event(record, operation="create", collection="app.bsky.feed.post", rkey=RKEY, time_us=1733420593000000):
    commit = {"operation": operation, "collection": collection, "rkey": rkey, "record": record}
    return {"did": DID, "time_us": time_us, "kind": "commit", "commit": commit}


def record_of(text, **fields):
    return {"$type": "app.bsky.feed.post", "createdAt": "2024-12-05T17:43:12.000Z", "text": text} | fields


def facet(text, part, **feature):
    start = len(text[: text.index(part)].encode())
    return {"index": {"byteStart": start, "byteEnd": start + len(part.encode())}, "features": [feature]}


def test_bluesky_facets_count_bytes_of_arabic_and_emoji():
    text = "🕊️ نص 👨\N{ZERO WIDTH JOINER}👩 #حِمص و#أخرى example.org/a…"
    facets = [
        facet(text, "#أخرى", **{"$type": "app.bsky.richtext.facet#tag"}),
        facet(text, "#حِمص", **{"$type": "app.bsky.richtext.facet#tag"}),
        facet(text, "example.org/a…", **{"$type": "app.bsky.richtext.facet#link", "uri": "https://example.org/abc"}),
    ]
    post = read_one("bluesky", event(record_of(text, facets=facets, tags=["#ثالث", "أخرى"])))
    assert post.tags == ("حِمص", "أخرى", "ثالث")
    assert post.urls == ("https://example.org/abc",)
    assert post.text == text


def test_bluesky_facets_out_of_range_are_harmless():
    wrong = [{"index": {"byteStart": 5, "byteEnd": 10**9}, "features": [{"$type": "x#tag"}]}, {"index": -1}, None, 7]
    assert read_one("bluesky", event(record_of("نص", facets=wrong))).tags == ()


@pytest.mark.parametrize(
    ("created", "expected"),
    [
        pytest.param("2024-12-05T20:43:12.5+03:00", "2024-12-05T17:43:12.500000+00:00", id="as-the-author-says"),
        pytest.param("2019-01-01T00:00:00Z", "2019-01-01T00:00:00+00:00", id="an-imported-old-post"),
        pytest.param("2031-01-01T00:00:00Z", "2024-12-05T17:43:13+00:00", id="from-the-future-is-when-a-server-saw-it"),
        pytest.param(
            "2024-12-05T17:43:12", "2024-12-05T15:07:06.231082+00:00", id="without-zone-is-the-time-in-the-key"
        ),
        pytest.param("0001-01-01T00:00:00Z", "2024-12-05T15:07:06.231082+00:00", id="absurd-is-the-time-in-the-key"),
    ],
)
def test_bluesky_posting_time(created, expected):
    post = read_one("bluesky", event(record_of("نص", createdAt=created)))
    assert post.posted_at.isoformat() == expected


def test_bluesky_update_is_a_new_version_of_the_same_post():
    first = read_one("bluesky", event(record_of("أول")))
    second = read_one("bluesky", event(record_of("ثانٍ"), operation="update", time_us=1733420693000000))
    assert first.key == second.key
    assert first.edited_at is None
    assert second.edited_at == datetime(2024, 12, 5, 17, 44, 53, tzinfo=UTC)
    assert second.evidence.captured_at == second.edited_at


def test_bluesky_thread_is_read_from_its_top_down():
    def view(key):
        return {"uri": f"at://{DID}/app.bsky.feed.post/{key}", "author": {"did": DID}, "record": record_of(key)}

    thread = {"post": view("b"), "parent": {"post": view("a")}, "replies": [{"post": view("c"), "replies": []}]}
    posts = read("bluesky", {"thread": thread})
    assert [(post.text, post.evidence.pointer) for post in posts] == [
        ("a", "/thread/parent/post"),
        ("b", "/thread/post"),
        ("c", "/thread/replies/0/post"),
    ]


@pytest.mark.shared
def test_every_real_jetstream_event_is_read(shared):
    with InputFile(shared / "data" / "fixtures" / "jetstream" / "events_v1.jsonl") as file:
        source = detect(file.sample, file.name)
        results = [result for record in file.records(source) for result in source.parse(record)]
    counts = {}
    for result in results:
        kind = result.reason if isinstance(result, Rejected) else "repost" if result.repost_of else "post"
        counts[kind] = counts.get(kind, 0) + 1
    assert source.name == "bluesky"
    assert counts == {"post": 17, "repost": 15, "deletion": 4, "account-event": 2, "other-record": 114}
    gaps = [
        abs((post.posted_at - post.evidence.captured_at).total_seconds()) for post in results if isinstance(post, Post)
    ]
    assert max(gaps) < 90


# twitwi does not read record.tags, and takes what a client wrote of a time as it stands (year 1, five hours ahead).
TAGS_BESIDE_TEXT = {"3li6d5cduibg2", "3lorusdtfur2y", "3lagdncjsu22y"}
WRONG_CLOCKS = {"3lbca2nxy4f2a", "3kbpuogc6fz2o"}


def content_of(address):
    """The content id in an address of a picture or video."""
    return next(part.partition("@")[0] for part in unquote(address).split("/") if part.startswith("bafkrei"))


@pytest.mark.shared
@pytest.mark.parametrize("shape", ["posts", "firehose-posts", "tap-posts"])
def test_bluesky_posts_are_as_twitwi_reads_them(shared, shape):
    folder = shared / "data" / "fixtures" / "twitwi"
    data = (folder / f"bluesky-{shape}.json").read_bytes()
    expected = json.loads((folder / f"bluesky-normalized-{shape}.json").read_bytes())
    posts = read("bluesky", data)
    assert len(posts) == len(expected) == {"posts": 123, "firehose-posts": 9, "tap-posts": 14}[shape]
    assert find_source("bluesky").recognise(data[:65536]) >= 0.9
    for post, found in zip(posts, expected, strict=True):
        want = next(item for item in found if item["match_query"]) if isinstance(found, list) else found
        key = want["uri"].rpartition("/")[2]
        assert post.text == want["original_text"]
        if key not in TAGS_BESIDE_TEXT:
            assert sorted({tag.lower() for tag in post.tags}) == want["hashtags"], key
        if "repost_by_user_did" in want:
            assert (post.account_id, post.repost_of.post_id) == (want["repost_by_user_did"], want["uri"])
            assert int(post.posted_at.timestamp()) == want["repost_timestamp_utc"]
            continue
        assert (post.post_id, post.url, post.account_id) == (want["uri"], want["url"], want["user_did"])
        assert (post.reply_to and post.reply_to.post_id) == want.get("to_post_uri")
        if key not in WRONG_CLOCKS:
            assert int(post.posted_at.timestamp()) == want["timestamp_utc"]
        if "/app.bsky.feed.post/" in (want.get("quoted_uri") or "/app.bsky.feed.post/"):
            assert (post.quote_of and post.quote_of.post_id) == want.get("quoted_uri")
        metrics = post.metrics
        names = ("repost_count", "like_count", "reply_count", "quote_count")
        assert (metrics.reposts, metrics.likes, metrics.replies, metrics.quotes) == tuple(map(want.get, names))
        if post.media:  # one picture may lie in the stores of two accounts: its content is what tells
            assert [content_of(address) for address in post.media] == list(
                map(content_of, want["media_urls"])
            ) or not any(want["media_urls"])


# -- Mastodon --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>سطر<br />ثانٍ</p><p>فقرة</p>", "سطر\nثانٍ\n\nفقرة"),
        ("<p>a &amp;lt; &#x2764; &nbsp;b</p>", "a &lt; ❤ \N{NO-BREAK SPACE}b"),
        ('<p>#<span>حِمص</span>،<a href="x" class="mention">@<span>u</span></a></p>', "#حِمص،@u"),
        ("<p>a\n   b</p>\n<p>c</p>", "a b\n\nc"),
        ("<ul><li>a</li><li>b</li></ul>", "a\nb"),
        ("plain < text & more", "plain < text & more"),
        ("<p>x<script>alert(1)</script><style>p{}</style>y</p>", "xy"),
        ("", ""),
    ],
)
def test_html_is_the_text_that_people_saw(html, text):
    assert html_to_text(html).text == text


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<div>" * 200_000 + "x", id="deep"),
        pytest.param("<p>نص</p>" * 100_000, id="a-megabyte-of-paragraphs"),
        pytest.param("<!--" * 250_000, id="comments"),
        pytest.param("<a " * 300_000, id="open-tags"),
        pytest.param("&" * 1_000_000, id="entities"),
        pytest.param("</p>" * 250_000, id="closing"),
        pytest.param(' class="' * 100_000, id="attributes"),
    ],
)
def test_hostile_html_is_read_in_seconds(html):
    assert processor_seconds(lambda: html_to_text(html)) < 10


def test_mastodon_boost_has_the_tags_of_what_it_boosts(root):
    lines = (root / "tests" / "sources" / "mastodon.statuses.jsonl").read_bytes().splitlines()
    original, boost, thread, quote = (read_one("mastodon", line) for line in lines[:4])
    assert original.text == (
        "تنبيه: مخترع\n\nسطر أول & ثانٍ\nسطر ثالث #خبر\n\n@user2 انظر https://example.org/taqrir/kamil-tawil-jiddan"
    )
    assert original.urls == ("https://example.org/taqrir/kamil-tawil-jiddan",)
    assert (boost.text, boost.tags, boost.url, boost.handle) == (original.text, ("خبر",), None, "user2@other.example")
    assert boost.repost_of == Reference(post_id=original.post_id, handle=original.handle)
    assert boost.metrics.likes is None
    assert thread.reply_to == Reference(post_id=original.post_id, handle=original.handle)
    assert (original.is_public, thread.is_public) == (True, False)
    assert (quote.text, quote.quote_of) == ("اقتباس", boost.repost_of)


def test_mastodon_status_from_two_servers_is_one_post(root):
    line = (root / "tests" / "sources" / "mastodon.statuses.jsonl").read_bytes().splitlines()[0]
    status = json.loads(line)
    account = status["account"] | {"id": "987", "acct": "user1"}  # as its own server names it
    there = read_one("mastodon", status | {"id": "42", "account": account})
    here = read_one("mastodon", line)
    assert (there.key, there.author, there.handle) == (here.key, here.author, "user1@invented.example")


@pytest.mark.shared
def test_every_real_mastodon_status_is_read(shared):
    yaml = pytest.importorskip("yaml")
    posts, others = [], set()
    for path in sorted((shared / "data" / "fixtures" / "mastodon").glob("*.yaml")):
        cassette = yaml.safe_load(path.read_text(encoding="utf-8"))
        bodies = [item["response"]["body"]["string"] for item in cassette.get("interactions") or []]
        events = [item for run in cassette.get("connections") or [] for item in run["interactions"]]
        bodies += [json.dumps(item["receive"]) for item in events if "receive" in item]
        for body in bodies:
            data = body if isinstance(body, bytes) else body.encode()
            results = read("mastodon", data)
            posts += [result for result in results if isinstance(result, Post)]
            if not any(isinstance(result, Post) for result in results) and find_source("mastodon").recognise(data):
                others.add(path.name)
    assert others == {"test_hashtag_tl.yaml"}  # the answer to a deletion: a status without content
    assert len(posts) == 11
    by_id = {post.post_id: post for post in posts}
    long_link = by_id["https://mastodon.social/users/halcy/statuses/110447098625216345"]
    assert long_link.text.startswith(
        "https://soundcloud.com/wakarangirl/popstars-dj-wakaran-girl-khard-bass-flex-1 link"
    )
    edited = by_id["https://icosahedron.website/users/halcy/statuses/110446222386355655"]
    assert edited.text.endswith(":trans_heart: #ThisIsAHashtag")
    assert edited.tags == ("thisisahashtag",)
    assert edited.edited_at is not None


# -- Telegram --------------------------------------------------------------------------------------------------


def test_telegram_repairs_only_what_is_no_json():
    assert repair_escapes(rb'"a\x1F\\x1F\\\x0b\u00e9\n"') == rb'"a\u001F\\x1F\\\u000b\u00e9\n"'


def test_telegram_message_without_zone_needs_one():
    message = {"id": 1, "type": "message", "date": "2024-12-05T20:00:00", "text": "نص", "from_id": "user1"}
    refused = read_one("telegram", message, chat_id="5")
    assert (refused.reason, refused.is_loss) == ("no-zone", True)
    assert "--tz" in refused.message
    post = read_one("telegram", message, chat_id="5", chat_type="personal_chat", zone=ZONE)
    assert post.posted_at == datetime(2024, 12, 5, 17, 0, tzinfo=UTC)
    assert (post.post_id, post.is_public) == ("5/1", False)


def test_telegram_forward_is_a_repost_of_a_name():
    message = {"id": 1, "type": "message", "date_unixtime": "1733418000", "text": "", "forwarded_from": "قناة مخترعة"}
    assert read_one("telegram", message, chat_id="5").repost_of == Reference(handle="قناة مخترعة")


@pytest.mark.parametrize("name", ["chat.json", "full.json", "escapes.export"])
@pytest.mark.parametrize("size", [1, 7, 1000, 10**6])
def test_telegram_messages_cut_from_a_file_are_those_of_the_whole_file(root, name, size):
    data = (root / "tests" / "sources" / f"telegram.{name}").read_bytes()
    source = find_source("telegram")
    cuts = list(source.cut((data[at : at + size] for at in range(0, len(data), size)), 10**6))
    posts = [result for cut in cuts for result in source.parse(receive(cut.data, **cut.options))]
    assert without_evidence(posts) == without_evidence(source.parse(receive(data)))
    lines = data.split(b"\n")
    assert all(cut.data in data and b"{" in lines[cut.line - 1] for cut in cuts)


@given(data=st.binary(max_size=300), size=st.integers(1, 50))
def test_telegram_cutting_never_raises(data, size):
    data = b'{"name":"x","id":1,"messages":[{"a":' + data
    cuts = list(find_source("telegram").cut((data[at : at + size] for at in range(0, len(data), size)), 200))
    assert all(cut.data is None or cut.data in data for cut in cuts)
    assert cuts


def test_telegram_message_beyond_the_limit_costs_only_itself():
    data = b'{"id":1,"type":"public_channel","messages":[{"id":1,"text":"' + b'x\\"{' * 250_000 + b'"},\n{"id":2}]}'
    started = time.process_time()
    cuts = list(find_source("telegram").cut((data[at : at + 4096] for at in range(0, len(data), 4096)), 10_000))
    assert [(cut.line, cut.data) for cut in cuts] == [(1, None), (2, b'{"id":2}')]
    assert time.process_time() - started < 5


@pytest.mark.shared
def test_telegram_samples_are_read(shared):
    found = {}
    for path in sorted((shared / "formats").glob("telegram_desktop.*.json")):
        with InputFile(path) as file:
            source = detect(file.sample, file.name)
            results = [result for record in file.records(source) for result in source.parse(record)]
        found[path.name.split(".")[1]] = [post.text for post in results if isinstance(post, Post)]
    texts = ["عاجل: دخول #حمص https://example.org/a", "مشاهد من الشارع", ""]
    assert found == {"INVALID_escape": ["bad \x1f escape"], "full_export": texts, "single_chat": texts}


# -- web archives ----------------------------------------------------------------------------------------------


def make_warc(*answers: tuple[str, bytes], kind="response") -> bytes:
    records = []
    for media_type, body in answers:
        block = f"HTTP/1.1 200 OK\r\nContent-Type: {media_type}\r\n\r\n".encode() + body
        head = f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://example.org/\r\nContent-Length: {len(block)}"
        records.append(f"{head}\r\n\r\n".encode() + block + b"\r\n\r\n")
    return b"".join(records)


def read_file(path, data):
    path.write_bytes(data)
    with InputFile(path) as file:
        source = detect(file.sample, file.name)
        return [
            result
            for record in file.records(source)
            for result in (source.parse(record) if isinstance(record, Received) else [record])
        ]


def test_a_post_of_a_web_archive_was_captured_when_the_answer_came(root):
    path = root / "tests" / "sources" / "warc.invented.warc"
    posts = [each for each in read_file(path, path.read_bytes()) if isinstance(each, Post)]
    assert [post.platform for post in posts] == ["x", "x", "x", "mastodon", "mastodon"]
    assert {post.evidence.captured_at for post in posts} == {
        datetime(2024, 12, 5, 18, 0, tzinfo=UTC), datetime(2024, 12, 5, 18, 0, 5, tzinfo=UTC),
    }  # fmt: skip
    bare = read_file(path.with_name("mastodon.timeline.json"), path.with_name("mastodon.timeline.json").read_bytes())
    assert [post.text for post in posts[3:]] == [post.text for post in bare]


def test_a_wacz_package_gives_the_posts_of_the_archives_in_it_and_its_lists_are_no_loss(root, tmp_path):
    archive = (root / "tests" / "sources" / "warc.invented.warc").read_bytes()
    with zipfile.ZipFile(tmp_path / "made.zip", "w") as packed:
        packed.writestr("pages/pages.jsonl", '{"format": "json-pages-1.0"}\n' * 9_000)
        packed.writestr("indexes/index.cdx.gz", gzip.compress(b"x"))
        packed.writestr("archive/data.warc.gz", gzip.compress(archive[:900]) + gzip.compress(archive[900:]))
    found = read_file(tmp_path / "page.wacz", (tmp_path / "made.zip").read_bytes())
    assert len([each for each in found if isinstance(each, Post)]) == 5
    assert [each.reason for each in found if isinstance(each, Rejected) and each.is_loss] == ["bad-answer"]


def test_what_a_web_archive_holds_beside_data_is_passed_over_and_not_held(root, tmp_path):
    posts = (root / "tests" / "sources" / "mastodon.timeline.json").read_bytes()
    made = make_warc(("image/png", b"x" * 30_000_000), ("application/json", posts), ("video/mp4", b"y" * 10**6))
    packed = gzip.compress(made)
    tracemalloc.start()
    found = read_file(tmp_path / "a.warc.gz", packed)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [getattr(each, "reason", "post") for each in found] == ["no-page", "post", "post", "no-page"]
    assert peak < 8_000_000


@pytest.mark.parametrize(
    ("data", "reasons"),
    [
        pytest.param(b"WARC/1.1\r\nno length\r\n\r\nx", ["not-warc"], id="no-length"),
        pytest.param(make_warc(("application/json", b"{}"))[:-20], ["bad-answer"], id="cut-short"),
        pytest.param(make_warc(("application/json", b"[" * 90_000)), ["page-without-posts"], id="deep"),
        pytest.param(make_warc(("text/html", b"<html>")) + b"torn", ["page-without-posts", "not-warc"], id="torn"),
        pytest.param(
            make_warc(("application/json\r\nContent-Encoding: gzip", gzip.compress(b"x" * 40 * 2**20))),
            ["bad-answer"],
            id="bomb",
        ),
        pytest.param(make_warc(("application/json\r\nContent-Encoding: br", b"\x0b\x02")), ["bad-answer"], id="brotli"),
        pytest.param(make_warc(("application/json", b"x" * 17 * 2**20)), ["line-too-long"], id="long"),
    ],
)
def test_a_damaged_or_hostile_web_archive_is_counted_by_reason(tmp_path, data, reasons):
    found = read_file(tmp_path / "a.warc", data)
    assert [each.reason for each in found] == reasons
    assert all(each.is_loss for each in found if each.reason != "page-without-posts")


# -- tables ----------------------------------------------------------------------------------------------------


def read_row(header, row, **options):
    return read_one("table", row.encode(), header=header, delimiter=",", **options)


@pytest.mark.shared
def test_every_4cat_column_that_matters_is_known(shared):
    header = tuple((shared / "formats" / "4cat_x.columns.txt").read_text(encoding="utf-8").split())
    found = map_columns(header, "")
    first = {field: columns[0] for field, columns in found.items()}
    assert first == {
        "text": "body",
        "id": "id",
        "time": "unix_timestamp",
        "handle": "author",
        "name": "author_fullname",
        "account": "author_id",
        "url": "link",
        "language": "language_guess",
        "tags": "hashtags",
        "urls": "urls",
        "media": "images",
        "reposts": "retweet_count",
        "likes": "like_count",
        "replies": "reply_count",
        "quotes": "quote_count",
        "views": "impression_count",
        "repost_handle": "retweeted_user",
        "quote_id": "quote_tweet_id",
        "quote_handle": "quote_author",
        "reply_handle": "replied_author",
    }


def test_twarc_columns_are_known():
    header = (
        "id,tweet_url,created_at,user_screen_name,text,tweet_type,hashtags,favorite_count,retweet_or_quote_id,user_name"
    )
    row = "1864716497341362001,,Thu Dec 05 17:00:32 +0000 2024,mukhtara,RT @thani: نص,retweet,خبر,3,1864716497341362000,حساب"
    post = read_row(header, row)
    assert (post.platform, post.handle, post.display_name) == ("x", "mukhtara", None)
    assert post.repost_of == Reference(post_id="1864716497341362000")
    assert (post.metrics.likes, post.url) == (3, "https://x.com/mukhtara/status/1864716497341362001")


def test_a_rounded_id_is_refused_unless_the_link_has_the_whole_one():
    header = "id,body,unix_timestamp,link"
    refused = read_row(header, "1.86E+18,نص,1733418032,")
    assert refused.reason == "damaged-id"
    assert "as the tool wrote it" in refused.message
    saved = read_row(header, "1.86E+18,نص,1733418032,https://x.com/a/status/1864716497341362001")
    assert saved.post_id == "1864716497341362001"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("1,نص,2024-12-05 20:00", "no-zone"),
        ("1,نص,5/12/2024 20:00", "ambiguous-date"),
        ("1,نص,2024-12-05", "no-clock"),
        ("1,نص,أمس", "bad-time"),
        ("1,نص,", "no-time"),
        ("1,نص", "bad-row"),
        ("1,نص,مكسور,2024", "bad-row"),
        ('1,"نص,2024', "bad-quotes"),
    ],
)
def test_a_row_that_cannot_be_read_says_why(row, reason):
    assert read_row("id,text,time", row).reason == reason


def test_a_zone_and_an_order_place_what_a_table_leaves_open():
    post = read_row("id,text,time", "1,نص,5/12/2024 8:00 م", zone=ZONE, dates="dmy")
    assert post.posted_at == datetime(2024, 12, 5, 17, 0, tzinfo=UTC)


def posts_of_sample(root, name):
    with InputFile(root / "tests" / "sources" / name) as file:
        source = find_source("table")
        return [post for record in file.records(source) for post in source.parse(record)]


def test_a_share_of_coortweet_is_what_was_shared_by_whom_and_when_and_two_objects_of_a_post_are_two(root):
    read = posts_of_sample(root, "table.coortweet.csv")
    link, again, tag, repost, text = (each for each in read if isinstance(each, Post))
    assert link.urls == again.urls == ("https://example.org/invented-bridge",)
    assert (link.posted_at, link.account_id, link.text) == (
        datetime(2024, 12, 5, 17, 0, 32, tzinfo=UTC),
        "someone_1",
        "",
    )
    assert (
        again.posted_at == tag.posted_at == datetime(2024, 12, 5, 17, 0, 40, tzinfo=UTC)
    )  # written without a zone: UTC
    assert (tag.tags, tag.account_id == again.account_id, tag.post_id != again.post_id) == (("الوادي",), True, True)
    assert (repost.repost_of.post_id, repost.account_id, repost.handle) == ("1864716497341362001", "3003", None)
    assert text.text == "أغلق الجسر المتخيل منذ الفجر"


def test_4cats_tables_of_telegram_and_bluesky_give_the_ids_of_their_platforms(root):
    posted, forwarded = posts_of_sample(root, "table.4cat-telegram.csv")
    assert (posted.platform, posted.post_id, posted.url) == (
        "telegram", "NabdMarjana/41", "https://t.me/NabdMarjana/41",
    )  # fmt: skip
    assert forwarded.posted_at == datetime(2024, 12, 5, 17, 5, tzinfo=UTC)  # 4CAT writes UTC and does not say so
    assert forwarded.repost_of.handle == "sea_watch"
    (post,) = posts_of_sample(root, "table.4cat-bluesky.csv")
    assert (post.platform, post.handle, post.metrics.likes) == ("bluesky", "invented.example.org", 4)
    assert post.url == "https://bsky.app/profile/invented.example.org/post/3lckmo2qqqs2a"


def test_crowdtangle_posts_have_their_own_words_links_and_times(root):
    first, second = posts_of_sample(root, "table.crowdtangle-facebook.csv")
    assert (first.platform, first.post_id, first.handle) == ("facebook", "777001", "invented.page")
    assert (first.account_id, first.display_name) == ("100009", "صفحة مخترعة")
    assert (first.text, first.posted_at) == ("نص مخترع عن #حمص", datetime(2024, 12, 5, 17, 43, 12, tzinfo=UTC))
    assert (first.url, first.urls[0]) == ("https://www.facebook.com/100009/posts/777001", "https://news.example/a")
    assert (first.metrics.likes, first.metrics.replies, first.metrics.reposts) == (900, 134, 200)
    assert (second.post_id, second.text) == ("777002", "")  # what the linked page says of itself are not its words
    assert second.posted_at == first.posted_at
    (picture,) = posts_of_sample(root, "table.crowdtangle-instagram.csv")
    assert (picture.platform, picture.post_id, picture.handle) == ("instagram", "AbC_-9", "invented_ig")
    assert (picture.text, picture.media) == ("نص مخترع #حمص", ("https://example.org/p.jpg",))


@pytest.mark.shared
@pytest.mark.parametrize("name", ["crowdtangle_facebook.sample.csv", "crowdtangle_instagram.sample.csv"])
def test_the_samples_of_crowdtangle_are_read(shared, name):
    with InputFile(shared / "formats" / name) as file:
        source = find_source("table")
        results = [result for record in file.records(source) for result in source.parse(record)]
    assert [(type(each).__name__, getattr(each, "posted_at", each)) for each in results] == [
        ("Post", datetime(2024, 12, 5, 17, 43, 12, tzinfo=UTC))
    ]


def test_a_column_map_is_checked_before_it_is_used():
    with pytest.raises(InputError, match="no field 'txt'"):
        map_columns(("a", "b"), "txt=a")
    with pytest.raises(InputError, match="no column 'c'"):
        map_columns(("a", "b"), "text=c")
    assert read_row("a,b", "1,2", columns="text=c").reason == "bad-columns"
    assert read_row("a,b", "1,2").reason == "no-text"


def test_a_row_without_id_given_twice_is_one_post():
    first, again = (read_row("user,text,time", "a,نص,1733418032") for _ in range(2))
    assert first.key == again.key
    assert first.key != read_row("user,text,time", "a,نص آخر,1733418032").key


@given(cells=st.lists(st.text(alphabet='ab,"\n م', max_size=12), min_size=1, max_size=6))
def test_a_row_is_split_as_it_was_joined(cells):
    row = ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)
    assert split_row(row, ",") == cells


def test_a_megabyte_cell_is_read_whole():
    text = "نص, " * 250_000
    assert read_row("id,text,time", f'1,"{text}",1733418032').text == text


def test_a_preview_says_what_each_column_is_and_what_is_missing():
    source = find_source("table")
    readings = source.explain(receive("1,نص,س".encode(), header="Tweet ID,Body,Colour", delimiter=","))
    assert [(reading.field, reading.origin) for reading in readings] == [
        ("text", "Body"),
        ("id", "Tweet ID"),
        ("", "Colour"),
        ("time", ""),
        ("handle", ""),
        ("name", ""),
        ("url", ""),
    ]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("8:00 م · 5 ديسمبر 2024", "2024-12-05T17:00:00+00:00"),
        ("٨:٠٠ ص · ٥ كانون الأول/ديسمبر ٢٠٢٤", "2024-12-05T05:00:00+00:00"),
        ("الخميس 5 ديسمبر 2024 الساعة 8:00 مساءً", "2024-12-05T17:00:00+00:00"),
        ("12:05 AM · Dec 5, 2024", "2024-12-04T21:05:00+00:00"),
        ("2024-12-05 20:00:32", "2024-12-05T17:00:32+00:00"),
        ("2024-12-05 17:00:32 UTC", "2024-12-05T17:00:32+00:00"),
        ("05.12.2024 20:00", "2024-12-05T17:00:00+00:00"),
        ("1733418032000", "2024-12-05T17:00:32+00:00"),
    ],
)
def test_times_are_read_as_people_write_them(written, expected):
    assert read_written_time(written, ZONE).isoformat() == expected


@pytest.mark.parametrize("written", ["نص عادي", "5 ديسمبر", "في 5 ديسمبر 2024 دخلت القوات 8:00", "8:00", "12", ""])
def test_a_line_that_is_no_time_is_not_taken_for_one(written):
    assert read_written_time(written, ZONE) is None


@pytest.mark.parametrize("written", ["2024-13-45 20:00", "31:00 5 ديسمبر 2024", "2024-12-05 20:61", "0001-01-01 00:00"])
def test_an_impossible_time_is_not_placed(written):
    assert not isinstance(read_written_time(written, ZONE), datetime)


@given(text=st.text(alphabet="0123456789:/-. amp مصDec ديسمبر", max_size=80))
def test_no_written_time_raises(text):
    assert isinstance(read_written_time(text, ZONE), datetime | Unplaced | None)


# -- pasted text -----------------------------------------------------------------------------------------------

LINK = "https://x.com/mukhtara/status/1864716497341362001"


def test_a_paste_keeps_paragraphs_names_and_order(root):
    data = (root / "tests" / "sources" / "paste.as-copied.txt").read_bytes()
    first, second, third, link = read("paste", data, zone=ZONE)
    assert first.text == "فقرة أولى مخترعة.\n\nفقرة ثانية تشكر @thani على الصورة #خبر"
    assert (first.platform, first.post_id, first.handle) == ("x", "1864716497341362001", "mukhtara")
    assert first.posted_at == datetime(2024, 12, 5, 17, 0, 32, 380000, tzinfo=UTC)
    assert (second.display_name, second.role, second.handle) == ("حساب ثانٍ", "ناشط مخترع", "thani")
    assert (second.text, second.posted_at) == ("نص ثانٍ مخترع", datetime(2024, 12, 5, 17, 0, tzinfo=UTC))
    assert (third.text, third.handle, third.posted_at) == ("Post without a name, invented", "rabi", None)
    assert (link.reason, link.link.post_id, link.line) == ("link-without-text", "1864716497341362009", 19)
    assert {post.evidence.level for post in (first, second, third)} == {"E0"}


def test_a_labelled_paste_is_read_field_by_field(root):
    data = (root / "tests" / "sources" / "paste.labelled.txt").read_bytes()
    first, second = read("paste", data)
    assert (first.display_name, first.role, first.handle) == ("حساب مخترع", "إعلامية", "mukhtara")
    assert first.text == "فقرة أولى مخترعة.\n\nفقرة ثانية مخترعة #خبر"
    assert (second.display_name, second.platform) == ("Invented Analyst", "paste")
    assert second.posted_at == datetime(2024, 12, 5, 20, 0, tzinfo=UTC)


def test_a_link_of_somebody_else_puts_no_words_into_a_mouth():
    rejected = read_one("paste", f"حساب آخر @thani\nنص مخترع\n{LINK}\n".encode())
    assert rejected.reason == "handle-mismatch"


def test_a_signature_never_renames_a_post_that_has_a_name():
    (post,) = read("paste", "حساب @thani\nنص مخترع\n— حساب رابع (@rabi) December 5, 2024".encode())
    assert post.handle == "thani"


def test_a_text_alone_is_one_post_without_author_or_time():
    text = "فقرة أولى مخترعة: بلا اسم.\n\nفقرة ثانية."
    post = read_one("paste", text.encode())
    assert (post.text, post.platform, post.handle, post.posted_at) == (text, "paste", None, None)
    assert post.post_id == read_one("paste", text.encode()).post_id


def test_a_single_line_that_ends_with_a_handle_is_text():
    assert read_one("paste", "شكرا جزيلا @thani".encode()).text == "شكرا جزيلا @thani"


def test_lines_of_dashes_part_posts_whatever_they_hold():
    posts = read("paste", "نص أول\n---\nنص ثانٍ\n\nفقرة\n———\nنص ثالث".encode())
    assert [post.text for post in posts] == ["نص أول", "نص ثانٍ\n\nفقرة", "نص ثالث"]


def test_direction_marks_do_not_hide_a_label():
    post = read_one("paste", "\N{RIGHT-TO-LEFT MARK}الاسم: حساب مخترع\n\N{RIGHT-TO-LEFT EMBEDDING}النص: نص".encode())
    assert (post.display_name, post.text) == ("حساب مخترع", "نص")


def test_a_preview_of_a_paste_names_every_line(root):
    data = (root / "tests" / "sources" / "paste.as-copied.txt").read_bytes()
    readings = find_source("paste").explain(receive(data))
    lines = [int(reading.origin.split()[1]) for reading in readings if reading.origin.startswith("line")]
    written = [number for number, line in enumerate(data.decode().split("\n"), 1) if line.strip() not in {"", "---"}]
    assert lines == written
    assert any("no zone" in reading.value for reading in readings if reading.field == "posted_at")


def test_a_megabyte_of_text_is_read_in_seconds():
    for text in ("نص مخترع @thani\n" * 60_000, "a" * 1_000_000, "1 " * 500_000, "\n" * 1_000_000, LINK + "\n" * 2):
        started = time.process_time()
        read("paste", text.encode())
        assert time.process_time() - started < 20


# -- through the whole program ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pattern", "posts", "lost"),
    [("telegram.*", 7, 1), ("table*", 17, 4), ("paste.*", 5, 3), ("bluesky.*", 10, 1), ("mastodon.*", 7, 1)],
)
def test_every_sample_is_imported_once_and_again(root, tmp_path, pattern, posts, lost):
    paths = sorted((root / "tests" / "sources").glob(pattern))
    store, _ = open_store(tmp_path / "data")
    with store:
        first = import_files(paths, store)
        again = import_files(paths, store)
    assert (first.posts, sum(first.rejected.values())) == (posts, lost)
    assert (again.new, again.batches, again.rejected) == (0, 0, first.rejected)
    assert first.new > 0


def test_a_preview_shows_what_each_column_was_read_as(root):
    preview = preview_file(root / "tests" / "sources" / "table.arabic.tsv", options={"zone": ZONE}, count=5)
    read_as = {reading.field: reading.origin for reading in preview.readings}
    assert read_as == {
        "name": "الاسم",
        "handle": "الحساب",
        "text": "النص",
        "time": "وقت النشر",
        "url": "الرابط",
        "id": "",
    }
    assert len(preview.posts) == 3


TIMELINE = """سامر نادر
@samer_nader1
·
Dec 5, 2024
غرق السوق القديم عند الفجر.
12
34
1.2K

هدى سلامة
@huda_salama1
·
5 ديسمبر
وصلت القوارب إلى المدرسة.
Show more
5
10
"""


def test_counts_under_a_post_of_a_timeline_are_not_its_words():
    # Likes were quoted as words of the speaker: «وصلت القوارب إلى المدرسة. 5», and a short date as his first sentence.
    first, second = read("paste", TIMELINE.encode())
    assert first.text == "غرق السوق القديم عند الفجر."
    assert second.text == "وصلت القوارب إلى المدرسة."


def test_numbers_that_a_post_ends_with_stay_without_a_time_or_link():
    (post,) = read("paste", "سامر نادر\n@samer_nader1\nأرقام الطوارئ:\n110\n113".encode())
    assert post.text.endswith("110\n113")


def test_counts_between_time_and_text_are_left_out():
    (post,) = read(
        "paste", "Jane Miller\n@jane_m_news\n8:43 PM · Dec 5, 2024\n·\n12.3K\n Views\nWater is rising.".encode()
    )
    assert post.text == "Water is rising."


def test_a_name_handle_and_words_on_one_line_are_a_post_of_its_own():
    # The second speaker's words were given to the first.
    text = (
        "Jane Miller\n@jane_m_news\nWater is rising near the bridge.\n\n"
        "سامر نادر (@samer_nader1) على إكس، 5 ديسمبر 2024 الساعة 21:00 بتوقيت دمشق: الجسر مغلق منذ الصباح."
    )
    first, second = read("paste", text.encode())
    assert (first.handle, first.text) == ("jane_m_news", "Water is rising near the bridge.")
    assert (second.handle, second.text) == ("samer_nader1", "الجسر مغلق منذ الصباح.")
    assert second.posted_at == datetime(2024, 12, 5, 18, tzinfo=UTC)


def test_a_time_with_the_city_of_its_zone_is_placed():
    (post,) = read(
        "paste", "هدى سلامة @huda_salama1\n5 ديسمبر 2024 الساعة 20:43 بتوقيت دمشق\nوصلت القوارب إلى المدرسة.".encode()
    )
    assert post.text == "وصلت القوارب إلى المدرسة."
    assert post.posted_at == datetime(2024, 12, 5, 17, 43, tzinfo=UTC)


@st.composite
def _events(draw):
    """Events of Jetstream as they nearly always are, with parts that may be missing, wrong or unexpected."""
    anything = st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just([]) | st.just({})
    link = {"index": {"byteStart": 0, "byteEnd": 4}, "features": [{"uri": "https://a.example"}, {"tag": "حمص"}]}
    record = {"text": "خبر #حمص", "createdAt": "2024-12-05T17:43:12.000Z", "langs": ["ar"]}
    more = {
        "facets": [link], "tags": ["#حلب"], "reply": {"parent": {"uri": "at://did:plc:a/app.bsky.feed.post/b"}},
        "embed": {"external": {"uri": "https://b.example"}, "images": [{"image": {"cid": "bafy"}}]},
    }  # fmt: skip
    record |= {name: draw(st.just(value) | anything) for name, value in more.items() if draw(st.booleans())}
    commit = {"operation": "create", "collection": "app.bsky.feed.post", "rkey": "3lckx2abcde2a", "record": record}
    event = {"did": "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa", "time_us": 1733420593000000, "kind": "commit"}
    for part in (record, commit, event):
        for name in draw(st.lists(st.sampled_from(sorted(part)), max_size=1)):
            part[name] = draw(anything | st.sampled_from(["update", "2024-12-06T17:43:12Z", "x\0", -1, 2**62, 1e300]))
    if draw(st.booleans()):
        return json.dumps({**event, "commit": commit}, ensure_ascii=draw(st.booleans())).encode()
    kind = "network.bsky.jetstream.subscribeEvents#commit"
    payload = {"$type": kind, "did": event["did"], "time": "2024-12-05T17:43:13Z", **commit}
    return json.dumps({"$type": "message", "payload": payload}).encode()


@given(_events())
def test_an_event_read_among_many_is_the_post_that_reading_it_alone_gives(data):
    source, received = find_source("bluesky"), receive(data)
    assert list(parse_each(source, [received])) == list(source.parse(received))


def test_events_as_they_usually_are_take_the_quick_way():
    for name in ("bluesky.jetstream-v1.jsonl", "bluesky.jetstream-v2.jsonl"):
        lines = (Path(__file__).parent / "sources" / name).read_bytes().splitlines()
        assert read_columns(find_source("bluesky"), lines).numbers
