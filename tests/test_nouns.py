"""The table of counted nouns is sound, and each noun is written in the form its case and number ask for."""

from __future__ import annotations

from typing import get_args

import pytest

from tawatur.arabic.nouns import Case, NounKind, find_noun, nouns
from tawatur.arabic.tables import read_table
from tawatur.arabic.verbs import Gender
from tawatur.errors import InputError

ROWS = list(read_table("counted_nouns"))


def case(*, id: str, **values: object):  # noqa: A002 - pytest's own name for it
    """A case whose values are named: two Arabic literals side by side are shown in swapped order."""
    return pytest.param(*values.values(), id=id)


def test_the_columns_hold_closed_values():
    assert len(ROWS) >= 550
    for row in ROWS:
        assert row["gender"] in get_args(Gender), row
        assert row["kind"] in get_args(NounKind), row
        assert row["ending"] in {"", "defective", "fixed"}, row
        assert row["gloss"], row
        assert row["gloss"].isascii(), row


def test_a_noun_without_plural_never_changes():
    assert [row["singular"] for row in ROWS if not row["plurals"] and row["ending"] != "fixed"] == []


@pytest.mark.parametrize(
    ("noun", "dual", "oblique"),
    [
        case(noun="حاجز", dual="حاجزان", oblique="حاجزين", id="strong"),
        case(noun="ساعة", dual="ساعتان", oblique="ساعتين", id="teh-marbuta"),
        case(noun="مستشفى", dual="مستشفيان", oblique="مستشفيين", id="alef-maksura"),
        case(noun="دعوى", dual="دعويان", oblique="دعويين", id="feminine-in-alef-maksura"),
        case(noun="لواء", dual="لواءان", oblique="لواءين", id="hamza-after-alef"),
        case(noun="جزء", dual="جزءان", oblique="جزءين", id="hamza-after-zain"),
        case(noun="شيء", dual="شيئان", oblique="شيئين", id="hamza-after-yeh"),
        case(noun="عبء", dual="عبئان", oblique="عبئين", id="hamza-after-beh"),
        case(noun="مرفأ", dual="مرفآن", oblique="مرفأين", id="hamza-on-alef"),
        case(noun="لاجئ", dual="لاجئان", oblique="لاجئين", id="hamza-on-yeh"),
        case(noun="محام", dual="محاميان", oblique="محاميين", id="defective"),
        case(noun="قاضي", dual="قاضيان", oblique="قاضيين", id="defective-with-yeh"),
        case(noun="أخ", dual="أخوان", oblique="أخوين", id="brother"),
        case(noun="ميليشيا", dual="ميليشيتان", oblique="ميليشيتين", id="foreign-in-alef"),
        case(noun="سنة", dual="سنتان", oblique="سنتين", id="year"),
        case(noun="امرأة", dual="امرأتان", oblique="امرأتين", id="woman"),
        case(noun="بئر", dual="بئران", oblique="بئرين", id="feminine-without-sign"),
    ],
)
def test_a_dual_has_two_cases(noun, dual, oblique):
    found = find_noun(noun)
    assert found.in_dual() == dual
    assert found.in_dual("genitive") == found.in_dual("accusative") == oblique
    assert found.in_dual(is_construct=True) == dual[:-1]


@pytest.mark.parametrize(
    ("noun", "expected"),
    [
        case(noun="حاجز", expected="حاجزا", id="strong"),
        case(noun="مدينة", expected="مدينة", id="teh-marbuta"),
        case(noun="مستشفى", expected="مستشفى", id="alef-maksura"),
        case(noun="لواء", expected="لواء", id="hamza-after-alef"),
        case(noun="خطأ", expected="خطأ", id="hamza-on-alef"),
        case(noun="جزء", expected="جزءا", id="hamza-after-zain"),
        case(noun="شيء", expected="شيئا", id="hamza-after-yeh"),
        case(noun="لاجئ", expected="لاجئا", id="hamza-on-yeh"),
        case(noun="محام", expected="محاميا", id="defective"),
        case(noun="عضو", expected="عضوا", id="waw-consonant"),
        case(noun="يورو", expected="يورو", id="foreign"),
        case(noun="كم", expected="كم", id="abbreviation"),
        case(noun="ميناء", expected="ميناء", id="port"),
        case(noun="بنت", expected="بنتا", id="teh-that-is-a-letter"),
        case(noun="بيت", expected="بيتا", id="house"),
    ],
)
def test_the_accusative_singular_takes_its_alef_where_it_has_one(noun, expected):
    assert find_noun(noun).in_singular("accusative") == expected


@pytest.mark.parametrize(
    ("noun", "nominative", "genitive", "accusative"),
    [
        case(noun="مراسل", nom="مراسلون", gen="مراسلين", acc="مراسلين", id="sound-masculine"),
        case(noun="محام", nom="محامون", gen="محامين", acc="محامين", id="sound-defective"),
        case(noun="غارة", nom="غارات", gen="غارات", acc="غارات", id="sound-feminine"),
        case(noun="سجن", nom="سجون", gen="سجون", acc="سجونا", id="broken-that-looks-sound"),
        case(noun="حاجز", nom="حواجز", gen="حواجز", acc="حواجز", id="diptote"),
        case(noun="صاروخ", nom="صواريخ", gen="صواريخ", acc="صواريخ", id="diptote-long"),
        case(noun="رجل", nom="رجال", gen="رجال", acc="رجالا", id="triptote"),
        case(noun="شهيد", nom="شهداء", gen="شهداء", acc="شهداء", id="in-hamza"),
        case(noun="قتيل", nom="قتلى", gen="قتلى", acc="قتلى", id="in-alef-maksura"),
        case(noun="ثانية", nom="ثوان", gen="ثوان", acc="ثواني", id="defective-plural"),
        case(noun="مبنى", nom="مبان", gen="مبان", acc="مباني", id="defective-plural-of-a-place"),
    ],
)
def test_a_plural_has_its_cases(noun, nominative, genitive, accusative):
    found = find_noun(noun)
    cases = get_args(Case)
    assert cases == ("nominative", "genitive", "accusative")
    assert [found.in_plural(each) for each in cases] == [nominative, genitive, accusative]


def test_a_sound_plural_loses_its_nun_before_what_it_belongs_to():
    assert find_noun("مراسل").in_plural(is_construct=True) == "مراسلو"
    assert find_noun("مراسل").in_plural("genitive", is_construct=True) == "مراسلي"


def test_a_noun_is_found_however_it_is_typed():
    assert find_noun("اعلامي").singular == "إعلامي"
    assert find_noun("مُراسِل").singular == "مراسل"


@pytest.mark.parametrize(
    ("word", "singular"),
    [
        case(word="حواجز", singular="حاجز", id="plural"),
        case(word="ساعتين", singular="ساعة", id="dual"),
        case(word="الحاجز", singular="حاجز", id="article"),
        case(word="مراسلين", singular="مراسل", id="sound-plural"),
    ],
)
def test_another_form_is_refused_with_the_singular_to_give(word, singular):
    with pytest.raises(InputError, match=singular):
        find_noun(word)


def test_an_unknown_noun_is_refused_with_what_to_do():
    with pytest.raises(InputError, match=r"no noun .* in data/counted_nouns.tsv: add its singular, plural and gender"):
        find_noun("زعنون")
    with pytest.raises(InputError):
        find_noun("")


def test_no_form_of_any_noun_is_empty_or_has_a_space():
    for noun in nouns().values():
        forms = [form for group in noun.every_form() for form in group]
        assert all(form and " " not in form for form in forms), noun.singular
