"""The page of a roundup in a real browser: layout, colours, print, accessibility, hostile posts."""

from __future__ import annotations

from importlib.resources import files

import pytest
from hostile_posts import hostile_directory, hostile_posts
from stories import STORIES, read_story
from test_page_browser import contrast, luminance, style

from tawatur.check import check_article
from tawatur.page import render_check
from tawatur.report.as_page import render_page
from tawatur.report.compose import compose

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
