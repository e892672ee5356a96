"""How the largest copied texts spread: who had each first, who took it from whom and when; few enough to draw."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import log

from tawatur.posts import Post
from tawatur.voices.records import Chain, VoiceCount

MAX_CHAINS, MAX_SOURCES, MAX_STEPS = 8, 6, 8
_FINE = 100  # moments to each step of the natural logarithm of minutes: what a picture can tell apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An account that was copied.

    Attributes:
        name: `Post.author`; None of a first post without one, or of several who were copied seldom.
        begins: seconds behind the first post of the chain; parent: from whom it was taken.
        copied: (seconds behind the first post, copies), in order of time.
    """

    name: str | None
    begins: float
    parent: str | None
    copied: tuple[tuple[float, int], ...]

    @property
    def copies(self) -> int:
        """How often it was copied."""
        return sum(number for _, number in self.copied)


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """How one voice was carried on: the account that had it first, then those whom most took it from, then the rest."""

    first_at: datetime
    accounts: int
    copies: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """The largest chains of some posts.

    Attributes:
        left_out: chains that are not among them.
        in_step: (accounts, of how many) of those that repeatedly post in step.
        voices, of_accounts: of all the posts.
    """

    courses: tuple[Course, ...]
    left_out: int
    in_step: tuple[tuple[tuple[str, ...], int], ...]
    voices: int
    of_accounts: int

    @property
    def names(self) -> tuple[str, ...]:
        """Every account in it, once, as a reader meets them."""
        lines = (line.name for course in self.courses for line in course.lines if line.name is not None)
        return tuple(dict.fromkeys([*lines, *(name for accounts, _ in self.in_step for name in accounts)]))


def find_spread(posts: Sequence[Post], count: VoiceCount) -> Spread:
    """How the copies among some posts spread, from what `count_voices` says of them."""
    times: dict[str, datetime] = {post.post_id: post.posted_at for post in posts if post.posted_at is not None}
    timed = [chain for chain in count.chains if chain.origin in times and chain.links]
    courses = tuple(
        Course(
            first_at=times[chain.origin], accounts=chain.accounts, copies=len(chain.links),
            lines=tuple(_lines(chain, times)),
        )
        for chain in timed[:MAX_CHAINS]
    )  # fmt: skip
    in_step = [merge.accounts for merge in count.merges if merge.reason == "in-step"][:MAX_STEPS]
    return Spread(
        courses=courses,
        left_out=len(count.chains) - len(courses),
        in_step=tuple((accounts[:MAX_SOURCES], len(accounts)) for accounts in in_step),
        voices=count.headline,
        of_accounts=count.accounts,
    )


def _lines(chain: Chain, times: Mapping[str, datetime]) -> list[Line]:
    """The origin of a chain and those whom most took it from, in order of time; the rest as one line."""
    begin = times[chain.origin]
    begins: dict[str, float] = {}
    source: dict[str, str | None] = {}
    taken: dict[str | None, list[float]] = {chain.origin_account: []}
    seen: set[tuple[str, str | None]] = set()
    for link in chain.links:
        at = times.get(link.post_id)
        if at is None or (link.post_id, link.of_account) in seen or link.account == link.of_account:
            continue
        seen.add((link.post_id, link.of_account))
        seconds = max(0.0, (at - begin).total_seconds())
        taken.setdefault(link.of_account, []).append(seconds)
        if link.account is not None and link.account not in begins:
            begins[link.account], source[link.account] = seconds, link.of_account
    most = [name for name, _ in Counter({name: len(copied) for name, copied in taken.items()}).most_common()]
    kept = [chain.origin_account, *(name for name in most if name not in {None, chain.origin_account})][:MAX_SOURCES]
    begins[chain.origin_account or ""] = 0.0
    lines = [
        Line(
            name=name, begins=begins.get(name or "", 0.0), parent=source.get(name or ""), copied=_count(taken[name])
        )
        for name in kept
    ]  # fmt: skip
    lines = [lines[0], *sorted(lines[1:], key=lambda line: (line.begins, line.name or ""))]
    rest = [at for name, copied in taken.items() if name not in kept for at in copied]
    return [*lines, Line(name=None, begins=min(rest), parent=None, copied=_count(rest))] if rest else lines


def _count(times: Iterable[float]) -> tuple[tuple[float, int], ...]:
    """Copies by moment; moments that no picture tells apart are one."""
    moments: dict[int, list[float]] = {}
    for seconds in sorted(times):
        moments.setdefault(round(_FINE * log(1 + seconds / 60)), []).append(seconds)
    return tuple((held[0], len(held)) for held in moments.values())
