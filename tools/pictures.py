"""Take the pictures of the README from the real pages of the bundled article and posts.

python tools/pictures.py        # writes docs/pictures/*.png; needs Chromium
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from importlib.resources import files
from pathlib import Path

from playwright.sync_api import sync_playwright

from tawatur import __version__
from tawatur.check import check_article
from tawatur.page import render_check

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
NOTE = "مثال مختلق · invented example"


def main() -> None:
    """The checked article on desktop, phone and dark; the roundup on a desktop and a phone."""
    text = (files("tawatur") / "data" / "example.txt").read_text(encoding="utf-8")
    page_html = render_check(check_article(text), lang="ar", title=NOTE, note=NOTE, version=__version__)
    chromium = os.environ.get("TAWATUR_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        (Path(folder) / "check.html").write_text(page_html, encoding="utf-8")
        arguments = ["compose", "--example", "--tz", "Asia/Beirut", "--quiet", "-o", f"{folder}/roundup.html"]
        subprocess.run([sys.executable, "-m", "tawatur", *arguments], check=True)
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for name, width, height, scheme in (
            ("check", 1280, 1000, "light"),
            ("check-dark", 1280, 1000, "dark"),
            ("check-phone", 390, 1400, "light"),
            ("roundup", 1000, 1100, "light"),
            ("roundup-phone", 390, 1400, "light"),
        ):
            page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
            page.goto((Path(folder) / f"{name.partition('-')[0]}.html").as_uri())
            page.evaluate("document.fonts.ready")
            page.screenshot(path=str(PICTURES / f"{name}.png"))
        browser.close()


if __name__ == "__main__":
    main()
