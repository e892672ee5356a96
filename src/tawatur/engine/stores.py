"""Posts in object stores that Spark has no connector for: listed by the driver, read by the workers, through pyarrow.

Amazon S3 and what speaks like it (s3://BUCKET/FOLDER) with the settings of the environment that AWS documents; Google's
and Microsoft's stores (gs://, abfs://) as pyarrow finds their credentials on each machine. No key is ever shown: not in
a message, not as the text of an object.

Importing this raises MissingExtraError without pyarrow.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from tawatur.errors import InputError, MissingExtraError, TawaturError
from tawatur.sources.files import Limits, StopReadingError, decompress, number_lines

try:
    import pyarrow as pa
    from pyarrow import fs, parquet
except ModuleNotFoundError as error:
    raise MissingExtraError(f"the Spark engine needs {error.name}", "spark") from error

SCHEMES: Final = frozenset({"s3", "gs", "abfs", "abfss"})
MAX_LINE: Final = Limits().line  # bytes
CHUNK: Final = 4 * 2**20  # bytes asked of a store at once
TAIL: Final = 2**16  # and beyond a piece, for the end of its last line
MIN_PIECE: Final = 4 * 2**20  # what opening a file costs, in bytes of reading: as Spark has it
MAX_ROWS: Final = 5_000  # lines or rows that are held at once
MAX_HELD: Final = 16 * 2**20  # and bytes of lines
ANSWER_SECONDS: Final = 20  # for Google's store, which is asked for a quarter of an hour otherwise
_CODE = re.compile(r"AWS Error (\w+)")
_REFUSED = re.compile(
    r"ACCESS_DENIED|INVALID_ACCESS_KEY_ID|SIGNATURE_DOES_NOT_MATCH|AUTHENTICATION|INVALID_CLIENT|UNRECOGNIZED_CLIENT"
    r"|EXPIRED|INVALID_OBJECT_STATE|InvalidObjectState|ExpiredToken|InvalidToken|HTTP status 40[13]"
)
_KEYS: Final = {
    "access_key": "AWS_ACCESS_KEY_ID",
    "secret_key": "AWS_SECRET_ACCESS_KEY",
    "session_token": "AWS_SESSION_TOKEN",
}


class StoreError(Exception):
    """A store that does not answer, or not as it should: tried again by Spark, and in the end the job fails."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """How a store is reached, from every machine.

    Attributes:
        root: scheme and bucket, as s3://BUCKET.
        settings: of pyarrow's S3FileSystem, those that the environment of the driver gives; empty for other stores.
    """

    root: str
    settings: Mapping[str, str] = field(default_factory=dict, repr=False)

    def connect(self) -> Any:  # noqa: ANN401 - pyarrow is an extra
        """Its file system. What the settings do not say pyarrow finds on the machine where this is called."""
        if self.root.startswith("s3://"):
            return fs.S3FileSystem(**self.settings)
        waiting = f"?retry_limit_seconds={ANSWER_SECONDS}" if self.root.startswith("gs://") else ""
        return fs.FileSystem.from_uri(f"{self.root}/{waiting}")[0]

    def key_of(self, address: str) -> str:
        """The name that its file system has for an address."""
        bucket, key = self.root.partition("://")[2], address[len(self.root) :]
        is_azure = self.root.startswith("abfs")  # BUCKET@ACCOUNT; to Google's store anonymous@BUCKET
        return (bucket.partition("@")[0] if is_azure else bucket.rpartition("@")[2]) + key


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """What one task reads of a file (`name`: its address): piece `number`, from 0, of `pieces` of about one length."""

    name: str
    size: int
    number: int = 0
    pieces: int = 1


# -- on the driver ---------------------------------------------------------------------------------------------------


def check_address(address: str) -> None:
    """Raise InputError where somebody wrote keys into an address of a store: it would be shown everywhere."""
    scheme, _, rest = address.partition("://")
    if scheme in {"s3", "s3a", "s3n"} and "@" in rest.partition("/")[0]:
        raise InputError(
            f"{scheme}://…: no keys in an address, please: it is printed and logged. They are read from the "
            "environment (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY)."
        )


def find_store(address: str, environment: Mapping[str, str]) -> Store:
    """The store of an address, with what the environment says of it.

    AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, AWS_REGION or AWS_DEFAULT_REGION,
    AWS_ENDPOINT_URL_S3 or AWS_ENDPOINT_URL, as the AWS SDKs and Tools Reference Guide has them.

    Raises: InputError without a bucket, or with an endpoint that is no address.
    """
    scheme, _, rest = address.partition("://")
    bucket = rest.partition("/")[0]
    if not bucket:
        raise InputError(f"{address}: no bucket in it ({scheme}://BUCKET/FOLDER).")
    root = f"{scheme}://{bucket}"
    if scheme != "s3":
        return Store(root=root)
    settings: dict[str, str] = {}
    if environment.get("AWS_ACCESS_KEY_ID") and environment.get("AWS_SECRET_ACCESS_KEY"):
        settings = {name: environment[variable] for name, variable in _KEYS.items() if environment.get(variable)}
    endpoint = environment.get("AWS_ENDPOINT_URL_S3") or environment.get("AWS_ENDPOINT_URL")
    if endpoint:
        parts = urlsplit(endpoint)
        if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc or parts.path.strip("/"):
            raise InputError("AWS_ENDPOINT_URL is no address of a store: https://HOST or http://HOST:PORT.")
        settings |= {"scheme": parts.scheme, "endpoint_override": parts.netloc}
    region = environment.get("AWS_REGION") or environment.get("AWS_DEFAULT_REGION")
    if not region and not endpoint:
        with _told(address):
            region = fs.resolve_s3_region(bucket)
    return Store(root=root, settings=settings | ({"region": region} if region else {}))


def list_files(store: Store, address: str) -> dict[str, int]:
    """The files under an address, deep down, and their bytes.

    Raises: InputError when there is no such bucket, file or folder, or the store refuses or does not answer.
    """
    key = store.key_of(address).rstrip("/")
    with _told(address):
        system = store.connect()
        try:
            found = system.get_file_info(fs.FileSelector(key, recursive=True))
        except OSError as error:
            if not isinstance(error, FileNotFoundError) and "No such file" not in str(error):
                raise
            found = [system.get_file_info(key)]  # no folder has the name; one file may
        found = [each for each in found if each.type == fs.FileType.File]
    if not found:
        raise InputError(f"{address}: no such file or folder in the bucket, or an empty one.")
    start = len(store.key_of(store.root))
    return {store.root + each.path[start:]: each.size for each in sorted(found, key=lambda each: each.path)}


def cut(files: Mapping[str, int], size: int) -> list[tuple[Piece, ...]]:
    """Files cut into pieces of about `size` bytes, small ones put together: what each task reads.

    What is packed as a whole is read as a whole.
    """
    tasks: list[tuple[Piece, ...]] = []
    held: list[Piece] = []
    room = size
    for name, length in sorted(files.items()):
        pieces = 1 if name.endswith(".gz") else max(1, -(-length // size))
        if pieces > 1:
            tasks += ((Piece(name=name, size=length, number=number, pieces=pieces),) for number in range(pieces))
            continue
        if held and length > room:
            tasks.append(tuple(held))
            held, room = [], size
        held.append(Piece(name=name, size=length))
        room -= max(length, min(MIN_PIECE, size // 4))
    return [*tasks, tuple(held)] if held else tasks


@contextmanager
def _told(address: str) -> Iterator[None]:
    """What a store says, as an error that says in a line what happened and what to do."""
    try:
        yield
    except (OSError, ValueError, pa.ArrowException) as error:
        text = str(error)
        code = found[1] if (found := _CODE.search(text)) else ""
        if code == "NO_SUCH_BUCKET" or (not code and "not found" in text and "ucket" in text):
            raise InputError(f"{address}: no such bucket.") from None
        if _REFUSED.search(text):
            raise InputError(
                f"{address}: the store refuses ({code}). Are AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY right (and "
                "AWS_SESSION_TOKEN, if they are for a while), and may they list this bucket?"
            ) from None
        if code == "NETWORK_CONNECTION":
            raise InputError(
                f"{address}: the store does not answer. Is it reached from here; is AWS_ENDPOINT_URL right?"
            ) from None
        raise InputError(f"{address}: the store cannot be read ({code or text[:200]}).") from None


# -- on the workers --------------------------------------------------------------------------------------------------


def read_lines(system: Any, store: Store, piece: Piece) -> Iterator[list[bytes | None]]:  # noqa: ANN401 - pyarrow is an extra
    """The lines that begin in a piece, some at a time; None for one that is too long.

    Raises: StopReadingError when the file is gone, refused or damaged, after what came before; StoreError.
    """
    with _Object(system, store, piece) as opened:
        if piece.name.endswith(".gz"):
            buffered: Any = io.BufferedReader(opened, CHUNK)
            chunks = decompress(buffered.peek(4), buffered)
        else:
            start, stop = (piece.size * number // piece.pieces for number in (piece.number, piece.number + 1))
            chunks = _chunks(opened, start, stop)
        held: list[bytes | None] = []
        size = 0
        broken: StopReadingError | None = None
        try:
            for _, line in number_lines(chunks, MAX_LINE):
                held.append(line)
                size += len(line or b"")
                if len(held) >= MAX_ROWS or size >= MAX_HELD:
                    yield held
                    held, size = [], 0
        except StopReadingError as stop_reading:
            broken = stop_reading
        yield held
        if broken is not None:
            raise broken


def read_rows(system: Any, store: Store, piece: Piece, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:  # noqa: ANN401
    """Those of the rows of a piece of a Parquet file; of `columns` those that it has, all where none is named.

    Raises: as `read_lines`.
    """
    with _Object(system, store, piece) as opened:
        try:
            file = parquet.ParquetFile(opened, coerce_int96_timestamp_unit="us")
            groups = range(file.num_row_groups)
            mine = [each for each in groups if each * piece.pieces // len(groups) == piece.number]
            if not mine:
                return  # to pyarrow before 19 no group is an error
            wanted = [name for name in file.schema_arrow.names if name in columns] if columns else None
            moments = {column.name for column in file.schema if column.physical_type == "INT96"}  # always of UTC
            for batch in file.iter_batches(batch_size=MAX_ROWS, row_groups=mine, columns=wanted, use_threads=False):
                yield pa.RecordBatch.from_arrays(
                    [_in_microseconds(batch.column(name), name in moments) for name in batch.schema.names],
                    names=batch.schema.names,
                )
        except (pa.ArrowException, OSError, ValueError) as error:
            raise StopReadingError("damaged-table", f"no Parquet that can be read: {error}") from error


def read_columns(system: Any, store: Store, name: str) -> tuple[tuple[str, ...], str]:  # noqa: ANN401 - pyarrow is an extra
    """The names of the columns of a Parquet file; the version that one of ours names, "" of others.

    Raises: as `read_lines`.
    """
    with _Object(system, store, Piece(name=name, size=0)) as opened:
        try:
            schema = parquet.read_schema(opened)
        except (pa.ArrowException, OSError, ValueError) as error:
            raise StopReadingError("damaged-table", f"no Parquet that can be read: {error}") from error
    return tuple(schema.names), (schema.metadata or {}).get(b"tawatur", b"").decode(errors="replace")


def _in_microseconds(column: pa.Array, is_utc: bool) -> pa.Array:  # noqa: FBT001 - a private helper
    if not pa.types.is_timestamp(column.type):
        return column
    return column.cast(pa.timestamp("us", "UTC" if is_utc else column.type.tz), safe=False)


def _chunks(opened: io.RawIOBase, start: int, stop: int) -> Iterator[bytes]:
    """The bytes of all lines that begin from `start` on and before `stop`."""
    at = max(0, start - 1)  # the byte before tells whether a line begins at `start`
    opened.seek(at)
    is_inside = start == 0
    while chunk := opened.read(min(CHUNK, max(stop - at, TAIL))):
        if not is_inside:
            begun, end, rest = chunk.partition(b"\n")
            at += len(begun) + len(end)
            if at >= stop:
                return
            if not end:
                continue
            is_inside, chunk = True, rest
        last = chunk.find(b"\n", max(0, stop - 1 - at)) if at + len(chunk) >= stop else -1
        if last >= 0:
            yield chunk[: last + 1]
            return
        yield chunk
        at += len(chunk)


class _Object(io.RawIOBase):
    """A file of a store. What the store refuses or loses is told apart from what is wrong in the bytes.

    Raises: StopReadingError where the file is gone or refused; StoreError on all else that the store does.
    """

    def __init__(self, system: Any, store: Store, piece: Piece) -> None:  # noqa: ANN401 - pyarrow is an extra
        self._name = piece.name
        self._file: Any = None
        with self._asked():
            self._file = system.open_input_file(store.key_of(piece.name))

    @contextmanager
    def _asked(self) -> Iterator[None]:
        try:
            yield
        except FileNotFoundError as error:
            raise StopReadingError("missing-file", "no longer there") from error
        except (OSError, pa.ArrowException) as error:
            code = found[1] if (found := _CODE.search(str(error))) else type(error).__name__
            if _REFUSED.search(str(error)):
                raise StopReadingError("refused-file", f"the store refuses to give it ({code})") from None
            raise StoreError(f"{self._name}: the store does not give it ({code})") from None

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - any buffer
        with self._asked():
            chunk = self._file.read(len(buffer))
        buffer[: len(chunk)] = chunk
        return len(chunk)

    def seek(self, offset: int, whence: int = 0) -> int:
        with self._asked():
            return int(self._file.seek(offset, whence))

    def tell(self) -> int:
        return int(self._file.tell())

    def close(self) -> None:
        if self._file is not None and not self._file.closed:
            self._file.close()
        super().close()


def find_store_error(text: str) -> TawaturError | None:
    """What a worker said of a store, in the text of a failed job; None where it said nothing."""
    found = re.search(r"StoreError: (\S+: the store does not give it \(\w+\))", text)
    return TawaturError(f"{found[1]}. Is it reached from every worker, with the same right to read?") if found else None
