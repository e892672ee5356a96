"""`evidence show`, `evidence verify`: what was kept, whether it is as it was kept, and what that proves."""

from __future__ import annotations

import sys
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import click

from tawatur.cli.options import (
    VERIFICATION_FAILED,
    check_zone,
    data_option,
    json_option,
    lang_option,
    quiet_option,
)
from tawatur.cli.output import make_printer, print_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tawatur.evidence import Kept, Problem
    from tawatur.terminal import Printer

MAX_BYTES = 8_000  # of a record that are shown; --raw gives all
MAX_LINES = 40

LEVELS_AR = {
    "E0": "نص ملصق",
    "E1": "ملف صدّره طرف ثالث",
    "E2": "سجل جلبناه من واجهة برمجية أو بث مباشر",
    "E3": "كما في E2، مع التقاط لصفحة الويب",
    "E4": "كما في E3، مع التقاط ثان مستقل",
}
PROVES_AR = "كانت هذه البيانات في حوزة هذا المكتب في موعد أقصاه {time}، ولم يطرأ عليها تغيير منذ ذلك الحين."
DOES_NOT_PROVE_AR = "وهذا لا يثبت أن المنصة عرضتها، ولا أن الحساب المذكور هو كاتبها، ولا أن ما ورد فيها صحيح."
KINDS_AR = {
    "changed": "تغيّر",
    "dropped": "حُذف",
    "reordered": "تبدّل ترتيبه",
    "inserted": "أُضيف",
    "truncated": "بُتر",
    "unreadable": "تعذرت قراءته",
    "chain": "انقطعت السلسلة",
}

zone_option = click.option("--tz", "zone", metavar="ZONE", help="Show times in this zone too (Asia/Damascus).")


@click.group()
def evidence() -> None:
    """Kept evidence: show a record, verify that nothing changed."""


@evidence.command()
@click.argument("record", metavar="ID")
@click.option("--raw", is_flag=True, help="Write the bytes as received to standard output, and nothing else.")
@json_option
@data_option
@lang_option
@zone_option
def show(*, record: str, raw: bool, as_json: bool, data: str, lang: str, zone: str | None) -> None:
    """Show the record ID (a label such as EV-7Q4K2M9XAB, or the first 6 or more characters of its SHA-256).

    Exits 4 when the record is not as it was kept.
    """
    if raw and as_json:
        msg = "give either --raw or --json"
        raise click.UsageError(msg)
    if raw and sys.stdout.isatty():
        msg = "--raw writes bytes as a stranger sent them, which can control a terminal: send them to a file with >"
        raise click.UsageError(msg)
    zone = check_zone(zone)
    from tawatur.errors import EvidenceError
    from tawatur.evidence import Evidence

    try:
        kept = Evidence(Path(data) / "evidence").read(record)
    except EvidenceError as error:
        click.echo(f"tawatur: {error}", err=True)
        sys.exit(VERIFICATION_FAILED)
    if raw:
        click.echo(kept.data, nl=False)
    elif as_json:
        from tawatur.evidence.as_json import kept_record

        print_json([kept_record(kept)])
    else:
        for line in _lines(kept, lang, zone):
            click.echo(line)


@evidence.command()
@click.option(
    "--root", metavar="HEX", help="An evidence root noted elsewhere (a report): evidence must have grown from it."
)
@json_option
@data_option
@lang_option
@quiet_option
def verify(*, root: str | None, as_json: bool, data: str, lang: str, quiet: bool) -> None:
    """Read all evidence again and name every byte, record and line that is not as it was kept.

    Exits 4 when there is a problem. Without --root, a cut of the newest records cannot be seen.
    """
    started = perf_counter()
    from tawatur.evidence import Evidence
    from tawatur.records_json import plain

    found = Evidence(Path(data) / "evidence").verify(expect_root=root.strip().lower() if root else None)
    if as_json:
        print_json([plain(found)])
    else:
        printer = make_printer(lang)
        for problem in found.problems:
            click.echo(_problem_line(problem, printer))
        click.echo(f"{_say(lang, 'جذر الأدلة', 'evidence root')}: {printer.shown(found.root, left_to_right=True)}")
    if not quiet:
        seconds = perf_counter() - started
        arabic = (
            f"الدفعات السليمة {found.batches}، السجلات {found.records}، البايتات {found.bytes}، "
            f"المشكلات {len(found.problems)}، {seconds:.2f} ث"
        )
        english = (
            f"{found.batches:,} batches, {found.records:,} records, {found.bytes:,} bytes as they were kept; "
            f"{len(found.problems)} problems, {seconds:.2f} s"
        )
        click.echo(_say(lang, arabic, english), err=True)
    if found.problems:
        sys.exit(VERIFICATION_FAILED)


def _lines(kept: Kept, lang: str, zone: str | None) -> Iterator[str]:
    from zoneinfo import ZoneInfo

    from tawatur.evidence import DOES_NOT_PROVE, LEVELS, PROVES, label
    from tawatur.evidence.segments import SUFFIX

    printer, batch = make_printer(lang), kept.batch

    def field(arabic: str, english: str, value: str, *, left_to_right: bool = True) -> str:
        return f"{_say(lang, arabic, english)}: {printer.shown(value, left_to_right=left_to_right)}"

    time = f"{batch.at:%Y-%m-%d %H:%M:%S} UTC"
    local = f" ({batch.at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M:%S} {zone})" if zone else ""
    file = f"evidence/raw/{batch.segment}{SUFFIX}"
    yield field("السجل", "record", f"{label(kept.record_id)}  SHA-256 {kept.record_id}")
    yield field("وقت الحفظ", "kept at", f"{time}{local}")
    level = LEVELS_AR[batch.level] if lang == "ar" else LEVELS[batch.level]
    yield f"{_say(lang, 'المستوى', 'level')}: {batch.level} · {level}"
    yield field("ورد من", "received from", batch.locator, left_to_right=False)
    yield field("الصيغة", "read as", f"{batch.source}, {batch.media_type}")
    for name, value in batch.options:
        yield field("خيار", "option", f"{name} = {value:.200}", left_to_right=False)
    yield field("حفظه", "kept by", f"{batch.actor}, {batch.tool}", left_to_right=False)
    yield field(
        "سطر الحيازة",
        "custody line",
        f"{batch.seq}, hash {batch.hash}, root {batch.root} of {batch.records} records",
    )
    yield field("الموضع", "place", f"{file}, record {kept.position}, byte {kept.offset}, {len(kept.data)} bytes")
    command = f"tail -c +{kept.offset + 1} {file} | head -c {len(kept.data)} | sha256sum"
    yield field("للتحقق يدويا", "by hand", command)
    yield ""
    yield from _content(kept.data, lang, printer)
    yield ""
    yield _say(lang, PROVES_AR, PROVES).format(time=printer.shown(time, left_to_right=True))
    yield _say(lang, DOES_NOT_PROVE_AR, DOES_NOT_PROVE)


def _content(data: bytes, lang: str, printer: Printer) -> Iterator[str]:
    from codecs import getincrementaldecoder

    from tawatur.arabic.display import make_showable

    decoder = getincrementaldecoder("utf-8")("backslashreplace")
    lines = decoder.decode(data[:MAX_BYTES], final=len(data) <= MAX_BYTES).splitlines()
    for line in lines[:MAX_LINES]:
        yield f"  {printer.shown(line)}"
    if len(data) > MAX_BYTES or len(lines) > MAX_LINES:
        arabic = f"… السجل أطول من ذلك ({len(data)} بايت)، والخيار --raw يعطيه كاملا"
        yield _say(lang, arabic, f"… the record is longer ({len(data):,} bytes); --raw gives all of it")
    stripped = sum(make_showable(line).stripped for line in lines[:MAX_LINES])
    if stripped:
        arabic = f"لم تُعرض أحرف خفية أو متراكبة، عددها {stripped}"
        yield _say(lang, arabic, f"{stripped} invisible or stacked characters are not shown")
    if not data:
        yield f"  {_say(lang, 'سجل فارغ', 'an empty record')}"


def _problem_line(problem: Problem, printer: Printer) -> str:
    if printer.lang == "ar":
        return f"{KINDS_AR[problem.kind]}: {printer.shown(str(problem), left_to_right=True)}"
    return printer.shown(str(problem), left_to_right=True)


def _say(lang: str, arabic: str, english: str) -> str:
    return arabic if lang == "ar" else english
