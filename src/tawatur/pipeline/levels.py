"""How well a post is kept: the evidence level that all captures of it reach together (E3 and E4 need more than one)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from tawatur.evidence import CAPTURE, Batch, Kept, Level
from tawatur.posts import Post
from tawatur.store import Store

WEB_CAPTURE = "warc"  # the source of web archives
MAX_CAPTURES = 30  # of a post that are looked at; each is sought in every segment


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """A post of a record, and the level that its captures reach together."""

    post: Post
    level: Level


def find_levels(store: Store, record_id: str, *, most: int = 20) -> tuple[Reached, ...]:
    """The posts that a record holds, at most `most`, each with its level."""
    held = {post.key: post for post in islice(store.captures_in([record_id]), most)}
    found = []
    for post in held.values():
        records = list(dict.fromkeys(
            each.evidence.record_id for each in store.captures(post.platform, post.post_id) if each.evidence
        ))  # fmt: skip
        batches = [store.evidence.read(each).batch for each in records[:MAX_CAPTURES]]
        found.append(Reached(post=post, level=join_levels(batches)))
    return tuple(found)


def join_levels(captures: Sequence[Batch]) -> Level:
    """The level that captures of one post reach together; at least one.

    E3: one was fetched by us from an API or stream, and one is a web capture. E4: there is a third of them that has
    neither its source nor its locator from these two, so that it came another way.
    """
    fetched = [each for each in captures if each.level >= "E2" and each.source != WEB_CAPTURE]
    web = [each for each in captures if each.source == WEB_CAPTURE]
    if not fetched or not web:
        return max(each.level for each in captures)
    is_seconded = any(
        third.source not in {one.source, WEB_CAPTURE} and third.locator not in {one.locator, other.locator}
        for third in captures
        for one in fetched
        for other in web
    )
    return "E4" if is_seconded else "E3"


def level_records(store: Store, kept: Kept) -> list[dict[str, str | None]]:
    """The posts of a record with the level that all their captures reach, as records for JSON; [] of no capture."""
    if kept.batch.action != CAPTURE:
        return []
    return [
        {"platform": each.post.platform, "post_id": each.post.post_id, "url": each.post.url, "level": each.level}
        for each in find_levels(store, kept.record_id)
    ]
