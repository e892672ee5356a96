"""Reading grows with the length of a text only, whatever stands in it."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from re import _constants as ops  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]

import pytest
from growth import count_steps

import tawatur
from tawatur.check import check_article
from tawatur.errors import MissingExtraError
from tawatur.page import render_check
from tawatur.report.quoting import find_units, heads_a_list

SIZE = 1_200  # characters of the short text; the long one has four times as many
CHARACTERS = (
    "\"“”«»‹›„'‘’@#()[].،,:؛?!-—–/_%$+*&<\n\r\t …\N{LINE SEPARATOR}\N{NO-BREAK SPACE}0٣۳aAاوسلء漢😀"
    "\N{ARABIC FATHA}\N{ARABIC TATWEEL}\N{ARABIC DECIMAL SEPARATOR}\N{ARABIC THOUSANDS SEPARATOR}"
    "\N{RIGHT-TO-LEFT MARK}\N{RIGHT-TO-LEFT OVERRIDE}\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH NO-BREAK SPACE}"
    "\N{COMBINING ACUTE ACCENT}\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM}\x00\ud800"
)
REPEATED = {
    "openings": "«ا ",
    "closings": "ا» ",
    "openings-on-lines": "«ا\n",
    "nested-marks": "“«‹",
    "verbs": "قال ",
    "verbs-and-openings": "قال: «",
    "verbs-and-quotations": "وقال «كذا وكذا وكذا وكذا كذا» ",
    "clauses-without-a-stop": "وأضاف أن الأمر كذا ",
    "clauses-with-stops": "وأضاف أن الأمر كذا. ",
    "impersonal-verbs": "ويتوقع أن يدخل. ",
    "mistyped-complementizers": "وأوضح أم ",
    "nested-clauses": "قال إن سامر قال إن ",
    "sources-after-their-words": "حسب مصدر، ",
    "likelihood": "رجح أن «ا» ",
    "glued-handles": "قال الإعلامي @aDec 5: “",
    "handles": "@a ",
    "reversed-handles": "abc@ ",
    "tags": "#a ",
    "links": "https://x.com/a/status/1864716497341362317\n",
    "links-on-one-line": "وكتب سامر: «كذا وكذا وكذا» https://x.com/a/status/1864716497341362317 ",
    "embedded-posts": "كذا — ا (@a) 5\n",
    "open-signatures": "— ا (",
    "names": "أحمد منصور ",
    "joined-names": "وأحمد منصور ",
    "titles": "وزير رئيس ",
    "places": "دخول مدينة حمص ",
    "introduced-places": "مدينة مرجانة ",
    "figures": "5 قتلى و",
    "figures-apart": "123 456 ",
    "tolls-on-lines": "قال سامر إن 5 قتلى سقطوا.\n",
    "fighters-who-approach": "قوات الجيش في طريقها إلى حمص. ",
    "denials": "لا صحة لأنباء استقالته واستقالته. ",
    "dashes": "5-",
    "deadlines": "خلال 72 ساعة تمهيدا ",
    "months": "كانون ",
    "spaced-commas": "ا ،ا",
    "blank-lines": " \n",
}


def texts() -> list[object]:
    pieces = REPEATED | {f"U+{ord(character):04X}": character for character in CHARACTERS}
    return [pytest.param(piece, id=name) for name, piece in pieces.items()]


@pytest.mark.parametrize("piece", texts())
def test_four_times_the_text_takes_at_most_five_times_the_steps(piece: str) -> None:
    text = piece * (4 * SIZE // len(piece))
    check_article(text[:50])  # tables are read once
    short = count_steps(lambda: check_article(text[:SIZE]))
    long = count_steps(lambda: check_article(text))
    assert long <= 5 * short + 2_000, f"{short} steps for {SIZE} characters, {long} for {len(text)}"


# Straight growth may be steep too: a million quotation marks once took 138 steps each, joined names 52 a character.
STEEP = {
    "joined-names": "وأحمد منصور ",
    "joined-unknown-names": "فلان وفلان ",
    "quotation-marks": '"',
    "nested-marks": "“«‹",
}


@pytest.mark.parametrize("piece", [pytest.param(piece, id=name) for name, piece in STEEP.items()])
def test_no_character_takes_more_than_forty_steps(piece: str) -> None:
    text = piece * (4 * SIZE // len(piece))
    check_article(text[:50])
    assert count_steps(lambda: check_article(text)) <= 40 * len(text)


@pytest.mark.parametrize("name", ["openings", "clauses-with-stops", "links-on-one-line", "places", "deadlines"])
def test_the_page_grows_with_the_text_only(name: str) -> None:
    text = REPEATED[name] * (4 * SIZE // len(REPEATED[name]))
    pages = [check_article(text[:SIZE]), check_article(text)]
    short, long = (count_steps(lambda page=page: render_check(page, title="t", version="0")) for page in pages)  # type: ignore[misc]
    assert long <= 5 * short


@pytest.mark.parametrize("piece", ["*", "* ", "!", "• ", "عاجل ", "#عاجل ", "@a ", "| "])
def test_the_sentences_of_a_post_grow_with_its_text_only(piece: str) -> None:
    short, long = (
        count_steps(lambda text=piece * many: (find_units(text), heads_a_list(text))) for many in (500, 2000)
    )  # type: ignore[misc]
    assert long <= 5 * short


# --- regular expressions ----------------------------------------------------------------------------------------


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Every compiled pattern that a module of the package holds by name."""
    for module in pkgutil.walk_packages(tawatur.__path__, "tawatur."):
        if module.name == "tawatur.__main__":
            continue
        try:
            imported = importlib.import_module(module.name)
        except MissingExtraError:  # of Spark, which is tested where it is installed
            continue
        for name, value in vars(imported).items():
            if isinstance(value, re.Pattern):
                yield f"{module.name}.{name}", value


def repeats(tree: object, outer: int = 1) -> Iterator[int]:
    """For each repetition in a parsed pattern: how often it may be tried inside the ones around it."""
    for operator, argument in tree:  # type: ignore[attr-defined]
        if operator in {ops.MAX_REPEAT, ops.MIN_REPEAT}:
            _, most, inner = argument
            yield outer
            yield from repeats(inner, outer * min(int(most), 10**9))
        elif operator is ops.POSSESSIVE_REPEAT:  # what it took it never gives back: nothing is tried twice
            yield from repeats(argument[2], outer)
        elif operator is ops.BRANCH:
            for branch in argument[1]:
                yield from repeats(branch, outer)
        elif operator is ops.SUBPATTERN:
            yield from repeats(argument[-1], outer)
        elif operator in {ops.ASSERT, ops.ASSERT_NOT}:
            yield from repeats(argument[1], outer)


@pytest.mark.parametrize(("name", "pattern"), [pytest.param(*each, id=each[0]) for each in patterns()])
def test_no_pattern_repeats_a_repetition_without_bound(name: str, pattern: re.Pattern[str]) -> None:
    assert max(repeats(parser.parse(pattern.pattern, pattern.flags)), default=1) <= 1_000, name
