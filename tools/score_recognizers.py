"""Score times and lengths of time on the Arabic cases of Microsoft Recognizers-Text (MIT; measured, never copied).

    python tools/score_recognizers.py ../shared/data/arabic/recognizers-text-specs --misses

All 21 files count, 1,590 cases. Those that tests/gold/recognizers_rejected.tsv names, each with its reason, are left
out: right / accepted is the score. A case is right when each result that it lists is found: no record of ours is used
twice, and where a file lists none (a negative case), nothing may be found. A result is found when

- span: a record of ours has its words, but for prepositions, demonstratives, marks and the word day at either edge
  (the suite keeps في in one file and leaves it out in the next; ours keep what tells a deadline);
- window, where the case gives one and its own runner compares it (no IgnoreResolution): a date is the window of that
  day; a range starts and ends on the days given (the suite is not of one mind whether its last day is inside, so
  either); a clock time and a moment start at that minute, of either half of the day where the text does not say which;
  of a part of the day the day is compared, and that the hours overlap, since each tradition bounds its morning
  differently. The suite gives a future and a past reading: either will do.
- length of time: `find_times` has none by contract (specs/api.md), so the words must be a quantity of
  `find_quantities`, of the seconds given.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from tawatur.arabic import find_quantities, find_times
from tawatur.arabic.folding import fold, fold_word
from tawatur.arabic.times import TimeWindow
from tawatur.arabic.tokens import tokenize

Case = Mapping[str, Any]
Span = tuple[int, int]
REJECTED = Path(__file__).resolve().parent.parent / "tests" / "gold" / "recognizers_rejected.tsv"
NO_CLOCK = datetime(2016, 12, 7, 12, tzinfo=UTC)  # of extractor cases, which have no moment of their own
DAY = timedelta(days=1)
_EDGES = frozenset(
    map(
        fold_word,
        "في من على عند خلال لمدة مدة الفترة بين ما هذا هذه يوم ليوم يومي الساعة موعد و ف ل ب تاريخ بتاريخ".split(),
    )
)
_UNITS = {"ثانية": 1, "دقيقة": 60, "ساعة": 3600, "يوم": 86400, "أسبوع": 604800, "شهر": 2592000}
_UNITS |= {"سنة": 31536000, "عام": 31536000, "عقد": 315360000}
_PARTS = re.compile(r"T(MO|AF|EV|NI|DT)")


@dataclass(frozen=True, slots=True)
class Expected:
    """One result that a case lists: its words, its type, the readings of it; no readings where none is compared."""

    span: Span
    type: str
    readings: tuple[Mapping[str, str], ...]
    timex: str


@dataclass(slots=True)
class Score:
    """Cases accepted and right, in all and by file."""

    digest: str = ""
    accepted: int = 0
    rejected: int = 0
    right: int = 0
    by_file: dict[str, Counter[str]] = field(default_factory=dict)
    misses: list[str] = field(default_factory=list)

    def metrics(self) -> dict[str, float]:
        """What has a floor."""
        return {"recognizers": 100 * self.right / self.accepted} if self.accepted else {}


def read_rejected(path: Path = REJECTED) -> dict[tuple[str, int], str]:
    """(file, index from 0) -> reason.

    Raises: ValueError for a case that is named twice.
    """
    rejected: dict[tuple[str, int], str] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith(("#", "file\t")):
            continue
        name, reason, indexes = line.split("\t")
        for written in indexes.split():
            first, _, last = written.partition("-")
            for index in range(int(first), int(last or first) + 1):
                if (name, index) in rejected:
                    raise ValueError(f"{path}: case {index} of {name} is rejected twice")
                rejected[name, index] = reason
    return rejected


def read_expected(case: Case) -> Iterator[Expected]:
    """What a case lists."""
    is_compared = str(case.get("IgnoreResolution", "")).lower() != "true"
    for result in case.get("Results") or ():
        span = find_words(case["Input"], str(result["Text"]), int(result.get("Start", -1)))
        value = result.get("Value") or result.get("Resolution") or {}
        value = value if isinstance(value, dict) else {}
        sides = [value[key] for key in ("FutureResolution", "PastResolution") if value.get(key)]
        readings = [_as_one_shape(reading) for reading in value.get("values") or sides]
        timex = str(value.get("Timex") or " ".join(str(one.get("timex", "")) for one in value.get("values") or ()))
        kind = str(result.get("Type") or result.get("TypeName")).removeprefix("datetimeV2.")
        yield Expected(span, kind, tuple(readings) if is_compared else (), timex)


def find_words(text: str, words: str, start: int) -> Span:
    """Where the words stand, whatever the spelling of hamza and marks; an empty span where they do not."""
    words = words.strip()
    if start >= 0 and text[start : start + len(words)] == words:
        return start, start + len(words)
    folded = fold(text)
    wanted = fold_word(words)
    at = folded.text.find(wanted)  # a wrong place of right words is no matter
    return folded.original_span(at, at + len(wanted), text) if at >= 0 and wanted else (0, 0)


_KEYS = {
    ("date", "value"): "date",
    ("datetime", "value"): "dateTime",
    ("time", "value"): "time",
    ("duration", "value"): "duration",
    ("daterange", "start"): "startDate",
    ("daterange", "end"): "endDate",
    ("timerange", "start"): "startTime",
    ("timerange", "end"): "endTime",
    ("datetimerange", "start"): "startDateTime",
    ("datetimerange", "end"): "endDateTime",
}


def _as_one_shape(reading: Mapping[str, str]) -> dict[str, str]:
    """The Merged and Model files name type and value apart (type date, value ...), the others in one (date ...)."""
    if "type" not in reading:
        return dict(reading)
    named = {_KEYS.get((reading["type"], key)): value for key, value in reading.items()}
    return {key: value for key, value in named.items() if key}


def core(text: str, span: Span) -> Span:
    """A span without prepositions, conjunctions and marks at its edges."""
    tokens = [token for token in tokenize(text[slice(*span)]) if token.kind in {"word", "number"}]
    while len(tokens) > 1 and tokens[0].fold in _EDGES:
        tokens = tokens[1:]
    while len(tokens) > 1 and tokens[-1].fold in _EDGES:
        tokens = tokens[:-1]
    return (span[0] + tokens[0].start, span[0] + tokens[-1].end) if tokens else span


def is_same_span(text: str, ours: Span, theirs: Span) -> bool:
    """Whether two spans have the same words but for those that tell nothing."""
    a, b = core(text, ours), core(text, theirs)
    if a == b:
        return True
    first, last = (text[min(x, y) : max(x, y)] for x, y in zip(a, b, strict=True))
    beside = [token for token in tokenize(first) + tokenize(last) if token.kind in {"word", "number"}]
    return all(token.fold in _EDGES for token in beside) and not (a[1] <= b[0] or b[1] <= a[0])


def _moment(written: str) -> datetime:
    return datetime.fromisoformat(written.replace(" 24:", " 00:")).replace(tzinfo=UTC)


def _is_near_day(moment: datetime | None, day: str, *, slack: int = 0) -> bool:
    return moment is not None and (moment.date() - date.fromisoformat(day)).days in range(slack + 1)


def is_window_right(window: TimeWindow, expected: Expected) -> bool:
    """Whether the window is one of the readings."""
    return not expected.readings or any(_is_reading(window, reading, expected) for reading in expected.readings)


def _is_reading(window: TimeWindow, reading: Mapping[str, str], expected: Expected) -> bool:
    start, end = window.start, window.end
    if expected.type == "date" and "date" in reading:
        return start is not None and end is not None and end - start <= DAY and f"{start:%Y-%m-%d}" == reading["date"]
    if expected.type == "daterange":
        has_start, has_end = reading.get("startDate"), reading.get("endDate")
        if has_start and not _is_near_day(start, has_start):
            return False
        return not has_end or _is_near_day(end, has_end, slack=1)
    if expected.type == "time" and "time" in reading and start is not None:
        hour, minute, *_ = map(int, reading["time"].split(":"))
        is_half_open = not re.search(r"[^\W\d_]", expected.timex.replace("T", "", 1))
        return start.minute == minute and (start.hour == hour % 24 or (is_half_open and start.hour % 12 == hour % 12))
    if expected.type == "datetime" and "dateTime" in reading and start is not None:
        wanted = _moment(reading["dateTime"])
        return start.replace(tzinfo=UTC, second=0, microsecond=0) == wanted.replace(second=0)
    keys = {"timerange": ("startTime", "endTime"), "datetimerange": ("startDateTime", "endDateTime")}.get(expected.type)
    if keys is None or start is None or end is None or not all(reading.get(key) for key in keys):
        return not reading
    if expected.type == "timerange":
        bounds = [int(h) % 24 * 60 + int(m) for h, m, *_ in (reading[key].split(":") for key in keys)]
        ours = [start.hour * 60 + start.minute, end.hour * 60 + end.minute]
        if _PARTS.search(expected.timex):
            return ours[0] < (bounds[1] or 1440) and bounds[0] < (ours[1] or 1440)
        return ours == bounds
    wanted_start, wanted_end = (_moment(reading[key]) for key in keys)
    start, end = start.replace(tzinfo=UTC), end.replace(tzinfo=UTC)
    if _PARTS.search(expected.timex):
        return start < wanted_end and wanted_start < end and start.date() in {wanted_start.date(), wanted_end.date()}
    return (start, end) == (wanted_start, wanted_end)


def _seconds(low: Decimal | None, unit: str | None) -> Decimal | None:
    return None if low is None or unit not in _UNITS else low * _UNITS[unit]


def is_right(case: Case) -> tuple[bool, str]:
    """Whether everything that a case lists is found; what was found instead."""
    text = case["Input"]
    reference = (case.get("Context") or {}).get("ReferenceDateTime")
    anchor = datetime.fromisoformat(reference).replace(tzinfo=UTC) if reference else NO_CLOCK
    times = find_times(text, anchor)
    shown = " ; ".join(f"{text[slice(*t.span)]} [{_show(t.start)} {_show(t.end)} {t.rule}]" for t in times)
    expected = list(read_expected(case))
    if not expected:
        return not times, shown
    quantities = find_quantities(text) if any(result.type == "duration" for result in expected) else []
    shown += "".join(f" ; {text[slice(*q.span)]} [{q.low} {q.unit}]" for q in quantities)
    left: list[TimeWindow] = list(times)
    for result in expected:
        if result.type == "duration":
            wanted = {Decimal(r["duration"]) for r in result.readings if "duration" in r}
            if not any(
                is_same_span(text, q.span, result.span)
                and q.unit in _UNITS
                and (not wanted or _seconds(q.low, q.unit) in wanted)
                for q in quantities
            ):
                return False, shown
            continue
        found = next((w for w in left if is_same_span(text, w.span, result.span) and is_window_right(w, result)), None)
        if found is None:
            return False, shown
        left.remove(found)
    return True, shown


def _show(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%dT%H:%M}" if moment else "-"


def read_cases(folder: Path) -> Iterator[tuple[str, int, Case]]:
    """(file, index, case) of every file of the suite."""
    for path in sorted(folder.glob("Specs/DateTime/Arabic/*.json")):
        for index, case in enumerate(json.loads(path.read_text(encoding="utf-8-sig"))):
            yield path.stem, index, case


def score(folder: Path, *, rejected: Mapping[tuple[str, int], str] | None = None) -> Score:
    """Right cases of those accepted."""
    refused = read_rejected() if rejected is None else rejected
    result = Score(digest=_digest(sorted(folder.glob("Specs/DateTime/Arabic/*.json"))))
    for name, index, case in read_cases(folder):
        counts = result.by_file.setdefault(name, Counter())
        if (name, index) in refused:
            result.rejected += 1
            counts["rejected"] += 1
            continue
        result.accepted += 1
        counts["accepted"] += 1
        right, shown = is_right(case)
        result.right += right
        counts["right"] += right
        if not right:
            wanted = " ; ".join(
                f"{case['Input'][slice(*e.span)]} {e.type} {[dict(r) for r in e.readings]}" for e in read_expected(case)
            )
            result.misses.append(f"{name} {index}: {case['Input']} | wanted {wanted} | {shown}")
    return result


def _digest(paths: Sequence[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def main() -> None:
    """Print the score by file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="the suite: the folder that holds Specs")
    parser.add_argument("--misses", action="store_true", help="list what was wrong")
    parser.add_argument("--all", action="store_true", help="the rejected cases count too")
    args = parser.parse_args()
    result = score(args.folder, rejected={} if args.all else None)
    for name, counts in sorted(result.by_file.items()):
        print(f"{name:24} {counts['right']:5} of {counts['accepted']:5} accepted, {counts['rejected']:4} rejected")
    share = 100 * result.right / max(1, result.accepted)
    print(f"{'all':24} {result.right:5} of {result.accepted:5} accepted, {result.rejected:4} rejected: {share:.1f}%")
    for line in result.misses if args.misses else ():
        print(f"  miss {line}")


if __name__ == "__main__":
    main()
