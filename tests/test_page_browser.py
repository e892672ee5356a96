"""The page of a checked article in a real browser: layout, lighting, dark, print, and hostile text."""

from __future__ import annotations

import re

import pytest
from page_example import build_example, build_hostile

from tawatur.page import render_check

pytestmark = pytest.mark.browser

WIDTHS = [390, 760, 1000, 1280]
LIT = "Array.from(document.querySelectorAll('#article .lit')).map(e => e.dataset.f)"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    example = build_example()
    for lang in ("ar", "en"):
        html = render_check(example, lang=lang, title="تل الزيزفون", note="مثال", version="0")
        (folder / f"{lang}.html").write_text(html, encoding="utf-8")
    (folder / "hostile.html").write_text(render_check(build_hostile(), title="آمن", version="0"), encoding="utf-8")
    return folder


@pytest.fixture
def open_page(browser, folder):
    """Opens a page; at the end nothing may have been logged, refused, asked for, or popped up."""
    troubles: list[str] = []
    contexts = []

    def open_(name="ar", width=1280, *, script=True, **options):
        context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=script, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: troubles.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: troubles.append(f"error: {error}"))
        page.on("dialog", lambda dialog: (troubles.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on("requestfailed", lambda request: troubles.append(f"failed: {request.url[:80]}"))
        page.on(
            "request",
            lambda request: request.url.startswith(("file:", "data:")) or troubles.append(f"asked: {request.url[:80]}"),
        )
        page.goto((folder / f"{name}.html").as_uri())
        if script:
            page.evaluate("document.fonts.ready")
        return page

    yield open_
    for context in contexts:
        context.close()
    assert troubles == []


def luminance(colour: str) -> float:
    """Relative luminance of a computed colour, 0 black to 1 white (WCAG 2)."""
    red, green, blue = (int(value) / 255 for value in re.findall(r"\d+", colour)[:3])
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in (red, green, blue)]
    return sum(share * value for share, value in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def style(page, selector, name):
    return page.eval_on_selector(selector, f"e => getComputedStyle(e).{name}")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", ["ar", "en", "hostile"])
def test_no_page_scrolls_sideways(open_page, name, width):
    page = open_page(name, width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("number", range(1, 10))
def test_pointing_at_a_card_lights_all_its_places(open_page, number):
    page = open_page()
    page.hover(f"#f{number} .message")
    lit = page.evaluate(LIT)
    expected = page.evaluate(f"document.querySelectorAll('#article [data-f~=\"{number}\"]').length")
    assert len(lit) == expected > 0
    assert all(str(number) in findings.split() for findings in lit)
    page.mouse.move(5, 5)
    assert page.evaluate(LIT) == []


def test_the_keyboard_lights_a_card_and_brings_its_first_place_into_view(open_page):
    page = open_page(reduced_motion="reduce")
    page.focus("#f8 .go")
    assert page.evaluate(LIT)
    page.focus("#f1 .go")
    assert {number for findings in page.evaluate(LIT) for number in findings.split()} >= {"1"}
    box = page.locator('#article [data-f~="1"]').first.bounding_box()
    assert 0 <= box["y"] <= 900
    page.keyboard.press("Escape")
    assert page.evaluate(LIT) == []


def test_the_first_stop_of_the_keyboard_skips_to_the_article(open_page):
    page = open_page()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "article"


@pytest.mark.parametrize("width", [390, 1280])
def test_clicking_a_marked_place_goes_to_its_card(open_page, width):
    page = open_page(width=width, reduced_motion="reduce")
    page.locator('#article .t[data-f~="4"]').first.click()
    assert page.evaluate("document.activeElement.closest('.card').id") == "f4"
    box = page.locator("#f4").bounding_box()
    assert 0 <= box["y"] <= 900


def test_without_script_the_links_do_the_same(open_page):
    page = open_page(script=False)
    page.locator("#article a.ref.warning").first.click()
    assert page.url.endswith("#f4")
    card = page.locator("#f4").evaluate("e => getComputedStyle(e).backgroundImage")
    assert card != "none"
    page.locator("#f4 .go").click()
    assert page.url.endswith("#f4-1")


def test_on_a_desktop_the_cards_stand_beside_the_text_and_on_a_phone_below_it(open_page):
    wide = open_page(width=1280)
    text, cards = (wide.locator(s).bounding_box() for s in (".text", ".cards"))
    assert cards["x"] + cards["width"] <= text["x"]
    narrow = open_page(width=390)
    text, cards = (narrow.locator(s).bounding_box() for s in (".text", ".cards"))
    assert cards["y"] >= text["y"] + text["height"]


def test_on_a_phone_tables_are_cards_and_the_timeline_is_a_list(open_page):
    page = open_page(width=390)
    assert style(page, "#speakers td", "display") == "grid"
    assert not page.locator("svg.line").is_visible()
    assert page.locator("ol.events li").count() == 3
    assert page.locator("ol.events").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_can_be_read(open_page, scheme):
    page = open_page(color_scheme=scheme)
    ground = style(page, "body", "backgroundColor")
    assert (luminance(ground) < 0.05) == (scheme == "dark")
    sheet = style(page, ".text", "backgroundColor")
    ink = style(page, ".article", "color")
    assert contrast(ink, sheet) >= 7
    for css in ["h0", "h1", "h2", "h3", "h4"]:
        tint = page.eval_on_selector(f".q.{css}:not(.lit)", "e => getComputedStyle(e).backgroundColor")
        assert contrast(ink, tint) >= 7, css
        assert contrast(style(page, f".letter.{css}", "color"), style(page, f".letter.{css}", "backgroundColor")) >= 4.5
    for severity in ["error", "warning", "info"]:
        colours = [style(page, f"#article .ref.{severity}", name) for name in ("color", "backgroundColor")]
        assert contrast(*colours) >= 4.5, severity


def test_a_printed_page_shows_every_card_below_the_text(open_page):
    page = open_page()
    page.hover("#f1 .message")
    page.emulate_media(media="print")
    assert all(card.is_visible() for card in page.locator(".card").all())
    cards = page.locator(".cards")
    assert cards.evaluate("e => e.scrollHeight <= e.clientHeight + 1")
    text = page.locator(".text").bounding_box()
    assert cards.bounding_box()["y"] >= text["y"] + text["height"]
    assert page.pdf(prefer_css_page_size=True, print_background=True).startswith(b"%PDF")


def test_small_targets_are_large_enough_to_hit(open_page):
    page = open_page(width=390)
    sizes = page.evaluate(
        """Array.from(document.querySelectorAll('.ref, .article .who')).map(e => {
            const s = getComputedStyle(e, '::after'); return [parseFloat(s.width), parseFloat(s.height)] })"""
    )
    assert sizes
    assert min(min(size) for size in sizes) >= 24
    links = page.evaluate(
        """Array.from(document.querySelectorAll('.snippets a, .links a, .by a, .events a')).map(
            e => e.getBoundingClientRect().height)"""
    )
    assert min(links) >= 24


@pytest.mark.parametrize("width", [390, 1280])
def test_a_hostile_article_does_nothing(open_page, width):
    page = open_page("hostile", width)
    page.locator("#article .f").first.click()
    page.wait_for_timeout(100)
    assert page.title() == "آمن · تواتر"
    assert page.locator("img").count() == 0
    box = page.locator("#article p").nth(2).bounding_box()
    assert box["height"] < 200  # five hundred marks on one letter draw over nothing
