"""Places: found with evidence, resolved by the text, extended by CSV; invented sentences."""

import pytest

from tawatur.arabic import find_places
from tawatur.arabic.places import built_in_index, gazetteer, parse_places
from tawatur.errors import InputError


def shown(text):
    return [(text[slice(*place.span)], place.country) for place in find_places(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("تأجل عرس في صور والنبطية", [("صور", "LB"), ("النبطية", "LB")], id="place-beside-place"),
        pytest.param("في صور نشرها مصور الحي", [], id="pictures"),
        pytest.param("دق رجل على الباب طويلا", [], id="door"),
        pytest.param("أمطار قرب الباب وجرابلس", [("الباب", "SY"), ("جرابلس", "SY")], id="al-bab-with-a-neighbour"),
        pytest.param("اشترت صحن حمص من المطعم", [], id="chickpeas"),
        pytest.param("عاد الباعة إلى حمص القديمة", [("حمص", "SY")], id="homs-and-adjective"),
        pytest.param("كأس حليب من حلب البقر", [], id="milking"),
        pytest.param("عجز مالي كبير", [], id="financial"),
        pytest.param("أمطار في مالي والنيجر", [("مالي", "ML"), ("النيجر", "NE")], id="mali"),
        pytest.param("اجتمعوا بعد صلاة المغرب", [], id="sunset"),
        pytest.param("نشرة صحيفة نيويورك تايمز", [], id="newspaper"),
        pytest.param("سقوط تدمر فجرا", [("تدمر", "SY")], id="fall-of"),
        pytest.param("جلسة في دمشق وتل تمر", [("دمشق", "SY"), ("تل تمر", "SY")], id="short-first-word"),
        pytest.param("حفلة في شارع الياسمين بدمشق", [("شارع الياسمين", "SY"), ("دمشق", "SY")], id="unknown-street"),
        pytest.param("مرت القافلة في شارع المدينة", [], id="street-of-the-town"),
        pytest.param("بلدية طرابلس تشكر الجيش اللبناني", [("طرابلس", "LB")], id="tripoli-by-nationality"),
        pytest.param("سوق طرابلس في ليبيا", [("طرابلس", "LY"), ("ليبيا", "LY")], id="tripoli-by-country"),
        pytest.param("شاطئ القصير المصري", [("القصير", "EG")], id="quseir-in-egypt"),
    ],
)
def test_a_word_is_a_place_with_evidence(text, expected):
    assert shown(text) == expected


def test_a_place_has_its_english_name_and_position():
    (place,) = find_places("عبروا نهر العاصي")
    assert (place.name, place.kind, place.country) == ("Orontes", "river", "SY")
    assert (round(place.latitude or 0), round(place.longitude or 0)) == (35, 37)


def test_every_entry_has_a_position_or_is_a_country_without_one():
    without = [key for key, entry in gazetteer().items() if entry.latitude is None]
    assert len(without) < 15, without


def test_own_places_come_before_ours():
    csv = "arabic,name,kind,country,latitude,longitude\nتل الريحان,Tell Rihan,quarter,SY,34.5,36.7\n"
    index = built_in_index().adding(parse_places(csv, "mine.csv"))
    text = "قرب تل الريحان"
    assert [place.name for place in find_places(text, index=index)] == ["Tell Rihan"]
    assert find_places(text) == []


@pytest.mark.parametrize(
    ("csv", "message"),
    [
        pytest.param("arabic,name\nا,b\n", "line 1: no column country", id="columns"),
        pytest.param("arabic,name,kind,country,latitude,longitude\n,b,city,SY,1,2\n", "line 2: a place", id="name"),
        pytest.param("arabic,name,kind,country,latitude,longitude\nا,b,city,SY,x,2\n", "'x', '2'", id="position"),
    ],
)
def test_a_bad_row_is_named(csv, message):
    with pytest.raises(InputError, match=message):
        parse_places(csv, "mine.csv")
