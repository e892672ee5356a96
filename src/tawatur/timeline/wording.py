"""Claims in words: event, what it happened to, state or number, and how firmly it is said; in Arabic and in English."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import Literal

from tawatur.arabic.counting import count_noun
from tawatur.arabic.gazetteer import current_index, place_key
from tawatur.arabic.places import Place
from tawatur.arabic.quantities import Quantity
from tawatur.arabic.tables import read_table
from tawatur.check.conflicts import STATE_WORDS
from tawatur.claims import EventClaim
from tawatur.claims.grouping import ClaimGroup
from tawatur.english import count_noun as count_in_english
from tawatur.english import gloss_of_noun, plural
from tawatur.errors import InputError

Lang = Literal["ar", "en"]

_EVENTS: dict[str, tuple[str, str]] = {
    "control": ("السيطرة", "control"),
    "killed": ("قتلى ووفيات", "killed"),
    "injured": ("إصابات", "injured"),
    "missing": ("مفقودون", "missing"),
    "displaced": ("نزوح", "displaced"),
    "evacuated": ("إخلاء", "evacuated"),
    "rescued": ("إنقاذ", "rescued"),
    "recovered": ("انتشال جثث", "bodies recovered"),
    "seized": ("سيطرة على مواقع", "positions taken"),
    "found": ("العثور على أشخاص", "found"),
    "trapped": ("عالقون", "stranded"),
    "arrested": ("توقيف", "arrested"),
    "released": ("إفراج", "released"),
    "destruction": ("أضرار", "damage"),
    "fire": ("حريق", "fire"),
    "flooding": ("سيول وغرق", "flooding"),
    "weather": ("أمطار وعواصف", "weather"),
    "quake": ("زلزال", "earthquake"),
    "strike": ("قصف", "strike"),
    "explosion": ("انفجار", "explosion"),
    "attack": ("هجوم", "attack"),
    "clashes": ("اشتباكات", "clashes"),
    "closure": ("إغلاق أو تعليق", "closure"),
    "reopening": ("إعادة فتح", "reopening"),
    "emergency": ("حالة طوارئ", "emergency"),
    "ceasefire": ("هدنة", "ceasefire"),
    "aid": ("مساعدات", "aid"),
}
_THINGS: dict[str, tuple[str, str]] = {
    "school": ("مدارس وجامعات", "schools"),
    "road": ("طرق", "roads"),
    "bridge": ("جسر", "bridge"),
    "airport": ("مطار", "airport"),
    "flights": ("رحلات", "flights"),
    "crossing": ("معبر", "crossing"),
    "port": ("ميناء", "port"),
    "power": ("كهرباء واتصالات", "power and lines"),
    "position": ("حواجز وقرى", "positions"),
    "home": ("منازل ومبان", "homes"),
    "dam": ("سد", "dam"),
    "hospital": ("مستشفى", "hospital"),
    "worship": ("دور عبادة", "houses of worship"),
    "vehicle": ("مركبات", "vehicles"),
    "work": ("أعمال", "work"),
}
_RELATIONS: dict[str, tuple[str, str]] = {
    "gt": ("أكثر من ", "more than "),
    "ge": ("ما لا يقل عن ", "at least "),
    "lt": ("أقل من ", "fewer than "),
    "le": ("ما يصل إلى ", "up to "),
    "approx": ("نحو ", "about "),
}
_MODALITIES: dict[str, tuple[str, str]] = {
    "reported": ("يُتداول", "rumoured"),
    "possible": ("محتمل", "possible"),
    "future": ("متوقع", "foretold"),
}
_BANDS: dict[tuple[int, int], tuple[str, str]] = {  # as vague numbers are told, not the bounds that we read in them
    (10, 99): ("عشرات", "tens"),
    (100, 999): ("مئات", "hundreds"),
    (1000, 9999): ("آلاف", "thousands"),
    (10_000, 99_999): ("عشرات الآلاف", "tens of thousands"),
    (100_000, 999_999): ("مئات الآلاف", "hundreds of thousands"),
    (1_000_000, 9_999_999): ("ملايين", "millions"),
}
_DENIED = ("نفي", "denied")
_MORE = ("إضافة إلى ما سبق", "on top of earlier ones")


def event_word(event: str, about: str | None, lang: Lang) -> str:
    """The class of an event in words, with what it happens to."""
    side = 0 if lang == "ar" else 1
    word = _EVENTS.get(event, (event, event))[side]
    return f"{word} ({_THINGS[about][side]})" if about in _THINGS else word


def number_words(quantity: Quantity, lang: Lang) -> str:
    """A number with its hedge and its counted noun, agreeing in Arabic."""
    side = 0 if lang == "ar" else 1
    low, high = quantity.low, quantity.high
    if low is not None and high is not None and low != high:
        band = _BANDS.get((int(low), int(high)))
        if band is not None:
            return band[side] + _of_them(quantity.unit, lang)
        told = f"من {_figure(low)} إلى {_figure(high)}" if lang == "ar" else f"{_figure(low)} to {_figure(high)}"
        unit = _in_english(quantity.unit, is_plural=True) if lang == "en" else quantity.unit
        return f"{told} {unit}" if unit else told
    value = low if low is not None else high
    if value is None:
        return ""
    return _RELATIONS.get(quantity.relation, ("", ""))[side] + _counted(value, quantity.unit, lang)


def describe(said: ClaimGroup | EventClaim, lang: Lang) -> str:
    """What is claimed: the state, or the number, or the event alone; with how it is said where not plainly."""
    side = 0 if lang == "ar" else 1
    parts = []
    if said.state is not None:
        parts.append(STATE_WORDS[said.state][side])
    elif said.quantity is not None:
        parts.append(number_words(said.quantity, lang))
    if said.polarity == "denied" and said.state != "denied":
        parts.append(_DENIED[side])
    if said.modality in _MODALITIES:
        parts.append(_MODALITIES[said.modality][side])
    if said.is_added:
        parts.append(_MORE[side])
    return ("، " if lang == "ar" else ", ").join(parts)


def event_title(group: ClaimGroup, lang: Lang) -> str:
    """The event and what is claimed of it, without its place."""
    return f"{event_word(group.event, group.about, lang)}: {describe(group, lang)}".rstrip(": ")


@cache
def _spelt() -> dict[str, str]:
    """Key of a place -> its name with its hamzas and dots, as the tables write it."""
    names: dict[str, str] = {}
    for table in ("places", "cities"):
        for row in read_table(table):
            names.setdefault(place_key(row["arabic"]), row["arabic"])
    return names


def place_word(place: Place) -> str:
    """The Arabic name of a place; as the text has it where no table knows it."""
    if place.source == "own":
        own = next((entry for entry in current_index().names.get(place.key, ()) if entry.is_own), None)
        return own.arabic if own else place.key
    return _spelt().get(place.key, place.name if place.source == "text" else place.key)


def _of_them(unit: str | None, lang: Lang) -> str:
    """What tens or thousands are of: its plural in Arabic; nothing for a noun that no table declines."""
    if unit is None:
        return ""
    if lang == "en":
        english = _in_english(unit, is_plural=True)
        return f" of {english}" if english else ""
    try:
        plural = count_noun(3, unit).split(maxsplit=1)[1]
    except (InputError, IndexError):
        return ""
    return f" من ال{plural}"


def _figure(value: Decimal) -> str:
    return f"{value.normalize():,f}"


def _counted(value: Decimal, unit: str | None, lang: Lang) -> str:
    if unit is None:
        return _figure(value)
    if lang == "en":
        english = _in_english(unit, is_plural=value != 1)
        return f"{_figure(value)} {english}" if english else _figure(value)
    try:
        return count_noun(value, unit, case="genitive")
    except InputError:  # a noun that no table declines
        return f"{_figure(value)} {unit}"


def _in_english(unit: str | None, *, is_plural: bool) -> str | None:
    """The English of what is counted; of a noun that no table knows, None: the number stands alone."""
    if unit is None or unit.isascii():
        return unit
    try:
        english = gloss_of_noun(unit)
    except InputError:
        return None
    return plural(english) if is_plural else english


def voices_word(number: int, lang: Lang) -> str:
    """So many voices, the noun in its form: 3 أصوات, 45 صوتا; 1 voice."""
    return count_noun(number, "صوت") if lang == "ar" else count_in_english(number, "voice")
