"""A process is killed inside each step of writing, or the disk refuses the step: nothing acknowledged is lost or doubled.

The child is forked and kills itself with SIGKILL from durable's hook, after writing a part of what the step was about to
write. Its folder is used again and again, so that recovery is tested on what recovery left.
"""

from __future__ import annotations

import errno
import os
import random
import resource
import signal
from collections import Counter
from time import monotonic, sleep

import pytest
from children import kill_in, run_child, start_child

from tawatur import durable
from tawatur.durable import Step
from tawatur.errors import EvidenceError, InputError
from tawatur.evidence import Evidence
from tawatur.evidence import archive as archive_module

KILLS_A_STEP = 12
STEPS: tuple[Step, ...] = ("write", "fsync", "rename", "fsync-folder", "append", "fsync-append")  # of one batch
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the child is forked")


@pytest.fixture(autouse=True)
def _no_hooks():
    yield
    durable.hooks.clear()


def make_batches(chance: random.Random, count: int) -> list[list[bytes]]:
    """Batches of different sizes, some of several chunks; no two are equal, or the second would not be written."""
    sizes = [0, 1, 300, 5_000, 300_000]
    batches = [[chance.randbytes(chance.choice(sizes)) for _ in range(chance.randint(0, 8))] for _ in range(count)]
    return [[*records, chance.randbytes(9)] for records in batches]


def keep(evidence, records):
    return evidence.keep(records, source="x-v1", locator="homs.ndjson", media_type="application/json", level="E1")


@pytest.mark.parametrize("seed", range(3))
def test_a_kill_inside_any_step_loses_and_doubles_nothing_acknowledged(tmp_path, seed):
    folder = tmp_path / "evidence"
    chance = random.Random(seed)
    kills: Counter[str] = Counter()
    expected: dict[str, list[bytes]] = {}  # root: records of every batch that must be there
    for step in [step for step in STEPS for _ in range(KILLS_A_STEP)]:
        batches = make_batches(chance, 3)
        occurrence = chance.randint(1, 3)

        def work(tell, step=step, batches=batches, occurrence=occurrence):
            evidence = Evidence(folder, writable=True)
            durable.hooks.append(kill_in(step, occurrence, chance, tell))
            for records in batches:
                tell(f"kept:{keep(evidence, records).root}")

        status, told = run_child(work)
        assert os.WIFSIGNALED(status)
        assert os.WTERMSIG(status) == signal.SIGKILL
        kills[told[-1]] += 1
        acknowledged = [word.removeprefix("kept:") for word in told if word.startswith("kept:")]

        evidence = Evidence(folder, writable=True)
        roots = [batch.root for batch in evidence.batches()]
        assert len(set(roots)) == len(roots)
        assert set(roots) >= expected.keys() | set(acknowledged)
        for records in batches:  # the importer runs again
            batch = keep(evidence, records)
            assert [data for _, data in evidence.records(batch)] == records
            expected[batch.root] = records
        assert [batch.root for batch in evidence.batches()] == list(expected)
    verification = Evidence(folder).verify()
    assert verification.problems == ()
    assert verification.records == sum(map(len, expected.values()))
    assert {step: kills[f"in:{step}"] for step in STEPS} == dict.fromkeys(STEPS, KILLS_A_STEP)


def test_a_kill_leaves_something_to_recover_and_says_so(tmp_path):
    recovered: Counter[str] = Counter()
    for step in STEPS:
        folder = tmp_path / step / "evidence"

        def work(tell, folder=folder, step=step):
            evidence = Evidence(folder, writable=True)
            durable.hooks.append(kill_in(step, 1, random.Random(5), tell))
            keep(evidence, [b"one"])

        run_child(work)
        evidence = Evidence(folder, writable=True)
        recovered[step] = len(evidence.recovered)
        kept = list((folder / "lost+found").glob("*"))
        assert len(kept) == recovered[step]
        assert Evidence(folder, writable=True).recovered == ()
    # before write: an empty unfinished file; append: a torn line and the segment; after it the line counts
    assert recovered == {"write": 1, "fsync": 1, "rename": 1, "fsync-folder": 1, "append": 2, "fsync-append": 0}


def test_evidence_verifies_while_another_process_writes_to_it(tmp_path):
    folder = tmp_path / "evidence"
    keep(Evidence(folder, writable=True), [b"first"])

    def work(tell):
        evidence = Evidence(folder, writable=True)
        durable.hooks.append(lambda step, path, data: sleep(0.001))  # keeps every half-done state in sight
        started = monotonic()
        number = 0
        while monotonic() - started < 2 or number <= 10:
            number += 1
            keep(evidence, [b"%d" % number])
        tell(number)

    child, receive = start_child(work)
    verifications = []
    while os.waitpid(child, os.WNOHANG) == (0, 0):
        verifications.append(Evidence(folder).verify())
    with os.fdopen(receive, "rb") as file:
        written = int(file.read())
    assert written > 10
    assert verifications
    assert [found.problems for found in verifications if found.problems] == []
    assert Evidence(folder).verify().batches == written + 1


def test_the_steps_come_in_the_order_that_makes_them_durable(tmp_path):
    steps = []
    evidence = Evidence(tmp_path / "evidence", writable=True)
    durable.hooks.append(lambda step, path, data: steps.append((step, path.suffix or path.name)))
    keep(evidence, [b"one"])
    assert steps == [
        ("write", ".unfinished"),
        ("fsync", ".unfinished"),
        ("rename", ".unfinished"),
        ("fsync-folder", "raw"),
        ("append", ".jsonl"),
        ("fsync-append", ".jsonl"),
    ]


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EACCES, errno.EIO], ids=errno.errorcode.get)
@pytest.mark.parametrize("step", STEPS)
def test_a_disk_that_refuses_a_step_keeps_nothing_of_the_batch(tmp_path, step, code):
    folder = tmp_path / "evidence"
    evidence = Evidence(folder, writable=True)
    first = keep(evidence, [b"one"])
    files = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    def refuse(now, path, data):
        if now == step:
            if data:
                with path.open("ab") as file:
                    file.write(data[: len(data) // 2])
            raise OSError(code, os.strerror(code))

    durable.hooks.append(refuse)
    with pytest.raises(InputError, match=f"homs.ndjson: 1 records could not be kept .{os.strerror(code)}"):
        keep(evidence, [b"two"])
    durable.hooks.clear()
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == files
    assert evidence.batches() == (first,) == Evidence(folder).batches()
    second = keep(evidence, [b"two"])
    assert evidence.batches() == (first, second) == Evidence(folder, writable=True).batches()
    assert evidence.verify().problems == ()


def test_a_write_that_cannot_be_undone_stops_writing_until_the_folder_is_opened_again(tmp_path, monkeypatch):
    evidence = Evidence(tmp_path / "evidence", writable=True)
    first = keep(evidence, [b"one"])

    def refuse(now, path, data=b""):
        if now == "fsync-append":
            raise OSError(errno.EIO, "Input/output error")

    def fail(path, size):
        raise OSError(errno.EIO, "Input/output error")

    durable.hooks.append(refuse)
    monkeypatch.setattr(archive_module, "cut", fail)
    with pytest.raises(InputError):
        keep(evidence, [b"two"])
    monkeypatch.undo()
    durable.hooks.clear()
    with pytest.raises(EvidenceError, match="start it again"):
        keep(evidence, [b"three"])
    again = Evidence(tmp_path / "evidence", writable=True)
    assert again.batches()[0] == first
    keep(again, [b"two"])
    assert [batch.seq for batch in again.batches()] == [1, 2]
    assert again.verify().problems == ()


@pytest.mark.parametrize("room", [0, 10, 200, 400], ids=lambda room: f"{room}-bytes")
def test_a_file_that_may_not_grow_is_a_clear_error_from_the_system_itself(tmp_path, room):
    folder = tmp_path / "evidence"
    evidence = Evidence(folder, writable=True)
    keep(evidence, [b"one"])
    records = [b"x" * 100]
    size = (folder / "custody.jsonl").stat().st_size

    def work(tell):
        again = Evidence(folder, writable=True)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size + room, resource.RLIM_INFINITY))
        try:
            keep(again, records)
        except InputError as error:
            tell("File-too-large" if "File too large" in str(error) else "other")
        tell(len(again.batches()))

    assert run_child(work) == (0, ["File-too-large", "1"])
    assert evidence.verify().problems == ()
    assert keep(evidence, records).seq == 2


def test_an_interrupt_keeps_nothing_of_the_batch(tmp_path):
    evidence = Evidence(tmp_path / "evidence", writable=True)

    def interrupt(step, path, data):
        if step == "fsync-append":
            raise KeyboardInterrupt

    durable.hooks.append(interrupt)
    with pytest.raises(KeyboardInterrupt):
        keep(evidence, [b"one"])
    durable.hooks.clear()
    assert evidence.verify().problems == ()
    assert keep(evidence, [b"one"]).seq == 1


def test_a_second_writer_is_noticed_and_its_lines_are_left_alone(tmp_path):
    first = Evidence(tmp_path / "evidence", writable=True)
    second = Evidence(tmp_path / "evidence", writable=True)
    keep(first, [b"one"])
    with pytest.raises(EvidenceError, match="another process writes"):
        keep(second, [b"two"])
    with pytest.raises(EvidenceError, match="another process writes"):
        keep(second, [b"one"])
    assert len(first.batches()) == 1
    again = Evidence(tmp_path / "evidence", writable=True)
    assert again.verify().problems == ()
    assert keep(again, [b"two"]).seq == 2


def test_a_folder_that_cannot_be_made_is_a_clear_error(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(InputError, match="cannot be opened for writing"):
        Evidence(tmp_path / "file" / "evidence", writable=True)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_is_a_clear_error(tmp_path):
    folder = tmp_path / "evidence"
    evidence = Evidence(folder, writable=True)
    (folder / "raw").chmod(0o500)
    try:
        with pytest.raises(InputError, match="Permission denied"):
            keep(evidence, [b"one"])
    finally:
        (folder / "raw").chmod(0o700)
    assert keep(evidence, [b"one"]).seq == 1


def test_a_torn_line_that_lacks_only_its_end_is_finished(tmp_path):
    folder = tmp_path / "evidence"
    batch = keep(Evidence(folder, writable=True), [b"one"])
    custody = folder / "custody.jsonl"
    custody.write_bytes(custody.read_bytes()[:-1])
    evidence = Evidence(folder, writable=True)
    assert evidence.batches() == (batch,)
    assert evidence.recovered == ("custody.jsonl, line 1: its line end was missing and is there now",)
    assert evidence.verify().problems == ()


def test_what_is_put_aside_keeps_its_bytes_and_never_replaces_another(tmp_path):
    folder = tmp_path / "evidence"
    for content in (b"torn 1", b"torn 2"):
        Evidence(folder, writable=True)
        (folder / "custody.jsonl").write_bytes(content)
        Evidence(folder, writable=True)
    kept = sorted(path.read_bytes() for path in (folder / "lost+found").iterdir())
    assert kept == [b"torn 1", b"torn 2"]


def test_custody_that_lost_more_than_a_crash_can_take_is_not_written_to(tmp_path):
    folder = tmp_path / "evidence"
    evidence = Evidence(folder, writable=True)
    for number in range(3):
        keep(evidence, [b"%d" % number])
    custody = folder / "custody.jsonl"
    whole = custody.read_bytes()
    custody.unlink()
    with pytest.raises(EvidenceError, match=r"Restore custody\.jsonl"):
        Evidence(folder, writable=True)
    custody.write_bytes(whole)
    assert len(Evidence(folder, writable=True).batches()) == 3
    assert not (folder / "lost+found").exists()


def test_a_file_written_anew_replaces_the_old_one_whole_or_not_at_all(tmp_path):
    path = tmp_path / "posts.parquet"
    durable.write_new(path, [b"old"])
    durable.hooks.append(lambda step, path, data: (_ for _ in ()).throw(OSError(errno.ENOSPC, "full")))
    with pytest.raises(OSError, match="full"):
        durable.write_new(path, [b"new"])
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
    durable.hooks.clear()
    durable.write_new(path, [b"new", b"er"])
    assert path.read_bytes() == b"newer"
