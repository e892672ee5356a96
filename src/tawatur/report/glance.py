"""What posts show at a glance: the places they name, what they say has happened, who copied whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from tawatur.arabic.places import Place
from tawatur.claims import EventClaim
from tawatur.claims.grouping import group_claims
from tawatur.report.choose import Selection
from tawatur.report.records import Glance, Key, Rising
from tawatur.timeline.map import Mention
from tawatur.voices import count_voices
from tawatur.voices.spread import find_spread


def read_glance(selection: Selection, places: Mapping[Key, Sequence[Place]], rising: Rising | None) -> Glance:
    """What the posts of a roundup show.

    Args:
        places: of each post, in its text.
        rising: the trend that they stand behind: its copies are known of all its posts.
    """
    posts = {f"{post.platform}/{post.post_id}": post for post in selection.originals}
    authors: dict[str, set[str]] = defaultdict(set)
    named: dict[str, Place] = {}
    for name, post in posts.items():
        for place in places.get(post.key, ()):
            if place.longitude is not None:
                named.setdefault(place.name, place)
                authors[place.name].add(post.author or name)

    def voices(said: Sequence[EventClaim]) -> int:
        return count_voices(posts[name] for name in {claim.origin.name for claim in said}).v1

    claims = [claim for post in selection.originals for claim in selection.claims.get(post.key, ())]
    spread = rising.spread if rising else find_spread(selection.posts, count_voices(selection.posts))
    shown = [chosen for chosen in selection.speakers if chosen.profile.is_public]
    handles = {post.author: post.handle for chosen in shown for post in chosen.posts if post.author and post.handle}
    return Glance(
        places=tuple(Mention(place=named[name], voices=len(authors[name])) for name in sorted(named)),
        groups=tuple(group_claims(claims, count_voices=voices)),
        spread=spread,
        handles=tuple(sorted(handles.items())),
    )
