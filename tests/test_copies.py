"""What is a copy of what. All texts here are invented."""

from __future__ import annotations

import random
from unittest import mock

import numpy as np
import pytest

from tawatur.voices import copies
from tawatur.voices.copies import CopyIndex, hash_shingles, hash_texts

LETTERS = "ابتثجحخدرزسشصضطظعغفقكلمنهوي"


def look_alikes(seed):
    """Texts of which many differ from an earlier one by a letter, or not at all."""
    chance = random.Random(seed)
    texts: list[str] = []
    for _ in range(300):
        if texts and chance.random() < 0.5:
            text = chance.choice(texts)
            at = chance.randrange(len(text))
            texts.append(text[:at] + chance.choice(["", "ق", text[at]]) + text[at + 1 :])
        else:
            texts.append("".join(chance.choices(LETTERS, k=chance.randint(5, 90))))
    return texts


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("recent", [0, 50, 700])
def test_packing_what_is_remembered_changes_no_match(seed, recent):
    texts = look_alikes(seed)
    expected = CopyIndex().add_all(texts)
    with mock.patch.object(copies, "_RECENT", recent):
        index = CopyIndex()
        found = [match for begin in range(0, len(texts), 7) for match in index.add_all(texts[begin : begin + 7])]
    assert found == expected
    assert sum(bool(match.near) for match in found) > 50


def test_a_key_keeps_its_first_text_however_much_is_packed():
    chance = random.Random(7)
    keys = [chance.randrange(200) for _ in range(3_000)]
    with mock.patch.object(copies, "_RECENT", 30):
        buckets = copies._Buckets()
        found: list[int] = []
        for begin in range(0, len(keys), 17):
            part = np.array(keys[begin : begin + 17], np.uint64)
            found += buckets.claim(part, np.arange(begin, begin + part.size)).tolist()
    assert found == [keys.index(key) for key in keys]


def test_shingles_alone_are_those_that_bands_are_made_of():
    texts = [text for text in look_alikes(0) if len(text) >= copies.SHINGLE]
    for alone, beside in zip(hash_shingles(texts), hash_texts(texts)[0], strict=True):
        assert alone.tolist() == beside.tolist()
