"""Take the pictures of the README from the real pages of the bundled article and posts, and from the desk of the demo.

python tools/pictures.py            # writes docs/pictures/*.png; needs Chromium
python tools/pictures.py --desk     # those of the desk alone: every screen, in both languages
python tools/pictures.py --pages    # those of the checked article and the roundup alone
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tawatur import __version__
from tawatur.check import check_article
from tawatur.page import render_check

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
TAWATUR = [sys.executable, "-m", "tawatur"]
NOTE = "مثال مختلق · invented example"


def take_desk(browser: Browser, folder: Path) -> None:
    """Every screen of the desk of the invented world, Arabic and English; the story on a phone and in the dark, too."""
    subprocess.run([*TAWATUR, "demo", "--data", str(folder / "demo"), "--quiet"], check=True, stdout=subprocess.DEVNULL)
    article = files("tawatur") / "data" / "example.txt"
    added = ["ledger", "add", str(article), "--published", "2024-12-05", "--data", str(folder / "demo"), "--quiet"]
    subprocess.run([*TAWATUR, *added], check=True, stdout=subprocess.DEVNULL)
    command = [*TAWATUR, "desk", "--data", str(folder / "demo"), "--port", "0", "--no-open", "--quiet"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as desk:
        try:
            assert desk.stdout is not None  # noqa: S101 - it is a pipe
            address = desk.stdout.readline().strip()
            page = open_desk(browser, address, "ar")
            page.goto(address)
            page.wait_for_selector("tr.topic", timeout=120_000)
            topic = (page.locator("tr.topic .name").first.get_attribute("href") or "/").lstrip("/")
            screens = {
                "board": "?show=all", "topic": topic, "stories": "stories", "check": "check",
                "timeline": "timeline?topic=%D8%B2%D9%8A%D8%AA%D8%A7%D8%B1", "ledger": "ledger", "sources": "sources",
            }  # fmt: skip
            for lang in ("ar", "en"):
                for name, path in screens.items():
                    take(open_desk(browser, address, lang), f"{address}{path}", f"desk-{name}-{lang}")
                take(open_desk(browser, address, lang), address + topic, f"desk-figures-{lang}", at="#report .map")
            take(open_desk(browser, address, "ar", width=390), f"{address}?show=all", "desk-board-phone")
            take(open_desk(browser, address, "ar", scheme="dark"), f"{address}?show=all", "desk-board-dark")
            page.goto(f"{address}stories")  # last: its posts are of another year, and the board goes with them
            page.set_input_files("#files", str(files("tawatur") / "data" / "example_posts.jsonl"))
            page.click("main button.main")
            page.wait_for_selector("#draft .sentence")
            story = page.url
            for lang in ("ar", "en"):
                take(open_desk(browser, address, lang), story, f"desk-story-{lang}")
                take(open_desk(browser, address, lang), story, f"desk-evidence-{lang}", click="#draft sup a")
            take(open_desk(browser, address, "ar", width=390), story, "desk-story-phone")
        finally:
            desk.terminate()


def open_desk(
    browser: Browser, address: str, lang: str, *, width: int = 1440, scheme: Literal["light", "dark"] = "light"
) -> Page:
    """A page of the desk in a language, in the zone of the invented world."""
    context = browser.new_context(viewport={"width": width, "height": 1000}, color_scheme=scheme)
    value = f"lang={lang}&zone=UTC"
    context.add_cookies([{"name": "tawatur-settings", "value": value, "url": address}])
    return context.new_page()


def take(page: Page, address: str, name: str, *, at: str = "", click: str = "") -> None:
    """A picture of a page, once everything in it is there; with something of it at the top, or clicked on."""
    page.goto(address)
    page.locator(".bones, #voices [role=status]").first.wait_for(state="detached", timeout=240_000)
    page.evaluate("document.fonts.ready")
    if at:
        page.locator(at).evaluate(
            "e => window.scrollTo({top: e.getBoundingClientRect().top - 80, behavior: 'instant'})"
        )
    if click:
        page.locator(click).first.click()
        page.locator("#drawer .record").wait_for()
    keep(page, name)
    page.context.close()


def keep(page: Page, name: str) -> None:
    """What the window shows, in 256 colours: a third of the bytes, and nobody sees the difference."""
    shown = Image.open(BytesIO(page.screenshot()))
    shown.convert("RGB").quantize(256, dither=Image.Dither.NONE).save(PICTURES / f"{name}.png", optimize=True)


def main() -> None:
    """The desk, the checked article and the roundup."""
    text = (files("tawatur") / "data" / "example.txt").read_text(encoding="utf-8")
    page_html = render_check(check_article(text), lang="ar", title=NOTE, note=NOTE, version=__version__)
    chromium = os.environ.get("TAWATUR_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        (Path(folder) / "check.html").write_text(page_html, encoding="utf-8")
        arguments = ["compose", "--example", "--tz", "Asia/Beirut", "--quiet", "-o", f"{folder}/roundup.html"]
        subprocess.run([sys.executable, "-m", "tawatur", *arguments], check=True)
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        if "--pages" not in sys.argv[1:]:
            take_desk(browser, Path(folder))
        if "--desk" in sys.argv[1:]:
            return
        for name, width, height in (("check", 1280, 1000), ("roundup", 1000, 1100)):
            page = browser.new_page(viewport={"width": width, "height": height})
            page.goto((Path(folder) / f"{name}.html").as_uri())
            page.evaluate("document.fonts.ready")
            keep(page, name)
        browser.close()


if __name__ == "__main__":
    main()
