"""The Merkle tree of RFC 6962, section 2.1: leaves are hashed after 0x00, nodes after 0x01.

A level is made from the one below by hashing pairs; an odd last node goes up as it is, which gives the same tree as the
RFC's split at the largest power of two. All levels together hold every inclusion proof.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256

EMPTY = sha256().digest()


def hash_leaf(entry: bytes) -> bytes:
    """The hash of one entry, 32 bytes."""
    return sha256(b"\x00" + entry).digest()


def hash_node(left: bytes, right: bytes) -> bytes:
    """The hash over two hashes, 32 bytes."""
    return sha256(b"\x01" + left + right).digest()


def make_levels(entries: Iterable[bytes]) -> list[list[bytes]]:
    """The tree over entries: levels[0] the leaf hashes in order, levels[-1] the root alone; [[]] without entries."""
    # `hash_leaf` and `hash_node` written out: a call each would be a third of the time of a batch.
    levels = [[sha256(b"\x00" + entry).digest() for entry in entries]]
    while len(levels[-1]) > 1:
        below = levels[-1]
        pairs = zip(below[::2], below[1::2], strict=False)
        level = [sha256(b"\x01" + left + right).digest() for left, right in pairs]
        if len(below) % 2:
            level.append(below[-1])
        levels.append(level)
    return levels


def make_root(entries: Iterable[bytes]) -> bytes:
    """The root over entries, 32 bytes; without entries the hash of nothing.

    >>> make_root([]).hex()[:16]
    'e3b0c44298fc1c14'
    """
    (root,) = make_levels(entries)[-1] or [EMPTY]
    return root


def make_path(levels: Sequence[Sequence[bytes]], number: int) -> list[bytes]:
    """The audit path of one entry (RFC 6962, section 2.1.1) from the levels of its tree: siblings, lowest first."""
    path = []
    for level in levels[:-1]:
        sibling = number ^ 1
        if sibling < len(level):
            path.append(level[sibling])
        number //= 2
    return path


def grow_roots(entries: Sequence[bytes]) -> Iterator[bytes]:
    """The roots over the first 0, 1, 2… entries: what the root of an append-only list has been."""
    peaks: list[tuple[int, bytes]] = []  # (leaves, hash) of the perfect trees that the list is made of, largest first
    yield EMPTY
    for entry in entries:
        size, peak = 1, hash_leaf(entry)
        while peaks and peaks[-1][0] == size:
            peak = hash_node(peaks.pop()[1], peak)
            size *= 2
        peaks.append((size, peak))
        root = peaks[-1][1]
        for _, left in reversed(peaks[:-1]):
            root = hash_node(left, root)
        yield root
