"""Posts beyond one machine, by Apache Spark: read, chosen, tagged and counted on the workers.

Each worker runs the kernel (`engine.partitions`) on its part of the posts, and Spark runs the SQL text of `engine.sql`,
which DuckDB runs too. What comes to the driver is the counts of everything, and whole only those posts whose family of
tags can be over the gate of trends: voices merge in one order over all tags, and scores need them all.

Importing this raises MissingExtraError without pyspark or pyarrow.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from importlib.resources import files
from pathlib import Path
from time import monotonic, sleep
from typing import Any, Final

from tawatur.engine.kernel import EPOCH
from tawatur.engine.sql import (
    BUCKET_MINUTES,
    BUCKET_US,
    COUNT_BUCKETS,
    COUNT_CELLS,
    COUNT_TAGS,
    FIND_GATED,
    WHY,
    Whole,
)
from tawatur.errors import InputError, MissingExtraError, TawaturError
from tawatur.hashtags import Families
from tawatur.store.parquet import VERSION
from tawatur.store.post_files import CHOSEN

try:
    import pyarrow as pa
    from py4j.protocol import Py4JError, Py4JJavaError
    from pyspark import StorageLevel
    from pyspark.errors import PySparkException
    from pyspark.sql import DataFrame, SparkSession
    from pyspark.sql.pandas.types import from_arrow_schema
except ModuleNotFoundError as error:
    raise MissingExtraError(f"the Spark engine needs {error.name}", "spark") from error

from tawatur.engine import partitions, stores

log = logging.getLogger(__name__)

MIN_JAVA: Final = 17  # of Spark 4
CONNECT_SECONDS: Final = 5.0  # for the master to answer
EXECUTOR_SECONDS: Final = 60.0  # for the first worker to take the job
PARTITION_BYTES: Final = 64 * 2**20  # of what is read, for each part of a shuffle
_NO_CONNECTOR = re.compile("No FileSystem for scheme|ClassNotFoundException: Class org\\.apache\\.hadoop\\.fs")
_PARTITIONS, _DEFAULT_PARTITIONS = "spark.sql.shuffle.partitions", "200"
LINE_ENDINGS: Final = (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz", ".json", ".json.gz")
_SETTINGS: Final = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "20000",
    "spark.sql.files.maxPartitionBytes": "32m",  # of Spark's 128 MB the last pieces leave most workers idle
}
_TAGGED: Final = from_arrow_schema(partitions.TAGGED)
_CHOSEN: Final = f"""
SELECT * FROM (
    SELECT *, row_number() OVER (PARTITION BY platform, post_id ORDER BY {CHOSEN}) AS version FROM captures
) AS versions
WHERE version = 1
"""
_TIMED: Final = """
SELECT *, unix_micros(posted_at) AS moment, unix_micros(coalesce(evidence.captured_at, received_at)) AS known_at
FROM chosen
WHERE lost IS NULL
"""
_JUDGED: Final = f"SELECT * FROM (SELECT *, {WHY} AS why FROM timed) AS judged WHERE why IS NULL"
_ENTRIES: Final = f"""
SELECT
    platform,
    post_id,
    CAST((moment - moment % {BUCKET_US}) / {BUCKET_US}e0 AS BIGINT) * {BUCKET_MINUTES} AS minute,
    author,
    explode(found) AS tag
FROM counted
"""
_LOST: Final = "SELECT lost, url, count(*) FROM chosen WHERE lost IS NOT NULL GROUP BY lost, url ORDER BY url"
_GATED: Final = f"""
WITH events AS (SELECT row AS tag, minute, author FROM entries JOIN spellings USING (tag)), cells AS ({COUNT_CELLS})
{FIND_GATED}
"""
_GATHERED: Final = f"""
SELECT {", ".join(partitions.KEPT.names)}
FROM counted LEFT SEMI JOIN (SELECT platform, post_id FROM entries JOIN wanted USING (tag)) AS those
USING (platform, post_id)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """What comes to the driver.

    Attributes:
        whole: counts of everything.
        files: Parquet files of the posts that can be of a trend.
        rejected: lines and files that gave no post and should have, by reason.
        unreadable: of the files that could not be read (to their end), their addresses and why.
        posts: how many came to the driver.
    """

    whole: Whole
    files: tuple[Path, ...]
    rejected: Mapping[str, int]
    unreadable: Mapping[str, str]
    posts: int


@contextmanager
def start_session(master: str, settings: Mapping[str, str] | None = None) -> Iterator[SparkSession]:
    """A Spark session with this package on its workers, stopped at the end.

    Args:
        master: as Spark takes it: spark://HOST:PORT, local[2], yarn.
        settings: as `spark-submit --conf` takes them.

    Raises: MissingExtraError without Java; InputError when no master answers, or no worker takes the job in a minute.
    """
    _check_java()
    if master.startswith("spark://"):
        _check_master(master)
    builder = SparkSession.builder.master(master).appName("tawatur")
    wanted = {**_SETTINGS, **(settings or {})}
    for name, value in wanted.items():
        builder = builder.config(name, value)
    with tempfile.TemporaryDirectory(prefix="tawatur-spark-") as folder, _told(master):
        session = builder.getOrCreate()
        try:
            if python := _find_python(master, wanted):
                session.sparkContext.pythonExec = python
            session.sparkContext.addPyFile(str(_zip_package(Path(folder))))
            if not master.startswith("local"):
                _await_executor(session, master)
            yield session
        finally:
            session.stop()


def read_posts(session: SparkSession, paths: Sequence[str]) -> tuple[DataFrame, int]:
    """The posts of some files, and the lines that give none, as `partitions.TAGGED`; and how many files there are.

    Args:
        paths: files and folders, or their addresses (s3://, hdfs://, file://), of our own JSON Lines (.jsonl, .gz) or
            Parquet (a data folder, or a table with the fields of our JSON Lines); every worker must reach them. What
            this Spark has a connector for is read by it, other `stores.SCHEMES` through pyarrow.

    Raises: InputError when there is nothing to read, or a store refuses.
    """
    for address in paths:
        stores.check_address(address)
    listed = [_list_files(session, address) for address in paths]
    if session.conf.get(_PARTITIONS) == _DEFAULT_PARTITIONS:
        size = sum(sum(each.files.values()) for each in listed)
        session.conf.set(_PARTITIONS, max(session.sparkContext.defaultParallelism, size // PARTITION_BYTES))
    return _read(session, listed, received_at=datetime.now(UTC)), sum(len(each.files) for each in listed)


def gather_posts(session: SparkSession, paths: Sequence[str], folder: Path, *, at: datetime | None = None) -> Gathered:
    """Count the posts of some files, and bring those that can be of a trend.

    Args:
        paths: as of `read_posts`.
        folder: where the posts are put.
        at: what was posted later is left alone.

    Raises: as `read_posts`; InputError also when no file gives anything that can be read.
    """
    captures, files = read_posts(session, paths)
    captures.createOrReplaceTempView("captures")
    chosen = session.sql(_CHOSEN).persist(StorageLevel.MEMORY_AND_DISK)
    chosen.createOrReplaceTempView("chosen")
    until = "" if at is None else f" AND unix_micros(posted_at) <= {_microseconds(at)}"
    session.sql(f"{_TIMED}{until}").createOrReplaceTempView("timed")
    session.sql(_JUDGED).createOrReplaceTempView("counted")
    entries = session.sql(_ENTRIES)
    entries.createOrReplaceTempView("entries")
    buckets = [(row.why, row.bucket, row.posts) for row in session.sql(COUNT_BUCKETS).collect()]
    tags = _to_dict(session.sql(COUNT_TAGS))
    ((too_long,),) = session.sql("SELECT coalesce(sum(too_long), 0) FROM counted").collect()
    rejected: Counter[str] = Counter()
    unreadable: dict[str, str] = {}
    for reason, url, number in session.sql(_LOST).collect():
        if not reason.startswith("-"):
            rejected[reason] += number
        if url is not None:
            unreadable[url] = reason
    if unreadable and not session.sql("SELECT 1 FROM chosen WHERE lost IS NULL LIMIT 1").collect():
        name, why = next(iter(unreadable.items()))
        raise InputError(
            f"{name}: cannot be read ({why}), and no file has a post ({len(unreadable)} of {files} cannot be read)."
        )

    families = Families(tags)
    _make_view(session, "spellings", {"tag": list(families.row_of), "row": list(families.row_of.values())})
    gated = [row.tag for row in session.sql(_GATED).collect()]
    _make_view(session, "wanted", {"tag": [tag for row in gated for tag in families[row].members]})
    packed = (
        session.sql(_GATHERED).mapInArrow(partitions.pack, "file BINARY, posts INT").persist(StorageLevel.DISK_ONLY)
    )
    log.info("packed files=%d families=%d", packed.count(), len(gated))  # by all workers at once; then one by one
    made: list[Path] = []
    posts = 0
    for row in packed.toLocalIterator(prefetchPartitions=True):
        path = folder / f"{len(made):06}.parquet"
        path.write_bytes(row.file)
        made.append(path)
        posts += row.posts
    whole = Whole(buckets=buckets, tags=tags, too_long=int(too_long))
    packed.unpersist()
    chosen.unpersist()
    return Gathered(whole=whole, files=tuple(made), rejected=rejected, unreadable=unreadable, posts=posts)


# -- reading ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Listed:
    """The files under an address that hold posts, and their bytes; `store` where Spark itself cannot read them."""

    path: str
    files: Mapping[str, int]
    store: stores.Store | None = None


def _read(session: SparkSession, listed: Sequence[_Listed], *, received_at: datetime) -> DataFrame:
    """All posts of the files under some addresses, as `partitions.TAGGED`."""
    parts: list[DataFrame] = []
    lines: list[str] = []
    for each in listed:
        if not each.files:
            raise InputError(
                f"{each.path}: no posts in it (looked for *.parquet, *.jsonl, *.jsonl.gz). Other formats: `tawatur "
                "import` first, and give the folder DATA/posts here."
            )
        if each.store is not None:
            parts.append(_read_store(session, each.store, each.files, received_at))
            continue
        tables = [name for name in each.files if name.endswith(".parquet")]
        lines += (name for name in each.files if name.endswith(LINE_ENDINGS))
        if read := [name for name in tables if _find_version(session, name) == str(VERSION)]:
            parts.append(session.read.parquet(*read).selectExpr(*partitions.KEPT.names, "CAST(NULL AS STRING) AS lost"))
        if others := [name for name in tables if name not in {*read}]:
            parts.append(_read_tables(session, each.path, others, received_at))
    if lines:
        text = session.read.text(lines, lineSep="\n").selectExpr("CAST(value AS BINARY) AS value")
        parts.append(text.mapInArrow(partial(partitions.read_lines, received_at), _TAGGED))
    whole = parts[0]
    for part in parts[1:]:
        whole = whole.unionByName(part)
    return whole


def _read_tables(session: SparkSession, path: str, names: Sequence[str], received_at: datetime) -> DataFrame:
    table = session.read.parquet(*names)
    columns = partitions.choose_columns(table.columns, is_read=False)
    if columns is None:
        raise InputError(
            f"{path}: no posts in these tables (columns {', '.join(sorted(table.columns))[:200]}). Wanted are those of "
            "a data folder's posts/, or the fields of tawatur's JSON Lines: id, text, created_at, author_id …"
        )
    chosen = table if columns == tuple(table.columns) else table.select(*columns)
    return chosen.mapInArrow(partial(partitions.read_rows, received_at), _TAGGED)


def _find_version(session: SparkSession, name: str) -> str | None:
    """The version that a Parquet file of ours names: what the kernel reads from posts stands in it. None of others."""
    jvm: Any = session.sparkContext._jvm  # noqa: SLF001 - the only way to a file's footer
    hadoop: Any = session.sparkContext._jsc.hadoopConfiguration()  # noqa: SLF001
    parquet = jvm.org.apache.parquet.hadoop
    try:
        reader = parquet.ParquetFileReader.open(
            parquet.util.HadoopInputFile.fromPath(jvm.org.apache.hadoop.fs.Path(name), hadoop)
        )
    except Py4JJavaError:  # what is wrong with it is said where it is read
        return None
    try:
        version: str | None = reader.getFooter().getFileMetaData().getKeyValueMetaData().get("tawatur")
    finally:
        reader.close()
    return version


def _read_store(
    session: SparkSession, store: stores.Store, files: Mapping[str, int], received_at: datetime
) -> DataFrame:
    most: int = session._jsparkSession.sessionState().conf().filesMaxPartitionBytes()  # noqa: SLF001 - Spark reads "128m"
    even = sum(files.values()) // session.sparkContext.defaultParallelism
    tasks = stores.cut(files, min(most, max(stores.MIN_PIECE, even)))
    numbers = session.range(0, len(tasks), 1, len(tasks))
    read = partial(partitions.read_pieces, store, tasks, str(VERSION), received_at)
    return numbers.mapInArrow(read, _TAGGED)


def _list_files(session: SparkSession, path: str) -> _Listed:
    """The files of posts under an address, deep down; those of a data folder are its posts."""
    jvm: Any = session.sparkContext._jvm  # noqa: SLF001 - the only way to Hadoop's file systems
    hadoop: Any = session.sparkContext._jsc.hadoopConfiguration()  # noqa: SLF001
    root = jvm.org.apache.hadoop.fs.Path(path if "://" in path else Path(path).resolve().as_uri())
    try:
        system = root.getFileSystem(hadoop)
    except Py4JJavaError as error:
        if not _NO_CONNECTOR.search(str(error.java_exception)):
            raise
        scheme = path.partition("://")[0]
        if scheme in stores.SCHEMES:
            store = stores.find_store(path, os.environ)
            files = stores.list_files(store, path)
            return _Listed(path=path, files=_choose_files(files, path.rstrip("/")), store=store)
        version = jvm.org.apache.hadoop.util.VersionInfo.getVersion()
        raise InputError(
            f"{path}: this Spark has no connector for {scheme}:// addresses. Amazon S3, and stores that speak like it, "
            "are read without one as s3://BUCKET/FOLDER; the connector is --conf "
            f"spark.jars.packages=org.apache.hadoop:hadoop-aws:{version} (it is fetched from Maven Central)."
        ) from error
    if not system.exists(root):
        raise InputError(f"{path}: no such file or folder.")
    found: dict[str, int] = {}
    listed = system.listFiles(root, True)  # noqa: FBT003 - Java's: and what is in its folders
    while listed.hasNext():
        status = listed.next()
        found[status.getPath().toString()] = status.getLen()
    start = system.getFileStatus(root).getPath().toString()
    return _Listed(path=path, files=_choose_files(found, start))


def _choose_files(found: Mapping[str, int], root: str) -> dict[str, int]:
    """Those of the files under an address that can hold posts: nothing hidden or empty; of a data folder its posts."""
    inside = {name: name[len(root) :] or f"/{name.rpartition('/')[2]}" for name in found}
    folders = {each.split("/")[1] for each in inside.values()}
    if {"posts", "evidence"} <= folders:
        inside = {name: each for name, each in inside.items() if each.startswith("/posts/")}
    return {
        name: found[name]
        for name, each in sorted(inside.items())
        if found[name]
        and each.endswith((".parquet", *LINE_ENDINGS))
        and not any(part.startswith(("_", ".")) or part == "aside" for part in each.split("/")[1:])
    }


def _to_dict(counted: DataFrame) -> dict[str, int]:
    columns = counted.toArrow()
    return dict(zip(columns.column(0).to_pylist(), columns.column(1).to_pylist(), strict=True))


def _make_view(session: SparkSession, name: str, columns: Mapping[str, list[Any]]) -> None:
    kinds = {"tag": pa.string(), "row": pa.int64()}
    table = pa.table({column: pa.array(values, kinds[column]) for column, values in columns.items()})
    session.createDataFrame(table).createOrReplaceTempView(name)


def _microseconds(moment: datetime) -> int:
    return round((moment - EPOCH).total_seconds() * 1_000_000)


# -- starting --------------------------------------------------------------------------------------------------------


def _check_java() -> None:
    """Raise MissingExtraError unless the Java that Spark would start is there and new enough."""
    home = os.environ.get("JAVA_HOME")
    command = shutil.which("java", path=str(Path(home, "bin"))) if home else shutil.which("java")
    wanted = f"Spark needs Java {MIN_JAVA} or newer (Debian: apt-get install openjdk-{MIN_JAVA}-jre-headless)"
    if command is None:
        where = f"JAVA_HOME={home}" if home else "PATH, and JAVA_HOME is not set"
        raise MissingExtraError(f"no java found (looked in {where}). {wanted}.")
    asked = [command, "-version"]
    said = subprocess.run(asked, capture_output=True, text=True, check=False, timeout=60).stderr  # noqa: S603 - the user's
    version = re.search(r'version "(\d+)', said)
    if version is not None and int(version[1]) < MIN_JAVA:
        raise MissingExtraError(f"{command} is Java {version[1]}. {wanted}, or name another in JAVA_HOME.")


def _check_master(master: str) -> None:
    """Raise InputError unless one of the masters of a standalone cluster answers: Spark itself asks for minutes."""
    problems = []
    for address in master.removeprefix("spark://").split(","):
        host, _, port = address.rpartition(":")
        if not host or not port.isdecimal():
            raise InputError(f"--master {master}: not an address (spark://HOST:PORT, usually port 7077).")
        try:
            socket.create_connection((host.strip("[]"), int(port)), timeout=CONNECT_SECONDS).close()
        except OSError as error:
            problems.append(f"{address}: {error.strerror or error}")
        else:
            return
    said = "; ".join(problems)
    raise InputError(f"--master {master}: no master answers ({said}). Is it running, and reached from here?")


def _find_python(master: str, settings: Mapping[str, str]) -> str | None:
    """The Python of the workers, where it is not what Spark takes (PYSPARK_PYTHON, or python3)."""
    if "spark.pyspark.python" in settings:
        return settings["spark.pyspark.python"]
    return sys.executable if master.startswith("local") and "PYSPARK_PYTHON" not in os.environ else None


def _await_executor(session: SparkSession, master: str) -> None:
    """Raise InputError when no worker takes the job: Spark itself would wait for ever."""
    status: Any = session.sparkContext._jsc.sc()  # noqa: SLF001 - what the Python side does not offer
    end = monotonic() + EXECUTOR_SECONDS
    while status.getExecutorMemoryStatus().size() < 2:  # the driver is one
        if monotonic() > end:
            raise InputError(
                f"--master {master}: no worker took the job in {EXECUTOR_SECONDS:.0f} seconds. Are workers registered, "
                "with a free core and as much memory as spark.executor.memory asks for (1g)?"
            )
        sleep(0.1)


def _zip_package(folder: Path) -> Path:
    """This package, as a zip from which Python imports: the workers run the driver's version of it."""
    path = folder / "tawatur.zip"
    root = files("tawatur")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        waiting = [(root, "tawatur")]
        while waiting:
            entry, name = waiting.pop()
            if entry.is_dir():
                waiting += ((each, f"{name}/{each.name}") for each in entry.iterdir() if each.name != "__pycache__")
            elif name.endswith((".py", ".tsv")):
                archive.writestr(name, entry.read_bytes())
    return path


@contextmanager
def _told(master: str) -> Iterator[None]:
    """What Spark raises, as an error that says in a line what happened and what to do."""
    try:
        yield
    except (Py4JError, PySparkException) as error:
        text = str(error.java_exception) if isinstance(error, Py4JJavaError) else str(error)
        if said := stores.find_store_error(text):
            raise said from error
        if missing := re.search(r"No module named '?([\w.]+)", text):
            raise InputError(
                f"--master {master}: a worker's Python has no {missing[1]}. Install pyarrow and msgspec there "
                "(pip install 'tawatur[spark]'), or name another Python in PYSPARK_PYTHON."
            ) from error
        first = next((line.strip() for line in text.splitlines() if line.strip()), type(error).__name__)
        raise TawaturError(f"--master {master}: Spark failed ({first[:400]}).") from error
