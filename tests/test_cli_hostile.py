"""What goes wrong at the command line is told in a line, ends in a code that is not 0, and loses nothing."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from tawatur.cli import cli
from tawatur.errors import MissingExtraError, TawaturError, packages_of

POSTS = (Path(__file__).parent / "sources" / "posts.own.jsonl").read_bytes()
ARTICLE = "قال وزير المياه سامر الحاج إن السد ممتلئ.\n"


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A folder with an article, posts and tables, in which the command runs."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "article.txt").write_text(ARTICLE, encoding="utf-8")
    (tmp_path / "posts.jsonl").write_bytes(POSTS)
    (tmp_path / "people.csv").write_text("handle,name\nsomeone,سمير\n", encoding="utf-8")
    (tmp_path / "empty.csv").write_bytes(b"")
    return tmp_path


def run(*arguments: str) -> tuple[int, str]:
    """Exit code and what was told, as `main` ends a command; anything else that is raised is a defect."""
    result = CliRunner().invoke(cli, [*arguments, "--lang", "en"])
    if isinstance(result.exception, TawaturError):
        return 1, str(result.exception)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


@pytest.mark.parametrize(
    "command",
    [
        pytest.param("check article.txt --html article.txt", id="check"),
        pytest.param("check article.txt --html ./article.txt", id="by-another-name"),
        pytest.param("compose posts.jsonl -o posts.jsonl --format json", id="compose"),
        pytest.param("compose posts.jsonl --directory people.csv -o people.csv", id="directory"),
        pytest.param("import posts.jsonl --rejects posts.jsonl", id="rejects"),
        pytest.param("normalise posts.jsonl -o posts.jsonl", id="normalise"),
        pytest.param("timeline --article article.txt -o article.txt", id="timeline"),
    ],
)
def test_a_file_that_is_to_be_read_is_never_written_over(place, command):
    before = {path.name: path.read_bytes() for path in place.iterdir()}
    code, told = run(*command.split())
    assert code == 2, told
    assert "would be lost" in told
    assert {path.name: path.read_bytes() for path in place.iterdir()} == before


@pytest.mark.parametrize(
    "command",
    ["import", "import posts.jsonl", "compose", "normalise", "timeline --article", "ledger add", "check --html"],
)
def test_an_empty_name_is_not_the_folder_one_is_in(place, command):
    code, told = run(*command.split(), "")
    assert code == 2, told
    assert "an empty name" in told
    assert not (place / "tawatur-data").exists()


@pytest.mark.parametrize("command", ["check article.txt --html -", "import posts.jsonl --rejects -"])
def test_a_second_result_does_not_go_to_standard_output(place, command):
    code, told = run(*command.split())
    assert code == 2
    assert "name a file" in told
    assert not (place / "-").exists()


@pytest.mark.parametrize(
    "command",
    [
        "trends", "report #homs", "voices #homs", "timeline", "families merge #a #b", "families split #a",
        "families rename #a b", "families undo", "check article.txt",
    ],
)  # fmt: skip
def test_a_data_folder_that_is_not_there_is_named_and_not_made(place, command):
    code, told = run(*command.split(), "--data", "mistyped")
    assert code == 1, told
    assert "mistyped: no such data folder" in told
    assert not (place / "mistyped").exists()


@pytest.mark.parametrize(
    "command", ["report", "voices", "families split", "families rename #homs", "families merge #homs"]
)
@pytest.mark.parametrize("tag", ["", "#", "، ؛"])
def test_what_is_no_tag_is_refused(place, command, tag):
    assert run("import", "posts.jsonl", "--data", "data")[0] == 0
    code, told = run(*command.split(), tag, "--data", "data")
    assert code == 2, told
    assert "is no hashtag" in told


def test_a_change_of_a_tag_that_no_post_has_is_made_and_said(place):
    assert run("import", "posts.jsonl", "--data", "data")[0] == 0
    code, told = run("families", "split", "#لا_وجود_له", "--data", "data")
    assert code == 0
    assert "no stored post has this tag" in told


def test_a_folder_is_imported_without_the_data_folders_in_it(place):
    assert run("import", ".")[0] in {0, 3}
    again, told = run("import", ".")
    assert "0 new" in told
    assert again in {0, 3}
    assert "evidence" not in told
    code, told = run("import", "tawatur-data")
    assert code == 1
    assert "a data folder of tawatur" in told


@pytest.mark.parametrize(
    ("command", "message"),
    [
        pytest.param("timeline --from 2024-12-06 --to 2024-12-05", "--from 2024-12-06 is not before", id="timeline"),
        pytest.param("watch jetstream --until 2001-01-01", "past already", id="until"),
        pytest.param("watch jetstream --feed nowhere/alerts.atom", "no file can be made there", id="feed"),
    ],
)  # fmt: skip
def test_options_that_can_give_nothing_are_refused(place, command, message):
    code, told = run(*command.split())
    assert code == 2, told
    assert message in told


def test_a_file_of_accounts_that_is_not_there_is_no_account(place):
    code, told = run("watch", "mastodon:example.org", "--account", "@mistyped.txt", "--for", "1s")
    assert code == 1, told
    assert "@mistyped.txt: no such file" in told


@pytest.mark.parametrize("option", ["--directory", "--places"])
def test_an_empty_table_is_not_taken_for_one(place, option):
    code, told = run("compose", "posts.jsonl", option, "empty.csv", "--data", "data")
    assert code == 1, told
    assert "empty.csv: empty" in told


@pytest.mark.parametrize("extra", ["docx", "notify", "sign", "spark", "stamp"])
def test_a_missing_extra_is_installed_by_the_command_that_is_told(extra):
    told = str(MissingExtraError("it needs more", extra))
    command = re.search(r'"(.+?)" -m pip install (.+)', told)
    assert command is not None, told
    assert command[1] == sys.executable
    assert packages_of(extra)
    assert all(f'"{each}"' in command[2] for each in packages_of(extra))


def test_the_list_of_commands_is_cut_nowhere():
    for command in ([], ["evidence"], ["families"], ["ledger"]):
        told = CliRunner().invoke(cli, [*command, "--help"]).output.partition("Commands:")[2]
        assert told
        assert "..." not in told


def test_a_closed_pipe_ends_a_command_without_a_word(place):
    first = subprocess.Popen([sys.executable, "-m", "tawatur", "codes"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert first.stdout is not None
    assert first.stderr is not None
    with first:
        first.stdout.close()
        assert first.stderr.read() == b""
    assert first.returncode == 1
