"""`doctor`: what is well, doubtful or broken, and what to do."""

from __future__ import annotations

import locale
import os
import sys
from pathlib import Path
from time import perf_counter

import click

from tawatur.cli.options import FAILED, data_option, json_option, lang_option, quiet_option
from tawatur.cli.output import make_printer, print_json, say

SIGNS = {"ok": "✓", "warn": "!", "fail": "✗"}


@click.command()
@data_option
@json_option
@lang_option
@quiet_option
def doctor(*, data: str, as_json: bool, lang: str, quiet: bool) -> int | None:
    """Look whether tawatur, its data folder and this terminal are well, and say what to do where they are not.

    Nothing is changed. Exits 1 when something is broken; what is only doubtful is a warning.
    """
    started = perf_counter()
    from tawatur.pipeline.examining import examine
    from tawatur.records_json import plain

    checks = list(examine(Path(data), os.environ, encoding=locale.getencoding(), is_terminal=sys.stdout.isatty()))
    if as_json:
        print_json(plain(check) for check in checks)
    else:
        printer = make_printer(lang)
        for check in checks:
            found, action = (check.found_ar, check.action_ar) if lang == "ar" else (check.found_en, check.action_en)
            click.echo(f"{SIGNS[check.state]} {check.state:<4}  {check.name:<22} {printer.shown(found)}")
            if action:
                click.echo(f"{'':<8}→ {printer.shown(action)}")
    states = [check.state for check in checks]
    failed, warned, well = states.count("fail"), states.count("warn"), states.count("ok")
    if not quiet:
        seconds = perf_counter() - started
        say(
            lang,
            f"السليم {well}، المريب {warned}، المعطوب {failed}، {seconds:.2f} ث",
            f"{well} ok, {warned} warn, {failed} fail, {seconds:.2f} s",
        )
    return FAILED if failed else None
