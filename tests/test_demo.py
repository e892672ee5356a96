"""The invented world: the same for the same seed, labelled, apart from everything else, and what the chain makes of it."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter

import msgspec
import pytest

from tawatur import demo
from tawatur.arabic.counting import count_noun
from tawatur.arabic.tables import read_table
from tawatur.errors import InputError
from tawatur.hashtags import extract, fold, group_families
from tawatur.pipeline import import_files, open_store
from tawatur.pipeline.demonstrating import MARK, claim_folder, demonstrate
from tawatur.posts import time_from_id
from tawatur.report.records import plain_text
from tawatur.sources.posts_jsonl import format_post


@pytest.fixture(scope="module")
def world():
    return demo.generate_posts(1)


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    return demonstrate(tmp_path_factory.mktemp("world") / "demo", seed=1)


def digest(posts) -> str:
    return hashlib.sha256(b"".join(msgspec.json.encode(format_post(post)) for post in posts)).hexdigest()


def tagged(posts, tag):
    return [post for post in posts if any(fold(found.text) == fold(tag) for found in extract(post.text))]


def test_one_seed_gives_one_world_and_another_seed_another_one(world):
    assert digest(demo.generate_posts(1)) == digest(world)
    assert digest(demo.generate_posts(2)) != digest(world)
    assert 15_000 <= len(world) <= 25_000


def test_posts_are_in_order_and_ids_carry_their_times(world):
    assert [post.posted_at for post in world] == sorted(post.posted_at for post in world)
    assert len({post.post_id for post in world}) == len(world)
    assert all(time_from_id(post.platform, post.post_id) == post.posted_at for post in world)
    assert world[0].posted_at >= demo.START
    assert world[-1].posted_at < demo.END


def test_reposts_and_quote_posts_refer_to_earlier_posts_of_the_world(world):
    by_id = {post.post_id: post for post in world}
    references = [(post, each) for post in world for each in (post.repost_of, post.quote_of) if each is not None]
    assert len(references) > 500
    for post, reference in references:
        assert by_id[reference.post_id].handle == reference.handle
        assert by_id[reference.post_id].posted_at < post.posted_at


def test_no_slot_stays_open_and_every_kind_has_its_parts(world):
    assert [post.text for post in world if "{" in post.text or "}" in post.text] == []
    rows = list(read_table("demo_texts"))
    for row in rows:
        for match in demo._SLOT.finditer(row["text"]):
            if match["noun"]:
                assert count_noun(int(match["low"]), match["noun"])
    for kind in (*demo.STEADY, "friday"):
        parts = Counter(row["part"] for row in rows if row["kind"] == kind)
        assert min(parts["opening"], parts["middle"], parts["closing"]) >= 5, kind


def test_nothing_in_it_is_on_a_server_that_exists(world):
    assert {post.url.split("/")[2] for post in world} == {demo.SERVER}
    assert demo.SERVER.endswith(".example")


def test_the_weekly_tag_comes_on_fridays_only(world):
    days = Counter(post.posted_at.weekday() for post in tagged(world, demo.WEEKLY))
    assert set(days) == {demo.FRIDAY}


def test_each_city_rises_after_the_one_before_it(world):
    peaks = []
    for city in demo.CITIES:
        hours = Counter(post.posted_at.replace(minute=0, second=0, microsecond=0) for post in tagged(world, city.name))
        peaks.append(max(hours, key=hours.__getitem__))
    assert peaks == sorted(peaks)
    assert peaks[0] >= demo.STORY_START


def test_slogans_of_a_city_are_one_family_in_any_spelling_and_siblings_of_the_other_cities(world):
    counts = Counter(found.text for post in world if post.posted_at >= demo.STORY_START for found in extract(post.text))
    slogans = [family for family in group_families(counts) if family.slogan == "liberation"]
    assert len(slogans) == len(demo.CITIES)
    for family in slogans:
        assert len(family.siblings) == 2
        assert len(family.members) >= 3


def test_the_copy_paste_campaign_is_hundreds_of_accounts_and_next_to_no_voice(done):
    campaign = done.tags[demo.CAMPAIGN_TAG]
    assert campaign.accounts == demo.CAMPAIGN_ACCOUNTS
    assert campaign.headline <= 3
    city = done.tags[demo.CITIES[-1].name]
    assert 500 < city.headline < city.accounts - demo.CAMPAIGN_ACCOUNTS


def test_three_cities_rise_one_after_another_and_the_earlier_ones_are_precedents_of_the_last(done):
    starts = {city.name: [] for city in demo.CITIES}
    for trend in done.trends:
        for name, found in starts.items():
            if any(fold(name) in fold(member.tag) for member in trend.members):
                found.append(trend)
    first, second, last = (found for found in starts.values())
    assert first[0].started_at < second[0].started_at < last[0].started_at
    assert len(last) == 1
    precedents = " ".join(precedent.label for precedent in last[0].precedents)
    assert demo.CITIES[0].name in precedents
    assert demo.CITIES[1].name in precedents


def test_nothing_of_every_day_is_taken_for_news(done):
    news = {fold(city.name) for city in demo.CITIES} | {fold(demo.WEEKLY)}
    assert [trend.label for trend in done.trends if not any(name in fold(trend.label) for name in news)] == []


def test_the_weekly_tag_is_told_as_returning_behind_the_story(done):
    assert [trend.state == "returning" for trend in done.trends] == [False] * (len(done.trends) - 1) + [True]
    assert fold(done.trends[-1].label) == fold(demo.WEEKLY)
    assert done.trends[-1].returns == "friday"
    assert fold(done.trends[0].label) == fold(demo.CITIES[-1].name)


def test_times_of_the_invented_world_are_not_those_of_a_real_town(done):
    assert done.roundup.zone == demo.ZONE
    assert "أنقرة" not in plain_text(done.roundup)


def test_every_post_is_imported_and_the_roundup_tells_both_sides(done):
    assert done.summary.rejected == {}
    assert done.summary.new == done.posts
    told = plain_text(done.roundup)
    assert "ولا تتفق الروايات عن نارنجة" in told
    assert done.roundup.title.startswith("#نارنجة: أنباء عن نزوح بحسب ")
    assert [each.tag.text for each in done.roundup.rising.earlier] == ["#زيتار", "#سدرانة"]
    assert re.search(r"لا صحة لما ي\S+ عن دخول مدينة #?نارنجة", told.partition("الطرف الآخر")[2])
    assert "خلال 48 ساعة" in told


def test_doing_it_again_changes_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(demo, "POSTS_A_DAY", 10)
    first = demonstrate(tmp_path / "demo", seed=3)
    again = demonstrate(tmp_path / "demo", seed=3)
    assert (again.summary.new, again.summary.known) == (0, first.posts)
    assert first.roundup.method.digest == again.roundup.method.digest


def test_a_folder_with_anything_else_in_it_is_refused(tmp_path):
    (tmp_path / "note.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="not made by `tawatur demo`"):
        claim_folder(tmp_path, 1)
    assert [path.name for path in tmp_path.iterdir()] == ["note.txt"]


def test_a_data_folder_of_real_posts_is_refused(tmp_path):
    posts = tmp_path / "posts.jsonl"
    posts.write_text('{"id": "1864716497341362317", "platform": "x", "text": "خبر"}\n', encoding="utf-8")
    store, _ = open_store(tmp_path / "data")
    with store:
        import_files([posts], store)
    with pytest.raises(InputError, match="not empty"):
        claim_folder(tmp_path / "data", 1)


@pytest.mark.parametrize("mark", ['{"seed": 2}', "[]", "{", '{"label": "x"}'], ids=["seed", "list", "cut", "none"])
def test_a_folder_of_another_world_or_with_a_broken_mark_is_refused(tmp_path, mark):
    (tmp_path / MARK).write_text(mark, encoding="utf-8")
    with pytest.raises(InputError, match="--data"):
        claim_folder(tmp_path, 1)


def test_the_command_writes_a_labelled_page(tmp_path):
    from click.testing import CliRunner

    from tawatur.cli import cli

    result = CliRunner().invoke(cli, ["demo", "--data", str(tmp_path / "demo"), "--json"], standalone_mode=False)
    assert result.exception is None
    record = json.loads(result.stdout)
    assert record["label"] == demo.LABEL
    assert record["tags"][demo.CAMPAIGN_TAG]["voices"] <= 3
    page = (tmp_path / "demo" / "roundup.html").read_text(encoding="utf-8")
    assert demo.LABEL in page
