"""Posts pasted whole into an article: their text, then — name (@handle) date; or name and handle, then their text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tawatur.arabic.folding import fold_word
from tawatur.arabic.tokens import Span
from tawatur.arabic.verbs import read_verb
from tawatur.statements.spans import SpanIndex

MAX_UPPER_LINE = 120  # characters of a line of a post that is not its last; longer ones are paragraphs of the article
MAX_EMBED = 1200  # characters of one embedded post; a longer run of lines is narration
MAX_BLANK = 8  # characters of white space between a post and its link
MAX_INTRODUCTION = 160  # characters between the verb that introduces a post and its colon
_AT = "@\N{FULLWIDTH COMMERCIAL AT}"
_OPEN, _CLOSE = "(\N{FULLWIDTH LEFT PARENTHESIS}", ")\N{FULLWIDTH RIGHT PARENTHESIS}"
_SIGNATURE = re.compile(
    "(?:—|–|―|--|&mdash;)[ \\t]{0,8}(?P<name>[^\\n(@—]{1,80}?)[ \\t]{0,8}"
    f"[{_OPEN}][ \\t]{{0,8}}(?P<handle>[{_AT}]?[A-Za-z0-9_.\\-]{{1,60}}[{_AT}]?)[ \\t]{{0,8}}"
    f"[{_CLOSE}](?P<date>[^\\n]{{0,60}})",
    re.MULTILINE,
)
_HASHTAGS_ONLY = re.compile(
    "[ \\t\\r]*(?:[#\N{FULLWIDTH NUMBER SIGN}][^\\s#\N{FULLWIDTH NUMBER SIGN}]{1,200}[ \\t\\r]*)++"
)
_DATE_END = re.compile("(?<![0-9\\u0660-\\u0669])(?:(?:19|20)[0-9]{2}|[\\u0660-\\u0669]{4})(?![0-9\\u0660-\\u0669])")
_DAY = re.compile("[ \\t،,·]{0,3}[A-Za-z]{3,9}\\.? [0-9]{1,2}(?![0-9])")
_LINK_WORD = re.compile("(?:https?://|pic\\.twitter\\.com/|t\\.co/)[^\\s]{1,300}")
_LINK = re.compile("https?://[^\\s]{1,300}")
_SKIN_EDGE = re.compile('^[ \\t\\r\\n"“«]+|[ \\t\\r\\n"”»]+$')


# A name, a handle behind it or on the next line, and nothing else but a date: the head of a post as platforms show it.
_HEAD = re.compile(
    '^[ \\t]{0,8}(?P<name>[^\\n@:.،؛«»“”"]{2,60}?)[ \\t]{0,8}(?P<turn>\\r?\\n[ \\t]{0,8})?'
    f"[{_OPEN}]?(?P<handle>[{_AT}][A-Za-z0-9_.\\-]{{1,60}})[{_CLOSE}]?[ \\t]{{0,3}}"
    "(?P<date>[^\\n:]{0,60}?)[ \\t]{0,3}:?[ \\t\\r]{0,3}\\n[ \\t\\r]{0,3}(?=[^ \\t\\r\\n])",
    re.MULTILINE,
)
_NOT_A_NAME = re.compile("^[^\\w(]{1,8}")  # a bullet or an emoji at the start of a line
_SEPARATOR = re.compile("[ \\t]{0,3}[·•|–—-]")
_CLOCK_LINE = re.compile("[ \\t]{0,8}[0-9\u0660-\u0669]{1,2}:[0-9\u0660-\u0669]{2}[^\\n]{0,50}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Embed:
    """An embedded post.

    Attributes:
        content: span of the post's own words.
        whole: span with its signature, before the words or behind them.
        name, name_span, handle, date: from the signature; `date` is its text, stripped.
    """

    content: Span
    whole: Span
    name: str
    name_span: Span
    handle: str
    date: str


def find_embeds(text: str) -> list[Embed]:
    """Embedded posts in text order; their spans do not overlap."""
    signed = _find_signed(text)
    index = SpanIndex([each.whole for each in signed])
    headed = [each for each in _find_headed(text) if not index.touching(each.whole)]
    return sorted([*signed, *headed], key=lambda embed: embed.whole)


def _find_headed(text: str) -> list[Embed]:
    """Posts whose name and handle stand before their words."""
    embeds: list[Embed] = []
    floor = 0
    while (match := _HEAD.search(text, floor)) is not None:
        name, date = _NOT_A_NAME.sub("", match["name"]).strip(), match["date"]
        before = text[: match.start()].rstrip(" \t\r")
        is_apart = not before or before.endswith(("\n", ":"))
        is_alone = match["turn"] is not None and is_apart and before[-2:] in {"", "\n\n", before[-2:-1] + ":", ":\n"}
        is_dated = match["turn"] is None and _SEPARATOR.match(date) is not None and any(map(str.isdigit, date))
        content = lines_of_post(text, match.end())
        if content is not None and not (is_alone or is_dated or (is_apart and _is_linked(text, content[1], match))):
            content = None
        floor = match.start("handle") if content is None else content[1]
        if content is None or read_verb(fold_word(name.split(maxsplit=1)[0])) is not None:
            continue
        start = match.start("name") + match["name"].index(name)
        clock = _CLOCK_LINE.match(text, content[1] + 1) if text[content[1] : content[1] + 1] == "\n" else None
        embeds.append(
            Embed(
                content=content,
                whole=(start, clock.end() if clock else content[1]),
                name=name,
                name_span=(start, start + len(name)),
                handle=match["handle"],
                date=date.strip(" ·•|–—-،,\t\r") or (clock[0].strip() if clock else ""),
            )
        )
    return embeds


def _is_linked(text: str, end: int, head: re.Match[str]) -> bool:
    """Whether the link alone on the next line is one to a post of the account in the head."""
    link = _LINK.match(text, end + len(text[end : end + MAX_BLANK]) - len(text[end : end + MAX_BLANK].lstrip()))
    return link is not None and f"/{head['handle'].strip(_AT).lower()}/" in link[0].lower()


def lines_of_post(text: str, start: int) -> Span | None:
    """The lines behind the head of a post, up to an empty one, a link, its clock or the next head."""
    end = line_start = start
    while line_start < len(text) and line_start - start < MAX_EMBED:
        stop = text.find("\n", line_start)
        stop = len(text) if stop < 0 else stop
        line = text[line_start:stop].strip()
        if not line or _LINK.fullmatch(line) or _CLOCK_LINE.fullmatch(line) or _is_narration(line):
            break
        if line_start > start and _HEAD.match(text, line_start):
            break
        end = line_start + len(text[line_start:stop].rstrip())
        line_start = stop + 1
    skin = _SKIN_EDGE.match(text[start:end])
    start += skin.end() if skin else 0
    end = start + len(text[start:end].rstrip(' \t\r\n"”»'))
    return (start, end) if len(text[start:end].split()) > 1 else None


def _find_signed(text: str) -> list[Embed]:
    """Posts whose signature stands behind their words."""
    embeds: list[Embed] = []
    floor = 0
    while (match := _SIGNATURE.search(text, floor)) is not None:
        name = match["name"].strip()
        content = _content_before(text, match.start(), floor, name)
        date = _date_part(match["date"])
        floor = match.start("date") + len(date)
        is_account = any(sign in match["handle"] for sign in _AT) or any(map(str.isdigit, date))
        if content is not None and name and is_account:
            start = match.start("name") + match["name"].index(name)
            embeds.append(
                Embed(
                    content=content,
                    whole=(content[0], floor),
                    name=name.split("#")[0].strip() or name,
                    name_span=(start, start + len(name.split("#")[0].rstrip() or name)),
                    handle=match["handle"],
                    date=date.strip(" ،,·\r"),
                )
            )
    return embeds


def _date_part(rest: str) -> str:
    """The date at the start of what follows a signature on its line: up to a year, or an English month and day."""
    dated = _DATE_END.search(rest) or _DAY.match(rest)
    has_more = dated is not None and any(map(str.isalnum, rest[dated.end() :]))
    return rest[: dated.end()] if dated and has_more else rest


def _content_before(text: str, end: int, floor: int, name: str) -> Span | None:
    """The lines before a signature that belong to the post of `name`, not to the article around it."""
    lines: list[Span] = []
    line_end = end
    while line_end > floor and end - line_end < MAX_EMBED:
        line_start = max(text.rfind("\n", 0, line_end) + 1, floor)
        line = text[line_start:line_end].strip()
        if not line:
            if lines:
                break
        elif _introduction_end(text, line_start, line_end, name) is not None:
            lines.append((line_start, line_end))
            break
        elif (
            len(line) > MAX_EMBED
            or _is_narration(line)
            or (
                lines
                and (
                    line.endswith((":", "؛"))
                    or _ends_narration(line)
                    or _LINK.fullmatch(line)
                    or len(line) > MAX_UPPER_LINE
                )
            )
        ):
            break
        else:
            lines.append((line_start, line_end))
        line_end = line_start - 1
    lines.reverse()
    while len(lines) > 1 and _HASHTAGS_ONLY.fullmatch(text[slice(*lines[0])]):
        lines.pop(0)
    if not lines:
        return None
    start, stop = lines[0][0], lines[-1][1]
    colon = _introduction_end(text, start, stop, name)
    start = colon if colon is not None else start
    stop = _without_links(text, start, stop)
    skin = text[start:stop]
    left = _SKIN_EDGE.match(skin)
    start += left.end() if left else 0
    stripped = text[start:stop].rstrip(' \t\r\n"”»')
    return (start, start + len(stripped)) if stripped else None


def _without_links(text: str, start: int, stop: int) -> int:
    """The end of a post without the links of its pictures."""
    while True:
        end = start + len(text[start:stop].rstrip())
        word = max(text.rfind(" ", start, end), text.rfind("\n", start, end), start - 1) + 1
        if end <= start or not _LINK_WORD.fullmatch(text, word, end):
            return stop
        stop = word


def _is_narration(line: str) -> bool:
    """A line that begins with a reporting verb joined by و or ف is the article's, not the post's."""
    form = read_verb(fold_word(line.split(maxsplit=1)[0])) if line else None
    return form is not None and form.kind == "past" and form.proclitics[:1] in {("و",), ("ف",)}


def _ends_narration(line: str) -> bool:
    """A long line that ends like a sentence of the article."""
    return len(line) > 60 and line.endswith((".", "»", "”", '"'))


def _introduction_end(text: str, start: int, stop: int, name: str) -> int | None:
    """Where the post of `name` starts when the article introduces it on the same line (وغرد فلان: …).

    A later sentence of the line introduces the post only if it names him: else it is of the post (وقال الشرطي: عد).
    """
    first_line_end = text.find("\n", start, stop)
    line_end = stop if first_line_end < 0 else first_line_end
    own = set(name.split())
    colon = text.find(":", max(start, line_end - MAX_EMBED), line_end)
    while colon >= 0:
        near = max(start, colon - MAX_INTRODUCTION)
        sentence = max(near, *(text.rfind(mark, near, colon) + 1 for mark in ".!؟"))
        head = text[sentence:colon].split()
        is_told = sentence == start or (sentence > near and not own.isdisjoint(head))
        if (
            is_told
            and head
            and _is_telling(head[0])
            and text[colon : colon + 3] != "://"
            and text[colon + 1 : stop].strip()
        ):
            return colon + 1
        colon = text.find(":", colon + 1, line_end)
    return None


def _is_telling(word: str) -> bool:
    return word.lstrip("وف")[:3] in {"قال", "كتب", "غرد", "علق", "نشر", "رد"}
