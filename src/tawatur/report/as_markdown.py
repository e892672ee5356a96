"""A roundup as Markdown (CommonMark with footnotes): for editors and content systems; evidence stands as footnotes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tawatur.arabic.display import make_showable
from tawatur.markup import Words, write_utc
from tawatur.report.citing import Citation, citations_behind, cite
from tawatur.report.records import HEADINGS, LISTS, BlockKind, Roundup, Sentence, link_urls, paragraphs

# What Markdown would read as its own; also what GitHub links by itself: addresses, www., e-mail.
_SYNTAX = re.compile(r"[\\`*_{}\[\]<>&~|$^]|:(?=//)|(?<=[A-Za-z0-9_.+-])@|(?<=www)\.", re.IGNORECASE)
_LINE_START = re.compile(r"(?:[-+#=:]|[0-9]{1,9}(?=[.)]))")


def render_markdown(roundup: Roundup) -> str:
    """The text of a roundup; behind each sentence the footnotes that name its evidence, defined at the end."""
    citations = cite(roundup)
    blocks: list[str] = []
    last: BlockKind | None = None
    for kind, sentences in paragraphs(roundup):
        heading = HEADINGS.get(kind, {}).get(roundup.language)
        if heading and kind != last:
            blocks.append(f"## {escape_markdown(heading)}")
        lines = [_line(sentence, roundup, citations) for sentence in sentences]
        if kind == "headline":
            blocks.append(f"# {' '.join(lines)}")
        elif kind in LISTS:
            items = zip(lines, sentences, strict=True)
            blocks.append("\n".join(
                "\\\n  ".join([f"- {line}", *(f"<{url}>" for url in link_urls([each]))]) for line, each in items
            ))  # fmt: skip
        else:
            blocks.append("\\\n".join([" ".join(lines), *(f"<{url}>" for url in link_urls(sentences))]))
        last = kind
    blocks.append("\n".join(_footnotes(citations, Words(roundup.language))))
    return "\n\n".join(blocks) + "\n"


def escape_markdown(text: str) -> str:
    r"""Text that Markdown shows as it is.

    >>> escape_markdown("- [x](http://a.b) #tag")
    '\\- \\[x\\](http\\://a.b) #tag'
    """
    shown = make_showable(text).text
    shown = _SYNTAX.sub(lambda match: f"\\{match[0]}", shown)
    start = _LINE_START.match(shown)
    if start is None:
        return shown
    figures = start[0] if start[0].isalnum() else ""
    return f"{figures}\\{shown[len(figures) :]}"


def _line(sentence: Sentence, roundup: Roundup, citations: dict[str, Citation]) -> str:
    notes = "".join(f"[^{each.number}]" for each in citations_behind(sentence, citations))
    return escape_markdown(sentence.text(roundup.language)) + notes


def _footnotes(citations: dict[str, Citation], words: Words) -> Iterator[str]:
    for each in citations.values():
        told = [each.label]
        if each.level:
            told.append(f"{each.level} {words.get(f'level.{each.level}', '')}".rstrip())
        if each.captured_at:
            told.append(f"{words('evidence.kept')} {write_utc(each.captured_at)}")
        told.append(f"SHA-256 {each.record_id}")
        told += [f"<{url}>" for url in each.urls]
        yield f"[^{each.number}]: " + " · ".join(told)
