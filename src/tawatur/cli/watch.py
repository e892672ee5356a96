"""`watch`: posts as they come, and alerts on what rises."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tawatur.cli.options import (
    FAILED,
    INTERRUPTED,
    REJECTED,
    check_result_file,
    check_zone,
    data_option,
    json_option,
    lang_option,
    most_option,
    places_option,
    quiet_option,
    read_moment,
)
from tawatur.cli.output import make_printer, print_json, print_lines, print_place, say, shown

if TYPE_CHECKING:
    from threading import Event

    from tawatur.live.records import LiveAlert, Notice
    from tawatur.pipeline.watching import WatchSummary

_LENGTH = re.compile(r"([0-9]{1,6})([smhd])", re.ASCII)
_LOOKS_LIKE_FILE = re.compile(r"[/\\]|\.(?:txt|csv|lst)$", re.IGNORECASE)
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
KINDS = {
    "start": ("يصعد", "rises"),
    "wave": ("يعود", "comes back"),
    "open": ("صاعد من قبل", "is up already"),
    "end": ("انتهى", "has ended"),
}


@click.command()
@click.argument("sources", metavar="SOURCE...", nargs=-1, required=True)
@click.option(
    "--language", "languages", metavar="CODE", multiple=True,
    help="Only posts of this language (ar), or, for ar, that name none and have Arabic letters; repeatable.",
)  # fmt: skip
@click.option(
    "--keyword", "keywords", metavar="WORDS", multiple=True,
    help="Posts with this word or these words in a row, in any spelling, also behind و، ب، ال; repeatable.",
)  # fmt: skip
@click.option("--hashtag", "hashtags", metavar="TAG", multiple=True, help="Posts with this hashtag; repeatable.")
@click.option(
    "--account", "accounts", metavar="NAME", multiple=True,
    help="Posts of this account (of Bluesky: did:…); @FILE names a file with one a line; repeatable.",
)  # fmt: skip
@click.option("--for", "length", metavar="TIME", help="Stop after 30s, 10m, 2h, 1d. [default: at Ctrl-C]")
@click.option("--until", "until", metavar="TIME", help="Stop at this moment (2024-12-05T20:00, in --tz or UTC).")
@click.option(
    "--feed",
    "feed",
    metavar="FILE",
    type=click.Path(dir_okay=False),
    callback=check_result_file,
    help="Keep the last 100 alerts in an Atom file.",
)
@click.option(
    "--webhook", "webhook", metavar="URL", envvar="TAWATUR_WEBHOOK", show_envvar=True,
    help="Send each alert to this address: one POST of JSON.",
)  # fmt: skip
@click.option(
    "--notify", "notify", metavar="URL", envvar="TAWATUR_NOTIFY", show_envvar=True,
    help="Show each alert on the desktop, or by any service of apprise (gnome://, windows://, ntfy://…; an extra).",
)  # fmt: skip
@click.option(
    "--token-file", "token_file", metavar="FILE", type=click.Path(dir_okay=False),
    help="File with the token for Mastodon or X. [default: TAWATUR_MASTODON_TOKEN, TAWATUR_X_TOKEN]",
)  # fmt: skip
@most_option
@click.option(
    "--zstd", "dictionary", metavar="FILE",
    help="Ask Jetstream for compressed frames: FILE is its dictionary; `server` asks the server for it (v2).",
)  # fmt: skip
@places_option
@data_option
@click.option("--tz", "zone", metavar="ZONE", help="Show times in this zone (Asia/Amman). [default: UTC]")
@json_option
@lang_option
@quiet_option
def watch(
    *,
    sources: tuple[str, ...],
    languages: tuple[str, ...],
    keywords: tuple[str, ...],
    hashtags: tuple[str, ...],
    accounts: tuple[str, ...],
    length: str | None,
    until: str | None,
    feed: str | None,
    webhook: str | None,
    notify: str | None,
    token_file: str | None,
    dictionary: str | None,
    most_a_day: int | None,
    data: str,
    zone: str | None,
    as_json: bool,
    lang: str,
    quiet: bool,
) -> int | None:
    """Read posts from SOURCE as they come, keep them, and tell within 15 minutes what rises.

    SOURCE is `jetstream` (all of Bluesky), or ws://… or wss://… of a Jetstream server (/subscribe, or
    /xrpc/network.bsky.jetstream.subscribeEvents); mastodon:HOST or mastodon:HOST/tags/TAG; `x-stream` (the filtered
    stream of X, by the rules of your project there) or x-search:QUERY (its recent search, every minute); or
    https://… of an RSS or Atom feed (asked every five minutes).

    A post is kept when it is in one of the languages, and has one of the keywords or hashtags or is of one of the
    accounts; without any of these, every post is.

    Ctrl-C ends it cleanly (exit code 130); the next start goes on where this one stopped. docs/watch.md says the rest.
    """
    moment = read_moment("--until", until, check_zone(zone))
    duration = _read_length(length)
    if duration is not None and moment is not None:
        msg = "give either --for or --until"
        raise click.UsageError(msg)
    if moment is not None and moment <= datetime.now(UTC):
        msg = f"--until {until}: past already"
        raise click.UsageError(msg)
    if feed and not os.access(Path(feed).parent, os.W_OK):
        msg = f"--feed {feed}: no file can be made there"
        raise click.UsageError(msg)
    chosen = _read_accounts(accounts)
    import threading

    from tawatur.durable import write_new
    from tawatur.live.feeds import UnknownFeedError, make_feed
    from tawatur.live.outlets import AtomFile, Notices, Webhook
    from tawatur.live.wanted import make_wanted
    from tawatur.pipeline import open_store
    from tawatur.pipeline.watching import watch as run

    wanted = make_wanted(languages=languages, keywords=keywords, hashtags=hashtags, accounts=chosen)
    is_by_account = bool(chosen) and not (keywords or hashtags)
    token = _read_token(token_file)
    asked = chosen if is_by_account else ()
    zstd = _read_dictionary(dictionary)
    try:
        feeds = [make_feed(name, accounts=asked, token=token, dictionary=zstd) for name in dict.fromkeys(sources)]
    except UnknownFeedError as error:
        raise click.UsageError(str(error)) from error
    atom = AtomFile(Path(feed), write=write_new) if feed else None

    def on_failure(why: str) -> None:
        click.echo(shown(why), err=True)

    hook = Webhook(webhook, on_failure=on_failure) if webhook else None
    notices = Notices(notify, on_failure=on_failure) if notify else None
    stop = threading.Event()
    tell = _Teller(lang, zone, as_json=as_json)

    def on_alert(alert: LiveAlert) -> None:
        tell.alert(alert)
        if alert.is_over_budget:
            return
        if atom is not None:
            try:
                atom.add(
                    entry_id=f"{alert.id}:{alert.kind}", title=tell.title(alert, shown=str),
                    summary=tell.numbers(alert), updated=alert.told_at, tags=alert.tags,
                )  # fmt: skip
            except OSError as error:
                say(lang, f"{feed}: تعذرت الكتابة ({error.strerror})", f"{feed}: cannot be written ({error.strerror})")
        if hook is not None:
            hook.send(_as_record(alert))
        if notices is not None:
            notices.send(tell.title(alert, shown=str), tell.numbers(alert))

    store, _ = open_store(data)
    try:
        with store, _stopping(stop):
            moment = datetime.now(UTC) + duration if duration is not None else moment
            summary = run(
                feeds, store, wanted=wanted, stop=stop, until=moment, on_alert=on_alert,
                on_notice=lambda notice: tell.notice(notice, quiet=quiet), most_a_day=most_a_day,
            )  # fmt: skip
    finally:
        for outlet in (hook, notices):
            if outlet is not None:
                outlet.close()
    if as_json:
        print_json([{"event": "summary", **summary.as_json()}])
    for rejected in summary.examples:
        print_place(rejected)
    if not quiet:
        say(lang, _arabic_summary(summary), _english_summary(summary))
    if summary.is_interrupted:
        return INTERRUPTED
    if not summary.connections:
        say(lang, "لم يتصل بأي مصدر", "no source was reached")
    if summary.failed or not summary.connections:
        return FAILED
    return REJECTED if summary.rejected else None


def _read_dictionary(path: str | None) -> bytes | None:
    """The dictionary that --zstd names; b"" for the server's own. Raises: InputError when it cannot be read."""
    if path is None or path == "server":
        return None if path is None else b""
    from tawatur.errors import InputError

    try:
        data = Path(path).read_bytes()
    except OSError as error:
        msg = f"{path}: the dictionary cannot be read ({error.strerror}). Name its file, or `server`."
        raise InputError(msg) from error
    if not data:
        msg = f"{path}: empty, no dictionary of zstd"
        raise InputError(msg)
    return data


def _read_token(path: str | None) -> str | None:
    """The token in a file. Raises: InputError when it cannot be read."""
    if path is None:
        return None
    from tawatur.errors import InputError

    try:
        return Path(path).read_text(encoding="utf-8-sig").strip()
    except (OSError, UnicodeDecodeError) as error:
        msg = f"{path}: the token cannot be read. Write it alone into the file."
        raise InputError(msg) from error


def _read_length(length: str | None) -> timedelta | None:
    if length is None:
        return None
    match = _LENGTH.fullmatch(length)
    if match is None or not int(match[1]):
        msg = f"--for {length!r}: write a number and its unit: 30s, 10m, 2h, 1d"
        raise click.UsageError(msg)
    return timedelta(seconds=int(match[1]) * _SECONDS[match[2]])


def _read_accounts(written: tuple[str, ...]) -> tuple[str, ...]:
    """The accounts named, those in files among them. Raises: InputError for a file that cannot be read."""
    from tawatur.errors import InputError

    accounts: list[str] = []
    for each in written:
        if not each.startswith("@") or not (Path(each[1:]).is_file() or _LOOKS_LIKE_FILE.search(each)):
            accounts.append(each)
            continue
        try:
            lines = Path(each[1:]).read_text(encoding="utf-8-sig").splitlines()
        except FileNotFoundError as error:
            msg = f"--account {each}: no such file"
            raise InputError(msg) from error
        except (OSError, UnicodeDecodeError) as error:
            msg = f"{each[1:]}: cannot be read as UTF-8 text ({error}). Write one account a line."
            raise InputError(msg) from error
        accounts += [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    return tuple(dict.fromkeys(accounts))


@contextmanager
def _stopping(stop: Event) -> Iterator[None]:
    """Ctrl-C, and the end that a service manager asks for, set `stop`; a second Ctrl-C ends at once."""
    import signal
    import threading

    def ask(number: int, _frame: Any) -> None:  # noqa: ANN401 - of the signal module
        threading.Thread(target=stop.set, daemon=True).start()  # not here: whom this interrupts may hold its lock
        signal.signal(number, signal.default_int_handler)

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _Teller:
    """Alerts on stdout, notices on stderr (with --json on stdout too)."""

    def __init__(self, lang: str, zone: str | None, *, as_json: bool) -> None:
        from zoneinfo import ZoneInfo

        self._lang, self._as_json = lang, as_json
        self._zone = ZoneInfo(zone) if zone else UTC
        self._zone_name = zone or "UTC"
        self._printer = make_printer(lang)

    def alert(self, alert: LiveAlert) -> None:
        """Print an alert; one over the budget on stderr (with --json as an event of its own)."""
        if self._as_json:
            print_json([{"event": "over-budget" if alert.is_over_budget else "alert", **_as_record(alert)}])
        elif alert.is_over_budget:
            told = f"{self.title(alert, shown=str)}  {self.numbers(alert)}"
            say(self._lang, f"فوق حد التنبيهات: {told}", f"over the budget of alerts: {told}")
        else:
            print_lines([f"{self.title(alert, shown=self._printer.shown)}  {self.numbers(alert)}"])

    def title(self, alert: LiveAlert, *, shown: Callable[[str], str]) -> str:
        """The tag and what it does."""
        arabic, english = KINDS[alert.kind]
        return f"{shown('#' + alert.label)} {arabic if self._lang == 'ar' else english}"

    def numbers(self, alert: LiveAlert) -> str:
        """When, and who stands behind it."""
        when = f"{alert.told_at.astimezone(self._zone):%Y-%m-%d %H:%M} {self._zone_name}"
        score = "" if alert.score is None else f" · S* {alert.score:.1f}"
        if self._lang == "ar":
            who = f"أصوات {alert.voices} ({alert.voices_low}–{alert.accounts}) · منشورات {alert.posts}"
        else:
            who = f"voices {alert.voices} ({alert.voices_low}–{alert.accounts}) · posts {alert.posts}"
        warned = "".join(f" · {warning}" for warning in alert.warnings)
        return f"{when}{score} · {who}{warned}"

    def notice(self, notice: Notice, *, quiet: bool) -> None:
        """Print what happened to a connection: gaps always, the rest unless quiet."""
        if self._as_json:
            times = {
                name: None if moment is None else moment.isoformat()
                for name, moment in (("since", notice.since), ("until", notice.until))
            }
            print_json([{"event": notice.kind, "message": notice.message, **times}])
        if notice.kind == "gap":
            say(self._lang, f"فجوة: {notice.message}", f"gap: {notice.message}")
        elif not quiet:
            click.echo(shown(notice.message), err=True)


def _as_record(alert: LiveAlert) -> dict[str, Any]:
    from tawatur.records_json import plain

    record: dict[str, Any] = plain(alert)
    return record


def _told(words: str, counts: dict[str, int]) -> str:
    reasons = " · ".join(f"{reason} {number}" for reason, number in sorted(counts.items()))
    return f"{words} {sum(counts.values())} ({reasons})" if counts else ""


def _english_summary(summary: WatchSummary) -> str:
    return (
        f"{summary.frames:,} frames, {summary.posts:,} posts kept, {summary.unwanted:,} unwanted, "
        f"{summary.repeated + summary.known:,} repeated{_told(', passed over', summary.passed_over)}"
        f"{_told(', rejected', summary.rejected)}{_told(', in no trend', summary.left_out)}, "
        f"{summary.connections} connections, {summary.gaps} gaps, {summary.alerts} alerts"
        f"{f' ({summary.over_budget} over the budget)' if summary.over_budget else ''}, {summary.seconds:.1f} s"
    )


def _arabic_summary(summary: WatchSummary) -> str:
    return (
        f"الرسائل {summary.frames}، المنشورات المحفوظة {summary.posts}، غير المطلوب {summary.unwanted}، "
        f"المكرر {summary.repeated + summary.known}{_told('، ما ليس منشورا', summary.passed_over)}"
        f"{_told('، المرفوض', summary.rejected)}{_told('، خارج حساب الصعود', summary.left_out)}، "
        f"الاتصالات {summary.connections}، الفجوات {summary.gaps}، التنبيهات {summary.alerts}"
        f"{f' (وفوق الحد {summary.over_budget})' if summary.over_budget else ''}، {summary.seconds:.1f} ث"
    )
