"""Links and media that two accounts can share only if one took them from the other, or both from one place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode

from tawatur.posts import SaysSomething, find_permalinks

MAX_LINKS = 20  # of one post; a post with more is a list, and its first ones stand for it
MAX_LINK = 2_000  # characters
MAX_PARAMETERS = 50
MIN_SHORT = 5  # letters behind t.co/: fewer are the rest of a link that was cut off
_ADDRESS = re.compile("https?://[!-~]{4,2000}", re.IGNORECASE)
_PARTS = re.compile("https?://(?P<host>[^/?#\\s]+)(?P<path>[^?#\\s]*)(?:\\?(?P<query>[^#\\s]*))?", re.IGNORECASE)
_BEHIND_LINK = ".,:;!?'\")]}»"
# What tells how a reader came, not what he reads: of Google, Facebook, Microsoft, X, Instagram, Mailchimp.
_TRACKING = frozenset("fbclid gclid dclid msclkid igshid igsh twclid mc_cid mc_eid ref_src ref_url".split())
_SAME_HOST = ("www.", "m.", "mobile.", "amp.")
_PICTURE = re.compile("/status(?:es)?/([0-9]{1,30})/(?:photo|video)/[0-9]")
_SIZE = re.compile(":(?:large|orig|medium|small|thumb)$")


def shared_links(post: SaysSomething) -> list[str]:
    """Keys of the links by which copies of a post are known, each once, in order.

    The platform's expanded links where it gives them (short ones differ for one page), else those in the text. No
    evidence of copying: a home page (all who speak of a ministry link to it) and a link to a post (who answers or
    quotes a post speaks for himself; the platform adds the link itself).
    """
    addresses = post.urls or tuple(_written_links(post.text))
    return list(dict.fromkeys(key for address in addresses[:MAX_LINKS] if (key := link_key(address)) is not None))


def shared_media(post: SaysSomething) -> list[str]:
    """Keys of a post's pictures and videos: their addresses, and posts of which the platform shows the picture again.

    File names (`photos/photo_1.jpg` of every Telegram export) are no evidence.
    """
    keys = [key for address in post.media[:MAX_LINKS] if (key := media_key(address)) is not None]
    pictures = (_PICTURE.search(address) for address in post.urls[:MAX_LINKS] if len(address) <= MAX_LINK)
    return list(dict.fromkeys([*keys, *(f"picture of {found[1]}" for found in pictures if found)]))


@lru_cache(maxsize=1 << 12)  # what many share is asked for again and again
def link_key(address: str) -> str | None:
    """One key for the addresses of one page; None where sharing it is no evidence of copying.

    >>> link_key("https://www.example.org/story/7/?utm_source=x#top") == link_key("http://example.org/story/7")
    True
    >>> link_key("https://example.org/") is None
    True
    """
    parts = _split(address)
    if parts is None:
        return None
    host, path, query = parts
    path = path.rstrip("/")
    if host == "t.co":
        return host + path if len(path) > MIN_SHORT else None
    kept = [pair for pair in _parameters(query) if not _is_tracking(pair[0])]
    if not (path or kept) or find_permalinks(address):
        return None
    return f"{host}{path}?{urlencode(kept)}" if kept else f"{host}{path}"


def media_key(address: str) -> str | None:
    """One key for the sizes of one picture; None for a file name.

    >>> media_key("https://pbs.twimg.com/media/Example.jpg:large") == media_key("https://pbs.twimg.com/media/Example.jpg")
    True
    """
    parts = _split(address)
    if parts is None or not parts[1].strip("/"):
        return None
    return parts[0] + _SIZE.sub("", parts[1])


def _split(address: str) -> tuple[str, str, str] | None:
    """Host, path and query; None for what is no address of the web."""
    parts = _PARTS.match(address) if len(address) <= MAX_LINK else None
    if parts is None:
        return None
    host = parts["host"].rpartition("@")[2].lower().rstrip(".")
    for prefix in _SAME_HOST:
        host = host.removeprefix(prefix)
    return (host, parts["path"], parts["query"] or "") if host else None


def _parameters(query: str) -> list[tuple[str, str]]:
    """Names and values of a query, in a fixed order; the query itself where it is none that can be read."""
    if not query:
        return []
    try:
        return sorted(parse_qsl(query, keep_blank_values=True, max_num_fields=MAX_PARAMETERS))
    except ValueError:
        return [(query, "")]


def _is_tracking(name: str) -> bool:
    return name.lower().startswith("utm_") or name.lower() in _TRACKING


def _written_links(text: str) -> Iterator[str]:
    if "://" not in text:
        return
    for found in _ADDRESS.finditer(text):
        if not text.startswith(("…", "..."), found.end()) and not found.group().endswith("..."):
            yield found.group().rstrip(_BEHIND_LINK)
