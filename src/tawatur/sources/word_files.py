"""The words of a Word file (.docx), paragraph by paragraph, each link behind the words that bear it."""

from __future__ import annotations

from io import BytesIO
from zipfile import BadZipFile, ZipFile

from lxml import etree

from tawatur.errors import InputError

MAX_UNPACKED = 40 * 2**20  # bytes of the text's part: a small file can say that it unpacks to anything
_TEXT, _LINKS = "word/document.xml", "word/_rels/document.xml.rels"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def is_word_file(data: bytes) -> bool:
    """Whether bytes are a Word file: an archive with the part that holds the text."""
    if not data.startswith(b"PK\x03\x04"):
        return False
    try:
        with ZipFile(BytesIO(data)) as archive:
            return _TEXT in archive.namelist()
    except BadZipFile:
        return False


def read_word_text(name: str, data: bytes) -> str:
    """The text as it would be printed: what was struck out in revision is left out, what was put in is there.

    Raises: InputError for a file that is damaged, locked by a password, or unpacks to more than an article.
    """
    try:
        with ZipFile(BytesIO(data)) as archive:
            body = _parse(_unpack(archive, _TEXT))
            has_links = _LINKS in archive.namelist()
            links = _parse(_unpack(archive, _LINKS)) if has_links else None
    except (BadZipFile, etree.XMLSyntaxError, RuntimeError, NotImplementedError, EOFError, OSError) as error:
        raise InputError(
            f"{name}: a damaged or locked Word file ({error}). Save it again, or paste its text."
        ) from error
    targets = {each.get("Id"): each.get("Target", "") for each in links} if links is not None else {}
    paragraphs = ("".join(_words(each, targets)) for each in body.iter(f"{_W}p"))
    return "\n".join(paragraph.rstrip() for paragraph in paragraphs)


def _unpack(archive: ZipFile, part: str) -> bytes:
    with archive.open(part) as file:
        content = file.read(MAX_UNPACKED + 1)
    if len(content) > MAX_UNPACKED:
        raise BadZipFile(f"{part} unpacks to more than {MAX_UNPACKED // 2**20} MB")
    return content


def _parse(content: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(content, parser)


def _words(paragraph: etree._Element, targets: dict[str | None, str]) -> list[str]:
    """The pieces of a paragraph in order; a paragraph inside it (of a text box) speaks for itself."""
    pieces: list[str] = []

    def read(element: etree._Element) -> None:
        for each in element:
            if each.tag == f"{_W}t":
                pieces.append(each.text or "")
            elif each.tag == f"{_W}tab":
                pieces.append("\t")
            elif each.tag in {f"{_W}br", f"{_W}cr"}:
                pieces.append("\n")
            elif each.tag not in {f"{_W}p", f"{_W}pPr", f"{_W}del", f"{_W}moveFrom"}:
                before = len(pieces)
                read(each)
                target = targets.get(each.get(_ID), "") if each.tag == f"{_W}hyperlink" else ""
                if target.startswith(("http://", "https://")) and target not in "".join(pieces[before:]):
                    pieces.append(f" {target}")

    read(paragraph)
    return pieces
