"""The types of a roundup: what they refuse, and how a range of a post is shown. All posts are invented."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawatur.errors import InputError
from tawatur.posts import EvidenceRef, Post, PostId
from tawatur.report.records import (
    Block,
    Hashtag,
    Link,
    Mask,
    Quote,
    Sentence,
    Words,
    anonymous_url,
)

RECORD = "a1" * 32
TEXT = "الطريق إلى المدينة مقطوع منذ الصباح #سيول"


def make_post(text: str = TEXT, *, record: str | None = RECORD, url: str | None = None) -> Post:
    evidence = EvidenceRef(record_id=record) if record else None
    return Post(platform="x", post_id=PostId("1864716497341362317"), text=text, evidence=evidence, url=url)


def test_a_sentence_without_evidence_is_refused() -> None:
    with pytest.raises(InputError, match="no evidence"):
        Sentence(parts=(Words(text="كلام"),), evidence=())
    with pytest.raises(InputError, match="no evidence"):
        Sentence(parts=(Words(text="كلام"),), evidence=("",))


@pytest.mark.parametrize("span", [(-1, 3), (0, 0), (3, 2), (0, len(TEXT) + 1)])
def test_a_quote_outside_its_post_is_refused(span: tuple[int, int]) -> None:
    with pytest.raises(InputError, match="quote"):
        Quote(post=make_post(), start=span[0], end=span[1])


@pytest.mark.parametrize("record", ["b2" * 32, None])
def test_a_quote_whose_post_is_not_among_the_evidence_is_refused(record: str | None) -> None:
    quote = Quote(post=make_post(record=record), start=0, end=6)
    with pytest.raises(InputError, match="does not rest"):
        Sentence(parts=(quote,), evidence=(RECORD,))
    with pytest.raises(InputError, match="does not rest"):
        Sentence(parts=(Hashtag(post=make_post(record=record), text="#سيول"),), evidence=(RECORD,))


@pytest.mark.parametrize("mark", ["«", '"', "“", "\n"])
def test_our_own_words_cannot_look_like_a_quote(mark: str) -> None:
    with pytest.raises(InputError, match="never text"):
        Words(text=f"قال {mark}كلاما")


def test_a_tag_that_no_post_has_and_a_link_that_is_not_known_are_refused() -> None:
    with pytest.raises(InputError, match="does not stand"):
        Hashtag(post=make_post(), text="#زلزال")
    with pytest.raises(InputError, match="no permalink"):
        Link(post=make_post())


def test_masks_and_elisions_lie_inside_the_quote_and_apart() -> None:
    with pytest.raises(InputError, match="in order"):
        Quote(post=make_post(), start=0, end=6, elided=((4, 9),))
    with pytest.raises(InputError, match="in order"):
        Quote(post=make_post(), start=0, end=12, elided=((2, 6),), masks=(Mask(start=5, end=8, kind="slur"),))
    with pytest.raises(InputError, match="without sentences"):
        Block(kind="lead", sentences=())


def test_only_the_masked_token_and_the_elided_range_are_not_shown() -> None:
    text = "خرج الفلانيون من الحي، ثم عادوا إليه مساء"
    start = text.index("الفلانيون")
    mask = Mask(start=start, end=start + len("الفلانيون"), kind="slur")
    gap = (text.index("، ثم"), text.index("مساء"))
    quote = Quote(post=make_post(text), start=0, end=len(text), masks=(mask,), elided=(gap,))
    assert quote.shown("ar") == "خرج [لفظ محجوب] من الحي[…]مساء"
    assert quote.text == text
    assert [piece.span for piece in quote.pieces("en")][-1] == (gap[1], len(text))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param('قال لي: "عد غدا" ومضى', "قال لي: “عد غدا” ومضى", id="straight-marks"),
        pytest.param("قال «عد غدا» ومضى", "قال “عد غدا” ومضى", id="outer-marks-become-inner"),
        pytest.param("قال لي: «عد غدا ومضى", "قال لي: عد غدا ومضى", id="unclosed-mark-is-not-shown"),
        pytest.param("عاد أمس\nوهو بخير\n\nحقا", "عاد أمس وهو بخير حقا", id="line-ends-are-spaces"),
        pytest.param("العدد \N{RIGHT-TO-LEFT OVERRIDE}21\N{POP DIRECTIONAL FORMATTING} فقط", "العدد 21 فقط", id="bidi"),
    ],
)
def test_a_quote_is_shown_as_one_line_with_inner_marks(text: str, shown: str) -> None:
    assert Quote(post=make_post(text), start=0, end=len(text)).shown("ar") == shown


@given(st.text(st.sampled_from("اب م،.\"'«»“”‹›‘’\n\r# @1\N{RIGHT-TO-LEFT OVERRIDE}\N{ARABIC FATHA}"), max_size=60))
def test_pieces_cover_the_range_in_order_and_show_no_outer_mark(text: str) -> None:
    if not text.strip():
        return
    quote = Quote(post=make_post(text), start=0, end=len(text))
    position = 0
    for piece in quote.pieces("ar"):
        assert piece.span[0] == position
        position = piece.span[1]
        assert not set(piece.text) & set("«»\n\r\N{RIGHT-TO-LEFT OVERRIDE}")
    assert position == len(text)
    assert quote.shown("ar").count("“") == quote.shown("ar").count("”")
    assert quote.shown("ar").count("‹") == quote.shown("ar").count("›")


def test_a_private_link_bears_no_handle() -> None:
    post = make_post(url="https://x.com/somebody/status/1864716497341362317")
    assert Link(post=post, is_private=True).url == "https://x.com/i/status/1864716497341362317"
    at = PostId("at://did:plc:abc123/app.bsky.feed.post/3lcl6ypvm4s2c")
    bluesky = Post(platform="bluesky", post_id=at, text="نص", evidence=EvidenceRef(record_id=RECORD))
    assert anonymous_url(bluesky) == "https://bsky.app/profile/did:plc:abc123/post/3lcl6ypvm4s2c"
    telegram = Post(platform="telegram", post_id=PostId("5/7"), text="نص")
    assert anonymous_url(telegram) is None


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("أغلق الجسر ، وتوقفت الحافلات .", "أغلق الجسر، وتوقفت الحافلات.", id="comma-and-stop"),
        pytest.param("Closed until noon , says the mayor !", "Closed until noon, says the mayor!", id="english"),
        pytest.param("أغلق الجسر ،وتوقفت الحافلات", "أغلق الجسر، وتوقفت الحافلات", id="glued-to-the-next"),
        pytest.param("غيوم كثيفة .. ثم مطر", "غيوم كثيفة .. ثم مطر", id="dots-stay"),
        pytest.param("عند الساعة 10 :30 صباحا", "عند الساعة 10 :30 صباحا", id="inside-a-number"),
    ],
)
def test_a_mark_set_off_by_a_space_stands_by_its_word(text: str, shown: str) -> None:
    assert Quote(post=make_post(text), start=0, end=len(text)).shown("ar") == shown
