"""Small files of posts merged: every post as before, whatever is killed, refused, read or erased meanwhile. All invented."""

from __future__ import annotations

import errno
import json
import os
import random
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import duckdb
import msgspec
import pytest
from children import kill_in, run_child
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from live_servers import event_v1, sending, serving

from tawatur import durable
from tawatur.errors import StoreError
from tawatur.evidence import Batch, Evidence
from tawatur.live.jetstream import Jetstream
from tawatur.live.wanted import make_wanted
from tawatur.pipeline import import_files, importing, open_store, watching
from tawatur.pipeline.compacting import Background, compact
from tawatur.posts import EvidenceRef, Post, PostId
from tawatur.store import Store, merging
from tawatur.store.merging import Small, group
from tawatur.store.parquet import Held, Made, Part

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATER = START + timedelta(days=30)
PHRASE = "كلمة لا تتكرر: زعفران"


@pytest.fixture(autouse=True)
def _no_hooks() -> Iterator[None]:
    yield
    durable.hooks.clear()


def record(number: int, text: str = "") -> bytes:
    return msgspec.json.encode({"id": str(number), "text": text or f"خبر مختلق {number} #الوادي"})


def keep(store: Store, records: Sequence[bytes], at: datetime, reading: str = "one") -> Batch:
    batch = store.evidence.keep(
        records, source="test", locator="invented", media_type="application/json", level="E1",
        options={"reading": reading}, at=at,
    )  # fmt: skip
    store.save_posts(batch, parse(store, batch))
    return batch


def parse(store: Store, batch: Batch) -> Iterator[Post]:
    """The posts of a batch; a record with the id 13 gives none."""
    for record_id, data in store.evidence.records(batch):
        values = msgspec.json.decode(data)
        if values["id"] != "13":
            text = f"{values['text']} ({dict(batch.options)['reading']})"
            yield Post(
                platform="x", post_id=PostId(values["id"]), text=text, posted_at=batch.at,
                evidence=EvidenceRef(record_id=record_id, level="E1"),
            )  # fmt: skip


def opened(folder: Path) -> Store:
    store = Store(folder, writable=True)
    store.rebuild(parse)
    return store


def make(folder: Path, *, files: int = 12, each: int = 3) -> None:
    """A data folder of three days, a file for each batch."""
    with opened(folder) as store:
        for number in range(files):
            keep(store, [record(number * 100 + n) for n in range(each)], START + timedelta(hours=6 * number))


def seen(store: Store) -> list[tuple[str, str, str]]:
    """Every capture: a doubled one would be there twice."""
    rows = store.connect().execute("SELECT post_id, text, evidence.record_id FROM captures").fetchall()
    return sorted(rows)


def look(folder: Path) -> list[tuple[str, str, str]]:
    """What a reader sees who opens the folder now."""
    with Store(folder) as store:
        assert store.set_aside == ()
        return seen(store)


def post_line(number: int) -> str:
    return json.dumps(
        {"platform": "x", "id": str(number), "text": f"خبر {number}", "created_at": "2026-03-01T12:00:00Z"}
    )


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "posts").iterdir() if path.is_file())


def test_posts_evidence_and_proofs_are_the_same_in_fewer_files(tmp_path):
    make(tmp_path)
    with opened(tmp_path) as store:
        before, posts, root = seen(store), list(store.posts()), store.evidence.root()
        batches, size = store.evidence.batches(), sum(store.files.values())
        summary = compact(store, now=LATER)
        assert (summary.files_before, summary.files_after, summary.merged, summary.posts) == (12, 4, 12, 36)
        assert (summary.bytes_before, summary.bytes_after < size, summary.waiting) == (size, True, 0)
        assert (seen(store), list(store.posts())) == (before, posts)
        assert all(map(store.has_posts, batches))
        assert compact(store, now=LATER).merged == 0, "what is merged stays"
    assert len(names(tmp_path)) == 4
    for _ in range(2):
        with Store(tmp_path) as store:
            assert (seen(store), list(store.posts()), store.missing) == (before, posts, ())
            assert store.evidence.verify(expect_root=root).problems == ()
            assert store.evidence.batches() == batches
        with opened(tmp_path) as store:
            assert store.rebuild(parse, everything=True) == 12


def test_today_waits_until_it_is_over_and_a_dry_run_changes_nothing(tmp_path):
    make(tmp_path)
    before = {path: path.read_bytes() for path in (tmp_path / "posts").iterdir()}
    with opened(tmp_path) as store:
        told = compact(store, now=START + timedelta(days=1, hours=1), is_dry=True)
        assert (told.files_before, told.files_after, told.merged) == (12, 11, 2)
        assert {path: path.read_bytes() for path in (tmp_path / "posts").iterdir()} == before
        assert compact(store, now=START + timedelta(days=1, hours=1)).files_after == 11
        assert compact(store, now=START).merged == 0


def test_a_long_import_ends_in_few_files_and_a_short_one_is_left_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(importing, "BATCH_RECORDS", 10)
    file = tmp_path / "posts.jsonl"
    for count, merged, files in ((70, 0, 7), (400, 33, 8)):
        lines = [post_line(number) for number in range(count)]
        file.write_text("\n".join(lines), encoding="utf-8")
        with open_store(tmp_path / "data")[0] as store:
            summary = import_files([file], store)
            assert (summary.merged, summary.as_json()["merged"], len(store.files)) == (merged, merged, files)
            assert store.count() == count
    with open_store(tmp_path / "data")[0] as store:
        assert import_files([file], store).batches_known == 40, "a merged batch is known again"


# What is merged with what


def small(number: int, *, at: datetime = START, posts: int = 10, size: int = 1000, left_out: bool = False) -> Small:
    segment = f"{number:08}-{'0' * 16}"
    made = Made(held=(Held(segment, "0" * 64, posts),), version=1)
    part = Part(path=Path(segment), made=made, left_out=frozenset([segment] if left_out else []))
    return Small(part=part, size=size, first=number, at=at)


@given(
    st.lists(
        st.builds(
            lambda hours, posts, size: (START + timedelta(hours=hours), posts, size),
            st.integers(0, 200), st.integers(0, merging.MOST_POSTS), st.integers(1, merging.MOST_BYTES),
        ),
        max_size=40,
    )
)  # fmt: skip
def test_groups_are_of_one_day_within_bounds_and_end(values):
    files = [small(number, at=at, posts=posts, size=size) for number, (at, posts, size) in enumerate(values)]
    today = date(2026, 3, 5)
    while groups := list(group(files, today=today)):
        for chosen in groups:
            assert len(chosen) > 1
            assert len({each.day for each in chosen}) == 1
            assert chosen[0].day < today
            assert sum(each.part.made.posts for each in chosen) <= merging.MOST_POSTS
            assert sum(each.size for each in chosen) <= merging.MOST_BYTES
        gone = {each.first for chosen in groups for each in chosen}
        assert len(gone) == sum(map(len, groups)), "in one group only"
        files = [each for each in files if each.first not in gone] + [
            small(chosen[0].first, at=chosen[-1].at, posts=sum(each.part.made.posts for each in chosen),
                  size=sum(each.size for each in chosen))
            for chosen in groups
        ]  # fmt: skip
    by_day: dict[date, int] = {}
    for each in files:
        if each.part.made.posts <= merging.MOST_POSTS // 2 and each.size <= merging.MOST_BYTES // 2:
            by_day[each.day] = by_day.get(each.day, 0) + (each.day < today)
    assert max(by_day.values(), default=0) <= 1, "of a day that is over one small file is left at most"


def test_a_file_with_rows_that_do_not_count_is_written_anew_alone():
    assert list(group([small(1, left_out=True)], today=LATER.date())) == [(small(1, left_out=True),)]
    assert list(group([small(1)], today=LATER.date())) == []


# Whatever happens, in any order


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.sampled_from(["keep", "keep", "again", "merge", "erase", "open", "lose"]), max_size=14),
       chance=st.randoms(use_true_random=False))  # fmt: skip
def test_in_any_order_of_steps_each_batch_counts_once_in_its_last_reading(tmp_path_factory, steps, chance):
    folder = tmp_path_factory.mktemp("data")
    kept: list[tuple[list[bytes], str]] = []  # records and how they were read last
    erased: set[bytes] = set()
    number = 0
    store = opened(folder)
    try:
        for count, step in enumerate([*steps, "merge", "open"]):
            now = START + timedelta(hours=9 * count)
            if step == "keep":
                records = [record(number + n) for n in range(chance.randint(0, 4))] or [record(13, str(number))]
                number += 5
                kept.append((records, "one"))
                keep(store, records, now)
            elif step == "again" and kept:
                at = chance.randrange(len(kept))
                kept[at] = (kept[at][0], f"reading {count}")
                keep(store, kept[at][0], now, kept[at][1])
            elif step == "merge":
                compact(store, now=now + timedelta(days=chance.randint(0, 2)))
            elif step == "erase" and (records := [r for held, _ in kept for r in held if r not in erased]):
                gone = chance.choice(records)
                erased.add(gone)
                store.erase([sha256(gone).hexdigest()], reason="أمر متخيل")
            elif step == "lose" and (files := sorted((folder / "posts").glob("*.parquet"))):
                store.close()
                chance.choice(files).unlink()
                store = opened(folder)
            elif step == "open":
                store.close()
                store = opened(folder)
            wanted = sorted(
                (values["id"], f"{values['text']} ({reading})", sha256(each).hexdigest())
                for records, reading in kept
                for each in records
                if each not in erased and (values := msgspec.json.decode(each))["id"] != "13"
            )
            assert seen(store) == wanted
            assert look(folder) == wanted
    finally:
        store.close()
    assert Evidence(folder / "evidence").verify().problems == ()


def test_a_wrong_reading_in_a_merged_file_counts_no_more_and_goes_with_the_next_merge(tmp_path):
    make(tmp_path)
    with opened(tmp_path) as store:
        compact(store, now=LATER)
        before = seen(store)
        keep(store, [record(200 + n) for n in range(3)], LATER, "another")
        after = seen(store)
        assert [row for row in after if "another" not in row[1]] == [
            row for row in before if row[0] not in {"200", "201", "202"}
        ]
        assert len(after) == len(before)
        assert look(tmp_path) == after
        compact(store, now=LATER)
        assert seen(store) == look(tmp_path) == after
        assert all(not path.name.startswith(".") for path in (tmp_path / "posts").iterdir())
    held = b"".join(path.read_bytes() for path in (tmp_path / "posts").iterdir())
    assert held.count(b"00000003-") == 0, "no file says that it holds the old batch"


def test_merged_files_of_another_version_are_made_anew(tmp_path, monkeypatch):
    make(tmp_path)
    with opened(tmp_path) as store:
        compact(store, now=LATER)
    before = look(tmp_path)
    monkeypatch.setattr("tawatur.store.parquet.VERSION", 99)
    with Store(tmp_path) as store:
        assert (store.is_outdated, len(store.missing)) == (True, 12)
    for _ in range(2):
        with opened(tmp_path) as store:
            assert seen(store) == before
            assert store.missing == ()
    assert len(names(tmp_path)) == 12
    with opened(tmp_path) as store:
        compact(store, now=LATER)
    assert look(tmp_path) == before


def test_a_damaged_merged_file_is_set_aside_and_made_anew(tmp_path):
    make(tmp_path)
    with opened(tmp_path) as store:
        compact(store, now=LATER)
    before = look(tmp_path)
    path = tmp_path / "posts" / names(tmp_path)[1]
    path.write_bytes(path.read_bytes()[:-100])
    with opened(tmp_path) as store:
        assert [each.name for each, _ in store.set_aside] == [f"{path.stem}.0.parquet"]
    assert look(tmp_path) == before


# Killed, refused


def test_a_kill_in_any_step_leaves_the_old_files_or_the_new_one(tmp_path):
    make(tmp_path / "data", files=6)
    before = look(tmp_path / "data")
    steps: list[str] = []
    durable.hooks.append(lambda step, _path, _data: steps.append(step))
    shutil.copytree(tmp_path / "data", tmp_path / "counted")
    with opened(tmp_path / "counted") as store:
        del steps[:]
        compact(store, now=LATER)
    durable.hooks.clear()
    assert {"write", "fsync", "rename", "fsync-folder", "remove"} <= set(steps)
    chance = random.Random(1)
    for number in range(len(steps)):
        folder = tmp_path / "killed"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(tmp_path / "data", folder)

        def work(tell, number=number, folder=folder):
            with opened(folder) as store:
                durable.hooks.append(kill_in(None, number + 1, chance, tell))
                compact(store, now=LATER)

        status, told = run_child(work)
        assert os.WIFSIGNALED(status), number
        assert told == [f"in:{steps[number]}"]
        assert look(folder) == before, f"killed in step {number}, {steps[number]}"
        with opened(folder) as store:
            assert (seen(store), store.set_aside) == (before, ())
            assert compact(store, now=LATER).files_after == 2
            assert seen(store) == before
        assert len(names(folder)) == 2, "nothing half done is left"
        assert look(folder) == before


@pytest.mark.parametrize("step", ["write", "fsync", "rename", "fsync-folder", "remove"])
def test_a_disk_that_refuses_a_step_costs_no_post(tmp_path, step):
    make(tmp_path)
    before = look(tmp_path)

    def refuse(now, _path, _data):
        if now == step:
            raise OSError(errno.ENOSPC, "No space left on device")

    with opened(tmp_path) as store:
        durable.hooks.append(refuse)
        if step == "remove":  # they are in nobody's way
            compact(store, now=LATER)
        else:
            with pytest.raises(StoreError, match="No space left on device"):
                compact(store, now=LATER)
        durable.hooks.clear()
        assert seen(store) == before
    with opened(tmp_path) as store:
        assert compact(store, now=LATER).files_after == 4
        assert seen(store) == before
    assert len(names(tmp_path)) == 4


def test_a_merged_file_that_differs_is_thrown_away(tmp_path, monkeypatch):
    make(tmp_path)
    before = look(tmp_path)
    copy = merging.parquet._copy

    def lossy(connection, query, temporary, made):
        copy(connection, f"{query} LIMIT 5" if len(made.held) > 1 else query, temporary, made)

    monkeypatch.setattr(merging.parquet, "_copy", lossy)
    with opened(tmp_path) as store:
        with pytest.raises(StoreError, match="not what was read"):
            compact(store, now=LATER)
        assert seen(store) == before
    assert len(names(tmp_path)) == 12


# Readers, erasures, and what runs beside


def test_a_reader_goes_on_with_the_files_that_it_found(tmp_path):
    make(tmp_path)
    before = look(tmp_path)
    with Store(tmp_path) as early, Store(tmp_path) as reader:
        connection = reader.connect()
        numbers = connection.execute("SELECT number FROM numbered_posts ORDER BY post_id").fetchnumpy()["number"]
        with opened(tmp_path) as store:
            assert compact(store, now=LATER).waiting == 12
            assert seen(store) == before
        assert seen(early) == seen(reader) == before
        assert [post.post_id for post in reader.posts_of_rows(numbers)] == sorted(row[0] for row in before)
        assert look(tmp_path) == before, "who comes now reads the new ones alone"
        early.close()
        opened(tmp_path).close()
        assert len(names(tmp_path)) == 16, "somebody still reads"
        assert seen(reader) == before
    opened(tmp_path).close()
    assert len(names(tmp_path)) == 4
    assert look(tmp_path) == before


def holds(folder: Path, phrase: str) -> bool:
    """Whether any file of posts, also one without a name, has a post with some words."""
    for path in (folder / "posts").rglob("*"):
        if path.is_file() and path.stat().st_size:
            query = f"SELECT count(*) FROM read_parquet('{path}') WHERE contains(text, ?)"
            with duckdb.connect() as connection:
                if connection.execute(query, [phrase]).fetchall() != [(0,)]:
                    return True
    return False


def test_what_is_erased_goes_from_merged_files_from_replaced_ones_and_from_what_is_being_merged(tmp_path):
    make(tmp_path)
    with opened(tmp_path) as store:
        keep(store, [record(9001, PHRASE), record(9002)], START)
        compact(store, now=LATER)
        (tmp_path / "posts" / "aside").mkdir()
        held = next(path for path in store.files if path.name.startswith("00000001-00000013-"))
        shutil.copy(held, tmp_path / "posts" / "aside" / f"{held.stem}.0.parquet")
        keep(store, [record(9003), record(9001, PHRASE)], START + timedelta(days=1))
        before = seen(store)
        with Store(tmp_path) as reader:
            (merge,) = store.plan_merges(now=LATER)
            merge.write()
            assert compact(store, now=LATER).waiting == 2
            assert seen(reader) == before
            (erasure,) = store.erase([sha256(record(9001, PHRASE)).hexdigest()], reason="طلب متخيل")
            assert len(erasure.segments) == 2
            assert not holds(tmp_path, PHRASE)
            assert not store.adopt(merge), "what it was made from has changed"
        wanted = [row for row in before if row[0] != "9001"]
        assert seen(store) == look(tmp_path) == wanted
        assert not holds(tmp_path, PHRASE)
        compact(store, now=LATER)
    with opened(tmp_path) as store:
        assert store.missing == ()
        assert seen(store) == wanted
        assert store.evidence.verify().problems == ()
    assert not holds(tmp_path, PHRASE)


def test_a_kill_in_any_step_of_an_erasure_leaves_no_merged_file_with_what_is_erased(tmp_path):
    make(tmp_path / "data", files=2)
    with opened(tmp_path / "data") as store:
        keep(store, [record(9001, PHRASE), record(9002)], START)
        compact(store, now=LATER)
    before = look(tmp_path / "data")
    wanted = [row for row in before if row[0] != "9001"]
    gone, outcomes = sha256(record(9001, PHRASE)).hexdigest(), []
    chance = random.Random(1)
    for number in range(1, 100):
        folder = tmp_path / "killed"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(tmp_path / "data", folder)

        def work(tell, number=number, folder=folder):
            with opened(folder) as store:
                durable.hooks.append(kill_in(None, number, chance, tell, blanked=record(9001, PHRASE)))
                store.erase([gone], reason="طلب متخيل")

        status, _ = run_child(work)
        with opened(folder) as store:
            is_erased = bool(store.evidence.is_erased(gone))
            assert seen(store) == look(folder) == (wanted if is_erased else before)
            assert holds(folder, PHRASE) == (not is_erased)
            assert store.evidence.verify().problems == ()
        outcomes.append(is_erased)
        if status == 0:
            break
    assert status == 0
    assert sorted(outcomes) == outcomes
    assert 0 < sum(outcomes) < len(outcomes)


def test_a_thread_merges_beside_writing_and_takes_nothing_that_changed(tmp_path):
    make(tmp_path)
    before = look(tmp_path)
    with opened(tmp_path) as store:
        background = Background(store)
        background.step(LATER)
        background._thread.join()
        gone = sha256(record(0)).hexdigest()
        store.erase([gone], reason="طلب متخيل")
        wanted = [row for row in before if row[0] != "0"]
        for _ in range(10):
            background.step(LATER)
            if background._thread is not None:
                background._thread.join()
            assert seen(store) == look(tmp_path) == wanted
        assert background.merged == 10, "the day of the erasure waits for the next one"
        background.step(LATER + timedelta(days=1))
        background.stop()
        assert seen(store) == wanted
    assert look(tmp_path) == wanted
    assert not [name for name in names(tmp_path) if name.startswith(".")]


def test_a_merge_that_is_stopped_leaves_nothing_and_comes_again(tmp_path):
    make(tmp_path)
    with opened(tmp_path) as store:
        for batch in store.evidence.batches():
            store.save_posts(batch, parse(store, batch), has_traits=False)
        before, files = seen(store), store.files
        merge = store.plan_merges(now=LATER)[0]
        merge.stop()
        with pytest.raises(StoreError, match="stopped"):
            merge.write()
        assert (store.adopt(merge), seen(store), store.files) == (False, before, files)
        assert sorted(path.name for path in store.files) == names(tmp_path)
        compact(store, now=LATER)
        assert seen(store) == before
        assert store.connect().execute("SELECT count(*) FROM captures WHERE traits IS NULL").fetchall() == [(0,)]
    assert not [*(tmp_path / "posts").glob(".*")]


def test_a_disk_that_refuses_a_merge_does_not_end_the_work_beside_it(tmp_path, caplog):
    make(tmp_path)
    before = look(tmp_path)

    def refuse(now, path, _data):
        if now == "write" and "merged" in path.name:
            raise OSError(errno.ENOSPC, "No space left on device")

    with opened(tmp_path) as store:
        durable.hooks.append(refuse)
        background = Background(store)
        for _ in range(10):
            background.step(LATER)
            if background._thread is not None:
                background._thread.join()
        background.stop()
        assert background.merged == 0
        assert seen(store) == before
    assert "No space left on device" in caplog.text


def test_a_file_that_somebody_took_away_is_named_and_ends_no_work_beside(tmp_path, caplog):
    make(tmp_path)
    before = look(tmp_path)
    with opened(tmp_path) as store:
        gone = next(iter(store.files))
        gone.unlink()
        with pytest.raises(StoreError, match=gone.name):
            compact(store, now=LATER)
        Background(store).step(LATER)
        assert gone.name in caplog.text
    with opened(tmp_path) as store:
        assert compact(store, now=LATER).files_after == 4
        assert seen(store) == before


@pytest.mark.allow_hosts(["127.0.0.1"])
def test_a_watch_merges_what_the_days_before_left(tmp_path):
    with open_store(tmp_path)[0] as store:
        for number in range(6):
            lines = [post_line(number).encode()]
            batch = store.evidence.keep(
                lines, source="posts", locator="a", media_type="application/json", level="E2",
                at=datetime.now(UTC) - timedelta(days=2),
            )  # fmt: skip
            store.save_posts(batch, importing.read_batch(store, batch))
        stop, at = threading.Event(), datetime.now(UTC)
        events = [event_v1(n, f"منشور {n}", at + timedelta(milliseconds=n)) for n in range(200)]
        with serving(sending(events, pause=0.01)) as server:
            summary = watching.watch(
                [Jetstream(server.url)], store, wanted=make_wanted(), stop=stop, on_alert=print,
                on_notice=repr, keep_seconds=0.1, until=at + timedelta(seconds=60),
                on_kept=lambda summary: summary.merged and summary.posts == 200 and stop.set(),
            )  # fmt: skip
        assert (summary.merged, summary.as_json()["merged"], summary.posts) == (6, 6, 200)
        assert store.count() == 206
    with Store(tmp_path) as store:
        assert store.count() == 206
        assert len([path for path in store.files if len(path.stem) > 30]) == 1


def test_the_command_tells_what_it_did(tmp_path):
    make(tmp_path / "data")

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "tawatur", "compact", "--data", str(tmp_path / "data"), *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, encoding="utf-8")

    dry = run("--dry-run", "--lang", "en")
    assert (dry.returncode, dry.stdout) == (0, "")
    assert "12 files with 36 posts would be merged: of 12 files 4 would be left" in dry.stderr
    done = run("--json", "--lang", "ar")
    told = json.loads(done.stdout)
    assert (told["files_before"], told["files_after"], told["merged"], told["posts"], told["waiting"]) == (
        12,
        4,
        12,
        36,
        0,
    )
    assert "كانت 12 فصارت 4" in done.stderr
    assert run("--data", str(tmp_path / "missing")).returncode == 1
    assert not (tmp_path / "missing").exists()


def test_who_opens_the_folder_while_it_is_merged_sees_each_batch_once(tmp_path):
    """Readers open the folder again and again beside a writer that keeps and merges."""
    make(tmp_path, files=4)
    over, problems = threading.Event(), []

    def read() -> None:
        while not over.is_set():
            rows = look(tmp_path)
            if len(set(rows)) != len(rows) or len(rows) < 12:
                problems.append(len(rows))

    threads = [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        with opened(tmp_path) as store:
            for number in range(4, 30):
                keep(store, [record(number * 100 + n) for n in range(3)], START + timedelta(hours=number))
                if number % 3 == 0:
                    compact(store, now=LATER)
    finally:
        over.set()
        for thread in threads:
            thread.join()
    assert problems == []
    assert len(look(tmp_path)) == 90
