"""`compose`: a sourced roundup from chosen posts."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import click

from tawatur.cli.articles import EXAMPLE_NAME
from tawatur.cli.options import (
    REJECTED,
    check_names,
    check_source,
    check_zone,
    choose_format,
    data_option,
    keep_inputs,
    lang_option,
    places_option,
    quiet_option,
    unless_stdout,
    zone_option,
)
from tawatur.cli.output import hand_over, print_place, say

if TYPE_CHECKING:
    from tawatur.pipeline import Given
    from tawatur.report.as_jsonld import Verdict
    from tawatur.report.records import Roundup
    from tawatur.sources.base import Rejected

ENDINGS = {
    ".html": "html", ".htm": "html", ".md": "md", ".markdown": "md", ".json": "json", ".txt": "txt",
    ".wp.html": "wordpress", ".docx": "docx", ".jsonld": "jsonld", ".atom": "atom", ".csv": "csv",
}  # fmt: skip
SHOWN_REJECTED = 20  # places named on stderr; `import --rejects` lists all


output_option = click.option(
    "--output", "-o", metavar="FILE", type=click.Path(dir_okay=False), callback=unless_stdout,
    help="Write the roundup to FILE; its ending chooses the format. [default: standard output]",
)  # fmt: skip
form_option = click.option(
    "--format", "form", type=click.Choice(list(dict.fromkeys(ENDINGS.values()))),
    help="Format. [default: by the ending of FILE, else txt]",
)  # fmt: skip
line_option = click.option("--json", "as_json", is_flag=True, help="The same as --format json, on one line.")
open_option = click.option(
    "--open", "open_page", is_flag=True, help="Open the page in the browser (needs -o PAGE.html)."
)
directory_option = click.option(
    "--directory", metavar="CSV|YAML", type=click.Path(dir_okay=False),
    help="What the desk knows of accounts: handle, name, role, gender, country.",
)  # fmt: skip
verdicts_option = click.option(
    "--verdicts", metavar="CSV", type=click.Path(dir_okay=False),
    help="What people decided about claims, for JSON-LD: post, claim, verdict, by, date, url.",
)  # fmt: skip
publish_option = click.option(
    "--publish", metavar="NAME",
    help="Keep the page for good under NAME, in the data folder; the desk shows it at /published/NAME/1.",
)  # fmt: skip
correction_option = click.option(
    "--correction", metavar="WHY",
    help="With --publish: a new version in place of the published one; WHY and what changed stand on its page.",
)  # fmt: skip
digits_option = click.option(
    "--digits", type=click.Choice(["latin", "arabic"]), default="latin", show_default=True,
    help="Digits of our own Arabic sentences; quotes keep theirs.",
)  # fmt: skip


@click.command()
@click.argument("inputs", nargs=-1, metavar="FILES|LINKS…", callback=check_names)
@click.option("--example", is_flag=True, help="Use the bundled, invented posts; nothing is kept.")
@click.option("--about", metavar="TOPIC", help="What it is about: '#حمص', a place, a few words. [default: most named]")
@output_option
@form_option
@line_option
@directory_option
@digits_option
@verdicts_option
@click.option("--source", metavar="NAME", help="Read the files as this format. [default: recognised by content]")
@open_option
@publish_option
@correction_option
@places_option
@data_option
@lang_option
@zone_option
@quiet_option
def compose(
    *,
    inputs: tuple[str, ...],
    example: bool,
    about: str | None,
    output: str | None,
    form: str | None,
    as_json: bool,
    directory: str | None,
    digits: str,
    verdicts: str | None,
    source: str | None,
    open_page: bool,
    publish: str | None,
    correction: str | None,
    data: str,
    lang: str,
    zone: str | None,
    quiet: bool,
) -> int | None:
    """Compose a sourced roundup from chosen posts.

    FILES are exports, saved pages and pasted text, as `import` reads them; each is kept as evidence in the data folder
    first. All their posts count, unless LINKS (or a file of links) point into a file: then only the linked ones. A link
    may also name a post that was imported before. Exits 3 when some input gave no post, 1 when nothing can be quoted.
    """
    started = perf_counter()
    zone = check_zone(zone)
    form = read_form(form, output, as_json=as_json, open_page=open_page, verdicts=verdicts)
    if bool(inputs) == example:
        msg = "give FILES or LINKS with posts, or --example" if not inputs else "give either FILES or --example"
        raise click.UsageError(msg)
    check_publish(publish, correction)
    keep_inputs("-o", output, *inputs, directory, verdicts)
    if publish and example:
        msg = "--publish keeps a page for good, --example keeps nothing"
        raise click.UsageError(msg)
    if source is not None:
        check_source(source)
    from tawatur.pipeline.demonstrating import invented_label, invented_zone

    rejected: list[Rejected] = []
    zone = zone or (None if example else invented_zone(Path(data)))
    with _open_inputs(inputs, data, directory, example=example) as (paths, folder, directory_path):
        given, roundup = _compose(
            paths, folder, directory_path, rejected,
            about=about, zone=zone, lang=lang, digits=digits, source=source,
        )  # fmt: skip
    note = EXAMPLE_NAME if example else invented_label(Path(data))
    made = render(roundup, form, note=note, verdicts=verdicts, is_line=as_json)
    if publish:
        page = publish_page(roundup, data, publish, why=correction, note=note, lang=lang)
        made = page if form == "html" else made
    hand_over(made, output, open_page=open_page)
    _report_losses(given, rejected, lang, data)
    _warn_of_topic(given, about, lang)
    if not quiet:
        _summarise(given, roundup, lang, output, perf_counter() - started)
    return REJECTED if given.rejected else None


def render(
    roundup: Roundup, form: str, *, note: str | None = None, verdicts: str | None = None, is_line: bool = False
) -> str | bytes:
    """A roundup in one of the formats; `verdicts` is the file of --verdicts, `is_line` asks for JSON on one line."""
    from tawatur.report.exports import export

    if is_line:
        import json

        from tawatur.report.as_json import roundup_record

        return json.dumps(roundup_record(roundup), ensure_ascii=False) + "\n"
    return export(roundup, form, note=note, verdicts=_read_verdicts(verdicts) if verdicts else ())


def check_publish(publish: str | None, correction: str | None) -> None:
    """Raises: click.UsageError when --correction stands without --publish."""
    if correction and not publish:
        msg = "--correction belongs to --publish NAME"
        raise click.UsageError(msg)


def publish_page(roundup: Roundup, data: str, name: str, *, why: str | None, note: str | None, lang: str) -> str:
    """Keep the page of a roundup for good, and say so; the page."""
    from datetime import UTC, datetime

    from tawatur.pipeline import open_store
    from tawatur.pipeline.publishing import publish_roundup

    store, _ = open_store(data)
    with store:
        done = publish_roundup(
            roundup, store, name, why=why, note=note, now=datetime.now(UTC).replace(microsecond=0)
        )  # fmt: skip
    made = done.publication
    changed = len(done.correction.changes) if done.correction else 0
    say(
        lang,
        f"نُشر {name}، النسخة {made.number}"
        + (f"، الفقرات المصححة {changed}" if changed else "")
        + f"؛ SHA-256 {made.sha256[:16]}",
        f"published {name}, version {made.number}"
        + (f", paragraphs corrected {changed}" if changed else "")
        + f"; SHA-256 {made.sha256[:16]}",
    )
    return done.page


def _read_verdicts(path: str) -> tuple[Verdict, ...]:
    from tawatur.report.as_jsonld import NEEDED_COLUMNS, OPTIONAL_COLUMNS, read_verdicts
    from tawatur.sources.own_tables import read_own_table

    rows = read_own_table(Path(path), needed=NEEDED_COLUMNS, optional=OPTIONAL_COLUMNS, option="--verdicts")
    return read_verdicts([row for row, _ in rows], [where for _, where in rows])


def read_form(
    form: str | None, output: str | None, *, as_json: bool, open_page: bool, verdicts: str | None = None
) -> str:
    """The format of a roundup that the options ask for. Raises: click.UsageError when they do not go together."""
    chosen = choose_format(form, output, as_json=as_json, endings=ENDINGS, default="txt")
    if open_page and not (output and chosen == "html"):
        msg = "--open needs -o PAGE.html"
        raise click.UsageError(msg)
    if verdicts and chosen != "jsonld":
        msg = f"--verdicts go into --format jsonld, not into {chosen}"
        raise click.UsageError(msg)
    if output and output.lower().endswith(".docx") != (chosen == "docx"):
        msg = f"-o {output} and --format {chosen} do not go together: only a Word document ends in .docx"
        raise click.UsageError(msg)
    if chosen == "docx" and not output and sys.stdout.isatty():
        msg = "a Word document does not belong on a terminal; give -o FILE.docx"
        raise click.UsageError(msg)
    return chosen


@contextmanager
def _open_inputs(
    inputs: tuple[str, ...], data: str, directory: str | None, *, example: bool
) -> Iterator[tuple[tuple[str, ...], str, str | None]]:
    """Inputs, data folder and directory; of the example, the bundled files and a folder that goes away."""
    if not example:
        yield inputs, data, directory
        return
    from importlib.resources import as_file, files
    from tempfile import TemporaryDirectory

    bundled = files("tawatur") / "data"
    with (
        TemporaryDirectory(prefix="tawatur-") as folder,
        as_file(bundled / "example_posts.jsonl") as posts,
        as_file(bundled / "example_directory.csv") as voices,
    ):
        yield (str(posts),), folder, directory or str(voices)


def _compose(
    inputs: tuple[str, ...],
    folder: str,
    directory: str | None,
    rejected: list[Rejected],
    *,
    about: str | None,
    zone: str | None,
    lang: str,
    digits: str,
    source: str | None,
) -> tuple[Given, Roundup]:
    from datetime import UTC, datetime

    from tawatur.errors import InputError
    from tawatur.pipeline import compose_roundup, gather_posts, open_store
    from tawatur.sources.directory import read_directory_file

    entries = read_directory_file(Path(directory)) if directory else ()
    store, _ = open_store(folder)
    with store:
        given = gather_posts(inputs, store, source=source, on_rejected=rejected.append)
        try:
            roundup = compose_roundup(
                given, store, about=about, directory=entries, zone=zone, language=lang, digits=digits,  # type: ignore[arg-type]  # click's choices
                now=datetime.now(UTC).replace(microsecond=0),
            )  # fmt: skip
        except InputError:
            _report_losses(given, rejected, lang, folder)
            raise
    return given, roundup


def _report_losses(given: Given, rejected: list[Rejected], lang: str, data: str) -> None:
    for each in [each for each in rejected if each.is_loss][:SHOWN_REJECTED]:
        print_place(each)
    left = sum(each.is_loss for each in rejected) - SHOWN_REJECTED
    if left > 0:
        say(lang, f"… و{left} غيرها", f"… and {left:,} more")
    for url in given.missing:
        say(
            lang,
            f"{url}: ليس منشوره في الملفات المعطاة ولا في {data}. الصق نصه تحت رابطه في ملف نصي، أو صدّره، وأضف الملف.",
            f"{url}: its post is neither in the given files nor in {data}. Paste its text with this link into a text "
            "file, or export it, and give that file too.",
        )
    for address in given.unknown:
        say(
            lang,
            f"{address}: ليس رابط منشور على منصة معروفة. الصق نص المنشور في ملف نصي وأضف الملف.",
            f"{address}: not the link of a post on a known platform. Paste the post's text into a text file, and give "
            "that.",
        )


def _warn_of_topic(given: Given, about: str | None, lang: str) -> None:
    """Say so when what --about names stands in none of the posts: it was misspelt, or the posts are of another."""
    from tawatur.timeline.topics import read_topic

    if about is None or any(map(read_topic(about).is_about, (post.text for post in given.posts))):
        return
    say(
        lang,
        f"--about {about}: لا يذكره أي منشور من المعطاة ({len(given.posts)}). راجع كتابته، أو اترك الخيار.",
        f"--about {about}: none of the {len(given.posts):,} posts names it. Check its spelling, or leave the option.",
    )


def _summarise(given: Given, roundup: Roundup, lang: str, output: str | None, seconds: float) -> None:
    method = roundup.method
    arabic, english = tell_check(roundup)
    lost = len(given.rejected)
    where = f" → {output}" if output else ""
    say(
        lang,
        f"المنشورات المقروءة {given.read}، المعطاة للتقرير {method.given}، المقتبس منها {method.used}، "
        f"المتحدثون {len(roundup.speakers)}؛ {arabic}"
        f"{f'؛ المرفوض {lost}' if lost else ''}{where}، {seconds:.2f} ث",
        f"{given.read:,} posts read, {method.given:,} for this roundup, {method.used:,} quoted, "
        f"speakers {len(roundup.speakers)}; {english}"
        f"{f'; rejected {lost}' if lost else ''}{where}, {seconds:.2f} s",
    )


def tell_check(roundup: Roundup) -> tuple[str, str]:
    """What `check` finds in a roundup, for the summary line in Arabic and in English; an error is said at once."""
    from tawatur.pipeline.checking import check_roundup

    findings = check_roundup(roundup).findings
    errors = sum(finding.severity == "error" for finding in findings)
    if errors:
        click.echo("tawatur: the roundup did not pass its own check: please report this", err=True)
    return (
        f"فحص التقرير: الملاحظات {len(findings)}، منها أخطاء {errors}",
        f"check of the roundup: findings {len(findings)}, errors {errors}",
    )
