"""Verification: whatever one changes, drops, moves or puts in is found and named; what is lawful is not."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawatur.errors import EvidenceError, InputError
from tawatur.evidence import Evidence, Verification
from tawatur.evidence import verifying as verifying_module
from tawatur.evidence.custody import encode_line, parse_line
from tawatur.evidence.segments import encode, lay_out

NOW = datetime(2024, 12, 5, 17, 0, 32, tzinfo=UTC)
BATCHES = [
    [b'{"id":"1","text":"one"}', b"", b"\x00\n\xff", b"record 1 0\nof nothing", b"last"],
    [b"alone"],
    [],
    [b"a" * 2_000, b"b" * 3_000, b"c" * 10],
]
CUSTODY = "custody.jsonl"


class Files(dict[str, bytes]):
    """The files of an archive: path within it, content. Shown shortly when an example fails."""

    def __repr__(self) -> str:
        return f"<{len(self)} files>"


@pytest.fixture(autouse=True, scope="module")
def _no_grace():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(verifying_module, "GRACE_SECONDS", 0.0)
        yield


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> Files:
    """An archive of four batches."""
    folder = tmp_path_factory.mktemp("archive") / "evidence"
    evidence = Evidence(folder, writable=True)
    for records in BATCHES:
        keep(evidence, records)
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return Files({path.relative_to(folder).as_posix(): path.read_bytes() for path in paths})


@pytest.fixture(scope="module")
def segments(files) -> list[str]:
    return [name for name in files if name.startswith("raw/")]


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("altered")


def keep(evidence, records):
    return evidence.keep(records, source="x-v1", locator="a.ndjson", media_type="text/plain", level="E1", at=NOW)


def write(place: Path, files: dict[str, bytes]) -> Path:
    folder = place / "evidence"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "raw").mkdir(parents=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


def verify(place: Path, files: dict[str, bytes], **options: str) -> Verification:
    return Evidence(write(place, files)).verify(**options)


def kinds(verification: Verification) -> list[tuple[str, str, int | None]]:
    return [(problem.kind, problem.file, problem.record) for problem in verification.problems]


def frames(segment: bytes) -> tuple[list[bytes], bytes]:
    """The frames of a segment, each with its record, and what follows them."""
    index = segment.rindex(b"\nindex ") + 1
    starts = [int(line.split()[1]) for line in segment[index:].splitlines()[1:-1]]
    heads = [segment.rindex(b"\nrecord ", 0, start) + 1 for start in starts]
    return [segment[start:end] for start, end in pairwise([*heads, index])], segment[index:]


def test_an_archive_as_it_was_kept_has_no_problem(place, files):
    verification = verify(place, files)
    assert verification.problems == ()
    assert (verification.records, verification.batches) == (9, 4)
    assert verification.bytes == sum(len(data) for records in BATCHES for data in records)


@given(st.data())
def test_any_changed_byte_is_found_in_its_file(place, files, data):
    name = data.draw(st.sampled_from(sorted(files)))
    content = bytearray(files[name])
    at = data.draw(st.integers(0, len(content) - 1))
    content[at] ^= data.draw(st.integers(1, 255))
    assert name in {problem.file for problem in verify(place, {**files, name: bytes(content)}).problems}


@given(st.data())
def test_any_dropped_byte_is_found_in_its_file(place, files, data):
    name = data.draw(st.sampled_from(sorted(files)))
    at = data.draw(st.integers(0, len(files[name]) - 1))
    content = files[name][:at] + files[name][at + 1 :]
    assert name in {problem.file for problem in verify(place, {**files, name: content}).problems}


@given(st.data())
def test_any_inserted_byte_is_found_in_its_file(place, files, data):
    name = data.draw(st.sampled_from(sorted(files)))
    at = data.draw(st.integers(0, len(files[name])))
    content = files[name][:at] + data.draw(st.binary(min_size=1, max_size=1)) + files[name][at:]
    assert name in {problem.file for problem in verify(place, {**files, name: content}).problems}


@given(st.data())
def test_any_cut_of_a_file_is_found_in_its_file(place, files, segments, data):
    name = data.draw(st.sampled_from(segments))
    size = data.draw(st.integers(0, len(files[name]) - 1))
    found = verify(place, {**files, name: files[name][:size]}).problems
    assert {problem.file for problem in found} == {name}
    assert "truncated" in {problem.kind for problem in found}


@given(st.data())
def test_a_byte_of_a_record_is_named_with_its_record_and_no_other(place, files, segments, data):
    number = data.draw(st.sampled_from([0, 1, 3]))
    name = segments[number]
    parts, _ = frames(files[name])
    record = data.draw(st.sampled_from([at for at, body in enumerate(BATCHES[number]) if body]))
    length = len(BATCHES[number][record])
    start = files[name].index(parts[record]) + len(parts[record]) - 1 - length
    at = start + data.draw(st.integers(0, length - 1))
    how = data.draw(st.sampled_from(["changed", "dropped", "inserted"]))
    kept = {"changed": bytes([files[name][at] ^ 1]), "dropped": b"", "inserted": files[name][at : at + 1] * 2}[how]
    verification = verify(place, {**files, name: files[name][:at] + kept + files[name][at + 1 :]})
    assert kinds(verification) == [("changed", name, record)]
    assert verification.problems[0].offset in {start, start + length}  # a last byte doubled shows after the record
    assert verification.problems[0].offset == start or how == "inserted"
    assert verification.batches == 3


@pytest.mark.parametrize("record", range(5))
def test_a_dropped_record_is_named(place, files, segments, record):
    parts, rest = frames(files[segments[0]])
    content = b"".join([b"tawatur-segment 1\n", *parts[:record], *parts[record + 1 :], rest])
    assert kinds(verify(place, {**files, segments[0]: content})) == [("dropped", segments[0], record)]


@pytest.mark.parametrize("record", range(4))
def test_reordered_records_are_named(place, files, segments, record):
    parts, rest = frames(files[segments[0]])
    parts[record], parts[record + 1] = parts[record + 1], parts[record]
    content = b"".join([b"tawatur-segment 1\n", *parts, rest])
    assert kinds(verify(place, {**files, segments[0]: content})) == [("reordered", segments[0], record + 1)]


@pytest.mark.parametrize("record", range(5))
def test_a_record_put_in_is_named(place, files, segments, record):
    parts, rest = frames(files[segments[0]])
    foreign = b"record %d 3 %s\nnew\n" % (record, sha256(b"new").hexdigest().encode())
    for added in (foreign, parts[record], b"text without a frame\n"):
        content = b"".join([b"tawatur-segment 1\n", *parts[: record + 1], added, *parts[record + 1 :], rest])
        verification = verify(place, {**files, segments[0]: content})
        assert [problem.kind for problem in verification.problems] == ["inserted"]
        assert verification.problems[0].offset == len(b"".join([b"tawatur-segment 1\n", *parts[: record + 1]]))


@given(st.data())
def test_a_segment_written_anew_with_its_index_is_found(place, files, segments, data):
    """Frames and index fit each other; only custody knows better."""
    number = data.draw(st.sampled_from([0, 1, 3]))
    records = list(BATCHES[number])
    at = data.draw(st.integers(0, len(records) - 1))
    how = data.draw(st.sampled_from(["drop", "insert", "change", "reverse"]))
    if how == "drop":
        del records[at]
    elif how == "insert":
        records.insert(at, b"new")
    elif how == "change":
        records[at] += b"!"
    else:
        records.reverse()
    if records == BATCHES[number]:
        return
    layout = lay_out([sha256(each).digest() for each in records], [len(each) for each in records])
    verification = verify(place, {**files, segments[number]: b"".join(encode(records, layout))})
    wanted = {"drop": "dropped", "insert": "inserted", "change": "changed", "reverse": "changed"}[how]
    assert [(problem.kind, problem.file) for problem in verification.problems] == [(wanted, segments[number])]


def test_a_record_changed_with_its_frame_and_index_is_found(place, files, segments):
    old, new = (sha256(each).hexdigest().encode() for each in (b"alone", b"atone"))
    content = files[segments[1]].replace(b"alone", b"atone").replace(old, new)
    assert [each.kind for each in verify(place, {**files, segments[1]: content}).problems] == ["changed"]


def test_damage_outside_the_records_is_named_to_the_byte(place, files, segments):
    content = files[segments[3]]
    index = content.rindex(b"\nindex ") + 1
    for at in (3, index + 2, index + 10, len(content) - 2):
        altered = content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]
        (problem,) = verify(place, {**files, segments[3]: altered}).problems
        assert (problem.kind, problem.record, problem.offset) == ("changed", None, at)
    (problem,) = verify(place, {**files, segments[3]: content + b"more"}).problems
    assert (problem.kind, problem.offset) == ("inserted", len(content))


def test_a_dropped_swapped_copied_or_foreign_segment_is_named(place, files, segments):
    first, second = segments[0], segments[1]
    without = {name: content for name, content in files.items() if name != first}
    assert kinds(verify(place, without)) == [("dropped", first, None)]
    swapped = verify(place, {**files, first: files[second], second: files[first]})
    assert {problem.file for problem in swapped.problems} == {first, second}
    for name in ("raw/00000002-0123456789abcdef.records", "raw/notes.txt", "raw/.hidden", "raw/two\nlines"):
        (problem,) = verify(place, {**files, name: files[first]}).problems
        assert problem.kind == "inserted"
        assert problem.file == name.replace("\n", "\\n")


def test_a_segment_beyond_the_last_line_is_a_cut_of_custody(place, files, segments):
    lines = files[CUSTODY].splitlines(keepends=True)
    (problem,) = verify(place, {**files, CUSTODY: b"".join(lines[:-1])}).problems
    assert (problem.kind, problem.file, problem.seq) == ("truncated", CUSTODY, 4)


@pytest.mark.parametrize("line", range(3))
def test_a_dropped_custody_line_is_named(place, files, line):
    lines = files[CUSTODY].splitlines(keepends=True)
    del lines[line]
    (problem,) = verify(place, {**files, CUSTODY: b"".join(lines)}).problems
    assert (problem.kind, problem.file, problem.seq) == ("dropped", CUSTODY, line + 1)


@pytest.mark.parametrize("line", range(3))
def test_reordered_custody_lines_are_named(place, files, line):
    lines = files[CUSTODY].splitlines(keepends=True)
    lines[line], lines[line + 1] = lines[line + 1], lines[line]
    (problem,) = verify(place, {**files, CUSTODY: b"".join(lines)}).problems
    assert (problem.kind, problem.file, problem.seq) == ("reordered", CUSTODY, line + 2)


@pytest.mark.parametrize("line", range(5))
def test_a_custody_line_put_in_is_named(place, files, line):
    lines = files[CUSTODY].splitlines(keepends=True)
    for added in (lines[0], lines[3], b"{}\n", b"\n", b"\xff\n"):
        content = b"".join([*lines[:line], added, *lines[line:]])
        found = verify(place, {**files, CUSTODY: content}).problems
        assert {problem.file for problem in found} == {CUSTODY}
        assert found


@pytest.mark.parametrize("line", range(4))
def test_a_changed_custody_line_is_named(place, files, line):
    lines = files[CUSTODY].splitlines(keepends=True)
    lines[line] = lines[line].replace(b"2024-12-05", b"2024-12-04")
    (problem,) = verify(place, {**files, CUSTODY: b"".join(lines)}).problems
    assert (problem.kind, problem.file, problem.seq) == ("changed", CUSTODY, line + 1)


@pytest.mark.parametrize("line", range(3))
def test_a_custody_line_written_anew_with_its_hash_breaks_the_chain(place, files, line):
    lines = files[CUSTODY].splitlines()
    batch = parse_line(lines[line])
    values = {name: getattr(batch, name) for name in batch.__slots__}
    lines[line] = encode_line({**values, "at": datetime(2020, 1, 1, tzinfo=UTC)})[0]
    (problem,) = verify(place, {**files, CUSTODY: b"\n".join(lines) + b"\n"}).problems
    assert (problem.kind, problem.file, problem.seq) == ("chain", CUSTODY, line + 2)


def test_growing_is_lawful_and_an_earlier_root_still_holds(place, files):
    folder = write(place, files)
    evidence = Evidence(folder, writable=True)
    roots = [evidence.root()]
    for number in range(5):
        keep(evidence, [b"later %d" % number])
        roots.append(evidence.root())
    for root in roots:
        assert Evidence(folder).verify(expect_root=root).problems == ()


def test_a_cut_of_the_newest_lines_with_their_segments_shows_only_against_a_root(place, files, segments):
    lines = files[CUSTODY].splitlines(keepends=True)
    root = verify(place, files).root
    shorter = {name: content for name, content in files.items() if name != segments[3]} | {CUSTODY: b"".join(lines[:3])}
    assert verify(place, shorter).problems == ()
    (problem,) = verify(place, shorter, expect_root=root).problems
    assert (problem.kind, problem.file) == ("truncated", CUSTODY)
    assert root in problem.expected
    (problem,) = verify(place, {}, expect_root=root).problems
    assert problem.kind == "truncated"


def test_a_root_that_is_none_is_refused(place, files):
    with pytest.raises(InputError, match="64 hex"):
        verify(place, files, expect_root="abc")


@pytest.mark.parametrize("kind", ["link", "folder", "pipe"])
def test_what_is_no_file_in_the_place_of_one_is_named_and_never_followed(place, files, segments, kind):
    make = {"link": lambda path: path.symlink_to(place / "outside"), "folder": Path.mkdir, "pipe": os.mkfifo}[kind]
    (place / "outside").write_bytes(files[segments[0]])
    for name, shown in ((segments[0], segments[0]), (CUSTODY, CUSTODY), ("raw/other", "raw/other")):
        folder = write(place, files)
        (folder / name).unlink(missing_ok=True)
        make(folder / name)
        found = Evidence(folder).verify().problems
        assert shown in {problem.file for problem in found}
        if name == segments[0]:
            with pytest.raises(EvidenceError, match="where a file was kept"):
                list(Evidence(folder).records(Evidence(folder).batches()[0]))
        if name == CUSTODY:
            with pytest.raises(EvidenceError):
                Evidence(folder, writable=True)


@given(st.data())
def test_no_content_of_any_file_makes_verification_fail_or_pass(place, files, data):
    name = data.draw(st.sampled_from(sorted(files)))
    pieces = [
        b"record 0 5 ",
        b"0" * 64,
        b"\n",
        b"index 1\n",
        b"end 0 ",
        b"99999999",
        b"{",
        b'"hash":"',
        files[name][:200],
    ]
    content = b"".join(data.draw(st.lists(st.sampled_from(pieces) | st.binary(max_size=9), max_size=12)))
    if content != files[name]:
        assert verify(place, {**files, name: content}).problems


def test_a_damaged_record_is_never_given_out(place, files, segments):
    name = segments[0]
    folder = write(place, {**files, name: files[name].replace(b"last", b"lost")})
    evidence = Evidence(folder)
    batch = evidence.batches()[0]
    with pytest.raises(EvidenceError, match="batch 1"):
        list(evidence.records(batch))
    with pytest.raises(EvidenceError, match="batch 1"):
        evidence.read(sha256(b"last").hexdigest())
    assert evidence.read(sha256(b"alone").hexdigest()).data == b"alone"


def test_damaged_custody_is_neither_read_nor_written_to(place, files):
    folder = write(place, {**files, CUSTODY: files[CUSTODY].replace(b'"seq":2', b'"seq":7')})
    with pytest.raises(EvidenceError, match=r"custody\.jsonl, line 2"):
        Evidence(folder).batches()
    with pytest.raises(EvidenceError, match=r"custody\.jsonl, line 2"):
        Evidence(folder, writable=True)


def test_thousands_of_problems_are_named_shortly_and_quickly(place, files):
    records = [b"%d" % number for number in range(20_000)]
    folder = write(place, {})
    batch = keep(Evidence(folder, writable=True), records)
    path = folder / "raw" / f"{batch.segment}.records"
    path.write_bytes(path.read_bytes().replace(b"record ", b"recorD "))
    problems = Evidence(folder).verify().problems
    assert 0 < len(problems) <= 20


def test_a_sentence_tells_where_and_what(place, files, segments):
    (problem,) = verify(place, {**files, segments[1]: files[segments[1]].replace(b"alone", b"atone")}).problems
    assert str(problem).startswith(f"{segments[1]}, batch 2, record 0, byte ")
