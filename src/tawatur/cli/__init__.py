"""The command line: arguments in, results on stdout, progress and one summary line on stderr, exit codes out.

0 ok · 1 failure · 2 usage · 3 finished but some input was rejected · 4 verification failed · 5 nothing found (with
--fail-if-empty) · 130 interrupted.
"""

from __future__ import annotations

import gc
import os
import sys
from typing import NoReturn

import click

from tawatur import __version__
from tawatur.cli.articles import check, codes, read
from tawatur.cli.compose import compose
from tawatur.cli.demo import demo
from tawatur.cli.desk import desk
from tawatur.cli.doctor import doctor
from tawatur.cli.evidence import evidence
from tawatur.cli.ledger import ledger
from tawatur.cli.normalise import normalise
from tawatur.cli.options import FAILED, INTERRUPTED, OK, CommandGroup
from tawatur.cli.report import report
from tawatur.cli.store import compact, import_posts
from tawatur.cli.timeline import timeline
from tawatur.cli.trends import families, trends, voices
from tawatur.cli.watch import watch


@click.group(cls=CommandGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, "--version", "-V", prog_name="tawatur")
def cli() -> None:
    """Arabic-first trend desk: who said what, what conflicts, what is unsourced, what was forecast.

    Exit codes: 0 ok, 1 failure, 2 wrong usage, 3 some input was rejected, 4 a check failed,
    5 nothing found (with --fail-if-empty), 130 interrupted.
    """


for command in (
    demo, desk, compose, import_posts, watch, trends, report, voices, families, timeline, read, check, ledger, codes,
    evidence, normalise, compact, doctor,
):  # fmt: skip
    cli.add_command(command)


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line and exit with its code."""
    from tawatur.errors import TawaturError

    # What a command reads it keeps: looking for garbage at every 700 records cost a tenth of a run.
    gc.set_threshold(50_000, 20, 100)
    if sys.stdout is None:
        sys.exit("tawatur: standard output is closed. Send the results to a file, or to /dev/null.")
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        code = cli.main(args=arguments, prog_name="tawatur", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        sys.exit(INTERRUPTED)
    except TawaturError as error:
        click.echo(f"tawatur: {error}", err=True)
        sys.exit(FAILED)
    except OSError as error:  # of stdout: what commands open themselves, they answer for
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            click.echo(f"tawatur: the results cannot be written ({error.strerror}).", err=True)
        sys.exit(FAILED)
    sys.exit(code if isinstance(code, int) else OK)
