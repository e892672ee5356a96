"""Score statements and their speakers against gold passages.

    python tools/score_statements.py tests/gold/statements/social-hard.jsonl
    python tools/score_statements.py GOLD.jsonl --misses

A gold passage is one JSON line: id, text, statements (quote, quote_span, speaker, speaker_mention, speaker_alt?,
direct, form, tags, optional?) and nonquotes (names, titles and scare quotes that are no statements).

- Spans are compared without the marks, punctuation and spaces at their ends. A predicted statement is matched with
  the gold statement that it overlaps most, one to one, when twice the shared length is at least half of both lengths.
- Precision, recall and F1 of spans; the same of spans whose speaker is right too.
- A speaker is right when at least half of its words are in one of the gold names, and it has at least half of that
  name's words or no word beside them. Titles and single letters do not count, nor do marks and letter variants.
- Optional statements are neither asked for nor held against the reader.
- nonquotes_returned: how many of the non-quotes came back as statements.
"""

from __future__ import annotations

import argparse
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tawatur.statements import Statement, read_statements

Span = tuple[int, int]
Passage = Mapping[str, Any]

MATCH = 0.5  # least overlap of a match
NEAR_OPTIONAL = 0.3  # a statement this near to an optional one is not a false one
EDGE = " \n\t\"'.,:!?\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}«»‘’،؛؟…"

_ALEF_WITH_SOMETHING = "\N{ARABIC LETTER ALEF WITH HAMZA ABOVE}\N{ARABIC LETTER ALEF WITH HAMZA BELOW}"
_ALEF_WITH_SOMETHING += "\N{ARABIC LETTER ALEF WITH MADDA ABOVE}\N{ARABIC LETTER ALEF WASLA}"
_VARIANTS = str.maketrans(
    dict.fromkeys(_ALEF_WITH_SOMETHING, "\N{ARABIC LETTER ALEF}")
    | dict.fromkeys("\N{ARABIC LETTER ALEF MAKSURA}\N{ARABIC LETTER YEH WITH HAMZA ABOVE}", "\N{ARABIC LETTER YEH}")
    | {
        "\N{ARABIC LETTER TEH MARBUTA}": "\N{ARABIC LETTER HEH}",
        "\N{ARABIC LETTER WAW WITH HAMZA ABOVE}": "\N{ARABIC LETTER WAW}",
    }
)
_UNWRITTEN = re.compile(r"[\u064b-\u0652\u0670\u0640\u200e\u200f\u202a-\u202e]")
_TITLES = (
    "الدكتور د الشيخ السيد الأمير الرئيس الوزير الإعلامي الإعلامية الصحافي الصحفي الكاتب الكاتبة الفنان الفنانة "
    "المحلل السياسي الناشط الناشطة المغرد المغردة حساب صفحة"
)


def normalise(text: str | None) -> str:
    """Letter variants made one, marks taken out, and everything that is not a word or an @ made a space."""
    plain = unicodedata.normalize("NFC", text or "")
    return re.sub(r"[^\w@ ]+", " ", _UNWRITTEN.sub("", plain).translate(_VARIANTS))


TITLES = frozenset(normalise(_TITLES).split())


def telling_words(name: str | None) -> frozenset[str]:
    """The words that tell one person from another; all of them when the name is nothing but titles.

    >>> sorted(telling_words("Dr. A. Mansour")) == ["Dr", "Mansour"]
    True
    """
    every = normalise(name).split()
    bare = [f"ال{word[2:]}" if word.startswith("لل") and len(word) >= len("لل") + 3 else word for word in every]
    return frozenset(word for word in bare if len(word) > 1 and word not in TITLES) or frozenset(every)


def is_same_speaker(predicted: str | None, names: Iterable[str | None]) -> bool:
    """Whether a predicted speaker is the one who has these names."""
    words = telling_words(predicted)
    if not predicted:
        return False
    for gold in map(telling_words, names):
        common = len(words & gold)
        if common and 2 * common >= len(words) and (2 * common >= len(gold) or words <= gold):
            return True
    return False


def trim(text: str, span: Sequence[int]) -> Span:
    """The span without marks, punctuation and spaces at its ends.

    >>> trim('"yes." ', (0, 7))
    (1, 4)
    """
    inside = text[max(span[0], 0) : span[1]]
    start = max(span[0], 0) + len(inside) - len(inside.lstrip(EDGE))
    return start, start + len(inside.strip(EDGE))


def overlap(a: Span, b: Span) -> float:
    """Twice the shared length over both lengths: 1 when equal, 0 when apart.

    >>> overlap((0, 10), (5, 15)), overlap((0, 1), (1, 2))
    (0.5, 0.0)
    """
    shared = min(a[1], b[1]) - max(a[0], b[0])
    return 2 * shared / (a[1] - a[0] + b[1] - b[0]) if shared > 0 else 0.0


def match(gold: Sequence[Span], predicted: Sequence[Span]) -> dict[int, int]:
    """Gold index -> predicted index, the best overlaps first, each used once."""
    scored = ((overlap(wanted, got), g, p) for g, wanted in enumerate(gold) for p, got in enumerate(predicted))
    pairs: dict[int, int] = {}
    for _, g, p in sorted((pair for pair in scored if pair[0] >= MATCH), reverse=True):
        if g not in pairs and p not in pairs.values():
            pairs[g] = p
    return pairs


@dataclass(slots=True, kw_only=True)
class Tally:
    """Gold statements of one kind: how many there are, were found, and were found with the right speaker."""

    gold: int = 0
    found: int = 0
    right: int = 0

    def add(self, *, found: bool, right: bool) -> None:
        """Count one gold statement."""
        self.gold += 1
        self.found += found
        self.right += right


@dataclass(slots=True, kw_only=True)
class Score:
    """What a reader did with the passages of one corpus.

    Attributes:
        all, prodrop: tallies of every counted statement, and of those whose verb has no subject beside it.
        false: predicted statements that are none.
        nonquotes, nonquotes_returned: names, titles and scare quotes; how many came back as statements.
        misses: one line for each wrong item: its id, what was wanted, what came.
    """

    all: Tally = field(default_factory=Tally)
    prodrop: Tally = field(default_factory=Tally)
    false: int = 0
    nonquotes: int = 0
    nonquotes_returned: int = 0
    misses: list[str] = field(default_factory=list)

    def metrics(self) -> dict[str, float]:
        """Percentages, not rounded; `nonquotes_returned` is a count, and the less the better."""
        returned = self.all.found + self.false
        numbers: dict[str, float] = {}
        for name, hits in (("span", self.all.found), ("speaker", self.all.right)):
            precision = hits / returned if returned else 0.0
            recall = hits / self.all.gold if self.all.gold else 0.0
            total = precision + recall
            numbers[f"{name}_precision"] = 100 * precision
            numbers[f"{name}_recall"] = 100 * recall
            numbers[f"{name}_f1"] = 100 * (2 * precision * recall / total if total else 0.0)
        numbers["speaker_accuracy"] = percent(self.all.right, self.all.found)
        if self.prodrop.gold:
            numbers["speaker_accuracy.prodrop"] = percent(self.prodrop.right, self.prodrop.found)
            numbers["speaker_recall.prodrop"] = percent(self.prodrop.right, self.prodrop.gold)
        return numbers | {"nonquotes_returned": self.nonquotes_returned}


def percent(part: int, whole: int) -> float:
    """100 * part / whole; 0 when there is nothing to score."""
    return 100 * part / whole if whole else 0.0


def score(passages: Iterable[Passage], read: Callable[[str], Sequence[Statement]] = read_statements) -> Score:
    """Read every passage and compare."""
    result = Score()
    for passage in passages:
        _score_passage(passage, read(passage["text"]), result)
    return result


def _score_passage(passage: Passage, statements: Sequence[Statement], result: Score) -> None:
    text, gold = passage["text"], passage["statements"]
    gold_spans = [trim(text, wanted["quote_span"]) for wanted in gold]
    spans = [trim(text, statement.quote_span) for statement in statements]
    pairs = match(gold_spans, spans)

    for g, wanted in enumerate(gold):
        if wanted.get("optional"):
            continue
        got = statements[pairs[g]].speaker if g in pairs else None
        names = (wanted["speaker"], wanted["speaker_mention"], *wanted.get("speaker_alt", ()))
        right = is_same_speaker(got, names)
        for tally in (result.all, result.prodrop) if "prodrop" in wanted["tags"] else (result.all,):
            tally.add(found=g in pairs, right=right)
        if not right:
            came = f"speaker {got}" if g in pairs else "not found"
            result.misses.append(f"{passage['id']}: {wanted['speaker']}: {wanted['quote'][:60]} | {came}")

    optional = [span for span, wanted in zip(gold_spans, gold, strict=True) if wanted.get("optional")]
    for p in set(range(len(spans))) - set(pairs.values()):
        if not any(overlap(span, spans[p]) >= NEAR_OPTIONAL for span in optional):
            result.false += 1
            result.misses.append(f"{passage['id']}: nobody | {statements[p].speaker}: {statements[p].quote[:60]}")

    quotes = {normalise(statement.quote).strip() for statement in statements}
    for words in passage["nonquotes"]:
        result.nonquotes += 1
        if normalise(words).strip() in quotes:
            result.nonquotes_returned += 1
            result.misses.append(f"{passage['id']}: no statement | {words[:60]}")


def read_passages(path: Path) -> list[Passage]:
    """The passages of a gold file, blank lines skipped."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]


def main() -> None:
    """Print the numbers of one file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, nargs="+")
    parser.add_argument("--misses", action="store_true", help="list what was wrong")
    args = parser.parse_args()
    for path in args.gold:
        result = score(read_passages(path))
        print(f"{path} ({result.all.gold} statements)")
        for name, value in result.metrics().items():
            print(f"  {name:26} {value:6.1f}")
        for line in result.misses if args.misses else ():
            print(f"  miss {line}")


if __name__ == "__main__":
    main()
