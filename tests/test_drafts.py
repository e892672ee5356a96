"""A draft: what an editor may change, and what stays as the posts have it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stories import STORIES, read_story

from tawatur.errors import InputError
from tawatur.report.compose import compose
from tawatur.report.drafts import (
    UnfinishedError,
    add,
    as_roundup,
    differences,
    draft_of,
    draft_record,
    merge,
    read_draft,
    remove,
    set_evidence,
    set_words,
)
from tawatur.report.records import Words
from tawatur.report.verb_choices import find_choices, find_verb, put_verb


def roundup(name="city", language="ar", **more):
    posts, options = read_story(name)
    return compose(posts, language=language, **{**options, **more}), posts


def own_texts(sentence):
    return [part.text for part in sentence.parts if isinstance(part, Words)]


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("name", STORIES)
def test_a_draft_is_the_roundup_and_survives_json(name, language):
    made, posts = roundup(name, language)
    draft = draft_of(made)
    assert as_roundup(draft, made) == made
    record = json.loads(json.dumps(draft_record(draft), ensure_ascii=False))
    assert read_draft(record, posts) == draft
    assert len({sentence.id for sentence in draft.sentences}) == len(draft.sentences)


def test_a_sentence_without_evidence_stops_the_roundup():
    made, _ = roundup()
    draft = draft_of(made)
    after = draft.sentences[1].id
    changed = add(draft, after, "هذه جملة من المحرر.", new_id="own-1")
    assert [sentence.id for sentence in changed.unsourced] == ["own-1"]
    with pytest.raises(UnfinishedError):
        as_roundup(changed, made)
    assert "هذه جملة من المحرر." in [s.text("ar") for s in as_roundup(changed, made, is_for_check=True).sentences]
    record = draft.sentences[1].evidence[0]
    sourced = set_evidence(changed, "own-1", [record], known={record})
    assert as_roundup(sourced, made)
    with pytest.raises(InputError):
        set_evidence(changed, "own-1", ["f" * 64], known={record})


def test_quoted_words_cannot_be_typed():
    made, _ = roundup()
    draft = draft_of(made)
    sentence = next(each for each in draft.sentences if each.quotes)
    texts = own_texts(sentence)
    with pytest.raises(InputError, match="bear"):
        set_words(draft, sentence.id, [f"«{text}»" for text in texts])
    with pytest.raises(InputError, match="texts for"):
        set_words(draft, sentence.id, [*texts, "أكثر"])
    changed = set_words(draft, sentence.id, [f"{text}قبل " if not at else text for at, text in enumerate(texts)])
    assert changed.sentence(sentence.id).quotes == sentence.quotes
    assert changed.sentence(sentence.id).state == "edited"


@pytest.mark.parametrize(
    ("typed", "kept"), [("وكتب محرر", "وكتب محرر "), ("وكتب ", "وكتب "), ("وكتب و", "وكتب و"), ("(", "(")]
)
def test_words_do_not_run_into_the_tag_or_quote_behind_them(typed, kept):
    """Typed at the end of our words, "تحت وسم" became "تحت وسم جديد#حمص" in the published page."""
    made, _ = roundup()
    draft = draft_of(made)
    sentence = next(each for each in draft.sentences if each.quotes and own_texts(each)[0].endswith(" "))
    texts = own_texts(sentence)
    changed = set_words(draft, sentence.id, [typed, *texts[1:]])
    assert own_texts(changed.sentence(sentence.id))[0] == kept


@given(
    st.lists(
        st.text(
            alphabet=st.characters(exclude_characters="«»\"“”‹›„‟'‘’‚‛＂＇", exclude_categories=["Cs"]), max_size=60
        ),
        min_size=1,
        max_size=3,
    )
)
def test_any_words_stay_one_line_and_quotes_stay_quotes(texts):
    made, _ = roundup()
    draft = draft_of(made)
    sentence = next(each for each in draft.sentences if each.quotes and len(own_texts(each)) >= len(texts))
    given_texts = [*texts, *own_texts(sentence)[len(texts) :]]
    try:
        changed = set_words(draft, sentence.id, given_texts)
    except InputError:
        return
    assert changed.sentence(sentence.id).quotes == sentence.quotes
    assert all(
        len(part.text.splitlines()) <= 1 for part in changed.sentence(sentence.id).parts if isinstance(part, Words)
    )


def test_composing_anew_keeps_what_the_editor_wrote():
    made, posts = roundup()
    draft = draft_of(made)
    lead = draft.blocks[1].sentences[0]
    edited = set_words(draft, lead.id, [f"{text} " for text in own_texts(lead)])
    gone = next(block for block in draft.blocks if block.kind == "unknowns").sentences[0].id
    edited = add(remove(edited, gone), lead.id, "جملة المحرر.", new_id="own-1")
    last = max((post for post in posts if post.posted_at), key=lambda post: post.posted_at)
    again, _ = compose([post for post in posts if post is not last], **read_story("city")[1]), None
    merged = merge(draft_of(again), edited, hidden={last.key})
    assert merged.sentence(lead.id) == edited.sentence(lead.id)
    assert gone not in {sentence.id for sentence in merged.sentences}
    assert merged.sentence("own-1").state == "added"
    assert not any(quote.key == last.key for sentence in merged.sentences for quote in sentence.quotes)
    assert merge(draft, edited).blocks == edited.blocks


def test_differences_name_each_changed_sentence_once():
    made, _ = roundup()
    draft = draft_of(made)
    first = draft.sentences[1]
    changed = add(remove(draft, draft.sentences[-1].id), first.id, "جديدة", new_id="own-1")
    assert differences(draft, draft) == []
    found = differences(draft, changed)
    assert (None, "جديدة") in found
    assert len(found) == 2


@pytest.mark.parametrize("language", ["ar", "en"])
def test_verbs_are_those_that_the_words_allow(language):
    made, _ = roundup("flood", language)
    draft = draft_of(made)
    sentences = [each for each in draft.sentences if each.quotes and find_verb(each, language)]
    assert sentences
    for sentence in sentences:
        _, choices = find_choices(sentence, None, language)
        by_need = {choice.needs: choice.is_allowed for choice in choices}
        assert by_need["verified"] is False
        assert by_need["same_speaker"] is False
        assert by_need[None] is True
        allowed = next(choice for choice in choices if choice.is_allowed and choice.needs == "post")
        texts = put_verb(sentence, allowed.word, None, language)
        changed = set_words(draft, sentence.id, texts)
        assert find_verb(changed.sentence(sentence.id), language).word == allowed.word or language == "en"
        with pytest.raises(InputError):
            put_verb(sentence, "أوضح", None, language)


def test_a_wanted_post_is_quoted_beyond_six_speakers():
    from tawatur.report.choose import MAX_SPEAKERS, choose

    posts, _ = read_story("city")
    for post in choose(posts).originals:
        chosen = choose(posts, wanted={post.key})
        assert any(post.key == quoted.key for each in chosen.speakers for quoted in each.posts)
        assert len(chosen.speakers) <= MAX_SPEAKERS + 1


def test_nothing_an_editor_wrote_is_lost_by_leaving_a_post_out():
    made, posts = roundup()
    draft = draft_of(made)
    for sentence in draft.sentences:
        texts = own_texts(sentence)
        draft = set_words(draft, sentence.id, [f"{texts[0].rstrip()} حقا ", *texts[1:]])
    for post in posts:
        rest = [other for other in posts if other is not post]
        try:
            again = compose(rest, **read_story("city")[1])
        except InputError:
            continue
        merged = merge(draft_of(again), draft, hidden={post.key})
        kept = {sentence.id for sentence in merged.sentences}
        for sentence in draft.sentences:
            assert sentence.id in kept or any(quote.key == post.key for quote in sentence.quotes)
        assert not any(quote.key == post.key for sentence in merged.sentences for quote in sentence.quotes)
