"""Foreign JSON as values that an adapter can use: one decoder, lenient conversion to structs, ids, times, counts.

Everything here is pure. What a platform leaves out or writes in another type is None, never a reason to lose a record.
"""

from __future__ import annotations

import json
import re
import types
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import accumulate
from typing import Any, Final, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec

from tawatur.errors import UnreadableRecordError

T = TypeVar("T")

MAX_DEPTH: Final = 256  # the deepest real record seen (a page of X's web client) has 33 levels
FIRST_TIME: Final = datetime(2000, 1, 1, tzinfo=UTC)  # older than every platform that is read
LAST_TIME: Final = datetime(2100, 1, 1, tzinfo=UTC)
MAX_COUNT: Final = 2**63 - 1  # what the columns of the store hold
MAX_TIME: Final = 40  # characters
MAX_ID_LENGTH: Final = 512  # an at:// address or the URI of a Mastodon status is far shorter

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_NOT_STRUCTURE: Final = bytes(set(range(256)) - set(b'"[]{}'))
_STRINGS: Final = re.compile(rb'"[^"]*"?')
_STEP: Final = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1}
_SURROGATES: Final = re.compile("[\ud800-\udfff]")
_TOKENS: Final = re.compile(rb'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|[\[\]{},]', re.DOTALL)
_MONTHS: Final = {
    name: number + 1 for number, name in enumerate("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split())
}


# -- decoding --------------------------------------------------------------------------------------------------


def decode_json(data: bytes) -> Any:
    """The value of a JSON text: the one decoder of all sources.

    msgspec reads what is well formed. What it refuses and a person could still read is read more slowly: a lone
    surrogate or a NUL in a string becomes U+FFFD (nothing downstream can write the one, nor everything the other),
    NaN and infinite numbers become None, control characters in strings are kept, an integer too long for a number
    stays text. Of a repeated key the last value counts.

    Raises: UnreadableRecordError for what is no JSON ("not-json"), no UTF-8 ("not-utf8") or nested deeper than
        MAX_DEPTH ("too-deep").
    """
    check_depth(data)
    if not has_nul(data):
        try:
            return msgspec.json.decode(data)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            pass
    return _decode_slowly(data)


def decode_struct(data: bytes, decoder: msgspec.json.Decoder[T]) -> T:
    """A record as the struct of `decoder`, field by field where the whole does not fit.

    One field of an unexpected type costs that field, never the record; its default says that it is not known.

    Raises: UnreadableRecordError as `decode_json`; "not-an-object" when the value is none.
    """
    check_depth(data)
    if not has_nul(data):
        try:
            return decoder.decode(data)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            pass
    converted: T = convert(decode_json(data), decoder.type)
    return converted


def decode_each(data: bytes, decoder: msgspec.json.Decoder[T]) -> Iterator[tuple[str, T | UnreadableRecordError]]:
    """A record as the struct of `decoder`, or a list as one struct an item, each with its JSON pointer.

    What cannot be read comes as the error that says why; nothing is raised.
    """
    try:
        if not data.lstrip().startswith(b"["):
            yield "", decode_struct(data, decoder)
            return
        items = decode_json(data)
    except UnreadableRecordError as error:
        yield "", error
        return
    for pointer, item in items_of(items):
        try:
            yield pointer, convert(item, decoder.type)
        except UnreadableRecordError as error:
            yield pointer, error


def convert(value: Any, wanted: Any) -> Any:
    """A decoded value as `wanted` (a struct type, or a union or list of them), dropping the fields that do not fit.

    Raises: UnreadableRecordError("not-an-object") when nothing of it fits.
    """
    try:
        return msgspec.convert(value, wanted)
    except msgspec.ValidationError:
        pass
    try:
        return _convert_leniently(value, wanted)
    except msgspec.ValidationError as error:
        raise UnreadableRecordError("not-an-object", f"a JSON {_name(value)}; looked for an object") from error


def _convert_leniently(value: Any, wanted: Any) -> Any:
    """As msgspec.convert, but what does not fit is left out. Raises ValidationError.

    In a list of structs an item that is no object becomes a struct without anything, so that positions stay true.
    """
    if get_origin(wanted) in {Union, types.UnionType}:
        for member in get_args(wanted):
            try:
                return _convert_leniently(value, member)
            except msgspec.ValidationError:
                continue
    elif get_origin(wanted) is list and isinstance(value, list):
        kind, kept = get_args(wanted)[0], []
        for item in value:
            try:
                kept.append(_convert_leniently(item, kind))
            except msgspec.ValidationError:
                if issubclass(kind, msgspec.Struct):
                    kept.append(kind())
        return kept
    elif isinstance(wanted, type) and issubclass(wanted, msgspec.Struct) and isinstance(value, dict):
        fields = {}
        for name, key, kind in _fields_of(wanted):
            if key in value:
                try:
                    fields[name] = _convert_leniently(value[key], kind)
                except msgspec.ValidationError:
                    continue
        return wanted(**fields)
    return msgspec.convert(value, wanted)


@cache
def _fields_of(struct: type[msgspec.Struct]) -> tuple[tuple[str, str, Any], ...]:
    """Name, JSON key and type of each field. Cached: a constant of the program, not of its input."""
    hints = get_type_hints(struct)
    return tuple((field.name, field.encode_name, hints[field.name]) for field in msgspec.structs.fields(struct))


def check_depth(data: bytes) -> None:
    """Refuse what is nested deeper than MAX_DEPTH, before anything recursive sees it.

    Raises: UnreadableRecordError("too-deep").
    """
    # Whatever is closed again takes two bytes a level; what is not is no JSON, and the decoders stop in time.
    if len(data) <= 2 * MAX_DEPTH or data.count(b"{") + data.count(b"[") <= MAX_DEPTH:
        return
    structure = data.replace(b"\\\\", b"").replace(b'\\"', b"").translate(None, _NOT_STRUCTURE)
    brackets = _STRINGS.sub(b"", structure)
    if any(depth > MAX_DEPTH for depth in accumulate(map(_STEP.__getitem__, brackets))):
        raise UnreadableRecordError("too-deep", f"nested deeper than {MAX_DEPTH} levels")


def has_nul(data: bytes) -> bool:
    """Whether a JSON text may have a NUL in a string."""
    return b"\\" in data and b"\\u0000" in data  # to look for one byte takes no time


def _decode_slowly(data: bytes) -> Any:
    try:
        text = data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError as error:
        seen = data[error.start : error.start + 1].hex()
        raise UnreadableRecordError("not-utf8", f"byte {error.start} (0x{seen}) is not UTF-8") from error
    try:
        value = json.loads(text, parse_constant=_no_number, parse_float=_read_float, parse_int=_read_int, strict=False)
    except (ValueError, RecursionError) as error:
        shown = ascii(text[:40])[1:-1]
        raise UnreadableRecordError("not-json", f"not JSON: {error} (starts with {shown})") from error
    return _mend(value)


def _no_number(_name: str) -> None:
    return None


def _read_float(written: str) -> float | None:
    number = float(written)
    return number if abs(number) != float("inf") else None


def _read_int(written: str) -> int | str:
    return int(written) if len(written) <= 40 else written


def _mend(value: Any) -> Any:
    """Strings that can be written again: pairs of surrogates joined, lone ones and NUL replaced by U+FFFD."""
    if isinstance(value, str):
        if _SURROGATES.search(value):
            value = value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        return value.replace("\0", "\N{REPLACEMENT CHARACTER}")
    if isinstance(value, list):
        return [_mend(item) for item in value]
    if isinstance(value, dict):
        return {_mend(key): _mend(item) for key, item in value.items()}
    return value


def _name(value: Any) -> str:
    """What JSON calls the type of a value."""
    names = {dict: "object", list: "array", str: "string", bool: "boolean", type(None): "null"}
    return names.get(type(value), "number")


# -- looking at the start of a file ----------------------------------------------------------------------------


def is_one_value(sample: bytes) -> bool:
    """Whether a file that starts so is one JSON value over many lines, or a list, and not a value a line."""
    text = sample.strip()
    if not text.startswith((b"{", b"[")) or (text.startswith(b"{") and b"\n" not in text):
        return False
    return _try_decode(close_json(text)) is not None


def sample_values(sample: bytes, limit: int = 8) -> list[Any]:
    """The first objects of a file, from its first bytes: of its lines, or of its one value (a list gives its items).

    What the sample cuts off is closed where it stands, so that its keys can be looked at. What is no JSON is left out.
    """
    text = sample.strip()
    if is_one_value(text):
        found = _try_decode(close_json(text))
    else:
        lines = [line for line in text.split(b"\n") if line.strip()][:limit]
        found = [_try_decode(line if len(lines) > 1 else close_json(line)) for line in lines]
    items = found if isinstance(found, list) else [found]
    return [item for item in items[:limit] if isinstance(item, dict)]


def close_json(prefix: bytes) -> bytes:
    """A JSON text that was cut off, without its last, unfinished value and with its brackets closed.

    >>> close_json(b'{"data": [{"id": "1", "text": "a"}, {"id": "2", "te')
    b'{"data": [{"id": "1", "text": "a"}, {"id": "2"}]}'
    """
    open_brackets: list[bytes] = []
    cut, closers = 0, b""
    for match in _TOKENS.finditer(prefix):
        token = match.group()
        if token in {b"[", b"{"}:
            open_brackets.append(b"]" if token == b"[" else b"}")
            if len(open_brackets) > MAX_DEPTH:
                return prefix
            cut, closers = match.end(), b"".join(reversed(open_brackets))
        elif token in {b"]", b"}"}:
            if not open_brackets or open_brackets.pop() != token:
                return prefix
        elif token == b"," and open_brackets:
            cut, closers = match.start(), b"".join(reversed(open_brackets))
    return prefix[:cut] + closers if open_brackets else prefix


def _try_decode(data: bytes) -> Any:
    try:
        return decode_json(data)
    except UnreadableRecordError:
        return None


def items_of(value: Any) -> Iterator[tuple[str, Any]]:
    """The items of a list with their JSON pointers; of anything else, itself with the pointer of all of it."""
    if isinstance(value, list):
        for number, item in enumerate(value):
            yield f"/{number}", item
    else:
        yield "", value


# -- ids, times, counts, texts ---------------------------------------------------------------------------------


def read_id(value: Any) -> str | None:
    """An id as text: a string without surrounding space, or an integer in digits; None for anything else.

    None too for an empty one, one longer than MAX_ID_LENGTH, one with a space or control character, and a number with
    a fraction (it was rounded on the way).
    """
    if value is None:
        return None
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if abs(value) <= MAX_COUNT else None
    if not isinstance(value, str):
        return None
    written = value.strip()
    if not 0 < len(written) <= MAX_ID_LENGTH or not written.isprintable() or " " in written:
        return None
    return written


def read_count(value: Any) -> int | None:
    """A count of reposts, likes, views…: a whole number from 0, also as digits in a string; None for anything else."""
    if value is None:
        return None
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 19:
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MAX_COUNT:
        return value
    return None


def read_text(value: Any) -> str | None:
    """A string that says something; None for an empty one and for anything else."""
    return value if isinstance(value, str) and value.strip() else None


def read_time(value: Any) -> datetime | None:
    """A time as platforms write it, aware and UTC; None where it cannot be read or names no zone.

    Read are ISO 8601 with a zone ("2024-12-05T17:43:12.000Z"), X's own form ("Thu Dec 05 17:43:12 +0000 2024"), and
    Unix seconds, milliseconds or microseconds as a number or as digits. The value is not judged: `is_possible_time`.
    """
    if isinstance(value, str):
        if value[:1].isalpha():
            return _read_x_time(value)
        if not (value.isascii() and value.isdigit() and 9 <= len(value) <= 16):
            return _read_iso_time(value)
        value = int(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _read_unix_time(value)
    return None


def is_possible_time(moment: datetime) -> bool:
    """Whether a post can have been made then: from FIRST_TIME to before LAST_TIME."""
    return FIRST_TIME <= moment < LAST_TIME


def _read_iso_time(written: str) -> datetime | None:
    if len(written) > MAX_TIME:
        return None
    try:
        moment = datetime.fromisoformat(written)
        return moment.astimezone(UTC) if moment.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None


def _read_x_time(written: str) -> datetime | None:
    """Read "Thu Dec 05 17:43:12 +0000 2024" by position: strptime depends on the machine's language and is slower."""
    try:
        moment = datetime(
            int(written[26:]),
            _MONTHS[written[4:7]],
            int(written[8:10]),
            int(written[11:13]),
            int(written[14:16]),
            int(written[17:19]),
            tzinfo=UTC,
        )
        if written[20:25] != "+0000":
            sign = -1 if written[20] == "-" else 1
            moment -= sign * timedelta(hours=int(written[21:23]), minutes=int(written[23:25]))
    except (ValueError, KeyError, IndexError, OverflowError):
        return None
    return moment


def _read_unix_time(number: float) -> datetime | None:
    """Seconds, milliseconds or microseconds since 1970, told apart by size (until the year 5138)."""
    if not 0 <= number < 10**17:
        return None
    unit = 1_000_000 if number < 10**11 else 1000 if number < 10**14 else 1
    return _EPOCH + timedelta(microseconds=number * unit)
