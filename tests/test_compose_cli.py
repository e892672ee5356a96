"""`tawatur compose` as an editor meets it: files, pasted text and links in, one roundup out. All posts are invented."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from stories import GOLDEN

from tawatur.errors import InputError
from tawatur.evidence import Evidence
from tawatur.sources.articles import read_article_input
from tawatur.sources.directory import read_directory_file

CITY = str(GOLDEN / "city" / "posts.jsonl")
SAMER = "https://x.com/samer_n_press/status/1859598941549494279"
HUDA = "https://x.com/huda_salama_/status/1859615261586358281"
NOWHERE = "https://x.com/nobody_here/status/1859615261586359999"
PASTE = """الاسم: كمال ناصر
الصفة: باحث سياسي
النص:
المدينة محاصرة من ثلاث جهات، ولا أعتقد أن المعركة ستطول أكثر من أسبوع.
"""


def run(*arguments: str, data: Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "tawatur", "compose", *arguments],
        input=stdin,
        capture_output=True,
        env=os.environ | {"TAWATUR_DATA": str(data), "TAWATUR_LANG": "ar"},
        check=False,
        timeout=120,
    )


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def roundup_of(result: subprocess.CompletedProcess[bytes]) -> dict[str, object]:
    record: dict[str, object] = json.loads(result.stdout)
    return record


def test_a_file_of_posts_gives_a_roundup_and_its_evidence_is_kept(data: Path) -> None:
    result = run(CITY, "--about", "#مرجانة", "--tz", "Asia/Damascus", "--json", data=data)
    assert result.returncode == 0, result.stderr.decode()
    record = roundup_of(result)
    evidence = Evidence(data / "evidence")
    assert not evidence.verify().problems
    for block in record["blocks"]:  # type: ignore[attr-defined]
        for sentence in block["sentences"]:
            for record_id in sentence["evidence"]:
                assert evidence.read(record_id).data
    method = record["method"]
    assert method["root"] == evidence.root()  # type: ignore[index]
    measured = json.loads(evidence.read(method["measurement"]).data)  # type: ignore[index]
    assert measured["posts"] == method["given"] == 7  # type: ignore[index]
    assert measured["result"]["used"] == method["used"]  # type: ignore[index]
    last = record["blocks"][-1]  # type: ignore[index]
    assert all(method["measurement"] in sentence["evidence"] for sentence in last["sentences"])  # type: ignore[index]
    assert "المنشورات المقروءة 7" in result.stderr.decode().splitlines()[-1]


def test_composing_again_gives_the_same_text_and_keeps_nothing_twice(data: Path) -> None:
    first = run(CITY, "--about", "#مرجانة", "--tz", "Asia/Damascus", data=data)
    before = Evidence(data / "evidence").root()
    again = run(CITY, "--about", "#مرجانة", "--tz", "Asia/Damascus", data=data)
    assert again.stdout == first.stdout
    assert Evidence(data / "evidence").root() == before


@pytest.mark.parametrize("form", ["html", "md", "json", "txt"])
def test_the_ending_of_the_file_chooses_the_format(data: Path, tmp_path: Path, form: str) -> None:
    path = tmp_path / f"out.{form}"
    result = run(CITY, "--tz", "Asia/Damascus", "-o", str(path), data=data)
    assert (result.returncode, result.stdout) == (0, b"")
    written = path.read_text(encoding="utf-8")
    assert (form != "html") or written.startswith("<!doctype html>")
    if form == "json":
        assert json.loads(written)["title"]
    else:
        assert SAMER in read_article_input(str(path)).text


def test_links_choose_among_the_posts_of_a_file_and_a_paste_is_always_chosen(data: Path, tmp_path: Path) -> None:
    links, paste = tmp_path / "links.txt", tmp_path / "paste.txt"
    links.write_text(f"{SAMER}\n{HUDA}\n", encoding="utf-8")
    paste.write_text(PASTE, encoding="utf-8")
    result = run(CITY, str(links), str(paste), "--json", data=data)
    assert result.returncode == 0, result.stderr.decode()
    record = roundup_of(result)
    assert {speaker["name"] for speaker in record["speakers"]} == {"سامر نادر", "هدى سلامة", "كمال ناصر"}  # type: ignore[attr-defined]
    assert record["method"]["given"] == 3  # type: ignore[index]
    levels = {each["level"] for each in record["evidence"] if not each["is_measurement"]}  # type: ignore[attr-defined]
    assert levels == {"E0", "E1"}


def test_a_link_finds_its_post_in_what_was_imported_before(data: Path) -> None:
    run(CITY, data=data)
    result = run(SAMER.replace("https://x.com", "https://twitter.com"), "--json", data=data)
    assert result.returncode == 0, result.stderr.decode()
    (speaker,) = roundup_of(result)["speakers"]  # type: ignore[misc]
    assert speaker["handle"] == "samer_n_press"


def test_a_link_without_its_post_is_reported_with_what_to_do(data: Path) -> None:
    result = run(CITY, NOWHERE, "https://example.org/article", "--lang", "en", data=data)
    told = result.stderr.decode()
    assert result.returncode == 3
    assert f"{NOWHERE}: its post is neither in the given files nor in" in told
    assert "Paste its text with this link" in told
    assert "https://example.org/article: not the link of a post" in told
    assert result.stdout


def test_nothing_usable_ends_with_1_and_says_why(data: Path, tmp_path: Path) -> None:
    result = run(NOWHERE, data=data)
    assert (result.returncode, result.stdout) == (1, b"")
    assert NOWHERE in result.stderr.decode()
    empty = tmp_path / "tags.jsonl"
    empty.write_text(
        '{"id": "1859598941549494279", "created_at": "2024-11-21T14:05:12Z", "text": "#وسم", "author_handle": "a"}\n',
        encoding="utf-8",
    )
    result = run(str(empty), data=data)
    assert (result.returncode, result.stdout) == (1, b"")
    assert "1 only tags" in result.stderr.decode()


def test_a_bad_line_costs_no_good_post_and_ends_with_3(data: Path, tmp_path: Path) -> None:
    path = tmp_path / "posts.jsonl"
    path.write_text(Path(CITY).read_text(encoding="utf-8") + '{"id": broken\n', encoding="utf-8")
    result = run(str(path), "--json", data=data)
    assert result.returncode == 3
    record = roundup_of(result)
    assert record["method"]["given"] == 7  # type: ignore[index]
    assert sum(record["method"]["rejected"].values()) == 1  # type: ignore[index]
    assert "line 8" in result.stderr.decode()


def test_the_directory_names_roles_and_its_errors_their_line(data: Path, tmp_path: Path) -> None:
    directory = tmp_path / "people.csv"
    directory.write_text("\ufeffhandle;name;role\n@um_khaled_77;نوال الأحمد;مديرة مدرسة مرجانة\n", encoding="utf-8")
    result = run(CITY, "--directory", str(directory), data=data)
    assert "مديرة مدرسة مرجانة نوال الأحمد @um_khaled_77" in result.stdout.decode()
    directory.write_text("handle,name,gender\n\na,اسم,m\nb,اسم,x\n", encoding="utf-8")
    result = run(CITY, "--directory", str(directory), data=data)
    assert result.returncode == 1
    assert f"{directory}, line 4: gender 'x' of b" in result.stderr.decode()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"name,role\nx,y\n", "line 1: columns seen: name, role. Wanted: handle"),
        (b"handle,phone\nx,1\n", "line 1: columns seen: handle, phone"),
        (b"handle,name\nx,y\nz,\xff\n", "line 3: not UTF-8"),
        (b"handle,name\nx,y,z\n", "line 2: 3 cells under 2 columns"),
        (b"handle,name\nx,y\n\nX,z\n", "line 4: X stands twice"),
        (b"handle,name\n,y\n", "line 2: no handle"),
    ],
)
def test_a_directory_that_cannot_be_used_says_where(tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_directory_file(path)
    assert told in str(caught.value)


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_the_example_passes_its_own_check_and_leaves_nothing_behind(tmp_path: Path, lang: str) -> None:
    result = run("--example", "--lang", lang, "--tz", "Asia/Beirut", data=tmp_path / "none")
    assert result.returncode == 0
    assert not (tmp_path / "none").exists()
    assert "did not pass" not in result.stderr.decode()
    if lang == "ar":
        assert "رئيس بلدية رمال الشاطئ نادر الشامي" in result.stdout.decode()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "give FILES or LINKS"),
        (("--example", CITY), "either FILES or --example"),
        (("--example", "-o", "out.pdf"), "no format has this ending"),
        (("--example", "--json", "--format", "md"), "either --json or --format md"),
        (("--example", "--open"), "--open needs"),
        (("--example", "--tz", "Mars/Base"), "no such time zone"),
        ((CITY, "--source", "fax"), "no such source"),
    ],
)
def test_wrong_use_says_what_to_do(data: Path, arguments: tuple[str, ...], told: str) -> None:
    result = run(*arguments, data=data)
    assert result.returncode == 2
    assert told in result.stderr.decode()


def test_a_missing_file_is_said_before_anything_is_kept(data: Path) -> None:
    result = run(CITY, "nowhere.jsonl", data=data)
    assert result.returncode == 1
    assert "nowhere.jsonl: no such file" in result.stderr.decode()
    assert not Evidence(data / "evidence").batches()


def test_a_directory_in_yaml_says_what_one_in_csv_says(tmp_path):
    table, listed = tmp_path / "people.csv", tmp_path / "people.yaml"
    table.write_text(
        "handle,name,role,gender\nh_salama,هدى سلامة,محللة سياسية,f\nsamer,سامر نادر,,\n", encoding="utf-8"
    )
    listed.write_text(
        "- handle: h_salama\n  name: هدى سلامة\n  role: محللة سياسية\n  gender: f\n- handle: samer\n  name: سامر نادر\n",
        encoding="utf-8",
    )
    assert read_directory_file(listed) == read_directory_file(table)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("- name: بلا معرف\n", "entry 1: no handle", id="no-handle"),
        pytest.param("- handle: a\n  rank: high\n", "unknown rank", id="column"),
        pytest.param("handle: a\n", "write a list", id="no-list"),
        pytest.param("- handle: [a\n", "write a list", id="broken"),
        pytest.param("- handle: &x a\n- handle: *x\n", "line 1: anchors and aliases", id="bomb"),
        pytest.param("[" * 100_000, "write a list", id="deep"),  # it ended Python without a word
        pytest.param("- handle: a\n  name: [a, b]\n", "line 2: write a list", id="inner"),
    ],
)
def test_a_yaml_directory_that_cannot_be_used_says_why(tmp_path, text, told):
    path = tmp_path / "people.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=told):
        read_directory_file(path)


def test_a_dash_for_the_output_is_standard_output(data: Path) -> None:
    assert run(CITY, "-o", "-", data=data).stdout == run(CITY, data=data).stdout
    assert not Path("-").exists()  # before, a file with that name was written


def test_a_topic_that_no_post_names_is_said(data: Path) -> None:
    result = run(CITY, "--about", "#سمرقندة", "--lang", "en", data=data)
    assert result.returncode == 0
    assert "--about #سمرقندة: none of the 7 posts names it" in result.stderr.decode()
    assert "--about" not in run(CITY, "--about", "#مرجانة", "--lang", "en", data=data).stderr.decode()


@pytest.mark.parametrize(("name", "form"), [("page.docx", "html"), ("page.html", "docx")])
def test_a_word_document_and_another_format_do_not_go_together(
    data: Path, tmp_path: Path, name: str, form: str
) -> None:
    result = run(CITY, "-o", tmp_path / name, "--format", form, data=data)
    assert result.returncode == 2
    assert "do not go together" in result.stderr.decode()
    assert not (tmp_path / name).exists()


@pytest.mark.parametrize(
    ("lang", "told", "changed"),
    [("ar", "المنشورات: 7", "المنشورات: 9"), ("en", "posts quoted: 4", "posts quoted: 5")],
)
def test_check_holds_the_counts_of_a_roundup_against_its_record(
    data: Path, tmp_path: Path, lang: str, told: str, changed: str
) -> None:
    made = run(CITY, "--about", "#مرجانة", "--tz", "Asia/Damascus", "--lang", lang, data=data).stdout.decode()
    assert made.count(told) == 1
    article = tmp_path / "roundup.txt"

    def found(text: str, folder: Path) -> list[str]:
        article.write_text(text, encoding="utf-8")
        result = subprocess.run(
            [sys.executable, "-m", "tawatur", "check", str(article), "--json", "--lang", "en"],
            capture_output=True, env=os.environ | {"TAWATUR_DATA": str(folder)}, check=False, timeout=120,
        )  # fmt: skip
        records = map(json.loads, result.stdout.splitlines())
        return [each["message_en"] for each in records if each["code"] == "count.changed"]

    assert found(made, data) == []
    (message,) = found(made.replace(told, changed), data)
    assert changed in message
    assert found(made.replace(told, changed), tmp_path / "nothing") == []
