"""Tags of a whole store, read in columns, are those of its posts read one by one. All posts are invented."""

from __future__ import annotations

import random
from datetime import timedelta
from pathlib import Path

from test_engine import HOSTILE
from test_store import NOON, keep, make_post

from tawatur.arabic.folding import fold_word
from tawatur.hashtags.entries import MAX_TAG, EntryReader, choose_entries
from tawatur.pipeline.tagged import MAX_VOICED_TAGS, read_tagged
from tawatur.posts import Post
from tawatur.store import Store

PLATFORMS = ("x", "bluesky", "mastodon", "telegram")
MORE = [
    "نص#حمص، (#حلب) \n#دمشق\t#حماة",
    "#a-b #65_·x /#path =#q x\N{NO-BREAK SPACE}#y",
    "بلا وسم",
    "#" + "م" * (MAX_TAG + 1),
]


def some_posts(seed: int) -> list[Post]:
    """Posts of four platforms in odd texts, with and without tags of the platform and authors; some are there twice."""
    chance = random.Random(seed)
    texts = [text for text in (*HOSTILE, *MORE) if len(text) < 1_000]
    posts = []
    for number in range(300):
        given = ["#حمص", "حماه", "", "حمــص", "وسم آخر"][: chance.choice((0, 0, 0, 2, 5))]
        posts.append(
            make_post(
                number % 250,
                platform=chance.choice(PLATFORMS),
                text=" ".join(chance.choices(texts, k=chance.randint(1, 3))),
                tags=tuple(given),
                posted_at=NOON + timedelta(minutes=chance.randrange(300)) if chance.random() < 0.95 else None,
                account_id=chance.choice((None, str(chance.randrange(40)))),
                handle=chance.choice((None, "Nur", "NUR", "İpek", "ipek")),
            )
        )
    return posts


def one_by_one(store: Store) -> tuple[list[tuple[object, ...]], int]:
    """(time, author or text, is a stand-in, [(tag, adds a voice)]) of each post with tags, and how many are too long."""
    read, too_long = [], 0
    for post in store.posts():
        if post.posted_at is None:
            continue
        entries = choose_entries(post.text, post.tags, post.platform)
        tags = entries.tags
        too_long += entries.too_long
        if tags:
            adds = [number == 0 or len(tags) <= MAX_VOICED_TAGS for number in range(len(tags))]
            author = (post.platform, post.author) if post.author else (post.platform, "text", fold_word(post.text))
            read.append((post.posted_at, author, post.author is None, list(zip(tags, adds, strict=True))))
    return read, too_long


def test_columns_hold_what_each_post_holds(tmp_path: Path) -> None:
    for seed in range(2):
        posts = some_posts(seed)
        with Store(tmp_path / str(seed), writable=True) as store:
            for begin in range(0, len(posts), 70):
                keep(store, posts[begin : begin + 70])
            tagged = read_tagged(store)
            expected, too_long = one_by_one(store)
            shown = list(store.posts_of_rows(tagged.rows))
        assert [post.posted_at for post in shown] == [moment for moment, *_ in expected]
        entries: list[list[tuple[str, bool]]] = [[] for _ in expected]
        for post, tag, adds in zip(tagged.entry_post, tagged.entry_tag, tagged.entry_adds, strict=True):
            entries[post].append((tagged.tags[tag], bool(adds)))
        assert entries == [tags for *_, tags in expected]
        assert tagged.is_stand_in.tolist() == [is_stand_in for _, _, is_stand_in, _ in expected]
        assert tagged.left_out["long-tag"] == too_long > 0
        pairs = set(zip(tagged.authors.tolist(), (author for _, author, *_ in expected), strict=True))
        assert len(pairs) == len(set(tagged.authors.tolist())) == len({author for _, author, *_ in expected})


def test_a_reader_that_remembers_words_reads_what_each_post_holds() -> None:
    reader = EntryReader()
    for seed in range(3):
        for post in some_posts(seed):
            of_post = post.text, post.tags, post.platform
            assert reader.read(*of_post) == choose_entries(*of_post)


def test_a_spelling_is_of_the_platform_only_where_the_platform_takes_it(tmp_path: Path) -> None:
    with Store(tmp_path, writable=True) as store:
        keep(store, [make_post(1, text="عن #حمص و#حماة"), make_post(2, text="عن #حلب", tags=("دمشق",))])
        tagged = read_tagged(store)
    assert {tagged.tags[tag] for tag in tagged.platform_tags} == {"حمص", "دمشق"}
    assert sorted(tagged.tags) == sorted(["حمص", "حماة", "حلب", "دمشق"])
