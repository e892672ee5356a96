"""What is installed with it is what docs/dependencies.md says, under licences that ask nothing of its users."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from importlib.metadata import distribution

import install
import pytest

import audit

MEGABYTES = 200  # of what everybody installs; `python bench/install.py` tells which package has how many
# A library of security, and data numbered by the year: an upper bound would keep mended versions out.
OPEN_ENDED = {"cryptography", "tzdata"}


@pytest.fixture(scope="module")
def packages():
    return audit.find_packages(is_whole=False)


def test_the_page_lists_what_is_installed_with_its_licences_and_versions(packages):
    assert audit.find_problems(packages, audit.PAGE.read_text(encoding="utf-8")) == []


def test_what_everybody_installs_is_no_burden(packages):
    assert sum(install.size_of(distribution(each.name)) for each in packages if not each.extra) < MEGABYTES


def test_every_version_that_is_tried_here_is_one_that_is_taken(packages):
    installed = {each.name: each.version for each in packages}
    for wanted, _ in audit.read_requirements():
        name = audit.plain_name(wanted.name)
        if name in installed:
            assert wanted.specifier.contains(installed[name], prereleases=True), (name, installed[name])


def test_every_range_has_both_ends():
    for wanted, _ in audit.read_requirements():
        operators = {each.operator for each in wanted.specifier}
        assert ">=" in operators, wanted
        assert "<" in operators or wanted.name in OPEN_ENDED, wanted


def test_a_package_that_nobody_listed_or_whose_licence_may_not_be_is_named(packages):
    text = audit.PAGE.read_text(encoding="utf-8")
    odd = replace(packages[0], name="left-pad", licence="GPL-3.0-only")
    told = audit.find_problems([*packages, odd], text)
    assert len(told) == 2
    assert all("left-pad" in each for each in told)
    changed = replace(packages[0], licence="MIT AND Apache-2.0")
    assert len(audit.find_problems([changed], text)) == 1


@pytest.mark.parametrize(
    ("licence", "is_fine"),
    [
        ("MIT", True),
        ("Apache-2.0 OR BSD-3-Clause", True),
        ("MPL-1.1 OR GPL-2.0-only OR LGPL-2.1-or-later", True),
        ("MIT AND GPL-3.0-only", False),
        ("GPL-3.0-only", False),
        ("none given", False),
    ],
)
def test_a_licence_must_leave_a_way_that_asks_nothing(licence, is_fine):
    assert audit.is_allowed(licence) == is_fine


def test_vulnerabilities_that_cannot_be_asked_about_are_no_good_news(root, tmp_path):
    """Without pip-audit, or without the network, the step fails."""
    (tmp_path / "pip_audit.py").write_text("raise SystemExit('no network')", encoding="utf-8")
    code = f"import sys; sys.path.insert(0, {str(root / 'tools')!r}); sys.argv = ['', '--vulnerabilities']; import audit; sys.exit(audit.main())"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, check=False, env={"PYTHONPATH": str(tmp_path)}
    )
    assert done.returncode == 1
    assert b"no network" in done.stderr
