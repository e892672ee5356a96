"""Claims: which place is said to be in whose hands, by whom, and whether it has happened."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawatur.claims import STATE_RANK, Claim, find_claims
from tawatur.statements import read_statements

WORDS = st.sampled_from(
    "سيطرت دخلت انسحبت ستدخل لم تدخل القوات قوات المعارضة على من إلى في طريقها أبواب مدينة مرجانة حمص #حمص . ، : « » قال".split()
)
PASSAGES = st.lists(WORDS, max_size=40).map(" ".join)


def claims(text: str) -> list[Claim]:
    return find_claims(text, read_statements(text))


def only(text: str) -> Claim:
    found = claims(text)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("text", "state"),
    [
        pytest.param("أعلنت القوات عزمها دخول مدينة مرجانة.", "announced", id="announced"),
        pytest.param("القوات في طريقها إلى مدينة مرجانة.", "approaching", id="on-their-way"),
        pytest.param("القوات على أبواب مدينة مرجانة.", "at the gates", id="at-the-gates"),
        pytest.param("القوات توشك على دخول مدينة مرجانة.", "at the gates", id="about-to-enter"),
        pytest.param("دخلت القوات مدينة مرجانة.", "entering", id="entering"),
        pytest.param("سيطرت القوات على أحياء من مدينة مرجانة.", "partly held", id="partly-held"),
        pytest.param("سيطرت القوات على مدينة مرجانة.", "controlled", id="controlled"),
        pytest.param("انسحبت القوات من مدينة مرجانة.", "withdrawn", id="withdrawn"),
        pytest.param("لم تدخل القوات مدينة مرجانة.", "denied", id="denied"),
    ],
)
def test_each_state_is_read_from_its_words(text: str, state: str) -> None:
    claim = only(text)
    assert (claim.state, claim.is_future, claim.actor) == (state, False, "القوات")
    assert text[slice(*claim.place_span)] == claim.place == "مرجانة"


TOLD = """
بسطت الفصائل سيطرتها على مدينة حمص = controlled
فرضت القوات سيطرتها الكاملة على الفاشر = controlled
أحكمت القوات قبضتها على الخرطوم = controlled
باتت حمص خارج سيطرة النظام = lost
أصبحت حمص تحت سيطرة المعارضة = controlled
صارت حمص في يد المعارضة = controlled
سقطت حمص بيد المعارضة = controlled
سقطت مدينة حمص في أيدي الفصائل = controlled
وصلت القوات إلى تخوم حمص = at the gates
تدق الفصائل أبواب حمص = at the gates
تطرق القوات أبواب الخرطوم = at the gates
باتت القوات على بعد خمسة كيلومترات من حمص = approaching
القوات على مسافة 5 كم من حمص = approaching
تواصل القوات زحفها نحو حمص = approaching
واصلت الفصائل تقدمها باتجاه حمص = approaching
تتجه أرتال الفصائل صوب حمص = approaching
طلائع القوات وصلت مداخل حمص = at the gates
بدأت قوات المعارضة دخول حمص = entering
شرعت القوات في اقتحام حمص = entering
توغلت القوات داخل أحياء حمص = entering
اخترقت الفصائل دفاعات حمص = entering
دخلت طلائع الثوار حي الوعر في حمص = entering
قوات النظام انسحبت من حمص = withdrawn
أخلى الجيش مواقعه في حمص = withdrawn
انسحاب الجيش من مدينة حمص = withdrawn
تراجعت القوات من محيط حمص = withdrawn
لا تزال حمص في يد الجيش = controlled
لم تسقط حمص بعد = denied
لا صحة لسقوط حمص = denied
نفت الحكومة سقوط حمص = denied
حمص لم تحرر بعد = denied
تحررت حمص بالكامل = controlled
طردت الفصائل قوات النظام من حمص = controlled
تطوق القوات حمص من ثلاث جهات = at the gates
تحاصر الفصائل مدينة حمص = at the gates
المعارك تدور داخل حمص = entering
معارك على أطراف حمص = at the gates
اشتباكات في ضواحي حمص = at the gates
سيطر المسلحون على أجزاء من حمص = partly held
سيطرت القوات على نصف حمص = partly held
سيطرت الفصائل على أحياء في حمص = partly held
استولى المسلحون على حمص = controlled
القوات تستعد لاقتحام حمص = announced
أعلنت الفصائل بدء معركة تحرير حمص = announced
حمص تحت الحصار = at the gates
"""


@pytest.mark.parametrize("line", TOLD.strip().splitlines())
def test_the_words_of_news_for_each_state(line: str) -> None:
    text, state = line.split(" = ")
    assert {claim.state for claim in claims(f"{text}.")} == {state}


@pytest.mark.parametrize(
    "text",
    [
        "تقع القرية على بعد 5 كم من حمص.",
        "طرد النادي مدربه من حمص.",
        "تراجعت الأسعار من حمص إلى حلب.",
        "ازدحام عند تخوم حمص.",
    ],
)
def test_without_a_fighting_body_no_army_is_near(text: str) -> None:
    assert claims(text) == []


@pytest.mark.parametrize(
    ("text", "state"),
    [
        pytest.param("لا صحة لما يشاع عن سقوط مدينة حمص.", "denied", id="no-truth"),
        pytest.param("نفت القوات دخول مدينة حمص.", "denied", id="denies"),
        pytest.param("حمص لم تسقط بعد.", "denied", id="place-first"),
        pytest.param("لم تسقط حمص.", "denied", id="place-last"),
    ],
)
def test_what_is_denied_is_told_as_denied(text: str, state: str) -> None:
    assert only(text).state == state


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("إذا سقطت حمص انقطع الطريق.", id="if"),
        pytest.param("في حال دخول القوات مدينة حمص.", id="in-case"),
        pytest.param("لو دخلت القوات مدينة حمص.", id="if-unreal"),
        pytest.param("هل سقطت حمص؟", id="asked"),
        pytest.param("سقطت قذائف على حمص.", id="shells-fall"),
        pytest.param("والأنظار تتجه نحو حمص.", id="eyes-turn"),
    ],
)
def test_what_is_only_supposed_is_no_state(text: str) -> None:
    assert claims(text) == []


def test_the_town_is_the_one_named_last() -> None:
    assert only("بعد حمص بساعات قالت الوكالة إن الجيش يسيطر على المدينة.").place == "حمص"
    assert only("في حمص تحركات تمهيدا لدخولها.").is_future


def test_a_rumour_of_a_state_keeps_its_distance() -> None:
    assert (only("أنباء عن سقوط حمص.").state, only("أنباء عن سقوط حمص.").modality) == ("controlled", "reported")


def test_what_is_to_come_is_no_state() -> None:
    assert only("ستدخل القوات مدينة مرجانة غدا.").is_future


def test_a_claim_belongs_to_who_says_it() -> None:
    claim = only("قال سامر الحاج إن القوات دخلت مدينة مرجانة.")
    assert (claim.speaker, claim.statement) == ("سامر الحاج", 0)
    assert only("دخلت القوات مدينة مرجانة.").speaker is None


def test_a_claim_has_the_time_of_the_post_it_stands_in() -> None:
    post = "وكتبت لينا الحاج: «القوات دخلت مدينة مرجانة هذا المساء»\n"
    claim = only(f"{post}https://x.com/lina/status/1864716497341362317")
    assert claim.said_at is not None
    assert claim.said_at.isoformat(timespec="seconds") == "2024-12-05T17:00:32+00:00"
    assert only(post).said_at is None


def test_the_states_of_an_advance_are_in_its_order() -> None:
    order = ["announced", "approaching", "at the gates", "entering", "partly held", "controlled"]
    assert sorted(STATE_RANK, key=STATE_RANK.__getitem__) == order


@given(PASSAGES)
def test_every_claim_is_a_range_of_the_text_that_holds_its_place(text: str) -> None:
    statements = read_statements(text)
    for claim in find_claims(text, statements):
        start, end = claim.span
        assert 0 <= start <= claim.place_span[0] < claim.place_span[1] <= end <= len(text)
        assert text[slice(*claim.place_span)] == claim.place
        if claim.statement is not None:
            assert claim.speaker == statements[claim.statement].speaker


@given(PASSAGES, PASSAGES)
def test_a_new_paragraph_changes_no_claim_before_it(first: str, second: str) -> None:
    second = second.replace("مدينة", "")  # it would introduce towns for the whole text
    before = [(claim.place, claim.state, claim.span) for claim in find_claims(first, [])]
    joined = [(claim.place, claim.state, claim.span) for claim in find_claims(f"{first}\n{second}", [])]
    assert joined[: len(before)] == before


def test_what_is_entered_but_for_a_part_is_partly_held() -> None:
    text = "وأكد مصدر عسكري أن الجيش لم يدخل بعد سوى الحي الشرقي من مدينة حمص."
    assert [claim.state for claim in find_claims(text, read_statements(text))] == ["partly held"]


def test_a_reporter_who_went_in_is_no_army() -> None:
    text = "كتبت الصحفية هدى المصري: «دخلت إلى حمص صباح اليوم ولم أجد ماء»."
    assert find_claims(text, read_statements(text)) == []


def test_a_hill_is_held_by_whoever_the_text_says() -> None:
    text = "وقال مصدر عسكري إن الجيش استعاد تبة الديك، وقال ناشط إن تبة الديك ما زالت بيد الحوثيين."
    assert [(claim.place, claim.actor) for claim in find_claims(text, read_statements(text))] == [
        ("تبة الديك", "الجيش"),
        ("تبة الديك", "الحوثيين"),
    ]
