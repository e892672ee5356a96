"""Invented stories for the tests of roundups: posts in tawatur's own JSON Lines, how they are asked for."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from tawatur.posts import Post
from tawatur.report.profiles import read_directory
from tawatur.sources.base import Received
from tawatur.sources.posts_jsonl import SOURCE

GOLDEN = Path(__file__).parent / "golden"
STORIES = sorted(path.parent.name for path in GOLDEN.glob("*/posts.jsonl"))


def read_posts(path: Path) -> list[Post]:
    """The posts of a file, each with the digest of its line as evidence; a line that is no post is an error here."""
    posts: list[Post] = []
    for line in path.read_bytes().splitlines():
        received = Received(data=line, record_id=hashlib.sha256(line).hexdigest(), locator=path.name)
        for read in SOURCE.parse(received):
            assert isinstance(read, Post), read
            posts.append(read)
    return posts


def read_story(name: str) -> tuple[list[Post], dict[str, Any]]:
    """The posts of a story and the arguments that its roundup is asked for with."""
    options = json.loads((GOLDEN / name / "options.json").read_text(encoding="utf-8"))
    options["directory"] = read_directory(options.get("directory", []))
    return read_posts(GOLDEN / name / "posts.jsonl"), options
