"""Invented posts for benches and tests, in tawatur's own JSON Lines: the same for the same count and seed.

    python bench/generate.py 1000000 > posts.jsonl                 # about 10 seconds, 0.5 kB a post
    python bench/generate.py 10000000 --seed 2 -o posts.jsonl
    python bench/generate.py 100000 --plan                         # the stories and campaigns in them, as JSON

No word, account or event is real: words are strung together from letters. The posts come as from a stream, in order of
time, over `--days` days with the rhythm of day and week, and hold what makes counting hard: tags by Zipf's law (half of
the posts have none), each in the spellings that people use (hamza, teh marbuta, vowels, tatweel, capitals), in Arabic
and Latin letters; stories that rise and fall; reposts and copied texts; campaigns, where a few accounts post one text
with one tag within half an hour; posts that list many tags. Memory does not grow with the count.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

START = datetime(2024, 3, 4, tzinfo=UTC)  # a Monday
SEED = 20240304
DAYS = 28
X_EPOCH_MS = 1_288_834_974_657  # from which X's ids count milliseconds
SLOT_SECONDS = 900
ARABIC = "ابتثجحخدذرزسشصضطظعغفقكلمنهويأا"
LATIN = "abcdefghijklmnoprstuvwyz"
TEH_MARBUTA = "\N{ARABIC LETTER TEH MARBUTA}"
VOWELS = "\N{ARABIC FATHA}\N{ARABIC DAMMA}\N{ARABIC KASRA}\N{ARABIC SHADDA}"
PHRASES, TAGS = 60_000, 200_000  # phrases of three words each; tags that there are to choose from
ARABIC_SHARE = 0.7
SPELLINGS = 4  # of each tag, the usual one first
USUAL = 0.85  # of the uses of a tag are in its usual spelling
TAGS_OF_A_POST = (0.5, 0.3, 0.12, 0.055, 0.015, 0.0, 0.01)  # share of posts with 0, 1, 2 … tags
REPOSTED, COPIED = 0.25, 0.01  # shares of posts; what is reposted or copied was posted a short while ago
LONGEST = 9  # phrases of a post
REMEMBERED = 4_096  # posts that may be reposted or copied
MOST_AT_ONCE = 20_000  # posts
STORY_SHARE = 0.04  # of all posts
CAMPAIGN_SHARE = 0.005

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A tag that rises at `began` and falls off with `hours` (the mean of an exponential)."""

    tag: str
    began: datetime
    hours: float
    posts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """Some accounts that post one text with one tag within half an hour from `began`."""

    tag: str
    began: datetime
    accounts: int
    posts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is in the posts, known before they are written.

    Attributes:
        slots: int64, (slots, 1 + stories + campaigns): posts of each quarter of an hour from START, those of no story
            first.
    """

    count: int
    seed: int
    days: int
    stories: tuple[Story, ...]
    campaigns: tuple[Campaign, ...]
    slots: Numbers


def _draw_words(chance: np.random.Generator, letters: str, count: int) -> list[str]:
    lengths = chance.integers(3, 9, count).tolist()
    drawn = "".join(letters[at] for at in chance.integers(0, len(letters), sum(lengths)).tolist())
    words, begin = [], 0
    for length in lengths:
        word = drawn[begin : begin + length]
        words.append(word + TEH_MARBUTA if letters is ARABIC and length == 5 else word)
        begin += length
    return words


class _Words:
    """Words, phrases and tags strung together by chance."""

    def __init__(self, chance: np.random.Generator) -> None:
        arabic, latin = _draw_words(chance, ARABIC, 12_000), _draw_words(chance, LATIN, 6_000)
        self.arabic, self.latin = self._phrases(chance, arabic), self._phrases(chance, latin)
        self.handles = _draw_words(chance, LATIN, 4_096)
        self.arabic_tags = round(TAGS * ARABIC_SHARE)
        stems = _draw_words(chance, ARABIC, self.arabic_tags) + _draw_words(chance, LATIN, TAGS - self.arabic_tags)
        order = chance.permutation(TAGS)
        self.is_arabic = (order < self.arabic_tags).tolist()
        # Numbered where two came out alike, so that each is a tag of its own.
        seen: dict[str, int] = {}
        tags = []
        for at in order.tolist():
            stem = stems[at]
            number = seen[stem] = seen.get(stem, 0) + 1
            tags.append(stem if number == 1 else f"{stem}_{number}")
        self.tags = [spelling for tag in tags for spelling in spell(tag)]

    @staticmethod
    def _phrases(chance: np.random.Generator, words: list[str]) -> list[str]:
        drawn = _zipf(chance.random((PHRASES, 3)), _weights(len(words), shift=5)).tolist()
        return [f"{words[a]} {words[b]} {words[c]}" for a, b, c in drawn]


def spell(tag: str) -> tuple[str, ...]:
    """A tag as people write it, the usual way first: all of these fold to one tag."""
    if tag[0].isascii():
        return tag, tag.capitalize(), tag.upper(), tag
    bare = tag.translate(str.maketrans("أإآ", "ااا"))
    return tag, bare, tag[:2] + VOWELS[len(tag) % 4] + tag[2:], f"{tag[:1]}\N{ARABIC TATWEEL}{tag[1:]}"


def make_plan(count: int, *, seed: int = SEED, days: int = DAYS) -> Plan:
    """How many posts each story, each campaign and all the rest have in each quarter of an hour; `count` in all."""
    chance = np.random.default_rng([seed, 1])
    slots = days * 86_400 // SLOT_SECONDS
    stories, campaigns = _draw_stories(chance, count, days), _draw_campaigns(chance, count, days)
    parts = np.zeros((slots, 1 + len(stories) + len(campaigns)), np.int64)
    for column, story in enumerate(stories, 1):
        at = (story.began - START) / timedelta(seconds=SLOT_SECONDS)
        when = at + chance.exponential(story.hours * 3600 / SLOT_SECONDS, story.posts)
        np.add.at(parts[:, column], np.minimum(when, slots - 1).astype(np.int64), 1)
    for column, campaign in enumerate(campaigns, 1 + len(stories)):
        first = int((campaign.began - START) / timedelta(seconds=SLOT_SECONDS))
        parts[first, column] = campaign.posts // 2
        parts[min(first + 1, slots - 1), column] += campaign.posts - campaign.posts // 2
    parts[:, 0] = chance.multinomial(count - parts.sum(), _rhythm(slots))
    return Plan(count=count, seed=seed, days=days, stories=stories, campaigns=campaigns, slots=parts)


def _rhythm(slots: int) -> NDArray[np.float64]:
    """Shares of the quarters of an hour: few at night, most in the evening, more on Fridays."""
    hour = np.arange(slots) * SLOT_SECONDS / 3600
    by_day = 1 + 0.6 * np.sin((hour % 24 - 12) / 24 * 2 * np.pi) + 0.15 * np.sin((hour % 24 - 5) / 12 * 2 * np.pi)
    weight = by_day * np.where(hour // 24 % 7 == 4, 1.2, 1.0)
    share: NDArray[np.float64] = weight / weight.sum()
    return share


def _draw_stories(chance: np.random.Generator, count: int, days: int) -> tuple[Story, ...]:
    many = min(200, 6 + count // 50_000)
    sizes = 1 / (np.arange(many) + 2.0)
    names = _draw_words(chance, ARABIC, many)
    return tuple(
        Story(
            tag=f"{name}_{number}",
            began=START + timedelta(days=days * float(chance.uniform(0.3, 0.95))),
            hours=float(chance.uniform(2, 12)),
            posts=int(count * STORY_SHARE * size / sizes.sum()),
        )
        for number, (name, size) in enumerate(zip(names, sizes, strict=True), 1)
    )


def _draw_campaigns(chance: np.random.Generator, count: int, days: int) -> tuple[Campaign, ...]:
    many = min(100, 3 + count // 100_000)
    names = _draw_words(chance, ARABIC, many)
    posts = max(2, int(count * CAMPAIGN_SHARE / many))
    return tuple(
        Campaign(
            tag=f"{name}_{number}_ح",
            began=START + timedelta(days=days * float(chance.uniform(0.3, 0.95))),
            accounts=max(2, posts // 3),
            posts=posts,
        )
        for number, name in enumerate(names, 1)
    )


def _weights(size: int, *, shift: float) -> NDArray[np.float64]:
    """Zipf's law, summed up to 1."""
    summed: NDArray[np.float64] = np.cumsum(1 / (np.arange(size) + shift))
    return summed / summed[-1]


def _zipf(chances: NDArray[np.float64], weights: NDArray[np.float64]) -> Numbers:
    return np.minimum(np.searchsorted(weights, chances), weights.size - 1)


def generate_lines(count: int, *, seed: int = SEED, days: int = DAYS) -> Iterator[str]:
    """Posts as lines of JSON, a quarter of an hour's at a time, in order of time; each ends with a line feed."""
    plan = make_plan(count, seed=seed, days=days)
    writer = _Writer(plan)
    for slot in range(len(plan.slots)):
        for begin in range(0, int(plan.slots[slot].sum()), MOST_AT_ONCE):
            yield writer.write(slot, begin)


class _Writer:
    """Writes the posts of a plan; remembers the last ones, which are reposted and copied."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.words = _Words(np.random.default_rng([plan.seed, 2]))
        self.chance = np.random.default_rng([plan.seed, 3])
        self.tag_weights = _weights(TAGS, shift=8)
        self.accounts = max(1_000, plan.count // 4)
        self.campaign_texts = [
            " ".join(self.words.arabic[at] for at in self.chance.integers(0, PHRASES, 6).tolist()) + f" #{campaign.tag}"
            for campaign in plan.campaigns
        ]
        self.memory: list[tuple[int, str, str, str, str]] = []  # id, handle, text, tags, language
        self.written = 0

    def write(self, slot: int, begin: int) -> str:
        """The lines of a slot's posts from number `begin` on, MOST_AT_ONCE of them at most."""
        plan, chance, words, memory = self.plan, self.chance, self.words, self.memory
        in_slot = plan.slots[slot]
        whole = int(in_slot.sum())
        size = min(MOST_AT_ONCE, whole - begin)
        kinds = _shuffled(np.random.default_rng([plan.seed, 4, slot]), in_slot)[begin : begin + size].tolist()
        # Parts of a slot that is written in several share its quarter of an hour.
        low, high = SLOT_SECONDS * 1000 * begin // whole, SLOT_SECONDS * 1000 * (begin + size) // whole
        moments = np.sort(chance.integers(low, max(high, low + 1), size))
        start = START + timedelta(seconds=slot * SLOT_SECONDS)
        minutes = [(start + timedelta(minutes=minute)).isoformat()[:17] for minute in range(SLOT_SECONDS // 60)]
        milliseconds = int(start.timestamp() * 1000) + moments - X_EPOCH_MS
        ids = ((milliseconds << 22) + (self.written + np.arange(size)) % (1 << 22)).tolist()
        # Few accounts post much: squaring draws the first ones more often.
        authors = (chance.random(size) ** 2 * self.accounts).astype(np.int64).tolist()
        is_arabic = (chance.random(size) < ARABIC_SHARE).tolist()
        phrases = chance.integers(0, PHRASES, (size, LONGEST)).tolist()
        lengths = chance.integers(3, LONGEST + 1, size).tolist()
        tag_counts = np.searchsorted(np.cumsum(TAGS_OF_A_POST)[:-1], chance.random(size), side="right")
        tag_ends = np.cumsum(tag_counts).tolist()
        used = _zipf(chance.random(int(tag_counts.sum())), self.tag_weights) * SPELLINGS
        used += np.where(chance.random(used.size) < USUAL, 0, chance.integers(1, SPELLINGS, used.size))
        tags_used = [words.tags[at] for at in used.tolist()]
        choices, remembered = chance.random(size).tolist(), chance.integers(0, REMEMBERED, size).tolist()
        likes = chance.integers(0, 90, size).tolist()
        stories, lines, tag_begin = len(plan.stories), [], 0
        for at, (moment, kind, author, choice) in enumerate(
            zip(moments.tolist(), kinds, authors, choices, strict=True)
        ):
            tags, tag_begin = tags_used[tag_begin : tag_ends[at]], tag_ends[at]
            reference = ""
            if kind > stories:
                campaign = plan.campaigns[kind - stories - 1]
                author = kind * 1_009 + author % campaign.accounts  # its own few  # noqa: PLW2901
                text, marked, language = self.campaign_texts[kind - stories - 1], f'"{campaign.tag}"', "ar"
            elif kind == 0 and choice < REPOSTED + COPIED and len(memory) == REMEMBERED:
                other, handle, text, marked, language = memory[remembered[at]]
                if choice < REPOSTED:
                    reference = f',"repost_of_id":"{other}","repost_of_handle":"{handle}"'
                    text = f"RT @{handle}: {text}"
            else:
                language, of = ("ar", words.arabic) if is_arabic[at] else ("en", words.latin)
                if kind:
                    tags = [plan.stories[kind - 1].tag, *tags[1:]]
                text = " ".join([of[phrase] for phrase in phrases[at][: lengths[at]]] + [f"#{tag}" for tag in tags])
                marked = '"' + '","'.join(tags) + '"' if tags else ""
                if likes[at] % 6 == 1:
                    text += " https://news.example/a1b2c3"
            handle = f"{words.handles[author & 4095]}{author}"
            if not reference:
                entry = ids[at], handle, text, marked, language
                if len(memory) < REMEMBERED:
                    memory.append(entry)
                else:
                    memory[(self.written + at) % REMEMBERED] = entry
            minute, within = divmod(moment, 60_000)
            when = f"{minutes[minute]}{within // 1000:02}.{within % 1000:03}Z"
            liked = likes[at]
            lines.append(
                f'{{"platform":"x","id":"{ids[at]}","created_at":"{when}",'
                f'"text":"{text}","author_id":"{1_000_000_000 + author}","author_handle":"{handle}",'
                f'"language":"{language}","tags":[{marked}]{reference},"reposts":{liked % 7},"likes":{liked}}}\n'
            )
        self.written += size
        return "".join(lines)


def _shuffled(chance: np.random.Generator, in_slot: Numbers) -> Numbers:
    """Of each post of a slot, which story or campaign it belongs to; 0 of none."""
    kinds = np.repeat(np.arange(in_slot.size), in_slot)
    chance.shuffle(kinds)
    return kinds


def write_posts(path: Path, count: int, *, seed: int = SEED, days: int = DAYS) -> None:
    """Write `count` invented posts to a file of JSON Lines, packed where its name ends with .gz."""
    lines = generate_lines(count, seed=seed, days=days)
    if path.suffix == ".gz":
        with gzip.open(path, "wt", compresslevel=1, encoding="utf-8", newline="\n") as file:
            file.writelines(lines)
        return
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(lines)


def main() -> None:
    """Write posts, or their plan."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("posts", type=int, help="how many")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--days", type=int, default=DAYS)
    parser.add_argument("-o", "--output", type=Path, help="a file; none: standard output")
    parser.add_argument("--plan", action="store_true", help="print the stories and campaigns instead")
    arguments = parser.parse_args()
    if arguments.plan:
        plan = make_plan(arguments.posts, seed=arguments.seed, days=arguments.days)
        found = {"stories": [*map(asdict, plan.stories)], "campaigns": [*map(asdict, plan.campaigns)]}
        print(json.dumps(found, ensure_ascii=False, default=datetime.isoformat, indent=1))
        return
    lines = generate_lines(arguments.posts, seed=arguments.seed, days=arguments.days)
    with arguments.output.open("w", encoding="utf-8") if arguments.output else nullcontext(sys.stdout) as file:
        file.writelines(lines)


if __name__ == "__main__":
    main()
