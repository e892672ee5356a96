"""Numbers in groups that only ever grow together."""

from __future__ import annotations


class Groups:
    """Groups of numbers 0, 1, 2 …; a group bears its smallest number (Tarjan's union-find with path halving, 1984)."""

    def __init__(self) -> None:
        self._parents: list[int] = []

    def new(self) -> int:
        """The next number, in a group of its own."""
        self._parents.append(len(self._parents))
        return len(self._parents) - 1

    def find(self, number: int) -> int:
        """The group of a number."""
        parents = self._parents
        while parents[number] != number:
            parents[number] = number = parents[parents[number]]
        return number

    def join(self, one: int, other: int) -> tuple[int, int] | None:
        """Make two groups one: which one is left and which one is gone; None where they were one already."""
        left, gone = sorted((self.find(one), self.find(other)))
        if left == gone:
            return None
        self._parents[gone] = left
        return left, gone
