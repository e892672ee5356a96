"""The invented world of `demo` through the steps that any posts take: file, store, trends, voices, roundup."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from pathlib import Path

import msgspec

from tawatur import demo
from tawatur.errors import InputError
from tawatur.hashtags import extract, fold
from tawatur.pipeline.importing import ImportSummary, import_files, open_store
from tawatur.pipeline.own_ground import OUTLINES, PLACES
from tawatur.pipeline.reporting import report_trend
from tawatur.pipeline.trends import find_trends
from tawatur.posts import Post
from tawatur.report.profiles import DirectoryEntry
from tawatur.report.records import Language, Roundup
from tawatur.sources.posts_jsonl import format_post
from tawatur.trends.records import Trend
from tawatur.voices import VoiceCount, count_voices

POSTS = "invented-posts.jsonl"
MARK = "invented.json"  # tells that all in a folder is invented, and of which seed


@dataclass(frozen=True, slots=True, kw_only=True)
class Demonstration:
    """What the demo did.

    Attributes:
        posts: that were invented; summary: of their import.
        trends: of the whole world, the strongest first.
        tags: tag of the story (with its spellings) -> the voices behind it in the 72 hours, the copy-paste campaign
            among them.
        roundup: of the trend of the last city.
    """

    posts: int
    summary: ImportSummary
    trends: tuple[Trend, ...]
    tags: dict[str, VoiceCount]
    roundup: Roundup


def demonstrate(folder: Path, *, seed: int, language: Language = "ar", now: datetime | None = None) -> Demonstration:
    """Invent the world, write it to a data folder of its own, import it, and make a roundup of its last story.

    Doing it again changes nothing.

    Raises: InputError when there is something else in the folder, or a world of another seed.
    """
    claim_folder(folder, seed)
    posts = demo.generate_posts(seed)
    path = folder / POSTS
    path.write_bytes(b"".join(msgspec.json.encode(format_post(post)) + b"\n" for post in posts))
    store, _ = open_store(folder)
    with store:
        summary = import_files([path], store)
        story = list(store.posts("posted_at >= ?", (demo.STORY_START,)))
        trends = find_trends(store).trends
        tags = {tag: _count_tag(story, tag) for tag in (*(city.name for city in demo.CITIES), demo.CAMPAIGN_TAG)}
        about = f"#{demo.CITIES[-1].name}"
        known = tuple(DirectoryEntry(handle=handle) for handle in sorted(demo.named_handles()))
        roundup = report_trend(store, about, directory=known, zone=demo.ZONE, language=language, now=now).roundup
    return Demonstration(posts=len(posts), summary=summary, trends=trends, tags=tags, roundup=roundup)


def claim_folder(folder: Path, seed: int) -> None:
    """Make a folder ours, or see that it is.

    Raises: InputError when it holds something else than the invented world of this seed, or cannot be made.
    """
    mark = folder / MARK
    try:
        if mark.is_file():
            found = json.loads(mark.read_text(encoding="utf-8")).get("seed")
            if found != seed:
                raise InputError(
                    f"{folder}: holds the invented world of seed {found}, not {seed}. Remove the folder, or choose "
                    "another one with --data."
                )
            return
        if folder.exists() and any(folder.iterdir()):
            raise InputError(
                f"{folder}: not empty, and not made by `tawatur demo`. The demo keeps its invented posts apart: choose "
                "another folder with --data."
            )
        folder.mkdir(parents=True, exist_ok=True)
        for name, own in (("demo_places.csv", PLACES), ("demo_outlines.tsv", OUTLINES)):
            (folder / own).write_bytes((files("tawatur") / "data" / name).read_bytes())
        mark.write_text(json.dumps({"label": demo.LABEL, "seed": seed}, ensure_ascii=False) + "\n", encoding="utf-8")
    except (OSError, ValueError, AttributeError) as error:
        raise InputError(f"{folder}: cannot be used ({error}). Choose another folder with --data.") from error


def invented_label(folder: Path) -> str | None:
    """The label that every page from an invented folder must bear; None for any other folder."""
    return demo.LABEL if (folder / MARK).is_file() else None


def invented_zone(folder: Path) -> str | None:
    """The zone of an invented folder's times; None for any other folder."""
    return demo.ZONE if (folder / MARK).is_file() else None


def _count_tag(posts: list[Post], tag: str) -> VoiceCount:
    key = fold(tag)
    return count_voices(post for post in posts if any(fold(found.text) == key for found in extract(post.text)))
