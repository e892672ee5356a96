"""Distil src/tawatur/data/names.tsv: folded Arabic personal names, given and family.

    pip download --no-deps arabic-name-romanizer==0.2.0
    python tools/build_names.py arabic_name_romanizer-0.2.0-py3-none-any.whl

Only the rows that come from Wikidata (CC0 1.0) are taken; see NOTICE.
"""

from __future__ import annotations

import re
import sqlite3
import sys
import tempfile
import zipfile
from collections import Counter
from pathlib import Path

from tawatur.arabic.folding import fold_word

INDEX = "arabic_name_romanizer/resources/names.sqlite3"
OUT = Path(__file__).parent.parent / "src/tawatur/data/names.tsv"
CC0 = "('wikidata')"
ARABIC_WORD = re.compile("[\u0621-\u064a]{2,}")


def main(wheel: str) -> None:
    """Write the table; one line a folded name: name, how often given, how often family."""
    with tempfile.TemporaryDirectory() as folder:
        database = zipfile.ZipFile(wheel).extract(INDEX, folder)
        connection = sqlite3.connect(database)
        rows = connection.execute(f"select arabic_key, role, sum(count) from units where source in {CC0} group by 1, 2")
        given: Counter[str] = Counter()
        family: Counter[str] = Counter()
        for name, role, count in rows:
            key = fold_word(name)
            if not ARABIC_WORD.fullmatch(key):
                continue
            (family if role == "surname" else given)[key] += count
        connection.close()
    names = sorted(set(given) | set(family))
    lines = [f"{name}\t{given[name]}\t{family[name]}" for name in names]
    OUT.write_text("name\tgiven\tfamily\n" + "\n".join(lines) + "\n", encoding="utf-8")
    sys.stderr.write(f"{len(names)} names\n")


if __name__ == "__main__":
    main(sys.argv[1])
