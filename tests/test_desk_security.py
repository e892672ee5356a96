"""Who may ask the desk for what, asked over a real connection."""

from __future__ import annotations

import hashlib
import http.client
import json
import signal
import socket
import subprocess
import sys

import pytest
from desk_server import serve

from tawatur.desk.security import MAX_BODY, POLICY
from tawatur.desk.uploads import safe_name

pytestmark = [pytest.mark.enable_socket, pytest.mark.allow_hosts(["127.0.0.1"])]

SPEC_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    with serve(tmp_path_factory.mktemp("desk") / "data") as served:
        yield served


@pytest.mark.parametrize("path", ["/", "/check", "/static/desk.css", "/nothing-here", "/board/rows"])
def test_every_answer_bears_the_policy(desk, path):
    answer = desk.get(path)
    assert answer.headers["content-security-policy"] == SPEC_POLICY == POLICY
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example:80", "127.0.0.1:1", "", "[", "localhost.evil"]
)
def test_another_name_is_not_answered(desk, host):
    assert desk.get("/", Host=host).status == 421


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "LOCALHOST"])
def test_its_own_names_are(desk, host):
    assert desk.get("/", Host=f"{host}:{desk.port}").status == 200


def test_another_site_cannot_change_anything(desk):
    fine = {"back": "/", "lang": "en"}
    assert desk.post("/settings", fine).status == 303
    assert desk.post("/settings", fine, X_CSRF_Token="").status == 403
    assert desk.post("/settings", fine, X_CSRF_Token="0" * 32).status == 403
    assert desk.post("/settings", fine, Origin="https://evil.example").status == 403
    assert desk.post("/settings", fine, Origin="null").status == 403
    assert desk.post("/settings", fine, Origin="http://[").status == 403
    assert desk.post("/settings", fine, Sec_Fetch_Site="cross-site").status == 403
    assert desk.post("/settings", fine, Origin=desk.address, Sec_Fetch_Site="same-origin").status == 303


def test_another_site_may_link_here_and_nothing_else(desk):
    link = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate"}
    assert desk.get("/", **link, Sec_Fetch_Dest="document").status == 200
    assert desk.get("/topics/x/report", **link, Sec_Fetch_Dest="iframe").status == 403
    assert desk.get("/topics/x/report", Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="no-cors").status == 403
    assert desk.get("/api/ledger", Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="cors").status == 403
    assert desk.get("/static/desk.css", Sec_Fetch_Site="same-origin", Sec_Fetch_Mode="no-cors").status == 200


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example", "/\\\\evil.example", "javascript:alert(1)"]
)
def test_the_way_back_stays_on_the_desk(desk, back):
    assert desk.post("/settings", {"back": back}).headers["location"] == "/"


def test_no_answer_is_for_other_origins(desk):
    answer = desk.get("/", Origin="https://evil.example")
    assert "access-control-allow-origin" not in answer.headers
    assert desk.ask("OPTIONS", "/", Origin="https://evil.example").status in {404, 405}


def test_a_request_that_is_too_long_is_refused_before_it_is_read(desk):
    assert desk.post("/settings", Content_Length=str(MAX_BODY + 1)).status == 413


def test_a_request_without_a_length_is_cut_off(desk):
    connection = socket.create_connection(("127.0.0.1", desk.port), timeout=30)
    head = f"POST /settings?csrf={desk.access.csrf} HTTP/1.1\r\nHost: 127.0.0.1:{desk.port}\r\n"
    connection.sendall(
        f"{head}Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
    )
    chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    sent = 0
    try:
        for _ in range(200):
            connection.sendall(chunk)
            sent += len(chunk)
        connection.sendall(b"0\r\n\r\n")
        answer = connection.recv(200)
    except OSError:
        answer = b""
    connection.close()
    assert not answer.startswith(b"HTTP/1.1 303")
    assert desk.get("/").status == 200


def test_beyond_this_machine_everybody_brings_the_token(tmp_path):
    with serve(tmp_path / "data", host="0.0.0.0") as desk:  # noqa: S104 - it still listens on loopback
        token = desk.access.token
        assert desk.get("/").status == 401
        assert desk.get("/?token=0").status == 401
        assert desk.get("/", Cookie="tawatur-token=0").status == 401
        assert desk.get("/", Authorization="Bearer 0").status == 401
        welcome = desk.get(f"/check?token={token}&a=1")
        assert (welcome.status, welcome.headers["location"]) == (303, "/check?a=1")
        assert desk.get(f"//evil.example/?token={token}").headers["location"] == "/evil.example/"
        cookie = welcome.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=strict" in cookie
        assert desk.get("/", Cookie=cookie.partition(";")[0]).status == 200
        assert desk.get("/", Authorization=f"Bearer {token}").status == 200


@pytest.mark.parametrize(
    "name",
    [
        "../x",
        "..",
        "",
        "a/../../b",
        "\\\\x\\y",
        "\N{RIGHT-TO-LEFT OVERRIDE}txt.exe",
        ".hidden",
        "a" * 500 + ".json.gz",
        "\N{PILE OF POO}" * 90,
    ],
)
def test_the_name_of_an_upload_is_one_part_of_a_path(name):
    made = safe_name(name)
    assert made
    assert made not in {".", ".."}
    assert not set(made) & set("/\\:\0")
    assert not made.startswith(".")
    assert len(f"50-{made}".encode()) <= 255  # what file systems take


@pytest.mark.parametrize(
    "path",
    ["/static/../pyproject.toml", "/static/..%2fdesk.tsv", "/static/desk.tsv", "/static/frame.html", "/static/desk"],
)
def test_only_static_files_are_static(desk, path):
    assert desk.get(path).status == 404


JSON = {"Content_Type": "application/json"}


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/?at=0001-01-01T00:00", b""),
        ("GET", "/timeline/claims?topic=x&until=9999-12-31T23:59-12:00", b""),
        ("GET", "/published/x/" + "9" * 30, b""),
        ("POST", "/stories/x/restore", b"revision=%C2%B2&base=1"),
        ("POST", "/stories/x/restore", b"revision=" + b"9" * 30 + b"&base=1"),
        ("POST", "/stories/x/edits", b'{"revision": Infinity, "edits": [{}]}'),
        ("POST", "/stories/x/edits", b'{"revision": 1e30, "edits": [{}]}'),
        ("POST", "/stories/x/edits", b'{"revision": 1, "edits": [{"op": "add", "text": "\\ud800"}]}'),
        ("POST", "/api/check", b'{"text": "\\ud800"}'),
        ("POST", "/api/check", b'{"text": NaN}'),
    ],
)
def test_what_cannot_be_read_is_an_error_of_who_asks(desk, method, path, body):
    kind = "application/json" if body.startswith(b"{") else "application/x-www-form-urlencoded"
    answer = desk.ask(method, path, body, X_CSRF_Token=desk.access.csrf, Content_Type=kind)
    assert answer.status == 422
    assert answer.text.startswith('{"error":' if path.startswith("/api/") else "<!doctype html>")


def test_a_program_is_told_what_is_wrong(desk):
    wrong = desk.ask("POST", "/api/check", b'{"zone": 1}', X_CSRF_Token=desk.access.csrf, **JSON)
    assert json.loads(wrong.text)["error"].startswith("text: ")
    assert json.loads(desk.get("/api/trends").text)["error"] == "no posts in this data folder yet"


def test_the_vendored_script_is_the_published_one(root):
    digest = hashlib.sha256((root / "src/tawatur/static/htmx.min.js").read_bytes()).hexdigest()
    assert digest in (root / "NOTICE").read_text(encoding="utf-8")


def test_the_command_prints_its_address_and_stops_cleanly(tmp_path):
    command = [sys.executable, "-m", "tawatur", "desk", "--port", "0", "--no-open", "--data", str(tmp_path / "data")]
    log = tmp_path / "log"
    with (
        log.open("w") as written,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=written, text=True) as running,
    ):
        try:
            address = running.stdout.readline().strip()
            assert address.startswith("http://127.0.0.1:"), log.read_text(encoding="utf-8")
            place = address.removeprefix("http://").rstrip("/")
            connection = http.client.HTTPConnection(place, timeout=30)
            connection.request("GET", "/")
            assert connection.getresponse().status == 200
            connection.close()
            stream = http.client.HTTPConnection(place, timeout=30)
            stream.request("GET", "/events")
            assert stream.getresponse().readline()
            running.send_signal(signal.SIGINT)
            assert running.wait(timeout=30) in {0, 130}
            stream.close()
            assert "rror" not in log.read_text(encoding="utf-8")
        finally:
            running.kill()
    assert not (tmp_path / "data" / "evidence").exists()
