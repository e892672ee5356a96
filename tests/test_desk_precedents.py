"""What rose before, on the pages of a desk; posts are invented."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import quote

import pytest
from desk_server import serve
from worlds import NOON, World, make_store

pytestmark = [pytest.mark.enable_socket, pytest.mark.allow_hosts(["127.0.0.1"])]


def test_a_topic_tells_what_rose_before_it_for_how_long_and_how_high(tmp_path):
    world = World()
    world.background(NOON - timedelta(days=9), 10.2, an_hour=6)
    world.burst(NOON - timedelta(days=1), 5, 80, [["أمطار_دمشق"]])
    world.burst(NOON, 4, 60, [["أمطار_حلب"]])
    with serve(make_store(tmp_path, world.lines)) as desk:
        desk.wait_for(lambda: desk.workplace.board is not None, 60)
        board, page = (desk.get(path).text for path in ("/?show=all", f"/topics/{quote('أمطار_حلب')}"))
    (told,) = re.findall('<ul class="limits small precedents".*?</ul>', page)
    assert "#أمطار_دمشق" in told
    assert re.search(r"قبله بـ24 ساعة، ذروته \d+ صوتا في الساعة، دام نحو \d+ ساعات", told)
    assert re.search(r"قبله بـ24 ساعة[^،]*\)", board)
