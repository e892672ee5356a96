"""The data folder: posts as they went in, one version of each, one writer, damaged files made anew."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import duckdb
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawatur.arabic.folding import fold_character, fold_word
from tawatur.errors import StoreError
from tawatur.evidence import Batch
from tawatur.posts import EvidenceRef, Metrics, Post, PostId, Reference
from tawatur.store import Store
from tawatur.store.desk_db import DeskDatabase
from tawatur.store.parquet import COLUMNS, POST_COLUMNS

NOON = datetime(2024, 12, 5, 12, tzinfo=UTC)


def make_post(number: int = 1, **values: object) -> Post:
    """An invented post."""
    record_id = f"{number:064x}"
    defaults: dict[str, object] = {
        "platform": "x",
        "post_id": PostId(str(number)),
        "text": "سدّ الوادي ممتلئ #الوادي",
        "posted_at": NOON + timedelta(seconds=number),
        "evidence": EvidenceRef(record_id=record_id, captured_at=NOON + timedelta(days=1)),
    }
    return Post(**(defaults | values))


def keep(store: Store, posts: Sequence[Post]) -> Batch:
    """One batch: its records are the posts themselves as JSON, so that `parse` can read them again."""
    records = [msgspec.json.encode(post) for post in posts]
    batch = store.evidence.keep(records, source="test", locator="invented", media_type="application/json", level="E1")
    store.save_posts(batch, posts)
    return batch


def parse(store: Store, batch: Batch) -> Iterator[Post]:
    for _, data in store.evidence.records(batch):
        yield msgspec.json.decode(data, type=Post)


FULL = make_post(
    post_id=PostId("9007199254740993"),
    text="سطر أول\nسطر ثان \0 \N{RIGHT-TO-LEFT OVERRIDE} \N{FIRE} ' \" \\ #وسم",
    posted_at=datetime(2024, 12, 5, 17, 0, 32, 123_457, tzinfo=timezone(timedelta(hours=3))),
    account_id="77",
    handle="someone",
    display_name="فلانة",
    bio="صحافية",
    role="مراسلة",
    url="https://x.com/someone/status/9007199254740993",
    language="ar",
    tags=("وسم", "آخر"),
    urls=("https://example.org/?a=1,2",),
    media=("photo.jpg",),
    repost_of=Reference(post_id=PostId("1"), handle="other"),
    quote_of=Reference(),
    reply_to=Reference(handle="third"),
    metrics=Metrics(reposts=0, likes=2**62, replies=None, quotes=3, views=4),
    is_public=False,
    edited_at=NOON,
    evidence=EvidenceRef(record_id="ab" * 32, pointer="/data/3", captured_at=NOON, level="E2"),
)


def test_the_columns_are_the_fields_of_a_post() -> None:
    beside = "folded found is_marked too_long author traits carried received_at".split()
    assert list(COLUMNS) == [field.name for field in fields(Post)] + beside
    assert tuple(POST_COLUMNS) == tuple(COLUMNS)[: -len(beside)]


@pytest.mark.parametrize(
    "post",
    [
        pytest.param(FULL, id="every-field"),
        pytest.param(make_post(), id="few-fields"),
        pytest.param(make_post(text="", posted_at=None), id="no-time-no-text"),
        pytest.param(make_post(posted_at=datetime(1, 1, 1, tzinfo=UTC)), id="first-year"),
        pytest.param(make_post(posted_at=datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)), id="last-year"),
    ],
)
def test_a_post_comes_back_as_it_went_in(tmp_path: Path, post: Post) -> None:
    with Store(tmp_path / "data [1]*?'", writable=True) as store:
        keep(store, [post])
        assert list(store.posts()) == [post]
        assert store.post(post.platform, post.post_id) == post
        assert store.post("bluesky", post.post_id) is None
    with Store(tmp_path / "data [1]*?'") as store:
        assert list(store.posts()) == [post]


def test_a_batch_of_many_parts_is_the_same_file_as_in_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    posts = [FULL, *(make_post(number, text=f"نص {number} #وسم") for number in range(7))]
    with Store(tmp_path / "one", writable=True) as store:
        keep(store, posts)
        whole = list(store.posts())
    monkeypatch.setattr("tawatur.store.parquet.HELD_AT_ONCE", 3)
    with Store(tmp_path / "parts", writable=True) as store:
        keep(store, posts)
        assert list(store.posts()) == whole
        assert [path.suffix for path in (tmp_path / "parts" / "posts").iterdir()] == [".parquet"]


def test_an_unset_capture_time_reads_as_the_time_of_the_batch(tmp_path: Path) -> None:
    with Store(tmp_path, writable=True) as store:
        batch = keep(store, [make_post(evidence=EvidenceRef(record_id="ab" * 32))])
        (post,) = store.posts()
        assert post.evidence is not None
        assert post.evidence.captured_at == batch.at


def test_the_file_says_what_other_tools_need(tmp_path: Path) -> None:
    with Store(tmp_path, writable=True) as store:
        batch = keep(store, [FULL])
    found = duckdb.sql(f"SELECT * FROM '{tmp_path}/posts/{batch.segment}.parquet'")
    assert dict(zip(found.columns, map(str, found.types), strict=True))["posted_at"] == "TIMESTAMP WITH TIME ZONE"
    assert found.select("tags, epoch_us(posted_at), folded").fetchall() == [
        (["وسم", "آخر"], 1733407232123457, fold_word(FULL.text))
    ]


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60))
def test_folding_a_word_is_folding_its_characters(text: str) -> None:
    assert fold_word(text) == "".join(map(fold_character, text))


VERSIONS = [
    make_post(text="قصير", evidence=EvidenceRef(record_id="1" * 64)),
    make_post(text="قصير جدا", evidence=EvidenceRef(record_id="2" * 64)),
    make_post(text="قصير قطعا", evidence=EvidenceRef(record_id="3" * 64, captured_at=NOON)),
    make_post(text="قصير قطعا", evidence=EvidenceRef(record_id="4" * 64, captured_at=NOON)),
    make_post(text="قصير", metrics=Metrics(likes=9), evidence=EvidenceRef(record_id="5" * 64, captured_at=NOON)),
    make_post(text="نص", edited_at=NOON, evidence=EvidenceRef(record_id="6" * 64, captured_at=NOON)),
    make_post(2, text="آخر"),
]


def test_the_version_shown_is_the_same_in_any_order_and_any_partition(tmp_path: Path) -> None:
    shown = set()
    for seed in range(6):
        posts = [*VERSIONS, *VERSIONS[:2]]
        chance = random.Random(seed)
        chance.shuffle(posts)
        cuts = sorted(chance.sample(range(1, len(posts)), 3))
        with Store(tmp_path / str(seed), writable=True) as store:
            for start, end in zip([0, *cuts], [*cuts, len(posts)], strict=True):
                keep(store, posts[start:end])
            assert store.count() == 2
            shown.add(tuple(post.text for post in store.posts()))
    assert shown == {("نص", "آخر")}, "the edited version, and of posts without edits the last capture"


@pytest.mark.parametrize(
    ("count", "record"),
    [
        pytest.param(2, "2", id="longest-text"),
        pytest.param(3, "3", id="captured-last"),
        pytest.param(4, "3", id="least-record-id"),
        pytest.param(6, "6", id="edited-last"),
    ],
)
def test_rules_of_the_version_shown(tmp_path: Path, count: int, record: str) -> None:
    with Store(tmp_path, writable=True) as store:
        keep(store, VERSIONS[:count])
        (post,) = store.posts()
        assert post.evidence is not None
        assert post.evidence.record_id == record * 64


def test_captures_keep_the_metrics_of_their_time_once_each(tmp_path: Path) -> None:
    early = make_post(metrics=Metrics(likes=1), evidence=EvidenceRef(record_id="1" * 64, captured_at=NOON))
    late = replace(
        early,
        metrics=Metrics(likes=50),
        evidence=EvidenceRef(record_id="2" * 64, captured_at=NOON + timedelta(hours=1)),
    )
    with Store(tmp_path, writable=True) as store:
        keep(store, [early, make_post(7)])
        keep(store, [early, late])
        assert [post.metrics.likes for post in store.captures("x", PostId("1"))] == [50, 1]
        assert store.captures("x", PostId("404")) == []
        assert [post.metrics.likes for post in store.posts("post_id = ?", ["1"])] == [50]


def test_a_condition_is_asked_of_the_version_shown(tmp_path: Path) -> None:
    old = make_post(text="قبل", evidence=EvidenceRef(record_id="1" * 64, captured_at=NOON))
    new = make_post(text="بعد", evidence=EvidenceRef(record_id="2" * 64, captured_at=NOON + timedelta(hours=1)))
    with Store(tmp_path, writable=True) as store:
        keep(store, [old, new])
        assert list(store.posts("text = ?", ["قبل"])) == []
        assert [post.text for post in store.posts("text = ?", ["بعد"])] == ["بعد"]


def test_posts_come_by_time_and_those_without_one_last(tmp_path: Path) -> None:
    with Store(tmp_path, writable=True) as store:
        keep(store, [make_post(3), make_post(9, posted_at=None), make_post(1), make_post(2)])
        assert [post.post_id for post in store.posts()] == ["1", "2", "3", "9"]


def test_records_read_in_another_way_take_the_place_of_the_first_reading(tmp_path: Path) -> None:
    with Store(tmp_path, writable=True) as store:
        for number, title in enumerate(("wrong", "right")):
            batch = store.evidence.keep(
                [b"1,2"], source="table", locator="a.csv", media_type="text/csv", level="E1", options={"columns": title}
            )
            store.save_posts(batch, [make_post(number, text=title)])
        assert [post.text for post in store.posts()] == ["right"]
    with Store(tmp_path) as store:
        assert [post.text for post in store.posts()] == ["right"]
        assert store.missing == ()


# One writer


def test_a_second_writer_is_refused_and_told_who_writes(tmp_path: Path) -> None:
    with Store(tmp_path, writable=True) as store:
        keep(store, [make_post()])
        with pytest.raises(StoreError, match=f"process {os.getpid()} is writing"):
            Store(tmp_path, writable=True)
        code = "import sys; from tawatur.store import Store; Store(sys.argv[1], writable=True)"
        other = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, check=False)
        assert other.returncode == 1
        assert f"process {os.getpid()} is writing" in other.stderr.decode()
        with Store(tmp_path) as reader:
            assert reader.count() == 1
    Store(tmp_path, writable=True).close()


def test_the_lock_of_a_killed_process_is_in_nobodys_way(tmp_path: Path) -> None:
    code = (
        "import os, signal, sys; from tawatur.store import Store; "
        "store = Store(sys.argv[1], writable=True); os.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False)
    assert (tmp_path / "lock").read_text() != ""
    with Store(tmp_path, writable=True) as store:
        assert (tmp_path / "lock").read_text() == f"{os.getpid()}\n"
        assert store.count() == 0


def test_a_reader_makes_no_folder(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no such data folder"):
        Store(tmp_path / "missing")
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_place_of_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("no folder")
    with pytest.raises(StoreError, match="cannot be written to"):
        Store(tmp_path / "data", writable=True)


# Files of posts that are missing, damaged, or none of ours


def damage_missing(path: Path) -> None:
    path.unlink()


def damage_torn(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def damage_empty(path: Path) -> None:
    path.write_bytes(b"")


def damage_foreign(path: Path) -> None:
    duckdb.sql("SELECT 1 AS post_id").write_parquet(str(path))


def damage_misplaced(path: Path) -> None:
    """The file of another batch, which is a good one."""
    other = next(file for file in sorted(path.parent.glob("*.parquet")) if file != path)
    path.write_bytes(other.read_bytes())


@pytest.mark.parametrize(
    "damage", [damage_missing, damage_torn, damage_empty, damage_foreign, damage_misplaced], ids=lambda f: f.__name__
)
def test_a_damaged_file_of_posts_is_set_aside_and_made_anew(tmp_path: Path, damage) -> None:
    with Store(tmp_path, writable=True) as store:
        batches = [keep(store, [make_post(number, text=f"{number}")]) for number in range(3)]
        everything = list(store.posts())
    path = tmp_path / "posts" / f"{batches[1].segment}.parquet"
    damage(path)
    left = path.read_bytes() if path.exists() else None
    with Store(tmp_path) as reader:
        assert [batch.segment for batch in reader.missing] == [batches[1].segment]
        assert list(reader.posts()) == [everything[0], everything[2]]
        assert (path.read_bytes() if path.exists() else None) == left, "a reader changes nothing"
    with Store(tmp_path, writable=True) as store:
        assert store.rebuild(parse) == 1
        assert list(store.posts()) == everything
        assert store.missing == ()
    aside = sorted(file.read_bytes() for file in (tmp_path / "posts").glob("aside/*"))
    assert aside == ([left] if left is not None else [])


def test_a_strange_file_beside_ours_is_set_aside(tmp_path: Path) -> None:
    with Store(tmp_path, writable=True) as store:
        keep(store, [make_post()])
    (tmp_path / "posts" / "notes.parquet").write_bytes(b"PAR1 is not enough PAR1")
    with Store(tmp_path, writable=True) as store:
        ((path, why),) = store.set_aside
        assert path == tmp_path / "posts" / "aside" / "notes.0.parquet"
        assert why
        assert store.count() == 1


def test_files_of_another_version_are_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with Store(tmp_path, writable=True) as store:
        keep(store, [make_post()])
    with Store(tmp_path) as store:
        assert not store.is_outdated
    assert caplog.messages == []
    monkeypatch.setattr("tawatur.store.parquet.VERSION", 99)
    with Store(tmp_path) as store:  # a reader cannot make them, and says so
        assert store.is_outdated
    assert "the posts of 1 imports were written by another version" in caplog.text
    with Store(tmp_path, writable=True) as store:
        assert len(store.missing) == 1
        assert store.rebuild(parse) == 1
        assert store.rebuild(parse) == 0
        assert store.rebuild(parse, everything=True) == 1
        assert store.count() == 1


# The desk's database


def test_cursors_and_imports_are_remembered(tmp_path: Path) -> None:
    with Store(tmp_path, writable=True) as store:
        assert store.desk.cursor("bluesky") is None
        store.desk.save_cursor("bluesky", "1")
        store.desk.save_cursor("bluesky", "2")
        store.desk.record_import(NOON, {"posts": 3})
    with Store(tmp_path) as store:
        assert store.desk.cursor("bluesky") == "2"
        assert store.desk.imports() == [{"started_at": "2024-12-05T12:00:00+00:00", "posts": 3}]


def test_a_database_of_a_newer_tawatur_is_not_touched(tmp_path: Path) -> None:
    with Store(tmp_path, writable=True) as store:
        store.desk._connection.execute("PRAGMA user_version = 999")
    with Store(tmp_path, writable=True) as store, pytest.raises(StoreError, match="newer tawatur"):
        store.desk.cursor("bluesky")


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "desk.db").write_bytes(b"this is no database, and long enough to be looked at" * 20)
    with Store(tmp_path, writable=True) as store, pytest.raises(StoreError, match=r"desk\.db: cannot be opened"):
        store.desk.cursor("bluesky")


def test_tables_that_are_only_being_made_are_read_as_empty_ones(tmp_path):
    with Store(tmp_path, writable=True) as store:
        store.desk.save_cursor("a stream", "7")
    (tmp_path / "made.db").write_bytes(b"")  # as a process leaves it that was stopped before its first table
    reader = DeskDatabase(tmp_path / "made.db", writable=False)
    assert reader.cursor("a stream") is None
    assert reader.overrides() == []
    reader.close()
    assert not (tmp_path / "made.db").read_bytes()
    assert DeskDatabase(tmp_path / "desk.db", writable=False).cursor("a stream") == "7"
