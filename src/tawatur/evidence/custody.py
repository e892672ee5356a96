r"""custody.jsonl: one line a batch, each holding the hash of the line before it and its own.

    {"seq":2,"at":"…Z","actor":"…",…,"sha256":"<segment file>",…,"prev":"<hash of line 1>","hash":"<of this line>"}

`hash` is the SHA-256 of the line's bytes before `,"hash":`, so that a changed last line shows too. By hand:

    sed -n 2p custody.jsonl | sed 's/,"hash":"[0-9a-f]*"}$//' | tr -d '\n' | sha256sum

An erasure is a line without records; its options say what was erased:

    "options":[["reason","…"],["record","<digest> <length>"],…,["segment","<name> <SHA-256 of the file since>"],…]

Lines are UTF-8; what cannot be seen (controls, direction marks, lone surrogates) is written as \u escapes.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, get_args

from tawatur.errors import InputError
from tawatur.evidence.records import ERASE, Batch, Erasure, Level

FILE = "custody.jsonl"
FIRST_PREV = "0" * 64
MAX_LINE = 1 << 20  # bytes; ours are shorter, a longer one is not read
MAX_WORD = 200  # characters of actor, source, media type
MAX_LOCATOR = 2_000  # characters; a longer one is cut, with its length
MAX_OPTIONS = 64 * 1024  # characters; refused beyond, because a cut option reads other posts

_TAIL = re.compile(rb',"hash":"([0-9a-f]{64})"\}')
_TAIL_LENGTH = len(',"hash":""}') + 64
_SEGMENT = re.compile("[0-9]{8,12}-[0-9a-f]{16}")
_DIGEST = re.compile("[0-9a-f]{64}")
_ERASED = re.compile("([0-9a-f]{64}) ([0-9]{1,8})")
_BLANKED = re.compile("([0-9]{8,12}-[0-9a-f]{16}) ([0-9a-f]{64})")
_DIGESTS = frozenset({"sha256", "root", "prev", "hash"})
_COUNTS = frozenset({"seq", "records", "bytes"})
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_WINDOWS_PATH = re.compile(r"[A-Za-z]:[\\/]|\\\\")
_USERINFO = re.compile("^([A-Za-z][A-Za-z0-9+.-]{0,20}://)[^/?#@]{0,500}@")


class LineError(ValueError):
    """A custody line is not one of ours; says what is wrong with it."""


def name_segment(seq: int, root: str) -> str:
    """The name of the segment of a batch: sorts by seq, and two batches never share one."""
    return f"{seq:08d}-{root[:16]}"


def encode_line(values: Mapping[str, Any]) -> tuple[bytes, str]:
    """The line (without its line end) of a batch whose fields but `hash` are given, and its hash."""
    ordered = {field.name: values[field.name] for field in fields(Batch) if field.name != "hash"}
    ordered["at"] = values["at"].astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    body = _escape(json.dumps(ordered, ensure_ascii=False, separators=(",", ":")))[:-1].encode("utf-8")
    digest = sha256(body).hexdigest()
    return body + f',"hash":"{digest}"}}'.encode("ascii"), digest


def parse_line(line: bytes) -> Batch:
    """The batch of one line (without its line end). Raises: LineError saying what is wrong."""
    if len(line) > MAX_LINE:
        msg = f"{len(line):,} bytes, more than {MAX_LINE:,}"
        raise LineError(msg)
    tail = _TAIL.fullmatch(line[-_TAIL_LENGTH:])
    if tail is None:
        msg = "no hash at its end"
        raise LineError(msg)
    digest = sha256(line[:-_TAIL_LENGTH]).hexdigest()
    if digest.encode("ascii") != tail[1]:
        msg = f"hash {digest}"
        raise LineError(msg)
    try:
        values = json.loads(line)
    except (ValueError, RecursionError) as error:
        msg = "no JSON"
        raise LineError(msg) from error
    return _make_batch(values)


def _make_batch(values: object) -> Batch:
    names = {field.name for field in fields(Batch)}
    if not isinstance(values, dict) or values.keys() != names:
        odd = sorted(names ^ values.keys()) if isinstance(values, dict) else ["no object"]
        msg = f"other fields than this version of tawatur writes ({', '.join(odd)[:200]})"
        raise LineError(msg)
    try:
        at = datetime.fromisoformat(values["at"]).astimezone(UTC)
        options = tuple((name, value) for name, value in values["options"])
    except (TypeError, ValueError, OverflowError) as error:
        msg = f"a time or options that cannot be read ({error})"
        raise LineError(msg) from error
    for name in names - {"at", "options"}:
        value = values[name]
        fits = type(value) is int and value >= 0 if name in _COUNTS else isinstance(value, str)
        if not fits or (name in _DIGESTS and not _DIGEST.fullmatch(value)):
            msg = f"{name} {value!r:.80}"
            raise LineError(msg)
    if not _SEGMENT.fullmatch(values["segment"]) or values["level"] not in get_args(Level):
        msg = f"segment {values['segment']!r:.80}, level {values['level']!r:.80}"
        raise LineError(msg)
    if not all(isinstance(part, str) for option in options for part in option):
        msg = "options that are no text"
        raise LineError(msg)
    batch = Batch(**{**values, "at": at, "options": options})
    if batch.action == ERASE:
        read_erasure(batch)
    return batch


def erasure_options(reason: str, records: Mapping[bytes, int], segments: Mapping[str, str]) -> list[tuple[str, str]]:
    """The options of the line of an erasure (`Erasure` says what they are)."""
    return [
        ("reason", reason),
        *(("record", f"{digest.hex()} {length}") for digest, length in records.items()),
        *(("segment", f"{name} {digest}") for name, digest in segments.items()),
    ]


def read_erasure(batch: Batch) -> Erasure:
    """What the line of an erasure erased. Raises: LineError when it does not say so."""
    words: dict[str, list[str]] = {"reason": [], "record": [], "segment": []}
    for name, value in batch.options:
        words.setdefault(name, []).append(value)
    records = [_ERASED.fullmatch(value) for value in words["record"]]
    segments = [_BLANKED.fullmatch(value) for value in words["segment"]]
    if len(words) != 3 or len(words["reason"]) != 1 or not records or not segments or not all([*records, *segments]):
        raise LineError("an erasure that does not say what was erased")
    return Erasure(
        seq=batch.seq,
        at=batch.at,
        actor=batch.actor,
        reason=words["reason"][0],
        records={bytes.fromhex(match[1]): int(match[2]) for match in records if match},
        segments={match[1]: match[2] for match in segments if match},
    )


def _escape(text: str) -> str:
    # JSON's own characters are all visible, so what is escaped stands inside a string.
    if text.isascii():
        return text  # json.dumps has escaped the ASCII controls but DEL, which draws nothing
    return "".join(
        character if unicodedata.category(character) not in _INVISIBLE else json.dumps(character)[1:-1]
        for character in text
    )


def clean_word(name: str, value: str) -> str:
    """A short field as it is written to custody. Raises: InputError when it is empty or too long."""
    if not value or len(value) > MAX_WORD:
        msg = f"evidence: {name} {value!r:.80}: give 1 to {MAX_WORD} characters"
        raise InputError(msg)
    return value


def clean_locator(locator: str) -> str:
    """A locator that gives no private thing away: of an absolute path the name, of an address no password.

    >>> clean_locator("/home/editor/exports/homs.ndjson")
    'homs.ndjson'
    >>> clean_locator("https://desk:secret@example.org/feed")
    'https://example.org/feed'
    """
    private = locator.startswith(("/", "~", "file:")) or _WINDOWS_PATH.match(locator)
    if private:
        locator = re.split(r"[\\/]", locator.rstrip("\\/"))[-1]
    locator = _USERINFO.sub(r"\1", locator)
    if len(locator) > MAX_LOCATOR:
        locator = f"{locator[:MAX_LOCATOR]}… ({len(locator):,} characters)"
    return locator


def clean_options(options: Mapping[str, str] | Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Options as pairs of text. Raises: InputError when they are no text, or longer than MAX_OPTIONS together."""
    pairs = tuple(options.items() if isinstance(options, Mapping) else options)
    kept = tuple((name, value) for name, value in pairs if isinstance(name, str) and isinstance(value, str))
    if len(kept) != len(pairs):
        msg = f"evidence: options {pairs!r:.200}: names and values must be text"
        raise InputError(msg)
    size = sum(len(name) + len(value) for name, value in kept)
    if size > MAX_OPTIONS:
        msg = (
            f"evidence: options of {size:,} characters, more than {MAX_OPTIONS:,}; give a shorter header or column map"
        )
        raise InputError(msg)
    return kept
