"""Things in groups that only ever grow together."""

from __future__ import annotations

from typing import Generic, TypeVar

Thing = TypeVar("Thing", int, str)


class Groups(Generic[Thing]):
    """Disjoint sets (Tarjan's union-find with path halving, 1984). What was never joined is a group of its own.

    >>> groups = Groups[int]()
    >>> groups.join(7, 3), groups.join(3, 7), groups.find(7), groups.find(5)
    ((3, 7), None, 3, 5)
    """

    def __init__(self) -> None:
        self._parents: dict[Thing, Thing] = {}  # of those that are not the first of their group

    def find(self, one: Thing) -> Thing:
        """The group of a thing: its smallest member."""
        parents = self._parents
        while (parent := parents.get(one)) is not None:
            above = parents.get(parent)
            if above is None:
                return parent
            parents[one] = one = above
        return one

    def join(self, one: Thing, other: Thing) -> tuple[Thing, Thing] | None:
        """Make two groups one: which one is left and which one is gone; None where they were one already."""
        left, gone = self.find(one), self.find(other)
        if left == gone:
            return None
        if gone < left:
            left, gone = gone, left
        self._parents[gone] = left
        return left, gone

    def joined(self) -> list[list[Thing]]:
        """The members of each group of several, in order."""
        groups: dict[Thing, list[Thing]] = {}
        for each in self._parents:
            first = self.find(each)
            groups.setdefault(first, [first]).append(each)
        return [sorted(members) for members in groups.values()]
