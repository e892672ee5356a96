"""Posts that try everything, imported through the desk; then every page and answer that a link leads to is opened.

Nothing may run, load, pop up, leave its place or reorder what stands around it.
"""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from urllib.parse import quote, urlsplit

import pytest
from desk_fixtures import desk, open_page, world  # noqa: F401 - fixtures
from desk_server import serve
from playwright.sync_api import expect
from worlds import NOON, QUIET_TAGS, World, write_lines

from tawatur.posts import X_EPOCH_MS, X_TIME_SHIFT

pytestmark = pytest.mark.browser

BIDI = "\N{RIGHT-TO-LEFT OVERRIDE}\N{LEFT-TO-RIGHT EMBEDDING}\N{POP DIRECTIONAL ISOLATE}\N{LEFT-TO-RIGHT ISOLATE}"
MARKS = "\N{ARABIC FATHA}" * 400
TEXTS = (
    "<script>alert(1)</script><img src=x onerror=alert(2)><svg onload=alert(3)>",
    '" onmouseover="alert(4)" style="position:fixed;inset:0" x=\'',
    "</textarea></title></style></script><iframe src=https://evil.example></iframe>",
    "<link rel=stylesheet href=https://evil.example/x.css><meta http-equiv=refresh content=0;url=https://evil.example>",
    "{{ 7*7 }}{% raw %}${7*7}<template hx-get=/ hx-trigger=load>",
    '=HYPERLINK("https://evil.example";"x") -2+3+cmd|\' /C calc\'!A0 @SUM(1+1)',
    f"2024-12-05{BIDI}12 منشورا{MARKS}\x00\x07\x1b[31m",
    "[x](javascript:alert(5)) javascript:alert(6) data:text/html,<script>alert(7)</script> https://x.com@evil.example/",
    "\ud800 \udfff \ufffe \U000e0041\U000e007f",
    "كلمة" * 500,
)
TAGS = (
    '"><script>alert(8)</script>',
    f"عاصفة{BIDI}_مرجانة",
    "{{7*7}}",
    "../../etc/passwd?a=b#c",
    "ط" * 130,
)
MOST = 2  # pages of one kind that are opened
WIDTH = 390
HARM = """() => {
  const all = [...document.querySelectorAll('*')];
  return {
    scripts: all.filter((e) => e.localName === 'script' && !e.src).length,
    handlers: all.filter((e) => [...e.attributes].some((a) => a.name.startsWith('on') || a.name === 'style')).length,
    foreign: all.filter((e) => ['iframe', 'object', 'embed', 'base', 'template'].includes(e.localName)).length,
    loaded: all.map((e) => e.localName !== 'a' && (e.src || e.href)).filter((u) => typeof u === 'string' && u && !u.startsWith('data:'))
      .filter((u) => new URL(u, location).origin !== location.origin),
    links: [...document.querySelectorAll('a[href]')].map((a) => a.protocol).filter((p) => !/^https?:$/.test(p)),
    turned: [...document.documentElement.outerHTML.matchAll(/.{0,80}[\\u202a-\\u202e]/gs)].map((m) => m[0]).slice(0, 5),
    wide: Math.max(0, document.documentElement.scrollWidth - innerWidth),
  };
}"""
HARMLESS = {"scripts": 0, "handlers": 0, "foreign": 0, "loaded": [], "links": [], "turned": [], "wide": 0}
# A published page is one file: its own style and script stand in it, under a policy that names their digests.
ALLOWED_INSIDE = ("/published/",)


def id_of(written, number):
    """The id that X gives a post of a moment: what is written at another time than its id says is not published."""
    milliseconds = round(datetime.fromisoformat(written).timestamp() * 1000)
    return str((milliseconds - X_EPOCH_MS) * 2**X_TIME_SHIFT + number)


def hostile_lines():
    made = World(seed=5)
    made.background(NOON, 18, an_hour=6, tags=QUIET_TAGS)
    for day, tag in enumerate(TAGS, start=13):
        made.burst(NOON + timedelta(days=day), 8, 60, [[]])
        for number, line in enumerate(made.lines[-60:]):
            line |= {
                "id": id_of(line["created_at"], number),
                "tags": [tag],
                "text": f"{line['text']} {TEXTS[number % len(TEXTS)] if number < 30 else ''}",
                "author_handle": f"user_{number}" if number % 3 else f"<b>{BIDI}@x",
                "author_name": f"=سامر{BIDI}{TEXTS[number % 6]}",
                "url": "javascript:alert(9)" if number % 2 else "https://evil.example/<script>",
                "media": [f"https://evil.example/{day}/{number}.png"],
                "language": 'ar" onclick="alert(10)',
            }
    for moment in ("0001-01-01T00:00:00Z", "9999-12-31T23:59:59+14:00", "2031-01-01T00:00:00Z", "yesterday"):
        made.post(NOON, [TAGS[0]])["created_at"] = moment
    return made.lines


@pytest.fixture(scope="module")
def attacked(tmp_path_factory):
    """A desk into which these posts come as any file does."""
    folder = tmp_path_factory.mktemp("attacked")
    path = write_lines(folder / "posts.jsonl", hostile_lines())
    with serve(folder / "data") as served:
        boundary = "b" * 30
        name = '"><script>alert(11)</script>.jsonl'
        head = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="files"; filename="{quote(name, safe="<>")}"\r\n\r\n'
        )
        body = head.encode() + path.read_bytes() + f"\r\n--{boundary}--\r\n".encode()
        kind = f"multipart/form-data; boundary={boundary}"
        answer = served.ask("POST", "/sources/files", body, X_CSRF_Token=served.access.csrf, Content_Type=kind)
        assert answer.status == 303, answer.text
        served.wait_for(lambda: served.workplace.board is not None and not served.workplace.is_making, 120)
        assert len(served.workplace.board.found.trends) >= len(TAGS) - 1
        (job,) = served.workplace.jobs()
        assert job.summary.rejected == {"absurd-time": 2}
        assert served.workplace.board.found.left_out["impossible-time"] == 1
        article = f"قال الوزير سامر الحاج {TEXTS[0]}: «ستنخفض {TEXTS[2]} المياه في مرجانة خلال 72 ساعة»."
        served.post("/ledger/add", {"text": article, "name": TEXTS[0], "published": "2024-12-05"})
        yield served


def kind_of(path):
    """An address with what names one thing taken out: pages of one kind are much alike."""
    parts = urlsplit(path)
    if parts.path.startswith("/topics/"):
        return "/topics/"
    return re.sub(r"(?<=/)[0-9a-f]{8,}|(?<=/)EV-[A-Z0-9]+|(?<=/)[0-9]+", "*", parts.path) + re.sub(
        "=[^&]*", "", parts.query
    )


def test_every_page_that_links_lead_to_is_harmless(attacked, open_page):
    page = open_page("/?show=all", WIDTH, served=attacked)
    page.set_default_timeout(300_000)
    # A story of a hostile tag, published, so that its pages are there to be found.
    page.goto(f"{attacked.address}/topics/{quote(TAGS[3], safe='')}")
    page.click(".begin button.main")
    page.wait_for_url("**/stories/*")
    page.click(".publish button")
    page.wait_for_url("**/published/**")
    todo, seen, kinds, files = ["/?show=all"], {"/?show=all"}, {}, []
    while todo:
        path = todo.pop(0)
        answer = attacked.get(path)
        assert answer.status == 200, (path, answer.status, answer.text[:300])
        assert answer.headers["x-content-type-options"] == "nosniff"
        if not answer.headers["content-type"].startswith("text/html") or "attachment" in answer.headers.get(
            "content-disposition", ""
        ):
            assert "attachment" in answer.headers["content-disposition"], path
            files.append(path)
            continue
        page.goto(attacked.address + path)
        expect(page.locator(".bones")).to_have_count(0, timeout=60_000)
        expect(page.locator("#voices [role=status]")).to_have_count(0, timeout=60_000)
        found = page.evaluate(HARM)
        if path.startswith(ALLOWED_INSIDE):
            found |= {"scripts": 0, "handlers": 0}
        assert found == HARMLESS, path
        page.locator("details:not(.menu) > summary").evaluate_all("all => all.forEach((each) => each.click())")
        assert page.evaluate("document.documentElement.scrollWidth") <= WIDTH + 1, path
        for href in page.evaluate("[...document.querySelectorAll('a[href]')].map((a) => a.href)"):
            if not href.startswith(attacked.address):
                continue
            link = href.removeprefix(attacked.address).partition("#")[0]
            kind = kind_of(link)
            if link and link not in seen and kinds.get(kind, 0) < MOST:
                seen.add(link)
                kinds[kind] = kinds.get(kind, 0) + 1
                todo.append(link)
    assert {"/stories", "/check", "/timeline", "/ledger", "/sources", "/topics/"} <= set(kinds)
    assert any(kind.startswith("/evidence/") for kind in kinds), kinds
    assert len(seen) > 20
    assert files


def test_every_answer_for_programs_is_json_that_no_browser_takes_for_a_page(attacked):
    paths = ["/api/trends", "/api/timeline", "/api/ledger", "/api/ledger/score", "/api/families", "/api/verify"]
    paths += [
        f"/api/{name}/{quote(tag, safe='')}" for name in ("voices", "report") for tag in (TAGS[0], TAGS[3], TEXTS[0])
    ]
    for path in paths:
        answer = attacked.get(path)
        assert answer.status in {200, 404, 422}, (path, answer.text[:200])
        assert answer.headers["content-type"] == "application/json", path
        assert answer.headers["x-content-type-options"] == "nosniff"
        json.loads(answer.body)
    bearer = {"Authorization": f"Bearer {attacked.access.token}", "Content_Type": "application/json"}
    for text in TEXTS:
        body = json.dumps({"text": f"قال الوزير سامر الحاج {text}: «{text}»."}).encode()
        for name in ("read", "check"):
            answer = attacked.ask("POST", f"/api/{name}", body, **bearer)
            assert answer.status in {200, 422}, answer.text[:200]
            assert answer.headers["content-type"] == "application/json"
            json.loads(answer.body)
