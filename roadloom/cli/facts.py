"""Questions that several commands ask of a graph: what is this called, where does it stand, what hangs on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from roadloom.graph.relations import into, out_of

if TYPE_CHECKING:
    import networkx as nx


def name_of(graph: nx.MultiDiGraph, node: str) -> str:
    """Return what a person reads for `node`."""
    name: str = graph.nodes[node]["name"]
    return name


def place(graph: nx.MultiDiGraph, origin: Mapping[str, Any]) -> str:
    """Return `path:line` of an origin, a mention or a piece of evidence, as editors and terminals link it."""
    path = next((source["path"] for source in graph.graph["sources"] if source["id"] == origin.get("source")), origin.get("source") or "?")
    return f"{path}:{origin['line']}" if origin.get("line") else str(path)


def before(graph: nx.MultiDiGraph, node: str, relation: str) -> list[str]:
    """Return the nodes with an edge `relation` to `node`, in learning order."""
    return in_order(graph, into(graph, node, relation))


def after(graph: nx.MultiDiGraph, node: str, relation: str) -> list[str]:
    """Return the nodes that `node` has an edge `relation` to, in learning order."""
    return in_order(graph, out_of(graph, node, relation))


def in_order(graph: nx.MultiDiGraph, nodes: Iterable[str]) -> list[str]:
    """Sort nodes: phases by place among their siblings, topics by rank, the rest as their first mention stands."""
    return sorted(set(nodes), key=lambda node: _place_in_order(graph.nodes[node], node))


def _place_in_order(attributes: Mapping[str, Any], node: str) -> tuple[Any, ...]:
    rank = attributes.get("rank")
    first = min(((mention["source"], mention["line"]) for mention in attributes.get("mentions", ())), default=("", 0))
    return (attributes.get("position") or 0, rank is None, rank or 0, first, node)


def evidence_lines(graph: nx.MultiDiGraph, evidence: Iterable[Mapping[str, Any]]) -> list[str]:
    """Say for each piece of evidence where it stands, of which kind it is, and what the document says."""
    lines = []
    for piece in evidence:
        against = "" if piece.get("for", True) else "against, "
        where = "bundled word list" if piece["rule"] == "lexicon" else f"{place(graph, piece)} ({against}{piece['rule']})"
        lines.append(f"{where}: {piece.get('text', '')}".rstrip(": "))
    return lines
