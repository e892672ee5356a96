"""How many accounts a campaign needs to reach the ten most used tags of a real day, by posts, accounts and voices.

    python bench/attack_cost.py [--json FILE]    # real days of ../shared/data/posts; where absent, an invented world

A campaign plants a tag of its own in a day of real posts. Tags are ranked by what stands behind them in those 24 hours:
posts, distinct accounts, or independent voices (V2, by the merges known when each was posted). For each kind of
campaign the smallest number of accounts is sought with which its tag stands among the first ten, up to 20 times what
the ranking by accounts asks for: a campaign that has not arrived there is counted with that number, "over" marks it.

The same for the ranking that `tawatur trends` prints: by S*, the highest of those 24 hours, once with the accounts and
once with the voices of every window; and for a ranking by the lower bound of the voices (V3).

Campaigns are invented: their texts are made of invented words, each account posts three times within three hours. A
network that is "reused" ran six campaigns in the 19 days before, in the same manner and under other tags; a "fresh" one
was never seen. Two overall ratios, those that win among them: accounts of all campaigns together, by voices and by
accounts; and the geometric mean of the kinds' ratios, which the limit of 20 holds down most.

What is lost of what is genuine is told beside it: known events (known_events.tsv) whose day is ranked, and tags among
the first ten by accounts that are not among the first twenty by voices.
"""

from __future__ import annotations

import argparse
import json
import math
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count as number_from
from pathlib import Path
from time import process_time

import numpy as np

from tawatur import demo
from tawatur.hashtags import extract, fold
from tawatur.pipeline.episodes import THRESHOLD
from tawatur.pipeline.tagged import MAX_VOICED_TAGS
from tawatur.posts import Post, PostId, Reference
from tawatur.sources import find_source
from tawatur.sources.base import Received
from tawatur.sources.files import InputFile
from tawatur.trends.statistic import MIN_DAY, MIN_HOUR, WINDOW_HOURS, measure_strengths
from tawatur.trends.windows import count_distinct, sort_events
from tawatur.voices import Step, VoiceMerger, count_voices, time_order

SHARED = Path(__file__).parent / "../../shared/data/posts"
DAYS = (  # the busiest day of a known event each; tags of the event itself
    ("Jordan floods", "idrisi_ar", datetime(2018, 11, 10, 12, tzinfo=UTC), ("سيول_الأردن",)),
    ("Kuwait floods", "idrisi_ar", datetime(2018, 11, 11, 0, tzinfo=UTC), ("أمطار_الكويت",)),
    ("Hafr al-Batin flood", "idrisi_ar", datetime(2019, 10, 28, 12, tzinfo=UTC), ("حفر_الباطن", "حفرالباطن_الان")),
    ("Hurricane Sandy", "image_verification", datetime(2012, 10, 30, 12, tzinfo=UTC), ("sandy", "hurricanesandy")),
    ("Nepal earthquake", "image_verification", datetime(2015, 4, 26, 8, tzinfo=UTC), ("nepalearthquake",)),
)
DAY, MEMORY = timedelta(days=1), timedelta(days=28)
BUCKET, BUCKETS, DAYS_KEPT = timedelta(minutes=15), 96, 28
STRENGTHS = ("S* of accounts", "S* of voices")
LOW = "lower bound"
RANKINGS = {"by voices": ("accounts", "voices"), "by S*": STRENGTHS, "by the lower bound": ("accounts", LOW)}
COLUMNS = tuple(dict.fromkeys(each for pair in RANKINGS.values() for each in pair))
FIRST, LOST = 10, 20
CAP = 20
FAR = 200  # accounts with which any campaign stands among the first ten by posts and by accounts
POSTS_EACH = 3
EARLIER = 6  # campaigns of a reused network
PLANTED = "حملة_مزروعة"
LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
NOISE = ["\N{ARABIC FATHA}", "\N{ARABIC SHADDA}", "\N{ARABIC TATWEEL}", "\N{ZERO WIDTH NON-JOINER}", "\N{FIRE}"]
SPELLINGS = {"ا": "أإآا", "ه": "هة", "ي": "يى", "ك": "كک"}


@dataclass(frozen=True, slots=True)
class World:
    """Real posts up to the end of a day, and how its tags rank by each measure.

    Attributes:
        first: its first post, 28 days before the end at most; posts: of its last 24 hours.
        counts: of each measure, tag -> number; S* of tags that five accounts or more used that day.
        lost: tags of the first ten by accounts that are not among the first twenty by voices; lost_by_bound: those of
            the first ten by voices that are not among the first twenty by their lower bound.
    """

    name: str
    end: datetime
    first: Post
    posts: int
    counts: dict[str, Mapping[str, float]]
    lost: tuple[str, ...]
    lost_by_bound: tuple[str, ...]
    events: dict[str, bool]

    def needed(self, measure: str) -> float:
        """What a tag must have at least to stand among the first ten, and to be looked at in a day."""
        others = sorted(self.counts[measure].values(), reverse=True)
        if measure in STRENGTHS:
            return max(THRESHOLD, others[FIRST - 1] + 0.01 if len(others) >= FIRST else 0)
        return max(MIN_DAY, others[FIRST - 1] + 1 if len(others) >= FIRST else 0)


Use = tuple[datetime, object]
"""When, and by whom."""

Write = Callable[[random.Random, int, int], dict[str, object]]
"""Chance, the account, the number of the campaign -> what the post holds."""


@dataclass(frozen=True, slots=True)
class Attack:
    """A kind of campaign: what its accounts write, when, and whether they did so before."""

    name: str
    write: Write
    is_burst: bool = False
    is_reused: bool = False
    accounts_post: int = POSTS_EACH


# Texts


def make_words(seed: int, number: int) -> list[str]:
    """Invented words, the same for the same seed."""
    chance = random.Random(seed)
    return ["".join(chance.choices(LETTERS, k=chance.randint(3, 7))) for _ in range(number)]


LEXICON = make_words(1, 20_000)
TOPIC = make_words(2, 400)  # what people who speak of one thing draw from
WEIGHTS = [1 / (rank + 5) for rank in range(len(TOPIC))]


def sentence(campaign: int, variant: int = 0) -> str:
    """The text that a campaign spreads."""
    return " ".join(random.Random(f"{campaign} {variant}").choices(TOPIC, WEIGHTS, k=16))


def own_words(chance: random.Random) -> str:
    """What somebody writes who speaks of the thing in his own words."""
    return " ".join([*chance.choices(TOPIC, WEIGHTS, k=chance.randint(6, 14)), *chance.choices(LEXICON, k=3)])


def copy(_chance: random.Random, _account: int, campaign: int) -> dict[str, object]:
    """The same text."""
    return {"text": sentence(campaign)}


def copy_with_noise(chance: random.Random, _account: int, campaign: int) -> dict[str, object]:
    """The same text in other spellings, with other links."""
    text = "".join(
        chance.choice(SPELLINGS.get(letter, letter)) + (chance.choice(NOISE) if chance.random() < 0.25 else "")
        for letter in sentence(campaign)
    )
    return {"text": f"{chance.choice(['', '@x ', '🚨 '])}{text} https://t.co/{chance.randrange(10**9):010}"}


def copy_one_of_twenty(chance: random.Random, _account: int, campaign: int) -> dict[str, object]:
    """One of twenty texts."""
    return {"text": sentence(campaign, chance.randrange(20))}


def copy_and_add_a_word(chance: random.Random, _account: int, campaign: int) -> dict[str, object]:
    """The same text, or one word that nobody else writes."""
    return {"text": chance.choice([sentence(campaign), chance.choice(LEXICON)])}


def repost(_chance: random.Random, _account: int, campaign: int) -> dict[str, object]:
    """A repost, as the platform marks it, of a post that is not there."""
    return {"text": sentence(campaign), "repost_of": Reference(post_id=PostId(f"absent {campaign}"))}


def repost_absent_authors(chance: random.Random, _account: int, campaign: int) -> dict[str, object]:
    """A written repost of somebody who does not exist."""
    return {"text": f"RT @nobody{chance.randrange(10**6)}: {sentence(campaign, chance.randrange(50))}"}


def share_a_link(chance: random.Random, _account: int, campaign: int) -> dict[str, object]:
    """Own words around one link."""
    return {"text": own_words(chance), "urls": (f"https://example.org/{campaign}/story",)}


def paraphrase(chance: random.Random, _account: int, campaign: int) -> dict[str, object]:
    """A template: half of its words are drawn from six alternatives each, and its halves change places."""
    words = sentence(campaign).split()
    for place in range(0, len(words), 2):
        words[place] = random.Random(f"{campaign} {place} {chance.randrange(6)}").choice(LEXICON)
    return {"text": " ".join(words[8:] + words[:8] if chance.random() < 0.5 else words)}


def word_salad(chance: random.Random, _account: int, _campaign: int) -> dict[str, object]:
    """Words drawn from a lexicon."""
    return {"text": " ".join(chance.choices(LEXICON, k=chance.randint(4, 9)))}


def own(chance: random.Random, _account: int, _campaign: int) -> dict[str, object]:
    """Own words."""
    return {"text": own_words(chance)}


def hijack(chance: random.Random, _account: int, campaign: int) -> dict[str, object]:
    """Own words behind nine tags that trend."""
    return {**own(chance, 0, campaign), "tags": tuple(f"رائج_{number}" for number in range(9))}


ATTACKS = (
    Attack("one text pasted", copy),
    Attack("one text, spelling noise, other links", copy_with_noise),
    Attack("twenty texts pasted", copy_one_of_twenty),
    Attack("pasted text and one-word posts", copy_and_add_a_word),
    Attack("one post reposted", repost),
    Attack("reposts of authors that do not exist", repost_absent_authors),
    Attack("own words around one link", share_a_link),
    Attack("tag as the tenth of a list", hijack),
    Attack("template paraphrase, in bursts, reused", paraphrase, is_burst=True, is_reused=True),
    Attack("word salad, in bursts, reused", word_salad, is_burst=True, is_reused=True),
    Attack("own words, in bursts, reused", own, is_burst=True, is_reused=True),
    Attack("template paraphrase, jittered, reused", paraphrase, is_reused=True),
    Attack("template paraphrase, in bursts, fresh", paraphrase, is_burst=True),
    Attack("word salad, in bursts, fresh", word_salad, is_burst=True),
    Attack("bought accounts with own words", own, accounts_post=1),
)


def plant(attack: Attack, accounts: int, end: datetime, seed: int) -> list[Post]:
    """The posts of a campaign in the last hours before `end`, and of the earlier ones of a reused network."""
    chance = random.Random(f"{seed} {attack.name} {accounts}")
    ids = number_from()
    posts = []
    earlier = (
        [end - timedelta(days=3 * number + 1, hours=number) for number in range(EARLIER)] if attack.is_reused else []
    )
    for campaign, close in enumerate([*sorted(earlier), end]):
        tag = PLANTED if close == end else f"سابقة_{campaign}"
        bursts = [close - timedelta(minutes=chance.uniform(10, 170)) for _ in range(attack.accounts_post)]
        for account in range(accounts):
            for burst in bursts:
                at = burst + timedelta(seconds=chance.uniform(0, 40))
                if not attack.is_burst:
                    at = close - timedelta(minutes=chance.uniform(0, 180))
                held = attack.write(chance, account, campaign)
                tags = (*held.pop("tags", ()), tag, f"{tag}_الآن")  # type: ignore[misc]
                post_id = PostId(f"planted {next(ids)}")
                posts.append(
                    Post(
                        platform="x", post_id=post_id, account_id=f"planted {account}", posted_at=at, tags=tags, **held
                    )
                )  # type: ignore[arg-type]
    return posts


# Ranking


def tags_of(post: Post) -> list[str]:
    """The folded tags of a post; of one with too many the first: what the product lets add a voice."""
    found = list(dict.fromkeys(filter(None, map(fold, post.tags or (tag.text for tag in extract(post.text))))))
    return found if len(found) <= MAX_VOICED_TAGS else found[:1]


def all_tags_of(post: Post) -> set[str]:
    """Every folded tag of a post: what a ranking of posts or accounts counts."""
    return {key for tag in post.tags or [tag.text for tag in extract(post.text)] if (key := fold(tag))}


def rank(posts: Iterable[Post], since: datetime, *, tag: str | None = None) -> dict[str, dict[str, float]]:
    """Of each measure the number behind each tag (or one), in the 24 hours from `since`; earlier ones are history."""
    ordered = sorted(posts, key=time_order)
    seen: dict[str, dict[str, set[object]]] = {name: defaultdict(set) for name in ("posts", "accounts", "voices")}
    uses: dict[str, dict[str, list[Use]]] = {name: defaultdict(list) for name in STRENGTHS}
    behind: dict[str, list[Post]] = defaultdict(list)
    steps: list[Step] = []
    for post, placement in zip(ordered, VoiceMerger().add_all(ordered), strict=True):
        steps += placement.steps
        if post.posted_at is None:
            continue
        counted = set(tags_of(post)) if placement.counts else set()
        for key in all_tags_of(post):
            uses[STRENGTHS[0]][key].append((post.posted_at, post.author))
            if key in counted:
                uses[STRENGTHS[1]][key].append((post.posted_at, placement.voice))
            if post.posted_at >= since:
                seen["posts"][key].add(post.post_id)
                seen["accounts"][key].add(post.author)
                if key in counted:
                    seen["voices"][key].add(placement.voice)
                if key in tags_of(post):
                    behind[key].append(post)
    found: dict[str, dict[str, float]] = {
        name: {key: len(members) for key, members in of.items()} for name, of in seen.items()
    }
    wanted = [key for key, number in found["accounts"].items() if number >= MIN_HOUR] if tag is None else [tag]
    for name, of in uses.items():
        found[name] = dict(zip(wanted, strengths([of[key] for key in wanted], since + DAY), strict=True))
    low = behind if tag is None else [tag]
    found[LOW] = {key: count_voices(behind[key], steps=steps).low for key in low}
    return found


def strengths(uses: Sequence[Sequence[Use]], end: datetime) -> list[float]:
    """The highest S* of each tag in the 24 hours before a moment, from who used it when in the 28 days before."""
    size = DAYS_KEPT * BUCKETS
    first = end - DAYS_KEPT * DAY
    places = [(row, (at - first) // BUCKET, who) for row, of in enumerate(uses) for at, who in of if at >= first]
    numbers: dict[object, int] = {}
    events = sort_events(
        np.array([row for row, _, _ in places], np.int64),
        np.array([numbers.setdefault(who, len(numbers)) for _, _, who in places], np.int64),
        np.array([bucket for _, bucket, _ in places], np.int64),
    )
    windows = np.stack(
        [
            count_distinct(events, np.arange(len(uses)), length=max(1, round(hours * BUCKETS / 24)), first=0, size=size)
            for hours in WINDOW_HOURS
        ],
        axis=1,
    )
    found, _ = measure_strengths(windows[:, 0], day=BUCKETS, windows=windows)
    highest = np.zeros(len(uses))
    is_last = found.bucket >= size - BUCKETS
    np.maximum.at(highest, found.tag[is_last], found.normalised[is_last])
    return [float(each) for each in highest]


def make_world(name: str, posts: Sequence[Post], end: datetime, events: Sequence[str]) -> World:
    """A day that ends at a moment, ranked with the 28 days before it."""
    past = [post for post in posts if post.posted_at and end - MEMORY <= post.posted_at < end and post.author]
    counts = rank(past, end - DAY)
    ranked = {measure: sorted(of, key=lambda tag: -of[tag]) for measure, of in counts.items()}
    by_accounts, by_voices = ranked["accounts"][:FIRST], ranked["voices"][:LOST]
    return World(
        name=name,
        end=end,
        first=min(past, key=time_order),
        posts=sum(post.posted_at is not None and post.posted_at >= end - DAY for post in past),
        counts=counts,
        lost=tuple(tag for tag in by_accounts if tag not in by_voices),
        lost_by_bound=tuple(tag for tag in by_voices[:FIRST] if tag not in ranked[LOW][:LOST]),
        events={tag: all(fold(tag) in ranked[of][:FIRST] for _, of in RANKINGS.values()) for tag in events},
    )


def measured(world: World, attack: Attack) -> Callable[[int], dict[str, float]]:
    """Of each measure the number behind the tag of a campaign of so many accounts; each worked out once."""

    @cache
    def of(accounts: int) -> dict[str, float]:
        planted = plant(attack, accounts, world.end, seed=7)
        found = rank([world.first, *planted], world.end - DAY, tag=fold(PLANTED))
        return {measure: numbers.get(fold(PLANTED), 0) for measure, numbers in found.items()}

    return of


def accounts_needed(world: World, campaign: Callable[[int], dict[str, float]], measure: str, cap: int) -> int | None:
    """The smallest number of accounts with which a campaign stands among the first ten; None when `cap` do not."""
    needed = world.needed(measure)

    def arrives(accounts: int) -> bool:
        return campaign(accounts)[measure] >= needed

    if not arrives(cap):
        return None
    low, high = 0, 1
    while not arrives(high):
        low, high = high, min(cap, 2 * high)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if arrives(middle) else (middle, high)
    return high


def load_worlds() -> list[World]:
    """The real days, or one of the invented world of `tawatur demo`."""
    if not SHARED.is_dir():
        posts = [replace(post, tags=()) for post in demo.generate_posts(1)]
        end = demo.STORY_START + timedelta(days=3)
        return [make_world("invented (demo)", posts, end, [demo.CITIES[-1].name])]
    read: dict[str, list[Post]] = {}
    worlds = []
    for name, file, end, events in DAYS:
        if file not in read:
            source = find_source("posts")
            with InputFile(SHARED / f"{file}.jsonl.gz") as held:
                records = [each for each in held.records(source) if isinstance(each, Received)]
            read[file] = [post for each in records for post in source.parse(each) if isinstance(post, Post)]
        worlds.append(make_world(name, read[file], end, events))
    return worlds


def measure() -> dict[str, object]:
    """What each kind of campaign costs by each ranking, over all days; and what is lost of what is genuine."""
    worlds = load_worlds()
    rows = []
    ratios: dict[str, list[float]] = defaultdict(list)  # of each ranking, kind by kind
    total: dict[str, list[int]] = defaultdict(list)
    for attack in ATTACKS:
        costs: dict[str, list[int]] = defaultdict(list)
        over: Counter[str] = Counter()
        for world in worlds:
            campaign = measured(world, attack)
            for alone in ("posts", *dict.fromkeys(pair[0] for pair in RANKINGS.values())):
                costs[alone].append(accounts_needed(world, campaign, alone, FAR) or FAR)
            for accounts, voices in RANKINGS.values():
                cap = CAP * costs[accounts][-1]
                found = accounts_needed(world, campaign, voices, cap)
                over[voices] += found is None
                costs[voices].append(cap if found is None else found)
        for name, (accounts, voices) in RANKINGS.items():
            ratios[name].append(geometric_mean([b / a for a, b in zip(costs[accounts], costs[voices], strict=True)]))
        for name, each in costs.items():
            total[name] += each
        rows.append(
            {
                "attack": attack.name,
                **costs,
                "over": over,
                "ratio": {name: round(of[-1], 2) for name, of in ratios.items()},
            }
        )
    events = {f"{world.name}: {tag}": found for world in worlds for tag, found in world.events.items()}
    return {
        "days": [
            {
                "name": world.name,
                "posts": world.posts,
                "needed": {name: world.needed(name) for name in world.counts},
                "lost": list(world.lost),
                "lost_by_bound": list(world.lost_by_bound),
            }
            for world in worlds
        ],
        "attacks": rows,
        "ratio_of_all_accounts": {
            name: round(sum(total[voices]) / sum(total[accounts]), 2) for name, (accounts, voices) in RANKINGS.items()
        },
        "geometric_mean_ratio": {name: round(geometric_mean(of), 2) for name, of in ratios.items()},
        "kinds_that_win": {name: sum(ratio < 1.5 for ratio in of) for name, of in ratios.items()},
        "events_lost": [name for name, found in events.items() if not found],
        "events": len(events),
        "tags_lost": sum(len(world.lost) for world in worlds),
        "tags": FIRST * len(worlds),
    }


def geometric_mean(values: Sequence[float]) -> float:
    """The geometric mean of positive numbers."""
    return math.exp(sum(map(math.log, values)) / len(values))


def main() -> None:
    """Print the table and the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", type=Path, help="write the figures to this file, too")
    args = parser.parse_args()
    started = process_time()
    found = measure()
    days = found["days"]
    days = ", ".join(day["name"] for day in found["days"])  # type: ignore[attr-defined, index, union-attr]
    print(f"accounts needed with each ranking, {' / '.join(('posts', *COLUMNS))}; days: {days}")
    for row in found["attacks"]:  # type: ignore[attr-defined]
        columns = (row[name] for name in ("posts", *COLUMNS))
        cells = "  ".join("/".join(map(str, each)) for each in zip(*columns, strict=True))
        told = "  ".join(f"x{ratio} {name}" for name, ratio in row["ratio"].items())
        print(f"{row['attack']:42} {cells}  {told}  over: {dict(row['over'])}")
    print(json.dumps({key: value for key, value in found.items() if key != "attacks"}, ensure_ascii=False))
    print(f"{process_time() - started:.0f} s of processor time")
    if args.json:
        args.json.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
