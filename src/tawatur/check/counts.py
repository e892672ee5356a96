"""The counts that a roundup of ours tells of itself, beside those of the evidence record that it names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from tawatur.check.article import Article
from tawatur.check.codes import make_finding
from tawatur.check.records import Finding
from tawatur.posts import LABEL_CHARACTERS

_RECORD = re.compile(rf"(?:محفوظة في السجل|Record of the counts:) (EV-[A-Z2-7]{{{LABEL_CHARACTERS}}})\b")
_DIGIT = "0-9\N{ARABIC-INDIC DIGIT ZERO}-\N{ARABIC-INDIC DIGIT NINE}"
_NUMBER = f"(?P<number>[{_DIGIT}][{_DIGIT},\N{ARABIC THOUSANDS SEPARATOR}]{{0,14}})"
_TOLD = {  # field of the record -> how the method box tells it
    "given": re.compile(rf"(?:^|(?<=\n))(?:المنشورات|Posts): {_NUMBER}"),
    "accounts": re.compile(rf"(?:أصحابها|authors): {_NUMBER}"),
    "voices": re.compile(rf"(?:الأصوات المستقلة|independent voices): {_NUMBER}"),
    "used": re.compile(rf"(?:المقتبس منها|posts quoted): {_NUMBER}"),
}
FURTHEST = 4000  # characters before the name of a record in which its counts stand


def find_record_names(text: str) -> list[str]:
    """Labels (EV-…) of the records in which a text says that its counts are kept, each once.

    >>> find_record_names("Record of the counts: EV-ABCDEFGHIJ.")
    ['EV-ABCDEFGHIJ']
    """
    return list(dict.fromkeys(match[1] for match in _RECORD.finditer(text)))


def find_changed_counts(article: Article, counts: Mapping[str, Mapping[str, object]]) -> Iterator[Finding]:
    """Counts of posts, accounts, voices and quoted posts that differ from the record named below them.

    Args:
        counts: label of a record -> what it holds (given, accounts, voices, used); of a record that is not at hand
            nothing is known, and nothing is found.
    """
    for record in _RECORD.finditer(article.text):
        held = counts.get(record[1], {})
        for field, pattern in _TOLD.items():
            told = list(pattern.finditer(article.text, max(0, record.start() - FURTHEST), record.start()))
            stored = held.get(field)
            if not told or not isinstance(stored, int):
                continue
            if int(re.sub("[,\N{ARABIC THOUSANDS SEPARATOR}]", "", told[-1]["number"])) == stored:
                continue
            shown = told[-1][0]
            yield make_finding(
                "count.changed",
                (told[-1].span(), record.span(1)),
                f"في النص «{shown}»، وفي السجل {record[1]}: {stored}",
                f"the text has «{shown}», the record {record[1]} has {stored}",
                evidence=(record[1],),
            )
