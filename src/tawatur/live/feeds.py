"""Feeds by the names that people give them: on the command line and on the desk."""

from __future__ import annotations

import os

from tawatur.errors import InputError
from tawatur.live.http import Server
from tawatur.live.jetstream import DEFAULT_URL, Jetstream
from tawatur.live.mastodon import Mastodon
from tawatur.live.records import Feed
from tawatur.live.web_feed import WebFeed
from tawatur.live.x_search import XSearch
from tawatur.live.x_stream import URL, XStream


class UnknownFeedError(InputError):
    """A name, or an account, that no feed knows; the message names those that are known."""


def make_feed(
    name: str, *, accounts: tuple[str, ...], token: str | None = None, dictionary: bytes | None = None
) -> Feed:
    """The feed that a SOURCE names.

    Args:
        accounts: all that is wanted of it, for those that can be asked for them.
        token: of a file; None takes the one of the environment.
        dictionary: of zstd, as `Jetstream` takes it.

    Raises: UnknownFeedError for a name that is none; InputError for an address that is none.
    """
    if name == "jetstream" or name.startswith(("ws://", "wss://")):
        wrong = [account for account in accounts if not account.startswith("did:")]
        if wrong:
            msg = f"account {wrong[0]}: Jetstream knows accounts by their did:… (their profile's page shows it)"
            raise UnknownFeedError(msg)
        return Jetstream(DEFAULT_URL if name == "jetstream" else name, dids=accounts, dictionary=dictionary)
    if name.startswith(("https://", "http://")):
        return WebFeed(name)
    if name.startswith("mastodon:"):
        base, _, tag = name.removeprefix("mastodon:").partition("/tags/")
        base = base if "://" in base else f"https://{base}"
        return Mastodon(Server(base, token or os.environ.get("TAWATUR_MASTODON_TOKEN")), tag.lstrip("#") or None)
    if name == "x-stream" or name.startswith("x-stream:"):
        base = name.partition(":")[2] or URL
        return XStream(Server(base, token or os.environ.get("TAWATUR_X_TOKEN")))
    if name.startswith("x-search:"):
        return XSearch(Server(URL, token or os.environ.get("TAWATUR_X_TOKEN")), name.removeprefix("x-search:"))
    known = "jetstream, ws(s)://…, mastodon:HOST, x-stream, x-search:QUERY, https://… of a feed"
    msg = f"{name!r}: no source that can be watched; known are {known}"
    raise UnknownFeedError(msg)
