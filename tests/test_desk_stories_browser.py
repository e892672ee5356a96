"""The story in a real Chromium: from pasted posts to a published page, by one editor and by two."""

from __future__ import annotations

import re
import sys
import time
from importlib.resources import files

import pytest
from desk_fixtures import HOSTILE, desk, open_page, world  # noqa: F401 - fixtures
from hostile_posts import hostile_posts
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

# Invented, as people paste them: name, handle, text, link.
PASTE = "\n\n".join(
    f"{name} @{handle}\n{text}\nhttps://x.com/{handle}/status/{1889195158533050368 + number * 8_000_000_000_000}"
    for number, (name, handle, text) in enumerate([
        ("هيئة ميناء مرجانة", "port_marjana", "أوقفنا دخول السفن وخروجها من ميناء مرجانة حتى إشعار آخر. #مرجانة"),
        ("الصحفية ليلى النوري", "layla_n", "أكثر من 40 شاحنة تنتظر عند بوابة الميناء منذ الفجر. #مرجانة"),
        ("سامر الحاج", "samer_h", "الموج يضرب الرصيف القديم والناس يبتعدون عنه. #مرجانة"),
        ("نبض مرجانة", "nabd_m", "وصلت 3 قاطرات إلى مدخل الميناء قبل قليل. #مرجانة"),
        ("رانية الدوسكي", "rania_d", "نتوقع عودة الملاحة خلال 24 ساعة إذا هدأت الرياح. #مرجانة"),
        ("بلدية مرجانة", "baladiya_m", "فتحنا مدرستين لإيواء العائلات القريبة من الشاطئ. #مرجانة"),
        ("أبو سامي", "abu_s", "الكهرباء مقطوعة عن حي الصيادين منذ ليلة أمس. #مرجانة"),
        ("مرصد البحر", "sea_watch", "سرعة الرياح بلغت 90 كيلومترا في الساعة عند المنارة. #مرجانة"),
        ("هند الراوي", "hind_r", "هذا غير صحيح، الملاحة لم تتوقف في الميناء الشرقي. #مرجانة"),
        ("كريم", "karim_1", "طريق الكورنيش مغلق والشرطة تحول السير إلى السوق. #مرجانة"),
    ])
)  # fmt: skip


@pytest.fixture
def begin(open_page):
    """A new story from pasted text, opened."""

    def begin_(text=PASTE, lang="ar", width=1440, **options):
        page = open_page("/stories", width, lang, **options)
        page.fill("#text", text)
        page.keyboard.press("Control+Enter")
        page.wait_for_selector("#draft .sentence")
        page.wait_for_selector('#live[data-state="live"]')
        return page

    return begin_


def saved(page, revision):
    expect(page.locator("#version")).to_contain_text(str(revision))


def test_the_editors_journey_from_ten_posts_to_wordpress(open_page, record_property, capsys):
    clicks, started = 0, time.perf_counter()
    page = open_page("/stories", 1440)
    page.fill("#text", PASTE)  # paste
    page.click("main button.main")
    clicks += 1
    page.wait_for_selector("#checks .verdict")
    drafted = time.perf_counter() - started
    assert page.locator(".post").count() == 10
    assert page.locator("#checks .verdict.ready").is_visible()
    assert page.locator("#draft .unsourced").count() == 0
    with page.expect_download() as download:
        page.click('a[href$="/export/wordpress"]')
    clicks += 1
    blocks = download.value.path().read_text(encoding="utf-8")
    assert "<!-- wp:" in blocks
    assert "port_marjana" in blocks
    seconds = time.perf_counter() - started
    record_property("clicks", clicks)
    record_property("seconds", round(seconds, 2))
    with capsys.disabled():
        sys.stdout.write(
            f"\n10 posts pasted -> checked draft: {drafted:.2f} s; -> WordPress blocks: {clicks} clicks, {seconds:.2f} s\n"
        )
    assert clicks <= 3
    assert seconds < 180  # what an editor is promised


@pytest.mark.parametrize(("lang", "scheme", "width"), [("ar", "light", 1440), ("en", "dark", 390), ("ar", "dark", 820)])
def test_axe_finds_nothing_in_a_story_and_it_fits(begin, lang, scheme, width):
    page = begin(lang=lang, width=width, color_scheme=scheme, bypass_csp=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator(".tools summary").first.click()
    page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8"))
    run = "axe.run().then(r => r.violations.map(v => [v.id, v.nodes.map(n => n.html.slice(0, 200))]))"
    assert page.evaluate(run) == []
    page.goto(f"{page.url}/versions")
    page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8"))
    assert page.evaluate(run) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_what_is_typed_is_kept_and_quotes_cannot_be(begin):
    page = begin()
    quote = page.locator("#draft .locked").first
    assert quote.evaluate("e => e.isContentEditable") is False
    own = page.locator("#draft .lead .own, #draft .context .own").first
    own.click()
    page.keyboard.press("End")
    page.keyboard.type("حتى الآن ")
    saved(page, 2)
    page.reload()
    expect(page.locator("#draft")).to_contain_text("حتى الآن")
    assert page.locator(".sentence.edited").count() == 1


def test_quotation_marks_in_our_own_words_are_refused_and_said(begin):
    page = begin()
    own = page.locator("#draft .own").first
    own.click()
    page.keyboard.type("«قال ما لم يقله»")
    expect(page.locator("#saved.making")).to_contain_text("bear")
    page.on("dialog", lambda dialog: dialog.accept())
    assert page.locator("#version").inner_text().endswith("1")


def test_a_sentence_without_evidence_is_red_and_stops_publishing(begin):
    page = begin()
    page.locator(".speaker .tools summary").first.click()
    page.locator(".tools[open] [data-do=add]").click()
    expect(page.locator("#draft .unsourced")).to_have_count(1)
    assert page.evaluate("document.activeElement.classList.contains('own')")
    page.keyboard.type("ولم يصدر تعليق آخر.")
    expect(page.locator("#checks .verdict")).to_have_class("verdict problem-of")
    assert page.locator(".publish button").is_disabled()
    saved(page, 3)
    tools = page.locator(".unsourced .tools")
    tools.locator("summary").first.click()
    tools.locator(".picker summary").click()
    tools.locator("input").first.check()
    tools.locator("[data-do=evidence]").click()
    expect(page.locator("#draft .unsourced")).to_have_count(0)
    expect(page.locator("#checks .verdict")).to_have_class("verdict ready")


def test_verbs_change_only_to_what_the_words_allow(begin):
    page = begin()
    page.locator(".speaker .tools summary").first.click()
    select = page.locator(".tools[open] [data-verb]")
    assert select.locator("option[disabled]").count() > 3
    select.select_option("قال")
    saved(page, 2)
    assert page.locator(".speaker .sentence").first.inner_text().startswith(("وقال", "قال", "وقالت", "قالت"))


def quoted_words(page):
    """Permalink of each paragraph of a speaker -> its words, without those that count the nameless."""
    found = page.locator("#draft .speaker .paragraph").evaluate_all(
        "all => all.map((each) => [each.querySelector('.permalink-of')?.href, each.innerText])"
    )
    return {link: re.sub(" آخر| غيره| ثالث", "", words) for link, words in found if link}


def test_posts_are_left_out_and_brought_back_by_keys(begin):
    page = begin()
    before = page.locator("#draft .speaker .paragraph, #draft .other_side .paragraph").count()
    page.locator("#draft-h").evaluate("e => e.ownerDocument.body.focus()")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.matches('.post')")
    name = page.evaluate("document.activeElement.dataset.post")
    told = quoted_words(page)
    page.keyboard.press("h")
    expect(page.locator(f'.post.hidden[data-post="{name}"]')).to_be_visible()
    # Others keep their words, but for "another account": whoever takes the place of the one left out may have no name.
    after = quoted_words(page)
    stayed = told.keys() & after.keys()
    assert len(stayed) > 1
    assert {link: after[link] for link in stayed} == {link: told[link] for link in stayed}
    assert name.split("/")[1] not in page.locator("#draft").inner_html()
    assert page.evaluate("document.activeElement.dataset.post") == name
    page.keyboard.press("h")
    expect(page.locator(".post.hidden")).to_have_count(0)
    assert page.locator("#draft .speaker .paragraph, #draft .other_side .paragraph").count() == before
    page.locator(".post.open").first.focus()
    wanted = page.evaluate("document.activeElement.dataset.post")
    page.keyboard.press("a")
    expect(page.locator(f'.post.quoted[data-post="{wanted}"]')).to_be_visible()


def test_two_editors_never_overwrite_each_other_in_silence(begin, open_page):
    first = begin()
    path = first.url.partition("/stories")[2]
    second = open_page(f"/stories{path}", 1440)
    second.wait_for_selector("#draft .sentence")

    def type_at(page, number, words):
        page.locator("#draft .own").nth(number).click()
        page.keyboard.press("End")
        page.keyboard.type(words)

    # different sentences: both are kept
    last = first.locator("#draft .own").count() - 1
    type_at(first, 1, "أولا ")
    saved(first, 2)
    type_at(second, last, "ثانيا ")
    saved(second, 3)
    second.reload()
    expect(second.locator("#draft")).to_contain_text("أولا")
    expect(second.locator("#draft")).to_contain_text("ثانيا")
    # the same sentence: the second is told, sees both, and decides
    type_at(second, 1, "باء ")
    saved(second, 4)
    type_at(first, 1, "ألف ")
    expect(first.locator("#conflict")).to_be_visible()
    dialog = first.locator("#conflict").inner_text()
    assert "باء" in dialog
    assert "ألف" in dialog
    second.reload()
    expect(second.locator("#draft")).not_to_contain_text("ألف")
    first.click('[data-conflict="mine"]')
    saved(first, 5)
    first.goto(f"{first.url}/versions?revision=4")
    expect(first.locator(".change .now").first).to_contain_text("باء")


def test_versions_show_what_changed_and_come_back(begin):
    page = begin()
    page.locator("#draft .own").nth(1).click()
    page.keyboard.press("End")
    page.keyboard.type("كلمة ")
    saved(page, 2)
    address = page.url
    page.goto(f"{address}/versions")
    expect(page.locator(".change .now").first).to_contain_text("كلمة")
    page.goto(f"{address}/versions?revision=1")
    page.click("form button:not(.quiet):not(.main)")
    page.wait_for_selector("#draft .sentence")
    assert "كلمة" not in page.locator("#draft").inner_text()
    saved(page, 3)


def test_a_published_page_never_changes(begin, desk):
    page = begin()
    address = page.url
    page.click(".publish button")
    page.wait_for_selector("article.roundup")
    published = page.url
    before = desk.get(published.removeprefix(desk.address))
    assert "frame-ancestors 'none'" in before.headers["content-security-policy"]
    assert "sha256-" in before.headers["content-security-policy"]
    page.goto(address)
    page.locator("#draft .own").nth(1).click()
    page.keyboard.type("تصحيح ")
    saved(page, 2)
    assert desk.get(published.removeprefix(desk.address)).body == before.body
    page.reload()
    page.fill('.publish input[name="why"]', "وقت المنشور")
    page.click(".publish button")
    page.wait_for_selector("article.roundup")
    assert page.url.endswith("/2")
    assert "تصحيح" in page.locator("#correction ins").first.inner_text()
    assert desk.get(published.removeprefix(desk.address)).body == before.body
    with desk.workplace.shelf() as shelf, pytest.raises(Exception, match="never rewritten"):
        shelf._desk._connection.execute("UPDATE publications SET page = 'x'")


def test_evidence_opens_over_the_story_and_verifies(begin):
    page = begin()
    page.locator("#draft sup a").first.click()
    expect(page.locator("#drawer .record h1")).to_be_visible()
    page.locator("#drawer form[hx-post] button").click()
    expect(page.locator("#verified .good")).to_be_visible(timeout=30_000)
    page.keyboard.press("Escape")
    expect(page.locator("#drawer")).to_be_hidden()


def test_hostile_posts_are_inert_and_their_hidden_characters_shown(begin):
    lines = [
        f"{post.display_name} @{post.handle}\n{post.text}\nhttps://x.com/{post.handle}/status/{post.post_id}"
        for post in hostile_posts()
    ]
    page = begin(
        "\n\n".join(lines)
        + f"\n\nسامر {HOSTILE} @samer_x\nوصلنا {HOSTILE} إلى الميناء القديم الآن\nhttps://x.com/samer_x/status/1889195158533050368"
    )
    assert page.locator("#draft script, #draft img, .posts script, .posts img").count() == 0
    page.locator(".post a[data-drawer]").first.click()
    expect(page.locator("#drawer pre")).to_be_visible()
    assert page.locator("#drawer pre script").count() == 0


def test_every_export_of_a_story_comes(begin, desk):
    page = begin()
    path = page.url.removeprefix(desk.address)
    for form in ("txt", "html", "md", "json", "wordpress", "jsonld", "atom", "csv"):
        answer = desk.get(f"{path}/export/{form}")
        assert answer.status == 200, form
        assert "attachment" in answer.headers["content-disposition"]
        assert len(answer.body) > 500, form
