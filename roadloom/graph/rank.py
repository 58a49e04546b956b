"""Where a topic stands in the learning order, and which prerequisites a picture needs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from roadloom.graph.introductions import depths, introductions

if TYPE_CHECKING:
    import networkx as nx

BLOCK = 4096  # targets whose reachability is kept at once: bounds the memory at nodes * BLOCK / 8 bytes


def rank_topics(graph: nx.MultiDiGraph) -> None:
    """Set every topic's `rank`: 1, 2, ... along the prerequisites, ties by where the roadmaps introduce a topic.

    Weak `order` edges are followed too, strongest first, as far as they contradict neither a prerequisite nor a stronger one.
    """
    import networkx as nx

    from roadloom.graph.sequencing import Sequencer

    depth = depths(graph)
    introduced = introductions(graph, depth)
    topics = sorted(introduced, key=lambda t: (introduced[t], t))
    number = {topic: i for i, topic in enumerate(topics)}
    needs: nx.DiGraph = nx.DiGraph()
    needs.add_nodes_from(range(len(topics)))
    needs.add_edges_from((number[a], number[b]) for a, b, _ in _between(graph, number, "prerequisite"))
    sequencer = Sequencer(list(nx.topological_sort(needs)))
    for a, b in needs.edges:
        sequencer.link(a, b)
    for a, b, _ in sorted(_between(graph, number, "order"), key=lambda e: (-e[2]["weight"], e[0], e[1])):
        if sequencer.insert(number[a], number[b]):
            needs.add_edge(number[a], number[b])
    # What is needed comes no later than the first that needs it: one late mention of a foundation holds nothing up.
    due = [introduced[topic] for topic in topics]
    needed = [max(due[i], (depth.get(topic, 0), 0.0)) for i, topic in enumerate(topics)]
    for i in reversed(sequencer.order()):
        for later in needs.succ[i]:
            due[i], needed[i] = min(due[i], needed[later]), min(needed[i], needed[later])
    for rank, i in enumerate(nx.lexicographical_topological_sort(needs, key=lambda i: (due[i], i)), 1):
        graph.nodes[topics[i]]["rank"] = rank


def _between(graph: nx.MultiDiGraph, nodes: dict[str, int], relation: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Walk the edges of one relation that join two of the nodes."""
    for a, b, key, data in graph.edges(keys=True, data=True):
        if key == relation and a in nodes and b in nodes:
            yield a, b, data


def reduction(graph: nx.MultiDiGraph, kind: str = "topic") -> list[tuple[str, str, dict[str, Any]]]:
    """List the prerequisite edges that no longer way round replaces (the transitive reduction), with their attributes, sorted.

    This is what people are shown; every path of prerequisites in the graph is one in the reduction too. Aho, Garey and Ullman,
    "The transitive reduction of a directed graph", SIAM Journal on Computing 1, 1972.
    """
    nodes = {node: i for i, (node, data) in enumerate(graph.nodes(data=True)) if data.get("kind") == kind}
    edges = sorted(_between(graph, nodes, "prerequisite"), key=lambda e: (e[0], e[1]))
    implied: set[tuple[str, str]] = set()
    for block, after, reach in _reach_by_block(edges):
        for node, heads in after.items():
            further = 0
            for head in heads:
                further |= reach[head]
            implied.update((node, head) for head in heads if head in block and further >> block[head] & 1)
    return [edge for edge in edges if (edge[0], edge[1]) not in implied]


def dependents(edges: list[tuple[str, str, dict[str, Any]]]) -> dict[str, int]:
    """Count for every node of an acyclic edge list how many others come after it, however far."""
    counts: dict[str, int] = {}
    for _, _, reach in _reach_by_block(edges):
        for node, bits in reach.items():
            counts[node] = counts.get(node, 0) + bits.bit_count()
    return counts


def _reach_by_block(
    edges: list[tuple[str, str, dict[str, Any]]],
) -> Iterator[tuple[dict[str, int], dict[str, list[str]], dict[str, int]]]:
    """Yield, for one block of targets after the other: their bits, what directly follows each node, and what each node reaches of them.

    Reachability is kept as integers used as bit sets; blocks keep them short.
    """
    import networkx as nx

    dag: nx.DiGraph = nx.DiGraph()
    dag.add_edges_from((a, b) for a, b, _ in edges)
    order = list(nx.topological_sort(dag))
    after = {node: list(dag.succ[node]) for node in order}
    for start in range(0, len(order), BLOCK):
        block = {node: i for i, node in enumerate(order[start : start + BLOCK])}
        reach = dict.fromkeys(order, 0)
        for node in reversed(order[: start + BLOCK]):
            bits = 0
            for head in after[node]:
                bits |= reach[head]
                if head in block:
                    bits |= 1 << block[head]
            reach[node] = bits
        yield block, after, reach
