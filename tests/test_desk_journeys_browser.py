"""Whole journeys that other files have in parts: by keyboard alone to a published page, and families put right."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import timedelta

import pytest
from desk_fixtures import desk, open_page, world  # noqa: F401 - fixtures
from desk_server import serve
from playwright.sync_api import expect
from worlds import NOON, QUIET_TAGS, World, make_store

pytestmark = pytest.mark.browser

PATIENT = 120_000
PASTE = """هيئة ميناء مرجانة @port_marjana
أوقفنا دخول السفن وخروجها من ميناء مرجانة حتى إشعار آخر. #مرجانة
https://x.com/port_marjana/status/1889195158533050368

الصحفية ليلى النوري @layla_n
أكثر من 40 شاحنة تنتظر عند بوابة الميناء منذ الفجر. #مرجانة
https://x.com/layla_n/status/1889203158533050368"""


def tab_to(page, selector, *, most=250):
    """Press Tab until what is focused matches; how often."""
    for pressed in range(1, most + 1):
        page.keyboard.press("Tab")
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", selector):
            return pressed
    raise AssertionError(f"{selector} is not reached by {most} presses of Tab")


def test_from_pasted_posts_to_a_published_page_by_keyboard_alone(open_page):
    page = open_page("/", 1280)
    page.set_default_timeout(PATIENT)
    tab_to(page, 'nav a[href="/stories"]')
    page.keyboard.press("Enter")
    page.wait_for_url("**/stories")
    tab_to(page, "#text")
    page.keyboard.insert_text(PASTE)
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#draft .sentence")
    page.wait_for_selector('#live[data-state="live"]')
    tab_to(page, "#draft .own")
    page.keyboard.press("End")
    page.keyboard.type("الآن ")
    expect(page.locator("#version")).to_contain_text("2")
    tab_to(page, "#draft sup a")
    page.keyboard.press("Enter")
    expect(page.locator("#drawer .record h1")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#drawer")).to_be_hidden()
    assert page.evaluate("document.activeElement.matches('#draft sup a')")  # back where it was opened
    tab_to(page, ".publish button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/published/**")
    assert "الآن" in page.locator("article.roundup").inner_text()


@pytest.fixture(scope="module")
def two_stories(tmp_path_factory):
    """A folder with two things that rose on two days."""
    made = World(seed=11)
    made.background(NOON, 18, an_hour=6, tags=QUIET_TAGS)
    made.burst(NOON + timedelta(days=15), 8, 70, [["فيضان_الوادي"], ["سيل_الوادي"]])
    made.burst(NOON + timedelta(days=17, hours=14), 8, 70, [["حريق_السوق"]])
    return make_store(tmp_path_factory.mktemp("two"), made.lines)


@pytest.fixture
def two(two_stories, tmp_path):
    folder = tmp_path / "data"
    shutil.copytree(two_stories, folder)
    with serve(folder) as served:
        served.wait_for(lambda: served.workplace.board is not None and not served.workplace.is_making, 120)
        yield served


def shown(page):
    return [name.strip() for name in page.locator("tr.topic .name").all_inner_texts()]


def test_families_are_counted_as_one_and_apart_and_both_is_taken_back(two, open_page):
    page = open_page("/?show=all", served=two)
    page.set_default_timeout(PATIENT)
    before = shown(page)
    assert len(before) >= 2

    def settled(count):
        """The board once it was made anew, opened again: a decision leads to what rises now."""
        two.wait_for(lambda: not two.workplace.is_making and len(two.workplace.board.found.trends) == count, 120)
        page.goto(f"{two.address}/?show=all")
        return shown(page)

    def undo():
        page.locator(".decisions summary").click()
        with page.expect_navigation():
            page.locator(".decisions button").first.click()

    for at in range(2):
        menu = page.locator("tr.topic").nth(at)
        menu.locator("summary").click()
        menu.locator('.pick input[type="checkbox"]').check()
        page.keyboard.press("Escape")
    with page.expect_navigation():
        page.click('button[form="merge"]')
    two.wait_for(lambda: any(len(each.members) >= 2 for each in two.workplace.board.found.trends), 120)
    page.goto(f"{two.address}/?show=all")
    assert page.locator(".decisions li").count() == 1
    undo()
    assert settled(len(before)) == before

    kept = two.workplace.board.found.trends
    tag = kept[0].members[0].tag
    page.locator("tr.topic summary").first.click()
    page.locator('tr.topic form[action^="/families/split"] select').first.select_option(tag)
    with page.expect_navigation():
        page.locator('tr.topic form[action^="/families/split"] button').first.click()
    two.wait_for(lambda: two.workplace.board.found is not kept and not two.workplace.is_making, 120)
    page.goto(f"{two.address}/?show=all")
    assert page.locator(".decisions li").count() == 1
    undo()
    assert settled(len(before)) == before
    assert page.locator(".decisions").count() == 0


def test_what_is_warming_has_no_strength_and_says_so(two, open_page):
    kept = two.workplace.board
    warming = replace(
        kept.found.trends[0], state="warming", score=None, started_at=None, peaked_at=None, warnings=("warming",)
    )
    two.workplace.board = replace(kept, found=replace(kept.found, trends=(warming,)))
    page = open_page("/", served=two)
    row = page.locator("tr.topic")
    assert row.locator(".chip.warming").inner_text() == "تمهيدي"
    assert "لم يُقَس" in row.inner_text()
    row.locator("summary").click()
    assert "ما يقارن به قليل" in row.locator(".limits").inner_text()
