"""What every page of ours is made with: templates, words, times, and the only ways from a string into HTML.

A page is one self-contained file: fonts, style and script inside, a policy that lets nothing else count, no request.
"""

from __future__ import annotations

import re
import unicodedata
from base64 import b64encode
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tawatur.arabic.display import isolate, make_showable
from tawatur.errors import InputError

if TYPE_CHECKING:  # both are slow to import; `tawatur --help` must not wait for them
    from jinja2 import Environment
    from markupsafe import Markup

Lang = Literal["ar", "en"]
Direction = Literal["rtl", "ltr"]

_UNBROKEN = 28  # a handle or date up to this long stays on one line

# Runs that keep left-to-right order inside Arabic: links, handles, tags in Latin letters, ISO dates and times, ranges
# of numbers and times, dates and scores with hyphens, telephone numbers, hashes. (A range in Arabic digits reads from
# the right.)
LTR_RUN = re.compile(
    'https?://[^\\s<>"“”«»]+'
    "|(?<![A-Za-z0-9_.])@[A-Za-z0-9_](?:[A-Za-z0-9_.]*[A-Za-z0-9_])?"
    "|(?<![\\d-])\\d{4}-\\d{2}-\\d{2}(?:[T ]\\d{2}:\\d{2}(?::\\d{2})?(?:Z| ?UTC)?)?(?![\\d-])"
    "|(?<![\\w#])#[A-Za-z][A-Za-z0-9_]*(?!\\w)"
    "|(?<![\\w+.,:/-])[0-9]{1,15}(?:[.,:][0-9]{1,15}){0,5}%?(?:[-–][0-9]{1,15}(?:[.,:][0-9]{1,15}){0,5}%?){1,5}(?![\\w-])"
    "|(?<![\\w+])\\+[0-9]{1,3}(?:[ -]?[0-9]{2,5}){2,5}(?![\\w-])"
    "|(?<![A-Za-z0-9])[0-9a-f]{16,64}(?![A-Za-z0-9])"
)
# Arabic words inside an English sentence: on their own, or the number behind a name would be read as part of it.
_ARABIC = "\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff"
FOREIGN_RUN = re.compile(f"{LTR_RUN.pattern}|(?P<arabic>#?[{_ARABIC}](?:[{_ARABIC}0-9\\s_#]*[{_ARABIC}])?)")
_FONT_URL = re.compile("url\\(([a-z0-9-]+\\.woff2)\\)")


def make_environment() -> Environment:
    """The templates' engine, with the only ways from a string of the records into the page."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    environment = Environment(
        loader=FunctionLoader(read_template),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["inline"] = inline
    environment.filters["isolated"] = isolate_label
    environment.filters["isolate"] = isolate
    environment.filters["showable"] = lambda text: make_showable(text).text
    environment.filters["safe_url"] = rebuild_url
    environment.filters["utc"] = write_utc
    return environment


class Words:
    """What the page says in one language: `words("key", name=...)` and counts with their Arabic plurals.

    `more` names tables of templates/ beside strings.tsv.
    """

    def __init__(self, lang: Lang, *more: str) -> None:
        self.lang = lang
        self.table: dict[str, str] = {}
        for name in ("strings.tsv", *more):
            lines = [line for line in read_template(name).split("\n") if line and not line.startswith("#")]
            column = lines[0].split("\t").index(lang)
            self.table |= {cells[0]: cells[column] for cells in (line.split("\t") for line in lines[1:])}

    def __call__(self, key: str, **values: object) -> str:
        """The words for a key, its blanks filled in."""
        return self.table[key].format(**values)

    def get(self, key: str, default: str) -> str:
        """The words for a key; `default` where there are none."""
        return self.table.get(key, default)

    def count(self, thing: str, number: int) -> str:
        """`number` of a thing in words: 3 أخطاء, 11 خطأ; Arabic plural categories as CLDR gives them."""
        if self.lang == "en":
            category = "one" if number == 1 else "other"
        elif number <= 2:
            category = ("zero", "one", "two")[number]
        else:
            rest = number % 100
            category = "few" if 3 <= rest <= 10 else "many" if rest >= 11 else "other"
        return self.table[f"count.{thing}.{category}"].format(n=number)


class Clock:
    """Times as a page shows them: in one zone; `times` are those that `offset` is to hold for."""

    def __init__(self, zone: str, words: Words, times: Iterable[datetime] = ()) -> None:
        try:
            self.zone = ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            message = f"zone {zone!r}: not a known time zone; give an IANA name, for example Asia/Damascus."
            raise InputError(message) from error
        self.words = words
        self.name = zone
        place = words.get(f"place.{zone}", zone)
        self.title = words("zone", place=place)
        self.offset = " / ".join(dict.fromkeys(self._offset(time) for time in sorted(times)))

    def local(self, time: datetime) -> datetime:
        """The same moment in the page's zone."""
        return time.astimezone(self.zone)

    def day(self, time: datetime) -> str:
        """Its day with weekday, month and year."""
        local = self.local(time)
        weekday, month = self.words(f"weekday.{local.weekday()}"), self.words(f"month.{local.month}")
        return self.words("day", weekday=weekday, day=local.day, month=month, year=local.year)

    def short_day(self, time: datetime) -> str:
        """Its day and month."""
        local = self.local(time)
        return self.words("day.short", day=local.day, month=self.words(f"month.{local.month}"))

    def month(self, time: datetime) -> str:
        """Its month and year."""
        local = self.local(time)
        return self.words("month.year", month=self.words(f"month.{local.month}"), year=local.year)

    def moment(self, time: datetime) -> str:
        """Its day and its time to the minute."""
        return self.words("moment", day=self.day(time), time=f"{self.local(time):%H:%M}")

    def iso(self, time: datetime) -> str:
        """RFC 3339, UTC, to the second: for `datetime=` of a <time>."""
        return time.astimezone(UTC).isoformat(timespec="seconds")

    def _offset(self, time: datetime) -> str:
        offset = self.local(time).utcoffset() or timedelta()
        minutes = abs(int(offset.total_seconds())) // 60
        sign = "+" if offset >= timedelta() else "\N{MINUS SIGN}"
        return f"UTC{sign}{minutes // 60}" + (f":{minutes % 60:02}" if minutes % 60 else "")


def write_utc(time: datetime) -> str:
    """A moment to the second, as evidence gives it."""
    return f"{time.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def inline(text: str, direction: Direction | None = None) -> Markup:
    """A string of the records as HTML: safe to show, escaped, isolated, links and dates in their own order.

    `direction` is given for our own sentences, which may begin with a stranger's word in the other direction; a
    stranger's words (None) take the direction of their first letter.
    """
    from markupsafe import Markup

    opening = Markup('<bdi dir="{}">').format(direction) if direction else Markup("<bdi>")
    return opening + mark_runs(text, direction) + Markup("</bdi>")


def mark_runs(text: str, direction: Direction | None = None) -> Markup:
    """The same without the isolate around it: a part of a line that has its direction already."""
    from markupsafe import Markup, escape

    shown = make_showable(text).text
    parts: list[Markup] = []
    position = 0
    for match in (FOREIGN_RUN if direction == "ltr" else LTR_RUN).finditer(shown):
        parts.append(escape(shown[position : match.start()]))
        if match.lastgroup == "arabic":
            parts.append(Markup("<bdi>{}</bdi>").format(match[0]))
        else:
            is_whole = Markup(' class="whole"') if len(match[0]) <= _UNBROKEN else ""
            parts.append(Markup('<bdi dir="ltr"{}>{}</bdi>').format(is_whole, match[0]))
        position = match.end()
    return Markup("").join([*parts, escape(shown[position:])])


def first_strong(text: str) -> Direction | None:
    """The direction of the first letter, links and handles left out; None where no letter has one.

    >>> first_strong("@name: 12")
    """
    for character in LTR_RUN.sub(" ", text):
        kind = unicodedata.bidirectional(character)
        if kind in {"R", "AL"}:
            return "rtl"
        if kind == "L":
            return "ltr"
    return None


def isolate_label(text: str, direction: Direction) -> str:
    """A label of the drawing in the direction of the page, for SVG text, which has no <bdi>."""
    opening = "\N{LEFT-TO-RIGHT ISOLATE}" if direction == "ltr" else "\N{RIGHT-TO-LEFT ISOLATE}"
    return f"{opening}{make_showable(text).text}\N{POP DIRECTIONAL ISOLATE}"


def rebuild_url(url: str) -> str | None:
    """A link put together again from its parts, or None when it is not plain http(s) or names a user.

    >>> rebuild_url("https://x.com/a/status/1#top")
    'https://x.com/a/status/1'
    >>> rebuild_url("javascript:alert(1)") is None
    True
    """
    try:
        parts = urlsplit(make_showable(url).text.strip())
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = f":{parts.port}" if parts.port else ""
    except ValueError:  # a broken port or host; UnicodeError is one of these
        return None
    if parts.scheme not in {"http", "https"} or not re.fullmatch("[a-z0-9.-]+", host) or "@" in parts.netloc:
        return None
    path = quote(parts.path, safe="/%:@!$&'()*+,;=~-._")
    query = "?" + quote(parts.query, safe="/%:@!$&'()*+,;=~-._?") if parts.query else ""
    return f"{parts.scheme}://{host}{port}{path}{query}"


def show_raw(data: bytes) -> tuple[Markup, int]:
    r"""Bytes as text in which every character that cannot be seen is written by its name; and how many there were.

    >>> show_raw("a\u202eb".encode())[1]
    1
    """
    from markupsafe import Markup, escape

    text = data.decode("utf-8", "backslashreplace")
    html, unseen, plain = Markup(), 0, []
    for character in text:
        if character in "\n\t" or make_showable(character).text:
            plain.append(character)
            continue
        html += escape("".join(plain))
        plain = []
        unseen += 1
        name = unicodedata.name(character, f"U+{ord(character):04X}")
        html += Markup('<span class="unseen" title="U+{:04X}">{}</span>').format(ord(character), name)
    return html + escape("".join(plain)), unseen


def make_style(*names: str) -> str:
    """The style sheets of these names as one, fonts inside."""
    return "\n".join(_FONT_URL.sub(_font_as_data, read_template(name)) for name in names)


def make_policy(style: str, script: str | None = None) -> str:
    """The content security policy: nothing may load, only this style counts, and this script where there is one."""
    scripts = f"script-src '{_hash(script)}'; " if script else ""
    return (
        f"default-src 'none'; style-src '{_hash(style)}'; {scripts}img-src data:; "
        "font-src data:; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return "sha256-" + b64encode(sha256(text.encode()).digest()).decode()


def _font_as_data(match: re.Match[str]) -> str:
    font = (files("tawatur") / "data" / "fonts" / match[1]).read_bytes()
    return f"url(data:font/woff2;base64,{b64encode(font).decode()})"


def read_template(name: str) -> str:
    """A file of templates/ as text."""
    return (files("tawatur") / "templates" / name).read_text(encoding="utf-8")
