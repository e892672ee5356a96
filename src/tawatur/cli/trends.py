"""`trends`, `voices`, `families`: what rises, who stands behind it, and which tags are counted as one."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import click

from tawatur.cli.copying import COPYING, tell_copying
from tawatur.cli.options import (
    NOTHING_FOUND,
    REJECTED,
    CommandGroup,
    check_tag,
    check_zone,
    choose_format,
    data_option,
    json_option,
    lang_option,
    most_option,
    places_option,
    quiet_option,
    read_moment,
    unless_stdout,
)
from tawatur.cli.output import hand_over, make_printer, print_json, say, say_near, shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from tawatur.hashtags import Override
    from tawatur.pipeline import TagVoices
    from tawatur.trends.records import Trends

VOICE_ENDINGS = {
    ".txt": "text",
    ".json": "json",
    ".jsonl": "json",
    **{f".{form}": form for form in COPYING},
}
MAX_NAMED = 10  # of the trends that the budget of alerts left out
at_option = click.option(
    "--at",
    "at",
    metavar="TIME",
    help="As known at this moment (2018-11-09T17:00, in --tz or UTC): no later post is read.",
)
zone_option = click.option("--tz", "zone", metavar="ZONE", help="Show times in this zone (Asia/Amman). [default: UTC]")
empty_option = click.option("--fail-if-empty", is_flag=True, help="Exit 5 when nothing is found.")


@click.command()
@click.argument("paths", metavar="[PATH]...", nargs=-1)
@at_option
@click.option("--top", metavar="N", type=click.IntRange(min=1), help="Only the N strongest. [default: all]")
@most_option
@click.option(
    "--engine",
    type=click.Choice(["embedded", "spark"]),
    default="embedded",
    show_default=True,
    help="What counts: this process, over the data folder; or Apache Spark, over PATHs (docs/scale.md).",
)
@click.option("--master", metavar="URL", help="Of Spark: spark://HOST:7077, yarn, local[4]. [default: local[*]]")
@click.option("--conf", "settings", metavar="NAME=VALUE", multiple=True, help="A setting of Spark; several times.")
@places_option
@data_option
@json_option
@zone_option
@lang_option
@quiet_option
@empty_option
def trends(
    *,
    paths: tuple[str, ...],
    at: str | None,
    top: int | None,
    most_a_day: int | None,
    engine: str,
    master: str | None,
    settings: tuple[str, ...],
    data: str,
    as_json: bool,
    zone: str | None,
    lang: str,
    quiet: bool,
    fail_if_empty: bool,
) -> int | None:
    """List what rises, or rose, in the data folder: the strongest first.

    Without --at all trends of the archive, ended ones too; with it those open at that moment, as it was known then.
    PATH is for --engine spark alone: files or folders of posts (tawatur's JSON Lines, Parquet) or their addresses
    (s3://BUCKET/FOLDER; keys and endpoint from AWS_ACCESS_KEY_ID …), in place of the data folder.
    """
    started = perf_counter()
    zone = check_zone(zone)
    moment = read_moment("--at", at, zone)
    _check_engine(engine, paths, master, settings)
    from tawatur.cli.trend_text import TrendText

    rejected: Mapping[str, int] = {}
    unreadable: Mapping[str, str] = {}
    if engine == "spark":
        from tawatur.pipeline.spark_trends import find_trends_on_spark

        wanted = dict(setting.split("=", maxsplit=1) for setting in settings)
        found, rejected, unreadable = find_trends_on_spark(
            paths, master=master or "local[*]", settings=wanted, at=moment, most_a_day=most_a_day
        )
    else:
        found = _find(Path(data), moment, most_a_day)
    shown = found.trends[:top]
    if as_json:
        from tawatur.records_json import plain

        print_json(plain(trend) for trend in shown)
    else:
        for line in TrendText(make_printer(lang), zone).trend_lines(shown):
            click.echo(line)
    if found.over_budget:
        _say_over(found.over_budget, lang)
    if not quiet:
        seconds = perf_counter() - started
        say(
            lang,
            f"المنشورات {found.posts}، الصاعد {len(found.trends)}{_left_out(found.left_out, lang)}، {seconds:.2f} ث",
            f"{found.posts:,} posts, {len(found.trends)} trends{_left_out(found.left_out, lang)}, {seconds:.2f} s",
        )
    if rejected:
        told = ", ".join(f"{reason} {number:,}" for reason, number in sorted(rejected.items()))
        say(lang, f"أسطر لم تقرأ: {told}", f"lines that were not read: {told}")
        if unreadable:
            _say_unreadable(unreadable, lang)
        return REJECTED
    return NOTHING_FOUND if fail_if_empty and not shown else None


def _find(data: Path, at: datetime | None, most_a_day: int | None) -> Trends:
    from tawatur.pipeline.kept_trends import read_kept_trends

    is_whole = at is None and most_a_day is None
    if is_whole and (known := read_kept_trends(data)) is not None:
        return known  # nothing is opened
    from tawatur.pipeline.trends import find_kept_trends, find_trends
    from tawatur.store import Store

    with Store(data) as store:
        return find_kept_trends(store) if is_whole else find_trends(store, at=at, most_a_day=most_a_day)


def _check_engine(engine: str, paths: tuple[str, ...], master: str | None, settings: tuple[str, ...]) -> None:
    if engine == "spark":
        if not paths:
            msg = "--engine spark needs PATHs: files or folders of posts that every worker reaches"
            raise click.UsageError(msg)
        for setting in settings:
            if not setting.partition("=")[2]:
                msg = f"--conf {setting}: give NAME=VALUE"
                raise click.UsageError(msg)
    elif paths or master or settings:
        msg = "PATH, --master and --conf go with --engine spark; the embedded engine reads what was imported to --data"
        raise click.UsageError(msg)


@click.command()
@click.argument("tag")
@click.option(
    "--format", "form", type=click.Choice(["text", "json", *COPYING]),
    help="Format. [default: by the ending of FILE, else text]",
)  # fmt: skip
@click.option(
    "--output", "-o", metavar="FILE", type=click.Path(dir_okay=False), callback=unless_stdout,
    help="Write to FILE: a picture of who copied whom, or the graph for Gephi. [default: standard output]",
)  # fmt: skip
@at_option
@places_option
@data_option
@json_option
@zone_option
@lang_option
@quiet_option
@empty_option
def voices(
    *,
    tag: str,
    form: str | None,
    output: str | None,
    at: str | None,
    data: str,
    as_json: bool,
    zone: str | None,
    lang: str,
    quiet: bool,
    fail_if_empty: bool,
) -> int | None:
    """Count who stands behind TAG and its family: accounts and independent voices, why merged, and who copied whom."""
    started = perf_counter()
    zone = check_zone(zone)
    form = choose_format(form, output, as_json=as_json, endings=VOICE_ENDINGS, default="text")
    moment = read_moment("--at", at, zone)
    check_tag(tag)
    from tawatur.pipeline import find_voices
    from tawatur.pipeline.near_tags import find_near_tags
    from tawatur.store import Store

    with Store(data) as store:
        found = find_voices(store, tag, at=moment)
        if found is None:
            say_near(lang, find_near_tags(store, tag, at=moment))
    if found is not None:
        hand_over(_told_as(form, found, tag, lang=lang, zone=zone, is_file=output is not None), output)
    if not quiet:
        posts, seconds = len(found.posts) if found is not None else 0, perf_counter() - started
        say(lang, f"منشورات الوسم {posts}، {seconds:.2f} ث", f"{posts:,} posts with the tag, {seconds:.2f} s")
    return NOTHING_FOUND if fail_if_empty and found is None else None


def _told_as(form: str, found: TagVoices, tag: str, *, lang: str, zone: str | None, is_file: bool) -> str:
    """The whole text of a format."""
    if form == "json":
        import json

        from tawatur.records_json import voices_record

        record = voices_record(found.family.key, found.family.members, found.count)
        return f"{json.dumps(record, ensure_ascii=False)}\n"
    if form in COPYING:
        return tell_copying(form, found.posts, found.count, title=f"#{tag.lstrip('#')}", lang=lang, zone=zone)
    from tawatur.cli.trend_text import TrendText

    text = TrendText(make_printer(lang, is_file=is_file), zone)
    return "".join(f"{line}\n" for line in text.voice_lines(tag, found))


@click.group(cls=CommandGroup)
def families() -> None:
    """Change which tags are counted as one, against the rules; every change can be undone."""


@families.command()
@click.argument("tags", nargs=-1, required=True)
@data_option
@lang_option
def merge(*, tags: tuple[str, ...], data: str, lang: str) -> None:
    """Count the families of all TAGS as one, called as that of the first."""
    if len(tags) < 2:
        msg = "give two tags or more"
        raise click.UsageError(msg)
    _decide(data, lang, "merge", tags)


@families.command()
@click.argument("tag")
@data_option
@lang_option
def split(*, tag: str, data: str, lang: str) -> None:
    """Count TAG, in all its spellings, on its own."""
    _decide(data, lang, "split", (tag,))


@families.command()
@click.argument("tag")
@click.argument("label")
@data_option
@lang_option
def rename(*, tag: str, label: str, data: str, lang: str) -> None:
    """Show the family of TAG as LABEL."""
    _decide(data, lang, "rename", (tag,), label=label.lstrip("#"))


@families.command()
@click.argument("number", type=int, required=False)
@data_option
@lang_option
def undo(*, number: int | None, data: str, lang: str) -> None:
    """Take back change NUMBER (as `families list` numbers them), or the last one."""
    from tawatur.errors import InputError
    from tawatur.store import Store, check_folder

    check_folder(Path(data))
    with Store(data, writable=True) as store:
        undone = store.desk.undo_override(number)
    if undone is None:
        which = f"change {number}" if number is not None else "change"
        raise InputError(f"{data}: no {which} to undo; `tawatur families list` shows those in force")
    say(lang, f"ألغي: {_told(undone)}", f"undone: {_told(undone)}")


@families.command("list")
@data_option
@json_option
def list_changes(*, data: str, as_json: bool) -> None:
    """List the changes in force, in the order they were made."""
    from tawatur.records_json import plain
    from tawatur.store import Store

    with Store(data) as store:
        changes = store.overrides()
    if as_json:
        print_json(plain(change) for change in changes)
        return
    for change in changes:
        click.echo(shown(_told(change)))


def _decide(data: str, lang: str, kind: Any, tags: tuple[str, ...], *, label: str | None = None) -> None:  # noqa: ANN401 - a literal of three
    for tag in (*tags, *([label] if label is not None else [])):
        check_tag(tag)
    from tawatur.pipeline.near_tags import find_near_tags
    from tawatur.store import Store, check_folder

    check_folder(Path(data))
    with Store(data, writable=True) as store:
        made = store.desk.add_override(kind, tags, label=label)
        unknown = [near for tag in tags if not (near := find_near_tags(store, tag)).posts]
    for near in unknown:
        say_near(lang, near)
    say(
        lang,
        f"{_told(made)} (للتراجع: tawatur families undo {made.number})",
        f"{_told(made)} (to undo: tawatur families undo {made.number})",
    )


def _told(change: Override) -> str:
    tags = " ".join(f"#{tag.lstrip('#')}" for tag in change.tags)
    return f"{change.number}  {change.kind}  {tags}" + (f"  →  #{change.label}" if change.label else "")


def _say_over(tags: Sequence[str], lang: str) -> None:
    """How many trends the budget of alerts left out, and the strongest of them."""
    named, more = " ".join(tags[:MAX_NAMED]), "" if len(tags) <= MAX_NAMED else " …"
    say(lang, f"فوق حد التنبيهات {len(tags)}: {named}{more}", f"over the budget of alerts: {len(tags)}: {named}{more}")


def _say_unreadable(files: Mapping[str, str], lang: str) -> None:
    """Which files were not read, or not to their end."""
    named = " ".join(f"{shown(name)} ({reason})" for name, reason in [*files.items()][:MAX_NAMED])
    more = "" if len(files) <= MAX_NAMED else " …"
    say(
        lang,
        f"ملفات لم تقرأ، أو لم تقرأ إلى آخرها، {len(files)}: {named}{more}",
        f"files that were not read, or not to their end: {len(files)}: {named}{more}",
    )


def _left_out(counts: Mapping[str, int], lang: str) -> str:
    from tawatur.trends.wording import LEFT_OUT

    told = [f"{LEFT_OUT[reason][lang == 'en']} {number}" for reason, number in sorted(counts.items())]
    separator, words = ("، ", "، لم يعد") if lang == "ar" else (", ", "; left out")
    return f"{words}: {separator.join(told)}" if told else ""
