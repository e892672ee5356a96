"""Topics, sources, timeline, forecasts and evidence in a real Chromium, from an empty folder to decided forecasts."""

from __future__ import annotations

import json
import shutil
from importlib.resources import files

import pytest
from desk_fixtures import desk, open_page, world  # noqa: F401 - fixtures
from desk_server import serve
from playwright.sync_api import expect

from tawatur.desk.sources import receiver_address
from tawatur.store import Store

pytestmark = pytest.mark.browser

TAG = "عاصفة_مرجانة"
ARTICLE = "قال الخبير سامر الحاج: «ستنخفض المياه في مرجانة خلال 72 ساعة»."
SCREENS = ["/sources", "/ledger", "/timeline", f"/timeline?topic=%23{TAG}", f"/topics/{TAG}"]
AXE = "axe.run().then(r => r.violations.map(v => [v.id, v.nodes.map(n => n.html.slice(0, 200))]))"


def settle(page):
    """Wait until what comes behind the page is there."""
    expect(page.locator(".bones")).to_have_count(0, timeout=120_000)
    expect(page.locator("#voices [role=status]")).to_have_count(0, timeout=120_000)


@pytest.mark.parametrize(("lang", "scheme", "width"), [("ar", "light", 390), ("en", "dark", 1280)])
@pytest.mark.parametrize("path", SCREENS)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(open_page, path, lang, scheme, width):
    page = open_page(path, width, lang, color_scheme=scheme, bypass_csp=True)
    settle(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8"))
    assert page.evaluate(AXE) == []


def test_a_topic_shows_its_report_and_who_stands_behind_it(open_page):
    page = open_page(f"/topics/{TAG}")
    settle(page)
    assert page.locator("#report article.roundup h1").count() == 1
    assert page.locator("#report svg.wide .area").count() == 1
    assert page.locator("#voices dd").count() >= 3
    assert page.locator("#report script, #report img").count() == 0


def test_two_counts_of_a_topic_say_what_each_is_of(open_page):
    """The head counts one rise, the voices beside it all that is kept: two numbers of posts stood there without a word."""
    page = open_page(f"/topics/{TAG}")
    settle(page)
    assert "في هذا الصعود: المنشورات" in page.locator(".topic-head .meta").inner_text()
    assert "كل ما حُفظ من هذا الوسم" in page.locator("#voices").inner_text()


def test_a_story_begins_from_a_topic(open_page):
    page = open_page(f"/topics/{TAG}", 1440)
    page.click(".begin button.main")
    page.wait_for_selector("#draft .sentence", timeout=120_000)
    assert TAG.split("_", maxsplit=1)[0] in page.locator("#draft .headline").inner_text()
    assert page.locator("#draft .unsourced").count() == 0


def test_an_unknown_topic_says_what_is_near(open_page):
    page = open_page("/topics/عاصفة_مرجانا_الكبيرة")
    settle(page)
    expect(page.locator("#report [role=alert]")).to_be_visible()


def test_a_dropped_file_is_imported_and_the_board_follows_by_itself(open_page, tmp_path, world):
    source = next(world.parent.glob("part*.jsonl"))
    with serve(tmp_path / "data") as fresh:
        board = open_page("/", served=fresh)
        page = open_page("/sources", served=fresh)
        page.set_input_files("#files", [source])
        page.click("main button.main")
        expect(page.locator(".jobs li.done")).to_be_visible(timeout=120_000)
        assert "4," in page.locator(".jobs li.done").inner_text() or "5," in page.locator(".jobs li.done").inner_text()
        expect(page.locator(".imports li")).to_have_count(1, timeout=20_000)
        expect(board.locator("tr.topic").first).to_be_visible(timeout=120_000)


def test_a_table_with_other_headings_is_asked_about_and_imported_as_one_says(open_page, tmp_path):
    table = tmp_path / "table<b>.csv"
    rows = [f"المياه ارتفعت عند الجسر رقم {n},ali_{n},2024-01-0{n} 12:00,=1+1" for n in range(1, 8)]
    table.write_text("\n".join(["what they said,who,when it was,<script>alert(1)</script>", *rows]), encoding="utf-8")
    known = tmp_path / "known.jsonl"
    known.write_text(
        json.dumps({"id": "7", "created_at": "2024-01-01T00:00:00Z", "text": "مرحبا", "author_id": "a"}),
        encoding="utf-8",
    )
    with serve(tmp_path / "data") as fresh:
        page = open_page("/sources", 390, served=fresh, lang="en", bypass_csp=True)
        page.set_default_timeout(120_000)
        page.set_input_files("#files", [table, known])
        page.click("main button.main")
        page.wait_for_url("**/sources/tables/*")
        assert page.locator("tbody tr").count() == 4
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8"))
        assert page.evaluate(AXE) == []
        assert not fresh.workplace.has_posts()
        page.select_option('[name="0-text"]', "who")
        page.select_option('[name="0-time"]', "what they said")  # wrong: said, and the choice can be made again
        page.click("main button.main")
        assert "no post can be read" in page.locator("[role=alert]").inner_text()
        page.go_back()
        page.select_option('[name="0-text"]', "what they said")
        page.select_option('[name="0-time"]', "when it was")
        page.select_option('[name="0-handle"]', "who")
        page.select_option('main [name="zone"]', "Asia/Amman")
        page.click("main button.main")
        expect(page.locator(".jobs li.done")).to_have_count(2)
    with Store(tmp_path / "data") as store:
        posts = list(store.posts("handle = ?", ["ali_3"]))
        assert [f"{post.posted_at:%Y-%m-%d %H:%M}" for post in posts] == ["2024-01-03 09:00"]
        assert store.count() == 8


def test_what_cannot_be_read_is_said_with_its_reason(open_page, tmp_path):
    bad = tmp_path / "broken<b>.jsonl"
    lines = [
        json.dumps({"id": "1", "created_at": "2024-01-01T00:00:00Z", "text": "مرحبا", "author_id": "a"}),
        '{"id": ',
        "not json",
    ]
    bad.write_text("\n".join(lines), encoding="utf-8")
    with serve(tmp_path / "data") as fresh:
        page = open_page("/sources", served=fresh)
        page.set_input_files("#files", [bad])
        page.click("main button.main")
        expect(page.locator(".jobs li.done .lost")).to_be_visible(timeout=60_000)
        assert page.locator(".jobs li.done").inner_text().count("broken") >= 1


def test_another_program_that_writes_is_named(open_page, desk, tmp_path, world):
    from tawatur.store import Store

    folder = tmp_path / "data"
    shutil.copytree(world, folder)
    with serve(folder) as busy, Store(folder, writable=True):
        page = open_page("/stories", served=busy)
        page.fill(
            "#text",
            "سامر الحاج @samer_h\nالطريق مغلق منذ الصباح والناس ينتظرون\nhttps://x.com/samer_h/status/1889195158533050368",
        )
        page.click("main button.main")
        expect(page.locator("[role=alert]")).to_contain_text("ولا يكتب فيه إلا واحد")


def test_the_receiver_takes_what_the_add_on_sends(desk, open_page, shared_zeeschuimer):
    address = receiver_address(desk.access)
    host = address.removeprefix("http://")
    assert host.endswith(f".localhost:{desk.port}")
    body = shared_zeeschuimer
    headers = {"Host": host, "Origin": "moz-extension://abc", "X_Zeeschuimer_Platform": "twitter.com"}
    assert desk.ask("POST", "/api/import-dataset/", body, **{**headers, "Host": f"127.0.0.1:{desk.port}"}).status == 403
    assert desk.ask(
        "POST", "/api/import-dataset/", body, **{**headers, "Host": f"{'0' * 32}.localhost:{desk.port}"}
    ).status in {403, 421}
    assert desk.get("/", Host=host).status == 421
    unknown = desk.ask("POST", "/api/import-dataset/", body, **{**headers, "X_Zeeschuimer_Platform": "tiktok.com"})
    assert unknown.status == 404
    assert "Unknown platform or source format" in unknown.text
    answer = desk.ask("POST", "/api/import-dataset/", body, **headers)
    assert answer.status == 200
    key = json.loads(answer.body)["key"]

    def told():
        return json.loads(desk.get(f"/api/check-query/?key={key}", Host=host).body)

    desk.wait_for(lambda: told()["done"])
    assert told()["rows"] > 0
    assert told()["url"].startswith("http://localhost:")
    page = open_page("/sources")
    expect(page.locator(".jobs li.done")).to_have_count(1)


@pytest.fixture
def shared_zeeschuimer(root):
    """Invented posts as the add-on sends them."""
    return (root / "tests/sources/x-web.zeeschuimer.ndjson").read_bytes()


def test_a_forecast_is_kept_decided_by_its_criterion_and_scored(open_page, tmp_path):
    with serve(tmp_path / "data") as fresh:
        page = open_page("/ledger", served=fresh)
        page.fill("#text", ARTICLE)
        page.fill('input[name="published"]', "2024-12-05")
        page.click("details.add-of button.main")
        page.wait_for_selector(".standings li")
        assert page.locator(".standings .chip.few").count() == 1
        page.fill('.standings input[name="text"]', "منسوب النهر عند الجسر دون مترين")
        page.click(".standings .decide button")
        page.wait_for_selector('.standings input[name="source"]')
        page.fill('.standings input[name="source"]', "javascript:alert(1)")
        page.click(".standings .decide button")
        expect(page.locator("[role=alert]")).to_be_visible()
        page.goto(f"{fresh.address}/ledger")
        page.fill('.standings input[name="source"]', "https://example.org/river")
        page.click(".standings .decide button")
        expect(page.locator(".standings .chip.started").first).to_be_visible()
        assert page.locator('.standings a[href="https://example.org/river"]').count() == 1
        page.click(".standings form button.quiet")
        page.wait_for_selector('.standings input[name="source"]')


def test_families_are_merged_renamed_muted_and_all_of_it_is_taken_back(open_page, tmp_path, world):
    folder = tmp_path / "data"
    shutil.copytree(world, folder)
    with serve(folder) as served:
        served.wait_for(lambda: served.workplace.board is not None, 60)
        page = open_page("/?show=all", served=served)
        name = page.locator("tr.topic .name").first.inner_text()
        page.locator("tr.topic summary").first.click()
        page.fill('tr.topic .choices input[name="label"] >> nth=1', "مرجانة_الآن")
        with page.expect_navigation():
            page.locator("tr.topic .choices form").nth(2).locator("button").click()
        page.goto(f"{served.address}/?show=all")
        expect(page.locator("tr.topic .name", has_text="مرجانة_الآن")).to_be_visible(timeout=60_000)
        page.locator(".decisions summary").click()
        with page.expect_navigation():
            page.click(".decisions button")
        page.goto(f"{served.address}/?show=all")
        expect(page.locator("tr.topic .name", has_text=name.strip("#"))).to_be_visible(timeout=60_000)
        count = page.locator("tr.topic").count()
        page.keyboard.press("j")
        with page.expect_navigation():
            page.keyboard.press("m")
        page.goto(f"{served.address}/?show=all")
        assert page.locator("tr.topic").count() == count - 1
        page.goto(f"{served.address}/?show=muted")
        assert page.locator("tr.topic").count() == 1


def test_the_timeline_leads_to_its_evidence_and_is_exported(open_page, desk):
    page = open_page("/timeline?topic=حمص")
    settle(page)
    assert page.locator(".picture svg.wide:visible, .picture svg.narrow:visible").count() == 1
    page.locator(".groups a[data-drawer]").first.click()
    expect(page.locator("#drawer .record h1")).to_be_visible()
    for form in ("csv", "geojson", "svg"):
        answer = desk.get(f"/timeline/export/{form}?topic=%D8%AD%D9%85%D8%B5")
        assert answer.status == 200, form
        assert len(answer.body) > 200, form


def test_the_api_gives_the_records_of_the_command_line(desk):
    spec = json.loads(desk.get("/api/openapi.json").body)
    assert {"/api/trends", "/api/voices/{tag}", "/api/check", "/api/evidence/{record}"} <= set(spec["paths"])
    assert not any(path.startswith(("/stories", "/settings")) for path in spec["paths"])
    trends = json.loads(desk.get("/api/trends").body)
    assert trends[0].keys() >= {"id", "key", "label", "members", "voices", "precedents", "warnings"}
    body = json.dumps({"text": ARTICLE}).encode()
    assert desk.ask("POST", "/api/check", body, Content_Type="application/json").status == 403
    bearer = {"Authorization": f"Bearer {desk.access.token}", "Content_Type": "application/json"}
    findings = json.loads(desk.ask("POST", "/api/check", body, **bearer).body)
    assert all({"severity", "code", "message", "span"} <= set(finding) for finding in findings)
    statements = json.loads(desk.ask("POST", "/api/read", body, **bearer).body)
    assert statements[0]["speaker"]
    assert desk.get("/api/evidence/EV-AAAAAAAAAA").status == 422
    assert desk.ask("POST", "/api/check", b"{", **bearer).status == 422
