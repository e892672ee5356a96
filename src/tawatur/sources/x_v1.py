"""X API v1.1: posts as twarc, the streaming API and the search API gave them; also what embedded posts are made from.

A repost carries the whole text of what it reposts, which is what its `Post.text` is; the original and a quoted post are
posts of their own, each at its own pointer.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import msgspec

from tawatur.errors import UnreadableRecordError
from tawatur.posts import Metrics, Post
from tawatur.sources.base import Framing, Received, Rejected
from tawatur.sources.fields import decode_each, decode_json, read_count, read_id, read_text, sample_values
from tawatur.sources.x_fields import (
    Entities,
    Medium,
    handle_in_link,
    links_of,
    make_reference,
    media_of,
    permalink,
    read_handle,
    read_language,
    require_x_id,
    require_x_time,
    tags_of,
    unescape,
    written_repost,
)

_NOTICES: Final = frozenset(  # what a stream says between posts
    {"delete", "limit", "disconnect", "warning", "scrub_geo", "status_withheld", "user_withheld", "friends", "event"}
)


class _User(msgspec.Struct):
    id_str: str | None = None
    id: int | None = None
    screen_name: str | None = None
    name: str | None = None
    description: str | None = None
    protected: bool | None = None


class _Extended(msgspec.Struct):
    full_text: str | None = None
    entities: Entities | None = None
    extended_entities: Entities | None = None


class _Views(msgspec.Struct):
    count: str | int | None = None


class _Permalink(msgspec.Struct):
    expanded: str | None = None


class _Tweet(msgspec.Struct):
    id_str: str | None = None
    id: int | str | None = None
    created_at: str | None = None
    timestamp_ms: str | None = None
    full_text: str | None = None
    text: str | None = None
    extended_tweet: _Extended | None = None
    entities: Entities | None = None
    extended_entities: Entities | None = None
    media_details: list[Medium] | None = msgspec.field(default=None, name="mediaDetails")
    user: _User | None = None
    retweeted_status: _Tweet | None = None
    quoted_status: _Tweet | None = None
    quoted_tweet: _Tweet | None = None
    quoted_status_id_str: str | None = None
    quoted_status_permalink: _Permalink | None = None
    in_reply_to_status_id_str: str | None = None
    in_reply_to_screen_name: str | None = None
    retweet_count: int | None = None
    favorite_count: int | None = None
    reply_count: int | None = None
    quote_count: int | None = None
    conversation_count: int | None = None
    ext_views: _Views | None = None
    lang: str | None = None
    statuses: list[_Tweet] | None = None


_DECODER: Final = msgspec.json.Decoder(_Tweet)
_NOBODY: Final = _User()
_NOTHING: Final = _Extended()


class XV1Source:
    """Posts of API v1.1: a line each, in a list, or as the `statuses` of a search."""

    name = "x-v1"
    title = "X API v1.1, as twarc 1 writes it"
    framing: Framing = "line"

    def recognise(self, sample: bytes) -> float:
        """1 where a post has its id twice (`id_str`), a text and a user with a `screen_name`."""
        values = sample_values(sample)
        values += [item for value in values for item in _as_list(value.get("statuses")) if isinstance(item, dict)]
        return 1.0 if any(_is_tweet(value) for value in values) else 0.0

    def parse(self, received: Received) -> Iterator[Post | Rejected]:
        """The posts of a record, the outer before the inner."""
        for pointer, tweet in decode_each(received.data, _DECODER):
            if isinstance(tweet, UnreadableRecordError):
                yield received.reject(tweet.reason, tweet.problem, pointer=pointer)
            elif tweet.statuses is not None:
                if not tweet.statuses:
                    yield received.reject("empty-page", "a search without posts", pointer=pointer, is_loss=False)
                for number, status in enumerate(tweet.statuses):
                    yield from _read_tweet(status, received, f"{pointer}/statuses/{number}")
            else:
                yield from _read_tweet(tweet, received, pointer)


SOURCE: Final = XV1Source()


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _is_tweet(value: dict[str, Any]) -> bool:
    user = value.get("user")
    return "id_str" in value and ("full_text" in value or "text" in value) and isinstance(user, dict)


def _read_tweet(tweet: _Tweet, received: Received, pointer: str) -> Iterator[Post | Rejected]:
    """A post and those inside it."""
    try:
        yield _make_post(tweet, received, pointer)
    except UnreadableRecordError as error:
        is_notice = error.reason == "no-id" and not pointer and _is_notice(received.data)
        reason = "stream-notice" if is_notice else error.reason
        yield received.reject(reason, error.problem, pointer=pointer, is_loss=not is_notice)
    if tweet.retweeted_status is not None:
        yield from _read_tweet(tweet.retweeted_status, received, f"{pointer}/retweeted_status")
    if tweet.quoted_status is not None:
        yield from _read_tweet(tweet.quoted_status, received, f"{pointer}/quoted_status")
    if tweet.quoted_tweet is not None:
        yield from _read_tweet(tweet.quoted_tweet, received, f"{pointer}/quoted_tweet")


def _is_notice(data: bytes) -> bool:
    try:
        value = decode_json(data)
    except UnreadableRecordError:
        return False
    return isinstance(value, dict) and bool(_NOTICES & value.keys())


def _make_post(tweet: _Tweet, received: Received, pointer: str) -> Post:
    post_id = require_x_id(tweet.id_str, tweet.id)
    reposted, quoted = tweet.retweeted_status, tweet.quoted_status or tweet.quoted_tweet
    content = tweet if reposted is None or _text_of(reposted) is None else reposted
    text = _text_of(content)
    if text is None:
        raise UnreadableRecordError("no-text", "no text (looked for extended_tweet.full_text, full_text, text)")
    user = tweet.user or _NOBODY
    handle = read_handle(user.screen_name)
    extended = content.extended_tweet or _NOTHING
    quote_id = tweet.quoted_status_id_str or (quoted.id_str if quoted is not None else None)
    return Post(
        platform="x",
        post_id=post_id,
        text=unescape(text),
        posted_at=require_x_time(tweet.created_at or tweet.timestamp_ms, post_id),
        account_id=read_id(user.id_str) or read_id(user.id),
        handle=handle,
        display_name=read_text(user.name),
        bio=read_text(user.description),
        url=permalink(handle, post_id),
        language=read_language(tweet.lang),
        tags=tags_of(extended.entities, content.entities),
        urls=links_of(extended.entities, content.entities),
        media=media_of(
            extended.extended_entities,
            extended.entities,
            content.extended_entities,
            content.entities,
            Entities(media=content.media_details) if content.media_details else None,
        ),
        repost_of=(
            make_reference(reposted.id_str or reposted.id, _handle_of(reposted))
            if reposted is not None
            else written_repost(text)
        ),
        # A repost of a quote post carries the reference of what it reposts.
        quote_of=(
            make_reference(quote_id, _handle_of(quoted) or _quoted_handle(tweet))
            if reposted is None and quote_id
            else None
        ),
        reply_to=make_reference(tweet.in_reply_to_status_id_str, tweet.in_reply_to_screen_name),
        metrics=_count(tweet) if reposted is None else Metrics(),
        is_public=None if user.protected is None else not user.protected,
        evidence=received.evidence(pointer),
    )


def _count(tweet: _Tweet) -> Metrics:
    """The counts of a post. Those on a repost are of the original, or 0, and say nothing of the repost."""
    return Metrics(
        reposts=read_count(tweet.retweet_count),
        likes=read_count(tweet.favorite_count),
        replies=read_count(tweet.reply_count if tweet.reply_count is not None else tweet.conversation_count),
        quotes=read_count(tweet.quote_count),
        views=read_count(tweet.ext_views.count) if tweet.ext_views is not None else None,
    )


def _text_of(tweet: _Tweet) -> str | None:
    """The whole text: a post of more than 140 characters holds it apart from the old field, which is cut."""
    extended = tweet.extended_tweet.full_text if tweet.extended_tweet is not None else None
    if extended is not None:
        return extended
    return tweet.full_text if tweet.full_text is not None else tweet.text


def _handle_of(tweet: _Tweet | None) -> str | None:
    return tweet.user.screen_name if tweet is not None and tweet.user is not None else None


def _quoted_handle(tweet: _Tweet) -> str | None:
    link = tweet.quoted_status_permalink
    return handle_in_link(link.expanded) if link is not None else None
