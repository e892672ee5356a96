"""Which of many spans cover a place: found without looking at all of them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate

from tawatur.arabic.tokens import Span


class SpanIndex:
    """An index over spans that may nest; numbers are places in the sequence given."""

    def __init__(self, spans: Sequence[Span]) -> None:
        order = sorted(range(len(spans)), key=lambda number: spans[number])
        self._given = spans
        self._spans = [spans[number] for number in order]
        self._numbers = order
        self._starts = [start for start, _ in self._spans]
        self._furthest = list(accumulate((end for _, end in self._spans), max))

    def _length(self, number: int) -> int:
        start, end = self._given[number]
        return end - start

    def touching(self, span: Span) -> list[int]:
        """Numbers of the spans that share a character with a span, the shortest first.

        >>> SpanIndex([(0, 10), (2, 5), (20, 30)]).touching((4, 21))
        [1, 0, 2]
        """
        start, end = span
        later = self._numbers[bisect_right(self._starts, start) : bisect_left(self._starts, end)]
        return sorted([*self.covering(start), *later], key=lambda number: (self._length(number), number))

    def covering(self, position: int) -> list[int]:
        """Numbers of the spans that hold a position, the shortest first.

        >>> SpanIndex([(0, 10), (2, 5), (20, 30)]).covering(3)
        [1, 0]
        """
        found = []
        at = bisect_right(self._starts, position) - 1
        while at >= 0 and self._furthest[at] > position:
            start, end = self._spans[at]
            if end > position:
                found.append((end - start, self._numbers[at]))
            at -= 1
        return [number for _, number in sorted(found)]
