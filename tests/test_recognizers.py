"""The score on the Recognizers-Text cases: what it calls right, and that the list of rejected cases is sound."""

from __future__ import annotations

import json

import pytest

import score_recognizers
from score_recognizers import is_right, read_cases, read_rejected, score


def case(text, words, kind, value=None, **more):
    """An invented case in the suite's own form."""
    result = {"Text": words, "Start": text.find(words), "Length": len(words), "Type": kind}
    if value is not None:
        result["Value"] = {"Timex": "", "FutureResolution": value, "PastResolution": value}
    return {"Input": text, "Context": {"ReferenceDateTime": "2024-12-05T20:00:00"}, "Results": [result], **more}


def test_a_case_is_right_when_words_and_window_are():
    assert is_right(case("نعود غدا", "غدا", "date", {"date": "2024-12-06"}))[0]
    assert not is_right(case("نعود غدا", "غدا", "date", {"date": "2024-12-07"}))[0]
    assert not is_right(case("نعود غدا", "نعود غدا", "date", {"date": "2024-12-06"}))[0]


def test_a_preposition_at_the_edge_does_not_matter():
    assert is_right(case("نعود في 8 كانون الأول", "في 8 كانون الأول", "date", {"date": "2024-12-08"}))[0]


def test_a_window_is_not_compared_where_the_suite_does_not():
    assert is_right(case("نعود غدا", "غدا", "date", {"date": "1999-01-01"}, IgnoreResolution="true"))[0]


def test_a_moment_must_be_that_minute_and_a_range_must_begin_and_end_there():
    clock = case("نلتقي غدا الساعة 9 صباحا", "غدا الساعة 9 صباحا", "datetime", {"dateTime": "2024-12-06 09:00:00"})
    assert is_right(clock)[0]
    week = {"startDate": "2024-12-09", "endDate": "2024-12-16"}
    assert is_right(case("نسافر الأسبوع القادم", "الأسبوع القادم", "daterange", week))[0]
    assert not is_right(case("نسافر الأسبوع القادم", "الأسبوع القادم", "daterange", week | {"endDate": "2024-12-20"}))[
        0
    ]


def test_a_length_of_time_is_a_quantity_of_its_seconds():
    assert is_right(case("نغيب لمدة 3 ساعات", "3 ساعات", "duration", {"duration": "10800"}))[0]
    assert not is_right(case("نغيب لمدة 3 ساعات", "3 ساعات", "duration", {"duration": "180"}))[0]


def test_where_nothing_is_expected_nothing_may_be_found():
    assert is_right({"Input": "لا موعد هنا", "Results": []})[0]
    assert not is_right({"Input": "نعود غدا", "Results": []})[0]


def test_rejected_cases_are_left_out_and_counted(tmp_path):
    folder = tmp_path / "Specs" / "DateTime" / "Arabic"
    folder.mkdir(parents=True)
    cases = [case("نعود غدا", "غدا", "date"), case("كل يوم", "كل يوم", "set")]
    (folder / "Tiny.json").write_text(json.dumps(cases), encoding="utf-8")
    result = score(tmp_path, rejected={("Tiny", 1): "repetition"})
    assert (result.accepted, result.rejected, result.right) == (1, 1, 1)
    assert score(tmp_path, rejected={}).right == 1


def test_a_case_cannot_be_rejected_twice(tmp_path):
    listed = tmp_path / "rejected.tsv"
    listed.write_text("file\treason\tcases\nTiny\ta\t0-3\nTiny\tb\t2\n", encoding="utf-8")
    with pytest.raises(ValueError, match="case 2 of Tiny is rejected twice"):
        read_rejected(listed)


@pytest.mark.shared
def test_every_rejected_case_is_one_of_the_suite_and_most_of_the_others_are_right(shared):
    folder = shared / "data" / "arabic" / "recognizers-text-specs"
    known = {(name, index) for name, index, _ in read_cases(folder)}
    rejected = read_rejected()
    assert len({name for name, _ in known}) == 21
    assert rejected.keys() <= known
    result = score(folder)
    assert result.accepted + len(rejected) == len(known)
    assert 100 * result.right / result.accepted >= 85


def test_every_reason_is_explained_in_the_list():
    head = [line for line in score_recognizers.REJECTED.read_text(encoding="utf-8").splitlines() if line[0] == "#"]
    explained = {line.removeprefix("#   ").partition(":")[0] for line in head if line.startswith("#   ")}
    assert set(read_rejected().values()) == explained
