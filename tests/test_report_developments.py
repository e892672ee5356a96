"""What many tell alike, and that they are quoted who tell it first and to the point. All posts are invented."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from itertools import product

from growth import count_steps
from hypothesis import given
from hypothesis import strategies as st
from test_report_choose import TEXTS, make

from tawatur.posts import Post, Reference
from tawatur.report.choose import choose
from tawatur.report.contents import read_contents
from tawatur.report.developments import Development, find_developments

RESIGNED = (
    "وزير النقل سمير الجابري يتقدم باستقالته رسميا",
    "استقالة وزير النقل سمير الجابري بعد انهيار الجسر",
    "السيول تدفع وزير النقل سمير الجابري إلى الاستقالة",
    "بعد فشله استقالة الوزير سمير الجابري وزير النقل وأخيرا ارتحنا",
)
COLOUR = (
    "الماء في شارعنا وصل إلى باب الدكان", "صوت الرعد لم يتوقف منذ المغرب", "الشوارع فارغة والسماء رمادية فوق الحقول",
    "أمطار غزيرة على حي الصيادين الآن", "سيارات عالقة عند مدخل السوق القديم", "برد شديد وريح في حي المنارة",
    "المطر يغسل حجارة السوق القديم", "غيوم سوداء فوق حي الصيادين",
)  # fmt: skip


def _quoted(posts: list[Post]) -> list[str]:
    return [post.text for each in choose(posts).speakers for post in each.posts]


def _developments(posts: list[Post]) -> tuple[Development, ...]:
    contents, _ = read_contents(posts)
    stems = {post.key: contents[post.key].stems for post in posts}
    return find_developments(posts, stems, {post.key: post.handle or "" for post in posts})


def _crowd(*texts: str) -> list[Post]:
    return [make(at, text, f"reader{at}") for at, text in enumerate(texts)]


def test_posts_that_tell_alike_are_one_development_with_its_voices() -> None:
    posts = _crowd(*COLOUR[:4], *RESIGNED, *COLOUR[4:])
    first = _developments(posts)[0]
    assert [post.text for post in first.posts] == list(RESIGNED)
    assert first.voices == len(RESIGNED)


def test_one_author_who_tells_it_again_is_one_voice() -> None:
    posts = [make(at, text, "same") for at, text in enumerate(RESIGNED)] + _crowd(*COLOUR)
    assert not any(post.text in RESIGNED for each in _developments(posts) for post in each.posts)


def test_what_many_tell_is_quoted_before_the_weather_and_once() -> None:
    quoted = _quoted(_crowd(*COLOUR, *RESIGNED))
    assert sum(text in RESIGNED for text in quoted) == 1
    assert RESIGNED[3] not in quoted  # it comments


def test_who_comes_hours_late_is_not_quoted_for_what_others_told() -> None:
    # A repost of five hours later was quoted for a closure that its own university had posted first.
    told = [make(at, text, f"reader{at}") for at, text in enumerate((*COLOUR, *RESIGNED[:3]))]
    late = make(400, "استقالة وزير النقل سمير الجابري رسميا", "late")
    repost = make(300, f"RT @someone: {RESIGNED[1]} اليوم", "passer", repost_of=Reference(handle="someone"))
    quoted = _quoted([*told, late, repost])
    assert late.text not in quoted
    assert repost.text not in quoted
    assert any(text in RESIGNED for text in quoted)


def test_what_points_elsewhere_is_not_quoted_while_others_tell_something() -> None:
    # "Massive earthquake hits the valley, in pictures" stood among six quotes of a quake of 3,700 dead.
    told = (
        "Old bridge in the valley collapsed in the earthquake",
        "Rescue teams pulled 14 people out of the rubble",
        "Hospital of the valley asks for blood after the earthquake",
        "Airport of the valley closed to all flights",
        "Army sends 40 trucks with tents to the valley",
        "Power is back in half of the valley, company says",
    )
    pointing = ("Massive earthquake hits the valley, in pictures", "LIVE UPDATES: earthquake in the valley",
                "Watch: earthquake shakes the valley and its old bridge")  # fmt: skip
    assert set(_quoted(_crowd(*pointing, *told))) == set(told)


def test_pictures_that_are_the_news_do_not_point_elsewhere() -> None:
    posts = _crowd("Police release pictures of two men in the valley", "The valley in pictures")
    news, pointing = read_contents(posts)[0].values()
    assert (news.is_teaser, pointing.is_teaser) == (False, True)


def test_words_that_would_lose_their_subject_with_a_handle_are_not_preferred() -> None:
    (content,) = read_contents(_crowd("Breaking: @channel is reporting that the bridge of the valley fell"))[0].values()
    assert content.is_teaser


def test_only_what_can_be_quoted_counts_for_a_post() -> None:
    # "Son of a gun" was quoted of a post for the deaths in the words that it passed on.
    (content,) = read_contents(_crowd("What a night for all of us RT @channel: 12 dead in the valley flood"))[
        0
    ].values()
    assert not content.told
    assert not content.tolls


@given(st.permutations(range(len(RESIGNED) + len(COLOUR))))
def test_developments_are_the_same_in_any_order_of_authors(order: list[int]) -> None:
    texts = [*RESIGNED, *COLOUR]
    posts = [make(at, texts[at], f"reader{order[at]}") for at in range(len(texts))]
    assert [len(each.posts) for each in _developments(posts)] == [
        len(each.posts) for each in _developments(_crowd(*texts))
    ]


def test_posts_that_each_share_other_words_with_one_do_not_tell_one_thing() -> None:
    chance = random.Random(7)
    pool = " ".join((*TEXTS, *COLOUR)).split()[:45]
    found = _developments(_crowd(*(" ".join(chance.choices(pool, k=12)) for _ in range(60))))
    assert found
    assert not any(each.is_one for each in found)
    assert _developments(_crowd(*COLOUR, *RESIGNED))[0].is_one


def test_choosing_takes_time_that_grows_with_the_posts() -> None:
    # Every post was compared with every other one: 4,000 posts took 21 seconds instead of 6.
    def crowd(count: int) -> list[Post]:
        draw = random.Random(count)  # invented words
        words = ["".join(letters) for letters in product("بتثجحخ", "دذرزسش", "عغفقكل", "ابتن")]
        told = (*RESIGNED, "الوزارة تنفي استقالة وزير النقل سمير الجابري", "سقوط 9 قتلى في السيول")
        weights = [1 / (at + 1) for at in range(len(words))]  # as often as words are used
        return _crowd(
            *(
                f"{draw.choice(told) if at % 2 else ''} {' '.join(draw.choices(words, weights, k=10))}"
                for at in range(count)
            )
        )

    steps = [count_steps(lambda posts=posts: choose(posts)) for posts in map(crowd, (200, 300, 1_200))]  # type: ignore[misc]
    assert steps[2] < 6 * steps[1]  # 7.9 before; the first fills the caches of words


def test_what_is_quoted_does_not_hang_on_the_order_in_which_words_are_hashed() -> None:
    # Sums over sets of words differed in their last digit from run to run, and ties fell to another post.
    code = "import test_report_developments as t; print(t._quoted(t._crowd(*t.COLOUR, *t.RESIGNED)))"
    quoted = {
        subprocess.run(
            [sys.executable, "-c", code], env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True, check=True,
        ).stdout
        for seed in "0123"
    }  # fmt: skip
    assert len(quoted) == 1
