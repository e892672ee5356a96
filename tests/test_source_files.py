"""Files become records: opened by content, unpacked as streams, cut by framing; every loss has a reason and a place."""

from __future__ import annotations

import gzip
import io
import json
import sys
import tracemalloc
import zipfile
import zlib
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawatur.errors import InputError
from tawatur.pipeline import import_files, open_store
from tawatur.sources import detect
from tawatur.sources.base import Received, Rejected
from tawatur.sources.files import MAX_SAMPLE, SAMPLE_SIZE, InputFile, Limits, find_delimiter

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

TEXT = b'{"a": 1}\r\n\n{"b": "\xd8\xad"}\n  \n{"c": 3}'
LINES = [(1, b'{"a": 1}'), (3, b'{"b": "\xd8\xad"}'), (5, b'{"c": 3}')]


class AnySource:
    """Stands for a source where only the framing matters."""

    name = "any"
    title = "anything in braces"

    def __init__(self, framing="line"):
        self.framing = framing

    def recognise(self, sample):
        return 1.0 if sample.startswith((b"{", b"[", b"id")) else 0.0


@pytest.fixture
def read(tmp_path):
    """Read bytes as a file: records as (line, data), rejections as (line, reason)."""

    def read_bytes(data, framing="line", **limits):
        path = tmp_path / "input"
        path.write_bytes(data)
        with InputFile(path, limits=Limits(**limits)) as file:
            return [
                (found.line, found.data if isinstance(found, Received) else found.reason)
                for found in file.records(AnySource(framing))
            ]

    return read_bytes


def make_zip(entries):
    """A zip of the named files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return packed.getvalue()


# -- opening ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(TEXT, id="plain"),
        pytest.param(b"\xef\xbb\xbf" + TEXT, id="utf-8-mark"),
        pytest.param(TEXT.decode().encode("utf-16"), id="utf-16"),
        pytest.param(b"\xfe\xff" + TEXT.decode().encode("utf-16-be"), id="utf-16-big-endian"),
        pytest.param(gzip.compress(TEXT), id="gzip"),
        pytest.param(gzip.compress(TEXT[:13]) + gzip.compress(TEXT[13:]) + bytes(40), id="gzip-members-and-padding"),
        pytest.param(zstd.compress(TEXT), id="zstd"),
        pytest.param(zstd.compress(TEXT[:13]) + zstd.compress(TEXT[13:]), id="zstd-frames"),
        pytest.param(gzip.compress(b"\xef\xbb\xbf" + TEXT), id="gzip-with-mark"),
        pytest.param(make_zip({"a.jsonl": TEXT}), id="zip"),
    ],
)
def test_however_a_file_is_packed_its_lines_are_the_same(read, data):
    assert read(data) == LINES


@pytest.mark.parametrize(
    "pack",
    [bytes, gzip.compress, zstd.compress, lambda data: make_zip({"posts.jsonl": data})],
    ids=["plain", "gzip", "zstd", "zip"],
)
@pytest.mark.parametrize("lines", [1, 3])
def test_a_file_whose_first_post_is_long_is_known_for_what_it_is(tmp_path, pack, lines):
    # 5,000 tags before the keys that tell the format: the whole file was refused as "of no known format".
    post = {
        "id": "1",
        "text": " ".join(f"#\N{ARABIC LETTER WAW}_{number}_2024" for number in range(5000)),
        "platform": "x",
    }
    line = json.dumps(post | {"created_at": "2024-12-05T17:00:00Z"}).encode()
    assert len(line) > SAMPLE_SIZE
    path = tmp_path / "input"
    path.write_bytes(pack(b"\n".join([line] * lines)))
    with InputFile(path) as file:
        assert detect(file.sample, file.name).name == "posts"
        assert len(list(file.records(detect(file.sample, file.name)))) == lines


def test_the_sample_of_a_line_without_end_is_bounded(tmp_path):
    path = tmp_path / "input"
    path.write_bytes(b'{"a": "' + b"a" * (3 * MAX_SAMPLE))
    with InputFile(path) as file:
        assert len(file.sample) == MAX_SAMPLE


def test_a_record_is_known_by_the_digest_of_its_bytes(tmp_path):
    path = tmp_path / "input"
    path.write_bytes(TEXT)
    with InputFile(path) as file:
        records = list(file.records(AnySource()))
        assert (file.read, file.size) == (len(TEXT), len(TEXT))
    assert [record.record_id for record in records] == [sha256(line).hexdigest() for _, line in LINES]
    assert {record.locator for record in records} == {str(path)}


def test_standard_input_is_read_once_and_whole(monkeypatch):
    data = gzip.compress(TEXT * 20_000)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    with InputFile(None) as file:
        assert file.sample.startswith(TEXT)
        assert sum(isinstance(record, Received) for record in file.records(AnySource())) == 20_000 * 3 - 19_999
        assert (file.name, file.size, file.read) == ("<stdin>", None, len(data))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param(b"", "empty", id="empty"),
        pytest.param(b"BZh91AY", "a bzip2 archive", id="bzip2"),
        pytest.param(b"\xfd7zXZ\0", "a xz archive", id="xz"),
        pytest.param(b"PK\3\4 and no more", "a damaged zip", id="torn-zip"),
        pytest.param(make_zip({}), "a zip without files", id="empty-zip"),
        pytest.param(make_zip({"__MACOSX/x": "x"}), "a zip without files", id="zip-of-metadata"),
    ],
)
def test_what_cannot_be_opened_is_refused_with_what_to_do(tmp_path, data, message):
    path = tmp_path / "input"
    path.write_bytes(data)
    with pytest.raises(InputError, match=f"input: {message}"):
        InputFile(path)


def test_missing_files_and_folders_are_refused(tmp_path):
    with pytest.raises(InputError, match="No such file"):
        InputFile(tmp_path / "missing")
    with pytest.raises(InputError, match="a folder"):
        InputFile(tmp_path)


def test_a_zip_on_standard_input_is_refused(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(make_zip({"a.jsonl": TEXT}))))
    with pytest.raises(InputError, match="zip cannot be read from standard input"):
        InputFile(None)


# -- damage and bombs ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("pack", [gzip.compress, zstd.compress], ids=["gzip", "zstd"])
def test_what_stands_before_a_damage_is_read(read, pack):
    lines = b"".join(b'{"n": %d, "noise": "%s"}\n' % (n, sha256(b"%d" % n).hexdigest().encode()) for n in range(9000))
    packed = pack(lines)
    results = read(packed[: len(packed) * 3 // 4])
    assert results[-1] == (None, "damaged-archive")
    assert 5000 < len(results) < 9000
    assert [data for _, data in results[:-2]] == lines.split(b"\n")[: len(results) - 2]


@pytest.mark.parametrize(
    "pack",
    [gzip.compress, zstd.compress, lambda data: make_zip({"a.jsonl": data})],
    ids=["gzip", "zstd", "zip"],
)
def test_a_bomb_is_stopped_by_its_ratio(read, pack):
    results = read(pack(b'{"a": 1}\n' * 3_000_000), free=2**20, ratio=20)
    assert results[-1] == (None, "unpacks-too-large")
    assert 10_000 < len(results) < 1_000_000


def test_an_archive_in_a_zip_is_not_opened(read):
    inner = make_zip({"b.jsonl": TEXT})
    packed = make_zip({"a.jsonl": TEXT, "inner.zip": inner, "inner.gz": gzip.compress(TEXT)})
    assert read(packed) == [*LINES, (None, "nested-archive"), (None, "nested-archive")]


def test_other_files_in_a_zip_are_counted_and_pictures_are_no_loss(tmp_path):
    path = tmp_path / "export.zip"
    path.write_bytes(make_zip({"a.jsonl": TEXT, "photo.png": b"\x89PNG", "notes.csv": b"x;y"}))
    with InputFile(path) as file:
        rejected = [found for found in file.records(AnySource()) if isinstance(found, Rejected)]
    assert [(found.reason, found.locator[-9:], found.is_loss) for found in rejected] == [
        ("other-file", "photo.png", False),
        ("other-file", "notes.csv", True),
    ]


def test_a_zip_is_read_though_its_largest_file_is_of_no_known_format(tmp_path):
    post = b'{"id":"1","platform":"other","created_at":"2024-12-05T17:00:00Z","author_handle":"a","text":"invented"}'
    path = tmp_path / "export.zip"
    path.write_bytes(make_zip({"a.jsonl": post, "b.jsonl": b'{"unknown": 1}\n' * 900, "c.csv": b"x;y\n" * 900}))
    with open_store(tmp_path / "data")[0] as store:
        summary = import_files([path], store)
    assert (summary.posts, summary.rejected) == (1, {"other-file": 2})


def test_a_damaged_file_in_a_zip_does_not_drop_the_others(read):
    packed = bytearray(make_zip({"a.jsonl": TEXT * 50, "b.jsonl": TEXT}))
    packed[45] ^= 0xFF
    results = read(bytes(packed))
    assert (None, "damaged-archive") in results
    assert results[-3:] == LINES


@given(
    data=st.binary(max_size=400),
    start=st.sampled_from([b"", b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd", b"PK\3\4", b"\xff\xfe"]),
)
def test_random_bytes_are_read_or_refused(tmp_path_factory, data, start):
    path = tmp_path_factory.mktemp("random") / "input"
    path.write_bytes(start + data)
    for framing in ("line", "body", "row"):
        try:
            with InputFile(path) as file:
                found = list(file.records(AnySource(framing)))
        except InputError:
            continue
        assert all(isinstance(record, Received) or record.reason for record in found)


# -- lines and bodies ------------------------------------------------------------------------------------------


def test_a_line_that_is_too_long_is_skipped_and_not_held(tmp_path):
    path = tmp_path / "input"
    path.write_bytes(gzip.compress(b'{"a": 1}\n' + b"x" * 60_000_000 + b'\n{"b": 2}\n' + b"y" * 30_000))
    with InputFile(path, limits=Limits(line=20_000, ratio=10**6)) as file:
        tracemalloc.start()
        results = [(found.line, getattr(found, "reason", None)) for found in file.records(AnySource())]
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert results == [(1, None), (2, "line-too-long"), (3, None), (4, "line-too-long")]
    assert peak < 8_000_000


@given(
    lines=st.lists(st.binary(max_size=40).filter(lambda line: b"\n" not in line), max_size=30), limit=st.integers(1, 30)
)
def test_lines_come_out_as_they_stand_whatever_the_chunks(tmp_path_factory, lines, limit):
    path = tmp_path_factory.mktemp("lines") / "input"
    path.write_bytes(b"{}\n" + b"\n".join(lines))
    with InputFile(path, limits=Limits(line=limit)) as file:
        found = {record.line: getattr(record, "data", None) for record in file.records(AnySource())}
    for number, line in enumerate(lines, start=2):
        if len(line) > limit:
            assert found[number] is None
        elif line.strip():
            assert found[number] == line.removesuffix(b"\r")


@pytest.mark.parametrize(
    "data",
    [b'[\n{"a": 1},\n{"b": 2}\n]', b'{\n "a": [\n  {"b": 2}\n ]\n}', b'[{"a": 1}]'],
    ids=["list", "indented", "list-in-a-line"],
)
def test_one_value_over_many_lines_is_one_record(read, data):
    assert read(data) == [(None, data)]


def test_a_bad_first_line_does_not_make_a_file_one_record(read):
    assert [line for line, _ in read(b'{"cut": \n{"a": 1}\n{"b": 2}\n')] == [1, 2, 3]


def test_a_body_has_a_limit(read):
    assert read(b"[" + b" " * 5000 + b"]", framing="body", body=1000) == [(None, "file-too-long")]


# -- rows ------------------------------------------------------------------------------------------------------


def test_rows_keep_the_line_ends_in_quotes(read):
    table = b'id;text\r\n1;"two\r\n\r\nlines"\r\n2;"say ""yes"""\r\n\r\n3;5" wide\r\n'
    assert read(table, framing="row") == [
        (2, b'1;"two\r\n\r\nlines"'),
        (5, b'2;"say ""yes"""'),
        (7, b'3;5" wide'),
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_header_comes_with_every_row(tmp_path, delimiter):
    path = tmp_path / "input"
    path.write_text(delimiter.join(["id", '"a, b; c"', "text", "n"]) + "\n" + delimiter.join("1234"), encoding="utf-8")
    with InputFile(path) as file:
        (row,) = file.records(AnySource("row"))
    assert row.options["delimiter"] == delimiter
    assert row.options["header"].startswith("id")


def test_an_unclosed_quote_costs_its_own_line(read):
    table = b'id,text\n1,"open\n2,fine\n3,"closed"\n4,fine\n'
    assert read(table, framing="row") == [(2, "unclosed-quote"), (3, b"2,fine"), (4, b'3,"closed"'), (5, b"4,fine")]


def test_many_unclosed_quotes_do_not_make_reading_slow(read):
    table = b"id,text\n" + b'y"x,"\n' * 200_000
    results = read(table, framing="row", line=10_000)
    assert len(results) == 200_000
    assert {result for _, result in results} == {"unclosed-quote"}


def test_the_delimiter_is_the_one_that_stands_most_often_outside_quotes():
    assert find_delimiter(b'a;"x,y,z";c') == b";"
    assert find_delimiter(b"only") == b","


def test_a_line_of_a_spreadsheet_above_the_header_is_left_out(read):
    assert read(b"sep=;\nid;text\n1;a\n", framing="row") == [(3, b"1;a")]


def test_zlib_alone_is_not_taken_for_text(read):
    assert all(reason != "damaged-archive" for _, reason in read(zlib.compress(TEXT)))
