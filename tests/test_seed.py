"""The article that defines the product, and variants of it: what its first check must find. Needs ../shared."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tawatur.check import Checked, check_article

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def seed(shared: Path) -> str:
    return (shared / "data" / "statements" / "seed_roundup.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def checked(seed: str) -> Checked:
    return check_article(seed)


def messages(checked: Checked, code: str) -> list[str]:
    return [f"{finding.message_ar}\n{finding.message_en}" for finding in checked.findings if finding.code == code]


def test_the_conflict_about_the_city_is_first(checked: Checked) -> None:
    first = checked.findings[0]
    assert (first.code, first.severity) == ("conflict.state", "error")
    for told in ("20:00", "20:43", "دمشق", "في طريقها إلى حمص", "أبوابها", "التوغل في مدينة #حمص", "بلا وقت"):
        assert told in first.message_ar
    assert checked.zone == "Asia/Damascus"


@pytest.mark.parametrize(
    ("code", "told"),
    [
        pytest.param("unsourced.number", "أكثر من 40 حاجزا", id="checkpoints"),
        pytest.param("unsourced.speaker", "أحمد رمضان: 5 تصريحات", id="third-speaker"),
        pytest.param("handle.glued", "@amansourajaDec وفي الرابط @amansouraja", id="handle"),
        pytest.param("link.time", "2024-12-05 17:00:32", id="first-time"),
        pytest.param("link.time", "2024-12-05 17:43:12", id="second-time"),
        pytest.param("link.time", "matches «Dec 5»", id="date-matches"),
        pytest.param("quote.unclosed", "8 opening against 7 closing", id="marks"),
        pytest.param("typo.complementizer", "وأوضح أم", id="typo"),
        pytest.param("stance.no_likelihood", "ورجح", id="no-likelihood"),
        pytest.param("stance.no_likelihood", "الاحتمال الأرجح» واردة تحت «وأعتبر", id="likelihood-stands-elsewhere"),
        pytest.param("language.slur", "والنصيريين", id="slur"),
        pytest.param("balance.one_camp", "شبيحة", id="balance"),
        pytest.param("spelling.variants", "حماة / حماه", id="spelling"),
        pytest.param("digits.mixed", "٧٢", id="digits"),
        pytest.param("forecast.scope", "خلال ٧٢ ساعة", id="forecast"),
    ],
)
def test_the_article_has_this_finding(checked: Checked, code: str, told: str) -> None:
    assert any(told in message for message in messages(checked, code)), messages(checked, code)


def test_political_epithets_and_place_names_are_no_slurs(checked: Checked) -> None:
    assert len(messages(checked, "language.slur")) == 1


def test_the_window_is_hatched_behind_the_dated_posts(checked: Checked) -> None:
    windows = [event for event in checked.timeline if event.kind == "window"]
    instants = [event.start for event in checked.timeline if event.kind == "statement"]
    assert [moment.strftime("%H:%M:%S") for moment in instants] == ["17:00:32", "17:43:12"]
    assert any(
        event.is_assumed and event.end and (event.end - event.start).total_seconds() == 72 * 3600 for event in windows
    )


def test_every_reading_of_the_seventy_two_hours_is_told(checked: Checked) -> None:
    readings = [
        [each.event for each in forecast.readings] for forecast in checked.forecasts if len(forecast.readings) > 1
    ]
    assert readings == [["وفيها تحركات تجري خلال ٧٢ ساعة", "لدخولها دون قتال"]]
    likely = [forecast for forecast in checked.forecasts if forecast.likelihood_words == "الاحتمال الأرجح"]
    assert "القذافي" in likely[0].event


@pytest.mark.parametrize("city", ["إدلب", "درعا", "الحديدة", "الفاشر", "سرت", "الخرطوم", "تدمر"])
def test_another_city_moves_the_findings(seed: str, city: str) -> None:
    first = check_article(seed.replace("حمص", city)).findings[0]
    assert first.code == "conflict.state"
    assert city in first.message_ar


@pytest.mark.parametrize(
    ("name", "short"), [("سامي الخطيب", "الخطيب"), ("نادر القاسم", "القاسم"), ("ليث مراد", "مراد")]
)
def test_another_analyst_is_given_his_five_statements(seed: str, name: str, short: str) -> None:
    text = seed.replace("أحمد رمضان", name).replace("ورجح رمضان", f"ورجح {short}")
    checked = check_article(text)
    assert [statement.speaker for statement in checked.statements].count(name) == 5


def test_a_woman_in_the_place_of_the_analyst(seed: str) -> None:
    text = (
        seed.replace("المحلل السياسي أحمد رمضان", "المحللة السياسية هدى سلامة").replace("ورجح رمضان", "ورجحت سلامة")
        .replace("كتب تحت", "كتبت تحت").replace("وأوضح أم", "وأوضحت أم").replace("وأردف،", "وأردفت،").replace("وأعتبر", "وأعتبرت")
    )  # fmt: skip
    assert [statement.speaker for statement in check_article(text).statements].count("هدى سلامة") == 5


@pytest.mark.parametrize("number", ["60", "١٢٠", "7"])
def test_another_number_is_the_one_without_source(seed: str, number: str) -> None:
    text = seed.replace("أكثر من 40 حاجزا", f"أكثر من {number} حاجزا")
    assert any(number in message for message in messages(check_article(text), "unsourced.number"))


@pytest.mark.parametrize("days", [-30, -1, 1, 400])
def test_another_id_contradicts_the_date(seed: str, days: int) -> None:
    moved = str(1864716497341362317 + (days * 24 * 3600 * 1000 << 22))
    checked = check_article(seed.replace("1864716497341362317", moved))
    assert len(messages(checked, "link.date")) == 1
    assert not any("UTC); matches" in message for message in messages(checked, "link.time"))


def test_an_id_of_the_future_is_impossible(seed: str) -> None:
    text = seed.replace("1864716497341362317", "2864716497341362317")
    assert messages(check_article(text, now=datetime(2026, 1, 1, tzinfo=UTC)), "link.impossible")


def test_a_repaired_article_loses_its_defects(seed: str) -> None:
    text = seed.replace("@amansourajaDec 5", "@amansouraja Dec 5").replace("#حماة_تتحرر\n", "#حماة_تتحرر”\n")
    text = text.replace("وأوضح أم", "وأوضح أن").replace("حماه", "حماة").replace("وأعتبر", "واعتبر")
    text = re.sub("[٠-٩]", lambda digit: str(ord(digit[0]) - 0x660), text)
    codes = {finding.code for finding in check_article(text).findings}
    gone = {"handle.glued", "quote.unclosed", "typo.complementizer", "typo.hamza", "spelling.variants", "digits.mixed"}
    assert not codes & (gone - {"spelling.variants"})
    assert "link.time" in codes
