"""The evidence level that the captures of a post reach together. Invented."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from itertools import permutations

import pytest

from tawatur.evidence import Evidence
from tawatur.pipeline import import_files, open_store
from tawatur.pipeline.levels import find_levels, join_levels


@pytest.fixture
def make(tmp_path):
    """A batch of a level, source and locator."""
    evidence = Evidence(tmp_path / "made", writable=True)

    def make_(level, source, locator):
        return evidence.keep([f"{level} {source} {locator}".encode()], source=source, locator=locator,
                             media_type="text/plain", level=level, at=datetime(2024, 12, 5, tzinfo=UTC))  # fmt: skip

    return make_


FETCHED, WEB = ("E2", "mastodon", "wss://a.example"), ("E1", "warc", "page.wacz")


@pytest.mark.parametrize(
    ("captures", "level"),
    [
        ([("E0", "paste", "-")], "E0"),
        ([("E0", "paste", "-"), ("E1", "table", "a.csv")], "E1"),
        ([FETCHED, ("E1", "table", "a.csv")], "E2"),
        ([WEB, ("E1", "table", "a.csv")], "E1"),
        ([FETCHED, WEB], "E3"),
        ([FETCHED, WEB, ("E2", "mastodon", "wss://b.example")], "E3"),  # the same way again
        ([FETCHED, WEB, ("E1", "warc", "again.wacz")], "E3"),
        ([FETCHED, WEB, ("E1", "table", "page.wacz")], "E3"),  # from the same file
        ([FETCHED, WEB, ("E1", "table", "a.csv")], "E4"),
    ],
)
def test_levels_of_several_captures(make, captures, level):
    batches = [make(*each) for each in captures]
    assert {join_levels(order) for order in permutations(batches)} == {level}


def test_a_post_of_a_stream_that_a_web_archive_holds_too_reaches_e3(root, tmp_path):
    samples = root / "tests" / "sources"
    with open_store(tmp_path / "desk")[0] as store:
        import_files([samples / "mastodon.timeline.json"], store, level="E2")
        import_files([samples / "warc.invented.warc"], store)
        posts = {post.key: post for post in store.posts("platform = 'mastodon'")}
        reached = {each.post.key: each.level for post in posts.values()
                   for each in find_levels(store, post.evidence.record_id)}  # fmt: skip
        record = next(iter(posts.values())).evidence.record_id
    assert set(reached.values()) == {"E3"}
    command = [sys.executable, "-m", "tawatur", "evidence", "show", record, "--data", str(tmp_path / "desk")]
    shown = json.loads(subprocess.run([*command, "--json"], capture_output=True, check=True).stdout)
    assert {post["level"] for post in shown["posts"]} == {"E3"}
    text = subprocess.run([*command, "--lang", "en"], capture_output=True, check=True).stdout.decode()
    assert "level of all its captures" in text
