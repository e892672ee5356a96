"""The article of a web page: all of it, nothing of what stands around it, and the day that the page says."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
import web_pages
from growth import count_steps

from tawatur.sources.articles import read_article_input
from tawatur.sources.main_text import find_article, parse_html

TITLE = "عنوان الخبر في صفحة مختلقة"
GOLD = Path(__file__).parent / "gold" / "statements" / "natural.jsonl"
DAY = datetime(2025, 2, 11, tzinfo=UTC)
RUNNING = "قال رئيس البلدية إن العمل يبدأ غدا، وإن السكان عرفوا بالمواعيد، ودعا الجميع إلى الصبر حتى تنتهي الأعمال."


def read(html: str):
    root = parse_html(html)
    assert root is not None
    return find_article(root)


def bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.fixture(scope="module")
def articles() -> list[list[str]]:
    texts = [json.loads(line)["text"] for line in GOLD.read_text(encoding="utf-8").splitlines()]
    return [[line.strip() for line in text.split("\n") if line.strip()] for text in texts]


@pytest.mark.parametrize("template", web_pages.TEMPLATES, ids=lambda template: template.__name__)
def test_all_paragraphs_are_found_in_their_order_and_nothing_that_stands_around_them(template, articles):
    lost = strange = written = 0
    for paragraphs in articles:
        found = bare(read(template(TITLE, paragraphs)).text)
        place = 0
        for paragraph in map(bare, paragraphs):
            at = found.find(paragraph, place)
            lost += at < 0
            place = max(place, at + len(paragraph)) if at >= 0 else place
        written += len(found)
        strange += len(found) - sum(len(bare(each)) for each in paragraphs if bare(each) in found)
        told = [each for each in web_pages.FURNITURE if bare(each) in found]
        assert not told, (template.__name__, told)
    assert lost == 0
    assert strange < 0.06 * written  # a heading, a line of "source: agencies"


@pytest.mark.parametrize(
    ("head", "body"),
    [
        pytest.param('<meta property="article:published_time" content="2025-02-11T23:59:00+03:00">', "", id="open-graph"),
        pytest.param('<meta name="pubdate" content="20250211">', "", id="meta-without-dashes"),
        pytest.param('<meta name="date" content="Tue, 11 Feb 2025 08:00:00 GMT">', "", id="as-mail-writes-it"),
        pytest.param('<script type="application/ld+json">{"@graph":[{"@type":"WebSite"},{"datePublished":"2025-02-11"}]}</script>', "", id="linked-data"),
        pytest.param("", '<span itemprop="datePublished" content="2025-02-11">أمس</span>', id="microdata"),
        pytest.param("", '<time datetime="2025-02-11T08:00">قبل ساعة</time>', id="time"),
        pytest.param('<link rel="canonical" href="https://example.org/2025/2/11/a-story/">', "", id="address"),
    ],
)  # fmt: skip
def test_the_day_is_read_where_pages_say_it(head, body):
    page = read(f"<html><head>{head}</head><body>{body}<p>{RUNNING}</p></body></html>")
    assert page.published_at == DAY


@pytest.mark.parametrize("written", ["", "0000-00-00", "2025-13-40", "الثلاثاء", "9" * 400, "Tue, 99 Xyz 2025"])
def test_what_is_no_day_is_no_day(written):
    assert read(f'<meta name="date" content="{written}"><p>{RUNNING}</p>').published_at is None


def test_a_time_beside_another_story_is_not_the_time_of_this_one():
    assert read(f'<aside><time datetime="2020-01-01">قديم</time></aside><p>{RUNNING}</p>').published_at is None


def test_linked_data_hold_the_article_of_a_page_that_is_put_together_in_the_browser():
    data = json.dumps({"datePublished": "2025-02-11", "headline": TITLE, "articleBody": f"{RUNNING}\n{RUNNING}"})
    page = read(f'<script type="application/ld+json">{data}</script><div id="app"></div>')
    assert page.text == f"{RUNNING}\n{RUNNING}"
    assert page.title == TITLE


@pytest.mark.parametrize("data", ["{", "[" * 100_000, "null", '{"datePublished": {"a": 1}, "articleBody": []}'])
def test_linked_data_that_are_none_cost_nothing(data):
    page = read(f'<script type="application/ld+json">{data}</script><p>{RUNNING}</p>')
    assert page.text == RUNNING


def test_an_address_that_is_a_line_of_its_own_is_kept_and_a_link_to_another_story_is_not():
    address = "https://x.com/port_authority_r/status/1889195158533050368"
    page = read(
        f'<div><p>{RUNNING}</p><p><a href="{address}">{address}</a></p><p><a href="/a">{web_pages.TEASERS[0]}</a></p></div>'
    )
    assert page.text.split("\n") == [RUNNING, address]


@pytest.mark.parametrize(
    "style", ['style="display:none"', 'style="VISIBILITY : hidden"', "hidden", 'aria-hidden="true"']
)
def test_what_a_reader_does_not_see_is_not_read(style):
    assert read(f"<div><p>{RUNNING}</p><p {style}>{web_pages.COOKIES}</p></div>").text == RUNNING


def test_a_name_that_says_what_stands_beside_the_text_does_not_hide_the_text():
    page = read(f'<div class="sidebar"><p>{RUNNING}</p><p>{RUNNING}</p></div>')
    assert page.text == f"{RUNNING}\n{RUNNING}"


def test_a_page_declares_its_encoding(tmp_path):
    page = tmp_path / "page.html"
    page.write_bytes(
        f'<html><head><meta charset="windows-1256"></head><body><p>{RUNNING}</p></body></html>'.encode("cp1256")
    )
    given = read_article_input(str(page))
    assert given.text == RUNNING
    assert given.notes == ("the page gives no date",)


@pytest.mark.parametrize(
    ("outside", "inside"),
    [
        pytest.param("<div class=sidebar>", f"<p>{RUNNING}</p>", id="boxes-beside-that-hold-all"),
        pytest.param("<span class=share>", f"<p>{RUNNING}</p>", id="no-box-around"),
        pytest.param("<table><tr><td>", f"<p>{RUNNING}</p>", id="tables"),
        pytest.param("<sup>", "<a href=x>a</a>", id="no-notes"),
        pytest.param("<div>", "<b>x</b>", id="no-paragraphs"),
    ],
)
def test_the_work_grows_with_the_page_however_deep_it_stands(outside, inside):
    def steps(deep: int) -> int:
        return count_steps(lambda: read(outside * deep + inside * 300))

    assert steps(60) - steps(30) < 1.3 * (steps(30) - steps(1))


def test_an_element_that_was_never_closed_hides_nothing():
    assert read("<font>" * 1_000 + f"<p>{RUNNING}</p>" * 3).text.count(RUNNING) == 3
