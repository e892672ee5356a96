"""Quotation marks are paired as newsrooms write them, balanced or not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawatur.arabic.tokens import tokenize
from tawatur.statements.marks import MAX_JOINED, Marks, pair_marks

MARKED_TEXT = st.lists(
    st.sampled_from(
        [
            *"“”\"«»‹›„'‘’",
            "''",
            "كلام",
            "it's",
            "workers'",
            " ",
            " ",
            "\n",
            ".",
            "،",
            "(",
            ":",
            "@abc",
            "https://example.org",
            "\N{ARABIC TATWEEL}",
        ]
    ),
    max_size=40,
).map("".join)


def pair(text: str) -> Marks:
    """The marks of a text."""
    return pair_marks(text, tokenize(text))


def inside(text: str) -> list[tuple[str, bool, int]]:
    """What stands inside each pair of marks, whether it is closed, and its depth."""
    tokens = tokenize(text)
    found = []
    for span in pair_marks(text, tokens).spans:
        end = tokens[span.closing].start if span.closing < len(tokens) else len(text)
        found.append((text[tokens[span.opening].end : end], span.is_closed, span.depth))
    return found


def strays(text: str) -> list[int]:
    """Where in the text the closing marks stand that nothing opens."""
    tokens = tokenize(text)
    return [tokens[index].start for index in pair_marks(text, tokens).strays]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("قال “كلام هنا” ثم مضى", id="typed"),
        pytest.param('قال "كلام هنا" ثم مضى', id="straight"),
        pytest.param("قال ”كلام هنا“ ثم مضى", id="reversed"),
        pytest.param("قال «كلام هنا» ثم مضى", id="guillemets"),
        pytest.param("قال »كلام هنا« ثم مضى", id="guillemets-reversed"),
        pytest.param("قال ‹كلام هنا› ثم مضى", id="single-guillemets"),
        pytest.param("قال „كلام هنا“ ثم مضى", id="low-and-high"),
        pytest.param("قال „كلام هنا” ثم مضى", id="low-and-closing"),
        pytest.param("قال ''كلام هنا'' ثم مضى", id="two-apostrophes"),
        pytest.param("قال 'كلام هنا' ثم مضى", id="apostrophes"),
        pytest.param("قال ‘كلام هنا’ ثم مضى", id="single-typed"),
        pytest.param("قال ’كلام هنا‘ ثم مضى", id="single-reversed"),
        pytest.param("قال “كلام هنا“ ثم مضى", id="two-openings"),
        pytest.param("قال ”كلام هنا” ثم مضى", id="two-closings"),
        pytest.param("قال “كلام هنا» ثم مضى", id="mixed-closing"),
        pytest.param("قال «كلام هنا” ثم مضى", id="mixed-opening"),
        pytest.param("قال“كلام هنا”ثم مضى", id="typed-glued-both-sides"),
        pytest.param('قال"كلام هنا"ثم مضى', id="straight-glued-both-sides"),
        pytest.param("قال:«كلام هنا».", id="glued-to-punctuation"),
        pytest.param('("كلام هنا")', id="in-brackets"),
        pytest.param('"كلام هنا"', id="whole-text"),
        pytest.param('قال\N{NO-BREAK SPACE}"كلام هنا"\N{NO-BREAK SPACE}ثم', id="no-break-spaces"),
        pytest.param('قال: \N{RIGHT-TO-LEFT MARK}"كلام هنا"\N{RIGHT-TO-LEFT MARK}.', id="direction-marks"),
        pytest.param("وصفه بـ«كلام هنا»، ثم", id="after-tatweel"),
    ],
)
def test_a_single_quotation_is_found(text):
    assert inside(text) == [("كلام هنا", True, 0)]
    assert strays(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "«أول “ثان” ثالث»",
            [("أول “ثان” ثالث", True, 0), ("ثان", True, 1)],
            id="typed-in-guillemets",
        ),
        pytest.param(
            "“أول «ثان» ثالث”",
            [("أول «ثان» ثالث", True, 0), ("ثان", True, 1)],
            id="guillemets-in-typed",
        ),
        pytest.param(
            "“أول “ثان” ثالث”",
            [("أول “ثان” ثالث", True, 0), ("ثان", True, 1)],
            id="typed-in-typed",
        ),
        pytest.param(
            "«أول «ثان»»",
            [("أول «ثان»", True, 0), ("ثان", True, 1)],
            id="both-close-together",
        ),
        pytest.param(
            '"أول "ثان" ثالث"',
            [('أول "ثان" ثالث', True, 0), ("ثان", True, 1)],
            id="straight-in-straight",
        ),
        pytest.param(
            "\"أول 'ثان' ثالث\"",
            [("أول 'ثان' ثالث", True, 0), ("ثان", True, 1)],
            id="apostrophes-in-straight",
        ),
        pytest.param(
            'قال ""كلام"" ثم',
            [('"كلام"', True, 0), ("كلام", True, 1)],
            id="straight-doubled",
        ),
        pytest.param(
            "قال ““كلام”” ثم",
            [("“كلام”", True, 0), ("كلام", True, 1)],
            id="typed-doubled",
        ),
        pytest.param(
            'قال «"كلام"» ثم',
            [('"كلام"', True, 0), ("كلام", True, 1)],
            id="straight-directly-in-guillemets",
        ),
        pytest.param(
            "«أول “ثان ‘ثالث’ رابع” خامس»",
            [("أول “ثان ‘ثالث’ رابع” خامس", True, 0), ("ثان ‘ثالث’ رابع", True, 1), ("ثالث", True, 2)],
            id="three-deep",
        ),
        pytest.param(
            "“أول” و“ثان”",
            [("أول", True, 0), ("ثان", True, 0)],
            id="two-typed",
        ),
        pytest.param(
            '"أول" و"ثان"',
            [("أول", True, 0), ("ثان", True, 0)],
            id="two-straight",
        ),
        pytest.param(
            '"أول","ثان"',
            [("أول", True, 0), ("ثان", True, 0)],
            id="two-straight-with-a-comma",
        ),
        pytest.param(
            "“أول”“ثان”",
            [("أول", True, 0), ("ثان", True, 0)],
            id="two-typed-glued",
        ),
        pytest.param(
            "“أول «ثان” ثالث “رابع”",
            [("أول «ثان", True, 0), ("رابع", True, 0)],
            id="an-inner-one-left-open-ends-with-the-outer",
        ),
        pytest.param("“” ثم", [("", True, 0)], id="nothing-inside"),
    ],
)
def test_several_quotations_are_told_apart(text, expected):
    assert inside(text) == expected
    assert strays(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "قال “كلام أول\nسطر آخر",
            [("كلام أول", False, 0)],
            id="typed-ended-by-newline",
        ),
        pytest.param(
            'قال "كلام أول\nسطر آخر',
            [("كلام أول", False, 0)],
            id="straight-ended-by-newline",
        ),
        pytest.param(
            "قال «كلام أول",
            [("كلام أول", False, 0)],
            id="ended-by-the-text",
        ),
        pytest.param(
            "“أول «ثان\nسطر",
            [("أول «ثان", False, 0), ("ثان", False, 1)],
            id="both-open",
        ),
        pytest.param(
            "“أول «ثان» ثالث\nسطر",
            [("أول «ثان» ثالث", False, 0), ("ثان", True, 1)],
            id="only-the-outer-open",
        ),
        pytest.param(
            "“أول\n“ثان” ثم",
            [("أول", False, 0), ("ثان", True, 0)],
            id="opened-again-in-the-next-paragraph",
        ),
    ],
)
def test_an_unclosed_quotation_ends_with_its_paragraph(text, expected):
    assert inside(text) == expected


@pytest.mark.parametrize(
    ("text", "at"),
    [
        pytest.param("كلام” ثم مضى", 4, id="typed"),
        pytest.param('كلام" ثم مضى', 4, id="straight"),
        pytest.param("كلام» ثم مضى", 4, id="guillemet"),
        pytest.param('طوله 5" فقط', 6, id="inches"),
        pytest.param("“أول” ثان” ثم", 9, id="after-a-quotation"),
    ],
)
def test_a_closing_mark_that_nothing_opens_is_stray(text, at):
    assert strays(text) == [at]
    assert len(inside(text)) == text.count("“")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("“كلام أول.\nكلام ثان.” ثم", id="two-paragraphs"),
        pytest.param('"كلام أول.\nكلام ثان." ثم', id="straight"),
        pytest.param("“كلام أول.\n\nكلام ثان.\n\nكلام ثالث.” ثم", id="three-paragraphs"),
        pytest.param("«كلام أول.\nكلام ثان.” ثم", id="mixed-marks"),
    ],
)
def test_a_quotation_over_several_paragraphs_is_joined(text):
    (only,) = inside(text)
    assert only == (text[1 : text.rindex(".") + 1], True, 0)
    assert strays(text) == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("“كلام أول\n@abc\nكلام ثان” ثم", id="a-handle-between"),
        pytest.param("“كلام أول\nhttps://example.org\nكلام ثان” ثم", id="a-link-between"),
        pytest.param(f"“كلام\n{'a ' * MAX_JOINED}” ثم", id="too-far"),
    ],
)
def test_paragraphs_are_not_joined_across_what_no_quotation_holds(text):
    assert [(closed, depth) for _, closed, depth in inside(text)] == [(False, 0)]
    assert strays(text) == [text.index("”")]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("don't", id="contraction"),
        pytest.param("it's O'Brien's", id="several"),
        pytest.param("the workers' road", id="plural-genitive"),
        pytest.param("O\N{RIGHT SINGLE QUOTATION MARK}Brien", id="typed"),
        pytest.param("كلام 'بلا نهاية", id="never-closed"),
    ],
)
def test_an_apostrophe_is_no_quotation_mark(text):
    assert pair(text) == Marks(spans=(), strays=())


def test_a_stray_closing_mark_before_others_opens_nothing():
    # Read as an opening, it took the words up to the next mark for a quotation.
    text = "أول” ثم “ثان” وأخيرا"
    assert strays(text) == [3]
    assert inside(text) == [("ثان", True, 0)]


def test_a_reversed_pair_before_others_stays_a_pair():
    assert [words for words, _, _ in inside("قال ”أول“ ثم “ثان”")] == ["أول", "ثان"]


def test_an_apostrophe_inside_a_quotation_does_not_close_it():
    assert inside("قال “it's the workers' road” ثم") == [("it's the workers' road", True, 0)]
    assert inside("قال “I don\N{RIGHT SINGLE QUOTATION MARK}t” ثم") == [
        ("I don\N{RIGHT SINGLE QUOTATION MARK}t", True, 0)
    ]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param(" \n ", id="space"),
        pytest.param("كلام بلا علامات", id="words"),
        pytest.param("@abc https://example.org #حمص", id="other-tokens"),
    ],
)
def test_a_text_without_marks_has_none(text):
    assert pair(text) == Marks(spans=(), strays=())


@given(MARKED_TEXT)
def test_a_span_closes_behind_its_opening(text):
    tokens = tokenize(text)
    for span in pair_marks(text, tokens).spans:
        assert 0 <= span.opening < span.closing <= len(tokens)
        assert tokens[span.opening].kind == "mark"
        if span.is_closed:
            assert tokens[span.closing].kind == "mark"
        else:
            assert span.closing == len(tokens) or tokens[span.closing].kind == "newline"


@given(MARKED_TEXT)
def test_each_mark_has_one_use(text):
    tokens = tokenize(text)
    marks = pair_marks(text, tokens)
    used = [span.opening for span in marks.spans] + list(marks.strays)
    used += [span.closing for span in marks.spans if span.is_closed]
    assert len(used) == len(set(used))
    assert all(tokens[index].kind == "mark" for index in used)


@given(MARKED_TEXT)
def test_spans_come_in_text_order(text):
    openings = [span.opening for span in pair(text).spans]
    assert openings == sorted(openings)


@given(MARKED_TEXT)
def test_spans_nest_or_lie_apart_and_deeper_ones_lie_inside(text):
    spans = pair(text).spans
    for at, outer in enumerate(spans):
        for inner in spans[at + 1 :]:
            assert inner.opening > outer.closing or inner.closing <= outer.closing
            if inner.opening < outer.closing:
                assert inner.depth > outer.depth
    for span in spans:
        around = [other for other in spans if other.opening < span.opening < other.closing]
        assert bool(span.depth) == bool(around)
        assert len(around) <= span.depth


@given(st.text(st.characters(exclude_categories=()), max_size=60))
def test_any_text_can_be_paired(text):
    marks = pair(text)
    assert len(marks.spans) + len(marks.strays) <= len(tokenize(text))


def test_twenty_thousand_marks_are_paired():
    each = ("كلام", True, 0)
    assert inside("“كلام” " * 10_000) == [each] * 10_000
    assert inside('"كلام" ' * 10_000) == [each] * 10_000


def test_twenty_thousand_open_marks_are_each_one_level_deeper():
    spans = pair("“كلام " * 20_000).spans
    assert [span.depth for span in spans] == list(range(20_000))
    assert not any(span.is_closed for span in spans)


def test_twenty_thousand_levels_close_in_order():
    spans = pair("«" * 10_000 + "كلام" + "»" * 10_000).spans
    assert [(span.opening, span.closing) for span in spans] == [(at, 20_000 - at) for at in range(10_000)]


def test_ten_thousand_paragraphs_with_a_stray_mark_each():
    assert len(strays("كلام” ثم\n" * 10_000)) == 10_000
