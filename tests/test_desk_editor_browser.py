"""An editor in a hurry, in a real Chromium: nothing that was written is lost, nothing sticks out, a next step stands by."""

from __future__ import annotations

import json
import shutil

import pytest
from desk_fixtures import desk, open_page, world  # noqa: F401 - fixtures
from desk_server import serve
from playwright.sync_api import expect
from test_articles import word_file

pytestmark = pytest.mark.browser

ARTICLE = "قال وزير المياه سامر الحاج إن السد ممتلئ، وأضاف أن الأمطار تتواصل."
PASTE = """سامر الحاج
@samer_h
انهار الجسر القديم في حمص، والأوغاد يهربون. #حمص
https://x.com/samer_h/status/1889195158533050368

ليلى النوري
@layla_n
الطريق إلى حمص مغلق منذ الفجر. #حمص
https://x.com/layla_n/status/1889203158533050368
"""
BEYOND = """menu => [...menu.querySelectorAll("*")].filter((each) => each.checkVisibility()).map((each) => {
  const [inner, outer] = [each.getBoundingClientRect(), menu.getBoundingClientRect()];
  return inner.left < outer.left - 1 || inner.right > outer.right + 1 ? each.outerHTML.slice(0, 80) : "";
}).filter(Boolean)"""


@pytest.mark.parametrize("lang", ["ar", "en"])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize(
    ("opened", "menu"),
    [
        pytest.param(".desk-bar details.menu", ".desk-bar details.menu > form", id="settings"),
        pytest.param(".board details.menu >> nth=0", ".board details.menu .choices >> nth=0", id="a-tag"),
    ],
)
def test_nothing_of_a_menu_sticks_out_of_it(open_page, opened, menu, width, lang):
    # The fields of the settings ran over the edge of a phone, and of a desktop.
    page = open_page("/?show=all", width, lang)
    page.locator(opened).locator("summary").first.click()
    assert page.locator(menu).evaluate(BEYOND) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("path", ["/check", "/stories", "/sources"])
def test_every_screen_of_the_navigation_is_seen_on_a_phone(open_page, path):
    page = open_page(path, 390)
    edges = page.locator(".desk-bar nav a").evaluate_all("all => all.map((a) => a.getBoundingClientRect().toJSON())")
    assert len(edges) == 6
    assert all(each["left"] >= 0 and each["right"] <= 390 for each in edges)


@pytest.mark.parametrize("path", ["/check", "/stories"])
def test_what_was_written_outlives_a_reload_and_a_switch_of_language(open_page, path):
    page = open_page(path)
    page.fill("#text", ARTICLE)
    page.reload()
    expect(page.locator("#text")).to_have_value(ARTICLE)
    with page.expect_navigation():
        page.click("form.language button")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#text")).to_have_value(ARTICLE)


def test_an_error_leads_back_to_the_form_with_what_was_written(open_page):
    page = open_page("/stories")
    link = "https://x.com/samer_h/status/1889195158533050399"
    page.fill("#text", link)
    with page.expect_navigation():
        page.click("main button.main")
    expect(page.locator("[role=alert]")).to_contain_text("ألصق نصه")
    with page.expect_navigation():
        page.click("form.language button")  # it went to an address that is none
    assert page.url.endswith("/stories")
    expect(page.locator("#text")).to_have_value(link)


def test_a_story_that_was_begun_leaves_an_empty_field(open_page):
    page = open_page("/stories")
    page.fill("#text", PASTE)
    with page.expect_navigation():
        page.click("main button.main")
    page.wait_for_selector("#draft .sentence")
    page.goto(page.url.rsplit("/", 1)[0])
    expect(page.locator("#text")).to_have_value("")


def test_a_checked_text_is_changed_and_checked_again_where_it_stands(open_page):
    page = open_page("/check")
    page.fill("#text", ARTICLE)
    with page.expect_navigation():
        page.click("main button.main")
    page.click(".again summary")
    expect(page.locator("#text")).to_have_value(ARTICLE)
    page.fill("#text", f"{ARTICLE}\nوقالت الوزيرة ليلى النوري: «الجسر آمن».")
    with page.expect_navigation():
        page.click(".again button.main")
    expect(page.locator("main")).to_contain_text("ليلى النوري")


def test_a_word_file_is_checked_and_a_picture_is_told_what_to_do(open_page):
    page = open_page("/check")
    data = word_file(f"<w:p><w:r><w:t>{ARTICLE}</w:t></w:r></w:p>")
    page.set_input_files("#file", files=[{"name": "مقال.docx", "mimeType": "application/zip", "buffer": data}])
    expect(page.locator(".file-of .names")).to_have_text("مقال.docx")
    with page.expect_navigation():
        page.click("main button.main")
    expect(page.locator("#article")).to_contain_text("سامر الحاج")
    page.goto(page.url.partition("?")[0])
    picture = {"name": "a.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\n" + bytes(200)}
    page.set_input_files("#file", files=[picture])
    with page.expect_navigation():
        page.click("main button.main")
    told = page.locator("[role=alert]").inner_text()
    assert "docx" in told
    assert "tawatur-desk" not in told  # the folder in which it waited


def test_an_editor_says_who_somebody_is_and_later_stories_know_it(open_page):
    page = open_page("/stories", 1280)
    page.fill("#text", PASTE)
    with page.expect_navigation():
        page.click("main button.main")
    page.wait_for_selector("#draft .sentence")
    assert "الصحفي سامر الحاج" not in page.locator("#draft").inner_text()
    card = page.locator(".post").first
    card.locator(".who-is summary").click()
    card.locator("[name=role]").fill("الصحفي")
    card.locator(".who-form button").click()
    expect(page.locator("#draft")).to_contain_text("الصحفي سامر الحاج")
    expect(page.locator("#draft")).to_contain_text("@samer_h")
    page.goto(page.url.rsplit("/", 1)[0])
    page.fill("#text", PASTE.replace("انهار الجسر", "سقط الجسر"))
    with page.expect_navigation():
        page.click("main button.main")
    expect(page.locator("#draft")).to_contain_text("الصحفي سامر الحاج")


@pytest.mark.parametrize("width", [390, 768, 1280])
def test_the_choices_of_every_sentence_are_on_the_screen(open_page, width):
    page = open_page("/stories", width)
    page.fill("#text", PASTE)
    with page.expect_navigation():
        page.click("main button.main")
    page.wait_for_selector("#draft .sentence")
    for number in range(page.locator(".tools > summary").count()):
        page.locator(".tools > summary").nth(number).click()
        edges = page.locator(".tools[open] > .choices").evaluate("e => e.getBoundingClientRect().toJSON()")
        assert edges["left"] >= 0, number
        assert edges["right"] <= width, number
        page.keyboard.press("Escape")


def test_print_has_the_draft_and_nothing_to_press(open_page):
    page = open_page("/stories", 1280)
    page.fill("#text", PASTE)
    with page.expect_navigation():
        page.click("main button.main")
    page.emulate_media(media="print")
    expect(page.locator("#draft .headline")).to_be_visible()
    for gone in ("#checks", "#cards", ".desk-bar", ".tools >> nth=0"):
        expect(page.locator(gone)).to_be_hidden()


def test_the_board_of_a_moment_is_made_behind_its_page(open_page):
    page = open_page("/?at=2024-03-28T09:15")
    expect(page.locator("tr.topic").first).to_be_visible(timeout=60_000)
    assert page.locator("h1").inner_text() == "ما كان يتصاعد حينها"


def test_a_tag_that_nobody_used_is_told_in_the_readers_language(open_page):
    page = open_page("/topics/وسم_لم_يكتبه_أحد")
    told = page.locator("#report [role=alert]")
    expect(told).to_contain_text("لا منشور محفوظا", timeout=60_000)
    assert "tawatur trends" not in told.inner_text()


def test_a_quoted_post_without_link_and_time_is_warned_of(open_page):
    page = open_page("/stories", 1280)
    page.fill("#text", "انهار الجسر القديم في حمص صباح اليوم.")
    with page.expect_navigation():
        page.click("main button.main")
    expect(page.locator("#checks")).to_contain_text("بلا رابط ولا وقت نشر")


def test_an_archive_in_which_nothing_rises_shows_what_rose(open_page, world, tmp_path):
    shutil.copytree(world, tmp_path / "data")
    late = {"id": "9", "created_at": "2024-04-20T10:00:00Z", "author_handle": "a", "text": "هدوء"}
    with serve(tmp_path / "data") as served:
        served.wait_for(lambda: served.workplace.board is not None)
        folder = served.workplace.new_folder()
        (folder / "late.jsonl").write_text(json.dumps(late), encoding="utf-8")
        before = served.workplace.board
        served.workplace.start_import(folder, ["late.jsonl"])
        served.wait_for(lambda: served.workplace.board is not before, 60)
        page = open_page("/", served=served)
        assert page.locator("tr.topic").count() > 0
        expect(page.locator("#board .notice")).to_contain_text("لا وسم يصعد")
        expect(page.locator("select[name=show]")).to_have_value("all")


def test_a_post_is_erased_with_a_reason_and_every_proof_still_holds(open_page, tmp_path):
    with serve(tmp_path / "data") as served:
        page = open_page("/stories", served=served)
        page.fill("#text", PASTE)
        with page.expect_navigation():
            page.click("main button.main")
        story = page.url
        page.locator("#draft .sentence", has_text="انهار الجسر القديم").locator("sup a").first.click()
        with page.expect_navigation():
            page.click("#drawer a[href$='/erase']")
        expect(page.locator("main")).to_contain_text("انهار الجسر القديم")
        page.click("button.danger")  # nothing is erased unasked: the browser holds the form
        assert page.url.endswith("/erase")
        page.fill("[name=reason]", "طلب صاحب المنشور")
        page.check("[name=sure]")
        with page.expect_navigation():
            page.click("button.danger")
        expect(page.locator("h1")).to_have_text("حُذف")
        page.click("text=تحقق من كل الأدلة الآن")
        expect(page.locator("#verified .good")).to_be_visible()
        page.goto(story)
        assert "انهار الجسر القديم" not in page.locator("main").inner_text()


def test_more_records_than_were_shown_are_not_erased(tmp_path):
    with serve(tmp_path / "data") as served:
        begun = served.ask(
            "POST", "/stories/new", _multipart(PASTE), X_CSRF_Token=served.access.csrf,
            Content_Type="multipart/form-data; boundary=b",
        )  # fmt: skip
        assert begun.status == 303
        with served.workplace.reading() as store:
            record = next(iter(store.posts())).evidence.record_id
        asked = {"scope": "record", "reason": "طلب", "sure": "1", "records": 0}
        refused = served.post(f"/evidence/{record}/erase", asked)
        assert refused.status == 422
        for missing in ("reason", "sure"):
            assert served.post(f"/evidence/{record}/erase", {**asked, "records": 1, missing: ""}).status == 422
        with served.workplace.reading() as store:
            assert store.evidence.erasure(record) is None
        assert served.post(f"/evidence/{record}/erase", {**asked, "records": 1}).status == 200
        with served.workplace.reading() as store:
            assert store.evidence.erasure(record) is not None


def _multipart(text: str) -> bytes:
    return f'--b\r\nContent-Disposition: form-data; name="text"\r\n\r\n{text}\r\n--b--\r\n'.encode()
