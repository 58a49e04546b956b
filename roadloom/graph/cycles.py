"""Break cycles by giving up edges of the least total weight (the weighted feedback arc set problem).

Finding the minimum is NP-hard, so the work depends on the size of the strongly connected component:

- a local-ratio pass finds a first cut and a lower bound, and what was given up needlessly is put back (`cuts`);
- components of middle size are improved by moving single nodes and runs of nodes within the order (the insertion neighbourhood
  of Laguna, Marti and Campos, "Intensification and diversification with elite tabu search solutions for the linear ordering
  problem", Computers & Operations Research 26, 1999);
- branching on the edges of a shortest cycle then looks for the minimum, and proves it for small components.

Work is counted in steps, never in seconds, so the outcome is the same on every machine. Nothing recurses.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from roadloom.graph.cuts import EPSILON, Component, components_of, local_ratio_deep, local_ratio_short, put_back, shortest_cycle

EXACT_NODES = 300  # components up to this size are searched for the minimum
EXACT_STEPS = 30_000  # what all these searches together may spend: lower bounds times the size of the component
SEARCH_NODES = 2_000  # components up to this size are improved by local search
SEARCH_STEPS = 400_000  # edges and places that one local search may look at
SHORT_STEPS = 4_000_000  # nodes times edges up to which the local ratio takes shortest cycles, not just any

BRANCH_SEARCH = 10_000  # the same within the exact search, where a cut comes near the best one
NEARLY = 1.1  # near: at most this many times its weight
RUN = 4  # nodes that the local search moves at once


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
    for component in sorted(components_of(len(names), tails, heads, weights), key=lambda c: c.size):
        cut, least, spent = _cut_component(component, total, steps)
        steps -= spent
        removed += [component.labels[e] for e in cut]
        bound += least
    weight = sum(weights[i] for i in removed)
    return Cut(tuple(sorted(removed)), weight, min(bound, weight))


def _refuse_fixed_cycle(size: int, tails: list[int], heads: list[int], fixed: list[int]) -> None:
    """Raise if the fixed edges are contradictory by themselves."""
    for component in components_of(size, [tails[i] for i in fixed], [heads[i] for i in fixed], [1.0] * len(fixed)):
        cycle = shortest_cycle(component, 0, set())
        raise FixedCycleError([fixed[component.labels[e]] for e in cycle or []])
    for i in fixed:
        if tails[i] == heads[i]:
            raise FixedCycleError([i])


def _cut_component(component: Component, fixed_weight: float, steps: int) -> tuple[set[int], float, int]:
    """Cut one component; returns the edges given up, a lower bound, and how much of `steps` the exact search took."""
    short = component.size * len(component.labels) <= SHORT_STEPS
    first, bound = local_ratio_short(component) if short else local_ratio_deep(component)
    cut, order = put_back(component, first)
    if component.size <= SEARCH_NODES:
        cut = _search(component, cut, order, SEARCH_STEPS)
    spent = 0
    if component.size <= EXACT_NODES and component.cost(cut) > bound + EPSILON:
        cut, proven, spent = _branch(component, cut, fixed_weight, steps)
        bound = component.cost(cut) if proven else bound
    return cut, bound, spent


# --- local search -----------------------------------------------------------------------------------------------------------


def _search(component: Component, cut: set[int], order: list[int], budget: int) -> set[int]:
    """Move nodes, then runs of nodes, to where less weight points backward, and put edges back, as long as that helps."""
    steps = 0
    while steps < budget:
        order, used = _sift(component, order, budget - steps)
        steps += used
        place = {node: i for i, node in enumerate(order)}
        backward = {e for e in range(len(component.labels)) if place[component.tails[e]] > place[component.heads[e]]}
        fewer, order = put_back(component, backward)
        if component.cost(fewer) >= component.cost(cut) - EPSILON:
            break
        cut = fewer
    return cut


def _sift(component: Component, order: list[int], budget: int) -> tuple[list[int], int]:
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


def _better_slot(component: Component, place: dict[int, int], run: list[int]) -> int | None:
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


def _branch(component: Component, best: set[int], heavy: float, steps: int) -> tuple[set[int], bool, int]:
    """Search for the minimum by branching on the edges of a shortest cycle; returns the best cut, whether it is proven, and the steps.

    In the i-th branch the i-th edge of the cycle goes and the edges before it stay, so no set is looked at twice.
    """
    least = component.cost(best)
    todo: list[tuple[frozenset[int], frozenset[int]]] = [(frozenset(), frozenset())]
    spent = 0
    while todo and spent + component.size <= steps:
        spent += component.size
        gone, kept = todo.pop()
        cut, bound = local_ratio_short(component, gone, kept, heavy)
        whole, order = put_back(component, cut)
        if component.cost(whole) < least * NEARLY:
            whole = _search(component, whole, order, BRANCH_SEARCH)
        if (cost := component.cost(whole)) < least - EPSILON:
            best, least = whole, cost
        if component.cost(gone) + bound >= least - EPSILON:
            continue
        cycle = next(c for n in range(component.size) if (c := shortest_cycle(component, n, gone)) is not None)
        branches, stay = [], kept
        for e in cycle:
            if e not in kept:
                branches.append((gone | {e}, stay))
                stay |= {e}
        todo += reversed(branches)
    return best, not todo, spent
