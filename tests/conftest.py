"""What every test shares: no network, a found Chromium, the real data when it is there, hypothesis profiles."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("TAWATUR_SHARED") or ROOT.parent / "shared")
LOOPBACK = "127.0.0.1"
NOT_OURS = frozenset({".git", ".venv", ".hypothesis", "__pycache__", "build", "dist", "node_modules"})

# On CI the same examples every time: a red run can be repeated. Reading is not timed here, so no deadline.
# A busy machine is no reason to fail either.
_UNTIMED = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("ci", derandomize=True, max_examples=60, **_UNTIMED)
settings.register_profile("dev", max_examples=30, **_UNTIMED)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") == "true" else "dev"))


def find_chromium() -> Path | None:
    """The browser that TAWATUR_CHROMIUM names, else the first of the usual ones; None when there is none."""
    named = os.environ.get("TAWATUR_CHROMIUM")
    candidates = [named] if named else ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
    found = next((path for name in candidates if (path := shutil.which(name))), None)
    return Path(found) if found else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give tests of the browser and of Spark the loopback address; everything else has no network at all."""
    for item in items:
        if item.get_closest_marker("browser") or item.get_closest_marker("spark"):
            item.add_marker(pytest.mark.allow_hosts([LOOPBACK]))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what the machine cannot run, with the reason; fail instead where it was promised."""
    if item.get_closest_marker("shared") and not SHARED.is_dir():
        if os.environ.get("TAWATUR_REQUIRE_SHARED") == "1":
            pytest.fail(f"TAWATUR_REQUIRE_SHARED=1, and there is no real data at {SHARED}", pytrace=False)
        pytest.skip(f"no real data at {SHARED} (TAWATUR_SHARED names another folder)")
    if item.get_closest_marker("browser") and find_chromium() is None:
        if os.environ.get("CI") == "true":
            pytest.fail("CI=true, and no Chromium or Chrome is installed", pytrace=False)
        pytest.skip("no Chromium or Chrome found (TAWATUR_CHROMIUM names one)")


@pytest.fixture(scope="session")
def npm_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the packages of tests/npm installed, and its scripts; skips where npm cannot, fails on CI."""
    folder = tmp_path_factory.mktemp("npm")
    for path in (ROOT / "tests" / "npm").iterdir():
        shutil.copy(path, folder)
    problem = "there is no npm and node here"
    if shutil.which("npm") and shutil.which("node"):
        command = "npm install --prefer-offline --no-audit --no-fund --ignore-scripts --no-package-lock".split()
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=300)
        if done.returncode == 0:
            return folder
        problem = f"npm could not install tests/npm/package.json: {done.stderr.strip()[-300:]}"
    if os.environ.get("CI") == "true":
        pytest.fail(f"CI=true, and {problem}", pytrace=False)
    pytest.skip(problem)


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def repository_files() -> list[Path]:
    """Every file of the repository, tracked or not; caches, builds and environments left out."""
    files: list[Path] = []
    for folder, folders, names in os.walk(ROOT):
        folders[:] = sorted(
            name for name in folders if name not in NOT_OURS and not name.endswith(("_cache", ".egg-info"))
        )
        files += (Path(folder, name) for name in sorted(names))
    return files


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data; the test must be marked `shared`."""
    return SHARED


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The browser's executable; the test must be marked `browser`."""
    path = find_chromium()
    assert path is not None, "mark the test with pytest.mark.browser"
    return path


@pytest.fixture(scope="session")
def browser(chromium: Path) -> Iterator[object]:
    """A running Chromium (playwright's sync Browser) that reaches nothing but the loopback address."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=30_000)  # as long as Playwright waits for all else; 5 s are little on a busy machine
    no_network = [f"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE {LOOPBACK}", "--disable-background-networking"]
    sandbox = os.name != "posix" or os.geteuid() != 0  # Chromium refuses its sandbox to root
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=chromium, args=no_network, chromium_sandbox=sandbox, headless=True
        )
        yield running
        running.close()
