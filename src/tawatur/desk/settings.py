"""What one browser chose, in one cookie: language, zone, shortcuts, how strength is told."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlencode
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from starlette.requests import Request

from tawatur.arabic.digits import to_latin_digits
from tawatur.errors import InputError
from tawatur.markup import Lang

COOKIE = "tawatur-settings"
ZONES = (
    "Asia/Damascus", "Asia/Beirut", "Asia/Amman", "Asia/Baghdad", "Asia/Riyadh", "Asia/Kuwait", "Asia/Qatar",
    "Asia/Bahrain", "Asia/Dubai", "Asia/Muscat", "Asia/Aden", "Asia/Jerusalem", "Asia/Gaza", "Africa/Cairo",
    "Africa/Khartoum", "Africa/Tripoli", "Africa/Tunis", "Africa/Algiers", "Africa/Casablanca", "Africa/Nouakchott",
    "Europe/Istanbul", "UTC",
)  # fmt: skip
MAX_NAME = 60
_DAY = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T\s]+(\d{1,2}):(\d{2}))?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Choices of a browser.

    Attributes:
        zone: IANA name of the zone in which times are shown.
        has_keys: single-key shortcuts are on.
        has_sigma: the strength of a trend is also shown as a number.
        is_mirrored: time runs from right to left in pictures; else from left to right, in either language.
        editor: what the editor is called in the versions of a story; "" for nobody.
    """

    lang: Lang
    zone: str
    has_keys: bool = True
    has_sigma: bool = False
    is_mirrored: bool = False
    editor: str = ""

    def as_cookie(self) -> str:
        """The value of the cookie."""
        return urlencode(
            {"lang": self.lang, "zone": self.zone, "keys": int(self.has_keys), "sigma": int(self.has_sigma),
             "mirrored": int(self.is_mirrored), "editor": self.editor}
        )  # fmt: skip

    def changed(self, given: dict[str, str]) -> Settings:
        """With what a form says; what it does not say, or says wrongly, stays."""
        lang: Lang = "en" if given.get("lang") == "en" else "ar" if given.get("lang") == "ar" else self.lang
        zone = given.get("zone", self.zone)
        return replace(
            self,
            lang=lang,
            zone=zone if is_zone(zone) else self.zone,
            has_keys=given["keys"] == "1" if "keys" in given else self.has_keys,
            has_sigma=given["sigma"] == "1" if "sigma" in given else self.has_sigma,
            is_mirrored=given["mirrored"] == "1" if "mirrored" in given else self.is_mirrored,
            editor=" ".join(given.get("editor", self.editor).split())[:MAX_NAME],
        )


def is_zone(name: str) -> bool:
    """Whether this machine knows a zone by that name."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def read_settings(request: Request, default: Settings) -> Settings:
    """What the browser of a request chose."""
    return default.changed(dict(parse_qsl(request.cookies.get(COOKIE, ""), keep_blank_values=True)))


def read_moment(written: str, settings: Settings, *, is_end: bool = False) -> datetime:
    """A moment as a person writes it, year first, in the zone of who asks: 2024-12-05, ٢٠٢٤/١٢/٥ 20:00, or ISO 8601.

    A day alone is its beginning; with `is_end` its end. Raises: InputError for what is none.
    """
    plain = "".join(each for each in to_latin_digits(written) if unicodedata.category(each) != "Cf").strip()
    day = _DAY.fullmatch(plain)
    try:
        year, month, date, hour, minute = map(int, day.groups(default="0")) if day else (0, 0, 0, 0, 0)
        # The zone comes below.
        moment = datetime(year, month, date, hour, minute) if day else datetime.fromisoformat(plain)  # noqa: DTZ001
        if is_end and day and day[4] is None:
            moment += timedelta(days=1)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(settings.zone))
        return moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:  # the first and last days of the calendar overflow
        raise InputError(f"{written[:40]!r} is no time; write one like 2024-12-05T20:00") from error
