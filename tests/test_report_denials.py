"""What somebody denies stands beside its denial, and not as a plain quote. All posts are invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from test_report_choose import START, TEXTS, make

from tawatur.posts import Post, PostId
from tawatur.report.choose import MAX_SPEAKERS, choose, choose_from, survey
from tawatur.report.compose import compose
from tawatur.report.contents import read_contents
from tawatur.report.denials import WITHIN, find_denied
from tawatur.report.events import find_disputes
from tawatur.report.records import plain_text

ARRESTS = (
    "الشرطة تعتقل المشتبه به في تفجير السوق القديم",
    "اعتقال مشتبه به في تفجير السوق القديم بحسب مصدر",
    "قبل قليل اعتقال المشتبه به في تفجير السوق القديم وسط الحي",
)
DENIAL = "الشرطة تنفي أنباء عن اعتقال مشتبه به في تفجير السوق القديم"


def _denied(*texts: str, later: timedelta = timedelta(minutes=90)) -> list[str]:
    """What the last of some texts denies."""
    *told, denial = texts
    posts = [make(at, text, f"reader{at}") for at, text in enumerate(told)]
    posts.append(make(99, denial, "police", posted_at=START + later))
    contents, _ = read_contents(posts)
    found = find_denied(posts, contents, {post.key: post.handle or "" for post in posts})
    return [post.text for post in posts if post.key in found.get(posts[-1].key, frozenset())]


def _crowd(*posts: Post) -> list[Post]:
    return [*(make(at, text, f"crowd{at}") for at, text in enumerate(TEXTS)), *posts]


def test_a_denial_denies_those_who_tell_it_in_their_own_words() -> None:
    assert _denied(*ARRESTS, *TEXTS, DENIAL) == list(ARRESTS)


@pytest.mark.parametrize(
    "denial",
    [
        pytest.param("مطار المدينة: لا صحة لما يتداول عن تسرب في صالة المسافرين", id="behind"),
        pytest.param("المقطع المتداول عن تسرب في صالة المسافرين غير صحيح", id="before"),
        pytest.param("Reports of a leak in the passenger terminal are false", id="english"),
    ],
)
def test_what_is_denied_stands_behind_the_words_of_denial_or_before_them(denial: str) -> None:
    claims = ("تسرب كبير في صالة المسافرين الجديدة", "Huge leak in the passenger terminal tonight")
    assert _denied(*claims, *TEXTS, denial) == [claims["leak" in denial]]


def test_only_what_was_told_before_a_denial_is_denied() -> None:
    # What is told hours later may have happened since: an entry that was denied at noon and took place at night.
    assert _denied(*ARRESTS, *TEXTS, DENIAL, later=timedelta(minutes=-5)) == []
    assert _denied(*ARRESTS, *TEXTS, DENIAL, later=WITHIN + timedelta(hours=1)) == []


def test_a_toll_above_the_one_that_a_denial_leaves_is_denied() -> None:
    tolls = ("وفاة 4 أشخاص في سيول الوادي", "حالة وفاة واحدة في سيول الوادي")
    denial = "حالة وفاة واحدة فقط في السيول ولا صحة لما يقال عن حدوث وفيات عدة"
    assert _denied(*tolls, *TEXTS, denial) == [tolls[0]]


def test_what_one_account_tells_and_another_denies_is_not_a_plain_quote() -> None:
    posts = _crowd(make(40, ARRESTS[0], "rumour"), make(90, DENIAL, "police"))
    speakers = choose(posts).speakers
    quoted = [post.text for each in speakers for post in each.posts]
    assert len(speakers) == MAX_SPEAKERS
    assert DENIAL in quoted


def test_what_several_tell_and_somebody_denies_stands_right_before_its_denial() -> None:
    # "Suspect in custody" and the denial of the police stood four paragraphs apart.
    posts = _crowd(*(make(40 + at, text, f"rumour{at}") for at, text in enumerate(ARRESTS)), make(90, DENIAL, "police"))
    roundup = compose(posts)
    told = [(block.kind, block.sentences[0].quotes[0].text) for block in roundup.blocks
            if block.kind in {"speaker", "other_side"}]  # fmt: skip
    assert told[-1] == ("other_side", DENIAL)
    assert told[-2][0] == "speaker"
    assert told[-2][1] in ARRESTS
    assert sum(text in ARRESTS for _, text in told) == 1
    (answer, *_) = (block for block in roundup.blocks if block.kind == "other_side")
    assert "في المقابل، " in answer.sentences[0].text("ar")


def test_two_things_that_are_disputed_are_told_each_with_its_denial() -> None:
    leak, no_leak = "تسرب كبير في سقف صالة المسافرين الجديدة", "لا صحة لما يقال عن تسرب في سقف صالة المسافرين"
    posts = [make(1, ARRESTS[0], "a"), make(2, leak, "b"), make(3, TEXTS[0], "c"), make(30, DENIAL, "d"),
             make(40, no_leak, "e")]  # fmt: skip
    plain, disputed = choose(posts).in_reading_order
    assert [each.posts[0].text for each in plain] == [TEXTS[0], ARRESTS[0]]
    assert [each.posts[0].text for each in disputed] == [DENIAL, leak, no_leak]


def test_a_denial_of_another_country_is_no_other_side() -> None:
    posts = [make(at, f"{text} في الأردن", f"crowd{at}") for at, text in enumerate(TEXTS)]
    posts.append(make(90, "دمشق: لا صحة لما يقال عن إغلاق الطريق الجنوبي بسبب السيول", "roads"))
    assert not any(each.is_dissenting for each in choose(posts).speakers)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("الجرائم الإلكترونية: رصد حسابات تتداول الأخبار الكاذبة والشائعات في المدينة", id="arabic"),
        pytest.param("Police: fake news and rumours spread fast in the city, so stay calm", id="english"),
    ],
)
def test_who_speaks_of_false_news_in_general_denies_nothing(text: str) -> None:
    posts = _crowd(make(90, text, "police"))
    assert not choose(posts).dissenting


def test_who_says_that_something_is_a_rumour_denies_it() -> None:
    posts = _crowd(make(90, "شائعات عن إغلاق الطريق الجنوبي بسبب السيول", "police"))
    assert len(choose(posts).dissenting) == 1


def test_who_blames_a_party_that_speaks_itself_is_the_other_side() -> None:
    # "No voice disputes this" stood under two parties that held each other responsible.
    council = "المجلس العسكري: توقيف عدد من الجنود ضمن التحقيق في فض الاعتصام"
    parties = "تحالف الأحزاب: نحمل المجلس العسكري مسؤولية قتل المعتصمين"
    posts = [make(1, council, "a"), make(30, parties, "b"), make(40, TEXTS[0], "c")]
    assert [each.posts[0].text for each in choose(posts).speakers if each.is_dissenting] == [parties]
    assert not choose([make(30, parties, "b"), make(40, TEXTS[0], "c")]).dissenting


def test_who_repeats_an_older_toll_disputes_nothing() -> None:
    # 10 dead, told right after 11, was shown as dissent: the count had risen through ten.
    def tolls(*counts: tuple[int, int]) -> bool:
        said = ("سيول الأردن: ارتفاع عدد الوفيات إلى {} وفيات", "وفاة {} أشخاص حتى الآن بحسب الدفاع المدني في الأردن")
        posts = [make(at, text.format(count), f"reader{at}{text[:3]}") for at, count in counts for text in said]
        posts += [make(200 + at, text, f"crowd{at}") for at, text in enumerate(TEXTS)]
        selection = choose([replace(post, post_id=PostId(str(at))) for at, post in enumerate(posts)])
        return find_disputes(selection.originals, selection.claims)[1] is not None

    assert tolls((90, 11), (100, 10))
    assert not tolls((0, 9), (90, 11), (100, 10))


def test_a_toll_that_somebody_denies_is_not_told_as_the_toll() -> None:
    # "Two deaths", of one account, led a roundup although the ministry had said that there was only one.
    tolls = ("وفاة 4 أشخاص في سيول الوادي", "حالة وفاة واحدة فقط في السيول ولا صحة لما يقال عن حدوث وفيات عدة")
    posts = _crowd(make(60, tolls[0], "rumour"), make(90, tolls[1], "ministry"))
    assert [post.text for post in posts if post.key in choose(posts).overruled] == [tolls[0]]


def test_who_says_that_something_is_no_fake_denies_nothing() -> None:
    posts = _crowd(make(90, "This picture of the flooded street is NOT photoshopped and not a rumour", "reader"))
    assert not choose(posts).dissenting


def test_that_none_disputes_is_not_said_where_somebody_calls_something_untrue() -> None:
    # "No post that we read denies …" stood under a picture that one had called a fake, in too few words to be quoted.
    shark = ("A shark swims through the flooded streets of the town", "There is a shark in front of our house")
    posts = [make(at, text, f"reader{at}") for at, text in enumerate(shark)]
    fake = make(9, "Confirmed fake. Follow me for more, share and repost!", "checker")
    assert "No post that we read" in plain_text(compose(posts, language="en"))
    assert "No post that we read" not in plain_text(compose([*posts, fake], language="en"))


def test_of_a_crowd_a_denial_is_quoted_also_where_its_author_tells_much_else() -> None:
    # The only denial was of an outlet whose other posts weighed more: no other side was printed at all.
    posts = _crowd(make(40, "شائعات عن إغلاق الطريق الجنوبي بسبب السيول", "outlet"))
    posts += [make(50 + at, f"الدفاع المدني: إنقاذ {at + 3} أشخاص في الحي القديم", "outlet") for at in range(3)]
    assert any("شائعات" in post.text for each in choose(posts).speakers for post in each.posts)


def test_a_denial_finds_what_it_denies_whatever_is_joined_to_its_words() -> None:
    told = ("الداخلية المجاورة تعلن فقدان ثلاثة سياح أجانب في الوادي",)
    assert _denied(*told, *TEXTS, "مصدر رسمي: لم نتلق بلاغا بفقدان أجانب من سياحها") == list(told)


def test_who_repeats_the_toll_that_is_told_is_no_other_side() -> None:
    toll = make(80, "وزارة الداخلية: حالة وفاة واحدة في السيول ولا صحة لما يتداول عن وفيات عدة", "interior")
    other = make(90, "الشرطة تنفي ما يتداول عن إطلاق صفارات الإنذار في البلدة كلها", "police")
    posts = _crowd(toll, other, make(70, "صفارات الإنذار تنطلق في البلدة كلها الآن", "reader"))
    told = make(60, "الدفاع المدني: وفاة شخص واحد في السيول", "rescue")
    chosen = choose_from(survey([*posts, told]), told={told.key})
    assert [post.key for each in chosen.speakers if each.is_dissenting for post in each.posts] == [other.key]
