"""What each format of X hides, and what must come out. Samples: tests/sources (all invented)."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawatur.posts import Metrics, Post, PostId, Reference
from tawatur.sources import find_source
from tawatur.sources.base import Received
from tawatur.sources.files import InputFile
from tawatur.sources.posts_jsonl import format_post
from tawatur.sources.x_fields import unescape, written_repost

SAMPLES = Path(__file__).parent / "sources"
BASE = 1864716497341360000
BRIDGE = "الجسر مغلق & السير متوقف عند #المدينة_المخترعة https://t.co/invented"


def parse(name, value):
    """What a source makes of one JSON value."""
    data = json.dumps(value).encode()
    return list(find_source(name).parse(Received(data=data, record_id=sha256(data).hexdigest(), locator="test")))


def read(sample):
    """The posts of a sample by the last digits of their ids; of several, the one that stands highest."""
    source = find_source(sample.split(".", maxsplit=1)[0])
    posts = {}
    with InputFile(SAMPLES / sample) as file:
        for record in file.records(source):
            for post in source.parse(record):
                if isinstance(post, Post):
                    posts.setdefault(int(post.post_id) - BASE, post)
    return posts


every_format = pytest.mark.parametrize("sample", ["x-v1.twarc.jsonl", "x-v2.pages.jsonl", "x-web.zeeschuimer.ndjson"])


@every_format
def test_text_is_as_people_see_it_and_links_are_written_out(sample):
    post = read(sample)[1]
    assert post.text == BRIDGE
    assert post.tags == ("المدينة_المخترعة",)
    assert post.urls[0].startswith("https://example.org/bridge")
    assert post.media == ("https://pbs.example.org/media/a.jpg",)
    assert post.url == f"https://x.com/invented_1/status/{BASE + 1}"
    assert post.posted_at == datetime(2024, 12, 5, 17, 43, 12, tzinfo=UTC)
    assert (post.metrics.reposts, post.metrics.likes) == (2, 3)


@every_format
def test_a_repost_has_the_whole_text_of_the_original_and_no_counts(sample):
    post = read(sample)[2]
    assert post.text == BRIDGE
    assert post.handle == "invented_2"
    assert post.repost_of == Reference(post_id=PostId(str(BASE + 1)), handle="invented_1")
    assert post.quote_of is None
    assert post.metrics == Metrics()


@pytest.mark.parametrize("sample", ["x-v1.stream.jsonl", "x-v2.pages.jsonl", "x-web.zeeschuimer.ndjson"])
def test_long_posts_are_whole_with_the_tags_of_their_end(sample):
    post = read(sample)[3]
    assert post.text.endswith("#نهاية_الخبر")
    assert len(post.text) > 270
    assert post.tags == ("نهاية_الخبر",)


@pytest.mark.parametrize("sample", ["x-v1.twarc.jsonl", "x-web.zeeschuimer.ndjson"])
def test_a_quoted_post_is_named_and_is_a_post_of_its_own(sample):
    posts = read(sample)
    assert posts[4].quote_of == Reference(post_id=PostId(str(BASE + 1)), handle="invented_1")
    assert posts[1].text == BRIDGE


@pytest.mark.parametrize(
    ("sample", "number"), [("x-v1.twarc.jsonl", 6), ("x-v2.pages.jsonl", 5), ("x-v2.flattened.jsonl", 5)]
)
def test_an_answer_names_what_it_answers(sample, number):
    post = read(sample)[number]
    assert post.reply_to == Reference(post_id=PostId(str(BASE + 1)), handle="invented_1")
    assert post.is_public is False


def test_an_old_repost_is_known_by_its_first_words():
    post = read("x-v1.twarc.jsonl")[5]
    assert post.repost_of == Reference(handle="invented_9")
    assert post.text.startswith("RT @invented_9: ")
    assert post.language is None


@pytest.mark.parametrize(
    ("text", "handle"),
    [("RT @abc: x", "abc"), ("RT @abc x", "abc"), ("rt @abc: x", None), ("قال RT @abc: x", None), ("RT @", None)],
)
def test_only_what_starts_as_a_repost_is_one(text, handle):
    assert written_repost(text) == (Reference(handle=handle) if handle else None)


def test_a_deleted_user_leaves_the_post_with_its_ids():
    post = read("x-v2.pages.jsonl")[4]
    assert (post.account_id, post.handle) == ("9044", None)
    assert post.url == f"https://x.com/i/status/{BASE + 4}"
    assert post.edited_at is not None


def test_the_rounded_id_of_the_browser_is_never_used():
    assert all(post.post_id in post.url for post in read("x-web.zeeschuimer.ndjson").values())
    assert 800 not in read("x-web.zeeschuimer.ndjson")


def test_the_oldest_shape_and_the_missing_user_keep_their_authors():
    posts = read("x-web.zeeschuimer.ndjson")
    assert (posts[7].handle, posts[7].account_id, posts[7].tags) == ("invented_7", "9007", ("حماة_المخترعة",))
    assert (posts[5].handle, posts[5].account_id) == ("invented_5", "9005")  # from the link of its own picture
    assert posts[2].bio == posts[1].bio == "وصف مخترع"


def test_a_hidden_quoted_post_is_still_named():
    post = read("x-web.zeeschuimer.ndjson")[6]
    assert post.quote_of == Reference(post_id=PostId(str(BASE + 66)), handle="invented_66")


def test_4cat_and_zeeschuimer_say_the_same_of_a_post():
    saved, exported = read("x-web.zeeschuimer.ndjson"), read("x-web.4cat.ndjson")
    for number, post in exported.items():
        assert replace(post, evidence=None) == replace(saved[number], evidence=None)
        assert post.evidence.captured_at == saved[number].evidence.captured_at
        assert post.evidence.captured_at.year == 2024


def test_pages_and_flattened_posts_say_the_same():
    pages, flattened = read("x-v2.pages.jsonl"), read("x-v2.flattened.jsonl")
    for number in (1, 2, 3):
        assert replace(flattened[number], evidence=None) == replace(pages[number], evidence=None)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"id_str": None, "id": None}, "no-id"),
        ({"id_str": "9" * 19, "id": 10**19}, "bad-id"),
        ({"id_str": "0", "id": 0}, "bad-id"),
        ({"full_text": None}, "no-text"),
        ({"created_at": "Thu Dec 05 17:43:12 +0000 1524"}, "absurd-time"),
        ({"created_at": None, "id_str": "20", "id": 20}, "no-time"),
    ],
)
def test_what_no_post_can_be_without_is_rejected_by_reason(change, reason):
    whole = json.loads((SAMPLES / "x-v1.twarc.jsonl").read_text(encoding="utf-8").splitlines()[0])
    (rejected,) = parse("x-v1", whole | change)
    assert (rejected.reason, rejected.is_loss) == (reason, True)


def test_a_time_that_is_missing_is_read_from_the_id():
    whole = json.loads((SAMPLES / "x-v1.twarc.jsonl").read_text(encoding="utf-8").splitlines()[0])
    (post,) = parse("x-v1", whole | {"created_at": None})
    assert post.posted_at.isoformat(timespec="minutes") == "2024-12-05T17:00+00:00"


def test_lone_surrogates_and_nul_do_not_reach_the_text():
    whole = json.loads((SAMPLES / "x-v1.twarc.jsonl").read_text(encoding="utf-8").splitlines()[0])
    (post,) = parse("x-v1", whole | {"full_text": "a\ud800b\0c"})
    assert post.text == "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}c"


@given(st.text())
def test_unescaping_undoes_what_x_escapes_and_no_more(text):
    assert unescape(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")) == text


ids = st.from_regex(r"[0-9]{1,18}", fullmatch=True)
names = st.none() | st.from_regex(r"[A-Za-z0-9_]{1,15}", fullmatch=True)
counts = st.none() | st.integers(0, 2**63 - 1)
times = st.datetimes(datetime(2006, 1, 1), datetime(2099, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds must be naive
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


@given(
    post=st.builds(
        Post,
        platform=st.sampled_from(["x", "telegram", "bluesky", "other"]),
        post_id=ids,
        text=texts.filter(lambda text: not text.startswith("RT @")),
        posted_at=times,
        account_id=st.none() | ids,
        handle=names,
        display_name=names,
        url=st.just("https://example.org/a"),
        language=st.sampled_from([None, "ar", "en"]),
        tags=st.lists(texts.filter(bool)).map(tuple),
        repost_of=st.none() | st.builds(Reference, post_id=ids, handle=names),
        metrics=st.builds(Metrics, reposts=counts, views=counts),
        is_public=st.sampled_from([None, True, False]),
        edited_at=st.none() | times,
    )
)
def test_what_is_written_as_own_json_lines_is_read_back(post):
    (found,) = parse("posts", format_post(post))
    assert replace(found, evidence=None) == post
