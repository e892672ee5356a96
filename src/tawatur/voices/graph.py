"""Who copied whom, as a graph of accounts, and the two formats that Gephi, NetworkX and igraph read.

GraphML (graphml.graphdrawing.org) and GEXF 1.3 (gexf.net) are small: written with the standard library.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

from tawatur.posts import Post
from tawatur.voices.records import Reason, VoiceCount

# Characters that no XML 1.0 file may hold (www.w3.org/TR/xml, section 2.2), as an escape or otherwise.
_NOT_XML = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An account that copied, was copied, or is in step with another one.

    Attributes:
        name: `Post.author`, or the handle of one that is known by its reposts alone.
        handle: None where no post gives it.
        posts: of it that were counted; 0 for one that is known by its reposts alone.
        first_at: its first post; None without one.
        copies: how many posts of others were taken from it.
        origins: of how many chains it is the first.
    """

    name: str
    handle: str | None
    posts: int
    first_at: datetime | None
    copies: int
    origins: int

    @property
    def label(self) -> str:
        """What to show: the handle with its sign where it is known, else the account's id."""
        return f"@{self.handle}" if self.handle else self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Copying:
    """An arrow: posts of `account` that carry what `of_account` had before; or two accounts in step (no direction).

    Attributes:
        posts: how many; of accounts in step, occasions.
        reasons: how that is known, each once; first_at: the first of them.
    """

    account: str
    of_account: str
    posts: int
    reasons: tuple[Reason, ...]
    first_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyGraph:
    """Accounts, the most copied first; arrows in order of their first post.

    Attributes:
        unnamed: copies that are in no arrow, because they or what they were taken from name no author.
    """

    accounts: tuple[Account, ...]
    copyings: tuple[Copying, ...]
    unnamed: int


def make_graph(posts: Iterable[Post], count: VoiceCount) -> CopyGraph:
    """Who copied whom among some posts, from what `count_voices` says of them."""
    held = list(posts)
    times = {post.post_id: post.posted_at for post in held}
    handles = handles_of(held)
    number = Counter(post.author for post in held)
    first: dict[str, datetime] = {}
    for post in held:
        if post.author is not None and post.posted_at is not None:
            first[post.author] = min(post.posted_at, first.get(post.author, post.posted_at))
    copied: dict[tuple[str, str], dict[str, list[Reason]]] = {}
    unnamed = 0
    for chain in count.chains:
        for link in chain.links:
            if link.account is None or link.of_account is None:
                unnamed += 1
            elif link.account != link.of_account:
                copied.setdefault((link.account, link.of_account), {}).setdefault(link.post_id, []).append(link.reason)
    copyings = [
        Copying(
            account=account,
            of_account=of_account,
            posts=len(taken),
            reasons=tuple(dict.fromkeys(reason for reasons in taken.values() for reason in reasons)),
            first_at=min((at for post_id in taken if (at := times.get(post_id)) is not None), default=None),  # type: ignore[call-overload]
        )
        for (account, of_account), taken in copied.items()
    ]
    for step in count.steps:
        one, other = step.accounts
        copyings.append(
            Copying(account=one, of_account=other, posts=step.occasions, reasons=("in-step",), first_at=step.known_at)
        )
    taken_from: Counter[str] = Counter()
    for each in copyings:
        if each.reasons != ("in-step",):
            taken_from[each.of_account] += each.posts
    origins = Counter(chain.origin_account for chain in count.chains)
    names = dict.fromkeys(name for each in copyings for name in (each.of_account, each.account))
    accounts = [
        Account(
            name=name,
            handle=handles.get(name),
            posts=number[name],
            first_at=first.get(name),
            copies=taken_from[name],
            origins=origins[name],
        )
        for name in names
    ]
    return CopyGraph(
        accounts=tuple(sorted(accounts, key=lambda each: (-each.copies, each.name))),
        copyings=tuple(sorted(copyings, key=lambda each: (_utc(each.first_at), each.account, each.of_account))),
        unnamed=unnamed,
    )


def handles_of(posts: Iterable[Post]) -> dict[str, str]:
    """Author -> handle as the last post has it, of the posts that give both."""
    return {post.author: post.handle for post in posts if post.author is not None and post.handle}


def write_graphml(graph: CopyGraph) -> str:
    """The graph as GraphML."""
    root = ET.Element("graphml", xmlns="http://graphml.graphdrawing.org/xmlns")
    for owner, fields in (("node", _NODE), ("edge", _EDGE)):
        for name, kind in fields.items():
            ET.SubElement(root, "key", {"id": f"{owner}-{name}", "for": owner, "attr.name": name, "attr.type": kind})
    drawn = ET.SubElement(root, "graph", edgedefault="directed")
    ids = {account.name: f"n{number}" for number, account in enumerate(graph.accounts)}
    for account in graph.accounts:
        _data(ET.SubElement(drawn, "node", id=ids[account.name]), "node", _node(account))
    for number, copying in enumerate(graph.copyings):
        ends = {"id": f"e{number}", "source": ids[copying.account], "target": ids[copying.of_account]}
        _data(ET.SubElement(drawn, "edge", ends), "edge", _edge(copying))
    return _written(root)


def write_gexf(graph: CopyGraph) -> str:
    """The graph as GEXF 1.3."""
    root = ET.Element("gexf", xmlns="http://gexf.net/1.3", version="1.3")
    drawn = ET.SubElement(root, "graph", defaultedgetype="directed")
    for owner, fields in (("node", _NODE), ("edge", _EDGE)):
        declared = ET.SubElement(drawn, "attributes", {"class": owner})
        for name, kind in fields.items():
            if name not in _OWN_IN_GEXF:
                written = {"int": "integer"}.get(kind, kind)
                ET.SubElement(declared, "attribute", id=f"{owner}-{name}", title=name, type=written)
    ids = {account.name: f"n{number}" for number, account in enumerate(graph.accounts)}
    nodes = ET.SubElement(drawn, "nodes")
    for account in graph.accounts:
        node = ET.SubElement(nodes, "node", id=ids[account.name], label=_xml(account.label))
        _values(node, "node", _node(account))
    edges = ET.SubElement(drawn, "edges")
    for number, copying in enumerate(graph.copyings):
        ends = {"id": f"e{number}", "source": ids[copying.account], "target": ids[copying.of_account]}
        edge = ET.SubElement(edges, "edge", ends | {"weight": str(copying.posts)})
        _values(edge, "edge", _edge(copying))
    return _written(root)


_NODE = {
    "label": "string",
    "account": "string",
    "posts": "int",
    "copies": "int",
    "origins": "int",
    "first_at": "string",
}
_EDGE = {"weight": "int", "reasons": "string", "first_at": "string"}
_OWN_IN_GEXF = frozenset({"label", "weight"})  # attributes of its elements


def _node(account: Account) -> dict[str, str | int | None]:
    return {
        "label": account.label,
        "account": account.name,
        "posts": account.posts,
        "copies": account.copies,
        "origins": account.origins,
        "first_at": _time(account.first_at),
    }


def _edge(copying: Copying) -> dict[str, str | int | None]:
    return {"weight": copying.posts, "reasons": " ".join(copying.reasons), "first_at": _time(copying.first_at)}


def _data(element: ET.Element, owner: str, values: Mapping[str, str | int | None]) -> None:
    for name, value in values.items():
        if value is not None:
            ET.SubElement(element, "data", key=f"{owner}-{name}").text = _xml(str(value))


def _values(element: ET.Element, owner: str, values: Mapping[str, str | int | None]) -> None:
    held = ET.SubElement(element, "attvalues")
    for name, value in values.items():
        if value is not None and name not in _OWN_IN_GEXF:
            ET.SubElement(held, "attvalue", {"for": f"{owner}-{name}", "value": _xml(str(value))})


def _xml(text: str) -> str:
    return _NOT_XML.sub("", text)


def _time(moment: datetime | None) -> str | None:
    return moment.isoformat().replace("+00:00", "Z") if moment is not None else None


def _utc(moment: datetime | None) -> datetime:
    return moment or datetime.max.replace(tzinfo=UTC)


def _written(root: ET.Element) -> str:
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'
