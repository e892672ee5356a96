"""Claims of events: what is said to have happened, where, how many, how firmly, by whom."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from growth import processor_seconds
from hypothesis import given
from hypothesis import strategies as st

from tawatur.arabic.places import find_places
from tawatur.arabic.tables import read_table
from tawatur.claims import EventClaim, Origin, event_classes, read_event_claims
from tawatur.claims.posts import claims_of_post
from tawatur.posts import Post, PostId, Reference
from tawatur.statements import read_statements
from tawatur.timeline.wording import describe, event_word

SAID_AT = datetime(2024, 12, 5, 17, tzinfo=UTC)
ORIGIN = Origin(name="مقال")
WORDS = st.sampled_from(
    "مقتل إصابة قتلى 12 شخصا و3 إلى ارتفاع عدد الضحايا سيول أمطار #سيول_الأردن في عجلون مدينة مرجانة لم قد لا نفى أنباء عن "
    "اللهم سيطرت القوات على إغلاق الطريق المدارس غدا . ، ؟ ( ) قال سامر : « »".split()
)
PASSAGES = st.lists(WORDS, max_size=40).map(" ".join)


def claims(text: str, said_at: datetime | None = SAID_AT) -> list[EventClaim]:
    return read_event_claims(text, read_statements(text), origin=ORIGIN, said_at=said_at)


def only(text: str) -> EventClaim:
    found = claims(text)
    assert len(found) == 1, found
    return found[0]


def number(claim: EventClaim) -> tuple[str, str, str | None] | None:
    quantity = claim.quantity
    return quantity and (quantity.relation, str(quantity.low or quantity.high), quantity.unit)


@pytest.mark.parametrize(
    ("text", "event", "about", "expected"),
    [
        pytest.param("مقتل 12 شخصا في عجلون", "killed", None, ("eq", "12", "شخص"), id="death-of"),
        pytest.param("ارتفاع عدد ضحايا السيول في عجلون إلى 7", "killed", None, ("eq", "7", "ضحية"), id="rises-to"),
        pytest.param("أكثر من 20 جريحا في عجلون", "injured", None, ("gt", "20", "جريح"), id="unit-alone"),
        pytest.param("ما يصل إلى 40 مهاجرا غرقوا قرب عجلون", "killed", None, ("le", "40", "مهاجر"), id="drowned"),
        pytest.param("وفاة 8 أنفس في عجلون", "killed", None, ("eq", "8", "نفس"), id="souls"),
        pytest.param("أودت الحادثة بحياة 12 شخصا في عجلون", "killed", None, ("eq", "12", "شخص"), id="took-the-lives"),
        pytest.param("9 أرواح أزهقت في عجلون", "killed", None, ("eq", "9", "روح"), id="lives-lost"),
        pytest.param("تحديد هوية حالة الوفاة الوحيدة في عجلون", "killed", None, ("eq", "1", "وفاة"), id="the-only-one"),
        pytest.param("23 شخصا عالقون في عجلون", "trapped", None, ("eq", "23", "شخص"), id="word-behind"),
        pytest.param("نزوح 500 عائلة من عجلون", "displaced", None, ("eq", "500", "عائلة"), id="families"),
        pytest.param("تعليق الدراسة في عجلون", "closure", "school", None, id="school"),
        pytest.param("إغلاق الطريق الصحراوي في عجلون", "closure", "road", None, id="road"),
        pytest.param("انهيار جسر في عجلون", "destruction", "bridge", None, id="bridge"),
        pytest.param("أمطار غزيرة على عجلون", "weather", None, None, id="rain"),
        pytest.param("إعلان حالة الطوارئ في عجلون", "emergency", None, None, id="phrase"),
    ],
)
def test_each_class_is_read_with_its_number_and_place(
    text: str, event: str, about: str | None, expected: tuple[str, str, str | None] | None
) -> None:
    claim = only(text)
    assert (claim.event, claim.about, number(claim)) == (event, about, expected)
    assert claim.place is not None
    assert claim.place.name == "Ajlun"
    assert (claim.polarity, claim.modality) == ("affirmed", "certain")


@pytest.mark.parametrize(
    ("text", "polarity", "modality"),
    [
        pytest.param("نفى المحافظ وقوع أي ضحايا في عجلون", "denied", "certain", id="denies"),
        pytest.param("لا قتلى في عجلون", "denied", "certain", id="none"),
        pytest.param("انتهاء حالة الطوارئ في عجلون", "denied", "certain", id="ended"),
        pytest.param("أنباء عن مفقودين في عجلون", "affirmed", "reported", id="rumoured"),
        pytest.param("مخاوف من سيول في عجلون", "affirmed", "possible", id="feared"),
        pytest.param("توقع أمطار غزيرة على عجلون", "affirmed", "future", id="foretold"),
        pytest.param("وقد قتل 3 أشخاص في عجلون", "affirmed", "certain", id="qad-with-past"),
        pytest.param("لا صحة لما يتداول عن انهيار جسر في عجلون", "denied", "reported", id="no-truth"),
        pytest.param("خبر انهيار جسر في عجلون عار عن الصحة", "denied", "certain", id="untrue-behind"),
        pytest.param("نفت الوزارة ما تردد عن وقوع قتلى في عجلون", "denied", "reported", id="denies-a-rumour"),
        pytest.param("نفت الهيئة تأخرها في التنبيه بالأمطار في عجلون", "affirmed", "certain", id="denies-another"),
        pytest.param("نحذر من سيول في عجلون", "affirmed", "future", id="we-warn"),
        pytest.param("احذروا السيول في عجلون", "affirmed", "future", id="beware"),
        pytest.param("تنبيه متقدم من الأرصاد: هطول أمطار على عجلون", "affirmed", "future", id="head-of-a-warning"),
        pytest.param("إعلان حالة الطوارئ في عجلون", "affirmed", "certain", id="state-is-no-condition"),
    ],
)
def test_how_firmly_it_is_said(text: str, polarity: str, modality: str) -> None:
    claim = only(text)
    assert (claim.polarity, claim.modality) == (polarity, modality)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("هل وقع قتلى في عجلون؟", id="asked"),
        pytest.param("في حال انقطاع الكهرباء في عجلون", id="in-case"),
        pytest.param("إذا انهار الجسر في عجلون", id="if"),
        pytest.param("لو وقع قتلى في عجلون", id="if-unreal"),
        pytest.param("ما لم يغلق الطريق في عجلون", id="unless"),
        pytest.param("ابتعدوا أثناء هطول الأمطار في عجلون", id="whenever"),
        pytest.param("اللهم ارحم قتلى عجلون", id="prayed"),
        pytest.param("تعطلت الكهرباء بسبب الأمطار في عجلون", id="cause"),
        pytest.param("انتهى موسم الأمطار في عجلون", id="season"),
        pytest.param("علق الوزير على صورة من عجلون", id="commented"),
        pytest.param("غادر الوافدون عجلون على متن 27 رحلة", id="aboard"),
    ],
)
def test_what_is_not_asserted_is_no_claim(text: str) -> None:
    assert claims(text) == []


@pytest.mark.parametrize(
    ("text", "event", "expected"),
    [
        pytest.param("At least 40 people confirmed dead after the blast", "killed", ("ge", "40", "شخص"), id="phrase"),
        pytest.param("Death toll from the storm rises to 2,310", "killed", ("eq", "2310", "قتيل"), id="toll-to"),
        pytest.param("Death toll climbs above 900, police say", "killed", ("gt", "900", "قتيل"), id="toll-above"),
        pytest.param("Injuries now at 71; 5 critical", "injured", ("eq", "71", "جريح"), id="injuries-at"),
        pytest.param("12 bodies retrieved from the tower", "recovered", ("eq", "12", "جثة"), id="bodies"),
        pytest.param("A suspect is in custody", "arrested", None, id="custody"),
        pytest.param("The old tower collapsed at noon", "destruction", None, id="collapse"),
        pytest.param("Massive earthquake hits the valley", "quake", None, id="quake"),
    ],
)
def test_an_english_post_tells_events_too(text: str, event: str, expected: tuple[str, str, str | None] | None) -> None:
    found = [(claim.event, number(claim)) for claim in claims(text)]
    assert (event, expected) in found
    assert all(claim.modality == "certain" for claim in claims(text))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Pray for those injured", id="prayed"),
        pytest.param("If the bridge collapses, use the ferry", id="if"),
        pytest.param("The earthquake relief fund is open", id="only-describes"),
        pytest.param("The bombing suspects were named", id="suspects"),
        pytest.param("Were people killed in the market?", id="asked"),
    ],
)
def test_what_an_english_post_does_not_assert_is_no_claim(text: str) -> None:
    assert claims(text) == []


@pytest.mark.parametrize(
    ("text", "polarity", "modality"),
    [
        pytest.param("No deaths in the northern district", "denied", "certain", id="no"),
        pytest.param("Warning of flooding along the river", "affirmed", "future", id="warning"),
        pytest.param("Several reportedly killed in the market", "affirmed", "reported", id="reportedly"),
    ],
)
def test_how_firmly_an_english_post_says_it(text: str, polarity: str, modality: str) -> None:
    claim = only(text)
    assert (claim.polarity, claim.modality) == (polarity, modality)


def test_each_place_of_a_list_has_its_own_number() -> None:
    found = {claim.place.name: number(claim) for claim in claims("6 وفيات في عجلون، 2 وفاة في إربد") if claim.place}
    assert found == {"Ajlun": ("eq", "6", "وفاة"), "Irbid": ("eq", "2", "وفاة")}


def shown_number(claim: EventClaim) -> str | None:
    return f"{claim.quantity.relation} {claim.quantity.low}" if claim.quantity else None


def told(text: str) -> list[tuple[str, str | None, str | None]]:
    found = read_event_claims(text, [], origin=Origin(name="n"))
    return [(each.event, each.place.name if each.place else None, shown_number(each)) for each in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("مصرع طفلة وسيدتين في عجلون", [("killed", "Ajlun", "eq 3")], id="a-list-of-people"),
        pytest.param(
            "9 وفيات، 4 منها في عجلون و3 في ضيعة بعيدة",
            [("killed", None, "eq 9"), ("killed", "Ajlun", "eq 4"), ("killed", None, "eq 3")],
            id="parts-of-a-number",
        ),
        pytest.param(
            "تضرر 40 سيارة و 3 منازل في عجلون",
            [("destruction", "Ajlun", "eq 40"), ("destruction", "Ajlun", "eq 3")],
            id="two-things",
        ),
        pytest.param("العثور على 4 مفقودين في عجلون", [("found", "Ajlun", "eq 4")], id="found-is-not-missing"),
        pytest.param(
            "وفاة رجل غرقا في سيول عجلون",
            [("killed", "Ajlun", None), ("flooding", "Ajlun", None)],
            id="died-in-a-flood",
        ),
        pytest.param("إصابة 11 في سيول جديدة", [("injured", None, "eq 11"), ("flooding", None, None)], id="new-floods"),
        pytest.param("ارتفاع عدد #ضحايا #سيول_عجلون إلى 7 أشخاص", [("killed", "Ajlun", "eq 7")], id="word-in-a-tag"),
        pytest.param("اكتمال إصلاح خط كهرباء في عجلون", [], id="electricity-is-no-flight"),
        pytest.param("سقوط أشجار على الطريق في عجلون", [], id="trees-are-no-city"),
        pytest.param("إخلاء عائلة إلى عجلون", [("evacuated", None, None)], id="where-they-were-brought"),
        pytest.param(
            "عشرات الآلاف من السكان يهربون من عجلون", [("displaced", "Ajlun", "approx 10000")], id="a-crowd-that-flees"
        ),
        pytest.param("ضباط عاصفة الحزم في عجلون", [], id="name-of-an-operation"),
        pytest.param(
            "وفاة رجل، جراء العاصفة التي ضربت محافظة عجلون",
            [("killed", "Ajlun", None), ("weather", "Ajlun", None)],
            id="cause-behind-a-comma",
        ),
        pytest.param("مياه الأمطار تغمر شوارع عجلون", [("flooding", "Ajlun", None)], id="rain-water-that-floods"),
        pytest.param(
            "تعاملنا مع أكثر من 57 بلاغا أكثرها انتشال أشخاص في عجلون",
            [("recovered", "Ajlun", None)],
            id="reports-are-no-people",
        ),
        pytest.param("قال أحد قادتنا الأجلّاء في عجلون", [], id="honoured"),
        pytest.param("رفض تعليق جامعة عجلون على الأمر", [], id="comment"),
        pytest.param("لا يمكن تأكيد أو نفي الوفيات في عجلون", [], id="neither-confirmed-nor-denied"),
    ],
)
def test_numbers_and_places_go_where_they_belong(text: str, expected: list[tuple[str, str | None, str | None]]) -> None:
    assert told(text) == expected


def test_totals_and_their_parts_each_keep_their_place() -> None:
    text = "9 وفيات و6 مفقودين وفاة في عجلون 6 وفيات في مأدبا #سيول_الأردن"
    told = [(claim.event, claim.place and claim.place.name, number(claim)) for claim in claims(text)]
    assert told == [
        ("killed", "Jordan", ("eq", "9", "وفاة")), ("missing", "Jordan", ("eq", "6", "مفقود")), ("killed", "Ajlun", None),
        ("killed", "Madaba", ("eq", "6", "وفاة")),
    ]  # fmt: skip


def test_a_tag_that_tells_something_of_a_place_places_its_post() -> None:
    claim = only("ارتفاع عدد القتلى إلى 12 شخصا #عاجل #سيول_الأردن #مصر")
    assert claim.place is not None
    assert claim.place.name == "Jordan"


def test_the_place_of_a_foreign_tag_names_the_table_that_it_is_from() -> None:
    claim = only("مقتل 3 أشخاص #Ajlun")
    assert claim.place is not None
    assert (claim.place.name, claim.place.source) == ("Ajlun", find_places("مدينة عجلون")[0].source)


def test_a_name_with_another_meaning_is_a_place_of_the_country_that_the_tags_name() -> None:
    (claim,) = claims("مقتل 3 أشخاص في معان #سيول_الأردن")  # معان: meanings
    assert claim.place is not None
    assert (claim.place.name, claim.place.country) == ("Ma'an", "JO")


def test_others_hurt_beside_the_dead_are_not_on_top_of_earlier_ones() -> None:
    dead, hurt = claims("مقتل 7 أشخاص وإصابة 11 آخرين في عجلون")
    assert (dead.is_added, hurt.is_added) == (False, False)


def test_what_is_added_is_told_so() -> None:
    assert only("إصابة 11 آخرين في عجلون").is_added


def test_a_claim_belongs_to_whom_the_text_names() -> None:
    claim = only("قال سامر الحاج إن 3 أشخاص قتلوا في عجلون.")
    assert (claim.speaker, claim.said_at) == ("سامر الحاج", SAID_AT)


def test_today_is_a_day_of_the_place() -> None:
    claim = only("مقتل 3 أشخاص اليوم في عجلون")
    assert claim.start == datetime(2024, 12, 4, 21, tzinfo=UTC) or claim.start == datetime(2024, 12, 4, 22, tzinfo=UTC)
    assert claim.time_words == "اليوم"
    assert claim.at == SAID_AT  # it stands on the time line where it was first said
    assert claims("مقتل 3 أشخاص اليوم في عجلون", None)[0].at is None


def test_rain_takes_no_country() -> None:
    assert "control" not in {claim.event for claim in claims("أمطار غزيرة تجتاح عجلون")}
    assert "control" in {claim.event for claim in claims("قوات المعارضة تجتاح عجلون")}


def test_a_repost_stands_behind_the_account_that_it_repeats() -> None:
    post = Post(
        platform="x",
        post_id=PostId("1864716497341362317"),
        text="مقتل 3 أشخاص في عجلون",
        account_id="7",
        posted_at=SAID_AT,
    )
    repost = Post(
        platform="x", post_id=PostId("1864716497341362318"), text=post.text, account_id="8", posted_at=SAID_AT,
        repost_of=Reference(handle="Lina"),
    )  # fmt: skip
    assert [claim.origin.voice for claim in (*claims_of_post(post), *claims_of_post(repost))] == ["x:7", "x:lina"]


def test_every_class_has_words_in_both_languages() -> None:
    things = {row["event"] for row in read_table("events") if row["form"] == "thing"} - {"people"}
    for event in event_classes():
        assert event_word(event, None, "ar") != event
    for thing in things:
        assert "(" in event_word("closure", thing, "ar")


@given(PASSAGES)
def test_every_claim_is_a_range_of_the_text(text: str) -> None:
    for claim in claims(text):
        start, end = claim.span
        assert 0 <= start < end <= len(text)
        assert claim.event in event_classes()
        assert describe(claim, "ar") or claim.state is None
        if claim.quantity is not None:
            assert start <= claim.quantity.span[0] or claim.quantity.span[1] <= end


@given(PASSAGES)
def test_reading_again_gives_the_same(text: str) -> None:
    assert claims(text) == claims(text)


def test_a_long_text_without_a_stop_is_read_in_time_linear_in_it() -> None:
    def seconds(count: int) -> float:
        text = "مقتل 3 أشخاص #سيول_الأردن في عجلون " * count
        return processor_seconds(lambda: claims(text))

    seconds(20)
    short, long = seconds(150), seconds(1500)
    assert long < max(short, 0.01) * 40


def test_an_event_of_last_year_stands_where_it_was() -> None:
    claim = only("مقتل 3 أشخاص في عجلون في 5 كانون الأول 2020")
    assert claim.at is not None
    assert claim.at < SAID_AT - timedelta(days=1000)
