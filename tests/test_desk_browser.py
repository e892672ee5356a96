"""The desk in a real Chromium: nothing refused, nothing asked elsewhere, nothing sideways, axe finds nothing."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import timedelta
from importlib.resources import files

import pytest
from desk_fixtures import HOSTILE, desk, open_page, world  # noqa: F401 - fixtures
from desk_server import serve
from playwright.sync_api import expect
from worlds import NOON

from tawatur.errors import StoreError

pytestmark = pytest.mark.browser

SCREENS = ["/", "/?show=all", "/?q=nothing-like-it", "/check"]


@pytest.mark.parametrize("width", [390, 768, 1280])
@pytest.mark.parametrize("path", SCREENS)
def test_no_screen_scrolls_sideways(open_page, path, width):
    page = open_page(path, width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(
    ("lang", "scheme", "width"),
    [("ar", "light", 390), ("ar", "dark", 1280), ("en", "light", 1280), ("en", "dark", 390)],
)
@pytest.mark.parametrize("path", SCREENS)
def test_axe_finds_nothing(open_page, path, lang, scheme, width):
    page = open_page(path, width, lang, color_scheme=scheme, bypass_csp=True)
    page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("axe.run().then(r => r.violations.map(v => [v.id, v.nodes.map(n => n.html)]))")
    assert found == []


def test_the_board_shows_what_rises_with_its_voices(open_page):
    page = open_page("/")
    row = page.locator("tr.topic").first
    assert "#عاصفة_مرجانة" in row.inner_text() or "#مرجانة" in row.inner_text()
    assert row.locator("svg.spark").count() == 1
    assert row.locator("svg.threads path").count() > 3
    assert row.locator(".chip").first.inner_text()


XS = "e => [...e.querySelectorAll('.mark')].map(mark => mark.cx.baseVal.value)"


@pytest.mark.parametrize(("width", "is_beside"), [(390, False), (1440, True)])
def test_course_and_map_stand_beside_the_board_or_below_it(open_page, width, is_beside):
    page = open_page("/?show=all", width)
    table, course = (page.locator(each).first.bounding_box() for each in ("table.board", ".glances .picture"))
    assert (course["y"] < table["y"] + table["height"]) == is_beside
    assert page.locator(".glances svg.one").count() >= 1
    lines = page.locator(".glances .marks li")
    assert lines.count() == page.locator(".glances path.line").count() >= 1
    assert page.locator("tr.topic .name").first.inner_text() == lines.first.locator("a").inner_text()
    for box in page.locator(".glances svg.one text").evaluate_all(
        "all => all.map(e => [e.getBoundingClientRect(), e.ownerSVGElement.getBoundingClientRect()])"
        ".map(([a, b]) => [b.left <= a.left + 1, a.right <= b.right + 1])"
    ):
        assert box == [True, True]


def test_time_runs_from_left_to_right_unless_mirrored_in_every_chart(open_page):
    page = open_page("/?show=all", 1440)
    marks = page.locator(".glances svg.one").first.evaluate(XS)
    spark = float(page.locator("tr.topic .spark circle").first.get_attribute("cx"))
    assert spark > 72, "the last hour stands at the right"
    page.locator(".menu > summary", has_text="الإعدادات").click()
    page.select_option("select[name=mirrored]", "1")
    with page.expect_navigation():
        page.locator(".menu button.main").click()
    page.goto(page.url.partition("?")[0] + "?show=all")
    mirrored = page.locator(".glances svg.one").first.evaluate(XS)
    assert float(page.locator("tr.topic .spark circle").first.get_attribute("cx")) < 72
    assert len(mirrored) == len(marks)
    assert mirrored != marks
    assert "من اليمين إلى اليسار" in page.locator(".glances figcaption").first.inner_text()


@pytest.mark.parametrize(("width", "lines"), [(1280, 1), (1440, 1), (390, 3)])
def test_a_row_of_the_board_is_one_line_and_a_card_on_a_phone(open_page, width, lines):
    page = open_page("/?show=all", width)
    cells = page.locator("tr.topic").first.locator("td:not(.doing)")
    boxes = [cells.nth(number).bounding_box() for number in range(cells.count())]
    middles = {round((box["y"] + box["height"] / 2) / 40) for box in boxes}
    assert (len(middles) == 1) == (lines == 1)
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= width for box in boxes)


def test_a_long_board_is_shown_in_parts_and_the_part_shown_stays(open_page, tmp_path, world):
    folder = tmp_path / "data"
    shutil.copytree(world, folder)
    with serve(folder) as served:
        served.wait_for(lambda: served.workplace.board is not None)
        kept = served.workplace.board
        trend = kept.found.trends[0]
        trends = tuple(replace(trend, id=f"t{number}", key=f"key{number}", posts=number) for number in range(120))
        served.workplace.board = replace(kept, found=replace(kept.found, trends=trends))
        page = open_page("/?show=all&sort=posts", served=served)
        expect(page.locator("tr.topic")).to_have_count(50)
        assert "(70)" in page.locator("#more").inner_text()
        page.locator("#more").focus()
        page.keyboard.press("Enter")
        expect(page.locator("tr.topic")).to_have_count(100)
        assert page.url.endswith("/?show=all&sort=posts")
        assert "119" in page.locator("tr.topic .figure").first.inner_text()
        with page.expect_response("**/board/rows*"):
            served.workplace.tell()
        expect(page.locator("tr.topic")).to_have_count(100)
        page.click("#more")
        expect(page.locator("tr.topic")).to_have_count(120)
        assert page.locator("#more").count() == 0


def test_a_board_that_cannot_be_made_says_why_and_not_that_nothing_rises(open_page, tmp_path, world, monkeypatch):
    def fail(_data):
        raise StoreError("a file of posts is damaged")

    monkeypatch.setattr("tawatur.desk.workplace.make_kept_board", fail)
    folder = tmp_path / "data"
    shutil.copytree(world, folder)
    with serve(folder) as served:
        served.wait_for(lambda: served.workplace.board_error is not None)
        page = open_page("/", served=served)
        assert "a file of posts is damaged" in page.locator("#board [role=alert]").inner_text()
        assert page.locator("#board .nothing").count() == 0


def test_a_search_narrows_the_board_without_leaving_it(open_page):
    page = open_page("/?show=all")
    before = page.locator("tr.topic").count()
    page.fill("#q", "ليس هنا")
    expect(page.locator("#board .nothing")).to_be_visible()
    page.fill("#q", "مرجان")
    expect(page.locator("tr.topic").first).to_be_visible()
    assert 0 < page.locator("tr.topic").count() <= before
    assert page.url.endswith("/?show=all")


def test_the_board_can_be_seen_as_it_was(open_page):
    before = NOON + timedelta(days=22)
    page = open_page(f"/?at={before:%Y-%m-%dT%H:%M}")
    assert page.locator("tr.topic").count() == 0
    assert page.locator("h1").inner_text() == "ما كان يتصاعد حينها"


def test_the_whole_board_is_reached_by_keyboard_alone(open_page):
    page = open_page("/?show=all")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "article"
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.matches('tr.topic')")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"


def test_the_language_is_a_switch_and_stays(open_page):
    page = open_page("/?show=all")
    with page.expect_navigation():
        page.click("form.language button")
    assert page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == ["en", "ltr"]
    assert "show=all" in page.url
    page.goto(page.url.split("?")[0] + "check")
    assert page.evaluate("document.documentElement.lang") == "en"


def test_a_pasted_article_is_checked(open_page):
    page = open_page("/check")
    page.fill("#text", (files("tawatur") / "data" / "example.txt").read_text(encoding="utf-8"))
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".card.error")
    assert page.locator(".card").count() > 10
    page.locator(".card .go").first.click()
    assert page.locator("#article .lit").count() > 0


def test_an_article_file_is_checked_and_a_hostile_one_is_inert(open_page, tmp_path):
    path = tmp_path / "article.txt"
    path.write_text(f"{HOSTILE}\nقال الوزير سامر الحاج: «دخلت القوات {HOSTILE} مدينة حمص».", encoding="utf-8")
    page = open_page("/check")
    page.set_input_files("#file", path)
    page.click("main button.main")
    page.wait_for_selector("#article.article")
    assert "<script>alert(1)</script>" in page.locator("#article.article").inner_text()


def test_nothing_pasted_is_said_and_not_checked(open_page, desk):
    answer = desk.ask(
        "POST", f"/check?csrf={desk.access.csrf}", b"--b--\r\n", Content_Type="multipart/form-data; boundary=b"
    )
    assert answer.status == 422
    assert "ألصق نصا" in answer.text


def test_an_empty_desk_says_how_to_begin(browser, tmp_path, open_page):
    with serve(tmp_path / "nothing-yet") as empty:
        page = open_page("/", served=empty)
        assert page.locator(".nothing a.main").get_attribute("href") == "/sources"
        assert page.evaluate("document.documentElement.scrollWidth") <= 1280


def test_a_page_finds_the_desk_again_after_it_was_gone(open_page, world, tmp_path):
    folder = tmp_path / "data"
    shutil.copytree(world, folder)
    with serve(folder) as first:
        page = open_page("/", served=first)
        page.wait_for_selector('#live[data-state="live"]')
        port = first.port
        page.context.pages[0].evaluate("window.wasHere = true")
    page.wait_for_selector('#live[data-state="lost"]', timeout=15_000)
    with serve(folder, port=port):
        page.wait_for_selector('#live[data-state="live"], #live[data-state="busy"]', timeout=15_000)
        assert page.evaluate("window.wasHere") is True


def test_a_board_loads_in_under_250_kilobytes(browser, desk):
    context = browser.new_context()
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    sizes: list[float] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(desk.address)
    page.evaluate("document.fonts.ready")
    for _ in range(100):
        page.wait_for_timeout(300)
        if sum(sizes) > 30_000:
            break
    context.close()
    assert 30_000 < sum(sizes) < 250_000


def test_shortcuts_can_be_switched_off_and_times_follow_the_zone(open_page):
    page = open_page("/?show=all")
    before = page.locator("#board time").first.inner_text()
    page.locator("details.menu summary").first.click()
    page.select_option('select[name="zone"]', "Africa/Casablanca")
    page.select_option('select[name="keys"]', "0")
    page.select_option('select[name="sigma"]', "1")
    with page.expect_navigation():
        page.click("details.menu form button.main")
    assert page.locator("#board time").first.inner_text() != before
    assert "S*" in page.locator("#board").inner_text()
    page.keyboard.press("j")
    assert not page.evaluate("document.activeElement.matches('tr.topic')")


def test_dates_handles_and_numbers_keep_their_order_in_arabic_lines(open_page):
    """What would read 05-12-2024 for 2024-12-05, or 21 for 12, without isolation."""
    page = open_page("/check")
    override = "\N{RIGHT-TO-LEFT OVERRIDE}"
    page.fill(
        "#text",
        f"قال سامر الحاج @samer_h في 2024-12-05 إن {override}12 شاحنة وصلت https://x.com/samer_h/status/1864716497341362317",
    )
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#article.article")
    order = """() => {
      const found = {};
      const walker = document.createTreeWalker(document.querySelector('#article'), NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        const node = walker.currentNode;
        for (const wanted of ['2024-12-05', '@samer_h', '12']) {
          const at = node.data.indexOf(wanted);
          if (at < 0 || wanted in found) continue;
          const places = [...wanted].map((_, number) => {
            const range = document.createRange();
            range.setStart(node, at + number);
            range.setEnd(node, at + number + 1);
            return range.getBoundingClientRect().left;
          });
          found[wanted] = places.every((place, number) => !number || place > places[number - 1]);
        }
      }
      return found;
    }"""
    assert page.evaluate(order) == {"2024-12-05": True, "@samer_h": True, "12": True}


def test_a_moment_that_cannot_be_read_is_put_right_where_it_stands(open_page):
    """The board, its heading and its filters were gone, and the next moment had nowhere to go."""
    page = open_page("/")
    expect(page.locator("tr.topic").first).to_be_visible()
    for written, rows, heading in (("أمس", 0, "حينها"), ("", 1, "الآن"), ("2000-01-01", 0, "حينها"), ("", 1, "الآن")):
        page.fill("[name=at]", written)
        page.keyboard.press("Tab")
        expect(page.locator("#board-title")).to_contain_text(heading)
        expect(page.locator("#board [role=alert]")).to_have_count(1 if written == "أمس" else 0)
        if rows:
            expect(page.locator("tr.topic").first).to_be_visible()
        else:
            expect(page.locator("tr.topic")).to_have_count(0)
