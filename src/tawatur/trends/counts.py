"""Counts of many tags over many buckets, a byte each: few are larger, and a tag that has any is kept in four."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Chosen = slice | NDArray[np.intp]
_MOST = np.iinfo(np.uint8).max


class WindowCounts:
    """Counts (rows, windows, buckets) of whatever size, which are written and read by rows.

    Args:
        windows, size: of each row.
    """

    def __init__(self, windows: int, size: int) -> None:
        self._narrow = np.zeros((0, windows, size), np.uint8)  # of a wide row whatever stands here
        self._wide = np.zeros((0, windows, size), np.uint32)
        self._place = np.zeros(0, np.intp)  # of each row among the wide ones; -1: it is not
        self._free: list[int] = []

    def __len__(self) -> int:
        """How many rows."""
        return len(self._narrow)

    @property
    def nbytes(self) -> int:
        """Of all arrays."""
        return self._narrow.nbytes + self._wide.nbytes + self._place.nbytes

    def grow(self, rows: int) -> None:
        """Add rows of zeros."""
        shape = (rows, *self._narrow.shape[1:])
        self._narrow = np.concatenate((self._narrow, np.zeros(shape, np.uint8)))
        self._place = np.concatenate((self._place, np.full(rows, -1, np.intp)))

    def shift(self, buckets: int) -> None:
        """Forget the oldest buckets, and begin as many of zeros."""
        for array in (self._narrow, self._wide):
            array[..., :-buckets] = array[..., buckets:]
            array[..., -buckets:] = 0

    def clear(self, row: int) -> None:
        """Let all counts of a row be 0."""
        self._narrow[row] = 0
        if self._place[row] >= 0:
            self._free.append(int(self._place[row]))
            self._place[row] = -1

    def read(self, rows: Chosen, windows: int | slice, buckets: int | slice) -> NDArray[np.int32]:
        """The counts of some rows, in the order asked for."""
        counts = self._narrow[rows, windows, buckets].astype(np.int32)
        place = self._place[rows]
        is_wide = place >= 0
        if is_wide.any():
            counts[is_wide] = self._wide[place[is_wide], windows, buckets]
        return counts

    def write(self, rows: Chosen, windows: int | slice, buckets: int | slice, counts: NDArray[np.integer]) -> None:
        """Write counts of some rows, each named once."""
        is_large = (counts > _MOST).any(axis=tuple(range(1, counts.ndim)))
        if is_large.any():
            numbers = np.arange(len(self))[rows][is_large]
            for row in numbers[self._place[numbers] < 0].tolist():
                self._widen(row)
        self._narrow[rows, windows, buckets] = np.minimum(counts, _MOST)
        place = self._place[rows]
        is_wide = place >= 0
        if is_wide.any():
            self._wide[place[is_wide], windows, buckets] = counts[is_wide]

    def _widen(self, row: int) -> None:
        if not self._free:
            grown = max(4, len(self._wide) // 4)
            self._free = list(range(len(self._wide) + grown - 1, len(self._wide) - 1, -1))
            self._wide = np.concatenate((self._wide, np.zeros((grown, *self._wide.shape[1:]), np.uint32)))
        self._place[row] = self._free.pop()
        self._wide[self._place[row]] = self._narrow[row]
