"""What an editor decided about families, against the rules: merged, split, renamed; applied in the order made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from tawatur.hashtags.families import Family, group_families, read_tag
from tawatur.hashtags.folding import fold

OverrideKind = Literal["merge", "split", "rename"]
ALONE = ":alone"  # behind the key of a tag that was split from its family


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """One decision.

    Attributes:
        number: by which it is undone.
        kind: merge (the families of all tags are one, called as that of the first), split (the tag, in all its
            spellings, is a family of its own, called as it is written) or rename (the family of the tag is shown
            as `label`).
        tags: as the editor wrote them.
        label: the new name; None for merge and split.
    """

    number: int
    kind: OverrideKind
    tags: tuple[str, ...]
    label: str | None = None


def apply_overrides(
    families: Sequence[Family], overrides: Sequence[Override], counts: Mapping[str, int]
) -> list[Family]:
    """Families after what an editor decided, the one with most posts first; tags that nobody used change nothing.

    Args:
        counts: raw tag -> posts, of every member.
    """
    if not overrides:
        return list(families)
    groups = {family.key: family for family in families}
    holder = {fold(tag): family.key for family in families for tag in family.members}
    for override in sorted(overrides, key=lambda each: each.number):
        keys = [holder[fold(tag)] for tag in override.tags if fold(tag) in holder]
        if not keys:
            continue
        if override.kind == "merge":
            _merge(groups, holder, list(dict.fromkeys(keys)), counts)
        elif override.kind == "split":
            _split(groups, holder, fold(override.tags[0]), counts)
        elif override.label:
            groups[keys[0]] = replace(groups[keys[0]], label=override.label)
    known = {family.key: holder[fold(family.members[0])] for family in families}
    linked = [
        replace(
            family,
            siblings=tuple(sorted({known.get(key, key) for key in family.siblings} - {family.key})),
        )
        for family in groups.values()
    ]
    return sorted(linked, key=lambda family: (-sum(counts[tag] for tag in family.members), family.key))


def _merge(groups: dict[str, Family], holder: dict[str, str], keys: list[str], counts: Mapping[str, int]) -> None:
    first, *others = keys
    merged = [groups.pop(key) for key in others]
    members = [*groups[first].members, *(tag for family in merged for tag in family.members)]
    siblings = {key for family in (groups[first], *merged) for key in family.siblings} - set(keys)
    groups[first] = replace(groups[first], members=_ordered(members, counts), siblings=tuple(sorted(siblings)))
    holder.update((fold(tag), first) for family in merged for tag in family.members)


def _split(groups: dict[str, Family], holder: dict[str, str], folded: str, counts: Mapping[str, int]) -> None:
    family = groups[holder[folded]]
    leaving = [tag for tag in family.members if fold(tag) == folded]
    staying = [tag for tag in family.members if fold(tag) != folded]
    key = f"{folded}{ALONE}"
    if family.key == key and not staying:
        return
    alone = group_families({tag: counts[tag] for tag in leaving})[0]
    del groups[family.key]
    if staying:
        label = family.label if fold(family.label) != folded else staying[0].lstrip("#")
        rest = family.key if family.key != key else f"{fold(staying[0])}{ALONE}"
        groups[rest] = replace(family, key=rest, members=tuple(staying), label=label)
        holder.update((fold(tag), rest) for tag in staying)
    groups[key] = replace(alone, key=key, siblings=())
    holder[folded] = key


def _ordered(tags: list[str], counts: Mapping[str, int]) -> tuple[str, ...]:
    return tuple(sorted(tags, key=lambda tag: (-counts[tag], tag)))


class LiveKeys:
    """The family of each tag as it comes, by its words alone and by what an editor decided.

    `apply_overrides` is the definition; what it asks of all tags together (level 3 and 5) is not known here.

    Attributes:
        labels: key of a family -> the name that an editor gave it.
    """

    def __init__(self, overrides: Sequence[Override] = ()) -> None:
        self._alone: set[str] = set()
        self._joined: dict[str, str] = {}
        self.labels: dict[str, str] = {}
        for override in sorted(overrides, key=lambda each: each.number):
            first, *others = dict.fromkeys(self.key_of(tag) for tag in override.tags)
            if override.kind == "merge":
                self._joined |= dict.fromkeys(others, first)
            elif override.kind == "split":
                self._split(fold(override.tags[0]))
            elif override.label:
                self.labels[first] = override.label

    def _split(self, folded: str) -> None:
        """Part a tag; what was merged into it stays together, with the name that it had."""
        key = f"{folded}{ALONE}"
        self._alone.add(folded)
        self._joined.pop(key, None)
        merged = [other for other, first in self._joined.items() if first == key]
        if merged:
            self._joined |= dict.fromkeys(merged[1:], merged[0])
            del self._joined[merged[0]]
            if key in self.labels:
                self.labels[merged[0]] = self.labels.pop(key)

    def key_of(self, tag: str) -> str:
        """The family of a tag."""
        folded = fold(tag)
        key = f"{folded}{ALONE}" if folded in self._alone else read_tag(tag).key
        while key in self._joined:
            key = self._joined[key]
        return key
