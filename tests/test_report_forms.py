"""Roundups as pages, Markdown and JSON: nothing lost on the way back, nothing of a stranger alive in them."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest
from hostile_posts import hostile_directory, hostile_posts
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from stories import STORIES, read_story
from test_page import Element, parse

from tawatur.check import check_article
from tawatur.cli.evidence import DOES_NOT_PROVE_AR, LEVELS_AR, PROVES_AR
from tawatur.evidence import DOES_NOT_PROVE, LEVELS, PROVES
from tawatur.markup import Words
from tawatur.posts import evidence_label
from tawatur.report.as_json import roundup_record
from tawatur.report.as_markdown import escape_markdown, render_markdown
from tawatur.report.as_page import render_page
from tawatur.report.compose import compose
from tawatur.report.records import Language, Mask, Quote, Roundup, plain_text
from tawatur.report.sections import MAX_NUMBERS
from tawatur.sources.articles import read_article_input
from tawatur.statements import read_statements

LANGUAGES: tuple[Language, ...] = get_args(Language)
FORMS = {"html": render_page, "md": render_markdown, "txt": plain_text}


def roundup_of(story: str, language: Language) -> Roundup:
    if story == "hostile":
        return compose(hostile_posts(), directory=hostile_directory(), language=language, zone="Asia/Damascus")
    posts, options = read_story(story)
    return compose(posts, language=language, **options)


def read_back(text: str, form: str, folder: Path) -> str:
    path = folder / f"roundup.{form}"
    path.write_text(text, encoding="utf-8")
    return read_article_input(str(path)).text


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("story", [*STORIES, "hostile"])
def test_what_is_read_back_from_a_file_is_the_roundup_word_for_word(
    story: str, language: Language, form: str, tmp_path: Path
) -> None:
    roundup = roundup_of(story, language)
    read = read_back(FORMS[form](roundup), form, tmp_path)
    assert [" ".join(line.split()) for line in read.split("\n")] == [
        " ".join(line.split()) for line in plain_text(roundup).split("\n")
    ]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("story", STORIES)
def test_check_and_read_understand_every_file_of_a_roundup(story: str, form: str, tmp_path: Path) -> None:
    roundup = roundup_of(story, "ar")
    text = read_back(FORMS[form](roundup), form, tmp_path)
    found = check_article(text, zone=roundup.zone).findings
    assert [each.message_en for each in found if each.severity == "error"] == []
    names = {key: speaker.name or speaker.label for speaker in roundup.speakers for key in speaker.quoted}
    read = {statement.quote.strip(" ."): statement.speaker for statement in read_statements(text)}
    for block in roundup.blocks:
        if block.kind in {"speaker", "continuation"}:
            for quote in (quote for sentence in block.sentences for quote in sentence.quotes):
                shown = quote.shown("ar").strip(" .")
                speakers = {speaker for said, speaker in read.items() if said in shown or shown in said}
                assert speakers == {names[quote.key]}, shown


# -- the page ----------------------------------------------------------------------------------------------------------


@pytest.fixture(params=LANGUAGES)
def page(request: pytest.FixtureRequest) -> tuple[Roundup, Element]:
    roundup = roundup_of("city", request.param)
    return roundup, parse(render_page(roundup, note="مثال"))


def test_every_number_behind_a_sentence_leads_to_its_record(page: tuple[Roundup, Element]) -> None:
    roundup, root = page
    listed = {item.attrs["id"]: item for item in root.one("ol").all("li")}
    assert len(listed) == len({record for sentence in roundup.sentences for record in sentence.evidence})
    links = [sup.one("a") for sup in root.all("sup")]
    expected = [sorted(set(sentence.evidence)) for sentence in roundup.sentences]
    assert len(links) == sum(min(len(each), MAX_NUMBERS + 1) for each in expected)
    for link in links:
        item = listed[link.attrs["href"].removeprefix("#")]
        assert link.text == item.attrs["value"]
        record_id = item.one("p", "digest").text.removeprefix("SHA-256 ")
        assert evidence_label(record_id) == item.one("bdi", "label").text
        assert evidence_label(record_id) in link.attrs["aria-label"]


def test_a_quote_is_a_static_block_with_name_handle_time_and_permalink(page: tuple[Roundup, Element]) -> None:
    roundup, root = page
    blocks = root.all("blockquote")
    speakers = {key: speaker for speaker in roundup.speakers for key in speaker.quoted}
    assert len(blocks) == len(speakers)
    for block in blocks:
        cited = block.attrs["cite"]
        link = block.one("p", "permalink").one("a")
        assert (link.attrs["href"], link.text) == (cited, cited)
        assert set(link.attrs["rel"].split()) >= {"noopener", "nofollow", "ugc"}
        speaker = next(held for key, held in speakers.items() if key[1] == cited.rsplit("/", 1)[1])
        footer = block.one("footer")
        assert (speaker.name or speaker.label) in footer.text
        assert [handle.text for handle in footer.all("bdi", "handle")] == (
            [f"@{speaker.handle}"] if speaker.handle else []
        )
        assert re.fullmatch(r"2024-11-21T\d\d:\d\d:\d\d\+00:00", footer.one("time").attrs["datetime"])
        assert footer.all("span", "matches")


def test_a_private_person_stands_in_no_form_of_the_roundup() -> None:
    roundup = roundup_of("city", "ar")
    for made in (*(render(roundup) for render in FORMS.values()), json.dumps(roundup_record(roundup))):
        assert "um_khaled_77" not in made
        assert "خالد" not in made


def test_the_policy_lets_only_the_style_of_the_page_count() -> None:
    html = render_page(roundup_of("water", "ar"))
    root = parse(html)
    policy = next(meta for meta in root.all("meta") if "http-equiv" in meta.attrs).attrs["content"]
    digest = base64.b64encode(hashlib.sha256(root.one("style").text.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert not root.all("script")
    assert not [element for element in root.walk() if "style" in element.attrs]


def test_a_masked_word_is_marked_as_ours_and_the_rest_stays() -> None:
    roundup = roundup_of("water", "ar")
    block = next(block for block in roundup.blocks if block.kind == "speaker")
    (quote,) = block.sentences[0].quotes
    masked = replace(
        quote,
        masks=(Mask(start=quote.start + 4, end=quote.start + 8, kind="slur"),),
        elided=((quote.start + 20, quote.start + 30),),
    )
    parts = tuple(masked if isinstance(part, Quote) else part for part in block.sentences[0].parts)
    changed = replace(block, sentences=(replace(block.sentences[0], parts=parts), *block.sentences[1:]))
    roundup = replace(roundup, blocks=tuple(changed if each is block else each for each in roundup.blocks))
    root = parse(render_page(roundup))
    assert root.one("span", "slur").text == "[لفظ محجوب]"
    assert root.one("span", "slur").attrs["title"]
    assert root.one("span", "elision").text == "[…]"
    assert "\\[لفظ محجوب\\]" in render_markdown(roundup)
    assert "[لفظ محجوب]" in plain_text(roundup)
    (held,) = (
        quote
        for block in roundup_record(roundup)["blocks"]
        for sentence in block["sentences"]
        for quote in sentence["quotes"]
        if quote["masks"]
    )
    assert held["masks"] == [{"start": quote.start + 4, "end": quote.start + 8, "kind": "slur"}]


def test_what_evidence_proves_is_said_in_the_same_words_everywhere() -> None:
    arabic, english = Words("ar").table, Words("en").table
    assert (english["proves"], english["proves.not"]) == (PROVES, DOES_NOT_PROVE)
    assert (arabic["proves"], arabic["proves.not"]) == (PROVES_AR, DOES_NOT_PROVE_AR)
    assert {level: english[f"level.{level}"] for level in LEVELS} == LEVELS
    assert {level: arabic[f"level.{level}"] for level in LEVELS} == LEVELS_AR


# -- hostile posts -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_of_a_stranger_is_alive_in_the_page(language: Language) -> None:
    html = render_page(roundup_of("hostile", language), note="<b>")
    root = parse(html)
    assert {element.tag for element in root.walk()}.isdisjoint({"script", "img", "b", "i", "iframe", "form"})
    attributes = {name for element in root.walk() for name in element.attrs}
    assert not [name for name in attributes if name.startswith("on")]
    assert {element.attrs["href"].split(":")[0] for element in root.all("a")} <= {
        "https",
        *(link.attrs["href"] for link in root.all("a") if link.attrs["href"].startswith("#")),
    }
    assert {sup.one("a").attrs["href"] for sup in root.all("sup")} <= {
        f"#{element.attrs['id']}" for element in root.walk() if "id" in element.attrs
    }
    words = root.one("article").text + root.one("title").text
    assert "<script>alert(1)</script>" in words, "shown as text"
    assert not [c for c in words if unicodedata.category(c) == "Cf" and c != "\N{ZERO WIDTH NON-JOINER}"]
    assert "\N{ARABIC FATHA}" * 7 not in words
    quoting = {"speaker", "continuation", "other_side"}
    blocks = [block for block in roundup_of("hostile", language).blocks if block.kind in quoting]
    assert len(root.all("blockquote")) == sum(bool(s.quotes) for block in blocks for s in block.sentences)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_stranger_cannot_close_our_quotation_marks(language: Language) -> None:
    text = plain_text(roundup_of("hostile", language))
    opening, closing = ("«", "»") if language == "ar" else ("“", "”")
    depth = 0
    for character in text:
        depth += (character == opening) - (character == closing)
        assert depth in {0, 1}
    assert depth == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_of_a_stranger_is_alive_in_markdown(language: Language) -> None:
    roundup = roundup_of("hostile", language)
    made = render_markdown(roundup)
    html = MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(made)
    root = parse(html)
    assert {element.tag for element in root.walk()} <= {"document", "h1", "h2", "p", "ul", "li", "a", "br"}
    urls = {link.url for sentence in roundup.sentences for link in sentence.links}
    assert {element.attrs["href"] for element in root.all("a")} <= urls
    assert len(root.all("h1")) == 1
    notes = re.findall(r"^\[\^(\d+)\]: (EV-\w{10}) ", made, re.MULTILINE)
    assert [int(number) for number, _ in notes] == list(range(1, len(notes) + 1))
    assert {name for _, name in notes} == {
        evidence_label(record) for sentence in roundup.sentences for record in sentence.evidence
    }


@given(st.text(alphabet=st.sampled_from(" \\`*_{}[]<>()#+-.!|~&^$:/@=1)wا«"), max_size=40))
def test_any_text_stands_in_markdown_as_it_is(text: str) -> None:
    shown = " ".join(text.split())
    tokens = MarkdownIt("gfm-like", {"html": True, "linkify": False}).parse(f"{escape_markdown(shown)}\n")
    assert [token.type for token in tokens] == (["paragraph_open", "inline", "paragraph_close"] if shown else [])
    for token in tokens[1:2]:
        assert {child.type for child in token.children or []} <= {"text", "text_special"}
        assert "".join(child.content for child in token.children or []) == shown


# -- JSON --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("story", [*STORIES, "hostile"])
def test_the_json_has_the_fields_of_the_contract_and_true_spans(story: str, language: Language) -> None:
    roundup = roundup_of(story, language)
    record = json.loads(json.dumps(roundup_record(roundup)))
    assert {"title", "blocks", "speakers", "numbers", "forecasts", "caveats", "method"} <= record.keys()
    known = {each["record_id"] for each in record["evidence"]}
    posts = {(post.platform, post.post_id): post for s in roundup.sentences for q in s.quotes for post in [q.post]}
    for block in record["blocks"]:
        for sentence in block["sentences"]:
            assert sentence["evidence"]
            assert set(sentence["evidence"]) <= known
            for quote in sentence["quotes"]:
                start, end = quote["span"]
                assert sentence["text"][start:end] == quote["text"]
                assert sentence["text"][start - 1] in "«“"
                assert 0 <= quote["start"] < quote["end"] <= len(posts[quote["platform"], quote["post_id"]].text)
    assert not [c for c in json.dumps(record, ensure_ascii=False) if unicodedata.category(c) == "Cf"]
