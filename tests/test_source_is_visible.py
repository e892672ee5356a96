"""What stands in a source file is what a reader of it sees."""

from __future__ import annotations

import unicodedata

import pytest

SUFFIXES = frozenset({".py", ".toml", ".html", ".css", ".js", ".md", ".tsv"})

# Code points that are drawn as nothing, or that move what stands around them.
INVISIBLE = frozenset(
    chr(code)
    for first, last in (
        (0x00AD, 0x00AD),  # soft hyphen
        (0x061C, 0x061C),  # Arabic letter mark
        (0x200B, 0x200F),  # zero width space, non-joiner, joiner, direction marks
        (0x202A, 0x202E),  # bidi embeddings and overrides
        (0x2060, 0x2069),  # word joiner, invisible operators, bidi isolates
        (0xFEFF, 0xFEFF),  # byte order mark
        (0xE0000, 0xE007F),  # tags
    )
    for code in range(first, last + 1)
)


def find_unseen(text: str) -> list[str]:
    """Every invisible character and every combining mark without a letter under it, as `line N: NAME`."""
    unseen = []
    before = "\n"
    line = 1
    for character in text:
        is_mark = unicodedata.combining(character) > 0 or unicodedata.category(character) == "Mn"
        has_base = unicodedata.category(before)[0] in "LMN" or before in {"\N{ARABIC TATWEEL}", "\N{DOTTED CIRCLE}"}
        # An emoji takes U+FE0F, the request for its coloured form.
        is_emoji_style = character == "\N{VARIATION SELECTOR-16}" and unicodedata.category(before) == "So"
        if character in INVISIBLE or (is_mark and not has_base and not is_emoji_style):
            name = unicodedata.name(character, f"U+{ord(character):04X}")
            unseen.append(f"line {line}: {name}")
        line += character == "\n"
        before = character
    return unseen


@pytest.fixture(scope="module")
def source_files(repository_files):
    return [path for path in repository_files if path.suffix in SUFFIXES]


def test_no_source_file_has_a_character_that_nobody_sees(root, source_files):
    unseen = {
        str(path.relative_to(root)): found
        for path in source_files
        if (found := find_unseen(path.read_text(encoding="utf-8")))
    }
    assert unseen == {}, 'write it by name: "\\N{RIGHT-TO-LEFT MARK}"'


def test_the_walk_finds_the_sources(root, source_files):
    found = {path.relative_to(root).as_posix() for path in source_files}
    assert {"pyproject.toml", "src/tawatur/errors.py", "src/tawatur/data/verbs.tsv", "README.md"} <= found


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a\N{RIGHT-TO-LEFT MARK}b", id="direction-mark"),
        pytest.param("a\N{ZERO WIDTH NON-JOINER}b", id="zwnj"),
        pytest.param("a\N{RIGHT-TO-LEFT OVERRIDE}b", id="bidi-override"),
        pytest.param("a\N{FIRST STRONG ISOLATE}b", id="isolate"),
        pytest.param("a\N{ARABIC LETTER MARK}b", id="arabic-letter-mark"),
        pytest.param("\N{ZERO WIDTH NO-BREAK SPACE}a", id="byte-order-mark"),
        pytest.param("a\N{SOFT HYPHEN}b", id="soft-hyphen"),
        pytest.param("a\N{TAG LATIN SMALL LETTER A}b", id="tag"),
        pytest.param('mark = "\N{ARABIC FATHA}"', id="lone-mark-in-a-literal"),
        pytest.param("[\N{ARABIC FATHATAN}-\N{ARABIC SUKUN}]", id="marks-in-a-character-class"),
    ],
)
def test_an_unseen_character_is_found(text):
    assert find_unseen(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("mark = '\\N{ARABIC FATHA}'", id="mark-by-name"),
        pytest.param("كتب بيتَه مرَّتين", id="marks-on-letters"),
        pytest.param("cafe\N{COMBINING ACUTE ACCENT}", id="mark-on-a-latin-letter"),
        pytest.param("\N{WARNING SIGN}\N{VARIATION SELECTOR-16}", id="emoji"),
    ],
)
def test_what_a_reader_sees_is_let_through(text):
    assert find_unseen(text) == []
