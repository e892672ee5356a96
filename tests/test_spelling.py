"""Times and quantities do not depend on how their words are spelt: marks, tatweel, hamza on alef, the script of digits."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from growth import count_steps
from hypothesis import given
from hypothesis import strategies as st

from tawatur.arabic import find_quantities, find_times
from tawatur.arabic.folding import fold

ANCHOR = datetime.fromisoformat("2024-12-05T20:00:00+03:00")
ITEMS = Path(__file__).parent / "gold" / "items"
DIGITS = [str.maketrans("0123456789", "".join(chr(zero + digit) for digit in range(10))) for zero in (0x0660, 0x06F0)]
MARKS = "\N{ARABIC FATHA}\N{ARABIC DAMMA}\N{ARABIC KASRA}\N{ARABIC SUKUN}\N{ARABIC SHADDA}"
TATWEEL = "\N{ARABIC TATWEEL}"
WORD = re.compile("[\u0621-\u064a]+")
JOINS_ON = set("بتثجحخسشصضطظعغفقكلمنهيئ")
# What is left out, since there hamza alone tells two words apart: أستـ (I will), آب (August, not a father).
HAMZA_TELLS = re.compile("^[وف]?سأ|آ")


def texts():
    for name in ("time", "quantities"):
        for line in (ITEMS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            yield json.loads(line)["text"]


TEXTS = list(texts())


def with_marks(text, chosen, mark):
    """A mark behind every chosen letter of a word."""
    return "".join(
        letter + (mark if WORD.match(letter) and (at * 7 + chosen) % 3 == 0 else "") for at, letter in enumerate(text)
    )


def with_tatweel(text, chosen):
    """A stroke between some letters that are joined."""
    return "".join(
        letter + (TATWEEL if letter in JOINS_ON and WORD.match(after) and (at + chosen) % 2 == 0 else "")
        for at, (letter, after) in enumerate(zip(text, f"{text[1:]} ", strict=True))
    )


def without_hamza(text):
    """Alef without its hamza, as most people type."""

    def plain(word):
        return word[0] if HAMZA_TELLS.search(word[0]) else re.sub("[أإ]", "ا", word[0])

    return WORD.sub(plain, text)


def read(text):
    """What is read, with the folded words of it: spans move when marks are added."""
    times = [(fold(text[slice(*w.span)]).text, w.start, w.end, w.kind, w.rule) for w in find_times(text, ANCHOR)]
    quantities = [
        (
            fold(text[slice(*q.span)]).text,
            q.low,
            q.high,
            q.relation,
            fold(q.unit or "").text,
        )  # unknown nouns as written
        for q in find_quantities(text)
    ]
    return times, quantities


@given(st.sampled_from(TEXTS), st.integers(0, 2), st.sampled_from(MARKS))
def test_vowel_marks_change_nothing(text, chosen, mark):
    assert read(with_marks(text, chosen, mark)) == read(text)


@given(st.sampled_from(TEXTS), st.integers(0, 1))
def test_tatweel_changes_nothing(text, chosen):
    assert read(with_tatweel(text, chosen)) == read(text)


@given(st.sampled_from(TEXTS))
def test_hamza_on_alef_may_be_left_out(text):
    assert read(without_hamza(text)) == read(text)


@given(st.sampled_from(TEXTS), st.sampled_from(DIGITS))
def test_digits_of_every_script_are_the_same(text, digits):
    assert read(text.translate(digits)) == read(text)


@given(st.lists(st.sampled_from(TEXTS), min_size=1, max_size=5))
def test_a_text_reads_the_same_twice_and_its_windows_have_a_length(chosen):
    text = ". ".join(chosen)
    assert read(text) == read(text)
    for window in find_times(text, ANCHOR):
        start, end = window.span
        assert 0 <= start < end <= len(text)
        assert window.start is None or window.end is None or window.end - window.start >= timedelta(minutes=1)


@given(st.sampled_from(TEXTS), st.sampled_from(TEXTS))
def test_a_sentence_of_its_own_changes_nothing_before_it(text, after):
    (alone, counted), (together, counted_together) = read(text), read(f"{text}.\n\n{after}")
    assert together[: len(alone)] == alone
    assert counted_together[: len(counted)] == counted


@pytest.mark.parametrize("text", [pytest.param(text, id=f"item-{at}") for at, text in enumerate(TEXTS[::9])])
def test_reading_grows_with_the_length_only(text):
    short, long = (
        count_steps(lambda text=f"{text} " * repeats: (find_times(text, ANCHOR), find_quantities(text)))
        for repeats in (20, 200)
    )
    assert long <= 12 * short  # ten times the text; a quadratic reader takes a hundred times as many steps


def test_numbers_glued_to_their_words_are_read_like_numbers_apart():
    assert [q.low for q in find_quantities("ارتفع العدد إلى17 قتيلا و23جريحا")] == [17, 23]
    assert find_quantities("صاروخ فتاح2") == find_quantities("مقاتلة إف16") == []
