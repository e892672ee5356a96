"""Erase on request: the bytes of records, the posts made from them, and what drafts say of those posts.

What cannot be taken back is told: published pages, the ledger's history, other records that repost or quote the posts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from tawatur.errors import InputError
from tawatur.evidence import Erasure, RecordId
from tawatur.evidence import label as label_of
from tawatur.pipeline.kept_trends import forget_kept_trends
from tawatur.pipeline.stories import withhold_records
from tawatur.posts import find_permalinks
from tawatur.report.records import Key
from tawatur.store import Store, StoryShelf


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is asked to be erased, and what else is concerned.

    Attributes:
        records: ids of the records; posts: keys of the posts that they hold.
        other_captures: other records that hold one of these posts.
        repeating: other records of other posts that repost or quote one, and may hold its text.
    """

    records: tuple[RecordId, ...]
    posts: tuple[Key, ...]
    other_captures: tuple[RecordId, ...]
    repeating: tuple[RecordId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """What was erased, and what still tells of it.

    Attributes:
        stories: whose drafts were changed; pages: published ones that rest on an erased record: name and number.
        forecasts: ids of entries of the ledger that were read in one.
    """

    wanted: Wanted
    erasures: tuple[Erasure, ...]
    stories: tuple[str, ...]
    pages: tuple[tuple[str, int], ...]
    forecasts: tuple[str, ...]


def find_wanted(store: Store, written: Sequence[str]) -> Wanted:
    """What some ids mean: record ids and labels that record, permalinks every capture of that post.

    A record that was erased before may be named again: what a crash left of its posts and drafts is then finished.

    Raises: InputError for what is neither, or not here.
    """
    records: dict[RecordId, None] = {}
    for each in written:
        links = find_permalinks(each)
        if links:
            posts = store.captures(links[0].platform, links[0].post_id)
            found = [RecordId(post.evidence.record_id) for post in posts if post.evidence]
            if not found:
                raise InputError(f"{each!r:.200}: no such post in {store.path}. Nothing was erased.")
        else:
            found = [store.evidence.read(each).record_id]
        records |= dict.fromkeys(found)
    keys = tuple(dict.fromkeys(post.key for post in store.captures_in(list(records))))
    others, repeating = (
        tuple(sorted({RecordId(post.evidence.record_id) for post in posts if post.evidence} - records.keys()))
        for posts in (store.captures_of(keys), store.captures_repeating(keys))
    )
    return Wanted(records=tuple(records), posts=keys, other_captures=others, repeating=repeating)


def erase_records(store: Store, wanted: Wanted, *, reason: str, actor: str | None = None) -> Erased:
    """Erase what is wanted; the records, their posts, and what the drafts of stories say of these.

    Args:
        store: open for writing.

    Raises: as `Evidence.erase`; StoreError when posts or drafts cannot be written. After a crash, the same call again
        finishes what is left; opening for writing finishes the evidence.
    """
    shelf, now, erased = StoryShelf(store.desk), datetime.now(UTC), set(wanted.records)
    forget_kept_trends(store.path)
    erasures = store.erase(wanted.records, reason=reason, actor=actor)
    stories = shelf.rewrite(lambda record: withhold_records(record, erased, now))
    forget_kept_trends(store.path)  # whoever was finding them meanwhile has kept them
    labels = [label_of(each) for each in wanted.records]
    return Erased(
        wanted=wanted,
        erasures=erasures,
        stories=tuple(stories),
        pages=tuple(shelf.pages_with(labels)),
        forecasts=tuple(dict.fromkeys(
            str(change["forecast"])
            for change in store.desk.ledger_changes()
            if change["kind"] == "added" and (change["body"].get("source") or {}).get("evidence") in erased
        )),
    )  # fmt: skip


def find_of_authors(store: Store, records: Sequence[str]) -> Wanted:
    """Every capture of every post of those who wrote a post in some records; as `find_wanted` of all of them."""
    keys: dict[Key, None] = {}
    for author in dict.fromkeys((post.platform, post.account_id, post.handle) for post in store.captures_in(records)):
        platform, account_id, handle = author
        if account_id is None and handle is None:
            continue
        if account_id is not None:
            found = store.posts("platform = ? AND account_id = ?", [platform, account_id])
        else:
            found = store.posts("platform = ? AND lower(handle) = ?", [platform, (handle or "").lower()])
        keys |= dict.fromkeys(post.key for post in found)
    held = (post.evidence.record_id for post in store.captures_of(list(keys)) if post.evidence)
    return find_wanted(store, list(dict.fromkeys([*records, *held])))
