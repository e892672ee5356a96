"""Permalinks of each platform are found, rebuilt and dated."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawatur.errors import InputError
from tawatur.posts import (
    MASTODON_TIME_SHIFT,
    TID_ALPHABET,
    TID_TIME_SHIFT,
    X_EPOCH_MS,
    X_FIRST_SNOWFLAKE,
    X_TIME_SHIFT,
    Permalink,
    PostId,
    find_permalinks,
    time_from_bluesky_id,
    time_from_mastodon_id,
    time_from_x_id,
)

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)
MICROSECOND = timedelta(microseconds=1)
X_ID = "1864716497341362317"
X_TIME = datetime(2024, 12, 5, 17, 0, 32, 380_000, tzinfo=UTC)
BLUESKY_ID = "3lcl6ypvm4s2c"
MASTODON_ID = "113600000000000000"


def times(first: datetime, last: datetime, unit: timedelta):
    """Moments between two others, in whole units."""
    return st.integers((first - EPOCH) // unit, (last - EPOCH) // unit).map(lambda count: EPOCH + count * unit)


def write_tid(number: int) -> PostId:
    """A record key as atproto.com/specs/tid writes it: 13 characters of 5 bits, the highest first."""
    return PostId("".join(TID_ALPHABET[number >> shift & 31] for shift in range(60, -1, -5)))


# -- the time in an id -----------------------------------------------------------------------------------------


@given(
    times(datetime(2010, 11, 5, tzinfo=UTC), datetime(2080, 7, 10, tzinfo=UTC), MILLISECOND),
    st.integers(0, 2**X_TIME_SHIFT - 1),
)
def test_the_time_written_into_an_x_id_is_read_back(posted_at, rest):
    number = ((posted_at - EPOCH) // MILLISECOND - X_EPOCH_MS << X_TIME_SHIFT) + rest
    assert time_from_x_id(PostId(str(number))) == posted_at


@given(
    times(datetime(2016, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC), MILLISECOND),
    st.integers(0, 2**MASTODON_TIME_SHIFT - 1),
)
def test_the_time_written_into_a_mastodon_id_is_read_back(posted_at, rest):
    number = ((posted_at - EPOCH) // MILLISECOND << MASTODON_TIME_SHIFT) + rest
    assert time_from_mastodon_id(PostId(str(number))) == posted_at


@given(
    times(datetime(2022, 1, 1, tzinfo=UTC), datetime(2250, 1, 1, tzinfo=UTC), MICROSECOND),
    st.integers(0, 2**TID_TIME_SHIFT - 1),
)
def test_the_time_written_into_a_bluesky_key_is_read_back(posted_at, rest):
    number = ((posted_at - EPOCH) // MICROSECOND << TID_TIME_SHIFT) + rest
    assert time_from_bluesky_id(write_tid(number)) == posted_at


def test_known_ids_have_their_known_times():
    assert time_from_x_id(PostId(X_ID)) == X_TIME
    assert time_from_mastodon_id(PostId(MASTODON_ID)) == datetime(2024, 12, 5, 11, 33, 57, 500_000, tzinfo=UTC)
    assert time_from_bluesky_id(PostId(BLUESKY_ID)) == datetime(2024, 12, 5, 17, 29, 25, 450_840, tzinfo=UTC)


def test_times_are_utc():
    assert time_from_x_id(PostId(X_ID)).tzinfo is UTC


@pytest.mark.parametrize("post_id", ["0", "20", "29076139009", str(X_FIRST_SNOWFLAKE - 1)])
def test_an_x_id_from_before_snowflake_carries_no_time(post_id):
    with pytest.raises(InputError, match=f"'{post_id}'.*November 2010"):
        time_from_x_id(PostId(post_id))


def test_the_first_snowflake_ids_carry_a_time():
    assert time_from_x_id(PostId(str(X_FIRST_SNOWFLAKE))).date() == datetime(2010, 11, 4, tzinfo=UTC).date()


@pytest.mark.parametrize("read_time", [time_from_x_id, time_from_mastodon_id])
@pytest.mark.parametrize(
    "post_id",
    [
        pytest.param(str(2**63), id="64-bits"),
        pytest.param("9" * 19, id="19-nines"),
        pytest.param("1" * 20, id="20-digits"),
        pytest.param("9" * 5000, id="5000-digits"),
    ],
)
def test_an_id_of_more_than_63_bits_is_refused(read_time, post_id):
    with pytest.raises(InputError, match="longer than any id"):
        read_time(PostId(post_id))


@pytest.mark.parametrize("read_time", [time_from_x_id, time_from_mastodon_id])
def test_an_id_of_63_bits_is_read(read_time):
    assert read_time(PostId(str(2**63 - 1))).year > 2079


@pytest.mark.parametrize("read_time", [time_from_x_id, time_from_mastodon_id])
@pytest.mark.parametrize(
    "post_id",
    [
        pytest.param("", id="empty"),
        pytest.param("abc", id="letters"),
        pytest.param("-" + X_ID, id="minus"),
        pytest.param(X_ID + ".0", id="fraction"),
        pytest.param(" " + X_ID, id="space"),
        pytest.param(X_ID[:5] + "_" + X_ID[5:], id="underscore"),
        pytest.param("1.8e18", id="rounded-by-a-spreadsheet"),
        pytest.param("١٨٦٤٧١٦٤٩٧٣٤١٣٦٢٣١٧", id="arabic-indic-digits"),
        pytest.param("\N{SUPERSCRIPT TWO}", id="superscript"),
    ],
)
def test_what_is_not_digits_is_refused(read_time, post_id):
    with pytest.raises(InputError, match="not a number"):
        read_time(PostId(post_id))


@pytest.mark.parametrize(
    "post_id",
    [
        pytest.param("", id="empty"),
        pytest.param(BLUESKY_ID[:-1], id="too-short"),
        pytest.param(BLUESKY_ID + "2", id="too-long"),
        pytest.param(BLUESKY_ID.upper(), id="upper-case"),
        pytest.param("1" + BLUESKY_ID[1:], id="digit-outside-the-alphabet"),
        pytest.param("self", id="a-named-record"),
    ],
)
def test_what_is_no_tid_is_refused(post_id):
    with pytest.raises(InputError, match="not a TID"):
        time_from_bluesky_id(PostId(post_id))


# -- links -----------------------------------------------------------------------------------------------------

X_LINK = f"https://x.com/sami_h/status/{X_ID}"
OLD_X_LINK = f"https://twitter.com/sami_h/status/{X_ID}"
BLUESKY_LINK = f"https://bsky.app/profile/sami.example.org/post/{BLUESKY_ID}"
MASTODON_LINK = f"https://mastodon.example/@sami/{MASTODON_ID}"
MASTODON_REMOTE_LINK = f"https://mastodon.example/@sami.h@social.example.org/{MASTODON_ID}"


@pytest.mark.parametrize(
    ("written", "platform", "handle", "url"),
    [
        pytest.param(X_LINK, "x", "sami_h", X_LINK, id="x"),
        pytest.param(OLD_X_LINK, "x", "sami_h", OLD_X_LINK, id="twitter"),
        pytest.param(X_LINK.replace("https", "http"), "x", "sami_h", X_LINK, id="http"),
        pytest.param(X_LINK.replace("x.com", "www.x.com"), "x", "sami_h", X_LINK, id="www"),
        pytest.param(OLD_X_LINK.replace("twitter", "mobile.twitter"), "x", "sami_h", OLD_X_LINK, id="mobile"),
        pytest.param(OLD_X_LINK.replace("twitter", "m.twitter"), "x", "sami_h", OLD_X_LINK, id="m"),
        pytest.param(OLD_X_LINK.replace("/status/", "/statuses/"), "x", "sami_h", OLD_X_LINK, id="statuses"),
        pytest.param(X_LINK + "?s=20&t=AbC", "x", "sami_h", X_LINK, id="query"),
        pytest.param(X_LINK + "/photo/1", "x", "sami_h", X_LINK, id="photo"),
        pytest.param(X_LINK + "#m", "x", "sami_h", X_LINK, id="fragment"),
        pytest.param(X_LINK.replace("x.com", "X.COM"), "x", "sami_h", X_LINK, id="upper-case-host"),
        pytest.param("https://t.me/akhbar_h/512", "telegram", "akhbar_h", "https://t.me/akhbar_h/512", id="telegram"),
        pytest.param(
            "https://t.me/s/akhbar_h/512?q=1", "telegram", "akhbar_h", "https://t.me/akhbar_h/512", id="telegram-web"
        ),
        pytest.param(BLUESKY_LINK, "bluesky", "sami.example.org", BLUESKY_LINK, id="bluesky"),
        pytest.param(
            f"https://bsky.app/profile/did:plc:ab12/post/{BLUESKY_ID}?ref=1",
            "bluesky",
            None,
            f"https://bsky.app/profile/did:plc:ab12/post/{BLUESKY_ID}",
            id="bluesky-did",
        ),
        pytest.param(MASTODON_LINK, "mastodon", "sami", MASTODON_LINK, id="mastodon"),
        pytest.param(MASTODON_LINK + "?x=1", "mastodon", "sami", MASTODON_LINK, id="mastodon-query"),
        pytest.param(
            MASTODON_REMOTE_LINK, "mastodon", "sami.h@social.example.org", MASTODON_REMOTE_LINK, id="mastodon-remote"
        ),
        pytest.param(
            f"https://mastodon.example/users/sami/statuses/{MASTODON_ID}",
            "mastodon",
            "sami",
            MASTODON_LINK,
            id="mastodon-statuses",
        ),
        pytest.param(
            f"https://x.com/i/web/status/{X_ID}", "x", None, f"https://x.com/i/web/status/{X_ID}", id="x-without-handle"
        ),
        pytest.param(
            f"https://twitter.com/i/status/{X_ID}", "x", None, f"https://twitter.com/i/status/{X_ID}", id="x-section"
        ),
        pytest.param(X_LINK + "?a=(b)", "x", "sami_h", X_LINK, id="brackets-of-its-own"),
    ],
)
def test_a_link_to_a_post_is_found_and_rebuilt(written, platform, handle, url):
    (link,) = find_permalinks(f"نص {written} ثم نص")
    assert (link.platform, link.handle, link.url, link.written) == (platform, handle, url, written)
    assert link.problem is None


@pytest.mark.parametrize("link", [X_LINK, BLUESKY_LINK, X_LINK + "?s=20", X_LINK + "/photo/1"], ids=ascii)
@pytest.mark.parametrize(
    "after", [".", "،", "؛", "؟", ")", ").", "]", "’", "…", "!؟", "\N{RIGHT-TO-LEFT MARK}", "*", "'،"], ids=ascii
)
def test_the_punctuation_behind_a_link_is_not_part_of_it(link, after):
    # The card of a link showed the full stop of the sentence, and its highlight reached over it.
    (found,) = find_permalinks(f"({link}{after} ثم")
    assert found.written == link
    assert found.span == (1, 1 + len(link))


def test_words_glued_to_a_link_are_not_part_of_it():
    (found,) = find_permalinks(f"{X_LINK}؛وقال")
    assert found.written == X_LINK


@pytest.mark.parametrize(
    ("link", "posted_at"),
    [
        pytest.param(X_LINK, X_TIME, id="x"),
        pytest.param(BLUESKY_LINK, time_from_bluesky_id(PostId(BLUESKY_ID)), id="bluesky"),
        pytest.param(MASTODON_LINK, time_from_mastodon_id(PostId(MASTODON_ID)), id="mastodon"),
        pytest.param("https://t.me/akhbar_h/512", None, id="telegram-ids-carry-none"),
    ],
)
def test_a_link_has_the_time_of_its_id(link, posted_at):
    assert find_permalinks(link)[0].posted_at == posted_at


@pytest.mark.parametrize("section", ["i", "I", "intent", "search"])
def test_a_section_of_the_platform_is_nobody(section):
    (link,) = find_permalinks(f"https://x.com/{section}/status/{X_ID}")
    assert link.handle is None
    assert link.post_id == X_ID
    assert link.posted_at == X_TIME


def test_a_handle_that_begins_like_a_section_is_somebody():
    assert find_permalinks(f"https://x.com/i_sami/status/{X_ID}")[0].handle == "i_sami"


@pytest.mark.parametrize(
    ("link", "problem"),
    [
        pytest.param("https://x.com/sami_h/status/20", "November 2010", id="before-snowflake"),
        pytest.param(f"https://x.com/sami_h/status/{'9' * 20}", "longer than any id", id="too-many-digits"),
        pytest.param("https://bsky.app/profile/sami.example.org/post/abc", "not a TID", id="no-tid"),
        pytest.param(f"https://mastodon.example/@sami/{'9' * 20}", "longer than any id", id="mastodon-too-long"),
    ],
)
def test_an_id_without_a_readable_time_says_why(link, problem):
    (found,) = find_permalinks(link)
    assert found.posted_at is None
    assert problem in found.problem


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param(f"x.com/sami_h/status/{X_ID}", id="no-scheme"),
        pytest.param("https://x.com/sami_h", id="profile"),
        pytest.param("https://x.com/sami_h/status/", id="no-id"),
        pytest.param(f"https://notx.com/sami_h/status/{X_ID}", id="other-host"),
        pytest.param(f"https://x.com.example.org/sami_h/status/{X_ID}", id="host-that-begins-like-one"),
        pytest.param(f"https://example.org/x.com/sami_h/status/{X_ID}", id="host-in-the-path"),
        pytest.param(f"https://x.com/sami_h/status/{X_ID}abc", id="letters-after-the-id"),
        pytest.param("https://t.me/akhbar_h", id="channel"),
        pytest.param("https://mastodon.example/@sami", id="mastodon-profile"),
        pytest.param("https://mastodon.example/@sami/42", id="mastodon-page"),
    ],
)
def test_what_is_no_link_to_a_post_is_not_found(text):
    assert find_permalinks(text) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("“", "”", id="typed-marks"),
        pytest.param("«", "»", id="guillemets"),
        pytest.param("<", ">", id="angle-brackets"),
        pytest.param("رابط", " then", id="glued-to-a-word"),
        pytest.param("\n", "\n", id="own-line"),
        pytest.param("", "", id="alone"),
    ],
)
def test_offsets_point_at_the_link_as_written(before, after):
    text = f"نص {before}{X_LINK}?s=20{after}"
    (link,) = find_permalinks(text)
    assert text[slice(*link.span)] == link.written == f"{X_LINK}?s=20"


@given(
    st.lists(
        st.sampled_from(
            [X_LINK, OLD_X_LINK, BLUESKY_LINK, MASTODON_LINK, "https://t.me/akhbar_h/512", "نص", "https://"]
        ),
        max_size=12,
    ),
    st.sampled_from([" ", "\n", " ،", ' "']),
)
def test_every_link_is_found_once_in_order(pieces, between):
    text = between.join(pieces)
    found = find_permalinks(text)
    assert [link.url for link in found] == [piece for piece in pieces if "://" in piece and len(piece) > 8]
    assert all(text[slice(*link.span)] == link.written for link in found)


@given(st.text(st.characters(exclude_categories=()), max_size=80))
def test_any_text_can_be_searched(text):
    # A permalink in front of anything: what follows may lengthen what is written, never what is linked.
    (link, *_) = find_permalinks(f"{X_LINK}/{text}")
    assert isinstance(link, Permalink)
    assert (link.url, link.post_id, link.handle) == (X_LINK, X_ID, "sami_h")


def test_a_page_of_half_links_has_none():
    assert find_permalinks("https://x.com/sami_h/status" * 5_000) == []
    assert find_permalinks("https://" + "a." * 20_000) == []
