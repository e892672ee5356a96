"""Maps of places: which are drawn, on whose outlines, under which names. Places here are invented or large cities."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tawatur.arabic.gazetteer import parse_place, using_places
from tawatur.arabic.places import find_places
from tawatur.errors import InputError
from tawatur.pipeline.own_ground import using_own_ground
from tawatur.svg import NARROW, WIDE
from tawatur.timeline.map import Mention, draw_map, find_mapped, map_note, parse_outlines, using_outlines

ISLE = "# جزيرة مختلقة\ncountry\tpoints\nIsle\t-2900 2000 -2700 2000 -2700 2200 -2900 2200\n"
OWN = {"arabic": "نارنجة", "name": "Naranja", "latitude": "21", "longitude": "-28", "zone": "UTC"}


def mention(text: str, voices: int = 3) -> list[Mention]:
    return [Mention(place=place, voices=voices) for place in find_places(text)]


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_what_more_voices_name_is_larger_and_every_name_stands_inside(width: int) -> None:
    mentions = [*mention("في مدينة حلب", 90), *mention("في مدينة دمشق", 9), *mention("في مدينة اللاذقية", 1)]
    drawn = "".join(draw_map(mentions, lang="ar", width=width).body)
    sizes = [float(size) for size in re.findall(r'<circle [^>]*?r="([\d.]+)"', drawn)]
    assert sizes == sorted(sizes, reverse=True)
    assert len(set(sizes)) == 3
    for x in re.findall(r'<text class="place" x="([\d.]+)"', drawn):
        assert 0 < float(x) < width
    assert "دمشق" in drawn


def test_a_country_has_no_point_and_neither_has_what_lies_beyond_the_outlines() -> None:
    assert find_mapped(mention("في سوريا ولبنان")) == []
    assert find_mapped(mention("في باريس")) == []
    assert [each.place.name for each in find_mapped(mention("في مدينة حلب"))] == ["Aleppo"]


def test_own_outlines_take_the_place_of_ours_and_their_source_is_printed() -> None:
    with using_places(parse_place(OWN, "own.csv, line 2")):
        here = mention("في نارنجة")
        assert find_mapped(here) == []
        with using_outlines(parse_outlines(ISLE, "outlines.tsv")):
            assert "جزيرة مختلقة" in map_note("ar")
            assert "Natural Earth" not in map_note("en")
            assert "نارنجة" in "".join(draw_map(here, lang="ar", width=WIDE).body)
    assert "Natural Earth" in map_note("ar")


@pytest.mark.parametrize(
    ("text", "told"),
    [("Isle\t1 2 3", "line 1"), ("# of us\nIsle\tnorth", "line 2"), ("Isle\t0 0 1 0 1 1", "source"), ("# of us\n", "no rings")],
    ids=["odd", "words", "no-source", "empty"],
)  # fmt: skip
def test_outlines_that_cannot_be_used_are_refused_with_the_line(text: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        parse_outlines(text, "outlines.tsv")


def test_places_and_outlines_of_a_data_folder_hold_for_what_is_read_in_it(tmp_path: Path) -> None:
    (tmp_path / "places.csv").write_text(",".join(OWN) + "\n" + ",".join(OWN.values()) + "\n", encoding="utf-8")
    (tmp_path / "outlines.tsv").write_text(ISLE, encoding="utf-8")
    with using_own_ground(tmp_path):
        assert [each.place.name for each in find_mapped(mention("في نارنجة"))] == ["Naranja"]
        assert "جزيرة مختلقة" in map_note("ar")
    assert "Natural Earth" in map_note("ar")
