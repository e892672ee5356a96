"""What `doctor` looks at: the program, the data folder, the terminal; each found well, doubtful or broken."""

from __future__ import annotations

import re
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from importlib import metadata
from importlib.resources import files
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tawatur.arabic.tables import read_table
from tawatur.errors import TawaturError, how_to_install
from tawatur.evidence import Evidence
from tawatur.markup import make_style
from tawatur.store import Store
from tawatur.store.desk_db import MIGRATIONS
from tawatur.store.lock import WriterLock

State = Literal["ok", "warn", "fail"]

MIN_PYTHON = (3, 11)
LITTLE_ROOM, NO_ROOM = 2 * 2**30, 200 * 2**20  # bytes free: an import of a million posts takes about one GB
READ_WHOLE = 500 * 2**20  # bytes of evidence that are read whole here: about a second; more is for `evidence verify`
STYLES = ("frame.css", "check.css", "roundup.css")  # with the fonts in them
BIDI_VTE = 5800  # GNOME Terminal and its kin turn right-to-left text since VTE 0.58
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_REQUIREMENT = re.compile(r"(?P<name>[A-Za-z0-9._-]+)\s*(?:\[[^]]*\])?\s*\(?(?P<bounds>[^;)]*)\)?\s*(?:;(?P<when>.*))?")
_BOUND = re.compile(r"(>=|<)\s*([0-9.]+)")
_UNTIL_PYTHON = re.compile(r"python_version\s*<\s*[\"']([0-9.]+)[\"']")


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was looked at.

    Attributes:
        name: a short constant word; of dependencies with the package's name.
        state: "warn" may cost something; "fail" keeps a command from working.
        found_ar, found_en: what was seen; action_ar, action_en: what to do, empty when nothing is to be done.
    """

    name: str
    state: State
    found_ar: str
    found_en: str
    action_ar: str = ""
    action_en: str = ""


def examine(folder: Path, environment: Mapping[str, str], *, encoding: str, is_terminal: bool) -> Iterator[Check]:
    """Everything, in order; nothing is changed but that the writer's lock is asked for and given back.

    Args:
        folder: of data; one that does not exist is well (an import makes it).
        environment: of the process; encoding: of the system's locale; is_terminal: whether standard output is one.
    """
    yield examine_python(sys.version_info[:2])
    yield from examine_packages()
    yield examine_tables()
    yield examine_fonts()
    yield examine_zones()
    yield from examine_folder(folder)
    yield from examine_output(environment, encoding=encoding, is_terminal=is_terminal)
    yield examine_browser(environment)


def examine_python(version: tuple[int, int]) -> Check:
    """Whether the interpreter is new enough."""
    found = f"Python {version[0]}.{version[1]}"
    if version >= MIN_PYTHON:
        return Check(name="python", state="ok", found_ar=found, found_en=found)
    wanted = f"Python {MIN_PYTHON[0]}.{MIN_PYTHON[1]}"
    return Check(
        name="python", state="fail", found_ar=found, found_en=found,
        action_ar=f"ثبّت {wanted} أو أحدث.", action_en=f"Install {wanted} or later.",
    )  # fmt: skip


def examine_packages() -> Iterator[Check]:
    """Whether each dependency is there, in a version that tawatur asks for."""
    try:
        requirements = metadata.requires("tawatur") or []
    except metadata.PackageNotFoundError:
        yield Check(
            name="package", state="warn",
            found_ar="تواتر غير مثبّت حزمةً، فلا تُعرف إصدارات ما يحتاج إليه",
            found_en="tawatur is not installed as a package, so what it asks for is not known",
            action_ar=f"ثبّته: {how_to_install('tawatur')}", action_en=f"Install it: {how_to_install('tawatur')}",
        )  # fmt: skip
        return
    for requirement in requirements:
        match = _REQUIREMENT.fullmatch(requirement.strip())
        if match is not None and _is_asked_for(match["when"] or ""):
            yield _examine_package(match["name"], match["bounds"].strip())


def _is_asked_for(when: str) -> bool:
    until = _UNTIL_PYTHON.search(when)
    if until is not None and sys.version_info[:2] >= _numbers(until[1])[:2]:
        return False
    return "extra" not in when


def _examine_package(name: str, bounds: str) -> Check:
    command = how_to_install(f"{name}{bounds}")
    try:
        version = metadata.version(name)
    except metadata.PackageNotFoundError:
        return Check(
            name=f"package {name}", state="fail", found_ar="غير مثبّت", found_en="not installed",
            action_ar=f"ثبّته: {command}", action_en=f"Install it: {command}",
        )  # fmt: skip
    found = f"{name} {version}"
    is_met = all(
        _numbers(version) >= _numbers(bound) if sign == ">=" else _numbers(version) < _numbers(bound)
        for sign, bound in _BOUND.findall(bounds)
    )
    if is_met:
        return Check(name=f"package {name}", state="ok", found_ar=found, found_en=found)
    return Check(
        name=f"package {name}", state="warn",
        found_ar=f"{found}، والمجرَّب {bounds}", found_en=f"{found}; tested with {bounds}",
        action_ar=f"غيّر الإصدار: {command}", action_en=f"Change it: {command}",
    )  # fmt: skip


def _numbers(version: str) -> tuple[int, ...]:
    """2.0.1rc1 as (2, 0, 1)."""
    leading = re.match(r"\d+(?:\.\d+)*", version)
    return tuple(map(int, leading[0].split("."))) if leading else ()


def examine_tables() -> Check:
    """Whether the word tables that every reader rests on can be read."""
    folder = files("tawatur") / "data"
    names = sorted(path.name.removesuffix(".tsv") for path in folder.iterdir() if path.name.endswith(".tsv"))
    broken = []
    rows = 0
    for name in names:
        try:
            rows += sum(1 for _ in read_table(name))
        except (ValueError, IndexError, OSError) as error:
            broken.append(f"{name}.tsv ({error})")
    if names and not broken:
        return Check(
            name="tables", state="ok", found_ar=f"الجداول {len(names)}، السطور {rows}",
            found_en=f"{len(names)} tables, {rows:,} rows",
        )  # fmt: skip
    seen = ", ".join(broken) or str(folder)
    return Check(
        name="tables", state="fail", found_ar=f"جداول لا تُقرأ: {seen}", found_en=f"tables that cannot be read: {seen}",
        action_ar="أعد تثبيت تواتر.", action_en="Install tawatur again.",
    )  # fmt: skip


def examine_fonts() -> Check:
    """Whether pages can be made: their styles, and the fonts in them."""
    try:
        size = len(make_style(*STYLES)) // 1024
    except OSError as error:
        return Check(
            name="fonts", state="fail", found_ar=f"لا تُقرأ: {error}", found_en=f"cannot be read: {error}",
            action_ar="أعد تثبيت تواتر.", action_en="Install tawatur again.",
        )  # fmt: skip
    return Check(
        name="fonts", state="ok", found_ar=f"أنماط الصفحات وخطوطها، {size} كيلوبايت",
        found_en=f"the styles of pages with their fonts, {size} KB",
    )  # fmt: skip


def examine_zones() -> Check:
    """Whether this machine knows time zones."""
    try:
        ZoneInfo("Asia/Damascus")
    except (ZoneInfoNotFoundError, OSError):
        return Check(
            name="zones", state="fail", found_ar="لا مناطق زمنية على هذا الجهاز", found_en="no time zones here",
            action_ar=f"ثبّتها: {how_to_install('tzdata')}", action_en=f"Install them: {how_to_install('tzdata')}",
        )  # fmt: skip
    return Check(name="zones", state="ok", found_ar="المناطق الزمنية معروفة", found_en="time zones are known")


# -- the data folder ---------------------------------------------------------------------------------------------------


def examine_folder(folder: Path) -> Iterator[Check]:
    """Room and rights, the lock, evidence, posts against evidence, the desk's database."""
    existing = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
    yield _examine_rights(folder, existing)
    yield _examine_room(existing)
    if not folder.is_dir():
        return
    yield _examine_lock(folder)
    yield from _examine_store(folder)
    if (folder / "desk.db").exists():
        yield _examine_database(folder / "desk.db")


def _examine_rights(folder: Path, existing: Path) -> Check:
    try:
        with tempfile.TemporaryFile(dir=existing):
            pass
    except OSError as error:
        return Check(
            name="data", state="fail", found_ar=f"{folder}: لا يُكتب فيه ({error.strerror})",
            found_en=f"{folder}: cannot be written to ({error.strerror})",
            action_ar="اختر مجلدا آخر بالخيار --data.", action_en="Choose another folder with --data.",
        )  # fmt: skip
    if not folder.is_dir():
        return Check(
            name="data", state="ok", found_ar=f"{folder}: لم يُنشأ بعد، وأول استيراد ينشئه",
            found_en=f"{folder}: not there yet; the first import makes it",
        )  # fmt: skip
    return Check(name="data", state="ok", found_ar=f"{folder}: يُكتب فيه", found_en=f"{folder}: can be written to")


def _examine_room(folder: Path) -> Check:
    free = shutil.disk_usage(folder).free
    size = f"{free / 2**30:.1f} GB"
    state: State = "fail" if free < NO_ROOM else "warn" if free < LITTLE_ROOM else "ok"
    is_enough = state == "ok"
    return Check(
        name="disk", state=state, found_ar=f"المساحة الحرة {size}", found_en=f"{size} free",
        action_ar="" if is_enough else "أفرغ مساحة، أو اختر قرصا آخر بالخيار --data.",
        action_en="" if is_enough else "Make room, or choose another disk with --data.",
    )  # fmt: skip


def _examine_lock(folder: Path) -> Check:
    if not (folder / "lock").exists():
        return Check(name="lock", state="ok", found_ar="لا أحد يكتب", found_en="nobody is writing")
    try:
        WriterLock(folder).release()
    except (TawaturError, OSError) as error:
        return Check(
            name="lock", state="warn", found_ar=str(error), found_en=str(error),
            action_ar="انتظر حتى تنتهي تلك العملية.", action_en="Wait until that process ends.",
        )  # fmt: skip
    return Check(name="lock", state="ok", found_ar="لا أحد يكتب", found_en="nobody is writing")


def _examine_store(folder: Path) -> Iterator[Check]:
    verify = f"tawatur evidence verify --data {folder}"
    try:
        evidence = Evidence(folder / "evidence")
        size = sum(batch.bytes for batch in evidence.batches())
        if size > READ_WHOLE:
            yield Check(
                name="evidence", state="ok",
                found_ar=f"سلسلة الحيازة سليمة، والسجلات لم تُقرأ كلها ({size / 2**20:.0f} ميغابايت)",
                found_en=f"custody holds together; not all records were read ({size / 2**20:.0f} MB)",
                action_ar=f"لقراءتها كلها: {verify}", action_en=f"To read all of them: {verify}",
            )  # fmt: skip
        else:
            found = evidence.verify()
            yield _tell_evidence(found.records, [str(problem) for problem in found.problems], verify)
        with Store(folder) as store:
            yield _tell_posts(store)
    except (TawaturError, OSError) as error:
        yield _tell_evidence(0, [str(error)], verify)


def _tell_evidence(records: int, problems: list[str], verify: str) -> Check:
    if not problems:
        return Check(
            name="evidence", state="ok", found_ar=f"السجلات {records}، كلها كما حُفظت",
            found_en=f"{records:,} records, all as they were kept",
        )  # fmt: skip
    return Check(
        name="evidence", state="fail", found_ar=f"المشكلات {len(problems)}، أولها: {problems[0]}",
        found_en=f"{len(problems)} problems, the first: {problems[0]}",
        action_ar=f"لعرضها كلها: {verify}. خذ الملفات من نسخة احتياطية.",
        action_en=f"See all of them: {verify}. Take the files from a backup.",
    )  # fmt: skip


def _tell_posts(store: Store) -> Check:
    count, missing, aside = store.count(), len(store.missing), len(store.set_aside)
    if not missing and not aside:
        return Check(name="posts", state="ok", found_ar=f"المنشورات {count}", found_en=f"{count:,} posts")
    return Check(
        name="posts", state="warn",
        found_ar=f"المنشورات {count}؛ ملفات ناقصة {missing}، وملفات لا تُقرأ {aside}",
        found_en=f"{count:,} posts; {missing} files of posts missing, {aside} not read",
        action_ar="الاستيراد التالي يعيد بناءها من الأدلة.",
        action_en="The next import makes them anew from the evidence.",
    )  # fmt: skip


def _examine_database(path: Path) -> Check:
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            (seen,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            (version,) = connection.execute("PRAGMA user_version").fetchone()
    except sqlite3.Error as error:
        seen, version = str(error), 0
    if seen == "ok" and version <= len(MIGRATIONS):
        return Check(
            name="desk.db",
            state="ok",
            found_ar=f"سليمة، جداولها {version}",
            found_en=f"whole, tables of version {version}",
        )
    if seen == "ok":
        return Check(
            name="desk.db", state="fail", found_ar=f"كتبها إصدار أحدث (جداول {version})",
            found_en=f"written by a newer tawatur (tables of version {version})",
            action_ar="حدّث تواتر.", action_en="Update tawatur.",
        )  # fmt: skip
    return Check(
        name="desk.db", state="fail", found_ar=f"تالفة: {seen}", found_en=f"damaged: {seen}",
        action_ar="انقلها جانبا: المنشورات والأدلة ليست فيها.",
        action_en="Move it aside: posts and evidence are not in it.",
    )  # fmt: skip


# -- where it is shown -------------------------------------------------------------------------------------------------


def examine_output(environment: Mapping[str, str], *, encoding: str, is_terminal: bool) -> Iterator[Check]:
    """Whether Arabic can be printed, and whether the terminal will show it from right to left."""
    found = encoding
    is_utf8 = found.lower().replace("-", "").replace("_", "") in {"utf8", "utf8sig", "cp65001"}
    yield Check(
        name="encoding", state="ok" if is_utf8 else "warn", found_ar=found, found_en=found,
        action_ar="" if is_utf8 else "يكتب تواتر UTF-8: اختر لغة نظام بهذا الترميز (LANG=ar_SA.UTF-8).",
        action_en="" if is_utf8 else "tawatur writes UTF-8: choose a locale of that encoding (LANG=C.UTF-8).",
    )  # fmt: skip
    if not is_terminal:
        yield Check(
            name="terminal", state="ok", found_ar="ليس طرفية: نص منطقي بلا ألوان", found_en="none: plain logical text"
        )
        return
    vte = environment.get("VTE_VERSION", "")
    turns = (
        (vte.isdigit() and int(vte) >= BIDI_VTE)
        or "KONSOLE_VERSION" in environment
        or environment.get("TERM_PROGRAM") == "Apple_Terminal"
        or environment.get("TERM", "").startswith("mlterm")
    )
    name = environment.get("TERM_PROGRAM") or environment.get("TERM") or "?"
    if turns:
        yield Check(
            name="terminal", state="ok", found_ar=f"{name}: يعرض العربية من اليمين",
            found_en=f"{name}: turns right-to-left text",
        )  # fmt: skip
        return
    yield Check(
        name="terminal",
        state="warn",
        found_ar=f"{name}: قد يعرض الحروف العربية معكوسة أو منفصلة",
        found_en=f"{name}: may show Arabic reversed or unjoined",
        action_ar="النص نفسه سليم: اكتب إلى صفحة (--html أو -o PAGE.html)، أو استعمل طرفية أخرى مثل mlterm.",
        action_en="The text itself is right: write a page (--html, -o PAGE.html), or use another terminal, mlterm say.",
    )


def examine_browser(environment: Mapping[str, str]) -> Check:
    """Whether there is a Chromium for the tests of pages; nothing else needs one."""
    named = environment.get("TAWATUR_CHROMIUM")
    found = next((path for name in ([named] if named else CHROMIUM) if (path := shutil.which(name))), None)
    if found:
        return Check(name="chromium", state="ok", found_ar=found, found_en=found)
    return Check(
        name="chromium", state="ok", found_ar="غير موجود، ولا تحتاج إليه إلا اختبارات الصفحات",
        found_en="none; only the tests of pages need one",
    )  # fmt: skip
