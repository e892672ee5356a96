"""`import`: posts from files into the data folder. `compact`: its small files made fewer."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from tawatur.cli.options import (
    INTERRUPTED,
    REJECTED,
    check_names,
    check_result_file,
    check_source,
    check_zone,
    data_option,
    json_option,
    keep_inputs,
    lang_option,
    quiet_option,
)
from tawatur.cli.output import print_json, print_place, say, shown

if TYPE_CHECKING:
    from collections import Counter

    from tawatur.pipeline import ImportSummary, OnRejected, Progress
    from tawatur.pipeline.compacting import CompactSummary, OnMerged
    from tawatur.sources.base import Rejected
    from tawatur.sources.files import InputFile

MAX_TEXT = 100  # characters of a post shown in a preview


@click.command("import")
@click.argument("files", nargs=-1, required=True, callback=check_names)
@data_option
@click.option("--source", metavar="NAME", help="Read the files as this format. [default: recognised by content]")
@click.option(
    "--columns",
    metavar="MAP",
    help="Which columns of a table mean what: text=body,id=tweet_id,time=created,handle=user.",
)
@click.option("--tz", "zone", metavar="ZONE", help="Zone of times that are written without one (Asia/Damascus).")
@click.option(
    "--dates",
    type=click.Choice(["dmy", "mdy"]),
    help="How a table or a pasted post writes 5/12: day or month first. [default: told by the file]",
)
@click.option("--platform", metavar="NAME", help="Where the posts of a table without links are from (x, telegram).")
@click.option("--preview", is_flag=True, help="Show how the files would be read, and keep nothing.")
@click.option("--strict", is_flag=True, help="Stop at the first record that cannot be read.")
@click.option(
    "--rejects", metavar="FILE", type=click.Path(dir_okay=False), callback=check_result_file,
    help="Write everything that gave no post to FILE: JSON Lines of file, line, pointer, reason, message, is_loss.",
)  # fmt: skip
@json_option
@lang_option
@quiet_option
def import_posts(
    *,
    files: tuple[str, ...],
    data: str,
    source: str | None,
    columns: str | None,
    zone: str | None,
    dates: str | None,
    platform: str | None,
    preview: bool,
    strict: bool,
    rejects: str | None,
    as_json: bool,
    lang: str,
    quiet: bool,
) -> int | None:
    """Bring posts from FILES into the data folder: exports, streams and tables, plain or packed (gz, zst, zip).

    A folder stands for every file in it, - for standard input. What was imported before is recognised: importing again,
    or going on after an interruption, changes nothing and doubles nothing. Exits 3 when some input was rejected.
    """
    keep_inputs("--rejects", rejects, *files)
    options = _read_options(columns=columns, zone=check_zone(zone), dates=dates, platform=platform)
    if source is not None:
        check_source(source)
    paths = [None if file == "-" else Path(file) for file in files]
    if preview:
        return _preview(paths, source=source, options=options, as_json=as_json)
    from tawatur.pipeline import import_files, open_store
    from tawatur.pipeline.preparing import prepare_trends

    store, rebuilt = open_store(data)
    with store, _open_rejects(rejects) as on_rejected, _show_progress(paths, quiet=quiet) as progress:
        summary = import_files(
            paths, store, source=source, options=options, is_strict=strict, progress=progress, on_rejected=on_rejected
        )
        summary.rebuilt = rebuilt
        set_aside = store.set_aside
    if as_json:
        print_json([summary.as_json()])
    for path, why in set_aside:
        say(
            lang,
            f"{path}: ملف وُضع جانبا ({why})؛ وما ينبغي أن يكون مكانه بُني من الأدلة",
            f"{path}: a file set aside ({why}); what belongs in its place was made from the evidence",
        )
    _print_rejected(summary, lang, has_file=rejects is not None)
    if not quiet:
        say(lang, _arabic_summary(summary), _english_summary(summary))
    if summary.is_interrupted:
        say(
            lang,
            "أوقف الاستيراد، وما استورد محفوظ. للمتابعة شغّل الأمر نفسه مرة أخرى.",
            "Interrupted; what was imported is kept. Run the same command again to go on.",
        )
        return INTERRUPTED

    def tell_wait() -> None:
        if not quiet:
            say(
                lang,
                "تُحسب الوسوم الصاعدة الآن حتى تُعرض فورا؛ ما استورد محفوظ، ويمكن التوقف بـCtrl-C.",
                "Finding what rises, so that trends are shown at once; the posts are kept, and Ctrl-C may stop this.",
            )

    prepare_trends(Path(data), new=summary.new, on_begin=tell_wait)
    return REJECTED if summary.rejected else None


def _read_options(**given: str | None) -> dict[str, str]:
    """What reading needs beside the bytes. Raises: click.UsageError for a field or a platform that does not exist."""
    from tawatur.errors import InputError
    from tawatur.sources.tables import check_fields, check_platform

    try:
        check_fields(given["columns"] or "")
        check_platform(given["platform"])
    except InputError as error:
        raise click.UsageError(str(error)) from error
    return {name: value for name, value in given.items() if value is not None}


def _preview(paths: list[Path | None], *, source: str | None, options: dict[str, str], as_json: bool) -> int | None:
    from tawatur.errors import InputError
    from tawatur.pipeline import find_files, preview_file
    from tawatur.records_json import plain

    is_rejected = False
    for path, is_named in find_files(paths):
        name = str(path or "<stdin>")
        try:
            preview = preview_file(path, source=source, options=options)
        except InputError as error:
            if is_named and len(paths) == 1:
                raise
            is_rejected = True
            click.echo(shown(str(error)), err=True)
            continue
        is_rejected = is_rejected or any(each.is_loss for each in preview.rejected)
        if as_json:
            posts = [plain(post) for post in preview.posts]
            readings = [plain(reading) for reading in preview.readings]
            print_json([{"file": name, "source": preview.source.name, "posts": posts, "readings": readings}])
        else:
            click.echo(f"{shown(name)}: {preview.source.name} ({preview.source.title})")
            for reading in preview.readings:
                value = " ".join(reading.value.split())[:MAX_TEXT]
                click.echo(shown(f"  {reading.field or '(not used)'} <- {reading.origin or '(missing)'}: {value}"))
            for post in preview.posts:
                when = f"{post.posted_at:%Y-%m-%d %H:%M:%S} UTC" if post.posted_at else "-"
                author = f"@{post.handle}" if post.handle else post.account_id or "-"
                text = " ".join(post.text.split())
                text = text if len(text) <= MAX_TEXT else f"{text[:MAX_TEXT]}…"
                click.echo(f"  {when}  {post.platform}  {shown(post.post_id)}  {shown(author)}  {shown(text)}")
        for rejected in preview.rejected:
            print_place(rejected)
    return REJECTED if is_rejected else None


@contextmanager
def _open_rejects(path: str | None) -> Iterator[OnRejected | None]:
    """What writes each rejected record to a file; None without one."""
    if path is None:
        yield None
        return
    import json

    from tawatur.errors import InputError

    try:
        file: TextIO = open(path, "w", encoding="utf-8", newline="\n")  # noqa: PTH123, SIM115 - click gives a str; closed below
    except OSError as error:
        msg = f"{path}: cannot be written ({error.strerror}). Choose another place with --rejects."
        raise InputError(msg) from error

    def write(rejected: Rejected) -> None:
        record = {
            "file": rejected.locator,
            "line": rejected.line,
            "pointer": rejected.pointer,
            "reason": rejected.reason,
            "message": rejected.message,
            "is_loss": rejected.is_loss,
        }
        file.write(json.dumps(record) + "\n")

    with file:
        yield write


@contextmanager
def _show_progress(paths: list[Path | None], *, quiet: bool) -> Iterator[Progress | None]:
    """A bar on a terminal; None elsewhere."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from tawatur.pipeline import find_files

    sizes = [path.stat().st_size for path, _ in find_files(paths) if path is not None and path.is_file()]
    read: dict[str, int] = {}
    posts = 0
    with click.progressbar(
        count() if None in paths else None,  # how much standard input holds is not known
        length=None if None in paths else sum(sizes),
        item_show_func=lambda _: f"{posts:,}",
        show_pos=False,
        file=sys.stderr,
    ) as bar:

        def show(opened: InputFile, summary: ImportSummary) -> None:
            nonlocal posts
            posts = summary.posts
            bar.update(opened.read - read.get(opened.name, 0))
            read[opened.name] = opened.read

        yield show


def _print_rejected(summary: ImportSummary, lang: str, *, has_file: bool) -> None:
    for reason, examples in sorted(summary.examples.items()):
        for rejected in examples:
            print_place(rejected)
        left = summary.rejected[reason] - len(examples)
        if left:
            hint = ("", "") if has_file else ("؛ --rejects FILE يكتبها كلها", "; --rejects FILE writes all of them")
            say(lang, f"… و{left} غيرها: {reason}{hint[0]}", f"… and {left:,} more: {reason}{hint[1]}")


def _english_summary(summary: ImportSummary) -> str:
    return (
        f"{summary.files:,} files, {summary.records:,} records, {summary.posts:,} posts: {summary.new:,} new, "
        f"{summary.known:,} already there{_told(', passed over', summary.passed_over)}"
        f"{_told(', rejected', summary.rejected)}, {summary.seconds:.2f} s"
    )


def _arabic_summary(summary: ImportSummary) -> str:
    return (
        f"الملفات {summary.files}، السجلات {summary.records}، المنشورات {summary.posts}: الجديد {summary.new}، "
        f"الموجود من قبل {summary.known}{_told('، ما ليس منشورا', summary.passed_over)}"
        f"{_told('، المرفوض', summary.rejected)}، {summary.seconds:.2f} ث"
    )


def _told(words: str, counts: Counter[str]) -> str:
    if not counts:
        return ""
    reasons = " · ".join(f"{reason} {number}" for reason, number in counts.most_common())
    return f"{words} {counts.total()} ({reasons})"


@click.command()
@click.option("--dry-run", is_flag=True, help="Say what would be merged, and change nothing.")
@data_option
@json_option
@lang_option
@quiet_option
def compact(*, dry_run: bool, data: str, as_json: bool, lang: str, quiet: bool) -> None:
    """Merge the small files of posts that watching leaves, one a minute, into large ones: days that are over.

    `watch` does this by itself once a day, and a long `import` at its end. Posts, evidence, roots and proofs stay as
    they are; each merged file is read again and compared before it takes the place of the small ones.
    """
    from tawatur.errors import InputError
    from tawatur.pipeline import open_store
    from tawatur.pipeline.compacting import compact as run

    if not (Path(data) / "evidence").is_dir():
        msg = f"{data}: nothing is kept here yet. Name the data folder with --data, or import something first."
        raise InputError(msg)
    store, _ = open_store(data)
    with store, _show_merging(quiet=quiet) as on_merged:
        summary = run(store, is_dry=dry_run, on_merged=on_merged)
    if as_json:
        print_json([summary.as_json()])
    if not quiet:
        say(lang, _arabic_merging(summary, is_dry=dry_run), _english_merging(summary, is_dry=dry_run))


@contextmanager
def _show_merging(*, quiet: bool) -> Iterator[OnMerged]:
    """A bar on a terminal; nothing elsewhere."""
    if quiet or not sys.stderr.isatty():
        yield lambda _posts, _all: None
        return
    with click.progressbar(length=0, label="", show_pos=True, file=sys.stderr) as bar:

        def show(posts: int, whole: int) -> None:
            bar.length = whole
            bar.update(posts - bar.pos)

        yield show


def _english_merging(summary: CompactSummary, *, is_dry: bool) -> str:
    if is_dry:
        return (
            f"{summary.merged:,} files with {summary.posts:,} posts would be merged: of {summary.files_before:,} files "
            f"{summary.files_after:,} would be left"
        )
    waiting = f"; {summary.waiting:,} old ones stay until nobody reads them" if summary.waiting else ""
    before, after = (f"{size / 1e6:,.1f} MB" for size in (summary.bytes_before, summary.bytes_after))
    return (
        f"{summary.files_before:,} files of posts are {summary.files_after:,} now, {before} are {after}{waiting}, "
        f"{summary.seconds:.2f} s"
    )


def _arabic_merging(summary: CompactSummary, *, is_dry: bool) -> str:
    if is_dry:
        return (
            f"الملفات التي ستدمج {summary.merged}، وفيها من المنشورات {summary.posts}؛ "
            f"عدد الملفات {summary.files_before}، ويصير {summary.files_after}"
        )
    waiting = f"، والقديم الباقي حتى يفرغ قراؤه {summary.waiting}" if summary.waiting else ""
    before, after = (f"{size / 1e6:.1f}" for size in (summary.bytes_before, summary.bytes_after))
    return (
        f"ملفات المنشورات: كانت {summary.files_before} فصارت {summary.files_after}، وكان حجمها بالميغابايت {before} "
        f"فصار {after}{waiting}، {summary.seconds:.2f} ث"
    )
