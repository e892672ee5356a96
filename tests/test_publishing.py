"""Publishing: a page that never changes, and corrections that tell what they change. All posts are invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from stories import GOLDEN
from test_report_trend import run

from tawatur.check import check_article
from tawatur.errors import InputError, StoreError
from tawatur.pipeline import gather_posts, open_store
from tawatur.pipeline.checking import read_counts
from tawatur.pipeline.publishing import publish_roundup
from tawatur.pipeline.stories import choose_again, count_again, open_story, start_story, story_record
from tawatur.report.corrections import Change, find_changes
from tawatur.report.drafts import set_words
from tawatur.report.records import Language, Words, plain_text
from tawatur.sources.articles import read_page
from tawatur.store.stories import StoryShelf

STORY = GOLDEN / "city" / "posts.jsonl"
NOW = datetime(2026, 1, 1, tzinfo=UTC)
PUBLISH = ("--publish", "city", "--tz", "Asia/Damascus")


@pytest.fixture
def posts(tmp_path: Path) -> tuple[Path, Path]:
    """The story without its last post, and whole."""
    lines = STORY.read_text(encoding="utf-8").splitlines(keepends=True)
    first, whole = tmp_path / "first.jsonl", tmp_path / "whole.jsonl"
    first.write_text("".join(lines[:3]), encoding="utf-8")
    whole.write_text("".join(lines), encoding="utf-8")
    return first, whole


def test_a_published_page_stays_and_a_correction_tells_what_it_changes(
    tmp_path: Path, posts: tuple[Path, Path]
) -> None:
    data = tmp_path / "data"
    one = run("compose", posts[0], *PUBLISH, "-o", tmp_path / "one.html", "--data", data)
    assert one.exit_code == 0
    assert "النسخة 1" in one.stderr
    first = (tmp_path / "one.html").read_text(encoding="utf-8")
    assert 'id="correction"' not in first
    again = run("compose", posts[1], *PUBLISH, "--data", data)
    assert again.exit_code == 1
    assert "--correction" in again.stderr
    two = run(
        "compose", posts[1], *PUBLISH, "--correction", "وصلت منشورات أخرى", "-o", tmp_path / "two.html", "--data", data
    )
    assert two.exit_code == 0
    second = (tmp_path / "two.html").read_text(encoding="utf-8")
    correction = second.partition('id="correction"')[2].partition("</aside>")[0]
    assert "وصلت منشورات أخرى" in correction
    assert "<ins>" in correction
    store, _ = open_store(data)
    with store:
        shelf = StoryShelf(store.desk)
        kept = shelf.publications("city")
        assert [each.number for each in kept] == [2, 1]
        assert kept[1].sha256 in correction
        assert shelf.page("city", 1) == first
        assert shelf.page("city", 2) == second
        with pytest.raises(StoreError, match="never rewritten"), store.desk.writing() as cursor:
            cursor.execute("UPDATE publications SET page = 'x'")
    text = read_page("two", second.encode()).text
    assert "وصلت منشورات أخرى" not in text, "the reason is no sentence of the roundup"
    same = run("compose", posts[1], *PUBLISH, "--correction", "لا شيء", "--data", data)
    assert same.exit_code == 1
    assert "nothing to correct" in same.stderr


@pytest.mark.parametrize(
    ("options", "code", "told"),
    [
        pytest.param(("--correction", "x"), 2, "--publish NAME", id="correction-alone"),
        pytest.param((*PUBLISH, "--correction", "x"), 1, "nothing is published", id="nothing-to-correct"),
        pytest.param(("--publish", "a/b"), 1, "without a slash", id="name"),
    ],
)
def test_what_cannot_be_published_says_why(
    tmp_path: Path, posts: tuple[Path, Path], options: tuple[str, ...], code: int, told: str
) -> None:
    result = run("compose", posts[0], *options, "--data", tmp_path / "data")
    assert result.exit_code == code
    assert told in result.stderr


def test_changes_are_told_by_paragraph_and_the_method_is_none_of_them() -> None:
    before = "عنوان\n\nفقرة أولى.\nفقرة ثانية.\n\nالمنهج\n\nبصمة 1."
    after = "عنوان\n\nفقرة أولى مصححة.\nفقرة ثانية.\nثالثة.\n\nالمنهج\n\nبصمة 2."
    assert find_changes(before, after, "ar") == (
        Change(before="فقرة أولى.", after="فقرة أولى مصححة."),
        Change(before=None, after="ثالثة."),
    )
    assert find_changes(before, before.replace("بصمة 1", "بصمة 2"), "ar") == ()


@pytest.mark.parametrize(
    ("language", "told", "typed"), [("ar", "المنشورات: 7", "المنشورات: 70"), ("en", "Posts: 7", "Posts: 70")]
)
def test_a_count_that_an_editor_types_over_is_found_and_not_published(
    tmp_path: Path, language: Language, told: str, typed: str
) -> None:
    store, _ = open_store(tmp_path / "data")
    with store:
        given = gather_posts([str(STORY)], store)
        brief, draft = start_story(given, store, about="#مرجانة", zone="Asia/Damascus", language=language, now=NOW)
        story = open_story(story_record(brief, draft), store)
        assert not [each for each in story.check().findings if each.code == "count.changed"]
        (line,) = (
            each for each in draft.sentences if told in "".join(getattr(part, "text", "") for part in each.parts)
        )
        texts = [part.text.replace(told, typed) for part in line.parts if isinstance(part, Words)]
        changed = replace(story, draft=set_words(draft, line.id, texts))
        (found,) = (each for each in changed.check().findings if each.code == "count.changed")
        assert typed in found.message_en
        with pytest.raises(InputError, match="70"):
            publish_roundup(changed.roundup(), store, "city", now=NOW)


def test_posts_chosen_anew_are_counted_anew_and_what_an_editor_wrote_rests_on_it(tmp_path: Path) -> None:
    store, _ = open_store(tmp_path / "data")
    with store:
        given = gather_posts([str(STORY)], store)
        brief, draft = start_story(given, store, about="#مرجانة", zone="Asia/Damascus", now=NOW)
        line = next(each for each in draft.sentences if brief.measurement in each.evidence)
        words = [part.text for part in line.parts if isinstance(part, Words)]
        edited = set_words(draft, line.id, [f"{words[0]} حتى الآن ", *words[1:]])
        story = open_story(story_record(brief, edited), store)

        same, kept = count_again(story, brief, edited, store)
        assert (same.measurement, same.root, kept) == (brief.measurement, brief.root, edited)

        quoted = next(quote.key for each in draft.sentences for quote in each.quotes)
        chosen, left = count_again(story, *choose_again(story, wanted=(), hidden=[quoted]), store)
        assert chosen.measurement != brief.measurement
        again = open_story(story_record(chosen, left), store)
        assert any(sentence.state == "edited" for sentence in left.sentences)
        assert all(brief.measurement not in each.evidence for each in left.sentences)
        text = plain_text(again.roundup())
    counts = read_counts(text, tmp_path / "data")
    assert len(counts) == 1
    assert not [each for each in check_article(text, zone="Asia/Damascus", counts=counts).findings
                if each.code == "count.changed"]  # fmt: skip
