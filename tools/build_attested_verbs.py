"""Distil src/tawatur/data/attested_verbs.tsv: the verbs that the segmenter knows, with participles and verbal nouns.

    pip download --no-deps mazini==0.2.2
    python tools/build_attested_verbs.py mazini-0.2.2-py3-none-any.whl

Which roots have which patterns is attested in the root tables of M. Bawwab and Y. Mir Alam, CC BY 4.0, through mazini,
which also conjugates them (CC BY 4.0, see NOTICE). Taken: the ten patterns of modern prose and the plain quadriliteral
ones, of roots that have at least four of them (a root with fewer is mostly out of use). One line a written lemma.
"""

from __future__ import annotations

import re
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from tawatur.arabic.verbs import SHADDA

if TYPE_CHECKING:
    from mazini import Conjugation

OUT = Path(__file__).parent.parent / "src/tawatur/data/attested_verbs.tsv"
FORMS = frozenset("I II III IV V VI VII VIII X Iq IIq".split())
TRILITERAL = 3
SMALLEST_FAMILY = 4
MARKS = re.compile("[\u064b-\u0652\u0670\u0640]")
LAST_MARKS = re.compile("[\u064b-\u0652\u0670\u0640]*$")
NOUNS = ("ap", "pp", "vn")


def vocalised(conjugation: Conjugation, slot: str) -> str:
    """The first form of a slot; "" when the verb has none or it is not known."""
    forms = conjugation.slots.get(slot, ())
    return "" if not forms or "?" in forms[0].form else forms[0].form.replace("\N{ARABIC LETTER ALEF WASLA}", "ا")


def written(form: str) -> str:
    """A form as news writes it, without vowels."""
    return MARKS.sub("", form)


def main(wheel: str) -> None:
    """Write the table; a present that ends in a shadda is of a doubled verb."""
    sys.path.insert(0, wheel)
    mazini, lexicon = import_module("mazini"), import_module("mazini.lexicon")
    form_of = {wazn.wazn: wazn.verb_form for wazn in mazini.WAZNS}
    presents: dict[str, set[str]] = {}
    nouns: dict[str, set[str]] = {}
    family: dict[str, int] = {}
    for root in lexicon.lexicon_roots():
        patterns = [wazn for wazn in lexicon.attested_wazns(root) if form_of[wazn] in FORMS]
        if len(patterns) < SMALLEST_FAMILY and len(root) == TRILITERAL:
            continue
        for wazn in patterns:
            try:
                verb = mazini.conjugate(root, wazn)
            except mazini.MaziniError:
                continue
            lemma, present = written(vocalised(verb, "past_3ms")), vocalised(verb, "ind_3ms")
            if not lemma or not present:
                continue
            is_doubled = SHADDA in LAST_MARKS.search(present).group()
            presents.setdefault(lemma, set()).add(written(present) + SHADDA * is_doubled)
            found = {written(vocalised(verb, slot)) for slot in NOUNS} - {""}
            nouns.setdefault(lemma, set()).update(found)
            family[lemma] = max(family.get(lemma, 0), len(patterns))
    lines = [
        "\t".join((lemma, " ".join(sorted(presents[lemma])), " ".join(sorted(nouns[lemma])), str(family[lemma])))
        for lemma in sorted(presents)
    ]
    OUT.write_text("lemma\tpresents\tnouns\tfamily\n" + "\n".join(lines) + "\n", encoding="utf-8")
    sys.stderr.write(f"{len(lines)} lemmas\n")


if __name__ == "__main__":
    main(sys.argv[1])
