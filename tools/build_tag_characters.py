"""Write src/tawatur/data/tag_characters.tsv: which code points may stand in a hashtag, as explicit ranges.

    python tools/build_tag_characters.py

The classes of regular expression engines differ from each other and from version to version, so the ranges are
written down once, from the Unicode version of the Python that runs this.
"""

from __future__ import annotations

import sys
import unicodedata
from itertools import groupby
from pathlib import Path

TABLE = Path(__file__).resolve().parent.parent / "src" / "tawatur" / "data" / "tag_characters.tsv"
KINDS = {"L": "letter", "M": "mark", "P": "punctuation"}


def kind_of(code_point: int) -> str | None:
    """The kind of a code point; None for one that no rule for hashtags names."""
    category = unicodedata.category(chr(code_point))
    return "digit" if category == "Nd" else KINDS.get(category[0])


def main() -> None:
    """Write the table."""
    lines = [
        f"# Made by tools/build_tag_characters.py from Unicode {unicodedata.unidata_version}. Ranges are inclusive.",
        "kind\tfirst\tlast",
    ]
    for kind, run in groupby(range(sys.maxunicode + 1), key=kind_of):
        if kind is not None:
            code_points = list(run)
            lines.append(f"{kind}\t{code_points[0]:04X}\t{code_points[-1]:04X}")
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{TABLE.name}: {len(lines) - 2} ranges")


if __name__ == "__main__":
    main()
