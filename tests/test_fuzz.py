"""Any bytes are read or refused by every reader: a short run of what bench/fuzz.py does for minutes. Samples invented."""

from __future__ import annotations

import random

import pytest
from fuzzing import make_readers, mutate, read
from hypothesis import given, settings
from hypothesis import strategies as st

SLOW = frozenset({"article.html", "files", "normalise", "archive"})  # milliseconds an input


@pytest.mark.parametrize("name", make_readers())
def test_a_changed_sample_is_read_or_refused(name):
    reader = make_readers()[name]

    @settings(max_examples=8 if name in SLOW else 50, deadline=None)
    @given(seed=st.integers(0, 2**32))
    def run(seed):
        chance = random.Random(seed)
        read(reader, mutate(chance.choice(reader.seeds), chance, chance.choice(reader.seeds)))

    run()


@pytest.mark.parametrize("name", make_readers())
@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"[" * 100_000 + b"]" * 100_000, id="deep-list"),
        pytest.param(b'{"a":' * 100_000 + b"1" + b"}" * 100_000, id="deep-object"),
        pytest.param(b"<p><b>" * 100_000, id="deep-tags"),
        pytest.param(b'<?xml version="1.0"?><rss><channel>' + b"<item>" * 100_000, id="deep-items"),
        pytest.param(b"- " * 100_000, id="deep-yaml"),
        pytest.param(b"\0" * 200_000, id="nul"),
        pytest.param(b"\xff\xfe\xed\xa0\x80" * 40_000, id="no-utf8"),
        pytest.param(b"x" * 2_000_000, id="one-line"),
        pytest.param(b'"' * 99_999, id="quotes"),
        pytest.param(b"," * 200_000 + b"\n" + b"," * 200_000, id="commas"),
        pytest.param("\N{ARABIC LETTER ALEF}\N{ARABIC FATHA}".encode() * 100_000, id="marks"),
        pytest.param(b"@a #b https://x.com/a/status/1 " * 10_000, id="links"),
    ],
)
def test_hostile_bytes_are_read_or_refused(name, data):
    read(make_readers()[name], data)
