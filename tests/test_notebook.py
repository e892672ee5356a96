"""What a notebook shows of records: small, of few elements, and nothing in it that a stranger could have meant."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from importlib.resources import files

import pytest
from hostile_posts import hostile_directory, hostile_posts
from lxml import html
from worlds import NOON, World, make_store

from tawatur.check import check_article
from tawatur.pipeline import Given, compose_roundup, find_trends, find_voices, open_store

OVERRIDE = "\N{RIGHT-TO-LEFT OVERRIDE}"
HOSTILE = f"<script>alert(1)</script><img src=x onerror=alert(2)>{OVERRIDE}" + "\N{ARABIC FATHA}" * 500
ELEMENTS = {"div", "p", "b", "table", "tbody", "tr", "th", "td", "bdi", "sup", "small"}
MOST = 40_000  # characters


def read(shown: str) -> html.HtmlElement:
    """The shown HTML, once it is sure that nothing in it acts, loads or reorders."""
    tree = html.fromstring(shown)
    for element in tree.iter():
        assert element.tag in ELEMENTS, html.tostring(element)[:200]
        assert set(element.keys()) <= {"dir", "lang", "class"}, element.attrib
    assert OVERRIDE not in shown
    assert "\N{ARABIC FATHA}" * 7 not in shown
    assert len(shown) < MOST
    return tree


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_a_checked_article(monkeypatch, lang):
    monkeypatch.setenv("TAWATUR_LANG", lang)
    example = (files("tawatur") / "data" / "example.txt").read_text(encoding="utf-8")
    checked = check_article(example.replace(" ", f" {HOSTILE} ", 60) + example)
    assert checked.findings
    tree = read(checked._repr_html_())
    assert tree.get("lang") == lang
    first = checked.findings[0]
    told = (first.message_en if lang == "en" else first.message_ar)[:10]
    assert told in "".join(tree.itertext())


def test_a_roundup_with_the_records_behind_each_paragraph(tmp_path):
    store, _ = open_store(tmp_path / "data")
    with store:
        given = Given(posts=tuple(hostile_posts()), read=8, missing=(), unknown=(), rejected=())
        roundup = compose_roundup(given, store, directory=hostile_directory(), now=NOON)
    tree = read(roundup._repr_html_())
    assert all(sup.text.strip() for sup in tree.iter("sup"))
    records = {record for sentence in roundup.sentences for record in sentence.evidence}
    assert len(tree.findall(".//small/bdi")) == len(records)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    made = World(seed=3)
    made.background(NOON, 16, an_hour=6)
    made.burst(NOON + timedelta(days=15), 6, 200, [["عاصفة<b>", "عاصفة_مرجانة"]])
    folder = make_store(tmp_path_factory.mktemp("world"), made.lines)
    opened, _ = open_store(folder)
    with opened:
        yield opened


def test_trends_and_one_of_them_and_who_stands_behind(store):
    found = find_trends(store)
    tree = read(found._repr_html_())
    assert len(tree.findall(".//tr")) == 1 + min(20, len(found.trends))
    trend = found.trends[0]
    assert f"#{trend.label}" in "".join(read(trend._repr_html_()).itertext())
    voices = find_voices(store, trend.label)
    assert f"{voices.count.headline:,}" in "".join(read(voices._repr_html_()).itertext())
    hostile = replace(
        trend, label=HOSTILE, place=HOSTILE, members=tuple(replace(each, tag=HOSTILE) for each in trend.members) * 300
    )
    read(hostile._repr_html_())
    read(replace(found, trends=(hostile,) * 500)._repr_html_())


def test_nothing_found_is_shown_too(tmp_path):
    store, _ = open_store(tmp_path / "data")
    with store:
        read(find_trends(store)._repr_html_())
    read(check_article("كلام قليل.")._repr_html_())
