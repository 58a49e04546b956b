"""The edges of one relation at a node.

networkx hands out the dicts themselves by `get_edge_data`; walking its views instead took most of the time of a path.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import networkx as nx


def into(graph: nx.MultiDiGraph, node: str, relation: str) -> dict[str, dict[str, Any]]:
    """Map what `relation` leads to `node` from to the attributes of these edges."""
    edges = graph.get_edge_data
    return {a: keyed[relation] for a in graph.predecessors(node) if relation in (keyed := edges(a, node))}


def out_of(graph: nx.MultiDiGraph, node: str, relation: str) -> dict[str, dict[str, Any]]:
    """Map what `relation` leads from `node` to to the attributes of these edges."""
    edges = graph.get_edge_data
    return {b: keyed[relation] for b in graph.successors(node) if relation in (keyed := edges(node, b))}
