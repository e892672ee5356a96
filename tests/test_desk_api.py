"""The records under /api are those that the command line prints with --json, command by command."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from importlib.resources import files
from urllib.parse import quote

import pytest
from click.testing import CliRunner
from desk_fixtures import world  # noqa: F401 - fixture
from desk_server import serve
from worlds import NOON

from tawatur.cli import cli

pytestmark = [pytest.mark.enable_socket, pytest.mark.allow_hosts(["127.0.0.1"])]

TAG = "عاصفة_مرجانة"
THEN = f"{NOON + timedelta(days=23, hours=17):%Y-%m-%dT%H:%M:%SZ}"
ARTICLE = "قال الخبير سامر الحاج: «ستنخفض المياه في مرجانة خلال 72 ساعة»."


@pytest.fixture(scope="module")
def desk(world, tmp_path_factory):
    folder = tmp_path_factory.mktemp("desk") / "data"
    shutil.copytree(world, folder)
    with serve(folder) as served:
        served.wait_for(lambda: served.workplace.board is not None, 60)
        assert served.post("/ledger/add", {"text": ARTICLE, "published": "2024-12-05"}).status == 303
        (standing,) = read(served, "/api/ledger")
        about = f"/ledger/{standing['id']}"
        assert served.post(f"{about}/criterion", {"text": "دون مترين عند الجسر"}).status == 303
        assert served.post(f"{about}/resolve", {"outcome": "yes", "source": "https://example.org/r"}).status == 303
        served.post("/families/rename", {"tag": "حديث_البحر", "label": "البحر"})
        served.wait_for(lambda: not served.workplace.is_making)
        yield served


def read(desk, path):
    answer = desk.get(path)
    assert answer.status == 200, answer.text
    return json.loads(answer.body)


def ask(desk, path, body):
    bearer = {"Authorization": f"Bearer {desk.access.token}", "Content_Type": "application/json"}
    answer = desk.ask("POST", path, json.dumps(body).encode(), **bearer)
    assert answer.status == 200, answer.text
    return json.loads(answer.body)


def command(desk, *arguments):
    """The records that a command prints."""
    needs_data = arguments[0] not in {"read", "check", "codes"}
    data = ("--data", str(desk.data)) if needs_data else ()
    done = CliRunner().invoke(cli, [*arguments, *data], standalone_mode=False)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize(
    ("path", "arguments"),
    [
        ("/api/trends", ("trends", "--json")),
        (f"/api/trends?at={THEN}", ("trends", "--json", "--at", THEN)),
        ("/api/timeline?topic=%D8%AD%D9%85%D8%B5", ("timeline", "حمص", "--format", "json")),
        (f"/api/timeline?until={THEN}", ("timeline", "--to", THEN, "--format", "json")),
        ("/api/ledger", ("ledger", "list", "--json")),
        ("/api/ledger?status=resolved", ("ledger", "list", "--status", "resolved", "--json")),
        ("/api/ledger/score", ("ledger", "score", "--json")),
        ("/api/families", ("families", "list", "--json")),
        ("/api/codes", ("codes", "--json")),
    ],
)
def test_lists(desk, path, arguments):
    found = read(desk, path)
    assert found == command(desk, *arguments)
    assert found


@pytest.mark.parametrize("at", [None, THEN])
def test_voices(desk, at):
    path = f"/api/voices/{quote(TAG)}" + (f"?at={at}" if at else "")
    assert [read(desk, path)] == command(desk, "voices", TAG, "--json", *(("--at", at) if at else ()))


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_report(desk, lang):
    found = read(desk, f"/api/report/{quote(TAG)}?lang={lang}")
    (printed,) = command(desk, "report", TAG, "--json", "--lang", lang, "--quiet")
    assert without_capture(found) == without_capture(printed)


def without_capture(record):
    """Without what differs from one run to the next: when it was measured, and where that is kept."""
    text = json.dumps(record, ensure_ascii=False, sort_keys=True)
    method = record["method"]
    for changing in (
        method.get("measurement"),
        record.get("rising", {}).get("measurement"),
        method.get("evidence_root"),
    ):
        if changing:
            text = text.replace(changing, "…").replace(changing[:16], "…")
    told = json.loads(text)
    told["method"].pop("made_at", None)
    return told


def test_evidence_and_its_verification(desk):
    (first, *_) = read(desk, f"/api/report/{quote(TAG)}")["blocks"]
    record = first["sentences"][0]["evidence"][0]
    (printed,) = command(desk, "evidence", "show", record, "--json")
    assert read(desk, f"/api/evidence/{record}") == printed
    assert [read(desk, "/api/verify")] == command(desk, "evidence", "verify", "--json")


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_an_article(desk, tmp_path, lang):
    text = (files("tawatur") / "data" / "example.txt").read_text(encoding="utf-8")
    path = tmp_path / "article.txt"
    path.write_text(text, encoding="utf-8")
    body = {"text": text, "published": "2024-12-05T21:00:00Z", "zone": "Asia/Damascus"}
    assert ask(desk, f"/api/check?lang={lang}", body) == command(
        desk, "check", str(path), "--json", "--lang", lang, "--published", "2024-12-06", "--tz", "Asia/Damascus"
    )
    assert ask(desk, "/api/read", {"text": text, "zone": "Asia/Damascus"}) == command(
        desk, "read", str(path), "--json", "--tz", "Asia/Damascus"
    )


def test_every_path_under_api_is_described_and_nothing_else(desk):
    described = read(desk, "/api/openapi.json")["paths"]
    hidden = {"/api/openapi.json", "/api/import-dataset/", "/api/check-query/"}
    assert set(described) == collect(desk.app) - hidden
    for path, methods in described.items():
        for method in methods.values():
            assert method["description"], path


def collect(app):
    """Paths of routes under /api, whatever way the framework nests them."""
    found = set()

    def walk(routes, prefix=""):
        for route in routes:
            path = prefix + getattr(route, "path", "")
            if path.startswith("/api/") and hasattr(route, "endpoint"):
                found.add(path.replace(":path}", "}"))
            inner = getattr(route, "original_router", None) or getattr(route, "router", None)
            if inner is not None:
                walk(inner.routes, prefix)

    walk(app.routes)
    return found
