"""What a person may want to decide otherwise: names that were joined, names that may be one thing, names that may be several.

Each is a row of names that can be moved under `same` or `different` of a roadloom.yaml as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from roadloom.graph import names
from roadloom.graph.addresses import canonical
from roadloom.graph.likeness import alike

if TYPE_CHECKING:
    import networkx as nx


@dataclass(slots=True, frozen=True)
class Row:
    """Some names, and what was found out about them."""

    names: tuple[str, ...]  # one of each spelling, the main one first
    why: Mapping[str, str] | str  # name -> reason; one reason for all
    subjects: tuple[str, ...]  # ids of the nodes that have these names
    places: tuple[Mapping[str, Any], ...]  # where they stand: source, line, text


def joined(graph: nx.MultiDiGraph, nodes: Iterable[str]) -> list[Row]:
    """List what goes by several names that the documents use, each further name with its reason (see `TopicMerger.reasons`)."""
    rows = []
    for node in nodes:
        data = graph.nodes[node]
        why: dict[str, str] = data.get("merged", {})
        if why:
            main = next(iter(data.get("urls", ())), data["name"])
            one_each = {_identity(main): main}
            for name, reason in why.items():
                if reason not in ("spelling", "address"):  # these two leave nothing to be decided
                    one_each.setdefault(_identity(name), name)
            rows.append(Row(tuple(one_each.values()), why, (node,), tuple(data["mentions"])))
    return rows


def _identity(name: str) -> str:
    return canonical(name) or names.exact(name) if name.startswith(("https://", "http://")) else names.exact(name)


def suggested(graph: nx.MultiDiGraph) -> list[Row]:
    """List names that may be one thing: those that a document says are, with too little to go by, and those that look alike."""
    rows = _of_findings(graph, "not-merged", "a document gives one as another name of the other")
    told = {frozenset(map(names.exact, row.names)) for row in rows}
    for found in alike(graph):
        if frozenset(map(names.exact, found.names)) not in told:
            places = [mention for topic in found.topics for mention in graph.nodes[topic]["mentions"]]
            rows.append(Row(found.names, f"{found.why} ({found.score:.0f} % alike)", found.topics, tuple(places)))
    return rows


def ambiguous(graph: nx.MultiDiGraph) -> list[Row]:
    """List names that may stand for several things."""
    return [
        *_of_findings(graph, "ambiguous-name", "the first is given as another name of each of the others"),
        *_of_findings(graph, "general-name", "the first may mean each of the others, and nothing around it tells which"),
    ]


def _of_findings(graph: nx.MultiDiGraph, code: str, why: str) -> list[Row]:
    return [
        Row(tuple(finding["names"]), why, tuple(finding["subjects"]), tuple(finding["origins"]))
        for finding in graph.graph["findings"]
        if finding["code"] == code and finding.get("names")
    ]
