"""Our scorer and the shared one mean the same by the same name."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest

import score_items
import score_statements
from tawatur.statements import Statement, read_statements


@cache
def read(text: str) -> tuple[Statement, ...]:
    return tuple(read_statements(text))


def cut(statement: Statement, part: int) -> Statement:
    """A statement with only one `part`-th of its words."""
    start, end = statement.quote_span
    kept = max(1, (end - start) // part)
    return replace(statement, quote=statement.quote[:kept], quote_span=(start, start + kept))


def every_other(text: str) -> list[Statement]:
    return list(read(text)[::2])


def without_speakers(text: str) -> list[Statement]:
    return [replace(statement, speaker=None) for statement in read(text)]


def one_word_speakers(text: str) -> list[Statement]:
    return [replace(one, speaker=(one.speaker or "").partition(" ")[2] or one.speaker) for one in read(text)]


def speakers_one_place_on(text: str) -> list[Statement]:
    return [replace(one, speaker=other.speaker) for one, other in zip(read(text), read(text)[1:], strict=False)]


def halves(text: str) -> list[Statement]:
    return [cut(statement, part) for statement in read(text) for part in (1, 2, 3)]


def every_line(text: str) -> list[Statement]:
    found, start = [], 0
    for line in text.split("\n"):
        if line:
            span = (start, start + len(line))
            found.append(Statement(quote=line, quote_span=span, form="unquoted", direct=True, speaker=line[:12]))
        start += len(line) + 1
    return found


def every_quoted_word(text: str) -> list[Statement]:
    """What a reader that takes every name and title for a statement returns."""
    words = [word for word in text.replace("»", "«").replace("”", "“").replace("“", "«").split("«") if word]
    return [
        Statement(quote=word, quote_span=(at, at + len(word)), form="quoted", direct=True, speaker=None)
        for word in words
        if (at := text.find(word)) >= 0
    ]


READERS = (read, every_other, without_speakers, one_word_speakers, speakers_one_place_on, halves, every_line)


@pytest.mark.shared
@pytest.mark.parametrize("reader", [*READERS, every_quoted_word], ids=lambda reader: reader.__name__)
def test_statement_scores_equal_those_of_the_shared_scorer(shared, tmp_path, reader: Callable[[str], list[Statement]]):
    gold = shared / "data" / "statements" / "gold-dev.jsonl"
    passages = score_statements.read_passages(gold)
    predictions = tmp_path / "predictions.jsonl"
    fields = ("quote", "quote_span", "speaker", "direct")
    lines = [
        {"id": item["id"], "statements": [{f: getattr(one, f) for f in fields} for one in reader(item["text"])]}
        for item in passages
    ]
    predictions.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    scorer = shared / "eval" / "score_statements.py"
    command = [sys.executable, str(scorer), str(gold), "--pred", str(predictions), "--json"]
    theirs = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)["metrics"]

    ours = score_statements.score(passages, reader).metrics()
    assert {name: round(value, 1) for name, value in ours.items()} == {name: theirs[name] for name in ours}


@pytest.mark.shared
def test_item_scores_equal_those_of_the_shared_scorer(shared):
    items = shared / "data" / "arabic" / "items"
    command = [sys.executable, str(shared / "eval" / "score_items.py"), str(items), "--json"]
    theirs = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)["metrics"]

    measured = [score_items.score(items / name) for name in score_items.PARTS]
    ours = {name: value for part in measured for name, value in part.metrics.items()}
    assert {name: round(value, 1) for name, value in ours.items()} == {name: theirs[name] for name in ours}


GOLD = {
    "id": "two-speakers",
    "text": "قال أحمد: «سنعود». وقالت ليلى: «لن نرحل» عن دار «المدى».",
    "statements": [
        {"quote": "سنعود", "quote_span": [11, 16], "speaker": "أحمد", "speaker_mention": "أحمد", "tags": []},
        {"quote": "لن نرحل", "quote_span": [32, 39], "speaker": "ليلى", "speaker_mention": "ليلى", "tags": ["fem"]},
    ],
    "nonquotes": ["المدى"],
}


def statement(words: str, speaker: str | None) -> Statement:
    start = str(GOLD["text"]).index(words)
    span = (start, start + len(words))
    return Statement(quote=words, quote_span=span, form="quoted", direct=True, speaker=speaker)


def test_the_gold_answer_scores_full_marks():
    answer = [statement("سنعود", "أحمد"), statement("لن نرحل", "ليلى")]
    result = score_statements.score([GOLD], lambda _: answer)
    assert (result.all.gold, result.all.found, result.all.right, result.false) == (2, 2, 2, 0)
    assert result.misses == []


def test_marks_around_a_quote_do_not_matter():
    assert score_statements.score([GOLD], lambda _: [statement("«لن نرحل»", "ليلى")]).all.right == 1


def test_a_wrong_speaker_counts_as_found_and_not_right():
    result = score_statements.score([GOLD], lambda _: [statement("لن نرحل", "أحمد")])
    assert (result.all.found, result.all.right) == (1, 0)


def test_a_returned_name_is_false_and_counted():
    result = score_statements.score([GOLD], lambda _: [statement("المدى", None)])
    assert (result.false, result.nonquotes, result.nonquotes_returned) == (1, 1, 1)


def test_an_optional_statement_is_neither_asked_for_nor_held_against_the_reader():
    optional = {**GOLD, "statements": [{**GOLD["statements"][0], "optional": True}, GOLD["statements"][1]]}
    silent = score_statements.score([optional], lambda _: [])
    keen = score_statements.score([optional], lambda _: [statement("سنعود", None)])
    assert (silent.all.gold, silent.false) == (1, 0)
    assert (keen.all.gold, keen.false) == (1, 0)


def test_no_statements_at_all_scores_nothing_and_raises_nothing():
    metrics = score_statements.score([GOLD], lambda _: []).metrics()
    assert metrics["span_f1"] == metrics["speaker_accuracy"] == 0
