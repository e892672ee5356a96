"""`evidence`: what was kept, whether it is as it was kept, what that proves, and how others check it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import click

from tawatur.cli.options import (
    VERIFICATION_FAILED,
    CommandGroup,
    check_zone,
    data_option,
    json_option,
    lang_option,
    quiet_option,
)
from tawatur.cli.output import make_printer, print_json, say, shown
from tawatur.errors import InputError

if TYPE_CHECKING:
    from tawatur.evidence import Checkpoint, Kept, Problem
    from tawatur.markup import Lang
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


authorities_option = click.option(
    "--tsa-ca", metavar="PEM", type=click.Path(dir_okay=False, path_type=Path),
    help="Certificates of the time stamp authority's roots: its signature must lead to one of them.",
)  # fmt: skip


@click.group(cls=CommandGroup)
def evidence() -> None:
    """Kept evidence: show a record, verify that nothing changed, sign, stamp, prove, hand over."""


@evidence.command()
@click.argument("record", metavar="ID")
@click.option("--raw", is_flag=True, help="Write the bytes as received to standard output, and nothing else.")
@json_option
@data_option
@lang_option
@zone_option
def show(*, record: str, raw: bool, as_json: bool, data: str, lang: str, zone: str | None) -> None:
    """Show the record ID (a label such as EV-7Q4K2M6XAB, or the first 6 or more characters of its SHA-256).

    Exits 4 when the record is not as it was kept.
    """
    if raw and as_json:
        msg = "give either --raw or --json"
        raise click.UsageError(msg)
    if raw and sys.stdout.isatty():
        msg = "--raw writes bytes as a stranger sent them, which can control a terminal: send them to a file with >"
        raise click.UsageError(msg)
    zone = check_zone(zone)
    from tawatur.evidence import Evidence

    archive = Evidence(Path(data) / "evidence")
    with _failing():
        kept = archive.read(record)
        reached = [] if raw else _read_levels(Path(data), kept)
    if raw and kept.erasure:
        msg = f"{record}: erased on request, at {kept.erasure.at.isoformat()} ({kept.erasure.reason}); nothing to write"
        raise InputError(msg)
    if raw:
        click.echo(kept.data, nl=False)
    elif as_json:
        from tawatur.evidence.as_json import kept_record

        with _failing():
            print_json([kept_record(archive, kept) | {"posts": reached}])
    else:
        for line in _lines(kept, lang, zone, reached):
            click.echo(line)


@evidence.command()
@click.option(
    "--root", metavar="HEX", help="An evidence root noted elsewhere (a report): evidence must have grown from it."
)
@click.option(
    "--key", metavar="KEY", help="The public key, noted elsewhere, that must have signed the checkpoints (name+id+…)."
)
@authorities_option
@json_option
@data_option
@lang_option
@quiet_option
def verify(
    *, root: str | None, key: str | None, tsa_ca: Path | None, as_json: bool, data: str, lang: str, quiet: bool
) -> None:
    """Read all evidence again and name every byte, record and line that is not as it was kept.

    Exits 4 when there is a problem. Without --root or --key, an archive written anew cannot be seen as such.
    """
    started = perf_counter()
    from tawatur.evidence import Evidence
    from tawatur.records_json import plain

    found = Evidence(Path(data) / "evidence").verify(
        expect_root=root.strip().lower() if root else None, key=key, authorities=tsa_ca
    )
    if as_json:
        print_json([plain(found)])
    else:
        printer = make_printer(lang)
        for problem in found.problems:
            click.echo(_problem_line(problem, printer))
        click.echo(f"{_say(lang, 'جذر الأدلة', 'evidence root')}: {printer.shown(found.root, left_to_right=True)}")
    if not quiet:
        seconds = perf_counter() - started
        unchecked = found.checkpoints > 0 and found.signatures is None
        arabic = (
            f"الدفعات السليمة {found.batches}، السجلات {found.records}، البايتات {found.bytes}، "
            f"{f'المحذوف بناء على طلب {found.erased}، ' if found.erased else ''}"
            f"نقاط التحقق الموقعة {found.checkpoints}{' (لم تُفحص تواقيعها)' if unchecked else ''}، "
            f"{f'الأختام الزمنية {found.stamps}، ' if found.stamps else ''}"
            f"المشكلات {len(found.problems)}، {seconds:.2f} ث"
        )
        english = (
            f"{found.batches:,} batches, {found.records:,} records, {found.bytes:,} bytes as they were kept; "
            f"{f'{found.erased:,} erased on request; ' if found.erased else ''}"
            f"{found.checkpoints:,} checkpoints{' (signatures not checked)' if unchecked else ''}; "
            f"{f'{found.stamps:,} time stamps; ' if found.stamps else ''}"
            f"{len(found.problems)} problems, {seconds:.2f} s"
        )
        click.echo(_say(lang, arabic, english), err=True)
    if found.problems:
        sys.exit(VERIFICATION_FAILED)


@evidence.command()
@click.option("--origin", metavar="NAME", help="Name of a new key, such as example.org/desk. [default: from the key]")
@json_option
@data_option
@lang_option
@quiet_option
def checkpoint(*, origin: str | None, as_json: bool, data: str, lang: str, quiet: bool) -> None:
    """Sign the evidence root as it stands with the desk's key, and print the signed note (C2SP tlog-checkpoint).

    The key is made at the first call and kept in DATA/keys, readable by you alone. Publish the note, or give it to
    somebody: whoever has it can tell later that nothing was cut, changed or put in. Needs tawatur[sign].
    """
    from tawatur.evidence.checkpoints import FOLDER, PUBLIC_KEYS
    from tawatur.records_json import plain

    folder = Path(data)
    with _failing():
        made, path = _sign(folder, origin=origin)
    if as_json:
        print_json([plain(made)])
    else:
        click.echo(made.note, nl=False)
    if not quiet:
        public = (folder / "evidence" / PUBLIC_KEYS).read_text(encoding="utf-8").splitlines()[-1]
        say(
            lang,
            f"حُفظت في evidence/{FOLDER}/{path.name}. المفتاح المعلن، دوّنه خارج هذا الجهاز: {public}",
            f"Kept as evidence/{FOLDER}/{path.name}. The public key, to be noted elsewhere: {public}",
        )


@evidence.command()
@click.option(
    "--tsa", "url", metavar="URL", required=True, help="The time stamp authority (RFC 3161); there is no default."
)
@authorities_option
@data_option
@lang_option
def stamp(*, url: str, tsa_ca: Path | None, data: str, lang: str) -> None:
    """Sign the evidence root and have a time stamp authority attest when, by its clock (RFC 3161).

    Sends the SHA-256 of the checkpoint to URL and nothing else. The answer is kept beside the checkpoint and checked by
    `evidence verify`. Exits 4 when the answer is no stamp of this checkpoint. Needs tawatur[stamp].
    """
    from tawatur.evidence.stamping import read_roots, stamp_file

    roots = read_roots(tsa_ca) if tsa_ca else []
    with _failing():
        _, path = _sign(Path(data), origin=None)
        made, place = stamp_file(path, url, roots)
    click.echo(f"evidence/{place.parent.name}/{place.name}  {made.at:%Y-%m-%d %H:%M:%S} UTC")
    if not made.is_trusted:
        say(
            lang,
            "لم تُفحص شهادة الجهة الموثِّقة: أعط شهادات جذورها بالخيار --tsa-ca.",
            "The authority's certificate was not checked: give its roots with --tsa-ca.",
        )


def _sign(folder: Path, *, origin: str | None) -> tuple[Checkpoint, Path]:
    """The signed checkpoint of the evidence as it stands, and its file; nobody else writes meanwhile."""
    from tawatur.evidence import sign_checkpoint
    from tawatur.pipeline import open_store

    if not (folder / "evidence").is_dir():
        msg = f"{folder}: no evidence here. Name the data folder with --data, or import something first."
        raise InputError(msg)
    store, _ = open_store(folder)
    with store:
        return sign_checkpoint(store.evidence, folder / "keys", origin=origin)


@evidence.command()
@click.argument("record", metavar="ID")
@click.option("--root", metavar="HEX", help="Prove under this evidence root, as a report printed it. [default: newest]")
@data_option
def prove(*, record: str, root: str | None, data: str) -> None:
    """Print the proof that the record ID was in the evidence, as JSON.

    Whoever has the record and the proof checks them without tawatur and without the archive (docs/evidence.md).
    Exits 4 when the record is not as it was kept.
    """
    from tawatur.evidence import Evidence, make_proofs
    from tawatur.records_json import plain

    archive = Evidence(Path(data) / "evidence")
    with _failing():
        print_json(
            plain(proof) for proof in make_proofs(archive, [archive.read(record)], root=root.lower() if root else None)
        )


@evidence.command()
@click.argument("records", metavar="[IDS]...", nargs=-1)
@click.option("--all", "whole", is_flag=True, help="The whole archive instead of records.")
@click.option(
    "-o", "--output", metavar="FOLDER|ZIP", type=click.Path(), required=True, help="A new folder, or a new file.zip."
)
@click.option(
    "--sealed", is_flag=True, help="Leave the content of the records out: it can be checked once it is shown."
)
@data_option
@lang_option
@quiet_option
def export(
    *, records: tuple[str, ...], whole: bool, output: str, sealed: bool, data: str, lang: Lang, quiet: bool
) -> None:
    """Hand evidence over: records IDS with their proofs, or --all, as a bag that `sha256sum -c` verifies.

    A BagIt bag with the records as received, a proof of each, the signed checkpoint, RO-Crate metadata, and a page
    (data/proof.html) that says what was kept and how anybody checks it without tawatur and without network.
    """
    if whole == bool(records) or (whole and sealed):
        msg = "give IDS (with --sealed if their content is to stay here), or --all"
        raise click.UsageError(msg)
    from tawatur.evidence import Evidence
    from tawatur.evidence.exporting import export_all, export_records

    archive = Evidence(Path(data) / "evidence")
    with _failing():
        if whole:
            batches = export_all(archive, Path(output), lang=lang)
            batch_count, count = len(batches), sum(batch.records for batch in batches)
        else:
            kept = export_records(archive, records, Path(output), sealed=sealed, lang=lang)
            batch_count, count = len({each.batch.seq for each in kept}), len(kept)
    if not quiet:
        say(
            lang,
            f"{output}: السجلات {count}، الدفعات {batch_count}. للتحقق في مجلدها: sha256sum -c manifest-sha256.txt",
            f"{output}: {count:,} records of {batch_count:,} batches. To check, in its folder: "
            "sha256sum -c manifest-sha256.txt",
        )


@evidence.command()
@click.argument("records", metavar="IDS|LINKS...", nargs=-1, required=True)
@click.option("--reason", required=True, help="Why: it stands in custody for good, so name nobody in it.")
@click.option("--by", "actor", metavar="NAME", help="Who decided it. [default: desk]")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@data_option
@lang_option
def erase(
    *, records: tuple[str, ...], reason: str, actor: str | None, yes: bool, as_json: bool, data: str, lang: str
) -> None:
    """Erase the content of records for good, on request: of IDS, or of every capture of the posts behind LINKS.

    Zeros take the place of the bytes, posts made from them go, drafts that quote them say so. Who, when and why stands
    in custody; digests stay, so that every root, checkpoint and proof holds, and `verify` tells erased from altered.
    Named and left alone: other captures, posts that repeat the text, published pages, the ledger. Backups are not
    reached.
    """
    from tawatur.evidence import label
    from tawatur.pipeline import open_store
    from tawatur.pipeline.erasing import erase_records, find_wanted
    from tawatur.records_json import plain

    if not (Path(data) / "evidence").is_dir():
        msg = f"{data}: no evidence here. Name the data folder with --data."
        raise InputError(msg)
    store, _ = open_store(data)
    with store, _failing():
        wanted = find_wanted(store, records)
        if not yes:
            say(
                lang,
                f"يُحذف محتوى {len(wanted.records)} من السجلات، وفيها {len(wanted.posts)} من المنشورات.",
                f"The content of {len(wanted.records):,} records, with {len(wanted.posts):,} posts in them, is erased.",
            )
            click.confirm(_say(lang, "لا رجعة في ذلك. أيُحذف؟", "This cannot be undone. Erase?"), abort=True, err=True)
        done = erase_records(store, wanted, reason=reason, actor=actor)
    if as_json:
        lines = [{"seq": each.seq, "at": plain(each.at), "actor": each.actor, "reason": each.reason,
                  "records": [digest.hex() for digest in each.records]} for each in done.erasures]  # fmt: skip
        left = {"other_captures": wanted.other_captures, "repeating": wanted.repeating, "pages": done.pages,
                "forecasts": done.forecasts}  # fmt: skip
        posts = [f"{platform}/{post_id}" for platform, post_id in wanted.posts]
        print_json([{"erasures": lines, "posts": posts, "stories": done.stories, "left": plain(left)}])
    others, pages = map(label, wanted.other_captures), (f"{story} ({number})" for story, number in done.pages)
    for arabic, english, left_over in (
        ("قصص عُدلت مسوداتها", "stories whose drafts were changed", done.stories),
        ("بقي: التقاطات أخرى للمنشورات نفسها", "left: other captures of the same posts", others),
        ("بقي: منشورات تعيد نشرها أو تقتبسها", "left: posts that repost or quote them", map(label, wanted.repeating)),
        ("بقي: صفحات منشورة تستند إليها", "left: published pages that rest on them", pages),
        ("بقي: توقعات في السجل قُرئت فيها", "left: forecasts of the ledger read in them", done.forecasts),
    ):  # fmt: skip
        if told := ", ".join(left_over):
            click.echo(shown(f"{_say(lang, arabic, english)}: {told}"), err=True)
    say(
        lang,
        f"السجلات المحذوفة {sum(len(each.records) for each in done.erasures)}، المنشورات {len(wanted.posts)}",
        f"{sum(len(each.records) for each in done.erasures):,} records erased, {len(wanted.posts):,} posts",
    )


@contextmanager
def _failing() -> Iterator[None]:
    """Exit with the code of a failed verification where evidence is not as it was kept."""
    from tawatur.errors import EvidenceError

    try:
        yield
    except EvidenceError as error:
        click.echo(f"tawatur: {error}", err=True)
        sys.exit(VERIFICATION_FAILED)


def _read_levels(data: Path, kept: Kept) -> list[dict[str, str | None]]:
    """The posts of a record with the level that all their captures reach; [] where none are stored."""
    if not (data / "posts").is_dir():
        return []
    from tawatur.pipeline.levels import level_records
    from tawatur.store import Store

    with Store(data) as store:
        return level_records(store, kept)


def _lines(kept: Kept, lang: str, zone: str | None, reached: list[dict[str, str | None]]) -> Iterator[str]:
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
    yield field("الموضع", "place", f"{file}, record {kept.position}, byte {kept.offset}, {kept.length} bytes")
    for post in reached:
        place = post["url"] or f"{post['platform']}/{post['post_id']}"
        yield field(
            "منشور فيه، ومستواه بكل التقاطاته", "post in it, level of all its captures", f"{place}  {post['level']}"
        )
    if kept.erasure:
        when = f"{kept.erasure.at:%Y-%m-%d %H:%M:%S} UTC"
        yield field("حُذف محتواه بناء على طلب", "erased on request", f"{when}, custody line {kept.erasure.seq}")
        yield field("حذفه", "erased by", kept.erasure.actor, left_to_right=False)
        yield field("السبب", "reason", kept.erasure.reason, left_to_right=False)
    else:
        command = f"tail -c +{kept.offset + 1} {file} | head -c {kept.length} | sha256sum"
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
