"""An invented world: 28 days of an everyday network and the 72 hours in which three cities of it become the news.

Everybody, every place, tag and text in it is invented (data/demo_*.tsv), and it lives on a server that cannot exist
(the domain .example is reserved, RFC 2606). The same seed gives the same posts: chance is only asked for `random()`,
the one method whose sequence Python promises to keep.
"""

from __future__ import annotations

import math
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Final, TypeVar

from tawatur.arabic.counting import count_noun
from tawatur.arabic.tables import read_table
from tawatur.posts import Metrics, Post, PostId, Reference

T = TypeVar("T")

LABEL: Final = "عالم مختلق · invented"
ZONE: Final = "UTC"  # no place of it lies anywhere: times are not told in the zone of a real town of some name
SERVER: Final = "sunbula.example"
START: Final = datetime(2024, 9, 2, tzinfo=UTC)  # a Monday
BACKGROUND: Final = timedelta(days=28)
STORY: Final = timedelta(hours=72)
STORY_START: Final = START + BACKGROUND
END: Final = STORY_START + STORY

ACCOUNTS: Final = 2_600
SPREAD: Final = 7_919  # has no factor in common with ACCOUNTS
POSTS_A_DAY: Final = 520
STORIES_A_FRIDAY: Final = 260
STORY_SENTENCES: Final = 4
MENTIONS_A_DAY: Final = 6  # of each city, before it is news
FRIDAY: Final = 4
WEEKLY: Final = "حكايات_سنبلة"
STEADY: Final = {
    "morning": "صباح_سنبلة",
    "weather": "طقس_سنبلة",
    "football": "ملاعب_سنبلة",
    "kitchen": "مطبخ_سنبلة",
    "books": "كتب_سنبلة",
    "road": "طرق_سنبلة",
}
# How much is posted in each hour of the day (UTC): little at night, a top at noon and one in the evening.
HOURS: Final = (3, 2, 1, 2, 5, 8, 10, 11, 11, 12, 13, 13, 12, 11, 11, 12, 14, 17, 19, 18, 15, 11, 7, 4)

CAMPAIGN: Final = (
    "رسالة من أهالي المدينة: الحياة طبيعية في نارنجة، والأسواق مفتوحة، والخدمات تعمل في كل الأحياء، "
    "فلا تصدقوا حملات التشويش ولا تنشروا الشائعات"
)
CAMPAIGN_TAG: Final = "نارنجة_بخير"
CAMPAIGN_POSTS: Final = 420
CAMPAIGN_ACCOUNTS: Final = 240
CAMPAIGN_HOURS: Final = (65.0, 67.0)
REPOSTED: Final = 0.22  # of what is posted about a city
QUOTED: Final = 0.06


@dataclass(frozen=True, slots=True, kw_only=True)
class City:
    """A city of the story: when it is spoken of (hours after STORY_START: from, most, until), and how often.

    Attributes:
        accounts: (first, last): whose news it is; those of two cities overlap, so that some write about both.
        stages: (from hour, what people write of it); the last one that has begun is the likeliest.
    """

    name: str
    hours: tuple[float, float, float]
    posts: int
    accounts: tuple[int, int]
    stages: tuple[tuple[float, str], ...]


CITIES: Final = (
    City(
        name="سدرانة", hours=(4.0, 9.0, 30.0), posts=900, accounts=(0, 1_000),
        stages=((4.0, "approaching"), (6.0, "gates"), (7.5, "entered"), (9.5, "controlled")),
    ),
    City(
        name="زيتار", hours=(25.0, 33.0, 54.0), posts=1_100, accounts=(800, 1_700),
        stages=((25.0, "approaching"), (27.0, "gates"), (31.0, "entered"), (34.0, "controlled")),
    ),
    City(
        name="نارنجة", hours=(46.0, 64.0, 72.0), posts=2_600, accounts=(1_400, ACCOUNTS),
        stages=((46.0, "approaching"), (57.0, "gates"), (62.0, "entered"), (62.0, "denied")),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Account:
    account_id: str
    handle: str
    name: str
    bio: str | None


class _World:
    """Chance and what it chooses from."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - a story, not a secret
        self.accounts = [self._make_account(number) for number in range(ACCOUNTS)]

    def pick(self, choices: Sequence[T]) -> T:
        return choices[int(self.chance.random() * len(choices))]

    def happens(self, share: float) -> bool:
        return self.chance.random() < share

    def between(self, low: float, high: float) -> float:
        return low + (high - low) * self.chance.random()

    def near(self, low: float, top: float, high: float) -> float:
        """A number from `low` to `high`, most often about `top`: the triangular distribution."""
        at, split = self.chance.random(), (top - low) / (high - low)
        if at < split:
            return low + math.sqrt(at * (high - low) * (top - low))
        return high - math.sqrt((1 - at) * (high - low) * (high - top))

    def _make_account(self, number: int) -> _Account:
        given, family = self.pick((*_words("man"), *_words("woman"))), self.pick(_words("family"))
        return _Account(
            account_id=str(10_000 + number),
            handle=f"{given[1]}_{family[1]}{number}",
            name=f"{given[0]} {family[0]}" if self.happens(0.8) else given[0],
            bio=self.pick(_words("bio"))[0] if self.happens(0.6) else None,
        )

    def write(self, kind: str, *, middle: str | None = None, closing: str | None = None, city: str = "") -> str:
        """A post of one kind: an opening, something in the middle and a closing, each from those of its kind.

        Args:
            middle, closing: kinds whose parts are taken instead of its own.
        """
        parts = [
            _texts(kind, "opening"), _texts(middle or kind, "middle"), _texts(closing or kind, "closing"),
        ]  # fmt: skip
        chosen = [self.fill(self.pick(part), city) for part in parts if part]
        sentences = [each if each.endswith("؟") else f"{each}." for each in chosen]
        return " ".join(sentences)

    def tell_story(self) -> str:
        """A story of the weekly tag, long enough that two of them are seldom near-copies of each other."""
        middles = list(_texts("friday", "middle"))
        told = [self.pick(_texts("friday", "opening"))]
        told += [middles.pop(int(self.chance.random() * len(middles))) for _ in range(STORY_SENTENCES)]
        told.append(self.pick(_texts("friday", "closing")))
        return " ".join(text if text.endswith("؟") else f"{text}." for text in map(self.fill, told))

    def fill(self, text: str, city: str = "") -> str:
        """A text with its slots filled."""

        def fill_slot(match: re.Match[str]) -> str:
            if match["slot"] == "city":
                return city
            if match["slot"]:
                return self.pick(_words(match["slot"]))[0]
            number = int(self.between(int(match["low"]), int(match["high"]) + 1))
            return count_noun(number, match["noun"]) if match["noun"] else str(number)

        return _SLOT.sub(fill_slot, text)

    def misspell(self, text: str) -> str:
        """The same text as other keyboards write it: no letter that a reader would miss is changed."""
        spelled = []
        for character in text:
            if character in _OTHER_SPELLINGS and self.happens(0.3):
                spelled.append(self.pick(_OTHER_SPELLINGS[character]))
            else:
                spelled.append(character)
            if character in _JOINING and self.happens(0.04):
                spelled.append(self.pick(_NOISE))
        return "".join(spelled)


_SLOT = re.compile(r"\{(?:(?P<low>\d+)-(?P<high>\d+)(?: (?P<noun>[^}]+))?|(?P<slot>[a-z]+))\}")
_JOINING = frozenset("بتثجحخسشصضطظعغفقكلمنهي")
_NOISE = ("\N{ARABIC TATWEEL}", "\N{ARABIC TATWEEL}" * 2, "\N{ARABIC FATHA}", "\N{ARABIC KASRA}", "\N{ARABIC SHADDA}")
_OTHER_SPELLINGS: Mapping[str, tuple[str, ...]] = {
    "\N{ARABIC LETTER TEH MARBUTA}": ("\N{ARABIC LETTER HEH}",),
    "\N{ARABIC LETTER ALEF WITH HAMZA ABOVE}": ("\N{ARABIC LETTER ALEF}",),
    "\N{ARABIC LETTER ALEF WITH HAMZA BELOW}": ("\N{ARABIC LETTER ALEF}",),
    "\N{ARABIC LETTER ALEF MAKSURA}": ("\N{ARABIC LETTER YEH}",),
    "\N{ARABIC COMMA}": (",", " ."),
    " ": ("  ", " \N{ZERO WIDTH NON-JOINER}"),
}
_SIGNS = ("", "", " \U0001f54a", " \U0001f30d", " \u2764\ufe0f", "!", " ..")


@cache
def _words(slot: str) -> tuple[tuple[str, str], ...]:
    """The words of a slot, each with its Latin spelling for handles."""
    return tuple((row["text"], row["latin"]) for row in read_table("demo_words") if row["slot"] == slot)


@cache
def _texts(kind: str, part: str) -> tuple[str, ...]:
    return tuple(row["text"] for row in read_table("demo_texts") if (row["kind"], row["part"]) == (kind, part))


def generate_posts(seed: int = 1) -> list[Post]:
    """The posts of the invented world, oldest first: about 22,000 for any seed, the same for the same one.

    Their reposts refer to posts among them. None has evidence: it is kept when they are imported.
    """
    world = _World(seed)
    drafts = [*_background(world), *_fridays(world), *_mentions(world)]
    script = list(_script())
    story = [*_city_posts(world, script), *_campaign(world)]
    ordered = sorted(
        [*drafts, *script, *story], key=lambda post: (post.posted_at or START, post.handle or "", post.text)
    )
    ids = {}
    numbered = []
    for number, post in enumerate(ordered):
        moment = post.posted_at or START
        # Mastodon: milliseconds in front of 16 bits that tell posts of one millisecond apart.
        post_id = PostId(str((int(moment.timestamp() * 1000) << 16) | (number & 0xFFFF)))
        ids[post.post_id] = post_id
        numbered.append(replace(post, post_id=post_id, url=f"https://{SERVER}/@{post.handle}/{post_id}"))
    return [
        replace(post, repost_of=_point(post.repost_of, ids), quote_of=_point(post.quote_of, ids)) for post in numbered
    ]


def _point(reference: Reference | None, ids: Mapping[PostId, PostId]) -> Reference | None:
    """A reference to a draft as one to its post."""
    if reference is None or reference.post_id is None:
        return reference
    return replace(reference, post_id=ids[reference.post_id])


def named_handles() -> frozenset[str]:
    """The accounts of the story that a desk would know by name: whom a roundup is made from."""
    return frozenset(row["handle"] for row in read_table("demo_script"))


def _draft(
    account: _Account,
    moment: datetime,
    text: str,
    *,
    repost_of: Reference | None = None,
    quote_of: Reference | None = None,
    metrics: Metrics = Metrics(),  # noqa: B008 - a record that never changes
) -> Post:
    """A post that has no id yet: until all are in order it goes by its account and time."""
    at = moment.replace(microsecond=moment.microsecond // 1000 * 1000)
    return Post(
        platform="mastodon", post_id=PostId(f"{account.handle} {at.isoformat()} {text[:20]}"), text=text, posted_at=at,
        account_id=account.account_id, handle=account.handle, display_name=account.name, bio=account.bio, language="ar",
        repost_of=repost_of, quote_of=quote_of, metrics=metrics, is_public=True,
    )  # fmt: skip


def _moment_of_day(world: _World, day: datetime) -> datetime:
    """A time of a day, by the daily rhythm."""
    at = world.chance.random() * sum(HOURS)
    for hour, weight in enumerate(HOURS):
        if at < weight:
            return day + timedelta(hours=hour + at / weight)
        at -= weight
    return day


def _everyday_account(world: _World) -> _Account:
    """Few accounts write much (the square of chance), and they live in all cities."""
    return world.accounts[int(ACCOUNTS * world.chance.random() ** 2) * SPREAD % ACCOUNTS]


def _background(world: _World) -> Iterator[Post]:
    kinds = tuple(STEADY)
    for day in range((END - START).days):
        for _ in range(int(POSTS_A_DAY * world.between(0.93, 1.07))):
            kind = world.pick(kinds)
            tag = f" #{STEADY[kind]}" if world.happens(0.6) else ""
            metrics = Metrics(reposts=int(world.between(0, 4)), likes=int(world.between(0, 30)))
            moment = _moment_of_day(world, START + timedelta(days=day))
            yield _draft(_everyday_account(world), moment, world.write(kind) + tag, metrics=metrics)


def _fridays(world: _World) -> Iterator[Post]:
    """The tag that comes back every week."""
    for day in range((END - START).days):
        if (START + timedelta(days=day)).weekday() != FRIDAY:
            continue
        for _ in range(STORIES_A_FRIDAY):
            moment = START + timedelta(days=day, hours=world.near(6, 10, 19))
            yield _draft(_everyday_account(world), moment, f"{world.tell_story()} #{WEEKLY}")


def _mentions(world: _World) -> Iterator[Post]:
    """Cities are spoken of before they are news, too."""
    for city in CITIES:
        for day in range(BACKGROUND.days):
            for _ in range(MENTIONS_A_DAY):
                text = f"{world.write(world.pick(tuple(STEADY)))} #{city.name}"
                yield _draft(_everyday_account(world), _moment_of_day(world, START + timedelta(days=day)), text)


def _script() -> Iterator[Post]:
    """What the named accounts of the story post."""
    numbers: dict[str, int] = {}
    for row in read_table("demo_script"):
        number = numbers.setdefault(row["handle"], 100 + len(numbers))
        account = _Account(account_id=str(number), handle=row["handle"], name=row["name"], bio=row["bio"])
        yield _draft(account, STORY_START + timedelta(hours=float(row["hour"])), row["text"])


def _city_posts(world: _World, script: Sequence[Post]) -> Iterator[Post]:
    """What people post about a city while it is the news: what they see, reposts and quote posts of the named."""
    for city in CITIES:
        own: list[Post] = []
        for hour in sorted(world.near(*city.hours) for _ in range(city.posts)):
            moment = STORY_START + timedelta(hours=hour)
            account = world.pick(world.accounts[slice(*city.accounts)])
            known = [post for post in script if f"#{city.name}" in post.text and (post.posted_at or END) < moment]
            if world.happens(REPOSTED) and (known or own):
                origin = world.pick([*known, *known, *known, *own[-40:]])
                is_marked = world.happens(0.7)
                reference = Reference(post_id=origin.post_id, handle=origin.handle) if is_marked else None
                yield _draft(account, moment, f"RT @{origin.handle}: {origin.text}", repost_of=reference)
                continue
            if world.happens(QUOTED) and known:
                origin = world.pick(known)
                text = f"{world.write('quote', closing='quote', city=city.name)} {_tags(world, city)}"
                reference = Reference(post_id=origin.post_id, handle=origin.handle)
                yield _draft(account, moment, text, quote_of=reference)
                continue
            stages = [stage for since, stage in city.stages if since <= hour] or ["people"]
            kind = world.pick([*stages, stages[-1], "people", "people"])
            text = f"{world.write(kind, middle='city', closing='city', city=city.name)} {_tags(world, city)}"
            own.append(_draft(account, moment, text, metrics=Metrics(reposts=int(world.between(0, 9)))))
            yield own[-1]


def _tags(world: _World, city: City) -> str:
    """The city's tag as people spell it, and for some a slogan or the cities before it."""
    name = world.misspell(city.name) if world.happens(0.25) else city.name
    written = [f"#{name}"]
    if world.happens(0.4):
        slogans = (f"#{city.name}_تتحرر", f"#تحرير_{city.name}", f"#تحرير_{world.misspell(city.name)}")
        written.append(world.pick(slogans))
    earlier = CITIES[: CITIES.index(city)]
    if earlier and world.happens(0.06):
        written.insert(0, f"#{world.pick(earlier).name}")
        written[1] = f"و{written[1]}"
    return " ".join(written)


def _campaign(world: _World) -> Iterator[Post]:
    """One text from many accounts within two hours, each time spelled otherwise."""
    for number in range(CAMPAIGN_POSTS):
        account = world.accounts[(number * 7) % CAMPAIGN_ACCOUNTS]
        moment = STORY_START + timedelta(hours=world.between(*CAMPAIGN_HOURS))
        text = f"{world.misspell(CAMPAIGN)}{world.pick(_SIGNS)} #{CAMPAIGN_TAG} #{CITIES[-1].name}"
        yield _draft(account, moment, text)
