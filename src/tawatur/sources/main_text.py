"""The article of a web page: text, title and date, without what stands around it.

Finding the text follows Readability (arc90, now the reader view of Firefox): a paragraph speaks for the elements around
it, the less the farther, and the element that most speaks for is the article's. Comma and length make a paragraph,
links unmake it. Its weights are taken over; ours is the walk over runs of text, by which boxes, line breaks and tables
need no turning into paragraphs first, and the commas of Arabic.
Source: github.com/mozilla/readability, Readability.js (Apache-2.0).
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from email.utils import parsedate_to_datetime
from typing import Any

from lxml.etree import HTMLParser, LxmlError, fromstring, iterwalk, strip_elements

MIN_PARAGRAPH = 25  # characters; shorter ones are labels (Readability's)
MIN_ARTICLE = 250  # characters; with less the names of classes may have misled (Readability's RETRY_LENGTH)
MIN_CELL = 100  # characters of the longest cell, else a table holds figures and not the article
DIVIDERS = (1, 2, 6, 9, 12)  # of what a paragraph says for the blocks around it, from the inmost
SIBLING_SHARE = 0.2  # of the best score: an article is often cut into sections
MIN_SIBLING = 10
MIN_BESIDE, LINKED_BESIDE = (
    80,
    0.25,
)  # characters of a paragraph beside the best, and its share of links (Readability's)
CLASS_WEIGHT = 25
LINKED_SHARE = 0.5  # of a line's characters; such a line leads elsewhere

_BLOCKS = frozenset(
    "address article blockquote body center dd details div dl dt fieldset figure footer h1 h2 h3 h4 h5 h6 header hgroup"
    " hr html li main ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
_UNSEEN = tuple(
    "audio button canvas embed head iframe input noscript object script select style svg template textarea"
    " video".split()
)
_AROUND = frozenset("aside dialog figcaption footer form menu nav".split())
_AROUND_ROLES = frozenset(
    "alert alertdialog banner complementary contentinfo dialog menu menubar navigation search".split()
)
_TAG_SCORES = dict.fromkeys(("div", "article"), 5) | dict.fromkeys(("pre", "td", "blockquote"), 3)
_TAG_SCORES |= dict.fromkeys("address ol ul dl dd dt li".split(), -3)
_TAG_SCORES |= dict.fromkeys("h1 h2 h3 h4 h5 h6 th header".split(), -5)
_WHOLES = frozenset("html body article main".split())
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6 th".split())
_FOR = re.compile(r"article|body|content|entry|hentry|h-entry|main|page|post|text|blog|story", re.IGNORECASE)
_AGAINST = re.compile(
    r"combx|comment|com-|contact|foot|masthead|media|meta|outbrain|promo|related|scroll|share|shoutbox|sidebar|skyscraper"
    r"|sponsor|shopping|tags|tool|widget",
    re.IGNORECASE,
)
# Whole words of a class or an id, so that "download" is no "ad" and "content" no "con".
_AROUND_NAMES = re.compile(
    r"(?<![a-z])(?:ads?|advert(?:isement|ising)?s?|breadcrumbs?|comments?|consent|cookies?|disqus|foot(?:er)?|gdpr|masthead|byline|(?:entry|post|article)-meta"
    r"|menu|most-?read|nav(?:bar|igation)?|newsletter|outbrain|pag(?:er|ination)|popup|promo|recirc(?:ulation)?"
    r"|recommend(?:ed|ation)s?|related|share(?:daddy)?|sharing|shoutbox|sidebar|social|sponsor(?:ed)?|subscri(?:be|ption)"
    r"|taboola|tags|toolbar|widgets?)(?![a-z])",
    re.IGNORECASE,
)
_COMMENTS = re.compile(r"(?<![a-z])comments?(?![a-z])", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_COMMAS = re.compile("[,\N{ARABIC COMMA}\N{ARABIC SEMICOLON}]")
_DAY = re.compile(r"([0-9]{4})[-/.]?([0-9]{2})[-/.]?([0-9]{2})(?![0-9])")
_DAY_IN_PATH = re.compile(r"/((?:19|20)[0-9]{2})/([0-9]{1,2})/([0-9]{1,2})(?:/|$)")
_DATE_NAMES = tuple(
    "article:published_time og:article:published_time og:published_time date pubdate publishdate publish-date"
    " publish_date datepublished dc.date dc.date.issued dcterms.created dcterms.issued parsely-pub-date"
    " sailthru.date".split()
)
_TITLE_NAMES = ("og:title", "twitter:title")


@dataclass(frozen=True, slots=True)
class Page:
    """What a web page tells.

    Attributes:
        text: the article, a line a paragraph; "" when the page has none.
        title: None when it has none.
        published_at: aware UTC midnight of the day that the page says it was published; None when it does not say.
    """

    text: str
    title: str | None
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class _Run:
    """Text between two borders of blocks, or line breaks.

    Attributes:
        holder: the block that it stands in.
        linked: how many of its characters are words of links.
    """

    holder: Any
    text: str
    linked: int


@dataclass(slots=True)
class _Block:
    """An open or finished block of the page.

    Attributes:
        above: the block around it; None for the root.
        length: characters of its runs and of those of the blocks in it.
        linked: how many of them are words of links.
    """

    element: Any
    above: _Block | None
    length: int = 0
    linked: int = 0


def parse_html(html: str) -> Any:
    """The root element of a page; None when nothing in it is HTML."""
    parser = HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        return fromstring(html.encode("utf-8", errors="replace").replace(b"\0", b""), parser)
    except LxmlError:
        return None


def find_article(root: Any) -> Page:
    """The article of a page; `root` is changed: what nobody sees is taken out."""
    linked = _read_linked_data(root)
    titles = [*_read_meta(root, _TITLE_NAMES), _tell(linked.get("headline"))]
    titles += map(_text_of, (*root.iter("h1"), *root.iter("title")))
    title = next(filter(None, titles), None)
    published_at = _read_day(root, linked)
    strip_elements(root, *_UNSEEN, with_tail=False)
    text = _find_text(root, title, is_strict=True)
    if len(text) < MIN_ARTICLE:
        text = max(text, _find_text(root, title, is_strict=False), key=len)
    if len(text) < MIN_ARTICLE:  # the page is put together in the browser
        text = max(text, _tell(linked.get("articleBody")), key=len)
    return Page(text, title, published_at)


def _find_text(root: Any, title: str | None, *, is_strict: bool) -> str:
    """The lines of the best element and of those beside it that are of its kind."""
    blocks, runs = _read_blocks(root, around=_find_around(root, is_strict=is_strict))
    inside = _choose(blocks, runs)
    for element, block in blocks.items():  # those above come first
        if block.above is not None and block.above.element in inside:
            inside.add(element)
    lines = []
    for run in runs:
        leads_elsewhere = run.linked > LINKED_SHARE * len(run.text) and "://" not in run.text
        if run.holder in inside and not leads_elsewhere and run.holder.tag != "h1" and run.text != title:
            lines.append(run.text)
    return "\n".join(lines)


def _find_around(root: Any, *, is_strict: bool) -> set[Any]:
    """The elements that are no part of an article: by tag, by role, and with `is_strict` by the names that they bear.

    A name may also say what a box has beside it ("with-sidebar"): one that holds the heading, or most of the page,
    stays; so does a form (ASP.NET puts one around each page).
    """
    lengths: dict[Any, int] = {}
    for _, element in iterwalk(root, events=("end",)):
        lengths[element] = len(element.text or "") + sum(lengths[each] + len(each.tail or "") for each in element)
    with_heading = _with_ancestors(root.iter("h1"))
    with_paragraph = _with_ancestors(cell for cell in root.iter("td") if lengths[cell] >= MIN_CELL)
    with_note = _with_ancestors(link for link in root.iter("a") if link.get("href", "").startswith("#"))

    def holds_page(element: Any) -> bool:
        return element in with_heading or 2 * lengths[element] >= lengths[root]

    def stands_around(element: Any) -> bool:
        if element.tag in _AROUND or element.get("role") in _AROUND_ROLES:
            return element.tag != "form" or not holds_page(element)
        if (
            "hidden" in element.attrib
            or element.get("aria-hidden") == "true"
            or _HIDDEN.search(element.get("style", ""))
        ):
            return True
        if element.tag == "table":
            return element not in with_paragraph
        if element.tag == "sup":  # the number of a note would stand in the sentence
            return element in with_note
        names = f"{element.get('class', '')} {element.get('id', '')}"
        if not is_strict or element in with_heading or not _AROUND_NAMES.search(names):
            return False
        if _COMMENTS.search(names):
            return True
        return element.tag not in _WHOLES and not holds_page(element)

    return {element for element in lengths if stands_around(element)}


def _with_ancestors(elements: Iterable[Any]) -> set[Any]:
    """The elements, and all that they stand in."""
    found: set[Any] = set()
    for element in elements:
        while element is not None and element not in found:
            found.add(element)
            element = element.getparent()  # noqa: PLW2901  # climbs
    return found


def _read_blocks(root: Any, *, around: set[Any]) -> tuple[dict[Any, _Block], list[_Run]]:
    """The blocks of a page and the runs of text in them, in order, without what stands around the article."""
    block = _Block(root, None)
    blocks = {root: block}
    runs: list[_Run] = []
    parts: list[tuple[str, bool]] = []
    links = 0

    def close_run() -> None:
        text = " ".join("".join(part for part, _ in parts).split())
        if text:
            linked = min(len(text), sum(len(part.strip()) for part, is_linked in parts if is_linked))
            runs.append(_Run(block.element, text, linked))
            block.length += len(text)
            block.linked += linked
        parts.clear()

    walk = iterwalk(root, events=("start", "end"))
    for event, element in walk:
        is_border = element.tag in _BLOCKS
        if is_border or element.tag == "br":
            close_run()
        if event == "start":
            if element in around:
                walk.skip_subtree()
                continue
            if is_border and element is not root:
                block = blocks[element] = _Block(element, block)
            links += element.tag == "a"
            parts.append((element.text or "", links > 0))
            continue
        if element not in around:
            links -= element.tag == "a"
            if is_border and block.above is not None:
                block.above.length += block.length
                block.above.linked += block.linked
                block = block.above
        if element is not root:
            parts.append((element.tail or "", links > 0))
    close_run()
    return blocks, runs


def _choose(blocks: dict[Any, _Block], runs: list[_Run]) -> set[Any]:
    """The element that the paragraphs speak for most, and those beside it that belong to it; none without one."""
    held = Counter(run.holder for run in runs)
    scores: dict[Any, float] = {}
    for run in runs:
        if len(run.text) < MIN_PARAGRAPH or run.holder.tag in _HEADINGS:
            continue
        score = 1 + len(_COMMAS.findall(run.text)) + min(len(run.text) / 100, 3)
        # Several lines in a box: the box is around paragraphs. One alone: it is the paragraph, unless it is long
        # and the box bears the name of the article.
        own = blocks[run.holder]
        is_article = len(run.text) >= MIN_ARTICLE and _weigh(run.holder) >= CLASS_WEIGHT
        is_around = run.holder.tag != "p" and (held[run.holder] > 1 or is_article)
        block = own if own.above is None or is_around else own.above
        for divider in DIVIDERS:
            scores.setdefault(block.element, _weigh(block.element))
            scores[block.element] += score / divider
            if block.above is None:
                break
            block = block.above
    if not scores:
        return set()
    for element in scores:
        scores[element] *= 1 - blocks[element].linked / max(blocks[element].length, 1)
    best = blocks[max(scores, key=scores.__getitem__)]
    enough = max(MIN_SIBLING, SIBLING_SHARE * scores[best.element])
    while best.above is not None and best.above.length == best.length:
        best = best.above
    beside = [each for each, block in blocks.items() if block.above is best.above and block is not best]
    paragraphs = {
        run.holder for run in runs if len(run.text) >= MIN_BESIDE and run.linked < LINKED_BESIDE * len(run.text)
    }
    boxes = {each for each in beside if each in paragraphs or (len(each) == 1 and each[0] in paragraphs)}
    alike = {each for each in beside if scores.get(each, 0) >= enough or _is_like(each, best.element)}
    return {best.element} | alike | (boxes if len(boxes) > 1 else set())  # one alone is the copyright, or a teaser


def _is_like(element: Any, other: Any) -> bool:
    """Whether two elements are of one kind, as the page's author names kinds."""
    return bool(other.get("class")) and (element.tag, element.get("class")) == (other.tag, other.get("class"))


def _weigh(element: Any) -> float:
    names = element.get("class", ""), element.get("id", "")
    signs = sum(bool(_FOR.search(name)) - bool(_AGAINST.search(name)) for name in names)
    return float(_TAG_SCORES.get(element.tag, 0) + CLASS_WEIGHT * signs)


def _read_meta(root: Any, names: tuple[str, ...]) -> Iterator[str]:
    """What the page's meta elements of these names say, in the order of the names."""
    told: dict[str, str] = {}
    for meta in root.iter("meta"):
        for key in ("property", "name", "itemprop"):
            told.setdefault(meta.get(key, "").lower(), meta.get("content", "").strip())
    return (told[name] for name in names if name in told)


def _read_day(root: Any, linked: dict[str, Any]) -> datetime | None:
    """The day of publication: of meta elements, linked data, marked elements, times, the page's own address."""
    written = [*_read_meta(root, _DATE_NAMES), _tell(linked.get("datePublished"))]
    written += root.xpath('//*[@itemprop="datePublished"]/@*[name()="datetime" or name()="content"]')
    written += root.xpath("//time[not(ancestor::aside or ancestor::nav or ancestor::footer)]/@datetime")
    for address in root.xpath('//link[@rel="canonical"]/@href | //meta[@property="og:url"]/@content'):
        written += ["-".join(part.zfill(2) for part in match.groups()) for match in _DAY_IN_PATH.finditer(address)]
    return next(filter(None, map(_as_day, written)), None)


def _as_day(written: str) -> datetime | None:
    """Midnight of the day in a time as pages write it; None when there is none in it."""
    try:
        if match := _DAY.match(written.strip()):
            year, month, day = map(int, match.groups())
            return datetime(year, month, day, tzinfo=UTC)
        return datetime.combine(parsedate_to_datetime(written), time(), UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _read_linked_data(root: Any) -> dict[str, Any]:
    """The first record of the page's JSON-LD that was published; {} when there is none."""
    for script in root.xpath('//script[@type="application/ld+json"]'):
        try:
            waiting = [json.loads(script.text or "")]
        except (ValueError, RecursionError):
            continue
        while waiting:
            value = waiting.pop(0)
            if isinstance(value, list):
                waiting += value
            elif isinstance(value, dict):
                if "datePublished" in value:
                    return value
                waiting += value.values()
    return {}


def _tell(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _text_of(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())
