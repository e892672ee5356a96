"""`normalise`: rows of other tools, with folded text and tags, families and clusters of near-duplicates."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, BinaryIO

import click

from tawatur.cli.compose import SHOWN_REJECTED
from tawatur.cli.options import (
    REJECTED,
    check_names,
    keep_inputs,
    lang_option,
    quiet_option,
    unless_stdout,
)
from tawatur.cli.output import print_place, say

if TYPE_CHECKING:
    from tawatur.pipeline.normalising import Normalised
    from tawatur.sources.base import Rejected


@click.command()
@click.argument("file", default="-", metavar="[FILE]", callback=check_names)
@click.option(
    "--output",
    "-o",
    metavar="FILE",
    type=click.Path(dir_okay=False),
    callback=unless_stdout,
    help="Write here. [default: standard output]",
)
@click.option(
    "--columns", metavar="MAP", default="", help="Which column is what: text=body,tags=hashtags. [default: usual names]"
)
@click.option(
    "--memory", metavar="TEXTS", type=click.IntRange(min=2), default=100_000, show_default=True,
    help="Different texts that clusters are told by; an older one is forgotten.",
)  # fmt: skip
@click.option("--as-is", is_flag=True, help="Leave cells of a table that a spreadsheet would run as they are.")
@lang_option
@quiet_option
def normalise(
    *, file: str, output: str | None, columns: str, memory: int, as_is: bool, lang: str, quiet: bool
) -> int | None:
    """Add to each row of FILE (a table or JSON Lines of another tool) what counting Arabic text needs.

    The new columns: tawatur_text (its words in one spelling), tawatur_tags, tawatur_families (of the tags) and
    tawatur_cluster (the same for near-duplicates). Rows keep their order and their bytes. FILE may be packed (gz, zst);
    - is standard input. Nothing is kept. Exits 3 when some row could not be read: it is named, and not written.
    """
    started = perf_counter()
    keep_inputs("-o", output, file)
    from tawatur.pipeline.normalising import normalise as normalise_file
    from tawatur.sources.files import InputFile

    rejected: list[Rejected] = []

    def remember(each: Rejected) -> None:
        if len(rejected) < SHOWN_REJECTED:
            rejected.append(each)

    with InputFile(None if file == "-" else Path(file)) as source, _open_output(output) as out:
        done = normalise_file(
            source, out.write, columns=columns, memory=memory, is_safe=not as_is, on_rejected=remember
        )
    for each in rejected:
        print_place(each)
    if not quiet:
        _summarise(done, memory, lang, output, perf_counter() - started)
    return REJECTED if done.rejected else None


@contextmanager
def _open_output(path: str | None) -> Iterator[BinaryIO]:
    """Standard output, or a file that appears under its name when it is whole. Raises: InputError.

    What is there and no regular file (a pipe, a link, /dev/null) is written to, not replaced.
    """
    if path is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    from tawatur.errors import InputError

    target = Path(path)
    is_own = not target.is_symlink() and (target.is_file() or not target.exists())
    part = Path(f"{path}.part") if is_own else target
    try:
        with part.open("wb") as file:
            yield file
        if is_own:
            part.replace(target)
    except OSError as error:
        msg = f"{path}: cannot be written ({error.strerror}). Choose another place with -o."
        raise InputError(msg) from error
    finally:
        if is_own:
            part.unlink(missing_ok=True)


def _summarise(done: Normalised, memory: int, lang: str, output: str | None, seconds: float) -> None:
    lost = sum(done.rejected.values())
    reasons = ", ".join(f"{reason} {count:,}" for reason, count in sorted(done.rejected.items()))
    where = f" → {output}" if output else ""
    say(
        lang,
        f"الصفوف {done.rows}، منها بلا نص {done.without_text}، ونسخ {done.copies}"
        f"{f'؛ خلايا حُميت {done.protected}' if done.protected else ''}"
        f"{f'؛ المرفوض {lost} ({reasons})' if lost else ''}{where}، {seconds:.2f} ث",
        f"{done.rows:,} rows, {done.without_text:,} without text, {done.copies:,} copies"
        f"{f'; cells protected {done.protected:,}' if done.protected else ''}"
        f"{f'; rejected {lost:,} ({reasons})' if lost else ''}{where}, {seconds:.2f} s",
    )
    if done.forgotten:
        apart = memory // 2
        say(
            lang,
            f"نُسي {done.forgotten} نصا لضيق الذاكرة: نسختان بينهما أكثر من {apart} نصا مختلفا قد تكونان في مجموعتين "
            "(--memory).",
            f"{done.forgotten:,} texts were forgotten: copies with more than {apart:,} other texts between them may be "
            "in two clusters (--memory).",
        )
