"""Invented posts for tests of trends: the same for the same seed. No sentence, account or event is real."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tawatur.pipeline import import_files, open_store

NOON = datetime(2024, 3, 4, 12, tzinfo=UTC)  # a Monday
WORDS = (
    "قال شاهد إن الطريق القديم مغلق منذ الصباح وإن الماء وصل إلى باب المدرسة ثم عاد الهدوء إلى السوق بعد ساعة "
    "وأضاف آخر أن الجسر الصغير صامد وأن فرق البلدية تنقل الرمل والحجارة إلى ضفة النهر منذ الليلة الماضية"
).split()
QUIET_TAGS = [f"حديث_{word}" for word in ("الصباح", "المساء", "القهوة", "الكتب", "السفر", "الخبز", "البحر", "الجبل")]

Line = dict[str, Any]


class World:
    """Makes posts; every call of its chance is in order, so that the same program gives the same posts."""

    def __init__(self, seed: int = 1) -> None:
        self.chance = random.Random(seed)
        self.lines: list[Line] = []

    def post(
        self, moment: datetime, tags: Sequence[str], *, author: str | None = None, text: str | None = None
    ) -> Line:
        """One post with tags in its text; text: instead of words by chance."""
        words = text if text is not None else " ".join(self.chance.choices(WORDS, k=self.chance.randint(8, 16)))
        line: Line = {
            "id": str(1_700_000_000_000_000_000 + len(self.lines) * 1_000_003),
            "created_at": moment.isoformat().replace("+00:00", "Z"),
            "author_id": author or f"u{self.chance.randrange(10**9)}",
            "text": " ".join([words, *(f"#{tag}" for tag in tags)]),
        }
        self.lines.append(line)
        return line

    def background(self, start: datetime, days: float, *, an_hour: float, tags: Sequence[str] = QUIET_TAGS) -> None:
        """Posts spread evenly, each with one of some tags."""
        for _ in range(round(days * 24 * an_hour)):
            moment = start + timedelta(seconds=self.chance.random() * days * 86_400)
            self.post(moment, [self.chance.choice(tags)])

    def burst(self, start: datetime, hours: float, count: int, tags: Sequence[Sequence[str]]) -> None:
        """Posts of as many people about one thing, each with one of some sets of tags."""
        for _ in range(count):
            moment = start + timedelta(seconds=self.chance.random() * hours * 3_600)
            self.post(moment, self.chance.choice(tags))


def write_lines(path: Path, lines: Iterable[Line]) -> Path:
    """A file of our own JSON Lines; in ASCII, so that even half a surrogate can stand in it."""
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


def make_store(folder: Path, lines: Sequence[Line], *, files: int = 1, seed: int | None = None) -> Path:
    """A data folder with these posts, from one file or several; with a seed in another order."""
    folder.mkdir(parents=True, exist_ok=True)
    ordered = list(lines)
    if seed is not None:
        random.Random(seed).shuffle(ordered)
    paths = [write_lines(folder / f"part{number}.jsonl", ordered[number::files]) for number in range(files)]
    store, _ = open_store(folder / "data")
    with store:
        summary = import_files([path for path in paths if path.stat().st_size], store)
    assert not summary.rejected, summary.rejected
    return folder / "data"
