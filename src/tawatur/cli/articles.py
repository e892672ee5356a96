"""`read`, `check`, `codes`: an article that somebody wrote."""

from __future__ import annotations

import sys
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import click

from tawatur import __version__
from tawatur.cli.options import (
    NOTHING_FOUND,
    VERIFICATION_FAILED,
    check_result_file,
    check_zone,
    data_option,
    json_option,
    keep_inputs,
    lang_option,
    places_option,
    published_option,
    quiet_option,
    read_moment,
    zone_option,
)
from tawatur.cli.output import make_printer, print_json, print_lines, write_file

if TYPE_CHECKING:
    from tawatur.posts import Post
    from tawatur.sources.articles import ArticleInput

EXAMPLE_NAME = "مثال مختلق · invented example"

example_option = click.option("--example", is_flag=True, help="Use the bundled, invented article instead of a file.")


@click.command()
@click.argument("article", required=False)
@example_option
@json_option
@lang_option
@zone_option
@places_option
@quiet_option
@click.option("--fail-if-empty", is_flag=True, help="Exit 5 when the article has no statement.")
def read(
    *, article: str | None, example: bool, as_json: bool, lang: str, zone: str | None, quiet: bool, fail_if_empty: bool
) -> None:
    """Show who said what in ARTICLE (a .txt or .html file, or - for standard input)."""
    started = perf_counter()
    given = _get_article(article, example=example)
    from tawatur.check.article import read_article

    parsed = read_article(given.text, published_at=given.published_at, zone=check_zone(zone))
    if as_json:
        from tawatur.records_json import statement_records

        print_json(statement_records(parsed))
    else:
        print_lines(make_printer(lang).read_lines(parsed))
    unattributed = sum(statement.speaker is None for statement in parsed.statements)
    _summarise(
        given,
        lang,
        started,
        quiet=quiet,
        arabic=f"التصريحات {len(parsed.statements)}، منها بلا قائل معروف {unattributed}",
        english=f"{len(parsed.statements)} statements, {unattributed} unattributed",
    )
    if fail_if_empty and not parsed.statements:
        sys.exit(NOTHING_FOUND)


def _linked_posts(text: str, folder: str) -> list[Post]:
    """The stored posts that a text links to; none without a data folder."""
    from tawatur.posts import find_permalinks
    from tawatur.store import Store

    keys = list(dict.fromkeys((link.platform, link.post_id) for link in find_permalinks(text)))
    if not keys or not (Path(folder) / "evidence").is_dir():
        return []
    with Store(folder) as store:
        return list(store.captures_of(keys))


@click.command()
@click.argument("article", required=False)
@example_option
@click.option(
    "--html",
    "html_path",
    metavar="FILE",
    type=click.Path(dir_okay=False),
    callback=check_result_file,
    help="Also write the page of the checked article.",
)
@click.option("--open", "open_page", is_flag=True, help="Open the page in the browser (needs --html).")
@json_option
@lang_option
@zone_option
@published_option
@places_option
@data_option
@quiet_option
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
    data: str,
    quiet: bool,
) -> None:
    """Find what an editor must know about ARTICLE (a .txt or .html file, or - for standard input).

    Quotations with a link to a post that is in the data folder are compared with it, and so are the counts of a roundup
    with the evidence record that it names. Exits 4 when a finding has
    severity error. `tawatur codes` lists every finding.
    """
    started = perf_counter()
    if open_page and not html_path:
        msg = "--open needs --html PAGE.html"
        raise click.UsageError(msg)
    zone = check_zone(zone)
    keep_inputs("--html", html_path, article)
    published_at = read_moment("--published", published, zone)
    if click.get_current_context().get_parameter_source("data") is click.core.ParameterSource.COMMANDLINE:
        from tawatur.store import check_folder

        check_folder(Path(data))
    given = _get_article(article, example=example)
    from tawatur.check import check_article
    from tawatur.pipeline.checking import read_counts

    posts = _linked_posts(given.text, data)
    checked = check_article(
        given.text,
        published_at=published_at or given.published_at,
        zone=zone,
        posts=posts,
        counts=read_counts(given.text, Path(data)),
    )
    if as_json:
        from tawatur.records_json import finding_records

        print_json(finding_records(checked, lang))
    else:
        print_lines(make_printer(lang).check_lines(checked, given.name))
    if html_path:
        from tawatur.page import render_check

        note = EXAMPLE_NAME if example else None
        page = render_check(checked, lang=lang, title=given.title or given.name, note=note, version=__version__)  # type: ignore[arg-type]
        write_file(html_path, page, option="--html")
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


@click.command()
@lang_option
@json_option
def codes(*, lang: str, as_json: bool) -> None:
    """List every code that `check` can give, with its severity and what to do."""
    from tawatur.check import CODES

    if as_json:
        from tawatur.records_json import plain

        print_json(plain(code) for code in CODES.values())
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
    if not article:
        msg = "give ARTICLE (a file, or - for standard input), or --example"
        raise click.UsageError(msg)
    return read_article_input(article)


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
