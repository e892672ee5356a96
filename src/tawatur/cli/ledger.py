"""`ledger`: forecasts that are remembered, resolved against criteria written beforehand, and scored."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Any

import click

from tawatur.cli.options import (
    NOTHING_FOUND,
    REJECTED,
    CommandGroup,
    check_names,
    check_zone,
    data_option,
    json_option,
    lang_option,
    places_option,
    quiet_option,
    read_moment,
    zone_option,
)
from tawatur.cli.output import make_printer, print_json, print_lines, say, shown, write_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tawatur.forecasts.ledger import Entry, Standing

MAX_LINE = 1_000_000  # characters of a line of an import
SHOWN_REJECTED = 20
_EVIDENCE_ID = re.compile("[0-9a-f]{8,64}")
_LINK = re.compile('https?://[^\\s<>"]{4,2000}')

reading_option = click.option(
    "--reading", metavar="N", type=click.IntRange(min=1), help="Which reading, from 1. [default: the only one]"
)


@click.group(cls=CommandGroup)
def ledger() -> None:
    """Forecasts: remembered with their history, resolved against criteria written beforehand, scored."""


@ledger.command()
@click.argument("articles", nargs=-1, metavar="[ARTICLE…]", callback=check_names)
@click.option(
    "--topic", metavar="TOPIC", help="Add the forecasts of the data folder's posts about a tag, or with words."
)
@click.option("--published", metavar="DATE", help="When the articles appeared; deadlines count from it.")
@places_option
@data_option
@json_option
@lang_option
@zone_option
@quiet_option
def add(
    *, articles: tuple[str, ...], topic: str | None, published: str | None, data: str, as_json: bool, lang: str,
    zone: str | None, quiet: bool,
) -> None:  # fmt: skip
    """Read forecasts in ARTICLEs (files, or -) or posts and remember them; those that are known change nothing."""
    from tawatur.pipeline.forecasting import entries_of_article, open_ledger
    from tawatur.sources.articles import read_article_input

    zone = check_zone(zone)
    if not articles and not (topic and topic.strip()):
        msg = "give ARTICLE (a file, or - for standard input) or --topic TOPIC"
        raise click.UsageError(msg)
    published_at = read_moment("--published", published, zone)
    entries: list[Entry] = []
    for name in articles:
        given = read_article_input(name)
        entries += entries_of_article(given.name, given.text, published_at or given.published_at)
    if topic and topic.strip():
        entries += _entries_of_topic(topic, data)
    with open_ledger(data, writable=True) as desk:
        kept = desk.keep_entries(entries)
        changed = (desk.ledger.standing(entry.id) for entry in (*kept.new, *kept.dated))
        standings = [standing for standing in changed if standing is not None]
    _print(standings, as_json=as_json, lang=lang, zone=zone)
    vague = sum(not entry.is_measurable for entry in kept.new)
    undated = sum(standing.entry.is_undated for standing in standings)
    if undated:
        say(
            lang,
            f"مهل لا يُعرف من أين تُحسب: {undated}. أعد الأمر مع --published DATE (تاريخ نشر المقال) لتُؤرَّخ.",
            f"{undated} deadlines that nothing dates: run it again with --published DATE, when the article appeared.",
        )
    if not quiet:
        say(
            lang,
            f"التوقعات المضافة {len(kept.new)}، منها بلا مهلة محددة {vague}، والمسجلة من قبل {kept.known}"
            + (f"، وما أُرّخت مهلته {len(kept.dated)}" if kept.dated else ""),
            f"{len(kept.new)} forecasts added, {vague} of them vague, {kept.known} known before"
            + (f", {len(kept.dated)} dated" if kept.dated else ""),
        )


@ledger.command("list")
@click.option(
    "--status", type=click.Choice(["all", "open", "resolved", "vague"]), default="all", show_default=True,
    help="Only these.",
)  # fmt: skip
@click.option("--speaker", metavar="NAME", help="Only of this speaker.")
@click.option("--fail-if-empty", is_flag=True, help="Exit 5 when there is none.")
@data_option
@json_option
@lang_option
@zone_option
def list_forecasts(
    *, status: str, speaker: str | None, fail_if_empty: bool, data: str, as_json: bool, lang: str, zone: str | None
) -> int | None:
    """List the forecasts with their readings, windows, criteria and outcomes."""
    from tawatur.arabic.folding import fold_word
    from tawatur.pipeline.forecasting import open_ledger

    zone = check_zone(zone)
    with open_ledger(data, writable=False) as desk:
        standings = desk.ledger.standings()
    wanted = fold_word(speaker) if speaker else None
    chosen = [
        each
        for each in standings
        if status in {"all", each.status} and (wanted is None or fold_word(each.entry.speaker or "") == wanted)
    ]
    _print(chosen, as_json=as_json, lang=lang, zone=zone)
    return NOTHING_FOUND if fail_if_empty and not chosen else None


@ledger.command()
@click.option("--at", "at", metavar="DATE", help="As of this moment. [default: now]")
@click.option("--fail-if-empty", is_flag=True, help="Exit 5 when none is due.")
@data_option
@json_option
@lang_option
@zone_option
def due(*, at: str | None, fail_if_empty: bool, data: str, as_json: bool, lang: str, zone: str | None) -> int | None:
    """List the forecasts whose window has ended and that have no outcome yet."""
    from datetime import UTC, datetime

    from tawatur.pipeline.forecasting import open_ledger

    zone = check_zone(zone)
    moment = read_moment("--at", at, zone) or datetime.now(UTC)
    with open_ledger(data, writable=False) as desk:
        standings = [each for each in desk.ledger.standings() if each.is_due(moment)]
    _print(standings, as_json=as_json, lang=lang, zone=zone)
    return NOTHING_FOUND if fail_if_empty and not standings else None


@ledger.command()
@click.argument("forecast", metavar="ID")
@data_option
@json_option
@lang_option
@zone_option
def show(*, forecast: str, data: str, as_json: bool, lang: str, zone: str | None) -> None:
    """Show a forecast with every change of its history."""
    from tawatur.forecasts.ledger import change_record
    from tawatur.pipeline.forecasting import open_ledger

    zone = check_zone(zone)
    with open_ledger(data, writable=False) as desk:
        standing = desk.ledger.find(forecast)
    if as_json:
        from tawatur.records_json import standing_record

        record = standing_record(standing)
        record["history"] = [
            {**change_record(change), "stands": change.uid in standing.live} for change in standing.changes
        ]
        print_json([record])
        return
    _print([standing], as_json=False, lang=lang, zone=zone)
    print_lines(make_printer(lang).history_lines(standing, zone or "UTC"))


@ledger.command()
@click.argument("forecast", metavar="ID")
@click.argument("text", metavar="CRITERION")
@reading_option
@data_option
@lang_option
@quiet_option
def criterion(*, forecast: str, text: str, reading: int | None, data: str, lang: str, quiet: bool) -> None:
    """Write what will decide about a forecast, before its outcome."""
    from tawatur.pipeline.forecasting import open_ledger

    with open_ledger(data, writable=True) as desk:
        standing = desk.ledger.find(forecast)
        number = _reading_of(standing, reading)
        name = standing.entry.id
        desk.keep([desk.make("criterion", name, {"reading": number, "text": " ".join(text.split())})])
        is_late = standing.entry.end is not None and desk.ledger.changes[-1].at >= standing.entry.end
    if is_late:
        say(
            lang,
            f"{name}: كُتب المعيار بعد انتهاء المهلة، ويظهر ذلك مع النتيجة",
            f"{name}: the criterion was written after the window ended; that is shown with the outcome",
        )
    if not quiet:
        say(lang, f"{name}: كُتب معيار القراءة {number + 1}", f"{name}: criterion of reading {number + 1} written")


@ledger.command()
@click.argument("forecast", metavar="ID")
@click.option("--outcome", type=click.Choice(["yes", "no", "ambiguous"]), required=True, help="Did the event happen?")
@click.option(
    "--source", "sources", multiple=True, required=True, metavar="ID|LINK", help="Evidence id, or a link; repeatable."
)
@reading_option
@click.option("--note", default="", metavar="TEXT", help="Anything to add.")
@data_option
@lang_option
@quiet_option
def resolve(
    *, forecast: str, outcome: str, sources: tuple[str, ...], reading: int | None, note: str, data: str, lang: str,
    quiet: bool,
) -> None:  # fmt: skip
    """Say what came of a forecast, of each of its readings, with sources; its criterion must stand there before."""
    from tawatur.pipeline.forecasting import open_ledger

    checked = [_check_source(source, data) for source in sources]
    with open_ledger(data, writable=True) as desk:
        standing = desk.ledger.find(forecast)
        number = _reading_of(standing, reading)
        name = standing.entry.id
        body = {"reading": number, "outcome": outcome, "sources": checked, "note": " ".join(note.split())}
        desk.keep([desk.make("resolved", name, body)])
        left = len(standing.entry.readings) - len(standing.resolutions) - 1
    if not quiet:
        say(
            lang,
            f"{name}: القراءة {number + 1}: {_OUTCOMES_AR[outcome]}" + (f"، وبقيت {left}" if left else ""),
            f"{name}: reading {number + 1}: {outcome}" + (f", {left} left" if left else ""),
        )


@ledger.command()
@click.argument("change", metavar="ID")
@data_option
@lang_option
@quiet_option
def undo(*, change: str, data: str, lang: str, quiet: bool) -> None:
    """Undo a change (by its id), or the last one of a forecast, by a new entry of the history."""
    from tawatur.pipeline.forecasting import open_ledger

    with open_ledger(data, writable=True) as desk:
        target = desk.ledger.last_change(change)
        desk.keep([desk.make("undone", target.forecast, {"change": target.uid})])
    if not quiet:
        say(
            lang,
            f"{target.forecast}: أُلغي {target.kind} ({target.uid[:12]})؛ وهو باق في السجل",
            f"{target.forecast}: {target.kind} ({target.uid[:12]}) undone; it stays in the history",
        )


@ledger.command()
@data_option
@json_option
@lang_option
def score(*, data: str, as_json: bool, lang: str) -> None:
    """Score the resolved forecasts: hit rates with 95% intervals, Brier scores where a probability was given.

    Speakers with fewer than 5 scored forecasts are counted and not shown. Vague forecasts are counted and never scored.
    """
    from tawatur.forecasts.likelihood import SOURCE
    from tawatur.forecasts.scoring import score_forecasts
    from tawatur.pipeline.forecasting import open_ledger

    with open_ledger(data, writable=False) as desk:
        scores = score_forecasts(desk.ledger.standings())
    if as_json:
        from tawatur.records_json import score_records

        print_json(score_records(scores))
        return
    print_lines(make_printer(lang).score_lines(scores, SOURCE))


@ledger.command()
@click.argument("file", required=False, metavar="[FILE]", type=click.Path(dir_okay=False))
@data_option
@lang_option
@quiet_option
def export(*, file: str | None, data: str, lang: str, quiet: bool) -> None:
    """Write the whole history as JSON Lines, to FILE or standard output; `import` reads it back."""
    import json

    from tawatur.forecasts.ledger import change_record
    from tawatur.pipeline.forecasting import open_ledger

    with open_ledger(data, writable=False) as desk:
        changes = list(desk.ledger.changes)
    lines = [json.dumps(change_record(change), ensure_ascii=False) for change in changes]
    if file is None:
        print_lines(lines)
    else:
        write_file(file, "".join(f"{line}\n" for line in lines), option="FILE")
    if not quiet:
        say(lang, f"التغييرات المصدّرة {len(changes)}", f"{len(changes)} changes exported")


@ledger.command("import")
@click.argument("file", metavar="FILE")
@data_option
@lang_option
@quiet_option
def import_history(*, file: str, data: str, lang: str, quiet: bool) -> int | None:
    """Take in the history that `export` wrote (- for standard input); known changes change nothing.

    Exits 3 when a line was refused: altered, against the rules, or no change at all.
    """
    from tawatur.errors import InputError
    from tawatur.pipeline.forecasting import open_ledger

    try:
        stream = sys.stdin.buffer if file == "-" else open(file, "rb")  # noqa: PTH123, SIM115 - click gives a str; closed below
    except OSError as error:
        msg = f"{file}: cannot be read ({error.strerror})."
        raise InputError(msg) from error
    with stream, open_ledger(data, writable=True) as desk:
        taken = desk.take(_lines(stream, file))
    for place, why in taken.rejected[:SHOWN_REJECTED]:
        click.echo(shown(f"{place}: {why}"), err=True)
    if not quiet or taken.rejected:
        say(
            lang,
            f"التغييرات الجديدة {taken.new}، المعروفة {taken.known}، المرفوضة {len(taken.rejected)}",
            f"{taken.new} new changes, {taken.known} known, {len(taken.rejected)} refused",
        )
    return REJECTED if taken.rejected else None


_OUTCOMES_AR = {"yes": "تحقق", "no": "لم يتحقق", "ambiguous": "ملتبس"}


def _lines(stream: Any, name: str) -> Iterator[tuple[str, object]]:  # noqa: ANN401 - any binary stream
    """(place, decoded line) of each line that is not empty; what is no JSON comes as its text, and is refused later."""
    import json

    for number, line in enumerate(iter(lambda: stream.readline(MAX_LINE), b""), start=1):
        if not line.strip():
            continue
        try:
            yield f"{name}, line {number}", json.loads(line)
        except (ValueError, RecursionError):
            yield f"{name}, line {number}", line[:40].decode("utf-8", "replace")


def _entries_of_topic(topic: str, data: str) -> list[Entry]:
    from tawatur.pipeline.forecasting import entries_of_post
    from tawatur.pipeline.timelines import read_timeline_posts
    from tawatur.store import Store
    from tawatur.timeline import read_topic

    wanted = read_topic(topic)
    with Store(data) as store:
        return [
            entry
            for post in read_timeline_posts(store, since=None, until=None)
            if wanted.is_about(post.text)
            for entry in entries_of_post(post)
        ]


def _reading_of(standing: Standing, reading: int | None) -> int:
    """The reading meant, from 0. Raises: click.UsageError when there are several and none was named."""
    readings = standing.entry.readings
    if reading is None and len(readings) > 1:
        told = "; ".join(f"{number}: {text}" for number, text in enumerate(readings, start=1))
        msg = shown(f"{standing.entry.id} has {len(readings)} readings ({told}); say which with --reading N")
        raise click.UsageError(msg)
    return (reading or 1) - 1


def _check_source(source: str, data: str) -> str:
    """An evidence id that the folder holds, or a link. Raises: click.UsageError for what is neither."""
    if _LINK.fullmatch(source):
        return source
    if _EVIDENCE_ID.fullmatch(source):
        from tawatur.store import Store

        with Store(data) as store:
            return str(store.evidence.read(source).record_id)
    msg = shown(f"--source {source[:80]!r}: neither an evidence id (hex digits) nor a link (https://…)")
    raise click.UsageError(msg)


def _print(standings: list[Standing], *, as_json: bool, lang: str, zone: str | None) -> None:
    if as_json:
        from tawatur.records_json import standing_record

        print_json(map(standing_record, standings))
    else:
        print_lines(make_printer(lang).ledger_lines(standings, zone or "UTC"))
