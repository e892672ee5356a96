"""Files into the store: the same posts in any order and cut, every loss counted, a second import changes nothing."""

from __future__ import annotations

import contextlib
import gzip
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from tawatur.errors import InputError, UnreadableRecordError
from tawatur.pipeline import cut_batches, find_files, import_files, importing, open_store, preview_file
from tawatur.posts import Post, PostId
from tawatur.sources.base import Received


def make_line(number: int, **values: object) -> str:
    """One invented post in our own format."""
    post = {
        "platform": "x",
        "id": str(1864716497341362000 + number),
        "created_at": "2024-12-05T17:00:32Z",
        "author_handle": f"someone{number % 7}",
        "text": f"خبر مختلق رقم {number}",
    }
    return json.dumps(post | values, ensure_ascii=False)


def write(path: Path, lines: Iterable[str]) -> Path:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def without_times(posts: Iterable[Post]) -> list[Post]:
    return [replace(post, evidence=replace(post.evidence, captured_at=None)) for post in posts if post.evidence]


def import_all(data: Path, paths: list[Path], **options):
    store, _ = open_store(data)
    with store:
        summary = import_files(paths, store, **options)
        return summary, without_times(store.posts())


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """Five posts, one of them twice, and three lines that are none."""
    lines = [make_line(number) for number in (1, 2, 3, 4, 5, 2)]
    lines[3:3] = ["{broken", "[1, 2]", make_line(9, id=None)]
    return write(tmp_path / "mixed.jsonl", lines)


def test_good_lines_are_kept_and_every_loss_is_counted_with_its_place(tmp_path, mixed):
    seen = []
    summary, posts = import_all(tmp_path / "data", [mixed], on_rejected=seen.append)
    assert (summary.files, summary.records, summary.posts, summary.new, summary.known) == (1, 9, 6, 5, 1)
    assert len(posts) == 5
    assert summary.rejected.total() == 4, "a list of two numbers is two losses"
    assert sorted({rejected.line for each in summary.examples.values() for rejected in each}) == [4, 5, 6]
    assert [rejected.line for rejected in seen] == [4, 5, 5, 6]
    assert summary.rejected["not-json"] == 1


def test_what_gave_no_post_is_kept_as_evidence(tmp_path, mixed):
    import_all(tmp_path / "data", [mixed])
    store, _ = open_store(tmp_path / "data")
    with store:
        (batch,) = store.evidence.batches()
        assert b"{broken" in [data for _, data in store.evidence.records(batch)]
        assert (batch.source, batch.level, batch.locator) == ("posts", "E1", "mixed.jsonl")


def test_a_second_import_reports_the_same_losses_and_writes_nothing(tmp_path, mixed):
    data = tmp_path / "data"
    first, posts = import_all(data, [mixed])
    files = {path: path.read_bytes() for folder in ("posts", "evidence") for path in (data / folder).rglob("*.*")}
    second, again = import_all(data, [mixed])
    assert posts == again
    assert (second.new, second.known, second.batches, second.batches_known) == (0, 6, 0, 1)
    assert second.rejected == first.rejected
    assert files == {
        path: path.read_bytes() for folder in ("posts", "evidence") for path in (data / folder).rglob("*.*")
    }


def test_files_in_any_order_and_any_cut_give_the_same_posts(tmp_path, monkeypatch):
    chance = random.Random(3)
    lines = [make_line(chance.randrange(40), text=f"نص {chance.randrange(9)}") for _ in range(120)]
    whole = write(tmp_path / "whole.jsonl", lines)
    _, expected = import_all(tmp_path / "data", [whole])
    for seed in range(3):
        chance.shuffle(lines)
        parts = [write(tmp_path / f"{seed}-{part}.jsonl", lines[part::3]) for part in range(3)]
        monkeypatch.setattr(importing, "BATCH_RECORDS", 7 + seed)
        _, posts = import_all(tmp_path / f"data{seed}", parts[::-1])
        assert posts == expected


def test_of_a_file_that_grew_only_the_tail_is_new(tmp_path, monkeypatch):
    monkeypatch.setattr(importing, "BATCH_RECORDS", 10)
    path = write(tmp_path / "stream.jsonl", map(make_line, range(25)))
    import_all(tmp_path / "data", [path])
    write(path, map(make_line, range(33)))
    summary, posts = import_all(tmp_path / "data", [path])
    assert (summary.batches_known, summary.batches, summary.new, len(posts)) == (2, 2, 8, 33)
    store, _ = open_store(tmp_path / "data")
    with store:  # the five records of the last part are twice in evidence, and once in what is read
        assert sum(batch.records for batch in store.evidence.batches()) == 38
        assert len(store.captures("x", PostId(str(1864716497341362000 + 22)))) == 1


def test_a_packed_copy_is_known(tmp_path):
    lines = [make_line(number) for number in range(5)]
    plain = write(tmp_path / "plain.jsonl", lines)
    packed = tmp_path / "packed.jsonl.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    summary, _ = import_all(tmp_path / "data", [plain, packed])
    assert (summary.batches, summary.batches_known, summary.new, summary.known) == (1, 1, 5, 5)


def test_missing_files_of_posts_are_made_anew_when_the_folder_is_opened(tmp_path, mixed):
    _, posts = import_all(tmp_path / "data", [mixed])
    for path in (tmp_path / "data" / "posts").glob("*.parquet"):
        path.unlink()
    store, rebuilt = open_store(tmp_path / "data")
    with store:
        assert rebuilt == 1
        assert without_times(store.posts()) == posts


def test_batches_are_cut_by_count_by_bytes_and_where_the_file_changes(monkeypatch):
    monkeypatch.setattr(importing, "BATCH_RECORDS", 3)
    monkeypatch.setattr(importing, "BATCH_BYTES", 100)

    def receive(size: int, locator: str = "a", **options: str) -> Received:
        return Received(data=b"x" * size, record_id="", locator=locator, options=options)

    records = [
        *[receive(1) for _ in range(4)],
        *[receive(60), receive(60), receive(500)],
        *[receive(1, "b"), receive(1, "b", header="x"), receive(1, "b", header="x")],
    ]
    cut = list(cut_batches(iter(records)))
    assert [len(batch) for batch in cut] == [3, 3, 1, 1, 2]
    assert [record for batch in cut for record in batch] == records


def test_folders_are_walked_in_order_and_hidden_files_left_out(tmp_path):
    for name in ("b.jsonl", "a/z.jsonl", ".hidden/x.jsonl", ".y.jsonl"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        write(tmp_path / name, [make_line(1)])
    found = find_files([tmp_path, None, tmp_path / "b.jsonl"])
    assert found == [
        (tmp_path / "a" / "z.jsonl", False),
        (tmp_path / "b.jsonl", False),
        (None, True),
        (tmp_path / "b.jsonl", True),
    ]
    with pytest.raises(InputError, match=r"missing\.jsonl: no such file"):
        find_files([tmp_path / "missing.jsonl"])
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="a folder without files"):
        find_files([tmp_path / "empty"])


def test_a_picture_beside_the_posts_is_passed_over_and_a_named_one_is_a_loss(tmp_path):
    folder = tmp_path / "export"
    folder.mkdir()
    write(folder / "posts.jsonl", [make_line(1)])
    picture = folder / "photo.jpg"
    picture.write_bytes(b"\xff\xd8\xff\xe0 not a picture, and no posts either")
    (folder / "other.json").write_text('{"nothing": "known"}', encoding="utf-8")
    summary, posts = import_all(tmp_path / "data", [folder])
    assert (len(posts), dict(summary.passed_over), dict(summary.rejected)) == (
        1,
        {"unknown-format": 1},
        {"unknown-format": 1},
    )
    named, _ = import_all(tmp_path / "data", [picture])
    assert dict(named.rejected) == {"unknown-format": 1}


def test_strict_stops_at_the_first_loss_and_keeps_what_came_before(tmp_path, mixed):
    with pytest.raises(UnreadableRecordError, match=r"mixed\.jsonl, line 4"):
        import_all(tmp_path / "data", [mixed], is_strict=True)
    store, rebuilt = open_store(tmp_path / "data")
    with store:
        assert rebuilt == 1
        assert store.count() == 5, "the batch was kept before it was read"


def test_a_header_beyond_bounds_costs_its_table_alone(tmp_path, monkeypatch):
    monkeypatch.setattr("tawatur.evidence.custody.MAX_OPTIONS", 20)
    path = write(tmp_path / "posts.jsonl", [make_line(1)])
    summary, _ = import_all(tmp_path / "data", [path], options={"columns": "x" * 30})
    assert dict(summary.rejected) == {"options-too-long": 1}


def test_a_record_beyond_what_evidence_takes_is_a_loss(tmp_path, monkeypatch):
    monkeypatch.setattr(importing, "MAX_RECORD", 1_000)
    path = write(tmp_path / "posts.jsonl", [make_line(1), make_line(2, text="x" * 2_000), make_line(3)])
    summary, posts = import_all(tmp_path / "data", [path])
    assert (dict(summary.rejected), len(posts)) == ({"record-too-long": 1}, 2)


def test_a_preview_reads_the_start_and_keeps_nothing(tmp_path, mixed):
    preview = preview_file(mixed, count=4)
    assert preview.source.name == "posts"
    assert [post.post_id[-1] for post in preview.posts] == ["1", "2", "3", "4"]
    assert [rejected.line for rejected in preview.rejected] == [4, 5, 5, 6]
    with pytest.raises(InputError, match="no known format"):
        preview_file(write(tmp_path / "prose.txt", ["كلام عادي"]))


def test_prose_is_a_paste_only_where_somebody_names_it_so(tmp_path):
    folder = tmp_path / "export"
    folder.mkdir()
    readme, note = folder / "README.md", folder / "note.txt"
    for path in (readme, note):
        write(path, ["هذا ملف يشرح ما في المجلد ولا منشور فيه"])
    summary, _ = import_all(tmp_path / "data", [folder])
    assert (summary.posts, dict(summary.passed_over)) == (0, {"unknown-format": 2})
    summary, _ = import_all(tmp_path / "data", [readme])
    assert (summary.posts, dict(summary.rejected)) == (0, {"unknown-format": 1})
    assert "--source paste" in summary.examples["unknown-format"][0].message
    assert import_all(tmp_path / "data", [readme], source="paste")[0].posts == 1
    assert import_all(tmp_path / "other", [note])[0].posts == 1


SAMPLES = sorted(path for path in Path(__file__).with_name("sources").iterdir() if path.suffix != ".md")


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.name)
def test_posts_made_from_evidence_alone_are_those_of_the_import(tmp_path, sample):
    summary, posts = import_all(tmp_path, [sample], source=sample.name.partition(".")[0])
    assert summary.new == len(posts) > 0 or sample.name == "paste.links.txt"
    shutil.rmtree(tmp_path / "posts")
    store, rebuilt = open_store(tmp_path)
    with store:
        assert rebuilt == summary.batches
        assert without_times(store.posts()) == posts
        (level,) = {batch.level for batch in store.evidence.batches()}
        assert level == ("E0" if sample.name.startswith("paste") else "E1")


def test_each_import_is_remembered_in_the_desk(tmp_path, mixed):
    import_all(tmp_path / "data", [mixed])
    store, _ = open_store(tmp_path / "data")
    with store:
        (remembered,) = store.desk.imports()
    assert (remembered["posts"], remembered["new"], remembered["interrupted"]) == (6, 5, False)


# The command


def run(*arguments: object, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "tawatur", "import", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        env=os.environ | {"TAWATUR_LANG": "en"} | environment,
        check=False,
        timeout=120,
    )


def test_import_says_what_it_did_and_exits_3_when_something_was_rejected(tmp_path, mixed):
    data, rejects = tmp_path / "data", tmp_path / "rejects.jsonl"
    result = run(mixed, "--data", data, "--json", "--rejects", rejects)
    assert result.returncode == 3
    summary = json.loads(result.stdout)
    assert (summary["new"], summary["known"], summary["rejected"]["not-json"]) == (5, 1, 1)
    told = result.stderr.decode()
    assert f"{mixed}, line 4: " in told
    assert "1 files, 9 records, 6 posts: 5 new, 1 already there, rejected 4 (" in told
    written = [json.loads(line) for line in rejects.read_text(encoding="utf-8").splitlines()]
    assert [(each["file"], each["line"]) for each in written] == [(str(mixed), line) for line in (4, 5, 5, 6)]


def test_import_of_good_posts_exits_0_from_a_pipe_too(tmp_path):
    lines = f"{make_line(1)}\n{make_line(2)}\n".encode()
    result = run("-", "--data", tmp_path, "--lang", "ar", stdin=lines)
    assert (result.returncode, result.stdout) == (0, b"")
    assert "الجديد 2" in result.stderr.decode()
    assert run("-", "--quiet", stdin=lines, TAWATUR_DATA=str(tmp_path)).stderr == b""


def test_more_losses_than_are_shown_are_counted(tmp_path):
    path = write(tmp_path / "posts.jsonl", [make_line(1), *("{broken" for _ in range(12))])
    told = run(path, "--data", tmp_path / "data").stderr.decode()
    assert told.count("(not-json)") == 5
    assert "and 7 more: not-json; --rejects FILE writes all of them" in told


def test_preview_shows_posts_and_makes_no_folder(tmp_path, mixed):
    result = run(mixed, "--preview", "--data", tmp_path / "data")
    assert (result.returncode, result.stderr) == (0, b""), "the first three posts come before the first loss"
    out = result.stdout.decode()
    assert "posts (" in out
    assert "2024-12-05 17:00:32 UTC  x  1864716497341362001  @someone1  خبر مختلق رقم 1" in out
    assert not (tmp_path / "data").exists()
    (record,) = [json.loads(line) for line in run(mixed, "--preview", "--json").stdout.splitlines()]
    assert (record["source"], record["posts"][0]["post_id"]) == ("posts", "1864716497341362001")


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        pytest.param((), 2, "FILES", id="no-files"),
        pytest.param(("missing.jsonl",), 1, "missing.jsonl: no such file. Nothing was imported.", id="missing"),
        pytest.param(("x.jsonl", "--source", "nonsense"), 2, "no such source", id="source"),
        pytest.param(("x.jsonl", "--tz", "Mars/Base"), 2, "no such time zone", id="zone"),
        pytest.param(("x.jsonl", "--platform", "pigeon"), 2, "no such platform", id="platform"),
        pytest.param(("x.jsonl", "--columns", "txt=body"), 2, "no field 'txt'. Fields: ", id="field"),
    ],
)
def test_wrong_use_says_what_to_do(tmp_path, arguments, code, told):
    result = run(*arguments, TAWATUR_DATA=str(tmp_path / "data"))
    assert result.returncode == code
    assert told in result.stderr.decode()
    assert "Traceback" not in result.stderr.decode()


def test_strict_exits_1_and_names_the_line(tmp_path, mixed):
    result = run(mixed, "--strict", "--data", tmp_path / "data")
    assert result.returncode == 1
    assert f"{mixed}, line 4" in result.stderr.decode()


def test_a_second_import_at_the_same_time_exits_1_naming_the_process(tmp_path, mixed):
    store, _ = open_store(tmp_path / "data")
    with store:
        result = run(mixed, "--data", tmp_path / "data")
    assert result.returncode == 1
    assert f"process {os.getpid()} is writing" in result.stderr.decode()


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="only Unix has terminals that a program opens")
@pytest.mark.parametrize("source", ["file", "-"])
def test_a_terminal_is_shown_how_far_the_import_is(tmp_path, source):
    posts = write(tmp_path / "posts.jsonl", map(make_line, range(20)))
    terminal, stderr = os.openpty()
    arguments = ["import", posts if source == "file" else "-", "--data", tmp_path / "data", "--lang", "en"]
    command = [sys.executable, "-m", "tawatur", *map(str, arguments)]
    with posts.open("rb") as given, subprocess.Popen(command, stdin=given, stderr=stderr) as process:
        os.close(stderr)
        shown = b""
        with contextlib.suppress(OSError):  # the other end was closed
            while some := os.read(terminal, 4_096):
                shown += some
    os.close(terminal)
    assert process.returncode == 0
    assert re.search(rb"100%  20\b" if source == "file" else rb"\]  20\b", shown)
    assert b"20 posts: 20 new" in shown


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="a pipe keeps the import waiting")
def test_ctrl_c_keeps_what_is_acknowledged_and_says_how_to_go_on(tmp_path):
    lines = [make_line(number) for number in range(importing.BATCH_RECORDS + 4_000)]
    with subprocess.Popen(
        [sys.executable, "-m", "tawatur", "import", "-", "--data", str(tmp_path), "--lang", "en"],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=heed_ctrl_c,  # noqa: PLW1509 - one thread; a shell's background jobs are born deaf to it
    ) as process:
        assert process.stdin is not None
        assert process.stderr is not None
        process.stdin.write("".join(f"{line}\n" for line in lines).encode())
        process.stdin.flush()
        wait_for(lambda: list((tmp_path / "posts").glob("*.parquet")))
        wait_until_idle(process.pid)  # it waits for what is still to come
        process.send_signal(signal.SIGINT)
        told = process.stderr.read().decode()
    assert process.returncode == 130
    assert f"{importing.BATCH_RECORDS:,} new" in told
    assert "Run the same command again to go on" in told
    assert "Traceback" not in told
    summary, _ = import_all(tmp_path, [write(tmp_path / "again.jsonl", lines)])
    assert (summary.batches_known, summary.new) == (1, 4_000)


def heed_ctrl_c() -> None:
    """What a shell does for a command in the foreground."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def wait_until_idle(process: int) -> None:
    """Wait until a process sleeps whenever one looks, where Linux tells it: one that is kept from running does not."""
    stat = Path(f"/proc/{process}/stat")
    looks: list[str] = ["?"]

    def look() -> bool:
        looks.append(stat.read_text(encoding="utf-8").rpartition(")")[2].split()[0] if stat.exists() else "?")
        return set(looks[-10:]) <= ({"S"} if stat.exists() else {"?"}) and len(looks) > 10

    wait_for(look)


def wait_for(condition) -> None:
    """Wait until a condition holds, 60 s at most."""
    for _ in range(600):
        if condition():
            return
        time.sleep(0.1)
    pytest.fail("waited for 60 s")


def test_a_map_of_columns_says_that_a_file_is_a_table(tmp_path: Path) -> None:
    # Headers that no tool writes were "of no known format", although the user had said what each means.
    path = tmp_path / "mine.csv"
    path.write_text("رقم,كلام\n1864716497341362317,غرق السوق القديم\n", encoding="utf-8")
    summary, _ = import_all(tmp_path / "data", [path], options={"columns": "text=كلام,id=رقم", "platform": "x"})
    assert (summary.posts, dict(summary.rejected)) == (1, {})
