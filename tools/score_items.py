"""Score the readers of single phrases (times, quantities, places, names, words, tags) on hand-written items.

    python tools/score_items.py ITEMS/time.jsonl ITEMS/quantities.jsonl

One JSON line an item. Of several records found in a text the longest is judged. Percentages, except the counts
`places.homographs_fired` and `pairs.template_summed`.

- time.jsonl (text, reference, kind, expected): in the zone of the reference; an end at midnight closes the day before.
- quantities.jsonl (text, value, relation, unit_lemma): value and relation; the value alone; the unit.
- places.jsonl (text, mention, is_place, country, expected): a place covers half of the mention; its country; and its
  name, by its consonants; homographs that came back as places.
- ner.jsonl (text, entities): people and places whose spans overlap those expected by half, one to one.
- morph.jsonl (sentence, index, segments, lemma): clitics and stem, lemma; alefs and marks do not matter.
- generation.jsonl (number, noun, expected): count_noun, where an item has a noun.
- hashtags.jsonl (relation, tags), hashtag_family_pairs.tsv (a, b, relation): every pair of a group: equal keys, one
  family, neither; siblings of a template, which must not be summed. All tags of a file are grouped in one call.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import combinations
from pathlib import Path
from typing import Any

from tawatur.arabic import (
    count_noun,
    find_people,
    find_places,
    find_quantities,
    find_times,
    segment,
)
from tawatur.hashtags import extract, fold, group_families

Item = Mapping[str, Any]
Span = tuple[int, int]
HALF = 0.5
HASH_SIGNS = "#\N{FULLWIDTH NUMBER SIGN}"
_UNTELLING = frozenset("highway motorway road bridge city town al ar as ad an at az ash adh ath el the".split())

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
_ALEFS = {letter: plain for letter, plain in _VARIANTS.items() if letter != ord("\N{ARABIC LETTER TEH MARBUTA}")}


@dataclass(slots=True, kw_only=True)
class ItemScore:
    """The numbers of one item file; `misses` has one line for each wrong item."""

    items: int
    metrics: dict[str, float] = field(default_factory=dict)
    misses: list[str] = field(default_factory=list)


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
        case "window":
            return bool(start and end) and f"{start:%Y-%m-%dT%H:%M}/{end:%Y-%m-%dT%H:%M}" == expected
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


def score_times(items: list[Item], result: ItemScore) -> None:
    """Windows against expected times."""
    right = 0
    for item in items:
        window = longest(find_times(item["text"], datetime.fromisoformat(item["reference"])))
        is_right = window is None if item["kind"] == "none" else window is not None and is_time_right(item, window)
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


def score_quantities(items: list[Item], result: ItemScore) -> None:
    """Quantities against expected numbers, relations and units."""
    both = values = units = 0
    for item in items:
        quantity = longest(find_quantities(item["text"]))
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


def skeleton(name: str | None) -> tuple[str, ...]:
    """The consonants of an English name, so that romanisations of one name are equal."""
    letters = unicodedata.normalize("NFKD", re.sub(r"\(.*?\)", "", name or "")).encode("ascii", "ignore").decode()
    words = re.findall("[a-z0-9]+", re.sub("['`]", "", letters.lower()).replace("-", " "))
    bare = [re.sub(r"(.)\1+", r"\1", re.sub("(?<!^)[aeiouwy]", "", word)) for word in words if word not in _UNTELLING]
    return tuple(re.sub("^[aeiou]|(?<=.)h$", "", word) or word for word in bare)


def score_places(items: list[Item], result: ItemScore) -> None:
    """Places against expected countries and names, and ordinary words that are spelt like places."""
    found = country = resolved = fired = 0
    for item in items:
        mentions = [mention.span() for mention in re.finditer(re.escape(item["mention"]), item["text"])]
        hits = [
            place
            for place in find_places(item["text"])
            if any(covers_half(place.span, mention) for mention in mentions)
        ]
        if item["is_place"]:
            there = [place for place in hits if item["country"] in {"MULTI", place.country}]
            is_right = any(skeleton(place.name) == skeleton(item["expected"]) for place in there)
            found, country, resolved = found + bool(hits), country + bool(there), resolved + is_right
        else:
            fired += bool(hits)
            is_right = not hits
        if not is_right:
            result.misses.append(f"{item['id']}: {item['text']}: {item['mention']} {item['country']} | {hits}")
    places = sum(item["is_place"] for item in items)
    result.metrics["places.found"] = 100 * found / places
    result.metrics["places.country"] = 100 * country / places
    result.metrics["places.resolved"] = 100 * resolved / places
    result.metrics["places.homographs_fired"] = fired


def overlap(a: Span, b: Span) -> float:
    """2 * shared / (length a + length b)."""
    shared = min(a[1], b[1]) - max(a[0], b[0])
    return 2 * shared / (a[1] - a[0] + b[1] - b[0]) if shared > 0 else 0.0


def count_matches(gold: list[Span], predicted: list[Span]) -> int:
    """One-to-one matches of spans that overlap by at least half, best first."""
    pairs = sorted(((overlap(a, b), i, j) for i, a in enumerate(gold) for j, b in enumerate(predicted)), reverse=True)
    used: tuple[set[int], set[int]] = (set(), set())
    for value, i, j in pairs:
        if value >= HALF and i not in used[0] and j not in used[1]:
            used[0].add(i)
            used[1].add(j)
    return len(used[0])


def score_names(items: list[Item], result: ItemScore) -> None:
    """People and places against the entities of the text."""
    for kind, find in (("PER", find_people), ("LOC", find_places)):
        n_gold = n_predicted = n_right = 0
        for item in items:
            gold = [(entity["start"], entity["end"]) for entity in item["entities"] if entity["type"] == kind]
            predicted = [each.span for each in find(item["text"])]
            matches = count_matches(gold, predicted)
            n_gold, n_predicted, n_right = n_gold + len(gold), n_predicted + len(predicted), n_right + matches
            if not matches == len(gold) == len(predicted):
                shown = [[item["text"][slice(*span)] for span in spans] for spans in (gold, predicted)]
                result.misses.append(f"{item['id']}: {kind} {shown[0]} | {shown[1]}")
        precision, recall = 100 * n_right / max(n_predicted, 1), 100 * n_right / n_gold
        part = f"ner.{kind.lower()}"
        result.metrics[f"{part}_precision"], result.metrics[f"{part}_recall"] = precision, recall
        result.metrics[f"{part}_f1"] = 2 * precision * recall / (precision + recall) if n_right else 0.0


def plain_letters(text: str) -> str:
    """Without marks and tatweel, one alef, one yeh."""
    return re.sub(r"[\u064b-\u0652\u0670\u0640]", "", unicodedata.normalize("NFC", text)).translate(_ALEFS)


def score_words(items: list[Item], result: ItemScore) -> None:
    """Segments and lemma of one word of a sentence."""
    segments = lemmas = 0
    for item in items:
        word = [match.span() for match in re.finditer(r"\S+", item["sentence"])][item["index"]]
        token = max(segment(item["sentence"]), key=lambda token: overlap(token.span, word))
        parts = [plain_letters(part) for part in (*token.proclitics, token.stem, *token.enclitics)]
        is_cut = parts == [plain_letters(part) for part in item["segments"]]
        is_lemma = plain_letters(token.lemma) == plain_letters(item["lemma"])
        segments, lemmas = segments + is_cut, lemmas + is_lemma
        if not (is_cut and is_lemma):
            wanted = f"{'+'.join(item['segments'])} ({item['lemma']})"
            result.misses.append(f"{item['id']}: {wanted} | {'+'.join(parts)} ({token.lemma})")
    result.metrics["morph.segments"] = 100 * segments / len(items)
    result.metrics["morph.lemma"] = 100 * lemmas / len(items)


def score_counting(items: list[Item], result: ItemScore) -> None:
    """Counted nouns, without marks and thousands separators."""
    counted = [item for item in items if "noun" in item]
    right = 0
    for item in counted:
        written = (count_noun(item["number"], item["noun"]), item["expected"])
        got, wanted = (re.sub("(?<=[0-9])[,\u066c](?=[0-9])", "", plain_marks(text)) for text in written)
        right += got == wanted
        if got != wanted:
            result.misses.append(f"{item['id']}: {wanted} | {got}")
    result.metrics["count_noun"] = 100 * right / len(counted)


def plain_marks(text: str) -> str:
    """Without marks, digits as 0-9."""
    bare = re.sub(r"[\u064b-\u0652\u0670\u0640]", "", unicodedata.normalize("NFC", text))
    return "".join(str(unicodedata.digit(letter)) if letter.isdigit() else letter for letter in bare).strip()


class Families:
    """Keys and families of all tags of one file, one post each."""

    def __init__(self, strings: Iterable[str]) -> None:
        """Tags as a reader sees them; what extract does not read as one tag is taken without its sign."""
        self.tags = {}
        for string in strings:
            found = extract(string)
            self.tags[string] = found[0].text if len(found) == 1 else string.lstrip(HASH_SIGNS)
        families = group_families(dict.fromkeys(self.tags.values(), 1))
        self.family_of = {member.lstrip(HASH_SIGNS): family for family in families for member in family.members}

    def same_key(self, a: str, b: str) -> bool:
        """Whether two tags fold to one key."""
        return fold(self.tags[a]) == fold(self.tags[b])

    def same_family(self, a: str, b: str) -> bool:
        """Whether two tags are counted as one."""
        family = self.family_of.get(self.tags[a])
        return family is not None and family is self.family_of.get(self.tags[b])

    def are_siblings(self, a: str, b: str) -> bool:
        """Whether two tags are of families that a template links."""
        one, other = (self.family_of.get(self.tags[tag]) for tag in (a, b))
        return one is not None and other is not None and (other.key in one.siblings or one.key in other.siblings)

    def is_right(self, relation: str, a: str, b: str, part: str) -> bool:
        """Whether two tags are to each other what they should be."""
        if relation in {"distinct", "different"}:
            return not self.same_key(a, b) and not self.same_family(a, b)
        if relation == "same":
            return self.same_key(a, b) or (part == "pairs" and self.same_family(a, b))
        return self.same_family(a, b) or (relation == "same_template" and self.are_siblings(a, b))


def score_tags(part: str, pairs: list[tuple[str, str, str]], result: ItemScore) -> Families:
    """(relation, one tag, another) as groups."""
    families = Families(tag for _, *tags in pairs for tag in tags)
    right, count = Counter[str](), Counter[str]()
    for relation, a, b in pairs:
        is_right = families.is_right(relation, a, b, part)
        count[relation] += 1
        right[relation] += is_right
        if not is_right:
            result.misses.append(f"{relation}: {a} | {b}")
    result.metrics |= {f"{part}.{relation}": 100 * right[relation] / n for relation, n in count.items()}
    return families


def score_tag_groups(items: list[Item], result: ItemScore) -> None:
    """Every pair of each group."""
    score_tags(
        "hashtags", [(item["relation"], *pair) for item in items for pair in combinations(item["tags"], 2)], result
    )


def score_tag_pairs(items: list[Item], result: ItemScore) -> None:
    """Single pairs, and how many siblings were summed."""
    pairs = [(item["relation"], item["a"], item["b"]) for item in items]
    families = score_tags("pairs", pairs, result)
    summed = sum(families.same_family(a, b) for relation, a, b in pairs if relation == "same_template")
    result.metrics["pairs.template_summed"] = summed


PARTS: dict[str, Callable[[list[Item], ItemScore], None]] = {
    "time.jsonl": score_times,
    "quantities.jsonl": score_quantities,
    "places.jsonl": score_places,
    "ner.jsonl": score_names,
    "morph.jsonl": score_words,
    "generation.jsonl": score_counting,
    "hashtags.jsonl": score_tag_groups,
    "hashtag_family_pairs.tsv": score_tag_pairs,
}


def score(path: Path) -> ItemScore:
    """The numbers of one file."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".tsv":
        items: list[Item] = list(csv.DictReader(text.splitlines(), delimiter="\t"))
    else:
        items = [json.loads(line) for line in text.split("\n") if line.strip()]
    result = ItemScore(items=len(items))
    PARTS[path.name](items, result)
    return result


def main() -> None:
    """Print the numbers of some files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("items", type=Path, nargs="+", help=f"one of {', '.join(PARTS)}")
    parser.add_argument("--misses", action="store_true", help="list what was wrong")
    args = parser.parse_args()
    for path in args.items:
        result = score(path)
        print(f"{path}: {result.items} items")
        for name, value in result.metrics.items():
            print(f"  {name:26} {value:6.1f}")
        for line in result.misses if args.misses else ():
            print(f"  miss {line}")


if __name__ == "__main__":
    main()
