"""Texts that are copies of one another, whatever their spelling: MinHash finds candidates, Jaccard decides.

Broder, "On the resemblance and containment of documents" (1997), for shingles and min-wise hashing; Leskovec, Rajaraman
and Ullman, "Mining of Massive Datasets", section 3.4, for bands. Two texts whose shingles agree by 0.7 share a band of
four with probability 1 - (1 - 0.7^4)^8 = 0.89, by 0.8 with 0.98.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

MIN_LETTERS = 20  # shorter texts ("سبحان الله", "watch this") are alike by chance
SHINGLE = 5  # letters
BANDS, ROWS = 8, 4
MIN_JACCARD = 0.7
BLOCK_LETTERS = 100_000  # hashed at once: what a core's cache holds

_SPARED = np.uint64(4)  # bits of a key: Python holds a number of 60 bits in two thirds of the memory
_RECENT = 1 << 16  # keys

_Hashes = npt.NDArray[np.uint32]
_Entry = TypeVar("_Entry")


@dataclass(frozen=True, slots=True)
class Match:
    """Where a text stands among those before it.

    Attributes:
        text: its number, from 0; that of the first text with the same letters. None for a text that is too short.
        is_new: no text before has these letters.
        near: numbers of texts before that it is a near-duplicate of, best first; () unless it is new.
    """

    text: int | None
    is_new: bool
    near: tuple[int, ...] = ()


TOO_SHORT = Match(None, is_new=False)
ALONE = Match(-1, is_new=True)
"""Of a text that is known to be like no other one, and was never added."""


class CopyIndex:
    """Finds, for each text in turn, what it is a copy of among the texts before it.

    A bucket of a band remembers its first text only, so that a flood of look-alikes costs no more than other texts.
    """

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._texts: list[str] = []
        self._buckets = _Buckets()

    def add_all(self, texts: Sequence[str]) -> list[Match]:
        """A match for each text, in order; the same whether texts come at once or one by one.

        Args:
            texts: as `LetterReader.read` gives them, one a post.
        """
        matches: list[Match] = []
        first = len(self._numbers)
        for letters in texts:
            number = self._numbers.get(letters)
            if number is not None:
                matches.append(Match(number, is_new=False))
            elif len(letters) < MIN_LETTERS:
                matches.append(TOO_SHORT)
            else:
                self._numbers[letters] = number = len(self._numbers)
                matches.append(Match(number, is_new=True))
        fresh = [letters for letters, match in zip(texts, matches, strict=True) if match.is_new]
        near: dict[int, list[tuple[float, int]]] = defaultdict(list)
        for text, candidate, jaccard in self._near_each(fresh, first):
            near[text].append((-jaccard, candidate))
        return [
            Match(match.text, is_new=True, near=tuple(candidate for _, candidate in sorted(near[match.text])))
            if match.is_new and match.text in near
            else match
            for match in matches
        ]

    def _near_each(self, texts: list[str], number: int) -> Iterator[tuple[int, int, float]]:
        """Text, near-duplicate before it, Jaccard."""
        for block in cut_blocks(texts, len):
            _, keys = hash_texts(block)
            self._texts += block
            own = np.repeat(np.arange(number, number + len(block)), BANDS)
            first = self._buckets.claim((keys >> _SPARED).ravel(), own)
            is_other = first != own
            yield from self._verify(set(zip(own[is_other].tolist(), first[is_other].tolist(), strict=True)))
            number += len(block)

    def _verify(self, pairs: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int, float]]:
        """The pairs that are near-duplicates, with their Jaccard."""
        for part in cut_blocks(pairs, lambda pair: sum(len(self._texts[number]) for number in pair)):
            found = jaccards(hash_shingles([self._texts[number] for pair in part for number in pair]))
            yield from ((*pair, jaccard) for pair, jaccard in zip(part, found, strict=True) if jaccard >= MIN_JACCARD)


class _Buckets:
    """Which text came first with a key. Most keys lie in sorted arrays: a sixth of the memory of a dict."""

    def __init__(self) -> None:
        self._recent: dict[int, int] = {}
        self._keys = np.array([np.iinfo(np.uint64).max])  # the last one is no key, so that each has a place
        self._texts = np.array([-1], np.int32)

    def claim(self, keys: npt.NDArray[np.uint64], texts: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """The first text with each key, after those before it; `texts` are those that have it now."""
        place = np.searchsorted(self._keys, keys)
        first = np.where(self._keys[place] == keys, self._texts[place], np.int64(-1))
        is_recent = first < 0
        first[is_recent] = list(map(self._recent.setdefault, keys[is_recent].tolist(), texts[is_recent].tolist()))
        if len(self._recent) > max(_RECENT, self._keys.size // 8):
            recent = np.fromiter(self._recent, np.uint64, len(self._recent))
            of_recent = np.fromiter(self._recent.values(), np.int32, len(self._recent))
            self._recent.clear()
            order = np.argsort(recent)
            place = np.searchsorted(self._keys, recent[order])
            self._keys = np.insert(self._keys, place, recent[order])
            self._texts = np.insert(self._texts, place, of_recent[order])
        return first


def cut_blocks(entries: Iterable[_Entry], size_of: Callable[[_Entry], int]) -> Iterator[list[_Entry]]:
    """Entries in blocks of about `BLOCK_LETTERS`."""
    block: list[_Entry] = []
    size = 0
    for entry in entries:
        block.append(entry)
        size += size_of(entry)
        if size >= BLOCK_LETTERS:
            yield block
            block, size = [], 0
    if block:
        yield block


def jaccards(sets: Sequence[_Hashes]) -> list[float]:
    """How far the first and second set agree, the third and fourth, and so on; each may name a value several times."""
    pair = np.repeat(np.arange(len(sets), dtype=np.uint64) >> np.uint64(1), [len(values) for values in sets])
    side = np.repeat(np.arange(len(sets), dtype=np.uint64) & np.uint64(1), [len(values) for values in sets])
    values = pair << np.uint64(33) | np.concatenate(sets).astype(np.uint64) << np.uint64(1) | side
    values.sort()
    values = values[np.concatenate(([True], values[1:] != values[:-1]))]
    in_both = (values[1:] >> np.uint64(1)) == (values[:-1] >> np.uint64(1))
    pair = (values >> np.uint64(33)).astype(np.int64)
    count = len(sets) // 2
    shared = np.bincount(pair[1:][in_both], minlength=count)
    jaccard: list[float] = (shared / (np.bincount(pair, minlength=count) - shared)).tolist()
    return jaccard


def hash_texts(texts: Sequence[str]) -> tuple[list[_Hashes], npt.NDArray[np.uint64]]:
    """The shingles of each text as 32-bit hashes, and its bands' keys.

    Args:
        texts: of at least `SHINGLE` letters each, no surrogates.

    Returns: for each text its hashes (one a shingle, repeated ones repeated), and uint64 (texts, bands).
    """
    hashes, starts, lasts = _hash_letters(texts)
    # Every second segment holds the shingles that begin in one text and end in the next.
    edges = np.column_stack((starts, lasts)).ravel()[:-1]
    signature = np.empty((BANDS * ROWS, len(texts)), dtype=np.uint32)
    permuted = np.empty_like(hashes)
    for row, (flip, factor) in enumerate(_PERMUTATIONS):
        np.bitwise_xor(hashes, flip, out=permuted)
        np.multiply(permuted, factor, out=permuted)
        signature[row] = np.minimum.reduceat(permuted, edges)[::2]
    keys = np.zeros((BANDS, len(texts)), dtype=np.uint64)
    keys += np.arange(1, BANDS + 1, dtype=np.uint64)[:, None]
    for row in range(ROWS):
        keys ^= signature[row::ROWS]
        keys *= np.uint64(0x9E3779B97F4A7C15)  # 2^64 / golden ratio, odd: no two rows cancel
        keys ^= keys >> np.uint64(29)
    return [hashes[start:end] for start, end in zip(starts, lasts, strict=True)], keys.T


def hash_shingles(texts: Sequence[str]) -> list[_Hashes]:
    """The first that `hash_texts` returns, in a tenth of the time."""
    hashes, starts, lasts = _hash_letters(texts)
    return [hashes[start:end] for start, end in zip(starts, lasts, strict=True)]


def _hash_letters(texts: Sequence[str]) -> tuple[_Hashes, npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Hashes of the shingles of all texts in a row; where those of each begin, and end."""
    ends = np.cumsum([len(text) for text in texts])
    starts = np.concatenate(([0], ends[:-1]))
    letters = np.frombuffer("".join(texts).encode("utf-32-le"), dtype=np.uint32)
    hashes = np.zeros(len(letters) - SHINGLE + 1, dtype=np.uint32)
    for place in range(SHINGLE):
        hashes *= np.uint32(0x01000193)  # the prime of FNV-1, www.isthe.com/chongo/tech/comp/fnv
        hashes += letters[place : place + len(hashes)]
    _mix(hashes)
    return hashes, starts, ends - SHINGLE + 1


def _mix(hashes: _Hashes) -> None:
    """Spread neighbouring values over all 32 bits, in place (MurmurHash3's finaliser, A. Appleby, public domain)."""
    hashes ^= hashes >> np.uint32(16)
    hashes *= np.uint32(0x85EBCA6B)
    hashes ^= hashes >> np.uint32(13)
    hashes *= np.uint32(0xC2B2AE35)
    hashes ^= hashes >> np.uint32(16)


def _permutations(count: int) -> list[tuple[np.uint32, np.uint32]]:
    """Fixed permutations x -> (x ^ flip) * factor of 32-bit values: the same on every machine and version.

    Drawn by SplitMix64 (G. Steele et al., OOPSLA 2014) from seed 0.
    """
    drawn = []
    state = 0
    for _ in range(count):
        state = (state + 0x9E3779B97F4A7C15) & (2**64 - 1)
        value = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & (2**64 - 1)
        value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & (2**64 - 1)
        value ^= value >> 31
        drawn.append((np.uint32(value & 0xFFFFFFFF), np.uint32((value >> 32) | 1)))
    return drawn


_PERMUTATIONS = _permutations(BANDS * ROWS)
