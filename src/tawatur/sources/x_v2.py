"""X API v2: pages, single answers and stream lines with their `includes`, and posts that twarc flattened.

Authors, reposted and quoted posts and media are joined from `includes`, or from where twarc put them. A post that is
included and complete is a post of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import msgspec

from tawatur.errors import UnreadableRecordError
from tawatur.posts import Metrics, Post, PostId
from tawatur.sources.base import Framing, Received, Rejected
from tawatur.sources.fields import decode_each, read_count, read_id, read_text, read_time, sample_values
from tawatur.sources.x_fields import (
    distinct,
    edited_at,
    make_reference,
    permalink,
    read_handle,
    read_language,
    read_x_id,
    require_x_id,
    require_x_time,
    unescape,
    written_repost,
)

_V2_ONLY: Final = frozenset(
    {"edit_history_tweet_ids", "public_metrics", "conversation_id", "referenced_tweets", "reply_settings", "author"}
)


class _Tag(msgspec.Struct):
    tag: str | None = None


class _Link(msgspec.Struct):
    expanded_url: str | None = None
    unwound_url: str | None = None
    media_key: str | None = None


class _Entities(msgspec.Struct):
    hashtags: list[_Tag] | None = None
    urls: list[_Link] | None = None


class _Note(msgspec.Struct):
    text: str | None = None
    entities: _Entities | None = None


class _Counts(msgspec.Struct):
    retweet_count: int | None = None
    like_count: int | None = None
    reply_count: int | None = None
    quote_count: int | None = None
    impression_count: int | None = None


class _User(msgspec.Struct):
    id: str | None = None
    username: str | None = None
    name: str | None = None
    description: str | None = None
    protected: bool | None = None


class _Medium(msgspec.Struct):
    media_key: str | None = None
    url: str | None = None
    preview_image_url: str | None = None


class _Attachments(msgspec.Struct):
    media_keys: list[str] | None = None
    media: list[_Medium] | None = None


class _Tweet(msgspec.Struct):
    id: str | int | None = None
    text: str | None = None
    note_tweet: _Note | None = None
    created_at: str | None = None
    author_id: str | int | None = None
    author: _User | None = None
    lang: str | None = None
    entities: _Entities | None = None
    attachments: _Attachments | None = None
    public_metrics: _Counts | None = None
    referenced_tweets: list[_Referenced] | None = None
    in_reply_to_user_id: str | int | None = None
    in_reply_to_user: _User | None = None
    edit_history_tweet_ids: list[str] | None = None


class _Referenced(_Tweet):
    """A reference; flattened, it is the whole post too."""

    type: str | None = None


class _Includes(msgspec.Struct):
    users: list[_User] | None = None
    tweets: list[_Tweet] | None = None
    media: list[_Medium] | None = None


class _Problem(msgspec.Struct):
    title: str | None = None
    detail: str | None = None


class _Meta(msgspec.Struct):
    result_count: int | None = None


class _Twarc(msgspec.Struct):
    retrieved_at: str | None = None


class _Record(_Tweet):
    """A page, or a post itself."""

    data: list[_Tweet] | _Tweet | None = None
    includes: _Includes | None = None
    errors: list[_Problem] | None = None
    meta: _Meta | None = None
    twarc: _Twarc | None = msgspec.field(default=None, name="__twarc")


_DECODER: Final = msgspec.json.Decoder(_Record)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Context:
    """What the posts of one record share."""

    received: Received
    users: dict[str, _User]
    tweets: dict[str, _Tweet]
    media: dict[str, _Medium]
    captured_at: datetime | None


class XV2Source:
    """Posts of API v2, of twarc 2 and other clients; one file may mix pages and flattened posts."""

    name = "x-v2"
    title = "X API v2, as twarc 2 writes it: pages, flattened, streams"
    framing: Framing = "line"

    def recognise(self, sample: bytes) -> float:
        """1 for a page of posts, or a post with what only API v2 gives."""
        return 1.0 if any(_is_tweet(value) or _is_page(value) for value in sample_values(sample)) else 0.0

    def parse(self, received: Received) -> Iterator[Post | Rejected]:
        """The posts of a page or of a line; those asked for before those included."""
        for pointer, record in decode_each(received.data, _DECODER):
            if isinstance(record, UnreadableRecordError):
                yield received.reject(record.reason, record.problem, pointer=pointer)
            else:
                yield from _read_record(record, received, pointer)


SOURCE: Final = XV2Source()


def _is_tweet(value: Any) -> bool:
    return isinstance(value, dict) and {"id", "text"} <= value.keys() and bool(_V2_ONLY & value.keys())


def _is_page(value: dict[str, Any]) -> bool:
    data = value.get("data")
    first = data[0] if isinstance(data, list) and data else data
    has_tweet = _is_tweet(first) or (isinstance(first, dict) and {"id", "text"} <= first.keys())
    return has_tweet or "__twarc" in value or ("meta" in value and "result_count" in _as_dict(value["meta"]))


def _as_dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _read_record(record: _Record, received: Received, pointer: str) -> Iterator[Post | Rejected]:
    includes = record.includes or _Includes()
    context = _Context(
        received=received,
        users={user.id: user for user in includes.users or () if user.id},
        tweets={found: tweet for tweet in includes.tweets or () if (found := read_x_id(tweet.id))},
        media={medium.media_key: medium for medium in includes.media or () if medium.media_key},
        captured_at=read_time(record.twarc.retrieved_at) if record.twarc is not None else None,
    )
    if record.data is None:
        if record.id is None and (record.errors or record.meta is not None):
            yield _explain_empty(record, received, pointer)
        else:
            yield from _read_tweet(record, context, pointer)
        return
    asked: list[tuple[str, _Tweet]] = [(f"{pointer}/data", record.data)] if isinstance(record.data, _Tweet) else []
    if isinstance(record.data, list):
        asked = [(f"{pointer}/data/{number}", tweet) for number, tweet in enumerate(record.data)]
        if not asked:
            yield _explain_empty(record, received, pointer)
    for place, tweet in asked:
        yield from _read_tweet(tweet, context, place)
    known = {read_x_id(tweet.id) for _, tweet in asked}
    for number, tweet in enumerate(includes.tweets or ()):
        if read_x_id(tweet.id) not in known or tweet.id is None:
            yield from _read_tweet(tweet, context, f"{pointer}/includes/tweets/{number}")


def _explain_empty(record: _Record, received: Received, pointer: str) -> Rejected:
    """A page without posts: what X says of it."""
    if record.errors:
        problem = record.errors[0]
        message = f"X answered: {(problem.detail or problem.title or 'an error')[:200]}"
        return received.reject("api-error", message, pointer=pointer, is_loss=False)
    return received.reject("empty-page", "a page without posts", pointer=pointer, is_loss=False)


def _read_tweet(tweet: _Tweet, context: _Context, pointer: str) -> Iterator[Post | Rejected]:
    """A post and, where twarc flattened them, those that it refers to."""
    try:
        yield _make_post(tweet, context, pointer)
    except UnreadableRecordError as error:
        yield context.received.reject(error.reason, error.problem, pointer=pointer)
    for number, reference in enumerate(tweet.referenced_tweets or ()):
        if reference.text is not None:
            yield from _read_tweet(reference, context, f"{pointer}/referenced_tweets/{number}")


def _make_post(tweet: _Tweet, context: _Context, pointer: str) -> Post:
    post_id = require_x_id(tweet.id)
    references = {reference.type: reference for reference in tweet.referenced_tweets or ()}
    reposted = _resolve(references.get("retweeted"), context)
    content = tweet if reposted is None or reposted.text is None else reposted
    text, entities = _text_of(content)
    if text is None:
        raise UnreadableRecordError("no-text", "no text (looked for note_tweet.text, text)")
    user = _author_of(tweet, context) or _User()
    handle = read_handle(user.username)
    written = written_repost(tweet.text or "")
    quoted, answered = _resolve(references.get("quoted"), context), _resolve(references.get("replied_to"), context)
    return Post(
        platform="x",
        post_id=post_id,
        text=unescape(text),
        posted_at=require_x_time(tweet.created_at, post_id),
        account_id=read_id(tweet.author_id) or read_id(user.id),
        handle=handle,
        display_name=read_text(user.name),
        bio=read_text(user.description),
        url=permalink(handle, post_id),
        language=read_language(tweet.lang),
        tags=distinct(tag.tag for tag in entities.hashtags or ()),
        urls=distinct(link.unwound_url or link.expanded_url for link in entities.urls or () if not link.media_key),
        media=_media_of(content, context),
        repost_of=(
            make_reference(reposted.id, _handle_of(reposted, context) or (written.handle if written else None))
            if reposted is not None
            else written
        ),
        quote_of=make_reference(quoted.id, _handle_of(quoted, context)) if quoted is not None else None,
        reply_to=(
            make_reference(answered.id, _handle_of(answered, context) or _answered_handle(tweet, context))
            if answered is not None
            else make_reference(handle=_answered_handle(tweet, context))
        ),
        metrics=_count(tweet.public_metrics) if reposted is None and tweet.public_metrics is not None else Metrics(),
        is_public=None if user.protected is None else not user.protected,
        edited_at=edited_at(PostId(post_id), tweet.edit_history_tweet_ids),
        evidence=context.received.evidence(pointer, captured_at=context.captured_at),
    )


def _count(counts: _Counts) -> Metrics:
    """The counts of a post. Those on a repost are of the original, or 0, and say nothing of the repost."""
    return Metrics(
        reposts=read_count(counts.retweet_count),
        likes=read_count(counts.like_count),
        replies=read_count(counts.reply_count),
        quotes=read_count(counts.quote_count),
        views=read_count(counts.impression_count),
    )


def _text_of(tweet: _Tweet) -> tuple[str | None, _Entities]:
    """The whole text and what is in it: of a long post both stand apart."""
    if tweet.note_tweet is not None and tweet.note_tweet.text:
        return tweet.note_tweet.text, tweet.note_tweet.entities or tweet.entities or _Entities()
    return tweet.text, tweet.entities or _Entities()


def _resolve(reference: _Referenced | None, context: _Context) -> _Tweet | None:
    """The post that a reference names: flattened into it, else from `includes`, else the reference itself."""
    if reference is None or reference.text is not None:
        return reference
    return context.tweets.get(read_x_id(reference.id) or "", reference)


def _author_of(tweet: _Tweet, context: _Context) -> _User | None:
    return tweet.author or context.users.get(read_id(tweet.author_id) or "")


def _handle_of(tweet: _Tweet, context: _Context) -> str | None:
    user = _author_of(tweet, context)
    return user.username if user is not None else None


def _answered_handle(tweet: _Tweet, context: _Context) -> str | None:
    user = tweet.in_reply_to_user or context.users.get(read_id(tweet.in_reply_to_user_id) or "")
    return user.username if user is not None else None


def _media_of(tweet: _Tweet, context: _Context) -> tuple[str, ...]:
    attached = tweet.attachments or _Attachments()
    media = attached.media or [context.media[key] for key in attached.media_keys or () if key in context.media]
    return distinct(medium.url or medium.preview_image_url for medium in media)
