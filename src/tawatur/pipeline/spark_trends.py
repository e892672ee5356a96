"""Trends of posts beyond one machine: Spark reads and counts them, the same steps as ever score and tell them."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from tawatur.engine.spark import gather_posts, start_session
from tawatur.pipeline.trends import find_trends
from tawatur.store import PostFiles
from tawatur.trends.records import Trends


def find_trends_on_spark(
    paths: Sequence[str],
    *,
    master: str,
    settings: Mapping[str, str] | None = None,
    at: datetime | None = None,
    most_a_day: int | None = None,
) -> tuple[Trends, Mapping[str, int], Mapping[str, str]]:
    """The trends that `find_trends` finds in a store of the same posts; what gave no post, by reason; unreadable files.

    Args:
        paths: as `engine.spark.gather_posts` takes them.
        master, settings: as `engine.spark.start_session` takes them. The cluster is free again before scores are made.
        at, most_a_day: as `find_trends` takes them.
    """
    with tempfile.TemporaryDirectory(prefix="tawatur-") as name:
        folder = Path(name)
        with start_session(master, settings) as session:
            gathered = gather_posts(session, paths, folder, at=at)
        with PostFiles({path.name: path for path in gathered.files}, folder=folder) as files:
            found = find_trends(files, at=at, most_a_day=most_a_day, whole=gathered.whole)
    return found, gathered.rejected, gathered.unreadable
