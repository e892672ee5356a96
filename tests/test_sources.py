"""What every source must do, whatever it reads: one suite over the samples in tests/sources (README.md there)."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawatur.errors import InputError
from tawatur.posts import Metrics, Post
from tawatur.sources import all_sources, detect, find_source
from tawatur.sources.base import Received, Rejected, Source, parse_each
from tawatur.sources.files import InputFile

SAMPLES = Path(__file__).parent / "sources"


class Expected(NamedTuple):
    """What a sample gives: posts, losses, and records passed over because they are no posts."""

    posts: int
    losses: int = 0
    passed_over: int = 0


EXPECTED = {
    "bluesky.feed.json": Expected(posts=2, passed_over=1),
    "bluesky.jetstream-v1.jsonl": Expected(posts=4, losses=1, passed_over=4),
    "bluesky.jetstream-v2.jsonl": Expected(posts=1, passed_over=4),
    "bluesky.page.json": Expected(posts=2),
    "bluesky.tap.jsonl": Expected(posts=1, passed_over=1),
    "feed.atom.xml": Expected(posts=1),
    "feed.rss1.rdf": Expected(posts=1),
    "feed.rss2.xml": Expected(posts=2, losses=1),
    "mastodon.statuses.jsonl": Expected(posts=4, losses=1),
    "mastodon.stream.log": Expected(posts=1, passed_over=2),
    "mastodon.timeline.json": Expected(posts=2),
    "paste.as-copied.txt": Expected(posts=3, losses=1),
    "paste.labelled.txt": Expected(posts=2),
    "paste.links.txt": Expected(posts=0, losses=2),
    "posts.own.jsonl": Expected(posts=4),
    "posts.research.jsonl": Expected(posts=3),
    "table-jsonl.flat.jsonl": Expected(posts=2),
    "table.4cat.csv": Expected(posts=2, losses=1),
    "table.4cat-bluesky.csv": Expected(posts=1),
    "table.4cat-telegram.csv": Expected(posts=2),
    "table.coortweet.csv": Expected(posts=5, losses=2),
    "table.crowdtangle-facebook.csv": Expected(posts=2),
    "table.crowdtangle-instagram.csv": Expected(posts=1),
    "table.arabic.tsv": Expected(posts=2, losses=1),
    "telegram.chat.json": Expected(posts=3, losses=1, passed_over=1),
    "telegram.escapes.export": Expected(posts=1),
    "telegram.full.json": Expected(posts=3, passed_over=1),
    "warc.invented.warc": Expected(posts=5, losses=1, passed_over=5),
    "x-v1.twarc.jsonl": Expected(posts=7),
    "x-v1.stream.jsonl": Expected(posts=1, losses=1, passed_over=2),
    "x-v1.search.json": Expected(posts=2),
    "x-v2.pages.jsonl": Expected(posts=6, passed_over=2),
    "x-v2.flattened.jsonl": Expected(posts=4),
    "x-v2.indented.json": Expected(posts=5),
    "x-web.zeeschuimer.ndjson": Expected(posts=10, losses=2, passed_over=1),
    "x-web.4cat.ndjson": Expected(posts=6),
    "x-web.search.json": Expected(posts=3, passed_over=1),
}

every_source = pytest.mark.parametrize("source", all_sources(), ids=lambda source: source.name)
every_sample = pytest.mark.parametrize("name", sorted(EXPECTED))
every_json_sample = pytest.mark.parametrize("name", sorted(name for name in EXPECTED if "json" in Path(name).suffix))


def source_of(name: str) -> Source:
    """The source that a sample's file name names."""
    return find_source(name.split(".", maxsplit=1)[0])


def read_records(path: Path, source: Source) -> list[Received | Rejected]:
    with InputFile(path) as file:
        return list(file.records(source))


def parse_all(records: list[Received | Rejected], source: Source) -> list[Post | Rejected]:
    return [
        result for record in records for result in ([record] if isinstance(record, Rejected) else source.parse(record))
    ]


def read_all(path: Path, source: Source) -> list[Post | Rejected]:
    return parse_all(read_records(path, source), source)


def posts_of(results: list[Post | Rejected]) -> list[Post]:
    return [result for result in results if isinstance(result, Post)]


def receive(data: bytes, like: Received | None = None) -> Received:
    """Bytes as a record; with the options of another one (a table's header)."""
    options = like.options if like is not None else {}
    return Received(data=data, record_id=sha256(data).hexdigest(), locator="test", line=1, options=options)


def without_evidence(posts: list[Post]) -> list[Post]:
    return [replace(post, evidence=None) for post in posts]


def first_record(name: str) -> Received:
    """The first record of a sample that holds a post."""
    source = source_of(name)
    return next(
        record
        for record in read_records(SAMPLES / name, source)
        if isinstance(record, Received) and posts_of(list(source.parse(record)))
    )


# -- the samples -----------------------------------------------------------------------------------------------


@every_source
def test_every_source_has_a_sample(source):
    assert any(source_of(name) is source for name in EXPECTED)


def test_every_sample_is_in_the_table():
    assert {path.name for path in SAMPLES.iterdir()} == {*EXPECTED, "README.md"}


@every_sample
def test_a_sample_gives_its_posts_and_its_losses(name):
    results = read_all(SAMPLES / name, source_of(name))
    rejected = [result for result in results if isinstance(result, Rejected)]
    losses = [result for result in rejected if result.is_loss]
    assert Expected(len(posts_of(results)), len(losses), len(rejected) - len(losses)) == EXPECTED[name], rejected


@every_sample
def test_a_sample_is_detected_as_its_own_source(name):
    with InputFile(SAMPLES / name) as file:
        assert detect(file.sample, file.name) is source_of(name)


@every_source
def test_a_source_is_found_by_its_name(source):
    assert find_source(source.name) is source


@pytest.mark.parametrize(
    "sample",
    [b"\x89PNG\r\n\x1a\n\0\0", b"<!doctype html><p>", b"[]", b"{}", b'{"a": 1}', b"[" * 5000, b"\xff\xfe\xfd", b"null"],
)
def test_what_is_of_no_known_format_is_said_to_be_so(sample):
    with pytest.raises(InputError, match=r"f\.bin: of no known format .*--source"):
        detect(sample, "f.bin")


def test_an_unknown_source_is_refused_by_name():
    with pytest.raises(InputError, match=r"--source nope: no such source\. Known: posts"):
        find_source("nope")


# -- the posts -------------------------------------------------------------------------------------------------


@every_sample
def test_posts_are_of_the_types_that_the_record_promises(name):
    for post in posts_of(read_all(SAMPLES / name, source_of(name))):
        texts = (post.post_id, post.text, *post.tags, *post.urls, *post.media)
        optional = (post.account_id, post.handle, post.display_name, post.bio, post.role, post.url, post.language)
        references = [found for found in (post.repost_of, post.quote_of, post.reply_to) if found is not None]
        assert all(type(text) is str for text in texts)
        assert all(text is None or (type(text) is str and text) for text in optional)
        assert all(found.post_id or found.handle for found in references)
        assert all(tag and not tag.startswith("#") for tag in post.tags)
        assert post.handle is None or not post.handle.startswith("@")
        assert post.url is None or post.url.startswith("https://")


@every_sample
def test_times_are_aware_and_in_utc(name):
    for post in posts_of(read_all(SAMPLES / name, source_of(name))):
        moments = [
            post.posted_at,
            post.edited_at,
            *([post.evidence.captured_at] if post.evidence is not None else []),
        ]
        assert all(moment is None or moment.utcoffset() == timedelta() for moment in moments)


@every_sample
def test_an_unknown_metric_is_none_and_a_known_one_a_count(name):
    for post in posts_of(read_all(SAMPLES / name, source_of(name))):
        counts = [getattr(post.metrics, field) for field in Metrics.__slots__]
        assert all(count is None or (type(count) is int and count >= 0) for count in counts)


@every_sample
def test_a_post_says_where_it_stands_in_the_evidence(name):
    source = source_of(name)
    for record in read_records(SAMPLES / name, source):
        if isinstance(record, Received):
            found = [post.evidence for post in posts_of(list(source.parse(record)))]
            assert all(reference is not None and reference.record_id == record.record_id for reference in found)
            assert len({reference.pointer for reference in found}) == len(found)


@every_json_sample
def test_the_pointer_of_a_post_leads_to_an_object(name):
    source = source_of(name)
    for record in read_records(SAMPLES / name, source):
        if isinstance(record, Received):
            for post in posts_of(list(source.parse(record))):
                assert isinstance(follow(json.loads(record.data), post.evidence.pointer), dict)


def follow(value, pointer):
    """What a JSON pointer (RFC 6901) leads to."""
    for step in pointer.split("/")[1:]:
        key = step.replace("~1", "/").replace("~0", "~")
        value = value[int(key)] if isinstance(value, list) else value[key]
    return value


@every_sample
def test_parsing_twice_gives_the_same(name):
    source = source_of(name)
    records = read_records(SAMPLES / name, source)
    assert parse_all(records, source) == parse_all(records, source)


@every_sample
def test_a_rejection_has_a_reason_a_message_and_a_place(name):
    for result in read_all(SAMPLES / name, source_of(name)):
        if isinstance(result, Rejected):
            assert result.reason.replace("-", "").isalnum()
            assert result.message
            assert result.locator


# -- damaged and hostile input ---------------------------------------------------------------------------------


@every_source
@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"{", id="cut-off"),
        pytest.param(b"null", id="null"),
        pytest.param(b"[]", id="empty-list"),
        pytest.param(b"{}", id="empty-object"),
        pytest.param(b'"text"', id="string"),
        pytest.param(b"\0" * 1000, id="nul"),
        pytest.param(b'{"id": "1", "text": "\xff\xfe"}', id="not-utf8"),
        pytest.param(b'{"id": "1", "text": "\\ud800"}', id="lone-surrogate"),
        pytest.param(b"[" * 100_000, id="deep-open"),
        pytest.param(b"[" * 100_000 + b"]" * 100_000, id="deep-list"),
        pytest.param(b'{"data":' * 100_000 + b"1" + b"}" * 100_000, id="deep-object"),
        pytest.param(b'{"id": ' + b"9" * 10_000 + b', "text": "x"}', id="huge-number"),
        pytest.param(b'{"id": 1e999, "text": NaN}', id="not-a-number"),
        pytest.param(b"," * 100_000, id="commas"),
        pytest.param(b'"' * 99_999, id="quotes"),
    ],
)
def test_any_bytes_give_a_post_or_a_reason(source, data):
    results = list(source.parse(receive(data)))
    assert results or data == b"[]"
    assert all(isinstance(result, Post) or result.reason for result in results)
    assert 0 <= source.recognise(data) <= 1


@every_source
@given(data=st.binary(max_size=300))
def test_random_bytes_never_raise(source, data):
    assert all(isinstance(result, Post | Rejected) for result in source.parse(receive(data)))
    assert 0 <= source.recognise(data) <= 1


WRONG = [None, 7, -1, 1e300, "x", "", True, [], {}, [None], [[]], {"result": None}, "\x00", 10**30]


@every_json_sample
def test_one_broken_field_does_not_drop_the_record(name):
    """Each field of a post in turn is of another type: still a Post or a Rejected, and mostly a Post."""
    source, record = source_of(name), first_record(name)
    whole = json.loads(record.data)
    pointer = posts_of(list(source.parse(record)))[0].evidence.pointer
    steps = [int(step) if step.isdigit() else step for step in pointer.split("/")[1:]]
    outcomes = []
    for path in paths_of(follow(whole, pointer), steps):
        for wrong in WRONG:
            data = json.dumps(changed(whole, path, wrong)).encode()
            results = list(source.parse(receive(data, record)))
            assert results, path
            outcomes.append(bool(posts_of(results)))
    assert sum(outcomes) / len(outcomes) > 0.6


@every_json_sample
def test_records_read_together_give_what_each_of_them_gives(name):
    source, record = source_of(name), first_record(name)
    whole = json.loads(record.data)
    pointer = posts_of(list(source.parse(record)))[0].evidence.pointer
    steps = [int(step) if step.isdigit() else step for step in pointer.split("/")[1:]]
    wrong = [changed(whole, path, value) for path in paths_of(follow(whole, pointer), steps) for value in WRONG]
    records = [each for each in read_records(SAMPLES / name, source) if isinstance(each, Received)]
    records += [receive(json.dumps(each).encode(), record) for each in wrong]
    records.insert(1, receive(b'{"a": 1}, {"b": 2}', record))
    assert list(parse_each(source, records)) == parse_all(records, source)


@every_json_sample
def test_an_unknown_field_changes_nothing(name):
    source, record = source_of(name), first_record(name)
    whole = json.loads(record.data)
    before = without_evidence(posts_of(list(source.parse(record))))
    extended = changed(whole, [], whole | {"a_new_field": {"deep": [1]}}) if isinstance(whole, dict) else whole
    after = without_evidence(posts_of(list(source.parse(receive(json.dumps(extended).encode(), record)))))
    assert after == before


def paths_of(value, path=(), depth=4):
    """The paths to every key of the first levels of a JSON value; of lists, of their first item."""
    if depth == 0:
        return
    items = value.items() if isinstance(value, dict) else enumerate(value[:1]) if isinstance(value, list) else ()
    for key, inner in items:
        yield [*path, key]
        yield from paths_of(inner, (*path, key), depth - 1)


def changed(value, path, wrong):
    """A copy of a JSON value with another value at a path."""
    if not path:
        return wrong
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = changed(value[path[0]], path[1:], wrong)
    return copy


@every_sample
def test_bad_lines_do_not_drop_the_others(name, tmp_path):
    source = source_of(name)
    records = read_records(SAMPLES / name, source)
    if source.framing not in {"line", "row"} or any(record.line is None for record in records):
        pytest.skip("one record a file")
    lines = (SAMPLES / name).read_bytes().split(b"\n")
    bad = b"\n".join([lines[0], b'{"cut off', b"\xff\xfe\0", *lines[1:]])
    path = tmp_path / name
    path.write_bytes(bad)
    results = read_all(path, source)
    assert without_evidence(posts_of(results)) == without_evidence(posts_of(parse_all(records, source)))
    lost = [result for result in results if isinstance(result, Rejected) and result.is_loss]
    assert len(lost) == EXPECTED[name].losses + 2
    assert {2, 3} <= {result.line for result in lost}


@every_sample
def test_packing_and_marks_change_nothing(name, tmp_path):
    source = source_of(name)
    data = (SAMPLES / name).read_bytes()
    expected = without_evidence(posts_of(read_all(SAMPLES / name, source)))
    for number, packed in enumerate([gzip.compress(data), b"\xef\xbb\xbf" + data, data.decode().encode("utf-16")]):
        path = tmp_path / f"{number}"
        path.write_bytes(packed)
        with InputFile(path) as file:
            assert detect(file.sample, file.name) is source
        assert without_evidence(posts_of(read_all(path, source))) == expected


# -- real data -------------------------------------------------------------------------------------------------


@pytest.mark.shared
def test_every_research_post_is_read(shared):
    for path in sorted((shared / "data" / "posts").glob("*.jsonl.gz")):
        with InputFile(path) as file:
            source = detect(file.sample, file.name)
            records = list(file.records(source))
        results = parse_all(records, source)
        assert source.name == "posts"
        assert len(posts_of(results)) == len(results) == len(records) > 3000


@pytest.mark.shared
@pytest.mark.parametrize(
    ("path", "name", "posts", "distinct"),
    [
        ("formats/twarc_v1.sample.jsonl", "x-v1", 4, 3),
        ("formats/twarc_v2.pages.sample.jsonl", "x-v2", 3, 3),
        ("formats/zeeschuimer_x.sample.ndjson", "x-web", 9, 7),
        ("data/fixtures/x-graphql/raw_list_timeline.json", "x-web", 186, 181),
        ("data/fixtures/x-graphql/raw_search.json", "x-web", 25, 25),
        ("data/fixtures/x-graphql/raw_tweet_details.json", "x-web", 37, 37),
        ("data/fixtures/x-graphql/raw_tweet_thread.json", "x-web", 37, 37),
        ("data/fixtures/x-graphql/raw_user_tweets.json", "x-web", 49, 41),
        ("data/fixtures/x-graphql/_issue_28_1.json", "x-web", 4, 4),
        ("data/fixtures/x-graphql/_issue_42.json", "x-web", 2, 2),
        ("data/fixtures/twitwi/payload-v2.json", "x-v2", 15, 15),
        ("data/fixtures/twitwi/alternative-payload-v2.json", "x-v2", 169, 169),
    ],
)
def test_real_files_give_all_their_posts(shared, path, name, posts, distinct):
    with InputFile(shared / path) as file:
        assert detect(file.sample, file.name).name == name
    results = read_all(shared / path, find_source(name))
    found = posts_of(results)
    assert (len(found), len({post.key for post in found}), len(results)) == (posts, distinct, posts)


EXPECTED_OF_TWITWI = 138  # records in its expected files that are asked for by a payload


def twitwi_cases(folder):
    """Payloads with what twitwi (MIT) makes of them: source name, payload, expected records."""
    for name in ("normalization.json", "normalization-no-api-key.json"):
        for case in json.loads((folder / name).read_text(encoding="utf-8")):
            yield "x-v1", case["source"], case["normalized"]
    pages = [
        ("normalized-tweets-v2.json", ["payload-v2", "payload-v2-geo", "payload-v2-tweet-retweet"]),
        ("normalized-tweets-v2.json", ["payload-v2-video", "payload-v2-singletweet"]),
        ("normalized-alternative-payload.json", ["alternative-payload-v2"]),
    ]
    for expected, payloads in pages:
        records = {record["id"]: record for record in json.loads((folder / expected).read_text(encoding="utf-8"))}
        for payload in payloads:
            page = json.loads((folder / f"{payload}.json").read_text(encoding="utf-8"))
            asked = page["data"] if isinstance(page["data"], list) else [page["data"]]
            yield "x-v2", page, [records[tweet["id"]] for tweet in asked if tweet["id"] in records]


@pytest.mark.shared
def test_posts_of_x_are_read_as_twitwi_reads_them(shared):
    compared = 0
    for name, payload, expected in twitwi_cases(shared / "data" / "fixtures" / "twitwi"):
        results = list(find_source(name).parse(receive(json.dumps(payload).encode())))
        posts = {post.post_id: post for post in posts_of(results)}
        for record in expected:
            compare_with_twitwi(posts[record["id"]], record)
            compared += 1
    assert compared == EXPECTED_OF_TWITWI


def compare_with_twitwi(post, record):
    """Equal where both say something; twitwi writes links out, merges the tags of a quoted post, and lower-cases."""
    is_repost = record.get("retweeted_id") is not None
    reference = {
        "retweeted": post.repost_of,
        "quoted": post.quote_of,
    }
    assert int(post.posted_at.timestamp()) == record["timestamp_utc"]
    assert (post.account_id, post.handle) == (record["user_id"], record["user_screen_name"])
    assert post.display_name == record["user_name"]
    assert post.language == (record["lang"] if record["lang"] not in {"und", "zxx"} else None)
    for kind, found in reference.items():
        if kind == "quoted" and is_repost:
            continue
        assert (found.post_id if found else None) == record.get(f"{kind}_id")
        if record.get(f"{kind}_user"):
            assert found.handle == record[f"{kind}_user"]
    if record.get("to_tweetid"):
        assert post.reply_to.post_id == record["to_tweetid"]
    if not is_repost:
        pairs = [(post.metrics.reposts, "retweet_count"), (post.metrics.likes, "like_count")]
        pairs += [(post.metrics.replies, "reply_count"), (post.metrics.views, "impression_count")]
        assert all(record.get(key) in {None, count} for count, key in pairs)
        if post.quote_of is None:
            assert {tag.lower() for tag in post.tags} >= {tag.lower() for tag in record["hashtags"]} - {"afp"}
    assert words_of(post.text) <= words_of(record["text"])


def words_of(text):
    """The words of a text that are no links."""
    return {word for word in text.split() if "http" not in word}
