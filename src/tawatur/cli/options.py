"""What several commands share: exit codes, options, and the checks of their values."""

from __future__ import annotations

import functools
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

OK, FAILED, USAGE, REJECTED, VERIFICATION_FAILED, NOTHING_FOUND, INTERRUPTED = 0, 1, 2, 3, 4, 5, 130

Result = TypeVar("Result")
Named = TypeVar("Named", bound="str | tuple[str, ...] | None")


def _set_language(ctx: click.Context, _param: click.Parameter, value: str) -> str:
    ctx.ensure_object(dict)["lang"] = value
    return value


lang_option = click.option(
    "--lang", type=click.Choice(["ar", "en"]), default="ar", envvar="TAWATUR_LANG", show_default=True, show_envvar=True,
    callback=_set_language, help="Language of messages.",
)  # fmt: skip
json_option = click.option("--json", "as_json", is_flag=True, help="JSON Lines on stdout, one record a line.")
quiet_option = click.option("--quiet", "-q", is_flag=True, help="No summary line on stderr.")
zone_option = click.option(
    "--tz", "zone", metavar="ZONE", help="Show times in this zone (Asia/Damascus). [default: of the places named]"
)
published_option = click.option(
    "--published",
    metavar="DATE",
    help="When the article appeared (2024-12-05 or with a time); deadlines count from it.",
)
most_option = click.option(
    "--most-a-day", "most_a_day", metavar="N", type=click.IntRange(min=1),
    help="At most N alerts in any 24 hours, the strong ones; how many were left out is told. [default: all]",
)  # fmt: skip
DATA_FOLDER = "tawatur-data"
data_option = click.option(
    "--data", "data", metavar="DIR", type=click.Path(file_okay=False), default=DATA_FOLDER, envvar="TAWATUR_DATA",
    show_default=True, show_envvar=True, help="Where evidence, posts and the desk's database are kept.",
)  # fmt: skip

PLACES_FILE = "places.csv"
OWN_FILES = (PLACES_FILE, "outlines.tsv")


def places_option(command: Callable[..., Result]) -> Callable[..., Result]:
    """The option --places: while the command runs, its readers know the places of that file too."""

    @click.option(
        "--places", "places", metavar="FILE", type=click.Path(dir_okay=False), envvar="TAWATUR_PLACES",
        show_envvar=True,
        help=f"CSV of own places (docs/places.md). [default: {PLACES_FILE} in the data folder, where there is one]",
    )  # fmt: skip
    @functools.wraps(command)
    def with_places(*, places: str | None, **arguments: Any) -> Result:  # noqa: ANN401 - those of any command
        folder = arguments.get("data") or os.environ.get("TAWATUR_DATA") or DATA_FOLDER
        if not places and not any((Path(folder) / name).is_file() for name in OWN_FILES):
            return command(**arguments)
        from tawatur.pipeline.own_ground import using_own_ground

        with using_own_ground(Path(folder), places=Path(places) if places else None):
            return command(**arguments)

    return with_places


def check_source(name: str) -> None:
    """The value of --source. Raises: click.UsageError for a name that is no source."""
    from tawatur.errors import InputError
    from tawatur.sources import find_source

    try:
        find_source(name)
    except InputError as error:
        raise click.UsageError(str(error)) from error


def check_zone(zone: str | None) -> str | None:
    """The value of --tz; None when it was not given. Raises: click.UsageError for a name that is no zone."""
    if zone is None:
        return None
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        msg = f"--tz {zone!r}: no such time zone; give an IANA name such as Asia/Damascus or Africa/Khartoum"
        raise click.UsageError(msg) from error
    return zone


def read_moment(option: str, written: str | None, zone: str | None) -> datetime | None:
    """The moment that an option names, aware (in `zone`, else UTC, when it says no offset); None when it was not given.

    Raises: click.UsageError for what is no date.
    """
    if written is None:
        return None
    from datetime import UTC, datetime
    from zoneinfo import ZoneInfo

    try:
        moment = datetime.fromisoformat(written)
    except ValueError as error:
        msg = f"{option} {written!r}: not a date; write 2024-12-05 or 2024-12-05T20:00"
        raise click.UsageError(msg) from error
    if moment.tzinfo is None:
        moment = datetime(*moment.timetuple()[:6], tzinfo=ZoneInfo(zone) if zone else UTC)
    return moment


class CommandGroup(click.Group):
    """Commands in the order in which an editor meets them, each with the whole first sentence of its help."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Their names."""
        return list(self.commands)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - as above
        """Write the list of --help."""
        shown = [(name, command) for name, command in self.commands.items() if not command.hidden]
        with formatter.section("Commands"):
            formatter.write_dl([(name, command.get_short_help_str(limit=400)) for name, command in shown])


def check_names(_context: click.Context, parameter: click.Parameter, names: Named) -> Named:
    """The files named. Raises: click.BadParameter for an empty name, which would stand for the folder one is in."""
    if "" in (names if isinstance(names, tuple) else (names,)):
        msg = "an empty name (a variable that is not set?)"
        raise click.BadParameter(msg, param=parameter)
    return names


def check_result_file(context: click.Context, parameter: click.Parameter, path: str | None) -> str | None:
    """The file to write. Raises: click.BadParameter for `-`, which would mix with what is printed."""
    if path == "-":
        msg = "standard output has the results; name a file"
        raise click.BadParameter(msg, param=parameter)
    return check_names(context, parameter, path)


def check_tag(tag: str) -> str:
    """The value of TAG. Raises: click.UsageError for what is no tag in any spelling."""
    from tawatur.hashtags import fold

    if not any(character.isalnum() for character in fold(tag)):
        msg = f"{tag!r} is no hashtag"
        raise click.UsageError(msg)
    return tag


def keep_inputs(option: str, output: str | None, *inputs: str | None) -> None:
    """Raises: click.UsageError when the file to write is one of those to read, which would be lost."""
    if output is None or not Path(output).exists():
        return
    for each in inputs:
        if each and Path(each).exists() and Path(output).samefile(each):
            msg = f"{option} {output}: this file is to be read, and would be lost; choose another name"
            raise click.UsageError(msg)


def unless_stdout(context: click.Context, parameter: click.Parameter, path: str | None) -> str | None:
    """The file of -o; None for standard output, which `-` means."""
    return None if path == "-" else check_names(context, parameter, path)


def choose_format(
    form: str | None, output: str | None, *, as_json: bool, endings: Mapping[str, str], default: str
) -> str:
    """The format that --format, -o and --json ask for, by what a file's ending means; `default` is that of stdout.

    Raises: click.UsageError when they contradict, or the ending says none.
    """
    if as_json:
        if form not in {None, "json"}:
            msg = f"give either --json or --format {form}"
            raise click.UsageError(msg)
        return "json"
    if form is not None or output is None:
        return form or default
    found = max((ending for ending in endings if output.lower().endswith(ending)), key=len, default=None)
    if found is None:
        msg = f"-o {output}: no format has this ending; use {', '.join(endings)}, or say it with --format"
        raise click.UsageError(msg)
    return endings[found]
