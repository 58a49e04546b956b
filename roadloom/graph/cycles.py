"""Break cycles by giving up edges of the least total weight (the weighted feedback arc set problem).

Finding the minimum is NP-hard, so the work depends on the size of the strongly connected component:

- a local-ratio pass finds a first cut and a lower bound at once: take a cycle, subtract its least weight from all of its edges, give
  up what drops to zero; the sum of what was subtracted bounds every cut from below (Demetrescu and Finocchi, "Combinatorial algorithms
  for feedback problems in directed graphs", Information Processing Letters 86, 2003);
- what was given up needlessly is put back, heaviest first, while a topological order is kept up to date (Pearce and Kelly, "A dynamic
  topological sort algorithm for directed acyclic graphs", Journal of Experimental Algorithmics 11, 2006);
- components of middle size are improved by moving single nodes and runs of nodes within the order (the insertion neighbourhood
  of Laguna, Marti and Campos, "Intensification and diversification with elite tabu search solutions for the linear ordering
  problem", Computers & Operations Research 26, 1999);
- branching on the edges of a shortest cycle then looks for the minimum, and proves it for small components.

Work is counted in steps, never in seconds, so the outcome is the same on every machine. Nothing recurses.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

EXACT_NODES = 300  # components up to this size are searched for the minimum
EXACT_STEPS = 12_000  # what all these searches together may spend: lower bounds times the size of the component
SEARCH_NODES = 2_000  # components up to this size are improved by local search
SEARCH_STEPS = 400_000  # edges and places that one local search may look at
SHORT_STEPS = 4_000_000  # nodes times edges up to which the local ratio takes shortest cycles, not just any

BRANCH_SEARCH = 10_000  # the same within the exact search, where a cut comes near the best one
NEARLY = 1.1  # near: at most this many times its weight
RUN = 4  # nodes that the local search moves at once

EPSILON = 1e-9


@dataclass(frozen=True, slots=True)
class Cut:
    """Which edges to give up: indices into the edges that were handed in, ascending.

    `weight` is their total; no cut weighs less than `bound` (equal: this one is optimal).
    """

    removed: tuple[int, ...]
    weight: float
    bound: float


class FixedCycleError(ValueError):
    """Edges that must stay form a cycle; `edges` holds their indices, in the order of the cycle."""

    def __init__(self, edges: list[int]) -> None:
        super().__init__("edges that must stay form a cycle")
        self.edges = edges


def cheapest_cut(edges: Sequence[tuple[Any, Any, float]], fixed: Collection[int] = ()) -> Cut:
    """Choose edges whose removal leaves no cycle, of as little total weight as can be found.

    Nodes must be comparable with each other, weights positive. Ties are decided by the order of `edges`; edges whose index is in
    `fixed` always stay. Self-loops are always given up.

    Raises
    ------
    FixedCycleError : if the fixed edges alone form a cycle.

    >>> cheapest_cut([("a", "b", 0.9), ("b", "c", 0.8), ("c", "a", 0.2)]).removed
    (2,)
    """
    names = sorted({node for tail, head, _ in edges for node in (tail, head)})
    number = {name: i for i, name in enumerate(names)}
    tails = [number[tail] for tail, _, _ in edges]
    heads = [number[head] for _, head, _ in edges]
    total = 1.0 + sum(weight for _, _, weight in edges)
    kept = frozenset(fixed)
    weights = [total if i in kept else edges[i][2] for i in range(len(edges))]
    _refuse_fixed_cycle(len(names), tails, heads, sorted(kept))

    loops = [i for i in range(len(edges)) if tails[i] == heads[i]]
    removed, bound = list(loops), sum(weights[i] for i in loops)
    steps = EXACT_STEPS
    for component in sorted(_components(len(names), tails, heads, weights), key=lambda c: c.size):
        cut, least, spent = _cut_component(component, total, steps)
        steps -= spent
        removed += [component.labels[e] for e in cut]
        bound += least
    weight = sum(weights[i] for i in removed)
    return Cut(tuple(sorted(removed)), weight, min(bound, weight))


@dataclass(slots=True)
class _Component:
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


def _refuse_fixed_cycle(size: int, tails: list[int], heads: list[int], fixed: list[int]) -> None:
    """Raise if the fixed edges are contradictory by themselves."""
    for component in _components(size, [tails[i] for i in fixed], [heads[i] for i in fixed], [1.0] * len(fixed)):
        cycle = _shortest_cycle(component, 0, set())
        raise FixedCycleError([fixed[component.labels[e]] for e in cycle or []])
    for i in fixed:
        if tails[i] == heads[i]:
            raise FixedCycleError([i])


def _components(size: int, tails: list[int], heads: list[int], weights: list[float]) -> list[_Component]:
    """Find the strongly connected components of two nodes and more (without self-loops), ordered by their least node."""
    import networkx as nx

    graph: nx.DiGraph = nx.DiGraph()
    graph.add_nodes_from(range(size))
    graph.add_edges_from(zip(tails, heads, strict=True))
    groups = sorted(sorted(group) for group in nx.strongly_connected_components(graph) if len(group) > 1)
    place = {node: (g, i) for g, group in enumerate(groups) for i, node in enumerate(group)}
    found = [_Component(len(g), out=[[] for _ in g], into=[[] for _ in g]) for g in groups]
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


def _cut_component(component: _Component, fixed_weight: float, steps: int) -> tuple[set[int], float, int]:
    """Cut one component; returns the edges given up, a lower bound, and how much of `steps` the exact search took."""
    short = component.size * len(component.labels) <= SHORT_STEPS
    first, bound = _local_ratio_short(component) if short else _local_ratio_deep(component)
    cut, order = _put_back(component, first)
    if component.size <= SEARCH_NODES:
        cut = _search(component, cut, order, SEARCH_STEPS)
    spent = 0
    if component.size <= EXACT_NODES and component.cost(cut) > bound + EPSILON:
        cut, proven, spent = _branch(component, cut, fixed_weight, steps)
        bound = component.cost(cut) if proven else bound
    return cut, bound, spent


# --- local ratio ------------------------------------------------------------------------------------------------------------


def _shortest_cycle(component: _Component, start: int, gone: Collection[int]) -> list[int] | None:
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


def _local_ratio_short(component: _Component, gone: Collection[int] = (), kept: Collection[int] = (), heavy: float = 0.0) -> tuple[set[int], float]:
    """Cut shortest cycles, node by node; returns what was given up and the lower bound. `kept` edges weigh `heavy`."""
    left = list(component.weights)
    for e in kept:
        left[e] = heavy
    cut, bound, done = set(gone), 0.0, list[int]()
    for node in range(component.size):
        while (cycle := _shortest_cycle(component, node, cut)) is not None:
            least = min(left[e] for e in cycle)
            bound += least
            for e in cycle:
                left[e] -= least
                if left[e] <= EPSILON:
                    cut.add(e)
        # No cycle leads through this node any more: cutting all that enters it keeps later searches short.
        entering = [e for e in component.into[node] if e not in cut]
        cut.update(entering)
        done += entering
    return cut - set(done), bound


def _local_ratio_deep(component: _Component) -> tuple[set[int], float]:
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
                least = min(left[c] for c in cycle)
                bound += least
                for c in cycle:
                    left[c] -= least
                    if left[c] <= EPSILON:
                        cut.add(c)
                keep = begin + next(i for i, c in enumerate(cycle) if c in cut) + 1
                for n in path[keep:]:
                    state[n] = 0
                del path[keep:]
    return cut, bound


# --- putting back -----------------------------------------------------------------------------------------------------------


class Sequencer:
    """A topological order of the nodes 0..size-1 that takes up one edge after the other (Pearce and Kelly)."""

    def __init__(self, order: Sequence[int]) -> None:
        self.place = [0] * len(order)
        for i, node in enumerate(order):
            self.place[node] = i
        self.after: list[list[int]] = [[] for _ in order]
        self.before: list[list[int]] = [[] for _ in order]

    def link(self, tail: int, head: int) -> None:
        """Take up an edge that is known to agree with the order."""
        self.after[tail].append(head)
        self.before[head].append(tail)

    def insert(self, tail: int, head: int) -> bool:
        """Take up an edge, moving nodes if need be; False, with nothing changed, if it would close a cycle."""
        if tail == head:
            return False
        if self.place[tail] > self.place[head]:
            forward = self._within(head, self.after, lambda p, end=self.place[tail]: p <= end)
            if tail in forward:
                return False
            backward = self._within(tail, self.before, lambda p, end=self.place[head]: p >= end)
            moved = sorted(backward, key=self.place.__getitem__) + sorted(forward, key=self.place.__getitem__)
            for node, place in zip(moved, sorted(self.place[n] for n in moved), strict=True):
                self.place[node] = place
        self.link(tail, head)
        return True

    def _within(self, start: int, neighbours: list[list[int]], inside: Any) -> set[int]:
        seen, todo = {start}, [start]
        while todo:
            for other in neighbours[todo.pop()]:
                if other not in seen and inside(self.place[other]):
                    seen.add(other)
                    todo.append(other)
        return seen

    def order(self) -> list[int]:
        """List the nodes in their present order."""
        return sorted(range(len(self.place)), key=self.place.__getitem__)


def _put_back(component: _Component, cut: set[int]) -> tuple[set[int], list[int]]:
    """Take back, heaviest first, every edge that closes no cycle; returns what stays given up, and an order of the nodes."""
    sequencer = Sequencer(_topological(component, cut))
    for e in range(len(component.labels)):
        if e not in cut:
            sequencer.link(component.tails[e], component.heads[e])
    again = sorted(cut, key=lambda e: (-component.weights[e], e))
    rest = {e for e in again if not sequencer.insert(component.tails[e], component.heads[e])}
    return rest, sequencer.order()


def _topological(component: _Component, cut: Collection[int]) -> list[int]:
    """Order the nodes by the edges that are not cut (Kahn)."""
    waiting = [sum(e not in cut for e in component.into[n]) for n in range(component.size)]
    order = [n for n in range(component.size) if not waiting[n]]
    for node in order:
        for e in component.out[node]:
            if e not in cut:
                waiting[component.heads[e]] -= 1
                if not waiting[component.heads[e]]:
                    order.append(component.heads[e])
    return order


# --- local search -----------------------------------------------------------------------------------------------------------


def _search(component: _Component, cut: set[int], order: list[int], budget: int) -> set[int]:
    """Move nodes, then runs of nodes, to where less weight points backward, and put edges back, as long as that helps."""
    steps = 0
    while steps < budget:
        order, used = _sift(component, order, budget - steps)
        steps += used
        place = {node: i for i, node in enumerate(order)}
        backward = {e for e in range(len(component.labels)) if place[component.tails[e]] > place[component.heads[e]]}
        fewer, order = _put_back(component, backward)
        if component.cost(fewer) >= component.cost(cut) - EPSILON:
            break
        cut = fewer
    return cut


def _sift(component: _Component, order: list[int], budget: int) -> tuple[list[int], int]:
    """Sweep over runs of one, two, ... nodes until none can be moved with gain; returns the order and the steps taken."""
    order, steps, width = list(order), 0, 1
    place = {node: i for i, node in enumerate(order)}
    while width <= min(RUN, component.size - 1) and steps < budget:
        moved = False
        for begin in range(component.size - width + 1):
            if steps >= budget:
                break
            run = order[begin : begin + width]
            slot = _better_slot(component, place, run)
            steps += sum(len(component.out[n]) + len(component.into[n]) for n in run)
            if slot is not None:
                del order[begin : begin + width]
                order[slot:slot] = run
                low, high = min(begin, slot), max(begin, slot) + width
                place.update((order[i], i) for i in range(low, high))
                steps, moved = steps + high - low, True
        width = 1 if moved else width + 1
    return order, steps


def _better_slot(component: _Component, place: dict[int, int], run: list[int]) -> int | None:
    """Tell where a run of neighbours in the order would leave the least weight backward; None: where it is."""
    first, last = place[run[0]], place[run[-1]]
    passing: dict[int, float] = {}  # place of a node outside the run -> what is gained by moving the run before that node
    for node in run:
        for edges, ends, sign in ((component.out[node], component.heads, 1.0), (component.into[node], component.tails, -1.0)):
            for e in edges:
                if not first <= (at := place[ends[e]]) <= last:
                    passing[at] = passing.get(at, 0.0) + sign * component.weights[e]
    best, slot = EPSILON, None
    gain = 0.0
    for at in sorted((p for p in passing if p < first), reverse=True):
        gain += passing[at]
        if gain > best:
            best, slot = gain, at
    gain = 0.0
    for at in sorted(p for p in passing if p > last):
        gain -= passing[at]
        if gain > best:
            best, slot = gain, at - len(run) + 1
    return slot


# --- exact ------------------------------------------------------------------------------------------------------------------


def _branch(component: _Component, best: set[int], heavy: float, steps: int) -> tuple[set[int], bool, int]:
    """Search for the minimum by branching on the edges of a shortest cycle; returns the best cut, whether it is proven, and the steps.

    In the i-th branch the i-th edge of the cycle goes and the edges before it stay, so no set is looked at twice.
    """
    least = component.cost(best)
    todo: list[tuple[frozenset[int], frozenset[int]]] = [(frozenset(), frozenset())]
    spent = 0
    while todo and spent + component.size <= steps:
        spent += component.size
        gone, kept = todo.pop()
        cut, bound = _local_ratio_short(component, gone, kept, heavy)
        spent = component.cost(gone)
        whole, order = _put_back(component, cut)
        if component.cost(whole) < least * NEARLY:
            whole = _search(component, whole, order, BRANCH_SEARCH)
        if (cost := component.cost(whole)) < least - EPSILON:
            best, least = whole, cost
        if spent + bound >= least - EPSILON:
            continue
        cycle = next(c for n in range(component.size) if (c := _shortest_cycle(component, n, gone)) is not None)
        branches, stay = [], kept
        for e in cycle:
            if e not in kept:
                branches.append((gone | {e}, stay))
                stay |= {e}
        todo += reversed(branches)
    return best, not todo, spent
