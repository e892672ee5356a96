"""`report`: the roundup of a trend, from a tag."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import click

from tawatur.cli.compose import (
    check_publish,
    correction_option,
    digits_option,
    directory_option,
    form_option,
    line_option,
    open_option,
    output_option,
    publish_option,
    publish_page,
    read_form,
    render,
    tell_check,
    verdicts_option,
)
from tawatur.cli.options import (
    NOTHING_FOUND,
    check_tag,
    check_zone,
    data_option,
    keep_inputs,
    lang_option,
    places_option,
    quiet_option,
    read_moment,
    zone_option,
)
from tawatur.cli.output import hand_over, say
from tawatur.cli.trends import at_option, empty_option

if TYPE_CHECKING:
    from tawatur.pipeline import Reported


@click.command()
@click.argument("tag")
@output_option
@form_option
@line_option
@at_option
@directory_option
@digits_option
@verdicts_option
@click.option(
    "--lead-anyway", metavar="REASON",
    help="Lead with a trend that is mostly copies; the reason is kept as evidence and printed in the method box.",
)  # fmt: skip
@open_option
@publish_option
@correction_option
@places_option
@data_option
@lang_option
@zone_option
@quiet_option
@empty_option
def report(
    *,
    tag: str,
    output: str | None,
    form: str | None,
    as_json: bool,
    at: str | None,
    directory: str | None,
    digits: str,
    verdicts: str | None,
    lead_anyway: str | None,
    open_page: bool,
    publish: str | None,
    correction: str | None,
    data: str,
    lang: str,
    zone: str | None,
    quiet: bool,
    fail_if_empty: bool,
) -> int | None:
    """Write the sourced roundup of the strongest trend of TAG: since when it rose, who stands behind it, who says what.

    TAG in any spelling of its family; the posts are those in the data folder. What was counted is kept as evidence.
    Of posts without a sentence it tells the counts alone. Exits 1 when no trend has the tag (5 with --fail-if-empty).
    """
    started = perf_counter()
    zone = check_zone(zone)
    moment = read_moment("--at", at, zone)
    form = read_form(form, output, as_json=as_json, open_page=open_page, verdicts=verdicts)
    check_publish(publish, correction)
    check_tag(tag)
    keep_inputs("-o", output, directory, verdicts)
    from datetime import UTC, datetime

    from tawatur.pipeline import UnknownTagError, open_store, report_trend
    from tawatur.pipeline.demonstrating import invented_label, invented_zone
    from tawatur.sources.directory import read_directory_file
    from tawatur.store import check_folder

    check_folder(Path(data))
    zone = zone or invented_zone(Path(data))
    entries = read_directory_file(Path(directory)) if directory else ()
    store, _ = open_store(data)
    with store:
        try:
            done = report_trend(
                store, tag, at=moment, directory=entries, zone=zone, language=lang, digits=digits,  # type: ignore[arg-type]  # click's choices
                now=datetime.now(UTC).replace(microsecond=0), lead_anyway=lead_anyway,
            )  # fmt: skip
        except UnknownTagError as error:
            if not fail_if_empty:
                raise
            click.echo(f"tawatur: {error}", err=True)
            return NOTHING_FOUND
    note = invented_label(Path(data))
    made = render(done.roundup, form, note=note, verdicts=verdicts, is_line=as_json)
    if publish:
        page = publish_page(done.roundup, data, publish, why=correction, note=note, lang=lang)
        made = page if form == "html" else made
    hand_over(made, output, open_page=open_page)
    if not quiet:
        _summarise(done, lang, output, perf_counter() - started)
    return None


def _summarise(done: Reported, lang: str, output: str | None, seconds: float) -> None:
    trend, roundup = done.trend, done.roundup
    voices = trend.voices.headline if trend.voices.headline is not None else "-"
    where = f" → {output}" if output else ""
    arabic, english = tell_check(roundup)
    say(
        lang,
        f"منشورات الصعود {done.read}، الأصوات {voices}، المتحدثون {len(roundup.speakers)}؛ {arabic}{where}، "
        f"{seconds:.2f} ث",
        f"{done.read:,} posts of the trend, voices {voices}, speakers {len(roundup.speakers)}; {english}{where}, "
        f"{seconds:.2f} s",
    )
