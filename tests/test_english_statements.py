"""English paragraphs inside an Arabic article: who said what."""

from __future__ import annotations

import pytest
from growth import processor_seconds

from tawatur.arabic.tokens import tokenize
from tawatur.statements import Statement, read_ascribed, read_statements
from tawatur.statements.marks import pair_marks

ARABIC = "انتشرت الشكوى على المنصات مساء الجمعة.\n"


def read(english: str) -> list[Statement]:
    """The statements of an English paragraph that stands behind an Arabic one."""
    return read_statements(ARABIC + english)


@pytest.mark.parametrize(
    ("english", "speaker", "role", "quote"),
    [
        pytest.param(
            '"We slept on the floor and nobody told us anything," said passenger Helen Marlowe.',
            "Helen Marlowe",
            "passenger",
            "We slept on the floor and nobody told us anything",
            id="verb-then-speaker",
        ),
        pytest.param(
            "“This is a smear, and we will see them in court,” Krueger told the station.",
            "Krueger",
            None,
            "This is a smear, and we will see them in court",
            id="speaker-then-verb-behind-the-quotation",
        ),
        pytest.param(
            'The author, Dr. Simon Haddock, said: "We found lead at forty times the limit."',
            "Simon Haddock",
            "The author",
            "We found lead at forty times the limit.",
            id="apposition-before-the-verb",
        ),
        pytest.param(
            "Her husband, Colin Marlowe, told reporters that the airline had offered a sandwich.",
            "Colin Marlowe",
            "Her husband",
            "the airline had offered a sandwich",
            id="told-somebody-that",
        ),
        pytest.param(
            "The Health Ministry said on Monday that 40 people had died.",
            "Health Ministry",
            None,
            "40 people had died",
            id="institution",
        ),
        pytest.param(
            "President Marie-Claire de Villiers warned the army would not leave.",
            "Marie-Claire de Villiers",
            "President",
            "the army would not leave",
            id="clause-without-that",
        ),
        pytest.param(
            "According to a spokesman for the airport, all passengers were given vouchers.",
            "spokesman for the airport",
            None,
            "all passengers were given vouchers",
            id="according-to-first",
        ),
        pytest.param(
            "Forty checkpoints fell overnight, the Syrian Observatory said.",
            "Syrian Observatory",
            None,
            "Forty checkpoints fell overnight",
            id="clause-then-speaker",
        ),
    ],
)
def test_an_english_attribution_is_read(english: str, speaker: str, role: str | None, quote: str) -> None:
    (statement,) = read(english)
    assert (statement.speaker, statement.role, statement.quote) == (speaker, role, quote)
    assert (ARABIC + english)[slice(*statement.quote_span)] == quote


def test_a_pronoun_and_a_verb_alone_continue_the_speaker() -> None:
    statements = read(
        'The mayor, Omar Haddad, said the road was open. He added that buses were on their way. "We waited since dawn," '
        'Haddad said, "and nobody came to help us."'
    )
    assert [statement.speaker for statement in statements] == ["Omar Haddad"] * 4


def test_a_post_in_english_keeps_its_handle_and_link() -> None:
    link = "https://x.com/sarahk/status/1864716497341362317"
    (statement,) = read(f"Sarah Khan (@sarahk) wrote: “The road will be open within days”\n{link}")
    assert (statement.speaker, statement.handle, statement.url) == ("Sarah Khan", "@sarahk", link)


@pytest.mark.parametrize(
    "english",
    [
        pytest.param('Critics of the plan called it a "white elephant" and left.', id="scare-quotes"),
        pytest.param("The crews were told to wait, and nothing was said about the delay.", id="passives"),
        pytest.param("The bank rejected reports that it had failed.", id="reports-that-are-no-verb"),
        pytest.param("He said that nobody had come to the airport.", id="nobody-to-continue"),
    ],
)
def test_what_names_nobody_is_no_statement(english: str) -> None:
    assert read(english) == []


def test_reading_english_takes_time_in_proportion() -> None:
    """A paragraph of a million characters without a full stop was read again from its start at every verb."""

    def seconds(times: int) -> float:
        text = "Omar Haddad said the road was open, " * times
        return processor_seconds(lambda: read(text))

    seconds(10)
    assert seconds(2000) < 20 * max(seconds(400), 0.02)


def test_accounts_that_are_counted_stay_apart() -> None:
    # All six accounts of an English roundup were read as one speaker named "A".
    text = (
        "An account wrote on X at 07:36 UTC: “The lower bridge is closed to lorries”.\n\n"
        "A second account said on X at 08:10 UTC: “Two schools are now shelters here”.\n\n"
        "Another account said on X at 09:10 UTC: “Water is rising near the market”."
    )
    assert [each.speaker for each in read_statements(text)] == ["account", "second account", "Another account"]


def test_an_english_paragraph_stays_english_around_arabic_words() -> None:
    # An English roundup of Arabic posts was read as Arabic: its quotes had no speaker.
    text = (
        "A second account wrote on X at 07:36 UTC: “وصلت القافلة إلى السوق القديم مع أول الفجر وفيها دواء وطعام”. "
        "The post added: “والطريق من الجهة الشمالية ما زال مغلقا أمام الشاحنات”."
    )
    assert [each.speaker for each in read_statements(text)] == ["second account", "second account"]


def test_words_behind_according_to_and_a_colon_are_those_of_its_source():
    text = "According to a third account: “44 people were killed in the valley”; no other of the posts gives this number.\n"
    (statement,) = read_statements(text)
    assert statement.quote == "44 people were killed in the valley"
    assert statement.speaker is not None
    assert "third account" in statement.speaker


def test_english_words_of_an_arabic_speaker_make_no_english_paragraph() -> None:
    # A long English quote outvoted the five Arabic words before it: its speaker was lost, and his link went to another.
    quote = "Water is still rising near the old bridge, and two schools are now shelters for the whole quarter"
    for naming in ("وكتب الصحفي Jane Miller @jane_m_news عند الساعة 06:00", "وقال محمد سالم"):
        (statement,) = read_statements(f"{naming}: «{quote}».")
        assert (statement.quote, statement.speaker) == (quote, "Jane Miller" if "Jane" in naming else "محمد سالم")


@pytest.mark.parametrize(
    "quoted",
    ["We are at «the northern gate» of the city", "نحن عند «البوابة الشمالية» للمدينة"],
    ids=["english", "arabic"],
)
def test_a_headline_by_somebody_with_an_arabic_name_is_his_words(quoted: str) -> None:
    (statement,) = read(f"“{quoted}”, says أحمد الخالد\n\nThe words come from a post of Monday morning.")
    assert (statement.speaker, statement.quote) == ("أحمد الخالد", quoted)


@pytest.mark.parametrize(
    ("text", "speaker", "quote"),
    [
        ("Sami Haddad said rescue work would resume at dawn.", "Sami Haddad", "rescue work would resume at dawn"),
        ("“The road is shut for now,” Sami Haddad went on.", "Sami Haddad", "The road is shut for now"),
        ("In a second post Sami Haddad said: “The road is shut.”", "Sami Haddad", "The road is shut."),
        (
            "Deputy mayor Huda Masri disagreed. “The road was never open,” she said.",
            "Huda Masri",
            "The road was never open",
        ),
        (
            "Analyst Sami Haddad, writing under the headline “The last hours”, said “the road will not open again”.",
            "Sami Haddad",
            "the road will not open again",
        ),
        (
            "Sami Haddad claimed that the road was open and warned that drivers should stay home.",
            "Sami Haddad",
            "drivers should stay home",
        ),
        ("New rules, Huda Masri said, would take effect by May.", "Huda Masri", "would take effect by May"),
        ("A nurse, who asked not to be named, told us: “Nobody came.”", "nurse", "Nobody came."),
        ("Huda Masri-Nader warned that the dam could burst.", "Huda Masri-Nader", "the dam could burst"),
        (
            "Town Hall (@townhall): Water is back in most streets. Wait for the rest.",
            "Town Hall",
            "Water is back in most streets. Wait for the rest.",
        ),
        (
            "Reporter Sami Haddad @sami_hd Dec 5: “The road is shut and nobody moves”",
            "Sami Haddad",
            "The road is shut and nobody moves",
        ),
        ("“It is chaos out here,” said one driver, Giorgos, 44.", "Giorgos", "It is chaos out here"),
        (
            "In a statement, the port authority rejected the strike and said it would go to court.",
            "port authority",
            "it would go to court",
        ),
        (
            "Sami Haddad claimed the mayor had known about the risks, a charge the town denies.",
            "Sami Haddad",
            "the mayor had known about the risks",
        ),
        ("Colonel Sami Haddad said 41 people were killed.", "Sami Haddad", "41 people were killed"),
        (
            "Sami Haddad said the road was open. He went on to say that 250 soldiers had left.",
            "Sami Haddad",
            "250 soldiers had left",
        ),
        (
            "State television reported that the highway had been closed.",
            "State television",
            "the highway had been closed",
        ),
        (
            'Another post said: "No one has entered the town, this is a lie."',
            None,
            "No one has entered the town, this is a lie.",
        ),
    ],
)
def test_who_said_it_in_english_newsrooms(text: str, speaker: str | None, quote: str) -> None:
    statement = read_statements(text)[-1]
    assert (statement.speaker, statement.quote) == (speaker, quote)


def test_a_toll_that_somebody_puts_is_ascribed_to_him() -> None:
    text = "The Red Crescent put the death toll at 57 on Friday."
    tokens = tokenize(text)
    statements, ascribed = read_ascribed(text, tokens, pair_marks(text, tokens))
    assert statements == []
    assert [(each.speaker, each.quote) for each in ascribed] == [("Red Crescent", "the death toll at 57 on Friday")]


@pytest.mark.parametrize(
    ("named", "speaker"),
    [
        ("a ministry statement", "ministry"),
        ("a statement from the health ministry", "health ministry"),
        ("a statement issued on Monday by the Red Cross", "Red Cross"),
        ("a health ministry statement published by the state agency", "health ministry"),
        ("a new Oryx Watch report", "Oryx Watch"),
        ("a joint statement", "joint statement"),
        ("the fire chief", "fire chief"),
    ],
)
def test_a_document_speaks_for_whoever_issued_it(named: str, speaker: str) -> None:
    (statement,) = read_statements(f"Five people died in the fire, according to {named}.")
    assert statement.speaker == speaker


@pytest.mark.parametrize(
    ("text", "speaker", "quote"),
    [
        (
            "“The dam is safe,” the company's chief engineer, Paul Brandt, told local radio.",
            "Paul Brandt",
            "The dam is safe",
        ),
        ("The ferry was late, said the harbour office.", "harbour office", "The ferry was late"),
        (
            "Captain Anna Reis, when asked, would only say “talk to my lawyer first”.",
            "Anna Reis",
            "talk to my lawyer first",
        ),
        (
            "Reporter Paul Brandt (@pbrandt) surprised everyone on Monday: “The deal is off and nobody knows why.”",
            "Paul Brandt",
            "The deal is off and nobody knows why.",
        ),
        (
            "Anna Reis, a nurse from Porto: “We waited all night for a bed.”",
            "Anna Reis",
            "We waited all night for a bed.",
        ),
        ("“He never saw the river at all,” Brandt scoffed.", "Brandt", "He never saw the river at all"),
    ],
)
def test_speakers_behind_an_apposition_or_before_a_colon(text: str, speaker: str, quote: str) -> None:
    assert [(each.speaker, each.quote) for each in read_statements(text)] == [(speaker, quote)]


def test_what_a_sign_reads_is_said_by_nobody() -> None:
    assert read_statements("The sign over the gate was new: “No entry without a valid permit.”") == []


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("The guards told the radio they had seen smoke in the yard.", "they had seen smoke in the yard"),
        ("Valley Watch said at least eleven people had been killed.", "at least eleven people had been killed"),
    ],
)
def test_a_clause_without_that_behind_a_hearer_or_before_a_bound(text: str, quote: str) -> None:
    assert [each.quote for each in read_statements(text)] == [quote]


@pytest.mark.parametrize("frame", ["On the explosion", "In the Harbour Fire", "On the Night"])
def test_what_is_said_before_a_comma_of_the_matter_is_no_speaker(frame: str) -> None:
    (statement,) = read(f"{frame}, a neighbour, who left in 2019, said: “It was a gas leak in the kitchen.”")
    assert statement.speaker == "neighbour"
    (statement,) = read(f"{frame}, a neighbour, said: “It was a gas leak in the kitchen.”")
    assert statement.speaker == "neighbour"
