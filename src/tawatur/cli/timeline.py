"""`timeline`: a place's states and numbers over time, with who says so and what excludes what."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import click

from tawatur.cli.copying import COPYING, tell_copying
from tawatur.cli.options import (
    NOTHING_FOUND,
    check_names,
    check_zone,
    choose_format,
    data_option,
    json_option,
    keep_inputs,
    lang_option,
    places_option,
    quiet_option,
    read_moment,
    unless_stdout,
    zone_option,
)
from tawatur.cli.output import hand_over, make_printer, say, say_near

if TYPE_CHECKING:
    from datetime import datetime

    from tawatur.pipeline.timelines import GivenArticle, Timeline
    from tawatur.timeline import Topic

ENDINGS = {
    ".json": "json",
    ".jsonl": "json",
    ".csv": "csv",
    ".geojson": "geojson",
    ".txt": "table",
    **{f".{form}": form for form in COPYING},
}


@click.command()
@click.argument("topic", required=False, metavar="[TOPIC|PLACE]")
@click.option("--from", "since", metavar="DATE", help="Only what was said from this day or moment on.")
@click.option("--to", "until", metavar="DATE", help="Only what was said before this day or moment.")
@click.option(
    "--claim", "claim", metavar="ID",
    help="Only this claim (the table has its id), and who copied it from whom; graphml and gexf are of one claim.",
)  # fmt: skip
@click.option(
    "--format", "form", type=click.Choice(["table", "json", "csv", "geojson", *COPYING]),
    help="Format. [default: by the ending of FILE, else table]",
)  # fmt: skip
@click.option(
    "--output", "-o", metavar="FILE", type=click.Path(dir_okay=False), callback=unless_stdout,
    help="Write to FILE; its ending chooses the format. [default: standard output]",
)  # fmt: skip
@click.option(
    "--article", "articles", metavar="FILE", multiple=True, callback=check_names,
    help="Read an article too (or alone, where there is no data folder); repeatable.",
)  # fmt: skip
@click.option("--published", metavar="DATE", help="When the articles appeared.")
@click.option("--fail-if-empty", is_flag=True, help="Exit 5 when no claim was found.")
@places_option
@data_option
@json_option
@lang_option
@zone_option
@quiet_option
@click.pass_context
def timeline(
    ctx: click.Context,
    *,
    topic: str | None,
    since: str | None,
    until: str | None,
    claim: str | None,
    form: str | None,
    output: str | None,
    articles: tuple[str, ...],
    published: str | None,
    fail_if_empty: bool,
    data: str,
    as_json: bool,
    lang: str,
    zone: str | None,
    quiet: bool,
) -> int | None:
    """Show what is said to have happened: states and numbers over time, with sources; contradictions are marked.

    TOPIC is a place (a country with all its places), a tag with its spellings ('#سيول_الأردن'), or words that a post
    must have; without it everything is shown. The same claim of several posts is one line with its independent voices.
    """
    started = perf_counter()
    zone = check_zone(zone)
    form = choose_format(form, output, as_json=as_json, endings=ENDINGS, default="table")
    if claim is None and form in COPYING and form != "svg":
        msg = f"--format {form} draws who copied one claim: name it with --claim ID (the table has the ids)"
        raise click.UsageError(msg)
    bounds = read_moment("--from", since, zone), read_moment("--to", until, zone)
    if bounds[0] is not None and bounds[1] is not None and bounds[0] >= bounds[1]:
        msg = f"--from {since} is not before --to {until}"
        raise click.UsageError(msg)
    keep_inputs("-o", output, *articles)
    given = _read_articles(articles, read_moment("--published", published, zone))
    from tawatur.pipeline.demonstrating import invented_zone
    from tawatur.timeline import read_topic

    wanted = read_topic(topic) if topic and topic.strip() else None
    needs_store = not given or ctx.get_parameter_source("data") is click.core.ParameterSource.COMMANDLINE
    folder = data if needs_store or (Path(data) / "evidence").is_dir() else None
    found = _make(given, wanted, bounds, folder)
    if folder is not None and wanted is not None and wanted.tag is not None and not found.texts:
        _say_unknown(wanted.text, bounds[1], folder, lang)
    zone = zone or invented_zone(Path(data)) or _zone_of(found)
    if claim is None:
        text = _render(found, form, title=topic or "", zone=zone, lang=lang, is_file=output is not None)
    else:
        found = found.only(claim)
        text = _render_claim(found, form, zone=zone, lang=lang, is_file=output is not None)
    hand_over(text, output)
    if not quiet:
        disputed = sum(bool(group.contradictions) for group in found.groups)
        seconds = perf_counter() - started
        say(
            lang,
            f"النصوص {found.texts}، الادعاءات {found.claims}، المختلف منها {len(found.groups)}، المتناقض {disputed}، "
            f"بلا وقت {found.undated}، {seconds:.2f} ث" + (f" ← {output}" if output else ""),
            f"{found.texts:,} texts, {found.claims:,} claims, {len(found.groups):,} different ones, {disputed:,} "
            f"contradicted, {found.undated:,} without a time, {seconds:.2f} s" + (f" -> {output}" if output else ""),
        )
    return NOTHING_FOUND if fail_if_empty and not found.groups else None


def _read_articles(names: tuple[str, ...], published_at: datetime | None) -> list[GivenArticle]:
    if not names:
        return []
    from tawatur.pipeline.timelines import GivenArticle
    from tawatur.sources.articles import read_article_input

    given = []
    for name in names:
        read = read_article_input(name)
        given.append(GivenArticle(name=read.name, text=read.text, published_at=published_at or read.published_at))
    return given


def _make(
    given: list[GivenArticle], topic: Topic | None, bounds: tuple[datetime | None, datetime | None], data: str | None
) -> Timeline:
    from tawatur.pipeline.timelines import make_timeline, read_timeline_posts

    since, until = bounds
    if data is None:
        return make_timeline((), given, topic=topic, since=since, until=until)
    from tawatur.store import Store

    with Store(data) as store:
        posts = read_timeline_posts(store, since=since, until=until)
        return make_timeline(posts, given, topic=topic, since=since, until=until)


def _say_unknown(tag: str, until: datetime | None, data: str, lang: str) -> None:
    from tawatur.pipeline.near_tags import find_near_tags
    from tawatur.store import Store

    with Store(data) as store:
        near = find_near_tags(store, tag, at=until)
    if not near.posts:  # else they were posted before --from
        say_near(lang, near)


def _zone_of(found: Timeline) -> str:
    from tawatur.check.article import zone_of

    return zone_of(tuple(group.place for group in found.groups if group.place))


def _render(found: Timeline, form: str, *, title: str, zone: str, lang: str, is_file: bool) -> str:
    """The whole text of a format."""
    if form == "csv":
        from tawatur.timeline.tables import groups_csv

        return groups_csv(found.groups, lang)  # type: ignore[arg-type]  # click's choices
    if form == "geojson":
        from tawatur.timeline.tables import write_geojson

        return write_geojson(found.groups, lang)  # type: ignore[arg-type]
    if form == "svg":
        from tawatur.timeline.picture import draw_timeline

        name = title or ("كل الادعاءات" if lang == "ar" else "All claims")
        return draw_timeline(found.groups, title=name, zone=zone, lang=lang).as_file()  # type: ignore[arg-type]
    if form == "json":
        import json

        from tawatur.timeline.tables import group_record

        lines = [json.dumps(group_record(group), ensure_ascii=False) for group in found.groups]
    else:
        lines = list(make_printer(lang, is_file=is_file).timeline_lines(found.groups, zone))
    return "".join(f"{line}\n" for line in lines)


def _render_claim(found: Timeline, form: str, *, zone: str, lang: str, is_file: bool) -> str:
    """The whole text of a format, of the one claim that is left. Raises: InputError where no post says it."""
    (group,) = found.groups
    posts = found.posts_behind(group)
    if form not in COPYING and (form != "table" or not posts):
        return _render(found, form, title="", zone=zone, lang=lang, is_file=is_file)
    from tawatur.voices import count_voices

    count = count_voices(posts)
    if form == "table":
        from tawatur.cli.trend_text import TrendText

        printer = make_printer(lang, is_file=is_file)
        lines = *printer.timeline_lines(found.groups, zone), *TrendText(printer, zone).count_lines(posts, count)
        return "".join(f"{line}\n" for line in lines)
    if not posts:
        from tawatur.errors import InputError

        msg = f"{group.id}: said in articles alone; who copied whom is known of posts"
        raise InputError(msg)
    from tawatur.timeline.wording import event_title, place_word

    place = group.place and (place_word(group.place) if lang == "ar" else group.place.name)
    title = f"{place} · {event_title(group, lang)}" if place else event_title(group, lang)  # type: ignore[arg-type]  # click's choices
    return tell_copying(form, posts, count, title=title, lang=lang, zone=zone)
