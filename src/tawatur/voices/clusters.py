"""Near-duplicate texts under one name, in one pass over a stream and in bounded memory.

The test is that of `copies` (MinHash finds candidates, Jaccard >= 0.7 decides); what is remembered is bounded instead:
the texts met last. A text that comes back later than that begins a cluster of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

from tawatur.voices.copies import BLOCK_LETTERS, MIN_JACCARD, MIN_LETTERS, hash_texts, jaccards

_Hashes = npt.NDArray[np.uint32]
_NAME_BYTES = 6


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a text stands.

    Attributes:
        cluster: named after the letters of its first text.
        is_copy: it repeats a text that is remembered, exactly or nearly.
    """

    cluster: str
    is_copy: bool


@dataclass(slots=True)
class _Held:
    """One text that is remembered: its cluster, its shingles, its bands' keys."""

    cluster: str
    shingles: _Hashes
    keys: tuple[int, ...]


@dataclass(slots=True)
class _Generation:
    """Texts met in one stretch of the stream, by their letters and by their bands' keys."""

    texts: dict[bytes, _Held] = field(default_factory=dict)
    buckets: dict[int, _Held] = field(default_factory=dict)

    def add(self, digest: bytes, held: _Held) -> None:
        self.texts[digest] = held
        for key in held.keys:
            self.buckets.setdefault(key, held)


class ClusterReader:
    """Names the cluster of each text in turn; the same whether texts come at once or one by one.

    Two generations are held, each of half of `memory`: what is met again moves into the younger one, and when that is
    full the older one is forgotten. So at least the last `memory` / 2 different texts are known, and never more than
    `memory`.

    Attributes:
        forgotten: texts that are no longer known; 0 says that nothing was missed for want of memory.
    """

    def __init__(self, memory: int) -> None:
        self._half = max(1, memory // 2)
        self._young, self._old = _Generation(), _Generation()
        self.forgotten = 0

    def read(self, texts: Sequence[str]) -> list[Placed | None]:
        """Where each text stands; None for one too short to be a copy of anything.

        Args:
            texts: as `LetterReader.read` gives them.
        """
        return [placed for block in _blocks(texts) for placed in self._read_block(block)]

    def _read_block(self, texts: Sequence[str]) -> Iterator[Placed | None]:
        digests = [_digest(text) if len(text) >= MIN_LETTERS else None for text in texts]
        known = self._young.texts.keys() | self._old.texts.keys()
        fresh = {
            digest: text
            for digest, text in zip(digests, texts, strict=True)
            if digest is not None and digest not in known
        }
        made = _hold(fresh)
        for digest, text in zip(digests, texts, strict=True):
            yield None if digest is None else self._place(digest, text, made)

    def _place(self, digest: bytes, text: str, made: dict[bytes, _Held]) -> Placed:
        held = self._young.texts.get(digest)
        if held is not None:
            return Placed(held.cluster, is_copy=True)
        held = self._old.texts.pop(digest, None)
        is_copy = held is not None
        if held is None:
            held = made.get(digest) or _hold({digest: text})[digest]  # it may have been forgotten in this very block
            nearest = self._nearest(held)
            is_copy = nearest is not None
            held.cluster = (
                nearest.cluster if nearest is not None else f"c{digest.hex()}"
            )  # a letter first: a spreadsheet reads 1e23 as a number
        self._young.add(digest, held)
        if len(self._young.texts) >= self._half:
            self.forgotten += len(self._old.texts)
            self._young, self._old = _Generation(), self._young
        return Placed(held.cluster, is_copy=is_copy)

    def _nearest(self, held: _Held) -> _Held | None:
        """The remembered text that agrees most with a new one, the first met of several; None when none does enough."""
        candidates = {
            id(found): found
            for key in held.keys
            for generation in (self._old, self._young)
            if (found := generation.buckets.get(key)) is not None
        }
        if not candidates:
            return None
        others = list(candidates.values())
        alike = jaccards([shingles for each in others for shingles in (held.shingles, each.shingles)])
        best = max(range(len(others)), key=lambda number: (alike[number], -number))
        return others[best] if alike[best] >= MIN_JACCARD else None


def _hold(texts: dict[bytes, str]) -> dict[bytes, _Held]:
    """What is remembered of texts, by their digests; no cluster yet."""
    if not texts:
        return {}
    shingles, keys = hash_texts(list(texts.values()))
    return {
        digest: _Held(cluster="", shingles=own.copy(), keys=tuple(row))  # a view would keep the whole block
        for digest, own, row in zip(texts, shingles, keys.tolist(), strict=True)
    }


def _digest(letters: str) -> bytes:
    return blake2b(letters.encode("utf-8", "surrogatepass"), digest_size=_NAME_BYTES).digest()


def _blocks(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    """Texts in blocks of about as many letters as are hashed at once."""
    first = size = 0
    for number, text in enumerate(texts):
        size += len(text)
        if size >= BLOCK_LETTERS:
            yield texts[first : number + 1]
            first, size = number + 1, 0
    if first < len(texts):
        yield texts[first:]
