"""`demo`: an invented world through the whole chain."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import click

from tawatur.cli.options import json_option, lang_option, quiet_option
from tawatur.cli.output import print_json, say, write_file

if TYPE_CHECKING:
    from tawatur.pipeline.demonstrating import Demonstration

PAGE = "roundup.html"


@click.command()
@click.option(
    "--data", "data", metavar="DIR", type=click.Path(file_okay=False), default="tawatur-demo", show_default=True,
    help="A folder of its own for the invented world; one with anything else in it is refused.",
)  # fmt: skip
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="Another number, another world.")
@click.option("--open", "open_page", is_flag=True, help="Open the roundup in the browser.")
@json_option
@lang_option
@quiet_option
def demo(*, data: str, seed: int, open_page: bool, as_json: bool, lang: str, quiet: bool) -> None:
    """Show the chain on an invented world: 28 days of everyday posts, then 72 hours in which three cities are the news.

    Everything in it is invented, and every page says so. The posts are written to DIR and imported as any others, what
    rises is found, the voices behind it are counted, and DIR/roundup.html is written. Nothing leaves the machine.
    """
    from datetime import UTC, datetime

    from tawatur.demo import LABEL
    from tawatur.pipeline.demonstrating import claim_folder, demonstrate
    from tawatur.pipeline.own_ground import using_own_ground
    from tawatur.report.as_page import render_page

    started = perf_counter()
    now = datetime.now(UTC).replace(microsecond=0)
    claim_folder(Path(data), seed)
    page = Path(data, PAGE)
    with using_own_ground(Path(data)):
        done = demonstrate(Path(data), seed=seed, language=lang, now=now)  # type: ignore[arg-type]  # click's choices
        write_file(str(page), render_page(done.roundup, note=LABEL), option="--data")
    seconds = perf_counter() - started
    if as_json:
        print_json([_as_record(done, page, seconds)])
    else:
        _print(done, page, lang)
    if not quiet:
        say(lang, f"{LABEL}: {data}، {seconds:.1f} ث", f"{LABEL}: {data}, {seconds:.1f} s")
    if open_page:
        click.launch(str(page))


def _as_record(done: Demonstration, page: Path, seconds: float) -> dict[str, object]:
    from tawatur.demo import LABEL
    from tawatur.records_json import plain

    counts = {
        tag: {"posts": count.posts, "reposts": count.reposts, "accounts": count.accounts, "voices": count.headline}
        for tag, count in done.tags.items()
    }
    return {
        "label": LABEL, "posts": done.posts, "import": done.summary.as_json(),
        "trends": [plain(trend) for trend in done.trends], "tags": counts,
        "speakers": len(done.roundup.speakers), "page": str(page), "seconds": round(seconds, 3),
    }  # fmt: skip


def _print(done: Demonstration, page: Path, lang: str) -> None:
    from tawatur.cli.output import make_printer
    from tawatur.cli.trend_text import TrendText
    from tawatur.demo import LABEL, STEADY, WEEKLY

    printer = make_printer(lang)
    is_arabic = lang == "ar"
    click.echo(printer.shown(LABEL))
    click.echo(
        f"1. المنشورات المختلقة {done.posts}، استورد منها الآن {done.summary.new}"
        if is_arabic
        else f"1. {done.posts:,} invented posts, {done.summary.new:,} of them imported now"
    )
    click.echo("2. ما صعد:" if is_arabic else "2. What rose:")
    for line in TrendText(printer, None).trend_lines(done.trends):
        click.echo(f"   {line}".rstrip())
    click.echo(
        "3. من يقف وراء وسوم القصة (منشورات · حسابات · أصوات مستقلة على الأقل بما يمكن رؤيته):"
        if is_arabic
        else "3. Who is behind the story's tags (posts, accounts, independent voices by what we can see):"
    )
    for tag, count in done.tags.items():
        click.echo(f"   {count.posts:>6} {count.accounts:>6} {count.headline:>6}  {printer.shown(f'#{tag}')}")
    speakers = len(done.roundup.speakers)
    click.echo(
        f"4. التقرير: عدد المتحدثين {speakers} → {printer.shown(str(page), left_to_right=True)}"
        if is_arabic
        else f"4. The roundup: {speakers} speakers → {printer.shown(str(page), left_to_right=True)}"
    )
    steady = " ".join(printer.shown(f"#{tag}") for tag in (*STEADY.values(), WEEKLY))
    click.echo(f"   {'وسوم كل يوم، ووسم كل جمعة' if is_arabic else 'Tags of every day, and of every Friday'}: {steady}")
