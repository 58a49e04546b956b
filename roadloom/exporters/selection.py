"""Cut the graph down to what leads to the targets, for formats that carry data and not a view of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import networkx as nx

    from roadloom.exporters.base import Options

_HANGING = ("covers", "practises")
"""Relations whose sources are kept for the sake of a topic that they point at."""


def selected(graph: nx.MultiDiGraph, options: Options) -> nx.MultiDiGraph:
    """Return the graph of what the targets need: the topics of the path, what teaches and practises them, and where they belong.

    Without targets that is the graph itself. What the learner knows or skips is not on the path. The result is a whole graph of its
    own: nothing in it refers to a node that is not there.
    """
    if not options.targets:
        return graph
    from roadloom.graph.paths import learning_path

    known, skipped = (options.learner.known, options.learner.skipped) if options.learner else ((), ())
    kept = {step.id for step in learning_path(graph, options.targets, known=known, skipped=skipped).steps} | set(options.targets)
    kept |= {source for source, target, key in graph.edges(keys=True) if key in _HANGING and target in kept}
    waiting = list(kept)
    while waiting:  # upwards: phases, roadmaps, wholes of versions; a topic's whole only if it is on the path itself
        for _, target, key in graph.out_edges(waiting.pop(), keys=True):
            if key in ("part_of", "version_of") and target not in kept and graph.nodes[target]["kind"] != "topic":
                kept.add(target)
                waiting.append(target)
    part = graph.subgraph(kept).copy()
    part.graph["findings"] = [found for found in graph.graph.get("findings", []) if kept.issuperset(found.get("subjects", []))]
    if outvoted := graph.graph.get("outvoted"):
        part.graph["outvoted"] = [order for order in outvoted if order["before"] in kept and order["after"] in kept]
    for node, data in part.nodes(data=True):
        part.nodes[node].update(_without_strangers(data, kept))
    return part


def _without_strangers(data: dict[str, Any], kept: set[str]) -> dict[str, Any]:
    """Write the attributes that name other nodes anew, with those that are kept."""
    changed: dict[str, Any] = {}
    if "subjects" in data:
        changed["subjects"] = [node for node in data["subjects"] if node in kept]
    if "paths" in data:
        steps = [(path, [[node for node in step if node in kept] for step in path["steps"]]) for path in data["paths"]]
        changed["paths"] = [{**path, "steps": [step for step in left if step]} for path, left in steps if any(left)]
    return changed
