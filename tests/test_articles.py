"""Articles as files: every encoding an editor may have, and a clear word for what is no article."""

from __future__ import annotations

import codecs
import io
import zipfile
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


def word_file(body: str, links: str = "") -> bytes:
    """A Word file with these elements in its body."""
    main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    related = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        document = f'<w:document xmlns:w="{main}" xmlns:r="{related}"><w:body>{body}</w:body></w:document>'
        archive.writestr("word/document.xml", document)
        if links:
            package = "http://schemas.openxmlformats.org/package/2006/relationships"
            archive.writestr(
                "word/_rels/document.xml.rels", f'<Relationships xmlns="{package}">{links}</Relationships>'
            )
    return kept.getvalue()


def test_a_word_file_is_read_paragraph_by_paragraph_with_its_links(tmp_path: Path) -> None:
    # A dropped .docx was checked as if its packed bytes were the article.
    body = (
        "<w:p><w:r><w:t>قال وزير المياه </w:t></w:r><w:r><w:t>سامر الحاج</w:t></w:r></w:p>"
        "<w:p><w:del><w:r><w:delText>حذفناه</w:delText></w:r></w:del><w:ins><w:r><w:t>السد</w:t><w:tab/>"
        '<w:t>ممتلئ</w:t></w:r></w:ins></w:p><w:p><w:hyperlink r:id="r1"><w:r><w:t>منشوره</w:t></w:r></w:hyperlink></w:p>'
    )
    links = '<Relationship Id="r1" Type="hyperlink" Target="https://x.com/s/status/1" TargetMode="External"/>'
    read = read_article_input(write(tmp_path, word_file(body, links), "article.docx"))
    assert read.text == "قال وزير المياه سامر الحاج\nالسد\tممتلئ\nمنشوره https://x.com/s/status/1"


def test_entities_in_a_word_file_are_never_filled_in(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("سر المكتب", encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as archive:
        main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
        archive.writestr(
            "word/document.xml",
            f'<!DOCTYPE d [<!ENTITY e SYSTEM "{secret.as_uri()}">]><w:document xmlns:w="{main}"><w:body><w:p><w:r>'
            "<w:t>نص &e; المقال</w:t></w:r></w:p></w:body></w:document>",
        )
    assert "سر" not in read_article_input(str(tmp_path / "a.docx")).text


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        pytest.param("a.pdf", b"%PDF-1.7\n" + bytes(300), "a PDF", id="pdf"),
        pytest.param("a.doc", b"\xd0\xcf\x11\xe0" + bytes(600), "old Word", id="old-word"),
        pytest.param("a.png", b"\x89PNG\r\n\x1a\n" + bytes(300), "a picture", id="picture"),
        pytest.param("a.docx", word_file("<w:p>")[:-40], "an archive", id="cut-off"),
        pytest.param("a.docx", word_file("<w:p>"), "damaged", id="damaged"),
        pytest.param("a.docx", word_file("<w:p><w:r><w:t>" + " " * 50_000_000), "unpacks", id="bomb"),
    ],
)
def test_a_file_that_holds_no_text_says_what_it_is_and_what_to_do(
    tmp_path: Path, name: str, data: bytes, told: str
) -> None:
    with pytest.raises(InputError, match=told):
        read_article_input(write(tmp_path, data, name))
