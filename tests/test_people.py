"""People: names found in company, short names resolved, things named after people left out; invented sentences."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawatur.arabic import find_people


@pytest.mark.parametrize(
    ("text", "names"),
    [
        pytest.param("قال الطبيب رامز الحداد إن القسم ممتلئ", ["رامز الحداد"], id="title-and-name"),
        pytest.param("وزير النقل الليبي سالم بن عيسى يستقيل", ["سالم بن عيسى"], id="title-with-nationality"),
        pytest.param("زار أبو سامر الحمصي جاره", ["أبو سامر الحمصي"], id="kunya"),
        pytest.param("التقى محمد العلي ومحمد بن حسن", ["محمد العلي", "محمد بن حسن"], id="joined-by-and"),
        pytest.param("كتبت هدى عبد الرحمن رسالة", ["هدى عبد الرحمن"], id="woman-and-servant-of"),
        pytest.param("السفير يورغن كلاوسن غادر", ["يورغن كلاوسن"], id="foreign-behind-title"),
        pytest.param("غير بيدرسن يصل", ["غير بيدرسن"], id="geir"),
        pytest.param("لا أحد غير الجيران سمع", [], id="other-than"),
        pytest.param("صلوا في جامع خالد بن الوليد", [], id="mosque"),
        pytest.param("شهر رمضان على الأبواب", [], id="month"),
        pytest.param("فرقة السلطان مراد تنفي", [], id="brigade-named-after-a-sultan"),
        pytest.param("أمل كبير وحسن نية", [], id="ordinary-words"),
        pytest.param("شكرا @SaraNasser_99 على النشر", ["Sara Nasser"], id="handle"),
        pytest.param("شكرا @newsroom على النشر", [], id="handle-without-a-name"),
    ],
)
def test_names_in_company_are_people(text, names):
    assert [person.name for person in find_people(text)] == names


def test_a_short_name_is_the_person_named_in_full():
    text = "حضر بشار الأسد. ثم تحدث الأسد وخرج"
    people = find_people(text)
    assert [text[slice(*person.span)] for person in people] == ["بشار الأسد", "الأسد"]
    assert {person.name for person in people} == {"بشار الأسد"}


def test_two_people_with_one_family_name_stay_apart():
    people = find_people("جاء سامي الحداد ومنى الحداد ثم تحدث الحداد")
    assert [person.name for person in people] == ["سامي الحداد", "منى الحداد"]


@given(st.lists(st.sampled_from("قال محمد الوزير أبو بن عبد الله و علي الحداد . @AliSami في رمضان شهر".split())))
def test_spans_are_in_order_and_do_not_overlap(parts):
    text = " ".join(parts)
    spans = [person.span for person in find_people(text)]
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))
    assert all(0 <= start < end <= len(text) for start, end in spans)
