"""How commands print: results on stdout, files where asked, one summary line on stderr."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tawatur.pipeline.near_tags import NearTags
    from tawatur.sources.base import Rejected
    from tawatur.terminal import Printer


def make_printer(lang: str, *, is_file: bool = False) -> Printer:
    """A printer for what stdout is: a terminal (isolated, coloured) or a pipe (plain); a file is as a pipe."""
    from tawatur.terminal import Printer

    is_terminal = not is_file and sys.stdout.isatty()
    return Printer(lang, is_terminal=is_terminal, has_colour=is_terminal and not os.environ.get("NO_COLOR"))  # type: ignore[arg-type]


def print_json(records: Iterable[dict[str, Any]]) -> None:
    """Print JSON Lines."""
    import json

    print_lines(json.dumps(record, ensure_ascii=False) for record in records)


def print_lines(lines: Iterable[str]) -> None:
    """Print lines as they come, to a file or a pipe in blocks."""
    for line in lines:
        sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def write_file(path: str, made: str | bytes, *, option: str) -> None:
    """Write a result to the file that an option names. Raises: InputError when it cannot be written."""
    from tawatur.errors import InputError

    try:
        Path(path).write_bytes(made.encode("utf-8") if isinstance(made, str) else made)
    except OSError as error:
        msg = f"{path}: cannot be written ({error.strerror}). Choose another place with {option}."
        raise InputError(msg) from error


def hand_over(made: str | bytes, output: str | None, *, open_page: bool = False) -> None:
    """A result to the file of -o, opened in the browser when asked; to stdout without one."""
    if not output:
        click.echo(made, nl=False)
        return
    write_file(output, made, option="-o")
    if open_page:
        click.launch(output)


def say(lang: str, arabic: str, english: str) -> None:
    """One line on stderr, in the language of messages."""
    click.echo(shown(arabic if lang == "ar" else english), err=True)


def say_near(lang: str, near: NearTags) -> None:
    """One line on stderr: that no post has the tag asked for, and the nearest ones."""
    named = " ".join(near.nearest)
    say(
        lang,
        f"{near.asked}: لا يوجد منشور محفوظ بهذا الوسم" + (f". الأقرب إليه: {named}" if named else ""),
        f"{near.asked}: no stored post has this tag" + (f". Nearest: {named}" if named else ""),
    )


def print_place(rejected: Rejected) -> None:
    """One line on stderr: what gave no post, where and why."""
    line = f", line {rejected.line}" if rejected.line is not None else ""
    pointer = f", {rejected.pointer}" if rejected.pointer else ""
    click.echo(shown(f"{rejected.locator}{line}{pointer}: {rejected.message} ({rejected.reason})"), err=True)


def shown(text: str) -> str:
    """A stranger's text as one line that is safe to print."""
    from tawatur.arabic.display import make_showable

    return make_showable(" ".join(text.split())).text
