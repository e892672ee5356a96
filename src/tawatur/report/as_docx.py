"""A roundup as a Word document, right to left where its language is, to be edited in a newsroom.

Importing this raises MissingExtraError without python-docx.
"""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from typing import Any

from tawatur.arabic.display import make_showable
from tawatur.errors import MissingExtraError
from tawatur.markup import FOREIGN_RUN, LTR_RUN, Clock, Direction, Words, first_strong, write_utc
from tawatur.report.citing import Citation, citations_behind, cite
from tawatur.report.drawing import Drawing, lay_out
from tawatur.report.figures import make_figures
from tawatur.report.records import (
    HEADINGS,
    LISTS,
    MARKS,
    BlockKind,
    Handle,
    Hashtag,
    Link,
    Quote,
    Roundup,
    Sentence,
    link_urls,
    paragraphs,
)
from tawatur.svg import PLAIN, WIDE

try:
    import docx
    from docx.document import Document
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Cm, RGBColor
    from docx.text.paragraph import Paragraph
    from PIL import Image, ImageDraw, ImageFont
except ImportError as error:
    raise MissingExtraError("a Word document needs python-docx and Pillow", "docx") from error

FONT = "Arial"  # has Arabic letters on every Windows and macOS; elsewhere one of its stand-ins
SIZE = 12  # points
_EPOCH = (1980, 1, 1, 0, 0, 0)  # of files in the archive: the same roundup gives the same bytes
_UNDATED = datetime(2000, 1, 1, tzinfo=UTC)
_LINK = "1F5FA8"
_PICTURE_WIDTH, _PICTURE_SCALE = 15.2, 3  # cm; dots to a unit of the drawing: about 300 to the inch
_MARK: dict[Direction, str] = {"rtl": "\N{RIGHT-TO-LEFT MARK}", "ltr": "\N{LEFT-TO-RIGHT MARK}"}


def render_docx(roundup: Roundup, *, note: str | None = None) -> bytes:
    """The roundup as a .docx: the text of `plain_text`, small numbers behind its sentences that lead to the evidence.

    `note` is the first line (an invented example).
    """
    writer = _Writer(docx.Document(), roundup)
    writer.write(note)
    out = io.BytesIO()
    writer.document.save(out)
    return _without_times(out.getvalue())


class _Writer:
    """Paragraphs and runs with their direction said on each, so that they keep it in another document."""

    def __init__(self, document: Document, roundup: Roundup) -> None:
        self.document = document
        self.roundup = roundup
        self.side: Direction = "rtl" if roundup.language == "ar" else "ltr"
        self.citations = cite(roundup)
        self._set_defaults()

    def write(self, note: str | None) -> None:
        """The whole document."""
        if note:
            self._run(self._paragraph(), note)
        last: BlockKind | None = None
        for kind, sentences in paragraphs(self.roundup):
            heading = HEADINGS.get(kind, {}).get(self.roundup.language)
            if heading and kind != last:
                self._run(self._paragraph("Heading 2"), heading)
            self._block(kind, sentences)
            if kind == "lead":
                self._curve()
            last = kind
        words = Words(self.roundup.language)
        self._run(self._paragraph("Heading 2"), words("evidence.title"))
        for citation in self.citations.values():
            self._evidence(citation, words)

    def _block(self, kind: BlockKind, sentences: tuple[Sentence, ...]) -> None:
        if kind in LISTS:
            for sentence in sentences:
                self._sentence(self._paragraph("List Bullet"), sentence)
                for url in link_urls([sentence]):
                    self._link(self._paragraph(), url)
        else:
            paragraph = self._paragraph("Heading 1" if kind == "headline" else None)
            for number, sentence in enumerate(sentences):
                if number:
                    self._run(paragraph, " ")
                self._sentence(paragraph, sentence)
            for url in link_urls(sentences):
                self._link(self._paragraph(), url)

    def _curve(self) -> None:
        """The curve of a trend as a picture, with what it shows in words for who cannot see it, and its marks."""
        words = Words(self.roundup.language)
        clock = Clock(self.roundup.zone, words)
        figure = next((each for each in make_figures(self.roundup, words, clock) if each.kind == "curve"), None)
        if figure is None or self.roundup.rising is None:
            return
        marks = tuple(mark for mark, _, _ in figure.marks)
        drawing = lay_out(self.roundup.rising.curve, marks, clock, width=WIDE)
        paragraph = self._paragraph()
        paragraph.paragraph_format.keep_with_next = True
        shape = paragraph.add_run().add_picture(io.BytesIO(_paint_curve(drawing, clock)), width=Cm(_PICTURE_WIDTH))
        shape._inline.docPr.set("descr", make_showable(figure.description).text)  # noqa: SLF001 - the alternative text
        self._run(self._paragraph(), " · ".join([figure.title, *figure.said]))
        for mark, time, _ in figure.marks:
            paragraph = self._paragraph()
            self._run(paragraph, f"{mark.number}. {words(f'curve.{mark.kind}')} ")
            if mark.tag:
                self._run(paragraph, mark.tag.text, first_strong(mark.tag.text))
                self._run(paragraph, " ")
            outside = "" if mark.is_drawn else f" ({words('curve.outside')})"
            self._run(paragraph, f"{time}{outside}")

    def _sentence(self, paragraph: Paragraph, sentence: Sentence) -> None:
        opening, closing = MARKS[self.roundup.language]
        for part in sentence.parts:
            if isinstance(part, Quote):
                self._add(paragraph, opening)
                self._run(paragraph, part.shown(self.roundup.language), first_strong(part.text))
                self._add(paragraph, closing)
            elif isinstance(part, Handle):
                self._run(paragraph, f"@{part.handle}", "ltr")
            elif isinstance(part, Hashtag):
                self._run(paragraph, part.text, first_strong(part.text))
            elif not isinstance(part, Link):
                self._run(paragraph, part.text)
        self._add(paragraph, _MARK[self.side])  # or the stop of a sentence that ends in Latin joins the numbers
        for number, citation in enumerate(citations_behind(sentence, self.citations)):
            if number:
                self._add(paragraph, ",", is_raised=True)
            self._link(paragraph, str(citation.number), anchor=f"ev_{citation.number}")

    def _evidence(self, citation: Citation, words: Words) -> None:
        paragraph = self._paragraph()
        _bookmark(paragraph, f"ev_{citation.number}", citation.number)
        told = [f"{citation.number}. {citation.label}"]
        if citation.level:
            told.append(f"{citation.level} {words.get(f'level.{citation.level}', '')}".rstrip())
        if citation.captured_at:
            told.append(f"{words('evidence.kept')} {write_utc(citation.captured_at)}")
        self._run(paragraph, " · ".join([*told, f"SHA-256 {citation.record_id}"]))
        for url in citation.urls:
            self._link(self._paragraph(), url)

    def _paragraph(self, style: str | None = None) -> Paragraph:
        paragraph = self.document.add_paragraph(style=style)
        if self.side == "rtl":
            properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001 - python-docx has no property for it
            properties.insert_element_before(_element("w:bidi"), "w:spacing", "w:ind", "w:jc", "w:rPr")
        return paragraph

    def _run(self, paragraph: Paragraph, text: str, direction: Direction | None = None) -> None:
        """Words in their direction; what runs against it inside (links, handles; Arabic names) in its own."""
        shown = make_showable(text).text
        side = direction or self.side
        if side != self.side:
            self._add_foreign(paragraph, shown, side)
            return
        position = 0
        for match in (FOREIGN_RUN if side == "ltr" else LTR_RUN).finditer(shown):
            self._add(paragraph, shown[position : match.start()])
            self._add_foreign(paragraph, match[0], "rtl" if match.lastgroup == "arabic" else "ltr")
            position = match.end()
        self._add(paragraph, shown[position:])

    def _add_foreign(self, paragraph: Paragraph, text: str, side: Direction) -> None:
        """Words between marks of their direction, and those between marks of the paragraph's.

        What isolates do, in characters that every version of Word knows.
        """
        own, outer = _MARK[side], _MARK[self.side]
        if side == self.side:
            self._add(paragraph, text)
            return
        self._add(paragraph, outer)
        paragraph.add_run(f"{own}{text}{own}").font.rtl = True if side == "rtl" else None
        self._add(paragraph, outer)

    def _add(self, paragraph: Paragraph, text: str, *, is_raised: bool = False) -> None:
        if text:
            run = paragraph.add_run(text)
            run.font.rtl = True if self.side == "rtl" else None
            run.font.superscript = True if is_raised else None

    def _link(self, paragraph: Paragraph, text: str, *, anchor: str | None = None) -> None:
        """A link to an address, or to a place in the document (`anchor`), which is raised."""
        if anchor:
            link = _element("w:hyperlink", {"w:anchor": anchor})
        else:
            held = self.document.part.relate_to(text, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
            link = _element("w:hyperlink", {"r:id": held})
        run = paragraph.add_run(text)
        run.font.superscript = True if anchor else None
        if not anchor:
            run.font.color.rgb = RGBColor.from_string(_LINK)
            run.font.underline = True
        link.append(run._r)  # noqa: SLF001 - a link holds its run
        paragraph._p.append(link)  # noqa: SLF001

    def _set_defaults(self) -> None:
        """Font and size also for Arabic letters, which Word keeps apart; title, language, time; nobody as author."""
        normal = self.document.styles["Normal"]
        for style in (normal, self.document.styles["Heading 1"], self.document.styles["Heading 2"]):
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for name in list(fonts.attrib):
                del fonts.attrib[name]
            for name in ("ascii", "hAnsi", "cs"):
                fonts.set(qn(f"w:{name}"), FONT)
        properties = normal.element.get_or_add_rPr()
        for size in ("w:sz", "w:szCs"):
            for old in properties.findall(qn(size)):
                properties.remove(old)
            properties.append(_element(size, {"w:val": str(2 * SIZE)}))
        properties.append(_element("w:lang", {"w:val": "en-US", "w:bidi": "ar-SA"}))
        core = self.document.core_properties
        core.title = make_showable(self.roundup.title).text[:255]
        core.language = self.roundup.language
        core.author = core.comments = core.last_modified_by = ""
        made = self.roundup.method.made_at or _UNDATED
        core.created = core.modified = made.astimezone(UTC).replace(tzinfo=None, microsecond=0)


def _element(name: str, attributes: dict[str, str] | None = None) -> Any:  # noqa: ANN401 - an lxml element
    element = OxmlElement(name)
    for key, value in (attributes or {}).items():
        element.set(qn(key), value)
    return element


def _bookmark(paragraph: Paragraph, name: str, number: int) -> None:
    start = _element("w:bookmarkStart", {"w:id": str(number), "w:name": name})
    paragraph._p.append(start)  # noqa: SLF001
    paragraph._p.append(_element("w:bookmarkEnd", {"w:id": str(number)}))  # noqa: SLF001


def _paint_curve(drawing: Drawing, clock: Clock) -> bytes:
    """The curve as a PNG, for all versions of Word. Its letters are figures and ISO dates: they need no shaping."""
    scale = _PICTURE_SCALE
    image = Image.new("RGB", (drawing.width * scale, drawing.height * scale), PLAIN.ground)
    pen = ImageDraw.Draw(image)

    def line(*ends: float, colour: str, width: int = 1) -> None:
        pen.line([each * scale for each in ends], fill=colour, width=width * scale // 2)

    def text(words: str, x: float, y: float, *, colour: str, anchor: str, size: int = 12) -> None:
        pen.text((x * scale, y * scale), words, fill=colour, anchor=anchor, font=ImageFont.load_default(size * scale))

    for y, level in drawing.levels:
        line(drawing.left, y, drawing.right, y, colour=PLAIN.line)
        text(str(level), drawing.left - 6, y, colour=PLAIN.pale, anchor="rm")
    for x, day, is_named in drawing.ticks:
        line(x, drawing.top, x, drawing.base, colour=PLAIN.line)
        if is_named:
            text(f"{clock.local(day):%Y-%m-%d}", x, drawing.base + 8, colour=PLAIN.pale, anchor="mt")
    for start, end, y in drawing.bars:
        if y < drawing.base:
            box = [start * scale, y * scale, end * scale, drawing.base * scale]
            pen.rectangle(box, fill=PLAIN.accent)
    line(drawing.left, drawing.base, drawing.right, drawing.base, colour=PLAIN.border, width=2)
    for each in drawing.marks:
        colour = PLAIN.pale if each.mark.kind == "precedent" else PLAIN.ink
        line(each.x, each.y, each.at, drawing.top - 4, colour=colour, width=2)
        line(each.at, drawing.top - 4, each.at, drawing.base, colour=colour, width=2)
    for each in drawing.marks:
        colour = PLAIN.pale if each.mark.kind == "precedent" else PLAIN.ink
        pen.circle((each.x * scale, each.y * scale), 8 * scale, fill=colour)
        text(str(each.mark.number), each.x, each.y, colour=PLAIN.ground, anchor="mm", size=11)
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _without_times(data: bytes) -> bytes:
    """The same archive, without the time at which each file was put in."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as held, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in held.namelist():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(entry, held.read(name))
    return out.getvalue()
