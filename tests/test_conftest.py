"""The guard rails of the test suite itself."""

from __future__ import annotations

import socket

import pytest


@pytest.mark.filterwarnings("ignore:A test tried to use:UserWarning")
def test_no_test_reaches_the_network():
    with pytest.raises(RuntimeError, match=r"socket"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)


@pytest.mark.browser
@pytest.mark.filterwarnings("ignore:A test tried to use:UserWarning")
def test_a_browser_test_reaches_the_loopback_address_only():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        assert client.getpeername() == server.getsockname()
    with pytest.raises(RuntimeError, match=r"192\.0\.2\.1"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)


@pytest.mark.browser
def test_the_browser_reads_arabic_and_cannot_leave_the_machine(browser):
    page = browser.new_page()
    refused: list[str] = []
    page.on("requestfailed", lambda request: refused.append(request.failure))
    page.set_content('<p dir="rtl">تواترت الأنباء</p><img src="http://news.example/pixel.png">')
    page.wait_for_load_state("load")
    assert page.inner_text("p") == "تواترت الأنباء"
    assert refused == ["net::ERR_NAME_NOT_RESOLVED"]
    page.close()
