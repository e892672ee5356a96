"""A stranger's text cannot reorder, hide or overdraw what stands around it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawatur.arabic.display import MAX_MARKS, NUMBER_SIGNS, Shown, is_tricky, isolate, make_showable

BIDI_CONTROLS = [*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C]
TAGS = [0xE0001, *range(0xE0020, 0xE0080)]
CONTROLS = [code for code in [*range(0x20), 0x7F, *range(0x80, 0xA0)] if chr(code) not in "\n\t"]
BEH = "\N{ARABIC LETTER BEH}"
TEH = "\N{ARABIC LETTER TEH}"
OPENINGS = "\N{LEFT-TO-RIGHT ISOLATE}\N{RIGHT-TO-LEFT ISOLATE}\N{FIRST STRONG ISOLATE}"
EMBEDDINGS = "".join(map(chr, range(0x202A, 0x202F)))
CLOSING = "\N{POP DIRECTIONAL ISOLATE}"
SUSPECTS = [chr(code) for code in BIDI_CONTROLS + CONTROLS + TAGS]
HOSTILE = st.text(
    st.one_of(
        st.sampled_from([*SUSPECTS, "\N{ARABIC FATHA}", "\N{COMBINING ENCLOSING CIRCLE}", "\n", "\t", "\ud800", BEH]),
        st.characters(exclude_categories=()),
    ),
    max_size=60,
)


@pytest.mark.parametrize(
    "codes",
    [
        pytest.param(BIDI_CONTROLS, id="bidi-controls"),
        pytest.param(TAGS, id="tags"),
        pytest.param(CONTROLS, id="c0-c1-and-delete"),
        pytest.param([0x200B, 0x2060, 0xFEFF, 0xAD, 0x2061, 0x2064], id="invisible-formats"),
        pytest.param([0xD800, 0xDFFF], id="lone-surrogates"),
        pytest.param([0xE000, 0xF8FF, 0x10FFFD], id="private-use"),
        pytest.param([0xFFFE, 0xFDD0], id="noncharacters"),
    ],
)
def test_what_nobody_sees_is_taken_out_and_counted(codes):
    for code in codes:
        assert make_showable(f"12{chr(code)}34") == Shown(text="1234", stripped=1), hex(code)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a\N{ZERO WIDTH NON-JOINER}b", id="zwnj"),
        pytest.param("a\N{ZERO WIDTH JOINER}b", id="zwj"),
        pytest.param("سطر\n\tوسطر", id="newline-and-tab"),
        pytest.param("مُحَمَّدٌ في حِمص", id="vowelled-words"),
        pytest.param("“قال” — ٧٢٪ (2024-12-05) @abc #حمص", id="news-text"),
        pytest.param("\N{WARNING SIGN}\N{VARIATION SELECTOR-16} \N{FIRE}", id="emoji"),
        pytest.param("", id="nothing"),
    ],
)
def test_ordinary_text_is_shown_as_it_is(text):
    assert make_showable(text) == Shown(text=text, stripped=0)


@pytest.mark.parametrize("piled", [0, 1, MAX_MARKS - 1, MAX_MARKS, MAX_MARKS + 1, 500])
def test_a_pile_of_marks_is_capped(piled):
    shown = make_showable(BEH + "\N{ARABIC FATHA}" * piled + TEH)
    assert shown.text.count("\N{ARABIC FATHA}") == min(piled, MAX_MARKS)
    assert shown.stripped == max(0, piled - MAX_MARKS)
    assert (shown.text[0], shown.text[-1]) == (BEH, TEH)


def test_marks_are_counted_for_each_letter():
    text = (BEH + "\N{ARABIC FATHA}" * MAX_MARKS) * 3
    assert make_showable(text) == Shown(text=text, stripped=0)


def test_an_invisible_character_does_not_hide_a_pile_of_marks():
    half = "\N{ARABIC FATHA}" * MAX_MARKS
    assert make_showable(BEH + half + "\N{RIGHT-TO-LEFT MARK}" + half).text == BEH + half


@pytest.mark.parametrize("joiner", ["\N{ZERO WIDTH JOINER}", "\N{ZERO WIDTH NON-JOINER}"], ids=ascii)
def test_a_joiner_does_not_hide_a_pile_of_marks(joiner):
    # A joiner is drawn as nothing: marks behind it still stand on the letter before it, over the lines around.
    half = "\N{ARABIC FATHA}" * MAX_MARKS
    assert make_showable(BEH + (half + joiner) * 5 + half).text == BEH + half + joiner * 5


@pytest.mark.parametrize("code", [*range(0x600, 0x606), 0x6DD, 0x8E2], ids=hex)
def test_a_sign_that_stands_before_digits_is_seen_and_stays(code):
    text = f"{chr(code)}123"
    assert make_showable(text) == Shown(text=text, stripped=0)


@given(HOSTILE)
def test_nothing_unsafe_is_left_and_the_count_is_right(text):
    shown = make_showable(text)
    assert shown.stripped == len(text) - len(shown.text)
    assert not set(shown.text) & set(SUSPECTS)
    left = [character for character in shown.text if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn"}]
    assert set(left) <= {"\n", "\t", "\N{ZERO WIDTH NON-JOINER}", "\N{ZERO WIDTH JOINER}"} | NUMBER_SIGNS


@given(HOSTILE)
def test_what_is_left_stands_in_the_order_it_was_written(text):
    rest = iter(text)
    assert all(character in rest for character in make_showable(text).text)


@given(HOSTILE)
def test_making_text_showable_twice_changes_nothing(text):
    once = make_showable(text)
    assert make_showable(once.text) == Shown(text=once.text, stripped=0)


@given(HOSTILE, st.booleans())
def test_isolates_are_balanced_whatever_is_inside(text, left_to_right):
    isolated = isolate(text, left_to_right=left_to_right)
    assert isolated[1:-1] == " ".join(make_showable(text).text.splitlines())  # an isolate ends with its paragraph
    assert [character for character in isolated if character in OPENINGS] == [isolated[0]]
    assert isolated.count(CLOSING) == 1
    assert isolated.endswith(CLOSING)
    assert not set(isolated) & set(EMBEDDINGS)


def test_an_isolate_takes_its_direction_from_the_text_unless_told():
    assert isolate("نص")[0] == "\N{FIRST STRONG ISOLATE}"
    assert isolate("2024-12-05", left_to_right=True)[0] == "\N{LEFT-TO-RIGHT ISOLATE}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("\N{WAVING BLACK FLAG}\U000e0067\U000e0062\U000e007f منتخب", False, id="flag"),
        pytest.param("خبر\U000e0041\U000e0042", True, id="tag-characters"),
        pytest.param("a \N{FIRST STRONG ISOLATE}@name\N{POP DIRECTIONAL ISOLATE} b", False, id="isolates"),
        pytest.param("مُحَمَّدٌ رَسُولُ", False, id="vowels"),
        pytest.param("م" + "\N{ARABIC FATHA}" * 9, True, id="pile"),
        pytest.param("3 < 5 و <script >", True, id="script"),
        pytest.param("a < b > c", False, id="comparison"),
    ],
)  # fmt: skip
def test_only_what_has_no_honest_use_is_a_trick(text, expected):
    assert is_tricky(text) == expected
