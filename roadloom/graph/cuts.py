"""Strongly connected components, and a first way to cut each of them so that no cycle is left.

The local ratio technique finds a cut and a lower bound at once: take a cycle, subtract its least weight from all of its edges, give
up what drops to zero; what was subtracted in all bounds every cut from below. Demetrescu and Finocchi, "Combinatorial algorithms for
feedback problems in directed graphs", Information Processing Letters 86, 2003. What was given up needlessly is put back.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection
from dataclasses import dataclass, field

from roadloom.graph.sequencing import Sequencer, topological

EPSILON = 1e-9  # weights are summed in different orders


@dataclass(slots=True)
class Component:
    """A strongly connected component over the nodes 0..size-1; `labels` are its edges' indices outside."""

    size: int
    tails: list[int] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)
    labels: list[int] = field(default_factory=list)
    out: list[list[int]] = field(default_factory=list)
    into: list[list[int]] = field(default_factory=list)

    def cost(self, cut: Collection[int]) -> float:
        return sum(self.weights[e] for e in sorted(cut))


def components_of(size: int, tails: list[int], heads: list[int], weights: list[float]) -> list[Component]:
    """Find the strongly connected components of two nodes and more (without self-loops), ordered by their least node."""
    import networkx as nx

    graph: nx.DiGraph = nx.DiGraph()
    graph.add_nodes_from(range(size))
    graph.add_edges_from(zip(tails, heads, strict=True))
    groups = sorted(sorted(group) for group in nx.strongly_connected_components(graph) if len(group) > 1)
    place = {node: (g, i) for g, group in enumerate(groups) for i, node in enumerate(group)}
    found = [Component(len(g), out=[[] for _ in g], into=[[] for _ in g]) for g in groups]
    for label, (tail, head) in enumerate(zip(tails, heads, strict=True)):
        if tail == head or tail not in place or head not in place or place[tail][0] != place[head][0]:
            continue
        component, u, v = found[place[tail][0]], place[tail][1], place[head][1]
        component.out[u].append(len(component.labels))
        component.into[v].append(len(component.labels))
        component.tails.append(u)
        component.heads.append(v)
        component.weights.append(weights[label])
        component.labels.append(label)
    return found


def shortest_cycle(component: Component, start: int, gone: Collection[int]) -> list[int] | None:
    """Find a shortest cycle through a node, as a list of edges, or None (breadth first)."""
    came: dict[int, int] = {}
    queue = deque([start])
    while queue:
        node = queue.popleft()
        for e in component.out[node]:
            head = component.heads[e]
            if e in gone or head in came:
                continue
            came[head] = e
            if head == start:
                cycle = [e]
                while component.tails[cycle[-1]] != start:
                    cycle.append(came[component.tails[cycle[-1]]])
                return cycle[::-1]
            queue.append(head)
    return None


def _pay(cycle: list[int], left: list[float], cut: set[int]) -> float:
    """Take the least weight of a cycle from each of its edges; edges without any left are cut. Returns that weight."""
    least = min(left[e] for e in cycle)
    for e in cycle:
        left[e] -= least
        if left[e] <= EPSILON:
            cut.add(e)
    return least


def local_ratio_short(
    component: Component, gone: Collection[int] = (), kept: Collection[int] = (), heavy: float = 0.0
) -> tuple[set[int], float]:
    """Cut shortest cycles, node by node; returns what was given up and the lower bound. `kept` edges weigh `heavy`."""
    left = list(component.weights)
    for e in kept:
        left[e] = heavy
    cut, bound, done = set(gone), 0.0, list[int]()
    for node in range(component.size):
        while (cycle := shortest_cycle(component, node, cut)) is not None:
            bound += _pay(cycle, left, cut)
        # No cycle leads through this node any more: cutting all that enters it keeps later searches short.
        entering = [e for e in component.into[node] if e not in cut]
        cut.update(entering)
        done += entering
    return cut - set(done), bound


def local_ratio_deep(component: Component) -> tuple[set[int], float]:
    """Cut the cycles that one depth-first search meets: for components too large for shortest ones.

    After a cut the search goes on from the tail of the first edge that was given up; finished nodes stay finished, as taking edges
    away closes no cycle.
    """
    left, cut, bound = list(component.weights), set[int](), 0.0
    state, pointer, depth = bytearray(component.size), [0] * component.size, [0] * component.size  # state: 0 new, 1 on the path, 2 finished
    for start in range(component.size):
        if state[start]:
            continue
        path, state[start], depth[start] = [start], 1, 0
        while path:
            node = path[-1]
            if pointer[node] == len(component.out[node]):
                state[node] = 2
                path.pop()
                if path:
                    pointer[path[-1]] += 1
                continue
            e = component.out[node][pointer[node]]
            head = component.heads[e]
            if e in cut or state[head] == 2:
                pointer[node] += 1
            elif state[head] == 0:
                state[head], depth[head] = 1, len(path)
                path.append(head)
            else:
                begin = depth[head]
                cycle = [component.out[n][pointer[n]] for n in path[begin:]]
                bound += _pay(cycle, left, cut)
                keep = begin + next(i for i, c in enumerate(cycle) if c in cut) + 1
                for n in path[keep:]:
                    state[n] = 0
                del path[keep:]
    return cut, bound


def put_back(component: Component, cut: set[int]) -> tuple[set[int], list[int]]:
    """Take back, heaviest first, every edge that closes no cycle; returns what stays given up, and an order of the nodes."""
    after = [[component.heads[e] for e in out if e not in cut] for out in component.out]
    sequencer = Sequencer(topological(after), after)
    again = sorted(cut, key=lambda e: (-component.weights[e], e))
    rest = {e for e in again if not sequencer.insert(component.tails[e], component.heads[e])}
    return rest, sequencer.order()
