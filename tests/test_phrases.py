"""Proclitics, lists, quotation marks and first names: what is joined reads right and nothing quoted is changed."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawatur import english
from tawatur.arabic.agreement import gender_of_name
from tawatur.arabic.nouns import nouns
from tawatur.arabic.phrases import attach, join_words, quote
from tawatur.arabic.stances import Need, find_reporting_word, reporting_words, stance_of, verbs_of
from tawatur.arabic.tables import read_table
from tawatur.arabic.verbs import Stance, find_verb, verb_form
from tawatur.errors import InputError

AND = "\N{ARABIC LETTER WAW}"
SO = "\N{ARABIC LETTER FEH}"
TO = "\N{ARABIC LETTER LAM}"
BY = "\N{ARABIC LETTER BEH}"
AS = "\N{ARABIC LETTER KAF}"


def case(*, id: str, **values: object):  # noqa: A002 - pytest's own name for it
    """A case whose values are named: two Arabic literals side by side are shown in swapped order."""
    return pytest.param(*values.values(), id=id)


@pytest.mark.parametrize(
    ("proclitics", "text", "expected"),
    [
        case(proclitics=AND, text="حلب", expected="وحلب", id="and"),
        case(proclitics=AND, text="واشنطن", expected="وواشنطن", id="and-before-waw"),
        case(proclitics=AND, text="20:43", expected="و20:43", id="and-before-figures"),
        case(proclitics=AND, text="#حماة", expected="و#حماة", id="and-before-hashtag"),
        case(proclitics=AND, text="«نحن»", expected="و«نحن»", id="and-before-a-mark"),
        case(proclitics=SO, text="قال", expected="فقال", id="so"),
        case(proclitics=SO, text="#حمص", expected="فـ#حمص", id="so-before-hashtag"),
        case(proclitics=TO, text="الحكومة", expected="للحكومة", id="to-the"),
        case(proclitics=TO, text="اللجنة", expected="للجنة", id="to-the-before-lam"),
        case(proclitics=TO, text="الله", expected="لله", id="to-god"),
        case(proclitics=TO, text="التزام", expected="لالتزام", id="no-article"),
        case(proclitics=TO, text="الالتزام", expected="للالتزام", id="article-before-the-same"),
        case(proclitics=TO, text="لبنان", expected="للبنان", id="to-a-lam"),
        case(proclitics=TO, text="ألمانيا", expected="لألمانيا", id="hamza-is-no-article"),
        case(proclitics=TO, text="#حمص", expected="لـ#حمص", id="to-a-hashtag"),
        case(proclitics=TO, text="72 ساعة", expected="لـ72 ساعة", id="to-figures"),
        case(proclitics=TO, text="«الحكومة»", expected="لـ«الحكومة»", id="article-inside-marks-stays"),
        case(proclitics=BY, text="الحكومة", expected="بالحكومة", id="by-the"),
        case(proclitics=BY, text="@example", expected="بـ@example", id="by-a-handle"),
        case(proclitics=BY, text="Reuters", expected="بـReuters", id="by-latin"),
        case(proclitics=AS, text="المدينة", expected="كالمدينة", id="as-the"),
        case(proclitics=AND + BY, text="«نحن»", expected="وبـ«نحن»", id="and-by-a-mark"),
        case(proclitics=AND + TO, text="الجيش", expected="وللجيش", id="and-to-the"),
    ],
)
def test_a_proclitic_is_written_with_its_word(proclitics, text, expected):
    assert attach(proclitics, text) == expected


@pytest.mark.parametrize(
    ("proclitics", "text"),
    [
        case(proclitics="من", text="حمص", id="a-word"),
        case(proclitics="", text="حمص", id="nothing"),
        case(proclitics=TO + AND, text="حمص", id="wrong-order"),
        case(proclitics=AND, text="", id="no-word"),
    ],
)
def test_what_is_no_proclitic_is_refused(proclitics, text):
    with pytest.raises(InputError):
        attach(proclitics, text)


def test_a_list_has_its_and_on_every_word_but_the_first():
    assert join_words(["حمص", "حلب", "حماة"]) == "حمص وحلب وحماة"
    assert join_words(["#حمص", "#حلب"]) == "#حمص و#حلب"
    assert join_words(["حمص"]) == "حمص"
    assert join_words([]) == english.join_words([]) == ""
    assert english.join_words(["Homs", "Aleppo", "Hama"]) == "Homs, Aleppo and Hama"
    assert english.join_words(["Homs", "Aleppo"]) == "Homs and Aleppo"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        case(text="نحن على الأبواب", expected="«نحن على الأبواب»", id="plain"),
        case(text="قال “نعم” ومضى", expected="«قال “نعم” ومضى»", id="inner-marks"),
        case(text="قال «نعم» ومضى", expected="“قال «نعم» ومضى”", id="the-same-marks-inside"),
        case(text="بدأ «ولم ينته", expected="“بدأ «ولم ينته”", id="unbalanced-opening"),
        case(text="بدأ» ولم ينته", expected="“بدأ» ولم ينته”", id="unbalanced-closing"),
        case(text="«أ” ب", expected='"«أ” ب"', id="two-kinds-unbalanced"),
    ],
)
def test_a_quotation_stands_between_marks_that_it_does_not_have(text, expected):
    assert quote(text) == expected


@given(st.text(st.sampled_from("«»“”\"'‹›„‟ابت ١2 \n"), max_size=40) | st.text(max_size=40))
def test_a_quotation_is_never_changed(text):
    for quoted in (quote(text), english.quote(text)):
        assert quoted[1:-1] == text
    opening, closing = quote(text)[0], quote(text)[-1]
    if opening in text or closing in text:
        marks = set(text)
        assert all(set(pair) & marks for pair in ("«»", "“”", '"', "‹›", "„‟"))


@given(st.lists(st.text("ابتثجحخدوفلكن#@«1", min_size=1, max_size=6), min_size=1, max_size=6))
def test_every_word_of_a_list_stands_in_it(words):
    joined = join_words(words)
    assert joined == f" {AND}".join(words)


# -- names -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        case(name="أحمد منصور", expected="m", id="man"),
        case(name="احمد", expected="m", id="without-hamza"),
        case(name="فاطمه", expected="f", id="heh-for-teh-marbuta"),
        case(name="هند الخطيب", expected="f", id="woman"),
        case(name="حمزة", expected="m", id="man-in-teh-marbuta"),
        case(name="عبد الرحمن صالح", expected="m", id="servant-of"),
        case(name="أبو خالد", expected="m", id="father-of"),
        case(name="أم خالد", expected="f", id="mother-of"),
        case(name="نور حداد", expected=None, id="both"),
        case(name="زعنون", expected=None, id="unknown"),
        case(name="", expected=None, id="nothing"),
        case(name="   ", expected=None, id="spaces"),
    ],
)
def test_a_first_name_tells_the_gender_or_nothing(name, expected):
    assert gender_of_name(name) == expected


def test_no_name_stands_twice():
    names = [row["name"] for row in read_table("given_names")]
    assert len(names) == len(set(names)) >= 300
    assert {row["gender"] for row in read_table("given_names")} == {"m", "f"}


# -- the closed table of reporting words ---------------------------------------------------------------------------


def test_the_closed_table_holds_closed_values():
    words = reporting_words()
    assert {word.stance for word in words} == set(get_args(Stance))
    assert {word.needs for word in words} == {None, *get_args(Need)}
    assert len({word.word for word in words}) == len(words)
    assert all(word.english.isascii() and word.english for word in words)


def test_every_verb_of_the_closed_table_can_be_written_and_has_the_stance_it_is_read_with():
    for word in reporting_words():
        if word.kind == "verb":
            assert find_verb(word.word).stance == word.stance
            assert verb_form(word.word, gender="f")


def test_every_stance_but_the_neutral_needs_something():
    needless = {word.stance for word in reporting_words() if word.needs is None}
    assert needless == {"neutral"}


@pytest.mark.parametrize(
    ("stance", "first"),
    [
        ("neutral", "قال"),
        ("continuation", "أضاف"),
        ("explaining", "أوضح"),
        ("asserting", "أكد"),
        ("opinion", "رأى"),
        ("prediction", "رجح"),
        ("distancing", "زعم"),
        ("crowd", "تداول"),
    ],
)
def test_a_stance_has_its_usual_verb_first(stance, first):
    assert verbs_of(stance)[0] == first
    assert all(stance_of(verb) == stance for verb in verbs_of(stance))


def test_a_word_outside_of_the_table_may_be_read_and_is_not_written():
    assert find_reporting_word("نفى") is None
    assert stance_of("نفى") == "asserting"
    assert stance_of("زعنن") is None


# -- English ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "noun", "expected"),
    [
        (1, "checkpoint", "1 checkpoint"),
        (2, "checkpoint", "2 checkpoints"),
        (0, "city", "0 cities"),
        (40000, "person", "40,000 people"),
        (3, "piece of evidence", "3 pieces of evidence"),
        (3, "post on X", "3 posts on X"),
        (5, "policeman", "5 policemen"),
        (4, "independent voice", "4 independent voices"),
        (2.5, "kilometre", "2.5 kilometres"),
        (6, "wounded person", "6 wounded people"),
        (7, "branch", "7 branches"),
        (3, "aircraft", "3 aircraft"),
    ],
)
def test_an_english_noun_is_counted(number, noun, expected):
    assert english.count_noun(number, noun) == expected


def test_every_arabic_noun_has_an_english_counterpart():
    for noun in nouns():
        gloss = english.gloss_of_noun(noun)
        assert gloss
        assert not set("(),") & set(gloss)
    assert english.count_noun(3, english.gloss_of_noun("حاجز")) == "3 checkpoints"


def test_what_cannot_be_counted_is_refused_in_english_too():
    with pytest.raises(InputError):
        english.count_noun(float("nan"), "city")
