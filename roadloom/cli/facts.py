"""Questions that several commands ask of a graph: what is this called, where does it stand, what hangs on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from roadloom.graph.relations import into, out_of

if TYPE_CHECKING:
    import networkx as nx

    from roadloom.cli.wording import Words


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


def cited(graph: nx.MultiDiGraph, piece: Mapping[str, Any], words: Words) -> str:
    """Say where a piece of evidence stands."""
    return words("lexicon") if piece["rule"] == "lexicon" else place(graph, piece)


def evidence_lines(graph: nx.MultiDiGraph, before: str, after: str, evidence: Iterable[Mapping[str, Any]], words: Words) -> list[str]:
    """Say for each piece of evidence on the order of two nodes where it stands, of which kind it is, and what the document says."""
    lines = []
    for piece in evidence:
        stands_for, general = piece.get("for", True), piece["rule"] == "lexicon"
        kind = words.names(([] if stands_for else [words("against")]) + ([] if general else [words.rule(piece["rule"])]))
        text = piece.get("text", "")
        if general:
            text = _known(before, after, text, words) if stands_for else words("no-need")
        lines.append(
            words("evidence", place=cited(graph, piece, words), kind=words("kind", kind=kind) if kind else "", text=text).rstrip(":： ")
        )
    return lines


def _known(before: str, after: str, told: str, words: Words) -> str:
    from roadloom.graph.lexicon import Lexicon

    return Lexicon.load().reason(before, after, told, words.language)


def direct(nodes: Iterable[str], neighbours: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Leave out of some nodes those that others of them lead to already by prerequisites; `neighbours` are `graph.pred` or `graph.succ`."""
    nodes = list(nodes)
    deeper: set[str] = set()
    waiting = list(nodes)
    while waiting:
        for other, keys in neighbours[waiting.pop()].items():
            if "prerequisite" in keys and other not in deeper:
                deeper.add(other)
                waiting.append(other)
    return [node for node in nodes if node not in deeper]
