"""Telegram Desktop: `result.json` of one chat or of a whole account."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from tawatur.errors import UnreadableRecordError
from tawatur.posts import Metrics, Post, PostId, Reference
from tawatur.sources.base import Cut, Framing, Received, Rejected
from tawatur.sources.fields import decode_json, read_count, read_id, read_text
from tawatur.sources.values import Place, as_list, as_object, describe, read_post_time, unique

_CHAT_TYPE = re.compile(
    rb'"type"\s{0,20}:\s{0,20}"(?:saved_messages|replies|verification_codes|personal_chat|bot_chat|private_group'
    rb'|private_supergroup|public_supergroup|private_channel|public_channel)"'
)
# A control character is written \x1F, which is no JSON. An escaped backslash before an x is none of these.
_ESCAPE = re.compile(rb"\\(?:x([0-9A-Fa-f]{2})|.)", re.DOTALL)
_CHAT_FIELDS = ("type", "id")


@dataclass(frozen=True, slots=True)
class Telegram:
    """Messages of chats that Telegram Desktop exported as JSON.

    A record is a message, cut from the file by `cut` so that memory stays bounded, with its chat as options
    (`chat_type`, `chat_id`); a whole file as one record is read too.

    `post_id` is chat id/message id; the export names no address of a chat, so `url` is None. `posted_at` is
    `date_unixtime`. Older exports lack it, and their `date` is local time of the computer that exported: it is read in
    the zone of the option `zone` (an IANA name), and rejected without one. A forward is a repost of which only the name
    of its author is known, given as the handle. Messages of chats that are not public are read, with `is_public` False.
    `likes` counts reactions of every kind.
    """

    name: str = "telegram"
    title: str = "Telegram Desktop export (result.json), one chat or all"
    framing: Framing = "own"

    def recognise(self, sample: bytes) -> float:
        """By the type of a chat or the time of a message; 0.8 for a full export that begins with other things."""
        if b'"messages"' in sample and (_CHAT_TYPE.search(sample) or b'"date_unixtime"' in sample):
            return 0.95
        return 0.8 if b'"personal_information"' in sample and b'"about"' in sample else 0.0

    def cut(self, chunks: Iterable[bytes], limit: int) -> Iterator[Cut]:
        """The messages of a file in order, in memory bounded by the longest message and one chunk.

        Of a file without messages its start is the one record, so that it is rejected and not passed in silence.
        """
        return _Cutter(limit).cut(chunks)

    def parse(self, received: Received) -> Iterator[Post | Rejected]:
        """Read one message of a chat that the options name, or all messages of a whole file."""
        start = Place(received)
        try:
            value = decode_json(repair_escapes(received.data))
        except UnreadableRecordError as error:
            yield start.reject(error.reason, error.problem)
            return
        chat = {key: received.options.get(f"chat_{key}") for key in _CHAT_FIELDS}
        if chat["id"]:
            yield _read_message(start, value, chat)
            return
        is_empty = True
        for place, found in _find_chats(start, as_object(value)):
            is_empty = False
            for index, message in enumerate(as_list(found.get("messages"))):
                yield _read_message(place.down("messages", index), message, found)
        if is_empty:
            yield start.reject("not-telegram", f"{describe(value)}; looked for messages or chats.list")


SOURCE = Telegram()


def repair_escapes(data: bytes) -> bytes:
    r"""JSON without Telegram Desktop's invalid escapes.

    >>> repair_escapes(rb'{"text": "a\x1Fb \\x1F"}').decode()
    '{"text": "a\\u001Fb \\\\x1F"}'
    """
    if b"\\x" not in data:
        return data
    return _ESCAPE.sub(lambda match: b"\\u00" + match[1] if match[1] else match[0], data)


def _find_chats(at: Place, value: dict[str, Any]) -> Iterator[tuple[Place, dict[str, Any]]]:
    if isinstance(value.get("messages"), list):
        yield at, value
    for key in ("chats", "left_chats"):
        for index, chat in enumerate(as_list(as_object(value.get(key)).get("list"))):
            if isinstance(as_object(chat).get("messages"), list):
                yield at.down(key, "list", index), chat


def _read_message(at: Place, value: Any, chat: Mapping[str, Any]) -> Post | Rejected:
    message = as_object(value)
    kind = str(message.get("type"))
    if kind in {"service", "unsupported"}:
        return at.pass_over(f"{kind}-message", f"{message.get('action', 'a message')!s:.60}, not a post")
    number, chat_id = read_id(message.get("id")), read_id(chat.get("id"))
    if number is None or chat_id is None:
        return at.reject("no-id", f"chat id {chat.get('id')!r:.40}, message id {message.get('id')!r:.40}")
    zone = at.received.options.get("zone")
    posted_at = _read_time(message, "date", zone)
    if isinstance(posted_at, str):
        return at.reject("no-zone" if message.get("date") else "no-time", posted_at)
    text = message.get("text")
    parts = text if isinstance(text, list) else [text]
    if text is None:
        return at.reject("no-text", f"{describe(message)}; looked for text")
    entities = [as_object(part) for part in as_list(message.get("text_entities")) or parts]
    edited_at = _read_time(message, "edited", zone)
    chat_type = read_text(chat.get("type"))
    replied = read_id(message.get("reply_to_message_id"))
    replied_chat = (read_id(message.get("reply_to_peer_id")) or chat_id).lstrip("abcdefghijklmnopqrstuvwxyz")
    return Post(
        platform="telegram",
        post_id=PostId(f"{chat_id}/{number}"),
        text="".join(part if isinstance(part, str) else str(as_object(part).get("text") or "") for part in parts),
        posted_at=posted_at,
        account_id=read_id(message.get("from_id")),
        display_name=read_text(message.get("from")),
        tags=unique(
            tag
            for entity in entities
            if entity.get("type") == "hashtag" and (tag := str(entity.get("text") or "").lstrip("#").partition("@")[0])
        ),
        urls=unique(address for entity in entities if (address := _read_link(entity))),
        media=unique(
            path
            for key in ("photo", "file")  # a sentence in brackets stands for what was not exported
            if (path := read_text(message.get(key))) and not path.startswith("(")
        ),
        repost_of=_read_forward(message),
        reply_to=Reference(post_id=PostId(f"{replied_chat}/{replied}")) if replied else None,
        metrics=Metrics(likes=_count_reactions(message)),
        is_public=chat_type.startswith("public_") if chat_type else None,
        edited_at=edited_at if isinstance(edited_at, datetime) else None,
        evidence=at.evidence(),
    )


def _read_time(message: dict[str, Any], key: str, zone: str | None) -> datetime | str:
    """The time under `key`, or what is wrong with it."""
    moment = read_post_time(message.get(f"{key}_unixtime"))
    if moment is not None:
        return moment
    written = message.get(key)
    if not isinstance(written, str):
        return f"no {key}_unixtime and no {key}"
    if zone is None:
        return (
            f"{key} {written:.40} names no zone, and {key}_unixtime is missing (an older Telegram Desktop). "
            "Export again, or give the zone of the computer that exported: --tz Asia/Damascus"
        )
    try:
        local = datetime.fromisoformat(written)
        moment = local.replace(tzinfo=ZoneInfo(zone)) if local.tzinfo is None else local  # the file's own clock
        return read_post_time(moment.astimezone(UTC).isoformat()) or f"{key} {written:.40} is no time of a post"
    except (ValueError, OverflowError, OSError) as error:  # OSError: a zone's name that is a folder
        return f"{key} {written:.40} in zone {zone:.40}: {error}"


def _read_link(entity: dict[str, Any]) -> str | None:
    if entity.get("type") == "text_link":
        return read_id(entity.get("href"))
    return read_id(entity.get("text")) if entity.get("type") == "link" else None


def _read_forward(message: dict[str, Any]) -> Reference | None:
    if "forwarded_from" not in message:
        return None
    return Reference(handle=read_text(message["forwarded_from"]))


def _count_reactions(message: dict[str, Any]) -> int | None:
    counts = [read_count(as_object(reaction).get("count")) for reaction in as_list(message.get("reactions"))]
    known = [count for count in counts if count is not None]
    return sum(known) if known else None


# -- cutting ---------------------------------------------------------------------------------------------------


# Every repetition is possessive: what was read is never read again, whatever the bytes.
_STRING = rb'[^"\\]*+(?:\\.[^"\\]*+)*+'
_REST_OF_STRING = re.compile(_STRING, re.DOTALL)
_OUTER = re.compile(rb'"(' + _STRING + rb')("?)|([{}\[\]:,])|([^\s"{}\[\]:,]++)', re.DOTALL)
_TO_BRACKET = re.compile(rb'[^"{}\[\]]*+(?:"' + _STRING + rb'"[^"{}\[\]]*+)*+', re.DOTALL)
_START_SIZE = 64 * 2**10
_LONGEST_NAME = 64 * 2**10  # of a string outside the messages; a longer one is skipped


@dataclass(slots=True)
class _Level:
    """An open object or list outside the messages."""

    is_object: bool
    key: str = ""
    is_value: bool = False  # a colon was read
    fields: dict[str, str] = field(default_factory=dict)


class _Cutter:
    """Reads the structure around the messages token by token, and of the messages only strings and brackets.

    `_buffer` holds what is not used up; `_at` is where reading goes on, `_start` where the message that is being read
    begins; `_depth` counts its open brackets; `_is_in_string` says that the last chunk ended within a string.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._buffer = b""
        self._at = 0
        self._line = 1
        self._levels: list[_Level] = []
        self._depth = 0
        self._is_in_string = False
        self._is_too_long = False
        self._start = 0
        self._start_line = 1
        self._found = 0

    def cut(self, chunks: Iterable[bytes]) -> Iterator[Cut]:
        head = b""
        for chunk in chunks:
            head = head if len(head) >= _START_SIZE else (head + chunk)[:_START_SIZE]
            self._buffer += chunk
            yield from self._read(is_end=False)
            self._drop_used()
        yield from self._read(is_end=True)
        if self._depth:  # the file ends within a message: parse will say so
            yield Cut(self._start_line, None if self._is_too_long else self._buffer[self._start :], self._options())
        elif not self._found and not any(level.key == "messages" for level in self._levels):
            yield Cut(1, head)

    def _drop_used(self) -> None:
        """Forget what is used up; of a message beyond the limit, everything."""
        if self._depth and len(self._buffer) - self._start > self._limit:
            self._is_too_long = True
        first = self._start if self._depth and not self._is_too_long else self._at
        self._line += self._buffer.count(b"\n", 0, first)
        self._buffer = self._buffer[first:]
        self._at -= first
        self._start = 0

    def _read(self, *, is_end: bool) -> Iterator[Cut]:
        while True:
            if self._is_in_string and not self._leave_string():
                return
            if not self._depth:
                if not self._enter_message(is_end=is_end):
                    return
            elif self._leave_message():
                self._found += 1
                is_whole = not self._is_too_long and self._at - self._start <= self._limit
                data = self._buffer[self._start : self._at] if is_whole else None
                yield Cut(self._start_line, data, self._options())
            else:
                return

    def _leave_string(self) -> bool:
        """Go behind the string that is being read; False when the buffer ends within it."""
        end = _REST_OF_STRING.match(self._buffer, self._at)
        self._at = end.end() if end else self._at
        if not self._buffer.startswith(b'"', self._at):
            return False
        self._at += 1
        self._is_in_string = False
        return True

    def _leave_message(self) -> bool:
        """Go behind the last bracket of the message; False when the buffer ends before it."""
        while match := _TO_BRACKET.match(self._buffer, self._at):
            self._at = match.end()
            mark = self._buffer[self._at : self._at + 1]
            if not mark:
                break
            self._at += 1
            if mark == b'"':
                self._is_in_string = True
                self._leave_string()
                break
            self._depth += 1 if mark in b"{[" else -1
            if not self._depth:
                return True
        return False

    def _enter_message(self, *, is_end: bool) -> bool:
        """Read to the start of the next message; False when the buffer ends before it."""
        for match in _OUTER.finditer(self._buffer, self._at):
            string, quote, mark, literal = match.groups()
            if string is not None and not quote:  # it goes on in the next chunk
                if match.end() - match.start() > _LONGEST_NAME:
                    self._at, self._is_in_string = match.end(), True
                return False
            if literal is not None and match.end() == len(self._buffer) and not is_end:
                return False
            self._at = match.end()
            if mark == b"{" and self._is_in_messages():
                self._start, self._depth, self._is_too_long = match.start(), 1, False
                self._start_line = self._line + self._buffer.count(b"\n", 0, match.start())
                return True
            self._take(string, mark, literal)
        return False

    def _take(self, string: bytes | None, mark: bytes | None, literal: bytes | None) -> None:
        level = self._levels[-1] if self._levels else None
        if mark in {b"{", b"["}:
            self._levels.append(_Level(is_object=mark == b"{"))
        elif mark in {b"}", b"]"}:
            if self._levels:
                self._levels.pop()
        elif level is None:
            return
        elif mark == b",":
            level.key, level.is_value = "", False
        elif mark == b":":
            level.is_value = True
        elif string is not None and level.is_object and not level.is_value:
            level.key = string[:40].decode("utf-8", "replace")
        elif level.is_object and level.key in _CHAT_FIELDS:
            level.fields[f"chat_{level.key}"] = _read_scalar(string, literal)

    def _is_in_messages(self) -> bool:
        if len(self._levels) < 2 or self._levels[-1].is_object:
            return False
        return self._levels[-2].is_object and self._levels[-2].key == "messages"

    def _options(self) -> Mapping[str, str]:
        return self._levels[-2].fields if len(self._levels) > 1 else {}


def _read_scalar(string: bytes | None, literal: bytes | None) -> str:
    if string is None:
        return (literal or b"")[:40].decode("utf-8", "replace")
    try:
        return str(decode_json(repair_escapes(b'"' + string[:1000] + b'"')))
    except UnreadableRecordError:
        return string[:1000].decode("utf-8", "replace")
