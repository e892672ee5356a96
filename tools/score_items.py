"""Score the readers of single phrases (times, quantities, places) on hand-written items.

    python tools/score_items.py ITEMS/time.jsonl ITEMS/quantities.jsonl

One JSON line an item. Of several records found in a text the longest is judged. Percentages, except the count
`places.homographs_fired`. A reader that tawatur does not have yet gives no numbers.

- time.jsonl (text, reference, kind, expected): in the zone of the reference; an end at midnight closes the day before.
- quantities.jsonl (text, value, relation, unit_lemma): value and relation; the value alone; the unit.
- places.jsonl (text, mention, is_place, country): a place covers half of the mention; its country; homographs that
  came back as places.
"""

from __future__ import annotations

import argparse
import importlib
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

Item = Mapping[str, Any]

FULL_DAY = timedelta(hours=24)
MONTH_DAYS = 31

_VARIANTS = {
    ord("\N{ARABIC LETTER ALEF WITH HAMZA ABOVE}"): "\N{ARABIC LETTER ALEF}",
    ord("\N{ARABIC LETTER ALEF WITH HAMZA BELOW}"): "\N{ARABIC LETTER ALEF}",
    ord("\N{ARABIC LETTER ALEF WITH MADDA ABOVE}"): "\N{ARABIC LETTER ALEF}",
    ord("\N{ARABIC LETTER ALEF WASLA}"): "\N{ARABIC LETTER ALEF}",
    ord("\N{ARABIC LETTER ALEF MAKSURA}"): "\N{ARABIC LETTER YEH}",
    ord("\N{ARABIC LETTER TEH MARBUTA}"): "\N{ARABIC LETTER HEH}",
}


@dataclass(slots=True, kw_only=True)
class ItemScore:
    """The numbers of one item file; `misses` has one line for each wrong item."""

    items: int
    metrics: dict[str, float] = field(default_factory=dict)
    misses: list[str] = field(default_factory=list)


def find_reader(name: str) -> Callable[..., Iterable[Any]] | None:
    """`tawatur.arabic.NAME`; None when it is not there yet."""
    return getattr(importlib.import_module("tawatur.arabic"), name, None)


def longest(found: Iterable[Any]) -> Any:  # noqa: ANN401 - a record of any reader
    """The record with the longest span, the first of equals; None when there is none."""
    return max(found, key=lambda record: record.span[1] - record.span[0], default=None)


def is_time_right(item: Item, window: Any) -> bool:  # noqa: ANN401 - a TimeWindow
    """Whether a window says what the item expects."""
    expected, zone = item["expected"], datetime.fromisoformat(item["reference"]).tzinfo
    start = window.start.astimezone(zone) if window.start else None
    end = window.end.astimezone(zone) if window.end else None
    first = start.date() if start else None
    closes = end - timedelta(microseconds=1) if end and (start is None or end > start) else end
    last = closes.date() if closes else None
    match item["kind"]:
        case "deadline":
            return (f"{end:%Y-%m-%dT%H:%M}" if end else "") == expected if "T" in expected else str(last) == expected
        case "deadline_vague":
            return window.kind == "vague"
        case "datetime":
            return start is not None and f"{start:%Y-%m-%dT%H:%M}" == expected
        case "date":
            return start is not None and end is not None and end - start <= FULL_DAY and str(first) == expected
        case "week" | "interval":
            return f"{first}/{last}" == expected
        case "year" | "date_year":
            return first is not None and f"{first:%Y}" == expected
    if first is None or last is None:
        return False
    if item["kind"] == "month":
        is_whole = first.day == 1 and (last + timedelta(days=1)).day == 1
        return is_whole and f"{first:%Y-%m}" == expected == f"{last:%Y-%m}"
    assert item["kind"] == "date_approx", item["kind"]  # noqa: S101 - a new kind of item needs a rule here
    return first <= date.fromisoformat(expected) <= last and (last - first).days < MONTH_DAYS


def score_times(items: list[Item], find: Callable[..., Iterable[Any]], result: ItemScore) -> None:
    """Windows against expected times."""
    right = 0
    for item in items:
        window = longest(find(item["text"], datetime.fromisoformat(item["reference"])))
        is_right = window is not None and is_time_right(item, window)
        right += is_right
        if not is_right:
            result.misses.append(f"{item['id']}: {item['text']}: {item['kind']} {item['expected']} | {window}")
    result.metrics["time"] = 100 * right / len(items)


def is_value_right(item: Item, quantity: Any) -> bool:  # noqa: ANN401 - a Quantity
    """Whether low and high say the expected number or band."""
    low, high = (None if bound is None else Fraction(str(bound)) for bound in (quantity.low, quantity.high))
    band = re.fullmatch(r"([\d.]+)-([\d.]+)", item["value"])
    if band:
        return (low, high) == (Fraction(band[1]), Fraction(band[2]))
    wanted = Fraction(item["value"])
    match item["relation"]:
        case "gt" | "ge":
            return low == wanted
        case "lt" | "le":
            return high == wanted
        case "fraction":
            return low == high and low in {wanted, 100 * wanted}
        case "approx":
            return low is not None and high is not None and low <= wanted <= high and 2 * (high - low) <= wanted
    return low == high == wanted


def plain_unit(unit: str | None) -> str:
    """A unit without article, marks and the variants that two right spellings may differ in."""
    bare = re.sub(r"[\u064b-\u0652\u0670\u0640]", "", unicodedata.normalize("NFC", unit or "")).strip()
    return re.sub("^ال(?=..)", "", bare.translate(_VARIANTS))


def score_quantities(items: list[Item], find: Callable[..., Iterable[Any]], result: ItemScore) -> None:
    """Quantities against expected numbers, relations and units."""
    both = values = units = 0
    for item in items:
        quantity = longest(find(item["text"]))
        is_value = quantity is not None and is_value_right(item, quantity)
        is_both = is_value and item["relation"] in {"fraction", quantity.relation}
        is_unit = quantity is not None and plain_unit(quantity.unit) == plain_unit(item["unit_lemma"])
        both, values, units = both + is_both, values + is_value, units + is_unit
        if not (is_both and is_unit):
            wanted = f"{item['relation']} {item['value']} {item['unit_lemma']}"
            result.misses.append(f"{item['id']}: {item['text']}: {wanted} | {quantity}")
    for name, right in (("quantities", both), ("quantities.value", values), ("quantities.unit", units)):
        result.metrics[name] = 100 * right / len(items)


def covers_half(span: tuple[int, int], mention: tuple[int, int]) -> bool:
    """Whether a span covers at least half of a mention."""
    return 2 * (min(span[1], mention[1]) - max(span[0], mention[0])) >= mention[1] - mention[0]


def score_places(items: list[Item], find: Callable[..., Iterable[Any]], result: ItemScore) -> None:
    """Places against expected countries, and ordinary words that are spelt like places."""
    found = country = fired = 0
    for item in items:
        mentions = [mention.span() for mention in re.finditer(re.escape(item["mention"]), item["text"])]
        hits = [place for place in find(item["text"]) if any(covers_half(place.span, mention) for mention in mentions)]
        if item["is_place"]:
            is_country = any(item["country"] in {"MULTI", place.country} for place in hits)
            found, country = found + bool(hits), country + is_country
            is_right = is_country
        else:
            fired += bool(hits)
            is_right = not hits
        if not is_right:
            result.misses.append(f"{item['id']}: {item['text']}: {item['mention']} {item['country']} | {hits}")
    places = sum(item["is_place"] for item in items)
    result.metrics["places.found"] = 100 * found / places
    result.metrics["places.country"] = 100 * country / places
    result.metrics["places.homographs_fired"] = fired


PARTS: dict[str, tuple[str, Callable[[list[Item], Callable[..., Iterable[Any]], ItemScore], None]]] = {
    "time.jsonl": ("find_times", score_times),
    "quantities.jsonl": ("find_quantities", score_quantities),
    "places.jsonl": ("find_places", score_places),
}


def score(path: Path) -> ItemScore | None:
    """The numbers of one file; None when tawatur has no such reader yet."""
    name, measure = PARTS[path.name]
    find = find_reader(name)
    if find is None:
        return None
    items = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
    result = ItemScore(items=len(items))
    measure(items, find, result)
    return result


def main() -> None:
    """Print the numbers of some files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("items", type=Path, nargs="+", help=f"one of {', '.join(PARTS)}")
    parser.add_argument("--misses", action="store_true", help="list what was wrong")
    args = parser.parse_args()
    for path in args.items:
        result = score(path)
        print(f"{path}: {'no such reader yet' if result is None else f'{result.items} items'}")
        if result is None:
            continue
        for name, value in result.metrics.items():
            print(f"  {name:26} {value:6.1f}")
        for line in result.misses if args.misses else ():
            print(f"  miss {line}")


if __name__ == "__main__":
    main()
