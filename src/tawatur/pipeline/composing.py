"""A roundup from chosen posts: files and links -> evidence and posts -> the roundup, on a kept measurement."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from tawatur.arabic.digits import Digits
from tawatur.evidence import Batch
from tawatur.pipeline.importing import OnRejected, Progress, find_files, import_files
from tawatur.posts import Permalink, Post, find_permalinks
from tawatur.report.compose import Measure, compose
from tawatur.report.profiles import DirectoryEntry
from tawatur.report.records import Key, Language, Method, Rising, Roundup
from tawatur.sources.base import Rejected
from tawatur.store import Store

MISSING = "link-without-post"


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the inputs of a roundup gave.

    Attributes:
        posts: that were chosen, as these inputs have them, each capture; with evidence and its time.
        read: how many posts were read, those not chosen by a link among them.
        missing: links whose posts are neither in the inputs nor in the store.
        unknown: addresses that are no link to a post of a known platform.
        rejected: reasons of what gave no post, one an entry, missing and unknown links among them.
    """

    posts: tuple[Post, ...]
    read: int
    missing: tuple[str, ...]
    unknown: tuple[str, ...]
    rejected: tuple[str, ...]


def gather_posts(
    inputs: Sequence[str],
    store: Store,
    *,
    source: str | None = None,
    progress: Progress | None = None,
    on_rejected: OnRejected | None = None,
) -> Given:
    """Keep what files hold as evidence and choose the posts of a roundup from it.

    All posts of a file are chosen, unless a link points into the file: then only those that links name, so that ten
    posts can be taken from a saved page of hundreds. Pasted posts are always chosen. Links may stand among the inputs
    or in a file of their own; one whose post is in none of the files is looked up in the store.

    Args:
        inputs: files, folders, "-" for standard input, and links.
        store: open for writing.
        source: name of the format of all files; None recognises each by its content.
        on_rejected: called with everything that gave no post; not with links.

    Raises: InputError when a file does not exist; KeyboardInterrupt when it was stopped (what came before is kept).
    """
    addresses = [each for each in inputs if _is_address(each)]
    files: list[list[Post]] = []
    reasons: list[str] = []

    def take(post: Post, batch: Batch) -> None:
        held = post.evidence
        if held is not None and held.captured_at is None:
            post = replace(post, evidence=replace(held, captured_at=batch.at))
        files[-1].append(post)

    def lose(rejected: Rejected) -> None:
        if rejected.link is not None:
            addresses.append(rejected.link.url)
            return
        if rejected.is_loss:
            reasons.append(rejected.reason)
        if on_rejected is not None:
            on_rejected(rejected)

    find_files(
        [Path(each) for each in inputs if each != "-" and not _is_address(each)]
    )  # all are there, or none is read
    for each in inputs:
        if _is_address(each):
            continue
        files.append([])
        path = None if each == "-" else Path(each)
        summary = import_files([path], store, source=source, progress=progress, on_rejected=lose, on_post=take)
        if summary.is_interrupted:
            raise KeyboardInterrupt
    links = {link.url: link for address in addresses for link in find_permalinks(address)[:1]}
    unknown = [address for address in addresses if not find_permalinks(address)]
    chosen: list[Post] = []
    found: set[str] = set()
    for posts in files:
        named = {post.key: url for url, link in links.items() for post in posts if _is_at(post, link)}
        found.update(named.values())
        is_open = not any(post.key in named and not _is_pasted(post) for post in posts)
        chosen += [post for post in posts if is_open or _is_pasted(post) or post.key in named]
    missing = []
    for url, link in links.items():
        if url in found:
            continue
        stored = _look_up(store, link)
        chosen += stored
        missing += [] if stored else [url]
    return Given(
        posts=tuple(chosen),
        read=sum(map(len, files)),
        missing=tuple(missing),
        unknown=tuple(unknown),
        rejected=(*reasons, *[MISSING] * (len(missing) + len(unknown))),
    )


def compose_roundup(
    given: Given,
    store: Store,
    *,
    about: str | None = None,
    directory: Sequence[DirectoryEntry] = (),
    zone: str | None = None,
    language: Language = "ar",
    digits: Digits = "latin",
    now: datetime | None = None,
    rising: Rising | None = None,
    wanted: Collection[Key] = (),
) -> Roundup:
    """A roundup from gathered posts; what was counted for it is kept as a measurement in the store's evidence.

    `rising` is the trend that the posts stand behind; None for posts that somebody chose. `wanted`: keys of posts that
    are to be quoted.

    Raises: InputError when nothing can be quoted.
    """
    return compose(
        given.posts, about=about, directory=directory, zone=zone, language=language, digits=digits, now=now,
        rejected=given.rejected, measure=keep_counts(store, about, zone, language), rising=rising, wanted=wanted,
    )  # fmt: skip


def counts_of(method: Method) -> dict[str, object]:
    """What was counted for a roundup, by name, as its measurement holds it."""
    names = ("given", "used", "accounts", "voices", "passed_over", "rejected", "platforms", "first", "last", "told")
    return {name: getattr(method, name) for name in names}


def keep_counts(store: Store, about: str | None, zone: str | None, language: Language) -> Measure:
    """Keeps what is counted for a roundup as a measurement in a store's evidence."""

    def measure(method: Method, posts: Sequence[Post]) -> tuple[str, str]:
        measurement = store.evidence.measure(
            "roundup",
            {"about": about, "zone": zone, "language": language, "tool": f"tawatur {method.version}"},
            [f"{post.platform}:{post.post_id}" for post in posts],
            counts_of(method),
        )
        return measurement.record_id, store.evidence.root()

    return measure


def _is_address(text: str) -> bool:
    return text.lower().startswith(("https://", "http://"))


def _is_pasted(post: Post) -> bool:
    return post.evidence is not None and post.evidence.level == "E0"


def _is_at(post: Post, link: Permalink) -> bool:
    """Whether a link leads to a post."""
    if post.platform != link.platform:
        return False
    is_record = link.platform == "bluesky" and post.post_id.endswith(f"/{link.post_id}")
    return post.post_id == link.post_id or post.url == link.url or is_record


def _look_up(store: Store, link: Permalink) -> list[Post]:
    """The stored post that a link leads to; [] when it is not there."""
    record = f"/{link.post_id}" if link.platform == "bluesky" else link.url
    condition = "platform = ? AND (post_id = ? OR url = ? OR ends_with(post_id, ?))"
    return list(store.posts(condition, (link.platform, link.post_id, link.url, record)))
