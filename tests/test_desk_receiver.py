"""The receiver, spoken to as Zeeschuimer does: its requests byte for byte, its answers read by its own rules.

What the add-on does is taken from its source (digitalmethodsinitiative/zeeschuimer: popup/interface.js, where the button
"to 4CAT", `set_4cat_url`, `get_blob` and `upload_poll` are; js/zs-background.js for what an item holds; 1.13 and what
came after). The posts are invented.
"""

from __future__ import annotations

import hashlib
import json
import socket
from dataclasses import dataclass

import pytest
from desk_server import serve

from tawatur.desk.sources import receiver_address
from tawatur.store import Store

pytestmark = [pytest.mark.enable_socket, pytest.mark.allow_hosts(["127.0.0.1"])]

MODULES = {"twitter.com": {"name": "X/Twitter", "domain": "x.com"}, "tiktok.com": {"name": "TikTok"}}
ORIGIN = "moz-extension://2f0ad6c4-7e0b-4a5e-9a27-000000000000"


@dataclass
class Got:
    """What an XMLHttpRequest holds at its end."""

    status: int
    headers: dict[str, str]
    text: str


class AddOn:
    """The page of the add-on: its field for the server, its items, its button."""

    def __init__(self, port: int, field: str, items: list[dict]) -> None:
        if "://" not in field:
            field = "http://" + field
        self.url = "/".join(field.split("/")[:3])
        self.port = port
        self.items = items
        self.uploads: list[dict] = []

    @property
    def host(self) -> str:
        return self.url.split("://")[1]

    def blob(self, platform: str) -> bytes:
        """JSON.stringify of each item of the platform, a line feed behind each."""
        chosen = [item for item in self.items if item["source_platform"] == platform]
        return "".join(json.dumps(item, ensure_ascii=False, separators=(",", ":")) + "\n" for item in chosen).encode()

    def request(self, method: str, path: str, *headers: str, site: str = "cross-site") -> bytes:
        """As Firefox sends what a page of an add-on asks for."""
        lines = [
            f"{method} {path} HTTP/1.1",
            f"Host: {self.host}",
            "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Accept: */*",
            "Accept-Language: en-US,en;q=0.5",
            "Accept-Encoding: gzip, deflate",
            *headers,
            "Connection: keep-alive",
            "Sec-Fetch-Dest: empty",
            "Sec-Fetch-Mode: cors",
            f"Sec-Fetch-Site: {site}",
        ]
        return "\r\n".join([*lines, "", ""]).encode()

    def send(self, *parts: bytes) -> Got:
        """One request over a connection of its own; parts one after another."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=60) as connection:
            for part in parts:
                connection.sendall(part)
            received = b""
            while b"\r\n\r\n" not in received:
                received += connection.recv(65536)
            head, _, body = received.partition(b"\r\n\r\n")
            first, *lines = head.decode("latin-1").split("\r\n")
            headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
            while len(body) < int(headers["content-length"]):
                body += connection.recv(65536)
        return Got(int(first.split()[1]), headers, body.decode())

    def post(self, platform: str, body: bytes, *, site: str = "cross-site") -> Got:
        head = self.request(
            "POST", "/api/import-dataset/", "Content-Type: application/x-ndjson", f"X-Zeeschuimer-Platform: {platform}",
            f"Content-Length: {len(body)}", f"Origin: {ORIGIN}", site=site,
        )  # fmt: skip
        middle = len(body) // 3 + 1
        return self.send(head, body[:middle], body[middle:])

    def poll(self, key: str) -> Got:
        return self.send(self.request("GET", f"/api/check-query/?key={key}"))

    def click(self, platform: str, wait_for) -> str:
        """Press "to 4CAT"; what stands beside the button at the end."""
        got = self.post(platform, self.blob(platform))
        if got.status == 403:
            return "Could not log in to 4CAT server. Make sure to log in to 4CAT in this browser."
        if got.status == 404 and "Unknown platform or source format" in got.text:
            return f"The 4CAT server does not accept {platform} datasets."
        if got.status != 200:
            return f"Error {got.status} during upload. Is the URL correct?"
        key = json.loads(got.text.replace("\n", ""))["key"]
        told: list[Got] = []

        def is_over():
            told.append(self.poll(key))
            return told[-1].status != 200 or json.loads(told[-1].text.replace("\n", ""))["done"]

        wait_for(is_over)
        if told[-1].status != 200:
            return "Error while checking for upload status."
        progress = json.loads(told[-1].text)
        self.uploads.append({"platform": progress["datasource"], "items": progress["rows"], "url": progress["url"]})
        return "Upload completed! View dataset."

    def history(self) -> list[tuple[str, int, str]]:
        """The rows of its table of uploads, as `get_stats` draws them."""
        return [(MODULES[each["platform"]]["name"], each["items"], each["url"].split("/")[2]) for each in self.uploads]


@pytest.fixture
def desk(tmp_path):
    with serve(tmp_path / "data") as served:
        yield served


@pytest.fixture
def items(root):
    """What the add-on's database holds: Dexie gives each item an id, and another platform's items stand between."""
    lines = (root / "tests/sources/x-web.zeeschuimer.ndjson").read_text(encoding="utf-8").splitlines()
    other = {"item_id": "7", "source_platform": "tiktok.com", "data": {"id": "7", "desc": "invented"}}
    found = [json.loads(line) for line in lines] + [other]
    return [{**item, "id": number} for number, item in enumerate(found, start=1)]


def test_its_button_imports_every_item_as_it_was_sent(desk, items):
    add_on = AddOn(desk.port, receiver_address(desk.access), items)
    assert add_on.click("twitter.com", desk.wait_for) == "Upload completed! View dataset."
    ((name, rows, host),) = add_on.history()
    assert (name, host) == ("X/Twitter", f"localhost:{desk.port}")
    assert rows > 0
    with Store(desk.data) as store:
        assert rows >= store.count() > 5
        for line in add_on.blob("twitter.com").splitlines():
            assert store.evidence.read(hashlib.sha256(line).hexdigest()).data == line


@pytest.mark.parametrize("typed", ["{}", "{}/", "{}/create-dataset/", "http://{}/"])
def test_the_address_may_be_typed_as_people_do(desk, items, typed):
    bare = receiver_address(desk.access).removeprefix("http://")
    assert AddOn(desk.port, typed.format(bare), items).post("twitter.com", b"{}\n").status == 200


@pytest.mark.parametrize("site", ["cross-site", "same-origin", "same-site", "none"])
def test_it_is_another_origin_and_needs_no_token_of_a_page(desk, items, site):
    add_on = AddOn(desk.port, receiver_address(desk.access), items)
    assert add_on.post("twitter.com", add_on.blob("twitter.com"), site=site).status == 200


def test_answers_come_whole(desk, items):
    """It reads an answer to its poll while that comes in, and takes half of one for a malformed one."""
    add_on = AddOn(desk.port, receiver_address(desk.access), items)
    key = json.loads(add_on.post("twitter.com", add_on.blob("twitter.com")).text)["key"]
    got = add_on.poll(key)
    assert "content-encoding" not in got.headers
    assert "transfer-encoding" not in got.headers
    assert int(got.headers["content-length"]) < 1_000
    assert {"status", "done", "url", "rows", "datasource", "key"} <= json.loads(got.text).keys()


def test_a_wrong_address_and_an_unread_platform_are_said_in_its_words(desk, items):
    right = receiver_address(desk.access)
    assert "does not accept tiktok.com" in AddOn(desk.port, right, items).click("tiktok.com", desk.wait_for)
    without = AddOn(desk.port, f"127.0.0.1:{desk.port}", items)
    assert "Could not log in" in without.click("twitter.com", desk.wait_for)
    assert not (desk.data / "evidence").exists()


def test_a_failed_import_is_no_completed_upload(desk, items):
    with Store(desk.data, writable=True):  # another program writes
        add_on = AddOn(desk.port, receiver_address(desk.access), items)
        told = add_on.click("twitter.com", desk.wait_for)
    assert told == "Error while checking for upload status."
    assert add_on.uploads == []


def test_an_upload_that_is_cancelled_leaves_nothing(desk, items, monkeypatch, tmp_path):
    held = tmp_path / "held"
    monkeypatch.setattr(desk.workplace, "new_folder", lambda: held.mkdir() or held)
    add_on = AddOn(desk.port, receiver_address(desk.access), items)
    body = add_on.blob("twitter.com")
    head = add_on.request(
        "POST", "/api/import-dataset/", "Content-Type: application/x-ndjson", "X-Zeeschuimer-Platform: twitter.com",
        f"Content-Length: {len(body)}", f"Origin: {ORIGIN}",
    )  # fmt: skip
    with socket.create_connection(("127.0.0.1", desk.port), timeout=60) as connection:
        connection.sendall(head + body[: len(body) // 2])
        desk.wait_for(held.exists)
    desk.wait_for(lambda: not held.exists())
    assert desk.workplace.jobs() == []
