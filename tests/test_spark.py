"""Spark on a real cluster of two workers finds what the embedded engine finds. All posts are invented."""

from __future__ import annotations

import gzip
import json
import os
import random
import shutil
import signal
import sys
import threading
from collections import Counter
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from time import monotonic, sleep

import click
import duckdb
import generate
import pytest
import store_server
from click.testing import CliRunner
from spark_cluster import LOOPBACK, SETTINGS, find_problem, run_cluster

from tawatur.cli import cli
from tawatur.cli.options import REJECTED
from tawatur.engine import sql
from tawatur.errors import InputError, MissingExtraError, TawaturError
from tawatur.pipeline import find_trends, import_files, open_store
from tawatur.records_json import plain
from tawatur.store import PostFiles, Store
from tawatur.store.parquet import COLUMNS
from tawatur.store.post_files import CHOSEN

pytestmark = [
    pytest.mark.spark,
    pytest.mark.filterwarnings("default"),  # Spark's Python has its own
]
COUNT = 6_000
DAYS = 9
AT = generate.START + timedelta(days=6, hours=11, minutes=7)
ODD = [
    b'{"id":"1764440683331977216","text":"no time #\xd9\x88\xd8\xb3\xd9\x85","platform":"other"}',
    b'{"id":"not read"',
    b"",
    b"   \r",
    b'{"id":"1764440683331977217","text":"\xff\xfe"}',
    b"[]",
]


def make_lines() -> list[bytes]:
    """Invented posts, some captured twice or edited, some of nobody, some with odd tags; and lines that are no posts."""
    chance = random.Random(5)
    lines = []
    for line in "".join(generate.generate_lines(COUNT, days=DAYS)).splitlines():
        post = json.loads(line)
        if chance.random() < 0.05:
            del post["author_id"], post["author_handle"]
        if chance.random() < 0.05:
            post.pop("author_id", None)
        if chance.random() < 0.02:
            post["text"] += f" #{'م' * 150} #\N{ARABIC LETTER ALEF}\N{ARABIC FATHA}ب #İstanbul"
        if chance.random() < 0.01:
            post["created_at"] = "2001-01-01T00:00:00Z"
        if chance.random() < 0.02:
            post["platform"] = "mastodon"
        lines.append(json.dumps(post, ensure_ascii=False).encode())
        if chance.random() < 0.03:
            lines.append(json.dumps(post | {"text": post["text"][:-3], "likes": 1}, ensure_ascii=False).encode())
        if chance.random() < 0.01:
            lines.append(json.dumps(post | {"edited_at": "2024-03-30T00:00:00Z", "text": "#حك"}).encode())
        if chance.random() < 0.01:
            lines.append(lines[-1])
    return lines + ODD


def told(found) -> list[str]:
    trends = [json.dumps(plain(trend), ensure_ascii=False, sort_keys=True) for trend in found.trends]
    return [*trends, json.dumps([found.posts, dict(found.left_out), plain(found.curves), found.at.isoformat()])]


def run(*arguments: str):
    return CliRunner().invoke(cli, ["trends", "--lang", "en", *arguments], standalone_mode=False)


@pytest.fixture(scope="module")
def posts(tmp_path_factory):
    """The same posts as a data folder, as files of lines in another order and other parts, and as a plain table."""
    folder = tmp_path_factory.mktemp("posts")
    lines = make_lines()
    (folder / "all.jsonl").write_bytes(b"\n".join(lines))
    store, _ = open_store(folder / "data")
    with store:
        import_files([folder / "all.jsonl"], store)
    random.Random(6).shuffle(lines)
    (folder / "lines" / "deep").mkdir(parents=True)
    for number in range(3):
        part = b"\n".join(lines[number::3]) + b"\n"
        (folder / "lines" / ("deep" if number else ".") / f"part{number}.jsonl").write_bytes(part)
    (folder / "table").mkdir()
    columns = (
        "id, text, created_at, author_id, author_handle, platform, tags, edited_at, repost_of_id, repost_of_handle"
    )
    kinds = {name.strip(): "VARCHAR" for name in columns.split(",")} | {"tags": "VARCHAR[]"}
    duckdb.execute(
        f"COPY (SELECT {columns} FROM read_json(?, columns = ?, format = 'newline_delimited', ignore_errors = true) "
        f"ORDER BY hash(id)) TO '{folder}/table/posts.parquet'",
        [str(folder / "all.jsonl"), kinds],
    )
    return folder


@pytest.fixture(scope="module")
def embedded(posts):
    with Store(posts / "data") as store:
        found = {at: find_trends(store, at=at) for at in (None, AT)}
    assert len(found[None].trends) >= 3
    assert found[None].left_out
    return {at: told(each) for at, each in found.items()}


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    if problem := find_problem():
        if os.environ.get("CI") == "true":
            pytest.fail(f"CI=true, and there is {problem}", pytrace=False)
        pytest.skip(problem)
    with run_cluster(tmp_path_factory.mktemp("cluster")) as running:
        yield running


@pytest.fixture(scope="module")
def bucket(posts, cluster, tmp_path_factory):
    """The same files in an object store: its environment (the driver's alone: no worker has it), and its folder."""
    if problem := store_server.find_problem():
        if os.environ.get("CI") == "true":
            pytest.fail(f"CI=true, and there is {problem}", pytrace=False)
        pytest.skip(problem)
    folder = tmp_path_factory.mktemp("store")
    for name in ("lines", "data"):
        shutil.copytree(posts / name, folder / "archive" / name)
    whole = folder / "archive" / "lines" / "deep" / "part1.jsonl"
    whole.with_suffix(".jsonl.gz").write_bytes(gzip.compress(whole.read_bytes()))
    whole.unlink()
    with store_server.run_store(folder) as environment:
        yield environment, folder / "archive"


@pytest.fixture
def stored(bucket, monkeypatch):
    """The folder of the bucket s3://archive/, which is found in the environment as it is."""
    environment, folder = bucket
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return folder


@pytest.fixture(scope="module")
def session(cluster):
    from tawatur.engine.spark import start_session

    os.environ["SPARK_LOCAL_IP"] = LOOPBACK
    with start_session(cluster.master, SETTINGS) as running:
        yield running


def find_on(session, paths, folder, *, at=None):
    from tawatur.engine.spark import gather_posts

    folder.mkdir()
    gathered = gather_posts(session, [str(path) for path in paths], folder, at=at)
    with PostFiles({path.name: path for path in gathered.files}, folder=folder) as files:
        return find_trends(files, at=at, whole=gathered.whole), gathered


def test_lines_read_many_at_once_give_what_each_gives_alone():
    pytest.importorskip("pyspark")
    import pyarrow as pa

    from tawatur.engine import partitions

    good = {
        "id": "1001",
        "created_at": "2024-03-04T10:00:00Z",
        "text": "ماء #سيل",
        "author_id": "7",
        "reply_to_id": "9",
    }
    lines = [
        b"", b"\xef\xbb\xbf" + json.dumps(good).encode(), b"{", b"[]", b"12",
        json.dumps([good | {"id": "1002"}, {"id": "1003"}, good | {"id": "x y"}]).encode() + b"\r",
        json.dumps(good | {"id": "1004", "repost_of_id": "1001", "media": ["a.jpg", 3]}).encode(),
        json.dumps(good | {"id": "1005", "platform": "paste", "created_at": None}).encode(), None, b"  ",
    ]  # fmt: skip
    at = datetime(2024, 3, 5, tzinfo=UTC)

    def read(parts):
        batches = (pa.RecordBatch.from_pydict({"value": pa.array(part, pa.binary())}) for part in parts)
        rows = [row for batch in partitions.read_lines(at, batches) for row in batch.to_pylist()]
        lost = Counter(row["lost"] for row in rows if row["lost"])
        assert len({row["post_id"] for row in rows}) == len(rows)
        return {row["post_id"]: row for row in rows if not row["lost"]}, lost

    posts, lost = read([lines])
    assert (posts, lost) == read([[line] for line in lines])
    assert posts.keys() == {"1001", "1002", "1004", "1005"}
    assert lost == {"not-json": 1, "not-an-object": 1, "no-text": 1, "no-id": 1, "line-too-long": 1}
    assert posts["1004"]["repost_of"] == {"post_id": "1001", "handle": None}
    assert posts["1004"]["media"] == ["a.jpg"]
    assert posts["1005"]["posted_at"] is None
    assert posts["1002"]["evidence"]["pointer"] == "/0"
    assert posts["1001"]["found"] == ["سيل"]


def test_lines_in_any_order_and_parts_give_the_trends_of_the_store(session, posts, embedded, tmp_path):
    found, gathered = find_on(session, [posts / "lines"], tmp_path / "all")
    assert told(found) == embedded[None]
    assert sum(gathered.rejected.values()) == 3
    assert 0 < gathered.posts < found.posts
    found, _ = find_on(session, [posts / "lines" / "part0.jsonl", posts / "lines" / "deep"], tmp_path / "then", at=AT)
    assert told(found) == embedded[AT]


def test_a_data_folder_and_a_plain_table_give_them_too(session, posts, embedded, tmp_path):
    import pyarrow as pa
    from pyarrow import parquet

    found, _ = find_on(session, [posts / "data"], tmp_path / "data")
    assert told(found) == embedded[None]
    older = tmp_path / "older"
    older.mkdir()
    for path in (posts / "data" / "posts").glob("*.parquet"):
        table = parquet.read_table(path)
        wrong = pa.array([["غلط"]] * table.num_rows)
        table = table.set_column(table.schema.get_field_index("found"), "found", wrong)
        parquet.write_table(table.replace_schema_metadata({"tawatur": "1"}), older / path.name)
    found, _ = find_on(session, [older], tmp_path / "read")
    assert told(found) == embedded[None], "what another version read from posts is not used"
    found, _ = find_on(session, [(posts / "table").as_uri()], tmp_path / "table")
    assert told(found) == embedded[None]


def test_an_address_of_another_file_system_is_read_like_a_folder(session, posts, embedded, tmp_path):
    """`viewfs://` in the place of a store in the network: a scheme of its own, resolved by driver and executors."""
    mounted = f"fs.viewfs.mounttable.store.link./{posts.name}"
    session.sparkContext._jsc.hadoopConfiguration().set(mounted, posts.as_uri())
    found, _ = find_on(session, [f"viewfs://store/{posts.name}/lines"], tmp_path / "lines")
    assert told(found) == embedded[None]
    found, _ = find_on(session, [f"viewfs://store/{posts.name}/data"], tmp_path / "data")
    assert told(found) == embedded[None]


def find_while_killing(session, cluster, paths, folder):
    """What is found while an executor is killed in the middle of the job."""
    status = session.sparkContext._jsc.sc().statusTracker()
    before = cluster.executors()
    results = []

    def run() -> None:
        results.append(find_on(session, paths, folder)[0])

    running = threading.Thread(target=run)
    running.start()
    killed = None
    while running.is_alive() and killed is None:
        for stage in status.getActiveStageIds():
            info = session.sparkContext.statusTracker().getStageInfo(stage)
            if info is not None and info.numActiveTasks and 0 < info.numCompletedTasks < info.numTasks:
                killed = min(cluster.executors())
                os.kill(killed, signal.SIGKILL)
                break
        sleep(0.01)
    running.join()
    assert killed is not None, "the job was over before an executor could be killed"
    end = monotonic() + 180
    while (after := cluster.executors()) & before == before or len(after) < 2:
        assert monotonic() < end, "no executor took the place of the one that was killed"
        sleep(0.05)
    assert killed not in after
    return results[0]


def test_an_executor_that_is_killed_changes_nothing(session, cluster, posts, embedded, tmp_path):
    assert told(find_while_killing(session, cluster, [posts / "lines"], tmp_path / "killed")) == embedded[None]


def test_an_object_store_gives_what_the_folder_gives(session, cluster, stored, embedded, tmp_path):
    """Also while an executor is killed; the workers have no keys of their own."""
    found = find_while_killing(session, cluster, ["s3://archive/lines"], tmp_path / "lines")
    assert told(found) == embedded[None]
    found, gathered = find_on(session, ["s3://archive/data/"], tmp_path / "data")
    assert told(found) == embedded[None]
    assert not gathered.rejected


def test_sql_text_means_the_same_to_both_engines(session):
    import pyarrow as pa

    chance = random.Random(1)
    many = 10_000
    day = 1_440 // sql.BUCKET_MINUTES
    texts = ["", "a", "ab", "أب", "\N{GRINNING FACE}", "e\N{COMBINING ACUTE ACCENT}", None]
    moment = [
        chance.choice((None, chance.randrange(1_100_000_000_000_000, 1_800_000_000_000_000))) for _ in range(many)
    ]
    tables = {
        "events": {
            "tag": [chance.randrange(100) for _ in range(many)],
            "minute": [chance.randrange(3 * day) * sql.BUCKET_MINUTES for _ in range(many)],
            "author": [chance.choice((None, *"abcdefg")) for _ in range(many)],
        },
        "timed": {
            "moment": moment,
            "known_at": [(each or 0) + chance.choice((-2, 0, 2)) * 86_400_000_000 for each in moment],
        },
        "captures": {
            "platform": [chance.choice("xy") for _ in range(many)],
            "post_id": [str(chance.randrange(2_000)) for _ in range(many)],
            "edited_at": [chance.choice((None, datetime(2024, 1, chance.randint(1, 3), tzinfo=UTC))) for _ in range(many)],
            "evidence": [
                {
                    "captured_at": chance.choice((None, datetime(2024, 2, 1, tzinfo=UTC))),
                    "level": chance.choice((None, "E0", "E1")),
                    "record_id": chance.choice((None, *texts)),
                    "pointer": chance.choice((None, "", "/1")),
                }
                for _ in range(many)
            ],
            "text": [chance.choice(texts) for _ in range(many)],
            "posted_at": [chance.choice((None, datetime(2024, 1, 1, tzinfo=UTC))) for _ in range(many)],
            "handle": [chance.choice((None, "h", "i")) for _ in range(many)],
            "url": [chance.choice((None, "u", "v")) for _ in range(many)],
        },
    }  # fmt: skip
    queries = {
        "cells": sql.COUNT_CELLS,
        "gated": f"WITH cells AS ({sql.COUNT_CELLS}) {sql.FIND_GATED}",
        "buckets": sql.COUNT_BUCKETS,
        "tags": f"WITH entries AS (SELECT author AS tag FROM events) {sql.COUNT_TAGS}",
        "chosen": "SELECT platform, post_id, edited_at, text, posted_at, handle, url, evidence.level AS level, "
        "evidence.record_id AS record_id, evidence.pointer AS pointer "
        f"FROM (SELECT *, row_number() OVER (PARTITION BY platform, post_id ORDER BY {CHOSEN}) AS version FROM captures) "
        "AS versions WHERE version = 1",
    }
    with ExitStack() as stack:
        connection = stack.enter_context(duckdb.connect())
        connection.execute("SET TimeZone = 'UTC'")
        for name, columns in tables.items():
            table = pa.table(columns)
            connection.register(name, table)
            session.createDataFrame(table).createOrReplaceTempView(name)
        for name, query in queries.items():
            ours = connection.sql(query).to_arrow_table().to_pylist()
            theirs = session.sql(query).toArrow().to_pylist()
            assert ours
            assert sorted(map(repr, map(in_utc, theirs))) == sorted(map(repr, map(in_utc, ours))), name


def in_utc(row):
    return {
        name: value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value for name, value in row.items()
    }


def test_what_is_not_there_or_holds_no_posts_is_said(session, posts, tmp_path):
    from tawatur.engine.spark import gather_posts

    with pytest.raises(InputError, match="no such file or folder"):
        gather_posts(session, ["/nowhere/at/all"], tmp_path)
    with pytest.raises(InputError, match="no keys in an address"):
        gather_posts(session, ["s3a://KEY:SECRET@bucket/posts"], tmp_path)
    for address in ("s3a://bucket/posts/", "nowhere://bucket/posts/"):  # PyPI's Spark brings none of these connectors
        with pytest.raises(InputError, match=r"no connector for (s3a|nowhere)://.*hadoop-aws:[0-9]"):
            gather_posts(session, [address], tmp_path)
    (tmp_path / "notes.txt").write_text("no posts")
    with pytest.raises(InputError, match=r"looked for \*\.parquet, \*\.jsonl"):
        gather_posts(session, [str(tmp_path)], tmp_path)
    duckdb.execute(f"COPY (SELECT 1 AS number) TO '{tmp_path}/numbers.parquet'")
    with pytest.raises(InputError, match="columns number"):
        gather_posts(session, [str(tmp_path / "numbers.parquet")], tmp_path)


def test_of_a_store_nothing_is_missing_quietly(session, stored, tmp_path, monkeypatch):
    from tawatur.engine.spark import gather_posts

    (stored / "empty").mkdir()
    (stored / "empty" / "posts.jsonl.gz").write_bytes(b"\x1f\x8b\x08 torn")
    with pytest.raises(
        InputError, match=r"s3://archive/empty/posts.jsonl.gz: cannot be read \(damaged-archive\).*1 of 1"
    ):
        gather_posts(session, ["s3://archive/empty"], tmp_path)
    (stored / "empty" / "posts.jsonl.gz").unlink()
    (stored / "empty" / "notes.txt").write_text("no posts")
    with pytest.raises(InputError, match=r"s3://archive/empty: no posts in it"):
        gather_posts(session, ["s3://archive/empty"], tmp_path)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "wrong")
    with pytest.raises(InputError, match="the store refuses"):
        gather_posts(session, ["s3://archive/lines"], tmp_path)


def test_the_command_prints_the_same_json(cluster, session, stored, embedded):
    """Of a store two of whose files are damaged: these are named, and nothing that was said holds a key."""
    session.stop()  # its executors hold the workers' cores
    (stored / "lines" / "torn.jsonl.gz").write_bytes(gzip.compress(b'{"id":"mastodon:1","te')[:-9])
    (stored / "lines" / "torn.parquet").write_bytes(b"PAR1 torn")
    settings = [f"--conf={name}={value}" for name, value in SETTINGS.items()]
    done = run("--engine", "spark", "--master", cluster.master, *settings, "--json", "s3://archive/lines")
    assert done.exception is None
    assert done.return_value == REJECTED
    assert "lines that were not read: damaged-archive 1, damaged-table 1, " in done.stderr
    assert "to their end: 2: s3://archive/lines/torn.jsonl.gz (damaged-archive) s3://" in done.stderr
    assert store_server.SECRET_KEY not in done.output
    shown = [json.dumps(json.loads(line), ensure_ascii=False, sort_keys=True) for line in done.stdout.splitlines()]
    assert shown == embedded[None][:-1]


# -- without a cluster -----------------------------------------------------------------------------------------------


def test_without_pyspark_the_extra_to_install_is_named(monkeypatch):
    for name in ("tawatur.engine.spark", "tawatur.engine.partitions", "tawatur.pipeline.spark_trends"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingExtraError, match=r"the extra tawatur\[spark\]"):
        import tawatur.pipeline.spark_trends  # noqa: F401


@pytest.mark.parametrize(
    "arguments",
    [
        ["posts.jsonl"],
        ["--engine", "spark"],
        ["--master", "spark://a:1"],
        ["--engine", "spark", "--conf", "spark.executor.memory", "posts.jsonl"],
    ],
    ids=["paths-without-spark", "spark-without-paths", "master-without-spark", "setting-without-value"],
)
def test_paths_go_with_spark_and_spark_with_paths(arguments):
    assert isinstance(run(*arguments).exception, click.UsageError)


@pytest.fixture
def starting():
    if problem := find_problem():
        pytest.skip(problem)
    from tawatur.engine import spark

    return spark


def test_what_comes_to_the_driver_has_the_columns_of_the_stores_files(starting):
    from tawatur.engine.partitions import KEPT, UNUSED

    assert sorted([*KEPT.names, *UNUSED.names]) == sorted(COLUMNS)


def test_without_java_it_is_said_what_to_install(starting, monkeypatch, tmp_path):
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingExtraError, match="no java found"), starting.start_session("local[1]"):
        pass
    old = tmp_path / "java"
    old.write_text("#!/bin/sh\necho 'openjdk version \"11.0.2\"' >&2\n")
    old.chmod(0o755)
    with pytest.raises(MissingExtraError, match="is Java 11"), starting.start_session("local[1]"):
        pass


@pytest.mark.parametrize(
    ("master", "said"),
    [("spark://127.0.0.1:9", "no master answers"), ("spark://somewhere", "not an address")],
    ids=["nobody", "no-port"],
)
def test_a_master_that_does_not_answer_is_said_at_once(starting, master, said):
    begun = monotonic()
    with pytest.raises(InputError, match=said), starting.start_session(master):
        pass
    assert monotonic() - begun < 90  # a job would wait for its workers for ever


def test_what_a_worker_lacks_is_named(starting):
    from pyspark.errors import PythonException

    with pytest.raises(InputError, match="has no msgspec"), starting._told("spark://a:1"):
        raise PythonException("ModuleNotFoundError: No module named 'msgspec'", {})
    with pytest.raises(TawaturError, match="Spark failed"), starting._told("spark://a:1"):
        raise PythonException("Job aborted due to stage failure", {})
