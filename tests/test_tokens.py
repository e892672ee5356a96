"""Tokens point back into the text, and nothing that is written gets lost between them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawatur.arabic.folding import fold_word
from tawatur.arabic.tokens import INVISIBLE, QUOTE_MARKS, tokenize

PIECES = [
    "قال",
    "حِمص",
    "عبدــالله",
    "abc",
    "O'Brien",
    "https://example.org/",
    "@abc",
    "name@",
    "#حمص",
    "1,200.5",
    "٧٫٥",
    "96",
    "“",
    "»",
    "'",
    "''",
    "،",
    ":",
    "—",
    "_",
    "@",
    "#",
    "\n",
    "\r\n",
    "\N{LINE SEPARATOR}",
    "\N{ARABIC FATHA}",
    "\N{ARABIC TATWEEL}",
    "\N{RIGHT-TO-LEFT MARK}",
    "\N{FIRE}",
    " ",
]
TEXT = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=20).map("".join),
    st.text(st.characters(exclude_categories=()), max_size=60),
)
# Of what counts as a word character, only these may stand outside every token: they write no word by themselves.
NO_WORD = {"_", "\N{ARABIC TATWEEL}", "\N{ARABIC SMALL WAW}", "\N{ARABIC SMALL YEH}"}


def kinds(text: str) -> list[tuple[str, str]]:
    """Kind and written form of every token."""
    return [(str(token.kind), token.text) for token in tokenize(text)]


@given(TEXT)
def test_a_token_covers_only_its_own_slice(text):
    for token in tokenize(text):
        assert token.start < token.end
        assert text[token.start : token.end] == token.text
        assert token.fold == fold_word(token.text)
        assert token.is_word == (token.kind == "word")


@given(TEXT)
def test_tokens_stand_in_order_and_do_not_overlap(text):
    at = 0
    for token in tokenize(text):
        assert token.start >= at
        at = token.end
    assert at <= len(text)


@given(TEXT)
def test_no_written_character_is_lost(text):
    covered = {at for token in tokenize(text) for at in range(token.start, token.end)}
    lost = {character for at, character in enumerate(text) if at not in covered and not character.isspace()}
    assert lost <= NO_WORD | set(INVISIBLE)


@given(TEXT, TEXT)
def test_what_follows_a_line_does_not_change_its_tokens(before, after):
    line = before.rstrip() + "."
    assert kinds(f"{line}\n{after}")[: len(kinds(line))] == kinds(line)


@pytest.mark.parametrize("mark", [*QUOTE_MARKS, "'", "''"])
def test_every_quotation_mark_is_a_mark(mark):
    assert ("mark", mark) in kinds(f"نص {mark} نص")


@pytest.mark.parametrize(
    ("text", "handle"),
    [
        pytest.param("قال @a ثم", "@a", id="one-letter"),
        pytest.param("قال @sami_h ثم", "@sami_h", id="underscore"),
        pytest.param("قال @sami.h@ ثم", "@sami.h", id="dot-inside"),
        pytest.param("(@sami_h)", "@sami_h", id="in-brackets"),
        pytest.param("قال @sami_h.", "@sami_h", id="full-stop-is-outside"),
        pytest.param("قال @sami-h-", "@sami-h", id="trailing-dash-is-outside"),
        pytest.param("قال @77sami", "@77sami", id="digits-first"),
        pytest.param("قال sami_h@ ثم", "sami_h@", id="at-sign-behind"),
        pytest.param("قال ab@ ثم", "ab@", id="two-letters-and-at-sign-behind"),
        pytest.param("قال\N{FULLWIDTH COMMERCIAL AT}sami", "\N{FULLWIDTH COMMERCIAL AT}sami", id="fullwidth"),
        pytest.param("قال@sami", "@sami", id="glued-to-an-arabic-word"),
        pytest.param("@@sami", "@sami", id="doubled-at-sign"),
        pytest.param("قال 77sami@ ثم", "77sami@", id="digits-first-and-at-sign-behind"),
        pytest.param("قال _abc@ ثم", "_abc@", id="underscore-first-and-at-sign-behind"),
        pytest.param("قال __abc__@ ثم", "__abc__@", id="underscores-around-and-at-sign-behind"),
        pytest.param("قالabc_1@ ثم", "abc_1@", id="at-sign-behind-and-glued-to-an-arabic-word"),
    ],
)
def test_a_handle_is_one_token(text, handle):
    assert [token.text for token in tokenize(text) if token.kind == "handle"] == [handle]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("@", id="at-sign-alone"),
        pytest.param("@ sami", id="space-after"),
        pytest.param("@محمد", id="arabic-letters"),
        pytest.param("أبو@", id="arabic-letters-before"),
    ],
)
def test_these_are_no_handles(text):
    assert "handle" not in {token.kind for token in tokenize(text)}


@pytest.mark.parametrize(
    "hashtag",
    [
        pytest.param("#حِمص", id="vowel-mark"),
        pytest.param("#حمـص_الآن", id="tatweel-and-underscore"),
        pytest.param("#حمص2024", id="digits"),
        pytest.param("#مدينة\N{ZERO WIDTH NON-JOINER}نا", id="zwnj"),
        pytest.param("\N{FULLWIDTH NUMBER SIGN}حمص", id="fullwidth"),
        pytest.param("#News", id="latin"),
        pytest.param("#_", id="underscore-alone"),
    ],
)
def test_a_hashtag_stays_whole(hashtag):
    assert kinds(f"قالوا {hashtag}، ثم")[1] == ("hashtag", hashtag)


def test_hashtags_without_a_space_between_are_two():
    assert kinds("#حمص#حماة") == [
        ("hashtag", "#حمص"),
        ("hashtag", "#حماة"),
    ]


@pytest.mark.parametrize(
    "number",
    [
        "7",
        "1,200",
        "1,000,000",
        "12.5",
        "20:43",
        "5/2024",
        "١٢/٥/٢٠٢٤",
        "٧٫٥",
        "١٬٢٠٠",
        "۱۴۰۳",
        "\N{FULLWIDTH DIGIT FIVE}",
    ],
    ids=lambda number: ascii(number).strip("'").replace("\\", ""),
)
def test_a_number_with_separators_is_one_token(number):
    assert kinds(f"بلغ {number}، ثم")[1] == ("number", number)


def test_a_separator_at_the_end_is_not_part_of_the_number():
    assert kinds("12.") == [("number", "12"), ("punctuation", ".")]
    assert kinds("20:") == [("number", "20"), ("punctuation", ":")]


def test_a_number_glued_to_a_word_is_two_tokens():
    assert kinds("96مليونا") == [
        ("number", "96"),
        ("word", "مليونا"),
    ]


@pytest.mark.parametrize(
    "word",
    [
        pytest.param("O'Brien", id="apostrophe"),
        pytest.param("d\N{RIGHT SINGLE QUOTATION MARK}Estaing", id="typed-apostrophe"),
        pytest.param("don't", id="contraction"),
        pytest.param("Jean-Luc", id="hyphen"),
        pytest.param("U.S.A", id="full-stops"),
        pytest.param("abc_def", id="underscore"),
        pytest.param("مُحَمَّدٌ", id="vowel-marks"),
        pytest.param("عبدــالله", id="tatweel"),
        pytest.param("می\N{ZERO WIDTH NON-JOINER}شود", id="zwnj"),
        pytest.param("h1n1", id="digits-inside"),
        pytest.param("\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM}", id="ligature-of-a-phrase"),
    ],
)
def test_a_word_stays_whole(word):
    assert kinds(f"({word})") == [("punctuation", "("), ("word", word), ("punctuation", ")")]


def test_an_apostrophe_between_arabic_letters_is_a_mark():
    assert ("mark", "'") in kinds("قال'نص'")


@pytest.mark.parametrize(
    ("text", "link"),
    [
        pytest.param("انظر https://example.org/a?b=1&c=2 ثم", "https://example.org/a?b=1&c=2", id="query"),
        pytest.param("http://example.org", "http://example.org", id="http"),
        pytest.param("www.example.org/a", "www.example.org/a", id="www"),
        pytest.param("pic.twitter.com/AbC1", "pic.twitter.com/AbC1", id="picture"),
        pytest.param("t.me/abc/12", "t.me/abc/12", id="telegram"),
        pytest.param("HTTP://example.org/A", "HTTP://example.org/A", id="upper-case-scheme"),
        pytest.param("Www.example.org/a", "Www.example.org/a", id="capital-www"),
        pytest.param("قالhttps://example.org/a", "https://example.org/a", id="glued-to-an-arabic-word"),
        pytest.param("قالtHttps://example.org/a", "Https://example.org/a", id="glued-to-a-latin-letter"),
        pytest.param("قالwww.example.org/a", "www.example.org/a", id="www-glued-to-an-arabic-word"),
        pytest.param("صورةpic.twitter.com/AbC1", "pic.twitter.com/AbC1", id="picture-glued-to-an-arabic-word"),
        pytest.param("٤https://example.org/a", "https://example.org/a", id="glued-to-a-number"),
        pytest.param("“https://example.org/a”", "https://example.org/a", id="in-marks"),
        pytest.param("<https://example.org/a>", "https://example.org/a", id="in-angle-brackets"),
        pytest.param(
            "https://example.org/@abc#حمص",
            "https://example.org/@abc#حمص",
            id="handle-and-hashtag-inside",
        ),
    ],
)
def test_a_link_is_one_token(text, link):
    assert [token.text for token in tokenize(text) if token.kind == "link"] == [link]


def test_a_domain_that_ends_like_a_short_one_is_no_telegram_link():
    assert ("link", "t.me/abc") not in kinds("chat.me/abc")


@pytest.mark.parametrize(
    "newline", ["\n", "\r\n", "\n\n\n", "\N{LINE SEPARATOR}", "\N{PARAGRAPH SEPARATOR}"], ids=ascii
)
def test_line_ends_in_a_row_are_one_token(newline):
    assert kinds(f"a{newline}b") == [("word", "a"), ("newline", newline), ("word", "b")]


@pytest.mark.parametrize(
    "unit",
    [
        "\N{ARABIC LETTER ALEF}",
        "1",
        "#\N{ARABIC LETTER ALEF}",
        "@a-",
        "a'",
        "a.",
        "1,",
        "''",
        "https://",
        "a@",
        "\N{ARABIC FATHA}",
        "_",
    ],
    ids=lambda unit: ascii(unit).strip("'\""),
)
def test_a_very_long_run_is_cut_without_loss(unit):
    text = unit * 20_000
    tokens = tokenize(text)
    covered = sum(token.end - token.start for token in tokens)
    assert covered == len(text) - (len(text) if unit == "_" else 0)
