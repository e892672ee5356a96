"""`tawatur normalise`: rows of other tools in, the same rows with columns that count Arabic right out. All invented."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import random
import subprocess
import sys
import unicodedata
from collections import defaultdict
from itertools import combinations
from pathlib import Path

import pytest
from hostile_posts import hostile_posts
from hypothesis import given
from hypothesis import strategies as st

from tawatur.errors import InputError
from tawatur.pipeline.normalising import ADDED, Normalised, fold_text, normalise
from tawatur.sources.base import Rejected
from tawatur.sources.files import InputFile
from tawatur.spreadsheet import is_formula
from tawatur.voices.clusters import ClusterReader
from tawatur.voices.letters import LetterReader

TEXTS = (
    "خرجت قوافل الإغاثة إلى مدينة مرجانة هذا الصباح والناس ينتظرون عند مدخلها الشمالي",
    "أعلنت البلدية أن المياه ستعود إلى الأحياء القديمة قبل مساء الجمعة المقبل",
    "ننشد كل من رأى الطفل أن يتصل بالشرطة فورا، آخر مرة شوهد قرب المدرسة",
)
_TATWEEL, _FATHA, _RLM = "\N{ARABIC TATWEEL}", "\N{ARABIC FATHA}", "\N{RIGHT-TO-LEFT MARK}"


def run(data: bytes, tmp_path: Path, name: str = "in.csv", **options) -> tuple[bytes, Normalised, list[Rejected]]:
    path, out, rejected = tmp_path / name, io.BytesIO(), []
    path.write_bytes(data)
    with InputFile(path) as file:
        done = normalise(file, out.write, on_rejected=rejected.append, **options)
    return out.getvalue(), done, rejected


def rows_of(data: bytes, delimiter: str = ",") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode(), newline=""), delimiter=delimiter))


def table(rows: list[dict[str, object]], **options) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0].keys(), **options)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


# -- what it is for ----------------------------------------------------------------------------------------------------


def respell(text: str, number: int, chance: random.Random) -> str:
    """A text as an amplifier respells it: what a reader does not see, and a comparison of strings does."""
    swaps = ("أا", "إا", "ةه", "ىي", "ئي")
    chosen = "".join(
        next((pair[1] for pair in swaps if pair[0] == letter and chance.random() < 0.5), letter) for letter in text
    )
    at = chance.randrange(5, len(chosen) - 5)
    return (
        f"{chosen[:at]}{chance.choice((_TATWEEL, _FATHA, _RLM))}{chosen[at:]} {'🔥' * (number % 4 + 1)} #حملة{number}"
    )


def planted(chance: random.Random) -> list[dict[str, object]]:
    """60 accounts that post three texts in step, each in its own spelling, among 400 who write for themselves."""
    words = "المدينة الطريق الصباح القديم شارع بيت مدرسة جسر حافلة مطر سوق ناس كهرباء خبر صديق كتاب".split()
    rows: list[dict[str, object]] = [
        {"author": f"amplifier_{number}", "timestamp": 10_000 * occasion + number % 50,
         "body": respell(text, number, chance)}
        for occasion, text in enumerate(TEXTS)
        for number in range(60)
    ]  # fmt: skip
    rows += [
        {"author": f"person_{number % 400}", "timestamp": chance.randrange(30_000),
         "body": " ".join(chance.sample(words, 9))}
        for number in range(1_200)
    ]  # fmt: skip
    chance.shuffle(rows)
    return [{"id": number, **row} for number, row in enumerate(rows)]


def find_coordinated(rows: list[dict[str, str]], column: str) -> set[str]:
    """Accounts that share an object with another within 60 s, at least twice: what co-sharing tools count."""
    shares: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for row in rows:
        if row[column]:
            shares[row[column]].append((int(row["timestamp"]), row["author"]))
    pairs: dict[tuple[str, str], set[str]] = defaultdict(set)
    for shared, posts in shares.items():
        for (one_time, one), (other_time, other) in combinations(sorted(posts), 2):
            if one != other and abs(one_time - other_time) <= 60:
                pairs[min(one, other), max(one, other)].add(shared)
    return {account for pair, shared in pairs.items() if len(shared) >= 2 for account in pair}


def test_sixty_planted_amplifiers_are_found_only_after_folding(tmp_path):
    rows = planted(random.Random(20241205))
    made, _, _ = run(table(rows), tmp_path)
    normalised = rows_of(made)
    amplifiers = {f"amplifier_{number}" for number in range(60)}
    assert find_coordinated(normalised, "body") == set()
    for column in ("tawatur_text", "tawatur_cluster"):
        assert find_coordinated(normalised, column) == amplifiers


def test_a_text_that_is_a_little_changed_has_the_cluster_of_its_origin_and_another_text_has_not(tmp_path):
    rows = [
        {"id": 1, "body": TEXTS[0]}, {"id": 2, "body": f"عاجل: {TEXTS[0]} الآن"}, {"id": 3, "body": TEXTS[1]},
        {"id": 4, "body": "صباح الخير"}, {"id": 5, "body": "صباح الخير"},
    ]  # fmt: skip
    made, done, _ = run(table(rows), tmp_path)
    clusters = [row["tawatur_cluster"] for row in rows_of(made)]
    assert clusters[0] == clusters[1] != clusters[2]
    assert clusters[3:] == ["", ""], "too short to be a copy of anything"
    assert (done.rows, done.copies) == (5, 1)


def test_spellings_and_slogans_of_one_place_have_one_family(tmp_path):
    tags = ["تحرير_حمص", "حِمص_تتحرر", "#حمص_تتحرّر"]
    rows = [{"id": number, "body": f"خبر #{tag.lstrip('#')}", "hashtags": ""} for number, tag in enumerate(tags)]
    rows.append({"id": 9, "body": "خبر بلا وسم", "hashtags": "تحرير_حمص"})
    made, _, _ = run(table(rows), tmp_path)
    assert {row["tawatur_families"] for row in rows_of(made)} == {"حمص:liberation"}
    assert [row["tawatur_tags"] for row in rows_of(made)][3] == "تحريرحمص"


# -- what must stay as it is -------------------------------------------------------------------------------------------

cells = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from('",\n;\t'), max_size=30)


@given(
    st.lists(st.tuples(cells, cells), min_size=1, max_size=8), st.sampled_from(",;\t"), st.sampled_from(["\n", "\r\n"])
)
def test_every_row_comes_back_in_order_with_its_own_cells(tmp_path_factory, rows, delimiter, end):
    given_rows = [{"id": f"k{number}", "body": body, "note": note} for number, (body, note) in enumerate(rows)]
    data = table(given_rows, delimiter=delimiter, lineterminator=end)
    made, done, rejected = run(data, tmp_path_factory.mktemp("csv"), is_safe=False)
    assert [{name: row[name] for name in ("id", "body", "note")} for row in rows_of(made, delimiter)] == given_rows
    assert (done.rows, rejected) == (len(rows), [])
    again, _, _ = run(data, tmp_path_factory.mktemp("csv"), is_safe=False)
    assert again == made


def test_lines_of_json_keep_their_bytes(tmp_path):
    lines = [
        b'{"id": 1864716497341362317, "text": "\\u0642\\u0627\\u0644  1.10e3", "n": 1.10e3 }',
        '{"text":"خبر #حماة","a":[1,{"b":null}]}'.encode(),
        b"{}",
    ]
    made, done, _ = run(b"\n".join(lines), tmp_path, "in.jsonl")
    for line, out in zip(lines, made.splitlines(), strict=True):
        assert out.startswith(line[:-1].rstrip())
        assert json.loads(out).keys() == json.loads(line).keys() | set(ADDED)
    assert (done.rows, done.without_text) == (3, 1)


@pytest.mark.parametrize(
    ("header", "columns"),
    [
        pytest.param("thread_id,id,timestamp,body,author,hashtags", "", id="4cat"),
        pytest.param("message_id,user_id,username,repost_id,reply_id,message,timestamp,urls", "", id="qut"),
        pytest.param("object_id,account_id,content_id,timestamp_share", "text=object_id", id="coortweet"),
        pytest.param("التاريخ,النص,الحساب", "", id="arabic"),
    ],
)
def test_tables_of_other_tools_are_read_by_their_columns(tmp_path, header, columns):
    texts = {"body", "message", "object_id", "النص"}
    row = {name: "قُـــتل ٣ أشخاص" if name in texts else "1" for name in header.split(",")}
    made, _, _ = run(table([row]), tmp_path, columns=columns)
    assert [row["tawatur_text"] for row in rows_of(made)] == ["قتل 3 اشخاص"]


# -- hostile and broken input ------------------------------------------------------------------------------------------


def test_a_cell_that_a_spreadsheet_would_run_is_protected_and_a_number_is_not(tmp_path):
    rows = [
        {"id": "-3.5", "body": '=HYPERLINK("https://evil.example")', "n": "+1,000"},
        {"id": "2", "body": "@name نص", "n": "-"},
    ]
    made, done, _ = run(table(rows), tmp_path)
    out = rows_of(made)
    assert [row["id"] for row in out] == ["-3.5", "2"]
    assert out[0]["body"].startswith("'=")
    assert out[1]["body"] == "'@name نص"
    assert [row["n"] for row in out] == ["+1,000", "'-"]
    assert done.protected == 3
    assert not [cell for row in out for name in ADDED for cell in [row[name]] if is_formula(cell)]
    kept, done, _ = run(table(rows), tmp_path, is_safe=False)
    assert [{name: row[name] for name in rows[0]} for row in rows_of(kept)] == rows
    assert done.protected == 0


def test_hostile_posts_leave_nothing_invisible_in_the_new_columns(tmp_path):
    rows = [{"id": post.post_id, "body": post.text, "author": post.display_name} for post in hostile_posts()]
    made, done, rejected = run(table(rows), tmp_path)
    assert (done.rows, rejected) == (len(rows), [])
    for row in rows_of(made):
        for name in ADDED:
            assert not [letter for letter in row[name] if unicodedata.category(letter) in {"Cf", "Cc", "Mn"}]
            assert not set(row[name]) & set("<>=|\"'`[]()")


def test_rows_that_cannot_be_read_are_named_and_the_others_written(tmp_path):
    data = b'id,body\n1,good\n2,too,many\n3,\xff\xfe\n4,"never closed\n'
    made, done, rejected = run(data, tmp_path)
    assert [row["id"] for row in rows_of(made)] == ["1"]
    assert sum(done.rejected.values()) == len(rejected) == 3
    assert [each.line for each in rejected] == [3, 4, 5]
    lines = b'{"text": "good"}\n[1]\n{broken\n{"tawatur_text": "", "text": "x"}\n'
    made, done, rejected = run(lines, tmp_path, "in.jsonl")
    assert len(made.splitlines()) == 1
    assert {each.line for each in rejected} == {2, 3, 4}


@pytest.mark.parametrize(
    ("data", "columns", "told"),
    [
        pytest.param(b"id,when\n1,2\n", "", "no column is known as text among id, when", id="no-text"),
        pytest.param(b"id,body\n1,2\n", "text=words", "no column 'words'", id="wrong-column"),
        pytest.param(b"id,body,tawatur_text\n1,2,3\n", "", "it has tawatur_text already", id="twice"),
        pytest.param(b"[{}]", "", "one JSON array", id="array"),
    ],
)
def test_what_cannot_be_normalised_says_what_to_do(tmp_path, data, columns, told):
    with pytest.raises(InputError) as raised:
        run(data, tmp_path, columns=columns)
    assert told in str(raised.value)


def test_a_table_of_a_header_alone_stays_one(tmp_path):
    made, done, _ = run(b"id,body\r\n", tmp_path)
    assert made == b"id,body," + ",".join(ADDED).encode() + b"\r\n"
    assert done.rows == 0


@given(st.text(max_size=200))
def test_folded_text_is_words_and_folding_it_again_changes_nothing(text):
    folded = fold_text(text)
    assert fold_text(folded) == folded
    assert not is_formula(folded)


# -- bounded memory ----------------------------------------------------------------------------------------------------


def letters_of(number: int) -> str:
    (letters,) = LetterReader().read(
        [" ".join(str((number + 1) * prime) for prime in (7919, 104729, 1299709, 15485863))]
    )
    return letters


@given(st.lists(st.integers(0, 40), max_size=120), st.integers(2, 30), st.integers(1, 50))
def test_clusters_are_the_same_at_once_or_one_by_one_and_memory_is_bounded(numbers, memory, step):
    texts = [letters_of(number) for number in numbers]
    at_once, by_step = ClusterReader(memory), ClusterReader(memory)
    expected = at_once.read(texts)
    assert [
        placed for start in range(0, len(texts), step) for placed in by_step.read(texts[start : start + step])
    ] == expected
    assert len(at_once._young.texts) + len(at_once._old.texts) <= memory
    for at, (number, placed) in enumerate(zip(numbers, expected, strict=True)):
        before = numbers[:at]
        since = before[::-1].index(number) if number in before else None
        if since is not None and len(set(before[len(before) - since :])) < memory // 2:
            assert placed is not None
            assert placed.is_copy


def test_a_text_that_was_forgotten_begins_a_cluster_of_the_same_name():
    reader = ClusterReader(4)
    (first,) = reader.read([letters_of(0)])
    reader.read([letters_of(number) for number in range(1, 9)])
    assert reader.forgotten > 0
    (again,) = reader.read([letters_of(0)])
    assert first is not None
    assert again is not None
    assert (again.cluster, again.is_copy) == (first.cluster, False), (
        "named after its letters, so exact copies still meet"
    )


# -- the command -------------------------------------------------------------------------------------------------------


def command(*arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "tawatur", "normalise", *arguments, "--lang", "en"],
        input=stdin, capture_output=True, check=False, timeout=120,
    )  # fmt: skip


def test_it_is_a_filter_from_standard_input_to_standard_output(tmp_path):
    done = command(stdin=b"id;body\n1;\xd8\xae\xd8\xa8\xd8\xb1\n")
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout.decode() == "id;body;tawatur_text;tawatur_tags;tawatur_families;tawatur_cluster\n1;خبر;خبر;;;\n"
    assert done.stderr.decode().startswith("1 rows, 0 without text, 0 copies")
    packed, out = tmp_path / "in.csv.gz", tmp_path / "out.csv"
    packed.write_bytes(gzip.compress("id;body\n1;خبر\n2\n".encode()))
    told = command(str(packed), "-o", str(out))
    assert (told.returncode, told.stdout, out.read_bytes()) == (3, b"", done.stdout)
    assert "line 3" in told.stderr.decode()
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".part"] == []


def test_a_failed_run_leaves_the_old_file(tmp_path):
    out = tmp_path / "out.csv"
    out.write_text("old", encoding="utf-8")
    assert command("-o", str(out), stdin=b"id,when\n1,2\n").returncode == 1
    assert out.read_text(encoding="utf-8") == "old"


def test_what_is_no_regular_file_is_written_to_and_stays_what_it_is(tmp_path):
    # `-o /dev/null` put a file of rows in the place of the device, for every program of the machine.
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen(["/bin/cat", str(pipe)], stdout=subprocess.PIPE) as reader:
        assert command("-o", str(pipe), stdin="id;body\n1;خبر\n".encode()).returncode == 0
        assert "خبر" in reader.communicate(timeout=60)[0].decode()
    assert pipe.is_fifo()
    assert [path.name for path in tmp_path.iterdir()] == ["pipe"]
