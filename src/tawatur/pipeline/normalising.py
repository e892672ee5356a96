"""Rows of other tools with what their counting needs: folded text and tags, families, clusters of near-duplicates."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice

from tawatur.arabic.folding import fold_word
from tawatur.errors import InputError, UnreadableRecordError
from tawatur.hashtags import extract, fold
from tawatur.hashtags.families import read_tag
from tawatur.posts import Post
from tawatur.sources import Source, detect, find_source
from tawatur.sources.base import Received, Rejected
from tawatur.sources.fields import decode_json
from tawatur.sources.files import InputFile
from tawatur.sources.tables import flatten, map_columns, read_cells, split_row, split_tags
from tawatur.spreadsheet import is_formula
from tawatur.voices.clusters import ClusterReader
from tawatur.voices.letters import MAX_TEXT, LetterReader

TEXT, TAGS, FAMILIES, CLUSTER = ADDED = ("tawatur_text", "tawatur_tags", "tawatur_families", "tawatur_cluster")
MEMORY = 100_000  # different texts that are remembered: about 250 MB of them
ROWS_AT_ONCE = 2_000
MAX_TAG = 140  # characters; longer ones are no tags
_LEFT_OUT = re.compile(r"(?:https?://|pic\.twitter\.com/)\S+|[#@]\w+")
_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"[+\-]?[0-9][0-9.,:/ ]*(?:[eE][+\-]?[0-9]{1,3})?%?")


@dataclass(slots=True)
class Normalised:
    """What a run did.

    Attributes:
        rows: written; without_text: those of them in which no text was found, their new cells empty.
        copies: rows that repeat an earlier text, exactly or nearly.
        protected: cells that a spreadsheet would have run, now behind an apostrophe.
        forgotten: texts that had to be forgotten (`ClusterReader`).
        rejected: reason -> rows that could not be read and are not written.
    """

    rows: int = 0
    without_text: int = 0
    copies: int = 0
    protected: int = 0
    forgotten: int = 0
    rejected: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class _Row:
    """A row as it came, what it says, and how its new cells are put behind it."""

    text: str
    tags: tuple[str, ...]
    finish: Callable[[Mapping[str, str]], bytes]


def normalise(
    file: InputFile,
    write: Callable[[bytes], object],
    *,
    columns: str = "",
    memory: int = MEMORY,
    is_safe: bool = True,
    on_rejected: Callable[[Rejected], object] = lambda _: None,
) -> Normalised:
    """Write each row of a table (CSV, TSV) or JSON Lines with the columns of `ADDED` behind its own, as a stream.

    Rows keep their order and their bytes, but for cells of a table that a spreadsheet would run.

    Args:
        columns: "text=COLUMN,tags=COLUMN" where the usual names do not tell (`sources.tables.COLUMNS`).
        memory: different texts that clusters are told by, at most.
        is_safe: protect cells of a table from being run; without it every row keeps its bytes.

    Raises: InputError for what is neither a table nor JSON Lines, a table without a column of text, one that was
        normalised before, and a column that does not exist.
    """
    done = Normalised()
    form = _JsonLines(file, columns) if file.sample.lstrip()[:1] in {b"{", b"["} else _Csv(file, columns, done, is_safe)
    clusters, letters = ClusterReader(memory), LetterReader()
    write(form.head)
    rows = _read(file, form, done, on_rejected)
    while chunk := list(islice(rows, ROWS_AT_ONCE)):
        placed = clusters.read([_without_surrogates(each) for each in letters.read([row.text for row in chunk])])
        for row, place in zip(chunk, placed, strict=True):
            done.rows += 1
            done.without_text += not row.text
            done.copies += place is not None and place.is_copy
            write(row.finish(_added(row, place.cluster if place else "")))
    done.forgotten = clusters.forgotten
    return done


def _read(
    file: InputFile, form: _Csv | _JsonLines, done: Normalised, on_rejected: Callable[[Rejected], object]
) -> Iterator[_Row]:
    for record in file.records(form.source):
        if isinstance(record, Received):
            try:
                yield form.read(record)
                continue
            except UnreadableRecordError as error:
                rejected = record.reject(error.reason, error.problem)
        else:
            rejected = record
        done.rejected[rejected.reason] += 1
        on_rejected(rejected)


def _added(row: _Row, cluster: str) -> dict[str, str]:
    found = (
        [tag.text for tag in extract(row.text)] if "#" in row.text or "\N{FULLWIDTH NUMBER SIGN}" in row.text else []
    )
    readings = dict(_read_tag(tag) for tag in (*row.tags, *found) if len(tag) <= MAX_TAG)
    readings.pop("", None)
    return {
        TEXT: fold_text(row.text),
        TAGS: ",".join(readings),
        FAMILIES: ",".join(dict.fromkeys(readings.values())),
        CLUSTER: cluster,
    }


@lru_cache(maxsize=50_000)
def _read_tag(tag: str) -> tuple[str, str]:
    """The folded tag, and the key of its family."""
    return fold(tag).replace(",", ""), read_tag(tag).key.replace(",", "")


def fold_text(text: str) -> str:
    """The words of a text in one spelling, without links, mentions, tags, punctuation, emoji and invisible characters.

    >>> fold_text("قُـــتل ٣ أشخاص! 😢 https://example.org/a #خبر")
    'قتل 3 اشخاص'
    """
    return " ".join(_WORD.findall(_LEFT_OUT.sub(" ", fold_word(text[:MAX_TEXT]))))


def _without_surrogates(letters: str) -> str:
    return letters if letters.isascii() else "".join(each for each in letters if not "\ud800" <= each <= "\udfff")


class _Csv:
    """A table: its header, and how a row is read and written again with the same delimiter and line ends."""

    def __init__(self, file: InputFile, columns: str, done: Normalised, is_safe: bool) -> None:  # noqa: FBT001
        first = file.sample.split(b"\n", 1)[0]
        self.source: Source = find_source("table")
        self._end = b"\r\n" if first.endswith(b"\r") else b"\n"
        line = first.removesuffix(b"\r").decode("utf-8", "replace")
        self._delimiter = max(",;\t", key=line.count)
        self._done, self._is_safe = done, is_safe
        header = split_row(line, self._delimiter) or []
        names = tuple(name.strip() for name in header)
        if set(ADDED) & set(names):
            raise InputError(f"{file.name}: it has {TEXT} already. Normalise the file that it was made from.")
        self._columns = map_columns(names, columns)
        if "text" not in self._columns:
            seen = ", ".join(names)[:300]
            raise InputError(f"{file.name}: no column is known as text among {seen}. Name it: --columns text=COLUMN")
        self.head = self._write(line.encode(), header, dict(zip(ADDED, ADDED, strict=True)))

    def read(self, received: Received) -> _Row:
        """Raises: UnreadableRecordError for a row that does not fit its header."""
        cells = read_cells(received)
        return _Row(
            text=_first(cells, self._columns["text"]),
            tags=split_tags(_first(cells, self._columns.get("tags", ()))),
            finish=lambda added: self._write(received.data, cells.values(), added),
        )

    def _write(self, raw: bytes, cells: Iterable[str], added: Mapping[str, str]) -> bytes:
        out = io.StringIO()
        writer = csv.writer(out, delimiter=self._delimiter, lineterminator="")
        row = list(cells)
        risky = [number for number, cell in enumerate(row) if is_formula(cell) and not _NUMBER.fullmatch(cell)]
        if self._is_safe and risky:
            self._done.protected += len(risky)
            for number in risky:
                row[number] = f"'{row[number]}"
            writer.writerow([*row, *added.values()])
            return out.getvalue().encode("utf-8", "surrogatepass") + self._end
        writer.writerow(added.values())
        return raw + f"{self._delimiter}{out.getvalue()}".encode() + self._end


class _JsonLines:
    """Objects, one a line; their own members stay as they are written."""

    head = b""

    def __init__(self, file: InputFile, columns: str) -> None:
        if file.sample.lstrip()[:1] == b"[":
            raise InputError(f"{file.name}: one JSON array. Write one object a line (jq -c '.[]').")
        self.source: Source = find_source("table-jsonl")
        self._given = columns
        self._post_source = None if columns else _find(file)

    def read(self, received: Received) -> _Row:
        """Raises: UnreadableRecordError for what is no JSON object; InputError for a column that does not exist."""
        value = decode_json(received.data)
        raw = received.data.strip()
        if not isinstance(value, dict):
            raise UnreadableRecordError("not-an-object", f"a JSON {type(value).__name__}, not an object")
        if set(ADDED) & value.keys():
            raise UnreadableRecordError("normalised-before", f"it has {TEXT} already")
        text, tags = self._text_of(received, value)

        def finish(added: Mapping[str, str]) -> bytes:
            members = json.dumps(added, ensure_ascii=False)[1:]
            return raw[:-1].rstrip() + (b", " if value else b"") + members.encode() + b"\n"

        return _Row(text=text, tags=tags, finish=finish)

    def _text_of(self, received: Received, value: Mapping[str, object]) -> tuple[str, tuple[str, ...]]:
        if self._post_source is not None:
            post = next((each for each in self._post_source.parse(received) if isinstance(each, Post)), None)
            if post is not None:
                return post.text, post.tags
        cells = flatten(value)
        columns = map_columns(tuple(cells), self._given)
        return _first(cells, columns.get("text", ())), split_tags(_first(cells, columns.get("tags", ())))


def _find(file: InputFile) -> Source | None:
    """The source that knows these lines, for texts that stand deep inside them; None where none does."""
    try:
        found = detect(file.sample, file.name)
    except InputError:
        return None
    return found if found.framing == "line" and found.name != "table-jsonl" else None


def _first(cells: Mapping[str, str], columns: Iterable[str]) -> str:
    return next((cell for column in columns if (cell := cells.get(column, "").replace("\0", "")).strip()), "")
