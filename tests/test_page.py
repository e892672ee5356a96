"""The page of a checked article, read as a browser's parser would read it."""

from __future__ import annotations

import base64
import hashlib
import re
import subprocess
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import pytest
from hypothesis import example as for_example
from hypothesis import given
from hypothesis import strategies as st
from page_example import ARTICLE, at, build_example, build_hostile

from tawatur.arabic.display import make_showable
from tawatur.check.records import Checked, SpeakerRow, TimelineEvent
from tawatur.errors import InputError
from tawatur.markup import Words, rebuild_url
from tawatur.page import render_check
from tawatur.page.drawing import draw_timeline
from tawatur.page.render import make_clock
from tawatur.page.speakers import Speakers
from tawatur.page.text import is_carried, lay_out_text

VOID = frozenset({"meta", "link", "br", "img", "input", "hr"})
ASKING = frozenset({"src", "srcset", "action", "formaction", "poster", "background", "data", "ping", "xlink:href"})


@dataclass
class Element:
    """One element of a parsed page."""

    tag: str
    attrs: dict[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)

    @property
    def classes(self) -> set[str]:
        return set(self.attrs.get("class", "").split())

    @property
    def text(self) -> str:
        return "".join(child if isinstance(child, str) else child.text for child in self.children)

    def walk(self) -> Iterator[Element]:
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.walk()

    def all(self, tag: str | None = None, css: str | None = None) -> list[Element]:
        return [e for e in self.walk() if (tag is None or e.tag == tag) and (css is None or css in e.classes)]

    def one(self, tag: str | None = None, css: str | None = None) -> Element:
        (found,) = self.all(tag, css)
        return found

    def by_id(self, name: str) -> Element:
        (found,) = [e for e in self.walk() if e.attrs.get("id") == name]
        return found


class TreeBuilder(HTMLParser):
    """HTML to a tree; refuses tags that do not close in order."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Element("document")
        self.open = [self.root]

    def handle_starttag(self, tag, attrs):
        assert len(attrs) == len(dict(attrs)), f"an attribute twice in <{tag}>"
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag, attrs):
        self.open[-1].children.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag):
        assert self.open.pop().tag == tag

    def handle_data(self, data):
        self.open[-1].children.append(data)


def parse(html: str) -> Element:
    builder = TreeBuilder()
    builder.feed(html)
    builder.close()
    assert [element.tag for element in builder.open] == ["document"]
    return builder.root


def render(checked: Checked, lang: str = "ar", title: str = "عنوان") -> Element:
    return parse(render_check(checked, lang=lang, title=title, version="0.0.test"))


@pytest.fixture(scope="module")
def example() -> Checked:
    return build_example()


@pytest.fixture(scope="module")
def page(example) -> Element:
    return render(example)


@pytest.fixture(scope="module")
def hostile_html() -> str:
    return render_check(build_hostile(), title="<script>alert(0)</script>", note="</title>", version="0")


def shown_lines(text: str) -> list[str]:
    """What a reader may see of a text, line by line, empty lines left out."""
    return [make_showable(line).text for line in text.splitlines() if line.strip()]


def paragraphs_of(page: Element) -> list[Element]:
    return page.by_id("article").all("p")


def covered(page: Element, attribute: str, number: int) -> set[int]:
    """Offsets of the article that stand under a number; for a text without hidden characters."""
    offsets: set[int] = set()
    starts = [ARTICLE.index(line) for line in ARTICLE.splitlines()]
    for start, paragraph in zip(starts, paragraphs_of(page), strict=True):
        place = start
        for piece in paragraph.all("span", "t"):
            if str(number) in piece.attrs.get(attribute, "").split():
                offsets.update(range(place, place + len(piece.text)))
            place += len(piece.text)
    return offsets


def visible_offsets(span: tuple[int, int]) -> set[int]:
    """Offsets of a span of the article, without the spaces at its ends and without line breaks."""
    words = ARTICLE[slice(*span)]
    start = span[0] + len(words) - len(words.lstrip())
    return {place for place in range(start, start + len(words.strip())) if ARTICLE[place] != "\n"}


# --- the text -----------------------------------------------------------------------------------------------------


def test_the_text_survives_the_cutting(page):
    lines = ["".join(piece.text for piece in p.all("span", "t")) for p in paragraphs_of(page)]
    assert lines == shown_lines(ARTICLE)


def test_nothing_but_links_is_added_to_the_text(page):
    for paragraph, line in zip(paragraphs_of(page), shown_lines(ARTICLE), strict=True):
        added = sum(len(link.text) for link in paragraph.all("a"))
        assert len(paragraph.text) == len(line) + added


def test_the_text_of_a_hostile_article_survives_too(hostile_html):
    lines = ["".join(piece.text for piece in p.all("span", "t")) for p in paragraphs_of(parse(hostile_html))]
    assert lines == shown_lines(build_hostile().text)


ALPHABET = [
    *"ابم #@a1_.\n\t",
    "\N{ARABIC SHADDA}",
    "\N{COMBINING ACUTE ACCENT}",
    "\N{ZERO WIDTH JOINER}",
    "\N{RIGHT-TO-LEFT OVERRIDE}",
    "\N{LINE SEPARATOR}",
    "\r",
    "\x00",
    "https://x.com/a",
    "2024-12-05",
    "م" + "\N{COMBINING ACUTE ACCENT}" * 9,
]


@given(
    text=st.lists(st.sampled_from(ALPHABET), max_size=30).map("".join),
    spans=st.lists(st.tuples(st.integers(-2, 60), st.integers(-2, 60)), min_size=1, max_size=6),
)
# A span from inside a pile of marks over a line break began on the break, and had no anchor for its card.
@for_example(text="م" + "\N{COMBINING ACUTE ACCENT}" * 9 + "\N{LINE SEPARATOR}ا", spans=[(1, 12)])
# Cut at a joiner inside a pile of marks, each half counted as short.
@for_example(text="م" + ("\N{COMBINING ACUTE ACCENT}" * 5 + "\N{ZERO WIDTH JOINER}") * 3 + "ا", spans=[(6, 14)])
def test_any_text_survives_any_spans(text, spans):
    finding = replace(build_example().findings[0], spans=tuple(spans))
    checked = replace(
        build_example(), text=text, findings=(finding,), statements=(), claims=(), forecasts=(), speakers=(),
        timeline=(), links=(),
    )  # fmt: skip
    words = Words("ar")
    paragraphs = lay_out_text(checked, words, Speakers(checked, words))
    pieces = [[piece for run in paragraph.runs for piece in run.pieces] for paragraph in paragraphs]
    assert ["".join(piece.text for piece in line if piece.kind == "text") for line in pieces] == shown_lines(text)
    flat = [piece for line in pieces for piece in line]
    anchors = [piece.target for piece in flat if piece.kind == "at"]
    refs = [piece for piece in flat if piece.kind == "ref"]
    assert len(anchors) == len(refs) == (len(spans) if text.strip() else 0)
    assert bool(text.strip()) == any(piece.findings for piece in flat)


def test_a_link_and_a_handle_are_one_left_to_right_run_however_they_are_cut(page):
    runs = [run.text for run in page.by_id("article").all("bdi", "ltr")]
    assert "https://x.com/nawras_alqasab/status2/1800000000000000001" in runs  # 2: the number of a finding
    assert "@nawras_alqasabDec" in runs


def test_a_number_mark_does_not_stand_inside_a_word(example):
    first_letters = replace(example.findings[0], spans=((0, 2), (5, 7)))
    page = render(replace(example, findings=(first_letters,)))
    assert paragraphs_of(page)[0].text.startswith("تصدر1 هاشتاج1 #")


# --- findings -----------------------------------------------------------------------------------------------------


def test_every_finding_has_a_card_with_its_words(example, page):
    cards = page.by_id("cards").all("li", "card")
    assert [card.attrs["id"] for card in cards] == [f"f{n}" for n in range(1, len(example.findings) + 1)]
    for card, finding in zip(cards, example.findings, strict=True):
        assert finding.message_ar in card.one("p", "message").text
        assert finding.action_ar in card.one("p", "action").text
        assert card.one("span", "kind").attrs["title"] == finding.code
        assert finding.severity in card.classes
        assert len(card.one("ul", "snippets").all("li")) == len(finding.spans)


def test_severity_is_a_word_and_a_shape_not_a_colour_alone(page):
    kinds = {}
    for card in page.by_id("cards").all("li", "card"):
        kinds[card.one("span", "severity").text] = card.one("svg", "icon").children[0].tag
    assert len(kinds) == 3
    shapes = {str(svg.children[0].attrs) for svg in page.all("svg", "icon")}
    assert len(shapes) == 3


def test_all_spans_of_every_finding_are_marked_and_nothing_else(example, page):
    for number, finding in enumerate(example.findings, start=1):
        expected = set().union(*(visible_offsets(span) for span in finding.spans))
        assert covered(page, "data-f", number) == expected, finding.code


def test_every_span_has_a_number_behind_it_that_leads_to_its_card(example, page):
    refs = Counter(link.attrs["href"] for link in page.by_id("article").all("a", "ref"))
    assert refs == {f"#f{n}": len(f.spans) for n, f in enumerate(example.findings, start=1)}


def test_a_finding_about_a_hidden_character_names_it(hostile_html):
    unseen = parse(hostile_html).by_id("article").all("bdi", "unseen")
    assert "U+202E" in [element.text for element in unseen]


def test_an_article_without_findings_says_so(example):
    page = render(replace(example, findings=()))
    assert "لم يجد الفحص" in page.one("section", "cards").text


# --- statements and speakers --------------------------------------------------------------------------------------


def test_every_statement_lies_under_its_quote(example, page):
    for number, statement in enumerate(example.statements, start=1):
        assert covered(page, "data-s", number) == visible_offsets(statement.quote_span)


def test_in_a_nested_statement_the_inner_speaker_gives_the_colour(page):
    inner = [piece for piece in page.by_id("article").all("span", "t") if piece.attrs.get("data-s") == "2 1"]
    assert inner
    assert all({"q", "h2", "in-h1"} <= piece.classes for piece in inner)


def test_a_cue_without_a_subject_leads_back_to_the_name(example, page):
    carried = [n for n, statement in enumerate(example.statements) if is_carried(ARTICLE, statement)]
    links = page.by_id("article").all("a", "carry")
    assert carried == [4, 5]
    assert [link.text for link in links] == ["↖ رشدان البيلسان"] * 2
    assert {link.attrs["href"] for link in links} == {f"#n{at('رشدان البيلسان')[0]}"}


def test_every_speaker_has_a_letter_and_a_row(example, page):
    rows = page.by_id("speakers").one("tbody").all("tr")
    assert [row.one("span", "letter").text for row in rows] == ["أ", "ب", "ج", "د", "؟"]
    assert [row.all("td")[2].text for row in rows] == [str(len(row.statements)) for row in example.speakers]


def test_the_ninth_speaker_has_his_own_letter(example):
    row = SpeakerRow(name="x", role=None, handle=None, statements=(), urls=(), said_at=())
    page = render(replace(example, speakers=tuple(replace(row, name=f"متحدث {n}") for n in range(30))))
    letters = [row.one("span", "letter").text for row in page.by_id("speakers").one("tbody").all("tr")]
    assert len(set(letters)) == 30


def test_statements_without_a_time_are_listed(page):
    untimed = page.one("div", "untimed")
    assert [link.attrs["href"] for link in untimed.all("a")] == ["#s4", "#s5", "#s6", "#s8", "#s7"]


# --- forecasts, claims, timeline ----------------------------------------------------------------------------------


def test_a_forecast_shows_its_readings_and_what_is_not_known(page):
    vague, bounded = page.one("ol", "forecasts").all("li", "forecast")
    assert "مرساة غير معروفة" in vague.text
    assert "مبهم" in vague.text
    assert "الخميس 5 كانون الأول/ديسمبر 2024، 20:43" in bounded.text
    assert [li.text for li in bounded.one("ol", "readings").all("li")] == [
        "التحركات داخل العاصمة",
        "دخول العاصمة دون قتال",
    ]


def test_a_claim_shows_who_says_it_and_when(page):
    rows = [section for section in page.all("section") if section.attrs["aria-labelledby"] == "claims-h"]
    texts = [row.text for row in rows[0].one("tbody").all("tr")]
    assert "النص نفسه" in texts[0]
    assert "بلا وقت" in texts[0]
    assert "نورس القصباوي" in texts[1]
    assert "20:00" in texts[1]


def test_an_assumed_window_is_hatched_and_an_instant_is_a_dot(page):
    drawing = page.one("svg", "line")
    assert len(drawing.all("circle", "dot")) == 2
    assert "assumed" in drawing.one("rect", "bar").classes
    assert drawing.one("title").text
    assert "20:43" in drawing.one("desc").text


def test_times_are_in_the_zone_of_the_check(example, page):
    assert "20:00" in page.one("svg", "line").text
    assert "17:00" in render(replace(example, zone="UTC")).one("svg", "line").text
    assert "UTC+3" in page.one("div", "head").text


@given(minutes=st.lists(st.integers(0, 3000), min_size=1, max_size=25), letters=st.integers(1, 60))
def test_labels_of_the_timeline_do_not_touch(minutes, letters):
    start = datetime(2024, 12, 5, tzinfo=UTC)
    label = "ك" * letters
    events = tuple(
        TimelineEvent(
            kind="statement", start=start + timedelta(minutes=m), end=start + timedelta(minutes=m + 9) if m % 3 else None,
            label_ar=label, label_en=label, is_assumed=False, spans=(),
        )
        for m in minutes
    )  # fmt: skip
    checked = replace(build_example(), timeline=events)
    words = Words("ar")
    drawing = draw_timeline(checked, words, make_clock(checked, words), Speakers(checked, words))
    boxes = []
    for item in (*drawing.dots, *drawing.bars):
        size = (len(item.label) + 7 * hasattr(item, "time")) * 7.4
        left = item.text_x if item.anchor == "start" else item.text_x - size
        assert left >= 0
        assert left + size <= drawing.width + 0.1
        boxes.append((left, left + size, item.y))
    for number, (left, right, y) in enumerate(boxes):
        assert not any(y == other_y and left < last and first < right for first, last, other_y in boxes[:number])
    assert all(0 <= y < drawing.height for _, _, y in boxes)


def test_a_zone_that_does_not_exist_is_the_users_error(example):
    with pytest.raises(InputError, match="Asia/Nowhere"):
        render(replace(example, zone="Asia/Nowhere"))


# --- the page as a document ---------------------------------------------------------------------------------------


@pytest.fixture(params=["ar", "en", "hostile"])
def any_html(request, example, hostile_html):
    if request.param == "hostile":
        return hostile_html
    return render_check(example, lang=request.param, title="عنوان", note="مثال", version="0")


def test_ids_are_unique_and_every_fragment_leads_somewhere(any_html):
    page = parse(any_html)
    ids = Counter(element.attrs["id"] for element in page.walk() if "id" in element.attrs)
    assert [name for name, count in ids.items() if count > 1] == []
    wanted = {link.attrs["href"][1:] for link in page.all("a") if link.attrs["href"].startswith("#")}
    wanted |= {name for e in page.walk() for name in e.attrs.get("aria-labelledby", "").split()}
    assert wanted <= set(ids)


def test_the_policy_allows_just_what_is_inlined(any_html):
    page = parse(any_html)
    (policy,) = [m.attrs["content"] for m in page.all("meta") if m.attrs.get("http-equiv") == "Content-Security-Policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))

    def digest(element: Element) -> str:
        return f"'sha256-{base64.b64encode(hashlib.sha256(element.text.encode()).digest()).decode()}'"

    assert rules == {
        "default-src": "'none'", "style-src": digest(page.one("style")), "script-src": digest(page.one("script")),
        "img-src": "data:", "font-src": "data:", "base-uri": "'none'", "form-action": "'none'",
    }  # fmt: skip


def test_nothing_in_the_page_asks_for_anything(any_html):
    page = parse(any_html)
    for element in page.walk():
        names = set(element.attrs)
        assert not names & ASKING
        assert not [name for name in names if name.startswith("on") or name == "style"]
        assert element.tag not in {"img", "iframe", "object", "embed", "form", "base", "use", "image", "video"}
        if element.tag == "a":
            href = element.attrs["href"]
            assert href.startswith(("#", "https://", "http://"))
            assert href.startswith("#") or element.attrs["rel"] == "noopener nofollow ugc noreferrer"
        elif "href" in names:
            assert (element.tag, element.attrs["href"]) == ("link", "data:,")
    style = page.one("style").text
    assert "@import" not in style
    assert all(address.startswith(("data:", "#hatch")) for address in re.findall(r"url\(([^)]*)\)", style))


def test_hostile_strings_are_inert(hostile_html):
    page = parse(hostile_html)
    assert len(page.all("script")) == len(page.all("style")) == 1
    assert page.all("title")[0].text == "<script>alert(0)</script> · تواتر"
    assert not [link for link in page.all("a") if "evil" in link.attrs["href"] or "javascript" in link.attrs["href"]]
    # Isolates are put in by us, around the labels of the drawing only.
    categories = {c: unicodedata.category(c) for c in set(hostile_html)}
    hidden = {c for c, category in categories.items() if category in {"Cf", "Cc", "Cn", "Co"}}
    assert hidden <= {"\n", "\N{RIGHT-TO-LEFT ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"}
    marks = "".join("m" if unicodedata.category(c) in {"Mn", "Me"} else "." for c in hostile_html)
    assert "m" * 7 not in marks


def test_a_chip_says_that_characters_were_taken_out(page, hostile_html):
    assert "أحرف اتجاه خفية" in parse(hostile_html).one("ul", "counts").text
    assert "أحرف اتجاه خفية" not in page.one("ul", "counts").text


def test_the_page_of_a_short_article_stays_small(example):
    html = render_check(example, title="عنوان", version="0")
    assert len(html.encode()) < 400 * 1024


def test_the_same_check_gives_the_same_page(example):
    assert render_check(example, title="x", version="0") == render_check(example, title="x", version="0")


def test_the_english_page_keeps_the_article_right_to_left(example):
    page = render(example, lang="en")
    html = page.one("html")
    assert (html.attrs["lang"], html.attrs["dir"]) == ("en", "ltr")
    assert page.by_id("article").attrs["dir"] == "rtl"
    assert "2 errors" in page.one("ul", "counts").text


def test_an_english_sentence_that_begins_with_an_arabic_name_stays_left_to_right(example):
    finding = replace(example.findings[0], message_en="رشدان البيلسان: 5 statements, «أكثر من 25 حاجزا» at 2024-12-05")
    page = render(replace(example, findings=(finding,)), lang="en")
    sentence = page.by_id("f1").one("a", "go").children[0]
    assert sentence.attrs["dir"] == "ltr"
    assert [run.text for run in sentence.all("bdi")[1:]] == ["رشدان البيلسان", "أكثر من 25 حاجزا", "2024-12-05"]


def test_an_empty_article_has_a_page(example):
    empty = Checked(
        text="", zone="Asia/Riyadh", statements=(), claims=(), forecasts=(), findings=(example.findings[0],),
        speakers=(), timeline=(),
    )  # fmt: skip
    page = render(empty)
    assert page.by_id("article").text.strip() == ""
    assert "بتوقيت الرياض" in page.one("div", "head").text


def test_the_module_does_not_import_the_template_engine():
    code = "import sys, tawatur.page; raise SystemExit('jinja2' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("number", "words"),
    [
        pytest.param(0, "لا أخطاء تمنع النشر", id="none"),
        pytest.param(1, "خطأ واحد يمنع النشر", id="one"),
        pytest.param(2, "خطآن يمنعان النشر", id="two"),
        pytest.param(3, "3 أخطاء تمنع النشر", id="few"),
        pytest.param(11, "11 خطأ تمنع النشر", id="many"),
        pytest.param(100, "100 خطأ تمنع النشر", id="hundred"),
        pytest.param(103, "103 أخطاء تمنع النشر", id="hundred-and-few"),
    ],
)
def test_counts_are_arabic(number, words):
    assert Words("ar").count("error", number) == words


def test_every_string_stands_in_both_languages():
    arabic, english = Words("ar").table, Words("en").table
    assert [key for key, words in arabic.items() if not words] == []
    assert [key for key, words in english.items() if not words and not key.startswith("count.")] == []


@pytest.mark.parametrize(
    ("url", "rebuilt"),
    [
        pytest.param("https://x.com/a/status/1?s=20#top", "https://x.com/a/status/1?s=20", id="plain"),
        pytest.param("HTTP://X.com:8080/ا", "http://x.com:8080/%D8%A7", id="case-port-arabic"),
        pytest.param("https://حمص.example/", "https://xn--sgbq1c.example/", id="arabic-host"),
        pytest.param("https://x.com/\N{RIGHT-TO-LEFT OVERRIDE}a", "https://x.com/a", id="hidden-character"),
        pytest.param('https://x.com/"><script>', "https://x.com/%22%3E%3Cscript%3E", id="quotes"),
        pytest.param("javascript:alert(1)", None, id="script"),
        pytest.param("data:text/html,x", None, id="data"),
        pytest.param("https://bank.example@evil.example/", None, id="user"),
        pytest.param("https://[", None, id="broken-host"),
        pytest.param("https://x.com:port/", None, id="broken-port"),
        pytest.param("//x.com/a", None, id="no-scheme"),
        pytest.param("", None, id="empty"),
    ],
)
def test_a_link_is_rebuilt_or_refused(url, rebuilt):
    assert rebuild_url(url) == rebuilt
