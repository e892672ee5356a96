"""Digits of three scripts are one number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawatur.arabic.digits import digit_script, to_latin_digits

FIRST = {"latin": 0x30, "arabic-indic": 0x0660, "persian": 0x06F0}
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=40)
SEPARATORS = "\N{ARABIC THOUSANDS SEPARATOR}\N{ARABIC DECIMAL SEPARATOR}"


def write(number: int, script: str) -> str:
    """A number in the digits of a script."""
    return "".join(chr(FIRST[script] + int(digit)) for digit in str(number))


@pytest.mark.parametrize("value", range(10))
@pytest.mark.parametrize("script", FIRST)
def test_each_digit_belongs_to_its_script(script, value):
    assert digit_script(write(value, script)) == script


@pytest.mark.parametrize(
    "character",
    [
        pytest.param("/", id="before-latin-zero"),
        pytest.param(":", id="after-latin-nine"),
        pytest.param("\N{ARABIC PERCENT SIGN}", id="after-arabic-indic-nine"),
        pytest.param("\N{ARABIC SIGN SINDHI AMPERSAND}", id="after-persian-nine"),
        pytest.param("\N{DEVANAGARI DIGIT ONE}", id="devanagari"),
        pytest.param("\N{FULLWIDTH DIGIT ONE}", id="fullwidth"),
        pytest.param("\N{SUPERSCRIPT TWO}", id="superscript"),
        pytest.param("\N{ARABIC LETTER ALEF}", id="letter"),
        pytest.param("\ud800", id="lone-surrogate"),
    ],
)
def test_what_is_no_digit_of_the_three_has_no_script(character):
    assert digit_script(character) is None


@given(st.integers(min_value=0, max_value=10**18), st.sampled_from(sorted(FIRST)))
def test_a_number_of_any_script_reads_as_itself(number, script):
    assert int(to_latin_digits(write(number, script))) == number


@given(ANY_TEXT)
def test_every_character_keeps_its_place(text):
    latin = to_latin_digits(text)
    assert len(latin) == len(text)
    for before, after in zip(text, latin, strict=True):
        if not before.isdecimal() and before not in SEPARATORS:
            assert after == before


@given(ANY_TEXT)
def test_no_other_decimal_digit_is_left(text):
    assert all(character.isascii() for character in to_latin_digits(text) if character.isdecimal())


@given(ANY_TEXT)
def test_doing_it_twice_changes_nothing(text):
    once = to_latin_digits(text)
    assert to_latin_digits(once) == once


@pytest.mark.parametrize(
    ("written", "latin"),
    [
        pytest.param("١٬٢٠٠", "1,200", id="arabic-thousands-separator"),
        pytest.param("٧٫٥", "7.5", id="arabic-decimal-separator"),
        pytest.param("۱۴۰۳", "1403", id="persian"),
        pytest.param("٢٠٢٤/05/۱۲", "2024/05/12", id="three-scripts-in-one-date"),
        pytest.param("\N{FULLWIDTH DIGIT FIVE}", "5", id="fullwidth"),
        pytest.param("5\N{SUPERSCRIPT TWO}\N{VULGAR FRACTION ONE HALF}", "5²½", id="superscripts-and-fractions-stay"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_a_number_is_written_in_latin_digits(written, latin):
    assert to_latin_digits(written) == latin
