"""The public contract as a caller's type checker sees it: checked by mypy, never run.

A line here that stops checking is a break for the programs that call tawatur. Every function and field of the
contract that exists has its line; `assert_type` fails when a type widens.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal, assert_type

from tawatur import arabic
from tawatur.posts import Post, PostId
from tawatur.statements import Form, Statement, read_statements
from tawatur.voices import Merge, VoiceCount, count_voices


def read_an_article(text: str) -> list[Statement]:
    """The plain call, and the call for a post, whose author and time are known."""
    assert_type(read_statements(text), list[Statement])
    assert_type(read_statements(text, author=None, said_at=None), list[Statement])
    return read_statements(text, author="Ahmad Mansour", said_at=datetime(2024, 12, 5, 17, 0, 32, tzinfo=UTC))


def use_a_statement(statement: Statement) -> None:
    """Every field of the contract with its type; None where the text does not say."""
    assert_type(statement.quote, str)
    assert_type(statement.quote_span, tuple[int, int])
    assert_type(statement.form, Literal["quoted", "unquoted", "indirect", "mixed"])
    assert_type(statement.direct, bool)
    assert_type(statement.speaker, str | None)
    assert_type(statement.speaker_mention, str | None)
    assert_type(statement.speaker_span, tuple[int, int] | None)
    assert_type(statement.role, str | None)
    assert_type(statement.handle, str | None)
    assert_type(statement.cue, str | None)
    assert_type(statement.cue_span, tuple[int, int] | None)
    assert_type(statement.url, str | None)
    assert_type(statement.rule, str)
    assert_type(statement.confidence, float)


def make_a_statement(form: Form) -> Statement:
    """What a caller must give; the rest has defaults."""
    return Statement(quote="...", quote_span=(0, 3), form=form, direct=True, speaker=None)


def records_cannot_be_changed_or_made_by_position(statement: Statement) -> None:
    """Frozen and keyword-only: mypy must refuse both (an unused ignore is an error)."""
    statement.speaker = "somebody else"  # type: ignore[misc]
    Statement("...", (0, 3), "quoted", True, None)  # type: ignore[call-arg]  # noqa: FBT003


def count_a_noun() -> str:
    """The plain call, and the settings of a newsroom."""
    assert_type(arabic.count_noun(3, "حاجز"), str)
    return arabic.count_noun(2, "ساعة", case="genitive", digits="arabic-indic", scale="words")


def count_some_voices(posts: list[Post]) -> VoiceCount:
    """Every field of the contract."""
    count = count_voices(posts)
    assert_type(count_voices(iter(posts)), VoiceCount)
    assert_type(count.accounts, int)
    assert_type(count.v1, int)
    assert_type(count.v2, int)
    assert_type(count.v3, int)
    assert_type(count.merges, tuple[Merge, ...])
    assert_type(count.merges[0].reason, Literal["repost", "near-duplicate", "same-url", "same-media", "in-step"])
    assert_type(count.merges[0].post_ids, tuple[PostId, ...])
    assert_type(count.merges[0].accounts, tuple[str, ...])
    return count
