"""The page of a roundup in a real browser: layout, colours, print, accessibility, hostile posts."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from importlib.resources import files

import pytest
from hostile_posts import hostile_directory, hostile_posts
from stories import STORIES, read_story
from test_page_browser import contrast, luminance, style
from test_report_trend import make, make_world
from worlds import make_store

from tawatur.check import check_article
from tawatur.page import render_check
from tawatur.report.as_page import render_page
from tawatur.report.compose import compose
from tawatur.report.records import Curve, Roundup

pytestmark = pytest.mark.browser

PAGES = [*(f"{story}.{language}" for story in STORIES for language in ("ar", "en")), "hostile.ar"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("roundups")
    for name in PAGES:
        story, _, language = name.partition(".")
        if story == "hostile":
            made = compose(hostile_posts(), directory=hostile_directory(), zone="Asia/Damascus")
        else:
            posts, options = read_story(story)
            made = compose(posts, language=language, **options)
        (folder / f"{name}.html").write_text(render_page(made, note="مثال مختلق"), encoding="utf-8")
    checked = check_article("قال وزير المياه سامر الحاج إن السد ممتلئ. ودخلت القوات مدينة حمص.")
    (folder / "check.html").write_text(render_check(checked, title="مثال", note="مثال", version="0"), encoding="utf-8")
    return folder


@pytest.fixture
def open_page(browser, folder):
    """Opens a page; at the end nothing may have been logged, refused, asked for, or popped up."""
    troubles: list[str] = []
    contexts = []

    def open_(name, width=1280, **options):
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: troubles.append(f"console: {message.text}"))
        page.on("dialog", lambda dialog: (troubles.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on("request", lambda r: r.url.startswith(("file:", "data:")) or troubles.append(f"asked: {r.url[:80]}"))
        page.goto((folder / f"{name}.html").as_uri())
        page.evaluate("document.fonts.ready")
        return page

    yield open_
    for context in contexts:
        context.close()
    assert troubles == []


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("name", PAGES)
def test_no_roundup_scrolls_sideways(open_page, name, width):
    page = open_page(name, width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["city.ar", "storm.en", "hostile.ar", "check"])
def test_axe_finds_nothing(open_page, name, scheme):
    page = open_page(name, 390, color_scheme=scheme, bypass_csp=True)
    page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("axe.run().then(r => r.violations.map(v => [v.id, v.nodes.map(n => n.html)]))")
    assert found == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_roundup_can_be_read(open_page, scheme):
    page = open_page("city.ar", color_scheme=scheme)
    sheet = style(page, ".roundup", "backgroundColor")
    assert (luminance(sheet) < 0.05) == (scheme == "dark")
    assert contrast(style(page, ".roundup p", "color"), sheet) >= 7
    assert contrast(style(page, "sup a", "color"), sheet) >= 4.5


def test_a_number_behind_a_sentence_leads_to_its_record(open_page):
    page = open_page("city.ar", reduced_motion="reduce")
    page.locator("blockquote sup a").first.click()
    target = page.url.rsplit("#", 1)[1]
    box = page.locator(f"#{target}").bounding_box()
    assert 0 <= box["y"] <= 900


def test_each_language_stands_on_its_side(open_page):
    page = open_page("flood.ar")
    assert style(page, "blockquote p[dir=rtl]", "direction") == "rtl"
    english = page.locator("blockquote p[lang=en]")
    assert english.evaluate("e => getComputedStyle(e).direction") == "ltr"


def test_the_first_stop_of_the_keyboard_skips_to_the_roundup(open_page):
    page = open_page("city.ar")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "article"


def test_a_roundup_prints(open_page):
    page = open_page("city.ar", color_scheme="dark")
    page.emulate_media(media="print")
    assert luminance(style(page, "body", "backgroundColor")) > 0.9
    assert page.locator("#evidence").is_visible()
    assert page.pdf(prefer_css_page_size=True, print_background=True).startswith(b"%PDF")


# The curve of a trend

CURVES = ("rising.ar", "rising.en", "weeks.ar")
BOXES = """(selector) => Array.from(document.querySelectorAll(selector)).filter(e => e.checkVisibility()).map(e => {
  const b = e.getBoundingClientRect(); return [b.left, b.top, b.right, b.bottom]; })"""


@pytest.fixture(scope="module")
def risen(folder, tmp_path_factory) -> dict[str, Roundup]:
    """A trend in both languages; and one of eight weeks whose marks stand close to each other."""
    data = make_store(tmp_path_factory.mktemp("rain"), make_world().lines)
    made = {name: make(data, language=name.partition(".")[2]) for name in CURVES[:2]}
    rising = made["rising.ar"].rising
    start = rising.curve.start - timedelta(days=50)
    curve = Curve(start=start, step=timedelta(hours=12), voices=tuple(range(114)), posts=tuple(range(1, 115)))
    near = [timedelta(hours=hours) for hours in (1, 3, 9, 200, 204)]
    earlier = [replace(rising.earlier[0], started_at=rising.earlier[0].started_at - each) for each in near]
    made["weeks.ar"] = replace(made["rising.ar"], rising=replace(rising, curve=curve, earlier=tuple(earlier)))
    for name, roundup in made.items():
        (folder / f"{name}.html").write_text(render_page(roundup, note="مثال مختلق"), encoding="utf-8")
    return made


def overlaps(boxes: list[list[float]]) -> list[tuple[list[float], list[float]]]:
    return [
        (a, b)
        for number, a in enumerate(boxes)
        for b in boxes[number + 1 :]
        if a[0] < b[2] - 0.5 and b[0] < a[2] - 0.5 and a[1] < b[3] - 0.5 and b[1] < a[3] - 0.5
    ]


@pytest.mark.parametrize(("width", "shown"), [(390, "narrow"), (1280, "wide")])
@pytest.mark.parametrize("name", CURVES)
def test_labels_of_the_curve_can_be_read_and_cover_neither_each_other_nor_the_edge(
    open_page, risen, name, width, shown
):
    page = open_page(name, width)
    assert page.locator(".curve svg:visible").count() == 1
    drawing = page.locator(f".curve svg.{shown}")
    left, top, right, bottom = page.evaluate(BOXES, f".curve svg.{shown}")[0]
    labels = page.evaluate(BOXES, f".curve svg.{shown} text.day, .curve svg.{shown} text.level")
    marks = page.evaluate(BOXES, f".curve svg.{shown} .mark")
    assert len(labels) >= 3
    assert len(marks) == len(risen[name].rising.earlier) + 2
    assert overlaps(labels) == []
    assert overlaps(marks) == []
    for box in [*labels, *marks]:
        assert left - 1 <= box[0] < box[2] <= right + 1
        assert top - 1 <= box[1] < box[3] <= bottom + 1
    scale = drawing.evaluate("e => e.getBoundingClientRect().width / e.viewBox.baseVal.width")
    sizes = drawing.locator("text").evaluate_all("all => all.map(e => parseFloat(getComputedStyle(e).fontSize))")
    assert min(sizes) * scale >= 10.5  # px on the screen
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("width", "shown"), [(390, "narrow"), (1280, "wide")])
@pytest.mark.parametrize("name", CURVES[:2])
def test_words_in_the_other_pictures_can_be_read_and_stay_inside(open_page, risen, name, width, shown):
    page = open_page(name, width)
    for kind in ("map", "timeline", "chains"):
        drawing = page.locator(f".{kind} svg.{shown}")
        assert page.locator(f".{kind} svg.wide:visible, .{kind} svg.narrow:visible").count() == 1
        left, top, right, bottom = page.evaluate(BOXES, f".{kind} svg.{shown}")[0]
        words = page.evaluate(BOXES, f".{kind} svg.{shown} text")
        assert words
        assert overlaps(words) == []
        for box in words:
            assert left - 1 <= box[0] < box[2] <= right + 1
            assert top - 1 <= box[1] < box[3] <= bottom + 1
        scale = drawing.evaluate("e => e.getBoundingClientRect().width / e.viewBox.baseVal.width")
        sizes = drawing.locator("text").evaluate_all("all => all.map(e => parseFloat(getComputedStyle(e).fontSize))")
        assert min(sizes) * scale >= 10.5  # px on the screen


@pytest.mark.parametrize("name", CURVES)
def test_the_table_of_the_curve_says_what_the_drawing_shows(open_page, risen, name):
    page = open_page(name)
    curve = risen[name].rising.curve
    page.locator(".curve summary").click()
    rows = page.locator(".curve tbody tr").evaluate_all(
        "all => all.map(r => Array.from(r.querySelectorAll('td')).map(c => parseInt(c.textContent)))"
    )
    assert rows == [[voices, posts] for voices, posts in zip(curve.voices, curve.posts, strict=True) if posts]
    path = page.locator(".curve svg.wide .area").get_attribute("d")
    base = float(re.match(r"M[\d.]+ ([\d.]+)", path)[1])
    heights = [base - float(y) for y in re.findall(r"V([\d.]+)H", path)]
    assert len(heights) == len(curve.voices)
    drawn = [round(height / max(heights) * max(curve.voices)) for height in heights]
    assert drawn == list(curve.voices)
    assert str(max(curve.voices)) in page.locator(".curve svg.wide").get_attribute("aria-label")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_curve_can_be_seen_in_light_and_dark(open_page, risen, scheme):
    page = open_page("rising.ar", color_scheme=scheme, bypass_csp=True)
    ground = style(page, ".curve", "backgroundColor")
    assert contrast(style(page, ".curve svg.wide .day", "fill"), ground) >= 4.5
    assert contrast(style(page, ".curve svg.wide .level", "fill"), ground) >= 4.5
    assert contrast(style(page, ".curve svg.wide .area", "fill"), ground) >= 3
    page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("axe.run().then(r => r.violations.map(v => [v.id, v.nodes.map(n => n.html)]))")
    assert found == []


def test_the_curve_prints_wide(open_page, risen):
    page = open_page("rising.ar", 390, color_scheme="dark")
    page.emulate_media(media="print")
    assert page.locator(".curve svg.wide").is_visible()
    assert not page.locator(".curve svg.narrow").is_visible()
    assert luminance(style(page, ".curve", "backgroundColor")) > 0.9
    assert page.pdf(prefer_css_page_size=True, print_background=True).startswith(b"%PDF")
