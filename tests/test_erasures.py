"""Erased on request: gone from every file of the data folder, and everything else is provable as before. Posts invented."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

import bagit
import pytest
from children import kill_in, run_child
from desk_server import serve

from tawatur import durable
from tawatur.errors import EvidenceError, InputError
from tawatur.evidence import Evidence, make_proofs, sign_checkpoint
from tawatur.evidence.exporting import export_all, export_records
from tawatur.pipeline import gather_posts, import_files, open_store, read_batch
from tawatur.pipeline.erasing import erase_records, find_wanted
from tawatur.pipeline.stories import open_story, start_story, story_record
from tawatur.report.records import plain_text
from tawatur.store import Store, StoryShelf

NOW = datetime(2024, 12, 6, tzinfo=UTC)
PHRASE = "كلمة لا تتكرر: زعفران"
REASON = "طلب حذف من صاحب المنشور"


def post_line(number: int, text: str, **more: object) -> bytes:
    post = {"platform": "x", "id": str(1864716497341362000 + number), "created_at": "2024-12-05T17:00:00Z",
            "author_handle": f"someone{number}", "author_name": f"شخص متخيل {number}", "text": text, **more}  # fmt: skip
    return json.dumps(post, ensure_ascii=False).encode()


LINES = [
    post_line(0, "أغلق الطريق إلى الميناء منذ الفجر. #مرجانة"),
    post_line(1, f"{PHRASE}، والجسر سليم كما رأيته صباح اليوم. #مرجانة"),
    post_line(2, "عادت الكهرباء إلى الحي القديم قبل ساعة. #مرجانة"),
]
ERASED = sha256(LINES[1]).hexdigest()


@pytest.fixture(autouse=True)
def _no_hooks():
    yield
    durable.hooks.clear()


@pytest.fixture
def posts_file(tmp_path) -> Path:
    path = tmp_path / "posts.jsonl"
    path.write_bytes(b"\n".join(LINES) + b"\n")
    return path


@pytest.fixture
def data(tmp_path, posts_file) -> Path:
    with open_store(tmp_path / "desk")[0] as store:
        import_files([posts_file], store)
    return tmp_path / "desk"


def erase(data: Path, *written: str):
    with open_store(data)[0] as store:
        return erase_records(store, find_wanted(store, written or (ERASED,)), reason=REASON, actor="محرر متخيل")


def who_holds(folder: Path, *needles: str) -> list[Path]:
    """The files of a folder that hold any of some words, as UTF-8, as JSON escapes, or in a column of posts."""
    wanted = [form for word in needles for form in (word.encode(), json.dumps(word)[1:-1].encode())]
    found = [path for path in folder.rglob("*") if path.is_file()
             and any(form in path.read_bytes() for form in wanted)]  # fmt: skip
    with Store(folder) as store, store.reading() as connection:
        for row in connection.execute("SELECT * FROM captures").fetchall():
            found += [folder / "posts" for word in needles if word in str(row)]
    return found


def test_what_is_erased_is_in_no_file_and_everything_else_is_as_it_was(data, tmp_path):
    evidence = Evidence(data / "evidence")
    root, before = evidence.root(), evidence.batches()
    assert who_holds(data, PHRASE)
    done = erase(data)
    assert [list(each.records) for each in done.erasures] == [[bytes.fromhex(ERASED)]]
    assert who_holds(data, PHRASE, "someone1", "شخص متخيل 1") == []
    with Store(data) as store:
        assert [post.handle for post in store.posts()] == ["someone0", "someone2"]
        assert store.missing == ()
    evidence = Evidence(data / "evidence")
    assert evidence.batches()[: len(before)] == before
    found = evidence.verify(expect_root=root)
    assert (found.problems, found.records, found.erased) == ((), 2, 1)
    kept = evidence.read(ERASED)
    assert (kept.data, kept.length, kept.erasure.reason, kept.erasure.actor) == (
        b"", len(LINES[1]), REASON, "محرر متخيل",
    )  # fmt: skip
    for line in LINES:  # the proof of the erased record, too, holds for whoever has its bytes
        (proof,) = make_proofs(evidence, [evidence.read(sha256(line).hexdigest())])
        (tmp_path / "proof.json").write_text(json.dumps(asdict(proof)), encoding="utf-8")
        (tmp_path / "record").write_bytes(line)
        checker = Path(str(files("tawatur.evidence").joinpath("check_proof.py")))
        command = [sys.executable, "-I", checker, tmp_path / "proof.json", tmp_path / "record", evidence.root()]
        assert subprocess.run(command, capture_output=True, check=False).returncode == 0


def test_verify_tells_what_was_erased_from_what_was_altered(data):
    erase(data)
    evidence = Evidence(data / "evidence")
    kept = evidence.read(ERASED)
    other = evidence.read(sha256(LINES[0]).hexdigest())
    segment = evidence.folder / "raw" / f"{kept.batch.segment}.records"
    whole = segment.read_bytes()
    for offset, new, record in (
        (kept.offset, LINES[1], 1),  # what was erased is back
        (kept.offset + 5, b"x", 1),  # something else stands there
        (other.offset, bytes(len(LINES[0])), 0),  # blanked, and no line of custody says so
        (other.offset + 3, b"y", 0),
    ):
        segment.write_bytes(whole[:offset] + new + whole[offset + len(new) :])
        problems = evidence.verify().problems
        assert [(each.kind, each.record) for each in problems] == [("changed", record)], problems
    segment.write_bytes(whole)
    assert evidence.verify().problems == ()
    custody = evidence.folder / "custody.jsonl"
    custody.write_bytes(custody.read_bytes().replace(json.dumps(REASON, ensure_ascii=False).encode(), b'"another"'))
    assert evidence.verify().problems[0].kind == "changed"


def test_damage_is_not_hidden_by_an_erasure(data):
    evidence = Evidence(data / "evidence")
    segment = evidence.folder / "raw" / f"{evidence.batches()[0].segment}.records"
    segment.write_bytes(segment.read_bytes().replace(b"someone0", b"someone9"))
    damaged = segment.read_bytes()
    with pytest.raises(EvidenceError, match="not as it was kept"):
        erase(data)
    assert (segment.read_bytes(), len(Evidence(evidence.folder).batches())) == (damaged, 1)


def test_what_was_erased_does_not_come_back_with_the_same_file_or_a_longer_one(data, posts_file):
    erase(data)
    for more in ([], [post_line(3, "وصلت سفينة مختلقة.")]):
        posts_file.write_bytes(b"\n".join(LINES + more) + b"\n")
        with open_store(data)[0] as store:
            summary = import_files([posts_file], store)
        assert (summary.passed_over["erased"], summary.rejected.total()) == (1, 0)
        assert summary.posts == 2 + len(more)
    assert who_holds(data, PHRASE) == []
    found = Evidence(data / "evidence").verify()
    assert (found.problems, found.erased) == ((), 2)  # it is blank in both batches
    with open_store(data)[0] as store:
        assert store.rebuild(read_batch, everything=True)
        assert PHRASE not in "".join(post.text for post in store.posts())


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the child is forked")
def test_a_kill_in_any_step_leaves_it_whole_or_erased_once_it_is_opened_again(data, tmp_path):
    (data / "evidence" / "lost+found").mkdir()
    torn = next((data / "evidence" / "raw").iterdir()).read_bytes()[:-400]
    steps: list[str] = []
    durable.hooks.append(lambda step, path, _: steps.append(f"{step} {path.name.rpartition('.')[2]}"))
    subprocess.run(["/bin/cp", "-r", data, tmp_path / "counted"], check=True)
    erase(tmp_path / "counted")
    durable.hooks.clear()
    assert "blank records" in steps
    outcomes = []
    for number in range(1, len(steps) + 1):
        folder = tmp_path / f"killed{number}"
        subprocess.run(["/bin/cp", "-r", data, folder], check=True)
        (folder / "evidence" / "lost+found" / "torn.records").write_bytes(torn)

        def work(tell, number=number, folder=folder):
            durable.hooks.append(kill_in(None, number, random.Random(number), tell, blanked=LINES[1]))
            erase(folder)

        assert os.WIFSIGNALED(run_child(work)[0])
        open_store(folder)[0].close()
        found = Evidence(folder / "evidence").verify()
        assert found.problems == ()
        assert (found.records, found.erased) in {(3, 0), (2, 1)}
        outcomes.append(found.erased)
        if found.erased:
            assert [path for path in who_holds(folder, PHRASE) if "desk.db" not in path.name] == []
        erase(folder)  # whoever was killed asks again
        assert who_holds(folder, PHRASE) == []
        assert Evidence(folder / "evidence").verify().erased == 1
    assert sorted(outcomes) == outcomes  # from one step on it is erased
    assert 0 < sum(outcomes) < len(outcomes)


def test_exports_after_an_erasure_verify_with_the_tools_of_others_and_say_so(data, tmp_path):
    sign_checkpoint(Evidence(data / "evidence"), data / "keys")
    erase(data)
    evidence = Evidence(data / "evidence")
    ids = [sha256(line).hexdigest() for line in LINES]
    export_records(evidence, ids, tmp_path / "some", lang="en")
    export_all(evidence, tmp_path / "all")
    for bag in (tmp_path / "some", tmp_path / "all"):
        for manifest in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
            command = ["/usr/bin/env", "sha256sum", "--strict", "-c", manifest]
            assert subprocess.run(command, cwd=bag, capture_output=True, check=False).returncode == 0
        assert bagit.Bag(str(bag)).is_valid()
        assert [path for path in bag.rglob("*") if path.is_file() and PHRASE.encode() in path.read_bytes()] == []
    assert {path.name for path in (tmp_path / "some/data/records").iterdir()} == {ids[0], ids[2]}
    assert {path.stem for path in (tmp_path / "some/data/proofs").iterdir()} == set(ids)
    page = (tmp_path / "some/data/proof.html").read_text(encoding="utf-8")
    assert "erased on request" in page
    assert REASON in page
    crate = json.loads((tmp_path / "all/data/ro-crate-metadata.json").read_text(encoding="utf-8"))
    assert [each["@id"] for each in crate["@graph"] if each["@type"] == "DeleteAction"] == ["#batch-2"]
    found = Evidence(tmp_path / "all/data/evidence").verify(expect_root=evidence.root())
    assert (found.problems, found.erased) == ((), 1)


def test_a_story_that_quoted_it_says_so_in_all_its_versions(data, posts_file):
    with open_store(data)[0] as store:
        given = gather_posts([str(posts_file)], store)
        brief, draft = start_story(given, store, language="ar", now=NOW)
        assert any(quote.post.handle == "someone1" for sentence in draft.sentences for quote in sentence.quotes)
        shelf = StoryShelf(store.desk)
        for base in (0, 1):
            shelf.save("s", story_record(brief, draft), base=base, note="begun", now=NOW)
    assert erase(data).stories == ("s",)
    assert who_holds(data, PHRASE, "شخص متخيل 1") == []
    with Store(data) as store:
        for version in StoryShelf(store.desk).versions("s"):
            story = open_story(version.draft, store)
            text = plain_text(story.roundup())
            assert "حُذف من الأدلة بناء على طلب" in text
            assert "الكهرباء" in text
            story.check()
    with open_store(data)[0] as store, pytest.raises(Exception, match="never rewritten"):
        store.desk._connection.execute("UPDATE story_versions SET draft = ''")


def test_what_cannot_be_erased_is_refused_and_changes_nothing(data):
    before = sorted((path, path.read_bytes()) for path in (data / "evidence").rglob("*") if path.is_file())
    with open_store(data)[0] as store:
        for wrong in ("0" * 64, "https://x.com/nobody/status/1864716497341369999"):
            with pytest.raises(InputError, match="no such"):
                find_wanted(store, [wrong])
        for reason in ("", " ", "x" * 1_000):
            with pytest.raises(InputError, match="reason"):
                erase_records(store, find_wanted(store, [ERASED]), reason=reason)
    assert sorted((path, path.read_bytes()) for path in (data / "evidence").rglob("*") if path.is_file()) == before
    with Store(data) as store:
        assert store.missing == ()


def test_the_command_erases_by_link_and_names_what_is_left(data, tmp_path):
    link = f"https://x.com/someone1/status/{1864716497341362001}"
    more = tmp_path / "more.jsonl"
    more.write_bytes(post_line(7, "نقلا عن غيره", repost_of_id="1864716497341362001"))

    def run(*arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, "-m", "tawatur", *arguments, "--data", str(data), "--lang", "en"]
        return subprocess.run(command, input=given, capture_output=True, check=False, timeout=120)

    assert run("import", str(more)).returncode == 0
    refused = run("evidence", "erase", link, "--reason", REASON, given=b"n\n")
    assert (refused.returncode, b"cannot be undone" in refused.stderr) == (130, True)
    assert Evidence(data / "evidence").read(ERASED).erasure is None
    done = run("evidence", "erase", link, "--reason", REASON, "--yes", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["erasures"][0]["records"] == [ERASED]
    assert told["left"]["repeating"] == [sha256(more.read_bytes()).hexdigest()]
    assert b"left: posts that repost or quote them: EV-" in done.stderr
    shown = run("evidence", "show", ERASED)
    assert (shown.returncode, REASON in shown.stdout.decode(), "by hand" in shown.stdout.decode()) == (0, True, False)
    shown = json.loads(run("evidence", "show", ERASED, "--json").stdout)
    assert (shown["text"], shown["base64"], shown["erased"]["reason"]) == (None, None, REASON)
    assert run("evidence", "show", ERASED, "--raw").returncode == 1
    assert b"1 erased on request" in run("evidence", "verify").stderr


@pytest.mark.enable_socket
@pytest.mark.allow_hosts(["127.0.0.1"])
def test_the_desk_shows_that_it_was_erased_and_gives_no_bytes(data):
    erase(data)
    with serve(data) as desk:
        page = desk.get(f"/evidence/{ERASED}")
        assert (page.status, REASON in page.text, PHRASE in page.text) == (200, True, False)
        assert desk.get(f"/evidence/{ERASED}/raw").status == 410
        told = json.loads(desk.get(f"/api/evidence/{ERASED}").text)
        assert (told["text"], told["erased"]["reason"]) == (None, REASON)
