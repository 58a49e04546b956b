"""Where a topic stands in the learning order, and which prerequisites a picture needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from roadloom.graph.introductions import introductions
from roadloom.graph.sequencing import Sequencer, lined_up, topological, topological_by

if TYPE_CHECKING:
    import networkx as nx

BLOCK = 4096  # nodes whose reachability is kept at once: bounds the memory at nodes * BLOCK / 8 bytes


def rank_topics(graph: nx.MultiDiGraph) -> None:
    """Set every topic's `rank`: 1, 2, ... along the prerequisites, ties by where the roadmaps introduce a topic.

    Weak `order` edges are followed too, strongest first, as far as they contradict neither a prerequisite nor a stronger one.
    """
    topics = [node for node, kind in graph.nodes(data="kind") if kind == "topic"]
    number = {topic: i for i, topic in enumerate(topics)}
    after: list[list[int]] = [[] for _ in topics]
    for a, b, _ in _between(graph, number, "prerequisite"):
        after[number[a]].append(number[b])
    order = topological(after)
    depth: dict[int, int] = {}  # of the topics that prerequisites join: the steps of the longest chain that leads there
    for i in order:
        for later in after[i]:
            depth[later] = max(depth.get(later, 0), depth.setdefault(i, 0) + 1)
    introduced = introductions(graph, {topics[i]: steps for i, steps in depth.items()})
    sequencer = Sequencer(order, after)
    for a, b, _ in sorted(_between(graph, number, "order"), key=lambda e: (-e[2]["weight"], e[0], e[1])):
        sequencer.insert(number[a], number[b])
    # What is needed comes no later than the first that needs it: one late mention of a foundation holds nothing up.
    own = [(introduced[topic], topic) for topic in topics]
    due = [introduced[topic] for topic in topics]
    needed = [max(due[i], (depth.get(i, 0), 0.0)) for i in range(len(topics))]
    for i in reversed(sequencer.order()):
        for later in after[i]:
            due[i], needed[i] = min(due[i], needed[later]), min(needed[i], needed[later])
    for rank, i in enumerate(topological_by(after, list(zip(due, own, strict=True))), 1):
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
    edges = {(a, b): data for a, b, data in sorted(_between(graph, nodes, "prerequisite"), key=lambda e: (e[0], e[1]))}
    return [(a, b, edges[a, b]) for a, b in unimplied(edges)]


def unimplied(edges: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Leave out of an edge list the edges that a longer way round replaces; between nodes on a cycle all stay."""
    edges = list(edges)
    names, after = lined_up(edges)
    place = {name: i for i, name in enumerate(names)}
    sight = [max(heads, default=0) for heads in after]  # how far on it matters what a node reaches: to what a node before it is joined with
    for node, heads in enumerate(after):
        for head in heads:
            sight[head] = max(sight[head], sight[node])
    implied: set[tuple[int, int]] = set()
    for start in range(0, len(after), BLOCK):
        end = min(start + BLOCK, len(after))
        reach: dict[int, int] = {}  # which targets of this block a node reaches, as bits
        for node in reversed(range(end)):
            if sight[node] < start:
                continue
            own = further = 0
            for head in after[node]:
                if head < end:
                    further |= reach[head]
                    if head >= start:
                        own |= 1 << head - start
            if own & further:
                implied.update((node, head) for head in after[node] if start <= head < end and further >> head - start & 1)
            reach[node] = own | further
    return [(a, b) for a, b in edges if (place.get(a), place.get(b)) not in implied]


def dependents(edges: Iterable[tuple[str, str]], nodes: Sequence[str]) -> dict[str, int]:
    """Count for each of some nodes of an acyclic edge list how many others come after it, however far.

    Those of the nodes that lead to a place are kept as bits. They are counted column by column, with numbers that stand upright too:
    bit *i* of all the sums makes up `sums[i]`.
    """
    names, after = lined_up(edges)
    place = {name: i for i, name in enumerate(names)}
    counts = dict.fromkeys(nodes, 0)
    starts = [node for node in nodes if node in place]
    for first in range(0, len(starts), BLOCK):
        block = starts[first : first + BLOCK]
        leading = [0] * len(after)
        own = {place[node]: 1 << i for i, node in enumerate(block)}
        sums: list[int] = []
        for node, heads in enumerate(after):
            carry = leading[node]
            for head in heads:
                leading[head] |= carry | own.get(node, 0)
            leading[node] = digit = 0
            while carry:
                if digit == len(sums):
                    sums.append(0)
                sums[digit], carry = sums[digit] ^ carry, sums[digit] & carry
                digit += 1
        for i, name in enumerate(block):
            counts[name] = sum((bits >> i & 1) << digit for digit, bits in enumerate(sums))
    return counts
