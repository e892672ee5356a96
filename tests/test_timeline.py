"""`timeline` and `ledger` as a user runs them: formats, sources, refusals, hostile text."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tawatur.arabic.tables import read_table
from tawatur.claims import Origin, read_event_claims
from tawatur.claims.grouping import group_claims
from tawatur.timeline import read_topic
from tawatur.timeline.picture import draw_timeline
from tawatur.timeline.wording import number_words

OWN = "arabic,name,kind,country,latitude,longitude\nتل الريحان,Tell Rihan,quarter,SY,34.5,36.7\n"
POSTS = [
    ("2024-12-05T17:00:00Z", "7", "مقتل 3 أشخاص وإصابة 4 آخرين في عجلون #سيول_الأردن"),
    ("2024-12-05T17:20:00Z", "8", "ارتفاع عدد القتلى في عجلون إلى 12 شخصا"),
    ("2024-12-05T17:30:00Z", "9", "نفى المحافظ وقوع أي ضحايا في عجلون"),
    ("2024-12-05T19:00:00Z", "9", '=HYPERLINK("x") مقتل 12 شخصا في عجلون <script>alert(1)</script> \u202eabc'),
    ("2024-12-06T09:00:00Z", "7", "القوات ستدخل مدينة حمص خلال 72 ساعة"),
]  # fmt: skip


def run(*arguments: str, code: int = 0) -> tuple[str, str]:
    result = subprocess.run(
        [sys.executable, "-m", "tawatur", *arguments], capture_output=True, check=False, timeout=120
    )
    told = result.stderr.decode()
    assert "Traceback" not in told, told
    assert result.returncode == code, told
    return result.stdout.decode(), told


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("timeline")
    lines = [
        json.dumps(
            {
                "id": str(1864716497341362317 + number),
                "created_at": at,
                "author_id": who,
                "author_handle": f"u{who}",
                "text": text,
            }
        )
        for number, (at, who, text) in enumerate(POSTS)
    ]
    (folder / "posts.jsonl").write_text("\n".join(lines), encoding="utf-8")
    run("import", str(folder / "posts.jsonl"), "--data", str(folder / "data"), "--source", "posts")
    return str(folder / "data")


def test_a_place_is_told_over_time_with_voices_sources_and_contradictions(data: str) -> None:
    out, told = run("timeline", "عجلون", "--data", data, "--json", "--lang", "en")
    groups = [json.loads(line) for line in out.splitlines()]
    assert [group["first_at"] for group in groups] == sorted(group["first_at"] for group in groups)
    dead = {group["number"]["low"]: group for group in groups if group["event"] == "killed" and group["number"]}
    assert sorted(dead) == [3, 12]
    assert (dead[12]["voices"], dead[12]["first_at"]) == (2, "2024-12-05T17:20:00Z")
    denial = next(group for group in groups if group["polarity"] == "denied")
    assert {each["kind"] for each in dead[3]["contradictions"]} == {"number", "denial"}
    assert {"kind": "denial", "other": denial["id"]} in dead[12]["contradictions"]
    claim = dead[3]["claims"][0]
    assert claim["url"].startswith("https://x.com/u7/status/")
    assert len(claim["evidence"]) == 64
    assert "texts" in told


def test_a_country_holds_its_places_and_a_tag_its_spellings(data: str) -> None:
    country, _ = run("timeline", "الأردن", "--data", data, "--json")
    place, _ = run("timeline", "عجلون", "--data", data, "--json")
    assert country == place
    tag, _ = run("timeline", "#سيول_الاردن", "--data", data, "--json")
    assert {json.loads(line)["event"] for line in tag.splitlines()} == {"killed", "injured"}


def test_only_what_was_said_in_the_time_asked_for(data: str) -> None:
    out, _ = run(
        "timeline", "عجلون", "--data", data, "--json", "--from", "2024-12-05T17:10", "--to", "2024-12-05T17:25"
    )
    assert [json.loads(line)["texts"] for line in out.splitlines()] == [1]
    run("timeline", "عجلون", "--data", data, "--from", "2030-01-01", "--fail-if-empty", code=5)


def test_a_spreadsheet_runs_no_cell_and_no_handle_is_a_mention(data: str, tmp_path: Path) -> None:
    path = tmp_path / "عجلون.csv"
    run("timeline", "عجلون", "--data", data, "-o", str(path))
    rows = list(csv.DictReader(io.StringIO(path.read_bytes().decode(), newline="")))
    assert rows
    cells = [cell for row in rows for cell in row.values()]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@", "\t")) or "\u202e" in cell]
    assert {"u7", "u8 ; u9"} <= {row["handles"] for row in rows}


def test_a_map_tells_mentions_not_events(data: str) -> None:
    out, _ = run("timeline", "--data", data, "--format", "geojson")
    collection = json.loads(out)
    assert "not places of events" in collection["note"]
    by_place = {feature["properties"]["place"]: feature for feature in collection["features"]}
    longitude, latitude = by_place["Ajlun"]["geometry"]["coordinates"]
    assert (round(longitude, 1), round(latitude, 1)) == (35.8, 32.3)
    assert {feature["properties"]["meaning"] for feature in collection["features"]} == {"mention, not event"}


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_the_picture_is_plain_svg_with_its_source_and_no_script(data: str, lang: str) -> None:
    out, _ = run("timeline", "عجلون", "--data", data, "--format", "svg", "--lang", lang)
    root = ET.fromstring(out)  # noqa: S314 - our own
    assert {element.tag.split("}")[1] for element in root.iter()} <= {
        "svg", "rect", "text", "line", "circle", "title", "clipPath", "path",
    }  # fmt: skip
    assert root.get("direction") == ("rtl" if lang == "ar" else "ltr")
    texts = " ".join("".join(element.itertext()) for element in root.iter())
    assert "Natural Earth 1:50m" in texts
    assert "\u202e" not in out
    assert "<script" not in out


def test_a_claim_has_a_graph_of_its_own_posts(tmp_path: Path) -> None:
    told = "عاجل مقتل 12 شخصا في عجلون بعد سيول جرفت الطريق العام مساء اليوم"
    said = [("7", told), ("8", told.replace("عاجل", "عاااجل")), ("9", told), ("10", "مقتل 3 أشخاص في جرش صباحا")]
    lines = [
        {"id": str(1864716497341362317 + n), "created_at": f"2024-12-05T17:{n:02}:00Z", "author_id": who,
         "author_handle": f"u{who}", "text": text}
        for n, (who, text) in enumerate(said)
    ]  # fmt: skip
    (tmp_path / "posts.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    run("import", str(tmp_path / "posts.jsonl"), "--data", str(tmp_path / "data"), "--source", "posts")
    asked = ("timeline", "الأردن", "--data", str(tmp_path / "data"), "--lang", "en")
    groups = [json.loads(line) for line in run(*asked, "--json")[0].splitlines()]
    (claim,) = (group["id"] for group in groups if group["number"] and group["number"]["low"] == 12)
    assert f" {claim} " in run(*asked)[0]
    text, _ = run(*asked, "--claim", claim)
    assert "@u7 · most copied: @u7 (2)" in re.sub("[\u2066-\u2069\u200e\u200f]", "", text)
    assert "u10" not in text
    for form in ("graphml", "gexf", "svg"):
        run(*asked, "--claim", claim, "-o", str(tmp_path / f"c.{form}"))
        drawn = (tmp_path / f"c.{form}").read_text(encoding="utf-8")
        ET.fromstring(drawn)  # noqa: S314 - our own
        assert "@u7" in drawn
        assert "u10" not in drawn
    assert drawn.count("Jordan") + drawn.count("Ajlun") >= 1
    _, why = run(*asked, "--claim", "c000000000000", code=1)
    assert "none of the" in why
    _, why = run(*asked, "--format", "gexf", code=2)
    assert "--claim" in why
    (tmp_path / "a.txt").write_text("قال سامر الحاج إن 40 شخصا قتلوا في عجلون.", encoding="utf-8")
    read = (*asked, "--article", str(tmp_path / "a.txt"))
    (claim,) = (
        group["id"]
        for group in map(json.loads, run(*read, "--json")[0].splitlines())
        if group["number"] and group["number"]["low"] == 40
    )
    assert "سامر الحاج" in run(*read, "--claim", claim)[0]
    _, why = run(*read, "--claim", claim, "-o", str(tmp_path / "a.svg"), code=1)
    assert "said in articles alone" in why


def test_the_table_has_numbers_first_and_no_isolates_in_a_pipe(data: str) -> None:
    out, _ = run("timeline", "عجلون", "--data", data, "--tz", "Asia/Amman")
    first = next(line for line in out.splitlines() if "17:00" in line or "20:00" in line)
    assert first.lstrip()[:1].isdigit()
    assert "\u2068" not in out
    assert "\N{NOT EQUAL TO}" in out


@pytest.mark.parametrize(
    ("words", "shown"),
    [("العام الماضي", "2023  "), ("الشهر الماضي", "2024-11  "), ("في 9 تشرين الثاني", "2024-11-09  ")],
    ids=["year", "month", "day"],
)
def test_a_time_is_told_no_more_exactly_than_it_was_said(tmp_path: Path, words: str, shown: str) -> None:
    # "Last year" stood in the table as 2023-01-01 00:00.
    article = tmp_path / "a.txt"
    article.write_text(f"قتل 3 أشخاص في عجلون {words}.", encoding="utf-8")
    for zone in ("Asia/Amman", "UTC", "America/New_York"):
        out, _ = run("timeline", "--article", str(article), "--published", "2024-12-05T12:00", "--tz", zone)
        assert out.splitlines()[1].strip().startswith(f"1 {shown}"), out


def test_an_article_needs_no_data_folder(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "قال سامر الحاج إن 3 أشخاص قتلوا في عجلون. وقالت لينا الحاج إن 9 أشخاص قتلوا في عجلون.", encoding="utf-8"
    )
    arguments = ("--article", str(tmp_path / "a.txt"), "--data", str(tmp_path / "none"))
    run("timeline", *arguments, code=1)  # the folder was asked for by name
    out, _ = run("timeline", "عجلون", "--article", str(tmp_path / "a.txt"), "--json", "--published", "2024-12-05")
    groups = [json.loads(line) for line in out.splitlines()]
    assert [group["claims"][0]["speaker"] for group in groups] == ["سامر الحاج", "لينا الحاج"]
    assert groups[0]["contradictions"]


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(("--from", "gestern"), id="date"),
        pytest.param(("--tz", "Nowhere/City"), id="zone"),
        pytest.param(("-o", "x.docx"), id="ending"),
        pytest.param(("--json", "--format", "csv"), id="two-formats"),
    ],
)
def test_wrong_usage_is_refused(data: str, arguments: tuple[str, ...]) -> None:
    run("timeline", "عجلون", "--data", data, *arguments, code=2)


def test_the_ledger_from_article_to_score_and_back(data: str, tmp_path: Path) -> None:
    article, folder = tmp_path / "a.txt", str(tmp_path / "desk")
    article.write_text("قال سامر الحاج إن القوات ستدخل المدينة خلال 72 ساعة.", encoding="utf-8")
    out, _ = run("ledger", "add", str(article), "--published", "2024-12-05", "--data", folder, "--json")
    (added,) = map(json.loads, out.splitlines())
    name = added["id"]
    _, told = run("ledger", "add", str(article), "--published", "2024-12-05", "--data", folder, "--lang", "en")
    assert "0 forecasts added, 0 of them vague, 1 known before" in told
    assert run("ledger", "due", "--at", "2024-12-07", "--data", folder)[0] == ""
    assert name in run("ledger", "due", "--at", "2024-12-09", "--data", folder)[0]
    resolve = ("ledger", "resolve", name, "--outcome", "yes", "--data", folder, "--source")
    _, told = run(*resolve, "https://example.org/a", code=1)
    assert "has no criterion" in told
    run("ledger", "criterion", name, "أعلن أي طرف دخول القوات المدينة", "--data", folder)
    run(*resolve, "صحيح والله", code=2)
    run(*resolve, "0" * 64, code=1)  # no such evidence
    run(*resolve, "https://example.org/a")
    out, _ = run("ledger", "score", "--data", folder, "--json")
    total = json.loads(out)
    assert (total["hits"], total["scored"], total["hidden_speakers"]) == (1, 1, 1)
    run("ledger", "undo", name, "--data", folder)
    assert json.loads(run("ledger", "list", "--data", folder, "--json")[0])["status"] == "open"
    history = json.loads(run("ledger", "show", name, "--data", folder, "--json")[0])["history"]
    assert [(each["kind"], each["stands"]) for each in history] == [
        ("added", True), ("criterion", True), ("resolved", False), ("undone", True),
    ]  # fmt: skip
    exported, other = tmp_path / "h.jsonl", str(tmp_path / "other")
    run("ledger", "export", str(exported), "--data", folder)
    run("ledger", "import", str(exported), "--data", other)
    assert run("ledger", "export", "--data", other)[0] == exported.read_text(encoding="utf-8")
    _, told = run("ledger", "import", str(exported), "--data", other, "--lang", "en")
    assert "0 new changes, 4 known, 0 refused" in told


def test_the_forecasts_of_posts_come_with_their_evidence(data: str, tmp_path: Path) -> None:
    out, _ = run("ledger", "add", "--topic", "حمص", "--data", data, "--json")
    (added,) = map(json.loads, out.splitlines())
    assert (added["handle"], added["end"]) == ("u7", "2024-12-09T09:00:00+00:00")
    run("ledger", "criterion", added["id"], "معيار", "--data", data)
    run(
        "ledger",
        "resolve",
        added["id"],
        "--outcome",
        "no",
        "--source",
        added["source"]["evidence"][:16],
        "--data",
        data,
    )
    (listed,) = map(json.loads, run("ledger", "list", "--status", "resolved", "--data", data, "--json")[0].splitlines())
    assert listed["resolutions"][0]["sources"] == [added["source"]["evidence"]]


def test_a_history_that_was_altered_is_refused_line_by_line(tmp_path: Path) -> None:
    path = tmp_path / "h.jsonl"
    path.write_bytes(b'{"uid": "0"}\n\xff\xfe\n' + b"[" * 100_000 + b'\n"text"\n')
    _, told = run("ledger", "import", str(path), "--data", str(tmp_path / "desk"), "--lang", "en", code=3)
    assert "0 new changes, 0 known, 4 refused" in told
    assert "line 1" in told


def test_where_no_ledger_is_it_is_said_so(tmp_path: Path) -> None:
    _, told = run("ledger", "list", "--data", str(tmp_path / "none"), code=1)
    assert "ledger add" in told
    run("ledger", "add", "--data", str(tmp_path / "none"), code=2)


def test_own_places_are_read_from_the_option_and_from_the_data_folder(tmp_path: Path) -> None:
    article, own = tmp_path / "article.txt", tmp_path / "own.csv"
    article.write_text("قالت الهيئة إن 3 أشخاص قتلوا في تل الريحان اليوم.", encoding="utf-8")
    own.write_text(OWN, encoding="utf-8")

    def place(*arguments: str) -> object:
        out, _ = run("timeline", "--article", str(article), "--json", *arguments)
        return json.loads(out.splitlines()[0])["place"]

    assert place() is None
    named = place("--places", str(own))
    assert isinstance(named, dict)
    assert named["name"] == "Tell Rihan"
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "places.csv").write_text(OWN, encoding="utf-8")
    os.environ["TAWATUR_DATA"] = str(tmp_path / "data")
    try:
        assert place() == named
    finally:
        del os.environ["TAWATUR_DATA"]
    own.write_text(OWN + "كفر,b,city,Syria,1,2\n", encoding="utf-8")
    _, told = run("read", str(article), "--places", str(own), code=1)
    assert "own.csv, line 3: country 'Syria'" in told
    _, told = run("check", str(article), "--places", str(tmp_path / "none.csv"), code=1)
    assert "none.csv: cannot be read" in told


def test_one_claim_of_another_year_does_not_stretch_the_axis() -> None:
    """One event of last year pressed two hundred of one day into a single line."""
    day = datetime(2018, 11, 9, 15, tzinfo=UTC)
    texts = [(day + timedelta(minutes=7 * n), f"مقتل {n + 3} أشخاص في عجلون") for n in range(40)]
    claims = [
        claim
        for n, (at, text) in enumerate([*texts, (day - timedelta(days=700), "مقتل شخصين في عجلون")])
        for claim in read_event_claims(text, [], origin=Origin(name=str(n)), said_at=at)
    ]
    drawn = ET.fromstring(  # noqa: S314 - we drew it
        draw_timeline(group_claims(claims), title="عجلون", zone="Asia/Amman", lang="ar").as_file()
    )
    circles = sorted(float(each.get("cx", 0)) for each in drawn.iter("{http://www.w3.org/2000/svg}circle"))
    assert circles[-3] - circles[1] > 100
    assert "\N{FIRST STRONG ISOLATE}2016-12-09\N{POP DIRECTIONAL ISOLATE}" in "".join(drawn.itertext())


@pytest.mark.parametrize(
    ("text", "ar", "en"),
    [
        pytest.param("نزوح عشرات الآلاف", "عشرات الآلاف", "tens of thousands", id="bare"),
        pytest.param("إجلاء مئات السياح", "مئات من السياح", "hundreds of tourists", id="with-its-noun"),
    ],
)
def test_a_vague_number_is_told_as_it_was_said(text: str, ar: str, en: str) -> None:
    (claim,) = read_event_claims(text, [], origin=Origin(name="n"))
    assert claim.quantity is not None
    assert (number_words(claim.quantity, "ar"), number_words(claim.quantity, "en")) == (ar, en)


WRITTEN = (
    "مقتل 3 أشخاص في عجلون", "سيول تجتاح #سيول_الأردن والبتراء", "انفجار هز #حفرالباطن مساء", "إصابة 4 للأردن وبالكويت",
    "وفاة طفل في #المملكة", "مقتل ثلاثة في #KSA", "Two people were killed in #Aleppo", "3 dead near New York",
    "فُقد اثنان في الـأرْدُنّ", "غرق ولمعان 5 أشخاص", "انهيار مبنى بحلب الشهباء وإصابة 7", "An explosion hit the town of Idlib",
    "قُتل 9 في لبنان", "قتل 2 في العاصمة السورية دمشق",
)  # fmt: skip


@given(st.lists(st.sampled_from(WRITTEN), min_size=1, max_size=3))
@example([*WRITTEN])
def test_no_claim_of_a_place_stands_in_a_text_that_its_topic_passes_over(written: list[str]) -> None:
    text = ". ".join(written)
    claims = read_event_claims(text, (), origin=Origin(name="post"), said_at=datetime(2026, 1, 1, tzinfo=UTC))
    for claim in claims:
        country = {row["country"]: row["arabic"] for row in read_table("countries")}
        for name in filter(
            None, (claim.place and claim.place.key, claim.place and country.get(claim.place.country or ""))
        ):
            topic = read_topic(name)
            assert topic.is_in(text) or not topic.holds(claim)


def test_a_text_without_the_letters_of_a_place_is_not_read() -> None:
    topic = read_topic("الأردن")
    assert topic.is_in("سيول في #عجلون")
    assert not topic.is_in("سيول في بلدة أخرى")
    assert not read_topic("البتراء").is_in("سيول في #عجلون")
