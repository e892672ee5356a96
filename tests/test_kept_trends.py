"""Trends that were found before are there at once, and only while nothing changed. All posts are invented."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner
from test_store import NOON, keep, make_post

from tawatur.arabic.gazetteer import parse_place, using_places
from tawatur.cli.options import REJECTED
from tawatur.cli.store import import_posts
from tawatur.durable import unfinished
from tawatur.pipeline import find_trends, import_files, kept_trends, open_store, preparing, trends
from tawatur.pipeline.erasing import erase_records, find_wanted
from tawatur.pipeline.kept_trends import FILE, made_from, read_kept_trends
from tawatur.pipeline.trends import find_kept_trends
from tawatur.store import Store

OWN = {"arabic": "نارنجة", "name": "Naranja", "country": "SY"}


def rising(first: int, count: int, tag: str):
    """Posts of as many accounts within two hours, after a day of one an hour."""
    quiet = [
        make_post(first + number, text=f"صباح {number} #{tag}", posted_at=NOON + timedelta(hours=number))
        for number in range(30)
    ]
    loud = [
        make_post(
            first + 100 + number,
            text=f"كلام {number} عن #{tag}",
            posted_at=NOON + timedelta(hours=30, minutes=number),
            account_id=f"{first}-{number}",
        )
        for number in range(count)
    ]
    return [*quiet, *loud]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    with Store(tmp_path, writable=True) as store:
        keep(store, rising(1, 60, "نارنجة_تتحرر"))
    return tmp_path


def ask(data: Path):
    with Store(data) as store:
        return find_kept_trends(store), find_trends(store)


def test_what_is_kept_is_what_would_be_found(data, monkeypatch) -> None:
    kept, found = ask(data)
    assert found.trends
    assert kept == found
    monkeypatch.setattr(trends, "find_trends", lambda _: pytest.fail("nothing changed"))
    assert read_kept_trends(data) == found
    with Store(data) as store:
        assert find_kept_trends(store) == found


def test_new_posts_a_decision_and_an_own_place_are_asked_anew(data) -> None:
    before, _ = ask(data)
    with Store(data, writable=True) as store:
        keep(store, rising(1_000, 90, "زيتار"))
    assert read_kept_trends(data) is None
    more, found = ask(data)
    assert more == found != before
    with Store(data, writable=True) as store:
        store.desk.add_override("rename", ["زيتار"], label="غيره")
    assert read_kept_trends(data) is None
    renamed, found = ask(data)
    assert renamed == found != more
    with using_places(parse_place(OWN, "here")):
        assert read_kept_trends(data) is None
        placed, found = ask(data)
        assert placed == found != renamed
    assert read_kept_trends(data) is None


def test_an_erasure_leaves_nothing_kept(tmp_path) -> None:
    line = '{"id":"1764716497341362000","platform":"x","text":"#حمص","created_at":"2024-03-04T10:00:00Z"}\n'
    (tmp_path / "one.jsonl").write_text(line, encoding="utf-8")
    data = tmp_path / "of one"
    store, _ = open_store(data)
    with store:
        import_files([tmp_path / "one.jsonl"], store)
    ask(data)
    assert (data / FILE).exists()
    with Store(data, writable=True) as store:
        (post, *_) = store.posts()
        erase_records(store, find_wanted(store, [post.evidence.record_id]), reason="asked for")
    assert not (data / FILE).exists()


def test_an_erasure_leaves_nothing_that_was_being_kept(tmp_path, monkeypatch) -> None:
    line = '{"id":"1764716497341362000","platform":"x","text":"#حمص","created_at":"2024-03-04T10:00:00Z"}\n'
    (tmp_path / "one.jsonl").write_text(line, encoding="utf-8")
    data = tmp_path / "of one"
    store, _ = open_store(data)
    with store:
        import_files([tmp_path / "one.jsonl"], store)
    unfinished(data / FILE).write_bytes(b"{")  # a process that ended while it wrote

    def erase_while_somebody_keeps(self, *args, **kwargs):
        done = erase(self, *args, **kwargs)
        (data / FILE).write_bytes(b"{}")
        return done

    erase = Store.erase
    monkeypatch.setattr(Store, "erase", erase_while_somebody_keeps)
    with Store(data, writable=True) as store:
        (post, *_) = store.posts()
        erase_records(store, find_wanted(store, [post.evidence.record_id]), reason="asked for")
    assert not (data / FILE).exists()
    assert not unfinished(data / FILE).exists()


@pytest.mark.parametrize("written", [b"", b"{", b"\xff", b'{"made_from":1}'])
def test_a_damaged_file_is_found_anew(data, written) -> None:
    _, found = ask(data)
    (data / FILE).write_bytes(written)
    assert read_kept_trends(data) is None
    assert ask(data)[0] == found
    assert read_kept_trends(data) == found


def test_where_nothing_can_be_written_trends_are_found_all_the_same(data, monkeypatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(kept_trends, "write_new", refuse)
    kept, found = ask(data)
    assert kept == found
    assert not (data / FILE).exists()
    assert made_from(data) is not None


def write_posts(path: Path, posts) -> Path:
    lines = [
        {"id": f"{each.post_id}", "platform": each.platform, "text": each.text, "author_id": each.account_id,
         "created_at": each.posted_at.isoformat()}
        for each in posts
    ]  # fmt: skip
    path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    return path


def test_an_import_of_most_posts_finds_the_trends_at_its_end(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(preparing, "MIN_PREPARED", 60)
    data = tmp_path / "data"

    def bring(first: int, count: int) -> int:
        path = write_posts(tmp_path / f"{first}.jsonl", rising(first, count, "نارنجة_تتحرر"))
        return CliRunner().invoke(import_posts, [str(path), "--data", str(data)], standalone_mode=False).return_value

    assert bring(1, 20) is None
    assert read_kept_trends(data) is None  # few posts: whoever asks does not wait
    assert bring(1_000, 90) is None
    kept = read_kept_trends(data)
    assert kept is not None
    assert kept.trends
    with Store(data) as store:
        assert kept == find_trends(store)
    assert bring(2_000, 40) is None
    assert read_kept_trends(data) is None  # less than half of all that is there
    monkeypatch.setattr(preparing, "MAX_PREPARED", 300)
    assert bring(2_500, 250) is None
    assert read_kept_trends(data) is None  # more than an import has memory for
    monkeypatch.undo()
    monkeypatch.setattr(preparing, "MIN_PREPARED", 60)
    (data / "places.csv").write_text("nothing,that,counts\n1,2,3\n", encoding="utf-8")
    assert bring(4_000, 600) is None  # said to who asks for trends; the posts are there
    assert read_kept_trends(data) is None


@pytest.mark.parametrize("failure", [MemoryError, OSError, KeyboardInterrupt, duckdb.OutOfMemoryException])
def test_an_import_that_is_over_does_not_fail_by_what_comes_after_it(tmp_path, monkeypatch, failure) -> None:
    def fail(_: Store) -> None:
        raise failure

    monkeypatch.setattr(preparing, "MIN_PREPARED", 60)
    monkeypatch.setattr(preparing, "find_kept_trends", fail)
    path = write_posts(tmp_path / "posts.jsonl", rising(1, 90, "نارنجة_تتحرر"))
    with path.open("a", encoding="utf-8") as file:
        file.write("\n{")
    result = CliRunner().invoke(import_posts, [str(path), "--data", str(tmp_path / "data")], standalone_mode=False)
    assert result.exception is None
    assert result.return_value == REJECTED
    assert "Ctrl-C" in result.stderr
