"""What a reader sees of lines in both directions, in a real Chromium, against tests/golden/bidi.

A golden picture here is the order of the glyphs, not their pixels: each glyph's box is asked of the browser
(Range.getClientRects, in drawings SVGTextContentElement.getExtentOfChar), and each line is written down as an eye meets
it: words from the right in a right-to-left line and from the left in another one, each from its own beginning. Fonts and
versions of the browser move boxes; they do not swap them. An English phrase inside an Arabic line therefore stands there
last word first; a date, a handle, a range or a number must read as it was written.

TAWATUR_UPDATE_GOLDEN=1 writes the files anew: read the difference as a reader of the page would.
"""

from __future__ import annotations

import os
import re
import unicodedata
from itertools import groupby, pairwise
from pathlib import Path

import pytest
from desk_fixtures import desk, world  # noqa: F401 - fixtures
from stories import read_story
from test_report_trend import make, make_world
from worlds import make_store

from tawatur.check import check_article
from tawatur.markup import inline
from tawatur.page import render_check
from tawatur.report.as_page import render_page
from tawatur.report.compose import compose

pytestmark = pytest.mark.browser

GOLDEN = Path(__file__).parent / "golden" / "bidi"
ARTICLE = """تصدر وسم #مرجانة_الآن (1,240 منشورا) يوم 2024-12-05 بين 20:00 و21:30.
قال الصحفي سامر الحاج @samer_h إن 10-15 شاحنة وصلت عند الساعة 09:45: «الطريق M5 مغلق منذ 72 ساعة» https://x.com/samer_h/status/1864716497341362317
ونشرت رانية الدوسكي @rania.dosky: «Flood level 3.5 m, stay away من الجسر»، بحسب Jisr Radio 98.7 FM.
وأضافت أن ٧٢٪ من البيوت (نحو ١٬٢٠٠ بيت) بلا كهرباء؛ والرقم +963 11 555 0100 لا يجيب.
"""
MIXED = (  # a line of ours or a stranger's, and the direction that the page gives it
    ("10-15 شاحنة و3 سيارات", "rtl"),
    ("@samer_h، في 2024-12-05", "rtl"),
    ("#Homs و#حمص بين 20:00 و21:30", "rtl"),
    ("EV-ZG4KTTLW4X. سجل القياس 0123456789abcdef0123", "rtl"),
    ("The tag #أمطار_حلب rose 19 hours after #حماة", "ltr"),
    ("«Real Madrid 3-1» قال المعلق (2024-12-05 20:00 UTC)", None),
    ("\N{RIGHT-TO-LEFT OVERRIDE}12 منشورا\N{POP DIRECTIONAL FORMATTING} من 40", "rtl"),
)
LINES = """(selector) => {
  const isSvg = e => e instanceof SVGTextElement;
  const glyphs = e => {
    const found = [];
    if (isSvg(e)) {
      for (let at = 0; at < e.getNumberOfChars(); at++) {
        const box = e.getExtentOfChar(at);
        found.push([e.textContent[at], box.x, box.width, 0]);
      }
      return found;
    }
    const walker = document.createTreeWalker(e, NodeFilter.SHOW_TEXT);
    for (let node = 0; walker.nextNode(); node++) {
      if (walker.currentNode.parentElement.closest('svg')) continue;
      [...walker.currentNode.data].reduce((at, character) => {
        const range = document.createRange();
        range.setStart(walker.currentNode, at);
        range.setEnd(walker.currentNode, at + character.length);
        const box = range.getBoundingClientRect();
        found.push([character, box.left, box.width, node]);
        return at + character.length;
      }, 0);
    }
    return found;
  };
  return [...document.querySelectorAll(selector)].filter(e => e.checkVisibility())
    .map(e => [getComputedStyle(e).direction, glyphs(e)]);
}"""
WIDE = "* { white-space: nowrap !important; flex-wrap: nowrap !important; max-width: none !important; }"


def as_seen(direction: str, glyphs: list[tuple[str, float, float, int]]) -> str:
    """A line as an eye meets it: words in their order on the screen, each from its own beginning."""
    pieces: list[
        tuple[int, list[tuple[str, float]]]
    ] = []  # (word that it is of, glyphs): Arabic letters, others, a mark
    word, last, kind = 0, 0, ""
    for at, (character, left, width, node) in enumerate(glyphs):
        if character.isspace() or node != last:
            word, kind = word + 1, ""
        last = node
        if character.isspace() or width <= 0 or unicodedata.category(character) in {"Mn", "Cf"}:
            continue
        following = glyphs[at + 1][0] if at + 1 < len(glyphs) and glyphs[at + 1][3] == node else " "
        is_inside = kind == "latin" and following.isascii() and following.isalnum()
        own = kind_of(character) if kind_of(character) != "mark" or not is_inside else "latin"
        if own != kind or own == "mark":
            pieces.append((word, []))
        kind = own
        pieces[-1][1].append((character, left + width / 2))
    shown = []
    for number, piece in pieces:
        seen = "".join(character for character, _ in sorted(piece, key=lambda each: each[1]))
        is_arabic = kind_of(seen[0]) == "arabic"
        shown.append((sum(x for _, x in piece) / len(piece), number, seen[::-1] if is_arabic else seen))
    shown.sort(reverse=direction == "rtl")
    line = "".join(text for _, _, text in shown[:1])
    for (_, before, _), (_, number, text) in pairwise(shown):
        line += text if number == before else f" {text}"
    return line


def kind_of(character: str) -> str:
    """What a glyph is read with: Arabic letters, Latin letters and digits (Arabic ones too), or nothing."""
    kind = unicodedata.bidirectional(character)
    if kind in {"R", "AL"}:
        return "arabic"
    return "latin" if kind in {"L", "EN", "AN"} or character in "@#_+" else "mark"


def read_lines(page, selector: str) -> str:
    """Every line that a selector finds, as it is seen; one a line."""
    page.add_style_tag(content=WIDE)
    page.evaluate("document.fonts.ready")
    lines = [as_seen(direction, glyphs) for direction, glyphs in page.evaluate(LINES, selector)]
    return "".join(f"{line}\n" for line in lines if line)


def assert_golden(name: str, seen: str) -> None:
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("TAWATUR_UPDATE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(seen, encoding="utf-8")
    assert seen.count("\n") >= 3
    assert seen == path.read_text(encoding="utf-8")


@pytest.fixture
def show(browser, tmp_path):
    """Opens HTML in a window so wide that no line breaks."""
    context = browser.new_context(viewport={"width": 4000, "height": 900}, bypass_csp=True)

    def open_(html: str):
        (tmp_path / "page.html").write_text(html, encoding="utf-8")
        page = context.new_page()
        page.goto((tmp_path / "page.html").as_uri())
        return page

    yield open_
    context.close()


def test_lines_in_both_directions_are_seen_in_order(show):
    lines = "".join(f"<p>{inline(text, direction)}</p>" for text, direction in MIXED)
    page = show(f'<!doctype html><html lang="ar" dir="rtl"><meta charset="utf-8"><body>{lines}')
    assert_golden("inline.ar", read_lines(page, "p"))
    page = show(f'<!doctype html><html lang="en" dir="ltr"><meta charset="utf-8"><body>{lines}')
    assert_golden("inline.en", read_lines(page, "p"))


def test_what_is_not_isolated_is_seen_out_of_order(show):
    """The measure itself can fail: without our isolates the same lines read otherwise."""
    lines = "".join(f"<p>{text}</p>" for text, _ in MIXED)
    page = show(f'<!doctype html><html lang="ar" dir="rtl"><meta charset="utf-8"><body>{lines}')
    seen, right = (
        read_lines(page, "p").splitlines(),
        (GOLDEN / "inline.ar.txt").read_text(encoding="utf-8").splitlines(),
    )
    assert len(seen) == len(right)
    assert sum(one != other for one, other in zip(seen, right, strict=True)) >= 3
    assert any("05-12-2024" in line for line in seen)


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_a_checked_article_is_seen_in_order(show, lang):
    page = show(render_check(check_article(ARTICLE), lang=lang, title="مثال", note="مثال مختلق", version="0"))
    assert_golden(f"check.{lang}", read_lines(page, "#article p, .card h3, .card .meta, .card li"))


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_a_roundup_is_seen_in_order(show, lang):
    posts, options = read_story("city")
    page = show(render_page(compose(posts, language=lang, **options)))
    assert_golden(f"roundup.{lang}", read_lines(page, "blockquote p, .roundup footer, .picture text"))
    told = "h1, .roundup .lead p, .roundup li"  # our own words: their wording has golden files of its own
    for direction, glyphs in page.evaluate(LINES, told):
        nodes = [list(group) for _, group in groupby(glyphs, key=lambda glyph: glyph[3])]
        written = " ".join("".join(character for character, *_ in node) for node in nodes)
        seen = as_seen(direction, glyphs)
        kept = re.findall(r"@\w+|\d{4}-\d\d-\d\d|\d\d:\d\d|\d+", written)
        assert [each for each in kept if each not in seen] == []


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_pictures_of_a_trend_are_seen_in_order(show, lang, tmp_path):
    data = make_store(tmp_path / "world", make_world().lines)
    page = show(render_page(make(data, language=lang)))
    assert_golden(
        f"pictures.{lang}", read_lines(page, ".picture figcaption, .picture .marks li, .picture svg.wide text")
    )


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_the_board_and_a_topic_are_seen_in_order(browser, desk, lang):  # noqa: F811
    context = browser.new_context(viewport={"width": 4000, "height": 900}, bypass_csp=True)
    value = f"lang={lang}&zone=Asia/Damascus"
    context.add_cookies([{"name": "tawatur-settings", "value": value, "url": desk.address}])
    page = context.new_page()
    page.goto(f"{desk.address}/?show=all")
    page.locator("tr.topic").first.wait_for()
    seen = read_lines(page, "tr.topic .name, tr.topic .under, .glances li, .glances text")
    page.goto(desk.address + page.locator("tr.topic .name").first.get_attribute("href"))
    seen += read_lines(page, ".topic-head h1, .topic-head .meta, .topic-head .chip")
    context.close()
    assert_golden(f"desk.{lang}", seen)
