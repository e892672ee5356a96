"""The command line: arguments in, results on stdout, progress and one summary line on stderr, exit codes out.

0 ok · 1 failure · 2 usage · 3 finished but some input was rejected · 4 verification failed · 5 nothing found (with
--fail-if-empty) · 130 interrupted.
"""

from __future__ import annotations

import os
import sys
from time import perf_counter
from typing import TYPE_CHECKING, Any, NoReturn

import click

from tawatur import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from tawatur.sources.articles import ArticleInput
    from tawatur.terminal import Printer

OK, FAILED, USAGE, VERIFICATION_FAILED, NOTHING_FOUND, INTERRUPTED = 0, 1, 2, 4, 5, 130
EXAMPLE_NAME = "مثال مختلق · invented example"


class _Group(click.Group):
    """The commands, in the order in which an editor meets them."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(self.commands)


def _set_language(ctx: click.Context, _param: click.Parameter, value: str) -> str:
    ctx.ensure_object(dict)["lang"] = value
    return value


_lang = click.option(
    "--lang", type=click.Choice(["ar", "en"]), default="ar", envvar="TAWATUR_LANG", show_default=True, show_envvar=True,
    callback=_set_language, help="Language of messages.",
)  # fmt: skip
_json = click.option("--json", "as_json", is_flag=True, help="JSON Lines on stdout, one record a line.")
_quiet = click.option("--quiet", "-q", is_flag=True, help="No summary line on stderr.")
_zone = click.option(
    "--tz", "zone", metavar="ZONE", help="Show times in this zone (Asia/Damascus). [default: of the places named]"
)
_published = click.option(
    "--published",
    metavar="DATE",
    help="When the article appeared (2024-12-05 or with a time); deadlines count from it.",
)
_example = click.option("--example", is_flag=True, help="Use the bundled, invented article instead of a file.")


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, "--version", "-V", prog_name="tawatur")
def cli() -> None:
    """Arabic-first trend desk: who said what, what conflicts, what is unsourced, what was forecast.

    Exit codes: 0 ok, 1 failure, 2 wrong usage, 3 some input was rejected, 4 a check failed,
    5 nothing found (with --fail-if-empty), 130 interrupted.
    """


@cli.command()
@click.argument("article", required=False)
@_example
@_json
@_lang
@_zone
@_quiet
@click.option("--fail-if-empty", is_flag=True, help="Exit 5 when the article has no statement.")
def read(
    *, article: str | None, example: bool, as_json: bool, lang: str, zone: str | None, quiet: bool, fail_if_empty: bool
) -> None:
    """Show who said what in ARTICLE (a .txt or .html file, or - for standard input)."""
    started = perf_counter()
    given = _get_article(article, example=example)
    from tawatur.check import check_article

    checked = check_article(given.text, published_at=given.published_at, zone=_check_zone(zone))
    if as_json:
        from tawatur.records_json import statement_records

        _print_json(statement_records(checked))
    else:
        times = {
            url: f"{moment:%Y-%m-%d %H:%M} UTC"
            for row in checked.speakers
            for url, moment in zip(row.urls, row.said_at, strict=False)
        }
        for line in _printer(lang).read_lines(list(checked.statements), times):
            click.echo(line)
    unattributed = sum(statement.speaker is None for statement in checked.statements)
    _summarise(
        given,
        lang,
        started,
        quiet=quiet,
        arabic=f"التصريحات {len(checked.statements)}، منها بلا قائل معروف {unattributed}",
        english=f"{len(checked.statements)} statements, {unattributed} unattributed",
    )
    if fail_if_empty and not checked.statements:
        sys.exit(NOTHING_FOUND)


@cli.command()
@click.argument("article", required=False)
@_example
@click.option(
    "--html", "html_path", type=click.Path(dir_okay=False), help="Also write the page of the checked article."
)
@click.option("--open", "open_page", is_flag=True, help="Open the page in the browser (needs --html).")
@_json
@_lang
@_zone
@_published
@_quiet
def check(
    *,
    article: str | None,
    example: bool,
    html_path: str | None,
    open_page: bool,
    as_json: bool,
    lang: str,
    zone: str | None,
    published: str | None,
    quiet: bool,
) -> None:
    """Find what an editor must know about ARTICLE (a .txt or .html file, or - for standard input).

    Exits 4 when a finding has severity error. `tawatur codes` lists every finding.
    """
    started = perf_counter()
    if open_page and not html_path:
        msg = "--open needs --html PAGE.html"
        raise click.UsageError(msg)
    zone = _check_zone(zone)
    published_at = _read_published(published, zone)
    given = _get_article(article, example=example)
    from tawatur.check import check_article

    checked = check_article(given.text, published_at=published_at or given.published_at, zone=zone)
    if as_json:
        from tawatur.records_json import finding_records

        _print_json(finding_records(checked, lang))
    else:
        for line in _printer(lang).check_lines(checked, given.name):
            click.echo(line)
    if html_path:
        from tawatur.page import render_check

        note = EXAMPLE_NAME if example else None
        page = render_check(checked, lang=lang, title=given.title or given.name, note=note, version=__version__)  # type: ignore[arg-type]
        _write(html_path, page)
        if open_page:
            click.launch(html_path)
    errors = sum(finding.severity == "error" for finding in checked.findings)
    where = f" → {html_path}" if html_path else ""
    _summarise(
        given,
        lang,
        started,
        quiet=quiet,
        arabic=f"الملاحظات {len(checked.findings)}، منها أخطاء {errors}{where}",
        english=f"{len(checked.findings)} findings, {errors} errors{where}",
    )
    if errors:
        sys.exit(VERIFICATION_FAILED)


@cli.command()
@_lang
@_json
def codes(*, lang: str, as_json: bool) -> None:
    """List every code that `check` can give, with its severity and what to do."""
    from tawatur.check import CODES

    if as_json:
        from tawatur.records_json import plain

        _print_json(plain(code) for code in CODES.values())
        return
    for code in CODES.values():
        title, action = (code.title_ar, code.action_ar) if lang == "ar" else (code.title_en, code.action_en)
        click.echo(f"{code.code:<22} {code.severity:<8} {title}\n{'':<31} {action}")


def _get_article(article: str | None, *, example: bool) -> ArticleInput:
    from tawatur.sources.articles import ArticleInput, read_article_input

    if example:
        if article is not None:
            msg = "give either ARTICLE or --example"
            raise click.UsageError(msg)
        from importlib.resources import files

        text = (files("tawatur") / "data" / "example.txt").read_text(encoding="utf-8")
        return ArticleInput(name="example.txt", text=text, title=EXAMPLE_NAME)
    if article is None:
        msg = "give ARTICLE (a file, or - for standard input), or --example"
        raise click.UsageError(msg)
    return read_article_input(article)


def _check_zone(zone: str | None) -> str | None:
    if zone is None:
        return None
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        msg = f"--tz {zone!r}: no such time zone; give an IANA name such as Asia/Damascus or Africa/Khartoum"
        raise click.UsageError(msg) from error
    return zone


def _read_published(published: str | None, zone: str | None) -> datetime | None:
    if published is None:
        return None
    from datetime import UTC, datetime
    from zoneinfo import ZoneInfo

    try:
        moment = datetime.fromisoformat(published)
    except ValueError as error:
        msg = f"--published {published!r}: not a date; write 2024-12-05 or 2024-12-05T20:00"
        raise click.UsageError(msg) from error
    if moment.tzinfo is None:
        moment = datetime(*moment.timetuple()[:6], tzinfo=ZoneInfo(zone) if zone else UTC)
    return moment


def _printer(lang: str) -> Printer:
    from tawatur.terminal import Printer

    is_terminal = sys.stdout.isatty()
    return Printer(lang, is_terminal=is_terminal, has_colour=is_terminal and not os.environ.get("NO_COLOR"))  # type: ignore[arg-type]


def _print_json(records: Iterable[dict[str, Any]]) -> None:
    import json

    for record in records:
        click.echo(json.dumps(record, ensure_ascii=False))


def _write(path: str, text: str) -> None:
    from tawatur.errors import InputError

    try:
        with open(path, "w", encoding="utf-8", newline="\n") as file:  # noqa: PTH123 - click gives a str
            file.write(text)
    except OSError as error:
        msg = f"{path}: cannot be written ({error.strerror}). Choose another place with --html."
        raise InputError(msg) from error


def _summarise(given: ArticleInput, lang: str, started: float, *, quiet: bool, arabic: str, english: str) -> None:
    if quiet:
        return
    for note in given.notes:
        click.echo(f"{given.name}: {note}", err=True)
    seconds = perf_counter() - started
    size = len(given.text)
    message = (
        f"{given.name}: {size} حرفا، {arabic}، {seconds:.2f} ث"
        if lang == "ar"
        else f"{given.name}: {size:,} characters, {english}, {seconds:.2f} s"
    )
    click.echo(message, err=True)


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line and exit with its code."""
    from tawatur.errors import TawaturError

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
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(FAILED)
    sys.exit(code if isinstance(code, int) else OK)
