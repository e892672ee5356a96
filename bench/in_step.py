"""How many alerts are left with fewer than five voices when accounts in step are counted as one.

    python bench/in_step.py [FILE.parquet]    # ../shared/data/coordination: German election 2021, CooRTweet's sample

Every tag, link and picture that was shared is a row of the statistic, distinct accounts in 15 minutes its counts. Of
each alert the posts of the last hour are looked at (of the last 6 or 24 hours where that is under five accounts), and
counted anew as voices, by the steps known when it was raised. There is no text, and the links are what is counted: so
co-timing works alone here.

- synchronised: half of the posts stand within a minute of their neighbour, and five accounts do so in one run: the
  rule of V3's floods.
- genuine: less than a third of the posts stand within a minute of their neighbour.
- between: the rest, told apart because it is neither.
"""

from __future__ import annotations

import json
import sys
from bisect import bisect_left
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from time import process_time

import duckdb
import numpy as np

from tawatur.groups import Groups
from tawatur.trends import find_alerts
from tawatur.voices.timing import TAU, CoTiming

DATA = Path(__file__).parent / "../../shared/data/coordination/german_elections_2021_08_15_to_09_12.parquet"
BUCKET, HOURS = 900, (1, 6, 24)
FEW = 5
QUERY = """
    SELECT account_id, post_id, min(timestamp)::bigint AS seconds, min(url_id), min(hashtag_id), min(phash_id)
    FROM read_parquet(?) GROUP BY 1, 2 ORDER BY seconds, post_id
"""
Shared = tuple[int, int, int, list[str]]  # seconds, account, post, things


@dataclass(frozen=True, slots=True)
class Alert:
    """When an alert was raised, whose posts stand behind it, and how they look together."""

    end: int
    accounts: frozenset[int]
    kind: str


def read_posts(path: Path) -> list[Shared]:
    """The posts in order of time, accounts as numbers."""
    accounts: dict[str, int] = {}
    posts = []
    for account, post, at, *things in duckdb.connect().execute(QUERY, [str(path)]).fetchall():
        named = [f"{kind} {thing}" for kind, thing in zip(("link", "tag", "picture"), things, strict=True) if thing]
        posts.append((at, accounts.setdefault(account, len(accounts)), post, named))
    return posts


def raise_alerts(posts: list[Shared]) -> list[Alert]:
    """The alerts of every thing by its accounts, in order of time."""
    of_thing: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for at, account, _, things in posts:
        for thing in things:
            of_thing[thing].append((at, account))
    first = posts[0][0] // 86_400 * 86_400
    size = (posts[-1][0] - first) // BUCKET + 1
    rows = [uses for uses in of_thing.values() if len(uses) >= FEW]
    counts = np.zeros((len(rows), size), np.int64)
    for row, uses in enumerate(rows):
        for bucket, _ in {((at - first) // BUCKET, account) for at, account in uses}:
            counts[row, bucket] += 1
    alerts = []
    for alert in find_alerts(counts):
        end = first + (alert.bucket + 1) * BUCKET
        uses = rows[alert.tag]
        for hours in HOURS:
            behind = uses[bisect_left(uses, (end - hours * 3600,)) : bisect_left(uses, (end,))]
            accounts = frozenset(account for _, account in behind)
            if len(accounts) >= FEW:
                alerts.append(Alert(end, accounts, classify(behind)))
                break
    return sorted(alerts, key=lambda alert: alert.end)


def classify(uses: list[tuple[int, int]]) -> str:
    """Whether posts look synchronised, genuine, or between."""
    runs: list[list[int]] = [[]]
    last = uses[0][0]
    for at, account in uses:
        if at - last > TAU:
            runs.append([])
        runs[-1].append(account)
        last = at
    chained = sum(len(run) for run in runs if len(run) > 1) / len(uses)
    if chained >= 1 / 2 and max(len(set(run)) for run in runs) >= FEW:
        return "synchronised"
    return "genuine" if chained < 1 / 3 else "between"


def measure(path: Path = DATA) -> dict[str, object]:
    """Alerts of each kind, how many of them fall under five voices, and the seconds it took to find who is in step."""
    posts = read_posts(path)
    alerts = raise_alerts(posts)
    groups, timing = Groups[int](), CoTiming()
    started = process_time()
    steps = [
        (at, step.one, step.other)
        for at, account, post, things in posts
        for step in timing.add(account, things, at, str(post))
    ]
    seconds = process_time() - started
    alone = iter([*steps, None])
    step = next(alone)
    number, few = Counter[str](), Counter[str]()
    for alert in alerts:
        while step is not None and step[0] < alert.end:
            groups.join(*step[1:])
            step = next(alone)
        number[alert.kind] += 1
        few[alert.kind] += len({groups.find(account) for account in alert.accounts}) < FEW
    return {
        "posts": len(posts),
        "accounts_in_step": len({account for _, *both in steps for account in both}),
        "posts_per_second": round(len(posts) / seconds),
        **{
            kind: {"alerts": number[kind], "under_five": few[kind], "share": round(few[kind] / number[kind], 3)}
            for kind in ("synchronised", "between", "genuine")
        },
    }


if __name__ == "__main__":
    print(json.dumps(measure(*map(Path, sys.argv[1:2])), indent=1))
