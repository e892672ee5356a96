"""Posts that nobody interacts with: their voice is their author's, and no other post's voice depends on them.

In most archives that is most posts. What a `VoiceMerger` says of the others does not change when it never sees these:
`choose` keeps every post that could touch another one. It looks at what they share as numbers, which can only find too
many: a text that shares a band with another one may be no near-duplicate of it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tawatur.voices.traits import Flags, Hashes, Numbers, Traits


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What a merger must see of some posts, one row each.

    Attributes:
        is_heard: it must be placed among the others.
        is_read: of those, its words must be read, because another one may have the same.
        is_excerpted: of those, a repost may carry the beginning of its words.
        is_introduced: its author must be known from there on, its words are nothing new: it reposts one of these posts.
        counts: of the posts that are not heard, whether they have words of their own.
    """

    is_heard: Flags
    is_read: Flags
    is_excerpted: Flags
    is_introduced: Flags
    counts: Flags


def choose(traits: Traits) -> Choice:
    """Which posts a merger must see.

    Args:
        traits: of all posts, in `time_order`.
    """
    size = traits.key.size
    every = np.arange(size)
    is_known = traits.is_repost & _is_before(traits.carried, traits.key, every)  # it carries a post that came before
    is_new = ~is_known  # it brings something
    is_open = traits.is_repost & is_new
    heard = is_open | (traits.author == 0) & is_new
    for band in traits.bands.T:
        heard |= _is_repeated(band, is_new & (traits.opening != 0))
    cut = np.unique(traits.opening[is_open & traits.is_cut & (traits.opening != 0)])
    excerpted = is_new & (traits.opening != 0) & np.isin(traits.opening, cut)
    heard |= excerpted
    read = heard & is_new
    heard |= np.isin(traits.key, traits.carried[is_open & (traits.carried != 0)])
    has_things = np.zeros(size, np.bool_)
    has_things[traits.shared_post] = True
    of_new = is_new[traits.shared_post]
    repeated = _is_repeated(traits.shared, of_new)
    heard[traits.shared_post[repeated]] = True
    heard &= is_new
    # The first post under each handle that somebody reposts by name, or that several accounts have.
    named = _first_of_each(traits.author, traits.handle)
    named = named[traits.handle[named] != 0]
    handles, many = np.unique(traits.handle[named], return_counts=True)
    asked = np.union1d(handles[many > 1], traits.carried_handle[is_open])
    seen = heard.copy()
    seen[named[np.isin(traits.handle[named], asked)]] = True
    # Of whoever is seen at all: the first post, and his own words up to the first that are more than a few letters.
    accounts = np.unique(traits.author[seen])
    is_theirs = np.isin(traits.author, accounts[accounts != 0])
    theirs = np.flatnonzero(is_theirs)
    seen[theirs[_first_of_each(traits.author[theirs])]] = True
    is_slight = (traits.opening == 0) & ~has_things
    own = np.flatnonzero(is_theirs & ~traits.is_repost)
    words = own[~is_slight[own] & ~heard[own]]
    first = words[_first_of_each(traits.author[words])]
    order = np.argsort(traits.author[first])
    place = np.searchsorted(traits.author[first], traits.author[own], sorter=order)
    found = first[order[np.minimum(place, first.size - 1)]] if first.size else np.full(own.size, size)
    until = np.where(traits.author[found] == traits.author[own], found, size) if first.size else found
    seen[own[own <= until]] = True
    return Choice(
        is_heard=seen & is_new,
        is_read=read,
        is_excerpted=excerpted,
        is_introduced=seen & is_known,
        counts=~seen & ~traits.is_repost,
    )


def _is_before(sought: Hashes, keys: Hashes, every: Numbers) -> Flags:
    """Whether what each post looks for is a post before it."""
    order = np.argsort(keys, kind="stable")
    place = np.minimum(np.searchsorted(keys, sought, sorter=order), max(0, keys.size - 1))
    found = order[place] if keys.size else place
    result: Flags = (sought != 0) & (keys[found] == sought) & (found < every)
    return result


def _is_repeated(values: np.ndarray[tuple[int], np.dtype[np.unsignedinteger]], chosen: Flags) -> Flags:
    """Which of the chosen values stand there several times."""
    sought = np.sort(values[chosen])
    repeated = np.unique(sought[1:][sought[1:] == sought[:-1]])
    return chosen & np.isin(values, repeated)


def _first_of_each(*columns: Hashes) -> Numbers:
    """The first row of each value, or of each several; of equal rows the first."""
    order = np.lexsort(columns[::-1])  # stable: of equal ones the first stands first
    is_first = np.ones(order.size, np.bool_)
    is_first[1:] = np.logical_or.reduce([column[order][1:] != column[order][:-1] for column in columns])
    return order[is_first]
