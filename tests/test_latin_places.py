"""Places that English words name, and capital letters that name none. All texts are invented."""

from __future__ import annotations

import pytest

from tawatur.arabic.latin_places import find_latin_places
from tawatur.arabic.tokens import tokenize


@pytest.mark.parametrize(
    ("text", "names"),
    [
        pytest.param("Fighters left Aleppo on Friday.", ["Aleppo"], id="known"),
        pytest.param("Homs has fallen.", ["Homs"], id="large-at-the-start"),
        pytest.param("They are near Dar Nun. Dar Nun is calm.", ["Dar Nun", "Dar Nun"], id="shown-once"),
        pytest.param("Dar Nun, east of Aleppo, is calm.", ["Dar Nun", "Aleppo"], id="described"),
        pytest.param("Aleppo's streets are empty.", ["Aleppo"], id="owner"),
        pytest.param("He spoke to Parliament in English on Monday.", [], id="no-places"),
        pytest.param("Salma said Adam was home.", [], id="people"),
        pytest.param("the aleppo soap", [], id="small-letters"),
    ],
)
def test_the_places_of_english_words(text: str, names: list[str]) -> None:
    places = find_latin_places(tokenize(text))
    assert [text[slice(*place.span)] for place in places] == names


def test_a_known_place_has_the_key_of_its_arabic_name() -> None:
    assert [place.key for place in find_latin_places(tokenize("Fighters left Aleppo."))] == ["حلب"]
