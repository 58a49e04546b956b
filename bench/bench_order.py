"""Time the order on a large graph, and against plain networkx on the same work.

    python bench/bench_order.py [TOPICS] [EDGES]

Prints seconds for 100,000 topics and 500,000 opinions of which one in a hundred contradicts the rest: weighing, breaking the cycles
and ranking (`accept`), a path, what is ready now, the transitive reduction. Then the ratio to networkx alone: each step that
networkx has a function for, on the same graph; breaking cycles by its `find_cycle`, on a graph small enough for that.
"""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import networkx as nx

from roadloom.cli.app import COLLECTION
from roadloom.graph.evidence import Opinion
from roadloom.graph.order import accept
from roadloom.graph.paths import frontier, learning_path
from roadloom.graph.rank import reduction


def numbers(seed: int) -> Iterator[int]:
    """Yield the same pseudo-random numbers on every machine (Lehmer's generator)."""
    while True:
        seed = seed * 48271 % 2147483647
        yield seed


def opinions(topics: int, edges: int) -> list[Opinion]:
    """Make up opinions that mostly lead from lower to higher numbers, over short distances."""
    random = numbers(topics)
    found = []
    for i in range(edges):
        before = next(random) % topics
        after = min(topics - 1, before + 1 + next(random) % 200)
        if next(random) % 100 == 0:
            before, after = after, before
        found.append(Opinion(f"topic/{before}", f"topic/{after}", "stated", f"d{i % 50}", 1, "", weight=0.5 + next(random) % 50 / 100))
    return found


def blank(topics: int) -> nx.MultiDiGraph:
    graph: nx.MultiDiGraph = nx.MultiDiGraph(findings=[])
    for i in range(topics):
        graph.add_node(f"topic/{i}", kind="topic", name=str(i), mentions=[{"source": "d0", "line": i + 1, "text": str(i)}])
    return graph


def timed(what: str, work: Callable[[], Any]) -> tuple[Any, float]:
    start = time.process_time()
    result = work()
    seconds = time.process_time() - start
    print(f"  {what:36} {seconds:8.2f} s", flush=True)
    return result, seconds


def plain_acyclic(graph: nx.DiGraph) -> nx.DiGraph:
    """Break cycles as one would with networkx alone: find one, drop its lightest edge, again."""
    graph = graph.copy()
    while True:
        try:
            cycle = nx.find_cycle(graph)
        except nx.NetworkXNoCycle:
            return graph
        graph.remove_edge(*min(cycle, key=lambda edge: graph.edges[edge]["weight"]))


def simple(graph: nx.MultiDiGraph) -> nx.DiGraph:
    return nx.DiGraph((a, b) for a, b, key in graph.edges(keys=True) if key == "prerequisite")


def main() -> None:
    gc.set_threshold(*COLLECTION)  # as the command line does
    topics, edges = (int(a) for a in sys.argv[1:3]) if len(sys.argv) > 2 else (100_000, 500_000)
    print(f"{topics} topics, {edges} opinions")
    graph, words = blank(topics), opinions(topics, edges)
    timed("accept", lambda: accept(graph, words))
    last = max(graph, key=lambda node: graph.nodes[node]["rank"])
    path, ours = timed("a path to the last topic", lambda: learning_path(graph, [last]))
    print(f"    {len(path.steps)} steps, {len(graph.graph['findings'])} conflicts")
    timed("what is ready now", lambda: frontier(graph))
    shown, _ = timed("transitive reduction", lambda: reduction(graph))
    print(f"    {len(shown)} of {sum(key == 'prerequisite' for *_, key in graph.edges(keys=True))} edges")
    plain = simple(graph)
    _, theirs = timed("networkx: ancestors, sorted", lambda: list(nx.topological_sort(plain.subgraph(nx.ancestors(plain, last)))))
    print(f"    a path with its reasons takes {ours / theirs:.1f} times that")

    small = max(2, topics // 50), max(2, edges // 50)
    print(f"{small[0]} topics, {small[1]} opinions")
    graph, words = blank(small[0]), opinions(*small)
    _, ours = timed("accept", lambda: accept(graph, words))
    raw: nx.DiGraph = nx.DiGraph()
    raw.add_weighted_edges_from((o.before, o.after, o.strength) for o in words)
    result, theirs = timed("networkx: find_cycle, again and again", lambda: plain_acyclic(raw))
    lost = sum(w for *_, w in raw.edges(data="weight")) - sum(w for *_, w in result.edges(data="weight"))
    print(f"    accept takes {ours / theirs:.2f} times that; networkx gives up edges of weight {lost:.1f}")
    plain = simple(graph)
    _, ours = timed("transitive reduction", lambda: reduction(graph))
    _, theirs = timed("networkx: transitive_reduction", lambda: nx.transitive_reduction(plain))
    print(f"    ours takes {ours / theirs:.2f} times that")


if __name__ == "__main__":
    main()
