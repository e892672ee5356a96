"""RFC 3161 time stamps against an authority made here with openssl, on 127.0.0.1; nothing else is asked. Invented."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawatur.errors import EvidenceError, InputError
from tawatur.evidence import Evidence, sign_checkpoint
from tawatur.evidence.stamping import check_stamp, read_roots, stamp_file

NOW = datetime(2024, 12, 5, 17, 0, 32, tzinfo=UTC)
CONFIG = """
[tsa]
default_tsa = one
[one]
dir = .
serial = ./serial
crypto_device = builtin
signer_cert = ./tsa.pem
signer_key = ./tsa.key
signer_digest = sha256
default_policy = 1.2.3.4
digests = sha256
ess_cert_id_alg = sha256
[ext]
extendedKeyUsage = critical,timeStamping
keyUsage = critical,digitalSignature
"""


def openssl(folder: Path, *arguments: str) -> bytes:
    done = subprocess.run(["/usr/bin/env", "openssl", *arguments], cwd=folder, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def make_authority(folder: Path) -> None:
    (folder / "tsa.cnf").write_text(CONFIG, encoding="ascii")
    (folder / "empty.cnf").write_text("[req]\ndistinguished_name = name\n[name]\n", encoding="ascii")
    (folder / "serial").write_text("01\n", encoding="ascii")
    req = ("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
    openssl(
        folder, *req, "-x509", "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=invented root", "-days", "2",
        "-config", "empty.cnf", "-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign",
    )  # fmt: skip
    openssl(
        folder, *req, "-keyout", "tsa.key", "-out", "tsa.csr", "-subj", "/CN=invented authority", "-config", "empty.cnf"
    )
    openssl(
        folder, "x509", "-req", "-in", "tsa.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-out", "tsa.pem",
        "-days", "2", "-extfile", "tsa.cnf", "-extensions", "ext",
    )  # fmt: skip


class Authority(BaseHTTPRequestHandler):
    """Answers as its server is told: with a stamp, or with what went wrong."""

    def do_POST(self) -> None:
        folder, how = self.server.folder, self.server.how
        query = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append((self.headers["Content-Type"], query))
        (folder / "query").write_bytes(query)
        answer = b""
        if how != "nonsense":
            openssl(folder, "ts", "-reply", "-config", "tsa.cnf", "-queryfile", "query", "-out", "answer")
            answer = (folder / "answer").read_bytes()
        if how == "earlier":
            answer = self.server.earlier
        self.send_response({"error": 503, "redirect": 302}.get(how, 200))
        if how == "redirect":
            self.send_header("Location", f"http://127.0.0.1:{self.server.server_port}/elsewhere")
        self.end_headers()
        self.wfile.write(b"<html>no</html>" if how == "nonsense" else b"0" * (2 << 20) if how == "huge" else answer)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def certificates(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("authority")
    make_authority(folder)
    return folder


@pytest.fixture
def authority(socket_enabled, certificates):
    server = HTTPServer(("127.0.0.1", 0), Authority)
    server.folder, server.how, server.asked = certificates, "", []
    server.url = f"http://127.0.0.1:{server.server_port}/tsr"
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def signed(tmp_path) -> tuple[Evidence, Path]:
    evidence = Evidence(tmp_path / "evidence", writable=True)
    evidence.keep([b"one"], source="x-v1", locator="a", media_type="text/plain", level="E1", at=NOW)
    return evidence, sign_checkpoint(evidence, tmp_path / "keys")[1]


def test_a_checkpoint_is_stamped_and_openssl_and_verify_accept_it(authority, certificates, signed):
    evidence, path = signed
    stamp, place = stamp_file(path, authority.url, read_roots(certificates / "ca.pem"))
    assert stamp.is_trusted
    assert abs(datetime.now(UTC) - stamp.at) < timedelta(minutes=5)
    ((kind, query),) = authority.asked
    assert kind == "application/timestamp-query"
    assert len(query) < 100  # a digest and a nonce, not the note
    checked = openssl(certificates, "ts", "-verify", "-in", str(place), "-data", str(path), "-CAfile", "ca.pem")
    assert b"Verification: OK" in checked
    found = evidence.verify(authorities=certificates / "ca.pem")
    assert (found.problems, found.stamps) == ((), 1)
    assert stamp_file(path, authority.url, [])[0].at == stamp.at
    assert len(authority.asked) == 1


@pytest.mark.parametrize(
    ("how", "error", "told"),
    [
        pytest.param("nonsense", EvidenceError, "no RFC 3161 answer", id="nonsense"),
        pytest.param("error", InputError, "no answer", id="error"),
        pytest.param("redirect", InputError, "no answer", id="redirect"),
        pytest.param("huge", InputError, "more than", id="huge"),
    ],
)
def test_an_answer_that_is_no_stamp_is_refused_and_not_kept(authority, signed, how, error, told):
    authority.how = how
    with pytest.raises(error, match=told):
        stamp_file(signed[1], authority.url, [])
    assert len(authority.asked) == 1
    assert [path.name for path in signed[1].parent.iterdir()] == ["000001.txt"]


def test_an_earlier_answer_played_again_is_refused(authority, signed):
    _, place = stamp_file(signed[1], authority.url, [])
    authority.earlier, authority.how = place.read_bytes(), "earlier"
    place.unlink()
    with pytest.raises(EvidenceError, match="nonce"):
        stamp_file(signed[1], authority.url, [])


def test_a_stamp_of_another_checkpoint_or_authority_is_named(authority, certificates, signed, tmp_path):
    evidence, path = signed
    _, place = stamp_file(path, authority.url, [])
    (tmp_path / "other").mkdir()
    make_authority(tmp_path / "other")
    (problem,) = evidence.verify(authorities=tmp_path / "other" / "ca.pem").problems
    assert (problem.kind, problem.file) == ("changed", "checkpoints/000001.tsr")
    evidence.keep([b"two"], source="x-v1", locator="a", media_type="text/plain", level="E1", at=NOW)
    _, later = sign_checkpoint(evidence, tmp_path / "keys")
    later.with_suffix(".tsr").write_bytes(place.read_bytes())
    (problem,) = evidence.verify().problems
    assert (problem.file, "not over this checkpoint" in problem.found) == ("checkpoints/000002.tsr", True)


@given(data=st.binary(max_size=300))
def test_no_answer_makes_reading_it_fail_otherwise(data):
    with pytest.raises(EvidenceError):
        check_stamp(b"note", data, [])


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://127.0.0.1/", "tsa.example"])
def test_only_http_is_asked(signed, url):
    with pytest.raises(InputError, match="http or https"):
        stamp_file(signed[1], url, [])


def run(data: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "tawatur", "evidence", *arguments, "--data", str(data)],
        capture_output=True,
        env=os.environ | {"TAWATUR_LANG": "en", "no_proxy": "127.0.0.1"},
        check=False,
        timeout=120,
    )


def test_the_command_stamps_only_where_an_authority_is_named(authority, certificates, signed, tmp_path):
    assert run(tmp_path, "stamp").returncode == 2
    done = run(tmp_path, "stamp", "--tsa", authority.url, "--tsa-ca", str(certificates / "ca.pem"))
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(b"evidence/checkpoints/000001.tsr  20")
    assert done.stderr == b""
    verified = run(tmp_path, "verify", "--tsa-ca", str(certificates / "ca.pem"))
    assert b"1 time stamps; 0 problems" in verified.stderr
    assert run(tmp_path, "export", "--all", "-o", str(tmp_path / "bag")).returncode == 0
    assert (tmp_path / "bag/data/evidence/checkpoints/000001.tsr").exists()
