"""The fast path counts what the kernel counts: on usual posts, hostile ones, and lines that only the kernel reads."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawatur.engine.cells import Cells, count_cells, count_cells_of, read_posts
from tawatur.engine.kernel import tag_keys
from tawatur.errors import InputError

FIRST_ID = 1864716497341362317
HOSTILE = [
    "عن #حمص و#حماة وب#دمشق",
    "#حمص #حمص #حِمْص #حمــص",
    "#حمص#حلب #a#b x#y &#z ##c #d##e",
    "https://news.example/a#b #c http://#d www.x.example/#e x.example/?#f a.b#g",
    "\u0645.example/#h news.example:80/#i (news.example/#j) https://news.example/\u0627#k #l",
    "#http://x.example #https:// #m://n#o",
    "\uff03\u062d\u0645\u0635 #\ufe0fp #\u20e3 q\ufe0f#r \ufe0e#s",
    "#2024 #٢٠٢٤ #1 #12a #١٢ #___ #_ه_ #\u064b\u064c\u0651",
    "#" + "ا" * 10_000,
    " ".join(f"#وسم{number}" for number in range(5_000)),
    "#İstanbul #istanbul #ıstanbul #ISTANBUL",
    "#على #علي #مسؤول #مسئول #ماااء",
    "#حمص\u200c_تتحرر #حمص_\u200dتتحرر #حمص·تتحرر #\u202eحمص",
    "بلا وسم #",
    "{نص} #قوس",
    "[نص] #قوس",
    "",
]


def line(number: int, text: object, **fields: object) -> str:
    post = {
        "platform": "x", "id": str(FIRST_ID + number), "created_at": "2024-12-05T17:00:32Z", "text": text,
        "author_id": str(100 + number % 7),
    }  # fmt: skip
    post |= fields
    return json.dumps({name: value for name, value in post.items() if value is not None}, ensure_ascii=False)


def count(folder: Path, *lines: str | bytes) -> tuple[Cells, Cells]:
    """By the fast path, and by the kernel."""
    path = folder / "posts.jsonl"
    path.write_bytes(b"".join((each if isinstance(each, bytes) else each.encode()) + b"\n" for each in lines))
    return count_cells(path), count_cells_of(read_posts(path))


def test_hostile_texts_are_counted_as_the_kernel_counts_them(tmp_path):
    for number, text in enumerate(HOSTILE):
        fast, kernel = count(tmp_path, line(number, text))
        assert fast.counted_by == "sql", text[:60]
        assert fast.as_dict() == kernel.as_dict(), text[:60]
    fast, kernel = count(tmp_path, *(line(number, text) for number, text in enumerate(HOSTILE)))
    assert fast.as_dict() == kernel.as_dict()
    assert len(kernel.as_dict()) > 5_000


MARKS = ["\N{ARABIC FATHA}", "\N{ARABIC TATWEEL}", "\ufe0f", "\u20e3", "\u200c", "\u200d", " ", "\n", "\uff03"]
SIGNS = "# ## & a Z 7 _ . / ? : :// ، ( - https:// www. x.example/ é ٣ ح حمص ة ى م".split()
PIECES = st.sampled_from([*SIGNS, *MARKS])


@given(st.lists(PIECES, max_size=24).map("".join))
def test_a_text_or_its_parts_have_the_same_tags(text):
    """What the fast path rests on: the words of a text, cut at blanks, have its tags."""
    import re
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        fast, kernel = count(Path(folder), line(1, text))
    assert fast.counted_by == ("kernel" if re.match(r"[\[{]", text) and not fast.as_dict() else "sql")
    assert set(fast.tags) == set(kernel.tags) == tag_keys(text)


def test_ten_thousand_generated_posts_are_counted_as_the_kernel_counts_them(tmp_path):
    chance = random.Random(7)
    parts = [
        "#حمص",
        "#حماه",
        "#حماة",
        "و#حمص",
        " ",
        "نص",
        "https://t.example/x",
        "#a",
        "b",
        ".",
        "#2024",
        "/",
        "\n",
        "#حمص_تتحرر",
    ]
    lines = [
        line(
            number,
            "".join(chance.choices(parts, k=chance.randint(0, 12))),
            created_at=f"2024-12-05T{chance.randrange(24):02}:{chance.randrange(60):02}:{number % 60:02}.5+0{chance.randrange(4)}:00",
            author_id=str(chance.randrange(500)) if number % 3 else None,
            author_handle=chance.choice(["@Nur_1", "nur_1", "Sami", None]),
            platform=chance.choice(["x", "bluesky", "mastodon", None]),
        )
        for number in range(10_000)
    ]
    fast, kernel = count(tmp_path, *lines)
    assert fast.counted_by == "sql"
    assert fast.as_dict() == kernel.as_dict()
    assert (fast.authors <= fast.posts).all()


@pytest.mark.parametrize(
    "odd",
    [
        b"not json",
        b'{"id": "5", "created_at": "2024-12-05T17:00:32Z", "text": "cut off #',
        line(3, "#حمص", id=None),
        line(3, "#حمص", created_at=None),
        line(3, "#حمص", created_at="Thu Dec 05 17:43:12 +0000 2024"),
        line(3, "#حمص", created_at="2024-12-05 17:00"),
        line(3, "#حمص", created_at="1871-01-01T00:00:00Z"),
        line(3, "#حمص", id=1.5),
        line(3, "#حمص", author_id=True),
        line(3, "#حمص", author_id={"a": 1}),
        line(3, "#حمص", platform="elsewhere"),
        line(3, ["#حمص"]),
        line(3, {"a": "#حمص"}),
        b'{"id": "5", "created_at": "2024-12-05T17:00:32Z", "text": "#\\ud800 #\xd8\xad\xd9\x85\xd8\xb5"}',
        b'{"id": "5", "created_at": "2024-12-05T17:00:32Z", "TEXT": "#a"}',
        b'{"id": "5", "created_at": "2024-12-05T17:00:32Z", "text": "#a\\u0000 #b\\u0000c"}',
        b'{"id": "5", "created_at": "2024-12-05T17:00:32Z", "text": "#a \xff #b"}',
        f"[{line(3, '#حمص')}, {line(4, '#حماة')}]",
        b"null",
        b"",
        b"   ",
    ],
    ids=lambda odd: ascii(odd)[:60],
)  # fmt: skip
def test_a_line_that_sql_reads_otherwise_changes_no_cell(tmp_path, odd):
    fast, kernel = count(tmp_path, line(1, "#حلب"), odd, line(2, "#حلب #دمشق"))
    assert fast.as_dict() == kernel.as_dict()
    assert {"حلب", "دمشق"} <= set(fast.tags)


def test_a_post_counts_once_for_two_spellings(tmp_path):
    fast, _ = count(tmp_path, line(1, "#سيول_الأردن #سيول_الاردن"), line(8, "#سيول_الاردن"))
    assert list(fast.as_dict().values()) == [(2, 1)]


def test_no_tag_no_cells(tmp_path):
    fast, kernel = count(tmp_path, line(1, "بلا وسم"))
    assert fast.as_dict() == kernel.as_dict() == {}


def test_a_path_with_signs_of_patterns_is_that_file(tmp_path):
    path = tmp_path / "a[1]*.jsonl"
    path.write_text(line(1, "#حمص") + "\n", encoding="utf-8")
    assert count_cells(path).counted_by == "sql"
    assert count_cells(path).tags == ("حمص",)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        count_cells(tmp_path / "none.jsonl")
