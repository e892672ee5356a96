"""Same claims and contradictions: slots decide, never the order in which claims come or in how many parts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawatur.claims import EventClaim, Origin, read_event_claims
from tawatur.claims.grouping import ClaimGroup, bounds, group_claims, states_exclude
from tawatur.statements import read_statements

NOON = datetime(2024, 12, 5, 12, tzinfo=UTC)


def said(text: str, hours: float = 0, who: str = "a") -> EventClaim:
    (claim,) = read_event_claims(
        text,
        read_statements(text),
        origin=Origin(name=f"x/{who}{hours}", voice=who),
        said_at=NOON + timedelta(hours=hours),
    )
    return claim


def groups(*claims: EventClaim) -> list[ClaimGroup]:
    return group_claims(claims)


def kinds(found: list[ClaimGroup]) -> set[str]:
    return {each.kind for group in found for each in group.contradictions}


CLAIMS = st.lists(
    st.builds(
        said,
        st.sampled_from(
            [
                "مقتل 3 أشخاص في عجلون", "مقتل 12 شخصا في عجلون", "مقتل أكثر من 10 أشخاص في عجلون", "مقتل نحو 12 شخصا في عجلون",
                "لا قتلى في عجلون", "مقتل 3 أشخاص في إربد", "دخلت القوات مدينة حمص", "القوات في طريقها إلى مدينة حمص",
                "لم تدخل القوات مدينة حمص", "إصابة 4 آخرين في عجلون", "توقع سيول في عجلون", "أنباء عن سيول في عجلون",
            ]
        ),
        st.sampled_from([0, 0.5, 2, 5, 30, 200]),
        st.sampled_from(["a", "b", "c"]),
    ),
    max_size=12,
)  # fmt: skip


@given(CLAIMS, st.randoms(use_true_random=False))
def test_order_and_repetition_change_nothing(claims: list[EventClaim], chance: object) -> None:
    shuffled = [*claims, *claims[:3]]
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert group_claims(shuffled) == group_claims(claims)


@given(CLAIMS)
def test_every_claim_is_in_one_group_and_contradictions_are_mutual(claims: list[EventClaim]) -> None:
    found = group_claims(claims)
    assert sorted(map(repr, set(claims))) == sorted(repr(claim) for group in found for claim in group.claims)
    assert len({group.id for group in found}) == len(found)
    told = {(group.id, each.kind, each.other) for group in found for each in group.contradictions}
    assert told == {(other, kind, one) for one, kind, other in told}


def test_the_same_claim_of_two_voices_is_one_with_its_first_appearance() -> None:
    (group,) = groups(said("مقتل 3 أشخاص في عجلون", 2, "b"), said("عجلون: 3 قتلى", 1, "a"))
    assert (group.voices, group.origins, group.first_at) == (2, 2, NOON + timedelta(hours=1))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param("مقتل 3 أشخاص في عجلون", "مقتل 3 أشخاص في إربد", id="place"),
        pytest.param("مقتل 3 أشخاص في عجلون", "إصابة 3 أشخاص في عجلون", id="event"),
        pytest.param("إغلاق المدارس في عجلون", "إغلاق الطريق في عجلون", id="what-it-happens-to"),
        pytest.param("سيول في عجلون", "توقع سيول في عجلون", id="future"),
    ],
)
def test_slots_that_differ_keep_claims_apart(first: str, second: str) -> None:
    found = groups(said(first, 0, "a"), said(second, 0, "b"))
    assert len(found) == 2
    assert kinds(found) == set()


def test_a_loose_number_joins_the_one_exact_number_that_it_allows() -> None:
    exact, loose = said("مقتل 12 شخصا في عجلون", 0, "a"), said("مقتل أكثر من 10 أشخاص في عجلون", 0.5, "b")
    (group,) = groups(exact, loose)
    assert group.quantity is not None
    assert group.quantity.low == Decimal(12)
    assert len(groups(exact, said("مقتل 14 شخصا في عجلون", 0, "c"), loose)) == 3  # it allows both, so it joins none


def test_numbers_of_one_hour_exclude_each_other() -> None:
    assert kinds(groups(said("مقتل 3 أشخاص في عجلون", 0, "a"), said("مقتل 12 شخصا في عجلون", 0.5, "b"))) == {"number"}


def test_a_count_that_grows_is_no_contradiction_and_one_that_falls_is() -> None:
    assert kinds(groups(said("مقتل 3 أشخاص في عجلون", 0, "a"), said("مقتل 12 شخصا في عجلون", 5, "b"))) == set()
    assert kinds(groups(said("مقتل 12 شخصا في عجلون", 0, "a"), said("مقتل 3 أشخاص في عجلون", 5, "b"))) == {"number"}


def test_some_of_the_dead_are_not_all_of_them() -> None:
    assert kinds(groups(said("مقتل 9 أشخاص في عجلون", 0, "a"), said("مقتل 2 امرأة في عجلون", 0, "b"))) == set()


def test_two_rescues_are_two_events() -> None:
    assert kinds(groups(said("إنقاذ 9 أشخاص في عجلون", 0, "a"), said("إنقاذ 25 شخصا في عجلون", 0, "b"))) == set()


def test_a_denial_contradicts_what_is_affirmed() -> None:
    assert kinds(groups(said("لا قتلى في عجلون", 0, "a"), said("مقتل 3 أشخاص في عجلون", 1, "b"))) == {"denial"}
    assert kinds(groups(said("لم تدخل القوات مدينة حمص", 0, "a"), said("دخلت القوات مدينة حمص", 1, "b"))) == {"denial"}


def test_an_advance_told_in_its_order_is_no_contradiction() -> None:
    coming, inside = "القوات في طريقها إلى مدينة حمص", "دخلت القوات مدينة حمص"
    assert kinds(groups(said(coming, 0, "a"), said(inside, 2, "b"))) == set()
    assert kinds(groups(said(inside, 0, "a"), said(coming, 2, "b"))) == {"state"}
    assert states_exclude("entering", None, "approaching", None)


def test_who_is_on_the_way_may_stand_at_the_gates() -> None:
    # "Move quickly towards the city" behind "at its gates" was told as a conflict; nobody says that anybody is inside.
    coming, there = "القوات في طريقها إلى مدينة حمص", "القوات على أبواب مدينة حمص"
    assert kinds(groups(said(there, 0, "a"), said(coming, 1, "b"))) == set()
    assert not states_exclude("at the gates", None, "announced", None)
    assert states_exclude("lost", None, "at the gates", None)


def test_what_happens_again_after_days_is_another_event() -> None:
    found = groups(said("مقتل 12 شخصا في عجلون", 0, "a"), said("مقتل 3 أشخاص في عجلون", 200, "b"))
    assert len(found) == 2
    assert kinds(found) == set()


def test_two_figures_of_one_text_are_no_contradiction() -> None:
    text = "مقتل 9 أشخاص في عجلون. مقتل 3 أشخاص في عجلون."
    claims = read_event_claims(text, [], origin=Origin(name="مقال"), said_at=NOON)
    assert kinds(group_claims(claims)) == set()


@given(st.decimals(1, 1000, places=0), st.sampled_from(["eq", "gt", "ge", "lt", "le", "approx", "range"]))
def test_a_number_allows_itself(value: Decimal, relation: str) -> None:
    low, high = bounds(value, value, relation)
    assert low <= value <= high
