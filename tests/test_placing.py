"""Voices of many posts at once are those that a merger finds post by post. All posts here are invented."""

from __future__ import annotations

import random
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from unittest import mock

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tawatur.pipeline.compacting import compact
from tawatur.posts import EvidenceRef, Post, PostId, Reference
from tawatur.store import Store, post_files
from tawatur.voices import VoiceMerger, time_order
from tawatur.voices.placing import place_posts
from tawatur.voices.quiet import choose
from tawatur.voices.timing import CoTiming, find_in_step
from tawatur.voices.traits import TraitReader, Traits

START = datetime(2030, 3, 1, 8, tzinfo=UTC)
WORDS = "انهار الجسر القديم في مرجانة صباح اليوم ولم يصب أحد بأذى وعادت المياه إلى أحياء الواحة بعد إصلاح الخط".split()
TEXTS = [" ".join(WORDS[at : at + 6]) for at in range(0, 12, 2)]


def seconds(posts):
    return np.array([p.posted_at.timestamp() for p in posts], np.float64)


def read_in_parts(posts, cuts=()):
    reader = TraitReader()
    bounds = [0, *sorted(cuts), len(posts)]
    return Traits.join([reader.read(posts[begin:end]) for begin, end in pairwise(bounds)], len(posts))


def check(posts, cuts=()):
    """Both ways say the same of every post."""
    posts = sorted(posts, key=time_order)
    merger = VoiceMerger()
    one_by_one = list(merger.add_all(posts))
    at_once = place_posts(read_in_parts(posts, cuts), seconds(posts), lambda numbers: [posts[n] for n in numbers])
    assert at_once.counts.tolist() == [placement.counts for placement in one_by_one]
    names: dict[int, int] = {}  # the numbers of voices are free, but of one voice the same
    for placement, voice, counts in zip(one_by_one, at_once.voice.tolist(), at_once.counts.tolist(), strict=True):
        if counts or voice >= 0:
            assert names.setdefault(placement.voice, voice) == voice
    assert len(set(names.values())) == len(names)
    expected = [
        (number, step.accounts, step.occasions, step.things, step.chance, step.post_ids)
        for number, placement in enumerate(one_by_one)
        for step in placement.steps
    ]
    found = [
        (
            number,
            (posts[step.one].author, posts[step.other].author),
            step.occasions,
            step.things,
            step.chance,
            tuple(posts[each].post_id for each in step.posts),
        )
        for number, step in at_once.steps
    ]
    assert found == expected


@st.composite
def archives(draw):
    """Few accounts, texts, links and handles, so that everything meets everything; in any order."""
    size = draw(st.integers(0, 24))
    ids = [str(1000 + number) for number in range(size)]
    posts = []
    for number in range(size):
        text = draw(
            st.sampled_from(
                [*TEXTS, "", "خبر", f"{TEXTS[0]} {TEXTS[4]}", f"{WORDS[number % 9]} {TEXTS[3]} {number * 77}"]
            )
        )
        text = (
            draw(st.sampled_from(["", "", "", "RT @h1: ", "RT @H2: ", "RT @h9: ", "RT @h1: RT @h2: ", "RT @h1 "]))
            + text
        )
        text += draw(
            st.sampled_from(["", "", "…", " #وسم", " #وسم #آخر", " https://example.org/a", " https://example.org/b"])
        )
        of = draw(st.none() | st.none() | st.sampled_from([*ids, "7"]))
        author = draw(st.sampled_from([None, "a", "b", "c", "d", "e"]))
        handle = draw(st.sampled_from([None, "h1", "H1", "h2", "h3"]))
        posts.append(
            Post(
                platform=draw(st.sampled_from(["x", "x", "x", "telegram"])),
                post_id=PostId(ids[number]),
                text=text,
                account_id=author,
                handle=handle,
                posted_at=START + timedelta(minutes=draw(st.integers(0, 8)), seconds=number % 2),
                repost_of=None
                if of is None
                else Reference(post_id=of, handle=draw(st.sampled_from([None, "h1", "h4"]))),
                media=draw(st.sampled_from([(), (), (), ("https://pbs.twimg.com/media/Example.jpg",)])),
            )
        )
    return posts


@settings(max_examples=400)
@given(archives(), st.lists(st.integers(0, 24), max_size=3))
def test_voices_at_once_are_those_of_a_merger_that_is_given_every_post(posts, cuts):
    check(posts, [min(cut, len(posts)) for cut in cuts])


def test_the_same_words_without_an_author_are_one_author_on_one_platform():
    check(
        [
            Post(platform=platform, post_id=PostId(post_id), text=TEXTS[0], posted_at=START + timedelta(seconds=after))
            for after, (platform, post_id) in enumerate([("x", "1"), ("telegram", "2"), ("telegram", "3"), ("x", "4")])
        ]
    )


def test_a_cut_repost_that_names_nobody_known_finds_whose_text_it_begins():
    whole = " ".join([*WORDS, *reversed(WORDS)])
    texts = [("a", whole), ("b", TEXTS[3]), ("c", f"RT @h9: {whole[:60]}…"), ("d", f"RT @h8: {whole[:70]}…")]
    posts = [
        Post(platform="x", post_id=PostId(by), text=text, account_id=by, posted_at=START + timedelta(seconds=after))
        for after, (by, text) in enumerate(texts)
    ]
    check(posts)
    placed = place_posts(read_in_parts(posts), seconds(posts), lambda numbers: [posts[n] for n in numbers])
    assert placed.counts.tolist() == [True, True, False, False]


ODD = [
    Post(platform="x", post_id=PostId("1"), text="#وسم", posted_at=START),
    Post(platform="x", post_id=PostId("2"), text="#وسم", handle="Someone", posted_at=START),
    Post(platform="x", post_id=PostId("3"), text="RT @a: RT @b: #وسم …", account_id="7", handle="a", posted_at=START),
    Post(platform="telegram", post_id=PostId("5"), text=f"{TEXTS[0]} #وسم", account_id="7", posted_at=START),
    Post(platform="bluesky", post_id=PostId("4"), text="", tags=("وسم", "آخر"), account_id="7", posted_at=START),
]


def crowd(seed, *, size=1_500, accounts=120, network=4):
    """A month of people with words of their own, reposts, copies and a network that posts in step."""
    chance = random.Random(seed)
    posts: list[Post] = []
    for number in range(size):
        author = f"a{int(accounts * chance.random() ** 2)}"
        at = START + timedelta(seconds=chance.uniform(0, 30 * 86_400))
        words = " ".join("".join(chance.choices("ابتثجحخدرزسشصضطظعغفق", k=6)) for _ in range(9))
        tags = " ".join(f"#وسم{int(12 * chance.random() ** 2)}" for _ in range(chance.randint(1, 3)))
        kind = chance.random()
        fields = {}
        if posts and kind < 0.3:
            of = chance.choice(posts)
            text, fields = f"RT @{of.handle}: {of.text}", {"repost_of": Reference(post_id=of.post_id, handle=of.handle)}
        elif posts and kind < 0.36:
            text = f"{chance.choice(posts).text} {tags}"
        elif kind < 0.45:
            text = f"{words} https://example.org/{chance.randrange(60)} {tags}"
        elif kind < 0.5:
            text = tags
        else:
            text = f"{words} {tags}"
        posts.append(
            Post(
                platform="x",
                post_id=PostId(str(10_000 + number)),
                text=text,
                account_id=author,
                handle=f"h{author}",
                posted_at=at,
                **fields,
            )
        )
    for occasion in range(12):
        for member in range(network):
            at = START + timedelta(hours=50 * occasion, seconds=20 * member)
            words = " ".join("".join(chance.choices("ابتثجحخدرزسشصضطظعغفق", k=6)) for _ in range(9))
            posts.append(
                Post(
                    platform="x",
                    post_id=PostId(str(90_000 + occasion * 10 + member)),
                    text=f"{words} #وسم1 #حملة",
                    account_id=f"n{member}",
                    handle=f"n{member}",
                    posted_at=at,
                )
            )
    return posts


@pytest.mark.parametrize("left_to", ["nobody", "reader", "merge"])
def test_traits_kept_beside_posts_are_those_read_from_them(tmp_path, left_to):
    posts = [*crowd(9, size=300), *ODD]
    with Store(tmp_path, writable=True) as store:
        for number, part in enumerate((posts[::2], posts[1::2])):
            records = [msgspec.json.encode(post) for post in part]
            batch = store.evidence.keep(
                records, source="test", locator="invented", media_type="application/json", level="E1"
            )
            kept_posts = [replace(post, evidence=EvidenceRef(record_id="ab" * 32)) for post in part]
            store.save_posts(batch, kept_posts, has_traits=left_to == "nobody" or number == 0)
        before = list(store.posts())
        if left_to == "merge":
            assert compact(store, now=datetime.now(UTC) + timedelta(days=2)).merged == 2
            assert list(store.posts()) == before
        ordered = sorted((post for post in before if "#" in post.text or post.tags), key=time_order)
        with store.reading() as connection:
            found = connection.execute("SELECT post_id, number, traits FROM numbered_posts").fetchall()
        number = {post_id: number for post_id, number, _ in found}
        is_read = [bool(traits) for post_id, _, traits in found if post_id in {post.post_id for post in ordered}]
        assert all(is_read) == (left_to != "reader")
        assert any(is_read)
        rows = np.array([number[post.post_id] for post in ordered])
        assert (np.diff(rows) < 0).any()  # they lie in another order than that of time
        kept = store.traits_of_rows(rows)
        with mock.patch.object(post_files, "TRAITS_AT_ONCE", 7):
            in_parts = store.traits_of_rows(rows)
    for field in fields(Traits):
        assert np.array_equal(getattr(kept, field.name), getattr(in_parts, field.name)), field.name
    read = TraitReader().read(ordered)
    for field in fields(Traits):
        one, other = getattr(kept, field.name), getattr(read, field.name)
        if field.name in {"key", "author", "handle", "carried", "carried_handle"}:  # free, but the same for the same
            pairs = set(zip(one.tolist(), other.tolist(), strict=True))
            assert len(pairs) == len(set(one.tolist())) == len(set(other.tolist()))
            assert all((mine == 0) == (theirs == 0) for mine, theirs in pairs)
        else:
            assert np.array_equal(one, other), field.name


@pytest.mark.parametrize("seed", range(4))
def test_the_same_of_a_month_with_a_network_in_step(seed):
    posts = crowd(seed)
    check(posts)
    ordered = sorted(posts, key=time_order)
    choice = choose(read_in_parts(ordered))
    assert choice.is_heard.sum() < 0.6 * len(posts)  # else nothing is gained
    assert place_posts(read_in_parts(ordered), seconds(ordered), lambda numbers: [ordered[n] for n in numbers]).steps


@given(
    st.lists(
        st.tuples(st.integers(0, 5), st.integers(0, 400), st.lists(st.integers(0, 3), unique=True, max_size=3)),
        max_size=120,
    )
)
def test_pairs_in_step_found_in_columns_are_those_found_post_by_post(posts):
    posts = sorted((at * 97.0 * 20, account, things) for account, at, things in posts)
    timing = CoTiming()
    expected = [
        (number, step) for number, (at, account, things) in enumerate(posts)
        for step in timing.add(account, list(map(str, things)), at, number)
    ]  # fmt: skip
    entries = [(number, thing) for number, (_, _, things) in enumerate(posts) for thing in things]
    post, thing = np.array(entries, np.int64).reshape(-1, 2).T
    account, at = (
        np.array([account for _, account, _ in posts], np.int64),
        np.array([at for at, *_ in posts], np.float64),
    )
    assert list(find_in_step(account, at, post, thing)) == expected
