"""Where the documents introduce a topic, made comparable between documents.

Documents begin at different points: the third page of an advanced one is not the third page of a primer. What makes a place in one
comparable to a place in another is how deep in the prerequisites the topics around it stand.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import networkx as nx


def introductions(graph: nx.MultiDiGraph, depth: Mapping[str, int]) -> dict[str, tuple[float, float]]:
    """Tell for every topic how far on the documents introduce it: how deep in the prerequisites its place is, then the place itself.

    The place is where a document first names the topic, from 0 (its first lines) to 1; the mean over the documents that name it counts.
    `depth` counts for every topic that has a prerequisite or is one the steps of the longest chain of prerequisites that leads to it.
    """
    first: dict[str, dict[str, int]] = {}
    topics = [node for node, data in graph.nodes(data=True) if data.get("kind") == "topic"]
    for topic in topics:
        for mention in graph.nodes[topic].get("mentions", ()):
            lines = first.setdefault(mention["source"], {})
            lines[topic] = min(lines.get(topic, mention["line"]), mention["line"])
    found: dict[str, list[tuple[float, float]]] = {topic: [] for topic in topics}
    for source in sorted(first):
        lines = first[source]
        named = sorted(lines, key=lambda topic: (lines[topic], topic))
        for topic, level in zip(named, _levels([depth.get(topic) for topic in named]), strict=True):
            found[topic].append((level, lines[topic] / lines[named[-1]]))
    return {topic: (_mean([level for level, _ in at]), _mean([place for _, place in at])) for topic, at in found.items()}


def _levels(known: list[int | None]) -> list[float]:
    """Tell how deep each place in a document is, given the depths of the topics it names, None for one without any prerequisite edge.

    The levels rise through the document; a topic that tells nothing stands with what comes after it.

    >>> _levels([None, 3, 1, None, 5, None])
    [2.0, 2.0, 2.0, 5.0, 5.0, 5.0]
    """
    rising = _rising([depth for depth in known if depth is not None])
    levels, at = [], 0
    for depth in known:
        levels.append(rising[min(at, len(rising) - 1)] if rising else 0.0)
        at += depth is not None
    return levels


def _rising(values: list[int]) -> list[float]:
    """Fit the nearest sequence that never falls, in least squares.

    By pooling adjacent violators: Ayer, Brunk, Ewing, Reid and Silverman, "An empirical distribution function for sampling with incomplete
    information", Annals of Mathematical Statistics 26, 1955.

    >>> _rising([0, 3, 1, 2, 5])
    [0.0, 2.0, 2.0, 2.0, 5.0]
    """
    pools: list[tuple[int, int]] = []  # sum and number of the values of each level
    for value in values:
        total, count = value, 1
        while pools and pools[-1][0] * count >= total * pools[-1][1]:
            total, count = total + pools[-1][0], count + pools.pop()[1]
        pools.append((total, count))
    return [total / count for total, count in pools for _ in range(count)]


def _mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else 1.0
