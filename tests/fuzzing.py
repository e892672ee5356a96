"""What a fuzzer needs: every reader of foreign bytes by name, samples to start from, and structural mutation.

tests/test_fuzz.py runs it shortly with each test run; bench/fuzz.py for minutes, guided by coverage. A reader may refuse
with an error of ours and nothing else, and what it gives must be fit to be stored.
"""

from __future__ import annotations

import contextlib
import functools
import gzip
import io
import json
import random
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from unittest.mock import patch

import msgspec

from tawatur.errors import TawaturError
from tawatur.evidence import Evidence, verifying
from tawatur.evidence.custody import LineError, parse_line
from tawatur.evidence.notes import NoteError, parse_checkpoint
from tawatur.evidence.segments import read_index
from tawatur.forecasts import read_post_forecasts
from tawatur.forecasts.ledger import Ledger, change_record, entry_record, make_change, make_entry, read_change
from tawatur.forecasts.scoring import score_forecasts
from tawatur.hashtags.entries import read_tags
from tawatur.pipeline.normalising import normalise
from tawatur.posts import Post, find_permalinks
from tawatur.sources import all_sources, detect
from tawatur.sources.articles import read_article_input
from tawatur.sources.base import Received, Rejected, Source
from tawatur.sources.directory import read_directory_file
from tawatur.sources.files import InputFile, Limits
from tawatur.sources.html_text import html_to_text
from tawatur.sources.own_places import read_places_file
from tawatur.sources.tables import map_columns
from tawatur.sources.written_times import read_written_time

# What stands in a place that was meant for something else.
HOSTILE: tuple[object, ...] = (
    *(None, True, 0, -1, 2**53 + 1, 2**63, 10**400, 1e300, -0.0, "", " ", "\0", "\ud800", "x" * 5_000),
    *([], {}, [None], [[]], {"": ""}, {"result": None}, [[[[[[]]]]]], "\N{RIGHT-TO-LEFT OVERRIDE}" * 30),
    *("1" * 400, "1e999", "NaN", "-1", "1864716497341362001", "https://", "at://", "#", "@", "=1+1", '"', "'"),
    *("2024-12-05T17:00:32Z", "0000-00-00", "99999999999999999999", "Thu Jan 01 00:00:00 +0000 1970"),
    *("\N{ARABIC LETTER ALEF}" + "\N{ARABIC FATHA}" * 300, "<p>" * 200, "&#x0;", "&#99999999;", "\x1f\x8b"),
)
TOKENS = (
    *(b"\0", b"\xff\xfe", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xc0\xaf", b"\n", b"\r", b"\r\n", b"\t", b",", b";"),
    *(b'"', b'""', b"{", b"}", b"[", b"]", b":", b"\\", b"\\u0000", b"\\ud800", b"\\x1F", b"null", b"1e999", b"-"),
    *(b"<", b">", b"&", b"<!--", b"]]>", b"<![CDATA[", b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"&a;", b"</p>", b"<article>"),
    *(b"---\n", b"!!python/object:", b"&a [*a]", b"\xef\xbb\xbf", b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd", b"PK\3\4", b"PK\5\6"),
    *("\N{RIGHT-TO-LEFT OVERRIDE}".encode(), "٧٢".encode(), "\N{ZERO WIDTH JOINER}".encode(), b"[" * 3_000, b"<b>" * 3_000),
)  # fmt: skip

SAMPLES = Path(__file__).parent / "sources"


@dataclass(frozen=True, slots=True)
class Reader:
    """A reader of foreign bytes, and bytes that it reads.

    Attributes:
        read: reads and checks what came of it; may raise TawaturError.
    """

    read: Callable[[bytes], object]
    seeds: tuple[bytes, ...]


def check_results(results: Iterator[Post | Rejected]) -> None:
    """What a source gives is fit to be stored, and a loss has its reason."""
    for result in results:
        if isinstance(result, Post):
            encoded = msgspec.json.encode(result)  # refuses a lone surrogate
            assert b"\\u0000" not in encoded.replace(b"\\\\", b""), "a NUL, which DuckDB does not take"
            read_tags(result.text, result.tags, result.platform)
        else:
            assert result.reason.replace("-", "").isalnum(), result
            assert result.message


def _parse_with(source: Source) -> Callable[[bytes], object]:
    header = b"id,text,time,handle,link" if source.framing == "row" else b""

    def read(data: bytes) -> None:
        source.recognise(data)
        options = {"header": header.decode(), "delimiter": ","} if header else {}
        if source.framing == "own":
            for cut in source.cut(iter([data[:7], data[7:]]), 10_000):  # type: ignore[attr-defined]
                if cut.data is not None:
                    received = Received(data=cut.data, record_id="0" * 64, locator="fuzz", options=dict(cut.options))
                    check_results(source.parse(received))
        check_results(source.parse(Received(data=data, record_id="0" * 64, locator="fuzz", line=1, options=options)))

    return read


def _with_file(suffix: str, read: Callable[[Path], object]) -> Callable[[bytes], object]:
    folder = Path(tempfile.mkdtemp(prefix="fuzz"))
    path = folder / f"input{suffix}"

    def write_and_read(data: bytes) -> object:
        path.write_bytes(data)
        return read(path)

    return write_and_read


def _import(path: Path) -> None:
    with InputFile(path, limits=Limits(line=200_000, body=400_000, free=2**20, entries=20)) as file:
        source = detect(file.sample, file.name)
        for record in file.records(source):
            check_results(source.parse(record) if isinstance(record, Received) else iter([record]))


def _normalise(path: Path) -> None:
    with InputFile(path) as file:
        done = normalise(file, lambda _: None, memory=50)
    assert done.rows >= 0


def _read_map(data: bytes) -> None:
    given, _, header = data.decode("utf-8", "replace").partition("\n")
    map_columns(tuple(header.split(",")), given)
    read_written_time(given, "Asia/Damascus")
    find_permalinks(given)


def _read_ledger(data: bytes) -> None:
    """Changes one a line, each with the uid that it must have: whoever makes a file by hand can compute it."""
    ledger = Ledger()
    for line in data.splitlines():
        try:
            record = json.loads(line)
            at = datetime.fromisoformat(record["at"]).isoformat()
            body = [record["kind"], record["forecast"], at, record["body"]]
            told = json.dumps(body, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
        except (ValueError, RecursionError, TypeError, KeyError):
            continue
        with contextlib.suppress(TawaturError):
            ledger.add(read_change(record | {"uid": sha256(told.encode()).hexdigest()}))
    for standing in ledger.standings():
        msgspec.json.encode(entry_record(standing.entry))
    score_forecasts(ledger.standings())


def _make_history() -> bytes:
    """The export of a ledger: forecasts, each resolved, and one outcome undone."""
    at = datetime(2024, 12, 5, 17, tzinfo=UTC)
    text = "أتوقع أن تدخل القوات المدينة خلال 72 ساعة. من المرجح أن تصل التعزيزات غدا."
    made = []
    for forecast in read_post_forecasts(text, at):
        entry = make_entry(forecast, text=text, name="x/1", author="متخيل", said_at=at)
        made.append(make_change("added", entry.id, entry_record(entry), at))
        later = [at + timedelta(hours=hours) for hours in (1, 2, 3)]
        made.append(make_change("criterion", entry.id, {"reading": 0, "text": "معيار"}, later[0]))
        outcome = {"reading": 0, "outcome": "yes", "sources": ["https://example.org"], "note": ""}
        made.append(make_change("resolved", entry.id, outcome, later[1]))
    made.append(make_change("undone", entry.id, {"change": made[-1].uid}, later[2]))
    return b"\n".join(json.dumps(change_record(change), ensure_ascii=False).encode() for change in made)


def _read_custody(data: bytes) -> None:
    for line in data.splitlines():
        try:
            parse_line(line)
        except LineError:
            continue


def _read_segment(data: bytes) -> None:
    read_index(io.BytesIO(data))


def _verify(folder: Path, data: bytes) -> None:
    """The bytes as custody, segment and checkpoint of an archive, all at once."""
    segment = next((folder / "raw").iterdir())
    custody, parts = folder / "custody.jsonl", data.split(b"\n\n", 2)
    custody.write_bytes(parts[0])
    segment.write_bytes(parts[1] if len(parts) > 1 else b"")
    (folder / "checkpoints" / "000001.txt").write_bytes(parts[-1])
    with patch.object(verifying, "GRACE_SECONDS", 0):
        found = Evidence(folder).verify()
    assert found.problems or found.records


def _make_archive() -> tuple[Path, tuple[bytes, ...]]:
    folder = Path(tempfile.mkdtemp(prefix="fuzz")) / "evidence"
    evidence = Evidence(folder, writable=True)
    evidence.keep([b"{}", b"text"], source="x-v1", locator="a", media_type="text/plain", level="E1")
    (folder / "checkpoints").mkdir()
    segment, line = next((folder / "raw").iterdir()).read_bytes(), (folder / "custody.jsonl").read_bytes()
    note = b"desk/x\n1\n" + b"A" * 43 + b"=\n\n\xe2\x80\x94 desk/x AAAA\n"
    return folder, (segment, line, note)


def _read_note(data: bytes) -> None:
    try:
        parse_checkpoint(data)
    except NoteError:
        return


def _read_article(path: Path) -> None:
    found = read_article_input(str(path))
    assert isinstance(found.text, str)


def _zip(**content: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in content.items():
            packed.writestr(name.replace("_", "."), data)
    return buffer.getvalue()


@functools.cache
def make_readers() -> dict[str, Reader]:
    """Every reader of foreign bytes, by name."""
    samples = {path.name: path.read_bytes() for path in sorted(SAMPLES.iterdir()) if path.name != "README.md"}
    whole = tuple(samples.values())
    readers = {}
    for source in all_sources():
        seeds = [data for name, data in samples.items() if name.rpartition(".")[0].partition(".")[0] == source.name]
        lines = [line for data in seeds for line in data.splitlines() if source.framing in {"line", "row"}]
        readers[source.name] = Reader(_parse_with(source), tuple(seeds[:3] + lines[:20]) or (b"{}",))
    article = (files("tawatur") / "data" / "example.txt").read_bytes()[:3_000]
    page = b"<html><head><title>t</title></head><body><article><p>" + article + b"</p></article></body></html>"
    archive, kept = _make_archive()
    people = "handle,name,role\nsomeone,\N{ARABIC LETTER ALEF},\n".encode()
    places = "arabic,name,country\n\N{ARABIC LETTER ALEF}|b,Name,SY\n".encode()
    return readers | {
        "files": Reader(_with_file("", _import), (*whole, gzip.compress(whole[0]), _zip(a_json=whole[0], b_csv=b"id"))),
        "article.txt": Reader(_with_file(".txt", _read_article), (article,)),
        "article.md": Reader(_with_file(".md", _read_article), (b"# a\n" + article,)),
        "article.html": Reader(_with_file(".html", _read_article), (page,)),
        "html": Reader(lambda data: html_to_text(data.decode("utf-8", "replace"), has_quote=True), (page[:900],)),
        "directory.csv": Reader(_with_file(".csv", read_directory_file), (people,)),
        "directory.yaml": Reader(_with_file(".yaml", read_directory_file), (b"- handle: a\n  name: b\n",)),
        "places.csv": Reader(_with_file(".csv", read_places_file), (places,)),
        "columns": Reader(_read_map, (b"text=body,id=id\nid,body,time",)),
        "normalise": Reader(_with_file("", _normalise), (samples["table.4cat.csv"], samples["table-jsonl.flat.jsonl"])),
        "ledger": Reader(_read_ledger, (_make_history(),)),
        "custody": Reader(_read_custody, (kept[1],)),
        "segment": Reader(_read_segment, (kept[0],)),
        "checkpoint": Reader(_read_note, (kept[2],)),
        "archive": Reader(functools.partial(_verify, archive), (b"\n\n".join((kept[1], *kept[:1], kept[2])),)),
    }  # fmt: skip


def read(reader: Reader, data: bytes) -> None:
    """Read, and let an error of ours pass: that is how a reader refuses."""
    with contextlib.suppress(TawaturError):
        reader.read(data)


# -- mutation ---------------------------------------------------------------------------------------------------


def mutate(data: bytes, chance: random.Random, other: bytes = b"", longest: int = 60_000) -> bytes:
    """The bytes with a few changes, most of them to their structure: JSON values, cells, lines, tokens, then bytes."""
    for _ in range(chance.choice((1, 1, 1, 2, 3, 6))):
        data = chance.choice((_mutate_json, _mutate_json, _mutate_cells, _mutate_bytes))(data, chance, other)
    return data[:longest]


def _mutate_json(data: bytes, chance: random.Random, other: bytes) -> bytes:
    lines = data.split(b"\n")
    at = chance.randrange(len(lines))
    text = data if data[:1] in b"[{" and len(lines) > 1 and chance.random() < 0.5 else lines[at]
    try:
        value = json.loads(text)
        made = json.dumps(_change(value, chance), ensure_ascii=chance.random() < 0.5)
    except (ValueError, RecursionError):
        return _mutate_bytes(data, chance, other)
    changed = made.encode("utf-8", "surrogatepass")
    if text is data:
        return changed
    return b"\n".join([*lines[:at], changed, *lines[at + 1 :]])


def _change(value: object, chance: random.Random) -> object:
    """The value with something else at one place in it."""
    if isinstance(value, dict | list) and value and chance.random() < 0.85:
        key = chance.choice(list(value)) if isinstance(value, dict) else chance.randrange(len(value))
        made = dict(value) if isinstance(value, dict) else list(value)
        kind = chance.random()
        if kind < 0.1:
            del made[key]  # type: ignore[arg-type]
        elif kind < 0.15 and isinstance(made, dict):
            made[chance.choice([str(each) for each in HOSTILE if isinstance(each, str)])] = made.pop(key)
        else:
            made[key] = _change(value[key], chance)  # type: ignore[index]
        return made
    if chance.random() < 0.1:
        for _ in range(chance.choice((5, 300))):
            value = [value] if chance.random() < 0.5 else {"a": value}
        return value
    if isinstance(value, str) and value and chance.random() < 0.5:
        at = chance.randrange(len(value) + 1)
        return value[:at] + str(chance.choice(HOSTILE)) + value[at:]
    return chance.choice(HOSTILE)


def _mutate_cells(data: bytes, chance: random.Random, other: bytes) -> bytes:
    lines = data.split(b"\n")
    at = chance.randrange(len(lines))
    sign = chance.choice((b",", b";", b"\t", b" ", b">", b'"'))
    cells = lines[at].split(sign)
    cells[chance.randrange(len(cells))] = str(chance.choice(HOSTILE)).encode("utf-8", "surrogatepass")
    lines[at] = sign.join(cells)
    if chance.random() < 0.2:
        chance.shuffle(lines)
    return b"\n".join(lines)


def _mutate_bytes(data: bytes, chance: random.Random, other: bytes) -> bytes:
    at, end = sorted(chance.randrange(len(data) + 1) for _ in range(2))
    kind = chance.randrange(7)
    if kind == 0:
        return data[:at] + chance.choice(TOKENS) + data[at:]
    if kind == 1:
        return data[:at] + data[end:]
    if kind == 2:
        return data[:end] + data[at : at + 2_000] + data[end:]
    if kind == 3:
        return data[:at] + chance.randbytes(chance.randint(1, 8)) + data[at + 1 :]
    if kind == 4 and other:
        cut = chance.randrange(len(other) + 1)
        return data[:at] + other[cut : cut + 2_000] + data[end:]
    if kind == 5:
        return data[:at]
    return data[:at] + chance.choice(TOKENS) * chance.choice((1, 2, 50)) + data[end:]
