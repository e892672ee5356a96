"""Evidence: what is kept comes back byte for byte, once, with its custody; ids, measurements, bounds. Records invented."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawatur.errors import EvidenceError, InputError
from tawatur.evidence import Batch, Evidence, label
from tawatur.evidence.custody import MAX_LOCATOR, encode_line, parse_line
from tawatur.evidence.merkle import make_root
from tawatur.evidence.segments import MAX_RECORD

NOW = datetime(2024, 12, 5, 17, 0, 32, tzinfo=UTC)
AWKWARD = [
    b"",
    b"\x00\x00",
    b"\n",
    b"no line end",
    b"ends with one\n",
    b"\xff\xfe not UTF-8",
    b"record 0 5 " + b"0" * 64 + b"\nfalse\n",
    b"index 1\nend 0 " + b"0" * 64 + b"\n",
    "قال شاهد متخيل".encode(),
]


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "evidence"


@pytest.fixture
def evidence(folder):
    return Evidence(folder, writable=True)


def keep(evidence, records=(b"one", b"two"), **changes) -> Batch:
    given = {"source": "x-v1", "locator": "homs.ndjson", "media_type": "application/json", "level": "E1", "at": NOW}
    return evidence.keep(list(records), **{**given, **changes})


def digest(data):
    return sha256(data).hexdigest()


def test_records_come_back_in_order_and_byte_for_byte(evidence, folder):
    batch = keep(evidence, AWKWARD)
    expected = [(digest(data), data) for data in AWKWARD]
    assert list(evidence.records(batch)) == expected
    assert list(Evidence(folder).records(batch)) == expected
    assert evidence.verify().problems == ()


@given(st.lists(st.binary(max_size=300), max_size=12))
def test_any_bytes_come_back(tmp_path_factory, records):
    evidence = Evidence(tmp_path_factory.mktemp("any"), writable=True)
    batch = keep(evidence, records)
    assert [data for _, data in evidence.records(batch)] == records
    assert (batch.records, batch.bytes) == (len(records), sum(map(len, records)))
    assert evidence.verify().problems == ()


def test_the_root_of_a_batch_is_the_tree_over_its_digests(evidence):
    batch = keep(evidence, AWKWARD)
    assert batch.root == make_root(sha256(data).digest() for data in AWKWARD).hex()


def test_a_record_can_be_cut_out_by_hand(evidence, folder):
    batch = keep(evidence, AWKWARD)
    segment = (folder / "raw" / f"{batch.segment}.records").read_bytes()
    for data in AWKWARD:
        kept = evidence.read(digest(data))
        assert segment[kept.offset :][: len(data)] == data
    assert digest(segment) == batch.sha256


def test_custody_is_one_readable_line_a_batch_chained_by_hashes(evidence, folder):
    first, second = keep(evidence), keep(evidence, [b"three"], options={"columns": "id,text"}, actor="Layla")
    lines = (folder / "custody.jsonl").read_bytes().splitlines()
    values = [json.loads(line) for line in lines]
    assert [each["prev"] for each in values] == ["0" * 64, first.hash]
    assert values[1]["hash"] == second.hash == digest(lines[1].rpartition(b',"hash":')[0])
    assert values[1]["options"] == [["columns", "id,text"]]
    assert (values[1]["actor"], values[1]["at"]) == ("Layla", "2024-12-05T17:00:32.000000Z")
    assert evidence.root() == make_root(lines).hex() == Evidence(folder).root()


def test_the_same_records_again_are_the_first_batch_and_write_nothing(evidence, folder):
    batch = keep(evidence)
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    again = Evidence(folder, writable=True)
    assert keep(again, locator="copy.ndjson", at=NOW + timedelta(days=1)) == batch == keep(evidence)
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()} == {
        path: time for path, time in before.items() if path.is_file()
    }


def test_records_read_in_another_way_are_a_new_batch_and_the_last_reading_is_the_one_known(evidence):
    wrong, right = keep(evidence, options={"columns": "a"}), keep(evidence, options={"columns": "b"})
    assert wrong != right == keep(evidence, options={"columns": "b"})
    assert keep(evidence, options={"columns": "a"}) not in {wrong, right}, "going back is a new reading, too"


def test_the_same_records_of_another_source_or_in_another_order_are_another_batch(evidence):
    batches = [keep(evidence), keep(evidence, source="x-v2"), keep(evidence, [b"two", b"one"])]
    assert evidence.batches() == tuple(batches)
    assert len({batch.segment for batch in batches}) == 3


def test_a_reader_sees_what_is_appended_after_it_opened(evidence, folder):
    keep(evidence)
    reader = Evidence(folder)
    assert len(reader.batches()) == 1
    keep(evidence, [b"three"])
    assert len(reader.batches()) == 2
    assert reader.read(digest(b"three")).batch.seq == 2


def test_a_record_is_found_by_id_label_and_prefix(evidence):
    keep(evidence, AWKWARD)
    for data in AWKWARD:
        record_id = digest(data)
        for written in (
            record_id,
            label(record_id),
            label(record_id).lower(),
            record_id[:12].upper(),
            f" {record_id}\n",
        ):
            assert evidence.read(written).data == data


def test_a_record_in_two_batches_is_read_from_its_first_capture(evidence):
    keep(evidence, [b"one"])
    keep(evidence, [b"zero", b"one"])
    assert (evidence.read(digest(b"one")).batch.seq, evidence.read(digest(b"one")).position) == (1, 0)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        pytest.param("e3b0", "no record id", id="short"),
        pytest.param("../../etc/passwd", "no record id", id="path"),
        pytest.param("EV-123", "no record id", id="label"),
        pytest.param("0" * 64, "no such record", id="unknown"),
        pytest.param("EV-AAAAAAAAAA", "no such record", id="unknown-label"),
    ],
)
def test_an_id_that_leads_nowhere_says_what_to_give(evidence, written, told):
    keep(evidence)
    with pytest.raises(InputError, match=told):
        evidence.read(written)


def test_an_ambiguous_prefix_names_the_candidates(evidence):
    by_prefix: dict[str, bytes] = {}
    for number in range(100_000):  # two digests that share 6 characters: about 24 bits, found in some thousands
        data = b"%d" % number
        other = by_prefix.setdefault(digest(data)[:6], data)
        if other != data:
            break
    keep(evidence, [data, other])
    with pytest.raises(InputError, match="2 records start so"):
        evidence.read(digest(data)[:6])


def test_a_label_is_ten_base32_characters():
    assert label(digest(b"")) == "EV-4OYMIQUY7Q"


def test_equal_measurements_are_one_record(evidence):
    first = evidence.measure("share", {"tag": "حمص", "from": NOW}, ["3", "1", "2", "1"], {"low": 0.25, "n": Decimal(3)})
    again = evidence.measure(
        "share", {"from": NOW, "tag": "حمص"}, iter(["1", "2", "3"]), {"n": Decimal(3), "low": 0.25}
    )
    assert first == again
    assert len(evidence.batches()) == 1
    assert (first.posts, first.post_ids_sha256) == (3, digest(b"1\n2\n3"))
    stored = evidence.read(first.record_id)
    assert json.loads(stored.data)["result"] == {"low": 0.25, "n": "3"} == first.result
    assert stored.batch.action == "measure"


@pytest.mark.parametrize("result", [float("nan"), object(), {1: {2}}, datetime(2024, 1, 1)], ids=str)  # noqa: DTZ001
def test_a_measurement_that_is_no_json_is_refused(evidence, result):
    with pytest.raises(InputError, match="no JSON"):
        evidence.measure("share", {}, [], result)
    assert evidence.batches() == ()


def test_no_records_are_a_batch_too(evidence):
    batch = keep(evidence, [])
    assert batch.root == digest(b"")
    assert list(evidence.records(batch)) == []
    assert evidence.verify().problems == ()


def test_a_record_of_64_mib_is_kept_and_a_larger_one_refused(evidence):
    largest = bytes(MAX_RECORD)
    batch = keep(evidence, [largest, b"small"])
    assert [len(data) for _, data in evidence.records(batch)] == [MAX_RECORD, 5]
    with pytest.raises(InputError, match="record 1: 67,108,865 bytes"):
        keep(evidence, [b"", largest + b"\x00"])
    assert len(evidence.batches()) == 1


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        pytest.param("exports/homs.ndjson", "exports/homs.ndjson", id="relative"),
        pytest.param("/home/editor/secret/homs.ndjson", "homs.ndjson", id="absolute"),
        pytest.param("C:\\Users\\editor\\homs.ndjson", "homs.ndjson", id="windows"),
        pytest.param("file:///home/editor/homs.ndjson", "homs.ndjson", id="file-address"),
        pytest.param("https://me:pass@example.org/a?b=c@d", "https://example.org/a?b=c@d", id="password"),
        pytest.param("two\nlines\N{RIGHT-TO-LEFT OVERRIDE}", "two\nlines\N{RIGHT-TO-LEFT OVERRIDE}", id="controls"),
        pytest.param("bad\udcffname", "bad\udcffname", id="undecodable"),
    ],
)
def test_a_locator_gives_nothing_private_away_and_stays_on_its_line(evidence, folder, written, kept):
    keep(evidence, locator=written)
    assert Evidence(folder).batches()[0].locator == kept
    line = (folder / "custody.jsonl").read_text(encoding="utf-8")
    assert line.count("\n") == 1
    assert not {"\N{RIGHT-TO-LEFT OVERRIDE}", "\r", "\x00"} & set(line)


def test_an_endless_locator_is_cut_with_its_length(evidence):
    locator = keep(evidence, locator="a" * 10_000).locator
    assert len(locator) < MAX_LOCATOR + 50
    assert "10,000 characters" in locator


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"options": {"header": "x" * 70_000}}, id="options-too-long"),
        pytest.param({"options": [("header", 3)]}, id="options-no-text"),
        pytest.param({"source": ""}, id="no-source"),
        pytest.param({"source": "x" * 1_000}, id="long-source"),
        pytest.param({"level": "E9"}, id="level"),
        pytest.param({"at": datetime(2024, 1, 1)}, id="no-zone"),  # noqa: DTZ001
    ],
)
def test_what_custody_cannot_hold_is_refused_and_nothing_is_kept(evidence, changes):
    with pytest.raises(InputError):
        keep(evidence, **changes)
    assert evidence.batches() == ()
    assert evidence.verify().problems == ()


def test_capture_times_are_utc(evidence):
    batch = keep(evidence, at=NOW.astimezone(timezone(timedelta(hours=3))))
    assert batch.at == NOW
    assert batch.at.utcoffset() == timedelta(0)


@given(st.text(max_size=60), st.dictionaries(st.text(max_size=8), st.text(max_size=20), max_size=4))
def test_a_custody_line_is_one_line_and_reads_back(text, options):
    values = {
        "seq": 1, "at": NOW, "actor": "desk", "tool": "tawatur", "action": "capture", "source": "x", "locator": text,
        "options": tuple(options.items()), "level": "E1", "media_type": "text/plain", "segment": "00000001-" + "0" * 16,
        "sha256": "0" * 64, "root": "0" * 64, "records": 0, "bytes": 0, "prev": "0" * 64,
    }  # fmt: skip
    line, line_hash = encode_line(values)
    assert parse_line(line) == Batch(**values, hash=line_hash)
    assert len(line.decode("utf-8").splitlines()) == 1


def test_reading_needs_a_folder_and_writing_needs_the_right_mode(tmp_path, folder):
    with pytest.raises(InputError, match="no evidence here"):
        Evidence(tmp_path / "missing")
    keep(Evidence(folder, writable=True))
    with pytest.raises(EvidenceError, match="reading only"):
        keep(Evidence(folder), [b"new"])


def test_an_empty_archive_reads_as_empty(evidence, folder):
    assert evidence.batches() == ()
    assert evidence.root() == digest(b"")
    assert Evidence(folder).verify().problems == ()


def test_a_custody_file_that_may_not_be_read_is_a_clear_error(evidence, folder, monkeypatch):
    keep(evidence)

    def refuse(path):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("tawatur.evidence.segments.open_file", refuse)
    with pytest.raises(InputError, match=r"custody\.jsonl: cannot be read .Permission denied"):
        Evidence(folder).batches()
    with pytest.raises(InputError, match="Permission denied"):
        Evidence(folder, writable=True)
    problems = Evidence(folder).verify().problems
    assert problems[0].kind == "unreadable"
    assert str(folder) not in str(problems)
