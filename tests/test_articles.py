"""Articles as files: every encoding an editor may have, and a clear word for what is no article."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawatur.errors import InputError
from tawatur.sources.articles import MAX_BYTES, read_article_input

TEXT = "قال وزير المياه سامر الحاج إن السد ممتلئ، وأضاف أن الأمطار تتواصل.\n" * 3


def write(folder: Path, data: bytes, name: str = "article.txt") -> str:
    path = folder / name
    path.write_bytes(data)
    return str(path)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(TEXT.encode(), id="utf-8"),
        pytest.param(codecs.BOM_UTF8 + TEXT.encode(), id="utf-8-with-mark"),
        pytest.param(TEXT.encode("utf-16"), id="utf-16"),
        pytest.param(TEXT.encode("utf-16-le"), id="utf-16-le-without-mark"),
        pytest.param(TEXT.encode("utf-16-be"), id="utf-16-be-without-mark"),
        pytest.param(TEXT.encode("utf-32"), id="utf-32"),
        pytest.param(TEXT.encode("cp1256"), id="windows-1256"),
        pytest.param(TEXT.replace("\n", "\r\n").encode(), id="windows-line-ends"),
    ],
)
def test_the_text_is_the_same_in_every_encoding(tmp_path: Path, data: bytes) -> None:
    assert read_article_input(write(tmp_path, data)).text == TEXT


def test_a_damaged_byte_costs_its_place_and_not_the_article(tmp_path: Path) -> None:
    given_article = read_article_input(write(tmp_path, b"\xed\xa0\x80" + TEXT.encode()))
    assert given_article.text.endswith(TEXT)
    assert given_article.notes == ("not UTF-8 at byte 0: 3 unreadable places replaced",)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param(b"", "empty", id="nothing"),
        pytest.param(b" \n\t\r\n", "empty", id="spaces"),
        pytest.param(bytes(range(256)) * 8, "not text", id="bytes"),
        pytest.param(bytes(range(1, 256)) * 8, "not text", id="bytes-without-nul"),
        pytest.param(b"a" * (MAX_BYTES + 1), "more than 20 MB", id="too-large"),
    ],
)
def test_what_is_no_article_is_refused_with_its_reason(tmp_path: Path, data: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_article_input(write(tmp_path, data))


def test_a_missing_file_a_folder_and_a_page_without_article_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_article_input(str(tmp_path / "missing.txt"))
    with pytest.raises(InputError, match="a folder"):
        read_article_input(str(tmp_path))
    page = write(tmp_path, b"<!doctype html><html><body><div></div></body></html>", "page.html")
    with pytest.raises(InputError, match="no article found"):
        read_article_input(page)


@given(st.binary(max_size=400))
def test_any_bytes_are_an_article_or_are_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = write(tmp_path_factory.getbasetemp(), data, "bytes.txt")
    try:
        text = read_article_input(path).text
    except InputError as error:
        text = str(error).removeprefix("bytes.txt: ")
    assert text.strip()


def test_a_page_of_more_tags_than_an_article_has_is_refused_before_it_is_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="1,000,000 tags, too many"):
        read_article_input(write(tmp_path, b"<html>" + b"<p>" * 999_999, "page.html"))
