"""Who copied whom among some posts, in the formats that `voices` and `timeline` share."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tawatur.posts import Post
    from tawatur.voices import VoiceCount

COPYING = ("svg", "graphml", "gexf")  # each with this ending


def tell_copying(
    form: str, posts: Sequence[Post], count: VoiceCount, *, title: str, lang: str, zone: str | None
) -> str:
    """The whole text of a format of COPYING: a picture of the largest chains, or the whole graph for Gephi."""
    if form == "svg":
        from tawatur.voices.graph import handles_of
        from tawatur.voices.picture import draw_spread
        from tawatur.voices.spread import find_spread

        names = {account: f"@{handle}" for account, handle in handles_of(posts).items()}
        drawn = draw_spread(find_spread(posts, count), names, title=title, zone=zone or "UTC", lang=lang)  # type: ignore[arg-type]  # click's choices
        return drawn.as_file()
    from tawatur.voices.graph import make_graph, write_gexf, write_graphml

    graph = make_graph(posts, count)
    return write_gexf(graph) if form == "gexf" else write_graphml(graph)
