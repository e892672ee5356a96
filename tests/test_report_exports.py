"""Exports of a roundup, read by others: WordPress's parser, schema.org's words, an XML parser, python-docx, csv."""

from __future__ import annotations

import base64
import csv
import io
import json
import re
import shutil
import subprocess
import sys
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import docx
import pytest
from click import unstyle
from click.testing import CliRunner
from docx.oxml.ns import qn
from hostile_posts import hostile_posts
from lxml import etree
from stories import STORIES
from test_page import Element, parse
from test_report_forms import roundup_of

from tawatur.arabic.display import is_tricky, make_showable
from tawatur.cli import cli
from tawatur.cli.compose import ENDINGS
from tawatur.errors import InputError
from tawatur.evidence import Evidence
from tawatur.markup import first_strong
from tawatur.report.as_jsonld import Verdict, read_verdicts, roundup_jsonld
from tawatur.report.citing import cite
from tawatur.report.exports import FORMS, export
from tawatur.report.records import Language, Mask, Quote, Roundup, Sentence, plain_text
from tawatur.spreadsheet import is_formula

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES: tuple[Language, ...] = get_args(Language)
ATOM = "{http://www.w3.org/2005/Atom}"
BLOCKS = {"core/paragraph", "core/heading", "core/list", "core/list-item", "core/html", "core/embed"} | {
    "core/image", "core/details", "core/table"
}  # fmt: skip
ELEMENTS = frozenset(
    "document div p h1 h2 ul ol li blockquote footer bdi span sup a time figure section img figcaption".split()
)  # of what we write into the pages of others
ATTRIBUTES = frozenset(
    "dir lang class cite href rel id value aria-label aria-labelledby datetime title src alt".split()
)
DIRECTION_MARKS = str.maketrans(dict.fromkeys("\N{RIGHT-TO-LEFT MARK}\N{LEFT-TO-RIGHT MARK}"))

every_story = pytest.mark.parametrize("story", [*STORIES, "hostile"])
both_languages = pytest.mark.parametrize("language", LANGUAGES)


def assert_inert(root: Element) -> None:
    """Nothing but our own elements, and links to posts or to places in the text."""
    assert {element.tag for element in root.walk()} <= ELEMENTS
    for element in root.walk():
        assert element.attrs.keys() <= ATTRIBUTES
        for name in ("href", "cite"):
            assert re.match(r"https://|#|$", element.attrs.get(name, "")), element.attrs[name]
        if element.tag == "img":
            assert element.attrs["alt"]
            assert_drawing(element.attrs["src"])
    assert "<script>alert(1)</script>" in root.text or "script" not in root.text


def assert_drawing(address: str) -> str:
    """A picture that an address holds: our own shapes and words, nothing that acts or asks. Returns: its words."""
    kind, _, held = address.partition(",")
    assert kind == "data:image/svg+xml;base64"
    root = etree.fromstring(base64.b64decode(held))
    shapes = {"svg", "rect", "line", "circle", "path", "text", "title"}
    assert {etree.QName(each).localname for each in root.iter()} <= shapes
    assert not [name for each in root.iter() for name in each.attrib if name.startswith(("on", "{", "href", "style"))]
    return "".join(root.itertext())


def words_of(text: str) -> list[str]:
    return text.translate(DIRECTION_MARKS).split()


# -- WordPress ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def parsed(npm_folder: Path) -> dict[str, list[dict[str, Any]]]:
    """Every roundup's blocks, as WordPress's own parser reads them."""
    made = {
        f"{story} {language}": export(roundup_of(story, language), "wordpress", note="<b>[مثال]</b>")
        for story in [*STORIES, "hostile"]
        for language in LANGUAGES
    }
    done = subprocess.run(
        [str(shutil.which("node")), "parse_blocks.cjs"], cwd=npm_folder, input=json.dumps(made), capture_output=True, text=True,
        encoding="utf-8", check=True, timeout=60,
    )  # fmt: skip
    read: dict[str, list[dict[str, Any]]] = json.loads(done.stdout)
    return read


def walk_blocks(blocks: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for block in blocks:
        yield block
        yield from walk_blocks(block["innerBlocks"])


@both_languages
@every_story
def test_wordpress_finds_no_html_outside_of_blocks(story: str, language: Language, parsed: Any) -> None:
    blocks = list(walk_blocks(parsed[f"{story} {language}"]))
    assert [block["innerHTML"] for block in blocks if block["blockName"] is None and block["innerHTML"].strip()] == []
    named = [block["blockName"] for block in blocks if block["blockName"] is not None]
    assert set(named) <= BLOCKS
    assert named.count("core/heading") >= 2
    assert named.count("core/html") >= 2


@both_languages
@every_story
def test_wordpress_blocks_hold_the_roundup_word_for_word(story: str, language: Language) -> None:
    roundup = roundup_of(story, language)
    root = parse(str(export(roundup, "wordpress")))
    for element in root.walk():
        element.children = [
            child for child in element.children
            if isinstance(child, str) or (child.tag not in {"sup", "footer", "figure", "ol", "details"} and "permalink" not in child.classes)
        ]  # fmt: skip
    urls = {url for sentence in roundup.sentences for link in sentence.links for url in [link.url]}
    expected = [word for word in words_of(plain_text(roundup)) if word not in urls]
    shown = words_of(root.text)
    assert shown[: len(expected)] == expected
    assert len(shown) <= len(expected) + 4, "and the heading of the evidence"


@both_languages
@every_story
def test_nothing_of_a_stranger_is_alive_in_wordpress(story: str, language: Language) -> None:
    made = str(export(roundup_of(story, language), "wordpress"))
    assert_inert(parse(made))
    assert "[" not in made, "WordPress runs [shortcodes] also in text"
    assert "[gallery ids=1]" in parse(made).text or story != "hostile"


def embedded(roundup: Roundup) -> set[str]:
    return set(re.findall(r'<!-- wp:embed {"url":"([^"]+)"', str(export(roundup, "wordpress"))))


def test_only_posts_of_public_speakers_without_withheld_words_are_embedded() -> None:
    roundup = roundup_of("city", "ar")
    links = [link for sentence in roundup.sentences for link in sentence.links]
    public = {link.url for link in links if not link.is_private}
    assert any(link.is_private for link in links)
    assert embedded(roundup) == public

    def withhold(sentence: Sentence) -> Sentence:
        parts = tuple(
            replace(part, masks=(Mask(start=part.start, end=part.start + 3, kind="slur"),))
            if isinstance(part, Quote) and not part.masks else part
            for part in sentence.parts
        )  # fmt: skip
        return replace(sentence, parts=parts)

    blocks = tuple(replace(block, sentences=tuple(map(withhold, block.sentences))) for block in roundup.blocks)
    assert embedded(replace(roundup, blocks=blocks)) == set()


# -- JSON-LD -----------------------------------------------------------------------------------------------------------


def verdict_on(record: dict[str, Any]) -> Verdict:
    claim = next(part for part in record["hasPart"] if part["@type"] == "Claim")
    (row,) = read_verdicts(
        [{"post": claim["appearance"]["@id"], "claim": claim["text"], "verdict": "غير صحيح", "by": "مكتب التدقيق",
          "date": "2024-11-22", "url": "https://example.org/review"}], ["row 1"],
    )  # fmt: skip
    return row


def test_the_json_ld_uses_the_words_of_schema_org(npm_folder: Path) -> None:
    lines = ['import type { NewsArticle, WithContext } from "schema-dts";']
    for number, (story, language) in enumerate((s, lang) for s in [*STORIES, "hostile"] for lang in LANGUAGES):
        roundup = roundup_of(story, language)
        record = roundup_jsonld(roundup, note="مثال")
        has_claim = any(part["@type"] == "Claim" for part in record["hasPart"])
        verdicts = [verdict_on(record)] if has_claim and story == "city" else []
        made = export(roundup, "jsonld", note="مثال", verdicts=verdicts)
        lines.append(f"export const a{number}: WithContext<NewsArticle> = {made};")
    (npm_folder / "check.ts").write_text("\n".join(lines), encoding="utf-8")
    command = "node node_modules/typescript/bin/tsc --noEmit --strict --skipLibCheck --moduleResolution node check.ts"
    done = subprocess.run(command.split(), cwd=npm_folder, capture_output=True, text=True, check=False, timeout=300)
    assert (done.returncode, done.stdout) == (0, "")


@both_languages
@every_story
def test_the_json_ld_names_every_quote_with_its_post_and_its_speaker(story: str, language: Language) -> None:
    roundup = roundup_of(story, language)
    record = roundup_jsonld(roundup)
    parts = [part for part in record["hasPart"] if part["@type"] == "Quotation"]
    ranges = {(quote.key, quote.start, quote.end): quote for s in roundup.sentences for quote in s.quotes}
    assert [part["text"] for part in parts] == [quote.shown(language) for quote in ranges.values()]
    posts = {post["@id"]: post for post in record["isBasedOn"]}
    records = {held.record_id for held in cite(roundup).values()}
    for part, quote in zip(parts, ranges.values(), strict=True):
        post = posts[part["isBasedOn"]["@id"]]
        assert post["identifier"]["value"] in records
        speaker = roundup.speaker_of.get(quote.key)
        is_named = speaker is not None and speaker.is_public
        assert ("creator" in part) == ("author" in post) == is_named
    ids = [part["@id"] for part in [*record["hasPart"], *record["isBasedOn"]]]
    assert len(ids) == len(set(ids))
    for claim in (part for part in record["hasPart"] if part["@type"] == "Claim"):
        assert claim["appearance"]["@id"] in posts
    assert not [c for c in json.dumps(record, ensure_ascii=False) if unicodedata.category(c) == "Cf"]
    assert "<" not in str(export(roundup, "jsonld")), "it is pasted into a script element"
    assert record["articleBody"] == plain_text(roundup)


def test_a_review_of_a_claim_is_written_only_for_a_verdict_of_a_person() -> None:
    roundup = roundup_of("city", "ar")
    record = roundup_jsonld(roundup)
    assert "ClaimReview" not in json.dumps(record)
    reviewed = roundup_jsonld(roundup, verdicts=[verdict_on(record)])
    (review,) = reviewed["subjectOf"]
    claim = next(part for part in reviewed["hasPart"] if part["@type"] == "Claim")
    assert (review["itemReviewed"]["@id"], review["claimReviewed"]) == (claim["@id"], claim["text"])
    assert review["reviewRating"] == {"@type": "Rating", "alternateName": "غير صحيح"}
    assert review["author"]["name"] == "مكتب التدقيق"
    assert {key: value for key, value in reviewed.items() if key != "subjectOf"} == record


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"post": "https://x.com/nobody/status/1"}, "fits 0 claims of the roundup"),
        ({"claim": "كلام لم يقله أحد"}, "fits 0 claims of the roundup"),
        ({"by": ""}, "row 1: no by"),
        ({"date": "yesterday"}, "row 1: date 'yesterday'"),
        ({"url": "javascript:alert(1)"}, "row 1: url 'javascript:alert(1)'"),
    ],
)
def test_a_verdict_that_fits_nothing_says_what_to_do(change: dict[str, str], told: str) -> None:
    roundup = roundup_of("city", "ar")
    verdict = verdict_on(roundup_jsonld(roundup))
    row = {
        "post": verdict.post,
        "claim": verdict.claim or "",
        "verdict": "x",
        "by": "y",
        "date": "2024-11-22",
        **change,
    }
    with pytest.raises(InputError) as raised:
        roundup_jsonld(roundup, verdicts=read_verdicts([row], ["row 1"]))
    assert told in str(raised.value)


# -- Atom --------------------------------------------------------------------------------------------------------------


@both_languages
@every_story
def test_the_feed_is_atom_and_nothing_of_a_stranger_is_alive_in_it(story: str, language: Language) -> None:
    roundup = roundup_of(story, language)
    feed = etree.fromstring(str(export(roundup, "atom", note="مثال")).encode())
    assert feed.tag == f"{ATOM}feed"
    (entry,) = feed.findall(f"{ATOM}entry")
    for element in (feed, entry):  # RFC 4287, 4.1.1 and 4.1.2: exactly one of each; an author of each entry
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{name}")) == 1
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", element.findtext(f"{ATOM}updated") or "")
        assert (element.findtext(f"{ATOM}id") or "").startswith("urn:sha256:")
    assert entry.findtext(f"{ATOM}author/{ATOM}name")
    assert {link.get("rel") for link in entry.findall(f"{ATOM}link")} <= {"via"}
    urls = [link.url for sentence in roundup.sentences for link in sentence.links]
    assert {link.get("href") for link in entry.findall(f"{ATOM}link")} <= set(urls)
    (content,) = entry.findall(f"{ATOM}content")
    assert content.get("type") == "html"
    root = parse(content.text or "")
    assert_inert(root)
    for quote in (
        quote for block in roundup.blocks if block.kind == "speaker" for s in block.sentences for quote in s.quotes
    ):
        assert quote.shown(language) in " ".join(root.text.split())
    assert feed.xpath("//*[not(namespace-uri()='http://www.w3.org/2005/Atom')]") == []


# -- CSV ---------------------------------------------------------------------------------------------------------------


@both_languages
@every_story
def test_the_table_of_quotes_holds_each_range_once_and_no_formula(story: str, language: Language) -> None:
    roundup = roundup_of(story, language)
    rows = list(csv.DictReader(io.StringIO(str(export(roundup, "csv")), newline="")))
    ranges = {(quote.key, quote.start, quote.end): quote for s in roundup.sentences for quote in s.quotes}
    assert len(rows) == len(ranges) > 0
    for row, quote in zip(rows, ranges.values(), strict=True):
        assert not [cell for cell in row.values() if is_formula(cell)]
        assert not [c for cell in row.values() for c in cell if unicodedata.category(c) in {"Cf", "Cc"}]
        assert (row["post_id"], int(row["start"]), int(row["end"])) == (quote.post.post_id, quote.start, quote.end)
        assert row["quote"].removeprefix("'") == make_showable(quote.shown(language)).text
        assert not row["handle"].startswith("@")
        speaker = roundup.speaker_of.get(quote.key)
        assert row["handle"] == ((speaker.handle or "") if speaker and speaker.is_public else "")


@pytest.mark.parametrize(
    "start", ["=", "+", "-", "@", "\t=", "  =", "\N{FULLWIDTH EQUALS SIGN}", "\N{ZERO WIDTH SPACE}="]
)
def test_no_cell_of_a_stranger_is_a_formula(start: str) -> None:
    from tawatur.spreadsheet import write_csv

    text = f"{start}HYPERLINK(1)"
    (row,) = csv.DictReader(io.StringIO(write_csv(["text"], [{"text": text}])))
    assert not is_formula(row["text"])
    assert row["text"].startswith("'")


# -- Word --------------------------------------------------------------------------------------------------------------


def document_of(roundup: Roundup, note: str | None = None) -> Any:
    return docx.Document(io.BytesIO(export(roundup, "docx", note=note)))  # type: ignore[arg-type]


@both_languages
@every_story
def test_the_document_holds_the_roundup_line_by_line(story: str, language: Language) -> None:
    roundup = roundup_of(story, language)
    document = document_of(roundup, note="مثال")
    lines = []
    for paragraph in document.paragraphs:
        for raised in paragraph._p.xpath(".//w:r[w:rPr/w:vertAlign]"):
            raised.getparent().remove(raised)
        lines.append(
            " ".join("".join(t.text or "" for t in paragraph._p.iter(qn("w:t"))).translate(DIRECTION_MARKS).split())
        )
    assert lines.pop(0) == "مثال"
    expected = [" ".join(line.split()) for line in plain_text(roundup).split("\n") if line.strip()]
    assert lines[: len(expected)] == expected
    listed = [line for line in lines[len(expected) :] if " SHA-256 " in f" {line}"]
    assert [re.sub(r".*SHA-256 ", "", line) for line in listed] == list(cite(roundup))


@both_languages
@every_story
def test_every_run_of_the_document_says_its_direction(story: str, language: Language) -> None:
    document = document_of(roundup_of(story, language))
    for paragraph in document.paragraphs:
        is_rtl = paragraph._p.pPr is not None and paragraph._p.pPr.find(qn("w:bidi")) is not None
        assert is_rtl == (language == "ar")
        for run in paragraph.runs:
            direction = first_strong(run.text)
            if direction == "rtl":
                assert run.font.rtl, run.text
            if direction == "ltr" and run.text.lstrip("\N{LEFT-TO-RIGHT MARK}").startswith(("@", "http")):
                assert not run.font.rtl, run.text


@both_languages
def test_nothing_of_a_stranger_is_alive_in_the_document(language: Language) -> None:
    roundup = roundup_of("hostile", language)
    made = export(roundup, "docx")
    assert isinstance(made, bytes)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert archive.testzip() is None
        assert not [name for name in archive.namelist() if re.search(r"vba|macro|activeX|embeddings|\.bin$", name)]
        relations = etree.fromstring(archive.read("word/_rels/document.xml.rels"))
        body = etree.fromstring(archive.read("word/document.xml"))
    outside = {each.get("Target") for each in relations if each.get("TargetMode") == "External"}
    assert outside <= {link.url for sentence in roundup.sentences for link in sentence.links}
    names = {etree.QName(element).localname for element in body.iter()}
    assert names <= set(
        "document body p pPr pStyle bidi r rPr rtl t hyperlink vertAlign color u bookmarkStart bookmarkEnd "
        "sectPr pgSz pgMar cols docGrid".split()
    ), "no fields, no objects"
    text = "".join(body.itertext())
    assert "<script>alert(1)</script>" in text
    assert not [c for c in text if unicodedata.category(c) in {"Cf", "Cc"} and c.translate(DIRECTION_MARKS)]


def test_the_same_roundup_gives_the_same_document_byte_for_byte() -> None:
    roundup = roundup_of("water", "ar")
    assert export(roundup, "docx") == export(roundup, "docx")


def test_without_its_extra_a_document_says_what_to_install() -> None:
    program = (
        "import sys; sys.modules['docx'] = None; from tawatur.cli import main; "
        "sys.argv = ['tawatur', 'compose', '--example', '-q', '--format', 'docx']; main()"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=120)
    assert (done.returncode, done.stdout) == (1, "")
    assert "a Word document needs python-docx and Pillow (the extra tawatur[docx]): " in done.stderr


# -- all of them -------------------------------------------------------------------------------------------------------


def test_every_form_can_be_asked_for_by_name_and_by_ending() -> None:
    assert set(FORMS) == set(ENDINGS.values())
    documented = (ROOT / "docs" / "exports.md").read_text(encoding="utf-8")
    assert [ending for ending in ENDINGS if f"`{ending}`" not in documented] == []
    assert [form for form in FORMS if f"`{form}`" not in documented] == []


@both_languages
def test_hostile_posts_are_flagged_and_honest_ones_are_not(language: Language) -> None:
    roundup = roundup_of("hostile", language)
    (caveat,) = [each for each in roundup.caveats if each.code == "tricks"]
    tricky = {post.evidence.record_id for post in hostile_posts() if post.evidence and is_tricky(post.text)}
    assert len(tricky) >= 4
    assert set(caveat.sentence.evidence) <= tricky
    assert caveat.sentence.text(language) in plain_text(roundup), "so it stands in every form made for readers"
    for story in STORIES:
        honest = roundup_of(story, language)
        posts = {quote.post.text for sentence in honest.sentences for quote in sentence.quotes}
        assert ("tricks" in {each.code for each in honest.caveats}) == any(map(is_tricky, posts))


@both_languages
@pytest.mark.parametrize("form", FORMS)
def test_a_private_person_stands_in_no_export(form: str, language: Language) -> None:
    made = export(roundup_of("city", language), form)
    if isinstance(made, bytes):
        with zipfile.ZipFile(io.BytesIO(made)) as archive:
            made = "".join(archive.read(name).decode("utf-8", "ignore") for name in archive.namelist())
    assert "um_khaled_77" not in made
    assert "خالد" not in made


@pytest.mark.parametrize("ending", [".wp.html", ".docx", ".jsonld", ".atom", ".csv"])
def test_the_ending_of_the_file_chooses_the_export_and_hostile_posts_stay_whole_in_evidence(
    ending: str, tmp_path: Path
) -> None:
    lines = [
        json.dumps(
            {"id": post.post_id, "created_at": post.posted_at.isoformat() if post.posted_at else None,
             "text": post.text, "author_handle": post.handle, "author_name": post.display_name}, ensure_ascii=False
        ).encode()
        for post in hostile_posts()
    ]  # fmt: skip
    posts, out, data = tmp_path / "posts.jsonl", tmp_path / f"out{ending}", tmp_path / "data"
    posts.write_bytes(b"\n".join(lines) + b"\n")
    done = CliRunner().invoke(cli, ["compose", str(posts), "-o", str(out), "--data", str(data), "-q"])
    assert (done.exit_code, done.stdout) == (0, ""), unstyle(done.stderr)
    assert out.stat().st_size > 1000
    evidence = Evidence(data / "evidence")
    kept = {data for batch in evidence.batches() for _, data in evidence.records(batch)}
    assert set(lines) <= kept


def test_verdicts_are_refused_by_forms_that_hold_none() -> None:
    done = CliRunner().invoke(cli, ["compose", "--example", "--verdicts", "x.csv", "--format", "csv"])
    assert done.exit_code == 2
    assert "--verdicts go into --format jsonld" in done.stderr


def test_the_table_of_verdicts_goes_into_the_json_ld(tmp_path: Path) -> None:
    posts, table = str(ROOT / "tests/golden/city/posts.jsonl"), tmp_path / "verdicts.csv"
    table.write_text(
        "post,claim,verdict,by,date\nhttps://x.com/huda_salama_/status/1859615261586358281,دخلت مدينة,غير مؤكد,فريق,2024-11-22\n",
        encoding="utf-8",
    )
    done = CliRunner().invoke(
        cli, ["compose", posts, "--format", "jsonld", "--verdicts", str(table), "--data", str(tmp_path / "data"), "-q"]
    )
    assert done.exit_code == 0, done.stderr
    (review,) = json.loads(done.stdout)["subjectOf"]
    assert "دخلت مدينة" in review["claimReviewed"]
