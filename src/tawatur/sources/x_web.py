"""X's web client: posts as its GraphQL answers hold them.

Three files hold such posts: what the Zeeschuimer add-on saves (NDJSON, the post under `data`), what 4CAT makes of that
(NDJSON, the post itself beside `__import_meta`), and a whole answer (a page of a search, a thread, a timeline). Field
names and traps: Zeeschuimer js/zs-background.js and modules/twitter.js, 4CAT datasources/twitter-import. `rest_id` is
the id; `id` is a number that JavaScript rounded.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

import msgspec

from tawatur.errors import UnreadableRecordError
from tawatur.posts import Metrics, Post, PostId
from tawatur.sources.base import Framing, Received, Rejected
from tawatur.sources.fields import (
    convert,
    decode_each,
    decode_json,
    read_count,
    read_id,
    read_text,
    read_time,
    sample_values,
)
from tawatur.sources.x_fields import (
    Entities,
    edited_at,
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

_PLATFORMS: Final = frozenset({"twitter.com", "x.com"})
_RESULTS: Final = frozenset({"tweet_results", "tweetResult", "tweet_result"})  # what holds a post on a page


class _UserCore(msgspec.Struct):
    screen_name: str | None = None
    name: str | None = None


class _UserLegacy(_UserCore):
    description: str | None = None
    id_str: str | None = None


class _Bio(msgspec.Struct):
    description: str | None = None


class _Privacy(msgspec.Struct):
    protected: bool | None = None


class _User(_UserLegacy):
    """A user of any year: names stood in `legacy`, since 2025 in `core`, in the oldest files here."""

    rest_id: str | None = None
    core: _UserCore | None = None
    legacy: _UserLegacy | None = None
    profile_bio: _Bio | None = None
    privacy: _Privacy | None = None


class _UserResult(msgspec.Struct):
    result: _User | None = None


class _PostCore(msgspec.Struct):
    user_results: _UserResult | None = None


class _Views(msgspec.Struct):
    count: str | int | None = None


class _Note(msgspec.Struct):
    text: str | None = None
    entity_set: Entities | None = None


class _NoteResult(msgspec.Struct):
    result: _Note | None = None


class _NoteTweet(msgspec.Struct):
    note_tweet_results: _NoteResult | None = None


class _Versions(msgspec.Struct):
    edit_tweet_ids: list[str] | None = None


class _EditControl(_Versions):
    edit_control_initial: _Versions | None = None


class _Permalink(msgspec.Struct):
    expanded: str | None = None


class _PostResult(msgspec.Struct):
    result: _Tweet | None = None


class _Legacy(msgspec.Struct):
    id_str: str | None = None
    created_at: str | None = None
    full_text: str | None = None
    user_id_str: str | None = None
    lang: str | None = None
    entities: Entities | None = None
    extended_entities: Entities | None = None
    retweet_count: int | None = None
    favorite_count: int | None = None
    reply_count: int | None = None
    quote_count: int | None = None
    retweeted_status_result: _PostResult | None = None
    retweeted_status_id_str: str | None = None
    quoted_status_id_str: str | None = None
    quoted_status_permalink: _Permalink | None = None
    in_reply_to_status_id_str: str | None = None
    in_reply_to_screen_name: str | None = None


class _Tombstone(msgspec.Struct):
    """What stands in the place of a post that X does not show."""


class _Tweet(msgspec.Struct):
    rest_id: str | None = None
    core: _PostCore | None = None
    legacy: _Legacy | None = None
    note_tweet: _NoteTweet | None = None
    quoted_status_result: _PostResult | None = None
    views: _Views | None = None
    edit_control: _EditControl | None = None
    tweet: _Tweet | None = None
    user: _User | None = None
    tombstone: _Tombstone | None = None


class _Import(msgspec.Struct):
    timestamp_collected: int | float | None = None
    source_platform: str | None = None


class _Record(_Tweet):
    """A line: Zeeschuimer's wrapper with the post in `data`, or 4CAT's post with the wrapper in `__import_meta`."""

    timestamp_collected: int | float | None = None
    source_platform: str | None = None
    import_meta: _Import | None = msgspec.field(default=None, name="__import_meta")
    data: _Tweet | None = None


_DECODER: Final = msgspec.json.Decoder(_Record)


class XWebSource:
    """Posts of X's web client, through Zeeschuimer or 4CAT or as the browser received them."""

    name = "x-web"
    title = "X's web client: Zeeschuimer NDJSON, 4CAT NDJSON, GraphQL answers"
    framing: Framing = "line"

    def recognise(self, sample: bytes) -> float:
        """1 for either wrapper around a post of X, and for an answer that holds one; 0.9 for a bare post."""
        return max((_recognise_value(value) for value in sample_values(sample)), default=0.0)

    def parse(self, received: Received) -> Iterator[Post | Rejected]:
        """The posts of a line or of an answer, in reading order, the outer before the inner."""
        for pointer, record in decode_each(received.data, _DECODER):
            if isinstance(record, UnreadableRecordError):
                yield received.reject(record.reason, record.problem, pointer=pointer)
            elif record.source_platform is not None or record.import_meta is not None or _is_post(record):
                yield from _read_line(record, received, pointer)
            else:
                yield from _read_answer(received, pointer)


SOURCE: Final = XWebSource()


def _recognise_value(value: dict[str, Any]) -> float:
    wrapper = value.get("__import_meta", value)
    platform = wrapper.get("source_platform") if isinstance(wrapper, dict) else None
    if platform is not None:
        return 1.0 if isinstance(platform, str) and platform in _PLATFORMS else 0.0
    if "rest_id" in value and ("legacy" in value or "core" in value):
        return 0.9
    return 1.0 if next(_find_results(value, ""), None) is not None else 0.0


def _is_post(tweet: _Tweet) -> bool:
    return any(part is not None for part in (tweet.rest_id, tweet.legacy, tweet.tweet, tweet.tombstone))


# -- lines -----------------------------------------------------------------------------------------------------


def _read_line(record: _Record, received: Received, pointer: str) -> Iterator[Post | Rejected]:
    wrapper = record.import_meta or record
    if wrapper.source_platform is not None and wrapper.source_platform not in _PLATFORMS:
        message = f"collected on {ascii(wrapper.source_platform)[:60]}, which is not X"
        yield received.reject("other-platform", message, pointer=pointer)
        return
    captured_at = read_time(wrapper.timestamp_collected)
    if record.data is not None:
        yield from _read_tweet(record.data, received, f"{pointer}/data", captured_at)
    else:
        yield from _read_tweet(record, received, pointer, captured_at)


# -- whole answers ---------------------------------------------------------------------------------------------


def _read_answer(received: Received, pointer: str) -> Iterator[Post | Rejected]:
    """The posts of an answer: a search, a thread, a timeline, or one entry of these."""
    try:
        value = decode_json(received.data)
    except UnreadableRecordError as error:
        yield received.reject(error.reason, error.problem, pointer=pointer)
        return
    if pointer:
        value = value[int(pointer[1:])]
    is_empty = True
    for place, result in _find_results(value, pointer):
        is_empty = False
        try:
            yield from _read_tweet(convert(result, _Tweet), received, place, None)
        except UnreadableRecordError as error:
            yield received.reject(error.reason, error.problem, pointer=place)
    if is_empty:
        yield received.reject("no-posts", f"no posts in it (looked for {', '.join(sorted(_RESULTS))})", pointer=pointer)


def _find_results(value: Any, pointer: str) -> Iterator[tuple[str, Any]]:
    """What stands at every `tweet_results.result`, in order; not what stands inside a post."""
    if isinstance(value, list):
        for number, item in enumerate(value):
            yield from _find_results(item, f"{pointer}/{number}")
    elif isinstance(value, dict):
        for key, item in value.items():
            place = f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}"
            if key in _RESULTS:
                if isinstance(item, dict) and "result" in item:
                    yield f"{place}/result", item["result"]
            else:
                yield from _find_results(item, place)


# -- posts -----------------------------------------------------------------------------------------------------


def _read_tweet(
    tweet: _Tweet, received: Received, pointer: str, captured_at: datetime | None, *, is_inner: bool = False
) -> Iterator[Post | Rejected]:
    """A post, and the complete posts that it reposts and quotes."""
    if tweet.tweet is not None:  # TweetWithVisibilityResults
        yield from _read_tweet(tweet.tweet, received, f"{pointer}/tweet", captured_at, is_inner=is_inner)
        return
    if tweet.tombstone is not None and tweet.legacy is None:
        if not is_inner:
            yield received.reject("tombstone", "X does not show this post", pointer=pointer, is_loss=False)
        return
    if is_inner and _text_of(tweet) is None:  # X names it and does not show it: the reference says as much
        return
    try:
        yield _make_post(tweet, received, pointer, captured_at)
    except UnreadableRecordError as error:
        yield received.reject(error.reason, error.problem, pointer=pointer)
    inner = (
        ("/legacy/retweeted_status_result/result", tweet.legacy.retweeted_status_result if tweet.legacy else None),
        ("/quoted_status_result/result", tweet.quoted_status_result),
    )
    for place, found in inner:
        if found is not None and found.result is not None:
            yield from _read_tweet(found.result, received, pointer + place, captured_at, is_inner=True)


def _make_post(tweet: _Tweet, received: Received, pointer: str, captured_at: datetime | None) -> Post:
    legacy = tweet.legacy or _Legacy()
    post_id = require_x_id(tweet.rest_id, legacy.id_str)
    reposted, quoted = _unwrap(legacy.retweeted_status_result), _unwrap(tweet.quoted_status_result)
    content = tweet if reposted is None or _text_of(reposted) is None else reposted
    text = _text_of(content)
    if text is None:
        raise UnreadableRecordError("no-text", "no text (looked for note_tweet, legacy.full_text)")
    body = content.legacy or _Legacy()
    user = _user_of(tweet)
    handle = _handle_of(tweet)
    is_private = user.privacy.protected if user.privacy is not None else None
    quote_id = _id_of(quoted) or legacy.quoted_status_id_str
    return Post(
        platform="x",
        post_id=post_id,
        text=text,
        posted_at=require_x_time(legacy.created_at, post_id),
        account_id=read_id(user.rest_id) or read_id(user.id_str) or read_id(legacy.user_id_str),
        handle=handle,
        display_name=next((name for part in _parts_of(user) if (name := read_text(part.name))), None),
        bio=_bio_of(user),
        url=permalink(handle, post_id),
        language=read_language(legacy.lang),
        tags=tags_of(_note_of(content).entity_set, body.entities),
        urls=links_of(_note_of(content).entity_set, body.entities),
        media=media_of(body.extended_entities, body.entities),
        repost_of=(
            make_reference(_id_of(reposted), _handle_of(reposted)) or written_repost(legacy.full_text or "")
            if reposted is not None
            else make_reference(legacy.retweeted_status_id_str) or written_repost(text)
        ),
        # A repost of a quote post carries the reference of what it reposts.
        quote_of=(
            make_reference(quote_id, _handle_of(quoted) or _quoted_handle(legacy))
            if reposted is None and quote_id
            else None
        ),
        reply_to=make_reference(legacy.in_reply_to_status_id_str, legacy.in_reply_to_screen_name),
        metrics=_count(legacy, tweet.views) if reposted is None else Metrics(),
        is_public=None if is_private is None else not is_private,
        edited_at=edited_at(PostId(post_id), _versions_of(tweet)),
        evidence=received.evidence(pointer, captured_at=captured_at),
    )


def _count(legacy: _Legacy, views: _Views | None) -> Metrics:
    """The counts of a post. Those on a repost are of the original, or 0, and say nothing of the repost."""
    return Metrics(
        reposts=read_count(legacy.retweet_count),
        likes=read_count(legacy.favorite_count),
        replies=read_count(legacy.reply_count),
        quotes=read_count(legacy.quote_count),
        views=read_count(views.count) if views is not None else None,
    )


def _unwrap(result: _PostResult | None) -> _Tweet | None:
    tweet = result.result if result is not None else None
    while tweet is not None and tweet.tweet is not None:
        tweet = tweet.tweet
    return tweet


def _note_of(tweet: _Tweet) -> _Note:
    results = tweet.note_tweet.note_tweet_results if tweet.note_tweet is not None else None
    return (results.result if results is not None else None) or _Note()


def _text_of(tweet: _Tweet) -> str | None:
    """The whole text. That of a long post stands apart and, unlike the other, is not escaped (41 real ones)."""
    note = _note_of(tweet).text
    if note:
        return note
    full_text = tweet.legacy.full_text if tweet.legacy is not None else None
    return unescape(full_text) if full_text is not None else None


def _id_of(tweet: _Tweet | None) -> str | None:
    if tweet is None:
        return None
    return tweet.rest_id or (tweet.legacy.id_str if tweet.legacy is not None else None)


def _user_of(tweet: _Tweet) -> _User:
    results = tweet.core.user_results if tweet.core is not None else None
    return (results.result if results is not None else None) or tweet.user or _User()


def _parts_of(user: _User) -> Iterator[_UserCore]:
    """Where a user's names may stand, newest shape first."""
    for part in (user.core, user.legacy, user):
        if part is not None:
            yield part


def _handle_of(tweet: _Tweet | None) -> str | None:
    """The author's handle; where X left the user out, from the links of the post's own media."""
    if tweet is None:
        return None
    handle = next((found for part in _parts_of(_user_of(tweet)) if (found := read_handle(part.screen_name))), None)
    if handle is not None or tweet.legacy is None:
        return handle
    own = f"/status/{_id_of(tweet)}/"
    for entities in (tweet.legacy.extended_entities, tweet.legacy.entities):
        for medium in (entities.media if entities is not None else None) or ():
            if medium.expanded_url is not None and own in medium.expanded_url:
                return handle_in_link(medium.expanded_url)
    return None


def _quoted_handle(legacy: _Legacy) -> str | None:
    link = legacy.quoted_status_permalink
    return handle_in_link(link.expanded) if link is not None else None


def _bio_of(user: _User) -> str | None:
    bios = (
        user.profile_bio.description if user.profile_bio is not None else None,
        user.legacy.description if user.legacy is not None else None,
        user.description,
    )
    return next((bio for bio in bios if read_text(bio)), None)


def _versions_of(tweet: _Tweet) -> list[str] | None:
    control = tweet.edit_control
    if control is None:
        return None
    initial = control.edit_control_initial
    return control.edit_tweet_ids or (initial.edit_tweet_ids if initial is not None else None)
