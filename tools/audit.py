"""What tawatur needs at run time: every package with its licence, as docs/dependencies.md lists it.

python tools/audit.py                     # writes docs/dependencies.md from what is installed here
python tools/audit.py --check             # exit 1 when a package is not in it, or its licence may not be
python tools/audit.py --vulnerabilities   # asks pip-audit about exactly these versions; needs the network

The last one asks the vulnerability data of the Python package index, and fails when a package cannot be asked about:
without the network it does not say that all is well.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "dependencies.md"
ALLOWED = frozenset(
    "0BSD Apache-2.0 BSD-2-Clause BSD-3-Clause CC0-1.0 CNRI-Python ISC MIT MIT-0 MIT-CMU".split()
    + "MPL-1.1 MPL-2.0 PSF-2.0 Zlib".split()
)
# As packages write it that give no SPDX expression: their field License, else their classifier.
SPELLINGS = {
    "The BSD 2-Clause License": "BSD-2-Clause",
    "MIT License": "MIT",
    "BSD License": "BSD-3-Clause",
    "Apache Software License": "Apache-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """An installed package.

    Attributes:
        asked: the versions that pyproject.toml takes; "" for what only other packages ask for.
        extra: without which it is not installed; "" for one that everybody has.
        by: who asks for it.
    """

    name: str
    version: str
    licence: str
    asked: str
    extra: str
    by: tuple[str, ...]


def plain_name(name: str) -> str:
    """The name of a package as indexes compare it."""
    return re.sub("[-_.]+", "-", name).lower()


def read_requirements() -> Iterator[tuple[Requirement, str]]:
    """What pyproject.toml asks for, each with its extra ("" for none)."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for written in project["dependencies"]:
        yield Requirement(written), ""
    for extra, all_written in project["optional-dependencies"].items():
        for written in all_written:
            yield Requirement(written), extra


def find_packages(*, is_whole: bool = True) -> list[Package]:
    """Everything that is installed because of tawatur, by name; with `is_whole` False extras may be missing.

    Raises: SystemExit when something else is missing.
    """
    found: dict[str, tuple[Distribution, set[str], str]] = {}
    asked: dict[str, str] = {}

    def walk(wanted: Requirement, by: str, extra: str, own_extra: str) -> None:
        if wanted.marker is not None and not wanted.marker.evaluate({"extra": own_extra}):
            return
        name = plain_name(wanted.name)
        if name in found:
            found[name][1].add(by)
            return
        try:
            installed = distribution(name)
        except PackageNotFoundError:
            if extra and not is_whole:
                return
            sys.exit(f"{name} is not installed (asked for by {by}): install tawatur with all its extras first")
        found[name] = installed, {by}, extra
        for written in installed.requires or ():
            for each in ("", *wanted.extras):
                walk(Requirement(written), name, extra, each)

    for wanted, extra in read_requirements():
        asked.setdefault(plain_name(wanted.name), str(wanted.specifier))
        walk(wanted, f"tawatur[{extra}]" if extra else "tawatur", extra, "")
    return [
        Package(
            name=name, version=installed.version, licence=read_licence(installed), asked=asked.get(name, ""),
            extra=extra, by=tuple(sorted(by)),
        )
        for name, (installed, by, extra) in sorted(found.items())
    ]  # fmt: skip


def read_licence(installed: Distribution) -> str:
    """The licence of a package as an SPDX expression; what it says itself where that is none."""
    told = installed.metadata
    expression = told.get("License-Expression")
    if expression:
        return str(expression)
    said = str(told.get("License") or "").strip()
    classified = [each.rsplit(" :: ", 1)[-1] for each in told.get_all("Classifier", []) if each.startswith("License")]
    for each in (said, *classified):
        if SPELLINGS.get(each, each) in ALLOWED:
            return SPELLINGS.get(each, each)
    return said.split("\n", 1)[0] or ", ".join(classified) or "none given"


def is_allowed(licence: str) -> bool:
    """Whether an SPDX expression leaves a way to use a package that asks nothing of what is built with it."""
    return any(all(part.strip("() ") in ALLOWED for part in choice.split(" AND ")) for choice in licence.split(" OR "))


def make_page(packages: list[Package]) -> str:
    """docs/dependencies.md."""
    lines = [
        "# What is installed with it",
        "Every package that tawatur needs at run time, with its licence as the package itself states it. Written by",
        "`python tools/audit.py`; a test compares it with what is installed. No licence asks anything of what is built",
        "with these packages. `pip install tawatur` brings those without an extra.",
        "",
        "Known vulnerabilities: `just audit` asks about exactly the installed versions (pip-audit; needs the network,",
        "and fails when it cannot ask). Beside packages there are vendored files: htmx, whose digest a test compares",
        "with the published one, and two fonts (`NOTICE`).",
        "",
        "| package | versions taken | licence | extra | asked for by |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| {each.name} | {f'`{each.asked}`' if each.asked else ''} | {each.licence} | {each.extra} | "
        f"{', '.join(each.by)} |"
        for each in packages
    ]
    return "\n".join([*lines, ""])


def read_page(text: str) -> dict[str, list[str]]:
    """The rows of the page by package: versions taken, licence, extra, asked for by."""
    rows = [line.strip("| ").split("|") for line in text.splitlines() if line.startswith("| ")]
    return {row[0].strip(): [cell.strip(" `") for cell in row[1:]] for row in rows[1:]}


def find_problems(packages: list[Package], text: str) -> list[str]:
    """What is wrong with a set of packages, or with the page about them."""
    rows = read_page(text)
    problems = [f"{each.name}: licence {each.licence!r} is not one of those allowed" for each in packages
                if not is_allowed(each.licence)]  # fmt: skip
    for each in packages:
        row = rows.get(each.name)
        if row is None:
            problems.append(f"{each.name} (asked for by {', '.join(each.by)}): not in {PAGE.name}")
        elif row[:3] != (stands := [each.asked, each.licence, each.extra]):
            problems.append(f"{each.name}: {PAGE.name} says {row[:3]}, and it is {stands}")
    for wanted, _ in read_requirements():
        if rows.get(plain_name(wanted.name), [""])[0] != str(wanted.specifier):
            problems.append(f"{wanted}: pyproject.toml asks for it so, and {PAGE.name} does not say it")
    return problems


def ask_vulnerabilities(packages: list[Package]) -> int:
    """What pip-audit says of these versions; 0 only when every one was asked about and none is vulnerable."""
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder, "requirements.txt")
        listed.write_text("".join(f"{each.name}=={each.version}\n" for each in packages), encoding="utf-8")
        command = [sys.executable, "-m", "pip_audit", "--requirement", str(listed), "--no-deps", "--disable-pip"]
        return subprocess.run([*command, "--strict", "--progress-spinner", "off"], check=False).returncode


def main() -> int:
    """Write, compare, or ask."""
    packages = find_packages(is_whole="--check" not in sys.argv)
    if "--vulnerabilities" in sys.argv:
        return ask_vulnerabilities(packages)
    if "--check" not in sys.argv:
        PAGE.write_text(make_page(packages), encoding="utf-8")
    problems = find_problems(packages, PAGE.read_text(encoding="utf-8"))
    print("\n".join(problems) or f"{len(packages)} packages, all listed, all licences allowed")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
