"""Trends of a store, from posts to the command line. Posts are invented, but for the tests marked `shared`."""

from __future__ import annotations

import csv
import gzip
import json
import os
import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from worlds import NOON, QUIET_TAGS, World, make_store

from tawatur.cli import cli
from tawatur.pipeline import find_trends, find_voices, read_posts_behind
from tawatur.pipeline.board import make_board
from tawatur.pipeline.tagged import DAY, HOUR, read_tagged
from tawatur.pipeline.trends import measure_board
from tawatur.store import Store
from tawatur.trends.activity import find_outages
from tawatur.trends.statistic import measure_strengths
from tawatur.trends.windows import count_distinct

TIMES = int(os.environ.get("TAWATUR_TIMES", "3"))  # moments at which a store is cut; 20 in the long form
RAIN = [["أمطار_دمشق"], ["امطار_دمشق"], ["أمطار_دمشق", "دمشق"], ["دمشق_تغرق", "أمطار_دمشق"]]


def run(*arguments: str | Path) -> str:
    """What a command prints on stdout; it must end well."""
    result = CliRunner().invoke(cli, [str(each) for each in arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def trends_json(data: Path, *arguments: str) -> str:
    return run("trends", "--json", "--data", data, *arguments)


def read_trends(data: Path, *arguments: str) -> list[dict]:
    return [json.loads(line) for line in trends_json(data, *arguments).splitlines()]


def about(trends: list[dict], tag: str) -> dict:
    """The strongest trend with a tag among its members."""
    found = [trend for trend in trends if tag in {member["tag"] for member in trend["members"]}]
    assert found, f"no trend with #{tag} among {[trend['label'] for trend in trends]}"
    return found[0]


def moment_of(written: str) -> datetime:
    return datetime.fromisoformat(written)


@pytest.fixture(scope="module")
def flood() -> World:
    """Ten quiet days, then rain over Damascus on the ninth and over Aleppo on the tenth (all invented)."""
    world = World()
    world.background(NOON - timedelta(days=9), 10.5, an_hour=6)
    world.burst(NOON - timedelta(days=1), 5, 120, RAIN)
    world.burst(NOON, 4, 60, [["أمطار_حلب"], ["امطار_حلب"]])
    return world


@pytest.fixture(scope="module")
def flood_data(flood, tmp_path_factory) -> Path:
    return make_store(tmp_path_factory.mktemp("flood"), flood.lines)


# What is told


def test_a_rise_is_told_with_spellings_families_place_and_voices(flood_data):
    trend = about(read_trends(flood_data), "أمطار_دمشق")
    start = NOON - timedelta(days=1)
    assert start <= moment_of(trend["started_at"]) <= start + timedelta(hours=1)
    assert {"أمطار_دمشق", "امطار_دمشق", "دمشق", "دمشق_تغرق"} == {member["tag"] for member in trend["members"]}
    assert trend["place"] == "Damascus"
    assert trend["posts"] == 120
    assert trend["accounts"] == 120
    assert trend["voices"]["high"] == 120
    assert trend["voices"]["headline"] <= 120
    assert trend["state"] == "ended"
    assert trend["score"] > 15
    assert trend["q"] < 1e-5
    assert moment_of(trend["started_at"]) <= moment_of(trend["peaked_at"]) <= moment_of(trend["ended_at"])


def test_a_voice_of_two_families_of_a_topic_is_one_in_its_curve(flood_data):
    """The desk said 203 voices an hour of a trend whose report drew 140: who used two of its tags was counted twice."""
    with Store(flood_data) as store:
        found = find_trends(store)
    assert any(len(trend.families) > 1 for trend in found.trends)
    for trend in found.trends:
        assert 0 < sum(found.curves[trend.id].voices) <= trend.posts


def test_an_earlier_trend_that_says_the_same_of_another_place_is_its_precedent_and_never_summed(flood_data):
    trends = read_trends(flood_data)
    damascus, aleppo = about(trends, "أمطار_دمشق"), about(trends, "أمطار_حلب")
    assert aleppo["id"] != damascus["id"]
    assert damascus["precedents"] == []
    (precedent,) = aleppo["precedents"]
    assert precedent["key"] == damascus["key"]
    assert 22 <= precedent["lag_hours"] <= 26
    assert precedent["voices"] == damascus["voices"]["headline"]
    assert precedent["started_at"] == damascus["started_at"]
    assert precedent["peaked_at"] == damascus["peaked_at"]
    assert 5 < precedent["peak_voices"] <= damascus["voices"]["headline"]
    lasted = datetime.fromisoformat(damascus["ended_at"]) - datetime.fromisoformat(damascus["started_at"])
    assert precedent["duration_hours"] == pytest.approx(lasted / timedelta(hours=1) + 0.25, abs=0.25)
    assert damascus["families"][0] in aleppo["siblings"]


def test_what_does_not_rise_is_not_told(flood_data):
    assert {trend["place"] for trend in read_trends(flood_data)} == {"Damascus", "Aleppo"}


def test_at_a_moment_only_what_is_open_is_told(flood_data):
    during = (NOON - timedelta(hours=21)).isoformat()
    (trend,) = read_trends(flood_data, "--at", during)
    assert trend["state"] in {"started", "peaked"}
    assert trend["ended_at"] is None
    assert trend["posts"] < 120
    assert read_trends(flood_data, "--at", (NOON - timedelta(days=2)).isoformat()) == []


def test_a_trend_keeps_its_id_while_it_grows(flood_data):
    ids = {
        about(read_trends(flood_data, "--at", (NOON - timedelta(hours=hours)).isoformat()), "أمطار_دمشق")["id"]
        for hours in (22, 20, 18)
    }
    assert len(ids) == 1


def test_families_of_unrelated_people_are_no_topic_even_in_the_same_hour(tmp_path):
    world = World()
    world.background(NOON - timedelta(days=9), 10, an_hour=6)
    world.burst(NOON, 3, 50, [["مهرجان_الشعر"]])
    world.burst(NOON, 3, 40, [["نهائي_الكأس"]])
    trends = read_trends(make_store(tmp_path, world.lines))
    assert {trend["label"]: len(trend["families"]) for trend in trends} == {"مهرجان_الشعر": 1, "نهائي_الكأس": 1}


# The same in any order, in any parts, at any moment


def test_any_order_and_any_number_of_files_give_the_same_bytes(flood, flood_data, tmp_path):
    expected = trends_json(flood_data)
    for seed, files in ((1, 1), (2, 7)):
        assert trends_json(make_store(tmp_path / str(seed), flood.lines, files=files, seed=seed)) == expected


def test_a_moment_of_a_store_is_a_store_cut_at_that_moment(flood, flood_data, tmp_path):
    chance = random.Random(20)
    for number in range(TIMES):
        moment = NOON - timedelta(days=1) + timedelta(seconds=chance.randrange(36 * 3_600))
        cut = [line for line in flood.lines if moment_of(line["created_at"]) <= moment]
        data = make_store(tmp_path / str(number), cut)
        assert trends_json(data, "--at", moment.isoformat()) == trends_json(flood_data, "--at", moment.isoformat())


def test_posts_behind_a_trend_are_those_that_were_counted(flood, flood_data):
    with Store(flood_data) as store:
        trend = next(each for each in find_trends(store).trends if each.place == "Damascus")
        tags = [member.tag for member in trend.members]
        found = list(read_posts_behind(store, tags, since=trend.first_at, until=trend.ended_at))
    assert len(found) == trend.posts
    assert [post.posted_at for post in found] == sorted(post.posted_at for post in found)


def test_scores_around_the_posts_are_those_of_every_bucket(tmp_path):
    world = World()
    start = NOON - timedelta(days=150)
    world.background(start, 12, an_hour=2)
    world.burst(start + timedelta(days=9), 4, 60, [["أمطار_دمشق"]])
    world.background(NOON - timedelta(days=9), 10, an_hour=2)
    world.burst(NOON, 4, 50, [["أمطار_دمشق"]])
    world.burst(NOON - timedelta(days=2), 4, 30, [["أمطار_حلب"]])
    with Store(make_store(tmp_path, world.lines)) as store:
        tagged = read_tagged(store)
        is_covered, is_known = find_outages(tagged.totals, tagged.size, DAY)
        board = make_board(tagged, store, (), is_covered)
        activity, strengths = measure_board(board, is_covered, is_known)
    rows = np.arange(len(board.families))
    windows = np.stack(
        [
            count_distinct(board.events, rows, length=length, first=0, size=tagged.size)
            for length in (1, HOUR, 6 * HOUR, 24 * HOUR)
        ],
        axis=1,
    )
    dense, _ = measure_strengths(windows[:, 0], day=DAY, windows=windows, activity=activity)
    assert len(dense.tag) > 100
    assert strengths.tag.tolist() == dense.tag.tolist()
    assert strengths.bucket.tolist() == dense.bucket.tolist()
    assert strengths.normalised == pytest.approx(dense.normalised)
    assert strengths.stopped.bucket.tolist() == dense.stopped.bucket.tolist()


# Voices


def test_a_copied_text_is_one_voice_and_raises_nothing(tmp_path):
    world = World()
    world.background(NOON - timedelta(days=9), 10, an_hour=6)
    for number in range(40):
        text = "خبر واحد ينقله كثيرون حرفا بحرف دون أن يضيف إليه أحد منهم شيئا"
        world.post(NOON + timedelta(seconds=8 * number), ["نصر_مؤكد"], text=text)
    data = make_store(tmp_path, world.lines)
    assert read_trends(data) == []
    with Store(data) as store:
        found = find_voices(store, "#نصر_مؤكد")
    assert (found.count.accounts, found.count.v1) == (40, 1)
    told = json.loads(run("voices", "نصر_مؤكد", "--json", "--data", data))
    assert told["voices"] == {"low": 1, "headline": 1, "high": 40}
    assert told["merges"][0]["reason"] == "near-duplicate"


def test_a_post_with_more_than_five_tags_is_a_voice_of_its_first_only(tmp_path):
    world = World()
    world.background(NOON - timedelta(days=9), 10, an_hour=6)
    many = ["بيع_الساعات", *(f"وسم_رائج_{letter}" for letter in "ابجدهو")]
    world.burst(NOON, 1, 30, [many])
    trends = read_trends(make_store(tmp_path, world.lines))
    assert {member["tag"] for trend in trends for member in trend["members"]} == {"بيع_الساعات"}


def test_without_authors_texts_stand_in_and_it_is_said(tmp_path):
    world = World()
    world.background(NOON - timedelta(days=9), 10, an_hour=6)
    world.burst(NOON, 2, 50, [["أمطار_دمشق"]])
    for line in world.lines:
        line["author_id"] = None
    trend = about(read_trends(make_store(tmp_path, world.lines)), "أمطار_دمشق")
    assert trend["accounts"] is None
    assert trend["voices"] == {"low": None, "headline": None, "high": None}
    assert "no-authors" in trend["warnings"]


# Short archives, returning tags, second waves


def test_an_archive_of_hours_says_that_there_is_nothing_to_compare_with(tmp_path):
    world = World()
    world.burst(NOON, 3, 60, [["أمطار_دمشق"]])
    (trend,) = read_trends(make_store(tmp_path, world.lines))
    assert (trend["state"], trend["score"], trend["started_at"]) == ("warming", None, None)
    assert {"no-history", "warming", "no-weekly-memory"} <= set(trend["warnings"])
    assert trend["posts"] == 60


def test_a_stray_old_post_does_not_make_the_first_hours_a_rise_beside_years_of_nothing(tmp_path):
    # One post of 2009 made the first three hours of a collection exceptional (S* 59.8) instead of warming.
    world = World()
    world.burst(NOON, 3, 60, [["أمطار_دمشق"]])
    (plain,) = read_trends(make_store(tmp_path / "plain", world.lines))
    for year in (2009, 2011):
        world.post(datetime(year, 5, 1, tzinfo=UTC), ["أمطار_دمشق"])
    (trend,) = read_trends(make_store(tmp_path / "strays", world.lines))
    assert (trend["state"], trend["score"], trend["started_at"]) == ("warming", None, None)
    assert (trend["posts"], set(trend["warnings"])) == (plain["posts"], set(plain["warnings"]))


def test_a_tag_of_every_friday_is_told_as_returning(tmp_path):
    world = World()
    friday = NOON + timedelta(days=4)
    world.background(friday - timedelta(days=37), 38, an_hour=3)
    for week in range(5):
        world.burst(friday - timedelta(weeks=week), 3, 40, [["جمعة_مباركة"]])
    trends = [trend for trend in read_trends(make_store(tmp_path, world.lines)) if trend["key"] == "جمعهمباركه"]
    (returning,) = [trend for trend in trends if trend["state"] == "returning"]
    assert returning["returns"] == "friday"
    assert returning["score"] is None
    assert trends == [returning], "the first Friday, too: two later ones had as much"


def test_the_first_friday_of_a_tag_is_news_until_two_more_have_come(tmp_path):
    # tawatur demo listed its weekly tag first, as exceptional: its first Friday has no weeks before it.
    world = World()
    friday = NOON - timedelta(days=24)
    world.background(friday - timedelta(days=9), 38, an_hour=3)
    for week in range(5):
        world.burst(friday + timedelta(weeks=week), 3, 40, [["جمعة_مباركة"]])
    data = make_store(tmp_path, world.lines)
    at = (friday + timedelta(hours=2)).isoformat()
    assert [trend["state"] for trend in read_trends(data, "--at", at)] == ["started"]
    assert [trend["state"] for trend in read_trends(data) if trend["key"] == "جمعهمباركه"] == ["returning"]


def test_what_is_news_once_and_little_later_stays_news(tmp_path):
    world = World()
    friday = NOON - timedelta(days=24)
    world.background(friday - timedelta(days=9), 38, an_hour=3)
    for week, count in enumerate((80, 9, 8, 7)):
        world.burst(friday + timedelta(weeks=week), 3, count, [["أمطار_دمشق"]])
    trends = [trend for trend in read_trends(make_store(tmp_path, world.lines)) if trend["score"]]
    assert [trend["key"] for trend in trends] == ["دمشق:rain"]


def test_what_comes_back_within_two_days_is_a_second_wave(tmp_path):
    world = World()
    world.background(NOON - timedelta(days=9), 12, an_hour=6)
    world.burst(NOON, 3, 60, [["أمطار_دمشق"]])
    world.burst(NOON + timedelta(hours=30), 3, 90, [["أمطار_دمشق"]])
    (trend,) = read_trends(make_store(tmp_path, world.lines))
    first, second = trend["waves"]
    assert moment_of(first["ended_at"]) < NOON + timedelta(hours=5)
    assert NOON + timedelta(hours=30) <= moment_of(second["started_at"]) <= NOON + timedelta(hours=31)
    assert trend["posts"] == 150


# What an editor decides


def test_families_are_merged_split_renamed_and_every_change_undone(flood, tmp_path):
    data = make_store(tmp_path, flood.lines)
    before = trends_json(data)
    run("families", "merge", "#أمطار_دمشق", "أمطار_حلب", "--data", data)
    merged = about(read_trends(data), "أمطار_حلب")
    assert {"أمطار_دمشق", "أمطار_حلب"} <= {member["tag"] for member in merged["members"]}
    run("families", "split", "دمشق_تغرق", "--data", data)
    run("families", "rename", "أمطار_دمشق", "#مطر_الشتاء", "--data", data)
    assert about(read_trends(data), "أمطار_دمشق")["label"] == "مطر_الشتاء"
    assert len(run("families", "list", "--data", data).splitlines()) == 3
    for _ in range(3):
        run("families", "undo", "--data", data)
    assert run("families", "list", "--data", data) == ""
    assert trends_json(data) == before
    result = CliRunner().invoke(cli, ["families", "undo", "--data", str(data)])
    assert "no change to undo" in str(result.exception)


# Bad input


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("#" + "م" * 10_000, id="tag-of-ten-thousand-letters"),
        pytest.param("#" + "\N{ARABIC FATHA}" * 300, id="only-marks"),
        pytest.param("#حمصHoms漢字Хомс_٧", id="mixed-scripts"),
        pytest.param("#\ud83d #نار\udd25", id="unpaired-surrogates"),
        pytest.param(" ".join(f"#وسم{number}" for number in range(5_000)), id="five-thousand-tags"),
        pytest.param("#", id="a-sign-alone"),
        pytest.param("#_" * 5_000, id="signs-and-underscores"),
    ],
)
def test_odd_texts_hide_nothing_else(text, tmp_path):
    world = World()
    world.background(NOON - timedelta(days=9), 10, an_hour=6)
    world.burst(NOON, 3, 60, [["أمطار_دمشق"]])
    expected = about(read_trends(make_store(tmp_path / "plain", world.lines)), "أمطار_دمشق")
    for number in range(8):
        line = world.post(NOON + timedelta(minutes=number), [], text=text)
        line["text"] = text
    found = about(read_trends(make_store(tmp_path / "odd", world.lines)), "أمطار_دمشق")
    assert (found["started_at"], found["posts"]) == (expected["started_at"], expected["posts"])


def test_clocks_that_jump_are_left_out_and_counted(tmp_path, flood):
    world = World(2)
    jumps = [
        world.post(moment, ["أمطار_دمشق"])
        for moment in (datetime(2001, 1, 1, tzinfo=UTC), datetime(2090, 1, 1, tzinfo=UTC))
    ]
    for number, line in enumerate(jumps):
        line["id"] = f"18000000000000000{number:02}"
    plain = make_store(tmp_path / "plain", flood.lines)
    data = make_store(tmp_path / "data", [*flood.lines, *jumps])
    assert trends_json(data) == trends_json(plain)
    with Store(data) as store:
        assert find_trends(store).left_out == {"impossible-time": 2}


def test_one_author_alone_makes_no_trend(tmp_path):
    world = World()
    world.background(NOON - timedelta(days=9), 10, an_hour=6)
    for number in range(300):
        world.post(NOON + timedelta(seconds=20 * number), ["أنا_وحدي"], author="u1")
    assert read_trends(make_store(tmp_path, world.lines)) == []


def test_an_empty_store_has_no_trends_and_says_so_only_when_asked(tmp_path):
    data = make_store(tmp_path, [World().post(NOON, [])])
    assert read_trends(data) == []
    for command in (["trends"], ["voices", "لا_أحد"]):
        result = CliRunner().invoke(cli, [*command, "--data", str(data), "--fail-if-empty"], standalone_mode=False)
        assert result.return_value == 5


@pytest.mark.parametrize("command", ["voices", "timeline"])
def test_a_tag_that_nobody_used_names_the_nearest_ones(flood_data, command):
    asked = [command, "#أمطار_دمشقق", "--data", str(flood_data), "--lang", "en"]
    done = CliRunner().invoke(cli, asked)
    assert (done.exit_code, done.stdout) == (0, "")
    assert "#أمطار_دمشقق: no stored post has this tag. Nearest: #أمطار_دمشق" in done.stderr
    assert CliRunner().invoke(cli, [*asked, "--fail-if-empty"], standalone_mode=False).return_value == 5
    known = CliRunner().invoke(cli, [command, "#امطار_دمشق", *asked[2:]])
    assert "Nearest" not in known.stderr


# What is printed


def test_the_table_has_numbers_first_and_the_tag_last(flood_data):
    lines = run("trends", "--data", flood_data, "--lang", "en", "--quiet").splitlines()
    assert lines[0].split()[:3] == ["#", "S*", "voices"]
    assert lines[1].endswith("#أمطار_دمشق +2"), "the label, and how many more families"
    assert "\N{FIRST STRONG ISOLATE}" not in "".join(lines), "a pipe gets plain text"
    assert any("#أمطار_دمشق: about 25 hours earlier, peak" in line and "lasted" in line for line in lines)
    arabic = run("trends", "--data", flood_data, "--quiet")
    assert "أصوات" in arabic
    assert "#أمطار_دمشق: قبله بنحو 25 ساعة، ذروته" in arabic
    assert "تغطية" in arabic or "!" in arabic


def test_only_the_strongest_are_shown_when_asked(flood_data):
    assert len(read_trends(flood_data, "--top", "1")) == 1


def test_what_ended_yesterday_is_no_candidate_because_the_last_24_hours_hold_it(tmp_path):
    # The board showed the rain of yesterday as a candidate of today, with S* 109.
    world = World()
    world.background(NOON - timedelta(days=9), 10, an_hour=6)
    world.burst(NOON, 5, 120, [["أمطار_دمشق"]])
    assert [trend["state"] for trend in read_trends(make_store(tmp_path, world.lines))] == ["ended"]


def test_a_budget_of_alerts_leaves_trends_out_and_says_which(tmp_path):
    world = World()
    world.background(NOON - timedelta(days=9), 10, an_hour=6)
    world.burst(NOON, 5, 120, [["أمطار_دمشق"]])
    world.burst(NOON + timedelta(hours=3), 3, 30, [["زلزال_طرابلس"]])
    data = make_store(tmp_path, world.lines)
    every = read_trends(data)
    assert [trend["label"] for trend in every] == ["أمطار_دمشق", "زلزال_طرابلس"]
    done = CliRunner().invoke(cli, ["trends", "--json", "--data", str(data), "--lang", "en", "-q", "--most-a-day", "1"])
    assert [json.loads(line)["label"] for line in done.stdout.splitlines()] == ["أمطار_دمشق"]
    assert "over the budget of alerts: 1: #زلزال_طرابلس" in done.stderr
    assert read_trends(data, "--most-a-day", "2") == every


def test_voices_are_told_with_bounds_and_reasons(flood_data):
    told = run("voices", "#أمطار_دمشق", "--data", flood_data, "--lang", "en", "--quiet")
    assert "independent voices by what we can see" in told
    assert "upper bound: 1" in told


# Real events


def read_shared(shared: Path, name: str) -> list[dict]:
    with gzip.open(shared / "data" / "posts" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


@pytest.fixture(scope="module")
def real_trends(tmp_path_factory, shared) -> dict[str, list[dict]]:
    """The trends of each set that known_events.tsv names."""
    return {
        name: read_trends(make_store(tmp_path_factory.mktemp(name), read_shared(shared, name)))
        for name in ("idrisi_ar", "image_verification", "crisislex_t6")
    }


KNOWN: Sequence[tuple[str, str, list[str], str, float]] = [
    # row of known_events.tsv: event, set, tags, onset as measured there, hours within which they must be up
    ("Jordan floods II (Petra/Madaba)", "idrisi_ar", ["سيول_الأردن", "سيول_الاردن"], "2018-11-09T16:00Z", 2),
    ("Jordan floods II (Petra/Madaba)", "idrisi_ar", ["مادبا", "بترا", "معان"], "2018-11-09T16:00Z", 24),
    ("Kuwait floods, waves", "idrisi_ar", ["أمطار_الكويت", "امطار_الكويت"], "2018-11-06T00:00Z", 2),
    ("Kuwait floods, waves", "idrisi_ar", ["سيول_الكويت", "الكويت_تغرق"], "2018-11-09T17:00Z", 6),
    # The third wave: rain on the 14th to 17th. The named tags are then under a quarter of what they had two days before
    # (4 voices an hour after 149), which no baseline of 7 days calls a rise; its own new tag rises.
    ("Kuwait floods, waves", "idrisi_ar", ["تطاير_الحصى"], "2018-11-16T12:00Z", 36),
    ("Hafr al-Batin flood", "idrisi_ar", ["حفر_الباطن", "حفرالباطن"], "2019-10-27T15:35Z", 1),
    ("Hafr al-Batin flood", "idrisi_ar", ["حفرالباطن_الان", "حفرالباطن_الآن"], "2019-10-27T15:35Z", 1),
    ("Hafr al-Batin flood", "idrisi_ar", ["تعليق_الدراسة"], "2019-10-27T19:29Z", 1),
    ("Hurricane Sandy", "image_verification", ["sandy", "hurricanesandy", "frankenstorm"], "2012-10-28T19:00Z", 24),
    ("Nepal earthquake", "image_verification", ["nepalearthquake"], "2015-04-25T07:34Z", 1),
    ("Boston bombing", "crisislex_t6", ["prayforboston"], "2013-04-15T19:38Z", 1),
    ("Boston bombing", "crisislex_t6", ["bostonmarathon"], "2013-04-15T10:00Z", 12),  # the race came before the bombs
    ("Boston bombing", "crisislex_t6", ["prayfortexas"], "2013-04-18T03:38Z", 1),
    ("Boston bombing", "crisislex_t6", ["watertown"], "2013-04-19T05:39Z", 2),
]


@pytest.mark.shared
def test_every_known_event_has_a_test(shared):
    with (shared / "data" / "posts" / "known_events.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    assert {row["event"] for row in rows} == {event for event, *_ in KNOWN}


def starts_of(trends: list[dict], tag: str) -> list[datetime]:
    """When trends with a tag began to rise: each family of them, and each wave."""
    return [
        moment_of(rise["started_at"])
        for trend in trends
        if tag in {member["tag"] for member in trend["members"]}
        for rise in (*trend["rises"], *trend["waves"])
    ]


def check_known(trends: list[dict], tags: list[str], onset: str, hours: float) -> None:
    moment = datetime.fromisoformat(onset)
    for tag in tags:
        starts = starts_of(trends, tag)
        first, last = moment - timedelta(minutes=15), moment + timedelta(hours=hours)
        assert any(first <= start <= last for start in starts), (tag, onset, starts)


@pytest.mark.shared
@pytest.mark.parametrize("known", KNOWN, ids=range(len(KNOWN)))
def test_known_events_are_found(known, real_trends):
    _, name, tags, onset, hours = known
    check_known(real_trends[name], tags, onset, hours)


@pytest.mark.shared
def test_known_events_are_found_among_twenty_times_as_many_posts_in_any_order(shared, tmp_path, real_trends):
    real = read_shared(shared, "idrisi_ar")
    world = World(7)
    days = sorted({moment_of(line["created_at"]) for line in real})
    for _ in range(20 * len(real)):
        moment = world.chance.choice(days) + timedelta(seconds=world.chance.uniform(-3, 3) * 86_400)
        world.post(moment, [world.chance.choice(QUIET_TAGS)] if world.chance.random() < 0.7 else [])
    lines = [*real, *world.lines]
    expected = trends_json(make_store(tmp_path / "sorted", lines))
    assert trends_json(make_store(tmp_path / "shuffled", lines, files=7, seed=3)) == expected
    trends = [json.loads(line) for line in expected.splitlines()]
    for _, name, tags, onset, hours in KNOWN:
        if name == "idrisi_ar":
            check_known(trends, tags, onset, hours)
    hidden = {trend["id"]: trend for trend in trends}
    for trend in real_trends["idrisi_ar"]:
        found = hidden.get(trend["id"])
        assert found is not None, trend["label"]
        assert found["posts"] == trend["posts"]
        assert found["voices"] == trend["voices"]


@pytest.mark.parametrize(
    ("name", "begins"),
    [("who.svg", "<svg "), ("who.graphml", "<?xml"), ("who.gexf", "<?xml"), ("who.txt", "#"), ("who.json", "{")],
)
def test_the_ending_of_a_file_chooses_how_voices_are_told(flood_data, tmp_path, name, begins):
    path = tmp_path / name
    assert run("voices", "#أمطار_دمشق", "--data", flood_data, "--quiet", "-o", str(path), "--tz", "Asia/Damascus") == ""
    assert path.read_text(encoding="utf-8").startswith(begins)


@pytest.fixture(scope="module")
def network() -> World:
    """Twelve accounts that pushed another tag every second day, in bursts and in their own words, and now one more."""
    world = World(5)
    world.background(NOON - timedelta(days=12), 12.2, an_hour=6)
    for campaign in range(6):
        tags = [f"دفعة_{campaign}", f"حملة_{campaign}"]
        for burst in range(3 if campaign else 1):
            start = NOON - timedelta(days=2 * (5 - campaign), minutes=50 * burst)
            for account in range(12):
                world.post(start + timedelta(seconds=4 * account), tags, author=f"n{account}")
    return world


def test_a_network_is_found_under_other_tags_and_raises_no_trend(network, tmp_path):
    data = make_store(tmp_path, network.lines)
    with Store(data) as store:
        first, last = (find_voices(store, f"#حملة_{number}") for number in (0, 5))
    assert (first.count.accounts, first.count.v1, first.count.v2) == (12, 12, 12)  # nothing was known yet
    assert (last.count.accounts, last.count.v1, last.count.v2) == (12, 12, 1)
    assert not any("حملة_5" in trend["label"] or "دفعة_5" in trend["label"] for trend in read_trends(data))
    told = run("voices", "#حملة_5", "--data", data, "--lang", "en", "--quiet")
    assert "12  repeatedly in step: n0, n1, n2" in told
    assert "occasions" in told


@pytest.mark.parametrize("hours", [-49, -24, 1])
def test_who_is_in_step_at_a_moment_is_what_a_store_cut_there_knows(network, tmp_path, hours):
    moment = NOON + timedelta(hours=hours)
    at = moment.isoformat()
    whole = make_store(tmp_path / "whole", network.lines, files=3, seed=2)
    cut = make_store(tmp_path / "cut", [line for line in network.lines if moment_of(line["created_at"]) <= moment])
    for tag in ("حملة_2", "حملة_4"):
        seen = [run("voices", tag, "--json", "--at", at, "--quiet", "--data", data) for data in (whole, cut)]
        assert seen[0] == seen[1]
    assert trends_json(whole, "--at", at) == trends_json(cut, "--at", at)
