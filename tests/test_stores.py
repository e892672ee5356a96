"""Files of an object store are read in pieces as the same files on the disk are read whole; what cannot be is told."""

from __future__ import annotations

import gzip
import io
import json
import os
import pickle
import shutil
import traceback
from datetime import UTC, datetime
from itertools import pairwise
from unittest.mock import patch

import duckdb
import pytest
import spark_cluster
import store_server
from hypothesis import given
from hypothesis import strategies as st

from tawatur.errors import InputError, TawaturError

pytestmark = [pytest.mark.spark, pytest.mark.filterwarnings("default")]
NOW = datetime(2026, 1, 1, tzinfo=UTC)
BUCKET = "s3://posts"
GOOD = [
    json.dumps(
        {
            "id": f"mastodon:{number}",
            "platform": "mastodon",
            "text": f"نص {number} #وسم{number % 7}",
            "created_at": f"2025-03-01T{number % 24:02}:00:00Z",
            "author_id": f"a:{number % 50}",
        }
    ).encode()
    for number in range(800)
]
LINES = [*GOOD[:300], b"", b"   \r", b'{"id":"cut', *GOOD[300:], b"[]"]


@pytest.fixture(scope="module")
def stores():
    if problem := spark_cluster.find_problem() or store_server.find_problem():
        if os.environ.get("CI") == "true":
            pytest.fail(f"CI=true, and there is {problem}", pytrace=False)
        pytest.skip(problem)
    from tawatur.engine import stores

    return stores


@pytest.fixture(scope="module")
def served(stores, tmp_path_factory):
    """The environment in which a store is found, and the folder that is its bucket."""
    folder = tmp_path_factory.mktemp("store")
    bucket = folder / "posts"
    (bucket / "deep").mkdir(parents=True)
    whole = b"\n".join(LINES) + b"\n"
    (bucket / "plain.jsonl").write_bytes(whole)
    (bucket / "packed.jsonl.gz").write_bytes(gzip.compress(whole[:30_000]) + gzip.compress(whole[30_000:]))
    (bucket / "cut.jsonl.gz").write_bytes(gzip.compress(whole)[:-2_000])
    lines = folder / "good.jsonl"
    lines.write_bytes(b"\n".join(GOOD))
    table = bucket / "deep" / "table.parquet"
    duckdb.execute(f"COPY (SELECT * FROM read_json('{lines}')) TO '{table}' (ROW_GROUP_SIZE 200)")
    written = table.read_bytes()
    (bucket / "torn.parquet").write_bytes(written[: len(written) // 2])
    (bucket / "garbled.parquet").write_bytes(written[:60] + b"\xff" * 2_000 + written[2_060:])
    duckdb.execute(f"COPY (SELECT 1 AS number) TO '{bucket}/numbers.parquet'")
    with store_server.run_store(folder) as environment:
        yield environment, bucket


@pytest.fixture
def store(stores, served):
    return stores.find_store(BUCKET, served[0])


@pytest.fixture(scope="module")
def expected(stores):
    """What the lines lead to when Spark itself reads them."""
    import pyarrow as pa

    from tawatur.engine.partitions import read_lines

    (batch,) = read_lines(NOW, [pa.RecordBatch.from_pydict({"value": pa.array(LINES, pa.binary())})])
    return batch.to_pylist()


def read(stores, store, name, *, size=10**9, times=1):
    import pyarrow as pa

    from tawatur.engine.partitions import read_pieces

    address = f"{BUCKET}/{name}"
    tasks = stores.cut({address: stores.list_files(store, BUCKET)[address]}, size) * times
    numbers = pa.RecordBatch.from_pydict({"id": list(range(len(tasks)))})
    return [row for batch in read_pieces(store, tasks, "", NOW, [numbers]) for row in batch.to_pylist()]


def posts_of(rows):
    return sorted(json.dumps(row, default=str) for row in rows if row["lost"] is None)


def lost_in(rows):
    return sorted((row["lost"], row["url"] or "") for row in rows if row["lost"] is not None)


@pytest.mark.parametrize("size", [1_000, 7_919, 10**9])
@pytest.mark.parametrize("name", ["plain.jsonl", "packed.jsonl.gz"])
def test_pieces_of_lines_give_what_all_lines_give(stores, store, expected, name, size):
    rows = read(stores, store, name, size=size)
    assert posts_of(rows) == posts_of(expected)
    assert lost_in(rows) == lost_in(expected) != []


@pytest.mark.parametrize("size", [1_000, 7_919, 10**9])
def test_pieces_of_a_table_give_each_row_once(stores, store, expected, size):
    rows = read(stores, store, "deep/table.parquet", size=size)
    without_source = [{**json.loads(each), "evidence": None} for each in posts_of(expected)]
    assert [{**json.loads(each), "evidence": None} for each in posts_of(rows)] == without_source
    assert lost_in(rows) == []


@given(st.text(alphabet="a\n", min_size=1, max_size=60), st.integers(1, 9), st.integers(1, 5), st.integers(1, 5))
def test_each_line_begins_in_one_piece(stores, text, pieces, chunk, tail):
    whole = text.encode()
    pieces = min(pieces, len(whole))  # as `cut` makes them
    edges = [len(whole) * number // pieces for number in range(pieces + 1)]
    with patch.object(stores, "CHUNK", chunk), patch.object(stores, "TAIL", tail):
        read = [b"".join(stores._chunks(io.BytesIO(whole), *each)) for each in pairwise(edges)]
    begun = [at for at in range(len(whole)) if at == 0 or whole[at - 1 : at] == b"\n"]
    lines = whole.splitlines(keepends=True)
    for (start, stop), piece in zip(pairwise(edges), read, strict=True):
        assert piece == b"".join(line for line, at in zip(lines, begun, strict=True) if start <= at < stop)


@given(st.dictionaries(st.text(min_size=1, max_size=9), st.integers(1, 10**6)), st.integers(1, 10**6))
def test_every_file_is_read_by_some_task_once(stores, files, size):
    pieces = [piece for task in stores.cut(files, size) for piece in task]
    assert {piece.name for piece in pieces} == set(files)
    for name in files:
        mine = [piece for piece in pieces if piece.name == name]
        assert [piece.number for piece in mine] == list(range(mine[0].pieces))


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("cut.jsonl.gz", "damaged-archive"),
        ("torn.parquet", "damaged-table"),
        ("garbled.parquet", "damaged-table"),
        ("numbers.parquet", "other-table"),
    ],
)
def test_a_damaged_file_gives_what_it_can_and_is_named(stores, store, expected, name, reason):
    rows = read(stores, store, name)
    assert (reason, f"{BUCKET}/{name}") in lost_in(rows)
    found = set(posts_of(rows))
    if name == "cut.jsonl.gz":
        assert 0 < len(found) < len(GOOD)
        assert found < set(posts_of(expected))


def test_a_file_that_is_gone_or_refused_is_named(stores, store, served, monkeypatch):
    files = stores.list_files(store, BUCKET)
    monkeypatch.setattr(stores, "list_files", lambda *_: files)
    shutil.copy(served[1] / "plain.jsonl", served[1] / "gone.jsonl")
    files = files | {f"{BUCKET}/gone.jsonl": 100}
    (served[1] / "gone.jsonl").unlink()
    assert lost_in(read(stores, store, "gone.jsonl")) == [("missing-file", f"{BUCKET}/gone.jsonl")]
    other = stores.find_store(BUCKET, served[0] | {"AWS_SECRET_ACCESS_KEY": "wrong"})
    for name in ("plain.jsonl", "deep/table.parquet"):
        assert lost_in(read(stores, other, name)) == [("refused-file", f"{BUCKET}/{name}")]


def test_a_store_that_falls_silent_ends_the_job(stores, store, served, monkeypatch):
    """A worker tries again, and in the end the job fails: what was not read is not missing quietly."""
    from pyspark.errors import PythonException

    from tawatur.engine import spark

    files = stores.list_files(store, BUCKET)
    monkeypatch.setattr(stores, "list_files", lambda *_: files)
    silent = stores.find_store(BUCKET, served[0] | {"AWS_ENDPOINT_URL": "http://127.0.0.1:9"})
    with pytest.raises(stores.StoreError, match=r"does not give it \(NETWORK_CONNECTION\)") as raised:
        read(stores, silent, "plain.jsonl")
    said = f"Traceback\n  File\ntawatur.engine.stores.StoreError: {raised.value}\n"
    with (
        pytest.raises(TawaturError, match=r"^s3://posts/plain\.jsonl: .*from every worker"),
        spark._told("spark://a:1"),
    ):
        raise PythonException(said, {})


@pytest.mark.parametrize(
    ("address", "changed", "said"),
    [
        ("s3://posts/nothing", {}, "no such file or folder in the bucket"),
        ("s3://no-such-bucket/posts", {}, "no such bucket"),
        ("s3://", {}, "no bucket"),
        ("s3://posts", {"AWS_SECRET_ACCESS_KEY": "wrong-secret"}, r"refuses \(SIGNATURE_DOES_NOT_MATCH\)"),
        ("s3://posts", {"AWS_ACCESS_KEY_ID": "wrong-key"}, r"refuses \(INVALID_ACCESS_KEY_ID\)"),
        ("s3://posts", {"AWS_ENDPOINT_URL": "http://127.0.0.1:9"}, "does not answer"),
        ("s3://posts", {"AWS_ENDPOINT_URL": "tests-of-posts:secret"}, "no address of a store"),
        ("s3://posts", {"AWS_ENDPOINT_URL_S3": "http://a:wrong-secret@b"}, "no address of a store"),
    ],
)
def test_what_a_store_answers_is_told_without_keys(stores, served, address, changed, said):
    environment = served[0] | changed
    with pytest.raises(InputError, match=said) as raised:
        stores.list_files(stores.find_store(address, environment), address)
    keys = {environment["AWS_ACCESS_KEY_ID"], environment["AWS_SECRET_ACCESS_KEY"], "wrong-secret"}
    assert not any(key in line for key in keys for line in traceback.format_exception(raised.value))


@pytest.mark.parametrize("scheme", ["s3", "s3a"])
def test_keys_in_an_address_are_refused_and_not_repeated(stores, scheme):
    with pytest.raises(InputError, match="no keys in an address") as raised:
        stores.check_address(f"{scheme}://AKIA:sesame@bucket/posts")
    assert "sesame" not in str(raised.value)


def test_keys_travel_and_are_not_shown(stores, served):
    store = stores.find_store(BUCKET, served[0] | {"AWS_SESSION_TOKEN": "a-while"})
    assert pickle.loads(pickle.dumps(store)) == store  # noqa: S301 - our own
    assert (store.settings["secret_key"], store.settings["session_token"]) == (store_server.SECRET_KEY, "a-while")
    assert store_server.SECRET_KEY not in repr(store)
    assert "a-while" not in str(store)


def test_without_keys_each_machine_uses_its_own(stores):
    """A role or a profile: half a pair of keys is none."""
    store = stores.find_store(BUCKET, {"AWS_REGION": "eu-west-3", "AWS_ACCESS_KEY_ID": "k"})
    assert store.settings == {"region": "eu-west-3"}


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("s3://b/a/c.jsonl", "b/a/c.jsonl"),
        ("gs://b/a/c.jsonl", "b/a/c.jsonl"),
        ("gs://anonymous@b/a/c.jsonl", "b/a/c.jsonl"),
        ("abfss://box@account.dfs.core.windows.net/a/c.jsonl", "box/a/c.jsonl"),
    ],
)
def test_an_address_has_the_name_that_its_file_system_gives_it(stores, address, key):
    store = stores.find_store(address, {"AWS_REGION": "us-east-1"})
    assert store.key_of(address) == key
