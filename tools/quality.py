"""Measure reading quality on gold sets; fail below a floor.

    python tools/quality.py            # prints a table; exit 1 below a floor or when a corpus changed
    python tools/quality.py --misses   # and lists what was wrong
    python tools/quality.py --update   # raises floors to what is measured now (rounded down to 0.1), lowers none
    python tools/quality.py --update --allow-lower

Corpora: tests/gold/statements/*.jsonl, tests/gold/items/* and, where ../shared is, its statements, its items of the
same names, the Recognizers-Text cases, its simulation and volume series for trends. floors.json has for each corpus the
SHA-256 of its file, `floors` (at least) and `ceilings` (at most: counts of mistakes). A corpus without an entry fails
too: what has no floor is not guarded. An entry of ../shared is left out where ../shared is missing;
TAWATUR_REQUIRE_SHARED=1 makes that a failure.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import score_items
import score_recognizers
import score_statements
import score_trends

ROOT = Path(__file__).resolve().parent.parent
FLOORS = ROOT / "floors.json"
GOLD = ROOT / "tests" / "gold" / "statements"
GOLD_ITEMS = ROOT / "tests" / "gold" / "items"
SHARED = Path(os.environ.get("TAWATUR_SHARED") or ROOT.parent / "shared")
FROM_SHARED = "shared/"

CEILINGS = frozenset(  # counts of mistakes
    {"nonquotes_returned", "places.homographs_fired", "pairs.template_summed", "false_per_day"}
)
GUARDED = frozenset(  # the other numbers of the statement scorer follow from these
    {"span_precision", "span_f1", "speaker_f1", "speaker_accuracy.prodrop", "speaker_recall.prodrop"}
)
STEP = 0.1  # floors are written to one decimal


@dataclass(slots=True, kw_only=True)
class Measured:
    """One corpus as read now."""

    name: str
    digest: str
    size: str
    metrics: dict[str, float]
    misses: list[str]


@dataclass(slots=True, kw_only=True)
class Verdict:
    """What a comparison with the floors says: table rows, and why it fails (nothing: it passes)."""

    rows: list[tuple[str, ...]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def measure_statements(name: str, path: Path) -> Measured:
    """Statements and speakers of one gold file."""
    result = score_statements.score(score_statements.read_passages(path))
    metrics = {key: value for key, value in result.metrics().items() if key in GUARDED | CEILINGS}
    size = f"{result.all.gold} statements"
    return Measured(name=name, digest=digest(path), size=size, metrics=metrics, misses=result.misses)


def measure_items(name: str, path: Path) -> Measured:
    """One file of items."""
    items = score_items.score(path)
    return Measured(
        name=name, digest=digest(path), size=f"{items.items} items", metrics=items.metrics, misses=items.misses
    )


def measure() -> Iterator[Measured]:
    """Every corpus that is here and that a reader exists for."""
    for path in sorted(GOLD.glob("*.jsonl")):
        yield measure_statements(f"statements/{path.stem}", path)
    statements = SHARED / "data" / "statements" / "gold-dev.jsonl"
    if statements.is_file():
        yield measure_statements(f"{FROM_SHARED}statements/{statements.stem}", statements)
    for folder, prefix in ((GOLD_ITEMS, ""), (SHARED / "data" / "arabic" / "items", FROM_SHARED)):
        for part in score_items.PARTS:
            if (folder / part).is_file():
                yield measure_items(f"{prefix}items/{Path(part).stem}", folder / part)
    recognizers = SHARED / "data" / "arabic" / "recognizers-text-specs"
    if recognizers.is_dir():
        cases = score_recognizers.score(recognizers)
        yield Measured(
            name=f"{FROM_SHARED}recognizers-text",
            digest=cases.digest,
            size=f"{cases.accepted} cases",
            metrics=cases.metrics(),
            misses=cases.misses,
        )
    yield from measure_trends()


def measure_trends() -> Iterator[Measured]:
    """What the trend statistic finds of planted and labelled events."""
    worlds = score_trends.worlds(SHARED / "data")
    for name, path in score_trends.guarded(SHARED / "data"):
        world = worlds[name]()
        found = score_trends.score(world)
        yield Measured(
            name=f"{FROM_SHARED}trends/{name}",
            digest=digest(path),
            size=f"{len(world.events)} events",
            metrics={
                "recall": found.recall,
                "recall_at_budget": found.recall_at_budget,
                "false_per_day": math.ceil(found.false_per_day * 1000) / 1000,
            },
            misses=[],
        )


def round_down(value: float) -> float:
    """To one decimal, never up.

    >>> round_down(87.46), round_down(100.0), round_down(96.7)
    (87.4, 100.0, 96.7)
    """
    return math.floor(round(value / STEP, 6)) / 10


def compare(measured: list[Measured], floors: dict[str, Any], *, requires_shared: bool) -> Verdict:
    """Hold what was measured against the floors."""
    verdict = Verdict()
    for corpus in measured:
        entry = floors.get(corpus.name)
        if entry is None:
            verdict.problems.append(f"{corpus.name}: no floors yet (--update sets them)")
        elif entry["sha256"] != corpus.digest:
            verdict.problems.append(f"{corpus.name}: the corpus changed: its floors are those of another file")
        for metric, value in corpus.metrics.items():
            kind = "ceilings" if metric in CEILINGS else "floors"
            bound = (entry or {}).get(kind, {}).get(metric)
            is_met = bound is None or (value <= bound if kind == "ceilings" else round_down(value) >= bound)
            shown = "-" if bound is None else f"{'<=' if kind == 'ceilings' else '>='} {bound:g}"
            word = "ok" if is_met else "MISSED"
            verdict.rows.append((corpus.name, corpus.size, metric, f"{value:.1f}", shown, word))
            if not is_met:
                verdict.problems.append(f"{corpus.name}: {metric} is {value:.2f}, wanted {shown}")
            if entry is not None and bound is None:
                verdict.problems.append(f"{corpus.name}: {metric} has no floor yet (--update sets it)")
        lost = {**(entry or {}).get("floors", {}), **(entry or {}).get("ceilings", {})}.keys() - corpus.metrics.keys()
        verdict.problems += (f"{corpus.name}: {metric} has a floor and is not measured" for metric in sorted(lost))

    for name in sorted(floors.keys() - {corpus.name for corpus in measured}):
        is_shared = name.startswith(FROM_SHARED)
        if is_shared and not SHARED.is_dir() and not requires_shared:
            verdict.rows.append((name, "-", "not measured", "-", "-", f"no {SHARED}"))
        else:
            verdict.problems.append(f"{name}: it has floors, and its corpus or its reader is gone")
    return verdict


def update(measured: list[Measured], floors: dict[str, Any], *, allows_lower: bool) -> dict[str, Any]:
    """The floors raised to what was measured (ceilings lowered); the other way only when allowed."""
    updated = dict(floors)
    for corpus in measured:
        old = floors.get(corpus.name, {})
        entry: dict[str, Any] = {"sha256": corpus.digest, "floors": {}, "ceilings": {}}
        for metric, value in corpus.metrics.items():
            kind = "ceilings" if metric in CEILINGS else "floors"
            bound = value if kind == "ceilings" else round_down(value)
            before = old.get(kind, {}).get(metric)
            if before is not None and not allows_lower:
                bound = min(bound, before) if kind == "ceilings" else max(bound, before)
            entry[kind][metric] = bound
        updated[corpus.name] = {key: value for key, value in entry.items() if value}
    return dict(sorted(updated.items()))


def print_table(rows: list[tuple[str, ...]]) -> None:
    """Columns two spaces apart; a corpus is named once."""
    rows = [("corpus", "size", "metric", "now", "wanted", ""), *rows]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    before = ""
    for row in rows:
        cells = ("", "", *row[2:]) if row[0] == before else row
        before = row[0]
        print("  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip())


def main(argv: list[str] | None = None) -> int:
    """Measure, print, compare or update; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--misses", action="store_true", help="list what was wrong")
    parser.add_argument("--update", action="store_true", help="raise the floors to what is measured now")
    parser.add_argument("--allow-lower", action="store_true", help="with --update: lower them too")
    args = parser.parse_args(argv)
    if args.allow_lower and not args.update:
        parser.error("--allow-lower goes with --update")

    measured = list(measure())
    floors = json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.is_file() else {}
    if args.update:
        floors = update(measured, floors, allows_lower=args.allow_lower)
        FLOORS.write_text(json.dumps(floors, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    verdict = compare(measured, floors, requires_shared=os.environ.get("TAWATUR_REQUIRE_SHARED") == "1")
    print_table(verdict.rows)
    if args.misses:
        for corpus in measured:
            print(f"\n{corpus.name}: {len(corpus.misses)} wrong")
            for line in corpus.misses:
                print(f"  {line}")
    for problem in verdict.problems:
        print(f"quality: {problem}", file=sys.stderr)
    if not measured:
        print("quality: nothing to measure: no tests/gold/statements/*.jsonl and no ../shared", file=sys.stderr)
    return 1 if verdict.problems or not measured else 0


if __name__ == "__main__":
    sys.exit(main())
