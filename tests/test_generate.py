"""The invented posts of bench/generate.py: what the benches and the tests of engines rest on."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from pathlib import Path

import generate
import pytest

from tawatur.engine.cells import count_cells, count_cells_of, read_posts
from tawatur.hashtags import fold
from tawatur.posts import Post

COUNT = 12_000


@pytest.fixture(scope="module")
def path(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("invented") / "posts.jsonl"
    generate.write_posts(path, COUNT)
    return path


@pytest.fixture(scope="module")
def posts(path) -> list[Post]:
    return list(read_posts(path))


def test_every_line_is_a_post_of_its_own_in_order_of_time(path, posts):
    assert path.read_bytes().count(b"\n") == len(posts) == COUNT
    assert len({post.post_id for post in posts}) == COUNT
    assert all(before.posted_at <= after.posted_at for before, after in pairwise(posts))


def test_the_same_count_and_seed_give_the_same_bytes_and_another_seed_others(path):
    assert "".join(generate.generate_lines(COUNT)) == path.read_text(encoding="utf-8")
    other = "".join(generate.generate_lines(COUNT, seed=2))
    assert other != path.read_text(encoding="utf-8")
    assert other.count("\n") == COUNT


def test_stories_and_campaigns_have_the_posts_of_the_plan(posts):
    plan = generate.make_plan(COUNT)
    used = Counter(tag for post in posts if post.repost_of is None for tag in set(post.tags))
    for story in plan.stories:
        assert used[story.tag] >= story.posts  # those, and what copies of them add
    for campaign in plan.campaigns:
        behind = [post for post in posts if campaign.tag in post.tags and post.repost_of is None]
        assert len(behind) >= campaign.posts
        assert len({post.text for post in behind}) == 1
        during = [post for post in behind if 0 <= (post.posted_at - campaign.began).total_seconds() + 900 <= 2_700]
        assert len(during) >= campaign.posts
    assert plan.slots.sum() == COUNT


def test_the_posts_hold_what_makes_counting_hard(posts):
    assert 0.4 * COUNT < sum(not post.tags for post in posts) < 0.7 * COUNT
    assert {post.language for post in posts} == {"ar", "en"}
    assert sum(post.repost_of is not None for post in posts) > 0.1 * COUNT
    assert max(len(post.tags) for post in posts) > 5
    written = {tag for post in posts for tag in post.tags}
    assert len({fold(tag) for tag in written}) < 0.95 * len(written)
    by_hour = Counter(post.posted_at.hour for post in posts)
    assert max(by_hour.values()) > 2 * min(by_hour.values())


def test_the_spellings_of_a_tag_fold_to_one():
    for tag in ("أمل", "دفتر", "زهوة", "بيت_2", "river", "lake_2"):
        assert len({fold(spelling) for spelling in generate.spell(tag)}) == 1


def test_the_fast_path_counts_them_as_the_kernel_does(path, posts):
    cells = count_cells(path)
    assert cells.counted_by == "sql"
    assert cells.as_dict() == count_cells_of(posts).as_dict()
